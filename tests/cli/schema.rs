//! The JSON output matches `docs/schema.json`. This test implements the part of JSON Schema that the file uses, and checks that it uses no
//! other.

use serde_json::{Value, json};

use super::{Home, PIER};

const SCHEMA: &str = include_str!("../../docs/schema.json");

/// All violations in `value`, each with its path.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    for (keyword, said) in schema.as_object().unwrap() {
        let fits = match keyword.as_str() {
            "description" | "required" | "additionalProperties" => true,
            "$ref" => {
                let name = said.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                faults(root, &root["$defs"][name], value, at, out);
                true
            }
            "anyOf" => said.as_array().unwrap().iter().any(|one| {
                let mut inner = Vec::new();
                faults(root, one, value, at, &mut inner);
                inner.is_empty()
            }),
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("type {other}"),
                };
                said.as_array()
                    .map_or_else(|| is(said), |names| names.iter().any(is))
            }
            "enum" => said.as_array().unwrap().contains(value),
            "const" => said == value,
            "minimum" => value.as_f64().is_none_or(|n| n >= said.as_f64().unwrap()),
            "pattern" => {
                let pattern = regex::Regex::new(said.as_str().unwrap()).unwrap();
                value.as_str().is_none_or(|text| pattern.is_match(text))
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(root, said, item, &format!("{at}[{index}]"), out);
                }
                true
            }
            "properties" => {
                let Some(object) = value.as_object() else { continue };
                for (name, inner) in object {
                    match said.get(name) {
                        Some(schema) => faults(root, schema, inner, &format!("{at}.{name}"), out),
                        None => out.push(format!("{at}.{name} is not in the schema")),
                    }
                }
                for name in schema["required"].as_array().unwrap() {
                    if !object.contains_key(name.as_str().unwrap()) {
                        out.push(format!("{at}.{name} is missing"));
                    }
                }
                true
            }
            other => panic!("the keyword {other} is not checked here"),
        };
        if !fits {
            out.push(format!("{at}: {keyword} {said}: {value}"));
        }
    }
}

pub(super) fn check(name: &str, value: &Value) {
    let root: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(root["$defs"][name].is_object(), "{name}");
    let mut out = Vec::new();
    faults(&root, &root["$defs"][name], value, name, &mut out);
    assert!(out.is_empty(), "{out:#?}");
}

fn home() -> Home {
    let home = Home::new();
    home.write("pier.txt", PIER);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        "cracks in 14 of the 40 piles",
        "--verdict",
        "disputed",
        "--speaker",
        "Ida Lund",
        "--note",
        "Ask the diver about the harbour.",
        "--evidence",
        "+https://example.org/report \"yes\"",
    ]);
    home.ok(&[
        "annotate", "pier.txt", "--entity", "person", "--quote", "Ida Lund", "--tag", "who",
    ]);
    home.ok(&["annotate", "pier.txt", "--note", "On all of it"]);
    home
}

#[test]
fn what_commands_print_is_as_the_schema_says() {
    let home = home();
    home.write("new.txt", &PIER.replace("14 of the 40", "25 of the 40"));
    home.write(
        "checks.csv",
        "id,claim\nc1,The pier of the harbour has cracks in its piles\n",
    );
    home.ok(&["archive", "add", "checks.csv"]);
    for (name, args) in [
        ("notes", &["notes", "pier.txt", "--json"][..]),
        ("notes", &["check", "pier.txt", "--json"]),
        (
            "notes",
            &[
                "annotate",
                "pier.txt",
                "--highlight",
                "--quote",
                "Nobody swims there",
                "--json",
            ],
        ),
        ("notes_all", &["notes", "--all", "--json"]),
        (
            "export",
            &["export", "pier.txt", "--format", "json", "--suggested"],
        ),
        ("export_all", &["export", "--all", "--format", "json"]),
        ("claims", &["claims", "--all", "--json"]),
        ("search", &["search", "harbour", "--json"]),
        (
            "match",
            &["match", "new.txt", "--as", "separate", "-k", "2", "--json"],
        ),
        ("archives", &["archive", "list", "--json"]),
        ("figures", &["figures", "pier.txt", "new.txt", "--json"]),
        ("library", &["library", "--json"]),
        ("ledger", &["ledger", "--all", "--json"]),
        ("refetch", &["refetch", "--all", "--offline", "--json"]),
        ("diff", &["diff", "pier.txt", "new.txt", "--json"]),
        ("extract", &["extract", "pier.txt"]),
        ("formats", &["export", "--list", "--json"]),
        ("themes", &["themes", "--json"]),
        ("keys", &["keys", "--json"]),
        ("paths", &["paths", "--json"]),
        ("doctor", &["doctor", "--json"]),
    ] {
        let out = home.run(args);
        let value = serde_json::from_slice(&out.stdout);
        let value: Value =
            value.unwrap_or_else(|e| panic!("{args:?}: {e}: {}", String::from_utf8_lossy(&out.stderr)));
        assert_ne!(value, json!([]), "{args:?} shows nothing");
        check(name, &value);
    }
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        "cracks in 14",
        "--notes",
        "b.ron",
    ]);
    home.ok(&[
        "annotate",
        "pier.txt",
        "--claim",
        "--quote",
        "Nobody swims there",
        "--notes",
        "c.ron",
    ]);
    let agree = home.run(&["agree", "b.ron", "c.ron", "--json"]);
    check("agree", &serde_json::from_slice(&agree.stdout).unwrap());
    let lines = home.ok(&["export", "pier.txt", "--format", "jsonl"]);
    for line in lines.lines() {
        check("export_line", &serde_json::from_str(line).unwrap());
    }
    let answer = home.run_with(
        &["extract", "--input", "jsonl", "--format", "jsonl"],
        "{\"id\": 1}",
    );
    check("extract_error", &serde_json::from_slice(&answer.stdout).unwrap());
    let matching = ["match", "--against", "checks.csv", "--input", "jsonl", "-k", "1"];
    let lines = "{\"id\": 1, \"text\": \"cracks in the piles of the pier\"}\n{\"id\": 2}\n";
    let answers = String::from_utf8(home.run_with(&matching, lines).stdout).unwrap();
    let answers: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    check("match_line", &answers[0]);
    check("match_error", &answers[1]);
    home.write(
        "notes.json",
        &home.ok(&["export", "pier.txt", "--format", "json"]),
    );
    let imported = home.ok(&["import-notes", "pier.txt", "notes.json", "--json"]);
    check("import", &serde_json::from_str(&imported).unwrap());
}

#[test]
fn what_lines_may_hold_is_what_the_schema_says() {
    let home = Home::new();
    home.write("pier.txt", PIER);
    let root: Value = serde_json::from_str(SCHEMA).unwrap();
    let (code, said) = home.fails(&["annotate", "pier.txt", "--from", "/dev/null", "--note", "x"]);
    assert!(code == 2, "{said}");
    let out = home.run_with(&["annotate", "pier.txt", "--from", "-"], r#"{"wrong": 1}"#);
    let said = String::from_utf8(out.stderr).unwrap();
    for name in root["$defs"]["annotate_line"]["properties"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(said.contains(&format!("`{name}`")), "{name}: {said}");
    }
    let line = json!({"kind": "claim", "quote": "Nobody swims there", "evidence": [{"source": "x"}]});
    check("annotate_line", &line);
}
