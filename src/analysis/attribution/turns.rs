//! Interviews, debates, hearings and chats: finds the speakers by the labels of the turns ('Krogh:', 'Q.', 'Mr. SMITH.', `<anna>`), or by
//! questions that are set apart from the answers of the one guest.
//!
//! Invariants of the result: turns are ordered and do not overlap; labels recur or alternate, so that a list of 'Place:' and 'Date:' is not
//! a dialogue; a speaker who mostly asks is marked as asking.

use std::collections::HashMap;
use std::ops::Range;

use super::cue::is_person;
use super::view::View;
use crate::analysis::{EntityKind, Speaker};
use crate::document::{BlockKind, MarkKind, TextRange};
use crate::lexicon::WordClass;

/// The maximum number of tokens in a label.
const LABEL: usize = 8;

/// One turn of a dialogue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SpokenTurn {
    /// Its label; empty if it has none.
    pub(super) label: Range<usize>,
    /// Its words, after the label.
    pub(super) words: Range<usize>,
    /// The speaker, if known.
    pub(super) speaker: Option<Speaker>,
    /// Whether the speaker is the one who asks.
    pub(super) asks: bool,
}

/// The turn that contains token `i`.
pub(super) fn turn_at(turns: &[SpokenTurn], i: usize) -> Option<&SpokenTurn> {
    let next = turns.partition_point(|t| t.words.start <= i);
    turns.get(next.checked_sub(1)?).filter(|t| i < t.words.end)
}

/// The turns of a document with the blocks of prose `blocks`; none if it is not a dialogue.
pub(super) fn turns(view: &View<'_>, blocks: &[(usize, Range<usize>)]) -> Vec<SpokenTurn> {
    let labels = labels(view, blocks);
    if labels.is_empty() {
        questions(view, blocks)
    } else {
        labelled(view, blocks, &labels)
    }
}

/// A label at the start of a turn.
#[derive(Clone, Debug)]
struct Label {
    /// Its tokens, including the punctuation after it.
    tokens: Range<usize>,
    /// Its words.
    name: Range<usize>,
    /// Its words in lower case.
    key: String,
    /// The index of its block.
    block: usize,
}

/// The labels of turns, if there are enough of them and they alternate.
fn labels(view: &View<'_>, blocks: &[(usize, Range<usize>)]) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    for (block, (_, tokens)) in blocks.iter().enumerate() {
        found.extend(label(view, tokens, block));
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for label in &found {
        *counts.entry(label.key.clone()).or_default() += 1;
    }
    let recurs = counts.values().filter(|n| **n > 1).count();
    let asks = |l: &Label| is_question(view, &(l.tokens.end..blocks[l.block].1.end));
    let questions = found.iter().filter(|l| asks(l)).count();
    let answers = ["q", "a"].iter().all(|key| counts.contains_key(*key));
    let named = found.iter().any(|l| names_speaker(view, l));
    let talk = counts.len() > 1
        && (answers || found.len() > 2 && recurs > 0 && (named || questions * 4 >= found.len()))
        && (recurs > 1 || found.len() * 2 > blocks.len());
    if !talk {
        return Vec::new();
    }
    // A label that occurs once counts only if it is a name.
    found.retain(|l| counts.get(&l.key).is_some_and(|n| *n > 1) || answers || names_speaker(view, l));
    found
}

