//! Highlights and notes inside PDFs, and what `postil import-notes` makes of them.

use std::process::Command;

use postil::document::{Remark, RemarkKind};
use postil::import::{Options, remarks};

use super::writer::{At, pdf_with_marks};
use super::{lines, read};

/// Corners in the order that most programs write: those above, then those below.
fn quad(left: f32, right: f32, base: f32, size: f32) -> String {
    let (top, bottom) = (base + 0.8 * size, base - 0.25 * size);
    format!("{left} {top} {right} {top} {left} {bottom} {right} {bottom}")
}

fn page() -> Vec<At<'static>> {
    let mut page = vec![(50.0, 760.0, 20.0, "Bridge closes for a year")];
    page.extend(lines(
        50.0,
        720.0,
        10.0,
        &[
            "The city of Port Elder will close its harbour bridge for a year from May, Mayor Ruth Okafor said on Tues-",
            "day, after engineers found cracks in two of its eleven piers. The work will cost 41 million dollars, she",
            "told reporters. It will be done by May of the next year, she said, and not a day later than that.",
        ],
    ));
    page.extend(lines(
        50.0,
        660.0,
        10.0,
        &["The ferries run every ten minutes from the old quay. The government pays for them until the bridge"],
    ));
    page
}

fn marked(marks: &[&str]) -> Vec<u8> {
    let page = page();
    pdf_with_marks(&[(&page, marks)], "", "")
}

fn found(bytes: &[u8]) -> Vec<Remark> {
    let options = Options {
        program: Some(env!("CARGO_BIN_EXE_postil").into()),
        ..Options::default()
    };
    remarks(bytes, &options).unwrap()
}

#[test]
fn a_highlight_is_on_the_words_under_it() {
    // 'said on Tues-' at the end of the first line, 'day, after engineers' at the beginning of the second. Helvetica at 10
    // points is about 5 points a letter wide.
    let quads = format!(
        "{} {}",
        quad(448.0, 540.0, 720.0, 10.0),
        quad(50.0, 138.0, 708.0, 10.0)
    );
    let highlight = format!(
        "/Subtype /Highlight /Rect [50 700 540 730] /QuadPoints [ {quads} ] /C [1 0.82 0] /T (Ann Lee) \
         /Contents (Check the day) /NM (a1) /CreationDate (D:20240131101500+01'00') /M (D:20240201101500+01'00')"
    );
    let found = found(&marked(&[&highlight]));
    let [remark] = found.as_slice() else {
        panic!("{found:?}")
    };
    let quote = remark.quote.as_deref().unwrap();
    assert!(
        quote.ends_with("said on Tuesday, after engineers") || quote.ends_with("Tuesday, after engineer"),
        "{quote}"
    );
    assert_eq!(remark.kind, RemarkKind::Highlight);
    assert_eq!(remark.text, "Check the day");
    assert_eq!(remark.author.as_deref(), Some("Ann Lee"));
    assert_eq!(remark.date.as_deref(), Some("2024-01-31T10:15:00+01:00"));
    assert_eq!(remark.colour.as_deref(), Some("yellow"));
    assert_eq!(remark.page, Some(1));
}

#[test]
fn notes_are_on_the_nearest_paragraph_and_typed_text_is_none_of_the_article() {
    let sticky = "/Subtype /Text /Rect [20 650 38 668] /Contents (Since when?) /T (Bo)";
    let reply =
        "/Subtype /Text /Rect [20 650 38 668] /IRT {0} 0 R /Contents (Since 2019.) /T (Cy) /M (D:20240301)";
    let typed = "/Subtype /FreeText /Rect [60 690 200 704] /DA (/Helv 10 Tf) /Contents (See the report)";
    let link = "/Subtype /Link /Rect [50 700 100 712] /A << /S /URI /URI (https://example.org) >>";
    let popup = "/Subtype /Popup /Rect [20 650 38 668] /Parent {0} 0 R";
    let ink = "/Subtype /Ink /Rect [50 700 100 712] /InkList [[50 700 100 712]]";
    let bytes = marked(&[sticky, reply, typed, link, popup, ink]);
    let all = found(&bytes);
    let quotes: Vec<Option<&str>> = all.iter().map(|r| r.quote.as_deref()).collect();
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(quotes[0].unwrap().starts_with("The ferries run"), "{quotes:?}");
    assert_eq!(all[1].answers, [all[0].handle.clone()]);
    assert!(
        quotes[2].unwrap().starts_with("The city of Port Elder"),
        "{quotes:?}"
    );
    assert_eq!((all[3].kind, all[3].text.as_str()), (RemarkKind::Drawing, ""));
    let imported = read(&bytes).unwrap();
    assert!(!imported.document.text().contains("See the report"));
    let told: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["there are 4 highlights and notes inside the file; postil import-notes FILE imports them as notes"]
    );
}

