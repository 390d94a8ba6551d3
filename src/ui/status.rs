//! Draws the bottom line: mode, position, state of the notes, the last message, and the keys of the mode.
//!
//! Invariants: the keys are those of the current mode, from the table of actions; a message replaces the counters of the mode, not its
//! keys; a message that is too long for that is shown above the line.

use super::Button;
use super::paint::Pen;
use crate::app::keys::action::{Action, ModeSet, footer};
use crate::app::panes::Area;
use crate::app::sidebar::Row;
use crate::app::{Awaited, Model, Overlay, Saving, Target, Tone};
use crate::config::settings::Digits;
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{graphemes, truncate, width};
use crate::text::wrap::wrap;

/// Draws the status line; returns the cursor position of a prompt, if one is open.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let area = model.panes().status;
    if area.height == 0 {
        return None;
    }
    if model.is_minimal() && !has_to_say(model) {
        return None;
    }
    pen.fill(area, Role::Footer);
    let base = pen.over(Role::Footer, pen.role(Role::Page));
    if let Some(Overlay::Prompt(prompt)) = model.overlay() {
        return Some(prompt_line(model, prompt, base, pen));
    }
    banner(model, pen);
    let badge = format!(" {} ", model.modes().name().to_uppercase());
    let mut x = pen.text(area.x + 1, area.y, &badge, pen.over(Role::Mode, base), area.width) + 2;
    let right = (area.x + area.width).saturating_sub(1);

    if !model.keys().pending().is_empty() || model.keys().waiting().is_some() {
        pending(model, x, right, base, pen);
        return None;
    }
    let saved = saving(model);
    if let Some(notice) = model.status().notice() {
        let role = match notice.tone {
            Tone::Done => Role::Text,
            Tone::Declined => Role::Warning,
            Tone::Failure => Role::Error,
        };
        if notice.tone == Tone::Done && model.in_hand().is_some() {
            let right = saved_at(saved.as_ref(), (x, right), area.y, base, pen);
            in_hand(model, &notice.text, (x, right), base, pen);
            return None;
        }
        let words = one_line(&notice.text);
        let room = right.saturating_sub(x);
        let beside = width(&words) + usize::from(KEYS_BESIDE.min(room / 3)) <= usize::from(room);
        if beside || !notice_above(model, &words, role, pen) {
            let after = (x + width(&words).min(usize::from(room)) as u16, right);
            let right = saved_at(saved.as_ref(), after, area.y, base, pen);
            let room = right.saturating_sub(x);
            let most = if beside {
                room
            } else {
                room.saturating_sub(KEYS_LEAST)
            };
            let words = truncate(&words, usize::from(most));
            x = pen.text(x, area.y, &words, pen.over(role, base), most) + 2;
            keys(model, x, right, base, pen);
            return None;
        }
    }
    if let Some(hand) = model.in_hand().filter(|_| model.overlay().is_none()) {
        let right = saved_at(saved.as_ref(), (x, right), area.y, base, pen);
        in_hand(model, &hand.words, (x, right), base, pen);
        return None;
    }
    let (words, verdicts) = place(model);
    if x + width(&words) as u16 <= right {
        x = pen.text(
            x,
            area.y,
            &words,
            pen.over(Role::Text, base),
            right.saturating_sub(x),
        ) + 2;
    }
    let footer_room = 26;
    for (word, role) in verdicts.into_iter().chain(saved) {
        // An error is shown even if other parts do not fit.
        if x + width(&word) as u16 + footer_room < right || role == Role::Error {
            x = pen.text(x, area.y, &word, pen.over(role, base), right.saturating_sub(x)) + 2;
        }
    }
    keys(model, x, right, base, pen);
    None
}

/// Cells that the keys keep beside a message that can be shown elsewhere if it is longer.
const KEYS_BESIDE: u16 = 24;

/// Cells that the keys keep beside a message that can be shown nowhere else.
const KEYS_LEAST: u16 = 8;

