//! Editing text in the user's editor.

use std::io::{self, Read, Write};
use std::process::{Command, Stdio};

use crate::app::overlay::field::NOTE_LIMIT;
use crate::app::{Message, Tone};
use crate::text::clean::{harmless, normalise, one_line};

/// The editor as a command to which the file name is appended. The shell parses it, as for git and crontab, so it may contain options,
/// quotation marks and variables. Ctrl-C goes to the editor; the shell survives it.
#[cfg(unix)]
fn command(editor: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("trap : INT QUIT; {editor} \"$@\""), editor]);
    command
}

/// The editor as a command to which the file name is appended. It may contain options.
#[cfg(not(unix))]
fn command(editor: &str) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("notepad"));
    command.args(words);
    command
}

/// Passes a link to the program `opener`, which the shell parses, without waiting for it; `tell` receives the outcome.
pub(super) fn browse(target: &str, opener: Option<&str>, tell: impl FnOnce(Message) + Send + 'static) {
    let Some(opener) = opener.map(str::to_owned) else {
        let why = "no program is set for links: `opener` in the configuration, such as \"xdg-open\"";
        return tell(Message::Told(Tone::Failure, why.into()));
    };
    let target = target.to_owned();
    let open = move || {
        let ended = command(&opener)
            .arg(&target)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        tell(match ended {
            Ok(status) if status.success() => Message::Told(Tone::Done, format!("opened with {opener}")),
            Ok(_) => Message::Told(Tone::Failure, format!("{opener} did not open the link")),
            Err(e) => Message::Told(Tone::Failure, in_words(&opener, &e)),
        });
    };
    let _ = std::thread::Builder::new().name("opener".into()).spawn(open);
}

fn in_words(what: &str, e: &io::Error) -> String {
    format!("{what}: {e}")
}

/// Opens `text` in the configured editor, `$VISUAL` or `$EDITOR`, and returns the edited text.
pub(super) fn edit(text: &str, configured: Option<&str>) -> Result<String, String> {
    let variable = |name| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let Some(editor) = configured
        .map(str::to_owned)
        .or_else(|| variable("VISUAL"))
        .or_else(|| variable("EDITOR"))
    else {
        return Err("no editor is set: `editor` in the configuration, or $EDITOR".into());
    };
    let mut file = tempfile::Builder::new()
        .prefix("postil-note-")
        .suffix(".md")
        .tempfile()
        .map_err(|e| in_words("no temporary file for the note", &e))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.flush())
        .map_err(|e| in_words("the note cannot be written out", &e))?;
    let status = command(&editor)
        .arg(file.path())
        .status()
        .map_err(|e| in_words(&editor, &e))?;
    match status.code() {
        Some(0) => {}
        // The exit codes of a shell for a program that it cannot find or execute.
        Some(126 | 127) => return Err(format!("{editor}: cannot be started: the note is unchanged")),
        _ => return Err(format!("{editor} ended with a failure: the note is unchanged")),
    }
    // Editors often replace the file instead of writing to it, so it is read by name.
    let written =
        std::fs::File::open(file.path()).map_err(|e| in_words("the note cannot be read back", &e))?;
    let mut bytes = Vec::new();
    written
        .take(NOTE_LIMIT as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| in_words("the note cannot be read back", &e))?;
    if bytes.len() > NOTE_LIMIT {
        let kept = file.into_temp_path().keep();
        let path = kept.map_err(|e| in_words("the text is too long, and cannot be kept", &e.error))?;
        return Err(format!(
            "longer than a note can be ({} KB): the note is unchanged, and the text is in {}",
            NOTE_LIMIT / 1024,
            one_line(&path.display().to_string())
        ));
    }
    Ok(harmless(&normalise(&String::from_utf8_lossy(&bytes))).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn an_editor_is_called_as_the_shell_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("my ed.sh");
        // Writes its options into the note, one per line, and the file name last.
        let script = "#!/bin/sh\nfor file; do :; done\nfor word; do [ \"$word\" = \"$file\" ] || echo \"<$word>\" >> \"$file\"; done\n";
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let editor = format!("'{}' -x \"a  b\" c", program.display());
        assert_eq!(
            edit("note\n", Some(&editor)).unwrap(),
            "note\n<-x>\n<a  b>\n<c>\n"
        );
        let why = edit("note", Some("/no/such/editor")).unwrap_err();
        assert!(why.contains("/no/such/editor: cannot be started"), "{why}");
        assert!(edit("note", Some("false")).unwrap_err().contains("failure"));
    }
}
