//! Headlines that attribute by a colon: 'Police: two held', 'Two held after fire: police'.

use std::ops::Range;

use super::cue::{is_body, is_person, is_source_noun};
use super::speaker::head_noun;
use super::unit::Unit;
use super::view::View;
use crate::analysis::EntityKind;
use crate::analysis::syntax::is_quotation_mark;
use crate::document::BlockKind;

/// The speaker and the content of a headline of that form.
pub(super) fn colon(view: &View<'_>, unit: &Unit) -> Option<(Range<usize>, Range<usize>)> {
    if !matches!(
        unit.kind,
        BlockKind::Title | BlockKind::Standfirst | BlockKind::Heading
    ) {
        return None;
    }
    let tokens = unit.tokens.clone();
    let mut colons = tokens.clone().filter(|&i| view.word(i) == ":");
    let (colon, None) = (colons.next()?, colons.next()) else {
        return None;
    };
    let (left, right) = (tokens.start..colon, colon + 1..tokens.end);
    // 'Tom Birch: an interview', 'Winter: A guide': not a statement.
    let titled = |r: &Range<usize>| matches!(&*view.lower(r.start), "a" | "an" | "how" | "why");
    if titled(&right) {
        return None;
    }
    // 'Email: …@example.org'
    if tokens.clone().any(|i| view.word(i).contains(['@', '<'])) {
        return None;
    }
    let quoted = |r: &Range<usize>| is_quotation_mark(view.word(r.start)) || view.word(r.start) == "'";
    let least = |r: &Range<usize>| if quoted(r) { 1 } else { 3 };
    if speaks(view, &left, quoted(&right)) && view.words(&right) >= least(&right) {
        return Some((left, right));
    }
    if speaks(view, &right, quoted(&left)) && view.words(&left) >= least(&left) {
        return Some((right, left));
    }
    None
}

/// Whether a few words name a possible source: a complete name, or a noun for a source. If there is a quotation `opposite`, capitals are
/// enough.
fn speaks(view: &View<'_>, words: &Range<usize>, opposite: bool) -> bool {
    if words.is_empty() || words.len() > 6 {
        return false;
    }
    let range = view.range(words);
    let named = view.mentions_in(range).any(|(m, e)| {
        m.end == range.end
            && matches!(
                view.entities[e].kind,
                EntityKind::Person | EntityKind::Organization | EntityKind::Group
            )
    });
    let source = head_noun(view, words).is_some_and(|h| {
        let noun = view.lower(h);
        h + 1 == words.end && (is_source_noun(&noun) || is_person(&noun) || is_body(&noun))
    });
    named
        || source
        || opposite
            && words.len() <= 3
            && words
                .clone()
                .all(|i| view.word(i).starts_with(char::is_uppercase))
}
