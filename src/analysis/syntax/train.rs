//! Trains the models of this module on trees in CoNLL-U, from a fixed seed.
//!
//! All models are averaged perceptrons. The features of a table are selected by their weights in a larger table that is trained first; the
//! final model is then trained several times on those, in different orders, and the results are averaged. The parser is trained on tags
//! from a tagger that has not seen the sentence (ten folds), and explores its own mistakes with the dynamic oracle of the arc-hybrid system
//! (Goldberg and Nivre, 'Training deterministic parsers with non-deterministic oracles', 2013).

use std::collections::HashMap;

use super::lexeme::{Lexeme, lexemes};
use super::parser::{ACTION_FEATURES, ACTIONS, Action, State};
use super::tag::{Label, Tag};
use super::weights::{BUCKET, bucket, check};
use super::{MAGIC, WIDTH, is_quotation_mark, tagger};

/// One sentence of a treebank.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    /// Its words, without quotation marks.
    pub words: Vec<String>,
    /// Its words as written in the text.
    pub text: Vec<String>,
    /// Their parts of speech.
    pub tags: Vec<Tag>,
    /// Their heads, numbered from 1, 0 for the root.
    pub heads: Vec<usize>,
    /// Their relations to the heads.
    pub labels: Vec<Label>,
    /// The document it is from.
    pub document: String,
    /// The features of the words.
    lexemes: Vec<Lexeme>,
}

impl Sentence {
    /// Removes quotation marks, like the parser; children of one are attached to its head.
    fn pass_over_quotation_marks(&mut self) {
        let marks: Vec<bool> = self.words.iter().map(|w| is_quotation_mark(w)).collect();
        let mut place = vec![0; marks.len() + 1];
        let mut kept = 0;
        for (i, &mark) in marks.iter().enumerate() {
            kept += usize::from(!mark);
            place[i + 1] = kept;
        }
        let heads: Vec<usize> = (0..marks.len())
            .map(|i| {
                let mut head = self.heads[i];
                for _ in 0..marks.len() {
                    match head.checked_sub(1) {
                        Some(h) if marks[h] => head = self.heads[h],
                        _ => break,
                    }
                }
                place[head]
            })
            .collect();
        self.heads = heads;
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        self.lexemes = lexemes(&words).0;
        self.text.clone_from(&self.words);
        let keep = |i: usize| !marks[i];
        retain(&mut self.words, keep);
        retain(&mut self.tags, keep);
        retain(&mut self.heads, keep);
        retain(&mut self.labels, keep);
    }
}

fn retain<T>(items: &mut Vec<T>, keep: impl Fn(usize) -> bool) {
    let mut i = 0;
    items.retain(|_| {
        i += 1;
        keep(i - 1)
    });
}

/// The sentences of a file in CoNLL-U; empty nodes and multiword tokens are left out, other lines are skipped.
pub fn read(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut current = Sentence::default();
    let mut document = String::new();
    for line in text.lines().chain(std::iter::once("")) {
        if line.trim().is_empty() {
            current.pass_over_quotation_marks();
            if !current.words.is_empty() {
                current.document.clone_from(&document);
                out.push(std::mem::take(&mut current));
            }
            continue;
        }
        if let Some(name) = line.strip_prefix("# newdoc id = ") {
            document = name.to_string();
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, form, _, _, tag, _, head, label, ..] = fields.as_slice() else {
            continue;
        };
        if id.parse::<usize>().is_err() {
            continue;
        }
        current.words.push((*form).to_string());
        current.tags.push(Tag::read(tag));
        current.heads.push(head.parse().unwrap_or(0));
        current.labels.push(Label::read(label));
    }
    out
}

/// Parameters of a training run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Binary logarithms of the rows for tags, actions and labels.
    pub bits: [u32; 3],
    /// The number of passes over the corpus for the tagger.
    pub tagger_rounds: usize,
    /// The number of passes for the parser.
    pub parser_rounds: usize,
    /// How many times each model is trained on the same features; the results are averaged.
    pub runs: usize,
    /// The seed of all random numbers.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bits: [15, 18, 14],
            tagger_rounds: 8,
            parser_rounds: 12,
            runs: 4,
            seed: 20_260_926,
        }
    }
}

/// Xorshift of 64 bits (Marsaglia, 2003).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}

/// An averaged perceptron with one row per feature.
struct Learner<const C: usize> {
    bits: u32,
    checks: Vec<u16>,
    weights: Vec<[f32; C]>,
    totals: Vec<[f64; C]>,
    stamps: Vec<[u32; C]>,
    now: u32,
}

