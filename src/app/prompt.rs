//! Prompts of one line, with proposals.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use super::action::{Argument, TABLE};
use super::decide::{AUTHOR, Decision};
use super::field::Field;
use super::keymap::Command;
use super::model::{Model, Over};
use super::search::Then;
use super::steps::Target;
use crate::analysis::EntityKind;
use crate::document::TextRange;
use crate::layout::Top;

/// What a prompt asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// Any action.
    Command,
    /// What to find; where the reader stood when the search began.
    Search {
        /// The reading position, a byte offset.
        from: usize,
        /// The page.
        top: Top,
    },
    /// Who says a claim.
    Speaker(Target),
    /// Evidence on a claim.
    Evidence(Target),
    /// Tags.
    Tags(Target),
    /// A claim in the reader's words.
    Restate(Target),
    /// A verdict by name.
    Verdict(Target),
    /// The entity that another one, given as an index, is the same as.
    Merge(usize),
    /// A name for the mentions of an entity that read alike: the entity as an index, and one of them.
    Split(usize, TextRange),
    /// A theme; the one to come back to.
    Theme(String),
}

/// Something that could be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What would stand in the prompt.
    pub text: String,
    /// What it is.
    pub about: String,
}

/// A line to type in.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What it asks for.
    pub kind: PromptKind,
    /// What is typed.
    pub field: Field,
    /// What could be meant, best first.
    pub proposals: Vec<Proposal>,
    /// The proposal that stands in the field.
    pub picked: Option<usize>,
}

impl Prompt {
    /// What stands before the field.
    pub fn label(&self) -> &'static str {
        match self.kind {
            PromptKind::Command => ":",
            PromptKind::Search { .. } => "/",
            PromptKind::Speaker(_) => "speaker ",
            PromptKind::Evidence(_) => "evidence ",
            PromptKind::Tags(_) => "tags ",
            PromptKind::Restate(_) => "in your words ",
            PromptKind::Verdict(_) => "verdict ",
            PromptKind::Theme(_) => "theme ",
            PromptKind::Merge(_) => "same as ",
            PromptKind::Split(..) => "another entity ",
        }
    }

    /// What is shown where nothing is typed yet.
    pub fn placeholder(&self) -> &'static str {
        match self.kind {
            PromptKind::Command => "an action by its name; Tab shows them",
            PromptKind::Search { .. } => "words, or \\v and a regular expression",
            PromptKind::Speaker(_) => "a name; Tab shows who is named here",
            PromptKind::Evidence(_) => "+ or - for its stance, a link or a file, \"the words there\"",
            PromptKind::Tags(_) => "words separated by spaces",
            PromptKind::Restate(_) => "the claim so that it stands alone",
            PromptKind::Verdict(_) | PromptKind::Theme(_) | PromptKind::Merge(_) => "Tab shows them",
            PromptKind::Split(..) => "its name",
        }
    }
}

impl Model {
    pub(super) fn open_prompt(&mut self, kind: PromptKind, text: &str) {
        self.over = Some(Over::Prompt(Prompt {
            kind,
            field: Field::line(text),
            proposals: Vec::new(),
            picked: None,
        }));
        self.propose();
    }

    /// What was typed changed: proposals, matches and previews follow.
    pub(super) fn prompt_changed(&mut self) {
        self.propose();
        let Some(Over::Prompt(prompt)) = &self.over else {
            return;
        };
        let text = prompt.field.text();
        match prompt.kind.clone() {
            PromptKind::Search { from, top } => {
                self.notice = None;
                if text.is_empty() {
                    self.finding = None;
                    self.top = top;
                    self.cursor = from;
                } else {
                    self.find(&text, from, Then::Show);
                }
            }
            PromptKind::Theme(_) => self.preview(&text),
            PromptKind::Command => match text.trim_start().strip_prefix("theme ") {
                Some(name) => self.preview(name.trim()),
                None => self.show_settled_theme(),
            },
            _ => {}
        }
    }

