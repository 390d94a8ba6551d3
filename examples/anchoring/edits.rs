//! Random edits. Reads articles (paragraphs separated by blank lines; files of JSON lines with the text under `text`; folders of such
//! files), chooses passages, and edits the text in one of several ways while tracking where the passage goes. One row per combination of
//! edit and passage length.
//!
//! Options: `--trials N` per combination (1000), `--seed N` (1), `--without-text` to search without the old text; `--wrong`, `--lost` and
//! `--asked` print each passage that was attached wrongly, not found although it is there, or up for review although it is unchanged or
//! gone.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{AnchorState, Locator, anchor};
use postil::text::sentence::sentences;

use crate::passage::{Length, Random, alike, words};

pub(crate) fn run(mut arguments: impl Iterator<Item = String>) {
    let mut trials = 1000u32;
    let mut seed = 1;
    let mut show_wrong = false;
    let mut show_lost = false;
    let mut show_asked = false;
    let mut with_text = true;
    let mut articles = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut number = || {
            arguments
                .next()
                .and_then(|n| n.parse::<usize>().ok())
                .unwrap_or(1)
        };
        match argument.as_str() {
            "--trials" => trials = number() as u32,
            "--seed" => seed = number(),
            "--without-text" => with_text = false,
            "--lost" => show_lost = true,
            "--wrong" => show_wrong = true,
            "--asked" => show_asked = true,
            path => match read(path.as_ref()) {
                Ok(read) => articles.extend(read),
                Err(error) => eprintln!("{path}: {error}"),
            },
        }
    }
    articles.retain(|a| a.blocks.len() > 3 && a.blocks.iter().map(String::len).sum::<usize>() > 800);
    if articles.len() < 2 {
        eprintln!(
            "usage: anchoring edits [--trials N] [--seed N] [--without-text] [--wrong] [--lost] [--asked] ARTICLE…"
        );
        std::process::exit(2);
    }
    let mut random = Random::new(seed);
    println!(
        "| edit | passage | attached rightly | for review, rightly | attached wrongly | for review, wrongly | orphan | µs |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut worst = 0.0f64;
    for edit in Edit::ALL {
        for length in Length::ALL {
            let mut tally: BTreeMap<Outcome, usize> = BTreeMap::new();
            let mut took = Duration::ZERO;
            for _ in 0..trials {
                let trial = Trial::new(&articles, edit, length, &mut random);
                let started = Instant::now();
                let outcome = trial.run(with_text);
                took += started.elapsed();
                let lost = outcome == Outcome::Orphan && trial.truth.is_some();
                let asked = match trial.truth {
                    Some(_) => outcome == Outcome::Offered && edit.leaves_it(),
                    None => outcome == Outcome::WronglyOffered,
                };
                if outcome == Outcome::WronglyAttached && show_wrong
                    || lost && show_lost
                    || asked && show_asked
                {
                    eprintln!("{} · {}", edit.name(), length.name());
                    trial.show(with_text);
                }
                *tally.entry(outcome).or_default() += 1;
            }
            let share = |o: Outcome| tally.get(&o).copied().unwrap_or(0) as f64 * 100.0 / f64::from(trials);
            worst = worst.max(share(Outcome::WronglyAttached));
            println!(
                "| {} | {} | {:.1}% | {:.1}% | {:.1}% | {:.1}% | {:.1}% | {} |",
                edit.name(),
                length.name(),
                share(Outcome::Attached),
                share(Outcome::Offered),
                share(Outcome::WronglyAttached),
                share(Outcome::WronglyOffered),
                share(Outcome::Orphan),
                took.as_micros() / u128::from(trials.max(1)),
            );
        }
    }
    println!("\nMost wrongly attached in a cell: {worst:.1}%");
}

/// The articles of a text file, of each line's `text` in a file of JSON lines, or of all such files in a folder.
fn read(path: &Path) -> std::io::Result<Vec<Article>> {
    if path.is_dir() {
        let mut paths: Vec<_> = std::fs::read_dir(path)?.flatten().map(|e| e.path()).collect();
        paths.sort();
        let articles: Result<Vec<_>, _> = paths.iter().map(|p| read(p)).collect();
        return Ok(articles?.concat());
    }
    let text = std::fs::read_to_string(path)?;
    if path.extension().is_none_or(|e| e != "jsonl") {
        return Ok(vec![Article::of(&text)]);
    }
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let texts = lines.filter_map(|value| Some(Article::of(value.get("text")?.as_str()?)));
    Ok(texts.collect())
}

