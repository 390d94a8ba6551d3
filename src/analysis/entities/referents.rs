//! Whom a pronoun or a description stands for: 'he', 'it', 'the company'.
//!
//! By agreement and recency: among the people (or organisations) named in the same sentence before the pronoun and in the
//! few sentences before, the subject of the last sentence first. Where two fit and nothing tells them apart, nobody is
//! named: a wrong answer is worse than none.

use std::ops::Range;

use super::gazetteer::{Bearer, Gazetteer, key};
use super::words::Words;
use crate::analysis::token::Token;
use crate::analysis::{Entity, EntityKind};
use crate::document::{Document, TextRange};

/// How many sentences a pronoun looks back.
const REACH: usize = 4;

/// The entities of a document, laid out for looking back.
#[derive(Debug)]
pub struct Referents<'a> {
    words: Words<'a>,
    entities: &'a [Entity],
    /// Mentions in order: token span, entity.
    mentions: Vec<(Range<usize>, usize)>,
    sentences: Vec<Range<usize>>,
    gender: Vec<Gender>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Man,
    Woman,
    Unknown,
}

impl<'a> Referents<'a> {
    /// Lays out `entities` of `document`, whose tokens are `tokens`.
    pub fn new(document: &'a Document, tokens: &'a [Token], entities: &'a [Entity]) -> Self {
        let words = Words {
            text: document.text(),
            tokens,
        };
        let mut mentions: Vec<(Range<usize>, usize)> = Vec::new();
        for (e, entity) in entities.iter().enumerate() {
            for mention in &entity.mentions {
                let start = tokens.partition_point(|t| t.range.end <= mention.range.start);
                let end = tokens.partition_point(|t| t.range.start < mention.range.end);
                mentions.push((start..end, e));
            }
        }
        mentions.sort_by_key(|m| m.0.start);
        let gazetteer = super::trained::built_in_gazetteer();
        let gender = entities
            .iter()
            .enumerate()
            .map(|(e, entity)| gender(words, entity, e, &mentions, gazetteer))
            .collect();
        Self {
            words,
            entities,
            mentions,
            sentences: super::sentence_spans(document, tokens),
            gender,
        }
    }

    /// The entity that the word or words at `range` stand for: a third-person pronoun, or a description such as 'the
    /// company'; `None` for anything else and where it is not certain.
    pub fn resolve(&self, range: TextRange) -> Option<usize> {
        let start = self.words.tokens.partition_point(|t| t.range.end <= range.start);
        let end = self.words.tokens.partition_point(|t| t.range.start < range.end);
        let last = self.words.get(end.checked_sub(1)?).to_lowercase();
        if end - start == 1 {
            return match last.as_str() {
                "he" | "him" | "his" | "himself" => self.person(start, Gender::Man),
                "she" | "her" | "hers" | "herself" => self.person(start, Gender::Woman),
                "it" | "its" | "itself" => self.organization(start, None),
                _ => None,
            };
        }
        if !self.words.get(start).eq_ignore_ascii_case("the") || end - start > 3 {
            return None;
        }
        let nouns: &[&str] = match last.as_str() {
            "company" | "firm" | "carmaker" | "automaker" | "retailer" | "airline" | "maker"
            | "manufacturer" | "corporation" => COMPANY,
            "ministry" => &["ministry"],
            "department" => &["department"],
            "agency" => &["agency", "administration"],
            "university" => &["university", "college"],
            "bank" => &["bank"],
            "party" => &["party"],
            "court" => &["court"],
            "committee" => &["committee"],
            "commission" => &["commission"],
            _ => return None,
        };
        self.organization(start, Some(nouns))
    }

    /// The mentions in the sentence of token `at` before it, then in those before, nearest sentence first; each sentence's in
    /// the order of the text.
    fn looking_back(&self, at: usize) -> Vec<Vec<&(Range<usize>, usize)>> {
        let s = self.sentences.partition_point(|s| s.end <= at);
        let mut out = Vec::new();
        for back in 0..=REACH {
            let Some(sentence) = s.checked_sub(back).and_then(|s| self.sentences.get(s)) else {
                break;
            };
            let end = if back == 0 { at } else { sentence.end };
            let from = self.mentions.partition_point(|m| m.0.start < sentence.start);
            out.push(
                self.mentions[from..]
                    .iter()
                    .take_while(|m| m.0.start < end)
                    .collect(),
            );
        }
        out
    }

    fn person(&self, at: usize, wanted: Gender) -> Option<usize> {
        for sentence in self.looking_back(at) {
            let mut fitting: Vec<&(Range<usize>, usize)> = sentence
                .into_iter()
                .filter(|m| {
                    self.entities[m.1].kind == EntityKind::Person
                        && (self.gender[m.1] == wanted || self.gender[m.1] == Gender::Unknown)
                })
                .collect();
            if fitting.iter().any(|m| self.gender[m.1] == wanted) {
                fitting.retain(|m| self.gender[m.1] == wanted);
            }
            if let Some(found) = self.choose(&fitting) {
                return Some(found);
            }
            if !fitting.is_empty() {
                return None;
            }
        }
        None
    }

    fn organization(&self, at: usize, nouns: Option<&[&str]>) -> Option<usize> {
        for sentence in self.looking_back(at) {
            let fitting: Vec<&(Range<usize>, usize)> = sentence
                .into_iter()
                .filter(|m| self.entities[m.1].kind == EntityKind::Organization)
                .filter(|m| {
                    nouns.is_none_or(|nouns| {
                        let name = self.entities[m.1].name.to_lowercase();
                        // A company need not say so in its name, but what says it is something else is none.
                        if nouns == COMPANY {
                            !OFFICES.iter().any(|o| name.contains(o))
                        } else {
                            nouns.iter().any(|n| name.contains(n))
                        }
                    })
                })
                .collect();
            if let Some(found) = self.choose(&fitting) {
                return Some(found);
            }
            if !fitting.is_empty() {
                return None;
            }
        }
        None
    }

