//! The features of a token for the trained tagger: the word, its shape and affixes, its neighbours and what they denote, its run of
//! capitals, its gazetteer classes, and how its name is used elsewhere in the document.
//!
//! Invariants: the same text gives the same features in training and in use; only tokens near a capital are examined ([`Page::stretches`]),
//! all others are outside names.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::abbreviations::{self, Abbreviation};
use super::calendar::{month, weekday};
use super::casing;
use super::gazetteer::{Entry, Gazetteer, MAN, WOMAN, class};
use super::hash::{self, join};
use super::words::{Words, is_capital};
use crate::analysis::token::Token;

/// The form of a token.
#[allow(clippy::struct_excessive_bools)] // four independent facts, each asked for by itself
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    capital: bool,
    /// At least two letters, all capitals.
    upper: bool,
    figure: bool,
    letters: bool,
}

/// A prepared token.
#[derive(Clone, Debug, Default)]
struct View {
    word: u64,
    lower: u64,
    shape: u64,
    look: Look,
    entry: Entry,
    /// Classes of the known phrases that contain it, four bits per class: first, inner, last, only token.
    known: u64,
    /// The run of capitals around it.
    run: (u32, u32),
    /// The same, across 'of', 'and', 'for'.
    wide: (u32, u32),
    /// How its name is used in the whole document.
    uses: u32,
    /// The lists that contain it, see [`listed`].
    lists: u8,
}

/// Bits of [`View::lists`].
mod listed {
    use std::collections::HashMap;
    use std::hash::BuildHasherDefault;
    use std::sync::LazyLock;

    use super::super::hash;
    use crate::lexicon::WordClass;

    /// A function word.
    pub(super) const FUNCTION: u8 = 1;
    pub(super) const SPEAKS_OF_SPORT: u8 = 1 << 1;
    pub(super) const SPEAKS_OF_TRADE: u8 = 1 << 2;
    /// A noun for organizations: 'company'.
    pub(super) const ORGANIZATION: u8 = 1 << 3;
    /// A noun for products: 'app'.
    pub(super) const PRODUCT: u8 = 1 << 4;

    type Lists = HashMap<u64, u8, BuildHasherDefault<hash::Hashed>>;

    /// All lists, by the hash of each word.
    static LISTS: LazyLock<Lists> = LazyLock::new(|| {
        let mut out = Lists::default();
        for (class, bit) in [
            (WordClass::FunctionWord, FUNCTION),
            (WordClass::SportWord, SPEAKS_OF_SPORT),
            (WordClass::BusinessWord, SPEAKS_OF_TRADE),
            (WordClass::OrganizationNoun, ORGANIZATION),
            (WordClass::ProductNoun, PRODUCT),
        ] {
            for word in class.words() {
                *out.entry(hash::bytes(word.as_bytes())).or_default() |= bit;
            }
        }
        out
    });

    /// The lists that contain a word, given its hash in lower case.
    pub(super) fn of(lower: u64) -> u8 {
        LISTS.get(&lower).copied().unwrap_or(0)
    }
}

/// Bits of [`View::uses`].
mod used {
    pub(super) const TITLED: u32 = 1;
    pub(super) const AFTER_FIRST_NAME: u32 = 1 << 1;
    pub(super) const BEFORE_COMPANY_ENDING: u32 = 1 << 2;
    pub(super) const IN_ORGANIZATION: u32 = 1 << 3;
    pub(super) const AFTER_IN: u32 = 1 << 4;
    pub(super) const SPEAKS: u32 = 1 << 5;
    pub(super) const LOWERED: u32 = 1 << 6;
    pub(super) const MIDWAY: u32 = 1 << 7;
    pub(super) const OWNS: u32 = 1 << 8;
    pub(super) const ACRONYM: u32 = 1 << 9;
    pub(super) const ENDS_RUN: u32 = 1 << 10;
    pub(super) const OPENS_RUN: u32 = 1 << 11;
    pub(super) const AFTER_PLACE: u32 = 1 << 12;
    pub(super) const WHO: u32 = 1 << 13;
    pub(super) const AFTER_THE: u32 = 1 << 14;
    pub(super) const ALONE: u32 = 1 << 15;
    pub(super) const BEFORE_NOUN: u32 = 1 << 16;
    pub(super) const AFTER_FIRM: u32 = 1 << 17;
    pub(super) const BEFORE_FIRM: u32 = 1 << 18;
    pub(super) const BEFORE_PRODUCT: u32 = 1 << 19;
    pub(super) const COUNT: u32 = 20;
}

