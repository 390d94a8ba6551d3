//! Draft blocks, for formats with a known structure. All blocks are collected first, and only then are titles, bylines, datelines and
//! captions recognized.

use super::plain::{HeadRole, head_role};
use crate::document::{BlockKind, Builder, Document, MarkKind, Metadata, PicturePlace};
use crate::text::language;

/// A draft block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) kind: BlockKind,
    pub(super) level: u8,
    pub(super) ordinal: Option<u32>,
    /// Whether it is outside all lists, quotations and footnotes.
    pub(super) outermost: bool,
    /// The names under which links refer to it.
    pub(super) anchors: Vec<String>,
    /// The pictures above it.
    pictures: Vec<DraftPicture>,
    parts: Vec<Part>,
}

/// A draft picture: its description, and where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DraftPicture {
    /// Its description; may be empty.
    description: String,
    place: PicturePlace,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Mark(MarkKind),
    Unmark,
    Break,
    Cell,
    Page(u32),
}

impl Draft {
    /// Its text on one line.
    pub(super) fn plain(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Break | Part::Cell => out.push(' '),
                Part::Mark(_) | Part::Unmark | Part::Page(_) => {}
            }
        }
        crate::text::clean::one_line(&out)
    }

    /// Marks its pictures as kept in the article's file, in the entries that `entry` returns for their sources.
    pub(super) fn keep_pictures_inside(&mut self, entry: impl Fn(&str) -> String) {
        for picture in &mut self.pictures {
            let source = picture.place.name().map(&entry);
            picture.place = PicturePlace::Inside(source);
        }
    }

    /// Whether it is empty.
    pub(super) fn is_blank(&self) -> bool {
        !self
            .parts
            .iter()
            .any(|p| matches!(p, Part::Text(text) if !text.trim().is_empty()))
    }

    /// Bytes of its text, and bytes of them inside links.
    pub(super) fn linked(&self) -> (usize, usize) {
        let (mut all, mut linked) = (0, 0);
        let mut open: Vec<bool> = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => {
                    let len = text.trim().len();
                    all += len;
                    linked += if open.contains(&true) { len } else { 0 };
                }
                Part::Mark(kind) => open.push(matches!(kind, MarkKind::Link(_))),
                Part::Unmark => {
                    open.pop();
                }
                Part::Break | Part::Cell | Part::Page(_) => {}
            }
        }
        (all, linked)
    }

    /// Whether it is a single link or picture that leads to a file with the extension of a picture.
    fn is_picture(&self) -> bool {
        let picture = |target: &str| {
            let path = target
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let ending = path.rsplit_once('.').map_or("", |(_, e)| e);
            ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"].contains(&ending)
        };
        matches!(self.parts.first(), Some(Part::Mark(MarkKind::Link(target))) if picture(target))
            && self.is_one_mark()
    }

    /// Whether all of its text is inside marks.
    fn is_one_mark(&self) -> bool {
        let mut depth = 0usize;
        for part in &self.parts {
            match part {
                Part::Mark(_) => depth += 1,
                Part::Unmark => depth = depth.saturating_sub(1),
                Part::Text(text) if depth == 0 && !text.trim().is_empty() => return false,
                _ => {}
            }
        }
        self.parts.len() >= 3
    }
}

impl Draft {
    /// A table row of `cells`, each on one line; the text of a head row is strong. `None` if all cells are empty.
    pub(super) fn row(cells: Vec<Vec<Draft>>, head: bool) -> Option<Self> {
        let mut out = Self {
            kind: BlockKind::Table,
            ..Self::default()
        };
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                out.parts.push(Part::Cell);
            }
            // An empty cell counts as a cell.
            out.parts.push(Part::Text(String::new()));
            let marked = head && cell.iter().any(|d| !d.is_blank());
            out.parts.extend(marked.then_some(Part::Mark(MarkKind::Strong)));
            out.take_in(cell);
            out.parts.extend(marked.then_some(Part::Unmark));
        }
        (!out.is_blank()).then_some(out)
    }

    /// A footnote that begins with its `label` in brackets. `None` if it is empty.
    pub(super) fn note(label: &str, drafts: Vec<Draft>) -> Option<Self> {
        let mut out = Self {
            kind: BlockKind::Footnote,
            outermost: true,
            ..Self::default()
        };
        out.take_in(drafts);
        let blank = out.is_blank();
        if !label.is_empty() {
            out.parts.insert(0, Part::Text(format!("[{label}] ")));
        }
        (!blank).then_some(out)
    }

    /// Appends `drafts` on one line.
    fn take_in(&mut self, drafts: Vec<Draft>) {
        for (i, mut draft) in drafts.into_iter().enumerate() {
            if i > 0 {
                self.parts.push(Part::Text(" ".to_owned()));
            }
            self.anchors.append(&mut draft.anchors);
            self.pictures.append(&mut draft.pictures);
            self.parts.extend(draft.parts.into_iter().map(|part| match part {
                Part::Break | Part::Cell => Part::Text(" ".to_owned()),
                part @ (Part::Text(_) | Part::Mark(_) | Part::Unmark | Part::Page(_)) => part,
            }));
        }
    }
}

