//! Links and footnotes: selected, shown, and only then opened.

use std::sync::Arc;

use postil::analysis::Analysis;
use postil::app::overlay::{Leads, PictureState};
use postil::app::{Effect, Loaded, Message, Overlay, PictureFile};
use postil::document::{BlockKind, Builder, PicturePlace};
use postil::import::{Format, Options, import};

use crate::article::Article;
use crate::footers::bottom;
use crate::script::{Reader, tram};

const TEXT: &str = "# A plan\n\nIt was closed on Monday.[^1] See the [report](https://e.example/report) and [the plan](plan%20b.md).\n\nWrite [to her](mailto:ann@e.example).\n\n[^1]: In a statement to the council.\n";

fn reader() -> Reader {
    let options = Options {
        format: Some(Format::Markdown),
        ..Options::default()
    };
    let document = Arc::new(import(TEXT.as_bytes(), &options).unwrap().document);
    let mut r = Reader::open(&Article::new("Something else."));
    r.send(Message::Loaded(Box::new(Loaded {
        path: Some("/home/ann/a.md".into()),
        ..Loaded::new(2, document)
    })));
    r.send(Message::Analysed(2, Arc::new(Analysis::default())));
    r
}

fn leads(r: &Reader) -> &Leads {
    match r.overlay() {
        Some(Overlay::Link(link)) => &link.leads,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_letter_shows_where_a_link_leads_and_only_then_it_is_opened() {
    let mut r = reader();
    r.press("F s");
    assert_eq!(leads(&r), &Leads::Article("https://e.example/report".into()));
    let opened = |r: &Reader| {
        r.effects
            .iter()
            .any(|e| matches!(e, Effect::Open(_) | Effect::Browse(_)))
    };
    assert!(!opened(&r));
    r.press("esc");
    assert!(r.overlay().is_none() && !opened(&r));
    r.press("F s enter");
    assert!(matches!(r.effects.last(), Some(Effect::Open(name)) if name == "https://e.example/report"));
    r.press("F d");
    assert_eq!(
        leads(&r),
        &Leads::Article("/home/ann/plan b.md".into()),
        "beside the article"
    );
    r.press("b");
    assert!(matches!(r.effects.last(), Some(Effect::Browse(name)) if name == "/home/ann/plan b.md"));
    r.press("F f enter");
    assert_eq!(leads(&r), &Leads::Program("mailto:ann@e.example".into()));
    assert!(r.says().contains("another program"), "{}", r.says());
    r.press("y");
    assert_eq!(r.copied(), Some("mailto:ann@e.example"));
}

#[test]
fn a_footnote_peeks_where_it_is_referred_to() {
    let mut r = reader();
    r.press("F a");
    let Leads::Footnote(text, _) = leads(&r) else {
        panic!("{:?}", r.overlay())
    };
    assert!(text.ends_with("In a statement to the council."), "{text}");
    let before = r.reading().cursor();
    r.press("esc");
    assert_eq!(r.reading().cursor(), before, "one stays where one was");
    r.press("F a enter");
    assert!(r.at().starts_with("[1] In a statement"), "{}", r.at());
    r.press("C-o");
    assert_eq!(r.reading().cursor(), before);
}

#[test]
fn links_have_numbers() {
    let mut r = reader();
    r.press("2F");
    assert_eq!(leads(&r), &Leads::Article("https://e.example/report".into()));
    r.press("esc 9F");
    assert_eq!(r.says(), "there is no link 9: the last one is 4");
    r.press("gL");
    match r.overlay() {
        Some(Overlay::Page(page)) => {
            let lines: Vec<_> = page.lines.iter().map(|l| l.left.as_str()).collect();
            assert_eq!(lines, ["1  [1]", "2  report", "3  the plan", "4  to her"]);
        }
        other => panic!("{other:?}"),
    }
    r.press("‘mailto’ enter");
    assert_eq!(leads(&r), &Leads::Program("mailto:ann@e.example".into()));
    tram("F", |r| assert!(r.says().starts_with("no link"), "{}", r.says()));
    tram("gL", |r| assert_eq!(r.says(), "this article has no links"));
}

/// An article with three pictures: in a file beside it, in its own file, and on the web.
fn illustrated(path: &str) -> Reader {
    let mut builder = Builder::new();
    builder.block(BlockKind::Title, "The ferry");
    builder.block(BlockKind::Paragraph, "It sails in May.");
    builder.picture(
        "A ferry at the quay",
        PicturePlace::Outside("pictures/ferry.jpg".into()),
    );
    builder.picture("", PicturePlace::Inside(Some("media/1".into())));
    builder.picture("A map", PicturePlace::Outside("https://e.example/map.png".into()));
    builder.block(BlockKind::Paragraph, "It is new.");
    let mut r = Reader::open(&Article::new("Something else."));
    r.send(Message::Loaded(Box::new(Loaded {
        path: Some(path.into()),
        ..Loaded::new(2, Arc::new(builder.finish()))
    })));
    r.send(Message::Analysed(2, Arc::new(Analysis::default())));
    r
}

#[test]
fn pictures_are_listed_and_shown_where_they_are_kept() {
    let mut r = illustrated("/home/ann/a.html");
    r.press("gI");
    match r.overlay() {
        Some(Overlay::Page(page)) => {
            let lines: Vec<_> = page
                .lines
                .iter()
                .map(|l| (l.left.as_str(), l.right.as_str()))
                .collect();
            let expected = [
                ("1  A ferry at the quay", "pictures/ferry.jpg"),
                ("2  1", "inside the file"),
                ("3  A map", "https://e.example/map.png"),
            ];
            assert_eq!(lines, expected);
        }
        other => panic!("{other:?}"),
    }
    r.press("enter");
    // This terminal draws no pictures.
    let kept = |target: Option<&str>| Leads::Picture {
        target: target.map(str::to_owned),
        file: None,
    };
    assert_eq!(leads(&r), &kept(Some("/home/ann/pictures/ferry.jpg")));
    assert!(!bottom(&r).contains("open"), "{}", bottom(&r));
    r.press("esc gI ‘inside’ enter");
    assert!(!bottom(&r).contains("copy"), "{}", bottom(&r));
    assert_eq!(leads(&r), &kept(None));
    tram("gI", |r| assert_eq!(r.says(), "this article has no pictures"));
}

#[test]
fn a_picture_is_drawn_where_the_terminal_can() {
    let mut r = illustrated("/home/ann/a.epub");
    r.model.set_pictures(true);
    let files = [
        Some(PictureFile::Whole("/home/ann/pictures/ferry.jpg".into())),
        Some(PictureFile::Entry {
            article: "/home/ann/a.epub".into(),
            name: "media/1".into(),
        }),
        // Pictures are never fetched.
        None,
    ];
    for (picture, expected) in ["‘quay’", "‘inside’", "‘map’"].iter().zip(&files) {
        r.press(&format!("gI {picture} enter"));
        match leads(&r) {
            Leads::Picture { file, .. } => assert_eq!(file, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(bottom(&r).contains("open"), expected.is_some(), "{}", bottom(&r));
        r.press("esc");
    }

    let asked = |r: &Reader| match r.effects.last() {
        Some(Effect::DrawPicture(file)) => Some((file.clone(), r.model.panes().picture())),
        _ => None,
    };
    let state = |r: &Reader| match r.overlay() {
        Some(Overlay::Picture(view)) => Some(view.state.clone()),
        _ => None,
    };
    r.press("gI ‘quay’ enter enter");
    let (file, area) = asked(&r).unwrap();
    assert_eq!(Some(&file), files[0].as_ref());
    assert_eq!(state(&r), Some(PictureState::Awaited));
    r.send(Message::PictureReady(file.clone(), Ok(())));
    assert_eq!(state(&r), Some(PictureState::Drawn));
    assert!(!bottom(&r).contains("copy"), "{}", bottom(&r));
    // After a resize it is scaled again.
    r.send(Message::Resized(60, 20));
    assert_eq!(state(&r), Some(PictureState::Awaited));
    assert!(asked(&r).is_some_and(|(_, now)| now.width < area.width));
    let why = "it is no picture".to_owned();
    r.send(Message::PictureReady(file, Err(why.clone())));
    assert_eq!(state(&r), Some(PictureState::Failed(why)));
    r.press("esc");
    assert!(r.overlay().is_none());
    let effects = r.effects.len();
    r.send(Message::Resized(80, 24));
    assert_eq!(r.effects.len(), effects, "there is none to be made to fit");
}
