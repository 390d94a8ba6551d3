//! EPUB books: chapters in the order of the spine, each counted as a page; headings from the table of contents; title, author and date from
//! the package.
//!
//! `rbook` is not used because version 0.7.12 copies container, package and navigation into memory when it opens a book, before the caller
//! can set a limit: an entry of 1 MB may unpack to 1 GB.

use std::collections::{HashMap, HashSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::Archive;
use super::draft::{self, Draft};
use super::{ImportError, Warning, date, html};
use crate::document::{BlockKind, Document, Metadata};
use crate::text::clean::one_line;
use crate::text::percent::percent_decoded;

const DAMAGED: ImportError = ImportError::Unsupported {
    what: "this EPUB is damaged and",
    hint: "download it again, or open it in another program and save it again",
};

/// The document of the book in `bytes`, or of as many first chapters as have `most` bytes of text together.
///
/// # Errors
/// [`ImportError::Unsupported`] for a damaged or encrypted book, [`ImportError::Empty`] for one without text.
pub(super) fn document(
    bytes: &[u8],
    most: usize,
    warnings: &mut Vec<Warning>,
) -> Result<Document, ImportError> {
    let archive = Archive::open(bytes).ok_or(DAMAGED)?;
    if is_locked(&archive) {
        return Err(ImportError::Unsupported {
            what: "this EPUB is locked by DRM and",
            hint: "read it with the program of the shop that sold it, or get a copy without DRM",
        });
    }
    let path = package_path(&archive).ok_or(DAMAGED)?;
    let package = Package::read(&archive, &archive.text(&path).ok_or(DAMAGED)?, &path);
    let labels = package.labels(&archive);
    let names: HashSet<String> = labels.iter().filter_map(|l| l.anchor.clone()).collect();
    let mut by_path: HashMap<&str, Vec<&Label>> = HashMap::new();
    for label in &labels {
        by_path.entry(&label.path).or_default().push(label);
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let (mut missing, mut length) = (0, 0);
    for path in &package.spine {
        if length >= most {
            break;
        }
        let Some(page) = archive.text(path) else {
            missing += 1;
            continue;
        };
        let mut chapter = html::chapter(&page, &names);
        let labels = by_path.get(path.as_str()).map(Vec::as_slice).unwrap_or_default();
        headed(&mut chapter, labels);
        for draft in &mut chapter {
            draft.keep_pictures_inside(|source| resolved(path, source));
        }
        length += chapter.iter().map(|d| d.linked().0).sum::<usize>();
        drafts.append(&mut chapter);
    }
    if missing > 0 {
        warnings.push(Warning::Incomplete(format!(
            "{missing} of {} chapters cannot be read",
            package.spine.len()
        )));
    }
    if drafts.is_empty() {
        return Err(if missing > 0 { DAMAGED } else { ImportError::Empty });
    }
    let metadata = package.metadata;
    if !metadata.title.is_empty()
        && !drafts
            .iter()
            .take(3)
            .any(|d| d.plain().eq_ignore_ascii_case(&metadata.title))
    {
        let mut title = draft::Drafts::default();
        title.block(BlockKind::Title, &metadata.title);
        drafts.splice(0..0, title.finish());
    } else if let Some(first) = drafts
        .iter_mut()
        .take(3)
        .find(|d| d.plain().eq_ignore_ascii_case(&metadata.title))
    {
        first.kind = BlockKind::Title;
        first.level = 0;
    }
    Ok(draft::write(drafts, metadata))
}

/// An entry of the table of contents.
#[derive(Debug)]
struct Label {
    /// The chapter's path in the archive, and the id in it.
    path: String,
    anchor: Option<String>,
    text: String,
    /// Depth in the table, from 1.
    level: u8,
}

/// The path of the package: the one named by the container, or any existing one.
fn package_path(archive: &Archive<'_>) -> Option<String> {
    let container = archive.text("META-INF/container.xml").unwrap_or_default();
    let roots: Vec<Element> = elements(&container)
        .into_iter()
        .filter(|e| e.name == "rootfile")
        .collect();
    let is_package = |e: &&Element| e.get("media-type").is_some_and(|m| m.contains("oebps-package"));
    roots
        .iter()
        .find(is_package)
        .or_else(|| roots.first())
        .and_then(|root| root.get("full-path"))
        .filter(|path| archive.has(path))
        .or_else(|| {
            let mut packages: Vec<&str> = archive
                .names()
                .filter(|name| name.rsplit('.').next().is_some_and(|ending| ending == "opf"))
                .collect();
            packages.sort_unstable();
            packages.first().map(|name| (*name).to_owned())
        })
}

/// Turns the targets of `labels`, entries of the table of contents, into headings: the line at the target with the same words, or a new one
/// if there is no heading there.
fn headed(chapter: &mut Vec<Draft>, labels: &[&Label]) {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let places: HashMap<&str, usize> = chapter
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(at, draft)| draft.anchors.iter().map(move |anchor| (anchor.as_str(), at)))
        .collect();
    let found: Vec<Option<usize>> = labels
        .iter()
        .map(|label| match &label.anchor {
            Some(anchor) => places.get(anchor.as_str()).copied(),
            None => Some(0),
        })
        .collect();
    drop(places);
    // A long paragraph is never the text of an entry.
    let said: Vec<String> = chapter
        .iter()
        .map(|draft| letters(&draft.plain().chars().take(400).collect::<String>()))
        .collect();
    let mut missing: Vec<(usize, &Label)> = Vec::new();
    for (label, place) in labels.iter().zip(found) {
        let wanted = letters(&label.text);
        let from = place.unwrap_or(0);
        let same = (from..from + 3).find(|at| said.get(*at) == Some(&wanted));
        if let Some(draft) = same.and_then(|at| chapter.get_mut(at)) {
            if matches!(draft.kind, BlockKind::Paragraph | BlockKind::Heading) {
                draft.kind = BlockKind::Heading;
                draft.level = label.level;
            }
            continue;
        }
        // At the beginning of a chapter its number or a motto may precede the heading.
        let near = if label.anchor.is_some() { 1 } else { 2 };
        let is_headed = chapter
            .iter()
            .skip(from)
            .take(near)
            .any(|d| matches!(d.kind, BlockKind::Heading | BlockKind::Title));
        if let Some(place) = place.filter(|_| !is_headed && !wanted.is_empty()) {
            missing.push((place, label));
        }
    }
    if missing.is_empty() || chapter.is_empty() {
        return;
    }
    missing.sort_by_key(|(place, _)| *place);
    let mut missing = missing.into_iter().peekable();
    let mut out = draft::Drafts::default();
    for (at, draft) in std::mem::take(chapter).into_iter().enumerate() {
        while let Some((_, label)) = missing.next_if(|(place, _)| *place == at) {
            out.begin(BlockKind::Heading, label.level, None, true);
            out.text(&label.text);
        }
        out.append(vec![draft]);
    }
    *chapter = out.finish();
}

/// Whether chapters are encrypted; fonts often are, which does not matter.
fn is_locked(archive: &Archive<'_>) -> bool {
    let Some(encryption) = archive.text("META-INF/encryption.xml") else {
        // Apple's shop.
        return archive.has("META-INF/sinf.xml");
    };
    let fonts = [
        "http://www.idpf.org/2008/embedding",
        "http://ns.adobe.com/pdf/enc#RC",
    ];
    let mut real = false;
    for element in elements(&encryption) {
        match element.name.as_str() {
            "EncryptionMethod" => {
                let algorithm = element.get("Algorithm").unwrap_or_default();
                real = !fonts.contains(&algorithm.as_str());
            }
            "CipherReference" if real => {
                let file = element.get("URI").unwrap_or_default().to_ascii_lowercase();
                let ending = file.rsplit('.').next().unwrap_or_default();
                if ["xhtml", "html", "htm", "xml"].contains(&ending) {
                    return true;
                }
            }
            _ => {}
        }
    }
    archive.has("META-INF/rights.xml") && real || archive.has("META-INF/license.lcpl")
}

/// The content of the package.
#[derive(Debug, Default)]
struct Package {
    metadata: Metadata,
    /// Paths of the chapters.
    spine: Vec<String>,
    /// Paths of the tables of contents, the best first.
    contents: Vec<String>,
}

impl Package {
    fn read(archive: &Archive<'_>, text: &str, path: &str) -> Self {
        let mut out = Self::default();
        let mut items: HashMap<String, Element> = HashMap::new();
        let all = elements(text);
        let mut authors = Vec::new();
        for element in &all {
            let value = one_line(&element.text);
            match element.name.as_str() {
                "title" if out.metadata.title.is_empty() => out.metadata.title = value,
                "creator" if !value.is_empty() => authors.push(value),
                "language" => {
                    let code = value.split(['-', '_']).next().filter(|code| code.len() == 2);
                    let code = code.map(str::to_ascii_lowercase);
                    out.metadata.language = out.metadata.language.take().or(code);
                }
                "date" if element.get("event").is_none_or(|event| event != "modification") => {
                    out.metadata.date = out.metadata.date.or_else(|| date::machine(&value));
                }
                "publisher" => out.metadata.source = out.metadata.source.take().or(Some(value)),
                "item" => {
                    if let Some(id) = element.get("id") {
                        items.insert(id, element.clone());
                    }
                }
                _ => {}
            }
        }
        out.metadata.byline = (!authors.is_empty()).then(|| authors.join(", "));
        let place = |item: &Element| {
            let path = resolved(path, &item.get("href")?);
            Some(archive.find(&path).map_or(path.clone(), str::to_owned))
        };
        let all_items = || all.iter().filter(|e| e.name == "item");
        let nav = all_items().find(|i| {
            i.get("properties")
                .is_some_and(|p| p.split(' ').any(|p| p == "nav"))
        });
        let ncx = all_items().find(|i| {
            i.get("media-type")
                .is_some_and(|m| m == "application/x-dtbncx+xml")
        });
        let nav = nav.and_then(place);
        out.contents = nav.iter().cloned().chain(ncx.and_then(place)).collect();
        let is_page = |item: &Element| {
            item.get("media-type")
                .is_none_or(|m| ["html", "xml", "oeb1"].iter().any(|kind| m.contains(kind)))
        };
        let mut beside = Vec::new();
        let mut seen = HashSet::new();
        for reference in all.iter().filter(|e| e.name == "itemref") {
            let mut item = reference.get("idref").and_then(|id| items.get(&id));
            // Formats that readers need not support have a fallback.
            for _ in 0..8 {
                match item {
                    Some(other) if !is_page(other) => {
                        item = other.get("fallback").and_then(|id| items.get(&id));
                    }
                    _ => break,
                }
            }
            // The table of contents is not part of the text; auxiliary text (notes) comes after the main text.
            let path = item.and_then(place);
            if let Some(path) = path.filter(|p| Some(p) != nav.as_ref() && seen.insert(p.clone())) {
                if reference.get("linear").is_some_and(|l| l == "no") {
                    beside.push(path);
                } else {
                    out.spine.push(path);
                }
            }
        }
        out.spine.append(&mut beside);
        if out.spine.is_empty() {
            // A single page that is its own table of contents.
            out.spine.extend(nav);
        }
        out
    }

    /// The entries of the table of contents, in order.
    fn labels(&self, archive: &Archive<'_>) -> Vec<Label> {
        self.contents
            .iter()
            .filter_map(|path| Some(labels_in(archive, path, &archive.text(path)?)))
            .find(|labels| !labels.is_empty())
            .unwrap_or_default()
    }
}

/// The entries of the table of contents `text`, whose path is `path`. Lists of pages and landmarks are ignored.
fn labels_in(archive: &Archive<'_>, path: &str, text: &str) -> Vec<Label> {
    let mut out = Vec::new();
    let mut label = String::new();
    let mut is_contents = true;
    for element in elements(text) {
        let target = match element.name.as_str() {
            "nav" => {
                is_contents = element
                    .get("type")
                    .is_none_or(|t| t.split(' ').any(|t| t == "toc"));
                None
            }
            "navMap" => {
                is_contents = true;
                None
            }
            "pageList" | "navList" => {
                is_contents = false;
                None
            }
            "text" => {
                label = one_line(&element.text);
                None
            }
            "content" => element.get("src"),
            "a" => {
                label = one_line(&element.text);
                element.get("href")
            }
            _ => None,
        };
        if let Some(target) = target.filter(|_| is_contents && !label.is_empty()) {
            let anchor = target.split_once('#').map(|(_, name)| percent_decoded(name));
            let place = resolved(path, &target);
            out.push(Label {
                path: archive.find(&place).map_or(place.clone(), str::to_owned),
                anchor: anchor.filter(|a| !a.is_empty()),
                text: label.clone(),
                level: element.lists.clamp(1, 6),
            });
        }
    }
    out
}

/// An element, its attributes and the text directly after its start.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) text: String,
    /// The number of lists (`ol`, `navPoint`) around it.
    lists: u8,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
    }
}

