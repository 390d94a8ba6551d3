//! Changes made elsewhere (in a second instance, a command, an editor) while text is being typed here: the text stays with its annotation,
//! an annotation removed elsewhere is restored with it, and changes made elsewhere are never overwritten without a message.

use std::sync::Arc;

use postil::analysis::Analysis;
use postil::app::{Message, Overlay, RemoteChanges};
use postil::document::TextRange;
use postil::notes::{
    AnchorState, Annotation, AnnotationKind, Evidence, Id, Incoming, Located, Speech, Stance, Timestamp,
    anchor,
};

use crate::article::tram as tram_article;
use crate::script::Reader;

/// The claim in focus when the article is opened.
const FIRST: &str = "“the largest";
/// The claim after it.
const SECOND: &str = "the line will";

fn later() -> Timestamp {
    Timestamp::from_second(1_780_000_500).unwrap()
}

/// Another instance writes these annotations to the notes file, and the reader receives them.
pub fn elsewhere(r: &mut Reader, change: impl Fn(Vec<Annotation>) -> Vec<Annotation>) {
    let notebook = r.article().notebook();
    let from: Vec<Annotation> = notebook.all().cloned().collect();
    let number = notebook.taken() + 1;
    let to = change(from.clone());
    let located = to
        .iter()
        .filter(|a| !a.deleted && !from.iter().any(|b| b.id == a.id))
        .map(|a| {
            let at = Located {
                state: AnchorState::Ok,
                range: Some(a.anchor.range),
            };
            (a.id, at)
        })
        .collect();
    let incoming = Box::new(Incoming {
        number,
        from,
        to,
        conflicts: Vec::new(),
    });
    r.send(Message::Followed {
        generation: 1,
        incoming: RemoteChanges { incoming, located },
    });
}

/// Another instance changes each annotation on the first claim.
fn changed(r: &mut Reader, change: impl Fn(&mut Annotation)) {
    elsewhere(r, |mut all| {
        for a in all
            .iter_mut()
            .filter(|a| !a.deleted && a.anchor.quote.starts_with(FIRST))
        {
            change(a);
            a.updated = later();
        }
        all
    });
}

fn removed(r: &mut Reader) {
    elsewhere(r, |all| all.iter().map(|a| a.tombstone(later())).collect());
    assert!(r.notes().is_empty());
}

fn made(id: u128, kind: AnnotationKind, range: TextRange, r: &Reader) -> Annotation {
    let id = Id(uuid::Uuid::from_u128(id));
    Annotation::new(id, kind, anchor(r.article().document(), range), later())
}

/// The keys that open a prompt, the typed text, and a check of the resulting annotation.
type Check = fn(&Annotation) -> bool;
const PROMPTS: [(&str, &str, Check); 6] = [
    ("n", "‘ mine’ C-s", |a| {
        a.note.as_deref().unwrap_or_default().ends_with("mine")
    }),
    ("e", "‘+https://e.example/x’ enter", |a| {
        a.evidence.iter().any(|e| e.source == "https://e.example/x")
    }),
    ("t", "‘ mine’ enter", |a| a.tags.iter().any(|t| t == "mine")),
    ("s", "‘Mine Mine’ enter", |a| {
        a.speech.as_ref().is_some_and(|s| s.speaker == "Mine Mine")
    }),
    ("r", "C-u ‘mine’ enter", |a| {
        a.restatement.as_deref() == Some("mine")
    }),
    (": ‘verdict’ enter", "‘refuted’ enter", |a| {
        a.verdict.as_deref() == Some("refuted")
    }),
];

/// A reader whose first claim has a note, a tag, a piece of evidence and a restatement, and is in focus.
fn reader() -> Reader {
    let mut r = Reader::open(&tram_article());
    r.press("n ‘before’ C-s t ‘tag’ enter e ‘a’ enter r C-u ‘in short’ enter s ‘Somebody’ enter");
    assert!(r.focus_words().starts_with(FIRST));
    assert_eq!(r.notes().len(), 1);
    r
}

