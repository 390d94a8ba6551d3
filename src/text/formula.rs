//! Text for cells of a table that no spreadsheet runs as a formula.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula and run it. So such a beginning gets an
//! apostrophe in front, as spreadsheets do it themselves. Many programs do not read a table as it is meant: they split
//! at semicolons or tabs (Excel in most of Europe), break lines inside quotation marks, or skip blanks, invisible
//! characters and quotation marks before they look for a formula. A piece of a cell behind a semicolon, a tab or a line
//! break is therefore guarded like a whole cell.
//!
//! Always true here: [`unguarded`] gives back what [`guarded`] was given.

use super::clean::is_invisible;

/// Where another program may begin a cell.
pub const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

/// `text` with an apostrophe before each piece of it that may be taken for a formula.
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

/// The text of which [`guarded`] made `cell`.
pub fn unguarded(cell: &str) -> String {
    cell.split_inclusive(SEPARATORS)
        .map(|piece| match piece.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest,
            _ => piece,
        })
        .collect()
}

/// Whether a spreadsheet may take `piece` for a formula, be there blanks, invisible characters, quotation marks or
/// apostrophes before it. The full-width signs count in some languages.
/// <https://owasp.org/www-community/attacks/CSV_Injection>
fn is_formula(piece: &str) -> bool {
    let hidden = |c: char| c.is_whitespace() || is_invisible(c) || c == '"' || c == '\'';
    piece
        .trim_start_matches(hidden)
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
