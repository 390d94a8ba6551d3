//! Importing annotations from other programs.

use super::{Home, PIER};

#[test]
fn annotations_come_in_once() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.write("copy.txt", PIER);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--verdict",
        "disputed",
        "--note",
        "Ask.",
    ]);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--highlight",
        "--quote",
        "3 million kronor",
    ]);
    let before = home.json(&["notes", "pier.txt", "--json"]);
    for (format, file) in [
        ("json", "n.json"),
        ("w3c", "n.jsonld"),
        ("brat", "n.ann"),
        ("doccano", "d.jsonl"),
        ("prodigy", "p.jsonl"),
        ("spacy", "s.jsonl"),
        ("label-studio", "ls.json"),
    ] {
        home.ok(&["export", "pier.txt", "--format", format, "-o", file]);
        let notes = format!("{file}.postil.ron");
        let said = home.ok(&["import-notes", "copy.txt", file, "--notes", &notes]);
        assert!(said.contains(" 2 brought in"), "{format}: {said}");
        let again = home.ok(&["import-notes", "copy.txt", file, "--notes", &notes]);
        assert!(
            again.contains(" known already") && !again.contains("brought"),
            "{format}: {again}"
        );
        let after = home.json(&["notes", "copy.txt", "--json", "--notes", &notes]);
        for (a, b) in before.iter().zip(&after) {
            for field in [
                "id", "kind", "state", "start", "end", "quote", "verdict", "status", "note",
            ] {
                let is_held = field != "note" || !["doccano", "prodigy", "spacy"].contains(&format);
                if !is_held {
                    continue;
                }
                assert_eq!(a[field], b[field], "{format}: {field}");
            }
        }
    }
}

/// Runs an import with `--json` and returns the counts that are not zero, and the exit code.
fn imported(home: &Home, args: &[&str], input: Option<&str>) -> (serde_json::Value, Option<i32>) {
    let mut all = vec!["import-notes"];
    all.extend(args);
    all.push("--json");
    let out = match input {
        Some(input) => home.run_with(&all, input),
        None => home.run(&all),
    };
    let mut value: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(value["schema"], "postil.import/1");
    let counts = value["counts"].as_object_mut().unwrap();
    let sum: u64 = counts.values().map(|n| n.as_u64().unwrap()).sum();
    counts.retain(|_, n| *n != 0);
    assert_eq!(value["total"], sum);
    assert_eq!(value["items"].as_array().unwrap().len() as u64, sum);
    (value["counts"].clone(), out.status.code())
}

#[test]
fn an_import_names_what_it_leaves_out() {
    let home = Home::new();
    home.write("copy.txt", PIER);
    let mut library =
        "Highlight,Note,Book Title\n\"3 million kronor\",much,\nNot in it at all,,\n".to_owned();
    for n in 0..12 {
        library.push_str(&["3 million kronor,,Another Book ", &n.to_string(), "\n"].concat());
    }
    home.write("other.csv", &library);
    let out = home.run(&["import-notes", "copy.txt", "other.csv"]);
    assert_eq!(out.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(out.stdout).unwrap(),
        "other.csv: 14 in all: 1 brought in, 1 not in the article, 12 of another article\n"
    );
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        said.contains("line 3: not in the article: Not in it at all"),
        "{said}"
    );
    assert!(
        said.contains("line 4: of another article (“Another Book 0”): 3 million kronor"),
        "{said}"
    );
    assert!(
        said.contains("2 more of another article; --verbose lists them"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 12, "{said}");
    let (counts, code) = imported(&home, &["copy.txt", "-", "--all-sources"], Some(&library));
    assert_eq!(
        (counts, code),
        (
            serde_json::json!({"brought_in": 12, "known": 1, "not_found": 1}),
            Some(1)
        )
    );
    home.write("nothing.bin", "just words");
    assert_eq!(home.fails(&["import-notes", "copy.txt", "nothing.bin"]).0, 3);
    assert_eq!(home.fails(&["import-notes", "-", "-"]).0, 2);
    home.write_bytes("latin.csv", b"Highlight\nna\xefve\n");
    let (code, said) = home.fails(&["import-notes", "copy.txt", "latin.csv"]);
    assert_eq!(
        (code, said.contains("line 2: this is not UTF-8")),
        (3, true),
        "{said}"
    );
    let wide: Vec<u8> = "\u{feff}Highlight\tNote\n3 million kronor\twide\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    home.write_bytes("wide.txt", &wide);
    let (counts, code) = imported(&home, &["copy.txt", "wide.txt", "--dry-run"], None);
    assert_eq!(
        (counts["changed"].clone(), code),
        (serde_json::json!(1), Some(0)),
        "{counts}"
    );
}