#[test]
fn what_is_typed_about_something_removed_elsewhere_brings_it_back() {
    for (open, typed, holds) in PROMPTS {
        let mut r = reader();
        r.press(open);
        removed(&mut r);
        r.press(typed);
        assert_eq!(r.notes().len(), 1, "{open}: {:?}", r.says());
        let note = r.note_on(FIRST);
        assert!(holds(note), "{open}: {note:?}");
        assert!(note.tags.contains(&"tag".to_owned()), "{open}: {note:?}");
        assert_eq!(r.article().located(note).state, AnchorState::Ok);
        assert!(r.says().contains("removed elsewhere"), "{open}: {}", r.says());
        let on_disk = r.effects.iter().rev().find_map(|effect| match effect {
            postil::app::Effect::Save { notebook, .. } => notebook.live(note.id),
            _ => None,
        });
        assert_eq!(on_disk, Some(note), "{open}: it is saved");
        // One step, which restores the previous state.
        r.press("u");
        assert!(r.notes().is_empty(), "{open}");
    }
}

#[test]
fn what_was_changed_elsewhere_meanwhile_is_there_beside_what_was_typed() {
    let change = |a: &mut Annotation| {
        a.note = Some("theirs".into());
        a.tags.push("theirs".into());
        a.verdict = Some("supported".into());
        a.restatement = Some("their words".into());
        a.speech.as_mut().unwrap().speaker = "Theirs".into();
        a.evidence.push(Evidence {
            source: "their source".into(),
            quote: None,
            stance: Stance::Context,
            seen: None,
        });
    };
    for (open, typed, holds) in PROMPTS {
        let mut r = reader();
        r.press(open);
        changed(&mut r, change);
        r.press(typed);
        let notes = r.notes();
        assert!(notes.iter().any(|a| holds(a)), "{open}: {notes:?}");
        let theirs: [(&str, Check); 6] = [
            ("note", |a| a.note.as_deref() == Some("theirs")),
            ("tags", |a| a.tags.contains(&"theirs".to_owned())),
            ("verdict", |a| a.verdict.as_deref() == Some("supported")),
            ("words", |a| a.restatement.as_deref() == Some("their words")),
            ("speaker", |a| {
                a.speech.as_ref().is_some_and(|s| s.speaker == "Theirs")
            }),
            ("evidence", |a| {
                a.evidence.iter().any(|e| e.source == "their source")
            }),
        ];
        for (what, is_theirs) in theirs {
            assert!(notes.iter().any(|a| is_theirs(a)), "{open}: {what} of {notes:?}");
        }
        // Two versions exist only if they contradict each other, and then a message says so.
        let united = matches!(open, "e" | "t");
        assert_eq!(notes.len(), if united { 1 } else { 2 }, "{open}: {notes:?}");
        assert_eq!(
            r.says().contains("both versions"),
            !united,
            "{open}: {}",
            r.says()
        );
    }
}

#[test]
fn a_prompt_that_is_left_or_changes_nothing_leaves_what_happened_elsewhere() {
    for keys in [("e", "‘x’ esc"), ("t", "‘x’ esc"), ("n", "C-s"), ("n", "esc")] {
        let mut r = reader();
        r.press(keys.0);
        changed(&mut r, |a| a.note = Some("theirs".into()));
        r.press(keys.1);
        assert_eq!(r.notes().len(), 1, "{keys:?}");
        assert_eq!(r.note_on(FIRST).note.as_deref(), Some("theirs"), "{keys:?}");
        let mut r = reader();
        r.press(keys.0);
        removed(&mut r);
        r.press(keys.1);
        assert!(r.notes().is_empty(), "{keys:?}");
    }
}

