//! The styles of an RTF file: the role of a paragraph, by the name, the parents and the outline level of its style.

use std::collections::HashMap;

use crate::document::BlockKind;
use crate::import::styles::{self, GENERATIONS};

#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    pub(super) name: String,
    pub(super) parent: Option<i32>,
    pub(super) outline: Option<u8>,
}

/// The styles by number.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<i32, Style>,
    /// The number of the style being read.
    open: i32,
}

impl Styles {
    /// Begins the definition of the style `number`.
    pub(super) fn begin(&mut self, number: i32) {
        self.open = number;
    }

    /// The style being read.
    pub(super) fn open(&mut self) -> &mut Style {
        self.by_id.entry(self.open).or_default()
    }

    /// The role of a paragraph with that style and its own outline level, and the level of a heading.
    pub(super) fn role(&self, style: Option<i32>, outline: Option<u8>) -> Option<(BlockKind, u8)> {
        if let Some(role) = outline.and_then(styles::heading) {
            return Some(role);
        }
        let mut id = style?;
        for generation in 0..GENERATIONS {
            let style = self.by_id.get(&id)?;
            let named = styles::role(&style.name);
            if let Some(role) = named.filter(|(kind, _)| generation == 0 || styles::is_inherited(*kind)) {
                return Some(role);
            }
            if let Some(outline) = style.outline {
                return styles::heading(outline);
            }
            id = style.parent.filter(|parent| *parent != id)?;
        }
        None
    }
}