#[test]
fn they_come_in_once_with_author_and_day_and_what_cannot_is_named() {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postil"));
        let command = command.args(args).current_dir(home.path()).env_clear();
        let out = command.env("HOME", home.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (out.status.code(), text(out.stdout), text(out.stderr))
    };
    let name = |mark: &str| format!("{mark} /T (Ann Lee) /CreationDate (D:20240131101500Z)");
    // 'Ruth Okafor' and 'The ferries'.
    let underline = name(&format!(
        "/Subtype /Underline /NM (u1) /QuadPoints [ {} ]",
        quad(50.0, 98.0, 660.0, 10.0)
    ));
    let sticky = name("/Subtype /Text /NM (n1) /Rect [20 720 38 738] /Contents (Who \\215says\\216 so?)");
    let reply = name("/Subtype /Text /NM (r1) /Rect [20 720 38 738] /IRT {1} 0 R /Contents (The mayor.)");
    let ink = name("/Subtype /Ink /Rect [50 700 100 712]");
    let blank = name("/Subtype /Highlight /Rect [300 100 400 120]");
    let file = home.path().join("bridge.pdf");
    std::fs::write(&file, marked(&[&underline, &sticky, &reply, &ink, &blank])).unwrap();
    let (code, said, named) = run(&["import-notes", "bridge.pdf"]);
    assert_eq!(code, Some(1), "{said}{named}");
    assert_eq!(
        said,
        "bridge.pdf: 5 in all: 2 brought in, 1 part of another, 2 without a passage\n"
    );
    assert!(
        named.contains("annotation 4: without a passage (a drawing or stamp without words): page 1"),
        "{named}"
    );
    assert!(
        named.contains("annotation 5: without a passage (there is no text under it): page 1"),
        "{named}"
    );
    let (_, notes, _) = run(&["notes", "bridge.pdf", "--json"]);
    let notes: serde_json::Value = serde_json::from_str(&notes).unwrap();
    let at = |quote: &str| {
        let all = notes.as_array().unwrap();
        all.iter()
            .find(|n| n["quote"].as_str().unwrap().starts_with(quote))
            .unwrap()
    };
    let ferries = at("The ferries");
    assert_eq!(
        (
            &ferries["kind"],
            &ferries["tags"][0],
            &ferries["author"],
            &ferries["created"]
        ),
        (
            &"highlight".into(),
            &"underlined".into(),
            &"Ann Lee".into(),
            &"2024-01-31T10:15:00Z".into()
        )
    );
    let city = at("The city");
    assert_eq!(city["kind"], "note");
    assert_eq!(
        city["note"],
        "Who ‹says› so?\n\nAnn Lee, 2024-01-31: The mayor."
            .replace('‹', "\u{201c}")
            .replace('›', "\u{201d}")
    );
    let (_, again, _) = run(&["import-notes", "bridge.pdf"]);
    assert!(
        again.contains(": 3 known already, 2 without a passage"),
        "{again}"
    );
    // Another program moved it, and its words changed.
    std::fs::write(
        &file,
        marked(&[&underline, &sticky.replace("so?", "that?"), &reply]),
    )
    .unwrap();
    let (_, changed, _) = run(&["import-notes", "bridge.pdf"]);
    assert!(
        changed.contains("1 changed") && changed.contains("known already"),
        "{changed}"
    );
}