/// A document prepared for tagging.
#[derive(Debug)]
pub struct Page<'a> {
    words: Words<'a>,
    views: Vec<View>,
    gazetteer: Gazetteer<'a>,
    /// For each sentence: its tokens, and whether most of its words are capitalised.
    sentences: Vec<(Range<usize>, bool)>,
    /// For each sentence: how strongly it and its neighbours are about sport, 0 to 3.
    sport: Vec<u64>,
    /// The same for business.
    business: Vec<u64>,
}

/// The features that identify the word itself come first in each token's list; this is their number.
pub const LEXICAL: usize = 12;

impl<'a> Page<'a> {
    /// Prepares `tokens` of `text`, split into `sentences`.
    pub fn new(
        text: &'a str,
        tokens: &'a [Token],
        sentences: &[Range<usize>],
        gazetteer: Gazetteer<'a>,
    ) -> Self {
        let words = Words { text, tokens };
        let views = (0..tokens.len()).map(|i| view(words.get(i), gazetteer)).collect();
        let mut page = Self {
            words,
            views,
            gazetteer,
            sentences: Vec::with_capacity(sentences.len()),
            sport: Vec::new(),
            business: Vec::new(),
        };
        for sentence in sentences {
            let sentence = sentence.start.min(tokens.len())..sentence.end.min(tokens.len());
            page.mark_runs(&sentence);
            page.mark_known(&sentence, gazetteer);
            let inside = &page.views[sentence.clone()];
            let words = inside.iter().filter(|v| v.look.letters).count();
            let capitals = inside.iter().filter(|v| v.look.letters && v.look.capital).count();
            page.sentences
                .push((sentence, words > 3 && capitals * 10 > words * 7));
        }
        page.mark_uses();
        page.sport = page.topic(listed::SPEAKS_OF_SPORT);
        page.business = page.topic(listed::SPEAKS_OF_TRADE);
        page
    }

