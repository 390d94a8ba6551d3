//! Writing in the reader's own editor.

use std::io::{self, Read, Write};
use std::process::Command;

use crate::text::clean::{harmless, normalise};

/// More than this many bytes are no note.
const LIMIT: u64 = 1 << 20;

/// Lets the reader edit `text` in the configured editor, `$VISUAL` or `$EDITOR`, and gives what was written.
pub(super) fn edit(text: &str, configured: Option<&str>) -> Result<String, String> {
    let variable = |name| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let Some(editor) = configured
        .map(str::to_owned)
        .or_else(|| variable("VISUAL"))
        .or_else(|| variable("EDITOR"))
    else {
        return Err("no editor is set: `editor` in the configuration, or $EDITOR".into());
    };
    let in_words = |what: &str, e: &io::Error| format!("{what}: {e}");
    let mut file = tempfile::Builder::new()
        .prefix("postil-note-")
        .suffix(".md")
        .tempfile()
        .map_err(|e| in_words("no temporary file for the note", &e))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.flush())
        .map_err(|e| in_words("the note cannot be written out", &e))?;
    // `$EDITOR` may hold options: 'code --wait'.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program)
        .args(words)
        .arg(file.path())
        .status()
        .map_err(|e| in_words(program, &e))?;
    if !status.success() {
        return Err(format!("{program} ended with a failure: the note is as it was"));
    }
    // Editors replace the file as often as they write into it: read by name.
    let written =
        std::fs::File::open(file.path()).map_err(|e| in_words("the note cannot be read back", &e))?;
    let mut bytes = Vec::new();
    written
        .take(LIMIT)
        .read_to_end(&mut bytes)
        .map_err(|e| in_words("the note cannot be read back", &e))?;
    Ok(harmless(&normalise(&String::from_utf8_lossy(&bytes))).into_owned())
}