    /// Shows the theme that is named or meant first.
    fn preview(&mut self, typed: &str) {
        if typed.is_empty() || self.show_theme(typed) {
            return;
        }
        let best = rank(typed, self.theme_proposals()).into_iter().next();
        if let Some(best) = best {
            self.show_theme(&best.text);
        }
    }

    /// Ends a preview.
    fn show_settled_theme(&mut self) {
        if self.theme.name != self.settled_theme {
            let kept = self.settled_theme.clone();
            self.show_theme(&kept);
        }
    }

    fn theme_proposals(&self) -> Vec<Proposal> {
        let about = |light: bool| if light { "light" } else { "dark" };
        self.themes
            .iter()
            .map(|t| Proposal {
                text: t.name.clone(),
                about: about(t.light).into(),
            })
            .collect()
    }

    fn propose(&mut self) {
        let Some(Over::Prompt(prompt)) = &self.over else {
            return;
        };
        let typed = prompt.field.text();
        let proposals = match &prompt.kind {
            PromptKind::Command => self.command_proposals(&typed),
            PromptKind::Speaker(_) => rank(&typed, self.speaker_proposals()),
            PromptKind::Theme(_) => rank(&typed, self.theme_proposals()),
            PromptKind::Verdict(_) => rank(&typed, self.verdict_proposals()),
            PromptKind::Tags(_) => self.tag_proposals(&typed),
            PromptKind::Merge(entity) => rank(&typed, self.entity_proposals(*entity)),
            PromptKind::Search { .. }
            | PromptKind::Evidence(_)
            | PromptKind::Restate(_)
            | PromptKind::Split(..) => Vec::new(),
        };
        if let Some(Over::Prompt(prompt)) = &mut self.over {
            prompt.proposals = proposals;
            prompt.picked = None;
        }
    }

    fn command_proposals(&self, typed: &str) -> Vec<Proposal> {
        let typed = typed.trim_start_matches(':').trim_start();
        let of_argument = |name: &str, items: Vec<Proposal>, rest: &str| {
            let full = |p: Proposal| Proposal {
                text: format!("{name} {}", p.text),
                ..p
            };
            rank(rest.trim(), items).into_iter().map(full).collect()
        };
        match typed.split_once(' ') {
            Some(("theme", rest)) => of_argument("theme", self.theme_proposals(), rest),
            Some(("verdict", rest)) => of_argument("verdict", self.verdict_proposals(), rest),
            Some(("speaker", rest)) => of_argument("speaker", self.speaker_proposals(), rest),
            Some(("status", rest)) => {
                let names = ["to check", "checking", "checked"].map(|n| Proposal {
                    text: n.into(),
                    about: String::new(),
                });
                of_argument("status", names.into(), rest)
            }
            Some(_) => Vec::new(),
            None => {
                let all = TABLE
                    .iter()
                    .filter(|s| s.argument != Argument::Character)
                    .map(|s| {
                        let about = match s.argument {
                            Argument::Text(what) => format!("{} ({what})", s.help),
                            _ => s.help.to_owned(),
                        };
                        Proposal {
                            text: s.name.to_owned(),
                            about,
                        }
                    });
                rank(typed, all.collect())
            }
        }
    }

    fn speaker_proposals(&self) -> Vec<Proposal> {
        let mut out: Vec<Proposal> = Vec::new();
        let mut add = |text: &str, about: &str| {
            if !out.iter().any(|p| p.text == text) {
                out.push(Proposal {
                    text: text.to_owned(),
                    about: about.to_owned(),
                });
            }
        };
        for claim in &self.claims {
            if let Some(name) = self.speaker_of(claim) {
                add(name, "speaks here");
            }
        }
        let mut named: Vec<_> = self
            .entities
            .iter()
            .filter(|e| {
                matches!(
                    e.kind,
                    EntityKind::Person | EntityKind::Organization | EntityKind::Group | EntityKind::Place
                )
            })
            .collect();
        named.sort_by_key(|e| (e.kind, std::cmp::Reverse(e.mentions.len())));
        for entity in named {
            add(&entity.name, entity.kind.name());
        }
        add(AUTHOR, "nobody else says it");
        out
    }

