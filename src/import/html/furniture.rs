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
    "more:",
    "also:",
    "in pictures",
    "in photos",
    "up next",
    "now playing",
    "read this next",
    "what to read next",
    "keep reading",
    "article continues",
    "story continues",
    "scroll to continue",
    "sponsored by",
    "promoted",
    "enter your email",
    "your email",
    "thank you for subscribing",
    "thanks for signing up",
    "by signing up",
    "by subscribing",
    "already a subscriber",
    "this article is for subscribers",
    "to continue reading",
    "have you been affected",
    "got a story",
    "contact us",
    "join the",
    "found this helpful",
    "was this article helpful",
    "a version of this article",
    "a version of this story",
    "order reprints",
    "we may earn",
    "this article contains affiliate",
    "if you buy something",
    "listen to this article",
    "your browser does not support",
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
    "photo",
    "image",
    "slide",
    "slideshow",
    "featured",
    "story highlights",
    "most viewed",
    "advertise",
    "subscribe now",
    "sign in",
    "log in",
    "register",
    "skip",
    "play",
    "replay",
    "pause",
    "unmute",
    "mute",
    "listen",
    "font size",
    "text size",
    "a a a",
    "e-mail",
    "messenger",
    "telegram",
    "flipboard",
    "digg",
    "copied",
    "edit",
    "donate",
    "permalink",
    "via",
    "credit",
    "sponsored",
    "partner content",
    "paid content",
];

/// Signs of an invitation to subscribe or of a notice of the site; two of them make a short block one.
const NOTICES: &[&[&str]] = &[
    &[
        "newsletter",
        "inbox",
        "sign up",
        "signing up",
        "subscribe",
        "delivered to",
        "email address",
        "privacy policy",
        "terms of",
        "unsubscribe",
        "mailing list",
        "free trial",
        "cancel anytime",
        "breaking news alerts",
        "daily briefing",
        "e-mail address",
        "straight to your",
    ],
    &[
        "cookie",
        "consent",
        "accept",
        "privacy",
        "personalise",
        "personalize",
        "opt out",
    ],
    &[
        "javascript",
        "your browser",
        "enable",
        "ad blocker",
        "adblock",
        "disable",
    ],
    &[
        "affiliate",
        "commission",
        "links on our site",
        "purchase",
        "we may earn",
        "at no extra cost",
    ],
    &[
        "all rights reserved",
        "reproduced",
        "rewritten",
        "redistributed",
        "copyright",
        "without permission",
        "may not be published",
    ],
];

/// Words of a line that says when the page was made or how long it takes to read.
const STAMPS: &[&str] = &[
    "updated",
    "published",
    "posted",
    "modified",
    "last",
    "first",
    "created",
    "on",
    "at",
    "by",
    "in",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "est",
    "edt",
    "et",
    "ct",
    "pt",
    "pst",
    "pdt",
    "cst",
    "cdt",
    "gmt",
    "utc",
    "bst",
    "ist",
    "cet",
    "min",
    "mins",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "ago",
    "read",
    "time",
    "reading",
    "of",
    "the",
    "and",
    "th",
    "st",
    "nd",
    "rd",
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "views",
    "view",
    "comments",
    "comment",
    "shares",
    "share",
    "likes",
    "h",
    "s",
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
    stamps(drafts, &mut gone, metadata);
    comments(drafts, &mut gone);
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
    let notice = draft.kind != BlockKind::Quote
        && count <= 60
        && NOTICES
            .iter()
            .any(|signs| signs.iter().filter(|s| lower.contains(**s)).count() >= 2);
    WHOLE.contains(&bare)
        || notice
        || is_length(bare)
        || invites && (count <= 6 || count <= 16 && !sentence || linked * 2 > all && count <= 30)
}

/// How long a film or sound is: '8:09'.
fn is_length(text: &str) -> bool {
    let parts = text.split(':');
    let digits = |p: &str| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&parts.clone().count()) && parts.clone().all(digits)
}

/// Among the first blocks, lines that only say when and by whom: the metadata say it too.
fn stamps(drafts: &[Draft], gone: &mut [bool], metadata: &Metadata) {
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
        *gone |= digits && parts.all(|w| STAMPS.contains(&w) || known.iter().any(|k| k == w));
    }
}

/// A heading over what readers wrote, and all below it.
fn comments(drafts: &[Draft], gone: &mut [bool]) {
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
    // Not at the head, where a page may say how many there are.
    let from = drafts.len() / 3;
    let found = drafts.iter().skip(from.max(3)).position(begins);
    if let Some(at) = found {
        gone.iter_mut().skip(from.max(3) + at).for_each(|g| *g = true);
    }
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
        // A list that a sentence announces is part of the text.
        let announced = at > 0
            && gone.get(at - 1) == Some(&false)
            && drafts
                .get(at - 1)
                .is_some_and(|d| d.kind == BlockKind::Paragraph && d.plain().ends_with(':'));
        if run >= 2 && !announced && linked * 10 >= run * 8 && items.iter().all(|d| words(&d.plain()) <= 30) {
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
        ];
        let invites = reach.iter().any(|r| lower.starts_with(r))
            && (text.contains('@')
                || lower.contains("twitter")
                || lower.contains("facebook")
                || lower.contains(" tip"));
        *gone |= about || invites;
    }
}

/// 'Jane Doe is a reporter for The Gazette. Follow her on Twitter.': who somebody is, and where to be reached.
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
