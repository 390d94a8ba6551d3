//! Features of a sentence for or against checking it, and the score computed from them.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use crate::analysis::steps::step;
use crate::analysis::token::Token;
use crate::lexicon::{WordClass, WordClasses};

/// A feature of a sentence for or against checking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "each is told in words by `reason`")]
pub enum Feature {
    Number,
    Share,
    Date,
    Comparison,
    Change,
    Cause,
    Law,
    Prediction,
    Past,
    Name,
    Record,
    Office,
    Everybody,
    Opinion,
    Wish,
    First,
    Second,
    Question,
    Short,
    Long,
    Negation,
    Unless,
}

impl Feature {
    /// All features, in the order of the weights.
    pub const ALL: [Self; 22] = [
        Self::Number,
        Self::Share,
        Self::Date,
        Self::Comparison,
        Self::Change,
        Self::Cause,
        Self::Law,
        Self::Prediction,
        Self::Past,
        Self::Name,
        Self::Record,
        Self::Office,
        Self::Everybody,
        Self::Opinion,
        Self::Wish,
        Self::First,
        Self::Second,
        Self::Question,
        Self::Short,
        Self::Long,
        Self::Negation,
        Self::Unless,
    ];

    /// The reason it gives for checking, if any.
    pub(super) fn reason(self) -> Option<&'static str> {
        Some(match self {
            Self::Number => "names a number",
            Self::Share => "names a sum or a share",
            Self::Date => "names a time",
            Self::Comparison => "compares",
            Self::Change => "says that something rose or fell",
            Self::Cause => "gives a cause",
            Self::Law => "speaks of a law or rule",
            Self::Prediction => "predicts",
            Self::Record => "speaks of what somebody did or voted for",
            Self::Everybody => "speaks of all or none",
            _ => return None,
        })
    }
}

/// The set of features of a sentence, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeatureSet(u32);

impl FeatureSet {
    fn add(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u32;
    }

    /// Whether `feature` was found.
    pub fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u32) != 0
    }

    /// The features of the words `tokens` of `text`.
    pub fn of(text: &str, tokens: &[Token]) -> Self {
        FeatureLayer::new(text, tokens).within(0..tokens.len())
    }

    /// Adds the features of one word, in lower case, given the two words before and after it.
    fn read(&mut self, word: &str, [far, before]: [&str; 2], [next, beyond]: [&str; 2]) {
        // 'at least three', 'more than 200' and 'once more' compare nothing; 'fell in love' is no fall.
        let counts = |w: &str| w.starts_with(|c: char| c.is_ascii_digit()) || WordClass::FeatureNumber.has(w);
        let about = match word {
            "least" | "most" => before == "at",
            "more" | "less" | "fewer" => next == "than" && counts(beyond) || before == "once",
            "once" => next == "more",
            "than" => counts(next),
            "latest" => true,
            _ => false,
        };
        if about {
            return;
        }
        let falls = matches!(next, "in" | "ill" | "asleep") && matches!(beyond, "love" | "");
        let Self(mut listed) = listed(word);
        if falls {
            listed &= !(1 << Feature::Change as u32);
        }
        self.0 |= listed;
        let past = word.len() > 4
            && word.ends_with("ed")
            && !matches!(word, "need" | "indeed" | "speed" | "hundred" | "united");
        if past {
            self.add(Feature::Past);
        }
        let superlative = word.len() > 5
            && word.ends_with("est")
            && !matches!(
                word,
                "interest"
                    | "request"
                    | "forest"
                    | "honest"
                    | "protest"
                    | "invest"
                    | "harvest"
                    | "modest"
                    | "contest"
                    | "suggest"
                    | "arrest"
            );
        if superlative || word == "than" || before == "as" && matches!(word, "many" | "much") {
            self.add(Feature::Comparison);
        }
        let determiner = matches!(
            word,
            "the" | "a" | "an" | "his" | "her" | "its" | "their" | "this" | "that"
        );
        if before == "to" && matches!(far, "going" | "expected" | "set" | "likely") && !determiner {
            self.add(Feature::Prediction);
        }
        match (before, word) {
            ("have" | "need" | "got" | "ought" | "want", "to") => self.add(Feature::Wish),
            ("because", "of")
            | ("led" | "leads" | "due" | "thanks", "to")
            | ("result" | "resulted", "in") => self.add(Feature::Cause),
            ("voted" | "vote" | "votes", "for" | "against") => self.add(Feature::Record),
            _ => {}
        }
    }

    /// The probability that a sentence with these features is worth checking, 0 to 1.
    pub fn score(self) -> f32 {
        let sum = Feature::ALL
            .iter()
            .zip(WEIGHTS)
            .filter(|(s, _)| self.has(**s))
            .map(|(_, w)| w)
            .sum::<f32>()
            + BIAS;
        1.0 / (1.0 + (-sum).exp())
    }
}

