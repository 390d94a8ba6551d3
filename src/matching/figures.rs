//! Compares figures of two statements that measure the same thing.
//!
//! Two figures are compared only if everything known supports it: the same unit, the same thing counted, the same names, the same time,
//! both a level or both a change, both a fact or both a plan. Information about one that is missing for the other prevents a comparison. A
//! figure stands for the range that its words allow: '19 million' for everything that rounds to it, 'more than 20' for everything above,
//! 'nearly 20' for values slightly below.
//!
//! Invariants: the order of the two does not matter; the work is linear in the words of both, times their figures.

use super::words::{Term, is_common, number, plain_letters, scale, spelled_stem, year};
use crate::analysis::token::tokenise;
use crate::document::TextRange;

/// The result of comparing two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureRelation {
    /// Both measure the same, and their ranges overlap.
    Agree,
    /// Both measure the same, and their ranges do not overlap.
    Disagree,
}

/// Two figures that measure the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FigurePair {
    /// The place of the first, in bytes of the first text.
    pub first: TextRange,
    /// The place of the second, in bytes of the second text.
    pub second: TextRange,
    /// Whether they agree.
    pub relation: FigureRelation,
}

/// The unit of a figure.
#[derive(Clone, Debug, PartialEq)]
enum Unit {
    Percent,
    Money(&'static str),
    /// A counted thing, or a measure: the words after the figure.
    Things(Vec<Term>),
}

/// Whether a figure is a part of a whole that is given too, or that whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    None,
    Part,
    Whole,
}

#[derive(Clone, Debug)]
struct Figure {
    range: TextRange,
    low: f64,
    high: f64,
    unit: Unit,
    share: Share,
    /// Whether it is the amount of a change.
    change: bool,
}

/// A parsed statement.
struct Statement {
    figures: Vec<Figure>,
    /// Its subject, without figures and times.
    about: Vec<Term>,
    names: Vec<Term>,
    /// Years, months, days of the week, 'a day', 'monthly'.
    times: Vec<Term>,
    planned: bool,
    negated: bool,
    /// Whether something increased, and decreased.
    trend: (bool, bool),
}

const TIMES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "spring",
    "summer",
    "autumn",
    "winter",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "annual",
    "annually",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "hour",
    "hours",
    "night",
    "decade",
    "quarter",
    "yesterday",
    "today",
    "tomorrow",
    "last",
    "next",
    "ago",
    "previous",
    "now",
    "currently",
    "first",
    "second",
    "third",
    "half",
    "century",
    "since",
    "earlier",
];
const PLANS: &[&str] = &[
    "will",
    "would",
    "could",
    "might",
    "plan",
    "plans",
    "planned",
    "expected",
    "expects",
    "forecast",
    "target",
    "goal",
    "aims",
    "should",
    "predicted",
    "projected",
    "estimated",
    "if",
    "may",
    "hopes",
    "promised",
    "wants",
    "budgeted",
    "capacity",
    "maximum",
];
const UP: &[&str] = &[
    "rose",
    "rise",
    "risen",
    "rises",
    "grew",
    "grown",
    "grow",
    "increased",
    "increase",
    "jumped",
    "climbed",
    "gained",
    "up",
    "higher",
    "added",
    "more",
];
const DOWN: &[&str] = &[
    "fell",
    "fall",
    "fallen",
    "falls",
    "dropped",
    "drop",
    "decreased",
    "shrank",
    "declined",
    "lost",
    "down",
    "lower",
    "cut",
    "fewer",
    "less",
];
const NOT: &[&str] = &[
    "not", "no", "never", "n't", "without", "denied", "neither", "against", "except", "outside",
];
/// Words that do not help to identify what is measured.
const EMPTY: &[&str] = &[
    "said",
    "says",
    "say",
    "told",
    "according",
    "more",
    "than",
    "less",
    "fewer",
    "about",
    "around",
    "some",
    "nearly",
    "almost",
    "over",
    "under",
    "least",
    "most",
    "up",
    "roughly",
    "approximately",
    "only",
    "just",
    "exactly",
    "between",
    "total",
    "estimated",
    "reported",
    "official",
    "officials",
    "report",
    "today",
    "now",
    "currently",
    "there",
    "also",
    "already",
    "still",
    "even",
    "percent",
    "cent",
    "per",
    "number",
    "figure",
    "million",
    "billion",
    "thousand",
    "trillion",
    "hundred",
    "dollars",
    "euros",
    "pounds",
    "dollar",
    "euro",
    "the",
    "a",
    "an",
    "of",
    "in",
    "on",
    "at",
    "to",
    "for",
    "by",
    "from",
    "with",
    "and",
    "or",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "has",
    "have",
    "had",
    "its",
    "it",
    "that",
    "this",
    "their",
    "his",
    "her",
    "as",
    "all",
    "any",
    "he",
    "she",
    "they",
    "which",
    "who",
    "not",
    "no",
];

