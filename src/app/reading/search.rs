//! Incremental search over the logical text, independent of line wraps and the width of the screen.
//!
//! Invariants: a text of up to [`AT_ONCE`] bytes is searched between two frames; in a longer one a worker searches and counts, and no key
//! waits for it. Only the visible matches are held.

use std::sync::Arc;

use super::super::message::SearchRequest;
use super::super::status::{Declined, Outcome, decline, declined, done, quiet};
use super::Reading;
use crate::document::TextRange;
use crate::notes::Id;
use crate::text::search::{Search, Tally};

/// The maximum size in bytes of a text that is searched between two frames, in a millisecond or two.
const AT_ONCE: usize = 4 << 20;

/// Bytes above the page at which a match may begin that extends into it.
const REACH: usize = 4096;

/// An active search.
#[derive(Clone, Debug)]
pub struct Finding {
    /// As it was typed.
    pub needle: String,
    /// The current match.
    pub current: Option<TextRange>,
    search: Arc<Search>,
    tally: Tally,
    counted: bool,
    /// The search of a worker that is waited for, and what to do with the match.
    sought: Option<(u64, Then)>,
    /// Annotations whose notes contain the words, with their passages, by start.
    noted: Vec<(TextRange, Id)>,
    /// The current one of them.
    at_note: Option<usize>,
    /// Matches on the visible rows, by start.
    visible: Vec<TextRange>,
    /// Whether the status line is about it.
    told: bool,
}

/// What to do with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Then {
    /// Bring it into view: the reader is still typing.
    Show,
    /// Jump to it, from this byte.
    Jump(usize),
}

/// The immediate result of a search.
pub(in crate::app) struct Sought {
    /// The message.
    pub(in crate::app) outcome: Outcome,
    /// A search for a worker.
    pub(in crate::app) look: Option<SearchRequest>,
    /// Whether the reading position jumped.
    pub(in crate::app) jumped: bool,
    /// The annotation whose note contains the words, if the reader jumped to one.
    pub(in crate::app) noted: Option<Id>,
}

impl Sought {
    fn said(outcome: Outcome) -> Self {
        Self {
            outcome,
            look: None,
            jumped: false,
            noted: None,
        }
    }
}

impl Finding {
    /// The visible matches that overlap `range`, and whether each is the current one.
    pub fn matches_in(&self, range: TextRange) -> impl Iterator<Item = (TextRange, bool)> + '_ {
        let from = self.visible.partition_point(|m| m.end <= range.start);
        let touching = self.visible[from..]
            .iter()
            .take_while(move |m| m.start < range.end);
        touching.map(|m| (*m, self.current == Some(*m)))
    }

    /// The number of matches counted so far.
    pub fn count(&self) -> usize {
        self.tally.hits()
    }

    /// The number of the current match, from 1, if counted.
    fn number(&self, text: &str) -> Option<usize> {
        let before = self.tally.rank(&self.search, text, self.current?.start);
        before.map(|before| before + 1)
    }

    /// The number of the current match among all, in words.
    fn words(&self, text: &str) -> String {
        let more = if self.counted { "" } else { "…" };
        match (self.current, self.number(text)) {
            (None, _) if self.sought.is_some() => "looking…".to_owned(),
            (None, _) => match self.noted.len() {
                0 => "nothing found".to_owned(),
                n => format!("{n} in notes"),
            },
            (Some(_), Some(number)) => format!("{number} of {}{more}", self.count()),
            (Some(_), None) => format!("one of {}…", self.count()),
        }
    }

    fn outcome(&self, text: &str, more: &str) -> Outcome {
        let needle = &self.needle;
        let notes = match self.noted.len() {
            0 => None,
            1 => Some("1 note".to_owned()),
            n => Some(format!("{n} notes")),
        };
        match (self.current, &self.sought, notes) {
            (None, None, None) => decline(format!("‘{needle}’ is neither in the article nor in a note")),
            (None, None, Some(notes)) => done(match self.at_note {
                Some(at) => format!("‘{needle}’: in {notes}, {} of {}{more}", at + 1, self.noted.len()),
                None => format!("‘{needle}’: not in the article, but in {notes}"),
            }),
            (.., Some(notes)) if self.at_note.is_none() => done(format!(
                "‘{needle}’: {}{more} · also in {notes}",
                self.words(text)
            )),
            (.., Some(_)) => done(format!("‘{needle}’: in a note of yours{more}")),
            (.., None) => done(format!("‘{needle}’: {}{more}", self.words(text))),
        }
    }
}

