//! The ledger screen: who said what, over all articles, as groups and the claims of one group. Only the rows around the visible ones are
//! loaded.
//!
//! Invariants: the rows belong to the latest request; a row that has not arrived is neither opened nor corrected; a correction names both
//! speakers before it is made, and can be taken back.

use super::super::keys::{Action, Command, ModeSet};
use super::super::ledger::{
    LedgerClaim, LedgerGroup, LedgerPage, LedgerQuery, LedgerRow, LedgerScope, LedgerView, SpeakerChange,
};
use super::super::message::Effect;
use super::super::status::{Outcome, decline, done, quiet};
use super::context::{Context, Request, Response};
use super::field::{Field, Typed};
use crate::config::key::Key;
use crate::text::clean::one_line;

/// The rows requested before and after the visible ones, in screens.
const AROUND: usize = 1;

/// What is typed in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerTyping {
    /// A filter.
    Filter,
    /// The name of a file.
    Export,
}

/// The ledger screen.
#[derive(Clone, Debug)]
pub struct Ledger {
    scope: LedgerScope,
    page: LedgerPage,
    /// The chosen row, from 0.
    chosen: usize,
    /// The chosen group while its claims are shown, and its row.
    group: Option<(LedgerGroup, usize)>,
    /// The number of requests.
    number: u64,
    typing: Option<(LedgerTyping, Field)>,
    /// The filter before it was changed.
    before: String,
    /// The key and the name of the speaker that is to be merged into another one.
    merging: Option<(String, String)>,
}

impl Ledger {
    /// An empty screen with a filter, and its first request.
    pub(in crate::app) fn open(filter: &str, rows: u16) -> (Self, Effect) {
        let mut ledger = Self {
            scope: LedgerScope {
                filter: one_line(filter),
                ..LedgerScope::default()
            },
            page: LedgerPage::default(),
            chosen: 0,
            group: None,
            number: 0,
            typing: None,
            before: String::new(),
            merging: None,
        };
        let asks = ledger.ask(rows);
        (ledger, asks)
    }

    /// The same screen again, and its request.
    pub(in crate::app) fn again(mut self, rows: u16) -> (Self, Effect) {
        self.typing = None;
        self.merging = None;
        let asks = self.ask(rows);
        (self, asks)
    }

    /// What is shown.
    pub fn scope(&self) -> &LedgerScope {
        &self.scope
    }

    /// The group whose claims are shown.
    pub fn group(&self) -> Option<&LedgerGroup> {
        self.group.as_ref().map(|(group, _)| group)
    }

    /// The row at `index`, if it has arrived.
    pub fn row(&self, index: usize) -> Option<&LedgerRow> {
        self.page.rows.get(index.checked_sub(self.page.from)?)
    }

    /// All rows that have arrived.
    pub fn rows(&self) -> &[LedgerRow] {
        &self.page.rows
    }

    /// The number of rows.
    pub fn total(&self) -> usize {
        self.page.total
    }

    /// The number of claims in all groups.
    pub fn claims(&self) -> usize {
        self.page.claims
    }

    /// The chosen row, from 0.
    pub fn chosen(&self) -> usize {
        self.chosen
    }

    /// Whether any answer has arrived.
    pub fn has_come(&self) -> bool {
        self.page.number > 0
    }

    /// Whether there may be more rows, because the index is still being read.
    pub fn is_partial(&self) -> bool {
        !self.page.whole
    }

    /// What is being typed.
    pub fn typing(&self) -> Option<(LedgerTyping, &Field)> {
        self.typing.as_ref().map(|(what, field)| (*what, field))
    }

    /// The filter of what is shown.
    pub fn filter(&self) -> &str {
        match &self.scope.group {
            Some((_, filter)) => filter,
            None => &self.scope.filter,
        }
    }

    /// The name of the speaker that is to be merged into another one.
    pub fn merging(&self) -> Option<&str> {
        self.merging.as_ref().map(|(_, name)| name.as_str())
    }

    /// Whether this key corrects what is chosen.
    pub fn mends(&self, action: Action) -> bool {
        let by_speaker = self.scope.view == LedgerView::Speakers;
        match (action, self.row(self.chosen)) {
            (Action::Merge, Some(LedgerRow::Group(_))) => by_speaker,
            (Action::Split, Some(LedgerRow::Group(group))) => by_speaker && group.spellings > 1,
            (Action::Split, Some(LedgerRow::Claim(claim))) => !claim.speaker.is_empty() && claim.id.is_some(),
            _ => false,
        }
    }

