//! How much a claim is worth checking, what kind it is, and why, in words a reader can weigh.
//!
//! A claim is judged by what it shows: figures, comparisons, causes, laws, what is to come, opinion. Each is looked for by
//! its words, and a logistic model over them gives the score; its weights were learnt from labelled sentences of debates
//! (`examples/train_worth.rs`; figures in `docs/analysis-claims.md`). Kinds are those of Full Fact's scheme.
//!
//! Always true here: a score lies in 0..1 and depends on the claim's words alone, but for who says it.

use super::token::Token;
use super::{Claim, ClaimKind};
use crate::document::{Document, TextRange};

/// Something in a sentence that speaks for or against checking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "each is told in words by `reason`")]
pub enum Sign {
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

impl Sign {
    /// All signs, in the order of the weights.
    pub const ALL: [Self; 21] = [
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

    /// Why it makes a claim worth checking, for the signs that do.
    fn reason(self) -> Option<&'static str> {
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

/// The signs found in a sentence, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs(u32);

impl Signs {
    fn add(&mut self, sign: Sign) {
        self.0 |= 1 << sign as u32;
    }

    /// Whether `sign` was found.
    pub fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u32) != 0
    }

    /// The signs of the words `tokens` of `text`.
    pub fn of(text: &str, tokens: &[Token]) -> Self {
        let mut out = Self::default();
        let mut words = 0;
        let mut before = [String::new(), String::new()];
        for (i, token) in tokens.iter().enumerate() {
            let word = token.range.slice(text);
            let Some(first) = word.chars().next() else {
                continue;
            };
            if !first.is_alphanumeric() {
                match first {
                    '?' | '？' => out.add(Sign::Question),
                    '$' | '£' | '€' | '¥' | '%' => out.add(Sign::Share),
                    _ => {}
                }
                continue;
            }
            words += 1;
            if first.is_uppercase() && i > 0 && word != "I" {
                out.add(Sign::Name);
            }
            let lower = word.to_lowercase();
            // 'US' is no 'us'.
            if word != "US" {
                out.read(&lower, &before[0], &before[1]);
            }
            before.swap(0, 1);
            before[1] = lower;
        }
        if words < 6 {
            out.add(Sign::Short);
        }
        if words > 18 {
            out.add(Sign::Long);
        }
        out
    }

    /// Takes in one word, in lower case, and the two before it.
    fn read(&mut self, word: &str, far: &str, before: &str) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let year = word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
            let day = MONTHS.iter().any(|m| before.starts_with(m)) && before.len() < 10;
            self.add(if year || day { Sign::Date } else { Sign::Number });
            return;
        }
        for (sign, list) in LISTS {
            if list.binary_search(&word).is_ok() {
                self.add(*sign);
            }
        }
        let past = word.len() > 4
            && word.ends_with("ed")
            && !matches!(word, "need" | "indeed" | "speed" | "hundred" | "united");
        if past {
            self.add(Sign::Past);
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
            self.add(Sign::Comparison);
        }
        let determiner = matches!(
            word,
            "the" | "a" | "an" | "his" | "her" | "its" | "their" | "this" | "that"
        );
        if before == "to" && matches!(far, "going" | "expected" | "set" | "likely") && !determiner {
            self.add(Sign::Prediction);
        }
        match (before, word) {
            ("have" | "need" | "got" | "ought" | "want", "to") => self.add(Sign::Wish),
            ("because" | "as", "of")
            | ("led" | "leads" | "due" | "thanks", "to")
            | ("result" | "resulted", "in") => self.add(Sign::Cause),
            ("voted" | "vote" | "votes", "for" | "against") => self.add(Sign::Record),
            _ => {}
        }
    }

    /// How likely a sentence with these signs is worth checking, 0 to 1.
    pub fn score(self) -> f32 {
        let sum = Sign::ALL
            .iter()
            .zip(WEIGHTS)
            .filter(|(s, _)| self.has(**s))
            .map(|(_, w)| w)
            .sum::<f32>()
            + BIAS;
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Learnt by `examples/train_worth.rs`, in the order of [`Sign::ALL`].
const WEIGHTS: [f32; 21] = [
    1.58, 1.65, 0.47, 0.66, 0.64, 0.22, 0.64, -0.77, 1.12, 0.72, 0.77, 0.18, -0.95, -1.15, -0.56, -0.46,
    -0.55, -0.27, 0.42, -0.03, -0.64,
];
/// Learnt with them.
const BIAS: f32 = -2.25;

/// How months begin.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "june", "july", "aug", "sep", "oct", "nov", "dec",
];

