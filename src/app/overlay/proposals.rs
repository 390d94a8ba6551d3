//! The proposals of a prompt: names, commands, tags and files similar to the typed text, best first.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use super::super::article::Article;
use super::super::keys::action::{Argument, TABLE};
use super::context::Context;
use crate::analysis::{ClaimKind, EntityKind};
use crate::config::Themes;
use crate::config::settings::Label;
use crate::export::Format;

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The text it puts into the prompt.
    pub text: String,
    /// Its description.
    pub about: String,
    /// Whether it is the typed text itself rather than a known item.
    pub as_typed: bool,
}

/// The name of the author's own voice in the prompt for a speaker.
pub(in crate::app) const AUTHOR: &str = "the author";

/// The files and folders of `folder` whose names begin with `name`; hidden ones only if `name` begins with a dot.
pub(super) fn files(command: &str, name: &str, folder: &str, names: &[String]) -> Vec<Proposal> {
    let begun = &name[folder.len()..];
    let begins = |n: &&String| n.starts_with(begun) && (begun.starts_with('.') || !n.starts_with('.'));
    let all = names.iter().filter(begins);
    all.map(|n| {
        let about = if n.ends_with('/') { "a folder" } else { "" };
        proposal(format!("{command} {folder}{n}"), about)
    })
    .collect()
}

/// All actions with their keys; first those whose names or help contain the typed words.
pub(super) fn palette(typed: &str, context: &Context<'_>) -> Vec<Proposal> {
    let all = TABLE.iter().map(|spec| {
        let keys = context
            .keymap
            .keys_for(context.below, spec.action)
            .unwrap_or_default();
        let words = format!("{} ({})", spec.help, spec.short);
        proposal(
            spec.name,
            if keys.is_empty() {
                words
            } else {
                format!("{keys}  {words}")
            },
        )
    });
    rank_by(AtomKind::Fuzzy, typed, all.collect(), |p| {
        // The name counts more than the help.
        format!("{} {}", p.text, p.about)
    })
}

fn proposal(text: impl Into<String>, about: impl Into<String>) -> Proposal {
    Proposal {
        text: text.into(),
        about: about.into(),
        as_typed: false,
    }
}

/// The proposals, followed by the typed text if it is not among them: a new name.
pub(super) fn or_as_typed(typed: &str, mut proposals: Vec<Proposal>) -> Vec<Proposal> {
    let typed = typed.trim();
    if !typed.is_empty() && !proposals.iter().any(|p| p.text == typed) {
        proposals.push(Proposal {
            as_typed: true,
            ..proposal(typed, "as typed, a new name")
        });
    }
    proposals
}

pub(super) fn themes(themes: &Themes) -> Vec<Proposal> {
    themes
        .iter()
        .map(|t| proposal(&t.name, if t.light { "light" } else { "dark" }))
        .collect()
}

pub(super) fn labels(labels: &[Label]) -> Vec<Proposal> {
    let labels = labels.iter();
    labels.map(|l| proposal(&l.name, l.key.to_string())).collect()
}

pub(super) fn commands(typed: &str, context: &Context<'_>) -> Vec<Proposal> {
    let typed = typed.trim_start_matches(':').trim_start();
    let of_argument = |name: &str, items: Vec<Proposal>, rest: &str| {
        let full = |p: Proposal| proposal(format!("{name} {}", p.text), p.about);
        rank(rest.trim(), items).into_iter().map(full).collect()
    };
    match typed.split_once(' ') {
        Some(("theme", rest)) => of_argument("theme", themes(context.themes), rest),
        Some(("verdict", rest)) => of_argument("verdict", labels(&context.settings.verdicts), rest),
        Some(("speaker", rest)) => of_argument("speaker", speakers(context.article), rest),
        Some(("status", rest)) => {
            let names = ["to check", "checking", "checked"].map(|n| proposal(n, ""));
            of_argument("status", names.into(), rest)
        }
        Some(("export", rest)) => {
            let formats = Format::ALL.map(|f| proposal(f.name(), f.about()));
            of_argument("export", formats.into(), rest)
        }
        Some(_) => Vec::new(),
        None => {
            let all = TABLE
                .iter()
                .filter(|s| s.argument != Argument::Character)
                .map(|s| match s.argument {
                    Argument::Text(what) | Argument::Choice(what) => {
                        proposal(s.name, format!("{} ({what})", s.help))
                    }
                    Argument::None | Argument::Count | Argument::Character => proposal(s.name, s.help),
                });
            rank(typed, all.collect())
        }
    }
}

pub(super) fn speakers(article: &Article) -> Vec<Proposal> {
    let mut out: Vec<Proposal> = Vec::new();
    let mut add = |text: &str, about: &str| {
        if !out.iter().any(|p| p.text == text) {
            out.push(proposal(text, about));
        }
    };
    for claim in article.claims() {
        if let Some(name) = article.speaker_of(claim) {
            add(name, "speaks here");
        }
    }
    let can_speak = |kind| {
        matches!(
            kind,
            EntityKind::Person | EntityKind::Organization | EntityKind::Group | EntityKind::Place
        )
    };
    let mut named: Vec<_> = article.entities().iter().filter(|e| can_speak(e.kind)).collect();
    named.sort_by_key(|e| (e.kind, std::cmp::Reverse(e.mentions.len())));
    for entity in named {
        add(&entity.name, entity.kind.name());
    }
    add(AUTHOR, "no other speaker");
    out
}

