//! The parts of a message: header fields, a body, and nested parts.

use std::borrow::Cow;

use super::super::charset::{self, Charset};
use super::super::{ImportError, Warning};
use super::{field, transfer};

/// The maximum nesting of parts.
pub(super) const DEEPEST: usize = 8;
/// The maximum number of parts of one message.
const MOST: usize = 200;

/// Header fields and a body.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// Names in lower case.
    fields: Vec<(String, String)>,
    body: Cow<'a, [u8]>,
    /// The media type in lower case.
    pub(super) kind: String,
    depth: usize,
}

impl<'a> Part<'a> {
    /// The message in `bytes`.
    pub(super) fn read(bytes: &'a [u8]) -> Self {
        let (fields, body) = split(bytes);
        Self::with(fields, Cow::Borrowed(body), 0, "text/plain")
    }

    fn with(fields: Vec<(String, String)>, body: Cow<'a, [u8]>, depth: usize, usual: &str) -> Self {
        let mut part = Self {
            fields,
            body,
            kind: String::new(),
            depth,
        };
        let kind = part.field("content-type").unwrap_or(usual);
        let kind = kind
            .split([';', '(', ' '])
            .find(|k| !k.is_empty())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        // 'text' alone is not a media type, and unknown kinds of text are treated as plain.
        part.kind = match kind.as_str() {
            "" | "text" | "plain" | "text/" | "text/enriched" | "text/markdown" | "text/x-markdown" => {
                "text/plain".to_owned()
            }
            "multipart" => "multipart/mixed".to_owned(),
            _ => kind,
        };
        part
    }

    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// A parameter of the media type: `charset`, `boundary`.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        field::parameter(self.field("content-type")?, name)
    }

    /// The name of the attached file.
    pub(super) fn name(&self) -> Option<String> {
        let disposition = self.field("content-disposition").unwrap_or_default();
        field::parameter(disposition, "filename")
            .or_else(|| self.parameter("name"))
            .map(|name| field::decoded(&name))
    }

    pub(super) fn is_attachment(&self) -> bool {
        self.field("content-disposition")
            .is_some_and(|d| d.trim_start().to_ascii_lowercase().starts_with("attachment"))
    }

    pub(super) fn is_message(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "message/rfc822" | "message/global" | "message/news"
        )
    }

    /// The message attached as this part.
    pub(super) fn message(&self) -> Option<Part<'a>> {
        if self.depth >= DEEPEST {
            return None;
        }
        let body = self.transferred();
        Some(match body {
            Cow::Borrowed(bytes) => {
                let (fields, body) = split(bytes);
                Self::with(fields, Cow::Borrowed(body), self.depth + 1, "text/plain")
            }
            Cow::Owned(bytes) => {
                let (fields, body) = split(&bytes);
                Self::with(fields, Cow::Owned(body.to_vec()), self.depth + 1, "text/plain")
            }
        })
    }

    /// The parts without nested parts.
    pub(super) fn leaves(&self) -> Vec<Part<'a>> {
        let parts = self.parts();
        if parts.is_empty() {
            return vec![self.clone()];
        }
        parts.iter().flat_map(Part::leaves).take(MOST).collect()
    }

    /// The root of related `parts`: the one named by `start`, otherwise the first.
    pub(super) fn root<'p>(&self, parts: &'p [Part<'a>]) -> Option<&'p Part<'a>> {
        let start = self.parameter("start");
        let named = |part: &&Part<'_>| {
            part.field("content-id")
                .zip(start.as_deref())
                .is_some_and(|(id, start)| id.trim() == start.trim())
        };
        parts.iter().find(named).or_else(|| parts.first())
    }

    /// The parts of a `multipart` body; none for other kinds.
    pub(super) fn parts(&self) -> Vec<Part<'a>> {
        let boundary = self
            .parameter("boundary")
            .filter(|b| self.kind.starts_with("multipart/") && !b.is_empty() && self.depth < DEEPEST);
        let Some(boundary) = boundary else {
            return Vec::new();
        };
        let usual = if self.kind == "multipart/digest" {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let ranges = ranges(&self.body, &boundary);
        let part = |(from, to): (usize, usize)| match &self.body {
            Cow::Borrowed(body) => {
                let (fields, body) = split(body.get(from..to).unwrap_or_default());
                Self::with(fields, Cow::Borrowed(body), self.depth + 1, usual)
            }
            Cow::Owned(body) => {
                let (fields, body) = split(body.get(from..to).unwrap_or_default());
                Self::with(fields, Cow::Owned(body.to_vec()), self.depth + 1, usual)
            }
        };
        ranges.into_iter().map(part).collect()
    }

    /// The body with its transfer encoding decoded.
    fn transferred(&self) -> Cow<'a, [u8]> {
        let transfer = self
            .field("content-transfer-encoding")
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        match transfer.as_str() {
            "base64" => Cow::Owned(transfer::base64(&self.body)),
            "quoted-printable" => Cow::Owned(transfer::quoted_printable(&self.body, false)),
            _ => self.body.clone(),
        }
    }

    /// The body as text.
    ///
    /// # Errors
    /// [`ImportError::Empty`] without text, [`ImportError::Binary`] if it is not text.
    pub(super) fn text(&self, warnings: &mut Vec<Warning>) -> Result<String, ImportError> {
        let bytes = self.transferred();
        let named = self
            .parameter("charset")
            .and_then(|c| Charset::for_declaration(&c));
        let declared = named.or_else(|| charset::in_page(&bytes).filter(|_| self.kind.contains("html")));
        let text = charset::decode(&bytes, None, declared, warnings)?;
        if text.trim().is_empty() {
            return Err(ImportError::Empty);
        }
        Ok(text.into_owned())
    }
}