struct Reader<'a> {
    text: &'a str,
    words: Vec<(TextRange, String)>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |(_, word)| word)
    }

    fn back(&self, at: usize, by: usize) -> &str {
        at.checked_sub(by).map_or("", |at| self.word(at))
    }

    /// The figure that begins at `at`: its value, its precision, and its end.
    fn number(&self, at: usize) -> Option<(f64, f64, usize)> {
        let word = self.word(at);
        let mut value = number(word)?;
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        // The place of the last significant digit.
        let mut fine = match digits.split_once('.') {
            Some((_, decimals)) => 10_f64.powi(-(decimals.len() as i32)),
            None => {
                let zeros = digits.len() - digits.trim_end_matches('0').len();
                if zeros >= 2 {
                    10_f64.powi(zeros as i32)
                } else {
                    1.0
                }
            }
        };
        let suffix = number(&format!("1{}", word.get(digits.len()..).unwrap_or_default()))
            .filter(|_| !digits.is_empty());
        let mut rounded = digits.contains('.') || fine > 1.0;
        if let Some(by) = suffix.filter(|by| *by > 1.0) {
            fine *= by;
            rounded = true;
        }
        let mut end = at + 1;
        while let Some(by) = scale(self.word(end)) {
            value *= by;
            fine *= by;
            rounded = true;
            end += 1;
        }
        Some((value, if rounded { fine / 2.0 } else { 0.0 }, end))
    }

    fn figures(&self) -> Vec<Figure> {
        let mut out: Vec<Figure> = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let Some((value, slack, mut end)) = self.number(at) else {
                at += 1;
                continue;
            };
            let is_date = year(self.word(at)).is_some() && end == at + 1 && self.currency(at).is_none()
                || end == at + 1
                    && (TIMES[..12].contains(&self.word(end)) || TIMES[..12].contains(&self.back(at, 1)));
            let (mut low, mut high) = (value - slack, value + slack);
            let mut start = at;
            // '10 to 20', 'between 10 and 20', '10-20'.
            let joins = matches!(self.word(end), "to" | "-" | "–" | "and");
            let ranged = self.word(end) != "and" || self.back(at, 1) == "between";
            if let Some((other, more, after)) = self.number(end + 1).filter(|_| joins && ranged) {
                // '10 to 20 million' means millions for both.
                let by = if other > 1e5 && value < 1e3 {
                    10_f64.powf((other.log10() / 3.0).floor() * 3.0)
                } else {
                    1.0
                };
                (low, high) = (
                    (value * by - slack).min(other - more),
                    (value * by).max(other + more),
                );
                end = after;
            }
            let before = (self.back(at, 2), self.back(at, 1));
            let before = if self.currency(at).is_some() && self.is_sign(at) {
                (self.back(at, 3), self.back(at, 2))
            } else {
                before
            };
            match before {
                ("more" | "greater" | "higher", "than")
                | (_, "over" | "above" | "exceeded" | "exceeds" | "topped")
                | ("at", "least") => high = f64::INFINITY,
                ("less" | "fewer" | "lower", "than")
                | (_, "under" | "below")
                | ("up", "to")
                | ("at", "most") => low = f64::NEG_INFINITY,
                (_, "nearly" | "almost") | ("close", "to") => low = value * 0.85,
                (_, "about" | "around" | "roughly" | "some" | "approximately" | "circa") => {
                    (low, high) = (low.min(value * 0.85), high.max(value * 1.15));
                }
                _ => {}
            }
            if self.is_sign(at) {
                start = at - 1;
            }
            let unit = self.unit(at, &mut end);
            let is_part = self.word(end) == "of"
                || (1..4).any(|by| {
                    self.word(end + by) == "of" && (1..3).any(|more| self.number(end + by + more).is_some())
                });
            let whole = (self.back(at, 1) == "of" || self.back(at, 2) == "of") && out.last().is_some();
            let share = match (is_part && (1..6).any(|by| self.number(end + by).is_some()), whole) {
                (true, _) => Share::Part,
                (false, true) => Share::Whole,
                (false, false) => Share::None,
            };
            if !is_date && let Some(unit) = unit {
                let range = self.words.get(start).zip(self.words.get(end - 1));
                out.extend(range.map(|((a, _), (b, _))| Figure {
                    range: a.union(*b),
                    low,
                    high,
                    unit,
                    share,
                    change: self.back(start, 1) == "by"
                        || matches!(self.word(end), "more" | "fewer" | "less" | "higher" | "lower"),
                }));
            }
            at = end.max(at + 1);
        }
        out
    }

    /// The words without the attribution: '…, the minister said', 'The minister said that …'.
    fn said(&self) -> std::ops::Range<usize> {
        let is_cue = |at: usize| matches!(self.word(at), "said" | "says" | "say" | "told" | "according");
        let all = self.words.len();
        let comma = (0..all).rev().find(|at| {
            self.word(*at).is_empty()
                && self
                    .text
                    .get(self.words.get(*at).map_or(0, |w| w.0.start)..)
                    .is_some_and(|t| t.starts_with(','))
        });
        let end = comma.filter(|comma| (*comma..all).any(is_cue)).unwrap_or(all);
        let start = (0..end)
            .find(|at| is_cue(*at) && self.word(at + 1) == "that")
            .map_or(0, |at| at + 2);
        start..end
    }

    fn is_sign(&self, at: usize) -> bool {
        matches!(self.back(at, 1), "$" | "€" | "£" | "¥" | "₹")
    }

    fn currency(&self, at: usize) -> Option<&'static str> {
        Some(match self.back(at, 1) {
            "$" => "dollar",
            "€" => "euro",
            "£" => "pound",
            "¥" => "yen",
            "₹" => "rupee",
            _ => return None,
        })
    }

    /// What is measured, with `end` moved past it if it is a unit; `None` if unknown.
    fn unit(&self, at: usize, end: &mut usize) -> Option<Unit> {
        if let Some(sign) = self.currency(at) {
            return Some(Unit::Money(sign));
        }
        let money = match self.word(*end) {
            "dollars" | "dollar" => Some("dollar"),
            "euros" | "euro" => Some("euro"),
            "pounds" => Some("pound"),
            "yen" => Some("yen"),
            "yuan" => Some("yuan"),
            "rupees" => Some("rupee"),
            "kronor" | "crowns" | "kroner" => Some("crown"),
            _ => None,
        };
        if let Some(money) = money {
            *end += 1;
            return Some(Unit::Money(money));
        }
        if matches!(self.word(*end), "%" | "percent" | "pct") {
            *end += 1;
            return Some(Unit::Percent);
        }
        if self.word(*end) == "per" && self.word(*end + 1) == "cent" {
            *end += 2;
            return Some(Unit::Percent);
        }
        let mut things = Vec::new();
        let mut next = *end;
        let mut skipped = 0;
        while let Some((range, word)) = self.words.get(next) {
            let is_word = word.chars().next().is_some_and(char::is_alphabetic);
            let of_whole = self.number(next).is_some() && matches!(self.back(next, 1), "of" | "the");
            let ends = !is_word && word != "-" && !of_whole || self.number(next).is_some() && !of_whole;
            if ends || things.len() == 3 || skipped > 3 {
                break;
            }
            let empty = EMPTY.contains(&word.as_str());
            if empty && !matches!(word.as_str(), "of" | "the" | "its" | "all") {
                break;
            }
            if empty || self.number(next).is_some() {
                skipped += 1;
            } else if !range.slice(self.text).starts_with(char::is_uppercase) {
                things.push(spelled_stem(word));
            }
            next += 1;
        }
        (!things.is_empty()).then_some(Unit::Things(things))
    }
}

