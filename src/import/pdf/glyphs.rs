//! The meaning of glyphs whose font does not state it: the font's own table from characters to glyphs is inverted. Glyphs that it does not
//! contain become `U+FFFD`.

use std::collections::HashMap;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::kurbo::Shape as _;
use skrifa::{FontRef, MetadataProvider as _};

/// The maximum number of characters of a font whose table is inverted.
const MOST: usize = 70_000;

/// For each font, by its key, the characters of its glyphs.
#[derive(Default)]
pub(super) struct Meanings {
    fonts: HashMap<u128, HashMap<u32, char>>,
}

impl Meanings {
    /// The text of a glyph; `None` for an invisible one.
    pub(super) fn of(&mut self, glyph: &OutlineGlyph) -> Option<String> {
        if let Some(data) = glyph.font_data() {
            let known = self.fonts.entry(data.cache_key).or_insert_with(|| {
                let bytes: &[u8] = (*data.data).as_ref();
                backwards(bytes)
            });
            if let Some(c) = known.get(&glyph.glyph_id().to_u32()) {
                return Some(c.to_string());
            }
        }
        // A letter without a shape in the font is lost, except spaces.
        if glyph.glyph_id().to_u32() == 0 && glyph.char_code() > 0x20 && glyph.char_code() != 0xa0 {
            return Some('\u{fffd}'.to_string());
        }
        let outline = glyph.outline();
        if outline.elements().is_empty() || outline.bounding_box().is_zero_area() {
            return None;
        }
        Some('\u{fffd}'.to_string())
    }
}

fn backwards(bytes: &[u8]) -> HashMap<u32, char> {
    let mut out = HashMap::new();
    let Ok(font) = FontRef::new(bytes) else { return out };
    for (code, glyph) in font.charmap().mappings().take(MOST) {
        // Symbol fonts put Latin letters, if any, into a private area.
        let code = match code {
            0xf020..=0xf07e => code - 0xf000,
            code => code,
        };
        let Some(c) = char::from_u32(code).filter(|c| !c.is_control()) else {
            continue;
        };
        let better = |old: &mut char| {
            // Compatibility characters have higher codes, and mean the same as the others.
            *old = (*old).min(c);
        };
        out.entry(glyph.to_u32()).and_modify(better).or_insert(c);
    }
    out
}
