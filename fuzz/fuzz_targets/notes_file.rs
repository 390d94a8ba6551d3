#![no_main]

//! Any text as a notes file: either it is refused with a position, or the parsed notes are written and read back equal.

use postil::store::format::{Unreadable, merge_texts, read, write};

libfuzzer_sys::fuzz_target!(|text: &str| {
    match read(text) {
        Ok((file, problems)) => {
            let lines = text.matches('\n').count() + 1;
            assert!(problems.iter().all(|p| p.line <= lines && p.column > 0));
            let written = write(&file);
            let (back, _) = read(&written).expect("what was written is read");
            assert_eq!(back, file);
            assert_eq!(write(&back), written);
            // A merge with itself loses and adds nothing.
            let (merged, conflicts) = merge_texts(&written, &written, &written).expect("what was written is read");
            assert!(conflicts.is_empty());
            let (merged, _) = read(&merged).expect("what was merged is read");
            let mut ordered = file;
            ordered.put_in_order();
            assert_eq!(merged.annotations.len(), ordered.annotations.len());
            assert_eq!(merged.foreign, ordered.foreign);
        }
        Err(Unreadable::Damaged { line, column, .. }) => {
            assert!(line >= 1 && line <= text.matches('\n').count() + 1 && column >= 1);
        }
        Err(Unreadable::Newer(version)) => assert!(version > 1),
    }
});
