//! Finds a passage again in a text that may have changed, or reports that it cannot.
//!
//! Invariant: a passage is attached without a question only if its words are unchanged (except for case, quotation marks, dashes and
//! spaces) and the words around it, or its length, confirm the place; the reader decides everything less certain. `docs/anchoring.md`
//! describes the rule and the measurements behind it.

use std::borrow::Cow;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::alignment::{Alignment, Fate};
use super::search::{Needle, Place, Search};
use super::{Anchor, AnchorState, Located};
use crate::document::{Document, TextRange, block_hash};

/// Characters of context stored on each side.
pub(super) const CONTEXT: usize = 32;
/// With this many passages to locate, starting threads is worthwhile.
const MANY: usize = 200;
/// With this many bytes of text, preparing it on a thread is worthwhile.
const LONG_TEXT: usize = 1 << 17;
/// The maximum number of characters of equal text that are followed from a passage in each direction.
const RUN: usize = 200;

/// The anchor of the passage `range` of `document`, clipped to the text and to character boundaries.
pub fn anchor(document: &Document, range: TextRange) -> Anchor {
    let text = document.text();
    let quote = range.slice(text);
    let start = quote.as_ptr() as usize - text.as_ptr() as usize;
    let range = TextRange::new(start, start + quote.len());
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(i, _)| i);
    let to = behind
        .char_indices()
        .nth(CONTEXT)
        .map_or(behind.len(), |(i, _)| i);
    let block = document
        .block_at(range.start)
        .and_then(|i| document.blocks().get(i));
    Anchor {
        range,
        quote: quote.to_owned(),
        prefix: before[from..].to_owned(),
        suffix: behind[..to].to_owned(),
        block_hash: block.map_or(0, |b| block_hash(document.block_text(b))),
        detached: false,
    }
}

/// The conditions for a place to count as the passage. Similarity is 1 minus the share of characters inserted, deleted or replaced; lengths
/// are in characters.
struct Rule {
    /// An unchanged passage of this length is attached whatever its context.
    alone: usize,
    /// An unchanged passage of this length is attached if the old text shows that no other place is meant, or if the context on one side is
    /// at least `long_context` similar.
    long: usize,
    /// The minimum similarity of the context on one side, for that.
    long_context: f32,
    /// A shorter passage is attached if the context on one side is this similar and the old text shows that no other place is meant.
    context: f32,
    /// Without the old text, a shorter passage is attached if the context on one side is this similar,
    short_context: f32,
    /// and that on the other side this similar.
    other_context: f32,
    /// A changed passage is shown for review if it is at least this similar,
    review_quote: f32,
    /// the context on one side is this similar,
    review_context: f32,
    /// and it has this length, or
    review_long: usize,
    /// it is this similar, or both contexts are.
    review_alike: f32,
    /// One place must be better than another by this sum of the similarities of both contexts.
    margin: f32,
}

/// Chosen on nine news articles and interviews, and measured on others: see `docs/anchoring.md`.
const RULE: Rule = Rule {
    alone: 100,
    long: 40,
    long_context: 0.65,
    context: 0.75,
    short_context: 0.8,
    other_context: 0.85,
    review_quote: 0.6,
    review_context: 0.7,
    review_long: 20,
    review_alike: 0.8,
    margin: 0.2,
};

/// A possible place of an anchor's passage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The passage, in bytes of the canonical text.
    pub range: TextRange,
    /// The similarity of its words, 0 to 1.
    pub quote: f32,
    /// The similarity of the words before it, 0 to 1.
    pub prefix: f32,
    /// The similarity of the words after it, 0 to 1.
    pub suffix: f32,
}

/// Locates the passages of anchors in one document.
#[derive(Debug)]
pub struct Locator<'a> {
    document: &'a Document,
    /// Built when the first passage is not at its old place.
    search: OnceLock<Search>,
    earlier: Vec<Earlier<'a>>,
}

