//! `--extractor`: programs that find entities and claims too: fast, slow, broken, and missing ones.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Home, PIER};

/// Answers each line with one claim on the words 'it pays', one person, and an invalid line.
const ANSWERS: &str = r#"
while read -r line; do
  echo '{"type":"engine","name":"test \u001b[31mengine"}'
  echo '{"type":"entity","kind":"PER","start":0,"end":7,"name":"Zorblax Quux"}'
  echo '{"type":"entity","kind":"PER","start":0,"end":70000}'
  echo '{"type":"claim","start":13,"end":20,"speaker":"Zorblax Quux","check_worthiness":0.9,"reasons":["money\u001b[2J"]}'
  echo '{"type":"done"}'
done
"#;

fn one(home: &Home, extractor: &str) -> (i32, String, String) {
    home.write("a.txt", "Zorblax said it pays well.\n");
    let out = home.run(&["extract", "--format", "jsonl", "--extractor", extractor, "a.txt"]);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn a_program_adds_what_it_finds_and_each_thing_says_who_found_it() {
    let home = Home::new();
    home.write("answers.sh", ANSWERS);
    let (code, out, err) = one(&home, "sh './answers.sh'");
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains(
            "a.txt: 1 line of the answer was left out: line 3: the span 0 to 70000 ends behind the text"
        ),
        "{err}"
    );
    assert!(!out.contains("\\u001b") && !err.contains('\u{1b}'), "{out} {err}");
    let value: Value = serde_json::from_str(&out).unwrap();
    super::schema::check("extract", &value);
    let entities = value["entities"].as_array().unwrap();
    let person = entities.iter().find(|e| e["name"] == "Zorblax Quux").unwrap();
    assert_eq!(person["kind"], "person");
    assert_eq!(person["mentions"][0]["text"], "Zorblax");
    let claim = &value["claims"].as_array().unwrap()[0];
    assert_eq!(claim["text"], "it pays");
    assert_eq!(claim["speaker"]["name"], "Zorblax Quux");
    assert!(
        claim["engines"]
            .as_array()
            .unwrap()
            .contains(&json!("test engine"))
    );
    assert_eq!(value["left_out"]["count"], 1);
    let readable = home.ok(&[
        "extract",
        "--format",
        "text",
        "--extractor",
        "sh answers.sh",
        "a.txt",
    ]);
    assert!(readable.contains("Zorblax Quux · test engine"), "{readable}");
    // Without a program the output mentions none.
    let plain: Value = serde_json::from_str(&home.ok(&["extract", "a.txt"])).unwrap();
    assert!(plain.get("left_out").is_none());
    assert!(
        plain["claims"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c.get("engines").is_none())
    );
}

#[test]
fn a_program_is_sent_the_article_as_its_protocol_says() {
    let home = Home::new();
    home.write(
        "keep.sh",
        "read -r line; printf '%s\\n' \"$line\" > sent.json; echo '{\"type\":\"done\",\"id\":1}'",
    );
    home.write("pier.txt", PIER);
    home.ok(&["extract", "--extractor", "sh keep.sh", "pier.txt"]);
    let sent: Value =
        serde_json::from_str(&std::fs::read_to_string(home.path().join("sent.json")).unwrap()).unwrap();
    super::schema::check("extractor_document", &sent);
    assert_eq!(sent["title"], "The pier at Säby closes for repairs");
    let extract: Value = serde_json::from_str(&home.ok(&["extract", "pier.txt"])).unwrap();
    assert_eq!(
        (&sent["text"], &sent["blocks"]),
        (&extract["text"], &extract["blocks"])
    );
    for line in ANSWERS.lines().filter_map(|l| l.trim().strip_prefix("echo '")) {
        let line: Value = serde_json::from_str(line.trim_end_matches('\'')).unwrap();
        super::schema::check("extractor_answer", &line);
    }
}

#[test]
fn a_program_that_fails_is_told_with_what_it_said_last() {
    let home = Home::new();
    let failing = [
        (
            "sh -c 'echo first >&2; printf \"\\033[31mno module named spacy\\n\" >&2; exit 3'",
            "a.txt: the extractor sh ended with 3 before it had answered with a line {\"type\": \"done\"}; it said: first · no module named spacy",
        ),
        (
            "sh -c 'read -r line; echo garbage; printf \"{half a li\"'",
            "sh ended with 0 before it had answered",
        ),
        ("sh -c 'kill -9 $$'", "was ended by a signal"),
        (
            "sh -c 'read -r l; echo \"{\\\"type\\\":\\\"error\\\",\\\"message\\\":\\\"the model is \\\\u001b[1mtired\\\"}\"; cat'",
            "a.txt: the extractor sh says: the model is tired",
        ),
        (
            "sh -c 'read -r l; echo \"{\\\"type\\\":\\\"done\\\",\\\"id\\\":7}\"; cat'",
            "answered document 7 when asked about document 1",
        ),
        (
            "yes '{\"type\":\"nothing\"}'",
            "the extractor yes was ended: 1000 lines of the answer were left out: line 1: unknown variant",
        ),
        ("sh -c 'tr \"\\0\" x < /dev/zero'", "more than 16 MB"),
    ];
    for (command, words) in failing {
        let begun = Instant::now();
        let (code, out, err) = one(&home, command);
        assert_eq!((code, out.as_str()), (3, ""), "{command}: {err}");
        assert!(err.contains(words), "{command}: {err}");
        assert!(!err.contains('\u{1b}'), "{command}: {err}");
        assert!(begun.elapsed() < Duration::from_secs(40), "{command}");
    }
    for (command, words) in [
        (
            "/no/such/program -x",
            "the extractor program cannot be started: there is no program ‘/no/such/program’",
        ),
        ("sh 'unclosed", "a quotation mark is missing"),
    ] {
        let (code, _, err) = one(&home, command);
        assert_eq!(code, 2, "{command}: {err}");
        assert!(err.contains(words), "{command}: {err}");
    }
    let (code, out, _) = one(&home, "");
    assert!(code == 0 && !out.contains("engines"), "an empty name asks nobody");
}

