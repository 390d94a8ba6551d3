//! What control words and numbers of RTF stand for: groups of which the text goes elsewhere, and encodings.

use encoding_rs::Encoding;

use super::Goal;

/// Where the text of a group goes that begins with `word`.
pub(super) fn destination(word: &str) -> Option<Goal> {
    Some(match word {
        "footnote" => Goal::Note,
        "pntext" | "listtext" => Goal::Sign,
        "title" => Goal::Title,
        "author" => Goal::Author,
        "creatim" => Goal::Created,
        "fonttbl" => Goal::Fonts,
        "stylesheet" => Goal::Styles,
        "colortbl" | "sp" | "pict" | "object" | "objdata" | "header" | "headerl" | "headerr" | "headerf"
        | "footer" | "footerl" | "footerr" | "footerf" | "fldinst" | "nonshppict" | "bkmkstart"
        | "bkmkend" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl" | "generator"
        | "themedata" | "colorschememapping" | "latentstyles" | "datastore" | "xmlnstbl" | "filetbl"
        | "annotation" | "atnid" | "atnauthor" | "atnref" | "atndate" | "operator" | "subject"
        | "keywords" | "comment" | "doccomm" | "company" | "category" | "manager" | "revtim" | "printim"
        | "buptim" | "hlinkbase" | "userprops" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "xe"
        | "tc" | "pn" | "panose" | "falt" | "template" | "passwordhash" => Goal::Nowhere,
        _ => return None,
    })
}

/// The encoding of a Windows code page.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        65001 => "utf-8".to_owned(),
        866 => "ibm866".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a character set of Windows' fonts.
pub(super) fn character_set(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
