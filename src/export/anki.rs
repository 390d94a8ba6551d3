//! Claims as Anki cards: tab-separated text with the headers that Anki 2.1.54 and later read
//! (<https://docs.ankiweb.net/importing/text-files.html>). The front has the claim, the back the verdict and the reasons. The id identifies
//! the card, so importing again changes cards and adds no duplicates.

use super::report::{Report, ReportItem};
use super::{Form, Input, Join, Rendered};
use crate::text::clean::one_line;

pub(super) const FORM: Form = Form {
    name: "anki",
    ending: "tsv",
    about: "claims with a verdict as cards of Anki",
    lacks: "all but claims with a verdict and notes on passages",
    marked: false,
    join: Join::Lines { header: 5 },
    render: |input| Ok(Rendered::whole(render(input))),
};

fn render(input: &Input<'_>) -> String {
    let report = Report::of(input);
    let mut out = "#separator:tab\n#html:false\n#notetype:Basic\n#guid column:1\n#tags column:4\n".to_owned();
    let decided = report.claims.iter().filter(|c| c.full.record.verdict.is_some());
    let noted = report
        .passages
        .iter()
        .filter(|p| p.full.record.note.is_some() && !p.whole);
    for item in decided.chain(noted) {
        let record = &item.full.record;
        let tags: Vec<String> = record
            .tags
            .iter()
            .map(|t| t.split_whitespace().collect::<Vec<_>>().join("_"))
            .collect();
        let cells = [
            record.id.clone(),
            front(item, &report),
            back(item),
            tags.join(" "),
        ];
        out.push_str(&cells.map(|c| quoted(&c)).join("\t"));
        out.push('\n');
    }
    out
}

fn front(item: &ReportItem, report: &Report) -> String {
    if item.said.is_empty() {
        format!("{}\n({})", item.headline, report.article.title)
    } else {
        format!("{}\n{}", item.headline, item.said)
    }
}

fn back(item: &ReportItem) -> String {
    let record = &item.full.record;
    let mut lines: Vec<String> = record.verdict.iter().map(|_| item.label.clone()).collect();
    lines.extend(record.note.clone());
    for source in &item.sources {
        let parts = [Some(source.title.as_str()), source.url.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
        lines.push(format!("{}: {}", source.label, parts.join(", ")));
    }
    lines.extend(item.open.clone());
    lines.join("\n")
}

/// A cell; in quotation marks it can contain line feeds.
fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(one_line).collect();
    let text = lines.join("\n");
    if text.contains(['\n', '"', '#', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_card_asks_for_the_verdict() {
        let text = render(&sample::usual().input());
        let body = text.split_once("column:4\n").unwrap().1;
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .has_headers(false)
            .from_reader(body.as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0][1].starts_with("The Säby ferry lost 4 million kronor in 2025.\nIda Lund said"));
        assert!(rows[0][2].starts_with("Refuted\nSee the accounts:"));
        assert_eq!(&rows[0][3], "money two_words");
    }
}
