//! Performs effects: quick ones directly, the others on a thread whose answer comes back as a message.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use super::super::evidence::EvidenceKeeper;
use super::super::import_notes::ImportTarget;
use super::super::keeper::{SaverCommand, Snapshot};
use super::super::ledger::{Clerk, VerdictSides};
use super::super::librarian::Librarian;
use super::super::open_article::OpenArticle;
use super::super::saver::ENDED;
use super::super::{clipboard, compare, editor, exports, folders, pictures, shelf};
use super::{Loop, ReaderEvent, RunError};
use crate::analysis::Analysis;
use crate::app::{
    ClaimsToLookUp, Effect, ImportRequest, LibraryQuery, Message, PictureFile, SourceQuery, Tone, TypedLine,
};
use crate::export::ExportRequest;
use crate::notes::Notebook;
use crate::store::{Paths, library, places, rescue, typed};

impl Loop {
    pub(super) fn perform(&mut self, effect: Effect) -> Result<(), RunError> {
        match effect {
            Effect::Save {
                generation,
                serial,
                notebook,
            } => {
                self.elsewhere = None;
                self.lifeboat.changed(generation, serial, (*notebook).clone());
                let order = SaverCommand::Save(Snapshot {
                    generation,
                    serial,
                    notebook,
                });
                if !self.desk.as_ref().is_some_and(|d| d.saver.order(order)) {
                    self.lifeboat.failed(generation);
                    let why = format!("{ENDED}; what you did is kept until you leave");
                    self.take(Message::NotSaved { generation, why })?;
                }
            }
            Effect::Copy(text) => clipboard::copy(&text, self.guard.raw())?,
            Effect::Export(request) => self.export(request)?,
            Effect::Edit(text) => {
                let configured = self.model.settings().editor.clone();
                let written = self.guard.lend(|| editor::edit(&text, configured.as_deref()))?;
                self.take(match written {
                    Ok(text) => Message::Edited(text),
                    Err(why) => Message::Told(Tone::Failure, why),
                })?;
                self.resized()?;
            }
            Effect::Open(name) => {
                self.lost = None;
                self.open(&name)?;
            }
            Effect::Whole => {
                self.lost = None;
                self.toggle_whole()?;
            }
            Effect::Identify {
                generation,
                relation,
                notes,
            } => {
                if generation == self.model.article().generation() {
                    self.identify(relation, notes);
                }
            }
            Effect::StopOpening => {
                self.latest.fetch_add(1, Ordering::Relaxed);
                self.ready = None;
                self.back_to_the_left();
                match (self.model.article().generation(), self.named) {
                    (0, true) => self.done = true,
                    (0, false) => self.take(Message::ShowLibrary)?,
                    _ => {}
                }
            }
            Effect::ShowReady => {
                self.lost = None;
                if let Some(prepared) = self.ready.take() {
                    self.exchange(*prepared)?;
                }
            }
            Effect::SaveElsewhere { path, notebook } => self.save_elsewhere(&path, notebook),
            Effect::LoseNotes(what) => {
                self.lifeboat.forget();
                self.lost = Some(what);
            }
            Effect::RemoveCopies(paths) => self.errands.add(move || rescue::remove(&paths)),
            Effect::Find(look) => self.finder.look(look, self.events.clone()),
            Effect::ListLibrary(query) => self.librarian().list(query),
            Effect::TagArticle { article, tags, then } => {
                self.change_library(then, move |paths| shelf::tag(paths, article, &tags));
            }
            Effect::ForgetArticle { article, then } => {
                let open = self.desk.as_ref().map(|desk| desk.article);
                self.change_library(then, move |paths| shelf::forget(paths, article, open));
            }
            Effect::ListLedger(query) => self.clerk().list(query),
            Effect::ChangeSpeakers { change, then } => self.clerk().change(change, then),
            Effect::ExportLedger(scope, file) => self.clerk().export(scope, file),
            Effect::FindUnfinished => self.find_unfinished(),
            Effect::LookElsewhere { generation, claims } => self.look_elsewhere(generation, claims),
            Effect::CheckSources { generation, sources } => self.check_sources(generation, sources),
            Effect::SearchLibrary(typed) => {
                self.searching
                    .start(self.paths.clone(), typed, self.events.clone());
            }
            Effect::Compare {
                generation,
                number,
                analysis,
            } => self.compare(generation, number, analysis),
            Effect::ReadOtherNotes { generation, file } => self.read_other_notes(generation, &file),
            Effect::ImportNotes {
                generation,
                request,
                notebook,
            } => self.import_notes(generation, request, *notebook),
            Effect::RememberPlace => self.remember_place(),
            Effect::Remember(kind, line) => self.remember_line(kind, line),
            Effect::Pipe {
                number,
                command,
                input,
            } => self.pipe.start(number, &command, input, self.events.clone()),
            Effect::StopPipe => self.pipe.stop(),
            Effect::Browse(target) => self.browse(&target),
            Effect::DrawPicture(file) => self.draw_picture(file),
            Effect::ListFolder(folder) => self.list_folder(folder),
            Effect::Suspend => self.suspend()?,
            Effect::StopAnalysis => {
                if let Some(desk) = &mut self.desk {
                    desk.stop_analysis();
                }
            }
            Effect::Redraw => self.guard.redraw()?,
            Effect::Quit => {
                if self.elsewhere.is_some() {
                    self.lifeboat.forget();
                }
                self.done = true;
            }
        }
        Ok(())
    }

