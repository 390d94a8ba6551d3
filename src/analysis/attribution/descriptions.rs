//! Resolves descriptions: 'the mayor' to the person in office, 'the bank' to the only bank; and finds the topic of a sentence, for the
//! pronouns after it.
//!
//! Invariant: if two could be meant, neither is chosen.

use std::ops::Range;

use super::cue::{is_body, is_person};
use super::gender::{Gender, by_noun};
use super::speaker::{Antecedent, NEAR, Speakers, phrase};
use crate::analysis::{Entity, EntityKind};
use crate::document::TextRange;
use crate::lexicon::WordClass;

impl Speakers<'_, '_> {
    /// Records the topic at the start of the sentence `tokens`: a person's name, or a noun for one person.
    pub(super) fn note_topic(&mut self, tokens: &Range<usize>) {
        let view = self.view;
        let opens = |i: usize| {
            matches!(
                &*view.lower(i),
                "the"
                    | "a"
                    | "an"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "but"
                    | "and"
                    | "then"
                    | ","
                    | "one"
                    | "another"
            )
        };
        let start = tokens
            .clone()
            .take(3)
            .find(|&i| !opens(i))
            .unwrap_or(tokens.start);
        let range = TextRange::new(view.range(&(start..start + 1)).start, view.range(tokens).end);
        let named = view.mentions_in(range).next();
        if let Some((mention, e)) = named
            && view.entities[e].kind == EntityKind::Person
            && view.tokens_in(TextRange::new(range.start, mention.start)).len() <= 3
        {
            self.add_topic(Antecedent {
                range: Some(mention),
                ..self.of_entity(e)
            });
            return;
        }
        let noun = (start..tokens.end.min(start + 3)).find(|&i| is_person(view.word(i)));
        let ends = |i: usize| !matches!(view.word(i + 1), "'s" | "’s" | "'" | "’" | "of");
        if let Some(noun) = noun.filter(|&n| n > tokens.start && ends(n)) {
            let subject = tokens.start..noun + 1;
            let word = view.lower(noun);
            let antecedent = self.described(&subject, &word).unwrap_or_else(|| Antecedent {
                name: phrase(view, &subject),
                gender: by_noun(&word),
                someone: true,
                ..Antecedent::default()
            });
            self.add_topic(Antecedent {
                range: Some(view.range(&subject)),
                ..antecedent
            });
        }
    }

    /// The referent of 'the mayor', 'the ministry' or 'the company', if only one named entity can be meant.
    pub(super) fn described(&self, subject: &Range<usize>, noun: &str) -> Option<Antecedent> {
        let view = self.view;
        if subject.len() != 2 || !view.word(subject.start).eq_ignore_ascii_case("the") {
            return None;
        }
        if is_person(noun) {
            let office = self.offices.get(noun).filter(|o| o.at < subject.start)?;
            let sure = office.other.is_none_or(|other| other >= subject.start);
            return sure.then(|| self.of_entity(office.entity));
        }
        if !is_body(noun) {
            return None;
        }
        let near = view.before(
            subject.start,
            if WordClass::PlainBodyNoun.has(noun) { 1 } else { 3 },
        )?;
        let mut fitting: Vec<usize> = view
            .mentions_in(near)
            .rev()
            .take(NEAR)
            .map(|(_, e)| e)
            .filter(|&e| {
                let entity = &view.entities[e];
                entity.kind == EntityKind::Organization
                    && if WordClass::PlainBodyNoun.has(noun) {
                        is_company(&entity.name)
                    } else {
                        entity.name.to_lowercase().split(' ').any(|w| w == noun)
                    }
            })
            .collect();
        fitting.sort_unstable();
        fitting.dedup();
        match fitting.as_slice() {
            [e] => Some(self.of_entity(*e)),
            _ => None,
        }
    }

