//! Elements that HTML does not know (custom elements, those of AMP and of word processors) become such as it knows, since all that
//! comes after judges by names: within a sentence `span`, by themselves `div`. So do tables that only lay a page out, whose cells would
//! run together where a part of the table is cut out.

use std::collections::HashMap;

use dom_query::{Document as Dom, NodeId, NodeRef};

use super::blocks::{is_data, is_inline};
use super::prune::SAID;

/// What [`SAID`] says of a cell that is no heading.
pub(super) const CELL: &str = "cell";

/// Renames the elements of `page` that are not known.
pub(super) fn make_known(page: &Dom) {
    let root = page.root();
    let unknown: Vec<NodeRef<'_>> = root.descendants_it().filter(is_unknown).collect();
    let mut sentences = HashMap::new();
    // What is inside is judged first: an element with a block in it is one.
    for node in unknown.iter().rev() {
        let name = node.node_name().unwrap_or_default();
        if name.starts_with("amp-") && is_picture(&name) {
            node.element_children()
                .iter()
                .for_each(NodeRef::remove_from_parent);
            node.rename("img");
        } else if name.starts_with("amp-") && is_tool(&name) {
            node.remove_from_parent();
        } else if holds_block(node) {
            // What only frames blocks is read as a block under any name.
        } else if !is_in_sentence(node, &mut sentences) {
            node.rename("div");
        } else {
            node.rename("span");
        }
    }
}

fn is_picture(name: &str) -> bool {
    matches!(name, "amp-img" | "amp-anim")
}

/// What AMP has for advertisements, menus and questions.
fn is_tool(name: &str) -> bool {
    [
        "ad",
        "analytics",
        "auto-ads",
        "consent",
        "embed",
        "geo",
        "pixel",
        "sidebar",
        "social",
        "sticky",
        "user",
    ]
    .iter()
    .any(|tool| {
        name.strip_prefix("amp-")
            .is_some_and(|rest| rest.starts_with(tool))
    })
}

fn holds_block(node: &NodeRef<'_>) -> bool {
    let block = |n: &NodeRef<'_>| n.is_element() && n.node_name().is_some_and(|name| !is_inline(&name));
    node.descendants_it().any(|n| block(&n))
}

/// Whether the known element that holds it holds words too, outside other elements that are not known. `judged` remembers it of each.
fn is_in_sentence(node: &NodeRef<'_>, judged: &mut HashMap<NodeId, bool>) -> bool {
    let Some(parent) = node.ancestors_it(None).find(|a| !is_unknown(a)) else {
        return false;
    };
    *judged.entry(parent.id).or_insert_with(|| {
        let line = matches!(
            parent.node_name().as_deref(),
            Some("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "figcaption" | "summary")
        );
        let words = |n: &NodeRef<'_>| {
            let inline = n.node_name().is_some_and(|name| is_inline(&name));
            (n.is_text() || inline) && !n.text().trim().is_empty()
        };
        let inline = parent.node_name().is_some_and(|name| is_inline(&name));
        line || inline || parent.children_it(false).any(|n| words(&n))
    })
}

fn is_unknown(node: &NodeRef<'_>) -> bool {
    node.is_element()
        && node
            .node_name()
            .is_some_and(|name| !is_inline(&name) && !KNOWN.contains(&name.as_ref()) && !is_drawing(node))
}

/// Whether it is part of a drawing or formula.
fn is_drawing(node: &NodeRef<'_>) -> bool {
    node.qual_name_ref()
        .is_some_and(|name| &*name.ns != "http://www.w3.org/1999/xhtml")
}

/// Makes of tables that lay the page out what they are, and keeps those of data from being taken for running text.
pub(super) fn judge_tables(page: &Dom) {
    for table in page.select("table").nodes() {
        let data = is_data(table);
        for part in own_parts(table) {
            let name = part.node_name().unwrap_or_default();
            match name.as_ref() {
                "td" if data => {
                    part.set_attr(SAID, CELL);
                    part.rename("th");
                }
                "p" | "section" | "h4" | "h5" | "h6" if data => part.rename("span"),
                "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "caption" if !data => {
                    part.rename("div");
                }
                _ => {}
            }
        }
        if !data {
            table.rename("div");
        }
    }
}

/// The elements inside a table, without the tables inside it and what these hold.
fn own_parts<'a>(table: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    let mut parts = Vec::new();
    let mut open = table.element_children();
    while let Some(part) = open.pop() {
        if !part.has_name("table") {
            open.extend(part.element_children());
            parts.push(part);
        }
    }
    parts
}

/// The elements of HTML that stand on lines of their own or show nothing, those of old included.
const KNOWN: &[&str] = &[
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "base",
    "basefont",
    "blockquote",
    "body",
    "button",
    "canvas",
    "caption",
    "center",
    "col",
    "colgroup",
    "datalist",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "input",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "menu",
    "meta",
    "meter",
    "nav",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "plaintext",
    "pre",
    "progress",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
    "video",
    "xmp",
];
