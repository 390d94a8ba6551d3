//! Decisions: accept, reject, verdicts, speakers, evidence, notes, tags, boundaries, highlights, entities; undo, redo, repeat.
//!
//! Always true here: each action of the reader is one step of the notebook, saved at once and undone as one; each
//! answers in the status line.

use super::action::Action;
use super::claims::{ClaimSource, one_line};
use super::keymap::Command;
use super::message::Effect;
use super::model::{Mode, Model, Over, Saving, Tone};
use super::prompt::PromptKind;
use super::sidebar::Row;
use crate::analysis::EntityKind;
use crate::config::settings::Verdict;
use crate::document::TextRange;
use crate::layout::motion;
use crate::notes::{
    AnchorState, Annotation, AnnotationKind, Change, Evidence, Id, Located, Speech, Stance, Status, Step,
    anchor,
};
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

/// What an action works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// What is selected.
    Selection(TextRange),
    /// A claim of the list, suggested or decided, by its source.
    Claim(ClaimSource),
    /// An annotation that is no claim.
    Annotation(Id),
}

/// How much of a passage the status line repeats, in cells.
const ECHO: usize = 40;

impl Model {
    /// Actions that decide something.
    pub(super) fn work(&mut self, command: &Command, times: usize) {
        let argument = command.argument.as_deref();
        match command.action {
            Action::Undo => return self.undo(times),
            Action::Redo => return self.redo(times),
            Action::Remove => return self.remove(),
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

    /// What an action works on: the selection, the annotation or claim chosen in the sidebar, the claim in focus.
    pub(super) fn target(&self) -> Option<Target> {
        if let Some(range) = self.selected() {
            return Some(Target::Selection(range));
        }
        if self.mode == Mode::List {
            match self.sidebar.chosen_row() {
                Some(Row::Note(id)) => {
                    let claim = self.claims.iter().find(|c| c.id() == Some(*id));
                    return Some(claim.map_or(Target::Annotation(*id), |c| Target::Claim(c.source)));
                }
                Some(Row::Claim(_)) => {}
                _ => return None,
            }
        }
        self.focused().map(|c| Target::Claim(c.source))
    }

    fn annotation_of(&self, target: Target) -> Option<&Annotation> {
        match target {
            Target::Claim(ClaimSource::Decided(id)) | Target::Annotation(id) => self.notebook.get(id),
            Target::Claim(ClaimSource::Suggested(_)) | Target::Selection(_) => None,
        }
    }

    fn range_of(&self, target: Target) -> Option<TextRange> {
        match target {
            Target::Selection(range) => Some(range),
            Target::Claim(source) => self.claims.iter().find(|c| c.source == source).map(|c| c.range),
            Target::Annotation(id) => self.notebook.get(id).and_then(|a| self.located(a).range),
        }
    }

    /// The annotation to change for `target`: a copy of the one there is, or a new one.
    fn draft(&mut self, target: Target, kind: AnnotationKind) -> Option<Annotation> {
        if let Some(annotation) = self.annotation_of(target) {
            return Some(annotation.clone());
        }
        let range = self.range_of(target)?;
        let mut new = self.new_annotation(kind, range);
        if let Target::Claim(source) = target {
            let item = self.claims.iter().find(|c| c.source == source)?;
            new.speech = item.speaker.clone().map(|speaker| Speech {
                speaker,
                cue: item.cue.clone(),
            });
        }
        Some(new)
    }

    pub(super) fn new_annotation(&mut self, kind: AnnotationKind, range: TextRange) -> Annotation {
        let now = self.stamps.now();
        let mut new = Annotation::new(self.stamps.id(), kind, anchor(&self.document, range), now);
        new.author.clone_from(&self.settings.author);
        new
    }

    /// Takes a step over annotations as they are to be, saves, and says `done`.
    pub(super) fn take_step(&mut self, label: &str, after: Vec<Annotation>, done: String) {
        if let Saving::ReadOnly(why) = &self.saving {
            let why = format!("nothing changed, for the notes are read only: {why}");
            return self.why(why);
        }
        let at = self.stamps.now();
        let changes = after
            .into_iter()
            .map(|mut new| {
                let before = self.notebook.get(new.id).filter(|a| !a.deleted).cloned();
                new.updated = at.max(new.created);
                if let Some(range) =
                    Some(new.anchor.range).filter(|_| before.as_ref().is_none_or(|b| b.anchor != new.anchor))
                {
                    self.located.insert(
                        new.id,
                        Located {
                            state: AnchorState::Ok,
                            range: Some(range),
                        },
                    );
                }
                Change {
                    id: new.id,
                    before,
                    after: (!new.deleted).then_some(new),
                }
            })
            .collect();
        self.notebook.apply(Step {
            label: label.to_owned(),
            at,
            changes,
        });
        self.refresh_lists();
        self.save();
        self.done(done);
    }

    /// Asks for the notes to be saved.
    pub(super) fn save(&mut self) {
        if matches!(self.saving, Saving::ReadOnly(_)) {
            return;
        }
        self.serial += 1;
        self.saving = Saving::Saving;
        let (generation, serial) = (self.generation, self.serial);
        self.effects.push(Effect::Save {
            generation,
            serial,
            notebook: Box::new(self.notebook.clone()),
        });
    }

    fn give_verdict(&mut self, target: Target, argument: Option<&str>) {
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
                (
                    "set tags".to_owned(),
                    if new.tags.is_empty() {
                        "no tags".into()
                    } else {
                        format!("tags: {}", new.tags.join(" "))
                    },
                )
            }
            Decision::Speaker(name) => {
                let name = one_line(name);
                let own = name.is_empty() || name == AUTHOR;
                let cue = new.speech.take().and_then(|s| s.cue);
                new.speech = (!own).then(|| Speech {
                    speaker: name.clone(),
                    cue,
                });
                (
                    "change speaker".to_owned(),
                    format!("speaker: {}", if own { AUTHOR } else { &name }),
                )
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

    fn reject(&mut self, target: Target, range: TextRange, echo: &str) {
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

    fn restate(&mut self, target: Target, text: &str) {
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

    fn set_status(&mut self, target: Target, argument: Option<&str>) {
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
        self.take_step("set status", vec![new], format!("status: {}", next.name()));
    }

    fn move_bounds(
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

    /// Actions on a selection, and those that make one.
    pub(super) fn tag_selection(&mut self, action: Action, argument: Option<&str>) {
        let Some(range) = self
            .selected()
            .map(|r| r.trimmed(self.text()))
            .filter(|r| !r.is_empty())
        else {
            return match action {
                Action::Claim => self.pick_claim(),
                _ => self.why("nothing is selected: v, V or f selects"),
            };
        };
        let echo = truncate(&one_line(self.document.slice(range)), ECHO);
        match action {
            Action::Claim => {
                let mut new = self.new_annotation(AnnotationKind::Claim, range);
                new.speech = self.speech_near(range);
                let id = new.id;
                self.selection = None;
                self.take_step(
                    "make claim",
                    vec![new],
                    format!("claim: {echo} · 1-9 give it a verdict"),
                );
                if let Some(index) = self.claims.iter().position(|c| c.id() == Some(id)) {
                    self.focus = Some(index);
                    self.sidebar.follow();
                }
            }
            Action::Mark => {
                let new = self.new_annotation(AnnotationKind::Highlight, range);
                self.selection = None;
                self.take_step("highlight", vec![new], format!("marked: {echo}"));
            }
            Action::Identify => match argument.and_then(kind_by_letter) {
                Some(kind) => {
                    let mut new = self.new_annotation(AnnotationKind::Entity, range);
                    new.entity_kind = Some(kind);
                    new.name = Some(one_line(self.document.slice(range)));
                    self.selection = None;
                    self.take_step("tag entity", vec![new], format!("{}: {echo}", kind.name()));
                }
                None => self.why("no such kind of entity"),
            },
            _ => {}
        }
    }

    /// Who is speaking where the reader makes a claim: what the analysis knows about an overlapping one.
    fn speech_near(&self, range: TextRange) -> Option<Speech> {
        let near = self
            .claims
            .iter()
            .filter(|c| c.range.overlaps(range))
            .max_by_key(|c| c.range.intersection(range).map(TextRange::len))?;
        near.speaker.clone().map(|speaker| Speech {
            speaker,
            cue: near.cue.clone(),
        })
    }

    fn undo(&mut self, times: usize) {
        if let Saving::ReadOnly(why) = &self.saving {
            let why = format!("the notes are read only: {why}");
            return self.why(why);
        }
        let mut undone = None;
        for _ in 0..times {
            let now = self.stamps.now();
            let Some(step) = self.notebook.undo(now) else {
                break;
            };
            undone = Some(step);
        }
        match undone {
            Some(step) => self.after_history(&step, "taken back"),
            None => self.why("nothing to take back (half a page up is Ctrl-u)"),
        }
    }

    fn redo(&mut self, times: usize) {
        let mut redone = None;
        for _ in 0..times {
            let now = self.stamps.now();
            let Some(step) = self.notebook.redo(now) else {
                break;
            };
            redone = Some(step);
        }
        match redone {
            Some(step) => self.after_history(&step, "done again"),
            None => self.why("nothing to do again"),
        }
    }

    /// After undo or redo: lists, disk, and the eye goes to where it happened.
    fn after_history(&mut self, step: &Step, what: &str) {
        for change in &step.changes {
            if let Some(annotation) = self.notebook.get(change.id) {
                let range = Some(annotation.anchor.range);
                let known = self.located.get(&change.id).map(|l| l.state);
                if matches!(known, None | Some(AnchorState::Ok)) {
                    self.located.insert(
                        change.id,
                        Located {
                            state: AnchorState::Ok,
                            range,
                        },
                    );
                }
            }
        }
        self.refresh_lists();
        self.save();
        let place = step
            .changes
            .iter()
            .find_map(|c| c.after.as_ref().or(c.before.as_ref()))
            .and_then(|a| self.located(a).range);
        if let Some(range) = place.filter(|r| !r.is_empty()) {
            match self.claims.iter().position(|c| c.range.overlaps(range)) {
                Some(index) => self.set_focus(index),
                None => self.reveal(range),
            }
        }
        self.done(format!("{what}: {}", step.label));
    }

    /// Takes away the annotation chosen in the sidebar, or the smallest one at the reading position.
    fn remove(&mut self) {
        let at_cursor = || {
            let here = self
                .notebook
                .annotations()
                .filter(|a| a.kind != AnnotationKind::Rejection);
            let holds = |a: &&Annotation| self.located(a).range.is_some_and(|r| r.contains(self.cursor));
            here.filter(holds)
                .min_by_key(|a| a.anchor.range.len())
                .map(|a| a.id)
        };
        let id = match (self.mode, self.sidebar.chosen_row()) {
            (Mode::List, Some(Row::Note(id))) => Some(*id),
            (Mode::List, Some(Row::Claim(_))) => self.focused().and_then(super::claims::ClaimItem::id),
            (Mode::List, Some(Row::Entity(index))) => return self.reject_entity(*index),
            _ => at_cursor(),
        };
        let Some(mut gone) = id.and_then(|id| self.notebook.get(id)).cloned() else {
            return self.why("no annotation here to remove");
        };
        gone.deleted = true;
        let done = format!(
            "{} removed: {} · u brings it back",
            gone.kind.name(),
            truncate(&one_line(&gone.anchor.quote), ECHO)
        );
        self.take_step(&format!("remove {}", gone.kind.name()), vec![gone], done);
    }

    /// An entity that the reader does not want listed: its tags go, and it is not suggested again.
    fn reject_entity(&mut self, index: usize) {
        let Some(entity) = self.entities.get(index).cloned() else {
            return;
        };
        let mut after: Vec<Annotation> = Vec::new();
        for id in &entity.tagged {
            after.extend(
                self.notebook
                    .get(*id)
                    .cloned()
                    .map(|a| Annotation { deleted: true, ..a }),
            );
        }
        if let Some(range) = entity.mentions.first() {
            let mut no = self.new_annotation(AnnotationKind::Rejection, *range);
            no.entity_kind = Some(entity.kind);
            no.name = Some(entity.name.clone());
            after.push(no);
        }
        self.take_step(
            "reject entity",
            after,
            format!("not listed again: {} · u brings it back", entity.name),
        );
    }

    /// Esc in an editor keeps what was written; in a prompt it puts it away.
    pub(super) fn cancel(&mut self) {
        match self.over.take() {
            Some(editor @ Over::Editor(..)) => {
                self.over = Some(editor);
                self.keep_note();
            }
            Some(Over::Prompt(prompt)) => self.prompt_left(&prompt),
            // The library was all there was.
            Some(Over::Page(page)) if self.generation == 0 && page.chosen.is_some() => self.quit(),
            Some(_) => {}
            None => self.selection = None,
        }
    }

    /// The words that a target stands on.
    pub fn passage_of(&self, target: Target) -> String {
        match self.range_of(target) {
            Some(range) => self.document.slice(range).to_owned(),
            None => self
                .annotation_of(target)
                .map(|a| a.anchor.quote.clone())
                .unwrap_or_default(),
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

/// The letters that follow `i`. They leave w, s and p to the text objects `iw`, `is` and `ip`; `n` is a person's name.
pub const KIND_LETTERS: [(char, EntityKind); 11] = [
    ('n', EntityKind::Person),
    ('o', EntityKind::Organization),
    ('l', EntityKind::Place),
    ('g', EntityKind::Group),
    ('d', EntityKind::Product),
    ('k', EntityKind::Work),
    ('e', EntityKind::Event),
    ('a', EntityKind::Law),
    ('t', EntityKind::Date),
    ('m', EntityKind::Money),
    ('q', EntityKind::Quantity),
];

/// The kind that a letter behind `i` means, or that is named.
pub fn kind_by_letter(argument: &str) -> Option<EntityKind> {
    let letter = KIND_LETTERS
        .iter()
        .find(|(c, _)| argument.chars().eq(std::iter::once(*c)));
    letter
        .map(|(_, kind)| *kind)
        .or_else(|| EntityKind::parse(argument))
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
        assert_eq!(kind_by_letter("o"), Some(EntityKind::Organization));
        assert_eq!(kind_by_letter("organization"), Some(EntityKind::Organization));
    }
}
