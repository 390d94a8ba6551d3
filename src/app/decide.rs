//! Decisions about a claim: accept, reject, verdict, speaker, evidence, tags, note, words, status, bounds.
//!
//! Always true here: a decision that settles a claim goes on to the next open one; each answers in the status line.

use super::action::Action;
use super::claims::ClaimSource;
use super::keymap::Command;
use super::model::{Mode, Model, Tone};
use super::prompt::PromptKind;
use super::steps::Target;
use crate::config::settings::Verdict;
use crate::document::TextRange;
use crate::layout::motion;
use crate::notes::{AnnotationKind, Evidence, Speech, Stance, Status, anchor};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// A decision that `.` can repeat on another claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Accept.
    Accept,
    /// Reject.
    Reject,
    /// This verdict.
    Verdict(String),
    /// These tags.
    Tags(String),
    /// This speaker.
    Speaker(String),
    /// This evidence.
    Evidence(String),
}

/// How much of a passage the status line repeats, in cells.
pub(super) const ECHO: usize = 40;

impl Model {
    /// Actions that decide something.
    pub(super) fn work(&mut self, command: &Command, times: usize) {
        let argument = command.argument.as_deref();
        match command.action {
            Action::Undo => return self.undo(times),
            Action::Redo => return self.redo(times),
            Action::Remove => return self.remove(),
            Action::Merge => return self.merge(argument),
            Action::Split => return self.split(argument),
            Action::Worth => return self.set_floor(argument),
            _ => {}
        }
        let Some(target) = self.target() else {
            let why = match (&self.analysis, self.mode) {
                (None, _) => "the article is still being analysed: nothing to decide yet",
                (_, Mode::List) => "nothing to decide on this line",
                _ => "no claim here: V selects a sentence, c makes it one",
            };
            return self.why(why);
        };
        match command.action {
            Action::Accept => self.decide(target, &Decision::Accept),
            Action::Reject => self.decide(target, &Decision::Reject),
            Action::Verdict => self.give_verdict(target, argument),
            Action::Repeat => match self.last.clone() {
                Some(decision) => self.decide(target, &decision),
                None => self.why("nothing to repeat yet"),
            },
            Action::Speaker => match argument {
                Some(name) => self.decide(target, &Decision::Speaker(name.to_owned())),
                None => self.open_prompt(PromptKind::Speaker(target), ""),
            },
            Action::Evidence => match argument {
                Some(source) => self.decide(target, &Decision::Evidence(source.to_owned())),
                None => self.open_prompt(PromptKind::Evidence(target), ""),
            },
            Action::Tags => match argument {
                Some(tags) => self.decide(target, &Decision::Tags(tags.to_owned())),
                None => {
                    let now = self
                        .annotation_of(target)
                        .map(|a| a.tags.join(" "))
                        .unwrap_or_default();
                    self.open_prompt(PromptKind::Tags(target), &now);
                }
            },
            Action::Restate => match argument {
                Some(text) => self.restate(target, text),
                None => {
                    let now = self.annotation_of(target).and_then(|a| a.restatement.clone());
                    let text = now.unwrap_or_else(|| {
                        one_line(self.document.slice(self.range_of(target).unwrap_or_default()))
                    });
                    self.open_prompt(PromptKind::Restate(target), &text);
                }
            },
            Action::Note => match argument {
                Some(text) => self.write_note(target, text),
                None => {
                    let now = self
                        .annotation_of(target)
                        .and_then(|a| a.note.clone())
                        .unwrap_or_default();
                    self.open_editor(target, &now);
                }
            },
            Action::Status => self.set_status(target, argument),
            Action::StartBack => self.move_bounds(target, |d, r, n| motion::move_start(d, r, -n), times),
            Action::StartForward => self.move_bounds(target, motion::move_start, times),
            Action::EndBack => self.move_bounds(target, |d, r, n| motion::move_end(d, r, -n), times),
            Action::EndForward => self.move_bounds(target, motion::move_end, times),
            Action::Snap => self.move_bounds(target, |d, r, _| motion::snap_to_sentences(d, r), 1),
            _ => {}
        }
    }

