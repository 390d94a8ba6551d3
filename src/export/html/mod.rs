//! Notes as a single self-contained web page without scripts: to read, to print, to send.
//!
//! It has a summary, the table of claims with verdicts and evidence, statistics by speaker, and the article with its marks and margin
//! notes; claims and passages are linked to each other. All text is escaped; only addresses with `http` and `https` become links.

mod passages;

use std::fmt::Write as _;

use super::iri::encoded;
use super::rendered::NO_CHECKSUM;
use super::report::{Report, ReportItem, ReportSource};
use super::{Form, Input, Join, Rendered};
use crate::text::clean::one_line;

pub(super) const FORM: Form = Form {
    name: "html",
    ending: "html",
    about: "one web page with the article, its marks and the table of claims",
    lacks: "prefix and suffix of a passage, earlier versions, and formatting of the article",
    marked: true,
    join: Join::Apart,
    render: |input| Ok(Rendered::whole(render(input))),
};

const STYLE: &str = include_str!("style.css");

/// Identifies the generator of the page.
pub(super) const GENERATOR: &str = "<meta name=\"generator\" content=\"postil\"";

/// The shapes of the verdicts, which distinguish them without colour.
const SHAPES: &str = "<svg class=\"shapes\" aria-hidden=\"true\">\
<symbol id=\"v-supported\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M4.5 8.5l2.5 2.5 4.5-5.5\"/></symbol>\
<symbol id=\"v-refuted\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M5 5l6 6M11 5l-6 6\"/></symbol>\
<symbol id=\"v-disputed\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M5.8 6.2a2.2 2.2 0 1 1 3 2c-.6.3-.8.6-.8 1.3M8 11.4v1.2\"/></symbol>\
<symbol id=\"v-misleading\" viewBox=\"0 0 16 16\"><path d=\"M8 1.5l7 13H1zM8 6v4M8 11.6v1.2\"/></symbol>\
<symbol id=\"v-unverifiable\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"7\"/><path d=\"M4.5 8h7\"/></symbol>\
<symbol id=\"v-other\" viewBox=\"0 0 16 16\"><path d=\"M8 1l7 7-7 7-7-7z\"/></symbol>\
<symbol id=\"v-none\" viewBox=\"0 0 16 16\"><circle cx=\"8\" cy=\"8\" r=\"7\" stroke-dasharray=\"3 2\"/></symbol></svg>\n";

fn render(input: &Input<'_>) -> String {
    let report = Report::of(input);
    let title = escape(&report.article.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n{GENERATOR} data-checksum=\"{NO_CHECKSUM}\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n"
    );
    let first = if report.claims.is_empty() {
        "article"
    } else {
        "claims"
    };
    let _ = writeln!(
        out,
        "<a class=\"skip\" href=\"#{first}\">Skip to the {first}</a>\n{SHAPES}<header>\n<h1>{title}</h1>"
    );
    let mut about: Vec<String> = report.origin().into_iter().map(escape).collect();
    about.extend(report.article.url.as_deref().map(linked));
    if !about.is_empty() {
        let _ = writeln!(out, "<p class=\"about\">{}</p>", about.join(" · "));
    }
    let credit = report.credit();
    if !credit.is_empty() {
        let _ = writeln!(out, "<p class=\"about\">{}</p>", escape(&credit));
    }
    out.push_str("</header>\n<main>\n");
    summary(&mut out, &report);
    claims(&mut out, &report);
    speakers(&mut out, &report);
    passages::article(&mut out, input, &report);
    items(&mut out, &report);
    entities(&mut out, &report);
    suggested(&mut out, &report);
    out.push_str("</main>\n<footer>\n");
    match &report.article.open {
        Some(open) => {
            let _ = writeln!(
                out,
                "<p>Made with Postil. To open the article: <code>{}</code></p>",
                escape(open)
            );
        }
        None => out.push_str("<p>Made with Postil.</p>\n"),
    }
    out.push_str("</footer>\n</body>\n</html>\n");
    out
}

