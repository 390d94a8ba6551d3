//! Small documents in columns of several widths: `|` is the edge of the column.

use postil::document::{Block, BlockKind, Builder, Document, TextRange};
use postil::layout::{
    Layout, LineKind, MarkerKind, Prose, Row, Spacing, Top, Wrapping, column_of, glyphs, offset_at,
};

/// The whole document, drawn.
fn page(document: &Document, layout: &mut Layout) -> String {
    let measure = usize::from(layout.measure());
    let mut out = String::new();
    for line in layout.window(document, Top::default(), 500) {
        let mut cells: Vec<String> = vec![" ".to_owned(); measure];
        if let LineKind::Text { row, .. } = &line.kind {
            draw(document, row, &mut cells);
        }
        out.push_str(cells.concat().trim_end());
        out.push('\n');
    }
    out
}

/// A page under its title, with the edge of its column.
fn titled(title: &str, page: &str, measure: u16) -> String {
    format!("{}| {title}\n{page}\n", "-".repeat(measure.into()))
}

fn draw(document: &Document, row: &Row, cells: &mut [String]) {
    let measure = cells.len();
    let mut put = |column: usize, text: &str, width: usize| {
        for (i, cell) in cells.iter_mut().skip(column).take(width).enumerate() {
            *cell = if i == 0 { text.to_owned() } else { String::new() };
        }
    };
    if let Some(marker) = row.marker {
        let text = marker.text();
        let repeat = if marker.kind == MarkerKind::Rule {
            measure
        } else {
            1
        };
        for (i, c) in text.repeat(repeat).chars().enumerate() {
            put(usize::from(marker.column) + i, &c.to_string(), 1);
        }
    }
    for glyph in glyphs(document, row).filter(|g| g.width > 0 && !g.is_blank()) {
        put(glyph.column.into(), glyph.text, glyph.width.into());
    }
    if row.hyphen {
        put(usize::from(row.width) - 1, "-", 1);
    }
}

fn article() -> Document {
    let mut b = Builder::new();
    b.block(
        BlockKind::Title,
        "Harbour to close for a year while divers look for the wreck",
    );
    b.block(BlockKind::Byline, "By Ada Quill");
    b.block(BlockKind::Dateline, "PORT ELMS, May 4");
    b.block(
        BlockKind::Paragraph,
        "The harbour of Port Elms will be closed to ships of more than 20 metres from Monday, the port authority said, \
         because nobody knows where the “Marigold” (騰訊控股有限公司號) lies.",
    );
    b.block(BlockKind::Heading, "What is known");
    b.begin(BlockKind::Item, 0, None);
    b.push("She left on 3 March with nine people on board, five of whom could swim.");
    b.begin(BlockKind::Item, 1, None);
    b.push("Two were found.");
    b.begin(BlockKind::Item, 0, Some(9));
    b.push("Nine");
    b.begin(BlockKind::Item, 0, Some(10));
    b.push("Ten, which is one more than nine and so is set under it.");
    b.begin(BlockKind::Quote, 0, None);
    b.push("We shall find her, whatever it takes and however long it takes.");
    b.line_break();
    b.push("— the harbour master");
    b.begin(BlockKind::Preformatted, 0, None);
    b.push("lat\t51.5\nlon\t-3.25 and a comment that is longer than the row");
    b.begin(BlockKind::Rule, 0, None);
    b.block(
        BlockKind::Paragraph,
        "See https://example.org/harbour/closures/2026/may?page=2#all for more 👩‍👩‍👧.",
    );
    b.finish()
}

fn table(rows: &[&[&str]]) -> Document {
    let mut b = Builder::new();
    for row in rows {
        b.begin(BlockKind::Table, 0, None);
        for (i, cell) in row.iter().enumerate() {
            if i > 0 {
                b.cell();
            }
            b.push(cell);
        }
        b.end();
    }
    b.finish()
}

#[test]
fn an_article_at_many_widths() {
    let article = article();
    let mut layout = Layout::new(1);
    let mut out = String::new();
    for measure in [60, 34, 18, 8] {
        layout.set_measure(measure);
        out += &titled(&measure.to_string(), &page(&article, &mut layout), measure);
    }
    insta::assert_snapshot!(out);
}

