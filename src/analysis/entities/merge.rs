//! Which mentions name the same thing.

use std::collections::HashMap;

use super::Found;
use super::lexicon::{COMPANY_ENDINGS, has};
use super::words::Words;
use crate::analysis::{Entity, EntityKind, Mention, Value};

/// Entities of what was found (ordered by start).
pub(super) fn merge(words: Words<'_>, found: Vec<Found>) -> Vec<Entity> {
    let mut entities: Vec<Entity> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for f in found {
        let range = words.range(&f.span);
        let name = one_line(range.slice(words.text));
        let key = match &f.value {
            Some(Value::Date(day)) => format!("date {day}"),
            Some(Value::Number(n, unit)) => format!("{n} {unit}"),
            None => key(&name, f.kind),
        };
        let surname = || {
            (f.kind == EntityKind::Person && !name.contains(' '))
                .then(|| {
                    entities.iter().rposition(|e| {
                        e.kind == EntityKind::Person && e.name.rsplit(' ').next() == Some(name.as_str())
                    })
                })
                .flatten()
        };
        if let Some(i) = by_key.get(&key).copied().or_else(surname) {
            let entity = &mut entities[i];
            if name.len() > entity.name.len() && f.value.is_none() {
                entity.name = name;
            }
            entity.mentions.push(Mention { range });
            by_key.insert(key, i);
        } else {
            by_key.insert(key, entities.len());
            entities.push(Entity {
                kind: f.kind,
                name,
                mentions: vec![Mention { range }],
                value: f.value,
            });
        }
    }
    entities
}

fn key(name: &str, kind: EntityKind) -> String {
    let mut words: Vec<&str> = name.split(' ').collect();
    while kind == EntityKind::Organization
        && words.len() > 1
        && words.last().is_some_and(|w| has(COMPANY_ENDINGS, w))
    {
        words.pop();
    }
    words.join(" ").replace('.', "").to_lowercase()
}

fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
