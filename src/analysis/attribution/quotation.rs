//! Finds quotations: curly, straight and single quotation marks, guillemets and CJK marks, also over several paragraphs.
//!
//! Invariants: quotations are ordered, do not overlap, and each lies inside one block. A quotation over several paragraphs gives one part
//! per paragraph, all but the first of which `continues`.

use std::ops::Range;

use super::view::View;

/// A quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    /// Token of the opening mark; for a part without one, its first token.
    pub open: usize,
    /// Token of the closing mark; for a part without one, its last token.
    pub close: usize,
    /// Whether it continues the previous quotation, in the paragraph before.
    pub continues: bool,
}

impl Quotation {
    /// All its tokens, including the marks.
    pub(super) fn tokens(&self) -> Range<usize> {
        self.open..self.close + 1
    }
}

/// The one of `quotations`, which are in order, that contains token `i`.
pub(super) fn around(quotations: &[Quotation], i: usize) -> Option<&Quotation> {
    let first = quotations.partition_point(|q| q.close < i);
    quotations.get(first).filter(|q| q.open <= i)
}

/// The `quotations`, which are in order, that overlap `tokens`.
pub(super) fn touching<'q>(quotations: &'q [Quotation], tokens: &Range<usize>) -> &'q [Quotation] {
    let first = quotations.partition_point(|q| q.close < tokens.start);
    let end = quotations.partition_point(|q| q.open < tokens.end);
    quotations.get(first..end).unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Curly,
    Low,
    Straight,
    Ticks,
    Guillemet,
    /// '»…«', as in German and Danish, and '»…»'.
    Outward,
    Angle,
    /// '›…‹'
    OutwardAngle,
    /// '”…”', as in Swedish and Finnish.
    Twin,
    Single,
    StraightSingle,
    Corner,
    WhiteCorner,
}

impl Family {
    /// Whether its opening mark is also, and more often, the closing mark of another family.
    fn is_ambiguous(self) -> bool {
        matches!(self, Self::Outward | Self::OutwardAngle | Self::Twin)
    }
}

fn opens(word: &str) -> Option<Family> {
    Some(match word {
        "“" => Family::Curly,
        "„" => Family::Low,
        "\"" | "＂" => Family::Straight,
        "``" => Family::Ticks,
        "«" => Family::Guillemet,
        "»" => Family::Outward,
        "‹" => Family::Angle,
        "›" => Family::OutwardAngle,
        "”" => Family::Twin,
        "‘" => Family::Single,
        "'" => Family::StraightSingle,
        "「" => Family::Corner,
        "『" => Family::WhiteCorner,
        _ => return None,
    })
}

fn closes(family: Family, word: &str) -> bool {
    match family {
        Family::Curly => matches!(word, "”" | "\""),
        Family::Low => matches!(word, "“" | "”" | "\""),
        Family::Straight => matches!(word, "\"" | "”" | "＂" | "''"),
        Family::Ticks => matches!(word, "''" | "\""),
        Family::Guillemet => word == "»",
        Family::Outward => matches!(word, "«" | "»"),
        Family::Angle => word == "›",
        Family::OutwardAngle => matches!(word, "‹" | "›"),
        Family::Twin => word == "”",
        Family::Single => word == "’",
        Family::StraightSingle => word == "'",
        Family::Corner => word == "」",
        Family::WhiteCorner => word == "』",
    }
}

