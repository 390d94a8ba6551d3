//! Texts with labelled spans, a line of JSON each, in the spellings of doccano, Prodigy and spaCy
//! (<https://doccano.github.io/doccano/tutorial/>, <https://prodi.gy/docs/api-interfaces>): what `postil export` writes, and what
//! those programs write after people worked there.
//!
//! Each span is an item; so is what cannot be stored in Postil's notes (relations, labels of a whole text), and a line that cannot be
//! read. The words of a span are cut out of the line's own text, which may be another version of the article.

use serde_json::Value;
use serde_json::value::RawValue;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, id_of, line, lines,
};
use super::json::value;
use super::{IntakeError, IntakeFormat, within_limit};
use crate::analysis::EntityKind;
use crate::notes::{AnnotationKind, Status, Timestamp};
use crate::text::clean::harmless;
use crate::text::scalar::ScalarIndex;

/// Scalar values around a span by which it is told from equal words.
const AROUND: usize = 32;

/// The spelling of such lines, by the first of them; `None` where they are something else.
pub(super) fn detect(text: &str) -> Option<IntakeFormat> {
    let first = text.lines().find(|l| !l.trim().is_empty())?;
    let said: Value = serde_json::from_str(first).ok()?;
    said["text"].as_str().or(said["data"].as_str())?;
    match (&said["label"], &said["spans"], &said["entities"]) {
        (Value::Array(_), _, _) => Some(IntakeFormat::Doccano),
        (_, Value::Array(_), _) => Some(IntakeFormat::Prodigy),
        (_, Value::Object(_), _) => Some(IntakeFormat::Spacy),
        // doccano's entities are objects, where those of spaCy are triples.
        (_, _, Value::Array(list)) if list.first().is_some_and(Value::is_object) => {
            Some(IntakeFormat::Doccano)
        }
        (_, _, Value::Array(_)) => Some(IntakeFormat::Spacy),
        _ => None,
    }
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let mut out = Vec::new();
    for (row, number) in text.lines().zip(1..).filter(|(row, _)| !row.trim().is_empty()) {
        let said = serde_json::from_str::<&RawValue>(row)
            .map_err(|_| "it is not JSON".to_owned())
            .and_then(value);
        match said {
            Ok(said) => of_line(&mut out, &said, number, now),
            Err(why) => out.push(IntakeItem {
                spot: Spot::Line(number),
                words: beginning(row),
                source: ItemSource::default(),
                content: Err(Reason::NotUnderstood(why)),
            }),
        }
        within_limit(out.len())?;
    }
    Ok(out)
}

/// A text with what is needed to cut passages out of it.
pub(super) struct SpanText<'a> {
    text: &'a str,
    index: ScalarIndex,
    pub(super) source: ItemSource,
}

impl<'a> SpanText<'a> {
    /// `meta` is what is said about the text, as our exports have it.
    pub(super) fn new(text: &'a str, meta: &Value) -> Self {
        let field = |key: &str| meta[key].as_str().and_then(line);
        Self {
            text,
            index: ScalarIndex::new(text),
            source: ItemSource {
                address: field("url"),
                title: field("title"),
            },
        }
    }

    fn cut(&self, start: usize, end: usize) -> &'a str {
        let byte = |n: usize| self.index.byte(self.text, n);
        self.text.get(byte(start)..byte(end)).unwrap_or_default()
    }

    /// The words from `start` to `end`, in scalar values; empty where the text is shorter.
    pub(super) fn words(&self, start: usize, end: usize) -> &'a str {
        if start < end && end <= self.index.len() {
            self.cut(start, end)
        } else {
            ""
        }
    }

    /// An annotation with that label on the words `quote`, which stand from `start` to `end`.
    pub(super) fn draft(
        &self,
        (start, end): (usize, usize),
        quote: &str,
        label: &str,
        id: &str,
        now: Timestamp,
    ) -> Draft {
        let labelled = Label::of(label);
        let mut draft = Draft::new(labelled.kind, id, quote, None, now);
        if id.is_empty() {
            draft.annotation.id = id_of(&format!("span {start} {end} {label}"), quote, None);
        }
        draft.at = Some((start, end));
        draft.told = vec![Field::Kind, Field::EntityKind];
        let out = &mut draft.annotation;
        if self.words(start, end) == quote {
            out.anchor.prefix = harmless(self.cut(start.saturating_sub(AROUND), start)).into_owned();
            out.anchor.suffix = harmless(self.cut(end, end + AROUND)).into_owned();
        }
        out.entity_kind = labelled.entity;
        out.name = labelled.entity.and_then(|_| line(quote));
        if labelled.kind == AnnotationKind::Claim {
            out.verdict = labelled.verdict;
            if out.verdict.is_some() {
                out.status = Status::Checked;
            }
            draft.told.push(Field::Verdict);
        }
        if let Some(tag) = labelled.tag {
            out.tags.push(tag);
            draft.told.push(Field::Tags);
        }
        draft
    }
}

/// What a label stands for: `CLAIM`, `CLAIM_` and a verdict, `HIGHLIGHT`, `NOTE`, a kind of entity by the names of Postil, `CoNLL`
/// or `OntoNotes`. Any other is a highlight with a tag.
struct Label {
    kind: AnnotationKind,
    entity: Option<EntityKind>,
    verdict: Option<String>,
    tag: Option<String>,
}

impl Label {
    fn of(label: &str) -> Self {
        let words = label.to_lowercase().replace(['_', '-'], " ");
        let verdict = words.strip_prefix("claim ").and_then(line);
        let entity = EntityKind::of_label(label);
        let kind = match words.as_str() {
            "claim" => AnnotationKind::Claim,
            _ if verdict.is_some() => AnnotationKind::Claim,
            "note" => AnnotationKind::Note,
            "entity" => AnnotationKind::Entity,
            _ if entity.is_some() => AnnotationKind::Entity,
            _ => AnnotationKind::Highlight,
        };
        let known = kind != AnnotationKind::Highlight || words == "highlight" || words.is_empty();
        Self {
            kind,
            entity,
            verdict,
            tag: (!known).then(|| line(label)).flatten(),
        }
    }
}

