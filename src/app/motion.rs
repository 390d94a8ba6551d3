//! Moving through the article: scrolling, sentences and blocks, jumps and marks, hops from claim to claim, mention to
//! mention, annotation to annotation.

use super::action::Action;
use super::keymap::Command;
use super::model::{Mode, Model};
use crate::document::TextRange;
use crate::layout::{Top, motion};
use crate::notes::AnnotationKind;

/// Rows kept between what was hopped to and the page's edge, where the page has them.
const MARGIN: u16 = 3;

impl Model {
    /// Actions that move.
    pub(super) fn travel(&mut self, command: &Command, times: usize) {
        let page = self.panes.text.height.max(1) as isize;
        let n = times as isize;
        if self.mode == Mode::List && self.selection.is_none() {
            // In the sidebar a page is a page of the list.
            let rows = (self.panes.list().map_or(1, |l| l.height / 3).max(1) as isize) * n;
            match command.action {
                Action::PageDown => return self.move_item(rows),
                Action::PageUp => return self.move_item(-rows),
                _ => {}
            }
        }
        if self.selection.is_some() && self.extend(command.action, times) {
            return;
        }
        match command.action {
            Action::RowDown => self.scroll(n),
            Action::RowUp => self.scroll(-n),
            // One row of the page before stays in view, so that the eye finds its place.
            Action::PageDown => self.scroll(n * (page - 1).max(1)),
            Action::PageUp => self.scroll(-n * (page - 1).max(1)),
            Action::HalfDown => self.scroll(n * (page / 2).max(1)),
            Action::HalfUp => self.scroll(-n * (page / 2).max(1)),
            Action::NextBlock => self.step(times, motion::next_block),
            Action::PreviousBlock => self.step(times, motion::previous_block),
            Action::NextSentence => self.step(times, motion::next_sentence),
            Action::PreviousSentence => self.step(times, motion::previous_sentence),
            Action::Start => self.jump_top(Top::default()),
            Action::End => {
                let before = (self.top, self.cursor);
                let bottom = self.layout.bottom(&self.document, self.panes.text.height);
                self.jump_top(bottom);
                // The reading position goes to the last row, not to the top of the last page.
                if let Some(row) = self.lines.iter().rev().find_map(crate::layout::Line::row) {
                    self.cursor = row.range.start;
                }
                self.outline_follows();
                if before == (self.top, self.cursor) {
                    self.why("the end");
                }
            }
            Action::Percent => match command.count {
                Some(percent) => {
                    let at = crate::layout::at_fraction(&self.document, percent.min(100) as f64 / 100.0);
                    let top = self.layout.place_top(&self.document, at);
                    self.jump_top(top);
                }
                None => self.done(format!("{:.0}%", 100.0 * self.fraction())),
            },
            Action::JumpBack => match self.jumps.back(self.cursor) {
                Some(place) => self.land(place),
                None => self.why("no earlier place in the list of jumps"),
            },
            Action::JumpForward => match self.jumps.forward() {
                Some(place) => self.land(place),
                None => self.why("no later place in the list of jumps"),
            },
            Action::SetMark => {
                if let Some(name) = command.argument.as_deref().and_then(|a| a.chars().next()) {
                    self.marks.insert(name, self.cursor);
                    self.done(format!("place remembered: '{name} comes back here"));
                }
            }
            Action::GoMark => self.go_mark(command.argument.as_deref()),
            Action::Centre => {
                let at = self.position(self.cursor);
                self.top = self.layout.centre(&self.document, at, self.panes.text.height);
            }
            Action::NextClaim => self.hop_claim(times, true, |_| true),
            Action::PreviousClaim => self.hop_claim(times, false, |_| true),
            Action::NextUnchecked => self.hop_claim(times, true, |c| c.verdict.is_none()),
            Action::PreviousUnchecked => self.hop_claim(times, false, |c| c.verdict.is_none()),
            Action::NextMention => self.hop_mention(times, true),
            Action::PreviousMention => self.hop_mention(times, false),
            Action::NextNote => self.hop_note(times, true),
            Action::PreviousNote => self.hop_note(times, false),
            _ => {}
        }
    }

    /// Scrolls by rows; at an end of the article the reading position goes on where the page cannot.
    fn scroll(&mut self, rows: isize) {
        let before = self.top;
        self.top = self
            .layout
            .scroll(&self.document, self.top, rows, self.panes.text.height);
        if self.top == before {
            let visible = self.visible();
            let edge = if rows > 0 {
                self.lines
                    .iter()
                    .rev()
                    .find_map(|l| l.row())
                    .map_or(visible.start, |r| r.range.start)
            } else {
                visible.start
            };
            if self.cursor == edge {
                self.why(if rows > 0 { "the end" } else { "the start" });
            }
            self.cursor = edge;
        }
        self.lay_out();
        self.focus_follows();
        self.outline_follows();
    }

    /// Moves the reading position with a motion over the text and keeps it in view.
    fn step(&mut self, times: usize, motion: impl Fn(&crate::document::Document, usize) -> usize) {
        let start = self.cursor;
        for _ in 0..times {
            let next = motion(&self.document, self.cursor);
            if next == self.cursor {
                break;
            }
            self.cursor = next;
        }
        if self.cursor == start {
            return self.why("no further");
        }
        self.reveal(TextRange::new(self.cursor, self.cursor + 1));
        self.focus_follows();
        self.outline_follows();
    }

    /// Brings a passage into view with as little scrolling as can be.
    pub(super) fn reveal(&mut self, range: TextRange) {
        let height = self.panes.text.height;
        let margin = MARGIN.min(height.saturating_sub(1) / 3);
        self.top = self.layout.show(&self.document, self.top, height, range, margin);
        self.lay_out();
    }