/// The most rows of a message above the status line.
const NOTICE_ROWS: usize = 4;

/// Draws a message that is too long for the status line above it; returns whether there was room.
fn notice_above(model: &Model, words: &str, role: Role, pen: &mut Pen<'_>) -> bool {
    let status = model.panes().status;
    let bottom = status.y.saturating_sub(u16::from(model.banner().is_some()));
    // Other overlays above the line must not be covered.
    let free = matches!(model.overlay(), None | Some(Overlay::Hints(_)));
    let most = NOTICE_ROWS.min(usize::from(bottom) / 2);
    if !free || most == 0 {
        return false;
    }
    let wide = status.width.saturating_sub(2);
    let lines = wrap(words, usize::from(wide), most);
    let area = Area {
        y: bottom - lines.len() as u16,
        height: lines.len() as u16,
        ..status
    };
    pen.fill(area, Role::Popup);
    let style = pen.over(role, pen.over(Role::Popup, pen.role(Role::Page)));
    for (y, line) in (area.y..).zip(&lines) {
        pen.text(area.x + 1, y, line, style, wide);
    }
    true
}

/// Whether there is something to report while only the text is shown.
fn has_to_say(model: &Model) -> bool {
    let keys = model.keys();
    let typing = !keys.pending().is_empty() || !keys.digits().is_empty() || keys.waiting().is_some();
    let failed = matches!(model.article().saving(), Saving::Failed(_));
    typing || failed || model.overlay().is_some() || model.status().notice().is_some()
}

/// Draws the save state, flush right; returns the column before it.
fn saved_at(
    saved: Option<&(String, Role)>,
    (from, right): (u16, u16),
    y: u16,
    base: Style,
    pen: &mut Pen<'_>,
) -> u16 {
    let Some((word, role)) = saved else { return right };
    // An error is shown even if other parts do not fit.
    if from + width(word) as u16 + 24 > right && *role != Role::Error {
        return right;
    }
    pen.text_right(right, y, word, pen.over(*role, base))
        .saturating_sub(2)
}

/// Draws the current claim with the fields that can be added, and the position of the next claim if there is room.
fn in_hand(model: &Model, words: &str, (from, right): (u16, u16), base: Style, pen: &mut Pen<'_>) {
    use Action as A;
    let y = model.panes().status.y;
    let shown: Vec<(String, Action)> = [A::Evidence, A::Note, A::Tags, A::Speaker, A::Undo]
        .into_iter()
        .filter_map(|a| Some((model.keys().map().keys_for(model.modes(), a)?, a)))
        .collect();
    let wide = |(key, action): &(String, Action)| width(key) + 1 + width(action.spec().short) + 2;
    // The words get half of the line; the keys get the rest, as many as fit.
    let room = usize::from(right.saturating_sub(from));
    let all: usize = shown.iter().map(wide).sum();
    let for_words = room.saturating_sub(all + 2).max(room / 2);
    let words = truncate(&one_line(words), for_words);
    let mut x = pen.text(from, y, &words, pen.over(Role::Text, base), for_words as u16) + 2;
    for (key, action) in &shown {
        if x + (width(key) + 1 + width(action.spec().short)) as u16 > right {
            break;
        }
        x = button(pen, (x, y), (key, *action), right, base);
    }
    if let Some(focus) = model.article().focus() {
        let next = format!("next: claim {} of {}", focus + 1, model.article().claims().len());
        if x + width(&next) as u16 + 2 <= right {
            pen.text_right(right, y, &next, pen.over(Role::Dim, base));
        }
    }
}

