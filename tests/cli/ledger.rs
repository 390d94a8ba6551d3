//! `postil ledger`: who said what, over all articles.

use serde_json::Value;

use super::Home;

/// Three articles in which two speakers make claims under several names.
fn home() -> Home {
    let home = Home::new();
    let article = |file: &str, text: &str, claims: &[(&str, &str, &str)]| {
        home.write(file, text);
        for (quote, speaker, verdict) in claims {
            home.ok(&[
                "annotate",
                file,
                "--claim",
                "--quote",
                quote,
                "--speaker",
                speaker,
                "--verdict",
                verdict,
            ]);
        }
    };
    article(
        "one.txt",
        "Harbour users counted\n\nMayor Ida Lund said that the harbour has 19 million daily users in Norway. \
         Boats are late, said Jan Berg.\n",
        &[
            (
                "the harbour has 19 million daily users in Norway",
                "Mayor Ida Lund",
                "supported",
            ),
            ("Boats are late", "Jan Berg", "disputed"),
        ],
    );
    article(
        "two.txt",
        "A letter from the coast\n\nIn a long letter to every newspaper on the coast, Ida Lund wrote something else about it. \
         The harbour has 3 million daily users in Norway, she insisted, and most of them come by bicycle in the early morning.\n",
        &[(
            "The harbour has 3 million daily users in Norway",
            "Ida Lund",
            "refuted",
        )],
    );
    article(
        "three.txt",
        "A ferry stops\n\nThe ferry to Ostby stops in May, Lund said on the quay, where many people wept.\n",
        &[("The ferry to Ostby stops in May", "Lund", "refuted")],
    );
    home
}

fn listed(home: &Home, args: &[&str]) -> Vec<(String, u64)> {
    let args = [&["ledger", "--json"], args].concat();
    let group = |group: &Value| {
        (
            group["name"].as_str().unwrap().to_owned(),
            group["claims"].as_u64().unwrap(),
        )
    };
    home.json(&args).iter().map(group).collect()
}

#[test]
fn claims_are_listed_by_speaker_and_what_contradicts_stands_out() {
    let home = home();
    let names = listed(&home, &[]);
    assert_eq!(names[0].1, 2, "{names:?}");
    assert!(names[0].0.ends_with("Ida Lund"), "{names:?}");
    // A surname alone may be somebody else's.
    assert_eq!(names.len(), 3, "{names:?}");
    let groups = home.json(&["ledger", "--json", "--contradicting"]);
    assert_eq!(groups.len(), 1);
    let contradiction = &groups[0]["contradictions"][0];
    assert_eq!(contradiction["about"], "figures");
    let figures = [&contradiction["in_first"], &contradiction["in_second"]].map(|f| f.as_str().unwrap());
    assert_eq!(figures, ["19 million", "3 million"]);
    let text = home.ok(&["ledger"]);
    assert!(text.contains("2 claims contradict each other"), "{text}");
    assert!(text.contains("≠ 3 million here, 19 million there"), "{text}");
    let csv = home.ok(&["ledger", "--format", "csv", "--speaker", "berg"]);
    assert_eq!(csv.lines().count(), 2, "{csv}");
}

#[test]
fn claims_are_listed_by_verdict_month_and_entity_and_filtered() {
    let home = home();
    assert_eq!(listed(&home, &["--by", "verdict"])[0], ("refuted".to_owned(), 2));
    assert_eq!(
        listed(&home, &["--by", "month"]),
        [("without a date".to_owned(), 4)]
    );
    let entities = listed(&home, &["--by", "entity"]);
    assert!(entities.contains(&("Norway".to_owned(), 2)), "{entities:?}");
    assert_eq!(listed(&home, &["ferry"]), [("Lund".to_owned(), 1)]);
    assert_eq!(listed(&home, &["verdict:disputed"]), [("Jan Berg".to_owned(), 1)]);
    assert_eq!(listed(&home, &["--most", "1"]).len(), 1);
    let (code, said) = home.fails(&["ledger", "speakr:x"]);
    assert!(code == 2 && said.contains("speakr"), "{said}");
    let (code, said) = home.fails(&["ledger", "--verdict", "wrong"]);
    assert!(code == 2 && said.contains("wrong"), "{said}");
    assert_eq!(home.run(&["ledger", "nothing"]).status.code(), Some(1));
}

#[test]
fn speakers_are_merged_and_split_for_the_library() {
    let home = home();
    home.ok(&["ledger", "--merge", "Lund", "--into", "Ida Lund"]);
    assert_eq!(listed(&home, &[])[0], ("Ida Lund".to_owned(), 3));
    // The file is what counts, not the index.
    let cache = home.path().join(".cache/postil/index.sqlite");
    std::fs::remove_file(&cache).unwrap();
    assert_eq!(listed(&home, &[])[0], ("Ida Lund".to_owned(), 3));
    home.ok(&["ledger", "--split", "lund"]);
    assert_eq!(listed(&home, &[])[0].1, 2);
    // A second time it takes apart what the rules had merged.
    home.ok(&["ledger", "--split", "Ida Lund"]);
    let names = listed(&home, &["--sort", "name"]);
    assert!(
        names.len() == 4 && names.iter().all(|(_, claims)| *claims == 1),
        "{names:?}"
    );
    let (code, said) = home.fails(&["ledger", "--split", "Jan Berg"]);
    assert!(code == 4 && said.contains("one name only"), "{said}");
    let (code, said) = home.fails(&["ledger", "--split", "Nobody"]);
    assert!(code == 2 && said.contains("no claim has a speaker"), "{said}");
    let file = home.path().join(".local/share/postil/speakers.ron");
    std::fs::write(&file, "(merged: oops)").unwrap();
    let (code, said) = home.fails(&["ledger"]);
    assert!(code == 3 && said.contains("speakers.ron"), "{said}");
}
