//! What is around the article taken out of a page before its article is looked for, by what elements are called. Text that
//! only its words show to be furniture is left to [`super::furniture`].
//!
//! Nothing is taken out that holds the headline or much of the page's running text, whatever it is called; so a page that
//! names everything 'related' stays whole. What stays is marked with what its name says ([`SAID`]), since names are lost
//! when the article is cut out; and what would be dropped by mistake is put where it will not be.

use std::collections::HashSet;

use dom_query::{Document as Dom, NodeRef};

use super::blocks::is_inline;
use super::signs::{Sign, is_float, sign};

/// The attribute that says `caption`, `byline` or `standfirst` of an element.
pub(super) const SAID: &str = "data-said";

/// How many elements are looked at in all when what they hold is weighed: pages that are made to be slow stay as they are.
const WORK: usize = 400_000;

/// Takes out of `page` what is called furniture, and other articles beside its own.
pub(super) fn prune(page: &Dom) {
    let Some(body) = page.body() else { return };
    let mut scales = Scales { work: WORK, whole: 0 };
    scales.whole = scales.weigh(&body).letters;
    // The elements whose children are still to be looked at, with what is said of all that they hold.
    let mut open = vec![(body, None)];
    while let Some((parent, said)) = open.pop() {
        for node in parent.element_children() {
            let name = node.node_name().unwrap_or_default();
            if name.as_ref() == "pre" {
                // Colours of code are names too: 'comment'.
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
                Verdict::Stays => said,
                Verdict::Is(own) => Some(own),
            };
            if let Some(said) = said {
                mark(&node, &name, said);
            }
            open.push((node, said));
        }
    }
    others(page, &mut scales);
    frames(page);
}

/// What an element holds.
#[derive(Clone, Copy, Default)]
struct Weight {
    /// Bytes of text in paragraphs.
    letters: usize,
    /// Whether a headline is among it.
    headline: bool,
    /// Whether a picture is.
    picture: bool,
    /// Whether another article is.
    article: bool,
}

struct Scales {
    work: usize,
    /// Bytes of text in paragraphs of the whole page.
    whole: usize,
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
                Some("p") => weight.letters += part.text().trim().len(),
                Some("h1") => weight.headline = true,
                Some("article") => weight.article = true,
                Some("img" | "picture" | "amp-img") => weight.picture = true,
                _ => {}
            }
        }
        weight
    }

    /// Whether a node cannot be furniture: so much of the page's text is in it, or its headline.
    fn is_heavy(&mut self, node: &NodeRef<'_>) -> bool {
        let weight = self.weigh(node);
        self.work == 0 || weight.headline || weight.letters * 4 > self.whole
    }
}

/// What becomes of an element.
enum Verdict {
    Goes,
    Stays,
    /// It stays, and all that it holds is what is said here.
    Is(&'static str),
}

fn judged(node: &NodeRef<'_>, name: &str, scales: &mut Scales) -> Verdict {
    let (class, id) = (
        node.class().unwrap_or_default(),
        node.id_attr().unwrap_or_default(),
    );
    let said = sign(&class, &id);
    if is_inline(name) {
        // Words of a sentence, but for what only appears when one points at them.
        return match said {
            Some(Sign::Caption) => Verdict::Is("caption"),
            _ if name != "a" && is_float(&class) => Verdict::Goes,
            _ => Verdict::Stays,
        };
    }
    let role = node.attr("role").unwrap_or_default();
    let furniture = matches!(name, "nav" | "dialog")
        || matches!(role.as_ref(), "navigation" | "dialog" | "alertdialog" | "search");
    let stays_if = |stays: bool| if stays { Verdict::Stays } else { Verdict::Goes };
    match said {
        _ if matches!(name, "table" | "thead" | "tbody" | "tr" | "td" | "th") => Verdict::Stays,
        _ if furniture => stays_if(scales.is_heavy(node)),
        Some(Sign::Furniture) => stays_if(scales.is_heavy(node)),
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
        Some(Sign::Byline) => Verdict::Is("byline"),
        Some(Sign::Standfirst) => Verdict::Is("standfirst"),
        None => Verdict::Stays,
    }
}

/// Says what an element is in a way that lasts: a `div` of nothing but words becomes a paragraph sooner or later, and would
/// lose what is said of it.
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

/// Articles that are none of the page's own: where one holds the headline or nearly all running text, those beside it are
/// others; and what is marked as an article inside it and is but a linked heading with a few words is a teaser.
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
    // What holds articles is no article.
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

/// A linked heading with a few words.
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

/// Frees quotations and sentences from elements that hold nothing else: these are judged by their names ('embed') and by how
/// much of them are links, and dropped.
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
