//! Header fields: parameters (RFC 2045, RFC 2231) and encoded words (RFC 2047).

use super::super::charset::Charset;
use super::transfer;
use crate::text::percent::percent_decoded_bytes;

/// The value of the parameter `name` in a field such as `text/plain; charset="utf-8"`; continuations (`name*0=`) are joined,
/// percent-encoding (`name*=utf-8''%e2…`) is decoded.
pub(super) fn parameter(value: &str, name: &str) -> Option<String> {
    let mut whole: Option<String> = None;
    let mut pieces: Vec<(usize, Vec<u8>)> = Vec::new();
    let mut charset = None;
    for (key, value) in parameters(value) {
        let key = key.to_ascii_lowercase();
        let Some(rest) = key.strip_prefix(name) else {
            continue;
        };
        if rest.is_empty() {
            whole.get_or_insert(value);
            continue;
        }
        let Some(rest) = rest.strip_prefix('*') else {
            continue;
        };
        let encoded = rest.is_empty() || rest.ends_with('*');
        let number = rest.trim_end_matches('*').parse().unwrap_or(0);
        let mut text = value.as_str();
        if encoded && number == 0 {
            let mut parts = value.splitn(3, '\'');
            if let (Some(label), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                charset = Charset::for_label(label);
                text = rest;
            }
        }
        pieces.push((
            number,
            if encoded {
                percent_decoded_bytes(text)
            } else {
                text.as_bytes().to_vec()
            },
        ));
    }
    if pieces.is_empty() {
        return whole;
    }
    pieces.sort_by_key(|(number, _)| *number);
    let bytes: Vec<u8> = pieces.into_iter().flat_map(|(_, bytes)| bytes).collect();
    Some(charset.unwrap_or(Charset::UTF_8).decode(&bytes).0.into_owned())
}

/// The parameters after the first semicolon; semicolons in quotation marks and comments in parentheses are ignored.
fn parameters(value: &str) -> Vec<(String, String)> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut comments = 0usize;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let few = fields.len() < 100;
        let Some(field) = fields.last_mut() else { break };
        match c {
            '\\' if quoted => field.extend(chars.next()),
            '"' if comments == 0 => quoted = !quoted,
            '(' if !quoted => comments += 1,
            ')' if !quoted && comments > 0 => comments -= 1,
            _ if comments > 0 => {}
            ';' if !quoted && few => fields.push(String::new()),
            c => field.push(c),
        }
    }
    let pair = |field: String| {
        let (key, value) = field.split_once('=')?;
        Some((key.trim().to_owned(), value.trim().to_owned()))
    };
    fields.into_iter().skip(1).filter_map(pair).collect()
}

/// A field's value with its encoded words (`=?utf-8?Q?caf=C3=A9?=`) decoded. White space between two of them is removed, and adjacent words
/// of one charset are decoded together, because some programs split a character between them.
pub(super) fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut words: Option<(Charset, Vec<u8>)> = None;
    let flush = |words: &mut Option<(Charset, Vec<u8>)>, out: &mut String| {
        if let Some((charset, bytes)) = words.take() {
            out.push_str(&charset.decode(&bytes).0);
        }
    };
    let mut rest = value;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        let Some((charset, bytes, len)) = encoded_word(word) else {
            flush(&mut words, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            continue;
        };
        if !(words.is_some() && before.trim().is_empty()) {
            flush(&mut words, &mut out);
            out.push_str(before);
        }
        match &mut words {
            Some((open, gathered)) if *open == charset => gathered.extend(bytes),
            _ => {
                flush(&mut words, &mut out);
                words = Some((charset, bytes));
            }
        }
        rest = word.get(len..).unwrap_or_default();
    }
    flush(&mut words, &mut out);
    out.push_str(rest);
    out
}

/// The charset and bytes of the encoded word at the start of `word`, and its length.
fn encoded_word(word: &str) -> Option<(Charset, Vec<u8>, usize)> {
    let inner = word.strip_prefix("=?")?;
    let mut parts = inner.splitn(3, '?');
    let (label, method, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest.find("?=")?;
    let content = rest.get(..end)?;
    let charset = Charset::for_label(label.split('*').next()?)?;
    let bytes = match method {
        "B" | "b" => transfer::base64(content.as_bytes()),
        "Q" | "q" => transfer::quoted_printable(content.as_bytes(), true),
        _ => return None,
    };
    Some((charset, bytes, 2 + label.len() + 1 + method.len() + 1 + end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_all_forms() {
        let field = "text/plain (a; comment); name=\"a;b\\\"c.txt\"; Charset = utf-8; boundary=x=y";
        assert_eq!(parameter(field, "name").as_deref(), Some("a;b\"c.txt"));
        assert_eq!(parameter(field, "charset").as_deref(), Some("utf-8"));
        assert_eq!(parameter(field, "boundary").as_deref(), Some("x=y"));
        let pieces = "attachment; filename*1=\"b.txt\"; filename*0*=utf-8'en'caf%C3%A9%20; size=1";
        assert_eq!(parameter(pieces, "filename").as_deref(), Some("café b.txt"));
        assert_eq!(parameter("text/plain", "charset"), None);
    }

    #[test]
    fn encoded_words() {
        for (value, expected) in [
            (
                "=?utf-8?B?Y2Fmw6k=?= on =?iso-8859-1?Q?the_qu=E9?=",
                "café on the qué",
            ),
            ("=?utf-8?B?Y2Fmww==?= =?utf-8?B?qQ==?= x", "café x"),
            ("=?iso-2022-jp?B?GyRCOUEbKEI=?=", "港"),
            ("a =?unknown?Q?b?= =?", "a =?unknown?Q?b?= =?"),
        ] {
            assert_eq!(decoded(value), expected);
        }
    }
}
