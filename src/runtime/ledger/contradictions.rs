//! Claims of one speaker that contradict each other: figures for the same thing that disagree, and opposite verdicts on claims that say
//! the same.
//!
//! Invariants: the work is bounded by the claims times [`COMPARED`]; a pair is reported once.

use std::collections::{HashMap, HashSet};

use crate::config::settings::Label;
use crate::config::theme::Role;
use crate::index::{IndexedClaim, PassageNumber};
use crate::matching::{Checked, FigureRelation, FigureStatement, Index, IndexBuilder, MatchQuery, Matcher};
use crate::text::clean::one_line;
use crate::text::fold::{SEARCH, folded};

/// The maximum number of claims that share a word of the subject and are compared because of it.
const COMPARED: usize = 200;
/// The maximum number of claims that say the same, for one claim.
const SAME: usize = 10;

/// Which verdicts are opposites, folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerdictSides {
    supported: HashSet<String>,
    refuted: HashSet<String>,
}

impl VerdictSides {
    /// By the roles of the configured verdicts.
    pub fn of(verdicts: &[Label]) -> Self {
        let of_role = |role: Role| {
            let verdicts = verdicts.iter().filter(|verdict| verdict.role == role);
            verdicts.map(|verdict| folded(&verdict.name, SEARCH)).collect()
        };
        Self {
            supported: of_role(Role::Supported),
            refuted: of_role(Role::Refuted),
        }
    }

    /// Whether the verdict supports the claim, or refutes it.
    fn supports(&self, verdict: &str) -> Option<bool> {
        let verdict = folded(verdict, SEARCH);
        match (self.supported.contains(&verdict), self.refuted.contains(&verdict)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }
}

/// How two claims contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// These figures of the first and the second measure the same thing.
    Figures(String, String),
    /// They say the same and have these verdicts.
    Verdicts(String, String),
}

/// Two claims that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The first, which has the smaller number.
    pub first: PassageNumber,
    /// The second.
    pub second: PassageNumber,
    /// How.
    pub how: Disagreement,
}

impl Contradiction {
    /// What it means for one of the two, in words; `other` is the other claim.
    pub(super) fn for_claim(&self, number: PassageNumber, other: &IndexedClaim) -> String {
        let place = [other.article.source.as_deref(), other.article.date.as_deref()];
        let place: Vec<&str> = place.into_iter().flatten().collect();
        let place = if place.is_empty() {
            other.article.title.clone()
        } else {
            place.join(", ")
        };
        let (Disagreement::Figures(a, b) | Disagreement::Verdicts(a, b)) = &self.how;
        let (here, there) = if number == self.first { (a, b) } else { (b, a) };
        one_line(&format!("{here} here, {there} there ({place}): {}", words(other)))
    }
}

/// What a claim says.
pub(super) fn words(claim: &IndexedClaim) -> &str {
    claim.claim.restatement.as_deref().unwrap_or(&claim.claim.quote)
}

/// The contradictions among claims of one speaker, by number.
pub(super) fn contradictions(claims: &[IndexedClaim], sides: &VerdictSides) -> Vec<Contradiction> {
    let mut found: HashMap<(usize, usize), Disagreement> = HashMap::new();
    figures(claims, &mut found);
    verdicts(claims, sides, &mut found);
    let mut out: Vec<Contradiction> = found
        .into_iter()
        // Copies of notes hold the same claim twice.
        .filter(|((a, b), _)| claims[*a].claim.id.is_none() || claims[*a].claim.id != claims[*b].claim.id)
        .map(|((a, b), how)| Contradiction {
            first: claims[a].number,
            second: claims[b].number,
            how,
        })
        .collect();
    out.sort_by_key(|c| (c.first, c.second));
    out
}

