//! Suggests which name a misspelt word is likely to mean.

/// The least similarity of two words, by Jaro's measure: 0 is nothing in common, 1 equal.
const ALIKE: f64 = 0.8;

/// The name most similar to `word`, if any is similar enough.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    names
        .into_iter()
        .map(|name| (strsim::jaro(word, name), name))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// A question to append to a message: whether the name most similar to `word` was meant. Empty if none is similar enough.
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
