//! Searches with regular expressions. The index cannot answer them, so every text and every notes file is read.

use super::Hit;
use crate::cli::library::known;
use crate::cli::{Failure, Outcome};
use crate::export::Selection;
use crate::store::Paths;
use crate::text::clean::one_line;
use crate::text::grapheme;
use crate::text::scalar::ScalarIndex;
use crate::text::search::Search;

/// Bytes of context on each side of a hit.
const AROUND: usize = 40;

/// Searches for the expression that was typed after `\\v`. Also returns the outcome of the command.
pub(super) fn hits(typed: &str, paths: &Paths) -> Result<(Vec<Hit>, Outcome), Failure> {
    let search = Search::new(typed).map_err(|why| Failure::Usage(why.to_string()))?;
    let mut hits = Vec::new();
    let shown = Selection::default();
    let library = known(paths);
    for article in &library.articles {
        if let Some(document) = article.document(paths) {
            let text = document.text();
            let index = ScalarIndex::new(text);
            hits.extend(search.find_all(text).map(|hit| Hit {
                article: article.name(),
                part: "text",
                id: None,
                kind: None,
                start: Some(index.scalar(text, hit.start)),
                end: Some(index.scalar(text, hit.end)),
                context: around(text, hit.start, hit.end),
                marks: Vec::new(),
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
                    kind: Some(annotation.kind.name()),
                    start: None,
                    end: None,
                    context: around(text, hit.start, hit.end),
                    marks: Vec::new(),
                }));
            }
        }
    }
    let outcome = library.outcome(!hits.is_empty());
    Ok((hits, outcome))
}

/// The hit with its context on one line, cut at character boundaries.
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
