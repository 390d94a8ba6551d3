//! Johab (KS X 1001:1992, annex 3; code page 1361), used for Korean under DOS: the bits of a byte pair encode the letters of a syllable. It
//! is not in the Encoding Standard.

use encoding_rs::EUC_KR;

/// Syllables that make up a third of any Korean text.
const COMMON: &str = "이다는의에을를가은로고하한지도사기대서자인시나그";

/// The characters of `bytes`, and whether some of them were invalid.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len());
    let mut errors = false;
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        if first.is_ascii() {
            out.push(char::from(*first));
            continue;
        }
        let pair = after.first().and_then(|second| character(*first, *second));
        errors |= pair.is_none();
        out.push(pair.unwrap_or('\u{fffd}'));
        if pair.is_some() {
            rest = after.get(1..).unwrap_or_default();
        }
    }
    (out, errors)
}

/// Whether `bytes` are plausible Johab: they are valid, nearly all pairs are syllables, and frequent syllables occur.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    // A sample may end in the middle of a pair.
    let (text, _) = decode(bytes);
    let (mut others, mut syllables, mut common) = (0usize, 0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        let is_syllable = matches!(c, '\u{ac00}'..='\u{d7a3}');
        syllables += usize::from(is_syllable);
        others += usize::from(!is_syllable);
        common += usize::from(is_syllable && COMMON.contains(c));
    }
    syllables >= 6 && others * 10 <= syllables && common * 5 >= syllables
}

fn character(first: u8, second: u8) -> Option<char> {
    if first >= 0xd8 {
        return from_tables(first, second);
    }
    let pair = u32::from(first) << 8 | u32::from(second);
    let (initial, medial, last) = (pair >> 10 & 31, pair >> 5 & 31, pair & 31);
    // Each kind of letter has a value for its absence, and unused values.
    let vowel = match medial {
        2 => None,
        3..=7 => Some(medial - 3),
        10..=15 => Some(medial - 5),
        18..=23 => Some(medial - 7),
        26..=29 => Some(medial - 9),
        _ => return None,
    };
    let end = match last {
        1..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    let jamo = |at: usize, of: &str| of.chars().nth(at).filter(|c| *c != ' ');
    match (initial, vowel, end) {
        (2..=20, Some(vowel), end) => char::from_u32(0xac00 + ((initial - 2) * 21 + vowel) * 28 + end),
        (2..=20, None, 0) => jamo(initial as usize - 2, "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"),
        (1, Some(vowel), 0) => char::from_u32(0x314f + vowel),
        (1, None, 0) => Some('\u{3000}'),
        (1, None, end) => jamo(
            end as usize - 1,
            "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
        ),
        _ => None,
    }
}

/// Symbols and Chinese characters: two rows of KS X 1001 for each first byte.
fn from_tables(first: u8, second: u8) -> Option<char> {
    let column = match second {
        0x31..=0x7e => second - 0x31,
        0x91..=0xfe => second - 0x91 + 0x4e,
        _ => return None,
    };
    let row = match first {
        0xd9..=0xde => (first - 0xd9) * 2,
        0xe0..=0xf9 => (first - 0xe0) * 2 + 0x29,
        _ => return None,
    };
    let pair = [0xa1 + row + column / 94, 0xa1 + column % 94];
    let (text, errors) = EUC_KR.decode_without_bom_handling(&pair);
    text.chars().next().filter(|_| !errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_letters_and_signs() {
        // 한국의 항구는 … ㄱ ㅏ ㄳ 、·港
        let bytes = b"\xd0e\x8a\x82\xb7\x81 \xd0w\x8a\x81\x93e, \x88A\x84a\x84D \xd92\xd94\xf7\xfb";
        assert_eq!(decode(bytes), ("한국의 항구는, ㄱㅏㄳ 、·港".to_owned(), false));
        assert_eq!(decode(b"a\xd0"), ("a\u{fffd}".to_owned(), true));
        assert_eq!(decode(b"\xd8\x41"), ("\u{fffd}A".to_owned(), true));
        assert!(!is_likely(
            "Le café était fermé à midi, dit-on à Noël.".as_bytes()
        ));
    }
}
