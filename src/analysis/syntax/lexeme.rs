//! What the models see of a word: hashes of its form, affixes and shape.

use super::weights::mix;

/// What the models see of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lexeme {
    /// The word in lower case, figures as 0, quotation marks as one.
    pub form: u64,
    /// Its last one to four characters.
    pub suffixes: [u64; 4],
    /// Its first three characters.
    pub prefix: u64,
    /// Capitals, figures, hyphens: which of them it has.
    pub shape: u64,
}

/// One character as the models see it.
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

impl Lexeme {
    /// What the models see of `word`.
    pub(crate) fn new(word: &str) -> Self {
        let word = match word {
            "``" | "''" => "\"",
            word => word,
        };
        let mut out = Self::default();
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
