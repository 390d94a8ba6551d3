//! How fast claims are found, stage by stage; run with `cargo bench --bench claims`.

use divan::counter::ItemsCount;
use postil::analysis::syntax::Model;
use postil::analysis::{attribution, entities, token, tokens};
use postil::document::{BlockKind, Builder, Document};
use postil::text::sentence::sentences;

const PARAGRAPHS: [&str; 4] = [
    "The harbour will close for two years, Maria Okafor said on Monday. “We have run out of time,” she told reporters in Lisbon.",
    "The port authority said in a statement that the cranes “are forty years old” and would be replaced by 2031, at a cost of $40 million.",
    "Two ferries left the old quay at noon. Nobody knew where the third had gone, and the crowd waited until dusk.",
    "According to a report by the Harbour Commission, traffic fell by 12 percent last year, while wages in the docks rose.",
];

fn main() {
    divan::main();
}

fn article() -> Document {
    let mut builder = Builder::new();
    for paragraph in PARAGRAPHS.iter().cycle().take(200) {
        builder.block(BlockKind::Paragraph, paragraph);
    }
    builder.finish()
}

fn words(document: &Document) -> ItemsCount {
    ItemsCount::new(document.text().split_whitespace().count())
}

#[divan::bench]
fn sentence_borders(bencher: divan::Bencher<'_, '_>) {
    let document = article();
    bencher.counter(words(&document)).bench(|| {
        document
            .blocks()
            .iter()
            .map(|b| sentences(document.block_text(b)).len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn grammar(bencher: divan::Bencher<'_, '_>) {
    let text = PARAGRAPHS[1];
    let tokens = token::tokenise(text);
    let words: Vec<&str> = tokens.iter().map(|t| t.range.slice(text)).collect();
    let model = Model::shipped();
    bencher
        .counter(ItemsCount::new(words.len()))
        .bench(|| model.map(|m| m.parse(&words)));
}

#[divan::bench(args = [true, false])]
fn claims(bencher: divan::Bencher<'_, '_>, with_grammar: bool) {
    let document = article();
    let tokens = tokens(&document);
    let entities = entities::entities(&document, &tokens);
    let model = Model::shipped().filter(|_| with_grammar);
    bencher
        .counter(words(&document))
        .bench(|| attribution::claims_with(&document, &tokens, &entities, model).len());
}
