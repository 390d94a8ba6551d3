//! The text of a card: everything about a claim, an annotation or an entity, line by line.
//!
//! Invariant: empty fields have a line too, which says how to fill them.

use super::article::{Article, ClaimItem};
use super::card::{CardLine, Part, Subject};
use super::keys::Mode;
use super::model::Model;
use super::sidebar::Row;
use crate::analysis::{ClaimKind, EntityKind};
use crate::config::theme::Role;
use crate::document::TextRange;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Change, Evidence, Id, NamedEntity};
use crate::text::clean::one_line;

/// The maximum number of history steps on a card.
const STEPS: usize = 12;

/// The maximum number of mentions on the card of an entity, so that a frame stays cheap in a long book.
const MENTIONS: usize = 300;

/// The maximum number of bytes of a passage on a card.
const PASSAGE: usize = 600;

impl Model {
    /// The subject of the card on the screen: in the sidebar the chosen entry, otherwise the claim in focus.
    pub fn subject(&self) -> Subject {
        match self.mode {
            Mode::Card => self.card.subject.clone(),
            Mode::List => self.subject_of_row().unwrap_or_default(),
            Mode::Read | Mode::Queue => Subject::Claim,
        }
    }

    /// The subject of the sidebar's chosen entry; `None` for headings.
    pub(super) fn subject_of_row(&self) -> Option<Subject> {
        match self.sidebar.chosen_row()? {
            Row::Claim(_) => Some(Subject::Claim),
            Row::Note(id) => Some(match self.article.claim_of(*id) {
                Some(_) => Subject::Claim,
                None => Subject::Annotation(*id),
            }),
            Row::Entity(index) => {
                let entity = self.article.entities().get(*index)?;
                Some(Subject::Entity(entity.kind, entity.name.clone()))
            }
            Row::Kind(..) | Row::Block(_) | Row::Part(..) => None,
        }
    }

    /// The lines of a card; empty if its subject no longer exists.
    pub fn card_lines(&self, subject: &Subject) -> Vec<CardLine> {
        let article = &self.article;
        match subject {
            Subject::Claim => self.shown_claim().map(|claim| self.claim_lines(claim)),
            Subject::Annotation(id) => {
                let annotation = article.notebook().get(*id).filter(|a| !a.deleted);
                annotation.map(|a| self.annotation_lines(a))
            }
            Subject::Entity(..) => {
                let entity = subject.entity(article).and_then(|i| article.entities().get(i));
                entity.map(|e| self.entity_lines(e))
            }
        }
        .unwrap_or_default()
    }

