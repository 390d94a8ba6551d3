//! Wraps short texts into a few lines, for lists and pages beside the article.

use super::grapheme::{graphemes, truncate, width};

/// `text` in lines of at most `max` cells, broken at white space (inside a word only if it is longer than a line). If it needs more than
/// `lines` lines, the last one ends in '…'.
pub fn wrap(text: &str, max: usize, lines: usize) -> Vec<String> {
    let max = max.max(1);
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    // Cells used in the line.
    let mut used = 0;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let blank = usize::from(!line.is_empty());
        let wide = width(word);
        if used + blank + wide <= max {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            used += blank + wide;
            continue;
        }
        if out.len() + 1 >= lines {
            // No more of the rest than the row can show.
            for word in std::iter::once(word).chain(words) {
                if !line.is_empty() {
                    line.push(' ');
                    used += 1;
                }
                line.push_str(word);
                used += width(word);
                if used > max {
                    break;
                }
            }
            out.push(truncate(&line, max));
            return out;
        }
        if !line.is_empty() {
            out.push(std::mem::take(&mut line));
            used = 0;
        }
        // A word longer than a line is cut by grapheme.
        for g in graphemes(word) {
            if used + g.width > max {
                out.push(std::mem::take(&mut line));
                used = 0;
                if out.len() >= lines {
                    return out;
                }
            }
            line.push_str(g.text);
            used += g.width;
        }
    }
    if !line.is_empty() && out.len() < lines {
        out.push(line);
    }
    out
}

/// `text` cut into pieces of at most `max` cells, at any grapheme, keeping spaces; at most `lines` of them.
pub fn cut(text: &str, max: usize, lines: usize) -> Vec<String> {
    let max = max.max(1);
    let mut out = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for g in graphemes(text) {
        if used + g.width > max && !line.is_empty() {
            out.push(std::mem::take(&mut line));
            used = 0;
            if out.len() >= lines {
                return out;
            }
        }
        line.push_str(g.text);
        used += g.width;
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_words_and_says_what_was_cut() {
        assert_eq!(wrap("one two three four", 8, 2), ["one two", "three f…"]);
        assert_eq!(wrap("short", 8, 2), ["short"]);
        assert_eq!(wrap("abcdefghij", 4, 3), ["abcd", "efgh", "ij"]);
        assert!(wrap("", 4, 3).is_empty());
        assert_eq!(cut("  a b  cd", 4, 9), ["  a ", "b  c", "d"]);
        assert_eq!(cut("騰訊騰訊", 5, 1), ["騰訊"]);
        assert!(cut("", 4, 3).is_empty());
    }
}
