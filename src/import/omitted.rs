//! Collects what an importer leaves out or cannot read, to report it once at the end.

use super::Warning;

pub(super) const DELETED: &str = "text that is marked as deleted";
pub(super) const HIDDEN: &str = "hidden text";
pub(super) const COMMENTS: &str = "comments";
pub(super) const READINGS: &str = "readings over characters (ruby)";
pub(super) const EQUATIONS: &str = "equations";
pub(super) const OBJECTS: &str = "embedded objects";
pub(super) const CHARTS: &str = "charts";
pub(super) const HEADERS: &str = "page headers and footers";

/// What was left out, by kind, in the order of discovery.
#[derive(Debug, Default)]
pub(super) struct Omitted {
    kinds: Vec<(&'static str, usize)>,
    symbols: usize,
    /// The kind whose last word may continue in the next piece of text.
    unfinished: Option<&'static str>,
}

impl Omitted {
    /// Records that something of that kind was left out.
    pub(super) fn note(&mut self, kind: &'static str) {
        self.entry(kind);
    }

    /// Whether something of that kind was left out.
    pub(super) fn has(&self, kind: &'static str) -> bool {
        self.kinds.iter().any(|(known, _)| *known == kind)
    }

    /// Counts the words of `text`, which was left out. Consecutive pieces of text may share a word.
    pub(super) fn words(&mut self, kind: &'static str, text: &str) {
        let continues = self.unfinished == Some(kind) && !text.starts_with(char::is_whitespace);
        let words = text.split_whitespace();
        let words = words.filter(|word| word.contains(char::is_alphanumeric)).count();
        if words > 0 {
            *self.entry(kind) += words - usize::from(continues);
        }
        if !text.is_empty() {
            self.unfinished = Some(kind).filter(|_| text.ends_with(char::is_alphanumeric));
        }
    }

    /// Counts the words of `text`, which is a page header or footer. A page number does not count.
    pub(super) fn margin(&mut self, text: &str) {
        if text.contains(char::is_alphabetic) || !text.contains(char::is_alphanumeric) {
            self.words(HEADERS, text);
        }
    }

    /// The next text does not continue a word: another paragraph begins.
    pub(super) fn end_word(&mut self) {
        self.unfinished = None;
    }

    /// Counts unknown characters of symbol fonts.
    pub(super) fn unknown(&mut self, symbols: usize) {
        self.symbols += symbols;
    }

    pub(super) fn tell(self, warnings: &mut Vec<Warning>) {
        warnings.extend(self.kinds.into_iter().map(|(what, words)| match words {
            0 => Warning::LeftOut(what),
            words => Warning::LeftOutWords { what, words },
        }));
        if self.symbols > 0 {
            warnings.push(Warning::Unmapped(self.symbols));
        }
    }

    fn entry(&mut self, kind: &'static str) -> &mut usize {
        let at = self.kinds.iter().position(|(known, _)| *known == kind);
        let at = at.unwrap_or_else(|| {
            self.kinds.push((kind, 0));
            self.kinds.len() - 1
        });
        &mut self.kinds[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_pieces_are_counted_once() {
        let mut omitted = Omitted::default();
        for piece in ["The fer", "ry", " was late –", " again", "", "."] {
            omitted.words(HIDDEN, piece);
        }
        omitted.end_word();
        omitted.words(HIDDEN, "Twice");
        omitted.words(DELETED, "12");
        omitted.note(COMMENTS);
        omitted.note(COMMENTS);
        let mut warnings = Vec::new();
        omitted.tell(&mut warnings);
        let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "left out hidden text (6 words)",
                "left out text that is marked as deleted (1 word)",
                "left out comments"
            ]
        );
    }
}
