//! From the name on the command line to the article and its notes.

use std::ffi::OsStr;

use super::{Failure, Options, output};
use crate::analysis::{Analysis, analyse};
use crate::notes::{Annotation, Located, Locator, NamedEntity, Notebook, named};
use crate::runtime::{Article, OpenError};
use crate::store::{Access, Cause, Paths, ReadOnly, Session};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// Reads the article `name`; `-` is standard input.
///
/// # Errors
/// When it cannot be read; the message begins with its name.
pub(super) fn read(name: &OsStr, options: &Options) -> Result<Article, Failure> {
    let mut watched = false;
    let read = Article::read_watched(name, &options.how(), &mut |progress| {
        watched = true;
        let name = name.to_string_lossy();
        output::passing(&format!("{}: {progress}", one_line(&without_secrets(&name))));
        true
    });
    if watched {
        output::passing("");
    }
    read.map_err(failure)
}

/// An article that could not be opened, as a failure of the command.
pub(super) fn failure(error: OpenError) -> Failure {
    match error {
        error if error.is_usage() => Failure::Usage(error.to_string()),
        error => Failure::Input(error.to_string()),
    }
}

impl Article {
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
    /// When one of them cannot be read: notes that are damaged are no answer, not even an empty one.
    pub(super) fn read(name: &OsStr, options: &Options, paths: &Paths) -> Result<Self, Failure> {
        let article = read(name, options)?;
        article.warn();
        let mut opened = Session::open_briefly(
            paths,
            &article.document,
            &article.origin,
            options.notes.as_deref(),
        )?;
        opened.warnings.iter().for_each(|w| output::warn(w));
        let cause = opened.session.read_as(article.reading);
        if let Some(cause) = cause.filter(|cause| *cause != Cause::Source) {
            output::warn(&format!(
                "{}: {cause}; postil check says where its notes stand",
                article.name
            ));
        }
        if let Some(doubt) = &opened.doubt {
            let (path, title) = (doubt.path.display(), one_line(&doubt.title));
            output::warn(&format!(
                "{path} holds notes of “{title}” that may belong to this article: {}; take them with --notes",
                doubt.why
            ));
        }
        match &opened.access {
            Access::Write => {}
            Access::ReadOnly(
                why @ (ReadOnly::Damaged { .. } | ReadOnly::Newer { .. } | ReadOnly::Unreadable { .. }),
            ) => return Err(Failure::Input(why.to_string())),
            Access::ReadOnly(why @ (ReadOnly::OtherInstance | ReadOnly::NoPermission { .. })) => {
                output::warn(&why.to_string());
            }
        }
        Ok(Self {
            article,
            session: opened.session,
            notebook: opened.notebook,
        })
    }

    /// All annotations with where they stand now.
    pub(super) fn located(&self) -> Vec<(Annotation, Located)> {
        let earlier = self.session.earlier_texts();
        let locator = Locator::with_earlier(&self.article.document, earlier.iter().map(String::as_str));
        let located = locator.locate_all(self.notebook.annotations().map(|a| &a.anchor));
        self.notebook.annotations().cloned().zip(located).collect()
    }

    /// The entities of the article as the reader left them.
    pub(super) fn entities(&self, located: &[(Annotation, Located)]) -> Vec<NamedEntity> {
        let annotations = located.iter().map(|(a, at)| (a, at.range));
        named(&self.article.analysis().entities, annotations)
    }
}
