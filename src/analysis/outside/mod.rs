//! The results of the user's extractor program: its answer is parsed line by line and merged with Postil's own results.
//!
//! Invariants: an invalid line is left out, counted and reported, and affects no other line; accepted items lie in the document, on
//! grapheme boundaries, and contain nothing that controls a terminal. `docs/extractors.md` describes the protocol.

mod answer;
mod joined;

pub use answer::{Answer, Heard};
pub use joined::joined;

use super::{ClaimKind, EntityKind, Form, FoundBy};
use crate::document::TextRange;

/// A program's answer about a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The engines that it named, by their [numbers](FoundBy) from 1 on.
    pub engines: Vec<String>,
    /// In the order of the answer.
    pub entities: Vec<SaidEntity>,
    /// In the order of the answer.
    pub claims: Vec<SaidClaim>,
    /// Whether its entities replace Postil's.
    pub replaces_entities: bool,
    /// Whether its claims replace Postil's.
    pub replaces_claims: bool,
    /// Invalid lines.
    pub left_out: LeftOut,
}

/// One mention of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidEntity {
    /// Its kind.
    pub kind: EntityKind,
    /// Its name, on one line; `None` if it is the words of the passage.
    pub name: Option<String>,
    /// The passage.
    pub range: TextRange,
    /// The engine that found it.
    pub found_by: FoundBy,
}

/// A claim. Values that the program did not give are `None` or empty.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidClaim {
    /// The content.
    pub range: TextRange,
    /// The speaker, on one line, and the words that name the speaker.
    pub speaker: Option<(String, Option<TextRange>)>,
    /// The words that attribute it.
    pub cue: Option<TextRange>,
    /// How it is presented.
    pub form: Option<Form>,
    /// Its subject.
    pub kind: Option<ClaimKind>,
    /// Check-worthiness, 0 to 1.
    pub check_worthiness: Option<f32>,
    /// The reasons, each on one line.
    pub reasons: Vec<String>,
    /// The engine that found it.
    pub found_by: FoundBy,
}

/// The invalid lines of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Their number.
    pub count: usize,
    /// The first of them, with line numbers and errors.
    pub first: Vec<String>,
}

impl LeftOut {
    /// The number of lines that are quoted.
    const NAMED: usize = 5;

    fn add(&mut self, line: usize, why: &str) {
        self.count += 1;
        if self.first.len() < Self::NAMED {
            self.first.push(format!("line {line}: {why}"));
        }
    }

    /// A description; `None` if no line was invalid.
    pub fn in_words(&self) -> Option<String> {
        let lines = match self.count {
            0 => return None,
            1 => "1 line of the answer was".to_owned(),
            n => format!("{n} lines of the answer were"),
        };
        let more = match self.count - self.first.len() {
            0 => String::new(),
            n => format!("; and {n} more"),
        };
        Some(format!("{lines} left out: {}{more}", self.first.join("; ")))
    }
}
