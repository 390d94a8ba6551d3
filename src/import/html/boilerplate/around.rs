//! Links away from the article, headings over them, and readers' comments.

use super::phrases::HEADINGS;
use super::words;
use crate::document::BlockKind;
use crate::import::draft::Draft;

/// Blocks that are only a link to another page: single lines between paragraphs, and lists of them.
pub(super) fn links(drafts: &[Draft], gone: &mut [bool]) {
    let only: Vec<bool> = drafts.iter().map(is_only_link).collect();
    items(drafts, &only, gone);
    let movable = |d: &Draft| {
        d.kind == BlockKind::Item
            || d.outermost && d.kind == BlockKind::Paragraph
            || d.kind == BlockKind::Heading
    };
    let mut at = 0;
    while at < drafts.len() {
        let run = drafts.iter().zip(&only).skip(at);
        let run = run.take_while(|(d, only)| **only && movable(d)).count();
        let kinds = drafts.get(at..at + run).unwrap_or_default();
        let count = |kind: BlockKind| kinds.iter().filter(|d| d.kind == kind).count();
        let lone = |d: &Draft| d.kind == BlockKind::Paragraph && (4..=60).contains(&words(&d.plain()));
        // Headlines of other articles, with a summary of each.
        let listed = count(BlockKind::Heading) >= 2;
        for (draft, gone) in kinds.iter().zip(gone.iter_mut().skip(at)) {
            *gone |= lone(draft) || listed && !is_announced(drafts, at);
        }
        at += run.max(1);
    }
}

/// Whether it is only a link; an address that is written out is part of the text.
fn is_only_link(draft: &Draft) -> bool {
    let (all, linked) = draft.linked();
    all > 0 && linked * 10 >= all * 9 && !draft.plain().contains("://")
}

/// Whether a sentence introduces the block, which is then part of the text.
fn is_announced(drafts: &[Draft], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| drafts.get(before));
    before
        .is_some_and(|d| d.kind == BlockKind::Paragraph && d.plain().ends_with(':') && words(&d.plain()) > 3)
}

/// Lists of links.
fn items(drafts: &[Draft], only: &[bool], gone: &mut [bool]) {
    let mut at = 0;
    while at < drafts.len() {
        let run = drafts.iter().skip(at);
        let run = run.take_while(|d| d.kind == BlockKind::Item).count();
        let items = drafts.get(at..at + run).unwrap_or_default();
        let linked = only.iter().skip(at).take(run).filter(|only| **only).count();
        let announced =
            is_announced(drafts, at) && at.checked_sub(1).and_then(|b| gone.get(b)) == Some(&false);
        if run >= 2 && !announced && linked * 10 >= run * 8 && items.iter().all(|d| words(&d.plain()) <= 30) {
            gone.iter_mut().skip(at).take(run).for_each(|g| *g = true);
        }
        at += run.max(1);
    }
}

/// 'More great stories', and the list after it whose items all lead elsewhere.
pub(super) fn announced(drafts: &[Draft], gone: &mut [bool]) {
    for at in 0..drafts.len() {
        let Some(draft) = drafts.get(at) else { break };
        if !matches!(draft.kind, BlockKind::Heading | BlockKind::Paragraph) || !announces(&draft.plain()) {
            continue;
        }
        let items = drafts.iter().skip(at + 1);
        let run = items
            .take_while(|d| d.kind == BlockKind::Item && d.linked().1 > 0 && words(&d.plain()) <= 40)
            .count();
        if run >= 2 {
            gone.iter_mut().skip(at).take(run + 1).for_each(|g| *g = true);
        }
    }
}

/// Whether a line introduces other articles.
fn announces(text: &str) -> bool {
    let text = text.to_lowercase();
    let text = text.trim_end_matches([':', '.', ' ']);
    let more = text.starts_with("more ")
        && [
            "stories", "articles", "news", "coverage", "posts", "reading", "reads",
        ]
        .iter()
        .any(|w| text.ends_with(w));
    words(text) <= 8 && (more || HEADINGS.iter().any(|h| text.starts_with(h)))
}

/// A heading that introduces other articles and is followed by nothing, or by removed blocks.
pub(super) fn sections(drafts: &[Draft], gone: &mut [bool]) {
    for at in 0..drafts.len() {
        let Some(draft) = drafts.get(at).filter(|d| d.kind == BlockKind::Heading) else {
            continue;
        };
        let text = draft.plain();
        if !announces(&text) {
            continue;
        }
        let mut below = drafts
            .iter()
            .zip(gone.iter())
            .skip(at + 1)
            .take_while(|(d, _)| d.kind != BlockKind::Heading);
        let first_gone = gone.get(at + 1) == Some(&true);
        let nothing_left = below.all(|(_, gone)| *gone);
        let whole = [
            "related",
            "related news",
            "related articles",
            "related stories",
            "related content",
        ]
        .contains(&text.to_lowercase().trim_end_matches(':'));
        if let Some(gone) = gone.get_mut(at) {
            *gone |= nothing_left || first_gone || whole;
        }
    }
}

/// A heading of readers' comments, and everything after it.
pub(super) fn comments(drafts: &[Draft], gone: &mut [bool]) {
    let begins = |draft: &Draft| {
        let text = draft.plain().to_lowercase();
        let mut parts = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty());
        let (first, second) = (parts.next().unwrap_or_default(), parts.next());
        let kinds = [
            "comments",
            "comment",
            "responses",
            "replies",
            "thoughts",
            "reactions",
        ];
        let number = first.bytes().all(|b| b.is_ascii_digit()) && !first.is_empty();
        draft.outermost
            && draft.kind == BlockKind::Heading
            && words(&text) <= 20
            && (number && second.is_some_and(|s| kinds.contains(&s))
                || kinds.contains(&first) && second.is_none())
    };
    // Not near the start, where a page may give the number of comments.
    let from = drafts.len() / 3;
    let found = drafts.iter().skip(from.max(3)).position(begins);
    if let Some(at) = found {
        gone.iter_mut().skip(from.max(3) + at).for_each(|g| *g = true);
    }
}
