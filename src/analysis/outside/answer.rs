//! Parses the answer of an extractor program: one JSON object per line, with offsets in Unicode scalar values of the text that it was sent.

use serde::Deserialize;

use super::{Said, SaidClaim, SaidEntity};
use crate::analysis::parts::engine_number;
use crate::analysis::{ClaimKind, EntityKind, Form, FoundBy};
use crate::document::{Document, TextRange};
use crate::text::clean::one_line;
use crate::text::grapheme;
use crate::text::scalar::ScalarIndex;

/// An answer with this many invalid lines is rejected.
const LOST: usize = 1000;

/// The maximum length of a name or reason in bytes.
const LONGEST: usize = 1000;

/// An answer that is being read.
#[derive(Debug)]
pub struct Answer<'d> {
    document: &'d Document,
    index: ScalarIndex,
    said: Said,
    /// The engine of the next lines.
    engine: FoundBy,
    /// The engine's name until a line gives another.
    name: String,
    lines: usize,
}

/// The effect of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// More lines will follow.
    More,
    /// The answer is complete; with the number of its document, if the program gave it.
    Done(Option<u64>),
    /// The program could not process this document; the reason on one line.
    Failed(String),
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line {
    Engine(EngineLine),
    Entity(EntityLine),
    Claim(Box<ClaimLine>),
    Done { id: Option<u64> },
    Error { message: String },
}

#[derive(Deserialize)]
struct EngineLine {
    name: String,
    #[serde(default)]
    replaces: Vec<Replaced>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Replaced {
    Entities,
    Claims,
}

#[derive(Clone, Copy, Deserialize)]
struct Span {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct EntityLine {
    kind: String,
    name: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(default)]
    mentions: Vec<Span>,
}

#[derive(Deserialize)]
struct ClaimLine {
    start: usize,
    end: usize,
    speaker: Option<SpeakerField>,
    cue: Option<Span>,
    form: Option<Form>,
    kind: Option<ClaimKind>,
    check_worthiness: Option<f32>,
    #[serde(default)]
    reasons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SpeakerField {
    Name(String),
    Placed {
        name: String,
        start: Option<usize>,
        end: Option<usize>,
    },
}

impl<'d> Answer<'d> {
    /// An answer about `document` from a program called `name` until it names its engine.
    pub fn new(document: &'d Document, name: &str) -> Self {
        Self {
            document,
            index: ScalarIndex::new(document.text()),
            said: Said::default(),
            engine: FoundBy::NONE,
            name: one_line(name),
            lines: 0,
        }
    }

    /// Parses the next line, without its line end.
    pub fn line(&mut self, bytes: &[u8]) -> Heard {
        self.lines += 1;
        if bytes.trim_ascii().is_empty() {
            return Heard::More;
        }
        let taken = match serde_json::from_slice(bytes) {
            Ok(Line::Done { id }) => return Heard::Done(id),
            Ok(Line::Error { message }) => return Heard::Failed(cut(&one_line(&message)).to_owned()),
            Ok(Line::Engine(line)) => self.engine(&line),
            Ok(Line::Entity(line)) => self.entity(&line),
            Ok(Line::Claim(line)) => self.claim(*line),
            Err(error) => Err(one_line(&error.to_string())),
        };
        if let Err(why) = taken {
            self.said.left_out.add(self.lines, &why);
        }
        Heard::More
    }

    /// Records a line that was too long to be read.
    pub fn too_long(&mut self) {
        self.lines += 1;
        self.said.left_out.add(self.lines, "is too long");
    }

    /// The error message for an answer with too many invalid lines.
    pub fn is_lost(&self) -> Option<String> {
        let left_out = &self.said.left_out;
        (left_out.count >= LOST).then(|| left_out.in_words()).flatten()
    }

    /// Everything in the answer.
    pub fn finish(self) -> Said {
        self.said
    }

    fn engine(&mut self, line: &EngineLine) -> Result<(), String> {
        let name = cut(&one_line(&line.name)).to_owned();
        if name.is_empty() {
            return Err("the name of the engine is empty".to_owned());
        }
        self.begin_engine(&name)?;
        self.said.replaces_entities |= line.replaces.contains(&Replaced::Entities);
        self.said.replaces_claims |= line.replaces.contains(&Replaced::Claims);
        Ok(())
    }