    fn entity_proposals(&self, but: usize) -> Vec<Proposal> {
        let others = self.entities.iter().enumerate().filter(|(i, _)| *i != but);
        others
            .map(|(_, e)| Proposal {
                text: e.name.clone(),
                about: e.kind.name().to_owned(),
            })
            .collect()
    }

    fn verdict_proposals(&self) -> Vec<Proposal> {
        let verdicts = self.settings.verdicts.iter();
        verdicts
            .map(|v| Proposal {
                text: v.name.clone(),
                about: v.key.to_string(),
            })
            .collect()
    }

    /// Tags used in this article, for the word being typed.
    fn tag_proposals(&self, typed: &str) -> Vec<Proposal> {
        let (before, word) = typed.rsplit_once(' ').map_or(("", typed), |(b, w)| (b, w));
        let mut tags: Vec<String> = self.notebook.annotations().flat_map(|a| a.tags.clone()).collect();
        tags.sort();
        tags.dedup();
        let here: Vec<&str> = before.split(' ').collect();
        let items = tags.into_iter().filter(|t| !here.contains(&t.as_str()));
        let items = items
            .map(|t| Proposal {
                text: t,
                about: "used here".into(),
            })
            .collect();
        let full = |p: Proposal| Proposal {
            text: format!("{before} {}", p.text).trim_start().to_owned(),
            ..p
        };
        rank(word, items).into_iter().map(full).collect()
    }

    /// Puts the next proposal (or the one before) into the field.
    pub(super) fn complete(&mut self, by: isize) {
        let Some(Over::Prompt(prompt)) = &mut self.over else {
            return;
        };
        let count = prompt.proposals.len() as isize;
        if count == 0 {
            return self.why("nothing to propose");
        }
        let next = match prompt.picked {
            Some(at) => (at as isize + by).rem_euclid(count),
            None if by > 0 => 0,
            None => count - 1,
        } as usize;
        let text = prompt.proposals[next].text.clone();
        prompt.field.set(&text);
        prompt.picked = Some(next);
        match &prompt.kind {
            PromptKind::Theme(_) => self.preview(&text),
            PromptKind::Command => match text.strip_prefix("theme ") {
                Some(name) => self.preview(name),
                None => self.show_settled_theme(),
            },
            _ => {}
        }
    }

    /// Esc in an editor keeps what was written; in a prompt it puts it away.
    pub(super) fn cancel(&mut self) {
        match self.over.take() {
            Some(editor @ Over::Editor(..)) => {
                self.over = Some(editor);
                self.keep_note();
            }
            Some(Over::Prompt(prompt)) => self.prompt_left(&prompt),
            // The library was all there was.
            Some(Over::Page(page)) if self.generation == 0 && page.chosen.is_some() => self.quit(),
            Some(_) => {}
            None => self.selection = None,
        }
    }

    /// Takes what was typed.
    pub(super) fn submit(&mut self) {
        match self.over.take() {
            Some(Over::Prompt(prompt)) => self.submit_prompt(prompt),
            Some(editor @ Over::Editor(..)) => {
                self.over = Some(editor);
                self.keep_note();
            }
            Some(Over::Page(page)) => self.submit_page(&page),
            other => self.over = other,
        }
    }

