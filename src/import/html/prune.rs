//! Removes boilerplate from a page before its article is extracted, by the names of elements. Text that is recognizable as boilerplate only
//! by its words is left to [`super::boilerplate`].
//!
//! An element that contains the headline or much of the page's running text is never removed, whatever its name; so a page that names
//! everything 'related' stays complete. Other elements are marked with the meaning of their names ([`SAID`]), because names are lost when
//! the article is extracted. An element that `dom_smoothie` would drop by mistake, because of a name, a tag or because it is hidden until a
//! click, loses the property for which it would be dropped.

use std::collections::HashSet;

use dom_query::{Document as Dom, NodeRef};

use super::blocks::is_inline;
use super::signs::{Sign, is_expander, is_float, sign};
use crate::text::clean::one_line;

/// The attribute that marks an element as `caption`, `credit`, `byline` or `standfirst`.
pub(super) const SAID: &str = "data-said";

/// The context of elements in a figure, where credits are distinguished from captions; not written as a mark.
const FIGURE: &str = "figure";

/// The maximum number of elements examined to weigh the content of others, so that malicious pages are not slow.
const WORK: usize = 400_000;

/// Removes elements named as boilerplate, and other articles on the page. Returns whether hidden elements were revealed, which may repeat
/// visible ones.
pub(super) fn prune(page: &Dom) -> bool {
    let Some(body) = page.body() else { return false };
    let mut scales = Scales {
        text: one_line(&body.text()),
        looks: 0,
        work: WORK,
        whole: 0,
        headline: false,
    };
    let weight = scales.weigh(&body);
    (scales.whole, scales.headline) = (weight.letters, weight.headline);
    let mut revealed = false;
    // The elements whose children are still to be examined, with the mark for everything in them.
    let mut open = vec![(body, None)];
    while let Some((parent, said)) = open.pop() {
        for node in parent.element_children() {
            let name = node.node_name().unwrap_or_default();
            if name.as_ref() == "pre" {
                // Syntax colours are names too: 'comment'.
                node.descendants()
                    .iter()
                    .for_each(|n| n.remove_attrs(&["class", "id"]));
            }
            if matches!(name.as_ref(), "pre" | "svg" | "math") {
                continue;
            }
            let said = match judged(&node, &name, &mut scales) {
                Verdict::Goes => {
                    node.remove_from_parent();
                    continue;
                }
                Verdict::Stays if said.is_none() && name.as_ref() == "figure" => Some(FIGURE),
                Verdict::Stays => said,
                Verdict::Is(own @ ("credit" | "source")) => match said {
                    Some("caption" | "credit" | FIGURE) => Some("credit"),
                    _ if own == "credit" => Some("caption"),
                    said => said,
                },
                Verdict::Is(own) => Some(own),
            };
            if is_hidden(&node) {
                if is_rest(&node, &parent, &mut scales) {
                    node.remove_attrs(&["hidden", "aria-hidden", "style", "class"]);
                    revealed = true;
                } else if is_notice(&node) && !scales.is_heavy(&node) {
                    // Without the property that hides it, it would be shown.
                    node.remove_from_parent();
                    continue;
                }
            }
            if !is_inline(&name) {
                let kind = is_misplaced(&node, &name);
                let weight = if kind || is_misnamed(&node) {
                    scales.weigh(&node)
                } else {
                    Weight::default()
                };
                let heavy = weight.letters * 4 > scales.whole;
                let headed = weight.headline && weight.letters * 10 > scales.whole;
                if headed || heavy && !(kind && scales.headline) {
                    node.remove_attrs(&["class", "id", "role"]);
                    if kind {
                        node.rename("div");
                    }
                }
            }
            if let Some(said) = said.filter(|said| *said != FIGURE) {
                mark(&node, &name, said);
            }
            open.push((node, said));
        }
    }
    others(page, &mut scales);
    frames(page);
    cut_long(&body);
    revealed
}

/// Whether `dom_smoothie` drops an element because of its tag or role.
fn is_misplaced(node: &NodeRef<'_>, name: &str) -> bool {
    const ROLES: &[&str] = &[
        "alert",
        "alertdialog",
        "complementary",
        "dialog",
        "menu",
        "menubar",
        "navigation",
    ];
    matches!(name, "aside" | "footer" | "form" | "fieldset" | "dialog")
        || node
            .attr("role")
            .is_some_and(|role| ROLES.contains(&role.as_ref()))
}

