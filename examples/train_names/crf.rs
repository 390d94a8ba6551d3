//! Trains the conditional random field: stochastic gradient steps with `AdaGrad` (Duchi, Hazan, Singer 2011) on the likelihood of all
//! labellings that the annotation allows, so that a corpus without a class of names can be used. Weights are averaged over the second half
//! of the epochs, quantised and pruned.

use std::collections::HashMap;

use anyhow::Context as _;
use postil::analysis::entities::casing;
use postil::analysis::entities::features::{LEXICAL, Page};
use postil::analysis::entities::gazetteer::Gazetteer;
use postil::analysis::entities::label::{LABELS, OUTSIDE, may_follow};
use postil::analysis::entities::weights::Weights;

use crate::Options;
use crate::corpus::{self, ANY};

/// Consecutive tokens that may contain a name.
struct Stretch {
    /// The ends of each token's features in [`Data::features`]; the first begins at `start`.
    start: usize,
    ends: Vec<usize>,
    allowed: Vec<u32>,
    share: f32,
    /// The index of its corpus.
    corpus: usize,
}

struct Data {
    features: Vec<u32>,
    stretches: Vec<Stretch>,
    /// The hash of each feature, and its frequency.
    hashes: Vec<(u64, u32)>,
    /// For each feature, the ids of its copy in each corpus; [`NONE`] without one.
    copies: Vec<Option<Vec<u32>>>,
    /// Features and copies.
    rows: usize,
    /// Their names and numbers of tokens, as [`Stretch::corpus`] counts them.
    corpora: Vec<(String, usize)>,
}

const NONE: u32 = u32::MAX;

/// One feature's weights and sums of squared gradients.
#[derive(Clone, Copy)]
struct Row {
    weights: [f32; LABELS],
    squares: [f32; LABELS],
}

/// The weights of all features and of label transitions, over the runs.
struct Mean {
    rows: Vec<[f32; LABELS]>,
    transitions: [[f32; LABELS]; LABELS],
}

pub(crate) fn train(options: &Options) -> anyhow::Result<()> {
    let mut data = load(options)?;
    let mut mean = Mean {
        rows: vec![[0.0; LABELS]; data.hashes.len()],
        transitions: [[0.0; LABELS]; LABELS],
    };
    // With copies last: they change the data.
    let mut owns = options.owns.clone();
    owns.sort_unstable();
    let most = owns.last().copied().unwrap_or(0);
    anyhow::ensure!(
        owns.iter().all(|own| *own == 0 || *own == most),
        "runs with copies must agree on how common the features are"
    );
    let mut copied = false;
    for (run, own) in owns.iter().enumerate() {
        if *own > 0 && !copied {
            add_copies(&mut data, *own);
            copied = true;
        }
        run_once(&data, options, options.seed + run as u64, &mut mean);
    }
    write(&data, &mean, owns.len() as f32, options)
}

fn run_once(data: &Data, options: &Options, seed: u64, mean: &mut Mean) {
    eprintln!("{} stretches, {} features", data.stretches.len(), data.rows);
    let mut field = Field::new(data.rows);
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..data.stretches.len()).collect();
    let mut averaged = 0f32;
    for epoch in 0..options.epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i as u64 + 1));
        }
        let loss: f64 = order
            .iter()
            .map(|&i| field.step(data, &data.stretches[i], options, &mut random))
            .sum();
        eprintln!("epoch {epoch}: loss {:.4}", loss / data.stretches.len() as f64);
        if epoch >= options.epochs / 2 {
            averaged += 1.0;
            for (sum, row) in field.sums.iter_mut().zip(&field.rows) {
                for (s, w) in sum.iter_mut().zip(row.weights) {
                    *s += w;
                }
            }
            for (s, w) in field
                .transition_sums
                .iter_mut()
                .flatten()
                .zip(field.transitions.iter().flatten())
            {
                *s += *w;
            }
        }
    }
    let trust =
        |(name, tokens): &(String, usize)| *tokens as f32 * options.trusts.get(name).copied().unwrap_or(1.0);
    let whole: f32 = data.corpora.iter().map(trust).sum();
    let trusts: Vec<f32> = data.corpora.iter().map(|corpus| trust(corpus) / whole).collect();
    for (id, total) in mean.rows.iter_mut().enumerate() {
        let mut sum = field.sums[id];
        // The weighted mean of the corpora's own copies, over their tokens.
        if let Some(copies) = &data.copies[id] {
            for (copy, trust) in copies.iter().zip(&trusts).filter(|(c, _)| **c != NONE) {
                for (s, c) in sum.iter_mut().zip(field.sums[*copy as usize]) {
                    *s += c * trust;
                }
            }
        }
        for (t, s) in total.iter_mut().zip(sum) {
            *t += s / averaged;
        }
    }
    for (t, s) in mean
        .transitions
        .iter_mut()
        .flatten()
        .zip(field.transition_sums.iter().flatten())
    {
        *t += *s / averaged;
    }
}

