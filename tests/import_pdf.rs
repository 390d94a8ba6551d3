//! PDFs through the child process that parses them, made by a small writer.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::time::{Duration, Instant};

use postil::document::{BlockKind, Document};
use postil::import::{ImportError, Imported, Options, Warning, import};

#[path = "pdf/marks.rs"]
mod marks;
#[path = "pdf/writer.rs"]
mod writer;

use writer::{At, pdf};

/// A PDF of one page with this content in its stream.
fn drawn(content: &str) -> Vec<u8> {
    let text = String::from_utf8(pdf(&[vec![(50.0, 700.0, 10.0, "STREAM")]], "", "")).unwrap();
    let begins = text.find("BT /F1").unwrap();
    let ends = text.find("endstream").unwrap();
    // The cross-reference table and the length are wrong now: both are reconstructed.
    format!("{}{content}\n{}", &text[..begins], &text[ends..]).into_bytes()
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

/// An article of two pages, with headers and footers around the text.
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
    // A passage is cited with its page, even if its paragraph began on the previous one.
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
    // Written line by line across both columns, as some programs do.
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

/// Any damaged file ends quickly and without a crash of this process.
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

fn text_of(pages: &[Vec<At<'_>>]) -> String {
    read(&pdf(pages, "", "")).unwrap().document.text().to_owned()
}

/// Checks that the words occur in this order.
fn in_order(text: &str, words: &[&str]) {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut at = 0;
    for word in words {
        match flat[at..].find(word) {
            Some(found) => at += found,
            None => panic!("{word:?} is not in its place in\n{text}"),
        }
    }
}

const PROSE: [&str; 9] = [
    "The ferry company will cut nine boats a day from the",
    "first of June, its director said on Tuesday. The cuts",
    "fall mainly on the evening, when fewer than twenty rode",
    "each boat last winter. Islanders who work in the city",
    "have to leave an hour earlier. The council has asked for",
    "the figures behind the plan and has had no answer yet. A",
    "petition against the cuts has four thousand names after",
    "a week, more than the island has voters. The company has",
    "promised to listen to all of them before the summer.",
];

#[test]
fn a_box_beside_the_text_is_read_after_it() {
    let facts = [
        ("Founded", "1952"),
        ("Director", "Ines Holt"),
        ("Boats", "7"),
        ("Home port", "Orsund"),
        ("Riders", "1.2 million"),
    ];
    let boxed = |x: f32, top: f32, step: f32| {
        let mut out = vec![(x, top, 9.0, "Ferry company")];
        for (row, (label, value)) in facts.iter().enumerate() {
            let y = top - step * (row + 1) as f32;
            out.extend([(x, y, 9.0, *label), (x + 70.0, y, 9.0, *value)]);
        }
        out
    };
    for (text_at, box_at, step) in [(60.0, 400.0, 15.0), (60.0, 400.0, 12.0), (230.0, 40.0, 15.0)] {
        let mut page = vec![(60.0, 740.0, 18.0, "Ferry company cuts evening boats")];
        page.extend(lines(text_at, 700.0, 10.0, &PROSE));
        page.extend(boxed(box_at, 697.0, step));
        let text = text_of(&[page]);
        in_order(
            &text,
            &[
                "cut nine boats a day from the first of June",
                "fewer than twenty rode each boat",
                "before the summer.",
                "Founded",
                "1952",
                "Riders",
            ],
        );
        assert!(!text.contains("company first"), "{text}");
    }
    // In the middle of the page, with lines of full width above and below.
    let wide = "The town of Orsund has had a ferry for as long as anybody there can remember, and before it there were rowing boats.";
    let mut page = vec![
        (60.0, 740.0, 10.0, wide),
        (
            60.0,
            728.0,
            10.0,
            "And before these, people say, one waited for the ice and walked.",
        ),
    ];
    page.extend(lines(60.0, 716.0, 10.0, &PROSE));
    page.extend(boxed(400.0, 710.0, 15.0));
    page.push((60.0, 608.0, 10.0, wide));
    in_order(
        &text_of(&[page]),
        &[
            "has had a ferry",
            "first of June",
            "before the summer.",
            "there were rowing boats.",
            "Founded",
        ],
    );
}

#[test]
fn columns_and_what_stands_between_or_beside_them() {
    let other = [
        "Fuel now costs the company a third more than",
        "two years ago, and the grant from the county",
        "has not risen since. Without a new grant the",
        "whole timetable of the winter is in doubt. It",
        "had offered money for two electric boats, the",
        "county replied, which were turned down then.",
    ];
    let short: Vec<&str> = PROSE[..4].to_vec();
    let table = |x: f32, top: f32| {
        let mut out = Vec::new();
        for (row, cells) in [
            ["Year", "Riders", "Cost"],
            ["2021", "1,100", "9.1"],
            ["2022", "1,180", "9.9"],
            ["2023", "1,240", "10.8"],
        ]
        .iter()
        .enumerate()
        {
            for (column, cell) in cells.iter().enumerate() {
                out.push((x + 60.0 * column as f32, top - 13.0 * row as f32, 8.0, *cell));
            }
        }
        out
    };
    // Two columns and a table to their right.
    let mut page = vec![(50.0, 740.0, 18.0, "Ferry company cuts evening boats")];
    page.extend(lines(50.0, 700.0, 7.0, &PROSE));
    page.extend(lines(250.0, 697.0, 7.0, &other));
    page.extend(table(430.0, 690.0));
    in_order(
        &text_of(&[page]),
        &[
            "cut nine boats",
            "before the summer.",
            "Fuel now costs",
            "turned down then.",
            "Year",
            "2021",
            "10.8",
        ],
    );
    // The table between them.
    let mut page = lines(50.0, 700.0, 7.0, &PROSE);
    page.extend(table(250.0, 690.0));
    page.extend(lines(425.0, 697.0, 7.0, &other));
    in_order(&text_of(&[page]), &["cut nine boats", "before the summer."]);
    // Short columns.
    let mut page = vec![(50.0, 740.0, 18.0, "Ferry company cuts evening boats")];
    page.extend(lines(50.0, 700.0, 9.0, &short));
    page.extend(lines(310.0, 700.0, 9.0, &other[..4]));
    in_order(
        &text_of(&[page]),
        &[
            "cut nine boats",
            "work in the city",
            "Fuel now costs",
            "in doubt.",
        ],
    );
    // A headline over both in the middle divides them.
    let mut page = lines(50.0, 740.0, 9.0, &PROSE[..5]);
    page.extend(lines(310.0, 740.0, 9.0, &PROSE[4..]));
    page.push((
        50.0,
        660.0,
        16.0,
        "What the county has to say about the money for it",
    ));
    page.extend(lines(50.0, 630.0, 9.0, &other[..3]));
    page.extend(lines(310.0, 630.0, 9.0, &other[3..]));
    in_order(
        &text_of(&[page]),
        &[
            "cut nine boats",
            "asked for",
            "before the summer.",
            "What the county",
            "Fuel now",
            "turned down",
        ],
    );
}

#[test]
fn slides_keep_their_titles() {
    let slide = |title| vec![(60.0, 700.0, 14.0, title)];
    let imported = read(&pdf(
        &[
            slide("Part 1 of the inquiry"),
            slide("Part 2 of the inquiry"),
            slide("Part 3 of the inquiry"),
        ],
        "",
        "",
    ))
    .unwrap();
    let found = blocks(&imported.document);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(imported.document.text().contains("Part 2 of the inquiry"));
    let slide = |title, one, two| {
        vec![
            (60.0, 700.0, 24.0, title),
            (70.0, 650.0, 14.0, one),
            (70.0, 620.0, 14.0, two),
            (280.0, 30.0, 9.0, "Harbour board"),
        ]
    };
    let imported = read(&pdf(
        &[
            slide(
                "Results 1",
                "\u{95} The bridge is old",
                "\u{95} The piers are older",
            ),
            slide(
                "Results 2",
                "\u{95} The board has no money",
                "\u{95} The county has some",
            ),
            slide("Results 3", "\u{95} Nobody has decided", "\u{95} Somebody has to"),
        ],
        "",
        "",
    ))
    .unwrap();
    let text = imported.document.text();
    in_order(
        text,
        &[
            "Results 1",
            "The bridge is old",
            "Results 2",
            "The county has some",
            "Results 3",
            "Somebody has to",
        ],
    );
    assert!(!text.contains("Harbour board"), "{text}");
    assert_eq!(blocks(&imported.document).len(), 9, "{text}");
}

#[test]
fn every_operator_that_shows_text_is_read() {
    for (content, expected) in [
        (
            "BT /F1 10 Tf 12 TL 50 700 Td (The first line,) Tj (the second by its sign,) ' 0 0 (and the third.) \" ET",
            "The first line, the second by its sign, and the third.",
        ),
        (
            "BT /F1 10 Tf 12 TL 50 700 Td (All of it by the sign.) ' ET",
            "All of it by the sign.",
        ),
        (
            "BT /F1 10 Tf 12 TL 50 700 Td 0 0 (All of it by the other sign.) \" ET",
            "All of it by the other sign.",
        ),
        (
            "BT /F1 10 Tf 50 700 Td [(By an ar) 20 (ray of pieces.)] TJ ET",
            "By an array of pieces.",
        ),
        ("BT /F1 10 Tf 50 700 Td <48 65 78> Tj ET", "Hex"),
        (
            "BT /F1 10 Tf 3 Tr 50 700 Td (Recognised under a picture.) Tj ET",
            "Recognised under a picture.",
        ),
        (
            "BT /F1 10 Tf 2 Tr 50 700 Td (Filled and stroked.) Tj ET",
            "Filled and stroked.",
        ),
        (
            "/Span << /ActualText (office) >> BDC BT /F1 10 Tf 50 700 Td (oce) Tj ET EMC",
            "office",
        ),
        (
            "BT /F1 10 Tf 0 1 -1 0 300 100 Tm (Up along the margin of the page.) Tj ET",
            "Up along the margin of the page.",
        ),
    ] {
        let document = read(&drawn(content)).map(|i| i.document);
        let text = document.as_ref().map_or("", Document::text);
        assert_eq!(
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            expected,
            "{content}"
        );
    }
}

#[test]
fn text_in_other_directions_is_read_after_the_page() {
    let content = "BT /F1 10 Tf 12 TL 50 700 Td (The board closed the bridge on Monday, and the ferries run.) Tj ET \
                   BT /F1 8 Tf 0 1 -1 0 20 100 Tm (Received 3 March) Tj ET BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (DRAFT) Tj ET";
    let text = read(&drawn(content)).unwrap().document.text().to_owned();
    in_order(&text, &["The board closed", "ferries run."]);
    assert!(
        text.contains("Received 3 March") && text.contains("DRAFT"),
        "{text}"
    );
}

#[test]
fn what_a_font_does_not_say_is_shown_and_told() {
    let whole = String::from_utf8(pdf(&[vec![(50.0, 700.0, 10.0, "Words and more words")]], "", "")).unwrap();
    let odd = whole.replace(
        "/Encoding /WinAnsiEncoding",
        "/Encoding << /Differences [119 /q7x /q8y] >>",
    );
    let imported = read(odd.as_bytes()).unwrap();
    let text = imported.document.text();
    assert!(
        text.contains('\u{fffd}') && text.contains("Words and more"),
        "{text}"
    );
    assert!(
        imported
            .warnings
            .iter()
            .any(|w| w.to_string().contains("do not say")),
        "{:?}",
        imported.warnings
    );
}

#[test]
fn a_table_of_contents_that_points_nowhere_is_made_again() {
    let whole = article();
    let text = String::from_utf8_lossy(&whole).into_owned();
    let at = text.find("startxref\n").unwrap();
    for wrong in [
        format!("{}startxref\n7\n%%EOF\n", &text[..at]),
        text[..at].to_owned(),
        text.replace("0000000", "0000009"),
        format!("junk before the file\n{text}"),
    ] {
        let imported = read(wrong.as_bytes()).unwrap();
        assert!(
            imported.document.text().contains("pays for them until"),
            "{wrong}"
        );
    }
}
