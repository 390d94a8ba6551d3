//! The first lines of an article: title, date, byline, standfirst, and fields such as 'Source: Reuters'.

use super::shape;
use super::split::{Flow, Piece};
use crate::document::{BlockKind, Metadata};
use crate::import::{Warning, date};

/// A text without what a library wrapped it in.
pub(super) struct Article<'a> {
    pub(super) text: &'a str,
    pub(super) metadata: Metadata,
}

/// Pieces that may belong to the head.
pub(super) const HEAD: usize = 16;

/// Takes Project Gutenberg's licence away from around a book, after reading title, author and language there.
pub(super) fn without_licence<'a>(text: &'a str, warnings: &mut Vec<Warning>) -> Article<'a> {
    let whole = Article {
        text,
        metadata: Metadata::default(),
    };
    let mut window = text.len().min(40_000);
    while !text.is_char_boundary(window) {
        window -= 1;
    }
    let Some(start) = text.get(..window).and_then(|t| marker_line(t, "*** START OF")) else {
        return whole;
    };
    let head = text.get(..start.0).unwrap_or_default();
    let body = text.get(start.1..).unwrap_or_default();
    let end = body.rfind("*** END OF").unwrap_or(body.len());
    let field = |name: &str| {
        let line = head
            .lines()
            .find_map(|l| l.trim_start().strip_prefix(name)?.strip_prefix(':'))?;
        Some(line.trim().to_owned()).filter(|l| !l.is_empty())
    };
    let language = field("Language").and_then(|name| language_code(&name).map(str::to_owned));
    let metadata = Metadata {
        title: field("Title").unwrap_or_default(),
        byline: field("Author"),
        language,
        source: Some("Project Gutenberg".to_owned()),
        ..Metadata::default()
    };
    warnings.push(Warning::LeftOut(
        "the licence of Project Gutenberg before and after the text",
    ));
    Article {
        text: body.get(..end).unwrap_or(body),
        metadata,
    }
}

/// Start and end of the line that begins with `mark` and speaks of Project Gutenberg.
fn marker_line(text: &str, mark: &str) -> Option<(usize, usize)> {
    text.match_indices(mark).find_map(|(at, _)| {
        let end = text.get(at..)?.find('\n').map_or(text.len(), |i| at + i + 1);
        let line = text.get(at..end)?.to_ascii_uppercase();
        line.contains("GUTENBERG").then_some((at, end))
    })
}

