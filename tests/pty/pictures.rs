//! Pictures drawn over the page, and removed again.

use std::path::Path;

use crate::run::Run;

/// A page with a picture beside it, opened on a terminal that draws pictures with this method, with the picture's line selected.
fn on_a_picture(home: &Path, way: &str) -> Run {
    let page = "<html><body><article><h1>The ferry</h1><p>The mayor said that the ferry will sail in May.</p>\
                <img src='a%20ferry.png' alt='A ferry at the quay'><p>It is new.</p></article></body></html>";
    std::fs::write(home.join("a.html"), page).unwrap();
    image::RgbImage::from_pixel(200, 100, image::Rgb([200, 60, 50]))
        .save(home.join("a ferry.png"))
        .unwrap();
    std::fs::create_dir_all(home.join("config/postil")).unwrap();
    std::fs::write(
        home.join("config/postil/config.ron"),
        format!("(pictures: {way})"),
    )
    .unwrap();
    let mut run = Run::start(home, "exec \"$POSTIL\" a.html");
    run.wait("Claims 0/1");
    run.press("gI");
    run.wait("Pictures");
    run.press("\r");
    run.wait("draw it here");
    run
}

#[test]
fn a_picture_is_drawn_and_the_page_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let mut run = on_a_picture(home.path(), "blocks");
    run.press("\r");
    run.wait("▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀");
    let screen = run.screen.screen().contents();
    assert!(screen.contains("A ferry at the quay") && !screen.contains("The mayor"));
    run.press("\u{1b}");
    run.wait("The mayor said");
    assert!(!run.screen.screen().contents().contains('▀'));
    run.press("q");
    assert!(run.end() && run.gave_back());
}

#[test]
fn a_terminal_with_images_is_told_to_take_them_away() {
    let home = tempfile::tempdir().unwrap();
    let mut run = on_a_picture(home.path(), "kitty");
    run.press("\r");
    run.wait_for_bytes(b"\x1b_Ga=T,f=100");
    run.press("\u{1b}");
    run.wait_for_bytes(b"\x1b_Ga=d");
    run.wait("The mayor said");
    run.press("q");
    assert!(run.end() && run.gave_back());
}

#[test]
fn a_picture_that_is_no_picture_is_said() {
    let home = tempfile::tempdir().unwrap();
    let mut run = on_a_picture(home.path(), "sixel");
    std::fs::write(home.path().join("a ferry.png"), "\u{1b}]0;owned\u{7}").unwrap();
    run.press("\r");
    run.wait("it is not a PNG");
    assert!(!run.written.windows(9).any(|w| w == b"\x1b]0;owned"));
    run.press("\u{1b}");
    run.wait("The mayor said");
    run.press("q");
    assert!(run.end());
}
