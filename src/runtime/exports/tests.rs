use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;

use super::*;
use crate::export::sample::{self, Sample};
use crate::notes::AnnotationKind;

/// A folder with an article, and Postil's own folders elsewhere.
struct Desk {
    dir: tempfile::TempDir,
    paths: Paths,
    _home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let desk = Self {
            dir: tempfile::tempdir().unwrap(),
            paths: Paths::under(home.path()),
            _home: home,
        };
        fs::write(desk.at("a.txt"), "the article").unwrap();
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap()
    }

    fn export(&self, rendered: &Rendered, name: &str) -> Result<Written, String> {
        self.export_as(rendered, name, true, false, "a.txt.postil.ron")
    }

    fn export_as(
        &self,
        rendered: &Rendered,
        name: &str,
        named: bool,
        force: bool,
        notes: &str,
    ) -> Result<Written, String> {
        let exporting = Exporting {
            paths: &self.paths,
            article: Some(&self.at("a.txt")),
            notes: &self.at(notes),
            named,
            force,
        };
        exporting
            .write(rendered, &self.at(name))
            .map_err(|e| e.to_string())
    }

    /// All files except the article.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.dir.path()).unwrap().map(|e| e.unwrap());
        entries
            .map(|e| {
                (
                    e.file_name().to_string_lossy().into_owned(),
                    fs::read(e.path()).unwrap(),
                )
            })
            .collect()
    }
}

fn render(sample: &Sample, format: Format) -> Rendered {
    export(format, &sample.input()).unwrap()
}

#[test]
fn an_export_that_nobody_changed_is_replaced_in_every_format() {
    for format in Format::ALL {
        let desk = Desk::new();
        let name = format!("x.{}", format.extension());
        let mut sample = sample::usual();
        assert_eq!(
            desk.export(&render(&sample, format), &name),
            Ok(Written::New(desk.at(&name)))
        );
        sample.annotations[0].0.tags.push("more".into());
        let new = render(&sample, format);
        // Not every format can hold tags.
        let expected = if new.text() == desk.text(&name) {
            Written::Unchanged(desk.at(&name))
        } else {
            Written::Replaced(desk.at(&name))
        };
        assert_eq!(desk.export(&new, &name), Ok(expected), "{}", format.name());
        assert_eq!(desk.text(&name), new.text());
        assert_eq!(
            desk.export(&new, &name),
            Ok(Written::Unchanged(desk.at(&name))),
            "{}",
            format.name()
        );
        assert_eq!(desk.files().len(), 2 + new.companions().len());
    }
}

#[test]
fn an_export_that_was_moved_still_says_what_it_is() {
    let desk = Desk::new();
    let sample = sample::usual();
    for format in [Format::Markdown, Format::Obsidian, Format::Html, Format::Json] {
        fs::write(desk.at("moved"), render(&sample, format).text()).unwrap();
        let written = desk.export(&render(&sample, format), "moved");
        assert_eq!(
            written,
            Ok(Written::Unchanged(desk.at("moved"))),
            "{}",
            format.name()
        );
    }
}

#[test]
fn edits_are_kept_and_what_is_new_comes_in_around_them() {
    for format in [Format::Markdown, Format::Obsidian] {
        let desk = Desk::new();
        let mut sample = sample::usual();
        desk.export(&render(&sample, format), "x.md").unwrap();
        let edited = desk
            .text("x.md")
            .replace("## Highlights", "My own paragraph.\n\n## Highlights")
            .replace("claims: 3\n", "claims: 3\naliases: [ferry]\n");
        fs::write(desk.at("x.md"), edited + "\nMy conclusion.").unwrap();
        sample.annotations[1].0.verdict = Some("supported".into());
        sample.annotate(AnnotationKind::Claim, "is *old* and_deep", |a| {
            a.note = Some("measured".into());
        });
        assert_eq!(
            desk.export(&render(&sample, format), "x.md"),
            Ok(Written::Updated(desk.at("x.md")))
        );
        let text = desk.text("x.md");
        for words in [
            "My own paragraph.",
            "aliases: [ferry]",
            "My conclusion.",
            "supported",
            "measured",
            "claims: 4",
        ] {
            assert!(text.contains(words), "{words} in {text}");
        }
        assert!(!text.contains("### Refuted"), "{text}");
        // The same export again changes nothing, and later changes are merged too.
        let again = desk.export(&render(&sample, format), "x.md");
        assert_eq!(again, Ok(Written::Same(desk.at("x.md"))));
        sample.annotations[1].0.deleted = true;
        desk.export(&render(&sample, format), "x.md").unwrap();
        assert!(
            !desk.text("x.md").contains("### Supported"),
            "{}",
            desk.text("x.md")
        );
        assert!(desk.text("x.md").contains("My own paragraph."));
        assert_eq!(desk.files().len(), 2);
    }
}

