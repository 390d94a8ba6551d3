//! Everything the reader knows, composed of a few owners.
//!
//! Always true here: each owner keeps its own fields; outside `app` a model can only be read. What takes several owners at
//! once is done by the handlers of the actions (`handlers/`) and by `update`.

use super::article::{Article, Author, ClaimItem, Decision, Editing, Target};
use super::card::Card;
use super::clock::Stamps;
use super::copies::Copies;
use super::fold::Kept;
use super::keys::{Action, Keymap, Mode, Modes};
use super::message::{Arrival, Effect};
use super::opening::Opening;
use super::overlay::{Context, Overlay, Summary};
use super::panes::{Area, Panes, Wish};
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

/// Everything the reader knows.
#[derive(Debug)]
pub struct Model {
    pub(super) article: Article,
    pub(super) reading: Reading,
    pub(super) sidebar: Sidebar,
    pub(super) overlay: Option<Overlay>,
    pub(super) status: Status,
    pub(super) keys: Keys,
    pub(super) look: Look,
    pub(super) panes: Panes,
    pub(super) mode: Mode,
    /// The card that is open in [`Mode::Card`].
    pub(super) card: Card,
    /// To what the article is folded.
    pub(super) kept: Option<Kept>,
    /// Whether the text alone is shown.
    pub(super) minimal: bool,
    /// The deeds of the tour, where that is the article.
    pub(super) tour: Option<Tour>,
    /// Whether the article is the tour.
    pub(super) is_tour: bool,
    pub(super) settings: Settings,
    /// The last decision, for repeating it.
    pub(super) last: Option<Decision>,
    /// The claim decided last, until the reader moves on.
    pub(super) hand: Option<InHand>,
    /// Where the claim begins that the page of the queue is turned to, a byte offset.
    pub(super) queued: Option<usize>,
    /// The annotation of which the page shows what is written.
    pub(super) peek: Option<Id>,
    /// The step of an earlier session that the reader was asked about before it is taken back, by its number.
    pub(super) asked: Option<usize>,
    /// What a command acts on that a prompt runs, while it runs.
    pub(super) acting: Option<Acting>,
    /// The annotation for which a passage is being selected.
    pub(super) reattaching: Option<Id>,
    /// Another article that was asked for.
    pub(super) opening: Option<Opening>,
    /// What an earlier run could not save of this one.
    pub(super) copies: Copies,
    /// Whether the reader did something since the article was opened.
    pub(super) at_work: bool,
    /// What was typed after `:` and `/`.
    pub(super) recall: Recall,
    /// A command of the reader's that runs.
    pub(super) piped: Option<Piped>,
    /// How many commands were run.
    pub(super) pipes: u64,
    /// The articles that the program was started with.
    pub(super) files: Files,
    /// The id of the annotation that the first article is opened at.
    pub(super) arrival: Option<Arrival>,
    /// The articles from which the reader came here by a search over all articles, the last one last.
    pub(super) visited: Vec<String>,
    /// What is being dragged with the mouse.
    pub(super) drag: Option<Drag>,
    pub(super) stamps: Box<dyn Stamps>,
    pub(super) effects: Vec<Effect>,
}

/// The keymap, and the keys that were pressed and may become a command.
#[derive(Debug, Default)]
pub struct Keys {
    pub(super) map: Keymap,
    /// Keys pressed that may become a sequence.
    pub(super) pending: Vec<Key>,
    /// Digits pressed: a count.
    pub(super) digits: String,
    /// An action that waits for a character.
    pub(super) waiting: Option<Action>,
    /// What is typed is meant for a line that cannot be typed here: until Enter or Esc it does nothing.
    pub(super) unheard: bool,
}

impl Keys {
    /// The keymap.
    pub fn map(&self) -> &Keymap {
        &self.map
    }

    /// Keys pressed that may become a sequence.
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

    /// Whether nothing was pressed that waits for more.
    pub(super) fn is_idle(&self) -> bool {
        self.pending.is_empty() && self.digits.is_empty() && self.waiting.is_none()
    }

    /// Forgets what was pressed and led to nothing.
    pub(super) fn forget(&mut self) {
        self.pending.clear();
        self.digits.clear();
        self.waiting = None;
    }
}

/// A command of the reader's that runs outside.
#[derive(Clone, Debug)]
pub(super) struct Piped {
    /// Which of those that were run.
    pub(super) number: u64,
    /// As it was typed.
    pub(super) command: String,
}

/// The articles that the program was started with, and which of them was gone to last.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    pub(super) names: Vec<String>,
    pub(super) at: usize,
}

