//! What a PDF holds, page by page: pieces of text and where they stand. This is the side that may crash, hang or eat
//! memory on a hostile file, so it runs in a process of its own ([`super::apart`]), takes the file from standard input,
//! and says what it finds one JSON value a line, as soon as it is found.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::page::Page as Source;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use serde::{Deserialize, Serialize};

use super::apart;
use super::letters::Letters;

/// One line of what the process says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Told {
    /// What the file says about itself; comes first.
    Book {
        title: Option<String>,
        author: Option<String>,
        pages: u32,
    },
    /// A page.
    Page(Page),
    /// A page on which the parser gave up; its number.
    Lost(u32),
    /// The file wants a password.
    Locked,
    /// It cannot be parsed at all.
    Damaged,
    /// That was all.
    Done,
}

/// The text of a page. Lengths are in points, x to the right and y downwards from a corner that is left open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    /// From 1, as the file counts.
    pub(super) number: u32,
    /// What runs in the direction of most of its text.
    pub(super) pieces: Vec<Piece>,
    /// What runs in other directions (along the margin, across the page), one list for each, with coordinates in that
    /// direction.
    #[serde(default)]
    pub(super) turned: Vec<Vec<Piece>>,
    /// Whether there are pictures on it.
    #[serde(default)]
    pub(super) pictures: bool,
}

/// Text on one base line in one size, without wide gaps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// Where it begins and ends.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Its base line.
    pub(super) base: f32,
    /// The size of the type.
    pub(super) size: f32,
    pub(super) text: String,
}

/// Reads a PDF from `input` and says on `output` what is in it. The process that calls this limits its own memory
/// before, and may die any time.
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
        let mut letters = Letters::of(source);
        // A page more or less should not cost the others.
        let done = catch_unwind(AssertUnwindSafe(|| draw(&pdf, source, &cache, &mut letters)));
        let page = letters.page(number);
        if done.is_ok() || !page.pieces.is_empty() {
            say(&Told::Page(page))?;
        }
        if done.is_err() {
            say(&Told::Lost(number))?;
        }
    }
    say(&Told::Done)
}

fn draw<'a>(pdf: &'a Pdf, page: &Source<'a>, cache: &InterpreterCache<'a>, letters: &mut Letters) {
    // Only letters are drawn, in the page's own coordinates; the bounds matter to nothing but pictures.
    let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(Affine::IDENTITY, bounds, cache, pdf.xref(), settings);
    interpret_page(page, &mut context, letters);
}

/// Lets this process have no more memory than 1 GB and four times the file's size, and no more time than
/// [`apart::seconds`].
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

/// What the encoding of documents has from 0x80 on.
const SIGNS: [char; 31] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
];

/// A text string of a PDF (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 where a mark says so, else the encoding of documents, which
/// is Latin 1 but for a few signs.
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
