//! Converts HTML elements to blocks.

use std::collections::HashSet;

use dom_query::{Document as Dom, NodeRef};

use super::elements::CELL;
use super::prune::SAID;
use crate::document::{BlockKind, MarkKind, PicturePlace};
use crate::import::draft::{Draft, Drafts};

/// Deeper elements are skipped. Nesting was already limited by `bound`; this is a second safeguard.
const DEEPEST: usize = 400;

/// The blocks of a page or of a part of one.
pub(super) fn drafts(dom: &Dom) -> Vec<Draft> {
    named(dom, &HashSet::new())
}

/// The blocks; an element whose id is one of the `names` becomes an anchor of the block that begins with it.
pub(super) fn named(dom: &Dom, names: &HashSet<String>) -> Vec<Draft> {
    let mut walk = Walk {
        out: Drafts::default(),
        lists: Vec::new(),
        quotes: 0,
        item: None,
        kind: None,
        pre: false,
        running: false,
        border: false,
        depth: 0,
        names,
    };
    let root = dom.body().unwrap_or_else(|| dom.root());
    walk.children(&root);
    walk.out.finish()
}

/// A list item and its number, if the list is numbered.
#[derive(Clone, Copy)]
struct Item {
    ordinal: Option<u32>,
}

struct Walk<'a> {
    out: Drafts,
    /// For each open list the number of its next item, if it is numbered.
    lists: Vec<Option<u32>>,
    quotes: usize,
    /// The item whose first block has not begun.
    item: Option<Item>,
    /// The kind of text inside an element that determines it (a caption).
    kind: Option<BlockKind>,
    pre: bool,
    /// Whether running text has begun.
    running: bool,
    /// Whether an element that may be displayed on its own line has begun or ended since the last text.
    border: bool,
    depth: usize,
    /// Ids that links refer to.
    names: &'a HashSet<String>,
}

