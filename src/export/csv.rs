//! Notes as a table for spreadsheets: CSV by RFC 4180, but with a line feed at the end of each line. No cell is run as a formula
//! ([`formula`](crate::text::formula)).

use super::json::{FullRecord, records};
use super::{Form, Input, Join, Rendered};
use crate::text::formula::{SEPARATORS, guarded};

pub(super) const FORM: Form = Form {
    name: "csv",
    ending: "csv",
    about: "a table for spreadsheets",
    lacks: "earlier versions",
    marked: false,
    join: Join::Lines { header: 1 },
    render: |input| Ok(Rendered::whole(render(input, ","))),
};

pub(super) const TSV: Form = Form {
    name: "tsv",
    ending: "tsv",
    about: "the same table with tabs between its cells",
    lacks: "earlier versions",
    marked: false,
    join: Join::Lines { header: 1 },
    render: |input| Ok(Rendered::whole(render(input, "\t"))),
};

const HEADER: &str = "title,url,date,id,kind,state,start,end,quote,verdict,status,speaker,cue,entity_kind,name,restatement,\
                      evidence,tags,note,author,created,updated,evidence_json,colour,prefix,suffix,open";

fn render(input: &Input<'_>, separator: &str) -> String {
    let meta = input.document.metadata();
    let date = meta.date.map(|d| d.to_string());
    let mut out = HEADER.replace(',', separator);
    out.push('\n');
    for FullRecord {
        record: r,
        cue,
        entity_kind,
        name,
        restatement,
        evidence,
        colour,
        prefix,
        suffix,
        revisions: _,
    } in records(input)
    {
        let number = |n: Option<usize>| n.map(|n| n.to_string());
        let open = r.id.parse().ok().and_then(|id| input.way_back(id));
        let exact = if evidence.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&evidence).unwrap_or_default()
        };
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
            r.standing,
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
            Some(&exact),
            colour.as_deref(),
            Some(&prefix),
            Some(&suffix),
            open.as_deref(),
        ]
        .map(|c| cell(c.unwrap_or_default()));
        out.push_str(&cells.join(separator));
        out.push('\n');
    }
    out
}

/// A cell of a table whose cells are separated by commas or tabs.
pub fn cell(text: &str) -> String {
    let guarded = guarded(text);
    let plain =
        guarded == text && !text.contains([',', '"']) && !text.contains(SEPARATORS) && text.trim() == text;
    if plain {
        guarded
    } else {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::text::clean::is_invisible;
    use crate::text::formula::unguarded;
    use proptest::prelude::*;

    /// The content of a cell, by RFC 4180.
    fn unquoted(cell: &str) -> String {
        match cell.strip_prefix('"').and_then(|c| c.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => cell.to_owned(),
        }
    }

    proptest! {
        #[test]
        fn no_way_to_split_it_gives_a_formula(
            cells in proptest::collection::vec("([;,\t\n\"' =+@x-]|[\u{200b}\u{feff}\u{a0}＝]){0,12}", 1..4),
        ) {
            let row: Vec<String> = cells.iter().map(|c| cell(c)).collect();
            for (text, cell) in cells.iter().zip(&row) {
                prop_assert_eq!(&unguarded(&unquoted(cell)), text);
            }
            let row = row.join(",");
            for piece in row.split(SEPARATORS).chain(cells.iter().map(|_| row.as_str())) {
                let seen = piece.trim_start_matches(|c: char| c == '"' || c.is_whitespace() || is_invisible(c));
                prop_assert!(!seen.starts_with(['=', '+', '-', '@', '＝']), "{piece:?} of {row:?}");
            }
        }
    }

    #[test]
    fn a_cell_that_other_programs_would_split_is_safe() {
        assert_eq!(cell("x;=cmd|'/C calc'!A0;y"), "\"x;'=cmd|'/C calc'!A0;y\"");
        assert_eq!(cell("a\t@x"), "\"a\t'@x\"");
        assert_eq!(cell(" =1"), "\"' =1\"");
        assert_eq!(cell("\u{200b}=1"), "\"'\u{200b}=1\"");
        assert_eq!(cell("\n=1"), "\"\n'=1\"");
        assert_eq!(cell("x;\"=1"), "\"x;'\"\"=1\"");
        assert_eq!(cell("'=1"), "\"''=1\"");
        assert_eq!(cell("a;b"), "\"a;b\"");
        assert_eq!(cell("rock 'n' roll - 5"), "rock 'n' roll - 5");
    }

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
        let text = render(&sample.input(), ",");
        let mut cells = 1;
        let (mut quoted, mut lines) = (false, 0);
        for c in text.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells += 1,
                '\n' if !quoted => {
                    assert_eq!(cells, 27);
                    (cells, lines) = (1, lines + 1);
                }
                _ => {}
            }
        }
        assert_eq!(lines, 1 + sample.shown());
        assert!(text.contains("refutes: https://example.org/accounts_2025"));
    }
}
