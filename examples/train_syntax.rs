//! Trains and measures the tagger and parser.
//!
//! `train_syntax train TRAIN.conllu OUT.model [--without PREFIX] [--bits T,A,L] [--rounds T,P] [--runs N]` trains a model, leaving out
//! documents whose id begins with PREFIX; `train_syntax test MODEL TEST.conllu [--only PREFIX]` prints how often tags, heads and labelled
//! heads are right. `docs/analysis-claims.md` says what the shipped model was trained on.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the console"
)]

use std::time::Instant;

use anyhow::{Context, bail};
use postil::analysis::syntax::Model;
use postil::analysis::syntax::train::{Options, Sentence, read, train};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train", corpus, out, rest @ ..] => {
            let mut sentences = sentences(corpus)?;
            let mut options = Options::default();
            for pair in rest.chunks(2) {
                let &[name, value] = pair else {
                    bail!("{} needs a value", pair[0])
                };
                let numbers = || value.split(',').map(str::parse).collect::<Result<Vec<u32>, _>>();
                match (name, numbers().unwrap_or_default().as_slice()) {
                    ("--without", _) => sentences.retain(|s| !s.document.starts_with(value)),
                    ("--bits", &[tags, actions, labels]) => options.bits = [tags, actions, labels],
                    ("--rounds", &[tagger, parser]) => {
                        (options.tagger_rounds, options.parser_rounds) = (tagger as usize, parser as usize);
                    }
                    ("--runs", &[runs]) => options.runs = runs as usize,
                    _ => bail!("{name} {value}: not understood"),
                }
            }
            let start = Instant::now();
            let model = train(&sentences, &options, &mut |line| {
                eprintln!("{:>5.0} s  {line}", start.elapsed().as_secs_f32());
            });
            std::fs::write(out, model).with_context(|| format!("cannot write {out}"))?;
        }
        ["test", model, corpus, rest @ ..] => {
            let bytes = std::fs::read(model).with_context(|| format!("cannot read {model}"))?;
            let model = Model::read(&bytes).context("not a model of this version")?;
            let mut sentences = sentences(corpus)?;
            if let ["--only", prefix] = rest {
                sentences.retain(|s| s.document.starts_with(prefix));
            }
            test(&model, &sentences);
        }
        _ => bail!(
            "usage: train_syntax train TRAIN.conllu OUT.model [--without PREFIX] | test MODEL TEST.conllu [--only PREFIX]"
        ),
    }
    Ok(())
}

fn sentences(path: &str) -> anyhow::Result<Vec<Sentence>> {
    Ok(read(
        &std::fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?,
    ))
}

fn test(model: &Model<'_>, sentences: &[Sentence]) {
    let (mut words, mut tags, mut scored, mut heads, mut labelled) = (0, 0, 0, 0, 0);
    let start = Instant::now();
    for sentence in sentences {
        let forms: Vec<&str> = sentence.text.iter().map(String::as_str).collect();
        let tree = model.parse(&forms).without_marks(&forms);
        for (i, gold) in sentence.tags.iter().enumerate() {
            words += 1;
            tags += usize::from(tree.tags[i] == *gold);
            if gold.is_sign() {
                continue;
            }
            scored += 1;
            let right = tree.heads[i].map_or(0, |h| h + 1) == sentence.heads[i];
            heads += usize::from(right);
            labelled += usize::from(right && tree.labels[i] == sentence.labels[i]);
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let percent = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    println!(
        "{words} tokens: tags {:.2}, heads {:.2}, heads with labels {:.2} (punctuation aside); {:.0} tokens/s",
        percent(tags, words),
        percent(heads, scored),
        percent(labelled, scored),
        words as f64 / seconds
    );
}
