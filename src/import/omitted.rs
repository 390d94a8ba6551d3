//! What an importer leaves out of a text or cannot read, gathered to be told once at its end.

use super::Warning;

pub(super) const DELETED: &str = "text that is marked as deleted";
pub(super) const HIDDEN: &str = "hidden text";
pub(super) const COMMENTS: &str = "comments";
pub(super) const READINGS: &str = "readings over characters (ruby)";
pub(super) const EQUATIONS: &str = "equations";

/// The kinds of things that were left out, in the order of finding.
#[derive(Debug, Default)]
pub(super) struct Omitted {
    kinds: Vec<&'static str>,
    symbols: usize,
}

impl Omitted {
    /// Something of that kind was left out.
    pub(super) fn note(&mut self, kind: &'static str) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    /// So many characters of symbol fonts are not known.
    pub(super) fn unknown(&mut self, symbols: usize) {
        self.symbols += symbols;
    }

    pub(super) fn tell(self, warnings: &mut Vec<Warning>) {
        warnings.extend(self.kinds.into_iter().map(Warning::LeftOut));
        if self.symbols > 0 {
            warnings.push(Warning::Unmapped(self.symbols));
        }
    }
}
