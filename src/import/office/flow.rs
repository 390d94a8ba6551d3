//! Collects the text of an office document: blocks in order, rows of tables with their cells, text boxes after the paragraph that they are
//! anchored to, and notes at the end.
//!
//! Each of these is a frame with its own blocks; frames nest, and frames left open at the end are closed.

use std::rc::Rc;

use crate::document::{BlockKind, MarkKind, PicturePlace};
use crate::import::draft::{Draft, Drafts};

/// The maximum nesting of frames; deeper text goes to the innermost one.
const DEEPEST: usize = 60;
/// A cell with more bytes of text in several blocks is not a table cell, but a layout column.
const LONG_CELL: usize = 400;

/// The maximum size of all kept link targets in bytes: a target may be long, and used often.
const LINKS: usize = 4 * 1024 * 1024;

/// The style of text, as far as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) strong: bool,
    pub(super) emphasis: bool,
    pub(super) struck: bool,
    pub(super) link: Option<Rc<str>>,
}

impl Look {
    /// The corresponding marks, the outermost first.
    fn marks(&self) -> Vec<MarkKind> {
        let mut out = Vec::new();
        out.extend(self.link.as_deref().map(|link| MarkKind::Link(link.to_owned())));
        out.extend(self.strong.then_some(MarkKind::Strong));
        out.extend(self.emphasis.then_some(MarkKind::Emphasis));
        out.extend(self.struck.then_some(MarkKind::Struck));
        out
    }
}

#[derive(Debug)]
enum Role {
    /// The text itself, or a text box.
    Blocks,
    Note {
        /// Its position among the notes.
        order: usize,
        label: String,
    },
    Table {
        rows: Vec<Row>,
    },
    Cell,
}

#[derive(Debug, Default)]
struct Row {
    head: bool,
    cells: Vec<Vec<Draft>>,
}

#[derive(Debug)]
struct Frame {
    role: Role,
    out: Drafts,
    /// The style of the text written last.
    look: Look,
    marks: usize,
    /// Blocks of boxes and tables that follow the open block.
    behind: Vec<Draft>,
}

impl Frame {
    fn new(role: Role) -> Self {
        Self {
            role,
            out: Drafts::default(),
            look: Look::default(),
            marks: 0,
            behind: Vec::new(),
        }
    }

    fn end(&mut self) {
        self.plain();
        self.out.end();
        self.out.append(std::mem::take(&mut self.behind));
    }

    /// Ends the open marks.
    fn plain(&mut self) {
        for _ in 0..std::mem::take(&mut self.marks) {
            self.out.unmark();
        }
        self.look = Look::default();
    }

    fn finish(mut self) -> Vec<Draft> {
        self.end();
        self.out.finish()
    }
}

/// Collects the text of a document; never fails, whatever the order of calls.
#[derive(Debug)]
pub(super) struct Flow {
    frames: Vec<Frame>,
    /// The number of frames opened beyond [`DEEPEST`].
    deeper: usize,
    notes: Vec<(usize, Draft)>,
    /// Remaining bytes for link targets.
    links: usize,
    /// The number of characters written, to check whether a part produced any text.
    pub(super) written: usize,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            frames: vec![Frame::new(Role::Blocks)],
            deeper: 0,
            notes: Vec::new(),
            links: LINKS,
            written: 0,
        }
    }
}

impl Flow {
    fn top(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::new(Role::Blocks));
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// A picture kept in that `entry` of the file; inside a block it is placed after that block.
    pub(super) fn picture(&mut self, description: &str, entry: Option<String>) {
        self.top().out.picture(description, PicturePlace::Inside(entry));
    }

    /// Begins a block; an open block is ended first.
    pub(super) fn begin(&mut self, kind: BlockKind, level: u8, ordinal: Option<u32>) {
        self.end();
        let outermost = self.frames.len() == 1 && !matches!(kind, BlockKind::Item | BlockKind::Table);
        self.top().out.begin(kind, level, ordinal, outermost);
    }

    pub(super) fn is_open(&mut self) -> bool {
        self.top().out.is_open()
    }

    /// Ends the open block.
    pub(super) fn end(&mut self) {
        self.top().end();
    }

    /// Writes `text` into the open block.
    pub(super) fn text(&mut self, text: &str, look: &Look) {
        self.written += text.len();
        let changes = self.top().look != *look && !text.trim().is_empty();
        let mut marks = if changes { look.marks() } else { Vec::new() };
        let targets = marks.iter().map(|mark| match mark {
            MarkKind::Link(target) => target.len(),
            _ => 0,
        });
        match self.links.checked_sub(targets.sum()) {
            Some(left) => self.links = left,
            None => marks.retain(|mark| !matches!(mark, MarkKind::Link(_))),
        }
        let frame = self.top();
        if changes {
            frame.plain();
            for mark in marks {
                frame.out.mark(mark);
                frame.marks += 1;
            }
            frame.look = look.clone();
        }
        frame.out.text(text);
    }

    pub(super) fn line_break(&mut self) {
        self.top().out.line_break();
    }

