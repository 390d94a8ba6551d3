//! No key lays out more of a long text than of a short one. Counted in bytes laid out, so that it is the same on any machine.

use postil::document::{Block, BlockKind, Builder, Document, TextRange};
use postil::layout::{Layout, Position, Top, at_fraction, motion};

/// The most that one key may lay out: the screens before and after it are in two segments of a long line each.
const A_KEY: usize = 4 * 9 * 1024;
const HEIGHT: u16 = 40;

/// About `bytes` of text: in one block, or in blocks of `per` bytes.
fn document(bytes: usize, per: Option<usize>) -> Document {
    const SENTENCE: &str = "The minister said that it would cost nobody more than £12 a year, and left. ";
    let text = SENTENCE.repeat(bytes / SENTENCE.len());
    let per = per.map_or(text.len(), |n| n / SENTENCE.len() * SENTENCE.len());
    Builder::verbatim(&text, |text| {
        let ranges = (0..text.len())
            .step_by(per)
            .map(|s| TextRange::new(s, (s + per).min(text.len())));
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

/// Bytes laid out by `key`.
fn cost<T>(layout: &mut Layout, key: impl FnOnce(&mut Layout) -> T) -> (usize, T) {
    let before = layout.laid_out();
    let out = key(layout);
    (layout.laid_out() - before, out)
}

#[test]
fn keys_cost_the_same_in_a_line_of_megabytes_and_in_a_book() {
    for document in [document(4 << 20, None), document(4 << 20, Some(600))] {
        let end = document.text().len();
        let mut layout = Layout::new(68);
        let mut check = |name: &str, key: &mut dyn FnMut(&mut Layout) -> Top| {
            let (bytes, top) = cost(&mut layout, |layout| {
                let top = key(layout);
                assert!(!layout.window(&document, top, HEIGHT).is_empty());
                top
            });
            assert!(bytes <= A_KEY, "{name} laid out {bytes} bytes");
            top
        };
        let first = check("opening", &mut |_| Top::default());
        let mut top = first;
        for _ in 0..5 {
            top = check("a page", &mut |l| l.scroll(&document, top, 38, HEIGHT));
        }
        assert!(top.at > first.at);
        let last = check("the end", &mut |l| l.bottom(&document, HEIGHT));
        check("a row up from the end", &mut |l| {
            l.scroll(&document, last, -1, HEIGHT)
        });
        let middle = check("the middle", &mut |l| {
            l.place_top(&document, at_fraction(&document, 0.5))
        });
        check("another width", &mut |l| {
            l.set_measure(80);
            l.scroll(&document, middle, 0, HEIGHT)
        });
        let hit = TextRange::new(end / 3 * 2, end / 3 * 2 + 10);
        check("a hit", &mut |l| l.show(&document, first, HEIGHT, hit, 3));
        check("a mark", &mut |l| {
            l.put(&document, Position::of(&document, end / 4), HEIGHT / 2, HEIGHT)
        });
        let (bytes, _) = cost(&mut layout, |l| motion::vertical(l, &document, end / 5, 20, 30));
        assert!(bytes <= A_KEY, "rows down laid out {bytes} bytes");
    }
}

#[test]
fn what_is_remembered_is_bounded() {
    let document = document(2 << 20, Some(600));
    let mut layout = Layout::new(40);
    let mut top = Top::default();
    let (first, ()) = cost(&mut layout, |l| {
        for _ in 0..600 {
            top = l.scroll(&document, top, 38, HEIGHT);
        }
    });
    // The start has been dropped from the cache by now, the last page has not.
    let (back, _) = cost(&mut layout, |l| l.scroll(&document, top, -38, HEIGHT));
    let (start, _) = cost(&mut layout, |l| l.window(&document, Top::default(), HEIGHT));
    assert!(
        first > 1 << 19 && back == 0 && start > 0,
        "{first} {back} {start}"
    );
}
