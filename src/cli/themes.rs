//! `postil themes`: lists the themes.

use serde_json::json;

use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::json::pretty;

/// List the themes, the built-in ones and your own
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let themes = options.themes(&options.paths()?);
    let ground = |light: bool| if light { "light" } else { "dark" };
    let mut out = Output::new();
    if args.json {
        let all = themes
            .iter()
            .map(|t| json!({"name": t.name, "ground": ground(t.light)}));
        out.text(&pretty(&all.collect::<Vec<_>>()))?;
    } else {
        for theme in themes.iter() {
            out.line(&format!("{:<20}  {}", theme.name, ground(theme.light)))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}
