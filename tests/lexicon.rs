//! The word lists: what the build refuses, and that every word of the classes of speech and of names does its work in a
//! sentence. A word that is added to a class is tested without another line here.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[path = "../src/lexicon/hash.rs"]
mod hash;
#[path = "../build/lexicon.rs"]
mod lexicon;

use lexicon::Lexicon;
use postil::analysis::{Analysis, EntityKind, analyse};
use postil::document::{BlockKind, Builder};
use postil::lexicon::WordClass;

fn compiled(source: &str) -> Result<String, String> {
    let mut lexicon = Lexicon::default();
    lexicon.read("a.lex", source)?;
    lexicon.finish()?;
    assert_ne!(lexicon.fingerprint(), 0);
    Ok(lexicon.code())
}

#[test]
fn the_build_says_what_is_wrong_and_where() {
    for (source, wrong) in [
        ("word\n", "a.lex:1: words before the first [class]"),
        (
            "# Heads.\n\n[head]\nBank",
            "a.lex:3: [head] has no comment above it",
        ),
        ("# Heads.\n[head]\n", "[head] has no words"),
        (
            "# Heads.\n[head]\nBank\nBank",
            "a.lex:4: 'Bank' is in [head] already",
        ),
        (
            "# Heads.\n[Head]\nBank",
            "a.lex:2: [Head]: a class is named in small letters",
        ),
        ("# One.\n[a]\nx\n# Two.\n[a]\ny", "a.lex:5: [a] is declared twice"),
        (
            "# One.\n[a]\nx\n\n[a]\ny",
            "a.lex:5: [a] has two sections in this file",
        ),
        ("[verbs]\nsay", "a.lex:2: a verb has its classes behind '|'"),
        ("[verbs]\nclaim | says", "a.lex:2: no class is called [says]"),
        (
            "[verbs]\nwrite wrote writing | say",
            "a.lex:2: an irregular verb is given as",
        ),
        (
            "[verbs]\nwrite writes writing | say",
            "a.lex:2: an irregular verb is given as",
        ),
        ("[verbs]\nwrite |", "a.lex:2: 'write' has no class"),
        ("[verbs]\n| say", "a.lex:2: no verb before '|'"),
    ] {
        let error = compiled(source).expect_err(source);
        assert!(error.starts_with(wrong), "{source:?}: {error}");
    }
}

#[test]
fn verbs_are_inflected_and_classes_documented() {
    let code = compiled(
        "# Verbs of speech: 'said'.\n[say]\n\n# Forms that are nouns.\n[noun-too]\nwarning\n\n# A phrase.\n[field]\nsee_also\n\n\
         [verbs]\nclaim | say noun-too\nreply | say\nannounce | say\nwrite writes wrote writing | say\n",
    )
    .unwrap();
    let words = "\"announceannouncedannouncesannouncingclaimclaimedclaimingclaimsrepliedrepliesreplyreplying\
                 see alsowarningwritewriteswritingwrote\"";
    assert!(code.contains(words), "{code}");
    assert!(
        code.contains("    /// Verbs of speech: 'said'.\n    Say,\n"),
        "{code}"
    );
}

fn analysed(text: &str) -> (String, Analysis) {
    let mut builder = Builder::new();
    builder.block(BlockKind::Paragraph, text);
    let document = builder.finish();
    (document.text().to_owned(), analyse(&document))
}

/// Whether `text` yields a claim that holds `content`, by a speaker whose name holds `speaker`.
fn claims(text: &str, speaker: &str, content: &str) -> bool {
    let (text, found) = analysed(text);
    found.claims.iter().any(|claim| {
        let by = claim.speaker.as_ref().map_or("", |s| s.name.as_str());
        by.contains(speaker) && claim.range.slice(&text).contains(content)
    })
}

/// Whether `text` yields an entity of `kind` whose name holds `name`.
fn names(text: &str, kind: EntityKind, name: &str) -> bool {
    let found = analysed(text).1;
    found
        .entities
        .iter()
        .any(|e| e.kind == kind && e.name.contains(name))
}

/// The words of `class` that do no work in `template`, where `{}` stands for the word: words that `works` is false of.
fn idle(class: WordClass, template: &str, works: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let idle = |word: &&str| !works(&template.replace("{}", word));
    class.words().filter(idle).collect()
}

/// A template in which a verb of speech attributes a clause, and the forms that it is made for.
struct Shape {
    template: &'static str,
    takes: fn(&str) -> bool,
}

fn is_gerund(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ing")
}

/// Forms of a verb that a single person is the subject of.
fn is_finite(word: &str) -> bool {
    !is_gerund(word)
        && (word.ends_with('s') && !word.ends_with("ss")
            || word.ends_with('d')
            || ["found", "thought", "wrote", "knew", "swore"].contains(&word))
}

#[test]
fn every_verb_of_speech_attributes() {
    const SHAPES: [Shape; 2] = [
        Shape {
            template: "Nora Hale {} that the bridge had failed in May.",
            takes: is_finite,
        },
        Shape {
            template: "“The pier is closed,” said Nora Hale, {} that the bridge had failed in May.",
            takes: is_gerund,
        },
    ];
    for Shape { template, takes } in SHAPES {
        for class in [
            WordClass::Say,
            WordClass::Report,
            WordClass::Show,
            WordClass::Think,
        ] {
            for word in class.words().filter(|word| takes(word)) {
                let text = template.replace("{}", word);
                assert!(claims(&text, "Hale", "bridge had failed"), "{class:?}: {text}");
            }
        }
    }
}

