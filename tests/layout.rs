//! The invariants of laid-out text, at every width.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::fmt::Write as _;

use postil::document::{Block, BlockKind, Builder, Document, PicturePlace, TextRange};
use postil::layout::{
    Fold, Layout, LineKind, Position, Prose, Top, Wrapping, column_of, glyphs, offset_at, space_above,
};
use postil::text::grapheme;
use proptest::prelude::*;

const KINDS: [BlockKind; 8] = [
    BlockKind::Title,
    BlockKind::Heading,
    BlockKind::Paragraph,
    BlockKind::Item,
    BlockKind::Quote,
    BlockKind::Preformatted,
    BlockKind::Table,
    BlockKind::Rule,
];

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[a-zA-Z]{1,9}[,.!?]?",
        1 => "[a-z]{30,90}",
        1 => "[騰訊控股。、「」ー]{1,12}",
        1 => Just("👩‍👩‍👧".to_owned()),
        1 => Just("e\u{301}le\u{300}ve \u{308}x".to_owned()),
        1 => Just("soft\u{ad}hyphen\u{200b}ated".to_owned()),
        1 => Just("https://example.org/a/b?c=d".to_owned()),
        1 => "[ -~]{1,6}",
        1 => "\\PC{1,3}",
    ];
    prop::collection::vec(
        (
            word,
            prop_oneof![8 => Just(" "), 1 => Just("\n"), 1 => Just("\t"), 1 => Just("   ")],
        ),
        0..60,
    )
    .prop_map(|words| words.into_iter().fold(String::new(), |out, (w, s)| out + &w + s))
}

/// A document of arbitrary blocks, including table cells and hard breaks.
fn document() -> impl Strategy<Value = Document> {
    let blocks = prop::collection::vec(
        (0..KINDS.len(), text(), 0..3_u8, prop::option::of(1..200_u32)),
        1..8,
    );
    (blocks, any::<bool>()).prop_map(|(blocks, verbatim)| {
        if verbatim {
            let text: Vec<String> = blocks
                .iter()
                .map(|(_, text, ..)| text.replace("\n\n", "\n"))
                .collect();
            return Builder::verbatim(&text.join("\n\n"), |text| {
                let mut at = 0;
                let ranges = text.split("\n\n").map(|part| {
                    let start = at;
                    at += part.len() + 2;
                    TextRange::new(start, start + part.len())
                });
                let blocks = ranges.filter(|r| !r.is_empty());
                blocks
                    .map(|range| Block {
                        kind: BlockKind::Paragraph,
                        range,
                        level: 0,
                        ordinal: None,
                    })
                    .collect()
            });
        }
        let mut b = Builder::new();
        for (kind, text, level, ordinal) in blocks {
            for picture in 0..ordinal.unwrap_or(1) % 5 / 2 {
                b.picture(&format!("Picture {picture}"), PicturePlace::Inside(None));
            }
            b.begin(KINDS[kind], level, ordinal);
            for line in text.split_inclusive('\n') {
                for (i, cell) in line.split('\t').enumerate() {
                    if i > 0 {
                        b.cell();
                    }
                    b.push(cell.trim_end_matches('\n'));
                }
                if line.ends_with('\n') {
                    b.line_break();
                }
            }
            b.end();
        }
        b.finish()
    })
}

fn layout(measure: u16, even: bool) -> Layout {
    let mut layout = Layout::new(measure);
    layout.set_prose(Prose {
        hyphenate: even,
        justify: false,
    });
    layout.set_wrapping(if even { Wrapping::Even } else { Wrapping::Greedy });
    layout
}

