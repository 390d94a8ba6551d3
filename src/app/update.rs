//! The one place where a model changes: a message comes in, effects go out.

use std::collections::HashMap;

use super::beginning::{Awaited, Rest};
use super::field::Typed;
use super::message::{Brought, Effect, Message, Reach};
use super::model::{Loaded, Mode, Model, Over, Saving, Tone};
use super::panes::{Panes, Wish};
use super::steps::Target;
use crate::layout::{Position, Top};
use crate::notes::{Id, Located};

/// Takes a message and says what is to be done outside. Layout happens here, so that drawing only reads.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => model.press(key),
        Message::Pause => model.settle_digits(),
        Message::Paste(text) => model.paste(&text),
        Message::Mouse(mouse) => model.mouse(mouse),
        Message::Resized(width, height) => model.resize(width, height),
        Message::Loaded(loaded) => model.load(*loaded),
        Message::Analysed(generation, analysis) if generation == model.generation => {
            let before = model.focus.is_some();
            model.analysis = Some(analysis);
            model.refresh_lists();
            if !before {
                model.focus_follows();
            }
            let language = model.analysis.as_ref().and_then(|a| a.language.clone());
            if let Some(code) = language.filter(|l| l != "en")
                && model.notice.is_none()
            {
                model.why(format!(
                    "the article seems to be in another language ({code}): names, figures and quotations are found, statements hardly"
                ));
            }
        }
        Message::Found(ticket, found) => model.sought(ticket, found),
        Message::Counted(ticket, tally, all) => model.counted(ticket, tally, all),
        Message::Saved {
            generation,
            serial,
            incoming,
            warnings,
        } if generation == model.generation => {
            if serial == model.serial {
                model.saving = Saving::Saved;
            }
            if let Some(brought) = incoming {
                model.receive(brought);
            }
            if let Some(warning) = warnings.first() {
                model.tell(Tone::Failure, warning.clone());
            }
        }
        Message::NotSaved { generation, why } if generation == model.generation => {
            model.tell(Tone::Failure, why.clone());
            model.saving = Saving::Failed(why);
        }
        Message::Followed { generation, incoming } if generation == model.generation => {
            model.receive(incoming);
        }
        Message::Located(generation, located) if generation == model.generation => model.find_rest(located),
        Message::Differs(generation, read) if generation == model.generation => model.differs(read),
        Message::Reached(generation, reach) if generation == model.generation => {
            // The part that was being analysed when it was stopped comes after.
            let ended = reach.ended || model.stopped;
            model.reach = Some(Reach { ended, ..reach });
        }
        Message::Compared { generation, result } if generation == model.generation => model.show_diff(result),
        // What comes back for an article that is no longer open is dropped.
        Message::Analysed(..)
        | Message::Located(..)
        | Message::Differs(..)
        | Message::Reached(..)
        | Message::Compared { .. }
        | Message::Saved { .. }
        | Message::NotSaved { .. }
        | Message::Followed { .. } => {}
        Message::Told(text, failed) => model.tell(if failed { Tone::Failure } else { Tone::Done }, text),
        Message::Edited(text) => {
            if let Some(Over::Editor(field, _)) = &mut model.over {
                field.set(text.trim_end());
            }
        }
        Message::Library(shelf) => model.open_library(shelf),
        Message::Themes(themes, problems) => model.take_themes(themes, &problems),
        Message::Terminate => model.quit(),
    }
    model.lay_out();
    std::mem::take(&mut model.effects)
}

