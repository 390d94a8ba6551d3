//! The weights that turn features into a rank and a confidence: a small table written by `examples/train_match`.
//!
//! Invariants: the built-in table can be parsed, which a test checks; a confidence is between 0 and 1.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::features::{FEATURES, Features};

const BY_WORDS: &str = include_str!("../../assets/match.weights");
const BY_MEANING: &str = include_str!("../../assets/match_meaning.weights");

/// Weights for ranking candidates and for their confidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatchModel {
    /// The candidate with the largest weighted sum comes first.
    pub ranking: Features,
    /// Weights of the features in the log-odds of the confidence.
    pub confidence: Features,
    /// The weight of the distance between a candidate and the next one that says something else.
    pub margin: f64,
    /// The log-odds without any feature.
    pub bias: f64,
    /// The minimum confidence of a match that is shown by default.
    pub shown: f64,
}

impl MatchModel {
    /// The sentence encoder for whose vectors the weights with meaning were trained.
    pub const MEANING_OF: &'static str = "all-MiniLM-L6-v2";

    /// The built-in weights for comparison by words.
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<MatchModel> =
            LazyLock::new(|| MatchModel::read(BY_WORDS).unwrap_or_default());
        &BUILT_IN
    }

    /// The built-in weights for comparison by words and by the vectors of a sentence encoder.
    pub fn built_in_with_meaning() -> &'static Self {
        static BUILT_IN: LazyLock<MatchModel> =
            LazyLock::new(|| MatchModel::read(BY_MEANING).unwrap_or_default());
        &BUILT_IN
    }

    /// Parses a table: `name ranking confidence` for each feature, and `margin`, `bias` and `shown` with one number each; lines that begin
    /// with `#` are comments. `None` if something is missing.
    pub fn read(table: &str) -> Option<Self> {
        let line = |name: &str| -> Option<Vec<f64>> {
            let mut lines = table.lines().map(str::split_whitespace);
            let numbers = lines.find_map(|mut words| (words.next()? == name).then_some(words))?;
            numbers.map(|number| number.parse().ok()).collect()
        };
        let one = |name: &str| line(name)?.first().copied();
        let mut model = Self {
            margin: one("margin")?,
            bias: one("bias")?,
            shown: one("shown")?,
            ..Self::default()
        };
        for (i, (name, _)) in FEATURES.iter().enumerate() {
            let [ranking, confidence] = *line(name)?.as_slice() else {
                return None;
            };
            *model.ranking.get_mut(i)? = ranking;
            *model.confidence.get_mut(i)? = confidence;
        }
        Some(model)
    }

    /// The table that [`Self::read`] reads.
    pub fn table(&self) -> String {
        let mut out = String::new();
        for (((name, _), ranking), confidence) in FEATURES.iter().zip(self.ranking).zip(self.confidence) {
            let _ = writeln!(out, "{name} {ranking:.4} {confidence:.4}");
        }
        let Self {
            margin, bias, shown, ..
        } = self;
        let _ = write!(out, "margin {margin:.4}\nbias {bias:.4}\nshown {shown:.2}\n");
        out
    }

    /// The value by which candidates are ranked.
    pub fn rank(&self, features: &Features) -> f64 {
        sum(&self.ranking, features)
    }

    /// The probability that a candidate says the same as the claim; `margin` is the distance of its rank from that of the next one that
    /// says something else.
    pub fn confidence(&self, features: &Features, margin: f64) -> f64 {
        let odds = sum(&self.confidence, features) + self.margin * margin + self.bias;
        1.0 / (1.0 + (-odds).exp())
    }
}

fn sum(weights: &Features, features: &Features) -> f64 {
    weights.iter().zip(features).map(|(w, f)| w * f).sum()
}

#[cfg(test)]
mod tests {
    use super::super::features::FeatureGroup;
    use super::*;

    #[test]
    fn the_tables_that_are_built_in_can_be_read() {
        for table in [BY_WORDS, BY_MEANING] {
            let model = MatchModel::read(table).unwrap();
            assert_eq!(MatchModel::read(&model.table()), Some(model.clone()));
            assert!(model.shown > 0.5 && model.shown < 1.0);
        }
        let by_words = MatchModel::built_in();
        for (i, (name, group)) in FEATURES.iter().enumerate() {
            if *group == FeatureGroup::Meaning {
                assert_eq!(
                    (by_words.ranking[i], by_words.confidence[i]),
                    (0.0, 0.0),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_table_without_a_feature_is_none() {
        let table = MatchModel::built_in().table();
        let without: String = table
            .lines()
            .skip(1)
            .fold(String::new(), |all, line| all + line + "\n");
        assert_eq!(MatchModel::read(&without), None);
        assert_eq!(MatchModel::read(""), None);
    }
}
