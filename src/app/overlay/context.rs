//! What an overlay sees, and how it answers.

use super::super::article::{Article, Editing};
use super::super::keys::{Action, Command, Keymap, Modes};
use super::super::message::{Arrival, Effect};
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

/// What an overlay sees of the rest.
pub(in crate::app) struct Context<'a> {
    pub(in crate::app) article: &'a Article,
    pub(in crate::app) settings: &'a Settings,
    pub(in crate::app) themes: &'a Themes,
    /// Rows of the screen, in cells.
    pub(in crate::app) rows: u16,
    pub(in crate::app) keymap: &'a Keymap,
    /// The mode by which keys are looked up once the overlay is closed.
    pub(in crate::app) below: Modes,
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

/// What an overlay wants done.
#[derive(Debug)]
pub(in crate::app) enum Request {
    /// A command, on whatever it is about.
    Run(Command),
    /// An action, as its keys do it: what it still needs is asked for.
    Start(Action),
    /// A command on what was being edited, wherever the focus is.
    RunOn(Box<Editing>, Command),
    /// A piece of evidence on what was being edited becomes what was typed.
    ChangeEvidence(Box<Editing>, Evidence, String),
    /// The note becomes that of what was being edited.
    WriteNote(Box<Editing>, String),
    /// The words are looked for from byte `from` on, while they are typed (`jump` is false) or as asked for.
    Find { needle: String, from: usize, jump: bool },
    /// The search is put away, and the page put where it was.
    EndSearch(Option<(usize, Top)>),
    /// The list is filtered by what was typed.
    Filter(String),
    /// The theme is shown, while it is chosen.
    ShowTheme(String),
    /// The theme chosen before is shown.
    SettleTheme,
    /// The theme is chosen.
    ChooseTheme(String),
    /// The mentions of the entity of that kind and name, or those that read like one, get another name.
    Rename {
        kind: EntityKind,
        old: String,
        like: Option<TextRange>,
        name: String,
    },
    /// It is shown where a link leads, or what a picture is of.
    Follow(Followable),
    /// The sentence is selected, and the command done with it.
    Pick(TextRange, Option<Command>),
    /// The picture is drawn over the page, with these words below it.
    Draw(String, PictureFile),
    /// The passage of an annotation that is reviewed is brought into view, and the reading position put on it.
    Show(Id, TextRange),
    /// The reader jumps to the passage.
    Jump(TextRange),
    /// The annotation is of this passage now.
    Attach(Id, TextRange),
    /// The annotation is kept without a passage.
    Detach(Id),
    /// The reader selects the passage of the annotation.
    SelectFor(Id),
    /// The difference that is looked at is settled so.
    Settle(Settlement),
    /// The last difference that was settled is open again.
    Unsettle,
    /// The article is compared with the text of that number.
    Compare(usize),
    /// Something outside.
    Perform(Effect),
    /// The answer to what was asked before leaving.
    Answer(Action),
    /// The answer to what is to become of copies.
    AnswerAboutCopies(Action),
    /// The notes go to the file of that name, before leaving.
    SaveElsewhere(Leaving, String),
    /// What was asked before leaving is asked again.
    AskAgain(Leaving),
    /// The reader goes, to another article or out of the program.
    Leave(Exit),
    /// The reader goes to a passage of an article, from where there is a way back.
    Visit(String, Option<Arrival>),
    /// The program ends.
    Quit,
}

/// What an overlay answers to a command or a key.
#[derive(Debug)]
pub(in crate::app) struct Response {
    /// Whether it stays open.
    pub(in crate::app) stays: bool,
    /// What it wants done, after it closed.
    pub(in crate::app) request: Option<Request>,
    /// What it came to; where that is nothing, what the request comes to is told.
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

    /// It stays open and wants something done.
    pub(in crate::app) fn ask(request: Request) -> Self {
        Self {
            request: Some(request),
            ..Self::stay(quiet())
        }
    }

    /// It closes and wants something done.
    pub(in crate::app) fn close_and(request: Request) -> Self {
        Self {
            stays: false,
            ..Self::ask(request)
        }
    }

    /// It stays open after something was typed: what did not fit is told.
    pub(in crate::app) fn typed(typed: Typed) -> Self {
        Self::stay(match typed.full {
            Some(limit) => decline(format!(
                "full: no more than {} KB can be typed here",
                limit / 1024
            )),
            None => quiet(),
        })
    }

    /// The same, with something to say.
    pub(in crate::app) fn saying(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }
}
