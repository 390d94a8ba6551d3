//! The texts of the pages and files that evidence names: keeps them, and looks for the quoted words in them.
//!
//! Invariants: no key waits for it; a source is only read if it was named in the reader or on the command line; a source that cannot be read
//! keeps its last text.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::exports;
use super::open::{Article, KeptCopyUse, OpenError, ReadOptions, Requests};
use super::run::ReaderEvent;
use super::stamps::Clock;
use crate::app::{CheckedSource, Message, NamedBy, SourceQuery, SourceText, Stamps as _};
use crate::document::Document;
use crate::fetch::is_url;
use crate::store::{Paths, TextsError, pages, sources, texts};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;

/// The address or the absolute path that evidence names; a relative path is looked for in `folder`, that of the article, first. `None` if it
/// is neither an address nor a file.
pub fn place_of_source(source: &str, folder: Option<&Path>) -> Option<String> {
    if is_url(source) {
        return Some(source.to_owned());
    }
    let path = exports::expand(Path::new(source));
    let candidates = [folder.map(|folder| folder.join(&path)), Some(path)];
    let there = candidates.into_iter().flatten().find(|path| path.is_file())?;
    let there = std::path::absolute(&there).unwrap_or(there);
    Some(there.display().to_string())
}

/// The name under which the text of a source is kept: its place without passwords.
pub fn name_of_source(place: &str) -> String {
    one_line(&without_secrets(place))
}

/// A source that was read.
#[derive(Debug)]
pub struct ReadSource {
    /// Its text.
    pub document: Document,
    /// Whether the text was kept.
    pub kept: Result<(), TextsError>,
}

/// Reads the source at a [place](place_of_source) and keeps its text.
///
/// # Errors
/// When it cannot be read.
pub fn read_source(place: &str, paths: &Paths, how: &ReadOptions) -> Result<ReadSource, OpenError> {
    let how = ReadOptions {
        copy: KeptCopyUse::Never,
        ..how.clone()
    };
    let document = Arc::unwrap_or_clone(Article::read(OsStr::new(place), &how)?.document);
    let kept = sources::keep(paths, &name_of_source(place), &document, Clock.now());
    Ok(ReadSource { document, kept })
}

/// Whether the quoted words are in the `text` of the source at `place`, or in a part of its kept page that is not in the article.
pub fn is_quoted_from(quote: &str, text: &str, place: &str, paths: &Paths) -> bool {
    if sources::stands_in(quote, text) {
        return true;
    }
    if !is_url(place) {
        return false;
    }
    let how = ReadOptions {
        whole_page: true,
        paths: Some(paths.clone()),
        ..ReadOptions::default()
    };
    let page = pages::last(paths, &name_of_source(place)).and_then(|page| Article::kept(&page.visit, &how));
    matches!(page, Some(Ok(page)) if sources::stands_in(quote, page.document.text()))
}

/// Pieces of evidence of the article of this generation, and its folder.
struct Order {
    generation: u64,
    folder: Option<PathBuf>,
    queries: Vec<SourceQuery>,
}

/// A source to be read, for a piece of evidence.
struct Wanted {
    generation: u64,
    place: String,
    query: SourceQuery,
}

/// The threads that look for kept texts and read sources. They live as long as the program: a page that was requested is kept even if
/// another article is opened meanwhile.
pub(super) struct EvidenceKeeper {
    orders: Sender<Order>,
}

impl EvidenceKeeper {
    /// Starts them; `how` says whether requests may be sent.
    pub(super) fn start(paths: Paths, how: &ReadOptions, to: Sender<ReaderEvent>) -> Self {
        let (orders, taken) = channel();
        let requests = how.requests;
        // Without the thread nothing is known about the sources.
        let _ = thread::Builder::new()
            .name("sources".into())
            .spawn(move || look(&taken, &paths, requests, &to));
        Self { orders }
    }

    /// Looks for the kept texts of evidence, and reads the sources that are to be kept.
    pub(super) fn check(&self, generation: u64, article: Option<&Path>, queries: Vec<SourceQuery>) {
        let folder = article.and_then(Path::parent).map(Path::to_owned);
        let _ = self.orders.send(Order {
            generation,
            folder,
            queries,
        });
    }
}

/// Looks for kept texts, and passes on what has to be read: a slow server must not delay what is known.
fn look(orders: &Receiver<Order>, paths: &Paths, requests: Requests, to: &Sender<ReaderEvent>) {
    let (wanted, taken) = channel();
    let (its_paths, its_to) = (paths.clone(), to.clone());
    let reader = thread::Builder::new().name("sources-reader".into());
    // Without the thread nothing is kept.
    let _ = reader.spawn(move || read(&taken, &its_paths, requests, &its_to));
    for Order {
        generation,
        folder,
        queries,
    } in orders
    {
        let mut to_read = Vec::new();
        let mut answers = Vec::new();
        for query in queries {
            let text = match place_of_source(&query.source, folder.as_deref()) {
                None => SourceText::Reference,
                Some(place) => match kept_text(&place, query.quote.as_deref(), paths) {
                    Some(kept) => kept,
                    None if query.keep.is_some() => {
                        let query = query.clone();
                        to_read.push(Wanted {
                            generation,
                            place,
                            query,
                        });
                        SourceText::Reading
                    }
                    None => SourceText::NotKept,
                },
            };
            answers.push(CheckedSource { query, text });
        }
        let sent = to.send(ReaderEvent::Message(Message::Sources(generation, answers)));
        if sent.is_err() {
            return;
        }
        for one in to_read {
            let _ = wanted.send(one);
        }
    }
}

/// Reads sources, one after the other.
fn read(wanted: &Receiver<Wanted>, paths: &Paths, requests: Requests, to: &Sender<ReaderEvent>) {
    for Wanted {
        generation,
        place,
        query,
    } in wanted
    {
        let quote = query.quote.as_deref();
        let text = kept_text(&place, quote, paths).unwrap_or_else(|| {
            let how = ReadOptions {
                paths: Some(paths.clone()),
                requests: match (requests, query.keep) {
                    (Requests::Allowed, Some(NamedBy::Reader)) => Requests::Allowed,
                    (Requests::Excluded, _) => Requests::Excluded,
                    (Requests::Allowed | Requests::Public, _) => Requests::Public,
                },
                ..ReadOptions::default()
            };
            match read_source(&place, paths, &how) {
                Ok(ReadSource {
                    document: _,
                    kept: Ok(()),
                }) => kept_text(&place, quote, paths).unwrap_or(SourceText::NotKept),
                Ok(ReadSource {
                    document: _,
                    kept: Err(why),
                }) => SourceText::Failed(one_line(&why.to_string())),
                Err(why) => SourceText::Failed(one_line(&why.to_string())),
            }
        });
        let answer = vec![CheckedSource { query, text }];
        let sent = to.send(ReaderEvent::Message(Message::Sources(generation, answer)));
        if sent.is_err() {
            return;
        }
    }
}

/// The last kept text of the source at `place`, and whether the quoted words are in it.
fn kept_text(place: &str, quote: Option<&str>, paths: &Paths) -> Option<SourceText> {
    let state = sources::last(paths, &name_of_source(place))?;
    let text = texts::read(paths, state.print()?)?;
    let quote = quote.map(one_line).filter(|quote| !quote.is_empty());
    Some(SourceText::Kept {
        seen: state.seen,
        found: quote.map(|quote| is_quoted_from(&quote, &text, place, paths)),
    })
}
