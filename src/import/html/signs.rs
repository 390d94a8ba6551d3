//! The meaning of class and id names. Sites agree on these words much more than on markup: 'related' is a list of other articles and
//! 'caption' a caption nearly everywhere.
//!
//! A name is split at dashes, underscores and capitals (`articleFooter--name` becomes 'article', 'footer', 'name'), and only whole words
//! count, so 'shareholder' is not 'share'.

/// The meaning of an element's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Something around the article: links to others, invitations, tools.
    Boilerplate,
    /// Readers' comments.
    Comments,
    /// The caption of a picture.
    Caption,
    /// The credit of a picture.
    Credit,
    /// The source of something: of a picture, if it is inside the caption.
    Source,
    /// A picture and its text, if there is a picture in it.
    Picture,
    /// A copyright notice.
    Rights,
    /// The author and date.
    Byline,
    /// The lines under the headline.
    Standfirst,
}

/// Words that mark a name as boilerplate anywhere in it.
const BOILERPLATE: &[&str] = &[
    "addthis",
    "addtoany",
    "adsbygoogle",
    "advert",
    "advertisement",
    "advertising",
    "adverts",
    "bio",
    "biography",
    "breadcrumb",
    "breadcrumbs",
    "consent",
    "cookie",
    "cookies",
    "cta",
    "dialog",
    "gdpr",
    "hovercard",
    "marketing",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "outbrain",
    "pager",
    "pagination",
    "popover",
    "popup",
    "printfriendly",
    "promo",
    "promos",
    "promotion",
    "rail",
    "readmore",
    "recirc",
    "recirculation",
    "recommendation",
    "recommendations",
    "recommended",
    "related",
    "relatedarticles",
    "relatedposts",
    "revcontent",
    "sharebar",
    "sharedaddy",
    "sharethis",
    "sharetools",
    "sharing",
    "signup",
    "slidecount",
    "sponsored",
    "subscribe",
    "taboola",
    "tags",
    "toolbar",
    "tooltip",
    "trending",
    "upsell",
    "zergnet",
];

/// Pairs of adjacent words that do so.
const BOILERPLATE_PAIRS: &[(&str, &[&str])] = &[
    ("about", &["author", "authors"]),
    ("also", &["like", "read"]),
    ("article", &["tools"]),
    (
        "author",
        &[
            "about",
            "blurb",
            "box",
            "card",
            "content",
            "description",
            "details",
            "profile",
        ],
    ),
    ("follow", &["us"]),
    ("more", &["articles", "from", "links", "news", "posts", "stories"]),
    ("most", &["popular", "read", "shared", "viewed"]),
    ("post", &["author", "tools"]),
    ("print", &["tools"]),
    ("read", &["also", "more", "next"]),
    ("reading", &["time"]),
    (
        "share",
        &[
            "article",
            "bar",
            "box",
            "button",
            "buttons",
            "container",
            "count",
            "icons",
            "links",
            "list",
            "menu",
            "section",
            "story",
            "text",
            "this",
            "tools",
            "widget",
            "wrap",
            "wrapper",
        ],
    ),
    ("slide", &["count"]),
    (
        "social",
        &[
            "bar", "buttons", "follow", "icons", "links", "list", "nav", "networks", "share", "sharing",
            "tools",
        ],
    ),
    ("story", &["tools"]),
    ("up", &["next"]),
    ("you", &["may", "might"]),
];

/// Words that mark boilerplate only if they are the whole name.
const BOILERPLATE_ALONE: &[&str] = &["ad", "ads", "share", "social", "views"];

/// Names of elements that appear when the mouse points at a word; within a sentence they count only with one of [`FLOAT_PARTS`], because
/// the word itself has such a name too.
const FLOATS: &[&str] = &[
    "dropdown",
    "flyout",
    "hovercard",
    "popover",
    "popup",
    "rollover",
    "tooltip",
];

const FLOAT_PARTS: &[&str] = &["block", "body", "box", "card", "content", "menu", "panel", "text"];