impl<const C: usize> Learner<C> {
    /// Rows for the most frequent of the counted features.
    fn new(bits: u32, counts: HashMap<u64, u32>) -> Self {
        let rows = 1 << bits;
        let mut checks = vec![0_u16; rows];
        let mut features: Vec<(u64, u32)> = counts.into_iter().filter(|&(_, n)| n > 1).collect();
        features.sort_unstable_by_key(|&(hash, n)| (std::cmp::Reverse(n), hash));
        for (hash, _) in features {
            let first = bucket(hash, bits);
            let own = &mut checks[first..first + BUCKET];
            if own.contains(&check(hash)) {
                continue;
            }
            if let Some(free) = own.iter_mut().find(|c| **c == 0) {
                *free = check(hash);
            }
        }
        Self {
            bits,
            checks,
            weights: vec![[0.0; C]; rows],
            totals: vec![[0.0; C]; rows],
            stamps: vec![[0; C]; rows],
            now: 0,
        }
    }

    /// The importance of each counted feature, as counts for a smaller table: the sum of its weights times its frequency.
    fn importance(&self, counts: HashMap<u64, u32>) -> HashMap<u64, u32> {
        let mut out = HashMap::with_capacity(counts.len());
        for (hash, n) in counts {
            let first = bucket(hash, self.bits);
            let row = (first..first + BUCKET).find(|&i| self.checks[i] == check(hash));
            let weight = row.map_or(0.0, |r| {
                self.weights[r].iter().map(|w| w.abs()).fold(0.0, f32::max)
            });
            let importance = weight * (n as f32).powf(POWER) * 100.0;
            out.insert(hash, importance as u32 + u32::from(n > 1));
        }
        out
    }

    fn rows<'f>(&'f self, features: &'f [u64]) -> impl Iterator<Item = usize> + 'f {
        features.iter().filter_map(|&hash| {
            let first = bucket(hash, self.bits);
            self.checks[first..first + BUCKET]
                .iter()
                .position(|&c| c == check(hash))
                .map(|i| first + i)
        })
    }

    fn scores(&self, features: &[u64]) -> [f32; C] {
        let mut out = [0.0; C];
        for row in self.rows(features) {
            for (score, weight) in out.iter_mut().zip(&self.weights[row]) {
                *score += weight;
            }
        }
        out
    }

    /// One step: decreases `wrong`, increases `right`.
    fn learn(&mut self, features: &[u64], right: usize, wrong: usize) {
        self.now += 1;
        if right == wrong {
            return;
        }
        let rows: Vec<usize> = self.rows(features).collect();
        for row in rows {
            for (class, step) in [(right, 1.0), (wrong, -1.0)] {
                let since = self.now - self.stamps[row][class];
                self.totals[row][class] += f64::from(since) * f64::from(self.weights[row][class]);
                self.stamps[row][class] = self.now;
                self.weights[row][class] += step;
            }
        }
    }

    /// The same rows with zero weights.
    fn fresh(&self) -> Self {
        let rows = self.checks.len();
        Self {
            bits: self.bits,
            checks: self.checks.clone(),
            weights: vec![[0.0; C]; rows],
            totals: vec![[0.0; C]; rows],
            stamps: vec![[0; C]; rows],
            now: 0,
        }
    }

    /// Adds the weights of another that has the same rows.
    fn add(&mut self, other: &Self) {
        for (own, theirs) in self
            .weights
            .iter_mut()
            .flatten()
            .zip(other.weights.iter().flatten())
        {
            *own += theirs;
        }
    }

    /// Replaces the weights by their averages.
    fn average(&mut self) {
        for row in 0..self.weights.len() {
            for class in 0..C {
                let since = f64::from(self.now - self.stamps[row][class]);
                let total = self.totals[row][class] + since * f64::from(self.weights[row][class]);
                self.weights[row][class] = (total / f64::from(self.now.max(1))) as f32;
            }
        }
    }

    /// The table in the format of the program: averages scaled to signed bytes, with the largest in a thousand clipped.
    fn write(&self, out: &mut Vec<u8>) {
        let mut sizes: Vec<f32> = self
            .weights
            .iter()
            .flatten()
            .map(|w| w.abs())
            .filter(|&w| w > 0.0)
            .collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let top = sizes
            .get(sizes.len().saturating_sub(1 + sizes.len() / 5000))
            .copied()
            .unwrap_or(1.0)
            .max(1e-6);
        out.push(self.bits as u8);
        out.push(C as u8);
        for check in &self.checks {
            out.extend_from_slice(&check.to_le_bytes());
        }
        for weight in self.weights.iter().flatten() {
            let scaled = (weight / top * 127.0).round().clamp(-127.0, 127.0) as i8;
            out.extend_from_slice(&scaled.to_le_bytes());
        }
    }
}

