//! Fetches pages from the web: one page that the user named, with limits on size, time and destination.
//!
//! Invariants: nothing is fetched that the user did not name or adopt; a redirect never leads to `file:`, or to an address of this machine or a
//! private network (`place`), except the host that the user named, with or without a proxy; a name and password in the address are sent
//! only to that host and appear in no result; the user agent is honest; no cookie is kept and nothing else is sent. Without the feature
//! `fetch` every request ends with [`FetchError::NotBuilt`].

mod place;
#[cfg(feature = "fetch")]
mod request;

use std::fmt;
use std::time::Duration;

pub use crate::text::address::is_url;
use crate::text::clean::one_line;

/// The limits of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the decompressed answer.
    pub bytes: u64,
    /// From the DNS query to the last byte.
    pub time: Duration,
    /// Redirects that are followed.
    pub redirects: u32,
    /// Whether the host of the address itself may be this machine or on a private network: not if somebody else named it.
    pub private_host: bool,
}

impl Default for Limits {
    /// 64 MB, one minute, ten redirects, any host.
    fn default() -> Self {
        Self {
            bytes: 64 * 1024 * 1024,
            time: Duration::from_mins(1),
            redirects: 10,
            private_host: true,
        }
    }
}

/// The progress of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the decompressed answer so far; 0 until it begins.
    pub bytes: u64,
    /// The announced number of bytes, if the answer is not compressed.
    pub of: Option<u64>,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilobytes = self.bytes.div_ceil(1024);
        match self.of {
            _ if self.bytes == 0 => write!(f, "waiting for an answer"),
            Some(of) => write!(f, "{kilobytes} of {} KB", of.div_ceil(1024)),
            None => write!(f, "{kilobytes} KB"),
        }
    }
}

/// A fetched page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that answered, after redirects, without [secrets](crate::text::address).
    pub url: String,
    /// The decompressed answer.
    pub bytes: Vec<u8>,
    /// The media type that the server declares, in lower case: `text/html`.
    pub media: Option<String>,
    /// The encoding that the server declares: a label of the Encoding Standard.
    pub charset: Option<String>,
}

/// Why nothing was fetched. Each message is one line, and says what to do next if something can be done.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address that can be fetched.
    #[error("this is not the address of a web page; it should read like https://example.org/page")]
    NoUrl,
    /// The host name does not resolve.
    #[error("the host is not known; check the address and the connection")]
    UnknownHost,
    /// A redirect to an address of this machine or a private network.
    #[error(
        "the server redirects to {0}, an address of this machine or a private network; name that address yourself if you trust it"
    )]
    Private(String),
    /// An address of this machine or a private network that the user did not type.
    #[error("{0} is this machine or on a private network, and you did not type that address here")]
    PrivateHost(String),
    /// Requests are excluded.
    #[error("no request is sent (--offline), and there is no kept copy of the page")]
    Offline,
    /// A redirect to another scheme.
    #[error("the server redirects to {0}, which is not the address of a web page")]
    OtherScheme(String),
    /// The server answered with an error.
    #[error("the server answers {status}{}", hint(*.status))]
    Status {
        /// The HTTP status code.
        status: u16,
    },
    /// The answer is larger than the limit, in bytes.
    #[error("the page is larger than {} MB; fetch it with another program and open the file", .0 / (1024 * 1024))]
    TooLarge(u64),
    /// The answer took longer than the limit.
    #[error("no answer within {} seconds; try again later", .0.as_secs())]
    TooSlow(Duration),
    /// More redirects than the limit.
    #[error("the server redirects more than {0} times")]
    TooManyRedirects(u32),
    /// Cancelled.
    #[error("stopped")]
    Stopped,
    /// Any other error of the network or the server.
    #[error("the page cannot be fetched: {0}")]
    Failed(String),
    /// This program was built without the feature `fetch`.
    #[error(
        "this build of Postil cannot fetch web pages; fetch the page with another program: curl -L ADDRESS | postil -"
    )]
    NotBuilt,
}

impl FetchError {
    /// Whether the error may be temporary, so that a stored copy of the page can be used instead.
    pub fn is_passing(&self) -> bool {
        !matches!(self, Self::NoUrl | Self::Stopped | Self::PrivateHost(_))
    }
}

fn hint(status: u16) -> &'static str {
    match status {
        401 | 402 | 403 | 407 | 451 => " (not for everyone); save the page in a browser and open the file",
        404 | 410 => " (no such page); check the address",
        429 => " (too many requests); try again later",
        500..=599 => " (its own fault); try again later",
        _ => "",
    }
}

/// Fetches the page at `url`. Calls `progress` on every change, at least for every 64 KB; the request ends when `progress` returns `false`.
///
/// # Errors
/// [`FetchError`], which says why.
pub fn fetch(
    url: &str,
    limits: &Limits,
    progress: &mut dyn FnMut(Progress) -> bool,
) -> Result<Fetched, FetchError> {
    if !is_url(url) || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(FetchError::NoUrl);
    }
    #[cfg(feature = "fetch")]
    {
        request::fetch(url, limits, progress)
    }
    #[cfg(not(feature = "fetch"))]
    {
        let _ = (limits, progress);
        Err(FetchError::NotBuilt)
    }
}

/// Parses the media type and the encoding of the header field `Content-Type`.
#[cfg_attr(
    not(feature = "fetch"),
    allow(dead_code, reason = "only requests read headers")
)]
fn content_type(field: &str) -> (Option<String>, Option<String>) {
    let mut parts = field.split(';');
    let media = parts.next().map(|m| one_line(m).to_ascii_lowercase());
    let charset = parts.find_map(|part| {
        let (key, value) = part.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| one_line(value.trim().trim_matches(['"', '\''])))
    });
    (
        media.filter(|m| m.contains('/')),
        charset.filter(|c| !c.is_empty()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_files() {
        assert!(is_url("https://example.org/a") && is_url("HTTP://x"));
        assert!(!is_url("https.txt") && !is_url("file:///etc/passwd") && !is_url("é") && !is_url("http:/"));
    }

    #[test]
    fn header_fields() {
        let read = |f| content_type(f);
        assert_eq!(
            read("text/HTML; Charset=\"ISO-8859-1\""),
            (Some("text/html".into()), Some("ISO-8859-1".into()))
        );
        assert_eq!(read("text/plain"), (Some("text/plain".into()), None));
        assert_eq!(read("garbage"), (None, None));
    }

    #[test]
    fn messages_are_one_harmless_line() {
        for error in [
            FetchError::Status { status: 404 },
            FetchError::TooLarge(64 << 20),
            FetchError::TooSlow(Duration::from_mins(1)),
            FetchError::NoUrl,
        ] {
            assert!(!error.to_string().contains('\n'), "{error}");
        }
        assert_eq!(
            FetchError::Status { status: 404 }.to_string(),
            "the server answers 404 (no such page); check the address"
        );
    }
}
