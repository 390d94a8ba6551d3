//! Locates the passages of imported annotations in one article.
//!
//! Invariants: the quote decides. Context and position only distinguish equal quotes. An uncertain place becomes a question for the reader,
//! and is stored so that it remains one when the article is opened.

use super::item::Draft;
use crate::document::{Document, TextRange};
use crate::notes::{Anchor, AnchorState, Annotation, Located, Locator, anchor};
use crate::text::fold::{ANCHOR, Folded, fold, folded};
use crate::text::scalar::ScalarIndex;

/// Locates the passages of imported annotations in one article.
#[derive(Debug)]
pub struct Placing<'a> {
    document: &'a Document,
    index: ScalarIndex,
    /// The UTF-16 offset of each character that takes two code units.
    wide: Vec<usize>,
    folded: Folded,
    locator: Locator<'a>,
}

/// Letters and digits next to a passage that distinguish it from others.
const NEIGHBOURS: usize = 8;
/// Words of this length in characters that occur once are accepted as the passage without any context.
const LONG: usize = 40;
/// If words occur more often than this, context is not compared.
const MANY: usize = 1000;
/// Characters next to a passage that are searched for its neighbours.
const NEAR: usize = 200;

impl<'a> Placing<'a> {
    /// Prepares `document` for any number of annotations.
    pub fn new(document: &'a Document) -> Self {
        let text = document.text();
        let mut wide = Vec::new();
        if !text.is_ascii() {
            let mut units = 0;
            for c in text.chars() {
                if c.len_utf16() == 2 {
                    wide.push(units);
                }
                units += c.len_utf16();
            }
        }
        Self {
            document,
            index: ScalarIndex::new(text),
            wide,
            folded: fold(text, ANCHOR),
            locator: Locator::new(document),
        }
    }

    /// The article.
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// The annotation on the article, with the place of its passage. If that is certain, its anchor is made from the article; otherwise it
    /// keeps the words of the file, so that it is reviewed like any uncertain annotation.
    pub fn place(&self, draft: Draft) -> (Annotation, Located) {
        let mut out = draft.annotation;
        out.anchor.prefix = without_blank(std::mem::take(&mut out.anchor.prefix));
        out.anchor.suffix = without_blank(std::mem::take(&mut out.anchor.suffix));
        let named: Vec<TextRange> = draft.at.map(|at| self.readings(at)).unwrap_or_default();
        if let Some(first) = named.first() {
            out.anchor.range = *first;
        }
        if let Some(range) = self.certain(&out.anchor, &named) {
            out.anchor = anchor(self.document, range);
            let located = Located {
                state: AnchorState::Ok,
                range: Some(range),
            };
            return (out, located);
        }
        let located = self.locator.locate(&out.anchor);
        if located.state != AnchorState::Orphan {
            return (out, located);
        }
        // The context is from another version, or from a page with more text.
        let bare = Anchor {
            prefix: String::new(),
            suffix: String::new(),
            ..out.anchor.clone()
        };
        let located = self.locator.locate(&bare);
        if located.state != AnchorState::Orphan {
            out.anchor = bare;
        }
        (out, located)
    }

    /// The meanings of a position in code points, in UTF-16 code units and in bytes: files rarely say which they use.
    fn readings(&self, (start, end): (usize, usize)) -> Vec<TextRange> {
        let text = self.document.text();
        let scalars = |n: usize| self.index.byte(text, n);
        let bytes = |n: usize| crate::text::grapheme::floor_char(text, n);
        let mut out = vec![TextRange::new(scalars(start), scalars(end))];
        for range in [
            TextRange::new(self.of_utf16(start), self.of_utf16(end)),
            TextRange::new(bytes(start), bytes(end)),
        ] {
            if !out.contains(&range) {
                out.push(range);
            }
        }
        out
    }

    /// The byte offset for an offset of `units` UTF-16 code units.
    fn of_utf16(&self, units: usize) -> usize {
        let text = self.document.text();
        // After the n-th wide character the offset in units is n larger than in scalar values.
        let passed = self.wide.partition_point(|before| *before < units);
        self.index.byte(text, units.saturating_sub(passed))
    }