pub(super) fn other_entities(kind: EntityKind, name: &str, article: &Article) -> Vec<Proposal> {
    let entities = article.entities().iter();
    let others = entities.filter(|e| (e.kind, &*e.name) != (kind, name));
    others.map(|e| proposal(&e.name, e.kind.name())).collect()
}

/// Fields, and their values in this article, for the part of a filter being typed.
pub(super) fn filters(typed: &str, context: &Context<'_>) -> Vec<Proposal> {
    let article = context.article;
    let (before, part) = typed.rsplit_once(' ').map_or(("", typed), |(b, p)| (b, p));
    let quoted = |name: &str| {
        if name.contains(' ') {
            format!("\"{name}\"")
        } else {
            name.to_owned()
        }
    };
    let of_field = |field: &str, items: Vec<Proposal>, value: &str| {
        let full = |p: Proposal| proposal(format!("{field}:{}", quoted(&p.text)), p.about);
        let mut found: Vec<Proposal> = rank(value, items).into_iter().map(full).collect();
        found.push(proposal(format!("{field}:none"), format!("without a {field}")));
        found
    };
    let named = |names: &[&str]| names.iter().map(|name| proposal(*name, "")).collect();
    let items = match part.split_once(':') {
        Some(("speaker", value)) => {
            let speakers = speakers(article).into_iter().filter(|p| p.about == "speaks here");
            of_field("speaker", speakers.collect(), value)
        }
        Some(("verdict", value)) => of_field("verdict", labels(&context.settings.verdicts), value),
        Some(("tag", value)) => of_field("tag", tags("", article), value),
        Some(("status", value)) => {
            let names = ["suggested", "to check", "checking", "checked", "carried over"];
            of_field("status", named(&names), value)
        }
        Some(("kind", value)) => {
            let mut names = vec!["claim", "highlight", "note", "entity"];
            names.extend(EntityKind::ALL.map(EntityKind::name));
            names.extend(ClaimKind::ALL.map(ClaimKind::name));
            of_field("kind", named(&names), value)
        }
        Some(_) => Vec::new(),
        None => {
            let fields = [
                ("speaker:", "who says it"),
                ("verdict:", "which verdict it has"),
                ("status:", "how far its checking is"),
                ("kind:", "what it is"),
                ("tag:", "which tag it has"),
            ];
            let fields = fields.map(|(name, about)| proposal(name, about));
            rank(part, fields.into())
        }
    };
    let full = |p: Proposal| proposal(format!("{before} {}", p.text).trim_start(), p.about);
    items.into_iter().map(full).collect()
}

/// Tags used in this article, for the word being typed.
pub(super) fn tags(typed: &str, article: &Article) -> Vec<Proposal> {
    let (before, word) = typed.rsplit_once(' ').map_or(("", typed), |(b, w)| (b, w));
    let mut tags: Vec<&String> = article.notebook().annotations().flat_map(|a| &a.tags).collect();
    tags.sort();
    tags.dedup();
    let here: Vec<&str> = before.split(' ').collect();
    let items = tags.into_iter().filter(|t| !here.contains(&t.as_str()));
    let items = items.map(|t| proposal(t, "used here")).collect();
    let full = |p: Proposal| proposal(format!("{before} {}", p.text).trim_start(), p.about);
    rank(word, items).into_iter().map(full).collect()
}

/// The proposals that match the typed text, best first; all of them if nothing was typed.
pub(super) fn rank(typed: &str, all: Vec<Proposal>) -> Vec<Proposal> {
    rank_by(AtomKind::Fuzzy, typed, all, |p| p.text.clone())
}

/// The names that contain each typed word, best first: Enter takes the first, so scattered letters do not count.
pub(super) fn named(typed: &str, all: Vec<Proposal>) -> Vec<Proposal> {
    rank_by(AtomKind::Substring, typed, all, |p| p.text.clone())
}

fn rank_by(
    kind: AtomKind,
    typed: &str,
    all: Vec<Proposal>,
    words: impl Fn(&Proposal) -> String,
) -> Vec<Proposal> {
    if typed.trim().is_empty() {
        return all;
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, kind);
    let mut buffer = Vec::new();
    let mut scored: Vec<(bool, u32, Proposal)> = all
        .into_iter()
        .filter_map(|p| {
            let score = pattern.score(
                nucleo_matcher::Utf32Str::new(&words(&p), &mut buffer),
                &mut matcher,
            )?;
            let starts = p.text.to_lowercase().starts_with(&typed.trim().to_lowercase());
            Some((starts, score, p))
        })
        .collect();
    scored.sort_by_key(|(starts, score, _)| std::cmp::Reverse((*starts, *score)));
    scored.into_iter().map(|(_, _, p)| p).collect()
}