    pub(super) fn give_verdict(&mut self, target: Target, argument: Option<&str>) {
        let Some(argument) = argument else {
            return self.open_prompt(PromptKind::Verdict(target), "");
        };
        let mut chars = argument.chars();
        let by_digit = match (chars.next(), chars.next()) {
            (Some(c), None) => self.verdict_by_digit(c),
            _ => None,
        };
        let found = by_digit.or_else(|| {
            self.settings
                .verdicts
                .iter()
                .find(|v| v.name.eq_ignore_ascii_case(argument))
        });
        match found.map(|v| v.name.clone()) {
            Some(name) => self.decide(target, &Decision::Verdict(name)),
            None => {
                let names: Vec<String> = self
                    .settings
                    .verdicts
                    .iter()
                    .map(|v| format!("{} {}", v.key, v.name))
                    .collect();
                self.why(format!("no verdict {argument}: {}", names.join(", ")));
            }
        }
    }

    /// The verdict with that digit.
    pub fn verdict_by_digit(&self, digit: char) -> Option<&Verdict> {
        self.settings.verdicts.iter().find(|v| v.key == digit)
    }

    /// Decides and, where the decision settles the claim, goes on to the next.
    pub(super) fn decide(&mut self, target: Target, decision: &Decision) {
        let Some(range) = self.range_of(target) else {
            return self.why("its passage is not in this text");
        };
        let is_claim = matches!(target, Target::Claim(_));
        let echo = truncate(&one_line(self.document.slice(range)), ECHO);
        let goes_on = matches!(
            decision,
            Decision::Accept | Decision::Reject | Decision::Verdict(_)
        );
        let kind = match decision {
            Decision::Tags(_) if !is_claim => AnnotationKind::Highlight,
            _ => AnnotationKind::Claim,
        };
        let already = matches!(target, Target::Claim(ClaimSource::Decided(_)));
        if let Target::Annotation(_) = target
            && !matches!(decision, Decision::Tags(_) | Decision::Evidence(_))
        {
            return self.why("this is no claim: only claims are accepted, rejected or given a verdict");
        }
        let Some(mut new) = self.draft(target, kind) else {
            return;
        };
        let (label, done) = match decision {
            Decision::Accept if already => {
                self.done(format!("accepted already: {echo}"));
                return self.go_on(range.start);
            }
            Decision::Accept => ("accept claim".to_owned(), format!("accepted: {echo}")),
            Decision::Reject => return self.reject(target, range, &echo),
            Decision::Verdict(name) => {
                new.verdict = Some(name.clone());
                new.status = Status::Checked;
                (format!("verdict {name}"), format!("{name}: {echo}"))
            }
            Decision::Tags(text) => {
                new.tags = tags(text);
                match new.tags.join(" ") {
                    none if none.is_empty() => ("no tags".to_owned(), "no tags".to_owned()),
                    tags => (format!("tags {tags}"), format!("tags: {tags}")),
                }
            }
            Decision::Speaker(name) => {
                let name = one_line(name);
                let own = name.is_empty() || name == AUTHOR;
                let cue = new.speech.take().and_then(|s| s.cue);
                new.speech = (!own).then(|| Speech {
                    speaker: name.clone(),
                    cue,
                });
                let name = if own { AUTHOR } else { &name };
                (format!("speaker {name}"), format!("speaker: {name}"))
            }
            Decision::Evidence(text) => {
                let evidence = evidence(text, self.stamps.now());
                let done = format!("evidence: {} ({})", evidence.source, evidence.stance.name());
                new.evidence.push(evidence);
                ("add evidence".to_owned(), done)
            }
        };
        self.selection = None;
        self.take_step(&label, vec![new], done);
        if self.notice.as_ref().is_some_and(|n| n.tone == Tone::Done) {
            self.last = Some(decision.clone());
            if goes_on && is_claim {
                self.go_on(range.start);
            }
        }
    }

    pub(super) fn reject(&mut self, target: Target, range: TextRange, echo: &str) {
        let mut after = Vec::new();
        if let Some(annotation) = self.annotation_of(target) {
            let mut gone = annotation.clone();
            gone.deleted = true;
            after.push(gone);
        }
        // What is taken back must not come back as a suggestion either.
        after.push(self.new_annotation(AnnotationKind::Rejection, range));
        self.take_step("reject claim", after, format!("rejected: {echo}"));
        if self.notice.as_ref().is_some_and(|n| n.tone == Tone::Done) {
            self.last = Some(Decision::Reject);
            self.go_on(range.start.saturating_sub(1));
        }
    }

    pub(super) fn restate(&mut self, target: Target, text: &str) {
        let Some(mut new) = self.draft(target, AnnotationKind::Claim) else {
            return;
        };
        let text = one_line(text);
        new.restatement = (!text.is_empty()).then_some(text);
        self.take_step("restate claim", vec![new], "put in your words".into());
    }

