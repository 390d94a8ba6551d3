//! The speed of each importer: `cargo bench --bench import`.
#![allow(clippy::format_push_string, clippy::format_collect)]

use std::io::Write as _;

use divan::counter::BytesCount;
use postil::import::{Format, Options, import};

fn main() {
    divan::main();
}

const PARAGRAPH: &str = "The city of Port Elder will close its harbour bridge for a year from May, Mayor Ruth Okafor said \
on Tuesday, after engineers found cracks in two of its eleven piers. \u{201c}We would rather explain a closed bridge than a \
fallen one,\u{201d} Okafor told reporters. She put the cost at 41 million dollars.";

/// About `size` bytes of paragraphs of one line each.
fn lines(size: usize) -> String {
    let mut out = String::with_capacity(size + 400);
    while out.len() < size {
        out.push_str(PARAGRAPH);
        out.push_str("\n\n");
    }
    out
}

/// The same, wrapped at 72 columns.
fn wrapped(size: usize) -> String {
    let mut out = String::with_capacity(size + 400);
    while out.len() < size {
        let mut column = 0;
        for word in PARAGRAPH.split(' ') {
            if column + word.len() > 72 {
                out.push('\n');
                column = 0;
            }
            out.push_str(word);
            out.push(' ');
            column += word.len() + 1;
        }
        out.push_str("\n\n");
    }
    out
}

fn run(bencher: divan::Bencher<'_, '_>, text: &str, format: Format) {
    let options = Options {
        format: Some(format),
        ..Options::default()
    };
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| import(text.as_bytes(), &options));
}

#[divan::bench(args = [100_000, 1_000_000, 10_000_000])]
fn plain_lines(bencher: divan::Bencher<'_, '_>, size: usize) {
    run(bencher, &lines(size), Format::Plain);
}

#[divan::bench(args = [100_000, 1_000_000, 10_000_000])]
fn plain_wrapped(bencher: divan::Bencher<'_, '_>, size: usize) {
    run(bencher, &wrapped(size), Format::Plain);
}

#[divan::bench(args = [1_000_000])]
fn plain_one_line(bencher: divan::Bencher<'_, '_>, size: usize) {
    run(bencher, &lines(size).replace('\n', " "), Format::Plain);
}

#[divan::bench(args = [100_000, 1_000_000])]
fn markdown(bencher: divan::Bencher<'_, '_>, size: usize) {
    run(
        bencher,
        &lines(size)
            .replace("Mayor", "**Mayor**")
            .replace("dollars", "[dollars](https://e.org)"),
        Format::Markdown,
    );
}

/// An article's page with boilerplate around it.
#[divan::bench(args = [100_000, 1_000_000])]
fn html(bencher: divan::Bencher<'_, '_>, size: usize) {
    let body = lines(size).replace("\n\n", "</p>\n<p>");
    let links = "<li><a href=\"/x\">Another story that is elsewhere</a></li>".repeat(40);
    let page = format!(
        "<html lang=en><title>Bridge closes</title><ul>{links}</ul><article><h1>Bridge closes</h1><p>{body}</p></article><ul>{links}</ul></html>"
    );
    run(bencher, &page, Format::Html);
}

