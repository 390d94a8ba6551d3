//! What each action does. The table of actions names the function that does it; [`handler`] is made from the table, so
//! that no action is without one.
//!
//! Always true here: a handler changes the model and returns what that came to; it writes nothing to the status line.

mod bounds;
mod card;
mod decide;
mod elsewhere;
mod files;
mod fold;
mod history;
mod hops;
mod identity;
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

/// Does a command.
pub(super) type Handler = fn(&mut Model, &Command) -> Outcome;

macro_rules! handlers {
    ($($action:ident $name:literal $group:ident $short:literal $argument:expr, $help:literal, [$($modes:expr => [$($key:literal),*]),*] => $module:ident::$function:ident;)*) => {
        /// The function that does an action, as the table names it.
        pub(super) fn handler(action: Action) -> Handler {
            match action {
                $(Action::$action => $module::$function),*
            }
        }
    };
}

actions!(handlers);
