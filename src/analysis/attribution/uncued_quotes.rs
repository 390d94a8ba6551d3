//! Quotations attributed without a verb of speech: 'Ruiz shot back: “…”', '“…,” the goalkeeper beamed', 'in the words of the coroner, “…”'.
//!
//! Invariants: only quotations that read like speech count, never titles or scare quotes, and none that another statement of the sentence
//! contains.

use std::ops::Range;

use super::cue::pronoun;
use super::frame::{Frame, Shape, subject_after};
use super::grammar::{Sentence, ends_as_speech, is_auxiliary, is_pause};
use super::quotation::{Quotation, around};
use crate::analysis::EntityKind;
use crate::analysis::constructions::Construction;
use crate::analysis::syntax::Tag;
use crate::document::TextRange;

/// The constructions of this module, in the order in which they are tried.
const ORDER: [Construction; 4] = [
    Construction::InTheWordsOf,
    Construction::QuotationLedTo,
    Construction::QuotationFollowed,
    Construction::QuotationGoesOn,
];

/// The speaker and the attributing words, in tokens of the sentence.
struct Attribution {
    subject: Range<usize>,
    cue: Range<usize>,
}

impl Sentence<'_, '_> {
    /// Statements made of the quotations that are not in `found`, in order.
    pub(super) fn uncued_quotes(&self, found: &[Frame]) -> Vec<Frame> {
        let mut out = Vec::new();
        for q in self.quotations {
            let tokens = q.tokens();
            let held = |f: &Frame| f.content.start < tokens.end && tokens.start < f.content.end;
            if tokens.start >= self.from + self.len()
                || found.iter().chain(&out).any(held)
                || !self.reads_as_speech(q)
            {
                continue;
            }
            let attribution = |by| match by {
                Construction::InTheWordsOf => self.in_the_words_of(q),
                Construction::QuotationLedTo => self.led(q),
                Construction::QuotationFollowed => self.followed(q),
                _ => self.goes_on(q, found),
            };
            let attributed = ORDER
                .into_iter()
                .filter(|by| self.uses(*by))
                .find_map(|by| Some((by, attribution(by)?)));
            if let Some((by, Attribution { subject, cue })) = attributed {
                out.push(Frame {
                    content: tokens,
                    cue: self.global(&cue),
                    subject: Some(self.global(&subject)),
                    shape: Shape::Quoted,
                    denies: false,
                    by,
                });
            }
        }
        out
    }

    /// Whether a quotation is speech rather than a title or scare quotes.
    fn reads_as_speech(&self, q: &Quotation) -> bool {
        let has_words = |least| self.view.words(&q.tokens()) >= least;
        let local =
            q.open.max(self.from) - self.from..(q.close + 1).saturating_sub(self.from).min(self.len());
        has_words(3) && self.has_verb(local)
            || has_words(1) && self.ends(q) && (!self.is_title(q) || self.is_turned(q))
    }

    /// Whether a verb and its subject directly follow a quotation: '“Conserve,” sighs Desmond'.
    fn is_turned(&self, q: &Quotation) -> bool {
        let Some(verb) = (q.close + 1).checked_sub(self.from) else {
            return false;
        };
        let small = self.word(verb).starts_with(|c: char| c.is_ascii_lowercase());
        // 'sighs' is often a noun.
        let acts = self.tag(verb).is_finite() || self.tag(verb) == Tag::Nouns;
        small && acts && matches!(self.tag(verb + 1), Tag::Name | Tag::Pronoun | Tag::Number)
    }

    /// Whether the words of a quotation are capitalised like a title.
    fn is_title(&self, q: &Quotation) -> bool {
        let mut long = q
            .tokens()
            .map(|i| self.view.word(i))
            .filter(|w| w.len() > 3 && w.starts_with(char::is_alphabetic));
        long.clone().count() > 0 && long.all(|w| w.starts_with(char::is_uppercase))
    }

    /// Whether a quotation ends with a punctuation mark that ends speech.
    fn ends(&self, q: &Quotation) -> bool {
        q.close > q.open
            && matches!(
                self.view.word(q.close - 1),
                "," | "?" | "!" | "." | "—" | "…" | "..." | "，" | "。" | "！" | "？"
            )
    }

