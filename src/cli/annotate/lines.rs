//! `postil annotate --from`: reads annotations from lines of JSON, with the field names of the exports.

use std::path::Path;

use serde::Deserialize;

use super::fields::{EvidenceSaid, Fields, kind, status};
use super::passage::Named;
use super::{Made, made};
use crate::cli::Failure;
use crate::config::Settings;
use crate::document::Document;
use crate::files;
use crate::notes::{Annotation, Id, Notebook, Timestamp};
use crate::text::clean::one_line;

/// Bytes of the largest file that is read.
const LIMIT: u64 = 128 << 20;
/// The most mistakes that are listed.
const TOLD: usize = 20;

/// One line. An unknown field is an error, so that a misspelt one is not dropped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: String,
    id: Option<String>,
    quote: Option<String>,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    start: Option<usize>,
    end: Option<usize>,
    verdict: Option<String>,
    status: Option<String>,
    speaker: Option<String>,
    cue: Option<String>,
    entity_kind: Option<String>,
    name: Option<String>,
    restatement: Option<String>,
    colour: Option<String>,
    #[serde(default)]
    evidence: Vec<EvidenceSaid>,
    note: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// Reads the annotations in a file; `-` is standard input.
///
/// # Errors
/// If any line is wrong; then no annotation is used. The message names the lines.
pub(super) fn read(
    from: &Path,
    document: &Document,
    notebook: &Notebook,
    settings: &Settings,
    now: Timestamp,
) -> Result<Vec<Annotation>, Failure> {
    let bytes = if from == Path::new("-") {
        files::read_stream(std::io::stdin().lock(), Path::new("standard input"), LIMIT)
    } else {
        files::read_up_to(from, LIMIT)
    };
    let bytes = bytes.map_err(|error| Failure::Input(error.to_string()))?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let (mut out, mut wrong): (Vec<Annotation>, Vec<String>) = (Vec::new(), Vec::new());
    for (line, number) in bytes.split(|b| *b == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match annotation(line, document, settings, now) {
            Ok(new) if notebook.get(new.id).is_some() || out.iter().any(|a| a.id == new.id) => {
                wrong.push(format!(
                    "line {number}: there is an annotation {} already",
                    new.id
                ));
            }
            Ok(new) => out.push(new),
            Err(why) => wrong.push(format!("line {number}: {why}")),
        }
    }
    if wrong.is_empty() {
        return Ok(out);
    }
    let count = wrong.len();
    let mut told = wrong.into_iter().take(TOLD).collect::<Vec<_>>().join("\n");
    if count > TOLD {
        told = format!("{told}\nand {} more", count - TOLD);
    }
    let shown = one_line(&from.display().to_string());
    Err(Failure::Input(format!(
        "{shown}: {count} of its lines cannot be used, and nothing was saved:\n{told}"
    )))
}

fn annotation(
    line: &[u8],
    document: &Document,
    settings: &Settings,
    now: Timestamp,
) -> Result<Annotation, String> {
    let line: Line = serde_json::from_slice(line).map_err(|e| e.to_string())?;
    let (kind, entity_kind) = kind(&line.kind, line.entity_kind.as_deref())?;
    let id = match line.id.as_deref() {
        None => None,
        Some(id) => {
            let parsed: Id = id
                .parse()
                .map_err(|_| format!("'{}' is not an id of Postil", one_line(id)))?;
            Some(parsed)
        }
    };
    let named = match (line.quote, line.start, line.end) {
        // If both are given, the position chooses between equal quotations, and the quotation must be at that position.
        (quote, Some(start), Some(end)) => {
            let place = Named::Place(start, end);
            if let Some(quote) = quote {
                let range = place.find(document.text())?;
                if document.slice(range) != crate::text::clean::normalise(&quote) {
                    return Err(format!("the text at {start}:{end} is not the quote"));
                }
            }
            Some(place)
        }
        (Some(quote), None, None) => Some(Named::Quote {
            quote,
            prefix: line.prefix,
            suffix: line.suffix,
        }),
        (None, None, None) => None,
        _ => return Err("a place has a start and an end".to_owned()),
    };
    let made_of = Made {
        kind,
        entity_kind,
        named,
    };
    let mut out = made(&made_of, document, now)?;
    out.id = id.unwrap_or(out.id);
    out.author.clone_from(&settings.author);
    let fields = Fields {
        verdict: line.verdict,
        status: line.status.as_deref().map(status).transpose()?,
        speaker: line.speaker,
        cue: line.cue,
        restatement: line.restatement,
        evidence: Vec::new(),
        colour: line.colour,
        name: line.name,
        note: line.note,
        tags: line.tags,
    };
    if !line.evidence.is_empty() && kind != crate::notes::AnnotationKind::Claim {
        return Err(format!("evidence is for claims, and this is: {}", kind.name()));
    }
    fields.apply(&mut out, settings, now)?;
    for evidence in line.evidence {
        out.evidence.push(evidence.evidence()?);
    }
    Ok(out)
}
