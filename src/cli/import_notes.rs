//! `postil import-notes FILE NOTES`: imports annotations from other programs, and reports what happened to each.

use std::ffi::OsString;
use std::io::stdin;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use serde_json::json;

use super::article::{Annotated, Purpose};
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::document::Remark;
use crate::export::json::pretty;
use crate::import;
use crate::notes::import::{
    Accounted, ArticleNames, IntakeChoice, IntakeClass, IntakeFormat, IntakeItem, NotesImport, Placing, Spot,
    account, of_document,
};
use crate::notes::{Step, Timestamp};
use crate::runtime::{NOTES_LIMIT, annotations_in};
use crate::store::Origin;
use crate::text::clean::one_line;
use crate::{fetch, files};

/// Import annotations from other programs; exit code 1 if any is left out
///
/// Every annotation of the file is counted: as brought in, known, changed, not in the article, of another article, without a passage, or
/// not understood. Each one that is not simply brought in or known is listed on standard error with its place and the reason. Passages are
/// found by their words; context and position choose between equal ones. Notes on a whole page become notes on the article; replies become
/// part of the note that they answer. Annotations that were imported before, or removed since, are not imported again. One that changed in
/// the file since is changed here too, or kept beside it if it was changed here as well.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Args {
    /// The article
    #[arg(value_name = "FILE")]
    file: OsString,

    /// The file with the annotations, or - for standard input; without it, the comments, highlights and notes inside the
    /// article's own file (PDF, DOCX, ODT), with their authors and dates
    #[arg(value_name = "NOTES")]
    from: Option<PathBuf>,

    /// json, jsonl and csv (also with tabs) are Postil's own formats, w3c is Web Annotations, hypothesis its JSON or table, readwise a table, brat
    /// standoff, kindle My Clippings.txt, koreader its JSON or metadata.lua, doccano, prodigy and spacy lines of texts with spans, label-studio its tasks, claim-review JSON-LD;
    /// without it, the format is detected
    #[arg(long, value_name = "FORMAT", requires = "from", value_parser = format_parser())]
    format: Option<String>,

    /// Also keep annotations whose passage is not in the article, as orphans
    #[arg(long)]
    keep_lost: bool,

    /// Also import annotations that belong to another article by their address or title
    #[arg(long)]
    all_sources: bool,

    /// Change nothing, only report what would be done
    #[arg(long)]
    dry_run: bool,

    /// List every annotation, not only the first ten of each class
    #[arg(long, short)]
    verbose: bool,

    /// Print what happened to each annotation as JSON
    #[arg(long)]
    json: bool,
}

fn format_parser() -> clap::builder::PossibleValuesParser {
    let value = |f: IntakeFormat| PossibleValue::new(f.name()).aliases(f.alias());
    IntakeFormat::ALL.map(value).to_vec().into()
}

/// How many annotations of one class are listed; the rest are only counted.
const LINES: usize = 10;

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let now = Timestamp::now();
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let from = args.from.as_deref().unwrap_or(Path::new(&args.file));
    let shown = one_line(&from.display().to_string());
    let (format, items) = match &args.from {
        Some(from) => of_notes(args, from, &shown, now)?,
        None => ("document", of_document(&inside(&args.file, options)?, now)),
    };

    let mut article = Annotated::read(&args.file, options, &options.paths()?, Purpose::Change)?;
    let document = &article.article.document;
    let origin = &article.article.origin;
    let address = match origin {
        Origin::Url(address) => Some(address.as_str()),
        Origin::File(_) | Origin::Stdin | Origin::BuiltIn(_) => None,
    };
    let names = ArticleNames::new(document, address, origin.path());
    let choice = IntakeChoice {
        keep_lost: args.keep_lost,
        all_sources: args.all_sources,
    };
    let imported = account(items, &names, &Placing::new(document), &article.notebook, choice);
    if !imported.changes.is_empty() && !args.dry_run {
        article.notebook.apply(Step {
            label: imported.label(),
            at: now,
            changes: imported.changes.clone(),
        });
        article.save(now)?;
    }
    let mut out = Output::new();
    if args.json {
        out.text(&report(&shown, format, &imported))?;
    } else {
        name_each(&imported, args.verbose);
        out.line(&summary(&shown, &imported, args.dry_run))?;
    }
    out.finish()?;
    Ok(if imported.leaves_out() {
        Outcome::No
    } else {
        Outcome::Done
    })
}

