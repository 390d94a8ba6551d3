//! `postil search QUERY`: over the texts and notes of all articles.

use serde::Serialize;

use super::library::{ArticleName, known};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::export::{Selection, json};
use crate::text::clean::one_line;
use crate::text::grapheme;
use crate::text::scalar::ScalarIndex;
use crate::text::search::Search;

/// Find words in the texts and notes of all articles; exit code 1 if there are none
///
/// In small letters it ignores case, with a capital it does not. After \v it is a regular expression. Texts are those
/// that were read when notes were last saved.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to find
    #[arg(value_name = "QUERY")]
    query: String,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Hit {
    article: ArticleName,
    /// `text`, or the part of an annotation: `note`, `tag`, `restatement`.
    part: &'static str,
    /// The annotation, where it is not the text.
    id: Option<String>,
    /// Unicode scalar values in the text, where it is the text.
    start: Option<usize>,
    end: Option<usize>,
    /// What was found with what stands around it, on one line.
    context: String,
}

/// Bytes that are shown on each side of a hit.
const AROUND: usize = 40;

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let search = Search::new(&args.query).map_err(|why| Failure::Usage(why.to_string()))?;
    let paths = options.paths()?;
    let mut hits = Vec::new();
    let shown = Selection::default();
    let library = known(&paths);
    for article in &library.articles {
        if let Some(document) = article.document(&paths) {
            let text = document.text();
            let index = ScalarIndex::new(text);
            hits.extend(search.find_all(text).map(|hit| Hit {
                article: article.name(),
                part: "text",
                id: None,
                start: Some(index.scalar(text, hit.start)),
                end: Some(index.scalar(text, hit.end)),
                context: around(text, hit.start, hit.end),
            }));
        }
        for annotation in article.notes.annotations.iter().filter(|a| shown.takes(a)) {
            let tags = annotation.tags.join(" ");
            let parts = [
                ("note", annotation.note.as_deref()),
                ("restatement", annotation.restatement.as_deref()),
                ("tag", Some(tags.as_str())),
            ];
            for (part, text) in parts {
                let text = text.unwrap_or_default();
                hits.extend(search.find_all(text).next().map(|hit| Hit {
                    article: article.name(),
                    part,
                    id: Some(annotation.id.to_string()),
                    start: None,
                    end: None,
                    context: around(text, hit.start, hit.end),
                }));
            }
        }
    }
    let mut out = Output::new();
    if args.json {
        out.text(&json::pretty(&hits))?;
    } else {
        let mut last = None;
        for hit in &hits {
            if last != Some(&hit.article.title) {
                let place = hit.article.file.as_ref().or(hit.article.url.as_ref());
                out.line(&format!(
                    "{}  {}",
                    hit.article.title,
                    place.map_or("", String::as_str)
                ))?;
                last = Some(&hit.article.title);
            }
            let part = if hit.part == "text" {
                String::new()
            } else {
                format!("[{}] ", hit.part)
            };
            out.line(&format!("  {part}{}", hit.context))?;
        }
    }
    out.finish()?;
    Ok(library.outcome(!hits.is_empty()))
}

/// The hit with whole characters around it, on one line.
fn around(text: &str, start: usize, end: usize) -> String {
    let from = grapheme::floor(text, start.saturating_sub(AROUND));
    let to = grapheme::floor(text, (end + AROUND).min(text.len()));
    let cut = |yes: bool| if yes { "…" } else { "" };
    let shown = one_line(text.get(from..to.max(end)).unwrap_or_default());
    format!("{}{shown}{}", cut(from > 0), cut(to < text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_is_cut_between_characters() {
        assert_eq!(around("short", 0, 5), "short");
        let text = "é".repeat(100);
        let shown = around(&text, 100, 102);
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
    }
}
