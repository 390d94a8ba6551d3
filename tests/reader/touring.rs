//! The tour: it waits for each task, ticks it off, and ends.

use std::sync::Arc;

use postil::analysis::analyse;
use postil::app::{Loaded, Message, Mode, Tour, TourTask};
use postil::config::settings::{Digits, Settings};
use postil::import::{Options, import};

use crate::article::Article;
use crate::script::{Opening, Reader};

/// The tour opened on a screen of 120x40.
fn tour(settings: Settings) -> Reader {
    let options = Options {
        name: Some("tour.md".into()),
        ..Options::default()
    };
    let text = include_bytes!("../../assets/tour.md");
    let document = import(text, &options).unwrap().document;
    let article = Article {
        analysis: analyse(&document),
        document: Arc::new(document),
    };
    let mut reader = Reader::with(
        &article,
        Opening {
            size: (120, 40),
            settings,
            ..Opening::default()
        },
    );
    assert!(reader.tour().is_none(), "any other article has none");
    reader.send(Message::Loaded(Box::new(Loaded {
        tour: true,
        ..Loaded::new(2, article.document.clone())
    })));
    reader.send(Message::Analysed(2, Arc::new(article.analysis.clone())));
    reader
}

fn task(r: &Reader) -> Option<TourTask> {
    r.tour().and_then(Tour::task)
}

fn words(r: &Reader) -> String {
    r.tour().map_or(String::new(), |tour| {
        tour.words(r.modes(), r.keys().map(), r.settings())
    })
}

#[test]
fn each_deed_is_waited_for_and_ticked() {
    let mut r = tour(Settings::default());
    for (keys, next) in [
        ("", Some(TourTask::Page)),
        ("? esc", Some(TourTask::Page)),
        ("space", Some(TourTask::Accept)),
        ("j", Some(TourTask::Accept)),
        ("a", Some(TourTask::Reject)),
        ("x", Some(TourTask::Undo)),
        ("u", Some(TourTask::Verdict)),
        (",3", Some(TourTask::Evidence)),
        ("e", Some(TourTask::Evidence)),
        ("‘https://example.org/accounts’ enter", Some(TourTask::List)),
        ("tab", Some(TourTask::List)),
        ("tab tab", Some(TourTask::List)),
        ("esc", Some(TourTask::Queue)),
        ("enter", Some(TourTask::Queue)),
        ("2", None),
    ] {
        r.press(keys);
        assert_eq!(task(&r), next, "after {keys}: {}", words(&r));
    }
    assert!(r.tour().unwrap().done().iter().all(|done| *done));
    // The evidence is on the claim with the verdict, and nowhere else.
    let evidence: Vec<_> = r.notes().into_iter().filter(|a| !a.evidence.is_empty()).collect();
    assert_eq!(evidence.len(), 1);
    assert_eq!(evidence[0].verdict.as_deref(), Some("refuted"));
    // It names further keys, and disappears after it was read.
    r.press("esc");
    assert_eq!(r.mode(), Mode::Read);
    assert!(words(&r).starts_with("Done: "), "{}", words(&r));
    r.press("esc");
    assert!(r.tour().is_none() && r.panes().tour.is_none());
}

#[test]
fn deeds_in_another_order_are_ticked_too() {
    let mut r = tour(Settings::default());
    r.press("tab esc ,1 a");
    let done = r.tour().unwrap().done();
    let ticked: Vec<TourTask> = TourTask::ALL
        .into_iter()
        .zip(done)
        .filter(|(_, done)| **done)
        .map(|(task, _)| task)
        .collect();
    assert_eq!(ticked, [TourTask::Accept, TourTask::Verdict, TourTask::List]);
    assert_eq!(task(&r), Some(TourTask::Page));
}

#[test]
fn the_keys_it_names_are_those_at_hand_and_do_what_it_says() {
    let mut settings = Settings::default();
    let read = [
        ("A", "accept"),
        ("a", "none"),
        ("W", "page-down"),
        ("space", "none"),
    ];
    let read = read.map(|(key, action)| (key.to_owned(), action.to_owned()));
    settings.keys.insert("read".into(), read.into());
    let mut r = tour(settings);
    assert!(
        words(&r).starts_with("pagedown turns the page") || words(&r).contains("W turns"),
        "{}",
        words(&r)
    );
    r.press("W");
    assert!(words(&r).contains(" A accepts"), "{}", words(&r));
    r.press("A");
    assert_eq!(task(&r), Some(TourTask::Reject));
    // Verdicts are named as in the settings.
    let mut r = tour(Settings {
        digits: Digits::Verdicts,
        ..Settings::default()
    });
    r.press("space a x u");
    assert_eq!(
        words(&r),
        "Judge the claim in focus: 3 says refuted. Any digit will do."
    );
    r.press("3");
    assert_eq!(task(&r), Some(TourTask::Evidence));
}

#[test]
fn what_is_half_done_says_how_it_goes_on() {
    let mut r = tour(Settings::default());
    r.press("space a x u ,3 e");
    assert!(words(&r).starts_with("Type a link"), "{}", words(&r));
    r.press("esc tab");
    assert_eq!(
        words(&r),
        "esc returns to the text.",
        "the list is not what is waited for"
    );
}

#[test]
fn it_is_put_away_and_begun_again_by_name() {
    let mut r = tour(Settings::default());
    r.press("space a : ‘tour’ enter");
    assert!(r.tour().is_none());
    r.press(": ‘tour’ enter");
    assert_eq!(task(&r), Some(TourTask::Page));
    let mut other = Reader::open(&crate::article::tram());
    other.press(": ‘tour’ enter");
    assert!(
        other.says().starts_with("this article is not the tour"),
        "{}",
        other.says()
    );
}