/// ISO 639-1 code of a language's name or tag.
pub(super) fn language_code(name: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("english", "en"),
        ("german", "de"),
        ("deutsch", "de"),
        ("french", "fr"),
        ("français", "fr"),
        ("spanish", "es"),
        ("español", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("dutch", "nl"),
        ("russian", "ru"),
        ("chinese", "zh"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("arabic", "ar"),
        ("polish", "pl"),
        ("swedish", "sv"),
        ("danish", "da"),
        ("norwegian", "no"),
        ("finnish", "fi"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
        ("greek", "el"),
        ("latin", "la"),
        ("hebrew", "he"),
        ("hindi", "hi"),
        ("czech", "cs"),
        ("hungarian", "hu"),
        ("romanian", "ro"),
        ("vietnamese", "vi"),
    ];
    let name = name.trim().to_lowercase();
    let tag = name.split(['-', '_']).next().unwrap_or_default();
    NAMES
        .iter()
        .find(|(n, code)| *n == name || *code == tag)
        .map(|(_, code)| *code)
}

/// Finds what the first pieces of `text` say about the article: sets their kinds, splits a date off a headline, hides
/// fields; and adds what the last pieces and the captions say about the source.
pub(super) fn find(text: &str, pieces: &mut Vec<Piece>, known: Metadata) -> Metadata {
    let mut head = Head {
        text,
        metadata: known,
        titled: false,
        standfirst: false,
    };
    head.fields(pieces);
    let mut at = 0;
    while at < pieces.len().min(HEAD) && head.take(pieces, at) {
        at += 1;
    }
    if !head.titled && pieces.iter().any(|p| p.kind == BlockKind::Title) {
        head.titled = true;
    }
    if let Some(first) = pieces.get(at) {
        head.inline_dateline(first.source(text));
    }
    head.tail(pieces, at);
    head.photo_agency(pieces);
    head.metadata
}

struct Head<'a> {
    text: &'a str,
    metadata: Metadata,
    titled: bool,
    standfirst: bool,
}

impl Head<'_> {
    /// 'Title: …', 'Author: …' before anything else. A run that only mails have is taken whole.
    fn fields(&mut self, pieces: &mut [Piece]) {
        let text = self.text;
        let run = pieces
            .iter()
            .take(HEAD)
            .take_while(|p| field(p.source(text)).is_some())
            .count();
        let known = pieces
            .iter()
            .take(run)
            .filter(|p| field(p.source(text)).is_some_and(|(k, _)| k.is_known()))
            .count();
        for piece in pieces.iter_mut().take(run) {
            let Some((key, value)) = field(piece.source(text)) else {
                break;
            };
            // One field may be the beginning of a sentence: 'Note: …'; 'Title: …' may not.
            if !key.is_known() && known < 2 {
                break;
            }
            let value = value.trim().to_owned();
            let start = piece.range.end - value.len();
            piece.flow = Flow::Hidden;
            match key {
                Key::Title => {
                    piece.flow = Flow::Joined;
                    piece.kind = BlockKind::Title;
                    piece.body = start;
                    self.metadata.title = value;
                    self.titled = true;
                }
                Key::Author => {
                    piece.flow = Flow::Joined;
                    piece.kind = BlockKind::Byline;
                    piece.body = start;
                    // Of a mail's sender the name.
                    let name = value
                        .split('<')
                        .next()
                        .map(|n| n.trim().trim_matches('"'))
                        .filter(|n| !n.is_empty());
                    self.metadata.byline = Some(name.unwrap_or(&value).to_owned());
                }
                Key::Date => {
                    piece.kind = BlockKind::Dateline;
                    self.metadata.date = date::machine(&value);
                }
                Key::Source => self.metadata.source = Some(value),
                Key::Url => self.metadata.url = Some(value),
                Key::Language => self.metadata.language = language_code(&value).map(str::to_owned),
                Key::Standfirst => {
                    piece.flow = Flow::Joined;
                    piece.kind = BlockKind::Standfirst;
                    piece.body = start;
                    self.standfirst = true;
                }
                Key::Other => {}
            }
        }
    }

    /// Gives piece `at` its role; `false` where the body begins.
    fn take(&mut self, pieces: &mut Vec<Piece>, at: usize) -> bool {
        let text = self.text;
        let Some(piece) = pieces.get(at).cloned() else {
            return false;
        };
        match (piece.flow, piece.kind) {
            (Flow::Hidden, _)
            | (_, BlockKind::Title | BlockKind::Standfirst | BlockKind::Byline | BlockKind::Rule) => {
                return true;
            }
            (Flow::Joined, BlockKind::Paragraph | BlockKind::Quote | BlockKind::Heading) => {}
            _ => return false,
        }
        let line = one_line(piece.source(text));
        let line = line.as_str();
        let level_one = piece.kind == BlockKind::Heading && piece.level == 1;
        if let Some(found) = date::whole(line) {
            return self.dateline(pieces, at, found);
        }
        if !self.titled {
            if let Some(split) = dated_title(piece.source(text)) {
                self.split_title(pieces, at, &split);
                return true;
            }
            if self.is_kicker(pieces, at, line) {
                return true;
            }
            if level_one
                || is_title(
                    line,
                    pieces.get(at + 1).map(|p| one_line(p.source(text))).as_deref(),
                )
            {
                set(pieces, at, BlockKind::Title);
                if !self.metadata.title.eq_ignore_ascii_case(line) {
                    line.clone_into(&mut self.metadata.title);
                }
                self.titled = true;
                return true;
            }
            return self.caption_or_address(pieces, at, line);
        }
        if let Some(who) = shape::byline(line) {
            self.byline(who);
            set(pieces, at, BlockKind::Byline);
            return true;
        }
        let next_is_date = pieces
            .get(at + 1)
            .is_some_and(|p| date::whole(&one_line(p.source(text))).is_some());
        if piece.alone && next_is_date && self.metadata.byline.is_none() && shape::is_bare_name(line) {
            self.metadata.byline = Some(line.to_owned());
            set(pieces, at, BlockKind::Byline);
            return true;
        }
        if self.caption_or_address(pieces, at, line) {
            return true;
        }
        if piece.kind != BlockKind::Heading && !self.standfirst && self.is_standfirst(pieces, at, line) {
            set(pieces, at, BlockKind::Standfirst);
            self.standfirst = true;
            return true;
        }
        false
    }

    /// 'PRESS RELEASE', 'OPINION': a few words in capitals over the headline itself.
    fn is_kicker(&self, pieces: &[Piece], at: usize, line: &str) -> bool {
        let below = |i: usize| pieces.get(at + i).map(|p| one_line(p.source(self.text)));
        let Some(next) = below(1).filter(|_| pieces.get(at + 1).is_some_and(|p| p.alone)) else {
            return false;
        };
        shape::is_all_capitals(line)
            && shape::words(line, 4) <= 3
            && shape::words(&next, 4) == 4
            && !shape::is_all_capitals(&next)
            && is_title(&next, below(2).as_deref())
    }

    fn dateline(&mut self, pieces: &mut [Piece], at: usize, found: date::Found) -> bool {
        self.metadata.date.get_or_insert(found.date);
        set(pieces, at, BlockKind::Dateline);
        if found.labelled {
            hide(pieces, at);
        }
        true
    }

    fn byline(&mut self, who: &str) {
        let (name, source) = names(who);
        self.metadata.byline = self.metadata.byline.take().or(name);
        self.metadata.source = self.metadata.source.take().or(source);
    }

    /// A caption, an address of the web, or nothing.
    fn caption_or_address(&mut self, pieces: &mut [Piece], at: usize, line: &str) -> bool {
        if shape::credit(line).is_some() {
            set(pieces, at, BlockKind::Caption);
            return true;
        }
        let address = line.starts_with("http://") || line.starts_with("https://");
        if address && !line.contains(' ') {
            self.metadata.url.get_or_insert_with(|| line.to_owned());
            hide(pieces, at);
            return true;
        }
        // A sentence without a beginning is what is left of a caption.
        let fragment =
            self.titled && line.starts_with(char::is_lowercase) && line.ends_with('.') && line.len() < 160;
        if fragment && pieces.get(at).is_some_and(|p| p.alone) && pieces.get(at + 1).is_some() {
            set(pieces, at, BlockKind::Caption);
            return true;
        }
        false
    }

    /// Between headline and body: a label in capitals, or no full stop at the end, or a byline behind it.
    fn is_standfirst(&self, pieces: &[Piece], at: usize, line: &str) -> bool {
        let Some(next) = pieces.get(at + 1) else {
            return false;
        };
        let count = shape::words(line, 90);
        if !(5..=80).contains(&count) || shape::first_letter(line).is_none_or(char::is_lowercase) {
            return false;
        }
        let label = line
            .split_once(": ")
            .is_some_and(|(l, _)| shape::is_all_capitals(l) && shape::words(l, 6) <= 4);
        let next_line = one_line(next.source(self.text));
        let before_byline = shape::byline(&next_line).is_some() || date::whole(&next_line).is_some();
        let open = !shape::ends_sentence(line) && !line.ends_with([',', ';', '-', '—']);
        before_byline || open && (label || next.alone)
    }

    fn split_title(&mut self, pieces: &mut Vec<Piece>, at: usize, split: &DatedTitle) {
        let Some(piece) = pieces.get(at).cloned() else {
            return;
        };
        let source = piece.source(self.text);
        let base = piece.body;
        let mut title = piece.clone();
        let mut dated = piece.clone();
        title.kind = BlockKind::Title;
        dated.kind = BlockKind::Dateline;
        let place = |p: &mut Piece, range: std::ops::Range<usize>| {
            let part = source.get(range.clone()).unwrap_or_default();
            let start = base + range.start + (part.len() - part.trim_start().len());
            p.range = start..start + part.trim().len();
            p.body = start;
        };
        place(&mut title, split.title.clone());
        place(&mut dated, split.date.clone());
        if split.hidden {
            dated.flow = Flow::Hidden;
        }
        self.metadata.title = one_line(title.source(self.text));
        self.metadata.date.get_or_insert(split.found);
        self.titled = true;
        // What stands between the two belongs to the second's place, but not to its text.
        let both = if split.date.start < split.title.start {
            title.range.start = dated.range.end;
            [dated, title]
        } else {
            dated.range.start = title.range.end;
            [title, dated]
        };
        pieces.splice(at..=at, both);
    }

    /// 'SAN FRANCISCO, Sept 25 (Reuters) - The …', or an agency between slashes.
    fn inline_dateline(&mut self, body: &str) {
        let head = one_line(body.get(..floor(body, 160)).unwrap_or(body));
        let Some(dash) = [" - ", " -- ", " — ", " – ", "—"]
            .iter()
            .filter_map(|d| head.find(d))
            .min()
        else {
            return;
        };
        let Some(place) = head.get(..dash) else { return };
        let bracket = place.rsplit_once(['(', '/'].as_slice()).map(|(before, _)| before);
        let inner = place
            .trim_end_matches([')', '/'])
            .rsplit(['(', '/'])
            .next()
            .unwrap_or_default();
        if bracket.is_none() && !place.ends_with([')', '/']) {
            return;
        }
        if let Some(name) = shape::agency(inner) {
            self.metadata.source.get_or_insert_with(|| name.to_owned());
        }
        let before = place
            .trim_end_matches([')', '/', ' '])
            .trim_end_matches(inner)
            .trim_end_matches(['(', '/', ' ']);
        if let Some(found) = date::trailing(before) {
            self.metadata.date.get_or_insert(found.date);
        }
    }

    /// 'Source: X', '(Reporting by X; Editing by Y)', '© 2020 AFP' at the end.
    fn tail(&mut self, pieces: &mut [Piece], body: usize) {
        let from = pieces.len().saturating_sub(6).max(body);
        for piece in pieces.iter_mut().skip(from) {
            let line = one_line(piece.source(self.text));
            if line.len() > 240 || piece.kind != BlockKind::Paragraph {
                continue;
            }
            if let Some(name) = line.strip_prefix("Source: ").filter(|n| shape::words(n, 9) <= 8) {
                self.metadata
                    .source
                    .get_or_insert_with(|| name.trim_end_matches('.').to_owned());
            }
            let inner = line.trim_matches(['(', ')', '.', ' ', '-', '—']);
            if let Some(who) = inner
                .strip_prefix("Reporting by ")
                .or_else(|| inner.strip_prefix("Additional reporting by "))
            {
                let who = who.split(';').next().unwrap_or_default().trim();
                self.metadata.byline.get_or_insert_with(|| who.to_owned());
                piece.kind = BlockKind::Byline;
            }
            if shape::agency(inner).is_some() || line.starts_with(['©']) || line.starts_with("Copyright") {
                let found = inner
                    .split([' ', ',', '.'])
                    .rev()
                    .find_map(shape::agency)
                    .or_else(|| shape::agency(inner));
                if let Some(name) = found {
                    self.metadata.source.get_or_insert_with(|| name.to_owned());
                }
            }
        }
    }

    /// Where nothing else names a source, a news agency that took the pictures is likely to have sent the text too.
    fn photo_agency(&mut self, pieces: &[Piece]) {
        if self.metadata.source.is_some() {
            return;
        }
        let short = pieces
            .iter()
            .filter(|p| p.flow == Flow::Joined && p.range.len() < 800)
            .take(400);
        let name = short
            .filter_map(|p| shape::credit(p.source(self.text)))
            .find_map(|who| {
                who.split(['/', '|', ','])
                    .flat_map(|p| p.split(" via "))
                    .find_map(shape::agency)
            });
        self.metadata.source = name.map(str::to_owned);
    }
}

