//! Korean: words are separated by spaces, but particles are attached to nouns; they are only cut from known names.

use std::ops::Range;

use super::holds;
use crate::analysis::EntityKind;
use crate::analysis::entities::words::Words;

/// The maximum length in bytes of a word that is looked up: some thirty syllables.
const LONGEST: usize = 90;

/// The start of the particle of a Korean word, if the part before it is certainly a name or title.
pub(in crate::analysis) fn particle(word: &str) -> Option<usize> {
    if word.len() > LONGEST {
        return None;
    }
    let cuts = word.char_indices().map(|(i, _)| i).skip(2);
    cuts.filter(|&i| holds("ko particle", &word[i..]))
        .find(|&i| kind(&word[..i]).is_some() || is_title(&word[..i]))
}

fn is_title(word: &str) -> bool {
    holds("ko title", word)
}

/// The kind of name of a word without its particle.
fn kind(word: &str) -> Option<EntityKind> {
    if word.len() > LONGEST {
        return None;
    }
    if holds("ko place", word) {
        return Some(EntityKind::Place);
    }
    if holds("ko organisation", word) {
        return Some(EntityKind::Organization);
    }
    let head = word
        .char_indices()
        .skip(2)
        .map(|(i, _)| word.split_at(i))
        .find(|(_, tail)| holds("ko ending", tail))?
        .0;
    let noun = !head.ends_with(['는', '은', '을', '를', '의', '한', '데', '고', '된', '던']);
    (noun && head.chars().count() <= 5 && !holds("ko generic", head)).then_some(EntityKind::Organization)
}

pub(super) fn names(words: Words<'_>) -> Vec<(Range<usize>, EntityKind)> {
    (0..words.len())
        .filter_map(|i| {
            let kind = kind(words.get(i)).or_else(|| is_person(words, i).then_some(EntityKind::Person))?;
            Some((i..i + 1, kind))
        })
        .collect()
}

/// Whether token `i` is a surname and a given name before a title.
fn is_person(words: Words<'_>, i: usize) -> bool {
    let word = words.get(i);
    let mut chars = word.chars();
    let (Some(first), Some(last)) = (chars.next(), chars.next_back()) else {
        return false;
    };
    let common = matches!(
        last,
        '당' | '회'
            | '부'
            | '청'
            | '처'
            | '측'
            | '은'
            | '는'
            | '을'
            | '를'
            | '의'
            | '에'
            | '와'
            | '과'
            | '로'
            | '들'
            | '적'
            | '한'
            | '된'
            | '인'
            | '던'
    );
    let mut letters = [0; 4];
    word.chars().count() == 3
        && !common
        && holds("ko surname", first.encode_utf8(&mut letters))
        && is_title(words.get(i + 1))
        && words.spaced(i + 1)
}
