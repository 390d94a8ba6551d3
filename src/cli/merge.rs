//! `postil merge BASE OURS THEIRS`: a three-way merge of notes files, also for version control.

use std::path::PathBuf;

use serde_json::json;

use super::library::read_version;
use super::output;
use super::{Failure, Options, Outcome};
use crate::export::json::pretty;
use crate::notes::Conflict;
use crate::store::OutputFile;
use crate::store::format::{self, NotesFile};

/// Merge two versions of a notes file that have a common ancestor
///
/// The merged notes are written to OURS, or to OUT. Nothing is lost: if both sides changed the same thing differently, both versions are
/// kept as separate annotations, this is reported on standard error, and the exit code is 1. As a merge driver of git: driver = postil
/// merge %O %A %B
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The common ancestor; an empty file if there is none
    #[arg(value_name = "BASE")]
    base: PathBuf,

    /// Our version
    #[arg(value_name = "OURS")]
    ours: PathBuf,

    /// Their version
    #[arg(value_name = "THEIRS")]
    theirs: PathBuf,

    /// The file to write, instead of OURS
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    /// Print what both sides changed differently as a JSON array, instead of as text
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, _: &Options) -> Result<Outcome, Failure> {
    let base = read_version(&args.base)?;
    let ours = read_version(&args.ours)?;
    let theirs = read_version(&args.theirs)?;
    let (file, conflicts) = NotesFile::merged(&base, &ours, &theirs);
    let text = format::write(&file);
    // Check before writing that the text can be read back.
    match format::read(&text) {
        Ok((back, _)) if back == file => {}
        _ => {
            return Err(Failure::Output(
                "the merged notes do not read back equal; nothing was written".to_owned(),
            ));
        }
    }
    OutputFile::at(args.output.as_ref().unwrap_or(&args.ours))?.replace(text.as_bytes())?;
    if args.json {
        let told = |c: &Conflict| json!({"id": c.id.to_string(), "what": c.what, "copy": c.copy.map(|id| id.to_string())});
        let mut out = output::Output::new();
        out.text(&pretty(&conflicts.iter().map(told).collect::<Vec<_>>()))?;
        out.finish()?;
    }
    for conflict in conflicts.iter().filter(|_| !args.json) {
        let kept = match conflict.copy {
            Some(copy) => format!("both versions are kept, the other one as {copy}"),
            None => "it is kept".to_owned(),
        };
        output::warn(&format!("{}: {}: {kept}", conflict.id, conflict.what));
    }
    Ok(if conflicts.is_empty() {
        Outcome::Done
    } else {
        Outcome::No
    })
}