fn section(out: &mut String, id: &str, heading: &str) {
    let _ = writeln!(
        out,
        "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n<h2 id=\"{id}-heading\">{heading}</h2>"
    );
}

fn summary(out: &mut String, report: &Report) {
    if report.claims.is_empty() {
        return;
    }
    section(out, "summary", "In short");
    let _ = writeln!(out, "<p>{}</p>", escape(&report.summary));
    // The bar shows as lengths what the sentence before it says in words.
    let all = report.claims.len();
    let mut counts: Vec<(Option<&str>, usize)> = report
        .verdicts
        .iter()
        .map(|v| (Some(v.verdict.as_str()), v.count))
        .collect();
    counts.push((None, report.without_verdict));
    out.push_str(
        "<svg class=\"bar\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
    );
    let mut at = 0;
    for (verdict, count) in counts.into_iter().filter(|(_, n)| *n > 0) {
        let (from, to) = (at * 1000 / all, (at + count) * 1000 / all);
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{from}\" width=\"{}\" height=\"20\" fill=\"currentColor\"/>",
            class(verdict),
            (to - from).saturating_sub(4).max(1)
        );
        at += count;
    }
    out.push_str("</svg>\n</section>\n");
}

fn claims(out: &mut String, report: &Report) {
    if report.claims.is_empty() {
        return;
    }
    section(out, "claims", "Claims");
    out.push_str(
        "<table class=\"claims\">\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Claim</th>\
         <th scope=\"col\">Why, and evidence</th></tr></thead>\n<tbody>\n",
    );
    for (number, item) in (1..).zip(&report.claims) {
        let record = &item.full.record;
        let _ = writeln!(
            out,
            "<tr id=\"postil-{}\">\n<td>{}</td>\n<td>",
            record.id,
            verdict(record.verdict.as_deref(), &item.label)
        );
        let _ = writeln!(out, "<p><strong>{}</strong></p>", escape(&item.headline));
        if one_line(&record.quote) == item.headline {
            let _ = writeln!(out, "<p>{}.</p>", escape(&item.said));
        } else {
            let _ = writeln!(out, "<p>{}:</p>", escape(&item.said));
            let _ = writeln!(out, "<blockquote>{}</blockquote>", escape(&record.quote));
        }
        foot(out, item, Some(number));
        out.push_str("</td>\n<td>\n");
        why(out, item);
        out.push_str("</td>\n</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

/// State, link to the passage, and the command to open it.
fn foot(out: &mut String, item: &ReportItem, number: Option<usize>) {
    let record = &item.full.record;
    if let Some(note) = item.state_note {
        let _ = writeln!(out, "<p class=\"state\">{note}</p>");
    }
    let mut parts = Vec::new();
    if record.start.is_some() && !item.whole {
        let of = number.map(|n| format!(" of claim {n}")).unwrap_or_default();
        parts.push(format!(
            "<a href=\"#at-{}\">Passage{of} in the article</a>",
            record.id
        ));
    }
    parts.extend(
        item.open
            .as_deref()
            .map(|open| format!("<code>{}</code>", escape(open))),
    );
    if !parts.is_empty() {
        let _ = writeln!(out, "<p class=\"way\">{}</p>", parts.join(" · "));
    }
}

/// The note, the evidence and the rest.
fn why(out: &mut String, item: &ReportItem) {
    let record = &item.full.record;
    let words = item.full.restatement.as_deref();
    if let Some(words) = words.filter(|w| one_line(w) != item.headline) {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(words));
    }
    if let Some(note) = record.note.as_deref().filter(|n| !n.trim().is_empty()) {
        let _ = writeln!(out, "<p class=\"note\">{}</p>", escape(note.trim()));
    }
    if !item.sources.is_empty() {
        out.push_str("<ul class=\"sources\">\n");
        for source in &item.sources {
            let _ = writeln!(out, "<li>{}</li>", evidence(source));
        }
        out.push_str("</ul>\n");
    }
    let mut rest = Vec::new();
    let plain = match (item.standing, &record.verdict) {
        (Some("checked"), Some(_)) | (Some("to check"), None) | (None, _) => None,
        (Some(standing), _) => Some(standing),
    };
    rest.extend(plain.map(|s| format!("Status: {s}")));
    if !record.tags.is_empty() {
        rest.push(format!("Tags: {}", escape(&record.tags.join(", "))));
    }
    rest.extend(
        item.full
            .colour
            .as_deref()
            .map(|c| format!("Colour: {}", escape(c))),
    );
    rest.extend(record.author.as_deref().map(|a| format!("By {}", escape(a))));
    if !rest.is_empty() {
        let _ = writeln!(out, "<p class=\"way\">{}</p>", rest.join(" · "));
    }
}

fn evidence(source: &ReportSource) -> String {
    let name = match (&source.url, source.title.is_empty()) {
        // On paper a link only shows its address.
        (Some(url), false) => {
            let address = escape(url);
            format!(
                "{}<span class=\"address\"> ({address})</span>",
                link(url, &source.title)
            )
        }
        (Some(url), true) => linked(url),
        (None, _) => escape(&source.title),
    };
    let mut html = format!("{}: {name}", source.label);
    if let Some(quote) = &source.quote {
        let _ = write!(html, ": “{}”", escape(quote));
    }
    if let Some(seen) = &source.seen_day {
        let _ = write!(html, " (seen on {seen})");
    }
    html
}

fn speakers(out: &mut String, report: &Report) {
    if report.claims.is_empty() {
        return;
    }
    section(out, "speakers", "Claims by speaker");
    out.push_str(
        "<table>\n<thead><tr><th scope=\"col\">Speaker</th><th scope=\"col\">Claims</th><th scope=\"col\">Verdicts</th></tr></thead>\n<tbody>\n",
    );
    for speaker in &report.speakers {
        let name = speaker.speaker.as_deref().unwrap_or("The author");
        let verdicts: Vec<String> = speaker
            .verdicts
            .iter()
            .map(|v| {
                let known = Some(v.verdict.as_str()).filter(|v| *v != "not decided");
                format!("{} × {}", v.count, verdict(known, &v.verdict))
            })
            .collect();
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            escape(name),
            speaker.count,
            verdicts.join(", ")
        );
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

fn items(out: &mut String, report: &Report) {
    if report.passages.is_empty() {
        return;
    }
    section(out, "passages", "Highlights and notes");
    out.push_str("<ul class=\"items\">\n");
    for item in &report.passages {
        let record = &item.full.record;
        let _ = writeln!(out, "<li id=\"postil-{}\">", record.id);
        if item.whole {
            out.push_str("<p>On the article as a whole</p>\n");
        } else {
            let _ = writeln!(out, "<blockquote>{}</blockquote>", escape(&record.quote));
        }
        why(out, item);
        foot(out, item, None);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n</section>\n");
}

fn entities(out: &mut String, report: &Report) {
    if report.entities.is_empty() {
        return;
    }
    section(out, "entities", "People, places and other names");
    for group in &report.entities {
        let _ = writeln!(out, "<h3>{}</h3>\n<ul class=\"items\">", group.heading);
        for entity in &group.entities {
            for item in &entity.tagged {
                let _ = writeln!(
                    out,
                    "<li id=\"postil-{}\"><strong>{}</strong>",
                    item.full.record.id,
                    escape(&entity.name)
                );
                why(out, item);
                foot(out, item, None);
                out.push_str("</li>\n");
            }
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</section>\n");
}

fn suggested(out: &mut String, report: &Report) {
    let Some(suggested) = &report.suggested else {
        return;
    };
    section(out, "suggested", "Suggested by Postil, not checked");
    if !suggested.claims.is_empty() {
        out.push_str("<ul>\n");
        for claim in &suggested.claims {
            let speaker = claim.speaker.as_deref().map(escape);
            let speaker = speaker.map(|s| format!(" ({s})")).unwrap_or_default();
            let _ = writeln!(out, "<li>“{}”{speaker}</li>", escape(&claim.quote));
        }
        out.push_str("</ul>\n");
    }
    for group in &suggested.entities {
        let names: Vec<String> = group.names.iter().map(|n| escape(n)).collect();
        let _ = writeln!(out, "<h3>{}</h3>\n<p>{}</p>", group.heading, names.join(", "));
    }
    out.push_str("</section>\n");
}

/// A verdict with its shape and name.
fn verdict(name: Option<&str>, label: &str) -> String {
    let class = class(name);
    format!(
        "<span class=\"verdict {class}\"><svg class=\"v\" aria-hidden=\"true\"><use href=\"#v-{class}\"/></svg> {}</span>",
        escape(label)
    )
}

/// The style of a verdict: the default ones have their own.
fn class(verdict: Option<&str>) -> &'static str {
    match verdict {
        Some("supported" | "true") => "supported",
        Some("refuted" | "false") => "refuted",
        Some("disputed") => "disputed",
        Some("misleading") => "misleading",
        Some("unverifiable") => "unverifiable",
        Some(_) => "other",
        None => "none",
    }
}

/// A link if `text` is a web address; no other scheme ever becomes one.
fn linked(text: &str) -> String {
    if text.starts_with("https://") || text.starts_with("http://") {
        link(text, text)
    } else {
        escape(text)
    }
}

fn link(address: &str, words: &str) -> String {
    format!(
        "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
        escape(&encoded(address)),
        escape(words)
    )
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
            html.matches("<section").count(),
            html.matches("</section>").count()
        );
    }

    /// Relative luminance by WCAG 2.2, of `#rgb` or `#rrggbb`.
    fn luminance(colour: &str) -> f64 {
        let digits = colour.trim_start_matches('#');
        let wide = digits.len() / 3;
        let channel = |n: usize| {
            let hex = digits[n * wide..(n + 1) * wide].repeat(3 - wide);
            let share = f64::from(u8::from_str_radix(&hex, 16).unwrap()) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
    }

    #[test]
    fn everything_can_be_read_in_light_in_the_dark_and_on_paper() {
        let blocks: Vec<&str> = STYLE
            .split(":root{")
            .skip(1)
            .map(|b| b.split('}').next().unwrap())
            .collect();
        assert_eq!(blocks.len(), 3);
        for block in blocks {
            let set = block
                .split(';')
                .filter_map(|rule| rule.trim().strip_prefix("--")?.split_once(':'));
            let colours: std::collections::BTreeMap<&str, f64> =
                set.map(|(name, c)| (name, luminance(c))).collect();
            let contrast = |a: &str, b: &str| {
                let (a, b) = (colours[a], colours[b]);
                (a.max(b) + 0.05) / (a.min(b) + 0.05)
            };
            let grounds = ["ground", "card", "mark", "line"];
            for text in colours.keys().filter(|name| !grounds.contains(name)) {
                for ground in ["ground", "card"] {
                    assert!(contrast(text, ground) >= 4.5, "{text} on {ground}");
                }
            }
            assert!(contrast("ink", "mark") >= 4.5 && contrast("link", "mark") >= 4.5);
        }
    }

    #[test]
    fn claims_lead_to_their_passages_and_back() {
        let sample = sample::usual();
        let html = render(&sample.input());
        assert!(html.contains("<blockquote>the ferry lost 4 million kronor last year</blockquote>"));
        assert!(html.contains("Against: <a href=\"https://example.org/accounts_2025\""));
        assert!(html.contains("<p class=\"state\">Orphan:"));
        assert!(html.contains("<h3>People</h3>") && html.contains("Head of the harbour."));
        assert!(html.contains("<code>postil &#39;säby ferry.txt&#39; --at 01980000"));
        let ids: Vec<&str> = html
            .split(" id=\"")
            .skip(1)
            .filter_map(|t| t.split('"').next())
            .collect();
        let unique: std::collections::HashSet<&&str> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        for target in html.split("href=\"#").skip(1).filter_map(|t| t.split('"').next()) {
            assert!(ids.contains(&target), "{target}");
        }
    }
}
