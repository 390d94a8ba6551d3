//! Everything that the analysis finds in the invented passages of this project, as snapshots: the diff of a snapshot
//! shows what a change of the analysis does, statement by statement and name by name. The percentages that may not fall are
//! in `statements.rs` and `names.rs`.
//!
//! The held-out passages are left out on purpose: nobody is to read what is found in them.

#![allow(missing_docs)]

use std::fmt::Write as _;

use postil::analysis::analyse;
use postil::document::{BlockKind, Builder, Document};

/// The passages of a fixture without the statements that are expected of them.
fn passages(source: &str) -> impl Iterator<Item = Document> {
    source.split("\n----").map(|part| {
        let text: Vec<&str> = part
            .lines()
            .filter(|line| !line.starts_with('#') && !line.starts_with("=> "))
            .collect();
        let mut builder = Builder::new();
        for paragraph in text.join("\n").split("\n\n") {
            let text = paragraph.replace('\n', " ");
            let text = text.trim();
            match text.split_at_checked(2) {
                Some(("! ", title)) => builder.block(BlockKind::Title, title),
                Some(("> ", quote)) => builder.block(BlockKind::Quote, quote),
                _ => builder.block(BlockKind::Paragraph, text),
            }
        }
        builder.finish()
    })
}

/// What is found in each passage: names with the number of their mentions, then claims with their speakers.
fn found(source: &str) -> String {
    let mut out = String::new();
    for document in passages(source).filter(|document| !document.text().is_empty()) {
        let start: String = document.text().chars().take(60).collect();
        let _ = writeln!(out, "# {}", start.replace('\n', " "));
        let found = analyse(&document);
        for entity in &found.entities {
            let _ = writeln!(
                out,
                "{} {} {}",
                entity.kind.name(),
                entity.name,
                entity.mentions.len()
            );
        }
        for claim in &found.claims {
            let speaker = claim
                .speaker
                .as_ref()
                .map_or("-", |speaker| speaker.name.as_str());
            let words = document.slice(claim.range).replace('\n', " ");
            let _ = writeln!(out, "=> {speaker} :: {words}");
        }
        out.push('\n');
    }
    out
}

macro_rules! goldens {
    ($($name:ident),*) => {
        $(
            #[test]
            fn $name() {
                let source = include_str!(concat!("fixtures/", stringify!($name), ".txt"));
                insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                    insta::assert_snapshot!(concat!("found_in_", stringify!($name)), found(source));
                });
            }
        )*
    };
}

goldens!(
    statements,
    statements_dev,
    statements_kinds,
    statements_news,
    statements_promises,
    statements_shapes
);
