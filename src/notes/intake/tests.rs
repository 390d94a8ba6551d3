use proptest::prelude::*;

use super::*;
use crate::document::{BlockKind, Builder, Document};
use crate::notes::{AnchorState, Annotation, AnnotationKind, Locator, Notebook, Step};

pub(super) fn document() -> Document {
    let mut b = Builder::new();
    b.block(BlockKind::Title, "Über den Hafen");
    b.block(
        BlockKind::Paragraph,
        "Ida Lund said the ferry lost 4 million kronor. Nobody swims there.",
    );
    b.finish()
}

pub(super) fn now() -> Timestamp {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

/// The result of importing a file into an article with these notes.
fn intake(text: &str, document: &Document, notebook: &Notebook) -> Intake {
    let format = IntakeFormat::detect(text).expect("a known format");
    let items = read(format, text, now()).unwrap();
    let names = ArticleNames::new(document, None, None);
    account(
        items,
        &names,
        &Placing::new(document),
        notebook,
        IntakeChoice::default(),
    )
}

fn fresh(text: &str) -> Intake {
    intake(text, &document(), &Notebook::default())
}

fn classes(intake: &Intake) -> Vec<IntakeClass> {
    intake.items.iter().map(|i| i.class).collect()
}

fn made(intake: &Intake) -> Vec<&Annotation> {
    intake.changes.iter().filter_map(|c| c.after.as_ref()).collect()
}

/// A notebook with an imported file.
fn with(notebook: &Notebook, intake: &Intake) -> Notebook {
    let mut notebook = notebook.clone();
    notebook.apply(Step {
        label: "bring in".into(),
        at: now(),
        changes: intake.changes.clone(),
    });
    notebook
}

use IntakeClass::*;

mod formats {
    use super::*;

    #[test]
    fn hypothesis_gives_quote_text_and_tags() {
        let text = r#"{"total": 1, "rows": [{"id": "AbC", "created": "2026-01-02T03:04:05.678901+00:00", "user": "acct:ida@hypothes.is",
            "uri": "https://x.example", "text": "Who counts?", "tags": ["sea"], "target": [{"source": "https://x.example", "selector": [
            {"type": "RangeSelector"}, {"type": "TextPositionSelector", "start": 900, "end": 910},
            {"type": "TextQuoteSelector", "exact": "Nobody swims there", "prefix": "kronor. ", "suffix": "."}]}]},
            {"id": "page", "text": "on all of it", "target": [{"source": "x"}]},
            {"id": "place", "text": "where?", "target": [{"source": "x", "selector": [{"type": "TextPositionSelector", "start": 1, "end": 2}]}]},
            {"id": "empty", "target": [{"source": "x", "selector": [{"type": "TextQuoteSelector", "exact": null}]}]},
            {"id": "answer", "user": "acct:bo@x", "created": "2026-01-03T00:00:00Z", "text": "I do", "references": ["AbC"], "target": [{"source": "x"}]},
            {"id": "lost", "text": "what?", "references": ["gone"], "target": [{"source": "x"}]},
            7, {"id": "no target"}]}"#;
        let document = document();
        let intake = intake(text, &document, &Notebook::default());
        assert_eq!(
            classes(&intake),
            [
                BroughtIn,
                OnArticle,
                WithoutPassage,
                WithoutPassage,
                PartOfAnother,
                WithoutPassage,
                NotUnderstood,
                NotUnderstood
            ]
        );
        let made = made(&intake);
        let note = made[0];
        assert_eq!(document.slice(note.anchor.range), "Nobody swims there");
        assert_eq!(note.kind, AnnotationKind::Note);
        assert_eq!(
            note.note.as_deref(),
            Some("Who counts?\n\nbo@x, 2026-01-03: I do")
        );
        assert_eq!(note.author.as_deref(), Some("acct:ida@hypothes.is"));
        assert_eq!(note.tags, ["sea"]);
        let page = made[1];
        assert_eq!(
            (page.kind, page.anchor.quote.as_str()),
            (AnnotationKind::Note, "")
        );
        assert_eq!(
            Locator::new(&document).locate(&page.anchor).state,
            AnchorState::Ok
        );
        // The second time there is nothing new.
        let notebook = with(&Notebook::default(), &intake);
        let again = super::intake(text, &document, &notebook);
        assert!(again.changes.is_empty());
        assert_eq!(again.count(Known), 3);
        assert_eq!(again.items.len(), 8);
    }

    #[test]
    fn the_export_button_of_hypothesis_writes_another_frame() {
        let text = r#"{"export_date": "2026-01-02", "export_userid": "acct:a@b", "client_version": "1", "annotations": [
            {"id": "a", "uri": "https://x.example/", "text": "n", "document": {"title": ["Über den Hafen"]},
             "target": [{"source": "https://x.example/", "selector": [{"type": "TextQuoteSelector", "exact": "the ferry"}]}]}]}"#;
        assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::W3c));
        let intake = fresh(text);
        assert_eq!((classes(&intake), intake.by_title), (vec![BroughtIn], 1));
        let other = text.replace("Über den Hafen", "Über den Wald");
        assert_eq!(classes(&fresh(&other)), [OfAnother]);
    }

    #[test]
    fn the_table_of_hypothesis_is_read_in_both_spellings() {
        let old = "Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page\n\
                   2026-01-02T03:04:05+00:00,https://x.example,G,Annotation,the ferry,ida,why?,\"sea,cold\",\n\
                   2026-01-02T03:05:05+00:00,https://x.example,G,Reply,,bo,because,,\n\
                   2026-01-02T03:06:05+00:00,https://x.example,G,Annotation,,ida,all of it,,\n";
        let new = "Created at;Author;Page;URL;Group;Annotation/Reply Type;Quote;Comment;Tags\n\
                   2026-01-02 03:04;ida;;https://x.example;G;Highlight;the ferry;why?;\"sea,cold\"\n\
                   2026-01-02 03:05;bo;;https://x.example;G;Reply;;because;\n\
                   2026-01-02 03:06;ida;;https://x.example;G;Page note;;all of it;\n";
        for text in [old, new] {
            assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Hypothesis));
            let intake = fresh(text);
            assert_eq!(classes(&intake), [BroughtIn, WithoutPassage, OnArticle], "{text}");
            let first = made(&intake)[0];
            assert_eq!(
                (first.note.as_deref(), first.author.as_deref()),
                (Some("why?"), Some("ida"))
            );
            assert_eq!(first.tags, ["sea", "cold"]);
            assert_eq!(
                first.created.as_second(),
                1_767_323_040 + if text == old { 5 } else { 0 }
            );
            let again = super::intake(text, &document(), &with(&Notebook::default(), &intake));
            assert_eq!(classes(&again), [Known, WithoutPassage, Known]);
        }
    }

    #[test]
    fn one_web_annotation_with_bodies_is_a_claim() {
        let text = r#"{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://x.example/1", "type": "Annotation",
            "motivation": "assessing", "creator": {"type": "Person", "name": "A. Reader"}, "body": [
            {"type": "TextualBody", "purpose": "assessing", "label": "verdict", "value": "refuted"},
            {"type": "TextualBody", "purpose": "describing", "label": "speaker", "value": "Ida Lund"},
            {"type": "TextualBody", "purpose": "linking", "label": "evidence", "value": "refutes: https://y.example\n“a loss”"},
            {"type": "TextualBody", "value": "one"}, {"type": "TextualBody", "purpose": "commenting", "value": "two"}],
            "target": {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "the ferry lost 4 million kronor"}}}"#;
        let intake = fresh(text);
        let claim = made(&intake)[0];
        assert_eq!(claim.kind, AnnotationKind::Claim);
        assert_eq!(claim.verdict.as_deref(), Some("refuted"));
        assert_eq!(claim.speech.as_ref().unwrap().speaker, "Ida Lund");
        assert_eq!(claim.evidence[0].source, "https://y.example");
        assert_eq!(claim.evidence[0].quote.as_deref(), Some("a loss"));
        assert_eq!(claim.note.as_deref(), Some("one\n\ntwo"));
    }

    #[test]
    fn selectors_refine_one_another() {
        let text = r#"{"type": "AnnotationCollection", "first": {"items": [
            {"id": "1", "target": {"source": "x", "selector": {"type": "CssSelector", "value": "p",
                "refinedBy": {"type": "TextQuoteSelector", "exact": "Nobody swims"}}}},
            {"id": "2", "target": {"source": "x", "selector": [{"type": "TextQuoteSelector", "exact": "the ferry lost 4 million kronor",
                "refinedBy": [{"type": "TextQuoteSelector", "exact": "4 million"}]}]}},
            {"id": "3", "body": "all", "target": "https://x.example/"},
            {"id": "4", "target": {"source": "x", "selector": {"type": "RangeSelector", "startSelector": {}}}},
            {"id": "5", "target": [{"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "the ferry"}},
                {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "Ida Lund"}}]}]}}"#;
        let document = document();
        let intake = intake(text, &document, &Notebook::default());
        assert_eq!(
            classes(&intake),
            [BroughtIn, BroughtIn, OnArticle, WithoutPassage, BroughtIn]
        );
        let made = made(&intake);
        assert_eq!(document.slice(made[0].anchor.range), "Nobody swims");
        assert_eq!(document.slice(made[1].anchor.range), "4 million");
        assert_eq!(made[2].note.as_deref(), Some("all"));
        assert_eq!(made[3].note.as_deref(), Some("Also on: “Ida Lund”"));
    }

    #[test]
    fn brat_lines_are_counted_one_by_one() {
        let text = "T1\tPER 16 24\tIda Lund\nT2\tClaim 30 61\tthe ferry lost 4 million kronor\nA1\tVerdict T2 refuted\n\
                    #1\tAnnotatorNotes T2\tspeaker: Ida Lund\n#2\tAnnotatorNotes T2\twhy?\nR1\tx Arg1:T1 Arg2:T2\n\
                    E1\tClaim:T2\nA2\tNegation E1\nN1\tReference T1 Wikipedia:1\tIda\n*\tEquiv T1 T2\nA3\tSure T1\n\
                    T3\tPER x y\tz\nT4\tPER 1 2\t\ngarbage\n\n";
        assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Brat));
        let document = document();
        let intake = intake(text, &document, &Notebook::default());
        assert_eq!(
            classes(&intake),
            [
                BroughtIn,
                BroughtIn,
                PartOfAnother,
                PartOfAnother,
                PartOfAnother,
                NotUnderstood,
                NotUnderstood,
                NotUnderstood,
                NotUnderstood,
                NotUnderstood,
                PartOfAnother,
                NotUnderstood,
                WithoutPassage,
                NotUnderstood
            ]
        );
        let made = made(&intake);
        let (person, claim) = (made[0], made[1]);
        assert_eq!(document.slice(person.anchor.range), "Ida Lund");
        assert_eq!(person.tags, ["Sure"]);
        assert_eq!(
            (person.kind, person.entity_kind),
            (AnnotationKind::Entity, Some(crate::analysis::EntityKind::Person))
        );
        assert_eq!(
            document.slice(claim.anchor.range),
            "the ferry lost 4 million kronor"
        );
        assert_eq!(claim.verdict.as_deref(), Some("refuted"));
        assert_eq!(claim.note.as_deref(), Some("why?"));
        assert_eq!(claim.speech.as_ref().unwrap().speaker, "Ida Lund");
        let again = super::intake(text, &document, &with(&Notebook::default(), &intake));
        assert!(again.changes.is_empty());
    }

    #[test]
    fn readwise_is_a_whole_library() {
        let text = "Highlight,Book Title,Book Author,Note,Color,Tags,Highlighted at\n\
                    \"Nobody swims there\",Über den Hafen,,,yellow,\"sea, cold\",2024-01-02 03:04:05+00:00\n\
                    the ferry,Another Book,,,,,\n,Über den Hafen,,a good one,,,\n,,,,,,\n,Über den Hafen,,,,,\n\
                    no such words at all in it,Über den Hafen,,,,,\n";
        assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Readwise));
        let intake = fresh(text);
        assert_eq!(
            classes(&intake),
            [BroughtIn, OfAnother, OnArticle, WithoutPassage, NotFound]
        );
        assert_eq!(intake.items[1].why, "“Another Book”");
        assert_eq!(intake.items[1].spot, Spot::Line(3));
        let first = made(&intake)[0];
        assert_eq!(first.tags, ["sea", "cold"]);
        assert_eq!(first.colour.as_deref(), Some("yellow"));
        assert_eq!(first.created.to_string(), "2024-01-02T03:04:05Z");
        for separator in [";", "\t"] {
            let text = format!("Highlight{separator}Note\nthe ferry{separator}\"a, b\"\n");
            assert_eq!(made(&fresh(&text))[0].note.as_deref(), Some("a, b"));
        }
        assert!(read(IntakeFormat::Readwise, "a,b\n", now()).is_err());
    }

    #[test]
    fn clippings_of_a_kindle_come_with_their_notes() {
        let text = "\u{feff}Über den Hafen (Lund, Ida)\r\n- Your Highlight on page 2 | Location 13-14 | Added on Tuesday, January 5, 2021 9:42:11 PM\r\n\r\nNobody swims there\r\n==========\r\n\
            \u{feff}Über den Hafen (Lund, Ida)\r\n- Your Note on page 2 | Location 14 | Added on Tuesday, January 5, 2021 9:43:11 PM\r\n\r\nWho counts?\r\n==========\r\n\
            Über den Hafen (Lund, Ida)\r\n- Ihre Notiz bei Position 99 | Hinzugefügt am Freitag\r\n\r\nallein\r\n==========\r\n\
            Über den Hafen (Lund, Ida)\r\n- Your Bookmark on Location 7 | Added on Monday, 18 November 2023 10:58:06\r\n\r\n\r\n==========\r\n\
            Anderes Buch\r\n- Your Highlight Location 1-2 | Added on Friday, March 02, 2012, 07:27 PM\r\n\r\nthe ferry\r\n==========\r\n\
            Über den Hafen\r\nnothing\r\n==========\r\n";
        assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Kindle));
        let intake = fresh(text);
        assert_eq!(
            classes(&intake),
            [
                BroughtIn,
                PartOfAnother,
                OnArticle,
                WithoutPassage,
                OfAnother,
                NotUnderstood
            ]
        );
        let first = made(&intake)[0];
        assert_eq!(first.note.as_deref(), Some("Who counts?"));
        assert_eq!(first.created.to_string(), "2021-01-05T21:42:11Z");
        assert_eq!(made(&intake)[1].note.as_deref(), Some("At location 99: allein"));
        assert_eq!(intake.items[4].spot, Spot::Line(21));
        let again = super::intake(text, &document(), &with(&Notebook::default(), &intake));
        assert!(again.changes.is_empty());
    }

    #[test]
    fn koreader_gives_json_and_lua() {
        let entry = r#"{"sort": "highlight", "drawer": "lighten", "text": "Nobody swims there", "note": "why?", "page": 3, "time": 1714486566, "color": "red"}"#;
        let one = format!(
            r#"{{"title": "Über den Hafen", "author": "x", "entries": [{entry}, {{"page": 4}}, 1], "version": "json/1.0.0", "created_on": 1}}"#
        );
        let other = one.replace("Über den Hafen", "Anderes Buch");
        let several = format!(r#"{{"documents": [{one}, {other}, 2], "created_on": 1}}"#);
        let lua = "-- settings\nreturn {\n [\"annotations\"] = {\n [1] = { [\"datetime\"] = \"2024-04-30 14:16:06\", [\"drawer\"] = \"lighten\",\n \
            [\"color\"] = \"red\", [\"note\"] = \"why?\", [\"page\"] = \"/body\", [\"pos0\"] = \"/body\", [\"text\"] = \"Nobody swims there\" },\n \
            [2] = { [\"datetime\"] = \"2024-05-01 00:00:00\", [\"page\"] = 7, [\"text\"] = \"in Chapter 1\" },\n },\n \
            [\"doc_props\"] = { [\"title\"] = \"Über den Hafen\" },\n}\n";
        let expected = [BroughtIn, WithoutPassage, NotUnderstood];
        for (text, classes_of) in [
            (one.as_str(), expected.to_vec()),
            (
                several.as_str(),
                [
                    &expected[..],
                    &[OfAnother, WithoutPassage, NotUnderstood, NotUnderstood],
                ]
                .concat(),
            ),
            (lua, vec![BroughtIn, WithoutPassage]),
        ] {
            assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::KoReader), "{text}");
            let intake = fresh(text);
            assert_eq!(classes(&intake), classes_of, "{text}");
            let first = made(&intake)[0];
            assert_eq!(
                (first.note.as_deref(), first.colour.as_deref()),
                (Some("why?"), Some("red"))
            );
            assert_eq!(first.created.to_string(), "2024-04-30T14:16:06Z");
        }
        assert!(
            read(IntakeFormat::KoReader, "return {\n x", now())
                .unwrap_err()
                .to_string()
                .starts_with("line 2")
        );
    }

    #[test]
    fn our_own_json_comes_back() {
        let text = r#"{"schema": "postil.notes/1", "annotations": [{
            "id": "01a210d4-f420-73cf-b1f5-111893843627", "kind": "claim", "state": "ok", "start": 30, "end": 60,
            "quote": "the ferry lost 4 million kronor", "verdict": "refuted", "status": "checked", "speaker": "Ida Lund",
            "note": "no", "tags": ["a", "a"], "author": null, "created": "2026-11-25T03:21:00Z",
            "updated": "2026-11-25T03:22:00Z", "cue": "said",
            "evidence": [{"source": "https://x.example", "quote": null, "stance": "refutes", "seen": "2026-01-02"}]
        }, {"kind": "rejection", "quote": "x"}, {"kind": "note", "quote": "", "note": "all"}, {"kind": "claim", "quote": ""}, []]}"#;
        assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Json));
        let document = document();
        let intake = intake(text, &document, &Notebook::default());
        assert_eq!(
            classes(&intake),
            [BroughtIn, NotUnderstood, OnArticle, WithoutPassage, NotUnderstood]
        );
        let claim = made(&intake)[0];
        assert_eq!(claim.id.to_string(), "01a210d4-f420-73cf-b1f5-111893843627");
        assert_eq!(
            document.slice(claim.anchor.range),
            "the ferry lost 4 million kronor",
            "wrong places are mended"
        );
        assert_eq!(claim.verdict.as_deref(), Some("refuted"));
        assert_eq!(claim.tags, ["a"]);
        assert_eq!(claim.evidence[0].stance.name(), "refutes");
        assert_eq!(claim.updated.to_string(), "2026-11-25T03:22:00Z");
    }

    #[test]
    fn the_library_as_json_is_sorted_by_article() {
        let text = r#"[{"article": {"title": "Über den Hafen", "file": "/x/a.txt", "url": null}, "annotations": [
            {"kind": "highlight", "state": "ok", "quote": "the ferry"}]},
            {"article": {"title": "Other", "file": "/x/b.txt", "url": null}, "annotations": [
            {"kind": "highlight", "state": "ok", "quote": "Ida Lund"}]}]"#;
        assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Json));
        assert_eq!(classes(&fresh(text)), [BroughtIn, OfAnother]);
    }

    #[test]
    fn a_newer_schema_and_broken_files_are_refused_with_a_reason() {
        let why = |format, text: &str| read(format, text, now()).unwrap_err().to_string();
        let newer = r#"{"schema": "postil.notes/2", "annotations": []}"#;
        assert_eq!(IntakeFormat::detect(newer), Some(IntakeFormat::Json));
        assert!(why(IntakeFormat::Json, newer).contains("postil.notes/2"));
        assert!(why(IntakeFormat::Json, "[\n{,").starts_with("line 2"));
        assert!(why(IntakeFormat::W3c, r#"{"a": 1}"#).contains("no list of annotations"));
        for text in ["", "just words", r#"{"a": 1}"#, "a,b\n1,2\n", "This is\nprose.\n"] {
            assert_eq!(IntakeFormat::detect(text), None, "{text}");
        }
    }
}

mod places {
    use super::*;

    fn hypothesis(quote: &str, prefix: &str, suffix: &str, at: Option<(usize, usize)>) -> String {
        let mut selectors = vec![serde_json::json!({
            "type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix
        })];
        if let Some((start, end)) = at {
            selectors.push(serde_json::json!({"type": "TextPositionSelector", "start": start, "end": end}));
        }
        serde_json::json!({"rows": [{"id": "a", "target": [{"source": "x", "selector": selectors}]}]})
            .to_string()
    }

    fn document(text: &str) -> Document {
        let mut b = Builder::new();
        b.block(BlockKind::Title, "Buch 🌊🌊🌊");
        b.block(BlockKind::Paragraph, text);
        b.finish()
    }

    /// The place of an imported annotation, and its state when the article is opened.
    fn placed(document: &Document, text: &str) -> (IntakeClass, AnchorState, Option<usize>) {
        let intake = super::intake(text, document, &Notebook::default());
        let class = intake.items[0].class;
        let Some(annotation) = made(&intake).first().copied().cloned() else {
            return (class, AnchorState::Orphan, None);
        };
        let at = Locator::new(document).locate(&annotation.anchor);
        (class, at.state, at.range.map(|r| r.start))
    }

    #[test]
    fn equal_words_are_told_apart_by_a_position_in_any_unit() {
        let document = document("É true. 🌊 It rained. Then é it stopped. It rained. Again: It rained.");
        let text = document.text();
        let all: Vec<usize> = text.match_indices("It rained.").map(|(at, _)| at).collect();
        for at in all {
            let scalars = text[..at].chars().count();
            let units = text[..at].encode_utf16().count();
            for start in [scalars, units, at] {
                let file = hypothesis("It rained.", "", "", Some((start, start + 10)));
                assert_eq!(
                    placed(&document, &file),
                    (BroughtIn, AnchorState::Ok, Some(at)),
                    "{start} of {at}"
                );
            }
        }
        let wrong = hypothesis("It rained.", "", "", Some((3, 13)));
        let (class, state, _) = placed(&document, &wrong);
        assert_eq!((class, state), (InDoubt, AnchorState::Ambiguous));
    }

    #[test]
    fn blanks_are_no_context() {
        let document =
            document("It rained. The pump failed at noon. It rained. The pump failed at noon. It rained.");
        for suffix in ["\n", " ", "\n\n\t ", ""] {
            for prefix in ["pump failed at noon. ", "  ", ""] {
                let file = hypothesis("It rained.", prefix, suffix, None);
                let (class, state, _) = placed(&document, &file);
                let asked = matches!(state, AnchorState::Ambiguous | AnchorState::Changed);
                assert!(class == InDoubt && asked, "{prefix:?} {suffix:?}: {state:?}");
            }
        }
        // Long context with a space at its end, which only the wrong place has.
        let anchor = crate::notes::Anchor {
            quote: "It rained.".into(),
            prefix: "rained. The pump failed at noon. ".into(),
            suffix: "\n".into(),
            ..Default::default()
        };
        let at = Locator::new(&document).locate(&anchor);
        assert_ne!(at.state, AnchorState::Ok);
        assert_ne!(at.state, AnchorState::Moved);
    }

    #[test]
    fn what_occurs_is_never_lost_at_once() {
        let document = document("The strain WB-21 came from Oslo, and the strain WB-21 from Turin was kept.");
        for (prefix, suffix) in [
            ("", ""),
            ("quite ", " other"),
            ("strain ", " from Bergen, where they"),
        ] {
            let file = hypothesis("WB-21", prefix, suffix, None);
            let (class, state, start) = placed(&document, &file);
            assert!(
                class == InDoubt && state != AnchorState::Orphan && start.is_some(),
                "{prefix}"
            );
        }
        let once = hypothesis("from Turin", "something else ", " entirely", None);
        assert_eq!(placed(&document, &once).1, AnchorState::Changed);
        let near = hypothesis("the strain WB-21 from Turino was kept", "", "", None);
        assert_eq!(placed(&document, &near).1, AnchorState::Changed);
        assert_eq!(
            placed(&document, &hypothesis("nothing of the kind", "", "", None)).0,
            NotFound
        );
    }

    #[test]
    fn context_counts_by_its_letters() {
        // A program that joins blocks without a space, and puts a menu between them.
        let document = document("Menu. The dam held. It rained. Nobody knew. It rained. The end.");
        let file = hypothesis("It rained.", "Nobodyknew.", "Theend.© 2026", None);
        let second = document.text().rfind("It rained.").unwrap();
        assert_eq!(
            placed(&document, &file),
            (BroughtIn, AnchorState::Ok, Some(second))
        );
    }
}

mod revisions {
    use super::*;

    const ID: &str = "01a210d4-f420-73cf-b1f5-111893843627";

    fn own(note: &str, tags: &str, updated: &str, revisions: &str) -> String {
        format!(
            r#"[{{"id": "{ID}", "kind": "note", "state": "ok", "quote": "the ferry", "note": "{note}", "tags": [{tags}],
            "created": "2026-11-25T03:00:00Z", "updated": "{updated}", "revisions": [{revisions}]}}]"#
        )
    }

    fn start() -> Notebook {
        let text = own("one", "", "2026-11-25T03:00:00Z", "");
        let intake = fresh(&text);
        with(&Notebook::default(), &intake)
    }

    /// The same change made here, at `at`.
    fn changed_here(notebook: &Notebook, at: &str, change: impl FnOnce(&mut Annotation)) -> Notebook {
        let mut notebook = notebook.clone();
        let before = notebook.annotations().next().unwrap().clone();
        let mut after = before.clone();
        change(&mut after);
        after.updated = at.parse().unwrap();
        notebook.apply(Step {
            label: "change".into(),
            at: after.updated,
            changes: vec![crate::notes::Change {
                id: after.id,
                before: Some(before),
                after: Some(after),
            }],
        });
        notebook
    }

    fn come_back(notebook: &Notebook, text: &str) -> (IntakeClass, Vec<String>) {
        let intake = intake(text, &document(), notebook);
        let after = with(notebook, &intake);
        let mut notes: Vec<String> = after.annotations().filter_map(|a| a.note.clone()).collect();
        notes.sort();
        // The second time nothing happens.
        let again = super::intake(text, &document(), &after);
        assert!(again.changes.is_empty(), "{:?}", again.items);
        (intake.items[0].class, notes)
    }

    #[test]
    fn a_change_in_the_file_is_taken_in() {
        let notebook = start();
        let text = own("two", r#""x""#, "2026-11-25T05:00:00Z", "");
        assert_eq!(come_back(&notebook, &text), (Changed, vec!["two".into()]));
        // Also if the time was not changed.
        let text = own("two", "", "2026-11-25T03:00:00Z", "");
        assert_eq!(come_back(&notebook, &text), (Changed, vec!["two".into()]));
    }

    #[test]
    fn changes_of_different_fields_are_united() {
        let notebook = changed_here(&start(), "2026-11-25T06:00:00Z", |a| {
            a.colour = Some("green".into());
        });
        let text = own("two", "", "2026-11-25T05:00:00Z", "\"2026-11-25T03:00:00Z\"");
        assert_eq!(come_back(&notebook, &text), (Changed, vec!["two".into()]));
        let intake = intake(&text, &document(), &notebook);
        assert_eq!(made(&intake)[0].colour.as_deref(), Some("green"));
    }

    #[test]
    fn where_both_sides_changed_one_thing_both_are_kept() {
        let notebook = changed_here(&start(), "2026-11-25T04:00:00Z", |a| a.note = Some("mine".into()));
        for updated in ["2026-11-25T03:30:00Z", "2026-11-25T05:00:00Z"] {
            for revisions in ["", "\"2026-11-25T03:00:00Z\""] {
                let text = own("theirs", "", updated, revisions);
                assert_eq!(
                    come_back(&notebook, &text),
                    (Conflict, vec!["mine".into(), "theirs".into()]),
                    "{updated} {revisions}"
                );
            }
        }
    }

    #[test]
    fn an_older_state_changes_nothing() {
        let notebook = changed_here(&start(), "2026-11-25T04:00:00Z", |a| a.note = Some("mine".into()));
        let text = own("one", "", "2026-11-25T03:00:00Z", "");
        assert_eq!(come_back(&notebook, &text), (Known, vec!["mine".into()]));
    }

    #[test]
    fn what_became_one_with_another_is_that_other_one() {
        // The annotation of another instance on the same passage has the smaller id.
        let other = "01a210d4-f420-73cf-b1f5-111893843000".parse().unwrap();
        let gone: crate::notes::Id = ID.parse().unwrap();
        let united = |change: &dyn Fn(&mut Annotation)| {
            let start = start();
            let made = start.annotations().next().unwrap().clone();
            let mut kept = Annotation {
                id: other,
                ..made.clone()
            };
            kept.verdict = Some("theirs".into());
            change(&mut kept);
            let tombstone = Annotation {
                into: Some(other),
                ..made.tombstone(made.updated)
            };
            (Notebook::new([kept, tombstone]), made)
        };
        let file = |note: &str, updated: &str| own(note, "", updated, "");
        // The state from before they were merged adds nothing.
        let (notebook, _) = united(&|_| {});
        let text = file("one", "2026-11-25T03:00:00Z");
        assert_eq!(come_back(&notebook, &text), (Known, vec!["one".into()]));
        let intake = intake(&text, &document(), &notebook);
        assert_eq!(intake.items[0].id, Some(other));
        // A later addition is imported, and removes nothing.
        let (notebook, _) = united(&|a| a.note = None);
        let text = file("two", "2026-11-25T05:00:00Z");
        assert_eq!(come_back(&notebook, &text), (Changed, vec!["two".into()]));
        let after = with(&notebook, &super::intake(&text, &document(), &notebook));
        assert_eq!(after.get(gone).unwrap().verdict.as_deref(), Some("theirs"));
        // Two contradicting notes are both kept.
        let (notebook, _) = united(&|_| {});
        assert_eq!(
            come_back(&notebook, &text),
            (Conflict, vec!["one".into(), "two".into()])
        );
        // It is removed only if the other one was removed too.
        let (notebook, _) = united(&|a| *a = a.tombstone(a.updated));
        assert_eq!(come_back(&notebook, &text), (TakenBack, vec![]));
    }

    #[test]
    fn a_file_that_names_what_it_descends_from_is_taken_in_after_many_changes() {
        let mut notebook = start();
        for (at, note) in [("2026-11-25T04:00:00Z", "b"), ("2026-11-25T05:00:00Z", "c")] {
            notebook = changed_here(&notebook, at, |a| a.note = Some(note.into()));
        }
        let text = own(
            "d",
            "",
            "2026-11-25T06:00:00Z",
            "\"2026-11-25T04:00:00Z\", \"2026-11-25T05:00:00Z\"",
        );
        assert_eq!(come_back(&notebook, &text), (Changed, vec!["d".into()]));
    }

    #[test]
    fn what_was_taken_back_here_stays_so() {
        let mut notebook = start();
        let before = notebook.annotations().next().unwrap().clone();
        notebook.apply(Step {
            label: "take back".into(),
            at: "2026-11-25T04:00:00Z".parse().unwrap(),
            changes: vec![crate::notes::Change {
                id: before.id,
                before: Some(before),
                after: None,
            }],
        });
        let text = own("two", "", "2026-11-25T05:00:00Z", "");
        assert_eq!(come_back(&notebook, &text), (TakenBack, vec![]));
    }

    #[test]
    fn one_id_for_two_things_keeps_both() {
        let one = own("one", "", "2026-11-25T03:00:00Z", "");
        let two = own("two", "", "2026-11-25T03:00:00Z", "");
        let text = format!(
            "{},{},{}",
            &one[..one.len() - 1],
            &two[1..two.len() - 1],
            &one[1..]
        );
        let intake = fresh(&text);
        assert_eq!(classes(&intake), [BroughtIn, BroughtIn, Known]);
        let notebook = with(&Notebook::default(), &intake);
        assert!(super::intake(&text, &document(), &notebook).changes.is_empty());
    }
}