    /// Writes a note on `target`; an empty one takes the note away.
    pub(super) fn write_note(&mut self, target: Target, text: &str) {
        let text = crate::text::clean::harmless(text).trim().to_owned();
        let Some(mut new) = self.draft(
            target,
            match target {
                Target::Claim(_) => AnnotationKind::Claim,
                _ => AnnotationKind::Note,
            },
        ) else {
            return self.why("its passage is not in this text");
        };
        if new.note.as_deref().unwrap_or_default() == text {
            return self.why(if text.is_empty() {
                "an empty note was not kept"
            } else {
                "the note is as it was"
            });
        }
        let taken = text.is_empty();
        new.note = (!taken).then_some(text);
        self.selection = None;
        self.take_step(
            "write note",
            vec![new],
            if taken {
                "note taken away".into()
            } else {
                "note kept".into()
            },
        );
    }

    pub(super) fn set_status(&mut self, target: Target, argument: Option<&str>) {
        let Some(mut new) = self.draft(target, AnnotationKind::Claim) else {
            return;
        };
        let all = [Status::ToCheck, Status::Checking, Status::Checked];
        let next = match argument {
            None => all[(all.iter().position(|s| *s == new.status).unwrap_or(0) + 1) % 3],
            Some(name) => match all.into_iter().find(|s| s.name() == name) {
                Some(status) => status,
                None => return self.why("a status is ‘to check’, ‘checking’ or ‘checked’"),
            },
        };
        new.status = next;
        let name = next.name();
        self.take_step(&format!("status {name}"), vec![new], format!("status: {name}"));
    }

    pub(super) fn move_bounds(
        &mut self,
        target: Target,
        change: impl Fn(&crate::document::Document, TextRange, isize) -> TextRange,
        times: usize,
    ) {
        let Some(range) = self.range_of(target).filter(|r| !r.is_empty()) else {
            return self.why("its passage is not in this text");
        };
        let moved = change(&self.document, range, times as isize);
        if moved == range || moved.is_empty() {
            return self.why("it cannot move further that way");
        }
        let Some(mut new) = self.draft(target, AnnotationKind::Claim) else {
            return;
        };
        new.anchor = anchor(&self.document, moved);
        let id = new.id;
        let text = self.document.slice(moved);
        let first = text.split_whitespace().next().unwrap_or_default().to_owned();
        let last = text.split_whitespace().next_back().unwrap_or_default().to_owned();
        self.take_step("move bounds", vec![new], format!("claim: {first} … {last}"));
        if let Some(index) = self.claims.iter().position(|c| c.id() == Some(id)) {
            self.set_focus(index);
        }
    }
}

/// How the prompt for a speaker names the author's own voice.
pub(super) const AUTHOR: &str = "the author";

/// Tags from a line: words without a leading '#', no doubles.
fn tags(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text
        .split([' ', ',', '\t'])
        .map(|w| w.trim_start_matches('#'))
        .filter(|w| !w.is_empty())
    {
        if !out.iter().any(|t| t == word) {
            out.push(word.to_owned());
        }
    }
    out
}

/// Evidence from a line: `+` or `-` first for its stance, then the source, then a quote in quotation marks.
fn evidence(text: &str, now: crate::notes::Timestamp) -> Evidence {
    let text = text.trim();
    let (stance, rest) = match text.as_bytes() {
        [b'+', ..] => (Stance::Supports, &text[1..]),
        [b'-', ..] => (Stance::Refutes, &text[1..]),
        _ => (Stance::Context, text),
    };
    let (source, quote) = match rest.split_once(['"', '“']) {
        Some((source, quote)) if !source.trim().is_empty() => {
            (source, Some(quote.trim_end_matches(['"', '”', ' ']).to_owned()))
        }
        _ => (rest, None),
    };
    let seen = jiff::tz::Offset::UTC.to_datetime(now).date();
    Evidence {
        source: one_line(source),
        quote,
        stance,
        seen: Some(seen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_evidence_and_tags() {
        let e = evidence(
            "-https://example.org/a \"it was not\"",
            crate::notes::Timestamp::UNIX_EPOCH,
        );
        assert_eq!(
            (e.source.as_str(), e.quote.as_deref(), e.stance),
            ("https://example.org/a", Some("it was not"), Stance::Refutes)
        );
        assert_eq!(tags("#law law, money"), ["law", "money"]);
    }
}
