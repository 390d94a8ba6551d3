//! Hostile input: one construct repeated, nested or truncated, in every format. Each ends with text or a clear error. The work grows
//! linearly with the file and not quadratically, which is counted in allocations, because seconds differ between machines. The seconds are
//! an ignored test:
//!
//! ```sh
//! cargo test --release --test import_hostile -- --ignored --nocapture
//! ```

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::io::Write as _;
use std::path::PathBuf;

use allocation_counter::measure;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use postil::import::{Format, ImportError, Imported, Options, import};
use postil::text::clean::is_unsafe;

/// Constructs of web pages.
const PAGES: &[&str] = &[
    "<div>",
    "<span class='a b c'>",
    "<ul><li>",
    "<table><tr><td>",
    "<p>",
    "<b>",
    "<b><p>",
    "<i>x</b>",
    "<a href=x>",
    "<a><p>x</a>",
    "<a><div>",
    "<nobr>x",
    "<font size=1>x",
    "<form>",
    "<applet><b>",
    "<",
    "&amp;",
    "&amp",
    "&#x1f600;",
    "&nbsp;",
    "<!--",
    "<![CDATA[",
    "<script>",
    "<script type='application/ld+json'>[",
    "<p title=\"",
    "<p a=b a=b a=b a=b a=b a=b a=b a=b>",
    "</div>",
    "<select><option>",
    "<svg><g>",
    "<math><mi>",
    "<template>",
    "<blockquote>",
    "<dl><dt>a<dd>b",
    "<frameset>",
    "<h1>x",
    "<img src=x>",
    "<br>",
    "text<br><br>",
    "<li><a href=x>Some link of four words</a></li>",
    "<tr><td>a</td><td>b</td></tr>",
    "<p>Some words, and a comma, in a paragraph of text that reads.</p>\n",
    "<div><p>Some words, a comma.</p></div>",
    "<div><blockquote>said</blockquote></div>",
    "<section class='comment share related'><p>text, more text.</p></section>",
    "<div class=related><p>Some words, a comma, and more words of a text.</p>",
    "<div class=caption><div class=image><img>",
    "<article><h1>x</h1><p>Some words, a comma, and more words of a text that reads.</p>",
    "<article><h2><a href=x>Teaser</a></h2></article>",
    "<span class=tooltip-box>",
    "<span class=storyDate>May 1, 2020</span>",
    "<h2>Related</h2><p>1 comment</p>",
    "<aside role=doc-footnote>x</aside>",
    "<meta property='og:title' content='x'>",
    "<time datetime=x>y</time>",
];

const MARKDOWN: &[&str] = &[
    "\n",
    "> ",
    "- ",
    "1. ",
    "*",
    "[",
    "![",
    "`",
    "_a ",
    "[a](b",
    "[a]: b\n",
    "# a\n",
    "        ",
    "a\n==\n",
    "  - a\n",
    "[^1]",
    "[^1]: x\n\n",
    "|a|b|\n",
    "| a | b |\n|---|---|\n",
    "<div>",
    "<!--",
    "&amp;",
    "---\n",
];

const PLAIN: &[&str] = &[
    "x",
    "\n",
    "Some words here.\n\n",
    "HEADLINE\n\n",
    "word-\n",
    "a\tb\n",
    "> quoted\n",
    "1. one\n",
    "By Jane Doe\n",
    "e\u{301}\u{301}\u{301}",
    "漢字。",
    "\u{c}",
    "\r",
    "word ",
    "- item\n",
    "March 3, 2020\n",
    "Name: value\n",
    "\u{1b}[31m",
    "\u{1b}]0;owned\u{7}",
    "\u{9b}2J\u{85}",
    "\u{202e}\u{2066}\u{200f}",
    "\u{0}\u{1}\u{8}\u{7f}",
];

