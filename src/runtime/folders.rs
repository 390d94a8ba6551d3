//! The names in a folder, to complete a typed file name.

use std::fs;
use std::path::Path;

use super::exports;
use crate::text::clean::one_line;

/// The maximum number of names examined.
const MOST: usize = 2000;

/// The names in a folder as typed, including `~/`; names of folders end in a slash. Empty if it cannot be read.
pub(super) fn names(typed: &str) -> Vec<String> {
    let folder = if typed.is_empty() { "./" } else { typed };
    let entries = fs::read_dir(exports::expand(Path::new(folder)));
    let entries = entries.into_iter().flatten().flatten().take(MOST);
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            // A name that sanitizing would change cannot be typed.
            let is_plain = one_line(&name) == name && !name.ends_with(".postil.ron");
            let slash = if entry.path().is_dir() { "/" } else { "" };
            is_plain.then(|| format!("{name}{slash}"))
        })
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_end_in_a_slash_and_odd_names_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a\nb.txt", "b.txt.postil.ron"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        fs::create_dir(dir.path().join("a")).unwrap();
        assert_eq!(names(&format!("{}/", dir.path().display())), ["a/", "b.txt"]);
        assert!(names("/no/such/folder/").is_empty());
    }
}
