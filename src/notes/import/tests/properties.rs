//! Whatever a file holds, each of its items is accounted for.

use proptest::prelude::*;

use super::*;

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
    let imported = imported(&text, &b.finish(), &Notebook::default());
    assert_eq!((imported.count(InDoubt), imported.count(Known)), (1, 199));
}
