//! `postil search QUERY`: searches the texts, claims, notes and evidence of all articles.

mod pattern;

use std::cell::RefCell;
use std::collections::HashMap;

use serde::Serialize;

use super::library::{ArticleName, ask, name_of, outcome};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::document::Fingerprint;
use crate::export::json;
use crate::index::{Found, Query, Snippet};
use crate::store::library::IndexExtent;
use crate::store::{Paths, texts};
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;
use crate::text::scan::scalars;

/// Search the texts, claims, notes and evidence of all articles, the best hits first; exit code 1 if there are none
///
/// All words must occur; case and accents are ignored. "nine boats" is a phrase, harb* the beginning of a word, -ferry a word that must not
/// occur. Fields narrow the search: speaker: verdict: tag: kind: status: source: before: after:, as in speaker:lund verdict:none
/// after:2026-03. After \v the query is a regular expression, which has to read every file. The texts are those of the time when notes were
/// last saved.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to search for
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,

    /// The maximum number of articles to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Hit {
    article: ArticleName,
    /// `text`, or the part of an annotation.
    part: &'static str,
    /// The annotation, if the hit is in one.
    id: Option<String>,
    /// The kind of the annotation; `suggestion` for an undecided claim.
    kind: Option<&'static str>,
    /// Offset in Unicode scalar values, if the hit is in the text.
    start: Option<usize>,
    end: Option<usize>,
    /// The hit with its context, on one line.
    context: String,
    /// The positions of the hits in `context`, in Unicode scalar values.
    marks: Vec<(usize, usize)>,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let typed = args.query.join(" ");
    let (hits, outcome) = if typed.starts_with("\\v") {
        pattern::hits(&typed, &paths)?
    } else {
        found(&typed, args.most, &paths)?
    };
    let mut out = Output::new();
    if args.json {
        out.text(&json::pretty(&hits))?;
    } else {
        print(&hits, &mut out)?;
    }
    out.finish()?;
    Ok(outcome)
}

fn print(hits: &[Hit], out: &mut Output) -> Result<(), Failure> {
    let mut last = None;
    for hit in hits {
        if last != Some(&hit.article) {
            let place = hit.article.file.as_ref().or(hit.article.url.as_ref());
            out.line(&format!(
                "{}  {}",
                hit.article.title,
                place.map_or("", String::as_str)
            ))?;
            last = Some(&hit.article);
        }
        let part = match (hit.part, hit.kind) {
            ("text", _) => String::new(),
            ("quote", Some(kind)) => format!("[{kind}] "),
            (part, _) => format!("[{part}] "),
        };
        out.line(&format!("  {part}{}", marked(hit)))?;
    }
    Ok(())
}

/// The context of a hit, with the hits in guillemets.
fn marked(hit: &Hit) -> String {
    let mut out = String::new();
    for (at, c) in hit.context.chars().enumerate() {
        if hit.marks.iter().any(|(from, _)| *from == at) {
            out.push('«');
        }
        out.push(c);
        if hit.marks.iter().any(|(_, to)| *to == at + 1) {
            out.push('»');
        }
    }
    out
}

fn found(typed: &str, most: usize, paths: &Paths) -> Result<(Vec<Hit>, Outcome), Failure> {
    let query = Query::parse(typed).map_err(|why| Failure::Usage(why.to_string()))?;
    let kept: RefCell<HashMap<Fingerprint, String>> = RefCell::default();
    let (found, problems) = ask(paths, IndexExtent::Texts, |index| {
        let text_of = |entry: &crate::index::Entry| {
            let text = texts::read(paths, entry.fingerprint?)?;
            kept.borrow_mut().insert(entry.fingerprint?, text.clone());
            Some(text)
        };
        Ok((index.search(&query, most, text_of)?, index.problems()?))
    })?;
    let kept = kept.into_inner();
    let hits: Vec<Hit> = found.iter().flat_map(|found| hits_of(found, &kept)).collect();
    let outcome = outcome(&problems, !hits.is_empty());
    Ok((hits, outcome))
}

fn hits_of(found: &Found, kept: &HashMap<Fingerprint, String>) -> Vec<Hit> {
    let text = found.article.fingerprint.and_then(|print| kept.get(&print));
    let index = text.map(|text| ScalarIndex::new(text));
    let hits = found.hits.iter().map(|hit| {
        let in_text = text.zip(index.as_ref()).zip(hit.range.clone());
        let in_text = in_text.filter(|_| hit.passage.is_none());
        let place =
            in_text.map(|((text, index), at)| (index.scalar(text, at.start), index.scalar(text, at.end)));
        let (context, marks) = context(&hit.snippet);
        Hit {
            article: name_of(&found.article),
            part: hit.part.name(),
            id: hit.passage.as_ref().and_then(|passage| passage.id.clone()),
            kind: hit.passage.as_ref().map(|passage| passage.kind.name()),
            start: place.map(|(start, _)| start),
            end: place.map(|(_, end)| end),
            context,
            marks,
        }
    });
    hits.collect()
}

/// A snippet on one line, and the positions of its hits in scalar values.
fn context(snippet: &Snippet) -> (String, Vec<(usize, usize)>) {
    let cut = |yes: bool| if yes { "…" } else { "" };
    let mut line = cut(snippet.cut.0).to_owned();
    let mut marks = Vec::new();
    let mut at = 0;
    for hit in &snippet.hits {
        line.push_str(&one_line(&snippet.text[at..hit.start]));
        if snippet.text[at..hit.start].ends_with(' ') && !line.ends_with(' ') {
            line.push(' ');
        }
        let from = scalars(&line);
        line.push_str(&one_line(&snippet.text[hit.clone()]));
        marks.push((from, scalars(&line)));
        at = hit.end;
        if snippet.text[at..].starts_with(' ') {
            line.push(' ');
            at += 1;
        }
    }
    line.push_str(&one_line(&snippet.text[at..]));
    line.truncate(line.trim_end().len());
    line.push_str(cut(snippet.cut.1));
    (line, marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_one_line_and_its_marks_fit() {
        let snippet = Snippet {
            at: 5..10,
            text: " an old  ferry, \u{e9}late ferry ".to_owned(),
            hits: vec![9..14, 23..28],
            cut: (true, false),
        };
        let (line, marks) = context(&snippet);
        assert_eq!(line, "…an old ferry, élate ferry");
        let chars: Vec<char> = line.chars().collect();
        for (from, to) in marks {
            assert_eq!(chars[from..to].iter().collect::<String>(), "ferry");
        }
    }
}