    /// Writes the notes to a file chosen by the user.
    pub(super) fn save_elsewhere(&self, path: &Path, notebook: Box<Notebook>) {
        let (path, subject) = (exports::expand(path), self.lifeboat.subject());
        let to = self.events.clone();
        let write = move || {
            let saved = rescue::save_elsewhere(&path, &subject, &notebook);
            let saved = saved.map(|()| path).map_err(|e| e.to_string());
            let _ = to.send(ReaderEvent::Message(Message::SavedElsewhere(saved)));
        };
        // On a separate thread, because other disk work may be waiting for the failing disk.
        let _ = thread::Builder::new().name("elsewhere".into()).spawn(write);
    }

    /// Compares the article with an earlier text of it.
    fn compare(&self, generation: u64, number: usize, analysis: Option<Arc<Analysis>>) {
        if let Some(desk) = &self.desk {
            let versions = &desk.versions;
            versions.compare(generation, number, analysis, &self.paths, &self.events);
        }
    }

    /// Reads another person's notes on a thread, and locates them in the article.
    fn read_other_notes(&self, generation: u64, file: &str) {
        let (path, to) = (exports::expand(Path::new(file)), self.events.clone());
        let document = self.model.article().document().clone();
        let read = move || {
            let other = compare::other_notes(&path, &document);
            let _ = to.send(ReaderEvent::Message(Message::OtherNotes(generation, other)));
        };
        let _ = thread::Builder::new().name("other-notes".into()).spawn(read);
    }

    /// Reads a file of annotations on a thread, and decides what happens to each.
    fn import_notes(&self, generation: u64, request: ImportRequest, notebook: Notebook) {
        let article = self.model.article();
        let target = ImportTarget {
            document: article.document().clone(),
            notebook,
            address: self.desk.as_ref().and_then(OpenArticle::address),
            path: article.path().map(Path::to_owned),
            how: self.how.clone(),
        };
        let to = self.events.clone();
        let read = move || {
            let ready = target.import(request);
            let _ = to.send(ReaderEvent::Message(Message::ImportReady(generation, ready)));
        };
        let _ = thread::Builder::new().name("import".into()).spawn(read);
    }

    /// Stores a typed line. Failure does no harm.
    pub(super) fn remember_line(&mut self, kind: TypedLine, line: String) {
        let paths = self.paths.clone();
        let which = match kind {
            TypedLine::Command => typed::Lines::Commands,
            TypedLine::Search => typed::Lines::Searches,
        };
        self.errands.add(move || {
            let _ = typed::add(&paths, which, &line);
        });
    }

    /// Passes a link to the configured program.
    pub(super) fn browse(&self, target: &str) {
        let to = self.events.clone();
        editor::browse(target, self.model.settings().opener.as_deref(), move |told| {
            let _ = to.send(ReaderEvent::Message(told));
        });
    }

    fn export(&mut self, request: ExportRequest) -> Result<(), RunError> {
        let Some(desk) = &self.desk else {
            let text = "no article is open yet".to_owned();
            return self.take(Message::Told(Tone::Failure, text));
        };
        let told = match exports::write(&self.model, request, &self.paths, &desk.notes) {
            Ok(written) => Message::Told(Tone::Done, written.to_string()),
            Err(why) => Message::Told(Tone::Failure, why.to_string()),
        };
        self.take(told)
    }

