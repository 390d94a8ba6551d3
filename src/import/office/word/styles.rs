//! The styles of a Word document: the role of a paragraph, by the name, the parents, the outline level and the list of its style.

use std::collections::HashMap;

use super::Paragraph;
use crate::document::BlockKind;
use crate::import::office::xml::{Start, Walk};
use crate::import::styles::{self, GENERATIONS};

/// Paragraph and character styles, by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    open: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    list: Option<String>,
    list_level: usize,
    hidden: bool,
}

impl Walk for Styles {
    fn start(&mut self, start: &Start<'_>) {
        if start.name == "style" {
            self.open = start.get("styleId");
        }
        let Some(id) = &self.open else { return };
        let style = self.by_id.entry(id.clone()).or_default();
        let value = || start.get("val").unwrap_or_default();
        match start.name {
            "name" => style.name = value(),
            "basedOn" => style.parent = Some(value()),
            "outlineLvl" => style.outline = start.number("val"),
            "numId" => style.list = Some(value()),
            "ilvl" => style.list_level = start.number("val").unwrap_or(0),
            "vanish" => style.hidden = start.is_on(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "style" {
            self.open = None;
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Styles {
    /// Whether the style `id` hides its text.
    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.by_id.get(id).is_some_and(|style| style.hidden)
    }

    /// The role of a paragraph, by its style and its own properties, and the level of a heading.
    pub(super) fn role(&self, paragraph: &Paragraph) -> Option<(BlockKind, u8)> {
        if let Some(role) = paragraph.outline.and_then(styles::heading) {
            return Some(role);
        }
        let mut id = paragraph.style.as_deref()?;
        if !self.by_id.contains_key(id) {
            return styles::role(id);
        }
        for generation in 0..GENERATIONS {
            let style = self.by_id.get(id)?;
            let named = styles::role(&style.name);
            if let Some(role) = named.filter(|(kind, _)| generation == 0 || styles::is_inherited(*kind)) {
                return Some(role);
            }
            if let Some(outline) = style.outline {
                return styles::heading(outline);
            }
            id = style.parent.as_deref()?;
        }
        None
    }

    /// The list of which a paragraph is an item, and the level.
    pub(super) fn list(&self, paragraph: &Paragraph) -> Option<(String, usize)> {
        if let Some(list) = paragraph.list.as_ref().filter(|list| !list.is_empty()) {
            let level = paragraph.list_level.unwrap_or(0);
            return (list != "0").then(|| (list.clone(), level));
        }
        let mut style = paragraph.style.as_ref().and_then(|id| self.by_id.get(id));
        for _ in 0..GENERATIONS {
            let Some(current) = style else { break };
            if let Some(list) = &current.list {
                let level = paragraph.list_level.unwrap_or(current.list_level);
                return (list != "0").then(|| (list.clone(), level));
            }
            style = current.parent.as_ref().and_then(|id| self.by_id.get(id));
        }
        let said = paragraph.list.as_ref();
        said.map(|list| (list.clone(), paragraph.list_level.unwrap_or(0)))
    }
}
