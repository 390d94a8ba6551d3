//! The library screen: a table of the known articles, of which only the rows around the visible ones are loaded.
//!
//! Invariants: the rows belong to the latest request; a row that has not arrived is neither opened nor forgotten; nothing is forgotten
//! without confirmation.

use super::super::keys::{Action, Command};
use super::super::message::{Effect, LibraryColumn, LibraryEntry, LibraryPage, LibraryQuery, LibrarySort};
use super::super::status::{decline, done, quiet};
use super::context::{Context, Request, Response};
use super::field::{Field, Typed};
use super::leaving::Exit;
use crate::config::key::Key;
use crate::text::clean::one_line;

/// The library screen.
#[derive(Clone, Debug)]
pub struct LibraryScreen {
    /// The typed filter.
    pub filter: Field,
    /// The tags of the chosen article, while they are typed.
    pub tags: Option<Field>,
    page: LibraryPage,
    /// The chosen row, from 0.
    chosen: usize,
    sort: LibrarySort,
    /// The number of requests.
    number: u64,
    /// The row that the reader was asked to confirm before it is forgotten.
    asked: Option<usize>,
    /// Whether to open the chosen article once its row arrives.
    opens: bool,
}

/// The rows requested before and after the visible ones, in screens.
const AROUND: usize = 1;

impl LibraryScreen {
    /// An empty screen, and its first request.
    pub(in crate::app) fn open(rows: u16) -> (Self, Effect) {
        let mut shelf = Self {
            filter: Field::line(""),
            tags: None,
            page: LibraryPage::default(),
            chosen: 0,
            sort: LibrarySort::default(),
            number: 0,
            asked: None,
            opens: false,
        };
        let effect = shelf.ask(rows, None);
        (shelf, effect)
    }

    /// The row at `index`, if it has arrived.
    pub fn row(&self, index: usize) -> Option<&LibraryEntry> {
        self.page.rows.get(index.checked_sub(self.page.from)?)
    }

    /// All rows that have arrived.
    pub fn rows(&self) -> &[LibraryEntry] {
        &self.page.rows
    }

    /// The number of rows.
    pub fn total(&self) -> usize {
        self.page.total
    }

    /// The chosen row, from 0.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// The sort order.
    pub fn sort(&self) -> LibrarySort {
        self.sort
    }

    /// Whether any answer has arrived.
    pub fn has_come(&self) -> bool {
        self.page.number > 0
    }

    /// Whether there may be more rows, because the index is still being read.
    pub fn is_partial(&self) -> bool {
        !self.page.whole
    }

    /// The start of the text of the chosen article.
    pub fn preview(&self) -> &str {
        let fits = self.page.chosen == self.chosen;
        if fits { &self.page.preview } else { "" }
    }

    /// The first visible row if `rows` rows fit.
    pub fn first_in_view(&self, rows: usize) -> usize {
        (self.chosen + 1).saturating_sub(rows)
    }

    /// Takes rows; those of an earlier question are dropped. What is to be opened, if that waited for them.
    pub(in crate::app) fn take(&mut self, page: LibraryPage) -> Option<String> {
        if page.number != self.number {
            return None;
        }
        self.chosen = page.chosen.min(page.total.saturating_sub(1));
        self.page = page;
        let opens = std::mem::take(&mut self.opens);
        self.row(self.chosen)
            .filter(|_| opens)
            .map(|row| row.opens.clone())
    }

    fn ask(&mut self, rows: u16, seek: Option<usize>) -> Effect {
        self.number += 1;
        let rows = usize::from(rows).max(1);
        let first = self.first_in_view(rows);
        Effect::ListLibrary(LibraryQuery {
            number: self.number,
            filter: self.filter.text(),
            sort: self.sort,
            from: first.saturating_sub(AROUND * rows),
            rows: (1 + 2 * AROUND) * rows,
            chosen: self.chosen,
            unfinished_after: seek,
        })
    }

