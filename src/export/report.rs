//! The content of exports for people, independent of the format: the article, the summary, each claim with a sentence that says who said it
//! where and when, evidence by title. Templates receive it; `docs/formats.md` lists the fields.
//!
//! Invariants: all strings are sanitized; sections contain only what was selected; suggestions are separate.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Input;
use super::json::{EvidenceRecord, FullRecord, records};
use crate::analysis::EntityKind;
use crate::document::Date;
use crate::notes::{AnnotationKind, Timestamp};
use crate::text::clean::one_line;
use crate::text::grapheme::truncate;

/// The report on an article.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The article.
    pub article: ReportArticle,
    /// Who checked: the authors of the claims, without claims those of the other annotations, otherwise the author in the settings.
    pub checkers: Vec<String>,
    /// The date of the last change of a shown annotation.
    pub last: Option<Date>,
    /// The same in words: `25 November 2026`.
    pub last_day: Option<String>,
    /// The number of claims and their verdicts, in a sentence; empty without claims.
    pub summary: String,
    /// The number of claims with each verdict, those of the settings first.
    pub verdicts: Vec<VerdictCount>,
    /// The number of claims without a verdict.
    pub without_verdict: usize,
    /// The claims, in text order.
    pub claims: Vec<ReportItem>,
    /// Highlights and notes, in text order.
    pub passages: Vec<ReportItem>,
    /// Entities that the reader tagged, by kind.
    pub entities: Vec<EntityGroup>,
    /// The speakers with their numbers of claims, the largest first.
    pub speakers: Vec<SpeakerCount>,
    /// Undecided suggestions, if requested.
    pub suggested: Option<ReportSuggested>,
}

/// Facts about the article.
#[derive(Debug, Serialize)]
pub struct ReportArticle {
    /// Its title.
    pub title: String,
    /// The author.
    pub byline: Option<String>,
    /// The publisher.
    pub source: Option<String>,
    /// The date of publication.
    pub date: Option<Date>,
    /// The same in words.
    pub day: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its language, as ISO 639-1.
    pub language: Option<String>,
    /// The command that opens it.
    pub open: Option<String>,
}

/// The number of claims with one verdict.
#[derive(Debug, Serialize)]
pub struct VerdictCount {
    /// The verdict.
    pub verdict: String,
    /// The number of claims.
    pub count: usize,
}

/// The claims of one speaker.
#[derive(Debug, Serialize)]
pub struct SpeakerCount {
    /// The speaker; `null` is the author's own voice.
    pub speaker: Option<String>,
    /// The number of claims.
    pub count: usize,
    /// The number of claims with each verdict that occurs.
    pub verdicts: Vec<VerdictCount>,
}

/// An annotation, in words.
#[derive(Debug, Serialize)]
pub struct ReportItem {
    /// All its fields: those of the JSON export.
    #[serde(flatten)]
    pub(super) full: FullRecord,
    /// Its title in one line: the restated claim, otherwise the passage, cut after 120 cells.
    pub headline: String,
    /// The verdict, capitalised; `Not decided` for a claim without one.
    pub label: String,
    /// Who said it where and when, in a sentence without a full stop; empty unless it is a claim.
    pub said: String,
    /// The status of checking, for people.
    pub standing: Option<&'static str>,
    /// A remark on its passage, if that is not unchanged.
    pub state_note: Option<&'static str>,
    /// Whether it is on the article as a whole.
    pub whole: bool,
    /// The evidence for and against it.
    pub sources: Vec<ReportSource>,
    /// The command that opens the article there.
    pub open: Option<String>,
    /// The date of its last change, in words.
    pub updated_day: String,
}

/// A piece of evidence, in words.
#[derive(Debug, Serialize)]
pub struct ReportSource {
    /// `For`, `Against` or `Context`.
    pub label: &'static str,
    /// supports, refutes or context.
    pub stance: &'static str,
    /// Its title; empty if only its address is known.
    pub title: String,
    /// Its web address.
    pub url: Option<String>,
    /// The relevant words of the source.
    pub quote: Option<String>,
    /// The day it was seen.
    pub seen: Option<Date>,
    /// The same in words.
    pub seen_day: Option<String>,
}

