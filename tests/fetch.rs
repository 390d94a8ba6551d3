//! Fetching pages from a small server on loopback: requests, results, and refusals.
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
use postil::runtime::{Article, ReadOptions, Requests, is_quoted_from, read_source};
use postil::store::{Origin, Paths, pages, sources, texts};

/// A server that answers each path with the result of `answer`, until the test ends.
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
/// A page compressed with brotli, which nothing here can compress.
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

fn how(dir: &tempfile::TempDir) -> ReadOptions {
    ReadOptions {
        paths: Some(Paths::under(dir.path())),
        ..ReadOptions::default()
    }
}

#[test]
fn the_server_names_the_encoding() {
    // ‘Мост закрыт’ in Windows-1251, which the page does not declare.
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
    // Each state can still be read.
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
    // The server no longer answers.
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

/// Runs the program on `url` with its own home and optionally a proxy.
fn postil(home: &std::path::Path, args: &[&str], proxy: Option<&str>) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_postil"));
    command.args(args).env_clear().env("HOME", home).current_dir(home);
    if let Some(proxy) = proxy {
        command
            .env("HTTP_PROXY", proxy)
            .env("HTTPS_PROXY", proxy)
            .env("ALL_PROXY", proxy);
    }
    command.output().unwrap()
}

/// A proxy that accepts `CONNECT` and answers for every host.
fn proxy(answer: fn(&str) -> Vec<u8>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = asked.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut first = String::new();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            while lines.read_line(&mut first).is_ok_and(|n| n > 2) {}
            heard
                .lock()
                .unwrap()
                .push(first.lines().next().unwrap_or_default().to_owned());
            if first.starts_with("CONNECT") {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
                let mut request = String::new();
                while lines.read_line(&mut request).is_ok_and(|n| n > 2) {}
                first = request;
            }
            let path = first.split(' ').nth(1).unwrap_or_default();
            let _ = stream.write_all(&answer(path.trim_start_matches("http://elsewhere.test")));
        }
    });
    (base, asked)
}

#[test]
fn a_proxy_is_not_asked_for_private_addresses_to_which_a_stranger_sends() {
    let home = tempfile::tempdir().unwrap();
    let (proxy, asked) = proxy(|path| match path.strip_prefix("/to/") {
        Some(host) => to(&format!("http://{host}/x")),
        None => ok(HTML, PAGE.as_bytes()),
    });
    for host in [
        "127.0.0.1:18766",
        "169.254.169.254",
        "localhost",
        "localhost.",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "intranet",
        "metadata.google.internal",
        "u:p@127.0.0.1",
    ] {
        let url = format!("http://elsewhere.test/to/{host}");
        let out = postil(home.path(), &["extract", &url], Some(&proxy));
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(3), "{host}: {said}");
        assert!(said.contains("redirects to"), "{host}: {said}");
    }
    let out = postil(
        home.path(),
        &["extract", "http://elsewhere.test/page"],
        Some(&proxy),
    );
    assert_eq!(
        out.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 13);
    assert!(
        asked.iter().all(|line| line.contains("elsewhere.test")),
        "{asked:?}"
    );
}

#[test]
fn who_names_one_private_address_is_not_sent_to_another() {
    let other = Server::start(|_| ok(HTML, PAGE.as_bytes()));
    let elsewhere = other.base.clone();
    let server = Server::start(move |path| match path {
        "/same" => to("/page"),
        "/port" => to(&elsewhere),
        "/name" => to("http://localhost/"),
        "/cloud" => to("http://169.254.169.254/latest/meta-data/"),
        _ => ok(HTML, PAGE.as_bytes()),
    });
    server.get("/same").unwrap();
    for path in ["/port", "/name", "/cloud"] {
        let error = server.get(path).unwrap_err();
        assert!(matches!(error, FetchError::Private(_)), "{path}: {error}");
    }
    assert!(other.asked.lock().unwrap().is_empty());
}

#[test]
fn passwords_in_addresses_are_sent_to_their_host_and_kept_nowhere() {
    let other = Server::start(|_| ok(HTML, PAGE.as_bytes()));
    let elsewhere = other.base.replace("http://", "http://ann:s3cretpw@");
    let server = Server::start(move |path| match path.split('?').next() {
        Some("/away") => to(&elsewhere),
        Some("/scheme") => to("ftp://bob:s3cretpw@e.example/"),
        Some("/no") => b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
        _ => ok(HTML, PAGE.as_bytes()),
    });
    let address = |path: &str| server.url(path).replace("http://", "http://ann:s3cretpw@");
    let home = tempfile::tempdir().unwrap();
    let page = address("/page?a=1&access_token=s3cretpw");
    let quote = "The bridge closes in May";
    let mut said = String::new();
    for args in [
        &["annotate", &page, "--quote", quote, "--claim"] as &[&str],
        &["extract", &page],
        &["check", &page],
        &["export", &page],
        &["export", "--format", "json", &page],
        &["notes", "--all", "--json"],
        &["diff", &page, "--states"],
        &["extract", &address("/away")],
        &["extract", &address("/scheme")],
        &["extract", &address("/no")],
        &["extract", "http://ann:s3cretpw@/"],
        &["extract", "http://ann:s3/cretpw@e.example/"],
    ] {
        let out = postil(home.path(), args, None);
        said += &String::from_utf8_lossy(&out.stdout);
        said += &String::from_utf8_lossy(&out.stderr);
    }
    assert!(
        said.contains("Bridge closes") && said.contains("/page?a=1"),
        "{said}"
    );
    assert!(!said.contains("s3cretpw") && !said.contains("cretpw@"), "{said}");
    let asked = server.asked.lock().unwrap().join("\n");
    assert!(
        asked.to_lowercase().contains("authorization: basic") && asked.contains("YW5uOnMzY3JldHB3"),
        "{asked}"
    );
    assert!(other.asked.lock().unwrap().is_empty());
    let mut files = 0;
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            files += 1;
            let bytes = std::fs::read(entry.path()).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("s3cretpw"), "{}: {text}", entry.path().display());
        }
    }
    assert!(files > 3, "{files}");
}

