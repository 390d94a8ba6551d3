//! Fetching pages from a small server on loopback: what is asked, what comes back, and what is refused.
#![cfg(feature = "fetch")]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use postil::document::MarkKind;
use postil::fetch::{FetchError, Fetched, Limits, fetch};
use postil::runtime::{Article, How};
use postil::store::{Origin, Paths, pages};

/// A server that answers each path with what `answer` makes of it, until the test ends.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (heard, answer) = (asked.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (heard, answer) = (heard.clone(), answer.clone());
                thread::spawn(move || serve(stream, &heard, &*answer));
            }
        });
        Self { base, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn get(&self, path: &str) -> Result<Fetched, FetchError> {
        fetch(&self.url(path), &Limits::default(), &mut |_| true)
    }
}

fn serve(mut stream: TcpStream, heard: &Mutex<Vec<String>>, answer: &dyn Fn(&str) -> Vec<u8>) {
    let mut request = String::new();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    while lines.read_line(&mut request).is_ok_and(|n| n > 2) {}
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    heard.lock().unwrap().push(request);
    let _ = stream.write_all(&answer(&path));
}

/// An answer with a body of known length.
fn ok(fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\n{fields}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut out = head.into_bytes();
    out.extend_from_slice(body);
    out
}

fn to(location: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        .into_bytes()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const HTML: &str = "Content-Type: text/html\r\n";
const PAGE: &str = "<!doctype html><html lang=en><title>Bridge closes</title><article><h1>Bridge closes</h1><p>The bridge \
closes in May, the mayor said on Tuesday, after engineers found cracks in two of its piers, which is bad.</p>\
<p>The ferries will run every ten minutes until it opens again, and nobody pays for them, she said.</p></article>";
/// A page packed by brotli, which nothing here can pack.
const BROTLI: &[u8] = b"\x1b\x4f\x00\x18\xe4\xe5\x11\x69\x60\x81\x24\x10\xe8\x0b\x5d\xdd\xd6\xed\x36\x98\x63\x1c\xb0\x7f\x03\x6e\x13\x4e\x03\xd3\x8e\x71\x3c\x3d\x2f\x0b\x0d\xea\xf7\x52\x79\xb1\x58\x85\x13\xd2\x34\x38\x40\x3f\xe8\xd9\xb7\xf3\x4d\xcd\x5b\x13\xec\xb0\x2c\x00";

#[test]
fn a_page_and_who_asks_for_it() {
    let server = Server::start(|_| {
        ok(
            "Content-Type: text/html; charset=UTF-8\r\nSet-Cookie: a=b\r\n",
            PAGE.as_bytes(),
        )
    });
    let mut seen = Vec::new();
    let fetched = fetch(&server.url("/a?b=c"), &Limits::default(), &mut |p| {
        seen.push(p);
        true
    });
    let fetched = fetched.unwrap();
    assert_eq!(fetched.bytes, PAGE.as_bytes());
    assert_eq!(fetched.url, server.url("/a?b=c"));
    assert_eq!(
        (fetched.media.as_deref(), fetched.charset.as_deref()),
        (Some("text/html"), Some("UTF-8"))
    );
    assert_eq!(seen.first().unwrap().bytes, 0);
    assert_eq!(seen.last().unwrap().of, Some(PAGE.len() as u64));
    server.get("/again").unwrap();
    let asked = server.asked.lock().unwrap().join("\n").to_lowercase();
    assert!(
        asked.contains(&format!("user-agent: postil/{}", env!("CARGO_PKG_VERSION"))),
        "{asked}"
    );
    assert!(
        asked.contains("accept-encoding: gzip, br") || asked.contains("br"),
        "{asked}"
    );
    assert!(!asked.contains("cookie"), "{asked}");
}

#[test]
fn packed_answers_are_unpacked() {
    let server = Server::start(|path| match path {
        "/gzip" => ok(
            &format!("{HTML}Content-Encoding: gzip\r\n"),
            &gzipped(PAGE.as_bytes()),
        ),
        _ => ok(&format!("{HTML}Content-Encoding: br\r\n"), BROTLI),
    });
    assert_eq!(server.get("/gzip").unwrap().bytes, PAGE.as_bytes());
    let text = String::from_utf8(server.get("/br").unwrap().bytes).unwrap();
    assert!(text.contains("Packed by brotli"), "{text}");
}

#[test]
fn redirects_are_followed_to_their_end() {
    let server = Server::start(|path| match path {
        "/old" => to("/new/"),
        "/new/" => to("page?x=1"),
        "/circle" => to("/circle"),
        "/file" => to("file:///etc/passwd"),
        "/data" => to("data:text/plain,words"),
        _ => ok(HTML, PAGE.as_bytes()),
    });
    assert_eq!(server.get("/old").unwrap().url, server.url("/new/page?x=1"));
    assert!(matches!(
        server.get("/circle"),
        Err(FetchError::TooManyRedirects(10))
    ));
    for path in ["/file", "/data"] {
        let error = server.get(path).unwrap_err();
        assert!(matches!(error, FetchError::OtherScheme(_)), "{error}");
    }
}

#[test]
fn sizes_and_times_have_limits() {
    let server = Server::start(|path| match path {
        "/bomb" => ok(
            &format!("{HTML}Content-Encoding: gzip\r\n"),
            &gzipped(&vec![b' '; 50_000_000]),
        ),
        "/endless" => {
            let mut out = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
            out.extend_from_slice(&vec![b'x'; 3_000_000]);
            out
        }
        "/slow" => {
            thread::sleep(Duration::from_secs(5));
            ok(HTML, b"late")
        }
        "/short" => b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\nonly this".to_vec(),
        "/header" => format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "y".repeat(2_000_000)).into_bytes(),
        "/garbage" => b"\x00\x01\x02 no answer at all\r\n\r\n".to_vec(),
        _ => ok(HTML, &vec![b'x'; 2_000_000]),
    });
    let limits = Limits {
        bytes: 1_000_000,
        time: Duration::from_millis(700),
        ..Limits::default()
    };
    let get = |path: &str| {
        let started = Instant::now();
        let done = fetch(&server.url(path), &limits, &mut |_| true);
        assert!(
            started.elapsed() < Duration::from_secs(4),
            "{path}: {:?}",
            started.elapsed()
        );
        done.unwrap_err()
    };
    for path in ["/announced", "/bomb", "/endless"] {
        let error = get(path);
        assert!(
            matches!(error, FetchError::TooLarge(1_000_000) | FetchError::TooSlow(_)),
            "{path}: {error}"
        );
    }
    assert!(matches!(get("/announced"), FetchError::TooLarge(_)));
    assert!(matches!(get("/slow"), FetchError::TooSlow(_)));
    for path in ["/short", "/header", "/garbage"] {
        assert!(matches!(get(path), FetchError::Failed(_)), "{path}");
    }
}

