//! Attribution: finds statements with their speakers and cues, in quotation marks and in reported speech.
//!
//! Invariants: a claim's range contains neither its cue nor its speaker (except words that interrupt a quotation) and lies inside one
//! block, unless it is a quotation over several; claims are ordered by start; no two have the same range.

mod according;
mod addressee;
mod alone;
mod content;
mod cue;
mod descriptions;
mod frame;
mod gender;
mod grammar;
mod headline;
mod joined;
mod joint;
mod nouns;
mod other_languages;
mod passive;
mod plain;
mod quotation;
mod signed;
mod speaker;
mod speech_acts;
mod turns;
mod uncued_quotes;
mod unit;
mod view;

use crate::analysis::checkworthiness::FeatureLayer;
use crate::analysis::constructions::{Construction, Constructions};
use crate::analysis::syntax::Model;
use crate::analysis::token::Token;
use crate::analysis::{Claim, Entity, EntityKind, Form, FoundBy, Reason, Speaker, checkworthiness};
use crate::document::{BlockKind, Document, TextRange};
use std::ops::Range;

use frame::{Frame, Shape};
use quotation::Quotation;
use speaker::Speakers;
use turns::{SpokenTurn, turn_at};
use unit::Unit;
use view::View;

/// How many consecutive sentences may continue with the speaker of a preceding quotation.
const CONTINUED: usize = 5;

/// The claims of a document: attributed statements, and the author's own checkable sentences.
pub fn claims(document: &Document, tokens: &[Token], entities: &[Entity]) -> Vec<Claim> {
    claims_with(document, tokens, entities, Model::shipped())
}

/// Like [`claims`], with the given model of grammar; without one, only word order is used.
pub fn claims_with(
    document: &Document,
    tokens: &[Token],
    entities: &[Entity],
    model: Option<&Model<'_>>,
) -> Vec<Claim> {
    claims_using(document, tokens, entities, model, &Constructions::all())
}

/// Like [`claims_with`], with only those constructions; notes the constructions of each claim.
pub(super) fn claims_using(
    document: &Document,
    tokens: &[Token],
    entities: &[Entity],
    model: Option<&Model<'_>>,
    constructions: &Constructions,
) -> Vec<Claim> {
    let text = view::running(document, tokens);
    let view = View::new(document, &text, tokens, entities, constructions);
    let blocks = unit::blocks(&view);
    let ranges: Vec<_> = blocks.iter().map(|(_, r)| r.clone()).collect();
    let quotations = quotation::quotations(&view, &ranges);
    let turns = if view.uses(Construction::DialogueTurn) {
        turns::turns(&view, &blocks)
    } else {
        Vec::new()
    };
    let features = FeatureLayer::new(document.text(), tokens);
    let mut reader = Reader {
        view: &view,
        features: &features,
        quotations: &quotations,
        turns: &turns,
        model,
        other: crate::analysis::entities::language_code(document, tokens)
            .as_deref()
            .and_then(other_languages::Grammar::of),
        speakers: Speakers::new(&view),
        run: 0,
        last_block: 0,
        pending: None,
        before: None,
        plain: Vec::new(),
        out: Vec::new(),
    };
    let units = unit::units(&view, &blocks, &quotations, &turns);
    for (i, unit) in units.iter().enumerate() {
        reader.read(unit, units.get(i + 1));
    }
    let mut found = reader.out;
    joined::join(&view, &quotations, &mut found);
    let mut out: Vec<Found> = found
        .into_iter()
        .filter_map(|mut found| {
            let Found { claim, guess, by } = &mut found;
            if claim.speaker.is_none() && claim.cue.is_none() {
                claim.speaker = Some(guess.take()?);
                by.speaker = Construction::NearbySpeaker;
            }
            checkworthiness::judge(features.within(view.tokens_in(claim.range)), claim);
            Some(found)
        })
        .collect();
    let own = plain::best(reader.plain, tokens.len()).into_iter();
    out.extend(own.map(|claim| Found {
        claim,
        guess: None,
        by: By {
            statement: Construction::OwnSentence,
            speaker: Construction::WordsThemselves,
        },
    }));
    out.sort_by_key(|f| (f.claim.range.start, f.claim.range.end));
    out.dedup_by_key(|f| f.claim.range);
    for Found { claim, by, guess: _ } in &out {
        constructions.note(by.statement, claim.range);
        if claim.speaker.is_some() {
            constructions.note(by.speaker, claim.range);
        }
    }
    out.into_iter().map(|found| found.claim).collect()
}