    /// The place that is certainly the passage.
    fn certain(&self, anchor: &Anchor, named: &[TextRange]) -> Option<TextRange> {
        let places = self.occurrences(&anchor.quote);
        let bare = anchor.prefix.is_empty() && anchor.suffix.is_empty();
        if places.is_empty() {
            return None;
        }
        if !bare {
            let located = self.locator.locate(anchor);
            if let (AnchorState::Ok | AnchorState::Moved, Some(range)) = (located.state, located.range)
                && places.contains(&range)
            {
                return Some(range);
            }
        }
        if let [one] = places.as_slice() {
            let sure = bare || anchor.quote.chars().count() >= LONG || self.agreement(anchor, *one) > 0;
            return sure.then_some(*one);
        }
        if places.len() > MANY {
            return places
                .into_iter()
                .find(|p| named.iter().any(|n| self.same_words(*n, *p)));
        }
        // Of several, the one with the right context; otherwise the one at the given position.
        let most = places
            .iter()
            .map(|p| self.agreement(anchor, *p))
            .max()
            .unwrap_or(0);
        let best: Vec<TextRange> = places
            .into_iter()
            .filter(|p| self.agreement(anchor, *p) == most)
            .collect();
        if let ([one], true) = (best.as_slice(), most > 0) {
            return Some(*one);
        }
        let mut meant = best
            .iter()
            .filter(|p| named.iter().any(|n| self.same_words(*n, **p)));
        match (meant.next(), meant.next()) {
            (Some(one), None) => Some(*one),
            _ => None,
        }
    }

    /// Whether two ranges are equal except for spaces at their ends.
    fn same_words(&self, a: TextRange, b: TextRange) -> bool {
        let text = self.document.text();
        a == b || a.trimmed(text) == b.trimmed(text)
    }

    /// The occurrences of a quote; inside longer words only if there are no others.
    fn occurrences(&self, quote: &str) -> Vec<TextRange> {
        let quote = folded(quote, ANCHOR);
        let quote = quote.trim();
        if quote.is_empty() {
            return Vec::new();
        }
        let text = &self.folded.text;
        let word = |c: Option<char>| c.is_some_and(crate::notes::search::in_word);
        let (first, last) = (word(quote.chars().next()), word(quote.chars().next_back()));
        let all: Vec<usize> = text.match_indices(quote).map(|(at, _)| at).collect();
        let whole = |at: &usize| {
            let end = at + quote.len();
            !(first && word(text[..*at].chars().next_back()) || last && word(text[end..].chars().next()))
        };
        let mut places: Vec<usize> = all.iter().copied().filter(whole).collect();
        if places.is_empty() {
            places = all;
        }
        places
            .into_iter()
            .map(|at| self.folded.source_range(at, at + quote.len()).into())
            .collect()
    }

    /// How much of the context agrees with a place: the number of equal letters and digits next to it on both sides, ignoring spaces and
    /// punctuation, which differ between programs. 0 if too few agree.
    fn agreement(&self, anchor: &Anchor, place: TextRange) -> usize {
        let text = self.document.text();
        let before = common(
            letters(anchor.prefix.chars().rev()),
            letters(text[..place.start].chars().rev().take(NEAR)),
        );
        let behind = common(
            letters(anchor.suffix.chars()),
            letters(text[place.end..].chars().take(NEAR)),
        );
        let enough = |agreeing: usize, context: &str| {
            agreeing > 0 && agreeing >= letters(context.chars()).take(NEIGHBOURS).count()
        };
        let mut out = 0;
        if enough(before, &anchor.prefix) {
            out += before;
        }
        if enough(behind, &anchor.suffix) {
            out += behind;
        }
        out
    }
}

fn letters(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    chars.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The length of the common beginning.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Context that consists only of spaces is dropped.
fn without_blank(context: String) -> String {
    if context.trim().is_empty() {
        String::new()
    } else {
        context
    }
}