fn highest(scores: &[f32]) -> usize {
    let mut at = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[at] {
            at = i;
        }
    }
    at
}

type Words = Vec<Vec<Lexeme>>;

/// The exponent of a feature's frequency in its importance.
const POWER: f32 = 0.5;
/// The number of additional bits of the tables used to select features.
const LARGE: u32 = 3;
/// The number of passes over the corpus to select features.
const FIRST_ROUNDS: usize = 3;

fn train_tagger(
    sentences: &[Sentence],
    words: &Words,
    pick: &[usize],
    bits: u32,
    rounds: usize,
    runs: usize,
    random: &mut Random,
) -> Learner<WIDTH> {
    let mut counts = HashMap::new();
    for &s in pick {
        let mut before = [Tag::Other; 2];
        for (i, &tag) in sentences[s].tags.iter().enumerate() {
            for f in tagger::features(&words[s], i, before) {
                *counts.entry(f).or_insert(0) += 1;
            }
            before = [before[1], tag];
        }
    }
    let mut order = pick.to_vec();
    let mut read = |learner: &mut Learner<WIDTH>, rounds: usize, random: &mut Random| {
        for _ in 0..rounds {
            random.shuffle(&mut order);
            for &s in &order {
                let mut before = [Tag::Other; 2];
                for (i, &gold) in sentences[s].tags.iter().enumerate() {
                    let features = tagger::features(&words[s], i, before);
                    let scores = learner.scores(&features);
                    let guess = highest(&scores[..Tag::ALL.len()]);
                    learner.learn(&features, gold as usize, guess);
                    before = [before[1], Tag::from_index(guess)];
                }
            }
        }
        learner.average();
    };
    let mut large = Learner::new(bits + LARGE, counts.clone());
    read(&mut large, FIRST_ROUNDS, random);
    let rows = Learner::new(bits, large.importance(counts));
    let mut sum = rows.fresh();
    for _ in 0..runs {
        let mut learner = rows.fresh();
        read(&mut learner, rounds, random);
        sum.add(&learner);
    }
    sum
}

fn tag_with(learner: &Learner<WIDTH>, words: &[Lexeme]) -> Vec<Tag> {
    let mut before = [Tag::Other; 2];
    (0..words.len())
        .map(|i| {
            let scores = learner.scores(&tagger::features(words, i, before));
            let tag = Tag::from_index(highest(&scores[..Tag::ALL.len()]));
            before = [before[1], tag];
            tag
        })
        .collect()
}

/// The number of gold arcs that `action` makes impossible.
fn cost(state: &State, action: Action, heads: &[usize]) -> usize {
    let (next, end) = (state.next(), state.end());
    let stack = state.stack();
    let gold = |word: usize| heads[word - 1];
    let top = stack.last().copied().unwrap_or(0);
    match action {
        Action::Shift => {
            let dependents = stack.iter().filter(|&&d| d != 0 && gold(d) == next).count();
            let head = stack[..stack.len().saturating_sub(1)].contains(&gold(next));
            dependents + usize::from(head)
        }
        Action::Left => {
            let dependents = (next..end).filter(|&d| gold(d) == top).count();
            let below = stack.len() >= 2 && gold(top) == stack[stack.len() - 2];
            let later = gold(top) > next && gold(top) < end;
            dependents + usize::from(below || later)
        }
        Action::Right => {
            let dependents = (next..end).filter(|&d| gold(d) == top).count();
            dependents + usize::from(gold(top) >= next && gold(top) < end)
        }
    }
}

struct ParserLearner {
    actions: Learner<ACTIONS>,
    labels: Learner<WIDTH>,
}

fn count_features(sentences: &[Sentence], words: &Words, tags: &[Vec<Tag>]) -> [HashMap<u64, u32>; 2] {
    let mut out = [HashMap::new(), HashMap::new()];
    for (s, sentence) in sentences.iter().enumerate() {
        let mut state = State::new(&words[s], &tags[s]);
        while !state.is_done() {
            for f in state.action_features() {
                *out[0].entry(f).or_insert(0) += 1;
            }
            let best = Action::ALL
                .into_iter()
                .filter(|&a| state.allows(a))
                .min_by_key(|&a| cost(&state, a, &sentence.heads));
            let Some(action) = best else { break };
            let mut label = Label::Dep;
            if let Some((head, word)) = state.arc(action) {
                label = sentence.labels[word - 1];
                for f in state.label_features(head, word) {
                    *out[1].entry(f).or_insert(0) += 1;
                }
            }
            state.take(action, label);
        }
    }
    out
}