/// The elements of an XML text in order, without namespace prefixes, as far as it can be parsed. Entities defined by the document are not
/// resolved, so they cannot expand.
pub(super) fn elements(text: &str) -> Vec<Element> {
    const MOST: usize = 200_000;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut out: Vec<Element> = Vec::new();
    let mut lists = 0u8;
    // The words of a link may be in nested elements.
    let mut link: Option<usize> = None;
    let is_list = |name: &str| matches!(name, "ol" | "navPoint");
    while out.len() < MOST {
        match reader.read_event() {
            Ok(Event::Empty(start)) => out.push(element(&start, lists)),
            Ok(Event::Start(start)) => {
                lists = lists.saturating_add(u8::from(is_list(start.local_name().as_ref())));
                if start.local_name().as_ref() == "a" {
                    link = Some(out.len());
                }
                out.push(element(&start, lists));
            }
            Ok(Event::End(end)) => {
                lists = lists.saturating_sub(u8::from(is_list(end.local_name().as_ref())));
                if end.local_name().as_ref() == "a" {
                    link = None;
                }
            }
            Ok(Event::Text(text)) => {
                say(&mut out, link, &text);
            }
            Ok(Event::GeneralRef(name)) => {
                let entity = format!("&{};", &*name);
                say(
                    &mut out,
                    link,
                    &quick_xml::escape::unescape(&entity).unwrap_or_default(),
                );
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    out
}

/// Adds text to the last element, and to the enclosing link.
fn say(elements: &mut [Element], link: Option<usize>, text: &str) {
    let last = elements.len().saturating_sub(1);
    if let Some(element) = elements.get_mut(last) {
        element.text.push_str(text);
    }
    if let Some(element) = link.filter(|at| *at != last).and_then(|at| elements.get_mut(at)) {
        element.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>, lists: u8) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|a| {
        let value =
            quick_xml::escape::unescape(&a.value).map_or_else(|_| a.value.to_string(), |v| v.to_string());
        (a.key.local_name().as_ref().to_owned(), value)
    });
    Element {
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
        text: String::new(),
        lists,
    }
}

/// The path in the archive that `href` in the file `from` refers to, without its fragment.
pub(super) fn resolved(from: &str, href: &str) -> String {
    let href = percent_decoded(href.split('#').next().unwrap_or_default());
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::archive::tests::packed;

    fn book(extra: &[(&str, &[u8])]) -> Vec<u8> {
        let package = br#"<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>The Lamp &amp; the Mill</dc:title><dc:creator>E. R. Tarrant</dc:creator><dc:language>en-GB</dc:language>
<dc:date>2003-04-01</dc:date></metadata><manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/>
</manifest><spine><itemref idref="nav"/><itemref idref="b"/><itemref idref="a"/></spine></package>"#;
        let mut files: Vec<(&str, &[u8])> = vec![
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", br#"<container><rootfiles><rootfile full-path="OEBPS/p.opf"/></rootfiles></container>"#),
            ("OEBPS/p.opf", package),
            ("OEBPS/nav.xhtml", br#"<nav><ol><li><a href="text/two.xhtml">The Road</a><ol><li><a href="text/two.xhtml#s"><span>The</span> <b>ford</b></a></li></ol></li></ol></nav>"#),
            ("OEBPS/text/one a.xhtml", b"<html><head><title/></head><body><h2>Harrow</h2><p>Second <a id='x'/>chapter.</p></body></html>"),
            ("OEBPS/text/two.xhtml", b"<html><body><p class='c'>The Road</p><p>First chapter.<a epub:type='noteref' href='#n'><sup>1</sup></a></p><p><a id='s'/>The ford</p><p>Wet.</p><aside id='n' epub:type='footnote'><p>A note.</p></aside></body></html>"),
        ];
        files.extend_from_slice(extra);
        packed(&files)
    }

    #[test]
    fn the_beginning_of_a_book_is_what_the_whole_begins_with() {
        let whole = document(&book(&[]), usize::MAX, &mut Vec::new()).unwrap();
        let begun = document(&book(&[]), 10, &mut Vec::new()).unwrap();
        assert_eq!(begun.blocks(), &whole.blocks()[..6]);
        assert!(whole.text().starts_with(begun.text()) && begun.text().ends_with("A note."));
        assert_eq!(begun.metadata(), whole.metadata());
    }

    #[test]
    fn chapters_come_in_the_order_of_the_spine() {
        let document = document(&book(&[]), usize::MAX, &mut Vec::new()).unwrap();
        let blocks: Vec<(BlockKind, &str)> = document
            .blocks()
            .iter()
            .map(|b| (b.kind, document.block_text(b)))
            .collect();
        assert_eq!(
            blocks,
            [
                (BlockKind::Title, "The Lamp & the Mill"),
                (BlockKind::Heading, "The Road"),
                (BlockKind::Paragraph, "First chapter.[1]"),
                (BlockKind::Heading, "The ford"),
                (BlockKind::Paragraph, "Wet."),
                (BlockKind::Footnote, "A note."),
                (BlockKind::Heading, "Harrow"),
                (BlockKind::Paragraph, "Second chapter."),
            ]
        );
        assert_eq!(document.metadata().byline.as_deref(), Some("E. R. Tarrant"));
        assert_eq!(document.metadata().language.as_deref(), Some("en"));
        assert_eq!(document.marks().len(), 1);
        let levels: Vec<u8> = document.blocks().iter().map(|b| b.level).collect();
        assert_eq!(levels, [0, 1, 0, 2, 0, 0, 2, 0]);
    }

    /// A book of one chapter, with this navigation.
    fn one_chapter(nav: &str, chapter: &str) -> Document {
        let package = r#"<package><metadata><title>Quay</title></metadata><manifest><item id="n" href="Text/nav.xhtml" properties="nav"/>
<item id="c" href="Text/caf%C3%A9.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>"#;
        let files = [
            (
                "META-INF/container.xml",
                r#"<container><rootfile full-path="p.opf"/></container>"#,
            ),
            ("p.opf", package),
            ("Text/nav.xhtml", nav),
            ("text/caf\u{e9}.xhtml", chapter),
        ];
        let files: Vec<(&str, &[u8])> = files.iter().map(|(n, c)| (*n, c.as_bytes())).collect();
        document(&packed(&files), usize::MAX, &mut Vec::new()).unwrap()
    }

    #[test]
    fn entries_that_no_heading_repeats_are_headings() {
        let nav = "<nav epub:type='toc'><ol><li><a href='caf%C3%A9.xhtml'>The quay</a><ol><li><a href='caf%C3%A9.xhtml#b'>The boats</a></li>\
                   <li><a href='caf%C3%A9.xhtml#c'>III</a></li><li><a href='caf%C3%A9.xhtml#gone'>Gone</a></li></ol></li></ol></nav>\
                   <nav epub:type='page-list'><ol><li><a href='caf%C3%A9.xhtml#b'>12</a></li></ol></nav>";
        let chapter = "<p>The lamps went out.</p><p id='b'>Nine boats lay there.</p><h2 id='c'>Part three</h2><p>They sailed.</p>";
        let read = one_chapter(nav, chapter);
        let blocks: Vec<(BlockKind, u8, &str)> = read
            .blocks()
            .iter()
            .map(|b| (b.kind, b.level, read.block_text(b)))
            .collect();
        assert_eq!(
            blocks,
            [
                (BlockKind::Title, 0, "Quay"),
                (BlockKind::Heading, 1, "The quay"),
                (BlockKind::Paragraph, 0, "The lamps went out."),
                (BlockKind::Heading, 2, "The boats"),
                (BlockKind::Paragraph, 0, "Nine boats lay there."),
                (BlockKind::Heading, 2, "Part three"),
                (BlockKind::Paragraph, 0, "They sailed."),
            ]
        );
    }

    #[test]
    fn one_line_break_is_one_line_break() {
        let chapter = "<p>\n\t<span>The lamps along the\n\tquay,<br />and none <br/>\n came</span>: <br></br> so.</p><p>A<hr/>B</p>";
        let read = one_chapter("<nav/>", chapter);
        assert_eq!(
            read.text(),
            "Quay\n\nThe lamps along the quay,\nand none\ncame:\nso.\n\nA\n\n\n\nB"
        );
    }

    #[test]
    fn locked_and_damaged_books_say_so() {
        let locked = book(&[
            ("META-INF/encryption.xml", br#"<encryption><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></encryption>"#),
            ("META-INF/rights.xml", b"<rights/>"),
        ]);
        assert!(
            document(&locked, usize::MAX, &mut Vec::new())
                .unwrap_err()
                .to_string()
                .contains("DRM")
        );
        let whole = book(&[]);
        for cut in (0..whole.len()).step_by(7) {
            let _ = document(&whole[..cut], usize::MAX, &mut Vec::new());
        }
    }

    #[test]
    fn entities_do_not_grow() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;&b;</x>";
        assert_eq!(elements(bomb).last().map(|e| e.text.clone()), Some(String::new()));
    }

    #[test]
    fn paths_stay_in_the_archive() {
        assert_eq!(resolved("OEBPS/a/b.opf", "../c%20d.html#x"), "OEBPS/c d.html");
        assert_eq!(resolved("b.opf", "../../../etc/passwd"), "etc/passwd");
    }
}