#[test]
fn acts_of_speech_are_claims() {
    // Those behind a class do not work yet.
    for (class, template, content, takes, not_yet) in [
        (
            WordClass::Promise,
            "Nora Hale {} to cut the taxes of the town.",
            "cut",
            is_finite as fn(&str) -> bool,
            &[][..],
        ),
        (
            WordClass::Denial,
            "Nora Hale {} taking money from the company.",
            "taking",
            is_finite,
            &[],
        ),
        (
            WordClass::Admission,
            "Nora Hale {} taking money from the company.",
            "taking",
            is_finite,
            &[],
        ),
        (
            WordClass::WarningVerb,
            "Nora Hale {} of a deep recession next year.",
            "recession",
            is_finite,
            &[],
        ),
        (
            WordClass::ForecastVerb,
            "Nora Hale {} a mild winter in the north.",
            "winter",
            is_finite,
            &[],
        ),
        (
            WordClass::Expectation,
            "Nora Hale {} prices to fall next year.",
            "prices",
            is_finite,
            &[],
        ),
        (
            WordClass::FigureVerb,
            "The accounts {} a loss of $2m last year.",
            "loss",
            |word| !is_gerund(word),
            &[],
        ),
        (
            WordClass::Rejection,
            "Nora Hale {} suggestions that the bridge had failed.",
            "bridge",
            is_finite,
            &[],
        ),
        (
            WordClass::Repetition,
            "Nora Hale {} the claim that the bridge had failed.",
            "bridge",
            is_finite,
            &[],
        ),
        (
            WordClass::Accusation,
            "Nora Hale {} the board of hiding the report.",
            "hiding",
            is_finite,
            &[],
        ),
        (
            WordClass::ClaimNoun,
            "Nora Hale repeated her {} that the bridge had failed.",
            "bridge",
            |_| true,
            &[],
        ),
        (
            WordClass::PassiveCue,
            "It was {} that the bridge had failed in May.",
            "bridge",
            |_| true,
            &["rumored", "rumoured"],
        ),
        (
            WordClass::SourceNoun,
            "The bridge failed in May, according to the {}.",
            "bridge",
            |_| true,
            &[],
        ),
        (
            WordClass::BodyNoun,
            "The {} said the bridge had failed in May.",
            "bridge",
            |_| true,
            &[],
        ),
        (
            WordClass::PersonNoun,
            "The {} said the bridge had failed in May.",
            "bridge",
            |_| true,
            &[],
        ),
        (
            WordClass::SeveralNoun,
            "The {} said the bridge had failed in May.",
            "bridge",
            |_| true,
            &[],
        ),
    ] {
        let mut idle = idle(class, template, |text| claims(text, "", content));
        idle.retain(|word| takes(word));
        assert_eq!(idle, not_yet, "{class:?}: {template}");
    }
}

#[test]
fn what_is_not_said_is_no_claim() {
    for (class, template) in [
        (
            WordClass::Refusal,
            "Nora Hale {} to say that the bridge had failed in May.",
        ),
        (WordClass::MeasureNoun, "The bridge was built according to {}."),
    ] {
        let idle = idle(class, template, |text| !claims(text, "", "bridge"));
        assert!(idle.is_empty(), "{class:?} {idle:?}");
    }
}

#[test]
fn words_of_names_tell_kinds() {
    use EntityKind::{Organization, Person, Place};
    // Those behind a class do not work yet.
    for (class, template, kind, name, not_yet) in [
        (
            WordClass::Title,
            "The report was written by {} Nora Hale in May.",
            Person,
            "Nora Hale",
            &[][..],
        ),
        (
            WordClass::CompanyEnding,
            "The report was written by Quennick {} in May.",
            Organization,
            "Quennick",
            &["plc"],
        ),
        (
            WordClass::OrganizationHead,
            "The report was written by the Quennick {} in May.",
            Organization,
            "Quennick",
            &["Centre", "Church", "Museum"],
        ),
        (
            WordClass::PlaceHead,
            "They met at Quennick {} in May.",
            Place,
            "Quennick",
            &[],
        ),
    ] {
        let idle = idle(class, template, |text| names(text, kind, name));
        assert_eq!(idle, not_yet, "{class:?}: {template}");
    }
}

#[test]
fn given_names_tell_who_he_and_she_are() {
    for (class, other, pronoun) in [
        (WordClass::ManName, "Maria Hale", "He"),
        (WordClass::WomanName, "Peter Hale", "She"),
    ] {
        // Every seventh, since each takes an analysis of its own.
        for word in class.words().step_by(7) {
            let name: String = word
                .chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .chain(word.chars().skip(1))
                .collect();
            let text = format!(
                "{name} Brandt and {other} spoke in the hall. {pronoun} said the bridge had failed in May."
            );
            assert!(claims(&text, "Brandt", "bridge had failed"), "{text}");
        }
    }
}
