//! Mails and web archives (MHTML). A mail gives its text and that of attached messages, plain text rather than HTML; a web archive gives
//! its page.
//!
//! `mail-parser` is not used: version 1.0 needs a later compiler than ours, and 0.11 decodes the text of each part by its declared charset
//! before a caller could check that against the bytes, so we would still have to decode bodies ourselves.

mod field;
mod part;
mod transfer;

use self::part::Part;
use super::{ImportError, Warning, date, draft, flowed, html, plain};
use crate::document::{BlockKind, Document, Metadata};
use crate::text::clean::one_line;

/// The maximum number of texts read from one mail.
const MOST: usize = 200;

/// A piece of a mail, in order.
enum Piece<'a> {
    Plain(String),
    Html(String),
    /// An attached message.
    Message(Part<'a>),
}

/// The document of the mail in `bytes`.
///
/// # Errors
/// [`ImportError::Empty`] if it has no text, [`ImportError::Unsupported`] if it is encrypted.
pub(super) fn mail(bytes: &[u8], warnings: &mut Vec<Warning>) -> Result<Document, ImportError> {
    let (message, more) = first_message(bytes);
    if more {
        warnings.push(Warning::LeftOut("the other messages of the mailbox"));
    }
    let mut whole = Part::read(message);
    if whole.kind == "multipart/encrypted" {
        return Err(ImportError::Unsupported {
            what: "this mail is encrypted and",
            hint: "decrypt it in a mail program and save it again",
        });
    }
    let mut reading = Reading {
        warnings,
        pieces: Vec::new(),
        attached: Vec::new(),
        spoiled: None,
    };
    reading.take(&whole);
    if !reading
        .pieces
        .iter()
        .any(|piece| !matches!(piece, Piece::Message(_)))
    {
        reading.take_attached();
    }
    let (mut pieces, attached, spoiled) = (reading.pieces, reading.attached.len(), reading.spoiled);
    // A message that only contains another message stands for that one.
    if let [Piece::Message(_)] = pieces.as_slice()
        && let Some(Piece::Message(inner)) = pieces.pop()
    {
        whole = inner;
        let mut reading = Reading {
            warnings,
            pieces: Vec::new(),
            attached: Vec::new(),
            spoiled: None,
        };
        reading.take(&whole);
        pieces = reading.pieces;
    }
    if attached > 0 {
        warnings.push(Warning::LeftOut(if attached == 1 {
            "one attachment"
        } else {
            "attachments"
        }));
    }
    if pieces.is_empty() {
        return Err(spoiled.unwrap_or(ImportError::Empty));
    }
    let head = Head::of(&whole);
    if pieces.iter().all(|piece| matches!(piece, Piece::Plain(_))) {
        // The same as if the fields were in a plain text, where they are recognized.
        let mut text = head.lines();
        for piece in &pieces {
            if let Piece::Plain(piece) = piece {
                text.push('\n');
                text.push_str(piece);
                text.push('\n');
            }
        }
        return Ok(plain::document(&text, warnings));
    }
    let mut drafts = draft::Drafts::default();
    if let Some(subject) = &head.subject {
        drafts.block(BlockKind::Title, subject);
    }
    if let Some(from) = &head.from {
        drafts.block(BlockKind::Byline, from);
    }
    put(&mut drafts, pieces, 0);
    let metadata = Metadata {
        title: head.subject.unwrap_or_default(),
        byline: head.from.map(|f| {
            f.split('<')
                .next()
                .unwrap_or_default()
                .trim_matches([' ', '"'])
                .to_owned()
        }),
        date: head.date.and_then(|d| date::machine(&d)),
        ..Metadata::default()
    };
    Ok(draft::write(drafts.finish(), metadata))
}

