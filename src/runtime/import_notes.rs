//! Reads annotations made in other programs, and imports them into the open article on a thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ReadOptions;
use crate::app::{ImportRequest, ReadyImport};
use crate::document::Document;
use crate::notes::import::{
    ArticleNames, IntakeFormat, IntakeItem, Placing, account, of_document, read as read_items,
};
use crate::notes::{Notebook, Timestamp};
use crate::text::clean::one_line;
use crate::{files, import};

/// Bytes of the largest file of annotations.
pub const NOTES_LIMIT: u64 = 128 << 20;

/// The annotations in the file with these `bytes`, and its format: the given one, or else the detected one. `shown` is the name of the
/// file on one line.
///
/// # Errors
/// When the file is not in this format, or in none: what, where, and what to do next.
pub fn annotations_in(
    bytes: Vec<u8>,
    shown: &str,
    format: Option<IntakeFormat>,
    now: Timestamp,
) -> Result<(IntakeFormat, Vec<IntakeItem>), String> {
    let text = decoded(bytes, shown)?;
    let format = format.or_else(|| IntakeFormat::detect(&text)).ok_or_else(|| {
        let all = IntakeFormat::ALL.map(IntakeFormat::name).join(", ");
        format!("{shown}: in no known format ({all}); `postil import-notes --format` sets the format")
    })?;
    let items = read_items(format, &text, now).map_err(|why| format!("{shown}: {why}"))?;
    Ok((format, items))
}

/// Spreadsheets and old e-readers write UTF-16 with a byte order mark; everything else is UTF-8.
fn decoded(bytes: Vec<u8>, shown: &str) -> Result<String, String> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(&bytes)
        && encoding != encoding_rs::UTF_8
    {
        return Ok(encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let lines = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count();
        format!(
            "{shown}: line {}: this is not UTF-8; save the file as UTF-8 first",
            lines + 1
        )
    })
}

/// The open article, as far as an import must know it.
pub(super) struct ImportTarget {
    pub(super) document: Arc<Document>,
    /// The notes at the time of the request.
    pub(super) notebook: Notebook,
    /// The address that it was fetched from.
    pub(super) address: Option<String>,
    /// The file that it was read from.
    pub(super) path: Option<PathBuf>,
    pub(super) how: ReadOptions,
}

impl ImportTarget {
    /// Decides what happens to each annotation of the requested file. Nothing is changed yet.
    ///
    /// # Errors
    /// When the file cannot be read, in words.
    pub(super) fn import(&self, request: ImportRequest) -> Result<ReadyImport, String> {
        let now = Timestamp::now();
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let file = request
            .file
            .as_deref()
            .map(|file| super::exports::expand(Path::new(file)));
        let path = file.as_ref().or(self.path.as_ref());
        let shown = path.map_or_else(String::new, |path| one_line(&path.display().to_string()));
        let items = match &file {
            Some(file) => {
                let bytes = files::read_up_to(file, NOTES_LIMIT).map_err(|error| error.to_string())?;
                annotations_in(bytes, &shown, None, now)?.1
            }
            None => self.inside(now)?,
        };
        let names = ArticleNames::new(&self.document, self.address.as_deref(), self.path.as_deref());
        let placing = Placing::new(&self.document);
        let imported = account(items, &names, &placing, &self.notebook, request.choice);
        Ok(ReadyImport {
            request,
            name: shown,
            imported,
        })
    }

    /// The comments and marks in the article's own file.
    fn inside(&self, now: Timestamp) -> Result<Vec<IntakeItem>, String> {
        const NAME_IT: &str = "name the file with the annotations: `:import FILE`";
        let path = self.path.as_deref().ok_or(NAME_IT)?;
        let bytes = files::read(path).map_err(|error| error.to_string())?;
        let remarks = import::remarks(&bytes, &self.how.options(Some(path))).ok_or_else(|| {
            format!(
                "{NAME_IT}; only PDF, DOCX, ODT and FODT are searched for comments and marks of their own"
            )
        })?;
        Ok(of_document(&remarks, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Options, import};
    use crate::notes::import::{IntakeChoice, IntakeClass};

    fn target(text: &str) -> ImportTarget {
        let imported = import(text.as_bytes(), &Options::default()).unwrap();
        ImportTarget {
            document: Arc::new(imported.document),
            notebook: Notebook::default(),
            address: None,
            path: None,
            how: ReadOptions::default(),
        }
    }

    fn of(file: &Path) -> ImportRequest {
        ImportRequest {
            file: Some(file.display().to_string()),
            choice: IntakeChoice::default(),
        }
    }

    #[test]
    fn a_file_is_accounted_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tide.ann");
        std::fs::write(
            &file,
            "T1\tHighlight 0 3\tThe tide\nT2\tHighlight 0 3\tnot there\n",
        )
        .unwrap();
        let ready = target("The tide turned at noon.\n").import(of(&file)).unwrap();
        assert_eq!(ready.imported.count(IntakeClass::BroughtIn), 1);
        assert_eq!(ready.imported.count(IntakeClass::NotFound), 1);
        assert_eq!(ready.imported.changes.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let why = |text: &[u8]| {
            let file = folder.path().join("x");
            std::fs::write(&file, text).unwrap();
            target("The tide turned.\n").import(of(&file)).unwrap_err()
        };
        assert!(why(b"nothing of the kind").contains("in no known format (json, "));
        assert!(why(b"one\n\xff").contains("line 2: this is not UTF-8"));
        let none = ImportRequest {
            file: None,
            choice: IntakeChoice::default(),
        };
        let why = target("The tide turned.\n").import(none).unwrap_err();
        assert!(why.contains("`:import FILE`"), "{why}");
    }
}
