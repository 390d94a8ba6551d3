//! Draws the ledger: groups of claims, or the claims of one group, each in one row, with the whole of the chosen one below.
//!
//! Invariants: a narrow table leaves out columns, and the name or the claim last; what contradicts something else has a sign and its own
//! style.

use super::overlay::{part_shown, sheet};
use super::paint::Pen;
use crate::app::{Ledger, LedgerClaim, LedgerGroup, LedgerRow, LedgerSort, LedgerTyping, LedgerView, Model};
use crate::config::theme::{Role, Style};
use crate::text::clean::one_line;
use crate::text::grapheme::{truncate, width};
use crate::text::wrap::wrap;

/// Cells of the columns, each with the two blanks before it.
const KIND: u16 = 14;
const CLAIMS: u16 = 9;
const VERDICTS: u16 = 24;
const SIGN: u16 = 5;
const DAY: u16 = 12;
const SOURCE: u16 = 18;
const SPEAKER: u16 = 22;
const VERDICT: u16 = 15;
/// Cells that the name or the claim keeps while there is another column to leave out.
const MAIN: u16 = 24;
/// Rows below the table, with the blank one above them.
const BELOW: u16 = 6;
/// Rows from which on there is room for them.
const TALL: u16 = 16;

/// Draws the ledger over everything but the status line; the place of the cursor, if something is typed.
pub(super) fn draw(model: &Model, ledger: &Ledger, pen: &mut Pen<'_>) -> Option<(u16, u16)> {
    let (area, base, margin) = sheet(model, pen);
    let (x, wide) = (area.x + margin, area.width.saturating_sub(2 * margin));
    let cursor = head(ledger, (x, area.y), wide, base, pen);
    let airy = area.height >= 8;
    let below = if area.height >= TALL { BELOW } else { 0 };
    let top = area.y + if airy { 3 } else { 1 };
    let bottom = (area.y + area.height).saturating_sub(below);
    let table = Table::new(ledger, x, wide);
    if airy && ledger.total() > 0 {
        table.heads(ledger, area.y + 2, base, pen);
    }
    let rows = usize::from(bottom.saturating_sub(top));
    let from = ledger.first_in_view(rows);
    for (i, y) in (from..ledger.total()).zip(top..bottom) {
        let chosen = ledger.chosen() == i;
        if chosen {
            pen.text(x, y, "▸", pen.over(Role::Accent, base), 1);
        }
        match ledger.row(i) {
            Some(LedgerRow::Group(group)) => table.group(model, ledger, group, (y, chosen), base, pen),
            Some(LedgerRow::Claim(claim)) => table.claim(model, claim, (y, chosen), base, pen),
            None => {}
        }
    }
    let last = (from + rows).min(ledger.total());
    if from > 0 || last < ledger.total() {
        part_shown((from, last), ledger.total(), (x + wide, area.y), base, pen);
    }
    if below > 0 {
        let lines = match ledger.row(ledger.chosen()) {
            Some(LedgerRow::Group(group)) => about_group(group),
            Some(LedgerRow::Claim(claim)) => about_claim(claim),
            None => Vec::new(),
        };
        let mut y = bottom + 1;
        for (role, line) in lines {
            let room = usize::from((area.y + area.height).saturating_sub(y));
            for row in wrap(&line, usize::from(wide.saturating_sub(4)), room.min(3)) {
                pen.text(x + 2, y, &row, pen.over(role, base), wide.saturating_sub(2));
                y += 1;
            }
        }
    }
    cursor
}

/// What is known of a group beyond its row.
fn about_group(group: &LedgerGroup) -> Vec<(Role, String)> {
    let mut lines = vec![(Role::Text, group.name.clone())];
    if !group.kinds.is_empty() {
        lines.push((Role::Dim, group.kinds.join(", ")));
    }
    if !group.aliases.is_empty() {
        lines.push((Role::Dim, format!("also called {}", group.aliases.join(" · "))));
    }
    match group.contradictions {
        None | Some(0) => {}
        Some(1) => lines.push((Role::Warning, "≠ two claims contradict each other".to_owned())),
        Some(pairs) => {
            lines.push((
                Role::Warning,
                format!("≠ {pairs} pairs of claims contradict each other"),
            ));
        }
    }
    lines
}

/// What is known of a claim beyond its row.
fn about_claim(claim: &LedgerClaim) -> Vec<(Role, String)> {
    let mut lines = vec![(Role::Text, claim.words.clone())];
    lines.extend(
        claim
            .contradicts
            .iter()
            .map(|other| (Role::Warning, format!("≠ {other}"))),
    );
    let place = [&claim.source, &claim.title].map(String::as_str);
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    lines.push((Role::Dim, place.join(": ")));
    lines
}

/// The columns: where each begins; `None` without room.
struct Table {
    x: u16,
    right: u16,
    main: u16,
    first: Option<u16>,
    second: Option<u16>,
    third: Option<u16>,
    sign: u16,
    /// Where the last column begins, which groups and claims share.
    day: Option<u16>,
}

