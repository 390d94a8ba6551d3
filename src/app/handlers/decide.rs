//! Decisions on claims: accept, reject, verdicts; speaker, evidence, tags, note, restatement, status.

use super::super::article::{ClaimSource, Decision, Target};
use super::super::keys::{Command, Mode};
use super::super::message::Effect;
use super::super::model::{InHand, Model};
use super::super::overlay::{AUTHOR, Finished, NoteEditor, Overlay, Prompt, PromptKind};
use super::super::sidebar::{Row, Tab};
use super::super::sources::NamedBy;
use super::super::status::{Outcome, decline, done, quiet};
use super::target::echo;
use crate::config::settings::Label;
use crate::document::TextRange;
use crate::notes::{AnnotationKind, Evidence, Speech, Status, Timestamp};
use crate::text::clean::{harmless, one_line};

pub(super) fn accept(model: &mut Model, _: &Command) -> Outcome {
    let target = model.expect_target()?;
    model.decide(target, &Decision::Accept)
}

pub(super) fn reject(model: &mut Model, _: &Command) -> Outcome {
    let target = model.expect_target()?;
    model.decide(target, &Decision::Reject)
}

pub(super) fn repeat(model: &mut Model, _: &Command) -> Outcome {
    let target = model.expect_target()?;
    match model.last.clone() {
        Some(decision) => model.decide(target, &decision),
        None => decline("nothing to repeat yet"),
    }
}

pub(super) fn verdict(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let target = model.expect_target()?;
    let Some(argument) = command.argument.as_deref() else {
        let kind = if model.is_highlight(target) {
            PromptKind::Colour(target)
        } else {
            PromptKind::Verdict(target)
        };
        return model.open_prompt(kind, "");
    };
    let highlight = model.is_highlight(target);
    let labels = if highlight {
        &model.settings.highlights
    } else {
        &model.settings.verdicts
    };
    match labelled(labels, argument).map(|label| label.name.clone()) {
        Some(name) if highlight => model.mark_as(target, &name),
        Some(name) => model.decide(target, &Decision::Verdict(name)),
        None => {
            let what = if highlight { "kind of highlight" } else { "verdict" };
            decline(format!("no {what} {argument}: {}", names(labels)))
        }
    }
}

/// The names of labels with their keys.
pub(super) fn names(labels: &[Label]) -> String {
    let names: Vec<String> = labels.iter().map(|l| format!("{} {}", l.key, l.name)).collect();
    names.join(", ")
}

/// The label with that digit or name; a prefix is enough if it is unambiguous.
pub(super) fn labelled<'a>(labels: &'a [Label], argument: &str) -> Option<&'a Label> {
    let by_key = |l: &&Label| argument.chars().eq([l.key]);
    let by_name = |l: &&Label| l.name.eq_ignore_ascii_case(argument);
    let begins = |l: &&Label| {
        let start = l.name.get(..argument.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(argument))
    };
    let by_start = || {
        let mut found = labels.iter().filter(begins);
        found.next().filter(|_| found.next().is_none())
    };
    let exact = labels.iter().find(by_key).or(labels.iter().find(by_name));
    exact.or_else(by_start)
}

pub(super) fn speaker(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let target = model.expect_subject()?;
    match &command.argument {
        Some(name) => model.decide(target, &Decision::Speaker(name.clone())),
        None => model.open_prompt(PromptKind::Speaker(target), ""),
    }
}

pub(super) fn evidence(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let target = model.expect_subject()?;
    match &command.argument {
        Some(source) => model.decide(target, &Decision::Evidence(source.clone())),
        None => model.open_prompt(PromptKind::Evidence(target), ""),
    }
}

pub(super) fn tags(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let target = model.expect_subject()?;
    if let Some(tags) = &command.argument {
        return model.decide(target, &Decision::Tags(tags.clone()));
    }
    let now = model.article.annotation_of(target).map(|a| a.tags.join(" "));
    model.open_prompt(PromptKind::Tags(target), &now.unwrap_or_default())
}

pub(super) fn restate(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let target = model.expect_subject()?;
    let Some(text) = &command.argument else {
        let now = model.article.annotation_of(target);
        let text = now.and_then(|a| a.restatement.clone());
        let text = text.unwrap_or_else(|| one_line(&model.article.passage_of(target)));
        return model.open_prompt(PromptKind::Restate(target), &text);
    };
    let mut new = model.draft(target, AnnotationKind::Claim)?;
    let text = one_line(text);
    new.restatement = (!text.is_empty()).then_some(text);
    model.take_step("restate claim", vec![new], "put in your words".into())
}