impl Walk<'_> {
    fn children(&mut self, node: &NodeRef<'_>) {
        if self.depth >= DEEPEST {
            self.text(&node.text());
            return;
        }
        self.depth += 1;
        for child in node.children_it(false) {
            self.node(&child);
        }
        self.depth -= 1;
    }

    fn node(&mut self, node: &NodeRef<'_>) {
        if node.is_text() {
            self.text(&node.text());
            return;
        }
        let Some(name) = node.node_name().filter(|_| node.is_element()) else {
            return;
        };
        if !self.names.is_empty()
            && let Some(id) = node.attr("id").filter(|id| self.names.contains(id.as_ref()))
        {
            if !is_inline(&name) {
                self.out.end();
            }
            self.out.anchor(&id);
        }
        let credit = |n: &NodeRef<'_>| n.attr(SAID).as_deref() == Some("credit");
        if self.kind == Some(BlockKind::Caption) && credit(node) && !node.parent().is_some_and(|p| credit(&p))
        {
            // A caption and its credit are separate.
            self.out.end();
            self.children(node);
            self.out.end();
            return;
        }
        if self.kind.is_none()
            && let Some(kind) = self.said(node, &name)
        {
            self.out.end();
            self.kind = Some(kind);
            self.children(node);
            self.out.end();
            self.kind = None;
            return;
        }
        match name.as_ref() {
            "script" | "style" | "template" | "svg" | "button" | "input" | "select" | "textarea"
            | "iframe" | "object" | "embed" | "canvas" | "noscript" | "head" | "audio" | "video" | "map"
            | "rp" | "meta" | "link" | "title" | "datalist" | "annotation" | "progress" | "meter" => {}
            "img" => self.picture(node),
            "br" => self.out.line_break(),
            "hr" => self.out.rule(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(1, |b| b - b'0');
                self.out
                    .begin(BlockKind::Heading, level, None, self.is_outermost());
                let text = node.text();
                let text = text.trim_end();
                // Links that are only useful on the page itself.
                match ["[edit]", "¶", "§", "#"]
                    .iter()
                    .find_map(|t| text.strip_suffix(t))
                {
                    Some(bare) => self.out.text(bare),
                    None => self.children(node),
                }
                self.out.end();
            }
            "ul" | "ol" | "menu" => self.list(node, name.as_ref() == "ol"),
            "li" => self.list_item(node),
            "blockquote" => {
                self.out.end();
                self.quotes += 1;
                self.children(node);
                self.out.end();
                self.quotes -= 1;
            }
            _ if is_note(node) => {
                self.out.end();
                let before = self.kind.replace(BlockKind::Footnote);
                self.children(node);
                self.out.end();
                self.kind = before;
            }
            "figcaption" | "caption" => {
                self.out.end();
                let before = self.kind.replace(BlockKind::Caption);
                self.children(node);
                self.out.end();
                self.kind = before;
            }
            "pre" | "listing" | "xmp" => {
                self.out
                    .begin(BlockKind::Preformatted, 0, None, self.is_outermost());
                self.pre = true;
                self.children(node);
                self.pre = false;
                self.out.end();
            }
            "table" if is_data(node) => self.table(node),
            "dt" => {
                self.out.end();
                self.begin();
                self.inline(node, MarkKind::Strong);
                self.out.end();
            }
            "em" | "i" | "cite" | "dfn" | "var" => self.inline(node, MarkKind::Emphasis),
            "strong" | "b" => self.inline(node, MarkKind::Strong),
            "code" | "kbd" | "samp" | "tt" if !self.pre => self.inline(node, MarkKind::Code),
            "s" | "del" | "strike" => self.inline(node, MarkKind::Struck),
            "a" if is_note_link(node) => self.note_link(node),
            "a" => match node.attr("href").filter(|h| is_target(h)) {
                Some(href) => self.inline(node, MarkKind::Link(href.to_string())),
                None => self.children(node),
            },
            "q" => {
                self.text("“");
                self.children(node);
                self.text("”");
            }
            name if is_inline(name) => {
                self.border = true;
                self.children(node);
                self.border = true;
            }
            _ => {
                self.out.end();
                self.children(node);
                self.out.end();
            }
        }
    }

    /// The kind of block indicated by an element's name, if it contains only what such elements do.
    fn said(&self, node: &NodeRef<'_>, name: &str) -> Option<BlockKind> {
        let said = node.attr(SAID).unwrap_or_default();
        let short = |most: usize| node.text().split_whitespace().nth(most).is_none();
        match said.as_ref() {
            "caption" if short(150) => Some(BlockKind::Caption),
            "byline" if !is_inline(name) && self.is_outermost() && short(40) => {
                let dated = node.text().bytes().any(|b| b.is_ascii_digit());
                Some(if dated {
                    BlockKind::Dateline
                } else {
                    BlockKind::Byline
                })
            }
            "standfirst" if !is_inline(name) && self.is_outermost() && !self.running && short(120) => {
                Some(BlockKind::Standfirst)
            }
            _ if name == "figure" && is_picture(node) && short(150) => Some(BlockKind::Caption),
            _ => None,
        }
    }

    fn is_outermost(&self) -> bool {
        self.lists.is_empty() && self.quotes == 0
    }

    /// Begins a block of running text, of the kind required by its context.
    fn begin(&mut self) {
        let level = |n: usize| n.saturating_sub(1).min(6) as u8;
        let outermost = self.is_outermost();
        if let Some(kind) = self.kind {
            self.out.begin(kind, 0, None, outermost);
        } else if let Some(Item { ordinal }) = self.item.take() {
            self.out
                .begin(BlockKind::Item, level(self.lists.len()), ordinal, false);
        } else if self.quotes > 0 {
            self.out.begin(BlockKind::Quote, level(self.quotes), None, false);
        } else {
            self.out.begin(BlockKind::Paragraph, 0, None, outermost);
            self.running = true;
        }
    }

    fn text(&mut self, text: &str) {
        if !self.out.is_open() {
            if text.trim().is_empty() {
                return;
            }
            self.begin();
        }
        if std::mem::take(&mut self.border)
            && let (Some(before), Some(next)) = (self.out.last_char(), text.chars().next())
            && runs_on(before, next, self.kind == Some(BlockKind::Caption))
        {
            self.out.text(" ");
        }
        self.out.text(text);
    }

    fn inline(&mut self, node: &NodeRef<'_>, kind: MarkKind) {
        // A mark around whole blocks cannot be displayed.
        if node
            .descendants_it()
            .any(|d| d.is_element() && d.node_name().is_some_and(|n| !is_inline(&n)))
        {
            self.children(node);
            return;
        }
        if !self.out.is_open() {
            if node.text().trim().is_empty() {
                // A picture may be a link.
                self.children(node);
                return;
            }
            self.begin();
        }
        // A credit may be set off only by its style.
        self.border |= self.kind == Some(BlockKind::Caption);
        self.out.mark(kind);
        self.children(node);
        self.out.unmark();
        self.border |= self.kind == Some(BlockKind::Caption);
    }

    /// The number of a note, in brackets: otherwise a raised '3' would look like part of the preceding figure.
    fn note_link(&mut self, node: &NodeRef<'_>) {
        let text = node.text();
        let label = text.trim().trim_matches(['[', ']', '(', ')']);
        if !self.out.is_open() {
            self.begin();
        }
        let target = node.attr("href").unwrap_or_default();
        self.out.mark(MarkKind::Link(target.to_string()));
        self.out.text(&format!("[{label}]"));
        self.out.unmark();
    }

    /// A picture, unless it is decorative: without a description and a name, or tiny.
    fn picture(&mut self, node: &NodeRef<'_>) {
        /// Pictures with sides up to this many pixels only count readers or replace a word.
        const TINY: u32 = 48;
        let value = |name: &str| node.attr(name).map(|v| v.trim().to_owned()).unwrap_or_default();
        let tiny = |name: &str| value(name).parse::<u32>().is_ok_and(|side| side <= TINY);
        let described = node.attr("alt").map(|alt| alt.trim().to_owned());
        let (source, role) = (value("src"), value("role"));
        let decorates = role == "presentation" || role == "none" || described.as_deref() == Some("");
        let inline = source.starts_with("data:");
        let description = described.unwrap_or_default();
        if decorates
            || tiny("width")
            || tiny("height")
            || description.is_empty() && (inline || source.is_empty())
        {
            return;
        }
        let place = if inline || source.is_empty() {
            PicturePlace::Inside(None)
        } else {
            PicturePlace::Outside(source)
        };
        self.out.picture(&description, place);
    }

    fn list(&mut self, node: &NodeRef<'_>, numbered: bool) {
        self.out.end();
        let start = node
            .attr("start")
            .and_then(|s| s.trim().parse().ok())
            .unwrap_or(1);
        self.lists.push(numbered.then_some(start));
        self.children(node);
        self.out.end();
        self.lists.pop();
        self.item = None;
    }

    fn list_item(&mut self, node: &NodeRef<'_>) {
        self.out.end();
        let orphan = self.lists.is_empty();
        if orphan {
            self.lists.push(None);
        }
        let mut ordinal = None;
        if let Some(Some(next)) = self.lists.last_mut() {
            ordinal = Some(*next);
            *next = next.saturating_add(1);
        }
        self.item = Some(Item { ordinal });
        self.children(node);
        self.out.end();
        self.item = None;
        if orphan {
            self.lists.pop();
        }
    }

    fn table(&mut self, table: &NodeRef<'_>) {
        self.out.end();
        for node in table.descendants_it() {
            match node.node_name().as_deref() {
                Some("caption") => self.node(&node),
                Some("tr") => {
                    self.out.begin(BlockKind::Table, 0, None, false);
                    for cell in node.children_it(false) {
                        let heading = cell.has_name("th") && cell.attr(SAID).as_deref() != Some(CELL);
                        if heading || matches!(cell.node_name().as_deref(), Some("td" | "th")) {
                            self.out.cell();
                            if heading {
                                self.out.mark(MarkKind::Strong);
                            }
                            self.cell(&cell);
                            if heading {
                                self.out.unmark();
                            }
                        }
                    }
                    self.out.end();
                }
                _ => {}
            }
        }
    }

    /// A cell stays in its row, whatever it contains.
    fn cell(&mut self, node: &NodeRef<'_>) {
        for part in node.descendants_it() {
            let hidden = |n: &NodeRef<'_>| {
                matches!(
                    n.node_name().as_deref(),
                    Some("script" | "style" | "template" | "noscript")
                )
            };
            if part.is_text() && !part.parent().is_some_and(|p| hidden(&p)) {
                self.out.text(&part.text());
            } else if part.is_element()
                && part
                    .node_name()
                    .is_some_and(|n| !is_inline(&n) || n.as_ref() == "br")
            {
                self.out.text(" ");
            }
        }
    }
}

