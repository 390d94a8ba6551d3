//! Statements in languages other than English, by the order of words: '„…“, sagte der Minister', 'El alcalde dijo que …', 'Laut Polizei …'.
//!
//! There is no parser for these languages. The words are data, `assets/statements.languages`; a language in that file is read like the others, without
//! code of its own.
//!
//! Invariants: a statement is found only beside a verb of speech or the name of a source; a clause without quotation marks must have a word
//! that introduces it, a comma or a colon.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::frame::{Frame, Shape};
use super::quotation::{Quotation, around};
use super::unit::Unit;
use super::view::View;
use crate::analysis::constructions::Construction;
use crate::lexicon::grouped_words;

/// The maximum number of tokens in the words that name a speaker.
const LONGEST: usize = 14;

/// The number of tokens after a verb of speech within which a reported clause begins.
const NEAR: usize = 14;

/// The words of one language, by their use.
type Groups = HashMap<&'static str, HashSet<&'static str>>;

/// By language: a group of the file is called 'LANGUAGE USE'.
static LANGUAGES: LazyLock<HashMap<&'static str, Groups>> = LazyLock::new(|| {
    let mut out: HashMap<&str, Groups> = HashMap::new();
    for (group, word) in grouped_words(include_str!("../../../assets/statements.languages")) {
        let (language, purpose) = group.split_once(' ').unwrap_or_default();
        out.entry(language)
            .or_default()
            .entry(purpose)
            .or_default()
            .insert(word);
    }
    out
});