impl Statement {
    fn of(text: &str) -> Self {
        let words = tokenise(text)
            .into_iter()
            .map(|token| (token.range, plain_letters(token.range.slice(text)).into_owned()))
            .collect();
        let reader = Reader { text, words };
        let figures = reader.figures();
        let inside = |range: TextRange| figures.iter().any(|figure| figure.range.overlaps(range));
        let mut out = Self {
            about: Vec::new(),
            names: Vec::new(),
            times: Vec::new(),
            planned: false,
            negated: false,
            trend: (false, false),
            figures: Vec::new(),
        };
        let said = reader.said();
        for (at, (range, word)) in reader
            .words
            .iter()
            .enumerate()
            .filter(|(at, _)| said.contains(at))
        {
            let word = word.as_str();
            let hedges = matches!(reader.word(at + 1), "than");
            out.planned |= PLANS.contains(&word);
            out.negated |= NOT.contains(&word);
            out.trend.0 |= UP.contains(&word) && !hedges && !(word == "up" && reader.word(at + 1) == "to");
            out.trend.1 |= DOWN.contains(&word) && !hedges;
            if year(word).is_some() || TIMES.contains(&word) {
                out.times.push(spelled_stem(word));
            } else if !inside(*range)
                && !EMPTY.contains(&word)
                && word.chars().next().is_some_and(char::is_alphabetic)
            {
                let raw = range.slice(text);
                let capital = raw.starts_with(char::is_uppercase) && at > 0;
                out.about.push(spelled_stem(word));
                if capital {
                    out.names.push(spelled_stem(word));
                }
            }
        }
        for terms in [&mut out.about, &mut out.names, &mut out.times] {
            terms.sort_unstable();
            terms.dedup();
        }
        out.figures = figures;
        out
    }

