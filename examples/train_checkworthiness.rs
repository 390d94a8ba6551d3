//! Trains the weights of check-worthiness on labelled sentences and measures them.
//!
//! `train_checkworthiness SENTENCES.jsonl` reads objects with `text` and `label` (1: worth checking), one a line; prints the scores of a ten-fold
//! cross-validation and then the weights trained on all sentences, in the order of `Feature::ALL`, for `src/analysis/checkworthiness/features.rs`.
#![allow(clippy::print_stdout, reason = "a program for the console")]

use anyhow::Context;
use postil::analysis::checkworthiness::{Feature, FeatureSet};
use postil::analysis::token::tokenise;

const SIGNS: usize = Feature::ALL.len();

struct Sentence {
    features: [f64; SIGNS],
    worth: f64,
}

fn main() -> anyhow::Result<()> {
    let path = std::env::args()
        .nth(1)
        .context("usage: train_checkworthiness SENTENCES.jsonl")?;
    let mut all = Vec::new();
    for line in std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {path}"))?
        .lines()
    {
        let object: serde_json::Value = serde_json::from_str(line)?;
        let text = object["text"].as_str().context("no text")?;
        let features = FeatureSet::of(text, &tokenise(text));
        all.push(Sentence {
            features: Feature::ALL.map(|s| f64::from(u8::from(features.has(s)))),
            worth: object["label"].as_f64().context("no label")?,
        });
    }
    let mut scored = Vec::new();
    for fold in 0..10 {
        let train: Vec<&Sentence> = all
            .iter()
            .enumerate()
            .filter(|(i, _)| i % 10 != fold)
            .map(|(_, s)| s)
            .collect();
        let weights = learn(&train);
        scored.extend(
            all.iter()
                .skip(fold)
                .step_by(10)
                .map(|s| (score(&weights, s), s.worth)),
        );
    }
    report(&mut scored);
    let weights = learn(&all.iter().collect::<Vec<_>>());
    println!("bias {:.2}", weights[SIGNS]);
    for (feature, weight) in Feature::ALL.iter().zip(weights) {
        println!("{weight:6.2}, // {feature:?}");
    }
    Ok(())
}

fn score(weights: &[f64; SIGNS + 1], sentence: &Sentence) -> f64 {
    let sum: f64 = weights
        .iter()
        .zip(&sentence.features)
        .map(|(w, x)| w * x)
        .sum::<f64>()
        + weights[SIGNS];
    1.0 / (1.0 + (-sum).exp())
}

/// Logistic regression by plain gradient descent, with a small decay.
fn learn(sentences: &[&Sentence]) -> [f64; SIGNS + 1] {
    let mut weights = [0.0; SIGNS + 1];
    for _ in 0..600 {
        let mut slope = [0.0; SIGNS + 1];
        for sentence in sentences {
            let error = sentence.worth - score(&weights, sentence);
            for (s, x) in slope.iter_mut().zip(sentence.features.iter().chain([&1.0])) {
                *s += error * x;
            }
        }
        for (w, s) in weights.iter_mut().zip(slope) {
            *w += 2.0 * (s / sentences.len() as f64 - 0.0005 * *w);
        }
    }
    weights
}

fn report(scored: &mut [(f64, f64)]) {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let worth: f64 = scored.iter().map(|s| s.1).sum();
    let (mut hits, mut precision) = (0.0, 0.0);
    for (i, (_, label)) in scored.iter().enumerate() {
        hits += label;
        precision += label * hits / (i as f64 + 1.0);
    }
    println!(
        "average precision {:.1}, base rate {:.1}",
        100.0 * precision / worth,
        100.0 * worth / scored.len() as f64
    );
    for bound in [0.3, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let above: Vec<_> = scored.iter().filter(|s| s.0 >= bound).collect();
        let right: f64 = above.iter().map(|s| s.1).sum();
        println!(
            "at {bound}: precision {:.1}, recall {:.1}",
            100.0 * right / above.len().max(1) as f64,
            100.0 * right / worth
        );
    }
    for tenth in 0..10 {
        let low = f64::from(tenth) / 10.0;
        let inside: Vec<_> = scored.iter().filter(|s| s.0 >= low && s.0 < low + 0.1).collect();
        let right: f64 = inside.iter().map(|s| s.1).sum();
        println!(
            "scores from {low:.1}: {} sentences, {:.0}% worth checking",
            inside.len(),
            100.0 * right / inside.len().max(1) as f64
        );
    }
}
