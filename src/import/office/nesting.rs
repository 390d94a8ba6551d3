//! How deep a reader is among the elements of a file, and which element it passes over with all that is in it.

/// The elements that are open.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    /// The depth of the element that is passed over, and what it is: empty where that is not told.
    skipped: Option<(usize, &'static str)>,
}

impl Nesting {
    /// An element begins. Whether it is read.
    pub(super) fn enter(&mut self) -> bool {
        self.depth += 1;
        self.skipped.is_none()
    }

    /// An element ends. Whether it was read: one that was passed over was not.
    pub(super) fn leave(&mut self) -> bool {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        let Some((skipped, _)) = self.skipped else {
            return true;
        };
        if depth <= skipped {
            self.skipped = None;
        }
        false
    }

    /// The element that was entered last is passed over.
    pub(super) fn pass_over(&mut self) {
        self.skipped = Some((self.depth, ""));
    }

    /// The element that was entered last is passed over as something of that `kind`.
    pub(super) fn pass_over_as(&mut self, kind: &'static str) {
        self.skipped = Some((self.depth, kind));
    }

    /// `None` while elements are read; else what is passed over, empty where that is not told.
    pub(super) fn passed_over(&self) -> Option<&'static str> {
        self.skipped.map(|(_, kind)| kind)
    }
}