const PICTURE: &[&str] = &["image", "img", "photo", "picture"];

const COMMENTS: &[&str] = &["comment", "comments", "commenting", "disqus", "respond"];

const CAPTION: &[&str] = &["caption", "captions", "cutline", "figcaption"];

/// Last words of the name of a credit; only inside a caption.
const SOURCE: &[&str] = &[
    "agency",
    "attribution",
    "owner",
    "photographer",
    "rights",
    "source",
];

const BYLINE: &[&str] = &[
    "byline",
    "bylines",
    "dateline",
    "postinfo",
    "pubdate",
    "submitted",
    "timestamp",
];

const BYLINE_PAIRS: &[(&str, &[&str])] = &[
    ("article", &["author", "authors", "date", "info", "meta"]),
    ("entry", &["author", "date", "info", "meta"]),
    ("post", &["date", "info", "meta"]),
    ("publish", &["date", "time"]),
    ("published", &["date", "time"]),
    ("story", &["author", "date", "info", "meta"]),
];

const DATED: &[&str] = &[
    "byline",
    "dateline",
    "meta",
    "posted",
    "published",
    "submitted",
    "time",
    "timestamp",
];

const STANDFIRST: &[&str] = &["dek", "standfirst", "subheadline", "subtitle"];

const STANDFIRST_PAIRS: &[(&str, &[&str])] = &[
    ("alternative", &["headline"]),
    ("article", &["summary"]),
    ("sub", &["headline", "title"]),
];

/// Words after which a name describes what a page has or lacks, not the element.
const ABOUT: &[&str] = &[
    "disable", "enable", "has", "hide", "is", "no", "not", "show", "with", "without",
];

/// First words of names by which publishing systems list the subjects of an article.
const SUBJECTS: &[&str] = &["cat", "category", "format", "keyword", "section", "tag", "topic"];

/// The meaning of the names in `class` and of `id`; boilerplate takes precedence.
pub(super) fn sign(class: &str, id: &str) -> Option<Sign> {
    let mut found = None;
    for name in class.split_ascii_whitespace().chain(Some(id)).take(40) {
        match one(name) {
            Some(Sign::Boilerplate) => return Some(Sign::Boilerplate),
            said => found = found.or(said),
        }
    }
    found
}

fn one(name: &str) -> Option<Sign> {
    // Longer names are hashes or addresses.
    if name.is_empty() || name.len() > 80 {
        return None;
    }
    let words = words(name);
    let words: Vec<&str> = words.split(' ').collect();
    if words.first().is_some_and(|w| SUBJECTS.contains(w)) || words.iter().any(|w| ABOUT.contains(w)) {
        return None;
    }
    let any = |list: &[&str]| words.iter().any(|w| list.contains(w));
    let pair = |pairs: &[(&str, &[&str])]| {
        words
            .windows(2)
            .any(|w| matches!(w, [a, b] if pairs.iter().any(|(first, next)| first == a && next.contains(b))))
    };
    // A wrapper of an embedded object is judged by its content.
    if any(&["embed", "embedded", "oembed"]) {
        return None;
    }
    let alone = matches!(words.as_slice(), [word] if BOILERPLATE_ALONE.contains(word));
    let source = words.last().is_some_and(|w| SOURCE.contains(w));
    if any(COMMENTS) {
        Some(Sign::Comments)
    } else if words.last().is_some_and(|w| matches!(*w, "credit" | "credits")) {
        Some(Sign::Credit)
    } else if any(CAPTION) {
        Some(Sign::Caption)
    } else if any(BOILERPLATE) || pair(BOILERPLATE_PAIRS) || alone {
        Some(Sign::Boilerplate)
    } else if any(STANDFIRST) || pair(STANDFIRST_PAIRS) {
        Some(Sign::Standfirst)
    } else if any(BYLINE) || pair(BYLINE_PAIRS) {
        Some(Sign::Byline)
    } else if any(&["copyright"]) {
        Some(Sign::Rights)
    } else if source {
        Some(Sign::Source)
    } else if any(PICTURE) {
        Some(Sign::Picture)
    } else {
        None
    }
}

