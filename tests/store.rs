//! The notes file on disk as a user sees it: found again, merged, and never overwritten blindly.

#![allow(clippy::unwrap_used, clippy::needless_for_each)]

use std::fs;
use std::path::{Path, PathBuf};

use postil::document::{BlockKind, Builder, Document, Metadata, TextRange};
use postil::notes::{Annotation, AnnotationKind, Change, Id, Notebook, Step, Timestamp, anchor};
use postil::store::{Access, MatchReason, Opened, Origin, Paths, ReadOnly, Session, StoreError};

#[path = "store/identity.rs"]
mod identity;
#[path = "store/index.rs"]
mod index;
#[path = "store/library.rs"]
mod library;

const TEXT: [&str; 3] = [
    "The harbour will be closed for two years, the mayor said on Monday.",
    "“Nobody asked us,” Ann Lee, who runs the ferry, told reporters. She lost 40% of her guests.",
    "According to the port authority, the work costs 19 million crowns, twice what was planned in spring.",
];

fn document_of(title: &str, paragraphs: &[&str]) -> Document {
    let mut builder = Builder::new();
    builder.metadata(Metadata {
        title: title.into(),
        ..Metadata::default()
    });
    paragraphs
        .iter()
        .for_each(|p| builder.block(BlockKind::Paragraph, p));
    builder.finish()
}

fn document() -> Document {
    document_of("Harbour to close", &TEXT)
}

fn id(n: u128) -> Id {
    Id(uuid::Uuid::from_u128(n))
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

struct Desk {
    dir: tempfile::TempDir,
    paths: Paths,
}

impl Desk {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            paths: Paths::under(&dir.path().join("home")),
            dir,
        }
    }

    /// Removes the index and the log of opened articles.
    fn lose_index(&self) {
        let _ = fs::remove_dir_all(&self.paths.cache);
        let _ = fs::remove_file(self.paths.state.join("library.log"));
    }

    /// A path to an article, with a file there.
    fn article(&self, name: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "the article").unwrap();
        path
    }

    fn open(&self, document: &Document, article: &Path) -> Opened {
        Session::open(&self.paths, document, &Origin::File(article.to_owned()), None).unwrap()
    }
}

fn claim(notebook: &mut Notebook, document: &Document, n: u128, words: &str) {
    let start = document.text().find(words).unwrap();
    let range = TextRange::new(start, start + words.len());
    let after = Annotation::new(
        id(n),
        AnnotationKind::Claim,
        anchor(document, range),
        at(n as i64),
    );
    let changes = vec![Change {
        id: id(n),
        before: None,
        after: Some(after),
    }];
    notebook.apply(Step {
        label: "accept claim".into(),
        at: at(n as i64),
        changes,
    });
}

fn change(notebook: &mut Notebook, n: u128, at: Timestamp, with: impl FnOnce(&mut Annotation)) {
    let before = notebook.get(id(n)).unwrap().clone();
    let mut after = Annotation {
        updated: at,
        ..before.clone()
    };
    with(&mut after);
    let changes = vec![Change {
        id: id(n),
        before: Some(before),
        after: Some(after),
    }];
    notebook.apply(Step {
        label: "change".into(),
        at,
        changes,
    });
}

fn everything(notebook: &Notebook) -> Vec<Annotation> {
    notebook.all().cloned().collect()
}

/// Opens, makes one claim, saves and closes; returns the notes file.
fn begun(desk: &Desk, article: &Path) -> PathBuf {
    let mut opened = desk.open(&document(), article);
    claim(&mut opened.notebook, &document(), 1, "closed for two years");
    opened.session.save(&opened.notebook).unwrap();
    opened.session.record(&opened.notebook, at(5)).unwrap();
    opened.session.path().to_owned()
}

#[test]
fn nothing_is_written_before_the_first_annotation() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let mut opened = desk.open(&document(), &article);
    assert_eq!(opened.access, Access::Write);
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    assert!(!desk.paths.data.exists());
    assert_eq!(
        files_in(&desk.paths.state),
        0,
        "the lock of the one that reads is gone too"
    );
}

fn files_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |path: PathBuf| if path.is_dir() { files_in(&path) } else { 1 };
    entries.map(|e| count(e.path())).sum()
}

