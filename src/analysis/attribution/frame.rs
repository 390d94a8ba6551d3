//! Finds statements by word order alone: the speaker, the attributing verb, and the content.
//!
//! It is used without a parse, and to check a parse: the subject is the run of words before the verb (or, inverted, after it), and the
//! content extends to the end of the unit or to the comma before the subject.

use std::ops::Range;

use super::cue::{Cue, CueClass, is_between, is_person, pronoun};
use super::grammar::is_day;
use super::quotation::{Quotation, around};
use super::unit::Unit;
use super::view::View;
use crate::analysis::EntityKind;
use crate::analysis::constructions::Construction;
use crate::document::TextRange;
use crate::lexicon::WordClass;

/// A statement in tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// The content.
    pub content: Range<usize>,
    /// The attributing words.
    pub cue: Range<usize>,
    /// The words that name the speaker; empty if they are omitted ('adding that').
    pub subject: Option<Range<usize>>,
    /// The construction.
    pub shape: Shape,
    /// Whether the cue denies the content.
    pub denies: bool,
    /// The construction that found it.
    pub by: Construction,
}

impl Frame {
    /// Whether word order alone is conclusive: a plain verb of speech whose subject is not the writer or reader.
    pub(super) fn is_plain(&self, view: &View<'_>) -> bool {
        let word = view.word(self.cue.start);
        let plain = WordClass::PlainSpeech.has(word);
        let itself = self.subject.as_ref().is_some_and(|s| {
            s.clone()
                .next_back()
                .is_some_and(|i| matches!(view.word(i), "I" | "we" | "We" | "you" | "You"))
        });
        // Without a parse, a clause after the verb is trusted only after the plainest verbs, and not after 'it is said'.
        let first = self.cue.start.saturating_sub(3);
        let turned = (first..self.cue.start).any(|i| {
            matches!(
                view.word(i),
                "is" | "was" | "are" | "were" | "be" | "been" | "not" | "n't" | "n’t" | "never"
            )
        });
        let sure = matches!(self.shape, Shape::Quoted | Shape::Trailing | Shape::ThatClause)
            || !matches!(word, "reported" | "announced" | "wrote" | "told" | "denied");
        let shown = self.shape != Shape::According && !itself && sure && !turned;
        let relative = self
            .subject
            .as_ref()
            .is_some_and(|s| matches!(view.word(s.start), "who" | "which" | "whose"));
        plain && shown && !relative
    }
}

/// The construction of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// 'X said that …'
    ThatClause,
    /// 'X said …'
    Clause,
    /// '…, X said'
    Trailing,
    /// 'according to X'
    According,
    /// '“…”' beside a cue
    Quoted,
    /// 'X vowed to …'
    Promise,
    /// 'X warned of …'
    Warning,
    /// 'X predicted …', 'X expects … to …'
    Forecast,
    /// 'accounts show a loss of …'
    Figure,
    /// 'X denied doing …', 'X admitted doing …'
    DenialOrAdmission,
    /// 'it was argued by X that …', 'reporters were told by X that …'
    Passive,
    /// 'it is claimed that …': no source is named.
    Impersonal,
}

/// Whether token `i` is inside a quotation of `unit`.
pub(super) fn quoted(unit: &Unit, quotations: &[Quotation], i: usize) -> bool {
    around(&quotations[unit.quotations.clone()], i).is_some()
}

