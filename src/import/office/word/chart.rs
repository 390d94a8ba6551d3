//! Charts and diagrams of Word documents (`DrawingML`), as blocks: the title of a chart as a caption and its figures as a table with one
//! row per category; the words of a diagram.

use std::collections::BTreeMap;

use crate::document::{BlockKind, Date};
use crate::import::draft::{Draft, Drafts};
use crate::import::office::xml::{Start, Walk, read};

/// The maximum number of series read from a chart, and of points in all of them.
const SERIES: usize = 50;
const POINTS: usize = 20_000;

/// The content of a chart as blocks.
#[derive(Debug, Default)]
pub(super) struct ChartBlocks {
    pub(super) blocks: Vec<Draft>,
    /// Whether it has more figures than are read.
    pub(super) is_partial: bool,
}

/// Reads the chart with the XML `text`.
pub(super) fn chart(text: &str) -> ChartBlocks {
    let mut chart = Chart::default();
    read(text, &mut chart);
    let mut out = Drafts::default();
    let caption = match (chart.title.trim(), chart.units.trim()) {
        (title, "") => title.to_owned(),
        ("", units) => units.to_owned(),
        (title, units) => format!("{title} ({units})"),
    };
    if !caption.is_empty() {
        out.block(BlockKind::Caption, &caption);
    }
    let mut rows = Vec::new();
    // Series with the same categories share a table.
    let named = |series: &&Series| !series.categories.texts.is_empty();
    let first = chart.series.iter().find(named).map(|s| &s.categories.texts);
    let (together, apart): (Vec<_>, Vec<_>) = chart
        .series
        .iter()
        .partition(|s| s.categories.texts.is_empty() || Some(&s.categories.texts) == first);
    rows.extend(table(&chart.across, &together));
    for series in apart {
        rows.extend(table(&chart.across, &[series]));
    }
    out.append(rows);
    ChartBlocks {
        blocks: out.finish(),
        is_partial: chart.points > POINTS || chart.is_partial,
    }
}

/// The words of the diagram with the XML `text`, one block per paragraph.
pub(super) fn diagram(text: &str) -> Vec<Draft> {
    let mut diagram = Diagram::default();
    read(text, &mut diagram);
    diagram.out.finish()
}

/// The table rows of `series` with the same categories.
fn table(across: &str, series: &[&Series]) -> Vec<Draft> {
    let categories = series.iter().map(|s| &s.categories);
    let categories = categories.clone().find(|c| !c.texts.is_empty());
    let mut places: Vec<usize> = series
        .iter()
        .flat_map(|s| s.values.texts.keys())
        .copied()
        .collect();
    places.sort_unstable();
    places.dedup();
    let cell = |text: &str| {
        let mut out = Drafts::default();
        out.block(BlockKind::Paragraph, text);
        out.finish()
    };
    let row = |first: &str, rest: &mut dyn Iterator<Item = String>, head: bool| {
        let mut cells = vec![cell(first)];
        cells.extend(rest.map(|text| cell(&text)));
        Draft::row(cells, head)
    };
    let mut out = Vec::new();
    out.extend(row(
        across.trim(),
        &mut series.iter().map(|s| s.name.trim().to_owned()),
        true,
    ));
    for place in places {
        let category = categories.map(|c| c.shown(place)).unwrap_or_default();
        out.extend(row(
            &category,
            &mut series.iter().map(|s| s.values.shown(place)),
            false,
        ));
    }
    out
}

#[derive(Debug, Default)]
struct Series {
    name: String,
    categories: Points,
    values: Points,
}

/// Texts or numbers by index, and the display format of the numbers.
#[derive(Debug, Default)]
struct Points {
    texts: BTreeMap<usize, String>,
    format: String,
}

impl Points {
    /// A number as the chart displays it: percentages and dates are stored as plain numbers.
    fn shown(&self, place: usize) -> String {
        let Some(text) = self.texts.get(&place) else {
            return String::new();
        };
        let Ok(number) = text.trim().parse::<f64>() else {
            return text.clone();
        };
        let format = self.format.split(';').next().unwrap_or_default();
        if let Some(digits) = format.strip_suffix('%') {
            let decimals = digits.rsplit_once('.').map_or(0, |(_, d)| d.len().min(9));
            return format!("{:.decimals$}%", number * 100.0);
        }
        let is_day = ["yy", "d", "m"]
            .iter()
            .all(|part| format.to_lowercase().contains(part));
        if is_day && let Some(day) = day(number) {
            return day.to_string();
        }
        text.clone()
    }
}

