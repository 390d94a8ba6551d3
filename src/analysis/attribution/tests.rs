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
fn what_says_nothing_is_no_claim() {
    for text in [
        "Acme declined to comment.",
        "The group did not immediately respond to a request for comment.",
        "The “mitigation proposal” failed.",
    ] {
        assert_eq!(said(text), [], "{text}");
    }
}
