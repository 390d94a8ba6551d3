//! The index: built from the notes files, the texts and the log of opened articles, and rebuilt whatever happens to it.

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use postil::document::Fingerprint;
use postil::index::{Index, IndexError, Query};
use postil::notes::Annotation;
use postil::store::library::{self, Entry, IndexExtent, TakingIn, ask, entries, index_file, unwatched};
use postil::store::{Origin, Paths, Session};

use super::{Desk, at, claim, document_of};

/// The hits of a search: titles, each with the parts that match.
fn found(paths: &Paths, typed: &str) -> Vec<String> {
    let query = Query::parse(typed).unwrap();
    let search = |index: &Index| {
        let text_of = |entry: &Entry| postil::store::texts::read(paths, entry.fingerprint?);
        index.search(&query, 100, text_of)
    };
    let found = ask(paths, IndexExtent::Suggestions, &mut unwatched, search).unwrap();
    let shown = found.into_iter().map(|found| {
        let parts: Vec<&str> = found.hits.iter().map(|hit| hit.part.name()).collect();
        format!("{} ({})", found.article.title, parts.join(" "))
    });
    shown.collect()
}

/// An article with a claim that has a note.
fn article(desk: &Desk, title: &str, text: &str, note: &str, n: u128) -> PathBuf {
    let file = desk.article(&format!("{n}.txt"));
    let document = document_of(title, &[text]);
    let mut opened = desk.open(&document, &file);
    let first = text.split('.').next().unwrap();
    claim(&mut opened.notebook, &document, n, first);
    let mut all: Vec<Annotation> = opened.notebook.annotations().cloned().collect();
    all[0].note = (!note.is_empty()).then(|| note.to_owned());
    all[0].verdict = Some("refuted".to_owned());
    all[0].tags = vec!["Häfen".to_owned()];
    let notebook = postil::notes::Notebook::new(all);
    opened.session.save(&notebook).unwrap();
    opened.session.record(&notebook, at(n as i64)).unwrap();
    opened.session.path().to_owned()
}

fn small_library() -> Desk {
    let desk = Desk::new();
    article(
        &desk,
        "Harbour",
        "The harbour will close. Nine boats were lost.",
        "ask the naïve mayor",
        1,
    );
    article(
        &desk,
        "Ferry",
        "A ferry was late. The harbour stays open, Ann Lee said.",
        "",
        2,
    );
    article(
        &desk,
        "騰訊",
        "騰訊推出微信。使用者超過一千九百萬。",
        "figures?",
        3,
    );
    desk
}

#[test]
fn a_search_goes_over_texts_claims_notes_and_tags() {
    let desk = small_library();
    let paths = &desk.paths;
    assert_eq!(found(paths, "harbour").len(), 2);
    assert_eq!(found(paths, "\"nine boats\""), ["Harbour (text)"]);
    assert_eq!(found(paths, "\"boats nine\""), Vec::<String>::new());
    assert_eq!(found(paths, "harb* -ferry"), ["Harbour (text quote)"]);
    assert_eq!(found(paths, "NAIVE"), ["Harbour (note)"]);
    assert_eq!(found(paths, "naïve"), ["Harbour (note)"]);
    assert_eq!(found(paths, "微信"), ["騰訊 (text quote)"]);
    assert_eq!(found(paths, "信微"), Vec::<String>::new());
    assert_eq!(found(paths, "tag:hafen verdict:ref").len(), 3);
    assert_eq!(found(paths, "hafen harbour"), ["Harbour (quote)"]);
    assert_eq!(found(paths, "verdict:supported"), Vec::<String>::new());
    assert_eq!(found(paths, "ferry -verdict:none"), ["Ferry (quote)"]);
    // The analysis suggests the undecided claim.
    assert_eq!(found(paths, "speaker:\"ann lee\""), ["Ferry (quote)"]);
    assert_eq!(found(paths, "kind:suggestion open"), ["Ferry (quote)"]);
}