/// Entities of one kind.
#[derive(Debug, Serialize)]
pub struct EntityGroup {
    /// The kind.
    pub kind: &'static str,
    /// The kind as a heading: `People`.
    pub heading: &'static str,
    /// The entities of this kind.
    pub entities: Vec<ReportEntity>,
}

/// An entity with the annotations that tag it.
#[derive(Debug, Serialize)]
pub struct ReportEntity {
    /// Its name.
    pub name: String,
    /// The annotations.
    pub tagged: Vec<ReportItem>,
}

/// Undecided suggestions.
#[derive(Debug, Serialize)]
pub struct ReportSuggested {
    /// Claims: quote and speaker.
    pub claims: Vec<ReportSuggestedClaim>,
    /// Names of entities, by kind.
    pub entities: Vec<SuggestedGroup>,
}

/// A suggested claim.
#[derive(Debug, Serialize)]
pub struct ReportSuggestedClaim {
    /// The passage.
    pub quote: String,
    /// The speaker; `null` is the author's own voice.
    pub speaker: Option<String>,
}

/// Suggested entities of one kind.
#[derive(Debug, Serialize)]
pub struct SuggestedGroup {
    /// The kind.
    pub kind: &'static str,
    /// The kind as a heading.
    pub heading: &'static str,
    /// Their names.
    pub names: Vec<String>,
}

impl Report {
    /// The report on `input`.
    pub fn of(input: &Input<'_>) -> Self {
        let meta = input.document.metadata();
        let article = ReportArticle {
            title: one_line(&meta.title),
            byline: meta.byline.as_deref().map(one_line),
            source: meta.source.as_deref().map(one_line),
            date: meta.date,
            day: meta.date.map(in_words),
            url: meta.url.as_deref().map(one_line),
            language: meta.language.as_deref().map(one_line),
            open: input.way_to_article(),
        };
        let last = super::selection::in_order(input.annotations)
            .iter()
            .map(|(a, _)| a.updated)
            .max()
            .map(day_of);
        let (mut claims, mut passages, mut tags) = (Vec::new(), Vec::new(), Vec::new());
        for full in records(input) {
            let kind = full.record.of_kind;
            let item = ReportItem::of(full, input, &article);
            match kind {
                AnnotationKind::Claim => claims.push(item),
                AnnotationKind::Highlight | AnnotationKind::Note => passages.push(item),
                AnnotationKind::Entity => tags.push(item),
                AnnotationKind::Rejection => {}
            }
        }
        let mut checkers = if claims.is_empty() {
            authors(passages.iter().chain(&tags))
        } else {
            authors(&claims)
        };
        if checkers.is_empty() {
            checkers.extend(input.checker.map(one_line));
        }
        let (verdicts, without_verdict) = counted(&claims, input.verdicts);
        Self {
            summary: summary(claims.len(), &verdicts, without_verdict),
            speakers: speakers(&claims, input.verdicts),
            entities: groups(input, tags),
            suggested: input.suggested.map(suggested),
            last_day: last.map(in_words),
            article,
            checkers,
            last,
            verdicts,
            without_verdict,
            claims,
            passages,
        }
    }

    /// The origin of the article: byline, source and date, as far as known.
    pub fn origin(&self) -> Vec<&str> {
        let ReportArticle {
            byline, source, day, ..
        } = &self.article;
        [byline, source, day]
            .into_iter()
            .filter_map(Option::as_deref)
            .filter(|t| !t.is_empty())
            .collect()
    }

    /// Who worked on it and until when, in a sentence; empty if unknown.
    pub fn credit(&self) -> String {
        let what = if self.claims.is_empty() {
            "Notes"
        } else {
            "Checked"
        };
        let by = if self.checkers.is_empty() {
            String::new()
        } else {
            format!(" by {}", listed(&self.checkers))
        };
        match (&self.last_day, by.is_empty()) {
            (None, true) => String::new(),
            (None, false) => format!("{what}{by}."),
            (Some(day), _) => format!("{what}{by}, last change on {day}."),
        }
    }
}

