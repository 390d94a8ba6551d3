//! The author's own sentences that are worth checking: few, and only those with figures.

use super::quotation::{Quotation, touching};
use super::unit::Unit;
use super::view::View;
use crate::analysis::checkworthiness::{self, Feature, FeatureLayer};
use crate::analysis::{Claim, ClaimKind, Form, FoundBy};
use crate::document::{BlockKind, TextRange};

/// The minimum score of a suggested sentence: in the training data, nine in ten sentences with this score were labelled worth checking.
const LEAST: f32 = 0.9;
/// One sentence is suggested per this many words of the article, and at least two.
const WORDS_A_CLAIM: usize = 150;

/// The candidates in a unit without attribution.
pub(super) fn candidates(
    view: &View<'_>,
    unit: &Unit,
    quotations: &[Quotation],
    features: &FeatureLayer<'_>,
    out: &mut Vec<Claim>,
) {
    if !matches!(unit.kind, BlockKind::Paragraph | BlockKind::Item) {
        return;
    }
    for sentence in &unit.sentences {
        let words = view.words(sentence);
        let range = view.range(sentence);
        let whole = range.slice(view.text).ends_with(['.', '!']);
        let quoted = touching(quotations, sentence)
            .iter()
            .any(|q| view.words(&q.tokens()) >= 4);
        if !whole || quoted || !(6..=60).contains(&words) || refuses(view, sentence) {
            continue;
        }
        // It depends on the sentence before, or is conversation.
        let first = view.lower(sentence.start);
        let leans = matches!(
            &*first,
            "he" | "she"
                | "it"
                | "they"
                | "this"
                | "that"
                | "these"
                | "those"
                | "his"
                | "her"
                | "its"
                | "their"
                | "now"
                | "so"
                | "well"
                | "and"
                | "but"
        );
        if leans || !checkworthiness::has_figure(view.text, &view.tokens[sentence.clone()]) {
            continue;
        }
        let found = features.within(sentence.clone());
        let talk = [Feature::First, Feature::Second, Feature::Question]
            .into_iter()
            .any(|s| found.has(s));
        if !talk && found.score() >= LEAST {
            out.push(claim(view, range, features));
        }
    }
}

fn claim(view: &View<'_>, range: TextRange, features: &FeatureLayer<'_>) -> Claim {
    let end = range.end
        - range
            .slice(view.text)
            .chars()
            .next_back()
            .map_or(0, char::len_utf8);
    let mut claim = Claim {
        range: TextRange::new(range.start, end),
        speaker: None,
        cue: None,
        form: Form::Plain,
        kind: ClaimKind::Other,
        check_worthiness: 0.0,
        reasons: vec!["said in the article's own voice".into()],
        found_by: FoundBy::OWN,
    };
    checkworthiness::judge(features.within(view.tokens_in(claim.range)), &mut claim);
    claim
}

/// 'declined to comment', 'did not respond': nothing is claimed; an address is not a claim either.
fn refuses(view: &View<'_>, sentence: &std::ops::Range<usize>) -> bool {
    sentence.clone().any(|i| {
        matches!(view.word(i), "declined" | "comment" | "respond" | "reached")
            || view.word(i).contains(['@', '/'])
    })
}

/// The best of `found` to suggest in an article of `words` words.
pub(super) fn best(mut found: Vec<Claim>, words: usize) -> Vec<Claim> {
    found.sort_by(|a, b| {
        b.check_worthiness
            .total_cmp(&a.check_worthiness)
            .then(a.range.cmp(&b.range))
    });
    found.truncate((words / WORDS_A_CLAIM).max(2));
    found
}
