//! Text documents of Word (DOCX) and of the open format (ODT): paragraphs, headings, items, tables and footnotes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::draft::{self, Drafts};
use super::{ImportError, Warning, date};
use crate::document::{BlockKind, Document, Metadata};
use crate::text::clean::one_line;

const UNREADABLE: ImportError = ImportError::Unsupported {
    what: "an office document of this kind",
    hint: "pipe it through: pandoc -t markdown FILE | postil -",
};

/// The document that the file in `bytes` is.
///
/// # Errors
/// [`ImportError::Unsupported`] when it is neither DOCX nor ODT, or damaged; [`ImportError::Empty`] without text.
pub(super) fn document(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Document, ImportError> {
    let archive = Archive::open(bytes).ok_or(UNREADABLE)?;
    let mut reader = Walk::default();
    let properties;
    if let Some(text) = archive.text("word/document.xml") {
        let whole = reader.read(&text);
        let notes = archive
            .text("word/footnotes.xml")
            .is_none_or(|notes| reader.read(&notes));
        if !(whole && notes) {
            warnings.push(Warning::Incomplete("the document is damaged".to_owned()));
        }
        properties = archive.text("docProps/core.xml");
    } else if let Some(text) = archive.text("content.xml") {
        reader.open_document = true;
        if !reader.read(&text) {
            warnings.push(Warning::Incomplete("the document is damaged".to_owned()));
        }
        properties = archive.text("meta.xml");
    } else {
        return Err(UNREADABLE);
    }
    let mut drafts = reader.out.finish();
    for note in reader.notes {
        let mut out = Drafts::default();
        out.block(
            BlockKind::Footnote,
            &format!("[{}] {}", note.label, one_line(&note.text)),
        );
        drafts.append(&mut out.finish());
    }
    if drafts.is_empty() {
        return Err(ImportError::Empty);
    }
    let mut metadata = Metadata::default();
    for element in properties.map(|p| super::epub::elements(&p)).unwrap_or_default() {
        let value = one_line(&element.text);
        match element.name.as_str() {
            "title" => metadata.title = value,
            "creator" if !value.is_empty() => metadata.byline = Some(value),
            "created" | "creation-date" => metadata.date = date::machine(&value),
            _ => {}
        }
    }
    if let Some(title) = drafts.iter().find(|d| d.kind == BlockKind::Title) {
        metadata.title = title.plain();
    }
    draft::recognise(&mut drafts, &mut metadata);
    Ok(draft::write(drafts, metadata))
}

#[derive(Default)]
struct Walk {
    out: Drafts,
    open_document: bool,
    /// Whether characters are text here: in a run of DOCX, in a paragraph of ODT.
    in_text: bool,
    /// Depth of lists in ODT.
    lists: u8,
    in_row: bool,
    /// The footnote that is open.
    note: Option<Note>,
    notes: Vec<Note>,
}

#[derive(Default)]
struct Note {
    label: String,
    text: String,
    /// Whether what comes is its label.
    in_label: bool,
}

impl Walk {
    /// Reads one XML text; `false` when it is damaged.
    fn read(&mut self, text: &str) -> bool {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => self.start(&start),
                Ok(Event::Empty(start)) => {
                    self.start(&start);
                    self.end(start.local_name().as_ref());
                }
                Ok(Event::End(end)) => self.end(end.local_name().as_ref()),
                Ok(Event::Text(text)) if self.in_text => self.text(&text),
                Ok(Event::GeneralRef(name)) if self.in_text => {
                    let entity = format!("&{};", &*name);
                    self.text(
                        quick_xml::escape::unescape(&entity)
                            .as_deref()
                            .unwrap_or_default(),
                    );
                }
                Ok(Event::Eof) => return true,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.note {
            Some(note) if note.in_label => note.label.push_str(text),
            Some(note) => note.text.push_str(text),
            None => self.out.text(text),
        }
    }

    fn label(&mut self, begins: bool) {
        if let Some(note) = &mut self.note {
            note.in_label = begins;
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let get = |name: &str| {
            let mut attributes = start.attributes();
            let found = attributes
                .with_checks(false)
                .flatten()
                .find(|a| a.key.local_name().as_ref() == name);
            found.map(|a| a.value.to_string())
        };
        let number = |name: &str| get(name).and_then(|v| v.parse::<u8>().ok());
        match start.local_name().as_ref() {
            "p" | "h" if self.note.is_some() => {
                self.text(" ");
                self.in_text = self.open_document;
            }
            "p" | "h" if self.in_row => {
                self.out.text(" ");
                self.in_text = self.open_document;
            }
            "p" => {
                let kind = if self.lists > 0 {
                    BlockKind::Item
                } else {
                    BlockKind::Paragraph
                };
                self.out
                    .begin(kind, self.lists.saturating_sub(1), None, self.lists == 0);
                self.in_text = self.open_document;
            }
            "h" => {
                let level = number("outline-level").unwrap_or(1).clamp(1, 6);
                self.out.begin(BlockKind::Heading, level, None, true);
                self.in_text = true;
            }
            "pStyle" if !self.in_row && self.note.is_none() => self.style(&get("val").unwrap_or_default()),
            "numPr" if !self.in_row && self.note.is_none() => {
                self.out.begin(BlockKind::Item, 0, None, false);
            }
            "ilvl" if !self.in_row && self.note.is_none() => {
                self.out
                    .begin(BlockKind::Item, number("val").unwrap_or(0).min(6), None, false);
            }
            "t" => self.in_text = true,
            "tab" | "s" if self.out.is_open() => self.text(" "),
            "br" | "line-break" if self.note.is_none() => self.out.line_break(),
            "list" => self.lists = self.lists.saturating_add(1),
            "tr" | "table-row" => {
                self.out.begin(BlockKind::Table, 0, None, false);
                self.in_row = true;
            }
            "tc" | "table-cell" => self.out.cell(),
            "footnoteReference" => {
                let label = get("id").unwrap_or_default();
                self.out.text(&format!("[{label}]"));
            }
            // Those of a type are the lines between text and notes.
            "footnote" if get("type").is_none() => {
                self.note = Some(Note {
                    label: get("id").unwrap_or_default(),
                    ..Note::default()
                });
            }
            "note" => self.note = Some(Note::default()),
            "note-citation" => self.label(true),
            _ => {}
        }
    }

    /// A paragraph's style says what it is.
    fn style(&mut self, style: &str) {
        let style = style.to_ascii_lowercase();
        let level = style
            .strip_prefix("heading")
            .and_then(|n| n.trim().parse::<u8>().ok());
        let (kind, level) = match (style.as_str(), level) {
            (_, Some(level)) => (BlockKind::Heading, level.clamp(1, 6)),
            ("title", _) => (BlockKind::Title, 0),
            ("subtitle", _) => (BlockKind::Standfirst, 0),
            ("quote" | "intensequote", _) => (BlockKind::Quote, 0),
            ("caption", _) => (BlockKind::Caption, 0),
            _ => return,
        };
        self.out.begin(kind, level, None, true);
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                self.in_text = false;
                if self.note.is_none() && !self.in_row {
                    self.out.end();
                }
            }
            "t" => self.in_text = self.open_document && self.in_text,
            "list" => self.lists = self.lists.saturating_sub(1),
            "tr" | "table-row" => {
                self.out.end();
                self.in_row = false;
            }
            "note-citation" => {
                self.label(false);
                if let Some(note) = &self.note {
                    self.out.text(&format!("[{}]", note.label));
                }
            }
            "footnote" | "note" => {
                self.notes.extend(self.note.take());
                // The paragraph around a note goes on.
                self.in_text = self.open_document;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::archive::tests::packed;

    fn blocks(bytes: &[u8]) -> Vec<(BlockKind, String)> {
        let document = document(bytes, &mut Vec::new()).unwrap();
        document
            .blocks()
            .iter()
            .map(|b| (b.kind, document.block_text(b).to_owned()))
            .collect()
    }

    fn expected() -> Vec<(BlockKind, String)> {
        [
            (BlockKind::Title, "Bridge closes"),
            (BlockKind::Paragraph, "Engineers & mayors[1] met."),
            (BlockKind::Heading, "Costs"),
            (BlockKind::Item, "ferries"),
            (BlockKind::Table, "Day\tCars"),
            (BlockKind::Footnote, "[1] In March."),
        ]
        .map(|(k, t)| (k, t.to_owned()))
        .to_vec()
    }

    #[test]
    fn word() {
        let text = r#"<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Bridge closes</w:t></w:r></w:p>
<w:p><w:r><w:t>Engineers &amp; </w:t></w:r><w:r><w:t>mayors</w:t><w:footnoteReference w:id="1"/></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> met.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Costs</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>ferries</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Day</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Cars</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;
        let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>In March.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
        let file = packed(&[
            ("word/document.xml", text.as_bytes()),
            ("word/footnotes.xml", notes.as_bytes()),
        ]);
        assert_eq!(blocks(&file), expected());
        for cut in (0..file.len()).step_by(11) {
            let _ = document(&file[..cut], &mut Vec::new());
        }
    }

    #[test]
    fn open_document() {
        let text = r#"<office:text xmlns:office="o" xmlns:text="t" xmlns:table="b"><text:h text:outline-level="1">Bridge closes</text:h>
<text:p>Engineers &amp;<text:s/>mayors<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In March.</text:p></text:note-body></text:note> met.</text:p>
<text:h text:outline-level="2">Costs</text:h><text:list><text:list-item><text:p>ferries</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell><table:table-cell><text:p>Cars</text:p></table:table-cell></table:table-row></table:table></office:text>"#;
        assert_eq!(blocks(&packed(&[("content.xml", text.as_bytes())])), expected());
    }
}
