//! Characters whose formatting changes their meaning: those of symbol fonts, and raised figures.
//!
//! A symbol font draws the letter `m` (or U+F06D) as `μ`, and raised type turns `106` into 10⁶. A terminal has neither, so the text must
//! contain the characters that are drawn: otherwise a dose in μg becomes one in mg.

/// `text`, which is formatted as raised, in superscript characters, if it is a figure or a sign (`10⁶`, `m²`, `word³`). `None` if it reads
/// the same on the line, such as the `st` of `1st`.
pub(in crate::import) fn raised(text: &str) -> Option<String> {
    let mut figure = false;
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        figure |= c.is_ascii_digit();
        out.push(match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4'..='9' => char::from_u32(0x2070 + u32::from(c) - u32::from('0'))?,
            '+' => '⁺',
            '-' | '−' | '–' | '\u{2011}' => '⁻',
            '(' => '⁽',
            ')' => '⁾',
            ' ' | ',' | '\u{a0}' => c,
            _ => return None,
        });
    }
    figure.then_some(out)
}

/// A font that draws other characters than its codes denote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum SymbolFont {
    Symbol,
    Wingdings,
    Wingdings2,
    Wingdings3,
    Webdings,
}

impl SymbolFont {
    /// The symbol font of that name, if it is one.
    pub(in crate::import) fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "symbol" | "symbolmt" | "symbol mt" | "standard symbols l" | "standard symbols ps" => {
                Self::Symbol
            }
            "wingdings" => Self::Wingdings,
            "wingdings 2" => Self::Wingdings2,
            "wingdings 3" => Self::Wingdings3,
            "webdings" => Self::Webdings,
            _ => return None,
        })
    }

    /// The character that the font draws for `c`, a byte of the font as itself or from U+F000 on. `None` if it is unknown.
    pub(in crate::import) fn drawn(self, c: char) -> Option<char> {
        let code = match u32::from(c) {
            code @ 0..=0xff => code,
            code @ 0xf000..=0xf0ff => code - 0xf000,
            // A real character was written deliberately.
            _ => return Some(c),
        };
        if code <= 0x20 || code == 0xa0 {
            return char::from_u32(code);
        }
        let found = match self {
            Self::Symbol => nth(SYMBOL, code, 0x21).or_else(|| nth(SYMBOL_UPPER, code, 0xa0)),
            Self::Wingdings => nth(WINGDINGS, code, 0x21),
            Self::Wingdings2 => of(WINGDINGS_2, code),
            Self::Wingdings3 => of(WINGDINGS_3, code),
            Self::Webdings => of(WEBDINGS, code),
        };
        found.filter(|c| *c != '\u{fffd}')
    }

    /// `text` as the font draws it, and the number of unknown characters (which become U+FFFD).
    pub(in crate::import) fn text(self, text: &str) -> (String, usize) {
        let mut unknown = 0;
        let drawn = text.chars().map(|c| {
            self.drawn(c).unwrap_or_else(|| {
                unknown += 1;
                '\u{fffd}'
            })
        });
        (drawn.collect(), unknown)
    }
}

fn nth(table: &str, code: u32, first: u32) -> Option<char> {
    let at = usize::try_from(code.checked_sub(first)?).ok()?;
    table.chars().nth(at)
}

fn of(table: &[(u32, char)], code: u32) -> Option<char> {
    table.iter().find(|(known, _)| *known == code).map(|(_, c)| *c)
}

/// Symbol, 0x21 to 0x7E: <https://unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt>.
const SYMBOL: &str =
    "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
/// Symbol, 0xA0 to 0xFE.
const SYMBOL_UPPER: &str =
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{fffd}⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";
/// Wingdings, 0x21 to 0xFE: the characters that Unicode adopted from it, or the nearest older one if there is one.
const WINGDINGS: &str = "✏✂✁👓🕭🕮🕯☎✆✉🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⏳🖮🖰🖲🖳🖴🖫🖬✇✍🖎✌👌👍👎☜☞☝☟🖐☺😐☹💣☠🏳🏱✈☼🌢❄🕆✞🕈✠✡☪☯🕉☸♈♉♊♋♌♍♎♏♐♑♒♓&&●❍■□🞐❑❒⬧⧫◆❖⬥⌧⍓⌘❀✿❝❞\u{fffd}⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•\u{a0}○🞆🞈◉◎🔿▪◻🟂✦★✶✴✹✵⯐⌖⟡⌑⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←→↑↓↖↗↙↘🡸➔🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬀⬁⬃⬂▭▫✗✓☒☑";
const WINGDINGS_2: &[(u32, char)] = &[
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x97, '●'),
    (0x98, '•'),
    (0x99, '•'),
    (0x9e, '⊙'),
    (0xa1, '■'),
    (0xa2, '■'),
    (0xa3, '□'),
    (0xae, '◆'),
    (0xea, '★'),
];
const WINGDINGS_3: &[(u32, char)] = &[
    (0x22, '↔'),
    (0x23, '↕'),
    (0x66, '←'),
    (0x67, '→'),
    (0x68, '↑'),
    (0x69, '↓'),
    (0x6a, '↖'),
    (0x6b, '↗'),
    (0x6c, '↙'),
    (0x6d, '↘'),
    (0x70, '▲'),
    (0x71, '▼'),
    (0x74, '◀'),
    (0x75, '▶'),
    (0x7d, '▶'),
    (0x84, '◀'),
];
const WEBDINGS: &[(u32, char)] = &[
    (0x33, '◀'),
    (0x34, '▶'),
    (0x35, '▲'),
    (0x36, '▼'),
    (0x3c, '■'),
    (0x3d, '■'),
    (0x61, '✔'),
    (0x63, '□'),
    (0x67, '■'),
    (0x6e, '●'),
    (0x72, '✖'),
    (0x7e, '⚡'),
    (0xa4, '●'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_raised_and_words_are_not() {
        assert_eq!(raised("-12").as_deref(), Some("⁻¹²"));
        assert_eq!(raised("3,4").as_deref(), Some("³,⁴"));
        assert_eq!(raised("st"), None);
        assert_eq!(raised(" "), None);
    }

    #[test]
    fn symbols_are_what_the_font_draws() {
        let drawn = |font: &str, text: &str| SymbolFont::named(font).unwrap().text(text);
        assert_eq!(drawn("Symbol", "m\u{f067} \u{f0b3} a"), ("μγ ≥ α".to_owned(), 0));
        assert_eq!(
            drawn("Symbol", "\u{f0b0}\u{f0b1}\u{f0d7}\u{f0b7}"),
            ("°±⋅•".to_owned(), 0)
        );
        assert_eq!(drawn("Symbol", "\u{f0fe}\u{f0f0}"), ("⎭\u{fffd}".to_owned(), 1));
        assert_eq!(
            drawn("Wingdings", "\u{f0fe}\u{f0a8}\u{f0fc}\u{f04a}"),
            ("☑◻✓☺".to_owned(), 0)
        );
        assert_eq!(
            drawn("Wingdings", "\u{f0e0}\u{f0d8}l\u{f081}"),
            ("→➢●①".to_owned(), 0)
        );
        assert_eq!(
            drawn("Wingdings 2", "\u{f050}\u{f001}é"),
            ("✓\u{1}\u{fffd}".to_owned(), 1)
        );
        assert_eq!(SymbolFont::named("Arial"), None);
        assert_eq!(SYMBOL.chars().count(), 0x7f - 0x21);
        assert_eq!(SYMBOL_UPPER.chars().count(), 0xff - 0xa0);
        assert_eq!(WINGDINGS.chars().count(), 0xff - 0x21);
    }
}
