//! Markdown: CommonMark with GitHub's tables, strikethrough, footnotes and task lists, and front matter.
//!
//! No text is lost: raw HTML keeps what stands between its tags, pictures keep their descriptions.

mod front;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::plain::{HeadRole, head_role};
use crate::document::{BlockKind, Builder, Document, MarkKind, Metadata};
use crate::text::clean::normalise;

/// The document that `text` is.
pub(super) fn document(text: &str) -> Document {
    let text = normalise(text);
    let (front, body) = front::split(&text);
    let mut writer = Writer::new(front);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(body, options) {
        writer.event(event);
    }
    writer.finish()
}

/// What the writer stands inside of.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Inside {
    Quote,
    /// A list and the number of its next item.
    List(Option<u32>),
    /// An item, and whether its first block has begun.
    Item {
        ordinal: Option<u32>,
        begun: bool,
    },
    /// A footnote's label, until its first block has begun.
    Footnote(Option<String>),
}

/// A block on its way: the head of an article needs its whole text before its kind is known.
#[derive(Default)]
struct Pending {
    kind: BlockKind,
    level: u8,
    ordinal: Option<u32>,
    parts: Vec<Part>,
}

enum Part {
    Text(String),
    Mark(MarkKind),
    Unmark,
    Break,
    Cell,
}

struct Writer {
    out: Builder,
    metadata: Metadata,
    inside: Vec<Inside>,
    pending: Option<Pending>,
    /// Whether the head of the article is still going on.
    head: bool,
    titled: bool,
    standfirst: bool,
    /// The raw HTML of the block that is open, if one is.
    html: Option<String>,
}

