//! Markdown: CommonMark with GitHub's tables, strikethrough, footnotes and task lists, and front matter.
//!
//! No text is lost: the text between raw HTML tags and the descriptions of pictures are kept.

mod front;
mod value;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::draft::{self, Drafts};
use crate::document::{BlockKind, Document, MarkKind};
use crate::text::clean::normalise;

/// The document made from `text`.
pub(super) fn document(text: &str) -> Document {
    let text = normalise(text);
    let (front, body) = front::split(&text);
    let mut metadata = front.metadata;
    let mut reader = Reader::default();
    if !metadata.title.is_empty() {
        reader.out.block(BlockKind::Title, &metadata.title);
    }
    if let Some(standfirst) = front.standfirst {
        reader.out.block(BlockKind::Standfirst, &standfirst);
    }
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(body, options) {
        reader.event(event);
    }
    let mut drafts = reader.out.finish();
    draft::recognise(&mut drafts, &mut metadata);
    draft::write(drafts, metadata)
}

/// An enclosing structure.
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

#[derive(Default)]
struct Reader {
    out: Drafts,
    inside: Vec<Inside>,
    /// The raw HTML of the open block, if any.
    html: Option<String>,
}

impl Reader {
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
                self.mark(MarkKind::Code);
                self.text(&code);
                self.out.unmark();
            }
            Event::InlineHtml(html) => {
                if starts_with_tag(&html, "br") {
                    self.out.line_break();
                }
            }
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.out.line_break(),
            Event::Rule => self.out.rule(),
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }),
            Event::FootnoteReference(label) => {
                self.mark(MarkKind::Link(format!("#fn-{label}")));
                self.text(&format!("[{label}]"));
                self.out.unmark();
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.begin_prose(),
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading, level as u8, None),
            Tag::BlockQuote(_) => self.enter(Inside::Quote),
            Tag::CodeBlock(_) => self.begin(BlockKind::Preformatted, 0, None),
            Tag::HtmlBlock => {
                self.out.end();
                self.html = Some(String::new());
            }
            Tag::List(first) => self.enter(Inside::List(first.map(|n| u32::try_from(n).unwrap_or(u32::MAX)))),
            Tag::Item => {
                let mut ordinal = None;
                if let Some(Inside::List(next)) = self.inside.last_mut() {
                    ordinal = *next;
                    *next = next.map(|n| n.saturating_add(1));
                }
                self.enter(Inside::Item {
                    ordinal,
                    begun: false,
                });
            }
            Tag::FootnoteDefinition(label) => self.enter(Inside::Footnote(Some(label.to_string()))),
            Tag::Table(_) => self.out.end(),
            Tag::TableHead | Tag::TableRow => self.begin(BlockKind::Table, 0, None),
            Tag::TableCell => self.out.cell(),
            Tag::Emphasis => self.mark(MarkKind::Emphasis),
            Tag::Strong => self.mark(MarkKind::Strong),
            Tag::Strikethrough => self.mark(MarkKind::Struck),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.mark(MarkKind::Link(dest_url.to_string()));
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
            | TagEnd::TableRow => {
                self.out.end();
            }
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.html_block(&html);
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.out.end();
                self.inside.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
                self.out.unmark();
            }
            _ => {}
        }
    }

    fn enter(&mut self, inside: Inside) {
        self.out.end();
        self.inside.push(inside);
    }

    fn begin(&mut self, kind: BlockKind, level: u8, ordinal: Option<u32>) {
        self.out.begin(kind, level, ordinal, self.inside.is_empty());
    }

    /// Begins a paragraph, of the kind required by its context.
    fn begin_prose(&mut self) {
        let lists = self
            .inside
            .iter()
            .filter(|i| matches!(i, Inside::List(_)))
            .count();
        let quotes = self.inside.iter().filter(|i| **i == Inside::Quote).count();
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
                    self.out.text(&format!("[{label}] "));
                }
            }
            _ if quotes > 0 => self.begin(BlockKind::Quote, level(quotes), None),
            _ => self.begin(BlockKind::Paragraph, 0, None),
        }
    }

    /// The text of a tight list item is not wrapped in a paragraph.
    fn text(&mut self, text: &str) {
        if !self.out.is_open() {
            self.begin_prose();
        }
        self.out.text(text);
    }

    fn mark(&mut self, kind: MarkKind) {
        if !self.out.is_open() {
            self.begin_prose();
        }
        self.out.mark(kind);
    }

    /// Raw HTML without its tags, one paragraph for each run of text between blank lines.
    fn html_block(&mut self, html: &str) {
        let text = untagged(html);
        for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
            self.begin_prose();
            self.out.text(paragraph);
            self.out.end();
        }
    }
}

/// The text between the tags of raw HTML; comments, scripts and styles are dropped, a few entities are resolved.
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