impl ReportItem {
    fn of(full: FullRecord, input: &Input<'_>, article: &ReportArticle) -> Self {
        const WIDTH: usize = 120;
        let record = &full.record;
        let whole = record.quote.trim().is_empty();
        let headline = match (&full.restatement, whole) {
            (Some(words), _) if !words.trim().is_empty() => one_line(words),
            (_, false) => truncate(&one_line(&record.quote), WIDTH),
            (_, true) => "On the article as a whole".to_owned(),
        };
        let is_claim = record.kind == AnnotationKind::Claim.name();
        let label = match &record.verdict {
            Some(verdict) => capital(verdict),
            None if is_claim => "Not decided".to_owned(),
            None => capital(record.kind),
        };
        let state_note = match record.state {
            "moved" => Some("The passage has moved since it was marked."),
            "changed" => Some("The passage has changed since it was marked: it needs review."),
            "ambiguous" => Some("Several passages match: it needs review."),
            "orphan" => Some("Orphan: the passage is not in the current article."),
            _ => None,
        };
        Self {
            said: if is_claim {
                said(record.speaker.as_deref(), full.cue.as_deref(), article)
            } else {
                String::new()
            },
            sources: full.evidence.iter().map(|e| source(e, input.titles)).collect(),
            open: record.id.parse().ok().and_then(|id| input.way_back(id)),
            updated_day: in_words(day_of(record.changed)),
            standing: record.standing,
            headline,
            label,
            state_note,
            whole,
            full,
        }
    }
}

/// The authors of these annotations, each once.
fn authors<'a>(items: impl IntoIterator<Item = &'a ReportItem>) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    for author in items
        .into_iter()
        .filter_map(|item| item.full.record.author.as_ref())
    {
        if !authors.contains(author) {
            authors.push(author.clone());
        }
    }
    authors
}

/// Cues that add nothing to `said`.
const PLAIN: [&str; 4] = ["said", "says", "say", "according to"];

/// The sentence that says who said it where and when.
fn said(speaker: Option<&str>, cue: Option<&str>, article: &ReportArticle) -> String {
    let source = article.source.as_deref().filter(|s| !s.is_empty());
    let day = article
        .day
        .as_deref()
        .map(|day| format!(" on {day}"))
        .unwrap_or_default();
    match (speaker, source) {
        (Some(speaker), source) => {
            let place = source.map(|s| format!(" in {s}")).unwrap_or_default();
            let plain = PLAIN.contains(&cue.unwrap_or("said").to_lowercase().as_str());
            let cue = match cue {
                Some(cue) if !plain => format!(" (“{cue}”)"),
                _ => String::new(),
            };
            format!("{speaker} said{place}{day}{cue}")
        }
        (None, Some(source)) => format!("{source} wrote{day}"),
        (None, None) => article.day.as_deref().map_or_else(
            || "The article says".to_owned(),
            |day| format!("The article of {day} says"),
        ),
    }
}

/// The evidence with its title: words before its address, otherwise the title of the page if known, otherwise its words.
fn source(evidence: &EvidenceRecord, titles: &BTreeMap<String, String>) -> ReportSource {
    let words = evidence.source.as_str();
    let at = ["https://", "http://"].iter().filter_map(|s| words.find(s)).min();
    let (title, url) = match at {
        None => (words.trim().to_owned(), None),
        Some(at) => {
            let rest = &words[at..];
            let end = rest.find([' ', '>', ')']).unwrap_or(rest.len());
            let url = rest[..end].to_owned();
            let border = |c: char| c.is_whitespace() || "<>()[],;:".contains(c);
            let around = [
                words[..at].trim_end_matches(border),
                rest[end..].trim_matches(border),
            ];
            let around: Vec<&str> = around.into_iter().filter(|t| !t.is_empty()).collect();
            let title = if around.is_empty() {
                titles.get(&url).map(|t| one_line(t)).unwrap_or_default()
            } else {
                one_line(&around.join(", "))
            };
            (title, Some(url))
        }
    };
    ReportSource {
        label: match evidence.stance {
            "supports" => "For",
            "refutes" => "Against",
            _ => "Context",
        },
        stance: evidence.stance,
        title,
        url,
        quote: evidence.quote.clone(),
        seen: evidence.seen,
        seen_day: evidence.seen.map(in_words),
    }
}

