//! Several instances work on one notes file, with a delay at every step: nothing that anyone wrote is lost.
//!
//! Each reader consists of a notebook that changes, orders that have not reached its keeper yet, the keeper with its own session, and
//! messages that have not reached the notebook yet. In parallel, scripts annotate like `postil annotate`, a person edits the file by hand,
//! and the folder fails for a while. The next event is chosen at random.
//!
//! `PROPTEST_CASES=5000 cargo test --lib interleavings` runs more cases than usual.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::mpsc::channel;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::document::{BlockKind, Builder, TextRange};
use crate::notes::{Annotation, AnnotationKind, Change, Id, Step, anchor};
use crate::store::{Access, Heir, Opened, Origin, Paths, format};

/// Readers. The first has its own folders, as on another machine; the second works without locks; the third and the fourth share folders,
/// so that one of them writes and the other follows.
const READERS: usize = 4;
/// The actors that edit by hand and run scripts.
const HAND: usize = READERS;
const SCRIPT: usize = READERS + 1;

/// The next event, and the reader it concerns.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// The reader annotates a passage, with a note or without.
    Make(usize, u8, bool),
    /// Writes something on an annotation.
    Note(usize, u8),
    Verdict(usize, u8),
    Tag(usize, u8),
    Delete(usize, u8),
    Undo(usize),
    Redo(usize),
    /// The file changed, so the keeper should reload it.
    Look(usize),
    /// An order reaches the keeper.
    Deliver(usize),
    /// The keeper carries out an order.
    Step(usize),
    /// A message reaches the notebook.
    Receive(usize),
    /// The reader leaves and opens the article again.
    Restart(usize),
    /// A script opens the notes.
    Open,
    /// It annotates a passage, or writes a note on an annotation, and saves.
    Annotate(u8, bool),
    /// A person writes a note or an entry into the file.
    Edit(u8, bool),
    /// From now on all reads and writes fail; the next time, they work again.
    Fail,
    Mend,
}

fn event() -> impl Strategy<Value = Event> {
    let who = || 0..READERS;
    prop_oneof![
        6 => (who(), any::<u8>(), any::<bool>()).prop_map(|(w, n, b)| Event::Make(w, n, b)),
        4 => (who(), any::<u8>()).prop_map(|(w, n)| Event::Note(w, n)),
        3 => (who(), any::<u8>()).prop_map(|(w, n)| Event::Verdict(w, n)),
        2 => (who(), any::<u8>()).prop_map(|(w, n)| Event::Tag(w, n)),
        2 => (who(), any::<u8>()).prop_map(|(w, n)| Event::Delete(w, n)),
        2 => who().prop_map(Event::Undo),
        1 => who().prop_map(Event::Redo),
        3 => who().prop_map(Event::Look),
        12 => who().prop_map(Event::Deliver),
        12 => who().prop_map(Event::Step),
        8 => who().prop_map(Event::Receive),
        1 => who().prop_map(Event::Restart),
        3 => Just(Event::Open),
        3 => (any::<u8>(), any::<bool>()).prop_map(|(n, b)| Event::Annotate(n, b)),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(n, b)| Event::Edit(n, b)),
        1 => Just(Event::Fail),
        2 => Just(Event::Mend),
    ]
}

struct Reader {
    keeper: Keeper,
    /// Waits for the writer to leave.
    heir: Option<Heir>,
    notebook: Notebook,
    writes: bool,
    serial: u64,
    orders: VecDeque<SaverCommand>,
    told: VecDeque<Message>,
}

/// The words of annotations that someone sees. An annotation counts as a word, and so does one that was merged into it.
type View = BTreeSet<(Id, String)>;

fn view<'a>(annotations: impl IntoIterator<Item = &'a Annotation>) -> View {
    let notebook = Notebook::new(annotations.into_iter().cloned());
    let mut view = View::new();
    for a in notebook.all() {
        let Some(one) = notebook.get(a.id).filter(|a| !a.deleted) else {
            continue;
        };
        let words = one.note.iter().chain(&one.verdict).chain(&one.tags).cloned();
        view.extend(words.chain([format!("made {}", a.id)]).map(|word| (one.id, word)));
    }
    view
}

