//! Countries and towns whose name denotes their team in a sports report: 'Ruritania beat Graustark 2-1'.
//!
//! Only used if the surrounding sentences are about sport.

use std::ops::Range;

use super::words::{Words, is_capital, is_figure};
use crate::lexicon::WordClass;

/// Whether the place named at `span` plays, rather than being played in.
pub(super) fn plays(words: Words<'_>, span: &Range<usize>) -> bool {
    let article = usize::from(words.after_the(span.start));
    let (previous, second) = (
        words.before(span.start, 1 + article),
        words.before(span.start, 2 + article),
    );
    let (next, beyond) = (words.get(span.end), words.get(span.end + 1));
    let led = match previous {
        "v" | "v." | "vs" | "vs." => true,
        "to" => matches!(second, "lost" | "losing" | "lose" | "fell" | "defeat" | "loss"),
        "with" => matches!(second, "drew" | "draw" | "tie" | "tied" | "clash"),
        "by" => matches!(second, "beaten" | "defeated" | "thrashed" | "eliminated" | "held"),
        "from" => matches!(second, "loan" | "bid" | "offer"),
        "for" => matches!(
            second,
            "caps" | "goals" | "debut" | "played" | "playing" | "runs" | "scored"
        ),
        // 'led Ruritania with 26'
        "led" => next == "with" && is_figure(beyond),
        word => WordClass::BeatingVerb.has(word),
    };
    if led {
        return true;
    }
    let listed = previous == "," && is_capital(second);
    if (listed || is_where(words, span)) && !is_figure(next) {
        return false;
    }
    let owned = matches!(next, "'s" | "’s") && WordClass::SquadNoun.has(beyond);
    let batting = matches!(next, "first" | "second") && beyond == "innings";
    // A place used like a person: 'Ruritania, who visit Graustark'.
    let who = next == "," && beyond == "who";
    // 'Ruritania 2 Graustark 1', 'Ruritania 2-1 Graustark', 'Ruritania 318 for 4'.
    let score = is_figure(next)
        && next.len() <= 3
        && words.spaced(span.end)
        && (is_capital(beyond) || matches!(beyond, "-" | "–" | "," | ";" | "" | "for" | "all"));
    owned
        || score
        || batting
        || who
        || are_many(words, span)
        || WordClass::PlayingVerb.has(next)
        || WordClass::SquadNoun.has(next)
        || matches!(next, "v" | "v." | "vs" | "vs.")
}

/// Whether the name at `span` has a plural verb: 'Graustark want', 'Graustark, who visit'.
pub(super) fn are_many(words: Words<'_>, span: &Range<usize>) -> bool {
    let who = words.get(span.end) == "," && words.get(span.end + 1) == "who";
    WordClass::PluralVerb.has(words.get(span.end + 2 * usize::from(who)))
}

/// Whether the place named at `span` is where something happens or somebody comes from.
pub(super) fn is_where(words: Words<'_>, span: &Range<usize>) -> bool {
    matches!(
        words.before(span.start, 1),
        "in" | "In"
            | "at"
            | "At"
            | "from"
            | "From"
            | "near"
            | "of"
            | "("
            | "to"
            | "around"
            | "across"
            | "outside"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::token::tokenise;

    #[test]
    fn teams_play_and_are_played_against() {
        let plays_in = |text: &str, name: &str| {
            let tokens = tokenise(text);
            let at = tokens.iter().position(|t| t.range.slice(text) == name).unwrap();
            plays(
                Words {
                    text,
                    tokens: &tokens,
                },
                &(at..at + 1),
            )
        };
        assert!(plays_in("Ruritania beat Graustark", "Ruritania"));
        assert!(plays_in("Ruritania beat Graustark", "Graustark"));
        assert!(plays_in("Ruritania 2 Graustark 1", "Ruritania"));
        assert!(plays_in("Ruritania 318 for 4", "Ruritania"));
        assert!(plays_in("Ruritania, who visit Graustark", "Ruritania"));
        assert!(plays_in("on loan from Ruritania", "Ruritania"));
        assert!(plays_in("they lost to Ruritania", "Ruritania"));
        assert!(plays_in("Ruritania captain Otto Brandt", "Ruritania"));
        assert!(!plays_in("the final in Ruritania will be", "Ruritania"));
        assert!(!plays_in("fans flew from Ruritania on Monday", "Ruritania"));
    }
}