const RICH: &[&str] = &[
    "{",
    "\\u8212?",
    "\\par x",
    "{\\footnote x}",
    "\\'",
    "\\bin9 ",
    "{\\*\\x ",
    "\\cell\\row\\intbl ",
    "{\\shptxt x",
    "{\\fonttbl{\\f1 Symbol;}}",
    "{\\field{\\*\\fldinst SYMBOL 97}",
    "{\\upr{x}{\\*\\ud{y}}}",
    "{\\stylesheet{\\s1\\sbasedon1 x;}}\\s1 w\\par ",
    "\\u-10179?",
    "{\\header a b}",
    "{\\*\\annotation a}",
    "{\\deleted a b}",
];

/// Constructs of Word documents and of `OpenDocument`.
const OFFICE: &[&str] = &[
    "<w:p>",
    "<w:p><w:r><w:t>word</w:t></w:r></w:p>",
    "<w:r><w:t>w</w:t></w:r>",
    "<w:tbl><w:tr><w:tc>",
    "<w:tr><w:tc><w:p><w:r><w:t>w</w:t></w:r></w:p></w:tc></w:tr>",
    "<w:txbxContent><w:p>",
    "<mc:AlternateContent><mc:Choice>",
    "<w:hyperlink r:id='r'><w:r><w:t>w</w:t></w:r>",
    "<w:r><w:fldChar w:fldCharType='begin'/><w:fldChar w:fldCharType='separate'/><w:t>w</w:t></w:r>",
    "<w:footnoteReference w:id='1'/>",
    "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>w</w:t></w:r></w:p>",
    "<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr><w:r><w:t>w</w:t></w:r></w:p>",
    "<m:oMath><m:f><m:num>",
    "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
    "<w:del>",
    "<w:r><w:rPr><w:b/></w:rPr><w:t>w</w:t></w:r><w:r><w:t>v</w:t></w:r>",
    "<text:p><text:span>w",
    "<text:p><text:a xlink:href='https://e.example/a'>w</text:a>",
    "<text:list><text:list-item><text:p>w</text:p>",
    "<table:table-row><table:table-cell table:number-columns-repeated='9999'/><table:table-cell><text:p>w</text:p></table:table-cell></table:table-row>",
    "<text:p>w<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>n</text:p></text:note-body></text:note></text:p>",
    "<draw:text-box><text:p>w",
    "<text:p>w<draw:custom-shape><text:p>w",
    "<text:p>w<draw:object><chart:chart><chart:title><text:p>w</text:p></chart:title>",
    "<text:p>w<office:annotation><text:p>w</text:p></office:annotation>",
    "<w:p><w:r><w:drawing><c:chart r:id='r'/></w:drawing></w:r></w:p>",
    "<w:headerReference r:id='r'/>",
    "<w:del><w:r><w:delText>w v</w:delText></w:r></w:del>",
    "<text:s text:c='99999'/>",
];

const MAIL: &[&str] = &[
    "--b\nContent-Type: message/rfc822\n\n",
    "--b\nContent-Type: multipart/alternative; boundary=b\n\n",
    "X: =?utf-8?B?",
    "Content-Type: a; b*0*=%",
    "X: \u{e9}\n",
    "--b\n\nx\n",
    "X: y\n",
    " z\n",
    "=C3=A9",
    "=?utf-8?Q?a?= ",
    "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
];

/// One file of about `bytes` bytes, with a name for messages.
type Input = (String, Format, Vec<u8>);

fn repeated(start: &str, unit: &str, bytes: usize) -> Vec<u8> {
    format!("{start}{}", unit.repeat(bytes / unit.len() + 1)).into_bytes()
}

