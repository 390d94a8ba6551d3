//! The only place where a model changes: it takes messages and returns effects.

use std::sync::Arc;

use super::article::{Article, Rest};
use super::copies::Copies;
use super::keys::Mode;
use super::keys::action::Group;
use super::known::Elsewhere;
use super::ledger::LedgerPage;
use super::message::{
    Awaited, Comparison, Effect, FoundArticle, LibraryEntry, LibraryPage, Loaded, Message, RemoteChanges,
};
use super::model::{Model, prose};
use super::overlay::{Diff, Exit, Ledger, LibraryScreen, Overlay, Page};
use super::reading::Reading;
use super::sources::CheckedSource;
use super::status::{Outcome, Tone, decline, declined, done, quiet};
use super::tour::Standing;
use crate::analysis::Analysis;
use crate::config::Themes;
use crate::document::TextRange;
use crate::layout::Top;
use crate::text::clean::one_line;

/// Handles a message and returns the effects to perform. Layout happens here, so that drawing only reads.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    let by_reader = matches!(
        message,
        Message::Key(_) | Message::Paste(_) | Message::Mouse(_) | Message::Clicked(_)
    );
    let before = (!by_reader).then(|| model.place_in_focus());
    let outcome = model.take(message);
    model.status.show(outcome);
    if before.is_some_and(|before| before != model.place_in_focus()) {
        model.focus_went();
    }
    model.lay_out();
    let now = model.standing_in_tour();
    if let (Some(tour), Some(now)) = (&mut model.tour, now) {
        tour.look(now);
    }
    std::mem::take(&mut model.effects)
}

impl Model {
    /// The state that the tour needs, if it runs.
    fn standing_in_tour(&self) -> Option<Standing> {
        self.tour.is_some().then(|| self.standing())
    }

