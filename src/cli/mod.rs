//! The command line: the options, and one file for each subcommand.
//!
//! Invariants: the output contains no character that controls a terminal; errors go to standard error and say what, where, and what to do
//! next; if the reader of the output goes away (`| head`), the run ends silently.

mod agree;
mod annotate;
mod archive;
mod article;
mod check;
mod claims;
mod completions;
mod config;
mod diff;
mod doctor;
mod export;
mod extract;
mod extractor;
mod failure;
mod figures;
mod filters;
mod import_notes;
mod keys;
mod known;
mod ledger;
mod library;
mod linear;
mod man;
mod merge;
mod model;
mod notes;
mod options;
mod output;
mod paths;
mod read;
mod refetch;
mod search;
mod shelf;
mod themes;

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand};

use crate::app::Action;

pub use failure::Failure;
pub use options::Options;

/// The result of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done, or the answer is yes: exit code 0.
    Done,
    /// The answer is no: exit code 1.
    No,
    /// Done, except for some inputs that could not be read, which was reported: exit code 3.
    SomeUnread,
}

/// Reads an article in the terminal: who says what, tagged by keyboard.
#[derive(Debug, Parser)]
#[command(
    name = "postil",
    version,
    about = "A terminal reader for people who take articles apart",
    long_about = "A terminal reader for people who take articles apart: beside the text stands who and what it is about and who \
                  claims what; each claim is tagged with a key or two, and what you decide is kept.\n\n\
                  postil FILE reads a file, postil https://… a page on the web, postil - standard input; postil FILE FILE and postil FOLDER open the \
                  first of several and lead from one to the next (]f, [f, :files); postil alone opens the library, or the tour on the first run.",
    override_usage = "postil [OPTIONS] [FILE|FOLDER|URL|-]…\n       postil [OPTIONS] COMMAND …",
    after_help = "Exit codes: 0 done, 1 the answer is no (check, notes, diff, search, library, ledger, match, archive, model, figures, refetch, merge, agree, import-notes, doctor), 2 wrong usage, 3 input cannot be read, 4 notes cannot be \
                  saved.\nA file that is called like a command is read with its folder: postil ./notes"
)]
pub struct Cli {
    /// Print the licences of the program, its data and its libraries
    #[arg(long, exclusive = true)]
    licenses: bool,

    #[command(flatten)]
    reading: ReaderArgs,

    #[command(subcommand)]
    command: Option<Command>,
}

/// The arguments of the reader, without a command.
#[derive(Debug, Parser)]
struct ReaderArgs {
    /// What to read: one or more files or web addresses, - for standard input, or a folder with all its readable files
    #[arg(value_name = "FILE")]
    files: Vec<OsString>,

    /// Print the article with its claims and notes as plain lines, for screen readers; on a terminal part by part, controlled by typed
    /// lines
    #[arg(long, requires = "files")]
    linear: bool,

    /// Open the article at the annotation with this id, as exports show it
    #[arg(long, value_name = "ID", requires = "files", conflicts_with = "linear", add = completions::annotations())]
    at: Option<String>,

    #[command(flatten)]
    extractor: extractor::ExtractorArgs,

    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Args),
    Export(export::Args),
    Notes(notes::Args),
    Annotate(annotate::Args),
    Edit(annotate::EditArgs),
    Remove(annotate::RemoveArgs),
    Check(check::Args),
    Claims(claims::Args),
    Search(search::Args),
    Library(shelf::Args),
    Ledger(ledger::Args),
    Match(known::Args),
    Archive(archive::Args),
    Model(model::Args),
    Figures(figures::Args),
    Refetch(refetch::Args),
    Diff(diff::Args),
    Merge(merge::Args),
    Agree(agree::Args),
    ImportNotes(import_notes::Args),
    Themes(themes::Args),
    Keys(keys::Args),
    Paths(paths::Args),
    Config(config::Args),
    Doctor(doctor::Args),
    Completions(completions::Args),
    Man(man::Args),
    /// Parse a PDF; Postil runs itself with this, with the file on standard input
    #[command(hide = true, name = crate::import::pdf::ARGUMENT)]
    PdfPages,
}

/// Parses the command line and runs it.
pub fn main() -> ExitCode {
    completions::answer();
    crate::runtime::let_large_writes_fail();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = parse(&arguments).unwrap_or_else(|error| {
        let first = std::env::args_os().nth(1).unwrap_or_default();
        if error.kind() == ErrorKind::UnknownArgument
            && let Some(command) = nearest(&first)
        {
            let meant = format!(
                "there is no command '{}'; did you mean '{command}'?",
                first.to_string_lossy()
            );
            output::complain(&meant);
            std::process::exit(2);
        }
        error.exit()
    });
    match cli.run() {
        Ok(Outcome::Done) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Ok(Outcome::SomeUnread) => ExitCode::from(3),
        Err(failure) => {
            output::complain(&failure.to_string());
            ExitCode::from(failure.code())
        }
    }
}

/// Parses the command line. The definitions of the commands are built only if one may be meant: that takes longer than the parsing.
fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let is_command = |word: &OsString| word.to_str().is_some_and(Command::has_subcommand) || word == "help";
    if !arguments.iter().skip(1).any(is_command)
        && let Ok(reading) = ReaderArgs::try_parse_from(arguments)
    {
        return Ok(Cli {
            licenses: false,
            reading,
            command: None,
        });
    }
    Cli::try_parse_from(arguments)
}

