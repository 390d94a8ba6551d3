//! The files of pictures.

use std::path::PathBuf;

/// A picture on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureFile {
    /// A separate file.
    Whole(PathBuf),
    /// An entry of the article's file, which is an archive.
    Entry {
        /// The article's file.
        article: PathBuf,
        /// The name of the entry.
        name: String,
    },
}