/// Words by the sign that they are, lower case, sorted.
static LISTS: &[(Sign, &[&str])] = &[
    (
        Sign::Number,
        &[
            "billion",
            "billions",
            "couple",
            "dozen",
            "dozens",
            "eight",
            "eleven",
            "fifth",
            "fifty",
            "five",
            "forty",
            "four",
            "half",
            "hundred",
            "hundreds",
            "million",
            "millions",
            "nine",
            "number",
            "once",
            "quarter",
            "seven",
            "six",
            "ten",
            "third",
            "thirds",
            "thirty",
            "thousand",
            "thousands",
            "three",
            "trillion",
            "trillions",
            "twelve",
            "twenty",
            "twice",
            "two",
        ],
    ),
    (
        Sign::Share,
        &[
            "average",
            "billion",
            "cents",
            "cost",
            "costs",
            "deficit",
            "dollar",
            "dollars",
            "euros",
            "income",
            "majority",
            "million",
            "per",
            "percent",
            "percentage",
            "pounds",
            "rate",
            "ratio",
            "revenue",
            "surplus",
            "trillion",
        ],
    ),
    (
        Sign::Date,
        &[
            "ago",
            "april",
            "august",
            "century",
            "day",
            "days",
            "decade",
            "decades",
            "december",
            "february",
            "january",
            "july",
            "june",
            "march",
            "month",
            "months",
            "november",
            "october",
            "september",
            "since",
            "week",
            "weeks",
            "year",
            "years",
            "yesterday",
        ],
    ),
    (
        Sign::Comparison,
        &[
            "best", "better", "bigger", "biggest", "faster", "fewer", "fewest", "greater", "greatest",
            "higher", "highest", "larger", "largest", "least", "less", "lower", "lowest", "more", "most",
            "only", "smaller", "smallest", "worse", "worst",
        ],
    ),
    (
        Sign::Change,
        &[
            "climbed",
            "cut",
            "cuts",
            "cutting",
            "declined",
            "decrease",
            "decreased",
            "doubled",
            "dropped",
            "fallen",
            "fell",
            "grew",
            "grown",
            "increase",
            "increased",
            "increases",
            "jumped",
            "lost",
            "plunged",
            "raised",
            "reduced",
            "rise",
            "risen",
            "rose",
            "shrank",
            "soared",
            "tripled",
        ],
    ),
    (
        Sign::Cause,
        &[
            "because",
            "cause",
            "caused",
            "causes",
            "consequence",
            "creates",
            "hence",
            "hurts",
            "leads",
            "prevents",
            "therefore",
            "thus",
            "triggered",
        ],
    ),
    (
        Sign::Law,
        &[
            "act",
            "agreement",
            "amendment",
            "ban",
            "banned",
            "bans",
            "bill",
            "bills",
            "constitution",
            "court",
            "forbids",
            "illegal",
            "law",
            "laws",
            "lawsuit",
            "legal",
            "legislation",
            "permit",
            "permits",
            "prohibits",
            "regulation",
            "regulations",
            "requires",
            "resolution",
            "rule",
            "rules",
            "ruling",
            "sanctions",
            "statute",
            "supreme",
            "tax",
            "taxes",
            "treaty",
            "violates",
        ],
    ),
    (
        Sign::Prediction,
        &[
            "'ll", "forecast", "future", "shall", "tomorrow", "will", "wo", "would", "’ll",
        ],
    ),
    (
        Sign::Past,
        &[
            "became", "been", "began", "brought", "came", "did", "fell", "found", "gave", "got", "grew",
            "had", "has", "held", "kept", "led", "left", "lost", "made", "met", "paid", "put", "ran", "rose",
            "said", "saw", "sent", "spent", "stood", "told", "took", "was", "went", "were", "won", "wrote",
        ],
    ),
    (
        Sign::Record,
        &[
            "administration",
            "congress",
            "created",
            "opposed",
            "passed",
            "president",
            "proposed",
            "secretary",
            "senate",
            "senator",
            "signed",
            "spent",
            "supported",
            "vetoed",
            "voted",
            "votes",
        ],
    ),
    (
        Sign::Everybody,
        &[
            "all",
            "always",
            "any",
            "anybody",
            "anyone",
            "every",
            "everybody",
            "everyone",
            "never",
            "nobody",
            "none",
            "nothing",
        ],
    ),
    (
        Sign::Opinion,
        &[
            "agree",
            "amazing",
            "awful",
            "bad",
            "beautiful",
            "believe",
            "course",
            "feel",
            "good",
            "great",
            "guess",
            "hope",
            "horrible",
            "important",
            "maybe",
            "opinion",
            "perhaps",
            "proud",
            "really",
            "right",
            "sad",
            "seems",
            "sorry",
            "strong",
            "terrible",
            "think",
            "wonderful",
            "wrong",
        ],
    ),
    (
        Sign::Wish,
        &[
            "can", "could", "let", "let's", "may", "might", "must", "need", "needs", "ought", "please",
            "should", "want", "wants",
        ],
    ),
    (
        Sign::First,
        &["'m", "i", "me", "mine", "my", "our", "ours", "us", "we", "’m"],
    ),
    (Sign::Second, &["you", "your", "yours", "yourself"]),
    (Sign::Question, &["how", "what", "who", "why"]),
    (Sign::Negation, &["n't", "neither", "no", "nor", "not", "n’t"]),
    (Sign::Unless, &["if", "unless", "whether"]),
];