/// The label at the start of a block of `tokens`.
fn label(view: &View<'_>, tokens: &Range<usize>, block: usize) -> Option<Label> {
    let mut start = tokens.start;
    // '[10:32] ', '10:32 ', '(10:32) '
    let timed = |i: usize| {
        let word = view.word(i);
        word.len() > 3 && word.contains(':') && word.bytes().all(|b| b.is_ascii_digit() || b == b':')
    };
    let bracket = usize::from(matches!(view.word(start), "[" | "("));
    let stamped = timed(start + bracket);
    if stamped {
        start += 1 + 2 * bracket;
    }
    let nick = view.word(start) == "<";
    if nick {
        start += 1;
    }
    let end = tokens.end.min(start + LABEL);
    let sign = if nick {
        (start..end).find(|&i| view.word(i) == ">")?
    } else {
        closing_sign(view, start, end)?
    };
    let mut name = start..sign;
    // 'Krogh (port director):'
    if let Some(open) = name.clone().skip(1).find(|&i| matches!(view.word(i), "(" | "[")) {
        name.end = open;
    }
    let words: Vec<&str> = name.clone().map(|i| view.word(i)).filter(|w| *w != ".").collect();
    let first = words.first()?;
    let plain = words
        .iter()
        .all(|w| w.starts_with(char::is_alphanumeric) || matches!(*w, "'s" | "’s" | "-" | "&" | "’" | "'"));
    let small = |w: &str| {
        matches!(
            w,
            "the" | "of" | "de" | "van" | "von" | "der" | "and" | "-" | "'s" | "’s" | "&"
        )
    };
    let capitals = words
        .iter()
        .all(|w| w.starts_with(char::is_uppercase) || small(w) || w.bytes().all(|b| b.is_ascii_digit()));
    let chat = (stamped || nick) && words.len() == 1;
    let key = words.join(" ").trim_end_matches('.').to_lowercase();
    let shape = plain && (capitals && first.starts_with(char::is_uppercase) || chat);
    let tokens = tokens.start..sign + 1;
    (shape && key.len() < 40 && !WordClass::FormField.has(&key) && !key.is_empty()).then_some(Label {
        tokens,
        name,
        key,
        block,
    })
}

/// The punctuation that ends a label which starts at `start`: a colon, or the full stop after 'Q', 'A' and names in capitals.
fn closing_sign(view: &View<'_>, start: usize, end: usize) -> Option<usize> {
    // 'Q.' and 'A.' are single tokens.
    if matches!(view.word(start), "Q." | "A.") && view.word(start + 1) != ":" {
        return Some(start);
    }
    (start + 1..end).find(|&i| {
        let before = view.word(i - 1);
        let shouted = before.chars().count() > 2 && before.chars().all(char::is_uppercase);
        let more = view.tokens.get(i + 1).is_some_and(|t| t.spaced);
        view.word(i) == ":" || view.word(i) == "." && shouted && more
    })
}

/// Whether a label is a name, or a noun for a speaker in dialogues.
fn names_speaker(view: &View<'_>, label: &Label) -> bool {
    let last = label.key.rsplit(' ').next().unwrap_or_default();
    WordClass::AskingLabel.has(&label.key)
        || WordClass::AnsweringLabel.has(&label.key)
        || is_person(last)
        || WordClass::RoleLabel.has(last)
        || by_name(view, label).is_some()
}

/// The entity that a label names: the person or body in it, or the only person with this last name or these initials.
fn by_name(view: &View<'_>, label: &Label) -> Option<usize> {
    let speaks = |e: usize| {
        matches!(
            view.entities[e].kind,
            EntityKind::Person | EntityKind::Organization | EntityKind::Group
        )
    };
    let range = view.range(&label.name);
    let inside = view.mentions_in(range).map(|(_, e)| e).rfind(|&e| speaks(e));
    let last = label.key.rsplit(' ').next().unwrap_or_default();
    let initials: String = label.key.chars().filter(|c| c.is_alphanumeric()).collect();
    let same = |e: &usize| {
        let entity = &view.entities[*e];
        let name = entity.name.to_lowercase();
        let short = (2..=3).contains(&initials.len())
            && initials
                == name
                    .split_whitespace()
                    .filter_map(|w| w.chars().next())
                    .collect::<String>();
        entity.kind == EntityKind::Person && (name.rsplit(' ').next() == Some(last) || short)
    };
    inside.or_else(|| {
        let mut all = (0..view.entities.len()).filter(same);
        all.next().filter(|_| all.next().is_none())
    })
}

