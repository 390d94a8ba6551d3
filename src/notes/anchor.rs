//! Finding a passage again in a text that may have changed, or saying honestly that it is not found.
//!
//! Always true here: a passage is attached without a question only where its words stand unchanged (but for case,
//! quotation marks, dashes and spaces) and the words around it, or its length, speak for the place; everything less
//! certain is for the reader to decide. `docs/anchoring.md` has the rule with the measurements behind it.

use std::sync::OnceLock;

use super::search::{Needle, Place, Search};
use super::{Anchor, AnchorState, Located};
use crate::document::{Document, TextRange, block_hash};

/// Characters of context kept on each side.
pub(super) const CONTEXT: usize = 32;
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// An unchanged passage of this length is attached whatever stands around it.
    pub alone: usize,
    /// So is one of this length where the old text shows that no other place is meant, or where the words on one side are
    /// as alike as `other_context` says.
    pub long: usize,
    /// A shorter one where the words on one side are so alike,
    pub context: f32,
    /// and those on the other so, unless the old text shows that no other place is meant.
    pub other_context: f32,
    /// A changed passage is shown for review from this likeness on,
    pub review_quote: f32,
    /// where the words on one side are so alike,
    pub review_context: f32,
    /// and it has this length, or
    pub review_long: usize,
    /// is so alike, or both sides are.
    pub review_alike: f32,
    /// Likeness of the words on both sides, added up, by which one place must excel another.
    pub margin: f32,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            alone: 100,
            long: 40,
            context: 0.75,
            other_context: 0.65,
            review_quote: 0.6,
            review_context: 0.7,
            review_long: 20,
            review_alike: 0.8,
            margin: 0.2,
        }
    }
}

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
    rule: Rule,
    /// Made when the first passage is not where it was.
    search: OnceLock<Search>,
    earlier: Vec<Earlier<'a>>,
}

/// A text that anchors may have been made on.
#[derive(Debug)]
struct Earlier<'a> {
    text: &'a str,
    search: OnceLock<Search>,
}

