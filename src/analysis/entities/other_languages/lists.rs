//! Word lists in plain text, in groups described by their comments. They are loaded when a text in a language other than English is first
//! analysed.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon::grouped_words;

/// A list of words.
pub(super) type List = HashSet<&'static str>;

pub(super) static LISTS: LazyLock<HashMap<&'static str, List>> = LazyLock::new(|| {
    let mut out: HashMap<&str, List> = HashMap::new();
    let languages = grouped_words(include_str!("../../../../assets/names.languages"));
    let scripts = grouped_words(include_str!("../../../../assets/names.scripts"));
    for (group, word) in languages.chain(scripts) {
        out.entry(group).or_default().insert(word);
    }
    out
});

/// Whether the list `group` contains `word`.
pub(super) fn holds(group: &str, word: &str) -> bool {
    LISTS.get(group).is_some_and(|l| l.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_read() {
        for group in [
            "opener",
            "head",
            "title",
            "zh surname",
            "zh place",
            "zh ending",
            "zh organisation",
            "zh generic",
            "zh title",
            "zh behind",
            "zh says",
            "zh bound",
            "zh other",
            "zh sound",
            "ja surname",
            "ja place",
            "ja ending",
            "ja organisation",
            "ja generic",
            "ja title",
            "ja other",
            "ja beside",
            "ja first",
            "ja thing",
            "ko surname",
            "ko place",
            "ko ending",
            "ko organisation",
            "ko generic",
            "ko title",
            "ko particle",
            "ar first",
            "ar second",
            "ar place",
            "ar head",
            "ar loose",
            "ar organisation",
            "ar title",
            "ar bound",
            "ar more",
        ] {
            assert!(LISTS.get(group).is_some_and(|l| l.len() > 1), "{group}");
        }
        assert_eq!(LISTS.len(), 40);
    }
}
