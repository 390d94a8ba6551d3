//! Prompts of one line, with proposals.

use super::super::article::{Editing, Target};
use super::super::filter::SYNTAX;
use super::super::keys::action::Group;
use super::super::keys::{Action, Command};
use super::super::message::Effect;
use super::super::recall::TypedLine;
use super::super::status::{decline, quiet};
use super::context::{Context, Request, Response};
use super::field::{Field, Typed};
use super::leaving::Leaving;
use super::proposals::{
    Proposal, commands, files, filters, labels, named, or_as_typed, other_entities, palette, rank, speakers,
    tags, themes,
};
use crate::analysis::EntityKind;
use crate::config::Themes;
use crate::config::key::{Code, Key};
use crate::document::TextRange;
use crate::layout::Top;
use crate::notes::Evidence;

/// The subject of a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// An action by name.
    Command,
    /// An action, found by its name or its description.
    Palette,
    /// A search, with the state when it began.
    Search {
        /// The reading position, a byte offset.
        from: usize,
        /// The page.
        top: Top,
    },
    /// The speaker of a claim.
    Speaker(Target),
    /// Evidence on a claim.
    Evidence(Target),
    /// A piece of evidence of a claim, to change it.
    ChangeEvidence(Target, Evidence),
    /// Tags.
    Tags(Target),
    /// A restatement of a claim.
    Restate(Target),
    /// A verdict by name.
    Verdict(Target),
    /// The kind of a highlight.
    Colour(Target),
    /// The entity that another one, of this kind and name, is the same as.
    Merge(EntityKind, String),
    /// A name for mentions of an entity with the same words: its kind and name, and one of them.
    Split(EntityKind, String, TextRange),
    /// The filter of the list, with the previous one.
    Filter {
        /// The previous filter as typed.
        before: String,
    },
    /// The filter of the folded article.
    Fold,
    /// A theme.
    Theme,
    /// A file for notes that cannot be saved in their place; with the earlier question.
    Elsewhere(Leaving),
}

impl PromptKind {
    /// The target of the answer.
    pub fn target(&self) -> Option<Target> {
        match self {
            Self::Speaker(target)
            | Self::Evidence(target)
            | Self::ChangeEvidence(target, _)
            | Self::Tags(target)
            | Self::Restate(target)
            | Self::Verdict(target)
            | Self::Colour(target) => Some(*target),
            Self::Command
            | Self::Palette
            | Self::Search { .. }
            | Self::Merge(..)
            | Self::Split(..)
            | Self::Filter { .. }
            | Self::Fold
            | Self::Theme
            | Self::Elsewhere(_) => None,
        }
    }
}

/// A prompt.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Its kind.
    pub kind: PromptKind,
    /// The typed text.
    pub field: Field,
    /// Proposals, best first.
    pub proposals: Vec<Proposal>,
    /// The proposal that was put into the field.
    pub picked: Option<usize>,
    /// The subject, in its state when the prompt was opened.
    editing: Option<Box<Editing>>,
    /// For the command line: whether the focus moved to another claim since the reader pressed a key other than Enter.
    focus_went: bool,
    /// How many lines back the recalled line is.
    recalled: Option<usize>,
    /// The text typed before a line was recalled.
    before: String,
    /// The submitted line, to be stored.
    taken: Option<(TypedLine, String)>,
    /// The content of the folder whose name is being typed.
    folder: Option<(String, Vec<String>)>,
}

/// The number of proposals that can be chosen by a digit.
const NUMBERED: usize = 9;

