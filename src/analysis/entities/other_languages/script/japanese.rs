//! Japanese: small words are written in hiragana, so they bound names in kanji or katakana.

use std::ops::Range;

use super::{holds, is_sign, longest, runs};
use crate::analysis::EntityKind;
use crate::analysis::entities::words::Words;

/// The maximum number of consecutive places examined to find the end of one.
const PLACES: usize = 8;

pub(super) fn names(words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    let mut out = Vec::new();
    for run in runs(words, |w| is_sign(w) || is_katakana(w) || w == "・") {
        Run { words, run }.names(&mut out);
    }
    out
}

fn is_katakana(word: &str) -> bool {
    word != "・" && word.chars().all(|c| matches!(c, '\u{30a1}'..='\u{30ff}'))
}

/// Kanji and katakana without a break.
struct Run<'a> {
    words: Words<'a>,
    run: Range<usize>,
}

impl Run<'_> {
    fn names(&self, out: &mut Vec<(Range<usize>, EntityKind)>) {
        let mut at = self.run.start;
        if let Some(end) = self.organisation() {
            out.push((self.run.start..end, EntityKind::Organization));
            at = end;
        } else if let Some(name) = self.person() {
            at = name.end;
            if let Some(end) = self
                .longest("ja place", self.run.start)
                .filter(|&e| e <= name.start)
            {
                out.push((self.run.start..end, EntityKind::Place));
            }
            out.push((name, EntityKind::Person));
        }
        while at < self.run.end {
            if let Some(end) = self.place(at) {
                out.push((at..end, EntityKind::Place));
                at = end;
            } else if let Some(end) = self
                .longest("ja organisation", at)
                .filter(|&e| at == self.run.start && !self.other(e))
            {
                out.push((at..end, EntityKind::Organization));
                at = end;
            } else {
                return;
            }
        }
    }

    fn longest(&self, group: &str, at: usize) -> Option<usize> {
        longest(self.words, group, at, self.run.end)
    }

    fn other(&self, end: usize) -> bool {
        end < self.run.end && holds("ja other", self.words.get(end))
    }

    fn signs(&self, mut span: Range<usize>) -> bool {
        span.all(|i| is_sign(self.words.get(i)))
    }

    /// The end of the organization at the start of the run: it has an ending, or '株式会社' before it.
    fn organisation(&self) -> Option<usize> {
        let Range { start, end } = self.run;
        if let Some(name) = longest(self.words, "ja ending", start, end)
            .filter(|_| self.words.joined(start..end).starts_with("株式会社"))
        {
            return (end > name && end - name <= 8).then_some(end);
        }
        let generic = |to: usize| {
            (1..=3).any(|n| start + n <= to && holds("ja generic", self.words.joined(start..start + n)))
                || (1..=3).any(|n| to >= start + n && holds("ja generic", self.words.joined(to - n..to)))
        };
        (start + 1..end).rev().find_map(|i| {
            let to = self.longest("ja ending", i)?;
            let closed = to == end
                || self.longest("ja title", to).is_some()
                || matches!(self.words.get(to), "側" | "内" | "前");
            let head = self.words.joined(start..i);
            let letters = head.chars().count();
            // 'broadcasts all day', 'imported cars': common words, unless a place or katakana precedes.
            let common = matches!(
                self.words.joined(i..to),
                "放送" | "証券" | "自動車" | "電力" | "航空" | "製鉄"
            ) && self.signs(start..i)
                && self.longest("ja place", start).is_none();
            let counted = start > 0 && self.words.get(start - 1).ends_with(|c: char| c.is_numeric());
            let single = common
                || counted
                || i - start == 1 && self.signs(start..i)
                || self.words.get(i) == "委" && letters < 4;
            (closed && !single && (2..=12).contains(&letters) && !generic(i)).then_some(to)
        })
    }

    /// The person at the start of the run, after a country and before a title.
    fn person(&self) -> Option<Range<usize>> {
        let Range { start, end } = self.run;
        let dotted = (start..end).any(|i| self.words.get(i) == "・");
        let title = (start + 1..=end).find(|&i| {
            self.longest("ja title", i).is_some()
                || i == end && matches!(self.words.get(end), "さん") && !self.words.spaced(end)
        });
        let thing = (start..end).any(|i| holds("ja thing", self.words.get(i)));
        if dotted {
            return self.dotted(title).filter(|_| !thing);
        }
        let title = title?;
        let from = self
            .longest("ja place", start)
            .filter(|&e| e < title)
            .unwrap_or(start);
        let mut to = title;
        while to > from + 1 && matches!(self.words.get(to - 1), "元" | "前" | "新" | "副" | "両") {
            to -= 1;
        }
        if to == from + 1 && is_katakana(self.words.get(from)) {
            let letters = self.words.get(from).chars().count();
            let fits = letters >= 2
                && !holds("ja place", self.words.get(from))
                && !holds("ja thing", self.words.get(from));
            return (fits && self.leads(title)).then_some(from..to);
        }
        let surname =
            (1..=3).any(|n| from + n <= to && holds("ja surname", self.words.joined(from..from + n)));
        let generic =
            holds("ja generic", self.words.get(from)) || self.longest("ja organisation", from).is_some();
        let known = holds("ja place", self.words.joined(from..to));
        let several = (2..=4).contains(&(to - from)) && self.signs(from..to);
        (several && !generic && !known && (surname || self.leads(title))).then_some(from..to)
    }

    /// Katakana with dots at the start of the run: a person if it begins with a first name, or precedes `title`.
    fn dotted(&self, title: Option<usize>) -> Option<Range<usize>> {
        let Range { start, end } = self.run;
        let letters = |i: &usize| !is_sign(self.words.get(*i));
        let to = (start..end).take_while(letters).last()? + 1;
        let parts = (start..to).filter(|&i| self.words.get(i) == "・").count() + 1;
        let whole =
            to - start == 2 * parts - 1 && (start..to).step_by(2).all(|i| is_katakana(self.words.get(i)));
        let place = (start..to).any(|i| holds("ja place", self.words.get(i)));
        let first = holds("ja first", self.words.get(start)) && to == end;
        (whole && !place && (2..=4).contains(&parts) && (first || title == Some(to))).then_some(start..to)
    }

    /// Whether only names of persons precede the title at `i`.
    fn leads(&self, i: usize) -> bool {
        let end = self.longest("ja title", i).unwrap_or(i);
        matches!(
            self.words.joined(i..end),
            "首相" | "大統領" | "氏" | "外相" | "容疑者" | "被告"
        )
    }

    /// The end of the place that starts at `at`: characters that end in the word for a prefecture or town, or a known place followed by the
    /// end of the run, a title, such a word, or another such place, up to a limit.
    fn place(&self, mut at: usize) -> Option<usize> {
        let mut first = None;
        for _ in 0..PLACES {
            if let Some((end, plain)) = self.town(at) {
                return plain.then_some(first.unwrap_or(end));
            }
            let end = self.longest("ja place", at).filter(|&end| !self.other(end))?;
            let found = *first.get_or_insert(end);
            let closed = end == self.run.end
                || self.longest("ja title", end).is_some()
                || self.longest("ja beside", end).is_some();
            if closed {
                return Some(found);
            }
            at = end;
        }
        None
    }

    /// The end of the prefecture or town that starts at `at`, and whether it is certainly one rather than a common word.
    fn town(&self, at: usize) -> Option<(usize, bool)> {
        let suffix = |i: usize| matches!(self.words.get(i), "県" | "市");
        let end = (at + 2..self.run.end.min(at + 5)).find(|&i| suffix(i))?;
        if !self.signs(at..end) || self.other(end + 1) {
            return None;
        }
        let counted = at > 0 && self.words.get(at - 1).ends_with(|c: char| c.is_numeric());
        let plain = !counted
            && !matches!(self.words.get(end - 1), "都" | "府")
            && !holds("ja generic", self.words.get(at));
        Some((end + 1, plain))
    }
}
