//! Finds what a document names: people, organizations, places and other names by a tagger; dates, money and figures by rules; all merged so
//! that one thing is one entity.
//!
//! Invariants: entities are in the order of their first mention, their mentions in text order; mentions do not overlap; every mention
//! starts and ends at a token boundary; uncertain merges are not made.

mod abbreviations;
mod aliases;
pub(crate) mod calendar;
pub mod casing;
mod consistency;
mod dates;
pub mod features;
mod figures;
mod firms;
pub mod gazetteer;
mod hash;
mod kinds;
pub mod label;
mod merge;
pub mod nations;
mod other_languages;
mod places;
mod teams;
mod trained;
pub mod weights;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use super::constructions::{Construction, Constructions, bytes};
use super::token::Token;
use super::{Entity, EntityKind, Value};
use crate::document::{BlockKind, Document};
use crate::text::sentence::sentences;

pub(super) use other_languages::particle;
pub use trained::{TrainedTagger, built_in_gazetteer};
use words::Words;

/// Finds the names in sentences.
pub trait Tagger: Send + Sync {
    /// The names of one sentence: ranges of indices into `sentence`, ordered and disjoint, with their kinds.
    fn tag(&self, text: &str, sentence: &[Token]) -> Vec<(Range<usize>, EntityKind)>;

    /// The names of a whole text whose sentences are the given ranges of `tokens`, as ranges of indices into `tokens`. Taggers that use the
    /// whole document override this; one with several constructions uses only those of `constructions`, and notes which found each name.
    fn tag_all(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Range<usize>],
        _constructions: &Constructions,
    ) -> Vec<(Range<usize>, EntityKind)> {
        each_sentence(tokens, sentences, |sentence| self.tag(text, sentence))
    }
}

/// Without a tagger no name is found.
impl<T: Tagger> Tagger for Option<T> {
    fn tag(&self, text: &str, sentence: &[Token]) -> Vec<(Range<usize>, EntityKind)> {
        self.as_ref()
            .map_or_else(Vec::new, |tagger| tagger.tag(text, sentence))
    }

    fn tag_all(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Range<usize>],
        constructions: &Constructions,
    ) -> Vec<(Range<usize>, EntityKind)> {
        self.as_ref().map_or_else(Vec::new, |tagger| {
            tagger.tag_all(text, tokens, sentences, constructions)
        })
    }
}

/// What `tag` finds in each sentence, as indices into all `tokens`.
fn each_sentence(
    tokens: &[Token],
    sentences: &[Range<usize>],
    tag: impl Fn(&[Token]) -> Vec<(Range<usize>, EntityKind)>,
) -> Vec<(Range<usize>, EntityKind)> {
    let mut out = Vec::new();
    for sentence in sentences {
        let found = tag(tokens.get(sentence.clone()).unwrap_or_default());
        out.extend(
            found
                .into_iter()
                .map(|(r, kind)| (r.start + sentence.start..r.end + sentence.start, kind)),
        );
    }
    out
}

/// A found name, date or figure before merging: indices of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    span: Range<usize>,
    kind: EntityKind,
    value: Option<Value>,
}

/// Finds names, dates and figures and merges them into entities. `tokens` are those of [`super::tokens`]. Texts in languages other than
/// English are handled by rules of script and shape.
pub fn entities(document: &Document, tokens: &[Token]) -> Vec<Entity> {
    entities_using(document, tokens, &Constructions::all())
}

/// The ISO 639-1 code of the language of `document`, if it is not English.
pub(super) fn language_code(document: &Document, tokens: &[Token]) -> Option<String> {
    other_languages::Language::of(document, tokens).map(|language| language.code().to_owned())
}

/// The same with only those constructions; notes the construction of each mention.
pub(super) fn entities_using(
    document: &Document,
    tokens: &[Token],
    constructions: &Constructions,
) -> Vec<Entity> {
    if let Some(language) = other_languages::Language::of(document, tokens) {
        let tagger = other_languages::OtherLanguageTagger {
            language: language.clone(),
            gazetteer: built_in_gazetteer(),
        };
        return entities_in(Some(&language), &tagger, document, tokens, constructions);
    }
    entities_in(None, &*trained::BUILT_IN, document, tokens, constructions)
}

/// The same for English with another tagger.
pub fn entities_by(tagger: &dyn Tagger, document: &Document, tokens: &[Token]) -> Vec<Entity> {
    entities_in(None, tagger, document, tokens, &Constructions::all())
}

