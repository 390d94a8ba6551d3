//! A greedy transition parser for heads and relations: the arc-hybrid system of Kuhlmann, Gómez-Rodríguez and Satta ('Dynamic programming
//! algorithms for transition-based dependency parsers', 2011), with features after Zhang and Nivre (2011).
//!
//! Invariants of the result: one word has no head (the root), every other word has one, and no arcs cross.

use super::WIDTH;
use super::lexeme::Lexeme;
use super::tag::{Label, Tag};
use super::tagger::best;
use super::weights::{Weights, mix};

/// A transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Push the next word onto the stack.
    Shift,
    /// The word on top of the stack depends on the next word.
    Left,
    /// The word on top of the stack depends on the one below it.
    Right,
}

impl Action {
    /// All actions, in the order of the models.
    pub(crate) const ALL: [Self; 3] = [Self::Shift, Self::Left, Self::Right];
}

/// The number of classes in the table of actions (the last is unused).
pub(crate) const ACTIONS: usize = 4;
/// The number of features of an action.
pub(crate) const ACTION_FEATURES: usize = 75;
/// The number of features of a label.
pub(crate) const LABEL_FEATURES: usize = 28;

/// The children of a word so far.
#[derive(Clone, Copy, Debug, Default)]
struct Children {
    /// The two leftmost, 0 for none.
    left: [u32; 2],
    /// The two rightmost, 0 for none.
    right: [u32; 2],
    /// The number on the left and on the right.
    count: [u8; 2],
    /// Their labels, as bits.
    labels: u64,
}

/// A parse in progress. Words are numbered from 1; 0 is the root, and `words.len() - 1` stands for no word.
#[derive(Debug)]
pub(crate) struct State {
    words: Vec<Lexeme>,
    tags: Vec<Tag>,
    commas: Vec<u16>,
    stack: Vec<usize>,
    next: usize,
    heads: Vec<u32>,
    labels: Vec<Label>,
    children: Vec<Children>,
}

impl State {
    /// The initial state for one sentence.
    pub(crate) fn new(words: &[Lexeme], tags: &[Tag]) -> Self {
        let n = words.len() + 2;
        let mut all = Vec::with_capacity(n);
        all.push(Lexeme {
            form: 1,
            ..Lexeme::default()
        });
        all.extend_from_slice(words);
        all.push(Lexeme::default());
        let mut all_tags = Vec::with_capacity(n);
        all_tags.push(Tag::Noise);
        all_tags.extend_from_slice(tags);
        all_tags.resize(n, Tag::Other);
        let mut commas = Vec::with_capacity(n);
        let mut seen = 0;
        for tag in &all_tags {
            commas.push(seen);
            seen += u16::from(matches!(tag, Tag::Comma | Tag::Colon | Tag::Quote));
        }
        Self {
            words: all,
            tags: all_tags,
            commas,
            stack: vec![0],
            next: 1,
            heads: vec![0; n],
            labels: vec![Label::Dep; n],
            children: vec![Children::default(); n],
        }
    }

    fn none(&self) -> usize {
        self.words.len() - 1
    }

    /// The word on top of the stack and those below it.
    pub(crate) fn stack(&self) -> &[usize] {
        &self.stack
    }

    /// The next word.
    pub(crate) fn next(&self) -> usize {
        self.next
    }

    /// One past the last word.
    pub(crate) fn end(&self) -> usize {
        self.none()
    }

    fn top(&self, depth: usize) -> usize {
        self.stack
            .len()
            .checked_sub(depth + 1)
            .map_or(self.none(), |i| self.stack[i])
    }

    /// Whether the parse is complete.
    pub(crate) fn is_done(&self) -> bool {
        self.next >= self.none() && self.stack.len() == 1
    }

    /// Whether `action` is possible.
    pub(crate) fn allows(&self, action: Action) -> bool {
        let more = self.next < self.none();
        match action {
            Action::Shift => more,
            Action::Left => more && self.stack.len() > 1,
            // Only the last remaining word becomes the root.
            Action::Right => self.stack.len() > 2 || self.stack.len() == 2 && !more,
        }
    }