    /// The publisher of the document whose noun phrase ends before token `end`: 'The ministry published a report'.
    pub(super) fn publisher(&self, end: usize) -> Option<usize> {
        let view = self.view;
        let article = end.checked_sub(1)?;
        if !matches!(
            view.word(article),
            "a" | "an" | "its" | "the" | "this" | "another"
        ) {
            return None;
        }
        let verb = article.checked_sub(1)?;
        let published = matches!(
            view.word(verb),
            "published"
                | "released"
                | "issued"
                | "presented"
                | "filed"
                | "produced"
                | "wrote"
                | "unveiled"
                | "publishes"
        );
        let at = view.tokens.get(verb)?.range.start;
        let m = view.mentions.partition_point(|m| m.0.end < at);
        let (range, e) = *view.mentions.get(m.checked_sub(1)?)?;
        let between = view.tokens_in(TextRange::new(range.end, at));
        let near = between
            .clone()
            .all(|i| matches!(view.word(i), "has" | "had" | "have" | "also" | "then" | "later"));
        let may = matches!(
            view.entities[e].kind,
            EntityKind::Organization | EntityKind::Person
        );
        (published && near && may).then_some(e)
    }

    /// The holder of the office at token `i`: 'Mayor Ana Duarte', 'the mayor, Ana Duarte', 'Ana Duarte, the mayor', 'Ana Duarte is the
    /// mayor'.
    pub(super) fn holder(&self, i: usize) -> Option<usize> {
        let view = self.view;
        let person = |&(_, e): &(TextRange, usize)| view.entities[e].kind == EntityKind::Person;
        let next = i + 1 + usize::from(view.word(i + 1) == ",");
        let at = view.tokens.get(next)?.range.start;
        let m = view.mentions.partition_point(|m| m.0.start < at);
        let behind = view.mentions.get(m).filter(|m| m.0.start == at && person(m));
        if let Some(&(_, e)) = behind {
            return Some(e);
        }
        // 'Ana Duarte is the mayor', 'Ana Duarte, 54, was a farmer'
        let article = (i.saturating_sub(3)..i).rfind(|&k| matches!(view.word(k), "the" | "a" | "an" | "its"));
        let is = article.and_then(|k| k.checked_sub(1));
        if let Some(is) = is.filter(|&k| matches!(view.word(k), "is" | "was" | "became" | "remains")) {
            let at = view.tokens.get(is)?.range.start;
            let m = view.mentions.partition_point(|m| m.0.end < at);
            let named = m
                .checked_sub(1)
                .and_then(|m| view.mentions.get(m))
                .filter(|m| person(m));
            if let Some(&(range, e)) = named
                && view.tokens_in(TextRange::new(range.end, at)).is_empty()
            {
                return Some(e);
            }
        }
        // Back over 'the town's' to the comma.
        let comma = (i.saturating_sub(4)..i).rfind(|&k| view.word(k) == ",")?;
        let opens = matches!(
            view.word(comma + 1),
            "the" | "a" | "an" | "its" | "their" | "his" | "her"
        ) || comma + 1 == i;
        let end = view.tokens.get(comma)?.range.start;
        let m = view.mentions.partition_point(|m| m.0.end <= end);
        let (range, e) = *view.mentions.get(m.checked_sub(1)?)?;
        (opens && range.end == end && person(&(range, e))).then_some(e)
    }

    /// The gender implied by a title before a mention of `entity`: 'Mrs. Lund'.
    pub(super) fn titled(&self, entity: &Entity) -> Option<Gender> {
        if entity.kind != EntityKind::Person {
            return None;
        }
        let view = self.view;
        let title = |range: TextRange| {
            let tokens = view.tokens_in(range);
            let before = tokens.start.checked_sub(1).unwrap_or(usize::MAX);
            // 'his wife, Ruth Anand'
            let kin = || {
                let noun = before.checked_sub(1).filter(|_| view.word(before) == ",")?;
                let owner = noun.checked_sub(1).map(|i| view.lower(i))?;
                let owned = matches!(&*owner, "his" | "her" | "their" | "'s" | "’s");
                by_noun(&view.lower(noun)).filter(|_| owned)
            };
            // 'Oskar Brandvold, a fisherman,'
            let trade = || {
                let article = tokens.end + 1;
                let opens = view.word(tokens.end) == ","
                    && matches!(view.word(article), "a" | "an" | "the" | "her" | "his");
                let noun = (article + 1..article + 4)
                    .find(|&i| view.word(i + 1) == "," || view.word(i + 1) == ".")?;
                by_noun(&view.lower(noun)).filter(|_| opens)
            };
            by_noun(&view.lower(before)).or_else(kin).or_else(trade)
        };
        entity.mentions.iter().take(8).find_map(|m| title(m.range))
    }
}

/// Whether a name has the ending of a company's name.
fn is_company(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default().trim_end_matches('.');
    WordClass::CompanyWord.has(last)
}