/// Whether `dom_smoothie` drops an element, or lowers its score, because of its name; the lists are copied from it.
fn is_misnamed(node: &NodeRef<'_>) -> bool {
    const UNLIKELY: &[&str] = &[
        "-ad-",
        "ad-break",
        "agegate",
        "ai2html",
        "banner",
        "breadcrumbs",
        "combx",
        "comment",
        "community",
        "cover-wrap",
        "disqus",
        "extra",
        "footer",
        "gdpr",
        "header",
        "legends",
        "menu",
        "pager",
        "pagination",
        "popup",
        "related",
        "remark",
        "replies",
        "rss",
        "shoutbox",
        "sidebar",
        "skyscraper",
        "social",
        "sponsor",
        "supplemental",
        "yom-remote",
    ];
    const LIKELY: &[&str] = &[
        "and", "article", "body", "column", "content", "layout", "main", "mathjax", "shadow",
    ];
    const NEGATIVE: &[&str] = &[
        "-ad-",
        "banner",
        "com-",
        "combx",
        "comment",
        "contact",
        "footer",
        "gdpr",
        "hid",
        "masthead",
        "media",
        "meta",
        "outbrain",
        "promo",
        "related",
        "scroll",
        "share",
        "shopping",
        "shoutbox",
        "sidebar",
        "skyscraper",
        "sponsor",
        "tags",
        "widget",
    ];
    const POSITIVE: &[&str] = &[
        "article", "blog", "body", "content", "entry", "main", "page", "post", "story", "text",
    ];
    let class = node.class().unwrap_or_default().to_ascii_lowercase();
    let id = node.id_attr().unwrap_or_default().to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| class.contains(part) || id.contains(part));
    let weight = |name: &str| {
        let any = |parts: &[&str]| i32::from(parts.iter().any(|part| name.contains(part)));
        any(POSITIVE) - any(NEGATIVE)
    };
    has(UNLIKELY) && !has(LIKELY) || weight(&class) + weight(&id) < 0
}

/// Whether an element is hidden until something is clicked.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let class = node.class().unwrap_or_default().to_ascii_lowercase();
    let names = [
        "collapse",
        "collapsed",
        "d-none",
        "hidden",
        "hide",
        "invisible",
        "is-collapsed",
        "is-hidden",
        "js-hidden",
        "u-hidden",
    ];
    node.has_attr("hidden")
        || node
            .attr("aria-hidden")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || class.split_ascii_whitespace().any(|name| names.contains(&name))
}

/// Whether a hidden element is the article or its continuation: running text beside running text, which does not address the reader.
fn is_rest(node: &NodeRef<'_>, parent: &NodeRef<'_>, scales: &mut Scales) -> bool {
    let weight = scales.weigh(node);
    if scales.work == 0 || weight.letters < 50 {
        return false;
    }
    let text = one_line(&node.text());
    let middle = text
        .get(text.floor_char_boundary(text.len() / 2)..)
        .unwrap_or_default();
    let sample = middle.get(..middle.floor_char_boundary(50)).unwrap_or_default();
    // Text for machines repeats the whole article.
    if scales.is_shown_too(sample, &text) {
        return false;
    }
    let heavy = if weight.headline { 10 } else { 4 };
    if weight.letters * heavy > scales.whole {
        return true;
    }
    if is_notice(node) {
        return false;
    }
    let beside = parent.element_children();
    let mut beside = beside
        .iter()
        .filter(|n| n.id != node.id && !is_hidden(n))
        .take(200);
    beside.any(|n| match n.node_name().as_deref() {
        Some("p") => scales.weigh(n).letters >= 60,
        Some("div" | "section") if !parent.has_name("body") => scales.weigh(n).letters >= 120,
        _ => false,
    })
}

/// Whether a hidden element addresses the reader.
fn is_notice(node: &NodeRef<'_>) -> bool {
    /// Words of hidden questions and notices.
    const NOTICES: &[&str] = &[
        "cookie",
        "javascript",
        "newsletter",
        "sign up",
        "sign in",
        "log in",
        "subscribe",
        "password",
        "ad blocker",
        "adblock",
    ];
    let text = node.text();
    let text = if text.len() < 2000 {
        text.to_lowercase()
    } else {
        String::new()
    };
    NOTICES.iter().any(|notice| text.contains(notice))
}

/// The content of an element.
#[derive(Clone, Copy, Default)]
struct Weight {
    /// Bytes of running text: text in paragraphs, and other long texts, outside links.
    letters: usize,
    /// Whether it contains a headline.
    headline: bool,
    /// Whether it contains a picture.
    picture: bool,
    /// Whether it contains another article.
    article: bool,
}

