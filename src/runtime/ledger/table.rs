//! The claims of the library in few bytes each, and their groups.
//!
//! Invariants: a table is a snapshot of one state of the index and of the corrections; groups and their claims have the same order for the
//! same state.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::contradictions::{Contradiction, VerdictSides, contradictions, words};
use super::speakers::{SpeakerGroup, SpeakerGroups};
use crate::app::{Arrival, LedgerClaim, LedgerGroup, LedgerSort, LedgerView};
use crate::index::{Entry, Index, IndexError, IndexedClaim, PassageKind, PassageNumber, Query};
use crate::store::speakers::SpeakerCorrections;
use crate::text::clean::one_line;
use crate::text::fold::{SEARCH, folded};

/// The most other names shown for one speaker.
const ALIASES: usize = 8;
/// The most claims of one speaker that are searched for contradictions: the latest ones taken in.
const SEARCHED: usize = 5000;

/// A claim.
#[derive(Clone, Copy, Debug)]
struct Row {
    number: PassageNumber,
    /// The speaker's group; [`NONE`] for the author.
    speaker: u32,
    /// The place of the verdict among `verdicts`; [`NONE`] without one.
    verdict: u32,
    /// As 20260926; 0 if unknown.
    day: u32,
}

const NONE: u32 = u32::MAX;
/// The key of the group of claims that have no speaker, verdict or day.
const NOTHING: &str = "-";

/// The claims of the library.
#[derive(Debug, Default)]
pub struct LedgerTable {
    rows: Vec<Row>,
    speakers: SpeakerGroups,
    verdicts: Vec<String>,
}

/// A group of claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableGroup {
    /// Identifies it in its view.
    pub key: String,
    /// Its name as far as it is known without records, for sorting.
    name: String,
    /// Folded, for filters.
    searched: String,
    /// Its claims, by their place in the table.
    rows: Vec<u32>,
    latest: u32,
}

