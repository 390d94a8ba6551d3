//! Splits texts into words for comparison: stemmed, without the most common ones, and figures by their value.
//!
//! Social network posts are read like a person reads them: addresses are left out, `#StayHome` is two words (and one), `@` precedes a name,
//! and the text after a last dash gives author and date.
//!
//! Invariants: a term is the same number on every machine and in every run, because indexes on disk contain it; words are in text order;
//! the work is linear in the text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::document::TextRange;
use crate::text::fold;

/// A word in an index: a hash of its stem, or of the value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Term(pub(super) u64);

impl Term {
    /// FNV-1a with a final mix, so that all bits are evenly distributed.
    fn of(parts: &[&[u8]]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in parts.iter().copied().flatten() {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash ^= hash >> 32;
        hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
        Self(hash ^ (hash >> 32))
    }

    fn of_number(number: f64) -> Self {
        Self::of(&[b"#", &number.to_bits().to_le_bytes()])
    }
}

/// The kind of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum WordKind {
    Plain,
    /// Capitalised where ordinary words are not.
    Name,
    /// A figure, and its value.
    Number(f64),
}

/// A significant word.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) term: Term,
    pub(super) kind: WordKind,
    /// Its bytes in the text.
    pub(super) range: TextRange,
    /// Its letters, folded, in bytes of [`Words::folded`].
    letters: TextRange,
    /// Whether it is an alternative reading of adjacent words, and so has no neighbours: a hashtag as one word.
    pub(super) is_reading: bool,
    /// Whether it is after the last dash of a post: author and date.
    pub(super) is_signature: bool,
}

/// The words of one text.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) words: Vec<Word>,
    folded: String,
}

impl Words {
    /// The words of `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut reader = Reader {
            text,
            signature: signature(text).unwrap_or(text.len()),
            shouted: is_shouted(text),
            sentence_starts: true,
            before: None,
            out: Self::default(),
        };
        reader.read();
        reader.out
    }

    /// Adds the words of a name as readings without neighbours. Those of a signature name the speaker.
    pub(super) fn extend(&mut self, name: &str, is_signature: bool) {
        let offset = self.folded.len();
        let Self { words, folded } = Self::of(name);
        self.folded.push_str(&folded);
        self.words.extend(words.into_iter().map(|word| Word {
            letters: word.letters.shifted(offset),
            range: TextRange::default(),
            is_reading: true,
            is_signature,
            kind: match word.kind {
                WordKind::Plain => WordKind::Name,
                kind => kind,
            },
            ..word
        }));
    }

    /// The letters of `word`, in lower case and without accents.
    pub(super) fn letters(&self, word: &Word) -> &str {
        word.letters.slice(&self.folded)
    }
}

/// The maximum length of a post's signature in characters.
const SIGNATURE: usize = 100;

/// The start of a post's signature: after a last dash, ending with a year or naming an account.
fn signature(text: &str) -> Option<usize> {
    let (at, dash) = text
        .char_indices()
        .rev()
        .take(SIGNATURE)
        .find(|(_, c)| *c == '—')?;
    let start = at + dash.len_utf8();
    let tail = text.get(start..)?.trim();
    let dated = tail.len() > 4 && year(tail.get(tail.len() - 4..)?).is_some();
    (dated || tail.contains("(@")).then_some(start)
}

/// The year written by `digits`, if it is one.
pub(super) fn year(digits: &str) -> Option<u16> {
    let all_digits = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let year = digits.parse().ok().filter(|_| all_digits)?;
    (1900..2100).contains(&year).then_some(year)
}

/// Whether capitals are meaningless, because most words of the text have one.
fn is_shouted(text: &str) -> bool {
    let (mut capital, mut small) = (0, 0);
    for word in text.split_whitespace() {
        match word.chars().next() {
            Some(c) if c.is_uppercase() => capital += 1,
            Some(c) if c.is_lowercase() => small += 1,
            _ => {}
        }
    }
    capital > 2 * small
}

struct Reader<'a> {
    text: &'a str,
    signature: usize,
    shouted: bool,
    /// Whether a capital may be due to the start of a sentence.
    sentence_starts: bool,
    /// The previous lower-case word, if only a space or hyphen separates it from the next.
    before: Option<(TextRange, TextRange)>,
    out: Words,
}

