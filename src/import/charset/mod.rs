//! Decodes bytes to characters. The charset is determined, in this order, by the user's option, a byte order mark, the declaration,
//! validity, and finally by guessing. It is determined before anything is removed from the text, because escape sequences are part of the
//! characters in some charsets.

mod declared;
mod guess;
mod johab;
mod kind;

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

pub(super) use self::declared::{in_page, in_xml};
pub(super) use self::guess::guessed;
pub(super) use self::kind::{Charset, IBM437, IBM850};
use super::{ImportError, Warning};
use crate::text::clean::one_line;

/// This many UTF-8 sequences outweigh a declaration.
const CONVINCING: usize = 8;

/// The characters of `bytes`, borrowed if they are valid UTF-8.
///
/// `declared` comes from the text itself or its transport. It is believed unless the bytes are valid (or, in many places, nearly valid)
/// UTF-8, or are invalid in the declared charset and make more sense in another one.
///
/// # Errors
/// [`ImportError::UnknownEncoding`] for an unknown label, [`ImportError::Binary`] if it is not text.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    label: Option<&str>,
    declared: Option<Charset>,
    warnings: &mut Vec<Warning>,
) -> Result<Cow<'a, str>, ImportError> {
    if let Some(label) = label {
        let Some(charset) = Charset::for_label(label) else {
            return Err(ImportError::UnknownEncoding {
                label: one_line(label),
            });
        };
        let (marked, length) = by_mark(bytes).unwrap_or((charset, 0));
        return Ok(with(marked, bytes.get(length..).unwrap_or_default(), warnings));
    }
    if let Some((charset, length)) = by_mark(bytes) {
        return Ok(with(charset, bytes.get(length..).unwrap_or_default(), warnings));
    }
    if let Some(what) = magic(bytes) {
        return Err(ImportError::Binary { what });
    }
    let is_wide = |c: &Charset| {
        matches!(c, Charset::Utf32 { .. }) || [UTF_16BE, UTF_16LE].map(Charset::Standard).contains(c)
    };
    if let Some(charset) = guess::wide_without_mark(bytes) {
        if declared != Some(charset) {
            warnings.push(Warning::Guessed(charset.name()));
        }
        return Ok(with(charset, bytes, warnings));
    }
    // Text that is declared as UTF-16 or UTF-32 but has no zero bytes may still be Chinese or Japanese.
    let declared = declared.filter(|c| !is_wide(c) || bytes.contains(&0));
    if let Some(charset) = declared.filter(|c| c.is_switched_on(bytes) && bytes.is_ascii()) {
        return Ok(with(charset, bytes, warnings));
    }
    if let Some(charset) = guess::switched(bytes) {
        warnings.push(Warning::Guessed(charset.name()));
        return Ok(with(charset, bytes, warnings));
    }
    if is_noise(bytes) && !declared.is_some_and(|c| is_wide(&c)) {
        return Err(ImportError::Binary { what: "binary data" });
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let other = declared.filter(|charset| *charset != Charset::UTF_8);
    let convincing = if other.is_some() { CONVINCING } else { 0 };
    if guess::is_damaged_utf8(bytes, convincing) {
        return Ok(with(Charset::UTF_8, bytes, warnings));
    }
    if let Some(charset) = other.filter(|charset| !guess::is_refuted(*charset, bytes)) {
        return Ok(with(charset, bytes, warnings));
    }
    let charset = guess::guessed(bytes);
    warnings.push(Warning::Guessed(charset.name()));
    Ok(with(charset, bytes, warnings))
}