    /// 'in the words of the coroner, Piet Maas, “…”', 'in her daughter’s words, “…”'
    fn in_the_words_of(&self, q: &Quotation) -> Option<Attribution> {
        let open = q.open.checked_sub(self.from)?;
        // 'In her daughter's words,'
        let owned = open.checked_sub(2 + usize::from(is_pause(self.word(open.checked_sub(1)?))))?;
        if self.word(owned + 1) == "words" && matches!(self.word(owned), "'s" | "’s") {
            let start = (owned.saturating_sub(6)..owned)
                .rev()
                .find(|&i| self.word(i).eq_ignore_ascii_case("in"))?;
            return (start + 1 < owned).then(|| Attribution {
                subject: start + 1..owned,
                cue: owned + 1..owned + 2,
            });
        }
        let words = (0..open)
            .rev()
            .take(16)
            .find(|&i| self.word(i) == "words" && self.word(i + 1) == "of")?;
        let start = words
            .checked_sub(2)
            .filter(|&i| self.word(i).eq_ignore_ascii_case("in"))?;
        let end = if is_pause(self.word(open - 1)) {
            open - 1
        } else {
            open
        };
        (words + 2 < end).then(|| Attribution {
            subject: words + 2..end,
            cue: start..words + 2,
        })
    }

    /// The subject of a sentence that leads to a quotation with a colon, or with a comma and a verb right before it.
    fn led(&self, q: &Quotation) -> Option<Attribution> {
        let open = q
            .open
            .checked_sub(self.from)
            .filter(|&o| (2..self.len()).contains(&o))?;
        let colon = self.word(open - 1) == ":";
        let close = q.close.saturating_sub(self.from);
        let last = close >= self.len() || self.words(close..self.len()) == 0;
        if !colon && (self.word(open - 1) != "," || !last) {
            return None;
        }
        let verb = (open.saturating_sub(if colon { 30 } else { 9 })..open - 1)
            .rev()
            .find(|&v| self.acts(v) && !self.is_quoted(v));
        let attribution = verb.and_then(|v| {
            let subject = self.own_subject(v, self.tag(v))?;
            Some(Attribution {
                subject,
                cue: v..v + 1,
            })
        });
        // A colon is enough: any subject at the start of the sentence.
        attribution.filter(|v| self.may_speak(&v.subject)).or_else(|| {
            let subject = self.opening(0, open - 1).filter(|_| colon)?;
            let cue = subject.end..subject.end + 1;
            Some(Attribution { subject, cue })
        })
    }

    /// The subject after a quotation that begins its sentence: '“…,” Birch beamed', '“…?” pleaded the chief'.
    fn followed(&self, q: &Quotation) -> Option<Attribution> {
        let first = q
            .open
            .checked_sub(self.from)
            .is_none_or(|o| self.words(0..o) == 0);
        if !first || !ends_as_speech(self.view, q) {
            return None;
        }
        let mut start = (q.close + 1).checked_sub(self.from)?;
        while is_pause(self.word(start)) {
            start += 1;
        }
        let word = self.word(start);
        let turned = word.starts_with(|c: char| c.is_ascii_lowercase())
            && (self.tag(start).is_verb() || word.ends_with("ed") || self.is_turned(q))
            && (self.tag(start + 1).is_noun()
                || matches!(
                    self.tag(start + 1),
                    Tag::Determiner | Tag::Possessive | Tag::Pronoun | Tag::Number
                ));
        let attribution = if turned {
            let in_quotes = |i: usize| around(self.quotations, i).is_some();
            let found = subject_after(self.view, self.unit, &in_quotes, self.from + start)?;
            Attribution {
                subject: found.start.checked_sub(self.from)?..found.end.checked_sub(self.from)?,
                cue: start..start + 1,
            }
        } else {
            let end = (start..self.len())
                .find(|&i| matches!(self.word(i), "." | ";" | ":" | "?" | "!") || self.is_quoted(i))
                .unwrap_or(self.len());
            let subject = self.opening(start, end)?;
            let mut verb = subject.end;
            // An apposition between the name and the verb.
            if self.word(verb) == "," {
                verb = (verb + 1..end).find(|&i| self.word(i) == ",")? + 1;
            }
            while self.tag(verb) == Tag::Adverb && verb + 1 < end {
                verb += 1;
            }
            let word = self.word(verb);
            let may = word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.len() > 2
                && !is_auxiliary(word)
                && !matches!(
                    self.tag(verb),
                    Tag::Preposition
                        | Tag::Determiner
                        | Tag::And
                        | Tag::To
                        | Tag::Modal
                        | Tag::Which
                        | Tag::Who
                        | Tag::Possessive
                );
            if !may || verb >= end {
                return None;
            }
            Attribution {
                subject,
                cue: verb..verb + 1,
            }
        };
        // '“Salt and iron,” her second album, sold well' is not speech: here only known speakers count.
        let local = q.open.max(self.from) - self.from..(q.close + 1 - self.from).min(self.len());
        let called = matches!(self.view.word(q.close - 1), "!" | "?");
        let sure = called || self.has_verb(local) || self.names_person(&attribution.subject);
        (sure && self.may_speak(&attribution.subject)).then_some(attribution)
    }

