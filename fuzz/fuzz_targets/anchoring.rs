#![no_main]

//! Locates a passage of one text in another: a passage attached without a question has the same words, and an unchanged passage is found at
//! its place.

use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{AnchorState, Locator, anchor};
use postil::text::fold::{ANCHOR, folded};

fn document(text: &str) -> Document {
    let mut builder = Builder::new();
    for block in text.split('\n') {
        builder.block(BlockKind::Paragraph, block);
    }
    builder.finish()
}

/// Applies the fuzzer's `edits` to `old`; each takes four bytes: the block, the operation, and the position.
fn edited(old: &str, edits: &[u8]) -> String {
    let mut blocks: Vec<String> = old.split('\n').map(str::to_owned).collect();
    for edit in edits.chunks_exact(4) {
        let [which, what, from, to] = [edit[0], edit[1], edit[2], edit[3]].map(usize::from);
        if blocks.is_empty() {
            break;
        }
        let at = which % blocks.len();
        match what % 5 {
            0 => drop(blocks.remove(at)),
            1 => {
                let block = blocks.remove(at);
                blocks.insert(from % (blocks.len() + 1), block);
            }
            2 => blocks.insert(from % (blocks.len() + 1), blocks[at].clone()),
            3 => {
                let other = from % blocks.len();
                blocks.swap(at, other);
            }
            _ => {
                let cut: Vec<char> = blocks[at].chars().collect();
                let from = from % (cut.len() + 1);
                let to = (from + to % 16).min(cut.len());
                blocks[at] = cut[..from].iter().chain(&cut[to..]).collect();
            }
        }
    }
    blocks.join("\n")
}

libfuzzer_sys::fuzz_target!(|input: (&str, u16, u16, &[u8], &str)| {
    let (old, from, to, edits, more) = input;
    if old.len() > 4096 {
        return;
    }
    let new = document(&format!("{}\n{more}", edited(old, edits)));
    let old = document(old);
    let len = old.text().len() + 1;
    let (from, to) = (usize::from(from) % len, usize::from(to) % len);
    let anchor = anchor(&old, TextRange::new(from.min(to), from.max(to)));
    for locator in [Locator::new(&new), Locator::with_earlier(&new, [old.text()])] {
        let found = locator.locate(&anchor);
        assert_eq!(found.range.is_none(), found.state == AnchorState::Orphan);
        let Some(range) = found.range else { continue };
        let words = new.text().get(range.start..range.end).expect("inside, on borders of characters");
        if matches!(found.state, AnchorState::Ok | AnchorState::Moved) && !anchor.quote.trim().is_empty() {
            assert_eq!(folded(words, ANCHOR).trim(), folded(&anchor.quote, ANCHOR).trim());
        }
    }
    let same = Locator::with_earlier(&old, [old.text()]).locate(&anchor);
    assert_eq!((same.state, same.range), (AnchorState::Ok, Some(anchor.range)));
});