/// What is being dragged with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drag {
    /// The end of a selection; the cell where the mouse is.
    Text(u16, u16),
    /// The border between text and sidebar.
    Divider,
}

/// A claim that was just decided: what is added to a claim (evidence, a note) is added to it, although the focus went on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// Its annotation.
    pub id: Id,
    /// What was decided about which claim.
    pub words: String,
}

/// What a command acts on that a prompt runs: what the prompt was opened for, not what is in focus.
#[derive(Debug)]
pub(super) struct Acting {
    pub(super) editing: Editing,
    /// The annotation that the command changes, before the change.
    pub(super) draft: Option<Annotation>,
}

/// The themes and the one on the screen, and what the terminal can show.
#[derive(Debug)]
pub(super) struct Look {
    themes: Themes,
    /// The theme on the screen.
    theme: Theme,
    /// The theme that was chosen: the one on the screen unless another is previewed.
    chosen: String,
    /// How many colours are shown.
    depth: Depth,
    /// Whether the terminal draws pictures.
    pictures: bool,
}

impl Look {
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

    /// The name of the theme on the screen.
    pub(super) fn name(&self) -> &str {
        &self.theme.name
    }

    /// Shows a theme; whether there is one of that name.
    pub(super) fn show(&mut self, name: &str) -> bool {
        match self.themes.shown(name, self.depth) {
            Some(theme) => self.theme = theme,
            None => return false,
        }
        true
    }

    /// Shows a theme for good; whether there is one of that name.
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

