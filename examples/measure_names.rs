//! Measures the recognized names against gold files (JSON lines with `text`, `types`, `entities` of `start`, `end`, `type` in scalar
//! values, and optionally `clusters`).
//!
//! ```text
//! cargo run --release --example measure_names -- [--files STEM] [--list] GOLD.jsonl …
//! cargo run --release --example measure_names -- --text FILE …
//! ```
//!
//! Prints exact precision, recall and F1 for each type and over PER, ORG and LOC, for pairs of coreferent mentions, and words per second of
//! the whole analysis on one core. `--list` prints the missed and the wrong ones; `--files` reads STEM.weights and STEM.gazetteer instead
//! of the built-in files (and leaves claims out); `--text` prints the entities of plain text files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use postil::analysis::entities::{self, TrainedTagger};
use postil::analysis::{self, Entity, EntityKind};
use postil::document::{Block, BlockKind, Builder, Document, TextRange};
use serde_json::Value;

type Span = (usize, usize, &'static str);

fn main() -> anyhow::Result<()> {
    let mut list = false;
    let mut text = false;
    let mut out = std::io::stdout().lock();
    let mut files = None;
    let mut tagger = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--files" => {
                let stem = args.next().context("--files STEM")?;
                let bytes: [&'static [u8]; 2] = [
                    leak(&format!("{stem}.weights"))?,
                    leak(&format!("{stem}.gazetteer"))?,
                ];
                tagger = TrainedTagger::new(bytes[0], bytes[1]);
                files = Some(stem);
            }
            "--list" => list = true,
            "--text" => text = true,
            path if text => show(path, tagger.as_ref(), &mut out)?,
            path => measure(path, list, tagger.as_ref(), &mut out)?,
        }
    }
    if files.is_some() && tagger.is_none() {
        anyhow::bail!("these are no weights");
    }
    Ok(())
}

fn leak(path: &str) -> anyhow::Result<&'static [u8]> {
    Ok(std::fs::read(path).with_context(|| path.to_owned())?.leak())
}

/// The whole analysis, or only the names with another tagger.
fn analyse(document: &Document, tagger: Option<&TrainedTagger<'_>>) -> Vec<Entity> {
    match tagger {
        Some(tagger) => entities::entities_by(tagger, document, &analysis::tokens(document)),
        None => analysis::analyse(document).entities,
    }
}

fn show(path: &str, tagger: Option<&TrainedTagger<'_>>, out: &mut impl std::io::Write) -> anyhow::Result<()> {
    let document = document(&std::fs::read_to_string(path).with_context(|| path.to_owned())?);
    for entity in analyse(&document, tagger) {
        let mentions: Vec<&str> = entity.mentions.iter().map(|m| document.slice(m.range)).collect();
        writeln!(
            out,
            "{:13}{}  {:?}  {:?}",
            entity.kind.name(),
            entity.name,
            mentions,
            entity.value
        )?;
    }
    Ok(())
}

/// The text with one paragraph for each run of non-blank lines.
fn document(text: &str) -> Document {
    Builder::verbatim(text, |text| {
        let mut blocks: Vec<Block> = Vec::new();
        let mut at = 0;
        let mut open = false;
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
    })
}

fn scored(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "PER",
        EntityKind::Organization => "ORG",
        EntityKind::Place => "LOC",
        EntityKind::Group | EntityKind::Product | EntityKind::Work | EntityKind::Event | EntityKind::Law => {
            "MISC"
        }
        EntityKind::Date => "DATE",
        EntityKind::Money | EntityKind::Quantity => "",
    }
}

#[derive(Default)]
struct Count {
    right: usize,
    found: usize,
    gold: usize,
}

impl Count {
    fn report(&self) -> String {
        let p = 100.0 * self.right as f64 / self.found.max(1) as f64;
        let r = 100.0 * self.right as f64 / self.gold.max(1) as f64;
        let f = 200.0 * self.right as f64 / (self.found + self.gold).max(1) as f64;
        format!(
            "P {p:5.1} R {r:5.1} F {f:5.1}  (gold {}, found {})",
            self.gold, self.found
        )
    }
}