impl Table {
    /// Lays out `wide` cells from column `x`.
    fn new(ledger: &Ledger, x: u16, wide: u16) -> Self {
        let of_claims = ledger.group().is_some();
        let named = matches!(ledger.scope().view, LedgerView::Speakers | LedgerView::Entities);
        let wanted: [u16; 4] = match (of_claims, named) {
            // The number of claims, verdicts, kind, latest day.
            (false, true) => [CLAIMS, VERDICTS, KIND, DAY],
            (false, false) => [CLAIMS, VERDICTS, 0, DAY],
            // The verdict, speaker, source, day.
            (true, _) if ledger.scope().view == LedgerView::Speakers => [VERDICT, 0, SOURCE, DAY],
            (true, _) => [VERDICT, SPEAKER, SOURCE, DAY],
        };
        let mut left = wide.saturating_sub(2 + MAIN + SIGN);
        let mut room_for = |cells: u16| {
            let fits = cells > 0 && left >= cells;
            left -= if fits { cells } else { 0 };
            fits
        };
        let [first, second, third, day] = wanted;
        // The most useful first.
        let has_first = room_for(first);
        let has_day = room_for(day);
        let has_second = room_for(second);
        let has_third = room_for(third);
        let main = left + MAIN.min(wide.saturating_sub(2 + SIGN));
        let mut at = x + 2 + main;
        let mut column = |shown: bool, cells: u16| {
            let from = at + 2;
            at += if shown { cells } else { 0 };
            shown.then_some(from)
        };
        Self {
            x,
            right: x + wide,
            main,
            sign: column(true, SIGN).unwrap_or(x),
            first: column(has_first, first),
            second: column(has_second, second),
            third: column(has_third, third),
            day: column(has_day, day),
        }
    }

    fn heads(&self, ledger: &Ledger, y: u16, base: Style, pen: &mut Pen<'_>) {
        let dim = pen.over(Role::Dim, base);
        let view = ledger.scope().view;
        let (main, heads) = if ledger.group().is_some() {
            ("Claim", ["Verdict", "Speaker", "Source", "Day"])
        } else {
            let main = match view {
                LedgerView::Speakers => "Speaker",
                LedgerView::Entities => "Entity",
                LedgerView::Verdicts => "Verdict",
                LedgerView::Months => "Month",
            };
            (main, ["Claims", "Verdicts", "Kind", "Latest"])
        };
        let columns = [Some(self.x + 2), self.first, self.second, self.third, self.day];
        let sorted = match ledger.scope().sort {
            _ if ledger.group().is_some() => 4,
            LedgerSort::Claims if view == LedgerView::Months => 0,
            LedgerSort::Claims => 1,
            LedgerSort::Name => 0,
            LedgerSort::Latest => 4,
        };
        let words = std::iter::once(main).chain(heads);
        for (i, (at, words)) in columns.into_iter().zip(words).enumerate() {
            let Some(at) = at else { continue };
            let behind = pen.text(at, y, words, dim, self.right.saturating_sub(at));
            if i == sorted {
                let sign = if sorted == 0 && view != LedgerView::Months {
                    "▴"
                } else {
                    "▾"
                };
                pen.text(behind, y, sign, pen.over(Role::Accent, base), 1);
            }
        }
    }

    fn main(&self, words: &str, (y, chosen): (u16, bool), base: Style, pen: &mut Pen<'_>) {
        let style = Style {
            bold: chosen,
            ..pen.over(Role::Text, base)
        };
        let words = truncate(&one_line(words), usize::from(self.main));
        pen.text(self.x + 2, y, &words, style, self.main);
    }

    fn cell(at: Option<u16>, y: u16, words: &str, cells: u16, style: Style, pen: &mut Pen<'_>) {
        if let Some(at) = at {
            let words = truncate(&one_line(words), usize::from(cells - 2));
            pen.text(at, y, &words, style, cells - 2);
        }
    }

    fn group(
        &self,
        model: &Model,
        ledger: &Ledger,
        group: &LedgerGroup,
        (y, chosen): (u16, bool),
        base: Style,
        pen: &mut Pen<'_>,
    ) {
        self.main(&group.name, (y, chosen), base, pen);
        let (text, dim) = (pen.over(Role::Text, base), pen.over(Role::Dim, base));
        if ledger.merging() == Some(group.name.as_str()) {
            let at = self.x + 2 + width(&truncate(&group.name, usize::from(self.main))) as u16;
            pen.text(
                at,
                y,
                " is …",
                pen.over(Role::Accent, base),
                self.right.saturating_sub(at),
            );
        }
        if let Some(pairs) = group.contradictions.filter(|pairs| *pairs > 0) {
            pen.text(
                self.sign,
                y,
                &format!("≠{}", pairs.min(99)),
                pen.over(Role::Warning, base),
                SIGN - 2,
            );
        }
        Self::cell(self.first, y, &group.claims.to_string(), CLAIMS, text, pen);
        if let Some(mut at) = self.second {
            let end = at + VERDICTS - 2;
            for (verdict, count) in &group.verdicts {
                let label = model.settings().verdict(verdict);
                let (glyph, role) =
                    label.map_or(("·", Role::Dim), |label| (label.glyph.as_str(), label.role));
                let words = format!("{glyph}{count} ");
                if at + width(&words) as u16 > end {
                    break;
                }
                at = pen.text(at, y, &words, pen.over(role, base), end - at);
            }
        }
        let kind = group.kinds.first().map_or("", String::as_str);
        Self::cell(self.third, y, kind, KIND, dim, pen);
        Self::cell(self.day, y, &group.latest, DAY, dim, pen);
    }

