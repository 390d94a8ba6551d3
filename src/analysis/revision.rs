//! Two versions of an article compared claim by claim, prepared for display: the old and the new words, and which figures and names
//! changed.

use std::collections::HashMap;

use similar::{ChangeTag, TextDiff};

use super::compare::{Fate, compare};
use super::{Analysis, Claim, EntityKind};
use crate::document::{Block, BlockKind, Builder, Document, TextRange};
use crate::text::clean::one_line;
use crate::text::fold::{ANCHOR, folded};

/// What happened to one claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The kind of change, with the claims' indices in both versions.
    pub fate: Fate,
    /// The old claim; `None` if it was added.
    pub old: Option<Side>,
    /// The new claim; `None` if it was removed.
    pub new: Option<Side>,
    /// The words of both versions in one row; all from the same version unless it changed.
    pub words: Vec<Piece>,
    /// Figures and names of the old claim that the new one lacks, as written; empty unless it changed.
    pub gone: Vec<String>,
    /// Figures and names of the new claim that the old one lacks.
    pub come: Vec<String>,
}

/// A claim in one of the versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Its bytes in that version's canonical text.
    pub range: TextRange,
    /// Its words, on one line.
    pub text: String,
    /// The speaker; `None` is the author's own voice.
    pub speaker: Option<String>,
}

/// Some words of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words, including the space after them.
    pub text: String,
    /// The version that contains them.
    pub of: Version,
    /// Whether they are in one version only and belong to a figure or a name.
    pub fact: bool,
}

/// The version that contains some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Both versions.
    Both,
    /// Only the old one.
    Old,
    /// Only the new one.
    New,
}

impl Change {
    /// 'kept', 'changed', 'removed' or 'added'.
    pub fn name(&self) -> &'static str {
        match self.fate {
            Fate::Kept { .. } => "kept",
            Fate::Changed { .. } => "changed",
            Fate::Removed { .. } => "removed",
            Fate::Added { .. } => "added",
        }
    }

    /// Similarity of the words, 0 to 1; `None` if it was removed or added.
    pub fn alike(&self) -> Option<f32> {
        match self.fate {
            Fate::Kept { .. } => Some(1.0),
            Fate::Changed { alike, .. } => Some(alike),
            Fate::Removed { .. } | Fate::Added { .. } => None,
        }
    }

    /// The old and new speaker, if they differ and the claim is in both versions.
    pub fn speakers(&self) -> Option<(&str, &str)> {
        let (old, new) = (self.old.as_ref()?, self.new.as_ref()?);
        (old.speaker != new.speaker).then(|| (old.speaker(), new.speaker()))
    }
}

const AUTHOR: &str = "the author";

impl Side {
    /// The speaker's name, or a word for the author.
    pub fn speaker(&self) -> &str {
        self.speaker.as_deref().unwrap_or(AUTHOR)
    }
}

/// What happened to every claim, in the order of the new version; a removed claim is placed where it was.
pub fn revision(old: (&Document, &Analysis), new: (&Document, &Analysis)) -> Vec<Change> {
    compare(old, new)
        .into_iter()
        .map(|fate| {
            let (o, n) = match fate {
                Fate::Kept { old, new } | Fate::Changed { old, new, .. } => (Some(old), Some(new)),
                Fate::Removed { old } => (Some(old), None),
                Fate::Added { new } => (None, Some(new)),
            };
            let claim = |(_, analysis): (_, &Analysis), n: Option<usize>| analysis.claims.get(n?).cloned();
            change(fate, (old, claim(old, o)), (new, claim(new, n)))
        })
        .collect()
}

type Source<'a> = ((&'a Document, &'a Analysis), Option<Claim>);

