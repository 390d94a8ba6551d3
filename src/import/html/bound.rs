//! Limits the nesting of markup before parsing: parsing and scoring take time that grows with the square of the depth, and some code walks
//! the tree recursively.

use std::borrow::Cow;

/// The maximum nesting depth. Real pages stay below 60.
pub(super) const DEEPEST: usize = 200;

/// Elements that never stay open, or are closed by the next element of the same kind.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup",
    "colgroup", "rt", "rp", "html", "head", "body",
];
/// Elements that a parser reopens in each block that begins while they are open.
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// The maximum number of elements that may be created this way.
const REOPENED: usize = 50_000;
/// Elements whose content is not markup.
pub(super) const RAW: &[&str] = &[
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
];

/// `html` without the tags of elements that are nested too deeply, and whether there were any.
pub(super) fn bounded(html: &str) -> (Cow<'_, str>, bool) {
    let mut out = String::new();
    let mut copied = 0;
    let mut depth = 0usize;
    // Elements whose start tag was removed and that are not closed yet.
    let mut dropped = 0usize;
    let mut formatting: Vec<&str> = Vec::new();
    let mut reopened = 0usize;
    let mut cut = false;
    let mut at = 0;
    while let Some(open) = html
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
        .map(|i| at + i)
    {
        let rest = html.get(open..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = comment.find("-->").map_or(html.len(), |i| open + 4 + i + 3);
            continue;
        }
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let name = tag_name(rest, 1 + usize::from(closing));
        if name.is_empty() {
            at = open + 1;
            continue;
        }
        let end = open + tag_end(rest);
        at = end;
        if let Some(keep) = attributes_end(html.get(open..end).unwrap_or_default()) {
            cut = true;
            out.push_str(html.get(copied..open + keep).unwrap_or_default());
            out.push('>');
            copied = end;
        }
        let is = |names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        if is(FORMATTING) {
            let crowded = !closing && formatting.len() >= DEEPEST;
            if reopened > REOPENED || crowded {
                cut = true;
                out.push_str(html.get(copied..open).unwrap_or_default());
                copied = end;
                continue;
            }
            if !closing {
                formatting.push(name);
            } else if let Some(last) = formatting.iter().rposition(|n| n.eq_ignore_ascii_case(name)) {
                formatting.remove(last);
            }
        } else if !closing && reopened <= REOPENED {
            reopened += formatting.len();
            if reopened > REOPENED {
                cut = true;
                out.push_str(html.get(copied..open).unwrap_or_default());
                copied = copied.max(open);
                for name in formatting.drain(..).rev() {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
        }
        if is(FLAT)
            || html.get(..end).is_some_and(|t| t.ends_with("/>")) && !closing && is(&["path", "g", "use"])
        {
            continue;
        }
        if !closing && is(RAW) {
            at = raw_end(html, end, name);
            continue;
        }
        let leave_out = if closing {
            if dropped > 0 {
                dropped -= 1;
                true
            } else {
                depth = depth.saturating_sub(1);
                false
            }
        } else if depth >= DEEPEST {
            dropped += 1;
            true
        } else {
            depth += 1;
            false
        };
        if leave_out {
            cut = true;
            out.push_str(html.get(copied..open).unwrap_or_default());
            out.push(' ');
            copied = end;
        }
    }
    if !cut {
        return (Cow::Borrowed(html), false);
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    (Cow::Owned(out), true)
}

/// Elements that are always empty.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// XHTML as HTML: `<a id="x"/>` is closed in XHTML, but open in HTML.
pub(super) fn opened(html: &str) -> Cow<'_, str> {
    if !html.contains("/>") && !html.contains("</br>") {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut copied = 0;
    let mut at = 0;
    while let Some(open) = html
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
        .map(|i| at + i)
    {
        let rest = html.get(open..).unwrap_or_default();
        let name = tag_name(rest, 1);
        at = open + 1;
        if let Some(behind) = rest.strip_prefix("</br>") {
            out.push_str(html.get(copied..open).unwrap_or_default());
            copied = html.len() - behind.len();
            at = copied;
            continue;
        }
        if name.is_empty() {
            continue;
        }
        at = open + tag_end(rest);
        // `</br>` is parsed as a line break, and other void elements have no end tag either.
        let is_void = VOID.iter().any(|void| void.eq_ignore_ascii_case(name));
        if !is_void && html.get(open..at).is_some_and(|tag| tag.ends_with("/>")) {
            out.push_str(html.get(copied..at - 2).unwrap_or_default());
            out.push_str("></");
            out.push_str(name);
            out.push('>');
            copied = at;
        }
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

pub(super) fn tag_name(tag: &str, from: usize) -> &str {
    let rest = tag.get(from..).unwrap_or_default();
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return "";
    }
    let len = rest
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'-' || *b == b':')
        .count();
    rest.get(..len).unwrap_or_default()
}

/// Where to cut the attributes of a tag that has too many: a parser compares each with all others.
fn attributes_end(tag: &str) -> Option<usize> {
    /// Real tags have fewer than thirty.
    const MOST: usize = 300;
    // A shorter tag cannot have that many.
    if tag.len() < MOST * 2 {
        return None;
    }
    let (mut quote, mut before, mut count) = (None, b' ', 0);
    for (i, b) in tag.bytes().enumerate() {
        match (quote, b) {
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            (None, b) if b.is_ascii_whitespace() || b == b'/' => {
                count += 1;
                if count > MOST {
                    return Some(i);
                }
            }
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    None
}

/// The end of the tag at the start of `rest`: after the first `>` outside quotation marks.
pub(super) fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    let mut before = b' ';
    for (i, b) in rest.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return i + 1,
            // A quotation mark opens a value only after '='.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    rest.len()
}

/// The end of the content of a raw element whose content begins at `from`.
pub(super) fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(open) = bytes
        .get(at..)
        .and_then(|rest| memchr::memchr(b'<', rest))
        .map(|i| at + i)
    {
        let after = bytes.get(open + 2..open + 2 + name.len()).unwrap_or_default();
        if bytes.get(open + 1) == Some(&b'/') && after.eq_ignore_ascii_case(name.as_bytes()) {
            return open;
        }
        at = open + 1;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shallow_pages_stay_as_they_are() {
        let page = format!(
            "<ul>{}</ul><p title='a > b'>x<br>{}",
            "<li>item".repeat(500),
            "<p>y".repeat(500)
        );
        assert_eq!(bounded(&page), (Cow::Borrowed(page.as_str()), false));
        let script = format!("<script>{}</script>z", "'<div>'".repeat(500));
        assert!(!bounded(&script).1);
    }

    #[test]
    fn formatting_is_not_opened_anew_for_ever() {
        let open = "<b>".repeat(150);
        let page = format!("{open}{}", "<p>word".repeat(5000));
        let (flat, cut) = bounded(&page);
        assert!(cut && flat.matches("</b>").count() == 150 && flat.matches("word").count() == 5000);
    }

    #[test]
    fn a_tag_keeps_no_more_attributes_than_any_page_has() {
        let many = (0..5000).fold(String::new(), |all, i| all + " a" + &i.to_string() + "='>'");
        let page = format!(
            "<p class=x{many}>word</p><p title='{}'>more</p>",
            "a b ".repeat(5000)
        );
        let (flat, cut) = bounded(&page);
        assert!(cut && flat.starts_with("<p class=x a0='>' a1='>'") && flat.contains("'>' a200='>'"));
        assert!(
            !flat.contains("a400=")
                && flat.contains(">word</p><p title='a b a b")
                && flat.ends_with("'>more</p>")
        );
    }

    #[test]
    fn formatting_that_is_never_closed_is_not_searched_for_ever() {
        let page = "<i>x</b>".repeat(2000);
        let (flat, cut) = bounded(&page);
        assert!(cut && flat.matches("<i>").count() == DEEPEST && flat.matches('x').count() == 2000);
    }

    #[test]
    fn deep_pages_keep_their_text() {
        let page = format!(
            "{}<p>deep{}</p><p>after</p>",
            "<div>".repeat(5000),
            "</div>".repeat(5000)
        );
        let (flat, cut) = bounded(&page);
        assert!(cut && flat.matches("<div>").count() == DEEPEST && flat.matches("</div>").count() == DEEPEST);
        assert!(flat.contains("deep") && flat.contains("after"));
    }
}
