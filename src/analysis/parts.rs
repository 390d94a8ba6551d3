//! Splits long documents into parts that are analysed separately, so that the passage in view can come first, work can stop between two
//! parts, and only the needed parts are held.
//!
//! Invariants: the parts of a document are the same on every machine; a document no longer than a part is one part, and its analysis is
//! that of the whole; the merged result of [`Parts`] does not depend on the order of analysis.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::{Analysis, Claim, Entity, EntityKind, FoundBy, Mention, Speaker, analyse_whole, language};
use crate::document::{Document, TextRange};

/// The approximate size of a part in bytes; a part ends at the end of a block. Names and speakers are resolved within a part, so it is as
/// long as a short book.
pub const PART: usize = 256 * 1024;

/// The parts of a document, and the results for those that were analysed.
#[derive(Debug)]
pub struct Parts {
    /// Indices of blocks.
    ranges: Vec<Range<usize>>,
    done: BTreeMap<usize, Analysis>,
}

impl Parts {
    /// The parts of `document`, none of them analysed.
    pub fn of(document: &Document) -> Self {
        Self::of_length(document, PART)
    }

    fn of_length(document: &Document, length: usize) -> Self {
        let mut ranges = Vec::new();
        let mut from = 0;
        let mut start = 0;
        for (i, block) in document.blocks().iter().enumerate() {
            if block.range.end - start > length && i > from {
                ranges.push(from..i);
                from = i;
                start = block.range.start;
            }
        }
        ranges.push(from..document.blocks().len());
        Self {
            ranges,
            done: BTreeMap::new(),
        }
    }

    /// The number of parts; at least one.
    pub fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The part that contains byte `offset`.
    pub fn at(&self, document: &Document, offset: usize) -> usize {
        let block = document.block_at(offset).unwrap_or(0);
        self.ranges
            .partition_point(|r| r.end <= block)
            .min(self.count() - 1)
    }

    /// The number of analysed parts.
    pub fn analysed(&self) -> usize {
        self.done.len()
    }

    /// Whether part `index` is analysed.
    pub fn is_analysed(&self, index: usize) -> bool {
        self.done.contains_key(&index)
    }

    /// Analyses part `index`.
    pub fn analyse(&mut self, document: &Document, index: usize) {
        self.find(document, index, analyse_whole);
    }

    /// Lets `found` provide the results for part `index`: from [`analyse_whole`], or from a cache.
    pub fn find(&mut self, document: &Document, index: usize, found: impl FnOnce(&Document) -> Analysis) {
        let found = match self.ranges.get(index) {
            Some(_) if self.count() == 1 => found(document),
            Some(blocks) => {
                let (part, base) = document.part(blocks.clone());
                shifted(found(&part), base)
            }
            None => return,
        };
        self.done.insert(index, found);
    }

    /// Drops the results of all parts for which `keep` returns false.
    pub fn keep(&mut self, keep: impl Fn(usize) -> bool) {
        self.done.retain(|index, _| keep(*index));
    }

    /// The results of all analysed parts, merged: entities with the same kind and name are one.
    pub fn joined(&self, document: &Document) -> Analysis {
        let mut out = Analysis {
            language: match self.done.get(&0) {
                // Known already if one part is the whole.
                Some(whole) if self.count() == 1 => whole.language.clone(),
                _ => language(document),
            },
            ..Analysis::default()
        };
        let mut known: HashMap<(EntityKind, String), usize> = HashMap::new();
        for part in self.done.values() {
            let numbers: Vec<usize> = part
                .engines
                .iter()
                .map(|name| engine_number(&mut out.engines, name))
                .collect();
            let places: Vec<usize> = part
                .entities
                .iter()
                .map(|entity| {
                    let key = (entity.kind, entity.name.clone());
                    let place = *known.entry(key).or_insert_with(|| {
                        out.entities.push(Entity {
                            mentions: Vec::new(),
                            found_by: FoundBy::NONE,
                            ..entity.clone()
                        });
                        out.entities.len() - 1
                    });
                    if let Some(known) = out.entities.get_mut(place) {
                        known.mentions.extend(&entity.mentions);
                        known.found_by = known.found_by.and(entity.found_by.renumbered(&numbers));
                    }
                    place
                })
                .collect();
            out.claims.extend(part.claims.iter().map(|claim| Claim {
                speaker: claim.speaker.as_ref().map(|speaker| Speaker {
                    entity: speaker.entity.and_then(|e| places.get(e).copied()),
                    ..speaker.clone()
                }),
                found_by: claim.found_by.renumbered(&numbers),
                ..claim.clone()
            }));
        }
        out
    }
}

