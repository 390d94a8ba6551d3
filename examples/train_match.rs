//! Trains the weights for matching earlier claims, and measures them.
//!
//! `train_match ARCHIVE.jsonl CLAIMS.jsonl` reads an archive (lines with `id`, `claim`, `title`) and claims with known matches (`text`, and
//! `relevant`, a list of ids), and prints the table for `assets/match.weights`; on standard error it prints the scores of a five-fold
//! cross-validation, in which claims about one entry are in the same fold. `train_match ARCHIVE.jsonl CLAIMS.jsonl --measure OTHERS.jsonl`
//! measures the built-in weights on other claims. `--model FILE` at the end adds the features of a sentence encoder: the table is then that of
//! `assets/match_meaning.weights`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the console"
)]

use std::collections::HashMap;

use anyhow::Context as _;
use postil::matching::{
    BLOCK, Candidate, Checked, FEATURES, FeatureGroup, Features, Index, IndexBuilder, MatchModel, MatchQuery,
    Matcher, MissingVector, Vectors, without_addresses,
};
use postil::meaning::SentenceEncoder;
use rayon::prelude::*;

const SIZE: usize = FEATURES.len();
const FOLDS: usize = 5;
/// The penalty for large weights, in likelihood per claim.
const DECAY: f64 = 0.006;

/// The comment at the top of the table.
const HEAD: &str = "\
# The weights by which postil match ranks earlier claims, and those of its confidence; src/matching/model.rs reads them.
# Written by: cargo run --release --example train_match -- ARCHIVE.jsonl CLAIMS.jsonl [--model FILE]
# docs/matching.md says what they were trained on and what they reach.
";

/// A claim with its candidates, once with the relevant ones among them and once without.
struct Claim {
    relevant: Vec<String>,
    with: Vec<Candidate>,
    without: Vec<Candidate>,
    fold: usize,
}

impl Claim {
    fn is_right(&self, candidate: &Candidate) -> bool {
        self.relevant.contains(&candidate.entry.id)
    }
}

fn main() -> anyhow::Result<()> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: train_match ARCHIVE.jsonl CLAIMS.jsonl [--measure OTHERS.jsonl] [--model FILE]";
    let (archive, claims) = (args.next().context(usage)?, args.next().context(usage)?);
    let (mut others, mut model) = (None, None);
    while let Some(option) = args.next() {
        match option.as_str() {
            "--measure" => others = Some(args.next().context(usage)?),
            "--model" => model = Some(args.next().context(usage)?),
            _ => anyhow::bail!(usage),
        }
    }
    let encoder = model
        .map(|path| anyhow::Ok(SentenceEncoder::read(&std::fs::read(path)?)?))
        .transpose()?;
    let archive = self::archive(&archive, encoder.as_ref())?;
    let claims = self::claims(&archive, &claims, encoder.as_ref())?;
    let with_meaning = encoder.is_some();
    let all = move |i: usize| with_meaning || FEATURES[i].1 != FeatureGroup::Meaning;
    if let Some(others) = others {
        let others = self::claims(&archive, &others, encoder.as_ref())?;
        report("with the weights that are built in", &others, |_| {
            if with_meaning {
                MatchModel::built_in_with_meaning().clone()
            } else {
                MatchModel::built_in().clone()
            }
        });
        for group in FeatureGroup::ALL {
            let model = learn(&claims, &|i| all(i) && FEATURES[i].1 != group);
            println!(
                "  without {group:?}: {:.3}",
                average_precision(&others, |_| model.clone())
            );
        }
        return Ok(());
    }
    let folds: Vec<MatchModel> = (0..FOLDS)
        .map(|fold| {
            let rest: Vec<&Claim> = claims.iter().filter(|c| c.fold != fold).collect();
            learn_from(&rest, &all)
        })
        .collect();
    report("in cross-validation", &claims, |fold| folds[fold].clone());
    let mut model = learn(&claims, &all);
    model.shown = bound(&claims, |fold| folds[fold].clone());
    print!("{HEAD}{}", model.table());
    Ok(())
}

fn lines(path: &str) -> anyhow::Result<Vec<serde_json::Value>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let values: Result<_, _> = text.lines().map(serde_json::from_str).collect();
    Ok(values?)
}

