//! The list of claims: suggestions of the analysis and decisions of the reader, merged and ordered by position.
//!
//! Invariants: a suggestion that a decision covers is not listed beside it, and a rejected one is not listed at all.

use std::collections::HashMap;

use super::Article;
use crate::analysis::{Claim, ClaimKind, Form};
use crate::document::TextRange;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Id, Speech, Status};
use crate::text::clean::one_line;

/// The source of a claim in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimSource {
    /// The analysis: index into its claims.
    Suggested(usize),
    /// The reader.
    Decided(Id),
}

/// A claim in the list. Its words (speaker, reasons) are looked up when it is shown, so that a list of thousands can be rebuilt between two
/// frames.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimItem {
    /// Its source.
    pub source: ClaimSource,
    /// Its passage; empty for an orphan.
    pub range: TextRange,
    /// The analysis result for this passage: an index into its claims.
    pub suggestion: Option<usize>,
    /// How it is presented.
    pub form: Form,
    /// Its subject.
    pub kind: ClaimKind,
    /// The reader's verdict.
    pub verdict: Option<String>,
    /// The progress of checking.
    pub status: Status,
    /// Check-worthiness, 0 to 1; 0 if the analysis did not find it.
    pub worth: f32,
    /// The state of its anchor.
    pub anchor: AnchorState,
    /// Whether it was decided on an earlier version of the article and not on the current one.
    pub carried: bool,
}

/// Numbers of claims by progress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Undecided: suggested, or carried over from an earlier version.
    pub to_go: usize,
    /// Accepted, but without a verdict and not marked as checked.
    pub accepted: usize,
    /// With a verdict, or marked as checked.
    pub checked: usize,
    /// By verdict.
    pub verdicts: HashMap<String, usize>,
}

impl ClaimItem {
    /// Whether the reader accepted or made it, on this version of the article.
    pub fn is_decided(&self) -> bool {
        self.id().is_some() && !self.carried
    }

    /// Whether it has no verdict on this version of the article.
    pub fn is_unchecked(&self) -> bool {
        self.verdict.is_none() || self.carried
    }

    /// Its annotation.
    pub fn id(&self) -> Option<Id> {
        match self.source {
            ClaimSource::Decided(id) => Some(id),
            ClaimSource::Suggested(_) => None,
        }
    }
}

/// Whether a decision of this kind on the passage `decided` covers a suggestion at `suggested`.
pub(super) fn settles(kind: AnnotationKind, decided: TextRange, suggested: TextRange) -> bool {
    let near = decided.likeness(suggested) >= 0.5;
    match kind {
        AnnotationKind::Claim => {
            near || !decided.is_empty() && suggested.covers(decided) || decided.covers(suggested)
        }
        AnnotationKind::Rejection => near,
        _ => false,
    }
}

impl Article {
    /// Rebuilds the list after the analysis or the notebook changed, and keeps the focus.
    pub(super) fn refresh_claims(&mut self, floor: f32, view: usize) {
        let held = self.focused().map(|c| (c.source, c.range));
        let mut items: Vec<ClaimItem> = Vec::new();
        let mut settled: Vec<(AnnotationKind, TextRange)> = Vec::new();
        for annotation in self.placed() {
            let located = self.located(annotation);
            let range = located.range.unwrap_or_default();
            let of_claim = annotation.kind == AnnotationKind::Claim || annotation.rejects_claim();
            if of_claim && located.range.is_some() {
                settled.push((annotation.kind, range));
            }
            if annotation.kind == AnnotationKind::Claim {
                items.push(self.decided(annotation, located.state, range));
            }
        }
        if let Some(analysis) = &self.analysis {
            settled.sort_by_key(|(_, r)| r.start);
            let longest = settled.iter().map(|(_, r)| r.len()).max().unwrap_or(0);
            for (index, claim) in analysis.claims.iter().enumerate() {
                if claim.check_worthiness < floor {
                    continue;
                }
                // Only decisions that may extend this far are examined.
                let from = settled.partition_point(|(_, r)| r.start + longest < claim.range.start);
                let near = settled[from..]
                    .iter()
                    .take_while(|(_, r)| r.start < claim.range.end.max(claim.range.start + 1));
                if near
                    .into_iter()
                    .any(|(kind, range)| settles(*kind, *range, claim.range))
                {
                    continue;
                }
                items.push(ClaimItem {
                    source: ClaimSource::Suggested(index),
                    range: claim.range,
                    suggestion: Some(index),
                    form: claim.form,
                    kind: claim.kind,
                    verdict: None,
                    status: Status::ToCheck,
                    worth: claim.check_worthiness,
                    anchor: AnchorState::Ok,
                    carried: false,
                });
            }
        }
        items.sort_by_key(|c| (c.anchor == AnchorState::Orphan, c.range.start, c.range.end));
        self.claims = items;
        self.count();
        self.focus = held.and_then(|(source, range)| {
            // Each analysis renumbers suggestions, so they are identified by position.
            let same = self.claims.iter().position(|c| match source {
                ClaimSource::Suggested(_) => c.range == range && c.id().is_none(),
                ClaimSource::Decided(_) => c.source == source,
            });
            // A suggestion that was just accepted continues as its annotation.
            same.or_else(|| {
                self.claims
                    .iter()
                    .position(|c| settles(AnnotationKind::Claim, c.range, range))
            })
        });
        if let Some(wanted) = self.wanted_focus
            && let Some(index) = self
                .claims
                .iter()
                .position(|c| c.range.start == wanted && !c.range.is_empty())
        {
            self.focus = Some(index);
            self.wanted_focus = None;
        }
        if self.focus.is_none() {
            let from = held.map_or(view, |(_, r)| r.start);
            self.focus = self
                .undecided_from(from)
                .or((!self.claims.is_empty()).then_some(0));
        }
    }

