//! Finding a passage again in a text that may have changed, or saying honestly that it is not found.
//!
//! Always true here: a passage is attached without a question only where its words stand unchanged (but for case,
//! quotation marks, dashes and spaces) and the words around it, or its length, speak for the place; everything less
//! certain is for the reader to decide. `docs/anchoring.md` has the rule with the measurements behind it.

use std::sync::OnceLock;

use super::myers::{Match, Pattern};
use super::symbols::{GRAM, Grams, Symbols};
use super::{Anchor, AnchorState, Located};
use crate::document::{Document, TextRange, block_hash};
use crate::text::fold::{ANCHOR, Folded, fold};

/// Characters of context kept on each side.
const CONTEXT: usize = 32;
/// Texts up to this many characters are searched whole for resemblances; longer ones where enough groups of four
/// characters agree.
const SHORT_TEXT: usize = 1 << 15;
/// Resemblances looked at more closely.
const MOST: usize = 16;

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
    }
}

/// What a place must have to count as the passage. Likeness is 1 less the share of characters added, left out or
/// changed; lengths are in characters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// An unchanged passage of this length is attached whatever stands around it.
    pub long: usize,
    /// A shorter one where the words on one side are so alike.
    pub context: f32,
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
            long: 40,
            context: 0.75,
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

impl Candidate {
    fn best_context(&self) -> f32 {
        self.prefix.max(self.suffix)
    }

    fn context(&self) -> f32 {
        self.prefix + self.suffix
    }

    fn score(&self) -> f32 {
        self.quote + self.context()
    }
}

/// Looks for the passages of anchors in one document.
#[derive(Debug)]
pub struct Locator<'a> {
    document: &'a Document,
    rule: Rule,
    /// Made when the first passage is not where it was.
    search: OnceLock<Search>,
}

/// The document's text made ready for searching.
#[derive(Debug)]
struct Search {
    folded: Folded,
    symbols: Symbols,
    grams: Grams,
}

/// An anchor made ready for searching.
struct Needle {
    quote: Vec<u16>,
    prefix: Vec<u16>,
    suffix: Vec<u16>,
    quote_patterns: (Pattern, Pattern),
    prefix_patterns: (Pattern, Pattern),
    suffix_patterns: (Pattern, Pattern),
}

impl<'a> Locator<'a> {
    /// Costs nothing as long as every passage is where it was; the first other one folds and indexes the document.
    pub fn new(document: &'a Document) -> Self {
        Self::with_rule(document, Rule::default())
    }

    /// With thresholds other than the default.
    pub fn with_rule(document: &'a Document, rule: Rule) -> Self {
        Self {
            document,
            rule,
            search: OnceLock::new(),
        }
    }

