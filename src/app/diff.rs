//! The article beside an earlier text of it, claim by claim.

use super::action::Action;
use super::beginning::Awaited;
use super::message::Effect;
use super::model::{Model, Over, Tone};
use crate::analysis::compare::Fate;
use crate::analysis::revision::Change;
use crate::notes::{AnchorState, Timestamp};

/// The article compared with an earlier text of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Which of the earlier texts, from 1, the last one read first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// What became of every claim, in the order of the article.
    pub changes: Vec<Change>,
    /// Which is looked at.
    pub at: usize,
}

impl Comparison {
    /// How many claims were kept, changed, removed and added.
    pub fn counts(&self) -> [(&'static str, usize); 4] {
        ["kept", "changed", "removed", "added"]
            .map(|name| (name, self.changes.iter().filter(|c| c.name() == name).count()))
    }

    /// The claims that one goes through: those that are not as they were, or, where all are, all.
    fn stops(&self) -> Vec<usize> {
        let differs = |i: &usize| {
            self.changes
                .get(*i)
                .is_some_and(|c| !matches!(c.fate, Fate::Kept { .. }))
        };
        let some: Vec<usize> = (0..self.changes.len()).filter(differs).collect();
        if some.is_empty() {
            (0..self.changes.len()).collect()
        } else {
            some
        }
    }
}

impl Model {
    /// The text is not the one that was last read, at that moment.
    pub(super) fn differs(&mut self, read: Timestamp) {
        self.read_otherwise = Some(read);
        if !self.awaits(Awaited::Places) {
            self.tell_changed();
        }
    }

    /// Says that the text is not what it was, and how the passages of the notes stand in it; what was said before
    /// stands behind.
    pub(super) fn tell_changed(&mut self) {
        let clause = match (&self.made_otherwise, self.read_otherwise) {
            (Some(clause), _) => clause.clone(),
            (None, Some(read)) => format!(
                "the text is not the one read on {}",
                read.strftime("%Y-%m-%d %H:%M")
            ),
            (None, None) => "the text is not the one on which the notes were last saved".to_owned(),
        };
        let key = self.key_of("diff");
        let shows = format!(": {key} shows what changed");
        let mut text = clause + &shows;
        if self.changed {
            let count = |state| {
                let all = self.notebook.annotations();
                all.filter(|a| self.located(a).state == state).count()
            };
            let parts: Vec<String> = [
                (AnchorState::Ok, "where it was"),
                (AnchorState::Moved, "moved"),
                (AnchorState::Changed, "changed"),
                (AnchorState::Ambiguous, "ambiguous"),
                (AnchorState::Orphan, "gone"),
            ]
            .into_iter()
            .filter_map(|(state, words)| Some((count(state), words)).filter(|(n, _)| *n > 0))
            .map(|(n, words)| format!("{n} {words}"))
            .collect();
            if !parts.is_empty() {
                text.push_str("; of the passages with notes ");
                text.push_str(&parts.join(", "));
                text.push_str(" (:review)");
            }
        }
        let failure = self.notice.take().filter(|n| n.tone == Tone::Failure);
        if let Some(before) = failure.filter(|n| !n.text.contains(&shows)) {
            text.push_str(" · ");
            text.push_str(&before.text);
        }
        self.tell(Tone::Failure, text);
    }

    /// Asks for the comparison with an earlier text: the last one read, or the one of that number.
    pub(super) fn ask_diff(&mut self, argument: Option<&str>) {
        let number = match argument.map(str::trim).filter(|a| !a.is_empty()) {
            None => 1,
            Some(words) => match words.parse() {
                Ok(number) if number > 0 => number,
                _ => {
                    return self.why(format!(
                        "‘{words}’ is no number of an earlier text: 1 is the last one read"
                    ));
                }
            },
        };
        let analysis = self.analysis.clone();
        let generation = self.generation;
        self.effects.push(Effect::Compare {
            generation,
            number,
            analysis,
        });
        self.done("comparing with the text as it was…");
    }

    pub(super) fn show_diff(&mut self, compared: Result<Comparison, String>) {
        match compared {
            Ok(mut comparison) => {
                comparison.at = comparison.stops().first().copied().unwrap_or(0);
                self.notice = None;
                self.over = Some(Over::Diff(comparison));
            }
            Err(why) => self.why(why),
        }
    }

    /// To the next claim that is not as it was, or the one before.
    pub(super) fn step_diff(&mut self, by: isize) {
        let Some(Over::Diff(comparison)) = &mut self.over else {
            return;
        };
        let stops = comparison.stops();
        let here = stops.iter().position(|s| *s == comparison.at).unwrap_or(0);
        let next = here.saturating_add_signed(by).min(stops.len().saturating_sub(1));
        if next == here {
            let what = if by > 0 { "last" } else { "first" };
            return self.why(format!("the {what} claim that is not as it was"));
        }
        comparison.at = stops.get(next).copied().unwrap_or(0);
    }

    /// What the keys of a comparison do but for stepping through it.
    pub(super) fn in_diff(&mut self, action: Action) {
        let Some(Over::Diff(comparison)) = &self.over else {
            return;
        };
        match action {
            Action::Older if comparison.number < comparison.of => {
                let number = (comparison.number + 1).to_string();
                self.ask_diff(Some(&number));
            }
            Action::Newer if comparison.number > 1 => {
                let number = (comparison.number - 1).to_string();
                self.ask_diff(Some(&number));
            }
            Action::Older => self.why("the oldest text that is kept"),
            Action::Newer => self.why("the last text that was read"),
            // A claim that is gone stood before the next one that is still there.
            _ => {
                let here = comparison.changes.iter().skip(comparison.at);
                let Some(range) = here.filter_map(|c| c.new.as_ref()).map(|s| s.range).next() else {
                    return self.why("nothing stands there any more");
                };
                self.over = None;
                self.jump(range);
            }
        }
    }
}
