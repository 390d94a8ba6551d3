//! The cost of the reader's keys for layout, movement and search: `cargo bench --bench layout`.
#![allow(clippy::unwrap_used, reason = "a bench that does not work is to stop")]

use divan::{Bencher, black_box};
use postil::document::{Block, BlockKind, Builder, Document, TextRange};
use postil::layout::{Layout, Position, Top, Wrapping, motion};
use postil::text::search::Search;

fn main() {
    divan::main();
}

const SENTENCES: [&str; 5] = [
    "The minister said on Tuesday that the “new rules” would cost nobody more than £12 a year. ",
    "Critics doubt it. ",
    "According to a report that was shown to this newspaper, the figures were put together in haste — and then changed twice. ",
    "Nobody at the ministry would say by whom, or when, or why the first version had been withdrawn. ",
    "A spokeswoman for the Zürich office declined to comment. ",
];

/// About `bytes` of prose without a line feed.
fn prose(bytes: usize) -> String {
    SENTENCES
        .iter()
        .cycle()
        .scan(0, |n, s| {
            *n += s.len();
            (*n <= bytes).then_some(*s)
        })
        .collect()
}

/// One paragraph for each `per` bytes.
fn document(bytes: usize, per: usize) -> Document {
    let mut text = prose(per.min(bytes)).repeat(bytes / per.min(bytes));
    text.push_str("lastword");
    let cut = prose(per.min(bytes)).len();
    Builder::verbatim(&text, |text| {
        let starts = (0..text.len()).step_by(cut);
        let ranges = starts.map(|s| TextRange::new(s, (s + cut).min(text.len())));
        ranges
            .map(|range| Block {
                kind: BlockKind::Paragraph,
                range,
                level: 0,
                ordinal: None,
            })
            .collect()
    })
}

#[divan::bench(args = [Wrapping::Greedy, Wrapping::Even])]
fn wrap_a_paragraph_of_1_kb(bencher: Bencher<'_, '_>, wrapping: Wrapping) {
    let document = document(1024, 1024);
    let mut layout = Layout::new(68);
    layout.set_wrapping(wrapping);
    bencher.bench_local(|| {
        layout.forget();
        layout.rows(black_box(&document), 0)
    });
}

#[divan::bench(args = [Wrapping::Greedy, Wrapping::Even])]
fn page_through_1_mb(bencher: Bencher<'_, '_>, wrapping: Wrapping) {
    let document = document(1 << 20, 600);
    bencher.bench_local(|| {
        let mut layout = Layout::new(68);
        layout.set_wrapping(wrapping);
        let (mut top, mut pages) = (Top::default(), 0);
        loop {
            let next = layout.scroll(&document, top, 38, 40);
            black_box(layout.window(&document, next, 40));
            if next == top {
                return pages;
            }
            (top, pages) = (next, pages + 1);
        }
    });
}

/// A page down on a line of `megabytes` megabytes with nothing laid out yet: the slowest key.
#[divan::bench(args = [5, 100])]
fn cold_page_in_a_long_line(bencher: Bencher<'_, '_>, megabytes: usize) {
    let document = document(megabytes << 20, usize::MAX);
    let mut layout = Layout::new(68);
    let at = Position {
        block: 0,
        offset: document.text().len() / 2,
    };
    bencher.bench_local(|| {
        layout.forget();
        let top = layout.place_top(&document, at);
        let top = layout.scroll(&document, top, 38, 40);
        layout.window(&document, top, 40)
    });
}

/// The same on a line without spaces.
#[divan::bench]
fn cold_page_in_a_long_line_of_chinese(bencher: Bencher<'_, '_>) {
    let text = "騰訊控股有限公司的微信應用程序，".repeat(5 << 20 >> 6);
    let mut b = Builder::new();
    b.block(BlockKind::Paragraph, &text);
    let document = b.finish();
    let mut layout = Layout::new(68);
    let at = Position {
        block: 0,
        offset: document.text().len() / 2,
    };
    bencher.bench_local(|| {
        layout.forget();
        let top = layout.place_top(&document, at);
        let top = layout.scroll(&document, top, 38, 40);
        layout.window(&document, top, 40)
    });
}

/// A page down when the rows are already laid out.
#[divan::bench]
fn warm_page(bencher: Bencher<'_, '_>) {
    let document = document(1 << 20, 600);
    let mut layout = Layout::new(68);
    bencher.bench_local(|| {
        let top = layout.scroll(&document, Top::default(), 38, 40);
        layout.window(&document, top, 40)
    });
}

#[divan::bench(args = [5, 100])]
fn end_of_a_long_line(bencher: Bencher<'_, '_>, megabytes: usize) {
    let document = document(megabytes << 20, usize::MAX);
    let mut layout = Layout::new(68);
    bencher.bench_local(|| {
        layout.forget();
        let top = layout.bottom(&document, 40);
        layout.window(&document, top, 40)
    });
}

#[divan::bench(args = [5])]
fn sentence_back_in_a_long_line(bencher: Bencher<'_, '_>, megabytes: usize) {
    let document = document(megabytes << 20, usize::MAX);
    bencher.bench_local(|| motion::previous_sentence(black_box(&document), document.text().len() / 2));
}

/// Finds the last word of a text of `megabytes` megabytes.
#[divan::bench(args = [1, 100], sample_count = 20)]
fn find_the_last_word(bencher: Bencher<'_, '_>, megabytes: usize) {
    let document = document(megabytes << 20, 600);
    let search = Search::new("lastword").unwrap();
    bencher.bench_local(|| search.next_from(document.text(), 0, true, false).unwrap());
}

/// Counts matches in 10 MB: a frequent word, one with a letter that takes accents, a phrase, a regular expression.
#[divan::bench(args = ["the", "zurich", "new rules\"", "withdrawn. a", r"\vsp\w+n"], sample_count = 10)]
fn count_in_10_mb(bencher: Bencher<'_, '_>, typed: &str) {
    let document = document(10 << 20, 600);
    let search = Search::new(typed).unwrap();
    bencher.bench_local(|| {
        search
            .chunks(document.text())
            .map(|hits| hits.len())
            .sum::<usize>()
    });
}
