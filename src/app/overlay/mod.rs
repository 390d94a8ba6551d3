//! Overlays, which cover the mode and handle keys first: prompts, the note editor, pages, reviews.
//!
//! Invariants: an overlay changes only itself. It handles its own commands and responds with a `Request`, which the model carries out. It
//! reads everything else through a `Context`.

pub mod comparison;
mod context;
mod editor;
pub mod field;
mod finished;
mod hints;
mod identity;
mod kept;
mod leaving;
mod ledger;
mod link;
pub mod page;
mod picture;
mod prompt;
mod proposals;
mod review;
pub mod settle;
mod settle_lines;
mod shelf;

pub use comparison::Diff;
pub use context::Followable;
pub(super) use context::{Context, Request, Response};
pub use editor::NoteEditor;
pub use finished::{Finished, Summary};
pub use hints::{HintLabel, Hints};
pub use identity::Question;
pub use kept::Keeping;
pub use leaving::{Exit, Leaving};
pub use ledger::{Ledger, LedgerTyping};
pub use link::{Leads, Link};
pub use page::{Page, PageLine};
pub use picture::{PictureState, PictureView};
pub use prompt::{Prompt, PromptKind};
pub(super) use proposals::AUTHOR;
pub use proposals::Proposal;
pub use review::Review;
pub use settle::Settling;
pub use shelf::LibraryScreen;

use super::article::Editing;
use super::keys::{Command, ModeSet};
use crate::config::key::Key;

/// An overlay.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// A prompt of one line.
    Prompt(Prompt),
    /// The note editor.
    Editor(NoteEditor),
    /// Letters on sentences.
    Hints(Hints),
    /// A page to read.
    Page(Page),
    /// The library.
    Library(Box<LibraryScreen>),
    /// Who said what, over all articles.
    Ledger(Box<Ledger>),
    /// The review of annotations whose passage has changed.
    Review(Review),
    /// The comparison with an earlier text, claim by claim.
    Diff(Diff),
    /// The question whether the article is a known one.
    Identity(Question),
    /// Leaving with unsaved notes.
    Leaving(Leaving),
    /// The question about rescue copies of an earlier run.
    Kept(Keeping),
    /// The end of the queue.
    Finished(Finished),
    /// The target of a link, or the text of a footnote.
    Link(Link),
    /// A picture of the article.
    Picture(PictureView),
    /// The differences with another person's notes.
    Settle(Settling),
}

impl Overlay {
    /// The mode in which its keys are looked up.
    pub fn modes(&self) -> ModeSet {
        match self {
            Self::Prompt(_) => ModeSet::PROMPT,
            Self::Editor(_) => ModeSet::EDITOR,
            Self::Hints(_) => ModeSet::PICK,
            Self::Page(_) => ModeSet::PAGE,
            Self::Library(_) => ModeSet::SHELF,
            Self::Ledger(ledger) => ledger.modes(),
            Self::Review(_) => ModeSet::REVIEW,
            Self::Diff(_) => ModeSet::DIFF,
            Self::Identity(_) => ModeSet::IDENTITY,
            Self::Leaving(_) => ModeSet::LEAVE,
            Self::Kept(_) => ModeSet::KEPT,
            Self::Finished(_) => ModeSet::FINISHED,
            Self::Link(_) | Self::Picture(_) => ModeSet::LINK,
            Self::Settle(_) => ModeSet::SETTLE,
        }
    }

    /// The subject of the text being typed, in its state when typing began.
    pub fn editing(&self) -> Option<&Editing> {
        match self {
            Self::Prompt(prompt) => prompt.editing(),
            Self::Editor(editor) => Some(editor.editing()),
            Self::Hints(_)
            | Self::Page(_)
            | Self::Library(_)
            | Self::Ledger(_)
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

    /// Handles a command; `None` if it is not the overlay's.
    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        match self {
            Self::Prompt(prompt) => prompt.handle(command, context),
            Self::Editor(editor) => editor.handle(command),
            Self::Hints(_) => Hints::handle(command),
            Self::Page(page) => page.handle(command, context),
            Self::Library(shelf) => shelf.handle(command, context),
            Self::Ledger(ledger) => ledger.handle(command, context),
            Self::Review(review) => review.handle(command, context),
            Self::Diff(diff) => diff.handle(command),
            Self::Identity(question) => question.handle(command, context),
            Self::Leaving(_) => Leaving::handle(command),
            Self::Kept(_) => Keeping::handle(command),
            Self::Finished(finished) => finished.handle(command),
            Self::Link(link) => link.handle(command),
            Self::Picture(_) => PictureView::handle(command),
            Self::Settle(settling) => settling.handle(command, context),
        }
    }

    /// Handles a key that calls no command; `None` if it does nothing here.
    pub(super) fn type_key(&mut self, key: Key, context: &Context<'_>) -> Option<Response> {
        match self {
            Self::Prompt(prompt) => Some(prompt.type_key(key, context)),
            Self::Editor(editor) => Some(editor.type_key(key)),
            Self::Hints(hints) => Some(hints.type_key(key)),
            Self::Page(page) => Some(page.type_key(key)),
            Self::Library(shelf) => Some(shelf.type_key(key, context)),
            Self::Ledger(ledger) => ledger.type_key(key, context),
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

    /// Handles pasted text; `None` if nothing can be typed here.
    pub(super) fn paste(&mut self, text: &str, context: &Context<'_>) -> Option<Response> {
        match self {
            Self::Prompt(prompt) => Some(prompt.paste(text, context)),
            Self::Editor(editor) => Some(editor.paste(text)),
            Self::Page(page) => Some(page.paste(text)),
            Self::Library(shelf) => Some(shelf.paste(text, context)),
            Self::Ledger(ledger) => ledger.paste(text, context),
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
