//! The ledger on a real terminal: from claims that were just accepted to their speakers, a correction on disk, and back to a passage.

use super::run::{Run, files, home, until};

#[test]
fn accepted_claims_are_in_the_ledger_and_speakers_are_merged_on_disk() {
    let home = home();
    let mut run = Run::reading(home.path());
    run.press("a");
    run.press("a");
    until("both claims are on disk", || {
        let notes = files(home.path(), ".ron");
        let claims = |file: &std::path::PathBuf| {
            std::fs::read_to_string(file).map_or(0, |text| text.matches("kind: Claim").count())
        };
        notes.iter().any(|file| claims(file) >= 2)
    });
    run.press("gw");
    run.wait("2 speakers, 2 claims");
    run.press("MjM");
    run.wait("1 speaker, 2 claims");
    until("the correction is on disk", || {
        files(home.path(), "speakers.ron")
            .iter()
            .any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.contains("into")))
    });
    run.press("S");
    run.wait("2 speakers, 2 claims");
    run.press("\r");
    run.wait("  1 claim");
    run.press("\r");
    run.wait("READ");
    run.press("q");
    assert!(run.end() && run.gave_back());
}