#[test]
fn what_changes_elsewhere_is_found_by_whoever_asks_next() {
    let desk = small_library();
    assert_eq!(found(&desk.paths, "mayor").len(), 1);
    let all: Vec<PathBuf> = entries(&desk.paths).into_iter().filter_map(|e| e.notes).collect();
    let notes = all
        .iter()
        .find(|n| fs::read_to_string(n).unwrap().contains("mayor"))
        .unwrap();
    let text = fs::read_to_string(notes).unwrap();
    fs::write(notes, text.replace("mayor", "minister")).unwrap();
    assert_eq!(found(&desk.paths, "mayor").len(), 0);
    assert_eq!(found(&desk.paths, "minister").len(), 1);
    fs::remove_file(notes).unwrap();
    assert_eq!(found(&desk.paths, "minister").len(), 0);
    assert_eq!(entries(&desk.paths).len(), 2);
}

#[test]
fn an_index_that_is_lost_or_none_is_made_again_without_loss() {
    let desk = small_library();
    let paths = &desk.paths;
    let before = (entries(paths), found(paths, "harbour"));
    assert_eq!(before.0[0].opened, Some(at(3)));
    let file = index_file(paths);
    let break_it: [&dyn Fn(); 5] = [
        &|| fs::remove_dir_all(&paths.cache).unwrap(),
        &|| {
            fs::write(
                &file,
                "garbage that is long enough to be no empty file ".repeat(40),
            )
            .unwrap();
        },
        &|| {
            let bytes = fs::read(&file).unwrap();
            fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
            let _ = fs::remove_file(file.with_extension("sqlite-wal"));
        },
        &|| {
            // Another format: the version is at byte 60 of the header.
            let mut bytes = fs::read(&file).unwrap();
            bytes[63] = 99;
            fs::write(&file, &bytes).unwrap();
            let _ = fs::remove_file(file.with_extension("sqlite-wal"));
        },
        &|| fs::write(&file, "").unwrap(),
    ];
    for (number, break_it) in break_it.into_iter().enumerate() {
        break_it();
        let after = (entries(paths), found(paths, "harbour"));
        assert_eq!(after, before, "{number}");
    }
}

#[cfg(unix)]
#[test]
fn the_first_article_is_opened_without_an_index() {
    let desk = Desk::new();
    let file = desk.article("1.txt");
    let document = document_of("Harbour", &["The harbour will close."]);
    drop(desk.open(&document, &file));
    assert!(entries(&desk.paths).is_empty() && library::is_empty(&desk.paths));
    assert!(!index_file(&desk.paths).exists());
    // If the notes are known, their position is searched for, whatever happened to the index.
    let notes = article(&desk, "Harbour", "The harbour will close.", "", 1);
    fs::remove_file(index_file(&desk.paths)).unwrap_or_default();
    assert_eq!(desk.open(&document, &file).session.path(), notes);
    assert_eq!(entries(&desk.paths).len(), 1);
}

#[test]
fn where_no_index_can_be_written_one_in_memory_answers() {
    let desk = small_library();
    let paths = &desk.paths;
    // A file in the place of the folder stops root too.
    let _ = fs::remove_dir_all(&paths.cache);
    fs::write(&paths.cache, "no folder").unwrap();
    assert_eq!(found(paths, "harbour").len(), 2);
    assert_eq!(entries(paths).len(), 3);
    assert_eq!(fs::read_to_string(&paths.cache).unwrap(), "no folder");
}

/// Similar articles, each with a claim.
fn boats(paths: &Paths, count: u128) {
    for n in 1..=count {
        let text = format!("The boat number {n} was lost. The mayor said that {n} boats sank.");
        let document = document_of(&format!("Boat {n}"), &[&text]);
        let origin = Origin::Url(format!("https://e.example/{n}"));
        let notes = paths.notes().join(format!("{n}.ron"));
        let mut opened = Session::open_briefly(paths, &document, &origin, Some(&notes)).unwrap();
        claim(&mut opened.notebook, &document, n, "number");
        opened.session.save(&opened.notebook).unwrap();
    }
}

