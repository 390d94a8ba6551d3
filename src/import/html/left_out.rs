//! How much of a page is not in its article, for the reader to judge whether something of it is missing.

use std::collections::HashSet;

use crate::import::Warning;
use crate::import::draft::Draft;

/// Words of a block that is read as running text, rather than as a line of a menu.
const RUNNING: usize = 12;
/// Words that are worth telling of.
const FEWEST: usize = 150;

/// A warning where much running text of a page with the blocks `all` is not in the `article`: a third of it, or more.
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