impl Reading {
    /// The active search.
    pub fn finding(&self) -> Option<&Finding> {
        self.finding.as_ref()
    }

    /// Ends the search.
    pub(in crate::app) fn end_search(&mut self) {
        self.finding = None;
    }

    /// The number of the current match, from 1, if counted.
    pub fn match_number(&self) -> Option<usize> {
        self.finding.as_ref()?.number(self.document.text())
    }

    /// The number of the current match among all, in words; empty without a search.
    pub fn match_words(&self) -> String {
        let finding = self.finding.as_ref();
        finding.map_or_else(String::new, |f| f.words(self.document.text()))
    }

    /// Makes the first match at or after byte `from` the current one, and counts all. `noted` are the annotations whose notes contain the
    /// words, with their passages, by start.
    pub(in crate::app) fn find(
        &mut self,
        needle: &str,
        from: usize,
        then: Then,
        noted: Vec<(TextRange, Id)>,
    ) -> Sought {
        // Enter goes to what was found while typing.
        let typed = self.finding.as_ref().filter(|f| f.needle == needle);
        if let (Then::Jump(_), Some(current)) = (then, typed.and_then(|f| f.current)) {
            return self.found(Some(current), then, "");
        }
        match Search::new(needle) {
            Ok(search) => self.find_with(needle, search, from, then, noted),
            Err(why) => self.not_a_search(&why.to_string()),
        }
    }

    /// The same for `needle` as a whole word.
    pub(in crate::app) fn find_word(&mut self, needle: &str, from: usize) -> Sought {
        let then = Then::Jump(self.cursor);
        match Search::word(needle) {
            Ok(search) => self.find_with(needle, search, from, then, Vec::new()),
            Err(why) => self.not_a_search(&why.to_string()),
        }
    }

    fn not_a_search(&mut self, why: &str) -> Sought {
        self.finding = None;
        Sought::said(decline(why))
    }

    fn find_with(
        &mut self,
        needle: &str,
        search: Search,
        from: usize,
        then: Then,
        noted: Vec<(TextRange, Id)>,
    ) -> Sought {
        self.finding = Some(Finding {
            needle: needle.to_owned(),
            current: None,
            search: Arc::new(search),
            tally: Tally::default(),
            counted: false,
            sought: None,
            noted,
            at_note: None,
            visible: Vec::new(),
            told: false,
        });
        self.seek(from, true, then)
    }

    /// Searches for the first match that begins at or after byte `from`, or the last that begins before it, and counts matches not counted
    /// yet.
    fn seek(&mut self, from: usize, forward: bool, then: Then) -> Sought {
        let document = self.document.clone();
        let text = document.text();
        let Some(finding) = &mut self.finding else {
            return Sought::said(quiet());
        };
        let search = finding.search.clone();
        if text.len() > AT_ONCE {
            self.looks += 1;
            finding.sought = Some((self.looks, then));
            let look = SearchRequest {
                ticket: self.looks,
                count: !finding.counted,
                document,
                search,
                from,
                forward,
            };
            return Sought {
                look: Some(look),
                ..Sought::said(quiet())
            };
        }
        while !finding.counted {
            finding.counted = !finding.tally.advance(&search, text);
        }
        let found = search.seek(text, from, forward, || true);
        self.found(found.map(TextRange::from), then, "")
    }

