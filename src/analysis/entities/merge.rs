//! Merges mentions of the same thing: the same words, a surname and a full name, an acronym and its expansion, a short and a long form, a
//! name in two scripts, a description such as 'the justice department'.
//!
//! Invariant: names are only merged if a single candidate fits; ambiguous names stay separate.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::Found;
use super::aliases;
use super::gazetteer::class;
use super::words::{Words, is_capital};
use crate::analysis::constructions::{Construction, Constructions};
use crate::analysis::{Entity, EntityKind, FoundBy, Mention, Value};
use crate::lexicon::WordClass;

/// All mentions with the same words.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// In lower case, without full stops, a leading 'the', titles before a person, and a possessive ending.
    pub(super) words: Vec<String>,
    /// The same words as written at the first mention.
    pub(super) shown: Vec<String>,
    pub(super) kind: EntityKind,
    /// Ranges of tokens, ordered.
    pub(super) mentions: Vec<Range<usize>>,
}

impl Name {
    /// The token of its first mention.
    pub(super) fn first(&self) -> usize {
        self.mentions.first().map_or(usize::MAX, |m| m.start)
    }
}

/// Merges everything that was found (ordered by start) into entities.
pub(super) fn merge(words: Words<'_>, all: Vec<Found>, constructions: &Constructions) -> Vec<Entity> {
    let (found, valued): (Vec<Found>, Vec<Found>) = all.into_iter().partition(|f| is_named(f.kind));
    let mut taken = vec![false; words.len()];
    for f in found.iter().chain(&valued) {
        taken[f.span.clone()].fill(true);
    }
    let mut names = group(words, &found);
    let noting = |construction, names: &mut Vec<Name>, step: &mut dyn FnMut(&mut Vec<Name>)| {
        if !constructions.has(construction) {
            return;
        }
        let mentions = |names: &[Name]| -> HashSet<Range<usize>> {
            names.iter().flat_map(|n| n.mentions.iter().cloned()).collect()
        };
        let before = constructions.records().then(|| mentions(names));
        step(names);
        if let Some(before) = before {
            let after = names.iter().flat_map(|n| &n.mentions);
            let after = after.map(|span| (span.clone(), words.range(span)));
            constructions.note_changes(construction, &before, after);
        }
    };
    noting(Construction::Repeated, &mut names, &mut |names| {
        spread(words, names, &mut taken);
    });
    noting(Construction::ShortNames, &mut names, &mut |names| {
        shortened(words, names, &mut taken);
    });
    let mut parents = aliases::join(words, &mut names);
    noting(Construction::Described, &mut names, &mut |names| {
        aliases::describe(words, names, &mut parents, &mut taken);
    });
    let mut out = build(words, &names, &parents);
    out.extend(values(words, valued));
    out.sort_by_key(|e| e.mentions.first().map_or(0, |m| m.range.start));
    out
}

fn is_named(kind: EntityKind) -> bool {
    !matches!(kind, EntityKind::Date | EntityKind::Money | EntityKind::Quantity)
}

/// Groups mentions by their words, with one kind per name, unless it clearly has two.
fn group(words: Words<'_>, found: &[Found]) -> Vec<Name> {
    let mut by_key: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    let mut keys = Vec::with_capacity(found.len());
    for (i, f) in found.iter().enumerate() {
        let (key, shown) = key(words, &f.span, f.kind);
        by_key.entry(key.clone()).or_default().push(i);
        keys.push((key, shown));
    }
    let mut out: Vec<Name> = Vec::new();
    for (i, (key, shown)) in keys.into_iter().enumerate() {
        let Some(same) = by_key.get(&key).filter(|same| same[0] == i) else {
            continue;
        };
        let mut votes: Vec<(EntityKind, usize)> = Vec::new();
        for &j in same {
            match votes.iter_mut().find(|v| v.0 == found[j].kind) {
                Some(vote) => vote.1 += 1,
                None => votes.push((found[j].kind, 1)),
            }
        }
        votes.sort_by_key(|v| std::cmp::Reverse(v.1));
        // A second kind with a third of the mentions is another thing of the same name.
        let kinds: Vec<EntityKind> = votes
            .iter()
            .filter(|v| v.1 * 3 >= same.len() && v.1 >= 2)
            .map(|v| v.0)
            .collect();
        let main = votes[0].0;
        let mut names: Vec<Name> = Vec::new();
        for &j in same {
            let kind = if kinds.contains(&found[j].kind) {
                found[j].kind
            } else {
                main
            };
            match names.iter_mut().find(|n| n.kind == kind) {
                Some(name) => name.mentions.push(found[j].span.clone()),
                None => names.push(Name {
                    words: key.clone(),
                    shown: shown.clone(),
                    kind,
                    mentions: vec![found[j].span.clone()],
                }),
            }
        }
        out.append(&mut names);
    }
    out.sort_by_key(Name::first);
    out
}

