//! Countries and towns whose name stands for their team in a sports report: 'Ruritania beat Graustark 2-1'.
//!
//! Asked only where the sentences around speak of sport.

use std::ops::Range;

use super::lexicon::has;
use super::words::{Words, is_capital, is_figure};

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
    let batting = matches!(next, "first" | "second") && beyond == "innings";
    // A place that somebody is: 'Ruritania, who visit Graustark'.
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
        || has(PLAYS, next)
        || has(SQUAD, next)
        || matches!(next, "v" | "v." | "vs" | "vs.")
}

/// Whether what is named at `span` is spoken of as of many: 'Graustark want', 'Graustark, who visit'.
pub(super) fn are_many(words: Words<'_>, span: &Range<usize>) -> bool {
    let who = words.get(span.end) == "," && words.get(span.end + 1) == "who";
    has(MANY, words.get(span.end + 2 * usize::from(who)))
}

/// Verbs that many do and one does not. Sorted.
static MANY: &[&str] = &[
    "are", "eye", "face", "go", "have", "hope", "host", "lead", "look", "meet", "need", "play", "remain",
    "sign", "sit", "stay", "take", "trail", "travel", "visit", "want", "were", "win",
];

/// What teams do. Sorted.
static PLAYS: &[&str] = &[
    "advanced",
    "attacked",
    "batted",
    "battled",
    "beat",
    "beats",
    "bounced",
    "bowled",
    "chased",
    "climbed",
    "clinched",
    "collapsed",
    "conceded",
    "cruised",
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
    "ended",
    "equalised",
    "equalized",
    "extended",
    "faced",
    "finished",
    "had",
    "hammered",
    "hit",
    "hosted",
    "kicked",
    "lead",
    "leveled",
    "levelled",
    "lost",
    "made",
    "meet",
    "missed",
    "needed",
    "opened",
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
    "signed",
    "slipped",
    "slumped",
    "started",
    "stunned",
    "substituted",
    "survived",
    "thrashed",
    "threatened",
    "took",
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
    "edge",
    "edged",
    "eliminated",
    "facing",
    "host",
    "hosts",
    "joined",
    "joins",
    "outplayed",
    "over",
    "put",
    "puts",
    "rejoin",
    "routed",
    "sink",
    "sinks",
    "stun",
    "stunned",
    "thrashed",
    "trounced",
    "versus",
    "visit",
    "visits",
];

/// Who belongs to a team, and what it does. Sorted.
static SQUAD: &[&str] = &[
    "attack",
    "batsman",
    "batsmen",
    "bench",
    "bowler",
    "bowlers",
    "captain",
    "coach",
    "defence",
    "defender",
    "fans",
    "flanker",
    "forward",
    "forwards",
    "fullback",
    "goalkeeper",
    "guard",
    "hooker",
    "innings",
    "keeper",
    "lock",
    "manager",
    "midfield",
    "midfielder",
    "opener",
    "pacer",
    "players",
    "prop",
    "rookie",
    "scrum",
    "scrumhalf",
    "seamer",
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
        assert!(plays_in("Ruritania 318 for 4", "Ruritania"));
        assert!(plays_in("Ruritania, who visit Graustark", "Ruritania"));
        assert!(plays_in("on loan from Ruritania", "Ruritania"));
        assert!(plays_in("they lost to Ruritania", "Ruritania"));
        assert!(plays_in("Ruritania captain Otto Brandt", "Ruritania"));
        assert!(!plays_in("the final in Ruritania will be", "Ruritania"));
        assert!(!plays_in("fans flew from Ruritania on Monday", "Ruritania"));
    }
}
