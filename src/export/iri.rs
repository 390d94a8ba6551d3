//! Encodes addresses of an article for formats with strict rules about them.

use std::fmt::Write as _;

/// `address` with characters not allowed in an IRI percent-encoded (RFC 3987, section 2.2), including a `%` that begins no triplet.
pub(super) fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    // Brackets are only allowed around the address of a host.
    let path = address
        .find("://")
        .and_then(|at| address[at + 3..].find(['/', '?', '#']).map(|end| at + 3 + end))
        .unwrap_or(address.len());
    let mut fragment = false;
    for (at, c) in address.char_indices() {
        let triplet = |at: usize| {
            address
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        let allowed = match c {
            '%' => triplet(at),
            '[' | ']' => at < path,
            '#' => !std::mem::replace(&mut fragment, true),
            '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
            c if c.is_ascii() => c.is_ascii_graphic(),
            c => !c.is_whitespace() && !c.is_control(),
        };
        if allowed {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn what_an_address_may_not_hold_is_encoded() {
        assert_eq!(
            encoded("https://a.example/x?y=1&z=%20#f"),
            "https://a.example/x?y=1&z=%20#f"
        );
        assert_eq!(encoded("https://[::1]:80/[a]"), "https://[::1]:80/%5Ba%5D");
        assert_eq!(
            encoded("https://a.example/\"><script>|"),
            "https://a.example/%22%3E%3Cscript%3E%7C"
        );
        assert_eq!(
            encoded("https://a.example/100% x#a#b"),
            "https://a.example/100%25%20x#a%23b"
        );
        assert_eq!(encoded("https://sä.example/ö"), "https://sä.example/ö");
    }
}
