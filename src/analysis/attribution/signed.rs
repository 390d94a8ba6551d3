//! Quotations signed after a dash, like pull quotes and mottoes: '“The well is dry.” — Ana Petrov'.
//!
//! Invariant of the result: the words after the dash begin with a name, or a title and a name, and no clause follows.

use std::ops::Range;

use super::cue::is_person;
use super::grammar::is_day;
use super::quotation::Quotation;
use super::unit::Unit;
use super::view::View;
use crate::analysis::EntityKind;
use crate::document::{BlockKind, TextRange};

/// The speaker and the quotation of `unit`, signed after it or in the block below.
pub(super) fn signed(
    view: &View<'_>,
    unit: &Unit,
    next: Option<&Unit>,
    quotations: &[Quotation],
) -> Option<(Range<usize>, Range<usize>)> {
    let marked = quotations
        .get(unit.quotations.clone())?
        .first()
        .map(Quotation::tokens)
        .filter(|q| view.words(&(unit.tokens.start..q.start)) == 0);
    let block = || (unit.kind == BlockKind::Quote).then(|| unit.tokens.clone());
    let quotation = marked.or_else(block).filter(|q| view.words(q) >= 4)?;
    let behind = quotation.end..unit.tokens.end;
    let speaker = if view.words(&behind) > 0 {
        signature(view, behind)?
    } else {
        let below = next.filter(|n| n.block == unit.block + 1)?;
        signature(view, below.tokens.clone())?
    };
    Some((speaker, quotation))
}

/// Whether `words` are empty or may be the office of the person whose name follows: 'Chief Engineer', 'the commissioner'.
fn is_title(view: &View<'_>, mut words: Range<usize>) -> bool {
    words.len() <= 4
        && words.all(|i| {
            let word = view.word(i);
            let capital = word.starts_with(char::is_uppercase) && !is_day(word);
            capital || matches!(word, "the" | "of") || is_person(word)
        })
}

/// The name in `tokens`, after a dash and followed only by a description.
fn signature(view: &View<'_>, tokens: Range<usize>) -> Option<Range<usize>> {
    if !matches!(view.word(tokens.start), "—" | "–" | "-" | "--" | "~" | "―") {
        return None;
    }
    let rest = tokens.start + 1..tokens.end;
    let at = view.tokens.get(rest.start)?.range.start;
    let end = view.tokens.get(rest.end.checked_sub(1)?)?.range.end;
    let (mention, e) = view.mentions_in(TextRange::new(at, end.max(at))).next()?;
    let name = view.tokens_in(mention);
    let signs = match view.entities[e].kind {
        EntityKind::Person => is_title(view, rest.start..name.start),
        EntityKind::Organization => mention.start == at,
        _ => false,
    };
    if !signs {
        return None;
    }
    let more = name.end..rest.end;
    let apart = !view.word(more.start).starts_with(char::is_alphanumeric);
    (more.is_empty() || apart && view.words(&more) <= 12).then_some(name)
}
