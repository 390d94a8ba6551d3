//! Everything the reader knows.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::beginning::Rest;
use super::claims::{ClaimItem, Tally};
use super::decide::Decision;
use super::diff::Comparison;
use super::field::Field;
use super::hints::HintLabel;
use super::jumps::Jumps;
use super::keymap::{Command, Keymap};
use super::message::{Effect, Reach};
use super::page::Page;
use super::panes::{Area, Panes};
use super::prompt::Prompt;
use super::review::Review;
use super::search::Finding;
use super::sidebar::Sidebar;
use crate::analysis::Analysis;
use crate::config::Themes;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::theme::Theme;
use crate::document::{Document, TextRange};
use crate::layout::{Layout, Line, Top, column_of};
use crate::notes::{
    Anchor, AnchorState, Annotation, AnnotationKind, Id, Located, NamedEntity, Notebook, Timestamp,
};

/// Where moments and names for annotations come from; the runtime gives the true ones, tests fixed ones.
pub trait Stamps: std::fmt::Debug + Send {
    /// The moment.
    fn now(&mut self) -> Timestamp;
    /// A name never given before.
    fn id(&mut self) -> Id;
}

/// An article with all that belongs to it, as it is opened.
#[derive(Debug)]
pub struct Loaded {
    /// Counts the articles opened; what comes back from workers carries it.
    pub generation: u64,
    /// The article.
    pub document: Arc<Document>,
    /// The reader's annotations.
    pub notebook: Notebook,
    /// Where they stand in this text.
    pub located: Vec<(Id, Located)>,
    /// The byte offset at which reading was left.
    pub place: Option<usize>,
    /// Places under letters.
    pub marks: BTreeMap<char, usize>,
    /// Why notes cannot be saved, where they cannot.
    pub read_only: Option<String>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// The file it came from.
    pub path: Option<PathBuf>,
    /// A name for citations and the status line: the file's name, an address.
    pub label: String,
    /// Minutes to read it.
    pub minutes: usize,
    /// Whether the document is but the beginning of the article: the whole will be loaded in its place.
    pub begun: bool,
    /// Whether `located` holds only the notes near `place`: [`Message::Located`](super::Message::Located) brings the others.
    pub sought: bool,
    /// Whether the text is another one than that on which the notes were last saved.
    pub changed: bool,
    /// Why, as a clause, where it was made of the same article in another way.
    pub made_otherwise: Option<String>,
}

impl Loaded {
    /// An article without notes or anything else known.
    pub fn new(generation: u64, document: Arc<Document>) -> Self {
        Self {
            generation,
            minutes: document.reading_minutes(),
            document,
            notebook: Notebook::default(),
            located: Vec::new(),
            place: None,
            marks: BTreeMap::new(),
            read_only: None,
            warnings: Vec::new(),
            path: None,
            label: String::new(),
            begun: false,
            sought: false,
            changed: false,
            made_otherwise: None,
        }
    }
}

/// What the keys do at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Reading.
    #[default]
    Read,
    /// One claim at a time.
    Queue,
    /// In the sidebar.
    List,
}

/// What lies over the mode and takes the keys first.
#[derive(Clone, Debug)]
pub enum Over {
    /// A line to type in.
    Prompt(Prompt),
    /// The note editor, and what the note belongs to.
    Editor(Field, super::steps::Target),
    /// Letters on sentences, and what to do with the one picked.
    Hint(Vec<HintLabel>, Option<Command>),
    /// Something to look at.
    Page(Page),
    /// Annotations whose passage is no longer as it was, one at a time.
    Review(Review),
    /// The article beside an earlier text of it, claim by claim.
    Diff(Comparison),
}

/// What `v` or `V` selects by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionKind {
    /// Characters.
    Characters,
    /// Sentences.
    Sentences,
}

/// Text that is selected: the end that stays and the end that moves, in bytes; both inside the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// By what it grows.
    pub kind: SelectionKind,
    /// The end that stays.
    pub anchor: usize,
    /// The end that moves: the start of the grapheme it stands on.
    pub head: usize,
    /// The column that up and down keep to, in cells.
    pub column: Option<u16>,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Done,
    /// Nothing was done, and why.
    Why,
    /// Something went wrong.
    Failure,
}

/// What the status line says until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How the notes stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Saving {
    /// Nothing to save yet.
    #[default]
    Clean,
    /// A save is under way.
    Saving,
    /// All is on disk.
    Saved,
    /// The last save failed, and why. What was done is kept and saved with the next action.
    Failed(String),
    /// Nothing can be saved, and why.
    ReadOnly(String),
}

