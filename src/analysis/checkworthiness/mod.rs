//! Rates the check-worthiness of a claim and finds its kind, with reasons in words that a reader can weigh.
//!
//! A claim is judged by its features: figures, comparisons, causes, laws, predictions, opinion. Each is found by its words, and a logistic
//! model over them gives the score; its weights were trained on labelled sentences of debates (`examples/train_checkworthiness.rs`; figures in
//! `docs/analysis-claims.md`). The kinds are those of Full Fact's scheme.
//!
//! Invariants: a score is between 0 and 1 and depends only on the claim's words, except for the speaker.

mod features;

use super::{Claim, ClaimKind, Form};
use crate::lexicon::WordClass;

pub use features::{Feature, FeatureSet};
pub(crate) use features::{FeatureLayer, has_figure};

/// Sets kind and check-worthiness of `claim`, whose words have the features `features`, and adds reasons.
pub(crate) fn judge(features: FeatureSet, claim: &mut Claim) {
    claim.check_worthiness = features.score();
    claim.kind = kind(features, claim);
    let mut reasons: Vec<&'static str> = Feature::ALL
        .into_iter()
        .filter(|&s| features.has(s))
        .filter_map(Feature::reason)
        .collect();
    if !features.has(Feature::Number) && !features.has(Feature::Share) {
        reasons.retain(|r| *r != "says that something rose or fell");
    }
    if features.has(Feature::Share) {
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

fn kind(features: FeatureSet, claim: &Claim) -> ClaimKind {
    let quoted = matches!(claim.form, Form::Direct | Form::Mixed);
    if features.has(Feature::Prediction) && !features.has(Feature::Unless) {
        ClaimKind::Prediction
    } else if features.has(Feature::Share)
        || features.has(Feature::Number)
            && (features.has(Feature::Comparison) || features.has(Feature::Change))
    {
        ClaimKind::Quantity
    } else if features.has(Feature::Cause) {
        ClaimKind::Causal
    } else if quoted
        && features.has(Feature::First)
        && features.has(Feature::Past)
        && !features.has(Feature::Opinion)
    {
        ClaimKind::Experience
    } else if features.has(Feature::Number) {
        ClaimKind::Quantity
    } else if features.has(Feature::Law) {
        ClaimKind::Law
    } else {
        ClaimKind::Other
    }
}

/// Whether a description of a speaker names nobody who could be asked: 'officials', 'two people with knowledge of the matter'.
fn is_unnamed(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|w| WordClass::UnnamedSource.has(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    fn score(text: &str) -> f32 {
        FeatureSet::of(text, &tokenise(text)).score()
    }

    #[test]
    fn figures_are_what_can_be_looked_up() {
        for (text, figure) in [
            ("The bridge cost $40 million.", true),
            ("Twelve bridges cost 40 percent more.", true),
            ("At least 19 people died.", true),
            ("The two sides met again in 2019.", false),
            ("They met on Sept. 17 in Room 401.", false),
            ("At least 12 Marines were killed.", true),
            ("They met on 12 March.", false),
            ("It was shown before [17] and once more in the 1990s.", false),
        ] {
            assert_eq!(has_figure(text, &tokenise(text)), figure, "{text}");
        }
    }

    #[test]
    fn only_a_month_makes_a_figure_a_date() {
        let features = |text: &str| FeatureSet::of(text, &tokenise(text));
        for (text, feature, other) in [
            ("Unemployment declined 4 points.", Feature::Number, Feature::Date),
            ("The court decided 40 cases.", Feature::Number, Feature::Date),
            (
                "It was worth maybe 20 dollars on the market.",
                Feature::Number,
                Feature::Date,
            ),
            ("The mayor separated 12 couples.", Feature::Number, Feature::Date),
            ("They met on Sept. 17.", Feature::Date, Feature::Number),
            ("They met on May 3.", Feature::Date, Feature::Number),
            ("IT CLOSED ON MARCH 9.", Feature::Date, Feature::Number),
        ] {
            assert!(
                features(text).has(feature) && !features(text).has(other),
                "{text}"
            );
        }
    }

    #[test]
    fn signs_depend_on_the_words_of_the_statement_alone() {
        let text = "He voted against it at least 3 times, as many did; voters paid more than $5 (he said), because of [7] laws?";
        let tokens = tokenise(text);
        let layer = FeatureLayer::new(text, &tokens);
        for start in 0..tokens.len() {
            for end in start..=tokens.len() {
                assert_eq!(
                    layer.within(start..end),
                    FeatureSet::of(text, &tokens[start..end]),
                    "{start}..{end}"
                );
            }
        }
    }

    #[test]
    fn about_so_many_compares_nothing() {
        let compares = |text: &str| FeatureSet::of(text, &tokenise(text)).has(Feature::Comparison);
        assert!(compares("Fewer ships came than last year."));
        assert!(compares("The tower is taller than the church."));
        for text in [
            "At least 19 ships came.",
            "More than 200 ships came.",
            "The latest ship came once more.",
        ] {
            assert!(!compares(text), "{text}");
        }
        let cause = |text: &str| FeatureSet::of(text, &tokenise(text)).has(Feature::Cause);
        assert!(cause("It closed because of the storm.") && !cause("It has closed as of May."));
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