    fn submit_prompt(&mut self, prompt: Prompt) {
        let text = prompt.field.text().trim().to_owned();
        let best = prompt.proposals.first().map(|p| p.text.clone());
        match prompt.kind {
            PromptKind::Search { from, .. } => {
                if text.is_empty() {
                    self.finding = None;
                    return;
                }
                self.find(&text, from, Then::Jump(from));
            }
            PromptKind::Command if text.is_empty() => {}
            PromptKind::Command => match Command::parse(&text) {
                Ok(command) => self.run(command),
                // The beginning of a name is enough where it can only mean one thing first.
                Err(why) => match best
                    .filter(|b| text.len() > 1 && b.starts_with(&text))
                    .map(|b| Command::parse(&b))
                {
                    Some(Ok(command)) => self.run(command),
                    _ => self.why(why),
                },
            },
            PromptKind::Speaker(target) if !text.is_empty() => self.decide(target, &Decision::Speaker(text)),
            PromptKind::Speaker(_) => self.why("the speaker is as it was"),
            PromptKind::Evidence(target) if text.len() > usize::from(text.starts_with(['+', '-'])) => {
                self.decide(target, &Decision::Evidence(text));
            }
            PromptKind::Evidence(_) => self.why("no evidence added"),
            PromptKind::Tags(target) => self.decide(target, &Decision::Tags(text)),
            PromptKind::Restate(target) => self.run_on(target, super::action::Action::Restate, &text),
            PromptKind::Verdict(target) => {
                let name = best.filter(|_| !text.is_empty()).unwrap_or(text);
                self.run_on(target, super::action::Action::Verdict, &name);
            }
            PromptKind::Merge(entity) if !text.is_empty() => {
                // A name that is none yet may be the start of one that is.
                let known = self.entities.iter().any(|e| e.name == text);
                let name = best
                    .filter(|b| !known && b.to_lowercase().starts_with(&text.to_lowercase()))
                    .unwrap_or(text);
                self.rename(entity, None, &name);
            }
            PromptKind::Split(entity, mention) if !text.is_empty() => {
                self.rename(entity, Some(mention), &text);
            }
            PromptKind::Merge(_) | PromptKind::Split(..) => self.why("the entities are as they were"),
            PromptKind::Theme(old) => {
                let name: Option<String> = if self.themes.get(&text).is_some() {
                    Some(text)
                } else {
                    best.filter(|_| !text.is_empty())
                };
                match name {
                    Some(name) => self.set_theme(Some(&name)),
                    None => {
                        self.show_theme(&old);
                        self.why("the theme is as it was");
                    }
                }
            }
        }
    }

    /// Runs an action with words on what a prompt was opened for.
    fn run_on(&mut self, target: Target, action: super::action::Action, text: &str) {
        let same = self.target() == Some(target);
        if same {
            self.run(Command::with(action, text));
        } else {
            self.why("what this was about is no longer there");
        }
    }

    /// A prompt was put away: what it previewed goes back.
    pub(super) fn prompt_left(&mut self, prompt: &Prompt) {
        match &prompt.kind {
            PromptKind::Search { from, top } => {
                self.finding = None;
                self.top = *top;
                self.cursor = *from;
                self.lay_out();
            }
            PromptKind::Theme(old) => {
                self.show_theme(old);
            }
            PromptKind::Command => {
                // A theme may have been shown while its name was typed.
                self.show_settled_theme();
            }
            _ => {}
        }
    }
}

/// The proposals that match what was typed, best first; all of them where nothing was.
fn rank(typed: &str, all: Vec<Proposal>) -> Vec<Proposal> {
    if typed.trim().is_empty() {
        return all;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
    let mut buffer = Vec::new();
    let mut scored: Vec<(bool, u32, Proposal)> = all
        .into_iter()
        .filter_map(|p| {
            let score = pattern.score(nucleo_matcher::Utf32Str::new(&p.text, &mut buffer), &mut matcher)?;
            let starts = p.text.to_lowercase().starts_with(&typed.trim().to_lowercase());
            Some((starts, score, p))
        })
        .collect();
    scored.sort_by_key(|(starts, score, _)| std::cmp::Reverse((*starts, *score)));
    scored.into_iter().map(|(_, _, p)| p).collect()
}