    /// A second quotation after a colon, semicolon or conjunction, with the speaker of the first.
    fn goes_on(&self, q: &Quotation, found: &[Frame]) -> Option<Attribution> {
        let open = q.open.checked_sub(self.from).filter(|&o| o > 0)?;
        let before = found
            .iter()
            .filter(|f| f.cue.start < q.open && f.cue.start >= self.from && f.shape != Shape::According)
            .max_by_key(|f| f.cue.start)?;
        let subject = before.subject.clone().filter(|s| s.start >= self.from)?;
        let gap = before.content.end.max(before.cue.end).saturating_sub(self.from)..open;
        let joined = gap
            .clone()
            .any(|i| matches!(self.word(i), ";" | ":" | "and" | "—" | "–"));
        let long = self.view.words(&q.tokens()) >= 4;
        (joined && long && self.words(gap.clone()) <= 4 && !self.has_clause(gap)).then(|| Attribution {
            subject: subject.start - self.from..subject.end - self.from,
            cue: open..open,
        })
    }

    /// Whether token `i` is a verb that may be used as a verb of speech.
    fn acts(&self, i: usize) -> bool {
        (self.tag(i).is_finite() && self.tag(i) != Tag::Modal || self.cue(i).is_some_and(|c| !c.noun_like))
            && !is_auxiliary(self.word(i))
    }

    /// The noun phrase that begins at token `start`: a name, a pronoun, or a noun with its modifiers.
    fn opening(&self, start: usize, end: usize) -> Option<Range<usize>> {
        if start >= end {
            return None;
        }
        if pronoun(&self.word(start).to_lowercase()).is_some() {
            return Some(start..start + 1);
        }
        let mut at = start;
        while at < end && (self.tag(at) == Tag::Determiner || self.tag(at) == Tag::Possessive) {
            at += 1;
        }
        let from = self.view.tokens.get(self.from + at)?.range.start;
        let range = TextRange::new(from, self.view.tokens.get(self.from + end - 1)?.range.end);
        let named = self
            .view
            .mentions_in(range)
            .next()
            .filter(|(m, _)| m.start == from);
        if let Some((mention, _)) = named {
            let behind = self.view.tokens_in(mention).end.checked_sub(self.from)?;
            // 'Reims mayor Claire Morvan': a name after a noun with a name before it.
            let more = (behind..end).take_while(|&i| self.tag(i) == Tag::Name).count();
            return Some(start..behind + more);
        }
        // Up to the verb; without a verb, everything except trailing adverbs.
        let nominal = |i: usize| {
            self.tag(i).is_noun()
                || matches!(
                    self.tag(i),
                    Tag::Adjective | Tag::Genitive | Tag::Number | Tag::Hyphen | Tag::Participle
                )
        };
        let mut stop = (at..end).find(|&i| !nominal(i)).unwrap_or(end);
        let verb = self.tag(stop).is_verb() || self.word(stop) == "," || self.word(stop) == ":";
        if !verb && stop > at + 1 {
            stop -= 1;
        }
        (stop > at).then_some(start..stop)
    }

    /// Whether `subject` can speak at all: excludes expletive 'it' and 'there', places ('above the door'), and the writer.
    fn may_speak(&self, subject: &Range<usize>) -> bool {
        let last = subject.clone().next_back().map_or("", |i| self.word(i));
        self.tag(subject.start) != Tag::Preposition
            && !matches!(
                last,
                "I" | "we"
                    | "We"
                    | "you"
                    | "You"
                    | "there"
                    | "There"
                    | "this"
                    | "This"
                    | "that"
                    | "which"
                    | "what"
                    | "What"
            )
    }

    pub(super) fn names_person(&self, subject: &Range<usize>) -> bool {
        let word = self.word(subject.start).to_lowercase();
        let range = self.view.range(&self.global(subject));
        matches!(word.as_str(), "he" | "she")
            || self
                .view
                .mentions_in(range)
                .any(|(_, e)| self.view.entities[e].kind == EntityKind::Person)
    }
}