    pub(super) fn words(&self) -> Words<'a> {
        self.words
    }

    /// The abbreviations that the document introduces.
    pub(super) fn abbreviations(&self) -> Vec<Abbreviation> {
        abbreviations::introduced(self.words, self.sentences.iter().map(|s| s.0.clone()))
    }

    /// Whether `abbreviation` may be a name: it stands for a name, or for a group or a place in common words ('the central bank (CB)').
    pub(super) fn may_be_name(&self, abbreviation: &Abbreviation) -> bool {
        let head = self.views[abbreviation.head(self.words)].entry;
        let group = matches!(head.noun, GROUP | LOCATION | PERSON);
        let headed = head.classes & (class::ORGANIZATION_HEAD | class::COMPANY_ENDING) != 0;
        group || headed || abbreviation.is_named(self.words)
    }

    /// The run of capitals around token `i`.
    pub(super) fn run(&self, i: usize) -> Range<usize> {
        self.views
            .get(i)
            .map_or(i..i, |v| v.run.0 as usize..v.run.1 as usize)
    }

    /// Single words with an initial capital, or of a few capitals, that never occur in lower case in the document, with their sentences.
    pub(super) fn lone_capitals(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let sentences = self
            .sentences
            .iter()
            .enumerate()
            .filter(|(_, (_, headline))| !*headline);
        sentences.flat_map(move |(s, (sentence, _))| {
            sentence
                .clone()
                .filter(|i| {
                    let (view, word) = (&self.views[*i], self.words.get(*i));
                    let alone = view.run.1 - view.run.0 == 1 || view.run == (0, 0);
                    is_capital(word)
                        && word.len() > 3
                        && (!view.look.upper || word.len() < 6)
                        && alone
                        && month(word).is_none()
                        && weekday(word).is_none()
                        && view.uses & used::LOWERED == 0
                        && view.lists & listed::FUNCTION == 0
                        && self.words.get(i + 1) != "-"
                        && self.words.before(*i, 1) != "-"
                })
                .map(move |i| (s, i))
        })
    }

    /// Whether no list contains the name at `span`, none of its words is known as a country or people, and its first word not as a given
    /// name.
    pub(super) fn is_strange(&self, span: &Range<usize>) -> bool {
        let listed = class::COUNTRY | class::REGION | class::CITY | class::TOWN | class::ORGANIZATION;
        let whole = self
            .gazetteer
            .get(super::gazetteer::key(span.clone().map(|i| self.words.get(i))))
            .classes;
        let part = |i: usize| self.views.get(i).map_or(0, |v| v.entry.classes);
        let given = span.len() > 1 && part(span.start) & class::FIRST != 0;
        (whole & (listed | class::PERSON | class::GROUP)) == 0
            && !given
            && span
                .clone()
                .all(|i| part(i) & (class::COUNTRY | class::GROUP) == 0)
    }

    /// Whether token `i` is not in a dictionary.
    pub(super) fn is_unusual(&self, i: usize) -> bool {
        let entry = self.views[i].entry;
        !entry.is_common()
            && entry.classes & class::GROUP == 0
            && !casing::describes(&self.words.get(i).to_lowercase())
    }

    /// Words not in a dictionary before a '&' and a capital, with their sentences.
    pub(super) fn partners(&self) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for (s, (sentence, headline)) in self.sentences.iter().enumerate() {
            for i in sentence
                .clone()
                .filter(|i| self.words.get(i + 1) == "&" && !*headline)
            {
                let view = &self.views[i];
                let spaced = self.words.spaced(i + 1) && self.words.spaced(i + 2);
                if view.look.capital && self.is_unusual(i) && spaced && is_capital(self.words.get(i + 2)) {
                    out.push((s, i));
                }
            }
        }
        out
    }

    /// How strongly sentence `s` and its neighbours are about sport, 0 to 3.
    pub(super) fn sport(&self, s: usize) -> u64 {
        self.sport.get(s).copied().unwrap_or(0)
    }

    /// The stretches of tokens that may contain names, with the sentence of each.
    pub fn stretches(&self) -> Vec<(Range<usize>, usize)> {
        let mut out = Vec::new();
        for (s, (sentence, _)) in self.sentences.iter().enumerate() {
            let mut open: Option<Range<usize>> = None;
            for i in sentence.clone() {
                if !self.may_be_named(i, sentence) {
                    continue;
                }
                match &mut open {
                    // A name may contain up to three small words: 'Bank of the West'.
                    Some(stretch) if i - stretch.end <= 3 && !self.breaks(stretch.end..i) => {
                        stretch.end = i + 1;
                    }
                    _ => out.extend(open.replace(i..i + 1).map(|stretch| (stretch, s))),
                }
            }
            out.extend(open.map(|stretch| (stretch, s)));
        }
        out
    }

    fn may_be_named(&self, i: usize, sentence: &Range<usize>) -> bool {
        let look = self.views[i].look;
        let beside = |j: usize| sentence.contains(&j) && self.views[j].look.capital;
        let particle = matches!(
            self.words.get(i),
            "al" | "el" | "de" | "van" | "von" | "bin" | "ibn" | "da" | "the"
        );
        let opens = particle
            && (beside(i + 1) || self.words.get(i + 1) == "-" && !self.words.spaced(i + 1) && beside(i + 2));
        look.capital || look.figure && (beside(i + 1) || i > 0 && beside(i - 1)) || opens
    }

    /// Whether a name cannot continue across these tokens.
    fn breaks(&self, between: Range<usize>) -> bool {
        between.into_iter().any(|i| {
            matches!(
                self.words.get(i),
                ";" | ":" | "(" | ")" | "“" | "”" | "\"" | "?" | "—" | "[" | "]"
            )
        })
    }

    fn mark_runs(&mut self, sentence: &Range<usize>) {
        let mut i = sentence.start;
        while i < sentence.end {
            if !self.in_run(i, sentence) {
                self.views[i].run = (i as u32, i as u32 + 1);
                self.views[i].wide = self.views[i].run;
                i += 1;
                continue;
            }
            let tight = self.run_end(i, sentence.end);
            // Across small words.
            let mut wide = tight;
            let mut pieces = vec![(i, tight)];
            loop {
                let mut next = wide;
                while next < sentence.end
                    && next - wide < 2
                    && matches!(
                        self.words.get(next),
                        "of" | "the" | "and" | "for" | "&" | "de" | "in" | "to" | "on"
                    )
                {
                    next += 1;
                }
                if next == wide || next >= sentence.end || !self.in_run(next, sentence) {
                    break;
                }
                let end = self.run_end(next, sentence.end);
                pieces.push((next, end));
                wide = end;
            }
            for j in i..wide {
                self.views[j].wide = (i as u32, wide as u32);
                self.views[j].run = (j as u32, j as u32 + 1);
            }
            for (start, end) in pieces {
                for view in &mut self.views[start..end] {
                    view.run = (start as u32, end as u32);
                }
            }
            i = wide;
        }
    }

    /// Whether the capital of token `i` belongs to a name rather than to the start of a sentence.
    fn in_run(&self, i: usize, sentence: &Range<usize>) -> bool {
        let opens = i == sentence.start
            || !self.views[i - 1].look.letters && !matches!(self.words.get(i - 1), "," | "-" | "&");
        self.views[i].look.capital && !(opens && !self.views[i].look.upper && self.is_function_word(i))
    }

    fn is_function_word(&self, i: usize) -> bool {
        self.views[i].lists & listed::FUNCTION != 0
    }

    fn run_end(&self, start: usize, limit: usize) -> usize {
        let mut end = start + 1;
        while end < limit {
            if self.views[end].look.capital {
                end += 1;
            } else if end + 1 < limit
                && self.views[end + 1].look.capital
                && (self.words.get(end) == "-" && !self.words.spaced(end) && !self.words.spaced(end + 1)
                    || self.words.get(end) == "&")
            {
                end += 2;
            } else {
                break;
            }
        }
        end
    }

    fn mark_known(&mut self, sentence: &Range<usize>, gazetteer: Gazetteer<'_>) {
        for i in sentence.clone() {
            if !self.views[i].look.capital {
                continue;
            }
            let mut alone = 0;
            let mut best = (0, 0);
            let lowers = self.views[i..sentence.end].iter().map(|v| v.lower);
            for (length, entry) in gazetteer.phrases(self.views[i].entry, lowers) {
                match entry.classes & !class::PREFIX {
                    0 => {}
                    classes if length == 1 => alone = classes,
                    classes => best = (classes, i + length),
                }
            }
            self.views[i].known |= spread(alone) << 3;
            let (classes, end) = best;
            for j in i..end {
                let part = if j == i { 0 } else { 1 + u32::from(j + 1 == end) };
                self.views[j].known |= spread(classes) << part;
            }
        }
    }

    fn mark_uses(&mut self) {
        let mut uses: HashMap<u64, u32> = HashMap::new();
        let mut lowered: HashSet<u64> = HashSet::new();
        let mut initials: Vec<u64> = Vec::new();
        for (sentence, headline) in &self.sentences {
            for i in sentence.clone() {
                let view = &self.views[i];
                if !view.look.capital {
                    continue;
                }
                *uses.entry(view.word).or_default() |= self.uses_here(i, sentence, *headline);
                if view.wide.0 as usize == i && view.wide.1 - view.wide.0 >= 2 {
                    initials.extend(self.initials(view.wide));
                }
            }
        }
        for view in self.views.iter().filter(|v| v.look.letters && !v.look.capital) {
            lowered.insert(view.lower);
        }
        for key in initials {
            if let Some(bits) = uses.get_mut(&key) {
                *bits |= used::ACRONYM;
            }
        }
        for view in &mut self.views {
            if view.look.capital {
                view.uses = uses.get(&view.word).copied().unwrap_or(0);
                if lowered.contains(&view.lower) {
                    view.uses |= used::LOWERED;
                }
            }
        }
    }

    /// How strongly each sentence and its neighbours are about the topic of the words on `list`, 0 to 3.
    fn topic(&self, list: u8) -> Vec<u64> {
        let speaks = |i: usize| self.views[i].lists & list != 0 && self.words.get(i).len() > 2;
        let counts: Vec<usize> = self
            .sentences
            .iter()
            .map(|(s, _)| s.clone().filter(|i| speaks(*i)).count())
            .collect();
        let mut out = Vec::with_capacity(counts.len());
        for s in 0..counts.len() {
            let near: usize = counts[s.saturating_sub(4)..counts.len().min(s + 5)].iter().sum();
            out.push(u64::from(near >= 3) + u64::from(near >= 8) + u64::from(near >= 3 && counts[s] > 0));
        }
        out
    }

    /// Hashes of the possible acronyms of the run: of its capitals, with and without small words.
    fn initials(&self, wide: (u32, u32)) -> Option<u64> {
        let mut letters = String::new();
        for i in wide.0 as usize..wide.1 as usize {
            if self.views[i].look.capital {
                letters.extend(self.words.get(i).chars().next());
            }
        }
        (letters.len() >= 2).then(|| hash::bytes(letters.as_bytes()))
    }

    fn uses_here(&self, i: usize, sentence: &Range<usize>, headline: bool) -> u32 {
        let view = &self.views[i];
        let before = i.checked_sub(1).filter(|j| sentence.contains(j));
        let after = Some(i + 1).filter(|j| sentence.contains(j));
        let previous = before.map_or("", |j| self.words.get(j));
        let next = after.map_or("", |j| self.words.get(j));
        let before_classes = before.map_or(0, |j| {
            if self.views[j].look.capital {
                self.views[j].entry.classes
            } else {
                0
            }
        });
        let after_entry = after.map_or(Entry::default(), |j| self.views[j].entry);
        let after_capital = after.is_some_and(|j| self.views[j].look.capital);
        let mut bits = 0;
        let mut set = |when: bool, bit: u32| bits |= if when { bit } else { 0 };
        set(before_classes & class::TITLE != 0, used::TITLED);
        set(before_classes & class::FIRST != 0, used::AFTER_FIRST_NAME);
        set(
            after_capital && after_entry.classes & class::COMPANY_ENDING != 0,
            used::BEFORE_COMPANY_ENDING,
        );
        let (start, end) = (view.run.0 as usize, view.run.1 as usize);
        let last = self.views[end - 1].entry.classes;
        set(
            end - start >= 2 && last & (class::ORGANIZATION_HEAD | class::COMPANY_ENDING) != 0,
            used::IN_ORGANIZATION,
        );
        set(matches!(previous, "in" | "In"), used::AFTER_IN);
        set(!after_capital && after_entry.verb == COMMUNICATION, used::SPEAKS);
        set(
            before.is_some_and(|j| self.views[j].look.letters) && !headline,
            used::MIDWAY,
        );
        set(matches!(next, "'s" | "’s"), used::OWNS);
        set(end - start >= 2 && i + 1 == end, used::ENDS_RUN);
        set(end - start >= 2 && i == start, used::OPENS_RUN);
        let two_before = i.checked_sub(2).filter(|j| sentence.contains(j));
        set(
            previous == ","
                && two_before.is_some_and(|j| self.views[j].entry.classes & (class::CITY | class::TOWN) != 0),
            used::AFTER_PLACE,
        );
        set(
            next == "," && self.words.get(i + 2) == "who" || next == "who",
            used::WHO,
        );
        set(matches!(previous, "the" | "The"), used::AFTER_THE);
        set(end - start == 1, used::ALONE);
        let beside = |j: Option<usize>| {
            j.filter(|j| sentence.contains(j))
                .map_or(0, |j| self.views[j].lists)
        };
        let (left, right, beyond) = (
            beside(start.checked_sub(1)),
            beside(Some(end)),
            beside(Some(end + 1)),
        );
        let mobile = sentence.contains(&end) && self.words.get(end) == "mobile";
        set(left & listed::ORGANIZATION != 0, used::AFTER_FIRM);
        set(right & listed::ORGANIZATION != 0, used::BEFORE_FIRM);
        set(
            right & listed::PRODUCT != 0 || mobile && beyond & listed::PRODUCT != 0,
            used::BEFORE_PRODUCT,
        );
        set(
            !after_capital && after_entry.noun != 0 && after_entry.verb == 0,
            used::BEFORE_NOUN,
        );
        bits
    }

    #[allow(clippy::too_many_lines)] // one list, in the order that the trained weights know
    /// Appends the features of token `i` of sentence `s` to `out`; the first [`LEXICAL`] identify the word itself.
    pub fn features(&self, i: usize, s: usize, out: &mut Vec<u64>) {
        let Some((sentence, headline)) = self.sentences.get(s) else {
            return;
        };
        let at = |offset: isize| -> &View {
            let j = i.checked_add_signed(offset).filter(|j| sentence.contains(j));
            j.map_or(&EDGE, |j| &self.views[j])
        };
        let (here, l1, l2, r1, r2) = (at(0), at(-1), at(-2), at(1), at(2));
        let mut put = |template: u64, value: u64| out.push(finish(join(template, value)));
        // Twelve that identify the word itself: LEXICAL.
        put(1, here.word);
        put(2, here.lower);
        put(3, join(l1.lower, here.lower));
        put(4, join(here.lower, r1.lower));
        let word = self.words.get(i);
        let mut ends = [0u64; 8];
        affixes(word, &mut ends);
        for (n, end) in (5..).zip(ends) {
            put(n, end);
        }
        put(20, 0);
        put(21, l1.lower);
        put(22, r1.lower);
        put(23, l2.lower);
        put(24, r2.lower);
        put(25, join(l2.lower, l1.lower));
        put(26, join(r1.lower, r2.lower));
        put(27, join(l1.lower, r1.lower));
        put(28, here.shape);
        put(29, join(l1.shape, here.shape));
        put(30, join(here.shape, r1.shape));
        put(31, join(join(l1.shape, here.shape), r1.shape));
        put(32, join(here.shape, l1.lower));
        put(33, join(here.shape, r1.lower));
        // The senses of the words.
        put(34, sense(here));
        put(35, sense(l1));
        put(36, sense(r1));
        put(37, sense(l2));
        put(38, sense(r2));
        put(39, join(sense(l1), sense(r1)));
        put(40, join(sense(l1), here.shape));
        put(41, join(sense(r1), here.shape));
        // Their gazetteer classes.
        put(42, here.known);
        put(43, join(here.known, here.shape));
        put(44, join(l1.known, here.known));
        put(45, join(here.known, r1.known));
        put(46, join(here.known, sense(l1)));
        put(47, join(here.known, sense(r1)));
        let mut bits = here.known;
        while bits != 0 {
            put(48, u64::from(bits.trailing_zeros()));
            bits &= bits - 1;
        }
        // The run of capitals.
        let (start, end) = (here.run.0 as usize, here.run.1 as usize);
        let inside = |j: Option<usize>| {
            j.filter(|j| sentence.contains(j))
                .map_or(&EDGE, |j| &self.views[j])
        };
        let (first, last) = (inside(Some(start)), inside(end.checked_sub(1)));
        let (left, right) = (inside(start.checked_sub(1)), inside(Some(end)));
        let place = ((i - start).min(3) * 4 + (end - 1 - i).min(3)) as u64;
        put(49, place);
        put(50, join(first.lower, place));
        put(51, join(last.lower, place));
        put(52, join(sense(last), place));
        put(53, join(u64::from(last.entry.classes), place));
        put(54, join(u64::from(first.entry.classes), place));
        put(55, join(left.lower, place));
        put(56, join(right.lower, place));
        put(57, join(sense(left), place));
        put(58, join(sense(right), place));
        put(59, join(left.lower, right.lower));
        let ll = inside(start.checked_sub(2));
        let rr = inside(Some(end + 1));
        put(60, join(ll.lower, left.lower));
        put(61, join(right.lower, rr.lower));
        // 'an executive of', 'the shares in' before it, and ''s chairman' after it, by the sense of the noun.
        put(81, join(sense(ll), left.lower));
        put(82, join(right.lower, sense(rr)));
        // The run across function words, by its ends.
        let (wide_start, wide_end) = (here.wide.0 as usize, here.wide.1 as usize);
        let (head, tail) = (inside(Some(wide_start)), inside(wide_end.checked_sub(1)));
        let wide_place = ((i - wide_start).min(5) * 6 + (wide_end - 1 - i).min(5)) as u64;
        put(62, join(head.lower, wide_place));
        put(63, join(u64::from(head.entry.classes), wide_place));
        put(64, join(sense(tail), wide_place));
        // ', a company' and 'is a company' after it.
        put(
            65,
            join(self.described(wide_end, sentence), u64::from(end - start > 1)),
        );
        let before = inside(wide_start.checked_sub(1));
        let after = inside(Some(wide_end));
        put(83, join(sense(before), join(sense(head), sense(tail))));
        put(84, join(sense(after), join(sense(head), sense(tail))));
        // 'Ruritanian Farmers Union (RFU)' and 'RFU'.
        put(85, join(self.introduced(i, here, sentence), place));
        let business = self.business.get(s).copied().unwrap_or(0);
        put(86, join(business, here.known));
        put(87, join(business, join(here.shape, place)));
        // The use of the name in the document.
        put(66, u64::from(here.uses));
        put(67, join(u64::from(here.uses & NAMED_USES), here.known));
        for bit in 0..used::COUNT {
            if here.uses >> bit & 1 == 1 {
                put(68, u64::from(bit));
                put(69, join(u64::from(bit), place));
            }
        }
        put(70, join(u64::from(last.uses & NAMED_USES), place));
        put(71, join(u64::from(first.uses & NAMED_USES), place));
        // The sentence.
        put(72, join(u64::from(*headline), here.shape));
        put(73, join((i - sentence.start).min(2) as u64, here.shape));
        put(75, join(l1.lower, here.known));
        put(76, join(here.known, r1.lower));
        let sport = self.sport.get(s).copied().unwrap_or(0);
        put(77, join(sport, here.known));
        put(78, join(sport, join(here.shape, place)));
        put(79, join(sport, join(sense(r1), u64::from(here.known != 0))));
        put(80, join(sport, join(sense(l1), u64::from(here.known != 0))));
        put(
            74,
            join(
                u64::from(here.lists & listed::FUNCTION != 0),
                (i - sentence.start).min(1) as u64,
            ),
        );
    }

    /// Whether the run around token `i` is followed by its initials in brackets (1), or is in brackets after a run with these initials (2);
    /// 0 otherwise.
    fn introduced(&self, i: usize, view: &View, sentence: &Range<usize>) -> u64 {
        let (start, end) = (view.wide.0 as usize, view.wide.1 as usize);
        let fits = |run: (u32, u32), short: usize| {
            sentence.contains(&short)
                && self.views[short].look.upper
                && self.initials(run) == Some(self.views[short].word)
        };
        if self.words.get(end) == "(" && self.words.get(end + 2) == ")" && fits(view.wide, end + 1) {
            1
        } else if start == i && i >= 3 && self.words.get(i - 1) == "(" && self.words.get(i + 1) == ")" {
            2 * u64::from(sentence.contains(&(i - 2)) && fits(self.views[i - 2].wide, i))
        } else {
            0
        }
    }

    /// The sense of the noun that describes the name ending before `end`: ', an analytics firm', 'is the capital'.
    fn described(&self, end: usize, sentence: &Range<usize>) -> u64 {
        let (how, mut from) = match self.words.get(end) {
            "," => (1, end + 1),
            "is" | "was" | "are" | "were" => (2, end + 1),
            "(" => (3, end + 1),
            _ => return 0,
        };
        let article = matches!(self.words.get(from), "a" | "an" | "the" | "one");
        if how == 2 && !article {
            return 0;
        }
        if self.words.get(from) == "who" {
            return 99;
        }
        from += usize::from(article);
        let mut noun = 0;
        // The last noun of a run is its head.
        for j in from..sentence.end.min(from + 6) {
            let view = &self.views[j];
            let word = self.words.get(j);
            if word != "-" && (!view.look.letters || self.is_function_word(j)) {
                break;
            }
            if !view.look.capital && view.entry.noun != 0 {
                noun = view.entry.noun;
            }
        }
        if noun == 0 {
            0
        } else {
            100 + u64::from(noun) * 8 + how * 2 + u64::from(article)
        }
    }
}

