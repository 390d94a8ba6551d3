//! Notes in Org: a heading for each annotation, with its fields as properties and its tags as tags.
//!
//! Invariant: no text of the article or the notes acts as Org markup. Options in the file turn off inline markup for export, and a zero
//! width space, as recommended in the Org manual (section "Escape Character"), precedes markup at the start of a line and inside brackets
//! that would be links.

use std::fmt::Write as _;

use super::rendered::{NO_CHECKSUM, Section};
use super::report::{Report, ReportItem};
use super::{Form, Input, Join, Rendered};
use crate::text::clean::{harmless, one_line};

pub(super) const FORM: Form = Form {
    name: "org",
    ending: "org",
    about: "headings with properties and tags for Emacs",
    lacks: "prefix and suffix of a passage, and earlier versions",
    marked: true,
    join: Join::Apart,
    render: |input| Ok(render(input)),
};

/// The first line, which no other program writes.
pub(super) const GENERATOR: &str = "# generator: postil, checksum: ";

fn render(input: &Input<'_>) -> Rendered {
    let report = Report::of(input);
    let article = &report.article;
    let mut out = format!("{GENERATOR}{NO_CHECKSUM}\n#+title: {}\n", words(&article.title));
    if !report.checkers.is_empty() {
        let _ = writeln!(out, "#+author: {}", words(&report.checkers.join(", ")));
    }
    if let Some(last) = report.last {
        let _ = writeln!(out, "#+date: {last}");
    }
    // Off: sub- and superscripts, emphasis, timestamps, entities, TeX, special strings, footnotes, tables.
    out.push_str("#+options: ^:nil *:nil <:nil e:nil tex:nil -:nil f:nil |:nil toc:nil\n\n");
    let mut origin: Vec<String> = report.origin().into_iter().map(words).collect();
    origin.extend(article.url.as_deref().map(words));
    if !origin.is_empty() {
        let _ = writeln!(out, "{}\n", safe_start(&origin.join(" · ")));
    }
    let credit = report.credit();
    if !credit.is_empty() {
        let _ = writeln!(out, "{}\n", safe_start(&words(&credit)));
    }
    let mut sections = vec![Section::new("head", out)];
    if !report.claims.is_empty() {
        let mut out = format!("* Claims\n\nIn short: {}\n\n", words(&report.summary));
        for claim in &report.claims {
            let speaker = claim.full.record.speaker.as_deref().map(words);
            let speaker = speaker.map(|s| format!(" ({s})")).unwrap_or_default();
            let _ = writeln!(
                out,
                "- {}: {}{speaker}",
                words(&claim.label),
                words(&claim.headline)
            );
        }
        out.push('\n');
        sections.push(Section::new("Claims", out));
    }
    for claim in &report.claims {
        sections.push(item(claim, &format!("{}: {}", claim.label, claim.headline)));
    }
    if !report.passages.is_empty() {
        sections.push(Section::new(
            "Highlights and notes",
            "* Highlights and notes\n\n".to_owned(),
        ));
    }
    for passage in &report.passages {
        sections.push(item(passage, &passage.headline));
    }
    if !report.entities.is_empty() {
        sections.push(Section::new("Entities", "* Entities\n\n".to_owned()));
    }
    for group in &report.entities {
        for entity in &group.entities {
            for tagged in &entity.tagged {
                sections.push(item(tagged, &format!("{} ({})", entity.name, group.kind)));
            }
        }
    }
    if let Some(suggested) = &report.suggested {
        let mut out = "* Suggested by Postil, not checked\n\n".to_owned();
        for claim in &suggested.claims {
            let speaker = claim.speaker.as_deref().map(words);
            let speaker = speaker.map(|s| format!(" ({s})")).unwrap_or_default();
            let _ = writeln!(out, "- “{}”{speaker}", words(&claim.quote));
        }
        for group in &suggested.entities {
            let _ = writeln!(out, "- {}: {}", group.heading, words(&group.names.join(", ")));
        }
        sections.push(Section::new("suggested", out));
    }
    Rendered::new(sections)
}

