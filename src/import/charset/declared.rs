//! The encoding that a web page or XML text declares in its first bytes.

use super::kind::Charset;

/// The number of bytes searched.
const WINDOW: usize = 8192;

/// The charset that a web page declares: `<meta charset=…>`, `<meta http-equiv=content-type content="…; charset=…">`, or its XML
/// declaration. Comments, scripts and the attributes of other elements are ignored. `None` if nothing meaningful is declared.
pub(in crate::import) fn in_page(bytes: &[u8]) -> Option<Charset> {
    // A declaration in ASCII cannot be in UTF-16, even if it says so.
    label_in_page(bytes).and_then(|label| match Charset::for_declaration(&label)? {
        Charset::Standard(e) if e == encoding_rs::UTF_16BE || e == encoding_rs::UTF_16LE => {
            Some(Charset::UTF_8)
        }
        Charset::Utf32 { .. } => Some(Charset::UTF_8),
        charset => Some(charset),
    })
}

/// The charset declared by an XML text (`<?xml version="1.0" encoding="…"?>`).
pub(in crate::import) fn in_xml(bytes: &[u8]) -> Option<Charset> {
    Charset::for_declaration(&xml_label(bytes)?)
}

fn xml_label(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..WINDOW).unwrap_or(bytes).trim_ascii_start();
    let head = head.strip_prefix(b"<?xml")?;
    let end = memchr::memchr(b'>', head).unwrap_or(head.len());
    value_of(&lossy(head.get(..end)?), "encoding")
}

fn label_in_page(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..WINDOW).unwrap_or(bytes);
    let mut at = 0;
    while let Some(open) = head
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest))
        .map(|i| at + i)
    {
        let rest = head.get(open..)?;
        if rest.starts_with(b"<!--") {
            at = memchr::memmem::find(rest, b"-->").map_or(head.len(), |i| open + i + 3);
            continue;
        }
        let raw = ["script", "style", "title"]
            .iter()
            .find(|name| begins_with_tag(rest, name));
        if let Some(name) = raw {
            let close = format!("</{name}");
            let end = rest
                .windows(close.len())
                .position(|w| w.eq_ignore_ascii_case(close.as_bytes()));
            at = end.map_or(head.len(), |i| open + i + close.len());
            continue;
        }
        if begins_with_tag(rest, "meta") {
            let tag = lossy(rest.get(5..tag_end(rest)).unwrap_or_default());
            let attributes = attributes(&tag);
            let get = |name: &str| {
                let found = attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
                found.map(|(_, value)| value.clone())
            };
            let declares = get("http-equiv").is_some_and(|v| v.eq_ignore_ascii_case("content-type"));
            let label = get("charset").or_else(|| value_of(&get("content").filter(|_| declares)?, "charset"));
            if label.is_some() {
                return label;
            }
        }
        at = open + 1;
    }
    xml_label(bytes)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn begins_with_tag(rest: &[u8], name: &str) -> bool {
    rest.get(1..=name.len())
        .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        && !rest.get(name.len() + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// The end of the tag at the start of `rest`; a `>` in a quoted value does not end it.
fn tag_end(rest: &[u8]) -> usize {
    let mut quote = None;
    for (i, b) in rest.iter().enumerate() {
        match (quote, *b) {
            (None, b'>') => return i,
            (None, b'"' | b'\'') => quote = Some(*b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// The attributes of a tag; `text` is what follows its name.
fn attributes(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while out.len() < 100 {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let name = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '/'))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(name);
        if name.is_empty() && after.is_empty() {
            break;
        }
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            out.push((name.to_owned(), String::new()));
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => {
                let inner = value.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        let value = if quote.is_none() {
            value.trim_end_matches('/')
        } else {
            value
        };
        out.push((name.to_owned(), value.trim().to_owned()));
        rest = after;
    }
    out.retain(|(_, value)| !value.is_empty());
    out
}

/// The value of `name=…` in `text`, with or without quotation marks and white space around the equals sign.
fn value_of(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices(name).find_map(|(at, _)| {
        let before = lower.get(..at)?.chars().next_back();
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '-') {
            return None;
        }
        let rest = text
            .get(at + name.len()..)?
            .trim_start()
            .strip_prefix('=')?
            .trim_start();
        let value = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next()?,
            _ => rest
                .split(|c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '>' | '/' | '?'))
                .next()?,
        };
        Some(value.trim().to_owned()).filter(|v| !v.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(page: &str) -> Option<&'static str> {
        in_page(page.as_bytes()).map(Charset::name)
    }

    #[test]
    fn declarations_of_pages() {
        for page in [
            "<html><head><meta charset=koi8-r>",
            "<META CHARSET = 'KOI8-R' />",
            "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=koi8-r\">",
            "<meta content='text/html;charset=\"koi8-r\"' http-equiv='content-type'>",
            "<!-- <meta charset=utf-8> --><meta name=a content='b > c'><meta charset=\"koi8-r\">",
            "<script charset=utf-8>var a = '<meta charset=utf-8>';</script><meta charset=koi8-r>",
            "<?xml version='1.0' encoding='koi8-r'?><html>",
            "<title>charset=utf-8</title><link charset=utf-8><meta charset=koi8-r>",
        ] {
            assert_eq!(name(page), Some("KOI8-R"), "{page}");
        }
        assert_eq!(name("<meta charset=utf-16>"), Some("UTF-8"));
        assert_eq!(name("<meta charset=us-ascii>"), None);
        assert_eq!(name("<p>charset=koi8-r"), None);
        assert_eq!(name("<meta charset="), None);
        assert_eq!(name("<meta name=description content='charset=koi8-r'>"), None);
    }

    #[test]
    fn declarations_of_xml() {
        let xml = |text: &str| in_xml(text.as_bytes()).map(Charset::name);
        assert_eq!(
            xml("<?xml version=\"1.0\" encoding=\"ISO-8859-2\"?><a/>"),
            Some("ISO-8859-2")
        );
        assert_eq!(xml("<a encoding='koi8-r'/>"), None);
    }
}
