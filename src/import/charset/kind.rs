//! Character sets and their decoders: those of the Encoding Standard through `encoding_rs`, and a few older ones that mails, RTF and text
//! files still use but the standard omits.

use std::borrow::Cow;

use encoding_rs::{EUC_KR, Encoding, GBK, UTF_8, WINDOWS_1252};

use super::johab;

/// A character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::import) enum Charset {
    /// A charset of the [Encoding Standard](https://encoding.spec.whatwg.org/).
    Standard(&'static Encoding),
    /// Four bytes per character.
    Utf32 {
        /// Whether the most significant byte comes first.
        big_endian: bool,
    },
    /// RFC 2152.
    Utf7,
    /// RFC 1843.
    Hz,
    /// RFC 1557 and RFC 1922: Korean or Chinese in seven bits, between shift-out and shift-in.
    ShiftOut {
        /// Its name.
        name: &'static str,
    },
    /// Code page 1361.
    Johab,
    /// A DOS code page.
    Dos {
        /// Its name.
        name: &'static str,
        /// The characters of the bytes from 0x80 on.
        upper: &'static str,
    },
}

pub(in crate::import) const IBM437: Charset = Charset::Dos {
    name: "IBM437",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
};
pub(in crate::import) const IBM850: Charset = Charset::Dos {
    name: "IBM850",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
};
pub(in crate::import) const IBM852: Charset = Charset::Dos {
    name: "IBM852",
    upper: "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}",
};
pub(in crate::import) const IBM855: Charset = Charset::Dos {
    name: "IBM855",
    upper: "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}",
};
pub(in crate::import) const ISO_2022_KR: Charset = Charset::ShiftOut { name: "ISO-2022-KR" };
pub(in crate::import) const ISO_2022_CN: Charset = Charset::ShiftOut { name: "ISO-2022-CN" };

impl Charset {
    pub(in crate::import) const UTF_8: Self = Self::Standard(UTF_8);
    pub(in crate::import) const WINDOWS_1252: Self = Self::Standard(WINDOWS_1252);

    /// The charset with that label (`utf-8`, `windows-1252`, `cp437`), ignoring letter case and surrounding white space.
    pub(in crate::import) fn for_label(label: &str) -> Option<Self> {
        let label = label.trim().to_ascii_lowercase();
        let standard = |label: &str| Encoding::for_label_no_replacement(label.as_bytes()).map(Self::Standard);
        Some(match label.as_str() {
            "utf-32" | "utf-32be" | "ucs-4" | "iso-10646-ucs-4" => Self::Utf32 { big_endian: true },
            "utf-32le" => Self::Utf32 { big_endian: false },
            "utf-7" | "utf7" | "unicode-1-1-utf-7" => Self::Utf7,
            "hz-gb-2312" | "hz" => Self::Hz,
            "iso-2022-kr" | "csiso2022kr" => ISO_2022_KR,
            "iso-2022-cn" | "iso-2022-cn-ext" => ISO_2022_CN,
            "johab" | "cp1361" | "ms1361" | "x-johab" => Self::Johab,
            "cp437" | "ibm437" | "437" | "cspc8codepage437" => IBM437,
            "cp850" | "ibm850" | "850" | "cspc850multilingual" | "cp858" | "ibm00858" => IBM850,
            "cp855" | "ibm855" | "855" | "csibm855" => IBM855,
            "cp852" | "ibm852" | "852" | "cspcp852" => IBM852,
            // Names used by programs for charsets that the standard calls otherwise.
            "cp932" => return standard("shift_jis"),
            "cp936" | "gb18030-2000" => return standard("gb18030"),
            "cp949" | "uhc" => return standard("euc-kr"),
            "cp950" => return standard("big5"),
            "eucjp" | "ujis" => return standard("euc-jp"),
            "latin-1" | "iso8859_1" | "8859-1" => return standard("latin1"),
            "macroman" | "mac-roman" => return standard("macintosh"),
            label => return standard(label),
        })
    }

    /// [`Charset::for_label`] for the declaration of a text or its transport. `us-ascii` does not count as a declaration: programs write it
    /// when they do not know the charset, and it says nothing about non-ASCII bytes.
    pub(in crate::import) fn for_declaration(label: &str) -> Option<Self> {
        let bare = label.trim();
        let ascii = ["us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us"];
        if ascii.iter().any(|name| name.eq_ignore_ascii_case(bare)) {
            return None;
        }
        Self::for_label(bare)
    }

