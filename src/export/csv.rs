//! Notes as a table for spreadsheets: CSV by RFC 4180, but with a line feed at the end of each line.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula and run it. So a cell gets an apostrophe
//! in front of such a beginning, as spreadsheets do it themselves. Many programs do not read this table as it is meant:
//! they split at semicolons or tabs (Excel in most of Europe), break lines inside quotation marks, or skip blanks,
//! invisible characters and quotation marks before they look for a formula. A piece of a cell behind a semicolon, a
//! tab or a line break is therefore guarded like a whole cell. Taking the apostrophe away again gives every cell back
//! as it was ([`is_formula`] says where one stands).

use super::Input;
use super::json::{FullRecord, records};
use crate::text::clean::is_invisible;

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
        ]
        .map(|c| cell(c.unwrap_or_default()));
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn cell(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    for piece in text.split_inclusive(SEPARATORS) {
        if is_formula(piece) {
            guarded.push('\'');
        }
        guarded.push_str(piece);
    }
    let plain =
        guarded == text && !text.contains([',', '"']) && !text.contains(SEPARATORS) && text.trim() == text;
    if plain {
        guarded
    } else {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    }
}

/// Where another program may begin a cell.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// Whether a spreadsheet may take `piece` for a formula, be there blanks, invisible characters, quotation marks or
/// apostrophes before it. The full-width signs count in some languages.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
fn is_formula(piece: &str) -> bool {
    let hidden = |c: char| c.is_whitespace() || is_invisible(c) || c == '"' || c == '\'';
    piece
        .trim_start_matches(hidden)
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use proptest::prelude::*;

    /// What is in the cell, by RFC 4180.
    fn unquoted(cell: &str) -> String {
        match cell.strip_prefix('"').and_then(|c| c.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => cell.to_owned(),
        }
    }

    /// The text that a cell was made of.
    fn unguarded(text: &str) -> String {
        let pieces = text.split_inclusive(SEPARATORS);
        let bare = |piece: &'_ str| match piece.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest.to_owned(),
            _ => piece.to_owned(),
        };
        pieces.map(bare).collect()
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
