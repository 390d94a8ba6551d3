//! Why a command failed, and its exit code.

use std::io;

use crate::store::{OutputError, StoreError};

/// Why a command failed. Messages say what, where, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Wrong usage: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Input cannot be read: exit code 3.
    #[error("{0}")]
    Input(String),
    /// Notes cannot be read or saved: exit code 3 or 4.
    #[error(transparent)]
    Notes(#[from] StoreError),
    /// A file cannot be written: exit code 4.
    #[error("{0}")]
    Output(String),
    /// The reader of standard output closed it, which is not an error.
    #[error("nobody reads the output")]
    ReaderGone,
}

impl Failure {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::ReaderGone => 0,
            Self::Usage(_) => 2,
            Self::Input(_) | Self::Notes(StoreError::Read(_)) => 3,
            Self::Notes(_) | Self::Output(_) => 4,
        }
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error.to_string())
    }
}

impl From<io::Error> for Failure {
    /// Converts an error of writing to standard output.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::Output(format!("standard output cannot be written: {error}"))
        }
    }
}