    fn take(&mut self, message: Message) -> Outcome {
        let current = self.article.generation();
        match message {
            Message::Key(key) => self.take_key(key),
            Message::Paste(text) => {
                self.touched();
                return self.paste(&text);
            }
            Message::Mouse(mouse) => {
                self.touched();
                self.mouse(mouse);
            }
            Message::Clicked(action) => return self.click(action),
            Message::Resized(width, height) => {
                self.resize(width, height);
                self.ask_for_picture();
            }
            Message::Loaded(loaded) => self.load(*loaded),
            Message::Analysed(generation, analysis) if generation == current => {
                return self.analysed(analysis);
            }
            Message::Found(ticket, found) => return self.take_found(ticket, found),
            Message::Counted(ticket, tally, all) => {
                let on_screen = self.status.notice().is_some();
                if let Some(outcome) = self.reading.counted(ticket, tally, all, on_screen) {
                    return outcome;
                }
            }
            Message::Saved {
                generation,
                serial,
                incoming,
                warnings,
            } if generation == current => {
                let all = self.article.saved(serial);
                self.remove_copies_saved_by(serial);
                if let Some(brought) = incoming {
                    self.receive(brought);
                }
                self.status.notify_all(&warnings);
                if all {
                    return self.all_is_saved();
                }
            }
            Message::NotSaved { generation, why } if generation == current => {
                self.status.notify(Tone::Failure, &why);
                self.save_failed(&why);
                self.article.not_saved(why);
            }
            Message::SavedElsewhere(result) => return self.saved_elsewhere(result),
            Message::Kept(generation, copies) if generation == current => self.offer_copies(copies),
            Message::Opening(name) => return self.begin_opening(name),
            Message::OpeningAt(progress) => self.opening_goes_on(progress),
            Message::OpeningReady => self.opening_is_ready(),
            Message::NotOpened(why) => self.not_opened(why),
            Message::Followed { generation, incoming } if generation == current => self.receive(incoming),
            Message::Inherited {
                generation,
                inherited,
            } if generation == current => {
                self.article.inherit(inherited);
                self.repane();
                return done("the other Postil has ended: your decisions are now saved here");
            }
            Message::Located(generation, located) if generation == current => {
                if let Some(rest) = self.article.take_places(located) {
                    self.refresh_lists();
                    if !rest.waits() {
                        self.tell_changed();
                    }
                    self.resume(rest);
                }
            }
            Message::Differs(generation, read) if generation == current => {
                self.article.was_read_otherwise(read);
                if !self.article.awaits(Awaited::Places) {
                    self.tell_changed();
                }
            }
            Message::Reached(generation, reach) if generation == current => self.article.take_reach(reach),
            Message::Elsewhere(generation, found) => self.take_elsewhere(generation, found),
            Message::Sources(generation, checked) if generation == current => self.take_sources(checked),
            Message::Compared { generation, result } if generation == current => {
                return self.take_comparison(result);
            }
            Message::ExtractorTold(generation, text) if generation == current => {
                self.status.notify(Tone::Failure, text);
            }
            Message::OtherNotes(generation, other) if generation == current => {
                return self.take_other_notes(other);
            }
            Message::ImportReady(generation, ready) => return self.take_import(generation, ready),
            // Results for an article that is no longer open are dropped.
            Message::Analysed(..)
            | Message::ExtractorTold(..)
            | Message::OtherNotes(..)
            | Message::Kept(..)
            | Message::Located(..)
            | Message::Differs(..)
            | Message::Reached(..)
            | Message::Sources(..)
            | Message::Compared { .. }
            | Message::Saved { .. }
            | Message::NotSaved { .. }
            | Message::Followed { .. }
            | Message::Inherited { .. } => {}
            Message::Told(tone, text) => self.status.notify(tone, text),
            Message::Printed(number, result) => return self.printed(number, result),
            Message::Folder(folder, names) => self.take_folder(folder, names),
            Message::DragGoesOn => self.drag_goes_on(),
            Message::Edited(text) => {
                if let Some(Overlay::Editor(editor)) = &mut self.overlay {
                    editor.replace(&text);
                }
            }
            Message::ShowLibrary => return self.open_library(),
            Message::Library(page) => return self.take_shelf(page),
            Message::Ledger(page) => return self.take_ledger(page),
            Message::FoundInLibrary(typed, found) => return self.show_found(&typed, found),
            Message::Unfinished(next) => self.take_unfinished(next),
            Message::Themes(themes, problems) => return self.take_themes(themes, &problems),
            Message::PictureReady(file, result) => self.picture_is_ready(&file, result),
            Message::Terminate => return self.terminate(),
        }
        quiet()
    }

    /// Takes a match that a thread found.
    fn take_found(&mut self, ticket: u64, found: Option<TextRange>) -> Outcome {
        match self.reading.sought(ticket, found) {
            Some(sought) => self.after_search(sought),
            None => quiet(),
        }
    }

    fn take_elsewhere(&mut self, generation: u64, found: Vec<(TextRange, Vec<Elsewhere>)>) {
        if generation == self.article.generation() {
            self.article.take_elsewhere(found);
        }
    }

    /// Takes what is kept of sources of evidence; tells of what the reader should know about those just added.
    fn take_sources(&mut self, checked: Vec<CheckedSource>) {
        let told: Vec<String> = checked.iter().filter_map(CheckedSource::problem).collect();
        self.article.take_sources(checked);
        self.check_sources();
        self.status.notify_all(&told);
    }

    fn analysed(&mut self, analysis: Arc<Analysis>) -> Outcome {
        self.article.take_analysis(analysis);
        self.refresh_lists();
        if self.mode != Mode::List && self.article.reach().is_none_or(|r| r.percent >= 100) {
            self.sidebar.leave_empty_list(&self.article);
        }
        self.focus_follows();
        self.tell_language()
    }

    /// Takes the comparison with an earlier text.
    fn take_comparison(&mut self, result: Result<Comparison, String>) -> Outcome {
        let comparison = result.map_err(declined)?;
        // An open overlay is not covered.
        if !matches!(self.overlay, None | Some(Overlay::Diff(_))) {
            return decline("something else was opened meanwhile: `:diff` again shows what changed");
        }
        self.status.clear();
        self.overlay = Some(Overlay::Diff(Diff::new(comparison)));
        quiet()
    }

