//! The sidebar: claims, entities, notes and outline as lists that follow the text and that the text follows.
//!
//! Always true here: the rows are made anew whenever what they show changes; only rows in view are measured; the chosen
//! row is in view whenever the list follows.

use super::action::Action;
use super::model::{Mode, Model};
use super::panes::Area;
use crate::analysis::EntityKind;
use crate::document::{BlockKind, TextRange};
use crate::notes::{AnnotationKind, Id};
use crate::text::clean::one_line;
use crate::text::wrap::wrap;

/// Which list is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Tab {
    #[default]
    Claims,
    Entities,
    Notes,
    Outline,
}

impl Tab {
    /// All, from left to right.
    pub const ALL: [Self; 4] = [Self::Claims, Self::Entities, Self::Notes, Self::Outline];

    /// Its head.
    pub fn title(self) -> &'static str {
        match self {
            Self::Claims => "Claims",
            Self::Entities => "Entities",
            Self::Notes => "Notes",
            Self::Outline => "Outline",
        }
    }
}

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A claim, as an index into [`Model::claims`].
    Claim(usize),
    /// The head of a group of entities, and how many stand under it.
    Kind(EntityKind, usize),
    /// An entity, as an index into [`Model::entities`].
    Entity(usize),
    /// An annotation.
    Note(Id),
    /// A block of the article, as an index into its blocks.
    Block(usize),
}

/// The sidebar's state.
#[derive(Clone, Debug, Default)]
pub struct Sidebar {
    /// Which list.
    pub tab: Tab,
    /// Whether the reader wants it beside the text.
    pub shown: bool,
    /// The entries of the list.
    pub rows: Vec<Row>,
    /// The chosen entry.
    pub chosen: usize,
    /// The entry at the top.
    pub scroll: usize,
    /// Whether the chosen entry is to be brought into view.
    pub(super) following: bool,
    /// The reading position when the keys went to the sidebar.
    pub(super) entered_at: usize,
    /// Every mention with its entity, by start.
    pub(super) mentions: Vec<(TextRange, usize)>,
}

impl Sidebar {
    /// The chosen entry is brought into view with the next layout.
    pub(super) fn follow(&mut self) {
        self.following = true;
    }

    /// The chosen entry.
    pub fn chosen_row(&self) -> Option<&Row> {
        self.rows.get(self.chosen)
    }
}

/// The chosen entry of a list that is made anew.
pub(super) struct Held {
    what: Option<What>,
    line: usize,
}

enum What {
    Entity(EntityKind, String),
    Note(Id),
}

/// From this many rows on, entries of the claims and notes get air and a second line.
const ROOMY: u16 = 26;

impl Model {
    /// Whether the list has room for two lines an entry and a blank one behind it.
    pub fn roomy(&self) -> bool {
        self.panes.list().is_some_and(|l| l.height >= ROOMY)
    }

    /// Makes the rows of the list anew.
    pub(super) fn refresh_sidebar(&mut self) {
        let rows = match self.sidebar.tab {
            Tab::Claims => (0..self.claims.len()).map(Row::Claim).collect(),
            Tab::Entities => self.entity_rows(),
            Tab::Notes => {
                let mut notes: Vec<_> = self
                    .placed()
                    .filter(|a| a.kind != AnnotationKind::Rejection)
                    .map(|a| (self.located(a).range.map_or(usize::MAX, |r| r.start), a.id))
                    .collect();
                notes.sort_unstable();
                notes.into_iter().map(|(_, id)| Row::Note(id)).collect()
            }
            Tab::Outline => self.outline_rows(),
        };
        self.sidebar.rows = rows;
        self.sidebar.chosen = self.sidebar.chosen.min(self.sidebar.rows.len().saturating_sub(1));
        self.sync_chosen();
    }

    /// What the chosen entry is, whatever its number, and in which line of the list it stands.
    pub(super) fn held(&self) -> Held {
        let what = match self.sidebar.chosen_row() {
            Some(Row::Entity(index)) => self
                .entities
                .get(*index)
                .map(|e| What::Entity(e.kind, e.name.clone())),
            Some(Row::Note(id)) => Some(What::Note(*id)),
            // The claim is the one in focus, and a heading stays where it is.
            _ => None,
        };
        let line = self.sidebar.chosen.saturating_sub(self.sidebar.scroll);
        Held { what, line }
    }

    /// After the rows were made anew: what was chosen is so still, in the same line of the list.
    pub(super) fn hold(&mut self, held: &Held) {
        let same = |row: &Row| match (&held.what, row) {
            (Some(What::Entity(kind, name)), Row::Entity(index)) => self
                .entities
                .get(*index)
                .is_some_and(|e| e.kind == *kind && e.name == *name),
            (Some(What::Note(known)), Row::Note(id)) => known == id,
            _ => false,
        };
        if let Some(found) = self.sidebar.rows.iter().position(same) {
            self.sidebar.chosen = found;
        }
        self.sidebar.scroll = self.sidebar.chosen.saturating_sub(held.line);
    }

