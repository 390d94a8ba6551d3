//! Tracks the nesting of XML elements, and which element is skipped with everything in it.

/// The open elements.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    /// The depth of the skipped element, and its kind: empty if it is not reported.
    skipped: Option<(usize, &'static str)>,
}

impl Nesting {
    /// Enters an element. Returns whether it is read.
    pub(super) fn enter(&mut self) -> bool {
        self.depth += 1;
        self.skipped.is_none()
    }

    /// Leaves an element. Returns whether it was read, and not skipped.
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

    /// Skips the element that was entered last.
    pub(super) fn pass_over(&mut self) {
        self.skipped = Some((self.depth, ""));
    }

    /// Skips the element that was entered last, to be reported as that `kind`.
    pub(super) fn pass_over_as(&mut self, kind: &'static str) {
        self.skipped = Some((self.depth, kind));
    }

    /// `None` while elements are read; otherwise the kind of the skipped element, empty if it is not reported.
    pub(super) fn passed_over(&self) -> Option<&'static str> {
        self.skipped.map(|(_, kind)| kind)
    }
}
