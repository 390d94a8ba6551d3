//! Tests whether some words form a clause by themselves, by parsing only these words.
//!
//! The parse of a whole sentence is often wrong if a source interrupts it or the narrator continues after a statement. The parts by
//! themselves are simple sentences, which the parser handles best.
//!
//! Invariant: a sentence is parsed again at most [`MOST`] times, and only in parts of at most [`LONGEST`] tokens.

use std::ops::Range;

use super::grammar::{Sentence, is_auxiliary, is_pause};
use crate::analysis::syntax::{Label, Tag, Tree};
use crate::lexicon::WordClass;

/// The maximum number of partial parses of one sentence.
const MOST: usize = 12;
/// The maximum number of tokens in a partial parse.
const LONGEST: usize = 80;

/// The subject and verb of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// Whether its subject is a personal pronoun.
    pub(super) pronoun: bool,
    /// Whether its verb is backshifted, as in reported speech after 'said': 'would go', 'had gone'.
    pub(super) shifted: bool,
}

impl Sentence<'_, '_> {
    /// The clause formed by the words of `parts` read as one, if they form a complete one.
    pub(super) fn clause_of(&self, parts: [Range<usize>; 2]) -> Option<Clause> {
        let mut words: Vec<&str> = parts
            .into_iter()
            .flat_map(|part| part.start..part.end.min(self.len()))
            .map(|i| self.word(i))
            .collect();
        while words.last().is_some_and(|w| is_pause(w) || *w == ".") {
            words.pop();
        }
        if words.len() < 2 || words.len() > LONGEST || self.parses.get() >= MOST {
            return None;
        }
        self.parses.set(self.parses.get() + 1);
        words.push(".");
        let tree = self.model.parse(&words);
        let root = tree.heads.iter().position(Option::is_none)?;
        whole(&tree, root, &words)
    }

    /// The clause formed by the words of `range` by themselves.
    pub(super) fn clause_in(&self, range: Range<usize>) -> Option<Clause> {
        let end = range.end;
        self.clause_of([range, end..end])
    }

    /// Whether the words of `range` form a clause by themselves.
    pub(super) fn is_clause(&self, range: Range<usize>) -> bool {
        self.clause_in(range).is_some()
    }
}

/// The clause of the verb or predicate at `root`, if the words begin with its subject and its verb is finite.
fn whole(tree: &Tree, root: usize, words: &[&str]) -> Option<Clause> {
    let children = |label: Label| {
        (0..words.len()).filter(move |&i| tree.heads[i] == Some(root) && tree.labels[i] == label)
    };
    let subject = children(Label::Subject)
        .chain(children(Label::ClausalSubject))
        .chain(children(Label::Expletive))
        .filter(|&s| s < root && !matches!(tree.tags[s], Tag::Who | Tag::Which | Tag::Whose | Tag::When))
        .min()?;
    // Preceding words that belong neither to the subject nor to the verb begin something else: 'the belief that success comes'.
    let belongs = |i: usize| {
        let above = std::iter::successors(tree.heads[i], |&h| tree.heads[h]).take(words.len());
        above.take_while(|&h| h != root).any(|h| h == subject)
    };
    let leads = |i: usize| {
        let tag = tree.tags[i];
        tree.heads[i] == Some(root) && (tree.labels[i] == Label::Advmod || tag.is_sign()) || belongs(i)
    };
    let adverbial = tree.tags[0] == Tag::Preposition && tree.labels[0] == Label::Case;
    let marked = (0..subject).any(|i| tree.labels[i] == Label::Mark);
    if marked || !adverbial && !(0..subject).all(leads) {
        return None;
    }
    let helper = children(Label::Aux)
        .chain(children(Label::Cop))
        .find(|&a| tree.tags[a].is_finite() || is_auxiliary(words[a]));
    // 'prices hit a record', 'its rival sold twice as many': a past tense mistaken for a participle or an adjective.
    let own = tree.tags[root].is_finite()
        || tree.tags[root] == Tag::Participle
        || matches!(tree.tags[root], Tag::Adjective | Tag::Noun | Tag::Base) && is_past(words[root]);
    if helper.is_none() && !own {
        return None;
    }
    let verb = helper.map_or(words[root], |h| words[h]);
    Some(Clause {
        pronoun: tree.tags[subject] == Tag::Pronoun,
        shifted: matches!(verb, "would" | "could" | "might" | "had" | "'d" | "’d"),
    })
}

/// Whether `word` may be a past tense that is more often something else.
fn is_past(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") || WordClass::IrregularPast.has(word)
}