#[test]
fn comes_back_with_undo_and_reading_changes_nothing() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let before = (
        fs::read(&notes).unwrap(),
        fs::metadata(&notes).unwrap().modified().unwrap(),
    );
    let mut opened = desk.open(&document(), &article);
    assert_eq!(opened.session.path(), notes);
    assert_eq!(opened.notebook.annotations().count(), 1);
    assert_eq!(opened.notebook.can_undo(), Some("accept claim"));
    assert_eq!(opened.previous, None);
    assert_eq!(
        (
            fs::read(&notes).unwrap(),
            fs::metadata(&notes).unwrap().modified().unwrap()
        ),
        before
    );
    opened.notebook.undo(at(9)).unwrap();
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    let mut opened = desk.open(&document(), &article);
    assert_eq!(opened.notebook.annotations().count(), 0);
    assert_eq!(opened.notebook.len(), 1, "a tombstone stays");
    opened.notebook.redo(at(10)).unwrap();
    assert_eq!(
        opened.notebook.annotations().next().unwrap().anchor.quote,
        "closed for two years"
    );
    drop(opened);
    let left: Vec<_> = fs::read_dir(notes.parent().unwrap())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(
        left,
        [notes.file_name().unwrap()],
        "neither lock nor temporary file stays"
    );
}

#[test]
fn renamed_moved_linked_and_edited_articles_find_their_notes() {
    let desk = Desk::new();
    let article = desk.article("news/a.txt");
    let notes = begun(&desk, &article);
    let found = |document: &Document, article: &Path| {
        let opened = desk.open(document, article);
        (
            opened.session.path().to_owned(),
            opened.why,
            opened.previous.and_then(|p| p.text),
        )
    };
    let moved = desk.article("elsewhere/b.txt");
    assert_eq!(
        found(&document(), &article),
        (notes.clone(), MatchReason::SameText, None)
    );
    assert_eq!(
        found(&document(), &moved),
        (notes.clone(), MatchReason::SameTextElsewhere, None)
    );
    let edited = document_of("Harbour to close", &[TEXT[0], TEXT[1], "An ending that is new."]);
    let old = Some(document().text().to_owned());
    assert_eq!(
        found(&edited, &article),
        (notes.clone(), MatchReason::SamePath, old)
    );
    // Moved and edited: it may be another paper's, so the reader is asked.
    assert_eq!(found(&edited, &moved).1, MatchReason::Undecided);
    #[cfg(unix)]
    {
        let link = desk.dir.path().join("link.txt");
        std::os::unix::fs::symlink(&article, &link).unwrap();
        assert_eq!(found(&edited, &link).0, notes);
    }
}

#[test]
fn two_articles_with_one_name_never_mix() {
    let desk = Desk::new();
    let article = desk.article("article.txt");
    let notes = begun(&desk, &article);
    let other = document_of(
        "Storm on the lake",
        &["Three sailors were rescued by a fishing boat before dawn."],
    );
    let mut opened = desk.open(&other, &article);
    assert_ne!(opened.session.path(), notes);
    assert!(opened.notebook.is_empty() && opened.why == MatchReason::New);
    claim(&mut opened.notebook, &other, 2, "rescued by a fishing boat");
    opened.session.save(&opened.notebook).unwrap();
    opened.session.record(&opened.notebook, at(7)).unwrap();
    drop(opened);
    assert_eq!(desk.open(&document(), &article).session.path(), notes);
    // The same title with another text: another article.
    let namesake = document_of(
        "Harbour to close",
        &["Nobody knows when the next train to the coast will leave."],
    );
    let opened = desk.open(&namesake, &desk.article("c.txt"));
    assert!(opened.notebook.is_empty());
    assert_eq!((opened.why, opened.lookalikes.len()), (MatchReason::New, 0));
}

#[test]
fn notes_beside_the_article_come_first_and_name_no_folder() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    begun(&desk, &article);
    let beside = desk.dir.path().join("a.txt.postil.ron");
    fs::write(&beside, "(version: 1)").unwrap();
    let mut opened = desk.open(&document(), &article);
    assert_eq!(opened.session.path().file_name(), beside.file_name());
    claim(&mut opened.notebook, &document(), 3, "Nobody asked us");
    opened.session.save(&opened.notebook).unwrap();
    assert!(
        fs::read_to_string(&beside)
            .unwrap()
            .contains("paths: [\"a.txt\"]")
    );
    let named = desk.dir.path().join("mine.ron");
    let origin = Origin::File(article);
    let opened = Session::open(&desk.paths, &document(), &origin, Some(&named)).unwrap();
    assert_eq!(opened.session.path().file_name(), named.file_name());
    assert!(opened.notebook.is_empty());
}

