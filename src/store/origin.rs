//! Where an article came from, and how its text was made from its source.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::document::Fingerprint;

/// Where an article came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, by the path given by the user.
    File(PathBuf),
    /// A web address.
    Url(String),
    /// Standard input.
    Stdin,
    /// Part of the program, by name.
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

/// How a text was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The version of the importer that made it.
    pub importer: u32,
    /// Fingerprint of the bytes it was made from.
    pub source: Fingerprint,
}

/// Why a text is not the one with which the notes were last saved; its `Display` is a clause for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The article changed, or the reason is unknown.
    Source,
    /// The bytes are the same, but another version of the importer read them.
    Importer {
        /// The version that made the text with which the notes were saved.
        then: u32,
        /// The version that made the current text.
        now: u32,
    },
    /// Neither the bytes nor the importer changed: other options were used.
    Options,
    /// Both the article and the importer changed.
    Both {
        /// As in [`Cause::Importer`].
        then: u32,
        /// As in [`Cause::Importer`].
        now: u32,
    },
}

impl Cause {
    /// Why the text of one reading differs from that of an earlier one.
    pub(super) fn between(then: Option<Reading>, now: Reading) -> Self {
        let Some(then) = then else { return Self::Source };
        let importers = (then.importer, now.importer);
        match (then.source == now.source, then.importer == now.importer) {
            (true, true) => Self::Options,
            (false, true) => Self::Source,
            (same, false) => {
                let (then, now) = importers;
                if same {
                    Self::Importer { then, now }
                } else {
                    Self::Both { then, now }
                }
            }
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source => write!(f, "the text is not the one last read"),
            Self::Importer { then, now } => write!(
                f,
                "the article is the same, but was last read by another importer (version {then}, now {now}), which produced another text"
            ),
            Self::Options => write!(
                f,
                "the article is the same, but was last read otherwise (--plain, --encoding, --whole-page), which produced another text"
            ),
            Self::Both { then, now } => write!(
                f,
                "the text is not the one last read: the article changed, and so did the importer (version {then}, now {now})"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_between_two_readings() {
        let reading = |importer, bytes: &[u8]| Reading {
            importer,
            source: Fingerprint::of_bytes(bytes),
        };
        let now = reading(3, b"a");
        for (then, expected) in [
            (None, Cause::Source),
            (Some(reading(3, b"b")), Cause::Source),
            (Some(reading(3, b"a")), Cause::Options),
            (Some(reading(2, b"a")), Cause::Importer { then: 2, now: 3 }),
            (Some(reading(4, b"b")), Cause::Both { then: 4, now: 3 }),
        ] {
            assert_eq!(Cause::between(then, now), expected);
            assert!(!expected.to_string().contains('\n'));
        }
    }
}