/// How a language attributes statements.
#[derive(Clone, Copy)]
pub(super) struct Grammar(&'static Groups);

impl Grammar {
    /// The grammar of the language with this ISO 639-1 code, if there is one.
    pub(super) fn of(code: &str) -> Option<Self> {
        LANGUAGES.get(code).map(Self)
    }

    fn has(self, group: &str, word: &str) -> bool {
        self.0.get(group).is_some_and(|words| words.contains(word))
    }
}

/// A sentence, read with a grammar. Tokens are those of the document.
struct Reader<'s, 'a> {
    view: &'s View<'a>,
    quotations: &'s [Quotation],
    grammar: Grammar,
    sentence: Range<usize>,
}

/// All statements of one unit, in the order of their cues.
pub(super) fn frames(view: &View<'_>, unit: &Unit, quotations: &[Quotation], grammar: Grammar) -> Vec<Frame> {
    let inside = quotations.get(unit.quotations.clone()).unwrap_or_default();
    let mut out: Vec<Frame> = Vec::new();
    for sentence in &unit.sentences {
        let reader = Reader {
            view,
            quotations: inside,
            grammar,
            sentence: sentence.clone(),
        };
        for i in sentence.clone().filter(|&i| !reader.is_quoted(i)) {
            let Some(frame) = reader.verb(i).or_else(|| reader.source(i)) else {
                continue;
            };
            let apart = |f: &Frame| {
                f.content.end <= frame.content.start && !f.content.contains(&i)
                    || frame.content.end <= f.content.start
            };
            if out.iter().all(apart) {
                out.push(frame);
            }
        }
    }
    out
}

impl Reader<'_, '_> {
    fn word(&self, i: usize) -> &str {
        if self.sentence.contains(&i) {
            self.view.word(i)
        } else {
            ""
        }
    }

    fn has(&self, group: &str, i: usize) -> bool {
        self.sentence.contains(&i) && self.grammar.has(group, &self.view.lower(i))
    }

    fn is_quoted(&self, i: usize) -> bool {
        around(self.quotations, i).is_some()
    }

    fn is_capital(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    /// The end of the sentence before its last full stop.
    fn last(&self) -> usize {
        let end = self.sentence.end;
        let stop = end > self.sentence.start && matches!(self.view.word(end - 1), "." | "!" | "?" | "…");
        end - usize::from(stop)
    }

    /// Whether a mark at token `i` ends a phrase.
    fn is_break(&self, i: usize) -> bool {
        !self.sentence.contains(&i)
            || self.is_quoted(i)
            || matches!(
                self.word(i),
                "," | ";" | ":" | "." | "–" | "—" | "(" | ")" | "!" | "?"
            )
    }

    /// The noun phrase that starts at token `i` and ends at `limit` at the latest: a pronoun, a name, or an article and what follows it.
    fn phrase(&self, i: usize, limit: usize) -> Option<Range<usize>> {
        if self.has("pronoun", i) {
            return Some(i..i + 1);
        }
        let article = self.has("article", i);
        let named = self.is_capital(i) && !article;
        let limit = limit.min(i + LONGEST);
        let (mut end, mut seen) = (i, false);
        while end < limit && !self.is_break(end) {
            let capital = self.is_capital(end) && (end > i || named);
            let link = self.has("link", end) && self.is_capital(end + 1);
            // After a name or a noun with a capital only what links another one: 'der Sprecher der Polizei', but not 'Ida Lund der Zeitung'.
            let beyond = seen && !capital && !link;
            let addressee = named && end > i && self.has("article", end);
            let stops = self.has("stop", end) && (named || !link);
            if beyond || addressee || stops {
                break;
            }
            seen |= capital;
            end += 1;
        }
        while end > i && (self.has("particle", end - 1) || self.has("link", end - 1)) {
            end -= 1;
        }
        let start = i + usize::from(article && end > i + 1);
        (end > start && (seen || article)).then_some(start..end)
    }

    /// The subject before the verb `v`, from the start of its clause, unless an adverbial stands there.
    fn subject_before(&self, v: usize) -> Option<Range<usize>> {
        let start = (self.sentence.start..v)
            .rev()
            .find(|&k| self.is_break(k))
            .map_or(self.sentence.start, |k| k + 1);
        // 'Der Minister, ein Arzt, sagte': the phrase before the apposition.
        let start = if start == v && v >= self.sentence.start + 2 {
            self.sentence.start
        } else {
            start
        };
        let opens = self.has("opener", start) || start >= v || v - start > LONGEST;
        self.phrase(start, v).filter(|_| !opens)
    }

    /// The statement attributed by a verb of speech at token `v`.
    fn verb(&self, v: usize) -> Option<Frame> {
        let impersonal = self.has("impersonal", v);
        if !self.has("say", v) && !impersonal || self.is_capital(v) && v > self.sentence.start {
            return None;
        }
        let behind = self.phrase(v + 1, self.sentence.end).filter(|_| !impersonal);
        // '„…“, sagte X'
        let before = v.saturating_sub(1).max(self.sentence.start);
        let edge = before - usize::from(self.word(before) == "," && before > self.sentence.start);
        if let Some(q) = around(self.quotations, edge).filter(|q| q.close == edge) {
            let tail = behind.as_ref().map_or(v + 1, |b| b.end);
            // '„A“, sagte X, „B“'
            let rest = self
                .quotations
                .iter()
                .find(|q| q.open >= tail && q.open <= tail + 1 && self.sentence.contains(&q.open));
            let content = q.open..rest.map_or(q.close, |r| r.close) + 1;
            return self.frame(content, v, behind, Shape::Quoted, impersonal);
        }
        // 'S, sagte X.'
        let clause = self.sentence.start..before;
        let closes = v > before
            && self.word(before) == ","
            && self.view.words(&clause) >= 4
            && !self.is_quoted(before - 1);
        let begins = behind.is_some() || impersonal;
        let follows = behind.as_ref().map_or(v + 1, |b| b.end);
        if closes && begins && self.reported(follows).is_none() {
            return self.frame(clause, v, behind, Shape::Trailing, impersonal);
        }
        let subject = self.subject_before(v).or(behind);
        let tail = subject
            .as_ref()
            .map_or(v + 1, |s| if s.start > v { s.end } else { v + 1 });
        let (content, shape) = self.reported(tail)?;
        self.frame(content, v, subject, shape, impersonal)
    }

    /// The reported words that begin soon after `from`: a quotation, a clause with 'dass' or 'que', or a clause behind a colon or a comma.
    fn reported(&self, from: usize) -> Option<(Range<usize>, Shape)> {
        let last = self.last();
        for i in from..last.min(from + NEAR) {
            if let Some(q) = around(self.quotations, i) {
                return Some((i.max(q.open)..q.close + 1, Shape::Quoted));
            }
            if self.has("that", i) {
                let content = i + 1..last;
                return (self.view.words(&content) >= 3).then_some((content, Shape::ThatClause));
            }
            match self.word(i) {
                ":" => {
                    let quoted = around(self.quotations, i + 1);
                    let content = quoted.map_or(i + 1..last, Quotation::tokens);
                    let shape = if quoted.is_some() {
                        Shape::Quoted
                    } else {
                        Shape::Clause
                    };
                    return (self.view.words(&content) >= 3).then_some((content, shape));
                }
                ";" => return None,
                "," if !self.has("that", i + 1) && !self.is_quoted(i + 1) => {
                    let content = i + 1..last;
                    let clause = content
                        .clone()
                        .any(|k| self.has("reported", k) && !self.is_quoted(k));
                    return (clause && self.view.words(&content) >= 4).then_some((content, Shape::Clause));
                }
                _ => {}
            }
        }
        None
    }

    /// The statement of the source at token `i`: 'Laut Polizei …', '…, so der Sprecher', 'der Polizei zufolge'.
    fn source(&self, i: usize) -> Option<Frame> {
        let last = self.last();
        if self.has("source-behind", i) {
            let start = (self.sentence.start..i)
                .rev()
                .find(|&k| self.is_break(k))
                .map_or(self.sentence.start, |k| k + 1);
            let subject = start + usize::from(self.has("article", start))..i;
            let content = if start == self.sentence.start {
                i + 1..last
            } else {
                self.sentence.start..start - 1
            };
            let named = !subject.is_empty() && subject.len() <= LONGEST;
            return self.frame(
                content,
                i,
                Some(subject).filter(|_| named),
                Shape::According,
                false,
            );
        }
        let words = self.source_words(i)?;
        let so = words == 0;
        let start = i + words.max(1);
        // A source may be a bare noun: 'según fuentes del sindicato'.
        let bare = || {
            let end = (start..last).find(|&k| self.is_break(k)).unwrap_or(last);
            (i > self.sentence.start && end > start && end - start <= LONGEST).then_some(start..end)
        };
        let subject = self.phrase(start, last).or_else(bare)?;
        let pause = i
            .checked_sub(1)
            .filter(|&k| k > self.sentence.start && self.is_break(k));
        let content = match pause {
            // '„…“, so X', 'S, so X', 'S, laut X'
            Some(pause) => {
                let edge = pause.saturating_sub(1);
                match around(self.quotations, edge).or(around(self.quotations, pause)) {
                    Some(q) => q.tokens(),
                    None => self.sentence.start..pause,
                }
            }
            None if so || i != self.sentence.start => return None,
            None => subject.end + usize::from(self.word(subject.end) == ",")..last,
        };
        self.frame(content, i, Some(subject), Shape::According, false)
    }

    /// The number of words before a source at token `i`: 'laut' has one, 'nach Angaben' two; 0 for 'so' and the like behind a comma.
    fn source_words(&self, i: usize) -> Option<usize> {
        let mut phrase = String::new();
        let mut found = None;
        for k in 0..3 {
            if k > 0 {
                // As phrases are written in the file.
                phrase.push('_');
            }
            phrase.push_str(&self.word(i + k).to_lowercase());
            if self.grammar.has("source-before", &phrase) {
                found = Some(k + 1);
            }
        }
        let so = i > self.sentence.start && self.word(i - 1) == "," && self.has("so", i);
        found.or(so.then_some(0))
    }

    fn frame(
        &self,
        content: Range<usize>,
        cue: usize,
        subject: Option<Range<usize>>,
        shape: Shape,
        impersonal: bool,
    ) -> Option<Frame> {
        if !self.view.uses(Construction::OtherLanguageOrder) || content.is_empty() {
            return None;
        }
        let quoted = self.is_quoted(content.start);
        let words = self.view.words(&content);
        let pronoun = subject
            .as_ref()
            .is_some_and(|s| s.len() == 1 && self.has("pronoun", s.start));
        if words < if quoted { 1 } else { 3 } || subject.is_none() && shape == Shape::According {
            return None;
        }
        let shape = if impersonal { Shape::Impersonal } else { shape };
        Some(Frame {
            content,
            cue: cue..cue + 1,
            // The last speaker is meant.
            subject: subject.filter(|_| !pronoun),
            shape,
            denies: false,
            by: Construction::OtherLanguageOrder,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_all_groups() {
        let first: HashSet<&str> = LANGUAGES["de"].keys().copied().collect();
        assert_eq!(first.len(), 13);
        for (code, groups) in LANGUAGES.iter() {
            assert_eq!(groups.keys().copied().collect::<HashSet<_>>(), first, "{code}");
        }
    }
}
