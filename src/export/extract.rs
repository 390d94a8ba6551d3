//! The entities and claims of an article as JSON, schema `postil.extract/1`: the output of `postil extract`.
//!
//! `start` and `end` count Unicode scalar values into `text`, half-open. The names and order of the fields are fixed; a field without a
//! value is `null`, never omitted.

use serde::Serialize;

use crate::analysis::outside::LeftOut;
use crate::analysis::{self, Analysis, Claim, Entity, FoundBy, Speaker};
use crate::document::{Block, Date, Document, TextRange};
use crate::text::clean::one_line;
use crate::text::scalar::ScalarIndex;

/// The object printed by `postil extract`.
#[derive(Debug, Serialize)]
pub struct Extract<'a> {
    schema: &'static str,
    source: String,
    title: &'a str,
    date: Option<Date>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
    blocks: Vec<BlockRecord>,
    entities: Vec<EntityRecord<'a>>,
    claims: Vec<ClaimRecord<'a>>,
    /// The invalid lines of another engine's answer; only if one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<&'a LeftOut>,
}

/// An article as sent to the user's extractor program: one line of JSON.
#[derive(Debug, Serialize)]
pub struct DocumentSent<'a> {
    schema: &'static str,
    id: u64,
    title: &'a str,
    date: Option<Date>,
    url: Option<&'a str>,
    language: Option<String>,
    text: &'a str,
    blocks: Vec<BlockRecord>,
}

impl<'a> DocumentSent<'a> {
    /// `document`, as number `id` of those sent to a program.
    pub fn new(id: u64, document: &'a Document) -> Self {
        let index = ScalarIndex::new(document.text());
        let at = Places {
            document,
            index: &index,
        };
        let meta = document.metadata();
        Self {
            schema: "postil.extractor/1",
            id,
            title: &meta.title,
            date: meta.date,
            url: meta.url.as_deref(),
            language: meta.language.clone().or_else(|| analysis::language(document)),
            text: document.text(),
            blocks: document.blocks().iter().map(|b| at.block(b)).collect(),
        }
    }