/// Every row of the whole article from `window`, from the top.
fn all_lines(layout: &mut Layout, document: &Document) -> Vec<LineKind> {
    layout
        .window(document, Top::default(), u16::MAX)
        .into_iter()
        .map(|l| l.kind)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_tile_their_block_and_keep_to_the_measure(document in document(), measure in 1..120_u16, even: bool, justify: bool) {
        let mut layout = layout(measure, even);
        layout.set_prose(Prose { hyphenate: even, justify });
        for (index, block) in document.blocks().iter().enumerate() {
            let rows = layout.rows(&document, index);
            prop_assert!(!rows.is_empty());
            let mut at = block.range.start;
            let mut drawn = Vec::new();
            for (i, row) in rows.iter().enumerate() {
                prop_assert_eq!(row.span.start, at);
                prop_assert!(row.span.covers(row.range));
                prop_assert_eq!(row.first, i == 0);
                prop_assert_eq!(row.last, i + 1 == rows.len());
                // Text that is not drawn is white space.
                let around = TextRange::new(row.span.start, row.range.start);
                prop_assert!(document.slice(around).trim().is_empty());
                prop_assert!(document.slice(TextRange::new(row.range.end, row.span.end)).trim().is_empty());
                at = row.span.end;
                let glyphs: Vec<_> = glyphs(&document, row).collect();
                let end = glyphs.last().map_or(row.indent, |g| g.column + g.width);
                prop_assert_eq!(row.width, end + u16::from(row.hyphen));
                let single = glyphs.iter().filter(|g| g.width > 0).count() <= 1;
                prop_assert!(row.width <= measure || single, "{:?} in {}", row, measure);
                drawn.extend(glyphs.iter().filter(|g| !g.text.trim().is_empty()).map(|g| (g.offset, g.text)));
            }
            prop_assert_eq!(at, block.range.end);
            let text = document.block_text(block);
            let all: Vec<_> = grapheme::graphemes(text).filter(|g| !g.text.trim().is_empty()).map(|g| (block.range.start + g.offset, g.text)).collect();
            prop_assert_eq!(drawn, all);
        }
    }

    #[test]
    fn columns_and_offsets_are_inverse_on_what_is_drawn(document in document(), measure in 2..120_u16, even: bool, justify: bool) {
        let mut layout = layout(measure, even);
        layout.set_prose(Prose { hyphenate: even, justify });
        for index in 0..document.blocks().len() {
            for row in layout.rows(&document, index).iter() {
                for glyph in glyphs(&document, row).filter(|g| g.width > 0) {
                    prop_assert_eq!(column_of(&document, row, glyph.offset), glyph.column);
                    for cell in glyph.column..glyph.column + glyph.width {
                        prop_assert_eq!(offset_at(&document, row, cell), glyph.offset);
                    }
                }
                let (place, found) = layout.row_of(&document, Position::of(&document, row.range.start)).unwrap();
                prop_assert_eq!(place.block, index);
                prop_assert_eq!(&found, row);
            }
        }
    }

    #[test]
    fn each_picture_has_a_row_above_its_block(document in document(), measure in 1..120_u16) {
        let lines = all_lines(&mut layout(measure, true), &document);
        let (mut pictures, mut above) = (Vec::new(), Vec::new());
        for line in &lines {
            match line {
                LineKind::Picture(picture) => above.push(*picture),
                LineKind::Text { block, .. } => {
                    for picture in above.drain(..) {
                        prop_assert_eq!(document.pictures()[picture].block, *block);
                        pictures.push(picture);
                    }
                }
                LineKind::Blank | LineKind::Fold { .. } => {}
            }
        }
        prop_assert_eq!(pictures, (0..document.pictures().len()).collect::<Vec<_>>());
    }

    #[test]
    fn scrolling_moves_the_window_by_as_many_lines(document in document(), measure in 1..120_u16, height in 0..12_u16, by in 0..60_isize) {
        let mut layout = layout(measure, true);
        let lines = all_lines(&mut layout, &document);
        let mut count = 0;
        for index in 0..document.blocks().len() {
            count += usize::from(space_above(&document, index)) + layout.rows(&document, index).len();
        }
        prop_assert_eq!(lines.len(), count);
        let shown = usize::from(height.max(1));
        let reach = lines.len().saturating_sub(shown);
        let top = layout.scroll(&document, Top::default(), by, height);
        let down = reach.min(by as usize);
        let window: Vec<_> = layout.window(&document, top, height).into_iter().map(|l| l.kind).collect();
        prop_assert_eq!(&window[..], &lines[down..(down + usize::from(height)).min(lines.len())]);
        prop_assert_eq!(layout.scroll(&document, top, -(down as isize), height), Top::default());
        let bottom = layout.bottom(&document, height);
        prop_assert_eq!(layout.scroll(&document, Top::default(), isize::MAX / 2, height), bottom);
    }

    #[test]
    fn a_folded_text_shows_what_touches_its_passages_and_a_row_around(
        document in document(),
        measure in 1..120_u16,
        height in 1..12_u16,
        by in 0..60_isize,
        passages in prop::collection::vec((any::<prop::sample::Index>(), 1..40_usize), 1..5),
    ) {
        prop_assume!(!document.text().is_empty());
        let mut layout = layout(measure, true);
        let passages: Vec<TextRange> = passages
            .iter()
            .map(|(at, len)| {
                let start = at.index(document.text().len());
                TextRange::new(start, (start + len).min(document.text().len()))
            })
            .collect();
        let mut expected = Vec::new();
        for index in 0..document.blocks().len() {
            let rows = layout.rows(&document, index);
            let touched = |row: Option<&postil::layout::Row>| {
                row.is_some_and(|row| passages.iter().any(|p| p.start < row.span.end && row.span.start < p.end))
            };
            for (i, row) in rows.iter().enumerate() {
                let before = i.checked_sub(1).and_then(|i| rows.get(i));
                if touched(Some(row)) || touched(before) || touched(rows.get(i + 1)) {
                    expected.push(row.clone());
                }
            }
        }
        layout.set_fold(Some(Fold::new(passages)));
        prop_assume!(!expected.is_empty());
        let lines = all_lines(&mut layout, &document);
        let text = |lines: &[LineKind]| -> Vec<postil::layout::Row> {
            let rows = lines.iter().filter_map(|l| match l {
                LineKind::Text { row, .. } => Some(row.clone()),
                LineKind::Blank | LineKind::Fold { .. } | LineKind::Picture(_) => None,
            });
            rows.collect()
        };
        prop_assert_eq!(text(&lines), expected);
        // The visible text and the text that the fold lines replace cover the whole text without overlap.
        let mut at = 0;
        for line in &lines {
            match line {
                LineKind::Text { row, .. } => {
                    prop_assert!(row.span.start >= at && document.text()[at..row.span.start].trim().is_empty());
                    at = row.span.end;
                }
                LineKind::Fold { hidden, blocks } => {
                    prop_assert!(hidden.start == at && hidden.end > at);
                    let whole = document.blocks().iter().filter(|b| hidden.covers(b.range)).count();
                    prop_assert_eq!(*blocks, whole);
                    at = hidden.end;
                }
                LineKind::Blank | LineKind::Picture(_) => {}
            }
        }
        prop_assert!(document.text()[at..].trim().is_empty());
        // Scrolling works as without a fold; on a page of two rows the hidden end has no line.
        let mut lines = lines;
        if height <= 2 {
            let last = lines.iter().rposition(|l| matches!(l, LineKind::Text { .. }));
            lines.truncate(last.unwrap() + 1);
        }
        let reach = lines.len().saturating_sub(usize::from(height));
        let top = layout.scroll(&document, Top::default(), by, height);
        let down = reach.min(by as usize);
        let window: Vec<_> = layout.window(&document, top, height).into_iter().map(|l| l.kind).collect();
        let expected = &lines[down..(down + usize::from(height)).min(lines.len())];
        prop_assert_eq!(text(&window), text(expected));
        let bottom = layout.bottom(&document, height);
        prop_assert_eq!(layout.scroll(&document, Top::default(), isize::MAX / 2, height), bottom);
    }

    #[test]
    fn what_is_shown_is_in_the_window(document in document(), measure in 1..100_u16, height in 1..12_u16, from in 0..40_isize, at: prop::sample::Index, len in 0..30_usize, margin in 0..4_u16) {
        prop_assume!(!document.blocks().is_empty());
        let mut layout = layout(measure, true);
        let start = grapheme::floor(document.text(), at.index(document.text().len().max(1)));
        let range = TextRange::new(start, grapheme::floor(document.text(), start + len));
        let top = layout.scroll(&document, Top::default(), from, height);
        let top = layout.show(&document, top, height, range, margin);
        let first = layout.row_of(&document, Position::of(&document, range.start)).unwrap().1;
        let window = layout.window(&document, top, height);
        let seen = window.iter().any(|l| matches!(&l.kind, LineKind::Text { row, .. } if *row == first));
        prop_assert!(seen);
        prop_assert_eq!(layout.show(&document, top, height, range, margin), top);
    }
}