    /// The arc that `action` would add: head and dependent.
    pub(crate) fn arc(&self, action: Action) -> Option<(usize, usize)> {
        match action {
            Action::Shift => None,
            Action::Left => Some((self.next, self.top(0))),
            Action::Right => Some((self.top(1), self.top(0))),
        }
    }

    /// Performs `action`, with a label for its arc.
    pub(crate) fn take(&mut self, action: Action, label: Label) {
        let Some((head, word)) = self.arc(action) else {
            self.stack.push(self.next);
            self.next += 1;
            return;
        };
        self.heads[word] = head as u32;
        self.labels[word] = label;
        let family = &mut self.children[head];
        family.labels |= 1 << label as u64;
        if word < head {
            family.left = [word as u32, family.left[0]];
            family.count[0] = family.count[0].saturating_add(1);
        } else {
            family.right = [word as u32, family.right[0]];
            family.count[1] = family.count[1].saturating_add(1);
        }
        self.stack.pop();
    }

    fn form(&self, i: usize) -> u64 {
        self.words[i].form
    }

    fn tag(&self, i: usize) -> u64 {
        self.tags[i] as u64
    }

    /// Tag and label of child `i` (0 for none) as one number.
    fn child(&self, i: u32) -> u64 {
        if i == 0 {
            99
        } else {
            self.tags[i as usize] as u64 * 64 + self.labels[i as usize] as u64
        }
    }

