//! Where an article came from.

use std::path::{Path, PathBuf};

/// Where an article came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, by the path that the user gave.
    File(PathBuf),
    /// An address on the web.
    Url(String),
    /// Standard input.
    Stdin,
    /// Part of the program, by its name.
    BuiltIn(String),
}

impl Origin {
    /// The path, for a file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Url(_) | Self::Stdin | Self::BuiltIn(_) => None,
        }
    }
}
