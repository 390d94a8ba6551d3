//! The antecedents of pronouns and descriptions of speakers, on passages written for this project. A wrong antecedent is worse than none:
//! if nothing agrees, the words are used as they are.
#![allow(clippy::unwrap_used)]

use postil::analysis::analyse;
use postil::document::{BlockKind, Builder};

/// The speaker of the claim that begins with `content`.
fn speaker(text: &str, content: &str) -> String {
    let mut builder = Builder::new();
    for paragraph in text.split("\n\n") {
        builder.block(BlockKind::Paragraph, paragraph);
    }
    let document = builder.finish();
    let claims = analyse(&document).claims;
    let found = claims.iter().find(|c| {
        document
            .slice(c.range)
            .trim_start_matches('“')
            .starts_with(content)
    });
    let speaker = found.and_then(|c| c.speaker.as_ref());
    speaker.map_or_else(|| format!("nobody, among {claims:#?}"), |s| s.name.clone())
}

#[test]
fn pronouns_take_up_whoever_agrees() {
    for (text, content, who) in [
        (
            "Minister Maria Okafor met Peter Lund in Lisbon. She said the port would close.",
            "the port",
            "Maria Okafor",
        ),
        (
            "Minister Maria Okafor met Peter Lund in Lisbon. He said the port would close.",
            "the port",
            "Peter Lund",
        ),
        (
            "“It is over,” Peter Lund said. Anna Duarte joined the crew later. She said the pumps had failed.",
            "the pumps",
            "Anna Duarte",
        ),
        (
            "Mrs. Hale wrote to the council. Mr. Dunn read the letter aloud. She said it was a disgrace.",
            "it was a disgrace",
            "Hale",
        ),
        (
            "Reyes said the dam was safe. His spokeswoman was less sure. She said two cracks had been found.",
            "two cracks",
            "spokeswoman",
        ),
        (
            "Reyes said the dam was safe. He said no crack had been found.",
            "no crack",
            "Reyes",
        ),
        (
            "Helix Corp reported a loss on Friday. It said the year had been hard.",
            "the year",
            "Helix Corp",
        ),
        (
            "Peter Lund works for Helix Corp. He said the year had been hard.",
            "the year",
            "Peter Lund",
        ),
        (
            "Prosecutors charged three men on Friday. They said the men had fled to Norland.",
            "the men",
            "Prosecutors",
        ),
        (
            "Anna Duarte left the hall. “I am tired,” she said. “I want to sleep.”",
            "I want",
            "Anna Duarte",
        ),
    ] {
        let found = speaker(text, content);
        assert!(found.contains(who), "{text}\n{content}: {found}, not {who}");
    }
}

#[test]
fn descriptions_stand_for_the_only_one_they_can_mean() {
    for (text, content, who) in [
        (
            "Helix Corp reported a loss on Friday. The company said it would close two plants.",
            "it would close",
            "Helix Corp",
        ),
        (
            "Helix Corp sued Orbis Inc on Friday. The company said it would win.",
            "it would win",
            "company",
        ),
        (
            "The Bank of Norland raised rates. The bank said more would follow.",
            "more would",
            "Bank of Norland",
        ),
        (
            "Mayor Ana Duarte opened the bridge. The mayor said it was safe.",
            "it was safe",
            "Ana Duarte",
        ),
        (
            "Ana Duarte, the mayor, opened the bridge. The mayor said it was safe.",
            "it was safe",
            "Ana Duarte",
        ),
        (
            "Mayor Ana Duarte met Mayor Karl Weber on the bridge. The mayor said it was safe.",
            "it was safe",
            "mayor",
        ),
        (
            "The Harbour Commission sued Peter Lund. The commission said he had lied.",
            "he had lied",
            "Harbour Commission",
        ),
        (
            "A ferry sank off Norland on Friday. The company said nobody was hurt.",
            "nobody was",
            "company",
        ),
    ] {
        let found = speaker(text, content);
        assert!(
            found.to_lowercase().contains(&who.to_lowercase())
                && (who.contains(' ') || found.len() < who.len() + 5),
            "{text}\n{content}: {found}, not {who}"
        );
    }
}

#[test]
fn joint_speakers_are_all_named() {
    for (text, content, who) in [
        (
            "Peter Lund and Maria Okafor agreed that the talks would go on.",
            "the talks",
            "Peter Lund and Maria Okafor",
        ),
        (
            "“The pier is unsafe,” said Maria Okafor and Peter Lund.",
            "The pier",
            "Maria Okafor and Peter Lund",
        ),
        (
            "Maria Okafor, Peter Lund and the harbour master of Fenwick said the pier is unsafe.",
            "the pier",
            "Maria Okafor, Peter Lund and the harbour master of Fenwick",
        ),
        (
            "Neither Maria Okafor nor Peter Lund said who had paid for the pier.",
            "who had paid",
            "Maria Okafor or Peter Lund",
        ),
        // What follows a comma may say more about the same person.
        (
            "Maria Okafor, head of the Harbour Trust and mayor of Fenwick, said the pier is unsafe.",
            "the pier",
            "Maria Okafor",
        ),
        (
            "Maria Okafor, a lawyer for Peter Lund and his firm, said the pier is unsafe.",
            "the pier",
            "Maria Okafor",
        ),
        (
            "Maria Okafor and Peter Lund met in Lisbon. They said the port would close. She said the pier would stay.",
            "the port",
            "They",
        ),
    ] {
        assert_eq!(speaker(text, content), who, "{text}");
    }
}