    fn asking(&mut self, context: &Context<'_>, seek: Option<usize>) -> Response {
        self.asked = None;
        Response::ask(Request::Perform(self.ask(context.rows, seek)))
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        if self.tags.is_some() {
            return self.handle_tags(command, context);
        }
        self.opens = false;
        let rows = isize::try_from(context.rows).unwrap_or(1).max(6) - 5;
        let chosen = match command.action {
            Action::SortBy => {
                self.sort = LibrarySort::by(self.sort.column.next());
                self.chosen = 0;
                return Some(
                    self.asking(context, None)
                        .saying(done(format!("sorted by {}", self.sort.column.name()))),
                );
            }
            Action::SortOtherWay => {
                self.sort.ascending = !self.sort.ascending;
                self.chosen = 0;
                return Some(self.asking(context, None));
            }
            Action::NextUnfinished => return Some(self.asking(context, Some(self.chosen))),
            Action::TagArticle => {
                return Some(match self.row(self.chosen) {
                    Some(row) if !row.has_notes => {
                        Response::stay(decline("it has no notes yet: tags are kept with them"))
                    }
                    Some(row) => {
                        self.tags = Some(Field::line(&row.tags.join(" ")));
                        Response::stay(done(
                            "its tags, separated by spaces: enter keeps them, esc does not",
                        ))
                    }
                    None => Response::stay(decline("no article is chosen")),
                });
            }
            Action::Forget => return Some(self.forget(context)),
            Action::OpenLine => {
                return Some(match self.row(self.chosen) {
                    Some(row) => Response::close_and(Request::Leave(Exit::Open(row.opens.clone()))),
                    None if !self.has_come() => {
                        self.opens = true;
                        Response::stay(done("opens the first article once they are listed"))
                    }
                    None => Response::stay(decline("no article matches what is typed")),
                });
            }
            // Before the first article the library is all there is.
            Action::Cancel if context.article.generation() == 0 => {
                return Some(Response::close_and(Request::Quit));
            }
            Action::Cancel => return Some(Response::close(quiet())),
            _ => command.line_chosen(self.chosen, self.page.total, rows)?,
        };
        if chosen == self.chosen {
            return Some(Response::stay(quiet()));
        }
        self.chosen = chosen;
        Some(self.asking(context, None))
    }

    /// Commands while tags are typed.
    fn handle_tags(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        match command.action {
            Action::OpenLine => {
                let typed = self.tags.take().map(|field| field.text()).unwrap_or_default();
                let article = self.row(self.chosen).map(|row| row.number)?;
                let tags = typed
                    .split_whitespace()
                    .map(|tag| one_line(tag.trim_start_matches('#')))
                    .filter(|tag| !tag.is_empty())
                    .collect();
                let Effect::ListLibrary(query) = self.ask(context.rows, None) else {
                    return None;
                };
                Some(Response::ask(Request::Perform(Effect::TagArticle {
                    article,
                    tags,
                    then: query,
                })))
            }
            Action::Cancel => {
                self.tags = None;
                Some(Response::stay(decline("the tags are as they were")))
            }
            _ => Some(Response::stay(quiet())),
        }
    }

    fn forget(&mut self, context: &Context<'_>) -> Response {
        let Some(row) = self.row(self.chosen) else {
            return Response::stay(decline("no article is chosen"));
        };
        let (title, article) = (one_line(&row.title), row.number);
        if self.asked == Some(self.chosen) {
            let Effect::ListLibrary(then) = self.ask(context.rows, None) else {
                return Response::stay(quiet());
            };
            self.asked = None;
            return Response::ask(Request::Perform(Effect::ForgetArticle { article, then }));
        }
        let asks = if row.has_notes {
            format!(
                "forget “{title}”? Its notes are kept under another name, out of the library; once more does it"
            )
        } else {
            format!("forget “{title}”? There are no notes on it; once more does it")
        };
        self.asked = Some(self.chosen);
        Response::stay(decline(asks))
    }

    /// Handles a typed key.
    pub(super) fn type_key(&mut self, key: Key, context: &Context<'_>) -> Response {
        if let Some(tags) = &mut self.tags {
            return Response::typed(tags.press(key));
        }
        let typed = self.filter.press(key);
        self.typed(typed, context)
    }

    /// Handles pasted text.
    pub(super) fn paste(&mut self, text: &str, context: &Context<'_>) -> Response {
        if let Some(tags) = &mut self.tags {
            return Response::typed(tags.paste(text));
        }
        let typed = self.filter.paste(text);
        self.typed(typed, context)
    }

    fn typed(&mut self, typed: Typed, context: &Context<'_>) -> Response {
        if !typed.changed {
            return Response::typed(typed);
        }
        self.chosen = 0;
        let said = Response::typed(typed).outcome;
        self.asking(context, None).saying(said)
    }
}

impl LibraryColumn {
    /// All columns, in the order in which sorting steps through them.
    const ALL: [Self; 5] = [Self::Opened, Self::Title, Self::Source, Self::Date, Self::Decided];

    fn next(self) -> Self {
        let at = Self::ALL.iter().position(|column| *column == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    /// The name, in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Opened => "when it was opened",
            Self::Title => "title",
            Self::Source => "source",
            Self::Date => "date",
            Self::Decided => "how much is decided",
        }
    }
}

impl LibrarySort {
    /// The usual direction: the latest or the least finished first.
    fn by(column: LibraryColumn) -> Self {
        let ascending = match column {
            LibraryColumn::Title | LibraryColumn::Source | LibraryColumn::Decided => true,
            LibraryColumn::Opened | LibraryColumn::Date => false,
        };
        Self { column, ascending }
    }
}