fn archive(path: &str, encoder: Option<&SentenceEncoder>) -> anyhow::Result<Matcher> {
    let mut builder = IndexBuilder::new();
    for line in lines(path)? {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        builder.add(Checked {
            id: text("id").context("no id")?,
            claim: text("claim").context("no claim")?,
            title: text("title"),
            ..Checked::default()
        });
    }
    let mut archive = Matcher::new(vec![Index::open(Box::new(builder.finish("")))?]);
    if let Some(encoder) = encoder {
        let size = encoder.info().size;
        let mut file = Vectors::start(size);
        let missing = archive.without_vector(&Vectors::open(Box::new(Vec::new()), 0, size)?)?;
        for some in missing.chunks(BLOCK) {
            let encode = |part: &[MissingVector]| -> anyhow::Result<Vec<_>> {
                let claims: Vec<String> = part.iter().map(|m| archive.claim(m)).collect::<Result<_, _>>()?;
                let texts: Vec<&str> = claims.iter().map(String::as_str).collect();
                Ok(part.iter().map(|m| m.key).zip(encoder.encode(&texts)).collect())
            };
            let parts: Vec<_> = some.par_chunks(8).map(encode).collect::<Result<_, _>>()?;
            file.extend(Vectors::block(&parts.concat()));
        }
        let length = file.len() as u64;
        archive.use_vectors(Vectors::open(Box::new(file), length, size)?)?;
    }
    Ok(archive)
}

fn claims(archive: &Matcher, path: &str, encoder: Option<&SentenceEncoder>) -> anyhow::Result<Vec<Claim>> {
    let mut folds: HashMap<String, usize> = HashMap::new();
    let mut out = Vec::new();
    for line in lines(path)? {
        let text = line["text"].as_str().context("no text")?;
        let vector = encoder.and_then(|encoder| encoder.encode(&[&without_addresses(text)]).pop());
        let query = MatchQuery {
            text,
            vector: vector.as_deref(),
            ..MatchQuery::default()
        };
        let ids = line["relevant"].as_array().context("no relevant")?;
        let relevant: Vec<String> = ids
            .iter()
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect();
        let next = folds.len() % FOLDS;
        let fold = *folds
            .entry(relevant.first().cloned().unwrap_or_default())
            .or_insert(next);
        let with = archive.candidates(query, |_, _| true)?;
        // An entry that is in the archive twice is only removed together with its duplicate.
        let mut same: Vec<&str> = relevant.iter().map(String::as_str).collect();
        for candidate in with.iter().filter(|c| relevant.contains(&c.entry.id)) {
            same.extend(
                candidate
                    .alike
                    .iter()
                    .filter_map(|i| with.get(*i))
                    .map(|c| c.entry.id.as_str()),
            );
        }
        let without = archive.candidates(query, |_, entry| !same.contains(&entry.id.as_str()))?;
        out.push(Claim {
            with: with.clone(),
            without,
            relevant,
            fold,
        });
    }
    Ok(out)
}

fn learn(claims: &[Claim], takes: &dyn Fn(usize) -> bool) -> MatchModel {
    learn_from(&claims.iter().collect::<Vec<_>>(), takes)
}

/// Trains the weights of the features that `takes` selects.
fn learn_from(claims: &[&Claim], takes: &dyn Fn(usize) -> bool) -> MatchModel {
    let mut model = MatchModel {
        ranking: ranking(claims, takes),
        ..MatchModel::default()
    };
    confidence(claims, takes, &mut model);
    model
}

/// Mean and standard deviation of each feature over all candidates.
fn spread<'a>(rows: impl Iterator<Item = &'a Features>) -> [(f64, f64); SIZE] {
    let (mut count, mut sums, mut squares) = (0.0_f64, [0.0; SIZE], [0.0; SIZE]);
    for row in rows {
        count += 1.0;
        for i in 0..SIZE {
            sums[i] += row[i];
            squares[i] += row[i] * row[i];
        }
    }
    std::array::from_fn(|i| {
        let mean = sums[i] / count.max(1.0);
        (
            mean,
            (squares[i] / count.max(1.0) - mean * mean).max(0.0).sqrt() + 1e-6,
        )
    })
}

