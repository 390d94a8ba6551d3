//! Compares web addresses: do two of them lead to the same page?

use super::address::without_secrets;

/// Parameters that say where a visitor came from, and do not affect the page.
const TRACKING: &[&str] = &[
    "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "twclid", "igshid", "mc_cid",
    "mc_eid", "_ga", "_hsenc", "_hsmi", "cmpid", "ocid", "smid", "ref_src", "ref_url", "amp",
];

/// Hosts whose addresses contain the address of the page that they show.
const WRAPPERS: &[&str] = &["web.archive.org", "via.hypothes.is"];

/// [`page_of`] the address; if it is not a web address, the address without its secrets.
pub fn plain(address: &str) -> String {
    let address = without_secrets(address);
    page_of(&address).unwrap_or_else(|| address.into_owned())
}

/// The part that all addresses of one page share: the address without scheme, user, `www`, `m` and `amp`, default port, fragment, tracking
/// parameters and trailing slash, with the parameters sorted. `None` if it is not a web address.
pub fn page_of(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = after_scheme(address)?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = place.split_once('/').unwrap_or((place, ""));
    let host = authority.rsplit('@').next().unwrap_or(authority).to_lowercase();
    let host = host.trim_end_matches('.');
    let host = host
        .strip_suffix(":443")
        .or_else(|| host.strip_suffix(":80"))
        .unwrap_or(host);
    if host.is_empty() {
        return None;
    }
    if WRAPPERS.contains(&host)
        && let Some(at) = rest.find("/http")
        && let Some(page) = page_of(&rest[at + 1..])
    {
        return Some(page);
    }
    let host = without_variant(host);
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/amp").unwrap_or(path);
    let mut kept: Vec<&str> = query
        .split('&')
        .filter(|p| {
            let name = p.split('=').next().unwrap_or(p);
            !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name)
        })
        .collect();
    kept.sort_unstable();
    let mut out = host;
    if !path.is_empty() {
        out.push('/');
        out.push_str(path);
    }
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    Some(out)
}

fn after_scheme(address: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let (head, rest) = address.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// A host without the labels of its mobile and other variants: `en.m.wiki.org` becomes `en.wiki.org`. The last two labels are kept.
fn without_variant(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.len().saturating_sub(2);
    let kept: Vec<&str> = labels
        .iter()
        .enumerate()
        .filter(|(i, label)| *i >= last || !matches!(**label, "www" | "m" | "mobile" | "amp"))
        .map(|(_, label)| *label)
        .collect();
    kept.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_visits_does_not_count() {
        let page = page_of("https://example.org/news/harbour?id=3&page=2");
        assert_eq!(page.as_deref(), Some("example.org/news/harbour?id=3&page=2"));
        for same in [
            "http://www.example.org/news/harbour/?utm_source=x&page=2&id=3#top",
            "HTTPS://M.Example.org:443/news/harbour/amp?id=3&page=2&fbclid=abc",
            "https://ann:secret@mobile.example.org/news/harbour?id=3&page=2",
            "https://via.hypothes.is/https://example.org/news/harbour?id=3&page=2",
            "https://web.archive.org/web/20260101000000/https://example.org/news/harbour?id=3&page=2",
        ] {
            assert_eq!(page_of(same), page, "{same}");
        }
        for other in [
            "https://example.org/news/harbour?id=4&page=2",
            "https://example.org/news/Harbour?id=3&page=2",
            "https://example.com/news/harbour?id=3&page=2",
        ] {
            assert_ne!(page_of(other), page, "{other}");
        }
        assert_eq!(
            page_of("https://en.m.example.org/a"),
            page_of("https://en.example.org/a")
        );
        assert_eq!(page_of("https://www.org"), Some("www.org".into()));
    }

    #[test]
    fn other_names_are_no_pages() {
        for name in [
            "",
            "a.txt",
            "file:///tmp/a",
            "urn:x-pdf:1",
            "https://",
            "https://#",
            "ftp://x/y",
        ] {
            assert_eq!(page_of(name), None, "{name}");
        }
    }
}
