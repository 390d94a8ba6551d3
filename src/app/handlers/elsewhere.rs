//! Commands for known matches of a claim: going there, adopting, rejecting.

use super::super::article::Target;
use super::super::card::Part;
use super::super::keys::{Command, Mode};
use super::super::known::{Elsewhere, ElsewherePlace, ElsewhereRelation};
use super::super::message::Arrival;
use super::super::model::Model;
use super::super::overlay::{Leads, Link, Overlay};
use super::super::sources::NamedBy;
use super::super::status::{Declined, Outcome, decline, declined, quiet};
use super::target::echo;
use crate::document::TextRange;
use crate::notes::{AnnotationKind, Evidence, Stance, Status};
use crate::text::clean::one_line;

/// Goes to the matching claim.
pub(super) fn go_elsewhere(model: &mut Model, command: &Command) -> Outcome {
    let (_, known) = model.known_elsewhere(command)?;
    match known.place {
        ElsewherePlace::Here(range) => {
            if model.mode == Mode::Card {
                model.enter(Mode::Read);
                model.lay_out();
            }
            model.jump(range);
            quiet()
        }
        ElsewherePlace::Article(name, id) => model.visit(&name, Some(Arrival::Annotation(id))),
        ElsewherePlace::Page(address) => {
            model.overlay = Some(Overlay::Link(Link {
                words: known.claim,
                leads: Leads::Article(address),
            }));
            quiet()
        }
        ElsewherePlace::Nowhere => decline(format!("where this was checked is not known: {}", known.title)),
    }
}

/// Gives the claim the verdict and the evidence of the match, and records their origin.
pub(super) fn adopt(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let (target, known) = model.known_elsewhere(command)?;
    if let ElsewhereRelation::Figures { .. } = known.relation {
        return decline("the figures disagree: what was found about the other one is not adopted");
    }
    let wanted = known.verdict.as_deref().unwrap_or_default();
    let verdict = model
        .settings
        .verdicts
        .iter()
        .find(|label| label.name.eq_ignore_ascii_case(wanted))
        .map(|label| label.name.clone());
    let mut new = model.draft(target, AnnotationKind::Claim)?;
    let before = new.clone();
    for evidence in &known.evidence {
        model.article.name_source(&evidence.source, NamedBy::Others);
        let is_there = |e: &Evidence| e.source == evidence.source && e.quote == evidence.quote;
        if !new.evidence.iter().any(is_there) {
            new.evidence.push(evidence.clone());
        }
    }
    let from = Evidence {
        source: match &known.place {
            ElsewherePlace::Page(address) => address.clone(),
            ElsewherePlace::Article(name, id) => format!("{name} (annotation {id})"),
            ElsewherePlace::Here(_) | ElsewherePlace::Nowhere => known.title.clone(),
        },
        quote: Some(known.claim.clone()),
        stance: Stance::Context,
        seen: Some(jiff::tz::Offset::UTC.to_datetime(model.stamps.now()).date()),
    };
    model.article.name_source(&from.source, NamedBy::Others);
    let is_there = |e: &Evidence| e.source == from.source && e.quote == from.quote;
    if !new.evidence.iter().any(is_there) {
        new.evidence.push(from);
    }
    if let Some(verdict) = &verdict {
        new.verdict = Some(verdict.clone());
        new.status = Status::Checked;
    }
    if new == before {
        return decline("this was adopted already");
    }
    let words = match (&verdict, &known.verdict) {
        (Some(verdict), _) => format!("adopted: {verdict}, from {}", echo(&known.title)),
        (None, Some(other)) => format!(
            "evidence adopted; the verdict there, ‘{}’, is not one of yours",
            echo(other)
        ),
        (None, None) => format!(
            "evidence adopted from {}; there is no verdict there",
            echo(&known.title)
        ),
    };
    let label = format!("adopt from {}", echo(&known.title));
    model.take_step(&label, vec![new], words)
}

/// Rejects the match.
pub(super) fn not_the_same(model: &mut Model, command: &Command) -> Outcome {
    model.article.can_change()?;
    let (target, known) = model.known_elsewhere(command)?;
    let Some(range) = model.place_of(target) else {
        return decline("its passage is not in this text");
    };
    model.reject_match(range, &known)
}

impl Model {
    /// Records that the passage at `range` does not say the same as `known`.
    pub(super) fn reject_match(&mut self, range: TextRange, known: &Elsewhere) -> Outcome {
        let mut no = self.new_annotation(AnnotationKind::Rejection, range);
        no.name = Some(known.name.clone());
        let words = format!("not the same: {}", echo(&known.claim));
        self.take_step("not the same", vec![no], words)
    }

    /// The claim that the action works on, and its match: on a card the one on the selected line, otherwise the first one, or, with a
    /// count, the one with that number.
    fn known_elsewhere(&mut self, command: &Command) -> Result<(Target, Elsewhere), Declined> {
        let target = self.expect_subject()?;
        let claim = match target {
            Target::Claim(source) => self.article.claims().iter().find(|c| c.source == source),
            Target::Selection(_) | Target::Annotation(_) | Target::Entity(_) => None,
        };
        let claim = claim.ok_or_else(|| declined("this is not a claim"))?;
        let known = self.article.elsewhere_of(claim);
        let number = match (command.count, self.chosen_part()) {
            (None, Some((Part::Elsewhere(number), _))) => number,
            (count, _) => count.unwrap_or(1).saturating_sub(1),
        };
        match known.get(number) {
            Some(known) => Ok((target, (*known).clone())),
            None if known.is_empty() => Err(declined(format!(
                "nothing is known of this claim from elsewhere: {}",
                echo(&one_line(self.article.document().slice(claim.range)))
            ))),
            None => Err(declined(format!("only {} are known", known.len()))),
        }
    }
}
