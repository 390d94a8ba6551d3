//! The source of times and ids of new annotations.

use crate::notes::{Id, Timestamp};

/// Provides times and ids. The runtime provides real ones, tests fixed ones.
pub trait Stamps: std::fmt::Debug + Send {
    /// The current time.
    fn now(&mut self) -> Timestamp;
    /// A unique id.
    fn id(&mut self) -> Id;
}
