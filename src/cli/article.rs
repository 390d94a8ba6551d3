//! Loads an article and its notes from the name on the command line.

use std::ffi::OsStr;
use std::path::Path;

use super::{Failure, Options, output};
use crate::analysis::{Analysis, analyse};
use crate::fetch::Progress;
use crate::notes::{Annotation, Located, Locator, Lookalike, Notebook, Relation, Timestamp};
use crate::runtime::{Article, OpenError};
use crate::store::{Access, Answer, Cause, MatchReason, Opened, Paths, ReadOnly, Session, library, rescue};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// Reads the article `name`; `-` is standard input.
///
/// # Errors
/// If it cannot be read; the message begins with its name.
pub(super) fn read(name: &OsStr, options: &Options) -> Result<Article, Failure> {
    watched(name, |progress| {
        Article::read_watched(name, &options.how(), progress)
    })
}

/// Like [`read`]; if the file is gone, uses the text that was stored when it was last read.
///
/// # Errors
/// If it cannot be read; the message begins with its name.
pub(super) fn read_or_kept(name: &OsStr, options: &Options) -> Result<Article, Failure> {
    watched(name, |progress| {
        Article::read_or_kept(name, &options.how(), progress)
    })
}

fn watched(
    name: &OsStr,
    read: impl FnOnce(&mut dyn FnMut(Progress) -> bool) -> Result<Article, OpenError>,
) -> Result<Article, Failure> {
    let mut watched = false;
    let read = read(&mut |progress| {
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

/// Turns an error from opening an article into a failure of the command.
pub(super) fn failure(error: OpenError) -> Failure {
    match error {
        error if error.is_usage() => Failure::Usage(error.to_string()),
        error => Failure::Input(error.to_string()),
    }
}

/// Warns about rescue copies that contain annotations which are not in these notes.
fn warn_of_copies(paths: &Paths, session: &Session, notebook: &Notebook) {
    for rescue::Rescued { path, recovered } in rescue::find(paths, &session.subject()) {
        if recovered.missing_in(notebook).0.is_empty() {
            continue;
        }
        let what = if recovered.draft {
            "a note that was being typed and is"
        } else {
            "changes that could not be saved and are"
        };
        output::warn(&format!(
            "{} contains {what} not in the notes; open the article with postil to restore it",
            one_line(&path.display().to_string())
        ));
    }
}

impl Article {
    /// Prints the warnings of the import on standard error.
    pub(super) fn warn(&self) {
        self.warnings.iter().for_each(|w| output::warn(w));
    }

    /// Analyses the article.
    pub(super) fn analysis(&self) -> Analysis {
        analyse(&self.document)
    }
}

/// An article with its notes.
pub(super) struct Annotated {
    pub(super) article: Article,
    pub(super) session: Session,
    pub(super) notebook: Notebook,
    why: MatchReason,
    paths: Paths,
}

/// What a command needs the notes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To read them.
    Look,
    /// To change them.
    Change,
}

impl Annotated {
    /// Reads the article `name` and its notes without locking them for long. Says on standard error which notes are used, unless they
    /// belong to exactly this text and path or were named. If the article may be a known one and the user has not decided yet, commands
    /// that only read get no notes.
    ///
    /// # Errors
    /// If one of them cannot be read (damaged notes are an error, not empty notes), or if notes are to be changed and it is undecided which
    /// notes are the article's.
    pub(super) fn read(
        name: &OsStr,
        options: &Options,
        paths: &Paths,
        purpose: Purpose,
    ) -> Result<Self, Failure> {
        let article = read_or_kept(name, options)?;
        article.warn();
        if let Some(gone) = article.gone {
            let what = format!("{}: the file {}", article.name, gone.what());
            if purpose == Purpose::Change {
                return Err(Failure::Input(format!(
                    "{what}; its notes can be read, but not changed"
                )));
            }
            output::tell(&format!("{what}; this is the text that was last read"));
        }
        let (document, origin) = (&article.document, &article.origin);
        let choice = options.choice();
        let opened = Session::open_as(paths, document, origin, &choice, false)?;
        let Opened {
            mut session,
            notebook,
            access,
            warnings,
            previous: _,
            why,
            lookalikes,
            unsaved,
        } = opened;
        for warning in &warnings {
            output::warn(warning);
        }
        let cause = session.read_as(article.reading);
        if let Some(cause) = cause.filter(|cause| *cause != Cause::Source) {
            output::warn(&format!(
                "{}: {cause}; postil check shows where its notes are now",
                article.name
            ));
        }
        let refused = whose(
            &article.name,
            session.path(),
            why,
            &lookalikes,
            choice.answer.as_ref(),
            purpose,
        );
        if let Some(refused) = refused {
            return Err(Failure::Usage(refused));
        }
        match &access {
            Access::ReadOnly(ReadOnly::Undecided) | Access::Write => {}
            Access::ReadOnly(
                why @ (ReadOnly::Damaged { .. } | ReadOnly::Newer { .. } | ReadOnly::Unreadable { .. }),
            ) => return Err(Failure::Input(why.to_string())),
            Access::ReadOnly(
                why @ (ReadOnly::OtherInstance | ReadOnly::NoPermission { .. } | ReadOnly::Gone { .. }),
            ) => output::warn(&why.to_string()),
        }
        warn_of_copies(paths, &session, &notebook);
        let mut this = Self {
            article,
            session,
            notebook,
            why,
            paths: paths.clone(),
        };
        if unsaved {
            this.save(Timestamp::now())?;
        }
        Ok(this)
    }

    /// Saves the notes, and brings the library up to date with them, so that the next command need not look for what changed.
    ///
    /// # Errors
    /// If the notes cannot be saved. If the library cannot be updated, a warning says so.
    pub(super) fn save(&mut self, now: Timestamp) -> Result<(), Failure> {
        let saved = self.session.save(&self.notebook)?;
        saved.warnings.iter().for_each(|w| output::warn(w));
        if let Err(error) = self.session.record(&self.notebook, now) {
            output::warn(&format!("the library was not updated: {error}"));
        }
        library::saved(&self.paths, self.session.path());
        Ok(())
    }

    /// Whether a notes file exists.
    pub(super) fn has_notes(&self) -> bool {
        self.session.path().exists()
    }

    /// Whether it is decided which notes are the article's, even if there are none yet.
    pub(super) fn is_settled(&self) -> bool {
        self.why != MatchReason::Undecided
    }

    /// All annotations with their current positions.
    pub(super) fn located(&self) -> Vec<(Annotation, Located)> {
        let earlier = self.session.earlier_texts();
        let locator = Locator::with_earlier(&self.article.document, earlier.iter().map(String::as_str));
        let located = locator.locate_all(self.notebook.annotations().map(|a| &a.anchor));
        self.notebook.annotations().cloned().zip(located).collect()
    }
}

/// Says on standard error which notes are used, if that is not obvious. Returns the reason if the command cannot continue.
fn whose(
    name: &str,
    notes: &Path,
    why: MatchReason,
    lookalikes: &[Lookalike],
    answer: Option<&Answer>,
    purpose: Purpose,
) -> Option<String> {
    let path = one_line(&notes.display().to_string());
    match why {
        MatchReason::Named | MatchReason::Beside | MatchReason::SameText => {}
        MatchReason::SameTextElsewhere
        | MatchReason::SamePath
        | MatchReason::SameAddress
        | MatchReason::SaidSame
        | MatchReason::SaidVersion => {
            output::tell(&format!("{name}: the notes are {why} ({path})"));
        }
        MatchReason::New => match answer.map(|answer| answer.relation) {
            Some(relation @ (Relation::Same | Relation::Version)) => {
                return Some(format!(
                    "{name}: there is no article with notes that it could be {} (--as {}); --notes names a notes file",
                    if relation == Relation::Same {
                        "the same as"
                    } else {
                        "a version of"
                    },
                    relation.name()
                ));
            }
            _ if purpose == Purpose::Look => output::tell(&format!("{name}: it has no known notes")),
            _ => {}
        },
        MatchReason::Undecided => {
            let like = likest(name, lookalikes);
            if purpose == Purpose::Change {
                return Some(format!(
                    "{like}. Which is it? --as same: one article, one set of notes; --as version: a new version, whose notes \
                     begin as a marked copy; --as separate: another article"
                ));
            }
            output::tell(&format!(
                "{like}. No notes are used until you say which it is: --as same, --as version or --as separate"
            ));
        }
    }
    let fits = match answer.map(|answer| answer.relation) {
        None => true,
        Some(Relation::Same) => matches!(
            why,
            MatchReason::SaidSame
                | MatchReason::SameText
                | MatchReason::SameTextElsewhere
                | MatchReason::SamePath
        ),
        Some(Relation::Version) => why == MatchReason::SaidVersion,
        Some(Relation::Separate) => why == MatchReason::New,
    };
    if !fits && why != MatchReason::New {
        output::tell(&format!(
            "{name}: --as has no effect, as it already has notes ({path})"
        ));
    }
    None
}

/// Describes the most similar known article.
fn likest(name: &str, lookalikes: &[Lookalike]) -> String {
    let Some(first) = lookalikes.first() else {
        return name.to_owned();
    };
    let more = match lookalikes.len() - 1 {
        0 => String::new(),
        n => format!(", and {n} more like it"),
    };
    format!(
        "{name}: is like “{}” ({}; {}{more}): {}",
        one_line(&first.title),
        one_line(&first.place),
        first.work(),
        first.similarity()
    )
}