/// Writes `pieces`, each attached message with its header.
fn put(out: &mut draft::Drafts, pieces: Vec<Piece<'_>>, depth: usize) {
    for piece in pieces {
        match piece {
            Piece::Html(page) => out.append(html::fragment(&page)),
            Piece::Plain(text) => {
                let text = text.replace("\r\n", "\n");
                for paragraph in text.split("\n\n") {
                    out.block(BlockKind::Paragraph, paragraph);
                }
            }
            Piece::Message(inner) if depth < part::DEEPEST => {
                out.rule();
                let head = Head::of(&inner);
                if let Some(subject) = &head.subject {
                    out.begin(BlockKind::Heading, 2, None, false);
                    out.text(subject);
                }
                if let Some(from) = &head.from {
                    out.block(BlockKind::Byline, from);
                }
                let mut reading = Reading {
                    warnings: &mut Vec::new(),
                    pieces: Vec::new(),
                    attached: Vec::new(),
                    spoiled: None,
                };
                reading.take(&inner);
                put(out, reading.pieces, depth + 1);
            }
            Piece::Message(_) => {}
        }
    }
}

/// The header fields of a message that belong to its text.
struct Head {
    subject: Option<String>,
    from: Option<String>,
    date: Option<String>,
}

impl Head {
    fn of(message: &Part<'_>) -> Self {
        let field = |name: &str| {
            message
                .field(name)
                .map(|value| one_line(&field::decoded(value)))
                .filter(|value| !value.is_empty())
        };
        Self {
            subject: field("subject"),
            from: field("from"),
            date: field("date"),
        }
    }

    fn lines(&self) -> String {
        let mut out = String::new();
        for (name, value) in [
            ("Subject", &self.subject),
            ("From", &self.from),
            ("Date", &self.date),
        ] {
            if let Some(value) = value {
                out.push_str(name);
                out.push_str(": ");
                out.push_str(value);
                out.push('\n');
            }
        }
        out
    }
}

/// The first message of a mailbox (a file of messages that each begin with a `From ` line), and whether there are more.
fn first_message(bytes: &[u8]) -> (&[u8], bool) {
    if !bytes.starts_with(b"From ") {
        return (bytes, false);
    }
    let start = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    let rest = bytes.get(start..).unwrap_or_default();
    let next = memchr::memmem::find_iter(rest, b"\n\nFrom ")
        .chain(memchr::memmem::find(rest, b"\r\n\r\nFrom "))
        .min();
    (
        rest.get(..next.unwrap_or(rest.len())).unwrap_or(rest),
        next.is_some(),
    )
}

/// Walks the parts of a message and collects its texts.
struct Reading<'a, 'w> {
    warnings: &'w mut Vec<Warning>,
    pieces: Vec<Piece<'a>>,
    attached: Vec<Part<'a>>,
    /// Why a text could not be read.
    spoiled: Option<ImportError>,
}

