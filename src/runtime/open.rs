//! Opens an article by name: a file, a web address, standard input, or the built-in tour.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::kept::MissingSource;
use super::stamps::Clock;
use crate::app::Stamps as _;
use crate::document::{Document, Fingerprint, Metadata};
use crate::fetch::{self, FetchError, Limits, Progress};
use crate::files::{self, FileError};
use crate::import::{self, Format, ImportError};
use crate::store::{Origin, Paths, Reading, pages};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// The article that teaches the keys.
const TOUR: &str = include_str!("../../assets/tour.md");
/// The name of the tour for `:open` and in the library.
pub const TOUR_NAME: &str = "the tour";

/// Options for reading articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// A label of the Encoding Standard; `None` detects the encoding.
    pub encoding: Option<String>,
    /// Change nothing but NFC and line ends.
    pub plain: bool,
    /// Take all of a web page instead of only its article.
    pub whole_page: bool,
    /// When the last kept copy of a web page is read.
    pub copy: KeptCopyUse,
    /// Where fetched pages are kept; `None` keeps none.
    pub paths: Option<Paths>,
    /// The hosts to which requests may be sent.
    pub requests: Requests,
}

/// The hosts to which requests may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Requests {
    /// The host of any address that the user named.
    #[default]
    Allowed,
    /// Public hosts only: the address came from somebody else.
    Public,
    /// None: only kept copies of pages are read.
    Excluded,
}

/// When the last kept copy of a web page is read instead of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeptCopyUse {
    /// If the page cannot be fetched.
    #[default]
    Fallback,
    /// Whenever there is one: the page is not fetched then.
    Preferred,
    /// Never.
    Never,
}

impl ReadOptions {
    /// What the import is told of a file with that name.
    pub fn options(&self, name: Option<&Path>) -> import::Options {
        import::Options {
            encoding: self.encoding.clone(),
            plain: self.plain,
            whole_page: self.whole_page,
            name: name.map(Path::to_owned),
            program: std::env::current_exe().ok(),
            ..import::Options::default()
        }
    }
}

/// Files larger than this, in bytes, are first shown by their beginning; smaller ones are read in no noticeable time.
const LONG: u64 = 128 * 1024;
/// Bytes of the beginning: some twenty screens.
const BEGINNING: usize = 32 * 1024;
/// Files larger than this, in bytes, take so long to read that the reader may reach the end of the beginning.
const VERY_LONG: u64 = 4 << 20;
/// Bytes of the longer beginning shown for them: more than anyone can page through in a second.
const LONGER_BEGINNING: usize = 1 << 20;

/// An article that was opened by name.
#[derive(Debug)]
pub struct Article {
    /// The article.
    pub document: Arc<Document>,
    /// Where it came from.
    pub origin: Origin,
    /// How its text was made.
    pub reading: Reading,
    /// Its name as given, on one line.
    pub name: String,
    /// Warnings of the import for the reader.
    pub warnings: Vec<String>,
    /// What happened to its file, if that is gone and this is the kept text.
    pub gone: Option<MissingSource>,
}

/// Why an article could not be opened: what went wrong, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be read.
    #[error("{why}{next}", why = .0, next = advice(.0))]
    Source(#[from] FileError),
    /// The page cannot be fetched.
    #[error("{name}: {error}")]
    Fetch {
        /// Its address, on one line.
        name: String,
        /// The reason.
        error: FetchError,
    },
    /// The file is gone, and its text was not kept.
    #[error("{name}: the file is missing, and its text was not stored{notes}")]
    Gone {
        /// Its name, on one line.
        name: String,
        /// The place of its notes, as a clause; empty without notes.
        notes: String,
    },
    /// Its content cannot be read as an article.
    #[error("{name}: {error}")]
    Import {
        /// Its name, on one line.
        name: String,
        /// The reason.
        error: ImportError,
    },
}

/// What to do next if a file cannot be an article.
fn advice(error: &FileError) -> &'static str {
    match error {
        FileError::Folder { .. } => "; name a file in it",
        FileError::Special { .. } => "; pipe it in instead: postil - < FILE",
        FileError::TooLarge { .. } => "; split it first",
        FileError::Missing { .. } | FileError::Forbidden { .. } | FileError::Failed { .. } => "",
    }
}