/// The features of every token of a text. Statements of one sentence may share most of their words, so the features of a token are computed
/// once, on first use.
#[derive(Debug)]
pub(crate) struct FeatureLayer<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// The tokens that are words, in order.
    words: Vec<u32>,
    /// The features of each token with all tokens around it.
    found: Vec<Cell<Option<FeatureSet>>>,
}

impl<'a> FeatureLayer<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        let is_word = |t: &Token| t.range.slice(text).starts_with(char::is_alphanumeric);
        Self {
            text,
            tokens,
            words: (0..)
                .zip(tokens)
                .filter(|(_, t)| is_word(t))
                .map(|(i, _)| i)
                .collect(),
            found: vec![Cell::new(None); tokens.len()],
        }
    }

    /// The features of the tokens `range`, as if nothing were around them.
    pub(crate) fn within(&self, range: Range<usize>) -> FeatureSet {
        let first = self.words.partition_point(|w| (*w as usize) < range.start);
        let mut out = FeatureSet::default();
        let mut k = first;
        for i in range.clone() {
            step();
            if self.words.get(k).is_none_or(|w| *w as usize != i) {
                out.0 |= self.mark(i).0;
                continue;
            }
            // A word is read with the two words before it and the two tokens after it.
            let features = if k < first + 2 || i + 2 >= range.end {
                self.read(k, &range)
            } else {
                self.found[i].get().unwrap_or_else(|| {
                    let features = self.read(k, &(0..self.tokens.len()));
                    self.found[i].set(Some(features));
                    features
                })
            };
            out.0 |= features.0;
            k += 1;
        }
        if k - first < 6 {
            out.add(Feature::Short);
        }
        if k - first > 18 {
            out.add(Feature::Long);
        }
        out
    }

    /// The text of token `i`, if it is in `range`.
    fn token(&self, i: usize, range: &Range<usize>) -> &'a str {
        let token = self.tokens.get(i).filter(|_| range.contains(&i));
        token.map_or("", |t| t.range.slice(self.text))
    }

    /// The features of token `i`, which is not a word.
    fn mark(&self, i: usize) -> FeatureSet {
        if let Some(found) = self.found[i].get() {
            return found;
        }
        let mut out = FeatureSet::default();
        match self.tokens[i].range.slice(self.text).chars().next() {
            Some('?' | '？') => out.add(Feature::Question),
            Some('$' | '£' | '€' | '¥' | '%') => out.add(Feature::Share),
            _ => {}
        }
        self.found[i].set(Some(out));
        out
    }

    /// The features of word `k` among the tokens `range`.
    fn read(&self, k: usize, range: &Range<usize>) -> FeatureSet {
        let mut out = FeatureSet::default();
        let i = self.words[k] as usize;
        let word = self.token(i, range);
        if word.starts_with(char::is_uppercase) && i > range.start && word != "I" {
            out.add(Feature::Name);
        }
        let next = |n: usize| self.token(i + n, range);
        let before = |n: usize| {
            k.checked_sub(n)
                .map_or("", |k| self.token(self.words[k] as usize, range))
        };
        // 'US' is not 'us', and '[17]' is a note.
        let note = i > 0 && self.token(i - 1, range) == "[" && next(1) == "]";
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            let feature = if year || is_month(before(1)) {
                Feature::Date
            } else {
                Feature::Number
            };
            if !note {
                out.add(feature);
            }
        } else if word != "US" && !note {
            let before = [&*lower(before(2)), &*lower(before(1))];
            out.read(&lower(word), before, [next(1), next(2)]);
        }
        out
    }
}

