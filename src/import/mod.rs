//! Converts bytes to a document: whatever the format of a file, the rest of Postil sees blocks over one canonical text.
//!
//! Invariants: nothing panics, and there is no I/O ([`pdf`] alone communicates with a child process); the same bytes with the same options
//! give the same document; anything guessed, repaired or left out is reported as a [`Warning`]; unreadable input gives an [`ImportError`]
//! that says what to do next.

mod archive;
mod charset;
pub mod date;
mod draft;
mod epub;
mod flowed;
mod format;
mod html;
mod markdown;
mod mime;
mod office;
mod omitted;
pub mod pdf;
mod plain;
mod remark;
mod rtf;
mod styles;
mod symbols;

use std::fmt;
use std::path::PathBuf;

pub use format::Format;
pub use remark::remarks;

use crate::document::Document;
use crate::text::clean::{has_unsafe, steering};

/// Increased whenever the same bytes may give a different text than before, so that re-anchoring can explain it.
pub const IMPORTER_VERSION: u32 = 5;

/// An imported article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The article.
    pub document: Document,
    /// Warnings for the reader, in the order of discovery.
    pub warnings: Vec<Warning>,
}

/// Options for an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The format; `None` detects it.
    pub format: Option<Format>,
    /// A label of the Encoding Standard (`windows-1252`, `shift_jis`); `None` detects the encoding.
    pub encoding: Option<String>,
    /// The encoding declared by the transport (in a response header): believed unless the bytes are valid UTF-8.
    pub declared: Option<String>,
    /// Treat the bytes as plain text and change nothing but NFC and line ends (characters that are unsafe to a terminal become `U+FFFD`, so
    /// that scalar offsets stay the same).
    pub plain: bool,
    /// The file's name, as a hint for the format.
    pub name: Option<PathBuf>,
    /// Take all of a web page instead of only its article.
    pub whole_page: bool,
    /// The address that the page was fetched from, to resolve relative links.
    pub address: Option<String>,
    /// Postil's own executable, which is called with [`pdf::ARGUMENT`] to parse PDFs; without it they are rejected.
    pub program: Option<PathBuf>,
}