impl Writer {
    fn new(front: front::Front) -> Self {
        let mut writer = Self {
            out: Builder::new(),
            titled: !front.metadata.title.is_empty(),
            standfirst: front.standfirst.is_some(),
            metadata: front.metadata,
            inside: Vec::new(),
            pending: None,
            head: true,
            html: None,
        };
        if writer.titled {
            writer.out.block(BlockKind::Title, &writer.metadata.title);
        }
        if let Some(standfirst) = front.standfirst {
            writer.out.block(BlockKind::Standfirst, &standfirst);
        }
        writer
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) if self.html.is_some() => {
                self.html.get_or_insert_default().push_str(&text);
            }
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) | Event::Html(text) => {
                self.text(&text);
            }
            Event::Code(code) => {
                self.part(Part::Mark(MarkKind::Code));
                self.text(&code);
                self.part(Part::Unmark);
            }
            Event::InlineHtml(html) => {
                let tag = html.trim_start_matches(['<', '/']).to_ascii_lowercase();
                if tag.starts_with("br") && !tag.starts_with("bra") {
                    self.part(Part::Break);
                }
            }
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.part(Part::Break),
            Event::Rule => {
                self.flush();
                self.out.begin(BlockKind::Rule, 0, None);
                self.out.end();
            }
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(label) => {
                self.part(Part::Mark(MarkKind::Link(format!("#fn-{label}"))));
                self.text(&format!("[{label}]"));
                self.part(Part::Unmark);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.begin_prose(),
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading, depth(level), None),
            Tag::BlockQuote(_) => {
                self.flush();
                self.inside.push(Inside::Quote);
            }
            Tag::CodeBlock(kind) => {
                self.begin(BlockKind::Preformatted, 0, None);
                if let CodeBlockKind::Fenced(info) = kind {
                    // The language of a block of code is no text.
                    drop(info);
                }
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                self.inside
                    .push(Inside::List(first.map(|n| u32::try_from(n).unwrap_or(u32::MAX))));
            }
            Tag::Item => {
                self.flush();
                let mut ordinal = None;
                if let Some(Inside::List(next)) = self.inside.last_mut() {
                    ordinal = *next;
                    *next = next.map(|n| n.saturating_add(1));
                }
                self.inside.push(Inside::Item {
                    ordinal,
                    begun: false,
                });
            }
            Tag::FootnoteDefinition(label) => {
                self.flush();
                self.inside.push(Inside::Footnote(Some(label.to_string())));
            }
            Tag::Table(_) => self.flush(),
            Tag::TableHead | Tag::TableRow => self.begin(BlockKind::Table, 0, None),
            Tag::TableCell => {
                let empty = self
                    .pending
                    .as_ref()
                    .is_none_or(|p| !p.parts.iter().any(|p| matches!(p, Part::Cell)));
                if !empty || self.pending.as_ref().is_some_and(|p| !p.parts.is_empty()) {
                    self.part(Part::Cell);
                }
                // The first cell leaves a trace too, should it be empty.
                self.text("");
            }
            Tag::Emphasis => self.part(Part::Mark(MarkKind::Emphasis)),
            Tag::Strong => self.part(Part::Mark(MarkKind::Strong)),
            Tag::Strikethrough => self.part(Part::Mark(MarkKind::Struck)),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.part(Part::Mark(MarkKind::Link(dest_url.to_string())));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::TableHead
            | TagEnd::TableRow => self.flush(),
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.html_block(&html);
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.flush();
                self.inside.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.part(Part::Unmark);
            }
            _ => {}
        }
    }

    /// Begins a paragraph, as whatever it is where it stands.
    fn begin_prose(&mut self) {
        let nested = |of: fn(&Inside) -> bool| self.inside.iter().filter(|i| of(i)).count();
        let lists = nested(|i| matches!(i, Inside::List(_)));
        let quotes = nested(|i| *i == Inside::Quote);
        let level = |n: usize| n.saturating_sub(1).min(6) as u8;
        match self.inside.last_mut() {
            Some(Inside::Item { ordinal, begun }) if !*begun => {
                *begun = true;
                let ordinal = *ordinal;
                self.begin(BlockKind::Item, level(lists), ordinal);
            }
            Some(Inside::Footnote(label)) => {
                let label = label.take();
                self.begin(BlockKind::Footnote, 0, None);
                if let Some(label) = label {
                    self.text(&format!("[{label}] "));
                }
            }
            _ if quotes > 0 => self.begin(BlockKind::Quote, level(quotes), None),
            _ => self.begin(BlockKind::Paragraph, 0, None),
        }
    }

    fn begin(&mut self, kind: BlockKind, level: u8, ordinal: Option<u32>) {
        self.flush();
        self.pending = Some(Pending {
            kind,
            level,
            ordinal,
            parts: Vec::new(),
        });
    }

    fn part(&mut self, part: Part) {
        if self.pending.is_none() {
            // The text of a tight item comes without a paragraph.
            self.begin_prose();
        }
        if let Some(pending) = &mut self.pending {
            pending.parts.push(part);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Pending { parts, .. }) = &mut self.pending
            && let Some(Part::Text(last)) = parts.last_mut()
        {
            last.push_str(text);
            return;
        }
        self.part(Part::Text(text.to_owned()));
    }

    /// Raw HTML without its tags, a paragraph for each run of text between blank lines.
    fn html_block(&mut self, html: &str) {
        let text = untagged(html);
        for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
            self.begin_prose();
            self.text(paragraph);
            self.flush();
        }
    }

    /// Writes the block on its way.
    fn flush(&mut self) {
        let Some(mut pending) = self.pending.take() else {
            return;
        };
        let whole: String = pending.parts.iter().map(Part::plain).collect();
        if whole.trim().is_empty() && pending.kind != BlockKind::Table {
            return;
        }
        if self.inside.is_empty() && pending.kind != BlockKind::Table {
            self.recognise(&mut pending, whole.trim());
            if pending.parts.is_empty() {
                return;
            }
        } else {
            self.head = false;
        }
        self.out.begin(pending.kind, pending.level, pending.ordinal);
        for part in pending.parts {
            match part {
                Part::Text(text) => self.out.push(&text),
                Part::Mark(kind) => self.out.mark(kind),
                Part::Unmark => self.out.unmark(),
                Part::Break => self.out.line_break(),
                Part::Cell => self.out.cell(),
            }
        }
        self.out.end();
    }

    /// Title, standfirst, byline, dateline and caption.
    fn recognise(&mut self, pending: &mut Pending, whole: &str) {
        if pending.kind == BlockKind::Heading {
            if self.head && self.titled && whole == self.metadata.title {
                // Front matter said it already.
                pending.parts.clear();
            } else if self.head && !self.titled && pending.level == 1 {
                pending.kind = BlockKind::Title;
                pending.level = 0;
                whole.clone_into(&mut self.metadata.title);
                self.titled = true;
            } else {
                self.head = false;
            }
            return;
        }
        if pending.kind != BlockKind::Paragraph {
            self.head = false;
            return;
        }
        if pending.is_picture() {
            pending.kind = BlockKind::Caption;
            return;
        }
        if !self.head {
            if matches!(head_role(whole), Some(HeadRole::Caption)) {
                pending.kind = BlockKind::Caption;
            }
            return;
        }
        match head_role(whole) {
            Some(HeadRole::Caption) => pending.kind = BlockKind::Caption,
            Some(HeadRole::Date(date)) => {
                pending.kind = BlockKind::Dateline;
                self.metadata.date.get_or_insert(date);
            }
            Some(HeadRole::Byline { name, source }) => {
                pending.kind = BlockKind::Byline;
                self.metadata.byline = self.metadata.byline.take().or(name);
                self.metadata.source = self.metadata.source.take().or(source);
            }
            None if self.titled
                && !self.standfirst
                && pending.is_one_mark()
                && whole.split_whitespace().nth(4).is_some() =>
            {
                pending.kind = BlockKind::Standfirst;
                self.standfirst = true;
            }
            None => self.head = false,
        }
    }

    fn finish(mut self) -> Document {
        self.flush();
        self.out.metadata(self.metadata);
        self.out.finish()
    }
}

