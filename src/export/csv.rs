//! Notes as a table for spreadsheets: CSV by RFC 4180, but with a line feed at the end of each line.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and runs it. Such a cell gets an
//! apostrophe before it, as spreadsheets do it themselves.

use super::Input;
use super::json::{FullRecord, records};

const HEADER: &str = "title,url,date,id,kind,state,start,end,quote,verdict,status,speaker,cue,entity_kind,name,restatement,\
                      evidence,tags,note,author,created,updated\n";

pub(super) fn render(input: &Input<'_>) -> String {
    let meta = input.document.metadata();
    let date = meta.date.map(|d| d.to_string());
    let mut out = HEADER.to_owned();
    for FullRecord {
        record: r,
        cue,
        entity_kind,
        name,
        restatement,
        evidence,
        ..
    } in records(input)
    {
        let number = |n: Option<usize>| n.map(|n| n.to_string());
        let evidence: Vec<String> = evidence
            .iter()
            .map(|e| format!("{}: {}", e.stance, e.source))
            .collect();
        let cells = [
            Some(meta.title.as_str()),
            meta.url.as_deref(),
            date.as_deref(),
            Some(&r.id),
            Some(r.kind),
            Some(r.state),
            number(r.start).as_deref(),
            number(r.end).as_deref(),
            Some(&r.quote),
            r.verdict.as_deref(),
            r.status,
            r.speaker.as_deref(),
            cue.as_deref(),
            entity_kind.map(crate::analysis::EntityKind::name),
            name.as_deref(),
            restatement.as_deref(),
            Some(&evidence.join("\n")),
            Some(&r.tags.join(", ")),
            r.note.as_deref(),
            r.author.as_deref(),
            Some(&r.created),
            Some(&r.updated),
        ]
        .map(|c| cell(c.unwrap_or_default()));
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) {
        "'"
    } else {
        ""
    };
    if guard.is_empty() && !text.contains([',', '"', '\n']) && text.trim() == text {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn cells_hold_what_would_end_them() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,b"), "\"a,b\"");
        assert_eq!(cell("say \"x\"\ny"), "\"say \"\"x\"\"\ny\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell(" a"), "\" a\"");
        assert_eq!(cell(""), "");
    }

    #[test]
    fn every_line_has_as_many_cells_as_the_header() {
        let sample = sample::usual();
        let text = render(&sample.input());
        let mut cells = 1;
        let (mut quoted, mut lines) = (false, 0);
        for c in text.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells += 1,
                '\n' if !quoted => {
                    assert_eq!(cells, 22);
                    (cells, lines) = (1, lines + 1);
                }
                _ => {}
            }
        }
        assert_eq!(lines, 1 + sample.shown());
        assert!(text.contains("refutes: https://example.org/accounts_2025"));
    }
}