/// How many steps of a quantised weight make one.
const UNIT: f32 = 40.0;

fn write(data: &Data, mean: &Mean, runs: f32, options: &Options) -> anyhow::Result<()> {
    let mut rows: Vec<(f32, u64, [i8; LABELS])> = Vec::new();
    for (sum, (hash, count)) in mean.rows.iter().zip(&data.hashes) {
        let weights = sum.map(|s| (s / runs * UNIT).round().clamp(-127.0, 127.0));
        let largest = weights.iter().fold(0f32, |a, w| a.max(w.abs()));
        if largest >= 2.0 {
            let norm = weights.iter().map(|w| w * w).sum::<f32>().sqrt();
            rows.push((
                norm * (1.0 + (*count as f32).ln()),
                *hash,
                weights.map(|w| w as i8),
            ));
        }
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let found = rows.len();
    let features: Vec<_> = rows
        .into_iter()
        .map(|(_, hash, weights)| (hash, weights))
        .collect();
    let transitions = mean
        .transitions
        .map(|row| row.map(|s| (s / runs * UNIT).round().clamp(-30_000.0, 30_000.0) as i32));
    let (bytes, kept) = Weights::write(&transitions, &features, options.buckets);
    eprintln!("{found} features with weight, {kept} kept, {} bytes", bytes.len());
    std::fs::write(&options.out, bytes).with_context(|| options.out.display().to_string())
}

fn load(options: &Options) -> anyhow::Result<Data> {
    let gazetteer =
        std::fs::read(&options.gazetteer).with_context(|| options.gazetteer.display().to_string())?;
    let gazetteer = Gazetteer::new(&gazetteer).context("no gazetteer")?;
    let mut files: Vec<_> = std::fs::read_dir(&options.corpora)?
        .filter_map(|f| Some(f.ok()?.path()))
        .collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let mut hashes: Vec<u64> = Vec::new();
    let mut stretches = Vec::new();
    let mut lost = 0usize;
    let mut corpora: Vec<(String, usize)> = Vec::new();
    for file in files {
        let name = file
            .file_stem()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        if options.without.contains(&name) {
            continue;
        }
        let (mut tokens, mut candidates) = (0, 0);
        for article in corpus::read(&file)? {
            let share = options
                .shares
                .get(&format!("{name}/{}", article.genre))
                .or_else(|| options.shares.get(&name))
                .copied()
                .unwrap_or(1.0);
            let text = casing::running(&article.text, &article.tokens, &article.sentences, gazetteer);
            let page = Page::new(&text, &article.tokens, &article.sentences, gazetteer);
            tokens += article.tokens.len();
            let mut covered = vec![false; article.tokens.len()];
            for (range, sentence) in page.stretches() {
                candidates += range.len();
                covered[range.clone()].fill(true);
                let start = hashes.len();
                let mut ends = Vec::with_capacity(range.len());
                for i in range.clone() {
                    page.features(i, sentence, &mut hashes);
                    ends.push(hashes.len());
                }
                stretches.push(Stretch {
                    start,
                    ends,
                    allowed: mend(&article.allowed[range]),
                    share,
                    corpus: corpora.len(),
                });
            }
            lost += covered
                .iter()
                .zip(&article.allowed)
                .filter(|(c, a)| !**c && **a & 1 == 0)
                .count();
        }
        eprintln!("{name}: {tokens} tokens, {candidates} looked at");
        corpora.push((name, tokens));
    }
    eprintln!("{lost} named tokens are not looked at");
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for hash in &hashes {
        *counts.entry(*hash).or_default() += 1;
    }
    let mut kept: Vec<(u64, u32)> = counts.into_iter().filter(|(_, n)| *n >= options.least).collect();
    kept.sort_unstable();
    let index: HashMap<u64, u32> = kept
        .iter()
        .enumerate()
        .map(|(i, (h, _))| (*h, i as u32))
        .collect();
    Ok(Data {
        features: hashes
            .iter()
            .map(|h| index.get(h).copied().unwrap_or(NONE))
            .collect(),
        stretches,
        copies: vec![None; kept.len()],
        rows: kept.len(),
        hashes: kept,
        corpora,
    })
}

/// Gives each corpus its own copy of the most frequent features beside the common one, so that the peculiarities of its annotation need not
/// be learnt for the others (Daumé 2007).
fn add_copies(data: &mut Data, least: u32) {
    let corpora = data.corpora.len();
    for (copies, (_, count)) in data.copies.iter_mut().zip(&data.hashes) {
        if *count >= least {
            *copies = Some(vec![NONE; corpora]);
        }
    }
    let mut features = Vec::with_capacity(data.features.len() * 3 / 2);
    for stretch in &mut data.stretches {
        let mut at = stretch.start;
        stretch.start = features.len();
        for end in &mut stretch.ends {
            let own = &data.features[at..*end];
            at = *end;
            features.extend_from_slice(own);
            for f in own.iter().skip(LEXICAL).filter(|f| **f != NONE) {
                if let Some(copies) = &mut data.copies[*f as usize] {
                    let copy = &mut copies[stretch.corpus];
                    if *copy == NONE {
                        *copy = data.rows as u32;
                        data.rows += 1;
                    }
                    features.push(*copy);
                }
            }
            *end = features.len();
        }
    }
    data.features = features;
}

/// Opens labels at the ends of a stretch that no labelling of the stretch could have (a name cut by its boundary).
fn mend(allowed: &[u32]) -> Vec<u32> {
    let mut out = allowed.to_vec();
    let starts: u32 = (0..LABELS)
        .filter(|l| may_follow(OUTSIDE, *l))
        .map(|l| 1 << l)
        .sum();
    let ends: u32 = (0..LABELS)
        .filter(|l| may_follow(*l, OUTSIDE))
        .map(|l| 1 << l)
        .sum();
    // Open as much of the cut name as there is.
    if out.first().is_some_and(|a| a & starts == 0) {
        let end = out
            .iter()
            .position(|a| a & ends != 0 && a & !ends == 0)
            .map_or(out.len(), |i| i + 1);
        out[..end].fill(ANY);
    }
    if out.last().is_some_and(|a| a & ends == 0) {
        let start = out
            .iter()
            .rposition(|a| a & starts != 0 && a & !starts == 0)
            .unwrap_or(0);
        out[start..].fill(ANY);
    }
    out
}

struct Field {
    rows: Vec<Row>,
    sums: Vec<[f32; LABELS]>,
    transitions: [[f32; LABELS]; LABELS],
    transition_squares: [[f32; LABELS]; LABELS],
    transition_sums: [[f32; LABELS]; LABELS],
    valid: [[bool; LABELS]; LABELS],
}

/// The probabilities of each token's labels and of each label transition, summed over the stretch.
struct Marginals {
    nodes: Vec<[f64; LABELS]>,
    edges: [[f64; LABELS]; LABELS],
    log_sum: f64,
}

impl Field {
    fn new(features: usize) -> Self {
        Self {
            rows: vec![
                Row {
                    weights: [0.0; LABELS],
                    squares: [0.0; LABELS]
                };
                features
            ],
            sums: vec![[0.0; LABELS]; features],
            transitions: [[0.0; LABELS]; LABELS],
            transition_squares: [[0.0; LABELS]; LABELS],
            transition_sums: [[0.0; LABELS]; LABELS],
            valid: std::array::from_fn(|from| std::array::from_fn(|to| may_follow(from, to))),
        }
    }

    fn step(&mut self, data: &Data, stretch: &Stretch, options: &Options, random: &mut Random) -> f64 {
        let mut active: Vec<Vec<u32>> = Vec::with_capacity(stretch.ends.len());
        let mut scores: Vec<[f64; LABELS]> = Vec::with_capacity(stretch.ends.len());
        let mut start = stretch.start;
        for &end in &stretch.ends {
            let hidden = if random.unit() < options.drop { LEXICAL } else { 0 };
            let features: Vec<u32> = data.features[start + hidden..end]
                .iter()
                .copied()
                .filter(|f| *f != NONE && (options.noise == 0.0 || random.unit() >= options.noise))
                .collect();
            let mut score = [0f32; LABELS];
            for f in &features {
                for (s, w) in score.iter_mut().zip(&self.rows[*f as usize].weights) {
                    *s += w;
                }
            }
            scores.push(score.map(|s| f64::from(s / (1.0 - options.noise))));
            active.push(features);
            start = end;
        }
        let free = self.marginals(&scores, &vec![ANY; scores.len()]);
        let held = self.marginals(&scores, &stretch.allowed);
        let (Some(free), Some(held)) = (free, held) else {
            return 0.0;
        };
        let share = stretch.share;
        for (features, (f, h)) in active.iter().zip(free.nodes.iter().zip(&held.nodes)) {
            let gradient: [f32; LABELS] =
                std::array::from_fn(|l| (f[l] - h[l]) as f32 * share / (1.0 - options.noise));
            if gradient.iter().all(|g| g.abs() < 1e-4) {
                continue;
            }
            for id in features {
                let row = &mut self.rows[*id as usize];
                for (l, gradient) in gradient.iter().enumerate() {
                    let g = gradient + options.decay * row.weights[l];
                    row.squares[l] += g * g;
                    row.weights[l] -= options.rate * g / (row.squares[l].sqrt() + 1e-3);
                }
            }
        }
        for from in 0..LABELS {
            for to in 0..LABELS {
                let g = (free.edges[from][to] - held.edges[from][to]) as f32 * share;
                if g != 0.0 {
                    self.transition_squares[from][to] += g * g;
                    self.transitions[from][to] -=
                        options.rate * g / (self.transition_squares[from][to].sqrt() + 1e-3);
                }
            }
        }
        (free.log_sum - held.log_sum) * f64::from(share)
    }

    /// `None` if no labelling is allowed.
    fn marginals(&self, scores: &[[f64; LABELS]], allowed: &[u32]) -> Option<Marginals> {
        let n = scores.len();
        let steps: [[f64; LABELS]; LABELS] = std::array::from_fn(|a| {
            std::array::from_fn(|b| {
                if self.valid[a][b] {
                    f64::from(self.transitions[a][b]).exp()
                } else {
                    0.0
                }
            })
        });
        let mut log_sum = 0.0;
        let potentials: Vec<[f64; LABELS]> = scores
            .iter()
            .zip(allowed)
            .map(|(score, allowed)| {
                let top = (0..LABELS)
                    .filter(|l| allowed >> l & 1 == 1)
                    .map(|l| score[l])
                    .fold(f64::MIN, f64::max);
                log_sum += top;
                std::array::from_fn(|l| {
                    if allowed >> l & 1 == 1 {
                        (score[l] - top).exp()
                    } else {
                        0.0
                    }
                })
            })
            .collect();
        let mut forward = vec![[0.0; LABELS]; n];
        let mut before = [0.0; LABELS];
        before[OUTSIDE] = 1.0;
        for t in 0..n {
            let mut sum = 0.0;
            for to in 0..LABELS {
                let total: f64 = (0..LABELS).map(|from| before[from] * steps[from][to]).sum();
                forward[t][to] = total * potentials[t][to];
                sum += forward[t][to];
            }
            if sum <= 0.0 || !sum.is_finite() {
                return None;
            }
            log_sum += sum.ln();
            for f in &mut forward[t] {
                *f /= sum;
            }
            before = forward[t];
        }
        let mut backward: [f64; LABELS] = std::array::from_fn(|l| steps[l][OUTSIDE]);
        let closing: f64 = (0..LABELS).map(|l| forward[n - 1][l] * backward[l]).sum();
        if closing <= 0.0 {
            return None;
        }
        log_sum += closing.ln();
        let mut nodes = vec![[0.0; LABELS]; n];
        let mut edges = [[0.0; LABELS]; LABELS];
        for l in 0..LABELS {
            edges[l][OUTSIDE] += forward[n - 1][l] * backward[l] / closing;
        }
        for t in (0..n).rev() {
            let total: f64 = (0..LABELS).map(|l| forward[t][l] * backward[l]).sum();
            for l in 0..LABELS {
                nodes[t][l] = forward[t][l] * backward[l] / total;
            }
            let ahead: [f64; LABELS] = std::array::from_fn(|l| backward[l] * potentials[t][l]);
            let behind: [f64; LABELS] = if t == 0 {
                std::array::from_fn(|l| f64::from(u8::from(l == OUTSIDE)))
            } else {
                forward[t - 1]
            };
            let mut norm = 0.0;
            for from in 0..LABELS {
                for to in 0..LABELS {
                    norm += behind[from] * steps[from][to] * ahead[to];
                }
            }
            let mut next = [0.0; LABELS];
            let mut size = 0.0;
            for from in 0..LABELS {
                for to in 0..LABELS {
                    let product = steps[from][to] * ahead[to];
                    edges[from][to] += behind[from] * product / norm;
                    next[from] += product;
                }
                size += next[from];
            }
            backward = next.map(|b| b / size);
        }
        Some(Marginals {
            nodes,
            edges,
            log_sum,
        })
    }
}

/// Pseudorandom numbers (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: u64) -> usize {
        (self.next() % bound) as usize
    }

    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}