/// A text that anchors may have been made on.
#[derive(Debug)]
struct Earlier<'a> {
    text: &'a str,
    search: OnceLock<Search>,
    alignment: OnceLock<Alignment>,
}

impl Earlier<'_> {
    fn search(&self) -> &Search {
        self.search.get_or_init(|| Search::of(self.text))
    }
}

/// The text that an anchor was made on, and the place of its passage there.
struct Origin<'s> {
    search: &'s Search,
    /// The alignment with the current text.
    alignment: &'s Alignment,
    start: usize,
    end: usize,
    quote: &'s [char],
}

impl Origin<'_> {
    /// Whether a place contains other words of the old text.
    fn is_of_another(&self, place: &Place) -> bool {
        self.alignment
            .is_of_another(place.start..place.end, self.start..self.end)
    }

    /// Whether the same words occur nowhere else in it, and it is an earlier version of the current text.
    fn is_only(&self) -> bool {
        self.alignment.related && self.search.exact(self.quote).len() == 1
    }
}

/// A place, and the number of characters before and after it that equal those around the passage in the old text.
#[derive(Clone, Copy)]
struct Scored {
    place: Place,
    runs: (usize, usize),
}

impl Place {
    fn best_context(&self) -> f32 {
        self.prefix.max(self.suffix)
    }

    fn context(&self) -> f32 {
        self.prefix + self.suffix
    }
}

impl Scored {
    fn run(&self) -> usize {
        self.runs.0 + self.runs.1
    }

    fn score(&self) -> f32 {
        self.place.quote + self.place.context() + self.run() as f32 / RUN as f32
    }

    /// Whether this one is not clearly better than `other`, which has no higher score: the difference is small, or this one is better on
    /// one side only and the other on the other side.
    fn rivals(&self, other: &Self, margin: f32) -> bool {
        let (a, b) = (&self.place, &other.place);
        let likeness = a.quote + a.context() - b.quote - b.context();
        let better =
            |mine: f32, its: f32, run: usize, its_run: usize| its > mine + 2.0 * margin || its_run > run + 16;
        likeness < margin && self.run() < 2 * other.run() + 16
            || better(a.prefix, b.prefix, self.runs.0, other.runs.0)
            || better(a.suffix, b.suffix, self.runs.1, other.runs.1)
    }
}

impl<'a> Locator<'a> {
    /// Costs nothing while every passage is at its old place; the first one that is not folds and indexes the document.
    pub fn new(document: &'a Document) -> Self {
        Self::with_earlier(document, [])
    }

