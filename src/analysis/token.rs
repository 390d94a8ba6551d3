//! Splits text into tokens like Universal Dependencies for English: clitics, punctuation and hyphens are separate tokens, figures and
//! abbreviations stay whole.

use crate::document::TextRange;
use crate::lexicon::WordClass;

/// One token; its text is `range.slice(text)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the tokenised text.
    pub range: TextRange,
    /// Whether it is preceded by white space (or the start of the text).
    pub spaced: bool,
}

/// The tokens of `text` in order. Every character other than white space lies in exactly one.
pub fn tokenise(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    let mut spaced = true;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let end = token_end(text, at, c);
        let word = &text[at..end];
        let split = at + clitic(word);
        if split > at && split < end {
            out.push(Token {
                range: TextRange::new(at, split),
                spaced,
            });
            out.push(Token {
                range: TextRange::new(split, end),
                spaced: false,
            });
        } else {
            out.push(Token {
                range: TextRange::new(at, end),
                spaced,
            });
        }
        spaced = false;
        at = end;
    }
    out
}

fn token_end(text: &str, at: usize, first: char) -> usize {
    if is_wide(first) {
        // A counter or date word after a figure is a separate token: '9月17日', '3亿元'.
        if text[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit() || is_counter(c))
            && is_counter(first)
        {
            return at + first.len_utf8();
        }
        return text[at..].find(|c| !is_wide(c)).map_or(text.len(), |i| at + i);
    }
    if !first.is_alphanumeric() {
        // Runs of one sign ('...', '--') are one token.
        let run = if matches!(first, '.' | '-' | '*' | '=' | '_' | '\'' | '`') {
            first
        } else {
            '\0'
        };
        let next = at + first.len_utf8();
        return text[next..].find(|c| c != run).map_or(text.len(), |i| next + i);
    }
    let mut end = at;
    let mut chars = text[at..].char_indices().peekable();
    let mut last = first;
    while let Some((i, c)) = chars.next() {
        let follow = chars.peek().map(|&(_, c)| c);
        let joins = match c {
            c if is_wide(c) => false,
            c if c.is_alphanumeric() || is_mark(c) => true,
            '\'' | '’' => last.is_alphanumeric() && follow.is_some_and(char::is_alphabetic),
            '.' => {
                last.is_alphanumeric()
                    && (follow.is_some_and(char::is_alphanumeric) || stays_abbreviated(&text[at..at + i]))
            }
            ',' | ':' => last.is_numeric() && follow.is_some_and(char::is_numeric),
            '&' => last.is_uppercase() && follow.is_some_and(char::is_uppercase),
            '_' | '@' => true,
            _ => false,
        };
        if !joins {
            break;
        }
        end = at + i + c.len_utf8();
        last = c;
    }
    end.max(at + first.len_utf8())
}

/// Whether a full stop after `word` belongs to it.
fn stays_abbreviated(word: &str) -> bool {
    if word.contains('.') {
        return word
            .split('.')
            .all(|part| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic));
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_uppercase() && c != 'I',
        _ => WordClass::Abbreviation.has(word),
    }
}