#[test]
fn a_suggestion_that_was_accepted_elsewhere_meanwhile_is_not_made_a_second_time() {
    for (open, typed, holds) in PROMPTS {
        let mut r = Reader::open(&tram_article());
        r.press(open);
        let claim = r.article().focused().unwrap();
        let speech = r.article().speaker_of(claim).map(|speaker| Speech {
            speaker: speaker.to_owned(),
            cue: r.article().cue_of(claim),
        });
        let theirs = made(7, AnnotationKind::Claim, claim.range, &r);
        elsewhere(&mut r, |mut all| {
            all.push(Annotation {
                tags: vec!["theirs".into()],
                speech: speech.clone(),
                ..theirs.clone()
            });
            all
        });
        r.press(typed);
        assert_eq!(r.notes().len(), 1, "{open}: {:?}", r.notes());
        let note = r.note_on(FIRST);
        assert_eq!(note.id, theirs.id, "{open}");
        assert!(
            holds(note) && note.tags.contains(&"theirs".to_owned()),
            "{open}: {note:?}"
        );
    }
}

#[test]
fn a_suggestion_that_was_rejected_elsewhere_meanwhile_is_made_a_claim_with_a_word() {
    for (open, typed, holds) in PROMPTS {
        let mut r = Reader::open(&tram_article());
        r.press(open);
        let range = r.article().focused().unwrap().range;
        let theirs = made(7, AnnotationKind::Rejection, range, &r);
        elsewhere(&mut r, |mut all| {
            all.push(theirs.clone());
            all
        });
        assert!(!r.focus_words().starts_with(FIRST), "{open}: the focus went on");
        r.press(typed);
        assert_eq!(r.count(AnnotationKind::Claim), 1, "{open}");
        let claims: Vec<_> = r.notes().into_iter().filter(|a| holds(a)).collect();
        assert!(claims[0].anchor.quote.starts_with(FIRST), "{open}: {claims:?}");
        assert!(r.says().contains("rejected elsewhere"), "{open}: {}", r.says());
    }
}

#[test]
fn suggestions_that_are_numbered_otherwise_do_not_move_what_is_typed() {
    for (open, typed, holds) in PROMPTS {
        let article = tram_article();
        let mut r = Reader::open(&article);
        r.press(open);
        let mut analysis = article.analysis.clone();
        analysis.claims.remove(0);
        r.send(Message::Analysed(1, Arc::new(analysis)));
        r.press(typed);
        let notes = r.notes();
        assert_eq!(notes.len(), 1, "{open}");
        assert!(
            holds(notes[0]) && notes[0].anchor.quote.starts_with(FIRST),
            "{open}: {notes:?}"
        );
    }
}

#[test]
fn what_is_half_typed_is_kept_safe_although_its_annotation_was_removed_or_changed() {
    let id = Id(uuid::Uuid::from_u128(9));
    for (open, typed) in [("n", "‘ half’"), ("e", "‘half’"), ("r", "C-u ‘half’")] {
        let mut r = reader();
        r.press(open);
        removed(&mut r);
        r.press(typed);
        let kept = r.as_typed(id, later());
        assert!(!kept.is_empty() && !kept[0].deleted, "{open}: {kept:?}");
        assert!(format!("{kept:?}").contains("half"), "{open}: {kept:?}");
        let mut r = reader();
        r.press(open);
        changed(&mut r, |a| {
            a.note = Some("theirs".into());
            a.restatement = Some("theirs".into());
        });
        r.press(typed);
        let kept = format!("{:?}", r.as_typed(id, later()));
        assert!(kept.contains("half") && kept.contains("theirs"), "{open}: {kept}");
    }
}

#[test]
fn a_verdict_that_was_begun_is_not_given_to_another_claim() {
    let mut r = Reader::open(&tram_article());
    let range = r.article().focused().unwrap().range;
    let rejected = made(7, AnnotationKind::Rejection, range, &r);
    r.press(",");
    elsewhere(&mut r, |mut all| {
        all.push(rejected.clone());
        all
    });
    assert!(r.focus_words().starts_with(SECOND), "{}", r.focus_words());
    assert!(r.says().contains("nothing was decided"), "{}", r.says());
    r.press("3");
    assert_eq!(r.count(AnnotationKind::Claim), 0);
}

