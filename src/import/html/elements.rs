//! Renames elements unknown to HTML (custom elements, and those of AMP and word processors) to known ones, because later stages decide by
//! names: to `span` inside a sentence, otherwise to `div`. The same is done for layout tables, whose cells would run together when a part
//! of the table is extracted.

use std::collections::HashMap;

use dom_query::{Document as Dom, NodeId, NodeRef};

use super::blocks::{is_data, is_inline};
use super::prune::SAID;

/// The value of [`SAID`] for a cell that is not a heading.
pub(super) const CELL: &str = "cell";

/// Renames the unknown elements of `page`.
pub(super) fn make_known(page: &Dom) {
    let root = page.root();
    let unknown: Vec<NodeRef<'_>> = root.descendants_it().filter(is_unknown).collect();
    let mut sentences = HashMap::new();
    // Inner elements first: an element that contains a block is a block.
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
            // An element around blocks is treated as a block under any name.
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

/// AMP's elements for advertisements, menus and forms.
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

/// Whether the enclosing known element also contains words outside other unknown elements. `judged` caches the result for each.
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

/// Renames layout tables, and protects data tables from being treated as running text.
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

/// The elements of a table, excluding nested tables and their content.
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

/// HTML elements that are displayed on their own lines or not at all, including obsolete ones.
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