#[test]
fn notes_that_an_older_version_kept_under_an_address_with_a_password_are_found() {
    let server = Server::start(|_| ok(HTML, PAGE.as_bytes()));
    let home = tempfile::tempdir().unwrap();
    let page = server.url("/page");
    let quote = "The bridge closes in May";
    let made = postil(
        home.path(),
        &["annotate", &page, "--quote", quote, "--claim"],
        None,
    );
    assert!(made.status.success());
    let notes = home.path().join(".local/share/postil/notes");
    let file = std::fs::read_dir(&notes).unwrap().next().unwrap().unwrap().path();
    let old = page.replace("http://", "http://ann:s3cretpw@");
    let text = std::fs::read_to_string(&file).unwrap().replace(&page, &old);
    assert!(text.contains("s3cretpw"));
    std::fs::write(&file, text).unwrap();
    std::fs::remove_file(home.path().join(".local/state/postil/library.log")).unwrap();
    let listed = postil(home.path(), &["notes", &old], None);
    assert!(String::from_utf8_lossy(&listed.stdout).contains(quote));
    let more = postil(
        home.path(),
        &["annotate", &old, "--quote", "ferries", "--highlight"],
        None,
    );
    assert!(more.status.success(), "{}", String::from_utf8_lossy(&more.stderr));
    assert_eq!(std::fs::read_dir(&notes).unwrap().count(), 1);
    assert!(!std::fs::read_to_string(&file).unwrap().contains("s3cretpw"));
}

/// Evidence that cannot be kept: the reason says why, and the last text stays.
#[test]
fn sources_of_evidence_that_cannot_be_read_keep_their_last_text() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let answer = Arc::new(Mutex::new(ok(HTML, PAGE.as_bytes())));
    let (now, other) = (answer.clone(), Server::start(|_| ok(HTML, PAGE.as_bytes())));
    let server = Server::start(move |_| now.lock().unwrap().clone());
    let how = ReadOptions {
        paths: Some(paths.clone()),
        ..ReadOptions::default()
    };
    let url = server.url("/evidence");
    let read = || read_source(&url, &paths, &how).map(|read| read.kept.unwrap());
    read().unwrap();
    let text = || {
        let state = sources::last(&paths, &url).unwrap();
        texts::read(&paths, state.print().unwrap()).unwrap()
    };
    assert!(text().contains("cracks in two of its piers"));
    let huge = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 65 << 20);
    for (bad, why) in [
        (
            ok(
                "Content-Type: image/png\r\n",
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01",
            ),
            "PNG",
        ),
        (huge.into_bytes(), "larger than 64 MB"),
        (to(&other.url("/private")), "redirects to 127.0.0.1"),
        (to("file:///etc/passwd"), "redirects to file:"),
        (
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
            "404",
        ),
        (Vec::new(), "cannot be fetched"),
    ] {
        *answer.lock().unwrap() = bad;
        let error = read().unwrap_err().to_string();
        assert!(error.contains(why), "{why}: {error}");
        assert!(text().contains("cracks in two of its piers"), "{why}");
    }
    assert!(other.asked.lock().unwrap().is_empty());
    assert_eq!(sources::states(&paths, &url).len(), 1);
}

/// An address that came with an annotation must not reach this machine or its network.
#[test]
fn sources_that_others_named_are_not_requested_from_a_private_network() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let server = Server::start(|_| ok(HTML, PAGE.as_bytes()));
    let local = server.base.replace("127.0.0.1", "localhost");
    for (requests, why) in [
        (Requests::Public, "on a private network, and you did not type"),
        (Requests::Excluded, "no request is sent (--offline)"),
    ] {
        for url in [server.url("/a"), format!("{local}/a")] {
            let how = ReadOptions {
                requests,
                paths: Some(paths.clone()),
                ..ReadOptions::default()
            };
            let error = read_source(&url, &paths, &how).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
    assert!(server.asked.lock().unwrap().is_empty(), "no request was sent");
}

/// Words in a part of the page that is not its article are found too.
#[test]
fn words_quoted_from_a_page_may_be_outside_its_article() {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::under(dir.path());
    let page = PAGE.replace(
        "<article>",
        "<nav><ul><li>Subscribe for 3 crowns</ul></nav><article>",
    );
    let server = Server::start(move |_| ok(HTML, page.as_bytes()));
    let how = ReadOptions {
        paths: Some(paths.clone()),
        ..ReadOptions::default()
    };
    let url = server.url("/a");
    let text = read_source(&url, &paths, &how)
        .unwrap()
        .document
        .text()
        .to_owned();
    assert!(!text.contains("crowns"));
    assert!(is_quoted_from("subscribe for 3 CROWNS", &text, &url, &paths));
    assert!(is_quoted_from("two of its piers", &text, &url, &paths));
    assert!(!is_quoted_from("three of its piers", &text, &url, &paths));
}