    /// The one entity among the mentions; of several the one that opens its sentence as its subject.
    fn choose(&self, mentions: &[&(Range<usize>, usize)]) -> Option<usize> {
        let first = mentions.first()?;
        if mentions.iter().all(|m| m.1 == first.1) {
            return Some(first.1);
        }
        self.is_subject(&first.0).then_some(first.1)
    }

    /// Whether the mention stands near the start of its sentence and a verb, not a preposition, stands by it.
    fn is_subject(&self, span: &Range<usize>) -> bool {
        let s = self.sentences.partition_point(|s| s.end <= span.start);
        let start = self.sentences.get(s).map_or(0, |s| s.start);
        let led = matches!(
            self.words.before(span.start, 1).to_lowercase().as_str(),
            "of" | "in" | "at" | "to" | "with" | "by" | "from" | "for" | "against" | "on" | "and" | "between"
        );
        let owned = matches!(self.words.get(span.end), "'s" | "’s" | "and");
        span.start - start <= 6 && !led && !owned
    }
}

const COMPANY: &[&str] = &["company"];
/// What is no company, in lower case.
const OFFICES: &[&str] = &[
    "department",
    "ministry",
    "university",
    "court",
    "party",
    "police",
    "agency",
    "commission",
    "committee",
    "council",
    "parliament",
    "senate",
    "congress",
    "nations",
    "union",
    "alliance",
    "army",
    "government",
    "association",
    "reuters",
    "press",
];

fn gender(
    words: Words<'_>,
    entity: &Entity,
    index: usize,
    mentions: &[(Range<usize>, usize)],
    gazetteer: Option<Gazetteer<'_>>,
) -> Gender {
    if entity.kind != EntityKind::Person {
        return Gender::Unknown;
    }
    for (span, _) in mentions.iter().filter(|m| m.1 == index) {
        let around = [words.before(span.start, 1), words.get(span.start)];
        for word in around {
            match word {
                "Mr" | "Mr." | "Sir" | "Lord" | "King" | "Prince" | "Pope" | "Father" | "Sheikh" | "Imam"
                | "Congressman" | "Chairman" | "Duke" => return Gender::Man,
                "Mrs" | "Mrs." | "Ms" | "Ms." | "Miss" | "Lady" | "Dame" | "Queen" | "Princess"
                | "Sister" | "Congresswoman" | "Chairwoman" | "Duchess" => {
                    return Gender::Woman;
                }
                _ => {}
            }
        }
    }
    // The first name of the full name.
    let full = mentions
        .iter()
        .filter(|m| m.1 == index && m.0.len() > 1)
        .map(|m| m.0.start)
        .next();
    let Some(entry) = full
        .zip(gazetteer)
        .map(|(i, g)| g.get(key(std::iter::once(words.get(i)))))
    else {
        return Gender::Unknown;
    };
    match entry.bearer() {
        Some(Bearer::Man) => Gender::Man,
        Some(Bearer::Woman) => Gender::Woman,
        None => Gender::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis;
    use crate::document::{BlockKind, Builder};

    /// Whom the last occurrence of `words` in `text` stands for.
    fn stands_for(text: &str, words: &str) -> Option<String> {
        let mut builder = Builder::new();
        builder.block(BlockKind::Paragraph, text);
        let document = builder.finish();
        let tokens = analysis::tokens(&document);
        let entities = analysis::entities::entities(&document, &tokens);
        let start = document.text().rfind(words).unwrap();
        Referents::new(&document, &tokens, &entities)
            .resolve(TextRange::new(start, start + words.len()))
            .map(|e| entities[e].name.clone())
    }

    #[test]
    fn pronouns_agree_with_whom_they_stand_for() {
        let text =
            "Robert Hale met Susan Price in Leeds. Later she said the talks had failed, and he agreed.";
        assert_eq!(stands_for(text, "she").as_deref(), Some("Susan Price"));
        assert_eq!(stands_for(text, "he").as_deref(), Some("Robert Hale"));
        let titled = "Ms. Okafor opened the bridge. Crowds cheered as she spoke.";
        assert_eq!(stands_for(titled, "she").as_deref(), Some("Okafor"));
    }

    #[test]
    fn two_that_fit_alike_are_not_chosen_between() {
        let text = "After lunch with James Orr and Paul Reed in Leeds, the mood was sour. Later he left.";
        assert_eq!(stands_for(text, "he"), None);
    }

    #[test]
    fn who_is_too_far_back_is_not_meant() {
        let text = "Robert Hale spoke. It rained. The road was wet. Cars stood still. Nobody moved. The lights went out. Then he left.";
        assert_eq!(stands_for(text, "he"), None);
    }

    #[test]
    fn descriptions_need_a_name_that_fits() {
        let text = "The Ministry of Finance fined Norvale Holdings Ltd on Friday. The rest is known: the company will pay.";
        assert_eq!(
            stands_for(text, "the company").as_deref(),
            Some("Norvale Holdings Ltd")
        );
        let office =
            "The Ministry of Finance fined the bank on Friday. A day later the ministry said no more.";
        assert_eq!(
            stands_for(office, "the ministry").as_deref(),
            Some("Ministry of Finance")
        );
        assert_eq!(stands_for(office, "the bank"), None);
        assert_eq!(stands_for(office, "A day later"), None);
    }
}
