//! Draws the first half minute of work as an animated SVG. Each row of the screen is drawn once for as long as it stays the same, so the file
//! is not much larger than a few stills.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::svg::{PAD, Row, Screen, escape, opening_of_words};
use super::{Reader, SIZE};

/// Space for the caption under the screen, in units of the picture.
const CAPTION: f32 = 34.0;

/// What happens: the keys, how long the result is shown in seconds, and what it is.
const SCENES: [(&str, f32, &str); 22] = [
    ("", 3.0, "postil article.md"),
    (
        "a",
        2.0,
        "a   accepts the claim in focus, and the next one is in focus",
    ),
    ("]c", 0.8, "]c   goes from claim to claim"),
    ("]c", 0.8, "]c   goes from claim to claim"),
    ("10]c", 2.0, "10]c   ten claims further"),
    (",", 1.6, ",   lists the verdicts"),
    (
        "3",
        2.2,
        ",3   refuted; the claim stays in hand, in the bottom line",
    ),
    ("e", 1.2, "e   adds evidence to it"),
    ("=https://elle", 0.4, "e   adds evidence to it"),
    ("=ry.example/", 0.4, "e   adds evidence to it"),
    ("=accounts", 0.4, "e   adds evidence to it"),
    (
        "=_“870,000_passengers”",
        1.2,
        "e   adds evidence to it, with the words that count",
    ),
    ("enter", 1.6, "Enter   takes it; it is saved"),
    ("n", 0.8, "n   writes a note"),
    ("=Ask_for_the_", 0.4, "n   writes a note"),
    ("=monthly_counts.", 0.8, "n   writes a note"),
    ("C-s", 1.6, "Ctrl-s   saves the note"),
    ("enter", 2.4, "Enter   opens the queue: one claim at a time"),
    ("1", 1.6, "1   supported, and the next one"),
    ("x", 1.6, "x   rejects what is no claim"),
    ("esc", 1.6, "Esc   goes back to the page"),
    (
        "tab",
        3.0,
        "Tab   goes to the lists: claims, entities, notes, outline",
    ),
];

/// The animated picture.
pub(super) fn film() -> Result<String, Box<dyn std::error::Error>> {
    let mut reader = Reader::on_the_tour("ink", SIZE)?;
    let mut frames = Vec::new();
    for (keys, _, _) in SCENES {
        if !keys.is_empty() {
            reader.press(keys)?;
        }
        reader.save();
        frames.push(reader.screen());
    }
    let first = frames.first().ok_or("no scenes")?;
    let screen = Screen::of(first);
    let length: f32 = SCENES.iter().map(|(_, seconds, _)| seconds).sum();
    // Of each row, what it shows from which scene to which.
    let mut shown: BTreeMap<(usize, usize), Row> = BTreeMap::new();
    for y in 0..SIZE.1 {
        let rows: Vec<Row> = frames.iter().map(|frame| screen.row(frame, y)).collect();
        for (from, end) in runs(&rows) {
            let at = shown.entry((from, end)).or_default();
            at.shapes.push_str(&rows[from].shapes);
            at.words.push_str(&rows[from].words);
        }
    }
    let captions = SCENES.map(|(_, _, caption)| caption);
    let about = "Postil's first half minute: a claim is accepted, another one refuted, with evidence and a note; then the queue and the lists";
    let mut out = screen.opening(about, CAPTION);
    out.push_str(&style(length, shown.keys().copied().chain(runs(&captions))));
    for (span, row) in &shown {
        let _ = writeln!(out, "<g class=\"{}\">\n{}</g>", class(*span), row.shapes);
    }
    out.push_str("</g>\n");
    out.push_str(&opening_of_words());
    for (span, row) in &shown {
        let _ = writeln!(out, "<g class=\"{}\">\n{}</g>", class(*span), row.words);
    }
    for (from, end) in runs(&captions) {
        let _ = writeln!(
            out,
            "<text class=\"{}\" x=\"{:.1}\" y=\"{:.1}\" font-size=\"16\" font-weight=\"bold\" fill=\"#ffffff\">{}</text>",
            class((from, end)),
            PAD,
            screen.size.1 + CAPTION / 2.0,
            escape(captions[from]),
        );
    }
    out.push_str("</g>\n</svg>\n");
    Ok(out)
}

/// The runs of equal items: where each begins, and where the next one does.
fn runs<T: PartialEq>(items: &[T]) -> Vec<(usize, usize)> {
    let mut from = 0;
    let of = |run: &[T]| {
        let begins = from;
        from += run.len();
        (begins, from)
    };
    items.chunk_by(|a, b| a == b).map(of).collect()
}

/// The class of what is shown from one scene until before another.
fn class((from, end): (usize, usize)) -> String {
    format!("s{from}e{end}")
}

/// The rules that show each class at its time. Who prefers no motion sees the last scene.
fn style(length: f32, spans: impl Iterator<Item = (usize, usize)>) -> String {
    let last = SCENES.len();
    let mut all: Vec<(usize, usize)> = spans.collect();
    all.sort_unstable();
    all.dedup();
    let percent = |scene: usize| {
        let before: f32 = SCENES.iter().take(scene).map(|(_, seconds, _)| seconds).sum();
        before / length * 100.0
    };
    let mut out = String::from("<style>\n");
    for span in all.into_iter().filter(|span| *span != (0, last)) {
        let (name, from, end) = (class(span), percent(span.0), percent(span.1));
        let begins = if span.0 == 0 { "visible" } else { "hidden" };
        let _ = write!(out, "@keyframes {name}{{0%{{visibility:{begins}}}");
        if span.0 > 0 {
            let _ = write!(out, "{from:.2}%{{visibility:visible}}");
        }
        if span.1 < last {
            let _ = write!(out, "{end:.2}%,100%{{visibility:hidden}}");
        }
        let still = if span.1 == last { "visible" } else { "hidden" };
        let _ = writeln!(
            out,
            "}}.{name}{{visibility:{still};animation:{name} {length:.1}s step-end infinite}}"
        );
    }
    out.push_str("@media (prefers-reduced-motion:reduce){g,text{animation:none!important}}\n</style>\n");
    out
}