/// The words of a name for comparison, and as written.
pub(super) fn key(words: Words<'_>, span: &Range<usize>, kind: EntityKind) -> (Vec<String>, Vec<String>) {
    let mut span = span.clone();
    if matches!(words.get(span.end - 1), "'s" | "’s" | "'" | "’") && span.len() > 1 {
        span.end -= 1;
    }
    while span.len() > 1
        && (matches!(words.get(span.start), "the" | "The" | "THE")
            || kind == EntityKind::Person && WordClass::Title.has(words.get(span.start)))
    {
        span.start += 1;
    }
    let mut key: Vec<String> = Vec::with_capacity(span.len());
    let mut shown: Vec<String> = Vec::with_capacity(span.len());
    for i in span.clone() {
        let word = words.get(i);
        let joined = !words.spaced(i) && i > span.start;
        let plain = || bare(&word.replace('.', "").to_lowercase().replace('’', "'"));
        match (key.last_mut(), shown.last_mut()) {
            // 'Jean-Claude' counts as one word here.
            (Some(k), Some(s)) if joined && (word == "-" || word == "'s" || s.ends_with('-')) => {
                k.push_str(&plain());
                s.push_str(word);
            }
            // The characters of a Chinese name, or a word and the katakana before it, are not separated either.
            (Some(k), Some(s)) if joined && !is_latin(s) && (!is_latin(word) || word == "·") => {
                k.push_str(&plain());
                s.push_str(word);
            }
            _ if joined && word == "," => {}
            _ => {
                key.push(plain());
                shown.push(word.to_owned());
            }
        }
    }
    (key, shown)
}

/// Whether `word` begins with a sign or a Latin letter.
fn is_latin(word: &str) -> bool {
    word.chars().next().is_none_or(|c| c < '\u{2e80}')
}

/// The word without accents: 'Guédon' and 'Guedon' are equal.
fn bare(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    word.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect()
}

/// Adds mentions that the tagger missed: capitals that are exactly the words of a name.
fn spread(words: Words<'_>, names: &mut [Name], taken: &mut [bool]) {
    let mut by_first: HashMap<&str, Vec<(usize, Range<usize>)>> = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        let span = name.mentions[0].clone();
        let first = words.get(span.start);
        let distinct =
            span.len() > 1 || name.mentions.len() > 1 || first.chars().skip(1).any(char::is_uppercase);
        if distinct && first.chars().count() > 2 && is_capital(first) {
            by_first.entry(first).or_default().push((n, span));
        }
    }
    let mut added: Vec<(usize, Range<usize>)> = Vec::new();
    for i in 0..words.len() {
        if taken[i] {
            continue;
        }
        let Some(candidates) = by_first.get(words.get(i)) else {
            continue;
        };
        let fits = |span: &Range<usize>| {
            let end = i + span.len();
            end <= words.len()
                && !taken[i..end].contains(&true)
                && (0..span.len()).all(|k| words.get(i + k) == words.get(span.start + k) && (k == 0 || words.spaced(i + k) == words.spaced(span.start + k)))
                // A part of a longer run of capitals is another name.
                && !(is_capital(words.get(end)) && words.spaced(end))
                && !(i > 0 && is_capital(words.get(i - 1)) && words.spaced(i) && span.len() == 1)
        };
        let best = candidates.iter().filter(|c| fits(&c.1)).max_by_key(|c| c.1.len());
        if let Some((n, span)) = best {
            let span = i..i + span.len();
            taken[span.clone()].fill(true);
            added.push((*n, span));
        }
    }
    let mut touched: Vec<usize> = added.iter().map(|(n, _)| *n).collect();
    for (n, span) in added {
        names[n].mentions.push(span);
    }
    touched.sort_unstable();
    touched.dedup();
    for n in touched {
        names[n].mentions.sort_by_key(|m| m.start);
    }
}

