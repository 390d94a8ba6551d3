//! From a document to the entities it names and the claims it makes or reports.
//!
//! Always true here: an [`Analysis`] is made of suggestions, never of decisions; every range lies on character borders and
//! inside one block, but for quotations that run over several; entities are ordered by their first mention, mentions and claims by their start; the same
//! document gives the same analysis on every machine.

pub mod attribution;
pub mod compare;
pub mod entities;
mod model;
pub mod outside;
mod parts;
pub mod revision;
mod steps;
pub mod syntax;
pub mod token;
pub mod worth;

pub use model::{
    Analysis, Claim, ClaimKind, Entity, EntityKind, Form, FoundBy, Mention, OWN_ENGINE, Reason, Speaker,
    Value,
};
pub use parts::{PART, Parts};

use crate::document::Document;
use token::Token;

/// Names the state of the engine, its models included: two builds of the same name find the same.
pub const STATE: &str = env!("POSTIL_ANALYSIS");

/// Everything the engine finds in `document`; in a long one, [part](Parts) by part.
pub fn analyse(document: &Document) -> Analysis {
    let mut parts = Parts::of(document);
    for index in 0..parts.count() {
        parts.analyse(document, index);
    }
    parts.joined(document)
}

/// Everything the engine finds in `document`, taken as one however long it is.
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

/// The tokens of all blocks in order, as byte ranges of the canonical text; none crosses from one block into another.
/// In a text that is mostly written without spaces between words, each Chinese sign is one, and so is each run of kana.
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

/// ISO 639-1 code of the language of `document`, where it is long enough to tell.
pub fn language(document: &Document) -> Option<String> {
    crate::text::language::language(document.text()).map(str::to_owned)
}
