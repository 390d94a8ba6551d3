//! Extracts the content of a PDF, page by page: pieces of text and their positions. This side may crash, hang or exhaust memory on a
//! hostile file, so it runs in a child process ([`super::apart`]), reads the file from standard input, and writes its results at once, one
//! JSON value per line.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::page::Page as Source;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page};
use serde::{Deserialize, Serialize};

use super::apart;
use super::letters::Letters;
use super::marks::{Mark, Marks};

/// One line of the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Told {
    /// The file's metadata; comes first.
    Book {
        title: Option<String>,
        author: Option<String>,
        pages: u32,
    },
    /// A page.
    Page(Page),
    /// The number of a page on which the parser failed.
    Lost(u32),
    /// The file needs a password.
    Locked,
    /// The file cannot be parsed at all.
    Damaged,
    /// The end of the output.
    Done,
}

/// The text of a page. Lengths are in points, x to the right and y downwards from an unspecified corner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    /// From 1, in the order of the file.
    pub(super) number: u32,
    /// Text in the direction of most of the page.
    pub(super) pieces: Vec<Piece>,
    /// Text in other directions (along the margin, across the page), one list for each, with coordinates in that direction.
    #[serde(default)]
    pub(super) turned: Vec<Vec<Piece>>,
    /// Whether there are pictures on it.
    #[serde(default)]
    pub(super) pictures: bool,
    /// What other programs marked and noted on it.
    #[serde(default)]
    pub(super) marks: Vec<Mark>,
}

/// Text on one baseline in one size, without wide gaps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// Its left and right edge.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Its baseline.
    pub(super) base: f32,
    /// The font size.
    pub(super) size: f32,
    pub(super) text: String,
}

/// Reads a PDF from `input` and writes its content to `output`. The process limits its own memory first, and may be killed at any time.
///
/// # Errors
/// When `input` cannot be read or `output` cannot be written.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    limit(bytes.len());
    let mut say = |told: &Told| -> io::Result<()> {
        serde_json::to_writer(&mut output, told)?;
        output.write_all(b"\n")?;
        output.flush()
    };
    let pdf = match catch_unwind(|| Pdf::new(bytes)) {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected))) => return say(&Told::Locked),
        Ok(Err(LoadPdfError::Decryption(_) | LoadPdfError::Invalid)) | Err(_) => return say(&Told::Damaged),
    };
    let Ok(pages) = catch_unwind(AssertUnwindSafe(|| pdf.pages())) else {
        return say(&Told::Damaged);
    };
    if pages.is_empty() {
        return say(&Told::Damaged);
    }
    let known = |field: &Option<Box<[u8]>>| {
        let text = field.as_deref().map(text_string)?;
        (!text.trim().is_empty() && text.len() < 1000).then_some(text)
    };
    say(&Told::Book {
        title: known(&pdf.metadata().title),
        author: known(&pdf.metadata().author),
        pages: pages.len() as u32,
    })?;
    let cache = InterpreterCache::new();
    for (source, number) in pages.iter().zip(1..) {
        // A failing page must not cost the others.
        let marks = catch_unwind(AssertUnwindSafe(|| Marks::of(source))).unwrap_or_default();
        let mut letters = Letters::of(source, marks);
        let done = catch_unwind(AssertUnwindSafe(|| draw(&pdf, source, &cache, &mut letters)));
        let page = letters.page(number);
        if done.is_ok() || !page.pieces.is_empty() || !page.marks.is_empty() {
            say(&Told::Page(page))?;
        }
        if done.is_err() {
            say(&Told::Lost(number))?;
        }
    }
    say(&Told::Done)
}

fn draw<'a>(pdf: &'a Pdf, page: &Source<'a>, cache: &InterpreterCache<'a>, letters: &mut Letters) {
    // Only letters are collected, in the page's own coordinates; the bounds only matter for pictures.
    let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
    let part = |render_content: RenderContent, letters: &mut Letters| {
        let settings = InterpreterSettings {
            render_content,
            ..InterpreterSettings::default()
        };
        let mut context = Context::new(Affine::IDENTITY, bounds, cache, pdf.xref(), settings);
        interpret_page(page, &mut context, letters);
    };
    part(RenderContent::PAGE, letters);
    letters.begin_annotations();
    part(RenderContent::ANNOTATIONS, letters);
}

/// Limits this process to 1 GB plus four times the file's size of memory, and to [`apart::seconds`] of CPU time.
fn limit(size: usize) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = |current, maximum| Rlimit {
            current: Some(current),
            maximum: Some(maximum),
        };
        let (memory, seconds) = ((1 << 30) + 4 * size as u64, apart::seconds(size));
        let _ = setrlimit(Resource::As, most(memory, memory));
        let _ = setrlimit(Resource::Cpu, most(seconds, seconds + 1));
        let _ = setrlimit(Resource::Core, most(0, 0));
    }
    #[cfg(not(unix))]
    let _ = size;
}

/// `PDFDocEncoding` from 0x80 on.
const SIGNS: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
];

/// A text string of a PDF (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 if it has a byte order mark, otherwise `PDFDocEncoding`, which is Latin 1
/// except for a few characters.
pub(super) fn text_string(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned();
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return encoding_rs::UTF_16LE
            .decode_without_bom_handling(rest)
            .0
            .into_owned();
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    let sign = |byte: u8| match byte {
        0x80..=0x9e => SIGNS.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        0xa0 => '€',
        _ => char::from(byte),
    };
    bytes.iter().map(|b| sign(*b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_in_their_encodings() {
        assert_eq!(text_string(b"\xfe\xff\x00B\x01\x42"), "Bł");
        assert_eq!(text_string(b"\xff\xfeB\x00"), "B");
        assert_eq!(text_string(b"\xef\xbb\xbf\xc3\xa9"), "é");
        assert_eq!(text_string(b"caf\xe9 \x84 \xa05"), "café — €5");
    }
}