    /// Theme files changed on disk; whether the theme on the screen is still there.
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

/// How the settings want prose to be set.
pub(super) fn prose(settings: &Settings) -> Prose {
    Prose {
        hyphenate: settings.hyphenate,
        justify: settings.justify,
    }
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
        // What is wrong with the user's keys is reported where the settings are read.
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
            look: Look::new(themes, theme),
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
            drag: None,
            stamps,
            effects: Vec::new(),
        };
        model.resize(size.0, size.1);
        model
    }

    /// How many colours the terminal shows.
    pub fn set_depth(&mut self, depth: Depth) {
        self.look.set_depth(depth);
    }

    /// Sets whether pictures can be drawn on this terminal.
    pub fn set_pictures(&mut self, drawn: bool) {
        self.look.pictures = drawn;
    }

    /// Sets what was typed after `:` and `/` in earlier sessions.
    pub fn set_recall(&mut self, recall: Recall) {
        self.recall = recall;
    }

    /// Sets the articles that the program was started with, of which the first is open.
    pub fn set_files(&mut self, names: Vec<String>) {
        self.files = Files { names, at: 0 };
    }

    /// Does this, with its argument, once the next article is open.
    pub fn begin_with(&mut self, arrival: Option<(Action, String)>) {
        self.arrival = arrival.map(|(action, argument)| Arrival::Doing(action, argument));
    }

    /// The article, and the work on it.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// Where the reader is in the text.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The sidebar's lists.
    pub fn sidebar(&self) -> &Sidebar {
        &self.sidebar
    }

    /// What lies over the mode.
    pub fn overlay(&self) -> Option<&Overlay> {
        self.overlay.as_ref()
    }

    /// What the reader was told.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The keymap, and the keys pressed.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The theme on the screen.
    pub fn theme(&self) -> &Theme {
        &self.look.theme
    }

    /// Where things are on the screen.
    pub fn panes(&self) -> &Panes {
        &self.panes
    }

    /// What the keys do where nothing lies over it.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The card that is open where the keys are on one.
    pub fn card(&self) -> Option<&Card> {
        (self.mode == Mode::Card).then_some(&self.card)
    }

    /// To what the article is folded.
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.as_ref()
    }

    /// The deeds of the tour, where it runs.
    pub fn tour(&self) -> Option<&Tour> {
        self.tour.as_ref()
    }

    /// Begins the deeds of the tour, or puts them away.
    pub(super) fn run_tour(&mut self, runs: bool) {
        self.tour = runs.then(|| Tour::new(self.standing()));
        self.repane();
    }

    /// What tells how far the tour is.
    pub(super) fn standing(&self) -> Standing {
        Standing::of(self.article.notebook(), self.reading.visible().start, self.mode)
    }

    /// Whether the text alone is shown.
    pub fn is_minimal(&self) -> bool {
        self.minimal
    }

    /// Shows the text alone, or with all that belongs to it.
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

    /// The annotation of which the page shows what is written beside its passage.
    pub fn peeked(&self) -> Option<Id> {
        self.peek
            .filter(|_| self.mode == Mode::Read && self.overlay.is_none())
    }

    /// The claim that the queue and the card show: that about which something is being typed, else the one in focus.
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

    /// The passage that is lifted in the text: that of what is being typed, else the claim in focus.
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

    /// The mode by which keys are looked up.
    pub fn modes(&self) -> Modes {
        self.overlay
            .as_ref()
            .map_or_else(|| self.modes_below(), Overlay::modes)
    }

    /// The mode by which keys are looked up once the overlay is closed.
    pub fn modes_below(&self) -> Modes {
        match self.mode {
            _ if self.reading.selection().is_some() => Modes::SELECT,
            Mode::Read => Modes::READ,
            Mode::Queue => Modes::QUEUE,
            Mode::List => Modes::LIST,
            Mode::Card => Modes::CARD,
        }
    }

    /// The keys that call the action of that name in the mode at hand; while something is typed, in the mode below, so
    /// that the screen does not change under a prompt.
    pub fn key_of(&self, name: &str) -> String {
        let typing = matches!(self.overlay, Some(Overlay::Prompt(_) | Overlay::Editor(_)));
        let modes = if typing { self.modes_below() } else { self.modes() };
        Action::named(name)
            .and_then(|a| self.keys.map.keys_for(modes, a))
            .unwrap_or_else(|| format!(":{name}"))
    }

    /// Whether colours are done without (`NO_COLOR`).
    pub fn is_monochrome(&self) -> bool {
        self.look.depth == Depth::None
    }

    /// Where the details of the claim in focus are in the queue: under the last row of text.
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

    /// A lasting line above the status line: an article on its way, notes that are read only, what an earlier run left.
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

    /// What was decided about the claims.
    pub fn summary(&self) -> Summary {
        Summary::of(&self.context())
    }

    /// What an overlay sees of the rest.
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            article: &self.article,
            settings: &self.settings,
            themes: self.look.themes(),
            rows: self.panes.screen.height,
            keymap: &self.keys.map,
            below: self.modes_below(),
            recall: &self.recall,
        }
    }

    /// The article, and who makes annotations in it.
    pub(super) fn article_and_author(&mut self) -> (&mut Article, Author<'_>) {
        let author = Author {
            name: &self.settings.author,
            stamps: &mut *self.stamps,
        };
        (&mut self.article, author)
    }

    /// The screen has another size in cells, or the panes are wanted otherwise: the passage in view stays.
    pub(super) fn resize(&mut self, width: u16, height: u16) {
        let wish = Wish {
            measure: self.settings.measure,
            sidebar: self.settings.sidebar,
            shown: self.sidebar.shown(),
            mode: self.mode,
            minimal: self.minimal,
            tour: self.tour.is_some(),
            banner: self.banner().is_some() && !self.minimal,
        };
        self.panes = Panes::new(width, height, wish);
        self.reading.resize(self.panes.text.width, self.panes.text.height);
    }

    /// Panes after a change of mode or settings.
    pub(super) fn repane(&mut self) {
        self.resize(self.panes.screen.width, self.panes.screen.height);
    }

    /// Goes to another mode, with the panes that belong to it.
    pub(super) fn enter(&mut self, mode: Mode) {
        self.mode = mode;
        // The queue shows one claim in its surroundings, and the sidebar is more than the text.
        self.minimal &= mode == Mode::Read;
        self.reading.lay_fold_aside(mode == Mode::Queue);
        self.repane();
    }

    /// The lists, after the article or the notes changed.
    pub(super) fn refresh_lists(&mut self) {
        let held = self.sidebar.held(&self.article);
        let view = self.reading.visible().start;
        self.article.refresh(self.settings.queue_floor, view);
        self.sidebar.refresh(&self.article);
        self.sidebar.hold(&held, &self.article);
        // In a filtered list the claim in focus is one that it lists.
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
    }

    /// In the queue the page is that of the claim shown: where that became another one, because a prompt was opened on the
    /// claim in hand or closed again, the page turns to it.
    fn turn_to_claim(&mut self) {
        let shown = self.shown_claim().filter(|_| self.mode == Mode::Queue);
        let at = shown.map(|c| c.range).filter(|r| !r.is_empty());
        let turned = std::mem::replace(&mut self.queued, at.map(|r| r.start));
        if let Some(range) = at.filter(|r| turned.is_some_and(|turned| turned != r.start)) {
            self.reading.put_block_at_top(range.start);
            self.reading.go_to(range);
        }
    }

    /// The visible rows, and the reading position on one of them.
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

    /// Asks for the notes to be saved.
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
