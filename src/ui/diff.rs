//! Draws the comparison with an earlier text: the old and new words of each claim on one row, wrapped.

use super::paint::Pen;
use crate::analysis::compare::Fate;
use crate::analysis::revision::{Change, Version};
use crate::app::Model;
use crate::app::overlay::Diff;
use crate::config::theme::{Role, Style, Underline};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};

/// Words in one style.
type Word = (String, Role, bool);

/// Draws it over everything except the status line.
pub(super) fn draw(model: &Model, diff: &Diff, pen: &mut Pen<'_>) {
    let (area, base, margin) = super::overlay::sheet(model, pen);
    let x = area.x + margin;
    let wide = area
        .width
        .saturating_sub(2 * margin)
        .min(model.settings().measure.max(40) + 8);
    let title = Style {
        bold: true,
        ..pen.over(Role::Title, base)
    };
    pen.text(x, area.y, &truncate(&head(diff), usize::from(wide)), title, wide);

    let rows = usize::from(area.height.saturating_sub(2));
    let entries: Vec<Vec<Vec<Word>>> = diff
        .comparison()
        .changes
        .iter()
        .map(|c| entry(c, usize::from(wide.saturating_sub(2))))
        .collect();
    let mut y = area.y + 2;
    for (i, lines) in entries
        .iter()
        .enumerate()
        .skip(first_shown(&entries, diff.at(), rows))
    {
        for (n, line) in lines.iter().enumerate() {
            if y >= area.y + area.height {
                return;
            }
            if n == 0 && i == diff.at() {
                pen.text(x, y, "▸", pen.over(Role::Accent, base), 1);
            }
            let mut at = x + 2;
            for (text, role, strong) in line {
                let look = pen.over(*role, base);
                let look = Style {
                    bold: look.bold || *strong,
                    underline: if *strong {
                        Underline::Single
                    } else {
                        look.underline
                    },
                    ..look
                };
                at = pen.text(at, y, text, look, (x + wide).saturating_sub(at));
            }
            y += 1;
        }
        y += 1;
    }
}

/// Which text is compared, and how many claims have which state.
fn head(diff: &Diff) -> String {
    let counts: Vec<String> = diff
        .counts()
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(name, n)| format!("{n} {name}"))
        .collect();
    let comparison = diff.comparison();
    let which = match (comparison.number, comparison.of) {
        (_, 1) => "the text last read".to_owned(),
        (1, of) => format!("the text last read (1 of {of})"),
        (number, of) => format!("an earlier text ({number} of {of})"),
    };
    let counts = if counts.is_empty() {
        "no claims in either".to_owned()
    } else {
        counts.join(" · ")
    };
    format!("Since {which}: {counts}")
}

/// The first entry to show, so that the selected one and the entry before it are in view.
fn first_shown(entries: &[Vec<Vec<Word>>], at: usize, rows: usize) -> usize {
    let height = |i: usize| entries.get(i).map_or(0, |e| e.len() + 1);
    let mut used = height(at);
    let mut first = at;
    while first > 0 && used + height(first - 1) <= rows * 2 / 3 {
        first -= 1;
        used += height(first);
    }
    first
}

/// A claim as rows of up to `wide` cells.
fn entry(change: &Change, wide: usize) -> Vec<Vec<Word>> {
    let (sign, role) = match change.fate {
        Fate::Kept { .. } => ("=", Role::Dim),
        Fate::Changed { .. } => ("~", Role::Accent),
        Fate::Removed { .. } => ("−", Role::Removed),
        Fate::Added { .. } => ("+", Role::Added),
    };
    let side = change.new.as_ref().or(change.old.as_ref());
    let speaker = side.map_or("", |s| s.speaker());
    if let Fate::Kept { .. } = change.fate {
        let text = side.map_or("", |s| s.text.as_str());
        return vec![vec![(
            truncate(&format!("{sign} {speaker}: {text}"), wide),
            role,
            false,
        )]];
    }
    let mut words: Vec<Word> = vec![(format!("{sign} {} · ", change.name()), role, false)];
    match change.speakers() {
        Some((then, now)) => {
            words.push((format!("{then} "), Role::Removed, true));
            words.push((format!("{now}: "), Role::Added, true));
        }
        None => words.push((format!("{speaker}: "), Role::Dim, false)),
    }
    for piece in &change.words {
        // The removed and the added words are separate.
        if let Some((last, role, _)) = words.last_mut()
            && *role == Role::Removed
            && piece.of == Version::New
            && !last.ends_with(' ')
        {
            last.push(' ');
        }
        let role = match piece.of {
            Version::Both => Role::Text,
            Version::Old => Role::Removed,
            Version::New => Role::Added,
        };
        words.push((piece.text.clone(), role, piece.fact));
    }
    let mut out = flow(&words, wide);
    let facts = |facts: &[String]| one_line(&facts.join(" · "));
    let told = match (change.gone.is_empty(), change.come.is_empty()) {
        (true, true) => return out,
        (false, true) => format!("no longer: {}", facts(&change.gone)),
        (true, false) => format!("now: {}", facts(&change.come)),
        (false, false) => format!("{} → {}", facts(&change.gone), facts(&change.come)),
    };
    out.push(vec![(truncate(&format!("  {told}"), wide), Role::Warning, false)]);
    out
}

/// Words with their styles, wrapped.
fn flow(words: &[Word], wide: usize) -> Vec<Vec<Word>> {
    let mut out: Vec<Vec<Word>> = vec![Vec::new()];
    let mut used = 0;
    for (text, role, strong) in words {
        for word in text.split_inclusive(' ') {
            let bare = width(word.trim_end());
            if used > 0 && used + bare > wide {
                out.push(Vec::new());
                used = 0;
            }
            used += width(word);
            if let Some(line) = out.last_mut() {
                match line.last_mut() {
                    Some(last) if (last.1, last.2) == (*role, *strong) => last.0.push_str(word),
                    _ => line.push((word.to_owned(), *role, *strong)),
                }
            }
        }
    }
    out
}
