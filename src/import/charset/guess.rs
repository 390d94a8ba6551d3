//! Guesses the charset of bytes without a declaration. Seven-bit charsets are recognized by their switching sequences, UTF-16 and UTF-32 by
//! zero bytes; for the rest `chardetng` guesses.
//!
//! `chardetng` weighs letters by language, and takes a pound sign before a figure for a Polish letter if the text has no other non-ASCII
//! byte. So its guess is compared with the other charsets used for Western text, by whether the characters make sense in their context
//! ([`sense`]).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{IBM866, ISO_2022_JP, ISO_8859_15, MACINTOSH, UTF_16BE, UTF_16LE, X_MAC_CYRILLIC};

use super::johab;
use super::kind::{Charset, IBM850, IBM855, ISO_2022_CN, ISO_2022_KR};

/// The number of bytes examined; more would not change the result.
const SAMPLE: usize = 256 * 1024;

/// The most likely charset of `bytes`, which must not be UTF-8.
pub(in crate::import) fn guessed(bytes: &[u8]) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // The significant bytes may be far from the start.
    let first = bytes
        .iter()
        .position(|b| !b.is_ascii())
        .unwrap_or(0)
        .saturating_sub(256);
    let sample = bytes.get(first..).unwrap_or(bytes);
    let whole = sample.len() <= SAMPLE;
    let sample = sample.get(..SAMPLE).unwrap_or(sample);
    detector.feed(sample, whole);
    if johab::is_likely(sample) {
        return Charset::Johab;
    }
    let guess = Charset::Standard(detector.guess(None, Utf8Detection::Deny));
    if guess == Charset::WINDOWS_1252 && is_plain_1252(sample) {
        return guess;
    }
    let western = is_western(sample);
    let score = |charset: Charset| sense(&charset.decode(sample).0);
    let mut best = (score(guess), guess);
    for (charset, handicap) in [
        (Charset::WINDOWS_1252, i64::from(!western) * 2),
        (Charset::Standard(ISO_8859_15), 2),
        (Charset::Standard(MACINTOSH), 3),
        (IBM850, 3),
    ] {
        let score = score(charset) - handicap;
        let tied = score == best.0 && western && charset == Charset::WINDOWS_1252;
        if score > best.0 || tied {
            best = (score, charset);
        }
    }
    // Cyrillic of the Mac and of DOS, which chardetng does not detect.
    for charset in [
        Charset::Standard(X_MAC_CYRILLIC),
        IBM855,
        Charset::Standard(IBM866),
    ] {
        let score = score(charset);
        if score > 8 && score > best.0 + 2 {
            best = (score, charset);
        }
    }
    best.1
}

/// Whether all non-ASCII bytes are letters in running text, so that other Western charsets need not be considered.
fn is_plain_1252(sample: &[u8]) -> bool {
    let (text, _) = Charset::WINDOWS_1252.decode(sample);
    let good = text.chars().filter(|c| !c.is_ascii()).count() as i64;
    sense(&text) * 10 >= good * 9
}

/// The charset whose switching sequences `bytes` contain, if all bytes have seven bits: ISO-2022-JP, -KR and -CN, and HZ. A sequence that
/// is not followed by characters of the charset does not count.
pub(super) fn switched(bytes: &[u8]) -> Option<Charset> {
    let escape = memchr::memmem::find(bytes, b"\x1b$");
    let brace = memchr::memmem::find(bytes, b"~{");
    if escape.is_none() && brace.is_none() || !bytes.is_ascii() {
        return None;
    }
    let designation = escape.and_then(|at| bytes.get(at + 2..));
    let charset = match designation {
        Some(rest) if rest.starts_with(b")C") => ISO_2022_KR,
        Some(rest) if rest.starts_with(b")A") || rest.starts_with(b")G") => ISO_2022_CN,
        Some(rest) if matches!(rest.first(), Some(b'B' | b'@' | b'(')) => Charset::Standard(ISO_2022_JP),
        Some(_) => return None,
        None => Charset::Hz,
    };
    let (text, errors) = charset.decode(bytes);
    let east_asian = text.chars().filter(|c| is_east_asian(*c)).count();
    let wanted = if charset == Charset::Hz { 2 } else { 1 };
    (east_asian >= wanted && !(errors && charset == Charset::Hz)).then_some(charset)
}

