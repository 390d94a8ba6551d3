//! The file with the vectors that a sentence encoder computed for claims, one for each model.
//!
//! Invariants: it holds derived data only, so it can be deleted at any time; one process at a time adds to it; the others read what is
//! complete.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use super::archives::ArchiveFile;
use super::{Paths, disk};
use crate::files;
use crate::matching::{ClaimKey, Vectors};

/// Identifies a model: the checksum of its file, and the length of its vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VectorsOf {
    /// The checksum of the model.
    pub checksum: u32,
    /// The length of a vector.
    pub size: usize,
}

fn place(paths: &Paths, of: VectorsOf) -> PathBuf {
    paths.vectors().join(format!("{:08x}", of.checksum))
}

/// The vectors computed so far.
///
/// # Errors
/// When the file cannot be read.
pub fn read(paths: &Paths, of: VectorsOf) -> io::Result<Vectors> {
    match files::open(&place(paths, of), OpenOptions::new().read(true)) {
        Ok((file, _)) => opened(file, of),
        Err(error) => match io::Error::from(error) {
            error if error.kind() == io::ErrorKind::NotFound => {
                Vectors::open(Box::new(Vec::new()), 0, of.size)
            }
            error => Err(error),
        },
    }
}

fn opened(file: File, of: VectorsOf) -> io::Result<Vectors> {
    let length = file.metadata()?.len();
    Vectors::open(Box::new(ArchiveFile::new(file)), length, of.size)
}

/// Adds vectors to the file. While it exists, no other process does.
pub struct VectorWriter {
    file: File,
}

impl VectorWriter {
    /// The writer; `None` if another one exists.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open(paths: &Paths, of: VectorsOf) -> io::Result<Option<Self>> {
        let path = place(paths, of);
        disk::private_folder(&paths.cache, &paths.vectors())?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (mut file, _) = files::open(&path, &mut options)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // What a killed process left incomplete is cut off.
        let (again, _) = files::open(&path, OpenOptions::new().read(true))?;
        let end = opened(again, of)?.end();
        file.set_len(end)?;
        file.seek(SeekFrom::Start(end))?;
        if end == 0 {
            file.write_all(&Vectors::start(of.size))?;
        }
        Ok(Some(Self { file }))
    }

    /// Adds vectors, at most [`crate::matching::BLOCK`].
    ///
    /// # Errors
    /// When they cannot be written completely.
    pub fn add(&mut self, vectors: &[(ClaimKey, Vec<f32>)]) -> io::Result<()> {
        self.file.write_all(&Vectors::block(vectors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: VectorsOf = VectorsOf { checksum: 7, size: 3 };

    fn add(paths: &Paths, claim: &str) {
        let mut writer = VectorWriter::open(paths, OF).unwrap().unwrap();
        writer.add(&[(ClaimKey::of(claim), vec![0.0, 1.0, 0.0])]).unwrap();
    }

    #[test]
    fn vectors_are_added_by_one_process_at_a_time_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        assert!(read(&paths, OF).unwrap().is_empty());
        let writer = VectorWriter::open(&paths, OF).unwrap().unwrap();
        assert!(VectorWriter::open(&paths, OF).unwrap().is_none());
        drop(writer);
        add(&paths, "boats");
        add(&paths, "trains");
        let vectors = read(&paths, OF).unwrap();
        assert!(vectors.has(ClaimKey::of("boats")) && vectors.has(ClaimKey::of("trains")));
        let other = VectorsOf { checksum: 8, ..OF };
        assert!(read(&paths, other).unwrap().is_empty());
    }

    #[test]
    fn an_incomplete_end_is_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        add(&paths, "boats");
        let path = place(&paths, OF);
        let mut bytes = std::fs::read(&path).unwrap();
        let whole = bytes.len();
        for cut in [5, whole - 1] {
            bytes.truncate(whole);
            let part = bytes[24..cut.max(24)].to_vec();
            bytes.extend(part);
            std::fs::write(&path, &bytes).unwrap();
            add(&paths, "trains");
            let vectors = read(&paths, OF).unwrap();
            assert!(vectors.has(ClaimKey::of("boats")) && vectors.has(ClaimKey::of("trains")));
            bytes.truncate(whole);
        }
        std::fs::write(&path, b"something else").unwrap();
        add(&paths, "wind");
        assert_eq!(read(&paths, OF).unwrap().len(), 1);
    }
}
