//! Finds earlier claims and fact-checks that say the same as a claim: words are looked up in an inverted index, the best candidates are
//! compared in detail, and a small trained model ranks them and gives a confidence, with reasons in words. If a sentence encoder is
//! installed, the claims whose vectors are nearest are candidates too, and the similarity of the vectors is part of the comparison.
//!
//! Invariants: no file, clock or random source is used; the same claim and archives give the same matches on every machine; every match is
//! a suggestion, with a confidence that `docs/matching.md` measures; the work for a claim is bounded.

mod archive;
mod entry;
mod features;
mod figures;
mod index;
mod matcher;
mod model;
mod reasons;
mod search;
mod vectors;
mod words;

pub use archive::{ArchiveFault, read_archive};
pub use entry::Checked;
pub use features::{FEATURES, FeatureGroup, Features};
pub use figures::{FigurePair, FigureRelation, FigureStatement, compare_figures, has_figures};
pub use index::{Index, IndexBuilder, Storage};
pub use matcher::{Candidate, Match, MatchQuery, Matcher, MissingVector};
pub use model::MatchModel;
pub use vectors::{BLOCK, ClaimKey, Vectors, without_addresses};