impl<'a> Reading<'a, '_> {
    fn take(&mut self, part: &Part<'a>) {
        if self.pieces.len() >= MOST {
            return;
        }
        if part.is_attachment() && !part.is_message() {
            self.attached.push(part.clone());
            return;
        }
        match part.kind.as_str() {
            "multipart/alternative" => self.take_best(&part.parts()),
            "multipart/related" => {
                let parts = part.parts();
                if let Some(root) = part.root(&parts) {
                    self.take(root);
                }
                let others = parts.len().saturating_sub(1);
                self.attached
                    .extend(parts.into_iter().rev().take(others).filter(Part::is_attachment));
            }
            kind if kind.starts_with("multipart/") => {
                for part in part.parts() {
                    self.take(&part);
                }
            }
            "text/plain" | "text/html" | "application/xhtml+xml" => self.take_text(part),
            _ if part.is_message() => {
                let inner = part.message();
                self.pieces.extend(inner.map(Piece::Message));
            }
            _ => self.attached.push(part.clone()),
        }
    }

    /// Of alternative versions the plain one, unless it contains little of the HTML text.
    fn take_best(&mut self, versions: &[Part<'a>]) {
        let mut plain: Vec<Piece<'a>> = Vec::new();
        let mut page: Vec<Piece<'a>> = Vec::new();
        for version in versions {
            let mut reading = Reading {
                warnings: self.warnings,
                pieces: Vec::new(),
                attached: Vec::new(),
                spoiled: None,
            };
            reading.take(version);
            let (pieces, attached, spoiled) = (reading.pieces, reading.attached, reading.spoiled);
            self.spoiled = self.spoiled.take().or(spoiled);
            // Calendar entries and the like are alternatives too, not attachments.
            if !pieces.is_empty() {
                self.attached.extend(attached);
            }
            let is_plain = pieces.iter().all(|piece| matches!(piece, Piece::Plain(_)));
            let place = if is_plain { &mut plain } else { &mut page };
            if place.is_empty() {
                *place = pieces;
            }
        }
        let letters = |pieces: &[Piece<'_>]| -> usize {
            let of = |piece: &Piece<'_>| match piece {
                Piece::Plain(text) => text.split_whitespace().map(str::len).sum(),
                Piece::Html(page) => html::fragment(page).iter().map(|d| d.linked().0).sum(),
                Piece::Message(_) => 0,
            };
            pieces.iter().map(of).sum()
        };
        let said = letters(&plain);
        let is_stub = said < 300 && !page.is_empty() && letters(&page) > said * 3;
        self.pieces.append(if plain.is_empty() || is_stub {
            &mut page
        } else {
            &mut plain
        });
    }

    fn take_text(&mut self, part: &Part<'_>) {
        match part.text(self.warnings) {
            Ok(text) if part.kind == "text/plain" => {
                let is =
                    |name: &str, of: &str| part.parameter(name).is_some_and(|v| v.eq_ignore_ascii_case(of));
                self.pieces.push(Piece::Plain(if is("format", "flowed") {
                    flowed::unwrapped(&text, is("delsp", "yes"))
                } else {
                    text
                }));
            }
            Ok(page) => self.pieces.push(Piece::Html(page)),
            Err(error) => self.spoiled = Some(error),
        }
    }

    /// If there is no other text, attached texts are used.
    fn take_attached(&mut self) {
        let is_text = |part: &Part<'_>| {
            matches!(part.kind.as_str(), "text/plain" | "text/html")
                || part.kind == "application/octet-stream"
                    && part.name().is_some_and(|name| {
                        let name = name.to_ascii_lowercase();
                        [".txt", ".md", ".text"]
                            .iter()
                            .any(|ending| name.ends_with(ending))
                    })
        };
        let (texts, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.attached).into_iter().partition(is_text);
        self.attached = others;
        for mut text in texts.into_iter().take(MOST) {
            if text.kind != "text/html" {
                "text/plain".clone_into(&mut text.kind);
            }
            self.take_text(&text);
        }
    }
}