impl Reader<'_> {
    fn read(&mut self) {
        let text = self.text;
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            if let Some(length) = address(text.get(at..).unwrap_or_default()) {
                at += length;
                self.before = None;
            } else if matches!(c, '#' | '@') {
                at += 1;
                let end = at + tag_length(text.get(at..).unwrap_or_default());
                if end > at {
                    self.tag(TextRange::new(at, end));
                    at = end;
                }
            } else if is_wide(c) {
                let rest = text.get(at..).unwrap_or_default();
                let end = at + rest.find(|c| !is_wide(c)).unwrap_or(rest.len());
                self.wide(TextRange::new(at, end));
                at = end;
            } else if c.is_alphanumeric() {
                let end = at + word_length(text.get(at..).unwrap_or_default());
                self.word(TextRange::new(at, end));
                at = end;
            } else {
                match c {
                    '%' => {
                        let range = TextRange::new(at, at + 1);
                        self.put("percent", range, WordKind::Plain, false);
                    }
                    '.' | '!' | '?' | ':' | '—' | '“' | '"' => {
                        self.sentence_starts = true;
                        self.before = None;
                    }
                    ' ' | '-' | '\u{a0}' => {}
                    _ => self.before = None,
                }
                at += c.len_utf8();
            }
        }
    }

    /// Adds a word with these letters.
    fn put(&mut self, letters: &str, range: TextRange, kind: WordKind, is_reading: bool) {
        let term = match kind {
            WordKind::Number(number) => Term::of_number(number),
            WordKind::Plain | WordKind::Name => stem(letters, |stem| Term::of(&[stem.as_bytes()])),
        };
        let start = self.out.folded.len();
        self.out.folded.push_str(letters);
        self.out.words.push(Word {
            term,
            kind,
            range,
            letters: TextRange::new(start, self.out.folded.len()),
            is_reading,
            is_signature: range.start >= self.signature,
        });
    }

    fn word(&mut self, range: TextRange) {
        let raw = range.slice(self.text);
        let starts = std::mem::replace(&mut self.sentence_starts, false);
        let before = self.before.take();
        let letters = plain_letters(raw);
        let letters = letters.as_ref();
        if let Some(number) = number(letters) {
            self.put(letters, range, WordKind::Number(number), false);
            self.before = Some((range, self.last_letters()));
            return;
        }
        let earlier = before.map(|(_, letters)| letters.slice(&self.out.folded).to_owned());
        if let (Some(by), Some(WordKind::Number(number))) =
            (scale(letters), self.out.words.last().map(|w| w.kind))
            && let Some((first, _)) = before
        {
            // '19 million' is one figure.
            self.out.words.pop();
            let letters = format!("{}{letters}", earlier.unwrap_or_default());
            self.put(&letters, first.union(range), WordKind::Number(number * by), false);
            return;
        }
        if letters == "cent" && earlier.as_deref() == Some("per") {
            self.put("percent", range, WordKind::Plain, false);
            return;
        }
        let capitals = raw.chars().filter(|c| c.is_uppercase()).count();
        let all_capitals = capitals > 1 && capitals == raw.chars().filter(|c| c.is_alphabetic()).count();
        if let Some(union) = union(letters, earlier.as_deref(), all_capitals) {
            if earlier.as_deref() == Some("united") || earlier.as_deref() == Some("european") {
                self.out.words.pop();
            }
            self.put(union, range, WordKind::Name, false);
            return;
        }
        let is_stop =
            STOP.binary_search(&letters).is_ok() && !(all_capitals && !self.shouted && letters.len() > 2);
        if is_stop {
            let start = self.out.folded.len();
            self.out.folded.push_str(letters);
            self.before = Some((range, TextRange::new(start, self.out.folded.len())));
            // After 'The' at the beginning, the capital of the next word is significant.
            self.sentence_starts = false;
            return;
        }
        let signs = range.start >= self.signature;
        let named = capitals > 0 && (signs || !self.shouted && (!starts || capitals > 1));
        let kind = if named { WordKind::Name } else { WordKind::Plain };
        self.put(letters, range, kind, false);
        self.before = Some((range, self.last_letters()));
    }

    fn last_letters(&self) -> TextRange {
        self.out.words.last().map(|w| w.letters).unwrap_or_default()
    }

    /// A hashtag or account name: its parts, and all of it as one word.
    fn tag(&mut self, range: TextRange) {
        self.before = None;
        let raw = range.slice(self.text);
        let parts = parts(raw);
        for part in &parts {
            let place = TextRange::new(range.start + part.start, range.start + part.end);
            let letters = plain_letters(place.slice(self.text));
            if let Some(number) = number(&letters) {
                self.put(&letters, place, WordKind::Number(number), false);
            } else if STOP.binary_search(&letters.as_ref()).is_err() {
                self.put(&letters, place, WordKind::Name, false);
            }
        }
        if parts.len() > 1 {
            let joined = plain_letters(raw).replace('_', "");
            self.put(&joined, range, WordKind::Name, true);
        }
        self.sentence_starts = false;
    }

    /// A run of a script without spaces: each pair of characters is a word.
    fn wide(&mut self, range: TextRange) {
        self.before = None;
        let signs: Vec<(usize, char)> = range.slice(self.text).char_indices().collect();
        let end = |i: usize| signs.get(i).map_or(range.end, |(at, _)| range.start + at);
        for i in 0..signs.len().saturating_sub(1).max(1) {
            let place = TextRange::new(end(i), end(i + 2));
            let letters = place.slice(self.text).to_owned();
            self.put(&letters, place, WordKind::Plain, false);
        }
    }
}

