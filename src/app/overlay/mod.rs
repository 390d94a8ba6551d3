//! What lies over the mode and takes the keys first: prompts, the note editor, pages, reviews.
//!
//! Always true here: an overlay changes only itself. It handles the commands that are its own and answers with what it
//! wants done (`Request`); the model carries that out. An overlay sees the rest by a `Context`, to read.

pub mod comparison;
mod context;
mod editor;
pub mod field;
mod finished;
mod hints;
mod identity;
mod kept;
mod leaving;
mod link;
pub mod page;
mod picture;
mod prompt;
mod proposals;
mod review;
pub mod settle;

pub use comparison::Diff;
pub use context::Followable;
pub(super) use context::{Context, Request, Response};
pub use editor::NoteEditor;
pub use finished::{Finished, Summary};
pub use hints::{HintLabel, Hints};
pub use identity::Question;
pub use kept::Keeping;
pub use leaving::{Exit, Leaving};
pub use link::{Leads, Link};
pub use page::{Page, PageLine};
pub use picture::{PictureState, PictureView};
pub use prompt::{Prompt, PromptKind};
pub(super) use proposals::AUTHOR;
pub use proposals::Proposal;
pub use review::Review;
pub use settle::Settling;

use super::article::Editing;
use super::keys::{Command, Modes};
use crate::config::key::Key;

/// What lies over the mode.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// A line to type in.
    Prompt(Prompt),
    /// The note editor.
    Editor(NoteEditor),
    /// Letters on sentences.
    Hints(Hints),
    /// Something to look at.
    Page(Page),
    /// Annotations whose passage is no longer as it was, one at a time.
    Review(Review),
    /// The article beside an earlier text of it, claim by claim.
    Diff(Diff),
    /// The question whether the article is one that is known already.
    Identity(Question),
    /// The reader wants to go, and notes are not on disk.
    Leaving(Leaving),
    /// What is to become of what an earlier run could not save.
    Kept(Keeping),
    /// The end of the queue.
    Finished(Finished),
    /// Where a link leads, or what a footnote says.
    Link(Link),
    /// A picture of the article.
    Picture(PictureView),
    /// What another person's notes differ in.
    Settle(Settling),
}

impl Overlay {
    /// The mode by which its keys are looked up.
    pub fn modes(&self) -> Modes {
        match self {
            Self::Prompt(_) => Modes::PROMPT,
            Self::Editor(_) => Modes::EDITOR,
            Self::Hints(_) => Modes::PICK,
            Self::Page(_) => Modes::PAGE,
            Self::Review(_) => Modes::REVIEW,
            Self::Diff(_) => Modes::DIFF,
            Self::Identity(_) => Modes::IDENTITY,
            Self::Leaving(_) => Modes::LEAVE,
            Self::Kept(_) => Modes::KEPT,
            Self::Finished(_) => Modes::FINISHED,
            Self::Link(_) | Self::Picture(_) => Modes::LINK,
            Self::Settle(_) => Modes::SETTLE,
        }
    }

    /// What the text that is being typed here is about, as it was when the typing began.
    pub fn editing(&self) -> Option<&Editing> {
        match self {
            Self::Prompt(prompt) => prompt.editing(),
            Self::Editor(editor) => Some(editor.editing()),
            Self::Hints(_)
            | Self::Page(_)
            | Self::Review(_)
            | Self::Diff(_)
            | Self::Identity(_)
            | Self::Leaving(_)
            | Self::Kept(_)
            | Self::Finished(_)
            | Self::Link(_)
            | Self::Picture(_)
            | Self::Settle(_) => None,
        }
    }

    /// Handles a command; `None` where it is not the overlay's.
    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        match self {
            Self::Prompt(prompt) => prompt.handle(command, context),
            Self::Editor(editor) => editor.handle(command),
            Self::Hints(_) => Hints::handle(command),
            Self::Page(page) => page.handle(command, context),
            Self::Review(review) => review.handle(command, context),
            Self::Diff(diff) => diff.handle(command),
            Self::Identity(question) => question.handle(command, context),
            Self::Leaving(_) => Leaving::handle(command),
            Self::Kept(_) => Keeping::handle(command),
            Self::Finished(finished) => finished.handle(command),
            Self::Link(link) => link.handle(command),
            Self::Picture(_) => PictureView::handle(command),
            Self::Settle(settling) => settling.handle(command),
        }
    }

    /// Takes a key that calls no command; `None` where it does nothing here.
    pub(super) fn type_key(&mut self, key: Key, context: &Context<'_>) -> Option<Response> {
        match self {
            Self::Prompt(prompt) => Some(prompt.type_key(key, context)),
            Self::Editor(editor) => Some(editor.type_key(key)),
            Self::Hints(hints) => Some(hints.type_key(key)),
            Self::Page(page) => Some(page.type_key(key)),
            Self::Review(_)
            | Self::Diff(_)
            | Self::Identity(_)
            | Self::Leaving(_)
            | Self::Kept(_)
            | Self::Finished(_)
            | Self::Link(_)
            | Self::Picture(_)
            | Self::Settle(_) => None,
        }
    }

    /// Takes text that was pasted; `None` where nothing is typed here.
    pub(super) fn paste(&mut self, text: &str, context: &Context<'_>) -> Option<Response> {
        match self {
            Self::Prompt(prompt) => Some(prompt.paste(text, context)),
            Self::Editor(editor) => Some(editor.paste(text)),
            Self::Page(page) => Some(page.paste(text)),
            Self::Hints(_)
            | Self::Review(_)
            | Self::Diff(_)
            | Self::Identity(_)
            | Self::Leaving(_)
            | Self::Kept(_)
            | Self::Finished(_)
            | Self::Link(_)
            | Self::Picture(_)
            | Self::Settle(_) => None,
        }
    }
}
