//! The entities of an article as the reader left them: what the analysis found, and what was tagged and rejected.

use super::{Annotation, AnnotationKind, Id};
use crate::analysis::{Entity, EntityKind};
use crate::document::TextRange;
use crate::text::clean::one_line;

/// An entity, found or tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntity {
    /// What it is.
    pub kind: EntityKind,
    /// Its fullest name, on one line.
    pub name: String,
    /// Where it is named, by start; empty where only a passage that is gone was tagged.
    pub mentions: Vec<TextRange>,
    /// The annotations by which the reader tagged it.
    pub tagged: Vec<Id>,
}

/// What was `found`, after the reader's word: a passage that was tagged belongs to the entity of its tag alone, and what
/// was rejected is gone. `annotations` come with where each stands. The most named first within a kind.
pub fn named<'a>(
    found: &[Entity],
    annotations: impl IntoIterator<Item = (&'a Annotation, Option<TextRange>)>,
) -> Vec<NamedEntity> {
    let mut all: Vec<NamedEntity> = found
        .iter()
        .map(|entity| NamedEntity {
            kind: entity.kind,
            name: one_line(&entity.name),
            mentions: entity.mentions.iter().map(|m| m.range).collect(),
            tagged: Vec::new(),
        })
        .collect();
    for (annotation, range) in annotations {
        let Some(kind) = annotation.entity_kind else {
            continue;
        };
        let name = one_line(annotation.name.as_deref().unwrap_or(&annotation.anchor.quote));
        match annotation.kind {
            AnnotationKind::Rejection => all.retain(|e| e.name != name || e.kind != kind),
            AnnotationKind::Entity => {
                if let Some(range) = range {
                    for entity in &mut all {
                        entity.mentions.retain(|m| !m.overlaps(range));
                    }
                }
                let known = all.iter_mut().find(|e| e.name == name && e.kind == kind);
                let entity = match known {
                    Some(known) => known,
                    None => all.push_mut(NamedEntity {
                        kind,
                        name,
                        mentions: Vec::new(),
                        tagged: Vec::new(),
                    }),
                };
                entity.mentions.extend(range);
                entity.tagged.push(annotation.id);
            }
            _ => {}
        }
    }
    all.retain(|e| !e.mentions.is_empty() || !e.tagged.is_empty());
    for entity in &mut all {
        entity.mentions.sort();
    }
    all.sort_by_key(|e| {
        (
            e.kind,
            std::cmp::Reverse(e.mentions.len()),
            e.mentions.first().copied(),
        )
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Mention;
    use crate::document::{BlockKind, Builder};
    use crate::notes::anchor;

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
}
