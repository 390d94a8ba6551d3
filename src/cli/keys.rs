//! `postil keys`: lists all keys, from the table of actions and the user's keymap.

use serde::Serialize;

use super::{Failure, Options, Outcome, output};
use crate::app::keys::action::{Action, ModeSet, Spec, TABLE};
use crate::app::keys::keymap::Keymap;
use crate::export::json::pretty;

/// List the keys of every mode
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print a Markdown table
    #[arg(long)]
    markdown: bool,

    /// Print an array of JSON objects
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
}

/// The keys of an action in a mode.
#[derive(Serialize)]
struct Row {
    mode: &'static str,
    keys: Vec<String>,
    command: &'static str,
    help: &'static str,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let settings = options.settings(&options.paths()?);
    let (keymap, _) = Keymap::with(&settings.keys);
    let mut out = output::Output::new();
    if args.json {
        let rows: Vec<Row> = ModeSet::NAMED
            .into_iter()
            .flat_map(|(mode, name)| rows(&keymap, mode, name))
            .collect();
        out.text(&pretty(&rows))?;
    } else {
        out.text(&list(&keymap, args.markdown))?;
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// The actions of a mode that have keys, in the order of the table.
fn rows(keymap: &Keymap, mode: ModeSet, name: &'static str) -> Vec<Row> {
    let digits = ModeSet::READ.and(ModeSet::QUEUE).and(ModeSet::LIST).meets(mode);
    let row = |spec: &'static Spec| Row {
        mode: name,
        keys: match spec.action {
            Action::Verdict if !digits => Vec::new(),
            action => keymap.all_keys_for(mode, action),
        },
        command: spec.name,
        help: spec.help,
    };
    TABLE.iter().map(row).filter(|row| !row.keys.is_empty()).collect()
}

/// Every mode with its keys, in the order of the table.
fn list(keymap: &Keymap, markdown: bool) -> String {
    let mut out = String::new();
    for (mode, name) in ModeSet::NAMED {
        let head = if markdown {
            format!("### {name}\n\n| keys | what they do | by name |\n|---|---|---|\n")
        } else {
            format!("{name}\n")
        };
        out.push_str(&head);
        for row in rows(keymap, mode, name) {
            let line = if markdown {
                let quoted: Vec<String> = row
                    .keys
                    .iter()
                    .map(|k| format!("`{}`", k.replace('|', "\\|")))
                    .collect();
                format!("| {} | {} | `{}` |\n", quoted.join(" "), row.help, row.command)
            } else {
                format!("  {:<18} {} (:{})\n", row.keys.join(" "), row.help, row.command)
            };
            out.push_str(&line);
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}