struct World {
    _dir: tempfile::TempDir,
    folder: PathBuf,
    notes: PathBuf,
    document: Arc<Document>,
    readers: Vec<Reader>,
    script: Option<Opened>,
    /// The words that must exist in the end: a change of a word by someone who sees it removes it.
    wanted: BTreeSet<String>,
    /// Who removed a word while seeing it.
    takers: BTreeMap<String, BTreeSet<usize>>,
    failing: bool,
    number: u32,
    skews: Vec<i64>,
}

impl World {
    fn new(skews: Vec<i64>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("notes");
        let mut builder = Builder::new();
        builder.block(
            BlockKind::Paragraph,
            "The harbour will be closed for two years, the mayor said.",
        );
        let mut world = Self {
            notes: folder.join("a.ron"),
            folder,
            _dir: dir,
            document: Arc::new(builder.finish()),
            readers: Vec::new(),
            script: None,
            wanted: BTreeSet::new(),
            takers: BTreeMap::new(),
            failing: false,
            number: 0,
            skews,
        };
        world.readers = (0..READERS).map(|who| world.open(who)).collect();
        world
    }

    fn open_session(&self, who: usize) -> Opened {
        let home = format!("home {}", who.min(2));
        let paths = Paths::under(&self.folder.with_file_name(home));
        let open = if who == 1 || who == SCRIPT {
            Session::open_briefly
        } else {
            Session::open
        };
        open(&paths, &self.document, &Origin::Stdin, Some(&self.notes)).unwrap()
    }

    fn open(&self, who: usize) -> Reader {
        let opened = self.open_session(who);
        Reader {
            writes: opened.access == Access::Write,
            heir: opened.session.heir(),
            keeper: Keeper::new(opened.session, self.document.clone()),
            notebook: opened.notebook,
            serial: 0,
            orders: VecDeque::new(),
            told: VecDeque::new(),
        }
    }

    fn now(&self, who: usize) -> Timestamp {
        let skew = self.skews.get(who).copied().unwrap_or(0);
        Timestamp::from_second(1_790_000_000 + i64::from(self.number) * 2 + skew).unwrap()
    }

    /// Records a deliberate change: from what was seen to the result.
    fn decided(&mut self, who: usize, before: &View, after: &View) {
        for (_, word) in before.difference(after) {
            self.wanted.remove(word);
            self.takers.entry(word.clone()).or_default().insert(who);
        }
        for (_, word) in after.difference(before) {
            // Undoing one's own change is not a decision about what others did to the word meanwhile.
            if self
                .takers
                .get(word)
                .is_none_or(|takers| takers.iter().all(|taker| *taker == who))
            {
                self.wanted.insert(word.clone());
            }
        }
    }

    fn made(&self, place: u8, note: bool, now: Timestamp) -> Change {
        let ranges = [(4, 11), (12, 26), (27, 40), (42, 56)];
        let (start, end) = ranges[usize::from(place) % ranges.len()];
        let id = Id(uuid::Uuid::from_u128(u128::from(self.number) << 64));
        let place = anchor(&self.document, TextRange::new(start, end));
        let mut made = Annotation::new(id, AnnotationKind::Claim, place, now);
        made.note = note.then(|| format!("note{}", self.number));
        Change {
            id,
            before: None,
            after: Some(made),
        }
    }

    /// The nth annotation of a notebook, with a word written on it.
    fn written(
        notebook: &Notebook,
        n: u8,
        now: Timestamp,
        with: impl FnOnce(&mut Annotation),
    ) -> Option<Change> {
        let count = notebook.annotations().count();
        let before = notebook.annotations().nth(usize::from(n) % count.max(1))?.clone();
        let mut after = before.clone();
        after.updated = now;
        with(&mut after);
        Some(Change {
            id: before.id,
            before: Some(before),
            after: Some(after),
        })
    }

