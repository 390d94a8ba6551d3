//! `postil themes`: lists the themes.

use super::output::Output;
use super::{Failure, Options, Outcome};

/// List the themes, those that come with Postil and your own
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, options: &Options) -> Result<Outcome, Failure> {
    let themes = options.themes(&options.paths()?);
    let mut out = Output::new();
    for theme in themes.iter() {
        out.line(&format!(
            "{:<20}  {}",
            theme.name,
            if theme.light { "light" } else { "dark" }
        ))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}
