//! Reads a corpus into tokens with the allowed labels of each.

use std::collections::HashSet;
use std::path::Path;

use anyhow::Context as _;
use postil::analysis::entities::label::{Class, OUTSIDE, Part, label};
use postil::analysis::entities::nations::{NATIONS, peoples};
use postil::analysis::token::Token;
use postil::analysis::{entities, tokens};
use postil::document::{Block, BlockKind, Builder, TextRange};
use serde_json::Value;

/// One document, ready for training.
pub(crate) struct Article {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<std::ops::Range<usize>>,
    /// For each token the set of allowed labels, one bit each.
    pub(crate) allowed: Vec<u32>,
    pub(crate) genre: String,
}

/// All labels.
pub(crate) const ANY: u32 = (1 << 17) - 1;

/// The documents of a file of JSON lines.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Article>> {
    let people = NATIONS.iter().flat_map(|nation| nation.people.iter().copied());
    let groups: HashSet<&str> = peoples().chain(people).collect();
    let names = NATIONS.iter().flat_map(|nation| nation.names.iter().copied());
    let nations: HashSet<&str> = names.chain(["U.S.", "U.K."]).collect();
    let file = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    file.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| article(&serde_json::from_str(line)?, &groups, &nations))
        .collect()
}

/// Words for members of parties that also name the party.
const PARTIES: &[&str] = &["Conservatives", "Liberals", "Tories", "Socialists", "Communists"];

fn article(gold: &Value, groups: &HashSet<&str>, nations: &HashSet<&str>) -> anyhow::Result<Article> {
    let text = gold["text"].as_str().context("no text")?;
    let document = Builder::verbatim(text, paragraphs);
    let tokens = tokens(&document);
    let sentences = entities::sentence_spans(&document, &tokens);
    // Two corpora sometimes mark faiths, peoples and (one, semi-automatic) countries as organisations.
    let semi_automatic = gold["source"]
        .as_str()
        .is_some_and(|s| s.contains("GMB") || s.contains("Groningen"));
    let knows_other = gold["types"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|t| t == "MISC");
    let outside = 1 << OUTSIDE
        | if knows_other {
            0
        } else {
            (0..4).map(|p| 1 << (13 + p)).sum()
        };
    let mut allowed = vec![outside; tokens.len()];
    // Gold offsets count scalar values of the original text; NFC may change it, but such documents are rare.
    let bytes: Vec<usize> = document
        .text()
        .char_indices()
        .map(|(i, _)| i)
        .chain([document.text().len()])
        .collect();
    for entity in gold["entities"].as_array().into_iter().flatten() {
        let offset = |key: &str| {
            entity[key]
                .as_u64()
                .and_then(|n| bytes.get(n as usize).copied())
                .context("bad offset")
        };
        let (start, end) = (offset("start")?, offset("end")?);
        let class = match entity["type"].as_str() {
            Some("PER") => Class::Person,
            Some("ORG") => Class::Organization,
            Some("LOC") => Class::Place,
            Some("MISC") => Class::Other,
            _ => continue,
        };
        // Corpora differ in the class of a nation's adjective: here it is always a group.
        let name = document.text().get(start..end).unwrap_or_default();
        let class = match class {
            Class::Place if groups.contains(name) => Class::Other,
            Class::Organization if groups.contains(name) && !PARTIES.contains(&name) => Class::Other,
            class => class,
        };
        let open = semi_automatic && class == Class::Organization && nations.contains(name);
        let first = tokens.partition_point(|t| t.range.end <= start);
        let last = tokens.partition_point(|t| t.range.start < end);
        if first >= last {
            continue;
        }
        let aligned = tokens[first].range.start == start && tokens[last - 1].range.end == end;
        for (i, slot) in (first..last).zip(&mut allowed[first..last]) {
            let part = match (i == first, i + 1 == last) {
                (true, true) => Part::Unit,
                (true, false) => Part::Begin,
                (false, false) => Part::Inside,
                (false, true) => Part::Last,
            };
            *slot = match (aligned, open) {
                (true, false) => 1 << label(class, part),
                (true, true) => 1 << label(Class::Organization, part) | 1 << label(Class::Place, part),
                (false, _) => ANY,
            };
        }
    }
    let genre = gold["genre"].as_str().unwrap_or("").to_owned();
    Ok(Article {
        text: document.text().to_owned(),
        tokens,
        sentences,
        allowed,
        genre,
    })
}

/// One paragraph for each run of non-blank lines.
fn paragraphs(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut at, mut open) = (0, false);
    for line in text.split_inclusive('\n') {
        let range = TextRange::new(at, at + line.len()).trimmed(text);
        at += line.len();
        if range.is_empty() {
            open = false;
            continue;
        }
        match blocks.last_mut() {
            Some(last) if open => last.range.end = range.end,
            _ => blocks.push(Block {
                kind: BlockKind::Paragraph,
                range,
                level: 0,
                ordinal: None,
            }),
        }
        open = true;
    }
    blocks
}