    fn decided(&self, annotation: &Annotation, state: AnchorState, range: TextRange) -> ClaimItem {
        let near = self.analysis.as_ref().and_then(|analysis| {
            let from = analysis
                .claims
                .partition_point(|c| c.range.start < range.start.saturating_sub(2000));
            let window = (from..analysis.claims.len()).zip(&analysis.claims[from..]);
            window
                .take_while(|(_, c)| c.range.start < range.end)
                .max_by(|(_, a), (_, b)| a.range.likeness(range).total_cmp(&b.range.likeness(range)))
                .filter(|(_, c)| c.range.overlaps(range))
        });
        let claim = near.map(|(_, c)| c);
        ClaimItem {
            source: ClaimSource::Decided(annotation.id),
            range,
            suggestion: near.map(|(index, _)| index),
            form: claim.map_or(Form::Plain, |c| c.form),
            kind: claim.map_or(ClaimKind::Other, |c| c.kind),
            verdict: annotation.verdict.clone(),
            status: annotation.status,
            worth: claim.map_or(0.0, |c| c.check_worthiness),
            anchor: state,
            carried: annotation.carried.is_some(),
        }
    }

    fn suggestion(&self, claim: &ClaimItem) -> Option<&Claim> {
        self.analysis.as_ref()?.claims.get(claim.suggestion?)
    }

    /// The speaker of a claim; `None`: the author. A speaker that the reader renamed has the reader's name.
    pub fn speaker_of(&self, claim: &ClaimItem) -> Option<&str> {
        if let ClaimSource::Decided(id) = claim.source {
            let speech = self.notebook.get(id)?.speech.as_ref()?;
            return Some(&speech.speaker);
        }
        let speaker = self.suggestion(claim)?.speaker.as_ref()?;
        let entity = speaker
            .entity
            .and_then(|e| self.analysis.as_ref()?.entities.get(e));
        let first = entity.and_then(|e| e.mentions.first()).map(|m| m.range);
        let renamed = [speaker.range, first]
            .into_iter()
            .flatten()
            .find_map(|m| self.name_by_reader(m));
        Some(renamed.unwrap_or(&speaker.name))
    }

    /// The attributing words of a claim, on one line.
    pub fn cue_of(&self, claim: &ClaimItem) -> Option<String> {
        match claim.source {
            ClaimSource::Decided(id) => self.notebook.get(id)?.speech.as_ref()?.cue.clone(),
            ClaimSource::Suggested(_) => {
                let cue = self.suggestion(claim)?.cue?;
                Some(one_line(self.document.slice(cue)))
            }
        }
    }

    /// The speaker and cue of a claim, as stored by a decision.
    pub(in crate::app) fn speech_of(&self, claim: &ClaimItem) -> Option<Speech> {
        Some(Speech {
            speaker: self.speaker_of(claim)?.to_owned(),
            cue: self.cue_of(claim),
        })
    }

    /// Why a claim is suggested, in words; empty if the analysis did not find it.
    pub fn reasons_of(&self, claim: &ClaimItem) -> String {
        self.suggestion(claim)
            .map_or(String::new(), |c| c.reasons.join(" · "))
    }

    /// The engines that suggest a claim; empty if only Postil's own engine was used, or none found it.
    pub fn engines_of(&self, claim: &ClaimItem) -> String {
        let names = self.analysis.as_ref().zip(self.suggestion(claim));
        names.map_or(String::new(), |(analysis, c)| {
            analysis.names_of(c.found_by).collect::<Vec<_>>().join(", ")
        })
    }

