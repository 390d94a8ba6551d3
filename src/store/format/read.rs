//! Reading a notes file.

use std::collections::HashMap;

use serde::Deserialize;

use super::scan::{Fault, Scanner, Value, line_column};
use super::{Article, Foreign, NotesFile, VERSION};
use crate::analysis::EntityKind;
use crate::document::{Fingerprint, TextRange};
use crate::notes::{Anchor, Annotation, AnnotationKind, Evidence, Id, Speech, Status, Timestamp};

/// Why a notes file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is no notes file, or a damaged one.
    #[error("line {line}, column {column}: {what}")]
    Damaged {
        /// From 1.
        line: usize,
        /// In scalar values, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// It is of a version that this Postil does not know.
    #[error("version {0} is newer than this Postil knows")]
    Newer(u32),
}

/// Something that was kept as it stood because this version does not understand it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// In scalar values, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

/// Reads a notes file. Entries that this version does not understand are kept as they are and named among the problems.
///
/// # Errors
/// When the text is no RON, no notes file, or of a newer version.
pub fn read(text: &str) -> Result<(NotesFile, Vec<Problem>), Unreadable> {
    let damaged = |fault: Fault| {
        let (line, column) = line_column(text, fault.offset);
        let what = if text.contains("\n<<<<<<< ") && text.contains("\n>>>>>>> ") {
            format!("{} (a merge conflict is left in the file)", fault.what)
        } else {
            fault.what
        };
        Unreadable::Damaged { line, column, what }
    };
    let mut file = NotesFile::default();
    let mut problems = Vec::new();
    let fields = head(text, &mut file).map_err(damaged)?;
    if let Some(version) = fields.version.filter(|v| *v > VERSION) {
        return Err(Unreadable::Newer(version));
    }
    let mut last = None;
    let mut ids: HashMap<Id, usize> = HashMap::new();
    // Lines are counted on from the last problem: there may be one an entry.
    let (mut counted, mut lines) = (0, 0);
    let mut problem = |offset: usize, what: String| {
        let from = text.get(counted..).map_or(0, |_| counted);
        let (line, column) = line_column(text.get(from..).unwrap_or(""), offset.saturating_sub(from));
        let start = text
            .get(..offset)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |i| i + 1);
        (counted, lines) = (start.max(from), lines + line - 1);
        problems.push(Problem {
            line: lines + 1,
            column,
            what,
        });
    };
    file.annotations.reserve(fields.annotations.len());
    for item in fields.annotations {
        match entry(item) {
            Ok(annotation) => {
                let known = ids.entry(annotation.id).or_insert(file.annotations.len());
                let annotation = match file.annotations.get(*known) {
                    Some(first) if *first == annotation => continue,
                    // Copied by hand, or by a merge that knew nothing of ids: both are kept.
                    Some(_) => {
                        let what = format!(
                            "a second entry with the id {} is kept under another",
                            annotation.id
                        );
                        problem(item.offset, what);
                        annotation.copied()
                    }
                    None => annotation,
                };
                last = Some(annotation.id);
                file.annotations.push(annotation);
            }
            Err(fault) => {
                problem(
                    fault.offset,
                    format!("not understood, kept as it is: {}", fault.what),
                );
                file.foreign.push(Foreign {
                    after: last,
                    text: item.text.to_owned(),
                });
            }
        }
    }
    Ok((file, problems))
}

/// Reads one annotation that stands alone.
pub(in crate::store) fn read_annotation(value: Value<'_>) -> Result<Annotation, Fault> {
    entry(value)
}

#[derive(Default)]
struct Head<'a> {
    version: Option<u32>,
    annotations: Vec<Value<'a>>,
}

fn head<'a>(text: &'a str, file: &mut NotesFile) -> Result<Head<'a>, Fault> {
    let mut head = Head::default();
    let is_newer = |head: &Head<'_>| head.version.is_some_and(|v| v > VERSION);
    let read = Scanner::new(text).document_fields(|scanner, name| {
        // A newer version may have changed the rest.
        if is_newer(&head) {
            return scanner.value().map(drop);
        }
        match name {
            "version" => head.version = Some(decode(scanner.value()?)?),
            "article" => file.article = article(scanner.value()?)?,
            "annotations" => head.annotations = scanner.list()?,
            _ => file
                .unknown
                .push((name.to_owned(), scanner.value()?.text.to_owned())),
        }
        Ok(())
    });
    match (read, head.version) {
        (Err(fault), _) if !is_newer(&head) => Err(fault),
        (_, None) => Err(Fault {
            offset: 0,
            what: "no `version`: is this a notes file?".to_owned(),
        }),
        _ => Ok(head),
    }
}

