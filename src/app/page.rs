//! Pages to look at: the help, made from the table of actions, and the history.

use super::action::{Action, Group, Modes, TABLE};
use super::field::Field;
use super::message::Effect;
use super::model::{Model, Over};

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
    /// The line chosen among those shown, on a page whose lines can be opened.
    pub chosen: Option<usize>,
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
    /// The article it opens.
    pub opens: Option<String>,
}

impl PageLine {
    fn new(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self {
            left: left.into(),
            right: right.into(),
            heading: false,
            opens: None,
        }
    }

    fn heading(text: impl Into<String>) -> Self {
        Self {
            heading: true,
            ..Self::new(text, "")
        }
    }
}

impl Page {
    fn new(title: impl Into<String>, lines: Vec<PageLine>) -> Self {
        Self {
            title: title.into(),
            lines,
            scroll: 0,
            filter: Field::line(""),
            chosen: None,
        }
    }

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
        match &mut self.chosen {
            Some(chosen) => *chosen = chosen.saturating_add_signed(by).min(last),
            None => self.scroll = self.scroll.saturating_add_signed(by).min(last),
        }
    }

    /// The article that the chosen line opens.
    pub(super) fn opens(&self) -> Option<String> {
        self.shown().get(self.chosen?).and_then(|l| l.opens.clone())
    }

    /// What is typed to search it changed.
    pub(super) fn filtered(&mut self) {
        self.scroll = 0;
        self.chosen = self.chosen.map(|_| 0);
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
                        bound.then(|| PageLine::new(keys.join("  "), format!("{} · {}", s.help, s.name)))
                    })
                    .collect();
                if !rows.is_empty() {
                    let place = if i == 0 {
                        String::new()
                    } else {
                        format!(" · in {}", name(shown))
                    };
                    lines.push(PageLine::heading(format!("{}{place}", group.title())));
                    lines.extend(rows);
                }
            }
        }
        lines.push(PageLine::heading("By name only"));
        for spec in TABLE
            .iter()
            .filter(|s| s.keys.is_empty() && s.action != Action::Verdict)
        {
            lines.push(PageLine::new(format!(":{}", spec.name), spec.help));
        }
        let title = format!("Keys while in {} · type to search", name(mode));
        self.over = Some(Over::Page(Page::new(title, lines)));
    }

    /// What was done on this article, newest first.
    pub(super) fn open_history(&mut self) {
        let line = |step: &crate::notes::Step, undone: bool| {
            let passage = step
                .changes
                .iter()
                .find_map(|c| c.after.as_ref().or(c.before.as_ref()))
                .map(|a| crate::text::clean::one_line(&a.anchor.quote));
            let passage = crate::text::grapheme::truncate(&passage.unwrap_or_default(), 60);
            PageLine::new(
                step.at.strftime("%Y-%m-%d %H:%M").to_string(),
                format!(
                    "{}{} · {passage}",
                    step.label,
                    if undone { " (taken back)" } else { "" }
                ),
            )
        };
        let undone = self.notebook.undone().iter().rev().map(|s| line(s, true));
        let done = self.notebook.history().iter().rev().map(|s| line(s, false));
        let lines: Vec<PageLine> = undone.chain(done).collect();
        if lines.is_empty() {
            return self.why("nothing was done on this article yet");
        }
        let title = "History · newest first · u takes the last action back".to_owned();
        self.over = Some(Over::Page(Page::new(title, lines)));
    }
}

/// An article of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// Its title.
    pub title: String,
    /// How far the work on it is, in words.
    pub about: String,
    /// By what it is opened: a path.
    pub opens: String,
}

impl Model {
    /// The library: the articles that were opened, the last one first.
    pub(super) fn open_library(&mut self, shelf: Vec<Shelved>) {
        let line = |s: Shelved| PageLine {
            opens: Some(s.opens),
            ..PageLine::new(
                crate::text::clean::one_line(&s.title),
                crate::text::clean::one_line(&s.about),
            )
        };
        let lines: Vec<PageLine> = shelf.into_iter().map(line).collect();
        if lines.is_empty() {
            return self.why("the library is empty: open an article first");
        }
        let page = Page {
            chosen: Some(0),
            ..Page::new("Library · enter opens · type to search", lines)
        };
        self.over = Some(Over::Page(page));
    }

    /// Enter on a page: opens what is chosen, or puts the page away.
    pub(super) fn submit_page(&mut self, page: &Page) {
        match page.opens() {
            Some(name) => self.effects.push(Effect::Open(name)),
            None if page.chosen.is_some() => {
                self.over = Some(Over::Page(page.clone()));
                self.why("no article matches what is typed");
            }
            None => {}
        }
    }
}