/// Whether two texts that are on separate lines only by style would run together: a sentence ends and another begins, or in a `caption` a
/// word ends and a name begins.
fn runs_on(before: char, next: char, caption: bool) -> bool {
    next.is_uppercase()
        && (matches!(before, '.' | '!' | '?' | '…' | '”' | ')')
            || caption && (before.is_lowercase() || before.is_ascii_digit()))
}

/// Whether a table contains data rather than laying out a page: its rows have two or more cells, which are short unless they have headings.
pub(super) fn is_data(table: &NodeRef<'_>) -> bool {
    let (mut rows, mut cells, mut headed, mut longest) = (0usize, 0usize, false, 0usize);
    for node in table.descendants_it().filter(NodeRef::is_element).take(20_000) {
        match node.node_name().as_deref() {
            Some("table" | "pre" | "h1" | "h2" | "h3" | "figure" | "blockquote") => return false,
            Some("tr") => rows += 1,
            Some("th") => {
                cells += 1;
                headed = true;
            }
            Some("td") => {
                cells += 1;
                longest = longest.max(node.text().len());
            }
            _ => {}
        }
    }
    cells >= rows * 2 && (rows >= 2 || headed && rows >= 1) && longest <= if headed { 3000 } else { 400 }
}

/// Whether a figure is a picture rather than a quotation, a table or a listing, so that its text is a caption.
fn is_picture(figure: &NodeRef<'_>) -> bool {
    figure.descendants_it().take(200).all(|n| {
        !matches!(
            n.node_name().as_deref(),
            Some("blockquote" | "pre" | "table" | "code" | "ul" | "ol" | "h1" | "h2")
        )
    })
}

