//! Bytes to characters: by the reader's word, by byte order marks, by validity, and only then by guessing.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{ImportError, Warning};
use crate::text::clean::one_line;

/// Bytes that the guesser sees; more would not change its mind.
const SAMPLE: usize = 256 * 1024;

/// The characters of `bytes`, borrowed where they are valid UTF-8 already.
///
/// `declared` is what the text itself or its transport says, which is believed unless the bytes are valid UTF-8.
///
/// # Errors
/// [`ImportError::UnknownEncoding`] for a label nobody knows, [`ImportError::Binary`] for what is no text.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    label: Option<&str>,
    declared: Option<&'static Encoding>,
    warnings: &mut Vec<Warning>,
) -> Result<Cow<'a, str>, ImportError> {
    if let Some(label) = label {
        let Some(encoding) = Encoding::for_label(label.trim().as_bytes()) else {
            return Err(ImportError::UnknownEncoding {
                label: one_line(label),
            });
        };
        return Ok(with(encoding, bytes, warnings));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(with(encoding, bytes, warnings));
    }
    if let Some(what) = magic(bytes) {
        return Err(ImportError::Binary { what });
    }
    let valid = std::str::from_utf8(bytes);
    if let Some(encoding) = utf16_without_mark(bytes) {
        warnings.push(Warning::Guessed(encoding.name()));
        return Ok(with(encoding, bytes, warnings));
    }
    if is_noise(bytes) {
        return Err(ImportError::Binary { what: "binary data" });
    }
    match valid {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if declared.is_some_and(|e| e != UTF_8) => {
            Ok(with(declared.unwrap_or(UTF_8), bytes, warnings))
        }
        Err(_) if is_damaged_utf8(bytes) => Ok(with(UTF_8, bytes, warnings)),
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            // The telling bytes may stand far from the start.
            let first = bytes
                .iter()
                .position(|b| !b.is_ascii())
                .unwrap_or(0)
                .saturating_sub(256);
            let sample = bytes.get(first..).unwrap_or(bytes);
            detector.feed(sample.get(..SAMPLE).unwrap_or(sample), sample.len() <= SAMPLE);
            let encoding = detector.guess(None, Utf8Detection::Deny);
            warnings.push(Warning::Guessed(encoding.name()));
            Ok(with(encoding, bytes, warnings))
        }
    }
}

/// The encoding that a page declares in its first bytes: `<meta charset=…>` or `<?xml … encoding=…?>`.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    ["charset=", "encoding="].iter().find_map(|key| {
        let at = head
            .windows(key.len())
            .position(|w| w.eq_ignore_ascii_case(key.as_bytes()))?
            + key.len();
        let rest = head.get(at..)?;
        let rest = rest
            .strip_prefix(b"\"")
            .or_else(|| rest.strip_prefix(b"'"))
            .unwrap_or(rest);
        let len = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
            .count();
        Encoding::for_label(rest.get(..len)?)
    })
}

/// `bytes` in `encoding` (or in the one its byte order mark names).
fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8], warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    let (text, used, errors) = encoding.decode(bytes);
    if errors {
        warnings.push(Warning::Undecodable(used.name()));
    }
    text
}

/// What a file of other kind begins with.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    const STARTS: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF87a", "a GIF picture"),
        (b"GIF89a", "a GIF picture"),
        (b"II*\0", "a TIFF picture"),
        (b"MM\0*", "a TIFF picture"),
        (b"BM\0\0", "a bitmap picture"),
        (b"\x7fELF", "a program"),
        (b"MZ\x90", "a program"),
        (b"\xcf\xfa\xed\xfe", "a program"),
        (b"\xca\xfe\xba\xbe", "a program"),
        (b"\0asm", "a program"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"PK\x05\x06", "a ZIP archive"),
        (b"\x1f\x8b", "a gzip file"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ\0", "an xz file"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a", "a RAR archive"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
        (b"ID3", "a sound file"),
        (b"OggS", "a sound file"),
        (b"fLaC", "a sound file"),
        (b"\x1a\x45\xdf\xa3", "a film"),
        (b"wOFF", "a font"),
        (b"wOF2", "a font"),
        (b"\0\x01\0\0\0", "a font"),
        (b"OTTO\0", "a font"),
    ];
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..offset + magic.len()) == Some(magic);
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some("a WebP picture");
    }
    if at(0, b"RIFF") && (at(8, b"WAVE") || at(8, b"AVI ")) {
        return Some("a sound file or film");
    }
    if at(4, b"ftyp") {
        return Some("a film");
    }
    if at(257, b"ustar") {
        return Some("a tar archive");
    }
    let (magic, what) = STARTS.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    // Three letters may also begin a sentence.
    let doubtful = magic.is_ascii() && magic.len() <= 4 && !magic.contains(&3) && !magic.contains(&5);
    (!doubtful || is_noise(bytes) || std::str::from_utf8(bytes).is_err()).then_some(*what)
}