/// The quotations of the given blocks (ranges of tokens, in order).
pub(super) fn quotations(view: &View<'_>, blocks: &[Range<usize>]) -> Vec<Quotation> {
    let mut out = Vec::new();
    let mut carried: Option<Family> = None;
    let mut ahead = Ahead::default();
    for (i, block) in blocks.iter().enumerate() {
        let mut open: Option<(usize, Family, bool)> = None;
        let mut at = block.start;
        // If every straight mark has a partner, they simply alternate.
        let even = block.clone().filter(|&i| view.word(i) == "\"").count() % 2 == 0 && carried.is_none();
        let lost = Lost::of(view, block);
        if let Some(family) = carried.take() {
            let reopens = opens(view.word(at)).is_some_and(|f| f == family);
            open = Some((at, family, true));
            at += usize::from(reopens);
        }
        while at < block.end {
            let word = view.word(at);
            if word.len() <= 3 && !word.as_bytes()[0].is_ascii_alphanumeric() {
                match open {
                    Some((start, family, continues)) => {
                        if closes(family, word) && may_close(view, family, at, block) {
                            out.push(Quotation {
                                open: start,
                                close: at,
                                continues,
                            });
                            open = None;
                        } else if !continues && lost.reopens(view, family, at, block) {
                            // The one before was never closed.
                            out.extend(unclosed(view, start, at));
                            open = Some((at, family, false));
                        }
                    }
                    None => {
                        if let Some(family) =
                            opens(word).filter(|&f| may_open(view, f, at, block, even, &mut ahead))
                        {
                            open = Some((at, family, false));
                        }
                    }
                }
            }
            at += 1;
        }
        if let Some((start, family, continues)) = open {
            let next = blocks.get(i + 1);
            let goes_on = next.is_some_and(|n| runs_into(view, family, n));
            let whole = block.end - start > 3
                && (start == block.start || goes_on || matches!(family, Family::Curly | Family::Corner));
            if !continues && (!goes_on || attributes(view, start, block.end).is_some()) {
                if whole {
                    out.extend(unclosed(view, start, block.end));
                }
                continue;
            }
            if whole {
                out.push(Quotation {
                    open: start,
                    close: block.end - 1,
                    continues,
                });
            }
            carried = goes_on.then_some(family);
        }
    }
    out.retain(|q| !is_nickname(view, q));
    out
}

/// Whether a block lacks marks.
struct Lost {
    /// Whether more curly marks open than close.
    curly: bool,
}

impl Lost {
    fn of(view: &View<'_>, block: &Range<usize>) -> Self {
        let count = |mark: &str| block.clone().filter(|&i| view.word(i) == mark).count();
        Self {
            curly: count("“") > count("”"),
        }
    }

    /// Whether the mark at `at` opens a second quotation although one of `family` is still open: it follows the end of a sentence and
    /// precedes a capital.
    fn reopens(&self, view: &View<'_>, family: Family, at: usize, block: &Range<usize>) -> bool {
        let shape = at > block.start
            && at + 1 < block.end
            && view.tokens[at].spaced
            && !view.tokens[at + 1].spaced
            && view.word(at + 1).starts_with(char::is_uppercase)
            && matches!(view.word(at - 1), "." | "?" | "!" | ":" | "…");
        let same = match family {
            Family::Curly => self.curly,
            Family::Straight | Family::Guillemet | Family::Ticks => true,
            _ => false,
        };
        shape && same && opens(view.word(at)) == Some(family)
    }
}

/// The quotation opened by the mark at `start` and not closed before `end`: it contains at most its sentence, and ends before the words
/// that name the speaker.
fn unclosed(view: &View<'_>, start: usize, end: usize) -> Option<Quotation> {
    let close = attributes(view, start, end).or_else(|| sentence_end(view, start, end).checked_sub(1))?;
    (close > start + 1).then_some(Quotation {
        open: start,
        close,
        continues: false,
    })
}

/// The end of the sentence that starts at `start`.
fn sentence_end(view: &View<'_>, start: usize, end: usize) -> usize {
    let stop = |&i: &usize| {
        let next = i + 1;
        matches!(view.word(i), "." | "?" | "!" | "…")
            && (next >= end || view.tokens[next].spaced && !view.word(next).starts_with(char::is_lowercase))
    };
    (start + 1..end).find(stop).map_or(end, |i| i + 1)
}

/// The comma before the words that name the speaker at the end of the sentence at `start`: '“The bridge is safe, said Ruiz.'
fn attributes(view: &View<'_>, start: usize, end: usize) -> Option<usize> {
    let end = sentence_end(view, start, end);
    let comma = (start + 3..end).rfind(|&i| view.word(i) == ",")?;
    let verb = (comma + 1..end.min(comma + 8)).find(|&i| view.cue(i).is_some_and(|c| !c.participle))?;
    let short = end - verb <= 8;
    let plain = (comma + 1..end).all(|i| !matches!(view.word(i), "that" | "I" | "we" | "to"));
    let turned = verb == comma + 1;
    // '…, said Ruiz.' or '…, Ruiz said.'
    let whole = if turned { end - verb > 2 } else { end - verb <= 4 };
    (short && plain && whole).then_some(comma)
}

/// Whether the marks are inside a name: 'Tobias “Tubs” Achebe'.
fn is_nickname(view: &View<'_>, q: &Quotation) -> bool {
    let marks = view.range(&q.tokens());
    let next = view.mentions.partition_point(|(m, _)| m.start < marks.start);
    let name = next.checked_sub(1).and_then(|i| view.mentions.get(i));
    name.is_some_and(|(m, _)| marks.end < m.end)
}

