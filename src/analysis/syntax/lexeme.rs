//! The features of a word for the models: hashes of its form, affixes and shape.

use super::is_quotation_mark;
use super::tag::Tag;
use super::weights::mix;
use crate::lexicon::{WordClass, WordClasses};

/// The features of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lexeme {
    /// The word in lower case, with digits as 0 and all quotation marks equal.
    pub form: u64,
    /// Its last one to four characters.
    pub suffixes: [u64; 4],
    /// Its first three characters.
    pub prefix: u64,
    /// Bits for capitals, digits and hyphens.
    pub shape: u64,
    /// Whether it is inside quotation marks (1), and whether one opens (2) or closes (4) right before it.
    pub marks: u64,
    /// The form of a verb that it must be, if the word lists say so. It is no feature, and the models need not be trained again for it.
    pub verb: Option<VerbForm>,
}

/// A form that a word has wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerbForm {
    /// 'denies'
    Third,
    /// 'deny'
    Plain,
    /// 'vowed'
    Past,
}

impl VerbForm {
    fn of(word: &str) -> Option<Self> {
        WordClasses::of(word).first(&[
            (WordClass::AlwaysThirdPerson, Self::Third),
            (WordClass::AlwaysPlainForm, Self::Plain),
            (WordClass::AlwaysPast, Self::Past),
        ])
    }

    /// Whether a word in this form may have `tag`.
    pub(crate) fn allows(self, tag: Tag) -> bool {
        match self {
            Self::Third => tag == Tag::Third,
            Self::Plain => matches!(tag, Tag::Base | Tag::Present),
            Self::Past => matches!(tag, Tag::Past | Tag::Participle),
        }
    }
}

/// A character as normalised for the models.
fn folded(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' | '`' => '"',
        '’' | '‘' => '\'',
        '–' | '—' => '-',
        'a'..='z' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        c if c.is_numeric() => '0',
        c if c.is_ascii() => c,
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The features of the words of a sentence, and their positions; quotation marks are skipped and recorded in the words next to them.
pub(crate) fn lexemes(words: &[&str]) -> (Vec<Lexeme>, Vec<usize>) {
    let mut out = Vec::with_capacity(words.len());
    let mut places = Vec::with_capacity(words.len());
    let (mut inside, mut before) = (0, 0);
    for (i, word) in words.iter().enumerate() {
        if !is_quotation_mark(word) {
            out.push(Lexeme {
                marks: inside | before,
                ..Lexeme::new(word)
            });
            places.push(i);
            before = 0;
            continue;
        }
        let opens = match *word {
            "“" | "„" | "``" | "«" | "‘" | "「" | "『" => inside == 0 || *word != "“",
            "”" | "''" | "»" | "」" | "』" => false,
            _ => inside == 0,
        };
        inside = u64::from(opens);
        before |= if opens { 2 } else { 4 };
    }
    (out, places)
}

impl Lexeme {
    /// The features of `word`.
    pub(crate) fn new(word: &str) -> Self {
        let word = match word {
            "``" | "''" => "\"",
            word => word,
        };
        let mut out = Self {
            verb: VerbForm::of(word),
            ..Self::default()
        };
        let mut last = ['\0'; 4];
        let (mut upper, mut lower, mut digit, mut sign, mut count) = (0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
        let mut first_upper = 0;
        for c in word.chars() {
            let f = folded(c);
            if c.is_uppercase() {
                upper += 1;
                first_upper |= u64::from(count == 0);
            } else if c.is_alphabetic() {
                lower += 1;
            } else if f == '0' {
                digit += 1;
            } else {
                sign += 1;
            }
            out.form = mix(out.form, u64::from(f));
            if count < 3 {
                out.prefix = out.form;
            }
            last.rotate_left(1);
            last[3] = f;
            count += 1;
        }
        let mut tail = 7;
        for (i, suffix) in out.suffixes.iter_mut().enumerate() {
            tail = mix(tail, u64::from(last[3 - i]));
            *suffix = tail;
        }
        out.shape = first_upper
            | u64::from(upper > 1) << 1
            | u64::from(lower > 0) << 2
            | u64::from(digit > 0) << 3
            | u64::from(sign > 0) << 4
            | count.min(3) << 5;
        out
    }
}
