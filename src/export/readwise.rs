//! Notes as the table that Readwise imports: <https://docs.readwise.io/readwise/docs/importing-highlights/import-highlights> (Highlight,
//! Title, Author, URL, Note, Location, Date). Tags are written in Readwise's syntax, `.tag` at the start of a note, together with a claim's
//! verdict and speaker. The last line of the note is the command to open it, with the id.

use super::csv::cell;
use super::report::Report;
use super::{Form, Input, Join, Rendered};

pub(super) const FORM: Form = Form {
    name: "readwise",
    ending: "csv",
    about: "highlights that Readwise imports",
    lacks: "notes on the article as a whole, entities, and evidence except its source",
    marked: false,
    join: Join::Lines { header: 1 },
    render: |input| Ok(Rendered::whole(render(input))),
};

fn render(input: &Input<'_>) -> String {
    let report = Report::of(input);
    let article = &report.article;
    let mut out = "Highlight,Title,Author,URL,Note,Location,Date\n".to_owned();
    for item in report.claims.iter().chain(&report.passages).filter(|i| !i.whole) {
        let record = &item.full.record;
        let mut note: Vec<String> = Vec::new();
        let tags: Vec<String> = record
            .tags
            .iter()
            .map(|t| format!(".{}", t.split_whitespace().collect::<Vec<_>>().join("-")))
            .collect();
        if !tags.is_empty() {
            note.push(tags.join(" "));
        }
        if record.kind == "claim" {
            note.push(format!("{}: {}.", item.label, item.said));
        }
        note.extend(record.note.clone());
        for source in &item.sources {
            let parts = [Some(source.title.as_str()), source.url.as_deref()];
            let parts: Vec<&str> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
            note.push(format!("{}: {}", source.label, parts.join(", ")));
        }
        note.push(
            item.open
                .clone()
                .unwrap_or_else(|| format!("postil --at {}", record.id)),
        );
        let date = record.created.replace('T', " ").replace('Z', "");
        let location = record.start.map(|n| n.to_string());
        let cells = [
            record.quote.as_str(),
            &article.title,
            article
                .byline
                .as_deref()
                .or(article.source.as_deref())
                .unwrap_or_default(),
            article.url.as_deref().unwrap_or_default(),
            &note.join("\n"),
            location.as_deref().unwrap_or_default(),
            &date,
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_row_has_seven_cells_and_says_the_verdict() {
        let text = render(&sample::usual().input());
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 5);
        let claim = rows.iter().find(|r| r[0].starts_with("the ferry lost")).unwrap();
        assert!(
            claim[4].starts_with(".money .two-words\nRefuted: Ida Lund said"),
            "{}",
            &claim[4]
        );
        assert!(claim[4].ends_with("\npostil 'säby ferry.txt' --at 01980000-0000-7000-8000-000000000002"));
        assert_eq!(&claim[6], "2026-11-25 03:21:00");
    }
}
