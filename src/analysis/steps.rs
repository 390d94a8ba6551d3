//! Counts the work of the analysis in tests, as accesses to tokens, tags and weights: the same on every machine.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts one access; does nothing outside tests.
#[inline]
pub(super) fn step() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::STEPS;
    use crate::analysis::{analyse, tokens};
    use crate::document::{BlockKind, Builder};

    /// Words, signs and names from which unnatural texts are made.
    const PIECES: &[&str] = &[
        "“",
        "”",
        "\"",
        "'",
        "‘",
        "’",
        "«",
        "»",
        "「",
        "」",
        "(",
        ")",
        "[",
        ",",
        ".",
        "!",
        "?",
        ":",
        ";",
        "-",
        "—",
        "…",
        "/",
        "&",
        "he",
        "He",
        "it",
        "It",
        "they",
        "said",
        "says",
        "told",
        "claimed",
        "accused",
        "saying",
        "that",
        "who",
        "according to",
        "Ann Lee",
        "Lee",
        "Acme Corp",
        "NATO",
        "NATO (North Atlantic)",
        "U.S.",
        "the",
        "of",
        "and",
        "A",
        "a",
        "mayor",
        "the company",
        "the report",
        "statement",
        "Monday",
        "12 May 2026",
        "3 million",
        "$5",
        "10%",
        "5",
        "Mr",
        "Dr.",
        "東京",
        "騰訊",
        "عربي",
        "his",
        "to",
        "in",
        "words",
        "by",
        "x",
        "@a",
        "http://a.b/c",
        "don't",
        "'s",
    ];

    /// Initialises lazy statics before anything is counted.
    fn warm_up() {
        static DONE: std::sync::Once = std::sync::Once::new();
        DONE.call_once(|| {
            let mut builder = Builder::new();
            builder.block(BlockKind::Paragraph, &PIECES.join(" "));
            builder.block(BlockKind::Paragraph, &PIECES.join(". "));
            drop(analyse(&builder.finish()));
        });
    }

    /// Steps and tokens for a paragraph of so many bytes that repeats `unit`.
    fn count(unit: &str, bytes: usize) -> (u64, u64) {
        let mut builder = Builder::new();
        builder.block(BlockKind::Paragraph, &unit.repeat(bytes / unit.len()));
        let document = builder.finish();
        STEPS.with(|steps| steps.set(0));
        let found = analyse(&document);
        drop(found);
        (STEPS.with(std::cell::Cell::get), tokens(&document).len() as u64)
    }

    /// The number of steps is linear in the length for every repeated construct, with a bounded factor.
    fn assert_bounded(unit: &str) {
        warm_up();
        let (short, long) = (count(unit, 1536), count(unit, 4 * 1536));
        assert!(
            long.0 < 6 * short.0 + 10_000,
            "{unit:?}: {} steps become {} in a text four times as long",
            short.0,
            long.0
        );
        assert!(
            long.0 < MOST * long.1,
            "{unit:?}: {} steps for {} tokens",
            long.0,
            long.1
        );
    }

    /// The maximum number of steps per token.
    const MOST: u64 = 2_000;

    #[test]
    fn what_is_repeated_takes_no_more_than_its_length() {
        PIECES.par_iter().for_each(|piece| {
            for behind in [" ", ". "] {
                assert_bounded(&format!("{piece}{behind}"));
            }
        });
    }

    #[test]
    fn what_is_repeated_in_turn_takes_no_more_than_its_length() {
        // Not all pairs, which would take minutes, but each piece with some others, and those that were slow once.
        PIECES.par_iter().enumerate().for_each(|(i, first)| {
            let second = PIECES[(i * 7 + 3) % PIECES.len()];
            let third = PIECES[(i * 11 + 5) % PIECES.len()];
            assert_bounded(&format!("{first} {second} {third} "));
        });
        for unit in [
            "Ann Lee and ",
            "he said. ",
            "said that ",
            "“Yes. No” he said ",
            "‘a ",
            "Paris he said. ",
            "Mayor Ann Lee. the mayor said it. ",
            "Acme Corp. the company said so. ",
            "“",
            "\"",
            "minus ",
            "-",
        ] {
            assert_bounded(unit);
        }
    }
}
