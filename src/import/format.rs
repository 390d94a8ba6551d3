//! Detects the format of a file: by its first bytes if they are distinctive, otherwise by its name, otherwise by its content.

use std::path::Path;

use super::charset;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Plain,
    /// CommonMark with the extensions of GitHub.
    Markdown,
    /// A web page.
    Html,
    /// A web page and its resources in one file.
    Mhtml,
    /// A mail.
    Mail,
    /// An EPUB book.
    Epub,
    /// A PDF.
    Pdf,
    /// Rich text.
    Rtf,
    /// A text document of Word or a similar office suite.
    Office,
}

/// The number of bytes examined; a multiple of the unit size of every encoding.
const WINDOW: usize = 4096;

impl Format {
    /// The format of `bytes`, read from the file `name` (if it has one).
    pub fn detect(name: Option<&Path>, bytes: &[u8]) -> Self {
        let head = bytes.get(..WINDOW).unwrap_or(bytes);
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        if let Some(format) = by_magic(head) {
            return format;
        }
        let extension = name
            .and_then(Path::extension)
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase);
        let packed = head.starts_with(b"PK\x03\x04");
        match extension.as_deref() {
            Some("epub") if packed => return Self::Epub,
            Some("docx" | "docm" | "odt" | "ott" | "dotx" | "pptx" | "xlsx" | "ods" | "odp") if packed => {
                return Self::Office;
            }
            Some("fodt") => return Self::Office,
            Some("md" | "markdown" | "mdown" | "mkd" | "mdx" | "qmd" | "rmd") => return Self::Markdown,
            Some("htm" | "html" | "xhtml" | "xht") => return Self::Html,
            Some("mht" | "mhtml") => return Self::Mhtml,
            Some("eml" | "mbox") => return Self::Mail,
            Some("txt" | "text" | "asc" | "log" | "rst" | "org" | "adoc" | "tex") => return Self::Plain,
            _ => {}
        }
        by_looks(&charset::beginning(head))
    }

    /// Whether the file consists of text.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Epub | Self::Pdf | Self::Office)
    }
}

fn by_magic(head: &[u8]) -> Option<Format> {
    // Some programs write a line or two before the signature; a text that merely mentions it contains no objects.
    let signed = memchr::memmem::find(head.get(..1024).unwrap_or(head), b"%PDF-");
    if signed.is_some_and(|at| at == 0 || memchr::memmem::find(head, b" obj").is_some())
        && !head.starts_with(b"<")
    {
        return Some(Format::Pdf);
    }
    if head.starts_with(b"{\\rtf") {
        return Some(Format::Rtf);
    }
    if head.starts_with(b"PK\x03\x04") {
        let has = |needle: &[u8]| head.windows(needle.len()).any(|w| w == needle);
        if has(b"application/epub+zip") || has(b"META-INF/container.xml") {
            return Some(Format::Epub);
        }
        if has(b"[Content_Types].xml") || has(b"word/") || has(b"application/vnd.oasis") {
            return Some(Format::Office);
        }
    }
    None
}

/// Detects the format of text without a distinctive name.
fn by_looks(head: &str) -> Format {
    let start = head
        .trim_start()
        .get(..512.min(head.trim_start().len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    if ["<!doctype html", "<html", "<head", "<body", "<article"]
        .iter()
        .any(|tag| start.starts_with(tag))
        || (start.starts_with("<?xml") && start.contains("<html"))
        || (start.starts_with("<!--") && (start.contains("<html") || start.contains("<!doctype html")))
    {
        return Format::Html;
    }
    if let Some(format) = by_header(head) {
        return format;
    }
    if looks_like_markdown(head) {
        Format::Markdown
    } else {
        Format::Plain
    }
}

/// A mail begins with header fields, some of which only machines write.
fn by_header(head: &str) -> Option<Format> {
    let fields = head.lines().take_while(|l| !l.trim().is_empty());
    let mut mail = false;
    for (i, line) in fields.enumerate() {
        // A mailbox.
        if i == 0 && line.starts_with("From ") {
            continue;
        }
        let lower = line.to_ascii_lowercase();
        if lower.starts_with("content-type: multipart/related") || lower.contains("saved by blink") {
            return Some(Format::Mhtml);
        }
        mail |= ["mime-version:", "received:", "message-id:", "return-path:"]
            .iter()
            .any(|f| lower.starts_with(f));
        if !lower.starts_with([' ', '\t']) && !lower.split(':').next().is_some_and(is_field_name) {
            return None;
        }
    }
    mail.then_some(Format::Mail)
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// Two different kinds of Markdown syntax, or front matter.
fn looks_like_markdown(head: &str) -> bool {
    let mut lines = head.lines();
    if let Some(fence @ ("---" | "+++")) = lines.next().map(str::trim_end) {
        let body: Vec<&str> = lines.by_ref().take_while(|l| l.trim_end() != fence).collect();
        let separator = if fence == "---" { ':' } else { '=' };
        if !body.is_empty()
            && body
                .iter()
                .any(|l| l.split_once(separator).is_some_and(|(k, _)| is_key(k.trim())))
        {
            return true;
        }
    }
    let mut signs = [false; 5];
    for line in head.lines() {
        let trimmed = line.trim_start();
        let hashes = trimmed.bytes().take_while(|b| *b == b'#').count();
        signs[0] |= (1..=6).contains(&hashes) && trimmed.as_bytes().get(hashes) == Some(&b' ');
        signs[1] |= trimmed.starts_with("```") || trimmed.starts_with("~~~");
        signs[2] |= line.contains("](http") || line.contains("](/") || line.contains("](#");
        signs[3] |= line.matches("**").count() >= 2;
        signs[4] |= trimmed.starts_with('|') && trimmed.contains("---") && trimmed.ends_with('|');
    }
    signs.iter().filter(|s| **s).count() >= 2
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.len() < 32 && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_name_and_looks_tell_in_that_order() {
        let detect = |name: &str, text: &str| Format::detect(Some(Path::new(name)), text.as_bytes());
        assert_eq!(detect("a.txt", "%PDF-1.4"), Format::Pdf);
        assert_eq!(detect("a.MD", "words"), Format::Markdown);
        assert_eq!(detect("a.txt", "# One\n\n**bold**"), Format::Plain);
        assert_eq!(detect("a", "# One\n\n**bold**"), Format::Markdown);
        assert_eq!(detect("a", "---\ntitle: T\n---\nwords"), Format::Markdown);
        assert_eq!(detect("a", "---\nwords"), Format::Plain);
        assert_eq!(detect("a", "\n<!DOCTYPE html><p>"), Format::Html);
        assert_eq!(detect("a", "From: x\nMIME-Version: 1.0\n\nbody"), Format::Mail);
        assert_eq!(detect("a", "A title\n\nReceived: no"), Format::Plain);
        assert_eq!(Format::detect(None, b"{\\rtf1"), Format::Rtf);
        assert_eq!(detect("a.epub", "PK\u{3}\u{4}"), Format::Epub);
        assert_eq!(detect("a.docx", "PK\u{3}\u{4}"), Format::Office);
        assert_eq!(detect("a.epub", "words"), Format::Plain);
    }
}
