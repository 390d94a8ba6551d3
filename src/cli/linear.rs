//! `postil --linear FILE`: prints the article with its claims and notes as plain lines, for screen readers and simple terminals.
//!
//! Invariants: only lines of text are printed, in the order of the article; nothing is changed.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _};

use super::article::{Annotated, Purpose};
use super::extractor::{Engines, ExtractorArgs};
use super::notes::listed;
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::analysis::Analysis;
use crate::document::{Block, BlockKind, TextRange};
use crate::notes::AnnotationKind;
use crate::text::clean::one_line;

/// The input that is understood while reading part by part.
const HELP: &str = "Enter goes on, p goes back, a number goes to that part, /words finds, c lists the claims, a reads all from here, q leaves";

pub(super) fn run(file: &OsStr, extractor: &ExtractorArgs, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let engines = Engines::new(extractor.command_or(&options.settings(&paths))?);
    let article = Annotated::read(file, options, &paths, Purpose::Look)?;
    let analysis = engines.of_article(&article.article.name, &article.article.document)?;
    let parts = parts(&article, &analysis);
    let typed = file != "-" && io::stdin().is_terminal() && io::stdout().is_terminal();
    if !typed {
        let mut out = Output::new();
        for part in &parts {
            out.text(part)?;
        }
        out.finish()?;
        return Ok(Outcome::Done);
    }
    go_through(&parts)
}

/// Each block of the article as text, with its claims and notes.
fn parts(article: &Annotated, analysis: &Analysis) -> Vec<String> {
    let document = &article.article.document;
    let located = article.located();
    let decided: Vec<TextRange> = located
        .iter()
        .filter(|(a, _)| a.kind == AnnotationKind::Claim || a.rejects_claim())
        .filter_map(|(_, at)| at.range)
        .collect();
    let mut parts: Vec<String> = document
        .blocks()
        .iter()
        .map(|b| said(b, document.block_text(b)))
        .collect();
    let mut add = |range: TextRange, words: &str| {
        let block = document.block_at(range.start).unwrap_or(0);
        if let Some(part) = parts.get_mut(block) {
            for line in words.lines() {
                // Writing to a string does not fail.
                let _ = writeln!(part, "    {line}");
            }
        }
    };
    for claim in &analysis.claims {
        if decided.iter().any(|range| range.overlaps(claim.range)) {
            continue;
        }
        let speaker = claim.speaker.as_ref().map_or("the author", |s| s.name.as_str());
        let words = one_line(document.slice(claim.range));
        let engines: Vec<&str> = analysis.names_of(claim.found_by).collect();
        let engines = match &*engines {
            [] => String::new(),
            names => format!(" (found by {})", names.join(", ")),
        };
        add(
            claim.range,
            &format!("Suggested claim, by {}{engines}: {words}", one_line(speaker)),
        );
    }
    let mut nowhere = String::new();
    for (annotation, at) in &located {
        let mut words = listed(annotation, at);
        for evidence in &annotation.evidence {
            let quote = evidence
                .quote
                .as_deref()
                .map_or(String::new(), |q| format!(": “{}”", one_line(q)));
            let _ = writeln!(
                words,
                "    evidence, {}: {}{quote}",
                evidence.stance.name(),
                one_line(&evidence.source)
            );
        }
        let words = words.replace('\n', "\n  ").trim_end().to_owned();
        match at.range {
            Some(range) if annotation.kind != AnnotationKind::Rejection => {
                add(range, &format!("Yours, {words}"));
            }
            Some(_) => {}
            None => {
                let _ = writeln!(nowhere, "Without a passage in this text: {words}");
            }
        }
    }
    if !nowhere.is_empty() {
        parts.push(nowhere);
    }
    parts
}

