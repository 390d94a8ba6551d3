//! What was typed after `:` and `/`, to be called up again.
//!
//! Always true here: no more than 500 lines of each kind, the last one last, and none twice.

/// Lines that are kept of each kind.
const KEPT: usize = 500;

/// After which sign a line was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedLine {
    /// After `:`.
    Command,
    /// After `/`.
    Search,
}

/// The lines that were typed, in this session and those before.
#[derive(Clone, Debug, Default)]
pub struct Recall {
    commands: Vec<String>,
    searches: Vec<String>,
}

impl Recall {
    /// With the lines of earlier sessions, the last one last.
    pub fn new(commands: Vec<String>, searches: Vec<String>) -> Self {
        Self { commands, searches }
    }

    /// The lines of a kind, the last one last.
    pub fn lines(&self, kind: TypedLine) -> &[String] {
        match kind {
            TypedLine::Command => &self.commands,
            TypedLine::Search => &self.searches,
        }
    }

    /// Keeps a line; whether it is worth keeping. As in a shell, one that begins with a blank is not.
    pub(super) fn add(&mut self, kind: TypedLine, line: &str) -> bool {
        let lines = match kind {
            TypedLine::Command => &mut self.commands,
            TypedLine::Search => &mut self.searches,
        };
        if line.trim().is_empty() || line.starts_with(' ') {
            return false;
        }
        lines.retain(|known| known != line);
        lines.push(line.to_owned());
        let over = lines.len().saturating_sub(KEPT);
        lines.drain(..over);
        true
    }
}