    /// The mode in which its keys are looked up.
    pub fn modes(&self) -> ModeSet {
        match self.typing {
            Some(_) => ModeSet::PROMPT,
            None => ModeSet::LEDGER,
        }
    }

    /// The first visible row if `rows` rows fit.
    pub fn first_in_view(&self, rows: usize) -> usize {
        (self.chosen + 1).saturating_sub(rows)
    }

    /// Takes rows; those of an earlier question are dropped.
    pub(in crate::app) fn take(&mut self, page: LedgerPage) {
        if page.number == self.number {
            self.chosen = self.chosen.min(page.total.saturating_sub(1));
            self.page = page;
        }
    }

    fn query(&mut self, rows: u16) -> LedgerQuery {
        self.number += 1;
        let rows = usize::from(rows).max(1);
        LedgerQuery {
            number: self.number,
            scope: self.scope.clone(),
            from: self.first_in_view(rows).saturating_sub(AROUND * rows),
            rows: (1 + 2 * AROUND) * rows,
        }
    }

    fn ask(&mut self, rows: u16) -> Effect {
        Effect::ListLedger(self.query(rows))
    }

    fn asking(&mut self, context: &Context<'_>) -> Response {
        Response::ask(Request::Perform(self.ask(context.rows)))
    }

    /// Asks for other rows: the present ones are shown until they come, but cannot be used.
    fn show(&mut self, context: &Context<'_>) -> Response {
        self.chosen = 0;
        self.merging = None;
        self.page.rows.clear();
        self.asking(context)
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        if self.typing.is_some() {
            return self.handle_typing(command, context);
        }
        let rows = isize::try_from(context.rows).unwrap_or(1).max(6) - 5;
        let chosen = match command.action {
            Action::OpenLine => return Some(self.open_line(context)),
            Action::Cancel => return Some(self.back(context)),
            Action::LedgerBy | Action::LedgerByBack => {
                let views = LedgerView::ALL;
                let at = views
                    .iter()
                    .position(|view| *view == self.scope.view)
                    .unwrap_or(0);
                let step = if command.action == Action::LedgerBy {
                    1
                } else {
                    views.len() - 1
                };
                self.scope.view = views[(at + step) % views.len()];
                self.scope.group = None;
                self.group = None;
                let said = done(format!("by {}", self.scope.view.name()));
                return Some(self.show(context).saying(said));
            }
            Action::SortBy if self.group.is_none() => {
                self.scope.sort = self.scope.sort.next();
                let said = done(format!("sorted by {}", self.scope.sort.name()));
                return Some(self.show(context).saying(said));
            }
            Action::SortBy => {
                return Some(Response::stay(decline(
                    "claims are sorted by day, the latest first",
                )));
            }
            Action::LedgerSuggested => {
                self.scope.suggested = !self.scope.suggested;
                let said = done(if self.scope.suggested {
                    "suggested claims count too"
                } else {
                    "only your claims count"
                });
                return Some(self.show(context).saying(said));
            }
            Action::Filter => {
                self.before = self.filter().to_owned();
                self.typing = Some((LedgerTyping::Filter, Field::line(self.filter())));
                return Some(Response::stay(quiet()));
            }
            Action::Export => {
                self.typing = Some((LedgerTyping::Export, Field::line("ledger.csv")));
                return Some(Response::stay(done(
                    "writes what is shown to a new file; its ending says how: .csv, .json, .md",
                )));
            }
            Action::Merge => return Some(self.merge(context)),
            Action::Split => return Some(self.split(context)),
            _ => command.line_chosen(self.chosen, self.page.total, rows)?,
        };
        if chosen == self.chosen {
            return Some(Response::stay(quiet()));
        }
        self.chosen = chosen;
        Some(self.asking(context))
    }

    fn open_line(&mut self, context: &Context<'_>) -> Response {
        match self.row(self.chosen).cloned() {
            Some(LedgerRow::Group(group)) => {
                self.scope.group = Some((group.key.clone(), String::new()));
                self.group = Some((group, self.chosen));
                self.show(context)
            }
            Some(LedgerRow::Claim(LedgerClaim { opens, arrival, .. })) if !opens.is_empty() => {
                Response::close_and(Request::Visit(opens, Some(arrival)))
            }
            Some(LedgerRow::Claim(_)) => {
                Response::stay(decline("its article has neither a file nor an address"))
            }
            None if !self.has_come() => Response::stay(decline("nothing is listed yet")),
            None => Response::stay(decline("nothing is chosen")),
        }
    }