#[test]
fn the_second_instance_reads_and_follows() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    begun(&desk, &article);
    let mut first = desk.open(&document(), &article);
    let mut second = desk.open(&document(), &article);
    assert_eq!(second.access, Access::ReadOnly(ReadOnly::OtherInstance));
    assert!(matches!(
        second.session.save(&second.notebook),
        Err(StoreError::ReadOnly(_))
    ));
    assert_eq!(second.session.reload(&second.notebook).unwrap(), None);
    claim(&mut first.notebook, &document(), 2, "Nobody asked us");
    first.session.save(&first.notebook).unwrap();
    let incoming = second.session.reload(&second.notebook).unwrap().unwrap();
    assert!(second.notebook.receive(&incoming).is_empty());
    assert_eq!(everything(&second.notebook), everything(&first.notebook));
    assert!(second.session.try_to_write().is_none());
    claim(&mut first.notebook, &document(), 3, "closed for two years");
    first.session.save(&first.notebook).unwrap();
    let last = everything(&first.notebook);
    drop(first);
    let (incoming, inherited) = second.session.try_to_write().unwrap();
    assert_eq!(*second.session.access(), Access::Write);
    // The last changes of the first one arrive before its steps, which the second one can undo.
    second.notebook.receive(&incoming.unwrap());
    let notebook = inherited.given_to(second.notebook);
    assert_eq!(everything(&notebook), last);
    assert_eq!(notebook.history().len(), 3);
    second.session.save(&notebook).unwrap();
}

#[test]
fn of_two_that_open_an_article_without_notes_the_second_reads_and_follows() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let mut first = desk.open(&document(), &article);
    let mut second = desk.open(&document(), &article);
    assert_eq!(first.access, Access::Write);
    assert_eq!(second.access, Access::ReadOnly(ReadOnly::OtherInstance));
    claim(&mut first.notebook, &document(), 1, "closed for two years");
    first.session.save(&first.notebook).unwrap();
    let incoming = second.session.reload(&second.notebook).unwrap().unwrap();
    second.notebook.receive(&incoming);
    assert_eq!(everything(&second.notebook), everything(&first.notebook));
    let heir = second.session.heir().unwrap();
    let waiting = std::thread::spawn(move || heir.wait().unwrap());
    drop(first);
    second.session.inherit(waiting.join().unwrap());
    claim(&mut second.notebook, &document(), 2, "Nobody asked us");
    second.session.save(&second.notebook).unwrap();
    assert!(second.session.heir().is_none());
}

#[test]
fn a_state_folder_that_cannot_be_written_keeps_nobody_from_writing_notes() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    fs::create_dir_all(desk.paths.state.parent().unwrap()).unwrap();
    fs::write(&desk.paths.state, "no folder").unwrap();
    let mut opened = desk.open(&document(), &article);
    assert_eq!(opened.access, Access::Write);
    claim(&mut opened.notebook, &document(), 1, "closed for two years");
    opened.session.save(&opened.notebook).unwrap();
    // From here on the lock beside the notes applies.
    assert_ne!(desk.open(&document(), &article).access, Access::Write);
}

#[test]
fn a_change_on_disk_is_merged() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let mut reader = desk.open(&document(), &article);
    // A script, while the reader is open.
    let origin = Origin::File(article.clone());
    let mut script = Session::open_briefly(&desk.paths, &document(), &origin, None).unwrap();
    claim(&mut script.notebook, &document(), 2, "Nobody asked us");
    change(&mut script.notebook, 1, at(20), |a| {
        a.verdict = Some("disputed".into());
    });
    script.session.save(&script.notebook).unwrap();
    claim(&mut reader.notebook, &document(), 3, "19 million crowns");
    change(&mut reader.notebook, 1, at(21), |a| {
        a.note = Some("ask Ann".into());
    });
    let saved = reader.session.save(&reader.notebook).unwrap();
    assert!(saved.conflicts().is_empty());
    reader.notebook.receive(&saved.merged.unwrap());
    let one = reader.notebook.get(id(1)).unwrap();
    assert_eq!(
        (one.verdict.as_deref(), one.note.as_deref()),
        (Some("disputed"), Some("ask Ann"))
    );
    assert_eq!(reader.notebook.len(), 3);
    assert_eq!(reader.session.save(&reader.notebook).unwrap().merged, None);
    // An editor, by hand.
    let text = fs::read_to_string(&notes).unwrap().replace("disputed", "refuted");
    fs::write(&notes, text).unwrap();
    let saved = reader.session.save(&reader.notebook).unwrap();
    reader.notebook.receive(&saved.merged.unwrap());
    assert_eq!(
        reader.notebook.get(id(1)).unwrap().verdict.as_deref(),
        Some("refuted")
    );
}