/// UTF-16 or UTF-32 without a byte order mark: if half or three quarters of the bytes are zero, or if in one byte order all units are
/// plausible characters, including spaces or line ends.
pub(super) fn wide_without_mark(bytes: &[u8]) -> Option<Charset> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    memchr::memchr(0, head)?;
    if let Some(charset) = utf32_without_mark(head) {
        return Some(charset);
    }
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let (mut high, mut low) = (0, 0);
    for pair in head.chunks_exact(2) {
        high += usize::from(pair[0] == 0 && pair[1] != 0);
        low += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    if low * 10 >= pairs * 7 && high * 20 < pairs {
        return Some(Charset::Standard(UTF_16LE));
    }
    if high * 10 >= pairs * 7 && low * 20 < pairs {
        return Some(Charset::Standard(UTF_16BE));
    }
    let reads = |encoding: &'static encoding_rs::Encoding| {
        let even = head.get(..pairs * 2).unwrap_or(head);
        let (text, _) = encoding.decode_without_bom_handling(even);
        let (mut all, mut likely, mut spaces) = (0usize, 0usize, 0usize);
        for c in text.chars() {
            all += 1;
            likely += usize::from(is_likely_in_text(c));
            spaces += usize::from(matches!(c, ' ' | '\n' | '。' | '、' | '，' | '\u{3000}'));
        }
        likely * 100 >= all * 98 && spaces * 80 >= all
    };
    match (reads(UTF_16LE), reads(UTF_16BE)) {
        (true, false) => Some(Charset::Standard(UTF_16LE)),
        (false, true) => Some(Charset::Standard(UTF_16BE)),
        _ => None,
    }
}

fn utf32_without_mark(head: &[u8]) -> Option<Charset> {
    let quads = head.len() / 4;
    if quads < 4 {
        return None;
    }
    let fits = |big_endian: bool| {
        let (text, _) = Charset::Utf32 { big_endian }.decode(head.get(..quads * 4).unwrap_or(head));
        let likely = text.chars().filter(|c| is_likely_in_text(*c)).count();
        likely * 100 >= quads * 98
    };
    [false, true]
        .into_iter()
        .find(|big_endian| fits(*big_endian))
        .map(|big_endian| Charset::Utf32 { big_endian })
}

fn is_likely_in_text(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{6ff}' | '\u{900}'..='\u{eff}'
        | '\u{10a0}'..='\u{10ff}' | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
        | '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{214f}')
        || is_east_asian(c)
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff01}'..='\u{ff9f}')
}

/// Common short words without accents, of languages that windows-1252 can write and of languages that it cannot.
const WESTERN: &[&str] = &[
    "the", "of", "and", "was", "with", "that", "for", "said", "from", "have", "are", "les", "des", "dans",
    "pour", "une", "est", "qui", "que", "avec", "der", "und", "das", "nicht", "von", "mit", "ist", "los",
    "las", "por", "para", "della", "che", "nel", "sono", "uma", "het", "een", "niet", "voor", "och", "som",
    "att", "ikke",
];
const OTHERS: &[&str] = &[
    "nie", "jest", "przez", "oraz", "dla", "tego", "jako", "nebo", "byl", "bylo", "aby", "hogy", "nem",
    "egy", "volt", "vagy", "csak", "pentru", "este", "din", "care", "sau", "fost", "bir", "ile", "olan",
    "olarak", "je", "su", "kao", "koji", "nije", "ili", "bio", "tudi", "ali", "kad", "yra", "tai", "buvo",
    "apie", "ja", "oli", "dhe", "nga", "bija", "cua", "trong", "nguoi",
];

/// Whether the ASCII words of `sample` are those of a language that windows-1252 can write.
fn is_western(sample: &[u8]) -> bool {
    let (mut western, mut others) = (0usize, 0usize);
    for word in sample
        .split(|b| !b.is_ascii_alphabetic() && b.is_ascii())
        .take(20_000)
    {
        let is = |known: &&str| known.as_bytes().eq_ignore_ascii_case(word);
        if word.len() <= 6 {
            western += usize::from(WESTERN.iter().any(is));
            others += usize::from(OTHERS.iter().any(is));
        }
    }
    western > others * 4
}

/// How well the non-ASCII characters fit their context. A pound sign before a figure fits, next to a letter it does not; neither does a
/// capital inside a word, a symbol between two letters, or a single foreign letter.
fn sense(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            score += sense_of(before, c, chars.peek().copied().unwrap_or(' '));
        }
        before = c;
    }
    score
}

