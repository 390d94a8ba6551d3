//! The state of the reader, composed of a few owners.
//!
//! Invariants: each owner has private fields; outside `app` a model can only be read. Changes that involve several owners are made by the
//! handlers (`handlers/`) and by `update`.

use super::article::{Article, Author, ClaimItem, Decision, Editing, Target};
use super::card::Card;
use super::clock::Stamps;
use super::copies::Copies;
use super::fold::Kept;
use super::keys::{Action, Keymap, Mode, ModeSet};
use super::message::{Arrival, Effect};
use super::opening::Opening;
use super::overlay::{Context, Ledger, Overlay, Summary};
use super::panes::{Area, PaneOptions, Panes};
use super::reading::Reading;
use super::recall::Recall;
use super::sidebar::{Row, Sidebar};
use super::status::Status;
use super::tour::{Standing, Tour};
use crate::config::Themes;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::theme::{Depth, Theme};
use crate::document::TextRange;
use crate::layout::Prose;
use crate::notes::{Annotation, Id};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// The state of the reader.
#[derive(Debug)]
pub struct Model {
    pub(super) article: Article,
    pub(super) reading: Reading,
    pub(super) sidebar: Sidebar,
    pub(super) overlay: Option<Overlay>,
    pub(super) status: Status,
    pub(super) keys: Keys,
    pub(super) look: Appearance,
    pub(super) panes: Panes,
    pub(super) mode: Mode,
    /// The open card in [`Mode::Card`].
    pub(super) card: Card,
    /// The content of the folded article.
    pub(super) kept: Option<Kept>,
    /// Whether only the text is shown.
    pub(super) minimal: bool,
    /// The tasks of the tour, if it is the open article.
    pub(super) tour: Option<Tour>,
    /// Whether the article is the tour.
    pub(super) is_tour: bool,
    pub(super) settings: Settings,
    /// The last decision, to repeat it.
    pub(super) last: Option<Decision>,
    /// The claim decided last, until the reader moves on.
    pub(super) hand: Option<InHand>,
    /// The start of the claim shown in the queue, a byte offset.
    pub(super) queued: Option<usize>,
    /// The annotation whose notes are shown on the page.
    pub(super) peek: Option<Id>,
    /// The number of the step of an earlier session that the reader was asked about before it is undone.
    pub(super) asked: Option<usize>,
    /// The target of a command that a prompt runs, while it runs.
    pub(super) acting: Option<Acting>,
    /// The annotation for which a passage is being selected.
    pub(super) reattaching: Option<Id>,
    /// Another article that was requested.
    pub(super) opening: Option<Opening>,
    /// The rescue copies of this article.
    pub(super) copies: Copies,
    /// Whether the reader did something since the article was opened.
    pub(super) at_work: bool,
    /// The lines typed after `:` and `/`.
    pub(super) recall: Recall,
    /// The running command of the user.
    pub(super) piped: Option<Piped>,
    /// The number of commands run.
    pub(super) pipes: u64,
    /// The articles named on the command line.
    pub(super) files: Files,
    /// The place to go to in the first article.
    pub(super) arrival: Option<Arrival>,
    /// The articles from which the reader came here by a search over all articles, the last one last.
    pub(super) visited: Vec<String>,
    /// The ledger as it was left for one of its claims.
    pub(super) ledger: Option<Ledger>,
    /// The current drag with the mouse.
    pub(super) drag: Option<Drag>,
    pub(super) stamps: Box<dyn Stamps>,
    pub(super) effects: Vec<Effect>,
}

/// The keymap, and pending keys.
#[derive(Debug, Default)]
pub struct Keys {
    pub(super) map: Keymap,
    /// Pressed keys that may be the start of a sequence.
    pub(super) pending: Vec<Key>,
    /// Pressed digits: a count.
    pub(super) digits: String,
    /// An action that waits for a character.
    pub(super) waiting: Option<Action>,
    /// Whether typed text is meant for a line that cannot be opened here: it does nothing until Enter or Esc.
    pub(super) unheard: bool,
}