    fn entity_rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut last = None;
        for (i, entity) in self.entities.iter().enumerate() {
            if last != Some(entity.kind) {
                last = Some(entity.kind);
                let count = self.entities.iter().filter(|e| e.kind == entity.kind).count();
                rows.push(Row::Kind(entity.kind, count));
            }
            rows.push(Row::Entity(i));
        }
        rows
    }

    /// Title and headings; for an article with hardly any, its paragraphs.
    fn outline_rows(&self) -> Vec<Row> {
        let blocks = self.document.blocks();
        let heads = |b: &crate::document::Block| matches!(b.kind, BlockKind::Title | BlockKind::Heading);
        let all: Vec<Row> = (0..blocks.len())
            .filter(|i| heads(&blocks[*i]))
            .map(Row::Block)
            .collect();
        if all.len() > 2 {
            return all;
        }
        let prose = |b: &crate::document::Block| {
            heads(b)
                || matches!(
                    b.kind,
                    BlockKind::Standfirst | BlockKind::Paragraph | BlockKind::Quote
                )
        };
        (0..blocks.len())
            .filter(|i| prose(&blocks[*i]))
            .map(Row::Block)
            .collect()
    }

    /// The chosen entry is the one that the text stands on.
    fn sync_chosen(&mut self) {
        let found = match self.sidebar.tab {
            Tab::Claims => self.focus,
            Tab::Entities => self
                .chosen_entity
                .and_then(|e| self.sidebar.rows.iter().position(|r| *r == Row::Entity(e))),
            Tab::Notes | Tab::Outline => None,
        };
        if let Some(found) = found
            && found != self.sidebar.chosen
        {
            self.sidebar.chosen = found;
            self.sidebar.following = true;
        }
    }

    /// The outline stands on the block that is being read.
    pub(super) fn outline_follows(&mut self) {
        let place = self.cursor;
        let found = match self.sidebar.tab {
            Tab::Outline => {
                let starts =
                    |r: &Row| matches!(r, Row::Block(b) if self.document.blocks()[*b].range.start <= place);
                self.sidebar.rows.iter().rposition(starts)
            }
            Tab::Notes if self.mode != Mode::List => {
                let starts = |r: &Row| match r {
                    Row::Note(id) => self
                        .notebook
                        .get(*id)
                        .and_then(|a| self.located(a).range)
                        .is_some_and(|r| r.start <= place),
                    _ => false,
                };
                self.sidebar.rows.iter().rposition(starts)
            }
            _ => None,
        };
        if let Some(found) = found.filter(|f| *f != self.sidebar.chosen) {
            self.sidebar.chosen = found;
            self.sidebar.following = true;
        }
    }

    /// Rows of cells that entry `index` takes in a list of that width.
    pub fn row_height(&self, index: usize, width: u16) -> u16 {
        let roomy = self.roomy();
        match self.sidebar.rows.get(index) {
            Some(Row::Claim(i)) => {
                let text = self
                    .claims
                    .get(*i)
                    .map_or(0, |c| self.claim_lines(c.range, width).len());
                let reason = u16::from(roomy && self.focus == Some(*i));
                text as u16 + 1 + reason + u16::from(roomy)
            }
            Some(Row::Note(_)) => 2 + u16::from(roomy),
            Some(Row::Kind(..)) => 1 + u16::from(index > 0),
            Some(_) => 1,
            None => 0,
        }
    }

    /// A claim's words in the list: one line, or two where there is room.
    pub fn claim_lines(&self, range: TextRange, width: u16) -> Vec<String> {
        let text = self.document.slice(range);
        let head: String = text.chars().take(400).collect();
        let mut lines = wrap(
            &one_line(&head),
            usize::from(width.saturating_sub(2)),
            if self.roomy() { 2 } else { 1 },
        );
        if lines.is_empty() {
            lines.push("(its passage is gone)".into());
        }
        lines
    }

    /// The entries in view: index, and the row of cells at which each begins, from the top of the list.
    pub fn list_window(&self) -> Vec<(usize, u16)> {
        let Some(list) = self.panes.list() else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let mut y = 0;
        for index in self.sidebar.scroll..self.sidebar.rows.len() {
            if y >= list.height {
                break;
            }
            out.push((index, y));
            y += self.row_height(index, list.width);
        }
        out
    }

    /// Scrolls the list so that the chosen entry is in view, if it is to be.
    pub(super) fn keep_list_in_view(&mut self) {
        self.sync_chosen();
        if !std::mem::take(&mut self.sidebar.following) {
            return;
        }
        let Some(list) = self.panes.list() else {
            self.sidebar.following = true;
            return;
        };
        let chosen = self.sidebar.chosen;
        // One entry before the chosen one stays in view where there is room, for the way back.
        let want = chosen.saturating_sub(1);
        if self.sidebar.scroll > want {
            self.sidebar.scroll = want;
        }
        self.sidebar.scroll = self.sidebar.scroll.max(self.first_with(chosen, list));
    }

    /// The first entry at the top of the list with which `chosen` and the entry behind it are in view. Measured backwards,
    /// so that a long list costs no more than a page of it.
    fn first_with(&self, chosen: usize, list: Area) -> usize {
        let last = (chosen + 1).min(self.sidebar.rows.len().saturating_sub(1));
        let mut room = u32::from(list.height);
        let mut first = last;
        for index in (0..=last).rev() {
            let height = u32::from(self.row_height(index, list.width));
            if height > room {
                break;
            }
            room -= height;
            first = index;
        }
        first.min(chosen)
    }

    pub(super) fn enter_sidebar(&mut self) {
        self.mode = Mode::List;
        self.sidebar.entered_at = self.cursor;
        self.sidebar.shown = true;
        self.repane();
        if self.panes.sidebar.is_none() {
            self.mode = Mode::Read;
            self.repane();
            return self.why("the window is too small for the sidebar");
        }
        self.refresh_sidebar();
        self.outline_follows();
        if matches!(self.sidebar.chosen_row(), Some(Row::Kind(..))) {
            self.sidebar.chosen += 1;
        }
        self.sidebar.follow();
        if self.sidebar.rows.is_empty() {
            self.why(self.empty_list());
        }
    }

    /// What an empty list says.
    pub fn empty_list(&self) -> &'static str {
        match (self.sidebar.tab, &self.analysis) {
            (Tab::Claims | Tab::Entities, None) => "being analysed…",
            (Tab::Claims, _) => "no claims found: V selects a sentence, c makes it one",
            (Tab::Entities, _) => "nothing is named here",
            (Tab::Notes, _) => "no notes yet: a accepts a claim, v selects, n writes",
            (Tab::Outline, _) => "no headings",
        }
    }

    fn open_tab(&mut self, tab: Tab) {
        self.sidebar.tab = tab;
        self.sidebar.scroll = 0;
        self.sidebar.chosen = 0;
        self.refresh_sidebar();
        if matches!(self.sidebar.chosen_row(), Some(Row::Kind(..))) {
            self.sidebar.chosen = 1;
        }
        self.outline_follows();
        self.sidebar.follow();
    }

    pub(super) fn turn_tab(&mut self, by: isize) {
        let at = Tab::ALL.iter().position(|t| *t == self.sidebar.tab).unwrap_or(0) as isize;
        let next = Tab::ALL[(at + by).rem_euclid(Tab::ALL.len() as isize) as usize];
        self.open_tab(next);
    }

    pub(super) fn show_list(&mut self, action: Action) {
        let tab = match action {
            Action::ShowEntities => Tab::Entities,
            Action::ShowNotes => Tab::Notes,
            Action::ShowOutline => Tab::Outline,
            _ => Tab::Claims,
        };
        self.open_tab(tab);
        if self.panes.sidebar.is_none() {
            self.enter_sidebar();
        }
    }

    pub(super) fn toggle_sidebar(&mut self) {
        self.sidebar.shown = !self.sidebar.shown;
        if !self.sidebar.shown && self.mode == Mode::List {
            self.mode = Mode::Read;
        }
        self.repane();
        if self.panes.overlay && self.sidebar.shown {
            self.enter_sidebar();
        }
    }

    /// Moves the choice by entries; heads of groups are passed over.
    pub(super) fn move_item(&mut self, by: isize) {
        let count = self.sidebar.rows.len();
        if count == 0 {
            return self.why(self.empty_list());
        }
        let from = self.sidebar.chosen;
        let last = count as isize - 1;
        let mut to = (from as isize).saturating_add(by).clamp(0, last) as usize;
        if matches!(self.sidebar.rows[to], Row::Kind(..)) {
            to = if by > 0 || to == 0 { to + 1 } else { to - 1 };
        }
        let to = to.min(count - 1);
        if to == from {
            return self.why(if by > 0 { "the last one" } else { "the first one" });
        }
        self.choose(to);
    }

    /// Chooses an entry, and the text follows.
    fn choose(&mut self, index: usize) {
        self.sidebar.chosen = index;
        self.sidebar.follow();
        match self.sidebar.rows.get(index).copied() {
            Some(Row::Claim(claim)) => self.set_focus(claim),
            Some(Row::Entity(entity)) => {
                self.chosen_entity = Some(entity);
                let visible = self.visible();
                let mentions = self
                    .entities
                    .get(entity)
                    .map(|e| e.mentions.clone())
                    .unwrap_or_default();
                // The nearest mention on the page, else the first one.
                let here = mentions
                    .iter()
                    .find(|m| visible.overlaps(**m))
                    .or(mentions.first());
                if let Some(range) = here.copied() {
                    self.reveal(range);
                    self.cursor = range.start;
                }
            }
            Some(Row::Note(id)) => {
                if let Some(range) = self.notebook.get(id).and_then(|a| self.located(a).range) {
                    self.reveal(range);
                    self.cursor = range.start;
                    if let Some(claim) = self.claims.iter().position(|c| c.id() == Some(id)) {
                        self.focus = Some(claim);
                    }
                }
            }
            Some(Row::Block(block)) => {
                if let Some(range) = self.document.blocks().get(block).map(|b| b.range) {
                    self.put_at_top(range.start);
                }
            }
            Some(Row::Kind(..)) | None => {}
        }
    }

    /// Back to the text. Where it was left is a place to come back to, for the text followed the list.
    pub(super) fn leave_sidebar(&mut self) {
        if self.sidebar.entered_at != self.cursor {
            self.jumps.push(self.sidebar.entered_at);
        }
        self.mode = Mode::Read;
        self.repane();
        self.lay_out();
        self.focus_follows();
    }

    /// Enter: back to the text, at what is chosen.
    pub(super) fn choose_item(&mut self) {
        match self.sidebar.chosen_row().copied() {
            None => return self.why(self.empty_list()),
            Some(Row::Kind(..)) => return self.why("choose an entry under it"),
            Some(_) => self.choose(self.sidebar.chosen),
        }
        self.leave_sidebar();
        if let Some(entity) = self.chosen_entity.filter(|_| self.sidebar.tab == Tab::Entities) {
            let text = self
                .entities
                .get(entity)
                .map(|e| format!("{} · {} mentions · ]e [e walk them", e.name, e.mentions.len()));
            self.done(text.unwrap_or_default());
        }
    }

    pub(super) fn scroll_list(&mut self, by: isize) {
        let last = self.sidebar.rows.len().saturating_sub(1);
        self.sidebar.scroll = self.sidebar.scroll.saturating_add_signed(by).min(last);
    }

    pub(super) fn click_list(&mut self, x: u16, y: u16) {
        let (Some(side), Some(list)) = (self.panes.sidebar, self.panes.list()) else {
            return;
        };
        if y == side.y {
            if let Some(tab) = self
                .tab_heads()
                .into_iter()
                .rev()
                .find(|(_, at, _)| x >= *at)
                .map(|(tab, ..)| tab)
            {
                self.open_tab(tab);
            }
            return;
        }
        let row = y.saturating_sub(list.y);
        let hit = self
            .list_window()
            .into_iter()
            .rev()
            .find(|(_, at)| *at <= row)
            .map(|(index, _)| index);
        if let Some(index) = hit.filter(|i| !matches!(self.sidebar.rows.get(*i), Some(Row::Kind(..)))) {
            self.choose(index);
        }
    }

    /// The heads of the lists: which, at which column, and in which words.
    pub fn tab_heads(&self) -> Vec<(Tab, u16, String)> {
        let Some(side) = self.panes.sidebar else {
            return Vec::new();
        };
        let (checked, all) = self.progress();
        let counted = match (self.sidebar.tab, &self.analysis) {
            (Tab::Claims, Some(_)) => format!("Claims {checked}/{all}"),
            _ => "Claims".to_owned(),
        };
        let width = side.width.saturating_sub(2);
        let words: Vec<String> = Tab::ALL
            .iter()
            .map(|t| {
                if *t == Tab::Claims {
                    counted.clone()
                } else {
                    t.title().to_owned()
                }
            })
            .collect();
        let total: usize = words.iter().map(String::len).sum();
        // Short of room the heads of the lists not shown are cut to their first letters.
        let short = total + 3 > usize::from(width);
        let mut x = self.panes.list().map_or(side.x + 1, |l| l.x);
        let gap = if short {
            1
        } else {
            ((usize::from(width) - total) / 3).min(2) as u16
        };
        let mut out = Vec::new();
        for (tab, word) in Tab::ALL.into_iter().zip(words) {
            let word = if short && tab != self.sidebar.tab {
                word.chars().take(3).collect()
            } else {
                word
            };
            let wide = word.len() as u16;
            out.push((tab, x, word));
            x += wide + gap;
        }
        out
    }
}
