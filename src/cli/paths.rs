//! `postil paths`: names the folders and files that are used.

use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::config::{Settings, Themes};

/// Name the folders and files that Postil uses
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let lines = [
        ("settings", paths.config.join(Settings::FILE)),
        ("themes", paths.config.join(Themes::FOLDER)),
        ("notes", paths.notes()),
        ("texts", paths.texts()),
        ("history", paths.history()),
        ("state", paths.state),
        ("cache", paths.cache),
    ];
    let mut out = Output::new();
    for (name, path) in lines {
        out.line(&format!("{name:<9} {}", path.display()))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}