    /// The features for scoring the next action.
    pub(crate) fn action_features(&self) -> [u64; ACTION_FEATURES] {
        let none = self.none();
        let (s0, s1, s2) = (self.top(0), self.top(1), self.top(2));
        let ahead = |k: usize| (self.next + k).min(none);
        let (b0, b1, b2) = (ahead(0), ahead(1), ahead(2));
        let (s0w, s1w, s2w) = (self.form(s0), self.form(s1), self.form(s2));
        let (b0w, b1w, b2w) = (self.form(b0), self.form(b1), self.form(b2));
        let (s0t, s1t, s2t) = (self.tag(s0), self.tag(s1), self.tag(s2));
        let (b0t, b1t, b2t, b3t) = (self.tag(b0), self.tag(b1), self.tag(b2), self.tag(ahead(3)));
        let (c0, c1, cb) = (&self.children[s0], &self.children[s1], &self.children[b0]);
        let near = |d: usize| match d {
            0..=4 => d as u64,
            5..=6 => 5,
            7..=10 => 6,
            _ => 7,
        };
        let gap = near(b0.saturating_sub(s0));
        let under = near(s0.saturating_sub(s1));
        let commas = u64::from(self.commas[b0].saturating_sub(self.commas[s0]).min(2));
        let commas_under = u64::from(self.commas[s0].saturating_sub(self.commas[s1]).min(2));
        let f = |n: u64, values: &[u64]| values.iter().fold(n.wrapping_add(101), |h, &v| mix(h, v));
        // What a clause already has: a subject, something after the verb, a conjunction, an auxiliary.
        let clause = |c: &Children| {
            let has = |labels: &[Label]| u64::from(labels.iter().any(|&l| c.labels & (1 << l as u64) != 0));
            has(&[Label::Subject, Label::ClausalSubject, Label::Expletive])
                | has(&[Label::Object, Label::Complement, Label::Open]) << 1
                | has(&[Label::Mark]) << 2
                | has(&[Label::Cop, Label::Aux]) << 3
        };
        // The distance to the next finite verb.
        let verb = (0..6).find(|&k| self.tags[ahead(k)].is_finite()).unwrap_or(7) as u64;
        let marks = self.words[b0].marks | (self.words[s0].marks & 1) << 3 | (self.words[s1].marks & 1) << 4;
        let count = |c: &Children| u64::from(c.count[0].min(4)) * 8 + u64::from(c.count[1].min(4));
        [
            f(0, &[s0w]),
            f(1, &[s0t]),
            f(2, &[s0w, s0t]),
            f(3, &[s1w, s1t]),
            f(4, &[s1t]),
            f(5, &[s2w]),
            f(6, &[s2t]),
            f(7, &[b0w]),
            f(8, &[b0t]),
            f(9, &[b0w, b0t]),
            f(10, &[b1w]),
            f(11, &[b1t]),
            f(12, &[b1w, b1t]),
            f(13, &[b2w]),
            f(14, &[b2t]),
            f(15, &[s0w, s0t, b0w, b0t]),
            f(16, &[s0w, s0t, b0t]),
            f(17, &[s0t, b0w, b0t]),
            f(18, &[s0w, b0w]),
            f(19, &[s0t, b0t]),
            f(20, &[b0t, b1t]),
            f(21, &[b0w, b1t]),
            f(22, &[s1w, s0w]),
            f(23, &[s1w, s0t]),
            f(24, &[s1t, s0w]),
            f(25, &[s1t, s0t]),
            f(26, &[s1t, b0t]),
            f(27, &[s1w, b0w]),
            f(28, &[b0t, b1t, b2t]),
            f(29, &[s0t, b0t, b1t]),
            f(30, &[s1t, s0t, b0t]),
            f(31, &[s2t, s1t, s0t]),
            f(32, &[s1t, s0t, b0t, b1t]),
            f(33, &[s0t, b0t, b1t, b2t]),
            f(34, &[s0t, self.child(c0.left[0]), b0t]),
            f(35, &[s0t, self.child(c0.right[0]), b0t]),
            f(36, &[s1t, s0t, self.child(c0.left[0])]),
            f(37, &[s1t, s0t, self.child(c0.right[0])]),
            f(38, &[s1t, self.child(c1.right[0]), s0t]),
            f(39, &[s1t, self.child(c1.left[0]), s0t]),
            f(40, &[s0t, b0t, self.child(cb.left[0])]),
            f(41, &[s0t, self.child(c0.left[0]), self.child(c0.left[1])]),
            f(42, &[s0t, self.child(c0.right[0]), self.child(c0.right[1])]),
            f(43, &[s0w, self.child(c0.left[0])]),
            f(44, &[s0w, self.child(c0.right[0])]),
            f(45, &[s0t, c0.labels]),
            f(46, &[s1t, c1.labels, s0t]),
            f(47, &[s0w, c0.labels]),
            f(48, &[s1w, c1.labels]),
            f(49, &[s0t, c0.labels, b0t]),
            f(50, &[b0t, cb.labels]),
            f(51, &[s0t, count(c0), b0t]),
            f(52, &[s1t, count(c1), s0t]),
            f(53, &[gap, s0t, b0t]),
            f(54, &[gap, s0w]),
            f(55, &[gap, b0w]),
            f(56, &[under, s1t, s0t]),
            f(57, &[commas, s0t, b0t]),
            f(58, &[commas_under, s1t, s0t, b0t]),
            f(59, &[s0t, self.form(c0.left[0] as usize), b0t]),
            f(60, &[b1t, b2t, b3t]),
            f(61, &[s0t, b0w, b1t]),
            f(62, &[s1w, s1t, s0t, b0w]),
            f(63, &[s1t, self.form(c0.left[0] as usize), s0t]),
            f(64, &[clause(c1), s1t, s0t, b0t]),
            f(65, &[clause(c0), s0t, b0t, b1t]),
            f(66, &[clause(c1), s1w, s0t, b0t]),
            f(67, &[verb, s1t, s0t, b0t]),
            f(68, &[verb, s1w, s0t, b0t]),
            f(69, &[verb, clause(c0), s0w, b0t]),
            f(70, &[marks, s0t, b0t]),
            f(71, &[marks, s1t, s0t, b0t]),
            f(72, &[marks, clause(c0), s0t, b0t]),
            f(73, &[marks, s0w, b0t]),
            f(74, &[marks, s1w, s0t]),
        ]
    }

