//! `postil extract`: entities and claims without a screen.

use std::io::Write as _;
use std::process::Stdio;

use super::{Home, PIER};

#[test]
fn extract_prints_the_fields_of_its_schema_in_their_order() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let line = home.ok(&["extract", "--format", "jsonl", "pier.txt"]);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let mut last = 0;
    for key in [
        "schema", "source", "title", "date", "language", "text", "blocks", "entities", "claims",
    ] {
        let at = line.find(&format!("\"{key}\":")).unwrap();
        assert!(at >= last, "{key} is out of order");
        last = at;
    }
    assert_eq!(value.as_object().unwrap().len(), 10);
    assert_eq!(value["schema"], "postil.extract/1");
    assert_eq!(value["title"], "The pier at Säby closes for repairs");
    assert_eq!(value["date"], "2026-02-11");
    let text: Vec<char> = value["text"].as_str().unwrap().chars().collect();
    let passages = value["entities"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|e| e["mentions"].as_array().unwrap());
    let passages = passages.chain(value["claims"].as_array().unwrap());
    let mut seen = 0;
    for passage in passages {
        let (start, end) = (
            passage["start"].as_u64().unwrap() as usize,
            passage["end"].as_u64().unwrap() as usize,
        );
        assert_eq!(
            text[start..end].iter().collect::<String>(),
            passage["text"].as_str().unwrap()
        );
        seen += 1;
    }
    assert!(seen > 3);
    let readable = home.ok(&["extract", "--format", "text", "pier.txt"]);
    assert!(
        readable.starts_with("The pier at Säby closes for repairs\n2026-02-11\n"),
        "{readable}"
    );
    let all = home.ok(&["extract", "pier.txt"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&all).unwrap(), value);
}

#[test]
fn lines_of_json_are_articles_and_come_out_in_their_order() {
    let home = Home::new();
    let mut input = String::new();
    for n in 0..300 {
        let text = format!("Article {n}\n\nIda Lund said that {n} boats came.");
        let id = if n % 2 == 0 {
            serde_json::json!(n)
        } else {
            serde_json::json!(format!("a/{n}"))
        };
        input.push_str(&serde_json::json!({"text": text, "id": id, "more": null}).to_string());
        input.push('\n');
        if n == 150 {
            input.push_str("\n{\"id\": 7}\nnonsense\n");
        }
    }
    let run = |jobs: &str, input: &str| {
        let mut child = home
            .command(&["extract", "--input", "jsonl", "--format", "jsonl", "-j", jobs])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writing = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let out = child.wait_with_output().unwrap();
        writing.join().unwrap().unwrap();
        out
    };
    let out = run("3", &input);
    assert_eq!(out.status.code(), Some(3), "two lines hold no article");
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(
        said.contains("-: line 153: missing field `text`") && said.contains("-: line 154: "),
        "{said}"
    );
    let lines = String::from_utf8(out.stdout.clone()).unwrap();
    let sources: Vec<String> = lines
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            value["source"].as_str().unwrap().to_owned()
        })
        .collect();
    let mut expected: Vec<String> = (0..300)
        .map(|n| {
            if n % 2 == 0 {
                n.to_string()
            } else {
                format!("a/{n}")
            }
        })
        .collect();
    expected.splice(151..151, ["7".to_owned(), "line 154".to_owned()]);
    assert_eq!(sources, expected, "each line is answered, in its place");
    let errors: Vec<&str> = lines.lines().filter(|l| l.contains("\"error\":")).collect();
    assert_eq!(
        errors[0],
        "{\"schema\":\"postil.extract/1\",\"source\":\"7\",\"error\":\"missing field `text`\"}"
    );
    assert_eq!(errors.len(), 2);
    assert_eq!(
        run("1", &input).stdout,
        out.stdout,
        "whatever the number of workers"
    );
    home.write("in.jsonl", &input.lines().take(2).collect::<Vec<_>>().join("\n"));
    let two = home.ok(&["extract", "--input", "jsonl", "--format", "jsonl", "in.jsonl"]);
    assert!(lines.starts_with(&two) && two.lines().count() == 2);
}

