//! Measures the found statements against gold files (JSON lines with `text` and `quotes` of `content`, `speaker` and `core`, in scalar
//! values).
//!
//! ```text
//! cargo run --release --example measure_statements -- [--grammar MODEL | --no-grammar] [--list] [--each] GOLD.jsonl …
//! ```
//!
//! A statement counts as found if it shares at least half of the letters that either has with the gold content; gold statements that are
//! not `core` are optional, and statements within one are not counted. `--grammar` uses another grammar model than the built-in one,
//! `--no-grammar` uses none, `--list` prints the missed ones, the wrong ones, and those with another speaker. `--each` measures with all
//! constructions, and then without each of them that changes a figure.
#![allow(clippy::print_stdout, reason = "a program for the console")]

use std::collections::HashSet;
use std::ops::Range;

use anyhow::Context as _;
use postil::analysis::constructions::{Construction, Constructions, Family, explain};
use postil::analysis::syntax::Model;
use postil::analysis::{Claim, attribution, entities, tokens};
use postil::document::TextRange;
use postil::import::{Options, import};
use serde_json::Value;

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let mut list = false;
    let mut bytes = None;
    let mut grammar = true;
    let mut each = false;
    let mut files = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--list" => list = true,
            "--each" => each = true,
            "--no-grammar" => grammar = false,
            "--grammar" => {
                let path = args.next().context("--grammar MODEL")?;
                bytes = Some(std::fs::read(&path).with_context(|| path)?);
            }
            _ => files.push(arg),
        }
    }
    let own = match &bytes {
        Some(bytes) => Some(Model::read(bytes).context("not a model of this version")?),
        None => None,
    };
    let model = own.as_ref().or(Model::shipped()).filter(|_| grammar);
    for file in files {
        let all = measure(&file, &Engine::Model(model), list)?;
        println!("{file}: {}", all.in_words());
        let of_statements = Construction::ALL.iter().filter(|c| c.family() != Family::Name);
        for construction in of_statements.filter(|_| each) {
            let without = measure(&file, &Engine::Without(*construction), false)?.in_words();
            if without != all.in_words() {
                println!("  without {construction}: {without}");
            }
        }
    }
    Ok(())
}

/// What is measured.
enum Engine<'a> {
    /// All constructions, with this model of grammar.
    Model(Option<&'a Model<'a>>),
    /// All constructions but one, with the built-in model.
    Without(Construction),
}

/// The letters and figures of a statement, as positions in scalar values.
type Letters = HashSet<usize>;

struct Gold {
    content: Letters,
    range: Range<usize>,
    speaker: Option<Range<usize>>,
    core: bool,
}

#[derive(Default)]
struct Counts {
    gold: usize,
    found: usize,
    right: usize,
    both: usize,
    /// Found and total, for direct, mixed and indirect.
    forms: [[usize; 2]; 3],
}

impl Counts {
    /// Precision, recall, F1, F1 with the right speaker, and recall by form, in percent.
    fn in_words(&self) -> String {
        let percent = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
        let f1 = |right: usize| percent(2 * right, self.gold + self.found);
        format!(
            "{} statements; precision {:.1}, recall {:.1}, F1 {:.1}, with speaker {:.1}; direct {:.1}, mixed {:.1}, indirect {:.1}",
            self.gold,
            percent(self.right, self.found),
            percent(self.right, self.gold),
            f1(self.right),
            f1(self.both),
            percent(self.forms[0][0], self.forms[0][1]),
            percent(self.forms[1][0], self.forms[1][1]),
            percent(self.forms[2][0], self.forms[2][1]),
        )
    }
}

fn measure(path: &str, engine: &Engine<'_>, list: bool) -> anyhow::Result<Counts> {
    let mut counts = Counts::default();
    let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let gold: Value = serde_json::from_str(line)?;
        let source = gold["text"].as_str().context("no text")?;
        let options = Options {
            plain: true,
            ..Options::default()
        };
        let document = import(source.as_bytes(), &options)?.document;
        let claims = match engine {
            Engine::Model(model) => {
                let tokens = tokens(&document);
                let entities = entities::entities(&document, &tokens);
                attribution::claims_with(&document, &tokens, &entities, *model)
            }
            Engine::Without(construction) => {
                let constructions = Constructions::all().without(*construction);
                explain(&document, constructions).analysis.claims
            }
        };
        if list {
            println!("\n== {}", gold["id"].as_str().unwrap_or_default());
        }
        score(&gold, document.text(), &claims, &mut counts, list)?;
    }
    Ok(counts)
}