impl OpenError {
    /// Whether there is no file of that name.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Source(error) if error.is_missing())
    }

    /// Whether the options are wrong, rather than the article.
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
    pub fn read(name: &OsStr, how: &ReadOptions) -> Result<Self, OpenError> {
        Self::read_watched(name, how, &mut |_| true)
    }

    /// [`Article::read`]; `progress` is called while a page is fetched, and cancels by returning false.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn read_watched(
        name: &OsStr,
        how: &ReadOptions,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Self, OpenError> {
        if let Some(url) = name.to_str().filter(|name| fetch::is_url(name)) {
            return Self::fetch(url, how, progress);
        }
        let path = Path::new(name);
        let (bytes, origin) = if name == "-" {
            (
                files::read_stream(std::io::stdin().lock(), path, files::LIMIT)?,
                Origin::Stdin,
            )
        } else {
            (files::read(path)?, Origin::File(path.to_owned()))
        };
        let wanted = how.options(origin.path());
        Self::import(&bytes, origin, one_line(&name.to_string_lossy()), &wanted)
    }

    /// The beginning of the article `name`, if it is a long text or book that can be shown while the rest is read; `None` for all others.
    pub fn beginning(name: &OsStr, how: &ReadOptions) -> Option<Self> {
        Self::first_bytes(name, how, LONG, BEGINNING)
    }

    /// A longer [`Article::beginning`], for a very long text.
    pub fn longer_beginning(name: &OsStr, how: &ReadOptions) -> Option<Self> {
        Self::first_bytes(name, how, VERY_LONG, LONGER_BEGINNING)
    }

    fn first_bytes(name: &OsStr, how: &ReadOptions, least: u64, length: usize) -> Option<Self> {
        let path = Path::new(name);
        let bytes = files::beginning(path, least, length)?;
        let origin = Origin::File(path.to_owned());
        let document = if !how.plain && Format::detect(Some(path), &bytes) == Format::Epub {
            // The content of a book is only known when the whole file has been read.
            import::beginning_of_book(&files::read(path).ok()?, BEGINNING)?
        } else {
            import::beginning(&bytes, &how.options(Some(path)))?
        };
        Some(Self {
            document: Arc::new(document),
            origin,
            reading: reading(&bytes),
            name: one_line(&name.to_string_lossy()),
            warnings: Vec::new(),
            gone: None,
        })
    }

    /// Whether the file at `path` is a web page, so that its article may not be all of it.
    pub(super) fn is_page(path: &Path) -> bool {
        let head = files::beginning(path, 0, 4096).unwrap_or_default();
        matches!(Format::detect(Some(path), &head), Format::Html | Format::Mhtml)
    }

    /// An article made from `text`, under the given name.
    ///
    /// # Errors
    /// [`OpenError::Import`].
    pub fn of_text(text: &str, name: String, how: &ReadOptions) -> Result<Self, OpenError> {
        Self::import(text.as_bytes(), Origin::Stdin, name, &how.options(None))
    }

    /// The tour.
    ///
    /// # Errors
    /// [`OpenError::Import`]; a test checks that it does not occur.
    pub fn tour() -> Result<Self, OpenError> {
        let origin = Origin::BuiltIn("tour".into());
        let wanted = import::Options {
            format: Some(Format::Markdown),
            ..import::Options::default()
        };
        Self::import(TOUR.as_bytes(), origin, TOUR_NAME.into(), &wanted)
    }

    /// Fetches the page at `url` and keeps it; if it cannot be fetched, the last kept copy is read.
    fn fetch(
        url: &str,
        how: &ReadOptions,
        progress: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<Self, OpenError> {
        let name = one_line(&without_secrets(url));
        let offline = how.requests == Requests::Excluded;
        let prefers_copy = how.copy == KeptCopyUse::Preferred || offline && how.copy != KeptCopyUse::Never;
        let kept = how.paths.as_ref().filter(|_| prefers_copy);
        if let Some(page) = kept.and_then(|paths| pages::last(paths, &name)) {
            return Self::of_page(page, name, how);
        }
        if offline {
            let error = FetchError::Offline;
            return Err(OpenError::Fetch { name, error });
        }
        let mut warnings = Vec::new();
        let limits = Limits {
            private_host: how.requests == Requests::Allowed,
            ..Limits::default()
        };
        let page = match fetch::fetch(url, &limits, progress) {
            Ok(fetched) => {
                let visit = pages::Visit {
                    named: name.clone(),
                    url: fetched.url,
                    seen: Clock.now(),
                    media: fetched.media,
                    charset: fetched.charset,
                    hash: String::new(),
                };
                if let Some(Err(error)) = how
                    .paths
                    .as_ref()
                    .map(|paths| pages::keep(paths, &fetched.bytes, visit.clone()))
                {
                    warnings.push(format!("{name}: the page is not stored: {error}"));
                }
                pages::Page {
                    bytes: fetched.bytes,
                    visit,
                }
            }
            Err(error) => {
                let kept = how
                    .paths
                    .as_ref()
                    .filter(|_| error.is_passing() && how.copy != KeptCopyUse::Never);
                let Some(page) = kept.and_then(|paths| pages::last(paths, &name)) else {
                    return Err(OpenError::Fetch { name, error });
                };
                let day = page.visit.seen.strftime("%Y-%m-%d");
                warnings.push(format!(
                    "{name}: {error}; this is the page as it was fetched on {day}"
                ));
                page
            }
        };
        let mut article = Self::of_page(page, name, how)?;
        article.warnings.splice(0..0, warnings);
        Ok(article)
    }

    /// The page of a visit, in the state kept then; `None` if it can no longer be read.
    ///
    /// # Errors
    /// [`OpenError::Import`].
    pub fn kept(visit: &pages::Visit, how: &ReadOptions) -> Option<Result<Self, OpenError>> {
        let bytes = pages::read(how.paths.as_ref()?, visit)?;
        let (visit, name) = (visit.clone(), visit.named.clone());
        Some(Self::of_page(pages::Page { bytes, visit }, name, how))
    }

    fn of_page(page: pages::Page, name: String, how: &ReadOptions) -> Result<Self, OpenError> {
        let wanted = import::Options {
            format: page.visit.media.as_deref().and_then(|m| format(m, &page.bytes)),
            declared: page.visit.charset.clone(),
            address: Some(page.visit.url.clone()),
            ..how.options(file_name(&page.visit.url).as_deref())
        };
        let mut article = Self::import(&page.bytes, Origin::Url(page.visit.url.clone()), name, &wanted)?;
        if article.document.metadata().url.is_none() {
            let metadata = Metadata {
                url: Some(page.visit.url),
                ..article.document.metadata().clone()
            };
            let document = Arc::unwrap_or_clone(article.document);
            article.document = Arc::new(document.with_metadata(metadata));
        }
        Ok(article)
    }

    fn import(
        bytes: &[u8],
        origin: Origin,
        name: String,
        wanted: &import::Options,
    ) -> Result<Self, OpenError> {
        let imported = match import::import(bytes, wanted) {
            Ok(imported) => imported,
            Err(error) => return Err(OpenError::Import { name, error }),
        };
        let warnings = imported.warnings.iter().map(|w| format!("{name}: {w}")).collect();
        Ok(Self {
            document: Arc::new(imported.document),
            origin,
            reading: reading(bytes),
            name,
            warnings,
            gone: None,
        })
    }
}

fn reading(bytes: &[u8]) -> Reading {
    Reading {
        importer: import::IMPORTER_VERSION,
        source: Fingerprint::of_bytes(bytes),
    }
}

/// The format named by a server, unless the bytes show another one.
fn format(media: &str, bytes: &[u8]) -> Option<Format> {
    let named = match media {
        "text/html" | "application/xhtml+xml" => Format::Html,
        "text/markdown" | "text/x-markdown" => Format::Markdown,
        _ => return None,
    };
    Format::detect(None, bytes).is_text().then_some(named)
}

/// The last part of an address, as a hint for the format.
fn file_name(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.splitn(4, '/').nth(3)?;
    path.rsplit('/')
        .next()
        .filter(|n| !n.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_opens_without_a_warning() {
        let tour = Article::tour().unwrap();
        assert!(tour.warnings.is_empty() && tour.document.blocks().len() > 10);
    }

    #[test]
    fn the_name_in_an_address() {
        assert_eq!(
            file_name("https://e.example/a/b.md?x=/c.pdf"),
            Some("b.md".into())
        );
        assert_eq!(file_name("https://e.example/a/"), None);
        assert_eq!(file_name("https://e.example"), None);
    }
}
