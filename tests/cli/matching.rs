//! `postil match` and `postil archive`.

use serde_json::{Value, json};

use super::{Home, PIER};

const CHECKS: &str = include_str!("../fixtures/matching/checks.jsonl");

fn home() -> Home {
    let home = Home::new();
    home.write("checks.jsonl", CHECKS);
    home
}

fn answers(home: &Home, args: &[&str], lines: &str) -> (i32, Vec<Value>, String) {
    let out = home.run_with(args, lines);
    let printed = String::from_utf8(out.stdout).unwrap();
    let answers = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (
        out.status.code().unwrap(),
        answers,
        String::from_utf8(out.stderr).unwrap(),
    )
}

fn best(answer: &Value) -> &str {
    answer["matches"][0]["id"].as_str().unwrap_or_default()
}

#[test]
fn lines_are_answered_in_their_order_best_first() {
    let home = home();
    let args = [
        "match",
        "--against",
        "checks.jsonl",
        "--input",
        "jsonl",
        "-k",
        "3",
    ];
    let lines = [
        json!({"id": 7, "text": "19m passengers a year take the ferry to Holm, they say. pic.twitter.com/xyz"}),
        json!({"id": "tweet", "text": "She sold the #OldLighthouse to her own brother!!! https://t.co/1 — Ida Lund (@idalund) May 2, 2026"}),
        json!({"id": [1], "text": "the tax on a catch is 12 per cent at the harbour"}),
        json!({"id": null, "text": "no id"}),
        json!({"id": "empty", "text": ""}),
        json!(["no object"]),
    ];
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    let input = lines.join("\n\n") + "\n\n{broken\n";
    let (code, answers, said) = answers(&home, &args, &input);
    assert_eq!(code, 3, "{said}");
    assert_eq!(answers.len(), 7);
    assert_eq!((&answers[0]["id"], best(&answers[0])), (&json!(7), "a1"));
    assert_eq!((&answers[1]["id"], best(&answers[1])), (&json!("tweet"), "a2"));
    assert_eq!((&answers[2]["id"], best(&answers[2])), (&json!([1]), "a5"));
    assert_eq!(answers[4], json!({"id": "empty", "matches": []}));
    for wrong in [&answers[3], &answers[5], &answers[6]] {
        assert!(
            wrong["error"].is_string() && wrong["matches"].is_null(),
            "{wrong}"
        );
    }
    assert!(said.contains("line 7: it has no 'id'"), "{said}");
    let first = &answers[0]["matches"];
    assert_eq!(first.as_array().unwrap().len(), 3);
    let keys: Vec<&String> = first[0].as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["claim", "id", "reasons", "score", "title", "url", "verdict"]
    );
    let scores: Vec<f64> = first
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|s| (0.0..=1.0).contains(s)));
    let reasons = |answer: &Value| answer["matches"][0]["reasons"].to_string();
    assert!(
        reasons(&answers[0]).contains("same figure: 19m"),
        "{}",
        answers[0]
    );
    assert!(
        reasons(&answers[1]).contains("names the speaker: Ida Lund"),
        "{}",
        answers[1]
    );
    assert!(reasons(&answers[2]).contains("same figure: 12"), "{}", answers[2]);
}

#[test]
fn without_a_number_only_what_is_certain_is_shown() {
    let home = home();
    let args = ["match", "--against", "checks.jsonl", "--input", "jsonl"];
    let same = "{\"id\": 1, \"text\": \"Gulls of Holm were trained by the navy to steal phones\"}\n";
    let (code, found, _) = answers(&home, &args, same);
    assert_eq!((code, best(&found[0])), (0, "a7"), "{found:?}");
    let other = "{\"id\": 1, \"text\": \"The bakery in the high street opens an hour earlier on Sundays\"}\n";
    let (code, found, _) = answers(&home, &args, other);
    assert_eq!((code, &found[0]["matches"]), (1, &json!([])));
    for (wrong, code) in [
        (&["match", "--input", "jsonl"][..], 2),
        (&["match"], 2),
        (
            &[
                "match",
                "--against",
                "checks.jsonl",
                "--input",
                "jsonl",
                "-k",
                "0",
            ],
            2,
        ),
        (&["match", "--against", "none.jsonl", "--input", "jsonl"], 3),
        (&["match", "none.txt"], 3),
    ] {
        assert_eq!(home.fails(wrong).0, code, "{wrong:?}");
    }
}