/// Whether the block `next` continues a quotation that the previous block left open.
fn runs_into(view: &View<'_>, family: Family, next: &Range<usize>) -> bool {
    if next.is_empty() {
        return false;
    }
    if opens(view.word(next.start)) == Some(family) {
        return true;
    }
    let mut marks = next.clone().filter(|&i| {
        let w = view.word(i);
        closes(family, w) || opens(w) == Some(family)
    });
    match family {
        // A mark right after a word and before a space closes; isolated marks alternate.
        Family::Straight => {
            let spaced = |i: usize| view.tokens.get(i).is_none_or(|t| t.spaced);
            let first = marks.clone().next();
            match first.map(|i| (spaced(i), i + 1 >= next.end || spaced(i + 1))) {
                Some((false, true)) => true,
                Some((true, false)) => false,
                _ => marks.count() % 2 == 1,
            }
        }
        Family::Single | Family::StraightSingle | Family::Outward | Family::OutwardAngle | Family::Twin => {
            false
        }
        _ => marks.next().is_some_and(|i| {
            closes(family, view.word(i)) && opens(view.word(i)).is_none_or(Family::is_ambiguous)
        }),
    }
}

/// Results of searching ahead for a closing mark, so that nothing is searched twice.
#[derive(Default)]
struct Ahead {
    family: Option<Family>,
    /// No token of this range closes.
    none: Range<usize>,
    /// Whether the token after the range does.
    closes: bool,
}

impl Ahead {
    /// Whether a mark in `range`, a part of `block`, may close a quotation of `family`.
    fn closes(
        &mut self,
        view: &View<'_>,
        family: Family,
        range: &Range<usize>,
        block: &Range<usize>,
    ) -> bool {
        let known = self.none.start..=self.none.end;
        if self.family != Some(family) || !known.contains(&range.start) {
            *self = Self {
                family: Some(family),
                none: range.start..range.start,
                closes: false,
            };
        }
        while !self.closes && self.none.end < range.end {
            let at = self.none.end;
            self.closes = closes(family, view.word(at)) && may_close(view, family, at, block);
            self.none.end += usize::from(!self.closes);
        }
        self.closes && self.none.end < range.end
    }
}

fn may_open(
    view: &View<'_>,
    family: Family,
    at: usize,
    block: &Range<usize>,
    even: bool,
    ahead: &mut Ahead,
) -> bool {
    let next_near = at + 1 < block.end && !view.tokens[at + 1].spaced;
    let free = at == block.start
        || view.tokens[at].spaced
        || matches!(
            view.word(at - 1),
            "(" | "[" | "—" | "–" | "-" | "--" | "/" | "“" | "\""
        );
    match family {
        Family::Outward | Family::OutwardAngle | Family::Twin => {
            free && next_near && ahead.closes(view, family, &(at + 2..block.end.min(at + 402)), block)
        }
        Family::Straight => {
            let behind_word = at > block.start && view.word(at - 1).ends_with(char::is_alphanumeric);
            even || free || next_near && !behind_word
        }
        Family::Single | Family::StraightSingle => {
            free && next_near
                && view
                    .word(at + 1)
                    .chars()
                    .next()
                    .is_some_and(char::is_alphanumeric)
                && ahead.closes(view, family, &(at + 2..block.end.min(at + 402)), block)
        }
        _ => at + 1 < block.end,
    }
}

fn may_close(view: &View<'_>, family: Family, at: usize, block: &Range<usize>) -> bool {
    let free = at + 1 >= block.end
        || view.tokens[at + 1].spaced
        || !view.word(at + 1).starts_with(char::is_alphanumeric);
    match family {
        Family::Single | Family::StraightSingle => {
            // 'the workers’ rights' is not a closing mark: it follows an s and precedes a lower-case word, unless punctuation precedes it.
            let plural = view.word(at - 1).ends_with('s')
                && at + 1 < block.end
                && view.word(at + 1).starts_with(char::is_lowercase);
            !view.tokens[at].spaced && free && !plural
        }
        Family::Straight => free || !view.tokens[at].spaced,
        Family::Outward | Family::OutwardAngle | Family::Twin => !view.tokens[at].spaced && free,
        _ => true,
    }
}