/// The interviewed person: the only one named before the first turn, or the only one whose name is next to a word for an interview.
fn guest(view: &View<'_>, blocks: &[(usize, Range<usize>)], first: usize) -> Option<usize> {
    let start = blocks.first().map_or(0, |(_, t)| t.start);
    let head = view.range(&(start..first));
    let only = |fits: &dyn Fn(TextRange) -> bool| {
        let mut all: Vec<usize> = view
            .mentions_in(head)
            .filter(|&(m, e)| view.entities[e].kind == EntityKind::Person && fits(m))
            .map(|(_, e)| e)
            .collect();
        all.sort_unstable();
        all.dedup();
        match all.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    };
    let asked = |m: TextRange| {
        let tokens = view.tokens_in(m);
        let near = tokens.start.saturating_sub(4).max(start)..(tokens.end + 4).min(first);
        near.filter(|i| !tokens.contains(i)).any(|i| {
            let word = view.lower(i);
            word.starts_with("interview") || WordClass::ConversationWord.has(&word)
        })
    };
    only(&asked).or_else(|| only(&|_| true))
}

/// The turns that `labels` open.
fn labelled(view: &View<'_>, blocks: &[(usize, Range<usize>)], labels: &[Label]) -> Vec<SpokenTurn> {
    let guest = guest(view, blocks, labels.first().map_or(0, |l| l.tokens.start));
    let mut full: HashMap<&str, String> = HashMap::new();
    let mut spoken: HashMap<&str, Speaker> = HashMap::new();
    let mut out: Vec<SpokenTurn> = Vec::new();
    // Whether some turn other than the last spans several blocks, so that the last may too.
    let long = labels.windows(2).any(|pair| pair[1].block > pair[0].block + 1);
    let mut tally: HashMap<&str, [usize; 2]> = HashMap::new();
    for (i, label) in labels.iter().enumerate() {
        let last = labels.get(i + 1).map_or_else(
            || if long { blocks.len() } else { label.block + 1 },
            |next| next.block.max(label.block + 1),
        );
        // A heading ends the turn before it.
        let end = (label.block + 1..last)
            .find(|&b| {
                blocks
                    .get(b)
                    .is_none_or(|(b, _)| is_apart(view.document.blocks()[*b].kind))
            })
            .unwrap_or(last);
        let words = label.tokens.end..blocks[end - 1].1.end;
        let own = blocks[label.block].1.end;
        let row = tally.entry(&label.key).or_default();
        row[0] += 1;
        row[1] += usize::from(is_question(view, &(label.tokens.end..own)));
        let speaker = spoken.entry(&label.key).or_insert_with(|| {
            let entity = by_name(view, label).or(guest.filter(|_| WordClass::AnsweringLabel.has(&label.key)));
            let last = label.key.rsplit(' ').next().unwrap_or_default();
            let text = view
                .range(&label.name)
                .slice(view.text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let name = entity.map_or_else(
                || full.get(last).cloned().unwrap_or_else(|| text.clone()),
                |e| view.entities[e].name.clone(),
            );
            full.entry(last).or_insert(text);
            Speaker {
                name,
                entity,
                range: None,
            }
        });
        let speaker = Speaker {
            range: Some(view.range(&label.name)),
            ..speaker.clone()
        };
        out.push(SpokenTurn {
            label: label.tokens.clone(),
            words,
            speaker: Some(speaker),
            asks: false,
        });
    }
    for (turn, label) in out.iter_mut().zip(labels) {
        let [all, asked] = tally.get(label.key.as_str()).copied().unwrap_or_default();
        turn.asks = !WordClass::AnsweringLabel.has(&label.key)
            && (WordClass::AskingLabel.has(&label.key) || asked * 2 > all);
    }
    // If everyone asks, nobody is the host.
    if out.iter().all(|t| t.asks) {
        for turn in &mut out {
            turn.asks = false;
        }
    }
    out
}

/// The turns of an interview without labels: questions in their own blocks, in bold, in italics or as headings, and the answers of its one
/// guest.
fn questions(view: &View<'_>, blocks: &[(usize, Range<usize>)]) -> Vec<SpokenTurn> {
    let kind = |b: usize| view.document.blocks()[blocks[b].0].kind;
    let titled = blocks.iter().take(2).any(|(_, t)| {
        let title = view.range(t).slice(view.text).to_lowercase();
        ["interview", "q&a", "q and a", "in conversation", "questions for"]
            .iter()
            .any(|w| title.contains(w))
    });
    let asks = |b: usize| {
        let tokens = &blocks[b].1;
        let set_apart = kind(b) == BlockKind::Heading || titled || is_marked(view, view.range(tokens));
        is_question(view, tokens) && set_apart && !matches!(kind(b), BlockKind::Title | BlockKind::Standfirst)
    };
    let asked: Vec<bool> = (0..blocks.len()).map(asks).collect();
    let answered = |b: &usize| asked[*b] && asked.get(b + 1) == Some(&false);
    if (0..blocks.len()).filter(answered).count() < 3 {
        return Vec::new();
    }
    let Some(first) = asked.iter().position(|a| *a) else {
        return Vec::new();
    };
    let Some(guest) = guest(view, blocks, blocks[first].1.start) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for b in first..blocks.len() {
        let apart = kind(b) == BlockKind::Heading && !asked[b]
            || matches!(kind(b), BlockKind::Caption | BlockKind::Footnote);
        if apart {
            continue;
        }
        // The last answer is one block long: the text after it may be the writer's.
        let last = b > first && !asked[b..].contains(&true) && !asked[b - 1];
        if last {
            break;
        }
        let speaker = (!asked[b]).then(|| Speaker {
            name: view.entities[guest].name.clone(),
            entity: Some(guest),
            range: view.entities[guest].mentions.first().map(|m| m.range),
        });
        let words = blocks[b].1.clone();
        out.push(SpokenTurn {
            label: words.start..words.start,
            words,
            speaker,
            asks: asked[b],
        });
    }
    out
}

/// Whether a block of that kind ends a turn that began before it.
fn is_apart(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Title
            | BlockKind::Heading
            | BlockKind::Caption
            | BlockKind::Footnote
            | BlockKind::Byline
            | BlockKind::Dateline
    )
}

