//! The second pass over the names found, considering the whole document. It joins names that belong together, gives one class to names in a
//! list and to repeated names, recognizes teams and firms by their context, and adds missed names.
//!
//! Invariant: names stay in order and do not overlap.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::features::Page;
use super::firms;
use super::label::Class;
use super::places;
use super::teams;
use super::words::{is_capital, is_upper};
use crate::analysis::constructions::{Construction, Constructions};
use crate::lexicon::WordClass;

/// A name with the score of each class.
pub(super) struct Scored {
    pub(super) span: Range<usize>,
    pub(super) class: Class,
    pub(super) scores: [i32; 4],
    /// Whether the words around it determine its class, see [`firms`].
    pub(super) told: bool,
    pub(super) sentence: usize,
}

impl Scored {
    /// How far each class is behind the best, limited to the weight of one mention.
    fn says(&self) -> [i32; 4] {
        let best = self.scores.iter().copied().max().unwrap_or(0);
        self.scores.map(|s| (s - best).max(-LIMIT))
    }
}

/// Corrects what the first pass found on `page`.
pub(super) fn make_consistent(page: &Page<'_>, names: &mut Vec<Scored>, constructions: &Constructions) {
    for (construction, step) in STEPS {
        if !constructions.has(construction) {
            continue;
        }
        let state = |name: &Scored| (name.span.clone(), name.class as u8);
        let before: Option<HashSet<_>> = constructions.records().then(|| names.iter().map(state).collect());
        step(page, names);
        if let Some(before) = before {
            let after = names.iter().map(|n| (state(n), page.words().range(&n.span)));
            constructions.note_changes(construction, &before, after);
        }
    }
}

