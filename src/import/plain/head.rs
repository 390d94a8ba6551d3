//! Interprets the first lines of an article: title, date, byline, standfirst, and fields such as 'Source: Reuters'.

use super::head_line::{DatedTitle, HeadLine, HeadShape, dated_title, floor, is_title, one_line};
use super::licence::language_code;
use super::split::{Flow, Piece};
use super::{byline, caption, shape};
use crate::document::{BlockKind, Metadata};
use crate::import::date;

/// The maximum number of pieces in the head.
pub(super) const HEAD: usize = 16;

/// Finds what the first pieces of `text` say about the article: assigns their kinds, splits a date from a headline, hides fields; and adds
/// what the last pieces and the captions say about the source.
pub(super) fn find(text: &str, pieces: &mut Vec<Piece>, known: Metadata) -> Metadata {
    let mut head = Head {
        text,
        metadata: known,
        titled: false,
        standfirst: false,
    };
    head.fields(pieces);
    // Judging the last line of the head needs the line after it, which needs one more.
    let mut lines: Vec<HeadLine> = pieces
        .iter()
        .take(HEAD + 2)
        .map(|piece| HeadLine::of(piece.source(text)))
        .collect();
    let mut at = 0;
    while at < pieces.len().min(HEAD) && head.take(pieces, &mut lines, at) {
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
    /// 'Title: …', 'Author: …' before anything else. A run of fields that only mails have is taken as a whole.
    fn fields(&mut self, pieces: &mut [Piece]) {
        let text = self.text;
        let fields: Vec<(Key, &str)> = pieces
            .iter()
            .take(HEAD)
            .map_while(|p| field(p.source(text)))
            .collect();
        let known = fields.iter().filter(|(key, _)| key.is_known()).count();
        for (piece, (key, value)) in pieces.iter_mut().zip(fields) {
            // A single 'Note: …' may be the beginning of a sentence; 'Title: …' may not.
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
                    // The name of a mail's sender.
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

    /// Assigns a role to piece `at`; returns `false` if the body begins there.
    fn take(&mut self, pieces: &mut Vec<Piece>, lines: &mut Vec<HeadLine>, at: usize) -> bool {
        let (Some(piece), Some(line)) = (pieces.get(at).cloned(), lines.get(at).cloned()) else {
            return false;
        };
        match (piece.flow, piece.kind) {
            (Flow::Hidden, _)
            | (
                _,
                BlockKind::Title
                | BlockKind::Standfirst
                | BlockKind::Byline
                | BlockKind::Dateline
                | BlockKind::Rule,
            ) => {
                return true;
            }
            (Flow::Joined, BlockKind::Paragraph | BlockKind::Quote | BlockKind::Heading) => {}
            _ => return false,
        }
        if let HeadShape::Date(found) = line.shape {
            self.metadata.date.get_or_insert(found.date);
            set(pieces, at, BlockKind::Dateline);
            if found.labelled {
                hide(pieces, at);
            }
            return true;
        }
        if !self.titled {
            if let Some(split) = dated_title(piece.source(self.text)) {
                self.split_title(pieces, at, &split);
                lines.insert(at + 1, line);
                return true;
            }
            if is_kicker(pieces, lines, at) {
                return true;
            }
            let has_body = pieces.get(at + 1).is_some();
            if piece.kind == BlockKind::Heading && piece.level == 1
                || has_body && is_title(&line.words, lines.get(at + 1))
            {
                set(pieces, at, BlockKind::Title);
                if !self.metadata.title.eq_ignore_ascii_case(&line.words) {
                    self.metadata.title = line.words;
                }
                self.titled = true;
                return true;
            }
            return self.caption_or_address(pieces, at, &line);
        }
        if let HeadShape::Byline { who, date } = &line.shape {
            self.byline(who);
            self.metadata.date = self.metadata.date.or(*date);
            set(pieces, at, BlockKind::Byline);
            return true;
        }
        let next = lines.get(at + 1);
        let next_is_date = next.is_some_and(|next| matches!(next.shape, HeadShape::Date(_)));
        if piece.alone && next_is_date && self.metadata.byline.is_none() && byline::is_bare_name(&line.words)
        {
            self.metadata.byline = Some(line.words);
            set(pieces, at, BlockKind::Byline);
            return true;
        }
        if self.caption_or_address(pieces, at, &line) {
            return true;
        }
        if piece.kind != BlockKind::Heading
            && !self.standfirst
            && is_standfirst(&line.words, pieces.get(at + 1).zip(next))
        {
            set(pieces, at, BlockKind::Standfirst);
            self.standfirst = true;
            return true;
        }
        false
    }

    fn byline(&mut self, who: &str) {
        let (name, source) = names(who);
        self.metadata.byline = self.metadata.byline.take().or(name);
        self.metadata.source = self.metadata.source.take().or(source);
    }

    /// A caption or web address, which may precede the body.
    fn caption_or_address(&mut self, pieces: &mut [Piece], at: usize, line: &HeadLine) -> bool {
        let words = &line.words;
        match line.shape {
            HeadShape::Caption => {
                set(pieces, at, BlockKind::Caption);
                return true;
            }
            HeadShape::Address => {
                self.metadata.url.get_or_insert_with(|| words.clone());
                hide(pieces, at);
                return true;
            }
            HeadShape::Date(_) | HeadShape::Byline { .. } | HeadShape::Text => {}
        }
        // Text that continues a sentence is the rest of a caption.
        let fragment =
            self.titled && words.starts_with(char::is_lowercase) && words.ends_with('.') && words.len() < 160;
        if fragment && pieces.get(at).is_some_and(|p| p.alone) && pieces.get(at + 1).is_some() {
            set(pieces, at, BlockKind::Caption);
            return true;
        }
        false
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
        // The separator between the two belongs to the place of the second, but not to its text.
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
        if let Some(name) = byline::agency(inner) {
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
            if byline::agency(inner).is_some() || line.starts_with(['©']) || line.starts_with("Copyright") {
                let found = inner
                    .split([' ', ',', '.'])
                    .rev()
                    .find_map(byline::agency)
                    .or_else(|| byline::agency(inner));
                if let Some(name) = found {
                    self.metadata.source.get_or_insert_with(|| name.to_owned());
                }
            }
        }
    }

    /// If no other line names a source, the news agency that took the pictures probably sent the text too.
    fn photo_agency(&mut self, pieces: &[Piece]) {
        if self.metadata.source.is_some() {
            return;
        }
        let short = pieces
            .iter()
            .filter(|p| p.flow == Flow::Joined && p.range.len() < 800)
            .take(400);
        let name = short
            .filter_map(|p| caption::credit(p.source(self.text)))
            .find_map(|who| {
                who.split(['/', '|', ','])
                    .flat_map(|p| p.split(" via "))
                    .find_map(byline::agency)
            });
        self.metadata.source = name.map(str::to_owned);
    }
}

/// 'PRESS RELEASE', 'OPINION': a few words in capitals above the headline.
fn is_kicker(pieces: &[Piece], lines: &[HeadLine], at: usize) -> bool {
    let alone = pieces.get(at + 1).is_some_and(|p| p.alone);
    let (Some(line), Some(next)) = (lines.get(at), lines.get(at + 1).filter(|_| alone)) else {
        return false;
    };
    shape::is_all_capitals(&line.words)
        && shape::words(&line.words, 4) <= 3
        && shape::words(&next.words, 4) == 4
        && !shape::is_all_capitals(&next.words)
        && pieces.get(at + 2).is_some()
        && is_title(&next.words, lines.get(at + 2))
}

/// Between headline and body: a label in capitals, or no full stop at the end, or a byline after it.
fn is_standfirst(line: &str, next: Option<(&Piece, &HeadLine)>) -> bool {
    let Some((piece, next)) = next else {
        return false;
    };
    let count = shape::words(line, 90);
    if !(5..=80).contains(&count) || shape::first_letter(line).is_none_or(char::is_lowercase) {
        return false;
    }
    let label = line
        .split_once(": ")
        .is_some_and(|(l, _)| shape::is_all_capitals(l) && shape::words(l, 6) <= 4);
    let open = !shape::ends_sentence(line) && !line.ends_with([',', ';', '-', '—']);
    next.signs() || open && (label || piece.alone)
}

/// The people and the news agency of a byline.
pub(super) fn names(who: &str) -> (Option<String>, Option<String>) {
    let barred = who.contains(['|', '/']);
    let parts = || {
        who.split(['|', '/', ','])
            .map(str::trim)
            .filter(|p| !p.is_empty())
    };
    let agency = |part: &str| byline::agency(part.trim_start_matches("with ").trim_start_matches("of "));
    // 'Jane Doe / The Gazette', but not 'Jane Doe / Staff reporter'.
    let paper = |part: &&str| barred && shape::is_title_case(part) && !byline::is_role(part);
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
