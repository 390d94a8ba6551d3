//! A search over all articles, on a thread of its own: its answer comes as a message, and the one asked for last counts.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use super::run::ReaderEvent;
use crate::app::{Arrival, FoundArticle, FoundPassage, Message, Tone};
use crate::document::TextRange;
use crate::index::{Entry, Found, Hit, Index, Query, Snippet};
use crate::store::library::{self, IndexExtent, TakingIn};
use crate::store::{Paths, texts};
use crate::text::clean::one_line;

/// The maximum number of articles shown.
const MOST: usize = 100;
/// The interval of progress messages while the index is updated.
const TOLD: Duration = Duration::from_millis(300);

/// The requested searches.
#[derive(Default)]
pub(super) struct Searching {
    last: Arc<AtomicU64>,
}

impl Searching {
    /// Starts a search and cancels an earlier one.
    pub(super) fn start(&self, paths: Paths, typed: String, to: Sender<ReaderEvent>) {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let last = self.last.clone();
        let search = move || {
            let found = found(&paths, &typed, &mut watch(&last, number, &to));
            if last.load(Ordering::Relaxed) == number {
                let _ = to.send(ReaderEvent::Message(Message::FoundInLibrary(typed, found)));
            }
        };
        // Without a thread there is no answer, and the bottom line keeps showing that the search is running.
        let _ = thread::Builder::new().name("searching".into()).spawn(search);
    }
}

fn watch<'a>(
    last: &'a AtomicU64,
    number: u64,
    to: &'a Sender<ReaderEvent>,
) -> impl FnMut(TakingIn) -> ControlFlow<()> + 'a {
    let mut told = Instant::now();
    move |TakingIn { what, done, all }| {
        if last.load(Ordering::Relaxed) != number {
            return ControlFlow::Break(());
        }
        if told.elapsed() > TOLD {
            told = Instant::now();
            let words = format!("indexing {what}: {done} of {all}…");
            let _ = to.send(ReaderEvent::Message(Message::Told(Tone::Done, words)));
        }
        ControlFlow::Continue(())
    }
}

fn found(
    paths: &Paths,
    typed: &str,
    watch: &mut dyn FnMut(TakingIn) -> ControlFlow<()>,
) -> Result<Vec<FoundArticle>, String> {
    let query = Query::parse(typed).map_err(|why| why.to_string())?;
    let text_of = |entry: &Entry| texts::read(paths, entry.fingerprint?);
    let search = |index: &Index| index.search(&query, MOST, text_of);
    let found = library::ask(paths, IndexExtent::Texts, watch, search).map_err(|why| why.to_string())?;
    Ok(found.into_iter().filter_map(article).collect())
}

fn article(found: Found) -> Option<FoundArticle> {
    let entry = found.article;
    let there = entry.paths.iter().find(|path| path.exists());
    let path = there.or(entry.paths.first());
    let opens = path.map(|path| path.display().to_string()).or(entry.url)?;
    let about: Vec<String> = entry.source.into_iter().chain(entry.date).collect();
    Some(FoundArticle {
        title: entry.title,
        about: about.join(", "),
        opens,
        hits: found.hits.into_iter().map(passage).collect(),
    })
}

fn passage(hit: Hit) -> FoundPassage {
    let (words, marks) = line(&hit.snippet);
    let range = hit.range.unwrap_or_default();
    let id = hit.passage.as_ref().and_then(|passage| passage.id.clone());
    let kind = hit.passage.as_ref().map(|passage| passage.kind.name());
    FoundPassage {
        what: match (kind, hit.part.name()) {
            (Some(kind), "quote") => kind.to_owned(),
            (_, part) => part.to_owned(),
        },
        words,
        marks,
        arrival: id.map_or(
            Arrival::Passage(TextRange::new(range.start, range.end)),
            Arrival::Annotation,
        ),
    }
}

/// A snippet on one line, with its hits as byte ranges.
fn line(snippet: &Snippet) -> (String, Vec<Range<usize>>) {
    let (before, behind) = snippet.cut;
    let cut = |yes: bool| if yes { "…" } else { "" };
    let mut line = String::new();
    let mut marks = Vec::new();
    let mut at = 0;
    let put = |piece: &str, line: &mut String| {
        // Spaces at the ends of a piece are kept, because the next piece follows directly.
        let blank = |yes: bool| if yes { " " } else { "" };
        let begins = piece.starts_with(char::is_whitespace) && !line.is_empty() && !line.ends_with(' ');
        let words = one_line(piece);
        let ends = piece.ends_with(char::is_whitespace) && !words.is_empty();
        for piece in [blank(begins), &words, blank(ends)] {
            line.push_str(piece);
        }
    };
    for hit in &snippet.hits {
        put(&snippet.text[at..hit.start], &mut line);
        let from = line.len();
        put(&snippet.text[hit.clone()], &mut line);
        marks.push(from..line.len());
        at = hit.end;
    }
    put(&snippet.text[at..], &mut line);
    let front = cut(before);
    for mark in &mut marks {
        *mark = mark.start + front.len()..mark.end + front.len();
    }
    (format!("{front}{}{}", line.trim_end(), cut(behind)), marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_keep_their_places_on_one_line() {
        let text = " an old  ferry,\nélate ferry ";
        let snippet = Snippet {
            at: 9..14,
            text: text.to_owned(),
            hits: text
                .match_indices("ferry")
                .map(|(at, w)| at..at + w.len())
                .collect(),
            cut: (true, true),
        };
        let (line, marks) = line(&snippet);
        assert_eq!(line, "…an old ferry, élate ferry…");
        let marked: Vec<&str> = marks.iter().map(|mark| &line[mark.clone()]).collect();
        assert_eq!(marked, ["ferry", "ferry"]);
    }
}
