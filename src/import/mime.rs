//! Mails and web archives (MHTML): header fields, parts within parts, base64 and quoted-printable.
//!
//! Of a mail its text is taken, plain before HTML; of a web archive its page.

use base64::Engine as _;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use encoding_rs::Encoding;

use super::{ImportError, Warning, charset, date, draft, flowed, html, plain};
use crate::document::{BlockKind, Document};
use crate::text::clean::one_line;

/// Parts within parts.
const DEEPEST: usize = 8;
/// Parts of one mail that are looked at.
const MOST: usize = 200;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The document that the mail in `bytes` is.
///
/// # Errors
/// [`ImportError::Empty`] when it has no text.
pub(super) fn mail(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Document, ImportError> {
    let whole = Part::read(bytes);
    let parts = whole.leaves();
    let of = |kind: &str| parts.iter().find(|p| p.kind == kind && !p.is_attachment());
    let body = of("text/plain")
        .or_else(|| of("text/html"))
        .ok_or(ImportError::Empty)?;
    let attached = parts.iter().filter(|p| p.is_attachment()).count();
    if attached > 0 {
        warnings.push(Warning::LeftOut(if attached == 1 {
            "one attachment"
        } else {
            "attachments"
        }));
    }
    let text = body.text(warnings)?;
    let field = |name: &str| {
        whole
            .field(name)
            .map(|v| one_line(&unworded(&v)))
            .filter(|v| !v.is_empty())
    };
    let (subject, from) = (field("subject"), field("from"));
    if body.kind == "text/plain" {
        // The same as if the fields stood in a plain text: there they are understood.
        let mut whole = String::new();
        for (name, value) in [("Subject", &subject), ("From", &from), ("Date", &field("date"))] {
            if let Some(value) = value {
                whole.push_str(name);
                whole.push_str(": ");
                whole.push_str(value);
                whole.push('\n');
            }
        }
        whole.push('\n');
        let is = |name: &str, value: &str| {
            body.parameter(name)
                .is_some_and(|v| v.eq_ignore_ascii_case(value))
        };
        if is("format", "flowed") {
            whole.push_str(&flowed::unwrapped(&text, is("delsp", "yes")));
        } else {
            whole.push_str(&text);
        }
        return Ok(plain::document(&whole, warnings));
    }
    let mut head = draft::Drafts::default();
    if let Some(subject) = &subject {
        head.block(BlockKind::Title, subject);
    }
    if let Some(from) = &from {
        head.block(BlockKind::Byline, from);
    }
    let mut drafts = head.finish();
    drafts.append(&mut html::fragment(&text));
    let metadata = crate::document::Metadata {
        title: subject.unwrap_or_default(),
        byline: from.map(|f| {
            f.split('<')
                .next()
                .unwrap_or_default()
                .trim_matches([' ', '"'])
                .to_owned()
        }),
        date: field("date").and_then(|d| date::machine(&d)),
        ..crate::document::Metadata::default()
    };
    Ok(draft::write(drafts, metadata))
}

/// The page in the web archive `bytes`, decoded.
///
/// # Errors
/// [`ImportError::Empty`] when there is no page in it.
pub(super) fn page(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<String, ImportError> {
    let whole = Part::read(bytes);
    let parts = whole.leaves();
    let page = parts
        .iter()
        .find(|p| p.kind.contains("html"))
        .ok_or(ImportError::Empty)?;
    page.text(warnings)
}

/// Header fields and a body.
struct Part<'a> {
    fields: Vec<(String, String)>,
    body: &'a [u8],
    /// The media type in small letters.
    kind: String,
}

impl<'a> Part<'a> {
    fn read(bytes: &'a [u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
            let (line, after) = rest.split_at(end);
            rest = after;
            let line = String::from_utf8_lossy(line);
            let trimmed = line.trim_end();
            if trimmed.is_empty() {
                break;
            }
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut().filter(|(_, v)| v.len() < 10_000) {
                    value.push(' ');
                    value.push_str(trimmed.trim_start());
                }
            } else if let Some((name, value)) = trimmed.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        let mut part = Self {
            fields,
            body: rest,
            kind: String::new(),
        };
        let kind = part
            .field("content-type")
            .unwrap_or_else(|| "text/plain".to_owned());
        part.kind = kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        part
    }

    fn field(&self, name: &str) -> Option<String> {
        self.fields
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
    }

    /// A parameter of the media type: `charset`, `boundary`.
    fn parameter(&self, name: &str) -> Option<String> {
        let value = self.field("content-type")?;
        value.split(';').skip(1).find_map(|p| {
            let (key, value) = p.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().trim_matches('"').to_owned())
        })
    }

    fn is_attachment(&self) -> bool {
        self.field("content-disposition")
            .is_some_and(|d| d.to_ascii_lowercase().starts_with("attachment"))
    }

    /// The parts that have no parts.
    fn leaves(&self) -> Vec<Part<'a>> {
        let mut out = Vec::new();
        self.collect(0, &mut out);
        out
    }

    fn collect(&self, depth: usize, out: &mut Vec<Part<'a>>) {
        let boundary = self
            .parameter("boundary")
            .filter(|b| self.kind.starts_with("multipart/") && !b.is_empty());
        let Some(boundary) = boundary.filter(|_| depth < DEEPEST) else {
            out.push(Part {
                fields: self.fields.clone(),
                body: self.body,
                kind: self.kind.clone(),
            });
            return;
        };
        let mark = format!("--{boundary}");
        let mut starts = memchr::memmem::find_iter(self.body, mark.as_bytes())
            .filter(|at| *at == 0 || self.body.get(at - 1) == Some(&b'\n'))
            // The boundary of a part within may begin with this one.
            .filter(|at| {
                let behind = self.body.get(at + mark.len()..).unwrap_or_default();
                behind.starts_with(b"--") || !behind.first().is_some_and(u8::is_ascii_graphic)
            })
            .peekable();
        while let Some(at) = starts.next() {
            let from = at + mark.len();
            let rest = self.body.get(from..).unwrap_or_default();
            if rest.starts_with(b"--") || out.len() >= MOST {
                break;
            }
            let line = memchr::memchr(b'\n', rest).map_or(self.body.len(), |i| from + i + 1);
            let end = starts.peek().copied().unwrap_or(self.body.len());
            Part::read(self.body.get(line..end).unwrap_or_default()).collect(depth + 1, out);
        }
    }

    /// The body as text.
    fn text(&self, warnings: &mut Vec<Warning>) -> Result<String, ImportError> {
        let transfer = self
            .field("content-transfer-encoding")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let bytes = match transfer.trim() {
            "base64" => base64(self.body),
            "quoted-printable" => quoted_printable(self.body, false),
            _ => self.body.to_vec(),
        };
        let named = self
            .parameter("charset")
            .and_then(|c| charset::Charset::for_declaration(&c));
        let declared = named.or_else(|| charset::in_page(&bytes).filter(|_| self.kind.contains("html")));
        let text = charset::decode(&bytes, None, declared, warnings)?;
        if text.trim().is_empty() {
            return Err(ImportError::Empty);
        }
        Ok(text.into_owned())
    }
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut packed: Vec<u8> = body
        .iter()
        .copied()
        .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        .collect();
    // A cut end may leave one digit over.
    if packed.len() % 4 == 1 {
        packed.pop();
    }
    BASE64.decode(&packed).unwrap_or_default()
}

