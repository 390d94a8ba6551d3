//! Removes boilerplate that is left after the article was extracted: invitations to share, subscribe and read on, lists of links, copyright
//! notices. The rules only consider short blocks, and apply across sites.

mod around;
mod ends;
mod phrases;

use std::collections::HashSet;

use phrases::{NOTICES, OPENINGS, READERS, SERVICES, WHOLE};

use crate::document::{BlockKind, Metadata};
use crate::import::draft::Draft;

/// Removes everything from `drafts` that is not part of the article.
pub(super) fn remove(drafts: &mut Vec<Draft>, metadata: &Metadata) {
    let whole: usize = drafts.iter().map(|d| d.linked().0).sum();
    let mut gone = vec![false; drafts.len()];
    for (i, draft) in drafts.iter().enumerate() {
        if let Some(gone) = gone.get_mut(i) {
            *gone = is_boilerplate(draft);
        }
    }
    repeated(drafts, &mut gone);
    around::links(drafts, &mut gone);
    around::announced(drafts, &mut gone);
    around::sections(drafts, &mut gone);
    ends::stamps(drafts, &mut gone, metadata);
    around::comments(drafts, &mut gone);
    ends::ending(drafts, &mut gone, metadata);
    let lost: usize = drafts
        .iter()
        .zip(&gone)
        .filter(|(_, gone)| **gone)
        .map(|(d, _)| d.linked().0)
        .sum();
    // A page that is mostly links is meant to be.
    if lost * 2 > whole {
        return;
    }
    let mut gone = gone.into_iter();
    drafts.retain(|_| !gone.next().unwrap_or(false));
}

/// Removes paragraphs that repeat another one, in full or truncated: text that is hidden until a click often begins with the visible text.
pub(super) fn remove_repeated(drafts: &mut Vec<Draft>) {
    /// A paragraph of at least this many bytes is not written twice by chance.
    const LONG: usize = 60;
    let texts: Vec<String> = drafts.iter().map(Draft::plain).collect();
    let mut sorted: Vec<&str> = texts.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let mut seen = HashSet::new();
    let mut texts = texts.iter();
    drafts.retain(|draft| {
        let Some(text) = texts
            .next()
            .filter(|t| t.len() >= LONG && draft.kind == BlockKind::Paragraph)
        else {
            return true;
        };
        let stem = text.trim_end_matches(['.', '…', ' ', ']', '[']);
        let cut = text.ends_with(['…', ']']) || text.ends_with("...");
        // If any paragraph starts with the truncated text, the next one in sorted order does.
        let longer = sorted
            .get(sorted.partition_point(|t| *t <= stem)..)
            .unwrap_or_default();
        let longer = longer.iter().find(|t| *t != text);
        seen.insert(text.as_str()) && !(cut && longer.is_some_and(|t| t.starts_with(stem)))
    });
}

fn words(text: &str) -> usize {
    text.split(' ').count()
}

/// Whether a single short block is recognizable as boilerplate.
fn is_boilerplate(draft: &Draft) -> bool {
    if !matches!(
        draft.kind,
        BlockKind::Paragraph | BlockKind::Item | BlockKind::Heading | BlockKind::Quote | BlockKind::Caption
    ) {
        return false;
    }
    let text = draft.plain();
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    if draft.kind == BlockKind::Caption {
        return WHOLE.contains(&bare) || is_count(bare);
    }
    let count = words(&text);
    let sentence = text.ends_with(['.', '?', '”']) && count > 9;
    let (all, linked) = draft.linked();
    let invites = OPENINGS.iter().any(|o| bare.starts_with(o));
    let notice = draft.kind != BlockKind::Quote
        && count <= 60
        && lower
            .split(|c: char| !c.is_alphabetic())
            .any(|w| READERS.contains(&w))
        && NOTICES
            .iter()
            .any(|signs| signs.iter().filter(|s| lower.contains(**s)).count() >= 2);
    WHOLE.contains(&bare)
        || notice
        || is_length(bare)
        || is_count(bare)
        || is_sharing(bare)
        || invites && (count <= 6 || count <= 16 && !sentence || linked * 2 > all && count <= 30)
}

/// The duration of a film or sound: '8:09'.
fn is_length(text: &str) -> bool {
    let parts = text.split(':');
    let digits = |p: &str| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&parts.clone().count()) && parts.clone().all(digits)
}

/// The position in a series of pictures: 'image 1 of 5', '3 / 12'.
fn is_count(text: &str) -> bool {
    let mut parts = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let first = parts.next().unwrap_or_default();
    let named = ["image", "photo", "picture", "slide"].contains(&first);
    let digits = |w: &str| w.len() <= 3 && w.bytes().all(|b| b.is_ascii_digit());
    let mut rest = parts.filter(|w| *w != "of").peekable();
    (named || digits(first) && (text.contains('/') || text.contains(" of ")))
        && rest.peek().is_some()
        && rest.all(digits)
}

/// A row of services for sharing the page.
fn is_sharing(text: &str) -> bool {
    let parts = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let (mut all, mut services) = (0, 0);
    for word in parts.take(13) {
        all += 1;
        services += usize::from(SERVICES.contains(&word));
    }
    all <= 12 && services >= 2 && services * 2 >= all
}

/// Repeated captions, in full or truncated, as on pages that show a picture in two sizes.
fn repeated(drafts: &[Draft], gone: &mut [bool]) {
    let mut seen = HashSet::new();
    let texts: Vec<String> = drafts.iter().map(Draft::plain).collect();
    let caption = |at: usize| drafts.get(at).is_some_and(|d| d.kind == BlockKind::Caption);
    for (at, (text, gone)) in texts.iter().zip(gone.iter_mut()).enumerate() {
        if caption(at) && words(text) >= 6 {
            let stem = text.trim_end_matches("more").trim_end_matches([' ', '.', '…']);
            let longer =
                |other: Option<&String>| other.is_some_and(|o| o.len() > stem.len() && o.starts_with(stem));
            let cut = stem.len() + 3 < text.len();
            let neighbours = [at.checked_sub(1), Some(at + 1)];
            *gone |= !seen.insert(text.as_str())
                || cut
                    && neighbours
                        .into_iter()
                        .flatten()
                        .any(|n| caption(n) && longer(texts.get(n)));
        }
    }
}
