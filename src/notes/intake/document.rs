//! Imports the comments stored in the article's own file by other programs.

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines, moment,
};
use crate::document::Remark;
use crate::notes::{AnnotationKind, Timestamp};
use crate::text::clean::harmless;

/// Each comment as an item. `now` is the creation time of those without a date.
pub fn of_document(remarks: &[Remark], now: Timestamp) -> Vec<IntakeItem> {
    (1..)
        .zip(remarks)
        .map(|(number, remark)| {
            let quote = remark.quote.as_deref().unwrap_or_default();
            IntakeItem {
                spot: Spot::Index(number),
                words: beginning(if remark.text.is_empty() {
                    quote
                } else {
                    &remark.text
                }),
                source: ItemSource::default(),
                content: content(remark, now),
            }
        })
        .collect()
}

fn content(remark: &Remark, now: Timestamp) -> Result<Content, Reason> {
    let created = remark.date.as_deref().and_then(moment);
    let (author, date) = (&remark.author, &remark.date);
    // Programs renumber comments when they save, so author and date identify one better.
    let name = match date {
        Some(date) => format!("comment {author:?} {date}"),
        None => format!("comment {author:?} {}", remark.text),
    };
    let quote = remark.quote.as_deref().unwrap_or_default();
    let mut draft = Draft::new(AnnotationKind::Note, &name, quote.trim(), created, now);
    draft.annotation.anchor.prefix = harmless(&remark.before).into_owned();
    draft.annotation.anchor.suffix = harmless(&remark.after).into_owned();
    draft.annotation.note = lines(&remark.text);
    draft.annotation.author = author.as_deref().and_then(line);
    draft.told = vec![Field::Note, Field::Author];
    if remark.quote.is_some() {
        return Ok(Content::Passage(draft));
    }
    if remark.text.is_empty() {
        return Err(Reason::WithoutPassage("it is on no passage and says nothing"));
    }
    Ok(Content::Page(draft))
}
