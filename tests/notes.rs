//! Properties of arbitrary annotations: the file reads back equal, merging loses nothing, undo undoes, and an unmoved passage is found in
//! place.
//!
//! `PROPTEST_CASES=20000 cargo test --test notes` runs more cases than the ordinary run.

#![allow(clippy::unwrap_used, clippy::needless_for_each)]

use std::collections::BTreeMap;

use postil::analysis::EntityKind;
use postil::document::{BlockKind, Builder, Document, TextRange};
use postil::notes::{
    Anchor, AnchorState, Annotation, AnnotationKind, Change, Evidence, Id, Locator, Notebook, Speech, Stance,
    Status, Step, Timestamp, anchor, merge,
};
use postil::store::format::{Article, NotesFile, read, write};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Few cases in the ordinary run, or as many as requested.
fn cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let config = ProptestConfig::default();
    ProptestConfig {
        cases: if asked { config.cases } else { 64 },
        failure_persistence: None,
        ..config
    }
}

fn id(n: u128) -> Id {
    Id(uuid::Uuid::from_u128(n))
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

/// Any text, including control characters, quotation marks and the empty text.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[\"\\\\/#r(){}\\[\\],:\n\r\t\u{0}\u{1b}\u{7f}\u{202e}\u{2028}\u{feff}é騰'a-c ]{0,12}",
        any::<String>().prop_map(|s| s.chars().take(20).collect()),
        Just(String::new()),
    ]
}

fn some_anchor() -> impl Strategy<Value = Anchor> {
    (any::<(u32, u16, u64)>(), text(), text(), text()).prop_map(
        |((start, len, block_hash), quote, prefix, suffix)| {
            let start = start as usize;
            Anchor {
                range: TextRange::new(start, start + usize::from(len)),
                quote,
                prefix,
                suffix,
                block_hash,
                detached: len % 4 == 3,
            }
        },
    )
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let stance = prop_oneof![
        Just(Stance::Supports),
        Just(Stance::Refutes),
        Just(Stance::Context)
    ];
    let day = (1900i16..2100, 1i8..13, 1i8..29);
    (text(), option::of(text()), stance, option::of(day)).prop_map(|(source, quote, stance, day)| Evidence {
        source,
        quote,
        stance,
        seen: day.map(|(y, m, d)| jiff::civil::date(y, m, d)),
    })
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let kind = prop_oneof![
        Just(AnnotationKind::Claim),
        Just(AnnotationKind::Highlight),
        Just(AnnotationKind::Entity),
        Just(AnnotationKind::Note),
        Just(AnnotationKind::Rejection)
    ];
    let status = prop_oneof![
        Just(Status::ToCheck),
        Just(Status::Checking),
        Just(Status::Checked)
    ];
    let speech = (text(), option::of(text())).prop_map(|(speaker, cue)| Speech { speaker, cue });
    let optional = || option::of(text());
    let words = (
        optional(),
        optional(),
        optional(),
        optional(),
        optional(),
        optional(),
    );
    let entity = option::of(proptest::sample::select(EntityKind::ALL.as_slice()));
    let rest = (
        option::of(speech),
        entity,
        status,
        vec(evidence(), 0..3),
        vec(text(), 0..3),
    );
    let times = (0i64..4_000_000_000, any::<i32>(), any::<bool>());
    let unknown = vec(
        ("x[a-z]{1,5}", "(1|\"a, b\"|Some\\(\\[1, 2\\]\\)|Foo\\(x: 1\\))"),
        0..2,
    );
    (any::<u128>(), kind, some_anchor(), words, rest, times, unknown).prop_map(
        |(number, kind, anchor, words, rest, (created, later, deleted), unknown)| {
            let created = Timestamp::from_second(created).unwrap();
            let mut a = Annotation::new(id(number), kind, anchor, created);
            (a.name, a.verdict, a.note, a.restatement, a.colour, a.author) = words;
            (a.speech, a.entity_kind, a.status, a.evidence, a.tags) = rest;
            a.updated = created
                .checked_add(jiff::SignedDuration::from_secs(later.into()))
                .unwrap_or(created);
            a.deleted = deleted;
            a.unknown = unknown
                .into_iter()
                .collect::<BTreeMap<_, _>>()
                .into_iter()
                .collect();
            a
        },
    )
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn what_is_written_reads_back_equal(
        annotations in vec(annotation(), 0..5),
        title in text(),
        url in option::of(text()),
        paths in vec(text(), 0..3),
    ) {
        let article = Article { title, url, paths, ..Article::default() };
        let file = NotesFile { article, annotations, ..NotesFile::default() };
        let written = write(&file);
        prop_assert!(!written.chars().any(|c| c != '\n' && postil::text::clean::is_unsafe(c)), "{:?}", written);
        let (back, problems) = read(&written).unwrap();
        prop_assert!(problems.is_empty(), "{:?}\n{}", problems, written);
        prop_assert_eq!(&back, &file);
        prop_assert_eq!(write(&back), written);
    }

    #[test]
    fn a_damaged_file_is_told_or_kept_but_never_panics(
        annotations in vec(annotation(), 0..3),
        at in 0.0..1.0f64,
        with in "[(){}\\[\\]\",:a\\\\\n]{0,3}",
        cut in 0usize..30,
    ) {
        let text = write(&NotesFile { annotations, ..NotesFile::default() });
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        let from = places[(places.len() as f64 * at) as usize];
        let to = places.iter().copied().find(|p| *p >= from + cut).unwrap_or(text.len());
        let damaged = format!("{}{with}{}", &text[..from], &text[to..]);
        if let Ok((file, _)) = read(&damaged) {
            // Whatever it kept it keeps again.
            let again = write(&file);
            prop_assert_eq!(read(&again).map(|(f, _)| f), Ok(file));
        }
    }
}

