//! Imports annotations made in other programs into the open article.

use super::super::keys::Command;
use super::super::message::{Effect, ImportRequest, ReadyImport};
use super::super::model::Model;
use super::super::overlay::{Overlay, Page, PageLine};
use super::super::status::{Outcome, decline, declined, done, quiet};
use crate::notes::Change;
use crate::notes::import::{IntakeChoice, IntakeClass, NotesImport};
use crate::text::clean::one_line;

/// How many annotations of one class are listed; the rest are only counted.
const LISTED: usize = 1000;

pub(super) fn import(model: &mut Model, command: &Command) -> Outcome {
    if !model.article.lookalikes().is_empty() {
        return decline(format!(
            "not imported: first say which article this is ({})",
            model.key_of("which-article")
        ));
    }
    model.article.can_change()?;
    let request = ImportRequest::parse(command.argument.as_deref().unwrap_or_default());
    let what = request.file.as_deref().unwrap_or("the article's own file");
    let said = done(format!("reading {}…", one_line(what)));
    model.ask_for_import(request);
    said
}

impl ImportRequest {
    /// Parses `[--all-sources] [--keep-lost] [FILE]`.
    fn parse(typed: &str) -> Self {
        let mut choice = IntakeChoice::default();
        let mut rest = typed.trim();
        loop {
            let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            match word {
                "--all-sources" => choice.all_sources = true,
                "--keep-lost" => choice.keep_lost = true,
                _ => break,
            }
            rest = after.trim_start();
        }
        Self {
            file: (!rest.is_empty()).then(|| rest.to_owned()),
            choice,
        }
    }
}

impl Model {
    fn ask_for_import(&mut self, request: ImportRequest) {
        self.effects.push(Effect::ImportNotes {
            generation: self.article.generation(),
            request,
            notebook: Box::new(self.article.notebook().clone()),
        });
    }

    /// Makes the changes of an import as one step, and lists what was left out or needs a look. One for an article that is no longer open
    /// is dropped.
    pub(in crate::app) fn take_import(
        &mut self,
        generation: u64,
        ready: Result<ReadyImport, String>,
    ) -> Outcome {
        if generation != self.article.generation() {
            return quiet();
        }
        let ReadyImport {
            request,
            name,
            imported,
        } = ready.map_err(declined)?;
        if !imported.changes.iter().all(|change| self.is_current(change)) {
            self.ask_for_import(request);
            return done(format!("the notes changed meanwhile: reading {name} again…"));
        }
        let said = format!(
            "{name}: {} in all: {}",
            imported.items.len(),
            imported.counts_in_words()
        );
        if !imported.changes.is_empty() {
            let label = imported.label();
            self.article
                .take_changes(&label, imported.changes.clone(), &mut *self.stamps)?;
            self.refresh_lists();
            self.save();
        }
        if let Some(page) = listed(&name, &imported).filter(|_| self.overlay.is_none()) {
            self.overlay = Some(Overlay::Page(page));
        }
        done(said)
    }

    /// Whether the annotation is still as it was when the change was prepared.
    fn is_current(&self, change: &Change) -> bool {
        let before = change.before.as_ref().filter(|before| !before.deleted);
        self.article.notebook().live(change.id) == before
    }
}

/// The annotations that are not simply brought in or known, by class; `None` if there are none.
fn listed(name: &str, imported: &NotesImport) -> Option<Page> {
    let mut lines = Vec::new();
    for class in IntakeClass::ALL.into_iter().filter(|class| class.is_named()) {
        let count = imported.count(class);
        if count == 0 {
            continue;
        }
        lines.push(PageLine::heading(format!("{count} {}", class.words())));
        let items = imported.items.iter().filter(|item| item.class == class);
        lines.extend(items.take(LISTED).map(|item| {
            let words = format!("{}{}", item.words, item.reason());
            PageLine::new(item.spot.to_string(), one_line(&words))
        }));
        if count > LISTED {
            let rest = format!(
                "and {} more: `postil import-notes --verbose` lists them",
                count - LISTED
            );
            lines.push(PageLine::new("", rest));
        }
    }
    let title = format!("{name}: {} in all · type to search", imported.items.len());
    (!lines.is_empty()).then(|| Page::new(title, lines))
}