    /// With texts on which anchors may have been made. They help to distinguish a passage that is gone from a similar one elsewhere, and
    /// two copies of a passage from each other.
    pub fn with_earlier(document: &'a Document, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let earlier = texts.into_iter().map(|text| Earlier {
            text,
            search: OnceLock::new(),
            alignment: OnceLock::new(),
        });
        Self {
            document,
            search: OnceLock::new(),
            earlier: earlier.collect(),
        }
    }

    /// The current place of the passage of `anchor`. An anchor without a passage keeps its place, clipped to the document.
    pub fn locate(&self, anchor: &Anchor) -> Located {
        self.unmoved(anchor).unwrap_or_else(|| self.look_for(anchor))
    }

    /// The current places of many anchors, in their order; passages that moved are searched for on all cores.
    pub fn locate_all<'b>(&self, anchors: impl IntoIterator<Item = &'b Anchor>) -> Vec<Located> {
        let quick: Vec<(&Anchor, Option<Located>)> =
            anchors.into_iter().map(|a| (a, self.unmoved(a))).collect();
        let moved = quick.iter().filter(|(_, at)| at.is_none()).count();
        if moved > 0 && self.document.text().len() >= LONG_TEXT {
            self.make_ready();
        }
        let locate = |(anchor, at): (&Anchor, Option<Located>)| at.unwrap_or_else(|| self.look_for(anchor));
        if moved < MANY {
            quick.into_iter().map(locate).collect()
        } else {
            quick.into_par_iter().map(locate).collect()
        }
    }

    /// The place of a passage that is still where it was.
    fn unmoved(&self, anchor: &Anchor) -> Option<Located> {
        if anchor.detached {
            return Some(Located {
                state: AnchorState::Orphan,
                range: None,
            });
        }
        if anchor.quote.trim().is_empty() {
            let text = self.document.text();
            let cut = |mut offset: usize| {
                offset = offset.min(text.len());
                while !text.is_char_boundary(offset) {
                    offset -= 1;
                }
                offset
            };
            let range = TextRange::new(cut(anchor.range.start), cut(anchor.range.end));
            return Some(Located {
                state: AnchorState::Ok,
                range: Some(range),
            });
        }
        if stands_at_its_range(self.document.text(), anchor) {
            return Some(Located {
                state: AnchorState::Ok,
                range: Some(anchor.range),
            });
        }
        None
    }

    /// Searches for a passage that is not where it was.
    fn look_for(&self, anchor: &Anchor) -> Located {
        let (state, candidates) = self.decide(anchor);
        Located {
            state,
            range: candidates.first().map(|c| c.range),
        }
    }

    /// Folds and indexes the current text and, in parallel, the latest of the earlier ones.
    fn make_ready(&self) {
        rayon::join(
            || self.search().make_ready(),
            || self.earlier.first().map(Earlier::search),
        );
    }

    fn search(&self) -> &Search {
        self.search.get_or_init(|| Search::of(self.document.text()))
    }

    /// The possible places of the passage of `anchor`, best first: those that [`Locator::locate`] chose from.
    pub fn candidates(&self, anchor: &Anchor) -> Vec<Candidate> {
        if stands_at_its_range(self.document.text(), anchor) {
            return vec![Candidate {
                range: anchor.range,
                quote: 1.0,
                prefix: 1.0,
                suffix: 1.0,
            }];
        }
        self.decide(anchor).1
    }

    fn decide(&self, anchor: &Anchor) -> (AnchorState, Vec<Candidate>) {
        let search = self.search();
        let as_taken = anchor;
        let told = without_blank_context(anchor);
        let anchor = told.as_ref();
        let attached = |range: TextRange| {
            if range == anchor.range {
                AnchorState::Ok
            } else {
                AnchorState::Moved
            }
        };
        let enough = anchor.prefix.chars().count() + anchor.suffix.chars().count() >= CONTEXT;
        if let ([(start, end)], true) = (search.with_context(anchor).as_slice(), enough) {
            let range = search.source(*start, *end);
            return (
                attached(range),
                vec![Candidate {
                    range,
                    quote: 1.0,
                    prefix: 1.0,
                    suffix: 1.0,
                }],
            );
        }
        let needle = Needle::of(anchor);
        if needle.quote.is_empty() {
            return (AnchorState::Orphan, Vec::new());
        }
        let origin = self.origin(as_taken, search, &needle);
        let fate = origin
            .as_ref()
            .map_or(Fate::Unknown, |o| o.alignment.fate(o.start..o.end));
        if let (Some(origin), Fate::Whole { start, end } | Fate::Part { start, end, .. }) = (&origin, fate) {
            let scored = with_runs(search, origin, search.place_at(&needle, start, end));
            let range = search.source(scored.place.start, scored.place.end);
            if is_same(&scored, &needle, origin) {
                return (attached(range), vec![candidate(search, &scored.place)]);
            }
            let mostly = matches!(fate, Fate::Part { mostly: true, .. });
            if is_followed(&scored, &needle, mostly) {
                return (AnchorState::Changed, vec![candidate(search, &scored.place)]);
            }
        }
        let exact = scored(search, origin.as_ref(), search.quotes(&needle));
        let sure: Vec<Scored> = exact
            .iter()
            .copied()
            .filter(|c| is_sure(c, &needle, origin.as_ref(), exact.len()))
            .collect();
        if let Some(first) = sure.first().copied() {
            let rivals: Vec<Scored> = sure[1..]
                .iter()
                .copied()
                .filter(|c| first.rivals(c, RULE.margin))
                .collect();
            let state = if rivals.is_empty() {
                attached(search.source(first.place.start, first.place.end))
            } else {
                AnchorState::Ambiguous
            };
            let all = std::iter::once(first).chain(rivals);
            return (state, all.map(|c| candidate(search, &c.place)).collect());
        }
        let cut = match origin {
            Some(_) => fate == Fate::Cut,
            None => search.is_closed(&needle),
        };
        let found = if cut {
            // Only the same words can be it, not similar ones.
            exact
                .into_iter()
                .filter(|_| needle.quote.len() >= RULE.review_long)
                .collect()
        } else {
            doubtful(search, &needle, origin.as_ref(), &exact)
        };
        let state = match found.as_slice() {
            [] => AnchorState::Orphan,
            [first, second, ..] if first.rivals(second, RULE.margin) => AnchorState::Ambiguous,
            _ => AnchorState::Changed,
        };
        (state, found.iter().map(|c| candidate(search, &c.place)).collect())
    }

    /// The first of the earlier texts that has the passage where the anchor says.
    fn origin<'s>(&'s self, anchor: &Anchor, here: &Search, needle: &'s Needle) -> Option<Origin<'s>> {
        let earlier = self
            .earlier
            .iter()
            .find(|e| stands_at_its_range(e.text, anchor))?;
        let search = earlier.search();
        let alignment = earlier.alignment.get_or_init(|| Alignment::of(search, here));
        let blank = anchor.quote.len() - anchor.quote.trim_start().len();
        let start = search.place(anchor.range.start + blank);
        Some(Origin {
            search,
            alignment,
            start,
            end: start + needle.quote.len(),
            quote: &needle.quote,
        })
    }
}

