//! `postil export --all`: exports the notes of all articles, into one file or one file each.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Args, ExportForm, Subject, render};
use crate::cli::article;
use crate::cli::extractor::Engines;
use crate::cli::library::{Known, known};
use crate::cli::output::{Output, complain, tell, warn};
use crate::cli::{Failure, Options, Outcome};
use crate::config::Settings;
use crate::document::{Document, Fingerprint};
use crate::export::{Rendered, joined};
use crate::notes::{AnnotationKind, Notebook, named};
use crate::runtime::{Exporting, Written};
use crate::store::Paths;
use crate::text::file_name;

/// Where the exports go.
enum Target<'a> {
    Output,
    File(&'a Path),
    Folder(&'a Path),
}

pub(super) fn run(args: &Args, options: &Options, paths: &Paths) -> Result<Outcome, Failure> {
    let target = match args.target() {
        None => Target::Output,
        Some(path) if is_folder(path) => Target::Folder(path),
        Some(path) => Target::File(path),
    };
    let named = match target {
        Target::File(path) => Some(path),
        Target::Output | Target::Folder(_) => None,
    };
    let form = args.form(named, paths)?;
    let settings = options.settings(paths);
    let library = known(paths);
    let all = library.articles.iter().flat_map(|k| &k.notes.annotations);
    args.filters.check(&settings, all)?;
    if !matches!(target, Target::Folder(_))
        && let ExportForm::Format(format) = &form
        && !format.can_be_joined()
    {
        // Checked before the work begins.
        joined(*format, &[]).map_err(|e| Failure::Usage(e.to_string()))?;
    }
    let engines = args.engines()?;
    let mut failed = false;
    let mut exports: Vec<(&Known, Document, Rendered)> = Vec::new();
    for article in &library.articles {
        let exported = exported(article, args, &form, &settings, paths, options, &engines);
        let Some((document, rendered)) = exported else {
            continue;
        };
        match rendered {
            Ok(rendered) => exports.push((article, document, rendered)),
            Err(failure) => {
                complain(&format!("{}: {failure}", article.name().title));
                failed = true;
            }
        }
    }
    match target {
        Target::Folder(folder) => failed |= write_each(&exports, folder, &form, args, paths)?,
        Target::Output => {
            let mut out = Output::new();
            if args.bom {
                out.mark()?;
            }
            out.text(together(&form, exports)?.text())?;
            out.finish()?;
        }
        Target::File(path) => {
            let rendered = together(&form, exports)?;
            let exporting = Exporting {
                paths,
                article: None,
                notes: &paths.data,
                named: true,
                force: args.force,
            };
            let rendered = if args.bom { rendered.with_mark() } else { rendered };
            let written = exporting.write(&rendered, path)?;
            if written.is_notable() {
                warn(&written.to_string());
            }
        }
    }
    Ok(if failed {
        Outcome::SomeUnread
    } else {
        library.outcome(true)
    })
}

fn is_folder(path: &Path) -> bool {
    path.is_dir()
        || path
            .as_os_str()
            .to_string_lossy()
            .ends_with(std::path::is_separator)
}

/// The notes of an article; `None` if it has no matching notes, or if its text was not stored, which is reported.
fn exported(
    article: &Known,
    args: &Args,
    form: &ExportForm,
    settings: &Settings,
    paths: &Paths,
    options: &Options,
    engines: &Engines,
) -> Option<(Document, Result<Rendered, Failure>)> {
    let selection = args.filters.selection();
    let taken = article.notes.annotations.iter().any(|a| selection.takes(a));
    if !taken && !args.suggested {
        return None;
    }
    let Some(document) = document(article, paths, options) else {
        warn(&format!(
            "{}: its text is not stored; open it once to export its notes",
            article.name().title
        ));
        return None;
    };
    let annotations = article.located(Some(&document));
    let tags = annotations.iter().any(|(a, _)| a.kind == AnnotationKind::Entity);
    // Only entity tags and suggestions need the analysis.
    let found = (tags || args.suggested).then(|| engines.analyse(&document));
    let (analysis, left_out) = match found.transpose() {
        Ok(found) => found.unzip(),
        Err(error) => return Some((document, Err(Failure::Input(error.to_string())))),
    };
    if let Some(words) = left_out.flatten().and_then(|left_out| left_out.in_words()) {
        warn(&format!("{}: {words}", article.name().title));
    }
    let found = analysis
        .as_ref()
        .map(|a| a.entities.as_slice())
        .unwrap_or_default();
    let entities = named(found, annotations.iter().map(|(a, at)| (a, at.range)));
    let place = article
        .entry
        .paths
        .first()
        .map(|p| p.to_string_lossy().into_owned());
    let subject = Subject {
        document: &document,
        annotations,
        notebook: &Notebook::new(article.notes.annotations.iter().cloned()),
        entities: &entities,
        analysis: analysis.as_ref().filter(|_| args.suggested),
        place: place.as_deref().or(article.entry.url.as_deref()),
    };
    let rendered = render(subject, args, form, settings, paths);
    Some((document, rendered))
}

/// The text as it was last read, with the metadata from its file if the file still has this text.
fn document(article: &Known, paths: &Paths, options: &Options) -> Option<Document> {
    let last = article.entry.fingerprint;
    let on_disk = article.entry.paths.iter().find_map(|path| {
        let read = article::read(path.as_os_str(), options).ok()?;
        (Some(Fingerprint::of(read.document.text())) == last).then(|| Arc::unwrap_or_clone(read.document))
    });
    on_disk.or_else(|| article.document(paths))
}

/// Joins all exports into one.
fn together(form: &ExportForm, exports: Vec<(&Known, Document, Rendered)>) -> Result<Rendered, Failure> {
    let exports: Vec<Rendered> = exports.into_iter().map(|(_, _, rendered)| rendered).collect();
    match form {
        ExportForm::Format(format) => joined(*format, &exports).map_err(|e| Failure::Usage(e.to_string())),
        ExportForm::Template(..) => Ok(Rendered::one_behind_the_other(&exports)),
    }
}

/// Writes a file for each article, and prints a summary. Returns whether a file could not be written.
fn write_each(
    exports: &[(&Known, Document, Rendered)],
    folder: &Path,
    form: &ExportForm,
    args: &Args,
    paths: &Paths,
) -> Result<bool, Failure> {
    std::fs::create_dir_all(folder).map_err(|e| {
        let shown = crate::text::clean::one_line(&folder.display().to_string());
        Failure::Output(format!("{shown}: the folder cannot be made: {e}"))
    })?;
    let (mut new, mut replaced, mut same, mut failed) = (0, 0, 0, false);
    for (article, document, rendered) in exports {
        let own: Option<&PathBuf> = article.entry.paths.first();
        let Some(notes) = &article.entry.notes else {
            continue;
        };
        let exporting = Exporting {
            paths,
            article: own.map(PathBuf::as_path),
            notes,
            // Another article may have the same title.
            named: false,
            force: false,
        };
        let name = file_name::of_title(&document.metadata().title, 80);
        let name = if name.is_empty() { "article" } else { &name };
        let path = folder.join(format!("{name}.{}", form.ending()));
        let rendered = if args.bom {
            rendered.clone().with_mark()
        } else {
            rendered.clone()
        };
        match exporting.write(&rendered, &path) {
            Ok(Written::New(_) | Written::Forced(_)) => new += 1,
            Ok(Written::Replaced(_)) => replaced += 1,
            Ok(Written::Unchanged(_)) => same += 1,
            Ok(written @ (Written::Same(_) | Written::Updated(_))) => {
                replaced += usize::from(matches!(written, Written::Updated(_)));
                same += usize::from(matches!(written, Written::Same(_)));
                warn(&written.to_string());
            }
            Ok(Written::Beside { became, .. }) => match *became {
                Written::Unchanged(_) => same += 1,
                Written::Replaced(_) => replaced += 1,
                _ => new += 1,
            },
            Err(error) => {
                complain(&error.to_string());
                failed = true;
            }
        }
    }
    tell(&format!("{new} new, {replaced} updated, {same} unchanged"));
    Ok(failed)
}
