//! From the name on the command line to the article and its notes.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{Failure, Options, output};
use crate::analysis::{Analysis, Entity, analyse};
use crate::document::Document;
use crate::import::{self, ImportError, source};
use crate::notes::{Annotation, Located, Locator, Notebook};
use crate::store::{Access, Origin, Paths, Session};
use crate::text::clean::one_line;

/// An article as it was named on the command line.
pub(super) struct Article {
    pub(super) document: Document,
    pub(super) origin: Origin,
    /// Its name as it was given.
    pub(super) name: String,
    /// What the reader should know about the import.
    pub(super) warnings: Vec<String>,
}

impl Article {
    /// Reads the article `name`; `-` is standard input.
    ///
    /// # Errors
    /// When it cannot be read; the message begins with its name.
    pub(super) fn read(name: &OsStr, options: &Options) -> Result<Self, Failure> {
        let path = Path::new(name);
        let shown = one_line(&name.to_string_lossy());
        let (bytes, origin) = if name == "-" {
            let bytes = source::read_stream(std::io::stdin().lock(), path, source::LIMIT);
            (bytes, Origin::Stdin)
        } else {
            (source::read(path), Origin::File(path.to_owned()))
        };
        let bytes = bytes.map_err(|error| Failure::Input(error.to_string()))?;
        let wanted = import::Options {
            format: None,
            encoding: options.encoding.clone(),
            plain: options.plain,
            name: origin.path().map(PathBuf::from),
        };
        let imported = import::import(&bytes, &wanted).map_err(|error| match error {
            ImportError::UnknownEncoding { .. } => Failure::Usage(error.to_string()),
            error => Failure::Input(format!("{shown}: {error}")),
        })?;
        let warnings = imported
            .warnings
            .iter()
            .map(|w| format!("{shown}: {w}"))
            .collect();
        Ok(Self {
            document: imported.document,
            origin,
            name: shown,
            warnings,
        })
    }

    /// Says the warnings of the import on standard error.
    pub(super) fn warn(&self) {
        self.warnings.iter().for_each(|w| output::warn(w));
    }

    /// What the analysis finds in it.
    pub(super) fn analysis(&self) -> Analysis {
        analyse(&self.document)
    }
}

/// An article with its notes.
pub(super) struct Annotated {
    pub(super) article: Article,
    pub(super) session: Session,
    pub(super) notebook: Notebook,
}

impl Annotated {
    /// Reads the article `name` and its notes, for a moment.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub(super) fn read(name: &OsStr, options: &Options, paths: &Paths) -> Result<Self, Failure> {
        let article = Article::read(name, options)?;
        article.warn();
        let opened = Session::open_briefly(
            paths,
            &article.document,
            &article.origin,
            options.notes.as_deref(),
        )?;
        opened.warnings.iter().for_each(|w| output::warn(w));
        if let Some(doubt) = &opened.doubt {
            let (path, title) = (doubt.path.display(), one_line(&doubt.title));
            output::warn(&format!(
                "{path} holds notes of “{title}” that may belong to this article: {}; take them with --notes",
                doubt.why
            ));
        }
        if let Access::ReadOnly(why) = &opened.access {
            output::warn(&why.to_string());
        }
        Ok(Self {
            article,
            session: opened.session,
            notebook: opened.notebook,
        })
    }

    /// All annotations with where they stand now.
    pub(super) fn located(&self) -> Vec<(Annotation, Located)> {
        let locator = Locator::new(&self.article.document);
        self.notebook
            .annotations()
            .map(|a| (a.clone(), locator.locate(&a.anchor)))
            .collect()
    }

    /// The entities of the article.
    pub(super) fn entities(&self) -> Vec<Entity> {
        self.article.analysis().entities
    }
}
