//! Writes exports to files, for the reader and the command line: what may be replaced, and what happens to a file that a person edited. The
//! same rule applies to every format.
//!
//! Invariants: no text written by a person is lost. An unedited export is replaced. An edited one is updated around the edits, or, if that
//! is not possible, left unchanged with the new export beside it. Any other file is replaced only if the user insists, and the article and
//! notes files never.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::app::Model;
use crate::export::{
    CompanionName, ExportRequest, Format, Input, NotExported, Rendered, Section, Selection, Suggested,
    checksum, export, is_intact, is_marked, updated,
};
use crate::notes::Annotation;
use crate::store::exports::{self, Exported};
use crate::store::format::{self, Unreadable};
use crate::store::library::entries;
use crate::store::{OutputError, OutputFile, Paths};
use crate::text::clean::one_line;
use crate::text::file_name;

/// The number of names tried beside an edited file.
const NAMES: usize = 99;

/// Files that exports must not overwrite, and where exports are recorded.
#[derive(Clone, Copy, Debug)]
pub struct Exporting<'a> {
    /// The user's folders.
    pub paths: &'a Paths,
    /// The article's file, if it has one.
    pub article: Option<&'a Path>,
    /// Its notes file, which need not exist.
    pub notes: &'a Path,
    /// Whether the user named the file. A generated name may collide with another article's.
    pub named: bool,
    /// Whether any other existing file should be replaced.
    pub force: bool,
}

/// The outcome of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// There was no file, or an empty one.
    New(PathBuf),
    /// An unedited export was replaced.
    Replaced(PathBuf),
    /// The file already contains exactly this export.
    Unchanged(PathBuf),
    /// Another file was replaced because the user insisted.
    Forced(PathBuf),
    /// The file contains this export with a person's edits, and nothing is new.
    Same(PathBuf),
    /// New and changed sections were inserted, and edits were kept.
    Updated(PathBuf),
    /// The existing file contains edits that cannot be merged, or another article's export.
    Beside {
        /// The existing file, left unchanged.
        left: PathBuf,
        /// The outcome of the export under another name.
        became: Box<Self>,
    },
}

impl Written {
    /// Whether the outcome differs from what a user would expect.
    pub fn is_notable(&self) -> bool {
        match self {
            Self::New(_) | Self::Replaced(_) | Self::Unchanged(_) | Self::Forced(_) => false,
            Self::Same(_) | Self::Updated(_) | Self::Beside { .. } => true,
        }
    }

    /// The same outcome at a name beside `left`.
    fn beside(self, left: &Path) -> Self {
        Self::Beside {
            left: left.to_owned(),
            became: Box::new(self),
        }
    }