/// Uses that distinguish kinds of names.
const NAMED_USES: u32 = used::TITLED
    | used::AFTER_FIRST_NAME
    | used::BEFORE_COMPANY_ENDING
    | used::IN_ORGANIZATION
    | used::AFTER_IN
    | used::SPEAKS
    | used::ACRONYM
    | used::AFTER_PLACE
    | used::WHO
    | used::AFTER_FIRM
    | used::BEFORE_PRODUCT;

/// The code of verbs of communication in the gazetteer: `WordNet`'s lexicographer file 32.
pub const COMMUNICATION: u8 = 32;

/// The codes of nouns for groups, places and persons: lexicographer files too.
const GROUP: u8 = 14;
const LOCATION: u8 = 15;
const PERSON: u8 = 18;

static EDGE: View = View {
    word: 3,
    lower: 3,
    shape: 3,
    look: Look {
        capital: false,
        upper: false,
        figure: false,
        letters: false,
    },
    entry: Entry {
        classes: 0,
        noun: 0,
        verb: 0,
    },
    known: 0,
    run: (0, 0),
    wide: (0, 0),
    uses: 0,
    lists: 0,
};

fn view(word: &str, gazetteer: Gazetteer<'_>) -> View {
    let mut look = Look::default();
    let bytes = word.as_bytes();
    let first = bytes.first().copied().unwrap_or(0);
    look.letters = first.is_ascii_alphabetic()
        || first >= 0x80 && word.chars().next().is_some_and(char::is_alphabetic)
        || first == b'\'' && bytes.len() > 1;
    look.figure = first.is_ascii_digit();
    look.capital = is_capital(word) || look.figure && bytes.len() > 1 && bytes.iter().any(u8::is_ascii_uppercase)
        // 'iPhone', 'al-Qaeda' are found by their inner capital.
        || look.letters && bytes.len() > 2 && bytes[1..].iter().any(u8::is_ascii_uppercase);
    let lower = hash::lower(word);
    if !look.letters && !look.figure {
        return View {
            word: lower,
            lower,
            shape: lower,
            look,
            ..View::default()
        };
    }
    look.upper = look.capital && super::words::is_upper(word);
    let mut entry = if look.letters {
        gazetteer.get(lower)
    } else {
        Entry::default()
    };
    entry.noun &= !WOMAN;
    entry.verb &= !MAN;
    let word_hash = if look.capital { hash::bytes(bytes) } else { lower };
    // Only function words are identified by their letters in any case.
    let mut lists = if word.is_ascii() { listed::of(lower) } else { 0 };
    if look.capital {
        lists &= listed::FUNCTION;
    }
    View {
        word: word_hash,
        lower,
        shape: shape(word),
        look,
        entry,
        lists,
        ..View::default()
    }
}

