//! Importing as a whole: shapes of plain text with the expected blocks, Markdown, and properties for arbitrary bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use postil::document::{BlockKind, Document, MarkKind};
use postil::import::{Format, ImportError, Imported, Options, Warning, import};
use postil::text::clean::is_unsafe;
use proptest::prelude::*;

fn plain() -> Options {
    Options {
        format: Some(Format::Plain),
        ..Options::default()
    }
}

fn markdown(text: &str) -> Document {
    import(
        text.as_bytes(),
        &Options {
            format: Some(Format::Markdown),
            ..Options::default()
        },
    )
    .unwrap()
    .document
}

/// One line a block, and the metadata and warnings.
fn listing(imported: &Imported) -> String {
    let document = &imported.document;
    let metadata = document.metadata();
    let mut out = format!("title: {}\n", metadata.title);
    let fields = [
        ("byline", metadata.byline.clone()),
        ("date", metadata.date.map(|d| d.to_string())),
        ("source", metadata.source.clone()),
        ("language", metadata.language.clone()),
        ("url", metadata.url.clone()),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {value}");
        }
    }
    for warning in &imported.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    out.push('\n');
    for block in document.blocks() {
        let _ = write!(out, "{}", block.kind.name());
        if block.level > 0 {
            let _ = write!(out, " {}", block.level);
        }
        if let Some(ordinal) = block.ordinal {
            let _ = write!(out, " #{ordinal}");
        }
        let text = document
            .block_text(block)
            .replace('\n', "\\n")
            .replace('\t', "\\t");
        let _ = writeln!(out, "{}{text}", if text.is_empty() { "" } else { " | " });
    }
    out
}

