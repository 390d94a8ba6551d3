//! Joins quotations over several paragraphs into one claim.
//!
//! Invariants of the result: claims stay ordered, and no claim begins inside a quotation that the claim before it left open.

use super::Found;
use super::quotation::Quotation;
use super::view::View;
use crate::document::TextRange;

/// Joins the parts of each such quotation: the speaker of any part is the speaker of all.
pub(super) fn join(view: &View<'_>, quotations: &[Quotation], claims: &mut Vec<Found>) {
    claims.sort_by_key(|f| (f.claim.range.start, f.claim.range.end));
    for pair in quotations.windows(2) {
        let [before, part] = pair else { continue };
        if !part.continues || !adjacent(view, before, part) {
            continue;
        }
        let (before, part) = (view.range(&before.tokens()), view.range(&part.tokens()));
        let overlaps =
            |f: &Found, range: TextRange| f.claim.range.start < range.end && range.start < f.claim.range.end;
        let first = claims
            .partition_point(|f| f.claim.range.start < before.end)
            .checked_sub(1)
            .filter(|&i| overlaps(&claims[i], before));
        let second = claims.partition_point(|f| f.claim.range.start < part.start);
        let second = Some(second).filter(|&i| claims.get(i).is_some_and(|f| overlaps(f, part)));
        match (first, second) {
            (Some(a), Some(b)) => {
                let later = claims.remove(b);
                let earlier = &mut claims[a];
                earlier.claim.range.end = later.claim.range.end.max(earlier.claim.range.end);
                if earlier.claim.speaker.is_none() && later.claim.speaker.is_some() {
                    earlier.claim.speaker = later.claim.speaker;
                    earlier.claim.cue = later.claim.cue;
                    earlier.claim.form = later.claim.form;
                    earlier.claim.reasons = later.claim.reasons;
                    earlier.by = later.by;
                }
            }
            (Some(a), None) => claims[a].claim.range.end = part.end,
            (None, Some(b)) => claims[b].claim.range.start = before.start,
            (None, None) => {}
        }
    }
}

/// Whether two parts are in consecutive blocks.
fn adjacent(view: &View<'_>, before: &Quotation, part: &Quotation) -> bool {
    let block = |i: usize| {
        let token = view.tokens.get(i)?;
        view.document.block_at(token.range.start)
    };
    matches!((block(before.close), block(part.open)), (Some(a), Some(b)) if a + 1 == b)
}
