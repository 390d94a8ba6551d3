//! Makes the request with ureq.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use ureq::Agent;
use ureq::http::{StatusCode, Uri};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use url::Url;

use super::place::{is_private, is_private_host};
use super::{FetchError, Fetched, Limits, Progress, content_type, is_url};
use crate::text::address::{split, without_secrets};
use crate::text::clean::one_line;

/// Which authorities may certify a host: those of the system with the feature `native-certificates`, otherwise the public ones that the program
/// contains.
fn certificates() -> ureq::tls::RootCerts {
    if cfg!(feature = "native-certificates") {
        ureq::tls::RootCerts::PlatformVerifier
    } else {
        ureq::tls::RootCerts::WebPki
    }
}

/// The user agent.
const AGENT: &str = concat!("Postil/", env!("CARGO_PKG_VERSION"), " (article reader)");
/// The accepted media types, the preferred ones first.
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
    let (user, url) = split(url);
    let mut url = url.split('#').next().unwrap_or(&url).to_owned();
    if !url.is_ascii() {
        // The address as a browser shows it may have characters in the host or the path that a request must not contain.
        url = target(&url, "").ok_or(FetchError::NoUrl)?;
    }
    let named = Site::of(&url)?;
    if !limits.private_host && is_private_host(&named.host) {
        return Err(FetchError::PrivateHost(one_line(&named.host)));
    }
    let authorization = user.map(authorization);
    let ways = Arc::new(Mutex::new(Ways {
        named: named.clone(),
        named_private: (!limits.private_host).then_some(false),
        refused: None,
    }));
    let config = Agent::config_builder()
        .tls_config(ureq::tls::TlsConfig::builder().root_certs(certificates()).build())
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
    let mut redirects = 0;
    let mut response = loop {
        let left = end.saturating_duration_since(Instant::now());
        let mut request = agent.get(&url).config().timeout_global(Some(left)).build();
        // The name and password are sent only to the host that they were typed for.
        if let Some(value) = authorization
            .as_ref()
            .filter(|_| Site::of(&url).is_ok_and(|s| s == named))
        {
            request = request.header("Authorization", value);
        }
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
        let next = target(&url, &String::from_utf8_lossy(location.as_bytes())).ok_or(FetchError::NoUrl)?;
        if !is_url(&next) {
            return Err(FetchError::OtherScheme(one_line(&without_secrets(&next))));
        }
        let next = split(&next).1.into_owned();
        // Also checked here, and not only during name resolution: with a proxy, the proxy resolves the names.
        let site = Site::of(&next)?;
        if is_private_host(&site.host) && !site.is_of(&named) {
            return Err(FetchError::Private(one_line(&site.host)));
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
    let url = one_line(&without_secrets(&url));
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

/// Resolves `location` against `base` and removes the fragment. The result is normalized as it will be sent (WHATWG URL): dot segments are
/// removed, hosts are ASCII, IPv4 addresses have the usual notation; so the checked address is the requested one. `None` if it is not a
/// valid address.
fn target(base: &str, location: &str) -> Option<String> {
    let mut url = Url::parse(base).and_then(|base| base.join(location)).ok()?;
    url.set_fragment(None);
    Some(url.into())
}

/// The parts of an address that identify the server.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Site {
    secure: bool,
    /// In lower case, without trailing dots; an IPv6 address is in brackets.
    host: String,
    port: u16,
}

impl Site {
    fn of(url: &str) -> Result<Self, FetchError> {
        url.parse()
            .ok()
            .and_then(|uri| Self::of_uri(&uri))
            .ok_or(FetchError::NoUrl)
    }

    fn of_uri(uri: &Uri) -> Option<Self> {
        let secure = uri.scheme_str()?.eq_ignore_ascii_case("https");
        let host = uri.host()?.trim_end_matches('.').to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
        (!host.is_empty()).then_some(Self { secure, host, port })
    }

    /// Whether this is `named`, or the same host over TLS instead, each on its default port.
    fn is_of(&self, named: &Self) -> bool {
        let upgraded = self.secure && !named.secure && (self.port, named.port) == (443, 80);
        self.host == named.host && (upgraded || (self.secure, self.port) == (named.secure, named.port))
    }
}

/// The header value that sends the name and password of an address (RFC 7617).
fn authorization(user: &str) -> String {
    use base64::Engine as _;
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let mut plain = decoded(name);
    plain.push(b':');
    plain.extend(decoded(password));
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(plain)
    )
}

