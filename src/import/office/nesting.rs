//! How deep a reader is among the elements of a file, and which element it passes over with all that is in it.

/// The elements that are open.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    /// The depth of the element that is passed over.
    skipped: Option<usize>,
}

impl Nesting {
    /// An element begins. Whether it is read.
    pub(super) fn enter(&mut self) -> bool {
        self.depth += 1;
        self.is_read()
    }

    /// An element ends. Whether it was read: one that was passed over was not.
    pub(super) fn leave(&mut self) -> bool {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        let Some(skipped) = self.skipped else {
            return true;
        };
        if depth <= skipped {
            self.skipped = None;
        }
        false
    }

    /// The element that was entered last is passed over.
    pub(super) fn pass_over(&mut self) {
        self.skipped = Some(self.depth);
    }

    /// Whether what comes is read.
    pub(super) fn is_read(&self) -> bool {
        self.skipped.is_none()
    }
}
