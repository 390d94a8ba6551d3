//! Web pages. `dom_smoothie` (a port of Mozilla's Readability) extracts the article; this module converts elements to blocks, collects the
//! metadata, and removes remaining boilerplate.
//!
//! Nesting is limited before parsing: elements deeper than [`bound::DEEPEST`] lose their tags, not their text.

mod blocks;
mod boilerplate;
mod bound;
mod elements;
mod left_out;
mod metadata;
mod noscript;
mod prune;
mod signs;

use std::collections::HashSet;

use dom_query::Document as Dom;
use dom_smoothie::{Config, Readability, TextMode};

use super::{Warning, draft};
use crate::document::{BlockKind, Document, Metadata};
use crate::text::clean::{normalise, one_line};

/// The maximum number of elements of a page that is searched for its article; larger ones are shown completely.
const MOST: usize = 60_000;

/// The blocks of a page that is completely article (a chapter of a book, a mail), in XHTML or HTML.
pub(super) fn fragment(page: &str) -> Vec<draft::Draft> {
    chapter(page, &HashSet::new())
}

/// [`fragment`], where links refer to elements whose id is one of the `names`.
pub(super) fn chapter(page: &str, names: &HashSet<String>) -> Vec<draft::Draft> {
    let page = normalise(page);
    let page = bound::opened(&page);
    let (page, _) = bound::bounded(&page);
    let page = Dom::from(page.as_ref());
    elements::make_known(&page);
    blocks::named(&page, names)
}

/// The document of the page `html`, with the `address` it was fetched from, if any; all of the page if `whole`. `None` if it contains no
/// text.
pub(super) fn document(
    html: &str,
    address: Option<&str>,
    whole: bool,
    warnings: &mut Vec<Warning>,
) -> Option<Document> {
    let html = normalise(html);
    let html = noscript::without_notices(&html);
    let (html, cut) = bound::bounded(&html);
    if cut {
        warnings.push(Warning::LeftOut("tags that were nested too deeply"));
    }
    let page = Dom::from(html.as_ref());
    elements::make_known(&page);
    let mut known = metadata::Known::of(&page);
    let standfirst = metadata::standfirst(&page, &known);
    let all = blocks::drafts(&page);
    let (mut drafts, metadata) = if whole {
        known.find_date(&page);
        (all, known.with(None))
    } else {
        let (drafts, metadata) = article(page, address, known, &all);
        warnings.extend(left_out::told(&all, &drafts));
        (drafts, metadata)
    };
    head(&mut drafts, &metadata, standfirst);
    if drafts.is_empty() {
        return None;
    }
    let mut metadata = metadata;
    draft::recognise(&mut drafts, &mut metadata);
    Some(draft::write(drafts, metadata))
}

/// The blocks of the article of `page`, whose blocks are `all`.
fn article(
    page: Dom,
    address: Option<&str>,
    mut known: metadata::Known,
    all: &[draft::Draft],
) -> (Vec<draft::Draft>, Metadata) {
    let revealed = prune::prune(&page);
    elements::judge_tables(&page);
    known.find_date(&page);
    let config = Config {
        text_mode: TextMode::Formatted,
        max_elements_to_parse: MOST,
        ..Config::default()
    };
    let article = Readability::with_document(page, address, Some(config))
        .ok()
        .and_then(|mut r| r.parse().ok());
    let mut drafts = match &article {
        Some(article) => {
            let (content, _) = bound::bounded(&article.content);
            blocks::drafts(&Dom::from(content.as_ref()))
        }
        None => Vec::new(),
    };
    if drafts.is_empty() {
        // No article was found: the page as it is.
        drafts = all.to_vec();
    }
    let metadata = known.with(article.as_ref());
    if revealed {
        boilerplate::remove_repeated(&mut drafts);
    }
    boilerplate::remove(&mut drafts, &metadata);
    (drafts, metadata)
}

/// Inserts the title and the lines under it before `drafts`, if they are missing there.
fn head(drafts: &mut Vec<draft::Draft>, metadata: &Metadata, standfirst: Option<String>) {
    if metadata.title.is_empty() {
        return;
    }
    let title = one_line(&metadata.title);
    // The headline is often also in the content, as a heading of any level.
    let same = |d: &draft::Draft| {
        matches!(d.kind, BlockKind::Heading | BlockKind::Paragraph) && d.plain().eq_ignore_ascii_case(&title)
    };
    if let Some(at) = drafts.iter().take(4).position(same) {
        drafts.remove(at);
    }
    let mut head = draft::Drafts::default();
    head.block(BlockKind::Title, &title);
    if let Some(standfirst) = standfirst {
        match drafts
            .iter_mut()
            .take(6)
            .find(|d| d.plain().contains(standfirst.as_str()))
        {
            Some(draft) if draft.plain() == standfirst => draft.kind = BlockKind::Standfirst,
            Some(_) => {}
            None => head.block(BlockKind::Standfirst, &standfirst),
        }
    }
    drafts.splice(0..0, head.finish());
    under_headline(drafts);
}

/// A sentence marked as a heading right under the headline is a standfirst.
fn under_headline(drafts: &mut [draft::Draft]) {
    let head = drafts
        .iter_mut()
        .skip(1)
        .take_while(|d| !matches!(d.kind, BlockKind::Paragraph | BlockKind::Standfirst));
    for draft in head.take(3) {
        let text = draft.plain();
        if draft.kind == BlockKind::Heading && text.ends_with('.') && text.split(' ').nth(10).is_some() {
            draft.kind = BlockKind::Standfirst;
            draft.level = 0;
        }
    }
}