/// Sets kind and check-worthiness of `claim`, and adds why to its reasons.
pub(crate) fn judge(document: &Document, tokens: &[Token], claim: &mut Claim) {
    let signs = signs(document, tokens, claim.range);
    claim.check_worthiness = signs.score();
    claim.kind = kind(signs, claim);
    let mut reasons: Vec<&'static str> = Sign::ALL
        .into_iter()
        .filter(|&s| signs.has(s))
        .filter_map(Sign::reason)
        .collect();
    if signs.has(Sign::Share) {
        reasons.retain(|r| *r != "names a number");
    }
    if claim.kind == ClaimKind::Experience {
        reasons.insert(0, "tells what the speaker lived through");
    }
    reasons.truncate(3);
    claim.reasons.extend(reasons.into_iter().map(Into::into));
    let unnamed = claim
        .speaker
        .as_ref()
        .filter(|s| s.entity.is_none() && is_unnamed(&s.name));
    if unnamed.is_some() {
        claim.reasons.push("attributes to an unnamed source".into());
    }
}

/// The signs of the words in `range`.
pub(crate) fn signs(document: &Document, tokens: &[Token], range: TextRange) -> Signs {
    let start = tokens.partition_point(|t| t.range.start < range.start);
    let end = tokens.partition_point(|t| t.range.start < range.end);
    Signs::of(document.text(), tokens.get(start..end).unwrap_or_default())
}

fn kind(signs: Signs, claim: &Claim) -> ClaimKind {
    let quoted = matches!(claim.form, super::Form::Direct | super::Form::Mixed);
    if signs.has(Sign::Prediction) && !signs.has(Sign::Unless) {
        ClaimKind::Prediction
    } else if signs.has(Sign::Share)
        || signs.has(Sign::Number) && (signs.has(Sign::Comparison) || signs.has(Sign::Change))
    {
        ClaimKind::Quantity
    } else if signs.has(Sign::Cause) {
        ClaimKind::Causal
    } else if quoted && signs.has(Sign::First) && signs.has(Sign::Past) && !signs.has(Sign::Opinion) {
        ClaimKind::Experience
    } else if signs.has(Sign::Number) {
        ClaimKind::Quantity
    } else if signs.has(Sign::Law) {
        ClaimKind::Law
    } else {
        ClaimKind::Other
    }
}

/// Whether a speaker's words name nobody who could be asked: 'officials', 'two people with knowledge of the matter'.
fn is_unnamed(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|w| {
        matches!(
            w,
            "analysts"
                | "critics"
                | "diplomats"
                | "experts"
                | "insiders"
                | "observers"
                | "officials"
                | "official"
                | "people"
                | "person"
                | "residents"
                | "scientists"
                | "source"
                | "sources"
                | "supporters"
                | "witnesses"
                | "witness"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    fn score(text: &str) -> f32 {
        Signs::of(text, &tokenise(text)).score()
    }

    #[test]
    fn lists_are_sorted() {
        for (sign, list) in LISTS {
            assert!(
                list.is_sorted(),
                "{sign:?} {:?}",
                list.windows(2).find(|w| w[0] > w[1])
            );
        }
    }

    #[test]
    fn facts_score_above_opinions() {
        let facts = [
            "Unemployment fell to 4.1 percent in June, the lowest level since 1999.",
            "The senator voted against the bill three times.",
            "The city spent $40 million on the bridge last year.",
        ];
        let opinions = [
            "I think we should be proud of what we are.",
            "You have to believe in people.",
            "Is it safe?",
            "That is a good thing.",
        ];
        let least = facts.iter().map(|t| score(t)).fold(1.0, f32::min);
        let most = opinions.iter().map(|t| score(t)).fold(0.0, f32::max);
        assert!(least > 0.5 && most < 0.25, "{least} {most}");
    }
}