/// The weights under which the relevant candidates are the most probable ones: a conditional logit, by gradient ascent with momentum on
/// features with mean 0 and standard deviation 1.
fn ranking(claims: &[&Claim], takes: &dyn Fn(usize) -> bool) -> Features {
    let claims: Vec<&&Claim> = claims
        .iter()
        .filter(|c| c.with.iter().any(|x| c.is_right(x)))
        .collect();
    let spread = spread(claims.iter().flat_map(|c| &c.with).map(|c| &c.features));
    let mut weights = [0.0; SIZE];
    let mut speed = [0.0; SIZE];
    for _ in 0..600 {
        let mut slope = [0.0; SIZE];
        for claim in &claims {
            let row = |c: &Candidate| -> Features {
                std::array::from_fn(|i| (c.features[i] - spread[i].0) / spread[i].1)
            };
            let rows: Vec<Features> = claim.with.iter().map(row).collect();
            let sums: Vec<f64> = rows
                .iter()
                .map(|r| r.iter().zip(weights).map(|(x, w)| x * w).sum())
                .collect();
            let most = sums.iter().copied().fold(f64::MIN, f64::max);
            let total: f64 = sums.iter().map(|s| (s - most).exp()).sum();
            let right = claim.with.iter().filter(|c| claim.is_right(c)).count() as f64;
            for ((candidate, row), sum) in claim.with.iter().zip(&rows).zip(&sums) {
                let wanted = f64::from(u8::from(claim.is_right(candidate))) / right;
                let error = wanted - (sum - most).exp() / total;
                for i in 0..SIZE {
                    slope[i] += error * row[i];
                }
            }
        }
        for i in (0..SIZE).filter(|i| takes(*i)) {
            let step = slope[i] / claims.len() as f64 - 2.0 * DECAY * weights[i];
            speed[i] = 0.9 * speed[i] + 0.1 * step;
            weights[i] += speed[i];
        }
    }
    std::array::from_fn(|i| weights[i] / spread[i].1)
}

/// Whether the feature describes a candidate independently of the other candidates.
fn is_absolute(i: usize) -> bool {
    matches!(
        FEATURES[i].0,
        "score_of_most"
            | "claim_covered"
            | "claim_cosine"
            | "title_cosine"
            | "rarest_shared"
            | "shared"
            | "letters"
            | "meaning"
    )
}

/// The best candidate under `model`, its margin, and whether it is right.
fn best<'a>(
    claim: &Claim,
    candidates: &'a [Candidate],
    model: &MatchModel,
) -> Option<(&'a Candidate, f64, bool)> {
    let rank = |c: &Candidate| model.rank(&c.features);
    let (at, first) = candidates
        .iter()
        .enumerate()
        .max_by(|a, b| rank(a.1).total_cmp(&rank(b.1)))?;
    let others = candidates
        .iter()
        .enumerate()
        .filter(|(i, _)| !first.alike.contains(i) && *i != at);
    let next = others.map(|(_, c)| rank(c)).reduce(f64::max);
    let margin = next.map_or(0.0, |next| rank(first) - next);
    Some((first, margin, claim.is_right(first)))
}

/// The weights of the confidence: logistic regression over the best candidate of each claim, once with the relevant entries in the archive
/// and once without, since most claims that people read are not known.
fn confidence(claims: &[&Claim], takes: &dyn Fn(usize) -> bool, model: &mut MatchModel) {
    let mut rows: Vec<(Features, f64, f64)> = Vec::new();
    for claim in claims {
        for candidates in [&claim.with, &claim.without] {
            let found = best(claim, candidates, model);
            rows.extend(found.map(|(c, margin, right)| (c.features, margin, f64::from(u8::from(right)))));
        }
    }
    let spread = spread(rows.iter().map(|(features, ..)| features));
    let margins = rows.iter().map(|row| row.1).sum::<f64>() / rows.len().max(1) as f64;
    let columns: Vec<usize> = (0..SIZE).filter(|i| takes(*i) && is_absolute(*i)).collect();
    // The features, the margin and the bias.
    let x: Vec<(Vec<f64>, f64)> = rows
        .iter()
        .map(|(features, margin, right)| {
            let standard = columns
                .iter()
                .map(|i| (features[*i] - spread[*i].0) / spread[*i].1);
            (standard.chain([margin / margins, 1.0]).collect(), *right)
        })
        .collect();
    let size = columns.len() + 2;
    let (mut weights, mut speed) = (vec![0.0; size], vec![0.0; size]);
    for _ in 0..3000 {
        let mut slope = vec![0.0; size];
        for (row, right) in &x {
            let sum: f64 = row.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let error = right - 1.0 / (1.0 + (-sum).exp());
            slope.iter_mut().zip(row).for_each(|(s, x)| *s += error * x);
        }
        for i in 0..size {
            let decay = if i + 1 < size {
                DECAY / 4.0 * weights[i]
            } else {
                0.0
            };
            speed[i] = 0.9 * speed[i] + 0.1 * (slope[i] / x.len() as f64 - decay);
            weights[i] += speed[i];
        }
    }
    model.bias = weights[size - 1];
    model.margin = weights[size - 2] / margins;
    for (i, weight) in columns.iter().zip(&weights) {
        model.confidence[*i] = weight / spread[*i].1;
        model.bias -= weight * spread[*i].0 / spread[*i].1;
    }
}