#[test]
fn a_note_on_the_whole_article_stays_one() {
    let home = Home::new();
    home.write("copy.txt", PIER);
    home.write(
        "h.json",
        r#"{"annotations": [
            {"id": "a", "uri": "https://x.example/a", "text": "all of it", "target": [{"source": "https://x.example/a"}]},
            {"id": "b", "uri": "https://x.example/a", "text": "why?", "references": ["a"], "user": "acct:bo@x.example",
             "created": "2026-01-02T00:00:00Z", "target": [{"source": "https://x.example/a"}]}], "client_version": "1"}"#,
    );
    let (counts, code) = imported(&home, &["copy.txt", "h.json"], None);
    assert_eq!(
        (counts, code),
        (
            serde_json::json!({"on_article": 1, "part_of_another": 1}),
            Some(0)
        )
    );
    let text = "all of it\n\nbo@x.example, 2026-01-02: why?";
    let check = |file: &str| {
        let notes = home.json(&["notes", file, "--json"]);
        assert_eq!(
            (notes[0]["state"].as_str(), notes[0]["note"].as_str()),
            (Some("ok"), Some(text))
        );
        assert_eq!(notes[0]["quote"], "");
    };
    check("copy.txt");
    home.ok(&["check", "copy.txt"]);
    assert!(
        home.ok(&["notes", "copy.txt"])
            .contains("on the article as a whole")
    );
    // Also if the article changes.
    home.write("copy.txt", &PIER.replace("cracks", "many cracks"));
    check("copy.txt");
    home.write("again.txt", PIER);
    for (format, file) in [("json", "n.json"), ("w3c", "n.jsonld"), ("csv", "n.csv")] {
        home.ok(&["export", "copy.txt", "--format", format, "-o", file]);
        let notes = format!("{file}.postil.ron");
        home.ok(&["import-notes", "again.txt", file, "--notes", &notes]);
        let notes = home.json(&["notes", "again.txt", "--json", "--notes", &notes]);
        assert_eq!(
            (notes[0]["note"].as_str(), notes[0]["quote"].as_str()),
            (Some(text), Some("")),
            "{format}"
        );
    }
}

#[test]
fn a_colleagues_change_comes_back() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--highlight",
        "--quote",
        "3 million kronor",
        "--note",
        "ours",
    ]);
    let exported = home.ok(&["export", "pier.txt", "--format", "json"]);
    home.write("theirs.json", &exported.replace("\"ours\"", "\"theirs\""));
    let (counts, code) = imported(&home, &["pier.txt", "theirs.json"], None);
    assert_eq!((counts, code), (serde_json::json!({"changed": 1}), Some(0)));
    assert_eq!(home.json(&["notes", "pier.txt", "--json"])[0]["note"], "theirs");
    let newer = exported.replace("postil.notes/1", "postil.notes/2");
    home.write("newer.json", &newer);
    let (code, said) = home.fails(&["import-notes", "pier.txt", "newer.json"]);
    assert_eq!(code, 3);
    assert!(
        said.contains("postil.notes/2") && said.contains("newer version"),
        "{said}"
    );
    for name in ["json", "postil"] {
        let (counts, _) = imported(&home, &["pier.txt", "theirs.json", "--format", name], None);
        assert_eq!(counts, serde_json::json!({"known": 1}));
    }
}

