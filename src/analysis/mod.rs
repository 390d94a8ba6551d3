//! Finds the entities that a document names and the claims that it makes or reports.
//!
//! Invariants: an [`Analysis`] contains suggestions, never decisions; every range lies on character boundaries and inside one block, except
//! quotations over several blocks; entities are ordered by their first mention, mentions and claims by their start; the same document gives
//! the same analysis on every machine.

pub mod attribution;
pub mod checkworthiness;
mod common_name;
pub mod compare;
pub mod constructions;
pub mod entities;
mod model;
pub mod outside;
mod parts;
pub mod revision;
mod steps;
pub mod syntax;
pub mod token;

pub use common_name::{common_name, is_acronym, well_known_names};
pub use model::{
    Analysis, Claim, ClaimKind, Entity, EntityKind, Form, FoundBy, Mention, OWN_ENGINE, Reason, Speaker,
    Value,
};
pub use parts::{PART, Parts};

use crate::document::Document;
use token::Token;

/// Identifies the state of the engine, including its models: two builds with the same value give the same results.
pub const STATE: &str = env!("POSTIL_ANALYSIS");

/// Analyses `document`; a long one [part](Parts) by part.
pub fn analyse(document: &Document) -> Analysis {
    let mut parts = Parts::of(document);
    for index in 0..parts.count() {
        parts.analyse(document, index);
    }
    parts.joined(document)
}

/// Analyses `document` as a whole, whatever its length.
pub fn analyse_whole(document: &Document) -> Analysis {
    let tokens = tokens(document);
    let entities = entities::entities(document, &tokens);
    let claims = attribution::claims(document, &tokens, &entities);
    Analysis {
        entities,
        claims,
        language: language(document),
        engines: Vec::new(),
    }
}

/// The tokens of all blocks in order, as byte ranges of the canonical text; no token crosses a block boundary. In a text mostly written
/// without spaces between words, each Chinese character is a token, and so is each run of kana.
pub fn tokens(document: &Document) -> Vec<Token> {
    let mut out = Vec::with_capacity(document.text().len() / 5);
    for block in document.blocks() {
        let base = block.range.start;
        let tokens = token::tokenise(document.block_text(block));
        out.extend(tokens.into_iter().map(|t| Token {
            range: t.range.shifted(base),
            ..t
        }));
    }
    if token::is_eastern(document.text(), &out) {
        out = token::split(document.text(), &out, entities::particle);
    }
    out
}

/// ISO 639-1 code of the language of `document`, if it is long enough to detect.
pub fn language(document: &Document) -> Option<String> {
    crate::text::language::language(document.text()).map(str::to_owned)
}
