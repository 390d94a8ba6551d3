//! Takes the kept texts into the index, and the claims that the analysis suggests in them.

use std::ops::ControlFlow;

use rayon::prelude::*;

use super::super::{Paths, session, texts};
use super::{TakingIn, Watch};
use crate::analysis::{self, analyse};
use crate::files;
use crate::index::{Entry, Index, IndexError, Passage, PassageKind};
use crate::notes::{Annotation, AnnotationKind, Locator};
use crate::store::format;

/// Texts that are indexed in one transaction.
const BATCH: usize = 32;

/// Takes in the texts that are not in the index yet.
pub(super) fn take_in_texts(index: &Index, paths: &Paths, watch: Watch<'_>) -> Result<(), IndexError> {
    let mut waiting = index.without_words(BATCH)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let (all, mut done) = (index.count_without_words()?, 0);
    while !waiting.is_empty() {
        go_on(watch, "texts", done, all)?;
        let texts: Vec<Option<String>> = waiting
            .par_iter()
            .map(|awaited| texts::read(paths, awaited.print?))
            .collect();
        index.change(|index| {
            let mut texts = waiting.iter().zip(&texts);
            texts.try_for_each(|(awaited, text)| index.put_text(*awaited, text.as_deref()))
        })?;
        done += waiting.len();
        waiting = index.without_words(BATCH)?;
    }
    Ok(())
}

/// Indexes the claims that the analysis suggests in the texts of articles with notes.
pub(super) fn take_in_suggestions(index: &Index, paths: &Paths, watch: Watch<'_>) -> Result<(), IndexError> {
    let engine = analysis::STATE;
    let mut waiting = index.without_suggestions(engine, BATCH)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let (all, mut done) = (index.count_without_suggestions(engine)?, 0);
    while !waiting.is_empty() {
        go_on(watch, "claims", done, all)?;
        let claims: Vec<Vec<Passage>> = waiting
            .par_iter()
            .map(|(_, entry)| suggested(entry, paths))
            .collect();
        index.change(|index| {
            let mut claims = waiting.iter().zip(&claims);
            claims.try_for_each(|((id, _), claims)| index.put_suggestions(*id, engine, claims))
        })?;
        done += waiting.len();
        waiting = index.without_suggestions(engine, BATCH)?;
    }
    Ok(())
}

fn go_on(watch: Watch<'_>, what: &'static str, done: usize, all: usize) -> Result<(), IndexError> {
    match watch(TakingIn { what, done, all }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(IndexError::CalledOff),
    }
}

/// The claims that the analysis finds in the text as it was last read, except those that overlap a decided one.
fn suggested(entry: &Entry, paths: &Paths) -> Vec<Passage> {
    let document = entry.fingerprint.and_then(|print| texts::document(paths, print));
    let notes = || {
        let bytes = files::read_up_to(entry.notes.as_deref()?, format::LARGEST).ok()?;
        Some(session::parse(&bytes).ok()?.0)
    };
    let (Some(document), Some(notes)) = (document, notes()) else {
        return Vec::new();
    };
    let locator = Locator::new(&document);
    let is_decided = |a: &&Annotation| !a.deleted && (a.kind == AnnotationKind::Claim || a.rejects_claim());
    let decided = notes.annotations.iter().filter(is_decided);
    let taken: Vec<_> = decided.filter_map(|a| locator.locate(&a.anchor).range).collect();
    let analysis = analyse(&document);
    let open = analysis
        .claims
        .iter()
        .filter(|claim| !taken.iter().any(|range| range.overlaps(claim.range)));
    open.map(|claim| Passage {
        kind: PassageKind::Suggestion,
        id: None,
        range: claim.range,
        quote: document.slice(claim.range).to_owned(),
        speaker: claim.speaker.as_ref().map(|s| s.name.clone()),
        cue: claim.cue.map(|range| document.slice(range).to_owned()),
        verdict: None,
        status: String::new(),
        carried: false,
        restatement: None,
        note: None,
        tags: Vec::new(),
        evidence: Vec::new(),
        written: None,
    })
    .collect()
}