/// The length in bytes of the web address at the start of `rest`, if there is one.
fn address(rest: &str) -> Option<usize> {
    const STARTS: [&str; 4] = ["https://", "http://", "pic.twitter.com/", "www."];
    if !rest.starts_with(['h', 'p', 'w']) {
        return None;
    }
    STARTS.iter().find(|start| rest.starts_with(**start))?;
    Some(rest.find(|c: char| !c.is_ascii_graphic()).unwrap_or(rest.len()))
}

/// The length in bytes of the hashtag or account at the start of `rest`, up to an address directly after it.
fn tag_length(rest: &str) -> usize {
    let mut chars = rest.char_indices();
    chars
        .find(|(at, c)| {
            let glued = *at > 0 && rest.get(*at..).and_then(address).is_some();
            glued || !(c.is_alphanumeric() || *c == '_')
        })
        .map_or(rest.len(), |(at, _)| at)
}

/// The length in bytes of the word at the start of `rest`.
fn word_length(rest: &str) -> usize {
    let mut last = ' ';
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let joins = match c {
            c if is_wide(c) => false,
            c if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => true,
            '\'' | '’' => next.is_alphabetic(),
            '.' => {
                last.is_ascii_digit() && next.is_ascii_digit()
                    || last.is_uppercase()
                        && (next.is_uppercase() || at < 2 || rest.as_bytes().get(at - 2) == Some(&b'.'))
            }
            ',' => {
                let digits = rest.as_bytes().get(at + 1..at + 4);
                last.is_ascii_digit()
                    && digits.is_some_and(|d| d.iter().all(u8::is_ascii_digit))
                    && !rest.as_bytes().get(at + 4).is_some_and(u8::is_ascii_digit)
            }
            _ => false,
        };
        if !joins || at > 0 && address(rest.get(at..).unwrap_or_default()).is_some() {
            return at;
        }
        last = c;
    }
    rest.len()
}

/// The parts of `StayHome2020` and `stay_home`.
fn parts(tag: &str) -> Vec<TextRange> {
    let mut out = Vec::new();
    let mut start = 0;
    let chars: Vec<(usize, char)> = tag.char_indices().collect();
    for (i, (at, c)) in chars.iter().enumerate().skip(1) {
        let last = chars.get(i - 1).map_or(' ', |(_, c)| *c);
        let next = chars.get(i + 1).map_or(' ', |(_, c)| *c);
        let cut = *c == '_'
            || last == '_'
            || c.is_uppercase() && (last.is_lowercase() || last.is_numeric() || next.is_lowercase())
            || c.is_numeric() != last.is_numeric();
        if cut {
            out.push(TextRange::new(start, *at));
            start = *at;
        }
    }
    out.push(TextRange::new(start, tag.len()));
    out.retain(|range| range.slice(tag) != "_");
    out
}

/// `word` in lower case, without accents, inner punctuation, and the ending 's.
pub(super) fn plain_letters(word: &str) -> Cow<'_, str> {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if word.bytes().all(is_plain) {
        return Cow::Borrowed(word);
    }
    let mut letters = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        fold::folded(word, fold::SEARCH)
    };
    if letters.ends_with("'s") {
        letters.truncate(letters.len() - 2);
    }
    let is_figure = letters.starts_with(|c: char| c.is_ascii_digit());
    letters.retain(|c| c != '\'' && c != ',' && (is_figure || c != '.'));
    Cow::Owned(letters)
}

