//! Converts lines from visual to reading order for right-to-left scripts. It reverses the Unicode bidirectional algorithm for the kind of
//! lines that print has: one direction, with runs of the other.

/// Whether a text contains letters of a right-to-left script.
pub(super) fn is_right_to_left(text: &str) -> bool {
    text.chars().any(is_leftward)
}

fn is_leftward(c: char) -> bool {
    // Digits of Arabic and Persian run left to right.
    !matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
        && matches!(
            c,
            '\u{590}'..='\u{8ff}'
                | '\u{fb1d}'..='\u{fdff}'
                | '\u{fe70}'..='\u{feff}'
                | '\u{10800}'..='\u{10fff}'
                | '\u{1e800}'..='\u{1efff}'
        )
}

fn is_rightward(c: char) -> bool {
    c.is_alphanumeric() && !is_leftward(c)
}

/// A line in reading order, made from the visual order from left to right.
pub(super) fn logical(seen: &str) -> String {
    let letters: Vec<char> = seen.chars().collect();
    let leftward = letters.iter().filter(|c| is_leftward(**c)).count();
    let rightward = letters
        .iter()
        .filter(|c| c.is_alphabetic() && is_rightward(**c))
        .count();
    let mut out = String::with_capacity(seen.len());
    // A line of such a script often contains a long name in Latin letters.
    if 2 * leftward >= rightward {
        turn(&letters, &mut out);
        return out;
    }
    let mut rest = letters.as_slice();
    while let Some(from) = rest.iter().position(|c| is_leftward(*c)) {
        let (before, run) = rest.split_at(from);
        out.extend(before);
        // Up to the last letter before one of the other direction.
        let end = run
            .iter()
            .position(|c| c.is_alphabetic() && is_rightward(*c))
            .unwrap_or(run.len());
        let end = run
            .iter()
            .take(end)
            .rposition(|c| is_leftward(*c))
            .map_or(1, |last| last + 1);
        let (run, after) = run.split_at(end);
        turn(run, &mut out);
        rest = after;
    }
    out.extend(rest);
    out
}

/// Writes `letters` from their end; figures and words of the other direction keep their order.
fn turn(letters: &[char], out: &mut String) {
    let mut end = letters.len();
    while let Some(last) = end.checked_sub(1).and_then(|at| letters.get(at)) {
        if !is_rightward(*last) {
            out.push(mirrored(*last));
            end -= 1;
            continue;
        }
        let mut start = end - 1;
        loop {
            // Signs between two letters of a run belong to it, spaces only between words.
            let before = letters.get(..start).unwrap_or_default();
            let Some(next) = before.iter().rposition(|c| is_rightward(*c)) else {
                break;
            };
            let between = before.get(next + 1..).unwrap_or_default();
            let words = [next, start]
                .iter()
                .all(|at| letters.get(*at).is_some_and(|c| c.is_alphabetic()));
            let joined = between
                .iter()
                .all(|c| !is_leftward(*c) && (words || !c.is_whitespace()));
            if !joined || between.len() > 3 {
                break;
            }
            start = next;
        }
        out.extend(letters.get(start..end).unwrap_or_default());
        end = start;
    }
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        '<' => '>',
        '>' => '<',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_in_their_direction() {
        let seen = |text: &str| text.chars().rev().collect::<String>();
        assert_eq!(logical("plain (text) 12.5"), "plain (text) 12.5");
        assert_eq!(logical(&seen("קו ישן")), "קו ישן");
        assert_eq!(logical(&format!("12.5 {}", seen("קו"))), "קו 12.5");
        assert_eq!(
            logical(&format!(
                "New Port {}",
                seen("שלום (קו)")
                    .replace('(', "x")
                    .replace(')', "(")
                    .replace('x', ")")
            )),
            "שלום (קו) New Port"
        );
        assert_eq!(
            logical(&format!("the word {} means line", seen("קו ישן"))),
            "the word קו ישן means line"
        );
    }
}
