//! The articles named on the command line: moving between them.

use super::super::keys::Command;
use super::super::model::Model;
use super::super::overlay::{Exit, Overlay, Page};
use super::super::status::{Outcome, decline, quiet};

pub(super) fn next(model: &mut Model, command: &Command) -> Outcome {
    let by = command.times() as isize;
    model.go_to_file(by)
}

pub(super) fn previous(model: &mut Model, command: &Command) -> Outcome {
    let by = command.times() as isize;
    model.go_to_file(-by)
}

/// Shows the list of them, to open one.
pub(super) fn files(model: &mut Model, _: &Command) -> Outcome {
    if model.files.names.is_empty() {
        return decline(
            "Postil was started with one article: postil FILE FILE or postil FOLDER opens several",
        );
    }
    let at = model.file_at();
    model.overlay = Some(Overlay::Page(Page::files(&model.files.names, at)));
    quiet()
}

impl Model {
    /// The index of the file that is open, or was opened last.
    fn file_at(&self) -> usize {
        let open = self.article.path().map(|p| p.to_string_lossy());
        let at = self
            .files
            .names
            .iter()
            .position(|n| Some(n.as_str()) == open.as_deref());
        at.unwrap_or(self.files.at)
    }

    fn go_to_file(&mut self, by: isize) -> Outcome {
        let at = self.file_at();
        let count = self.files.names.len();
        let wanted = at.checked_add_signed(by).filter(|wanted| *wanted < count);
        let Some((wanted, name)) = wanted.and_then(|w| Some((w, self.files.names.get(w)?.clone()))) else {
            return decline(match (count, by > 0) {
                (0, _) => {
                    "Postil was started with one article: postil FILE FILE or postil FOLDER opens several"
                }
                (_, true) => "this is the last of the files",
                (_, false) => "this is the first of the files",
            });
        };
        self.files.at = wanted;
        self.leave(Exit::Open(name))
    }
}
