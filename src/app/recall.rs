//! The lines typed after `:` and `/`, for recall.
//!
//! Invariants: at most 500 lines of each kind, the last one last, without duplicates.

/// The maximum number of lines of each kind.
const KEPT: usize = 500;

/// The kind of a typed line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedLine {
    /// After `:`.
    Command,
    /// After `/`.
    Search,
}

/// The lines typed in this session and earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Recall {
    commands: Vec<String>,
    searches: Vec<String>,
}

impl Recall {
    /// Starts with the lines of earlier sessions, the last one last.
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

    /// Adds a line; returns whether it should be stored. As in a shell, one that begins with a space is not.
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
