//! The lines that show a difference: the claim, and what each person decided about it.

use super::super::article::Article;
use super::super::panes::Panes;
use super::settle::Settling;
use crate::config::Settings;
use crate::config::theme::Role;
use crate::notes::{Annotation, speaker};
use crate::text::clean::{harmless, one_line};
use crate::text::wrap::wrap;

/// The most rows of the claim, and of each of its fields.
const ROWS: (usize, usize) = (5, 200);

/// Columns of the titles of fields.
const TITLES: usize = 10;

/// A line of a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleLine {
    /// Cells before it.
    pub indent: u16,
    /// The words.
    pub text: String,
    /// How it looks.
    pub role: Role,
    /// Whether it is bold.
    pub bold: bool,
}

impl SettleLine {
    fn new(indent: u16, text: impl Into<String>, role: Role) -> Self {
        Self {
            indent,
            text: text.into(),
            role,
            bold: false,
        }
    }

    fn heading(text: String) -> Self {
        Self {
            bold: true,
            ..Self::new(0, text, Role::Heading)
        }
    }
}

impl Settling {
    /// The columns of its lines, and the rows below its head.
    pub fn room(panes: &Panes, settings: &Settings) -> (u16, u16) {
        let (area, margin) = panes.sheet();
        let wide = area
            .width
            .saturating_sub(2 * margin)
            .min(settings.measure.max(40) + 8);
        (wide, area.height.saturating_sub(1))
    }

    /// The lines below its head. If they do not fit into `rows`, there are no blank ones.
    pub fn lines(&self, article: &Article, settings: &Settings, (wide, rows): (u16, u16)) -> Vec<SettleLine> {
        let Some(difference) = self.difference() else {
            return Vec::new();
        };
        let mine = difference.mine.and_then(|id| article.notebook().live(id));
        let theirs = difference.theirs.as_ref().map(|(theirs, _)| theirs);
        let blank = || SettleLine::new(0, "", Role::Text);
        let mut lines = vec![blank()];
        let quote = mine.or(theirs).map(|a| a.anchor.label()).unwrap_or_default();
        let quote = wrap(&quote, usize::from(wide), ROWS.0);
        lines.extend(
            quote
                .into_iter()
                .map(|line| SettleLine::new(0, line, Role::ClaimText)),
        );
        if difference.range.is_none() {
            lines.push(SettleLine::new(
                0,
                "its passage is not in this text",
                Role::Warning,
            ));
        }
        let other = || one_line(self.name());
        let author = theirs
            .and_then(|t| t.author.as_deref())
            .map_or_else(other, one_line);
        for (whose, title, claim) in [("mine", "You".to_owned(), mine), ("theirs", author, theirs)] {
            let took = difference.answer.is_some_and(|answer| answer.name() == whose);
            lines.push(blank());
            lines.push(SettleLine::heading(format!(
                "{title}{}",
                if took { " ✓" } else { "" }
            )));
            match claim {
                Some(claim) => lines.extend(decided(settings, claim, usize::from(wide))),
                None => lines.push(SettleLine::new(2, "has no such claim", Role::Dim)),
            }
        }
        if let Some(answer) = difference.answer {
            lines.push(blank());
            let words = format!("settled: {} · u undoes the last answer", answer.name());
            lines.push(SettleLine::new(0, words, Role::Accent));
        }
        if lines.len() > usize::from(rows) {
            lines.retain(|line| !line.text.is_empty());
        }
        lines
    }
}

/// What a person decided about a claim, on lines of `wide` columns.
fn decided(settings: &Settings, claim: &Annotation, wide: usize) -> Vec<SettleLine> {
    let room = wide.saturating_sub(TITLES + 2);
    let mut out = Vec::new();
    for (mut title, words, role) in said(settings, claim) {
        for line in words.lines().flat_map(|line| wrap(&one_line(line), room, ROWS.1)) {
            out.push(SettleLine::new(2, format!("{title:<TITLES$}{line}"), role));
            title = "";
        }
    }
    out
}

/// The fields of a claim: title, words, and how they look.
fn said(settings: &Settings, claim: &Annotation) -> Vec<(&'static str, String, Role)> {
    let verdict = claim.verdict.as_deref();
    let role = verdict
        .and_then(|v| settings.verdict(v))
        .map_or(Role::Unchecked, |v| v.role);
    let by = speaker(claim).unwrap_or_else(|| "the author".to_owned());
    let mut out = vec![
        ("Verdict", verdict.map_or("none".to_owned(), one_line), role),
        ("Speaker", by, Role::Text),
    ];
    for (i, evidence) in claim.evidence.iter().enumerate() {
        let title = if i == 0 { "Evidence" } else { "" };
        let quote = evidence
            .quote
            .as_deref()
            .map_or(String::new(), |q| format!(" “{}”", one_line(q)));
        let words = format!(
            "{} · {}{quote}",
            one_line(&evidence.source),
            evidence.stance.name()
        );
        out.push((title, words, Role::Text));
    }
    if let Some(note) = &claim.note {
        out.push(("Note", harmless(note).into_owned(), Role::Note));
    }
    if !claim.tags.is_empty() {
        out.push(("Tags", one_line(&claim.tags.join(" ")), Role::Tag));
    }
    if let Some(words) = &claim.restatement {
        out.push(("In short", one_line(words), Role::Text));
    }
    out
}