/// The constructions that found a statement and its speaker.
#[derive(Clone, Copy, Debug)]
struct By {
    statement: Construction,
    /// Without a meaning if there is no speaker.
    speaker: Construction,
}

/// A speaker, and the construction that resolved it.
type Resolved = (Speaker, Construction);

/// A statement, and its possible speaker if the text does not name one.
#[derive(Debug)]
struct Found {
    claim: Claim,
    guess: Option<Speaker>,
    by: By,
}

struct Reader<'v, 'a> {
    view: &'v View<'a>,
    features: &'v FeatureLayer<'a>,
    quotations: &'v [Quotation],
    turns: &'v [SpokenTurn],
    model: Option<&'v Model<'v>>,
    /// How statements are found if the text is in another language.
    other: Option<other_languages::Grammar>,
    speakers: Speakers<'v, 'a>,
    /// How many sentences have continued with a quotation's speaker; 0 if the last unit had none.
    run: usize,
    last_block: usize,
    /// The announced speaker, if the last unit ended with a colon.
    pending: Option<Range<usize>>,
    /// The last unit's block and tokens.
    before: Option<(usize, Range<usize>)>,
    /// The author's own sentences that may be suggested.
    plain: Vec<Claim>,
    out: Vec<Found>,
}

impl Reader<'_, '_> {
    fn read(&mut self, unit: &Unit, next: Option<&Unit>) {
        let frames = match (self.other, self.model) {
            (Some(grammar), _) => other_languages::frames(self.view, unit, self.quotations, grammar),
            (None, Some(model)) => grammar::frames(self.view, unit, self.quotations, model),
            (None, None) => frame::frames(self.view, unit, self.quotations),
        };
        let pending = self.pending.take();
        if let Some(turn) = turn_at(self.turns, unit.tokens.start) {
            self.spoken(unit, turn, &frames);
        } else if let Some((speaker, content)) = headline::colon(self.view, unit)
            .filter(|_| frames.is_empty() && self.view.uses(Construction::HeadlineColon))
        {
            let form = self.form(unit, &content, None);
            let speaker = self.speakers.resolve(&speaker);
            self.push(
                &content,
                Some(speaker),
                None,
                form,
                "a colon sets speaker and statement apart".into(),
                Construction::HeadlineColon,
            );
        } else if let Some((speaker, content)) = signed::signed(self.view, unit, next, self.quotations)
            .filter(|_| frames.is_empty() && self.view.uses(Construction::Signature))
        {
            let speaker = self.speakers.resolve(&speaker);
            let reason = "a dash signs the quotation".into();
            self.push(
                &content,
                Some(speaker),
                None,
                Form::Direct,
                reason,
                Construction::Signature,
            );
            self.run = 0;
        } else if frames.is_empty() {
            let quoted = self.continuation(unit, pending);
            if !quoted {
                self.pending = self.announces(unit);
                if self.view.uses(Construction::OwnSentence) {
                    plain::candidates(self.view, unit, self.quotations, self.features, &mut self.plain);
                }
            }
        } else {
            for frame in &frames {
                self.statement(unit, frame);
            }
            self.run = usize::from(!unit.quotations.is_empty());
        }
        for sentence in &unit.sentences {
            if !frame::quoted(unit, self.quotations, sentence.start) {
                self.speakers.note_topic(sentence);
            }
        }
        self.last_block = unit.block;
        self.before = Some((unit.block, unit.tokens.clone()));
    }

    /// Handles a unit of a dialogue: takes what its speaker reports of others, or otherwise what the speaker says, unless that is a
    /// question.
    fn spoken(&mut self, unit: &Unit, turn: &SpokenTurn, frames: &[Frame]) {
        for sentence in &unit.sentences {
            let held =
                |f: &&Frame| f.cue.start < sentence.end && sentence.start < f.cue.end.max(f.content.end);
            let statement = turns::is_statement(self.view, sentence);
            let mut reported = frames.iter().filter(held).peekable();
            if statement && reported.peek().is_some() {
                reported.for_each(|frame| self.statement(unit, frame));
            } else if statement && !turn.asks {
                let reason = "said in a turn of the dialogue".into();
                let named = self.view.uses(Construction::TurnSpeaker);
                let speaker = turn.speaker.clone().filter(|_| named);
                let speaker = speaker.map(|s| (s, Construction::TurnSpeaker));
                self.push(
                    sentence,
                    speaker,
                    None,
                    Form::Direct,
                    reason,
                    Construction::DialogueTurn,
                );
            }
        }
        self.run = 0;
    }