/// The text of an XML file, by its byte order mark or declaration, otherwise as UTF-8.
pub(super) fn decode_xml(bytes: &[u8]) -> String {
    let (charset, length) = by_mark(bytes)
        .or_else(|| guess::wide_without_mark(bytes).map(|charset| (charset, 0)))
        .or_else(|| in_xml(bytes).map(|charset| (charset, 0)))
        .unwrap_or((Charset::UTF_8, 0));
    let charset = if length == 0 && std::str::from_utf8(bytes).is_ok() && !charset.is_switched_on(bytes) {
        Charset::UTF_8
    } else {
        charset
    };
    charset
        .decode(bytes.get(length..).unwrap_or_default())
        .0
        .into_owned()
}

/// The first characters of a text, good enough to detect its format: only ASCII, and its equivalent in UTF-16 and UTF-32, matter.
pub(super) fn beginning(head: &[u8]) -> Cow<'_, str> {
    let wide = by_mark(head).or_else(|| guess::wide_without_mark(head).map(|charset| (charset, 0)));
    match wide {
        Some((charset, length)) => charset.decode(head.get(length..).unwrap_or_default()).0,
        None => String::from_utf8_lossy(head),
    }
}

/// The charset indicated by a byte order mark, and the length of the mark. The mark of UTF-32 starts like that of UTF-16.
fn by_mark(bytes: &[u8]) -> Option<(Charset, usize)> {
    const MARKS: [(&[u8], Charset); 5] = [
        (b"\xff\xfe\0\0", Charset::Utf32 { big_endian: false }),
        (b"\0\0\xfe\xff", Charset::Utf32 { big_endian: true }),
        (b"\xef\xbb\xbf", Charset::UTF_8),
        (b"\xff\xfe", Charset::Standard(UTF_16LE)),
        (b"\xfe\xff", Charset::Standard(UTF_16BE)),
    ];
    MARKS
        .iter()
        .find(|(mark, _)| bytes.starts_with(mark))
        .map(|(mark, charset)| (*charset, mark.len()))
}

/// Decodes `bytes` as `charset`.
fn with<'a>(charset: Charset, bytes: &'a [u8], warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    let (text, errors) = charset.decode(bytes);
    if errors {
        warnings.push(Warning::Undecodable(charset.name()));
    }
    text
}

/// The kind of a binary file, by its first bytes.
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