fn change(fate: Fate, (old, was): Source<'_>, (new, is): Source<'_>) -> Change {
    let side = |document: &Document, claim: &Claim| Side {
        range: claim.range,
        text: one_line(document.slice(claim.range)),
        speaker: claim.speaker.as_ref().map(|s| one_line(&s.name)),
    };
    let mut out = Change {
        fate,
        old: was.as_ref().map(|c| side(old.0, c)),
        new: is.as_ref().map(|c| side(new.0, c)),
        words: Vec::new(),
        gone: Vec::new(),
        come: Vec::new(),
    };
    if let (Fate::Changed { .. }, Some(was), Some(is)) = (fate, &was, &is) {
        let (olds, news) = (facts(old, was.range), facts(new, is.range));
        let only = |these: &[Fact], others: &[Fact]| -> Vec<Fact> {
            let lacks = |f: &&Fact| !others.iter().any(|o| o.key == f.key);
            let mut only: Vec<Fact> = these.iter().filter(lacks).cloned().collect();
            only.dedup_by(|a, b| a.key == b.key);
            only
        };
        let (gone, come) = (only(&olds, &news), only(&news, &olds));
        let words = |facts: &[Fact]| facts.iter().map(|f| f.text.clone()).collect();
        (out.gone, out.come) = (words(&gone), words(&come));
        let slices = (old.0.slice(was.range), new.0.slice(is.range));
        out.words = in_one_row(slices, (was.range.start, &gone), (is.range.start, &come));
    } else if let Some(side) = out.new.as_ref().or(out.old.as_ref()) {
        let of = match fate {
            Fate::Removed { .. } => Version::Old,
            Fate::Added { .. } => Version::New,
            Fate::Kept { .. } | Fate::Changed { .. } => Version::Both,
        };
        let text = side.text.clone();
        out.words.push(Piece {
            text,
            of,
            fact: false,
        });
    }
    out
}

/// A figure or a name in a claim.
#[derive(Clone, Debug)]
struct Fact {
    range: TextRange,
    /// The key for comparison with another version: a name's entity, a figure's words.
    key: String,
    text: String,
}

/// The figures and names in a claim, in order: those found by the analysis, and every other word with a digit.
fn facts((document, analysis): (&Document, &Analysis), claim: TextRange) -> Vec<Fact> {
    let fact = |range: TextRange, key: &str| Fact {
        range,
        key: folded(key, ANCHOR).trim().to_owned(),
        text: one_line(document.slice(range)),
    };
    let mut out: Vec<Fact> = Vec::new();
    for entity in &analysis.entities {
        let figure = matches!(
            entity.kind,
            EntityKind::Date | EntityKind::Money | EntityKind::Quantity
        );
        for mention in entity.mentions.iter().filter(|m| claim.covers(m.range)) {
            let key = if figure {
                document.slice(mention.range)
            } else {
                &entity.name
            };
            out.push(fact(mention.range, key));
        }
    }
    let text = document.slice(claim);
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let start = claim.start + (word.as_ptr() as usize - text.as_ptr() as usize);
        let range = TextRange::new(start, start + word.len());
        let known = out.iter().any(|f| f.range.overlaps(range));
        if !known && word.contains(|c: char| c.is_ascii_digit()) {
            out.push(fact(range, word));
        }
    }
    out.sort_by_key(|f| f.range);
    out
}

/// The words of two claims in one row. Each claim is given with its start and its own figures and names.
fn in_one_row(
    (old, new): (&str, &str),
    (old_start, gone): (usize, &[Fact]),
    (new_start, come): (usize, &[Fact]),
) -> Vec<Piece> {
    let is_fact = |facts: &[Fact], at: usize, len: usize| {
        facts
            .iter()
            .any(|f| f.range.overlaps(TextRange::new(at, at + len)))
    };
    let (mut old_at, mut new_at) = (old_start, new_start);
    let mut out: Vec<Piece> = Vec::new();
    for word in TextDiff::from_words(old, new).iter_all_changes() {
        let (text, len) = (word.value(), word.value().len());
        let (of, fact) = match word.tag() {
            ChangeTag::Equal => (Version::Both, false),
            ChangeTag::Delete => (Version::Old, is_fact(gone, old_at, len)),
            ChangeTag::Insert => (Version::New, is_fact(come, new_at, len)),
        };
        if of != Version::New {
            old_at += len;
        }
        if of != Version::Old {
            new_at += len;
        }
        // A line break inside a claim counts as a space.
        let text: String = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
        let blank = text.trim().is_empty();
        match out.last_mut() {
            Some(last) if last.of == of && (blank || last.fact == fact) => last.text.push_str(&text),
            _ => out.push(Piece { text, of, fact }),
        }
    }
    out
}