impl Part {
    fn plain(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Break | Self::Cell => " ",
            Self::Mark(_) | Self::Unmark => "",
        }
    }
}

impl Pending {
    /// Nothing but one picture.
    fn is_picture(&self) -> bool {
        let picture = |target: &str| {
            let path = target
                .split(['?', '#'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            ["png", "jpg", "jpeg", "gif", "webp", "svg", "avif"]
                .iter()
                .any(|e| path.strip_suffix(e).is_some_and(|p| p.ends_with('.')))
        };
        matches!(self.parts.first(), Some(Part::Mark(MarkKind::Link(target))) if picture(target))
            && self.is_one_mark()
    }

    /// All its text lies inside one mark.
    fn is_one_mark(&self) -> bool {
        let mut depth = 0usize;
        let mut outside = self.parts.iter().filter(|part| match part {
            Part::Mark(_) => {
                depth += 1;
                false
            }
            Part::Unmark => {
                depth = depth.saturating_sub(1);
                false
            }
            Part::Text(text) => depth == 0 && !text.trim().is_empty(),
            Part::Break | Part::Cell => false,
        });
        outside.next().is_none() && self.parts.len() >= 3
    }
}

fn depth(level: HeadingLevel) -> u8 {
    level as u8
}

/// The text between the tags of raw HTML; comments, scripts and styles go, a few entities are resolved.
fn untagged(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        push_entities(&mut out, text);
        let skipped = if tag.starts_with("<!--") {
            tag.find("-->").map_or(tag.len(), |i| i + 3)
        } else if let Some(name) = ["script", "style"].iter().find(|n| starts_with_tag(tag, n)) {
            let close = format!("</{name}");
            let end = find_ignoring_case(tag, &close).unwrap_or(tag.len());
            end + tag.get(end..).and_then(|t| t.find('>')).map_or(0, |i| i + 1)
        } else if tag
            .as_bytes()
            .get(1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
        {
            if ["p", "div", "br", "li", "tr", "h1", "h2", "h3"]
                .iter()
                .any(|n| starts_with_tag(tag, n))
            {
                out.push('\n');
            }
            tag.find('>').map_or(tag.len(), |i| i + 1)
        } else {
            out.push('<');
            1
        };
        rest = tag.get(skipped.max(1)..).unwrap_or_default();
    }
    push_entities(&mut out, rest);
    out
}

fn starts_with_tag(tag: &str, name: &str) -> bool {
    let body = tag.trim_start_matches(['<', '/']);
    body.get(..name.len())
        .is_some_and(|n| n.eq_ignore_ascii_case(name))
        && !body
            .as_bytes()
            .get(name.len())
            .is_some_and(u8::is_ascii_alphanumeric)
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    text.as_bytes()
        .windows(needle.len())
        .position(|w| w.eq_ignore_ascii_case(needle.as_bytes()))
}

fn push_entities(out: &mut String, text: &str) {
    if !text.contains('&') {
        out.push_str(text);
        return;
    }
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let mut text = text.to_owned();
    for (entity, plain) in known {
        text = text.replace(entity, plain);
    }
    out.push_str(&text);
}
