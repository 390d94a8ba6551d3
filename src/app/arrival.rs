//! Where to go in an article that is opened.

use super::keys::Action;
use crate::document::TextRange;

/// The place to go to in an article that is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The annotation with this id.
    Annotation(String),
    /// At this passage.
    Passage(TextRange),
    /// The place where this action leads, with its argument.
    Doing(Action, String),
}
