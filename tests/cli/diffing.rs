//! What changed between two versions, and between two states of a page.

use jiff::Timestamp;
use postil::store::{Paths, pages};

use super::{Home, PIER};

#[test]
fn diff_compares_states_of_a_page_that_were_kept() {
    let home = Home::new();
    let paths = Paths {
        data: home.path().join(".local/share/postil"),
        ..Paths::under(home.path())
    };
    let address = "https://gazette.example/bridge";
    let keep = |second: i64, number: &str| {
        let page = format!(
            "<title>Bridge</title><p>The mayor said the repair would cost {number} million pounds this year.</p>"
        );
        let visit = pages::Visit {
            named: address.into(),
            url: address.into(),
            seen: Timestamp::from_second(second).unwrap(),
            media: Some("text/html".into()),
            charset: None,
            hash: String::new(),
        };
        pages::keep(&paths, page.as_bytes(), visit).unwrap();
    };
    let (code, message) = home.fails(&["diff", address]);
    assert!(code == 3 && message.contains("no state"), "{message}");
    keep(1_700_000_000, "12");
    assert!(home.fails(&["diff", address]).1.contains("only one state"));
    keep(1_700_100_000, "12");
    keep(1_700_200_000, "19");
    keep(1_700_300_000, "20");
    let listed = String::from_utf8(home.run(&["diff", address, "--states"]).stdout).unwrap();
    assert_eq!(
        listed.lines().map(|l| l.get(..28).unwrap()).collect::<Vec<_>>(),
        [
            "  1  2023-11-14 22:13 UTC  h",
            "  2  2023-11-17 05:46 UTC  h",
            "  3  2023-11-18 09:33 UTC  h"
        ]
    );
    let last = home.run(&["diff", address]);
    let text = String::from_utf8(last.stdout).unwrap();
    assert!(
        last.status.code() == Some(1) && text.contains("19 million") && text.contains("20 million"),
        "{text}"
    );
    let chosen = home.run(&["diff", address, "--between", "1", "2", "--json"]);
    let diff: serde_json::Value = serde_json::from_slice(&chosen.stdout).unwrap();
    assert!(
        diff["old"].as_str().unwrap().contains("2023-11-14")
            && diff["claims"][0]["come"][0].as_str().unwrap().contains("19")
    );
    assert_eq!(home.fails(&["diff", address, "--between", "1", "9"]).0, 2);
    assert_eq!(home.fails(&["diff", "bridge.html"]).0, 2);
}

#[test]
fn diff_tells_what_became_of_each_claim() {
    let home = Home::new();
    home.write("old.txt", PIER);
    home.write(
        "new.txt",
        &PIER.replace("14 of the 40 piles", "19 of the 40 piles"),
    );
    assert_eq!(home.run(&["diff", "old.txt", "old.txt"]).status.code(), Some(0));
    let out = home.run(&["diff", "old.txt", "new.txt", "--json"]);
    assert_eq!(out.status.code(), Some(1));
    let diff: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(diff["schema"], "postil.diff/1");
    let claims = diff["claims"].as_array().unwrap();
    let changed: Vec<_> = claims.iter().filter(|c| c["change"] == "changed").collect();
    assert_eq!(changed.len(), 1, "{diff}");
    assert!(changed[0]["old"]["text"].as_str().unwrap().contains("14"));
    assert!(changed[0]["new"]["text"].as_str().unwrap().contains("19"));
    assert!(changed[0]["gone"][0].as_str().unwrap().contains("14"), "{diff}");
    assert!(changed[0]["come"][0].as_str().unwrap().contains("19"), "{diff}");
    assert!(claims.iter().any(|c| c["change"] == "kept"));
    let text = String::from_utf8(home.run(&["diff", "old.txt", "new.txt"]).stdout).unwrap();
    assert!(
        text.starts_with("changed\n  - Ida Lund: “We found cracks in 14"),
        "{text}"
    );
    assert_eq!(home.fails(&["diff", "-", "-"]).0, 2);
}