fn train_parser(
    sentences: &[Sentence],
    words: &Words,
    tags: &[Vec<Tag>],
    options: &Options,
    random: &mut Random,
) -> ParserLearner {
    let [actions, labels] = count_features(sentences, words, tags);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut read = |learner: &mut ParserLearner, rounds: usize, random: &mut Random| {
        for round in 0..rounds {
            random.shuffle(&mut order);
            for &s in &order {
                let explore = round > 0;
                train_sentence(learner, &sentences[s], &words[s], &tags[s], explore, random);
            }
        }
        learner.actions.average();
        learner.labels.average();
    };
    let mut large = ParserLearner {
        actions: Learner::new(options.bits[1] + LARGE, actions.clone()),
        labels: Learner::new(options.bits[2] + LARGE, labels.clone()),
    };
    read(&mut large, FIRST_ROUNDS, random);
    let mut sum = ParserLearner {
        actions: Learner::new(options.bits[1], large.actions.importance(actions)),
        labels: Learner::new(options.bits[2], large.labels.importance(labels)),
    };
    drop(large);
    for _ in 0..options.runs {
        let mut learner = ParserLearner {
            actions: sum.actions.fresh(),
            labels: sum.labels.fresh(),
        };
        read(&mut learner, options.parser_rounds, random);
        sum.actions.add(&learner.actions);
        sum.labels.add(&learner.labels);
    }
    sum
}

fn train_sentence(
    learner: &mut ParserLearner,
    gold: &Sentence,
    words: &[Lexeme],
    tags: &[Tag],
    explore: bool,
    random: &mut Random,
) {
    let mut state = State::new(words, tags);
    while !state.is_done() {
        let features: [u64; ACTION_FEATURES] = state.action_features();
        let scores = learner.actions.scores(&features);
        let allowed = || Action::ALL.into_iter().filter(|&a| state.allows(a));
        let by_score = |a: &Action, b: &Action| {
            scores[*a as usize]
                .total_cmp(&scores[*b as usize])
                .then((*b as usize).cmp(&(*a as usize)))
        };
        let Some(guess) = allowed().max_by(by_score) else {
            break;
        };
        let least = allowed().map(|a| cost(&state, a, &gold.heads)).min().unwrap_or(0);
        let right = allowed()
            .filter(|&a| cost(&state, a, &gold.heads) == least)
            .max_by(by_score)
            .unwrap_or(guess);
        let good = cost(&state, guess, &gold.heads) == least;
        learner.actions.learn(
            &features,
            right as usize,
            if good { right as usize } else { guess as usize },
        );
        let action = if good || explore && !random.next().is_multiple_of(10) {
            guess
        } else {
            right
        };
        let mut label = Label::Dep;
        if let Some((head, word)) = state.arc(action) {
            if head == 0 {
                label = Label::Root;
            } else {
                let features = state.label_features(head, word);
                let mut scores = learner.labels.scores(&features);
                scores[Label::Root as usize] = f32::MIN;
                let guess = highest(&scores[..Label::ALL.len()]);
                label = Label::from_index(guess);
                if gold.heads[word - 1] == head {
                    learner
                        .labels
                        .learn(&features, gold.labels[word - 1] as usize, guess);
                }
            }
        }
        state.take(action, label);
    }
}

/// A model file trained on `sentences`; `say` receives progress messages.
pub fn train(sentences: &[Sentence], options: &Options, say: &mut dyn FnMut(&str)) -> Vec<u8> {
    let mut random = Random(options.seed | 1);
    let words: Words = sentences.iter().map(|s| s.lexemes.clone()).collect();
    let folds = 10;
    let mut tags: Vec<Vec<Tag>> = vec![Vec::new(); sentences.len()];
    for fold in 0..folds {
        let (held, rest): (Vec<usize>, Vec<usize>) =
            (0..sentences.len()).partition(|s| s / 20 % folds == fold);
        let learner = train_tagger(
            sentences,
            &words,
            &rest,
            options.bits[0],
            options.tagger_rounds.min(3),
            1,
            &mut random,
        );
        for s in held {
            tags[s] = tag_with(&learner, &words[s]);
        }
        say(&format!("tagged fold {} of {folds}", fold + 1));
    }
    let all: Vec<usize> = (0..sentences.len()).collect();
    let tagger = train_tagger(
        sentences,
        &words,
        &all,
        options.bits[0],
        options.tagger_rounds,
        options.runs,
        &mut random,
    );
    say("tagger done");
    let parser = train_parser(sentences, &words, &tags, options, &mut random);
    say("parser done");
    let mut out = MAGIC.to_vec();
    tagger.write(&mut out);
    parser.actions.write(&mut out);
    parser.labels.write(&mut out);
    out
}
