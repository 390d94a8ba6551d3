//! The entities of an article as the reader left them: those found by the analysis, combined with tags and rejections.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::{Annotation, AnnotationKind, Id};
use crate::analysis::{Entity, EntityKind, FoundBy};
use crate::document::TextRange;
use crate::text::clean::one_line;

/// An entity, found or tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntity {
    /// Its kind.
    pub kind: EntityKind,
    /// Its fullest name, on one line.
    pub name: String,
    /// Its mentions, by start; empty if only a passage that is gone was tagged.
    pub mentions: Vec<TextRange>,
    /// The annotations that tag it.
    pub tagged: Vec<Id>,
    /// The engines that found it.
    pub found_by: FoundBy,
}

/// The `found` entities corrected by the reader: a tagged passage belongs only to the entity of its tag, of two tags on one passage the
/// later counts, and rejected entities are removed. `annotations` are given with the place of each. Ordered by the number of mentions
/// within a kind. Linear time in the mentions and tags, except for sorting.
pub fn named<'a>(
    found: &[Entity],
    annotations: impl IntoIterator<Item = (&'a Annotation, Option<TextRange>)>,
) -> Vec<NamedEntity> {
    let mut words: Vec<Word> = annotations.into_iter().filter_map(Word::of).collect();
    let mut taken = Passages::default();
    for word in words.iter_mut().rev().filter(|w| !w.rejects) {
        if let Some(range) = word.range {
            word.range = Some(range).filter(|r| !taken.touch(*r));
            taken.add(range);
        }
    }
    let mut all: Vec<NamedEntity> = Vec::with_capacity(found.len());
    let mut by_name: HashMap<(EntityKind, String), Vec<usize>> = HashMap::new();
    for entity in found {
        let name = one_line(&entity.name);
        let same = by_name.entry((entity.kind, name.clone())).or_default();
        same.push(all.len());
        let mentions = entity.mentions.iter().map(|m| m.range);
        all.push(NamedEntity {
            kind: entity.kind,
            name,
            mentions: mentions.filter(|m| !taken.touch(*m)).collect(),
            tagged: Vec::new(),
            found_by: entity.found_by,
        });
    }
    for word in words {
        let same = by_name.entry((word.kind, word.name.clone())).or_default();
        if word.rejects {
            for i in same.drain(..) {
                if let Some(entity) = all.get_mut(i) {
                    entity.mentions.clear();
                    entity.tagged.clear();
                }
            }
            continue;
        }
        let first = *same.first().unwrap_or(&all.len());
        if first == all.len() {
            same.push(first);
            all.push(NamedEntity {
                kind: word.kind,
                name: word.name,
                mentions: Vec::new(),
                tagged: Vec::new(),
                found_by: FoundBy::NONE,
            });
        }
        if let Some(entity) = all.get_mut(first) {
            entity.mentions.extend(word.range);
            entity.tagged.push(word.id);
        }
    }
    all.retain(|e| !e.mentions.is_empty() || !e.tagged.is_empty());
    for entity in &mut all {
        entity.mentions.sort();
    }
    all.sort_by_key(|e| (e.kind, Reverse(e.mentions.len()), e.mentions.first().copied()));
    all
}

/// The reader's decision about an entity.
struct Word {
    id: Id,
    kind: EntityKind,
    name: String,
    /// The passage of the entity; `None` if it is gone or a later tag took it.
    range: Option<TextRange>,
    rejects: bool,
}

impl Word {
    fn of((annotation, range): (&Annotation, Option<TextRange>)) -> Option<Self> {
        let kind = annotation.entity_kind?;
        let rejects = match annotation.kind {
            AnnotationKind::Entity => false,
            AnnotationKind::Rejection => true,
            _ => return None,
        };
        let name = one_line(annotation.name.as_deref().unwrap_or(&annotation.anchor.quote));
        Some(Self {
            id: annotation.id,
            kind,
            name,
            range,
            rejects,
        })
    }
}

/// A part of the text, as disjoint passages: the end of each by its start.
#[derive(Default)]
struct Passages(BTreeMap<usize, usize>);

impl Passages {
    fn touch(&self, range: TextRange) -> bool {
        let before = self.0.range(..range.end).next_back();
        before.is_some_and(|(_, end)| range.start < *end)
    }

