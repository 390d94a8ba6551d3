//! Which pronouns can refer to a person: by titles, by gendered nouns, and by given names that almost always belong to one gender.
//!
//! Invariants: an unknown gender agrees with every pronoun; a name given to women and men alike is unknown.

use crate::analysis::entities::built_in_gazetteer;
use crate::analysis::entities::gazetteer::{Bearer, class, key};
use crate::lexicon::{WordClass, WordClasses};

/// The gender of the pronoun that refers to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    /// 'he'
    Masculine,
    /// 'she'
    Feminine,
}

/// The gender that `word` (lower case), a title or noun, implies.
pub(super) fn by_noun(word: &str) -> Option<Gender> {
    WordClasses::of(word).first(&[
        (WordClass::Masculine, Gender::Masculine),
        (WordClass::Feminine, Gender::Feminine),
    ])
}

/// The gender that a person's name implies, by its title or given name.
pub(super) fn by_name(name: &str) -> Option<Gender> {
    let first = name.split_whitespace().next()?.to_lowercase();
    by_noun(&first).or_else(|| {
        // A surname alone implies nothing.
        name.contains(' ').then(|| given(&first)).flatten()
    })
}

fn given(name: &str) -> Option<Gender> {
    if WordClass::ManName.has(name) {
        Some(Gender::Masculine)
    } else if WordClass::WomanName.has(name) {
        Some(Gender::Feminine)
    } else {
        // Only names that the lists of many countries have for one gender, and that are not common surnames: 'Kim Larsen' may be anyone.
        let entry = built_in_gazetteer()?.get(key(std::iter::once(name)));
        entry
            .bearer()
            .filter(|_| entry.classes & class::SURNAME == 0)
            .map(|bearer| match bearer {
                Bearer::Man => Gender::Masculine,
                Bearer::Woman => Gender::Feminine,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_given_names_tell_and_surnames_do_not() {
        assert_eq!(by_name("Maria Okafor"), Some(Gender::Feminine));
        assert_eq!(by_name("Mr Dean"), Some(Gender::Masculine));
        assert_eq!(by_name("Carolyn Okafor"), Some(Gender::Feminine));
        assert_eq!(by_name("Martin"), None);
        assert_eq!(by_name("Kim Larsen"), None);
        assert_eq!(by_noun("spokeswoman"), Some(Gender::Feminine));
    }
}
