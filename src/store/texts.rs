//! The texts that notes refer to, compressed, each under its fingerprint. They are written once, and never changed or removed.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::{Paths, TextsError, WriteError, disk, readings};
use crate::document::{Document, Fingerprint};
use crate::files;
use crate::import::{Options, import};

/// Longer texts are not read back (1 GB), because a damaged file could claim any length.
const LONGEST: u64 = 1 << 30;

fn place(paths: &Paths, fingerprint: Fingerprint) -> PathBuf {
    let name = fingerprint.to_string();
    let (folder, _) = name.split_at(2);
    paths.texts().join(folder).join(format!("{name}.z"))
}

/// Stores a canonical text, unless it is already stored.
///
/// # Errors
/// When the data folder cannot be written.
pub fn keep(paths: &Paths, fingerprint: Fingerprint, text: &str) -> Result<(), TextsError> {
    let path = place(paths, fingerprint);
    if path.exists() {
        return Ok(());
    }
    write(&paths.data, &path, text).map_err(TextsError)
}

/// Writes a text, compressed, to a file below `root`.
pub(super) fn write(root: &Path, path: &Path, text: &str) -> Result<(), WriteError> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
    let bytes = written.map_err(|source| WriteError {
        path: path.to_owned(),
        source,
    })?;
    disk::replace_private(root, path, &bytes)
}

/// Whether a text with that fingerprint is stored, either for notes or [because it was read](readings); it may be damaged.
pub fn is_kept(paths: &Paths, fingerprint: Fingerprint) -> bool {
    is_kept_for_notes(paths, fingerprint) || readings::text(paths, fingerprint).exists()
}

pub(super) fn is_kept_for_notes(paths: &Paths, fingerprint: Fingerprint) -> bool {
    place(paths, fingerprint).exists()
}

/// The text with that fingerprint, if it was stored, either for notes or [because it was read](readings), and is undamaged.
pub fn read(paths: &Paths, fingerprint: Fingerprint) -> Option<String> {
    let places = [place(paths, fingerprint), readings::text(paths, fingerprint)];
    places.iter().find_map(|path| read_at(path, fingerprint))
}

/// The text with that fingerprint as an article, if it was stored and is undamaged.
pub fn document(paths: &Paths, fingerprint: Fingerprint) -> Option<Document> {
    let text = read(paths, fingerprint)?;
    let options = Options {
        plain: true,
        ..Options::default()
    };
    let imported = import(text.as_bytes(), &options).ok()?;
    Some(imported.document)
}

fn read_at(path: &Path, fingerprint: Fingerprint) -> Option<String> {
    let bytes = files::read(path).ok()?;
    let mut text = String::new();
    ZlibDecoder::new(bytes.as_slice())
        .take(LONGEST)
        .read_to_string(&mut text)
        .ok()?;
    (Fingerprint::of(&text) == fingerprint).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        let text = "騰訊 text ".repeat(100);
        let print = Fingerprint::of(&text);
        assert_eq!(read(&paths, print), None);
        keep(&paths, print, &text).unwrap();
        keep(&paths, print, &text).unwrap();
        assert_eq!(read(&paths, print).as_deref(), Some(text.as_str()));
        std::fs::write(place(&paths, print), "garbage").unwrap();
        assert_eq!(read(&paths, print), None);
    }
}