#[test]
fn a_broken_file_does_not_keep_extract_from_the_rest() {
    let home = Home::new();
    let mut names = vec![
        "extract".to_owned(),
        "--format".into(),
        "jsonl".into(),
        "-j".into(),
        "3".into(),
    ];
    for n in 0..40 {
        let name = format!("a{n}.txt");
        if n % 7 != 3 {
            home.write(
                &name,
                &format!("Article {n}\n\nIda Lund said that {n} boats came.\n"),
            );
        }
        names.push(name);
    }
    let args: Vec<&str> = names.iter().map(String::as_str).collect();
    let out = home.run(&args);
    assert_eq!(out.status.code(), Some(3));
    let lines = String::from_utf8(out.stdout).unwrap();
    let sources: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["source"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let wanted: Vec<String> = (0..40)
        .filter(|n| n % 7 != 3)
        .map(|n| format!("a{n}.txt"))
        .collect();
    assert_eq!(sources, wanted, "in the order in which they were named");
    let said = String::from_utf8(out.stderr).unwrap();
    assert_eq!(said.lines().count(), 6, "{said}");
    assert!(said.contains("a3.txt: no such file"));
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let home = Home::new();
    home.write(
        "long.txt",
        &"Ida Lund said that many boats came into the harbour. ".repeat(2_000),
    );
    let mut child = home
        .command(&["extract", "long.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let out = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&out.stderr), "");
    assert_eq!(out.status.code(), Some(0));
}

#[test]
fn what_a_line_says_of_its_article_is_kept() {
    let home = Home::new();
    let lines = [
        r#"{"id": "a", "text": "Ida Lund said that 3 boats came.", "title": "Boats", "date": "2026-03-14T08:00:00Z", "url": "https://example.org/a", "lang": "en"}"#,
        r#"{"id": "b", "text": "Ida Lund said so.", "date": "some day"}"#,
        r#"{"id": "c", "text": "  "}"#,
        r#"{"text": "no name"}"#,
    ];
    let out = home.run_with(
        &["extract", "--input", "jsonl", "--format", "jsonl"],
        &lines.join("\n"),
    );
    assert_eq!(out.status.code(), Some(3));
    let answers: Vec<serde_json::Value> = String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(answers.len(), 4);
    let first = &answers[0];
    assert_eq!(
        (&first["title"], &first["date"], &first["url"], &first["language"]),
        (
            &"Boats".into(),
            &"2026-03-14".into(),
            &"https://example.org/a".into(),
            &"en".into()
        )
    );
    for (answer, source, why) in [
        (&answers[1], "b", "the date is 'some day'"),
        (&answers[2], "c", "there is no text in it"),
        (&answers[3], "line 4", "missing field `id`"),
    ] {
        assert_eq!(answer["source"], source);
        assert!(answer["error"].as_str().unwrap().starts_with(why), "{answer}");
    }
}

#[test]
fn explain_says_which_construction_found_what() {
    let home = Home::new();
    home.write("a.txt", "The mayor, Ida Lund, said that the pier had closed.\n");
    let all = home.ok(&["extract", "--plain", "--explain", "a.txt"]);
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let lines: Vec<String> = all.lines().map(words).collect();
    for line in [
        "a.txt",
        "statement that-clause the pier had closed",
        "speaker named-speaker Ida Lund",
        "name tagger Ida Lund",
        "1 that-clause",
    ] {
        assert!(lines.iter().any(|l| l == line), "{line}: {all}");
    }
    let less = home.ok(&[
        "extract",
        "--plain",
        "--explain",
        "--without",
        "named-speaker",
        "a.txt",
    ]);
    assert!(!less.contains("named-speaker"), "{less}");
    let listed = home.ok(&["extract", "--constructions"]);
    assert!(listed.contains("that-clause (statement): "), "{listed}");
    let (_, error) = home.fails(&["extract", "--explain", "--without", "nonsense", "a.txt"]);
    assert!(error.contains("no construction is called 'nonsense'"), "{error}");
}