/// A word's shape: character classes, with runs of one class shortened to two.
fn shape(word: &str) -> u64 {
    let mut out = 7u64;
    let (mut last, mut run) = (0u64, 0);
    for c in word.chars() {
        let code = if c.is_ascii_lowercase() {
            1
        } else if c.is_ascii_uppercase() {
            2
        } else if c.is_ascii_digit() {
            3
        } else if c.is_uppercase() {
            2
        } else if c.is_lowercase() {
            1
        } else if c.is_alphabetic() {
            4
        } else {
            5 + c as u64
        };
        if code == last {
            run += 1;
        } else {
            run = 0;
        }
        last = code;
        if run < 2 {
            out = out.wrapping_mul(31).wrapping_add(code);
        }
    }
    out
}

/// Hashes of the word's first two to four and last one to four characters in lower case, and of its length.
fn affixes(word: &str, out: &mut [u64; 8]) {
    let count = word.chars().count();
    let mut indices = word.char_indices().map(|(i, _)| i);
    let lower = |part: &str| hash::lower(part);
    let mut heads = [0usize; 3];
    indices.nth(1);
    for head in &mut heads {
        *head = indices.next().unwrap_or(word.len());
    }
    for (n, head) in heads.iter().enumerate() {
        out[n] = if count > n + 1 { lower(&word[..*head]) } else { 0 };
    }
    let mut tail = word.char_indices().rev().map(|(i, _)| i);
    for n in 0..4 {
        let start = tail.next().unwrap_or(0);
        out[3 + n] = if count > n { lower(&word[start..]) } else { 0 };
    }
    out[7] = count.min(8) as u64;
}

fn sense(view: &View) -> u64 {
    if view.look.capital {
        return 1 << 20 | u64::from(view.entry.noun);
    }
    if view.entry.noun == 0 && view.entry.verb == 0 {
        view.lower
    } else {
        u64::from(view.entry.noun) << 8 | u64::from(view.entry.verb)
    }
}

/// Fifteen class bits with room for the four parts of each.
fn spread(classes: u16) -> u64 {
    let mut out = 0;
    let mut bits = classes & !class::PREFIX;
    while bits != 0 {
        out |= 1u64 << (bits.trailing_zeros() * 4);
        bits &= bits - 1;
    }
    out
}

/// Spreads the entropy of a joined hash over all bits.
#[inline]
fn finish(x: u64) -> u64 {
    let x = (x ^ (x >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    x ^ (x >> 29)
}
