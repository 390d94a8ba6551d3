//! Motions and text objects: from one byte offset of the canonical text to another, or to a range.
//!
//! All functions are total: an offset outside the blocks counts as the nearest position inside one, and if there is nothing to move to, the
//! offset is returned. None examines more than the words, sentences or rows that it passes. Returned offsets start a grapheme. A word is a
//! run of letters and digits (including inner apostrophes), a run of other signs, or one CJK character.

use super::cache::Layout;
use super::place::{Place, Position};
use super::row::{Row, column_of, offset_at};
use super::segment;
use crate::document::{Document, TextRange};
use crate::text::grapheme;
use crate::text::sentence::sentences;

/// The range of the block that contains `offset` (or the nearest before it), with its index; `None` without blocks.
fn block_of(document: &Document, offset: usize) -> Option<(usize, TextRange)> {
    let index = document.block_at(offset).unwrap_or(0);
    document.blocks().get(index).map(|b| (index, b.range))
}

/// `offset` moved into a block and to the start of its grapheme; for the end of a block, its last grapheme.
pub fn settle(document: &Document, offset: usize) -> usize {
    let Some((_, range)) = block_of(document, offset) else {
        return 0;
    };
    let text = document.slice(range);
    let inside = offset.clamp(range.start, range.end) - range.start;
    let at = if inside == text.len() {
        grapheme::previous(text, inside)
    } else {
        grapheme::floor(text, inside)
    };
    range.start + at
}

/// The next block after `index` that has text.
fn block_below(document: &Document, index: usize) -> Option<TextRange> {
    let later = document.blocks().get(index + 1..).unwrap_or_default();
    later.iter().map(|b| b.range).find(|r| !r.is_empty())
}

/// The last block before `index` that has text.
fn block_above(document: &Document, index: usize) -> Option<TextRange> {
    let earlier = document.blocks().get(..index).unwrap_or_default();
    earlier.iter().rev().map(|b| b.range).find(|r| !r.is_empty())
}

/// The grapheme after the one at `offset`, possibly in the next block (`l`).
pub fn next_grapheme(document: &Document, offset: usize) -> usize {
    let Some((index, range)) = block_of(document, offset) else {
        return 0;
    };
    let text = document.slice(range);
    let mut at = settle(document, offset) - range.start;
    loop {
        at = grapheme::next(text, at);
        if at >= text.len() {
            return block_below(document, index).map_or_else(|| settle(document, offset), |r| r.start);
        }
        if is_drawn(text, at) {
            return range.start + at;
        }
    }
}

/// The grapheme before the one at `offset`, possibly in the previous block (`h`).
pub fn previous_grapheme(document: &Document, offset: usize) -> usize {
    let Some((index, range)) = block_of(document, offset) else {
        return 0;
    };
    let text = document.slice(range);
    let start = settle(document, offset);
    let mut at = start - range.start;
    while at > 0 {
        at = grapheme::previous(text, at);
        if is_drawn(text, at) {
            return range.start + at;
        }
    }
    block_above(document, index).map_or(start, |r| settle(document, r.end))
}

fn is_drawn(text: &str, at: usize) -> bool {
    let end = grapheme::next(text, at);
    let cluster = &text[at..end];
    matches!(cluster, "\t" | "\n") || grapheme::cells(cluster) > 0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Space,
    Word,
    Sign,
    /// A CJK character: a word of its own.
    Wide,
}

fn class(c: char) -> Class {
    match c {
        c if c.is_whitespace() => Class::Space,
        '_' => Class::Word,
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Wide,
        c if c.is_alphanumeric() => Class::Word,
        _ => Class::Sign,
    }
}

/// Bytes after which an endless run is split, so that no key has to read megabytes of it.
const LONGEST: usize = 16 * 1024;

/// The end of the word (or run of signs, or of white space) that starts at byte `at` of `text`, which must be a grapheme boundary.
fn run_end(text: &str, at: usize) -> usize {
    let mut clusters = grapheme::graphemes(&text[at..])
        .map(|g| (at + g.offset, g.text))
        .peekable();
    let kind = |cluster: &str| cluster.chars().next().map_or(Class::Space, class);
    let Some((_, first)) = clusters.next() else {
        return at;
    };
    let run = kind(first);
    while let Some((i, cluster)) = clusters.next() {
        let joins = match kind(cluster) {
            Class::Wide => false,
            // A soft hyphen or word joiner does not end a word.
            Class::Sign if matches!(cluster, "\u{ad}" | "\u{2060}") => true,
            Class::Sign if run == Class::Word && matches!(cluster, "'" | "’") => {
                clusters.peek().is_some_and(|(_, c)| kind(c) == Class::Word)
            }
            other => other == run,
        };
        if !joins || i - at > LONGEST {
            return i;
        }
    }
    text.len()
}