pub(super) fn note(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let target = model.expect_subject()?;
    if let Some(text) = &command.argument {
        return model.write_note(target, text);
    }
    let now = model.article.annotation_of(target).and_then(|a| a.note.clone());
    let editor = NoteEditor::new(model.article.editing(target), &now.unwrap_or_default());
    model.show_target(Some(target));
    model.overlay = Some(Overlay::Editor(editor));
    quiet()
}

pub(super) fn status(model: &mut Model, command: &Command) -> Outcome {
    let target = model.expect_subject()?;
    let mut new = model.draft(target, AnnotationKind::Claim)?;
    let all = [Status::ToCheck, Status::Checking, Status::Checked];
    let next = match command.argument.as_deref() {
        None => all[(all.iter().position(|s| *s == new.status).unwrap_or(0) + 1) % all.len()],
        Some(name) => match all.into_iter().find(|s| s.name() == name) {
            Some(status) => status,
            None => return decline("a status is ‘to check’, ‘checking’ or ‘checked’"),
        },
    };
    new.status = next;
    let name = next.name();
    model.take_step(&format!("status {name}"), vec![new], format!("status: {name}"))
}

impl Model {
    fn is_highlight(&self, target: Target) -> bool {
        let annotation = self.article.annotation_of(target);
        annotation.is_some_and(|a| a.kind == AnnotationKind::Highlight)
    }

    /// Sets the kind of a highlight.
    fn mark_as(&mut self, target: Target, name: &str) -> Outcome {
        let mut new = self.draft(target, AnnotationKind::Highlight)?;
        new.colour = Some(name.to_owned());
        let words = format!("{name}: {}", echo(&new.anchor.label()));
        self.take_step(&format!("mark as {name}"), vec![new], words)
    }

    pub(in crate::app) fn open_prompt(&mut self, kind: PromptKind, text: &str) -> Outcome {
        self.show_target(kind.target());
        let prompt = Prompt::new(kind, text, &self.context());
        self.overlay = Some(Overlay::Prompt(prompt));
        quiet()
    }

    /// Brings the subject of the typed text into view. In the queue the page is that of the claim in focus.
    fn show_target(&mut self, target: Option<Target>) {
        let range = target.and_then(|target| self.article.range_of(target));
        if let Some(range) = range.filter(|r| !r.is_empty() && self.mode != Mode::Queue) {
            self.reading.reveal(range);
        }
    }

    /// Makes a decision and, if it completes the claim, moves to the next.
    pub(super) fn decide(&mut self, target: Target, decision: &Decision) -> Outcome {
        let Some(range) = self.place_of(target) else {
            return decline("its passage is not in this text");
        };
        let is_claim = matches!(target, Target::Claim(_));
        let echo = echo(self.article.document().slice(range));
        let goes_on = match decision {
            Decision::Accept | Decision::Reject | Decision::Verdict(_) => is_claim,
            Decision::Tags(_) | Decision::Speaker(_) | Decision::Evidence(_) => false,
        };
        let kind = match decision {
            Decision::Tags(_) if !is_claim => AnnotationKind::Highlight,
            _ => AnnotationKind::Claim,
        };
        let already = matches!(target, Target::Claim(ClaimSource::Decided(_)));
        if let Target::Annotation(_) | Target::Entity(_) = target
            && !matches!(decision, Decision::Tags(_) | Decision::Evidence(_))
        {
            return decline("this is not a claim: only claims are accepted, rejected or given a verdict");
        }
        let mut new = self.draft(target, kind)?;
        let (label, words) = match decision {
            Decision::Accept if new.carried.is_some() => (
                "confirm claim".to_owned(),
                format!("confirmed for this version: {echo}"),
            ),
            Decision::Accept if already => {
                let said = done(format!("accepted already: {echo}"));
                return self.go_on(said, range.start);
            }
            Decision::Accept => ("accept claim".to_owned(), format!("accepted: {echo}")),
            Decision::Reject => {
                let said = self.reject(target, range, &echo);
                self.last = said.is_ok().then_some(Decision::Reject).or(self.last.take());
                if said.is_ok() && self.mode == Mode::Card {
                    self.enter(self.card.from);
                }
                return self.go_on(said, range.start.saturating_sub(1));
            }
            Decision::Verdict(name) => {
                new.verdict = Some(name.clone());
                new.status = Status::Checked;
                (format!("verdict {name}"), format!("{name}: {echo}"))
            }
            Decision::Tags(text) => {
                new.tags = split_tags(text);
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
                let evidence = parse_evidence(text, self.stamps.now());
                self.article.name_source(&evidence.source, NamedBy::Reader);
                let words = format!("evidence: {} ({})", evidence.source, evidence.stance.name());
                new.evidence.push(evidence);
                ("add evidence".to_owned(), words)
            }
        };
        self.reading.clear_selection();
        let id = new.id;
        let said = self.take_step(&label, vec![new], words.clone())?;
        self.last = Some(decision.clone());
        if goes_on {
            self.hand = (self.mode != Mode::Card).then_some(InHand { id, words });
            return self.go_on(Ok(said), range.start);
        }
        Ok(said)
    }