/// A deflated archive of these files.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        let _ = encoder.write_all(content);
        let body = encoder.finish().unwrap_or_default();
        let offset = (out.len() as u32).to_le_bytes();
        let sizes = [
            (body.len() as u32).to_le_bytes(),
            (content.len() as u32).to_le_bytes(),
        ]
        .concat();
        let length = (name.len() as u16).to_le_bytes();
        out.extend(
            [
                b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".as_slice(),
                &sizes,
                &length,
                &[0; 2],
                name.as_bytes(),
                &body,
            ]
            .concat(),
        );
        directory.extend(
            [
                b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".as_slice(),
                &sizes,
                &length,
                &[0; 12],
                &offset,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let (start, count) = (
        (out.len() as u32).to_le_bytes(),
        (files.len() as u16).to_le_bytes(),
    );
    let size = (directory.len() as u32).to_le_bytes();
    out.extend(
        [
            directory.as_slice(),
            b"PK\x05\x06\0\0\0\0",
            &count,
            &count,
            &size,
            &start,
            &[0; 2],
        ]
        .concat(),
    );
    out
}

/// A book with enough chapters of 50 KB for `size` bytes of text.
#[divan::bench(args = [1_000_000, 10_000_000])]
fn epub(bencher: divan::Bencher<'_, '_>, size: usize) {
    let chapter = format!(
        "<html><body><h2>Chapter</h2><p>{}</p></body></html>",
        lines(50_000).replace("\n\n", "</p>\n<p>")
    );
    let names: Vec<String> = (0..size.div_ceil(50_000))
        .map(|i| format!("c{i}.xhtml"))
        .collect();
    let items: String = names
        .iter()
        .map(|n| format!("<item id=\"{n}\" href=\"{n}\" media-type=\"application/xhtml+xml\"/>"))
        .collect();
    let spine: String = names
        .iter()
        .map(|n| format!("<itemref idref=\"{n}\"/>"))
        .collect();
    let package = format!(
        "<package><metadata><title>Book</title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    );
    let container = b"<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>";
    let mut files: Vec<(&str, &[u8])> = vec![
        ("META-INF/container.xml", container),
        ("p.opf", package.as_bytes()),
    ];
    files.extend(names.iter().map(|n| (n.as_str(), chapter.as_bytes())));
    let book = packed(&files);
    let options = Options {
        format: Some(Format::Epub),
        ..Options::default()
    };
    bencher
        .counter(BytesCount::new(size))
        .bench(|| import(&book, &options));
}

#[divan::bench(args = [100_000, 1_000_000])]
fn docx(bencher: divan::Bencher<'_, '_>, size: usize) {
    let body = lines(size).replace("\n\n", "</w:t></w:r></w:p><w:p><w:r><w:t>");
    let text = format!("<w:document><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>");
    let file = packed(&[("word/document.xml", text.as_bytes())]);
    let options = Options {
        format: Some(Format::Office),
        ..Options::default()
    };
    bencher
        .counter(BytesCount::new(size))
        .bench(|| import(&file, &options));
}

#[divan::bench(args = [100_000, 1_000_000])]
fn rtf(bencher: divan::Bencher<'_, '_>, size: usize) {
    let body = lines(size)
        .replace("\n\n", "\\par\n")
        .replace('\u{201c}', "\\u8220?")
        .replace('\u{201d}', "\\u8221?");
    run(bencher, &format!("{{\\rtf1\\ansi {body}}}"), Format::Rtf);
}

#[divan::bench(args = [100_000, 1_000_000])]
fn mail(bencher: divan::Bencher<'_, '_>, size: usize) {
    let head = "From: Ruth <r@e.example>\nSubject: Bridge\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n";
    run(bencher, &format!("{head}{}", wrapped(size)), Format::Mail);
}

/// A PDF with pages of 60 lines, including the child process that parses it.
#[divan::bench(args = [1, 20, 200], sample_count = 10)]
fn pdf_pages(bencher: divan::Bencher<'_, '_>, pages: usize) {
    let text = wrapped(4000).replace(['\u{201c}', '\u{201d}'], "\"");
    let mut content = String::from("BT /F1 10 Tf 12 TL 50 790 Td\n");
    for line in text.lines().take(60) {
        content.push_str(&format!("({line}) Tj T*\n"));
    }
    content.push_str("ET");
    let kids: String = (0..pages).map(|i| format!("{} 0 R ", 5 + i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [ {kids}] /Count {pages} >>"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>";
    objects.extend((0..pages).map(|_| page.to_owned()));
    let mut file = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (i, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", i + 1));
    }
    let end = format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
        objects.len() + 1,
        file.len()
    );
    file.push_str(&table);
    file.push_str(&end);
    let options = Options {
        program: Some(env!("CARGO_BIN_EXE_postil").into()),
        ..Options::default()
    };
    bencher.bench(|| import(file.as_bytes(), &options));
}