/// The people and the news agency of a byline.
pub(super) fn names(who: &str) -> (Option<String>, Option<String>) {
    let barred = who.contains(['|', '/']);
    let parts = || {
        who.split(['|', '/', ','])
            .map(str::trim)
            .filter(|p| !p.is_empty())
    };
    let agency = |part: &str| shape::agency(part.trim_start_matches("with ").trim_start_matches("of "));
    // 'Jane Doe / The Gazette', but not 'Jane Doe / Staff reporter'.
    let paper = |part: &&str| barred && shape::is_title_case(part) && !shape::is_role(part);
    let source = parts()
        .find_map(agency)
        .or_else(|| parts().skip(1).find(paper))
        .map(str::to_owned);
    let people: Vec<&str> = parts()
        .take_while(|p| agency(p).is_none())
        .take(if barred { 1 } else { 8 })
        .collect();
    (Some(people.join(", ")).filter(|p| !p.is_empty()), source)
}

enum Key {
    Title,
    Author,
    Date,
    Source,
    Url,
    Language,
    Standfirst,
    Other,
}

impl Key {
    fn is_known(&self) -> bool {
        !matches!(self, Self::Other)
    }
}

/// 'Title: …': the key and its value.
fn field(line: &str) -> Option<(Key, &str)> {
    let (key, value) = line.split_once(':')?;
    if key.len() > 24 || value.trim().is_empty() || !value.starts_with([' ', '\t']) || line.contains('\n') {
        return None;
    }
    let key = match key.trim().to_ascii_lowercase().as_str() {
        "title" | "headline" | "subject" => Key::Title,
        "author" | "authors" | "by" | "byline" | "from" => Key::Author,
        "date" | "published" | "sent" | "publication date" | "pubdate" => Key::Date,
        "source" | "publisher" | "publication" | "site" | "newspaper" => Key::Source,
        "url" | "link" | "permalink" | "canonical" => Key::Url,
        "language" | "lang" => Key::Language,
        "subtitle" | "standfirst" | "description" | "deck" | "dek" => Key::Standfirst,
        key if key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => Key::Other,
        _ => return None,
    };
    Some((key, value))
}