/// The number of the claim, and how many claims have which verdict; in an overlay, what to do there, unless the overlay says it itself.
fn place(model: &Model) -> (String, Vec<(String, Role)>) {
    match model.overlay() {
        Some(Overlay::Hints(hints)) => return (hints.words(), Vec::new()),
        Some(_) => return Default::default(),
        None => {}
    }
    match model.article().awaited() {
        Some(Awaited::Article) => return ("reading the rest…".into(), Vec::new()),
        Some(Awaited::Notes) => return ("looking for its notes…".into(), Vec::new()),
        Some(Awaited::Places) | None => {}
    }
    if model.article().analysis().is_none() && model.article().generation() > 0 {
        return ("analysing…".into(), Vec::new());
    }
    let mut words = match (model.modes(), model.article().focus()) {
        (ModeSet::QUEUE, _) => {
            let tally = model.article().tally();
            let accepted = match tally.accepted {
                0 => String::new(),
                count => format!("{count} accepted, "),
            };
            format!("{accepted}{} checked, {} to go", tally.checked, tally.to_go)
        }
        (_, Some(focus)) => format!("claim {} of {}", focus + 1, model.article().claims().len()),
        (_, None) => "no claims".into(),
    };
    // A long article is analysed in part: how much of it, and whether the analysis is still running.
    if let Some(reach) = model.article().reach().filter(|r| r.percent < 100) {
        let more = if reach.ended { "" } else { "…" };
        words = if reach.asks {
            format!("{words} · asking the extractor…")
        } else {
            format!("{words} · {}% analysed{more}", reach.percent)
        };
    }
    let mut verdicts = Vec::new();
    if model.modes() != ModeSet::QUEUE {
        for verdict in &model.settings().verdicts {
            if let Some(count) = model.article().tally().verdicts.get(&verdict.name) {
                verdicts.push((format!("{} {count}", verdict.name), Role::Dim));
            }
        }
    }
    (words, verdicts)
}

fn saving(model: &Model) -> Option<(String, Role)> {
    match model.article().saving() {
        Saving::Clean => None,
        Saving::Saving => Some(("saving".into(), Role::Dim)),
        Saving::Saved => Some(("saved".into(), Role::Saved)),
        Saving::Failed(_) => Some(("NOT SAVED".into(), Role::Error)),
        Saving::ReadOnly(_) => Some(("read-only".into(), Role::Warning)),
    }
}

/// Draws the keys of the mode, as many as fit, flush right.
fn keys(model: &Model, from: u16, right: u16, base: Style, pen: &mut Pen<'_>) {
    let mode = if model.modes() == ModeSet::READ && model.reading().finding().is_some() {
        ModeSet::MATCHES
    } else {
        model.modes()
    };
    let mut shown: Vec<(String, Action)> = Vec::new();
    let mut used = 0;
    let room = usize::from(right.saturating_sub(from));
    // In the sidebar only the keys that work on the selected line: an entity cannot be accepted.
    let on_entity = matches!(model.sidebar().chosen_row(), Some(Row::Entity(_)));
    let listed = mode == ModeSet::LIST || mode == ModeSet::CARD;
    let on_claim = !listed || matches!(model.target(), Some(Target::Claim(_)));
    let idle = mode == ModeSet::LIST && model.target().is_none();
    let prompt = match model.overlay() {
        Some(Overlay::Prompt(prompt)) => Some(prompt),
        _ => None,
    };
    let fits = |action: &&Action| match **action {
        Action::AsTyped => prompt.is_some_and(|p| p.numbered() > 0 && p.marked().is_some()),
        Action::Complete => prompt.is_some_and(|p| !p.proposals.is_empty()),
        Action::OpenLine => match model.overlay() {
            Some(Overlay::Page(page)) => page.chosen.is_some(),
            overlay => matches!(overlay, Some(Overlay::Library(_) | Overlay::Ledger(_))),
        },
        Action::OpenLink | Action::BrowseLink | Action::CopyLink => {
            matches!(model.overlay(), Some(Overlay::Link(link)) if link.answers().iter().any(|(a, _)| a == *action))
        }
        Action::Merge | Action::Split if mode == ModeSet::LIST => on_entity,
        Action::Merge | Action::Split => {
            matches!(model.overlay(), Some(Overlay::Ledger(ledger)) if ledger.mends(**action))
        }
        Action::Accept | Action::Reject | Action::Verdict | Action::Speaker | Action::Evidence => on_claim,
        Action::Note => !idle,
        _ => true,
    };
    for action in footer(mode).iter().filter(fits) {
        let key = match action {
            Action::Verdict => verdict_keys(model, mode),
            action => model
                .keys()
                .map()
                .keys_for(mode, *action)
                .or_else(|| model.keys().map().keys_for(model.modes(), *action)),
        };
        let Some(key) = key else { continue };
        let wide = width(&key) + 1 + width(action.spec().short) + 2;
        if used + wide > room + 2 {
            // Help is the one key that is always shown.
            if *action != Action::Help {
                continue;
            }
            while used + wide > room + 2 {
                let Some((key, action)) = shown.pop() else { return };
                used -= width(&key) + 1 + width(action.spec().short) + 2;
            }
        }
        used += wide;
        shown.push((key, *action));
    }
    let y = model.panes().status.y;
    let mut x = right.saturating_sub(used.saturating_sub(2) as u16);
    for (key, action) in shown {
        x = button(pen, (x, y), (&key, action), right, base);
    }
}