    /// Adds blocks from another source after everything written.
    pub(super) fn append(&mut self, drafts: Vec<Draft>) {
        self.end();
        self.top().out.append(drafts);
    }

    /// Adds blocks from another source after the open block.
    pub(super) fn append_behind(&mut self, drafts: Vec<Draft>) {
        self.written += drafts.len();
        self.come_behind(drafts);
    }

    fn push(&mut self, role: Role) {
        if self.frames.len() < DEEPEST {
            self.frames.push(Frame::new(role));
        } else {
            self.deeper += 1;
        }
    }

    fn pop(&mut self) -> Option<Frame> {
        if self.deeper > 0 {
            self.deeper -= 1;
            self.end();
            return None;
        }
        if self.frames.len() > 1 {
            self.frames.pop()
        } else {
            None
        }
    }

    /// Begins a text box: its blocks follow the open block.
    pub(super) fn begin_box(&mut self) {
        self.push(Role::Blocks);
    }

    pub(super) fn end_box(&mut self) {
        if let Some(frame) = self.pop() {
            let drafts = frame.finish();
            self.come_behind(drafts);
        }
    }

    fn come_behind(&mut self, mut drafts: Vec<Draft>) {
        let frame = self.top();
        if frame.out.is_open() {
            frame.behind.append(&mut drafts);
        } else {
            frame.out.append(drafts);
        }
    }

    /// Begins a note whose reference shows `label`; notes come at the end in their `order`.
    pub(super) fn begin_note(&mut self, order: usize, label: String) {
        self.push(Role::Note { order, label });
    }

    pub(super) fn end_note(&mut self) {
        let Some(mut frame) = self.pop() else { return };
        frame.end();
        let drafts = frame.out.finish();
        match frame.role {
            Role::Note { order, label } => {
                self.notes
                    .extend(Draft::note(&label, drafts).map(|note| (order, note)));
            }
            Role::Blocks | Role::Table { .. } | Role::Cell => self.come_behind(drafts),
        }
    }

    pub(super) fn begin_table(&mut self) {
        self.push(Role::Table { rows: Vec::new() });
    }

    /// Begins a row; a `head` row names the columns.
    pub(super) fn begin_row(&mut self, head: bool) {
        self.end_cell();
        if let Role::Table { rows } = &mut self.top().role {
            rows.push(Row {
                head,
                cells: Vec::new(),
            });
        }
    }

    /// Marks the open row as a head row.
    pub(super) fn mark_head(&mut self) {
        if let Role::Table { rows } = &mut self.top().role
            && let Some(row) = rows.last_mut()
        {
            row.head = true;
        }
    }

    /// Removes the open row.
    pub(super) fn drop_row(&mut self) {
        self.end_cell();
        if let Role::Table { rows } = &mut self.top().role {
            rows.pop();
        }
    }

    pub(super) fn begin_cell(&mut self) {
        self.end_cell();
        if matches!(self.top().role, Role::Table { .. }) {
            self.push(Role::Cell);
        } else {
            self.end();
        }
    }

    pub(super) fn end_cell(&mut self) {
        if self.deeper > 0 || !matches!(self.top().role, Role::Cell) {
            return;
        }
        let Some(frame) = self.pop() else { return };
        let drafts = frame.finish();
        if let Role::Table { rows } = &mut self.top().role {
            if rows.is_empty() {
                rows.push(Row::default());
            }
            if let Some(row) = rows.last_mut() {
                row.cells.push(drafts);
            }
        }
    }

    pub(super) fn end_table(&mut self) {
        self.end_cell();
        let Some(mut frame) = self.pop() else { return };
        frame.end();
        let (role, mut stray) = (frame.role, frame.out.finish());
        let Role::Table { rows } = role else {
            self.come_behind(stray);
            return;
        };
        let length = |cell: &Vec<Draft>| cell.iter().map(|d| d.linked().0).sum::<usize>();
        let is_layout = rows.iter().all(|row| row.cells.len() <= 1)
            || rows
                .iter()
                .flat_map(|row| &row.cells)
                .any(|cell| cell.len() > 1 && length(cell) > LONG_CELL);
        let mut out = Vec::new();
        for row in rows {
            if is_layout {
                out.extend(row.cells.into_iter().flatten().map(|mut draft| {
                    draft.outermost = !matches!(draft.kind, BlockKind::Item | BlockKind::Table);
                    draft
                }));
            } else {
                out.extend(Draft::row(row.cells, row.head));
            }
        }
        out.append(&mut stray);
        self.come_behind(out);
    }

    /// All blocks, with the notes after the text.
    pub(super) fn finish(mut self) -> Vec<Draft> {
        self.deeper = 0;
        while self.frames.len() > 1 {
            match self.top().role {
                Role::Blocks => self.end_box(),
                Role::Note { .. } => self.end_note(),
                Role::Table { .. } => self.end_table(),
                Role::Cell => self.end_cell(),
            }
        }
        let mut out = self.frames.pop().map(Frame::finish).unwrap_or_default();
        self.notes.sort_by_key(|(order, _)| *order);
        out.extend(self.notes.into_iter().map(|(_, note)| note));
        out
    }
}