/// All statements of one unit.
pub(super) fn frames(view: &View<'_>, unit: &Unit, quotations: &[Quotation]) -> Vec<Frame> {
    let mut out: Vec<Frame> = Vec::new();
    // The content of earlier statements that does not end before here.
    let mut held: Vec<Range<usize>> = Vec::new();
    let mut i = unit.tokens.start;
    while i < unit.tokens.end {
        if let Some(q) = around(&quotations[unit.quotations.clone()], i) {
            i = q.close + 1;
            continue;
        }
        let word = view.word(i);
        if word.eq_ignore_ascii_case("according") && view.word(i + 1) == "to" {
            if let Some(frame) = according(view, unit, i) {
                i = frame.cue.end;
                held.push(frame.content.clone());
                out.push(frame);
                continue;
            }
        } else if let Some(cue) = view.cue(i)
            && let Some(frame) = verb(view, unit, quotations, i, cue)
            && {
                held.retain(|content| i < content.end);
                !held.iter().any(|content| content.start <= i)
            }
        {
            held.push(frame.content.clone());
            out.push(frame);
        }
        i += 1;
    }
    out
}

fn is_comma(word: &str) -> bool {
    matches!(word, "," | "—" | "–" | "--" | ";")
}

fn is_mark(word: &str) -> bool {
    matches!(
        word,
        "\"" | "”" | "“" | "''" | "``" | "’" | "‘" | "'" | "«" | "»" | "」" | "』" | "「" | "『" | "„"
    )
}

/// 'According to X, …', '…, according to X'
fn according(view: &View<'_>, unit: &Unit, i: usize) -> Option<Frame> {
    let end = trim_end(view, unit.tokens.start, unit.tokens.end);
    let start = i + 2;
    let mut stop = start;
    while stop < end
        && !is_comma(view.word(stop))
        && !is_mark(view.word(stop))
        && !matches!(view.word(stop), "." | ";")
    {
        stop += 1;
    }
    if stop == start {
        return None;
    }
    let subject = Some(start..stop);
    let cue = i..i + 2;
    let leading = i == unit.tokens.start || i - unit.tokens.start <= 2 && is_comma(view.word(i - 1));
    let content = if leading {
        // Appositions after the name: the content starts after the last comma before a word that opens a clause.
        (stop + 1).min(end)..unit.tokens.end
    } else {
        let stop = if is_comma(view.word(i - 1)) { i - 1 } else { i };
        unit.tokens.start..stop
    };
    (view.words(&content) >= 2).then_some(Frame {
        content,
        cue,
        subject,
        shape: Shape::According,
        denies: false,
        by: Construction::WordOrder,
    })
}

/// `end` without a final full stop.
fn trim_end(view: &View<'_>, start: usize, end: usize) -> usize {
    if end > start && matches!(view.word(end - 1), "." | "!" | "?") {
        end - 1
    } else {
        end
    }
}

