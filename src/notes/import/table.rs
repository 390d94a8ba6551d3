//! Tables: CSV, and the same with semicolons or tabs. The first line names the columns. Three tables are supported: the highlights exported
//! by Readwise, the output of Hypothesis' Export button, and our own export, of which any columns but the quote may be missing.

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, id_of, line, lines, moment, tags,
};
use super::web::stance;
use super::{IntakeError, within_limit};
use crate::analysis::EntityKind;
use crate::notes::{AnnotationKind, Evidence, Id, Speech, Status, Timestamp};
use crate::text::formula::unguarded;

/// A supported table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Readwise,
    Hypothesis,
    Own,
}

impl Table {
    /// The table that a text is, by its first line.
    pub(super) fn detect(text: &str) -> Option<Self> {
        let names = Columns::of(text).ok()?;
        let has = |all: &[&str]| all.iter().all(|n| names.find(&[n]).is_some());
        if has(&["Annotation/Reply Type", "Quote"]) {
            Some(Self::Hypothesis)
        } else if has(&["quote"])
            && ["kind", "verdict", "speaker", "note", "tags"]
                .iter()
                .any(|n| has(&[n]))
        {
            Some(Self::Own)
        } else if has(&["Highlight"]) {
            Some(Self::Readwise)
        } else {
            None
        }
    }
}

/// The names of the columns, and the separator.
struct Columns {
    names: Vec<String>,
    separator: u8,
}

impl Columns {
    fn of(text: &str) -> Result<Self, IntakeError> {
        let first = text.lines().next().unwrap_or_default();
        let count = |separator: u8| memchr::memchr_iter(separator, first.as_bytes()).count();
        let separator = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|s| (count(*s), *s == b','));
        let mut columns = Self {
            names: Vec::new(),
            separator: separator.unwrap_or(b','),
        };
        let mut reader = columns.reader(first);
        let names = reader.records().next().and_then(Result::ok);
        columns.names = names
            .ok_or_else(|| IntakeError::Wrong("line 1: no names of columns".to_owned()))?
            .iter()
            .map(|n| n.trim().to_owned())
            .collect();
        Ok(columns)
    }

    fn reader<'t>(&self, text: &'t str) -> csv::Reader<&'t [u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes())
    }

    /// The column with one of these names, in any case.
    fn find(&self, names: &[&str]) -> Option<usize> {
        self.names
            .iter()
            .position(|n| names.iter().any(|name| n.eq_ignore_ascii_case(name)))
    }
}

/// A line of a table.
struct Row<'a> {
    columns: &'a Columns,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    /// The cell in the first of these columns; empty if there is none.
    fn cell(&self, names: &[&str]) -> &str {
        let index = self.columns.find(names);
        index.and_then(|i| self.record.get(i)).unwrap_or_default().trim()
    }

    fn has(&self, name: &str) -> bool {
        self.columns.find(&[name]).is_some()
    }
}

pub(super) fn read(table: Table, text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let columns = Columns::of(text)?;
    let needed = match table {
        Table::Readwise => "Highlight",
        Table::Hypothesis | Table::Own => "Quote",
    };
    if columns.find(&[needed]).is_none() {
        return Err(IntakeError::Wrong(format!(
            "line 1: no column is called {needed}"
        )));
    }
    let mut items = Vec::new();
    // A quoted cell may contain line feeds, so the reader reports the line in which a row begins.
    for record in columns.reader(text).records().skip(1) {
        within_limit(items.len())?;
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(1, csv::Position::line);
                items.push(IntakeItem {
                    spot: Spot::Line(at),
                    words: String::new(),
                    source: ItemSource::default(),
                    content: Err(Reason::NotUnderstood("it is not a row of a table".to_owned())),
                });
                continue;
            }
        };
        // Spreadsheets leave rows of empty cells at the end.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let spot = Spot::Line(record.position().map_or(1, csv::Position::line));
        let row = Row {
            columns: &columns,
            record: &record,
        };
        items.push(match table {
            Table::Readwise => readwise(&row, spot, now),
            Table::Hypothesis => hypothesis(&row, spot, now),
            Table::Own => own(&row, spot, now),
        });
    }
    Ok(items)
}

