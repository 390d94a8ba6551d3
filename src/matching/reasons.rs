//! Explains why two texts are considered to say the same, in words.

use super::entry::Checked;
use super::features::{Rarity, Side};
use super::matcher::{MatchQuery, days_apart};
use super::words::{Word, WordKind, Words, year};
use crate::text::clean::one_line;

/// The maximum number of names, figures and rare words of one kind that are listed.
const MOST: usize = 3;

/// What `query` and the entry have in common, the most significant first.
pub(super) fn reasons(
    query: MatchQuery<'_>,
    side: &Side,
    entry: &Checked,
    claim: &Side,
    rarity: &impl Rarity,
) -> Vec<String> {
    let title = Words::of(entry.title.as_deref().unwrap_or_default());
    let in_entry =
        |word: &Word| claim.terms.has(word.term) || title.words.iter().any(|w| w.term == word.term);
    let own = || {
        side.words
            .words
            .iter()
            .filter(|w| !w.range.is_empty() && !w.is_signature)
    };
    let mut out = Vec::new();
    if side.cosine(claim) > 0.9 {
        out.push("nearly the same words".to_owned());
    }
    let said = |word: &Word| one_line(word.range.slice(query.text));
    let (mut figures, mut years) = (Vec::new(), Vec::new());
    for word in own().filter(|w| in_entry(w)) {
        match word.kind {
            WordKind::Number(_) if year(side.words.letters(word)).is_some() => years.push(said(word)),
            WordKind::Number(_) => figures.push(said(word)),
            WordKind::Name | WordKind::Plain => {}
        }
    }
    let list = |what: &str, mut found: Vec<String>, out: &mut Vec<String>| {
        found.dedup();
        found.truncate(MOST);
        if !found.is_empty() {
            out.push(format!("{what}{}", found.join(", ")));
        }
    };
    list("same figure: ", figures, &mut out);
    if let Some(speaker) = speaker(query, side, entry, &in_entry) {
        out.push(speaker);
    }
    let names = names(query.text, side, &in_entry);
    list("names ", names, &mut out);
    list("same year: ", years, &mut out);
    let mut rare: Vec<(&Word, f64)> = own()
        .filter(|w| w.kind == WordKind::Plain && in_entry(w))
        .map(|w| (w, rarity.of(w.term)))
        .filter(|(_, weight)| *weight > rarity.most() / 3.0)
        .collect();
    rare.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut words: Vec<String> = rare.iter().map(|(w, _)| format!("“{}”", said(w))).collect();
    words.dedup();
    list("shares ", words, &mut out);
    match days_apart(query.date, entry.date.as_deref()) {
        Some(0) => out.push("same day".to_owned()),
        Some(1) => out.push("a day apart".to_owned()),
        Some(days @ 2..=60) => out.push(format!("{days} days apart")),
        _ => {}
    }
    out
}

/// The relation of the entry to the speaker of the claim.
fn speaker(
    query: MatchQuery<'_>,
    side: &Side,
    entry: &Checked,
    in_entry: &dyn Fn(&Word) -> bool,
) -> Option<String> {
    let named: Vec<&Word> = side
        .words
        .words
        .iter()
        .filter(|w| w.is_signature && w.kind == WordKind::Name)
        .collect();
    if let (Some(ours), Some(theirs)) = (query.speaker, entry.speaker.as_deref()) {
        let theirs = Words::of(theirs);
        // The family name is significant.
        let last = named.iter().rfind(|w| w.is_reading);
        if last.is_some_and(|last| theirs.words.iter().any(|w| w.term == last.term)) {
            return Some(format!("same speaker: {}", one_line(ours)));
        }
    }
    let named: Vec<String> = match query.speaker {
        Some(speaker) => named
            .iter()
            .rfind(|w| w.is_reading)
            .filter(|w| in_entry(w))
            .map(|_| one_line(speaker))
            .into_iter()
            .collect(),
        None => named
            .iter()
            .filter(|w| !w.is_reading && in_entry(w))
            .take(MOST)
            .map(|w| one_line(w.range.slice(query.text)))
            .collect(),
    };
    (!named.is_empty()).then(|| format!("names the speaker: {}", named.join(" ")))
}

/// Names of the text that the entry contains completely, in text order.
fn names(text: &str, side: &Side, in_entry: &dyn Fn(&Word) -> bool) -> Vec<String> {
    let words = side
        .words
        .words
        .iter()
        .filter(|w| !w.is_signature && !w.range.is_empty() && !w.is_reading);
    let mut out: Vec<String> = Vec::new();
    let mut run: Option<crate::document::TextRange> = None;
    for word in words {
        let is_shared_name = word.kind == WordKind::Name && in_entry(word);
        let joins = run.filter(|run| {
            let between = text.get(run.end..word.range.start);
            between.is_some_and(|b| b.chars().all(|c| c == ' ' || c == '-'))
        });
        match (is_shared_name, joins) {
            (true, Some(range)) => run = Some(range.union(word.range)),
            (true, None) => {
                out.extend(run.replace(word.range).map(|range| one_line(range.slice(text))));
            }
            (false, _) => out.extend(run.take().map(|range| one_line(range.slice(text)))),
        }
    }
    out.extend(run.map(|range| one_line(range.slice(text))));
    let mut seen = Vec::new();
    out.retain(|name| {
        let new = !seen.contains(name);
        seen.push(name.clone());
        new
    });
    out
}
