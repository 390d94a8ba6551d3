//! The request itself, by ureq.

use std::io::Read;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ureq::Agent;
use ureq::http::{StatusCode, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::place::is_private;
use super::{FetchError, Fetched, Limits, Progress, content_type, is_url};
use crate::text::clean::one_line;

/// Who asks.
const AGENT: &str = concat!("Postil/", env!("CARGO_PKG_VERSION"), " (article reader)");
/// What is wanted, the best first.
const ACCEPT: &str = "text/html, application/xhtml+xml, text/markdown, text/plain, application/epub+zip, application/pdf, */*;q=0.5";

pub(super) fn fetch(
    url: &str,
    limits: &Limits,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Fetched, FetchError> {
    let start = Progress { bytes: 0, of: None };
    if !progress(start) {
        return Err(FetchError::Stopped);
    }
    let ways = Arc::new(Mutex::new(Ways::default()));
    let config = Agent::config_builder()
        .user_agent(AGENT)
        .accept(ACCEPT)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(256 * 1024)
        .max_idle_connections(0)
        .http_status_as_error(false)
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), Careful::new(ways.clone()));
    let explained = |error| explained(error, &ways, limits);
    let end = Instant::now() + limits.time;
    let mut url = url.split('#').next().unwrap_or(url).to_owned();
    let mut redirects = 0;
    let mut response = loop {
        let left = end.saturating_duration_since(Instant::now());
        let request = agent.get(&url).config().timeout_global(Some(left)).build();
        let response = request.call().map_err(explained)?;
        let location = response
            .headers()
            .get("location")
            .filter(|_| response.status().is_redirection());
        let Some(location) = location else { break response };
        redirects += 1;
        if redirects > limits.redirects {
            return Err(FetchError::TooManyRedirects(limits.redirects));
        }
        let next = target(&url, &String::from_utf8_lossy(location.as_bytes()));
        if !is_url(&next) {
            return Err(FetchError::OtherScheme(one_line(&next)));
        }
        url = next;
        if !progress(start) {
            return Err(FetchError::Stopped);
        }
    };
    if response.status() != StatusCode::OK {
        return Err(FetchError::Status {
            status: response.status().as_u16(),
        });
    }
    let field = |name: &str| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let (media, charset) = field("content-type").map_or((None, None), |f| content_type(&f));
    let of = field("content-length")
        .filter(|_| field("content-encoding").is_none())
        .and_then(|n| n.parse::<u64>().ok());
    let url = one_line(&url);
    if of.is_some_and(|of| of > limits.bytes) {
        return Err(FetchError::TooLarge(limits.bytes));
    }
    let mut reader = response.body_mut().with_config().limit(u64::MAX).reader();
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = reader
            .read(&mut chunk)
            .map_err(|error| explained(ureq::Error::from(error)))?;
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(chunk.get(..read).unwrap_or_default());
        if bytes.len() as u64 > limits.bytes {
            return Err(FetchError::TooLarge(limits.bytes));
        }
        let now = Progress {
            bytes: bytes.len() as u64,
            of,
        };
        if !progress(now) {
            return Err(FetchError::Stopped);
        }
    }
    Ok(Fetched {
        url,
        bytes,
        media,
        charset,
    })
}

