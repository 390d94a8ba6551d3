//! `postil refetch`: reads articles and evidence again, and says what changed.
//!
//! Invariants: requests go only to the addresses of the named articles and of the evidence in their notes; notes are not changed; a source
//! that cannot be read keeps its last state.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use serde::Serialize;

use super::library::{ArticleName, name_of, outcome, read_notes};
use super::output::Output;
use super::{Failure, Options, Outcome};
use crate::document::{Document, Fingerprint};
use crate::export::json;
use crate::fetch::is_url;
use crate::index::Related;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Locator};
use crate::runtime::{ReadOptions, ReadSource, is_quoted_from, name_of_source, place_of_source, read_source};
use crate::store::library::{self, Entry};
use crate::store::{Paths, sources, texts};
use crate::text::address::without_secrets;
use crate::text::clean::one_line;
use crate::text::page::plain;

/// Read kept articles and their evidence again and say what changed, claim by claim; exit code 1 if anything did
///
/// An article is compared with its text when it was last read or refetched; evidence that is an address or a file is compared with its last
/// kept text. The new texts are kept, so the next run only reports what changed since. The notes stay as they are.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The articles: files or addresses with notes
    #[arg(value_name = "FILE", required_unless_present = "all", conflicts_with = "all")]
    files: Vec<OsString>,

    /// All articles with notes
    #[arg(long)]
    all: bool,

    /// Print an array of JSON objects
    #[arg(long)]
    json: bool,
}

/// What became of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It is the same.
    Unchanged,
    /// It differs.
    Changed,
    /// It was not kept before.
    New,
    /// It cannot be read now.
    Unreachable,
    /// It was not read: it is neither an address nor a file, or requests were excluded.
    Skipped,
}

#[derive(Debug, Serialize)]
struct Refetched {
    article: ArticleName,
    state: State,
    /// Why it cannot be read.
    why: Option<String>,
    claims: Vec<ChangedClaim>,
    evidence: Vec<CheckedEvidence>,
}

/// A claim whose passage is not in the new text as it was in the old one.
#[derive(Debug, Serialize)]
struct ChangedClaim {
    id: String,
    quote: String,
    /// `changed` or `gone`.
    change: &'static str,
    /// The words that are probably it now.
    now: Option<String>,
}

#[derive(Debug, Serialize)]
struct CheckedEvidence {
    /// The annotation.
    id: String,
    /// Its passage.
    passage: String,
    source: String,
    state: State,
    why: Option<String>,
    quote: Option<String>,
    /// Whether the quoted words stand in the text now, and whether they stood in the last kept one; `null` if unknown.
    found: Option<bool>,
    found_before: Option<bool>,
    /// When the present text was first seen.
    seen: Option<String>,
    /// The fingerprint of the kept text.
    fingerprint: Option<String>,
}

impl CheckedEvidence {
    fn is_changed(&self) -> bool {
        self.state == State::Changed
    }
}

impl Refetched {
    fn is_changed(&self) -> bool {
        self.state == State::Changed || self.evidence.iter().any(CheckedEvidence::is_changed)
    }

    fn is_incomplete(&self) -> bool {
        self.state == State::Unreachable || self.evidence.iter().any(|e| e.state == State::Unreachable)
    }
}

/// The old and the new text of a source.
#[derive(Clone)]
struct Compared {
    state: State,
    why: Option<String>,
    old: Option<String>,
    new: Option<Document>,
}

struct Refetcher<'a> {
    paths: &'a Paths,
    how: ReadOptions,
    offline: bool,
    /// Each source is read once.
    compared: HashMap<String, Compared>,
}

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let entries = if args.all {
        let mut entries = library::entries(&paths);
        entries.retain(|entry| entry.notes.is_some());
        entries
    } else {
        let named: Result<Vec<Entry>, Failure> = args.files.iter().map(|file| named(file, &paths)).collect();
        named?
    };
    let mut refetcher = Refetcher {
        paths: &paths,
        how: options.how(),
        offline: options.offline,
        compared: HashMap::new(),
    };
    let mut problems = Vec::new();
    let mut all = Vec::new();
    let mut out = Output::new();
    for entry in entries {
        match refetcher.refetch(&entry) {
            Ok(refetched) => {
                if !args.json {
                    out.text(&in_words(&refetched))?;
                }
                all.push(refetched);
            }
            Err(failure) => problems.push(failure.to_string()),
        }
    }
    if args.json {
        out.text(&json::pretty(&all))?;
    }
    let changed = all.iter().filter(|r| r.is_changed()).count();
    if !args.json {
        out.line(&format!("{changed} of {} articles changed", all.len()))?;
    }
    out.finish()?;
    if changed > 0 {
        outcome(&problems, true);
        return Ok(Outcome::No);
    }
    let incomplete = all.iter().any(Refetched::is_incomplete);
    Ok(match outcome(&problems, true) {
        Outcome::Done if incomplete => Outcome::SomeUnread,
        outcome => outcome,
    })
}