#[test]
fn two_that_begin_at_once_on_two_machines_lose_nothing() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let shared = desk.dir.path().join("shared.ron");
    let open = |home: &str| {
        let paths = Paths::under(&desk.dir.path().join(home));
        Session::open(&paths, &document(), &Origin::File(article.clone()), Some(&shared)).unwrap()
    };
    let (mut one, mut two) = (open("one"), open("two"));
    claim(&mut one.notebook, &document(), 1, "closed for two years");
    claim(&mut two.notebook, &document(), 2, "Nobody asked us");
    one.session.save(&one.notebook).unwrap();
    let saved = two.session.save(&two.notebook).unwrap();
    assert!(!saved.warnings.is_empty());
    assert_eq!(saved.merged.unwrap().to.len(), 2);
}

/// A notebook on its way to the session while the session reads the changes of another writer.
#[test]
fn a_notebook_that_is_older_than_the_file_takes_nothing_out_of_it() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    begun(&desk, &article);
    let mut reader = desk.open(&document(), &article);
    let origin = Origin::File(article.clone());
    let script = || {
        let mut opened = Session::open_briefly(&desk.paths, &document(), &origin, None).unwrap();
        claim(&mut opened.notebook, &document(), 2, "Nobody asked us");
        change(&mut opened.notebook, 1, at(20), |a| {
            a.verdict = Some("disputed".into());
        });
        opened.session.save(&opened.notebook).unwrap();
    };
    let queued: Vec<Notebook> = [3, 4, 5]
        .map(|n| {
            claim(&mut reader.notebook, &document(), n, "19 million crowns");
            reader.notebook.clone()
        })
        .into();
    script();
    let holds = |count: usize| {
        let opened = Session::open_briefly(&desk.paths, &document(), &origin, None).unwrap();
        let verdict = opened.notebook.get(id(1)).unwrap().verdict.as_deref();
        assert_eq!((opened.notebook.len(), verdict), (count, Some("disputed")));
    };
    let first = reader.session.save(&queued[0]).unwrap();
    holds(3);
    // The second does not know yet what the first merged in; after the third an older one arrives again.
    reader.session.save(&queued[1]).unwrap();
    holds(4);
    reader.notebook.receive(&first.merged.unwrap());
    reader.session.save(&reader.notebook).unwrap();
    holds(5);
    reader.session.save(&queued[0]).unwrap();
    // If an annotation differs, both versions are kept.
    holds(6);
}

#[test]
fn what_cannot_be_understood_is_never_overwritten() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let good = fs::read_to_string(&notes).unwrap();
    let cut = &good[..good.len() * 2 / 3];
    let conflict = good.replace("    annotations", "<<<<<<< ours\n    annotations");
    for (bad, place) in [
        ("", Some((1, 1))),
        ("garbage {", None),
        (cut, None),
        (conflict.as_str(), Some((9, 1))),
    ] {
        fs::write(&notes, bad).unwrap();
        let mut opened = desk.open(&document(), &article);
        let Access::ReadOnly(ReadOnly::Damaged { line, column, .. }) = &opened.access else {
            panic!("{:?} for {bad:?}", opened.access);
        };
        if let Some(place) = place {
            assert_eq!((*line, *column), place, "{bad}");
        }
        claim(&mut opened.notebook, &document(), 2, "Nobody asked us");
        assert!(opened.session.save(&opened.notebook).is_err());
        assert_eq!(fs::read_to_string(&notes).unwrap(), bad);
    }
    // Damaged while open: reported, kept in memory, saved once it is repaired.
    fs::write(&notes, &good).unwrap();
    let mut opened = desk.open(&document(), &article);
    claim(&mut opened.notebook, &document(), 2, "Nobody asked us");
    fs::write(&notes, "(version: 1,").unwrap();
    assert!(matches!(
        opened.session.save(&opened.notebook),
        Err(StoreError::ReadOnly(_))
    ));
    assert_eq!(fs::read_to_string(&notes).unwrap(), "(version: 1,");
    fs::write(&notes, &good).unwrap();
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    assert_eq!(desk.open(&document(), &article).notebook.len(), 2);
}