impl Model {
    fn load(&mut self, loaded: Loaded) {
        // The whole article after its beginning: the reader goes on where he is.
        let rest = self.rest.take().filter(|rest| rest.of == Awaited::Article);
        let held = (self.top, self.cursor);
        let stays = rest.is_some() && self.top != Top::default();
        self.rest = match (loaded.begun, loaded.sought) {
            (true, _) => Some(Rest::of(Awaited::Article)),
            (false, true) => Some(Rest::of(Awaited::Places)),
            (false, false) => None,
        };
        let another = self.generation > 0 && rest.is_none();
        self.generation = loaded.generation;
        self.document = loaded.document;
        self.notebook = loaded.notebook;
        self.label = loaded.label;
        self.path = loaded.path;
        self.marks = loaded.marks;
        self.minutes = loaded.minutes;
        self.analysis = None;
        self.reach = None;
        self.stopped = false;
        self.located = HashMap::new();
        self.places = HashMap::new();
        self.locate(loaded.located);
        self.saving = match loaded.read_only {
            Some(why) => Saving::ReadOnly(why),
            None if self.notebook.all().next().is_some() => Saving::Saved,
            None => Saving::Clean,
        };
        self.banner = match &self.saving {
            Saving::ReadOnly(why) => Some(format!("read only: {why}")),
            _ => None,
        };
        self.layout.forget();
        self.mode = Mode::Read;
        self.repane();
        self.selection = None;
        if rest.is_none() {
            self.over = None;
        }
        self.finding = None;
        self.focus = None;
        self.chosen_entity = None;
        self.top = Top::default();
        self.cursor = 0;
        if rest.is_none() {
            // Places of another article mean nothing in this one, nor do keys that were begun there.
            self.jumps = super::jumps::Jumps::default();
            self.pending.clear();
            self.digits.clear();
            self.waiting = None;
        }
        if another || rest.as_ref().is_some_and(Rest::waits) {
            // What was said before the first article (a key of the user's that cannot be used) still stands.
            self.notice = None;
        }
        self.sidebar.chosen = 0;
        self.sidebar.scroll = 0;
        if stays {
            (self.top, self.cursor) = held;
            self.repane();
        } else if let Some(place) = loaded.place {
            self.put_at_top(place);
        }
        self.lay_out();
        self.refresh_lists();
        if let Some(first) = loaded.warnings.first() {
            let more = if loaded.warnings.len() > 1 {
                format!(" (and {} more)", loaded.warnings.len() - 1)
            } else {
                String::new()
            };
            self.tell(Tone::Failure, format!("{first}{more}"));
        }
        (self.changed, self.read_otherwise) = (loaded.changed, None);
        self.made_otherwise = loaded.made_otherwise;
        if self.changed && self.rest.is_none() {
            self.tell_changed();
        }
        if let Some(rest) = rest {
            self.resume(rest);
        }
    }

    /// The places of the notes that were far from the reading position.
    fn find_rest(&mut self, located: Vec<(Id, Located)>) {
        let Some(rest) = self.rest.take_if(|rest| rest.of == Awaited::Places) else {
            return;
        };
        for (id, at) in located {
            // What came in meanwhile knows better.
            self.located.entry(id).or_insert(at);
        }
        self.refresh_lists();
        if (self.changed || self.read_otherwise.is_some()) && !rest.waits() {
            self.tell_changed();
        }
        self.resume(rest);
    }

    /// Takes in what another instance or program wrote.
    fn receive(&mut self, brought: Brought) {
        let conflicts = self.notebook.receive(&brought.incoming);
        self.locate(brought.located);
        self.refresh_lists();
        match conflicts.first() {
            Some(first) => {
                let text = format!(
                    "the notes changed elsewhere too, and both versions of {} were kept: see the notes",
                    first.what
                );
                self.tell(Tone::Why, text);
            }
            None => self.done("the notes changed elsewhere: taken in"),
        }
    }

    fn locate(&mut self, located: Vec<(Id, Located)>) {
        self.located.extend(located);
    }

    /// Claims, entities and the sidebar made anew.
    pub(super) fn refresh_lists(&mut self) {
        let held = self.held();
        self.reader_names = self
            .placed()
            .filter(|a| a.kind == crate::notes::AnnotationKind::Entity)
            .filter_map(|a| Some((self.located(a).range?, a.name.clone()?)))
            .collect();
        self.refresh_claims();
        self.refresh_entities();
        let mut annotated: Vec<_> = self
            .placed()
            .filter_map(|a| Some((self.located(a).range?, a.kind)))
            .collect();
        annotated.sort_by_key(|(r, _)| (r.start, r.end));
        let longest = annotated.iter().map(|(r, _)| r.len()).max().unwrap_or(0);
        self.annotated = (annotated, longest);
        self.refresh_sidebar();
        self.hold(&held);
    }