impl TableGroup {
    /// The number of claims.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no claims.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl LedgerTable {
    /// Loads the claims that match `query`. Suggested ones only if `suggested` is set.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn load(
        index: &Index,
        corrections: &SpeakerCorrections,
        query: Option<&Query>,
        suggested: bool,
    ) -> Result<Self, IndexError> {
        let speakers = SpeakerGroups::of(index, corrections)?;
        let days = index.days()?;
        let (mut rows, mut verdicts) = (Vec::new(), Vec::new());
        let mut numbers: HashMap<String, u32> = HashMap::new();
        index.each_said(query, suggested, |said| {
            let verdict = said.verdict.map_or(NONE, |verdict| {
                *numbers.get(verdict).unwrap_or(&(verdicts.len() as u32))
            });
            if let Some(new) = said.verdict.filter(|_| verdict as usize == verdicts.len()) {
                numbers.insert(new.to_owned(), verdict);
                verdicts.push(new.to_owned());
            }
            let group = said.speaker.and_then(|name| speakers.group(name, said.article));
            rows.push(Row {
                number: said.number,
                speaker: group.unwrap_or(NONE),
                verdict,
                day: days.get(&said.article).map_or(0, |day| packed(day)),
            });
        })?;
        // The index may give them in any order.
        rows.sort_unstable_by_key(|row| row.number);
        Ok(Self {
            rows,
            speakers,
            verdicts,
        })
    }

    /// The number of claims.
    pub fn claims(&self) -> usize {
        self.rows.len()
    }

    /// The key of the speaker who has this name, in any case.
    pub fn speaker_key(&self, name: &str) -> Option<String> {
        let name = folded(&one_line(name), SEARCH);
        let mut groups = self.speakers.groups.iter();
        let found = groups.find(|group| group.names.contains(&name))?;
        Some(found.key.clone())
    }

    pub(super) fn speaker(&self, key: &str) -> Option<&SpeakerGroup> {
        self.speakers.groups.iter().find(|group| group.key == key)
    }

    /// The groups of a view whose name contains all words of `filter`, in order.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn groups(
        &self,
        index: &Index,
        view: LedgerView,
        filter: &str,
        sort: LedgerSort,
    ) -> Result<Vec<TableGroup>, IndexError> {
        let mut groups = match view {
            LedgerView::Speakers => self.by_speaker(),
            LedgerView::Entities => self.by_entity(index)?,
            LedgerView::Verdicts => self.by_verdict(),
            LedgerView::Months => self.by_month(),
        };
        let filter = folded(filter, SEARCH).replace('"', "");
        let has_all = |searched: &str| {
            filter
                .split_whitespace()
                .all(|word| match word.strip_prefix('-') {
                    Some(unwanted) => !searched.contains(unwanted),
                    None => searched.contains(word),
                })
        };
        groups.retain(|group| !group.rows.is_empty() && has_all(&group.searched));
        for group in &mut groups {
            let days = group.rows.iter().map(|row| self.rows[*row as usize].day);
            group.latest = days.max().unwrap_or(0);
        }
        let by_name = |a: &TableGroup, b: &TableGroup| {
            let nothing = |group: &TableGroup| group.key == NOTHING;
            let order = a.name.cmp(&b.name);
            let order = match view {
                LedgerView::Months => order.reverse(),
                LedgerView::Speakers | LedgerView::Entities | LedgerView::Verdicts => order,
            };
            nothing(a).cmp(&nothing(b)).then(order)
        };
        // Over time means in the order of time, unless another order was chosen.
        match (sort, view) {
            (LedgerSort::Name, _) | (LedgerSort::Claims, LedgerView::Months) => groups.sort_by(by_name),
            (LedgerSort::Claims, _) => {
                groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| by_name(a, b)));
            }
            (LedgerSort::Latest, _) => {
                groups.sort_by(|a, b| b.latest.cmp(&a.latest).then_with(|| by_name(a, b)));
            }
        }
        Ok(groups)
    }

    fn by_speaker(&self) -> Vec<TableGroup> {
        let group = |group: &SpeakerGroup| {
            let shown = group.shown.as_deref().unwrap_or_default();
            TableGroup {
                key: group.key.clone(),
                name: match shown {
                    "" => group.names.first().cloned().unwrap_or_default(),
                    shown => folded(shown, SEARCH),
                },
                searched: folded(&format!("{shown} {}", group.names.join(" ")), SEARCH),
                ..TableGroup::default()
            }
        };
        let mut groups: Vec<TableGroup> = self.speakers.groups.iter().map(group).collect();
        let mut author = nothing("by the author");
        for (at, row) in (0..).zip(&self.rows) {
            match groups.get_mut(row.speaker as usize) {
                Some(group) => group.rows.push(at),
                None => author.rows.push(at),
            }
        }
        groups.push(author);
        groups
    }

    fn by_entity(&self, index: &Index) -> Result<Vec<TableGroup>, IndexError> {
        let mut groups: Vec<TableGroup> = Vec::new();
        let mut of_name: HashMap<i64, usize> = HashMap::new();
        let mut of_key: HashMap<String, usize> = HashMap::new();
        for name in index.known_names()? {
            let full = self.speakers.full_names.get(&name.form).unwrap_or(&name.form);
            let key = format!("{}:{full}", name.kind);
            let shown = folded(&name.shown, SEARCH);
            let searched = folded(&format!("{} {} {}", name.shown, name.form, name.kind), SEARCH);
            let at = *of_key.entry(key.clone()).or_insert(groups.len());
            of_name.insert(name.number, at);
            match groups.get_mut(at) {
                Some(group) => {
                    group.searched = format!("{} {searched}", group.searched);
                    // The full name is shown.
                    if *full == name.form {
                        group.name = shown;
                    }
                }
                None => groups.push(TableGroup {
                    key,
                    name: shown,
                    searched,
                    ..TableGroup::default()
                }),
            }
        }
        index.each_named(|name, passage| {
            let row = self.rows.binary_search_by_key(&passage, |row| row.number);
            if let (Some(at), Ok(row)) = (of_name.get(&name), row) {
                groups[*at].rows.push(row as u32);
            }
        })?;
        for group in &mut groups {
            group.rows.sort_unstable();
            // A claim may contain both names.
            group.rows.dedup();
        }
        Ok(groups)
    }

    fn by_verdict(&self) -> Vec<TableGroup> {
        let group = |verdict: &String| TableGroup {
            key: verdict.clone(),
            name: verdict.clone(),
            searched: verdict.clone(),
            ..TableGroup::default()
        };
        let mut groups: Vec<TableGroup> = self.verdicts.iter().map(group).collect();
        let mut none = nothing("without a verdict");
        for (at, row) in (0..).zip(&self.rows) {
            match groups.get_mut(row.verdict as usize) {
                Some(group) => group.rows.push(at),
                None => none.rows.push(at),
            }
        }
        groups.push(none);
        groups
    }

    fn by_month(&self) -> Vec<TableGroup> {
        let mut months: BTreeMap<u32, TableGroup> = BTreeMap::new();
        for (at, row) in (0..).zip(&self.rows) {
            let month = row.day / 100;
            let group = months.entry(month).or_insert_with(|| match month {
                0 => nothing("without a date"),
                month => {
                    let name = shown_day(month * 100);
                    TableGroup {
                        key: name.clone(),
                        searched: name.clone(),
                        name,
                        ..TableGroup::default()
                    }
                }
            });
            group.rows.push(at);
        }
        months.into_values().collect()
    }

    /// The claims of a group that are among those of `within`, if that is given; the latest first.
    pub fn claims_of(&self, group: &TableGroup, within: Option<&Self>) -> Vec<PassageNumber> {
        let mut rows: Vec<&Row> = group
            .rows
            .iter()
            .map(|at| &self.rows[*at as usize])
            .filter(|row| within.is_none_or(|table| table.has(row.number)))
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse((row.day, row.number)));
        rows.into_iter().map(|row| row.number).collect()
    }

    /// The group with only these of its claims.
    pub(super) fn narrowed(&self, group: &TableGroup, claims: &[PassageNumber]) -> TableGroup {
        let mut claims = claims.to_vec();
        claims.sort_unstable();
        let is_in = |at: &u32| claims.binary_search(&self.rows[*at as usize].number).is_ok();
        TableGroup {
            rows: group.rows.iter().copied().filter(is_in).collect(),
            ..group.clone()
        }
    }

    fn has(&self, number: PassageNumber) -> bool {
        self.rows.binary_search_by_key(&number, |row| row.number).is_ok()
    }

    /// A group as it is shown. Contradictions are not looked for.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn described(
        &self,
        index: &Index,
        view: LedgerView,
        group: &TableGroup,
    ) -> Result<LedgerGroup, IndexError> {
        let mut verdicts: BTreeMap<u32, usize> = BTreeMap::new();
        for at in &group.rows {
            *verdicts.entry(self.rows[*at as usize].verdict).or_default() += 1;
        }
        let mut verdicts: Vec<(String, usize)> = verdicts
            .into_iter()
            .filter_map(|(verdict, count)| Some((self.verdicts.get(verdict as usize)?.clone(), count)))
            .collect();
        verdicts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut shown = LedgerGroup {
            key: group.key.clone(),
            name: one_line(&group.name),
            kinds: Vec::new(),
            aliases: Vec::new(),
            spellings: 1,
            claims: group.len(),
            verdicts,
            contradictions: None,
            latest: if group.latest == 0 {
                String::new()
            } else {
                shown_day(group.latest)
            },
        };
        match view {
            LedgerView::Speakers => self.describe_speaker(index, group, &mut shown)?,
            LedgerView::Entities => {
                let (kind, form) = group.key.split_once(':').unwrap_or_default();
                let mut called = index.aliases(form)?;
                let short = self.speakers.full_names.iter().filter(|(_, full)| *full == form);
                for (short, _) in short {
                    called.extend(index.aliases(short)?);
                }
                called.retain(|name| name.kind == kind);
                called.sort_by(|a, b| {
                    b.articles
                        .cmp(&a.articles)
                        .then_with(|| b.alias.len().cmp(&a.alias.len()))
                });
                shown.kinds = vec![kind.to_owned()];
                let fullest = called
                    .iter()
                    .find(|name| folded(&name.alias, SEARCH) == group.name);
                shown.name = fullest.map_or(shown.name, |name| one_line(&name.alias));
                let others = called.iter().map(|name| one_line(&name.alias));
                shown.aliases = others.filter(|name| *name != shown.name).take(ALIASES).collect();
            }
            LedgerView::Verdicts | LedgerView::Months => {}
        }
        Ok(shown)
    }

    fn describe_speaker(
        &self,
        index: &Index,
        group: &TableGroup,
        shown: &mut LedgerGroup,
    ) -> Result<(), IndexError> {
        let Some(speaker) = self.speaker(&group.key) else {
            return Ok(());
        };
        shown.spellings = speaker.names.len();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let mut called: BTreeMap<String, usize> = BTreeMap::new();
        for form in &speaker.forms {
            for name in index.aliases(form)? {
                *kinds.entry(name.kind).or_default() += name.articles;
                *called.entry(one_line(&name.alias)).or_default() += name.articles;
            }
        }
        let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, articles)| std::cmp::Reverse(*articles));
        shown.kinds = kinds.into_iter().map(|(kind, _)| kind).collect();
        // The claims know how their speaker is written.
        let newest = group.rows.last().map(|at| self.rows[*at as usize].number);
        let claim = newest
            .map(|number| index.claim_numbered(number))
            .transpose()?
            .flatten();
        let written = claim
            .and_then(|claim| claim.claim.speaker)
            .map(|name| one_line(&name));
        shown.name = match (&speaker.shown, written) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => name,
            (None, None) => shown.name.clone(),
        };
        let mut called: Vec<(String, usize)> = called.into_iter().collect();
        called.sort_by_key(|(_, articles)| std::cmp::Reverse(*articles));
        let known: Vec<String> = called.iter().map(|(name, _)| folded(name, SEARCH)).collect();
        let unknown = speaker.names.iter().filter(|name| !known.contains(name)).cloned();
        let is_other = |name: &String| folded(name, SEARCH) != folded(&shown.name, SEARCH);
        shown.aliases = called
            .iter()
            .map(|(name, _)| name.clone())
            .chain(unknown)
            .filter(is_other)
            .take(ALIASES)
            .collect();
        Ok(())
    }

    /// The contradictions among the claims of a speaker's group; only the 5,000 claims taken in last are compared. None for the claims of
    /// authors, who are different people.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn contradictions(
        &self,
        index: &Index,
        group: &TableGroup,
        sides: &VerdictSides,
    ) -> Result<Vec<Contradiction>, IndexError> {
        if group.key == NOTHING || group.len() < 2 {
            return Ok(Vec::new());
        }
        let skipped = group.rows.len().saturating_sub(SEARCHED);
        let mut claims = Vec::with_capacity(group.rows.len() - skipped);
        for at in &group.rows[skipped..] {
            claims.extend(index.claim_numbered(self.rows[*at as usize].number)?);
        }
        Ok(contradictions(&claims, sides))
    }
}