/// The page in the web archive `bytes`, decoded, and its address if known.
///
/// # Errors
/// [`ImportError::Empty`] if it contains no page.
pub(super) fn page(
    bytes: &[u8],
    warnings: &mut Vec<Warning>,
) -> Result<(String, Option<String>), ImportError> {
    let whole = Part::read(bytes);
    let leaves = whole.leaves();
    let is_page = |part: &&Part<'_>| part.kind.contains("html");
    let root = whole.root(&leaves).filter(|part| is_page(part));
    let page = root
        .or_else(|| leaves.iter().find(is_page))
        .ok_or(ImportError::Empty)?;
    let address = page
        .field("content-location")
        .or_else(|| whole.field("snapshot-content-location"))
        .map(one_line)
        .filter(|a| a.starts_with("http://") || a.starts_with("https://"));
    Ok((page.text(warnings)?, address))
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
        assert_eq!(
            page(archive.as_bytes(), &mut Vec::new()).unwrap().0,
            "<p>words</p>"
        );
    }

    fn read(text: &str) -> Document {
        mail(text.as_bytes(), &mut Vec::new()).unwrap()
    }

    #[test]
    fn all_texts_of_a_mail_are_read() {
        let mixed = |parts: &str| {
            format!(
                "Subject: Bridge\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
            )
        };
        let text = |body: &str| format!("--b\nContent-Type: text/plain\n\n{body}\n");
        // A picture between two texts.
        let picture = "--b\nContent-Type: image/png\n\nx\n";
        let parts = format!(
            "{}{picture}{}",
            text("The bridge closed."),
            text("It opens in May.")
        );
        assert_eq!(
            read(&mixed(&parts)).text(),
            "Bridge\n\nThe bridge closed.\n\nIt opens in May."
        );
        // Only an attachment has text.
        let attached = "--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nThe report itself.\n";
        assert_eq!(read(&mixed(attached)).text(), "Bridge\n\nThe report itself.");
        let octets = "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"report.txt\"\nContent-Transfer-Encoding: base64\n\nVGhlIHJlcG9ydC4=\n";
        assert_eq!(read(&mixed(octets)).text(), "Bridge\n\nThe report.");
        // A message inside: by itself it is the mail; with a text it follows it.
        let inner = "--b\nContent-Type: message/rfc822\n\nSubject: Pier\nFrom: Ruth <r@e.example>\n\nThe pier stays open.\n";
        assert_eq!(
            read(&mixed(inner)).text(),
            "Pier\n\nRuth <r@e.example>\n\nThe pier stays open."
        );
        let both = read(&mixed(&(text("See below.") + inner)));
        assert!(both.text().starts_with("Bridge\n\nSee below."), "{}", both.text());
        assert!(both.text().contains("Pier") && both.text().ends_with("The pier stays open."));
    }

    #[test]
    fn of_versions_of_one_text_the_one_that_says_it() {
        let alternative = |plain: &str, page: &str| {
            read(&format!(
                "Subject: Bridge\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"a b\"\n\n--a b\nContent-Type: text/plain\n\n{plain}\n--a b\n\
                 Content-Type: text/html; charset=iso-2022-jp\n\n{page}\n--a b--\n"
            ))
            .text()
            .to_owned()
        };
        let long = "<p>The council closed the bridge for two years because of cracks in its northern wall, and says so here at length.</p>";
        assert_eq!(
            alternative("The bridge closed.", "<p>The bridge closed.</p>"),
            "Bridge\n\nThe bridge closed."
        );
        assert!(alternative("Your program shows no pages.", long).contains("northern wall"));
        assert_eq!(alternative("", "<p>\x1b$B9A\x1b(B</p>"), "Bridge\n\n港");
    }

    #[test]
    fn headers_with_faults() {
        // No empty line before the text, and a mailbox of two messages.
        let parts = "Subject: Bridge\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nThe bridge closed.\n--b--\n";
        assert_eq!(read(parts).text(), "Bridge\n\nThe bridge closed.");
        let mut warnings = Vec::new();
        let mailbox = "From a@e.example Sat Sep 26 10:11:12 2020\nSubject: One\n\nFirst text.\n\nFrom b@e.example Sat Sep 26 10:11:12 2020\nSubject: Two\n\nSecond.\n";
        let first = mail(mailbox.as_bytes(), &mut warnings).unwrap();
        assert_eq!(first.text(), "One\n\nFirst text.");
        assert_eq!(warnings, [Warning::LeftOut("the other messages of the mailbox")]);
        let raw = [&b"Subject: Caf\xe9 closed\nFrom: Jos\xe9\n\nIt cost \xa325.\n"[..]].concat();
        let document = mail(&raw, &mut Vec::new()).unwrap();
        assert_eq!(document.text(), "Café closed\n\nJosé\n\nIt cost £25.");
    }

    #[test]
    fn cut_mails_end_in_a_document_or_a_reason() {
        for cut in 0..MAIL.len() {
            let _ = mail(&MAIL.as_bytes()[..cut], &mut Vec::new());
            let _ = page(&MAIL.as_bytes()[cut..], &mut Vec::new());
        }
    }
}
