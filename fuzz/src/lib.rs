//! Shared code of all targets: importing bytes in one format, checking the invariants of the result, and archives made of the fuzzer's
//! bytes (no mutation gets through a ZIP directory and deflate by itself).

use postil::import::{Format, Imported, Options, import};
use postil::text::clean::has_unsafe;

/// Imports `bytes` as `format`, and checks the invariants of the document or the error.
pub fn run(bytes: &[u8], format: Format) -> Option<Imported> {
    let options = Options {
        format: Some(format),
        ..Options::default()
    };
    match import(bytes, &options) {
        Ok(imported) => {
            check(&imported);
            Some(imported)
        }
        Err(error) => {
            let message = error.to_string();
            assert!(!message.contains('\n') && !has_unsafe(&message), "{message:?}");
            None
        }
    }
}

/// The invariants of `postil::document`.
pub fn check(imported: &Imported) {
    let document = &imported.document;
    let text = document.text();
    assert!(!has_unsafe(text));
    assert_eq!(postil::text::clean::normalise(text), text);
    let mut at = 0;
    for block in document.blocks() {
        assert!(block.range.start >= at && block.range.end <= text.len());
        assert!(text.is_char_boundary(block.range.start) && text.is_char_boundary(block.range.end));
        assert!(text[at..block.range.start].trim().is_empty());
        at = block.range.end;
    }
    for mark in document.marks() {
        assert!(text.is_char_boundary(mark.range.start) && text.is_char_boundary(mark.range.end));
        assert!(document.blocks().iter().any(|b| b.range.covers(mark.range)));
    }
    for warning in &imported.warnings {
        let warning = warning.to_string();
        assert!(!warning.contains('\n') && !has_unsafe(&warning), "{warning:?}");
    }
}

/// An archive of the entries in `input`, stored without compression: each is a line with its name and its content, up to the next line
/// `%%`.
pub fn archive(input: &[u8]) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0u16);
    let mut put = |name: &[u8], content: &[u8]| {
        let offset = out.len() as u32;
        let (name_len, len) = ((name.len() as u16).to_le_bytes(), (content.len() as u32).to_le_bytes());
        let name = &name[..name.len() & 0xffff];
        out.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        out.extend_from_slice(&len);
        out.extend_from_slice(&len);
        out.extend_from_slice(&name_len);
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(name);
        out.extend_from_slice(content);
        directory.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        directory.extend_from_slice(&len);
        directory.extend_from_slice(&len);
        directory.extend_from_slice(&name_len);
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(name);
        count = count.saturating_add(1);
    };
    let mut rest = input;
    while !rest.is_empty() {
        let end = rest.windows(4).position(|w| w == b"\n%%\n").unwrap_or(rest.len());
        let entry = &rest[..end];
        rest = rest.get(end + 4..).unwrap_or_default();
        let line = entry.iter().position(|b| *b == b'\n').unwrap_or(entry.len());
        put(&entry[..line.min(200)], entry.get(line + 1..).unwrap_or_default());
    }
    let start = out.len() as u32;
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}
