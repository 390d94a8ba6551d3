//! The only way to make a [`Document`]: blocks are pushed in order, and the invariants hold by construction.

use std::sync::Arc;

use super::{Block, BlockKind, Document, Mark, MarkKind, Metadata, Picture, PicturePlace, TextRange};
use crate::text::address::without_secrets;
use crate::text::clean::{harmless, marked, normalise, one_line};
use crate::text::scan;

/// Builds a document block by block.
#[derive(Debug, Default)]
pub struct Builder {
    document: Document,
    /// The block being written.
    open: Option<Block>,
    /// Marks of that block whose end is not known yet: start and kind.
    open_marks: Vec<(usize, MarkKind)>,
}

impl Builder {
    /// An empty document.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty document whose text will have about `bytes` bytes. Reserving the space avoids copying a long text while it grows.
    pub fn of_about(bytes: usize) -> Self {
        let mut out = Self::default();
        Arc::make_mut(&mut out.document.text).reserve(bytes);
        out
    }

    /// A document that keeps `text` unchanged except for NFC and line ends (characters unsafe to a terminal become U+FFFD, so that offsets
    /// stay the same). `split` receives the *normalised* text and returns the blocks as byte ranges of it.
    pub fn verbatim(text: &str, split: impl FnOnce(&str) -> Vec<Block>) -> Document {
        let text = marked(&normalise(text)).into_owned();
        let blocks = split(&text);
        Document {
            text: Arc::new(text),
            blocks,
            verbatim: true,
            ..Document::default()
        }
    }

    /// Sets the metadata; each string is put on one line and sanitized. May be called again.
    pub fn metadata(&mut self, metadata: Metadata) {
        self.document.metadata = clean(metadata);
    }

    /// Begins a block; an open block is ended first.
    pub fn begin(&mut self, kind: BlockKind, level: u8, ordinal: Option<u32>) {
        self.end();
        let text = Arc::make_mut(&mut self.document.text);
        if let Some(last) = self.document.blocks.last() {
            let together = last.kind == kind && matches!(kind, BlockKind::Item | BlockKind::Table);
            text.push_str(if together { "\n" } else { "\n\n" });
        }
        let start = text.len();
        self.open = Some(Block {
            kind,
            range: TextRange::new(start, start),
            level,
            ordinal,
        });
    }