    /// Shows the library, whose rows are asked for.
    pub(super) fn open_library(&mut self) -> Outcome {
        let (shelf, asks) = LibraryScreen::open(self.panes.screen.height);
        self.overlay = Some(Overlay::Library(Box::new(shelf)));
        self.effects.push(asks);
        quiet()
    }

    fn take_shelf(&mut self, page: Result<LibraryPage, String>) -> Outcome {
        let page = page.map_err(declined)?;
        let Some(Overlay::Library(shelf)) = &mut self.overlay else {
            return quiet();
        };
        match shelf.take(page) {
            Some(name) => {
                self.overlay = None;
                self.leave(Exit::Open(name))
            }
            None => quiet(),
        }
    }

    /// Shows who said what, over all articles; the rows are asked for.
    pub(super) fn open_ledger(&mut self, filter: &str) -> Outcome {
        let rows = self.panes.screen.height;
        let (ledger, asks) = match self.ledger.take().filter(|_| filter.is_empty()) {
            Some(left) => left.again(rows),
            None => Ledger::open(filter, rows),
        };
        self.overlay = Some(Overlay::Ledger(Box::new(ledger)));
        self.effects.push(asks);
        quiet()
    }

    fn take_ledger(&mut self, page: Result<LedgerPage, String>) -> Outcome {
        match (&mut self.overlay, page) {
            (Some(Overlay::Ledger(ledger)), Ok(page)) => {
                ledger.take(page);
                quiet()
            }
            (Some(Overlay::Ledger(_)), Err(why)) => decline(why),
            _ => quiet(),
        }
    }

    /// Shows the result of a search over all articles.
    fn show_found(&mut self, typed: &str, found: Result<Vec<FoundArticle>, String>) -> Outcome {
        let found = found.map_err(declined)?;
        let Some(page) = Page::found(typed, found) else {
            return decline(format!("no article contains {}", one_line(typed)));
        };
        if self.overlay.is_some() {
            return decline("something else was opened meanwhile: `:search` again shows what is found");
        }
        self.status.clear();
        self.overlay = Some(Overlay::Page(page));
        quiet()
    }

    /// The place of an action's target, in bytes.
    fn place_in_focus(&self) -> Option<TextRange> {
        self.target().and_then(|target| self.article.range_of(target))
    }