fn verb(view: &View<'_>, unit: &Unit, quotations: &[Quotation], i: usize, cue: Cue) -> Option<Frame> {
    let first = unit.tokens.start;
    let in_quotes = |t: usize| quoted(unit, quotations, t);
    if cue.noun_like && i > first {
        let before = view.lower(i - 1);
        if matches!(
            &*before,
            "the"
                | "a"
                | "an"
                | "of"
                | "its"
                | "their"
                | "his"
                | "her"
                | "'s"
                | "’s"
                | "this"
                | "that"
                | "any"
                | "no"
                | "in"
                | "on"
                | "for"
                | "to"
                | "with"
                | "and"
                | "such"
                | "these"
                | "those"
                | "-"
        ) {
            return None;
        }
    }
    if i > first && view.lower(i - 1) == "to" {
        return None;
    }
    // 'claimed responsibility'; 'no one said'
    if matches!(
        view.word(i + 1),
        "responsibility" | "credit" | "victory" | "asylum"
    ) {
        return None;
    }
    let before = subject_before(view, unit, &in_quotes, i);
    let nobody = |s: &Range<usize>| matches!(&*view.lower(s.start), "no" | "nobody" | "none");
    if before.as_ref().is_some_and(nobody) {
        return None;
    }
    // Trailing: '…, X said', '…, said X', '… X said.'
    let head = before.as_ref().map_or(i, |s| s.start);
    let left_edge = (head > first).then(|| head - 1);
    let after_comma =
        left_edge.is_some_and(|e| is_comma(view.word(e)) && view.word(e) != ";" || in_quotes(e));
    let shape_right = right_content(view, unit, &in_quotes, i, cue);
    let left_words = left_edge.map_or(0, |e| view.words(&(first..e)));
    if after_comma && left_words >= 2 && !cue.participle {
        let short_left = !quotations[unit.quotations.clone()]
            .iter()
            .any(|q| q.close < head && view.words(&q.tokens()) >= 4)
            && left_words < 4;
        let direct_left = left_edge.is_some_and(|e| in_quotes(e) || e > first && in_quotes(e - 1));
        if direct_left || (shape_right.is_none() && !short_left) {
            let edge = left_edge.unwrap_or(first);
            let content = first..if in_quotes(edge) { edge + 1 } else { edge };
            let subject = before
                .clone()
                .or_else(|| subject_after(view, unit, &in_quotes, i));
            if subject.is_some() {
                // A continuation: '“A,” he said, “B.”'
                let rest = quotations[unit.quotations.clone()].iter().find(|q| q.open > i);
                let content = match rest {
                    Some(q) if direct_left => content.start..q.close + 1,
                    _ => content,
                };
                let shape = if direct_left {
                    Shape::Quoted
                } else {
                    Shape::Trailing
                };
                return Some(Frame {
                    content,
                    cue: i..i + 1,
                    subject,
                    shape,
                    denies: cue.denies,
                    by: Construction::WordOrder,
                });
            }
        }
    }
    let (content, shape) = shape_right?;
    if before.is_none() && !cue.participle {
        return None;
    }
    Some(Frame {
        content,
        cue: i..i + 1,
        subject: before,
        shape,
        denies: cue.denies,
        by: Construction::WordOrder,
    })
}

/// The content after a cue: a clause or quoted words.
fn right_content(
    view: &View<'_>,
    unit: &Unit,
    in_quotes: &dyn Fn(usize) -> bool,
    i: usize,
    cue: Cue,
) -> Option<(Range<usize>, Shape)> {
    let end = unit.tokens.end;
    let mut at = i + 1;
    if cue.class == CueClass::Tell {
        // The addressee: up to 'that', a punctuation mark, or at most six words.
        let limit = (at + 7).min(end);
        let stop = (at..limit)
            .find(|&t| view.word(t) == "that" || in_quotes(t) || matches!(view.word(t), ":" | ","));
        at = stop?;
    } else {
        // Adverbials: 'said on Tuesday that', 'said in a statement:'
        let limit = (at + 10).min(end);
        let adverbial = matches!(
            view.word(at),
            "on" | "in"
                | "at"
                | "during"
                | "to"
                | "last"
                | "yesterday"
                | "this"
                | "late"
                | "early"
                | "earlier"
                | "later"
                | "today"
        ) || view.word(at).ends_with("day");
        let day = view.word(at).ends_with("day");
        if adverbial {
            if let Some(stop) =
                (at..limit).find(|&t| view.word(t) == "that" || in_quotes(t) || view.word(t) == ":")
            {
                at = stop;
            } else if matches!(view.word(at), "on" | "in" | "at" | "during" | "to") {
                return None;
            } else if day {
                at += 1;
            }
        }
    }
    if matches!(view.word(at), ":" | ",") && at + 1 < end {
        if view.word(at) == "," && !in_quotes(at + 1) {
            return None;
        }
        at += 1;
    }
    if at >= end {
        return None;
    }
    let quote = in_quotes(at);
    let that = view.word(at) == "that";
    if that {
        at += 1;
    }
    let word = view.lower(at);
    if !quote && !that {
        let takes = matches!(
            cue.class,
            CueClass::Say | CueClass::Tell | CueClass::Think | CueClass::Show
        ) && !cue.participle;
        let no_clause = matches!(
            &*word,
            "to" | "for"
                | "of"
                | "about"
                | "with"
                | "from"
                | "by"
                | "."
                | ","
                | "on"
                | "as"
                | "into"
                | "up"
                | "out"
                | "than"
                | "and"
                | "or"
                | "but"
                | "off"
                | "over"
                | "in"
                | "at"
                | "against"
                | ")"
                | "him"
                | "her"
                | "them"
                | "me"
                | "us"
                // 'what they say is a gift' lacks its subject.
                | "is"
                | "are"
                | "was"
                | "were"
        );
        // 'warned the parties not to try'
        let warned = view.word(i).starts_with("warn") && (at..end.min(at + 6)).any(|k| view.word(k) == "to");
        if !takes || no_clause || warned || is_mark(&word) {
            return None;
        }
    }
    let content = at..end;
    if view.words(&content) < 3 && !quote {
        return None;
    }
    let shape = if quote {
        Shape::Quoted
    } else if that {
        Shape::ThatClause
    } else {
        Shape::Clause
    };
    Some((content, shape))
}