    /// A reader makes a change, which is then to be saved.
    fn act(&mut self, who: usize, with: impl FnOnce(&mut Notebook)) {
        let reader = &mut self.readers[who];
        if !reader.writes {
            return;
        }
        let before = view(reader.notebook.all());
        with(&mut reader.notebook);
        let after = view(reader.notebook.all());
        reader.serial += 1;
        reader.orders.push_back(SaverCommand::Save(Snapshot {
            generation: 1,
            serial: reader.serial,
            notebook: Box::new(reader.notebook.clone()),
        }));
        self.decided(who, &before, &after);
    }

    fn change(&mut self, who: usize, change: Option<Change>) {
        let now = self.now(who);
        let Some(change) = change else { return };
        self.act(who, |notebook| {
            notebook.apply(Step {
                label: "change".into(),
                at: now,
                changes: vec![change],
            });
        });
    }

    fn write(&mut self, who: usize, n: u8, with: impl FnOnce(&mut Annotation)) {
        let change = Self::written(&self.readers[who].notebook, n, self.now(who), with);
        self.change(who, change);
    }

    fn look(&mut self, who: usize) {
        let reader = &mut self.readers[who];
        reader.orders.push_back(SaverCommand::Look(Snapshot {
            generation: 1,
            serial: reader.serial,
            notebook: Box::new(reader.notebook.clone()),
        }));
    }

    fn step(&mut self, who: usize) -> bool {
        let reader = &mut self.readers[who];
        let told = reader.keeper.step();
        let some = told.is_some();
        reader.told.extend(told.into_iter().flatten());
        some
    }

    fn receive(&mut self, who: usize) -> bool {
        let reader = &mut self.readers[who];
        let Some(message) = reader.told.pop_front() else {
            return false;
        };
        match message {
            Message::Saved {
                incoming: Some(brought),
                ..
            }
            | Message::Followed {
                incoming: brought, ..
            } => drop(reader.notebook.receive(&brought.incoming)),
            Message::Inherited { inherited, .. } => {
                let notebook = std::mem::take(&mut reader.notebook);
                reader.notebook = inherited.given_to(notebook);
                reader.writes = true;
            }
            _ => {}
        }
        true
    }

    /// One of those that wait for the locks obtains them, if they are free.
    fn let_inherit(&mut self) {
        for reader in &mut self.readers {
            let Some(heir) = reader.heir.take() else { continue };
            match heir.no_wait() {
                Ok(hold) => reader
                    .orders
                    .push_back(SaverCommand::Inherit { generation: 1, hold }),
                Err(heir) => reader.heir = Some(heir),
            }
        }
    }

    /// Carries out all orders and retries the last save. Returns whether everything is on disk.
    fn settle(&mut self, who: usize) -> bool {
        let reader = &mut self.readers[who];
        let (answer, answered) = channel();
        while let Some(order) = reader.orders.pop_front() {
            reader.keeper.push(order);
        }
        reader.keeper.push(SaverCommand::Settle(answer));
        while self.step(who) {}
        answered.recv().unwrap().is_none()
    }

