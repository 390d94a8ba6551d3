//! Writes a notes file.

use std::collections::HashMap;
use std::fmt::{Display, Write as _};

use super::read::{read, read_annotation};
use super::scan::Scanner;
use super::{Article, Foreign, NotesFile, VERSION};
use crate::notes::{Annotation, AnnotationKind, Evidence, Id, Stance, Status};
use crate::text::clean::is_unsafe;

/// The first line of a notes file: with it, optional fields are written without `Some`.
pub const FIRST_LINE: &str = "#![enable(implicit_some)]";

/// The text of a notes file that is [in order](NotesFile::put_in_order).
pub fn write(file: &NotesFile) -> String {
    write_with(file, annotation)
}

/// The texts of entries that were verified by reading them back, so that a save verifies only what changed.
#[derive(Debug, Default)]
pub(in crate::store) struct Verified {
    entries: HashMap<Id, (Annotation, String)>,
}

impl Verified {
    /// The text of a notes file in order, after every part of it was read back and found equal: each entry by itself, and the file without
    /// entries. The error names the part that differs.
    pub(in crate::store) fn write(&mut self, file: &NotesFile) -> Result<String, String> {
        let foreign = file
            .foreign
            .iter()
            .map(|f| Foreign {
                after: None,
                ..f.clone()
            })
            .collect();
        let frame = NotesFile {
            annotations: Vec::new(),
            foreign,
            article: file.article.clone(),
            unknown: file.unknown.clone(),
        };
        match read(&write(&frame)) {
            Ok((back, _)) if back == frame => {}
            Ok(_) => return Err("the article".to_owned()),
            Err(error) => return Err(error.to_string()),
        }
        for entry in &file.annotations {
            if self
                .entries
                .get(&entry.id)
                .is_none_or(|(known, _)| known != entry)
            {
                let mut out = Writer {
                    out: String::new(),
                    indent: Some(2),
                };
                annotation(&mut out, entry);
                let back = Scanner::new(out.out.trim_end_matches(','))
                    .document()
                    .and_then(read_annotation);
                match back {
                    Ok(back) if back == *entry => {}
                    Ok(_) => return Err(format!("annotation {}", entry.id)),
                    Err(fault) => return Err(format!("annotation {}: {}", entry.id, fault.what)),
                }
                self.entries.insert(entry.id, (entry.clone(), out.out));
            }
        }
        Ok(write_with(file, |out, entry| match self.entries.get(&entry.id) {
            Some((_, text)) => out.out.push_str(text),
            None => annotation(out, entry),
        }))
    }
}

fn write_with(file: &NotesFile, mut put: impl FnMut(&mut Writer, &Annotation)) -> String {
    let mut out = Writer {
        out: String::with_capacity(512 + 700 * file.annotations.len()),
        indent: Some(0),
    };
    out.out.push_str(FIRST_LINE);
    out.out.push('\n');
    out.open("(");
    out.field("version", VERSION);
    out.name("article");
    article(&mut out, &file.article);
    out.name("annotations");
    out.open("[");
    let mut foreign: HashMap<Option<Id>, Vec<&Foreign>> = HashMap::new();
    for entry in &file.foreign {
        foreign.entry(entry.after).or_default().push(entry);
    }
    let mut put_foreign = |out: &mut Writer, after: Option<Id>| {
        for entry in foreign.remove(&after).unwrap_or_default() {
            out.line();
            out.out.push_str(&entry.text);
            out.out.push(',');
        }
    };
    put_foreign(&mut out, None);
    for entry in &file.annotations {
        out.line();
        put(&mut out, entry);
        put_foreign(&mut out, Some(entry.id));
    }
    out.close("],");
    out.raw(&file.unknown);
    out.close(")\n");
    out.out
}

/// One annotation as RON without a line break.
pub(in crate::store) fn annotation_on_one_line(entry: &Annotation) -> String {
    let mut out = Writer {
        out: String::new(),
        indent: None,
    };
    annotation(&mut out, entry);
    out.out.pop();
    // An unknown field may contain comments to the end of the line; strings never contain a line feed.
    if out.out.contains('\n') {
        let bare = Annotation {
            unknown: Vec::new(),
            ..entry.clone()
        };
        return annotation_on_one_line(&bare);
    }
    out.out
}

fn article(out: &mut Writer, article: &Article) {
    out.open("(");
    out.string("title", &article.title);
    out.optional("url", article.url.as_deref());
    out.strings("paths", &article.paths);
    if let Some(fingerprint) = article.fingerprint {
        out.string("fingerprint", &fingerprint.to_string());
    }
    let earlier: Vec<String> = article.earlier.iter().map(ToString::to_string).collect();
    out.strings("earlier", &earlier);
    if let Some(text) = article.version_of {
        out.string("version_of", &text.to_string());
    }
    if let Some(reading) = article.reading {
        out.field("importer", reading.importer);
        out.string("source", &reading.source.to_string());
    }
    out.raw(&article.unknown);
    out.close("),");
}

