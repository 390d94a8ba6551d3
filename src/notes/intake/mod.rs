//! Annotations that were made elsewhere, brought to an article.
//!
//! Always true here: nothing panics, whatever the file holds; a file brought in twice brings nothing the second time,
//! since what has no id of ours gets one that is made from its own; a passage is looked for as an annotation's always
//! is, and never taken for another.

mod brat;
mod own;
mod readwise;
mod web;

use super::{Anchor, AnchorState, Annotation, Id, Located, Locator, Timestamp, anchor};
use crate::document::{Document, TextRange};
use crate::text::clean::{harmless, one_line};
use crate::text::fold::{ANCHOR, Folded, fold, folded};
use crate::text::scalar::ScalarIndex;

/// A form in which annotations can be brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// What `postil notes --json` and `postil export --format json` write.
    Postil,
    /// Web Annotations of the W3C, as JSON-LD, and what Hypothesis gives out.
    Web,
    /// The highlights that Readwise exports, as CSV.
    Readwise,
    /// The standoff format of brat.
    Brat,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Self] = &[Self::Postil, Self::Web, Self::Readwise, Self::Brat];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postil => "postil",
            Self::Web => "web",
            Self::Readwise => "readwise",
            Self::Brat => "brat",
        }
    }

    /// The format with that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.name() == name)
    }

    /// What `text` looks like.
    pub fn detect(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with(['{', '[']) {
            let value: serde_json::Value = serde_json::from_str(text).ok()?;
            return Some(if own::is_own(&value) {
                Self::Postil
            } else {
                Self::Web
            });
        }
        let first = text.lines().next()?;
        if first.contains("Highlight") && first.contains(',') {
            return Some(Self::Readwise);
        }
        let is_brat = |line: &str| line.starts_with(['T', 'A', 'R', 'E', '#', '*']) && line.contains('\t');
        text.lines()
            .all(|line| line.is_empty() || is_brat(line))
            .then_some(Self::Brat)
    }
}

/// Why a file could not be read as annotations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// It is not what it should be, with where and why.
    #[error("{0}")]
    Wrong(String),
}

/// An annotation as a file has it. What the file does not say is left as a new annotation has it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// All but the place; the anchor's range is not filled in.
    annotation: Annotation,
    /// Where it says that the passage stands: Unicode scalar values of its text.
    at: Option<(usize, usize)>,
}

/// The annotations in `text`. `now` is the time of making for those that do not tell theirs.
///
/// # Errors
/// When `text` is not of that format.
pub fn read(format: Format, text: &str, now: Timestamp) -> Result<Vec<Draft>, IntakeError> {
    let text = text.trim_start_matches('\u{feff}');
    match format {
        Format::Postil => own::read(text, now),
        Format::Web => web::read(text, now),
        Format::Readwise => readwise::read(text, now),
        Format::Brat => brat::read(text, now),
    }
}

/// Finds the places of drafts in one article.
#[derive(Debug)]
pub struct Placing<'a> {
    document: &'a Document,
    index: ScalarIndex,
    folded: Folded,
    locator: Locator<'a>,
}

impl<'a> Placing<'a> {
    /// Reads `document` once, for any number of drafts.
    pub fn new(document: &'a Document) -> Self {
        let text = document.text();
        Self {
            document,
            index: ScalarIndex::new(text),
            folded: fold(text, ANCHOR),
            locator: Locator::new(document),
        }
    }

    /// The annotation on the article, with where its passage was found. Where that is certain, its anchor is that of the
    /// article; where it is not, it keeps what the file said, so that it is reviewed like any annotation in doubt.
    pub fn place(&self, draft: Draft) -> (Annotation, Located) {
        let mut out = draft.annotation;
        let text = self.document.text();
        if let Some((start, end)) = draft.at {
            out.anchor.range = TextRange::new(self.index.byte(text, start), self.index.byte(text, end));
            // A format that gives places alone says by them what the words are.
            if out.anchor.quote.is_empty() {
                self.document
                    .slice(out.anchor.range)
                    .clone_into(&mut out.anchor.quote);
            }
        }
        let bare = out.anchor.prefix.is_empty() && out.anchor.suffix.is_empty();
        let located = if bare {
            self.by_words(&out.anchor)
        } else {
            self.locator.locate(&out.anchor)
        };
        if let (AnchorState::Ok | AnchorState::Moved, Some(range)) = (located.state, located.range) {
            out.anchor = anchor(self.document, range);
            return (
                out,
                Located {
                    state: AnchorState::Ok,
                    range: Some(range),
                },
            );
        }
        (out, located)
    }