    fn count(&mut self) {
        self.tally = Tally::default();
        for claim in &self.claims {
            if !claim.is_decided() {
                self.tally.to_go += 1;
                continue;
            }
            match &claim.verdict {
                Some(verdict) => *self.tally.verdicts.entry(verdict.clone()).or_default() += 1,
                None if claim.status != Status::Checked => {
                    self.tally.accepted += 1;
                    continue;
                }
                None => {}
            }
            self.tally.checked += 1;
        }
    }

    /// The first undecided claim at or after byte `from`, otherwise the first of all.
    pub(in crate::app) fn undecided_from(&self, from: usize) -> Option<usize> {
        let open = |c: &ClaimItem| !c.is_decided();
        let ahead = self.claims.iter().position(|c| open(c) && c.range.start >= from);
        ahead.or_else(|| self.claims.iter().position(open))
    }

    /// The next claim to decide after a decision on the one at byte `from`.
    pub(in crate::app) fn next_undecided(&self, from: usize) -> Option<usize> {
        let ahead = |c: &ClaimItem| !c.is_decided() && c.range.start > from;
        let ahead = self.claims.iter().position(ahead);
        ahead.or_else(|| self.undecided_from(0))
    }

    /// The claim that follows a decision on the one at byte `from`, unless it is the same.
    pub fn claim_after(&self, from: usize) -> Option<&ClaimItem> {
        let next = self.claims.get(self.next_undecided(from)?)?;
        (next.range.start != from).then_some(next)
    }

    /// The claims with a verdict but without evidence, as indices.
    pub(in crate::app) fn lacking_evidence(&self) -> impl Iterator<Item = usize> + '_ {
        let lacks = |claim: &ClaimItem| {
            let annotation = claim.id().and_then(|id| self.notebook.live(id));
            claim.verdict.is_some() && annotation.is_some_and(|a| a.evidence.is_empty())
        };
        (0..self.claims.len()).filter(move |i| lacks(&self.claims[*i]))
    }

    /// The reader did something: the focus stays where it is now.
    pub(in crate::app) fn settle_focus(&mut self) {
        self.wanted_focus = None;
    }

    /// Moves the focus to a claim of the list.
    pub(in crate::app) fn focus_on(&mut self, index: usize) {
        if index < self.claims.len() {
            self.wanted_focus = None;
            self.focus = Some(index);
        }
    }

    /// Moves the focus when its claim has left the page: to the first open claim of the page, otherwise its first claim, otherwise the next
    /// one below, so that `a` accepts a claim that the reader can see. `page`: the visible ranges of the text, in order. Returns whether
    /// the focus moved.
    pub(in crate::app) fn focus_follows(&mut self, page: &[TextRange]) -> bool {
        let on_page = |c: &ClaimItem| !c.range.is_empty() && page.iter().any(|s| s.overlaps(c.range));
        if self.focused().is_some_and(on_page) {
            return false;
        }
        let starts_on_page = |c: &ClaimItem| page.iter().any(|s| s.contains(c.range.start));
        let end = page.last().map_or(0, |s| s.end);
        let below = |c: &ClaimItem| c.range.start >= end && !c.range.is_empty();
        let best = self
            .claims
            .iter()
            .position(|c| !c.is_decided() && starts_on_page(c))
            .or_else(|| self.claims.iter().position(on_page))
            .or_else(|| self.claims.iter().position(below))
            .or_else(|| self.claims.iter().rposition(|c| !c.range.is_empty()));
        if best.is_none() || best == self.focus {
            return false;
        }
        self.focus = best;
        true
    }

    /// Suggested and decided claims, by start; those whose passage is gone come last.
    pub fn claims(&self) -> &[ClaimItem] {
        &self.claims
    }

    /// The claim in focus, as an index.
    pub fn focus(&self) -> Option<usize> {
        self.focus
    }

    /// The claim in focus.
    pub fn focused(&self) -> Option<&ClaimItem> {
        self.focus.and_then(|i| self.claims.get(i))
    }

    /// Numbers of claims by progress.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The claim of an annotation, as an index.
    pub(in crate::app) fn claim_of(&self, id: Id) -> Option<usize> {
        self.claims.iter().position(|c| c.id() == Some(id))
    }

    /// The numbers of decided claims (accepted or checked) and of all claims.
    pub fn progress(&self) -> (usize, usize) {
        (self.tally.accepted + self.tally.checked, self.claims.len())
    }
}