/// The number of the engine with that name, added to `engines` if it is new.
pub(super) fn engine_number(engines: &mut Vec<String>, name: &str) -> usize {
    let known = engines.iter().position(|known| known == name);
    known.unwrap_or_else(|| {
        engines.push(name.to_owned());
        engines.len() - 1
    }) + 1
}

fn shifted(mut analysis: Analysis, by: usize) -> Analysis {
    let shift = |range: &mut TextRange| *range = range.shifted(by);
    for Mention { range } in analysis.entities.iter_mut().flat_map(|e| &mut e.mentions) {
        shift(range);
    }
    for claim in &mut analysis.claims {
        shift(&mut claim.range);
        claim.cue.as_mut().map(shift);
        claim.speaker.as_mut().and_then(|s| s.range.as_mut()).map(shift);
    }
    analysis
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{BlockKind, Builder};

    fn report(paragraphs: usize) -> Document {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "A report");
        for n in 0..paragraphs {
            b.block(
                BlockKind::Paragraph,
                &format!("The mayor, Ida Lund, said on day {n} that the bridge will cost {n} million euros, more than ever."),
            );
        }
        b.finish()
    }

    #[test]
    fn a_short_document_is_one_part() {
        let document = report(20);
        let mut parts = Parts::of(&document);
        assert_eq!(parts.count(), 1);
        parts.analyse(&document, 0);
        assert_eq!(parts.joined(&document), analyse_whole(&document));
    }

    #[test]
    fn parts_are_joined_in_the_order_of_the_text_whatever_came_first() {
        let document = report(60);
        let in_order = |order: &mut dyn Iterator<Item = usize>| {
            let mut parts = Parts::of_length(&document, 2000);
            assert_eq!(parts.count(), 3);
            order.for_each(|index| parts.analyse(&document, index));
            parts.joined(&document)
        };
        let joined = in_order(&mut (0..3));
        assert_eq!(joined, in_order(&mut (0..3).rev()));
        assert!(joined.claims.is_sorted_by_key(|c| c.range.start));
        let lund: Vec<_> = joined.entities.iter().filter(|e| e.name == "Ida Lund").collect();
        assert_eq!(lund.len(), 1);
        for mention in &lund[0].mentions {
            assert!(document.slice(mention.range).ends_with("Lund"));
        }
        assert!(lund[0].mentions.len() >= 60);
        let speaks = |c: &Claim| {
            c.speaker
                .as_ref()
                .and_then(|s| s.entity)
                .is_some_and(|e| joined.entities[e].name == "Ida Lund")
        };
        assert!(joined.claims.iter().filter(|c| speaks(c)).count() > 50);
    }

    #[test]
    fn what_is_not_wanted_is_let_go() {
        let document = report(60);
        let mut parts = Parts::of_length(&document, 2000);
        parts.analyse(&document, 0);
        parts.analyse(&document, 1);
        parts.keep(|index| index == 1);
        assert!(parts.is_analysed(1) && parts.analysed() == 1);
        let from = document.blocks()[parts.ranges[1].start].range.start;
        assert_eq!(parts.at(&document, from), 1);
        assert!(
            parts
                .joined(&document)
                .claims
                .iter()
                .all(|c| c.range.start >= from)
        );
    }
}
