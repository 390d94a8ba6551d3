//! Exports of all articles at once, and the files beside an export.

use super::{Home, PIER};

fn home() -> Home {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write(
        "boat.txt",
        "A boat is late\n\nIda Lund said the boat would come on Friday. Nobody believed her.\n",
    );
    let claim = |file: &str, quote: &str, verdict: &str| {
        home.ok(&[
            "annotate",
            file,
            "--claim",
            "--quote",
            quote,
            "--verdict",
            verdict,
        ]);
    };
    claim("pier.txt", "cracks in 14 of the 40 piles", "disputed");
    claim("boat.txt", "the boat would come on Friday", "refuted");
    home.ok(&[
        "annotate", "boat.txt", "--entity", "person", "--quote", "Ida Lund", "--tag", "who",
    ]);
    home
}

fn names(home: &Home, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(home.path().join(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn all_notes_go_into_one_file_where_the_format_can_hold_them() {
    let home = home();
    let csv = home.ok(&["export", "--all", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.records().flatten().count(), 3);
    assert_eq!(csv.matches("title,url").count(), 1, "one header");
    home.ok(&["export", "--all", "-o", "all.jsonl", "--verdict", "refuted"]);
    let lines = std::fs::read_to_string(home.path().join("all.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(line["article"]["title"], "A boat is late");
    let json = home.json(&["export", "--all", "--format", "json"]);
    assert_eq!(json.len(), 2);
    assert!(json.iter().all(|e| e["schema"] == "postil.notes/1"));
    let (code, said) = home.fails(&["export", "--all", "-o", "all.md"]);
    assert!(code == 2 && said.contains("name a folder"), "{said}");
    let (code, said) = home.fails(&["export", "--all", "--format", "csv", "--verdict", "wrong"]);
    assert!(
        code == 2 && said.contains("there is no verdict 'wrong'"),
        "{said}"
    );
}

#[test]
fn a_folder_is_kept_up_to_date() {
    let home = home();
    let export = |home: &Home| {
        let out = home.run(&["export", "--all", "-o", "vault/", "--format", "obsidian"]);
        assert_eq!(
            out.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stderr).unwrap()
    };
    assert!(export(&home).contains("2 new, 0 updated, 0 unchanged"));
    assert_eq!(
        names(&home, "vault"),
        ["A-boat-is-late.md", "The-pier-at-Säby-closes-for-repairs.md"]
    );
    let boat = home.path().join("vault/A-boat-is-late.md");
    let written = |p: &std::path::Path| std::fs::metadata(p).unwrap().modified().unwrap();
    let before = written(&boat);
    assert!(export(&home).contains("0 new, 0 updated, 2 unchanged"));
    assert_eq!(written(&boat), before, "what is up to date is not written again");
    // A person edits one export, and the notes of both articles change.
    let edited = format!("{}\nMy own words.\n", std::fs::read_to_string(&boat).unwrap());
    std::fs::write(&boat, edited).unwrap();
    home.ok(&[
        "annotate",
        "boat.txt",
        "--highlight",
        "--quote",
        "Nobody believed her",
    ]);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--highlight",
        "--quote",
        "Nobody swims there",
    ]);
    let said = export(&home);
    assert!(said.contains("0 new, 2 updated, 0 unchanged"), "{said}");
    let text = std::fs::read_to_string(&boat).unwrap();
    assert!(
        text.contains("My own words.") && text.contains("Nobody believed her"),
        "{text}"
    );
}

#[test]
fn articles_of_one_title_do_not_share_a_file() {
    let home = home();
    home.write(
        "boat2.txt",
        "A boat is late\n\nThe captain was ill, and the crew waited for a new one all day.\n",
    );
    home.ok(&[
        "annotate",
        "boat2.txt",
        "--highlight",
        "--quote",
        "The captain was ill",
        "--as",
        "separate",
    ]);
    for _ in 0..2 {
        home.ok(&["export", "--all", "-o", "out/"]);
        assert_eq!(
            names(&home, "out"),
            [
                "A-boat-is-late 2.md",
                "A-boat-is-late.md",
                "The-pier-at-Säby-closes-for-repairs.md"
            ]
        );
    }
}

#[test]
fn brat_gets_the_text_and_the_labels_beside_the_notes() {
    let home = home();
    std::fs::create_dir(home.path().join("brat")).unwrap();
    home.ok(&["export", "boat.txt", "--format", "brat", "-o", "brat"]);
    assert_eq!(
        names(&home, "brat"),
        ["annotation.conf", "boat.notes.ann", "boat.notes.txt"]
    );
    let read = |name: &str| std::fs::read_to_string(home.path().join("brat").join(name)).unwrap();
    let text: Vec<char> = read("boat.notes.txt").chars().collect();
    let ann = read("boat.notes.ann");
    let span = ann.lines().find(|l| l.contains("\tClaim ")).unwrap();
    let place: Vec<usize> = span
        .split(['\t', ' '])
        .skip(2)
        .take(2)
        .map(|n| n.parse().unwrap())
        .collect();
    let words: String = text[place[0]..place[1]].iter().collect();
    assert_eq!(words, "the boat would come on Friday");
    // An edited configuration is kept, and the text is never that of another file.
    home.write("brat/annotation.conf", "# mine\n");
    home.ok(&["export", "boat.txt", "--format", "brat", "-o", "brat"]);
    assert_eq!(read("annotation.conf"), "# mine\n");
    let (code, said) = home.fails(&["export", "pier.txt", "-o", "boat.ann"]);
    assert!(
        code == 4 && said.contains("boat.txt: this file has to hold the text"),
        "{said}"
    );
    assert!(!home.path().join("boat.ann").exists());
}

#[test]
fn a_note_that_was_edited_in_brat_comes_back_alone() {
    let home = home();
    home.ok(&["export", "boat.txt", "-o", "b.ann"]);
    // brat's editor adds a note of its type to the span and changes no other line.
    let ann = std::fs::read_to_string(home.path().join("b.ann")).unwrap();
    let span = ann
        .lines()
        .find(|l| l.contains("\tClaim "))
        .unwrap()
        .split('\t')
        .next()
        .unwrap();
    home.write(
        "b.ann",
        &format!("{ann}#99\tAnnotatorNotes {span}\tAsk the harbour master\n"),
    );
    let before = home.json(&["notes", "boat.txt", "--json"]);
    home.ok(&["import-notes", "boat.txt", "b.ann"]);
    let after = home.json(&["notes", "boat.txt", "--json"]);
    assert_eq!(before.len(), after.len());
    let claim = after.iter().find(|n| n["kind"] == "claim").unwrap();
    assert_eq!(
        (&claim["note"], &claim["verdict"]),
        (&"Ask the harbour master".into(), &"refuted".into())
    );
}

#[test]
fn reviews_need_what_the_settings_say() {
    let home = home();
    let (code, said) = home.fails(&["export", "boat.txt", "--format", "claim-review"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("claim_review: publisher: ") && said.contains("\"refuted\""),
        "{said}"
    );
    std::fs::create_dir(home.path().join("conf")).unwrap();
    let settings = "(claim_review: (publisher: \"Post\", address: \"https://post.example/{id}\", ratings: {\"refuted\": 1, \"disputed\": 2}))";
    home.write("conf/config.ron", settings);
    let reviews = home.json(&["export", "--all", "--format", "claim-review", "--config", "conf"]);
    assert_eq!(reviews.len(), 2);
    assert!(reviews.iter().all(|r| r["author"]["name"] == "Post"));
}
