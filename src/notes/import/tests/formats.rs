//! Each format gives what its files say.

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
    let imported = imported(text, &document, &Notebook::default());
    assert_eq!(
        classes(&imported),
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
    let made = made(&imported);
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
    let notebook = with(&Notebook::default(), &imported);
    let again = super::imported(text, &document, &notebook);
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
    let imported = fresh(text);
    assert_eq!((classes(&imported), imported.by_title), (vec![BroughtIn], 1));
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
        let imported = fresh(text);
        assert_eq!(
            classes(&imported),
            [BroughtIn, WithoutPassage, OnArticle],
            "{text}"
        );
        let first = made(&imported)[0];
        assert_eq!(
            (first.note.as_deref(), first.author.as_deref()),
            (Some("why?"), Some("ida"))
        );
        assert_eq!(first.tags, ["sea", "cold"]);
        assert_eq!(
            first.created.as_second(),
            1_767_323_040 + if text == old { 5 } else { 0 }
        );
        let again = super::imported(text, &document(), &with(&Notebook::default(), &imported));
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
    let imported = fresh(text);
    let claim = made(&imported)[0];
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
    let imported = imported(text, &document, &Notebook::default());
    assert_eq!(
        classes(&imported),
        [BroughtIn, BroughtIn, OnArticle, WithoutPassage, BroughtIn]
    );
    let made = made(&imported);
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
    let imported = imported(text, &document, &Notebook::default());
    assert_eq!(
        classes(&imported),
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
    let made = made(&imported);
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
    let again = super::imported(text, &document, &with(&Notebook::default(), &imported));
    assert!(again.changes.is_empty());
}

#[test]
fn readwise_is_a_whole_library() {
    let text = "Highlight,Book Title,Book Author,Note,Color,Tags,Highlighted at\n\
                \"Nobody swims there\",Über den Hafen,,,yellow,\"sea, cold\",2024-01-02 03:04:05+00:00\n\
                the ferry,Another Book,,,,,\n,Über den Hafen,,a good one,,,\n,,,,,,\n,Über den Hafen,,,,,\n\
                no such words at all in it,Über den Hafen,,,,,\n";
    assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Readwise));
    let imported = fresh(text);
    assert_eq!(
        classes(&imported),
        [BroughtIn, OfAnother, OnArticle, WithoutPassage, NotFound]
    );
    assert_eq!(imported.items[1].why, "“Another Book”");
    assert_eq!(imported.items[1].spot, Spot::Line(3));
    let first = made(&imported)[0];
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
    let imported = fresh(text);
    assert_eq!(
        classes(&imported),
        [
            BroughtIn,
            PartOfAnother,
            OnArticle,
            WithoutPassage,
            OfAnother,
            NotUnderstood
        ]
    );
    let first = made(&imported)[0];
    assert_eq!(first.note.as_deref(), Some("Who counts?"));
    assert_eq!(first.created.to_string(), "2021-01-05T21:42:11Z");
    assert_eq!(made(&imported)[1].note.as_deref(), Some("At location 99: allein"));
    assert_eq!(imported.items[4].spot, Spot::Line(21));
    let again = super::imported(text, &document(), &with(&Notebook::default(), &imported));
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
        let imported = fresh(text);
        assert_eq!(classes(&imported), classes_of, "{text}");
        let first = made(&imported)[0];
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
    let imported = imported(text, &document, &Notebook::default());
    assert_eq!(
        classes(&imported),
        [BroughtIn, NotUnderstood, OnArticle, WithoutPassage, NotUnderstood]
    );
    let claim = made(&imported)[0];
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

#[test]
fn a_table_filled_in_by_hand_needs_only_the_quotes() {
    let text = "quote,verdict,note\n\
                the ferry lost 4 million kronor,refuted,see the accounts\n\
                Nobody swims there,,who counts?\n\
                the ferry,,\n\
                ,,on all of it\n\
                ,refuted,\n";
    assert_eq!(IntakeFormat::detect(text), Some(IntakeFormat::Csv));
    let imported = fresh(text);
    assert_eq!(
        classes(&imported),
        [BroughtIn, BroughtIn, BroughtIn, OnArticle, WithoutPassage]
    );
    let made = made(&imported);
    let kinds: Vec<_> = made.iter().map(|a| a.kind).collect();
    assert_eq!(
        kinds,
        [
            AnnotationKind::Claim,
            AnnotationKind::Note,
            AnnotationKind::Highlight,
            AnnotationKind::Note
        ]
    );
    assert_eq!(made[0].verdict.as_deref(), Some("refuted"));
    assert_eq!(made[0].note.as_deref(), Some("see the accounts"));
    let again = super::imported(text, &document(), &with(&Notebook::default(), &imported));
    assert_eq!(classes(&again), [Known, Known, Known, Known, WithoutPassage]);
}