#[test]
fn claims_of_the_library_are_known_and_those_of_the_article_itself_are_not() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let quote = "cracks in 14 of the 40 piles";
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        quote,
        "--verdict",
        "refuted",
        "--speaker",
        "Ida Lund",
        "--evidence",
        "-https://survey.example/piles",
    ]);
    home.write(
        "later.txt",
        "The pier again\n\nMayor Ida Lund said on Monday that divers had found cracks in 14 of the 40 piles of the old pier.\n",
    );
    let found = home.json(&["match", "later.txt", "--json"]);
    let known = &found[0]["matches"][0];
    assert_eq!(known["from"], "library");
    assert_eq!(
        (&known["claim"], &known["verdict"], &known["evidence"]),
        (&json!(quote), &json!("refuted"), &json!(1))
    );
    assert!(known["file"].as_str().unwrap().ends_with("pier.txt"));
    assert!(
        known["reasons"].to_string().contains("same speaker: Ida Lund"),
        "{known}"
    );
    let shown = home.ok(&["match", "later.txt"]);
    assert!(shown.contains("refuted") && shown.contains("1 source"), "{shown}");
    let own = home.json(&["match", "pier.txt", "-k", "5", "--json"]);
    assert!(own.iter().all(|claim| claim["matches"] == json!([])), "{own:?}");
}

#[test]
fn archives_are_added_listed_searched_and_removed() {
    let home = home();
    assert_eq!(home.fails(&["archive", "list"]).0, 1);
    let out = home.run(&["archive", "add", "checks.jsonl"]);
    assert_eq!(out.status.code(), Some(0));
    let (code, said) = home.fails(&["archive", "add", "checks.jsonl"]);
    assert!(code == 2 && said.contains("--replace"), "{said}");
    home.write(
        "more.csv",
        "ID;Claim;Verdict\nx;The moon of Säby is made of cheese;false\nx;Twice;\n;;\n",
    );
    let out = home.run(&["archive", "add", "more.csv", "--name", "cheese"]);
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(
        said.contains("line 3: the id 'x'") && said.contains("1 entry") && said.contains("2 left out"),
        "{said}"
    );
    let list = home.json(&["archive", "list", "--json"]);
    let names: Vec<&str> = list.iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["checks", "cheese"]);
    home.write("a.txt", "News\n\nThe moon of Säby is made of cheese, said Ida Lund. Tomas Ek said that gulls of Holm were trained by the navy to steal phones.\n");
    let shown = home.ok(&["match", "a.txt", "-k", "1"]);
    assert!(
        shown.contains("archive cheese") && shown.contains("archive checks"),
        "{shown}"
    );
    let line = "{\"id\": 1, \"text\": \"the moon is cheese\"}\n";
    let (code, found, said) = answers(
        &home,
        &["match", "--against", "cheese", "--input", "jsonl", "-k", "1"],
        line,
    );
    assert_eq!((code, best(&found[0])), (0, "x"), "{said}");
    assert_eq!(home.fails(&["archive", "remove", "none"]).0, 2);
    home.ok(&["archive", "remove", "cheese"]);
    home.ok(&["archive", "remove", "checks"]);
    assert_eq!(home.run(&["match", "a.txt"]).status.code(), Some(1));
}

#[test]
fn figures_that_disagree_are_shown_within_between_and_from_before() {
    let home = Home::new();
    home.write("a.txt", "Fire\n\nThe fire destroyed 60 houses in the valley. Nobody slept. The fire destroyed 85 houses in the valley.\n");
    home.write("b.txt", "Later\n\nThe fire destroyed 200 houses in the valley.\n");
    home.write(
        "c.txt",
        "Calm\n\nThe fire destroyed about 60 houses in the valley.\n",
    );
    let within = home.json(&["figures", "a.txt", "--json"]);
    assert_eq!(within.len(), 1);
    let figures = |pair: &Value| [pair["first"]["figure"].clone(), pair["second"]["figure"].clone()];
    assert_eq!(figures(&within[0]), [json!("60"), json!("85")]);
    assert_eq!(home.json(&["figures", "a.txt", "b.txt", "--json"]).len(), 3);
    assert_eq!(home.run(&["figures", "b.txt"]).status.code(), Some(1));
    home.ok(&[
        "annotate",
        "a.txt",
        "--claim",
        "--quote",
        "The fire destroyed 60 houses in the valley",
    ]);
    let before = home.json(&["figures", "b.txt", "--json"]);
    assert_eq!(figures(&before[0]), [json!("200"), json!("60")]);
    assert!(
        before[0]["second"]["file"].as_str().unwrap().ends_with("a.txt"),
        "{before:?}"
    );
    assert_eq!(home.run(&["figures", "c.txt"]).status.code(), Some(1));
    let shown = home.ok(&["figures", "b.txt"]);
    assert!(shown.contains("≠ 200") && shown.contains("60"), "{shown}");
    assert_eq!(home.fails(&["figures", "none.txt"]).0, 3);
}

