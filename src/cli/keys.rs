//! `postil keys`: all keys, from the table of actions and the user's keymap.

use super::{Failure, Options, Outcome, output};
use crate::app::keys::action::{Action, Modes, TABLE};
use crate::app::keys::keymap::Keymap;

/// List the keys of every mode
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print a Markdown table
    #[arg(long)]
    markdown: bool,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let settings = options.settings(&options.paths()?);
    let (keymap, _) = Keymap::with(&settings.keys);
    let mut out = output::Output::new();
    out.text(&list(&keymap, args.markdown))?;
    out.finish()?;
    Ok(Outcome::Done)
}

/// Every mode with its keys, in the order of the table.
fn list(keymap: &Keymap, markdown: bool) -> String {
    let mut out = String::new();
    for (mode, name) in Modes::NAMED {
        let head = if markdown {
            format!("### {name}\n\n| keys | what they do | by name |\n|---|---|---|\n")
        } else {
            format!("{name}\n")
        };
        out.push_str(&head);
        for spec in TABLE {
            let digits = Modes::READ.and(Modes::QUEUE).and(Modes::LIST).meets(mode);
            let keys = match spec.action {
                Action::Verdict if !digits => Vec::new(),
                action => keymap.all_keys_for(mode, action),
            };
            if keys.is_empty() {
                continue;
            }
            let line = if markdown {
                let quoted: Vec<String> = keys
                    .iter()
                    .map(|k| format!("`{}`", k.replace('|', "\\|")))
                    .collect();
                format!("| {} | {} | `{}` |\n", quoted.join(" "), spec.help, spec.name)
            } else {
                format!("  {:<18} {} (:{})\n", keys.join(" "), spec.help, spec.name)
            };
            out.push_str(&line);
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}