    /// The announced speaker: the subject of a verb of speech in a unit that ends with a colon or comma, or the first subject of a unit
    /// that ends with a colon.
    fn announces(&self, unit: &Unit) -> Option<Range<usize>> {
        let last = unit.tokens.end.checked_sub(1)?;
        let colon = self.view.word(last) == ":";
        if !colon && self.view.word(last) != "," {
            return None;
        }
        let verb = unit.tokens.clone().rfind(|&i| self.view.cue(i).is_some());
        let outside = |i: usize| frame::quoted(unit, self.quotations, i);
        let subject = verb.and_then(|v| frame::subject_before(self.view, unit, &outside, v));
        subject.or_else(|| self.opener(&unit.tokens, 3).filter(|_| colon))
    }

    /// The person at the start of the preceding unit, if the quotation of `unit` directly follows it.
    fn topic(&self, unit: &Unit) -> Option<Range<usize>> {
        let (block, tokens) = self.before.clone()?;
        if unit.block > block + 1 {
            return None;
        }
        let someone = |i: usize| {
            let word = cue::pronoun(&self.view.lower(i));
            matches!(word, Some(cue::Pronoun::He | cue::Pronoun::She))
        };
        // 'He paused.', 'Asked whether they would rebuild, he shrugged.'
        let turns = |i: &usize| *i == tokens.start || self.view.word(i - 1) == ",";
        if let Some(i) = tokens.clone().filter(turns).find(|i| someone(*i)) {
            return Some(i..i + 1);
        }
        // 'One old member, who had watched it all, put it more simply.'
        let one = matches!(
            self.view.word(tokens.start),
            "One" | "A" | "An" | "The" | "Another" | "Her" | "His"
        );
        let noun = (tokens.start + 1..tokens.end.min(tokens.start + 5))
            .take_while(|i| self.view.word(*i) != ",")
            .find(|i| cue::is_person(self.view.word(*i)));
        if let Some(noun) = noun.filter(|_| one) {
            return Some(tokens.start..noun + 1);
        }
        let (first, e) = self.view.mentions_in(self.view.range(&tokens)).next()?;
        let person = self.view.entities[e].kind == EntityKind::Person;
        self.opener(&tokens, 3).filter(|_| person && !first.is_empty())
    }

    /// The name at the start of `tokens`, after at most `lead` other tokens.
    fn opener(&self, tokens: &Range<usize>, lead: usize) -> Option<Range<usize>> {
        let range = self.view.range(tokens);
        let (mention, e) = self.view.mentions_in(range).next()?;
        let speaks = matches!(
            self.view.entities[e].kind,
            EntityKind::Person | EntityKind::Organization | EntityKind::Group
        );
        let before = self.view.tokens_in(TextRange::new(range.start, mention.start));
        (speaks && before.len() <= lead).then(|| self.view.tokens_in(mention))
    }