impl Keys {
    /// The keymap.
    pub fn map(&self) -> &Keymap {
        &self.map
    }

    /// Pressed keys that may be the start of a sequence.
    pub fn pending(&self) -> &[Key] {
        &self.pending
    }

    /// Digits pressed.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// An action that waits for a character.
    pub fn waiting(&self) -> Option<Action> {
        self.waiting
    }

    /// Whether no key is pending.
    pub(super) fn is_idle(&self) -> bool {
        self.pending.is_empty() && self.digits.is_empty() && self.waiting.is_none()
    }

    /// Forgets pending keys.
    pub(super) fn forget(&mut self) {
        self.pending.clear();
        self.digits.clear();
        self.waiting = None;
    }
}

/// A running command of the user.
#[derive(Clone, Debug)]
pub(super) struct Piped {
    /// Its number.
    pub(super) number: u64,
    /// The command as typed.
    pub(super) command: String,
}

/// The articles named on the command line, and the last one visited.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    pub(super) names: Vec<String>,
    pub(super) at: usize,
}

/// The object of a mouse drag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drag {
    /// The end of a selection; the cell of the mouse.
    Text(u16, u16),
    /// The border between text and sidebar.
    Divider,
}

/// A claim that was just decided: additions (evidence, a note) go to it, although the focus has moved on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// Its annotation.
    pub id: Id,
    /// The decision and the claim, in words.
    pub words: String,
}

/// The target of a command that a prompt runs: the subject of the prompt, not the claim in focus.
#[derive(Debug)]
pub(super) struct Acting {
    pub(super) editing: Editing,
    /// The annotation that the command changes, before the change.
    pub(super) draft: Option<Annotation>,
}

/// The themes, the current theme, and the abilities of the terminal.
#[derive(Debug)]
pub(super) struct Appearance {
    themes: Themes,
    /// The displayed theme.
    theme: Theme,
    /// The chosen theme: the displayed one unless another is previewed.
    chosen: String,
    /// How many colours are shown.
    depth: Depth,
    /// Whether the terminal draws pictures.
    pictures: bool,
}

impl Appearance {
    fn new(themes: Themes, theme: Theme) -> Self {
        Self {
            themes,
            chosen: theme.name.clone(),
            theme,
            depth: Depth::default(),
            pictures: false,
        }
    }

    pub(super) fn themes(&self) -> &Themes {
        &self.themes
    }

    /// The name of the displayed theme.
    pub(super) fn name(&self) -> &str {
        &self.theme.name
    }

    /// Displays a theme; returns whether it exists.
    pub(super) fn show(&mut self, name: &str) -> bool {
        match self.themes.shown(name, self.depth) {
            Some(theme) => self.theme = theme,
            None => return false,
        }
        true
    }

    /// Chooses a theme; returns whether it exists.
    pub(super) fn choose(&mut self, name: &str) -> bool {
        let there = self.show(name);
        if there {
            name.clone_into(&mut self.chosen);
        }
        there
    }

    /// Ends a preview.
    pub(super) fn settle(&mut self) {
        let chosen = self.chosen.clone();
        self.show(&chosen);
    }

    /// Takes changed theme files; returns whether the displayed theme still exists.
    pub(super) fn take(&mut self, themes: Themes) -> bool {
        self.themes = themes;
        let name = self.theme.name.clone();
        self.show(&name)
    }

    /// Whether the terminal draws pictures.
    pub(super) fn has_pictures(&self) -> bool {
        self.pictures
    }

    fn set_depth(&mut self, depth: Depth) {
        self.depth = depth;
        let name = self.theme.name.clone();
        self.show(&name);
    }
}

/// The settings for prose.
pub(super) fn prose(settings: &Settings) -> Prose {
    Prose {
        hyphenate: settings.hyphenate,
        justify: settings.justify,
    }
}