fn decode<'a, T: Deserialize<'a>>(value: Value<'a>) -> Result<T, Fault> {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    options.from_str(value.text).map_err(|error| {
        let at = error.span.start;
        let lines = value
            .text
            .split_inclusive('\n')
            .take(at.line.saturating_sub(1))
            .map(str::len)
            .sum::<usize>();
        let line = value.text.get(lines..).unwrap_or("");
        let column = line
            .char_indices()
            .nth(at.col.saturating_sub(1))
            .map_or(line.len(), |(i, _)| i);
        Fault {
            offset: value.offset + lines + column,
            what: error.code.to_string(),
        }
    })
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ArticleFields {
    title: String,
    url: Option<String>,
    paths: Vec<String>,
    fingerprint: Option<String>,
    earlier: Vec<String>,
}

fn article(value: Value<'_>) -> Result<Article, Fault> {
    let fields: ArticleFields = decode(value)?;
    let known = ["title", "url", "paths", "fingerprint", "earlier"];
    Ok(Article {
        title: fields.title,
        url: fields.url,
        paths: fields.paths,
        fingerprint: fields.fingerprint.as_deref().and_then(Fingerprint::parse),
        earlier: fields
            .earlier
            .iter()
            .filter_map(|hex| Fingerprint::parse(hex))
            .collect(),
        unknown: unknown(value, &known)?,
    })
}

fn unknown(value: Value<'_>, known: &[&str]) -> Result<Vec<(String, String)>, Fault> {
    let fields = Scanner::fields(value)?
        .into_iter()
        .filter(|(name, _)| !known.contains(name));
    Ok(fields
        .map(|(name, v)| (name.to_owned(), v.text.to_owned()))
        .collect())
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    kind: AnnotationKind,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    bytes: (usize, usize),
    #[serde(default)]
    quote: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    block: u64,
    #[serde(default)]
    detached: bool,
    entity: Option<EntityKind>,
    name: Option<String>,
    speech: Option<Speech>,
    verdict: Option<String>,
    #[serde(default)]
    status: Status,
    #[serde(default)]
    evidence: Vec<Evidence>,
    #[serde(default)]
    tags: Vec<String>,
    note: Option<String>,
    restatement: Option<String>,
    colour: Option<String>,
    author: Option<String>,
    created: Timestamp,
    updated: Option<Timestamp>,
}

const ENTRY_FIELDS: [&str; 23] = [
    "id",
    "kind",
    "deleted",
    "bytes",
    "quote",
    "prefix",
    "suffix",
    "block",
    "detached",
    "entity",
    "name",
    "speech",
    "verdict",
    "status",
    "evidence",
    "tags",
    "note",
    "restatement",
    "colour",
    "author",
    "created",
    "updated",
    "",
];

fn entry(value: Value<'_>) -> Result<Annotation, Fault> {
    let entry: Entry = decode(value)?;
    let bad_id = |_| Fault {
        offset: value.offset,
        what: format!("`{}` is no id", entry.id.escape_debug()),
    };
    let id: Id = entry.id.parse().map_err(bad_id)?;
    Ok(Annotation {
        id,
        kind: entry.kind,
        anchor: Anchor {
            range: TextRange::new(entry.bytes.0, entry.bytes.1),
            quote: entry.quote,
            prefix: entry.prefix,
            suffix: entry.suffix,
            block_hash: entry.block,
            detached: entry.detached,
        },
        speech: entry.speech,
        entity_kind: entry.entity,
        name: entry.name,
        verdict: entry.verdict,
        status: entry.status,
        evidence: entry.evidence,
        tags: entry.tags,
        note: entry.note,
        restatement: entry.restatement,
        colour: entry.colour,
        author: entry.author,
        created: entry.created,
        updated: entry.updated.unwrap_or(entry.created),
        deleted: entry.deleted,
        unknown: unknown(value, &ENTRY_FIELDS)?,
    })
}