#[test]
fn an_edit_of_what_is_new_too_is_left_and_the_export_stands_beside_it() {
    // A format without verdicts has nothing new when only a verdict changes.
    let without = [Format::Hypothesis, Format::Conll, Format::Csl, Format::Bibtex];
    for format in Format::ALL {
        let mut changed = sample::usual();
        changed.annotations[1].0.verdict = Some("supported".into());
        let shows = render(&changed, format).text() != render(&sample::usual(), format).text();
        assert_eq!(shows, !without.contains(&format), "{}", format.name());
        if !shows {
            continue;
        }
        let desk = Desk::new();
        let name = format!("x.{}", format.extension());
        let beside = format!("x 2.{}", format.extension());
        let mut sample = sample::usual();
        desk.export(&render(&sample, format), &name).unwrap();
        let edited = desk.text(&name).replacen("4 million", "5 million", 1);
        fs::write(desk.at(&name), &edited).unwrap();
        assert_eq!(
            desk.export(&render(&sample, format), &name),
            Ok(Written::Same(desk.at(&name))),
            "nothing is new: {}",
            format.name()
        );
        sample.annotations[1].0.verdict = Some("supported".into());
        for becomes in [Written::New, Written::Unchanged] {
            let written = desk.export(&render(&sample, format), &name).unwrap();
            assert_eq!(
                written,
                Written::Beside {
                    left: desk.at(&name),
                    became: Box::new(becomes(desk.at(&beside)))
                },
                "{}",
                format.name()
            );
            let said = written.to_string();
            assert!(said.contains(&name) && said.contains(&beside), "{said}");
            assert_eq!(desk.text(&name), edited);
            assert_eq!(desk.text(&beside), render(&sample, format).text());
        }
        let forced = desk.export_as(&render(&sample, format), &name, true, true, "a.txt.postil.ron");
        assert_eq!(forced, Ok(Written::Forced(desk.at(&name))));
        assert_eq!(desk.text(&name), render(&sample, format).text());
    }
}

#[test]
fn other_files_are_refused_also_where_they_quote_an_export() {
    let desk = Desk::new();
    let sample = sample::usual();
    for text in [
        "# my draft\n",
        "Postil writes `generator: postil` into its files.\n",
        "---\ntitle: x\n---\n\ngenerator: postil\nchecksum: blake3-0123\n",
        "<!doctype html><title>x</title><pre>&lt;meta name=\"generator\" content=\"postil\"</pre>\n",
        "{\"a\": \"postil.notes/1\"}\n",
        "title,url\n",
        "\u{feff}x",
    ] {
        fs::write(desk.at("x.md"), text).unwrap();
        let rendered = render(&sample, Format::Markdown);
        let why = desk.export(&rendered, "x.md").unwrap_err();
        assert!(
            why.contains("x.md: there is a file that is not an export") && why.contains("--force"),
            "{why}"
        );
        assert_eq!(desk.text("x.md"), text);
        let forced = desk.export_as(&rendered, "x.md", true, true, "a.txt.postil.ron");
        assert_eq!(forced, Ok(Written::Forced(desk.at("x.md"))));
        fs::remove_file(desk.at("x.md")).unwrap();
        fs::remove_dir_all(&desk.paths.state).unwrap();
    }
    // Not even a byte that is not text.
    fs::write(desk.at("x.md"), [0xff, 0x00]).unwrap();
    assert!(desk.export(&render(&sample, Format::Markdown), "x.md").is_err());
    // An empty file contains nothing that could be lost.
    fs::write(desk.at("x.md"), "").unwrap();
    assert!(desk.export(&render(&sample, Format::Markdown), "x.md").is_ok());
}

