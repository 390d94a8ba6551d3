//! Countries and towns whose name stands for their team in a sports report: 'Ruritania beat Graustark 2-1'.
//!
//! Asked only where the sentences around speak of sport.

use std::ops::Range;

use super::lexicon::has;
use super::words::{Words, is_capital, is_figure};

/// Whether the place named at `span` plays, rather than being played in.
pub(super) fn plays(words: Words<'_>, span: &Range<usize>) -> bool {
    let (previous, second) = (words.before(span.start, 1), words.before(span.start, 2));
    let (next, beyond) = (words.get(span.end), words.get(span.end + 1));
    let led = match previous {
        "v" | "v." | "vs" | "vs." => true,
        "to" => matches!(second, "lost" | "losing" | "lose" | "fell" | "defeat" | "loss"),
        "with" => matches!(second, "drew" | "draw" | "tie" | "tied"),
        "by" => matches!(second, "beaten" | "defeated" | "thrashed" | "eliminated" | "held"),
        "for" => matches!(
            second,
            "caps" | "goals" | "debut" | "played" | "playing" | "runs" | "scored"
        ),
        word => has(BEATS, word),
    };
    if led {
        return true;
    }
    let listed = previous == "," && is_capital(second);
    if (listed || is_where(words, span)) && !is_figure(next) {
        return false;
    }
    let owned = matches!(next, "'s" | "’s") && has(SQUAD, beyond);
    // 'Ruritania 2 Graustark 1', 'Ruritania 2-1 Graustark'.
    let score = is_figure(next)
        && next.len() <= 3
        && words.spaced(span.end)
        && (is_capital(beyond) || matches!(beyond, "-" | "–" | "," | ";" | ""));
    owned || score || has(PLAYS, next) || has(SQUAD, next) || matches!(next, "v" | "v." | "vs" | "vs.")
}

/// What teams do. Sorted.
static PLAYS: &[&str] = &[
    "advanced",
    "attacked",
    "batted",
    "beat",
    "beats",
    "bowled",
    "chased",
    "clinched",
    "collapsed",
    "conceded",
    "crushed",
    "declare",
    "declared",
    "defeated",
    "defended",
    "dismissed",
    "dominated",
    "drew",
    "edged",
    "eliminated",
    "equalised",
    "equalized",
    "faced",
    "finished",
    "kicked",
    "lead",
    "lost",
    "meet",
    "missed",
    "needed",
    "outplayed",
    "play",
    "played",
    "plays",
    "posted",
    "qualified",
    "qualify",
    "rallied",
    "reached",
    "retained",
    "routed",
    "scored",
    "slumped",
    "started",
    "stunned",
    "substituted",
    "survived",
    "thrashed",
    "threatened",
    "topped",
    "trail",
    "trailed",
    "trounced",
    "win",
    "won",
];

/// Words before a team that is played against. Sorted.
static BEATS: &[&str] = &[
    "against",
    "beat",
    "beating",
    "beats",
    "crushed",
    "defeated",
    "defeating",
    "edged",
    "eliminated",
    "facing",
    "outplayed",
    "over",
    "routed",
    "stunned",
    "thrashed",
    "trounced",
    "versus",
];

/// Who belongs to a team, and what it does. Sorted.
static SQUAD: &[&str] = &[
    "batsman",
    "batsmen",
    "bowler",
    "bowlers",
    "captain",
    "coach",
    "defence",
    "defender",
    "fans",
    "fullback",
    "goalkeeper",
    "innings",
    "keeper",
    "manager",
    "midfield",
    "midfielder",
    "opener",
    "players",
    "scrum",
    "scrumhalf",
    "side",
    "skipper",
    "squad",
    "striker",
    "team",
    "winger",
];

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
        assert!(PLAYS.is_sorted() && BEATS.is_sorted() && SQUAD.is_sorted());
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
        assert!(plays_in("they lost to Ruritania", "Ruritania"));
        assert!(plays_in("Ruritania captain Otto Brandt", "Ruritania"));
        assert!(!plays_in("the final in Ruritania will be", "Ruritania"));
        assert!(!plays_in("fans flew from Ruritania on Monday", "Ruritania"));
    }
}