    /// Whether nothing contradicts that the two are about one thing at one time.
    fn is_comparable(&self, other: &Self) -> bool {
        let shared = self
            .about
            .iter()
            .filter(|term| other.about.contains(term))
            .count();
        let telling = self
            .about
            .iter()
            .filter(|term| other.about.contains(term) && !is_common(**term))
            .count();
        let least = self.about.len().min(other.about.len());
        let names = |a: &Self, b: &Self| a.names.iter().all(|name| b.about.contains(name));
        self.times == other.times
            && self.planned == other.planned
            && self.negated == other.negated
            && self.trend == other.trend
            && telling >= 1
            && shared >= 2
            && shared as f64 >= 0.6 * least as f64
            // A word on each side that the other lacks is a replacement.
            && least as f64 <= 1.2 * shared as f64
            && (names(self, other) || names(other, self))
    }
}

impl Figure {
    fn is_same_kind(&self, other: &Self) -> bool {
        let same_unit = match (&self.unit, &other.unit) {
            (Unit::Things(a), Unit::Things(b)) => {
                let shared = a.iter().filter(|term| b.contains(term)).count();
                shared > 0 && (a.first() == b.first() || shared == a.len().min(b.len()) && shared > 1)
            }
            (a, b) => a == b,
        };
        same_unit && self.share == other.share && self.change == other.change
    }
}

