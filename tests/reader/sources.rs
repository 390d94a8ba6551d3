//! The texts of evidence: which sources are kept, and what the card says about them.

use postil::app::{CheckedSource, Effect, Message, NamedBy, Part, SourceQuery, SourceText};
use postil::config::settings::{KeepEvidence, Settings};
use postil::notes::{Notebook, Timestamp};

use crate::article::tram;
use crate::script::{Opening, Reader};

/// What was asked about sources since the last time.
fn asked(reader: &mut Reader) -> Vec<SourceQuery> {
    let all = std::mem::take(&mut reader.effects);
    let sources = all.into_iter().filter_map(|effect| match effect {
        Effect::CheckSources {
            generation: 1,
            sources,
        } => Some(sources),
        _ => None,
    });
    sources.flatten().collect()
}

fn query(source: &str, quote: Option<&str>, keep: Option<NamedBy>) -> SourceQuery {
    SourceQuery {
        source: source.to_owned(),
        quote: quote.map(str::to_owned),
        keep,
    }
}

fn answer(reader: &mut Reader, query: SourceQuery, text: SourceText) {
    reader.send(Message::Sources(1, vec![CheckedSource { query, text }]));
}

/// The last line of the first evidence on the card of the claim in focus.
fn last_line(reader: &Reader) -> String {
    let lines = reader.card_lines(&reader.subject());
    let evidence = lines.iter().find(|line| line.part == Part::Evidence(0));
    let text = evidence.map(|line| line.text.clone()).unwrap_or_default();
    text.lines().last().unwrap_or_default().to_owned()
}

fn kept(found: Option<bool>) -> SourceText {
    SourceText::Kept {
        seen: Timestamp::from_second(1_780_000_000).unwrap(),
        found,
    }
}

const PAGE: &str = "https://one.example/a";

#[test]
fn evidence_that_is_typed_is_kept_and_the_card_says_whether_the_words_are_in_it() {
    let mut reader = Reader::open(&tram());
    reader.press(",3 e ‘https://one.example/a “first”’ enter");
    let first = query(PAGE, Some("first"), Some(NamedBy::Reader));
    assert_eq!(asked(&mut reader), std::slice::from_ref(&first));
    reader.press("o");
    assert_eq!(last_line(&reader), "“first”", "nothing is known yet");
    answer(&mut reader, first.clone(), SourceText::Reading);
    assert_eq!(last_line(&reader), "its text is being read…");
    answer(&mut reader, first.clone(), kept(Some(true)));
    assert_eq!(last_line(&reader), "found in the text kept on 28 May 2026");
    assert!(!reader.says().contains("not in"), "{}", reader.says());
    // It is asked about once.
    reader.press("esc j k");
    assert_eq!(asked(&mut reader), []);
    // With other words it is looked at again.
    reader.press("o gg j j j j enter C-u ‘https://one.example/a “second”’ enter");
    let second = query(PAGE, Some("second"), Some(NamedBy::Reader));
    assert_eq!(asked(&mut reader), std::slice::from_ref(&second));
    answer(&mut reader, second, kept(Some(false)));
    assert_eq!(last_line(&reader), "not found in the text kept on 28 May 2026");
    assert_eq!(
        reader.says(),
        "the quoted words are not in https://one.example/a",
        "and the reader is told"
    );
}

#[test]
fn a_source_that_cannot_be_kept_is_told_and_tried_again_on_command() {
    let mut reader = Reader::open(&tram());
    reader.press(",3 e ‘https://one.example/a’ enter");
    let first = query(PAGE, None, Some(NamedBy::Reader));
    assert_eq!(asked(&mut reader), std::slice::from_ref(&first));
    let failed = SourceText::Failed("https://one.example/a: the server answers 404".into());
    answer(&mut reader, first.clone(), failed);
    assert!(
        reader
            .says()
            .starts_with("the evidence is not kept: https://one.example/a")
    );
    reader.press("o");
    assert!(last_line(&reader).starts_with("not kept yet: https://one.example/a: the server"));
    reader.press(": ‘keep’ enter");
    assert_eq!(asked(&mut reader), std::slice::from_ref(&first));
    answer(&mut reader, first, kept(None));
    assert_eq!(last_line(&reader), "kept on 28 May 2026");
    reader.press(": ‘keep’ enter");
    assert_eq!(reader.says(), "there is no evidence whose text is not kept");
}

#[test]
fn evidence_from_before_is_only_looked_for() {
    let mut before = Reader::open(&tram());
    before.press(",3 e ‘https://one.example/a “first”’ enter e ‘a letter’ enter");
    let notes = before.article().notebook().annotations().cloned();
    let opening = Opening {
        notebook: Notebook::new(notes),
        ..Opening::default()
    };
    let mut reader = Reader::with(&tram(), opening);
    let looked = query(PAGE, Some("first"), None);
    let letter = query("a letter", None, None);
    assert_eq!(asked(&mut reader), [looked.clone(), letter.clone()]);
    answer(&mut reader, looked, SourceText::NotKept);
    answer(&mut reader, letter, SourceText::Reference);
    reader.press("]n o");
    assert_eq!(last_line(&reader), "not kept yet · :keep keeps it");
    // On command it is kept, but nobody typed it here.
    reader.press(": ‘keep’ enter");
    let wanted = query(PAGE, Some("first"), Some(NamedBy::Others));
    let letter = query("a letter", None, None);
    assert_eq!(asked(&mut reader), [wanted, letter]);
}

#[test]
fn the_settings_say_what_is_kept() {
    for (keeping, page, file) in [
        (KeepEvidence::Everything, true, true),
        (KeepEvidence::Files, false, true),
        (KeepEvidence::Nothing, false, false),
    ] {
        let settings = Settings {
            keep_evidence: keeping,
            ..Settings::default()
        };
        let opening = Opening {
            settings,
            ..Opening::default()
        };
        let mut reader = Reader::with(&tram(), opening);
        reader.press(",3 e ‘https://one.example/a’ enter e ‘report.txt’ enter");
        let typed = |is_kept: bool| is_kept.then_some(NamedBy::Reader);
        let expected = [
            query(PAGE, None, typed(page)),
            query("report.txt", None, typed(file)),
        ];
        assert_eq!(asked(&mut reader), expected, "{keeping:?}");
    }
}

#[test]
fn an_answer_for_an_article_that_was_left_is_dropped() {
    let mut reader = Reader::open(&tram());
    reader.press(",3 e ‘https://one.example/a’ enter");
    let query = query(PAGE, None, Some(NamedBy::Reader));
    let text = SourceText::Failed("gone".into());
    reader.send(Message::Sources(7, vec![CheckedSource { query, text }]));
    assert!(!reader.says().contains("gone"));
}