/// One action of one of two instances.
#[derive(Clone, Debug)]
enum Action {
    Make(u8, String),
    Note(u8, String),
    Verdict(u8, u8),
    Tag(u8, String),
    Delete(u8),
    Undo,
    Redo,
    /// Writes to the shared file, after merging.
    Save,
}

fn action() -> impl Strategy<Value = (bool, Action)> {
    let action = prop_oneof![
        3 => (0u8..6, "[a-z]{3}").prop_map(|(n, note)| Action::Make(n, note)),
        3 => (0u8..6, "[a-z]{3}").prop_map(|(n, note)| Action::Note(n, note)),
        2 => (0u8..6, 0u8..3).prop_map(|(n, v)| Action::Verdict(n, v)),
        2 => (0u8..6, "[a-z]{2}").prop_map(|(n, tag)| Action::Tag(n, tag)),
        1 => (0u8..6).prop_map(Action::Delete),
        1 => Just(Action::Undo),
        1 => Just(Action::Redo),
        4 => Just(Action::Save),
    ];
    (any::<bool>(), action)
}

#[derive(Default)]
struct Instance {
    notebook: Notebook,
    base: Vec<Annotation>,
}

impl Instance {
    fn save(&mut self, file: &mut Vec<Annotation>) {
        let ours: Vec<Annotation> = self.notebook.all().cloned().collect();
        let merged = merge(&self.base, &ours, file);
        let incoming = postil::notes::Incoming {
            number: self.notebook.taken() + 1,
            from: ours,
            to: merged.annotations.clone(),
            conflicts: merged.conflicts,
        };
        self.notebook.receive(&incoming);
        file.clone_from(&merged.annotations);
        self.base = merged.annotations;
    }

