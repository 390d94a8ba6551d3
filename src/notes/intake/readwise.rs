//! The highlights that Readwise exports: CSV with a line of names, among them Highlight, Note, Tags and Highlighted at.

use super::{Draft, IntakeError, line, lines, moment, tags};
use crate::notes::{AnnotationKind, Timestamp};

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<Draft>, IntakeError> {
    let mut rows = rows(text).into_iter();
    let names = rows.next().unwrap_or_default();
    let column = |name: &str| names.iter().position(|n| n.trim().eq_ignore_ascii_case(name));
    let Some(highlight) = column("Highlight") else {
        return Err(IntakeError::Wrong(
            "line 1: no column is called Highlight".to_owned(),
        ));
    };
    let columns = (
        column("Note"),
        column("Tags"),
        column("Color"),
        column("Highlighted at"),
    );
    let (note, tag, colour, at) = columns;
    let drafts = rows.filter_map(|row| {
        let cell = |index: Option<usize>| index.and_then(|i| row.get(i)).map_or("", String::as_str);
        let quote = cell(Some(highlight)).trim();
        if quote.is_empty() {
            return None;
        }
        // '2024-01-02 03:04:05+00:00'
        let created = moment(&cell(at).replacen(' ', "T", 1)).unwrap_or(now);
        let mut draft = Draft::new(AnnotationKind::Highlight, "readwise", quote, created);
        draft.annotation.note = lines(cell(note));
        draft.annotation.tags = tags(cell(tag).split(','));
        draft.annotation.colour = line(cell(colour));
        Some(draft)
    });
    Ok(drafts.collect())
}

/// The cells of each line, by RFC 4180. What is not closed ends with the text.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::super::tests::{document, now, place};
    use super::super::{Format, read};
    use super::*;

    #[test]
    fn cells_may_hold_what_ends_them() {
        assert_eq!(
            rows("a,\"b,\"\"c\"\"\nd\",e\r\n,f"),
            [vec!["a", "b,\"c\"\nd", "e"], vec!["", "f"]]
        );
        assert_eq!(rows("\"open"), [vec!["open"]]);
        assert!(rows("").is_empty());
    }

    #[test]
    fn highlights_come_with_note_and_tags() {
        let text = "Highlight,Book Title,Note,Color,Tags,Highlighted at\n\"Nobody swims there\",Hafen,,yellow,\"sea, cold\",2024-01-02 03:04:05+00:00\n,,,,,\n";
        assert_eq!(Format::detect(text), Some(Format::Readwise));
        let drafts = read(Format::Readwise, text, now()).unwrap();
        let again = read(Format::Readwise, text, now()).unwrap();
        let placed = place(drafts, &document());
        assert_eq!(placed.len(), 1);
        assert_eq!(placed[0].0.id, place(again, &document())[0].0.id);
        assert_eq!(placed[0].0.tags, ["sea", "cold"]);
        assert_eq!(placed[0].0.colour.as_deref(), Some("yellow"));
        assert_eq!(placed[0].0.created.to_string(), "2024-01-02T03:04:05Z");
        assert!(read(Format::Readwise, "a,b\n", now()).is_err());
    }
}
