//! Which pronouns may take up whom: by titles, by nouns that tell, and by given names that are nearly always of one kind.
//!
//! Always true here: what is not known agrees with everything; a name that is given to women and men alike is not known.

use crate::analysis::entities::built_in_gazetteer;
use crate::analysis::entities::gazetteer::{Bearer, class, key};
use crate::lexicon::{WordClass, WordClasses};

/// Which pronoun a person is taken up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sex {
    /// 'he'
    He,
    /// 'she'
    She,
}

/// What `word` (lower case), a title or noun, says of whom it names.
pub(super) fn by_noun(word: &str) -> Option<Sex> {
    let classes = WordClasses::of(word);
    if classes.has(WordClass::Masculine) {
        Some(Sex::He)
    } else if classes.has(WordClass::Feminine) {
        Some(Sex::She)
    } else {
        None
    }
}

/// What a person's name says: its title, or its given name.
pub(super) fn by_name(name: &str) -> Option<Sex> {
    let first = name.split_whitespace().next()?.to_lowercase();
    by_noun(&first).or_else(|| {
        // A surname alone says nothing.
        name.contains(' ').then(|| given(&first)).flatten()
    })
}

fn given(name: &str) -> Option<Sex> {
    if WordClass::ManName.has(name) {
        Some(Sex::He)
    } else if WordClass::WomanName.has(name) {
        Some(Sex::She)
    } else {
        // What the lists of many countries have for one alone, and not as a common surname: 'Kim Larsen' may be anybody.
        let entry = built_in_gazetteer()?.get(key(std::iter::once(name)));
        entry
            .bearer()
            .filter(|_| entry.classes & class::SURNAME == 0)
            .map(|bearer| match bearer {
                Bearer::Man => Sex::He,
                Bearer::Woman => Sex::She,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_given_names_tell_and_surnames_do_not() {
        assert_eq!(by_name("Maria Okafor"), Some(Sex::She));
        assert_eq!(by_name("Mr Dean"), Some(Sex::He));
        assert_eq!(by_name("Carolyn Okafor"), Some(Sex::She));
        assert_eq!(by_name("Martin"), None);
        assert_eq!(by_name("Kim Larsen"), None);
        assert_eq!(by_noun("spokeswoman"), Some(Sex::She));
    }
}
