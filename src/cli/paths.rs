//! `postil paths`: lists the folders and files that Postil uses.

use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::config::{Settings, Themes};
use crate::export::json::pretty;

/// List the folders and files that Postil uses
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let named = [
        ("settings", paths.config.join(Settings::FILE)),
        ("themes", paths.config.join(Themes::FOLDER)),
        ("notes", paths.notes()),
        ("texts", paths.texts()),
        ("archives", paths.archives()),
        ("history", paths.history()),
        ("state", paths.state),
        ("cache", paths.cache),
    ];
    let mut out = Output::new();
    if args.json {
        let shown = named.map(|(name, path)| (name.to_owned(), path.to_string_lossy().into()));
        out.text(&pretty(&serde_json::Map::from_iter(shown)))?;
    } else {
        for (name, path) in named {
            out.line(&format!("{name:<9} {}", path.display()))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}