/// The keys of the verdicts: their digits, after a prefix while reading.
fn verdict_keys(model: &Model, mode: ModeSet) -> Option<String> {
    let last = model.settings().verdicts.last()?.key;
    let direct = mode != ModeSet::READ || model.settings().digits == Digits::Verdicts;
    if direct {
        return Some(format!("1-{last}"));
    }
    let prefix = model.keys().map().keys_for(mode, Action::Verdict)?;
    Some(format!("{prefix}1-{last}"))
}

/// Draws one clickable key with its description; returns the column after it.
fn button(
    pen: &mut Pen<'_>,
    (x, y): (u16, u16),
    (key, action): (&str, Action),
    right: u16,
    base: Style,
) -> u16 {
    let after = hint(pen, (x, y), (key, action.spec().short), right, base);
    let width = after.saturating_sub(2).min(right).saturating_sub(x);
    let area = Area {
        x,
        y,
        width,
        height: 1,
    };
    pen.buttons.push(Button { area, action });
    after
}

/// Draws one key with its description; returns the column after it.
fn hint(pen: &mut Pen<'_>, (x, y): (u16, u16), (key, short): (&str, &str), right: u16, base: Style) -> u16 {
    let bold = Style {
        bold: true,
        ..pen.over(Role::Key, base)
    };
    let x = pen.text(x, y, key, bold, right.saturating_sub(x)) + 1;
    pen.text(x, y, short, pen.over(Role::Dim, base), right.saturating_sub(x)) + 2
}

/// Draws the keys pressed so far, and the keys that may follow.
fn pending(model: &Model, from: u16, right: u16, base: Style, pen: &mut Pen<'_>) {
    let y = model.panes().status.y;
    let pressed = match model.keys().waiting() {
        Some(action) => action.spec().short.to_owned(),
        None => crate::config::key::Key::format_sequence(model.keys().pending()),
    };
    let mut x = pen.text(
        from,
        y,
        &format!("{}{pressed}…", model.keys().digits()),
        pen.over(Role::Accent, base),
        right.saturating_sub(from),
    ) + 2;
    let labels = match model.keys().waiting() {
        Some(Action::Verdict) => Some(&model.settings().verdicts),
        Some(Action::MarkAs) => Some(&model.settings().highlights),
        _ => None,
    };
    if let Some(labels) = labels {
        for verdict in labels {
            let key = verdict.key.to_string();
            if x + (width(&key) + 1 + width(&verdict.name)) as u16 > right {
                break;
            }
            x = hint(pen, (x, y), (&key, &verdict.name), right, base);
        }
        return;
    }
    if model.keys().waiting().is_some() {
        pen.text(
            x,
            y,
            "a letter",
            pen.over(Role::Dim, base),
            right.saturating_sub(x),
        );
        return;
    }
    for (keys, command) in model
        .keys()
        .map()
        .continuations(model.modes(), model.keys().pending())
    {
        let short = match (&command.argument, command.action) {
            (Some(letter), Action::Identify) => {
                crate::app::kind_of_letter(letter).map_or("entity", |k| k.name())
            }
            _ => command.action.spec().short,
        };
        if x + (width(&keys) + 1 + width(short)) as u16 > right {
            break;
        }
        x = hint(pen, (x, y), (&keys, short), right, base);
    }
}

