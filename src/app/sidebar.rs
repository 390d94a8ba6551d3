//! The sidebar: claims, entities, notes and outline as lists. The lists follow the text, and the text follows the lists.
//!
//! Invariants: the rows are rebuilt whenever their content changes; only visible rows are measured; the chosen row is in view whenever the
//! list follows.

use super::article::{Article, facts_of_annotation, facts_of_entity};
use super::filter::{Facts, Filter};
use super::outline::{Outline, OutlineKind};
use super::panes::{Area, Panes};
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::notes::{AnchorState, AnnotationKind, Id};
use crate::text::clean::one_line;
use crate::text::wrap::wrap;

/// A list of the sidebar.
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
    /// All lists, from left to right.
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

/// An entry of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// A claim, as an index into [`Article::claims`].
    Claim(usize),
    /// The heading of a group of entities, and their number.
    Kind(EntityKind, usize),
    /// An entity, as an index into [`Article::entities`].
    Entity(usize),
    /// An annotation.
    Note(Id),
    /// A block of the article, as an index into its blocks.
    Block(usize),
    /// A block of an article without headings, and its position in the text, in percent.
    Part(usize, u8),
}

/// An entry that is at least partially in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryInView {
    /// Its index.
    pub index: usize,
    /// Its first row of cells, from the top of the list.
    pub y: u16,
    /// Its visible rows of cells.
    pub height: u16,
}

/// The state of the sidebar.
#[derive(Clone, Debug)]
pub struct Sidebar {
    tab: Tab,
    /// Whether the reader opened it in this article.
    turned: bool,
    /// Whether the reader wants it shown.
    shown: bool,
    rows: Vec<Row>,
    /// The number of entries without the filter.
    all: usize,
    /// The filter of each list, in the order of [`Tab::ALL`].
    filters: [Filter; Tab::ALL.len()],
    /// Built on first use in an article.
    outline: Option<Outline>,
    /// The chosen entry, as an index.
    chosen: usize,
    /// The entry at the top, as an index.
    scroll: usize,
    /// Whether the chosen entry should be brought into view.
    following: bool,
    /// The reading position when the sidebar was entered, a byte offset.
    entered_at: usize,
}

/// The name of a list in the head of the sidebar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabHead {
    /// The list.
    pub tab: Tab,
    /// Its column on the screen.
    pub x: u16,
    /// Its row on the screen.
    pub y: u16,
    /// Its name, followed by the progress of claims.
    pub words: String,
}

/// The chosen entry of a list that is rebuilt.
pub(super) struct Held {
    what: Option<What>,
    line: usize,
}

enum What {
    Entity(EntityKind, String),
    Note(Id),
}

/// With this many rows or more, claims and notes get a second line and space between them.
const ROOMY: u16 = 26;

/// In a list with fewer columns than this, the words of a claim take two lines.
const ONE_LINE: u16 = 34;

/// Whether a list has room for two lines per entry and a blank one after it.
pub fn is_roomy(panes: &Panes) -> bool {
    panes.list().is_some_and(|l| l.height >= ROOMY)
}

/// A claim's words in the list: one line, or two if there is room.
pub fn claim_lines(article: &Article, range: TextRange, width: u16, roomy: bool) -> Vec<String> {
    in_lines(article.document().slice(range), width, claim_rows(width, roomy))
}

/// Rows that a claim's words take at most.
fn claim_rows(width: u16, roomy: bool) -> usize {
    if roomy || width < ONE_LINE { 2 } else { 1 }
}

fn in_lines(text: &str, width: u16, rows: usize) -> Vec<String> {
    let wide = usize::from(width.saturating_sub(2));
    // More than fits, even if some of it takes no cells.
    let head = text.char_indices().nth((rows + 1) * wide + 40);
    let head = head.map_or(text, |(end, _)| &text[..end]);
    let mut lines = wrap(&one_line(head), wide, rows);
    if lines.is_empty() {
        lines.push("(its passage is gone)".into());
    }
    lines
}

/// The number of lines of [`in_lines`]. If the text starts with plain ASCII, its length gives the number without wrapping: every frame
/// needs it for each claim in view.
fn number_of_lines(text: &str, width: u16, rows: usize) -> usize {
    let wide = usize::from(width.saturating_sub(2));
    let trimmed = text.trim();
    let start = trimmed.as_bytes().get(..=wide).unwrap_or(trimmed.as_bytes());
    let plain = start.iter().all(|b| (0x20..0x7f).contains(b)) && !start.windows(2).any(|pair| pair == b"  ");
    match rows {
        1 => 1,
        _ if plain && wide > 0 => 1 + usize::from(trimmed.len() > wide),
        _ => in_lines(text, width, rows).len(),
    }
}