/// Mean average precision of the first five.
fn average_precision(claims: &[Claim], model: impl Fn(usize) -> MatchModel) -> f64 {
    let mut sum = 0.0;
    for claim in claims {
        let model = model(claim.fold);
        let mut ranked: Vec<&Candidate> = claim.with.iter().collect();
        ranked.sort_by(|a, b| model.rank(&b.features).total_cmp(&model.rank(&a.features)));
        let mut hits = 0.0;
        for (place, candidate) in ranked.iter().take(5).enumerate() {
            if claim.is_right(candidate) {
                hits += 1.0;
                sum += hits / (place as f64 + 1.0) / claim.relevant.len() as f64;
            }
        }
    }
    sum / claims.len() as f64
}

/// The best candidate of each claim: confidence, and whether it is right.
fn answers(claims: &[Claim], present: bool, model: impl Fn(usize) -> MatchModel) -> Vec<(f64, bool)> {
    let answer = |claim: &Claim| {
        let model = model(claim.fold);
        let candidates = if present { &claim.with } else { &claim.without };
        let (candidate, margin, right) = best(claim, candidates, &model)?;
        Some((model.confidence(&candidate.features, margin), right))
    };
    claims.iter().filter_map(answer).collect()
}

/// The lowest confidence from which 93 of 100 answers are right if half of the claims are in the archive: a little more than promised,
/// because other archives differ.
fn bound(claims: &[Claim], model: impl Fn(usize) -> MatchModel) -> f64 {
    let mut all = answers(claims, true, &model);
    all.extend(answers(claims, false, &model));
    let steps = (50..100).map(|step| f64::from(step) / 100.0);
    let right = |from: f64| {
        let shown: Vec<_> = all.iter().filter(|(c, _)| *c >= from).collect();
        shown.iter().filter(|(_, right)| *right).count() as f64 / shown.len().max(1) as f64
    };
    steps.filter(|from| right(*from) >= 0.93).fold(0.99, f64::min)
}

fn report(what: &str, claims: &[Claim], model: impl Fn(usize) -> MatchModel) {
    let held = claims
        .iter()
        .filter(|c| c.with.iter().any(|x| c.is_right(x)))
        .count();
    let by_search = MatchModel {
        ranking: std::array::from_fn(|i| f64::from(u8::from(FEATURES[i].0 == "rank"))),
        ..MatchModel::default()
    };
    eprintln!("{what}, {} claims", claims.len());
    eprintln!("  among the candidates: {:.3}", held as f64 / claims.len() as f64);
    eprintln!(
        "  MAP@5 of the search alone: {:.3}",
        average_precision(claims, |_| by_search.clone())
    );
    eprintln!("  MAP@5: {:.3}", average_precision(claims, &model));
    let shown = bound(claims, &model);
    for (name, present) in [("in the archive", true), ("not in the archive", false)] {
        let all = answers(claims, present, &model);
        eprintln!("  claims that are {name}:");
        for tenth in 0..10 {
            let low = f64::from(tenth) / 10.0;
            let inside: Vec<_> = all.iter().filter(|a| a.0 >= low && a.0 < low + 0.1).collect();
            let right = inside.iter().filter(|a| a.1).count();
            eprintln!(
                "    confidence from {low:.1}: {} of {} right",
                right,
                inside.len()
            );
        }
        for from in [MatchModel::built_in().shown, shown] {
            let inside: Vec<_> = all.iter().filter(|a| a.0 >= from).collect();
            let right = inside.iter().filter(|a| a.1).count();
            eprintln!("    from {from:.2}: {} shown, {right} right", inside.len());
        }
    }
}
