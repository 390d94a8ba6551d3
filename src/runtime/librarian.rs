//! Sorts and filters the table of the library on its own thread, and answers requests for its rows.
//!
//! Invariants: the latest request is answered, earlier ones may be skipped; the first answer uses the index before it is updated; files
//! are examined only for the requested rows.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::run::ReaderEvent;
use super::shelf::{Lines, is_tour, work_on};
use super::stamps::Clock;
use crate::app::{
    LibraryColumn, LibraryEntry, LibraryPage, LibraryQuery, LibrarySort, Message, Stamps as _, Tone,
};
use crate::index::{ArticleNumber, Entry, Index, IndexError, NumberedArticle, Query};
use crate::notes::Timestamp;
use crate::store::library::{self, IndexExtent, TakingIn};
use crate::store::{Paths, texts};
use crate::text::clean::one_line;
use crate::text::fold::{SEARCH, folded};
use crate::text::terms::{TypedTerm, terms};

/// The time between two messages about the progress of the index.
const TOLD: Duration = Duration::from_millis(300);
/// The number of articles in the first answer.
const FIRST: usize = 200;
/// The maximum length of the preview of the chosen article, in bytes.
const PREVIEW: usize = 600;

/// A request to the thread.
enum Order {
    List(LibraryQuery),
    /// Rebuild the table, because something changed, and answer this.
    Again(LibraryQuery),
}

/// The thread that answers the requests of one library screen.
pub(super) struct Librarian {
    orders: Sender<Order>,
    ended: Arc<AtomicBool>,
}

impl Librarian {
    /// Starts it. `open` is the entry of the open article.
    pub(super) fn start(paths: Paths, open: Option<Entry>, to: Sender<ReaderEvent>) -> Self {
        let (orders, taken) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let work = Work {
            paths,
            open,
            to,
            ended: ended.clone(),
        };
        // Without the thread the table stays empty and shows that it is being listed.
        let _ = thread::Builder::new()
            .name("librarian".into())
            .spawn(move || work.run(&taken));
        Self { orders, ended }
    }

    /// Requests rows.
    pub(super) fn list(&self, query: LibraryQuery) {
        let _ = self.orders.send(Order::List(query));
    }

    /// A handle that requests rows after a change.
    pub(super) fn asker(&self) -> Asker {
        Asker(self.orders.clone())
    }
}

/// Requests rows of the library after a change.
pub(super) struct Asker(Sender<Order>);

impl Asker {
    pub(super) fn again(self, query: LibraryQuery) {
        let _ = self.0.send(Order::Again(query));
    }
}

impl Drop for Librarian {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// The properties of an article that sorting and filtering use.
struct Row {
    number: ArticleNumber,
    family: ArticleNumber,
    title: String,
    source: String,
    date: String,
    decided: Option<(usize, usize)>,
    opened: Option<i64>,
    tags: Vec<String>,
    unfinished: bool,
    /// Folded: title, source, date, tags, path.
    searched: String,
}

impl Row {
    fn of(article: &NumberedArticle) -> Self {
        let entry = &article.entry;
        let path = entry.paths.first().map(|p| p.display().to_string());
        let parts = [
            entry.title.as_str(),
            entry.source.as_deref().unwrap_or_default(),
            entry.date.as_deref().unwrap_or_default(),
            &entry.tags.join(" "),
            path.as_deref().or(entry.url.as_deref()).unwrap_or_default(),
        ];
        Self {
            number: article.number,
            family: article.family,
            title: folded(&entry.title, SEARCH),
            source: folded(entry.source.as_deref().unwrap_or_default(), SEARCH),
            date: entry.date.clone().unwrap_or_default(),
            decided: entry.decided().map(|p| (p.decided, p.claims)),
            opened: entry.opened.map(Timestamp::as_millisecond),
            tags: entry.tags.iter().map(|tag| folded(tag, SEARCH)).collect(),
            unfinished: entry.is_unfinished(),
            searched: folded(&parts.join(" "), SEARCH),
        }
    }

