//! Who said what, over all articles: the claims of the index, grouped and counted.
//!
//! Invariants: nothing is written but corrections of speakers and exports, and those only on request; names of speakers are merged by the
//! rules of [`speakers`] alone; counting needs no records, which are read for the requested rows only.

mod clerk;
mod contradictions;
mod filter;
mod speakers;
mod table;
mod written;

pub(super) use clerk::Clerk;
pub use contradictions::VerdictSides;
pub use filter::LedgerFilter;
pub use speakers::{merge, separate};
pub use table::{LedgerTable, TableGroup};
pub use written::{LedgerFormat, write_groups};