    /// The path of the export.
    pub fn path(&self) -> &Path {
        match self {
            Self::New(path)
            | Self::Replaced(path)
            | Self::Unchanged(path)
            | Self::Forced(path)
            | Self::Same(path)
            | Self::Updated(path) => path,
            Self::Beside { left: _, became } => became.path(),
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |path: &Path| one_line(&path.display().to_string());
        match self {
            Self::New(path) => write!(f, "written: {}", name(path)),
            Self::Replaced(path) => write!(f, "written: {}, replacing the last export", name(path)),
            Self::Unchanged(path) => write!(f, "{} is up to date", name(path)),
            Self::Forced(path) => write!(f, "written: {}, replacing the existing file", name(path)),
            Self::Same(path) => write!(
                f,
                "{} was edited, and there is nothing new to export: not changed",
                name(path)
            ),
            Self::Updated(path) => write!(f, "updated: {}; your edits in it are kept", name(path)),
            Self::Beside { left, became } => {
                write!(
                    f,
                    "{} was edited and is not changed; the new export is {}",
                    name(left),
                    name(became.path())
                )
            }
        }
    }
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The format needs missing data.
    #[error(transparent)]
    Format(#[from] NotExported),
    /// It cannot be written, or must not be.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Titles of the pages that `annotations` name as evidence, by address, if they were read as articles.
pub fn evidence_titles<'a>(
    paths: &Paths,
    annotations: impl IntoIterator<Item = &'a Annotation>,
) -> BTreeMap<String, String> {
    let sources = annotations.into_iter().flat_map(|a| &a.evidence);
    if !sources.into_iter().any(|e| e.source.contains("://")) {
        return BTreeMap::new();
    }
    let named = |entry: crate::store::library::Entry| Some((entry.url?, entry.title));
    entries(paths).into_iter().filter_map(named).collect()
}

/// Writes the current notes of the open article.
///
/// # Errors
/// When the format cannot represent them, or the file cannot or must not be written; then nothing is changed.
pub(super) fn write(
    model: &Model,
    request: ExportRequest,
    paths: &Paths,
    notes: &Path,
) -> Result<Written, ExportError> {
    let annotations: Vec<_> = model
        .article()
        .notebook()
        .annotations()
        .map(|a| (a.clone(), model.article().located(a)))
        .collect();
    let verdicts: Vec<&str> = model
        .settings()
        .verdicts
        .iter()
        .map(|v| v.name.as_str())
        .collect();
    let article = model.article().path();
    let document = model.article().document();
    let entities = model.article().entities();
    let analysis = model.article().analysis().filter(|_| request.suggested);
    let suggested = analysis.map(|analysis| {
        let everything = Selection::default();
        Suggested::of(document, analysis, &annotations, entities, &everything)
    });
    let titles = evidence_titles(paths, annotations.iter().map(|(a, _)| a));
    let place = article.map(|path| path.to_string_lossy());
    let input = Input {
        document,
        annotations: &annotations,
        notebook: model.article().notebook(),
        entities,
        suggested: suggested.as_ref(),
        verdicts: &verdicts,
        checker: model.settings().author.as_deref(),
        place: place.as_deref().or(document.metadata().url.as_deref()),
        review: &model.settings().claim_review,
        titles: &titles,
    };
    let named = request.path.is_some();
    let path = request.path.map_or_else(
        || {
            default_path(
                article,
                &model.article().document().metadata().title,
                request.format,
            )
        },
        |path| expand(&path),
    );
    let force = request.force;
    let exporting = Exporting {
        paths,
        article,
        notes,
        named,
        force,
    };
    Ok(exporting.write(&export(request.format, &input)?, &path)?)
}

impl Exporting<'_> {
    /// Writes `export` to `path`, updates the existing file, or writes beside it.
    ///
    /// # Errors
    /// When the file cannot or must not be written; then nothing is changed.
    pub fn write(&self, export: &Rendered, path: &Path) -> Result<Written, OutputError> {
        for number in 1..=NAMES {
            let at = if number == 1 {
                path.to_owned()
            } else {
                numbered(path, number)
            };
            let file = OutputFile::at(&at)?;
            self.may_be_written(&file)?;
            let (written, content) = match self.standing(&file) {
                Standing::Free => (Written::New(at), export.text().to_owned()),
                Standing::Intact if file.before() == Some(export.text().as_bytes()) => {
                    (Written::Unchanged(at), export.text().to_owned())
                }
                Standing::Intact => (Written::Replaced(at), export.text().to_owned()),
                Standing::Edited(_) | Standing::Foreign if self.force && number == 1 => {
                    (Written::Forced(at), export.text().to_owned())
                }
                Standing::Edited(last) => match brought_up_to_date(&file, &last, export) {
                    Some(content) if Some(content.as_bytes()) == file.before() => {
                        (Written::Same(at), content)
                    }
                    Some(content) => (Written::Updated(at), content),
                    None => continue,
                },
                Standing::Foreign if number == 1 => {
                    let why = "there is a file that is not an export of Postil; use another name, or --force to replace it";
                    return Err(OutputError::new(&at, why));
                }
                Standing::Foreign | Standing::OfAnother => continue,
            };
            self.write_companions(export, file.path())?;
            if Some(content.as_bytes()) != file.before() {
                file.replace(content.as_bytes())?;
            }
            if !matches!(written, Written::Same(_) | Written::Unchanged(_)) {
                self.remember(&file, export);
            }
            return Ok(if number == 1 {
                written
            } else {
                written.beside(path)
            });
        }
        Err(OutputError::new(
            path,
            "was edited, and so were all exports beside it; use another name",
        ))
    }

    /// Writes the companion files of the export at `path` that do not exist. A companion shared by several exports belongs to the user once
    /// it is edited.
    fn write_companions(&self, export: &Rendered, path: &Path) -> Result<(), OutputError> {
        for companion in export.companions() {
            let (at, shared) = match companion.name {
                CompanionName::Ending(ending) => (path.with_extension(ending), false),
                CompanionName::Shared(name) => (path.with_file_name(name), true),
            };
            let file = OutputFile::at(&at)?;
            if file.before() == Some(companion.text.as_bytes()) {
                continue;
            }
            match self.standing(&file) {
                Standing::Free | Standing::Intact => {}
                _ if shared => continue,
                Standing::Edited(_) | Standing::OfAnother | Standing::Foreign if self.force => {}
                Standing::Edited(_) | Standing::OfAnother | Standing::Foreign => {
                    let why = "this file has to hold the text of the article for the export beside it, and holds something \
                               else; use another name or folder";
                    return Err(OutputError::new(&at, why));
                }
            }
            self.may_be_written(&file)?;
            file.replace(companion.text.as_bytes())?;
            let exported = Exported {
                checksum: checksum(companion.text.as_bytes()),
                sections: Vec::new(),
                notes: self.notes.to_string_lossy().into_owned(),
            };
            let _ = exports::write(self.paths, file.real(), &exported);
        }
        Ok(())
    }

    /// The status of an existing file.
    fn standing(&self, file: &OutputFile) -> Standing {
        let Some(before) = file.before().filter(|b| !b.is_empty()) else {
            return Standing::Free;
        };
        let last = exports::read(self.paths, file.real());
        if !self.named
            && last
                .as_ref()
                .is_some_and(|last| Path::new(&last.notes) != self.notes)
        {
            return Standing::OfAnother;
        }
        if is_intact(before)
            || last
                .as_ref()
                .is_some_and(|last| last.checksum == checksum(before))
        {
            return Standing::Intact;
        }
        match last {
            Some(last) => Standing::Edited(last),
            None if is_marked(before) => Standing::Edited(Exported::default()),
            None => Standing::Foreign,
        }
    }

    /// The article and notes are never replaced.
    fn may_be_written(&self, file: &OutputFile) -> Result<(), OutputError> {
        let error = |why: &str| Err(OutputError::new(file.path(), why));
        if self.article.is_some_and(|article| file.is(article)) {
            return error("this is the article itself; use another name");
        }
        let lock = format!("{}.lock", self.notes.display());
        if file.is(self.notes) || file.is(Path::new(&lock)) || file.is_within(self.paths) {
            return error("this is where Postil keeps notes; use another name");
        }
        if file.before().is_some_and(holds_notes) {
            return error("this is a notes file; use another name");
        }
        Ok(())
    }

    /// If the record cannot be written, the next export is merely more cautious.
    fn remember(&self, file: &OutputFile, export: &Rendered) {
        let sections = export.sections().iter().map(|s| (s.key.clone(), s.text.clone()));
        let exported = Exported {
            checksum: checksum(export.text().as_bytes()),
            sections: sections.collect(),
            notes: self.notes.to_string_lossy().into_owned(),
        };
        let _ = exports::write(self.paths, file.real(), &exported);
    }
}

/// The status of an existing file.
enum Standing {
    /// There is no file, or it is empty.
    Free,
    /// An unedited export.
    Intact,
    /// An edited export, with its recorded original, as far as known.
    Edited(Exported),
    /// An export of another article, under a generated name.
    OfAnother,
    /// Any other file.
    Foreign,
}

/// The file updated with the new parts of `export`; unchanged if nothing is new. `None` if the edits cannot be kept this way.
fn brought_up_to_date(file: &OutputFile, last: &Exported, export: &Rendered) -> Option<String> {
    let before = std::str::from_utf8(file.before()?).ok()?;
    if last.checksum == checksum(export.text().as_bytes()) {
        return Some(before.to_owned());
    }
    let old: Vec<Section> = last
        .sections
        .iter()
        .map(|(key, text)| Section {
            key: key.clone(),
            text: text.clone(),
        })
        .collect();
    if old.is_empty() || export.sections().is_empty() {
        return None;
    }
    updated(&old, before, export.sections())
}

/// Whether a file is a notes file, of this article or another, even if damaged.
fn holds_notes(bytes: &[u8]) -> bool {
    let reads = |text: &str| matches!(format::read(text), Ok(_) | Err(Unreadable::Newer(_)));
    bytes.starts_with(format::FIRST_LINE.as_bytes())
        || std::str::from_utf8(bytes).is_ok_and(|text| !text.trim().is_empty() && reads(text))
}

/// The default path of an export: beside the article, or, without an article file, in the current folder.
fn default_path(article: Option<&Path>, title: &str, format: Format) -> PathBuf {
    let folder = article.and_then(Path::parent).unwrap_or(Path::new(""));
    // Formats with the same extension do not share a file.
    let name = if format.is_first_of_ending() {
        "notes"
    } else {
        format.name()
    };
    path_in(folder, article, title, name, format.extension())
}

/// The path of an export in `folder`: named after the article's file, or its title, with `name` before the extension.
pub fn path_in(folder: &Path, article: Option<&Path>, title: &str, name: &str, ending: &str) -> PathBuf {
    let stem = match article {
        Some(article) => {
            file_name::of_stem(&article.file_stem().unwrap_or_default().to_string_lossy()).into_owned()
        }
        None => file_name::of_title(title, 60),
    };
    let stem = if stem.is_empty() { "article" } else { &stem };
    folder.join(format!("{stem}.{name}.{ending}"))
}

/// `path` with a number after its name and before its extension: `a 2.md`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!(" {number}"));
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

/// Expands `~/` at the start to the home folder, like a shell.
pub(super) fn expand(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), directories::BaseDirs::new()) {
        (Ok(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests;