fn readwise(row: &Row<'_>, spot: Spot, now: Timestamp) -> IntakeItem {
    let quote = row.cell(&["Highlight"]);
    let note = row.cell(&["Note"]);
    let created = moment(row.cell(&["Highlighted at"]));
    let title = line(row.cell(&["Book Title", "Title"]));
    // The table has no ids, and the same words may be marked in two books. A book may have a note without a highlight.
    let book = title.as_deref().unwrap_or_default();
    let name = if quote.is_empty() {
        format!("readwise {book} {note}")
    } else {
        format!("readwise {book}")
    };
    let kind = if quote.is_empty() {
        AnnotationKind::Note
    } else {
        AnnotationKind::Highlight
    };
    let mut draft = Draft::new(kind, &name, quote, created, now);
    draft.told = vec![Field::Note, Field::Tags, Field::Colour];
    if let Some(id) = own_id(note) {
        // Our own export puts more than our note into the note column.
        draft.told.clear();
        draft.annotation.id = id;
    }
    draft.annotation.note = lines(note);
    draft.annotation.tags = tags(row.cell(&["Tags"]).split(','));
    draft.annotation.colour = line(row.cell(&["Color", "Colour"]));
    let content = if !quote.is_empty() {
        Ok(Content::Passage(draft))
    } else if !note.is_empty() {
        Ok(Content::Page(draft))
    } else {
        Err(Reason::WithoutPassage("it has neither a highlight nor a note"))
    };
    IntakeItem {
        spot,
        words: beginning(if quote.is_empty() { note } else { quote }),
        source: ItemSource {
            address: line(row.cell(&["URL", "Source URL"])),
            title,
        },
        content,
    }
}

/// The id in the last line of a note that our own export wrote: `postil harbour.txt --at ID`.
fn own_id(note: &str) -> Option<Id> {
    let last = note.lines().last()?.strip_prefix("postil ")?;
    let (before, id) = last.rsplit_once(' ')?;
    before.ends_with("--at").then(|| id.parse().ok())?
}

/// Hypothesis has renamed its columns; both sets of names are supported.
fn hypothesis(row: &Row<'_>, spot: Spot, now: Timestamp) -> IntakeItem {
    let quote = row.cell(&["Quote"]);
    let said = row.cell(&["Body", "Comment"]);
    let written = row.cell(&["Creation Date", "Created at"]);
    let author = row.cell(&["User", "Author"]);
    let source = ItemSource {
        address: line(row.cell(&["URL"])),
        title: None,
    };
    let kind = match (quote.is_empty(), said.is_empty()) {
        (false, true) => AnnotationKind::Highlight,
        _ => AnnotationKind::Note,
    };
    // The table has no ids. Author and time do not change when the text does.
    let moment = moment(written);
    let address = source.address.as_deref().unwrap_or_default();
    let name = format!("hypothesis table {address} {author} {written}");
    let name = if moment.is_some() {
        name
    } else {
        format!("{name} {said}")
    };
    let mut draft = Draft::new(kind, &name, quote, moment, now);
    draft.told = vec![Field::Note, Field::Tags, Field::Author];
    draft.annotation.note = lines(said);
    draft.annotation.tags = tags(row.cell(&["Tags"]).split(','));
    draft.annotation.author = line(author);
    let is_reply = row.cell(&["Annotation/Reply Type"]).eq_ignore_ascii_case("reply");
    let content = if is_reply {
        Err(Reason::WithoutPassage(
            "a reply, and the table does not say to what; the JSON of the same export does",
        ))
    } else if quote.is_empty() {
        Ok(Content::Page(draft))
    } else {
        Ok(Content::Passage(draft))
    };
    IntakeItem {
        spot,
        words: beginning(if quote.is_empty() { said } else { quote }),
        source,
        content,
    }
}