    /// Where the passage of `anchor` stands now. An anchor without a passage is where it was, cut to the document.
    pub fn locate(&self, anchor: &Anchor) -> Located {
        if anchor.quote.trim().is_empty() {
            let end = self.document.text().len();
            let range = TextRange::new(anchor.range.start.min(end), anchor.range.end.min(end));
            return Located {
                state: AnchorState::Ok,
                range: Some(range),
            };
        }
        if self.untouched(anchor) {
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
        if self.untouched(anchor) {
            return vec![Candidate {
                range: anchor.range,
                quote: 1.0,
                prefix: 1.0,
                suffix: 1.0,
            }];
        }
        self.decide(anchor).1
    }

    /// Whether the passage and the words around it stand where they stood.
    fn untouched(&self, anchor: &Anchor) -> bool {
        let (text, range) = (self.document.text(), anchor.range);
        let before = text.get(..range.start);
        let behind = text.get(range.end..);
        text.get(range.start..range.end) == Some(&anchor.quote)
            && before.is_some_and(|b| b.ends_with(&anchor.prefix))
            && behind.is_some_and(|b| b.starts_with(&anchor.suffix))
            // Context is shorter than it may be only at an end of the text.
            && (anchor.prefix.chars().count() >= CONTEXT || before.is_some_and(|b| b.len() == anchor.prefix.len()))
            && (anchor.suffix.chars().count() >= CONTEXT || behind.is_some_and(|b| b.len() == anchor.suffix.len()))
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
        if let Some(range) = search.with_context(anchor) {
            let whole = Candidate {
                range,
                quote: 1.0,
                prefix: 1.0,
                suffix: 1.0,
            };
            return (attached(range), vec![whole]);
        }
        let needle = Needle::of(anchor, search);
        if needle.quote.is_empty() {
            return (AnchorState::Orphan, Vec::new());
        }
        let rule = &self.rule;
        let exact = search.exact(&needle.quote);
        let matches = exact.iter().map(|&at| Match {
            start: at,
            end: at + needle.quote.len(),
            distance: 0,
        });
        let mut exact: Vec<Candidate> = matches.map(|m| search.candidate(&needle, m)).collect();
        sort(&mut exact);
        let sure = |c: &Candidate| needle.quote.len() >= rule.long || c.best_context() >= rule.context;
        if let Some(first) = exact.first().filter(|c| sure(c)).copied() {
            let rivals = exact
                .get(1)
                .is_some_and(|c| sure(c) && first.context() - c.context() < rule.margin);
            let state = if rivals {
                AnchorState::Ambiguous
            } else {
                attached(first.range)
            };
            exact.retain(|c| sure(c) && first.context() - c.context() < rule.margin.max(f32::EPSILON));
            return (state, exact);
        }
        let mut found: Vec<Candidate> = exact;
        let limit = ((1.0 - rule.review_quote) * needle.quote.len() as f32) as usize;
        found.extend(search.alike(&needle, limit));
        found.retain(|c| {
            c.quote >= rule.review_quote
                && c.best_context() >= rule.review_context
                && (needle.quote.len() >= rule.review_long
                    || c.quote >= rule.review_alike
                    || c.prefix.min(c.suffix) >= rule.review_context)
        });
        found.extend(search.between(&needle));
        sort(&mut found);
        let mut apart: Vec<Candidate> = Vec::new();
        for candidate in found {
            if !apart.iter().any(|c| c.range.overlaps(candidate.range)) {
                apart.push(candidate);
            }
        }
        let state = match apart.as_slice() {
            [] => AnchorState::Orphan,
            [first, second, ..] if first.score() - second.score() < rule.margin => AnchorState::Ambiguous,
            _ => AnchorState::Changed,
        };
        (state, apart)
    }
}

/// Best first; of equals the one that stands first.
fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score().total_cmp(&a.score()).then(a.range.cmp(&b.range)));
}

impl Needle {
    fn of(anchor: &Anchor, search: &Search) -> Self {
        let encode = |text: &str| search.symbols.encode(&fold(text, ANCHOR).text);
        let quote = trimmed(encode(&anchor.quote));
        let (prefix, suffix) = (encode(&anchor.prefix), encode(&anchor.suffix));
        Self {
            quote_patterns: search.patterns(&quote),
            prefix_patterns: search.patterns(&prefix),
            suffix_patterns: search.patterns(&suffix),
            quote,
            prefix,
            suffix,
        }
    }
}

fn trimmed(mut symbols: Vec<u16>) -> Vec<u16> {
    let space = u16::from(b' ');
    while symbols.last() == Some(&space) {
        symbols.pop();
    }
    let blank = symbols.iter().take_while(|s| **s == space).count();
    symbols.drain(..blank);
    symbols
}

impl Search {
    fn of(text: &str) -> Self {
        let folded = fold(text, ANCHOR);
        let symbols = Symbols::of(&folded.text);
        let grams = Grams::of(&symbols.all);
        Self {
            folded,
            symbols,
            grams,
        }
    }

    fn patterns(&self, symbols: &[u16]) -> (Pattern, Pattern) {
        let alphabet = self.symbols.alphabet();
        (
            Pattern::new(symbols.iter().copied(), alphabet),
            Pattern::new(symbols.iter().rev().copied(), alphabet),
        )
    }