#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    let home = Home::new();
    home.write("a.txt", "Zorblax said it pays well.\n");
    home.write("hangs.sh", "echo loading >&2; sleep 654 & echo $! > child; wait");
    let begun = Instant::now();
    let out = home.run(&[
        "extract",
        "--extractor",
        "sh hangs.sh",
        "--extractor-timeout",
        "1",
        "a.txt",
    ]);
    let err = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(3), "{err}");
    assert!(
        err.contains("the extractor hangs.sh was ended: it gave no complete answer within 1 s (extractor_timeout); it said: loading"),
        "{err}"
    );
    assert!(begun.elapsed() < Duration::from_secs(20));
    let child = std::fs::read_to_string(home.path().join("child")).unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    let running = || {
        std::fs::read_to_string(format!("/proc/{}/cmdline", child.trim())).is_ok_and(|c| c.contains("654"))
    };
    while running() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!running(), "what it started is still there");
}

#[test]
fn one_process_answers_for_many_articles_and_each_line_is_answered() {
    let home = Home::new();
    home.write("answers.sh", &format!("echo started >> starts\n{ANSWERS}"));
    let lines: String = (0..40)
        .map(|n| {
            json!({"id": n, "text": if n == 7 { "" } else { "Zorblax said it pays well." }}).to_string()
                + "\n"
        })
        .collect();
    home.write("in.jsonl", &lines);
    let extract = |more: &[&str]| {
        let args = ["extract", "--input", "jsonl", "--format", "jsonl", "in.jsonl"];
        let out = home.run(&[&args[..], more].concat());
        let text = String::from_utf8(out.stdout).unwrap();
        text.lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect::<Vec<Value>>()
    };
    let all = extract(&["--extractor", "sh answers.sh", "-j", "1"]);
    assert_eq!(all.len(), 40);
    for (n, line) in all.iter().enumerate() {
        assert_eq!(line["source"], n.to_string());
        assert_eq!(line.get("error").is_some(), n == 7, "{line}");
    }
    let starts = || {
        std::fs::read_to_string(home.path().join("starts"))
            .unwrap()
            .lines()
            .count()
    };
    assert_eq!(starts(), 1, "with one job there is one process");
    // A program that answers once and exits is started again for each document.
    home.write(
        "once.sh",
        "echo started >> starts; read -r line; echo '{\"type\":\"done\"}'",
    );
    let all = extract(&["--extractor", "sh once.sh", "-j", "1"]);
    assert!(
        all.iter()
            .enumerate()
            .all(|(n, line)| line.get("error").is_some() == (n == 7))
    );
    assert_eq!(starts(), 1 + 39);
    // A failure in the middle affects only the article on which it happened.
    home.write(
        "fragile.sh",
        "n=0; while read -r line; do n=$((n+1)); [ $n = 5 ] && exit 9; echo '{\"type\":\"done\"}'; done",
    );
    let all = extract(&["--extractor", "sh fragile.sh", "-j", "1"]);
    assert_eq!(all.len(), 40);
    assert!(all.iter().any(|line| line["claims"].is_array()));
    let failed = all
        .iter()
        .filter(|l| l["error"].as_str().is_some_and(|e| e.contains("ended with 9")));
    assert_eq!(
        failed.count(),
        0,
        "a program that ends without a word after others were answered is asked once more"
    );
}

#[test]
fn the_examples_do_what_they_say() {
    if std::process::Command::new("python3")
        .arg("--version")
        .output()
        .is_err()
    {
        return;
    }
    let home = Home::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/extractors/");
    home.write(
        "names.tsv",
        "person\tZorblax Quux\tZorblax\norganization\tSäby Ferries\n",
    );
    home.write(
        "a.txt",
        "The fares 👩‍👩‍👧\n\nZorblax said that Säby Ferries will lose 3 million euros.\n",
    );
    let python = |args: &[&str], script: &str| {
        let path = std::env::var_os("PATH").unwrap_or_default();
        home.command(args)
            .args(["--extractor", script])
            .env("PATH", path)
            .output()
            .unwrap()
    };
    let out = python(
        &["extract", "a.txt"],
        &format!("python3 {example}word_list.py names.tsv"),
    );
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let value: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(value["left_out"]["count"], 0, "{value}");
    let found: Vec<(&str, &str)> = value["entities"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["engines"].as_array().unwrap().contains(&json!("names.tsv")))
        .map(|e| {
            (
                e["name"].as_str().unwrap(),
                e["mentions"][0]["text"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(found.contains(&("Säby Ferries", "Säby Ferries")), "{value}");
    assert!(found.iter().any(|(_, words)| *words == "Zorblax"), "{value}");
    let claim = value["claims"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["engines"].as_array().unwrap().contains(&json!("names.tsv")));
    assert_eq!(claim.unwrap()["text"], "Säby Ferries will lose 3 million euros");
    // Without spaCy the example says so; with it, spaCy's labels are accepted.
    let out = python(
        &["extract", "a.txt"],
        &format!("python3 -S {example}spacy_names.py no_such_model"),
    );
    let err = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(
        !out.status.success() && err.contains("pip install spacy"),
        "{err}"
    );
}
