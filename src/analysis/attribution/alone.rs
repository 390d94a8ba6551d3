//! Clauses that words make by themselves, told by a parse of these words alone.
//!
//! The parse of a whole sentence often goes wrong where a source breaks into it or where the narrator goes on behind a
//! statement. The parts alone are plain sentences, on which the parser is at its best.
//!
//! Always true here: a sentence is parsed again at most [`MOST`] times, and only in parts of at most [`LONGEST`] tokens.

use std::ops::Range;

use super::grammar::{Sentence, is_auxiliary, is_pause};
use crate::analysis::syntax::{Label, Tag, Tree};
use crate::lexicon::WordClass;

/// How many parses of its parts one sentence is worth.
const MOST: usize = 12;
/// Tokens of the longest part that is parsed.
const LONGEST: usize = 80;

/// What kind of subject and verb the words of a clause have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clause {
    /// Whether a personal pronoun is its subject.
    pub(super) pronoun: bool,
    /// Whether its verb has the form that 'said' gives to what was said: 'would go', 'had gone'.
    pub(super) shifted: bool,
}

impl Sentence<'_, '_> {
    /// The clause that the words of `parts` make when they are read as one, if they make a whole one.
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

    /// The clause that the words of `range` make by themselves.
    pub(super) fn clause_in(&self, range: Range<usize>) -> Option<Clause> {
        let end = range.end;
        self.clause_of([range, end..end])
    }

    /// Whether the words of `range` make a clause by themselves.
    pub(super) fn is_clause(&self, range: Range<usize>) -> bool {
        self.clause_in(range).is_some()
    }
}

/// The clause of the verb or predicate at `root`, if it has a subject that the words begin with and a verb that makes a clause.
fn whole(tree: &Tree, root: usize, words: &[&str]) -> Option<Clause> {
    let children = |label: Label| {
        (0..words.len()).filter(move |&i| tree.heads[i] == Some(root) && tree.labels[i] == label)
    };
    let subject = children(Label::Subject)
        .chain(children(Label::ClausalSubject))
        .chain(children(Label::Expletive))
        .filter(|&s| s < root && !matches!(tree.tags[s], Tag::Who | Tag::Which | Tag::Whose | Tag::When))
        .min()?;
    // Words before it that belong neither to it nor to the verb begin something else: 'the belief that success comes'.
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
    // 'prices hit a record', 'its rival sold twice as many': a past tense that was taken for a participle or an adjective.
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

/// Whether `word` may be a past tense that the tagger knows better as something else.
fn is_past(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") || WordClass::IrregularPast.has(word)
}
