//! From a document to the entities it names and the claims it makes or reports.
//!
//! Always true here: an [`Analysis`] is made of suggestions, never of decisions; every range lies inside one block and
//! on character borders; entities are ordered by their first mention, mentions and claims by their start; the same
//! document gives the same analysis on every machine.

pub mod attribution;
mod model;
pub mod syntax;
pub mod token;
pub(crate) mod worth;

pub use model::{Analysis, Claim, ClaimKind, Entity, EntityKind, Form, Mention, Reason, Speaker, Value};

use crate::document::Document;

/// Everything the engine finds in `document`.
pub fn analyse(document: &Document) -> Analysis {
    let tokens = token::tokenise(document.text());
    let entities = Vec::new();
    let claims = attribution::claims(document, &tokens, &entities);
    Analysis {
        entities,
        claims,
        language: None,
    }
}