    fn edit(&mut self, n: u8, label: &str, now: Timestamp, with: impl FnOnce(&mut Annotation)) -> bool {
        let live: Vec<Annotation> = self.notebook.annotations().cloned().collect();
        let Some(before) = live.get(usize::from(n) % live.len().max(1)).cloned() else {
            return false;
        };
        let mut after = Annotation {
            updated: now,
            ..before.clone()
        };
        with(&mut after);
        let changes = vec![Change {
            id: before.id,
            before: Some(before),
            after: Some(after),
        }];
        self.notebook.apply(Step {
            label: label.into(),
            at: now,
            changes,
        });
        true
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Every note that one instance wrote and that was not knowingly overwritten, deleted or undone is there at the end.
    #[test]
    fn no_interleaving_of_two_instances_loses_anything(actions in vec(action(), 1..40)) {
        let mut file = Vec::new();
        let mut instances = [Instance::default(), Instance::default()];
        // Notes and tags that must be there at the end: an instance that changes one it knows removes it from the list.
        let mut wanted: Vec<String> = Vec::new();
        // The instances that removed a word knowingly.
        let mut takers: BTreeMap<String, Vec<bool>> = BTreeMap::new();
        for (second, (which, action)) in actions.into_iter().enumerate() {
            let now = at(second as i64);
            let instance = &mut instances[usize::from(which)];
            let seen = |instance: &Instance| -> BTreeMap<Id, Annotation> {
                instance.notebook.annotations().map(|a| (a.id, a.clone())).collect()
            };
            let before = seen(instance);
            match action {
                Action::Make(n, note) => {
                    let number = (second as u128) << 8 | u128::from(which);
                    let start = usize::from(n) * 10;
                    let place = Anchor { range: TextRange::new(start, start + 5), ..Anchor::default() };
                    let mut after = Annotation::new(id(number), AnnotationKind::Claim, place, now);
                    after.note = Some(format!("{note}{second}"));
                    let changes = vec![Change { id: id(number), before: None, after: Some(after) }];
                    instance.notebook.apply(Step { label: "make".into(), at: now, changes });
                }
                Action::Note(n, note) => {
                    instance.edit(n, "note", now, |a| a.note = Some(format!("{note}{second}")));
                }
                Action::Verdict(n, verdict) => {
                    instance.edit(n, "verdict", now, |a| a.verdict = Some(format!("verdict{verdict}")));
                }
                Action::Tag(n, tag) => {
                    instance.edit(n, "tag", now, |a| a.tags.push(format!("{tag}{second}")));
                }
                Action::Delete(n) => {
                    instance.edit(n, "delete", now, |a| a.deleted = true);
                }
                Action::Undo => drop(instance.notebook.undo(now)),
                Action::Redo => drop(instance.notebook.redo(now)),
                Action::Save => {
                    // Changes that a save merges in are not decisions of this instance.
                    instance.save(&mut file);
                    continue;
                }
            }
            let after = seen(instance);
            // By annotation: a conflict leaves a word in two of them, and each instance may remove a different one.
            let words = |all: &BTreeMap<Id, Annotation>| -> Vec<(Id, String)> {
                let of = |a: &Annotation| a.note.iter().chain(&a.tags).cloned().collect::<Vec<_>>();
                all.iter().flat_map(|(id, a)| of(a).into_iter().map(|w| (*id, w))).collect()
            };
            let (old, new) = (words(&before), words(&after));
            for (_, word) in old.iter().filter(|w| !new.contains(w)) {
                wanted.retain(|w| w != word);
                takers.entry(word.clone()).or_default().push(which);
            }
            for (_, word) in new.into_iter().filter(|w| !old.contains(w)) {
                // Undoing its own change is not a decision against what the other did to the word meanwhile.
                if !takers.get(&word).is_some_and(|t| t.contains(&!which)) {
                    wanted.push(word);
                }
            }
        }
        for turn in 0..4 {
            instances[turn % 2].save(&mut file);
        }
        let [one, two] = &instances;
        let all = |i: &Instance| i.notebook.all().cloned().collect::<Vec<_>>();
        prop_assert_eq!(all(one), all(two), "both see the same in the end");
        for word in wanted {
            let found = file.iter().any(|a| a.note.as_ref() == Some(&word) || a.tags.contains(&word));
            prop_assert!(found, "{word} is lost from {file:#?}");
        }
    }
}

/// Words, the fields that get them as bits, and the time.
type Edit = (String, u8, i64);

/// One side's version of an annotation: which fields it changed and to what, whether it deleted it, and when.
fn version(of: &Annotation, (words, flags, second): Edit) -> Annotation {
    let mut a = of.clone();
    a.updated = at(second);
    for bit in 0..5 {
        let word = Some(words.clone()).filter(|_| flags & 1 << bit > 0);
        match bit {
            0 => a.note = word.or(a.note),
            1 => a.verdict = word.or(a.verdict),
            2 => a.tags.extend(word),
            3 => a.name = word.or(a.name),
            _ => a.deleted = word.is_some() && flags & 1 > 0,
        }
    }
    a
}

fn versions() -> impl Strategy<Value = Vec<(Annotation, [Option<Edit>; 3])>> {
    let version = || option::of(("[ab]", 0u8..32, 0i64..3));
    let versions = [version(), version(), version()];
    vec((annotation(), versions), 0..5)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn which_side_is_ours_makes_no_difference(all in versions()) {
        let side = |n: usize| -> Vec<Annotation> {
            let of = all.iter().filter_map(|(a, v)| Some(version(a, v[n].clone()?)));
            of.collect()
        };
        let (base, ours, theirs) = (side(0), side(1), side(2));
        let one = merge(&base, &ours, &theirs);
        let other = merge(&base, &theirs, &ours);
        prop_assert_eq!(&one, &other);
        // Merging a merged result again loses nothing.
        let again = merge(&base, &ours, &one.annotations).annotations;
        for note in one.annotations.iter().filter_map(|a| a.note.as_ref()) {
            prop_assert!(again.iter().any(|a| a.note.as_ref() == Some(note)), "{note}");
        }
        prop_assert_eq!(merge(&one.annotations, &one.annotations, &one.annotations).annotations, one.annotations);
    }
}

/// A copy left by a conflict and edited since is not overwritten by the same conflict.
#[test]
fn what_was_written_on_the_copy_of_a_conflict_stays() {
    let base = Annotation::new(id(1), AnnotationKind::Claim, Anchor::default(), at(0));
    let note = |words: &str, second| Annotation {
        note: Some(words.into()),
        updated: at(second),
        ..base.clone()
    };
    let (ours, theirs) = (note("ours", 2), note("theirs", 1));
    let base = [base.clone()];
    let mut merged = merge(&base, std::slice::from_ref(&ours), std::slice::from_ref(&theirs));
    let copy = merged.conflicts[0].copy.unwrap();
    let written = merged.annotations.iter_mut().find(|a| a.id == copy).unwrap();
    assert_eq!(written.note.as_deref(), Some("theirs"));
    written.note = Some("theirs, and looked at".into());
    let again = merge(&base, std::slice::from_ref(&theirs), &merged.annotations);
    let kept = again.annotations.iter().find(|a| a.id == copy).unwrap();
    assert_eq!(kept.note.as_deref(), Some("theirs, and looked at"));
    assert_eq!(again.annotations.len(), 2);
}

fn document(paragraphs: &[String]) -> Document {
    let mut builder = Builder::new();
    paragraphs
        .iter()
        .for_each(|p| builder.block(BlockKind::Paragraph, p));
    builder.finish()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn on_the_unchanged_text_every_passage_is_where_it_was(
        paragraphs in vec("[a-cA-C é“”—騰 .]{1,40}", 1..5),
        ends in any::<(u16, u16)>(),
    ) {
        let document = document(&paragraphs);
        let len = document.text().len() + 1;
        let (a, b) = (usize::from(ends.0) % len, usize::from(ends.1) % len);
        let anchor = anchor(&document, TextRange::new(a.min(b), a.max(b)));
        prop_assert_eq!(document.slice(anchor.range), &anchor.quote);
        let located = Locator::new(&document).locate(&anchor);
        prop_assert_eq!((located.state, located.range), (AnchorState::Ok, Some(anchor.range)));
    }

    #[test]
    fn looking_on_any_other_text_ends_and_stays_inside(
        old in vec("[a-cA-C é“”—騰 .]{1,60}", 1..5),
        new in vec("[a-cA-C é“”—騰 .]{1,60}", 0..5),
        ends in any::<(u16, u16)>(),
    ) {
        let (old, new) = (document(&old), document(&new));
        let len = old.text().len() + 1;
        let (a, b) = (usize::from(ends.0) % len, usize::from(ends.1) % len);
        let anchor = anchor(&old, TextRange::new(a.min(b), a.max(b)));
        for locator in [Locator::new(&new), Locator::with_earlier(&new, [old.text()])] {
            let located = locator.locate(&anchor);
            prop_assert_eq!(located.range.is_none(), located.state == AnchorState::Orphan);
            if let Some(range) = located.range {
                prop_assert!(new.text().get(range.start..range.end).is_some());
            }
        }
    }

    #[test]
    fn undo_and_redo_go_back_and_forth(actions in vec((0u8..4, 0u8..3), 1..20), back in 0usize..20) {
        let mut one = Instance::default();
        let state = |i: &Instance| -> Vec<Annotation> {
            let stamped = i.notebook.annotations().cloned();
            stamped.map(|a| Annotation { updated: at(0), ..a }).collect()
        };
        let mut states = vec![state(&one)];
        for (second, (n, what)) in actions.into_iter().enumerate() {
            let now = at(second as i64);
            let done = match what {
                0 => one.edit(n, "note", now, |a| a.note = Some(second.to_string())),
                1 => one.edit(n, "delete", now, |a| a.deleted = true),
                _ => false,
            };
            if !done {
                let after = Annotation::new(id(second as u128), AnnotationKind::Note, Anchor::default(), now);
                let changes = vec![Change { id: after.id, before: None, after: Some(after) }];
                one.notebook.apply(Step { label: "make".into(), at: now, changes });
            }
            states.push(state(&one));
        }
        let back = back.min(states.len() - 1);
        for expected in states.iter().rev().skip(1).take(back) {
            prop_assert!(one.notebook.undo(at(99)).is_some());
            prop_assert_eq!(&state(&one), expected);
        }
        for expected in &states[states.len() - back..] {
            prop_assert!(one.notebook.redo(at(99)).is_some());
            prop_assert_eq!(&state(&one), expected);
        }
        prop_assert!(one.notebook.redo(at(99)).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases().cases / 4, ..cases() })]