/// The start of the run that contains the grapheme before byte `end` of `text`, a grapheme boundary. Only a bounded stretch is searched, so
/// a longer run counts as several.
fn run_start(text: &str, end: usize) -> usize {
    let mut at = grapheme::floor(text, end.saturating_sub(256));
    loop {
        let next = run_end(text, at);
        if next >= end || next <= at {
            return at;
        }
        at = next;
    }
}

fn is_space_at(text: &str, at: usize) -> bool {
    text[at..].starts_with(char::is_whitespace)
}

/// The start of the next word (`w`).
pub fn next_word(document: &Document, offset: usize) -> usize {
    let Some((index, range)) = block_of(document, offset) else {
        return 0;
    };
    let text = document.slice(range);
    let from = settle(document, offset);
    let mut at = run_end(text, grapheme::floor(text, from - range.start));
    if at < text.len() && is_space_at(text, at) {
        at = run_end(text, at);
    }
    if at < text.len() {
        return range.start + at;
    }
    block_below(document, index).map_or_else(|| settle(document, range.end), |r| r.start)
}

/// The start of the word, or of the previous word if `offset` is there (`b`).
pub fn previous_word(document: &Document, offset: usize) -> usize {
    let Some((index, mut range)) = block_of(document, offset) else {
        return 0;
    };
    let mut end = settle(document, offset) - range.start;
    if document.slice(range)[..end].trim().is_empty() {
        match block_above(document, index) {
            Some(above) => (range, end) = (above, above.len()),
            None => return range.start,
        }
    }
    let text = document.slice(range);
    let mut at = run_start(text, end);
    while at > 0 && is_space_at(text, at) {
        at = run_start(text, at);
    }
    range.start + at
}

/// The last grapheme of the word, or of the next word if `offset` is there (`e`).
pub fn word_end(document: &Document, offset: usize) -> usize {
    let from = settle(document, offset);
    let mut at = next_grapheme(document, from);
    loop {
        let Some((_, range)) = block_of(document, at) else {
            return at;
        };
        let text = document.slice(range);
        let inside = at - range.start;
        if !is_space_at(text, inside) {
            let end = run_end(text, inside);
            return range.start + grapheme::previous(text, end);
        }
        let next = next_word(document, at);
        if next <= at {
            return at;
        }
        at = next;
    }
}

/// The whole sentences that overlap `range`, in order. In a rule or a table row the sentence is the whole block. In a block of many
/// kilobytes a sentence ends at the end of its segment.
pub fn sentences_in(document: &Document, range: TextRange) -> Vec<TextRange> {
    let mut out = Vec::new();
    let Some(first) = block_of(document, range.start).map(|(i, _)| i) else {
        return out;
    };
    for index in first..document.blocks().len() {
        let block = document.blocks()[index];
        if block.range.start >= range.end && index > first {
            break;
        }
        let text = document.block_text(&block);
        if !block.kind.is_prose() {
            let whole = block.range.trimmed(document.text());
            if !whole.is_empty() && whole.overlaps(range) {
                out.push(whole);
            }
            continue;
        }
        let hard_breaks = segment::hard_breaks(document, &block);
        let inside = |offset: usize| offset.clamp(block.range.start, block.range.end) - block.range.start;
        let from = segment::holding(text, inside(range.start), hard_breaks);
        for part in from..segment::count(text.len()) {
            let part = segment::range(text, part, hard_breaks);
            let base = block.range.start + part.start;
            if base >= range.end {
                break;
            }
            let found = sentences(part.slice(text))
                .into_iter()
                .map(|s| TextRange::from(s).shifted(base));
            out.extend(found.filter(|s| s.end > range.start && s.start < range.end.max(range.start + 1)));
        }
    }
    out
}

/// The sentence that contains `offset`; otherwise the one before it in the same block, or the first of the block.
pub fn sentence_at(document: &Document, offset: usize) -> Option<TextRange> {
    let at = settle(document, offset);
    let (_, block) = block_of(document, at)?;
    // Between two sentences: skip the white space backwards.
    let back = document.slice(TextRange::new(block.start, at)).trim_end().len();
    let around = TextRange::new(block.start + back.saturating_sub(1), at + 1);
    let mut found = sentences_in(document, around)
        .into_iter()
        .filter(|s| block.covers(*s))
        .collect::<Vec<_>>();
    match found.iter().rposition(|s| s.start <= at) {
        Some(i) => Some(found.swap_remove(i)),
        None => found.into_iter().next(),
    }
}

