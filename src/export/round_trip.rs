//! What an export writes comes back: exported, and brought into an empty notebook, the annotations are the same as far as the
//! format can hold them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::sample::Sample;
use super::{Format, export};
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::notes::import::{ArticleNames, IntakeChoice, IntakeClass, IntakeFormat, Placing, account, read};
use crate::notes::{
    Annotation, AnnotationKind, Evidence, Locator, Notebook, Speech, Stance, Status, Step, Timestamp,
};

/// What a format holds, besides the passage, the kind and the id.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Everything.
    All,
    /// Everything but colours.
    AllButColours,
    /// Everything, with a verdict in one word and a note on one line.
    AllOnLines,
    /// Kinds of entities and verdicts.
    Labels,
    /// The same and notes.
    LabelsAndNotes,
    /// Of claims with a verdict: that, speaker, note, restatement and author.
    Reviews,
}

const FORMATS: [(&str, IntakeFormat, Holds); 11] = [
    ("json", IntakeFormat::Json, Holds::All),
    ("jsonl", IntakeFormat::Jsonl, Holds::All),
    ("csv", IntakeFormat::Csv, Holds::All),
    ("tsv", IntakeFormat::Csv, Holds::All),
    ("w3c", IntakeFormat::W3c, Holds::AllButColours),
    ("brat", IntakeFormat::Brat, Holds::AllOnLines),
    ("doccano", IntakeFormat::Doccano, Holds::Labels),
    ("prodigy", IntakeFormat::Prodigy, Holds::Labels),
    ("spacy", IntakeFormat::Spacy, Holds::Labels),
    ("label-studio", IntakeFormat::LabelStudio, Holds::LabelsAndNotes),
    ("claim-review", IntakeFormat::ClaimReview, Holds::Reviews),
];

const TEXT: [&str; 3] = [
    "Ida Lund said on Tuesday that the ferry 😀 lost 4 million kronor, and “nobody” at 東京港 denied it.",
    "The harbour is *old*; the harbour is <deep>. Nobody swims there, said Ida Lund, who swims.",
    "Bo Ek's cousin called it, in a word, “unthinkable”: the harbour, she wrote, is not for sale.",
];

/// An annotation that is to be made: from word to word, of a kind, with whatever else.
#[derive(Clone, Debug)]
struct Made {
    words: (usize, usize),
    kind: usize,
    verdict: Option<&'static str>,
    note: Option<String>,
    rich: bool,
}

fn any_made() -> impl Strategy<Value = Made> {
    let verdicts = proptest::option::of(prop_oneof![Just("refuted"), Just("supported"), Just("a b")]);
    let note = proptest::option::of("[a-z=“<#*-][a-zé“”<,;:|#*0-9 ]{0,20}[a-z]\n?[a-z]{1,8}");
    (0..40usize, 1..7usize, 0..4usize, verdicts, note, any::<bool>()).prop_map(
        |(start, length, kind, verdict, note, rich)| Made {
            words: (start, start + length),
            kind,
            verdict,
            note,
            rich,
        },
    )
}

/// The words of the sample's text.
fn word_ranges(text: &str) -> Vec<TextRange> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in text.split([' ', '\n']) {
        if !word.is_empty() {
            out.push(TextRange::new(at, at + word.len()));
        }
        at += word.len() + 1;
    }
    out
}

fn sample(all: &[Made]) -> Sample {
    let mut sample = Sample::new("The ferry to Säby stops", &TEXT);
    let words = word_ranges(sample.document.text());
    let mut seen = Vec::new();
    for made in all {
        let (Some(first), Some(last)) = (words.get(made.words.0), words.get(made.words.1)) else {
            continue;
        };
        let range = TextRange::new(first.start, last.end);
        // Two of one kind on one passage are one annotation.
        if seen.contains(&(range, made.kind)) {
            continue;
        }
        seen.push((range, made.kind));
        let kinds = [
            AnnotationKind::Claim,
            AnnotationKind::Highlight,
            AnnotationKind::Entity,
            AnnotationKind::Note,
        ];
        let kind = kinds[made.kind];
        let quote = sample.document.slice(range).to_owned();
        sample.annotate_at(kind, range, |a| change(a, made, &quote));
    }
    sample
}