/// Decodes percent-encoding.
fn decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

/// What a request has met so far.
#[derive(Debug)]
struct Ways {
    named: Site,
    /// Whether the host that the user named resolves to a private address; `None` until it is known.
    named_private: Option<bool>,
    /// The private address to which a redirect led.
    refused: Option<String>,
}

/// Resolves host names, and refuses the addresses to which no redirect may lead.
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
        // Which addresses a proxy reaches is up to the proxy; the address of the proxy itself was chosen by the user.
        let proxy = |p: &ureq::Proxy| Some(p.host()) == uri.host() && Some(p.port()) == uri.port_u16();
        if config.proxy().is_some_and(proxy) {
            return Ok(found);
        }
        let private = found.iter().any(|a| is_private(a.ip()));
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        let named = Site::of_uri(uri).is_some_and(|site| site.is_of(&ways.named));
        // A name that first resolved to a public address must not resolve to a private one later (DNS rebinding).
        let allowed = named && *ways.named_private.get_or_insert(private);
        if private && !allowed {
            ways.refused = Some(one_line(uri.host().unwrap_or_default()));
            return Err(ureq::Error::HostNotFound);
        }
        Ok(found)
    }
}

fn explained(error: ureq::Error, ways: &Mutex<Ways>, limits: &Limits) -> FetchError {
    let ways = ways.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(host) = &ways.refused {
        let is_named = !limits.private_host && *host == one_line(&ways.named.host);
        return if is_named {
            FetchError::PrivateHost(host.clone())
        } else {
            FetchError::Private(host.clone())
        };
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
            ("http://0x7f.1/", "http://127.0.0.1/"),
            ("http:\\\\127.0.0.1\\x", "http://127.0.0.1/x"),
            ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ] {
            assert_eq!(target(base, location).as_deref(), Some(expected));
        }
        assert_eq!(
            target("https://e.example", "a").as_deref(),
            Some("https://e.example/a")
        );
        assert_eq!(target(base, "http://[::1"), None);
    }

    #[test]
    fn names_and_passwords_are_encoded_as_the_standard_says() {
        assert_eq!(
            authorization("Aladdin:open%20sesame"),
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
        assert_eq!(authorization("a"), "Basic YTo=");
        assert_eq!(decoded("%zz%4"), b"%zz%4");
    }

    /// Also if a public name resolves to an address of this machine.
    #[test]
    fn strangers_are_not_sent_to_private_addresses() {
        let ask = |named: &str, named_private, url: &str| {
            let ways = Arc::new(Mutex::new(Ways {
                named: Site::of(named).unwrap(),
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
            Careful::new(ways).resolve(&uri, &config, timeout).is_ok()
        };
        for url in [
            "http://127.0.0.1/",
            "http://localhost:8000/x",
            "http://10.0.0.1/",
            "http://[::1]/",
        ] {
            assert!(!ask("http://e.example/", Some(false), url), "{url}");
            assert!(!ask("http://192.168.0.1/", Some(true), url), "{url}");
            assert!(ask(url, None, url) && ask(url, Some(true), url), "{url}");
            // The name that was requested first resolves to another address now.
            assert!(!ask(url, Some(false), url), "{url}");
        }
        assert!(!ask("http://127.0.0.1:80/", Some(true), "http://127.0.0.1:81/"));
        assert!(ask("http://127.0.0.1/", Some(true), "https://127.0.0.1/"));
        assert!(ask("http://e.example/", Some(false), "http://1.1.1.1/"));
    }
}