    /// Its name.
    pub(in crate::import) fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Utf32 { big_endian: true } => "UTF-32BE",
            Self::Utf32 { big_endian: false } => "UTF-32LE",
            Self::Utf7 => "UTF-7",
            Self::Hz => "HZ",
            Self::Johab => "Johab",
            Self::ShiftOut { name } | Self::Dos { name, .. } => name,
        }
    }

    /// The characters of `bytes`, and whether some bytes were invalid (and became U+FFFD). Byte order marks are not handled.
    pub(in crate::import) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Self::Standard(encoding) => encoding.decode_without_bom_handling(bytes),
            Self::Utf32 { big_endian } => owned(utf32(bytes, big_endian)),
            Self::Utf7 => owned(utf7(bytes)),
            Self::Hz => owned(hz(bytes)),
            Self::ShiftOut { .. } => owned(shifted_out(bytes)),
            Self::Johab => owned(johab::decode(bytes)),
            Self::Dos { upper, .. } => {
                let table: Vec<char> = upper.chars().collect();
                let of = |b: &u8| match b.checked_sub(0x80) {
                    Some(at) => table.get(usize::from(at)).copied().unwrap_or('\u{fffd}'),
                    None => char::from(*b),
                };
                (Cow::Owned(bytes.iter().map(of).collect()), false)
            }
        }
    }

    /// Whether `bytes` contain the sequence that switches a seven-bit charset from ASCII to its own characters. Always false for other
    /// charsets.
    pub(in crate::import) fn is_switched_on(self, bytes: &[u8]) -> bool {
        match self {
            Self::Standard(encoding) => {
                encoding == encoding_rs::ISO_2022_JP && memchr::memchr(0x1b, bytes).is_some()
            }
            Self::ShiftOut { .. } => memchr::memchr(0xe, bytes).is_some(),
            Self::Hz => memchr::memmem::find(bytes, b"~{").is_some(),
            Self::Utf7 => memchr::memchr(b'+', bytes).is_some(),
            Self::Utf32 { .. } | Self::Johab | Self::Dos { .. } => false,
        }
    }
}

fn owned((text, errors): (String, bool)) -> (Cow<'static, str>, bool) {
    (Cow::Owned(text), errors)
}

fn utf32(bytes: &[u8], big_endian: bool) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len() / 4);
    let mut errors = false;
    for chunk in bytes.chunks(4) {
        let value = <[u8; 4]>::try_from(chunk).ok().map(|quad| {
            if big_endian {
                u32::from_be_bytes(quad)
            } else {
                u32::from_le_bytes(quad)
            }
        });
        let c = value.and_then(char::from_u32);
        errors |= c.is_none();
        out.push(c.unwrap_or('\u{fffd}'));
    }
    (out, errors)
}

fn utf7(bytes: &[u8]) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len());
    let mut errors = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'+' {
            errors |= !byte.is_ascii();
            out.push(if byte.is_ascii() {
                char::from(byte)
            } else {
                '\u{fffd}'
            });
            continue;
        }
        let len = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
            .count();
        let (digits, after) = rest.split_at(len);
        rest = after.strip_prefix(b"-").unwrap_or(after);
        if digits.is_empty() {
            errors |= rest.len() == after.len();
            out.push('+');
            continue;
        }
        let (mut bits, mut held) = (0u32, 0);
        let mut units = Vec::with_capacity(len);
        for digit in digits {
            let value = match digit {
                b'A'..=b'Z' => digit - b'A',
                b'a'..=b'z' => digit - b'a' + 26,
                b'0'..=b'9' => digit - b'0' + 52,
                b'+' => 62,
                _ => 63,
            };
            bits = bits << 6 | u32::from(value);
            held += 6;
            if held >= 16 {
                held -= 16;
                units.push((bits >> held & 0xffff) as u16);
            }
        }
        for unit in char::decode_utf16(units) {
            errors |= unit.is_err();
            out.push(unit.unwrap_or('\u{fffd}'));
        }
    }
    (out, errors)
}