/// The anchor without a context that consists only of spaces, which is meaningless.
fn without_blank_context(anchor: &Anchor) -> Cow<'_, Anchor> {
    let blank = |context: &str| !context.is_empty() && context.trim().is_empty();
    if !blank(&anchor.prefix) && !blank(&anchor.suffix) {
        return Cow::Borrowed(anchor);
    }
    let mut told = anchor.clone();
    for context in [&mut told.prefix, &mut told.suffix] {
        if blank(context) {
            context.clear();
        }
    }
    Cow::Owned(told)
}

/// Whether a passage followed from the old text is certainly the same: its words are, and it is long, or its context or its line is the
/// same.
fn is_same(found: &Scored, needle: &Needle, origin: &Origin<'_>) -> bool {
    let len = needle.quote.len();
    found.place.quote >= 1.0
        && (len >= RULE.review_long
            || len + found.run() >= RULE.long
            || found.place.best_context() >= RULE.context
            || origin.alignment.is_in_whole_line(origin.start..origin.end))
}

/// Whether a passage followed from the old text is worth a question: its words are similar, or it lies between the same words and has a
/// similar length, or it is long and consists `mostly` of its own words.
fn is_followed(found: &Scored, needle: &Needle, mostly: bool) -> bool {
    let (place, len) = (&found.place, needle.quote.len());
    let context = place.prefix.min(place.suffix);
    place.quote >= 1.0
        || mostly && len >= RULE.review_long
        || place.quote >= RULE.review_quote && place.best_context() >= RULE.review_context / 2.0
        || context >= RULE.review_context && gap(len).contains(&(place.end - place.start))
}

/// Whether an unchanged passage is the right one, apart from others that are equally certain.
fn is_sure(found: &Scored, needle: &Needle, origin: Option<&Origin<'_>>, count: usize) -> bool {
    let (place, len) = (&found.place, needle.quote.len());
    let other = place.prefix.min(place.suffix);
    // It occurs once in the old text and once in the new one.
    let only = || count == 1 && origin.is_some_and(Origin::is_only);
    len >= RULE.long && (origin.is_some() || place.best_context() >= RULE.long_context || len >= RULE.alone)
        || len >= RULE.review_long && only()
        || origin.is_some() && place.best_context() >= RULE.context
        || place.best_context() >= RULE.short_context && other >= RULE.other_context
}

