//! Tokens with IOB2 tags, in the four columns of CoNLL-2003: the word, `-X-` for the unknown part of speech, claims, entities. Empty lines
//! separate sentences; `-DOCSTART-` begins the article. (Tjong Kim Sang and De Meulder 2003.)

use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Form, Input, Join, Rendered};
use crate::document::TextRange;
use crate::notes::AnnotationKind;
use crate::text::sentence::sentences;

pub(super) const FORM: Form = Form {
    name: "conll",
    ending: "conll",
    about: "tokens with claims and entities by IOB2",
    lacks: "all but claims and entities: of those that overlap the longest of the first, and neither ids nor verdicts",
    marked: false,
    join: Join::Lines { header: 0 },
    render: |input| Ok(Rendered::whole(render(input))),
};

/// The name of an entity's tag: that of CoNLL-2003 if there is one.
fn tag(kind: crate::analysis::EntityKind) -> String {
    match kind.name() {
        "person" => "PER".to_owned(),
        "organization" => "ORG".to_owned(),
        "place" => "LOC".to_owned(),
        other => other.to_uppercase(),
    }
}

fn render(input: &Input<'_>) -> String {
    let document = input.document;
    let of_kind = |kind: AnnotationKind| {
        let mut all: Vec<(TextRange, String)> = super::selection::in_order(input.annotations)
            .into_iter()
            .filter(|(a, _)| a.kind == kind)
            .filter_map(|(a, at)| {
                let tag = a.entity_kind.map_or_else(|| "CLAIM".to_owned(), tag);
                Some((at.range?, tag))
            })
            .collect();
        all.sort_by_key(|(r, _)| (r.start, std::cmp::Reverse(r.end)));
        let mut end = 0;
        all.retain(|(r, _)| {
            let free = r.start >= end && !r.is_empty();
            end = if free { r.end } else { end };
            free
        });
        all
    };
    let (claims, entities) = (of_kind(AnnotationKind::Claim), of_kind(AnnotationKind::Entity));
    let mut out = "-DOCSTART- -X- O O\n\n".to_owned();
    for block in document.blocks() {
        let text = document.block_text(block);
        for sentence in sentences(text) {
            let from = block.range.start + sentence.start;
            let mut any = false;
            for (at, word) in text[sentence].split_word_bound_indices() {
                if word.chars().all(char::is_whitespace) {
                    continue;
                }
                let range = TextRange::new(from + at, from + at + word.len());
                let word: String = word.chars().filter(|c| !c.is_whitespace()).collect();
                let _ = writeln!(
                    out,
                    "{word} -X- {} {}",
                    iob(&claims, range),
                    iob(&entities, range)
                );
                any = true;
            }
            if any {
                out.push('\n');
            }
        }
    }
    out
}

/// The tag of a token.
fn iob(spans: &[(TextRange, String)], token: TextRange) -> String {
    let at = spans.partition_point(|(r, _)| r.end <= token.start);
    match spans.get(at) {
        Some((range, tag)) if range.overlaps(token) => {
            let first = range.start >= token.start;
            format!("{}-{tag}", if first { 'B' } else { 'I' })
        }
        _ => "O".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn tokens_are_tagged_and_sentences_parted() {
        let text = render(&sample::usual().input());
        assert!(
            text.starts_with("-DOCSTART- -X- O O\n\nThe -X- O O\nferry"),
            "{text}"
        );
        assert!(text.contains(
            "\n\nIda -X- O B-PER\nLund -X- O I-PER\nsaid -X- O O\nthe -X- B-CLAIM O\nferry -X- I-CLAIM O\n"
        ));
        let columns = |l: &&str| l.is_empty() || l.split(' ').count() == 4;
        assert!(text.lines().filter(|l| !columns(l)).count() == 0);
    }
}