/// The date that a spreadsheet stores as `number`.
fn day(number: f64) -> Option<Date> {
    let days = (1.0..3_000_000.0).contains(&number).then_some(number as i64)?;
    let first = Date::new(1899, 12, 30).ok()?;
    first.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Categories,
    Values,
}

#[derive(Debug, Default)]
struct Chart {
    title: String,
    /// The units of the values, from their axes.
    units: String,
    /// The name of the categories, from their axis.
    across: String,
    series: Vec<Series>,
    points: usize,
    is_partial: bool,
    /// The axis, the part of a series, the point, and the element being read.
    axis: Option<bool>,
    in_title: bool,
    in_series: bool,
    part: Option<Part>,
    place: usize,
    element: Option<&'static str>,
}

impl Walk for Chart {
    fn start(&mut self, start: &Start<'_>) {
        self.element = None;
        match start.name {
            "valAx" => self.axis = Some(true),
            "catAx" | "dateAx" | "serAx" => self.axis = Some(false),
            "title" => self.in_title = true,
            "ser" => {
                self.in_series = self.series.len() < SERIES;
                self.is_partial |= !self.in_series;
                if self.in_series {
                    self.series.push(Series::default());
                }
            }
            "tx" => self.part = Some(Part::Name),
            "cat" | "xVal" => self.part = Some(Part::Categories),
            "val" | "yVal" => self.part = Some(Part::Values),
            "pt" => self.place = start.number("idx").unwrap_or(0),
            "v" => self.begin_point(),
            "t" => self.element = Some("t"),
            "formatCode" => self.element = Some("formatCode"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        self.element = None;
        match name {
            "valAx" | "catAx" | "dateAx" | "serAx" => self.axis = None,
            "title" => self.in_title = false,
            "ser" => self.in_series = false,
            "tx" | "cat" | "xVal" | "val" | "yVal" => self.part = None,
            "p" if self.in_title => self.titled().push(' '),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let Some(element) = self.element else { return };
        if self.in_title {
            if element != "formatCode" {
                self.titled().push_str(text);
            }
            return;
        }
        let Some(series) = self.series.last_mut().filter(|_| self.in_series) else {
            return;
        };
        let points = match self.part {
            Some(Part::Name) if element == "v" => {
                series.name.push_str(text);
                return;
            }
            Some(Part::Categories) => &mut series.categories,
            Some(Part::Values) => &mut series.values,
            Some(Part::Name) | None => return,
        };
        match element {
            "formatCode" => points.format.push_str(text),
            "v" => points.texts.entry(self.place).or_default().push_str(text),
            _ => {}
        }
    }
}

impl Chart {
    /// Begins a text or number, unless there are too many or its index is taken: of categories on several levels the first is the
    /// innermost.
    fn begin_point(&mut self) {
        let series = self.series.last().filter(|_| self.in_series && !self.in_title);
        let points = series.and_then(|series| match self.part {
            Some(Part::Categories) => Some(&series.categories),
            Some(Part::Values) => Some(&series.values),
            Some(Part::Name) | None => None,
        });
        if let Some(points) = points {
            self.points += 1;
            if self.points > POINTS || points.texts.contains_key(&self.place) {
                return;
            }
        }
        self.element = Some("v");
    }

    /// The title being read.
    fn titled(&mut self) -> &mut String {
        match self.axis {
            None => &mut self.title,
            Some(true) => &mut self.units,
            Some(false) => &mut self.across,
        }
    }
}

#[derive(Debug, Default)]
struct Diagram {
    out: Drafts,
    in_text: bool,
}

impl Walk for Diagram {
    fn start(&mut self, start: &Start<'_>) {
        match start.name {
            "p" => self.out.begin(BlockKind::Paragraph, 0, None, false),
            "t" => self.in_text = true,
            "br" => self.out.line_break(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.out.end(),
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.out.text(text);
        }
    }
}
