//! Text for table cells that no spreadsheet runs as a formula.
//!
//! Spreadsheets run a cell that begins with `=`, `+`, `-` or `@` as a formula, so such a cell gets a leading apostrophe, the same way that
//! spreadsheets escape it. Many programs also misread tables: they split at semicolons or tabs (Excel in most of Europe), break lines
//! inside quotation marks, or skip spaces, invisible characters and quotation marks before they look for a formula. So the part of a cell
//! after a semicolon, a tab or a line break is guarded like a whole cell.
//!
//! Invariant: [`unguarded`] returns what [`guarded`] was given.

use super::clean::is_invisible;

/// Characters after which another program may start a new cell.
pub const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// `text` with an apostrophe before each part that could be read as a formula.
pub fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(SEPARATORS) {
        if is_formula(piece) {
            out.push('\'');
        }
        out.push_str(piece);
    }
    out
}

/// The text from which [`guarded`] made `cell`.
pub fn unguarded(cell: &str) -> String {
    cell.split_inclusive(SEPARATORS)
        .map(|piece| match piece.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest,
            _ => piece,
        })
        .collect()
}

/// Whether a spreadsheet may read `piece` as a formula, even with spaces, invisible characters, quotation marks or apostrophes before it.
/// The full-width signs are formula signs in some locales. <https://owasp.org/www-community/attacks/CSV_Injection>
fn is_formula(piece: &str) -> bool {
    let hidden = |c: char| c.is_whitespace() || is_invisible(c) || c == '"' || c == '\'';
    piece
        .trim_start_matches(hidden)
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