/// `word` in lower case.
fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}

/// The features that words give, each with the class of these words.
const LISTED: [(Feature, WordClass); 19] = [
    (Feature::Number, WordClass::FeatureNumber),
    (Feature::Share, WordClass::FeatureShare),
    (Feature::Date, WordClass::FeatureDate),
    (Feature::Comparison, WordClass::FeatureComparison),
    (Feature::Change, WordClass::FeatureChange),
    (Feature::Cause, WordClass::FeatureCause),
    (Feature::Law, WordClass::FeatureLaw),
    (Feature::Prediction, WordClass::FeaturePrediction),
    (Feature::Past, WordClass::FeaturePast),
    (Feature::Record, WordClass::FeatureRecord),
    (Feature::Office, WordClass::FeatureOffice),
    (Feature::Everybody, WordClass::FeatureEverybody),
    (Feature::Opinion, WordClass::FeatureOpinion),
    (Feature::Wish, WordClass::FeatureWish),
    (Feature::First, WordClass::FeatureFirst),
    (Feature::Second, WordClass::FeatureSecond),
    (Feature::Question, WordClass::FeatureQuestion),
    (Feature::Negation, WordClass::FeatureNegation),
    (Feature::Unless, WordClass::FeatureUnless),
];

/// The features that `word` (lower case) gives by itself.
fn listed(word: &str) -> FeatureSet {
    let classes = WordClasses::of(word);
    let mut out = FeatureSet::default();
    for (feature, class) in LISTED {
        if classes.has(class) {
            out.add(feature);
        }
    }
    out
}

/// Whether `word` is the name of a month, in full or abbreviated: 'Sept.', 'MARCH', but not 'Marines'.
fn is_month(word: &str) -> bool {
    let mut name = word.to_ascii_lowercase();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word.starts_with(char::is_uppercase) && WordClass::Month.has(&name)
}

/// Whether the words `tokens` of `text` contain a figure that could be looked up: in digits (but not a year, day or note), or a large one
/// in words.
pub(crate) fn has_figure(text: &str, tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(i, token)| {
        let word = token.range.slice(text);
        let around = |k: Option<usize>| k.and_then(|k| tokens.get(k)).map_or("", |t| t.range.slice(text));
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return WordClass::FigureWord.has(&lower(word));
        }
        let (before, next) = (around(i.checked_sub(1)), around(Some(i + 1)));
        let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        let ordinal =
            word.ends_with("th") || word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd");
        // 'Room 401', 'HTML 5', 'G-8'
        let name = i > 1 && before.starts_with(char::is_uppercase) && before.len() > 1
            || before == "-" && !token.spaced;
        let decade = word.ends_with('s');
        !(year
            || decade
            || name
            || ordinal
            || is_month(before)
            || is_month(next)
            || before == "["
            || before == "("
            || next == ":")
    })
}

/// Trained by `examples/train_checkworthiness.rs`, in the order of [`Feature::ALL`].
const WEIGHTS: [f32; 22] = [
    1.60, 1.63, 0.46, 0.62, 0.64, 0.21, 0.57, -0.75, 1.08, 0.77, 1.34, 0.46, 0.20, -0.93, -1.15, -0.58,
    -0.45, -0.55, -0.26, 0.41, -0.02, -0.65,
];
/// Trained with them.
const BIAS: f32 = -2.24;