impl Prompt {
    /// The label before the field.
    pub fn label(&self) -> &'static str {
        match self.kind {
            PromptKind::Command => ":",
            PromptKind::Palette => "action ",
            PromptKind::Search { .. } => "/",
            PromptKind::Speaker(_) => "speaker ",
            PromptKind::Evidence(_) | PromptKind::ChangeEvidence(..) => "evidence ",
            PromptKind::Tags(_) => "tags ",
            PromptKind::Restate(_) => "in your words ",
            PromptKind::Verdict(_) => "verdict ",
            PromptKind::Colour(_) => "mark as ",
            PromptKind::Theme => "theme ",
            PromptKind::Filter { .. } => "list ",
            PromptKind::Fold => "fold to ",
            PromptKind::Elsewhere(_) => "save as ",
            PromptKind::Merge(..) => "same as ",
            PromptKind::Split(..) => "another entity ",
        }
    }

    /// The text shown in an empty field.
    pub fn placeholder(&self) -> &'static str {
        match self.kind {
            PromptKind::Command => "an action by its name; Tab shows them",
            PromptKind::Palette => "words of its name or of what it does",
            PromptKind::Search { .. } => "words, or \\v and a regular expression",
            PromptKind::Speaker(_) => "a name; Tab shows who is named here",
            PromptKind::Evidence(_) | PromptKind::ChangeEvidence(..) => {
                "+ or - for its stance, a link or a file, \"the words there\""
            }
            PromptKind::Tags(_) => "words separated by spaces",
            PromptKind::Restate(_) => "the claim so that it is clear without context",
            PromptKind::Verdict(_) | PromptKind::Colour(_) | PromptKind::Theme | PromptKind::Merge(..) => {
                "Tab shows them"
            }
            PromptKind::Split(..) => "its name",
            PromptKind::Filter { .. } | PromptKind::Fold => SYNTAX,
            PromptKind::Elsewhere(_) => "a new file, for example on another disk; ~/ is your home folder",
        }
    }
}

impl Prompt {
    pub(in crate::app) fn new(kind: PromptKind, text: &str, context: &Context<'_>) -> Self {
        let editing = kind.target().map(|target| context.article.editing(target));
        let mut prompt = Self {
            kind,
            field: Field::line(text),
            proposals: Vec::new(),
            picked: None,
            editing: editing.map(Box::new),
            focus_went: false,
            recalled: None,
            before: String::new(),
            taken: None,
            folder: None,
        };
        prompt.propose(context);
        prompt
    }

    /// The subject, in its state when the prompt was opened.
    pub fn editing(&self) -> Option<&Editing> {
        self.editing.as_deref()
    }

    /// The focus moved to another claim: a command being typed was meant for the previous one.
    pub(in crate::app) fn focus_went(&mut self) {
        self.focus_went = true;
    }

    pub(super) fn handle(&mut self, command: &Command, context: &Context<'_>) -> Option<Response> {
        match command.action {
            Action::Submit => Some(self.submit(&self.answer(), context)),
            Action::AsTyped => Some(self.submit(&self.field.text(), context)),
            Action::Cancel => Some(self.cancel()),
            Action::Complete => Some(self.complete(1)),
            Action::CompleteBack => Some(self.complete(-1)),
            Action::EarlierLine => Some(self.recall(1, context)),
            Action::LaterLine => Some(self.recall(-1, context)),
            _ => None,
        }
    }

    /// The kind of line, if it is stored for recall.
    pub fn typed_line(&self) -> Option<TypedLine> {
        match self.kind {
            PromptKind::Command => Some(TypedLine::Command),
            PromptKind::Search { .. } => Some(TypedLine::Search),
            _ => None,
        }
    }

    /// The submitted line, to be stored.
    pub(in crate::app) fn taken(&self) -> Option<&(TypedLine, String)> {
        self.taken.as_ref()
    }

    /// Recalls the previous line (`by` is 1) or the next one (-1) that begins with the typed text.
    fn recall(&mut self, by: isize, context: &Context<'_>) -> Response {
        let kind = match self.typed_line() {
            Some(kind) if by > 0 || self.recalled.is_some() => kind,
            _ => return self.complete(-by),
        };
        if self.recalled.is_none() {
            self.before = self.field.text();
        }
        let lines = context.recall.lines(kind).iter().rev();
        let mut lines = lines.filter(|l| l.starts_with(&self.before) && **l != self.before);
        let at = match self.recalled {
            None => Some(0),
            Some(at) => at.checked_add_signed(by),
        };
        let text = match at {
            None => self.before.clone(),
            Some(at) => match lines.nth(at) {
                Some(line) => line.clone(),
                None => return Response::stay(decline("no earlier line begins like this")),
            },
        };
        self.recalled = at;
        self.field.set(&text);
        Response {
            request: self.changed(context),
            ..Response::stay(quiet())
        }
    }

    /// Proposes the content of the folder whose name is being typed.
    pub(in crate::app) fn take_folder(&mut self, folder: String, names: Vec<String>, context: &Context<'_>) {
        self.folder = Some((folder, names));
        self.propose(context);
    }

    /// The folder of the file name being typed, as typed, if its content is not known yet.
    fn unknown_folder(&self) -> Option<String> {
        let text = self.field.text();
        let (_, name) = file_typed(&text).filter(|_| self.kind == PromptKind::Command)?;
        let folder = &name[..name.rfind('/').map_or(0, |at| at + 1)];
        let known = self.folder.as_ref().is_some_and(|(known, _)| known == folder);
        (!known).then(|| folder.to_owned())
    }