/// Everything the reader knows.
#[derive(Debug)]
pub struct Model {
    /// The article.
    pub document: Arc<Document>,
    /// Counts the articles opened.
    pub generation: u64,
    /// Its file.
    pub path: Option<PathBuf>,
    /// Its name for citations.
    pub label: String,
    /// What is not there yet of the article or of the places of its notes, and what waits for it.
    pub rest: Option<Rest>,
    /// What was found in it; `None` while the analysis runs.
    pub analysis: Option<Arc<Analysis>>,
    /// How far the analysis is; `None` before it has begun.
    pub reach: Option<Reach>,
    /// Whether the reader stopped it.
    pub(super) stopped: bool,
    /// The reader's annotations.
    pub notebook: Notebook,
    /// Where each stands; those made here stand where they were made.
    pub located: HashMap<Id, Located>,
    /// Where annotations stood by anchors that steps have replaced since the article was opened.
    pub(super) places: HashMap<Id, Vec<(Anchor, Located)>>,
    /// Whether the text is another one than that on which the notes were last saved.
    pub(super) changed: bool,
    /// Why, where it was made of the same article in another way.
    pub(super) made_otherwise: Option<String>,
    /// When another text of it was last read, where it was.
    pub(super) read_otherwise: Option<Timestamp>,
    /// How the notes stand.
    pub saving: Saving,
    /// How many saves were asked for.
    pub serial: u64,
    /// A lasting line above the status line.
    pub banner: Option<String>,

    /// Claims suggested and decided, by start.
    pub claims: Vec<ClaimItem>,
    /// How many of them are how far.
    pub tally: Tally,
    /// The claim in focus, as an index.
    pub focus: Option<usize>,
    /// Entities found and tagged.
    pub entities: Vec<NamedEntity>,
    /// Passages of annotations, by start, and the longest of them in bytes.
    pub(super) annotated: (Vec<(TextRange, AnnotationKind)>, usize),
    /// Where the reader tagged an entity, and under which name.
    pub(super) reader_names: Vec<(TextRange, String)>,
    /// Minutes to read the article.
    pub minutes: usize,
    /// The entity whose mentions are marked, as an index.
    pub chosen_entity: Option<usize>,

    /// Rows of the text.
    pub layout: Layout,
    /// What stands at the top of the page.
    pub top: Top,
    /// The visible rows, laid out.
    pub lines: Vec<Line>,
    /// The reading position, a byte offset: always on a visible row.
    pub cursor: usize,
    /// Where things stand on the screen.
    pub panes: Panes,
    /// The sidebar's lists.
    pub sidebar: Sidebar,
    /// Jumps.
    pub jumps: Jumps,
    /// Places under letters.
    pub marks: BTreeMap<char, usize>,

    /// What the keys do.
    pub mode: Mode,
    /// What is selected.
    pub selection: Option<Selection>,
    /// What lies over the mode.
    pub over: Option<Over>,
    /// The annotation for which a passage is being selected.
    pub reattaching: Option<Id>,
    /// Keys pressed that may become a sequence.
    pub pending: Vec<Key>,
    /// Digits pressed: a count, or verdicts if no motion follows.
    pub digits: String,
    /// An action that waits for a character.
    pub waiting: Option<super::action::Action>,
    /// The search that is shown.
    pub finding: Option<Finding>,
    /// How many times a worker was asked to look for something.
    pub(super) looks: u64,
    /// The last decision, for `.`.
    pub last: Option<Decision>,
    /// What the status line says.
    pub notice: Option<Notice>,

    /// The keys.
    pub keymap: Keymap,
    /// The user's settings.
    pub settings: Settings,
    /// All themes.
    pub themes: Themes,
    /// The theme on the screen.
    pub theme: Theme,
    /// The theme that was chosen: the one on the screen unless another is previewed.
    pub(super) settled_theme: String,
    /// Whether colours are not wanted.
    pub monochrome: bool,
    /// Moments and names.
    pub stamps: Box<dyn Stamps>,
    pub(super) effects: Vec<Effect>,
}