    /// Appends to the open block, or opens a paragraph. White space is kept as given only in preformatted blocks; elsewhere each run of it
    /// becomes one space. For a tab in a table row or a line feed that must be kept, use [`Builder::cell`] and [`Builder::line_break`].
    pub fn push(&mut self, text: &str) {
        if self.open.is_none() {
            self.begin(BlockKind::Paragraph, 0, None);
        }
        let Some(block) = self.open else { return };
        let text = harmless(text);
        let out = Arc::make_mut(&mut self.document.text);
        if block.kind == BlockKind::Preformatted {
            out.push_str(&text);
            return;
        }
        if is_even(&text) {
            out.push_str(&text);
            return;
        }
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let word = rest.find(is_space).unwrap_or(rest.len());
            let (solid, after) = rest.split_at(word);
            out.push_str(solid);
            rest = after.trim_start_matches(is_space);
            if rest.len() < after.len() && out.len() > block.range.start && !out.ends_with([' ', '\n', '\t'])
            {
                out.push(' ');
            }
        }
    }

    /// A line break that is part of the text (an address, verse).
    pub fn line_break(&mut self) {
        self.push_separator('\n');
    }

    /// The boundary between two cells of a table row.
    pub fn cell(&mut self) {
        self.push_separator('\t');
    }

    fn push_separator(&mut self, separator: char) {
        let Some(block) = self.open else { return };
        let out = Arc::make_mut(&mut self.document.text);
        let trimmed = out.trim_end_matches(' ').len();
        if trimmed >= block.range.start {
            out.truncate(trimmed);
        }
        // An empty cell counts; an empty line at the start does not.
        if separator == '\t' || out.len() > block.range.start {
            out.push(separator);
        }
    }

    /// The text that follows is on page `number` of the original.
    pub fn page(&mut self, number: u32) {
        let pages = &mut self.document.pages;
        if pages.last().is_none_or(|(_, last)| *last != number) {
            pages.push((self.document.text.len(), number));
        }
    }

    /// A picture above the block that begins next; an open block is ended first. If `words`, which describe it, are empty, its file name is
    /// used.
    pub fn picture(&mut self, words: &str, place: PicturePlace) {
        self.end();
        let place = place.map(|name| one_line(&without_secrets(&name)));
        self.document.pictures.push(Picture {
            block: self.document.blocks.len(),
            description: Picture::described(&one_line(&normalise(words)), &place),
            place,
        });
    }

    /// Begins an inline mark at the current position.
    pub fn mark(&mut self, kind: MarkKind) {
        let kind = match kind {
            MarkKind::Link(target) => MarkKind::Link(one_line(&target)),
            kind => kind,
        };
        self.open_marks.push((self.document.text.len(), kind));
    }

    /// Ends the innermost open mark.
    pub fn unmark(&mut self) {
        if let (Some((start, kind)), Some(block)) = (self.open_marks.pop(), self.open) {
            let start = start.max(block.range.start);
            let range = TextRange::new(start, self.document.text.len()).trimmed(&self.document.text);
            if !range.is_empty() {
                self.document.marks.push(Mark {
                    range,
                    kind,
                    block_start: block.range.start,
                });
            }
        }
    }

    /// Ends the open block. White space at its ends is removed, and an empty block is dropped (except a rule).
    pub fn end(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        while !self.open_marks.is_empty() {
            self.open = Some(block);
            self.unmark();
            self.open = None;
        }
        let text = Arc::make_mut(&mut self.document.text);
        let body = &text[block.range.start..];
        let end = block.range.start + body.trim_end().len();
        text.truncate(end);
        if end == block.range.start && block.kind != BlockKind::Rule {
            // Remove the separator too.
            let last = self.document.blocks.last().map_or(0, |b| b.range.end);
            text.truncate(last);
            return;
        }
        block.range.end = end;
        self.document.blocks.push(block);
    }

    /// Adds a whole block.
    pub fn block(&mut self, kind: BlockKind, text: &str) {
        self.begin(kind, u8::from(kind == BlockKind::Heading), None);
        self.push(text);
        self.end();
    }

    /// The number of finished blocks.
    pub fn len(&self) -> usize {
        self.document.blocks.len()
    }

    /// Whether no block is finished.
    pub fn is_empty(&self) -> bool {
        self.document.blocks.is_empty()
    }

    /// The document. The text is in NFC because it is normalised as it arrives. If two pieces compose across their boundary, the whole text
    /// is normalised once more, block by block.
    pub fn finish(mut self) -> Document {
        self.end();
        let last = self.document.blocks.len().saturating_sub(1);
        for picture in &mut self.document.pictures {
            // The first block is the title, so no picture lies above it.
            picture.block = picture.block.max(1).min(last);
        }
        self.document
            .marks
            .sort_by_key(|m| (m.range.start, std::cmp::Reverse(m.range.end)));
        if matches!(normalise(&self.document.text), std::borrow::Cow::Owned(_)) {
            return renormalised(&self.document);
        }
        if self.document.metadata.title.is_empty() {
            self.document.metadata.title = fallback_title(&self.document);
        }
        self.document
    }
}

impl Document {
    /// The same article with other metadata. Each string is put on one line and sanitized, and an empty title becomes the first words of
    /// the text.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = clean(metadata);
        if self.metadata.title.is_empty() {
            self.metadata.title = fallback_title(&self);
        }
        self
    }
}

fn clean(metadata: Metadata) -> Metadata {
    let line = |s: Option<String>| s.map(|s| one_line(&normalise(&s))).filter(|s| !s.is_empty());
    Metadata {
        title: one_line(&normalise(&metadata.title)),
        byline: line(metadata.byline),
        date: metadata.date,
        source: line(metadata.source),
        language: line(metadata.language),
        url: line(metadata.url.map(|url| without_secrets(&url).into_owned())),
    }
}

/// Whether the only white space in `text` is single spaces between words, as in most text.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are compared at once"
)]
fn is_even(text: &str) -> bool {
    // Two spaces, white-space controls, and first bytes of the other white space that is collapsed.
    let uneven = |a: u8, b: u8, c: u8| {
        (a == b' ') & (b == b' ')
            | (b'\t'..=b'\r').contains(&a)
            | (a == 0xc2) & (b == 0x85)
            | (a == 0xe1) & (b == 0x9a)
            | (a == 0xe2) & (b == 0x80) & ((c <= 0x8a) | (c == 0xa8) | (c == 0xa9))
            | (a == 0xe2) & (b == 0x81) & (c == 0x9f)
    };
    !text.starts_with(' ') && scan::find(text.as_bytes(), 0, uneven).is_none()
}

/// White space that is collapsed; a no-break space counts as text.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{3000}')
}