/// One step of the pass.
type ConsistencyStep = fn(&Page<'_>, &mut Vec<Scored>);

/// The steps, in their order.
const STEPS: [(Construction, ConsistencyStep); 10] = [
    (Construction::Partners, join_partners),
    (Construction::Nicknames, join_nicknames),
    (Construction::Initials, join_initials),
    (Construction::OrganizationHeads, |page, names| {
        join_heads(page, names);
    }),
    (Construction::NameLists, |page, names| {
        share_in_lists(page, names);
    }),
    (Construction::NameContext, |page, names| {
        weigh_context(page, names);
    }),
    (Construction::CommonAbbreviations, drop_common),
    (Construction::OneClass, |page, names| {
        agree(page, names);
    }),
    (Construction::Teams, |page, names| {
        name_teams(page, names);
    }),
    (Construction::PassedOver, add_passed_over),
];

/// Adds what the words around each name say about its class.
fn weigh_context(page: &Page<'_>, names: &mut [Scored]) {
    for name in names.iter_mut() {
        // For a name on no list the tagger is only guessing, so the words around it weigh more.
        let weight = if page.is_strange(&name.span) { STRANGE } else { 1 };
        let firm = firms::organization_evidence(page.words(), &name.span);
        let place = places::place_evidence(page.words(), &name.span);
        // A phrase of several words that is no kind of name is most often a title or a subject.
        let plain = name.class != Class::Other
            || name.span.len() == 1
            || name.span.clone().any(|i| page.words().get(i) == "&");
        let sure = firm > place && firm >= firms::WEAK && plain;
        name.scores[Class::Organization as usize] += firm * if sure { weight } else { 1 };
        if place > firm && weight > 1 {
            name.scores[Class::Place as usize] += place * weight;
        }
        name.told |= firm > 0 || place > 0 && weight > 1;
        // A place does not speak: 'According to Northvane, prices rose.'
        let source = page.words().before(name.span.start, 1) == "to"
            && page
                .words()
                .before(name.span.start, 2)
                .eq_ignore_ascii_case("according");
        if source && weight > 1 && name.class == Class::Place {
            name.scores[Class::Organization as usize] += LIMIT * weight;
            name.told = true;
        }
    }
}

/// Drops abbreviations of common words: 'SLR' where the document has 'sea level rise (SLR)'.
fn drop_common(page: &Page<'_>, names: &mut Vec<Scored>) {
    let words = page.words();
    let abbreviations = page.abbreviations();
    let common: HashSet<&str> = abbreviations
        .iter()
        .filter(|abbreviation| !page.may_be_name(abbreviation))
        .map(|abbreviation| words.get(abbreviation.short))
        .collect();
    names.retain(|n| n.span.len() > 1 || !common.contains(words.get(n.span.start)));
}

/// 'Tobias "Tubs" Achebe' is one person.
fn join_nicknames(page: &Page<'_>, names: &mut Vec<Scored>) {
    let words = page.words();
    let quote = |i: usize| matches!(words.get(i), "\"" | "“" | "”" | "‘" | "’" | "'" | "``" | "''");
    // The end of the nickname and the surname that the last kept person has absorbed.
    let mut taken = 0;
    let mut kept: Vec<Scored> = Vec::with_capacity(names.len());
    for name in names.drain(..) {
        if name.span.start < taken {
            // The surname, and other names made of it and of the nickname.
            if let Some(person) = kept.last_mut() {
                person.span.end = person.span.end.max(name.span.end);
            }
            continue;
        }
        let end = name.span.end;
        let opens = name.class == Class::Person && quote(end) && words.spaced(end);
        let close = (end + 2..end + 5).find(|i| quote(*i)).filter(|_| opens);
        let named = |close: &usize| {
            (end + 1..*close)
                .chain([close + 1])
                .all(|i| is_capital(words.get(i)))
        };
        kept.push(name);
        if let Some(close) = close.filter(named) {
            taken = close + 2;
            if let Some(person) = kept.last_mut() {
                person.span.end = taken;
            }
        }
    }
    *names = kept;
}

/// 'J. P. Hartwell' is one person: initials before a surname belong to it.
fn join_initials(page: &Page<'_>, names: &mut Vec<Scored>) {
    let words = page.words();
    let initial = |i: usize| {
        let word = words.get(i);
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.as_str() == "."
    };
    let surname = |i: usize| {
        let word = words.get(i);
        let token = words.range(&(i - 1..i + 1)).slice(words.text);
        word.len() > 2
            && is_capital(word)
            && word.chars().skip(1).any(char::is_lowercase)
            && !token.contains('\n')
    };
    let mut whole: Vec<(Range<usize>, usize)> = Vec::new();
    for name in names.iter() {
        // A rank may be taken for the first word.
        let ranked = WordClass::Title.has(words.get(name.span.start)) && initial(name.span.start + 1);
        let first = name.span.start + usize::from(ranked);
        if !initial(first) {
            continue;
        }
        let mut at = first;
        while initial(at) {
            at += 1;
        }
        // 'T. J. van Holt'
        while matches!(
            words.get(at),
            "van" | "von" | "de" | "der" | "den" | "di" | "da" | "al"
        ) && at < name.span.start + 6
        {
            at += 1;
        }
        let start = at;
        while surname(at) && at < start + 2 {
            at += 1;
        }
        let initials = first..start;
        if at > start && initials.len() <= 5 && (name.class == Class::Person || initials.len() > 1) {
            whole.push((first..at.max(name.span.end), name.sentence));
        }
    }
    for (span, sentence) in whole {
        names.retain(|n| n.span.end <= span.start || span.end <= n.span.start);
        let mut scores = [-STRONG; 4];
        scores[Class::Person as usize] = STRONG;
        names.push(Scored {
            span,
            class: Class::Person,
            scores,
            told: false,
            sentence,
        });
    }
    keep_first(names);
}

/// Sorts names, and keeps the first of those that overlap.
fn keep_first(names: &mut Vec<Scored>) {
    names.sort_by_key(|n| n.span.start);
    let mut before = 0;
    names.retain(|name| {
        let first = name.span.start >= before;
        before = before.max(name.span.end);
        first
    });
}

/// 'Council for Open Rivers', 'Port of Skarvik Authority': the head before 'of' or 'for' belongs to the name, if it or the last word is the
/// head of an organization.
fn join_heads(page: &Page<'_>, names: &mut [Scored]) {
    let words = page.words();
    let mut free = 0;
    for name in names.iter_mut() {
        let start = name.span.start;
        let (link, head) = (words.before(start, 1), words.before(start, 2));
        let last = words.get(name.span.end - 1);
        let heads = WordClass::OrganizationHead.has(head) && link == "for" && name.span.len() > 1
            || name.class == Class::Organization
                && name.span.len() > 1
                && is_capital(head)
                && (WordClass::OrganizationHead.has(last) || WordClass::CompanyEnding.has(last))
                && matches!(
                    head,
                    "Port" | "Isle" | "City" | "County" | "Town" | "State" | "Bank" | "House" | "Friends"
                );
        if heads && matches!(link, "of" | "for") && start >= free + 2 {
            name.span.start = start - 2;
            name.class = Class::Organization;
            name.scores = [-STRONG; 4];
            name.scores[Class::Organization as usize] = STRONG;
        }
        free = name.span.end;
    }
}

/// Names in one list usually have one kind: 'Faber, Granta and Canongate'. Each name takes a share of its neighbours' scores.
fn share_in_lists(page: &Page<'_>, names: &mut [Scored]) {
    let words = page.words();
    let listed = |a: &Scored, b: &Scored| {
        a.sentence == b.sentence
            && match b.span.start.saturating_sub(a.span.end) {
                1 => matches!(words.get(a.span.end), "," | "and" | "or"),
                2 => words.get(a.span.end) == "," && matches!(words.get(a.span.end + 1), "and" | "or"),
                _ => false,
            }
    };
    let mut start = 0;
    while start < names.len() {
        let end = (start + 1..names.len())
            .find(|i| !listed(&names[i - 1], &names[*i]))
            .unwrap_or(names.len());
        let list = &mut names[start..end];
        // 'Jane Doe, Acme' is not a list.
        let joined =
            list.len() > 2 || list.len() == 2 && matches!(words.before(list[1].span.start, 1), "and" | "or");
        if joined {
            let says: Vec<[i32; 4]> = list.iter().map(Scored::says).collect();
            let all: [i32; 4] = std::array::from_fn(|c| says.iter().map(|s| s[c]).sum());
            let others = (list.len() - 1) as i32;
            for (name, own) in list.iter_mut().zip(says) {
                for c in 0..4 {
                    name.scores[c] += (all[c] - own[c]) * SHARE / others / 100;
                }
                name.told = true;
            }
        }
        start = end;
    }
}

/// The factor for the words around a name that is on no list.
const STRANGE: i32 = 4;
/// The share of a neighbour's score in a list, in hundredths.
const SHARE: i32 = 30;

/// 'Halden & Rask' is one firm, whatever the classes of its halves; so is 'Simba & Sons'.
fn join_partners(page: &Page<'_>, names: &mut Vec<Scored>) {
    let words = page.words();
    let whole = |name: &Scored| {
        let beside = |at: usize| words.get(at) == "&" && words.spaced(at) && words.spaced(at + 1);
        let (mut start, mut end) = (name.span.start, name.span.end);
        while beside(end) && is_capital(words.get(end + 1)) {
            end = page.run(end + 1).end.max(end + 2);
        }
        if start >= 2 && beside(start - 1) && is_capital(words.get(start - 2)) {
            start = page.run(start - 2).start.min(start - 2);
        }
        start..end
    };
    let mut sure = [-STRONG; 4];
    sure[Class::Organization as usize] = STRONG;
    for name in names.iter_mut() {
        let span = whole(name);
        if span != name.span && name.class != Class::Other {
            (name.class, name.scores, name.span) = (Class::Organization, sure, span);
        }
    }
    let mut firms: Vec<Scored> = Vec::new();
    for (sentence, at) in page.partners() {
        let span = page.run(at);
        if span.contains(&(at + 1)) && firms.last().is_none_or(|f| f.span.end <= span.start) {
            firms.push(Scored {
                span,
                class: Class::Organization,
                scores: sure,
                told: false,
                sentence,
            });
        }
    }
    names.retain(|n| {
        let next = firms.partition_point(|f| f.span.end <= n.span.start);
        firms.get(next).is_none_or(|f| n.span.end <= f.span.start)
    });
    names.append(&mut firms);
    keep_first(names);
}

/// In a report of a match, a country's or town's name denotes its team: where it plays, and, if it plays more than once, everywhere except
/// where something happens or comes from. The same holds for a single name used with plural verbs.
fn name_teams(page: &Page<'_>, names: &mut [Scored]) {
    let words = page.words();
    let of_sport = |name: &Scored| {
        page.sport(name.sentence) >= 1
            && (name.class == Class::Place || name.class == Class::Person && name.span.len() == 1)
    };
    let plays_here = |name: &Scored| match name.class {
        Class::Person => teams::are_many(words, &name.span),
        _ => teams::plays(words, &name.span),
    };
    let mut plays: HashMap<&str, (usize, usize)> = HashMap::new();
    for name in names.iter().filter(|n| of_sport(n)) {
        let (playing, all) = plays
            .entry(words.range(&name.span).slice(words.text))
            .or_default();
        *playing += usize::from(plays_here(name));
        *all += 1;
    }
    // A report of many matches names most teams once or twice.
    let many = plays.values().map(|p| p.0).sum::<usize>() >= 6;
    for name in names.iter_mut().filter(|n| of_sport(n)) {
        let (playing, all) = plays
            .get(words.range(&name.span).slice(words.text))
            .copied()
            .unwrap_or_default();
        let known = (playing >= 2 || many && playing > 0)
            && playing * 6 >= all
            && !teams::is_where(words, &name.span);
        if known || page.sport(name.sentence) >= 2 && plays_here(name) {
            name.class = Class::Organization;
        }
    }
}

/// Adds single capitalised words that the first pass missed, usually at the start of a sentence: words in no dictionary that act like
/// organizations, and in a report of a match 'the Thunder', a team's nickname; then all other occurrences.
fn add_passed_over(page: &Page<'_>, names: &mut Vec<Scored>) {
    let words = page.words();
    let mut taken = vec![false; words.len()];
    for name in names.iter() {
        taken[name.span.clone()].fill(true);
    }
    let mut found: HashMap<&str, usize> = HashMap::new();
    let mut acting: HashSet<usize> = HashSet::new();
    let mut places: HashSet<usize> = HashSet::new();
    let left: Vec<(usize, usize)> = page.lone_capitals().filter(|(_, i)| !taken[*i]).collect();
    for &(sentence, i) in &left {
        let span = i..i + 1;
        let unusual = page.is_unusual(i);
        let team = page.sport(sentence) >= 1
            && if words.after_the(i) {
                teams::plays(words, &span) && !WordClass::EventHead.has(words.get(i))
            } else {
                unusual && teams::are_many(words, &span)
            };
        let firm = unusual && firms::organization_evidence(words, &span) > 0;
        // A word in capitals may just be emphasized.
        if is_upper(words.get(i)) && !firm {
            continue;
        }
        let place = unusual && places::place_evidence(words, &span) > 0;
        if place {
            places.insert(i);
        }
        if team || place || firm {
            *found.entry(words.get(i)).or_default() += 1;
            acting.insert(i);
        }
    }
    for (sentence, i) in left {
        let known = found.get(words.get(i)).copied().unwrap_or(0);
        if !acting.contains(&i) && (known == 0 || known == 1 && !page.is_unusual(i)) {
            continue;
        }
        names.push(Scored {
            span: i..i + 1,
            class: if places.contains(&i) {
                Class::Place
            } else {
                Class::Organization
            },
            scores: [0; 4],
            told: true,
            sentence,
        });
    }
    names.sort_by_key(|n| n.span.start);
}

/// A name has one class in a document: the one that fits all its mentions best, unless a mention strongly supports another. A longer name
/// supports its parts: 'Helen Okafor' for 'Okafor', 'Norvale Holdings' for 'Norvale'; and a name and its short form have one class.
fn agree(page: &Page<'_>, names: &mut [Scored]) {
    let (words, abbreviations) = (page.words(), page.abbreviations());
    let slice = |span: &Range<usize>| words.range(span).slice(words.text);
    let mut by_words: HashMap<&str, Votes> = HashMap::new();
    for name in names.iter() {
        let own = by_words.entry(slice(&name.span)).or_default();
        own.count += 1;
        for (s, says) in own.sum.iter_mut().zip(name.says()) {
            *s += says;
        }
    }
    for name in names.iter().filter(|n| n.span.len() > 1) {
        let part = match name.class {
            Class::Person => name.span.end - 1..name.span.end,
            Class::Organization => name.span.start..name.span.start + 1,
            _ => continue,
        };
        if let Some(votes) = by_words.get_mut(slice(&part)) {
            votes.borne[name.class as usize] = PART;
        }
    }
    for abbreviation in abbreviations {
        let pair = [
            slice(&abbreviation.long),
            slice(&(abbreviation.short..abbreviation.short + 1)),
        ];
        if let [Some(long), Some(short)] = pair.map(|name| by_words.get(name).copied()) {
            for name in pair {
                by_words.insert(name, long.and(short));
            }
        }
    }
    for name in names {
        let Some(votes) = by_words.get(slice(&name.span)) else {
            continue;
        };
        let borne = if name.span.len() == 1 { votes.borne } else { [0; 4] };
        if votes.count < 2 && borne == [0; 4] && !name.told {
            continue;
        }
        let sums = votes.sum.iter().zip(borne).map(|(s, b)| s + b);
        let (best, _) =
            Class::ALL.into_iter().zip(sums).fold(
                (name.class, i32::MIN),
                |a, (c, s)| if s > a.1 { (c, s) } else { a },
            );
        let own = name.scores[name.class as usize] - name.scores[best as usize];
        if own < STRONG {
            name.class = best;
        }
    }
}

/// The sum of the mentions of one name.
#[derive(Clone, Copy, Debug, Default)]
struct Votes {
    sum: [i32; 4],
    count: usize,
    /// The addition from longer names that contain it as surname or first word.
    borne: [i32; 4],
}

impl Votes {
    fn and(self, other: Self) -> Self {
        Self {
            sum: std::array::from_fn(|c| self.sum[c] + other.sum[c]),
            count: self.count + other.count,
            borne: std::array::from_fn(|c| self.borne[c].max(other.borne[c])),
        }
    }
}

/// The weight of a longer name for its part, in the unit of the weights.
const PART: i32 = 80;
/// The limit of one mention's weight, in the unit of the weights.
const LIMIT: i32 = 160;
/// A mention that fits its own class better by this keeps it.
const STRONG: i32 = 200;
