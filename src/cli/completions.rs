//! `postil completions SHELL`: completions for a shell. The shell asks the program itself while the user types, because the verdicts, tags,
//! speakers, themes and annotations change.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{CommandFactory, ValueEnum};
use clap_complete::engine::ValueCompleter as _;
use clap_complete::env::Shells;
use clap_complete::{ArgValueCompleter, CompleteEnv, CompletionCandidate, PathCompleter};

use super::options::Configuration;
use super::output::Output;
use super::{Cli, Failure, Options, Outcome};
use crate::export::EXAMPLES;
use crate::index::{Index, IndexError};
use crate::notes::Annotation;
use crate::runtime::Article;
use crate::store::library::{self, IndexExtent, unwatched};
use crate::store::{Session, archives};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// Print completions for a shell
///
/// Verdicts, tags, speakers, themes, kinds of highlights, templates, archives and the ids of annotations are completed from the current
/// settings and notes. For bash add source <(postil completions bash) to
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

/// Cells of the words shown for an annotation.
const WORDS: usize = 60;

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

/// The user's settings and themes, if the folders are known.
fn configured() -> Option<Configuration> {
    let paths = Options::default().paths().ok()?;
    Some(Configuration::load(&paths))
}

/// Completes the verdicts of the settings.
pub(super) fn verdicts() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let verdicts = configured().into_iter().flat_map(|found| found.settings.verdicts);
        starting(begun, verdicts.map(|verdict| verdict.name))
    })
}

/// Completes the available themes.
pub(super) fn themes() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let Some(found) = configured() else {
            return Vec::new();
        };
        starting(begun, found.themes.iter().map(|t| t.name.clone()))
    })
}

/// Completes the tags in all notes.
pub(super) fn tags() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| starting(begun, indexed(Index::tags)))
}

/// Completes the speakers in all notes.
pub(super) fn speakers() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| starting(begun, indexed(Index::claim_speakers)))
}

/// Completes the kinds of highlights in the settings.
pub(super) fn colours() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let kinds = configured()
            .into_iter()
            .flat_map(|found| found.settings.highlights);
        starting(begun, kinds.map(|kind| kind.name))
    })
}

/// Completes the commands.
pub(super) fn commands() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let program = Cli::command();
        let known = program.get_subcommands().filter(|known| !known.is_hide_set());
        starting(begun, known.map(|known| known.get_name().to_owned()))
    })
}

/// Completes the names of the archives of fact-checks.
pub(super) fn archives() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let Ok(paths) = Options::default().paths() else {
            return Vec::new();
        };
        let all = archives::open_all(&paths).into_iter().flatten();
        starting(begun, all.map(|archive| archive.info.name))
    })
}

/// Completes the names of the templates; the shell also completes files.
pub(super) fn templates() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let mut names = Options::default()
            .paths()
            .map_or_else(|_| Vec::new(), |paths| super::export::own_templates(&paths));
        names.extend(EXAMPLES.iter().map(|example| example.name.to_owned()));
        let mut found = starting(begun, names);
        found.extend(PathCompleter::file().complete(begun));
        found
    })
}

/// Completes the ids of the annotations on the article that is named on the line being completed, each with its first words.
pub(super) fn annotations() -> ArgValueCompleter {
    ArgValueCompleter::new(|begun: &OsStr| {
        let begun = begun.to_string_lossy().to_lowercase();
        let found = of_line().unwrap_or_default();
        let fits = found.into_iter().filter(|(id, _)| id.starts_with(&begun));
        fits.map(|(id, words)| CompletionCandidate::new(id).help(Some(words.into())))
            .collect()
    })
}

/// The annotations on the article on the line being completed, which the shell passes after `--`: ids, and the first words.
fn of_line() -> Option<Vec<(String, String)>> {
    let line: Vec<OsString> = std::env::args_os()
        .skip_while(|word| word != "--")
        .skip(2)
        .collect();
    let notes = line.iter().position(|word| word == "--notes").map(|at| at + 1);
    let options = Options::with_notes(notes.and_then(|at| line.get(at)).map(PathBuf::from));
    let is_article = |(at, word): &(usize, &OsString)| Some(*at) != notes && Path::new(word).is_file();
    let (_, name) = line.iter().enumerate().find(is_article)?;
    let article = Article::read_or_kept(name, &options.how(), &mut |_| true).ok()?;
    let (paths, choice) = (options.paths().ok()?, options.choice());
    let opened = Session::open_as(&paths, &article.document, &article.origin, &choice, false).ok()?;
    let words = |a: &Annotation| truncate(&one_line(&a.anchor.label()), WORDS);
    let all = opened.notebook.annotations();
    Some(all.map(|a| (a.id.to_string(), words(a))).collect())
}

/// Names from the index. Errors are ignored: a completion is no place for them.
fn indexed(of: impl Fn(&Index) -> Result<Vec<String>, IndexError>) -> BTreeSet<String> {
    let paths = Options::default().paths().ok();
    let Some(paths) = paths.filter(|paths| !library::is_empty(paths)) else {
        return BTreeSet::new();
    };
    let names = library::ask(&paths, IndexExtent::Notes, &mut unwatched, of).unwrap_or_default();
    names.iter().map(|name| one_line(name)).collect()
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
