//! Names the speakers of a subject that joins several: 'Ana Ruiz, Omar Diaz and the mayor'.
//!
//! Invariant: an apposition is not a second speaker: what follows a comma counts only if it is a name, and before a last 'and'.

use std::ops::Range;

use super::speaker::on_one_line;
use super::view::View;
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::lexicon::WordClass;

/// The names of several speakers in one, as written between them; `None` if `subject` names one.
pub(super) fn joint_name(view: &View<'_>, subject: &Range<usize>) -> Option<String> {
    let word = |i: usize| view.word(i);
    let is_pair = matches!(
        word(subject.start),
        "Both" | "both" | "Neither" | "neither" | "Either" | "either"
    );
    let subject = subject.start + usize::from(is_pair)..subject.end;
    let inside = |i: usize| {
        let at = view.tokens[i].range.start;
        view.mentions_in(view.range(&subject))
            .any(|(m, _)| m.start < at && at < m.end)
    };
    let last = subject
        .clone()
        .rev()
        .find(|&i| matches!(word(i), "and" | "or" | "nor") && !inside(i))?;
    // A comma before 'and' belongs to it.
    let end = last - usize::from(last > subject.start && word(last - 1) == ",");
    let mut parts = Vec::new();
    let mut start = subject.start;
    for comma in (start..end).filter(|&i| word(i) == "," && !inside(i)) {
        parts.push(start..comma);
        start = comma + 1;
    }
    parts.push(start..end);
    let mut names = parts
        .iter()
        .map(|part| named(view, part))
        .collect::<Option<Vec<_>>>()?;
    let rest = last + 1..subject.end;
    if rest.is_empty() || rest.clone().any(|i| word(i) == "," && !inside(i)) {
        return None;
    }
    let rest = named(view, &rest).unwrap_or_else(|| on_one_line(view, &rest));
    let first = names.remove(0);
    let listed = names.iter().fold(first, |list, name| format!("{list}, {name}"));
    let link = if word(last) == "nor" { "or" } else { word(last) };
    Some(format!("{listed} {link} {rest}"))
}

/// The name that `part` ends with, if nothing but a title precedes it.
fn named(view: &View<'_>, part: &Range<usize>) -> Option<String> {
    if part.is_empty() {
        return None;
    }
    let range = view.range(part);
    let (mention, entity) = view.mentions_in(range).next_back()?;
    let entity = &view.entities[entity];
    let speaks = matches!(
        entity.kind,
        EntityKind::Person | EntityKind::Organization | EntityKind::Place | EntityKind::Group
    );
    let mut title = view.tokens_in(TextRange::new(range.start, mention.start));
    let is_title = !title.any(|i| WordClass::LinksName.has(view.word(i)) || view.word(i) == "and");
    (speaks && is_title && mention.end == range.end).then(|| entity.name.clone())
}
