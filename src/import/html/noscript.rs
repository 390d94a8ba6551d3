//! Handles `<noscript>` before parsing. A parser without scripts treats its content as part of the page: the notice that scripts are off
//! would become the first paragraph, and if the end tag is missing, the whole article is inside.
//!
//! Such notices are removed. What is kept: the text of a page that shows nothing else without scripts, and pictures, which are often loaded
//! by a script and repeated there.

use std::borrow::Cow;

use super::bound::{RAW, raw_end, tag_end, tag_name};

/// One `<noscript>`: the start of its start tag, its content, and the end of its end tag.
struct Notice {
    from: usize,
    inside: std::ops::Range<usize>,
    to: usize,
    /// Whether it is before the body, where a picture in it would end the head.
    in_head: bool,
}

/// `html` without the parts meant only for browsers without scripts.
pub(super) fn without_notices(html: &str) -> Cow<'_, str> {
    let notices = notices(html);
    if notices.is_empty() {
        return Cow::Borrowed(html);
    }
    let all = letters(html);
    let mut out = String::with_capacity(html.len());
    let mut copied = 0;
    for notice in notices {
        let inside = html.get(notice.inside.clone()).unwrap_or_default();
        let own = letters(inside);
        let is_page = own > 200 && own * 2 > all;
        let is_picture = own < 40 && !notice.in_head && inside.contains("<img");
        out.push_str(html.get(copied..notice.from).unwrap_or_default());
        if is_page || is_picture {
            out.push_str(inside);
        }
        copied = notice.to;
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

fn notices(html: &str) -> Vec<Notice> {
    let mut out = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut in_head = true;
    let mut at = 0;
    while let Some(tag) = tags(html, at) {
        at = tag.end;
        let name = tag.name;
        if name.eq_ignore_ascii_case("noscript") {
            if tag.closing {
                // An end tag without a start tag is removed too.
                let (from, begins) = open.take().unwrap_or((tag.start, tag.start));
                out.push(Notice {
                    from,
                    inside: begins..tag.start,
                    to: tag.end,
                    in_head,
                });
            } else {
                // Without an end tag it hides nothing.
                out.extend(
                    open.replace((tag.start, tag.end))
                        .map(|open| unbalanced(open, in_head)),
                );
            }
        } else if name.eq_ignore_ascii_case("body") {
            in_head = false;
            // Neither does one in which the body begins or ends.
            out.extend(open.take().map(|open| unbalanced(open, true)));
        } else if !tag.closing && RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            at = raw_end(html, tag.end, name);
        }
    }
    out.extend(open.map(|open| unbalanced(open, in_head)));
    out
}

fn unbalanced((from, to): (usize, usize), in_head: bool) -> Notice {
    Notice {
        from,
        inside: to..to,
        to,
        in_head,
    }
}

struct Tag<'a> {
    name: &'a str,
    closing: bool,
    start: usize,
    end: usize,
}

/// The first tag from `at` on.
fn tags(html: &str, mut at: usize) -> Option<Tag<'_>> {
    loop {
        let start = at + memchr::memchr(b'<', html.get(at..)?.as_bytes())?;
        let rest = html.get(start..)?;
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = start + 4 + comment.find("-->")? + 3;
            continue;
        }
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let name = tag_name(rest, 1 + usize::from(closing));
        if name.is_empty() {
            at = start + 1;
            continue;
        }
        return Some(Tag {
            name,
            closing,
            start,
            end: start + tag_end(rest),
        });
    }
}

/// Bytes of text other than white space, outside tags, scripts and styles.
fn letters(html: &str) -> usize {
    let visible = |text: Option<&str>| {
        let bytes = text.unwrap_or_default().bytes();
        bytes.filter(|b| !b.is_ascii_whitespace()).count()
    };
    let (mut count, mut at) = (0, 0);
    while let Some(tag) = tags(html, at) {
        count += visible(html.get(at..tag.start));
        at = tag.end;
        if !tag.closing && RAW.iter().any(|raw| raw.eq_ignore_ascii_case(tag.name)) {
            at = raw_end(html, tag.end, tag.name);
        }
    }
    count + visible(html.get(at..))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(html: &str) -> String {
        without_notices(html).into_owned()
    }

    #[test]
    fn notices_go_and_what_surrounds_them_stays() {
        assert_eq!(without("<p>a</p>"), "<p>a</p>");
        assert_eq!(
            without("<head><noscript>Scripts are off.</noscript></head><p>a"),
            "<head></head><p>a"
        );
        assert_eq!(
            without("<body><NoScript class=x><p>Off.</p></NOSCRIPT><p>a"),
            "<body><p>a"
        );
        assert_eq!(
            without("<script>'<noscript>'</script><p>a"),
            "<script>'<noscript>'</script><p>a"
        );
        assert_eq!(
            without("<body><noscript><img src=a.jpg></noscript>b"),
            "<body><img src=a.jpg>b"
        );
    }

    #[test]
    fn one_that_does_not_end_hides_nothing() {
        assert_eq!(
            without("<body><noscript><p>a</p><p>b</p>"),
            "<body><p>a</p><p>b</p>"
        );
        assert_eq!(
            without("<head><noscript></head><body>a</noscript>b"),
            "<head></head><body>ab"
        );
        assert_eq!(without("<body><noscript>a<noscript>b</noscript>c"), "<body>ac");
    }

    #[test]
    fn a_page_that_is_only_there_without_scripts_is_read() {
        let text = "The board met on Monday and spoke of the bridge. ".repeat(10);
        let page = format!("<body><div id=app>Loading</div><noscript><p>{text}</p></noscript>");
        assert!(without(&page).contains(&text));
    }
}