    /// The next run can undo and redo any step.
    #[test]
    fn every_step_survives_a_restart(
        steps in vec((text(), vec((annotation(), option::of(annotation())), 1..3)), 1..5),
        back in 0usize..5,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let paths = postil::store::Paths::under(dir.path());
        let document = document(&["A text.".to_owned()]);
        let origin = postil::store::Origin::BuiltIn("test".into());
        let open = || postil::store::Session::open(&paths, &document, &origin, None).unwrap();
        let mut first = open();
        for (second, (label, states)) in steps.into_iter().enumerate() {
            let changes = states.into_iter().map(|(mut after, before)| {
                // Fields of a newer version may be lost from the history, which has one line per step.
                after.unknown.clear();
                let before = before.map(|b| Annotation { id: after.id, unknown: Vec::new(), ..b });
                Change { id: after.id, before, after: Some(after) }
            });
            first.notebook.apply(Step { label, at: at(second as i64), changes: changes.collect() });
        }
        for _ in 0..back {
            first.notebook.undo(at(99));
        }
        first.session.save(&first.notebook).unwrap();
        let (done, undone) = (first.notebook.history().to_vec(), first.notebook.undone().to_vec());
        drop(first);
        let again = open();
        prop_assert_eq!(again.notebook.history(), &done[..]);
        prop_assert_eq!(again.notebook.undone(), &undone[..]);
    }
}
