//! What glyphs mean whose font does not say it: the table by which the font itself finds glyphs for characters is read
//! backwards. What that does not tell either is shown as `U+FFFD`.

use std::collections::HashMap;

use hayro_interpret::font::OutlineGlyph;
use hayro_interpret::kurbo::Shape as _;
use skrifa::{FontRef, MetadataProvider as _};

/// Characters of the largest font that is read backwards.
const MOST: usize = 70_000;

/// Of each font, by its key, the characters of its glyphs.
#[derive(Default)]
pub(super) struct Meanings {
    fonts: HashMap<u128, HashMap<u32, char>>,
}

impl Meanings {
    /// The text of a glyph; `None` for one that shows nothing.
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
        // A letter that the font has no shape for is lost, but for the blanks.
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
        // Fonts of symbols put Latin letters, if they have any, into an area of their own.
        let code = match code {
            0xf020..=0xf07e => code - 0xf000,
            code => code,
        };
        let Some(c) = char::from_u32(code).filter(|c| !c.is_control()) else {
            continue;
        };
        let better = |old: &mut char| {
            // Compatibility forms come last in the code, and mean no more than the others.
            *old = (*old).min(c);
        };
        out.entry(glyph.to_u32()).and_modify(better).or_insert(c);
    }
    out
}