    /// The sort key. Unknown values come last in both directions.
    fn key(&self, column: LibraryColumn) -> (bool, i64, &str) {
        let text = |text| (str::is_empty(text), 0, text);
        match column {
            LibraryColumn::Title => text(self.title.as_str()),
            LibraryColumn::Source => text(self.source.as_str()),
            LibraryColumn::Date => text(self.date.as_str()),
            LibraryColumn::Opened => (self.opened.is_none(), self.opened.unwrap_or_default(), ""),
            LibraryColumn::Decided => match self.decided.filter(|(_, claims)| *claims > 0) {
                Some((decided, claims)) => (false, (decided * 10_000 / claims) as i64, ""),
                None => (true, 0, ""),
            },
        }
    }
}

/// The articles, and the latest requested order.
struct Table {
    rows: Vec<Row>,
    /// Whether all articles are listed.
    whole: bool,
    /// Whether the tour is among them.
    has_tour: bool,
    /// Filter and sort of `order`.
    arranged: Option<(String, LibrarySort)>,
    /// Rows in order, and whether each is below another version of its article.
    order: Vec<(usize, bool)>,
}

struct Work {
    paths: Paths,
    open: Option<Entry>,
    to: Sender<ReaderEvent>,
    ended: Arc<AtomicBool>,
}

impl Work {
    fn run(&self, orders: &Receiver<Order>) {
        let mut table: Option<Table> = None;
        while let Ok(first) = orders.recv() {
            let mut again = false;
            let mut query = None;
            for order in std::iter::once(first).chain(orders.try_iter()) {
                query = Some(match order {
                    Order::List(query) => query,
                    Order::Again(query) => {
                        again = true;
                        query
                    }
                });
            }
            let Some(query) = query else { continue };
            if again {
                table = None;
            }
            let answered = match &mut table {
                Some(table) => self.answer(table, &query),
                none => self.first_answer(none, &query),
            };
            let sent = match answered {
                Ok(()) => true,
                Err(IndexError::CalledOff) => false,
                Err(why) => self.send(Message::Library(Err(why.to_string()))),
            };
            if !sent || self.ended.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    fn send(&self, message: Message) -> bool {
        self.to.send(ReaderEvent::Message(message)).is_ok()
    }

    /// Answers from the current index, and then from the updated one.
    fn first_answer(&self, table: &mut Option<Table>, query: &LibraryQuery) -> Result<(), IndexError> {
        let plain = query.filter.is_empty() && query.sort == LibrarySort::default();
        if plain
            && query.from < FIRST / 2
            && let Ok(index) = library::as_it_is(&self.paths)
            && let Ok(mut first) = self.table(&index, FIRST)
            && !first.rows.is_empty()
        {
            self.answer(&mut first, query)?;
        }
        let mut told = Instant::now();
        let mut watch = |TakingIn { what, done, all }: TakingIn| {
            if self.ended.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            if told.elapsed() > TOLD {
                told = Instant::now();
                let words = format!("indexing {what}: {done} of {all}…");
                self.send(Message::Told(Tone::Done, words));
            }
            ControlFlow::Continue(())
        };
        let all = library::ask(&self.paths, IndexExtent::Notes, &mut watch, |index| {
            self.table(index, usize::MAX)
        })?;
        self.answer(table.insert(all), query)
    }

    fn table(&self, index: &Index, most: usize) -> Result<Table, IndexError> {
        let (mut rows, mut has_tour) = (Vec::new(), false);
        index.each_article(most, |mut article| {
            self.update(&mut article.entry);
            // An article from standard input cannot be opened again.
            if Lines::can_be_opened(&article.entry) {
                has_tour |= is_tour(&article.entry);
                rows.push(Row::of(&article));
            }
        })?;
        Ok(Table {
            whole: rows.len() < most,
            has_tour,
            rows,
            arranged: None,
            order: Vec::new(),
        })
    }

    /// The open article, which the index records only when it is closed.
    fn update(&self, entry: &mut Entry) {
        if let Some(open) = &self.open
            && open.fingerprint == entry.fingerprint
        {
            entry.progress = open.progress;
        }
    }

    fn answer(&self, table: &mut Table, query: &LibraryQuery) -> Result<(), IndexError> {
        let index = library::as_it_is(&self.paths)?;
        let arranged = (query.filter.clone(), query.sort);
        if table.arranged.as_ref() != Some(&arranged) {
            table.order = arrange(&table.rows, &index, &query.filter, query.sort)?;
            table.arranged = Some(arranged);
        }
        let order = &table.order;
        let lines = Lines::new(&self.paths, Clock.now());
        // The tour is always available.
        let tour = Lines::tour().filter(|tour| {
            let wanted = query.filter.is_empty()
                || folded(&tour.title, SEARCH).contains(&folded(&query.filter, SEARCH));
            wanted && !table.has_tour
        });
        let total = order.len() + usize::from(tour.is_some());
        let mut chosen = query.chosen.min(total.saturating_sub(1));
        let mut from = query.from.min(chosen);
        if let Some(after) = query.unfinished_after {
            let unfinished = |(row, _): &(usize, bool)| table.rows.get(*row).is_some_and(|r| r.unfinished);
            let ahead = order
                .iter()
                .skip(after + 1)
                .position(unfinished)
                .map(|at| after + 1 + at);
            match ahead.or_else(|| order.iter().position(unfinished)) {
                Some(next) => {
                    chosen = next;
                    from = next.saturating_sub(query.rows / 2);
                }
                None => {
                    self.send(Message::Told(
                        Tone::Failure,
                        "all that was begun is finished".into(),
                    ));
                }
            }
        }
        let mut preview = String::new();
        let mut rows = Vec::new();
        for (at, (row, below)) in order.iter().enumerate().skip(from).take(query.rows) {
            let Some(row) = table.rows.get(*row) else { continue };
            let line = match index.article(row.number)? {
                Some(mut entry) => {
                    self.update(&mut entry);
                    if at == chosen {
                        preview = self.preview(&entry);
                    }
                    lines.line(row.number, &entry, *below, &index)?
                }
                None => LibraryEntry::default(),
            };
            rows.push(line);
        }
        if from + rows.len() == order.len() && rows.len() < query.rows {
            rows.extend(tour);
        }
        let page = LibraryPage {
            number: query.number,
            from,
            rows,
            total,
            chosen,
            preview,
            whole: table.whole,
        };
        self.send(Message::Library(Ok(page)));
        Ok(())
    }

    /// The progress of the work on an article, and the start of its text.
    fn preview(&self, entry: &Entry) -> String {
        let text = entry
            .fingerprint
            .and_then(|print| texts::read(&self.paths, print));
        let text = text.as_deref().unwrap_or_default();
        // The table shows the title.
        let text = text.strip_prefix(entry.title.as_str()).unwrap_or(text);
        let end = crate::text::grapheme::floor(text, PREVIEW.min(text.len()));
        format!("{}\n{}", work_on(entry), one_line(&text[..end]))
    }
}

/// The rows that match a filter, in order, with versions of one article together.
fn arrange(
    rows: &[Row],
    index: &Index,
    filter: &str,
    sort: LibrarySort,
) -> Result<Vec<(usize, bool)>, IndexError> {
    let wanted = Wanted::of(filter, index)?;
    let mut found: Vec<(usize, u32)> = Vec::new();
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(score) = wanted.score(row, &mut matcher, &mut buffer) {
            found.push((at, score));
        }
    }
    let key = |at: usize| rows[at].key(sort.column);
    found.sort_by(|(a, _), (b, _)| {
        let ((a_none, a_number, a_text), (b_none, b_number, b_text)) = (key(*a), key(*b));
        let by_value = (a_number, a_text).cmp(&(b_number, b_text));
        let by_value = if sort.ascending {
            by_value
        } else {
            by_value.reverse()
        };
        a_none.cmp(&b_none).then(by_value).then(a.cmp(b))
    });
    if !wanted.words.atoms.is_empty() && sort == LibrarySort::default() {
        // Without another requested order, the best matches come first.
        found.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    }
    let mut families: HashMap<ArticleNumber, Vec<usize>> = HashMap::new();
    for (at, _) in &found {
        families.entry(rows[*at].family).or_default().push(*at);
    }
    let mut order = Vec::with_capacity(found.len());
    for (at, _) in &found {
        // All versions of an article are placed at its first one.
        let versions = families.remove(&rows[*at].family).unwrap_or_default();
        order.extend(versions.into_iter().enumerate().map(|(i, at)| (at, i > 0)));
    }
    Ok(order)
}

/// The conditions of a filter.
struct Wanted {
    words: Pattern,
    /// All must hold. Each has a flag for negation, a field and its folded values.
    fields: Vec<(bool, String, Vec<String>)>,
    /// The articles that match the fields about passages.
    among: Option<HashSet<ArticleNumber>>,
}

impl Wanted {
    fn of(filter: &str, index: &Index) -> Result<Self, IndexError> {
        let (mut words, mut fields, mut of_passages) = (Vec::new(), Vec::new(), Vec::new());
        for TypedTerm {
            not, field, values, ..
        } in terms(filter)
        {
            match field.as_deref() {
                Some("source" | "tag" | "before" | "after" | "is") => {
                    let values: Vec<String> = values.iter().map(|v| folded(v, SEARCH)).collect();
                    if !values.is_empty() {
                        fields.push((not, field.unwrap_or_default(), values));
                    }
                }
                Some(field @ ("speaker" | "verdict" | "kind" | "status")) => {
                    let not = if not { "-" } else { "" };
                    let values: Vec<String> = values.iter().map(|v| format!("\"{v}\"")).collect();
                    if !values.is_empty() {
                        of_passages.push(format!("{not}{field}:{}", values.join(",")));
                    }
                }
                // A term that is not a field is searched for literally.
                Some(field) => words.push(format!("{field}:{}", values.join(","))),
                None => words.extend(
                    values
                        .iter()
                        .map(|v| format!("{}{v}", if not { "!" } else { "" })),
                ),
            }
        }
        let among = match Query::parse(&of_passages.join(" ")) {
            Ok(query) if !of_passages.is_empty() => Some(index.articles_with(&query)?),
            _ => None,
        };
        let words = folded(&words.join(" "), SEARCH);
        Ok(Self {
            words: Pattern::parse(&words, CaseMatching::Ignore, Normalization::Smart),
            fields,
            among,
        })
    }