/// A claim as it is shown, with those of `contradictions` that it is part of.
///
/// # Errors
/// If the index cannot be read.
pub(super) fn shown_claim(
    index: &Index,
    number: PassageNumber,
    contradictions: &[Contradiction],
) -> Result<Option<LedgerClaim>, IndexError> {
    let Some(claim) = index.claim_numbered(number)? else {
        return Ok(None);
    };
    let mut contradicts = Vec::new();
    for contradiction in contradictions {
        let other = match (contradiction.first == number, contradiction.second == number) {
            (true, _) => contradiction.second,
            (_, true) => contradiction.first,
            _ => continue,
        };
        if let Some(other) = index.claim_numbered(other)? {
            contradicts.push(contradiction.for_claim(number, &other));
        }
    }
    let line = |text: &Option<String>| text.as_deref().map(one_line).unwrap_or_default();
    let IndexedClaim {
        claim: said, article, ..
    } = &claim;
    Ok(Some(LedgerClaim {
        id: said.id.clone(),
        words: one_line(words(&claim)),
        speaker: line(&said.speaker),
        verdict: line(&said.verdict),
        status: match said.kind {
            PassageKind::Suggestion => "suggested".to_owned(),
            PassageKind::Annotation(_) | PassageKind::Text => said.status.clone(),
        },
        day: line(&article.date),
        title: one_line(&article.title),
        source: line(&article.source),
        opens: opens(article).unwrap_or_default(),
        arrival: said
            .id
            .clone()
            .map_or(Arrival::Passage(said.range), Arrival::Annotation),
        contradicts,
    }))
}

