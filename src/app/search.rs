//! Finding as one types: over the logical text, so that neither a wrap nor the width of the screen hides anything.
//!
//! Always true here: a text of up to [`AT_ONCE`] bytes is searched between two frames; in a longer one a worker looks for
//! the match and counts, and no key waits for it. Only the matches in view are held.

use std::sync::Arc;

use super::message::{Effect, Look};
use super::model::Model;
use super::prompt::PromptKind;
use crate::document::TextRange;
use crate::text::search::{Search, Tally};

/// Bytes of the longest text that is searched between two frames: a millisecond or two.
const AT_ONCE: usize = 4 << 20;

/// A search that is shown.
#[derive(Clone, Debug)]
pub struct Finding {
    /// As it was typed.
    pub needle: String,
    /// The match the reader stands on.
    pub current: Option<TextRange>,
    search: Arc<Search>,
    tally: Tally,
    counted: bool,
    /// Which look of a worker is waited for, and what happens with the match.
    sought: Option<(u64, Then)>,
    /// Matches on the visible rows, by start.
    visible: Vec<TextRange>,
    /// Whether the notice is about it.
    told: bool,
}

/// What happens when the match is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// It is brought into view: the reader is still typing.
    Show,
    /// The reader goes there, from this byte.
    Jump(usize),
}

impl Finding {
    /// The visible matches that touch `range`, and whether each is the current one.
    pub fn matches_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, bool)> + '_ {
        let from = self.visible.partition_point(|m| m.end <= range.start);
        let touching = self.visible[from..]
            .iter()
            .take_while(move |m| m.start < range.end);
        touching.map(|m| (*m, self.current == Some(*m)))
    }

    /// How many matches there are, as far as they are counted.
    pub fn count(&self) -> usize {
        self.tally.hits()
    }
}

impl Model {
    /// `/`, or `:search WORDS`.
    pub(super) fn begin_search(&mut self, needle: Option<&str>) {
        match needle {
            Some(needle) => self.find(needle, self.cursor, Then::Jump(self.cursor)),
            None => self.open_prompt(
                PromptKind::Search {
                    from: self.cursor,
                    top: self.top,
                },
                "",
            ),
        }
    }

    /// Makes the first match at or after byte `from` the current one, and counts all.
    pub(super) fn find(&mut self, needle: &str, from: usize, then: Then) {
        // What was found while it was typed is where Enter goes.
        let typed = self.finding.as_ref().filter(|f| f.needle == needle);
        if let (Then::Jump(_), Some(current)) = (then, typed.and_then(|f| f.current)) {
            return self.found(Some(current), then);
        }
        self.find_with(needle, Search::new(needle).map_err(|e| e.to_string()), from, then);
    }

    fn find_with(&mut self, needle: &str, search: Result<Search, String>, from: usize, then: Then) {
        let search = match search {
            Ok(search) => Arc::new(search),
            Err(why) => {
                self.finding = None;
                return self.why(why);
            }
        };
        self.finding = Some(Finding {
            needle: needle.to_owned(),
            current: None,
            search,
            tally: Tally::default(),
            counted: false,
            sought: None,
            visible: Vec::new(),
            told: false,
        });
        self.seek(from, true, then);
    }

    /// Looks for the first match that begins at or after byte `from`, or the last that begins before it, and counts what
    /// is not counted yet.
    fn seek(&mut self, from: usize, forward: bool, then: Then) {
        let document = self.document.clone();
        let text = document.text();
        let Some(finding) = &mut self.finding else { return };
        let search = finding.search.clone();
        if text.len() > AT_ONCE {
            self.looks += 1;
            finding.sought = Some((self.looks, then));
            let count = !finding.counted;
            let look = Look {
                ticket: self.looks,
                document,
                search,
                from,
                forward,
                count,
            };
            self.effects.push(Effect::Find(look));
            return;
        }
        while !finding.counted {
            finding.counted = !finding.tally.advance(&search, text);
        }
        let found = search.seek(text, from, forward, || true);
        self.found(found.map(TextRange::from), then);
    }

