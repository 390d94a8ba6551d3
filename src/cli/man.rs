//! `postil man`: prints the manual page.

use clap::CommandFactory;

use super::output::Output;
use super::{Cli, Failure, Outcome};

/// Print the manual page, or that of a command, for man -l -
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command
    #[arg(value_name = "COMMAND", add = super::completions::commands())]
    command: Option<String>,

    /// List the commands that have a page of their own
    #[arg(long, conflicts_with = "command")]
    list: bool,
}

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut out = Output::new();
    if args.list {
        let all = Cli::command();
        for command in all.get_subcommands().filter(|command| !command.is_hide_set()) {
            out.line(command.get_name())?;
        }
    } else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command(args.command.as_deref())?).render(&mut page)?;
        out.text(&String::from_utf8_lossy(&page))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

fn command(name: Option<&str>) -> Result<clap::Command, Failure> {
    let mut all = Cli::command();
    // The shared options reach the subcommands only when the whole command is built.
    all.build();
    let Some(name) = name else { return Ok(all) };
    let names: Vec<&str> = all.get_subcommands().map(clap::Command::get_name).collect();
    let found = all.find_subcommand(name).cloned();
    found
        .map(|c| c.display_name(format!("postil-{name}")))
        .ok_or_else(|| {
            Failure::Usage(format!(
                "there is no command '{name}'; the commands are: {}",
                names.join(", ")
            ))
        })
}