fn pages(bytes: usize) -> Vec<Input> {
    let start = "<html><body><p>word word word</p>";
    let mut all: Vec<Input> = PAGES
        .iter()
        .map(|unit| {
            (
                format!("html {unit:?}"),
                Format::Html,
                repeated(start, unit, bytes),
            )
        })
        .collect();
    let long = "a".repeat(bytes);
    let numbered = |unit: &dyn Fn(usize) -> String| (0..bytes / 10).map(unit).collect::<String>();
    for (name, page) in [
        ("an attribute", format!("<p title='{long}'>word")),
        ("a name of an attribute", format!("<p {long}=1>word")),
        (
            "a class",
            format!("<p class='{}'>word", "share ".repeat(bytes / 6)),
        ),
        (
            "attributes",
            format!("<p {}>word", numbered(&|i| format!("a{i}=1 "))),
        ),
        (
            "formatting",
            format!(
                "{}{}",
                (0..190).fold(String::new(), |all, i| all + "<b id=" + &i.to_string() + ">"),
                "<p>w".repeat(bytes / 4)
            ),
        ),
    ] {
        all.push((format!("html {name}"), Format::Html, page.into_bytes()));
    }
    all
}

fn texts(bytes: usize) -> Vec<Input> {
    let plain = PLAIN.iter().map(|unit| {
        (
            format!("text {unit:?}"),
            Format::Plain,
            repeated("Word. ", unit, bytes),
        )
    });
    let markdown = MARKDOWN.iter().map(|unit| {
        (
            format!("markdown {unit:?}"),
            Format::Markdown,
            repeated("word\n\n", unit, bytes),
        )
    });
    let rich = RICH.iter().map(|unit| {
        (
            format!("rtf {unit:?}"),
            Format::Rtf,
            repeated("{\\rtf1 word ", unit, bytes),
        )
    });
    let head = "Message-ID: x\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\nContent-Type: multipart/mixed; boundary=b\n";
    let mail = MAIL.iter().flat_map(move |unit| {
        ["\n", ""].map(|line| {
            (
                format!("mail {line:?} {unit:?}"),
                Format::Mail,
                repeated(&format!("{head}{line}"), unit, bytes),
            )
        })
    });
    plain.chain(markdown).chain(rich).chain(mail).collect()
}

/// A compressed archive of the files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(content).unwrap();
        let packed = encoder.finish().unwrap();
        let sizes = [packed.len() as u32, content.len() as u32]
            .map(u32::to_le_bytes)
            .concat();
        let name_length = (name.len() as u16).to_le_bytes();
        let place = (out.len() as u32).to_le_bytes();
        let common = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &sizes,
            &name_length,
        ]
        .concat();
        out.extend(
            [
                b"PK\x03\x04".as_slice(),
                &common,
                &[0, 0],
                name.as_bytes(),
                &packed,
            ]
            .concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\0".as_slice(),
                &common,
                &[0; 12],
                &place,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = (files.len() as u16).to_le_bytes();
    let (size, place) = (
        (directory.len() as u32).to_le_bytes(),
        (out.len() as u32).to_le_bytes(),
    );
    out.extend(directory);
    out.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &count,
            &count,
            &size,
            &place,
            &[0, 0],
        ]
        .concat(),
    );
    out
}

const CONTAINER: &[u8] = b"<container><rootfiles><rootfile full-path='p.opf'/></rootfiles></container>";

fn book(chapter: &[u8], href: &str) -> Vec<u8> {
    let package = format!(
        "<package><manifest><item id='c' href='{href}'/></manifest><spine><itemref idref='c'/></spine></package>"
    );
    archive(&[
        ("META-INF/container.xml", CONTAINER),
        ("p.opf", package.as_bytes()),
        ("c.xhtml", chapter),
        ("../../etc/passwd", b"<p>root</p>"),
    ])
}

