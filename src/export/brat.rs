//! Notes in the standoff format of brat: <https://brat.nlplab.org/standoff.html>, with the two files that brat needs beside them: the
//! canonical text and the configuration of labels. Offsets count Unicode scalar values of the text. Annotations without a passage cannot be
//! represented.
//!
//! Fields that brat has no line for (id, speaker, tags, evidence) are notes of their own kinds. brat's editor shows and replaces the note
//! of the kind `AnnotatorNotes` and leaves the others unchanged, so all fields survive an edit there (`_set_comments` in brat's
//! `annotator.py`).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::json::{FullRecord, records};
use super::rendered::{Companion, CompanionName};
use super::{Form, Input, Join, Rendered};
use crate::analysis::EntityKind;
use crate::notes::AnnotationKind;
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;

pub(super) const FORM: Form = Form {
    name: "brat",
    ending: "ann",
    about: "standoff for brat, with the text and annotation.conf beside it",
    lacks: "line breaks of notes, earlier versions, and what has no passage in the text at hand",
    marked: false,
    join: Join::Apart,
    render: |input| Ok(render(input)),
};

fn render(input: &Input<'_>) -> Rendered {
    let (annotations, verdicts) = annotations(input);
    Rendered::whole(annotations).with_companions(vec![
        Companion {
            name: CompanionName::Ending("txt"),
            text: input.document.text().to_owned(),
        },
        Companion {
            name: CompanionName::Shared("annotation.conf"),
            text: configuration(input.verdicts, verdicts),
        },
    ])
}

/// The lines of the `.ann` file, and the verdicts that occur in them.
fn annotations(input: &Input<'_>) -> (String, BTreeSet<String>) {
    let text = input.document.text();
    let index = ScalarIndex::new(text);
    let mut out = String::new();
    let (mut spans, mut attributes, mut notes) = (0, 0, 0);
    let mut verdicts = BTreeSet::new();
    for full in records(input) {
        let record = &full.record;
        let (Some(start), Some(end)) = (record.start, record.end) else {
            continue;
        };
        // A note on the article as a whole has none either.
        if record.quote.trim().is_empty() {
            continue;
        }
        spans += 1;
        let passage = &text[index.byte(text, start)..index.byte(text, end)];
        // A span must not contain a line feed, so it is split at line ends.
        let (mut places, mut words, mut at) = (Vec::new(), Vec::new(), start);
        for line in passage.split('\n') {
            let length = line.chars().count();
            if length > 0 {
                places.push(format!("{at} {}", at + length));
                words.push(line.replace('\t', " "));
            }
            at += length + 1;
        }
        let label = label(record.of_kind, full.entity_kind);
        let _ = writeln!(out, "T{spans}\t{label} {}\t{}", places.join(";"), words.join(" "));
        if let Some(verdict) = record.verdict.as_deref().map(word).filter(|v| !v.is_empty()) {
            attributes += 1;
            let _ = writeln!(out, "A{attributes}\tVerdict T{spans} {verdict}");
            verdicts.insert(verdict);
        }
        for (kind, value) in about(&full) {
            notes += 1;
            let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(out, "#{notes}\t{kind} T{spans}\t{line}");
        }
    }
    if out.is_empty() {
        out.push('\n');
    }
    (out, verdicts)
}

/// The other fields of an annotation as notes, by kind.
fn about(full: &FullRecord) -> Vec<(&'static str, String)> {
    let FullRecord {
        record,
        cue,
        entity_kind: _,
        name,
        restatement,
        colour,
        evidence,
        prefix: _,
        suffix: _,
        revisions: _,
    } = full;
    // Lists are JSON, so that they can be imported unchanged.
    let tags = serde_json::to_string(&record.tags)
        .ok()
        .filter(|_| !record.tags.is_empty());
    let evidence = serde_json::to_string(evidence)
        .ok()
        .filter(|_| !evidence.is_empty());
    let all = [
        ("PostilId", Some(record.id.clone())),
        ("Speaker", record.speaker.clone()),
        ("Cue", cue.clone()),
        ("Name", name.clone()),
        ("Status", record.status.map(str::to_owned)),
        ("Restatement", restatement.clone()),
        ("Colour", colour.clone()),
        ("Tags", tags),
        ("Evidence", evidence),
        ("Author", record.author.clone()),
        ("Created", Some(record.created.clone())),
        ("Updated", Some(record.updated.clone())),
        ("AnnotatorNotes", record.note.clone()),
    ];
    let known = all.into_iter().filter_map(|(kind, value)| Some((kind, value?)));
    known.filter(|(_, value)| !one_line(value).is_empty()).collect()
}

