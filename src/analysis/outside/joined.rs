//! Merges the answer of an extractor program with Postil's own results.

use std::collections::HashMap;

use super::{Said, SaidClaim, SaidEntity};
use crate::analysis::{Analysis, Claim, Entity, EntityKind, Form, FoundBy, Mention, Reason, Speaker};
use crate::document::{Document, TextRange};
use crate::text::clean::one_line;

/// The check-worthiness of a claim for which the program gives none.
const WORTH: f32 = 0.5;

/// Merges both for `document`: a passage that both identify as the same thing is one item, found by both, with the program's values (its
/// name, the bounds and the speaker of a claim). Linear time in the size of both, except for sorting.
pub fn joined(mut own: Analysis, said: &Said, document: &Document) -> Analysis {
    if said.replaces_entities {
        own.entities.clear();
        let speakers = own.claims.iter_mut().filter_map(|c| c.speaker.as_mut());
        speakers.for_each(|speaker| speaker.entity = None);
    }
    if said.replaces_claims {
        own.claims.clear();
    }
    let mut names = Names::of(&own.entities, document);
    for entity in &said.entities {
        names.add(entity, &mut own.entities, document);
    }
    let mut claims = Claims::of(std::mem::take(&mut own.claims));
    for claim in &said.claims {
        claims.add(claim, &names);
    }
    own.claims = claims.all;
    own.claims.sort_by_key(|c| (c.range.start, c.range.end));
    names.move_mentions(&mut own.entities);
    in_order(&mut own, &names.moved);
    own.engines.clone_from(&said.engines);
    own
}

/// Sorts the entities by their first mentions. One whose mentions have all moved to another is merged into it.
fn in_order(analysis: &mut Analysis, moved: &HashMap<(usize, TextRange), usize>) {
    for entity in &mut analysis.entities {
        entity.mentions.sort_by_key(|m| (m.range.start, m.range.end));
    }
    let mut order: Vec<usize> = (0..analysis.entities.len()).collect();
    order.sort_by_key(|i| analysis.entities[*i].mentions.first().map(|m| m.range));
    order.retain(|i| !analysis.entities[*i].mentions.is_empty());
    let mut places = vec![None; analysis.entities.len()];
    for (new, old) in order.iter().enumerate() {
        places[*old] = Some(new);
    }
    for ((from, _), to) in moved {
        places[*from] = places[*from].or(places[*to]);
    }
    let mut entities: Vec<Option<Entity>> = std::mem::take(&mut analysis.entities)
        .into_iter()
        .map(Some)
        .collect();
    analysis.entities = order.iter().filter_map(|old| entities[*old].take()).collect();
    for speaker in analysis.claims.iter_mut().filter_map(|c| c.speaker.as_mut()) {
        speaker.entity = speaker.entity.and_then(|old| places.get(old).copied().flatten());
    }
}

/// The entities by passage and by name, as indices.
struct Names {
    /// Postil's mentions, by start; they do not overlap.
    own: Vec<(TextRange, EntityKind, usize)>,
    /// Postil's mentions that the program assigns to another entity: the old and the new entity.
    moved: HashMap<(usize, TextRange), usize>,
    /// Passages named by the program.
    said: HashMap<(EntityKind, TextRange), usize>,
    /// Canonical names, and the words of mentions that are not another entity's name.
    by_name: HashMap<(EntityKind, String), usize>,
}

impl Names {
    fn of(entities: &[Entity], document: &Document) -> Self {
        let mut own = Vec::new();
        let mut by_name: HashMap<(EntityKind, String), usize> = HashMap::new();
        for (i, entity) in entities.iter().enumerate() {
            by_name.entry((entity.kind, entity.name.clone())).or_insert(i);
            own.extend(entity.mentions.iter().map(|m| (m.range, entity.kind, i)));
        }
        own.sort_by_key(|(range, ..)| (range.start, range.end));
        for (range, kind, i) in &own {
            let words = one_line(document.slice(*range));
            by_name.entry((*kind, words)).or_insert(*i);
        }
        Self {
            own,
            moved: HashMap::new(),
            said: HashMap::new(),
            by_name,
        }
    }

    fn add(&mut self, said: &SaidEntity, entities: &mut Vec<Entity>, document: &Document) {
        let SaidEntity {
            kind,
            name,
            range,
            found_by,
        } = said;
        let i = match (self.said.get(&(*kind, *range)), self.touching(*kind, *range)) {
            (Some(known), _) => *known,
            (None, Some((own, i))) => {
                let other = name.as_ref().filter(|name| entities[i].name != **name);
                let to = other.map_or(i, |name| self.named(*kind, name, entities));
                if to != i {
                    self.moved.insert((i, own), to);
                    entities[to].found_by = entities[to].found_by.and(entities[i].found_by);
                    entities[to].mentions.push(Mention { range: own });
                }
                to
            }
            (None, None) => {
                let name = name.clone().unwrap_or_else(|| one_line(document.slice(*range)));
                let i = self.named(*kind, &name, entities);
                entities[i].mentions.push(Mention { range: *range });
                i
            }
        };
        entities[i].found_by = entities[i].found_by.and(*found_by);
        self.said.insert((*kind, *range), i);
    }

