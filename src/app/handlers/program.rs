//! The program: opening, exporting, leaving; and what the keys of an overlay do where there is none.

use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Exit, PromptKind};
use super::super::status::{Outcome, decline, done, quiet};
use crate::export::ExportRequest;

pub(super) fn whole(model: &mut Model, _: &Command) -> Outcome {
    model.leave(Exit::Whole)
}

pub(super) fn library(model: &mut Model, _: &Command) -> Outcome {
    model.perform(Effect::ListLibrary)
}

pub(super) fn export(model: &mut Model, command: &Command) -> Outcome {
    match ExportRequest::parse(command.argument.as_deref().unwrap_or_default()) {
        Ok(request) => model.perform(Effect::Export(request)),
        Err(why) => decline(why.to_string()),
    }
}

pub(super) fn command_line(model: &mut Model, _: &Command) -> Outcome {
    model.open_prompt(PromptKind::Command, "")
}

pub(super) fn suspend(model: &mut Model, _: &Command) -> Outcome {
    model.perform(Effect::Suspend)
}

/// Leaves what is not analysed yet as it is.
pub(super) fn stop_analysis(model: &mut Model, _: &Command) -> Outcome {
    let Some(percent) = model.article.stop_analysis() else {
        return decline("no analysis is running");
    };
    model.effects.push(Effect::StopAnalysis);
    done(format!(
        "stopped: {percent}% are analysed; opened again, it goes on"
    ))
}

pub(super) fn redraw(model: &mut Model, _: &Command) -> Outcome {
    model.perform(Effect::Redraw)
}

pub(super) fn quit(model: &mut Model, _: &Command) -> Outcome {
    model.quit()
}

pub(super) fn submit(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being typed")
}

pub(super) fn cancel(model: &mut Model, _: &Command) -> Outcome {
    model.reading.clear_selection();
    quiet()
}

pub(super) fn complete(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being typed")
}

pub(super) fn complete_back(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being typed")
}

pub(super) fn external_editor(_: &mut Model, _: &Command) -> Outcome {
    decline("no note is being written: n opens one")
}

impl Model {
    pub(super) fn perform(&mut self, effect: Effect) -> Outcome {
        self.effects.push(effect);
        quiet()
    }
}
