//! Imports the comments stored in the article's own file by other programs.

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Reply, Spot, beginning, id_of, line, lines,
    moment, reply_text, tags,
};
use crate::document::{Remark, RemarkKind};
use crate::notes::{AnnotationKind, Timestamp};
use crate::text::clean::harmless;

/// Each comment as an item. `now` is the creation time of those without a date.
pub fn of_document(remarks: &[Remark], now: Timestamp) -> Vec<IntakeItem> {
    (1..)
        .zip(remarks)
        .map(|(number, remark)| {
            let words = match (&remark.quote, remark.text.as_str()) {
                (Some(quote), "") => quote,
                (_, text) => text,
            };
            let page = remark
                .page
                .map(|page| format!("page {page}: "))
                .unwrap_or_default();
            IntakeItem {
                spot: Spot::Index(number),
                words: beginning(&format!("{page}{words}")),
                source: ItemSource::default(),
                content: content(remark, now),
            }
        })
        .collect()
}

/// The kind of annotation that a remark becomes, and the tag that tells it from others of that kind.
fn kind(kind: RemarkKind) -> (AnnotationKind, Option<&'static str>) {
    match kind {
        RemarkKind::Comment | RemarkKind::Drawing => (AnnotationKind::Note, None),
        RemarkKind::Highlight => (AnnotationKind::Highlight, None),
        RemarkKind::Underline => (AnnotationKind::Highlight, Some("underlined")),
        RemarkKind::StrikeOut => (AnnotationKind::Highlight, Some("struck out")),
        RemarkKind::Squiggly => (AnnotationKind::Highlight, Some("wavy underline")),
    }
}

fn content(remark: &Remark, now: Timestamp) -> Result<Content, Reason> {
    let created = remark.date.as_deref().and_then(moment);
    if !remark.answers.is_empty() {
        if remark.text.is_empty() {
            return Err(Reason::WithoutPassage("a reply that says nothing"));
        }
        return Ok(Content::Reply(Reply {
            to: remark.answers.clone(),
            text: reply_text(remark.author.as_deref(), created, &remark.text),
            at: created,
        }));
    }
    let quote = remark.quote.as_deref().unwrap_or_default();
    let (kind, tag) = kind(remark.kind);
    let name = name(remark);
    let mut draft = Draft::new(kind, &name, quote.trim(), created, now);
    draft.name.clone_from(&remark.handle);
    if remark.name.is_some() {
        // The name tells it from others, so that its passage may change.
        draft.annotation.id = id_of(&name, "", created);
    }
    draft.at = remark.at;
    draft.told = vec![Field::Note, Field::Author];
    let out = &mut draft.annotation;
    out.anchor.prefix = harmless(&remark.before).into_owned();
    out.anchor.suffix = harmless(&remark.after).into_owned();
    out.note = lines(&remark.text);
    out.author = remark.author.as_deref().and_then(line);
    if let Some(changed) = remark.changed.as_deref().and_then(moment) {
        out.updated = changed.max(out.created);
    }
    if kind == AnnotationKind::Highlight {
        out.colour = remark.colour.as_deref().and_then(line);
        draft.told.push(Field::Colour);
    }
    if tag.is_some() {
        out.tags = tags(tag);
        draft.told.push(Field::Tags);
    }
    match (remark.kind, &remark.quote, remark.text.as_str()) {
        (RemarkKind::Drawing, _, "") => Err(Reason::WithoutPassage("a drawing or stamp without words")),
        (RemarkKind::Comment, _, "") => Err(Reason::WithoutPassage("it says nothing")),
        (_, Some(_), _) => Ok(Content::Passage(draft)),
        (_, None, "") => Err(Reason::WithoutPassage("there is no text under it")),
        (_, None, _) => Ok(Content::Page(draft)),
    }
}

/// What tells a remark from others for good. Programs number comments again when they save: author and moment name one better.
fn name(remark: &Remark) -> String {
    let Remark {
        author, date, text, ..
    } = remark;
    match (&remark.name, date, remark.page) {
        // Such a name need only be the only one on its page.
        (Some(name), date, page) => format!("mark {name} {page:?} {author:?} {date:?}"),
        (None, Some(date), Some(page)) => format!("mark {:?} {page} {author:?} {date}", remark.kind),
        (None, None, Some(page)) => format!("mark {:?} {page} {author:?} {text}", remark.kind),
        (None, Some(date), None) => format!("comment {author:?} {date}"),
        (None, None, None) => format!("comment {author:?} {text}"),
    }
}