    /// Postil's mention of that kind that overlaps the passage, and its entity.
    fn touching(&self, kind: EntityKind, range: TextRange) -> Option<(TextRange, usize)> {
        let from = self.own.partition_point(|(own, ..)| own.end <= range.start);
        let touching = self.own[from..]
            .iter()
            .take_while(|(own, ..)| own.start < range.end);
        let mut same = touching.filter(|(own, of, i)| *of == kind && !self.moved.contains_key(&(*i, *own)));
        same.next().map(|(own, _, i)| (*own, *i))
    }

    /// The entity of that kind and name, added if it is new.
    fn named(&mut self, kind: EntityKind, name: &str, entities: &mut Vec<Entity>) -> usize {
        let key = (kind, name.to_owned());
        *self.by_name.entry(key).or_insert_with(|| {
            entities.push(Entity {
                kind,
                name: name.to_owned(),
                mentions: Vec::new(),
                value: None,
                found_by: FoundBy::NONE,
            });
            entities.len() - 1
        })
    }

    /// Removes moved mentions from their old entities.
    fn move_mentions(&self, entities: &mut [Entity]) {
        for (i, entity) in entities.iter_mut().enumerate() {
            entity
                .mentions
                .retain(|m| !self.moved.contains_key(&(i, m.range)));
        }
    }

    /// The entity of that name that can be a speaker.
    fn speaker(&self, name: &str) -> Option<usize> {
        use EntityKind::{Group, Organization, Person, Place};
        let known = |kind| self.by_name.get(&(kind, name.to_owned())).copied();
        [Person, Organization, Group, Place].into_iter().find_map(known)
    }
}

/// The claims of both.
struct Claims {
    all: Vec<Claim>,
    /// Start and index of Postil's claims, by start.
    own: Vec<(usize, usize)>,
    /// Passages claimed by the program.
    said: HashMap<TextRange, usize>,
}

impl Claims {
    fn of(claims: Vec<Claim>) -> Self {
        let mut own: Vec<(usize, usize)> = claims.iter().map(|c| c.range.start).zip(0..).collect();
        own.sort_unstable();
        Self {
            all: claims,
            own,
            said: HashMap::new(),
        }
    }

    /// Postil's claim that the program also found.
    fn same(&self, range: TextRange) -> Option<usize> {
        if let Some(known) = self.said.get(&range) {
            return Some(*known);
        }
        // A range that shares half of the union with it is at most twice as long.
        let from = range.start.saturating_sub(2 * range.len());
        let from = self.own.partition_point(|(start, _)| *start < from);
        let near = self.own[from..]
            .iter()
            .take_while(|(start, _)| *start < range.end);
        let like = near.map(|(_, i)| (*i, self.all.get(*i).map_or(0.0, |c| c.range.likeness(range))));
        let best = like.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        (best.1 >= 0.5).then_some(best.0)
    }