#[test]
fn tables_are_aligned_wrapped_or_set_as_text() {
    let table = table(&[
        &["Ship", "Built", "Tons", "Remarks"],
        &["Marigold", "1911", "1,240", "Lost with all hands but two"],
        &[
            "Ill Wind",
            "1887",
            "90",
            "Sold to a museum, and sunk there in the flood of the next year",
        ],
        &["Óskar", "", "12.5", "騰訊"],
    ]);
    let mut layout = Layout::new(1);
    let mut out = String::new();
    for measure in [100, 50, 24] {
        layout.set_measure(measure);
        out += &titled(&measure.to_string(), &page(&table, &mut layout), measure);
    }
    insta::assert_snapshot!(out);
}

#[test]
fn rows_filled_greedily_evenly_and_with_hyphens() {
    let text = "Parliamentary committees investigated extraordinary administrative irregularities at \
                the international organisation of municipal archives and its many subsidiaries, then did no more.";
    let mut b = Builder::new();
    b.block(BlockKind::Paragraph, text);
    let document = b.finish();
    let mut out = String::new();
    for (wrapping, hyphenate) in [
        (Wrapping::Greedy, false),
        (Wrapping::Even, false),
        (Wrapping::Even, true),
    ] {
        let mut layout = Layout::new(30);
        layout.set_wrapping(wrapping);
        layout.set_prose(Prose {
            hyphenate,
            justify: false,
        });
        out += &titled(
            &format!("{wrapping:?}, hyphens {hyphenate}"),
            &page(&document, &mut layout),
            30,
        );
    }
    insta::assert_snapshot!(out);
}

#[test]
fn prose_is_set_flush_on_both_sides_where_that_is_wanted() {
    let text = "The harbour was closed for two years, and the ferry that had run since the war was sold to a \
                museum upriver, where it sank in the flood of the next spring.";
    let mut b = Builder::new();
    b.block(
        BlockKind::Heading,
        "A heading that is longer than one row stays as it is",
    );
    b.block(BlockKind::Paragraph, text);
    let document = b.finish();
    let mut layout = Layout::new(36);
    layout.set_prose(Prose {
        hyphenate: false,
        justify: true,
    });
    let paragraph = layout.rows(&document, 1);
    assert!(paragraph.len() > 3);
    for row in paragraph.iter().filter(|r| !r.last) {
        let end = glyphs(&document, row).map(|g| g.column + g.width).max();
        assert_eq!((row.width, end), (36, Some(36)), "{row:?}");
        // Every cell of a row maps to one of its characters, and back.
        for glyph in glyphs(&document, row) {
            assert_eq!(column_of(&document, row, glyph.offset), glyph.column);
            assert_eq!(offset_at(&document, row, glyph.column), glyph.offset);
        }
    }
    assert!(
        paragraph.last().is_some_and(|r| r.width < 36),
        "the last row is not stretched"
    );
    let heading = layout.rows(&document, 0);
    assert!(heading.iter().all(|r| r.spacing == Spacing::Collapsed));
}

#[test]
fn lines_of_a_file_flow_together_only_where_the_text_is_its_letter() {
    let text = "One line of the file\n  and the next.  Two\n\tends here.";
    let verbatim = Builder::verbatim(text, |text| {
        vec![Block {
            kind: BlockKind::Paragraph,
            range: TextRange::new(0, text.len()),
            level: 0,
            ordinal: None,
        }]
    });
    let mut b = Builder::new();
    b.push("A verse");
    b.line_break();
    b.push("of two lines");
    let verse = b.finish();
    let mut layout = Layout::new(40);
    assert_eq!(
        page(&verbatim, &mut layout),
        "One line of the file and the next. Two\nends here.\n"
    );
    layout.forget();
    assert_eq!(page(&verse, &mut layout), "A verse\nof two lines\n");
}

#[test]
fn cells_are_those_of_the_screen() {
    let mut buffer = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 20, 1));
    for cluster in [
        "a",
        "騰",
        "é",
        "e\u{301}",
        "👩‍👩‍👧",
        "👍🏽",
        "🇩🇪",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "क्षि",
        "स्त्री",
        "ﾊﾞ",
        "각",
        "\u{3000}",
    ] {
        let style = ratatui::style::Style::default();
        let (end, _) = buffer.set_stringn(0, 0, cluster, 20, style);
        assert_eq!(
            postil::text::grapheme::cells(cluster),
            usize::from(end),
            "{cluster:?}"
        );
    }
}