/// By what an article is opened.
fn opens(article: &Entry) -> Option<String> {
    let there = article.paths.iter().find(|path| path.exists());
    let path = there.or(article.paths.first());
    let shown = |path: &Path| path.display().to_string();
    path.map(|path| shown(path)).or(article.url.clone())
}

fn nothing(name: &str) -> TableGroup {
    TableGroup {
        key: NOTHING.to_owned(),
        name: name.to_owned(),
        searched: name.to_owned(),
        ..TableGroup::default()
    }
}

/// A day as a number: 20260926 for `2026-09-26`, 20260900 for `2026-09`; 0 for anything else.
fn packed(day: &str) -> u32 {
    let mut parts = day.splitn(3, '-').map(|part| part.get(..part.len().min(4)));
    let mut number = |most: u32| match parts.next() {
        Some(Some(part)) => part.parse().ok().filter(|n| *n <= most),
        _ => Some(0),
    };
    let whole = (number(9999), number(12), number(31));
    match whole {
        (Some(year), Some(month), Some(day)) => year * 10_000 + month * 100 + day,
        _ => 0,
    }
}

/// The day of a number, as far as it is known: '2026', '2026-09', '2026-09-26'.
fn shown_day(day: u32) -> String {
    let (year, month, of_month) = (day / 10_000, day / 100 % 100, day % 100);
    match (month, of_month) {
        (0, _) => format!("{year:04}"),
        (_, 0) => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{of_month:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_number_and_back() {
        for day in ["2026-09-26", "2026-09", "2026"] {
            assert_eq!(shown_day(packed(day)), day);
        }
        for wrong in ["", "March", "2026-13", "2026-09-99", "2026-x", "12345-1"] {
            assert!(packed(wrong) == 0 || wrong == "12345-1", "{wrong}");
        }
    }
}