    fn reject(&mut self, target: Target, range: TextRange, echo: &str) -> Outcome {
        let mut after = Vec::new();
        if let Some(annotation) = self.article.annotation_of(target) {
            let mut gone = annotation.clone();
            gone.deleted = true;
            after.push(gone);
        }
        // A removed claim must not come back as a suggestion.
        after.push(self.new_annotation(AnnotationKind::Rejection, range));
        self.take_step("reject claim", after, format!("rejected: {echo}"))
    }

    /// The next claim to decide after the one at byte `from`: in a filtered list, a listed one.
    fn next_to_decide(&self, from: usize) -> Option<usize> {
        let claims = self.article.claims();
        if self.mode != Mode::List || self.sidebar.tab() != Tab::Claims || self.sidebar.filter().is_empty() {
            return self.article.next_undecided(from);
        }
        let listed = self.sidebar.rows().iter().filter_map(|row| match row {
            Row::Claim(index) => Some(*index),
            _ => None,
        });
        let open = |i: &usize| !claims[*i].is_decided();
        let ahead = listed.clone().find(|i| open(i) && claims[*i].range.start > from);
        ahead.or_else(|| listed.clone().find(open))
    }

    /// Moves the focus to the next open claim after a decision on the one at byte `from`, if there is one.
    fn go_on(&mut self, said: Outcome, from: usize) -> Outcome {
        let said = said?;
        // A card keeps its subject.
        if self.mode == Mode::Card {
            return Ok(said);
        }
        match self.next_to_decide(from) {
            Some(next) => {
                self.set_focus(next);
                Ok(said)
            }
            None if self.mode == Mode::Queue => {
                self.overlay = Some(Overlay::Finished(Finished::default()));
                self.effects.push(Effect::FindUnfinished);
                Ok(said)
            }
            None if self.sidebar.filter().is_empty() || self.mode != Mode::List => {
                Ok(said.and("every claim is decided"))
            }
            None => Ok(said.and("every claim of the list is decided")),
        }
    }

    /// Writes a note on `target`; an empty one removes the note.
    pub(in crate::app) fn write_note(&mut self, target: Target, text: &str) -> Outcome {
        let text = harmless(text).trim().to_owned();
        let kind = match target {
            Target::Claim(_) => AnnotationKind::Claim,
            Target::Selection(_) | Target::Annotation(_) | Target::Entity(_) => AnnotationKind::Note,
        };
        let mut new = self.draft(target, kind)?;
        if new.note.as_deref().unwrap_or_default() == text {
            return decline(if text.is_empty() {
                "an empty note was not saved"
            } else {
                "the note is unchanged"
            });
        }
        let words = if text.is_empty() {
            "note removed"
        } else {
            "note saved"
        };
        new.note = (!text.is_empty()).then_some(text);
        self.reading.clear_selection();
        self.take_step("write note", vec![new], words.into())
    }
}

/// Tags from a line: words without a leading '#' or duplicates.
fn split_tags(text: &str) -> Vec<String> {
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

/// Evidence from a line: an optional `+` or `-` for its stance, then the source, then a quote in quotation marks.
pub(super) fn parse_evidence(text: &str, now: Timestamp) -> Evidence {
    Evidence::parse(text, now)
}

/// A piece of evidence as typed: the text from which [`parse_evidence`] makes it.
pub(super) fn evidence_line(evidence: &Evidence) -> String {
    evidence.typed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::Stance;

    #[test]
    fn lines_become_evidence_and_tags() {
        let e = parse_evidence("-https://example.org/a \"it was not\"", Timestamp::UNIX_EPOCH);
        assert_eq!(
            (e.source.as_str(), e.quote.as_deref(), e.stance),
            ("https://example.org/a", Some("it was not"), Stance::Refutes)
        );
        assert_eq!(split_tags("#law law, money"), ["law", "money"]);
    }
}