struct Scales {
    /// The text of the whole page on one line, and how often it was searched.
    text: String,
    looks: usize,
    work: usize,
    /// Bytes of running text of the whole page.
    whole: usize,
    /// Whether the page has a headline.
    headline: bool,
}

impl Scales {
    fn weigh(&mut self, node: &NodeRef<'_>) -> Weight {
        let mut weight = Weight::default();
        for part in node.descendants_it() {
            if self.work == 0 {
                break;
            }
            self.work -= 1;
            match part.node_name().as_deref() {
                Some("h1") => weight.headline = true,
                Some("article") => weight.article = true,
                Some("img" | "picture") => weight.picture = true,
                None if part.is_text() => weight.letters += running(&part),
                _ => {}
            }
        }
        weight
    }

    /// Whether `sample` occurs more often on the page than in a part of it with the text `own`.
    fn is_shown_too(&mut self, sample: &str, own: &str) -> bool {
        /// The maximum number of searches of the page.
        const MOST: usize = 20;
        self.looks += 1;
        self.looks <= MOST
            && !sample.is_empty()
            && self.text.matches(sample).count() > own.matches(sample).count()
    }

    /// Whether a node contains too much of the page's text, or its headline, to be boilerplate.
    fn is_heavy(&mut self, node: &NodeRef<'_>) -> bool {
        let weight = self.weigh(node);
        self.work == 0 || weight.headline || weight.letters * 4 > self.whole
    }
}

/// Bytes of running text in a text node.
fn running(text: &NodeRef<'_>) -> usize {
    const LONG: usize = 50;
    let length = text.text().trim().len();
    let mut paragraph = length >= LONG;
    for around in text.ancestors_it(Some(4)) {
        match around.node_name().as_deref() {
            Some("a" | "script" | "style" | "noscript" | "template" | "button" | "option" | "textarea") => {
                return 0;
            }
            Some("p" | "blockquote") => paragraph = true,
            _ => {}
        }
    }
    if paragraph { length } else { 0 }
}

