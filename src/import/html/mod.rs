//! Web pages: what is the article is `dom_smoothie`'s judgement (a port of Mozilla's Readability); what each element is
//! as a block, what is known about the article, and what is still boilerplate is decided here.
//!
//! A page is bounded before it is parsed: elements nested deeper than [`bound::DEEPEST`] lose their tags, not their text.

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

/// Elements of the largest page that is searched for its article; larger ones are shown whole.
const MOST: usize = 60_000;

/// The blocks of a page that is all article (a chapter of a book, a mail), XHTML or HTML.
pub(super) fn fragment(page: &str) -> Vec<draft::Draft> {
    chapter(page, &HashSet::new())
}

/// [`fragment`], where links lead to the elements with one of the `names` as their id.
pub(super) fn chapter(page: &str, names: &HashSet<String>) -> Vec<draft::Draft> {
    let page = normalise(page);
    let page = bound::opened(&page);
    let (page, _) = bound::bounded(&page);
    let page = Dom::from(page.as_ref());
    elements::make_known(&page);
    blocks::named(&page, names)
}

/// The document that the page `html` is, fetched from `address` if it was fetched; all of the page where `whole` is wanted. `None`
/// when there is no text in it.
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

/// The blocks of the article of `page`, of which `all` are the blocks.
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
        // No article in it: the page as it is.
        drafts = all.to_vec();
    }
    let metadata = known.with(article.as_ref());
    if revealed {
        boilerplate::remove_repeated(&mut drafts);
    }
    boilerplate::remove(&mut drafts, &metadata);
    (drafts, metadata)
}

/// Puts the title and the lines under it before `drafts`, where they do not stand there.
fn head(drafts: &mut Vec<draft::Draft>, metadata: &Metadata, standfirst: Option<String>) {
    if metadata.title.is_empty() {
        return;
    }
    let title = one_line(&metadata.title);
    // The headline often stands in the content too, as a heading of whatever level.
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

/// A sentence that is marked as a heading right under the headline is a standfirst.
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