    fn statement(&mut self, unit: &Unit, frame: &Frame) {
        let speaker = match &frame.subject {
            Some(subject) => Some(self.speakers.resolve(subject)),
            None if frame.shape == Shape::Impersonal => None,
            None => self.speakers.last(),
        };
        let form = self.form(unit, &frame.content, Some(frame.cue.start));
        let cue = Some(self.view.range(&frame.cue))
            .filter(|c| c.slice(self.view.text).starts_with(char::is_alphanumeric));
        let word = cue.map_or("", |c| c.slice(self.view.text));
        let subject = frame
            .subject
            .as_ref()
            .map_or("", |s| self.view.range(s).slice(self.view.text));
        let pronoun = frame
            .subject
            .as_ref()
            .is_some_and(|s| s.len() == 1 && cue::pronoun(&self.view.lower(s.start)).is_some());
        let reason: Reason = match frame.shape {
            _ if frame.denies => format!("“{word}”: the speaker denies it").into(),
            Shape::ThatClause => format!("“{word}” with a that-clause").into(),
            Shape::Clause => format!("“{word}” with a clause").into(),
            Shape::Promise => format!("“{word} to”: what the speaker is to be held to").into(),
            Shape::Warning => format!("“{word} of”: what the speaker expects").into(),
            Shape::Forecast => format!("“{word}”: what the speaker thinks will come").into(),
            Shape::Figure => format!("“{word}”: a figure that the source gives").into(),
            Shape::DenialOrAdmission => format!("“{word}”: the speaker owns to it").into(),
            Shape::Passive => format!("“{word} by” names the source").into(),
            Shape::Impersonal => format!("“it … {word}”: no source is named").into(),
            _ if pronoun => format!(
                "“{subject} {word}” goes on from {}",
                speaker.as_ref().map_or("before", |(s, _)| &s.name)
            )
            .into(),
            Shape::Trailing => format!("“{subject} {word}” behind the statement").into(),
            Shape::According => "“according to” names the source".into(),
            Shape::Quoted if word.is_empty() => "quotation marks beside the speaker".into(),
            Shape::Quoted => format!("quotation marks beside “{word}”").into(),
        };
        self.push(&frame.content, speaker, cue, form, reason, frame.by);
    }

    /// A unit without its own cue, completely in quotation marks: its speaker is the announced one, the last one, or the topic.
    fn continuation(&mut self, unit: &Unit, pending: Option<Range<usize>>) -> bool {
        let quotations = &self.quotations[unit.quotations.clone()];
        let near = unit.block <= self.last_block + 1;
        let pending = pending.filter(|_| near);
        let goes_on = near && self.run > 0 && self.run <= CONTINUED;
        let quotes = !quotations.is_empty() || matches!(unit.kind, BlockKind::Quote);
        let topic = quotes.then(|| self.topic(unit)).flatten();
        // 'She looked at the closed door. “Ask him.”'
        let beside = topic.is_some() && self.before.as_ref().is_some_and(|b| b.0 == unit.block);
        let least = if pending.is_some() || goes_on || beside {
            1
        } else {
            3
        };
        let whole = quotations.first().filter(|q| {
            let outside = unit.tokens.clone().filter(|&i| {
                (i < q.open || i > q.close) && self.view.word(i).starts_with(char::is_alphanumeric)
            });
            outside.count() == 0 && (q.continues || self.view.words(&q.tokens()) >= least)
        });
        let block = matches!(unit.kind, BlockKind::Quote).then(|| unit.tokens.clone());
        let Some(content) = whole.map(Quotation::tokens).or(block) else {
            self.run = 0;
            return false;
        };
        let continues = whole.is_some_and(|q| q.continues);
        let (speaker, reason, by): (_, Reason, _) = if continues {
            // The speaker of the part before; see `joined`.
            (
                None,
                "quotation that goes on from the paragraph before".into(),
                Construction::ContinuedParagraph,
            )
        } else if let Some(subject) = pending {
            (
                Some(self.speakers.resolve(&subject)),
                "quotation that the sentence before announces".into(),
                Construction::Announced,
            )
        } else if goes_on {
            (
                self.speakers.last(),
                "quotation that goes on from the one before".into(),
                Construction::ContinuedQuotation,
            )
        } else if let Some(subject) = topic {
            (
                Some(self.speakers.resolve(&subject)),
                "quotation behind a sentence about the speaker".into(),
                Construction::TopicQuotation,
            )
        } else {
            (
                None,
                "quotation by itself: a guess at whoever was last near it".into(),
                Construction::LoneQuotation,
            )
        };
        if !self.view.uses(by) {
            self.run = 0;
            return false;
        }
        let guess = speaker
            .is_none()
            .then(|| self.speakers.nearby(content.start))
            .flatten();
        // Without a speaker, a quotation is attributed only if it is a sentence.
        let sentence = matches!(
            self.view.word(content.end.saturating_sub(2)),
            "." | "!" | "?" | "…" | "..." | "。" | "！" | "？"
        ) || continues
            || self.goes_on_below(&content);
        if speaker.is_none() && !(sentence && guess.is_some()) {
            self.run = 0;
            return whole.is_some();
        }
        self.run += usize::from(!continues || self.run == 0);
        self.push(&content, speaker, None, Form::Direct, reason, by);
        if let Some(found) = self.out.last_mut() {
            found.guess = guess;
        }
        true
    }