    /// On one line, ending in a line feed.
    pub fn to_json_line(&self) -> String {
        // Serialising structs of strings and numbers into memory cannot fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// The output for an article that could not be read: each line of the input gets a line of output.
#[derive(Debug, Serialize)]
pub struct Unread {
    schema: &'static str,
    source: String,
    error: String,
}

impl Unread {
    /// `source` could not be read, and why.
    pub fn new(source: &str, error: &str) -> Self {
        Self {
            schema: SCHEMA,
            source: one_line(source),
            error: one_line(error),
        }
    }

    /// On one line, ending in a line feed.
    pub fn to_json_line(&self) -> String {
        // Serialising a struct of strings into memory cannot fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// The schema of the output of `postil extract`, with its version.
const SCHEMA: &str = "postil.extract/1";

#[derive(Debug, Serialize)]
struct BlockRecord {
    kind: &'static str,
    start: usize,
    end: usize,
}

#[derive(Debug, Serialize)]
struct EntityRecord<'a> {
    id: String,
    kind: &'static str,
    name: &'a str,
    mentions: Vec<Passage<'a>>,
    /// The engines that found it; only if another engine was asked too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    engines: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ClaimRecord<'a> {
    id: String,
    start: usize,
    end: usize,
    text: &'a str,
    form: &'static str,
    kind: &'static str,
    speaker: Option<SpeakerRecord<'a>>,
    cue: Option<Passage<'a>>,
    check_worthiness: f64,
    reasons: &'a [crate::analysis::Reason],
    /// The engines that found it; only if another engine was asked too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    engines: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct SpeakerRecord<'a> {
    name: &'a str,
    entity: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    text: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Passage<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

impl<'a> Extract<'a> {
    /// The `analysis` of `document`, which was read from `source`; and the invalid lines of another engine that was asked.
    pub fn new(
        source: &str,
        document: &'a Document,
        analysis: &'a Analysis,
        left_out: Option<&'a LeftOut>,
    ) -> Self {
        let index = ScalarIndex::new(document.text());
        let at = Places {
            document,
            index: &index,
        };
        let engines = |found_by: FoundBy| analysis.names_of(found_by).collect();
        let meta = document.metadata();
        Self {
            schema: SCHEMA,
            source: one_line(source),
            title: &meta.title,
            date: meta.date,
            url: meta.url.as_deref(),
            language: meta.language.as_deref().or(analysis.language.as_deref()),
            text: document.text(),
            blocks: document.blocks().iter().map(|b| at.block(b)).collect(),
            entities: analysis
                .entities
                .iter()
                .enumerate()
                .map(|(i, e)| at.entity(i, e, engines(e.found_by)))
                .collect(),
            claims: analysis
                .claims
                .iter()
                .enumerate()
                .map(|(i, c)| at.claim(i, c, engines(c.found_by)))
                .collect(),
            left_out,
        }
    }

    /// On several lines, ending in a line feed.
    pub fn to_json(&self) -> String {
        super::json::pretty(self)
    }

    /// On one line, ending in a line feed.
    pub fn to_json_line(&self) -> String {
        // Serialising structs of strings and numbers into memory cannot fail.
        let mut out = serde_json::to_string(self).unwrap_or_default();
        out.push('\n');
        out
    }
}

/// Converts ranges to passages.
#[derive(Clone, Copy)]
struct Places<'a, 'i> {
    document: &'a Document,
    index: &'i ScalarIndex,
}

impl<'a> Places<'a, '_> {
    fn scalar(self, offset: usize) -> usize {
        self.index.scalar(self.document.text(), offset)
    }

    fn passage(self, range: TextRange) -> Passage<'a> {
        Passage {
            start: self.scalar(range.start),
            end: self.scalar(range.end),
            text: self.document.slice(range),
        }
    }

    fn block(self, block: &Block) -> BlockRecord {
        let (start, end) = (self.scalar(block.range.start), self.scalar(block.range.end));
        BlockRecord {
            kind: block.kind.name(),
            start,
            end,
        }
    }

    fn entity(self, number: usize, entity: &'a Entity, engines: Vec<&'a str>) -> EntityRecord<'a> {
        let mentions = entity.mentions.iter().map(|m| self.passage(m.range)).collect();
        EntityRecord {
            id: entity_id(number),
            kind: entity.kind.name(),
            name: &entity.name,
            mentions,
            engines,
        }
    }

    fn claim(self, number: usize, claim: &'a Claim, engines: Vec<&'a str>) -> ClaimRecord<'a> {
        let Passage { start, end, text } = self.passage(claim.range);
        let worth = f64::from(claim.check_worthiness);
        ClaimRecord {
            id: format!("c{}", number + 1),
            start,
            end,
            text,
            form: claim.form.name(),
            kind: claim.kind.name(),
            speaker: claim.speaker.as_ref().map(|s| self.speaker(s)),
            cue: claim.cue.map(|range| self.passage(range)),
            // Three digits are the precision of the figure.
            check_worthiness: if worth.is_finite() {
                (worth.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
            } else {
                0.0
            },
            reasons: &claim.reasons,
            engines,
        }
    }

    fn speaker(self, speaker: &'a Speaker) -> SpeakerRecord<'a> {
        let passage = speaker.range.map(|range| self.passage(range));
        SpeakerRecord {
            name: &speaker.name,
            entity: speaker.entity.map(entity_id),
            start: passage.as_ref().map(|p| p.start),
            end: passage.as_ref().map(|p| p.end),
            text: passage.map(|p| p.text),
        }
    }
}

fn entity_id(number: usize) -> String {
    format!("e{}", number + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{ClaimKind, EntityKind, Form, FoundBy, Mention};
    use crate::document::{BlockKind, Builder};

    fn find(document: &Document, words: &str) -> TextRange {
        let start = document.text().find(words).unwrap();
        TextRange::new(start, start + words.len())
    }

    #[test]
    fn the_object_is_that_of_the_design() {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "Überlingen gets a bridge");
        b.block(BlockKind::Paragraph, "Ana Ruiz said 騰訊 paid. It is long.");
        let document = b.finish();
        let mention = find(&document, "Ana Ruiz");
        let speaker = Speaker {
            name: "Ana Ruiz".into(),
            entity: Some(0),
            range: Some(mention),
        };
        let analysis = Analysis {
            entities: vec![Entity {
                kind: EntityKind::Person,
                name: "Ana Ruiz".into(),
                mentions: vec![Mention { range: mention }],
                value: None,
                found_by: FoundBy::OWN,
            }],
            claims: vec![
                Claim {
                    range: find(&document, "騰訊 paid"),
                    speaker: Some(speaker),
                    cue: Some(find(&document, "said")),
                    form: Form::Indirect,
                    kind: ClaimKind::Other,
                    check_worthiness: 0.81,
                    reasons: vec!["names a number".into()],
                    found_by: FoundBy::OWN,
                },
                Claim {
                    range: find(&document, "It is long"),
                    speaker: None,
                    cue: None,
                    form: Form::Plain,
                    kind: ClaimKind::Other,
                    check_worthiness: f32::NAN,
                    reasons: Vec::new(),
                    found_by: FoundBy::OWN,
                },
            ],
            language: Some("en".into()),
            engines: Vec::new(),
        };
        let line = Extract::new("a\u{1b}[1m.txt", &document, &analysis, None).to_json_line();
        assert_eq!(
            line,
            concat!(
                r#"{"schema":"postil.extract/1","source":"a.txt","title":"Überlingen gets a bridge","date":null,"url":null,"#,
                r#""language":"en","text":"Überlingen gets a bridge\n\nAna Ruiz said 騰訊 paid. It is long.","#,
                r#""blocks":[{"kind":"title","start":0,"end":24},{"kind":"paragraph","start":26,"end":60}],"#,
                r#""entities":[{"id":"e1","kind":"person","name":"Ana Ruiz","mentions":[{"start":26,"end":34,"text":"Ana Ruiz"}]}],"#,
                r#""claims":[{"id":"c1","start":40,"end":47,"text":"騰訊 paid","form":"indirect","kind":"other","#,
                r#""speaker":{"name":"Ana Ruiz","entity":"e1","start":26,"end":34,"text":"Ana Ruiz"},"#,
                r#""cue":{"start":35,"end":39,"text":"said"},"check_worthiness":0.81,"reasons":["names a number"]},"#,
                r#"{"id":"c2","start":49,"end":59,"text":"It is long","form":"plain","kind":"other","#,
                r#""speaker":null,"cue":null,"check_worthiness":0.0,"reasons":[]}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn a_speaker_that_the_text_does_not_name_has_no_place() {
        let mut b = Builder::new();
        b.block(BlockKind::Paragraph, "More is to come.");
        let document = b.finish();
        let claim = Claim {
            range: find(&document, "More is to come"),
            speaker: Some(Speaker {
                name: "Ana Ruiz".into(),
                entity: None,
                range: None,
            }),
            cue: None,
            form: Form::Direct,
            kind: ClaimKind::Prediction,
            check_worthiness: 0.5,
            reasons: Vec::new(),
            found_by: FoundBy::OWN,
        };
        let analysis = Analysis {
            claims: vec![claim],
            ..Analysis::default()
        };
        let line = Extract::new("-", &document, &analysis, None).to_json_line();
        let expected = r#""speaker":{"name":"Ana Ruiz","entity":null,"start":null,"end":null,"text":null}"#;
        assert!(line.contains(expected), "{line}");
    }
}
