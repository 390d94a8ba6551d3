//! Evidence that lasts: its page is kept while one reads, and the card says whether the quoted words are in it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::run::{Run, home, until};

/// A server that answers each request with a page, and the lines of the requests.
fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/q3", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = asked.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            while lines.read_line(&mut request).is_ok_and(|n| n > 2) {}
            heard.lock().unwrap().push(request);
            let body = "The bridge will open in June, the mayor wrote.";
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    (url, asked)
}

#[test]
fn a_page_is_kept_when_it_is_added_as_evidence_and_not_requested_again() {
    let home = home();
    let (url, asked) = server();
    let mut run = Run::reading(home.path());
    run.press(&format!(",3e-{url} \"open in June\"\r"));
    run.wait("evidence: ");
    run.press("o");
    run.wait("found in the text");
    assert_eq!(asked.lock().unwrap().len(), 1);
    run.press("q");
    run.press("q");
    assert!(run.end());
    // It is known the next time, and not requested.
    let mut run = Run::reading(home.path());
    run.press("]no");
    run.wait("found in the text");
    run.press("qq");
    assert!(run.end());
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[test]
fn nothing_is_requested_offline_and_files_are_kept_all_the_same() {
    let home = home();
    let (url, asked) = server();
    std::fs::write(home.path().join("letter.txt"), "A letter\n\nWe open in July.\n").unwrap();
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" --offline a.txt");
    run.wait("claim 1 of 2");
    run.press(&format!(",3e{url}\r"));
    run.wait("no request is sent (--offline)");
    run.press("eletter.txt \"in June\"\r");
    run.wait("the quoted words are not in letter.txt");
    until("the letter is kept", || {
        home.path().join("data/postil/sources").is_dir()
    });
    assert!(asked.lock().unwrap().is_empty());
    run.press("q");
    assert!(run.end());
}