/// One annotation of a random file, in some format.
fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("the ferry".to_owned()),
        Just("Nobody swims there".to_owned()),
        Just(String::new()),
        "[a-z,\"'; \\n\\t|é🌊]{0,20}",
        Just("\u{1b}[31m\u{0}\u{202e}x".to_owned()),
    ]
}

fn any_number() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        any::<u64>().prop_map(Into::into),
        (0..90u64).prop_map(Into::into),
        Just(serde_json::Value::Null),
        Just(serde_json::json!(-1)),
        Just(serde_json::json!("1")),
    ]
}

fn any_web() -> impl Strategy<Value = serde_json::Value> {
    (any_words(), any_words(), any_words(), any_number(), any_number(), 0..9u8).prop_map(
        |(quote, text, id, start, end, shape)| {
            let quoted = serde_json::json!({"type": "TextQuoteSelector", "exact": quote, "suffix": text});
            let placed = serde_json::json!({"type": "TextPositionSelector", "start": start, "end": end});
            let target = match shape {
                0 => serde_json::json!("https://x.example"),
                1 => serde_json::json!([{"source": "x"}]),
                2 => serde_json::json!({"source": "x", "selector": placed}),
                3 => serde_json::json!({"selector": {"type": "CssSelector", "refinedBy": quoted}}),
                4 => return start,
                _ => serde_json::json!([{"source": "x", "selector": [placed, quoted]}]),
            };
            let references = if shape == 5 { serde_json::json!(["the ferry", id]) } else { end };
            serde_json::json!({"id": id, "text": text, "target": target, "references": references, "tags": [quote, start]})
        },
    )
}

