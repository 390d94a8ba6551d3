//! Recognizes organizations by their context: 'shares in Northvane', 'Northvane employs', 'the Dorset press Northvane', 'Northvane, a
//! charity,', 'an analyst at Northvane'. An isolated name that the tagger does not know is usually a person's; the words around it are
//! better evidence.
//!
//! Invariant: only the words around a name count, never its own words, so that the result does not depend on the name.

use std::ops::Range;

use super::words::{Words, is_capital};
use crate::lexicon::WordClass;

/// Evidence that nearly always means an organization, in the unit of the weights.
const STRONG: i32 = 160;
/// Evidence that means an organization more often than a person or a place.
pub(super) const WEAK: i32 = 80;

/// The evidence around the name at `span` for an organization rather than a person; 0 if there is none.
pub(super) fn organization_evidence(words: Words<'_>, span: &Range<usize>) -> i32 {
    // Inside a longer run of capitals the neighbours are part of the name.
    let (next, previous) = (words.get(span.end), words.before(span.start, 1));
    if matches!(next, "-" | "&") && !words.spaced(span.end + 1)
        || previous == "-" && !words.spaced(span.start)
    {
        return 0;
    }
    before(words, span.start).max(behind(words, span.end))
}

/// The evidence of the words that end before `start`.
fn before(words: Words<'_>, start: usize) -> i32 {
    let article = usize::from(words.after_the(start));
    let back = |n: usize| words.before(start, n + article);
    let (previous, second) = (back(1), back(2));
    // 'Shares in Northvane' at the start of a sentence.
    let second = &*second.to_lowercase();
    let started = previous == "up" && second == "-" && back(3) == "start";
    if article == 0 && (names_firm(previous) || started) && !matches!(second, "'s" | "’s") {
        return STRONG;
    }
    // 'the regulator, Northvane,'
    if previous == "," && names_firm(second) && !words.before(start, 3).is_empty() && closes(words, start) {
        return WEAK;
    }
    // 'a group that calls itself the Northvane Circle'
    if matches!(previous, "itself" | "themselves") && second.starts_with("call") {
        return STRONG;
    }
    if WordClass::DealVerb.has(previous) {
        return WEAK;
    }
    match previous {
        "in" | "of" if WordClass::Holding.has(second) => STRONG,
        "by" if WordClass::MadeByFirm.has(second) => WEAK,
        "by" if second == "filed"
            && matches!(&*back(3).to_lowercase(), "accounts" | "documents" | "papers") =>
        {
            WEAK
        }
        "for"
            if matches!(
                second,
                "spokesman" | "spokeswoman" | "spokesperson" | "works" | "worked" | "working"
            ) =>
        {
            WEAK
        }
        "with" if WordClass::JoinedWithFirm.has(second) => WEAK,
        "between"
            if WordClass::JoinedWithFirm.has(second) || matches!(second, "deal" | "merger" | "takeover") =>
        {
            WEAK
        }
        "at" if matches!(second, "strike" | "workers" | "jobs" | "layoffs") => STRONG,
        "for" if matches!(second, "worked" | "works" | "work" | "working") => WEAK,
        "joined" | "joins" | "quit" if words.get(start + 1) == "as" => WEAK,
        "of" | "at" | "from" | "with" if WordClass::StaffNoun.has(second) => STRONG,
        _ => 0,
    }
}

/// Whether `noun` is a noun for organizations.
fn names_firm(noun: &str) -> bool {
    WordClass::OrganizationNoun.has(noun) || WordClass::FirmNoun.has(noun)
}

/// Whether an apposition that begins at `start` ends with a comma or the sentence after at most four capitals.
fn closes(words: Words<'_>, start: usize) -> bool {
    (start..start + 5)
        .find(|i| !is_capital(words.get(*i)))
        .is_some_and(|i| matches!(words.get(i), "," | "." | ";"))
}

/// The evidence of the words that begin at `end`.
fn behind(words: Words<'_>, end: usize) -> i32 {
    let (next, second) = (words.get(end), words.get(end + 1));
    match next {
        "'s" | "’s"
            if WordClass::OwnedByFirm.has(second)
                || second == "chief" && words.get(end + 2).starts_with("exec") =>
        {
            return STRONG;
        }
        // 'Northvane said it would cut 400 jobs'
        "said" | "says" if second == "it" || second == "that" && words.get(end + 2) == "it" => return WEAK,
        "declined" | "declines" if second == "to" && words.get(end + 2) == "comment" => return WEAK / 2,
        "was" | "were"
            if matches!(
                second,
                "fined"
                    | "bailed"
                    | "delisted"
                    | "sued"
                    | "privatised"
                    | "privatized"
                    | "nationalised"
                    | "nationalized"
            ) =>
        {
            return WEAK;
        }
        "," => return described(words, end + 1),
        "has" | "have" | "had" if matches!(second, "raised" | "acquired" | "hired" | "invested") => {
            return WEAK;
        }
        "was" | "were" | "is"
            if matches!(
                second,
                "founded" | "acquired" | "registered" | "headquartered" | "incorporated"
            ) =>
        {
            return STRONG;
        }
        _ => {}
    }
    if WordClass::FirmVerb.has(next) {
        STRONG
    } else if WordClass::OwnedByFirm.has(next) || WordClass::StaffNoun.has(next) && is_capital(second) {
        WEAK
    } else {
        0
    }
}

/// The evidence of an apposition or clause at `at`, after a comma: ', a Dorset press', ', which employs'.
fn described(words: Words<'_>, at: usize) -> i32 {
    match words.get(at) {
        "which"
            if WordClass::FirmVerb.has(words.get(at + 1)) || WordClass::DealVerb.has(words.get(at + 1)) =>
        {
            STRONG
        }
        "which" => WEAK / 2,
        // ', the company says' continues with something else.
        "the" if names_firm(words.get(at + 1)) => 0,
        "a" | "an" | "the" | "another" | "one" => {
            for i in at + 1..at + 7 {
                let word = words.get(i);
                if names_firm(word) && !names_firm(words.get(i + 1)) && !is_capital(words.get(i + 1)) {
                    let owns = matches!(words.get(i + 1), "'s" | "’s");
                    return if owns { 0 } else { STRONG };
                }
                if !word.chars().next().is_some_and(char::is_alphanumeric) && word != "-"
                    || matches!(word, "of" | "who" | "for" | "in" | "at")
                {
                    break;
                }
            }
            0
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    #[test]
    fn neighbours_tell_firms() {
        let told = |text: &str| {
            let tokens = tokenise(text);
            let words = Words {
                text,
                tokens: &tokens,
            };
            let at = (0..words.len()).find(|i| words.get(*i) == "Quennick").unwrap();
            organization_evidence(words, &(at..at + 1)) > 0
        };
        for text in [
            "the Dorset press Quennick took it on",
            "He bought shares in Quennick last year.",
            "Quennick employs 900 people.",
            "Quennick, a small charity, has closed.",
            "Mary Doe, an analyst at Quennick, said so.",
            "the start-up Quennick raised money",
            "Quennick's shareholders voted",
            "The group, which calls itself the Quennick Desk, met.",
        ] {
            assert!(told(text), "{text}");
        }
        for text in [
            "Quennick said she was tired.",
            "He flew to Quennick on Monday.",
            "According to Quennick, the company says little.",
            "a house near Quennick, the capital",
            "the firm's Quennick has left",
        ] {
            assert!(!told(text), "{text}");
        }
    }
}