/// The text that an anchor was made on, and where its passage stands there.
struct Origin<'s> {
    search: &'s Search,
    start: usize,
    /// Where else the same words stand there.
    others: Vec<usize>,
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
        });
        Self {
            document,
            rule: Rule::default(),
            search: OnceLock::new(),
            earlier: earlier.collect(),
        }
    }

    /// With thresholds other than the default.
    #[must_use]
    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.rule = rule;
        self
    }

    /// Where the passage of `anchor` stands now. An anchor without a passage is where it was, cut to the document.
    pub fn locate(&self, anchor: &Anchor) -> Located {
        if anchor.detached {
            return Located {
                state: AnchorState::Orphan,
                range: None,
            };
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
            return Located {
                state: AnchorState::Ok,
                range: Some(range),
            };
        }
        if stands_at_its_range(self.document.text(), anchor) {
            return Located {
                state: AnchorState::Ok,
                range: Some(anchor.range),
            };
        }
        let (state, candidates) = self.decide(anchor);
        Located {
            state,
            range: candidates.first().map(|c| c.range),
        }
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
        let search = self.search.get_or_init(|| Search::of(self.document.text()));
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
        let origin = self.origin(anchor, &needle);
        let exact = scored(search, &needle, origin.as_ref(), search.quotes(&needle));
        let sure: Vec<Scored> = exact
            .iter()
            .copied()
            .filter(|c| self.is_sure(c, &needle, origin.as_ref(), exact.len()))
            .collect();
        if let Some(first) = sure.first().copied() {
            let rivals: Vec<Scored> = sure[1..]
                .iter()
                .copied()
                .filter(|c| first.rivals(c, self.rule.margin))
                .collect();
            let state = if rivals.is_empty() {
                attached(search.source(first.place.start, first.place.end))
            } else {
                AnchorState::Ambiguous
            };
            let all = std::iter::once(first).chain(rivals);
            return (state, all.map(|c| candidate(search, &c.place)).collect());
        }
        let found = self.doubtful(search, &needle, origin.as_ref(), &exact);
        let state = match found.as_slice() {
            [] => AnchorState::Orphan,
            [first, second, ..] if first.rivals(second, self.rule.margin) => AnchorState::Ambiguous,
            _ => AnchorState::Changed,
        };
        (state, found.iter().map(|c| candidate(search, &c.place)).collect())
    }

    /// The first of the earlier texts in which the passage stands where the anchor says.
    fn origin(&self, anchor: &Anchor, needle: &Needle) -> Option<Origin<'_>> {
        let earlier = self
            .earlier
            .iter()
            .find(|e| stands_at_its_range(e.text, anchor))?;
        let search = earlier.search.get_or_init(|| Search::of(earlier.text));
        let blank = anchor.quote.len() - anchor.quote.trim_start().len();
        let start = search.place(anchor.range.start + blank);
        let others = search
            .exact(&needle.quote)
            .into_iter()
            .filter(|&at| at != start)
            .collect();
        Some(Origin {
            search,
            start,
            others,
        })
    }

    /// Whether an unchanged passage is the one meant, but for others that are as sure.
    fn is_sure(&self, found: &Scored, needle: &Needle, origin: Option<&Origin<'_>>, count: usize) -> bool {
        let (rule, place, len) = (&self.rule, &found.place, needle.quote.len());
        let other = place.prefix.min(place.suffix);
        // Once in the old text and once in the new one.
        let only = origin.is_some_and(|o| o.others.is_empty()) && count == 1;
        len >= rule.long
            && (origin.is_some() || place.best_context() >= rule.other_context || len >= rule.alone)
            || only && len >= rule.review_long
            || place.best_context() >= rule.context && (origin.is_some() || other >= rule.other_context)
    }

    /// What the reader is asked about, best first.
    fn doubtful(
        &self,
        search: &Search,
        needle: &Needle,
        origin: Option<&Origin<'_>>,
        exact: &[Scored],
    ) -> Vec<Scored> {
        let (rule, len) = (&self.rule, needle.quote.len());
        let limit = ((1.0 - rule.review_quote) * len as f32) as usize;
        let only = origin.is_some_and(|o| o.others.is_empty()) && exact.len() == 1;
        let mut found: Vec<Scored> = exact.to_vec();
        found.extend(
            search
                .alike(needle, limit)
                .into_iter()
                .map(|place| Scored { place, runs: (0, 0) }),
        );
        found.retain(|Scored { place, .. }| {
            let context = place.best_context() >= rule.review_context
                && (len >= rule.review_long
                    || place.quote >= rule.review_alike
                    || place.prefix.min(place.suffix) >= rule.review_context);
            place.quote >= rule.review_quote && context || (only || len >= rule.long) && place.quote >= 1.0
        });
        let gaps = search.gaps(needle, (len * 3 / 10).max(1)..=2 * len + 20);
        found.extend(gaps.into_iter().map(|place| Scored { place, runs: (0, 0) }));
        if let Some(origin) = origin {
            found.retain(|c| !is_another(search, origin, &c.place, len));
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
}

/// Unchanged passages, best first, without those that are the image of another place of the old text.
fn scored(search: &Search, needle: &Needle, origin: Option<&Origin<'_>>, places: Vec<Place>) -> Vec<Scored> {
    let len = needle.quote.len();
    let mut out: Vec<Scored> = Vec::new();
    for place in places {
        let Some(origin) = origin else {
            out.push(Scored { place, runs: (0, 0) });
            continue;
        };
        let runs_from = |at: usize| search.runs(place.start, origin.search, at, len, RUN);
        let scored = Scored {
            place,
            runs: runs_from(origin.start),
        };
        // Equal runs leave it open which of two places it was.
        let elsewhere = origin
            .others
            .iter()
            .map(|&at| runs_from(at))
            .map(|(a, b)| a + b)
            .max()
            .unwrap_or(0);
        if elsewhere <= scored.run() {
            out.push(scored);
        }
    }
    best_first(&mut out);
    out
}

/// Whether a place with what stands around it stood in the old text already, elsewhere than the passage.
fn is_another(search: &Search, origin: &Origin<'_>, place: &Place, len: usize) -> bool {
    let around = 16;
    let from = place.start.saturating_sub(around);
    let window = search.between(from, place.end + around);
    let own = origin.start..origin.start + len;
    let images = origin.search.exact(window);
    let mut images = images
        .iter()
        .map(|at| at + place.start - from..at + place.end - from);
    images.len() > 0 && !images.any(|image| image.start < own.end && own.start < image.end)
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
