//! Transfer encodings, decoded as far as possible: truncated or mixed text gives what it contains.

use base64::Engine as _;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of the base64 text `body`. Text that is not base64 (words with spaces between them) is returned unchanged, and so are plain
/// words after the end, which mailing lists add.
pub(super) fn base64(body: &[u8]) -> Vec<u8> {
    let is_digit = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let mut digits: Vec<u8> = Vec::with_capacity(body.len());
    let mut flush = |digits: &mut Vec<u8>| {
        // A truncated text may have one extra digit.
        if digits.len() % 4 == 1 {
            digits.pop();
        }
        out.append(&mut BASE64.decode(&digits).unwrap_or_default());
        digits.clear();
    };
    let mut at = 0;
    let mut plain = None;
    for line in body.split_inclusive(|b| *b == b'\n') {
        let bare = line.trim_ascii();
        let odd = bare.iter().filter(|b| !is_digit(b) && **b != b'=').count();
        if odd * 8 > bare.len() {
            plain = Some(at);
            break;
        }
        for part in bare.split_inclusive(|b| *b == b'=') {
            digits.extend(part.iter().copied().filter(|b| is_digit(b)));
            if part.ends_with(b"=") {
                flush(&mut digits);
            }
        }
        at += line.len();
    }
    flush(&mut digits);
    if let Some(rest) = plain.and_then(|at| body.get(at..)) {
        out.extend_from_slice(rest);
    }
    out
}

/// The bytes of the quoted-printable text `body`; in an encoded `word` `_` is a space.
pub(super) fn quoted_printable(body: &[u8], word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&b, after)) = rest.split_first() {
        rest = after;
        match b {
            b'=' => {
                let hex = rest
                    .get(..2)
                    .and_then(|h| std::str::from_utf8(h).ok())
                    .filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
                    .and_then(|h| u8::from_str_radix(h, 16).ok());
                if let Some(value) = hex {
                    out.push(value);
                    rest = rest.get(2..).unwrap_or_default();
                } else if let Some(after) = soft_break(rest) {
                    rest = after;
                } else {
                    out.push(b);
                }
            }
            b'_' if word => out.push(b' '),
            b => out.push(b),
        }
    }
    out
}

/// The rest after a soft line break, including white space that some programs insert before it.
fn soft_break(rest: &[u8]) -> Option<&[u8]> {
    let spaces = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let rest = rest.get(spaces..)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))
        .or_else(|| rest.strip_prefix(b"\r"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_transfer_encodings() {
        let b64 = |text: &str| String::from_utf8(base64(text.as_bytes())).unwrap();
        assert_eq!(b64("V29y\r\nZHM=\r\n"), "Words");
        assert_eq!(b64("V29yZHM"), "Words");
        assert_eq!(b64("V29yZHM=V29yZHM="), "WordsWords");
        assert_eq!(
            b64("V29yZHM=\n\n_____\nA list of mails\n"),
            "Words_____\nA list of mails\n"
        );
        assert_eq!(b64("Plain words after all."), "Plain words after all.");
        let quoted = |text: &str| String::from_utf8(quoted_printable(text.as_bytes(), false)).unwrap();
        assert_eq!(quoted("a=3Db=  \r\nc=\nd= e=zz=e2=82=ac ="), "a=bcd= e=zz€ ");
    }
}