    /// Whether the quotation at the end of `content` continues in the next paragraph.
    fn goes_on_below(&self, content: &Range<usize>) -> bool {
        let next = self.quotations.partition_point(|q| q.open < content.end);
        self.quotations.get(next).is_some_and(|q| q.continues)
    }

    fn form(&self, unit: &Unit, content: &Range<usize>, cue: Option<usize>) -> Form {
        let inside = quotation::touching(&self.quotations[unit.quotations.clone()], content);
        if inside.is_empty() {
            return Form::Indirect;
        }
        // A quotation interrupted by its attribution is still direct.
        let broken = cue.filter(|c| content.contains(c)).map(|c| {
            let from = inside.iter().rfind(|q| q.close < c).map_or(c, |q| q.close);
            let to = inside.iter().find(|q| q.open > c).map_or(c, |q| q.open);
            from..to
        });
        let outside = content
            .clone()
            .filter(|&i| {
                quotation::around(inside, i).is_none()
                    && !broken.as_ref().is_some_and(|b| b.contains(&i))
                    && self.view.word(i).starts_with(char::is_alphanumeric)
            })
            .count();
        if outside == 0 { Form::Direct } else { Form::Mixed }
    }

    fn push(
        &mut self,
        content: &Range<usize>,
        speaker: Option<Resolved>,
        cue: Option<TextRange>,
        form: Form,
        reason: Reason,
        statement: Construction,
    ) {
        let range = self.trim(content);
        if range.is_empty() {
            return;
        }
        let (speaker, resolved) = speaker.unzip();
        let by = By {
            statement,
            speaker: resolved.unwrap_or(Construction::WordsThemselves),
        };
        let claim = Claim {
            range,
            speaker,
            cue,
            form,
            kind: crate::analysis::ClaimKind::Other,
            check_worthiness: 0.0,
            reasons: vec![reason],
            found_by: FoundBy::OWN,
        };
        self.out.push(Found {
            claim,
            guess: None,
            by,
        });
    }

    /// The start of the text after a dateline at `start`: 'LILONGWE, Oct 9 (Reuters) - The opposition'.
    fn behind_dateline(&self, start: usize) -> Option<usize> {
        let view = self.view;
        let first = view.word(start);
        let shouts = first.chars().count() > 2 && first.chars().all(char::is_uppercase);
        if !shouts || !view.before(start, 0)?.is_empty() {
            return None;
        }
        let dash = (start + 1..start + 16).find(|&i| {
            matches!(view.word(i), "-" | "—" | "–" | "--")
                && view.tokens[i].spaced
                && view.tokens.get(i + 1).is_some_and(|t| t.spaced)
        })?;
        let place = (start..dash).all(|i| {
            let word = view.word(i);
            !word.starts_with(char::is_lowercase) || word.len() < 4
        });
        place.then_some(dash + 1)
    }

    /// The content without a preceding dateline, and without commas, conjunctions and full stops at its ends; quotation marks are kept.
    fn trim(&self, content: &Range<usize>) -> TextRange {
        let mut content = content.clone();
        if let Some(start) = self
            .behind_dateline(content.start)
            .filter(|s| *s + 1 < content.end)
        {
            content.start = start;
        }
        while content.start < content.end
            && matches!(
                self.view.word(content.start),
                "," | ":" | ";" | "." | "—" | "–" | "--"
            )
        {
            content.start += 1;
        }
        // 'CONCERN: …': a label before a headline.
        let word = self.view.word(content.start);
        let label = word.len() > 2
            && word.chars().all(char::is_uppercase)
            && self.view.word(content.start + 1) == ":";
        if label && content.len() > 3 {
            content.start += 2;
        }
        // 'However, its proposal': a connective is not part of the content.
        let opener = matches!(
            self.view.word(content.start),
            "However" | "But" | "And" | "Meanwhile" | "Moreover" | "Furthermore" | "Also"
        );
        if opener && content.len() > 3 {
            content.start += 1 + usize::from(self.view.word(content.start + 1) == ",");
        }
        while content.end > content.start
            && matches!(
                self.view.word(content.end - 1),
                "," | ";" | ":" | "." | "—" | "–" | "--"
            )
        {
            content.end -= 1;
        }
        self.view.range(&content)
    }
}

#[cfg(test)]
mod tests;