/// UTF-16 shows by NULs on one side of most pairs.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..2048).unwrap_or(bytes);
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let (mut high, mut low) = (0, 0);
    for pair in head.chunks_exact(2) {
        high += usize::from(pair[0] == 0 && pair[1] != 0);
        low += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    if low * 10 >= pairs * 7 && high * 20 < pairs {
        return Some(UTF_16LE);
    }
    if high * 10 >= pairs * 7 && low * 20 < pairs {
        return Some(UTF_16BE);
    }
    None
}

/// More than a stray NUL, or more than one byte in ten a control that no text has.
fn is_noise(bytes: &[u8]) -> bool {
    let head = bytes.get(..8192).unwrap_or(bytes);
    let nul = memchr::memchr_iter(0, head).count();
    let odd = head
        .iter()
        .filter(|b| matches!(b, 0..=6 | 0xe..=0x1a | 0x1c..=0x1f | 0x7f))
        .count();
    nul * 100 > head.len() || odd * 10 > head.len()
}

/// UTF-8 with a few bad bytes (a cut end, a pasted piece) rather than some other encoding: for each bad place there
/// are at least four good sequences.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let sample = bytes
        .iter()
        .position(|b| !b.is_ascii())
        .map_or(bytes, |i| &bytes[i..]);
    for chunk in sample.get(..SAMPLE).unwrap_or(sample).utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: Option<&str>) -> (String, Vec<Warning>) {
        let mut warnings = Vec::new();
        (
            decode(bytes, label, None, &mut warnings).unwrap().into_owned(),
            warnings,
        )
    }

    #[test]
    fn marks_labels_and_guesses() {
        assert_eq!(
            decoded(b"\xef\xbb\xbfna\xc3\xafve", None),
            ("naïve".into(), vec![])
        );
        assert_eq!(decoded(b"\xff\xfea\0\xe9\0", None), ("aé".into(), vec![]));
        let utf16: Vec<u8> = "A plain line\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(
            decoded(&utf16, None),
            ("A plain line\n".into(), vec![Warning::Guessed("UTF-16BE")])
        );
        let latin = b"Le caf\xe9 \xe9tait ferm\xe9, a dit M. Lef\xe8vre \xe0 No\xebl.";
        let (text, warnings) = decoded(latin, None);
        assert_eq!(text, "Le café était fermé, a dit M. Lefèvre à Noël.");
        assert_eq!(warnings, [Warning::Guessed("windows-1252")]);
        assert_eq!(decoded(b"\xcf\xf0\xe8", Some("windows-1251")).0, "При");
        assert_eq!(
            decode(b"x", Some("klingon\u{1b}[2J"), None, &mut Vec::new()),
            Err(ImportError::UnknownEncoding {
                label: "klingon".into()
            })
        );
    }

    #[test]
    fn east_asian_encodings_are_told_apart() {
        let samples = [
            (
                encoding_rs::SHIFT_JIS,
                "東京都の知事は水曜日、記者会見で新しい計画について説明した。これは重要です。",
            ),
            (
                encoding_rs::GBK,
                "美国司法部昨天要求旧金山的一名联邦法官允许政府禁止应用商店提供下载。",
            ),
            (
                encoding_rs::BIG5,
                "美國司法部昨天要求舊金山的一名聯邦法官允許政府禁止應用程式商店提供下載。",
            ),
            (
                encoding_rs::KOI8_R,
                "Министерство юстиции вчера попросило федерального судью в Сан-Франциско.",
            ),
        ];
        for (encoding, text) in samples {
            assert_eq!(
                decoded(&encoding.encode(text).0, None).0,
                text,
                "{}",
                encoding.name()
            );
        }
    }

    #[test]
    fn bad_bytes_in_utf8_are_mended_and_told() {
        let (text, warnings) = decoded("“Quote” — and “more” é".as_bytes().split_last().unwrap().1, None);
        assert_eq!(text, "“Quote” — and “more” \u{fffd}");
        assert_eq!(warnings, [Warning::Undecodable("UTF-8")]);
    }

    #[test]
    fn other_files_are_named() {
        let binary = |bytes: &[u8]| {
            decode(bytes, None, None, &mut Vec::new())
                .unwrap_err()
                .to_string()
        };
        assert!(binary(b"\x89PNG\r\n\x1a\n....").contains("PNG picture"));
        assert!(binary(b"\x7fELF\x02\x01\x01\0\0").contains("a program"));
        assert!(binary(&[0, 1, 2, 3, 4, 0, 0, 9, 200, 0, 3]).contains("binary data"));
        assert_eq!(
            decoded(b"BZh is how a bzip2 file begins", None).0,
            "BZh is how a bzip2 file begins"
        );
        assert_eq!(decoded(b"ID3 tags are", None).0, "ID3 tags are");
    }
}
