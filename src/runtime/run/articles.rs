//! Opening articles: the first one, another one, the whole of a page, the same one with other notes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::super::exports;
use super::super::open::{Article, KeptCopyUse, ReadOptions, TOUR_NAME};
use super::super::open_article::{
    OpenArticle, OpenRequest, PreparedArticle, Shown, prepare_again, prepare_aside,
};
use super::super::stamps::Clock;
use super::{Loop, Ready, RunError, shown};
use crate::app::{Message, Stamps, Tone};
use crate::fetch::is_url;
use crate::notes::Relation;
use crate::store::{Answer, Choice, Origin, library};

impl Loop {
    /// Draws whatever is ready first.
    pub(super) fn begin(
        &mut self,
        ready: Ready,
        problems: Vec<String>,
        choice: Choice,
    ) -> Result<(), RunError> {
        match ready {
            Ready::Whole(mut prepared) => {
                prepared.loaded.warnings.splice(0..0, problems);
                return self.place(*prepared);
            }
            Ready::Begun(mut loaded, name) => {
                loaded.warnings = problems;
                self.take(Message::Loaded(loaded))?;
                // Before the rest is read, because both use the same resources: a core, and the memory of the process.
                self.draw()?;
                self.make_ready(name, self.how.clone(), choice);
                return Ok(());
            }
            Ready::WithoutNotes(mut loaded) => {
                loaded.warnings = problems;
                self.take(Message::Loaded(loaded))?;
            }
            Ready::Awaited(name) => {
                self.problems = problems;
                self.take(Message::Opening(shown(&name)))?;
            }
            Ready::Nothing => {
                self.problems = problems;
                self.take(Message::ShowLibrary)?;
            }
        }
        self.draw()
    }

    /// Opens a prepared article.
    pub(super) fn place(&mut self, prepared: PreparedArticle) -> Result<(), RunError> {
        let PreparedArticle {
            mut loaded,
            session,
            article,
            source,
        } = prepared;
        loaded.warnings.splice(0..0, std::mem::take(&mut self.problems));
        self.lifeboat
            .board(loaded.generation, session.subject(), loaded.notebook.clone());
        let (document, generation) = (loaded.document.clone(), loaded.generation);
        if self.asked.0 == generation {
            self.whole_page = self.asked.1;
        }
        let loaded = Message::Loaded(Box::new(loaded));
        // Nothing can wait for an article that is the first thing to be shown.
        let first = self.model.article().generation() == 0;
        let set = |this: &mut Self| {
            let (themes, to) = (this.themes_folder.clone(), this.events.clone());
            let lifeboat = this.lifeboat.clone();
            let set = OpenArticle::set(
                session,
                (article, source),
                document,
                generation,
                themes,
                (&this.paths, this.extractor.clone()),
                (lifeboat, to),
            );
            this.desk = Some(set);
        };
        if first {
            // It is drawn before its threads are started.
            self.take(loaded)?;
            self.draw()?;
            set(self);
            self.follow_reading();
        } else {
            // Pending commands may contain something to save.
            set(self);
            self.take(loaded)?;
        }
        if let Some(entry) = self.entry() {
            let paths = self.paths.clone();
            // The index is optional: if its folder cannot be written, only the index is lost, and a slow folder delays no key.
            self.errands.add(move || {
                let _ = library::record(&paths, &entry);
            });
        }
        Ok(())
    }

    /// The library's entry: that the article is open, and the progress of work on it.
    pub(super) fn entry(&self) -> Option<library::Entry> {
        let desk = self.desk.as_ref().filter(|desk| !desk.source.is_gone)?;
        let m = self.model.article().document().metadata();
        Some(library::Entry {
            title: m.title.clone(),
            url: m.url.clone(),
            source: m.source.clone(),
            date: m.date.map(|date| date.to_string()),
            paths: self
                .model
                .article()
                .path()
                .iter()
                .filter_map(|p| std::path::absolute(p).ok())
                .collect(),
            fingerprint: Some(desk.article),
            notes: Some(desk.notes.clone()).filter(|p| p.exists()),
            counts: library::Counts::of(self.model.article().notebook().annotations()),
            tags: library::article_tags(self.model.article().notebook().annotations()),
            progress: self.progress(),
            opened: Some(Clock.now()),
            ..library::Entry::default()
        })
    }

