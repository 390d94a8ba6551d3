//! Splits text into sentences, mainly for English news: handles abbreviations, initials, figures and quotation marks.
//!
//! The rule: a run of `.`, `!`, `?`, `…` or their CJK equivalents ends a sentence, including the closing quotation marks and brackets after
//! it, unless a full stop follows an abbreviation or an initial, or the following text cannot begin a sentence.

use std::ops::Range;

use crate::lexicon::WordClass;

/// The sentences of `text` (one block) as byte ranges: in order, without the white space between them, covering
/// every other character.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = skip_space(text, 0);
    let mut at = start;
    while at < text.len() {
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        if is_terminator(c) {
            let (end, stop_only) = terminator_run(text, at);
            if ends_sentence(text, start, at, end, stop_only) {
                let end = closers(text, end);
                out.push(start..end);
                start = skip_space(text, end);
                at = start;
                continue;
            }
            at = end;
        } else {
            at = next;
        }
    }
    let end = text.trim_end().len();
    if start < end {
        out.push(start..end);
    }
    out
}

/// The sentence of `text` that contains byte `offset`; between two sentences, the one before.
pub fn sentence_at(text: &str, offset: usize) -> Option<Range<usize>> {
    let all = sentences(text);
    let i = all.partition_point(|s| s.start <= offset);
    all.get(i.saturating_sub(1)).cloned()
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡' | '．')
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '«'
            | '›'
            | '‹'
            | '“'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
    )
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '«'
            | '»'
            | '›'
            | '‹'
            | '('
            | '['
            | '「'
            | '『'
            | '（'
            | '【'
            | '—'
            | '–'
            | '-'
            | '*'
            | '¿'
            | '¡'
    )
}

fn skip_space(text: &str, at: usize) -> usize {
    text[at..]
        .find(|c: char| !c.is_whitespace())
        .map_or(text.len(), |i| at + i)
}

/// The end of the run of terminators that starts at `at`, and whether it is a single full stop.
fn terminator_run(text: &str, at: usize) -> (usize, bool) {
    let run = text[at..]
        .find(|c: char| !is_terminator(c))
        .map_or(text.len(), |i| at + i);
    (run, &text[at..run] == ".")
}

fn closers(text: &str, at: usize) -> usize {
    text[at..]
        .find(|c: char| !is_closer(c))
        .map_or(text.len(), |i| at + i)
}

fn ends_sentence(text: &str, start: usize, at: usize, end: usize, single_stop: bool) -> bool {
    let closed = closers(text, end);
    let rest = &text[closed..];
    if rest.trim_start().is_empty() {
        return true;
    }
    let wide = text[at..]
        .chars()
        .next()
        .is_some_and(|c| !c.is_ascii() && c != '…');
    let Some(follow) = rest.chars().next() else {
        return true;
    };
    if !follow.is_whitespace() {
        // 'U.S.' 'example.com' '3.5' continue; CJK needs no space; an opening quotation mark may follow directly.
        return wide && (closed == end || !follow.is_alphanumeric());
    }
    if wide {
        return true;
    }
    let broken = rest.trim_start_matches([' ', '\t']).starts_with("\n\n");
    let mut chars = rest.trim_start().chars();
    let Some(mut first) = chars.next() else {
        return true;
    };
    let mut opened = false;
    while is_opener(first) {
        opened = true;
        match chars.next() {
            Some(c) if c.is_whitespace() && matches!(first, '-' | '–' | '—') => return broken,
            Some(c) => first = c,
            None => break,
        }
    }
    let begins = first.is_uppercase()
        || first.is_numeric()
        || (!first.is_lowercase() && !first.is_ascii_punctuation());
    if !begins {
        return broken;
    }
    if !single_stop || closed > end {
        return text[at..end] != *"…" && text[at..end] != *"..." || closed > end || first.is_uppercase();
    }
    !is_abbreviated(&text[start..at], rest.trim_start(), first, opened)
}

/// Whether the full stop after `before` belongs to an abbreviation inside a sentence.
fn is_abbreviated(before: &str, rest: &str, first: char, opened: bool) -> bool {
    let word = before
        .rsplit(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '\'' | '—' | '–' | '/')
        })
        .next()
        .unwrap_or("");
    if word.is_empty() {
        return false;
    }
    let lower = word.to_lowercase();
    if WordClass::AbbreviationBeforeName.has(lower.as_str()) {
        return !opened;
    }
    if WordClass::AbbreviationBeforeNumber.has(lower.as_str()) {
        return first.is_numeric();
    }
    let mut letters = word.chars();
    let (Some(c), None) = (letters.next(), letters.next()) else {
        // 'U.S.' 'p.m.' 'Ph.D.': the sentence continues unless a likely sentence opener follows.
        let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
        return dotted && !starts_like_a_sentence(rest)
            || WordClass::AbbreviationAtEnd.has(lower.as_str()) && !starts_like_a_sentence(rest);
    };
    // 'J. Smith', 'J. R. R. Tolkien', but 'Plan B. The', 'vitamin C. It', 'I.'
    c.is_uppercase() && c != 'I' && !starts_like_a_sentence(rest)
}

fn starts_like_a_sentence(rest: &str) -> bool {
    let word: String = rest
        .chars()
        .skip_while(|c| is_opener(*c))
        .take_while(|c| c.is_alphabetic() || *c == '’')
        .collect();
    opens_sentences(&word.to_lowercase())
}

/// Whether `word` (lower case) opens sentences far more often than it continues a name: 'the', 'however', 'police'.
pub fn opens_sentences(word: &str) -> bool {
    WordClass::SentenceOpener.has(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|r| &text[r]).collect()
    }

    #[test]
    fn news_english() {
        assert_eq!(
            split("On Aug. 7. Photo: Reuters"),
            ["On Aug. 7.", "Photo: Reuters"]
        );
        assert_eq!(split("Mr. Smith went. He left."), ["Mr. Smith went.", "He left."]);
        assert_eq!(
            split("U.S. President Obama spoke. The U.S. The end."),
            ["U.S. President Obama spoke.", "The U.S.", "The end."]
        );
        assert_eq!(split("A Sept. 17 memo. Next"), ["A Sept. 17 memo.", "Next"]);
        assert_eq!(
            split("“It is significant. But no.” He left."),
            ["“It is significant.", "But no.”", "He left."]
        );
        assert_eq!(
            split("\"Really?\" she asked. Yes!"),
            ["\"Really?\" she asked.", "Yes!"]
        );
        assert_eq!(
            split("Apple Inc. said so. J. R. Smith of Acme Co. The rest."),
            ["Apple Inc. said so.", "J. R. Smith of Acme Co.", "The rest."]
        );
        assert_eq!(
            split("It rose 3.5 percent at example.com today."),
            ["It rose 3.5 percent at example.com today."]
        );
        assert_eq!(
            split("这是第一句。这是第二句！好"),
            ["这是第一句。", "这是第二句！", "好"]
        );
        assert_eq!(split("   "), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn every_visible_character_lies_in_one_sentence(text in "[A-Za-z.!?“” \\n。…']{0,120}") {
            let mut covered = String::new();
            let mut last = 0;
            for s in sentences(&text) {
                prop_assert!(s.start >= last && s.end > s.start);
                prop_assert!(text[last..s.start].trim().is_empty());
                covered.push_str(&text[s.clone()]);
                last = s.end;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }
}
