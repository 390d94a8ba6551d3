//! The article, block by block, with its marks and margin notes.
//!
//! A passage may begin in one block and end in another, and passages may overlap: each block is cut where one begins or ends, so that every
//! piece is in a fixed set of passages and elements nest.

use std::fmt::Write as _;

use super::super::Input;
use super::super::report::{Report, ReportItem};
use super::{class, escape, section, verdict};
use crate::document::{Block, BlockKind, Document, TextRange};
use crate::text::grapheme::truncate;
use crate::text::scalar::ScalarIndex;

/// A marked passage.
struct Passage<'a> {
    range: TextRange,
    item: &'a ReportItem,
    number: usize,
}

/// The width of a margin note, in cells.
const MARGIN: usize = 160;

pub(super) fn article(out: &mut String, input: &Input<'_>, report: &Report) {
    let document = input.document;
    let passages = passages(document, report);
    section(out, "article", "The article");
    let language = report
        .article
        .language
        .as_deref()
        .filter(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    let language = language.map(|l| format!(" lang=\"{l}\"")).unwrap_or_default();
    let flowed = if document.is_verbatim() {
        " class=\"flowed\""
    } else {
        ""
    };
    let _ = writeln!(out, "<div{language}{flowed}>");
    // Passages are sorted by start; those that overlap a block begin before its end.
    let mut first = 0;
    for block in document.blocks() {
        while passages
            .get(first)
            .is_some_and(|p| p.range.end <= block.range.start)
        {
            first += 1;
        }
        let end = first + passages[first..].partition_point(|p| p.range.start < block.range.end);
        let inside: Vec<&Passage<'_>> = passages[first..end]
            .iter()
            .filter(|p| p.range.overlaps(block.range))
            .collect();
        one(out, document, *block, &inside);
    }
    out.push_str("</div>\n</section>\n");
}

fn passages<'a>(document: &Document, report: &'a Report) -> Vec<Passage<'a>> {
    let text = document.text();
    let index = ScalarIndex::new(text);
    let tagged = report
        .entities
        .iter()
        .flat_map(|g| &g.entities)
        .flat_map(|e| &e.tagged);
    let items = report.claims.iter().chain(&report.passages).chain(tagged);
    let mut out: Vec<Passage<'a>> = (1..)
        .zip(items)
        .filter_map(|(number, item)| {
            let (start, end) = item.full.record.start.zip(item.full.record.end)?;
            let range = TextRange::new(index.byte(text, start), index.byte(text, end)).trimmed(text);
            (!item.whole && !range.is_empty()).then_some(Passage { range, item, number })
        })
        .collect();
    out.sort_by_key(|p| (p.range, p.number));
    out
}

fn one(out: &mut String, document: &Document, block: Block, passages: &[&Passage<'_>]) {
    if block.kind == BlockKind::Rule {
        out.push_str("<hr>\n");
        return;
    }
    let tag = match block.kind {
        BlockKind::Heading => "h3",
        BlockKind::Preformatted | BlockKind::Table => "pre",
        _ => "p",
    };
    let name = block.kind.name();
    let _ = write!(out, "<div class=\"block\">\n<{tag} class=\"text {name}\">");
    if block.kind == BlockKind::Item {
        match block.ordinal {
            Some(n) => {
                let _ = write!(out, "{n}. ");
            }
            None => out.push_str("• "),
        }
    }
    let mut cuts: Vec<usize> = vec![block.range.start, block.range.end];
    for passage in passages {
        cuts.extend([passage.range.start, passage.range.end]);
    }
    cuts.retain(|at| (block.range.start..=block.range.end).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let piece = TextRange::new(pair[0], pair[1]);
        let over: Vec<&&Passage<'_>> = passages.iter().filter(|p| p.range.covers(piece)).collect();
        let text = escape(document.slice(piece));
        if over.is_empty() {
            out.push_str(&text);
        } else {
            // A claim takes precedence over a name or a highlight inside it.
            let main = over.iter().min_by_key(|p| order(p.item.full.record.kind));
            let kind = main.map_or("highlight", |p| p.item.full.record.kind);
            let _ = write!(out, "<mark class=\"{kind}\">{text}</mark>");
        }
        for passage in over.iter().filter(|p| p.range.end == piece.end) {
            let record = &passage.item.full.record;
            let what = if record.verdict.is_some() {
                &passage.item.label
            } else {
                record.kind
            };
            let _ = write!(
                out,
                "<a class=\"ref\" id=\"at-{id}\" href=\"#postil-{id}\" aria-label=\"{}, number {n}\">{n}</a>",
                escape(what),
                id = record.id,
                n = passage.number
            );
        }
    }
    let _ = writeln!(out, "</{tag}>");
    let ending: Vec<&&Passage<'_>> = passages
        .iter()
        .filter(|p| p.range.end <= block.range.end)
        .filter(|p| p.item.full.record.kind != "entity" || p.item.full.record.note.is_some())
        .collect();
    if !ending.is_empty() {
        out.push_str("<div class=\"margin\">\n");
        for passage in ending {
            note(out, passage);
        }
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n");
}

/// The order of precedence for a piece that lies in several passages.
fn order(kind: &str) -> usize {
    ["claim", "note", "highlight", "entity"]
        .iter()
        .position(|k| *k == kind)
        .unwrap_or(4)
}

fn note(out: &mut String, passage: &Passage<'_>) {
    let (item, record) = (passage.item, &passage.item.full.record);
    let mut html = format!("<strong>{}</strong>", passage.number);
    if record.kind == "claim" {
        let _ = write!(html, " {}", verdict(record.verdict.as_deref(), &item.label));
        if let Some(speaker) = &record.speaker {
            let _ = write!(html, " · {}", escape(speaker));
        }
    } else {
        let _ = write!(
            html,
            " <span class=\"{}\">{}</span>",
            class(None),
            escape(&item.label)
        );
    }
    if let Some(words) = record.note.as_deref().filter(|n| !n.trim().is_empty()) {
        let words = truncate(&crate::text::clean::one_line(words), MARGIN);
        let _ = write!(html, "<br>{}", escape(&words));
    }
    let _ = writeln!(out, "<div>{html}</div>");
}
