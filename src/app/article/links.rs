//! The links of the article and its footnote references, in order, with their targets.
//!
//! Invariants: nothing is opened; a link on a web page leads to a web address, one in a file to a file beside it.

use std::path::Path;

use super::Article;
use crate::app::pictures::PictureFile;
use crate::document::{BlockKind, MarkKind, PicturePlace, TextRange};
use crate::text::clean::one_line;
use crate::text::percent::percent_decoded;

/// The maximum length in bytes of a footnote reference, including brackets.
const SIGN: usize = 8;

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum LinkTarget {
    /// This footnote.
    Footnote(TextRange),
    /// A page or a file that Postil can read.
    Readable(String),
    /// An address of another kind.
    Foreign(String),
    /// An unknown place in the article.
    Unknown,
}

impl Article {
    /// All links, and the footnote references written as `[1]`, in order.
    pub(in crate::app) fn links(&self) -> Vec<TextRange> {
        self.links_in(TextRange::new(0, self.text().len()))
    }

    /// Those that overlap `range`.
    pub(in crate::app) fn links_in(&self, range: TextRange) -> Vec<TextRange> {
        let document = self.document();
        let is_link = |kind: &MarkKind| matches!(kind, MarkKind::Link(target) if !target.is_empty());
        let marks = document.marks_in(range).filter(|m| is_link(&m.kind));
        let mut found: Vec<TextRange> = marks.map(|m| m.range).collect();
        if document.blocks().iter().any(|b| b.kind == BlockKind::Footnote) {
            let text = document.slice(range);
            for (at, _) in text.match_indices('[') {
                let Some(len) = text[at..].find(']').map(|end| end + 1).filter(|len| *len <= SIGN) else {
                    continue;
                };
                let sign = TextRange::new(range.start + at, range.start + at + len);
                let known = found.iter().any(|link| link.overlaps(sign));
                if !known
                    && self
                        .footnote(document.slice(sign))
                        .is_some_and(|note| !note.covers(sign))
                {
                    found.push(sign);
                }
            }
        }
        found.sort_by_key(|r| r.start);
        found
    }

    /// The footnote with that reference.
    fn footnote(&self, sign: &str) -> Option<TextRange> {
        let bare = sign.trim().trim_matches(['[', ']', '(', ')']);
        if bare.is_empty() {
            return None;
        }
        let document = self.document();
        let notes = document.blocks().iter().filter(|b| b.kind == BlockKind::Footnote);
        let mut notes = notes.filter(|note| {
            let text = document.block_text(note).trim_start_matches(['[', '(']);
            let rest = text.strip_prefix(bare);
            rest.is_some_and(|rest| rest.starts_with([']', ')', '.', ' ', '\t', ':']))
        });
        notes.next().map(|note| note.range)
    }

    /// The target of the link at `range`.
    pub(in crate::app) fn target_of(&self, range: TextRange) -> LinkTarget {
        let document = self.document();
        let is_it = |m: &&crate::document::Mark| m.range == range && matches!(m.kind, MarkKind::Link(_));
        let target = match document.marks_in(range).find(is_it).map(|m| &m.kind) {
            Some(MarkKind::Link(target)) => one_line(target),
            _ => String::new(),
        };
        if target.is_empty() || target.starts_with('#') {
            return match self.footnote(document.slice(range)) {
                Some(note) => LinkTarget::Footnote(note),
                None => LinkTarget::Unknown,
            };
        }
        let base = document.metadata().url.clone();
        resolved(&target, base.as_deref(), self.path())
    }
}

impl Article {
    /// The place of a picture, by index; [`LinkTarget::Unknown`] inside the article's own file.
    pub(in crate::app) fn target_of_picture(&self, picture: usize) -> LinkTarget {
        let document = self.document();
        match document.pictures().get(picture).map(|p| &p.place) {
            Some(PicturePlace::Outside(source)) => {
                resolved(source, document.metadata().url.as_deref(), self.path())
            }
            Some(PicturePlace::Inside(_)) | None => LinkTarget::Unknown,
        }
    }