    /// Whether the answer must be one of the proposals: one is always marked, and Enter takes it.
    fn chooses(&self) -> bool {
        match self.kind {
            PromptKind::Speaker(_)
            | PromptKind::Merge(..)
            | PromptKind::Verdict(_)
            | PromptKind::Colour(_)
            | PromptKind::Theme
            | PromptKind::Palette => true,
            PromptKind::Command
            | PromptKind::Search { .. }
            | PromptKind::Evidence(_)
            | PromptKind::ChangeEvidence(..)
            | PromptKind::Tags(_)
            | PromptKind::Restate(_)
            | PromptKind::Split(..)
            | PromptKind::Filter { .. }
            | PromptKind::Fold
            | PromptKind::Elsewhere(_) => false,
        }
    }

    /// The marked proposal: in a prompt that chooses, the one that Enter takes, otherwise the one in the field.
    pub fn marked(&self) -> Option<usize> {
        let first = self.chooses() && !self.field.is_empty() && !self.proposals.is_empty();
        self.picked.or(first.then_some(0))
    }

    /// The number of proposals that can be chosen by a digit.
    pub fn numbered(&self) -> usize {
        if !matches!(self.kind, PromptKind::Speaker(_) | PromptKind::Merge(..)) {
            return 0;
        }
        self.proposals
            .iter()
            .filter(|p| !p.as_typed)
            .count()
            .min(NUMBERED)
    }

    /// The text that Enter submits.
    fn answer(&self) -> String {
        let marked = self.marked().filter(|_| self.chooses());
        marked
            .and_then(|index| self.proposals.get(index))
            .map_or_else(|| self.field.text(), |p| p.text.clone())
    }

    pub(super) fn type_key(&mut self, key: Key, context: &Context<'_>) -> Response {
        if let Key {
            code: Code::Char(digit @ '1'..='9'),
            ctrl: false,
            alt: false,
            ..
        } = key
        {
            let index = digit as usize - '1' as usize;
            if index < self.numbered() {
                let text = self.proposals[index].text.clone();
                return self.submit(&text, context);
            }
        }
        let typed = self.field.press(key);
        self.typed(typed, context)
    }

    pub(super) fn paste(&mut self, text: &str, context: &Context<'_>) -> Response {
        let typed = self.field.paste(text);
        self.typed(typed, context)
    }

    fn typed(&mut self, typed: Typed, context: &Context<'_>) -> Response {
        if typed.changed {
            self.recalled = None;
        }
        Response {
            request: typed.changed.then(|| self.changed(context)).flatten(),
            ..Response::typed(typed)
        }
    }

    /// Updates proposals, matches and previews after the typed text changed.
    fn changed(&mut self, context: &Context<'_>) -> Option<Request> {
        self.propose(context);
        let text = self.field.text();
        match self.kind {
            PromptKind::Search { from, top } if text.is_empty() => {
                Some(Request::EndSearch(Some((from, top))))
            }
            PromptKind::Search { from, .. } => Some(Request::Find {
                needle: text,
                from,
                jump: false,
            }),
            PromptKind::Theme => preview(&text, context.themes),
            PromptKind::Filter { .. } => Some(Request::Filter(text)),
            PromptKind::Command => match (text.trim_start().strip_prefix("theme "), self.unknown_folder()) {
                (Some(name), _) => preview(name.trim(), context.themes),
                (None, Some(folder)) => Some(Request::Perform(Effect::ListFolder(folder))),
                (None, None) => Some(Request::SettleTheme),
            },
            PromptKind::Palette
            | PromptKind::Speaker(_)
            | PromptKind::Evidence(_)
            | PromptKind::ChangeEvidence(..)
            | PromptKind::Tags(_)
            | PromptKind::Restate(_)
            | PromptKind::Verdict(_)
            | PromptKind::Colour(_)
            | PromptKind::Merge(..)
            | PromptKind::Split(..)
            | PromptKind::Fold
            | PromptKind::Elsewhere(_) => None,
        }
    }