/// Whether `tokens` end with a question.
fn is_question(view: &View<'_>, tokens: &Range<usize>) -> bool {
    let last = tokens
        .clone()
        .rev()
        .take(3)
        .find(|&i| !matches!(view.word(i), "\"" | "”" | "’" | ")" | "]"));
    last.is_some_and(|i| matches!(view.word(i), "?" | "？"))
}

/// Whether all of `range` is bold or italic.
fn is_marked(view: &View<'_>, range: TextRange) -> bool {
    view.document.marks_in(range).any(|m| {
        matches!(m.kind, MarkKind::Strong | MarkKind::Emphasis)
            && m.range.start <= range.start
            && m.range.end + 1 >= range.end
    })
}

/// Whether the sentence `tokens` of a turn states something that could be true or false: not a question, greeting or opinion.
pub(super) fn is_statement(view: &View<'_>, tokens: &Range<usize>) -> bool {
    let first = view.lower(tokens.start);
    let second = view.lower(tokens.start + 1);
    let polite = WordClass::PoliteOpener.has(&first) || matches!(&*first, "(" | "[");
    let holds = first == "i" && WordClass::StanceVerb.has(&second);
    // 'That's as of now', 'Maybe they don't': leans on what was asked.
    let leans = WordClass::LeaningOpener.has(&first) || first == "it" && matches!(&*second, "'s" | "’s");
    let figure = || crate::analysis::checkworthiness::has_figure(view.text, &view.tokens[tokens.clone()]);
    // 'Talk us through the work': an order to the other.
    let orders = matches!(&*second, "us" | "me");
    view.words(tokens) >= 4
        && !orders
        && !is_question(view, tokens)
        && !polite
        && (!holds && !leans || figure())
}
