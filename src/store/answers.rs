//! The reader's answers about articles with similar texts: whether they are the same article or separate ones. (That an article is a
//! version of another is stored in its notes file.)
//!
//! Invariants: an answer identifies both articles by their texts and places, so it stays valid when one of them is edited or moved; of two
//! answers about one pair the later counts; a line that cannot be parsed is skipped.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::lock::FolderLock;
use super::{Paths, WriteError, disk};
use crate::document::Fingerprint;
use crate::files::FileError;
use crate::notes::{Relation, Timestamp};

/// The identity of an article in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Side {
    /// Fingerprints of its texts, the present one first.
    pub(super) texts: Vec<Fingerprint>,
    /// Its address and the paths of its file, as far as known.
    pub(super) places: Vec<String>,
}

/// One answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    relation: String,
    one: Named,
    other: Named,
    said: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Named {
    text: String,
    place: Option<String>,
}

impl Side {
    fn named(&self) -> Option<Named> {
        Some(Named {
            text: self.texts.first()?.to_string(),
            place: self.places.first().cloned(),
        })
    }

    fn is(&self, named: &Named) -> bool {
        named
            .place
            .as_ref()
            .is_some_and(|place| self.places.contains(place))
            || Fingerprint::parse(&named.text).is_some_and(|text| self.texts.contains(&text))
    }
}

/// The answers about one article and others.
pub(super) struct Answers(Vec<(Named, Relation)>);

fn file(paths: &Paths) -> PathBuf {
    paths.data.join("answers.jsonl")
}

impl Answers {
    /// Reads the answers about `article`.
    pub(super) fn about(paths: &Paths, article: &Side) -> Self {
        let bytes = disk::read(&file(paths)).ok().flatten().unwrap_or_default();
        let lines = bytes.split(|b| *b == b'\n');
        let about = |line: &[u8]| {
            let line: Line = serde_json::from_slice(line).ok()?;
            let relation = Relation::parse(&line.relation)?;
            let other = if article.is(&line.one) {
                line.other
            } else {
                article.is(&line.other).then_some(line.one)?
            };
            Some((other, relation))
        };
        Self(lines.filter_map(about).collect())
    }

    /// The relation of the article to another one, by the last answer.
    pub(super) fn of(&self, other: impl FnOnce() -> Side) -> Option<Relation> {
        if self.0.is_empty() {
            return None;
        }
        let other = other();
        let last = self.0.iter().rev().find(|(named, _)| other.is(named));
        last.map(|(_, relation)| *relation)
    }
}

/// How long to wait for another instance that is writing an answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why an answer could not be stored.
#[derive(Debug, thiserror::Error)]
pub(super) enum AnswersError {
    /// The earlier answers cannot be read.
    #[error(transparent)]
    Read(#[from] FileError),
    /// The answers cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Stores the relation of `one` to each of the `others`.
///
/// # Errors
/// When the data folder cannot be written.
pub(super) fn add(
    paths: &Paths,
    one: &Side,
    others: &[Side],
    relation: Relation,
    said: Timestamp,
) -> Result<(), AnswersError> {
    let path = file(paths);
    let failed = |source| WriteError {
        path: path.clone(),
        source,
    };
    disk::private_folder(&paths.data, &paths.data).map_err(failed)?;
    let _guard = FolderLock::of(&paths.data, PATIENCE);
    let mut bytes = disk::read(&path)?.unwrap_or_default();
    if bytes.last().is_some_and(|b| *b != b'\n') {
        bytes.push(b'\n');
    }
    for other in others {
        let (Some(one), Some(other)) = (one.named(), other.named()) else {
            continue;
        };
        let line = Line {
            relation: relation.name().to_owned(),
            one,
            other,
            said,
        };
        bytes.extend(serde_json::to_vec(&line).unwrap_or_default());
        bytes.push(b'\n');
    }
    Ok(disk::replace_private(&paths.data, &path, &bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(text: &str, places: &[&str]) -> Side {
        Side {
            texts: vec![Fingerprint::of(text)],
            places: places.iter().map(|p| (*p).to_owned()).collect(),
        }
    }

    #[test]
    fn an_answer_holds_either_way_round_and_when_one_is_edited_or_moved() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let (one, other) = (side("a", &["/a.txt"]), side("b", &["/b.txt"]));
        let third = side("c", &[]);
        let of = |a: &Side, b: &Side| Answers::about(&paths, a).of(|| b.clone());
        assert_eq!(of(&one, &other), None);
        let at = Timestamp::UNIX_EPOCH;
        add(
            &paths,
            &one,
            &[other.clone(), third.clone()],
            Relation::Separate,
            at,
        )
        .unwrap();
        assert_eq!(of(&one, &other), Some(Relation::Separate));
        assert_eq!(of(&third, &one), Some(Relation::Separate));
        assert_eq!(of(&other, &third), None);
        assert_eq!(of(&side("edited", &["/a.txt"]), &other), Some(Relation::Separate));
        assert_eq!(of(&side("a", &["/moved.txt"]), &other), Some(Relation::Separate));
        assert_eq!(of(&side("x", &["/x.txt"]), &other), None);
        // The later one counts, and a damaged line is skipped.
        let mut text = std::fs::read(file(&paths)).unwrap();
        text.extend(b"{\"relation\": \"sa");
        std::fs::write(file(&paths), text).unwrap();
        add(&paths, &other, std::slice::from_ref(&one), Relation::Same, at).unwrap();
        assert_eq!(of(&one, &other), Some(Relation::Same));
        assert_eq!(of(&one, &third), Some(Relation::Separate));
    }
}
