//! Pages to read: the help, generated from the table of actions, the history, and lists to choose from.

use std::ops::Range;

use super::super::filter::{Facts, Filter};
use super::super::keys::{Action, Command};
use super::super::message::{Arrival, FoundArticle};
use super::super::status::{decline, quiet};
use super::context::{Context, Followable, Request, Response};
use super::field::{Field, Typed};
use super::leaving::Exit;
use crate::config::key::Key;
use crate::document::TextRange;
use crate::text::clean::one_line;

/// A page that is filtered by typing.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its head.
    pub title: String,
    /// All its lines.
    pub lines: Vec<PageLine>,
    /// The first line shown.
    pub scroll: usize,
    /// The typed filter.
    pub filter: Field,
    /// The chosen line among those shown, on a page whose lines can be opened.
    pub chosen: Option<usize>,
}

/// A line of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLine {
    /// The left column: keys, a time.
    pub left: String,
    /// The right column.
    pub right: String,
    /// Whether it is a heading.
    pub heading: bool,
    /// Whether it is shown unchanged, including spaces.
    pub verbatim: bool,
    /// The article it opens.
    pub opens: Option<String>,
    /// The link or picture that it stands for.
    pub follows: Option<Followable>,
    /// The place to go to in the article that it opens.
    pub arrival: Option<Arrival>,
    /// Highlighted ranges of the right column, in bytes.
    pub marks: Vec<Range<usize>>,
}

impl PageLine {
    pub(in crate::app) fn new(left: impl Into<String>, right: impl Into<String>) -> Self {
        Self {
            left: left.into(),
            right: right.into(),
            heading: false,
            verbatim: false,
            opens: None,
            follows: None,
            arrival: None,
            marks: Vec::new(),
        }
    }

    /// A link of the article.
    pub(in crate::app) fn link(left: String, right: String, link: TextRange) -> Self {
        Self {
            follows: Some(Followable::Link(link)),
            ..Self::new(left, right)
        }
    }

    /// A picture of the article, by its index.
    pub(in crate::app) fn picture(left: String, right: String, picture: usize) -> Self {
        Self {
            follows: Some(Followable::Picture(picture)),
            ..Self::new(left, right)
        }
    }

    /// A line shown unchanged, with tabs as spaces.
    pub(in crate::app) fn verbatim(text: &str) -> Self {
        Self {
            verbatim: true,
            ..Self::new("", text.replace('\t', "    "))
        }
    }

    pub(in crate::app) fn heading(text: impl Into<String>) -> Self {
        Self {
            heading: true,
            ..Self::new(text, "")
        }
    }
}

impl Page {
    pub(in crate::app) fn new(title: impl Into<String>, lines: Vec<PageLine>) -> Self {
        Self {
            title: title.into(),
            lines,
            scroll: 0,
            filter: Field::line(""),
            chosen: None,
        }
    }

    /// The lines that match the typed filter; headings only if lines under them match.
    pub fn shown(&self) -> Vec<&PageLine> {
        let typed = self.filter.text();
        let words = Filter::words(&typed);
        let holds = |l: &PageLine| {
            let words_of = || Facts {
                words: format!("{} {}", l.left, l.right).into(),
                ..Facts::default()
            };
            words.is_empty() || l.left.contains(&typed) || words.passes(&words_of())
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

    /// The first line in view if `rows` lines fit: a chosen one is kept in view.
    pub fn first_in_view(&self, rows: usize) -> usize {
        self.chosen
            .map_or(self.scroll, |chosen| (chosen + 1).saturating_sub(rows))
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
    fn opens(&self) -> Option<String> {
        self.shown().get(self.chosen?).and_then(|l| l.opens.clone())
    }

    /// The result of a search over all articles; `None` if nothing was found.
    pub(in crate::app) fn found(typed: &str, found: Vec<FoundArticle>) -> Option<Self> {
        let articles = match found.len() {
            0 => return None,
            1 => "1 article".to_owned(),
            count => format!("{count} articles"),
        };
        let mut lines = Vec::new();
        for article in found {
            let about = if article.about.is_empty() { "" } else { "  · " };
            let title = format!("{}{about}{}", one_line(&article.title), one_line(&article.about));
            let opens = Some(article.opens);
            lines.push(PageLine {
                opens: opens.clone(),
                ..PageLine::heading(title)
            });
            lines.extend(article.hits.into_iter().map(|hit| PageLine {
                opens: opens.clone(),
                arrival: Some(hit.arrival),
                marks: hit.marks,
                ..PageLine::new(hit.what, hit.words)
            }));
        }
        Some(Self {
            chosen: Some(1.min(lines.len() - 1)),
            ..Self::new(
                format!("{} in {articles} · type to narrow", one_line(typed)),
                lines,
            )
        })
    }

    /// The articles named on the command line; the one at `at` is open.
    pub(in crate::app) fn files(names: &[String], at: usize) -> Self {
        let line = |(i, name): (usize, &String)| PageLine {
            opens: Some(name.clone()),
            ..PageLine::new(one_line(name), if i == at { "open" } else { "" })
        };
        Self {
            chosen: Some(at),
            ..Self::new(
                "Files · enter opens · type to search",
                names.iter().enumerate().map(line).collect(),
            )
        }
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        let rows = isize::try_from(context.rows).unwrap_or(1).max(4) - 3;
        let by = match command.action {
            Action::OpenLine => return Some(self.submit()),
            Action::Cancel => return Some(Response::close(quiet())),
            _ => command.lines_moved(rows)?,
        };
        self.scroll(by);
        Some(Response::stay(quiet()))
    }

    /// Opens the chosen line, or closes the page.
    fn submit(&self) -> Response {
        let shown = self.shown();
        if let Some(target) = self.chosen.and_then(|at| shown.get(at)?.follows) {
            return Response::close_and(Request::Follow(target));
        }
        if let Some(line) = self.chosen.and_then(|at| shown.get(at))
            && let (Some(name), true) = (&line.opens, line.heading || line.arrival.is_some())
        {
            return Response::close_and(Request::Visit(name.clone(), line.arrival.clone()));
        }
        match self.opens() {
            Some(name) => Response::close_and(Request::Leave(Exit::Open(name))),
            None if self.chosen.is_some() => Response::stay(decline("no line matches what is typed")),
            None => Response::close(quiet()),
        }
    }

    /// Handles a key that filters.
    pub(super) fn type_key(&mut self, key: Key) -> Response {
        let typed = self.filter.press(key);
        self.typed(typed)
    }

    /// Pasted text filters too.
    pub(super) fn paste(&mut self, text: &str) -> Response {
        let typed = self.filter.paste(text);
        self.typed(typed)
    }

    fn typed(&mut self, typed: Typed) -> Response {
        if typed.changed {
            self.scroll = 0;
            self.chosen = self.chosen.map(|_| 0);
        }
        Response::typed(typed)
    }
}
