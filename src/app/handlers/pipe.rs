//! Runs a shell command with a passage on its standard input, and shows its output.

use super::super::keys::Command;
use super::super::message::{Effect, Printed};
use super::super::model::{Model, Piped};
use super::super::overlay::{Overlay, Page, PageLine, PromptKind};
use super::super::status::{Outcome, decline, quiet};
use crate::config::key::{Code, Key};
use crate::document::TextRange;
use crate::layout::motion::block_range;
use crate::text::clean::{harmless, normalise, one_line};
use crate::text::grapheme::truncate;

/// The maximum number of output lines shown.
const LINES: usize = 5000;

/// `:!COMMAND`, or a prompt for it.
pub(super) fn pipe(model: &mut Model, command: &Command) -> Outcome {
    let Some(shell) = &command.argument else {
        return model.open_prompt(PromptKind::Command, "!");
    };
    let range = model.piped_range();
    let input = model.article.document().slice(range).to_owned();
    model.pipes += 1;
    model.piped = Some(Piped {
        number: model.pipes,
        command: shell.clone(),
    });
    model.effects.push(Effect::Pipe {
        number: model.pipes,
        command: shell.clone(),
        input,
    });
    model.repane();
    quiet()
}

impl Model {
    /// The input of a command: the selection, the claim in focus if it is visible, or the paragraph at the cursor.
    fn piped_range(&self) -> TextRange {
        let claim = || {
            let range = self.article.focused().map(|c| c.range)?;
            self.reading.visible().overlaps(range).then_some(range)
        };
        let paragraph = || block_range(self.article.document(), self.reading.cursor());
        self.reading.selected().or_else(claim).unwrap_or_else(paragraph)
    }

    /// Takes the output of a command, or the error.
    pub(in crate::app) fn printed(&mut self, number: u64, result: Result<Printed, String>) -> Outcome {
        let Some(piped) = self.piped.take_if(|p| p.number == number) else {
            return quiet();
        };
        self.repane();
        let command = truncate(&one_line(&piped.command), 40);
        let Printed { text, end } = match result {
            Ok(printed) => printed,
            Err(why) => return decline(format!("{command}: {why}")),
        };
        let text = normalise(&text);
        let text = harmless(&text);
        let mut lines: Vec<PageLine> = text.lines().take(LINES).map(PageLine::verbatim).collect();
        if lines.is_empty() {
            return decline(format!("{command}: it printed nothing{}", behind(&end, ", and ")));
        }
        if text.lines().nth(LINES).is_some() {
            lines.push(PageLine::heading(format!(
                "only the first {LINES} lines are shown"
            )));
        }
        // An open overlay is not covered.
        if self.overlay.is_some() {
            return decline(format!(
                "{command} is done: leave what is open and run it again to see it"
            ));
        }
        let title = format!("{command}{}", behind(&end, " · "));
        self.overlay = Some(Overlay::Page(Page::new(title, lines)));
        quiet()
    }

    /// Esc kills a running command, if nothing else handles that key first. Returns whether it did.
    pub(in crate::app) fn esc_stops_pipe(&mut self, key: Key) -> bool {
        let free = self.overlay.is_none() && self.keys.is_idle() && self.reading.selection().is_none();
        let Some(piped) = self.piped.take_if(|_| free && key == Key::plain(Code::Esc)) else {
            return false;
        };
        self.repane();
        let command = truncate(&one_line(&piped.command), 40);
        self.status.show(decline(format!("stopped: {command}")));
        self.effects.push(Effect::StopPipe);
        true
    }
}

fn behind(words: &str, before: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!("{before}{words}")
    }
}