fn entities_in(
    language: Option<&other_languages::Language>,
    tagger: &dyn Tagger,
    document: &Document,
    tokens: &[Token],
    constructions: &Constructions,
) -> Vec<Entity> {
    let sentences = sentence_spans(document, tokens);
    let text = match (language, built_in_gazetteer()) {
        (None, Some(gazetteer)) => casing::running(document.text(), tokens, &sentences, gazetteer),
        _ => Cow::Borrowed(document.text()),
    };
    let words = Words { text: &text, tokens };
    let mut found = Vec::new();
    let uses = |own| {
        constructions.has(if language.is_some() {
            Construction::ForeignRule
        } else {
            own
        })
    };
    match language {
        _ if !uses(Construction::DateRule) => {}
        Some(_) => other_languages::Language::dates(words, &mut found),
        None => dates::dates(words, document.metadata().date, &mut found),
    }
    let mut taken = vec![false; tokens.len()];
    take(&mut taken, &found);
    let names = if uses(Construction::NameTagger) {
        tagger.tag_all(&text, tokens, &sentences, constructions)
    } else {
        Vec::new()
    };
    for (span, kind) in names {
        if !span.is_empty() && taken.get(span.clone()).is_some_and(|t| !t.contains(&true)) {
            take(
                &mut taken,
                &[Found {
                    span: span.clone(),
                    kind,
                    value: None,
                }],
            );
            found.push(Found {
                span,
                kind,
                value: None,
            });
        }
    }
    match language {
        _ if !uses(Construction::FigureRule) => {}
        Some(language) => language.figures(words, &taken, &mut found),
        None => figures::figures(words, &taken, &mut found),
    }
    found.sort_by_key(|f| f.span.start);
    for f in &found {
        let by = match f.kind {
            _ if language.is_some() => Construction::ForeignRule,
            EntityKind::Date => Construction::DateRule,
            EntityKind::Money | EntityKind::Quantity => Construction::FigureRule,
            _ => continue,
        };
        constructions.note(by, bytes(tokens, &f.span));
    }
    merge::merge(words, found, constructions)
}

fn take(taken: &mut [bool], found: &[Found]) {
    for f in found {
        if let Some(slots) = taken.get_mut(f.span.clone()) {
            slots.fill(true);
        }
    }
}

/// The sentences of all blocks as ranges of `tokens`.
pub fn sentence_spans(document: &Document, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut push = |end_offset: usize, at: &mut usize| {
        let start = *at;
        while tokens.get(*at).is_some_and(|t| t.range.start < end_offset) {
            *at += 1;
        }
        if *at > start {
            out.push(start..*at);
        }
    };
    for block in document.blocks() {
        if block.kind == BlockKind::Rule {
            continue;
        }
        let text = document.block_text(block);
        if block.kind.is_prose() {
            let lines = line_ends(text);
            let mut lines = lines.iter().peekable();
            for sentence in sentences(text) {
                while let Some(line) = lines.next_if(|l| **l < sentence.end) {
                    push(block.range.start + line, &mut at);
                }
                push(block.range.start + sentence.end, &mut at);
            }
        } else {
            for (i, _) in text.match_indices(['\n', '\t']) {
                push(block.range.start + i, &mut at);
            }
        }
        push(block.range.end, &mut at);
    }
    out
}

/// The ends of deliberate lines in a block (an address, a byline, a score), as byte offsets into it: all line ends, unless the block is
/// wrapped at a width, so that the next word did not fit.
fn line_ends(text: &str) -> Vec<usize> {
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    if ends.is_empty() {
        return ends;
    }
    let longest = text.lines().map(str::len).max().unwrap_or(0);
    let wrapped = (50..=130).contains(&longest);
    let mut start = 0;
    let mut out = Vec::new();
    for end in ends {
        let word = text[end + 1..].split_whitespace().next().map_or(0, str::len);
        if !wrapped || end - start + 1 + word <= longest {
            out.push(end);
        }
        start = end + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_broken_on_purpose_end_a_sentence() {
        assert_eq!(line_ends("Best,\nCindy\nAcme"), [5, 11]);
        let wrapped = "The minister said on Tuesday that the bank would have to be\nwound up before the end of the year, and that nobody could\nsay what became of it.";
        assert!(line_ends(wrapped).is_empty());
    }
}
