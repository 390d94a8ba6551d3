//! The ledger as text, CSV and JSON, for the command line and the export from the screen.
//!
//! Invariant: the output contains no character that controls a terminal, and no cell that a spreadsheet runs.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::contradictions::{Contradiction, Disagreement, VerdictSides};
use super::table::{LedgerTable, TableGroup, shown_claim};
use crate::app::{LedgerClaim, LedgerGroup, LedgerView};
use crate::export::{csv_cell, json};
use crate::index::{Index, IndexError, PassageNumber};

/// A form in which the ledger is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerFormat {
    /// Lines for people.
    Text,
    /// One row for each claim.
    Csv,
    /// An array of groups.
    Json,
}

impl LedgerFormat {
    /// The format for a file ending.
    pub fn of_ending(ending: &str) -> Option<Self> {
        match ending.to_ascii_lowercase().as_str() {
            "txt" | "md" => Some(Self::Text),
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A group in JSON.
#[derive(Serialize)]
struct WrittenGroup<'a> {
    by: &'static str,
    name: &'a str,
    kinds: &'a [String],
    aliases: &'a [String],
    claims: usize,
    verdicts: Vec<WrittenVerdict<'a>>,
    latest: Option<&'a str>,
    contradictions: Vec<WrittenContradiction>,
    entries: Vec<WrittenClaim<'a>>,
}

#[derive(Serialize)]
struct WrittenVerdict<'a> {
    verdict: &'a str,
    claims: usize,
}

/// Two claims that contradict each other, by the place of each among the entries.
#[derive(Serialize)]
struct WrittenContradiction {
    first: usize,
    second: usize,
    /// `figures` or `verdicts`.
    about: &'static str,
    in_first: String,
    in_second: String,
}

#[derive(Serialize)]
struct WrittenClaim<'a> {
    id: Option<&'a str>,
    claim: &'a str,
    speaker: Option<&'a str>,
    verdict: Option<&'a str>,
    status: &'a str,
    day: Option<&'a str>,
    title: &'a str,
    source: Option<&'a str>,
    opens: Option<&'a str>,
    contradicts: &'a [String],
}

/// What is written of a group.
struct Read {
    group: LedgerGroup,
    claims: Vec<(PassageNumber, LedgerClaim)>,
    contradictions: Vec<Contradiction>,
}

/// Writes groups with their latest claims, at most `most` of each.
///
/// # Errors
/// If the index cannot be read.
pub fn write_groups(
    table: &LedgerTable,
    index: &Index,
    view: LedgerView,
    groups: &[TableGroup],
    sides: &VerdictSides,
    (format, most): (LedgerFormat, usize),
) -> Result<String, IndexError> {
    let mut read = Vec::new();
    for group in groups {
        read.push(Read::of(table, index, view, (group, most), sides)?);
    }
    Ok(match format {
        LedgerFormat::Text => text(&read),
        LedgerFormat::Csv => csv(view, &read),
        LedgerFormat::Json => {
            let written: Vec<WrittenGroup<'_>> = read.iter().map(|read| read.written(view)).collect();
            json::pretty(&written)
        }
    })
}

impl Read {
    fn of(
        table: &LedgerTable,
        index: &Index,
        view: LedgerView,
        (group, most): (&TableGroup, usize),
        sides: &VerdictSides,
    ) -> Result<Self, IndexError> {
        let contradictions = match view {
            LedgerView::Speakers => table.contradictions(index, group, sides)?,
            LedgerView::Entities | LedgerView::Verdicts | LedgerView::Months => Vec::new(),
        };
        let mut claims = Vec::new();
        for number in table.claims_of(group, None).into_iter().take(most) {
            let claim = shown_claim(index, number, &contradictions)?;
            claims.extend(claim.map(|claim| (number, claim)));
        }
        Ok(Self {
            group: table.described(index, view, group)?,
            claims,
            contradictions,
        })
    }