/// Reads the annotations in a file, and returns the name of its format.
fn of_notes(
    args: &Args,
    from: &Path,
    shown: &str,
    now: Timestamp,
) -> Result<(&'static str, Vec<IntakeItem>), Failure> {
    let bytes = if from.as_os_str() == "-" {
        if args.file == "-" {
            return Err(Failure::Usage(
                "standard input cannot be both the article and the annotations; name a file for one of them"
                    .into(),
            ));
        }
        files::read_stream(stdin().lock(), Path::new("standard input"), NOTES_LIMIT)
    } else {
        files::read_up_to(from, NOTES_LIMIT)
    };
    let bytes = bytes.map_err(|error| Failure::Input(error.to_string()))?;
    let format = args.format.as_deref().and_then(IntakeFormat::parse);
    let (format, items) = annotations_in(bytes, shown, format, now).map_err(Failure::Input)?;
    Ok((format.name(), items))
}

/// The comments in the article's own file.
fn inside(file: &OsString, options: &Options) -> Result<Vec<Remark>, Failure> {
    if file == "-" || file.to_str().is_some_and(fetch::is_url) {
        return Err(Failure::Usage(
            "name the file with the annotations: comments and marks are read only from a file on this machine"
                .into(),
        ));
    }
    let bytes = files::read(Path::new(file)).map_err(|error| Failure::Input(error.to_string()))?;
    let wanted = options.how().options(Some(Path::new(file)));
    import::remarks(&bytes, &wanted).ok_or_else(|| {
        Failure::Usage(format!(
            "name the file with the annotations: {} is not looked into for comments and marks, as PDF, DOCX, ODT and FODT are",
            one_line(&file.to_string_lossy())
        ))
    })
}

/// Lists on standard error those that are not simply brought in or known.
fn name_each(imported: &NotesImport, verbose: bool) {
    for class in IntakeClass::ALL {
        if !class.is_named() && !verbose {
            continue;
        }
        let all: Vec<&Accounted> = imported.items.iter().filter(|i| i.class == class).collect();
        let shown = if verbose { all.len() } else { all.len().min(LINES) };
        for item in &all[..shown] {
            output::warn(&item.line());
        }
        if all.len() > shown {
            output::warn(&format!(
                "{} more {}; --verbose lists them",
                all.len() - shown,
                class.words()
            ));
        }
    }
    let about = [
        (
            imported.by_title,
            "assigned to this article by the title, as the article has no address",
        ),
        (
            imported.untold,
            "searched for by their words alone, as nothing says which article they belong to",
        ),
    ];
    for (count, what) in about {
        if count > 0 && verbose {
            output::warn(&format!("{count} {what}"));
        }
    }
}

/// The number of annotations in the file, and what happened to them.
fn summary(shown: &str, imported: &NotesImport, dry_run: bool) -> String {
    let of = imported.items.len();
    let dry = if dry_run { ", dry run" } else { "" };
    format!("{shown}: {of} in all{dry}: {}", imported.counts_in_words())
}

fn report(shown: &str, format: &str, imported: &NotesImport) -> String {
    let counts: serde_json::Map<String, serde_json::Value> = IntakeClass::ALL
        .into_iter()
        .map(|class| (class.name().to_owned(), imported.count(class).into()))
        .collect();
    let items: Vec<serde_json::Value> = imported
        .items
        .iter()
        .map(|item| {
            let (line, index) = match item.spot {
                Spot::Line(n) => (Some(n), None),
                Spot::Index(n) => (None, Some(n)),
            };
            json!({
                "line": line,
                "index": index,
                "class": item.class.name(),
                "why": Some(item.why.as_str()).filter(|why| !why.is_empty()),
                "id": item.id.map(|id| id.to_string()),
                "words": item.words,
            })
        })
        .collect();
    pretty(&json!({
        "schema": "postil.import/1",
        "file": shown,
        "format": format,
        "total": imported.items.len(),
        "counts": counts,
        "items": items,
    }))
}
