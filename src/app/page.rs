//! Pages to look at: the help, made from the table of actions, and the history.

use super::action::{Action, Group, Modes, TABLE};
use super::field::Field;
use super::model::{Model, Over};
use crate::config::key::Key;

/// A page that can be searched by typing.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its head.
    pub title: String,
    /// All its lines.
    pub lines: Vec<PageLine>,
    /// The first line shown.
    pub scroll: usize,
    /// What is typed to search it.
    pub filter: Field,
}

/// One line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLine {
    /// What stands in the left column: keys, a time.
    pub left: String,
    /// What stands beside it.
    pub right: String,
    /// Whether it is a heading.
    pub heading: bool,
}

impl Page {
    /// The lines that hold what is typed; headings only where lines stand under them.
    pub fn shown(&self) -> Vec<&PageLine> {
        let needle = self.filter.text().to_lowercase();
        let holds = |l: &PageLine| {
            l.left.to_lowercase().contains(&needle) || l.right.to_lowercase().contains(&needle)
        };
        let mut out: Vec<&PageLine> = Vec::new();
        for line in self.lines.iter().filter(|l| l.heading || holds(l)) {
            if line.heading && out.last().is_some_and(|l| l.heading) {
                out.pop();
            }
            out.push(line);
        }
        if out.last().is_some_and(|l| l.heading) {
            out.pop();
        }
        out
    }

    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize) {
        let last = self.shown().len().saturating_sub(1);
        self.scroll = self.scroll.saturating_add_signed(by).min(last);
    }

    /// A key that searches.
    pub(super) fn press(&mut self, key: Key) {
        if self.filter.press(key) {
            self.scroll = 0;
        }
    }
}

impl Model {
    /// The keys of the mode in which help was asked for, then those of the others.
    pub(super) fn open_help(&mut self) {
        let mode = self.modes();
        let name = |m: Modes| {
            Modes::NAMED
                .iter()
                .find(|(n, _)| *n == m)
                .map_or("", |(_, name)| name)
        };
        let mut lines = Vec::new();
        let order = [
            mode,
            Modes::READ,
            Modes::QUEUE,
            Modes::SELECT,
            Modes::LIST,
            Modes::PROMPT,
            Modes::EDITOR,
        ];
        for (i, shown) in order
            .into_iter()
            .enumerate()
            .filter(|(i, m)| *i == 0 || *m != mode)
        {
            let mut groups: Vec<Group> = TABLE.iter().map(|s| s.group).collect();
            groups.dedup();
            for group in groups {
                let specs = TABLE.iter().filter(|s| s.group == group);
                let rows: Vec<PageLine> = specs
                    .filter_map(|s| {
                        let keys = self.keymap.all_keys_for(shown, s.action);
                        let bound = !keys.is_empty()
                            && (s.action != Action::Verdict
                                || shown.meets(Modes::READ.and(Modes::QUEUE).and(Modes::LIST)));
                        bound.then(|| PageLine {
                            left: keys.join("  "),
                            right: format!("{} · {}", s.help, s.name),
                            heading: false,
                        })
                    })
                    .collect();
                if !rows.is_empty() {
                    let place = if i == 0 {
                        String::new()
                    } else {
                        format!(" · in {}", name(shown))
                    };
                    lines.push(PageLine {
                        left: format!("{}{place}", group.title()),
                        right: String::new(),
                        heading: true,
                    });
                    lines.extend(rows);
                }
            }
        }
        lines.push(PageLine {
            left: "By name only".into(),
            right: String::new(),
            heading: true,
        });
        for spec in TABLE
            .iter()
            .filter(|s| s.keys.is_empty() && s.action != Action::Verdict)
        {
            lines.push(PageLine {
                left: format!(":{}", spec.name),
                right: spec.help.to_owned(),
                heading: false,
            });
        }
        let title = format!("Keys while in {} · type to search", name(mode));
        self.over = Some(Over::Page(Page {
            title,
            lines,
            scroll: 0,
            filter: Field::line(""),
        }));
    }

    /// What was done on this article, newest first.
    pub(super) fn open_history(&mut self) {
        let line = |step: &crate::notes::Step, undone: bool| {
            let passage = step
                .changes
                .iter()
                .find_map(|c| c.after.as_ref().or(c.before.as_ref()))
                .map(|a| super::claims::one_line(&a.anchor.quote));
            let passage = crate::text::grapheme::truncate(&passage.unwrap_or_default(), 60);
            PageLine {
                left: step.at.strftime("%Y-%m-%d %H:%M").to_string(),
                right: format!(
                    "{}{} · {passage}",
                    step.label,
                    if undone { " (taken back)" } else { "" }
                ),
                heading: false,
            }
        };
        let undone = self.notebook.undone().iter().rev().map(|s| line(s, true));
        let done = self.notebook.history().iter().rev().map(|s| line(s, false));
        let lines: Vec<PageLine> = undone.chain(done).collect();
        if lines.is_empty() {
            return self.why("nothing was done on this article yet");
        }
        let title = "History · newest first · u takes the last action back".to_owned();
        self.over = Some(Over::Page(Page {
            title,
            lines,
            scroll: 0,
            filter: Field::line(""),
        }));
    }
}