#[test]
fn a_backup_can_take_the_place_of_a_damaged_file() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let mut opened = desk.open(&document(), &article);
    claim(&mut opened.notebook, &document(), 2, "Nobody asked us");
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    fs::write(&notes, "garbage").unwrap();
    let mut opened = desk.open(&document(), &article);
    let Access::ReadOnly(ReadOnly::Damaged { backup, .. }) = &opened.access else {
        panic!()
    };
    assert!(backup.is_some());
    let aside = opened.session.set_aside(true).unwrap();
    assert_eq!(fs::read_to_string(aside).unwrap(), "garbage");
    drop(opened);
    assert_eq!(
        desk.open(&document(), &article).notebook.len(),
        1,
        "the state before the last save"
    );
}

#[test]
fn a_newer_version_is_read_only() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let newer = fs::read_to_string(&notes)
        .unwrap()
        .replace("version: 1", "version: 2");
    fs::write(&notes, &newer).unwrap();
    let mut opened = desk.open(&document(), &article);
    assert!(matches!(
        opened.access,
        Access::ReadOnly(ReadOnly::Newer { version: 2, .. })
    ));
    assert!(opened.session.save(&opened.notebook).is_err());
    assert_eq!(fs::read_to_string(&notes).unwrap(), newer);
}

#[test]
fn what_is_not_known_is_kept_at_its_place() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let relation = "(\n            id: \"x\", // from a later Postil\n            kind: Relation(from: 1, to: [2]),\n        )";
    let text = fs::read_to_string(&notes).unwrap();
    let text = text.replace("annotations: [", &format!("annotations: [\n        {relation},"));
    let text = text.replace("kind: Claim,", "kind: Claim,\n            mood: Odd(\"x\"),");
    let text = text.replace("\n    annotations", "\n    scheme: [1, 2],\n    annotations");
    fs::write(&notes, text).unwrap();
    let mut opened = desk.open(&document(), &article);
    assert_eq!(opened.warnings.len(), 1, "{:?}", opened.warnings);
    claim(&mut opened.notebook, &document(), 2, "Nobody asked us");
    change(&mut opened.notebook, 1, at(9), |a| a.tags.push("port".into()));
    opened.session.save(&opened.notebook).unwrap();
    let text = fs::read_to_string(&notes).unwrap();
    let position = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words} is gone from {text}"))
    };
    assert!(position(relation) < position("mood: Odd(\"x\")") && position("mood: Odd") < position("Nobody"));
    assert!(text.contains("scheme: [1, 2]"));
}

#[cfg(unix)]
#[test]
fn a_symlink_stays_one() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let real = desk.dir.path().join("synced/notes.ron");
    fs::create_dir_all(real.parent().unwrap()).unwrap();
    let link = desk.dir.path().join("link.ron");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let origin = Origin::File(article);
    for n in 1..3 {
        let mut opened = Session::open(&desk.paths, &document(), &origin, Some(&link)).unwrap();
        assert_eq!(opened.notebook.len() as u128, n - 1);
        claim(&mut opened.notebook, &document(), n, "the mayor said");
        opened.session.save(&opened.notebook).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}

#[test]
fn a_failed_save_is_told_and_can_be_tried_again() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let mut opened = desk.open(&document(), &article);
    claim(&mut opened.notebook, &document(), 1, "the mayor said");
    // A file in the place of the folder.
    fs::create_dir_all(&desk.paths.data).unwrap();
    fs::write(desk.paths.notes(), "").unwrap();
    let error = opened.session.save(&opened.notebook).unwrap_err();
    assert!(error.to_string().starts_with("notes are NOT saved"), "{error}");
    fs::remove_file(desk.paths.notes()).unwrap();
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    assert_eq!(desk.open(&document(), &article).notebook.len(), 1);
}

#[test]
fn a_clock_that_goes_backwards_changes_nothing() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let notes = begun(&desk, &article);
    let mut opened = desk.open(&document(), &article);
    change(&mut opened.notebook, 1, at(-1_000_000), |a| {
        a.note = Some("earlier".into());
    });
    opened.session.save(&opened.notebook).unwrap();
    let future = std::time::SystemTime::now() + std::time::Duration::from_secs(1 << 30);
    fs::File::options()
        .write(true)
        .open(&notes)
        .unwrap()
        .set_modified(future)
        .unwrap();
    change(&mut opened.notebook, 1, at(-2_000_000), |a| {
        a.verdict = Some("supported".into());
    });
    opened.session.save(&opened.notebook).unwrap();
    drop(opened);
    let opened = desk.open(&document(), &article);
    let one = opened.notebook.get(id(1)).unwrap();
    assert_eq!(
        (one.note.as_deref(), one.verdict.as_deref()),
        (Some("earlier"), Some("supported"))
    );
}