    fn propose(&mut self, context: &Context<'_>) {
        let typed = self.field.text();
        let article = context.article;
        self.proposals = match &self.kind {
            PromptKind::Command => match (file_typed(&typed), &self.folder) {
                (Some((command, name)), Some((folder, names))) if name.starts_with(folder.as_str()) => {
                    files(command, name, folder, names)
                }
                _ => commands(&typed, context),
            },
            PromptKind::Palette => palette(&typed, context),
            PromptKind::Speaker(_) => or_as_typed(&typed, named(&typed, speakers(article))),
            PromptKind::Theme => rank(&typed, themes(context.themes)),
            PromptKind::Verdict(_) => rank(&typed, labels(&context.settings.verdicts)),
            PromptKind::Colour(_) => rank(&typed, labels(&context.settings.highlights)),
            PromptKind::Tags(_) => tags(&typed, article),
            PromptKind::Filter { .. } | PromptKind::Fold => filters(&typed, context),
            PromptKind::Merge(kind, name) => {
                or_as_typed(&typed, named(&typed, other_entities(*kind, name, article)))
            }
            PromptKind::Search { .. }
            | PromptKind::Evidence(_)
            | PromptKind::ChangeEvidence(..)
            | PromptKind::Restate(_)
            | PromptKind::Split(..)
            | PromptKind::Elsewhere(_) => Vec::new(),
        };
        self.picked = None;
    }

    /// Puts the next proposal (or the previous one) into the field.
    fn complete(&mut self, by: isize) -> Response {
        let count = self.proposals.len() as isize;
        if count == 0 {
            return Response::stay(decline("nothing to propose"));
        }
        let next = match self.picked {
            Some(at) => (at as isize + by).rem_euclid(count),
            None if by > 0 => 0,
            None => count - 1,
        } as usize;
        let text = self.proposals[next].text.clone();
        self.field.set(&text);
        self.picked = Some(next);
        let request = match &self.kind {
            PromptKind::Theme => Some(Request::ShowTheme(text)),
            PromptKind::Filter { .. } => Some(Request::Filter(text)),
            PromptKind::Command => Some(match text.strip_prefix("theme ") {
                Some(name) => Request::ShowTheme(name.to_owned()),
                None => Request::SettleTheme,
            }),
            _ => None,
        };
        Response {
            request,
            ..Response::stay(quiet())
        }
    }

    /// Reverts previews.
    fn cancel(&self) -> Response {
        match self.kind {
            PromptKind::Search { from, top } => Response::close_and(Request::EndSearch(Some((from, top)))),
            PromptKind::Theme | PromptKind::Command => Response::close_and(Request::SettleTheme),
            PromptKind::Filter { ref before } => {
                Response::close_and(Request::Filter(before.clone())).saying(decline("the list is unchanged"))
            }
            PromptKind::Elsewhere(ref leaving) => Response::close_and(Request::AskAgain(leaving.clone())),
            PromptKind::Speaker(_)
            | PromptKind::Palette
            | PromptKind::Evidence(_)
            | PromptKind::ChangeEvidence(..)
            | PromptKind::Tags(_)
            | PromptKind::Restate(_)
            | PromptKind::Verdict(_)
            | PromptKind::Colour(_)
            | PromptKind::Merge(..)
            | PromptKind::Fold
            | PromptKind::Split(..) => Response::close(quiet()),
        }
    }