/// The maximum number of tokens in a subject.
const LONGEST: usize = 40;

/// Whether `word` (lower case) always ends the words that name a speaker, searching backwards.
fn ends_subject(word: &str) -> bool {
    matches!(
        word,
        "," | ";"
            | ":"
            | "—"
            | "–"
            | "--"
            | "that"
            | "because"
            | "while"
            | "when"
            | "if"
            | "as"
            | "but"
            | "although"
            | "though"
            | "where"
            | "who"
            | "which"
            | "."
            | "("
            | "after"
            | "before"
            | "since"
            | "what"
            | "how"
            | "-"
    )
}

/// Whether a word ends them at least between certain others.
pub(super) fn may_end_subject(word: &str) -> bool {
    word == "and" || ends_subject(word)
}

/// The words before a cue that name the speaker.
pub(super) fn subject_before(
    view: &View<'_>,
    unit: &Unit,
    in_quotes: &dyn Fn(usize) -> bool,
    i: usize,
) -> Option<Range<usize>> {
    let first = unit.tokens.start;
    let mut end = i;
    while end > first && is_between(&view.lower(end - 1)) {
        end -= 1;
    }
    // 'Smith Tuesday said', 'Smith on Tuesday said'
    if end >= first + 2 && is_day(view.word(end - 1)) && view.word(end - 2).starts_with(char::is_alphanumeric)
    {
        end -= usize::from(view.word(end - 2) != "on");
    }
    if end >= first + 3 && view.word(end - 1).ends_with("day") && view.word(end - 2) == "on" {
        end -= 2;
    }
    let closing = end > first && matches!(view.word(end - 1), "," | ")");
    let mut start = end;
    if closing {
        // An apposition: back to the comma or bracket that opens it.
        let opener = if view.word(end - 1) == ")" { "(" } else { "," };
        let mut k = end - 1;
        while k > first && view.word(k - 1) != opener && !in_quotes(k - 1) {
            // Longer than any subject: searching back from each verb of a long run would otherwise take quadratic time.
            if end - k >= LONGEST {
                return None;
            }
            k -= 1;
        }
        // '“…,” Ana Petrov, told the paper': a name between a quotation and a superfluous comma. 'Ivar Holt, 54, a former miner,': more is
        // said about him after his age.
        let age = k >= first + 3
            && opener == ","
            && view.word(k - 3) == ","
            && view.word(k - 2).starts_with(|c: char| c.is_ascii_digit())
            && view.word(k - 2).len() <= 2;
        if age {
            k -= 2;
        }
        let name = k..end - 1;
        if opener == "," && k > first && in_quotes(k - 1) && names_speaker(view, &name) {
            return Some(name);
        }
        if k == first || in_quotes(k - 1) {
            return None;
        }
        start = k - 1;
    }
    let bound = start;
    // No subject is this long. Checking at once avoids a word-by-word search before each verb of a long run.
    if let Some(farthest) = end.checked_sub(LONGEST + 1)
        && farthest >= first
        && unit.quotations.is_empty()
        && !view.has_edge(&(farthest..bound))
    {
        return None;
    }
    while start > first {
        // A longer phrase names no speaker.
        if end - start > LONGEST {
            return None;
        }
        let word = view.lower(start - 1);
        if in_quotes(start - 1)
            || ends_subject(&word)
                && !(word == "-" && !view.tokens[start - 1].spaced && !view.tokens[start].spaced)
        {
            if word == "who" && start == bound {
                // The noun before 'who', if there is one.
                let who = start - 1;
                let comma = who > first && view.word(who - 1) == ",";
                let noun = (who > first + usize::from(comma))
                    .then(|| subject_before(view, unit, in_quotes, who - usize::from(comma)));
                return noun.flatten().or(Some(who..start));
            }
            break;
        }
        if word == "and"
            && start < bound
            && start - 1 > first
            && !view.word(start).starts_with(char::is_uppercase)
        {
            break;
        }
        start -= 1;
    }
    if start == bound {
        return None;
    }
    let range = start..end;
    let last = view.lower(bound - 1);
    let head_ok = pronoun(&last).is_some() || view.word(bound - 1).starts_with(char::is_alphanumeric);
    let last_bad = matches!(
        &*last,
        "and"
            | "or"
            | "to"
            | "of"
            | "in"
            | "the"
            | "a"
            | "an"
            | "for"
            | "with"
            | "by"
            | "there"
            | "that"
            | "not"
    );
    (head_ok && !last_bad && range.len() <= LONGEST).then_some(range)
}

