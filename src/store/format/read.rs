//! Parses a notes file.

use std::collections::HashMap;

use rayon::prelude::*;
use serde::Deserialize;

use super::scan::{Fault, Scanner, Value, line_column};
use super::{Article, Foreign, NotesFile, VERSION};
use crate::document::{Fingerprint, TextRange};
use crate::notes::{Anchor, Annotation, AnnotationKind, Id, Timestamp};
use crate::store::Reading;
use crate::text::address::without_secrets;

/// Why a notes file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not a notes file, or it is damaged.
    #[error("line {line}, column {column}: {what}")]
    Damaged {
        /// Line, from 1.
        line: usize,
        /// Column in scalar values, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// Its format version is newer than this Postil.
    #[error("version {0} is newer than this Postil knows")]
    Newer(u32),
}

/// An entry that was kept unchanged because this version cannot parse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line, from 1.
    pub line: usize,
    /// Column in scalar values, from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
}

/// Parses a notes file. Entries that this version cannot parse are kept unchanged and reported as problems.
///
/// # Errors
/// When the text is not RON, not a notes file, or of a newer version.
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
    // Lines are counted from the previous problem, because there may be one per entry.
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
    // Entries are independent of each other.
    let entries: Vec<_> = fields.annotations.par_iter().map(|item| entry(*item)).collect();
    for (item, entry) in fields.annotations.into_iter().zip(entries) {
        match entry {
            Ok(annotation) => {
                let known = ids.entry(annotation.id).or_insert(file.annotations.len());
                let annotation = match file.annotations.get(*known) {
                    Some(first) if *first == annotation => continue,
                    // Copied by hand, or by a merge that does not know ids: both are kept.
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
                    format!("not understood, kept unchanged: {}", fault.what),
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

/// Parses a single annotation.
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
    let mut seen: Vec<&str> = Vec::new();
    let read = Scanner::new(text).document_fields(|scanner, name, offset| {
        // A newer version may have changed the rest.
        if is_newer(&head) {
            return scanner.value().map(drop);
        }
        if seen.contains(&name) {
            return Err(twice(name, offset));
        }
        seen.push(name);
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

fn twice(name: &str, offset: usize) -> Fault {
    Fault {
        offset,
        what: format!("`{name}` occurs twice"),
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
    version_of: Option<String>,
    importer: Option<u32>,
    source: Option<String>,
}

fn article(value: Value<'_>) -> Result<Article, Fault> {
    let fields: ArticleFields = decode(value)?;
    let known = [
        "title",
        "url",
        "paths",
        "fingerprint",
        "earlier",
        "version_of",
        "importer",
        "source",
    ];
    let source = fields.source.as_deref().and_then(Fingerprint::parse);
    Ok(Article {
        title: fields.title,
        // In the form that older versions wrote.
        url: fields.url.map(|url| without_secrets(&url).into_owned()),
        paths: fields.paths,
        fingerprint: fields.fingerprint.as_deref().and_then(Fingerprint::parse),
        earlier: fields
            .earlier
            .iter()
            .filter_map(|hex| Fingerprint::parse(hex))
            .collect(),
        version_of: fields.version_of.as_deref().and_then(Fingerprint::parse),
        reading: fields
            .importer
            .zip(source)
            .map(|(importer, source)| Reading { importer, source }),
        unknown: unknown(value, &known)?,
    })
}

fn unknown(value: Value<'_>, known: &[&str]) -> Result<Vec<(String, String)>, Fault> {
    let mut out: Vec<(String, String)> = Vec::new();
    for (name, field) in Scanner::fields(value)? {
        if out.iter().any(|(other, _)| other == name) {
            return Err(twice(name, field.offset));
        }
        if !known.contains(&name) {
            out.push((name.to_owned(), field.text.to_owned()));
        }
    }
    Ok(out)
}

/// Scans an entry once, and parses most of its fields without the RON library, because there may be tens of thousands of entries.
fn entry(value: Value<'_>) -> Result<Annotation, Fault> {
    let fault = |what: String| Fault {
        offset: value.offset,
        what,
    };
    let (mut id, mut kind, mut created, mut updated) = (None, None, None, None);
    let mut out = Annotation::new(
        Id(uuid::Uuid::nil()),
        AnnotationKind::Note,
        Anchor::default(),
        Timestamp::UNIX_EPOCH,
    );
    let fields = Scanner::fields(value)?;
    for (i, &(name, field)) in fields.iter().enumerate() {
        if fields.iter().take(i).any(|(other, _)| *other == name) {
            return Err(twice(name, field.offset));
        }
        match name {
            "id" => {
                let text = string(field)?;
                let bad = |_| fault(format!("`{}` is not an id", text.escape_debug()));
                id = Some(text.parse().map_err(bad)?);
            }
            "kind" => kind = Some(decode(field)?),
            "deleted" => out.deleted = decode(field)?,
            "into" => {
                let text = string(field)?;
                let bad = |_| fault(format!("`{}` is not an id", text.escape_debug()));
                out.into = Some(text.parse().map_err(bad)?);
            }
            "bytes" => {
                let (start, end) = decode(field)?;
                out.anchor.range = TextRange::new(start, end);
            }
            "quote" => out.anchor.quote = string(field)?,
            "prefix" => out.anchor.prefix = string(field)?,
            "suffix" => out.anchor.suffix = string(field)?,
            "block" => out.anchor.block_hash = decode(field)?,
            "detached" => out.anchor.detached = decode(field)?,
            "entity" => out.entity_kind = decode(field)?,
            "name" => out.name = optional(field)?,
            "speech" => out.speech = decode(field)?,
            "verdict" => out.verdict = optional(field)?,
            "status" => out.status = decode(field)?,
            "evidence" => out.evidence = decode(field)?,
            "tags" => out.tags = decode(field)?,
            "note" => out.note = optional(field)?,
            "restatement" => out.restatement = optional(field)?,
            "colour" => out.colour = optional(field)?,
            "author" => out.author = optional(field)?,
            "carried" => match Fingerprint::parse(&string(field)?) {
                Some(print) => out.carried = Some(print),
                None => out.unknown.push((name.to_owned(), field.text.to_owned())),
            },
            "created" => created = Some(moment(field)?),
            "updated" => updated = Some(moment(field)?),
            _ => out.unknown.push((name.to_owned(), field.text.to_owned())),
        }
    }
    let missing = |name: &str| fault(format!("`{name}` is missing"));
    out.id = id.ok_or_else(|| missing("id"))?;
    out.kind = kind.ok_or_else(|| missing("kind"))?;
    out.created = created.ok_or_else(|| missing("created"))?;
    out.updated = updated.unwrap_or(out.created);
    Ok(out)
}

/// The text between the quotation marks, if nothing in it is escaped.
fn plain(value: Value<'_>) -> Option<&str> {
    let inner = value.text.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('\\')).then_some(inner)
}

fn string(value: Value<'_>) -> Result<String, Fault> {
    plain(value).map_or_else(|| decode(value), |text| Ok(text.to_owned()))
}

fn optional(value: Value<'_>) -> Result<Option<String>, Fault> {
    plain(value).map_or_else(|| decode(value), |text| Ok(Some(text.to_owned())))
}

fn moment(value: Value<'_>) -> Result<Timestamp, Fault> {
    let text = string(value)?;
    text.parse().map_err(|_| Fault {
        offset: value.offset,
        what: format!("`{}` is not a time", text.escape_debug()),
    })
}
