//! What the screen shows: the queue, the measure, themes, the help, earlier texts.

use super::super::keys::action::{Group, TABLE};
use super::super::keys::{Action, Command, Mode, ModeSet};
use super::super::message::Effect;
use super::super::model::Model;
use super::super::overlay::{Overlay, Page, PageLine, PromptKind};
use super::super::status::{Outcome, decline, done, quiet};

/// Opens the queue, to work on one claim at a time.
pub(super) fn queue(model: &mut Model, _: &Command) -> Outcome {
    if model.article.claims().is_empty() {
        return decline(if model.article.analysis().is_none() {
            "the article is still being analysed"
        } else {
            "no claims here: V selects a sentence, c makes it one"
        });
    }
    model.enter(Mode::Queue);
    let focus = model.article.focus().or_else(|| model.article.undecided_from(0));
    if let Some(focus) = focus {
        model.set_focus(focus);
    }
    quiet()
}

/// Returns to reading.
pub(super) fn read(model: &mut Model, _: &Command) -> Outcome {
    model.reading.clear_selection();
    model.reattaching = None;
    match model.mode {
        // The text followed the list and keeps its place.
        Mode::List => model.leave_sidebar(),
        Mode::Queue => {
            model.enter(Mode::Read);
            let range = model.article.focused().map(|c| c.range);
            if let Some(range) = range.filter(|r| !r.is_empty()) {
                model.reading.reveal(range);
            }
        }
        Mode::Card => return model.close_card(),
        Mode::Read => {}
    }
    quiet()
}

pub(super) fn wider(model: &mut Model, command: &Command) -> Outcome {
    change_measure(model, 2 * command.times() as isize)
}

pub(super) fn narrower(model: &mut Model, command: &Command) -> Outcome {
    change_measure(model, -2 * (command.times() as isize))
}

fn change_measure(model: &mut Model, by: isize) -> Outcome {
    let measure = model
        .settings
        .measure
        .saturating_add_signed(by.clamp(-300, 300) as i16)
        .clamp(20, 200);
    model.settings.measure = measure;
    model.repane();
    let shown = model.panes.text.width;
    done(if shown < measure {
        format!("{shown} columns, as wide as the screen lets it be")
    } else {
        format!("{measure} columns")
    })
}

/// `:theme NAME`, or a prompt that previews each theme.
pub(super) fn theme(model: &mut Model, command: &Command) -> Outcome {
    match command.argument.as_deref() {
        Some(name) => model.choose_theme(name),
        None => model.open_prompt(PromptKind::Theme, ""),
    }
}

/// Requests the comparison with an earlier text: the last one read, or the one of that number.
pub(super) fn diff(model: &mut Model, command: &Command) -> Outcome {
    let argument = command.argument.as_deref().map(str::trim);
    match argument.filter(|a| !a.is_empty()) {
        None => model.compare(1),
        Some(words) => match words.parse() {
            Ok(number) if number > 0 => model.compare(number),
            _ => decline(format!(
                "‘{words}’ is not the number of an earlier text: 1 is the last one read"
            )),
        },
    }
}

pub(super) fn older(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being compared (:diff)")
}

pub(super) fn newer(_: &mut Model, _: &Command) -> Outcome {
    decline("nothing is being compared (:diff)")
}

/// `:worth 0.5`: hides suggestions below the floor.
pub(super) fn worth(model: &mut Model, command: &Command) -> Outcome {
    let number = command.argument.as_deref().and_then(|a| a.parse::<f32>().ok());
    match number.filter(|f| (0.0..=1.0).contains(f)) {
        Some(floor) => {
            model.settings.queue_floor = floor;
            model.refresh_lists();
            let count = model.article.claims().len();
            done(format!("claims worth at least {floor}: {count}"))
        }
        None => decline(format!(
            "a number from 0 to 1; it is {}",
            model.settings.queue_floor
        )),
    }
}

/// Shows the keys of the current mode, then those of the others.
pub(super) fn help(model: &mut Model, _: &Command) -> Outcome {
    let mode = model.modes();
    let name = |m: ModeSet| {
        ModeSet::NAMED
            .iter()
            .find(|(n, _)| *n == m)
            .map_or("", |(_, name)| name)
    };
    let mut lines = Vec::new();
    let order = [
        mode,
        ModeSet::READ,
        ModeSet::QUEUE,
        ModeSet::SELECT,
        ModeSet::LIST,
        ModeSet::PROMPT,
        ModeSet::EDITOR,
    ];
    for (i, shown) in order
        .into_iter()
        .enumerate()
        .filter(|(i, m)| *i == 0 || *m != mode)
    {
        let mut groups: Vec<Group> = TABLE.iter().map(|s| s.group).collect();
        groups.dedup();
        for group in groups {
            let specs = TABLE.iter().filter(|s| s.group == group);
            let rows: Vec<PageLine> = specs
                .filter_map(|s| {
                    let keys = model.keys.map.all_keys_for(shown, s.action);
                    let bound = !keys.is_empty()
                        && (s.action != Action::Verdict
                            || shown.meets(ModeSet::READ.and(ModeSet::QUEUE).and(ModeSet::LIST)));
                    bound.then(|| PageLine::new(keys.join("  "), format!("{} · {}", s.help, s.name)))
                })
                .collect();
            if !rows.is_empty() {
                let place = if i == 0 {
                    String::new()
                } else {
                    format!(" · in {}", name(shown))
                };
                lines.push(PageLine::heading(format!("{}{place}", group.title())));
                lines.extend(rows);
            }
        }
    }
    lines.push(PageLine::heading("By name only"));
    for spec in TABLE
        .iter()
        .filter(|s| s.keys.is_empty() && s.action != Action::Verdict)
    {
        lines.push(PageLine::new(format!(":{}", spec.name), spec.help));
    }
    let title = format!("Keys while in {} · type to search", name(mode));
    model.overlay = Some(Overlay::Page(Page::new(title, lines)));
    quiet()
}

impl Model {
    pub(super) fn choose_theme(&mut self, name: &str) -> Outcome {
        if self.look.choose(name) {
            return done(format!("theme {name} (`theme` in the configuration keeps it)"));
        }
        let names = self.look.themes().names().collect::<Vec<_>>().join(", ");
        decline(format!("no theme is called ‘{name}’: {names}"))
    }

    pub(super) fn compare(&mut self, number: usize) -> Outcome {
        self.effects.push(Effect::Compare {
            generation: self.article.generation(),
            number,
            // The earlier text is compared using only Postil's own results.
            analysis: self.article.analysis().filter(|a| a.engines.is_empty()).cloned(),
        });
        done("comparing with the text as it was…")
    }
}
