//! Notes as one web page that needs nothing else: to read, to print, to send.

use std::fmt::Write as _;

use super::Input;
use super::json::{FullRecord, records};
use super::markdown::listed;
use super::rendered::NO_CHECKSUM;

const STYLE: &str = "body{font:1.05rem/1.55 Georgia,serif;max-width:42rem;margin:3rem auto;padding:0 1.2rem;color:#2b2a27;background:#fbf8f1}\
h1{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid #d8d2c4}\
article{margin:1.6rem 0;padding-left:1rem;border-left:3px solid #9a5b00}blockquote{margin:0 0 .4rem;font-style:italic}\
dl{margin:0;font-size:.92rem;display:grid;grid-template-columns:8rem 1fr}dt{color:#6d6862}dd{margin:0;white-space:pre-line}\
.about,.state{color:#6d6862}\
@media(prefers-color-scheme:dark){body{color:#d9d5cc;background:#16181d}h2{border-color:#3a3e48}dt,.about,.state{color:#9a9ca4}}";

/// Says in the page what made it.
pub(super) const GENERATOR: &str = "<meta name=\"generator\" content=\"postil\"";

pub(super) fn render(input: &Input<'_>) -> String {
    let meta = input.document.metadata();
    let title = escape(&meta.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n{GENERATOR} data-checksum=\"{NO_CHECKSUM}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    let date = meta.date.map(|d| d.to_string());
    let about = [meta.byline.as_deref(), meta.source.as_deref(), date.as_deref()];
    let mut about: Vec<String> = about.into_iter().flatten().map(escape).collect();
    about.extend(meta.url.as_deref().map(linked));
    if !about.is_empty() {
        let _ = writeln!(out, "<p class=\"about\">{}</p>", about.join(" · "));
    }
    let records = records(input);
    for (heading, kinds) in [
        ("Claims", &["claim"][..]),
        ("Highlights and notes", &["highlight", "note"]),
    ] {
        let mut of_kind = records
            .iter()
            .filter(|r| kinds.contains(&r.record.kind))
            .peekable();
        if of_kind.peek().is_some() {
            let _ = writeln!(out, "<h2>{heading}</h2>");
        }
        for record in of_kind {
            annotation(&mut out, record);
        }
    }
    let by_kind = listed(input);
    if !by_kind.is_empty() {
        out.push_str("<h2>Entities</h2>\n<dl>\n");
        for (kind, list) in by_kind {
            let names: Vec<String> = list.iter().map(|(entity, _)| escape(&entity.name)).collect();
            let _ = writeln!(out, "<dt>{}</dt><dd>{}</dd>", kind.heading(), names.join(", "));
        }
        out.push_str("</dl>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn annotation(out: &mut String, full: &FullRecord) {
    let record = &full.record;
    let _ = writeln!(out, "<article id=\"postil-{}\">", record.id);
    if record.quote.trim().is_empty() {
        out.push_str("<p>On the article as a whole</p>\n");
    } else {
        let _ = writeln!(out, "<blockquote>{}</blockquote>", escape(&record.quote));
    }
    if record.state != "ok" {
        let _ = writeln!(out, "<p class=\"state\">{}</p>", record.state);
    }
    out.push_str("<dl>\n");
    let mut row = |name: &str, html: String| {
        if !html.is_empty() {
            let _ = writeln!(out, "<dt>{name}</dt><dd>{html}</dd>");
        }
    };
    let text = |text: &Option<String>| text.as_deref().map(escape).unwrap_or_default();
    row("Verdict", text(&record.verdict));
    row("Status", record.standing.unwrap_or_default().to_owned());
    row("Speaker", text(&record.speaker));
    row("Cue", text(&full.cue));
    row("Restatement", text(&full.restatement));
    for evidence in &full.evidence {
        let mut html = format!("{}: {}", evidence.stance, linked(&evidence.source));
        if let Some(quote) = &evidence.quote {
            let _ = write!(html, " — “{}”", escape(quote));
        }
        if let Some(seen) = evidence.seen {
            let _ = write!(html, " — seen {seen}");
        }
        row("Evidence", html);
    }
    row("Tags", escape(&record.tags.join(", ")));
    row("Note", text(&record.note));
    out.push_str("</dl>\n</article>\n");
}

/// A link where `text` is a web address; no other scheme ever becomes one.
fn linked(text: &str) -> String {
    let html = escape(text);
    if text.starts_with("https://") || text.starts_with("http://") {
        format!("<a href=\"{html}\" rel=\"noreferrer\">{html}</a>")
    } else {
        html
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn nothing_acts_as_html() {
        let mut sample = sample::usual();
        let evil = "<script>alert('x')</script>\" onload=\"y";
        for (annotation, _) in &mut sample.annotations {
            evil.clone_into(&mut annotation.anchor.quote);
            annotation.note = Some(evil.into());
            annotation.tags = vec![evil.into()];
            annotation.verdict = Some(evil.into());
            for evidence in &mut annotation.evidence {
                evidence.source = format!("javascript:{evil}");
            }
        }
        let html = render(&sample.input());
        assert!(!html.contains("<script") && !html.contains("\" onload"), "{html}");
        assert!(!html.contains("href=\"javascript"));
        assert_eq!(
            html.matches("<article").count(),
            html.matches("</article>").count()
        );
    }

    #[test]
    fn it_shows_claims_with_their_evidence() {
        let html = render(&sample::usual().input());
        assert!(html.contains("<blockquote>the ferry lost 4 million kronor last year</blockquote>"));
        assert!(html.contains("refutes: <a href=\"https://example.org/accounts_2025\""));
        assert!(html.contains("<p class=\"state\">orphan</p>"));
        assert!(html.contains("<dt>People</dt><dd>Ida Lund</dd>"));
    }
}