fn prompt_line(model: &Model, prompt: &crate::app::Prompt, base: Style, pen: &mut Pen<'_>) -> (u16, u16) {
    let area = model.panes().status;
    let right = area.x + area.width;
    let label = Style {
        bold: true,
        ..pen.over(Role::Accent, base)
    };
    let x = pen.text(
        area.x + 1,
        area.y,
        prompt.label(),
        label,
        area.width.saturating_sub(1),
    );
    let x = prompt_target(model, prompt, x, base, pen);
    let text = prompt.field.text();
    let mut limit = right.saturating_sub(1);
    let typed = if text.is_empty() {
        prompt.placeholder()
    } else {
        &text
    };
    // While a search is typed, its result is shown on the right, otherwise the keys.
    let count = match (model.reading().finding(), prompt.label()) {
        (Some(_), "/") => Some(model.reading().match_words()),
        _ => None,
    };
    let side = model.status().notice().map(|n| n.text.clone()).or(count);
    if let Some(side) = side.filter(|s| width(s) + 20 < usize::from(area.width)) {
        limit = pen
            .text_right(limit, area.y, &one_line(&side), pen.over(Role::Dim, base))
            .saturating_sub(1);
    } else {
        let from = x + width(typed).min(usize::from(area.width)) as u16 + 2;
        keys(model, from, limit, base, pen);
    }
    if text.is_empty() {
        pen.text(
            x,
            area.y,
            prompt.placeholder(),
            pen.over(Role::Dim, base),
            limit.saturating_sub(x),
        );
        return (x, area.y);
    }
    let (_, column) = prompt.field.cursor();
    let before: String = text.chars().take(column).collect();
    let room = usize::from(limit.saturating_sub(x)).max(1);
    // A line that is longer than its room is scrolled to show the cursor.
    let mut skip = before.len();
    let mut used = 1;
    let clusters: Vec<_> = graphemes(&before).collect();
    for grapheme in clusters.into_iter().rev() {
        used += grapheme.width;
        if used > room {
            break;
        }
        skip = grapheme.offset;
    }
    pen.text(x, area.y, &text[skip..], pen.over(Role::Text, base), room as u16);
    (x + width(&before[skip..]) as u16, area.y)
}

/// Draws what the prompt is about, between its label and the input; returns the column after it.
fn prompt_target(model: &Model, prompt: &crate::app::Prompt, x: u16, base: Style, pen: &mut Pen<'_>) -> u16 {
    let Some(editing) = prompt.editing() else {
        return x;
    };
    let room = usize::from(model.panes().status.width) / 3;
    let passage = truncate(&one_line(editing.passage()), room.saturating_sub(4));
    let about = format!("on “{}” ", passage.trim_matches(['“', '”', '"']));
    pen.text(
        x,
        model.panes().status.y,
        &about,
        pen.over(Role::Dim, base),
        room as u16,
    )
}

/// A permanent line above the status line: that the notes are read-only, and why.
fn banner(model: &Model, pen: &mut Pen<'_>) {
    let Some(text) = model.banner().filter(|_| !model.is_minimal()) else {
        return;
    };
    let area = Area {
        y: model.panes().status.y.saturating_sub(1),
        ..model.panes().status
    };
    pen.fill(area, Role::Popup);
    let style = pen.over(Role::Warning, pen.over(Role::Popup, pen.role(Role::Page)));
    let room = area.width.saturating_sub(2);
    pen.text(
        area.x + 1,
        area.y,
        &truncate(&one_line(&text), usize::from(room)),
        style,
        room,
    );
}
