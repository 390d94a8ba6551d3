//! `postil doctor`: reports on the environment in which Postil runs, and what is wrong with it.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::options::Configuration;
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::config::{Settings, Themes};
use crate::export::json::pretty;
use crate::runtime::{colour_words, picture_words, terminal_size};
use crate::store::library;
use crate::text::clean::one_line;

/// Check the terminal, the folders and the settings; exit code 1 if something is wrong
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// What was found.
#[derive(Serialize)]
struct Report {
    version: String,
    sections: Vec<Section>,
    /// How many of the findings are problems.
    wrong: usize,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    facts: Vec<Fact>,
}

#[derive(Serialize)]
struct Fact {
    name: String,
    what: String,
    wrong: bool,
}

impl Report {
    fn head(&mut self, title: &'static str) {
        let facts = Vec::new();
        self.sections.push(Section { title, facts });
    }

    fn fact(&mut self, name: &str, what: &str) {
        self.add(name, what, false);
    }

    fn wrong(&mut self, name: &str, what: &str) {
        self.wrong += 1;
        self.add(name, what, true);
    }

    fn add(&mut self, name: &str, what: &str, wrong: bool) {
        if let Some(section) = self.sections.last_mut() {
            section.facts.push(Fact {
                name: name.to_owned(),
                what: one_line(what),
                wrong,
            });
        }
    }

    fn print(&self, out: &mut Output) -> Result<(), Failure> {
        out.line(&self.version)?;
        for section in &self.sections {
            out.line(&format!("\n{}", section.title))?;
            for fact in &section.facts {
                let mark = if fact.wrong { '!' } else { ' ' };
                out.line(&format!("{mark} {:<10} {}", fact.name, fact.what))?;
            }
        }
        out.line(&match self.wrong {
            0 => "\nNothing is wrong.".to_owned(),
            1 => "\n1 thing is wrong; it is marked with !".to_owned(),
            count => format!("\n{count} things are wrong; they are marked with !"),
        })
    }
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let Configuration {
        settings,
        themes,
        problems,
    } = Configuration::load(&paths);
    let features = if cfg!(feature = "fetch") {
        "reads pages from the web"
    } else {
        "built without reading from the web"
    };
    let (os, machine) = (std::env::consts::OS, std::env::consts::ARCH);
    let mut report = Report {
        version: format!(
            "postil {} ({os} {machine}), {features}",
            env!("CARGO_PKG_VERSION")
        ),
        sections: Vec::new(),
        wrong: 0,
    };

    report.head("Terminal");
    terminal(&mut report, &settings);

    report.head("Folders");
    for (name, path) in [
        ("settings", &paths.config),
        ("data", &paths.data),
        ("state", &paths.state),
        ("cache", &paths.cache),
    ] {
        match folder(path) {
            Ok(state) => report.fact(name, &format!("{} ({state})", path.display())),
            Err(why) => report.wrong(name, &format!("{}: {why}", path.display())),
        }
    }
    report.fact("cached", &megabytes(&paths.analyses()));

    report.head("Settings");
    let file = paths.config.join(Settings::FILE);
    let state = if file.exists() {
        "read"
    } else {
        "missing: the defaults are used; postil config --init writes one"
    };
    report.fact("file", &format!("{} ({state})", file.display()));
    let own = themes.names().count() - Themes::built_in().names().count();
    report.fact("themes", &format!("{own} of your own"));
    for problem in &problems {
        report.wrong("mistake", problem);
    }

    report.head("Library");
    let entries = library::entries(&paths);
    let gone =
        |e: &&library::Entry| e.url.is_none() && !e.paths.is_empty() && !e.paths.iter().any(|p| p.exists());
    let missing = entries.iter().filter(gone).count();
    report.fact(
        "articles",
        &format!("{}, of which {missing} have no file any more", entries.len()),
    );
    let lost = |e: &&library::Entry| e.notes.as_ref().is_some_and(|n| !n.exists());
    for entry in entries.iter().filter(lost) {
        let path = entry.notes.as_deref().unwrap_or(Path::new(""));
        report.wrong(
            "notes",
            &format!("{}: the notes of “{}” are not there", path.display(), entry.title),
        );
    }

    let mut out = Output::new();
    if args.json {
        out.text(&pretty(&report))?;
    } else {
        report.print(&mut out)?;
    }
    out.finish()?;
    Ok(if report.wrong == 0 {
        Outcome::Done
    } else {
        Outcome::No
    })
}

fn terminal(report: &mut Report, settings: &Settings) {
    let variable = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    for name in [
        "TERM",
        "COLORTERM",
        "NO_COLOR",
        "TMUX",
        "SSH_TTY",
        "LANG",
        "VISUAL",
        "EDITOR",
    ] {
        if let Some(value) = variable(name) {
            report.fact(name, &value);
        }
    }
    report.fact("colours", &colour_words(settings));
    report.fact("pictures", picture_words(settings));
    match (io::stdout().is_terminal(), terminal_size()) {
        (true, Some((width, height))) => report.fact("size", &format!("{width}x{height}")),
        (true, None) => report.wrong("size", "the terminal does not say how large it is"),
        (false, _) => report.fact("size", "standard output is not a terminal here"),
    }
    let mouse = if settings.mouse {
        "used"
    } else {
        "not used (mouse: false)"
    };
    report.fact("mouse", mouse);
    if variable("TERM").is_some_and(|term| term == "dumb") {
        report.wrong(
            "TERM",
            "a dumb terminal cannot show a page; postil --linear reads line by line",
        );
    }
    let encoding = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    if cfg!(unix)
        && let Some(encoding) = encoding
        && !encoding.to_lowercase().replace('-', "").contains("utf8")
    {
        report.wrong(
            "encoding",
            &format!("{encoding} is not UTF-8: letters may come out wrong"),
        );
    }
}

/// Describes whether a folder can be used. The error says why it cannot.
fn folder(path: &Path) -> Result<String, String> {
    if !path.exists() {
        let parent = path.ancestors().find(|p| p.exists()).map(Path::to_path_buf);
        return match parent.as_deref().map(writable) {
            Some(Ok(())) => Ok("created when needed".into()),
            Some(Err(why)) => Err(format!("cannot be made: {why}")),
            None => Err("cannot be made".into()),
        };
    }
    if !path.is_dir() {
        return Err("is not a folder".into());
    }
    writable(path).map_err(|why| format!("cannot be written: {why}"))?;
    #[cfg(unix)]
    {
        let mode = fs::metadata(path).map_err(|e| e.to_string())?;
        let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions());
        if mode & 0o077 != 0 {
            return Ok(format!("others can read it: mode {:o}", mode & 0o777));
        }
    }
    Ok("only for you".into())
}

fn writable(folder: &Path) -> Result<(), String> {
    tempfile::tempfile_in(folder).map(drop).map_err(|e| e.to_string())
}

/// The total size of the files in a folder.
fn megabytes(folder: &PathBuf) -> String {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let (mut bytes, mut count) = (0, 0);
    for meta in files
        .filter_map(|f| f.metadata().ok())
        .filter(fs::Metadata::is_file)
    {
        bytes += meta.len();
        count += 1;
    }
    format!("analyses of {count} texts, {:.1} MB", bytes as f64 / 1e6)
}