#[test]
fn a_command_line_that_was_meant_for_another_claim_asks() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘note mine’");
    let range = r.article().focused().unwrap().range;
    let rejected = made(7, AnnotationKind::Rejection, range, &r);
    elsewhere(&mut r, |mut all| {
        all.push(rejected.clone());
        all
    });
    r.press("enter");
    assert!(
        matches!(r.overlay(), Some(Overlay::Prompt(_))),
        "what was typed stays"
    );
    assert!(r.says().contains("Enter again"), "{}", r.says());
    assert_eq!(r.count(AnnotationKind::Claim), 0);
    r.press("enter");
    assert_eq!(r.note_on(SECOND).note.as_deref(), Some("mine"));
}

#[test]
fn what_is_added_to_a_claim_in_hand_that_was_removed_elsewhere_is_not_added_to_another() {
    let mut r = Reader::open(&tram_article());
    r.press(", 1");
    assert!(r.in_hand().is_some());
    removed(&mut r);
    r.press("n");
    assert!(r.overlay().is_none() && r.in_hand().is_none());
    assert!(r.says().contains("removed elsewhere"), "{}", r.says());
}

#[test]
fn a_passage_is_not_given_to_an_annotation_that_was_removed_elsewhere() {
    let mut r = Reader::open(&tram_article());
    r.press("V m");
    elsewhere(&mut r, |mut all| {
        all[0].anchor.quote = "words that are nowhere".into();
        all[0].anchor.block_hash = 1;
        all
    });
    let id = r.notes()[0].id;
    let orphan = Located {
        state: AnchorState::Orphan,
        range: None,
    };
    let notebook = r.article().notebook();
    let incoming = Box::new(Incoming {
        number: notebook.taken() + 1,
        from: notebook.all().cloned().collect(),
        to: notebook.all().cloned().collect(),
        conflicts: Vec::new(),
    });
    let located = vec![(id, orphan)];
    r.send(Message::Followed {
        generation: 1,
        incoming: RemoteChanges { incoming, located },
    });
    r.press(": ‘review’ enter r");
    removed(&mut r);
    r.press("V enter");
    assert!(r.notes().is_empty());
    assert!(r.says().contains("removed elsewhere"), "{}", r.says());
}

#[test]
fn an_entity_that_was_renamed_elsewhere_is_not_mistaken_for_its_neighbour() {
    let mut r = Reader::open(&tram_article());
    r.press("ge tab");
    r.press("gg j");
    let article = tram_article();
    let before: Vec<String> = r.article().entities().iter().map(|e| e.name.clone()).collect();
    let Some(chosen) = r.article().chosen_entity() else {
        panic!("no entity is chosen: {before:?}")
    };
    r.press("M ‘Another Name’");
    let mut analysis: Analysis = article.analysis.clone();
    analysis.entities.retain(|e| e.name == before[chosen]);
    r.send(Message::Analysed(1, Arc::new(analysis)));
    r.press("enter");
    let names: Vec<Option<String>> = r.notes().iter().map(|a| a.name.clone()).collect();
    assert!(!names.is_empty() && names.iter().all(|n| n.as_deref() == Some("Another Name")));
    let texts: Vec<&str> = r.notes().iter().map(|a| a.anchor.quote.as_str()).collect();
    let mentions = article
        .analysis
        .entities
        .iter()
        .find(|e| e.name == before[chosen])
        .unwrap();
    assert_eq!(texts.len(), mentions.mentions.len(), "{texts:?}");

    let mut r = Reader::open(&article);
    r.press("ge tab gg j M ‘Another Name’");
    let mut analysis = article.analysis.clone();
    analysis.entities.retain(|e| e.name != before[chosen]);
    r.send(Message::Analysed(1, Arc::new(analysis)));
    r.press("enter");
    assert!(r.notes().is_empty() && matches!(r.overlay(), Some(Overlay::Prompt(_))));
    assert!(r.says().contains("elsewhere"), "{}", r.says());
}