/// An earlier text of the article `now` as a document, for comparison: its blocks have the kinds of equal blocks of `now`; the first one is
/// taken for the title if `now` begins with its title, and all others for paragraphs.
pub fn earlier(text: &str, now: &Document) -> Document {
    let known: HashMap<String, &Block> = now
        .blocks()
        .iter()
        .map(|b| (folded(now.block_text(b), ANCHOR), b))
        .collect();
    let like = |text: &str| known.get(&folded(text, ANCHOR)).copied();
    let block = |text: &str, start: usize, otherwise: BlockKind| {
        let like = like(text);
        Block {
            kind: like.map_or(otherwise, |b| b.kind),
            range: TextRange::new(start, start + text.len()),
            level: like.map_or(0, |b| b.level),
            ordinal: like.and_then(|b| b.ordinal),
        }
    };
    let first = now.blocks().first().map_or(BlockKind::Paragraph, |b| b.kind);
    Builder::verbatim(text, |text| {
        let mut out: Vec<Block> = Vec::new();
        let mut at = 0;
        for chunk in text.split("\n\n") {
            let otherwise = match (out.is_empty(), first) {
                (true, BlockKind::Title) => BlockKind::Title,
                _ => BlockKind::Paragraph,
            };
            // List items and table rows are separate lines; the lines of a poem belong to one block.
            if chunk.contains('\n') && like(chunk).is_none() && chunk.lines().any(|l| like(l).is_some()) {
                let mut start = at;
                for line in chunk.split('\n') {
                    if !line.is_empty() {
                        out.push(block(line, start, otherwise));
                    }
                    start += line.len() + 1;
                }
            } else if !chunk.is_empty() {
                out.push(block(chunk, at, otherwise));
            }
            at += chunk.len() + 2;
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;

    /// A title, then paragraphs, then lines with dashes as list items.
    fn document(text: &str) -> Document {
        let mut builder = Builder::new();
        for (i, block) in text.split("\n\n").enumerate() {
            match block.strip_prefix("- ") {
                Some(item) => builder.block(BlockKind::Item, item),
                None if i == 0 => builder.block(BlockKind::Title, block),
                None => builder.block(BlockKind::Paragraph, block),
            }
        }
        builder.finish()
    }

    const OLD: &str = "The pier\n\n“We found cracks in 14 of the 40 piles,” said Ida Lund of the harbour office. Nobody was hurt, the council said.\n\nThe work will cost 3 million crowns, Mayor Per Holm said.";

    #[test]
    fn figures_and_names_that_changed_are_singled_out() {
        let (old, new) = (
            document(OLD),
            document(&OLD.replace("14 of", "19 of").replace("3 million", "5 million")),
        );
        let (was, is) = (analyse(&old), analyse(&new));
        let changes = revision((&old, &was), (&new, &is));
        let changed: Vec<&Change> = changes.iter().filter(|c| c.name() == "changed").collect();
        assert_eq!(changed.len(), 2, "{changes:#?}");
        let said = |c: &Change, of| {
            let pieces = c.words.iter().filter(|p| p.of == of && p.fact);
            pieces.map(|p| p.text.trim()).collect::<Vec<_>>().join(" ")
        };
        assert!(said(changed[0], Version::Old).contains("14"), "{changed:#?}");
        assert!(said(changed[0], Version::New).contains("19"));
        assert!(changed[1].gone[0].contains('3') && changed[1].come[0].contains('5'));
        for c in &changes {
            let whole = |v: Version| -> String {
                c.words
                    .iter()
                    .filter(|p| p.of != v)
                    .map(|p| p.text.as_str())
                    .collect()
            };
            assert_eq!(
                c.old.as_ref().map(|s| s.text.clone()),
                Some(one_line(&whole(Version::New)))
            );
            assert_eq!(
                c.new.as_ref().map(|s| s.text.clone()),
                Some(one_line(&whole(Version::Old)))
            );
        }
    }

    #[test]
    fn an_earlier_text_is_read_as_the_article_is() {
        let now = document(&format!("{OLD}\n\n- one item\n\n- another item"));
        let text = now.text().replace("another item", "some other item");
        let then = earlier(&text, &now);
        assert_eq!(then.text(), text);
        let kinds = |d: &Document| d.blocks().iter().map(|b| b.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&then)[..4], kinds(&now)[..4]);
        assert_eq!(then.blocks().len(), now.blocks().len());
        assert_eq!(earlier(now.text(), &now).blocks(), now.blocks());
        assert!(earlier("", &now).blocks().is_empty());
    }
}