    /// The features for labelling the arc from `head` to `word`.
    pub(crate) fn label_features(&self, head: usize, word: usize) -> [u64; LABEL_FEATURES] {
        let none = self.none();
        let (hw, dw, ht, dt) = (self.form(head), self.form(word), self.tag(head), self.tag(word));
        let left = u64::from(word < head);
        let distance = head.abs_diff(word).min(6) as u64;
        let (family, own) = (&self.children[head], &self.children[word]);
        let sibling = if word < head {
            family.left[0]
        } else {
            family.right[0]
        };
        let root = u64::from(head == 0);
        let before = self.tag(word.saturating_sub(1));
        let after = self.tag((word + 1).min(none));
        let seed = left | root << 1;
        let f = |n: u64, values: &[u64]| {
            values
                .iter()
                .fold(mix(n.wrapping_add(211), seed), |h, &v| mix(h, v))
        };
        [
            f(0, &[ht, dt]),
            f(1, &[hw, dt]),
            f(2, &[ht, dw]),
            f(3, &[hw, dw]),
            f(4, &[dw, dt]),
            f(5, &[dt]),
            f(6, &[hw, ht]),
            f(7, &[ht, dt, distance]),
            f(8, &[ht, dt, own.labels]),
            f(9, &[dw, own.labels]),
            f(10, &[hw, own.labels]),
            f(11, &[ht, dt, family.labels]),
            f(12, &[hw, dt, family.labels]),
            f(13, &[ht, dt, self.child(sibling)]),
            f(14, &[dt, self.child(own.left[0]), ht]),
            f(15, &[dt, self.child(own.right[0]), ht]),
            f(16, &[dt, self.form(own.left[0] as usize)]),
            f(17, &[hw, self.form(own.left[0] as usize)]),
            f(18, &[dt, ht, before]),
            f(19, &[dt, ht, after]),
            f(20, &[self.words[word].suffixes[2], ht]),
            f(21, &[self.words[head].suffixes[2], dt]),
            f(22, &[self.words[word].shape, dt, ht]),
            f(
                23,
                &[
                    u64::from(self.commas[word.max(head)] - self.commas[word.min(head)]).min(2),
                    dt,
                    ht,
                ],
            ),
            f(24, &[dt, self.child(own.left[0]), self.child(own.left[1])]),
            f(25, &[dw, ht, distance]),
            f(
                26,
                &[
                    (self.words[head].marks & 1) | (self.words[word].marks & 1) << 1,
                    ht,
                    dt,
                ],
            ),
            f(
                27,
                &[
                    (self.words[head].marks & 1) | (self.words[word].marks & 1) << 1,
                    hw,
                    dt,
                ],
            ),
        ]
    }

    /// Heads (from 1, 0 for the root) and labels of the words.
    pub(crate) fn finish(self) -> (Vec<u32>, Vec<Label>) {
        let n = self.none();
        (self.heads[1..n].to_vec(), self.labels[1..n].to_vec())
    }
}

/// The heads (numbered from 1, 0 for the root) and labels of one sentence.
pub(crate) fn parse(
    actions: &Weights<'_, ACTIONS>,
    labels: &Weights<'_, WIDTH>,
    words: &[Lexeme],
    tags: &[Tag],
) -> (Vec<u32>, Vec<Label>) {
    let mut state = State::new(words, tags);
    while !state.is_done() {
        let mut scores = [0; ACTIONS];
        for feature in state.action_features() {
            actions.add(feature, &mut scores);
        }
        let chosen = Action::ALL
            .into_iter()
            .filter(|&a| state.allows(a))
            .max_by_key(|&a| (scores[a as usize], std::cmp::Reverse(a as usize)));
        let Some(action) = chosen else { break };
        let label = state.arc(action).map_or(Label::Dep, |(head, word)| {
            if head == 0 {
                return Label::Root;
            }
            let mut scores = [0; WIDTH];
            for feature in state.label_features(head, word) {
                labels.add(feature, &mut scores);
            }
            scores[Label::Root as usize] = i16::MIN;
            Label::from_index(best(&scores[..Label::ALL.len()]))
        });
        state.take(action, label);
    }
    state.finish()
}