    fn happen(&mut self, event: Event) {
        self.number += 1;
        let word = |kind: &str| format!("{kind}{}", self.number);
        match event {
            Event::Make(who, place, note) => {
                let change = self.made(place, note, self.now(who));
                self.change(who, Some(change));
            }
            Event::Note(who, n) => {
                let note = word("note");
                self.write(who, n, |a| a.note = Some(note));
            }
            Event::Verdict(who, n) => {
                let verdict = word("verdict");
                self.write(who, n, |a| a.verdict = Some(verdict));
            }
            Event::Tag(who, n) => {
                let tag = word("tag");
                self.write(who, n, |a| a.tags.push(tag));
            }
            Event::Delete(who, n) => self.write(who, n, |a| a.deleted = true),
            Event::Undo(who) => {
                let now = self.now(who);
                self.act(who, |notebook| drop(notebook.undo(now)));
            }
            Event::Redo(who) => {
                let now = self.now(who);
                self.act(who, |notebook| drop(notebook.redo(now)));
            }
            Event::Look(who) => self.look(who),
            Event::Deliver(who) => {
                let reader = &mut self.readers[who];
                if let Some(order) = reader.orders.pop_front() {
                    reader.keeper.push(order);
                }
            }
            Event::Step(who) => drop(self.step(who)),
            Event::Receive(who) => drop(self.receive(who)),
            Event::Restart(who) => {
                if !self.failing && self.settle(who) {
                    self.readers.remove(who);
                    self.let_inherit();
                    let reader = self.open(who);
                    self.readers.insert(who, reader);
                }
            }
            Event::Open if !self.failing => self.script = Some(self.open_session(SCRIPT)),
            Event::Annotate(n, new) => {
                let Some(mut script) = self.script.take() else {
                    return;
                };
                let (now, before) = (self.now(SCRIPT), view(script.notebook.all()));
                let note = word("note");
                let change = if new {
                    Some(self.made(n, false, now))
                } else {
                    Self::written(&script.notebook, n, now, |a| a.note = Some(note))
                };
                script.notebook.apply(Step {
                    label: "annotate".into(),
                    at: now,
                    changes: change.into_iter().collect(),
                });
                if script.session.save(&script.notebook).is_ok() {
                    self.decided(SCRIPT, &before, &view(script.notebook.all()));
                }
            }
            Event::Edit(n, new) => {
                let Ok(text) = std::fs::read_to_string(&self.notes) else {
                    return;
                };
                let (file, _) = format::read(&text).unwrap();
                let (now, mut notebook) = (self.now(HAND), Notebook::new(file.annotations.clone()));
                let before = view(notebook.all());
                let note = word("note");
                let change = if new {
                    Some(self.made(n, true, now))
                } else {
                    Self::written(&notebook, n, now, |a| a.note = Some(note))
                };
                notebook.apply(Step {
                    label: "by hand".into(),
                    at: now,
                    changes: change.into_iter().collect(),
                });
                let after = view(notebook.all());
                let annotations = notebook.all().cloned().collect();
                let mut file = format::NotesFile { annotations, ..file };
                file.put_in_order();
                std::fs::write(&self.notes, format::write(&file)).unwrap();
                self.decided(HAND, &before, &after);
            }
            Event::Fail if !self.failing && self.folder.exists() => {
                std::fs::rename(&self.folder, self.folder.with_extension("away")).unwrap();
                std::fs::write(&self.folder, "no folder").unwrap();
                self.failing = true;
            }
            Event::Mend => self.mend(),
            Event::Open | Event::Fail => {}
        }
    }

    fn mend(&mut self) {
        if std::mem::take(&mut self.failing) {
            std::fs::remove_file(&self.folder).unwrap();
            std::fs::rename(self.folder.with_extension("away"), &self.folder).unwrap();
        }
    }

    /// Completes everything in progress.
    fn drain(&mut self) {
        self.mend();
        let mut quiet = 0;
        while quiet < 2 {
            quiet += 1;
            for who in 0..READERS {
                self.look(who);
                assert!(self.settle(who));
                while self.receive(who) {
                    quiet = 0;
                }
            }
        }
    }

    fn file(&self) -> Vec<Annotation> {
        let text = std::fs::read_to_string(&self.notes).unwrap_or_default();
        format::read(&text).map_or_else(|_| Vec::new(), |(file, _)| file.annotations)
    }
}

fn cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: if asked { config.cases } else { 32 },
        // A case takes a tenth of a second if the disk is slow to confirm.
        max_shrink_iters: 200,
        failure_persistence: None,
        ..config
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_interleaving_loses_anything(
        skews in vec(-9i64..9, READERS + 2),
        events in vec(event(), 1..120),
    ) {
        let mut world = World::new(skews);
        for event in events {
            world.happen(event);
        }
        world.drain();
        let file = world.file();
        for reader in &world.readers {
            let all: Vec<Annotation> = reader.notebook.all().cloned().collect();
            prop_assert_eq!(&all, &file, "all see what the file holds");
        }
        let found: BTreeSet<String> = view(&file).into_iter().map(|(_, word)| word).collect();
        let lost: Vec<&String> = world.wanted.difference(&found).collect();
        prop_assert!(lost.is_empty(), "{:?} lost from {:#?}", lost, file);
    }
}
