//! Which earlier claims and fact-checks say what a claim says: words are searched in an inverted index, the best candidates are
//! compared closely, and a small trained model ranks them and says how certain it is, with reasons in words.
//!
//! Always true here: no file, clock or random source; the same claim and archives give the same matches on every machine; what is
//! found is a suggestion, with a confidence that `docs/matching.md` measures; the work for a claim is bounded.

mod archive;
mod entry;
mod features;
mod figures;
mod index;
mod matcher;
mod model;
mod reasons;
mod search;
mod words;

pub use archive::{ArchiveFault, read_archive};
pub use entry::Checked;
pub use features::{FEATURES, FeatureGroup, Features};
pub use figures::{FigurePair, FigureRelation, compare_figures, has_figures};
pub use index::{Index, IndexBuilder, Storage};
pub use matcher::{Candidate, Match, MatchQuery, Matcher};
pub use model::MatchModel;
