//! The time to find 10,000 annotations in an article of 1 MB and to save them: `cargo bench --bench notes`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

use divan::{Bencher, black_box};
use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{
    Anchor, Annotation, AnnotationKind, Change, Id, Locator, Notebook, Step, Timestamp, anchor,
};
use postil::store::{Origin, Paths, Session};

fn main() {
    divan::main();
}

const ANNOTATIONS: usize = 10_000;

/// A megabyte of sentences made of 3,000 words with the frequencies of English.
fn document(first: &str) -> Document {
    let syllables = [
        "ma", "ter", "i", "con", "de", "ra", "lo", "ing", "pre", "sta", "un", "ve", "o", "ly", "ken",
    ];
    let word = |n: usize| -> String {
        let count = 1 + n % 4;
        let parts: Vec<&str> = (0..count)
            .map(|k| syllables[(n / 4 + n * k * 7) % syllables.len()])
            .collect();
        parts.concat()
    };
    let words: Vec<String> = (0..3000).map(word).collect();
    let mut builder = Builder::new();
    builder.block(BlockKind::Paragraph, first);
    let mut seed = 1u64;
    let mut next = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let mut size = 0;
    while size < 1 << 20 {
        let mut paragraph = String::new();
        for _ in 0..5 {
            let count = 8 + next() % 12;
            let sentence: Vec<&str> = (0..count)
                .map(|_| {
                    // Zipf: the frequency of the n-th word is proportional to 1/n.
                    let rank = (words.len() as f64).powf((next() % 100_000) as f64 / 1e5);
                    words[rank as usize - 1].as_str()
                })
                .collect();
            paragraph.push_str(&sentence.join(" "));
            paragraph.push_str(". ");
        }
        size += paragraph.len();
        builder.block(BlockKind::Paragraph, &paragraph);
    }
    builder.finish()
}

fn anchors(document: &Document, length: usize) -> Vec<Anchor> {
    let step = (document.text().len() - 2 * length) / ANNOTATIONS;
    (0..ANNOTATIONS)
        .map(|i| anchor(document, TextRange::new(i * step, i * step + length)))
        .collect()
}

#[divan::bench(args = [12, 120], sample_count = 10)]
fn locate_where_they_were(bencher: Bencher<'_, '_>, length: usize) {
    let document = document("The first words.");
    let anchors = anchors(&document, length);
    bencher.bench(|| {
        let locator = Locator::new(&document);
        locator.locate_all(&anchors).len()
    });
}

#[divan::bench(args = [12, 120], sample_count = 5)]
fn locate_all_moved(bencher: Bencher<'_, '_>, length: usize) {
    let anchors = anchors(&document("The first words."), length);
    let document = document("Other first words that are longer.");
    bencher.bench(|| {
        let locator = Locator::new(&document);
        locator.locate_all(&anchors).len()
    });
}

/// Locates every passage in a text whose halves were swapped and in which one word in forty changed, with the old text, which is folded,
/// indexed and aligned each time.
#[divan::bench(args = [12, 120], sample_count = 3)]
fn locate_all_with_the_old_text(bencher: Bencher<'_, '_>, length: usize) {
    let old = document("The first words.");
    let anchors = anchors(&old, length);
    let new = turned(&old);
    bencher.bench(|| {
        Locator::with_earlier(&new, [old.text()])
            .locate_all(&anchors)
            .len()
    });
}

/// A text with its halves swapped, and about one word in forty changed.
fn turned(old: &Document) -> Document {
    let blocks: Vec<String> = old
        .blocks()
        .iter()
        .map(|b| old.block_text(b).to_owned())
        .collect();
    let (first, second) = blocks.split_at(blocks.len() / 2);
    let mut builder = Builder::new();
    for (i, block) in second.iter().chain(first).enumerate() {
        let changed = if i % 2 == 0 {
            block.replacen(" ma", " port", 2)
        } else {
            block.clone()
        };
        builder.block(BlockKind::Paragraph, &changed);
    }
    builder.finish()
}

/// Locates one quote of 200 characters, a tenth of it changed, in a megabyte with an index.
#[divan::bench]
fn locate_one_changed(bencher: Bencher<'_, '_>) {
    let document = document("The first words.");
    let mut anchor = anchor(&document, TextRange::new(500_000, 500_200));
    anchor.quote = anchor.quote.replace("er", "or").replace("ar", "ur");
    let locator = Locator::new(&document);
    let _ = locator.locate(&anchor);
    bencher.bench(|| locator.locate(black_box(&anchor)));
}

#[divan::bench(sample_count = 3)]
fn index_a_megabyte(bencher: Bencher<'_, '_>) {
    let document = document("The first words.");
    let mut anchor = anchor(&document, TextRange::new(500_000, 500_200));
    anchor.range = TextRange::new(0, 200);
    bencher.bench(|| Locator::new(&document).locate(black_box(&anchor)));
}

fn notebook(document: &Document) -> Notebook {
    let now = Timestamp::UNIX_EPOCH;
    Notebook::new(
        anchors(document, 120)
            .into_iter()
            .zip(1u128..)
            .map(|(anchor, n)| {
                let mut a = Annotation::new(Id(uuid::Uuid::from_u128(n)), AnnotationKind::Claim, anchor, now);
                a.verdict = Some("disputed".into());
                a.note = Some("ask the harbour master about the figures".into());
                a
            }),
    )
}

#[divan::bench(sample_count = 10)]
fn save(bencher: Bencher<'_, '_>) {
    let dir = tempfile::tempdir().unwrap();
    let document = document("The first words.");
    let (paths, origin) = (Paths::under(dir.path()), Origin::Stdin);
    let mut session = Session::open(&paths, &document, &origin, None).unwrap().session;
    let mut notebook = notebook(&document);
    let first = notebook.annotations().next().unwrap().clone();
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        let after = Annotation {
            note: Some(n.to_string()),
            ..first.clone()
        };
        let changes = vec![Change {
            id: first.id,
            before: Some(first.clone()),
            after: Some(after),
        }];
        notebook.apply(Step {
            label: "note".into(),
            at: first.created,
            changes,
        });
        session.save(&notebook).unwrap()
    });
}

#[divan::bench(sample_count = 10)]
fn open(bencher: Bencher<'_, '_>) {
    let dir = tempfile::tempdir().unwrap();
    let document = document("The first words.");
    let (paths, file) = (Paths::under(dir.path()), dir.path().join("notes.ron"));
    let open = |notes: &Path| Session::open(&paths, &document, &Origin::Stdin, Some(notes)).unwrap();
    open(&file).session.save(&notebook(&document)).unwrap();
    bencher.bench(|| open(&file));
}

/// What the reader does if the text of an article has changed: opens the notes and locates all annotations. As in `open`, everything except
/// the threads runs on one thread.
#[divan::bench(sample_count = 10)]
fn open_and_locate_all_in_a_changed_text(bencher: Bencher<'_, '_>) {
    let dir = tempfile::tempdir().unwrap();
    let old = document("The first words.");
    let (paths, file) = (Paths::under(dir.path()), dir.path().join("notes.ron"));
    let open = |text: &Document| Session::open(&paths, text, &Origin::Stdin, Some(&file)).unwrap();
    open(&old).session.save(&notebook(&old)).unwrap();
    let new = turned(&old);
    bencher.bench(|| {
        let opened = open(&new);
        let earlier = opened.session.earlier_texts();
        let locator = Locator::with_earlier(&new, earlier.iter().map(String::as_str));
        locator
            .locate_all(opened.notebook.annotations().map(|a| &a.anchor))
            .len()
    });
}
