//! Decides when two different names refer to the same thing.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::merge::{Name, root};
use super::nations::NATIONS;
use super::words::{Words, is_capital, is_upper};
use crate::analysis::EntityKind;
use crate::lexicon::{WordClass, lines};

/// For each name of a nation, or of its people, in lower case without full stops: its line in the list.
static NATION_OF: LazyLock<HashMap<String, (usize, bool)>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for (i, nation) in NATIONS.iter().enumerate() {
        for (list, people) in [(&nation.names, false), (&nation.people, true)] {
            for name in list {
                out.insert(name.to_lowercase(), (i, people));
            }
        }
    }
    out
});

/// Which names refer to the same thing: for each name, the name that represents it (possibly itself).
pub(super) fn join(words: Words<'_>, names: &mut [Name]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..names.len()).collect();
    let index = Index::new(names);
    nations(names, &mut parents);
    brackets(words, names, &mut parents);
    for n in 0..names.len() {
        let target = match names[n].kind {
            EntityKind::Person => index.person(names, n),
            EntityKind::Organization => index.organization(words, names, n),
            EntityKind::Place | EntityKind::Product => index
                .person_by_surname(names, n)
                .or_else(|| index.short_form(names, n)),
            _ => None,
        };
        let target = target.or_else(|| index.acronym(names, n));
        if let Some(target) = target {
            link(&mut parents, n, target);
        }
    }
    parents
}

fn link(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parents, a), root(parents, b));
    if a != b {
        parents[a] = b;
    }
}

/// How complete a name is: the most complete one is shown.
pub(super) fn fullness(name: &Name) -> usize {
    let latin = name
        .shown
        .iter()
        .all(|w| w.chars().all(|c| c.is_ascii() || c < '\u{250}'));
    let letters: usize = name.shown.iter().map(|w| w.chars().count()).sum();
    let capital = name.shown.iter().any(|w| is_capital(w));
    if !latin || !capital {
        return 0;
    }
    letters + name.words.len() * 4
}

/// Names indexed by their words, so that candidates are found without comparing all pairs.
struct Index {
    openings: HashMap<String, Vec<usize>>,
    endings: HashMap<String, Vec<usize>>,
    acronyms: HashMap<String, Vec<usize>>,
    /// By head and remaining words.
    offices: HashMap<(String, Vec<String>), Vec<usize>>,
}

/// If a word is shared by more names than this, none is chosen.
const MANY: usize = 500;

fn few(names: Option<&Vec<usize>>) -> &[usize] {
    names
        .filter(|names| names.len() <= MANY)
        .map_or(&[], Vec::as_slice)
}

impl Index {
    fn new(names: &[Name]) -> Self {
        let mut index = Self {
            openings: HashMap::new(),
            endings: HashMap::new(),
            acronyms: HashMap::new(),
            offices: HashMap::new(),
        };
        for (n, name) in names.iter().enumerate() {
            if name.kind == EntityKind::Organization
                && let Some((_, head, matter)) = office(&name.words)
            {
                let matter = matter.into_iter().map(str::to_owned).collect();
                index
                    .offices
                    .entry((head.to_owned(), matter))
                    .or_default()
                    .push(n);
            }
            if name.words.len() < 2 {
                continue;
            }
            index.openings.entry(name.words[0].clone()).or_default().push(n);
            index
                .endings
                .entry(surname(&name.words).to_owned())
                .or_default()
                .push(n);
            for initials in initials(&name.shown) {
                let list = index.acronyms.entry(initials).or_default();
                if list.last() != Some(&n) {
                    list.push(n);
                }
            }
        }
        index
    }

    fn ending_with(&self, word: &str) -> &[usize] {
        few(self.endings.get(word))
    }

    fn beginning_with(&self, word: &str) -> &[usize] {
        few(self.openings.get(word))
    }

