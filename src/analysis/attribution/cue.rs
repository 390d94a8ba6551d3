//! The words that attribute: verbs of speech and thought, nouns for sources, and the small words around them.

use crate::lexicon::{WordClass, WordClasses};

/// How a verb attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CueClass {
    /// Introduces words or a clause alike: 'said'.
    Say,
    /// Takes a hearer first: 'told reporters that'.
    Tell,
    /// Introduces a clause only with 'that', or words in quotation marks: 'stressed'.
    Report,
    /// What findings do: 'showed that'.
    Show,
    /// What minds do: 'believes'.
    Think,
}

/// A form of a verb that attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// How it attributes.
    pub class: CueClass,
    /// Whether the same form is as often a noun: 'claims', 'report'.
    pub noun_like: bool,
    /// Whether it ends in -ing.
    pub participle: bool,
    /// Whether it denies what follows.
    pub denies: bool,
}

/// What `word`, in lower case as it stands, attributes as.
pub(super) fn cue(word: &str) -> Option<Cue> {
    if word.len() < 3 || word.len() > 13 || !word.as_bytes()[0].is_ascii_lowercase() {
        return None;
    }
    let classes = WordClasses::of(word);
    let class = [
        (WordClass::Say, CueClass::Say),
        (WordClass::Tell, CueClass::Tell),
        (WordClass::Report, CueClass::Report),
        (WordClass::Show, CueClass::Show),
        (WordClass::Think, CueClass::Think),
    ]
    .into_iter()
    .find_map(|(word_class, cue_class)| classes.has(word_class).then_some(cue_class))?;
    Some(Cue {
        class,
        noun_like: classes.has(WordClass::NounToo),
        participle: word.ends_with("ing") && word.len() > 4,
        denies: classes.has(WordClass::Denies),
    })
}

/// Whether `word` (lower case) names something that speaks for whoever made it: 'filing', 'memo', 'study'.
pub(super) fn is_source_noun(word: &str) -> bool {
    WordClass::SourceNoun.has(word)
}

/// Whether 'according to' `word` speaks of a measure rather than of somebody who says so.
pub(super) fn is_no_speaker(word: &str) -> bool {
    WordClass::MeasureNoun.has(word)
}

/// Whether `word` (lower case) names an organization without its name: 'it' may stand for it.
pub(super) fn is_body(word: &str) -> bool {
    WordClass::BodyNoun.has(word)
}

/// Whether `word` (lower case) names one person by office, trade or kin: 'he' or 'she' may stand for them.
pub(super) fn is_person(word: &str) -> bool {
    WordClass::PersonNoun.has(word)
}

/// Whether 'he' or 'she' may stand for what `word` (lower case) names: by office, trade or kin, or by its ending.
pub(super) fn may_be_person(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "er", "or", "ist", "ian", "man", "woman", "ant", "ee", "yst", "mate", "hand", "smith", "chief",
        "critic", "head", "official", "witness", "resident", "source", "expert", "victim", "student",
        "patient", "friend", "boss", "veteran", "child", "boy", "girl", "survivor", "cousin", "twin",
        "guide", "cook", "guard", "monk", "nun", "pilot",
    ];
    is_person(word) || super::agreement::by_noun(word).is_some() || ENDINGS.iter().any(|e| word.ends_with(e))
}

/// Auxiliaries and adverbs that may stand between a subject and its verb.
pub(super) fn is_between(word: &str) -> bool {
    WordClass::BetweenSubjectAndVerb.has(word)
        || (word.len() > 4 && word.ends_with("ly") && word != "family" && word != "italy" && word != "july")
}

/// Pronouns that may be the subject of a cue.
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

/// Whether `word` (lower case) names several people or bodies that may speak: 'they' may stand for them.
pub(super) fn are_several(word: &str) -> bool {
    WordClass::SeveralNoun.has(word)
}

/// The pronoun that a possessive stands for: 'its website'.
pub(super) fn possessor(word: &str) -> Option<Pronoun> {
    Some(match word {
        "his" => Pronoun::He,
        "her" => Pronoun::She,
        "its" => Pronoun::It,
        "their" => Pronoun::They,
        _ => return None,
    })
}

/// A pronoun that speaks.
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