/// Whether a name says that the element contains a date; not that of a post within the article.
pub(super) fn is_dated(class: &str, id: &str) -> bool {
    let all = || class.split_ascii_whitespace().chain(Some(id)).take(40);
    let one = |name: &str| {
        let words = words(name);
        let mut words = words.split(' ');
        words.any(|w| DATED.contains(&w) || w.ends_with("date") && w != "update")
    };
    let foreign = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["tweet", "comment", "related", "widget", "sidebar"]
            .iter()
            .any(|w| name.contains(w))
    };
    all().any(one) && !all().any(foreign)
}

/// Whether a name is that of content revealed by a button: 'read-more', 'show-more', 'expandable'.
pub(super) fn is_expander(class: &str, id: &str) -> bool {
    class.split_ascii_whitespace().chain(Some(id)).any(|name| {
        let words = words(name);
        let mut pairs = words.split(' ').zip(words.split(' ').skip(1));
        words.split(' ').any(|w| {
            matches!(
                w,
                "readmore" | "showmore" | "expandable" | "expander" | "expanded"
            )
        }) || pairs.any(|(a, b)| matches!(a, "read" | "show" | "view") && b == "more")
    })
}

/// Whether one of the names in `class` is that of an element that appears when the mouse points at a word.
pub(super) fn is_float(class: &str) -> bool {
    class.split_ascii_whitespace().any(|name| {
        let words = words(name);
        let any = |list: &[&str]| words.split(' ').any(|w| list.contains(&w));
        any(FLOATS) && any(FLOAT_PARTS)
    })
}

/// The words of a name in lower case, separated by spaces.
fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut before_small = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
            before_small = false;
            continue;
        }
        if c.is_ascii_uppercase() && before_small {
            out.push(' ');
        }
        before_small = c.is_ascii_lowercase();
        out.push(c.to_ascii_lowercase());
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("articleFooter--nameTag_2"), "article footer name tag 2");
        assert_eq!(words("--a--"), "a");
        assert_eq!(words("HTMLBox"), "htmlbox");
    }

    #[test]
    fn names_say_what_elements_are() {
        for (class, expected) in [
            ("article__related-links", Some(Sign::Boilerplate)),
            ("post relatedPosts", Some(Sign::Boilerplate)),
            ("social", Some(Sign::Boilerplate)),
            ("shareBar", Some(Sign::Boilerplate)),
            ("author-bio", Some(Sign::Boilerplate)),
            ("comment-body", Some(Sign::Comments)),
            ("wp-caption-text", Some(Sign::Caption)),
            ("Figure-credit", Some(Sign::Credit)),
            ("image-source", Some(Sign::Source)),
            ("caption-source", Some(Sign::Caption)),
            ("entry-meta", Some(Sign::Byline)),
            ("content__standfirst", Some(Sign::Standfirst)),
            ("article-body", None),
            ("image-wrap", Some(Sign::Picture)),
            ("region-copyright", Some(Sign::Rights)),
            ("social-media-embed", None),
            ("social-embed tweet", None),
            ("shareholder-letter share-price", None),
            ("post category-cookies tag-newsletter", None),
            ("content-with-sidebar has-related no-ads", None),
            ("", None),
        ] {
            assert_eq!(sign(class, ""), expected, "{class}");
            assert_eq!(
                sign("", class.split(' ').next_back().unwrap()),
                expected,
                "#{class}"
            );
        }
        assert_eq!(sign("byline newsletter", ""), Some(Sign::Boilerplate));
        assert!(is_dated("storyDate", "") && is_dated("", "post_pubdate") && is_dated("a entry-meta", ""));
        assert!(!is_dated("update candidates", "") && !is_dated("tweet-date", "") && !is_dated("", ""));
    }
}
