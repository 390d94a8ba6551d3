//! Commands over all articles: the ledger, the search, and notes that come together.

use super::{Home, PIER};

#[test]
fn the_ledger_spans_all_articles() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write(
        "boat.txt",
        "A boat is late\n\nIda Lund said the boat would come on Friday. Nobody believed her.\n",
    );
    let claim = |file: &str, quote: &str, more: &[&str]| {
        home.ok(&[&["annotate", file, "--claim", "--quote", quote], more].concat())
    };
    claim(
        "pier.txt",
        "cracks in 14 of the 40 piles",
        &["--speaker", "Ida Lund", "--verdict", "disputed"],
    );
    claim(
        "boat.txt",
        "the boat would come on Friday",
        &["--speaker", "Ida Lund", "--tag", "boats"],
    );
    claim(
        "boat.txt",
        "Nobody believed her",
        &["--note", "Who was asked?", "--notes", "boat.txt.postil.ron"],
    );

    let text = home.ok(&["claims"]);
    assert_eq!(text.matches("Ida Lund\n").count(), 1, "{text}");
    assert!(
        text.contains("  disputed: cracks in 14 of the 40 piles\n    The pier at Säby closes for repairs\n"),
        "{text}"
    );
    let last = text.split("\n\n").last().unwrap();
    assert!(
        last.starts_with("by the author\n  to check: Nobody believed her"),
        "{text}"
    );

    let all = home.json(&["claims", "--json"]);
    assert_eq!(all.len(), 3);
    let disputed = home.json(&["claims", "--json", "--verdict", "disputed", "--speaker", "ida"]);
    assert_eq!(disputed.len(), 1);
    assert_eq!(
        disputed[0]["article"]["title"],
        "The pier at Säby closes for repairs"
    );
    assert!(
        disputed[0]["article"]["file"]
            .as_str()
            .unwrap()
            .ends_with("pier.txt")
    );
    let with_suggestions = home.json(&["claims", "--json", "--all"]);
    let suggested: Vec<&str> = with_suggestions
        .iter()
        .filter(|c| c["status"] == "suggested")
        .map(|c| c["quote"].as_str().unwrap())
        .collect();
    assert!(
        suggested.iter().any(|q| q.contains("close in March")),
        "{suggested:?}"
    );
    assert!(
        !suggested.iter().any(|q| q.contains("cracks")),
        "what was decided is not suggested: {suggested:?}"
    );

    let notes = home.json(&["notes", "--all", "--json"]);
    assert_eq!(notes.len(), 3, "{notes:?}");
    assert!(
        notes.iter().all(|n| n["annotations"][0]["start"].is_u64()),
        "{notes:?}"
    );
    assert!(
        home.ok(&["notes", "--all", "--tag", "boats"])
            .contains("A boat is late")
    );
}

#[test]
fn search_finds_words_of_texts_and_notes() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--note",
        "Ask the diver.",
    ]);
    let hits = home.json(&["search", "harbour", "--json"]);
    assert_eq!(hits.len(), 1);
    let (start, end) = (
        hits[0]["start"].as_u64().unwrap() as usize,
        hits[0]["end"].as_u64().unwrap() as usize,
    );
    let text: serde_json::Value = serde_json::from_str(&home.ok(&["extract", "pier.txt"])).unwrap();
    let chars: Vec<char> = text["text"].as_str().unwrap().chars().collect();
    assert_eq!(chars[start..end].iter().collect::<String>(), "harbour");
    let found = home.ok(&["search", "DIVER"]);
    assert!(found.contains("[note] Ask the «diver»."), "{found}");
    assert_eq!(home.json(&["search", "\\vDIVER", "--json"]).len(), 0);
    assert_eq!(home.json(&["search", "\\vd.ver", "--json"]).len(), 1);
    let hit = &home.json(&["search", "cracks", "verdict:none", "--json"])[0];
    assert_eq!(
        (hit["kind"].as_str(), hit["part"].as_str()),
        (Some("claim"), Some("quote"))
    );
    assert_eq!(
        home.run(&["search", "cracks", "verdict:refuted"]).status.code(),
        Some(1)
    );
    assert!(
        home.fails(&["search", "speakr:x"])
            .1
            .contains("there is no field")
    );
    assert_eq!(home.run(&["search", "whale"]).status.code(), Some(1));
    assert_eq!(home.fails(&["search", "\\v("]).0, 2);
}

#[test]
fn merge_keeps_what_both_sides_did() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write("base.ron", "");
    let annotate = |notes: &str, quote: &str| {
        home.ok(&[
            "annotate",
            "pier.txt",
            "--highlight",
            "--quote",
            quote,
            "--notes",
            notes,
        ]);
    };
    annotate("ours.ron", "Nobody swims there");
    std::fs::copy(home.path().join("ours.ron"), home.path().join("base.ron")).unwrap();
    std::fs::copy(home.path().join("ours.ron"), home.path().join("theirs.ron")).unwrap();
    annotate("ours.ron", "cracks in 14");
    annotate("theirs.ron", "3 million kronor");
    home.ok(&["merge", "base.ron", "ours.ron", "theirs.ron"]);
    let quotes = |notes: &str| -> Vec<String> {
        let notes = home.json(&["notes", "pier.txt", "--json", "--notes", notes]);
        notes
            .iter()
            .map(|n| n["quote"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        quotes("ours.ron"),
        ["cracks in 14", "3 million kronor", "Nobody swims there"]
    );
    assert_eq!(quotes("theirs.ron").len(), 2);

    // Both change one note, each differently: both versions are kept, and the exit code says so.
    let edit = |file: &str, note: &str| {
        let path = home.path().join(file);
        let text = std::fs::read_to_string(home.path().join("base.ron")).unwrap();
        let at = text.find("kind: Highlight,").unwrap();
        let text = format!("{}note: \"{note}\", {}", &text[..at], &text[at..]);
        std::fs::write(path, text).unwrap();
    };
    edit("ours.ron", "one");
    edit("theirs.ron", "two");
    let out = home.run(&["merge", "base.ron", "ours.ron", "theirs.ron", "-o", "out.ron"]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("both versions are kept"), "{said}");
    assert_eq!(quotes("out.ron").len(), 2);

    home.write("broken.ron", "(version: 1,\n  oops");
    let before = std::fs::read_to_string(home.path().join("ours.ron")).unwrap();
    let (code, said) = home.fails(&["merge", "base.ron", "ours.ron", "broken.ron"]);
    assert_eq!(code, 3);
    assert!(said.contains("broken.ron: line "), "{said}");
    assert_eq!(
        std::fs::read_to_string(home.path().join("ours.ron")).unwrap(),
        before
    );
}
