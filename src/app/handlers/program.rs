//! Program commands: opening, exporting, leaving; and the keys of overlays when no overlay is open.

use super::super::keys::Command;
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Exit, Overlay, Page, PageLine, PromptKind};
use super::super::status::{Notice, Outcome, Tone, decline, done, quiet};
use crate::export::ExportRequest;
use crate::text::clean::one_line;

pub(super) fn whole(model: &mut Model, _: &Command) -> Outcome {
    model.leave(Exit::Whole)
}

/// `:tour`: only in the tour article.
pub(super) fn tour(model: &mut Model, _: &Command) -> Outcome {
    if !model.is_tour {
        return decline("this article is not the tour: `:open the tour` opens it");
    }
    let runs = model.tour.is_none();
    model.run_tour(runs);
    done(if runs {
        "the tour starts again"
    } else {
        "the tour is hidden: :tour starts it again"
    })
}

pub(super) fn library(model: &mut Model, _: &Command) -> Outcome {
    model.open_library()
}

pub(super) fn in_the_library(_: &mut Model, _: &Command) -> Outcome {
    decline("this is for the library: `:library` shows it")
}

/// `:ledger FILTER`.
pub(super) fn ledger(model: &mut Model, command: &Command) -> Outcome {
    model.open_ledger(command.argument.as_deref().unwrap_or_default().trim())
}

pub(super) fn in_the_ledger(_: &mut Model, _: &Command) -> Outcome {
    decline("this is for the ledger: `:ledger` shows it")
}

/// `:search WORDS`; without words, it asks for them.
pub(super) fn search_library(model: &mut Model, command: &Command) -> Outcome {
    let Some(typed) = command
        .argument
        .as_deref()
        .map(str::trim)
        .filter(|t| !t.is_empty())
    else {
        return model.open_prompt(PromptKind::Command, "search ");
    };
    model.effects.push(Effect::SearchLibrary(typed.to_owned()));
    done(format!("searching all articles for {}…", one_line(typed)))
}

pub(super) fn open_next(_: &mut Model, _: &Command) -> Outcome {
    decline("the end of the queue offers the next article")
}

pub(super) fn export(model: &mut Model, command: &Command) -> Outcome {
    // An export without the notes that may belong to the article would replace one with them.
    if !model.article.lookalikes().is_empty() {
        return decline(format!(
            "not exported: first say which article this is ({})",
            model.key_of("which-article")
        ));
    }
    match ExportRequest::parse(command.argument.as_deref().unwrap_or_default()) {
        Ok(request) => model.perform(Effect::Export(request)),
        Err(why) => decline(why.to_string()),
    }
}

pub(super) fn command_line(model: &mut Model, _: &Command) -> Outcome {
    model.open_prompt(PromptKind::Command, "")
}

pub(super) fn palette(model: &mut Model, _: &Command) -> Outcome {
    model.open_prompt(PromptKind::Palette, "")
}

pub(super) fn suspend(model: &mut Model, _: &Command) -> Outcome {
    model.perform(Effect::Suspend)
}

/// Stops the analysis of the rest of the article.
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

/// Shows the earlier messages of this session.
pub(super) fn messages(model: &mut Model, _: &Command) -> Outcome {
    let line = |notice: &Notice| {
        let kind = match notice.tone {
            Tone::Done => "done",
            Tone::Declined => "not done",
            Tone::Failure => "failed",
        };
        PageLine::new(kind, one_line(&notice.text))
    };
    let lines: Vec<PageLine> = model.status.earlier().map(line).collect();
    if lines.is_empty() {
        return decline("there are no messages yet");
    }
    model.overlay = Some(Overlay::Page(Page::new(
        "Messages · the last one first · type to search",
        lines,
    )));
    quiet()
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
