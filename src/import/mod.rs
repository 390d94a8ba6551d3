//! Bytes in, a document out: whatever a file holds, the rest of Postil sees blocks over one canonical text.
//!
//! Always true here: nothing panics and nothing is read or written ([`pdf`] alone talks to a process of
//! its own); the same bytes with the same options give the same document; what had to be guessed, mended or left out
//! is told in a [`Warning`]; what cannot be read ends in an [`ImportError`] that says what to do next.

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

/// Raised whenever the same bytes may give another text than before, so that re-anchoring can say why.
pub const IMPORTER_VERSION: u32 = 5;

/// An imported article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The article.
    pub document: Document,
    /// What the reader should know about the import, in the order of finding.
    pub warnings: Vec<Warning>,
}

/// What the caller knows or wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The format; `None` lets [`Format::detect`] decide.
    pub format: Option<Format>,
    /// A label of the Encoding Standard (`windows-1252`, `shift_jis`); `None` detects.
    pub encoding: Option<String>,
    /// What the transport (the header of an answer) says of the encoding: believed unless the bytes are valid UTF-8.
    pub declared: Option<String>,
    /// Take the bytes as plain text and change nothing but NFC and line ends (characters that are unsafe to a terminal
    /// become `U+FFFD`, so that offsets counted in scalar values stay).
    pub plain: bool,
    /// The file's name, as a hint for the format.
    pub name: Option<PathBuf>,
    /// Take all of a web page, not its article alone.
    pub whole_page: bool,
    /// The address that the page was fetched from, which relative links are resolved against.
    pub address: Option<String>,
    /// Postil's own executable, which is called with [`pdf::ARGUMENT`] to take PDFs apart; without it they are refused.
    pub program: Option<PathBuf>,
}

/// Something about an import that the reader should know; its `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The encoding was guessed from the bytes; holds its name.
    Guessed(&'static str),
    /// Bytes that are not valid in the encoding became `U+FFFD`; holds its name.
    Undecodable(&'static str),
    /// So many characters of symbol fonts are not known, and became U+FFFD.
    Unmapped(usize),
    /// So many characters that could steer a terminal were taken out.
    Controls(usize),
    /// A part that is not the article was left out; holds what it was.
    LeftOut(&'static str),
    /// The same, where its words were counted.
    LeftOutWords {
        /// What it was.
        what: &'static str,
        /// How many words it had.
        words: usize,
    },
    /// Comments inside the file are not in the text; holds how many words they have, 0 where that is not known.
    Comments(usize),
    /// Much running text of a web page is not in its article.
    AroundArticle {
        /// Words of running text that were left out.
        left: usize,
        /// Words of running text of the page.
        words: usize,
    },
    /// The file goes on, but what follows could not be read; holds what and why.
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
                    "some bytes are not valid {name} and show as \u{fffd}; try --encoding"
                )
            }
            Self::Unmapped(1) => write!(
                f,
                "a character of a symbol font is not known and shows as \u{fffd}"
            ),
            Self::Unmapped(n) => write!(
                f,
                "{n} characters of symbol fonts are not known and show as \u{fffd}"
            ),
            Self::Controls(1) => write!(f, "a control character was taken out"),
            Self::Controls(n) => write!(f, "{n} control characters were taken out"),
            Self::LeftOut(what) => write!(f, "left out {what}"),
            Self::LeftOutWords { what, words: 1 } => write!(f, "left out {what} (1 word)"),
            Self::LeftOutWords { what, words } => write!(f, "left out {what} ({words} words)"),
            Self::Comments(words) => {
                let words = match words {
                    0 => String::new(),
                    1 => " (1 word)".to_owned(),
                    n => format!(" ({n} words)"),
                };
                write!(
                    f,
                    "left out comments{words}; postil import-notes FILE takes them in as notes"
                )
            }
            Self::AroundArticle { left, words } => write!(
                f,
                "left out {left} of the page's {words} words of text ({} %) as not of the article; --whole-page, or :whole in the reader, shows them",
                left * 100 / words.max(&1)
            ),
            Self::Incomplete(what) => write!(f, "incomplete: {what}"),
        }
    }
}

/// Why bytes gave no document; each message says what is wrong and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No text in it.
    #[error("there is no text in it")]
    Empty,
    /// Not a text at all.
    #[error("this is {what}, not a text; convert it to text, HTML or Markdown first")]
    Binary {
        /// What it seems to be, with its article: 'a PNG picture'.
        what: &'static str,
    },
    /// A kind of text that Postil does not read.
    #[error("{what} cannot be read; {hint}")]
    Unsupported {
        /// What it seems to be.
        what: &'static str,
        /// What to do next.
        hint: &'static str,
    },
    /// `--encoding` with a label nobody knows.
    #[error("no encoding is called '{label}'; try utf-8, windows-1252, shift_jis, gb18030, big5 or koi8-r")]
    UnknownEncoding {
        /// The label, harmless and on one line.
        label: String,
    },
}

/// The bytes of the picture `entry` ([`PicturePlace::Inside`](crate::document::PicturePlace::Inside)) of the article in
/// `bytes`; `None` where they are no archive with such an entry, or it is damaged or too large.
pub fn picture(bytes: &[u8], entry: &str) -> Option<Vec<u8>> {
    archive::Archive::open(bytes)?.read(entry)
}

/// Makes a document of `bytes`.
///
/// # Errors
/// [`ImportError`], when the bytes hold no text, are no text, or are of a kind that is not read.
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

/// The first chapters of the book in `bytes` with about `length` bytes of text, to be shown until the whole is read; `None` for
/// what is no book that can be read.
pub fn beginning_of_book(bytes: &[u8], length: usize) -> Option<Document> {
    epub::document(bytes, length, &mut Vec::new()).ok()
}

/// The document that the first `bytes` of a longer text make: its first screens, to be shown until the whole is read.
/// `None` for what has to be read whole, and for what is not UTF-8.
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
    // A paragraph that is cut would look like a heading or a verse: it ends where the last blank line or word does.
    let cut = memchr::memmem::rfind(head, b"\n\n")
        .filter(|cut| *cut > head.len() / 2)
        .or_else(|| memchr::memrchr(b' ', head))
        .unwrap_or(head.len());
    let imported = import(head.get(..cut)?, options).ok()?;
    Some(imported.document)
}