/// Whether `tokens` are the complete name of a person or organization.
fn names_speaker(view: &View<'_>, tokens: &Range<usize>) -> bool {
    let range = view.range(tokens);
    view.mentions_in(range).any(|(mention, e)| {
        let kind = view.entities[e].kind;
        mention == range && matches!(kind, EntityKind::Person | EntityKind::Organization)
    })
}

/// 'said X': the words after a cue that name the speaker.
pub(super) fn subject_after(
    view: &View<'_>,
    unit: &Unit,
    in_quotes: &dyn Fn(usize) -> bool,
    i: usize,
) -> Option<Range<usize>> {
    let end = trim_end(view, unit.tokens.start, unit.tokens.end);
    let start = i + 1;
    let mut stop = start;
    while stop < end
        && !in_quotes(stop)
        && !matches!(view.word(stop), "," | "." | ";" | ":" | "—" | "–" | "--" | "(")
    {
        let w = view.lower(stop);
        // 'her brother-in-law' continues.
        let joined = view.word(stop.saturating_sub(1)) == "-" && !view.tokens[stop].spaced;
        if stop > start
            && !joined
            && matches!(
                &*w,
                "on" | "in"
                    | "during"
                    | "after"
                    | "as"
                    | "while"
                    | "when"
                    | "who"
                    | "at"
                    | "before"
                    | "about"
                    | "yesterday"
            )
        {
            break;
        }
        stop += 1;
    }
    // 'the chief, Ines Barbosa': the name after the noun.
    if view.word(stop) == "," && stop + 1 < end {
        let at = view.tokens[stop + 1].range.start;
        let rest = TextRange::new(at, view.tokens[end - 1].range.end);
        let name = view
            .mentions_in(rest)
            .next()
            .filter(|(m, e)| m.start == at && view.entities[*e].kind == EntityKind::Person);
        if let Some((mention, _)) = name.filter(|_| is_person(&view.lower(stop - 1))) {
            stop = view.tokens_in(mention).end;
        }
    }
    let w = view.lower(start);
    if stop == start || matches!(&*w, "on" | "in" | "at" | "to" | "that" | "during" | "as" | "by") {
        return None;
    }
    Some(start..stop)
}