    /// A jump: remembered, so that Ctrl-o comes back.
    pub(super) fn jump(&mut self, range: TextRange) {
        self.jumps.push(self.cursor);
        self.reveal(range);
        self.cursor = range.start;
        self.focus_follows();
        self.outline_follows();
    }

    fn jump_top(&mut self, top: Top) {
        let before = (self.top, self.cursor);
        let top = self.layout.scroll(&self.document, top, 0, self.panes.text.height);
        if before == (top, top.at.absolute(&self.document)) {
            return self.why("already there");
        }
        self.jumps.push(self.cursor);
        self.top = top;
        self.cursor = top.at.absolute(&self.document);
        self.lay_out();
        self.focus_follows();
        self.outline_follows();
    }

    /// Arrives at a place without remembering from where.
    fn land(&mut self, place: usize) {
        let place = place.min(self.text().len());
        self.reveal(TextRange::new(place, place + 1));
        self.cursor = place;
        self.focus_follows();
    }

    fn go_mark(&mut self, name: Option<&str>) {
        match name.and_then(|n| n.chars().next()) {
            Some('\'' | '`') => match self.jumps.last() {
                Some(place) => {
                    self.jumps.push(self.cursor);
                    self.land(place);
                }
                None => self.why("no jump yet"),
            },
            Some(name) => match self.marks.get(&name).copied() {
                Some(place) => {
                    self.jumps.push(self.cursor);
                    self.land(place);
                }
                None => self.why(format!("no place is remembered under {name}")),
            },
            None => self.why("a letter was expected"),
        }
    }

    fn hop_claim(&mut self, times: usize, forward: bool, wanted: impl Fn(&super::claims::ClaimItem) -> bool) {
        let mut at = self.focus;
        for _ in 0..times {
            let next = match (at, forward) {
                (Some(i), true) => (i + 1..self.claims.len()).find(|&i| wanted(&self.claims[i])),
                (Some(i), false) => (0..i.min(self.claims.len()))
                    .rev()
                    .find(|&i| wanted(&self.claims[i])),
                (None, _) => self.claims.iter().position(&wanted),
            };
            match next {
                Some(next) => at = Some(next),
                None => break,
            }
        }
        match at {
            Some(index) if at != self.focus => {
                if self.mode == Mode::Read {
                    self.jumps.push(self.cursor);
                }
                self.set_focus(index);
                self.outline_follows();
            }
            _ if self.claims.is_empty() && self.analysis.is_none() => {
                self.why("the article is still being analysed");
            }
            _ if self.claims.is_empty() => self.why("no claims here"),
            _ => self.why(if forward {
                "no further claim"
            } else {
                "no earlier claim"
            }),
        }
    }

    fn hop_mention(&mut self, times: usize, forward: bool) {
        let here = self.entity_at(self.cursor).map(|(entity, _)| entity);
        let Some(entity) = here.or(self.chosen_entity) else {
            // Without an entity at hand the next one of any kind becomes it.
            let next = self
                .sidebar
                .mentions
                .iter()
                .find(|(m, _)| m.start > self.cursor)
                .copied();
            return match next {
                Some((range, entity)) if forward => {
                    self.chosen_entity = Some(entity);
                    self.jump(range);
                    self.tell_mention(entity, range);
                }
                _ => self.why("no entity under the cursor, and none chosen in the sidebar"),
            };
        };
        self.chosen_entity = Some(entity);
        let Some(item) = self.entities.get(entity) else {
            return;
        };
        let target = if forward {
            item.mentions
                .iter()
                .filter(|m| m.start > self.cursor)
                .nth(times - 1)
                .or(item.mentions.last())
        } else {
            item.mentions
                .iter()
                .rev()
                .filter(|m| m.end <= self.cursor)
                .nth(times - 1)
                .or(item.mentions.first())
        };
        match target.copied() {
            Some(range) if !range.contains(self.cursor) => {
                self.jump(range);
                self.tell_mention(entity, range);
            }
            _ => {
                let name = item.name.clone();
                self.why(format!(
                    "no {} mention of {name}",
                    if forward { "further" } else { "earlier" }
                ));
            }
        }
    }

    fn tell_mention(&mut self, entity: usize, range: TextRange) {
        if let Some(item) = self.entities.get(entity) {
            let number = item
                .mentions
                .iter()
                .position(|m| *m == range)
                .map_or(0, |i| i + 1);
            let text = format!(
                "{} · {} · mention {number} of {}",
                item.name,
                item.kind.name(),
                item.mentions.len()
            );
            self.done(text);
        }
    }

    fn hop_note(&mut self, times: usize, forward: bool) {
        let mut places: Vec<TextRange> = self
            .notebook
            .annotations()
            .filter(|a| a.kind != AnnotationKind::Rejection)
            .filter_map(|a| self.located(a).range)
            .collect();
        places.sort();
        let target = if forward {
            places.iter().filter(|r| r.start > self.cursor).nth(times - 1)
        } else {
            places
                .iter()
                .rev()
                .filter(|r| r.start < self.cursor)
                .nth(times - 1)
        };
        match target.copied() {
            Some(range) => {
                self.jump(range);
                if let Some(index) = self
                    .claims
                    .iter()
                    .position(|c| c.is_decided() && c.range == range)
                {
                    self.set_focus(index);
                }
            }
            None if places.is_empty() => self.why("no annotations yet: a accepts a claim, V selects"),
            None => self.why(if forward {
                "no further annotation"
            } else {
                "no earlier annotation"
            }),
        }
    }
}