#[test]
fn an_export_without_a_checksum_counts_as_edited() {
    let desk = Desk::new();
    let rendered = render(&sample::usual(), Format::Markdown);
    let old: String = rendered
        .text()
        .split_inclusive('\n')
        .filter(|l| !l.starts_with("checksum"))
        .collect();
    fs::write(desk.at("x.md"), &old).unwrap();
    let written = desk.export(&rendered, "x.md");
    assert!(matches!(written, Ok(Written::Beside { .. })), "{written:?}");
    assert_eq!(desk.text("x.md"), old);
}

#[test]
fn the_article_and_notes_are_never_replaced() {
    let desk = Desk::new();
    let rendered = render(&sample::usual(), Format::Markdown);
    fs::create_dir(desk.at("sub")).unwrap();
    let notes = format!("{}\n(version: 1, annotations: [])\n", format::FIRST_LINE);
    fs::write(desk.at("b.txt.postil.ron"), &notes).unwrap();
    fs::write(desk.at("damaged.ron"), format!("{}\n(versi", format::FIRST_LINE)).unwrap();
    fs::create_dir_all(desk.paths.notes()).unwrap();
    let mut names = vec![
        "a.txt",
        "./a.txt",
        "sub/../a.txt",
        "b.txt.postil.ron",
        "damaged.ron",
        "a.txt.postil.ron",
        "a.txt.postil.ron.lock",
    ];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.txt", desk.at("link.md")).unwrap();
        fs::hard_link(desk.at("a.txt"), desk.at("hard.md")).unwrap();
        std::os::unix::fs::symlink(desk.paths.notes(), desk.at("within")).unwrap();
        names.extend(["link.md", "hard.md", "within/x.md"]);
    }
    for name in names {
        for force in [false, true] {
            let why = desk
                .export_as(&rendered, name, true, force, "a.txt.postil.ron")
                .unwrap_err();
            assert!(why.contains("use another name"), "{name}: {why}");
            assert_eq!(desk.text("a.txt"), "the article", "{name}");
        }
    }
    assert_eq!(desk.text("b.txt.postil.ron"), notes);
}

#[test]
fn a_name_that_nobody_chose_is_not_taken_from_another_article() {
    let desk = Desk::new();
    let rendered = render(&sample::usual(), Format::Csv);
    desk.export_as(&rendered, "x.csv", false, false, "a.ron").unwrap();
    let other = desk.export_as(&rendered, "x.csv", false, false, "b.ron");
    assert!(matches!(other, Ok(Written::Beside { .. })), "{other:?}");
    let again = desk.export_as(&rendered, "x.csv", false, false, "a.ron");
    assert_eq!(again, Ok(Written::Unchanged(desk.at("x.csv"))));
}

#[test]
fn names_of_exports_hold_nothing_that_acts() {
    let path = |article: Option<&str>, title: &str| default_path(article.map(Path::new), title, Format::Html);
    assert_eq!(
        path(Some("in/wechat.txt"), "T"),
        Path::new("in/wechat.notes.html")
    );
    assert_eq!(
        path(Some("a/e\u{1b}]0;x\u{7}\u{1b}[31m.txt"), "T"),
        Path::new("a/e.notes.html")
    );
    assert_eq!(path(Some("a/x\ny.txt"), "T"), Path::new("a/x-y.notes.html"));
    assert_eq!(
        path(None, "../\u{1b}[2Ja\u{e0041}/b"),
        Path::new("a-b.notes.html")
    );
    assert_eq!(path(None, "…"), Path::new("article.notes.html"));
}

/// A change to the notes and files, by a person or over time.
#[derive(Clone, Debug)]
enum Deed {
    Verdict(usize, u8),
    Note(usize, u8),
    Delete(usize),
    Title(u8),
    Insert(usize),
    Replace(usize),
    Drop(usize),
    NoLastBreak,
    Foreign,
    Forget,
    Export(usize, usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..8_usize, 0..3_u8).prop_map(|(i, v)| Deed::Verdict(i, v)),
        3 => (0..8_usize, 0..3_u8).prop_map(|(i, v)| Deed::Note(i, v)),
        1 => (0..8_usize).prop_map(Deed::Delete),
        1 => (0..3_u8).prop_map(Deed::Title),
        5 => (0..200_usize).prop_map(Deed::Insert),
        2 => (0..200_usize).prop_map(Deed::Replace),
        2 => (0..200_usize).prop_map(Deed::Drop),
        1 => Just(Deed::NoLastBreak),
        1 => Just(Deed::Foreign),
        1 => Just(Deed::Forget),
        8 => (0..Format::ALL.len(), 0..2_usize).prop_map(|(f, n)| Deed::Export(f, n)),
    ]
}

