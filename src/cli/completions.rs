//! `postil completions SHELL`: completions for a shell.

use clap::CommandFactory;

use super::output::Output;
use super::{Cli, Failure, Outcome};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "postil", &mut script);
    let mut out = Output::new();
    out.text(&String::from_utf8_lossy(&script))?;
    out.finish()?;
    Ok(Outcome::Done)
}
