//! The pictures of the documentation show what the program draws.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    unreachable_pub,
    dead_code
)]

#[path = "../examples/picture/main.rs"]
mod picture;

#[test]
fn they_are_drawn_alike_each_time_and_are_what_is_committed() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let drawn = picture::pictures().unwrap();
    assert_eq!(drawn, picture::pictures().unwrap());
    for (name, svg) in drawn {
        let committed = std::fs::read_to_string(docs.join(&name)).unwrap_or_default();
        assert!(
            committed == svg,
            "docs/{name} is not what the program draws now: `cargo run --example picture` redraws it; look at it"
        );
    }
}

#[test]
fn they_are_pictures() {
    for (name, svg) in picture::pictures().unwrap() {
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"), "{name}");
        assert!(svg.contains("<title>Postil"), "{name}");
        assert!(svg.matches("<text ").count() > 60, "{name}");
        assert!(!svg.chars().any(|c| c.is_control() && c != '\n'), "{name}");
        assert!(svg.len() < 200_000, "{name}: {} bytes", svg.len());
    }
}
