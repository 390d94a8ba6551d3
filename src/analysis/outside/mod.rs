//! What a program of the reader's says of a document: its answer read line by line, and joined with what Postil found.
//!
//! Always true here: a line that cannot be taken is left out, counted and named, and costs no other line; what is taken lies
//! in the document, on borders of graphemes, and holds nothing that steers a terminal. `docs/extractors.md` has the protocol.

mod answer;
mod joined;

pub use answer::{Answer, Heard};
pub use joined::joined;

use super::{ClaimKind, EntityKind, Form, FoundBy};
use crate::document::TextRange;

/// What a program said of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// The engines that it named, by their [numbers](FoundBy) from 1 on.
    pub engines: Vec<String>,
    /// In the order in which they were said.
    pub entities: Vec<SaidEntity>,
    /// In the order in which they were said.
    pub claims: Vec<SaidClaim>,
    /// Whether its entities are to take the place of Postil's.
    pub replaces_entities: bool,
    /// Whether its claims are to take the place of Postil's.
    pub replaces_claims: bool,
    /// What could not be taken.
    pub left_out: LeftOut,
}

/// One mention of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidEntity {
    /// What it is.
    pub kind: EntityKind,
    /// Its name, on one line; `None` where that is what the passage says.
    pub name: Option<String>,
    /// Where it is named.
    pub range: TextRange,
    /// Which engine says so.
    pub found_by: FoundBy,
}

/// A claim. What the program did not say is `None` or empty.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidClaim {
    /// The content.
    pub range: TextRange,
    /// Who asserts it, on one line, and where the text names that speaker.
    pub speaker: Option<(String, Option<TextRange>)>,
    /// The words that attribute it.
    pub cue: Option<TextRange>,
    /// How it is given.
    pub form: Option<Form>,
    /// What it is about.
    pub kind: Option<ClaimKind>,
    /// How much it is worth checking, 0 to 1.
    pub check_worthiness: Option<f32>,
    /// Why it is one, each on one line.
    pub reasons: Vec<String>,
    /// Which engine says so.
    pub found_by: FoundBy,
}

/// The lines of an answer that could not be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// How many.
    pub count: usize,
    /// The first of them, with their numbers and what is wrong with them.
    pub first: Vec<String>,
}

impl LeftOut {
    /// How many of the lines are named.
    const NAMED: usize = 5;

    fn add(&mut self, line: usize, why: &str) {
        self.count += 1;
        if self.first.len() < Self::NAMED {
            self.first.push(format!("line {line}: {why}"));
        }
    }

    /// In words; `None` where nothing was left out.
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