fn figures(claims: &[IndexedClaim], found: &mut HashMap<(usize, usize), Disagreement>) {
    let statements: Vec<Option<FigureStatement>> = claims
        .iter()
        .map(|claim| FigureStatement::of(words(claim)))
        .collect();
    let mut with_word: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, statement) in statements.iter().enumerate() {
        let Some(statement) = statement else { continue };
        let mut compared = HashSet::new();
        for word in statement.subject() {
            let others = with_word.entry(word).or_default();
            // The latest of very many are enough.
            compared.extend(others.iter().rev().take(COMPARED).copied());
            others.push(at);
        }
        for before in compared {
            let Some(other) = &statements[before] else {
                continue;
            };
            let pairs = other.compare(statement);
            let disagreeing = pairs
                .iter()
                .find(|pair| pair.relation == FigureRelation::Disagree);
            if let Some(pair) = disagreeing {
                let figure = |text: &str| one_line(text);
                let how = Disagreement::Figures(
                    figure(pair.first.slice(words(&claims[before]))),
                    figure(pair.second.slice(words(&claims[at]))),
                );
                found.insert((before, at), how);
            }
        }
    }
}

fn verdicts(
    claims: &[IndexedClaim],
    sides: &VerdictSides,
    found: &mut HashMap<(usize, usize), Disagreement>,
) {
    let side = |claim: &IndexedClaim| sides.supports(claim.claim.verdict.as_deref()?);
    let of_side = |supports: bool| -> Vec<usize> {
        (0..claims.len())
            .filter(|at| side(&claims[*at]) == Some(supports))
            .collect()
    };
    let (supported, refuted) = (of_side(true), of_side(false));
    if supported.is_empty() || refuted.is_empty() {
        return;
    }
    let mut index = IndexBuilder::new();
    for at in &supported {
        index.add(Checked {
            id: at.to_string(),
            claim: words(&claims[*at]).to_owned(),
            speaker: claims[*at].claim.speaker.clone(),
            ..Checked::default()
        });
    }
    let Ok(index) = Index::open(Box::new(index.finish(""))) else {
        return;
    };
    let matcher = Matcher::new(vec![index]);
    for at in refuted {
        let claim = &claims[at];
        let query = MatchQuery {
            text: words(claim),
            speaker: claim.claim.speaker.as_deref(),
            ..MatchQuery::default()
        };
        for same in matcher.find(query, SAME, |_, _| true).unwrap_or_default() {
            let Some(other) = same.entry.id.parse().ok().filter(|_| same.is_shown) else {
                continue;
            };
            let pair = (at.min(other), at.max(other));
            let verdict = |of: usize| one_line(claims[of].claim.verdict.as_deref().unwrap_or_default());
            let how = Disagreement::Verdicts(verdict(pair.0), verdict(pair.1));
            found.entry(pair).or_insert(how);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::TextRange;
    use crate::index::{Entry, Passage, PassageKind};
    use crate::notes::AnnotationKind;

    fn claim(number: PassageNumber, quote: &str, verdict: &str) -> IndexedClaim {
        IndexedClaim {
            number,
            claim: Passage {
                kind: PassageKind::Annotation(AnnotationKind::Claim),
                id: Some(format!("id {number}")),
                range: TextRange::new(0, quote.len()),
                quote: quote.to_owned(),
                speaker: Some("Ida Lund".into()),
                cue: None,
                verdict: Some(verdict.to_owned()).filter(|v| !v.is_empty()),
                status: String::new(),
                carried: false,
                restatement: None,
                note: None,
                tags: Vec::new(),
                evidence: Vec::new(),
                written: None,
            },
            article: Entry {
                title: format!("Article {number}"),
                ..Entry::default()
            },
        }
    }

    #[test]
    fn figures_that_disagree_and_opposite_verdicts_are_found() {
        let claims = [
            claim(3, "WeChat has 19 million daily users in Norway", ""),
            claim(5, "WeChat has 3 million daily users in Norway", ""),
            claim(7, "The harbour tunnel was closed for repairs in May", "supported"),
            claim(8, "Boats are late", "refuted"),
            claim(9, "The harbour tunnel was closed for repairs in May", "refuted"),
        ];
        let sides = VerdictSides::of(&Label::verdicts());
        let found = contradictions(&claims, &sides);
        let short: Vec<(i64, i64)> = found.iter().map(|c| (c.first, c.second)).collect();
        assert_eq!(short, [(3, 5), (7, 9)]);
        assert_eq!(
            found[1].how,
            Disagreement::Verdicts("supported".into(), "refuted".into())
        );
        let told = found[0].for_claim(5, &claims[0]);
        assert!(
            told.starts_with("3 million here, 19 million there (Article 3)"),
            "{told}"
        );
        assert!(contradictions(&claims[..1], &sides).is_empty());
    }
}
