//! Where the time and the ids of new annotations come from.

use crate::notes::{Id, Timestamp};

/// Gives moments and ids. The runtime gives true ones, tests fixed ones.
pub trait Stamps: std::fmt::Debug + Send {
    /// The moment.
    fn now(&mut self) -> Timestamp;
    /// An id never given before.
    fn id(&mut self) -> Id;
}
