//! What a page still has around its article when the article is cut out: invitations to share, subscribe and read on,
//! lists of links, notices of rights. The rules look at short blocks only and hold across sites.

use crate::document::{BlockKind, Metadata};
use crate::import::draft::Draft;

/// What such lines begin with, in small letters.
const OPENINGS: &[&str] = &[
    "advertisement",
    "advertising",
    "sponsored",
    "story continues below",
    "article continues below",
    "continue reading",
    "read more",
    "read also",
    "also read",
    "read next",
    "read:",
    "read the full",
    "more from",
    "more on this",
    "more stories",
    "related:",
    "related articles",
    "related stories",
    "related content",
    "related topics",
    "related links",
    "related coverage",
    "see also:",
    "share this",
    "share on",
    "share via",
    "share story",
    "tweet this",
    "email this",
    "print this",
    "follow us",
    "follow @",
    "like us on",
    "join us on",
    "join the conversation",
    "find us on",
    "sign up",
    "subscribe",
    "newsletter",
    "get our",
    "get the latest",
    "click here",
    "download our app",
    "download the app",
    "you may also like",
    "you might also like",
    "recommended",
    "most read",
    "most popular",
    "most viewed",
    "trending",
    "editors' picks",
    "editor's picks",
    "don't miss",
    "top stories",
    "latest news",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "view comments",
    "show comments",
    "comments are closed",
    "skip to",
    "back to top",
    "jump to",
    "scroll down",
    "all rights reserved",
    "copyright ©",
    "© ",
    "copyright 19",
    "copyright 20",
    "filed under",
    "posted in",
    "tagged",
    "tags:",
    "topics:",
    "categories:",
    "please enable",
    "enable javascript",
    "this site uses cookies",
    "we use cookies",
    "by continuing to use",
    "report a typo",
    "report an error",
    "this material may not be",
    "republish",
    "support our",
    "become a member",
    "log in to",
    "sign in to",
    "create an account",
    "media playback is",
    "playback of this video",
    "view gallery",
    "view all",
    "view more",
    "see more",
    "show more",
    "load more",
    "watch:",
    "watch more",
    "listen:",
    "advertisement:",
    "photos:",
    "gallery:",
    "terms of",
    "privacy policy",
    "loading",
];

/// What such lines are as a whole.
const WHOLE: &[&str] = &[
    "share",
    "tweet",
    "email",
    "print",
    "save",
    "comment",
    "comments",
    "reply",
    "like",
    "facebook",
    "twitter",
    "whatsapp",
    "pinterest",
    "linkedin",
    "reddit",
    "copy link",
    "link copied",
    "close",
    "more",
    "next",
    "previous",
    "advert",
    "ad",
    "menu",
    "search",
    "home",
    "video",
    "photos",
    "gallery",
    "related",
    "topics",
    "tags",
    "top",
    "toggle",
    "expand",
    "hide",
    "caption",
    "image caption",
    "media caption",
    "image copyright",
    "hide caption",
    "toggle caption",
    "enlarge this image",
    "loading...",
];

/// Headings over lists of other articles.
const HEADINGS: &[&str] = &[
    "related",
    "more on",
    "more from",
    "read more",
    "you may",
    "you might",
    "recommended",
    "most read",
    "most popular",
    "trending",
    "latest",
    "top stories",
    "comments",
    "share",
    "newsletter",
    "subscribe",
    "sign up",
    "follow us",
    "see also",
    "also on",
    "around the web",
    "popular",
    "don't miss",
    "editor",
    "further reading",
    "about the author",
    "our standards",
    "leave a",
];

/// Takes out of `drafts` what is no part of the article.
pub(super) fn remove(drafts: &mut Vec<Draft>, metadata: &Metadata) {
    let whole: usize = drafts.iter().map(|d| d.linked().0).sum();
    let mut gone = vec![false; drafts.len()];
    for (i, draft) in drafts.iter().enumerate() {
        if let Some(gone) = gone.get_mut(i) {
            *gone = is_furniture(draft);
        }
    }
    links(drafts, &mut gone);
    sections(drafts, &mut gone);
    ending(drafts, &mut gone, metadata);
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

fn words(text: &str) -> usize {
    text.split(' ').count()
}

/// One short block that says what it is.
fn is_furniture(draft: &Draft) -> bool {
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
        return WHOLE.contains(&bare);
    }
    let count = words(&text);
    let sentence = text.ends_with(['.', '?', '”']) && count > 9;
    let (all, linked) = draft.linked();
    let invites = OPENINGS.iter().any(|o| bare.starts_with(o));
    WHOLE.contains(&bare)
        || invites && (count <= 6 || count <= 16 && !sentence || linked * 2 > all && count <= 30)
}

/// Blocks that are nothing but a link to elsewhere: single lines between paragraphs, and lists of them.
fn links(drafts: &[Draft], gone: &mut [bool]) {
    let only_link = |d: &Draft| {
        let (all, linked) = d.linked();
        // An address that is spelt out is there to be read.
        all > 0 && linked * 10 >= all * 9 && !d.plain().contains("://")
    };
    let mut at = 0;
    while at < drafts.len() {
        let run = drafts
            .iter()
            .skip(at)
            .take_while(|d| d.kind == BlockKind::Item)
            .count();
        if run == 0 {
            let lone = drafts.get(at).is_some_and(|d| {
                d.kind == BlockKind::Paragraph
                    && d.outermost
                    && only_link(d)
                    && (4..=30).contains(&words(&d.plain()))
            });
            if lone && let Some(gone) = gone.get_mut(at) {
                *gone = true;
            }
            at += 1;
            continue;
        }
        let items = drafts.get(at..at + run).unwrap_or_default();
        let linked = items.iter().filter(|d| only_link(d)).count();
        if run >= 2 && linked * 10 >= run * 8 && items.iter().all(|d| words(&d.plain()) <= 30) {
            gone.iter_mut().skip(at).take(run).for_each(|g| *g = true);
        }
        at += run;
    }
}

/// A heading over nothing, or over what was taken out, when it announces other articles.
fn sections(drafts: &[Draft], gone: &mut [bool]) {
    for at in 0..drafts.len() {
        let Some(draft) = drafts.get(at).filter(|d| d.kind == BlockKind::Heading) else {
            continue;
        };
        let text = draft.plain().to_lowercase();
        if words(&text) > 8 || !HEADINGS.iter().any(|h| text.starts_with(h)) {
            continue;
        }
        let mut below = drafts
            .iter()
            .zip(gone.iter())
            .skip(at + 1)
            .take_while(|(d, _)| d.kind != BlockKind::Heading);
        let nothing_left = below.all(|(_, gone)| *gone);
        if let Some(gone) = gone.get_mut(at) {
            *gone |= nothing_left;
        }
    }
}

/// In the last blocks: who the author is and where to write to.
fn ending(drafts: &[Draft], gone: &mut [bool], metadata: &Metadata) {
    let from = drafts.len().saturating_sub(5).max(3);
    let first_author = metadata
        .byline
        .as_deref()
        .and_then(|b| b.split([',', '&']).next())
        .map(|a| a.split(" and ").next().unwrap_or(a).trim());
    for (draft, gone) in drafts.iter().zip(gone.iter_mut()).skip(from) {
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
        ];
        let invites = reach.iter().any(|r| lower.starts_with(r))
            && (text.contains('@')
                || lower.contains("twitter")
                || lower.contains("facebook")
                || lower.contains(" tip"));
        *gone |= about || invites;
    }
}