    fn source(&self, start: usize, end: usize) -> TextRange {
        let bytes = self.symbols.bytes(start, end);
        self.folded.source_range(bytes.start, bytes.end).into()
    }

    /// The one place where the passage stands between the words between which it stood; `None` where there is none or
    /// more than one.
    fn with_context(&self, anchor: &Anchor) -> Option<TextRange> {
        let whole = fold(
            &format!("{}{}{}", anchor.prefix, anchor.quote, anchor.suffix),
            ANCHOR,
        );
        if anchor.prefix.chars().count() + anchor.suffix.chars().count() < CONTEXT {
            return None;
        }
        let (start, end) = (anchor.prefix.len(), anchor.prefix.len() + anchor.quote.len());
        let (start, end) = (whole.folded(start), whole.folded(end));
        let characters = |to: usize| whole.text.get(..to).map_or(0, |s| s.chars().count());
        let (start, end) = (characters(start), characters(end));
        let needle = self.symbols.encode(&whole.text);
        match self.exact(&needle).as_slice() {
            [at] => Some(self.source(at + start, at + end)),
            _ => None,
        }
    }

    /// Where the needle stands to the letter.
    fn exact(&self, needle: &[u16]) -> Vec<usize> {
        let text = &self.symbols.all;
        if needle.len() < GRAM {
            let all = text.windows(needle.len().max(1)).enumerate();
            return all.filter(|(_, w)| *w == needle).map(|(i, _)| i).collect();
        }
        let last = needle.len() - GRAM;
        let rarest = (0..=last)
            .min_by_key(|&j| self.grams.places(&needle[j..]).len())
            .unwrap_or(0);
        let places = self.grams.places(&needle[rarest..]).iter();
        let starts = places.filter_map(|&at| (at as usize).checked_sub(rarest));
        starts
            .filter(|&at| text.get(at..at + needle.len()) == Some(needle))
            .collect()
    }

    /// A match with what stands around it.
    fn candidate(&self, needle: &Needle, m: Match) -> Candidate {
        let text = &self.symbols.all;
        let slack = CONTEXT / 4;
        let before = &text[m.start.saturating_sub(needle.prefix.len() + slack)..m.start];
        let behind = &text[m.end..(m.end + needle.suffix.len() + slack).min(text.len())];
        let likeness = |len: usize, distance: usize| 1.0 - distance as f32 / len.max(1) as f32;
        Candidate {
            range: self.source(m.start, m.end),
            quote: likeness(needle.quote.len(), m.distance).max(0.0),
            prefix: match needle.prefix.len() {
                0 => f32::from(u8::from(m.start == 0)),
                len => likeness(
                    len,
                    needle
                        .prefix_patterns
                        .1
                        .to_beginning(before.iter().rev().copied()),
                ),
            },
            suffix: match needle.suffix.len() {
                0 => f32::from(u8::from(m.end == text.len())),
                len => likeness(len, needle.suffix_patterns.0.to_beginning(behind.iter().copied())),
            },
        }
    }

    /// Places that resemble the passage with up to `limit` characters added, left out or changed.
    fn alike(&self, needle: &Needle, limit: usize) -> Vec<Candidate> {
        let found = self.resemblances(&needle.quote, &needle.quote_patterns, limit);
        found
            .into_iter()
            .map(|m| self.candidate(needle, self.whole_words(m)))
            .collect()
    }