#[test]
fn what_is_no_archive_is_refused() {
    let home = Home::new();
    for (content, said) in [
        (&b""[..], "it is empty"),
        (b"\x00\xff\xfe", "not an archive"),
        (b"a,b\n1,2\n", "column called 'claim'"),
        (b"{\"id\": 1}\n", "it has no 'claim'"),
        (b"[]", "no entry is valid"),
    ] {
        home.write_bytes("x", content);
        let (code, why) = home.fails(&["archive", "add", "x"]);
        assert!(code == 3 && why.contains(said), "{content:?}: {why}");
    }
    assert_eq!(home.fails(&["archive", "add", ".", "--name", "x"]).0, 3);
    assert_eq!(home.fails(&["archive", "add", "none"]).0, 3);
}

#[test]
fn nothing_of_an_archive_steers_the_terminal() {
    let home = Home::new();
    let evil = json!({"id": "\u{1b}[2J", "claim": "The pier\u{1b}]0;x\u{7} was sold to a whale\u{9b}31m", "title": "\u{202e}evil", "verdict": "\u{1b}[31mno"});
    home.write("evil.jsonl", &format!("{evil}\n"));
    home.write("a.txt", "News\n\nThe pier was sold to a whale, said Ida Lund.\n");
    home.ok(&["archive", "add", "evil.jsonl", "--name", "e\u{1b}[31mvil"]);
    for args in [
        &["match", "a.txt", "-k", "1"][..],
        &["match", "a.txt", "-k", "1", "--json"],
        &["archive", "list"],
    ] {
        let out = home.run(args);
        let printed = String::from_utf8([out.stdout, out.stderr].concat()).unwrap();
        assert!(
            !printed
                .chars()
                .any(|c| c != '\n' && postil::text::clean::is_unsafe(c)),
            "{args:?}: {printed:?}"
        );
    }
}

/// An archive of many entries, as lines of JSON.
fn many(entries: usize) -> String {
    let line = |n| {
        format!(
            "{{\"id\": \"{n}\", \"claim\": \"Town {n} lost {} boats in {}\"}}\n",
            n * 7,
            1900 + n % 120
        )
    };
    (0..entries).map(line).collect()
}

#[test]
fn killed_while_it_is_added_an_archive_is_there_whole_or_not_at_all() {
    let home = Home::new();
    home.write("many.jsonl", &many(4000));
    let mut complete = false;
    for wait in [0, 20, 60, 150, 300, 500] {
        let mut child = home
            .command(&["archive", "add", "many.jsonl", "--replace"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
        let out = home.run(&["archive", "list", "--json"]);
        let list: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        let list = list.as_array().unwrap();
        complete |= !list.is_empty();
        assert_eq!(list.len(), usize::from(complete), "after {wait} ms");
        assert!(list.iter().all(|archive| archive["entries"] == 4000));
    }
    // What is left of the attempts does not disturb the next one.
    home.ok(&["archive", "add", "many.jsonl", "--replace"]);
    assert_eq!(home.json(&["archive", "list", "--json"]).len(), 1);
}

/// A file that may grow no further stands for a full disk.
#[cfg(unix)]
#[test]
fn an_archive_that_does_not_fit_changes_nothing_and_says_what_to_do() {
    let home = Home::new();
    home.write("many.jsonl", &many(4000));
    home.write("few.jsonl", &many(3));
    home.ok(&["archive", "add", "few.jsonl"]);
    let limited = format!(
        "ulimit -f 20; exec {} archive add many.jsonl",
        env!("CARGO_BIN_EXE_postil")
    );
    let out = std::process::Command::new("sh")
        .args(["-c", &limited])
        .current_dir(home.path())
        .env_clear()
        .env("HOME", home.path())
        .output()
        .unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(4), "{said}");
    assert!(said.contains("nothing was changed: make room"), "{said}");
    let list = home.json(&["archive", "list", "--json"]);
    assert!(list.len() == 1 && list[0]["entries"] == 3, "{list:?}");
}