    fn add(&mut self, mut range: TextRange) {
        while let Some((start, end)) = self.0.range(..=range.end).next_back().map(|(s, e)| (*s, *e))
            && range.start <= end
        {
            self.0.remove(&start);
            range = range.union(TextRange::new(start, end));
        }
        if !range.is_empty() {
            self.0.insert(range.start, range.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Mention;
    use crate::document::{BlockKind, Builder};
    use crate::notes::anchor;
    use proptest::prelude::*;

    #[test]
    fn what_the_reader_says_of_a_passage_counts_for_it() {
        let mut b = Builder::new();
        b.block(BlockKind::Paragraph, "Lund met Berg. Lund left. Berg stayed.");
        let document = b.finish();
        let at = |word: &str, nth: usize| {
            let start = document.text().match_indices(word).nth(nth).unwrap().0;
            TextRange::new(start, start + word.len())
        };
        let person = |name: &str, mentions: Vec<TextRange>| Entity {
            kind: EntityKind::Person,
            name: name.to_owned(),
            mentions: mentions.into_iter().map(|range| Mention { range }).collect(),
            value: None,
            found_by: FoundBy::OWN,
        };
        let found = [
            person("Lund", vec![at("Lund", 0), at("Lund", 1)]),
            person("Berg", vec![at("Berg", 0), at("Berg", 1)]),
        ];
        let note = |id: u128, kind, range, name: Option<&str>| Annotation {
            entity_kind: Some(EntityKind::Person),
            name: name.map(str::to_owned),
            ..Annotation::new(
                Id(uuid::Uuid::from_u128(id)),
                kind,
                anchor(&document, range),
                "2026-01-01T00:00:00Z".parse().unwrap(),
            )
        };
        let tag = note(1, AnnotationKind::Entity, at("Lund", 1), Some("Ida Lund"));
        let rejection = note(2, AnnotationKind::Rejection, at("Berg", 0), Some("Berg"));
        let gone = note(3, AnnotationKind::Entity, at("met", 0), Some("Met"));
        let all = named(
            &found,
            [
                (&tag, Some(tag.anchor.range)),
                (&rejection, Some(rejection.anchor.range)),
                (&gone, None),
            ],
        );
        let listed: Vec<_> = all
            .iter()
            .map(|e| (e.name.as_str(), e.mentions.len(), e.tagged.len()))
            .collect();
        assert_eq!(listed, [("Lund", 1, 0), ("Ida Lund", 1, 1), ("Met", 0, 1)]);
    }

    /// A direct implementation: each decision is applied to the result of all earlier ones.
    fn by_turns(found: &[Entity], annotations: &[(Annotation, Option<TextRange>)]) -> Vec<NamedEntity> {
        let mut all: Vec<NamedEntity> = found
            .iter()
            .map(|e| NamedEntity {
                kind: e.kind,
                name: e.name.clone(),
                mentions: e.mentions.iter().map(|m| m.range).collect(),
                tagged: Vec::new(),
                found_by: e.found_by,
            })
            .collect();
        for (annotation, range) in annotations {
            let (kind, name) = (annotation.entity_kind.unwrap(), annotation.name.clone().unwrap());
            if annotation.kind == AnnotationKind::Rejection {
                all.retain(|e| e.name != name || e.kind != kind);
                continue;
            }
            for entity in &mut all {
                entity.mentions.retain(|m| range.is_none_or(|r| !m.overlaps(r)));
            }
            if !all.iter().any(|e| e.name == name && e.kind == kind) {
                let (mentions, tagged) = (Vec::new(), Vec::new());
                let name = name.clone();
                all.push(NamedEntity {
                    kind,
                    name,
                    mentions,
                    tagged,
                    found_by: FoundBy::NONE,
                });
            }
            let own = all.iter_mut().find(|e| e.name == name && e.kind == kind).unwrap();
            own.mentions.extend(*range);
            own.tagged.push(annotation.id);
        }
        all.retain(|e| !e.mentions.is_empty() || !e.tagged.is_empty());
        for entity in &mut all {
            entity.mentions.sort();
        }
        all.sort_by_key(|e| (e.kind, Reverse(e.mentions.len()), e.mentions.first().copied()));
        all
    }

    proptest! {
        #[test]
        fn what_the_reader_says_counts_in_turn(
            found in proptest::collection::vec((0u8..3, proptest::collection::vec((0usize..40, 1usize..5), 0..4)), 0..5),
            words in proptest::collection::vec((0u8..4, any::<bool>(), 0u8..5, proptest::option::of((0usize..40, 1usize..9))), 0..12),
        ) {
            let name = |n: u8| format!("name {n}");
            let range = |(start, len): (usize, usize)| TextRange::new(start, start + len);
            let kind = |one: bool| if one { EntityKind::Person } else { EntityKind::Place };
            let found: Vec<Entity> = found
                .into_iter()
                .map(|(n, mentions)| Entity {
                    kind: kind(n > 0),
                    name: name(n),
                    mentions: mentions.into_iter().map(|m| Mention { range: range(m) }).collect(),
                    value: None,
                    found_by: FoundBy::OWN,
                })
                .collect();
            let annotations: Vec<(Annotation, Option<TextRange>)> = (1u128..)
                .zip(words)
                .map(|(id, (n, person, what, at))| {
                    let what = if what == 0 { AnnotationKind::Rejection } else { AnnotationKind::Entity };
                    let mut a = Annotation::new(
                        Id(uuid::Uuid::from_u128(id)),
                        what,
                        crate::notes::Anchor::default(),
                        crate::notes::Timestamp::UNIX_EPOCH,
                    );
                    (a.entity_kind, a.name) = (Some(kind(person)), Some(name(n)));
                    (a, at.map(range))
                })
                .collect();
            let got = named(&found, annotations.iter().map(|(a, r)| (a, *r)));
            prop_assert_eq!(got, by_turns(&found, &annotations));
        }
    }
}