    /// The fuller name of the person named by name `n`.
    fn person(&self, names: &[Name], n: usize) -> Option<usize> {
        let name = &names[n];
        let fuller = |c: &usize| {
            *c != n && names[*c].kind == EntityKind::Person && names[*c].words.len() > name.words.len()
        };
        let last = surname(&name.words);
        if name.words.len() == 1 {
            let by_last: Vec<usize> = self.ending_with(last).iter().copied().filter(fuller).collect();
            if !by_last.is_empty() {
                return one_person(names, n, &by_last);
            }
            let by_first: Vec<usize> = self.beginning_with(last).iter().copied().filter(fuller).collect();
            return one_person(names, n, &by_first);
        }
        // 'John Smith' and 'John Q. Smith', 'J. Smith' and 'John Smith', 'Le Gros' and 'Pierre Le Gros'.
        let candidates: Vec<usize> = self
            .ending_with(last)
            .iter()
            .copied()
            .filter(|c| {
                *c != n
                    && names[*c].kind == EntityKind::Person
                    && is_shorter_person(&name.words, &names[*c].words)
            })
            .collect();
        one_person(names, n, &candidates)
    }

    /// A surname that was classified as another kind of name.
    fn person_by_surname(&self, names: &[Name], n: usize) -> Option<usize> {
        let name = &names[n];
        if NATION_OF.contains_key(&name.words[0]) {
            return None;
        }
        let people: Vec<usize> = self
            .ending_with(name.words.last()?)
            .iter()
            .copied()
            .filter(|c| {
                let full = &names[*c].words;
                names[*c].kind == EntityKind::Person
                    && full.len() > name.words.len()
                    && full.ends_with(&name.words)
            })
            .collect();
        // The full name comes first, and places are often people's names.
        let target = one_person(names, n, &people)?;
        let weight = if name.kind == EntityKind::Place {
            name.mentions.len() < names[target].mentions.len()
        } else {
            true
        };
        (names[target].first() < name.first() && weight).then_some(target)
    }

    /// The fuller name of the organization named by name `n`.
    fn organization(&self, words: Words<'_>, names: &[Name], n: usize) -> Option<usize> {
        let name = &names[n];
        if let Some(person) = self.person_by_surname(names, n) {
            return Some(person);
        }
        let fuller = |c: &usize| {
            *c != n && names[*c].kind == EntityKind::Organization && names[*c].words.len() > name.words.len()
        };
        // 'Tencent' and 'Tencent Holding Ltd'.
        let longer: Vec<usize> = self
            .beginning_with(&name.words[0])
            .iter()
            .copied()
            .filter(fuller)
            .filter(|c| {
                names[*c].words.starts_with(&name.words) && !is_next(&names[*c].words[name.words.len()..])
            })
            .collect();
        let legal: Vec<usize> = longer
            .iter()
            .copied()
            .filter(|c| {
                names[*c].shown[name.words.len()..]
                    .iter()
                    .all(|w| WordClass::CompanyEnding.has(w))
            })
            .collect();
        // Several forms of one firm: 'Norvale Inc', 'Norvale Holdings Inc'.
        if let Some(target) = legal.first().copied().or_else(|| only(&longer)) {
            return Some(target);
        }
        // 'Norvale Corp.' and 'Norvale Corporation'.
        let stem = |n: usize| {
            let shown = &names[n].shown;
            let end = shown
                .iter()
                .rposition(|w| !WordClass::CompanyEnding.has(w))
                .map_or(0, |i| i + 1);
            &names[n].words[..end]
        };
        if !stem(n).is_empty() && stem(n).len() < name.words.len() {
            let twin = self.beginning_with(&name.words[0]).iter().copied().find(|c| {
                *c < n
                    && names[*c].kind == EntityKind::Organization
                    && stem(*c) == stem(n)
                    && stem(*c).len() < names[*c].words.len()
            });
            if twin.is_some() {
                return twin;
            }
        }
        if let Some(target) = self.same_office(names, n) {
            return Some(target);
        }
        // 'the Commission' after 'the European Commission'.
        let last = name.words.last()?;
        let longer: Vec<usize> = self
            .ending_with(last)
            .iter()
            .copied()
            .filter(fuller)
            .filter(|c| names[*c].words.ends_with(&name.words))
            .collect();
        let target = only(&longer)?;
        let of_nation = NATION_OF.contains_key(&names[target].words[0]) || names[target].words[0] == "us";
        let headed = name.words.len() == 1
            && name
                .shown
                .last()
                .is_some_and(|w| WordClass::OrganizationHead.has(w));
        let with_article = matches!(words.before(name.first(), 1), "the" | "The");
        let earlier = names[target].first() < name.first();
        (earlier && (name.words.len() > 1 || headed && with_article) || of_nation && name.words.len() > 1)
            .then_some(target)
    }

