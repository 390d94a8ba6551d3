//! The clipboard of the reader's own terminal, over SSH too: OSC 52.

use std::io::{self, Write};

use base64::Engine;

/// More than this many bytes many terminals do not take.
const LIMIT: usize = 74_000;

/// Asks the terminal to put `text` on its clipboard. A terminal that does not know the sequence ignores it.
pub(super) fn copy(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut end = text.len().min(LIMIT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let encoded = base64::engine::general_purpose::STANDARD.encode(&text[..end]);
    // Inside tmux the sequence is passed on by tmux itself where `set-clipboard` is on, as it is by default.
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
