//! Finding a passage again in a text that may have changed, or saying honestly that it is not found.
//!
//! Always true here: a passage is attached without a question only where its words stand unchanged (but for case,
//! quotation marks, dashes and spaces) and the words around it, or its length, speak for the place; everything less
//! certain is for the reader to decide. `docs/anchoring.md` has the rule with the measurements behind it.

use std::borrow::Cow;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::alignment::{Alignment, Fate};
use super::search::{Needle, Place, Search};
use super::{Anchor, AnchorState, Located};
use crate::document::{Document, TextRange, block_hash};

/// Characters of context kept on each side.
pub(super) const CONTEXT: usize = 32;
/// From so many passages to be looked for on starting threads for them pays.
const MANY: usize = 200;
/// From so many bytes on starting a thread for preparing a text pays.
const LONG_TEXT: usize = 1 << 17;
/// How far equal text is followed from a passage, in characters each way.
const RUN: usize = 200;

/// The anchor of the passage `range` of `document`, cut to the text and to character borders.
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

/// What a place must have to count as the passage. Likeness is 1 less the share of characters added, left out or
/// changed; lengths are in characters.
struct Rule {
    /// An unchanged passage of this length is attached whatever stands around it.
    alone: usize,
    /// So is one of this length where the old text shows that no other place is meant, or where the words on one side are
    /// as alike as `long_context` says.
    long: usize,
    /// Likeness of the words on one side, for that.
    long_context: f32,
    /// A shorter one where the words on one side are so alike, where the old text shows that no other place is meant.
    context: f32,
    /// A shorter one without the old text, where the words on one side are so alike,
    short_context: f32,
    /// and those on the other so.
    other_context: f32,
    /// A changed passage is shown for review from this likeness on,
    review_quote: f32,
    /// where the words on one side are so alike,
    review_context: f32,
    /// and it has this length, or
    review_long: usize,
    /// is so alike, or both sides are.
    review_alike: f32,
    /// Likeness of the words on both sides, added up, by which one place must excel another.
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

/// A place that may be the passage of an anchor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Where, in bytes of the canonical text.
    pub range: TextRange,
    /// How alike the words are, 0 to 1.
    pub quote: f32,
    /// How alike the words before it are, 0 to 1.
    pub prefix: f32,
    /// How alike the words behind it are, 0 to 1.
    pub suffix: f32,
}

/// Looks for the passages of anchors in one document.
#[derive(Debug)]
pub struct Locator<'a> {
    document: &'a Document,
    /// Made when the first passage is not where it was.
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

/// The text that an anchor was made on, and where its passage stands there.
struct Origin<'s> {
    search: &'s Search,
    /// What became of its words in the text at hand.
    alignment: &'s Alignment,
    start: usize,
    end: usize,
    quote: &'s [char],
}

impl Origin<'_> {
    /// Whether a place is that of other words of the old text.
    fn is_of_another(&self, place: &Place) -> bool {
        self.alignment
            .is_of_another(place.start..place.end, self.start..self.end)
    }

    /// Whether the same words stand nowhere else there, and it is an earlier version of the text at hand.
    fn is_only(&self) -> bool {
        self.alignment.related && self.search.exact(self.quote).len() == 1
    }
}