#[test]
fn an_edit_is_known_at_the_next_opening_without_any_notes() {
    const PLENTY: u64 = 1 << 20;
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let edited = document_of(
        "Harbour to close",
        &[TEXT[0], "Nobody was asked at all.", TEXT[2]],
    );
    let read = |document: &Document, second| {
        let opened = desk.open(document, &article);
        assert!(opened.notebook.is_empty() && opened.previous.is_none());
        opened.session.remember_reading(at(second), PLENTY).unwrap()
    };
    assert_eq!(read(&document(), 1), None);
    assert_eq!(read(&edited, 2), Some(at(1)));
    assert_eq!(read(&edited, 3), None);
    assert!(
        !desk.paths.notes().exists() && !desk.paths.texts().exists(),
        "no notes were written"
    );
    // The file was moved, or opened by another path: a link.
    let place = desk.open(&edited, &article).session.place().unwrap().to_owned();
    let known = postil::store::readings::of(&desk.paths, &place);
    assert_eq!(known.iter().map(|r| r.read).collect::<Vec<_>>(), [at(3), at(1)]);
    let text = postil::store::texts::read(&desk.paths, known[1].text).unwrap();
    assert_eq!(text, document().text());
    #[cfg(unix)]
    {
        let link = desk.dir.path().join("link.txt");
        std::os::unix::fs::symlink(&article, &link).unwrap();
        let opened = desk.open(&document(), &link);
        assert_eq!(
            opened.session.remember_reading(at(4), PLENTY).unwrap(),
            Some(at(3))
        );
    }
    // Piped input has no location.
    let piped = Session::open(&desk.paths, &document(), &Origin::Stdin, None).unwrap();
    assert_eq!(piped.session.place(), None);
    assert_eq!(piped.session.remember_reading(at(5), PLENTY).unwrap(), None);
}

#[test]
fn one_address_is_one_article_wherever_its_copies_lie() {
    let desk = Desk::new();
    let page = |text: &str| {
        let mut builder = Builder::new();
        builder.metadata(Metadata {
            url: Some("https://www.example.com/harbour?utm_source=x".into()),
            ..Metadata::default()
        });
        builder.block(BlockKind::Paragraph, text);
        builder.finish()
    };
    let saved = desk.open(&page(TEXT[0]), &desk.article("one.html"));
    assert_eq!(saved.session.remember_reading(at(1), 1 << 20).unwrap(), None);
    let edited = page(&TEXT[0].replace("two years", "four years"));
    let origin = Origin::Url("https://example.com/harbour".into());
    let fetched = Session::open(&desk.paths, &edited, &origin, None).unwrap();
    assert_eq!(
        fetched.session.remember_reading(at(2), 1 << 20).unwrap(),
        Some(at(1))
    );
}

#[test]
fn only_notes_that_are_not_saved_are_said_not_to_be() {
    let desk = Desk::new();
    let article = desk.article("a.txt");
    let mut opened = desk.open(&document(), &article);
    claim(&mut opened.notebook, &document(), 1, "closed for two years");
    // Only the notes themselves can be written.
    fs::create_dir_all(&desk.paths.data).unwrap();
    for folder in [desk.paths.history(), desk.paths.texts(), desk.paths.readings()] {
        fs::write(folder, "no folder").unwrap();
    }
    fs::create_dir(desk.paths.state.join("library.log")).unwrap();
    let saved = opened.session.save(&opened.notebook).unwrap();
    assert_eq!(saved.warnings.len(), 2, "{:?}", saved.warnings);
    let record = opened.session.record(&opened.notebook, at(1)).unwrap_err();
    let reading = opened.session.remember_reading(at(1), 1 << 20).unwrap_err();
    for told in saved
        .warnings
        .into_iter()
        .chain([record.to_string(), reading.to_string()])
    {
        assert!(!told.contains("NOT saved"), "{told}");
    }
    drop(opened);
    let again = desk.open(&document(), &article);
    assert_eq!(again.notebook.len(), 1);
}
