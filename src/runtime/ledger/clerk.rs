//! Answers the questions of the ledger screen, on a thread of its own.
//!
//! Invariants: the latest question is answered, earlier ones may be skipped; the first answer uses the index before it is updated; what
//! takes longer than counting (the update of the index, the analysis of texts, the search for contradictions) never delays an answer: it
//! comes with a further answer to the same question.

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::contradictions::{Contradiction, VerdictSides};
use super::table::{LedgerTable, TableGroup, shown_claim};
use super::written::{LedgerFormat, write_groups};
use super::{LedgerFilter, speakers};
use crate::app::{LedgerPage, LedgerQuery, LedgerRow, LedgerScope, LedgerView, Message, SpeakerChange, Tone};
use crate::index::{Index, IndexError, PassageNumber};
use crate::runtime::exports::expand;
use crate::runtime::run::ReaderEvent;
use crate::store::library::{self, IndexExtent, TakingIn};
use crate::store::{OutputError, OutputFile, Paths, speakers as kept};
use crate::text::clean::one_line;

/// The time between two messages about the progress of the index.
const TOLD: Duration = Duration::from_millis(500);
/// The time between two listings while texts are analysed.
const LISTED: Duration = Duration::from_secs(10);
/// The pause between two steps of the analysis, which leaves the processor to the reader.
const REST: Duration = Duration::from_millis(4);

/// A request to the thread.
enum ClerkOrder {
    List(LedgerQuery),
    Change(SpeakerChange, LedgerQuery),
    Export(LedgerScope, String),
    /// The index knows more: answer the last question again.
    Again,
}

/// The thread that answers the questions of one ledger screen.
pub(in crate::runtime) struct Clerk {
    orders: Sender<ClerkOrder>,
    ended: Arc<AtomicBool>,
}

impl Clerk {
    /// Starts it.
    pub(in crate::runtime) fn start(paths: Paths, sides: VerdictSides, to: Sender<ReaderEvent>) -> Self {
        let (orders, taken) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let mut work = Work {
            paths,
            sides,
            to,
            ended: ended.clone(),
            orders: taken,
            waiting: VecDeque::new(),
            again: orders.clone(),
            state: State::default(),
        };
        // Without the thread the ledger stays empty and shows that it is being listed.
        let _ = thread::Builder::new()
            .name("clerk".into())
            .spawn(move || work.run());
        Self { orders, ended }
    }

    /// Requests rows.
    pub(in crate::runtime) fn list(&self, query: LedgerQuery) {
        let _ = self.orders.send(ClerkOrder::List(query));
    }

    /// Requests a correction, and rows after it.
    pub(in crate::runtime) fn change(&self, change: SpeakerChange, then: LedgerQuery) {
        let _ = self.orders.send(ClerkOrder::Change(change, then));
    }