/// Whether an element is marked as a footnote or endnote.
fn is_note(node: &NodeRef<'_>) -> bool {
    let kind = node
        .attr("epub:type")
        .or_else(|| node.attr("role"))
        .unwrap_or_default();
    kind.split_whitespace().any(|k| {
        matches!(
            k,
            "footnote" | "endnote" | "rearnote" | "doc-footnote" | "doc-endnote"
        )
    })
}

/// Whether a link leads to a footnote: by its role, or because it is a raised number that leads elsewhere in the book or page.
fn is_note_link(node: &NodeRef<'_>) -> bool {
    let role = node
        .attr("epub:type")
        .or_else(|| node.attr("role"))
        .unwrap_or_default();
    let text = node.text();
    let label = text.trim().trim_matches(['[', ']', '(', ')']);
    let short = !label.is_empty() && label.chars().count() <= 4 && !label.contains(char::is_whitespace);
    if role
        .split_whitespace()
        .any(|r| matches!(r, "noteref" | "doc-noteref"))
    {
        return short;
    }
    let raised = |n: &NodeRef<'_>| n.node_name().is_some_and(|name| name.as_ref() == "sup");
    let up = node.parent().is_some_and(|p| raised(&p)) || node.children_it(false).any(|c| raised(&c));
    let inner = node.attr("href").is_some_and(|h| h.contains('#'));
    let number = label.chars().all(|c| c.is_ascii_digit() || "*†‡".contains(c));
    short && up && inner && number
}

fn is_target(href: &str) -> bool {
    let href = href.trim();
    !href.is_empty()
        && href != "#"
        && !href.to_ascii_lowercase().starts_with("javascript:")
        && href.len() < 2000
}

/// Elements that are displayed inside a line.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "picture"
            | "q"
            | "ruby"
            | "rb"
            | "rt"
            | "rp"
            | "s"
            | "samp"
            | "small"
            | "source"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "math"
            | "mi"
            | "mo"
            | "mn"
            | "mrow"
            | "msup"
            | "msub"
            | "mfrac"
            | "semantics"
            | "mtext"
            | "output"
    )
}