fn fixtures(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == extension));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// Each `NAME.txt` gives the blocks of `NAME.blocks` (`POSTIL_BLESS=1` rewrites them; review the changes).
#[test]
fn plain_text_of_many_shapes() {
    let mut wrong = String::new();
    for path in fixtures("plain", "txt") {
        let found = listing(&import(&std::fs::read(&path).unwrap(), &plain()).unwrap());
        let expected = path.with_extension("blocks");
        if std::env::var_os("POSTIL_BLESS").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&expected).unwrap_or_default();
        if found != expected {
            let _ = write!(
                wrong,
                "== {}\n-- expected\n{expected}\n-- found\n{found}",
                path.display()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// `--plain`: the same words at the same places.
#[test]
fn verbatim_changes_nothing() {
    for path in fixtures("plain", "txt") {
        let source = std::fs::read_to_string(&path).unwrap();
        let imported = import(
            source.as_bytes(),
            &Options {
                plain: true,
                ..Options::default()
            },
        )
        .unwrap();
        assert_eq!(imported.document.text(), source);
        check(&imported.document, true);
    }
}

/// The invariants that every document keeps.
fn check(document: &Document, verbatim: bool) {
    let text = document.text();
    assert!(!text.chars().any(is_unsafe), "unsafe: {text:?}");
    assert_eq!(postil::text::clean::normalise(text), text, "NFC");
    let mut at = 0;
    for block in document.blocks() {
        assert!(
            block.range.start >= at && text.is_char_boundary(block.range.start),
            "{block:?}"
        );
        assert!(
            text.is_char_boundary(block.range.end) && block.range.end <= text.len(),
            "{block:?}"
        );
        let between = &text[at..block.range.start];
        assert!(
            between.trim().is_empty(),
            "between blocks: {between:?} in {text:?}"
        );
        let inner = document.block_text(block);
        assert!(
            block.kind == BlockKind::Rule || !inner.trim().is_empty(),
            "empty: {block:?}"
        );
        assert!(
            verbatim || !inner.ends_with(char::is_whitespace),
            "{block:?} {inner:?}"
        );
        at = block.range.end;
    }
    assert!(text[at..].trim().is_empty());
    let mut last = 0;
    for mark in document.marks() {
        assert!(mark.range.start >= last && !mark.range.is_empty());
        assert!(
            document.blocks().iter().any(|b| b.range.covers(mark.range)),
            "{mark:?}"
        );
        assert!(text.is_char_boundary(mark.range.start) && text.is_char_boundary(mark.range.end));
        last = mark.range.start;
    }
    assert!(!document.metadata().title.is_empty() || document.blocks().iter().all(|b| b.range.is_empty()));
}

#[test]
fn markdown_blocks_and_marks() {
    let source = include_str!("fixtures/markdown/article.md");
    let options = Options {
        name: Some("article.md".into()),
        ..Options::default()
    };
    let imported = import(source.as_bytes(), &options).unwrap();
    assert_eq!(
        listing(&imported),
        include_str!("fixtures/markdown/article.blocks")
    );
    let document = &imported.document;
    check(document, false);
    let marks: Vec<(&MarkKind, &str)> = document
        .marks()
        .iter()
        .map(|m| (&m.kind, document.slice(m.range)))
        .collect();
    for expected in [
        (&MarkKind::Emphasis, "eleven"),
        (&MarkKind::Strong, "closed"),
        (&MarkKind::Code, "pier(4)"),
        (&MarkKind::Struck, "May"),
        (
            &MarkKind::Link("https://gazette.example/report".into()),
            "the report",
        ),
        (&MarkKind::Link("#fn-cost".into()), "[cost]"),
    ] {
        assert!(marks.contains(&expected), "{expected:?} in {marks:?}");
    }
}

/// After the examples of the CommonMark specification, in our own words: no construct loses a word.
#[test]
fn no_construct_of_markdown_loses_text() {
    for source in include_str!("fixtures/markdown/constructs.md").split("\n%%\n") {
        let document = markdown(source);
        check(&document, false);
        let mut at = 0;
        for word in source
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| w.starts_with("word"))
        {
            let found = document.text()[at..].find(word);
            assert!(
                found.is_some(),
                "{word} of {source:?} is not in {:?}",
                document.text()
            );
            at += found.unwrap_or(0);
        }
    }
}

fn html(bytes: &[u8]) -> Result<Imported, ImportError> {
    import(
        bytes,
        &Options {
            format: Some(Format::Html),
            ..Options::default()
        },
    )
}

#[test]
fn a_page_becomes_its_article() {
    let imported = html(include_bytes!("fixtures/html/article.html")).unwrap();
    assert_eq!(listing(&imported), include_str!("fixtures/html/article.blocks"));
    check(&imported.document, false);
    let link = MarkKind::Link("https://gazette.example/report".into());
    assert!(
        imported
            .document
            .marks()
            .iter()
            .any(|m| m.kind == link && imported.document.slice(m.range) == "the report")
    );
}

#[test]
fn a_page_says_its_encoding() {
    let page = b"<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2</p>";
    assert_eq!(html(page).unwrap().document.text(), "Привет");
    assert_eq!(
        html("<meta charset=windows-1251><p>Привет</p>".as_bytes())
            .unwrap()
            .document
            .text(),
        "Привет"
    );
    assert_eq!(
        html(b"<html><head><title></title></head><body><img src=x></body></html>"),
        Err(ImportError::Empty)
    );
}

/// Pages that made parsers slow or overflow the stack: each ends quickly, with its text.
#[test]
fn hostile_pages_end_soon() {
    let formatting = (0..190).fold(String::new(), |all, i| all + "<b id=" + &i.to_string() + ">");
    for (page, word) in [
        (format!("{}<p>deepest</p>", "<div>".repeat(5_000)), "deepest"),
        (format!("{}deepest", "<span>".repeat(5_000)), "deepest"),
        (format!("{}deepest", "<ul><li>".repeat(1_000)), "deepest"),
        (format!("{}deepest", "<table><tr><td>".repeat(600)), "deepest"),
        (format!("{formatting}{}last", "<p>word".repeat(500)), "last"),
        (format!("<p title=\"{}\">word</p>", "a".repeat(200_000)), "word"),
        (
            format!(
                "<script type='application/ld+json'>{}</script><p>word",
                "[".repeat(20_000)
            ),
            "word",
        ),
        (format!("word{}", "<".repeat(5_000)), "word"),
    ] {
        let started = std::time::Instant::now();
        let imported = html(page.as_bytes()).unwrap();
        assert!(imported.document.text().contains(word), "{}", &page[..60]);
        assert!(started.elapsed().as_secs() < 20, "{}", &page[..60]);
        check(&imported.document, false);
    }
}

#[test]
fn what_is_no_text_is_refused() {
    let error = |bytes: &[u8]| import(bytes, &Options::default()).unwrap_err();
    assert_eq!(error(b""), ImportError::Empty);
    assert_eq!(error(b" \n\t\xef\xbb\xbf\r\n"), ImportError::Empty);
    assert_eq!(error(b"\xef\xbb\xbf"), ImportError::Empty);
    assert!(matches!(
        error(b"\x89PNG\r\n\x1a\n\0\0"),
        ImportError::Binary { .. }
    ));
    assert!(error(&[0; 100]).to_string().contains("not a text"));
}

#[test]
fn escapes_leave_the_text_and_are_told() {
    let imported = import(
        b"Red \x1b[31malert\x1b[0m\n\nA \x1b]0;owned\x07 title, \xe2\x80\xaebackwards.\n",
        &plain(),
    )
    .unwrap();
    assert_eq!(imported.document.text(), "Red alert\n\nA title, backwards.");
    assert!(
        matches!(imported.warnings[..], [Warning::Controls(5)]),
        "{:?}",
        imported.warnings
    );
}

#[test]
fn line_ends_of_all_kinds_give_one_text() {
    let source = "A title\n\nFirst line of the text\nand its second line.\n\nThe end.\n";
    let expected = import(source.as_bytes(), &plain()).unwrap();
    for end in ["\r\n", "\r"] {
        assert_eq!(
            import(source.replace('\n', end).as_bytes(), &plain()).unwrap(),
            expected
        );
    }
    let marked = format!("\u{feff}{source}");
    assert_eq!(import(marked.as_bytes(), &plain()).unwrap(), expected);
}

/// Pieces of hostile and ordinary texts.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("\n\n".to_owned()),
        Just("    ".to_owned()),
        Just("> ".to_owned()),
        Just("- ".to_owned()),
        Just("1. ".to_owned()),
        Just("# ".to_owned()),
        Just("***".to_owned()),
        Just("```\n".to_owned()),
        Just("| a | b |\n|---|---|\n".to_owned()),
        Just("---\n".to_owned()),
        Just("[^1]".to_owned()),
        Just("[^1]: ".to_owned()),
        Just("](x)".to_owned()),
        Just("![".to_owned()),
        Just("<div>".to_owned()),
        Just("<!--".to_owned()),
        Just("<table><tr><td>".to_owned()),
        Just("<li>".to_owned()),
        Just("<pre>".to_owned()),
        Just("<p>".to_owned()),
        Just("</p>".to_owned()),
        Just("<h1>".to_owned()),
        Just("<a href=x>".to_owned()),
        Just("<figcaption>".to_owned()),
        Just("<br>".to_owned()),
        Just("\t".to_owned()),
        Just("\u{1b}[2J".to_owned()),
        Just("e\u{301}".to_owned()),
        Just("\u{301}".to_owned()),
        Just("\u{1100}\u{1161}".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("-\n".to_owned()),
        Just("\u{ad}\n".to_owned()),
        Just("Photo: Reuters".to_owned()),
        Just("By Jane Doe\n".to_owned()),
        Just("Saturday, October 9, 2010\n".to_owned()),
        Just("title: x\n".to_owned()),
        Just("*** START OF THE PROJECT GUTENBERG EBOOK\n".to_owned()),
        "[a-zA-Z ,.]{1,40}",
        "\\PC{0,12}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn any_text_imports_and_keeps_the_invariants(text in pieces()) {
        for format in [Format::Plain, Format::Markdown] {
            let options = Options { format: Some(format), ..Options::default() };
            if let Ok(imported) = import(text.as_bytes(), &options) {
                check(&imported.document, false);
                prop_assert_eq!(import(text.as_bytes(), &options).unwrap(), imported);
            }
        }
        if let Ok(imported) = import(text.as_bytes(), &Options { plain: true, ..Options::default() }) {
            check(&imported.document, true);
            prop_assert_eq!(imported.document.text().chars().count(), postil::text::clean::normalise(&text).trim_start_matches('\u{feff}').chars().count());
        }
    }

    #[test]
    fn any_bytes_end_in_a_document_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for plain in [false, true] {
            match import(&bytes, &Options { plain, ..Options::default() }) {
                Ok(imported) => check(&imported.document, plain),
                Err(error) => {
                    let message = error.to_string();
                    prop_assert!(!message.chars().any(|c| c == '\n' || is_unsafe(c)), "{}", message);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_page_imports_and_keeps_the_invariants(text in pieces()) {
        if let Ok(imported) = html(text.as_bytes()) {
            check(&imported.document, false);
            prop_assert_eq!(html(text.as_bytes()).unwrap(), imported);
        }
    }
}

#[test]
fn the_beginning_of_a_long_text_is_what_the_whole_begins_with() {
    let mut text = String::from("The council met\n\nBy Ida Lund\n\n");
    for n in 0..900 {
        let _ = writeln!(
            text,
            "The mayor said on day {n} that the bridge\nwill open in May, – twice.\n"
        );
    }
    for name in ["a.txt", "a.md"] {
        let options = Options {
            name: Some(PathBuf::from(name)),
            ..Options::default()
        };
        let whole = import(text.as_bytes(), &options).unwrap().document;
        for end in [4_000, 4_001, 4_040, 20_000] {
            let beginning = postil::import::beginning(&text.as_bytes()[..end], &options).unwrap();
            let blocks = beginning.blocks();
            assert!(blocks.len() > end / 100, "{name} {end}");
            assert_eq!(blocks, &whole.blocks()[..blocks.len()], "{name} {end}");
            assert!(whole.text().starts_with(beginning.text()));
            assert_eq!(beginning.metadata().title, whole.metadata().title);
        }
    }
    let none = |bytes: &[u8], name: &str| {
        let options = Options {
            name: Some(PathBuf::from(name)),
            ..Options::default()
        };
        postil::import::beginning(bytes, &options).is_none()
    };
    assert!(none(b"<html><p>x", "a.html") && none(b"caf\xe9 au lait", "a.txt") && none(b"a\0b c", "a.txt"));
}