/// A warning about an import; its `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The encoding was guessed from the bytes; contains its name.
    Guessed(&'static str),
    /// Invalid bytes in the encoding became `U+FFFD`; contains its name.
    Undecodable(&'static str),
    /// This many characters of symbol fonts are unknown, and became U+FFFD.
    Unmapped(usize),
    /// This many characters that could control a terminal were removed.
    Controls(usize),
    /// A part that is not the article was left out; contains its kind.
    LeftOut(&'static str),
    /// The same, with a count of its words.
    LeftOutWords {
        /// The kind of part.
        what: &'static str,
        /// The number of words.
        words: usize,
    },
    /// What other programs noted inside the file is not in the text.
    Remarks {
        /// What it is, by how many there are: 'comment' and 'comments'.
        what: [&'static str; 2],
        /// How many there are.
        count: usize,
    },
    /// Much running text of a web page is not in its article.
    AroundArticle {
        /// Words of running text that were left out.
        left: usize,
        /// Words of running text on the page.
        words: usize,
    },
    /// The rest of the file could not be read; contains what and why.
    Incomplete(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guessed(name) => write!(
                f,
                "read as {name}, guessed from the bytes; --encoding overrules it"
            ),
            Self::Undecodable(name) => {
                write!(
                    f,
                    "some bytes are not valid {name} and are shown as \u{fffd}; try --encoding"
                )
            }
            Self::Unmapped(1) => write!(
                f,
                "a character of a symbol font is unknown and is shown as \u{fffd}"
            ),
            Self::Unmapped(n) => write!(
                f,
                "{n} characters of symbol fonts are unknown and are shown as \u{fffd}"
            ),
            Self::Controls(1) => write!(f, "a control character was removed"),
            Self::Controls(n) => write!(f, "{n} control characters were removed"),
            Self::LeftOut(what) => write!(f, "left out {what}"),
            Self::LeftOutWords { what, words: 1 } => write!(f, "left out {what} (1 word)"),
            Self::LeftOutWords { what, words } => write!(f, "left out {what} ({words} words)"),
            Self::Remarks {
                what: [one, _],
                count: 1,
            } => write!(
                f,
                "there is 1 {one} inside the file; postil import-notes FILE takes it in as a note"
            ),
            Self::Remarks {
                what: [_, many],
                count,
            } => write!(
                f,
                "there are {count} {many} inside the file; postil import-notes FILE imports them as notes"
            ),
            Self::AroundArticle { left, words } => write!(
                f,
                "left out {left} of the page's {words} words of text ({} %) as not part of the article; --whole-page, or :whole in the reader, shows them",
                left * 100 / words.max(&1)
            ),
            Self::Incomplete(what) => write!(f, "incomplete: {what}"),
        }
    }
}

/// Why bytes gave no document; each message says what is wrong and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It contains no text.
    #[error("there is no text in it")]
    Empty,
    /// It is not text.
    #[error("this is {what}, not a text; convert it to text, HTML or Markdown first")]
    Binary {
        /// Its likely kind, with an article: 'a PNG picture'.
        what: &'static str,
    },
    /// A format that Postil does not read.
    #[error("{what} cannot be read; {hint}")]
    Unsupported {
        /// Its likely kind.
        what: &'static str,
        /// What to do next.
        hint: &'static str,
    },
    /// `--encoding` with an unknown label.
    #[error("no encoding is called '{label}'; try utf-8, windows-1252, shift_jis, gb18030, big5 or koi8-r")]
    UnknownEncoding {
        /// The label, sanitized and on one line.
        label: String,
    },
}

/// The bytes of the picture `entry` ([`PicturePlace::Inside`](crate::document::PicturePlace::Inside)) of the article in `bytes`; `None` if
/// they are not an archive with such an entry, or it is damaged or too large.
pub fn picture(bytes: &[u8], entry: &str) -> Option<Vec<u8>> {
    archive::Archive::open(bytes)?.read(entry)
}

/// Makes a document from `bytes`.
///
/// # Errors
/// [`ImportError`], when the bytes contain no text, are not text, or are of an unsupported format.
pub fn import(bytes: &[u8], options: &Options) -> Result<Imported, ImportError> {
    let format = match options.format {
        _ if options.plain => Format::Plain,
        Some(format) => format,
        None => Format::detect(options.name.as_deref(), bytes),
    };
    let mut warnings = Vec::new();
    let whole = match format {
        Format::Epub => Some(epub::document(bytes, usize::MAX, &mut warnings)?),
        Format::Pdf => Some(pdf::document(bytes, options.program.as_deref(), &mut warnings)?),
        Format::Office => Some(office::document(bytes, &mut warnings)?),
        Format::Rtf => Some(rtf::document(bytes, &mut warnings)?),
        Format::Mail => Some(mime::mail(bytes, &mut warnings)?),
        Format::Mhtml => {
            let (page, told) = mime::page(bytes, &mut warnings)?;
            let address = options.address.as_deref().or(told.as_deref());
            Some(
                html::document(&page, address, options.whole_page, &mut warnings)
                    .ok_or(ImportError::Empty)?,
            )
        }
        Format::Plain | Format::Markdown | Format::Html => None,
    };
    if let Some(document) = whole {
        return if document.blocks().is_empty() {
            Err(ImportError::Empty)
        } else {
            Ok(Imported { document, warnings })
        };
    }
    let declared = options
        .declared
        .as_deref()
        .and_then(charset::Charset::for_declaration)
        .or_else(|| match format {
            Format::Html => charset::in_page(bytes),
            _ => charset::in_xml(bytes),
        });
    let text = charset::decode(bytes, options.encoding.as_deref(), declared, &mut warnings)?;
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(ImportError::Empty);
    }
    if has_unsafe(&text) {
        let controls = steering(&text);
        warnings.extend((controls > 0).then_some(Warning::Controls(controls)));
    }
    let document = match format {
        _ if options.plain => plain::verbatim(&text),
        Format::Markdown => markdown::document(&text),
        Format::Html => html::document(
            &text,
            options.address.as_deref(),
            options.whole_page,
            &mut warnings,
        )
        .ok_or(ImportError::Empty)?,
        Format::Plain
        | Format::Mhtml
        | Format::Mail
        | Format::Epub
        | Format::Pdf
        | Format::Rtf
        | Format::Office => plain::document(&text, &mut warnings),
    };
    if document.blocks().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(Imported { document, warnings })
}

/// The first chapters of the book in `bytes` with about `length` bytes of text, to be shown until the whole is read; `None` if it is not a
/// readable book.
pub fn beginning_of_book(bytes: &[u8], length: usize) -> Option<Document> {
    epub::document(bytes, length, &mut Vec::new()).ok()
}

/// The document of the first `bytes` of a longer text: its first screens, to be shown until the whole is read. `None` for formats that must
/// be read as a whole, and for text that is not UTF-8.
pub fn beginning(bytes: &[u8], options: &Options) -> Option<Document> {
    if options.encoding.is_some() || bytes.contains(&0) {
        return None;
    }
    let whole_characters = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(e) if e.error_len().is_none() => e.valid_up_to(),
        Err(_) => return None,
    };
    let head = bytes.get(..whole_characters)?;
    let plain = options.plain
        || matches!(
            options
                .format
                .unwrap_or_else(|| Format::detect(options.name.as_deref(), head)),
            Format::Plain | Format::Markdown
        );
    if !plain {
        return None;
    }
    // A truncated paragraph would look like a heading or verse, so it ends at the last blank line or word.
    let cut = memchr::memmem::rfind(head, b"\n\n")
        .filter(|cut| *cut > head.len() / 2)
        .or_else(|| memchr::memrchr(b' ', head))
        .unwrap_or(head.len());
    let imported = import(head.get(..cut)?, options).ok()?;
    Some(imported.document)
}
