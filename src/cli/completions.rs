//! `postil completions SHELL`: completions for a shell, which asks the program itself as one types: for verdicts, tags,
//! speakers and themes there is no list that a script could hold.

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
/// Verdicts, tags, speakers and themes are completed from the settings and notes as they are. For bash add
/// source <(postil completions bash) to ~/.bashrc, for zsh the same to ~/.zshrc, for fish write the output to
/// ~/.config/fish/completions/postil.fish.
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

/// The variable by which a shell asks for completions.
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

/// Answers a shell that asks for completions, and ends the program.
pub(super) fn answer() {
    CompleteEnv::with_factory(Cli::command).var(ASKS).complete();
}

/// The verdicts of the settings.
pub(super) fn verdicts() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let Ok(paths) = Options::default().paths() else {
            return Vec::new();
        };
        let settings = super::options::Configuration::load(&paths).settings;
        starting(begun, settings.verdicts.into_iter().map(|v| v.name))
    })
}

/// The themes that there are.
pub(super) fn themes() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let Ok(paths) = Options::default().paths() else {
            return Vec::new();
        };
        let themes = super::options::Configuration::load(&paths).themes;
        starting(begun, themes.iter().map(|t| t.name.clone()))
    })
}

/// The tags of all notes.
pub(super) fn tags() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| starting(begun, noted(|a| a.tags.clone())))
}

/// Who is known to make claims.
pub(super) fn speakers() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        starting(
            begun,
            noted(|a| a.speech.iter().map(|s| s.speaker.clone()).collect()),
        )
    })
}

/// What `of` takes of all annotations. Notes that cannot be read are left out: nobody asked for them.
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

/// Those that begin with what was typed, whatever their case.
fn starting(begun: &OsStr, names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let begun = begun.to_string_lossy().to_lowercase();
    let fits = |name: &String| name.to_lowercase().starts_with(&begun);
    names
        .into_iter()
        .filter(fits)
        .map(CompletionCandidate::new)
        .collect()
}
