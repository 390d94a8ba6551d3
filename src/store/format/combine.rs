//! Merges whole notes files: for a save when the file changed meanwhile, and for git as a merge driver.

use super::scan::{Scanner, Value};
use super::{Article, Foreign, NotesFile, Unreadable, read, write};
use crate::notes::{Conflict, merge};

impl NotesFile {
    /// Merges the changes of two sides since `base`. Annotations are merged by [`merge`]; all other lists are united; where both sides have
    /// an unknown field or the article's identity, the side that changed it since the base wins.
    #[must_use]
    pub fn merged(base: &Self, ours: &Self, theirs: &Self) -> (Self, Vec<Conflict>) {
        let merged = merge(&base.annotations, &ours.annotations, &theirs.annotations);
        let mut file = Self {
            article: article(&base.article, &ours.article, &theirs.article),
            annotations: merged.annotations,
            foreign: foreign(&base.foreign, &ours.foreign, &theirs.foreign),
            unknown: fields(&base.unknown, &ours.unknown, &theirs.unknown),
        };
        file.put_in_order();
        (file, merged.conflicts)
    }
}

/// Merges the texts of notes files.
///
/// # Errors
/// When `ours` or `theirs` cannot be read, with its number: 1 or 2. A base that cannot be read counts as empty, as when both sides created
/// the file.
pub fn merge_texts(
    base: &str,
    ours: &str,
    theirs: &str,
) -> Result<(String, Vec<Conflict>), (usize, Unreadable)> {
    let base = read(base).map(|(file, _)| file).unwrap_or_default();
    let (ours, _) = read(ours).map_err(|e| (1, e))?;
    let (theirs, _) = read(theirs).map_err(|e| (2, e))?;
    let (file, conflicts) = NotesFile::merged(&base, &ours, &theirs);
    Ok((write(&file), conflicts))
}

/// Ours, unless only theirs differs from the base.
fn changed<T: Clone + PartialEq>(base: &T, ours: &T, theirs: &T) -> T {
    if ours == base {
        theirs.clone()
    } else {
        ours.clone()
    }
}

fn article(base: &Article, ours: &Article, theirs: &Article) -> Article {
    let mut earlier = ours.earlier.clone();
    let fingerprint = changed(&base.fingerprint, &ours.fingerprint, &theirs.fingerprint);
    let others = theirs
        .earlier
        .iter()
        .chain(&theirs.fingerprint)
        .chain(&ours.fingerprint);
    for print in others {
        if Some(*print) != fingerprint && !earlier.contains(print) {
            earlier.push(*print);
        }
    }
    let mut paths = ours.paths.clone();
    paths.extend(theirs.paths.iter().filter(|p| !ours.paths.contains(p)).cloned());
    Article {
        title: changed(&base.title, &ours.title, &theirs.title),
        url: changed(&base.url, &ours.url, &theirs.url),
        paths,
        fingerprint,
        earlier,
        version_of: changed(&base.version_of, &ours.version_of, &theirs.version_of),
        reading: changed(&base.reading, &ours.reading, &theirs.reading),
        unknown: fields(&base.unknown, &ours.unknown, &theirs.unknown),
    }
}

type Fields = [(String, String)];

fn fields(base: &Fields, ours: &Fields, theirs: &Fields) -> Vec<(String, String)> {
    let get = |fields: &Fields, name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    let mut out = ours.to_vec();
    for (name, value) in theirs {
        match out.iter_mut().find(|(n, _)| n == name) {
            None => out.push((name.clone(), value.clone())),
            Some(field) if get(base, name).as_ref() == Some(&field.1) => field.1.clone_from(value),
            Some(_) => {}
        }
    }
    out
}

/// The entries of both sides. If one side changed an entry since the base (another text with the same id), the changed one replaces it; if
/// both did, both stay.
fn foreign(base: &[Foreign], ours: &[Foreign], theirs: &[Foreign]) -> Vec<Foreign> {
    let outdated = |entry: &Foreign, other: &[Foreign]| {
        base.iter().any(|b| b.text == entry.text)
            && !other.iter().any(|o| o.text == entry.text)
            && id(entry).is_some_and(|id_here| other.iter().any(|o| id(o) == Some(id_here)))
    };
    let mut out: Vec<Foreign> = ours.iter().filter(|e| !outdated(e, theirs)).cloned().collect();
    for entry in theirs.iter().filter(|e| !outdated(e, ours)) {
        if !out.iter().any(|e| e.text == entry.text) {
            out.push(entry.clone());
        }
    }
    out
}

fn id(entry: &Foreign) -> Option<&str> {
    let value = Value {
        offset: 0,
        text: &entry.text,
    };
    let fields = Scanner::fields(value).ok()?;
    fields
        .into_iter()
        .find(|(name, _)| *name == "id")
        .map(|(_, value)| value.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_of_a_later_version_that_one_side_changed_is_not_doubled() {
        let file = |entries: &str| format!("(version: 1, annotations: [{entries}])");
        let (base, ours) = (
            file("(id: \"a\", kind: New)"),
            file("(id: \"a\", kind: New), (id: \"b\", kind: New)"),
        );
        let theirs = file("(id: \"a\", kind: New, more: 1)");
        let (merged, _) = merge_texts(&base, &ours, &theirs).unwrap();
        assert!(!merged.contains("(id: \"a\", kind: New),"), "{merged}");
        assert!(
            merged.contains("(id: \"a\", kind: New, more: 1),") && merged.contains("(id: \"b\", kind: New),")
        );
        assert_eq!(merge_texts("", &ours, "(").unwrap_err().0, 2);
    }
}