fn set(pieces: &mut [Piece], at: usize, kind: BlockKind) {
    if let Some(piece) = pieces.get_mut(at) {
        piece.kind = kind;
        piece.level = 0;
    }
}

fn hide(pieces: &mut [Piece], at: usize) {
    if let Some(piece) = pieces.get_mut(at) {
        piece.flow = Flow::Hidden;
    }
}

/// The beginning of a piece on one line, as far as shapes need it.
fn one_line(source: &str) -> String {
    let part = source.get(..floor(source, 1200)).unwrap_or(source);
    let mut out = String::with_capacity(part.len());
    for word in part.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A headline and a date on one line, as byte ranges of it.
struct DatedTitle {
    title: std::ops::Range<usize>,
    date: std::ops::Range<usize>,
    found: crate::document::Date,
    /// The date stands behind a label: a machine's word, not the article's.
    hidden: bool,
}

fn dated_title(line: &str) -> Option<DatedTitle> {
    let separators: &[char] = &[':', '-', '–', '—', '|', '•', '·', ',', ' ', '\t', '\n'];
    if let Some(found) = date::leading(line) {
        let rest = line.get(found.end..)?;
        let body = rest.trim_start_matches(separators);
        let set_off = rest.trim_start().starts_with([':', '-', '–', '—', '|', '•', '·']);
        let iso = line.get(found.start..found.end)?.contains('-');
        let clear = found.labelled || set_off || iso;
        if clear && is_title(body, Some("")) {
            let start = found.end + (rest.len() - body.len());
            let (title, date) = (start..line.len(), found.start..found.end);
            return Some(DatedTitle {
                title,
                date,
                found: found.date,
                hidden: found.labelled,
            });
        }
    }
    let found = date::trailing(line)?;
    let before = line.get(..found.start)?;
    let body = before.trim_end_matches(separators).trim_end_matches('(');
    let last = body.split_whitespace().next_back()?.to_lowercase();
    let joined = [
        "on", "of", "from", "until", "till", "since", "by", "in", "before", "after", "to", "and", "for",
        "the", "through",
    ];
    let set_off = before
        .trim_end()
        .ends_with(['-', '–', '—', '|', '•', '·', '(', '\n']);
    let weekday = line
        .get(found.start..)?
        .to_lowercase()
        .split_whitespace()
        .next()
        .is_some_and(|w| w.contains("day"));
    if joined.contains(&last.as_str()) || !(set_off || weekday || found.labelled) || !is_title(body, Some(""))
    {
        return None;
    }
    let (title, date) = (0..body.len(), found.start..line.len());
    Some(DatedTitle {
        title,
        date,
        found: found.date,
        hidden: false,
    })
}

/// Whether `line` may be the headline, with `next` behind it.
fn is_title(line: &str, next: Option<&str>) -> bool {
    let Some(next) = next else { return false };
    let count = shape::words(line, 40);
    if count == 0 || count > 35 || line.len() > 300 {
        return false;
    }
    let Some(first) = line.chars().find(|c| c.is_alphanumeric()) else {
        return false;
    };
    if first.is_lowercase()
        && !line
            .split(' ')
            .next()
            .is_some_and(|w| w.contains(char::is_uppercase))
        || line.contains("://")
    {
        return false;
    }
    if line.ends_with([',', ';', ':', '-', '—']) {
        return false;
    }
    let end = line.trim_end_matches(['"', '”', '’', '\'', ')', ']']);
    if end.ends_with(['.', '。']) && !is_abbreviation(end) {
        // 'It ended.' is a headline where a byline or a date says so.
        return count <= 25 && (shape::byline(next).is_some() || date::whole(next).is_some());
    }
    true
}

/// Whether the full stop at the end of `text` may belong to its last word: 'Inc.', 'U.S.', 'Jr.'.
fn is_abbreviation(text: &str) -> bool {
    let Some(last) = text.split_whitespace().next_back() else {
        return false;
    };
    let bare = last.trim_end_matches('.');
    bare.contains('.')
        || text.ends_with("..")
        || ["Inc", "Co", "Corp", "Ltd", "Jr", "Sr", "etc", "No", "St"].contains(&bare)
}