    /// 'WeChat' and 'WeChat app': the short form of a product's name.
    fn short_form(&self, names: &[Name], n: usize) -> Option<usize> {
        let name = &names[n];
        if name.kind != EntityKind::Product {
            return None;
        }
        let longer: Vec<usize> = self
            .beginning_with(&name.words[0])
            .iter()
            .copied()
            .filter(|c| {
                *c != n
                    && names[*c].kind == EntityKind::Product
                    && names[*c].words.len() == name.words.len() + 1
            })
            .filter(|c| {
                names[*c].words.starts_with(&name.words)
                    && !is_next(&names[*c].words[name.words.len()..])
                    && names[*c].shown.last().is_some_and(|w| !is_capital(w))
            })
            .collect();
        only(&longer)
    }

    /// 'Justice Department' and 'US Department of Justice': the same head and subject in another order.
    fn same_office(&self, names: &[Name], n: usize) -> Option<usize> {
        let (nation, head, matter) = office(&names[n].words)?;
        let key = (head.to_owned(), matter.into_iter().map(str::to_owned).collect());
        let mut fits = few(self.offices.get(&key)).iter().copied().filter(|c| {
            *c != n && fullness(&names[*c]) > fullness(&names[n]) && {
                office(&names[*c].words).is_some_and(|(other, ..)| nation.is_none() || other == nation)
            }
        });
        let first = fits.next()?;
        fits.next().is_none().then_some(first)
    }

    /// The name that the acronym `n` stands for.
    fn acronym(&self, names: &[Name], n: usize) -> Option<usize> {
        let name = &names[n];
        let [word] = name.shown.as_slice() else {
            return None;
        };
        if !is_upper(word) {
            return None;
        }
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        if letters.chars().count() < 2 || NATION_OF.contains_key(&letters.to_lowercase()) {
            return None;
        }
        let candidates: Vec<usize> = self
            .acronyms
            .get(&letters)?
            .iter()
            .copied()
            .filter(|c| {
                *c != n && names[*c].kind != EntityKind::Person && compatible(names[*c].kind, name.kind)
            })
            .collect();
        only(&candidates)
    }
}

/// Whether the words added by a longer name make it a different thing: the second of its name.
fn is_next(added: &[String]) -> bool {
    added.iter().any(|w| {
        w.chars().all(|c| c.is_ascii_digit())
            || matches!(w.as_str(), "ii" | "iii" | "iv" | "v" | "vi" | "vii" | "viii")
    })
}

fn compatible(a: EntityKind, b: EntityKind) -> bool {
    let loose = |k: EntityKind| {
        matches!(
            k,
            EntityKind::Organization
                | EntityKind::Product
                | EntityKind::Event
                | EntityKind::Law
                | EntityKind::Work
        )
    };
    a == b || loose(a) && loose(b)
}

fn only(candidates: &[usize]) -> Option<usize> {
    match candidates {
        [one] => Some(*one),
        _ => None,
    }
}

/// The one person among `candidates`, which may be forms of one name; otherwise the only one named before `n`.
fn one_person(names: &[Name], n: usize, candidates: &[usize]) -> Option<usize> {
    let fullest = candidates.iter().copied().max_by_key(|c| names[*c].words.len())?;
    let one = |list: &[usize]| {
        list.iter()
            .all(|c| *c == fullest || is_shorter_person(&names[*c].words, &names[fullest].words))
    };
    if one(candidates) {
        return Some(fullest);
    }
    let before: Vec<usize> = candidates
        .iter()
        .copied()
        .filter(|c| names[*c].first() < names[n].first())
        .collect();
    only(&before)
}

/// The last word other than 'Jr' or 'III'.
fn surname(words: &[String]) -> &str {
    let last = words
        .iter()
        .rev()
        .find(|w| !matches!(w.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | ","));
    last.or(words.last()).map_or("", String::as_str)
}