fn score(gold: &Value, text: &str, claims: &[Claim], counts: &mut Counts, list: bool) -> anyhow::Result<()> {
    let chars: Vec<char> = text.chars().collect();
    let scalar = |byte: usize| text.get(..byte).map_or(0, |t| t.chars().count());
    let place = |r: TextRange| scalar(r.start)..scalar(r.end);
    let letters =
        |r: &Range<usize>| -> Letters { r.clone().filter(|&i| chars[i].is_alphanumeric()).collect() };
    let slice = |r: &Range<usize>| chars[r.clone()].iter().collect::<String>().replace('\n', "¶");
    let mut statements = Vec::new();
    for quote in gold["quotes"].as_array().into_iter().flatten() {
        let range = span(&quote["content"]).context("no content")?;
        statements.push(Gold {
            content: letters(&range),
            range,
            speaker: span(&quote["speaker"]),
            core: quote["core"].as_bool().unwrap_or(true),
        });
    }
    let said: Vec<(Range<usize>, Letters, &Claim)> = claims
        .iter()
        .filter(|c| c.speaker.is_some() || c.cue.is_some())
        .map(|c| (place(c.range), letters(&place(c.range)), c))
        .collect();
    let shared = |a: &Letters, b: &Letters| a.intersection(b).count();
    let alike = |a: &Letters, b: &Letters| {
        let both = shared(a, b);
        both as f64 / (a.len() + b.len() - both).max(1) as f64
    };
    let (core, optional): (Vec<_>, Vec<_>) = statements.iter().partition(|g| g.core);
    let said: Vec<_> = said
        .iter()
        .filter(|(_, c, _)| {
            core.iter().any(|g| alike(c, &g.content) >= 0.5)
                || !optional
                    .iter()
                    .any(|g| alike(c, &g.content) >= 0.5 || shared(c, &g.content) * 10 >= c.len() * 8)
        })
        .collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (g, gold) in core.iter().enumerate() {
        let near = said.iter().enumerate();
        pairs.extend(
            near.map(|(s, (_, c, _))| (alike(c, &gold.content), g, s))
                .filter(|p| p.0 >= 0.5),
        );
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut partner_of: Vec<Option<usize>> = vec![None; core.len()];
    let mut taken = vec![false; said.len()];
    for (_, g, s) in pairs {
        if partner_of[g].is_none() && !taken[s] {
            partner_of[g] = Some(s);
            taken[s] = true;
        }
    }
    counts.gold += core.len();
    counts.found += said.len();
    for (gold, partner) in core.iter().zip(&partner_of) {
        let form = form(&chars, gold);
        counts.forms[form][1] += 1;
        let by = gold.speaker.as_ref().map_or("nobody".into(), &slice);
        let Some(&(_, _, claim)) = partner.map(|s| said[s]) else {
            if list {
                let near: Vec<String> = said
                    .iter()
                    .filter(|(_, c, _)| shared(c, &gold.content) > 0)
                    .map(|(r, ..)| slice(r))
                    .collect();
                println!(
                    "- {} {by}: {}  {near:?}",
                    ["direct", "mixed", "indirect"][form],
                    slice(&gold.range)
                );
            }
            continue;
        };
        counts.right += 1;
        counts.forms[form][0] += 1;
        let named = claim.speaker.as_ref().and_then(|s| s.range).map(&place);
        let agrees = match (&gold.speaker, &named) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                a.start < b.end && b.start < a.end
                    || words(&slice(a)).intersection(&words(&slice(b))).count() > 0
            }
            _ => false,
        };
        counts.both += usize::from(agrees);
        if list && !agrees {
            println!(
                "? {by}, not {:?}: {}",
                named.as_ref().map(&slice),
                slice(&gold.range)
            );
        }
    }
    for ((range, _, claim), _) in said.iter().zip(&taken).filter(|(_, taken)| !**taken) {
        if list {
            let by = claim.speaker.as_ref().map_or("nobody", |s| &s.name);
            println!("+ {by}: {}  {:?}", slice(range), claim.reasons.first());
        }
    }
    Ok(())
}

fn span(value: &Value) -> Option<Range<usize>> {
    let at = |i: usize| usize::try_from(value.get(i)?.as_u64()?).ok();
    Some(at(0)?..at(1)?)
}

/// The words by which two speakers are compared: those of three letters or more, without articles and pronouns.
fn words(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    words
        .filter(|w| {
            w.chars().count() >= 3
                && !matches!(
                    *w,
                    "the" | "and" | "his" | "her" | "their" | "for" | "its" | "that" | "who" | "mr." | "mrs."
                )
        })
        .map(str::to_owned)
        .collect()
}

/// 0 in quotation marks, 1 with quotation marks in it, 2 without.
fn form(chars: &[char], gold: &Gold) -> usize {
    let (Some(&first), Some(&last)) = (gold.content.iter().min(), gold.content.iter().max()) else {
        return 2;
    };
    let mark = |c: &char| matches!(c, '"' | '“' | '”');
    let from = first.saturating_sub(2);
    if chars[from..(last + 3).min(chars.len())].iter().any(mark) {
        usize::from(!chars[from..first].iter().any(|c| matches!(c, '"' | '“')))
    } else {
        2
    }
}