    /// The match was found, or there is none.
    fn found(&mut self, found: Option<TextRange>, then: Then) {
        if let Some(finding) = &mut self.finding {
            finding.current = found;
            finding.sought = None;
        }
        match (found, then) {
            (None, _) => self.tell_match(""),
            (Some(range), Then::Show) => {
                self.reveal(range);
                self.cursor = range.start;
            }
            (Some(range), Then::Jump(from)) => {
                self.cursor = from;
                self.jump(range);
                self.tell_match("");
            }
        }
    }

    /// A worker found a match, or that there is none.
    pub(super) fn sought(&mut self, ticket: u64, found: Option<TextRange>) {
        let sought = self.finding.as_ref().and_then(|f| f.sought);
        if let Some((_, then)) = sought.filter(|(awaited, _)| *awaited == ticket) {
            self.found(found, then);
        }
    }

    /// A worker counted on.
    pub(super) fn counted(&mut self, ticket: u64, tally: Tally, all: bool) {
        if ticket != self.looks {
            return;
        }
        let Some(finding) = &mut self.finding else { return };
        finding.tally = tally;
        finding.counted = all;
        if finding.told && self.notice.is_some() {
            self.tell_match("");
        }
    }

    /// Which match the reader stands on, from 1, as far as that is counted.
    pub fn match_number(&self) -> Option<usize> {
        let finding = self.finding.as_ref()?;
        let before = finding
            .tally
            .rank(&finding.search, self.document.text(), finding.current?.start);
        before.map(|before| before + 1)
    }

    /// Where the current match stands among all, in words.
    pub fn match_words(&self) -> String {
        let Some(finding) = &self.finding else {
            return String::new();
        };
        let more = if finding.counted { "" } else { "…" };
        match (finding.current, self.match_number()) {
            (None, _) if finding.sought.is_some() => "looking…".to_owned(),
            (None, _) => "nothing found".to_owned(),
            (Some(_), Some(number)) => format!("{number} of {}{more}", finding.count()),
            (Some(_), None) => format!("one of {}…", finding.count()),
        }
    }

    fn tell_match(&mut self, more: &str) {
        let words = self.match_words();
        let Some(finding) = &mut self.finding else { return };
        finding.told = true;
        let needle = &finding.needle;
        match (finding.current, &finding.sought) {
            (None, None) => {
                let text = format!("‘{needle}’ is not in the article");
                self.why(text);
            }
            _ => {
                let text = format!("‘{needle}’: {words}{more}");
                self.done(text);
            }
        }
    }

    pub(super) fn next_match(&mut self, times: usize, forward: bool) {
        let cursor = self.cursor;
        let document = self.document.clone();
        let text = document.text();
        let Some(finding) = &self.finding else {
            return self.why("nothing is being searched for: / finds");
        };
        if !finding.counted {
            // The next one is known before their number is.
            let from = if forward { cursor + 1 } else { cursor };
            return self.seek(from, forward, Then::Jump(cursor));
        }
        let (search, tally, count) = (&finding.search, &finding.tally, finding.count());
        if count == 0 {
            return self.tell_match("");
        }
        // From the reading position, for the reader may have scrolled on since.
        let rank = |offset| tally.rank(search, text, offset).unwrap_or(0);
        let next = if forward {
            rank((cursor + 1).min(text.len())) + times - 1
        } else {
            rank(cursor) + count * (times / count + 1) - times
        };
        let Some(range) = tally.hit(search, text, next % count).map(TextRange::from) else {
            return;
        };
        let wrapped = if forward {
            next >= count
        } else {
            cursor <= range.start
        };
        self.found(Some(range), Then::Jump(cursor));
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
        let search = Search::word(&word).map_err(|e| e.to_string());
        self.find_with(&word, search, range.end, Then::Jump(self.cursor));
    }

    /// The matches on the visible rows, after the rows were laid out.
    pub(super) fn mark_matches(&mut self) {
        let visible = self.visible();
        let Some(finding) = &mut self.finding else { return };
        // One may reach in from the row above.
        let from = visible.start.saturating_sub(REACH);
        let found = finding.search.find_in(self.document.text(), from..visible.end);
        finding.visible = found.into_iter().map(TextRange::from).collect();
    }
}

/// Bytes above the page at which a match may begin that reaches into it.
const REACH: usize = 4096;