/// The known article with notes of that name.
fn named(file: &OsStr, paths: &Paths) -> Result<Entry, Failure> {
    let found = match file.to_str().filter(|name| is_url(name)) {
        Some(url) => library::related(
            paths,
            &Related {
                address: Some(&plain(&without_secrets(url))),
                ..Related::default()
            },
        ),
        None => library::at(paths, Path::new(file)),
    };
    let shown = one_line(&without_secrets(&file.to_string_lossy()));
    let with_notes = found.into_iter().find(|entry| entry.notes.is_some());
    with_notes.ok_or_else(|| {
        Failure::Input(format!(
            "{shown}: there are no notes on it; open it and make some first"
        ))
    })
}

impl Refetcher<'_> {
    fn refetch(&mut self, entry: &Entry) -> Result<Refetched, Failure> {
        let notes = match &entry.notes {
            Some(notes) => read_notes(notes)?,
            None => return Err(Failure::Input(format!("{}: no notes", one_line(&entry.title)))),
        };
        let path = entry
            .paths
            .iter()
            .find(|path| path.exists())
            .or(entry.paths.first());
        let source = match (&entry.url, path) {
            // A page that was saved to a file is that file.
            (_, Some(path)) => Some(path.display().to_string()),
            (Some(url), None) => Some(url.clone()),
            (None, None) => None,
        };
        let known = entry.fingerprint.and_then(|print| texts::read(self.paths, print));
        let compared = match &source {
            Some(source) => self.compare(source, known),
            None => Compared {
                state: State::Skipped,
                why: Some("it was read from standard input".to_owned()),
                old: None,
                new: None,
            },
        };
        let live = notes.annotations.iter().filter(|a| !a.deleted);
        let claims = match (&compared.old, &compared.new) {
            (Some(old), Some(new)) if compared.state == State::Changed => {
                changed_claims(live.clone(), old, new)
            }
            _ => Vec::new(),
        };
        let folder = path.and_then(|path| path.parent()).map(Path::to_owned);
        let mut evidence = Vec::new();
        for annotation in live {
            for piece in &annotation.evidence {
                evidence.extend(self.check(annotation, piece, folder.as_deref()));
            }
        }
        Ok(Refetched {
            article: name_of(entry),
            state: compared.state,
            why: compared.why,
            claims,
            evidence,
        })
    }

    /// Reads a source again, and keeps its text. `known` is its last text if no state was kept yet.
    fn compare(&mut self, source: &str, known: Option<String>) -> Compared {
        let name = name_of_source(source);
        if let Some(compared) = self.compared.get(&name) {
            return compared.clone();
        }
        let kept = sources::last(self.paths, &name).and_then(|state| texts::read(self.paths, state.print()?));
        let old = kept.or(known);
        let compared = if self.offline && is_url(source) {
            Compared {
                state: State::Skipped,
                why: None,
                old,
                new: None,
            }
        } else {
            match read_source(source, self.paths, &self.how) {
                Err(error) => Compared {
                    state: State::Unreachable,
                    why: Some(one_line(&error.to_string())),
                    old,
                    new: None,
                },
                Ok(ReadSource { document, kept }) => {
                    let same = old.as_deref().map(Fingerprint::of) == Some(Fingerprint::of(document.text()));
                    let state = match old {
                        None => State::New,
                        Some(_) if same => State::Unchanged,
                        Some(_) => State::Changed,
                    };
                    Compared {
                        state,
                        why: kept.err().map(|why| one_line(&why.to_string())),
                        old,
                        new: Some(document),
                    }
                }
            }
        };
        self.compared.insert(name, compared.clone());
        compared
    }

    fn check(
        &mut self,
        annotation: &Annotation,
        piece: &crate::notes::Evidence,
        folder: Option<&Path>,
    ) -> Option<CheckedEvidence> {
        let source = place_of_source(&piece.source, folder)?;
        let compared = self.compare(&source, None);
        let quote = piece
            .quote
            .as_deref()
            .map(one_line)
            .filter(|quote| !quote.is_empty());
        let present = compared.new.as_ref().map(Document::text);
        let present = present.or(compared.old.as_deref());
        let found = quote
            .as_deref()
            .zip(present)
            .map(|(quote, text)| is_quoted_from(quote, text, &source, self.paths));
        let found_before = quote
            .as_deref()
            .zip(compared.old.as_deref())
            .map(|(quote, text)| sources::stands_in(quote, text));
        let state = sources::last(self.paths, &name_of_source(&source));
        Some(CheckedEvidence {
            id: annotation.id.to_string(),
            passage: annotation.anchor.label(),
            source: one_line(&without_secrets(&piece.source)),
            state: compared.state,
            why: compared.why.clone(),
            found,
            found_before,
            quote,
            seen: state.as_ref().map(|state| json::seconds(state.seen)),
            fingerprint: state.map(|state| state.text),
        })
    }
}