#[test]
fn white_space_that_collapses_takes_no_cells_wherever_a_break_may_stand() {
    // A row may be broken before the en space, but not between it and the colon, and not after the bracket.
    for (text, widths) in [("a   \u{2002}: b", &[5][..]), ("(   considerations", &[9, 8])] {
        let document = Builder::verbatim(text, |text| {
            vec![Block {
                kind: BlockKind::Paragraph,
                range: TextRange::new(0, text.len()),
                level: 0,
                ordinal: None,
            }]
        });
        let found: Vec<_> = layout(10, true)
            .rows(&document, 0)
            .iter()
            .map(|r| r.width)
            .collect();
        assert_eq!(found, widths);
    }
}

#[test]
fn an_empty_document_has_nothing_to_show() {
    let document = Document::default();
    let mut layout = Layout::new(40);
    assert!(layout.window(&document, Top::default(), 10).is_empty());
    assert_eq!(layout.scroll(&document, Top::default(), 5, 10), Top::default());
    assert_eq!(layout.bottom(&document, 10), Top::default());
    assert!(layout.rows(&document, 3).is_empty());
    assert!(layout.row_of(&document, Position::default()).is_none());
    let mut out = String::new();
    write!(
        out,
        "{:?}",
        layout.put(&document, Position { block: 9, offset: 9 }, 0, 0)
    )
    .unwrap();
}