    fn begin_engine(&mut self, name: &str) -> Result<(), String> {
        let known = self.said.engines.iter().any(|known| known == name);
        if !known && self.said.engines.len() + 1 >= FoundBy::MOST {
            return Err(format!("more than {} engines", FoundBy::MOST - 1));
        }
        self.engine = FoundBy::engine(engine_number(&mut self.said.engines, name));
        Ok(())
    }

    /// The current engine.
    fn speaking(&mut self) -> FoundBy {
        if self.engine == FoundBy::NONE {
            let name = self.name.clone();
            // There is always room for the first engine.
            let _ = self.begin_engine(&name);
        }
        self.engine
    }

    fn entity(&mut self, line: &EntityLine) -> Result<(), String> {
        let kind = EntityKind::of_label(&line.kind).ok_or_else(|| {
            let known: Vec<&str> = EntityKind::ALL.map(EntityKind::name).into();
            format!(
                "there is no kind of entity '{}'; the kinds are {}",
                cut(&one_line(&line.kind)),
                known.join(", ")
            )
        })?;
        let own = match (line.start, line.end) {
            (Some(start), Some(end)) => Some(Span { start, end }),
            (None, None) => None,
            _ => return Err("`start` and `end` come together".to_owned()),
        };
        let spans: Vec<Span> = own.into_iter().chain(line.mentions.iter().copied()).collect();
        if spans.is_empty() {
            return Err("an entity needs `start` and `end`, or `mentions`".to_owned());
        }
        let ranges: Vec<TextRange> = spans
            .into_iter()
            .map(|span| self.range_in_block(span))
            .collect::<Result<_, _>>()?;
        let name = line.name.as_deref().map(one_line);
        let name = name.map(|name| cut(&name).to_owned()).filter(|n| !n.is_empty());
        let found_by = self.speaking();
        self.said
            .entities
            .extend(ranges.into_iter().map(|range| SaidEntity {
                kind,
                name: name.clone(),
                range,
                found_by,
            }));
        Ok(())
    }

    fn claim(&mut self, line: ClaimLine) -> Result<(), String> {
        let range = self.range(Span {
            start: line.start,
            end: line.end,
        })?;
        let speaker = match line.speaker {
            None => None,
            Some(SpeakerField::Name(name)) => Some((name, None)),
            Some(SpeakerField::Placed { name, start, end }) => {
                let place = match (start, end) {
                    (Some(start), Some(end)) => Some(self.range_in_block(Span { start, end })?),
                    _ => None,
                };
                Some((name, place))
            }
        };
        let speaker = speaker
            .map(|(name, place)| (cut(&one_line(&name)).to_owned(), place))
            .filter(|(name, _)| !name.is_empty());
        let worth = line.check_worthiness;
        if worth.is_some_and(|w| !(0.0..=1.0).contains(&w)) {
            return Err("`check_worthiness` is not between 0 and 1".to_owned());
        }
        let cue = line.cue.map(|cue| self.range_in_block(cue)).transpose()?;
        let reasons = line.reasons.iter().map(|r| cut(&one_line(r)).to_owned());
        let claim = SaidClaim {
            range,
            speaker,
            cue,
            form: line.form,
            kind: line.kind,
            check_worthiness: worth,
            reasons: reasons.filter(|r| !r.is_empty()).collect(),
            found_by: self.speaking(),
        };
        self.said.claims.push(claim);
        Ok(())
    }

    /// The byte range of a span, without white space at its ends.
    fn range(&self, span: Span) -> Result<TextRange, String> {
        let Span { start, end } = span;
        let text = self.document.text();
        if start >= end {
            return Err(format!("the span {start} to {end} is empty"));
        }
        if end > self.index.len() {
            let all = self.index.len();
            return Err(format!(
                "the span {start} to {end} ends behind the text, which has {all} characters"
            ));
        }
        let range = TextRange::new(self.index.byte(text, start), self.index.byte(text, end));
        if !grapheme::is_border(text, range.start) || !grapheme::is_border(text, range.end) {
            return Err(format!(
                "the span {start} to {end} cuts through a character that is made of several"
            ));
        }
        let trimmed = range.trimmed(text);
        if trimmed.is_empty() {
            return Err(format!("the span {start} to {end} holds nothing but white space"));
        }
        Ok(trimmed)
    }

