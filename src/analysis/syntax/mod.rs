//! The grammar of a sentence: parts of speech and dependencies.
//!
//! Invariants: the models in `assets/syntax.model` are used in place, and loading them builds nothing; a sentence of `n` tokens gives `n`
//! tags, heads and labels; the heads form one tree; the same sentence gives the same tree on every machine (integers only).
//! `docs/analysis-claims.md` describes the training data and the accuracy of the models.

mod lexeme;
mod parser;
mod tag;
mod tagger;
pub mod train;
mod weights;

use std::sync::LazyLock;

pub use tag::{Label, Tag};

use weights::Weights;

/// The number of classes per row of the tables for tags and labels, which is enough for both.
pub(crate) const WIDTH: usize = 48;

/// Longer sentences are tagged completely, but parsed as if they ended after this many tokens.
const LONGEST: usize = 250;

/// The grammar of one sentence, by token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Parts of speech.
    pub tags: Vec<Tag>,
    /// The token that each depends on, by index in the sentence; `None` for the root.
    pub heads: Vec<Option<usize>>,
    /// The relation to it.
    pub labels: Vec<Label>,
}

/// The three tables of a model.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    tags: Weights<'a, WIDTH>,
    actions: Weights<'a, { parser::ACTIONS }>,
    labels: Weights<'a, WIDTH>,
}

/// The magic bytes of a model file: name and version of the format.
const MAGIC: &[u8] = b"postil syntax 2\n";

static SHIPPED: LazyLock<Option<Model<'static>>> =
    LazyLock::new(|| Model::read(include_bytes!("../../../assets/syntax.model")));

impl<'a> Model<'a> {
    /// A model from the bytes of its file; `None` if they are invalid or of another version.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (tags, rest) = Weights::read(rest)?;
        let (actions, rest) = Weights::read(rest)?;
        let (labels, _) = Weights::read(rest)?;
        Some(Self {
            tags,
            actions,
            labels,
        })
    }

    /// The built-in model.
    pub fn shipped() -> Option<&'static Model<'static>> {
        SHIPPED.as_ref()
    }

    /// The grammar of one sentence. Quotation marks are skipped while parsing, so that they do not separate words that belong together;
    /// each is attached to the word before it, or to the first.
    pub fn parse(&self, words: &[&str]) -> Tree {
        let (lexemes, kept) = lexeme::lexemes(words);
        let tags = tagger::tag(&self.tags, &lexemes);
        let most = kept.len().min(LONGEST);
        let (heads, labels) = parser::parse(&self.actions, &self.labels, &lexemes[..most], &tags[..most]);
        let root = heads.iter().position(|&h| h == 0);
        let mut tree = Tree {
            tags: vec![Tag::Quote; words.len()],
            heads: vec![None; words.len()],
            labels: vec![Label::Punct; words.len()],
        };
        for (k, &i) in kept.iter().enumerate() {
            tree.tags[i] = tags[k];
            tree.labels[i] = labels.get(k).copied().unwrap_or(Label::Dep);
            let head = heads.get(k).map_or(root, |&h| (h as usize).checked_sub(1));
            tree.heads[i] = head.and_then(|h| kept.get(h).copied());
        }
        let first = kept.first().copied();
        let mut last = None;
        for (i, word) in words.iter().enumerate() {
            if is_quotation_mark(word) {
                tree.heads[i] = last.or(first);
            } else {
                last = Some(i);
            }
        }
        tree
    }
}

/// Whether a token is unambiguously a quotation mark.
pub(crate) fn is_quotation_mark(word: &str) -> bool {
    matches!(
        word,
        "\"" | "“" | "”" | "„" | "``" | "''" | "«" | "»" | "‹" | "›" | "‘" | "「" | "」" | "『" | "』"
    )
}

impl Tree {
    /// The tree without quotation marks.
    #[must_use]
    pub fn without_marks(&self, words: &[&str]) -> Self {
        let mut place = vec![None; words.len()];
        let kept: Vec<usize> = (0..words.len())
            .filter(|&i| !is_quotation_mark(words[i]))
            .collect();
        for (k, &i) in kept.iter().enumerate() {
            place[i] = Some(k);
        }
        Self {
            tags: kept.iter().map(|&i| self.tags[i]).collect(),
            heads: kept
                .iter()
                .map(|&i| self.heads[i].and_then(|h| place[h]))
                .collect(),
            labels: kept.iter().map(|&i| self.labels[i]).collect(),
        }
    }

    /// The children of each token.
    pub fn all_children(&self) -> Children {
        let mut starts = vec![0; self.heads.len() + 1];
        let heads = || self.heads.iter().flatten().filter(|h| **h < self.heads.len());
        heads().for_each(|h| starts[h + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut all = vec![0; heads().count()];
        for (c, head) in self.heads.iter().enumerate() {
            if let Some(place) = head.and_then(|h| next.get_mut(h).filter(|_| h < self.heads.len())) {
                all[*place as usize] = c as u32;
                *place += 1;
            }
        }
        Children { starts, all }
    }

    /// For each token the extent of its subtree: the first token, and one past the last.
    pub fn reach(&self, children: &Children) -> Vec<std::ops::Range<usize>> {
        let mut out: Vec<_> = (0..self.heads.len()).map(|i| i..i + 1).collect();
        // From the root down; in reverse order each token comes after its children.
        let mut order: Vec<usize> = (0..self.heads.len())
            .filter(|&i| self.heads[i].is_none())
            .collect();
        let mut at = 0;
        while let Some(&token) = order.get(at) {
            order.extend(children.of(token).iter().map(|c| *c as usize));
            at += 1;
        }
        for &token in order.iter().rev() {
            if let (Some(head), Some(own)) = (self.heads[token], out.get(token).cloned())
                && let Some(range) = out.get_mut(head)
            {
                *range = range.start.min(own.start)..range.end.max(own.end);
            }
        }
        out
    }
}

/// The children of each token of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Children {
    /// Where the children of each token begin in `all`, and where the last ones end.
    starts: Vec<u32>,
    all: Vec<u32>,
}

impl Children {
    /// The tokens that depend on `i`, in order.
    pub fn of(&self, i: usize) -> &[u32] {
        let bounds = self.starts.get(i).zip(self.starts.get(i + 1));
        let range = bounds.map(|(start, end)| *start as usize..*end as usize);
        range.and_then(|range| self.all.get(range)).unwrap_or_default()
    }
}