    /// Submits an answer.
    fn submit(&mut self, answer: &str, context: &Context<'_>) -> Response {
        let text = answer.trim().to_owned();
        self.taken = self.typed_line().map(|kind| (kind, answer.to_owned()));
        let best = self.proposals.first().map(|p| p.text.clone());
        let editing = self.editing.clone();
        let run = |command| match editing {
            Some(editing) => Response::close_and(Request::RunOn(editing, command)),
            None => Response::close_and(Request::Run(command)),
        };
        let went = std::mem::take(&mut self.focus_went);
        // A decision is only made on the claim that the reader saw in focus while typing it.
        let on_focus = |command: Command| {
            if went && command.action.spec().group == Group::Work {
                return Response::stay(decline(
                    "the focus is on another claim now: Enter again acts on that one",
                ));
            }
            Response::close_and(Request::Run(command))
        };
        let as_it_was = |words: &str| Response::close(decline(words));
        match &self.kind {
            PromptKind::Search { .. } if text.is_empty() => Response::close_and(Request::EndSearch(None)),
            PromptKind::Search { from, .. } => Response::close_and(Request::Find {
                needle: text,
                from: *from,
                jump: true,
            }),
            PromptKind::Elsewhere(leaving) => {
                Response::close_and(Request::SaveElsewhere(leaving.clone(), text))
            }
            PromptKind::Palette => match Action::named(&text) {
                Some(action) => Response::close_and(Request::Start(action)),
                None => as_it_was("no action was chosen"),
            },
            PromptKind::Filter { .. } => Response::close_and(Request::Filter(text)),
            PromptKind::Fold if text.is_empty() => as_it_was("the article is unchanged"),
            PromptKind::Fold => Response::close_and(Request::Run(Command::with(Action::FoldMatching, text))),
            PromptKind::Command if text.is_empty() => Response::close(quiet()),
            PromptKind::Command => match Command::parse(&text) {
                Ok(command) => on_focus(command),
                // A prefix is enough if there is a single best proposal.
                Err(why) => match best
                    .filter(|b| text.len() > 1 && b.starts_with(&text))
                    .map(|b| Command::parse(&b))
                {
                    Some(Ok(command)) => on_focus(command),
                    _ => Response::close(decline(why)),
                },
            },
            PromptKind::Speaker(_) if text.is_empty() => as_it_was("the speaker is unchanged"),
            PromptKind::Speaker(_) => run(Command::with(Action::Speaker, text)),
            PromptKind::Evidence(_) if text.len() > usize::from(text.starts_with(['+', '-'])) => {
                run(Command::with(Action::Evidence, text))
            }
            PromptKind::Evidence(_) => as_it_was("no evidence added"),
            PromptKind::ChangeEvidence(..) if text.is_empty() => {
                as_it_was("the evidence is unchanged: d removes it")
            }
            PromptKind::ChangeEvidence(_, old) => match self.editing.clone() {
                Some(editing) => Response::close_and(Request::ChangeEvidence(editing, old.clone(), text)),
                None => as_it_was("the evidence is unchanged"),
            },
            PromptKind::Tags(_) => run(Command::with(Action::Tags, text)),
            PromptKind::Restate(_) => run(Command::with(Action::Restate, text)),
            PromptKind::Verdict(_) if text.is_empty() => as_it_was("the verdict is unchanged"),
            PromptKind::Verdict(_) | PromptKind::Colour(_) => run(Command::with(Action::Verdict, text)),
            PromptKind::Merge(..) | PromptKind::Split(..) if text.is_empty() => {
                as_it_was("the entities are unchanged")
            }
            PromptKind::Merge(kind, name) | PromptKind::Split(kind, name, _)
                if context.article.entity_named(*kind, name).is_none() =>
            {
                Response::stay(decline(format!(
                    "{name} was given another name elsewhere: Esc keeps that"
                )))
            }
            PromptKind::Merge(kind, old) => Response::close_and(Request::Rename {
                kind: *kind,
                old: old.clone(),
                like: None,
                name: text,
            }),
            PromptKind::Split(kind, old, mention) => Response::close_and(Request::Rename {
                kind: *kind,
                old: old.clone(),
                like: Some(*mention),
                name: text,
            }),
            PromptKind::Theme if context.themes.get(&text).is_some() => {
                Response::close_and(Request::ChooseTheme(text))
            }
            PromptKind::Theme => {
                Response::close_and(Request::SettleTheme).saying(decline("the theme is unchanged"))
            }
        }
    }
}

/// Previews the named theme or the best proposal.
fn preview(typed: &str, all: &Themes) -> Option<Request> {
    if typed.is_empty() {
        return None;
    }
    if all.get(typed).is_some() {
        return Some(Request::ShowTheme(typed.to_owned()));
    }
    let best = rank(typed, themes(all)).into_iter().next();
    best.map(|best| Request::ShowTheme(best.text))
}

/// The file name being typed on a command line that takes one, and the command before it. For an export, files are completed if a folder is
/// named; otherwise formats are proposed.
fn file_typed(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches([':', ' ']);
    let (command, rest) = line.split_once(' ')?;
    let rest = rest.trim_start();
    match command {
        "open" | "agree" | "import" | "import-notes" => {
            let mut name = rest;
            while name.starts_with("--")
                && let Some((_, after)) = name.split_once(' ')
            {
                name = after.trim_start();
            }
            Some((line.strip_suffix(name)?.trim_end(), name))
        }
        "export" => {
            let is_file = |name: &str| name.contains('/') || name.starts_with('~');
            let behind_format = rest.split_once(' ').filter(|(format, _)| !is_file(format));
            let name = behind_format.map_or(rest, |(_, name)| name.trim_start());
            let before = line.strip_suffix(name)?.trim_end();
            is_file(name).then_some((before, name))
        }
        _ => None,
    }
}
