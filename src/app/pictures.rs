//! Where the bytes of a picture are.

use std::path::PathBuf;

/// A picture on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureFile {
    /// A file of its own.
    Whole(PathBuf),
    /// An entry of the article's file, which is an archive.
    Entry {
        /// The article's file.
        article: PathBuf,
        /// The name of the entry.
        name: String,
    },
}