    /// The progress of work on the article; `None` until all of it is analysed.
    fn progress(&self) -> Option<library::Progress> {
        let article = self.model.article();
        article.analysis()?;
        let whole = article.reach().is_none_or(|reach| reach.percent >= 100);
        let (decided, claims) = article.progress();
        whole.then_some(library::Progress { decided, claims })
    }

    /// Prepares another article to replace the open one.
    pub(super) fn open(&mut self, name: &str) -> Result<(), RunError> {
        let name = if name == TOUR_NAME {
            name.into()
        } else {
            exports::expand(Path::new(name)).into_os_string()
        };
        self.ready = None;
        let article = self.model.article();
        if article.is_begun() && self.left.is_none() {
            let path = article.path().map(|path| path.as_os_str().to_owned());
            self.left = path.or_else(|| is_url(article.label()).then(|| article.label().into()));
        }
        self.take(Message::Opening(shown(&name)))?;
        self.make_ready(name, self.how.clone(), Choice::default());
        Ok(())
    }

    /// Finds the notes of the article on the screen after all, because the one requested instead is not shown.
    pub(super) fn back_to_the_left(&mut self) {
        if let Some(name) = self.left.take() {
            self.make_ready(name, self.how.clone(), Choice::default());
        }
    }

    /// Reads the open page again: all of it, or only its article. Its notes stay.
    pub(super) fn toggle_whole(&mut self) -> Result<(), RunError> {
        let name = match self.desk.as_ref().map(|desk| &desk.source.origin) {
            Some(Origin::Url(url)) => Some(url.into()),
            Some(Origin::File(path)) if Article::is_page(path) => Some(path.clone().into_os_string()),
            Some(Origin::File(_) | Origin::Stdin | Origin::BuiltIn(_)) | None => None,
        };
        let Some(name): Option<OsString> = name else {
            let why = "only of a web page, in a file or fetched, can more be shown than its article";
            return self.take(Message::Told(Tone::Failure, why.into()));
        };
        let whole_page = !self.whole_page;
        let told = if whole_page {
            "reading the whole page… (:whole shows its article alone again)"
        } else {
            "reading the article alone…"
        };
        self.ready = None;
        self.take(Message::Opening(shown(&name)))?;
        self.take(Message::Told(Tone::Done, told.into()))?;
        let how = ReadOptions {
            whole_page,
            copy: KeptCopyUse::Preferred,
            ..self.how.clone()
        };
        let notes = self.desk.as_ref().map(|desk| desk.notes.clone());
        let choice = Choice {
            notes: notes.filter(|notes| notes.exists()),
            answer: None,
        };
        self.make_ready(name, how, choice);
        Ok(())
    }

    /// Reads an article and opens its notes on a thread; the one requested last is shown.
    pub(super) fn make_ready(&mut self, name: OsString, how: ReadOptions, choice: Choice) {
        let generation = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        self.asked = (generation, how.whole_page);
        let shown = match self.model.article() {
            article if article.is_begun() => Shown::Beginning,
            article if article.generation() == 0 => Shown::Nothing,
            _ => Shown::Another,
        };
        let wanted = OpenRequest {
            name,
            how,
            choice,
            paths: self.paths.clone(),
            generation,
            latest: self.latest.clone(),
            shown,
        };
        prepare_aside(wanted, self.events.clone());
    }

    /// Replaces the open article, whose changes are all on disk, by a prepared one.
    pub(super) fn exchange(&mut self, mut prepared: PreparedArticle) -> Result<(), RunError> {
        self.remember_place();
        if let Some(desk) = self.desk.take() {
            // The same article again: it was opened read-only because it was open here, so changes made meanwhile are looked up.
            if desk.notes == prepared.session.path() {
                desk.saver.finish();
                prepared.take_over();
            } else {
                self.errands.add(move || desk.saver.finish());
            }
        }
        self.left = None;
        self.place(prepared)?;
        self.look();
        Ok(())
    }

    /// Opens the article again with the notes that the reader chose.
    pub(super) fn identify(&mut self, relation: Relation, notes: PathBuf) {
        let Some(desk) = &self.desk else { return };
        let source = desk.source.clone();
        let article = Article {
            document: self.model.article().document().clone(),
            origin: source.origin,
            reading: source.reading,
            name: self.model.article().label().to_owned(),
            warnings: Vec::new(),
            gone: None,
        };
        let answer = Answer {
            relation,
            of: Some(notes),
            said: Clock.now(),
        };
        let generation = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        self.asked = (generation, self.whole_page);
        prepare_again(
            article,
            answer,
            generation,
            self.paths.clone(),
            self.events.clone(),
        );
    }
}