/// The claims whose words are in the old text and not in the new one.
fn changed_claims<'a>(
    annotations: impl Iterator<Item = &'a Annotation>,
    old: &str,
    new: &Document,
) -> Vec<ChangedClaim> {
    let locator = Locator::with_earlier(new, [old]);
    let claims = annotations
        .filter(|a| a.kind == AnnotationKind::Claim && !a.anchor.is_whole())
        // What was gone before is not reported again.
        .filter(|a| old.contains(&a.anchor.quote));
    let change = |annotation: &Annotation| {
        let located = locator.locate(&annotation.anchor);
        let change = match located.state {
            AnchorState::Ok | AnchorState::Moved => return None,
            AnchorState::Changed | AnchorState::Ambiguous => "changed",
            AnchorState::Orphan => "gone",
        };
        Some(ChangedClaim {
            id: annotation.id.to_string(),
            quote: annotation.anchor.label(),
            change,
            now: located
                .range
                .filter(|_| change == "changed")
                .map(|range| one_line(new.slice(range))),
        })
    };
    claims.filter_map(change).collect()
}

fn in_words(refetched: &Refetched) -> String {
    let Refetched {
        article,
        state,
        why,
        claims,
        evidence,
    } = refetched;
    let mut lines = Vec::new();
    match (state, why) {
        (State::Unchanged | State::New, None) | (State::Skipped, _) => {}
        (State::Unchanged | State::New, Some(why)) => lines.push(format!("  {why}")),
        (State::Unreachable, why) => {
            lines.push(format!("  not read: {}", why.as_deref().unwrap_or_default()));
        }
        (State::Changed, _) if claims.is_empty() => {
            lines.push("  the text changed; none of your claims did".to_owned());
        }
        (State::Changed, _) => lines.push("  the text changed".to_owned()),
    }
    for claim in claims {
        lines.push(match &claim.now {
            Some(now) => format!("  changed: “{}” is now “{now}”", claim.quote),
            None => format!("  {}: “{}”", claim.change, claim.quote),
        });
    }
    for piece in evidence {
        let stands = match (&piece.quote, piece.found, piece.found_before) {
            (Some(quote), Some(true), _) => format!("“{quote}” stands in it"),
            (Some(quote), Some(false), Some(true)) => format!("“{quote}” NO LONGER stands in it"),
            (Some(quote), Some(false), _) => format!("“{quote}” does not stand in it"),
            _ => String::new(),
        };
        let state = match piece.state {
            State::Unchanged if piece.found != Some(false) => continue,
            State::Unchanged => "unchanged".to_owned(),
            State::Changed => "changed".to_owned(),
            State::New => "kept".to_owned(),
            State::Unreachable => format!("not read: {}", piece.why.as_deref().unwrap_or_default()),
            State::Skipped => continue,
        };
        let parts: Vec<String> = [state, stands]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        lines.push(format!("  evidence {}: {}", piece.source, parts.join("; ")));
    }
    if lines.is_empty() {
        return String::new();
    }
    format!("{}\n{}\n", article.title, lines.join("\n"))
}