/// The maximum number of rows of a note in the list; its card has all of it.
const NOTE_ROWS: usize = 40;

/// The lines of an annotation in the list: its passage, the decision, its note as written.
pub struct NoteLines {
    /// The passage.
    pub passage: Vec<String>,
    /// State, verdict, kind, tags, evidence, on one line; empty if there is only a note.
    pub about: String,
    /// The note, in rows.
    pub note: Vec<String>,
}

impl NoteLines {
    /// The lines in a list of that width.
    pub fn of(article: &Article, id: Id, width: u16, roomy: bool) -> Option<Self> {
        let annotation = article.notebook().get(id)?;
        let wide = usize::from(width.saturating_sub(2));
        let mut about: Vec<String> = Vec::new();
        let state = article.located(annotation).state;
        if state != AnchorState::Ok {
            about.push(state.name().to_owned());
        }
        if annotation.carried.is_some() {
            about.push("carried over".to_owned());
        }
        about.extend(annotation.verdict.as_deref().map(one_line));
        about.extend(annotation.colour.as_deref().map(one_line));
        about.extend(annotation.entity_kind.map(|k| k.name().to_owned()));
        about.extend(annotation.tags.iter().map(|t| format!("#{}", one_line(t))));
        match annotation.evidence.len() {
            0 => {}
            1 => about.push("1 piece of evidence".to_owned()),
            n => about.push(format!("{n} pieces of evidence")),
        }
        let note = annotation.note.as_deref().unwrap_or_default();
        let mut rows: Vec<String> = Vec::new();
        for line in note.lines().filter(|line| !line.trim().is_empty()) {
            let left = NOTE_ROWS.saturating_sub(rows.len());
            if left > 0 {
                rows.extend(wrap(&one_line(line), wide, left));
            }
        }
        if about.is_empty() && rows.is_empty() {
            about.push(annotation.kind.name().to_owned());
        }
        Some(Self {
            passage: wrap(&annotation.anchor.label(), wide, if roomy { 2 } else { 1 }),
            about: about.join(" · "),
            note: rows,
        })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.passage.len().max(1) + usize::from(!self.about.is_empty()) + self.note.len()
    }
}

impl Sidebar {
    pub(super) fn new() -> Self {
        Self {
            tab: Tab::default(),
            turned: false,
            shown: true,
            rows: Vec::new(),
            all: 0,
            filters: Default::default(),
            outline: None,
            chosen: 0,
            scroll: 0,
            following: false,
            entered_at: 0,
        }
    }

    /// The current list.
    pub fn tab(&self) -> Tab {
        self.tab
    }

    /// Whether the reader wants it shown.
    pub fn shown(&self) -> bool {
        self.shown
    }

    /// The filter of the list.
    pub fn filter(&self) -> &Filter {
        &self.filters[self.tab as usize]
    }

    /// Filters the current list.
    pub(super) fn set_filter(&mut self, filter: Filter, article: &Article) {
        self.filters[self.tab as usize] = filter;
        self.refresh(article);
        self.scroll = 0;
        self.following = true;
    }

    /// The numbers of listed entries and of all entries.
    pub(super) fn counts(&self) -> (usize, usize) {
        let entries = self.rows.iter().filter(|r| !matches!(r, Row::Kind(..)));
        (entries.count(), self.all)
    }

    /// The line above the list: its filter, or what it lists instead of what its name says.
    pub fn remark(&self) -> Option<String> {
        let filter = self.filter();
        if !filter.is_empty() {
            let (shown, all) = self.counts();
            return Some(format!("{shown} of {all}: {}", filter.typed()));
        }
        let outline = self.outline.as_ref().filter(|_| self.tab == Tab::Outline);
        outline.and_then(Outline::remark).map(str::to_owned)
    }

    /// The entries of the list.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The chosen entry, as an index.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// The entry at the top, as an index.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// The chosen entry.
    pub fn chosen_row(&self) -> Option<&Row> {
        self.rows.get(self.chosen)
    }

    pub(super) fn show(&mut self, shown: bool) {
        self.shown = shown;
    }

    /// Brings the chosen entry into view in the next layout.
    pub(super) fn follow(&mut self) {
        self.following = true;
    }