    /// Handles a match, or that there is none.
    fn found(&mut self, found: Option<TextRange>, then: Then, more: &str) -> Sought {
        if let Some(finding) = &mut self.finding {
            finding.current = found;
            finding.at_note = None;
            finding.sought = None;
        }
        match (found, then) {
            (None, Then::Jump(from)) => self.first_note(from, more),
            (None, Then::Show) => Sought::said(self.tell_match(more)),
            (Some(range), Then::Show) => {
                self.go_to(range);
                Sought::said(quiet())
            }
            (Some(range), Then::Jump(from)) => {
                self.jumps.push(from);
                self.go_to(range);
                Sought {
                    jumped: true,
                    ..Sought::said(self.tell_match(more))
                }
            }
        }
    }

    /// Handles a worker's result; `None` if nobody waits for it.
    pub(in crate::app) fn sought(&mut self, ticket: u64, found: Option<TextRange>) -> Option<Sought> {
        let (awaited, then) = self.finding.as_ref()?.sought?;
        (awaited == ticket).then(|| self.found(found, then, ""))
    }

    /// Handles a worker's count; returns a message if `told` is still on the screen.
    pub(in crate::app) fn counted(
        &mut self,
        ticket: u64,
        tally: Tally,
        all: bool,
        on_screen: bool,
    ) -> Option<Outcome> {
        if ticket != self.looks {
            return None;
        }
        let finding = self.finding.as_mut()?;
        finding.tally = tally;
        finding.counted = all;
        (finding.told && on_screen).then(|| self.tell_match(""))
    }

    fn tell_match(&mut self, more: &str) -> Outcome {
        let Some(finding) = &mut self.finding else {
            return quiet();
        };
        finding.told = true;
        finding.outcome(self.document.text(), more)
    }

    /// Moves to the next matches, or previous ones, from the reading position.
    pub(in crate::app) fn next_match(&mut self, times: usize, forward: bool) -> Result<Sought, Declined> {
        let cursor = self.cursor;
        let document = self.document.clone();
        let text = document.text();
        let Some(finding) = &self.finding else {
            return Err(declined("nothing is being searched for: / finds"));
        };
        if !finding.counted {
            // The next match is known before its number.
            let from = if forward { cursor + 1 } else { cursor };
            return Ok(self.seek(from, forward, Then::Jump(cursor)));
        }
        if !finding.noted.is_empty() {
            return Ok(self.next_with_notes(times, forward));
        }
        let (search, tally, count) = (&finding.search, &finding.tally, finding.count());
        if count == 0 {
            return Ok(Sought::said(self.tell_match("")));
        }
        // From the reading position, because the reader may have scrolled since.
        let rank = |offset| tally.rank(search, text, offset).unwrap_or(0);
        let next = if forward {
            rank((cursor + 1).min(text.len())) + times - 1
        } else {
            rank(cursor) + count * (times / count + 1) - times
        };
        let Some(range) = tally.hit(search, text, next % count).map(TextRange::from) else {
            return Ok(Sought::said(quiet()));
        };
        let more = match forward {
            true if next >= count => " · from the start again",
            false if cursor <= range.start => " · from the end again",
            _ => "",
        };
        Ok(self.found(Some(range), Then::Jump(cursor), more))
    }