/// The result of locating a passage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Attached without a question, at the right place.
    Attached,
    /// The right place is the first candidate of the review.
    Offered,
    /// Attached without a question at a wrong place, or although the passage is gone.
    WronglyAttached,
    /// Another place is the first candidate of the review.
    WronglyOffered,
    /// Not found.
    Orphan,
}

/// A way to edit the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edit {
    Elsewhere,
    Recoded,
    Moved,
    Duplicated,
    Before,
    Around,
    LightlyChanged,
    HeavilyChanged,
    Inserted,
    Rewritten,
    Cut,
    SentenceCut,
    ParagraphCut,
    OtherArticle,
}

impl Edit {
    const ALL: [Self; 14] = [
        Self::Elsewhere,
        Self::Recoded,
        Self::Moved,
        Self::Duplicated,
        Self::Before,
        Self::Around,
        Self::LightlyChanged,
        Self::HeavilyChanged,
        Self::Inserted,
        Self::Rewritten,
        Self::Cut,
        Self::SentenceCut,
        Self::ParagraphCut,
        Self::OtherArticle,
    ];

    /// Whether the edit leaves the passage itself unchanged.
    fn leaves_it(self) -> bool {
        matches!(
            self,
            Self::Elsewhere | Self::Recoded | Self::Moved | Self::Duplicated | Self::Before | Self::Around
        )
    }

    /// Whether the edit is possible: nothing can be inserted into a single word, and after the last words of an article there is no context
    /// that could stay unchanged.
    fn can_be_made(self, article: &Article, at: Passage) -> bool {
        let text = &article.blocks[at.block];
        match self {
            Self::Inserted => text[at.start..at.end].contains(' '),
            Self::Before => at.block + 1 < article.blocks.len() || at.end < text.len(),
            _ => true,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Elsewhere => "other paragraphs cut, added, changed",
            Self::Recoded => "quotes, dashes, case, spaces, line ends changed",
            Self::Moved => "its paragraph moved",
            Self::Duplicated => "its sentence repeated elsewhere",
            Self::Before => "the sentence before it rewritten",
            Self::Around => "all around it rewritten",
            Self::LightlyChanged => "one word in ten of it changed",
            Self::HeavilyChanged => "one word in four of it changed",
            Self::Inserted => "words put into it",
            Self::Rewritten => "replaced by other words",
            Self::Cut => "cut",
            Self::SentenceCut => "cut with its sentence",
            Self::ParagraphCut => "cut with its paragraph",
            Self::OtherArticle => "another article",
        }
    }
}

/// A text in paragraphs.
#[derive(Clone)]
struct Article {
    blocks: Vec<String>,
}

impl Article {
    fn of(text: &str) -> Self {
        let text = text.replace('\r', "");
        let paragraphs = text
            .split("\n\n")
            .map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "));
        Self {
            blocks: paragraphs.filter(|p| !p.is_empty()).collect(),
        }
    }

    fn document(&self) -> Document {
        let mut builder = Builder::new();
        for block in &self.blocks {
            builder.block(BlockKind::Paragraph, block);
        }
        builder.finish()
    }
}

/// A passage: a block and a byte range in it.
#[derive(Clone, Copy, Debug)]
struct Passage {
    block: usize,
    start: usize,
    end: usize,
}

struct Trial {
    old: Article,
    passage: Passage,
    new: Article,
    /// Where the passage is now; `None` if it is gone.
    truth: Option<Passage>,
}

impl Trial {
    fn new(articles: &[Article], edit: Edit, length: Length, random: &mut Random) -> Self {
        let at = random.below(articles.len());
        let old = articles[at].clone();
        let mut passage = choose(&old, length, random);
        while !edit.can_be_made(&old, passage) {
            passage = choose(&old, length, random);
        }
        let other = &articles[(at + 1 + random.below(articles.len() - 1)) % articles.len()];
        let (new, truth) = edited(&old, passage, edit, other, random);
        Self {
            old,
            passage,
            new,
            truth,
        }
    }

    fn run(&self, with_text: bool) -> Outcome {
        let (old, new) = (self.old.document(), self.new.document());
        let kept = anchor(&old, range(&old, self.passage));
        let earlier = with_text.then_some(old.text());
        let located = Locator::with_earlier(&new, earlier).locate(&kept);
        let truth = self.truth.map(|passage| range(&new, passage));
        let right = match (located.range, truth) {
            (Some(found), Some(truth)) => alike(found, truth),
            _ => false,
        };
        match located.state {
            AnchorState::Ok | AnchorState::Moved if right => Outcome::Attached,
            AnchorState::Ok | AnchorState::Moved => Outcome::WronglyAttached,
            AnchorState::Changed | AnchorState::Ambiguous if right => Outcome::Offered,
            AnchorState::Changed | AnchorState::Ambiguous => Outcome::WronglyOffered,
            AnchorState::Orphan => Outcome::Orphan,
        }
    }