/// Adds bare surnames and first words of companies' names that the tagger missed: 'Norvale' where 'Norvale Holdings Ltd' is named. Only
/// words that are in no dictionary are added.
fn shortened(words: Words<'_>, names: &mut Vec<Name>, taken: &mut [bool]) {
    let Some(gazetteer) = super::built_in_gazetteer() else {
        return;
    };
    let mut bearers: HashMap<&str, Option<EntityKind>> = HashMap::new();
    for name in names.iter().filter(|n| n.shown.len() > 1) {
        let span = &name.mentions[0];
        let last = words.get(span.end - 1);
        let word = match name.kind {
            EntityKind::Person => last,
            EntityKind::Organization
                if WordClass::CompanyEnding.has(last) || WordClass::OrganizationHead.has(last) =>
            {
                words.get(span.start)
            }
            _ => continue,
        };
        let entry = gazetteer.get(super::gazetteer::key(std::iter::once(word)));
        let common = entry.is_common() || entry.classes & class::COUNTRY != 0;
        if !common && word.chars().count() > 2 && is_capital(word) {
            bearers
                .entry(word)
                .and_modify(|kind| *kind = kind.filter(|k| *k == name.kind))
                .or_insert(Some(name.kind));
        }
    }
    if bearers.is_empty() {
        return;
    }
    let mut added: Vec<(EntityKind, Range<usize>)> = Vec::new();
    for (i, taken) in taken.iter_mut().enumerate() {
        let beside = i > 0 && is_capital(words.get(i - 1)) && words.spaced(i)
            || is_capital(words.get(i + 1)) && words.spaced(i + 1)
            || matches!(words.get(i + 1), "-" | "&") && !words.spaced(i + 1);
        if *taken || beside {
            continue;
        }
        if let Some(kind) = bearers.get(words.get(i)).copied().flatten() {
            *taken = true;
            added.push((kind, i..i + 1));
        }
    }
    let mut known: HashMap<(EntityKind, Vec<String>), usize> = HashMap::new();
    for (n, name) in names.iter().enumerate().filter(|_| !added.is_empty()) {
        known.entry((name.kind, name.words.clone())).or_insert(n);
    }
    for (kind, span) in added {
        let (key, shown) = key(words, &span, kind);
        let n = *known.entry((kind, key.clone())).or_insert_with(|| {
            names.push(Name {
                words: key,
                shown,
                kind,
                mentions: Vec::new(),
            });
            names.len() - 1
        });
        names[n].mentions.push(span);
    }
    for name in names.iter_mut() {
        name.mentions.sort_by_key(|m| m.start);
    }
    names.sort_by_key(Name::first);
}

fn build(words: Words<'_>, names: &[Name], parents: &[usize]) -> Vec<Entity> {
    let mut by_root: HashMap<usize, Vec<usize>> = HashMap::new();
    for n in 0..names.len() {
        by_root.entry(root(parents, n)).or_default().push(n);
    }
    let mut out = Vec::with_capacity(by_root.len());
    for members in by_root.into_values() {
        let Some(&fullest) = members.iter().max_by_key(|n| {
            (
                aliases::fullness(&names[**n]),
                std::cmp::Reverse(names[**n].first()),
            )
        }) else {
            continue;
        };
        // The kind of the fullest name; but a single long form does not outvote the others.
        let kind = names[fullest].kind;
        let mut spans: Vec<&Range<usize>> = members.iter().flat_map(|n| &names[*n].mentions).collect();
        spans.sort_by_key(|s| s.start);
        let mentions = spans
            .into_iter()
            .map(|s| Mention {
                range: words.range(s),
            })
            .collect();
        out.push(Entity {
            kind,
            name: display(&names[fullest]),
            mentions,
            value: None,
            found_by: FoundBy::OWN,
        });
    }
    out
}

/// The name as shown in lists.
fn display(name: &Name) -> String {
    let mut out = String::new();
    // Inside a nickname in straight quotation marks, which do not show their direction.
    let mut open = false;
    let mut tight = true;
    for word in &name.shown {
        let straight = word == "\"";
        let close = open && straight;
        if !tight && !close && !matches!(word.as_str(), "'s" | "’s" | "," | "”") {
            out.push(' ');
        }
        out.push_str(word);
        open ^= straight;
        tight = straight && open || word == "“";
    }
    out
}

/// The representative of `n`.
pub(super) fn root(parents: &[usize], mut n: usize) -> usize {
    while let Some(&parent) = parents.get(n).filter(|p| **p != n) {
        n = parent;
    }
    n
}

/// Dates and figures: one entity per value.
fn values(words: Words<'_>, found: Vec<Found>) -> Vec<Entity> {
    let mut out: Vec<Entity> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for f in found {
        let range = words.range(&f.span);
        let name = range
            .slice(words.text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let key = match &f.value {
            Some(Value::Date(day)) => format!("day {day}"),
            Some(Value::Number(n, unit)) => format!("{} {n} {unit}", f.kind.name()),
            None => name.to_lowercase(),
        };
        if let Some(&i) = by_key.get(&key) {
            out[i].mentions.push(Mention { range });
        } else {
            by_key.insert(key, out.len());
            out.push(Entity {
                kind: f.kind,
                name,
                mentions: vec![Mention { range }],
                value: f.value,
                found_by: FoundBy::OWN,
            });
        }
    }
    out
}