    fn written(&self, view: LedgerView) -> WrittenGroup<'_> {
        let place: HashMap<PassageNumber, usize> = (0..)
            .zip(&self.claims)
            .map(|(at, (number, _))| (*number, at))
            .collect();
        let contradiction = |c: &Contradiction| {
            let (about, a, b) = match &c.how {
                Disagreement::Figures(a, b) => ("figures", a, b),
                Disagreement::Verdicts(a, b) => ("verdicts", a, b),
            };
            Some(WrittenContradiction {
                first: *place.get(&c.first)?,
                second: *place.get(&c.second)?,
                about,
                in_first: a.clone(),
                in_second: b.clone(),
            })
        };
        let LedgerGroup {
            key: _,
            name,
            kinds,
            aliases,
            spellings: _,
            claims,
            verdicts,
            contradictions: _,
            latest,
        } = &self.group;
        WrittenGroup {
            by: view.name(),
            name,
            kinds,
            aliases,
            claims: *claims,
            verdicts: verdicts
                .iter()
                .map(|(verdict, claims)| WrittenVerdict {
                    verdict,
                    claims: *claims,
                })
                .collect(),
            latest: some(latest),
            contradictions: self.contradictions.iter().filter_map(contradiction).collect(),
            entries: self
                .claims
                .iter()
                .map(|(_, claim)| written_claim(claim))
                .collect(),
        }
    }
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn written_claim(claim: &LedgerClaim) -> WrittenClaim<'_> {
    let LedgerClaim {
        id,
        words,
        speaker,
        verdict,
        status,
        day,
        title,
        source,
        opens,
        arrival: _,
        contradicts,
    } = claim;
    WrittenClaim {
        id: id.as_deref(),
        claim: words,
        speaker: some(speaker),
        verdict: some(verdict),
        status,
        day: some(day),
        title,
        source: some(source),
        opens: some(opens),
        contradicts,
    }
}

fn text(read: &[Read]) -> String {
    let mut parts = Vec::new();
    for Read {
        group,
        claims,
        contradictions,
    } in read
    {
        let mut part = group.name.clone();
        let about: Vec<String> = group.kinds.iter().cloned().chain(aliases(group)).collect();
        if !about.is_empty() {
            let _ = write!(part, " ({})", about.join("; "));
        }
        let _ = write!(part, ": {}", counts(group));
        match contradictions.len() {
            0 => {}
            1 => part.push_str("; 2 claims contradict each other"),
            pairs => {
                let _ = write!(part, "; {pairs} pairs of claims contradict each other");
            }
        }
        part.push('\n');
        for (_, claim) in claims {
            let verdict = some(&claim.verdict).unwrap_or(&claim.status);
            let day = some(&claim.day).map(|day| format!("{day}  ")).unwrap_or_default();
            let _ = writeln!(part, "  {day}{verdict}: {}", claim.words);
            let source = some(&claim.source)
                .map(|source| format!("{source}: "))
                .unwrap_or_default();
            let _ = writeln!(part, "    {source}{}", claim.title);
            for other in &claim.contradicts {
                let _ = writeln!(part, "    ≠ {other}");
            }
        }
        if let Some(more) = group.claims.checked_sub(claims.len()).filter(|more| *more > 0) {
            let _ = writeln!(part, "  … and {more} more");
        }
        parts.push(part);
    }
    parts.join("\n")
}

fn aliases(group: &LedgerGroup) -> Option<String> {
    (!group.aliases.is_empty()).then(|| format!("also {}", group.aliases.join(", ")))
}

fn counts(group: &LedgerGroup) -> String {
    let claims = match group.claims {
        1 => "1 claim".to_owned(),
        claims => format!("{claims} claims"),
    };
    let verdicts = group
        .verdicts
        .iter()
        .map(|(verdict, claims)| format!("{claims} {verdict}"));
    std::iter::once(claims)
        .chain(verdicts)
        .collect::<Vec<_>>()
        .join(", ")
}

fn csv(view: LedgerView, read: &[Read]) -> String {
    let mut out = format!(
        "{},speaker,claim,verdict,status,day,title,source,opens,id,contradicts\n",
        match view {
            LedgerView::Speakers => "listed_as",
            LedgerView::Entities | LedgerView::Verdicts | LedgerView::Months => view.name(),
        }
    );
    for Read { group, claims, .. } in read {
        for (_, claim) in claims {
            let contradicts = claim.contradicts.join("; ");
            let cells = [
                group.name.as_str(),
                &claim.speaker,
                &claim.words,
                &claim.verdict,
                &claim.status,
                &claim.day,
                &claim.title,
                &claim.source,
                &claim.opens,
                claim.id.as_deref().unwrap_or_default(),
                &contradicts,
            ];
            let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
            let _ = writeln!(out, "{}", cells.join(","));
        }
    }
    out
}