impl Model {
    /// A reader without an article yet, on a screen of the given columns and rows.
    pub fn new(
        size: (u16, u16),
        settings: Settings,
        themes: Themes,
        theme: Theme,
        stamps: Box<dyn Stamps>,
    ) -> Self {
        let (keymap, problems) = Keymap::with(&settings.keys);
        let mut model = Self {
            document: Arc::default(),
            generation: 0,
            path: None,
            label: String::new(),
            rest: None,
            analysis: None,
            reach: None,
            stopped: false,
            notebook: Notebook::default(),
            located: HashMap::new(),
            places: HashMap::new(),
            changed: false,
            made_otherwise: None,
            read_otherwise: None,
            saving: Saving::Clean,
            serial: 0,
            banner: None,
            claims: Vec::new(),
            tally: Tally::default(),
            focus: None,
            entities: Vec::new(),
            annotated: (Vec::new(), 0),
            reader_names: Vec::new(),
            minutes: 0,
            chosen_entity: None,
            layout: Layout::new(settings.measure),
            top: Top::default(),
            lines: Vec::new(),
            cursor: 0,
            panes: Panes::default(),
            sidebar: Sidebar {
                shown: true,
                ..Sidebar::default()
            },
            jumps: Jumps::default(),
            marks: BTreeMap::new(),
            mode: Mode::Read,
            selection: None,
            over: None,
            reattaching: None,
            pending: Vec::new(),
            digits: String::new(),
            waiting: None,
            finding: None,
            looks: 0,
            last: None,
            notice: None,
            keymap,
            settings,
            themes,
            settled_theme: theme.name.clone(),
            theme,
            monochrome: false,
            stamps,
            effects: Vec::new(),
        };
        model.layout.set_hyphenate(model.settings.hyphenate);
        if let Some(problem) = problems.first() {
            model.tell(Tone::Failure, problem);
        }
        model.resize(size.0, size.1);
        model
    }

    /// Says something in the status line until the next key.
    pub(super) fn tell(&mut self, tone: Tone, text: impl Into<String>) {
        self.notice = Some(Notice {
            text: text.into(),
            tone,
        });
    }

    /// Done, and what.
    pub(super) fn done(&mut self, text: impl Into<String>) {
        self.tell(Tone::Done, text);
    }

    /// Not done, and why.
    pub(super) fn why(&mut self, text: impl Into<String>) {
        self.tell(Tone::Why, text);
    }

    /// The article's text.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// Where an annotation stands now.
    pub fn located(&self, annotation: &Annotation) -> Located {
        self.located.get(&annotation.id).copied().unwrap_or(Located {
            state: AnchorState::Ok,
            range: Some(annotation.anchor.range),
        })
    }

    /// The claim in focus.
    pub fn focused(&self) -> Option<&ClaimItem> {
        self.focus.and_then(|i| self.claims.get(i))
    }

    /// The bytes that stand on the visible rows.
    pub fn visible(&self) -> TextRange {
        let mut rows = self.lines.iter().filter_map(Line::row);
        let Some(first) = rows.next() else {
            return TextRange::default();
        };
        let last = rows.next_back().unwrap_or(first);
        TextRange::new(first.range.start, last.range.end)
    }

    /// How far the reading position is, 0 to 1: 1 where the end of the article is in view.
    pub fn fraction(&self) -> f64 {
        let length = self.text().len();
        let visible = self.visible();
        if visible.end >= length {
            return 1.0;
        }
        if visible.start == 0 {
            0.0
        } else {
            visible.end as f64 / length as f64
        }
    }

    /// Row of the page and column of the text at which byte `offset` stands, if it is in view.
    pub fn cell_of(&self, offset: usize) -> Option<(u16, u16)> {
        self.lines.iter().find_map(|line| {
            let row = line
                .row()
                .filter(|r| r.span.contains(offset) || r.span.is_empty() && r.span.start == offset)?;
            Some((line.y, column_of(&self.document, row, offset)))
        })
    }

    /// Passages of annotations that touch `range`, with their kind.
    pub fn annotated_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, AnnotationKind)> + '_ {
        let (all, longest) = &self.annotated;
        let from = all.partition_point(|(r, _)| r.start + longest < range.start);
        all[from..]
            .iter()
            .take_while(move |(r, _)| r.start < range.end)
            .filter(move |(r, _)| r.overlaps(range))
            .copied()
    }

    /// Where the details of the claim in focus stand in the queue: under the last row of text.
    pub fn details(&self) -> Option<Area> {
        let text = self.panes.text;
        let used = self.lines.last().map_or(0, |l| l.y + 1);
        let bottom = self.panes.article.y + self.panes.article.height;
        let y = text.y + used + 1;
        (self.mode == Mode::Queue && y < bottom).then(|| Area {
            x: text.x,
            y,
            width: text.width,
            height: bottom - y,
        })
    }

    /// The keys that call the action of that name in the mode at hand.
    pub fn key_of(&self, name: &str) -> String {
        let action = super::action::Action::named(name);
        action
            .and_then(|a| self.keymap.keys_for(self.modes(), a))
            .unwrap_or_else(|| format!(":{name}"))
    }

    /// Selected bytes: whole sentences where it grows by sentences.
    pub fn selected(&self) -> Option<TextRange> {
        self.selection.map(|s| super::select::range(self, s))
    }
}
