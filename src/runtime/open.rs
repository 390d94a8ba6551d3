//! From a name to an article: a file, standard input, or the tour that is part of the program.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::document::Document;
use crate::import::source::{self, SourceError};
use crate::import::{self, ImportError};
use crate::store::Origin;
use crate::text::clean::one_line;

/// The article that teaches the keys while one reads it.
const TOUR: &str = include_str!("../../assets/tour.md");
/// By what name `:open` and the library know the tour.
pub const TOUR_NAME: &str = "the tour";

/// How articles are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// A label of the Encoding Standard; `None` detects.
    pub encoding: Option<String>,
    /// Change nothing but NFC and line ends.
    pub plain: bool,
}

impl How {
    fn options(&self, origin: &Origin) -> import::Options {
        let file = match origin {
            Origin::BuiltIn(_) => Some(PathBuf::from("tour.md")),
            origin => origin.path().map(PathBuf::from),
        };
        import::Options {
            format: None,
            encoding: self.encoding.clone(),
            plain: self.plain,
            name: file,
            program: std::env::current_exe().ok(),
        }
    }
}

/// Bytes of a file of which the beginning is shown first: reading all of a shorter one takes no longer than a blink.
const LONG: u64 = 128 * 1024;
/// Bytes of the beginning: some twenty screens.
const BEGINNING: usize = 32 * 1024;

/// An article as it was named.
#[derive(Debug)]
pub struct Article {
    /// The article.
    pub document: Document,
    /// Where it came from.
    pub origin: Origin,
    /// Its name as it was given, on one line.
    pub name: String,
    /// What the reader should know about the import.
    pub warnings: Vec<String>,
}

/// Why an article could not be opened; says what, where and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What it holds cannot be read as an article.
    #[error("{name}: {error}")]
    Import {
        /// Its name, on one line.
        name: String,
        /// Why.
        error: ImportError,
    },
}

impl OpenError {
    /// Whether the question was wrong, and not what was found.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::Import {
                error: ImportError::UnknownEncoding { .. },
                ..
            }
        )
    }
}

impl Article {
    /// Reads the article `name`; `-` is standard input.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn read(name: &OsStr, how: &How) -> Result<Self, OpenError> {
        let path = Path::new(name);
        let (bytes, origin) = if name == "-" {
            (
                source::read_stream(std::io::stdin().lock(), path, source::LIMIT)?,
                Origin::Stdin,
            )
        } else {
            (source::read(path)?, Origin::File(path.to_owned()))
        };
        Self::import(&bytes, origin, one_line(&name.to_string_lossy()), how)
    }

    /// The beginning of the article `name`, where it is a long text whose first lines can be shown while the rest is
    /// read; `None` for all others.
    pub fn beginning(name: &OsStr, how: &How) -> Option<Self> {
        let path = Path::new(name);
        let bytes = source::beginning(path, LONG, BEGINNING)?;
        let origin = Origin::File(path.to_owned());
        let document = import::beginning(&bytes, &how.options(&origin))?;
        Some(Self {
            document,
            origin,
            name: one_line(&name.to_string_lossy()),
            warnings: Vec::new(),
        })
    }

    /// The tour.
    ///
    /// # Errors
    /// None that a test does not exclude.
    pub fn tour() -> Result<Self, OpenError> {
        let origin = Origin::BuiltIn("tour".into());
        Self::import(TOUR.as_bytes(), origin, TOUR_NAME.into(), &How::default())
    }

    fn import(bytes: &[u8], origin: Origin, name: String, how: &How) -> Result<Self, OpenError> {
        let imported = match import::import(bytes, &how.options(&origin)) {
            Ok(imported) => imported,
            Err(error) => return Err(OpenError::Import { name, error }),
        };
        let warnings = imported.warnings.iter().map(|w| format!("{name}: {w}")).collect();
        Ok(Self {
            document: imported.document,
            origin,
            name,
            warnings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_opens_without_a_warning() {
        let tour = Article::tour().unwrap();
        assert!(tour.warnings.is_empty() && tour.document.blocks().len() > 10);
    }
}