/// The start of the clitic of `word`: 's, n't, 're and the like; 0 without one.
fn clitic(word: &str) -> usize {
    let Some(mark) = word.rfind(['\'', '’']) else {
        return 0;
    };
    let tail = word[mark..].trim_start_matches(['\'', '’']).to_ascii_lowercase();
    match tail.as_str() {
        "s" | "re" | "ve" | "ll" | "d" | "m" => mark,
        "t" if mark > 1 && word[..mark].ends_with(['n', 'N']) => mark - 1,
        _ => 0,
    }
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_counter(c: char) -> bool {
    matches!(
        c,
        '年' | '月' | '日' | '万' | '萬' | '亿' | '億' | '千' | '元' | '円' | '人'
    )
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn first(text: &str, token: &Token) -> char {
    token.range.slice(text).chars().next().unwrap_or(' ')
}

/// Whether at least a quarter of `text` is Chinese, Japanese or Korean.
pub(crate) fn is_eastern(text: &str, tokens: &[Token]) -> bool {
    let eastern = tokens.iter().filter(|t| text.as_bytes()[t.range.start] >= 0xe1);
    let bytes: usize = eastern
        .filter(|t| is_wide(first(text, t)) || is_hangul(first(text, t)))
        .map(|t| t.range.len())
        .sum();
    bytes * 4 > text.len()
}

/// `tokens` of a text in an East Asian script, split where names may begin and end: between Chinese characters and runs of kana, after
/// 'さん', and where `particle` finds a particle attached to a Korean name.
pub(crate) fn split(text: &str, tokens: &[Token], particle: impl Fn(&str) -> Option<usize>) -> Vec<Token> {
    let mut out = Vec::with_capacity(tokens.len() * 2);
    for token in tokens {
        let word = token.range.slice(text);
        let kana = |c: char| match c {
            '\u{3041}'..='\u{309f}' => 1,
            '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' => 2,
            _ => 0,
        };
        let mut cuts = Vec::new();
        if is_wide(first(text, token)) {
            let pairs = word.chars().zip(word.char_indices().skip(1));
            let apart = pairs.filter(|&(a, (_, b))| kana(a) == 0 || kana(a) != kana(b));
            cuts.extend(apart.map(|(_, (i, _))| i));
            cuts.extend(
                word.match_indices("さん")
                    .map(|(i, san)| i + san.len())
                    .filter(|i| *i < word.len()),
            );
            cuts.sort_unstable();
            cuts.dedup();
        } else if is_hangul(first(text, token)) {
            cuts.extend(particle(word));
        }
        let mut start = token.range.start;
        for cut in cuts
            .into_iter()
            .map(|i| token.range.start + i)
            .chain([token.range.end])
        {
            let spaced = token.spaced && start == token.range.start;
            out.push(Token {
                range: TextRange::new(start, cut),
                spaced,
            });
            start = cut;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        tokenise(text).iter().map(|t| t.range.slice(text)).collect()
    }

    #[test]
    fn splits_like_universal_dependencies() {
        assert_eq!(
            words("Alphabet Inc’s Google didn't pay US$20,000."),
            [
                "Alphabet", "Inc", "’s", "Google", "did", "n't", "pay", "US", "$", "20,000", "."
            ]
        );
        assert_eq!(
            words("U.S.-based J. Smith, Ph.D., on Aug. 7..."),
            [
                "U.S.", "-", "based", "J.", "Smith", ",", "Ph.D.", ",", "on", "Aug.", "7", "..."
            ]
        );
        assert_eq!(
            words("Tencent (騰訊) AT&T it's"),
            ["Tencent", "(", "騰訊", ")", "AT&T", "it", "'s"]
        );
        assert_eq!(words("He left. I. Then"), ["He", "left", ".", "I", ".", "Then"]);
    }

    #[test]
    fn eastern_text_is_split_where_names_may_begin() {
        let split_words = |text: &str| {
            let tokens = tokenise(text);
            assert!(is_eastern(text, &tokens), "{text}");
            let cut = |w: &str| w.strip_suffix('은').map(str::len);
            let all = split(text, &tokens, cut);
            all.iter()
                .map(|t| t.range.slice(text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(split_words("北京大学。"), ["北", "京", "大", "学", "。"]);
        assert_eq!(
            split_words("ジョン・スミスさんは東京で"),
            ["ジョン", "・", "スミス", "さん", "は", "東", "京", "で"]
        );
        assert_eq!(split_words("서울은 크다"), ["서울", "은", "크다"]);
        let english = "Tencent (騰訊) is a company of China.";
        assert!(!is_eastern(english, &tokenise(english)));
    }

    proptest! {
        #[test]
        fn every_visible_character_lies_in_one_token(text in "[A-Za-z0-9.,'’$%()騰訊é\\- \\n]{0,80}") {
            let mut last = 0;
            for t in tokenise(&text) {
                prop_assert!(t.range.start >= last && !t.range.is_empty());
                prop_assert!(text[last..t.range.start].trim().is_empty());
                prop_assert_eq!(t.spaced, t.range.start > last || last == 0);
                last = t.range.end;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }
}