/// More than one NUL, or more than one byte in ten is a control that no text contains.
fn is_noise(bytes: &[u8]) -> bool {
    let head = bytes.get(..8192).unwrap_or(bytes);
    let nul = memchr::memchr_iter(0, head).count();
    let odd = head
        .iter()
        .filter(|b| matches!(b, 0..=6 | 0xe..=0x1a | 0x1c..=0x1f | 0x7f))
        .count();
    nul * 100 > head.len() || odd * 10 > head.len()
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
    fn johab_is_known_by_its_label_and_by_its_syllables() {
        // 시장은 수요일 항구의 다리를 닫는다고 말했다.
        let bytes = b"\xaf\xa1\xb8w\xb7e \xae\x81\xb6a\xb7\xa9 \xd0w\x8a\x81\xb7\x81 \x94a\x9f\xa1\x9fi \x94h\x93e\x94a\x89\xa1 \xa0i\xd0\x96\x94a.";
        let text = "시장은 수요일 항구의 다리를 닫는다고 말했다.";
        assert_eq!(
            decoded(bytes, None),
            (text.into(), vec![Warning::Guessed("Johab")])
        );
        assert_eq!(decoded(bytes, Some("johab")).0, text);
        let declared = Charset::for_declaration("johab");
        assert_eq!(decode(bytes, None, declared, &mut Vec::new()).unwrap(), text);
    }

    #[test]
    fn a_figure_keeps_its_currency() {
        let latin1 = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        for text in [
            "The town council paid £825 for the clock and got £2 back.",
            "Entry costs £4.",
            "He was fined £1,250 plus £90 costs at the court in Leeds.",
            "Mix ½ cup of flour and bake at 180° for 20 minutes.",
            "The flat sold for €310,000, or about £265,000.",
            "“It’s the café’s third owner,” she said – and the last.",
            "A 3½-hour delay, 12°C outside, and £5 for a coffee.",
            "Prices rose 4¾% in May; the naïve forecast was £3m.",
            "The piñata cost £9 and the crème brûlée £11.",
            "Le prix est passé à 12 £ pour les élèves.",
            "Der Eintritt kostet 5 £ für die Gäste aus Zürich.",
            "Section § 12 of the Act; © 2024 the Council.",
            "Shares fell from £1.20 to 95p.\nThe firm lost £30 million.\n",
        ] {
            assert_eq!(decoded(&latin1(text), None).0, text);
        }
        let (text, warnings) = decoded(
            b"The caf\x8e\xd5s owner paid \xa340 for the sign \xd1 twice.",
            None,
        );
        assert_eq!(text, "The café’s owner paid £40 for the sign — twice.");
        assert_eq!(warnings, [Warning::Guessed("macintosh")]);
        assert_eq!(
            decoded(b"The clock cost \x9c825 and the caf\x82 gave \x9c2.", None).0,
            "The clock cost £825 and the café gave £2."
        );
        assert_eq!(
            decoded(b"It cost \xa4825 in the end and \xa42 more.", None).0,
            "It cost €825 in the end and €2 more."
        );
    }

    #[test]
    fn names_and_texts_of_other_languages_keep_their_letters() {
        for (encoding, text) in [
            (
                encoding_rs::WINDOWS_1250,
                "Prezydent Wałęsa powiedział, że nie było żadnych świadków przed sądem.",
            ),
            (
                encoding_rs::ISO_8859_2,
                "Prezydent Wałęsa powiedział, że nie było żadnych świadków przed sądem.",
            ),
            (
                encoding_rs::WINDOWS_1250,
                "Ředitel školy řekl, že žáci příští týden zůstanou doma kvůli vichřici.",
            ),
            (
                encoding_rs::WINDOWS_1254,
                "Başbakan dün akşam yaptığı açıklamada fiyatların düşeceğini söyledi.",
            ),
            (
                encoding_rs::WINDOWS_1257,
                "Šiandien mieste buvo daug žmonių, nes vyko šventė ir grojo orkestras.",
            ),
            (
                encoding_rs::WINDOWS_1251,
                "Министр сообщил, что мост закроют на два года.",
            ),
            (
                encoding_rs::WINDOWS_1253,
                "Ο δήμαρχος δήλωσε ότι η γέφυρα θα κλείσει για δύο χρόνια.",
            ),
            (
                encoding_rs::WINDOWS_1255,
                "ראש העיר אמר כי הגשר ייסגר לשנתיים בשל סדקים.",
            ),
            (
                encoding_rs::WINDOWS_1256,
                "قال رئيس البلدية إن الجسر سيغلق لمدة عامين بسبب الشقوق.",
            ),
            (
                encoding_rs::EUC_KR,
                "시장은 다리가 이 년 동안 닫힐 것이라고 말했다.",
            ),
            (encoding_rs::EUC_JP, "市長は橋を二年間閉鎖すると述べた。"),
            (
                encoding_rs::WINDOWS_1252,
                "Ráðherra sagði að brúin yrði lokuð í tvö ár vegna þess að hún er ónýt.",
            ),
            (
                encoding_rs::WINDOWS_1252,
                "O prefeito disse que a ponte não será reaberta até o verão, e que a situação é grave.",
            ),
        ] {
            assert_eq!(
                decoded(&encoding.encode(text).0, None).0,
                text,
                "{}",
                encoding.name()
            );
        }
    }

    #[test]
    fn cyrillic_of_the_mac_and_of_dos() {
        let text = "Министр сообщил, что мост закроют на два года. Яхты стоят у причала, и никто не знает, когда они уйдут.";
        let mac = encoding_rs::X_MAC_CYRILLIC.encode(text).0;
        assert_eq!(decoded(&mac, None).0, text);
        let dos: Vec<u8> = match kind::IBM855 {
            Charset::Dos { upper, .. } => text
                .chars()
                .map(|c| {
                    upper
                        .chars()
                        .position(|u| u == c)
                        .map_or(c as u8, |at| at as u8 + 0x80)
                })
                .collect(),
            _ => Vec::new(),
        };
        assert_eq!(
            decoded(&dos, None),
            (text.to_owned(), vec![Warning::Guessed("IBM855")])
        );
    }

    #[test]
    fn what_is_declared_is_believed_before_anything_is_taken_out() {
        let read = |bytes: &[u8], label: &str| {
            let declared = Charset::for_declaration(label);
            decode(bytes, None, declared, &mut Vec::new())
                .unwrap()
                .into_owned()
        };
        let japanese = b"\x1b$B9A$N;TD9\x1b(B said";
        assert_eq!(read(japanese, "iso-2022-jp"), "港の市長 said");
        assert_eq!(decoded(japanese, None).0, "港の市長 said");
        assert_eq!(decoded(b"One ~{VP9z~} two", None).0, "One 中国 two");
        assert_eq!(decoded(b"\x1b$)C\x0eGQ19\x0f ok", None).0, "한국 ok");
        assert_eq!(read(b"Fare +AKM-9", "utf-7"), "Fare £9");
        // Shells and terminals use similar sequences.
        for text in ["cd ~{a,b} and ~}", "\u{1b}(B\u{1b}[m plain", "a ~{ b"] {
            assert_eq!(decoded(text.as_bytes(), None).0, text);
        }
        // A wrong declaration is not believed: the bytes are UTF-8, or contain letters.
        assert_eq!(read("naïve £5".as_bytes(), "iso-8859-1"), "naïve £5");
        assert_eq!(read("naïve £5".as_bytes(), "us-ascii"), "naïve £5");
        assert_eq!(
            read(b"na\xefve \xa35 for the boat", "us-ascii"),
            "naïve £5 for the boat"
        );
        assert_eq!(
            read(b"na\xefve \xa35 for the boat", "utf-8"),
            "naïve £5 for the boat"
        );
        assert_eq!(
            read(b"the caf\xe9 has 5 seats, he said", "shift_jis"),
            "the café has 5 seats, he said"
        );
        assert_eq!(read(b"\xcf\xf0\xe8", "windows-1251"), "При");
        assert_eq!(read("żółw".as_bytes(), "utf-16"), "żółw");
    }

    #[test]
    fn wide_characters_with_and_without_a_mark() {
        let text = "“Harbour” — 港の市長は、月曜日に。\nShe said £5.\n";
        let units = |big: bool| -> Vec<u8> {
            let pair = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            text.encode_utf16().flat_map(pair).collect()
        };
        let quads = |big: bool| -> Vec<u8> {
            let quad = |c: char| {
                if big {
                    (c as u32).to_be_bytes()
                } else {
                    (c as u32).to_le_bytes()
                }
            };
            text.chars().flat_map(quad).collect()
        };
        let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for bytes in [
            marked(b"\xff\xfe\0\0", quads(false)),
            marked(b"\0\0\xfe\xff", quads(true)),
            marked(b"\xff\xfe", units(false)),
            marked(b"\xfe\xff", units(true)),
        ] {
            assert_eq!(decoded(&bytes, None), (text.to_owned(), vec![]));
        }
        for (bytes, name) in [
            (quads(false), "UTF-32LE"),
            (quads(true), "UTF-32BE"),
            (units(false), "UTF-16LE"),
            (units(true), "UTF-16BE"),
        ] {
            assert_eq!(
                decoded(&bytes, None),
                (text.to_owned(), vec![Warning::Guessed(name)])
            );
        }
        let russian: Vec<u8> = "Министр сообщил, что мост закроют.\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decoded(&russian, None).1, [Warning::Guessed("UTF-16BE")]);
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