/// The command that `word` is probably a misspelling of, if it is neither a command nor the name of a file.
fn nearest(word: &OsStr) -> Option<String> {
    let typed = word.to_str().filter(|word| !Path::new(word).exists())?;
    let command = Cli::command();
    if command.find_subcommand(typed).is_some() {
        return None;
    }
    let known = command.get_subcommands().filter(|known| !known.is_hide_set());
    crate::text::nearest::nearest(typed, known.map(clap::Command::get_name)).map(str::to_owned)
}

impl Cli {
    fn run(self) -> Result<Outcome, Failure> {
        if self.licenses {
            return licenses();
        }
        let ReaderArgs {
            files,
            linear,
            at,
            extractor,
            options,
        } = self.reading;
        match self.command {
            None => {
                let meant = |failure| match files.first().and_then(|f| nearest(f)) {
                    Some(command) => Failure::Input(format!("{failure}, or did you mean: postil {command}")),
                    None => failure,
                };
                match (&*files, linear) {
                    ([file], true) => linear::run(file, &extractor, &options),
                    (_, true) => Err(Failure::Usage("--linear reads one article at a time".into())),
                    (files, false) => {
                        let arrival = at.map(|id| (Action::At, id));
                        read::run(files, arrival, &extractor, &options)
                    }
                }
                .map_err(meant)
            }
            Some(Command::Extract(args)) => extract::run(&args, &options),
            Some(Command::Export(args)) => export::run(&args, &options),
            Some(Command::Notes(args)) => notes::run(&args, &options),
            Some(Command::Annotate(args)) => annotate::run(&args, &options),
            Some(Command::Edit(args)) => annotate::edit(&args, &options),
            Some(Command::Remove(args)) => annotate::remove(&args, &options),
            Some(Command::Check(args)) => check::run(&args, &options),
            Some(Command::Claims(args)) => claims::run(&args, &options),
            Some(Command::Search(args)) => search::run(&args, &options),
            Some(Command::Library(args)) => shelf::run(&args, &options),
            Some(Command::Ledger(args)) => ledger::run(&args, &options),
            Some(Command::Match(args)) => known::run(&args, &options),
            Some(Command::Archive(args)) => archive::run(&args, &options),
            Some(Command::Model(args)) => model::run(&args, &options),
            Some(Command::Figures(args)) => figures::run(&args, &options),
            Some(Command::Refetch(args)) => refetch::run(&args, &options),
            Some(Command::Diff(args)) => diff::run(&args, &options),
            Some(Command::Merge(args)) => merge::run(&args, &options),
            Some(Command::Agree(args)) => agree::run(&args, &options),
            Some(Command::ImportNotes(args)) => import_notes::run(&args, &options),
            Some(Command::Themes(args)) => themes::run(&args, &options),
            Some(Command::Keys(args)) => keys::run(&args, &options),
            Some(Command::Paths(args)) => paths::run(&args, &options),
            Some(Command::Config(args)) => config::run(&args, &options),
            Some(Command::Doctor(args)) => doctor::run(&args, &options),
            Some(Command::Completions(args)) => completions::run(&args),
            Some(Command::Man(args)) => man::run(&args),
            Some(Command::PdfPages) => {
                crate::import::pdf::serve(std::io::stdin().lock(), std::io::stdout().lock())?;
                Ok(Outcome::Done)
            }
        }
    }
}

/// Prints what a copy of the program must be accompanied by.
fn licenses() -> Result<Outcome, Failure> {
    const TEXTS: [&str; 5] = [
        include_str!("../../NOTICE"),
        include_str!("../../LICENSE-MIT"),
        include_str!("../../LICENSE-APACHE"),
        include_str!("../../assets/LICENSES/data.txt"),
        include_str!("../../assets/LICENSES/crates.txt"),
    ];
    let mut out = output::Output::new();
    out.text(&TEXTS.join("\n"))?;
    out.finish()?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{CommandFactory as _, Parser as _};

    #[test]
    fn a_line_without_a_command_is_parsed_as_with_all_commands() {
        for line in [
            "postil",
            "postil a.txt",
            "postil a.txt b.txt -",
            "postil --theme paper a.txt --at 17",
            "postil --linear --as same --plain ./notes",
            "postil notes",
            "postil a.txt notes",
            "postil -- notes",
            "postil --theme notes a.txt",
            "postil --theme paper keys",
            "postil help keys",
            "postil --help",
            "postil --version",
            "postil --linear",
            "postil --at 17 --linear a.txt",
            "postil --thme paper a.txt",
        ] {
            let line: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let parsed = super::parse(&line).map_err(|e| e.to_string());
            let whole = super::Cli::try_parse_from(&line).map_err(|e| e.to_string());
            assert_eq!(format!("{parsed:?}"), format!("{whole:?}"), "{line:?}");
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }

    #[test]
    fn a_misspelt_command_is_known() {
        let nearest = |word: &str| super::nearest(word.as_ref());
        assert_eq!(nearest("extrct").as_deref(), Some("extract"));
        assert_eq!(nearest("exprot").as_deref(), Some("export"));
        assert_eq!(nearest("import-note").as_deref(), Some("import-notes"));
        assert_eq!(nearest("harbour.txt"), None);
        assert_eq!(nearest("https://example.org/notes"), None);
        assert_eq!(nearest("-"), None);
    }
}
