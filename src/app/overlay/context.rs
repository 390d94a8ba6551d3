//! The data available to an overlay, and its responses.

use super::super::article::{Article, Editing};
use super::super::keys::{Action, Command, Keymap, ModeSet};
use super::super::message::{Arrival, Effect};
use super::super::panes::Panes;
use super::super::pictures::PictureFile;
use super::super::recall::Recall;
use super::super::status::{Outcome, decline, quiet};
use super::field::Typed;
use super::leaving::{Exit, Leaving};

use crate::analysis::EntityKind;
use crate::config::Themes;
use crate::config::settings::Settings;
use crate::document::TextRange;
use crate::layout::Top;
use crate::notes::{Evidence, Id, Settlement};

/// The data available to an overlay.
pub(in crate::app) struct Context<'a> {
    pub(in crate::app) article: &'a Article,
    pub(in crate::app) settings: &'a Settings,
    pub(in crate::app) themes: &'a Themes,
    /// Rows of the screen.
    pub(in crate::app) rows: u16,
    pub(in crate::app) panes: &'a Panes,
    pub(in crate::app) keymap: &'a Keymap,
    /// The mode in which keys are looked up after the overlay is closed.
    pub(in crate::app) below: ModeSet,
    pub(in crate::app) recall: &'a Recall,
}

/// A link, or a picture by its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followable {
    /// A link, by its bytes.
    Link(TextRange),
    /// A picture, by its index.
    Picture(usize),
}

/// A request of an overlay.
#[derive(Debug)]
pub(in crate::app) enum Request {
    /// Run a command on its usual target.
    Run(Command),
    /// Start an action as its keys would, asking for a missing argument.
    Start(Action),
    /// Run a command on the edited item, wherever the focus is.
    RunOn(Box<Editing>, Command),
    /// Change a piece of evidence of the edited item to the typed text.
    ChangeEvidence(Box<Editing>, Evidence, String),
    /// Set the note of the edited item.
    WriteNote(Box<Editing>, String),
    /// Search for the words from byte `from` on, while they are typed (`jump` is false) or on Enter.
    Find { needle: String, from: usize, jump: bool },
    /// End the search, and restore the page.
    EndSearch(Option<(usize, Top)>),
    /// Filter the list by the typed text.
    Filter(String),
    /// Preview the theme.
    ShowTheme(String),
    /// Show the chosen theme again.
    SettleTheme,
    /// Choose the theme.
    ChooseTheme(String),
    /// Rename the mentions of the entity with that kind and name, or those with the same words as one of them.
    Rename {
        kind: EntityKind,
        old: String,
        like: Option<TextRange>,
        name: String,
    },
    /// Show the target of a link, or a picture's description.
    Follow(Followable),
    /// Select the sentence, and run the command on it.
    Pick(TextRange, Option<Command>),
    /// Draw the picture over the page, with these words below it.
    Draw(String, PictureFile),
    /// Bring the passage of a reviewed annotation into view, and move the reading position there.
    Show(Id, TextRange),
    /// Jump to the passage.
    Jump(TextRange),
    /// Attach the annotation to this passage.
    Attach(Id, TextRange),
    /// Keep the annotation without a passage.
    Detach(Id),
    /// Let the reader select the passage of the annotation.
    SelectFor(Id),
    /// Settle the current difference this way.
    Settle(Settlement),
    /// Reopen the last settled difference.
    Unsettle,
    /// Compare the article with the text of that number.
    Compare(usize),
    /// Perform an effect.
    Perform(Effect),
    /// Answer the question before leaving.
    Answer(Action),
    /// Answer the question about rescue copies.
    AnswerAboutCopies(Action),
    /// Write the notes to the file of that name, before leaving.
    SaveElsewhere(Leaving, String),
    /// Ask the question before leaving again.
    AskAgain(Leaving),
    /// Leave, to another article or out of the program.
    Leave(Exit),
    /// Go to a passage of an article, with a way back.
    Visit(String, Option<Arrival>),
    /// End the program.
    Quit,
}

/// The response of an overlay to a command or a key.
#[derive(Debug)]
pub(in crate::app) struct Response {
    /// Whether it stays open.
    pub(in crate::app) stays: bool,
    /// A request, carried out after closing.
    pub(in crate::app) request: Option<Request>,
    /// The outcome; if it is empty, that of the request is shown.
    pub(in crate::app) outcome: Outcome,
}

impl Response {
    /// It stays open.
    pub(in crate::app) fn stay(outcome: Outcome) -> Self {
        Self {
            stays: true,
            request: None,
            outcome,
        }
    }

    /// It closes.
    pub(in crate::app) fn close(outcome: Outcome) -> Self {
        Self {
            stays: false,
            ..Self::stay(outcome)
        }
    }

    /// It stays open and makes a request.
    pub(in crate::app) fn ask(request: Request) -> Self {
        Self {
            request: Some(request),
            ..Self::stay(quiet())
        }
    }

    /// It closes and makes a request.
    pub(in crate::app) fn close_and(request: Request) -> Self {
        Self {
            stays: false,
            ..Self::ask(request)
        }
    }

    /// It stays open after something was typed; text that did not fit is reported.
    pub(in crate::app) fn typed(typed: Typed) -> Self {
        Self::stay(match typed.full {
            Some(limit) => decline(format!(
                "full: no more than {} KB can be typed here",
                limit / 1024
            )),
            None => quiet(),
        })
    }

    /// The same, with an outcome.
    pub(in crate::app) fn saying(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }
}
