//! The styles of an `OpenDocument` text: the style of text, the role of a paragraph, the numbering of lists.

use std::collections::HashMap;
use std::rc::Rc;

use crate::document::BlockKind;
use crate::import::office::xml::Start;
use crate::import::styles::{self, GENERATIONS};
use crate::import::symbols::SymbolFont;

/// All styles, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    lists: HashMap<String, Vec<ListLevel>>,
    /// The style, and the list style, being read.
    open: Option<String>,
    open_list: Option<String>,
    in_automatic: bool,
}

/// A style definition.
#[derive(Clone, Debug, Default)]
struct Style {
    /// The name shown to users.
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    /// Whether it was generated for direct formatting.
    automatic: bool,
    shape: Shape,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Typeface {
    Letters,
    Symbols(SymbolFont),
}

/// The style of text, where specified.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) strong: Option<bool>,
    pub(super) emphasis: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) raised: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) font: Option<Typeface>,
    pub(super) link: Option<Rc<str>>,
}

impl Shape {
    /// The values specified here, otherwise those of the surrounding text.
    pub(super) fn within(&self, outer: &Self) -> Self {
        Self {
            strong: self.strong.or(outer.strong),
            emphasis: self.emphasis.or(outer.emphasis),
            struck: self.struck.or(outer.struck),
            raised: self.raised.or(outer.raised),
            hidden: self.hidden.or(outer.hidden),
            font: self.font.or(outer.font),
            link: self.link.clone().or_else(|| outer.link.clone()),
        }
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct ListLevel {
    /// `1`, `a`, `I` and the like; empty for a bullet.
    pub(super) format: String,
    pub(super) suffix: String,
    pub(super) prefix: String,
    pub(super) start: u32,
}

impl Styles {
    /// The numbering of items of that list style at `level`, 0 being the outermost.
    pub(super) fn list_level(&self, list: &str, level: usize) -> Option<&ListLevel> {
        self.lists.get(list)?.get(level)
    }

    /// Reads a style element; returns `false` if it is not one.
    pub(super) fn start(&mut self, start: &Start<'_>) -> bool {
        match start.name {
            "automatic-styles" => {
                self.in_automatic = true;
                true
            }
            "style" | "default-style" => {
                self.open = start.get("name");
                if let Some(id) = &self.open {
                    let style = self.by_id.entry(id.clone()).or_default();
                    style.name = start
                        .get("display-name")
                        .unwrap_or_else(|| id.replace("_20_", " "));
                    style.automatic = self.in_automatic;
                    style.parent = start.get("parent-style-name");
                    style.outline = start.number("default-outline-level");
                }
                true
            }
            "text-properties" => {
                let Some(style) = self.open.as_ref().and_then(|id| self.by_id.get_mut(id)) else {
                    return true;
                };
                let is = |name: &str, of: &[&str]| start.get(name).map(|v| of.contains(&v.as_str()));
                let shape = &mut style.shape;
                shape.strong = is("font-weight", &["bold", "700", "800", "900"]);
                shape.emphasis = is("font-style", &["italic", "oblique"]);
                shape.struck = start.get("text-line-through-style").map(|v| v != "none");
                shape.raised = start.get("text-position").map(|v| {
                    let place = v.split(' ').next().unwrap_or_default();
                    place == "super"
                        || place
                            .strip_suffix('%')
                            .is_some_and(|n| n.parse::<i32>().is_ok_and(|n| n > 0))
                });
                shape.hidden = start.get("display").map(|v| v == "none");
                shape.font = start
                    .get("font-name")
                    .or_else(|| start.get("font-family"))
                    .map(|font| {
                        SymbolFont::named(font.trim_matches('\''))
                            .map_or(Typeface::Letters, Typeface::Symbols)
                    });
                true
            }
            "list-style" => {
                self.open_list = start.get("name");
                true
            }
            "list-level-style-number" | "list-level-style-bullet" | "list-level-style-image" => {
                if let (Some(name), Some(level)) = (&self.open_list, start.number::<usize>("level")) {
                    let levels = self.lists.entry(name.clone()).or_default();
                    let level = level.clamp(1, 10);
                    if levels.len() < level {
                        levels.resize_with(level, ListLevel::default);
                    }
                    levels[level - 1] = ListLevel {
                        format: start.get("num-format").unwrap_or_default(),
                        suffix: start.get("num-suffix").unwrap_or_default(),
                        prefix: start.get("num-prefix").unwrap_or_default(),
                        start: start.number("start-value").unwrap_or(1),
                    };
                }
                true
            }
            _ => false,
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "style" | "default-style" => self.open = None,
            "list-style" => self.open_list = None,
            "automatic-styles" => self.in_automatic = false,
            _ => {}
        }
    }

    /// The text style of a style and its parents.
    pub(super) fn shape(&self, id: Option<&str>) -> Shape {
        let mut shape = Shape::default();
        let mut id = id;
        for _ in 0..GENERATIONS {
            let Some(style) = id.and_then(|id| self.by_id.get(id)) else {
                break;
            };
            shape = shape.within(&style.shape);
            id = style.parent.as_deref();
        }
        shape
    }

    /// The role of a paragraph with that style, and the level of a heading.
    pub(super) fn role(&self, id: &str) -> Option<(BlockKind, u8)> {
        let mut id = id;
        // Whether only automatic styles lie between the paragraph and the style: each is its parent with direct formatting.
        let mut direct = true;
        for _ in 0..GENERATIONS {
            let Some(style) = self.by_id.get(id) else {
                return styles::role(id).filter(|_| direct);
            };
            let role = styles::role(&style.name).or_else(|| styles::role(id));
            if let Some(role) = role.filter(|(kind, _)| direct || styles::is_inherited(*kind)) {
                return Some(role);
            }
            if let Some(level) = style.outline.filter(|level| *level > 0) {
                return Some((BlockKind::Heading, level.min(6)));
            }
            direct &= style.automatic;
            id = style.parent.as_deref()?;
        }
        None
    }
}
