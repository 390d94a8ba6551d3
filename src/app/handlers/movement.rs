//! Moving through the article: scrolling, sentences and blocks, jumps and marks. In a selection the same keys move its end.

use super::super::keys::{Command, Mode};
use super::super::model::Model;
use super::super::reading::{Motion, PageRow};
use super::super::status::{Outcome, decline, done, quiet};
use crate::document::{Document, TextRange};
use crate::layout::motion;

/// The distance that a key scrolls.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stride {
    Row,
    Half,
    Page,
}

pub(super) fn row_down(model: &mut Model, command: &Command) -> Outcome {
    model.scroll(Stride::Row, command.times() as isize)
}

pub(super) fn row_up(model: &mut Model, command: &Command) -> Outcome {
    model.scroll(Stride::Row, -(command.times() as isize))
}

pub(super) fn page_down(model: &mut Model, command: &Command) -> Outcome {
    model.scroll(Stride::Page, command.times() as isize)
}

pub(super) fn page_up(model: &mut Model, command: &Command) -> Outcome {
    model.scroll(Stride::Page, -(command.times() as isize))
}

pub(super) fn half_down(model: &mut Model, command: &Command) -> Outcome {
    model.scroll(Stride::Half, command.times() as isize)
}

pub(super) fn half_up(model: &mut Model, command: &Command) -> Outcome {
    model.scroll(Stride::Half, -(command.times() as isize))
}

pub(super) fn next_block(model: &mut Model, command: &Command) -> Outcome {
    model.step(command, Motion::NextBlock, motion::next_block)
}

pub(super) fn previous_block(model: &mut Model, command: &Command) -> Outcome {
    model.step(command, Motion::PreviousBlock, motion::previous_block)
}

pub(super) fn next_sentence(model: &mut Model, command: &Command) -> Outcome {
    model.step(command, Motion::NextSentence, motion::next_sentence)
}

pub(super) fn previous_sentence(model: &mut Model, command: &Command) -> Outcome {
    model.step(command, Motion::PreviousSentence, motion::previous_sentence)
}

pub(super) fn start(model: &mut Model, _: &Command) -> Outcome {
    if model.reading.selection().is_some() {
        return model.extend(Motion::Start, 1);
    }
    let moved = model.reading.jump_to_start();
    model.after_jump(moved, "already there")
}

pub(super) fn end(model: &mut Model, _: &Command) -> Outcome {
    if model.reading.selection().is_some() {
        return model.extend(Motion::End, 1);
    }
    let moved = model.reading.jump_to_end();
    model.after_jump(moved, "the end")
}

pub(super) fn percent(model: &mut Model, command: &Command) -> Outcome {
    let Some(percent) = command.count else {
        return done(format!("{:.0}%", 100.0 * model.reading.fraction()));
    };
    let moved = model.reading.jump_to_fraction(percent.min(100) as f64 / 100.0);
    model.after_jump(moved, "already there")
}

pub(super) fn jump_back(model: &mut Model, _: &Command) -> Outcome {
    match model.reading.jump_back() {
        Some(place) => model.land(place),
        None => model
            .return_from_visit()
            .unwrap_or_else(|| decline("no earlier place in the list of jumps")),
    }
}

pub(super) fn jump_forward(model: &mut Model, _: &Command) -> Outcome {
    match model.reading.jump_forward() {
        Some(place) => model.land(place),
        None => decline("no later place in the list of jumps"),
    }
}

pub(super) fn set_mark(model: &mut Model, command: &Command) -> Outcome {
    let Some(name) = command.argument.as_deref().and_then(|a| a.chars().next()) else {
        return decline("a letter was expected");
    };
    model.reading.set_mark(name);
    done(format!("mark set: '{name} returns here"))
}

