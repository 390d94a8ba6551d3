use super::*;
use crate::document::{BlockKind, Builder};

/// A document of paragraphs.
fn document(text: &str) -> Document {
    let mut b = Builder::new();
    for part in text.split("\n\n") {
        b.block(BlockKind::Paragraph, part);
    }
    b.finish()
}

/// (content, speaker's name) of each attributed claim.
fn said(text: &str) -> Vec<(String, String)> {
    let d = document(text);
    let tokens = crate::analysis::token::tokenise(d.text());
    let attributed = claims(&d, &tokens, &[])
        .into_iter()
        .filter(|c| c.cue.is_some() || c.speaker.is_some());
    attributed
        .map(|c| {
            (
                d.slice(c.range).to_string(),
                c.speaker.map(|s| s.name).unwrap_or_default(),
            )
        })
        .collect()
}

fn one(text: &str, content: &str, speaker: &str) {
    assert_eq!(said(text), [(content.to_string(), speaker.to_string())], "{text}");
}

#[test]
fn the_plain_shapes() {
    one(
        "Officials said that the bridge was safe.",
        "the bridge was safe",
        "Officials",
    );
    one(
        "The bridge was safe, officials said.",
        "The bridge was safe",
        "officials",
    );
    one(
        "“We closed it at once,” said Ana Ruiz.",
        "“We closed it at once,”",
        "Ana Ruiz",
    );
    one(
        "According to the report, costs doubled in a year.",
        "costs doubled in a year",
        "report",
    );
    one("\"It was dark,\" she said.", "\"It was dark,\"", "she");
}

#[test]
fn a_sentence_without_an_end_is_read_in_stretches() {
    let found = said(&"and then officials said that the bridge was safe ".repeat(400));
    assert!(found.len() > 3, "{}", found.len());
    let longest = found.iter().map(|(content, _)| content.split(' ').count()).max();
    assert!(longest.is_some_and(|words| words <= 400), "{longest:?}");
}

#[test]
fn what_stands_between_the_verb_and_what_is_said() {
    one(
        "The minister told the meeting there is no plan.",
        "there is no plan",
        "minister",
    );
    one(
        "The minister told reporters in Lisbon his party would win.",
        "his party would win",
        "minister",
    );
    one(
        "The minister said Sunday his party will win the vote.",
        "his party will win the vote",
        "minister",
    );
    one(
        "Media reports say the plan has failed.",
        "the plan has failed",
        "Media reports",
    );
    one(
        "The police say two men died, and another was hurt.",
        "two men died, and another was hurt",
        "police",
    );
    one(
        "The plan failed in May, a paper seen by the court shows.",
        "The plan failed in May",
        "paper seen by the court",
    );
}

#[test]
fn names_beside_a_quotation() {
    for (text, speaker) in [
        (
            "“The lock was broken,” Nora Hale, told the inspector.",
            "Nora Hale",
        ),
        (
            "“The tower will stand for ever.” — Mayor Ida Brandt",
            "Ida Brandt",
        ),
    ] {
        let found = crate::analysis::analyse(&document(text)).claims;
        let names: Vec<_> = found.iter().flat_map(|c| &c.speaker).map(|s| &s.name).collect();
        assert!(
            matches!(&*names, [name] if name.ends_with(speaker)),
            "{text}: {names:?}"
        );
    }
}

#[test]
fn a_participle_reports_what_follows_it() {
    let found = said("Hale said that the sale was “quite legal”, saying she trusted the auditors to agree.");
    assert!(
        found.iter().all(|(content, _)| !content.contains("Hale said")),
        "{found:?}"
    );
}

#[test]
fn what_says_nothing_is_no_claim() {
    for text in [
        "No one claimed responsibility for the attack.",
        "The bank declined to say how much it had lost.",
        "The group warned the parties not to try.",
        "Acme declined to comment.",
        "The group did not immediately respond to a request for comment.",
        "The “mitigation proposal” failed.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn any_text_gives_ordered_claims_inside_blocks_but_for_quotations_over_several(
            words in prop::collection::vec(prop::sample::select(&[
                "said", "told", "that", "according", "to", "the", "Ruiz", "he", "it", "who", "“", "”", "\"", "‘", "’", "「", "」", ",", ".",
                ":", "as", "not", "was", "adding", "and", "filing", "bridge", "closed", "—", "?", "In", "5%", "騰訊", "\n\n", "As", "I",
            ][..]), 0..40),
        ) {
            let d = document(&words.join(" "));
            let tokens = crate::analysis::tokens(&d);
            for model in [None, Model::shipped()] {
                let found = claims_with(&d, &tokens, &[], model);
                prop_assert!(found.is_sorted_by_key(|c| c.range.start));
                for c in &found {
                    let touched = || d.blocks().iter().filter(|b| b.range.overlaps(c.range));
                    prop_assert!(touched().count() == 1 || c.form != Form::Indirect, "{c:?}");
                    prop_assert!(touched().next().is_some_and(|b| b.range.start <= c.range.start), "{c:?}");
                    prop_assert!(touched().next_back().is_some_and(|b| b.range.end >= c.range.end), "{c:?}");
                    prop_assert!((0.0..=1.0).contains(&c.check_worthiness) && !c.reasons.is_empty() && !c.range.is_empty());
                }
            }
        }
    }
}

#[test]
fn reasons_tell_promises_from_denials() {
    let reason = |text: &str| {
        let d = document(text);
        let tokens = crate::analysis::token::tokenise(d.text());
        let found = claims(&d, &tokens, &[]);
        found
            .first()
            .map(|c| c.reasons[0].to_string())
            .unwrap_or_default()
    };
    for (text, part) in [
        ("The minister vowed to cut the tax by half.", "held to"),
        ("The minister denied taking money from the bank.", "denies it"),
        ("The minister admitted taking money from the bank.", "owns to it"),
        ("The minister warned of a deep recession in the south.", "expects"),
    ] {
        assert!(reason(text).contains(part), "{text}: {}", reason(text));
    }
    assert_eq!(said("The minister urged the bank to cut the rate by half."), []);
}