    /// Requests that what is shown is written to a file.
    pub(in crate::runtime) fn export(&self, scope: LedgerScope, file: String) {
        let _ = self.orders.send(ClerkOrder::Export(scope, file));
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// Contradictions of a group with so many claims, of which this is the last one.
type Found = (usize, Option<PassageNumber>, Arc<Vec<Contradiction>>);

/// What was loaded for the last question.
#[derive(Default)]
struct State {
    /// The table, and whether it has suggested claims and the fields it was filtered by.
    table: Option<(bool, String, LedgerTable)>,
    groups: Option<(LedgerScope, Vec<TableGroup>)>,
    /// By the key of the group; a key belongs to the present corrections.
    found: HashMap<String, Found>,
    /// Whether the index was brought up to date.
    whole: bool,
    last: Option<LedgerQuery>,
}

struct Work {
    paths: Paths,
    sides: VerdictSides,
    to: Sender<ReaderEvent>,
    ended: Arc<AtomicBool>,
    orders: Receiver<ClerkOrder>,
    /// Orders that were received while something else was done.
    waiting: VecDeque<ClerkOrder>,
    again: Sender<ClerkOrder>,
    state: State,
}

impl Work {
    fn run(&mut self) {
        while let Some(order) = self.waiting.pop_front().or_else(|| self.orders.recv().ok()) {
            if self.ended.load(Ordering::Relaxed) {
                return;
            }
            match self.follow(order) {
                // Another question came meanwhile, or the end.
                Ok(()) | Err(IndexError::CalledOff) => {}
                Err(why) => self.send(Message::Ledger(Err(why.to_string()))),
            }
        }
    }

    fn send(&self, message: Message) {
        let _ = self.to.send(ReaderEvent::Message(message));
    }

    fn follow(&mut self, order: ClerkOrder) -> Result<(), IndexError> {
        match order {
            ClerkOrder::List(query) => {
                if self.is_overtaken() {
                    return Ok(());
                }
                self.state.last = Some(query.clone());
                self.answer(&query)?;
                if !self.state.whole {
                    self.bring_up(&query)?;
                }
                self.add_contradictions(&query)
            }
            ClerkOrder::Change(change, query) => {
                let table = self.state.table.take().map(|(_, _, table)| table);
                let told = match speakers::change(&self.paths, &table.unwrap_or_default(), &change) {
                    Ok(words) => Message::Told(Tone::Done, words),
                    Err(why) => Message::Told(Tone::Failure, format!("unchanged: {why}")),
                };
                self.send(told);
                self.state.groups = None;
                self.state.found.clear();
                self.waiting.push_front(ClerkOrder::List(query));
                Ok(())
            }
            ClerkOrder::Export(scope, file) => {
                let told = match self.export(&scope, &file) {
                    Ok(words) => Message::Told(Tone::Done, words),
                    Err(why) => Message::Told(Tone::Failure, format!("not exported: {why}")),
                };
                self.send(told);
                Ok(())
            }
            ClerkOrder::Again => {
                self.state.table = None;
                self.state.groups = None;
                match self.state.last.clone() {
                    Some(query) => {
                        self.answer(&query)?;
                        self.add_contradictions(&query)
                    }
                    None => Ok(()),
                }
            }
        }
    }

    /// Whether another question waits, which makes this one pointless.
    fn is_overtaken(&mut self) -> bool {
        self.waiting.extend(self.orders.try_iter());
        self.ended.load(Ordering::Relaxed)
            || self
                .waiting
                .iter()
                .any(|order| !matches!(order, ClerkOrder::Again))
    }

    /// Updates the index, answers again, and lets texts be analysed in the background.
    fn bring_up(&mut self, query: &LedgerQuery) -> Result<(), IndexError> {
        let mut told = Instant::now();
        let (ended, to) = (self.ended.clone(), self.to.clone());
        let mut watch = |progress: TakingIn| {
            if ended.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            tell(&mut told, &to, progress);
            ControlFlow::Continue(())
        };
        library::ask(&self.paths, IndexExtent::Notes, &mut watch, |_| Ok(()))?;
        self.state.whole = true;
        self.state.table = None;
        self.state.groups = None;
        self.name();
        self.answer(query)
    }

    /// Finds the names in texts on another thread, and lists again when there are more of them.
    fn name(&self) {
        let (paths, ended) = (self.paths.clone(), self.ended.clone());
        let (to, again) = (self.to.clone(), self.again.clone());
        let find = move || {
            let (mut told, mut listed) = (Instant::now(), Instant::now());
            let mut any = false;
            let mut watch = |progress: TakingIn| {
                any = true;
                thread::sleep(REST);
                if ended.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                if listed.elapsed() > LISTED {
                    listed = Instant::now();
                    let _ = again.send(ClerkOrder::Again);
                }
                tell(&mut told, &to, progress);
                ControlFlow::Continue(())
            };
            let _ = library::ask(&paths, IndexExtent::Suggestions, &mut watch, |_| Ok(()));
            if any {
                let _ = again.send(ClerkOrder::Again);
            }
        };
        // Without the thread, names appear once another query has found them.
        let _ = thread::Builder::new().name("namer".into()).spawn(find);
    }

    /// Loads the table and the groups of a scope, unless they are loaded.
    fn load(&mut self, index: &Index, scope: &LedgerScope) -> Result<(), IndexError> {
        let filter = LedgerFilter::parse(&scope.filter).map_err(IndexError::Failed)?;
        let is_loaded = |(suggested, fields, _): &(bool, String, LedgerTable)| {
            *suggested == scope.suggested && *fields == filter.fields()
        };
        if !self.state.table.as_ref().is_some_and(is_loaded) {
            let corrections = kept::read(&self.paths).map_err(|why| IndexError::Failed(why.to_string()))?;
            let table = LedgerTable::load(index, &corrections, filter.query.as_ref(), scope.suggested)?;
            self.state.table = Some((scope.suggested, filter.fields().to_owned(), table));
            self.state.groups = None;
        }
        let wanted = LedgerScope {
            group: None,
            ..scope.clone()
        };
        if self.state.groups.as_ref().is_some_and(|(of, _)| *of == wanted) {
            return Ok(());
        }
        let Some((_, _, table)) = &self.state.table else {
            return Ok(());
        };
        let mut groups = table.groups(index, scope.view, &filter.words, scope.sort)?;
        if filter.contradicting && scope.view == LedgerView::Speakers {
            let mut contradicting = Vec::new();
            let mut told = Instant::now();
            let all = groups.len();
            for (done, group) in groups.into_iter().enumerate() {
                let found = self.contradictions(index, &group)?;
                if !found.is_empty() {
                    contradicting.push(group);
                }
                let what = "contradictions";
                tell(&mut told, &self.to, TakingIn { what, done, all });
                if self.is_overtaken() {
                    // What was found is remembered.
                    return Err(IndexError::CalledOff);
                }
            }
            groups = contradicting;
        }
        self.state.groups = Some((wanted, groups));
        Ok(())
    }

    fn contradictions(
        &mut self,
        index: &Index,
        group: &TableGroup,
    ) -> Result<Arc<Vec<Contradiction>>, IndexError> {
        let Some((_, _, table)) = &self.state.table else {
            return Ok(Arc::default());
        };
        let last = table.claims_of(group, None).into_iter().max();
        if let Some((count, of, found)) = self.state.found.get(&group.key)
            && (*count, *of) == (group.len(), last)
        {
            return Ok(found.clone());
        }
        let found = Arc::new(table.contradictions(index, group, &self.sides)?);
        self.state
            .found
            .insert(group.key.clone(), (group.len(), last, found.clone()));
        Ok(found)
    }

    /// What is known of the contradictions of a group, without looking for them.
    fn known(&self, group: &TableGroup) -> Option<Arc<Vec<Contradiction>>> {
        let (count, _, found) = self.state.found.get(&group.key)?;
        (*count == group.len()).then(|| found.clone())
    }

    /// The group of a scope whose claims are shown, and those claims.
    fn shown_claims(
        &self,
        index: &Index,
        scope: &LedgerScope,
    ) -> Result<Option<(TableGroup, Vec<PassageNumber>)>, IndexError> {
        let (Some((key, inner)), Some((_, groups)), Some((_, _, table))) =
            (&scope.group, &self.state.groups, &self.state.table)
        else {
            return Ok(None);
        };
        let Some(group) = groups.iter().find(|group| group.key == *key) else {
            return Ok(None);
        };
        let filter = LedgerFilter::of_claims(inner).map_err(IndexError::Failed)?;
        let within = match &filter.query {
            Some(query) => {
                let corrections = kept::read(&self.paths).unwrap_or_default();
                Some(LedgerTable::load(
                    index,
                    &corrections,
                    Some(query),
                    scope.suggested,
                )?)
            }
            None => None,
        };
        let mut claims = table.claims_of(group, within.as_ref());
        if filter.contradicting {
            let found = self.known(group).unwrap_or_default();
            claims.retain(|number| found.iter().any(|c| c.first == *number || c.second == *number));
        }
        Ok(Some((group.clone(), claims)))
    }

    fn answer(&mut self, query: &LedgerQuery) -> Result<(), IndexError> {
        let index = library::as_it_is(&self.paths)?;
        self.load(&index, &query.scope)?;
        let mut rows = Vec::new();
        let total = match &query.scope.group {
            None => {
                let (Some((_, groups)), Some((_, _, table))) = (&self.state.groups, &self.state.table) else {
                    return Ok(());
                };
                for group in groups.iter().skip(query.from).take(query.rows) {
                    let mut shown = table.described(&index, query.scope.view, group)?;
                    if query.scope.view == LedgerView::Speakers {
                        shown.contradictions = self.known(group).map(|found| found.len());
                    }
                    rows.push(LedgerRow::Group(shown));
                }
                groups.len()
            }
            Some(_) => match self.shown_claims(&index, &query.scope)? {
                Some((group, claims)) => {
                    let found = match query.scope.view {
                        LedgerView::Speakers => self.known(&group).unwrap_or_default(),
                        LedgerView::Entities | LedgerView::Verdicts | LedgerView::Months => Arc::default(),
                    };
                    for number in claims.iter().skip(query.from).take(query.rows) {
                        rows.extend(shown_claim(&index, *number, &found)?.map(LedgerRow::Claim));
                    }
                    claims.len()
                }
                None => 0,
            },
        };
        let claims = self
            .state
            .table
            .as_ref()
            .map_or(0, |(_, _, table)| table.claims());
        self.send(Message::Ledger(Ok(LedgerPage {
            number: query.number,
            from: query.from,
            rows,
            total,
            claims,
            whole: self.state.whole,
        })));
        Ok(())
    }

    /// Looks for contradictions in what was answered, and answers again if there are some.
    fn add_contradictions(&mut self, query: &LedgerQuery) -> Result<(), IndexError> {
        if query.scope.view != LedgerView::Speakers {
            return Ok(());
        }
        let index = library::as_it_is(&self.paths)?;
        let Some((_, groups)) = &self.state.groups else {
            return Ok(());
        };
        let shown: Vec<TableGroup> = match &query.scope.group {
            Some((key, _)) => groups.iter().filter(|group| group.key == *key).cloned().collect(),
            None => groups.iter().skip(query.from).take(query.rows).cloned().collect(),
        };
        let mut any = false;
        for group in &shown {
            if self.known(group).is_some() {
                continue;
            }
            if self.is_overtaken() {
                return Ok(());
            }
            any |= !self.contradictions(&index, group)?.is_empty();
        }
        if any { self.answer(query) } else { Ok(()) }
    }

    fn export(&mut self, scope: &LedgerScope, file: &str) -> Result<String, String> {
        let path = expand(&PathBuf::from(file.trim()));
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        let format = LedgerFormat::of_ending(ending)
            .ok_or("the name must end in .csv, .json, .md or .txt, which says what is written")?;
        let index = library::as_it_is(&self.paths).map_err(|why| why.to_string())?;
        let written = self
            .written(&index, scope, format)
            .map_err(|why| why.to_string())?;
        let of = |why: OutputError| why.to_string();
        let output = OutputFile::at(&path).map_err(of)?;
        let shown = one_line(&path.display().to_string());
        if output.before().is_some() {
            return Err(format!("{shown} exists already; choose another name"));
        }
        if output.is_within(&self.paths) {
            return Err(format!(
                "{shown} is in one of Postil's own folders; choose another one"
            ));
        }
        output.replace(written.as_bytes()).map_err(of)?;
        Ok(format!("exported to {shown}"))
    }

    fn written(
        &mut self,
        index: &Index,
        scope: &LedgerScope,
        format: LedgerFormat,
    ) -> Result<String, IndexError> {
        self.load(index, scope)?;
        let one = self.shown_claims(index, scope)?;
        let (Some((_, groups)), Some((_, _, table))) = (&self.state.groups, &self.state.table) else {
            return Ok(String::new());
        };
        match one {
            Some((group, claims)) => {
                let group = [table.narrowed(&group, &claims)];
                write_groups(
                    table,
                    index,
                    scope.view,
                    &group,
                    &self.sides,
                    (format, usize::MAX),
                )
            }
            None => write_groups(
                table,
                index,
                scope.view,
                groups,
                &self.sides,
                (format, usize::MAX),
            ),
        }
    }
}

fn tell(told: &mut Instant, to: &Sender<ReaderEvent>, TakingIn { what, done, all }: TakingIn) {
    if told.elapsed() > TOLD {
        *told = Instant::now();
        let words = format!("reading {what}: {done} of {all}…");
        let _ = to.send(ReaderEvent::Message(Message::Told(Tone::Done, words)));
    }
}