    fn show(&self, with_text: bool) {
        let (old, new) = (self.old.document(), self.new.document());
        let around = |document: &Document, range: TextRange| {
            let wide = TextRange::new(range.start.saturating_sub(40), range.end + 40);
            format!("{:?} in {:?}", document.slice(range), document.slice(wide))
        };
        let kept = anchor(&old, range(&old, self.passage));
        let found = Locator::with_earlier(&new, with_text.then_some(old.text()))
            .locate(&kept)
            .range
            .unwrap_or_default();
        eprintln!("was   {}", around(&old, range(&old, self.passage)));
        eprintln!("taken {}", around(&new, found));
        match self.truth {
            Some(truth) => eprintln!("is    {}\n", around(&new, range(&new, truth))),
            None => eprintln!("is    gone\n"),
        }
    }
}

fn range(document: &Document, passage: Passage) -> TextRange {
    let start = document.blocks()[passage.block].range.start;
    TextRange::new(start + passage.start, start + passage.end)
}

fn choose(article: &Article, length: Length, random: &mut Random) -> Passage {
    loop {
        let block = random.below(article.blocks.len());
        if let Some(at) = length.choose(&article.blocks[block], random) {
            return Passage {
                block,
                start: at.start,
                end: at.end,
            };
        }
    }
}

#[allow(clippy::too_many_lines, reason = "one short arm an edit")]
fn edited(
    old: &Article,
    at: Passage,
    edit: Edit,
    other: &Article,
    random: &mut Random,
) -> (Article, Option<Passage>) {
    let mut new = old.clone();
    let text = old.blocks[at.block].clone();
    let (before, passage, behind) = (&text[..at.start], &text[at.start..at.end], &text[at.end..]);
    let mut truth = Some(at);
    let put = |new: &mut Article, before: &str, passage: &str, behind: &str| {
        new.blocks[at.block] = format!("{before}{passage}{behind}");
        Some(Passage {
            block: at.block,
            start: before.len(),
            end: before.len() + passage.len(),
        })
    };
    match edit {
        Edit::Elsewhere => {
            for (i, block) in new
                .blocks
                .iter_mut()
                .enumerate()
                .filter(|(i, _)| i.abs_diff(at.block) > 1)
            {
                match (i + random.below(3)) % 4 {
                    0 => *block = changed(block, 3, other, random),
                    1 => *block = some_sentence(other, random),
                    _ => {}
                }
            }
            let inserted = some_sentence(other, random);
            new.blocks.insert(0, inserted);
            truth = Some(Passage {
                block: at.block + 1,
                ..at
            });
        }
        Edit::Recoded => {
            // A word between the parts keeps their boundaries; each part is changed separately.
            let (b, p, s) = (recoded(before), recoded(passage), recoded(behind));
            truth = put(&mut new, &b, &p, &s);
            for (i, block) in new.blocks.iter_mut().enumerate().filter(|(i, _)| *i != at.block) {
                *block = if i % 2 == 0 { recoded(block) } else { block.clone() };
            }
        }
        Edit::Moved => {
            let block = new.blocks.remove(at.block);
            let to = (at.block + new.blocks.len() / 2) % new.blocks.len();
            new.blocks.insert(to, block);
            truth = Some(Passage { block: to, ..at });
        }
        Edit::Duplicated => {
            let sentence = sentence_of(&text, at);
            let copy = text[sentence].to_owned();
            // Nobody could tell the two apart if they were adjacent.
            let mut to = random.below(new.blocks.len() + 1);
            while (at.block..=at.block + 1).contains(&to) {
                to = random.below(new.blocks.len() + 1);
            }
            new.blocks.insert(to, copy);
            if to <= at.block {
                truth = Some(Passage {
                    block: at.block + 1,
                    ..at
                });
            }
        }
        Edit::Before => {
            let rewritten = if before.is_empty() {
                String::new()
            } else {
                some_words(other, words(before).len(), random) + " "
            };
            truth = put(&mut new, &rewritten, passage, behind);
        }
        Edit::Around => {
            let first = some_words(other, words(before).len(), random);
            let last = some_words(other, words(behind).len(), random);
            let first = if before.is_empty() {
                String::new()
            } else {
                first + " "
            };
            let last = if behind.is_empty() {
                String::new()
            } else {
                format!(" {last}")
            };
            truth = put(&mut new, &first, passage, &last);
            for i in [at.block.wrapping_sub(1), at.block + 1] {
                if let Some(block) = new.blocks.get_mut(i) {
                    *block = some_words(other, words(block).len(), random);
                }
            }
        }
        Edit::LightlyChanged => truth = put(&mut new, before, &changed(passage, 10, other, random), behind),
        Edit::HeavilyChanged => truth = put(&mut new, before, &changed(passage, 4, other, random), behind),
        Edit::Inserted => {
            let all = words(passage);
            let more = some_words(other, all.len() / 4 + 1, random);
            let middle = all[random.below(all.len() - 1)].end;
            let inserted = format!("{} {more}{}", &passage[..middle], &passage[middle..]);
            truth = put(&mut new, before, &inserted, behind);
        }
        Edit::Rewritten => {
            let count = words(passage).len();
            truth = put(&mut new, before, &some_words(other, count, random), behind);
        }
        Edit::Cut => {
            put(&mut new, before, "", behind);
            truth = None;
        }
        Edit::SentenceCut => {
            let sentence = sentence_of(&text, at);
            new.blocks[at.block].replace_range(sentence, "");
            truth = None;
        }
        Edit::ParagraphCut => {
            new.blocks.remove(at.block);
            truth = None;
        }
        Edit::OtherArticle => {
            new = other.clone();
            truth = None;
        }
    }
    drop_empty(&mut new, &mut truth);
    (new, truth)
}