/// The number of claims with each verdict, and without one.
fn counted<'a>(
    claims: impl IntoIterator<Item = &'a ReportItem>,
    known: &[&str],
) -> (Vec<VerdictCount>, usize) {
    let count = |verdict: String| VerdictCount { verdict, count: 0 };
    let mut counts: Vec<VerdictCount> = known.iter().map(|v| count(one_line(v))).collect();
    let mut without = 0;
    for claim in claims {
        let Some(verdict) = &claim.full.record.verdict else {
            without += 1;
            continue;
        };
        let at = counts
            .iter()
            .position(|c| c.verdict == *verdict)
            .unwrap_or(counts.len());
        if at == counts.len() {
            counts.push(count(verdict.clone()));
        }
        counts[at].count += 1;
    }
    (counts, without)
}

fn summary(claims: usize, verdicts: &[VerdictCount], without: usize) -> String {
    let mut parts: Vec<String> = verdicts
        .iter()
        .filter(|c| c.count > 0)
        .map(|c| format!("{} {}", c.count, c.verdict))
        .collect();
    if without > 0 {
        parts.push(format!("{without} not decided"));
    }
    match claims {
        0 => String::new(),
        1 => format!("One claim: {}.", listed(&parts).replacen("1 ", "", 1)),
        n => format!("{n} claims: {}.", listed(&parts)),
    }
}

fn speakers(claims: &[ReportItem], known: &[&str]) -> Vec<SpeakerCount> {
    let mut by_speaker: Vec<(Option<&str>, Vec<&ReportItem>)> = Vec::new();
    for claim in claims {
        let speaker = claim.full.record.speaker.as_deref();
        match by_speaker.iter_mut().find(|(s, _)| *s == speaker) {
            Some((_, of)) => of.push(claim),
            None => by_speaker.push((speaker, vec![claim])),
        }
    }
    by_speaker.sort_by_key(|(_, of)| std::cmp::Reverse(of.len()));
    by_speaker
        .into_iter()
        .map(|(speaker, of)| {
            let (mut verdicts, without) = counted(of.iter().copied(), known);
            verdicts.retain(|v| v.count > 0);
            if without > 0 {
                verdicts.push(VerdictCount {
                    verdict: "not decided".to_owned(),
                    count: without,
                });
            }
            SpeakerCount {
                speaker: speaker.map(str::to_owned),
                count: of.len(),
                verdicts,
            }
        })
        .collect()
}

/// The entities tagged by the shown annotations, by kind.
fn groups(input: &Input<'_>, tags: Vec<ReportItem>) -> Vec<EntityGroup> {
    let mut by_kind: BTreeMap<EntityKind, Vec<ReportEntity>> = BTreeMap::new();
    let mut left: Vec<Option<ReportItem>> = tags.into_iter().map(Some).collect();
    for entity in input.entities {
        let wanted: Vec<String> = entity.tagged.iter().map(ToString::to_string).collect();
        let tagged: Vec<ReportItem> = left
            .iter_mut()
            .filter_map(|item| item.take_if(|i| wanted.contains(&i.full.record.id)))
            .collect();
        if !tagged.is_empty() {
            let name = one_line(&entity.name);
            by_kind
                .entry(entity.kind)
                .or_default()
                .push(ReportEntity { name, tagged });
        }
    }
    // An annotation whose passage a later tag took over belongs to no entity of the list, but must not be lost.
    for item in left.into_iter().flatten() {
        let kind = item.full.entity_kind.unwrap_or(EntityKind::Work);
        let name = item.full.name.clone().unwrap_or_else(|| item.headline.clone());
        let list = by_kind.entry(kind).or_default();
        match list.iter_mut().find(|e| e.name == name) {
            Some(entity) => entity.tagged.push(item),
            None => list.push(ReportEntity {
                name,
                tagged: vec![item],
            }),
        }
    }
    by_kind
        .into_iter()
        .map(|(kind, entities)| EntityGroup {
            kind: kind.name(),
            heading: kind.heading(),
            entities,
        })
        .collect()
}