    /// For another article: chooses the first entry and clears the filters.
    pub(super) fn restart(&mut self) {
        if !std::mem::take(&mut self.turned) {
            self.tab = Tab::default();
        }
        self.filters = Default::default();
        self.outline = None;
        self.chosen = 0;
        self.scroll = 0;
    }

    /// After the analysis: replaces an empty list by one that is not, unless the reader opened it.
    pub(super) fn leave_empty_list(&mut self, article: &Article) {
        self.refresh(article);
        if self.turned || !self.rows.is_empty() || !self.filter().is_empty() {
            return;
        }
        let outline = self
            .outline
            .get_or_insert_with(|| Outline::of(article.document()));
        let has = |tab: &Tab| match tab {
            Tab::Claims => !article.claims().is_empty(),
            Tab::Outline => outline.is_of_the_text(),
            Tab::Entities => !article.entities().is_empty(),
            Tab::Notes => article.placed().any(|a| a.kind != AnnotationKind::Rejection),
        };
        let order = [Tab::Claims, Tab::Outline, Tab::Entities, Tab::Notes];
        if let Some(tab) = order.into_iter().find(has) {
            self.open(tab, article);
        }
    }

    /// The keys go to the sidebar; the reading position is at byte `place`.
    pub(super) fn enter(&mut self, place: usize) {
        self.entered_at = place;
        self.shown = true;
    }

    /// The reading position when the sidebar was entered, a byte offset.
    pub(super) fn entered_at(&self) -> usize {
        self.entered_at
    }