/// The first words of the text, as the title of an article without a headline.
fn fallback_title(document: &Document) -> String {
    let first = document
        .blocks
        .iter()
        .find(|b| !b.range.is_empty())
        .map_or("", |b| document.block_text(b));
    let line = one_line(first);
    let words: Vec<&str> = line.split(' ').take(12).collect();
    crate::text::grapheme::truncate(&words.join(" "), 72)
}

/// The same document with each block's text in NFC and all ranges adjusted. Time is linear in the text and the marks (times the logarithm
/// of the marks of one block).
fn renormalised(document: &Document) -> Document {
    let mut out = Builder::new();
    out.metadata(document.metadata.clone());
    out.document.pictures.clone_from(&document.pictures);
    for block in &document.blocks {
        out.begin(block.kind, block.level, block.ordinal);
        let base = out.document.text.len();
        let source = document.block_text(block);
        let from = document
            .marks
            .partition_point(|m| m.range.start < block.range.start);
        let marks = document.marks.get(from..).unwrap_or_default();
        let marks = marks.iter().take_while(|m| m.range.start < block.range.end);
        // Only whole clusters compose independently, so each end of a mark moves to the start of its cluster.
        let border = |at: usize| crate::text::grapheme::floor(source, at - block.range.start);
        let first = document.pages.partition_point(|(at, _)| *at < block.range.start);
        let pages = document.pages.get(first..).unwrap_or_default();
        let pages = pages.iter().take_while(|(at, _)| *at < block.range.end);
        let mut borders: Vec<usize> = marks
            .clone()
            .flat_map(|m| [border(m.range.start), border(m.range.end)])
            .chain(pages.clone().map(|(at, _)| border(*at)))
            .collect();
        borders.sort_unstable();
        borders.dedup();
        let mut moved = Vec::with_capacity(borders.len());
        let mut done = 0;
        for at in &borders {
            Arc::make_mut(&mut out.document.text)
                .push_str(&normalise(source.get(done..*at).unwrap_or_default()));
            done = *at;
            moved.push(out.document.text.len());
        }
        Arc::make_mut(&mut out.document.text).push_str(&normalise(source.get(done..).unwrap_or_default()));
        let find = |at: usize| {
            borders
                .binary_search(&border(at))
                .ok()
                .and_then(|i| moved.get(i).copied())
                .unwrap_or(base)
        };
        for (at, number) in pages {
            out.document.pages.push((find(*at), *number));
        }
        for mark in marks {
            let range = TextRange::new(find(mark.range.start), find(mark.range.end));
            if !range.is_empty() {
                out.document.marks.push(Mark {
                    range,
                    kind: mark.kind.clone(),
                    block_start: base,
                });
            }
        }
        out.end();
    }
    if out.document.metadata.title.is_empty() {
        out.document.metadata.title = fallback_title(&out.document);
    }
    out.document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_separated_trimmed_and_never_empty() {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "  A\u{1b}[1m title ");
        b.block(BlockKind::Paragraph, "   ");
        b.begin(BlockKind::Paragraph, 0, None);
        b.push("some ");
        b.mark(MarkKind::Strong);
        b.push(" strong\n words ");
        b.unmark();
        b.push("end");
        b.end();
        b.begin(BlockKind::Rule, 0, None);
        b.end();
        b.block(BlockKind::Item, "one");
        b.block(BlockKind::Item, "two");
        let d = b.finish();
        assert_eq!(d.text(), "A title\n\nsome strong words end\n\n\n\none\ntwo");
        assert_eq!(d.blocks().len(), 5);
        assert_eq!(d.slice(d.marks()[0].range), "strong words");
        assert_eq!(d.marks_in(d.blocks()[1].range).count(), 1);
        assert_eq!(d.metadata().title, "A title");
    }

    #[test]
    fn even_text_has_nothing_to_run_together() {
        assert!(is_even("a b c ") && is_even("é\u{a0}騰\u{3000}x") && is_even(""));
        for c in ('\0'..=char::MAX).filter(|c| is_space(*c)) {
            assert!(
                !is_even(&format!("a {c}b")) && (c == ' ' || !is_even(&format!("a{c}b"))),
                "{c:?}"
            );
        }
    }

    #[test]
    fn pieces_that_compose_across_their_border_end_up_normal() {
        let mut b = Builder::new();
        b.push("caf");
        b.push("e");
        b.mark(MarkKind::Emphasis);
        b.push("\u{301} au lait");
        b.unmark();
        let d = b.finish();
        assert_eq!(d.text(), "café au lait");
        assert_eq!(d.slice(d.marks()[0].range), "é au lait");
    }
}