    fn claim(
        &self,
        model: &Model,
        claim: &LedgerClaim,
        (y, chosen): (u16, bool),
        base: Style,
        pen: &mut Pen<'_>,
    ) {
        self.main(&claim.words, (y, chosen), base, pen);
        if !claim.contradicts.is_empty() {
            pen.text(self.sign, y, "≠", pen.over(Role::Warning, base), SIGN - 2);
        }
        let dim = pen.over(Role::Dim, base);
        let label = model.settings().verdict(&claim.verdict);
        let (verdict, style) = match label {
            Some(label) => (
                format!("{} {}", label.glyph, label.name),
                pen.over(label.role, base),
            ),
            None if claim.verdict.is_empty() => (claim.status.clone(), dim),
            None => (claim.verdict.clone(), pen.over(Role::Text, base)),
        };
        Self::cell(self.first, y, &verdict, VERDICT, style, pen);
        Self::cell(
            self.second,
            y,
            &claim.speaker,
            SPEAKER,
            pen.over(Role::Text, base),
            pen,
        );
        let source = if claim.source.is_empty() {
            &claim.title
        } else {
            &claim.source
        };
        Self::cell(self.third, y, source, SOURCE, dim, pen);
        Self::cell(self.day, y, &claim.day, DAY, dim, pen);
    }
}

/// The head: what is shown, how it is filtered, and what is typed; where the cursor stands.
fn head(
    ledger: &Ledger,
    (x, y): (u16, u16),
    wide: u16,
    base: Style,
    pen: &mut Pen<'_>,
) -> Option<(u16, u16)> {
    let title = Style {
        bold: true,
        ..pen.over(Role::Title, base)
    };
    let dim = pen.over(Role::Dim, base);
    let scope = ledger.scope();
    let name = match ledger.group() {
        Some(group) => one_line(&group.name),
        None => format!("Ledger by {}", scope.view.name()),
    };
    let name = truncate(&name, usize::from(wide) / 2);
    let mut at = pen.text(x, y, &name, title, wide) + 2;
    let mut put = |words: &str, style: Style, pen: &mut Pen<'_>| {
        let room = (x + wide).saturating_sub(at);
        let end = pen.text(at, y, &truncate(words, usize::from(room)), style, room);
        at = end + 2;
        end
    };
    let counted = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    if let Some((LedgerTyping::Export, field)) = ledger.typing() {
        put("export to", dim, pen);
        let end = put(&field.text(), pen.over(Role::Accent, base), pen);
        return Some((end, y));
    }
    let words = if ledger.has_come() {
        let more = if ledger.is_partial() { "…" } else { "" };
        let suggested = if scope.suggested {
            ", with suggested ones"
        } else {
            ""
        };
        match (ledger.group(), scope.view) {
            (Some(_), _) => format!("{}{suggested}", counted(ledger.total(), "claim", "claims")),
            (None, view) => {
                let groups = match view {
                    LedgerView::Speakers => counted(ledger.total(), "speaker", "speakers"),
                    LedgerView::Entities => counted(ledger.total(), "entity", "entities"),
                    LedgerView::Verdicts => counted(ledger.total(), "verdict", "verdicts"),
                    LedgerView::Months => counted(ledger.total(), "month", "months"),
                };
                let claims = counted(ledger.claims(), "claim", "claims");
                format!("{groups}, {claims}{more}{suggested}")
            }
        }
    } else {
        "listing the claims…".to_owned()
    };
    put(&words, dim, pen);
    let typed = ledger.filter();
    let mut end = x;
    if ledger.typing().is_some() || !typed.is_empty() {
        put("filter", dim, pen);
        end = put(typed, pen.over(Role::Accent, base), pen);
    }
    if ledger.has_come() && ledger.total() == 0 {
        let words = match (typed.is_empty(), scope.view) {
            (false, _) => format!("nothing matches ‘{}’", one_line(typed)),
            (true, LedgerView::Entities) => "no names are known yet: texts are being analysed".to_owned(),
            (true, _) => "there are no claims yet: accept one with a while reading".to_owned(),
        };
        pen.text(x, y + 2, &truncate(&words, usize::from(wide)), dim, wide);
    }
    ledger.typing().map(|_| (end, y))
}
