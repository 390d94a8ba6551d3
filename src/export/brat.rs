//! Notes in the standoff format of brat: <https://brat.nlplab.org/standoff.html>. It belongs beside a `.txt` file with
//! the canonical text, the "text" of `postil extract`; offsets count Unicode scalar values of it. Orphans have no place
//! in it.

use std::fmt::Write as _;

use super::json::records;
use super::{Form, Input, Rendered};
use crate::text::scalar::ScalarIndex;

pub(super) const FORM: Form = Form {
    name: "brat",
    ending: "ann",
    about: "standoff for brat",
    lacks: "status, evidence, tags, cue, restatement and colour, and what has no passage in the text at hand",
    marked: false,
    render: |input| Ok(Rendered::whole(render(input))),
};

fn render(input: &Input<'_>) -> String {
    let text = input.document.text();
    let index = ScalarIndex::new(text);
    let mut out = String::new();
    let (mut spans, mut attributes, mut notes) = (0, 0, 0);
    for full in records(input) {
        let record = &full.record;
        let (Some(start), Some(end)) = (record.start, record.end) else {
            continue;
        };
        // Nor has a note on the article as a whole.
        if record.quote.trim().is_empty() {
            continue;
        }
        spans += 1;
        let passage = &text[index.byte(text, start)..index.byte(text, end)];
        let label = match (record.kind, full.entity_kind) {
            ("entity", Some(kind)) => capital(kind.name()),
            (kind, _) => capital(kind),
        };
        // A span must not hold a line feed: it is given in pieces, one a line.
        let (mut places, mut words, mut at) = (Vec::new(), Vec::new(), start);
        for line in passage.split('\n') {
            let length = line.chars().count();
            if length > 0 {
                places.push(format!("{at} {}", at + length));
                words.push(line.replace('\t', " "));
            }
            at += length + 1;
        }
        let _ = writeln!(out, "T{spans}\t{label} {}\t{}", places.join(";"), words.join(" "));
        let mut attribute = |name: &str, value: &str| {
            let word: String = value
                .chars()
                .map(|c| if c.is_alphanumeric() { c } else { '_' })
                .collect();
            if !word.is_empty() {
                attributes += 1;
                let _ = writeln!(out, "A{attributes}\t{name} T{spans} {word}");
            }
        };
        if let Some(verdict) = &record.verdict {
            attribute("Verdict", verdict);
        }
        let about = [
            ("PostilId", Some(&record.id)),
            ("Speaker", record.speaker.as_ref()),
            ("Name", full.name.as_ref()),
            ("AnnotatorNotes", record.note.as_ref()),
        ];
        // brat's editor shows and replaces the note of the kind `AnnotatorNotes` and leaves the others as they are.
        for (kind, value) in about {
            if let Some(value) = value {
                notes += 1;
                let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = writeln!(out, "#{notes}\t{kind} T{spans}\t{line}");
            }
        }
    }
    if out.is_empty() {
        out.push('\n');
    }
    out
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::notes::AnnotationKind;

    #[test]
    fn offsets_give_the_words_even_over_blocks() {
        let mut sample = sample::usual();
        sample.annotate(AnnotationKind::Highlight, "last year.\n\nThe harbour", |_| {});
        let chars: Vec<char> = sample.document.text().chars().collect();
        let ann = render(&sample.input());
        let mut seen = 0;
        for line in ann.lines().filter(|l| l.starts_with('T')) {
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
        assert!(ann.contains("\tPerson "), "{ann}");
        assert!(ann.contains("\tVerdict T"));
    }
}