fn archives(bytes: usize) -> Vec<Input> {
    let office = |xml: String| archive(&[("word/document.xml", xml.as_bytes())]);
    let entities: String = (1..20).fold("<!ENTITY e0 'aaaaaaaaaa'>".into(), |all, i| {
        let before = i - 1;
        format!("{all}<!ENTITY e{i} '&e{before};&e{before};&e{before};&e{before};'>")
    });
    let mut all: Vec<Input> = vec![
        (
            "docx of a billion laughs".into(),
            Format::Office,
            office(format!(
                "<!DOCTYPE x [{entities}]><w:document><w:body><w:p><w:r><w:t>word &e19;</w:t></w:r></w:p></w:body></w:document>"
            )),
        ),
        (
            "docx nested".into(),
            Format::Office,
            office("<w:p>".repeat(bytes)),
        ),
        (
            "epub of spaces".into(),
            Format::Epub,
            book(&b" ".repeat(bytes * 100), "c.xhtml"),
        ),
        (
            "epub of paragraphs".into(),
            Format::Epub,
            book(&b"<p>word".repeat(bytes * 4), "c.xhtml"),
        ),
        (
            "epub nested".into(),
            Format::Epub,
            book(&b"<div>".repeat(bytes), "c.xhtml"),
        ),
    ];
    for unit in OFFICE {
        let inner = unit.repeat(bytes / unit.len() + 1);
        let word = format!("<w:document><w:body><w:p><w:r><w:t>word</w:t></w:r></w:p>{inner}");
        let open = format!("<office:document-content><office:text><text:p>word</text:p>{inner}");
        all.push((format!("docx {unit:?}"), Format::Office, office(word)));
        let open = archive(&[("content.xml", open.as_bytes())]);
        all.push((format!("odt {unit:?}"), Format::Office, open));
    }
    for href in [
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "..\\..\\etc\\passwd",
        "c.xhtml/../../../etc/passwd",
    ] {
        all.push((format!("epub {href}"), Format::Epub, book(b"<p>word</p>", href)));
    }
    all
}

/// Meaningless bytes, the same in every run.
fn noise(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
    .take(bytes)
    .collect()
}

/// Noise after the beginning of each format, and a truncated archive.
fn broken(bytes: usize) -> Vec<Input> {
    let mut all = Vec::new();
    for (format, start) in [
        (Format::Plain, &b""[..]),
        (Format::Html, b"<html><p>word "),
        (Format::Markdown, b"# word "),
        (Format::Mail, b"Message-ID: x\n\nword "),
        (
            Format::Mhtml,
            b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>word ",
        ),
        (Format::Rtf, b"{\\rtf1 word "),
        (Format::Epub, b"PK\x03\x04"),
        (Format::Office, b"PK\x03\x04"),
    ] {
        all.push((
            format!("noise as {format:?}"),
            format,
            [start, &noise(bytes)].concat(),
        ));
    }
    let whole = book(&b"<p>word</p>".repeat(20), "c.xhtml");
    for cut in (0..whole.len()).step_by(whole.len() / 40 + 1) {
        all.push((
            format!("epub cut at {cut}"),
            Format::Epub,
            whole.get(..cut).unwrap().to_vec(),
        ));
    }
    all
}

fn read(format: Format, bytes: &[u8]) -> Result<Imported, ImportError> {
    let options = Options {
        format: Some(format),
        program: Some(PathBuf::from(env!("CARGO_BIN_EXE_postil"))),
        ..Options::default()
    };
    import(bytes, &options)
}

/// The properties of every import.
fn check(name: &str, result: &Result<Imported, ImportError>) {
    assert!(
        !name.ends_with("of paragraphs") || result.is_ok(),
        "{name}: {result:?}"
    );
    match result {
        Ok(Imported { document, warnings }) => {
            assert!(!document.text().chars().any(is_unsafe), "{name}");
            assert!(!document.text().contains("root"), "{name}");
            assert!(warnings.iter().all(|w| !w.to_string().contains('\n')), "{name}");
        }
        Err(error) => assert!(!error.to_string().is_empty(), "{name}"),
    }
}