    /// Prepares a picture on a separate thread, because a large one takes time.
    pub(super) fn draw_picture(&mut self, file: PictureFile) {
        self.drawable = None;
        let Some(protocol) = self.protocol else {
            return;
        };
        let (to, area) = (self.events.clone(), self.model.panes().picture());
        let prepare = move || {
            let ready = pictures::prepare(&file, area, protocol);
            let _ = to.send(ReaderEvent::PictureReady(file, area, ready));
        };
        let _ = thread::Builder::new().name("picture".into()).spawn(prepare);
    }

    /// Lists a folder on a separate thread, because it may be on a slow disk.
    pub(super) fn list_folder(&self, folder: String) {
        let to = self.events.clone();
        let list = move || {
            let names = folders::names(&folder);
            let _ = to.send(ReaderEvent::Message(Message::Folder(folder, names)));
        };
        let _ = thread::Builder::new().name("folder".into()).spawn(list);
    }

    /// Changes something in the library where no key waits for it, tells what came of it, and lists the library again.
    fn change_library(
        &mut self,
        then: LibraryQuery,
        change: impl FnOnce(&Paths) -> Message + Send + 'static,
    ) {
        let list = self.librarian().asker();
        let (paths, to) = (self.paths.clone(), self.events.clone());
        self.errands.add(move || {
            let _ = to.send(ReaderEvent::Message(change(&paths)));
            list.again(then);
        });
    }

    /// The thread that lists the library.
    fn librarian(&mut self) -> &Librarian {
        // The index hears of the open article when it is left.
        let open = self.entry().filter(|open| open.progress.is_some());
        let (paths, to) = (self.paths.clone(), self.events.clone());
        self.librarian
            .get_or_insert_with(|| Librarian::start(paths, open, to))
    }

    /// The thread that lists who said what.
    fn clerk(&mut self) -> &Clerk {
        let sides = VerdictSides::of(&self.model.settings().verdicts);
        let (paths, to) = (self.paths.clone(), self.events.clone());
        self.clerk.get_or_insert_with(|| Clerk::start(paths, sides, to))
    }

    fn look_elsewhere(&self, generation: u64, claims: ClaimsToLookUp) {
        if let Some(desk) = self.desk.as_ref().filter(|desk| desk.generation() == generation) {
            desk.lookup.look_up(claims);
        }
    }

    /// Looks for the kept texts of evidence, and keeps those that are to be kept, on threads that are started for the first evidence.
    fn check_sources(&mut self, generation: u64, sources: Vec<SourceQuery>) {
        let (paths, how, to) = (&self.paths, &self.how, &self.events);
        let start = || EvidenceKeeper::start(paths.clone(), how, to.clone());
        let keeper = self.evidence.get_or_insert_with(start);
        keeper.check(generation, self.model.article().path(), sources);
    }

    /// Looks in the library for the article to go on with, on a thread of its own: the end of the program waits for
    /// errands, and not for this.
    pub(super) fn find_unfinished(&self) {
        let (paths, to) = (self.paths.clone(), self.events.clone());
        let open = self.model.article().path().map(std::path::Path::to_owned);
        let find = move || {
            let next = shelf::unfinished(&paths, open.as_deref());
            let _ = to.send(ReaderEvent::Message(Message::Unfinished(next)));
        };
        let _ = thread::Builder::new().name("unfinished".into()).spawn(find);
    }

    /// Stores the reading position. Failure does no harm.
    pub(super) fn remember_place(&mut self) {
        let (Some(entry), Some(desk)) = (self.entry(), &self.desk) else {
            return;
        };
        let document = self.model.article().document();
        let of = |offset| places::Position::of(document, offset);
        let places = places::Places {
            position: of(self.model.reading().top().at.absolute(document)),
            focus: self
                .model
                .article()
                .focused()
                .filter(|c| !c.range.is_empty())
                .map(|c| of(c.range.start)),
            marks: self
                .model
                .reading()
                .marks()
                .iter()
                .map(|(c, at)| (*c, of(*at)))
                .collect(),
        };
        let (paths, article) = (self.paths.clone(), desk.article);
        self.errands.add(move || {
            let _ = places::write(&paths, article, &places);
            let _ = library::record(&paths, &entry);
        });
    }
}
