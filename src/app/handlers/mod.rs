//! The functions that carry out actions. The table of actions names the function of each; [`handler`] is generated from the table, so that
//! no action lacks one.
//!
//! Invariant: a handler changes the model and returns the outcome; it writes nothing to the status line.

mod bounds;
mod card;
mod decide;
mod elsewhere;
mod files;
mod fold;
mod history;
mod hops;
mod identity;
mod import;
mod kept;
mod leaving;
mod links;
mod lists;
mod movement;
mod opening;
mod peek;
mod pipe;
mod program;
mod requests;
mod review;
mod search;
mod select;
mod settle;
mod sources;
mod tag;
mod target;
mod typing;
mod view;

pub use tag::{KIND_LETTERS, kind_by_letter};
pub use typing::Typing;

use super::keys::action::actions;
use super::keys::{Action, Command};
use super::model::Model;
use super::status::Outcome;

/// Carries out a command.
pub(super) type Handler = fn(&mut Model, &Command) -> Outcome;

macro_rules! handlers {
    ($($action:ident $name:literal $group:ident $short:literal $argument:expr, $help:literal, [$($modes:expr => [$($key:literal),*]),*] => $module:ident::$function:ident;)*) => {
        /// The function of an action, by the table.
        pub(super) fn handler(action: Action) -> Handler {
            match action {
                $(Action::$action => $module::$function),*
            }
        }
    };
}

actions!(handlers);