/// The pairs of figures of the two texts that measure the same thing; ambiguous ones are left out.
pub fn compare_figures(first: &str, second: &str) -> Vec<FigurePair> {
    pairs(&Statement::of(first), &Statement::of(second))
}

/// A statement with figures, parsed once to be compared with many others.
pub struct FigureStatement(Statement);

impl FigureStatement {
    /// Parses a text; `None` if it contains no figure that can be compared.
    pub fn of(text: &str) -> Option<Self> {
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let statement = Statement::of(text);
        (!statement.figures.is_empty()).then_some(Self(statement))
    }

    /// As [`compare_figures`] for the two texts.
    pub fn compare(&self, other: &Self) -> Vec<FigurePair> {
        pairs(&self.0, &other.0)
    }

    /// The rarer words of its subject. Statements that share none are not compared.
    pub fn subject(&self) -> impl Iterator<Item = u64> + '_ {
        let telling = self.0.about.iter().filter(|term| !is_common(**term));
        telling.map(|term| term.0)
    }
}

fn pairs(a: &Statement, b: &Statement) -> Vec<FigurePair> {
    if !a.is_comparable(b) {
        return Vec::new();
    }
    let mut out = Vec::new();
    for one in &a.figures {
        let same: Vec<&Figure> = b.figures.iter().filter(|other| one.is_same_kind(other)).collect();
        let rivals = a.figures.iter().filter(|other| one.is_same_kind(other)).count();
        // It is unknown which of several is meant.
        if let ([other], 1) = (same.as_slice(), rivals) {
            let touch = one.low <= other.high && other.low <= one.high;
            out.push(FigurePair {
                first: one.range,
                second: other.range,
                relation: if touch {
                    FigureRelation::Agree
                } else {
                    FigureRelation::Disagree
                },
            });
        }
    }
    out
}

/// Whether a text contains a figure that can be compared.
pub fn has_figures(text: &str) -> bool {
    FigureStatement::of(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Precision and recall of reported disagreements over the pairs of a file, and the errors.
    fn measure(pairs: &str) -> (f64, f64, Vec<String>) {
        let (mut right, mut said, mut all, mut wrong) = (0, 0, 0, Vec::new());
        for line in pairs
            .lines()
            .filter(|l| !l.starts_with('#') && !l.trim().is_empty())
        {
            let parts: Vec<&str> = line.split(" | ").collect();
            let [label, a, b] = parts.as_slice() else {
                panic!("{line}")
            };
            let disagrees = |a: &str, b: &str| {
                compare_figures(a, b)
                    .iter()
                    .any(|p| p.relation == FigureRelation::Disagree)
            };
            let found = disagrees(a, b);
            assert_eq!(found, disagrees(b, a), "{line}");
            let wanted = *label == "disagree";
            assert!(["agree", "disagree", "apart"].contains(label), "{line}");
            right += usize::from(found && wanted);
            said += usize::from(found);
            all += usize::from(wanted);
            if found != wanted {
                wrong.push(line.to_owned());
            }
        }
        (
            right as f64 / said.max(1) as f64,
            right as f64 / all.max(1) as f64,
            wrong,
        )
    }

    #[test]
    fn figures_that_disagree_are_told_and_others_are_not() {
        for pairs in [
            include_str!("../../tests/fixtures/matching/figures.txt"),
            include_str!("../../tests/fixtures/matching/figures_held_out.txt"),
        ] {
            let (precision, recall, wrong) = measure(pairs);
            assert!(
                precision >= 0.95 && recall >= 0.6,
                "precision {precision:.2}, recall {recall:.2}: {wrong:#?}"
            );
        }
    }
}