/// A place with how far the text before and behind it is that around the passage on the old text, in characters.
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

    /// Whether this one is not clearly better than `other`, which scores no higher: not by much, or by what stands on
    /// one side only while the other is better by what stands on the other side.
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
    /// Costs nothing as long as every passage is where it was; the first other one folds and indexes the document.
    pub fn new(document: &'a Document) -> Self {
        Self::with_earlier(document, [])
    }

    /// With texts on which anchors may have been made. They tell a passage that is gone from one like it that stood
    /// elsewhere all along, and the two copies of a passage apart.
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

    /// Where the passage of `anchor` stands now. An anchor without a passage is where it was, cut to the document.
    pub fn locate(&self, anchor: &Anchor) -> Located {
        self.unmoved(anchor).unwrap_or_else(|| self.look_for(anchor))
    }

    /// Where the passages of many anchors stand now, in their order; looks for those that moved on all cores.
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

    /// Where a passage stands that need not be looked for.
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

    /// Where a passage stands that is not where it was.
    fn look_for(&self, anchor: &Anchor) -> Located {
        let (state, candidates) = self.decide(anchor);
        Located {
            state,
            range: candidates.first().map(|c| c.range),
        }
    }

    /// Folds and indexes the text at hand and, meanwhile, the latest of the earlier ones.
    fn make_ready(&self) {
        rayon::join(
            || self.search().make_ready(),
            || self.earlier.first().map(Earlier::search),
        );
    }

    fn search(&self) -> &Search {
        self.search.get_or_init(|| Search::of(self.document.text()))
    }

    /// The places that may be the passage of `anchor`, best first: those that [`Locator::locate`] chose from.
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
            // Nothing like it is it; the same words may be.
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

    /// The first of the earlier texts in which the passage stands where the anchor says.
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

/// An anchor without a context of blanks alone, which says nothing of a place.
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

/// Whether a passage that was followed from the old text is the same without a question: its words are, and it is
/// long, or what stands around it is the same, or the line it stands in.
fn is_same(found: &Scored, needle: &Needle, origin: &Origin<'_>) -> bool {
    let len = needle.quote.len();
    found.place.quote >= 1.0
        && (len >= RULE.review_long
            || len + found.run() >= RULE.long
            || found.place.best_context() >= RULE.context
            || origin.alignment.is_in_whole_line(origin.start..origin.end))
}

/// Whether a passage that was followed from the old text is worth a question: its words are much the same, or stand
/// between the same words and are about as many, or it is long and there are `mostly` its own.
fn is_followed(found: &Scored, needle: &Needle, mostly: bool) -> bool {
    let (place, len) = (&found.place, needle.quote.len());
    let context = place.prefix.min(place.suffix);
    place.quote >= 1.0
        || mostly && len >= RULE.review_long
        || place.quote >= RULE.review_quote && place.best_context() >= RULE.review_context / 2.0
        || context >= RULE.review_context && gap(len).contains(&(place.end - place.start))
}

/// Whether an unchanged passage is the one meant, but for others that are as sure.
fn is_sure(found: &Scored, needle: &Needle, origin: Option<&Origin<'_>>, count: usize) -> bool {
    let (place, len) = (&found.place, needle.quote.len());
    let other = place.prefix.min(place.suffix);
    // Once in the old text and once in the new one.
    let only = || count == 1 && origin.is_some_and(Origin::is_only);
    len >= RULE.long && (origin.is_some() || place.best_context() >= RULE.long_context || len >= RULE.alone)
        || len >= RULE.review_long && only()
        || origin.is_some() && place.best_context() >= RULE.context
        || place.best_context() >= RULE.short_context && other >= RULE.other_context
}

/// What the reader is asked about, best first.
fn doubtful(search: &Search, needle: &Needle, origin: Option<&Origin<'_>>, exact: &[Scored]) -> Vec<Scored> {
    let len = needle.quote.len();
    // What another program gave without any context: its words alone can speak for a place.
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

/// How long what replaced a passage of `len` characters may be.
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

/// Unchanged passages, best first, without those that are other words of the old text.
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

/// Whether the passage and the words around it stand in `text` where they stood.
fn stands_at_its_range(text: &str, anchor: &Anchor) -> bool {
    let range = anchor.range;
    let (Some(before), Some(behind)) = (text.get(..range.start), text.get(range.end..)) else {
        return false;
    };
    // Context is shorter than it may be only at an end of the text.
    let whole = |context: &str, side: &str| context.len() == side.len() || context.chars().count() >= CONTEXT;
    text.get(range.start..range.end) == Some(&anchor.quote)
        && before.ends_with(&anchor.prefix)
        && behind.starts_with(&anchor.suffix)
        && whole(&anchor.prefix, before)
        && whole(&anchor.suffix, behind)
}

/// Of equals the one that stands first.
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