/// The kind of a row without one, as in a table that somebody filled in by hand.
fn kind_by_content(row: &Row<'_>) -> AnnotationKind {
    let is_filled = |names: &[&str]| names.iter().any(|name| !row.cell(&[name]).is_empty());
    if is_filled(&[
        "verdict",
        "status",
        "speaker",
        "restatement",
        "evidence",
        "evidence_json",
    ]) {
        AnnotationKind::Claim
    } else if is_filled(&["entity_kind", "name"]) {
        AnnotationKind::Entity
    } else if is_filled(&["note"]) {
        AnnotationKind::Note
    } else {
        AnnotationKind::Highlight
    }
}

fn own(row: &Row<'_>, spot: Spot, now: Timestamp) -> IntakeItem {
    let cell = |name: &str| unguarded(row.cell(&[name]));
    let (quote, note) = (cell("quote"), cell("note"));
    let (quote, note) = (quote.as_str(), note.as_str());
    let source = ItemSource {
        address: line(&cell("url")),
        title: line(&cell("title")),
    };
    let kinds = [
        AnnotationKind::Claim,
        AnnotationKind::Highlight,
        AnnotationKind::Entity,
        AnnotationKind::Note,
    ];
    let named = cell("kind");
    let kind = if named.is_empty() {
        Some(kind_by_content(row))
    } else {
        kinds.into_iter().find(|k| k.name() == named)
    };
    let words = beginning(if quote.is_empty() { note } else { quote });
    let Some(kind) = kind else {
        return IntakeItem {
            spot,
            words,
            source,
            content: Err(Reason::NotUnderstood(format!(
                "its kind is {}",
                beginning(&named)
            ))),
        };
    };
    let created = moment(&cell("created"));
    let mut draft = Draft::new(kind, &cell("id"), quote, created, now);
    if cell("id").is_empty() {
        draft.annotation.id = id_of(&format!("table {note}"), quote, created);
    }
    draft.at = cell("start")
        .parse()
        .ok()
        .zip(cell("end").parse().ok())
        .filter(|(s, e)| s < e);
    let out = &mut draft.annotation;
    out.updated = moment(&cell("updated")).unwrap_or(out.created);
    out.verdict = line(&cell("verdict"));
    out.status = match cell("status").as_str() {
        "checked" => Status::Checked,
        "checking" => Status::Checking,
        _ => Status::ToCheck,
    };
    out.speech = line(&cell("speaker")).map(|speaker| Speech {
        speaker,
        cue: line(&cell("cue")),
    });
    out.entity_kind = EntityKind::parse(&cell("entity_kind"));
    out.name = line(&cell("name"));
    out.restatement = lines(&cell("restatement"));
    // The exact list, if the table has it: the other column is for people.
    out.evidence = super::own::evidence_list(&cell("evidence_json"))
        .unwrap_or_else(|| cell("evidence").lines().filter_map(evidence).collect());
    out.colour = line(&cell("colour"));
    out.tags = tags(cell("tags").split(','));
    out.note = lines(note);
    out.author = line(&cell("author"));
    let fields = [
        ("kind", Field::Kind),
        ("speaker", Field::Speech),
        ("entity_kind", Field::EntityKind),
        ("name", Field::Name),
        ("verdict", Field::Verdict),
        ("status", Field::Status),
        ("restatement", Field::Restatement),
        ("evidence", Field::Evidence),
        ("tags", Field::Tags),
        ("note", Field::Note),
        ("author", Field::Author),
        ("colour", Field::Colour),
    ];
    draft.told = fields
        .into_iter()
        .filter(|(name, _)| row.has(name))
        .map(|(_, f)| f)
        .collect();
    let content = if !quote.is_empty() {
        Ok(Content::Passage(draft))
    } else if kind == AnnotationKind::Note {
        Ok(Content::Page(draft))
    } else {
        Err(Reason::WithoutPassage("it quotes no words to search for"))
    };
    IntakeItem {
        spot,
        words,
        source,
        content,
    }
}

fn evidence(text: &str) -> Option<Evidence> {
    let (stance, source) = stance(text.trim());
    Some(Evidence {
        source: line(source)?,
        stance,
        ..Evidence::default()
    })
}
