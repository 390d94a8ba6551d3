//! `postil man`: the manual page.

use clap::CommandFactory;

use super::output::Output;
use super::{Cli, Failure, Outcome};

/// Print the manual page, for man -l -
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args) -> Result<Outcome, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    let mut out = Output::new();
    out.text(&String::from_utf8_lossy(&page))?;
    out.finish()?;
    Ok(Outcome::Done)
}