#[test]
fn a_build_that_is_called_off_goes_on_where_it_was() {
    let desk = Desk::new();
    boats(&desk.paths, 80);
    let mut told = Vec::new();
    let mut stop_at_second_text = |step: TakingIn| {
        told.push(step);
        if step.what == "texts" && step.done > 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let built = library::bring_up_to_date(&desk.paths, IndexExtent::Texts, &mut stop_at_second_text);
    assert!(matches!(built, Err(IndexError::CalledOff)), "{built:?}");
    let done = told.last().unwrap().done;
    assert!(done > 0 && done < 80, "{told:?}");
    let mut all = None;
    let mut listen = |step: TakingIn| {
        if step.what == "texts" {
            all.get_or_insert(step.all);
        }
        ControlFlow::Continue(())
    };
    library::bring_up_to_date(&desk.paths, IndexExtent::Texts, &mut listen).unwrap();
    assert_eq!(all, Some(80 - done));
    assert_eq!(found(&desk.paths, "boat").len(), 80);
}

#[test]
fn a_list_grows_by_a_line_and_takes_over_that_of_earlier_versions() {
    let desk = Desk::new();
    let entry = |n: i64| Entry {
        title: format!("Article {n}"),
        paths: vec![desk.dir.path().join(n.to_string())],
        fingerprint: Some(Fingerprint::of(&n.to_string())),
        opened: Some(at(n)),
        ..Entry::default()
    };
    let log = desk.paths.state.join("library.log");
    fs::create_dir_all(&desk.paths.state).unwrap();
    let old = format!(
        "[(title: \"Old\", paths: [\"/a/old.txt\"], fingerprint: Some(\"{}\"), progress: Some((decided: 2, claims: 5)), opened: Some(\"{}\"))]",
        Fingerprint::of("old"),
        at(0)
    );
    fs::write(desk.paths.state.join("library.ron"), &old).unwrap();
    assert_eq!(entries(&desk.paths)[0].title, "Old");
    library::record(&desk.paths, &entry(1)).unwrap();
    assert_eq!(
        fs::read_to_string(desk.paths.state.join("library.ron.old")).unwrap(),
        old
    );
    let one = fs::metadata(&log).unwrap().len();
    library::record(&desk.paths, &entry(2)).unwrap();
    let two = fs::metadata(&log).unwrap().len();
    // A line truncated by a full disk or a killed process.
    let mut bytes = fs::read(&log).unwrap();
    bytes.extend(b"(title: \"cut o");
    fs::write(&log, bytes).unwrap();
    library::record(&desk.paths, &entry(3)).unwrap();
    let known = entries(&desk.paths);
    let titles: Vec<&str> = known.iter().map(|e| e.title.as_str()).collect();
    assert_eq!(titles, ["Article 3", "Article 2", "Article 1", "Old"]);
    assert_eq!(known[3].progress.map(|p| (p.decided, p.claims)), Some((2, 5)));
    for n in 4..40 {
        library::record(&desk.paths, &entry(n)).unwrap();
    }
    let last = fs::metadata(&log).unwrap().len();
    assert!(last - two < 40 * (two - one), "{one} {two} {last}");
    assert_eq!(entries(&desk.paths).len(), 40);
}

#[test]
fn two_that_build_at_once_and_one_that_is_killed_do_no_harm() {
    let home = tempfile::tempdir().unwrap();
    let program = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        command
            .args(args)
            .env_clear()
            .env("HOME", home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    };
    let shown = |args: &[&str]| {
        let output = program(args).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let folder = |name: &str| home.path().join(name).join("postil");
    let paths = Paths {
        data: folder(".local/share"),
        config: folder(".config"),
        state: folder(".local/state"),
        cache: folder(".cache"),
    };
    boats(&paths, 150);
    for round in 0..6 {
        fs::remove_dir_all(&paths.cache).ok();
        let mut killed = program(&["search", "boat"]).spawn().unwrap();
        let other = program(&["search", "boat", "--json"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(20 * round));
        killed.kill().unwrap();
        killed.wait().unwrap();
        assert_eq!(other.wait_with_output().unwrap().status.code(), Some(0));
        let found: serde_json::Value =
            serde_json::from_str(&shown(&["search", "sank", "--most", "1000", "--json"])).unwrap();
        assert_eq!(found.as_array().unwrap().len(), 150, "round {round}");
    }
}