/// Collects drafts; never fails, whatever the order of calls.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    done: Vec<Draft>,
    open: Option<Draft>,
    /// Anchors for the next block.
    anchors: Vec<String>,
    /// Pictures above the next block.
    pictures: Vec<DraftPicture>,
}

impl Drafts {
    /// Begins a block; an open block is ended first.
    pub(super) fn begin(&mut self, kind: BlockKind, level: u8, ordinal: Option<u32>, outermost: bool) {
        self.end();
        self.open = Some(Draft {
            kind,
            level,
            ordinal,
            outermost,
            anchors: std::mem::take(&mut self.anchors),
            pictures: std::mem::take(&mut self.pictures),
            parts: Vec::new(),
        });
    }

    /// A link target: the open block, or otherwise the next one.
    pub(super) fn anchor(&mut self, name: &str) {
        match &mut self.open {
            Some(draft) => draft.anchors.push(name.to_owned()),
            None => self.anchors.push(name.to_owned()),
        }
    }

    /// A picture; inside a block it is placed after that block.
    pub(super) fn picture(&mut self, description: &str, place: PicturePlace) {
        self.pictures.push(DraftPicture {
            description: description.to_owned(),
            place,
        });
    }

    /// Whether a block is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The last character of the open block.
    pub(super) fn last_char(&self) -> Option<char> {
        let texts = self.open.iter().flat_map(|d| d.parts.iter().rev());
        match texts
            .into_iter()
            .find(|p| !matches!(p, Part::Mark(_) | Part::Unmark | Part::Page(_)))?
        {
            Part::Text(text) => text.chars().next_back(),
            Part::Break | Part::Cell | Part::Mark(_) | Part::Unmark | Part::Page(_) => None,
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(draft) = &mut self.open {
            match draft.parts.last_mut() {
                Some(Part::Text(last)) => last.push_str(text),
                _ => draft.parts.push(Part::Text(text.to_owned())),
            }
        }
    }

    pub(super) fn mark(&mut self, kind: MarkKind) {
        self.part(Part::Mark(kind));
    }

    pub(super) fn unmark(&mut self) {
        self.part(Part::Unmark);
    }

    pub(super) fn line_break(&mut self) {
        self.part(Part::Break);
    }

    /// The boundary before each cell of a table row, except the first.
    pub(super) fn cell(&mut self) {
        if self
            .open
            .as_ref()
            .is_some_and(|d| !d.parts.iter().all(|p| matches!(p, Part::Page(_))))
        {
            self.part(Part::Cell);
        }
        // An empty first cell counts too.
        self.text("");
    }

    /// The text that follows is on this page.
    pub(super) fn page(&mut self, number: u32) {
        self.part(Part::Page(number));
    }

    fn part(&mut self, part: Part) {
        if let Some(draft) = &mut self.open {
            draft.parts.push(part);
        }
    }

    /// Takes the open block out, to be resumed later; blocks begun meanwhile come before it.
    pub(super) fn suspend(&mut self) -> Option<Draft> {
        self.open.take()
    }

    /// Resumes a suspended block.
    pub(super) fn resume(&mut self, draft: Option<Draft>) {
        self.end();
        self.open = draft;
    }

    /// Changes the kind of the open block.
    pub(super) fn turn_into(&mut self, kind: BlockKind) {
        if let Some(draft) = &mut self.open {
            draft.kind = kind;
            draft.level = 0;
            draft.outermost = false;
        }
    }

    /// Ends the open block; an empty one is dropped.
    pub(super) fn end(&mut self) {
        if let Some(mut draft) = self.open.take() {
            if draft.is_blank() {
                // Links to the dropped block lead to the next one.
                self.anchors.append(&mut draft.anchors);
                self.pictures.splice(0..0, draft.pictures);
            } else {
                self.done.push(draft);
            }
        }
    }

    /// Adds a whole block.
    pub(super) fn block(&mut self, kind: BlockKind, text: &str) {
        self.begin(kind, 0, None, true);
        self.text(text);
        self.end();
    }

    /// Adds complete drafts after the open block.
    pub(super) fn append(&mut self, mut drafts: Vec<Draft>) {
        self.end();
        if let Some(first) = drafts.first_mut() {
            first.pictures.splice(0..0, self.pictures.drain(..));
        }
        self.done.append(&mut drafts);
    }

    /// A rule between parts.
    pub(super) fn rule(&mut self) {
        self.end();
        self.done.push(Draft {
            kind: BlockKind::Rule,
            outermost: true,
            pictures: std::mem::take(&mut self.pictures),
            ..Draft::default()
        });
    }

    /// All drafts in order.
    pub(super) fn finish(mut self) -> Vec<Draft> {
        self.end();
        if let Some(last) = self.done.last_mut() {
            last.pictures.append(&mut self.pictures);
        }
        self.done
    }
}

/// Assigns kinds to the first drafts by their shape, and adds what they say to `metadata`: the first heading of level 1 is the title unless
/// there already is one, and so on until running text begins. Captions are recognized everywhere.
pub(super) fn recognise(drafts: &mut Vec<Draft>, metadata: &mut Metadata) {
    let mut head = true;
    let mut titled = drafts.iter().any(|d| d.kind == BlockKind::Title);
    let mut standfirst = drafts.iter().any(|d| d.kind == BlockKind::Standfirst);
    let title = metadata.title.clone();
    // The pictures above a repeated headline.
    let mut pictures = Vec::new();
    drafts.retain_mut(|draft| {
        draft.pictures.splice(0..0, pictures.drain(..));
        if !draft.outermost {
            head = false;
            return true;
        }
        match draft.kind {
            BlockKind::Heading if head && titled && draft.plain() == title => {
                pictures.append(&mut draft.pictures);
                return false;
            }
            BlockKind::Heading if head && !titled && draft.level == 1 => {
                draft.kind = BlockKind::Title;
                draft.level = 0;
                metadata.title = draft.plain();
                titled = true;
            }
            BlockKind::Title
            | BlockKind::Standfirst
            | BlockKind::Caption
            | BlockKind::Byline
            | BlockKind::Dateline
            | BlockKind::Rule => {}
            BlockKind::Paragraph if draft.is_picture() => draft.kind = BlockKind::Caption,
            BlockKind::Paragraph => {
                let text = draft.plain();
                match head_role(&text).filter(|role| head || *role == HeadRole::Caption) {
                    Some(HeadRole::Caption) => draft.kind = BlockKind::Caption,
                    Some(HeadRole::Date(date)) => {
                        draft.kind = BlockKind::Dateline;
                        metadata.date.get_or_insert(date);
                    }
                    Some(HeadRole::Byline { name, source, date }) => {
                        metadata.date = metadata.date.or(date);
                        draft.kind = BlockKind::Byline;
                        metadata.byline = metadata.byline.take().or(name);
                        metadata.source = metadata.source.take().or(source);
                    }
                    None if head
                        && titled
                        && !standfirst
                        && draft.is_one_mark()
                        && text.split(' ').nth(4).is_some() =>
                    {
                        draft.kind = BlockKind::Standfirst;
                        standfirst = true;
                    }
                    None => head = false,
                }
            }
            _ => head = false,
        }
        true
    });
}

/// Makes the document. Its language is detected from its text if possible, whatever `metadata` says.
pub(super) fn write(drafts: Vec<Draft>, metadata: Metadata) -> Document {
    let document = put_together(drafts, metadata);
    let metadata = document.metadata();
    let language = language::told(document.text(), metadata.language.as_deref());
    if language == metadata.language.as_deref() {
        return document;
    }
    let metadata = Metadata {
        language: language.map(str::to_owned),
        ..metadata.clone()
    };
    document.with_metadata(metadata)
}

fn put_together(drafts: Vec<Draft>, metadata: Metadata) -> Document {
    let mut out = Builder::new();
    out.metadata(metadata);
    for draft in drafts {
        for picture in &draft.pictures {
            out.picture(&picture.description, picture.place.clone());
        }
        out.begin(draft.kind, draft.level, draft.ordinal);
        for part in draft.parts {
            match part {
                Part::Text(text) => out.push(&text),
                Part::Mark(kind) => out.mark(kind),
                Part::Unmark => out.unmark(),
                Part::Break => out.line_break(),
                Part::Cell => out.cell(),
                Part::Page(number) => out.page(number),
            }
        }
        out.end();
    }
    out.finish()
}
