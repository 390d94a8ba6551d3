//! Notes as a page of Logseq: an outline in Markdown in which each annotation is a block with its id, so that it can be referenced
//! (`((id))`), and with its fields as properties, so that it can be queried.
//!
//! Text is escaped as in all Markdown; a block is indented by tabs, its content by two more spaces.

use std::fmt::Write as _;

use super::markdown::escape::inline;
use super::rendered::{NO_CHECKSUM, Section};
use super::report::{Report, ReportItem};
use super::{Form, Input, Join, Rendered};
use crate::text::clean::one_line;

pub(super) const FORM: Form = Form {
    name: "logseq",
    ending: "md",
    about: "an outline with block ids and properties for Logseq",
    lacks: "prefix and suffix of a passage, and earlier versions",
    marked: true,
    join: Join::Apart,
    render: |input| Ok(render(input)),
};

/// The first property of the page.
pub(super) const GENERATOR: &str = "generator:: postil\n";

fn render(input: &Input<'_>) -> Rendered {
    let report = Report::of(input);
    let article = &report.article;
    let mut out = format!("{GENERATOR}checksum:: {NO_CHECKSUM}\n");
    let date = article.date.map(|d| d.to_string());
    let last = report.last.map(|d| d.to_string());
    let checkers = Some(report.checkers.join(", ")).filter(|c| !c.is_empty());
    for (name, value) in [
        ("article", Some(&article.title)),
        ("byline", article.byline.as_ref()),
        ("source", article.source.as_ref()),
        ("date", date.as_ref()),
        ("url", article.url.as_ref()),
        ("checked-by", checkers.as_ref()),
        ("last-change", last.as_ref()),
    ] {
        if let Some(value) = value {
            property(&mut out, "", name, value);
        }
    }
    out.push('\n');
    let mut sections = vec![Section::new("page", out)];
    if !report.claims.is_empty() {
        sections.push(Section::new(
            "Claims",
            format!("- ## Claims\n\t- {}\n", inline(&report.summary)),
        ));
    }
    for claim in &report.claims {
        sections.push(block(
            claim,
            &format!("**{}:** {}", inline(&claim.label), inline(&claim.headline)),
        ));
    }
    if !report.passages.is_empty() {
        sections.push(Section::new(
            "Highlights and notes",
            "- ## Highlights and notes\n".to_owned(),
        ));
    }
    for item in &report.passages {
        sections.push(block(item, &inline(&item.headline)));
    }
    if !report.entities.is_empty() {
        sections.push(Section::new("Entities", "- ## Entities\n".to_owned()));
    }
    for group in &report.entities {
        for entity in &group.entities {
            for item in &entity.tagged {
                sections.push(block(item, &name(&entity.name, group.kind)));
            }
        }
    }
    if let Some(suggested) = &report.suggested {
        let mut out = "- ## Suggested by Postil, not checked\n".to_owned();
        for claim in &suggested.claims {
            let speaker = claim.speaker.as_deref().map(inline);
            let speaker = speaker.map(|s| format!(" ({s})")).unwrap_or_default();
            let _ = writeln!(out, "\t- “{}”{speaker}", inline(&claim.quote));
        }
        for group in &suggested.entities {
            let names: Vec<String> = group.names.iter().map(|n| inline(n)).collect();
            let _ = writeln!(out, "\t- {}: {}", group.heading, names.join(", "));
        }
        sections.push(Section::new("suggested", out));
    }
    Rendered::new(sections)
}

/// An annotation as a block with its properties, and its content below.
fn block(item: &ReportItem, head: &str) -> Section {
    let record = &item.full.record;
    let mut out = format!("\t- {head}\n");
    let tags = record
        .tags
        .iter()
        .map(|t| format!("[[{}]]", t.replace(['[', ']', ','], " ")))
        .collect::<Vec<_>>()
        .join(", ");
    let standing = item.standing.map(str::to_owned);
    for (name, value) in [
        ("id", Some(&record.id)),
        ("kind", Some(&record.kind.to_owned())),
        ("verdict", record.verdict.as_ref()),
        ("status", standing.as_ref()),
        ("speaker", record.speaker.as_ref()),
        ("cue", item.full.cue.as_ref()),
        ("colour", item.full.colour.as_ref()),
        ("tags", Some(&tags).filter(|t| !t.is_empty())),
        ("author", record.author.as_ref()),
        ("open", item.open.as_ref()),
    ] {
        if let Some(value) = value {
            property(&mut out, "\t  ", name, value);
        }
    }
    if !item.whole {
        lines(&mut out, "> ", &record.quote);
    }
    if !item.said.is_empty() {
        lines(&mut out, "", &item.said);
    }
    if let Some(note) = item.state_note {
        lines(&mut out, "", note);
    }
    if let Some(words) = item
        .full
        .restatement
        .as_deref()
        .filter(|w| one_line(w) != item.headline)
    {
        lines(&mut out, "", words);
    }
    if let Some(note) = &record.note {
        lines(&mut out, "", note);
    }
    for source in &item.sources {
        let mut words = vec![format!("{}:", source.label), source.title.clone()];
        words.extend(source.url.clone());
        words.extend(source.quote.as_ref().map(|q| format!("“{q}”")));
        words.extend(source.seen_day.as_ref().map(|d| format!("(seen on {d})")));
        words.retain(|w| !w.is_empty());
        lines(&mut out, "", &words.join(" "));
    }
    Section::new(&record.id, out)
}

/// A block below an annotation, on several lines.
fn lines(out: &mut String, prefix: &str, text: &str) {
    let mut first = true;
    for line in text.lines().map(inline).filter(|l| !l.is_empty()) {
        out.push_str(if first { "\t\t- " } else { "\t\t  " });
        out.push_str(prefix);
        out.push_str(&line);
        out.push('\n');
        first = false;
    }
}

/// A property is one line; its value is text, in which only `[[links]]` and `#tags` are markup.
fn property(out: &mut String, indent: &str, name: &str, value: &str) {
    let value = one_line(value);
    let value = if name == "tags" || name == "open" || name == "url" {
        value
    } else {
        inline(&value)
    };
    if !value.is_empty() {
        let _ = writeln!(out, "{indent}{name}:: {value}");
    }
}

/// The name of an entity: a link, if it can have a page.
fn name(name: &str, kind: &str) -> String {
    let links = ["person", "organization", "place", "work"].contains(&kind);
    if links && !name.contains(['[', ']', '#', '`', '^', '|']) && !name.trim().is_empty() {
        format!("[[{name}]]")
    } else {
        inline(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_annotation_is_a_block_with_its_id() {
        let sample = sample::usual();
        let rendered = render(&sample.input());
        let text = rendered.text();
        assert_eq!(text.matches("\t  id:: 0198").count(), sample.shown());
        assert!(text.contains(
            "\t- **Refuted:** The Säby ferry lost 4 million kronor in 2025.\n\t  id:: 01980000-0000-7000-8000-000000000002\n"
        ));
        assert!(text.contains("\t\t- > the ferry lost 4 million kronor last year\n"));
        assert!(text.contains("tags:: [[money]], [[two words]]\n"));
        let outline = |line: &&str| line.trim_start_matches('\t').starts_with("- ");
        assert!(text.lines().filter(outline).all(|l| l.len() < 400));
    }
}
