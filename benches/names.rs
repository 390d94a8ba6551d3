//! The time for tokens, tagging and the whole recognition of names, on a passage repeated to some thousand words.

use divan::Bencher;
use divan::counter::ItemsCount;
use postil::analysis::constructions::Constructions;
use postil::analysis::{self, entities};
use postil::document::{BlockKind, Builder, Document};

fn main() {
    divan::main();
}

fn article() -> Document {
    let mut builder = Builder::new();
    for _ in 0..100 {
        builder.block(
            BlockKind::Paragraph,
            "The Ministry of Finance told reporters in Geneva on Tuesday that Norvale Holdings Ltd had paid 3.5 million euros to a firm \
             which Helen Okafor, a former mayor of Bristol, had founded with two partners. Okafor said she had not known of the payment, \
             and the company declined to comment before the hearing that is set for the end of the month.",
        );
    }
    builder.finish()
}

#[divan::bench]
fn tokens(bencher: Bencher<'_, '_>) {
    let document = article();
    bencher
        .counter(ItemsCount::new(document.words()))
        .bench(|| analysis::tokens(&document));
}

#[divan::bench]
fn names(bencher: Bencher<'_, '_>) {
    let document = article();
    let tokens = analysis::tokens(&document);
    bencher
        .counter(ItemsCount::new(document.words()))
        .bench(|| entities::entities(&document, &tokens));
}

/// A newly loaded tagger.
fn tagger() -> Option<entities::TrainedTagger<'static>> {
    let read = |name: &str| {
        let path = format!("{}/assets/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(path).ok().map(|bytes| &*bytes.leak())
    };
    entities::TrainedTagger::new(read("names.weights")?, read("names.gazetteer")?)
}

#[divan::bench]
fn loading(bencher: Bencher<'_, '_>) {
    bencher.bench(tagger);
}

#[divan::bench]
fn tagging(bencher: Bencher<'_, '_>) {
    let document = article();
    let tokens = analysis::tokens(&document);
    let sentences = entities::sentence_spans(&document, &tokens);
    let tagger = tagger();
    bencher.counter(ItemsCount::new(document.words())).bench(|| {
        tagger
            .as_ref()
            .map(|t| t.names(document.text(), &tokens, &sentences, &Constructions::all()))
    });
}

#[divan::bench]
fn another_language(bencher: Bencher<'_, '_>) {
    let mut builder = Builder::new();
    for _ in 0..100 {
        builder.block(
            BlockKind::Paragraph,
            "Die Kanzlerin Helga Brandt hat am 17. September 2020 in Berlin die Pläne der Regierung verteidigt. Die Norvale Stahl AG \
             lehnte den Vorschlag ab: „Wir zahlen 3,5 Millionen Euro“, sagte Brandt, bevor die Sitzung nach drei Stunden zu Ende ging.",
        );
    }
    let document = builder.finish();
    let tokens = analysis::tokens(&document);
    bencher
        .counter(ItemsCount::new(document.words()))
        .bench(|| entities::entities(&document, &tokens));
}

#[divan::bench]
fn merging_without_tagging(bencher: Bencher<'_, '_>) {
    let document = article();
    let tokens = analysis::tokens(&document);
    bencher
        .counter(ItemsCount::new(document.words()))
        .bench(|| entities::entities_by(&None::<entities::TrainedTagger<'_>>, &document, &tokens));
}
