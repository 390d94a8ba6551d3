//! The English names of months and weekdays.

use crate::lexicon::WordClass;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The number of the month that `word` names, January 1.
pub(crate) fn month(word: &str) -> Option<i8> {
    number(WordClass::Month, word, &MONTHS)
}

/// The number of the weekday that `word` names, Monday 1.
pub(super) fn weekday(word: &str) -> Option<i8> {
    number(WordClass::Weekday, word, &WEEKDAYS)
}

/// The number, from 1, of a word of `class`, found by its first three letters.
fn number(class: WordClass, word: &str, starts: &[&str]) -> Option<i8> {
    let start = word.get(..3).filter(|_| class.has(word))?;
    let place = starts.iter().position(|name| name.eq_ignore_ascii_case(start))?;
    i8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_number() {
        assert!(WordClass::Month.words().all(|word| month(word).is_some()));
        assert!(WordClass::Weekday.words().all(|word| weekday(word).is_some()));
        assert_eq!((month("Sept."), weekday("Sundays")), (Some(9), Some(7)));
        assert_eq!((month("Marines"), weekday("Sunderland")), (None, None));
    }
}