    fn claim_lines(&self, claim: &ClaimItem) -> Vec<CardLine> {
        let annotation = claim.id().and_then(|id| self.article.notebook().get(id));
        let passage = match annotation.filter(|_| claim.range.is_empty()) {
            Some(annotation) => annotation.anchor.label(),
            None => self.passage(claim.range),
        };
        let mut out = vec![CardLine::known(Part::Head, "", passage, Role::ClaimText)];
        out[0].written = annotation.is_some();
        out.extend(self.place_line(claim.anchor, claim.carried));
        let speaker = self.article.speaker_of(claim).map(one_line);
        let cue = self.article.cue_of(claim).map(|cue| one_line(&cue));
        let kind = Some(claim.kind).filter(|k| *k != ClaimKind::Other);
        let about: Vec<String> = [
            Some(speaker.clone().unwrap_or_else(|| "the author".to_owned())),
            cue,
            kind.map(|k| k.name().to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect();
        let told = annotation.is_some_and(|a| a.speech.is_some());
        out.push(CardLine {
            written: told,
            ..CardLine::known(Part::Speaker, "Speaker", about.join(" · "), Role::Text)
        });
        out.push(match &claim.verdict {
            Some(verdict) => CardLine::written(Part::Verdict, "Verdict", one_line(verdict)),
            None => CardLine::missing(Part::Verdict, "Verdict", "none yet"),
        });
        if claim.id().is_some() {
            out.push(CardLine::known(
                Part::Status,
                "Status",
                claim.status.name(),
                Role::Text,
            ));
        }
        self.evidence_lines(annotation, &mut out);
        self.note_line(annotation, &mut out);
        tags_line(annotation, &mut out);
        if let Some(words) = annotation.and_then(|a| a.restatement.as_deref()) {
            out.push(CardLine::written(Part::Restatement, "In short", one_line(words)));
        }
        self.elsewhere_lines(claim, &mut out);
        let reasons = self.article.reasons_of(claim);
        if !reasons.is_empty() {
            let words = one_line(&reasons);
            out.push(CardLine::known(Part::Reasons, "Because", words, Role::Reason));
        }
        found_line(self.article.engines_of(claim), &mut out);
        self.step_lines(claim.id(), &mut out);
        out
    }

    fn annotation_lines(&self, annotation: &Annotation) -> Vec<CardLine> {
        let located = self.article.located(annotation);
        let passage = match located.range.filter(|r| !r.is_empty()) {
            Some(range) => self.passage(range),
            None => annotation.anchor.label(),
        };
        let mut out = vec![CardLine {
            role: Role::ClaimText,
            ..CardLine::written(Part::Head, "", passage)
        }];
        out.extend(self.place_line(located.state, annotation.carried.is_some()));
        match annotation.kind {
            AnnotationKind::Highlight => {
                let colour = annotation.colour.as_deref();
                out.push(match colour {
                    Some(colour) => CardLine::written(Part::Colour, "Marked as", one_line(colour)),
                    None => CardLine::missing(Part::Colour, "Marked as", "nothing special"),
                });
            }
            AnnotationKind::Entity => {
                let kind = annotation.entity_kind.map_or("entity", EntityKind::name);
                let name = annotation.name.as_deref().map(one_line).unwrap_or_default();
                let words = format!("{kind} · {name}");
                out.push(CardLine::known(Part::Names, "Names", words, Role::Text));
            }
            AnnotationKind::Claim | AnnotationKind::Note | AnnotationKind::Rejection => {}
        }
        self.note_line(Some(annotation), &mut out);
        self.evidence_lines(Some(annotation), &mut out);
        tags_line(Some(annotation), &mut out);
        self.step_lines(Some(annotation.id), &mut out);
        out
    }

    fn entity_lines(&self, entity: &NamedEntity) -> Vec<CardLine> {
        let article = &self.article;
        let mut out = vec![CardLine {
            written: !entity.tagged.is_empty(),
            ..CardLine::known(Part::Head, "", one_line(&entity.name), Role::ClaimText)
        }];
        let claims = article.claims().iter();
        let said = claims.filter(|c| article.speaker_of(c) == Some(entity.name.as_str()));
        let said = match said.count() {
            0 => String::new(),
            1 => " · says 1 claim".to_owned(),
            n => format!(" · says {n} claims"),
        };
        let mentions = match entity.mentions.len() {
            1 => "named once".to_owned(),
            n => format!("named {n} times"),
        };
        let about = format!("{} · {mentions}{said}", entity.kind.name());
        out.push(CardLine::known(Part::Names, "Is", about, Role::Text));
        let mut names: Vec<String> = entity
            .mentions
            .iter()
            .map(|m| one_line(article.document().slice(*m)))
            .filter(|name| *name != entity.name)
            .collect();
        names.sort();
        names.dedup();
        if !names.is_empty() {
            let words = format!("“{}”", names.join("”, “"));
            out.push(CardLine::known(Part::Names, "Also", words, Role::Dim));
        }
        found_line(article.engines_of_entity(entity), &mut out);
        let own = entity.tagged.first().and_then(|id| article.notebook().get(*id));
        self.note_line(own, &mut out);
        tags_line(own, &mut out);
        for (i, mention) in entity.mentions.iter().take(MENTIONS).enumerate() {
            let title = if i == 0 { "Named in" } else { "" };
            let words = surroundings(article, *mention);
            out.push(CardLine::known(Part::Mention(*mention), title, words, Role::Text));
        }
        let more = entity.mentions.len().saturating_sub(MENTIONS);
        if more > 0 {
            let words = format!("and {more} more (]e goes through them)");
            out.push(CardLine::known(Part::Names, "", words, Role::Dim));
        }
        self.step_lines(own.map(|a| a.id), &mut out);
        out
    }

    fn passage(&self, range: TextRange) -> String {
        let end = crate::text::grapheme::floor(self.article.text(), range.end.min(range.start + PASSAGE));
        let shown = TextRange::new(range.start, end.max(range.start));
        let more = if shown.end < range.end { "…" } else { "" };
        format!("{}{more}", one_line(self.article.document().slice(shown)))
    }

    fn place_line(&self, state: AnchorState, carried: bool) -> Option<CardLine> {
        let words = match state {
            _ if carried => format!(
                "from an earlier version of this article · {} confirms it for this one",
                self.key_of("accept")
            ),
            AnchorState::Ok | AnchorState::Moved => return None,
            AnchorState::Changed => "the words have changed here · enter reviews it".to_owned(),
            AnchorState::Ambiguous => "these words occur in several places · enter reviews it".to_owned(),
            AnchorState::Orphan => "these words are no longer in the text · enter reviews it".to_owned(),
        };
        let title = if carried { "Carried" } else { "Place" };
        Some(CardLine::known(Part::Place, title, words, Role::Warning))
    }

    fn evidence_lines(&self, annotation: Option<&Annotation>, out: &mut Vec<CardLine>) {
        let all = annotation.map(|a| a.evidence.as_slice()).unwrap_or_default();
        for (i, evidence) in all.iter().enumerate() {
            let title = if i == 0 { "Evidence" } else { "" };
            let mut words = evidence_in_words(evidence);
            let text = self.article.source_text(evidence);
            if let Some(kept) = text.and_then(|text| text.in_words(":keep")) {
                words.push('\n');
                words.push_str(&kept);
            }
            out.push(CardLine::written(Part::Evidence(i), title, words));
        }
        if all.is_empty() {
            let words = format!("none yet · {} adds a link or a file", self.key_of("evidence"));
            out.push(CardLine::missing(Part::NewEvidence, "Evidence", words));
        }
    }

    fn elsewhere_lines(&self, claim: &ClaimItem, out: &mut Vec<CardLine>) {
        for (i, known) in self.article.elsewhere_of(claim).into_iter().enumerate() {
            let title = if i == 0 { "Known" } else { "" };
            let claim = one_line(&known.claim);
            let words = format!("{} {}\n“{claim}”", known.sign(), one_line(&known.in_words()));
            out.push(CardLine::known(Part::Elsewhere(i), title, words, Role::Warning));
        }
    }

    fn note_line(&self, annotation: Option<&Annotation>, out: &mut Vec<CardLine>) {
        out.push(match annotation.and_then(|a| a.note.as_deref()) {
            Some(note) => CardLine {
                role: Role::Note,
                ..CardLine::written(Part::Note, "Note", note)
            },
            None => {
                let words = format!("none yet · {} writes one", self.key_of("note"));
                CardLine::missing(Part::Note, "Note", words)
            }
        });
    }

    /// The history of an annotation, newest first.
    fn step_lines(&self, id: Option<Id>, out: &mut Vec<CardLine>) {
        let Some(id) = id else { return };
        let steps = self.article.notebook().history().iter().rev();
        let mut on_it = steps.filter_map(|step| {
            let change = step.changes.iter().find(|c| c.id == id)?;
            Some((step, change))
        });
        for (i, (step, change)) in on_it.by_ref().take(STEPS).enumerate() {
            let title = if i == 0 { "History" } else { "" };
            let at = step.at.strftime("%-d %b %Y %H:%M");
            let words = format!("{at} {}{}", one_line(&step.label), verdict_before(change));
            out.push(CardLine::known(Part::Step, title, words, Role::Dim));
        }
        let more = on_it.count();
        if more > 0 {
            let words = format!("and {more} earlier (:history)");
            out.push(CardLine::known(Part::Step, "", words, Role::Dim));
        }
    }
}

/// The engines that found it, if several were used.
fn found_line(engines: String, out: &mut Vec<CardLine>) {
    if !engines.is_empty() {
        out.push(CardLine::known(Part::Engines, "Found by", engines, Role::Dim));
    }
}

fn tags_line(annotation: Option<&Annotation>, out: &mut Vec<CardLine>) {
    if let Some(tags) = annotation.map(|a| &a.tags).filter(|tags| !tags.is_empty()) {
        out.push(CardLine {
            role: Role::Tag,
            ..CardLine::written(Part::Tags, "Tags", one_line(&tags.join(" ")))
        });
    }
}

/// Bytes of context on each side of a mention on the card of an entity.
const AROUND: usize = 60;

/// A passage with its context in its block.
fn surroundings(article: &Article, range: TextRange) -> String {
    let document = article.document();
    let blocks = document.blocks();
    let block = document.block_at(range.start).and_then(|b| blocks.get(b));
    let Some(block) = block.map(|b| b.range) else {
        return one_line(document.slice(range));
    };
    let text = document.text();
    let floor = |offset| crate::text::grapheme::floor(text, offset);
    let start = floor(range.start.saturating_sub(AROUND / 2)).max(block.start);
    let end = floor((range.end + AROUND).min(block.end)).max(range.end);
    let words = one_line(document.slice(TextRange::new(start, end)));
    let before = if start > block.start { "…" } else { "" };
    let after = if end < block.end { "…" } else { "" };
    format!("{before}{words}{after}")
}

/// The verdict that was replaced.
fn verdict_before(change: &Change) -> String {
    let verdict = |a: &Option<Annotation>| a.as_ref().and_then(|a| a.verdict.clone());
    match (verdict(&change.before), verdict(&change.after)) {
        (Some(before), after) if Some(&before) != after.as_ref() => format!(" (was {})", one_line(&before)),
        _ => String::new(),
    }
}

/// A piece of evidence with its stance and date; its quote on a separate line.
fn evidence_in_words(evidence: &Evidence) -> String {
    let mut words = format!("{} · {}", one_line(&evidence.source), evidence.stance.name());
    if let Some(day) = evidence.seen {
        words.push_str(&day.strftime(" · seen %-d %b %Y").to_string());
    }
    if let Some(quote) = &evidence.quote {
        words.push_str("\n“");
        words.push_str(&one_line(quote));
        words.push('”');
    }
    words
}
