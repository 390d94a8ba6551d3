//! `My Clippings.txt` of a Kindle: entries separated by a line of equals signs, each with a line for the book, a line for place and time,
//! an empty line and the words. The second line is in the language of the device.

use super::item::{Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines};
use super::{IntakeError, within_limit};
use crate::notes::{AnnotationKind, Timestamp};

/// The separator of entries.
const END: &str = "==========";

/// The word for a note in the second line, in the languages of the device.
const NOTES: [&str; 10] = [
    "note",
    "notiz",
    "nota",
    "notitie",
    "notatka",
    "заметка",
    "笔记",
    "筆記",
    "メモ",
    "anteckning",
];

/// Whether a file has this format.
pub(super) fn is_clippings(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).take(2000);
    let second = lines.by_ref().nth(1);
    second.is_some_and(|l| l.trim_start_matches('\u{feff}').starts_with("- ")) && lines.any(|l| l == END)
}

/// One entry.
struct Clipping<'a> {
    line: u64,
    book: &'a str,
    about: &'a str,
    words: String,
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let clippings = split(text);
    within_limit(clippings.len())?;
    let mut items: Vec<IntakeItem> = Vec::with_capacity(clippings.len());
    // The highlights so far of each book, by the place where they end: a note belongs to the highlight before it.
    let mut highlights: std::collections::HashMap<(&str, u64), usize> = std::collections::HashMap::new();
    for clipping in &clippings {
        let spot = Spot::Line(clipping.line);
        let created = added(clipping.about);
        let place = place(clipping.about);
        let source = ItemSource {
            address: None,
            title: title(clipping.book),
        };
        let content = if !clipping.about.trim_start().starts_with('-') {
            Err(Reason::NotUnderstood(
                "its second line says neither kind nor place".to_owned(),
            ))
        } else if clipping.words.trim().is_empty() {
            Err(Reason::WithoutPassage("a bookmark has no words"))
        } else if is_note(clipping.about) {
            let of = place
                .and_then(|(_, end)| highlights.get(&(clipping.book, end)))
                .copied();
            match of.map(|at| &mut items[at]) {
                Some(IntakeItem {
                    spot,
                    content: Ok(Content::Passage(draft)),
                    ..
                }) => {
                    draft.add_to_note(&clipping.words);
                    Ok(Content::PartOf(*spot))
                }
                _ => Ok(Content::Page(note(clipping, place, created, now))),
            }
        } else {
            if let Some((_, end)) = place {
                highlights.insert((clipping.book, end), items.len());
            }
            let name = format!("kindle {} {place:?}", clipping.book);
            let mut draft = Draft::new(AnnotationKind::Highlight, &name, &clipping.words, created, now);
            draft.told = vec![Field::Note];
            Ok(Content::Passage(draft))
        };
        items.push(IntakeItem {
            spot,
            words: beginning(if clipping.words.trim().is_empty() {
                clipping.about
            } else {
                &clipping.words
            }),
            source,
            content,
        });
    }
    Ok(items)
}

/// A note that belongs to no highlight.
fn note(
    clipping: &Clipping<'_>,
    place: Option<(u64, u64)>,
    created: Option<Timestamp>,
    now: Timestamp,
) -> Draft {
    let name = format!("kindle note {} {place:?}", clipping.book);
    let name = if created.is_some() {
        name
    } else {
        format!("{name} {}", clipping.words)
    };
    let mut draft = Draft::new(AnnotationKind::Note, &name, "", created, now);
    draft.told = vec![Field::Note];
    let at = place
        .map(|(_, end)| format!("At location {end}: "))
        .unwrap_or_default();
    draft.annotation.note = lines(&format!("{at}{}", clipping.words));
    draft
}

/// The entries that are not empty.
fn split(text: &str) -> Vec<Clipping<'_>> {
    let mut out = Vec::new();
    let mut entry: Vec<(u64, &str)> = Vec::new();
    for (number, row) in (1..).zip(text.lines()) {
        if row.trim_end() == END {
            out.extend(clipping(&entry));
            entry.clear();
        } else {
            entry.push((number, row));
        }
    }
    out.extend(clipping(&entry));
    out
}

/// The entry in these numbered lines; `None` if they are empty.
fn clipping<'a>(rows: &[(u64, &'a str)]) -> Option<Clipping<'a>> {
    let first = rows.iter().position(|(_, row)| !row.trim().is_empty())?;
    let (line, book) = rows[first];
    let words: Vec<&str> = rows.iter().skip(first + 2).map(|(_, row)| *row).collect();
    Some(Clipping {
        line,
        book: book.trim_start_matches('\u{feff}').trim(),
        about: rows.get(first + 1).map_or("", |(_, row)| *row),
        words: words.join("\n").trim().to_owned(),
    })
}

/// The title of a book without the author, who follows in brackets.
fn title(book: &str) -> Option<String> {
    let bare = book
        .strip_suffix(')')
        .and_then(|b| b.rsplit_once(" ("))
        .map_or(book, |(title, _)| title);
    line(bare)
}

fn is_note(about: &str) -> bool {
    let kind = about.split('|').next().unwrap_or(about).to_lowercase();
    let mut words = kind.split(|c: char| !c.is_alphabetic());
    words.any(|w| NOTES.contains(&w)) || ["笔记", "筆記", "メモ"].iter().any(|n| kind.contains(n))
}

/// The last range of numbers before the time: the location, otherwise the page.
fn place(about: &str) -> Option<(u64, u64)> {
    let parts: Vec<&str> = about.split('|').collect();
    let places = if parts.len() > 1 {
        &parts[..parts.len() - 1]
    } else {
        &parts[..]
    };
    places.iter().rev().find_map(|part| {
        let from = part.find(|c: char| c.is_ascii_digit())?;
        let numbers = &part[from..];
        let end = numbers
            .find(|c: char| !c.is_ascii_digit() && c != '-')
            .unwrap_or(numbers.len());
        let (start, end) = numbers[..end]
            .split_once('-')
            .unwrap_or((&numbers[..end], &numbers[..end]));
        let start: u64 = start.parse().ok()?;
        // '1340-48' ends at 1348.
        let end: u64 = end.parse().unwrap_or(start);
        Some((start, end.max(start)))
    })
}

/// The time when a clipping was added, if the device's language is English. It has no time zone, so UTC is assumed.
fn added(about: &str) -> Option<Timestamp> {
    const FORMS: [&str; 5] = [
        "%A, %B %d, %Y %I:%M:%S %p",
        "%A, %B %d, %Y, %I:%M %p",
        "%A, %d %B %Y %H:%M:%S",
        "%A, %d %B %y %H:%M:%S",
        "%A, %d %B %Y %I:%M:%S %p",
    ];
    let text = about.rsplit('|').next()?.trim().strip_prefix("Added on ")?.trim();
    let civil = FORMS
        .iter()
        .find_map(|form| jiff::civil::DateTime::strptime(form, text).ok())?;
    jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
}
