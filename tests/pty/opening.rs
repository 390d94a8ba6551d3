//! Pages that are slow to load: cancelled, and announced if the reader continued working.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

use super::run::{Run, files, home};

const PAGE: &str = "<html><head><title>From afar</title></head><body><article><h1>From afar</h1>\
    <p>The harbour office said that the ferry will sail again in June, after two years in dock.</p>\
    <p>It cost 3 million, the mayor said on Monday, and nobody had expected it to take so long.</p></article></body></html>";

/// A server on loopback that answers a request on command.
fn server() -> (String, Sender<()>, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/page", listener.local_addr().unwrap());
    let (answer, answers) = channel::<()>();
    let (asked, asks) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            read_request(&stream);
            if asked.send(()).is_err() || answers.recv().is_err() {
                return;
            }
            let mut stream = stream;
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{PAGE}",
                PAGE.len()
            );
        }
    });
    (address, answer, asks)
}

fn read_request(stream: &TcpStream) {
    let mut lines = BufReader::new(stream).lines();
    while lines.next().is_some_and(|line| line.is_ok_and(|l| !l.is_empty())) {}
}

#[test]
fn the_first_page_can_be_called_off() {
    for key in ["\u{1b}", "q", "\u{3}"] {
        let home = home();
        let (address, _answer, asked) = server();
        let mut run = Run::start(home.path(), &format!("\"$POSTIL\" {address}; echo ended with $?"));
        run.wait("opening http://127.0.0.1");
        asked.recv().unwrap();
        run.press(key);
        run.wait("ended with 0");
        assert!(run.gave_back());
    }
}

#[test]
fn the_first_page_is_shown_when_it_comes() {
    let home = home();
    let (address, answer, asked) = server();
    let mut run = Run::start(home.path(), &format!("exec \"$POSTIL\" {address}"));
    run.wait("opening http://127.0.0.1");
    asked.recv().unwrap();
    answer.send(()).unwrap();
    run.wait("harbour office said");
    run.press("q");
    assert!(run.end());
}

#[test]
fn what_cannot_be_fetched_ends_with_its_reason() {
    let home = home();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut run = Run::start(
        home.path(),
        &format!("\"$POSTIL\" http://{gone}/; echo ended with $?; \"$POSTIL\" none.txt; echo then $?"),
    );
    run.wait("ended with 3");
    run.wait("cannot be fetched");
    run.wait("then 3");
    assert!(run.gave_back());
}

#[test]
fn a_page_does_not_come_under_the_fingers() {
    let home = home();
    let (address, answer, asked) = server();
    let mut run = Run::reading(home.path());
    run.press(&format!(":open {address}\r"));
    asked.recv().unwrap();
    run.press("a");
    run.wait("accepted:");
    answer.send(()).unwrap();
    run.wait("is ready: gf or :open shows it");
    assert!(run.screen.screen().contents().contains("bridge will open"));
    run.press("x");
    run.wait("rejected:");
    run.press("gf");
    run.wait("harbour office said");
    // A waiting reader sees it immediately.
    run.press(":open a.txt\r");
    run.wait("bridge will open");
    run.press(&format!(":open {address}\r"));
    asked.recv().unwrap();
    answer.send(()).unwrap();
    run.wait("harbour office said");
    run.press("q");
    assert!(run.end());
}

#[test]
fn a_page_on_its_way_is_called_off() {
    let home = home();
    let (address, answer, asked) = server();
    let mut run = Run::reading(home.path());
    run.press(&format!(":open {address}\r"));
    asked.recv().unwrap();
    run.press("\u{1b}");
    run.wait("is not opened");
    answer.send(()).unwrap();
    run.press("a");
    run.wait("accepted:");
    run.press("jkjk");
    run.wait("saved");
    assert!(!run.screen.screen().contents().contains("is ready"));
    run.press("q");
    assert!(run.end());
}

/// Another process writes to the index, so that the notes of the first article are found late: the second one is shown with its own notes,
/// and the first one has lost nothing.
#[test]
fn another_article_is_opened_while_notes_are_still_looked_for() {
    let home = home();
    let text = "Another title\n\nThe council said that the trams will stop in July.\n";
    std::fs::write(home.path().join("b.txt"), text).unwrap();
    let mut run = Run::reading(home.path());
    run.press(",3");
    run.wait("✗");
    run.press(":open b.txt\r");
    run.wait("trams will stop");
    run.wait("claim 1 of 1");
    run.press(",1");
    run.wait("✓");
    run.press("jk");
    run.wait("saved");
    run.press("q");
    assert!(run.end());
    let index = files(&home.path().join("cache"), "index.sqlite");
    let index = index.iter().find(|path| path.ends_with("index.sqlite")).unwrap();
    let other = rusqlite::Connection::open(index).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut run = Run::start(home.path(), "exec \"$POSTIL\" a.txt");
    run.wait("bridge will open");
    run.press(":open b.txt\r");
    run.wait("trams will stop");
    run.wait("✓");
    other.execute_batch("ROLLBACK").unwrap();
    run.press(":open a.txt\r");
    run.wait("bridge will open");
    run.wait("✗");
    run.press("q");
    assert!(run.end());
}
