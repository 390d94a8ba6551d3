//! Which of some names a misspelt word is likely to mean.

/// How alike two words must be, by Jaro's measure: 0 is nothing in common, 1 the same.
const ALIKE: f64 = 0.8;

/// The name that is most like `word`, if any is like it at all.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro(word, name), name))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// The question whether the name most like `word` was meant, to stand behind a message; empty where none is like it.
pub fn did_you_mean<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, names).map_or(String::new(), |name| format!("; did you mean '{name}'?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_known_and_another_is_not() {
        let names = ["measure", "mouse", "theme"];
        assert_eq!(nearest("measur", names), Some("measure"));
        assert_eq!(nearest("tehme", names), Some("theme"));
        assert_eq!(nearest("colour", names), None);
        assert_eq!(did_you_mean("mose", names), "; did you mean 'mouse'?");
        assert_eq!(did_you_mean("", names), "");
    }
}