impl Model {
    /// A reader without an article, on a screen of the given columns and rows.
    pub fn new(
        size: (u16, u16),
        settings: Settings,
        themes: Themes,
        theme: Theme,
        stamps: Box<dyn Stamps>,
    ) -> Self {
        // Errors in the user's keys are reported where the settings are read.
        let (map, _) = Keymap::with(&settings.keys);
        let mut model = Self {
            article: Article::default(),
            reading: Reading::new(std::sync::Arc::default(), settings.measure, prose(&settings)),
            sidebar: Sidebar::new(),
            overlay: None,
            status: Status::default(),
            keys: Keys {
                map,
                ..Keys::default()
            },
            look: Appearance::new(themes, theme),
            panes: Panes::default(),
            mode: Mode::Read,
            card: Card::default(),
            kept: None,
            minimal: false,
            tour: None,
            is_tour: false,
            settings,
            last: None,
            hand: None,
            queued: None,
            peek: None,
            asked: None,
            acting: None,
            reattaching: None,
            opening: None,
            copies: Copies::default(),
            at_work: false,
            recall: Recall::default(),
            piped: None,
            pipes: 0,
            files: Files::default(),
            arrival: None,
            visited: Vec::new(),
            ledger: None,
            drag: None,
            stamps,
            effects: Vec::new(),
        };
        model.resize(size.0, size.1);
        model
    }

    /// Sets how many colours the terminal shows.
    pub fn set_depth(&mut self, depth: Depth) {
        self.look.set_depth(depth);
    }

    /// Sets whether pictures can be drawn on this terminal.
    pub fn set_pictures(&mut self, drawn: bool) {
        self.look.pictures = drawn;
    }

    /// Sets the lines typed after `:` and `/` in earlier sessions.
    pub fn set_recall(&mut self, recall: Recall) {
        self.recall = recall;
    }

    /// Sets the articles named on the command line, of which the first is open.
    pub fn set_files(&mut self, names: Vec<String>) {
        self.files = Files { names, at: 0 };
    }

    /// Sets an action with its argument to run when the next article is open.
    pub fn begin_with(&mut self, arrival: Option<(Action, String)>) {
        self.arrival = arrival.map(|(action, argument)| Arrival::Doing(action, argument));
    }

    /// The article, and the work on it.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The state of reading the text.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The sidebar.
    pub fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// The open overlay.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// The messages to the reader.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The keymap, and pending keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The displayed theme.
    pub fn theme(&self) -> &Theme {
        &self.look.theme
    }

    /// The layout of the screen.
    pub fn panes(&self) -> &Panes {
        &self.panes
    }

    /// The mode that determines the keys when there is no overlay.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The open card, in card mode.
    pub fn card(&self) -> Option<&Card> {
        (self.mode == Mode::Card).then_some(&self.card)
    }