/// The decision about an element.
enum Verdict {
    Goes,
    Stays,
    /// It stays, and everything in it has this mark.
    Is(&'static str),
}

fn judged(node: &NodeRef<'_>, name: &str, scales: &mut Scales) -> Verdict {
    let (class, id) = (
        node.class().unwrap_or_default(),
        node.id_attr().unwrap_or_default(),
    );
    let said = sign(&class, &id);
    if is_inline(name) {
        // Words of a sentence, except those that only appear when the mouse points at a word.
        return match said {
            Some(Sign::Caption) => Verdict::Is("caption"),
            Some(Sign::Credit) => Verdict::Is("credit"),
            Some(Sign::Source) => Verdict::Is("source"),
            _ if name != "a" && is_float(&class) => Verdict::Goes,
            _ => Verdict::Stays,
        };
    }
    let role = node.attr("role").unwrap_or_default();
    let boilerplate = matches!(name, "nav" | "dialog")
        || matches!(role.as_ref(), "navigation" | "dialog" | "alertdialog" | "search");
    let stays_if = |stays: bool| if stays { Verdict::Stays } else { Verdict::Goes };
    match said {
        _ if matches!(name, "table" | "thead" | "tbody" | "tr" | "td" | "th") => Verdict::Stays,
        _ if boilerplate => stays_if(scales.is_heavy(node)),
        // What a button reveals is the rest of the article; text that only leads on is inside links.
        Some(Sign::Boilerplate) if is_expander(&class, &id) && scales.weigh(node).letters >= 120 => {
            node.remove_attrs(&["class", "id"]);
            Verdict::Stays
        }
        Some(Sign::Boilerplate) => stays_if(scales.is_heavy(node)),
        Some(Sign::Comments) => stays_if(scales.weigh(node).headline || scales.work == 0),
        Some(Sign::Rights) => stays_if(scales.weigh(node).picture || scales.is_heavy(node)),
        Some(Sign::Picture) => {
            let weight = scales.weigh(node);
            if weight.picture && !weight.headline && weight.letters < 600 {
                Verdict::Is("caption")
            } else {
                Verdict::Stays
            }
        }
        Some(Sign::Caption) => Verdict::Is("caption"),
        Some(Sign::Credit) => Verdict::Is("credit"),
        Some(Sign::Source) => Verdict::Is("source"),
        Some(Sign::Byline) => Verdict::Is("byline"),
        Some(Sign::Standfirst) => Verdict::Is("standfirst"),
        None => Verdict::Stays,
    }
}

/// Marks an element permanently: a `div` that contains only words is later turned into a paragraph, which would lose the mark.
fn mark(node: &NodeRef<'_>, name: &str, said: &str) {
    node.set_attr(SAID, said);
    let words_only = name == "div"
        && node
            .element_children()
            .iter()
            .all(|c| c.node_name().is_some_and(|n| is_inline(&n)));
    if words_only {
        node.rename("p");
    }
}

/// Removes articles that are not the page's own: if one article contains the headline or nearly all running text, its siblings are others;
/// and an article inside it that is only a linked heading with a few words is a teaser.
fn others(page: &Dom, scales: &mut Scales) {
    let articles = page.select("article");
    let articles = articles.nodes();
    if articles.len() < 2 {
        return;
    }
    let weights: Vec<Weight> = articles.iter().map(|a| scales.weigh(a)).collect();
    if scales.work == 0 {
        return;
    }
    // An element that contains articles is not an article.
    let single = weights.iter().filter(|w| !w.article).map(|w| w.letters);
    let heaviest = single.max().unwrap_or_default();
    let headed = |w: &Weight| w.headline && w.letters >= 200 && w.letters * 2 >= heaviest;
    let own = weights
        .iter()
        .position(headed)
        .or_else(|| weights.iter().position(|w| !w.article && w.letters == heaviest));
    let Some((own, weight)) = own.and_then(|at| Some((articles.get(at)?, weights.get(at)?))) else {
        return;
    };
    let within: HashSet<_> = own.descendants_it().map(|n| n.id).collect();
    let around: HashSet<_> = own.ancestors_it(None).map(|n| n.id).collect();
    for (other, theirs) in articles.iter().zip(&weights) {
        if other.id == own.id || around.contains(&other.id) {
            continue;
        }
        let beside = !within.contains(&other.id);
        let lighter = headed(weight) || theirs.letters * 4 <= weight.letters;
        if beside && lighter || !beside && is_teaser(other) {
            other.remove_from_parent();
        }
    }
}

/// Whether it is a linked heading with a few words.
fn is_teaser(node: &NodeRef<'_>) -> bool {
    let is_link = |n: &NodeRef<'_>| n.has_name("a");
    let is_heading = |n: &NodeRef<'_>| {
        n.node_name()
            .is_some_and(|n| matches!(n.as_ref(), "h2" | "h3" | "h4" | "h5"))
    };
    node.text().split_whitespace().nth(60).is_none()
        && node
            .descendants_it()
            .filter(is_heading)
            .any(|h| h.ancestors_it(Some(2)).any(|a| is_link(&a)) || h.descendants_it().any(|d| is_link(&d)))
}

/// Unwraps quotations and sentences from elements that contain nothing else: such elements are judged by their names ('embed') and by their
/// share of links, and would be dropped.
fn frames(page: &Dom) {
    for inner in page.select("div > blockquote, div > p").nodes() {
        let alone = |frame: &NodeRef<'_>| {
            frame.has_name("div")
                && frame.children_it(false).all(|n| {
                    n.id == inner.id
                        || n.node_name().is_some_and(|n| n.as_ref() == "script")
                        || !n.is_element() && n.text().trim().is_empty()
                })
        };
        let Some(frame) = inner.parent().filter(alone) else {
            continue;
        };
        let text = inner.text();
        let text = text.trim_end();
        if inner.has_name("blockquote") || text.len() >= 60 && text.ends_with(['.', '?', '!', '”', '"', '。'])
        {
            frame.replace_with(inner);
        }
    }
}

/// Longer texts and attribute values are split or removed.
const LONG: usize = 16 * 1024;

/// Splits long texts and removes long attributes (mostly pictures): when the article is serialized as HTML again, `html5ever` searches the
/// rest of each for every character that it escapes.
fn cut_long(body: &NodeRef<'_>) {
    for node in body.descendants() {
        if node.is_text() {
            let text = node.text();
            if text.len() > LONG {
                let mut rest = text.as_ref();
                while !rest.is_empty() {
                    let (piece, more) = rest.split_at(rest.floor_char_boundary(LONG));
                    node.insert_before(&node.tree.new_text(piece));
                    rest = more;
                }
                node.remove_from_parent();
            }
            continue;
        }
        let long: Vec<String> = node.element_ref().map_or_else(Vec::new, |element| {
            let attributes = element.attrs.iter().filter(|a| a.value.len() > LONG);
            attributes.map(|a| a.name.local.to_string()).collect()
        });
        for name in long {
            node.remove_attr(&name);
        }
    }
}
