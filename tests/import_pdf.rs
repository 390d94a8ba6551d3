//! PDFs through the process that takes them apart, made by a small writer in this file.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use postil::document::{BlockKind, Document};
use postil::import::{ImportError, Imported, Options, Warning, import};

/// Text at a place: points from the left and from the foot of the page, and the size of the type.
type At<'a> = (f32, f32, f32, &'a str);

/// A PDF of pages of text in Helvetica, not compressed; `trailer` is added to the trailer.
fn pdf(pages: &[Vec<At<'_>>], info: &str, trailer: &str) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< {info} >>"),
    ];
    let mut kids = String::new();
    for page in pages {
        let mut content = String::new();
        for (x, y, size, text) in page {
            let text: String = text
                .chars()
                .map(|c| match c {
                    '(' | ')' | '\\' => format!("\\{c}"),
                    c if c.is_ascii() => c.to_string(),
                    c => format!("\\{:03o}", u32::from(c)),
                })
                .collect();
            let _ = writeln!(content, "BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET");
        }
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}endstream",
            content.len()
        ));
        let contents = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        ));
        let _ = write!(kids, "{} 0 R ", objects.len());
    }
    objects[1] = format!("<< /Type /Pages /Kids [ {kids}] /Count {} >>", pages.len());
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", i + 1).as_bytes());
    }
    let table = out.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(end, "{offset:010} 00000 n ");
    }
    let _ = write!(
        end,
        "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    out.extend_from_slice(end.as_bytes());
    out
}

fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
    let options = Options {
        program: Some(env!("CARGO_BIN_EXE_postil").into()),
        ..Options::default()
    };
    import(bytes, &options)
}

fn blocks(document: &Document) -> Vec<(BlockKind, &str)> {
    let blocks = document.blocks().iter();
    blocks.map(|b| (b.kind, document.block_text(b))).collect()
}

/// Lines under one another from `top`.
fn lines<'a>(x: f32, top: f32, size: f32, texts: &[&'a str]) -> Vec<At<'a>> {
    let at = |(i, text): (usize, &&'a str)| (x, top - 1.2 * size * i as f32, size, *text);
    texts.iter().enumerate().map(at).collect()
}

/// An article of two pages, with all that pages have around their text.
fn article() -> Vec<u8> {
    let mut first = vec![
        (50.0, 810.0, 8.0, "The Harbour Gazette \u{b7} 3 March 2026"),
        (290.0, 30.0, 8.0, "1"),
    ];
    first.push((50.0, 760.0, 20.0, "Bridge closes for a year"));
    first.extend(lines(
        50.0,
        720.0,
        10.0,
        &[
            "The city of Port Elder will close its harbour bridge for a year from May, Mayor Ruth Okafor said on Tues-",
            "day, after engineers found cracks in two of its eleven piers. The work will cost 41 million dollars, she",
            "told reporters.",
        ],
    ));
    first.extend(lines(
        62.0,
        684.0,
        10.0,
        &["\u{93}We would rather explain a closed bridge than a fallen one,\u{94} Okafor said. The ferries will run every ten"],
    ));
    first.extend(lines(
        50.0,
        672.0,
        10.0,
        &["minutes from the old quay, and the govern-"],
    ));
    let mut second = vec![
        (50.0, 810.0, 8.0, "The Harbour Gazette \u{b7} 3 March 2026"),
        (290.0, 30.0, 8.0, "2"),
    ];
    second.extend(lines(
        50.0,
        760.0,
        10.0,
        &["ment pays for them until the bridge opens again, as it did in the winter of 1998, she said."],
    ));
    second.push((50.0, 720.0, 14.0, "What it means for drivers"));
    second.extend(lines(
        50.0,
        700.0,
        10.0,
        &[
            "\u{95} Cars take the tunnel.",
            "\u{95} Lorries take the ring road, which will be wider by then because it has been under",
            "  construction since January.",
        ],
    ));
    pdf(
        &[first, second],
        "/Title (Bridge closes for a year) /Author (Ruth Tarrant)",
        "",
    )
}