    /// The screen has another size, or the panes are wanted otherwise: the passage in view stays.
    pub(super) fn resize(&mut self, width: u16, height: u16) {
        let s = &self.settings;
        let wish = Wish {
            measure: s.measure,
            sidebar: s.sidebar,
            shown: self.sidebar.shown,
            mode: self.mode,
            banner: self.banner.is_some(),
        };
        self.panes = Panes::new(width, height, wish);
        let at = self.top.at;
        if self.layout.measure() != self.panes.text.width {
            self.layout.set_measure(self.panes.text.width);
            self.top = self.layout.place_top(&self.document, at);
        }
        self.top = self
            .layout
            .scroll(&self.document, self.top, 0, self.panes.text.height);
        // The very place is kept, not the start of its row: a window that is drawn wider passes through many widths,
        // and each would take the page a little further back.
        if self.layout.place_top(&self.document, at).at == self.top.at {
            self.top.at = at;
        }
    }

    /// Panes after a change of mode or settings.
    pub(super) fn repane(&mut self) {
        self.resize(self.panes.screen.width, self.panes.screen.height);
    }

    /// The visible rows, and the reading position on one of them.
    pub(super) fn lay_out(&mut self) {
        self.lines = self
            .layout
            .window(&self.document, self.top, self.panes.text.height);
        if self.mode == Mode::Queue
            && let Some(block) = self
                .focused()
                .and_then(|c| self.document.block_at(c.range.end.saturating_sub(1)))
        {
            // In the queue the text ends with the block after the claim's.
            let last = self
                .document
                .blocks()
                .get(block + 1)
                .map_or(usize::MAX, |b| b.range.end);
            let past = |l: &crate::layout::Line| l.row().is_some_and(|r| r.range.start > last);
            // Who pages on past it sees the text all the same.
            let cut = self.lines.iter().position(past);
            if let Some(cut) = cut.filter(|cut| self.lines[..*cut].iter().any(|l| l.row().is_some())) {
                self.lines.truncate(cut);
                while self.lines.last().is_some_and(|l| l.row().is_none()) {
                    self.lines.pop();
                }
            }
        }
        let visible = self.visible();
        if self.selection.is_none() {
            if self.cursor < visible.start {
                self.cursor = visible.start;
            } else if self.cursor >= visible.end.max(visible.start + 1) {
                let last = self.lines.iter().rev().find_map(|l| l.row());
                self.cursor = last.map_or(visible.start, |row| row.range.start);
            }
        }
        self.mark_matches();
        self.keep_list_in_view();
    }

    /// Puts the row that holds byte `offset` at the top of the page.
    pub(super) fn put_at_top(&mut self, offset: usize) {
        let at = self.position(offset);
        let top = self.layout.place_top(&self.document, at);
        self.top = self.layout.scroll(&self.document, top, 0, self.panes.text.height);
        self.cursor = at.absolute(&self.document);
    }

    /// The position of byte `offset`.
    pub(super) fn position(&self, offset: usize) -> Position {
        Position::of(&self.document, offset)
    }

    /// Leaves; what still waits is done first.
    pub(super) fn quit(&mut self) {
        self.settle_digits();
        if matches!(self.over, Some(Over::Editor(..))) {
            self.keep_note();
        }
        self.effects.push(Effect::RememberPlace);
        self.effects.push(Effect::Quit);
    }

    fn paste(&mut self, text: &str) {
        let typed = match &mut self.over {
            Some(Over::Editor(field, _)) => field.paste(text),
            Some(Over::Prompt(prompt)) => prompt.field.paste(text),
            Some(Over::Page(page)) => page.filter.paste(text),
            _ => return self.why("nothing is being typed: `n` opens a note, `/` a search"),
        };
        self.typed(typed);
    }

    /// After something was typed or pasted: what depends on the text follows, and what did not fit is told.
    pub(super) fn typed(&mut self, typed: Typed) {
        if typed.changed {
            match &mut self.over {
                Some(Over::Prompt(_)) => self.prompt_changed(),
                Some(Over::Page(page)) => page.filtered(),
                _ => {}
            }
        }
        if let Some(limit) = typed.full {
            self.why(format!(
                "full: no more than {} KB can be typed here",
                limit / 1024
            ));
        }
    }

    /// The editor's text becomes the note.
    pub(super) fn keep_note(&mut self) {
        if let Some(Over::Editor(field, target)) = self.over.take() {
            let text = field.text();
            self.write_note(target, text.trim());
        }
    }

    /// Opens the note editor on `target`.
    pub(super) fn open_editor(&mut self, target: Target, text: &str) {
        self.over = Some(Over::Editor(super::field::Field::lines(text), target));
    }
}
