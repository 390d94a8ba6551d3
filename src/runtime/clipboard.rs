//! Access to the clipboard of the user's terminal, also over SSH, by OSC 52.

use std::io::{self, Write};

use base64::Engine;

/// Many terminals do not accept more bytes than this.
const LIMIT: usize = 74_000;

/// Asks the terminal to put `text` on its clipboard. A terminal that does not support the sequence ignores it.
pub(super) fn copy(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut end = text.len().min(LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let encoded = base64::engine::general_purpose::STANDARD.encode(&text[..end]);
    // Inside tmux, tmux passes the sequence on if `set-clipboard` is on, as it is by default.
    write!(out, "\x1b]52;c;{encoded}\x07")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    #[test]
    fn says_it_in_base64() {
        let mut out = Vec::new();
        super::copy("né", &mut out).unwrap();
        assert_eq!(out, b"\x1b]52;c;bsOp\x07");
    }
}
