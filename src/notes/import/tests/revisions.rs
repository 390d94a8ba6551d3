//! What is known and comes back.

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
    let imported = fresh(&text);
    with(&Notebook::default(), &imported)
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
    let imported = imported(text, &document(), notebook);
    let after = with(notebook, &imported);
    let mut notes: Vec<String> = after.annotations().filter_map(|a| a.note.clone()).collect();
    notes.sort();
    // The second time nothing happens.
    let again = super::imported(text, &document(), &after);
    assert!(again.changes.is_empty(), "{:?}", again.items);
    (imported.items[0].class, notes)
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
    let imported = imported(&text, &document(), &notebook);
    assert_eq!(made(&imported)[0].colour.as_deref(), Some("green"));
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
    let imported = imported(&text, &document(), &notebook);
    assert_eq!(imported.items[0].id, Some(other));
    // A later addition is imported, and removes nothing.
    let (notebook, _) = united(&|a| a.note = None);
    let text = file("two", "2026-11-25T05:00:00Z");
    assert_eq!(come_back(&notebook, &text), (Changed, vec!["two".into()]));
    let after = with(&notebook, &super::imported(&text, &document(), &notebook));
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
    let imported = fresh(&text);
    assert_eq!(classes(&imported), [BroughtIn, BroughtIn, Known]);
    let notebook = with(&Notebook::default(), &imported);
    assert!(super::imported(&text, &document(), &notebook).changes.is_empty());
}