/// Whether `short` is another form of the person's name `long`, and not longer: 'Le Gros' of 'Pierre Le Gros', 'J. Smith' and 'John Smith'
/// of 'John Quincy Smith', 'Bob Hale' of 'Robert Hale'.
fn is_shorter_person(short: &[String], long: &[String]) -> bool {
    if short.len() < 2 || short.len() > long.len() || short == long || surname(short) != surname(long) {
        return false;
    }
    if long.ends_with(short) {
        return true;
    }
    let given = |words: &[String]| words.iter().position(|w| w == surname(words)).unwrap_or(0);
    let (a, b) = (&short[..given(short)], &long[..given(long)]);
    let (Some((first_a, rest_a)), Some((first_b, rest_b))) = (a.split_first(), b.split_first()) else {
        return false;
    };
    if !same_given(first_a, first_b) {
        return false;
    }
    // The middle names must be compatible.
    let mut others = rest_b.iter();
    rest_a
        .iter()
        .all(|name| others.any(|other| same_given(name, other)) || rest_b.is_empty())
}

/// Whether two given names may be the same: equal, an initial, or a common short form.
fn same_given(a: &str, b: &str) -> bool {
    let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    let short = |a: &str, b: &str| SHORT_NAMES.contains(&(a, b));
    a == b || initial(a, b) || initial(b, a) || short(a, b) || short(b, a)
}

/// Short forms of given names, with their full forms.
static SHORT_NAMES: LazyLock<HashSet<(&str, &str)>> = LazyLock::new(|| {
    lines(include_str!("../../../assets/lang/en/short-names.txt"))
        .flat_map(|line| {
            let mut names = line.split_whitespace();
            let short = names.next().unwrap_or_default();
            names.map(move |name| (short, name))
        })
        .collect()
});

/// The maximum number of words of a name with an acronym.
const LONGEST: usize = 32;

/// Acronyms of the capitals of a name, with and without its small words.
fn initials(shown: &[String]) -> Vec<String> {
    if shown.len() > LONGEST {
        return Vec::new();
    }
    let first = |w: &String| w.chars().next().filter(|c| c.is_alphabetic());
    let parts: Vec<&str> = shown.iter().flat_map(|w| w.split('-')).collect();
    let big: String = parts
        .iter()
        .filter(|w| is_capital(w))
        .filter_map(|w| w.chars().next())
        .collect();
    let all: String = shown
        .iter()
        .filter_map(first)
        .flat_map(char::to_uppercase)
        .collect();
    let words: String = shown.iter().filter(|w| is_capital(w)).filter_map(first).collect();
    let mut out = vec![big];
    for other in [all, words] {
        if !out.contains(&other) {
            out.push(other);
        }
    }
    // 'US Department of Justice' is the DOJ; the ending of 'Apple Inc' has no letter.
    if shown.len() > 2
        && (NATION_OF.contains_key(&shown[0].to_lowercase().replace('.', "")) || shown[0] == "The")
    {
        out.extend(initials(&shown[1..]));
    }
    if shown.len() > 2 && shown.last().is_some_and(|w| WordClass::CompanyEnding.has(w)) {
        out.extend(initials(&shown[..shown.len() - 1]));
    }
    out.retain(|i| i.chars().count() >= 2);
    out
}

/// The nation, head and subject of an office: (US, department, [justice]).
fn office(words: &[String]) -> Option<(Option<usize>, &str, Vec<&str>)> {
    const HEADS: &[&str] = &[
        "department",
        "ministry",
        "office",
        "bureau",
        "agency",
        "university",
        "institute",
        "bank",
        "court",
        "council",
        "committee",
        "commission",
        "parliament",
    ];
    let mut rest: Vec<&str> = words.iter().map(String::as_str).collect();
    let nation = rest.first().and_then(|w| NATION_OF.get(*w)).map(|n| n.0);
    if nation.is_some() && rest.len() > 2 {
        rest.remove(0);
    }
    let nation = if rest.len() < words.len() { nation } else { None };
    let at = if rest.get(1) == Some(&"of") || rest.get(1) == Some(&"for") {
        0
    } else {
        rest.len().checked_sub(1)?
    };
    let head = rest.remove(at);
    rest.retain(|w| !matches!(*w, "of" | "for" | "the" | "and" | "&"));
    (HEADS.contains(&head) && !rest.is_empty()).then_some((nation, head, rest))
}

