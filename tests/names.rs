//! Aliases and pronouns on short passages of news, held to the scores that were reached.

use std::collections::HashSet;

use postil::analysis::entities::Referents;
use postil::analysis::{self, Entity};
use postil::document::{BlockKind, Builder, Document};

/// Indices of the entities that a mention's text names.
fn naming(document: &Document, entities: &[Entity], text: &str) -> HashSet<usize> {
    let names = |e: &Entity| e.mentions.iter().any(|m| document.slice(m.range) == text);
    (0..entities.len()).filter(|i| names(&entities[*i])).collect()
}

#[test]
fn aliases_and_pronouns_hold_their_scores() {
    let (mut right, mut wanted, mut wrong, mut said, mut referred) = (0, 0, 0, 0, 0);
    let mut misses = Vec::new();
    let mut current: Option<(Document, Vec<Entity>)> = None;
    let mut groups: Vec<HashSet<String>> = Vec::new();
    let file = include_str!("passages/aliases.txt");
    for line in file.lines().skip(1).chain(["end."]) {
        if let Some((pronoun, name)) = line.split_once(" -> ") {
            let (document, entities) = current.as_ref().unwrap();
            let tokens = analysis::tokens(document);
            let token = tokens
                .iter()
                .find(|t| t.range.slice(document.text()) == pronoun)
                .unwrap();
            said += 1;
            let found = Referents::new(document, &tokens, entities)
                .resolve(token.range)
                .map(|e| entities[e].name.clone());
            referred += usize::from(found.as_deref() == Some(name));
            if found.as_deref() != Some(name) {
                misses.push(format!("{pronoun}: {found:?} for {name}"));
            }
        } else if line.contains(" = ") {
            let (document, entities) = current.as_ref().unwrap();
            let texts: Vec<&str> = line.split(" = ").collect();
            groups.push(texts.iter().map(|t| (*t).to_owned()).collect());
            for other in &texts[1..] {
                wanted += 1;
                let both = naming(document, entities, texts[0])
                    .intersection(&naming(document, entities, other))
                    .count()
                    > 0;
                right += usize::from(both);
                if !both {
                    misses.push(line.to_owned());
                }
            }
        } else {
            if let Some((document, entities)) = &current {
                for entity in entities.iter().filter(|e| e.value.is_none()) {
                    let texts: HashSet<String> = entity
                        .mentions
                        .iter()
                        .map(|m| document.slice(m.range).to_owned())
                        .collect();
                    if texts.len() > 1 && !groups.iter().any(|g| texts.is_subset(g)) {
                        wrong += 1;
                        misses.push(format!("wrongly joined: {texts:?}"));
                    }
                }
            }
            groups.clear();
            let mut builder = Builder::new();
            builder.block(BlockKind::Paragraph, line);
            let document = builder.finish();
            let entities = analysis::analyse(&document).entities;
            current = Some((document, entities));
        }
    }
    let report = format!(
        "{right} of {wanted} joined, {wrong} wrongly; {referred} of {said} pronouns\n{}",
        misses.join("\n")
    );
    assert!(wanted >= 35 && said >= 5, "{report}");
    assert!(
        right * 100 >= wanted * 85 && wrong <= 2 && referred * 100 >= said * 60,
        "{report}"
    );
}