fn hz(bytes: &[u8]) -> (String, bool) {
    // The text between ~{ and ~}, with the highest bit set, is GBK.
    let mut raised = Vec::with_capacity(bytes.len());
    let mut errors = false;
    let mut chinese = false;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after.first()) {
            (b'~', Some(b'{')) if !chinese => {
                chinese = true;
                rest = after.get(1..).unwrap_or_default();
            }
            (b'~', Some(b'}')) if chinese => {
                chinese = false;
                rest = after.get(1..).unwrap_or_default();
            }
            (b'~', Some(b'~')) if !chinese => {
                raised.push(b'~');
                rest = after.get(1..).unwrap_or_default();
            }
            (b'~', Some(b'\n')) if !chinese => rest = after.get(1..).unwrap_or_default(),
            (b'\n', _) => {
                chinese = false;
                raised.push(byte);
            }
            (0x21..=0x7e, Some(low @ 0x21..=0x7e)) if chinese => {
                raised.extend([byte | 0x80, low | 0x80]);
                rest = after.get(1..).unwrap_or_default();
            }
            _ => {
                errors |= chinese || !byte.is_ascii();
                raised.push(byte);
            }
        }
    }
    let (text, wrong) = GBK.decode_without_bom_handling(&raised);
    (text.into_owned(), errors || wrong)
}

/// ISO-2022-KR and the GB 2312 part of ISO-2022-CN: `ESC $ ) C` or `ESC $ ) A` designates the second set, SO switches to it, and SI or a
/// line end switches back.
fn shifted_out(bytes: &[u8]) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len());
    let mut errors = false;
    let mut set: Option<&'static Encoding> = None;
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        if let Some(designation) = rest.strip_prefix(b"\x1b$") {
            let (Some(_), Some(name)) = (designation.first(), designation.get(1)) else {
                errors = true;
                break;
            };
            set = match name {
                b'C' => Some(EUC_KR),
                b'A' => Some(GBK),
                _ => None,
            };
            rest = designation.get(2..).unwrap_or_default();
            continue;
        }
        if byte == 0xe {
            let len = after
                .iter()
                .position(|b| matches!(b, 0xf | b'\n' | 0x1b))
                .unwrap_or(after.len());
            let (run, behind) = after.split_at(len);
            let raised: Vec<u8> = run
                .iter()
                .map(|b| if (0x21..0x7f).contains(b) { b | 0x80 } else { *b })
                .collect();
            match set {
                Some(encoding) => {
                    let (text, wrong) = encoding.decode_without_bom_handling(&raised);
                    errors |= wrong;
                    out.push_str(&text);
                }
                None => {
                    errors = true;
                    out.push('\u{fffd}');
                }
            }
            rest = behind.strip_prefix(b"\x0f").unwrap_or(behind);
            continue;
        }
        errors |= !byte.is_ascii();
        out.push(if byte.is_ascii() {
            char::from(byte)
        } else {
            '\u{fffd}'
        });
        rest = after;
    }
    (out, errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(label: &str, bytes: &[u8]) -> (String, bool) {
        let (text, errors) = Charset::for_label(label).unwrap().decode(bytes);
        (text.into_owned(), errors)
    }

    #[test]
    fn what_the_standard_leaves_out() {
        let good = |text: &str| (text.to_owned(), false);
        assert_eq!(
            decoded("UTF-7", b"Fare +AKM-9 +- tax, +ZeVnLA-!"),
            good("Fare £9 + tax, 日本!")
        );
        assert_eq!(
            decoded("hz", b"One ~{VP9z~}~~ two~\n three"),
            good("One 中国~ two three")
        );
        assert_eq!(decoded("iso-2022-kr", b"\x1b$)C\x0eGQ19\x0f ok"), good("한국 ok"));
        assert_eq!(decoded("iso-2022-cn", b"\x1b$)A\x0eVP9z\x0f ok"), good("中国 ok"));
        assert_eq!(decoded("cp437", b"\x9c9 caf\x82"), good("£9 café"));
        assert_eq!(decoded("ibm850", b"\x9c9 \xab \xe0"), good("£9 ½ Ó"));
        assert_eq!(decoded("cp852", b"\x88 \xa5"), good("ł ą"));
        assert_eq!(decoded("utf-32le", b"a\0\0\0\xa3\0\0\0"), good("a£"));
        assert_eq!(
            decoded("utf-32be", b"\0\0\0a\0\x11\0\0\0"),
            ("a\u{fffd}\u{fffd}".to_owned(), true)
        );
        for table in [IBM437, IBM850, IBM852, IBM855] {
            assert!(matches!(table, Charset::Dos { upper, .. } if upper.chars().count() == 128));
        }
    }

    #[test]
    fn labels() {
        assert_eq!(
            Charset::for_label(" Latin1 ").map(Charset::name),
            Some("windows-1252")
        );
        assert_eq!(Charset::for_label("CP932").map(Charset::name), Some("Shift_JIS"));
        assert_eq!(Charset::for_label("klingon"), None);
        assert_eq!(Charset::for_declaration("US-ASCII"), None);
        assert!(Charset::for_declaration("utf-8").is_some());
    }
}