#[test]
fn an_article_of_two_pages() {
    let imported = read(&article()).unwrap();
    let document = &imported.document;
    assert_eq!(
        blocks(document),
        [
            (BlockKind::Title, "Bridge closes for a year"),
            (
                BlockKind::Paragraph,
                "The city of Port Elder will close its harbour bridge for a year from May, Mayor Ruth Okafor said on \
                 Tuesday, after engineers found cracks in two of its eleven piers. The work will cost 41 million dollars, \
                 she told reporters."
            ),
            (
                BlockKind::Paragraph,
                "“We would rather explain a closed bridge than a fallen one,” Okafor said. The ferries will run every ten \
                 minutes from the old quay, and the government pays for them until the bridge opens again, as it did in \
                 the winter of 1998, she said."
            ),
            (BlockKind::Heading, "What it means for drivers"),
            (BlockKind::Item, "Cars take the tunnel."),
            (
                BlockKind::Item,
                "Lorries take the ring road, which will be wider by then because it has been under construction since \
                 January."
            ),
        ]
    );
    assert_eq!(imported.warnings, []);
    assert_eq!(document.metadata().byline.as_deref(), Some("Ruth Tarrant"));
    // A passage is cited with its page, also where its paragraph began on the one before.
    let page = |words: &str| document.page_at(document.text().find(words).unwrap());
    assert_eq!(page("Bridge closes"), Some(1));
    assert_eq!(page("minutes from"), Some(1));
    assert_eq!(page("pays for them"), Some(2));
    assert_eq!(page("Lorries"), Some(2));
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let left = [
        "Left one, which is a line that",
        "fills the column, left two and",
        "left three, and then left four",
        "and left five of the column.",
    ];
    let right = [
        "Right one, which is a line too",
        "that fills its column, then its",
        "second and its third, and with",
        "the fourth the column ends.",
    ];
    let mut page = vec![(50.0, 760.0, 18.0, "A headline over two columns of text")];
    // Written line by line over both, as some programs do.
    for (row, (l, r)) in left.iter().zip(right).enumerate() {
        let y = 720.0 - 12.0 * row as f32;
        page.extend([(50.0, y, 10.0, *l), (205.0, y, 10.0, r)]);
    }
    let imported = read(&pdf(&[page], "", "")).unwrap();
    let text = imported.document.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {text}"));
    assert!(
        at("left five") < at("Right one") && at("A headline") < at("Left one"),
        "{text}"
    );
    assert!(
        text.contains("fills the column, left two and left three"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(message(&pdf(&[vec![], vec![]], "", "")).contains("ocrmypdf"));
    assert!(message(b"%PDF-1.4\nnothing at all").contains("damaged"));
    let page = vec![(50.0, 700.0, 10.0, "words")];
    let locked = pdf(
        std::slice::from_ref(&page),
        "",
        "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) >> /ID [(a) (b)]",
    );
    assert!(message(&locked).contains("password"), "{}", message(&locked));
    let some = read(&pdf(&[page, vec![]], "", "")).unwrap();
    assert!(matches!(&some.warnings[..], [Warning::Incomplete(what)] if what.contains("1 of 2 pages")));
    let alone = import(&article(), &Options::default()).unwrap_err().to_string();
    assert!(alone.contains("pdftotext"), "{alone}");
}

/// Whatever is wrong with a file, it ends soon and without a crash of this process.
#[test]
fn damaged_files_end_soon() {
    let whole = article();
    let started = Instant::now();
    for cut in (10..whole.len()).step_by(whole.len() / 12) {
        let _ = read(&whole[..cut]);
    }
    for (from, to) in [
        ("/Kids [ 6 0 R 8 0 R ]", "/Kids [ 2 0 R 2 0 R ]"),
        ("/MediaBox [0 0 595 842]", "/MediaBox [0 0]"),
        ("/Tf", "/Tj"),
        ("/Length ", "/Length 99999999"),
    ] {
        let text = String::from_utf8_lossy(&whole).replace(from, to);
        let _ = read(text.as_bytes());
    }
    assert!(
        started.elapsed() < Duration::from_mins(1),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn whatever_the_other_process_says_ends_in_text() {
    let piece =
        |base: &str| format!(r#"{{"left":72,"right":300,"base":{base},"size":11,"text":"Words {base}"}}"#);
    for base in ["3.4e38", "-3.4e38", "0", "1e-38"] {
        let said = format!(
            "{{\"Book\":{{\"title\":null,\"author\":null,\"pages\":1}}}}\n{{\"Page\":{{\"number\":1,\"pieces\":[{},{}]}}}}\n",
            piece(base),
            piece("700")
        );
        let imported = postil::import::pdf::heard(said.as_bytes()).unwrap();
        assert!(
            imported.document.text().contains(&format!("Words {base}")),
            "{base}"
        );
    }
}
