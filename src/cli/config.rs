//! `postil config`: prints a settings file in which every setting is commented out.

use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::config::Settings;
use crate::config::table::commented;
use crate::store::create_private;

/// Print a settings file with every setting as a comment, or write it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Write it into the settings folder, if there is none yet
    #[arg(long)]
    init: bool,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    if !args.init {
        let mut out = Output::new();
        out.text(&commented())?;
        out.finish()?;
        return Ok(Outcome::Done);
    }
    let paths = options.paths()?;
    let file = paths.config.join(Settings::FILE);
    create_private(&paths.config, &file, commented().as_bytes())?;
    output::tell(&format!("written: {}", file.display()));
    Ok(Outcome::Done)
}