fn is_persons(line: &&str) -> bool {
    line.starts_with("mine ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_sequence_of_exports_loses_a_line_or_touches_another_file(deeds in proptest::collection::vec(deed(), 1..30)) {
        let desk = Desk::new();
        let mut sample = sample::usual();
        let mut last = "x.md".to_owned();
        let mut foreign = BTreeMap::new();
        for (number, deed) in deeds.into_iter().enumerate() {
            let mut lines: Vec<String> = fs::read_to_string(desk.at(&last))
                .map(|text| text.split('\n').map(str::to_owned).collect())
                .unwrap_or_default();
            let shown = sample.annotations.len();
            match deed {
                Deed::Verdict(i, v) => sample.annotations[i % shown].0.verdict = [None, Some("refuted"), Some("supported")][v as usize].map(Into::into),
                Deed::Note(i, v) => sample.annotations[i % shown].0.note = [None, Some("one\n\ntwo"), Some("*a*")][v as usize].map(Into::into),
                Deed::Delete(i) => sample.annotations[i % shown].0.deleted ^= true,
                Deed::Title(v) => sample.rename(["A", "B: c", "## Claims"][v as usize]),
                Deed::Insert(i) | Deed::Replace(i) | Deed::Drop(i) if !lines.is_empty() => {
                    let at = i % lines.len();
                    match deed {
                        Deed::Insert(_) => lines.insert(at, format!("mine {number}")),
                        Deed::Replace(_) => lines[at] = format!("mine {number}"),
                        _ => drop(lines.remove(at)),
                    }
                    fs::write(desk.at(&last), lines.join("\n")).unwrap();
                }
                Deed::NoLastBreak if !lines.is_empty() => fs::write(desk.at(&last), lines.join("\n").trim_end()).unwrap(),
                Deed::Insert(_) | Deed::Replace(_) | Deed::Drop(_) | Deed::NoLastBreak => {}
                Deed::Foreign => {
                    let name = format!("x {}.md", 2 + number % 3);
                    if !desk.at(&name).exists() {
                        let text = format!("mine {number}, generator: postil");
                        fs::write(desk.at(&name), &text).unwrap();
                        foreign.insert(name, text.into_bytes());
                    }
                }
                Deed::Forget => drop(fs::remove_dir_all(&desk.paths.state)),
                Deed::Export(f, n) => {
                    let format = Format::ALL[f];
                    let name = format!("{}.{}", ["x", "y"][n], format.extension());
                    let before = desk.files();
                    let rendered = render(&sample, format);
                    let written = desk.export(&rendered, &name);
                    let after = desk.files();
                    for (name, bytes) in &before {
                        let now = String::from_utf8_lossy(&after[name]).into_owned();
                        let mut now = now.lines().filter(is_persons);
                        for line in String::from_utf8_lossy(bytes).lines().filter(is_persons) {
                            prop_assert!(now.any(|l| l == line), "{line:?} of {name} is lost: {written:?}");
                        }
                    }
                    for (name, bytes) in &foreign {
                        prop_assert_eq!(&after[name], bytes);
                    }
                    match written {
                        Ok(Written::New(path) | Written::Replaced(path) | Written::Unchanged(path)) => {
                            prop_assert_eq!(fs::read_to_string(path).unwrap(), rendered.text());
                        }
                        Ok(Written::Updated(path)) => {
                            let text = fs::read_to_string(&path).unwrap();
                            let marks = rendered.sections().iter().filter(|s| s.key == "front checksum");
                            prop_assert!(marks.into_iter().all(|s| text.contains(&s.text)));
                        }
                        Ok(_) => {}
                        Err(why) => prop_assert!(why.contains("not an export") || why.contains("use another name"), "{}", why),
                    }
                    last = name;
                }
            }
        }
    }
}
