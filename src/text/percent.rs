//! Percent-decoding of addresses and file names.

/// `text` with `%C3` and the like decoded, in any encoding.
pub(crate) fn percent_decoded_bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&b, after)) = rest.split_first() {
        rest = after;
        let hex = after
            .get(..2)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match hex.filter(|_| b == b'%') {
            Some(value) => {
                out.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            None => out.push(b),
        }
    }
    out
}

/// `text` with `%C3%A9` and the like decoded.
pub(crate) fn percent_decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent_decoded_bytes(text)).into_owned()
}