    fn add(&mut self, said: &SaidClaim, names: &Names) {
        let speaker = said.speaker.as_ref().map(|(name, range)| Speaker {
            entity: names.speaker(name),
            name: name.clone(),
            range: *range,
        });
        let reasons = said.reasons.iter().map(|reason| Reason::from(reason.clone()));
        let same = self.same(said.range);
        self.said.insert(said.range, same.unwrap_or(self.all.len()));
        let Some(known) = same.and_then(|i| self.all.get_mut(i)) else {
            let plain = if speaker.is_some() {
                Form::Indirect
            } else {
                Form::Plain
            };
            self.all.push(Claim {
                range: said.range,
                speaker,
                cue: said.cue,
                form: said.form.unwrap_or(plain),
                kind: said.kind.unwrap_or_default(),
                check_worthiness: said.check_worthiness.unwrap_or(WORTH),
                reasons: reasons.collect(),
                found_by: said.found_by,
            });
            return;
        };
        known.range = said.range;
        known.speaker = speaker.or(known.speaker.take());
        known.cue = said.cue.or(known.cue);
        known.form = said.form.unwrap_or(known.form);
        known.kind = said.kind.unwrap_or(known.kind);
        known.check_worthiness = said.check_worthiness.unwrap_or(known.check_worthiness);
        known.reasons.splice(0..0, reasons);
        known.found_by = known.found_by.and(said.found_by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{analyse, outside::LeftOut};
    use crate::document::{BlockKind, Builder};
    use proptest::prelude::*;

    const TEXT: &str = "The mayor, Ida Lund, said on Monday that the bridge will cost 12 million euros. “We can afford it,” Lund said. Zorblax Petersen paid.";

    fn document() -> Document {
        let mut b = Builder::new();
        b.block(BlockKind::Paragraph, TEXT);
        b.finish()
    }

    fn range(words: &str) -> TextRange {
        let start = TEXT.find(words).unwrap();
        TextRange::new(start, start + words.len())
    }

    fn person(words: &str, name: Option<&str>) -> SaidEntity {
        SaidEntity {
            kind: EntityKind::Person,
            name: name.map(str::to_owned),
            range: range(words),
            found_by: FoundBy::engine(1),
        }
    }

    fn claim(words: &str, speaker: Option<&str>) -> SaidClaim {
        SaidClaim {
            range: range(words),
            speaker: speaker.map(|s| (s.to_owned(), None)),
            cue: None,
            form: None,
            kind: None,
            check_worthiness: None,
            reasons: Vec::new(),
            found_by: FoundBy::engine(1),
        }
    }

    fn said(entities: Vec<SaidEntity>, claims: Vec<SaidClaim>) -> Said {
        Said {
            engines: vec!["Other".to_owned()],
            entities,
            claims,
            replaces_entities: false,
            replaces_claims: false,
            left_out: LeftOut::default(),
        }
    }

    fn names(analysis: &Analysis, found_by: FoundBy) -> String {
        analysis.names_of(found_by).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_both_found_is_one_and_says_so() {
        let document = document();
        let own = analyse(&document);
        assert_eq!(
            names(&own, FoundBy::OWN),
            "",
            "nothing is said where nobody else was asked"
        );
        let said = said(
            vec![
                person("Ida Lund", None),
                person("Zorblax Petersen", Some("Z. Petersen")),
                person("bridge", Some("Old Bridge")),
            ],
            vec![
                claim("the bridge will cost 12 million euros", Some("Ida Lund")),
                claim("Zorblax Petersen paid", Some("Z. Petersen")),
            ],
        );
        let all = joined(own.clone(), &said, &document);
        let by = |name: &str| {
            let entity = all.entities.iter().find(|e| e.name == name).unwrap();
            names(&all, entity.found_by)
        };
        assert_eq!(by("Ida Lund"), "Postil, Other");
        assert_eq!(by("Old Bridge"), "Other");
        assert_eq!(
            by("Z. Petersen"),
            "Postil, Other",
            "the program knows the full name"
        );
        assert!(all.entities.iter().all(|e| e.name != "Zorblax Petersen"));
        let claimed = |words: &str| all.claims.iter().find(|c| c.range == range(words)).unwrap();
        let bridge = claimed("the bridge will cost 12 million euros");
        assert_eq!(names(&all, bridge.found_by), "Postil, Other");
        let paid = claimed("Zorblax Petersen paid");
        assert_eq!(names(&all, paid.found_by), "Other");
        let speaker = paid.speaker.as_ref().unwrap().entity.unwrap();
        assert_eq!(all.entities[speaker].name, "Z. Petersen");
        assert!(all.fits(&document));
        let lone = all.claims.iter().any(|c| names(&all, c.found_by) == "Postil");
        assert!(lone || own.claims.len() == 1);
    }

    #[test]
    fn what_is_replaced_is_gone() {
        let document = document();
        let mut said = said(vec![person("Zorblax Petersen", None)], Vec::new());
        said.replaces_entities = true;
        let own = analyse(&document);
        let all = joined(own.clone(), &said, &document);
        assert_eq!(all.entities.len(), 1);
        assert_eq!(all.claims.len(), own.claims.len());
        assert!(all.fits(&document));
        said.replaces_claims = true;
        assert!(joined(own, &said, &document).claims.is_empty());
    }

    proptest! {
        /// Whatever the answer, the result is valid: ordered, inside the text, without duplicate mentions.
        #[test]
        fn the_whole_is_in_order(
            entities in proptest::collection::vec((0usize..100, 1usize..20, 0usize..3, any::<bool>()), 0..20),
            claims in proptest::collection::vec((0usize..100, 1usize..60), 0..10),
        ) {
            let document = document();
            let clip = |start: usize, len: usize| {
                let floor = |at: usize| crate::text::grapheme::floor(TEXT, at.min(TEXT.len()));
                TextRange::new(floor(start), floor(start + len).max(floor(start) + 1))
            };
            let entities = entities.into_iter().map(|(start, len, kind, named)| SaidEntity {
                kind: EntityKind::ALL[kind],
                name: named.then(|| "Same".to_owned()),
                range: clip(start, len),
                found_by: FoundBy::engine(1),
            });
            let claims = claims.into_iter().map(|(start, len)| SaidClaim {
                range: clip(start, len),
                ..claim("Lund", None)
            });
            let said = said(entities.collect(), claims.collect());
            let all = joined(analyse(&document), &said, &document);
            prop_assert!(all.claims.is_sorted_by_key(|c| c.range.start));
            prop_assert!(all.entities.is_sorted_by_key(|e| e.mentions.first().map(|m| m.range)));
            for entity in &all.entities {
                prop_assert!(!entity.mentions.is_empty());
                prop_assert!(entity.mentions.windows(2).all(|m| m[0].range != m[1].range));
            }
        }
    }
}
