//! Finding as one types: over the logical text, so that neither a wrap nor the width of the screen hides anything.

use super::model::Model;
use super::prompt::PromptKind;
use crate::document::TextRange;
use crate::text::search::Search;

/// A search that is shown.
#[derive(Clone, Debug)]
pub struct Finding {
    /// As it was typed.
    pub needle: String,
    /// Every match, by start.
    pub matches: Vec<TextRange>,
    /// The match the reader stands on.
    pub current: Option<usize>,
}

impl Finding {
    /// The matches that touch `range`, and whether each is the current one.
    pub fn matches_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, bool)> + '_ {
        let from = self.matches.partition_point(|m| m.end <= range.start);
        let touching = self.matches[from..]
            .iter()
            .take_while(move |m| m.start < range.end);
        touching
            .enumerate()
            .map(move |(i, m)| (*m, self.current == Some(from + i)))
    }
}

impl Model {
    /// `/`, or `:search WORDS`.
    pub(super) fn begin_search(&mut self, needle: Option<&str>) {
        match needle {
            Some(needle) => {
                let from = self.cursor;
                if self.find(needle, from) {
                    self.jump_to_match();
                }
            }
            None => self.open_prompt(
                PromptKind::Search {
                    from: self.cursor,
                    top: self.top,
                },
                "",
            ),
        }
    }

    /// Finds every match and makes the first one at or after byte `from` the current one. Whether there is any.
    pub(super) fn find(&mut self, needle: &str, from: usize) -> bool {
        self.find_with(needle, Search::new(needle).map_err(|e| e.to_string()), from)
    }

    fn find_with(&mut self, needle: &str, search: Result<Search, String>, from: usize) -> bool {
        let search = match search {
            Ok(search) => search,
            Err(why) => {
                self.finding = None;
                self.why(why);
                return false;
            }
        };
        let matches: Vec<TextRange> = search
            .find_all(self.document.text())
            .map(TextRange::from)
            .collect();
        let first = matches.partition_point(|m| m.start < from);
        let current = if matches.is_empty() {
            None
        } else {
            Some(if first < matches.len() { first } else { 0 })
        };
        self.finding = Some(Finding {
            needle: needle.to_owned(),
            matches,
            current,
        });
        if current.is_none() {
            self.why(format!("‘{needle}’ is not in the article"));
        }
        current.is_some()
    }

    /// Brings the current match into view without a jump: while typing.
    pub(super) fn show_match(&mut self) {
        if let Some(range) = self.current_match() {
            self.reveal(range);
            self.cursor = range.start;
        }
    }

    fn current_match(&self) -> Option<TextRange> {
        let finding = self.finding.as_ref()?;
        finding.matches.get(finding.current?).copied()
    }

    /// A jump to the current match, which says where it stands among all.
    pub(super) fn jump_to_match(&mut self) {
        if let Some(range) = self.current_match() {
            self.jump(range);
            self.tell_match("");
        }
    }

    fn tell_match(&mut self, more: &str) {
        if let Some(finding) = &self.finding {
            let text = match finding.current {
                Some(i) => format!(
                    "‘{}’: {} of {}{more}",
                    finding.needle,
                    i + 1,
                    finding.matches.len()
                ),
                None => format!("‘{}’ is not in the article", finding.needle),
            };
            self.done(text);
        }
    }

    pub(super) fn next_match(&mut self, times: usize, forward: bool) {
        let cursor = self.cursor;
        let Some(finding) = &mut self.finding else {
            return self.why("nothing is being searched for: / finds");
        };
        let count = finding.matches.len();
        if count == 0 {
            return self.tell_match("");
        }
        // From the reading position, for the reader may have scrolled on since.
        let next = if forward {
            finding.matches.partition_point(|m| m.start <= cursor) + times - 1
        } else {
            let before = finding.matches.partition_point(|m| m.start < cursor);
            (before + count * (times / count + 1)) - times
        };
        let wrapped = if forward {
            next >= count
        } else {
            cursor <= finding.matches[next % count].start
        };
        finding.current = Some(next % count);
        self.jump_to_match();
        if wrapped {
            self.tell_match(if forward {
                " · from the start again"
            } else {
                " · from the end again"
            });
        }
    }

    /// `*`: the entity or the word under the cursor.
    pub(super) fn search_word(&mut self) {
        let range = match self.entity_at(self.cursor) {
            Some((entity, mention)) => self
                .entities
                .get(entity)
                .and_then(|e| e.mentions.get(mention))
                .copied(),
            None => None,
        };
        let range = range.unwrap_or_else(|| crate::layout::motion::word_at(&self.document, self.cursor));
        let word = crate::text::clean::one_line(self.document.slice(range));
        if word.is_empty() || !word.contains(char::is_alphanumeric) {
            return self.why("no word under the cursor");
        }
        let from = range.end;
        if self.find_with(&word, Search::word(&word).map_err(|e| e.to_string()), from) {
            self.jump_to_match();
        }
    }
}