    /// Moves to the next matches or annotations, or previous ones; wraps around at the ends of the text.
    fn next_with_notes(&mut self, times: usize, forward: bool) -> Sought {
        let document = self.document.clone();
        let text = document.text();
        let from = self.cursor;
        let Some(finding) = &self.finding else {
            return Sought::said(quiet());
        };
        let (search, tally, count) = (&finding.search, &finding.tally, finding.count());
        // Each place with the annotation there, or none for a match in the text.
        let next = |at: usize| {
            let rank = tally.rank(search, text, if forward { at + 1 } else { at }.min(text.len()));
            let number = rank.and_then(|rank| if forward { Some(rank) } else { rank.checked_sub(1) });
            let hit = number
                .filter(|n| *n < count)
                .and_then(|n| tally.hit(search, text, n));
            let hit = hit.map(|hit| (TextRange::from(hit), None));
            let mut noted = finding.noted.iter().enumerate();
            let noted = if forward {
                noted.find(|(_, (range, _))| range.start > at)
            } else {
                noted.rev().find(|(_, (range, _))| range.start < at)
            };
            let noted = noted.map(|(i, (range, _))| (*range, Some(i)));
            let nearer = |a: &(TextRange, Option<usize>), b: &(TextRange, Option<usize>)| {
                if forward {
                    a.0.start <= b.0.start
                } else {
                    a.0.start >= b.0.start
                }
            };
            match (hit, noted) {
                (Some(hit), Some(noted)) => Some(if nearer(&hit, &noted) { hit } else { noted }),
                (hit, noted) => hit.or(noted),
            }
        };
        let (mut at, mut found, mut joined) = (from, None, false);
        for _ in 0..times.min(count + finding.noted.len()) {
            let mut step = next(at);
            if step.is_none() {
                joined = true;
                // Starting before the first byte includes a match that begins there.
                step = if forward {
                    let first = tally.hit(search, text, 0).map(|hit| (TextRange::from(hit), None));
                    let noted = finding.noted.first().map(|(range, _)| (*range, Some(0)));
                    match (first, noted) {
                        (Some(hit), Some(noted)) => {
                            Some(if hit.0.start <= noted.0.start { hit } else { noted })
                        }
                        (hit, noted) => hit.or(noted),
                    }
                } else {
                    next(text.len() + 1)
                };
            }
            let Some((range, note)) = step else { break };
            at = range.start;
            found = Some((range, note));
        }
        let more = match (joined, forward) {
            (true, true) => " · from the start again",
            (true, false) => " · from the end again",
            (false, _) => "",
        };
        match found {
            Some((range, None)) => self.found(Some(range), Then::Jump(from), more),
            Some((_, Some(note))) => self.at_note(note, from, more),
            None => Sought::said(self.tell_match("")),
        }
    }

    /// Moves to the first annotation at or after byte `from` whose note contains the words, or the first of all.
    fn first_note(&mut self, from: usize, more: &str) -> Sought {
        let noted = self.finding.as_ref().map_or(&[][..], |f| &f.noted);
        if noted.is_empty() {
            return Sought::said(self.tell_match(more));
        }
        let ahead = noted.iter().position(|(range, _)| range.start >= from);
        self.at_note(ahead.unwrap_or(0), from, more)
    }

    fn at_note(&mut self, index: usize, from: usize, more: &str) -> Sought {
        let Some(finding) = &mut self.finding else {
            return Sought::said(quiet());
        };
        let Some((range, id)) = finding.noted.get(index).copied() else {
            return Sought::said(quiet());
        };
        finding.current = None;
        finding.at_note = Some(index);
        self.jumps.push(from);
        self.go_to(range);
        Sought {
            jumped: true,
            noted: Some(id),
            ..Sought::said(self.tell_match(more))
        }
    }

    /// Finds the matches on the visible rows, after these were laid out.
    pub(super) fn mark_matches(&mut self) {
        let Some(finding) = &mut self.finding else { return };
        let text = self.document.text();
        let mut visible: Vec<TextRange> = Vec::new();
        for stretch in self.seen.stretches() {
            // A match may extend from the row above.
            let before = visible.last().map_or(0, |m| m.end);
            let from = stretch.start.saturating_sub(REACH).max(before);
            let found = finding.search.find_in(text, from..stretch.end);
            visible.extend(found.into_iter().map(TextRange::from));
        }
        finding.visible = visible;
    }
}