fn measure(
    path: &str,
    list: bool,
    tagger: Option<&TrainedTagger<'_>>,
    out: &mut impl std::io::Write,
) -> anyhow::Result<()> {
    let file = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    let mut pairs = Count::default();
    let (mut words, mut documents, mut time) = (0, 0, Duration::ZERO);
    for line in file.lines().filter(|l| !l.trim().is_empty()) {
        let gold: Value = serde_json::from_str(line)?;
        let text = gold["text"].as_str().context("no text")?;
        let types: HashSet<&str> = gold["types"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let document = document(text);
        let start = Instant::now();
        let found = analyse(&document, tagger);
        time += start.elapsed();
        documents += 1;
        words += document.text().split_whitespace().count();
        let scalars: HashMap<usize, usize> = document
            .text()
            .char_indices()
            .map(|(b, _)| b)
            .chain([document.text().len()])
            .enumerate()
            .map(|(s, b)| (b, s))
            .collect();
        let mut ours: HashSet<Span> = HashSet::new();
        let mut cluster_of: HashMap<(usize, usize), usize> = HashMap::new();
        for (e, entity) in found.iter().enumerate() {
            for mention in &entity.mentions {
                let span = (scalars[&mention.range.start], scalars[&mention.range.end]);
                cluster_of.insert(span, e);
                if types.contains(scored(entity.kind)) {
                    ours.insert((span.0, span.1, scored(entity.kind)));
                }
            }
        }
        let mut theirs: HashSet<Span> = HashSet::new();
        for entity in gold["entities"].as_array().into_iter().flatten() {
            let kind = ["PER", "ORG", "LOC", "MISC", "DATE"]
                .into_iter()
                .find(|k| entity["type"] == **k)
                .context("unknown type")?;
            if types.contains(kind) {
                theirs.insert((offset(&entity["start"])?, offset(&entity["end"])?, kind));
            }
        }
        for kind in ["PER", "ORG", "LOC", "MISC", "DATE"] {
            for name in [
                kind,
                if matches!(kind, "PER" | "ORG" | "LOC") {
                    "all"
                } else {
                    ""
                },
            ] {
                let count = counts.entry(name).or_default();
                count.gold += theirs.iter().filter(|s| s.2 == kind).count();
                count.found += ours.iter().filter(|s| s.2 == kind).count();
                count.right += ours.intersection(&theirs).filter(|s| s.2 == kind).count();
            }
        }
        for (sign, a, b) in linked(&gold, &cluster_of, &mut pairs)? {
            if list {
                let chars: Vec<char> = text.chars().collect();
                let slice =
                    |s: (usize, usize)| chars.get(s.0..s.1).unwrap_or_default().iter().collect::<String>();
                writeln!(out, "{sign} pair [{}] [{}]", slice(a), slice(b))?;
            }
        }
        if list {
            faults(text, &ours, &theirs, out)?;
        }
    }
    let name = std::path::Path::new(path)
        .file_stem()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    writeln!(
        out,
        "{name}: {documents} documents, {words} words, {:.0} words/s",
        words as f64 / time.as_secs_f64()
    )?;
    for (kind, count) in counts
        .iter()
        .filter(|(kind, count)| !kind.is_empty() && count.gold > 0)
    {
        writeln!(out, "  {kind:5} {}", count.report())?;
    }
    if pairs.gold > 0 {
        writeln!(out, "  pairs {}", pairs.report())?;
    }
    Ok(())
}

fn offset(value: &Value) -> anyhow::Result<usize> {
    Ok(usize::try_from(value.as_u64().context("no offset")?)?)
}

type Pair = (&'static str, (usize, usize), (usize, usize));

/// Counts pairs of coreferent mentions among the mentions that gold and engine share; returns the pairs that only one of them joins.
fn linked(
    gold: &Value,
    cluster_of: &HashMap<(usize, usize), usize>,
    pairs: &mut Count,
) -> anyhow::Result<Vec<Pair>> {
    let mut shared = Vec::new();
    for (c, cluster) in gold["clusters"].as_array().into_iter().flatten().enumerate() {
        for span in cluster.as_array().into_iter().flatten() {
            let span = (offset(&span[0])?, offset(&span[1])?);
            if let Some(&ours) = cluster_of.get(&span) {
                shared.push((c, ours, span));
            }
        }
    }
    let mut out = Vec::new();
    for (i, a) in shared.iter().enumerate() {
        for b in &shared[i + 1..] {
            pairs.gold += usize::from(a.0 == b.0);
            pairs.found += usize::from(a.1 == b.1);
            pairs.right += usize::from(a.0 == b.0 && a.1 == b.1);
            match (a.0 == b.0, a.1 == b.1) {
                (true, false) => out.push(("-", a.2, b.2)),
                (false, true) => out.push(("+", a.2, b.2)),
                _ => {}
            }
        }
    }
    Ok(out)
}

fn faults(
    text: &str,
    ours: &HashSet<Span>,
    theirs: &HashSet<Span>,
    out: &mut impl std::io::Write,
) -> anyhow::Result<()> {
    let chars: Vec<char> = text.chars().collect();
    let mut all: Vec<(&Span, &str)> = ours
        .difference(theirs)
        .map(|s| (s, "+"))
        .chain(theirs.difference(ours).map(|s| (s, "-")))
        .collect();
    all.sort();
    let slice = |a: usize, b: usize| {
        chars
            .get(a..b)
            .unwrap_or_default()
            .iter()
            .collect::<String>()
            .replace('\n', " ")
    };
    for ((start, end, kind), sign) in all {
        let (before, after) = (
            slice(start.saturating_sub(40), *start),
            slice(*end, (end + 30).min(chars.len())),
        );
        writeln!(out, "{sign} {kind:4} {before}[{}]{after}", slice(*start, *end))?;
    }
    Ok(())
}
