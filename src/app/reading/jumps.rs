//! The jump list, with the way back and forth.

/// Positions as byte offsets, oldest first, and the current index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Jumps {
    places: Vec<usize>,
    /// `places.len()`: at the newest position, which is not in the list yet.
    at: usize,
}

/// The maximum number of positions, the same as in vim.
const LIMIT: usize = 100;

impl Jumps {
    /// Records a jump from `from`.
    pub(super) fn push(&mut self, from: usize) {
        self.places.truncate(self.at);
        self.places.retain(|&p| p != from);
        self.places.push(from);
        if self.places.len() > LIMIT {
            self.places.remove(0);
        }
        self.at = self.places.len();
    }

    /// Goes one position back; `here` is recorded so that there is a way forward.
    pub(super) fn back(&mut self, here: usize) -> Option<usize> {
        if self.at == 0 {
            return None;
        }
        if self.at == self.places.len() && self.places.last() != Some(&here) {
            self.places.push(here);
        } else if self.at == self.places.len() {
            self.at -= 1;
        }
        self.at = self.at.checked_sub(1)?;
        self.places.get(self.at).copied()
    }

    /// One place forward.
    pub(super) fn forward(&mut self) -> Option<usize> {
        let place = self.places.get(self.at + 1).copied()?;
        self.at += 1;
        Some(place)
    }

    /// The start of the last jump.
    pub(super) fn last(&self) -> Option<usize> {
        self.places.get(self.at.saturating_sub(1)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth() {
        let mut j = Jumps::default();
        j.push(0);
        j.push(10);
        assert_eq!(j.back(20), Some(10));
        assert_eq!(j.back(10), Some(0));
        assert_eq!(j.back(0), None);
        assert_eq!(j.forward(), Some(10));
        assert_eq!(j.forward(), Some(20));
        assert_eq!(j.forward(), None);
        j.push(20);
        assert_eq!(j.last(), Some(20));
    }
}