    /// The focus moved, but not by the reader: a command begun for the previous claim is cancelled.
    fn focus_went(&mut self) {
        if self
            .keys
            .waiting
            .is_some_and(|action| action.spec().group == Group::Work)
        {
            self.keys.forget();
            self.status
                .show(decline("the focus is on another claim now: nothing was decided"));
        }
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
            prompt.focus_went();
        }
    }

    /// Takes the content of the folder whose name is being typed, if it still is.
    fn take_folder(&mut self, folder: String, names: Vec<String>) {
        match self.overlay.take() {
            Some(Overlay::Prompt(mut prompt)) => {
                prompt.take_folder(folder, names, &self.context());
                self.overlay = Some(Overlay::Prompt(prompt));
            }
            other => self.overlay = other,
        }
    }

    /// Takes the library's answer about another article with unchecked claims.
    fn take_unfinished(&mut self, next: Option<LibraryEntry>) {
        if let Some(Overlay::Finished(finished)) = &mut self.overlay {
            finished.take(next);
        }
    }

    /// Theme files changed on disk.
    fn take_themes(&mut self, themes: Themes, problems: &[String]) -> Outcome {
        let there = self.look.take(themes);
        if problems.is_empty() && there {
            return done(format!("theme {} reloaded", self.look.name()));
        }
        self.status.notify_all(problems);
        quiet()
    }

    fn tell_language(&self) -> Outcome {
        let language = self.article.analysis().and_then(|a| a.language.clone());
        match language.filter(|l| l != "en" && self.status.notice().is_none()) {
            Some(code) => decline(format!(
                "the article seems to be in another language ({code}): names, figures and quotations are found, but few statements"
            )),
            None => quiet(),
        }
    }

    fn load(&mut self, mut loaded: Loaded) {
        let before = std::mem::take(&mut self.article);
        // The whole article replaces its beginning: the reading position stays.
        let is_same = before.path() == loaded.path.as_deref() && before.label() == loaded.label;
        let was_begun = before.is_begun() && is_same;
        let rest = before.into_rest().filter(|_| was_begun);
        let another = loaded.generation > 1 && rest.is_none();
        let place = loaded.place;
        let marks = std::mem::take(&mut loaded.marks);
        let warnings = std::mem::take(&mut loaded.warnings);
        let answered = loaded.answered;
        let is_tour = loaded.tour;
        let document = loaded.document.clone();
        self.article = Article::new(loaded);
        self.opening = None;
        self.copies = Copies::default();
        let fresh = Reading::new(document.clone(), self.settings.measure, prose(&self.settings));
        let reading = std::mem::replace(&mut self.reading, fresh);
        let stays = rest.is_some() && reading.top() != Top::default();
        if rest.is_some() {
            self.reading = reading.continued(document, stays);
        } else {
            // Positions of another article are meaningless in this one, and so are pending keys.
            self.overlay = None;
            self.keys.forget();
            self.at_work = false;
        }
        self.reading.set_marks(marks);
        if another || rest.as_ref().is_some_and(Rest::waits) {
            // Messages from before the first article (such as an invalid key of the user) are still to be read.
            self.status.clear();
        }
        self.reattaching = None;
        self.kept = None;
        self.hand = None;
        self.peek = None;
        self.asked = None;
        self.enter(Mode::Read);
        self.sidebar.restart();
        if let Some(place) = place.filter(|_| !stays) {
            self.reading.put_at_top(place);
        }
        self.lay_out();
        self.refresh_lists();
        self.focus_follows();
        self.status.notify_all(&warnings);
        self.is_tour = is_tour;
        self.run_tour(is_tour && !self.standing().knows_the_work());
        self.lay_out();
        if self.article.awaited().is_none() {
            self.tell_changed();
        }
        if let Some(answered) = answered {
            self.after_answer(answered);
        }
        if !self.article.is_begun()
            && let Some(arrival) = self.arrival.take()
        {
            let outcome = self.arrive(arrival);
            self.status.show(outcome);
            if !self.visited.is_empty() {
                // The way back leads to the article that the reader came from.
                self.reading.forget_jumps();
            }
        }
        // Waiting keys do not answer a question that had not been asked yet.
        if !self.ask_identity()
            && let Some(rest) = rest
        {
            self.resume(rest);
        }
    }

    /// The rest has arrived: runs what waited for it.
    fn resume(&mut self, rest: Rest) {
        let (command, keys) = rest.into_waiting();
        if let Some(command) = command {
            let outcome = self.run(&command);
            self.status.show(outcome);
        }
        for key in keys {
            self.press(key);
        }
    }

    /// Takes changes of another instance or program.
    fn receive(&mut self, brought: RemoteChanges) {
        let conflicts = self.article.receive(&brought.incoming, brought.located);
        self.refresh_lists();
        match conflicts.first() {
            Some(first) => {
                let text = format!(
                    "the notes changed elsewhere too, and both versions of {} were kept: see the notes",
                    first.what
                );
                self.status.show(decline(text));
            }
            None => self
                .status
                .show(done("the notes changed elsewhere: updated here")),
        }
    }

    /// Reports that the text has changed, if so, and the state of the passages of the notes; an earlier failure is appended.
    fn tell_changed(&mut self) {
        let Some(clause) = self.article.difference() else {
            return;
        };
        let shows = format!(": {} shows what changed", self.key_of("diff"));
        let mut text = clause + &shows;
        let states = self.article.states_in_words();
        if !states.is_empty() {
            text.push_str("; of the passages with notes ");
            text.push_str(&states.join(", "));
            text.push_str(" (:review)");
        }
        let failure = self.status.take_failure();
        if let Some(before) = failure.filter(|n| !n.text.contains(&shows)) {
            text.push_str(" · ");
            text.push_str(&before.text);
        }
        self.status.notify(Tone::Failure, text);
    }
}