proptest! {
    #[test]
    fn every_web_annotation_is_accounted_for(rows in proptest::collection::vec(any_web(), 0..12), frame in 0..4u8) {
        let count = rows.len();
        let text = match frame {
            0 => serde_json::json!({"rows": rows}),
            1 => serde_json::json!({"annotations": rows, "client_version": "1"}),
            2 => serde_json::json!({"items": rows}),
            _ => serde_json::json!({"first": {"items": rows}}),
        };
        check_accounts(IntakeFormat::W3c, &text.to_string(), count)?;
    }

    #[test]
    fn every_record_of_ours_is_accounted_for(
        records in proptest::collection::vec((any_words(), any_words(), any_words(), any_number(), 0..6u8), 0..12)
    ) {
        let count = records.len();
        let records: Vec<serde_json::Value> = records.into_iter().map(|(quote, note, id, at, kind)| {
            let kind = ["claim", "note", "highlight", "entity", "rejection", ""][usize::from(kind)];
            serde_json::json!({"id": id, "kind": kind, "quote": quote, "note": note, "start": at, "end": at, "status": note})
        }).collect();
        let text = serde_json::json!({"schema": "postil.notes/1", "annotations": records}).to_string();
        check_accounts(IntakeFormat::Json, &text, count)?;
    }

    #[test]
    fn every_row_of_a_table_is_accounted_for(
        rows in proptest::collection::vec((any_words(), any_words(), any_words(), any_words()), 0..12), separator in 0..3usize
    ) {
        for (format, header) in [
            (IntakeFormat::Readwise, ["Highlight", "Note", "Book Title", "Tags"]),
            (IntakeFormat::Hypothesis, ["Quote", "Body", "Annotation/Reply Type", "Tags"]),
            (IntakeFormat::Csv, ["quote", "note", "kind", "id"]),
        ] {
            let mut writer = csv::WriterBuilder::new().delimiter(b",;\t"[separator]).from_writer(Vec::new());
            writer.write_record(header).unwrap();
            let mut count = 0;
            for (a, b, c, d) in &rows {
                writer.write_record([a, b, c, d]).unwrap();
                count += usize::from([a, b, c, d].iter().any(|cell| !cell.trim().is_empty()));
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            check_accounts(format, &text, count)?;
        }
    }

    #[test]
    fn every_line_of_brat_is_accounted_for(
        lines in proptest::collection::vec("(T[0-9]|A[0-9]|#[0-9]|R1|E1|N1|\\*|x|)\t?(Claim|Verdict|AnnotatorNotes|) ?(T[0-9]|[0-9]{1,2} [0-9]{1,2}|)\t?(the ferry|id: x|)", 0..20)
    ) {
        let text = lines.join("\n");
        let count = text.lines().filter(|l| !l.trim().is_empty()).count();
        check_accounts(IntakeFormat::Brat, &text, count)?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}|[\\[{\"a:,0}\\]\n\t #T1]{0,60}") {
        for format in IntakeFormat::ALL {
            if let Ok(items) = read(format, &text, now()) {
                let count = items.len();
                check_accounts(format, &text, count)?;
            }
        }
        let _ = IntakeFormat::detect(&text);
    }
}

/// Each item has a class; imported annotations exist; and the second time there is nothing new.
fn check_accounts(format: IntakeFormat, text: &str, count: usize) -> Result<(), TestCaseError> {
    let document = document();
    let names = ArticleNames::new(&document, None, None);
    let placing = Placing::new(&document);
    let choice = IntakeChoice::default();
    let once = |notebook: &Notebook| {
        let items = read(format, text, now()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        Ok::<_, TestCaseError>(account(items, &names, &placing, notebook, choice))
    };
    let first = once(&Notebook::default())?;
    prop_assert_eq!(first.items.len(), count);
    let sum: usize = IntakeClass::ALL.into_iter().map(|class| first.count(class)).sum();
    prop_assert_eq!(sum, count);
    let notebook = with(&Notebook::default(), &first);
    let whole = first.count(BroughtIn) + first.count(InDoubt) + first.count(OnArticle);
    prop_assert_eq!(notebook.annotations().count(), whole);
    let locator = Locator::new(&document);
    for annotation in notebook.annotations() {
        prop_assert_ne!(locator.locate(&annotation.anchor).state, AnchorState::Orphan);
    }
    let again = once(&notebook)?;
    prop_assert!(again.changes.is_empty());
    prop_assert_eq!(
        again.count(BroughtIn) + again.count(InDoubt) + again.count(OnArticle),
        0
    );
    Ok(())
}

#[test]
fn hostile_files_are_read_or_refused() {
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(read(IntakeFormat::Json, &"[".repeat(200_000), now()).is_err());
    for format in [IntakeFormat::Json, IntakeFormat::W3c, IntakeFormat::KoReader] {
        let text = format!(
            r#"{{"schema": "postil.notes/1", "rows": [{0}], "annotations": [{0}], "entries": [{0}]}}"#,
            deep(100_000)
        );
        let items = read(format, &text, now()).unwrap();
        assert_eq!(items.len(), 1);
        assert!(matches!(items[0].content, Err(Reason::NotUnderstood(_))));
    }
    let refined = format!(
        r#"[{{"target": {{"selector": {}{{}}{}}}}}]"#,
        r#"{"type": "CssSelector", "refinedBy": "#.repeat(60),
        "}".repeat(60)
    );
    assert_eq!(classes(&fresh(&refined)), [WithoutPassage]);
    let huge = format!(
        r#"[{{"target": "x", "text": "{}"}}, {{"target": "x", "text": "y"}}]"#,
        "x".repeat(5 << 20)
    );
    assert_eq!(classes(&fresh(&huge)), [NotUnderstood, OnArticle]);
    let open = format!("Highlight,Note\nthe ferry,\"{}", "x,\n".repeat(100_000));
    assert_eq!(classes(&fresh(&open)), [BroughtIn]);
    let marks = format!("x\n- y\n{}", "==========\n".repeat(100_000));
    assert_eq!(classes(&fresh(&marks)), [WithoutPassage]);
    // Words that occur everywhere.
    let mut b = Builder::new();
    b.block(BlockKind::Paragraph, &"a. ".repeat(20_000));
    let text = format!("Highlight,Note\n{}", "a,\n".repeat(200));
    let intake = intake(&text, &b.finish(), &Notebook::default());
    assert_eq!((intake.count(InDoubt), intake.count(Known)), (1, 199));
}