    /// The content of the folded article.
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }

    /// The tasks of the tour, while it runs.
    pub fn tour(&self) -> Option<&Tour> {
        self.tour.as_ref()
    }

    /// Starts the tour, or ends it.
    pub(super) fn run_tour(&mut self, runs: bool) {
        self.tour = runs.then(|| Tour::new(self.standing()));
        self.repane();
    }

    /// The state that determines the progress of the tour.
    pub(super) fn standing(&self) -> Standing {
        Standing::of(self.article.notebook(), self.reading.visible().start, self.mode)
    }

    /// Whether only the text is shown.
    pub fn is_minimal(&self) -> bool {
        self.minimal
    }

    /// Shows only the text, or everything.
    pub(super) fn show_text_alone(&mut self, alone: bool) {
        self.minimal = alone;
        if alone && self.mode == Mode::List {
            self.mode = Mode::Read;
        }
        self.repane();
    }

    /// The user's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The claim decided last, until the reader moves on.
    pub fn in_hand(&self) -> Option<&InHand> {
        self.hand.as_ref()
    }

    /// The annotation whose notes are shown beside its passage.
    pub fn peeked(&self) -> Option<Id> {
        self.peek
            .filter(|_| self.mode == Mode::Read && self.overlay.is_none())
    }

    /// The claim in the queue and on the card: the subject of the text being typed, otherwise the claim in focus.
    pub fn shown_claim(&self) -> Option<&ClaimItem> {
        self.shown_index().and_then(|i| self.article.claims().get(i))
    }

    /// The same as an index.
    pub fn shown_index(&self) -> Option<usize> {
        let editing = self.overlay.as_ref().and_then(Overlay::editing);
        let edited = match editing.map(Editing::target) {
            Some(Target::Claim(source)) => self.article.claims().iter().position(|c| c.source == source),
            Some(Target::Selection(_) | Target::Annotation(_) | Target::Entity(_)) | None => None,
        };
        edited.or(self.article.focus())
    }

    /// The highlighted passage in the text: that of the text being typed, otherwise the claim in focus.
    pub fn lifted(&self) -> Option<TextRange> {
        if self.minimal {
            return None;
        }
        let typed = self.overlay.as_ref().and_then(Overlay::editing);
        let range = match typed {
            Some(editing) => editing.range(),
            None => match self.card().and_then(|card| card.subject().target(&self.article)) {
                Some(target) => self.article.range_of(target),
                None => self.article.focused().map(|c| c.range),
            },
        };
        range.filter(|r| !r.is_empty())
    }

    /// The mode in which keys are looked up.
    pub fn modes(&self) -> ModeSet {
        self.overlay
            .as_ref()
            .map_or_else(|| self.modes_below(), Overlay::modes)
    }

    /// The mode in which keys are looked up after the overlay is closed.
    pub fn modes_below(&self) -> ModeSet {
        match self.mode {
            _ if self.reading.selection().is_some() => ModeSet::SELECT,
            Mode::Read => ModeSet::READ,
            Mode::Queue => ModeSet::QUEUE,
            Mode::List => ModeSet::LIST,
            Mode::Card => ModeSet::CARD,
        }
    }

    /// The keys of the named action in the current mode; while something is typed, in the mode below, so that the screen does not change
    /// under a prompt.
    pub fn key_of(&self, name: &str) -> String {
        let typing = matches!(self.overlay, Some(Overlay::Prompt(_) | Overlay::Editor(_)));
        let modes = if typing { self.modes_below() } else { self.modes() };
        Action::named(name)
            .and_then(|a| self.keys.map.keys_for(modes, a))
            .unwrap_or_else(|| format!(":{name}"))
    }

    /// Whether no colours are used (`NO_COLOR`).
    pub fn is_monochrome(&self) -> bool {
        self.look.depth == Depth::None
    }

    /// The area of the details of the claim in the queue: below the last row of text.
    pub fn details(&self) -> Option<Area> {
        let text = self.panes.text;
        let used = self.reading.lines().last().map_or(0, |l| l.y + 1);
        let bottom = self.panes.article.y + self.panes.article.height;
        let y = text.y + used + 1;
        (self.mode == Mode::Queue && self.panes.card.is_none() && y < bottom).then(|| Area {
            x: text.x,
            y,
            width: text.width,
            height: bottom - y,
        })
    }

    /// A permanent line above the status line: an article being opened, read-only notes, rescue copies.
    pub fn banner(&self) -> Option<String> {
        let opening = self.opening.as_ref();
        let opening = opening.and_then(|o| o.words(&self.key_of("open")));
        let asked = matches!(self.overlay, Some(Overlay::Kept(_)));
        let kept = self.copies.words().filter(|_| !asked);
        let piped = self.piped.as_ref();
        let piped = piped.map(|p| format!("running {}… (Esc stops it)", truncate(&one_line(&p.command), 40)));
        let parts: Vec<String> = [piped, opening, self.article.banner(), kept]
            .into_iter()
            .flatten()
            .collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// A summary of the decisions on claims.
    pub fn summary(&self) -> Summary {
        Summary::of(&self.context())
    }

    /// The data available to an overlay.
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            article: &self.article,
            settings: &self.settings,
            themes: self.look.themes(),
            rows: self.panes.screen.height,
            panes: &self.panes,
            keymap: &self.keys.map,
            below: self.modes_below(),
            recall: &self.recall,
        }
    }

    /// The article, and the author of new annotations.
    pub(super) fn article_and_author(&mut self) -> (&mut Article, Author<'_>) {
        let author = Author {
            name: &self.settings.author,
            stamps: &mut *self.stamps,
        };
        (&mut self.article, author)
    }

    /// Changes the size of the screen in cells, or the layout; the passage in view stays.
    pub(super) fn resize(&mut self, width: u16, height: u16) {
        let options = PaneOptions {
            measure: self.settings.measure,
            sidebar: self.settings.sidebar,
            shown: self.sidebar.shown(),
            mode: self.mode,
            minimal: self.minimal,
            tour: self.tour.is_some(),
            banner: self.banner().is_some() && !self.minimal,
        };
        self.panes = Panes::new(width, height, options);
        self.reading.resize(self.panes.text.width, self.panes.text.height);
    }

    /// Updates the layout after a change of mode or settings.
    pub(super) fn repane(&mut self) {
        self.resize(self.panes.screen.width, self.panes.screen.height);
    }

    /// Changes the mode and its layout.
    pub(super) fn enter(&mut self, mode: Mode) {
        self.mode = mode;
        // The queue shows one claim in its context, and the sidebar is more than the text.
        self.minimal &= mode == Mode::Read;
        self.reading.lay_fold_aside(mode == Mode::Queue);
        self.repane();
    }

    /// Updates the lists after the article or the notes changed.
    pub(super) fn refresh_lists(&mut self) {
        let held = self.sidebar.held(&self.article);
        let view = self.reading.visible().start;
        self.article.refresh(self.settings.queue_floor, view);
        self.sidebar.refresh(&self.article);
        self.sidebar.hold(&held, &self.article);
        // In a filtered list the claim in focus is a listed one.
        if self.mode == Mode::List
            && let Some(Row::Claim(index)) = self.sidebar.chosen_row()
        {
            self.article.focus_on(*index);
        }
        self.check_card();
        self.refold();
        if let Some(claims) = self.article.claims_to_look_up(view) {
            self.effects.push(Effect::LookElsewhere {
                generation: self.article.generation(),
                claims,
            });
        }
        self.check_sources();
    }

    /// Looks for the kept texts of the evidence that was added since the last time.
    pub(super) fn check_sources(&mut self) {
        let keeping = self.settings.keep_evidence;
        let sources = self.article.sources_to_check(keeping);
        if !sources.is_empty() {
            self.effects.push(Effect::CheckSources {
                generation: self.article.generation(),
                sources,
            });
        }
    }

    /// In the queue, shows the page of the current claim if it changed because a prompt was opened on the claim in hand or closed.
    fn turn_to_claim(&mut self) {
        let shown = self.shown_claim().filter(|_| self.mode == Mode::Queue);
        let at = shown.map(|c| c.range).filter(|r| !r.is_empty());
        let turned = std::mem::replace(&mut self.queued, at.map(|r| r.start));
        if let Some(range) = at.filter(|r| turned.is_some_and(|turned| turned != r.start)) {
            self.reading.put_block_at_top(range.start);
            self.reading.go_to(range);
        }
    }

    /// Lays out the visible rows, and puts the reading position on one of them.
    pub(super) fn lay_out(&mut self) {
        // In the queue the text ends with the block after the claim's.
        let queue = self.mode == Mode::Queue;
        self.turn_to_claim();
        let document = self.article.document();
        let end = self
            .shown_claim()
            .filter(|_| queue)
            .and_then(|c| document.block_at(c.range.end.saturating_sub(1)))
            .map(|block| {
                let next = document.blocks().get(block + 1);
                next.map_or(usize::MAX, |b| b.range.end)
            });
        self.reading.lay_out(end);
        self.sidebar.keep_in_view(&self.article, &self.panes);
    }

    /// Requests a save of the notes.
    pub(super) fn save(&mut self) {
        if let Some(serial) = self.article.begin_save() {
            self.effects.push(Effect::Save {
                generation: self.article.generation(),
                serial,
                notebook: Box::new(self.article.notebook().clone()),
            });
        }
    }
}
