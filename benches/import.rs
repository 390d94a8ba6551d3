//! How fast each importer is: `cargo bench --bench import`.

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

/// A page of an article with furniture around it.
#[divan::bench(args = [100_000, 1_000_000])]
fn html(bencher: divan::Bencher<'_, '_>, size: usize) {
    let body = lines(size).replace("\n\n", "</p>\n<p>");
    let links = "<li><a href=\"/x\">Another story that is elsewhere</a></li>".repeat(40);
    let page = format!(
        "<html lang=en><title>Bridge closes</title><ul>{links}</ul><article><h1>Bridge closes</h1><p>{body}</p></article><ul>{links}</ul></html>"
    );
    run(bencher, &page, Format::Html);
}
