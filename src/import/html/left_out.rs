//! Measures how much of a page is not in its article, so that the reader can judge whether something is missing.

use std::collections::HashSet;

use crate::import::Warning;
use crate::import::draft::Draft;

/// The minimum number of words of a block of running text, as opposed to a menu entry.
const RUNNING: usize = 12;
/// The minimum number of words worth a warning.
const FEWEST: usize = 150;

/// A warning if at least a third of the running text of a page with the blocks `all` is not in the `article`.
pub(super) fn told(all: &[Draft], article: &[Draft]) -> Option<Warning> {
    let kept: HashSet<String> = article.iter().map(Draft::plain).collect();
    let (mut words, mut left) = (0, 0);
    for draft in all {
        let text = draft.plain();
        let count = text.split(' ').count();
        let (bytes, linked) = draft.linked();
        if count < RUNNING || linked * 2 > bytes {
            continue;
        }
        words += count;
        if !kept.contains(&text) {
            left += count;
        }
    }
    (left >= FEWEST && left * 3 >= words).then_some(Warning::AroundArticle { left, words })
}
