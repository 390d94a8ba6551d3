//! Letters on the visible sentences, or on links, to pick one without counting or moving.

use super::super::keys::{Action, Command};
use super::super::status::{decline, quiet};
use super::context::{Followable, Request, Response};
use crate::config::key::{Code, Key};
use crate::document::{BlockKind, Document, TextRange};
use crate::text::sentence::sentences;

/// Letters on sentences, and what to do with the picked one.
#[derive(Clone, Debug)]
pub struct Hints {
    labels: Vec<HintLabel>,
    then: Option<Command>,
    /// Whether the letters are on links and footnotes.
    links: bool,
}

/// A sentence or a link and the letters that pick it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintLabel {
    /// One letter, or two if there are more sentences than letters.
    pub letters: String,
    /// The sentence or the link, in bytes.
    pub range: TextRange,
    /// The number of its letters pressed already.
    pub typed: usize,
}

/// Letters ordered by how easily they are reached.
const LETTERS: &str = "asdfghjklqwertyuiopzxcvbnm";

/// Bytes on each side of the page that are split into sentences, in a block larger than any page.
const REACH: usize = 4000;

impl Hints {
    /// A letter on each sentence that begins on the page (or overlaps its top); `None` if there is none. `page`: the visible ranges of the
    /// text, in order.
    pub(in crate::app) fn on(document: &Document, page: &[TextRange], then: Option<Command>) -> Option<Self> {
        let mut found: Vec<TextRange> = Vec::new();
        for stretch in page {
            for sentence in sentences_in(document, *stretch) {
                if found.last() != Some(&sentence) {
                    found.push(sentence);
                }
            }
        }
        Self::labelled(found, then, false)
    }

    /// A letter on each link and footnote; `None` if there is none.
    pub(in crate::app) fn on_links(found: Vec<TextRange>) -> Option<Self> {
        Self::labelled(found, None, true)
    }

    fn labelled(found: Vec<TextRange>, then: Option<Command>, links: bool) -> Option<Self> {
        if found.is_empty() {
            return None;
        }
        let letters: Vec<char> = LETTERS.chars().collect();
        let single = found.len() <= letters.len();
        let name = |i: usize| -> String {
            let last = letters[i % letters.len()];
            if single {
                last.to_string()
            } else {
                [letters[i / letters.len() % letters.len()], last]
                    .iter()
                    .collect()
            }
        };
        let label = |(i, range)| HintLabel {
            letters: name(i),
            range,
            typed: 0,
        };
        let labels = found.into_iter().enumerate().map(label).collect();
        Some(Self { labels, then, links })
    }

    /// A prompt in words.
    pub fn words(&self) -> String {
        match &self.then {
            None if self.links => "type the letter of a link or footnote to see where it leads".into(),
            Some(command) => format!("type the letter of a sentence: {}", command.action.spec().short),
            None => "type the letter of a sentence to select it".into(),
        }
    }

    /// The labels that can still be picked.
    pub fn labels(&self) -> &[HintLabel] {
        &self.labels
    }

    pub(super) fn handle(command: &Command) -> Option<Response> {
        (command.action == Action::Cancel).then(|| Response::close(decline("nothing selected")))
    }

    pub(super) fn type_key(&mut self, key: Key) -> Response {
        let Code::Char(c) = key.code else {
            return Response::close(decline("nothing selected"));
        };
        self.labels.retain(|l| l.letters.chars().nth(l.typed) == Some(c));
        for label in &mut self.labels {
            label.typed += 1;
        }
        match self.labels.as_slice() {
            [] => Response::close(decline(format!("nothing has the letter {c}"))),
            [label] if label.typed == label.letters.chars().count() && self.links => {
                Response::close_and(Request::Follow(Followable::Link(label.range)))
            }
            [label] if label.typed == label.letters.chars().count() => {
                Response::close_and(Request::Pick(label.range, self.then.take()))
            }
            _ => Response::stay(quiet()),
        }
    }
}

/// The sentences that overlap a stretch of the page.
fn sentences_in(document: &Document, page: TextRange) -> Vec<TextRange> {
    let mut found = Vec::new();
    let first = document.block_at(page.start).unwrap_or(0);
    let near = document.blocks().iter().skip(first);
    for block in near.take_while(|b| b.range.start < page.end) {
        if !block.kind.is_prose() && block.kind != BlockKind::Table {
            continue;
        }
        let around = TextRange::new(page.start.saturating_sub(REACH), page.end + REACH);
        let Some(window) = block.range.intersection(around) else {
            continue;
        };
        let all = sentences(document.slice(window)).into_iter();
        let all = all.map(|s| TextRange::from(s).shifted(window.start));
        found.extend(all.filter(|s| s.overlaps(page)));
    }
    found
}