/// Where `location` leads from `base` (RFC 3986, section 5.2); a fragment goes.
fn target(base: &str, location: &str) -> String {
    let location = location.trim().split('#').next().unwrap_or_default();
    let scheme = location.split(['/', '?', ':']).next().unwrap_or_default();
    let absolute = location
        .get(scheme.len()..)
        .is_some_and(|rest| rest.starts_with(':'));
    if absolute
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    {
        return location.to_owned();
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    if let Some(host) = location.strip_prefix("//") {
        return format!("{scheme}://{host}");
    }
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let path = rest.get(host.len()..).unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let merged = if location.is_empty() || location.starts_with('?') {
        format!("{path}{location}")
    } else if location.starts_with('/') {
        location.to_owned()
    } else {
        let folder = path.rfind('/').map_or("/", |at| path.get(..=at).unwrap_or("/"));
        format!("{folder}{location}")
    };
    let (path, query) = merged.split_at(merged.find('?').unwrap_or(merged.len()));
    let mut parts: Vec<&str> = Vec::new();
    let last = path.rsplit('/').next().unwrap_or_default();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let slash = if [".", ".."].contains(&last) { "/" } else { "" };
    format!("{scheme}://{host}/{}{slash}{query}", parts.join("/"))
}

/// Where a request has been.
#[derive(Debug, Default)]
struct Ways {
    /// Whether the address that the user named is a private one; `None` until it is known.
    named_private: Option<bool>,
    /// The private address to which a redirect led.
    refused: Option<String>,
}

/// Looks addresses up, and refuses those where no redirect may lead.
#[derive(Debug)]
struct Careful {
    ways: Arc<Mutex<Ways>>,
    inner: DefaultResolver,
}

impl Careful {
    fn new(ways: Arc<Mutex<Ways>>) -> Self {
        Self {
            ways,
            inner: DefaultResolver::default(),
        }
    }
}

impl Resolver for Careful {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        // What a proxy reaches is the proxy's to know; its own address is of the user's choice.
        let proxy = config.proxy().is_some_and(|p| Some(p.host()) == uri.host());
        let private = !proxy && found.iter().any(|a| is_private(a.ip())) || is_literally_private(uri);
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        if !*ways.named_private.get_or_insert(private) && private {
            ways.refused = Some(one_line(uri.host().unwrap_or_default()));
            return Err(ureq::Error::HostNotFound);
        }
        Ok(found)
    }
}

fn is_literally_private(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(is_private)
}

fn explained(error: ureq::Error, ways: &Mutex<Ways>, limits: &Limits) -> FetchError {
    let ways = ways.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(host) = &ways.refused {
        return FetchError::Private(host.clone());
    }
    match error {
        ureq::Error::HostNotFound => FetchError::UnknownHost,
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => FetchError::NoUrl,
        ureq::Error::Timeout(_) => FetchError::TooSlow(limits.time),
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::TimedOut => FetchError::TooSlow(limits.time),
        ureq::Error::Io(io) => FetchError::Failed(one_line(&io.to_string())),
        other => FetchError::Failed(one_line(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_to_where_the_standard_says() {
        let base = "https://e.example/a/b?q";
        for (location, expected) in [
            ("http://x.example/y", "http://x.example/y"),
            ("//x.example/y", "https://x.example/y"),
            ("/c?d=/../e", "https://e.example/c?d=/../e"),
            ("c", "https://e.example/a/c"),
            ("../c", "https://e.example/c"),
            ("../../../c/./d/..", "https://e.example/c/"),
            ("?r#f", "https://e.example/a/b?r"),
            ("file:///etc/passwd", "file:///etc/passwd"),
            ("data:text/plain,x", "data:text/plain,x"),
        ] {
            assert_eq!(target(base, location), expected);
        }
        assert_eq!(target("https://e.example", "a"), "https://e.example/a");
    }

    /// Also where a name of the wide world stands for an address of this machine.
    #[test]
    fn strangers_are_not_sent_to_private_addresses() {
        let ask = |named_private, url: &str| {
            let ways = Arc::new(Mutex::new(Ways {
                named_private,
                refused: None,
            }));
            let config = ureq::config::Config::builder().proxy(None).build();
            let uri: Uri = url.parse().unwrap();
            let timeout = NextTimeout {
                after: ureq::unversioned::transport::time::Duration::NotHappening,
                reason: ureq::Timeout::Global,
                per_read: None,
                per_write: None,
            };
            let found = Careful::new(ways.clone()).resolve(&uri, &config, timeout);
            let refused = ways.lock().unwrap().refused.clone();
            (found.is_ok(), refused)
        };
        for url in [
            "http://127.0.0.1/",
            "http://localhost:8000/x",
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://2130706433/",
        ] {
            let (found, refused) = ask(Some(false), url);
            assert!(
                !found && (refused.is_some() || url.contains("2130706433")),
                "{url}"
            );
            if !url.contains("2130706433") {
                assert!(ask(None, url).0 && ask(Some(true), url).0, "{url}");
            }
        }
        assert!(ask(Some(false), "http://1.1.1.1/").0);
    }
}