/// All names of one country are one place, all words for its people one group.
fn nations(names: &[Name], parents: &mut [usize]) {
    let mut seen: HashMap<(usize, EntityKind), usize> = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        let Some(&(line, people)) = NATION_OF.get(&name.words.join(" ")) else {
            continue;
        };
        let fits = if people {
            name.kind == EntityKind::Group
        } else {
            matches!(name.kind, EntityKind::Place | EntityKind::Organization)
        };
        if !fits {
            continue;
        }
        match seen.get(&(line, name.kind)) {
            Some(&first) => link(parents, n, first),
            None => {
                seen.insert((line, name.kind), n);
            }
        }
    }
}

/// 'World Health Organization (WHO)', if the name in brackets was found too.
fn brackets(words: Words<'_>, names: &[Name], parents: &mut [usize]) {
    let mut at: HashMap<usize, usize> = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        at.extend(name.mentions.iter().map(|m| (m.start, n)));
    }
    for (n, name) in names.iter().enumerate() {
        for mention in &name.mentions {
            let open = mention.end + usize::from(matches!(words.get(mention.end), "'s" | "’s"));
            if words.get(open) != "(" {
                continue;
            }
            let Some(&inner) = at.get(&(open + 1)) else {
                continue;
            };
            let short = &names[inner];
            let closed = short
                .mentions
                .iter()
                .any(|m| m.start == open + 1 && words.get(m.end) == ")");
            let letters: String = short
                .shown
                .concat()
                .chars()
                .filter(|c| c.is_alphabetic())
                .collect();
            if closed
                && inner != n
                && short.words.len() == 1
                && is_upper(&letters)
                && stands_for(&letters, &name.shown)
            {
                link(parents, inner, n);
            }
        }
    }
}

/// Whether the letters occur in the words in order, the first at the start of the first word.
fn stands_for(letters: &str, shown: &[String]) -> bool {
    let all: Vec<char> = shown.join(" ").to_uppercase().chars().collect();
    let mut wanted = letters.chars().flat_map(char::to_uppercase).peekable();
    if wanted.peek() != all.first() {
        return false;
    }
    for c in all {
        wanted.next_if_eq(&c);
    }
    wanted.peek().is_none()
}

/// Adds mentions without capitals: the name in its own script in brackets, and 'the justice department'.
pub(super) fn describe(
    words: Words<'_>,
    names: &mut Vec<Name>,
    parents: &mut Vec<usize>,
    taken: &mut [bool],
) {
    let mut added: Vec<(usize, Range<usize>)> = Vec::new();
    let mut phrases: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
    for (n, name) in names.iter().enumerate() {
        for mention in &name.mentions {
            let open = mention.end + usize::from(matches!(words.get(mention.end), "'s" | "’s"));
            let native = open + 1;
            if words.get(open) == "("
                && words.get(native + 1) == ")"
                && is_foreign(words.get(native))
                && !taken[native]
            {
                taken[native] = true;
                added.push((n, native..native + 1));
            }
        }
        if name.kind != EntityKind::Organization || name.words.len() < 2 {
            continue;
        }
        if let Some((_, head, matter)) = office(&name.words) {
            let phrase: Vec<String> = matter
                .iter()
                .map(|w| (*w).to_owned())
                .chain([head.to_owned()])
                .collect();
            phrases.entry(phrase[0].clone()).or_default().push((phrase, n));
        }
    }
    if !phrases.is_empty() {
        for i in 0..words.len() {
            let Some(candidates) = phrases.get(words.get(i)).filter(|_| !taken[i]) else {
                continue;
            };
            let fitting: Vec<&(Vec<String>, usize)> = candidates
                .iter()
                .filter(|(phrase, _)| {
                    phrase
                        .iter()
                        .enumerate()
                        .all(|(k, w)| words.get(i + k) == w && !taken.get(i + k).copied().unwrap_or(true))
                })
                .collect();
            let Some((phrase, n)) = fitting.first() else {
                continue;
            };
            if fitting.iter().all(|f| root(parents, f.1) == root(parents, *n)) {
                let span = i..i + phrase.len();
                taken[span.clone()].fill(true);
                added.push((*n, span));
            }
        }
    }
    for (n, span) in added {
        let (words, shown) = super::merge::key(words, &span, names[n].kind);
        let kind = names[n].kind;
        parents.push(n);
        names.push(Name {
            words,
            shown,
            kind,
            mentions: vec![span],
        });
    }
}

/// Whether the word is in a script other than Latin.
fn is_foreign(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphabetic() && c >= '\u{370}')
}
