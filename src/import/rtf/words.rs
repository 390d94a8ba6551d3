//! The meaning of RTF control words and numbers: destinations, and encodings.

use super::Goal;
use crate::import::charset::Charset;

/// The destination of the text of a group that begins with `word`.
pub(super) fn destination(word: &str) -> Option<Goal> {
    Some(match word {
        "footnote" => Goal::Note,
        "shptxt" | "dptxbxtext" => Goal::Box,
        "fldinst" => Goal::Instruction,
        "pntext" | "listtext" => Goal::Sign,
        "title" => Goal::Title,
        "author" => Goal::Author,
        "creatim" => Goal::Created,
        "annotation" => Goal::Comment,
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
            Goal::Margin
        }
        "fonttbl" => Goal::Fonts,
        "stylesheet" => Goal::Styles,
        "colortbl" | "sp" | "pict" | "object" | "objdata" | "nonshppict" | "shprslt" | "nonesttables"
        | "bkmkstart" | "bkmkend" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl"
        | "generator" | "themedata" | "colorschememapping" | "latentstyles" | "datastore" | "xmlnstbl"
        | "filetbl" | "atnid" | "atnauthor" | "atnref" | "atndate" | "operator" | "subject" | "keywords"
        | "comment" | "doccomm" | "company" | "category" | "manager" | "revtim" | "printim" | "buptim"
        | "hlinkbase" | "userprops" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "xe" | "tc" | "pn"
        | "panose" | "falt" | "template" | "passwordhash" => Goal::Nowhere,
        _ => return None,
    })
}

/// The encoding of a Windows, DOS or Mac code page.
pub(super) fn code_page(number: i32) -> Option<Charset> {
    let label = match number {
        932 | 10001 => "shift_jis".to_owned(),
        936 | 10008 => "gbk".to_owned(),
        949 | 10003 => "euc-kr".to_owned(),
        950 | 10002 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        65001 => "utf-8".to_owned(),
        866 => "ibm866".to_owned(),
        1361 => "johab".to_owned(),
        437 | 850 | 852 => format!("cp{number}"),
        874 | 1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    Charset::for_label(&label)
}

/// The encoding of a Windows font character set; `None` for symbol fonts and the document's default.
pub(super) fn character_set(number: i32) -> Option<Charset> {
    code_page(match number {
        0 => 1252,
        77 => 10000,
        78 => 10001,
        79 => 10003,
        80 => 10008,
        81 => 10002,
        89 => 10007,
        128 => 932,
        129 => 949,
        130 => 1361,
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
        254 => 437,
        255 => 850,
        _ => return None,
    })
}
