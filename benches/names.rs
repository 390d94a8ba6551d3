//! How long tokens, tagging and the whole search for names take, on a passage repeated to some thousand words.

use divan::Bencher;
use divan::counter::ItemsCount;
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

#[divan::bench]
fn merging_without_tagging(bencher: Bencher<'_, '_>) {
    let document = article();
    let tokens = analysis::tokens(&document);
    bencher
        .counter(ItemsCount::new(document.words()))
        .bench(|| entities::entities_by(&entities::RuleTagger, &document, &tokens));
}