/// Twice the input takes at most three times the memory.
fn grows_with_the_file(inputs: fn(usize) -> Vec<Input>) {
    const BYTES: usize = 6_000;
    let work = |(name, format, bytes): &Input| {
        let mut result = Err(ImportError::Empty);
        let info = measure(|| result = read(*format, bytes));
        check(name, &result);
        (info.bytes_total, info.bytes_max)
    };
    for (once, twice) in inputs(BYTES).iter().zip(&inputs(BYTES * 2)) {
        let ((total, most), (total_twice, most_twice)) = (work(once), work(twice));
        let name = &once.0;
        assert!(
            total_twice < total * 3 + 4_000_000,
            "{name}: {total} bytes in all, then {total_twice}"
        );
        assert!(
            most_twice < most * 3 + 1_000_000,
            "{name}: {most} bytes at once, then {most_twice}"
        );
    }
}

#[test]
fn pages_take_work_in_proportion() {
    grows_with_the_file(pages);
}

#[test]
fn texts_take_work_in_proportion() {
    grows_with_the_file(texts);
}

#[test]
fn archives_take_work_in_proportion() {
    grows_with_the_file(|bytes| archives(bytes / 4));
}

#[test]
fn noise_and_what_is_cut_end_in_text_or_an_error() {
    for (name, format, bytes) in broken(3_000) {
        check(&name, &read(format, &bytes));
    }
}

/// Seeds with a few bytes changed, doubled, moved or removed: the first attempts of a blind fuzzer.
#[test]
fn mutations_end_in_text_or_an_error() {
    const ROUNDS: usize = 150;
    let mut seeds = texts(300);
    seeds.extend(broken(200));
    seeds.extend(
        archives(300)
            .into_iter()
            .filter(|(name, _, _)| !name.starts_with("epub of")),
    );
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below.max(1)
    };
    for _ in 0..ROUNDS {
        let (name, format, seed) = &seeds[draw(seeds.len())];
        let mut bytes = seed.clone();
        for _ in 0..=draw(6) {
            let (at, other) = (draw(bytes.len()), draw(bytes.len()));
            match draw(5) {
                0 if at < bytes.len() => bytes[at] = draw(256) as u8,
                1 if at < bytes.len() => bytes[at] ^= 1 << draw(8),
                2 => drop(bytes.drain(at.min(other)..at.max(other))),
                3 => {
                    let piece = bytes[at.min(other)..at.max(other).min(at.min(other) + 64)].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => bytes.truncate(at.max(4)),
            }
        }
        let result = read(*format, &bytes);
        if let Ok(Imported { document, .. }) = &result {
            assert!(!document.text().chars().any(is_unsafe), "{name}");
        }
    }
}

#[test]
fn a_book_without_a_chapter_that_can_be_read_is_called_damaged() {
    let gone = read(Format::Epub, &book(b"<p>word</p>", "gone.xhtml"));
    assert!(matches!(gone, Err(ImportError::Unsupported { .. })), "{gone:?}");
    let empty = read(Format::Epub, &book(b"<p> </p>", "c.xhtml"));
    assert!(matches!(empty, Err(ImportError::Empty)), "{empty:?}");
}

/// Each file of a megabyte in two seconds; with `--release`.
#[test]
#[ignore = "takes a minute, and means something in a release build on a quiet machine only"]
fn a_megabyte_in_two_seconds() {
    const BYTES: usize = 1_000_000;
    let mut times = Vec::new();
    for (name, format, bytes) in [pages, texts, |n| archives(n / 10), broken]
        .iter()
        .flat_map(|f| f(BYTES))
    {
        let started = std::time::Instant::now();
        let result = read(format, &bytes);
        times.push((started.elapsed(), name.clone(), bytes.len()));
        check(&name, &result);
    }
    times.sort();
    for (time, name, bytes) in times.iter().rev().take(15) {
        println!("{:7.3} s  {bytes:>8} bytes  {name}", time.as_secs_f64());
    }
    println!("{} files", times.len());
    let slowest = times.last().unwrap();
    assert!(slowest.0.as_secs_f64() < 2.0, "{slowest:?}");
}
