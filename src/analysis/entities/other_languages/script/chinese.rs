//! Chinese: without spaces, the ends of a name are found by punctuation, small words, titles and known names.

use std::ops::Range;

use super::{holds, is_sign, longest, runs};
use crate::analysis::EntityKind;
use crate::analysis::entities::words::Words;

/// The maximum number of characters between a place and the ending of an organization that begins with it.
const REACH: usize = 10;

pub(super) fn names(words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    let mut out = foreign(words);
    for run in runs(words, is_sign) {
        let mut at = run.start;
        while at < run.end {
            let found = (Run {
                words,
                run: run.clone(),
            })
            .name(at);
            match found {
                Some((span, kind)) => {
                    at = span.end;
                    out.push((span, kind));
                }
                None => at += 1,
            }
        }
    }
    out
}

/// 'X·Y': phonetic characters on both sides of the dot.
fn foreign(words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    let sound = |i: usize| holds("zh sound", words.get(i));
    let dot = |i: usize| matches!(words.get(i), "·" | "‧" | "•" | "・");
    let mut out: Vec<(Range<usize>, EntityKind)> = Vec::new();
    for i in (1..words.len()).filter(|&i| dot(i)) {
        if out.last().is_some_and(|(last, _)| last.end > i) {
            continue;
        }
        let start = (i.saturating_sub(7)..i).rev().take_while(|&k| sound(k)).last();
        // 'chairman': its last character is phonetic too.
        let title = start.and_then(|s| longest(words, "zh title", s.checked_sub(1)?, i));
        let start = start.map(|s| title.unwrap_or(s));
        let mut end = i;
        while end < i + 20 && dot(end) && sound(end + 1) {
            end += 1;
            while sound(end) && end < i + 20 {
                end += 1;
            }
        }
        let closed = !is_sign(words.get(end))
            || ["zh bound", "zh title", "zh says", "zh behind"]
                .iter()
                .any(|group| longest(words, group, end, end + 4).is_some());
        if let Some(start) = start.filter(|s| closed && end > i + 1 && end - s > 3 && !(*s > 1 && dot(s - 2)))
        {
            out.push((start..end, EntityKind::Person));
        }
    }
    out
}

/// Characters without a break.
struct Run<'a> {
    words: Words<'a>,
    run: Range<usize>,
}

impl Run<'_> {
    /// The name that starts at token `at`, or after the title there.
    fn name(&self, at: usize) -> Option<(Range<usize>, EntityKind)> {
        if let Some(end) = self.longest("zh title", at)
            && let Some(name) = self.person(end, true)
        {
            return Some((name, EntityKind::Person));
        }
        if let Some(end) = self.longest("zh place", at) {
            if let Some(end) = self.organisation(at, end) {
                return Some((at..end, EntityKind::Organization));
            }
            let town = end + usize::from(matches!(self.words.get(end), "省" | "市" | "州" | "县" | "縣"));
            let other = holds("zh other", self.words.get(end)) && town == end;
            if self.words.get(end) == "市"
                && matches!(self.words.get(end + 1), "场" | "場" | "长" | "長" | "民")
            {
                return Some((at..end, EntityKind::Place));
            }
            return (!other).then_some((at..town.min(self.run.end), EntityKind::Place));
        }
        if let Some(end) = self.longest("zh organisation", at) {
            return (!self.other(end)).then_some((at..end, EntityKind::Organization));
        }
        if !self.opens(at) {
            return None;
        }
        if let Some(name) = self.person(at, false) {
            return Some((name, EntityKind::Person));
        }
        self.firm(at).map(|end| (at..end, EntityKind::Organization))
    }

    fn longest(&self, group: &str, at: usize) -> Option<usize> {
        longest(self.words, group, at, self.run.end)
    }

    fn bounds(&self, i: usize) -> bool {
        i >= self.run.end || holds("zh bound", self.words.get(i))
    }

    fn other(&self, end: usize) -> bool {
        end < self.run.end && holds("zh other", self.words.get(end))
    }

    /// Whether a word certainly starts at `at`.
    fn opens(&self, at: usize) -> bool {
        at == self.run.start || holds("zh bound", self.words.get(at - 1))
    }

    /// The end of the organization that begins with the place `at..place`.
    fn organisation(&self, at: usize, place: usize) -> Option<usize> {
        let mut found = None;
        for i in place..self.run.end.min(place + REACH) {
            if self.bounds(i) || self.longest("zh says", i).is_some() || self.longest("zh title", i).is_some()
            {
                break;
            }
            if let Some(end) = self.longest("zh ending", i).filter(|&end| !self.other(end)) {
                let bare = i == place
                    && matches!(
                        self.words.joined(i..end),
                        "公司" | "集团" | "集團" | "航空" | "医院" | "学院" | "协会"
                    );
                let another = (at + 1..i)
                    .skip(place - at)
                    .any(|k| self.longest("zh place", k).is_some());
                found = found.max((!bare && !another).then_some(end));
            }
        }
        found
    }

    /// The end of a firm or body that starts at `at` and has an ending: short, and without common words.
    fn firm(&self, at: usize) -> Option<usize> {
        for i in at..self.run.end.min(at + 7) {
            let stop = self.bounds(i)
                || ["zh says", "zh title", "zh place", "zh generic"]
                    .iter()
                    .any(|group| self.longest(group, i).is_some());
            let end = self.longest("zh ending", i);
            if let Some(end) = end.filter(|_| i >= at + 2) {
                let telling = ["集团", "集團", "银行", "銀行", "报", "報", "社", "台"];
                let ending = self.words.joined(i..end);
                let sure = telling.iter().any(|t| ending.ends_with(t))
                    || (at..i).all(|k| holds("zh sound", self.words.get(k)));
                return (sure && !self.other(end)).then_some(end);
            }
            if stop || end.is_some() {
                return None;
            }
        }
        None
    }

    /// The person's name at `at`: phonetic characters, or a surname and one or two characters. It follows a title, or a verb directly
    /// follows it.
    fn person(&self, at: usize, titled: bool) -> Option<Range<usize>> {
        let acts = |i: usize| self.longest("zh says", i).is_some() || self.longest("zh behind", i).is_some();
        let ends = |i: usize| acts(i) || titled && self.bounds(i);
        let sounds = (at..self.run.end)
            .take_while(|&i| holds("zh sound", self.words.get(i)))
            .count();
        if (2..=6).contains(&sounds) && ends(at + sounds) && self.longest("zh place", at).is_none() {
            return Some(at..at + sounds);
        }
        let surname = [2, 1]
            .into_iter()
            .find(|n| holds("zh surname", self.words.joined(at..at + n)))?;
        if !titled && self.bounds(at) {
            return None;
        }
        [2, 1]
            .into_iter()
            .map(|given| at + surname + given)
            .find_map(|end| {
                let plain = (at + surname..end).all(|i| {
                    let sign = self.words.get(i);
                    !self.bounds(i)
                        && !matches!(
                            sign,
                            "人" | "者"
                                | "国"
                                | "國"
                                | "方"
                                | "面"
                                | "官"
                                | "员"
                                | "員"
                                | "一"
                                | "二"
                                | "三"
                                | "四"
                                | "五"
                                | "六"
                                | "天"
                                | "宫"
                                | "宮"
                        )
                });
                (plain && end <= self.run.end && ends(end)).then_some(at..end)
            })
    }
}