    /// Where the quote occurs. Many formats give no context, by which a short quote would be told from others: one that
    /// occurs once needs none, as it is known that it was taken from this article; of several the place that the file
    /// gives decides, or else the reader; and what does not occur is in doubt where nearly the same words do.
    fn by_words(&self, anchor: &Anchor) -> Located {
        let quote = folded(&anchor.quote, ANCHOR);
        let quote = quote.trim();
        if quote.is_empty() {
            return Located {
                state: AnchorState::Orphan,
                range: None,
            };
        }
        let occurrences = self.folded.text.match_indices(quote);
        let mut ranges: Vec<TextRange> = occurrences
            .map(|(at, _)| self.folded.source_range(at, at + quote.len()).into())
            .collect();
        if ranges.len() > 1 && ranges.contains(&anchor.range) {
            ranges = vec![anchor.range];
        }
        match ranges.as_slice() {
            [one] => Located {
                state: AnchorState::Ok,
                range: Some(*one),
            },
            [first, ..] => Located {
                state: AnchorState::Ambiguous,
                range: Some(*first),
            },
            [] => {
                let near = self
                    .locator
                    .candidates(anchor)
                    .into_iter()
                    .filter(|c| c.quote >= ALIKE);
                let best = near.max_by(|a, b| a.quote.total_cmp(&b.quote)).map(|c| c.range);
                let state = if best.is_some() {
                    AnchorState::Changed
                } else {
                    AnchorState::Orphan
                };
                Located { state, range: best }
            }
        }
    }
}

/// How alike words must be to be offered in place of those that do not occur: as the design asks of a short quote.
const ALIKE: f32 = 0.8;

impl Draft {
    /// An annotation of `kind` under the `name` that its file gives it, which is ours where it is an id of ours.
    fn new(kind: super::AnnotationKind, name: &str, quote: &str, created: Timestamp) -> Self {
        let anchor = Anchor {
            quote: harmless(quote).into_owned(),
            ..Anchor::default()
        };
        Self {
            annotation: Annotation::new(id_of(name, quote, created), kind, anchor, created),
            at: None,
        }
    }
}

/// The id that `name` is, or one that is made of it: the same for the same annotation at any time. It has the form of a
/// UUID of version 7 with the time `created`.
fn id_of(name: &str, quote: &str, created: Timestamp) -> Id {
    let bare = name.strip_prefix("urn:uuid:").unwrap_or(name);
    if let Ok(id) = bare.parse::<uuid::Uuid>()
        && id.get_version_num() == 7
    {
        return Id(id);
    }
    let hash = blake3::hash(format!("{name}\n{quote}").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    let millis = created.as_millisecond().max(0) as u64;
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = 0x70 | bytes[6] & 0x0f;
    bytes[8] = 0x80 | bytes[8] & 0x3f;
    Id(uuid::Uuid::from_bytes(bytes))
}

/// A moment as files write it; `None` where it is none.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok()
}

/// One line of text, `None` where nothing is left.
fn line(text: &str) -> Option<String> {
    Some(one_line(text)).filter(|t| !t.is_empty())
}

/// Text of several lines, `None` where nothing is left.
fn lines(text: &str) -> Option<String> {
    Some(harmless(text).trim().to_owned()).filter(|t| !t.is_empty())
}

/// Tags without doubles.
fn tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut out = Vec::new();
    for tag in tags.into_iter().filter_map(line) {
        if !out.contains(&tag) {
            out.push(tag);
        }
    }
    out
}

/// Where a JSON text is wrong.
fn wrong_json(error: &serde_json::Error) -> IntakeError {
    IntakeError::Wrong(format!(
        "line {}, column {}: no JSON of annotations",
        error.line(),
        error.column()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};
    use crate::notes::AnnotationKind;
    use proptest::prelude::*;

    pub(super) fn document() -> Document {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "Über den Hafen");
        b.block(
            BlockKind::Paragraph,
            "Ida Lund said the ferry lost 4 million kronor. Nobody swims there.",
        );
        b.finish()
    }

    pub(super) fn now() -> Timestamp {
        "2026-11-25T04:00:00Z".parse().unwrap()
    }

    pub(super) fn place(drafts: Vec<Draft>, document: &Document) -> Vec<(Annotation, Located)> {
        let placing = Placing::new(document);
        drafts.into_iter().map(|d| placing.place(d)).collect()
    }

    #[test]
    fn the_same_name_gives_the_same_id() {
        let a = id_of("AbC-123", "quote", now());
        assert_eq!(a, id_of("AbC-123", "quote", now()));
        assert_ne!(a, id_of("AbC-124", "quote", now()));
        assert_eq!(a.0.get_version_num(), 7);
        let ours = "01a210d4-f420-73cf-b1f5-111893843627";
        assert_eq!(id_of(&format!("urn:uuid:{ours}"), "", now()).to_string(), ours);
    }

    #[test]
    fn what_is_not_found_is_told_and_kept_as_it_was() {
        let document = document();
        let draft = |quote| Draft::new(AnnotationKind::Highlight, "x", quote, now());
        let placed = place(
            vec![
                draft("Nobody swims there"),
                draft("All of them can fly to the moon"),
            ],
            &document,
        );
        assert_eq!(placed[0].1.state, AnchorState::Ok);
        assert_eq!(document.slice(placed[0].0.anchor.range), "Nobody swims there");
        assert!(placed[0].0.anchor.prefix.ends_with("kronor. "));
        assert_eq!(placed[1].1.state, AnchorState::Orphan);
        assert_eq!(placed[1].0.anchor.quote, "All of them can fly to the moon");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,200}|[\\[{\"a:,0}\\]\n\t #T1]{0,60}") {
            let document = document();
            for format in Format::ALL {
                if let Ok(drafts) = read(*format, &text, now()) {
                    place(drafts, &document);
                }
            }
            let _ = Format::detect(&text);
        }
    }
}
