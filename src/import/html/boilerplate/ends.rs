//! The first and last lines of an article: date, author, and who the author is.

use super::phrases::{CALENDAR, STAMPS};
use super::words;
use crate::document::{BlockKind, Metadata};
use crate::import::draft::Draft;

/// Among the first blocks, lines that only repeat the date and author of the metadata.
pub(super) fn stamps(drafts: &[Draft], gone: &mut [bool], metadata: &Metadata) {
    let names = [metadata.byline.as_deref(), metadata.source.as_deref()];
    let known: Vec<String> = names
        .into_iter()
        .flatten()
        .flat_map(|n| n.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .collect();
    if metadata.date.is_none() {
        return;
    }
    for (draft, gone) in drafts.iter().zip(gone.iter_mut()).take(6) {
        let text = draft.plain().to_lowercase();
        if words(&text) > 20 || !matches!(draft.kind, BlockKind::Paragraph | BlockKind::Item) {
            continue;
        }
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        let mut parts = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
        let calendar = text
            .split(|c: char| !c.is_alphanumeric())
            .any(|w| CALENDAR.contains(&w) || w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()));
        let said = |w| CALENDAR.contains(&w) || STAMPS.contains(&w) || known.iter().any(|k| k == w);
        *gone |= digits && calendar && parts.all(said);
    }
}

/// In the last blocks: who the author is and how to contact them.
pub(super) fn ending(drafts: &[Draft], gone: &mut [bool], metadata: &Metadata) {
    let from = drafts.len().saturating_sub(5).max(3);
    let first_author = metadata
        .byline
        .as_deref()
        .and_then(|b| b.split([',', '&']).next())
        .map(|a| a.split(" and ").next().unwrap_or(a).trim());
    let count = drafts.len();
    for (at, (draft, gone)) in drafts.iter().zip(gone.iter_mut()).enumerate().skip(from) {
        if !matches!(draft.kind, BlockKind::Paragraph | BlockKind::Item) {
            continue;
        }
        let text = draft.plain();
        let lower = text.to_lowercase();
        if words(&text) > 80 {
            continue;
        }
        let about = first_author.is_some_and(|a| {
            a.len() > 5
                && text.strip_prefix(a).is_some_and(|rest| {
                    [" is ", " was ", " covers ", " writes ", " reports ", " has "]
                        .iter()
                        .any(|v| rest.starts_with(v))
                })
        });
        let about = about || is_biography(&text) && at + 3 >= count;
        let reach = [
            "follow ",
            "contact ",
            "email ",
            "e-mail ",
            "reach ",
            "write to ",
            "send tips",
            "got a tip",
            "have a tip",
            "join our ",
        ];
        let followed = ["her", "him", "me", "them", "us"]
            .iter()
            .any(|who| lower.contains(&format!("follow {who} on ")));
        let invites = reach.iter().any(|r| lower.starts_with(r))
            && (text.contains('@')
                || lower.contains("twitter")
                || lower.contains("facebook")
                || lower.contains(" tip"));
        *gone |= about || invites || followed;
    }
}

/// 'Jane Doe is a reporter for The Gazette. Follow her on Twitter.': who someone is, and how to contact them.
fn is_biography(text: &str) -> bool {
    let lower = text.to_lowercase();
    let named = text
        .split(' ')
        .take_while(|w| w.starts_with(char::is_uppercase))
        .count();
    let verb = text.split(' ').nth(named).unwrap_or_default();
    let trades = [
        "reporter",
        "writer",
        "editor",
        "correspondent",
        "journalist",
        "columnist",
        "author",
        "contributor",
        "producer",
        "freelance",
        "fellow",
        "covers",
        "writes",
        "blogger",
    ];
    let reached = text.contains('@')
        || [
            "follow ", "twitter", "email ", "e-mail ", "contact ", "facebook", "website", "linkedin",
        ]
        .iter()
        .any(|w| lower.contains(w));
    (2..=4).contains(&named)
        && ["is", "was", "covers", "writes", "reports"].contains(&verb)
        && reached
        && trades.iter().any(|t| lower.contains(t))
}