/// A span as a line has it.
struct Span<'v> {
    start: usize,
    end: usize,
    label: &'v str,
    /// The id of ours that stands in the span itself.
    id: &'v str,
    verdict: Option<&'v str>,
}

/// A span as an object (`start` or `start_offset`) or as a triple.
fn span(value: &Value) -> Option<Span<'_>> {
    let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    if let Value::Array(triple) = value {
        let [start, end, label, ..] = triple.as_slice() else {
            return None;
        };
        return Some(Span {
            start: number(start)?,
            end: number(end)?,
            label: label.as_str()?,
            id: "",
            verdict: None,
        });
    }
    let either = |a: &str, b: &str| number(&value[a]).or_else(|| number(&value[b]));
    Some(Span {
        start: either("start", "start_offset")?,
        end: either("end", "end_offset")?,
        label: value["label"].as_str().unwrap_or_default(),
        id: value["id"].as_str().unwrap_or_default(),
        verdict: value["verdict"].as_str(),
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn of_line(out: &mut Vec<IntakeItem>, said: &Value, number: u64, now: Timestamp) {
    let Some(text) = said["text"].as_str().or(said["data"].as_str()) else {
        out.push(IntakeItem {
            spot: Spot::Line(number),
            words: beginning(&said.to_string()),
            source: ItemSource::default(),
            content: Err(Reason::NotUnderstood("it has no text".to_owned())),
        });
        return;
    };
    // doccano puts what stood under `meta` beside the text.
    let meta = if said["meta"].is_object() {
        &said["meta"]
    } else {
        said
    };
    let of = SpanText::new(text, meta);
    let refused = match said["answer"].as_str() {
        None | Some("accept") => None,
        Some(answer) => Some(format!("the answer to its text is {}", beginning(answer))),
    };
    // What our export knows of the spans beside the labels, until one takes it.
    let mut known: Vec<Span<'_>> = list(&said["postil"]).iter().filter_map(span).collect();
    let mut seen: Vec<(usize, usize, &str)> = Vec::new();
    let groups = said["spans"]
        .as_object()
        .into_iter()
        .flat_map(|groups| groups.values());
    let spans = [&said["label"], &said["spans"], &said["entities"]];
    for value in spans.into_iter().chain(groups).flat_map(list) {
        // spaCy has entities among the spans of a group too.
        if let Some(span) = span(value) {
            let place = (span.start, span.end, span.label);
            if seen.contains(&place) {
                continue;
            }
            seen.push(place);
        }
        let content = match (&refused, span(value)) {
            (Some(why), _) => Err(Reason::NotUnderstood(why.clone())),
            (None, Some(span)) => of_span(&of, &span, &mut known, now),
            (None, None) => Err(Reason::NotUnderstood(
                "it is no span: a label of a whole text cannot be stored in Postil's notes".to_owned(),
            )),
        };
        let words = span(value).map_or("", |s| of.words(s.start, s.end));
        out.push(of.item(out.len(), words, value, content));
    }
    for relation in list(&said["relations"]) {
        let why = "a relation between spans cannot be stored in Postil's notes".to_owned();
        out.push(of.item(out.len(), "", relation, Err(Reason::NotUnderstood(why))));
    }
    for comment in list(&said["Comments"]).iter().filter_map(Value::as_str) {
        let mut draft = Draft::new(AnnotationKind::Note, &format!("comment {comment}"), "", None, now);
        draft.annotation.note = lines(comment);
        draft.told = vec![Field::Note];
        out.push(of.item(out.len(), comment, &Value::Null, Ok(Content::Page(draft))));
    }
}

fn of_span(
    of: &SpanText<'_>,
    span: &Span<'_>,
    known: &mut Vec<Span<'_>>,
    now: Timestamp,
) -> Result<Content, Reason> {
    let quote = of.words(span.start, span.end);
    if quote.trim().is_empty() {
        return Err(Reason::NotUnderstood(format!(
            "its text has no words from {} to {}",
            span.start, span.end
        )));
    }
    // One whose label was changed is still the same span.
    let same_place = |k: &&Span<'_>| (k.start, k.end) == (span.start, span.end);
    let at = known
        .iter()
        .position(|k| same_place(&k) && k.label == span.label)
        .or_else(|| known.iter().position(|k| same_place(&k)));
    let ours = at.map(|at| known.swap_remove(at));
    let id = ours.as_ref().map_or(span.id, |k| k.id);
    let mut draft = of.draft((span.start, span.end), quote, span.label, id, now);
    // A label has capitals and no signs: the verdict to the letter stands beside it.
    let exact = match &ours {
        Some(ours) if ours.label == span.label => ours.verdict,
        Some(_) => None,
        None => span.verdict,
    };
    if draft.annotation.verdict.is_some()
        && let Some(verdict) = exact.and_then(line)
    {
        draft.annotation.verdict = Some(verdict);
    }
    Ok(Content::Passage(draft))
}

impl SpanText<'_> {
    /// The item behind `before` others.
    pub(super) fn item(
        &self,
        before: usize,
        words: &str,
        value: &Value,
        content: Result<Content, Reason>,
    ) -> IntakeItem {
        IntakeItem {
            spot: Spot::Index(before as u64 + 1),
            words: if words.trim().is_empty() {
                beginning(&value.to_string())
            } else {
                beginning(words)
            },
            source: self.source.clone(),
            content,
        }
    }
}
