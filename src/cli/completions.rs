//! `postil completions SHELL`: completions for a shell. The shell asks the program itself while the user types, because the verdicts, tags,
//! speakers and themes change.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use clap::{CommandFactory, ValueEnum};
use clap_complete::env::Shells;
use clap_complete::{ArgValueCompleter, CompleteEnv, CompletionCandidate};

use super::output::Output;
use super::{Cli, Failure, Options, Outcome};
use crate::notes::Annotation;
use crate::store::format;
use crate::store::library::entries;
use crate::text::clean::one_line;

/// Print completions for a shell
///
/// Verdicts, tags, speakers and themes are completed from the current settings and notes. For bash add source <(postil completions bash) to
/// ~/.bashrc, for zsh the same to ~/.zshrc, for fish write the output to ~/.config/fish/completions/postil.fish.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

/// The environment variable that a shell sets to ask for completions.
const ASKS: &str = "COMPLETE";

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    let name = match args.shell {
        Shell::Bash => "bash",
        Shell::Elvish => "elvish",
        Shell::Fish => "fish",
        Shell::Powershell => "powershell",
        Shell::Zsh => "zsh",
    };
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(name) {
        shell.write_registration(ASKS, "postil", "postil", "postil", &mut script)?;
    }
    let mut out = Output::new();
    out.text(&String::from_utf8_lossy(&script))?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// If a shell asks for completions, answers it and ends the program.
pub(super) fn answer() {
    CompleteEnv::with_factory(Cli::command).var(ASKS).complete();
}

/// Completes the verdicts of the settings.
pub(super) fn verdicts() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let Ok(paths) = Options::default().paths() else {
            return Vec::new();
        };
        let settings = super::options::Configuration::load(&paths).settings;
        starting(begun, settings.verdicts.into_iter().map(|v| v.name))
    })
}

/// Completes the available themes.
pub(super) fn themes() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let Ok(paths) = Options::default().paths() else {
            return Vec::new();
        };
        let themes = super::options::Configuration::load(&paths).themes;
        starting(begun, themes.iter().map(|t| t.name.clone()))
    })
}

/// Completes the tags in all notes.
pub(super) fn tags() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| starting(begun, noted(|a| a.tags.clone())))
}

/// Completes the speakers in all notes.
pub(super) fn speakers() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        starting(
            begun,
            noted(|a| a.speech.iter().map(|s| s.speaker.clone()).collect()),
        )
    })
}

/// Collects what `of` returns for all annotations. Unreadable notes are ignored: a completion is no place for an error.
fn noted(of: impl Fn(&Annotation) -> Vec<String>) -> BTreeSet<String> {
    let Ok(paths) = Options::default().paths() else {
        return BTreeSet::new();
    };
    let files = entries(&paths).into_iter().filter_map(|entry| entry.notes);
    let texts = files.filter_map(|path| crate::files::read_text(&path, format::LARGEST).ok());
    let notes = texts.filter_map(|text| format::read(&text).ok());
    let annotations = notes
        .flat_map(|(file, _)| file.annotations)
        .filter(|a| !a.deleted);
    annotations
        .flat_map(|a| of(&a))
        .map(|name| one_line(&name))
        .collect()
}

/// The names that begin with the typed text, ignoring case.
fn starting(begun: &OsStr, names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let begun = begun.to_string_lossy().to_lowercase();
    let fits = |name: &String| name.to_lowercase().starts_with(&begun);
    names
        .into_iter()
        .filter(fits)
        .map(CompletionCandidate::new)
        .collect()
}
