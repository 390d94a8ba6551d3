//! Who says what, on passages of news written for this project: how much is found, and how much of what is found is right.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use postil::analysis::{Claim, analyse};
use postil::document::{BlockKind, Builder, Document};

/// One passage and its statements: speaker and content.
struct Passage {
    document: Document,
    gold: Vec<(String, String)>,
}

fn passages() -> Vec<Passage> {
    let mut out = Vec::new();
    for part in include_str!("fixtures/statements.txt").split("\n----") {
        let mut builder = Builder::new();
        let mut gold = Vec::new();
        let lines = part
            .lines()
            .filter(|l| !l.starts_with('#'))
            .collect::<Vec<_>>()
            .join("\n");
        for paragraph in lines.split("\n\n") {
            let mut text = Vec::new();
            for line in paragraph.lines() {
                match line.strip_prefix("=> ").and_then(|l| l.split_once(" :: ")) {
                    Some((speaker, content)) => gold.push((speaker.to_string(), content.to_string())),
                    None => text.push(line),
                }
            }
            builder.block(BlockKind::Paragraph, &text.join(" "));
        }
        let document = builder.finish();
        if !document.text().is_empty() {
            out.push(Passage { document, gold });
        }
    }
    out
}

/// The letters and figures that two texts share, as a part of those in either; the shorter must lie in the longer.
fn alike(a: &str, b: &str) -> bool {
    let bare = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (a, b) = (bare(a), bare(b));
    let (short, long) = if a.len() < b.len() { (&a, &b) } else { (&b, &a) };
    long.contains(short.as_str()) && short.len() * 10 >= long.len() * 8
}

fn speaks(claim: &Claim, speaker: &str) -> bool {
    claim
        .speaker
        .as_ref()
        .is_some_and(|s| s.name.to_lowercase().contains(&speaker.to_lowercase()))
}

#[test]
fn statements_and_speakers_are_found_and_few_are_wrong() {
    let (mut gold, mut found, mut content, mut both) = (0, 0, 0, 0);
    for passage in passages() {
        let claims: Vec<Claim> = analyse(&passage.document)
            .claims
            .into_iter()
            .filter(|c| c.speaker.is_some() || c.cue.is_some())
            .collect();
        gold += passage.gold.len();
        found += claims.len();
        let mut left: Vec<&Claim> = claims.iter().collect();
        for (speaker, text) in &passage.gold {
            let at = left
                .iter()
                .position(|c| alike(passage.document.slice(c.range), text));
            let Some(at) = at else {
                println!("MISSED  {speaker} :: {text}");
                continue;
            };
            let claim = left.remove(at);
            content += 1;
            if speaks(claim, speaker) {
                both += 1;
            } else {
                println!(
                    "SPEAKER {speaker} :: {text}\n        got {:?}",
                    claim.speaker.as_ref().map(|s| &s.name)
                );
            }
        }
        for claim in left {
            println!(
                "EXTRA   {:?} :: {}",
                claim.speaker.as_ref().map(|s| &s.name),
                passage.document.slice(claim.range)
            );
        }
    }
    println!("{gold} statements, {found} found, {content} right in content, {both} with speaker");
    assert!(gold >= 60);
    assert!(
        content * 100 >= gold * 94,
        "recall of content: {content} of {gold}"
    );
    assert!(
        content * 100 >= found * 96,
        "precision of content: {content} of {found}"
    );
    assert!(both * 100 >= gold * 92, "content and speaker: {both} of {gold}");
}