    /// The file of a picture, by index; `None` if it is not on this machine.
    pub(in crate::app) fn picture_file(&self, picture: usize) -> Option<PictureFile> {
        let article = self.path()?;
        match &self.document().pictures().get(picture)?.place {
            PicturePlace::Inside(entry) => Some(PictureFile::Entry {
                article: article.to_owned(),
                name: entry.clone()?,
            }),
            // Beside the article, even if the article is a page that was saved with its pictures.
            PicturePlace::Outside(source) => match resolved(source, None, Some(article)) {
                LinkTarget::Readable(path) if scheme(&path).is_none() => {
                    Some(PictureFile::Whole(path.into()))
                }
                LinkTarget::Readable(_)
                | LinkTarget::Foreign(_)
                | LinkTarget::Footnote(_)
                | LinkTarget::Unknown => None,
            },
        }
    }
}

/// The scheme of an address, in lower case.
fn scheme(target: &str) -> Option<String> {
    let (scheme, _) = target.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    // A drive letter is not a scheme.
    (scheme.len() > 1 && scheme.chars().all(letters)).then(|| scheme.to_ascii_lowercase())
}

/// Resolves `target` relative to an article at the address `base` or the path `path`.
fn resolved(target: &str, base: Option<&str>, path: Option<&Path>) -> LinkTarget {
    match scheme(target).as_deref() {
        Some("http" | "https") => return LinkTarget::Readable(target.to_owned()),
        Some("file") => {
            let path = target.trim_start_matches("file://");
            return LinkTarget::Readable(percent_decoded(path));
        }
        Some(_) => return LinkTarget::Foreign(target.to_owned()),
        None => {}
    }
    if let Some(base) = base.filter(|b| matches!(scheme(b).as_deref(), Some("http" | "https"))) {
        let start = base.find("://").map_or(0, |at| at + 3);
        let host = base[start..].find('/').map_or(base.len(), |at| start + at);
        let page = base.split(['?', '#']).next().unwrap_or(base);
        let folder = page[start..].rfind('/').map_or(host, |at| start + at);
        let address = if target.starts_with("//") {
            format!("{}{target}", &base[..start.saturating_sub(2)])
        } else if target.starts_with('/') {
            format!("{}{target}", &base[..host])
        } else if target.starts_with('?') {
            format!("{page}{target}")
        } else {
            format!("{}/{target}", &base[..folder])
        };
        return LinkTarget::Readable(address);
    }
    let file = percent_decoded(target.split(['?', '#']).next().unwrap_or(target));
    match path.and_then(Path::parent) {
        Some(folder) => LinkTarget::Readable(folder.join(file).to_string_lossy().into_owned()),
        None => LinkTarget::Foreign(target.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_against_the_page_or_the_file() {
        let from = |target: &str, base: Option<&str>, path: Option<&str>| {
            resolved(target, base, path.map(Path::new))
        };
        let readable = |name: &str| LinkTarget::Readable(name.to_owned());
        let page = Some("https://e.example/news/a.html?x=1");
        for (target, address) in [
            ("https://other.example/", "https://other.example/"),
            ("b.html", "https://e.example/news/b.html"),
            ("/b.html", "https://e.example/b.html"),
            ("//other.example/b", "https://other.example/b"),
            ("?page=2", "https://e.example/news/a.html?page=2"),
        ] {
            assert_eq!(from(target, page, None), readable(address), "{target}");
        }
        assert_eq!(
            from("b", Some("https://e.example"), None),
            readable("https://e.example/b")
        );
        assert_eq!(
            from("my%20plan.md#top", None, Some("/a/b.md")),
            readable("/a/my plan.md")
        );
        assert_eq!(
            from("caf%C3%A9.md", None, Some("/a/b.md")),
            readable("/a/café.md")
        );
        assert_eq!(from("100%.md", None, Some("/a/b.md")), readable("/a/100%.md"));
        assert_eq!(from("file:///a/b.txt", None, None), readable("/a/b.txt"));
        assert_eq!(
            from("mailto:ann@e.example", page, None),
            LinkTarget::Foreign("mailto:ann@e.example".into())
        );
        assert_eq!(from("b.html", None, None), LinkTarget::Foreign("b.html".into()));
    }
}