fn item(item: &ReportItem, heading: &str) -> Section {
    let record = &item.full.record;
    let heading = words(heading);
    // A heading ends in its tags, so text that looks like tags at its end would be read as such.
    let guard = if heading.ends_with(':') { "\u{200b}" } else { "" };
    let mut out = format!("** {heading}{guard}{}\n:PROPERTIES:\n", tags(&record.tags));
    let standing = item.standing.map(str::to_owned);
    let others = others(&record.tags);
    for (name, value) in [
        ("ID", Some(&record.id)),
        ("KIND", Some(&record.kind.to_owned())),
        ("VERDICT", record.verdict.as_ref()),
        ("STATUS", standing.as_ref()),
        ("SPEAKER", record.speaker.as_ref()),
        ("CUE", item.full.cue.as_ref()),
        ("COLOUR", item.full.colour.as_ref()),
        ("TAGS_AS_WRITTEN", others.as_ref()),
        ("AUTHOR", record.author.as_ref()),
        ("CREATED", Some(&record.created)),
        ("CHANGED", Some(&record.updated)),
        ("OPEN", item.open.as_ref()),
    ] {
        if let Some(value) = value.map(|v| one_line(v)).filter(|v| !v.is_empty()) {
            let _ = writeln!(out, ":{name}: {value}");
        }
    }
    out.push_str(":END:\n\n");
    if !item.said.is_empty() {
        let _ = writeln!(out, "{}:", safe_start(&words(&item.said)));
    }
    if !item.whole {
        let _ = writeln!(out, "#+begin_quote\n{}\n#+end_quote\n", lines(&record.quote));
    }
    if let Some(note) = item.state_note {
        let _ = writeln!(out, "{note}\n");
    }
    let restatement = item.full.restatement.as_deref();
    for text in [
        restatement.filter(|w| one_line(w) != item.headline),
        record.note.as_deref(),
    ] {
        if let Some(text) = text.filter(|t| !t.trim().is_empty()) {
            let _ = writeln!(out, "{}\n", lines(text));
        }
    }
    for source in &item.sources {
        let mut parts = vec![source.title.clone()];
        parts.extend(source.url.clone());
        parts.extend(source.quote.as_ref().map(|q| format!("“{q}”")));
        parts.extend(source.seen_day.as_ref().map(|d| format!("(seen on {d})")));
        parts.retain(|w| !w.is_empty());
        let _ = writeln!(out, "- {}: {}", source.label, words(&parts.join(" ")));
    }
    if !item.sources.is_empty() {
        out.push('\n');
    }
    Section::new(&record.id, out)
}

/// Tags of a heading, if they are valid: letters, digits, `_`, `@`, `#` and `%`.
fn tags(all: &[String]) -> String {
    let fit: Vec<&str> = all.iter().map(String::as_str).filter(|t| fits(t)).collect();
    if fit.is_empty() {
        String::new()
    } else {
        format!(" :{}:", fit.join(":"))
    }
}

/// All tags, if one of them is not valid in a heading.
fn others(all: &[String]) -> Option<String> {
    (!all.iter().all(|t| fits(t))).then(|| all.join(", "))
}

fn fits(tag: &str) -> bool {
    !tag.is_empty() && tag.chars().all(|c| c.is_alphanumeric() || "_@#%".contains(c))
}

/// Several lines without active markup.
fn lines(text: &str) -> String {
    let text = harmless(text);
    let lines: Vec<String> = text.trim().lines().map(|line| safe_start(&words(line))).collect();
    lines.join("\n")
}

/// One line, in which no brackets are a link, a footnote, a target or a macro.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for c in one_line(text).chars() {
        let acts = matches!(
            (before, c),
            (Some('['), '[' | 'f') | (Some('<'), '<') | (Some('{'), '{') | (Some('@'), '@')
        );
        if acts {
            out.push('\u{200b}');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// A line with a zero width space before markup at its start: headings, keywords, lists, tables, drawers.
fn safe_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let acts = line.starts_with(['*', '#', '-', '+', '|', ':', '[', '\\'])
        || digits > 0 && line[digits..].starts_with(['.', ')'])
        || ["CLOSED:", "SCHEDULED:", "DEADLINE:", "CLOCK:"]
            .iter()
            .any(|word| line.starts_with(word));
    if acts {
        format!("\u{200b}{line}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn each_annotation_is_a_heading_with_its_id() {
        let sample = sample::usual();
        let rendered = render(&sample.input());
        let text = rendered.text();
        assert_eq!(text.matches("\n:ID: 0198").count(), sample.shown());
        assert!(text.contains("** Refuted: The Säby ferry lost 4 million kronor in 2025. :money:\n"));
        assert!(text.contains(":TAGS_AS_WRITTEN: money, two words\n"));
        assert!(text.contains("\n\u{200b}# No heading\n"), "{text}");
    }

    #[test]
    fn nothing_acts_at_the_start_of_a_line() {
        let mut sample = sample::usual();
        let evil = "* heading\n#+end_quote\n- item\n| table |\n:END:\n[[link]] [fn:1] {{{macro}}} <<target>>\n1. one";
        for (annotation, _) in &mut sample.annotations {
            annotation.anchor.quote = evil.to_owned();
            annotation.note = Some(evil.to_owned());
            annotation.restatement = Some(evil.to_owned());
        }
        let rendered = render(&sample.input());
        let text = rendered.text();
        let headings = text.lines().filter(|l| l.starts_with('*')).count();
        assert_eq!(headings, sample.shown() + 3);
        assert_eq!(text.matches("\n#+end_quote").count(), sample.shown());
        assert_eq!(text.matches("\n:END:").count(), sample.shown());
        for acting in ["[[", "[fn:", "{{{", "<<"] {
            assert!(!text.contains(acting), "{acting}");
        }
    }
}