    /// Rebuilds the rows of the list.
    pub(super) fn refresh<'a>(&mut self, article: &'a Article) {
        let filter = &self.filters[self.tab as usize];
        let mut all = 0;
        // The facts of an entry are looked up only if there is a filter.
        let mut passes = |facts: &dyn Fn() -> Facts<'a>| {
            all += 1;
            filter.is_empty() || filter.passes(&facts())
        };
        self.rows = match self.tab {
            Tab::Claims => {
                let claims = article.claims().iter().enumerate();
                let claims = claims.filter(|(_, c)| passes(&|| article.facts_of_claim(c)));
                claims.map(|(index, _)| Row::Claim(index)).collect()
            }
            Tab::Entities => {
                let entities = article.entities().iter().enumerate();
                let entities = entities.filter(|(_, e)| passes(&|| facts_of_entity(e)));
                let entities: Vec<_> = entities.map(|(index, e)| (index, e.kind)).collect();
                under_headings(&entities)
            }
            Tab::Notes => {
                let mut notes: Vec<_> = article
                    .placed()
                    .filter(|a| a.kind != AnnotationKind::Rejection)
                    .filter(|a| passes(&|| facts_of_annotation(a)))
                    .map(|a| (article.located(a).range.map_or(usize::MAX, |r| r.start), a.id))
                    .collect();
                notes.sort_unstable();
                notes.into_iter().map(|(_, id)| Row::Note(id)).collect()
            }
            Tab::Outline => {
                let outline = self
                    .outline
                    .get_or_insert_with(|| Outline::of(article.document()));
                let blocks = article.document().blocks();
                let rows = outline.rows.iter();
                let rows = rows.filter(|(block, _)| {
                    let block = blocks.get(*block);
                    block.is_some_and(|block| passes(&|| article.facts_of_block(block)))
                });
                let row = |(block, percent): &(usize, u8)| match outline.kind {
                    OutlineKind::Parts => Row::Part(*block, *percent),
                    OutlineKind::Headings | OutlineKind::Questions | OutlineKind::Nothing => {
                        Row::Block(*block)
                    }
                };
                rows.map(row).collect()
            }
        };
        self.all = all;
        self.chosen = self.chosen.min(self.rows.len().saturating_sub(1));
        self.sync(article);
    }

    /// The chosen entry, independent of its index, and its line in the list.
    pub(super) fn held(&self, article: &Article) -> Held {
        let what = match self.chosen_row() {
            Some(Row::Entity(index)) => article
                .entities()
                .get(*index)
                .map(|e| What::Entity(e.kind, e.name.clone())),
            Some(Row::Note(id)) => Some(What::Note(*id)),
            // For claims it is the one in focus, and headings stay in place.
            Some(Row::Claim(_) | Row::Kind(..) | Row::Block(_) | Row::Part(..)) | None => None,
        };
        let line = self.chosen.saturating_sub(self.scroll);
        Held { what, line }
    }

    /// After rebuilding the rows: chooses the same entry, in the same line of the list.
    pub(super) fn hold(&mut self, held: &Held, article: &Article) {
        let same = |row: &Row| match (&held.what, row) {
            (Some(What::Entity(kind, name)), Row::Entity(index)) => article
                .entities()
                .get(*index)
                .is_some_and(|e| e.kind == *kind && e.name == *name),
            (Some(What::Note(known)), Row::Note(id)) => known == id,
            _ => false,
        };
        if let Some(found) = self.rows.iter().position(same) {
            self.chosen = found;
        }
        self.scroll = self.chosen.saturating_sub(held.line);
    }

    /// Chooses the entry that the text shows.
    fn sync(&mut self, article: &Article) {
        let found = match self.tab {
            Tab::Claims => article
                .focus()
                .and_then(|focus| self.rows.iter().position(|r| *r == Row::Claim(focus))),
            Tab::Entities => article
                .chosen_entity()
                .and_then(|e| self.rows.iter().position(|r| *r == Row::Entity(e))),
            Tab::Notes | Tab::Outline => None,
        };
        self.choose_and_follow(found);
    }

    fn choose_and_follow(&mut self, found: Option<usize>) {
        if let Some(found) = found.filter(|f| *f != self.chosen) {
            self.chosen = found;
            self.following = true;
        }
    }

    /// Makes the outline, and the notes while reading, follow the reading position, byte `place`.
    pub(super) fn follow_place(&mut self, article: &Article, place: usize, reading: bool) {
        let blocks = article.document().blocks();
        let starts = |row: &Row| match row {
            Row::Block(block) | Row::Part(block, _) => {
                blocks.get(*block).is_some_and(|b| b.range.start <= place)
            }
            Row::Note(id) => {
                let range = article.notebook().get(*id).and_then(|a| article.located(a).range);
                range.is_some_and(|r| r.start <= place)
            }
            Row::Claim(_) | Row::Kind(..) | Row::Entity(_) => false,
        };
        let follows = match self.tab {
            Tab::Outline => true,
            Tab::Notes => reading,
            Tab::Claims | Tab::Entities => false,
        };
        let found = follows.then(|| self.rows.iter().rposition(starts)).flatten();
        self.choose_and_follow(found);
    }

    /// The reader opens a list.
    pub(super) fn turn_to(&mut self, tab: Tab, article: &Article) {
        self.turned = true;
        self.open(tab, article);
    }

    /// Shows a list, at its first entry.
    fn open(&mut self, tab: Tab, article: &Article) {
        self.tab = tab;
        self.chosen = 0;
        self.scroll = 0;
        self.refresh(article);
        self.pass_heading();
    }

    /// Skips the heading of a group: the entry below is chosen.
    pub(super) fn pass_heading(&mut self) {
        if matches!(self.chosen_row(), Some(Row::Kind(..))) {
            self.chosen += 1;
        }
    }

    /// Chooses an entry.
    pub(super) fn choose(&mut self, index: usize) {
        self.chosen = index;
        self.following = true;
    }

    /// The entry `by` entries further; headings of groups are skipped.
    pub(super) fn entry_from_here(&self, by: isize) -> usize {
        let last = self.rows.len().saturating_sub(1);
        let mut to = self.chosen.saturating_add_signed(by).min(last);
        if matches!(self.rows.get(to), Some(Row::Kind(..))) {
            to = if by > 0 || to == 0 { to + 1 } else { to - 1 };
        }
        to.min(last)
    }

    pub(super) fn scroll_by(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.scroll = self.scroll.saturating_add_signed(by).min(last);
    }

    /// Rows of cells of entry `index` in a list of that width.
    fn row_height(&self, article: &Article, index: usize, width: u16, roomy: bool) -> u16 {
        match self.rows.get(index) {
            Some(Row::Claim(i)) => {
                let text = article.claims().get(*i).map_or(0, |c| {
                    let text = article.document().slice(c.range);
                    number_of_lines(text, width, claim_rows(width, roomy))
                });
                let reason = u16::from(roomy && article.focus() == Some(*i));
                text as u16 + 1 + reason + u16::from(roomy)
            }
            Some(Row::Note(id)) => {
                let lines = NoteLines::of(article, *id, width, roomy);
                lines.map_or(1, |lines| lines.rows()) as u16 + u16::from(roomy)
            }
            Some(Row::Kind(..)) => 1 + u16::from(index > 0),
            Some(Row::Entity(_) | Row::Block(_) | Row::Part(..)) => 1,
            None => 0,
        }
    }

    /// The entries in view.
    pub fn window(&self, article: &Article, panes: &Panes) -> Vec<EntryInView> {
        let Some(list) = panes.list() else {
            return Vec::new();
        };
        let roomy = is_roomy(panes);
        let mut out = Vec::new();
        let mut y = 0;
        for index in self.scroll..self.rows.len() {
            if y >= list.height {
                break;
            }
            let height = self.row_height(article, index, list.width, roomy);
            out.push(EntryInView {
                index,
                y,
                height: height.min(list.height - y),
            });
            y += height;
        }
        out
    }

    /// Scrolls the list so that the chosen entry is in view, if required.
    pub(super) fn keep_in_view(&mut self, article: &Article, panes: &Panes) {
        self.sync(article);
        let Some(list) = panes.list() else { return };
        if !std::mem::take(&mut self.following) {
            return;
        }
        // One entry before the chosen one stays in view if there is room, for orientation.
        let first = self.first_with(self.chosen, list, article, is_roomy(panes));
        self.scroll = self.scroll.min(self.chosen.saturating_sub(1)).max(first);
    }

    /// The first entry at the top of the list such that `chosen` and the entry after it are in view. Measured backwards, so that a long
    /// list costs no more than one page.
    fn first_with(&self, chosen: usize, list: Area, article: &Article, roomy: bool) -> usize {
        let last = (chosen + 1).min(self.rows.len().saturating_sub(1));
        let mut room = u32::from(list.height);
        let mut first = last;
        for index in (0..=last).rev() {
            let height = u32::from(self.row_height(article, index, list.width, roomy));
            if height > room {
                break;
            }
            room -= height;
            first = index;
        }
        first.min(chosen)
    }

    /// The message in an empty list.
    pub fn empty_list(&self, article: &Article) -> &'static str {
        if !self.filter().is_empty() {
            return "nothing here passes the filter";
        }
        match (self.tab, article.analysis()) {
            (Tab::Claims | Tab::Entities, None) => "being analysed…",
            (Tab::Claims, Some(_)) => "no claims found: V selects a sentence, c makes it one",
            (Tab::Entities, Some(_)) => "nothing is named here",
            (Tab::Notes, _) => "no notes yet: a accepts a claim, v selects, n writes",
            (Tab::Outline, _) => "no headings, and too short for an outline",
        }
    }

    /// The names of the lists, in one row or two.
    pub fn tab_heads(&self, article: &Article, panes: &Panes) -> Vec<TabHead> {
        let (Some(side), Some(list)) = (panes.sidebar, panes.list()) else {
            return Vec::new();
        };
        let (decided, all) = article.progress();
        let mut words = Tab::ALL.map(|tab| tab.title().to_owned());
        if self.tab == Tab::Claims && article.analysis().is_some() {
            words[0] = format!("{} {decided}/{all}", words[0]);
        }
        let rows = panes.head_rows();
        let each = Tab::ALL.len() / usize::from(rows);
        let room = usize::from(list.width);
        let cells = |words: &[String]| words.iter().map(String::len).sum::<usize>() + each - 1;
        // The count is shown below too.
        if cells(&words[..each]) > room {
            Tab::Claims.title().clone_into(&mut words[0]);
        }
        let widest = words.chunks(each).map(cells).max().unwrap_or(0);
        let gap = if widest + each - 1 <= room { 2 } else { 1 };
        let mut out = Vec::new();
        for (row, (tabs, words)) in Tab::ALL.chunks(each).zip(words.chunks(each)).enumerate() {
            let mut x = list.x;
            for (tab, words) in tabs.iter().zip(words) {
                out.push(TabHead {
                    tab: *tab,
                    x,
                    y: side.y + row as u16,
                    words: words.clone(),
                });
                x += words.len() as u16 + gap;
            }
        }
        out
    }
}

/// Entities, given by index and kind, under a heading per kind.
fn under_headings(entities: &[(usize, EntityKind)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for group in entities.chunk_by(|(_, a), (_, b)| a == b) {
        if let Some((_, kind)) = group.first() {
            rows.push(Row::Kind(*kind, group.len()));
        }
        rows.extend(group.iter().map(|(index, _)| Row::Entity(*index)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_are_counted_as_they_are_made(text in "[a-c \\n]{0,60}|[a-cé世 \u{200b}👍]{0,40}", width in 0_u16..40, rows in 1_usize..3) {
            prop_assert_eq!(number_of_lines(&text, width, rows), in_lines(&text, width, rows).len());
        }
    }
}
