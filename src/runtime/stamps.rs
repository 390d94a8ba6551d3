//! The system's clock and source of ids.

use crate::app::Stamps;
use crate::notes::{Id, Timestamp};

/// The system's clock, and UUIDs of version 7.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock;

impl Stamps for Clock {
    fn now(&mut self) -> Timestamp {
        let now = Timestamp::now();
        // Files store whole seconds, so that saved values read back equal.
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    fn id(&mut self) -> Id {
        Id(uuid::Uuid::now_v7())
    }
}