/// The start of the next sentence, possibly in a later block (`)`).
pub fn next_sentence(document: &Document, offset: usize) -> usize {
    let from = settle(document, offset);
    let Some((index, block)) = block_of(document, from) else {
        return 0;
    };
    let end = sentence_at(document, from).map_or(from, |s| s.end);
    let text = document.slice(TextRange::new(end, block.end));
    // A combining mark on the space between two sentences belongs to the space.
    let next = settle(document, end + (text.len() - text.trim_start().len()));
    if next > from && next > end.saturating_sub(1) {
        return next;
    }
    block_below(document, index).map_or_else(|| settle(document, block.end), |r| r.start)
}

/// The start of the sentence, or of the previous one if `offset` is there (`(`).
pub fn previous_sentence(document: &Document, offset: usize) -> usize {
    let from = settle(document, offset);
    let Some((index, block)) = block_of(document, from) else {
        return 0;
    };
    if let Some(sentence) = sentence_at(document, from)
        && sentence.start < from
    {
        return settle(document, sentence.start);
    }
    let before = document.slice(TextRange::new(block.start, from)).trim_end().len();
    let before = match before {
        0 => block_above(document, index).map(|r| r.end),
        n => Some(block.start + n),
    };
    before
        .and_then(|end| sentence_at(document, end - 1))
        .map_or(block.start, |s| settle(document, s.start))
}

/// The start of the next block (`}`).
pub fn next_block(document: &Document, offset: usize) -> usize {
    let Some((index, block)) = block_of(document, offset) else {
        return 0;
    };
    block_below(document, index).map_or_else(|| settle(document, block.end), |r| r.start)
}

/// The start of the block, or of the previous one if `offset` is there (`{`).
pub fn previous_block(document: &Document, offset: usize) -> usize {
    let Some((index, block)) = block_of(document, offset) else {
        return 0;
    };
    if offset > block.start && !block.is_empty() {
        return block.start;
    }
    block_above(document, index).map_or(block.start, |r| r.start)
}

/// The first and last grapheme drawn in the row that contains `offset` (`0` and `$`).
pub fn row_ends(layout: &mut Layout, document: &Document, offset: usize) -> (usize, usize) {
    let Some((_, row)) = layout.row_of(document, Position::of(document, offset)) else {
        return (0, 0);
    };
    (offset_at(document, &row, 0), offset_at(document, &row, u16::MAX))
}

/// The cell of `offset` in its row: the column that [`vertical`] keeps.
pub fn column(layout: &mut Layout, document: &Document, offset: usize) -> u16 {
    layout
        .row_of(document, Position::of(document, offset))
        .map_or(0, |(_, row)| column_of(document, &row, offset))
}

/// Moves `rows` rows down (up, if negative) from `offset`, to the grapheme at cell `column` or the last one of the row before it. Empty
/// rows and rules are skipped; the result stays within the first and last row of the text.
pub fn vertical(layout: &mut Layout, document: &Document, offset: usize, rows: isize, column: u16) -> usize {
    let Some((mut place, mut row)) = layout.row_of(document, Position::of(document, offset)) else {
        return 0;
    };
    for _ in 0..rows.unsigned_abs() {
        match neighbour(layout, document, place, rows > 0) {
            Some(next) => (place, row) = next,
            None => break,
        }
    }
    offset_at(document, &row, column)
}

/// The next row in which something is drawn.
fn neighbour(layout: &mut Layout, document: &Document, place: Place, down: bool) -> Option<(Place, Row)> {
    let mut place = place;
    loop {
        place = if down {
            layout.after(document, place)
        } else {
            layout.before(document, place)
        }?;
        let row = layout.row(document, place)?;
        if !row.range.is_empty() {
            return Some((place, row));
        }
    }
}

/// The word under `offset`, or the white space there (`aw`).
pub fn word_at(document: &Document, offset: usize) -> TextRange {
    let at = settle(document, offset);
    let Some((_, range)) = block_of(document, at) else {
        return TextRange::default();
    };
    let text = document.slice(range);
    if text.is_empty() {
        return range;
    }
    let next = grapheme::next(text, at - range.start);
    let start = run_start(text, next);
    TextRange::new(range.start + start, range.start + run_end(text, start).max(next))
}

