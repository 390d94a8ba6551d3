//! Pages from the web: one request of what the user named, with limits of size, time and place.
//!
//! Always true here: nothing is fetched that nobody named; a redirect leads to no `file:` and to no address of this machine or
//! a private network (`place`) but the very host that was named, be there a proxy or not; a name and password in the
//! address are sent to that host alone and are in nothing that comes back; who asks is said honestly; no cookie is kept and
//! nothing else is sent. Without the feature `fetch` every request ends in [`FetchError::NotBuilt`].

mod place;
#[cfg(feature = "fetch")]
mod request;

use std::fmt;
use std::time::Duration;

use crate::text::clean::one_line;

/// What a request may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the unpacked answer.
    pub bytes: u64,
    /// From the first question for the address to the last byte.
    pub time: Duration,
    /// Redirects that are followed.
    pub redirects: u32,
}

impl Default for Limits {
    /// 64 MB, one minute, ten redirects.
    fn default() -> Self {
        Self {
            bytes: 64 * 1024 * 1024,
            time: Duration::from_mins(1),
            redirects: 10,
        }
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the unpacked answer so far; 0 until it begins.
    pub bytes: u64,
    /// Bytes that are announced, if the answer is not packed.
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

/// What was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The address that answered, after redirects, without [secrets](crate::text::address).
    pub url: String,
    /// The answer, unpacked.
    pub bytes: Vec<u8>,
    /// What the server says it is, in small letters: `text/html`.
    pub media: Option<String>,
    /// The encoding that the server declares: a label of the Encoding Standard.
    pub charset: Option<String>,
}

/// Why nothing was fetched. Each message is one line, and says what to do next where something can be done.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Not an address that can be fetched.
    #[error("this is no address of a web page; it should read like https://example.org/page")]
    NoUrl,
    /// Nobody knows the host.
    #[error("the host is not known; check the address and the connection")]
    UnknownHost,
    /// A redirect led where none may lead.
    #[error(
        "the server sends on to {0}, an address of this machine or a private network; name that address yourself if you trust it"
    )]
    Private(String),
    /// A redirect to another scheme.
    #[error("the server sends on to {0}, which is no address of a web page")]
    OtherScheme(String),
    /// The server says no.
    #[error("the server answers {status}{}", hint(*.status))]
    Status {
        /// The status of HTTP.
        status: u16,
    },
    /// More than the limit.
    #[error("the page is larger than {} MB; fetch it with another program and open the file", .0 / (1024 * 1024))]
    TooLarge(u64),
    /// Slower than the limit.
    #[error("no answer within {} seconds; try again later", .0.as_secs())]
    TooSlow(Duration),
    /// In circles.
    #[error("the server sends on more than {0} times")]
    TooManyRedirects(u32),
    /// It was cancelled.
    #[error("stopped")]
    Stopped,
    /// What the network or the other side did.
    #[error("the page cannot be fetched: {0}")]
    Failed(String),
    /// This program was built without the feature `fetch`.
    #[error(
        "this build of Postil reads no addresses; fetch the page with another program: curl -L ADDRESS | postil -"
    )]
    NotBuilt,
}

impl FetchError {
    /// Whether a page that was kept earlier serves instead.
    pub fn is_passing(&self) -> bool {
        !matches!(self, Self::NoUrl | Self::Stopped)
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

/// Whether `name` is an address of a web page rather than a file.
pub fn is_url(name: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        name.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Fetches the page at `url`. `progress` is called when something happens, at least for every 64 KB; when it says
/// `false` the request ends.
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

/// The media type and the encoding that the header field `Content-Type` names.
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