fn annotation(out: &mut Writer, annotation: &Annotation) {
    // Every field is named, so that a new one cannot be forgotten.
    let Annotation {
        id,
        kind: of_kind,
        anchor,
        speech,
        entity_kind,
        name,
        verdict,
        status: progress,
        evidence: items,
        tags,
        note,
        restatement,
        colour,
        author,
        carried,
        created,
        updated,
        deleted,
        into,
        unknown,
    } = annotation;
    out.open("(");
    out.string("id", &id.to_string());
    out.field("kind", kind(*of_kind));
    if *deleted {
        out.field("deleted", true);
    }
    if let Some(into) = into {
        out.string("into", &into.to_string());
    }
    out.field(
        "bytes",
        format_args!("({}, {})", anchor.range.start, anchor.range.end),
    );
    let filled = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
    out.optional("quote", filled(&anchor.quote).as_deref());
    out.optional("prefix", filled(&anchor.prefix).as_deref());
    out.optional("suffix", filled(&anchor.suffix).as_deref());
    if anchor.block_hash != 0 {
        out.field("block", format_args!("{:#018x}", anchor.block_hash));
    }
    if anchor.detached {
        out.field("detached", true);
    }
    if let Some(kind) = entity_kind {
        out.field("entity", kind.name());
    }
    out.optional("name", name.as_deref());
    if let Some(speech) = speech {
        let cue = speech
            .cue
            .as_ref()
            .map_or(String::new(), |c| format!(", cue: {}", quoted(c)));
        out.field(
            "speech",
            format_args!("(speaker: {}{cue})", quoted(&speech.speaker)),
        );
    }
    out.optional("verdict", verdict.as_deref());
    if *progress != Status::default() {
        out.field("status", status(*progress));
    }
    if !items.is_empty() {
        out.name("evidence");
        out.open("[");
        for item in items {
            out.line();
            evidence(out, item);
        }
        out.close("],");
    }
    out.strings("tags", tags);
    out.optional("note", note.as_deref());
    out.optional("restatement", restatement.as_deref());
    out.optional("colour", colour.as_deref());
    out.optional("author", author.as_deref());
    if let Some(text) = carried {
        out.string("carried", &text.to_string());
    }
    out.string("created", &created.to_string());
    out.string("updated", &updated.to_string());
    out.raw(unknown);
    out.close("),");
}

fn evidence(out: &mut Writer, evidence: &Evidence) {
    let text = &mut out.out;
    let _ = write!(text, "(source: {}", quoted(&evidence.source));
    if let Some(quote) = &evidence.quote {
        let _ = write!(text, ", quote: {}", quoted(quote));
    }
    let _ = write!(text, ", stance: {}", stance(evidence.stance));
    if let Some(seen) = evidence.seen {
        let _ = write!(text, ", seen: \"{seen}\"");
    }
    text.push_str("),");
}

fn kind(kind: AnnotationKind) -> &'static str {
    match kind {
        AnnotationKind::Claim => "Claim",
        AnnotationKind::Highlight => "Highlight",
        AnnotationKind::Entity => "Entity",
        AnnotationKind::Note => "Note",
        AnnotationKind::Rejection => "Rejection",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::ToCheck => "ToCheck",
        Status::Checking => "Checking",
        Status::Checked => "Checked",
    }
}

fn stance(stance: Stance) -> &'static str {
    match stance {
        Stance::Supports => "Supports",
        Stance::Refutes => "Refutes",
        Stance::Context => "Context",
    }
}

/// Writes RON with one field per line, or everything on one line.
struct Writer {
    /// The text so far.
    out: String,
    /// The nesting of the current line; `None` writes everything on one line.
    indent: Option<usize>,
}

impl Writer {
    fn line(&mut self) {
        match self.indent {
            Some(depth) => {
                self.out.push('\n');
                (0..depth).for_each(|_| self.out.push_str("    "));
            }
            None if self.out.ends_with(',') => self.out.push(' '),
            None => {}
        }
    }

    fn open(&mut self, bracket: &str) {
        self.out.push_str(bracket);
        self.indent = self.indent.map(|depth| depth + 1);
    }

    fn close(&mut self, bracket: &str) {
        self.indent = self.indent.map(|depth| depth.saturating_sub(1));
        if self.indent.is_some() && !self.out.ends_with(['[', '(']) {
            self.line();
        }
        self.out.push_str(bracket);
    }

    fn name(&mut self, name: &str) {
        self.line();
        self.out.push_str(name);
        self.out.push_str(": ");
    }

    fn field(&mut self, name: &str, value: impl Display) {
        self.name(name);
        let _ = write!(self.out, "{value},");
    }

    fn string(&mut self, name: &str, value: &str) {
        self.name(name);
        push_quoted(&mut self.out, value);
        self.out.push(',');
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.string(name, value);
        }
    }

    fn strings(&mut self, name: &str, values: &[String]) {
        if values.is_empty() {
            return;
        }
        self.name(name);
        self.out.push('[');
        for (i, value) in values.iter().enumerate() {
            self.out.push_str(if i > 0 { ", " } else { "" });
            push_quoted(&mut self.out, value);
        }
        self.out.push_str("],");
    }

    fn raw(&mut self, fields: &[(String, String)]) {
        for (name, text) in fields {
            self.field(name, text);
        }
    }
}

/// `text` as a RON string. It cannot contain terminal controls or line breaks.
pub(in crate::store) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_quoted(&mut out, text);
    out
}

fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