fn change(a: &mut Annotation, made: &Made, quote: &str) {
    a.note.clone_from(&made.note);
    if made.rich {
        a.author = Some("Ann Lee".into());
        a.tags = vec!["two words".into(), "tag".into()];
    }
    match a.kind {
        AnnotationKind::Claim => {
            a.verdict = made.verdict.map(str::to_owned);
            if a.verdict.is_some() {
                a.status = Status::Checked;
            }
            if made.rich {
                a.speech = Some(Speech {
                    speaker: "Ida Lund".into(),
                    cue: None,
                });
                a.restatement = Some("In other words, it lost.".into());
                a.evidence = vec![Evidence {
                    source: "Accounts, https://example.org/a".into(),
                    quote: Some("a loss".into()),
                    stance: Stance::Refutes,
                    seen: None,
                }];
            }
        }
        AnnotationKind::Entity => {
            a.entity_kind = Some(EntityKind::ALL[made.words.0 % EntityKind::ALL.len()]);
            a.name = Some(quote.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        AnnotationKind::Highlight => a.colour = made.rich.then(|| "key".to_owned()),
        AnnotationKind::Note | AnnotationKind::Rejection => {
            a.note.get_or_insert_with(|| "So?".into());
        }
    }
}

/// An annotation in words, as far as a format holds it.
fn told(a: &Annotation, range: Option<TextRange>, holds: Holds) -> String {
    let one_line = |text: &Option<String>| {
        text.as_deref()
            .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let passage = format!("{:?} {range:?} {:?} {:?}", a.kind, a.anchor.quote, a.entity_kind);
    let verdict = &a.verdict;
    let rest = || {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            a.speech, a.status, a.evidence, a.tags, a.restatement, a.author, a.name
        )
    };
    match holds {
        Holds::All => format!("{passage} {verdict:?} {:?} {} {:?}", a.note, rest(), a.colour),
        Holds::AllButColours => format!("{passage} {verdict:?} {:?} {}", a.note, rest()),
        Holds::AllOnLines => {
            let word = verdict.as_deref().map(|v| v.replace(' ', "_"));
            format!(
                "{passage} {word:?} {:?} {} {:?}",
                one_line(&a.note),
                rest(),
                a.colour
            )
        }
        Holds::Labels => format!("{passage} {verdict:?}"),
        Holds::LabelsAndNotes => format!("{passage} {verdict:?} {:?}", a.note),
        // Words that stand in several places are a question.
        Holds::Reviews => format!(
            "{verdict:?} {:?} {:?} {:?} {:?}",
            a.speech, a.note, a.restatement, a.author
        ),
    }
}

fn comes_back(sample: &Sample, name: &str, format: IntakeFormat, holds: Holds) -> Result<(), TestCaseError> {
    let written = export(Format::named(name).unwrap(), &sample.input()).unwrap();
    let text = written.text();
    if sample.annotations.is_empty() {
        return Ok(());
    }
    let now: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    let is_held =
        |a: &&Annotation| holds != Holds::Reviews || a.kind == AnnotationKind::Claim && a.verdict.is_some();
    let kept: Vec<&Annotation> = sample
        .annotations
        .iter()
        .map(|(a, _)| a)
        .filter(is_held)
        .collect();
    if kept.is_empty() {
        return Ok(());
    }
    prop_assert_eq!(IntakeFormat::detect(text), Some(format), "{}: {}", name, text);
    let items = read(format, text, now).unwrap();
    let placing = Placing::new(&sample.document);
    let names = ArticleNames::new(&sample.document, None, None);
    let imported = account(
        items,
        &names,
        &placing,
        &Notebook::default(),
        IntakeChoice::default(),
    );
    for item in &imported.items {
        let good = [IntakeClass::BroughtIn, IntakeClass::PartOfAnother].contains(&item.class)
            || holds == Holds::Reviews && item.class == IntakeClass::InDoubt;
        prop_assert!(good, "{}: {:?} in {}", name, item, text);
    }
    let mut notebook = Notebook::default();
    notebook.apply(Step {
        label: "bring in".into(),
        at: now,
        changes: imported.changes,
    });
    let locator = Locator::new(&sample.document);
    let ranges: BTreeMap<_, _> = sample
        .annotations
        .iter()
        .map(|(a, at)| (a.id, at.range))
        .collect();
    prop_assert_eq!(notebook.annotations().count(), kept.len(), "{}: {}", name, text);
    for before in kept {
        let Some(after) = notebook.get(before.id) else {
            return Err(TestCaseError::fail(format!(
                "{name}: {} is missing: {text}",
                before.id
            )));
        };
        let at = locator.locate(&after.anchor).range;
        prop_assert_eq!(
            told(after, at, holds),
            told(before, ranges[&before.id], holds),
            "{}: {}",
            name,
            text
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_an_export_writes_comes_back(all in proptest::collection::vec(any_made(), 1..8)) {
        let sample = sample(&all);
        for (name, format, holds) in FORMATS {
            comes_back(&sample, name, format, holds)?;
        }
    }
}