/// Quoted-printable; in header words `_` is a space.
fn quoted_printable(body: &[u8], word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&b, after)) = rest.split_first() {
        rest = after;
        match b {
            b'=' => {
                let hex = rest
                    .get(..2)
                    .and_then(|h| std::str::from_utf8(h).ok())
                    .and_then(|h| u8::from_str_radix(h, 16).ok());
                if let Some(value) = hex {
                    out.push(value);
                    rest = rest.get(2..).unwrap_or_default();
                } else if let Some(after) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) {
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

/// A header value with its encoded words (`=?utf-8?Q?caf=C3=A9?=`) decoded.
fn unworded(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        let Some((decoded, len)) = encoded_word(word) else {
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            after_word = false;
            continue;
        };
        // White space between two words is not part of the text.
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&decoded);
        rest = word.get(len..).unwrap_or_default();
        after_word = true;
    }
    out.push_str(rest);
    out
}

fn encoded_word(word: &str) -> Option<(String, usize)> {
    let inner = word.strip_prefix("=?")?;
    let mut parts = inner.splitn(3, '?');
    let (label, method, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = rest.find("?=")?;
    let content = rest.get(..end)?;
    let encoding = Encoding::for_label(label.split('*').next()?.as_bytes())?;
    let bytes = match method {
        "B" | "b" => base64(content.as_bytes()),
        "Q" | "q" => quoted_printable(content.as_bytes(), true),
        _ => return None,
    };
    Some((
        encoding.decode(&bytes).0.into_owned(),
        2 + label.len() + 1 + method.len() + 1 + end + 2,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "Received: from x\r\nFrom: =?utf-8?Q?Jos=C3=A9_Doe?= <jose@example.org>\r\n\
Subject: =?utf-8?B?V2hhdCB0aGUg?= =?utf-8?Q?minister_said?=\r\nDate: Sat, 26 Sep 2020 10:11:12 +0200\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=\"out\"\r\n\r\npreamble\r\n--out\r\nContent-Type: multipart/alternative;\r\n boundary=in\r\n\r\n\
--in\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--in\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\r\nHe did not say =93never=94 in the caf=E9, which is what the head=\r\nline says.\r\n--in--\r\n\
--out\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0\r\n--out--\r\n";

    #[test]
    fn a_mail_is_read_from_its_plain_part() {
        let mut warnings = Vec::new();
        let document = mail(MAIL.as_bytes(), &mut warnings).unwrap();
        let text = "What the minister said\n\nJosé Doe <jose@example.org>\n\nHe did not say “never” in the café, which is what the headline says.";
        assert_eq!(document.text(), text);
        assert_eq!(document.metadata().byline.as_deref(), Some("José Doe"));
        assert_eq!(
            document.metadata().date.map(|d| d.to_string()).as_deref(),
            Some("2020-09-26")
        );
        assert_eq!(warnings, [Warning::LeftOut("one attachment")]);
    }

    #[test]
    fn what_a_mail_program_wrapped_is_whole_again() {
        let mail_of = |fields: &str, body: &str| {
            let text = format!("Message-ID: x\nSubject: Bridge\nMIME-Version: 1.0\n{fields}\n\n{body}");
            let document = mail(text.as_bytes(), &mut Vec::new()).unwrap();
            document.text().to_owned()
        };
        let soft = mail_of(
            "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable",
            "The plan is at https://e.example/plan?a=3D1&b=\n=3D2#part and will be voted on=\n soon, =E2=80=9Cthe=\n mayor=E2=80=9D said.\n",
        );
        assert_eq!(
            soft,
            "Bridge\n\nThe plan is at https://e.example/plan?a=1&b=2#part and will be voted on soon, “the mayor” said."
        );
        let flowing = mail_of(
            "Content-Type: text/plain; charset=utf-8; format=flowed",
            "The bridge will close for a year from May, the mayor said \non Tuesday.\n\nShe gave\nno date.\n",
        );
        assert_eq!(
            flowing.split("\n\n").nth(1),
            Some("The bridge will close for a year from May, the mayor said on Tuesday.")
        );
    }

    #[test]
    fn a_boundary_may_begin_like_the_one_around_it() {
        let text = "Message-ID: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\
                    Content-Type: multipart/alternative; boundary=b1\n\n--b1\nContent-Type: text/html\n\n<p>page</p>\n--b1\n\
                    Content-Type: text/plain\n\nThe plain words.\n--b1--\n--b--\n";
        let document = mail(text.as_bytes(), &mut Vec::new()).unwrap();
        assert_eq!(document.text(), "The plain words.");
    }

    #[test]
    fn a_web_archive_holds_its_page() {
        let archive = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+d29yZHM8L3A+\r\n--b--";
        assert_eq!(page(archive.as_bytes(), &mut Vec::new()).unwrap(), "<p>words</p>");
    }

    #[test]
    fn cut_mails_end_in_a_document_or_a_reason() {
        for cut in 0..MAIL.len() {
            let _ = mail(&MAIL.as_bytes()[..cut], &mut Vec::new());
            let _ = page(&MAIL.as_bytes()[cut..], &mut Vec::new());
        }
    }
}
