//! `postil refetch`: articles and evidence are read again, and what changed is said.

use super::Home;

const ARTICLE: &str = "The harbour is full\n\nIda Lund said that the harbour has 19 million daily users. \
    Boats are late on most days, and nobody knows why that is. The council meets in May to talk about it.\n";

fn home() -> Home {
    let home = Home::new();
    home.write("harbour.txt", ARTICLE);
    home.write(
        "report.txt",
        "The report\n\nThe harbour has “19.2 million” daily users, we counted.\n",
    );
    home.ok(&[
        "annotate",
        "harbour.txt",
        "--claim",
        "--quote",
        "the harbour has 19 million daily users",
        "--evidence",
        "+report.txt \"19.2 million\"",
        "--evidence",
        "a letter of the mayor",
    ]);
    home
}

#[test]
fn what_changed_in_articles_and_evidence_is_said_once() {
    let home = home();
    let first = home.ok(&["refetch", "--all"]);
    assert!(first.contains("kept; “19.2 million” stands in it"), "{first}");
    assert!(first.ends_with("0 of 1 articles changed\n"), "{first}");
    assert_eq!(home.ok(&["refetch", "harbour.txt"]), "0 of 1 articles changed\n");
    home.write(
        "report.txt",
        "The report\n\nThe harbour has 18 million daily users, we counted.\n",
    );
    home.write("harbour.txt", &ARTICLE.replace("19 million", "17 million"));
    let out = home.run(&["refetch", "harbour.txt"]);
    let said = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(
        said.contains("changed: “the harbour has 19 million daily users” is now “the harbour has 17 million"),
        "{said}"
    );
    assert!(said.contains("“19.2 million” NO LONGER stands in it"), "{said}");
    // Only what changed since is reported, except that the words still do not stand there.
    let again = home.ok(&["refetch", "--all"]);
    assert!(
        again.contains("unchanged; “19.2 million” does not stand in it"),
        "{again}"
    );
    let json = home.json(&["refetch", "--all", "--json"]);
    assert_eq!(json[0]["state"], "unchanged");
    assert_eq!(json[0]["evidence"][0]["found"], false);
    // The notes stay as they were.
    assert!(
        home.ok(&["notes", "harbour.txt", "--json"])
            .contains("19 million")
    );
}

#[test]
fn what_cannot_be_read_is_named_and_keeps_its_last_state() {
    let home = home();
    home.ok(&["refetch", "--all"]);
    std::fs::remove_file(home.path().join("harbour.txt")).unwrap();
    let out = home.run(&["refetch", "--all"]);
    let said = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(3), "{said}");
    assert!(
        said.contains("not read: ") && said.contains("harbour.txt"),
        "{said}"
    );
    home.write("harbour.txt", ARTICLE);
    assert_eq!(home.ok(&["refetch", "--all"]), "0 of 1 articles changed\n");
    home.write("other.txt", "Without notes\n\nNothing.\n");
    let (code, said) = home.fails(&["refetch", "other.txt"]);
    assert!(code == 3 && said.contains("no notes on it"), "{said}");
    assert_eq!(home.fails(&["refetch"]).0, 2);
}

#[cfg(feature = "fetch")]
#[test]
fn pages_are_fetched_again_from_the_addresses_of_evidence_only() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;
    use std::sync::{Arc, Mutex};

    let page = Arc::new(Mutex::new("The harbour has 19.2 million daily users."));
    let asked = Arc::new(Mutex::new(Vec::new()));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/q3", listener.local_addr().unwrap());
    let (served, heard) = (page.clone(), asked.clone());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            while lines.read_line(&mut request).is_ok_and(|n| n > 2) {}
            heard.lock().unwrap().push(request);
            let body = *served.lock().unwrap();
            let status = if body.is_empty() {
                "503 Service Unavailable"
            } else {
                "200 OK"
            };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    let home = Home::new();
    home.write("harbour.txt", ARTICLE);
    let evidence = format!("+{url} \"19.2 million\"");
    home.ok(&[
        "annotate",
        "harbour.txt",
        "--claim",
        "--quote",
        "the harbour has 19 million daily users",
        "--evidence",
        &evidence,
    ]);
    assert!(
        asked.lock().unwrap().is_empty(),
        "adding evidence sends no request"
    );
    assert!(home.ok(&["refetch", "--all", "--offline"]).starts_with("0 of 1"));
    assert!(asked.lock().unwrap().is_empty());
    assert!(
        home.ok(&["refetch", "--all"])
            .contains("“19.2 million” stands in it")
    );
    *page.lock().unwrap() = "";
    let out = home.run(&["refetch", "--all"]);
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.code() == Some(3) && said.contains("503"), "{said}");
    *page.lock().unwrap() = "The harbour has 18 million daily users.";
    assert_eq!(home.run(&["refetch", "--all"]).status.code(), Some(1));
    assert_eq!(asked.lock().unwrap().len(), 3);
}