/// The possible labels and verdicts, as brat's configuration: <https://brat.nlplab.org/configuration.html>.
fn configuration(known: &[&str], used: BTreeSet<String>) -> String {
    let mut out = "# Labels of Postil.\n[entities]\n".to_owned();
    let kinds = [
        AnnotationKind::Claim,
        AnnotationKind::Highlight,
        AnnotationKind::Note,
    ];
    for label in kinds.map(|kind| label(kind, None)) {
        let _ = writeln!(out, "{label}");
    }
    for kind in EntityKind::ALL {
        let _ = writeln!(out, "{}", label(AnnotationKind::Entity, Some(kind)));
    }
    let mut verdicts: Vec<String> = known.iter().map(|v| word(v)).filter(|v| !v.is_empty()).collect();
    verdicts.extend(used);
    let mut seen = BTreeSet::new();
    verdicts.retain(|v| seen.insert(v.clone()));
    out.push_str("\n[relations]\n\n[events]\n\n[attributes]\n");
    if !verdicts.is_empty() {
        let _ = writeln!(out, "Verdict\tArg:Claim, Value:{}", verdicts.join("|"));
    }
    out
}

fn label(kind: AnnotationKind, entity: Option<EntityKind>) -> String {
    let word = match (kind, entity) {
        (AnnotationKind::Entity, Some(kind)) => kind.name(),
        (kind, _) => kind.name(),
    };
    let mut chars = word.chars();
    let first = chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect());
    first.unwrap_or_default()
}

/// An attribute value: letters and digits, with underscores for all other characters.
fn word(value: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c } else { '_' };
    one_line(value).chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn offsets_give_the_words_even_over_blocks() {
        let mut sample = sample::usual();
        sample.annotate(AnnotationKind::Highlight, "last year.\n\nThe harbour", |_| {});
        let chars: Vec<char> = sample.document.text().chars().collect();
        let rendered = render(&sample.input());
        let mut seen = 0;
        for line in rendered.text().lines().filter(|l| l.starts_with('T')) {
            let [_, place, words] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let spans = place.split_once(' ').unwrap().1;
            let pieces: Vec<String> = spans
                .split(';')
                .map(|span| {
                    let (start, end) = span.split_once(' ').unwrap();
                    chars[start.parse().unwrap()..end.parse().unwrap()]
                        .iter()
                        .collect()
                })
                .collect();
            assert_eq!(pieces.join(" "), words);
            seen += 1;
        }
        assert_eq!(seen, sample.shown() - 1, "all but the orphan");
        let [text, _] = rendered.companions() else {
            panic!()
        };
        assert_eq!(text.text, sample.document.text());
    }

    #[test]
    fn every_label_and_verdict_is_configured() {
        let rendered = render(&sample::usual().input());
        let [_, configuration] = rendered.companions() else {
            panic!()
        };
        for line in rendered.text().lines() {
            let mut words = line.split(['\t', ' ']);
            let (name, label) = (words.next().unwrap(), words.next().unwrap());
            if name.starts_with('T') {
                assert!(configuration.text.lines().any(|l| l == label), "{label}");
            } else if name.starts_with('A') {
                let value = words.nth(1).unwrap();
                assert!(configuration.text.contains(&format!("|{value}")), "{value}");
            }
        }
        let sections = ["[entities]", "[relations]", "[events]", "[attributes]"];
        assert!(
            sections.iter().all(|s| configuration.text.contains(s)),
            "brat wants all four"
        );
    }
}