/// The places to ask the reader about, best first.
fn doubtful(search: &Search, needle: &Needle, origin: Option<&Origin<'_>>, exact: &[Scored]) -> Vec<Scored> {
    let len = needle.quote.len();
    // Without any context from another program, only the words can confirm a place.
    let bare = needle.prefix.is_empty() && needle.suffix.is_empty();
    let limit = ((1.0 - RULE.review_quote) * len as f32) as usize;
    let only = exact.len() == 1 && origin.is_some_and(Origin::is_only);
    let mut found: Vec<Scored> = exact.to_vec();
    found.extend(
        search
            .alike(needle, limit)
            .into_iter()
            .map(|place| Scored { place, runs: (0, 0) }),
    );
    found.retain(|Scored { place, .. }| {
        let context = place.best_context() >= RULE.review_context
            && (len >= RULE.review_long
                || place.quote >= RULE.review_alike
                || place.prefix.min(place.suffix) >= RULE.review_context);
        place.quote >= RULE.review_quote && context
            || (bare || only || len >= RULE.long) && place.quote >= 1.0
            || bare && len >= RULE.review_long && place.quote >= RULE.review_alike
    });
    if !bare {
        let gaps = search.gaps(needle, gap(len));
        found.extend(gaps.into_iter().map(|place| Scored { place, runs: (0, 0) }));
    }
    if let Some(origin) = origin {
        found.retain(|c| !origin.is_of_another(&c.place));
    }
    best_first(&mut found);
    let mut apart: Vec<Scored> = Vec::new();
    for scored in found {
        let overlaps = |c: &Scored| c.place.start < scored.place.end && scored.place.start < c.place.end;
        if !apart.iter().any(overlaps) {
            apart.push(scored);
        }
    }
    apart
}

/// The possible lengths of text that replaced a passage of `len` characters.
fn gap(len: usize) -> std::ops::RangeInclusive<usize> {
    (len * 3 / 10).max(1)..=2 * len + 20
}

fn with_runs(search: &Search, origin: &Origin<'_>, place: Place) -> Scored {
    let runs = search.runs(
        (place.start, place.end),
        origin.search,
        (origin.start, origin.end),
        RUN,
    );
    Scored { place, runs }
}

/// Unchanged passages, best first, except those that are other words of the old text.
fn scored(search: &Search, origin: Option<&Origin<'_>>, places: Vec<Place>) -> Vec<Scored> {
    let own = |place: &Place| origin.is_none_or(|o| !o.is_of_another(place));
    let places = places.into_iter().filter(own);
    let mut out: Vec<Scored> = places
        .map(|place| match origin {
            Some(origin) => with_runs(search, origin, place),
            None => Scored { place, runs: (0, 0) },
        })
        .collect();
    best_first(&mut out);
    out
}

/// Whether the passage and its context are at their old place in `text`.
fn stands_at_its_range(text: &str, anchor: &Anchor) -> bool {
    let range = anchor.range;
    let (Some(before), Some(behind)) = (text.get(..range.start), text.get(range.end..)) else {
        return false;
    };
    // Context is shorter than usual only at an end of the text.
    let whole = |context: &str, side: &str| context.len() == side.len() || context.chars().count() >= CONTEXT;
    text.get(range.start..range.end) == Some(&anchor.quote)
        && before.ends_with(&anchor.prefix)
        && behind.starts_with(&anchor.suffix)
        && whole(&anchor.prefix, before)
        && whole(&anchor.suffix, behind)
}

/// Of equals, the earliest.
fn best_first(places: &mut [Scored]) {
    places.sort_by(|a, b| {
        b.score()
            .total_cmp(&a.score())
            .then(a.place.start.cmp(&b.place.start))
    });
}

fn candidate(search: &Search, place: &Place) -> Candidate {
    let range = search.source(place.start, place.end);
    Candidate {
        range,
        quote: place.quote,
        prefix: place.prefix,
        suffix: place.suffix,
    }
}
