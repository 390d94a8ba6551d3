//! PDFs: pages of positioned letters, from which text is assembled.
//!
//! A PDF parser may panic, hang or exhaust memory on a hostile file, so it runs in a child process with limits on time and memory (`apart`,
//! `pages`, `letters`). Here its output is put in reading order (`order`) and converted to blocks (`text`), without panics. Each block
//! knows its page. An unknown letter becomes `U+FFFD`.

mod apart;
mod glyphs;
mod heads;
mod letters;
mod logical;
mod marks;
mod order;
mod pages;
mod remarks;
mod shape;
mod text;

use std::path::Path;

pub use apart::ARGUMENT;

pub use pages::serve;
use pages::{Page, Told};
use remarks::MarkedPage;

use super::{ImportError, Warning, draft};
use crate::document::{BlockKind, Document, Metadata, Remark};
use crate::text::clean::one_line;

const DAMAGED: ImportError = ImportError::Unsupported {
    what: "this PDF is damaged or of an unusual kind and",
    hint: "try to pipe it through another program: pdftotext FILE - | postil -",
};
const LOCKED: ImportError = ImportError::Unsupported {
    what: "this PDF is locked by a password and",
    hint: "unlock it first: qpdf --decrypt --password=PASSWORD FILE UNLOCKED.pdf",
};
const SCANNED: ImportError = ImportError::Unsupported {
    what: "this PDF is a scan, pictures of pages without text, and",
    hint: "have its text recognised first: ocrmypdf FILE RECOGNISED.pdf",
};
const DRAWN: ImportError = ImportError::Unsupported {
    what: "this PDF has no text (its letters, if there are any, are drawn as lines) and",
    hint: "have its text recognised first: ocrmypdf --force-ocr FILE RECOGNISED.pdf",
};
const ALONE: ImportError = ImportError::Unsupported {
    what: "a PDF",
    hint: "pipe it through: pdftotext FILE - | postil -",
};

/// The document of the PDF in `bytes`; `program` is Postil itself, which is run to parse it.
///
/// # Errors
/// [`ImportError::Unsupported`] for a PDF that is locked, damaged or without text, and without a program.
pub(super) fn document(
    bytes: &[u8],
    program: Option<&Path>,
    warnings: &mut Vec<Warning>,
) -> Result<Document, ImportError> {
    let heard = apart::parse(program.ok_or(ALONE)?, bytes).map_err(|_| ALONE)?;
    let (document, marked) = told(heard.told, heard.late, warnings)?;
    let count = marked.iter().map(|page| page.marks.len()).sum();
    if count > 0 {
        warnings.push(Warning::Remarks {
            what: ["highlight or note", "highlights and notes"],
            count,
        });
    }
    Ok(document)
}

/// What other programs marked in the PDF, page by page; nothing where it cannot be read.
pub(super) fn remarks(bytes: &[u8], program: Option<&Path>) -> Vec<Remark> {
    let heard = program.and_then(|program| apart::parse(program, bytes).ok());
    let found = heard.and_then(|heard| told(heard.told, heard.late, &mut Vec::new()).ok());
    found.map_or_else(Vec::new, |(document, marked)| remarks::remarks(&document, marked))
}

/// The document made from the standard output of the child process; for testing this side without the other.
///
/// # Errors
/// [`ImportError`], as for the file itself.
pub fn heard(said: &[u8]) -> Result<super::Imported, ImportError> {
    let lines = said.split(|b| *b == b'\n');
    let all = lines
        .map_while(|line| serde_json::from_slice(line).ok())
        .collect();
    let mut warnings = Vec::new();
    let (document, _) = told(all, false, &mut warnings)?;
    Ok(super::Imported { document, warnings })
}