    /// Places between words that resemble those between which the passage stood.
    fn between(&self, needle: &Needle) -> Vec<Candidate> {
        let len = needle.quote.len();
        let (shortest, longest) = (len * 3 / 10, 2 * len + 20);
        let least = CONTEXT / 2;
        if needle.prefix.len() < least || needle.suffix.len() < least {
            return Vec::new();
        }
        let before = self.resemblances(&needle.prefix, &needle.prefix_patterns, needle.prefix.len() / 4);
        if before.is_empty() {
            return Vec::new();
        }
        let behind = self.resemblances(&needle.suffix, &needle.suffix_patterns, needle.suffix.len() / 4);
        let mut out = Vec::new();
        for b in &before {
            for a in &behind {
                let Some(gap) = a
                    .start
                    .checked_sub(b.end)
                    .filter(|g| (shortest.max(1)..=longest).contains(g))
                else {
                    continue;
                };
                let between = &self.symbols.all[b.end..a.start];
                let distance = needle.quote_patterns.0.to_beginning(between.iter().copied());
                let likeness = |m: &Match, len: usize| 1.0 - m.distance as f32 / len as f32;
                let blank = |s: &&u16| **s == u16::from(b' ');
                let (left, right) = (
                    between.iter().take_while(blank).count(),
                    between.iter().rev().take_while(blank).count(),
                );
                if left + right >= gap {
                    continue;
                }
                out.push(Candidate {
                    range: self.source(b.end + left, a.start - right),
                    quote: (1.0 - distance as f32 / len as f32).max(0.0),
                    prefix: likeness(b, needle.prefix.len()),
                    suffix: likeness(a, needle.suffix.len()),
                });
            }
        }
        out
    }

    fn resemblances(&self, needle: &[u16], patterns: &(Pattern, Pattern), limit: usize) -> Vec<Match> {
        let text = &self.symbols.all;
        if text.len() <= SHORT_TEXT {
            return patterns.0.search(&patterns.1, text, limit, MOST);
        }
        let mut out = Vec::new();
        for (from, to) in self.likely(needle, limit) {
            let found = patterns.0.search(&patterns.1, &text[from..to], limit, MOST);
            out.extend(found.into_iter().map(|m| Match {
                start: m.start + from,
                end: m.end + from,
                ..m
            }));
        }
        out.sort_by_key(|m| (m.distance, m.start));
        out.dedup();
        out.truncate(MOST);
        out
    }

    /// The parts of the text in which most groups of four characters stand as in the needle.
    fn likely(&self, needle: &[u16], limit: usize) -> Vec<(usize, usize)> {
        let text = &self.symbols.all;
        let width = (needle.len() / 2).max(32);
        let mut votes = vec![0u16; (text.len() + needle.len()) / width + 2];
        for j in 0..needle.len().saturating_sub(GRAM - 1) {
            let places = self.grams.places(&needle[j..]);
            // What stands everywhere says nothing.
            if places.len() > 64 + text.len() / 256 {
                continue;
            }
            for &at in places {
                // Starts before the text's begin count as 0.
                let bucket = (at as usize).saturating_sub(j) / width;
                votes[bucket] = votes[bucket].saturating_add(1);
            }
        }
        let pair = |i: usize| votes[i] + votes[i + 1];
        let mut best: Vec<usize> = (0..votes.len() - 1).filter(|&i| pair(i) >= 2).collect();
        best.sort_by_key(|&i| (std::cmp::Reverse(pair(i)), i));
        best.truncate(MOST);
        best.sort_unstable();
        let mut out: Vec<(usize, usize)> = Vec::new();
        for bucket in best {
            let from = (bucket * width).saturating_sub(limit);
            let to = ((bucket + 2) * width + needle.len() + limit).min(text.len());
            match out.last_mut() {
                Some(last) if from <= last.1 => last.1 = to,
                _ if from < to => out.push((from, to)),
                _ => {}
            }
        }
        out
    }

    /// The match with the words at its ends whole.
    fn whole_words(&self, m: Match) -> Match {
        let text = &self.symbols.all;
        let in_word = |s: &&u16| self.symbols.in_word(**s);
        let longest = 24;
        let run = |n: usize| if n < longest { n } else { 0 };
        let (mut start, mut end) = (m.start, m.end);
        if text.get(start).as_ref().is_some_and(in_word) {
            start -= run(text[..start]
                .iter()
                .rev()
                .take(longest)
                .take_while(in_word)
                .count());
        }
        if end > start && text.get(end - 1).as_ref().is_some_and(in_word) {
            end += run(text[end..].iter().take(longest).take_while(in_word).count());
        }
        Match { start, end, ..m }
    }
}
