//! Takes the kept texts into the index, and the claims that the analysis suggests in them.

use std::collections::HashSet;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::super::{Paths, session, texts};
use super::{TakingIn, Watch};
use crate::analysis::{self, Analysis, EntityKind, analyse, common_name};
use crate::document::{Document, TextRange};
use crate::files;
use crate::index::{ClaimName, Entry, Index, IndexError, Passage, PassageKind};
use crate::notes::{Annotation, AnnotationKind, Locator, named};
use crate::store::format;
use crate::text::clean::one_line;

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
        let found: Vec<(Vec<Passage>, Vec<ClaimName>)> = waiting
            .par_iter()
            .map(|(_, entry)| suggested(entry, paths))
            .collect();
        index.change(|index| {
            let mut found = waiting.iter().zip(&found);
            found.try_for_each(|((id, _), (claims, names))| index.put_suggestions(*id, engine, claims, names))
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

/// The claims that the analysis finds in the text as it was last read, except those that overlap a decided one; and the names that claims
/// of the article contain, as the reader sees them in its list of entities.
fn suggested(entry: &Entry, paths: &Paths) -> (Vec<Passage>, Vec<ClaimName>) {
    let document = entry.fingerprint.and_then(|print| texts::document(paths, print));
    let notes = || {
        let bytes = files::read_up_to(entry.notes.as_deref()?, format::LARGEST).ok()?;
        Some(session::parse(&bytes).ok()?.0)
    };
    let (Some(document), Some(notes)) = (document, notes()) else {
        return (Vec::new(), Vec::new());
    };
    let locator = Locator::new(&document);
    let present: Vec<(&Annotation, Option<TextRange>)> = notes
        .annotations
        .iter()
        .filter(|a| !a.deleted)
        .map(|a| (a, locator.locate(&a.anchor).range))
        .collect();
    let decided = present
        .iter()
        .filter(|(a, _)| a.kind == AnnotationKind::Claim || a.rejects_claim());
    let taken: Vec<TextRange> = decided.filter_map(|(_, range)| *range).collect();
    let analysis = analyse(&document);
    let open = analysis
        .claims
        .iter()
        .filter(|claim| !taken.iter().any(|range| range.overlaps(claim.range)));
    let suggestions: Vec<Passage> = open
        .map(|claim| Passage {
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
        .collect();
    let names = names(&document, &analysis, &present, &suggestions);
    (suggestions, names)
}

/// The people, organizations and things that claims contain or are made by.
fn names(
    document: &Document,
    analysis: &Analysis,
    present: &[(&Annotation, Option<TextRange>)],
    suggestions: &[Passage],
) -> Vec<ClaimName> {
    let claims: Vec<(String, TextRange)> = present
        .iter()
        .filter(|(a, _)| a.kind == AnnotationKind::Claim)
        .filter_map(|(a, range)| Some((a.id.to_string(), (*range)?)))
        .collect();
    let of_annotations = present
        .iter()
        .filter_map(|(a, _)| a.speech.as_ref())
        .map(|s| &s.speaker);
    let speakers: HashSet<String> = of_annotations
        .chain(suggestions.iter().filter_map(|s| s.speaker.as_ref()))
        .map(|name| common_name(name))
        .collect();
    let mut names = Vec::new();
    for entity in named(&analysis.entities, present.iter().copied()) {
        if let EntityKind::Date | EntityKind::Money | EntityKind::Quantity = entity.kind {
            continue;
        }
        let inside = |range: TextRange| entity.mentions.iter().any(|mention| range.covers(*mention));
        let form = common_name(&entity.name);
        let annotations: Vec<String> = claims
            .iter()
            .filter(|(_, range)| inside(*range))
            .map(|(id, _)| id.clone())
            .collect();
        let within: Vec<usize> = (0..suggestions.len())
            .filter(|at| inside(suggestions[*at].range))
            .collect();
        if form.is_empty() || annotations.is_empty() && within.is_empty() && !speakers.contains(&form) {
            continue;
        }
        let mut aliases: Vec<String> = entity
            .mentions
            .iter()
            .map(|range| one_line(document.slice(*range)))
            .filter(|alias| alias.starts_with(char::is_uppercase))
            .chain([entity.name.clone()])
            .collect();
        aliases.sort_unstable();
        aliases.dedup();
        names.push(ClaimName {
            form,
            kind: entity.kind.name(),
            shown: entity.name,
            aliases,
            annotations,
            suggestions: within,
        });
    }
    names
}