/// Blocks without text are left out of a document.
fn drop_empty(article: &mut Article, truth: &mut Option<Passage>) {
    for block in &mut article.blocks {
        let lead = block.len() - block.trim_start().len();
        if lead > 0 && truth.is_none() {
            *block = block.trim_start().to_owned();
        }
    }
    let empty: Vec<usize> = (0..article.blocks.len())
        .filter(|&i| article.blocks[i].trim().is_empty())
        .collect();
    for &i in empty.iter().rev() {
        article.blocks.remove(i);
        if let Some(passage) = truth.as_mut().filter(|p| p.block > i) {
            passage.block -= 1;
        }
    }
}

/// The sentences that contain the passage.
fn sentence_of(text: &str, at: Passage) -> std::ops::Range<usize> {
    let all = sentences(text);
    let start = all
        .iter()
        .rev()
        .find(|s| s.start <= at.start)
        .map_or(0, |s| s.start);
    let end = all.iter().find(|s| s.end >= at.end).map_or(text.len(), |s| s.end);
    start..end
}

fn some_sentence(article: &Article, random: &mut Random) -> String {
    let block = &article.blocks[random.below(article.blocks.len())];
    let all = sentences(block);
    block[all[random.below(all.len())].clone()].to_owned()
}

fn some_words(article: &Article, count: usize, random: &mut Random) -> String {
    let mut out: Vec<String> = Vec::new();
    while out.len() < count.max(1) {
        let block = &article.blocks[random.below(article.blocks.len())];
        let all = words(block);
        let first = random.below(all.len());
        out.extend(
            all[first..]
                .iter()
                .take(1 + random.below(4))
                .map(|w| block[w.clone()].to_owned()),
        );
    }
    out.truncate(count.max(1));
    out.join(" ")
}

/// `text` with about one word in `every`, but at least one, replaced by another word.
fn changed(text: &str, every: usize, other: &Article, random: &mut Random) -> String {
    let all = words(text);
    let count = (all.len() / every).max(1);
    let mut out: Vec<String> = all.iter().map(|w| text[w.clone()].to_owned()).collect();
    for _ in 0..count {
        let at = random.below(out.len());
        out[at] = some_words(other, 1, random);
    }
    out.join(" ")
}

/// The same words as another publishing system would write them.
fn recoded(text: &str) -> String {
    let mut out = String::new();
    let mut open = false;
    for c in text.chars() {
        match c {
            '"' => {
                out.push(if open { '”' } else { '“' });
                open = !open;
            }
            '“' | '”' => out.push('"'),
            '\'' => out.push('’'),
            '’' | '‘' => out.push('\''),
            '–' | '—' => out.push('-'),
            '-' => out.push('‑'),
            c => out.push(c),
        }
    }
    out
}