/// An export can be imported elsewhere unchanged; importing it again, or into its origin, adds nothing.
#[test]
fn what_goes_out_comes_back() {
    let home = Home::new();
    let article = format!("---\ntitle: The pier\nurl: https://example.org/pier\n---\n\n{PIER}");
    home.write("pier.md", &article);
    let annotate = |args: &[&str]| home.ok(&[&["annotate", "pier.md"][..], args].concat());
    annotate(&[
        "--claim",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--verdict",
        "disputed",
        "--speaker",
        "Ida Lund",
        "--cue",
        "said",
        "--restatement",
        "14 of 40 piles have cracks.",
        "--note",
        "Ask, the \"diver\".",
        "--tag",
        "pier",
        "--tag",
        "two words",
        "--evidence",
        "-https://example.org/report \"9 of them\"",
    ]);
    annotate(&[
        "--highlight",
        "--quote",
        "Nobody swims there",
        "--colour",
        "question",
    ]);
    annotate(&[
        "--entity",
        "person",
        "--quote",
        "Ida Lund",
        "--note",
        "Head of the harbour",
    ]);
    let all = |home: &Home| -> Vec<serde_json::Value> {
        let export = home.ok(&["export", "pier.md", "--format", "json"]);
        let mut export: serde_json::Value = serde_json::from_str(&export).unwrap();
        let annotations = export["annotations"].as_array_mut().unwrap();
        for annotation in &mut *annotations {
            annotation.as_object_mut().unwrap().remove("revisions");
        }
        annotations.clone()
    };
    let before = all(&home);
    assert_eq!(before.len(), 3);
    for (format, whole) in [
        ("json", true),
        ("jsonl", true),
        ("csv", true),
        ("tsv", true),
        ("brat", true),
        ("w3c", false),
        ("hypothesis", false),
        ("readwise", false),
    ] {
        let text = home.ok(&["export", "pier.md", "--format", format]);
        let other = Home::new();
        other.write("pier.md", &article);
        for place in [&home, &other] {
            place.write("notes", &text);
        }
        let count = if format == "readwise" { 2 } else { 3 };
        other.ok(&["import-notes", "pier.md", "notes"]);
        let there = all(&other);
        assert_eq!(there.len(), count, "{format}");
        if whole {
            assert_eq!(there, before, "{format}");
        } else {
            assert!(
                there.iter().all(|a| before
                    .iter()
                    .any(|b| b["id"] == a["id"] && b["quote"] == a["quote"])),
                "{format}"
            );
        }
        other.ok(&["import-notes", "pier.md", "notes"]);
        assert_eq!(all(&other), there, "{format}: nothing the second time");
        home.ok(&["import-notes", "pier.md", "notes"]);
        assert_eq!(all(&home), before, "{format}: nothing where it came from");
    }
    let library = home.ok(&["export", "--all", "--format", "json"]);
    home.write("library.json", &library);
    let (counts, code) = imported(&home, &["pier.md", "library.json"], None);
    assert_eq!((&counts["known"], code), (&3.into(), Some(0)));
}

/// An `OpenDocument` in a single file with two comments; the second is on words that are not in the text.
const COMMENTED: &str = "<office:document xmlns:office='o' xmlns:text='t' xmlns:dc='d'><office:body><office:text>\
    <text:h text:outline-level='1'>The pier</text:h><text:p>The pier <office:annotation office:name='a'><dc:creator>Ann \u{4e00}</dc:creator>\
    <dc:date>2026-03-14T09:26:00</dc:date><text:p>Who says so?</text:p></office:annotation>costs 3 million<office:annotation-end office:name='a'/> \
    in all, the mayor said.</text:p><text:p><office:annotation office:name='b'><dc:creator>Ben</dc:creator><dc:date>2026-03-15</dc:date>\
    <text:p>Nothing here?</text:p></office:annotation></text:p></office:text></office:body></office:document>";

#[test]
fn comments_inside_a_document_come_in_once_and_stay_away_once_removed() {
    let home = Home::new();
    home.write("pier.fodt", COMMENTED);
    let extract = home.run(&["extract", "pier.fodt"]);
    let told = String::from_utf8(extract.stderr).unwrap();
    assert!(
        told.contains("postil import-notes FILE imports them as notes"),
        "{told}"
    );
    let out = home.ok(&["import-notes", "pier.fodt"]);
    assert_eq!(
        out,
        "pier.fodt: 2 in all: 1 brought in, 1 on the article as a whole\n"
    );
    let notes = || -> Vec<serde_json::Value> {
        serde_json::from_str(&home.ok(&["notes", "pier.fodt", "--json"])).unwrap()
    };
    let all = notes();
    let ann = all.iter().find(|n| n["note"] == "Who says so?").unwrap();
    assert_eq!(ann["quote"], "costs 3 million");
    assert_eq!(ann["author"], "Ann \u{4e00}");
    assert_eq!(ann["created"], "2026-03-14T09:26:00Z");
    let ben = all.iter().find(|n| n["note"] == "Nothing here?").unwrap();
    assert_eq!(
        (&ben["quote"], &ben["author"]),
        (&serde_json::json!(""), &serde_json::json!("Ben"))
    );
    let again = home.ok(&["import-notes", "pier.fodt"]);
    assert_eq!(again, "pier.fodt: 2 in all: 2 known already\n");
    let id = ann["id"].as_str().unwrap().to_owned();
    home.ok(&["remove", "pier.fodt", &id]);
    home.run(&["import-notes", "pier.fodt"]);
    assert_eq!(notes().len(), 1, "what was removed is not brought in again");
    home.write("plain.txt", "No comments.\n");
    let (code, said) = home.fails(&["import-notes", "plain.txt"]);
    assert!(
        code == 2 && said.contains("as PDF, DOCX, ODT and FODT are"),
        "{said}"
    );
    assert_eq!(home.fails(&["import-notes", "-"]).0, 2);
}