/// The block under `offset` (`ip`).
pub fn block_range(document: &Document, offset: usize) -> TextRange {
    block_of(document, offset).map_or(TextRange::default(), |(_, r)| r)
}

/// The smallest range of whole sentences that contains `range` (`=`). Unchanged if there is no sentence.
pub fn snap_to_sentences(document: &Document, range: TextRange) -> TextRange {
    let first = sentence_at(document, range.start);
    let last = sentence_at(document, range.end.saturating_sub(1).max(range.start));
    match (first, last) {
        (Some(first), Some(last)) => first.union(last),
        _ => range,
    }
}

/// `range` with its start moved by `words` words, back if negative. It stays in its block and before the end.
pub fn move_start(document: &Document, range: TextRange, words: isize) -> TextRange {
    let Some((_, block)) = block_of(document, range.start) else {
        return range;
    };
    let mut start = range.start;
    for _ in 0..words.unsigned_abs() {
        let to = if words > 0 {
            next_word(document, start)
        } else {
            previous_word(document, start)
        };
        if !block.contains(to) || to >= range.end {
            break;
        }
        start = to;
    }
    TextRange::new(start, range.end)
}

/// `range` with its end moved by `words` words, back if negative. It stays in its block and after the start.
pub fn move_end(document: &Document, range: TextRange, words: isize) -> TextRange {
    let last = |range: TextRange| settle(document, range.end.saturating_sub(1).max(range.start));
    let Some((_, block)) = block_of(document, last(range)) else {
        return range;
    };
    let text = document.slice(block);
    let mut end = range.end;
    for _ in 0..words.unsigned_abs() {
        let inside = end.clamp(block.start, block.end) - block.start;
        let to = if words > 0 {
            let space = text[inside..].len() - text[inside..].trim_start().len();
            run_end(text, inside + space)
        } else if inside == 0 {
            break;
        } else {
            let start = run_start(text, text[..inside].trim_end().len().max(1));
            text[..start].trim_end().len()
        };
        let to = block.start + to;
        if to <= range.start || to > block.end {
            break;
        }
        end = to;
    }
    TextRange::new(range.start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};
    use proptest::prelude::*;

    type Motion = fn(&Document, usize) -> usize;

    fn sample() -> Document {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "A title");
        b.block(
            BlockKind::Paragraph,
            "He didn’t say “no”. She (the 騰訊 boss) did! End",
        );
        b.begin(BlockKind::Rule, 0, None);
        b.end();
        b.block(BlockKind::Paragraph, "Last one. Two.");
        b.finish()
    }

    /// The words at which repeated `step`s from `from` stop.
    fn stops(document: &Document, from: usize, step: impl Fn(&Document, usize) -> usize) -> String {
        let mut at = from;
        let mut out = Vec::new();
        loop {
            let next = step(document, at);
            if next == at {
                return out.join("|");
            }
            let end = grapheme::next(document.text(), next);
            out.push(
                document
                    .slice(TextRange::new(next, (end + 1).min(document.text().len())))
                    .trim()
                    .to_owned(),
            );
            at = next;
        }
    }

    #[test]
    fn words_as_readers_count_them() {
        let d = sample();
        assert_eq!(
            stops(&d, 0, next_word),
            "ti|He|di|sa|“n|no|”.|Sh|(t|th|騰|訊|bo|)|di|!|En|La|on|.|Tw|."
        );
        let end = d.text().len();
        assert_eq!(
            stops(&d, end, previous_word),
            "Tw|.|on|La|En|!|di|)|bo|訊|騰|th|(t|Sh|”.|no|“n|sa|di|He|ti|A"
        );
        assert_eq!(
            stops(&d, 0, word_end),
            "e|e|t|y|“n|o|.|e|(t|e|騰|訊|s)|)|d!|!|d|t|e.|.|o.|."
        );
    }

    #[test]
    fn sentences_and_blocks() {
        let d = sample();
        assert_eq!(stops(&d, 0, next_sentence), "He|Sh|En|La|Tw|.");
        assert_eq!(stops(&d, d.text().len(), previous_sentence), "Tw|La|En|Sh|He|A");
        assert_eq!(stops(&d, 0, next_block), "He|La|.");
        assert_eq!(stops(&d, d.text().len(), previous_block), "La|He|A");
        let at = |needle: &str| d.text().find(needle).unwrap();
        let within = TextRange::new(at("say"), at("boss"));
        let found: Vec<_> = sentences_in(&d, within).into_iter().map(|s| d.slice(s)).collect();
        assert_eq!(found, ["He didn’t say “no”.", "She (the 騰訊 boss) did!"]);
        assert_eq!(
            d.slice(snap_to_sentences(&d, within)),
            "He didn’t say “no”. She (the 騰訊 boss) did!"
        );
        assert_eq!(
            d.slice(sentence_at(&d, at(" She")).unwrap()),
            "He didn’t say “no”."
        );
    }

    #[test]
    fn objects_and_borders() {
        let d = sample();
        let at = |needle: &str| d.text().find(needle).unwrap();
        assert_eq!(d.slice(word_at(&d, at("dn’t"))), "didn’t");
        assert_eq!(d.slice(word_at(&d, at("騰"))), "騰");
        assert_eq!(d.slice(word_at(&d, at(" say"))), " ");
        assert_eq!(d.slice(block_range(&d, at("Two"))), "Last one. Two.");
        let range = TextRange::new(at("say"), at("“no") + 3);
        assert_eq!(d.slice(move_start(&d, range, -1)), "didn’t say “");
        assert_eq!(d.slice(move_start(&d, range, 9)), "“");
        let range = TextRange::new(at("She"), at(" boss"));
        assert_eq!(d.slice(move_end(&d, range, 2)), "She (the 騰訊 boss)");
        assert_eq!(d.slice(move_end(&d, range, -2)), "She (the");
        assert_eq!(d.slice(move_end(&d, range, -9)), "She");
    }

    #[test]
    fn rows_up_and_down_keep_the_column() {
        let d = sample();
        let mut layout = Layout::new(20);
        let from = d.text().find("say").unwrap();
        let column = column(&mut layout, &d, from);
        let down = vertical(&mut layout, &d, from, 1, column);
        assert_eq!(vertical(&mut layout, &d, down, -1, column), from);
        assert!(down > from);
        let end = vertical(&mut layout, &d, from, 99, column);
        assert!(d.text()[end..].len() < 20);
        let (start, last) = row_ends(&mut layout, &d, from);
        assert!(start <= from && from <= last);
    }

    #[test]
    fn nothing_to_move_in() {
        let d = Document::default();
        for motion in [
            next_word,
            previous_word,
            word_end,
            next_sentence,
            previous_sentence,
            next_block,
            previous_block,
        ] {
            assert_eq!(motion(&d, 7), 0);
        }
        assert_eq!((next_grapheme(&d, 3), previous_grapheme(&d, 3)), (0, 0));
        assert_eq!(word_at(&d, 3), TextRange::default());
        assert!(sentence_at(&d, 1).is_none());
    }

    proptest! {
        #[test]
        fn motions_stay_on_graphemes_and_come_to_the_ends(parts in prop::collection::vec("[a-zA-Z.!?“”' \\u{ad}\\u{301}騰👩👍🏽é(-]{0,30}", 0..5), at in 0..150_usize) {
            let mut b = Builder::new();
            for part in &parts {
                b.block(BlockKind::Paragraph, &format!("a{part}z"));
            }
            let d = b.finish();
            let at = grapheme::floor_char(d.text(), at);
            let forward: [Motion; 5] = [next_grapheme, next_word, word_end, next_sentence, next_block];
            let back: [Motion; 4] = [previous_grapheme, previous_word, previous_sentence, previous_block];
            let settled = settle(&d, at);
            for (motion, sign) in forward.iter().map(|m| (m, true)).chain(back.iter().map(|m| (m, false))) {
                let mut here = settled;
                for step in 0.. {
                    let next = motion(&d, here);
                    prop_assert!(grapheme::is_border(d.text(), next));
                    prop_assert!((next >= here || !sign) && (next <= here || sign));
                    prop_assert!(step < 400);
                    if next == here {
                        break;
                    }
                    here = next;
                }
                let reached = if sign { settle(&d, d.text().len()) } else { settle(&d, 0) };
                prop_assert_eq!(here, reached);
            }
            let word = word_at(&d, settled);
            prop_assert!(d.text().is_empty() || word.contains(settled));
            for by in [-3, -1, 1, 3] {
                let range = TextRange::new(settled, grapheme::next(d.text(), settled));
                let (start, end) = (move_start(&d, range, by), move_end(&d, range, by));
                prop_assert!(start.end == range.end && end.start == range.start && start.is_empty() == range.is_empty());
                prop_assert!(d.text().is_char_boundary(end.end));
            }
        }
    }
}
