//! Attributing words: verbs of speech and thought, nouns for sources, and the small words around them.
//!
//! The words are in `assets/lang/en`; `docs/lexicon.md` says how to add one.

use crate::lexicon::{WordClass, WordClasses};

/// How a verb attributes its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CueClass {
    /// Introduces quoted words or a clause: 'said'.
    Say,
    /// Takes an addressee first: 'told reporters that'.
    Tell,
    /// Introduces a clause only with 'that', or quoted words: 'stressed'.
    Report,
    /// For findings: 'showed that'.
    Show,
    /// For thoughts: 'believes'.
    Think,
}

/// A form of an attributing verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// How it attributes its content.
    pub class: CueClass,
    /// Whether the same form is often a noun: 'claims', 'report'.
    pub noun_like: bool,
    /// Whether it ends in -ing.
    pub participle: bool,
    /// Whether it denies its content.
    pub denies: bool,
}

/// The cue that `word`, in lower case, can be.
pub(super) fn cue(word: &str) -> Option<Cue> {
    if word.len() < 3 || word.len() > 16 || !word.as_bytes()[0].is_ascii_lowercase() {
        return None;
    }
    let classes = WordClasses::of(word);
    let class = classes.first(&[
        (WordClass::Say, CueClass::Say),
        (WordClass::Tell, CueClass::Tell),
        (WordClass::Report, CueClass::Report),
        (WordClass::Show, CueClass::Show),
        (WordClass::Think, CueClass::Think),
    ])?;
    Some(Cue {
        class,
        noun_like: classes.has(WordClass::NounToo),
        participle: word.ends_with("ing") && word.len() > 4,
        denies: classes.has(WordClass::Denies),
    })
}

/// Whether `word` (lower case) is a noun for a source: a document, which speaks for its author ('filing', 'memo', 'study'), or a person or
/// body that speaks ('lawyer', 'police').
pub(super) fn is_source_noun(word: &str) -> bool {
    WordClass::SourceNoun.has(word)
}

/// Whether `word` (lower case) is a noun for an organization, which 'it' can refer to.
pub(super) fn is_body(word: &str) -> bool {
    WordClass::BodyNoun.has(word)
}

/// Whether `word` (lower case) is a noun for one person by office, trade or kinship, whom 'he' or 'she' can refer to.
pub(super) fn is_person(word: &str) -> bool {
    WordClass::PersonNoun.has(word)
}

/// Whether 'he' or 'she' can refer to `word` (lower case): a noun for a person by office, trade or kinship, or by its ending.
pub(super) fn may_be_person(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "er", "or", "ist", "ian", "man", "woman", "ant", "ee", "yst", "mate", "hand", "smith", "chief",
        "critic", "head", "official", "witness", "resident", "source", "expert", "victim", "student",
        "patient", "friend", "boss", "veteran", "child", "boy", "girl", "survivor", "cousin", "twin",
        "guide", "cook", "guard", "monk", "nun", "pilot",
    ];
    is_person(word) || super::gender::by_noun(word).is_some() || ENDINGS.iter().any(|e| word.ends_with(e))
}

/// Auxiliaries and adverbs that may be between a subject and its verb.
pub(super) fn is_between(word: &str) -> bool {
    WordClass::BetweenSubjectAndVerb.has(word)
        || (word.len() > 4 && word.ends_with("ly") && word != "family" && word != "italy" && word != "july")
}

/// Pronouns that can be the subject of a cue.
pub(super) fn pronoun(word: &str) -> Option<Pronoun> {
    Some(match word {
        "he" => Pronoun::He,
        "she" => Pronoun::She,
        "it" => Pronoun::It,
        "they" => Pronoun::They,
        "who" | "which" => Pronoun::Who,
        "i" | "we" | "you" => Pronoun::Speaker,
        _ => return None,
    })
}

/// Whether `word` (lower case) is a plural noun for people or bodies that can speak, which 'they' can refer to.
pub(super) fn are_several(word: &str) -> bool {
    WordClass::SeveralNoun.has(word)
}

/// The pronoun that corresponds to a possessive: 'its website'.
pub(super) fn possessor(word: &str) -> Option<Pronoun> {
    Some(match word {
        "his" => Pronoun::He,
        "her" => Pronoun::She,
        "its" => Pronoun::It,
        "their" => Pronoun::They,
        _ => return None,
    })
}

/// A pronoun as a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    /// 'he'
    He,
    /// 'she'
    She,
    /// 'it'
    It,
    /// 'they'
    They,
    /// 'who', 'which'
    Who,
    /// 'I', 'we', 'you'
    Speaker,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_cues() {
        for (word, class) in [
            ("said", CueClass::Say),
            ("told", CueClass::Tell),
            ("wrote", CueClass::Say),
            ("denies", CueClass::Report),
            ("found", CueClass::Show),
            ("believes", CueClass::Think),
            ("announced", CueClass::Say),
            ("replied", CueClass::Report),
        ] {
            assert_eq!(cue(word).map(|c| c.class), Some(class), "{word}");
        }
        assert!(cue("claims").unwrap().noun_like && !cue("claimed").unwrap().noun_like);
        assert!(cue("adding").unwrap().participle);
        assert!(cue("denied").unwrap().denies);
        assert_eq!(cue("States"), None);
        assert_eq!(cue("decline"), None);
    }
}