fn suggested(from: &super::Suggested) -> ReportSuggested {
    let mut by_kind: BTreeMap<EntityKind, Vec<String>> = BTreeMap::new();
    for entity in &from.entities {
        by_kind.entry(entity.kind).or_default().push(entity.name.clone());
    }
    ReportSuggested {
        claims: from
            .claims
            .iter()
            .map(|c| ReportSuggestedClaim {
                quote: c.quote.clone(),
                speaker: c.speaker.clone(),
            })
            .collect(),
        entities: by_kind
            .into_iter()
            .map(|(kind, names)| SuggestedGroup {
                kind: kind.name(),
                heading: kind.heading(),
                names,
            })
            .collect(),
    }
}

/// `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The word with a capital initial.
fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The date of a time, in UTC.
pub(super) fn day_of(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}

/// `25 November 2026`.
pub(super) fn in_words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_summary_counts_in_words() {
        let count = |verdict: &str, count| VerdictCount {
            verdict: verdict.to_owned(),
            count,
        };
        assert_eq!(summary(0, &[], 0), "");
        assert_eq!(summary(1, &[count("refuted", 1)], 0), "One claim: refuted.");
        assert_eq!(summary(1, &[], 1), "One claim: not decided.");
        let counts = [count("supported", 2), count("disputed", 0), count("refuted", 11)];
        assert_eq!(
            summary(14, &counts, 1),
            "14 claims: 2 supported, 11 refuted and 1 not decided."
        );
    }

    #[test]
    fn evidence_is_named_by_its_title() {
        let titles = BTreeMap::from([("https://a.example/x".to_owned(), "Accounts".to_owned())]);
        let of = |words: &str| {
            let evidence = EvidenceRecord {
                source: words.to_owned(),
                quote: None,
                stance: "context",
                seen: None,
            };
            let source = source(&evidence, &titles);
            (source.title, source.url.unwrap_or_default())
        };
        let both = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(of("https://a.example/x"), both("Accounts", "https://a.example/x"));
        assert_eq!(of("https://a.example/y"), both("", "https://a.example/y"));
        assert_eq!(
            of("Annual report: https://a.example/x"),
            both("Annual report", "https://a.example/x")
        );
        assert_eq!(
            of("Report (https://a.example/y), p. 3"),
            both("Report, p. 3", "https://a.example/y")
        );
        assert_eq!(of("Minutes of 3 May"), both("Minutes of 3 May", ""));
    }

    #[test]
    fn authors_of_highlights_have_not_checked_the_claims() {
        let mut sample = sample::usual();
        for (annotation, _) in &mut sample.annotations {
            let author = match annotation.kind {
                AnnotationKind::Claim => "Ann",
                _ => "Ben",
            };
            annotation.author = Some(author.to_owned());
        }
        assert_eq!(Report::of(&sample.input()).checkers, ["Ann"]);
        sample
            .annotations
            .retain(|(a, _)| a.kind != AnnotationKind::Claim);
        assert_eq!(Report::of(&sample.input()).checkers, ["Ben"]);
    }

    #[test]
    fn who_said_it_reads_as_a_sentence() {
        let article = |source: Option<&str>, day: Option<&str>| ReportArticle {
            title: String::new(),
            byline: None,
            source: source.map(str::to_owned),
            date: None,
            day: day.map(str::to_owned),
            url: None,
            language: None,
            open: None,
        };
        let day = Some("14 March 2026");
        let of = |speaker, cue, source, day| said(speaker, cue, &article(source, day));
        assert_eq!(
            of(Some("The board"), Some("according to"), None, day),
            "The board said on 14 March 2026"
        );
        assert_eq!(of(None, None, None, day), "The article of 14 March 2026 says");
        assert_eq!(of(None, None, None, None), "The article says");
    }

    #[test]
    fn a_claim_says_who_said_it_where_and_when() {
        let sample = sample::usual();
        let report = Report::of(&sample.input());
        assert_eq!(
            report.claims[0].said,
            "Ida Lund said in The Harbour Post on 14 March 2026"
        );
        assert_eq!(report.claims[1].said, "The Harbour Post wrote on 14 March 2026");
        assert_eq!(report.summary, "3 claims: 1 refuted and 2 not decided.");
        assert_eq!(report.credit(), "Checked, last change on 25 November 2026.");
        assert_eq!(report.speakers[0].count, 2);
    }
}
