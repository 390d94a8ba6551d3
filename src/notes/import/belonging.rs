//! Decides which article an imported annotation belongs to.
//!
//! Invariant: an annotation that names another page or another title is not attached; one that names nothing comparable may belong to the
//! article, and its words decide.

use std::path::Path;

use super::item::ItemSource;
use crate::document::{BlockKind, Document, Fingerprint};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;
use crate::text::page::page_of;

/// The names of an article.
#[derive(Clone, Debug, Default)]
pub struct ArticleNames {
    /// Its pages, as returned by [`page_of`].
    pages: Vec<String>,
    /// Its titles, as returned by [`bare`]; empty if it has no title of its own.
    titles: Vec<String>,
    /// Its file name, with and without extension, in the same form.
    files: Vec<String>,
    /// The identifier that our own exports give to an article without an address.
    print: String,
}

/// Whether an annotation belongs to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// It names the article.
    Here,
    /// The article has no address to compare, and the titles are equal.
    ByTitle,
    /// It names nothing comparable.
    Untold,
    /// It names another article: its name.
    Another(String),
}

impl ArticleNames {
    /// The names of `document`, which came from `address` or `path`.
    pub fn new(document: &Document, address: Option<&str>, path: Option<&Path>) -> Self {
        let metadata = document.metadata();
        let pages = [address, metadata.url.as_deref()];
        let mut pages: Vec<String> = pages.into_iter().flatten().filter_map(page_of).collect();
        pages.dedup();
        // Without a title an article is identified by its first words, which no other program knows.
        let has_title = document.blocks().iter().any(|b| b.kind == BlockKind::Title)
            || !document.text().starts_with(metadata.title.trim_end_matches('…'));
        let titles = if has_title {
            variants(&metadata.title)
        } else {
            Vec::new()
        };
        let name = |part: Option<&std::ffi::OsStr>| part.map(|n| bare(&n.to_string_lossy()));
        let files = path.map(|p| [name(p.file_name()), name(p.file_stem())]);
        Self {
            pages,
            titles,
            files: files
                .into_iter()
                .flatten()
                .flatten()
                .filter(|n| !n.is_empty())
                .collect(),
            print: format!("urn:blake3:{}", Fingerprint::of(document.text())),
        }
    }

    /// Whether `source` is this article.
    pub fn compare(&self, source: &ItemSource) -> Belonging {
        let address = source.address.as_deref().unwrap_or_default();
        if address == self.print {
            return Belonging::Here;
        }
        let page = page_of(address);
        let title = source.title.as_deref().map(variants).unwrap_or_default();
        let same_title = self.same_title(&title);
        if let Some(page) = &page {
            if self.pages.contains(page) {
                return Belonging::Here;
            }
            if !self.pages.is_empty() {
                return Belonging::Another(one_line(&without_secrets(address)));
            }
        } else if !address.is_empty() && self.is_file(address) {
            return Belonging::Here;
        }
        match (source.title.as_deref(), same_title) {
            (_, Some(true)) if page.is_some() => Belonging::ByTitle,
            (_, Some(true)) => Belonging::Here,
            (Some(title), Some(false)) => Belonging::Another(format!("“{}”", one_line(title))),
            (_, _) => Belonging::Untold,
        }
    }

    /// Whether a title is one of the article's; `None` if there is nothing to compare.
    fn same_title(&self, variants: &[String]) -> Option<bool> {
        let whole = variants.first()?;
        if self.files.contains(whole) {
            return Some(true);
        }
        let own = self.titles.first()?;
        Some(variants.contains(own) || self.titles.contains(whole))
    }

    /// Whether an address that is not a web address is the article's file.
    fn is_file(&self, address: &str) -> bool {
        let name = address.rsplit(['/', '\\']).next().unwrap_or(address);
        self.files.contains(&bare(name))
    }
}

/// A title normalised for comparison: letters and digits in lower case, with single spaces.
fn bare(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A title, and the same without the name of a site before or after it: 'Harbour to close | The Post'. The complete title comes first.
/// Empty if it has no letters.
fn variants(title: &str) -> Vec<String> {
    const BARS: [&str; 7] = [" | ", " - ", " – ", " — ", " · ", " :: ", " » "];
    let mut out = vec![bare(title)];
    for bar in BARS {
        if let Some((front, _)) = title.rsplit_once(bar) {
            out.push(bare(front));
        }
        if let Some((_, back)) = title.split_once(bar) {
            out.push(bare(back));
        }
    }
    out.retain(|t| !t.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Builder, Metadata};

    fn names(title: &str, url: Option<&str>) -> ArticleNames {
        let mut b = Builder::new();
        b.metadata(Metadata {
            title: title.into(),
            url: url.map(str::to_owned),
            ..Metadata::default()
        });
        b.block(BlockKind::Title, title);
        b.block(BlockKind::Paragraph, "The harbour closes in May.");
        ArticleNames::new(&b.finish(), None, Some(Path::new("/x/harbour-2026.html")))
    }

    fn source(address: &str, title: &str) -> ItemSource {
        let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        ItemSource {
            address: some(address),
            title: some(title),
        }
    }

    #[test]
    fn an_address_decides_where_both_have_one() {
        let names = names("Harbour to close", Some("https://post.example/harbour"));
        let says = |address, title| names.compare(&source(address, title));
        assert_eq!(
            says("http://www.post.example/harbour/?utm_medium=x", ""),
            Belonging::Here
        );
        assert_eq!(
            says("https://other.example/harbour", "Harbour to close"),
            Belonging::Another("https://other.example/harbour".into()),
            "the same title at another address is asked for"
        );
        assert_eq!(says("", "Harbour to close"), Belonging::Here);
        assert_eq!(
            says("", "Another book"),
            Belonging::Another("“Another book”".into())
        );
        assert_eq!(says("", ""), Belonging::Untold);
        assert_eq!(says("file:///tmp/harbour-2026.html", "whatever"), Belonging::Here);
        assert_eq!(says("urn:x-pdf:abc", ""), Belonging::Untold);
    }

    #[test]
    fn without_an_address_the_title_decides() {
        let names = names("Harbour to close", None);
        let says = |address, title| names.compare(&source(address, title));
        let page = "https://post.example/harbour";
        assert_eq!(says(page, "HARBOUR  to close | The Post"), Belonging::ByTitle);
        assert_eq!(says(page, "The Post - Harbour to Close"), Belonging::ByTitle);
        assert!(matches!(
            says(page, "The Post - Boats lost"),
            Belonging::Another(_)
        ));
        assert_eq!(says(page, ""), Belonging::Untold);
        assert_eq!(says("", "harbour-2026"), Belonging::Here);
    }

    #[test]
    fn first_words_are_no_title() {
        let mut b = Builder::new();
        b.metadata(Metadata {
            title: "The harbour closes…".into(),
            ..Metadata::default()
        });
        b.block(BlockKind::Paragraph, "The harbour closes in May.");
        let names = ArticleNames::new(&b.finish(), None, None);
        assert_eq!(names.compare(&source("", "Whatever")), Belonging::Untold);
    }
}
