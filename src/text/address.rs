//! Web addresses, and the parts of them that must be neither stored nor shown: user names, passwords and keys.
//!
//! Invariants: an address without secrets is returned unchanged; from an address with secrets only the secrets are removed.

use std::borrow::Cow;

/// Parameters whose value grants access, in lower case: those of OAuth 2.0 (RFC 6749, RFC 6750), of signed addresses of Amazon, Google and
/// Microsoft, and other common names.
const KEYS: &[&str] = &[
    "access_token",
    "api_key",
    "api-key",
    "apikey",
    "auth_token",
    "authtoken",
    "client_secret",
    "id_token",
    "passwd",
    "password",
    "pwd",
    "refresh_token",
    "sig",
    "signature",
    "token",
    "x-amz-credential",
    "x-amz-security-token",
    "x-amz-signature",
    "x-goog-credential",
    "x-goog-signature",
];

/// The user name and password before the host of `address`, if any, and the address without them.
pub fn split(address: &str) -> (Option<&str>, Cow<'_, str>) {
    let Some(start) = address.find("://").map(|at| at + 3) else {
        return (None, Cow::Borrowed(address));
    };
    let (scheme, rest) = address.split_at(start);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, _) = rest.split_at(end);
    // A password that contains one of these characters makes the address invalid, but it is still a password.
    let broken = || {
        let (_, port) = authority.rsplit_once(':')?;
        let odd = !authority.ends_with(']') && !port.bytes().all(|b| b.is_ascii_digit());
        rest.rfind('@').filter(|_| odd)
    };
    match authority.rfind('@').or_else(broken) {
        Some(at) => {
            let (user, host) = rest.split_at(at);
            (
                Some(user),
                Cow::Owned(format!("{scheme}{}", host.get(1..).unwrap_or(""))),
            )
        }
        None => (None, Cow::Borrowed(address)),
    }
}

/// `address` without user name and password, and without parameters in the query and the fragment that are keys.
pub fn without_secrets(address: &str) -> Cow<'_, str> {
    let (_, address) = split(address);
    let is_key = |part: &str| {
        let name = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
        part.contains('=') && KEYS.contains(&name.as_str())
    };
    let Some(start) = address.find(['?', '#']) else {
        return address;
    };
    let (base, parameters) = address.split_at(start);
    if !parameters.split(['?', '#', '&', ';']).any(is_key) {
        return address;
    }
    let mut out = base.to_owned();
    // The separator before the next parameter: the first one of a query or fragment keeps its `?` or `#`.
    let mut before = None;
    let mut rest = parameters;
    while let Some(sign) = rest.chars().next() {
        let part = rest.get(1..).unwrap_or_default();
        let end = part.find(['?', '#', '&', ';']).unwrap_or(part.len());
        let begins = matches!(sign, '?' | '#');
        let sign = if begins { sign } else { before.unwrap_or(sign) };
        let (part, tail) = part.split_at(end);
        if is_key(part) {
            before = begins.then_some(sign).or(before);
        } else {
            out.push(sign);
            out.push_str(part);
            before = None;
        }
        rest = tail;
    }
    Cow::Owned(out)
}

/// Whether `name` is a web address and not a file.
pub fn is_url(name: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        name.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn secrets_go_and_all_else_stays() {
        for (address, expected) in [
            ("http://ann:pa55@host/p?a=1#b", "http://host/p?a=1#b"),
            ("https://ann@host:8080/@b", "https://host:8080/@b"),
            ("https://a:b@c@host/", "https://host/"),
            ("http://ann:pa/55@host/p", "http://host/p"),
            ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
            ("http://host/p?access_token=x&a=1", "http://host/p?a=1"),
            ("http://host/p?a=1&Token=x;b=2", "http://host/p?a=1;b=2"),
            ("http://host/p?api_key=x", "http://host/p"),
            (
                "http://host/p?token=1&sig=2&a=3#id_token=9&x=1",
                "http://host/p?a=3#x=1",
            ),
            (
                "http://host/p?a=token&tokens=2&token",
                "http://host/p?a=token&tokens=2&token",
            ),
            ("no address a@b", "no address a@b"),
        ] {
            assert_eq!(without_secrets(address), expected, "{address}");
        }
        let (user, rest) = split("http://ann:pa55@host/p?token=1");
        assert_eq!((user, rest.as_ref()), (Some("ann:pa55"), "http://host/p?token=1"));
    }

    proptest! {
        #[test]
        fn once_is_enough(address in "http://[a:/?#&;=]{0,8}(token=|b=|[&?#;]){0,6}") {
            let once = without_secrets(&address);
            prop_assert!(once.len() <= address.len());
            prop_assert_eq!(without_secrets(&once), once.as_ref());
        }
    }
}
