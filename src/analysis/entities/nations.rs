//! Countries with the names of their people and things, and peoples that belong to no single country. The names are in
//! `assets/lang/en/nations.txt` and `peoples.txt`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::lexicon::lines;

/// A country or a continent.
#[derive(Clone, Debug)]
pub struct Nation {
    /// Its names, the usual one first.
    pub names: Vec<&'static str>,
    /// Adjectives and names for its people.
    pub people: Vec<&'static str>,
}

/// All nations, in the order of the file.
pub static NATIONS: LazyLock<Vec<Nation>> = LazyLock::new(|| {
    let list = |part: &'static str| part.split('|').filter(|name| !name.is_empty()).collect();
    lines(include_str!("../../../assets/lang/en/nations.txt"))
        .map(|line| {
            let (names, people) = line.split_once(';').unwrap_or((line, ""));
            Nation {
                names: list(names),
                people: list(people),
            }
        })
        .collect()
});

/// Peoples, faiths and followers of parties that belong to no single country.
pub fn peoples() -> impl Iterator<Item = &'static str> {
    lines(include_str!("../../../assets/lang/en/peoples.txt"))
}

/// Names of nations and a few cities, which are always places.
pub(super) static PLACES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let short = ["U.S.", "U.S", "U.K.", "U.S.A."];
    let cities = ["Washington", "London", "Paris", "Moscow", "Beijing", "Tokyo"];
    let names = NATIONS.iter().flat_map(|nation| nation.names.iter().copied());
    names.chain(short).chain(cities).collect()
});

/// Names of peoples and faiths.
pub(super) static GROUPS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let people = NATIONS.iter().flat_map(|nation| nation.people.iter().copied());
    people.chain(peoples()).collect()
});