/// A block as one line, with the kind of block unless it is a paragraph.
fn said(block: &Block, text: &str) -> String {
    let kind = match block.kind {
        BlockKind::Paragraph | BlockKind::Rule => "",
        BlockKind::Title => "Title: ",
        BlockKind::Standfirst => "Standfirst: ",
        BlockKind::Byline => "By: ",
        BlockKind::Dateline => "Dated: ",
        BlockKind::Heading => "Heading: ",
        BlockKind::Item => "Item: ",
        BlockKind::Quote => "Quotation: ",
        BlockKind::Caption => "Picture: ",
        BlockKind::Preformatted => "As typed: ",
        BlockKind::Table => "Table row: ",
        BlockKind::Footnote => "Footnote: ",
    };
    let text = match block.kind {
        BlockKind::Table => one_line(&text.replace('\t', "; ")),
        BlockKind::Preformatted => text.trim_end().to_owned(),
        BlockKind::Rule => "Next part".to_owned(),
        _ => one_line(text),
    };
    format!("{kind}{text}\n")
}

/// Shows one part after another, as the input lines ask.
fn go_through(parts: &[String]) -> Result<Outcome, Failure> {
    let mut lines = io::stdin().lock().lines();
    let mut at = 0;
    print(&format!("{HELP}\n\n"))?;
    print(parts.first().map_or("", String::as_str))?;
    loop {
        print(&format!("[{} of {}] ", at + 1, parts.len()))?;
        let Some(Ok(line)) = lines.next() else {
            print("\n")?;
            return Ok(Outcome::Done);
        };
        match step(parts, at, line.trim()) {
            Step::To(to) => {
                at = to;
                print(parts.get(at).map_or("", String::as_str))?;
            }
            Step::Say(words) => print(&words)?,
            Step::Leave => return Ok(Outcome::Done),
        }
    }
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = Output::new();
    out.text(text)?;
    out.finish()
}

/// The meaning of an input line.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    To(usize),
    Say(String),
    Leave,
}

fn step(parts: &[String], at: usize, line: &str) -> Step {
    let is_claim = |l: &&str| l.starts_with("    Suggested claim") || l.starts_with("    Yours, ");
    if let Some(words) = line.strip_prefix('/') {
        let needle = words.trim().to_lowercase();
        let holds = |i: &usize| parts[*i].to_lowercase().contains(&needle);
        let found = (at + 1..parts.len())
            .chain((0..parts.len()).take(at + 1))
            .find(holds);
        return match found.filter(|_| !needle.is_empty()) {
            Some(to) => Step::To(to),
            None => Step::Say(format!("{words} is not in the article\n")),
        };
    }
    match line {
        "" if at + 1 < parts.len() => Step::To(at + 1),
        "" => Step::Say("This is the end. q leaves\n".into()),
        "p" if at > 0 => Step::To(at - 1),
        "p" => Step::Say("This is the start\n".into()),
        "a" => Step::Say(parts.get(at..).unwrap_or_default().concat()),
        "c" => {
            let mut out = String::new();
            for (i, part) in parts.iter().enumerate() {
                for claim in part.lines().filter(is_claim) {
                    let _ = writeln!(out, "{}: {}", i + 1, claim.trim());
                }
            }
            Step::Say(if out.is_empty() {
                "No claims here\n".into()
            } else {
                out
            })
        }
        "q" => Step::Leave,
        other => match other.parse::<usize>() {
            Ok(number) if (1..=parts.len()).contains(&number) => Step::To(number - 1),
            _ => Step::Say(format!("{HELP}\n")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_lines_lead_through_the_article() {
        let parts: Vec<String> = [
            "One.\n",
            "Two is Here.\n    Suggested claim, by Ann: Two\n",
            "Three.\n",
        ]
        .map(String::from)
        .into();
        assert_eq!(step(&parts, 0, ""), Step::To(1));
        assert_eq!(step(&parts, 1, "p"), Step::To(0));
        assert_eq!(step(&parts, 0, "3"), Step::To(2));
        assert_eq!(step(&parts, 2, "/here"), Step::To(1));
        assert_eq!(step(&parts, 0, "/One"), Step::To(0));
        assert_eq!(
            step(&parts, 0, "c"),
            Step::Say("2: Suggested claim, by Ann: Two\n".into())
        );
        assert_eq!(step(&parts, 2, "q"), Step::Leave);
        for odd in ["9", "0", "x", "p", "/nothing", "/"] {
            assert!(matches!(step(&parts, 0, odd), Step::Say(_)), "{odd}");
        }
        for line in ["", "p", "a", "c", "1", "/x", "/"] {
            assert!(matches!(step(&[], 0, line), Step::Say(_)), "{line}");
        }
    }
}