fn sense_of(before: char, c: char, after: char) -> i64 {
    let letters = (before.is_alphabetic(), after.is_alphabetic());
    let figures = (before.is_ascii_digit(), after.is_ascii_digit());
    let spaced = |c: char| c.is_whitespace() || c == '\u{a0}';
    match c {
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}' => -5,
        '\u{a0}' | '\u{ad}' => i64::from(!spaced(before) && !spaced(after)),
        '£' | '€' | '¥' => match (letters, figures) {
            (_, (_, true) | (true, _)) => 3,
            ((true, true), _) => -3,
            _ if spaced(after) && spaced(before) => 1,
            _ => -1,
        },
        '¢' | '°' | '‰' | 'º' | 'ª' => {
            if figures.0 || spaced(before) && !letters.1 {
                2
            } else {
                -2
            }
        }
        '½' | '¼' | '¾' => {
            if letters.0 || letters.1 && !spaced(before) {
                -3
            } else {
                2
            }
        }
        '²' | '³' | '¹' => {
            if letters.1 {
                -3
            } else {
                i64::from(letters.0 || figures.0) * 2 - 1
            }
        }
        '§' => {
            if spaced(after) || figures.1 {
                2
            } else {
                -2
            }
        }
        '’' => i64::from(letters.0 || figures.0 || letters.1 || figures.1) * 2,
        '«' | '»' | '“' | '”' | '„' | '‘' | '‚' | '‹' | '›' => {
            let word = |c: char| c.is_alphanumeric();
            match (word(before), word(after)) {
                (true, true) => -2,
                (true, false) if c == '‚' => -2,
                (true, false) | (false, true) => 2,
                (false, false) => 1,
            }
        }
        '–' | '—' => 1,
        '…' | '©' | '®' | '™' | '†' | '‡' | '•' | '·' | '×' | '÷' | '±' | 'µ' => {
            if letters == (true, true) { -2 } else { 1 }
        }
        '¿' | '¡' => i64::from(letters.1 && !letters.0) * 5 - 3,
        c if is_east_asian(c) => {
            if is_east_asian(before) || is_east_asian(after) {
                2
            } else {
                -2
            }
        }
        c if !c.is_alphabetic() => -1,
        c => letter_sense(before, c, after),
    }
}

fn letter_sense(before: char, c: char, after: char) -> i64 {
    let is_latin = |c: char| {
        c.is_ascii_alphabetic() || matches!(c, 'ª'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c.is_alphabetic())
    };
    let figure = before.is_ascii_digit() || after.is_ascii_digit();
    let alone = !before.is_alphabetic() && !after.is_alphabetic();
    if !is_latin(c) {
        return match (before, after) {
            _ if is_latin(before) || is_latin(after) => -3,
            _ if figure && alone => -2,
            _ if c.is_uppercase() && before.is_lowercase() => -2,
            _ => i64::from(!alone),
        };
    }
    let foreign = |c: char| c.is_alphabetic() && !c.is_ascii();
    if figure && (alone || before.is_ascii_digit() && !after.is_alphabetic()) {
        return -3;
    }
    if alone {
        return if "àóáèéåöíúyÀÉÅÖÓÁ".contains(c) {
            0
        } else {
            -1
        };
    }
    if c.is_uppercase() && before.is_lowercase() {
        return -2;
    }
    if foreign(before) && foreign(after) {
        return -1;
    }
    // Letters of Icelandic and old typography; other charsets have likelier letters in their places.
    i64::from(!"ðþÐÞÿŸƒ".contains(c))
}

/// Whether `bytes` are UTF-8 with a few invalid bytes (a truncated end, a pasted piece) rather than text in another charset: there are at
/// least four valid sequences per invalid place.
pub(super) fn is_damaged_utf8(bytes: &[u8], least: usize) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let sample = bytes
        .iter()
        .position(|b| !b.is_ascii())
        .map_or(bytes, |i| &bytes[i..]);
    for chunk in sample.get(..SAMPLE).unwrap_or(sample).utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= least && good >= bad * 4
}

/// Whether the declared `charset` decodes `bytes` worse than the guess: some bytes are invalid in it, or become controls that no text
/// contains, and the guess makes more sense.
pub(super) fn is_refuted(charset: Charset, bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let (text, errors) = charset.decode(sample);
    let control = |c: char| matches!(c, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}');
    if !errors && !text.chars().any(control) {
        return false;
    }
    let guess = guessed(bytes);
    guess != charset && sense(&guess.decode(sample).0) > sense(&text)
}