/// The document, and the pages on which other programs marked something.
fn told(
    told: Vec<Told>,
    late: bool,
    warnings: &mut Vec<Warning>,
) -> Result<(Document, Vec<MarkedPage>), ImportError> {
    let (mut title, mut author, mut expected) = (None, None, 0u32);
    let mut found: Vec<Page> = Vec::new();
    let mut lost: Vec<u32> = Vec::new();
    for told in told {
        match told {
            Told::Book {
                title: t,
                author: a,
                pages,
            } => (title, author, expected) = (t, a, pages),
            Told::Page(page) => found.push(page),
            Told::Lost(number) => lost.push(number),
            Told::Locked => return Err(LOCKED),
            Told::Damaged => return Err(DAMAGED),
            Told::Done => {}
        }
    }
    let last = found
        .last()
        .map(|p| p.number)
        .into_iter()
        .chain(lost.last().copied())
        .max();
    let blank = found.iter().filter(|p| p.pieces.is_empty()).count();
    let pictures = found.iter().any(|p| p.pictures);
    let sheets = found.iter().map(|page| text::Sheet {
        number: page.number,
        columns: order::columns(&page.pieces),
        turned: page
            .turned
            .iter()
            .flat_map(|pieces| order::columns(pieces))
            .collect(),
    });
    let sheets: Vec<text::Sheet> = sheets.collect();
    let marked = found
        .iter_mut()
        .zip(&sheets)
        .filter(|(page, _)| !page.marks.is_empty());
    let marked: Vec<MarkedPage> = marked
        .map(|(page, sheet)| MarkedPage {
            number: page.number,
            marks: std::mem::take(&mut page.marks),
            lines: sheet
                .columns
                .iter()
                .chain(&sheet.turned)
                .flat_map(|c| c.lines.clone())
                .collect(),
        })
        .collect();
    let mut drafts = text::drafts(sheets);
    let cut = last.unwrap_or(0) < expected;
    if drafts.is_empty() {
        return Err(match (blank > 0 && !cut && lost.is_empty(), pictures) {
            (true, true) => SCANNED,
            (true, false) => DRAWN,
            (false, _) => DAMAGED,
        });
    }
    if cut {
        let why = if late {
            "takes too long to read"
        } else {
            "cannot be read"
        };
        warnings.push(Warning::Incomplete(format!(
            "the part after page {} of {expected} {why}",
            last.unwrap_or(0)
        )));
    }
    if !lost.is_empty() {
        let pages: Vec<String> = lost.iter().take(8).map(ToString::to_string).collect();
        let more = if lost.len() > 8 { " and more" } else { "" };
        warnings.push(Warning::Incomplete(format!(
            "not all of page {}{more} can be read",
            pages.join(", ")
        )));
    }
    if blank > 0 {
        warnings.push(Warning::Incomplete(format!(
            "{blank} of {expected} pages contain no text (ocrmypdf can recognise scans)"
        )));
    }
    let mut metadata = Metadata {
        byline: author.map(|a| one_line(&a)).filter(|a| is_name(a)),
        ..Metadata::default()
    };
    headline(&mut drafts, title.as_deref(), &mut metadata);
    draft::recognise(&mut drafts, &mut metadata);
    let document = draft::write(drafts, metadata);
    let unknown = document.text().matches('\u{fffd}').count();
    if unknown > 0 {
        let letters = if unknown == 1 {
            "a letter".to_owned()
        } else {
            format!("{unknown} letters")
        };
        warnings.push(Warning::Incomplete(format!(
            "the fonts do not say what {letters} of it mean; they are shown as \u{fffd}; ocrmypdf --force-ocr may help"
        )));
    }
    Ok((document, marked))
}

/// The headline is the first heading among the first blocks in the largest size, or the title in the file's metadata if it occurs among the
/// first blocks.
fn headline(drafts: &mut [draft::Draft], claimed: Option<&str>, metadata: &mut Metadata) {
    let letters = |t: &str| -> String {
        let letters = t.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let claimed = claimed.map(one_line).filter(|t| is_title(t));
    let named = claimed.as_deref().map(letters);
    let first = drafts.iter().take(12);
    let at = first
        .clone()
        .position(|d| named.as_ref().is_some_and(|n| *n == letters(&d.plain())))
        .or_else(|| {
            let heading = |d: &&draft::Draft| d.kind == BlockKind::Heading;
            let level = first.clone().filter(heading).map(|d| d.level).min()?;
            let found = first.clone().position(|d| heading(&d) && d.level == level)?;
            (found < 6).then_some(found)
        });
    if let Some(draft) = at.and_then(|at| drafts.get_mut(at)) {
        draft.kind = BlockKind::Title;
        draft.level = 0;
        metadata.title = draft.plain();
    } else if let Some(claimed) = claimed {
        metadata.title = claimed;
    }
}

/// Some programs use the file name as the title, or nothing.
fn is_title(text: &str) -> bool {
    let lower = text.to_lowercase();
    let endings = [
        ".doc", ".docx", ".pdf", ".indd", ".tex", ".dvi", ".qxd", ".odt", ".html", ".ps",
    ];
    let junk = [
        "untitled",
        "microsoft word",
        "powerpoint",
        "layout 1",
        "document1",
    ];
    text.chars().count() >= 4
        && !endings.iter().any(|e| lower.ends_with(e))
        && !junk.iter().any(|j| lower.starts_with(j))
}

fn is_name(text: &str) -> bool {
    let lower = text.to_lowercase();
    let accounts = [
        "user",
        "admin",
        "administrator",
        "root",
        "owner",
        "author",
        "unknown",
    ];
    text.contains(' ') && text.len() < 200 && !accounts.contains(&lower.as_str()) && !text.contains('\\')
}