/// The value of `letters`, if they write a figure: '20000', '3.5', '19m', 'seven'.
pub(super) fn number(letters: &str) -> Option<f64> {
    if !letters.starts_with(|c: char| c.is_ascii_digit()) {
        return spelled(letters);
    }
    let digits = letters.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let by = match letters.get(digits.len()..)? {
        "" => 1.0,
        "k" => 1e3,
        "m" | "mn" | "mln" => 1e6,
        "b" | "bn" => 1e9,
        "tn" => 1e12,
        _ => return None,
    };
    let number: f64 = digits.parse().ok()?;
    Some(number * by)
}

fn spelled(word: &str) -> Option<f64> {
    const WORDS: [&str; 11] = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    let at = WORDS.iter().position(|known| *known == word)?;
    Some(at as f64 + 2.0)
}

/// The factor of a word after a figure.
pub(super) fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" => 1e3,
        "lakh" => 1e5,
        "million" | "mn" | "mln" => 1e6,
        "crore" => 1e7,
        "billion" | "bn" => 1e9,
        "trillion" | "tn" => 1e12,
        _ => return None,
    })
}

/// The short name of unions of states that are commonly abbreviated; `US` only in capitals.
fn union(letters: &str, before: Option<&str>, all_capitals: bool) -> Option<&'static str> {
    Some(match (before, letters) {
        (_, "us" | "usa") if all_capitals => "usa",
        (_, "uk") if all_capitals => "uk",
        (_, "eu") if all_capitals => "eu",
        (_, "un") if all_capitals => "un",
        (Some("united"), "states") => "usa",
        (Some("united"), "kingdom") => "uk",
        (Some("united"), "nations") => "un",
        (Some("european"), "union") => "eu",
        _ => return None,
    })
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

thread_local! {
    static STEMMER: RefCell<Stemmer> = RefCell::new(Stemmer::create(Algorithm::English));
}

/// The term of these plain letters.
pub(super) fn spelled_stem(letters: &str) -> Term {
    stem(letters, |stem| Term::of(&[stem.as_bytes()]))
}

/// The stem of an English word by the Snowball stemmer; words in other scripts are unchanged.
fn stem<T>(word: &str, take: impl FnOnce(&str) -> T) -> T {
    if word.is_ascii() && word.len() > 2 {
        STEMMER.with_borrow(|stemmer| take(&stemmer.stem(word)))
    } else {
        take(word)
    }
}

/// Whether `term` is a word in many texts, whatever their subject.
pub(super) fn is_common(term: Term) -> bool {
    static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
        let mut terms: Vec<Term> = COMMON
            .split_whitespace()
            .map(|word| stem(word, |s| Term::of(&[s.as_bytes()])))
            .collect();
        terms.sort_unstable();
        terms
    });
    TERMS.binary_search(&term).is_ok()
}

/// The most common words of news that are not [left out](STOP).
const COMMON: &str = "\
    accord account act add after again against ago all allow also american among announce another any april around ask august away \
    back bad ban base because become before begin being believe best better between big black bring build call came case cause \
    change child children city claim close come company could country court cut daily day deal death december decide did die \
    different doctor down during each early end even ever every expect fact fall family far february federal feel few find first five \
    follow force found four free friday friend full get give go going good government great group grow happen hard head health hear help high \
    hit hold home hope hour house however idea include increase issue january job july june just keep kill know large \
    last late law lead leader least leave left less let level life like line little live local long look lose lot low made major make \
    man many march mark may mean medium meet member men million mind minister monday money month more morning most move much must name \
    nation national near need never new news next night nothing november now number october off offer office official often old once \
    one only open order other out over own part party past pay people percent person photo photograph picture place plan play point \
    police policy political post power president public put question quote reach read real really reason release report result return \
    right rise run same saturday say school second see seem send september service set several share she should show shown side since small social \
    some something state stay still stop story street such sunday support sure system take talk team tell term thing think third those though \
    three through thursday time today together told too took top town tree try tuesday turn two under until up use very video vote want war water way \
    wednesday week well went where while white whole why win without woman women word work world write year yes yet young";

/// Words in nearly every text, sorted, without apostrophes.
static STOP: &[&str] = &[
    "a", "about", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "d", "did", "do",
    "does", "dont", "for", "from", "had", "has", "have", "he", "her", "hes", "his", "how", "i", "if", "im",
    "in", "into", "is", "it", "its", "ll", "m", "me", "my", "no", "not", "of", "on", "or", "our", "per",
    "re", "s", "she", "so", "t", "than", "that", "thats", "the", "their", "them", "then", "there", "these",
    "they", "this", "to", "us", "ve", "was", "we", "were", "what", "when", "which", "who", "will", "with",
    "would", "you", "your",
];