    /// [`Answer::range`] of a span that must be inside one block.
    fn range_in_block(&self, span: Span) -> Result<TextRange, String> {
        let range = self.range(span)?;
        let block = self.document.block_at(range.start);
        let block = block.and_then(|i| self.document.blocks().get(i));
        if block.is_some_and(|b| b.range.covers(range)) {
            return Ok(range);
        }
        Err(format!(
            "the span {} to {} runs from one paragraph into another",
            span.start, span.end
        ))
    }
}

/// Truncates long text.
fn cut(text: &str) -> &str {
    let end = grapheme::floor(text, LONGEST.min(text.len()));
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};

    fn document() -> Document {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "Zoë’s 👩‍👩‍👧 ferry");
        b.block(BlockKind::Paragraph, "Ana Ruiz said it pays.");
        b.finish()
    }

    /// The span of `words` in scalar values.
    fn span(document: &Document, words: &str) -> (usize, usize) {
        let at = document.text().find(words).unwrap();
        let start = document.text()[..at].chars().count();
        (start, start + words.chars().count())
    }

    #[test]
    fn entities_and_claims_are_taken_with_their_engine() {
        let document = document();
        let mut answer = Answer::new(&document, "prog\u{1b}[31m.py");
        let (s, e) = span(&document, "Ana Ruiz");
        let (cs, ce) = span(&document, "it pays");
        assert_eq!(
            answer
                .line(format!(r#"{{"type":"entity","kind":"PER","start":{s},"end":{}}}"#, e + 1).as_bytes()),
            Heard::More
        );
        answer.line(br#"{"type":"engine","name":"Big\u001b[2J model"}"#);
        answer.line(
            format!(
                r#"{{"type":"claim","start":{cs},"end":{ce},"speaker":{{"name":"Ana Ruiz","start":{s},"end":{e}}},"form":"indirect","check_worthiness":0.5,"reasons":["money"],"more":1}}"#
            )
            .as_bytes(),
        );
        assert_eq!(answer.line(br#"{"type":"done","id":4}"#), Heard::Done(Some(4)));
        let said = answer.finish();
        assert_eq!(said.left_out, super::super::LeftOut::default());
        assert_eq!(said.engines, ["prog.py", "Big model"]);
        let names = |range: TextRange| document.slice(range).to_owned();
        assert_eq!(
            names(said.entities[0].range),
            "Ana Ruiz",
            "a blank at the end is cut off"
        );
        assert_eq!(said.entities[0].found_by, FoundBy::engine(1));
        let claim = &said.claims[0];
        assert_eq!(
            (names(claim.range).as_str(), claim.found_by),
            ("it pays", FoundBy::engine(2))
        );
        let (name, place) = claim.speaker.clone().unwrap();
        assert_eq!(
            (name.as_str(), names(place.unwrap()).as_str()),
            ("Ana Ruiz", "Ana Ruiz")
        );
    }

    #[test]
    fn what_cannot_be_taken_is_counted_and_named() {
        let document = document();
        let mut answer = Answer::new(&document, "p");
        let (family, _) = span(&document, "👩‍👩‍👧");
        let (paragraph, _) = span(&document, "Ana");
        let wrong = [
            "no json".to_owned(),
            r#"{"type":"entity","kind":"person","start":0,"end":9999}"#.to_owned(),
            format!(
                r#"{{"type":"entity","kind":"person","start":{family},"end":{}}}"#,
                family + 2
            ),
            r#"{"type":"entity","kind":"vegetable","start":0,"end":3}"#.to_owned(),
            r#"{"type":"entity","kind":"person","start":3,"end":3}"#.to_owned(),
            format!(
                r#"{{"type":"entity","kind":"person","start":0,"end":{}}}"#,
                paragraph + 3
            ),
            r#"{"type":"entity","kind":"person"}"#.to_owned(),
            r#"{"type":"claim","start":0,"end":3,"check_worthiness":7}"#.to_owned(),
            r#"{"type":"nothing"}"#.to_owned(),
            r#"{"type":"entity","kind":"person","start":-1,"end":3}"#.to_owned(),
        ];
        for line in &wrong {
            assert_eq!(answer.line(line.as_bytes()), Heard::More, "{line}");
        }
        answer.too_long();
        let said = answer.finish();
        assert!(said.entities.is_empty() && said.claims.is_empty());
        assert_eq!(said.left_out.count, wrong.len() + 1);
        let words = said.left_out.in_words().unwrap();
        assert!(
            words.starts_with("11 lines of the answer were left out: line 1: "),
            "{words}"
        );
        for named in [
            "ends behind the text",
            "cuts through a character",
            "'vegetable'",
            "and 6 more",
        ] {
            assert!(words.contains(named), "{named} in {words}");
        }
    }
}