#[test]
fn a_request_can_be_stopped() {
    let server = Server::start(|_| ok(HTML, &vec![b'x'; 2_000_000]));
    let stopped = fetch(&server.url("/"), &Limits::default(), &mut |p| p.bytes < 300_000);
    assert!(matches!(stopped, Err(FetchError::Stopped)));
}

#[test]
fn what_is_no_page_says_so() {
    let server = Server::start(|path| {
        let status = path.trim_start_matches('/');
        format!("HTTP/1.1 {status} Word\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
    });
    for (status, word) in [
        (404, "check the address"),
        (403, "save the page in a browser"),
        (503, "try again later"),
    ] {
        let error = server.get(&format!("/{status}")).unwrap_err().to_string();
        assert!(
            error.contains(&status.to_string()) && error.contains(word),
            "{error}"
        );
    }
    let get = |url: &str| fetch(url, &Limits::default(), &mut |_| true).unwrap_err();
    for url in [
        "file:///etc/passwd",
        "ftp://e.example/",
        "http://",
        "http:///path",
        "https://a b/",
        "e.example",
    ] {
        assert!(matches!(get(url), FetchError::NoUrl), "{url}: {}", get(url));
    }
    // Nobody listens there any more.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(matches!(get(&format!("http://{free}/")), FetchError::Failed(_)));
}

fn how(dir: &tempfile::TempDir) -> How {
    How {
        paths: Some(Paths::under(dir.path())),
        ..How::default()
    }
}

#[test]
fn the_server_names_the_encoding() {
    // ‘Мост закрыт’ in Windows-1251, which the page does not say.
    let body = b"<title>x</title><p>\xcc\xee\xf1\xf2 \xe7\xe0\xea\xf0\xfb\xf2</p>";
    let server = Server::start(|path| match path {
        "/header" => ok("Content-Type: text/html; charset=windows-1251\r\n", body),
        _ => ok(
            "Content-Type: text/html; charset=windows-1251\r\n",
            "<p>“Schon UTF-8” — sagt niemand</p>".as_bytes(),
        ),
    });
    let dir = tempfile::tempdir().unwrap();
    let read = |path: &str| Article::read(OsStr::new(&server.url(path)), &how(&dir)).unwrap();
    assert!(read("/header").document.text().contains("Мост закрыт"));
    assert!(read("/wrong").document.text().contains("“Schon UTF-8”"));
}

#[test]
fn a_page_is_kept_and_read_again_without_a_network() {
    let changed = Arc::new(Mutex::new(String::from(PAGE)));
    let page = changed.clone();
    let server = Server::start(move |path| match path {
        "/moved" => to("/article"),
        "/gone" => b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        _ if page.lock().unwrap().is_empty() => Vec::new(),
        _ => ok(HTML, page.lock().unwrap().as_bytes()),
    });
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let name = server.url("/moved");
    let read = || Article::read(OsStr::new(&name), &how(&dir));
    let first = read().unwrap();
    assert_eq!(first.origin, Origin::Url(server.url("/article")));
    assert_eq!(first.document.metadata().title, "Bridge closes");
    assert_eq!(
        first.document.metadata().url.as_deref(),
        Some(server.url("/article").as_str())
    );
    assert_eq!(first.warnings, [] as [&str; 0]);
    read().unwrap();
    assert_eq!(pages::visits(&paths, &name).len(), 1);
    changed.lock().unwrap().push_str("<p>And a correction.</p>");
    read().unwrap();
    assert_eq!(pages::visits(&paths, &name).len(), 2);
    let old = pages::read(&paths, &pages::visits(&paths, &name)[0]).unwrap();
    assert_eq!(old, PAGE.as_bytes());
    // Each state can still be read by itself.
    let states: Vec<String> = pages::visits(&paths, &name)
        .iter()
        .map(|v| {
            Article::kept(v, &how(&dir))
                .unwrap()
                .unwrap()
                .document
                .text()
                .to_owned()
        })
        .collect();
    assert!(!states[0].contains("correction") && states[1].contains("correction"));
    // The server answers no more.
    changed.lock().unwrap().clear();
    let offline = read().unwrap();
    assert!(offline.document.text().contains("every ten minutes"));
    assert!(
        offline.warnings[0].contains("as it was fetched on"),
        "{:?}",
        offline.warnings
    );
    let error = Article::read(OsStr::new(&server.url("/gone")), &how(&dir)).unwrap_err();
    assert!(error.to_string().contains("404"), "{error}");
}

#[test]
fn relative_links_lead_to_where_the_page_was() {
    let words = "The harbour board closed the old iron bridge on Monday, after divers had found cracks in two of its piers. ";
    let body = format!(
        "<html><title>Bridge closes</title><article><p>{words}</p><p>{words}The <a href='../plan?a=1'>plan</a>, the \
         <a href='/map#mill'>map</a> and a <a href='https://x.example/'>rule</a>.</p><p>{words}</p></article></html>"
    );
    let server = Server::start(move |path| match path {
        "/news/2026/bridge" => ok(HTML, body.as_bytes()),
        _ => to("/news/2026/bridge"),
    });
    let dir = tempfile::tempdir().unwrap();
    let article = Article::read(OsStr::new(&server.url("/b")), &how(&dir)).unwrap();
    let links: Vec<String> = article
        .document
        .marks()
        .iter()
        .filter_map(|m| match &m.kind {
            MarkKind::Link(target) => Some(target.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(
        links,
        [
            server.url("/news/plan?a=1"),
            server.url("/map#mill"),
            "https://x.example/".to_owned()
        ]
    );
}