/// The ranges of the parts between the lines `--boundary`.
fn ranges(body: &[u8], boundary: &str) -> Vec<(usize, usize)> {
    let mark = format!("--{boundary}");
    let mut starts = memchr::memmem::find_iter(body, mark.as_bytes())
        .filter(|at| *at == 0 || body.get(at - 1).is_some_and(|b| matches!(b, b'\n' | b'\r')))
        // The boundary of a nested part may begin with this one.
        .filter(|at| {
            let behind = body.get(at + mark.len()..).unwrap_or_default();
            behind.starts_with(b"--") || !behind.first().is_some_and(u8::is_ascii_graphic)
        })
        .peekable();
    let mut out = Vec::new();
    while let Some(at) = starts.next() {
        let from = at + mark.len();
        let rest = body.get(from..).unwrap_or_default();
        if rest.starts_with(b"--") || out.len() >= MOST {
            break;
        }
        let line = memchr::memchr(b'\n', rest).map_or(body.len(), |i| from + i + 1);
        let end = starts.peek().copied().unwrap_or(body.len());
        out.push((line.min(end), end));
    }
    out
}

/// The header fields at the start of `bytes`, with names in lower case, and the rest. A line that cannot be a field ends them like an empty
/// line, which some programs omit.
fn split(bytes: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut fields: Vec<(String, String)> = Vec::new();
    let charset = header_charset(bytes);
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
        let (line, after) = rest.split_at(end);
        let line = charset.decode(line).0;
        let trimmed = line.trim_end();
        if trimmed.is_empty() {
            return (fields, after);
        }
        if line.starts_with([' ', '\t']) && !fields.is_empty() {
            if let Some((_, value)) = fields.last_mut().filter(|(_, v)| v.len() < 10_000) {
                value.push(' ');
                value.push_str(trimmed.trim_start());
            }
        } else {
            let field = trimmed.split_once(':').filter(|(name, _)| {
                let name = name.trim_end();
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
            });
            match field {
                Some((name, value)) => {
                    fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                // The mailbox line before the fields.
                None if fields.is_empty() && (line.starts_with("From ") || line.starts_with(">From ")) => {}
                None => return (fields, rest),
            }
        }
        rest = after;
    }
    (fields, rest)
}

/// The charset of a header. Non-ASCII bytes are not allowed there, but occur.
fn header_charset(bytes: &[u8]) -> Charset {
    /// Longer headers are judged by their beginning.
    const WINDOW: usize = 16 * 1024;
    let end = memchr::memmem::find(bytes, b"\n\n")
        .into_iter()
        .chain(memchr::memmem::find(bytes, b"\r\n\r\n"))
        .min()
        .unwrap_or(bytes.len());
    let header = bytes.get(..end.min(WINDOW)).unwrap_or(bytes);
    match std::str::from_utf8(header) {
        Err(error) if error.error_len().is_some() => charset::guessed(header),
        _ => Charset::UTF_8,
    }
}