    /// The score of a row; `None` if it does not match.
    fn score(&self, row: &Row, matcher: &mut Matcher, buffer: &mut Vec<char>) -> Option<u32> {
        if self
            .among
            .as_ref()
            .is_some_and(|among| !among.contains(&row.number))
        {
            return None;
        }
        let holds = |field: &str, value: &str| match field {
            "source" if value == "none" => row.source.is_empty(),
            "source" => row.source.contains(value),
            "tag" if value == "none" => row.tags.is_empty(),
            "tag" => row.tags.iter().any(|tag| tag.contains(value)),
            "before" => !row.date.is_empty() && row.date.as_str() < value,
            "after" => row.date.as_str() >= value,
            "is" => "unfinished".starts_with(value) && row.unfinished,
            _ => true,
        };
        for (not, field, values) in &self.fields {
            if values.iter().any(|value| holds(field, value)) == *not {
                return None;
            }
        }
        if self.words.atoms.is_empty() {
            return Some(0);
        }
        self.words.score(Utf32Str::new(&row.searched, buffer), matcher)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fingerprint;
    use crate::index::{Counts, Progress};

    fn entry(title: &str, second: i64) -> Entry {
        Entry {
            title: title.to_owned(),
            paths: vec![format!("/{title}.txt").into()],
            fingerprint: Some(Fingerprint::of(title)),
            opened: Some(Timestamp::from_second(second).unwrap()),
            ..Entry::default()
        }
    }

    /// An index of four articles, two of them versions of one.
    fn index() -> Index {
        let index = Index::in_memory(None).unwrap();
        let boats = Entry {
            source: Some("Courier".into()),
            date: Some("2026-01-09".into()),
            tags: vec!["Harbour".into()],
            ..entry("Nine boats lost", 10)
        };
        let counts = Counts {
            annotations: 3,
            claims: 3,
            checked: 1,
        };
        let ferry = Entry {
            source: Some("Daily".into()),
            date: Some("2026-03-14".into()),
            counts,
            progress: Some(Progress {
                decided: 1,
                claims: 3,
            }),
            ..entry("Ferry company cuts evening boats", 30)
        };
        let later = Entry {
            version_of: Some(Fingerprint::of("Nine boats lost")),
            ..entry("Ten boats lost", 20)
        };
        for entry in [boats, ferry, later, entry("Zoë’s café", 40)] {
            index.note(&entry).unwrap();
        }
        index
    }

    fn listed(filter: &str, sort: LibrarySort) -> Vec<String> {
        let index = index();
        let mut rows = Vec::new();
        index
            .each_article(9, |article| rows.push(Row::of(&article)))
            .unwrap();
        let order = arrange(&rows, &index, filter, sort).unwrap();
        let line =
            |(at, below): (usize, bool)| format!("{}{}", if below { "└ " } else { "" }, rows[at].title);
        order.into_iter().map(line).collect()
    }

    #[test]
    fn versions_stand_together_where_the_first_of_them_stands() {
        let opened = listed("", LibrarySort::default());
        assert_eq!(
            opened,
            [
                "zoe's cafe",
                "ferry company cuts evening boats",
                "ten boats lost",
                "└ nine boats lost"
            ]
        );
    }

    #[test]
    fn it_is_sorted_and_what_is_not_known_comes_last() {
        let by = |column, ascending| listed("", LibrarySort { column, ascending });
        assert_eq!(
            by(LibraryColumn::Title, true)[0],
            "ferry company cuts evening boats"
        );
        assert_eq!(by(LibraryColumn::Title, false)[0], "zoe's cafe");
        let dates = by(LibraryColumn::Date, true);
        assert_eq!(dates[..2], ["nine boats lost", "└ ten boats lost"]);
        assert_eq!(
            by(LibraryColumn::Date, false)[0],
            "ferry company cuts evening boats"
        );
        assert_eq!(
            by(LibraryColumn::Decided, true)[0],
            "ferry company cuts evening boats"
        );
    }

    #[test]
    fn it_is_filtered_by_words_loosely_and_by_fields() {
        let titles = |filter: &str| listed(filter, LibrarySort::default());
        assert_eq!(titles("cafe")[0], "zoe's cafe");
        assert_eq!(titles("frry evning")[0], "ferry company cuts evening boats");
        assert_eq!(titles("boats source:courier"), ["nine boats lost"]);
        assert_eq!(titles("tag:harb"), ["nine boats lost"]);
        assert_eq!(titles("after:2026-02"), ["ferry company cuts evening boats"]);
        assert_eq!(titles("is:unfinished"), ["ferry company cuts evening boats"]);
        assert_eq!(titles("-source:none").len(), 2);
        assert!(titles("verdict:refuted").is_empty());
        assert!(titles("qqzzx").is_empty());
    }
}