pub(super) fn go_mark(model: &mut Model, command: &Command) -> Outcome {
    let name = command.argument.as_deref().and_then(|a| a.chars().next());
    let place = match name {
        Some('\'' | '`') => match model.reading.last_jump() {
            Some(place) => place,
            None => return decline("no jump yet"),
        },
        Some(name) => match model.reading.marks().get(&name) {
            Some(place) => *place,
            None => return decline(format!("there is no mark {name}")),
        },
        None => return decline("a letter was expected"),
    };
    model.reading.remember();
    model.land(place)
}

pub(super) fn row_to_top(model: &mut Model, _: &Command) -> Outcome {
    model.reading.put_row(PageRow::Top);
    quiet()
}

pub(super) fn row_to_middle(model: &mut Model, _: &Command) -> Outcome {
    model.reading.put_row(PageRow::Middle);
    quiet()
}

pub(super) fn row_to_bottom(model: &mut Model, _: &Command) -> Outcome {
    model.reading.put_row(PageRow::Bottom);
    quiet()
}

impl Model {
    /// Scrolls, or moves the end of the selection; in the sidebar a page is a page of the list.
    fn scroll(&mut self, stride: Stride, times: isize) -> Outcome {
        let page = self.panes.text.height.max(1) as isize;
        let half = (page / 2).max(1);
        if self.reading.selection().is_some() {
            return match stride {
                Stride::Row => self.extend(Motion::Rows(times), 1),
                Stride::Half => self.extend(Motion::Pages(times * half), 1),
                Stride::Page => self.extend(Motion::Pages(times * page), 1),
            };
        }
        if self.mode == Mode::List && stride == Stride::Page {
            let entries = self.panes.list().map_or(1, |l| l.height / 3).max(1);
            return self.move_item(times * entries as isize);
        }
        let rows = match stride {
            Stride::Row => times,
            Stride::Half => times * half,
            // One row of the previous page stays visible for orientation.
            Stride::Page => times * (page - 1).max(1),
        };
        let moved = self.reading.scroll(rows);
        self.follow();
        if moved {
            quiet()
        } else {
            decline(if rows > 0 { "the end" } else { "the start" })
        }
    }

    /// Moves the reading position, or the end of the selection, with a motion.
    fn step(
        &mut self,
        command: &Command,
        in_selection: Motion,
        motion: impl Fn(&Document, usize) -> usize,
    ) -> Outcome {
        let times = command.times();
        if self.reading.selection().is_some() {
            return self.extend(in_selection, times);
        }
        let moved = self.reading.step(times, motion);
        self.after_jump(moved, "no further")
    }

    /// Moves the end of the selection.
    pub(super) fn extend(&mut self, motion: Motion, times: usize) -> Outcome {
        if self.reading.selection().is_none() {
            return decline("nothing is selected: v, V or f selects");
        }
        if self.reading.extend(motion, times) {
            return quiet();
        }
        decline(if motion == Motion::OtherEnd {
            "both ends are in the same place"
        } else {
            "no further"
        })
    }

    fn after_jump(&mut self, moved: bool, otherwise: &str) -> Outcome {
        if !moved {
            return decline(otherwise);
        }
        self.follow();
        quiet()
    }

    /// Updates the focus and the lists after the page moved.
    pub(in crate::app) fn follow(&mut self) {
        self.focus_follows();
        self.list_follows();
    }

    /// Moves the focus if it left the page, after the page moved while reading.
    pub(in crate::app) fn focus_follows(&mut self) {
        if self.mode == Mode::Read && self.article.focus_follows(self.reading.seen().stretches()) {
            self.sidebar.follow();
        }
    }

    /// Moves the outline and the notes to the place of the text.
    pub(in crate::app) fn list_follows(&mut self) {
        let reading = self.mode != Mode::List;
        self.sidebar
            .follow_place(&self.article, self.reading.cursor(), reading);
    }

    /// Jumps, and remembers the old place for Ctrl-o.
    pub(in crate::app) fn jump(&mut self, range: TextRange) {
        self.reading.remember();
        self.reading.go_to(range);
        self.follow();
    }

    /// Goes to a place without remembering the old one.
    fn land(&mut self, place: usize) -> Outcome {
        self.reading.land(place);
        self.focus_follows();
        quiet()
    }
}
