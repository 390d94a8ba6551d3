//! Annotations that scripts create, change and remove.

use super::{Home, PIER};

#[test]
fn what_is_annotated_is_listed_checked_and_exported() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let claim = home.ok(&[
        "annotate",
        "pier.txt",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--claim",
        "--verdict",
        "disputed",
        "--speaker",
        "Ida Lund",
        "--note",
        "Ask the diver.",
        "--tag",
        "pier",
    ]);
    home.ok(&["annotate", "pier.txt", "--range", "4:8", "--highlight"]);
    home.ok(&[
        "annotate", "pier.txt", "--quote", "Ida Lund", "--entity", "person",
    ]);

    let notes = home.json(&["notes", "pier.txt", "--json"]);
    let kinds: Vec<&str> = notes.iter().map(|n| n["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["highlight", "entity", "claim"]);
    let text: Vec<char> = {
        let out = home.ok(&["extract", "pier.txt"]);
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        value["text"].as_str().unwrap().chars().collect()
    };
    for note in &notes {
        let (start, end) = (
            note["start"].as_u64().unwrap() as usize,
            note["end"].as_u64().unwrap() as usize,
        );
        assert_eq!(
            text[start..end].iter().collect::<String>(),
            note["quote"].as_str().unwrap()
        );
        assert_eq!(note["state"], "ok");
    }
    assert_eq!(notes[0]["quote"], "pier");
    assert_eq!(notes[2]["id"].as_str().unwrap(), claim.trim());
    assert_eq!(notes[2]["speaker"], "Ida Lund");
    assert_eq!(notes[2]["status"], "checked");
    assert_eq!(
        home.json(&["notes", "pier.txt", "--json", "--verdict", "disputed"])
            .len(),
        1
    );
    assert_eq!(
        home.json(&["notes", "pier.txt", "--json", "--speaker", "lund"])
            .len(),
        1
    );
    assert_eq!(
        home.json(&["notes", "pier.txt", "--json", "--tag", "quay"]).len(),
        0
    );

    let markdown = home.ok(&["export", "pier.txt"]);
    assert!(
        markdown.contains("> cracks in 14 of the 40 piles\n"),
        "{markdown}"
    );
    let way_back = format!("`postil pier.txt --at {}`", claim.trim());
    assert!(markdown.contains(&way_back), "{markdown}");
    assert!(markdown.contains("\nverdict_disputed: 1\n"));
    let obsidian = home.ok(&["export", "pier.txt", "--format", "obsidian"]);
    assert!(obsidian.contains(&format!("\n^postil-{}\n", claim.trim())));
    home.ok(&["export", "pier.txt", "-o", "out.json"]);
    let exported = std::fs::read_to_string(home.path().join("out.json")).unwrap();
    assert!(
        exported.starts_with("{\n  \"schema\": \"postil.notes/1\""),
        "{exported}"
    );

    assert_eq!(home.run(&["check", "pier.txt"]).status.code(), Some(0));
}

#[test]
fn check_says_what_moved_and_what_is_lost() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    for quote in [
        "We found cracks in 14 of the 40 piles",
        "Nobody swims there in winter.",
    ] {
        home.ok(&[
            "annotate", "pier.txt", "--quote", quote, "--claim", "--notes", "kept.ron",
        ]);
    }
    let changed = PIER
        .replace("Nobody swims there in winter.\n", "")
        .replace("2026-02-11\n", "2026-02-11\n\nThe town woke up to bad news.\n");
    home.write("pier.txt", &changed);
    let out = home.run(&["check", "pier.txt", "--json", "--notes", "kept.ron"]);
    assert_eq!(out.status.code(), Some(1));
    let notes: Vec<serde_json::Value> = serde_json::from_slice(&out.stdout).unwrap();
    let states: Vec<&str> = notes.iter().map(|n| n["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["moved", "orphan"]);
    assert!(notes[1]["start"].is_null() && notes[1]["end"].is_null());
    assert_eq!(notes[1]["quote"], "Nobody swims there in winter.");
}

#[test]
fn nothing_is_saved_when_the_passage_is_in_doubt() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    for (args, words) in [
        (&["--quote", "The"][..], "times"),
        (&["--quote", "the pear"], "does not occur"),
        (&["--quote", "  "], "empty"),
        (&["--range", "0:99999"], "ends at"),
        (&["--range", "5:5"], "after the start"),
        (&["--quote", "winter", "--verdict", "true"], "no verdict 'true'"),
    ] {
        let (code, said) = home.fails(&[&["annotate", "pier.txt", "--claim"], args].concat());
        assert_eq!(code, 2, "{args:?}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
    assert!(home.json(&["notes", "pier.txt", "--json"]).is_empty());
    assert!(
        !home.path().join(".local/share/postil/notes").exists(),
        "reading writes nothing"
    );
}

/// The only annotation with this quote.
fn noted(home: &Home, quote: &str) -> serde_json::Value {
    let export = home.ok(&["export", "pier.txt", "--format", "json"]);
    let export: serde_json::Value = serde_json::from_str(&export).unwrap();
    let all = export["annotations"].as_array().unwrap();
    let mut found = all.iter().filter(|a| a["quote"] == quote);
    let one = found.next().unwrap().clone();
    assert!(found.next().is_none());
    one
}

const CLAIM: &str = "cracks in 14 of the 40 piles";

fn with_claim() -> (Home, String) {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let said = home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        CLAIM,
        "--status",
        "checking",
        "--speaker",
        "Ida Lund",
        "--cue",
        "said",
        "--restatement",
        "14 of 40 piles have cracks.",
        "--evidence",
        "-https://example.org/report \"9 of them\"",
        "--evidence",
        r#"{"source": "the diver", "stance": "supports", "seen": "2026-03-01"}"#,
    ]);
    let id = said.trim().to_owned();
    (home, id)
}

#[test]
fn a_script_says_all_that_the_reader_can() {
    let (home, id) = with_claim();
    let claim = noted(&home, CLAIM);
    assert_eq!(
        (&claim["id"], &claim["status"], &claim["cue"]),
        (&id.into(), &"checking".into(), &"said".into())
    );
    assert_eq!(claim["restatement"], "14 of 40 piles have cracks.");
    assert_eq!(claim["evidence"][0]["source"], "https://example.org/report");
    assert_eq!(claim["evidence"][0]["stance"], "refutes");
    assert_eq!(claim["evidence"][0]["quote"], "9 of them");
    assert_eq!(
        claim["evidence"][1],
        serde_json::json!({"source": "the diver", "quote": null, "stance": "supports", "seen": "2026-03-01"})
    );
    home.ok(&[
        "annotate",
        "pier.txt",
        "--quote",
        "Nobody swims there",
        "--highlight",
        "--colour",
        "question",
    ]);
    assert_eq!(noted(&home, "Nobody swims there")["colour"], "question");
    home.ok(&["annotate", "pier.txt", "--note", "Read again"]);
    assert_eq!(noted(&home, "")["kind"], "note");
    for (args, words) in [
        (
            &["--entity", "person", "--verdict", "refuted"][..],
            "a verdict is for claims, and this is: entity",
        ),
        (&["--highlight", "--speaker", "Ida"], "a speaker is for claims"),
        (&["--claim", "--colour", "question"], "a colour is for highlights"),
        (
            &["--highlight", "--colour", "questoin"],
            "did you mean 'question'?",
        ),
        (&["--claim", "--cue", "said"], "give the speaker too"),
        (&["--claim", "--evidence", "+"], "evidence has a source"),
        (&["--claim", "--evidence", "{}"], "missing field `source`"),
    ] {
        let (code, said) = home.fails(&[&["annotate", "pier.txt", "--quote", "winter"][..], args].concat());
        assert!(code == 2 && said.contains(words), "{args:?}: {said}");
    }
    assert_eq!(
        home.fails(&["annotate", "pier.txt", "--claim"]).0,
        2,
        "a claim has a passage"
    );
}

#[test]
fn an_edit_changes_what_is_said_and_nothing_else() {
    let (home, id) = with_claim();
    let before = noted(&home, CLAIM);
    let said = home.ok(&[
        "edit",
        "pier.txt",
        &id[id.len() - 8..],
        "--verdict",
        "disputed",
        "--tag",
        "pier",
        "--cue",
        "",
        "--no-evidence",
        "the diver",
    ]);
    assert_eq!(said.trim(), id);
    let after = noted(&home, CLAIM);
    assert_eq!(
        (&after["verdict"], &after["status"]),
        (&"disputed".into(), &"checked".into())
    );
    assert_eq!(
        (&after["speaker"], &after["cue"]),
        (&"Ida Lund".into(), &serde_json::Value::Null)
    );
    assert_eq!(after["tags"], serde_json::json!(["pier"]));
    assert_eq!(after["evidence"].as_array().unwrap().len(), 1);
    for same in ["id", "start", "end", "restatement", "created"] {
        assert_eq!(before[same], after[same]);
    }
    home.ok(&["edit", "pier.txt", &id, "--untag", "pier", "--verdict", ""]);
    let after = noted(&home, CLAIM);
    assert_eq!(
        (&after["verdict"], &after["status"]),
        (&serde_json::Value::Null, &"to check".into())
    );
    assert_eq!(after["tags"], serde_json::json!([]));
    for (args, words) in [
        (&[&*id][..], "say what to change"),
        (&[&id, "--verdict", "wrong"], "there is no verdict 'wrong'"),
        (&[&id, "--untag", "boat"], "it has no tag 'boat'"),
        (&[&id, "--entity", "person"], "is for entities"),
        (&["ffff", "--note", "x"], "there is no annotation 'ffff'"),
    ] {
        let (code, said) = home.fails(&[&["edit", "pier.txt"][..], args].concat());
        assert!(code == 2 && said.contains(words), "{args:?}: {said}");
    }
    home.ok(&["remove", "pier.txt", &id]);
    assert!(home.json(&["notes", "pier.txt", "--json"]).is_empty());
    assert_eq!(home.fails(&["remove", "pier.txt", &id]).0, 2);
}

#[test]
fn lines_come_in_all_or_none() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let good = format!(
        "{}\n\n{}\n",
        serde_json::json!({"kind": "claim", "quote": CLAIM, "verdict": "refuted", "tags": ["a", "b"],
            "evidence": [{"source": "x", "stance": "refutes"}]}),
        serde_json::json!({"kind": "entity", "entity_kind": "person", "start": 43, "end": 51, "id": "01980000-0000-7000-8000-000000000009"}),
    );
    let bad = format!(
        "{good}{}\n{}\n{}\nnonsense\n",
        r#"{"kind": "claim", "quote": "winter", "verdit": "refuted"}"#,
        r#"{"kind": "claim", "quote": "winter", "verdict": "true"}"#,
        r#"{"kind": "entity", "quote": "winter", "entity_kind": "person", "verdict": "refuted"}"#,
    );
    home.write("bad.jsonl", &bad);
    let (code, said) = home.fails(&["annotate", "pier.txt", "--from", "bad.jsonl"]);
    assert_eq!(code, 3);
    for words in [
        "bad.jsonl: 4 of its lines",
        "line 4: unknown field `verdit`",
        "line 5: there is no verdict 'true'",
        "line 6: a verdict is for claims",
        "line 7: ",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(home.json(&["notes", "pier.txt", "--json"]).is_empty());
    let out = home.run_with(&["annotate", "pier.txt", "--from", "-", "--json"], &good);
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let made: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(made.as_array().unwrap().len(), 2);
    assert_eq!(noted(&home, CLAIM)["evidence"][0]["stance"], "refutes");
    // The same line again is an error if it has an id.
    let again = home.run_with(&["annotate", "pier.txt", "--from", "-"], &good);
    assert_eq!(again.status.code(), Some(3));
    assert_eq!(home.json(&["notes", "pier.txt", "--json"]).len(), 2);
}

#[test]
fn the_shell_is_told_the_verdicts_tags_and_speakers_that_there_are() {
    let (home, id) = with_claim();
    home.ok(&["edit", "pier.txt", &id, "--tag", "pier"]);
    let complete = |words: &[&str]| {
        let index = (words.len() - 1).to_string();
        let out = home
            .command(&[&["--"][..], words].concat())
            .env("COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", index)
            .env("_CLAP_COMPLETE_COMP_TYPE", "9")
            .env("_CLAP_IFS", "\n")
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert_eq!(
        complete(&["postil", "annotate", "pier.txt", "--verdict", "dis"]),
        "disputed"
    );
    assert_eq!(complete(&["postil", "notes", "--all", "--tag", ""]), "pier");
    assert!(
        complete(&["postil", "claims", "--speaker", "ida"]).contains("Ida"),
        "whatever the case"
    );
    assert!(complete(&["postil", "--theme", "pa"]).contains("paper"));
    assert!(complete(&["postil", "anno"]).contains("annotate"));
    assert_eq!(complete(&["postil", "man", "anno"]), "annotate");
    for words in [
        &["postil", "edit", "pier.txt", ""][..],
        &["postil", "remove", "pier.txt", ""],
        &["postil", "pier.txt", "--at", ""],
    ] {
        assert_eq!(complete(words).lines().next(), Some(&*id), "{words:?}");
    }
    assert_eq!(complete(&["postil", "edit", "pier.txt", "x"]), "", "no such id");
    assert_eq!(
        complete(&["postil", "edit", "pier.txt", &id, "--untag", ""]),
        "pier"
    );
    assert!(complete(&["postil", "export", "pier.txt", "--template", "sou"]).contains("sources.txt"));
    assert!(complete(&["postil", "annotate", "pier.txt", "--colour", "k"]).contains("key point"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(home.ok(&["completions", shell]).contains("COMPLETE"));
    }
}

#[test]
fn two_peoples_verdicts_are_compared() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let claim = |notes: &str, quote: &str, more: &[&str]| {
        let args = [
            "annotate", "pier.txt", "--claim", "--quote", quote, "--notes", notes,
        ];
        home.ok(&[&args[..], more].concat());
    };
    claim(
        "ann.ron",
        CLAIM,
        &["--verdict", "refuted", "--speaker", "Ida Lund"],
    );
    claim(
        "ben.ron",
        "found cracks in 14 of the 40 piles",
        &["--verdict", "disputed", "--speaker", "Ida Lund"],
    );
    claim("ann.ron", "Nobody swims there", &["--verdict", "supported"]);
    claim("ben.ron", "Nobody swims there", &["--verdict", "supported"]);
    claim("ben.ron", "3 million kronor", &[]);
    let out = home.run(&["agree", "ann.ron", "ben.ron", "--json"]);
    assert_eq!(out.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(
        report["claims"],
        serde_json::json!({"both": 2, "only_first": 0, "only_second": 1})
    );
    assert_eq!(
        (&report["verdicts"]["compared"], &report["verdicts"]["same"]),
        (&2.into(), &1.into())
    );
    let differences: Vec<&str> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["difference"].as_str().unwrap())
        .collect();
    assert_eq!(differences, ["verdict", "only_second"]);
    let said = String::from_utf8(home.run(&["agree", "ann.ron", "ben.ron"]).stdout).unwrap();
    assert!(
        said.contains("verdicts  1 of 2 the same, Cohen's kappa 0.33"),
        "{said}"
    );
    assert_eq!(home.run(&["agree", "ann.ron", "ann.ron"]).status.code(), Some(0));
    assert_eq!(home.fails(&["agree", "ann.ron", "no.ron"]).0, 3);
}