    /// One step back: no longer merging, from claims to their group, out.
    fn back(&mut self, context: &Context<'_>) -> Response {
        if self.merging.take().is_some() {
            return Response::stay(decline("nothing was merged"));
        }
        match self.group.take() {
            Some((_, row)) => {
                self.scope.group = None;
                let response = self.show(context);
                self.chosen = row;
                // The rows around the group are asked for, and not the first ones.
                drop(response);
                self.asking(context)
            }
            None => Response::close(quiet()),
        }
    }

    fn merge(&mut self, context: &Context<'_>) -> Response {
        if self.scope.view != LedgerView::Speakers || self.group.is_some() {
            return Response::stay(decline(
                "only speakers are merged: choose one in the list of speakers",
            ));
        }
        let Some(LedgerRow::Group(group)) = self.row(self.chosen) else {
            return Response::stay(decline("no speaker is chosen"));
        };
        let chosen = (group.key.clone(), group.name.clone());
        if chosen.0 == "-" {
            return Response::stay(decline(
                "these are the claims of the authors, who are different people",
            ));
        }
        match self.merging.take() {
            None => {
                let said = format!("“{}” is who? Choose the same speaker and press M again", chosen.1);
                self.merging = Some(chosen);
                Response::stay(done(said))
            }
            Some(from) if from.0 == chosen.0 => Response::stay(decline("nothing was merged")),
            Some(from) => {
                let change = SpeakerChange::Merge { from, into: chosen };
                self.change(change, context)
            }
        }
    }

    fn split(&mut self, context: &Context<'_>) -> Response {
        let change = match self.row(self.chosen) {
            Some(LedgerRow::Group(group)) if self.scope.view == LedgerView::Speakers => {
                SpeakerChange::Separate {
                    key: group.key.clone(),
                    name: group.name.clone(),
                }
            }
            Some(LedgerRow::Claim(claim)) => match &claim.id {
                Some(id) => SpeakerChange::Namesake { id: id.clone() },
                None => {
                    return Response::stay(decline("the claim is only suggested: accept it first"));
                }
            },
            _ => return Response::stay(decline("no speaker is chosen")),
        };
        self.change(change, context)
    }

    fn change(&mut self, change: SpeakerChange, context: &Context<'_>) -> Response {
        let then = self.query(context.rows);
        Response::ask(Request::Perform(Effect::ChangeSpeakers { change, then }))
    }

    fn handle_typing(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        match command.action {
            Action::Submit | Action::AsTyped => {
                let (what, field) = self.typing.take()?;
                Some(match what {
                    LedgerTyping::Filter => Response::stay(quiet()),
                    LedgerTyping::Export => {
                        let effect = Effect::ExportLedger(self.scope.clone(), field.text());
                        Response::ask(Request::Perform(effect)).saying(done("writing…"))
                    }
                })
            }
            Action::Cancel => {
                let (what, _) = self.typing.take()?;
                Some(match what {
                    LedgerTyping::Filter => {
                        let before = self.before.clone();
                        self.set_filter(before);
                        self.show(context)
                    }
                    LedgerTyping::Export => Response::stay(decline("nothing was exported")),
                })
            }
            _ => Some(Response::stay(quiet())),
        }
    }

    fn set_filter(&mut self, filter: String) {
        match &mut self.scope.group {
            Some((_, of_claims)) => *of_claims = filter,
            None => self.scope.filter = filter,
        }
    }

    /// Handles a typed key; `None` if nothing is being typed.
    pub(super) fn type_key(&mut self, key: Key, context: &Context<'_>) -> Option<Response> {
        let typed = self.typing.as_mut()?.1.press(key);
        Some(self.typed(typed, context))
    }

    /// Handles pasted text; `None` if nothing is being typed.
    pub(super) fn paste(&mut self, text: &str, context: &Context<'_>) -> Option<Response> {
        let typed = self.typing.as_mut()?.1.paste(text);
        Some(self.typed(typed, context))
    }

    fn typed(&mut self, typed: Typed, context: &Context<'_>) -> Response {
        let said: Outcome = Response::typed(typed).outcome;
        match &self.typing {
            Some((LedgerTyping::Filter, field)) if typed.changed => {
                let filter = field.text();
                self.set_filter(filter);
                self.show(context).saying(said)
            }
            _ => Response::stay(said),
        }
    }
}
