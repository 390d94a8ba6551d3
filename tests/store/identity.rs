//! Which article a text is: what is used, what is asked, and that an answer is remembered.

use std::fs;
use std::path::Path;

use postil::document::Document;
use postil::notes::{Annotation, Relation};
use postil::store::{Access, Answer, Choice, MatchReason, Opened, Origin, ReadOnly, Session, library};
use proptest::prelude::*;

use super::{Desk, TEXT, at, begun, change, claim, document, document_of, everything, id};

/// The article as another paper prints it, or as it reads a day later.
fn second() -> Document {
    let last = TEXT[2].replace("19 million", "21 million");
    document_of("Harbour closes", &[TEXT[0], TEXT[1], &last])
}

fn third() -> Document {
    let last = TEXT[2].replace("19 million", "23 million");
    document_of(
        "Harbour is closed",
        &[TEXT[0], TEXT[1], &last, "It opens again in autumn."],
    )
}

fn answered(desk: &Desk, document: &Document, file: &Path, relation: Relation) -> Opened {
    let choice = Choice {
        notes: None,
        answer: Some(Answer {
            relation,
            of: None,
            said: at(100),
        }),
    };
    let origin = Origin::File(file.to_owned());
    Session::open_as(&desk.paths, document, &origin, &choice, true).unwrap()
}

/// Saves the changes of an answer, as the reader and the command line do, and closes.
fn kept(mut opened: Opened) {
    if opened.unsaved {
        opened.session.save(&opened.notebook).unwrap();
    }
    opened.session.record(&opened.notebook, at(101)).unwrap();
}

#[test]
fn a_text_like_a_known_one_elsewhere_is_asked_about_and_nothing_is_written_meanwhile() {
    let desk = Desk::new();
    let notes = begun(&desk, &desk.article("a.txt"));
    let before = fs::read(&notes).unwrap();
    let mut opened = desk.open(&second(), &desk.article("b.txt"));
    assert_eq!(opened.why, MatchReason::Undecided);
    let [known] = opened.lookalikes.as_slice() else {
        panic!("{:?}", opened.lookalikes)
    };
    assert_eq!(
        (known.notes.as_path(), known.title.as_str()),
        (notes.as_path(), "Harbour to close")
    );
    assert!(known.place.ends_with("a.txt") && known.opened == Some(at(5)));
    assert_eq!((known.claims, known.annotations), (1, 1));
    assert!(known.alike.unwrap() > 0.8, "{known:?}");
    assert!(opened.notebook.is_empty());
    assert_eq!(opened.access, Access::ReadOnly(ReadOnly::Undecided));
    claim(&mut opened.notebook, &second(), 2, "the mayor said");
    opened.session.save(&opened.notebook).unwrap_err();
    assert_eq!(fs::read_dir(desk.paths.notes()).unwrap().count(), 1);
    assert_eq!(fs::read(&notes).unwrap(), before);
    // Asked again until it is answered.
    assert_eq!(
        desk.open(&second(), &desk.article("b.txt")).why,
        MatchReason::Undecided
    );
}

#[test]
fn the_same_article_shares_its_notes_and_keeps_all_paths() {
    let desk = Desk::new();
    let (one, two) = (desk.article("a.txt"), desk.article("b.txt"));
    let notes = begun(&desk, &one);
    let opened = answered(&desk, &second(), &two, Relation::Same);
    assert_eq!(
        (opened.session.path(), opened.why),
        (notes.as_path(), MatchReason::SaidSame)
    );
    assert_eq!(opened.notebook.len(), 1);
    kept(opened);
    for (document, file) in [(document(), &one), (second(), &two)] {
        let opened = desk.open(&document, file);
        assert_eq!(
            (opened.session.path(), opened.why),
            (notes.as_path(), MatchReason::SameText)
        );
    }
    let [entry] = library::entries(&desk.paths).try_into().unwrap();
    let names: Vec<_> = entry.paths.iter().map(|p| p.file_name().unwrap()).collect();
    assert_eq!(names, ["b.txt", "a.txt"]);
    // Both files are edited later: their paths decide.
    let edited = document_of("Harbour closes", &[TEXT[0], TEXT[1], "An ending."]);
    for file in [&one, &two] {
        assert_eq!(desk.open(&edited, file).session.path(), notes);
    }
}

#[test]
fn a_version_begins_with_a_marked_copy_and_leaves_the_other_alone() {
    let desk = Desk::new();
    let (one, two) = (desk.article("a.txt"), desk.article("b.txt"));
    let notes = begun(&desk, &one);
    let mut first = desk.open(&document(), &one);
    claim(&mut first.notebook, &document(), 2, "19 million crowns");
    change(&mut first.notebook, 2, at(3), |a| {
        a.verdict = Some("refuted".into());
    });
    first.session.save(&first.notebook).unwrap();
    first.session.record(&first.notebook, at(4)).unwrap();
    let (before, old) = (fs::read(&notes).unwrap(), everything(&first.notebook));
    drop(first);

    let opened = answered(&desk, &second(), &two, Relation::Version);
    assert_eq!(opened.why, MatchReason::SaidVersion);
    assert_ne!(opened.session.path(), notes);
    let copies = everything(&opened.notebook);
    let print = old_print();
    for (copy, of) in copies.iter().zip(&old) {
        assert_eq!(
            copy.carried,
            Some(print),
            "each says that it was decided elsewhere"
        );
        assert_ne!(copy.id, of.id);
        let same = Annotation {
            id: of.id,
            carried: None,
            ..copy.clone()
        };
        assert_eq!(same, *of);
    }
    assert_eq!(copies.len(), old.len());
    assert_eq!(
        opened.notebook.can_undo(),
        Some("bring over from the earlier version")
    );
    assert_eq!(opened.session.earlier_texts(), [document().text()]);
    kept(opened);
    assert_eq!(
        fs::read(&notes).unwrap(),
        before,
        "the first version's notes are untouched"
    );

    // The copies are decided on, and the first version does not change.
    let mut again = desk.open(&second(), &two);
    assert_eq!(
        (again.why, everything(&again.notebook)),
        (MatchReason::SameText, copies.clone())
    );
    again.notebook.undo(at(120)).unwrap();
    again.session.save(&again.notebook).unwrap();
    assert_eq!(again.notebook.annotations().count(), 0);
    drop(again);
    assert_eq!(fs::read(&notes).unwrap(), before);
    assert_eq!(desk.open(&document(), &one).session.path(), notes);

    // The relation between versions survives the loss of the index.
    desk.lose_index();
    let families = library::ask(
        &desk.paths,
        library::IndexExtent::Notes,
        &mut library::unwatched,
        |index| {
            let mut families = Vec::new();
            index.each_article(9, |article| families.push(article.family))?;
            Ok(families)
        },
    )
    .unwrap();
    assert!(
        matches!(families[..], [one, other] if one == other),
        "{families:?}"
    );
}

fn old_print() -> postil::document::Fingerprint {
    postil::document::Fingerprint::of(document().text())
}

#[test]
fn separate_articles_stay_so_after_edits_and_without_the_index() {
    let desk = Desk::new();
    let (one, two) = (desk.article("a.txt"), desk.article("b.txt"));
    let notes = begun(&desk, &one);
    kept(answered(&desk, &second(), &two, Relation::Separate));
    desk.lose_index();
    let mut opened = desk.open(&second(), &two);
    assert_eq!((opened.why, opened.lookalikes.len()), (MatchReason::New, 0));
    assert_eq!(opened.access, Access::Write);
    assert!(opened.notebook.is_empty());
    claim(&mut opened.notebook, &second(), 7, "the mayor said");
    opened.session.save(&opened.notebook).unwrap();
    assert_ne!(opened.session.path(), notes);
    drop(opened);
    assert_eq!(desk.open(&document(), &one).session.path(), notes);
    let edited = document_of("Harbour closes", &[TEXT[0], TEXT[1], "An ending."]);
    assert_eq!(desk.open(&edited, &two).why, MatchReason::SamePath);
    // A third one is asked about, with both.
    let opened = desk.open(&third(), &desk.article("c.txt"));
    assert_eq!((opened.why, opened.lookalikes.len()), (MatchReason::Undecided, 2));
}

#[test]
fn the_very_same_text_can_be_separate_too() {
    let desk = Desk::new();
    let (one, two) = (desk.article("a.txt"), desk.article("b.txt"));
    let notes = begun(&desk, &one);
    let mut opened = answered(&desk, &document(), &two, Relation::Separate);
    assert_ne!(opened.session.path(), notes);
    claim(&mut opened.notebook, &document(), 9, "the mayor said");
    opened.session.save(&opened.notebook).unwrap();
    opened.session.record(&opened.notebook, at(9)).unwrap();
    let other = opened.session.path().to_owned();
    drop(opened);
    for (file, notes) in [(&one, &notes), (&two, &other)] {
        let opened = desk.open(&document(), file);
        assert_eq!(
            (opened.session.path(), opened.why),
            (notes.as_path(), MatchReason::SameText)
        );
    }
}

#[test]
fn an_answer_said_twice_changes_nothing_the_second_time() {
    for relation in Relation::ALL {
        let desk = Desk::new();
        let (one, two) = (desk.article("a.txt"), desk.article("b.txt"));
        begun(&desk, &one);
        let mut seen = Vec::new();
        for _ in 0..3 {
            let opened = answered(&desk, &second(), &two, relation);
            seen.push((opened.session.path().to_owned(), everything(&opened.notebook)));
            kept(opened);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[1], seen[2]);
        let lines = fs::read_to_string(desk.paths.data.join("answers.jsonl")).unwrap_or_default();
        assert_eq!(lines.lines().count(), usize::from(relation != Relation::Version));
    }
}

#[test]
fn an_article_without_annotations_is_not_worth_a_question() {
    let desk = Desk::new();
    let one = desk.article("a.txt");
    begun(&desk, &one);
    let mut opened = desk.open(&document(), &one);
    opened.notebook.undo(at(8)).unwrap();
    opened.session.save(&opened.notebook).unwrap();
    opened.session.record(&opened.notebook, at(9)).unwrap();
    drop(opened);
    assert_eq!(desk.open(&second(), &desk.article("b.txt")).why, MatchReason::New);
}

#[test]
fn the_index_keeps_the_paths_of_an_article_that_is_opened_without_a_decision() {
    let desk = Desk::new();
    let (one, two) = (desk.article("a.txt"), desk.article("b.txt"));
    let notes = begun(&desk, &one);
    // A copy is opened without a decision; then another program writes the notes.
    let opened = desk.open(&document(), &two);
    opened.session.record(&opened.notebook, at(6)).unwrap();
    drop(opened);
    let entry = || library::entries(&desk.paths).remove(0);
    assert_eq!(entry().paths.len(), 2);
    let text = fs::read_to_string(&notes).unwrap();
    fs::write(&notes, text.replace("harbour", "Harbour") + "\n").unwrap();
    assert_eq!(entry().paths.len(), 2);
}

#[test]
fn an_old_notes_file_and_index_are_understood() {
    let desk = Desk::new();
    let one = desk.article("a.txt");
    let notes = begun(&desk, &one);
    // As earlier versions wrote the list: complete, and without the new fields.
    desk.lose_index();
    let print = postil::document::Fingerprint::of(document().text());
    let old = format!(
        "[\n    (title: \"Harbour to close\", url: None, paths: [{one:?}], fingerprint: Some(\"{print}\"), earlier: [], \
         notes: Some({notes:?}), stamp: Some((1, 2)), counts: (annotations: 1, claims: 1, checked: 0), opened: Some(\"{}\")),\n]",
        at(5)
    );
    fs::write(desk.paths.state.join("library.ron"), old).unwrap();
    let entries = library::entries(&desk.paths);
    assert_eq!((entries.len(), entries[0].opened), (1, Some(at(5))));
    assert_eq!(desk.open(&document(), &one).session.path(), notes);
    assert!(!fs::read_to_string(&notes).unwrap().contains("version_of"));
}

/// An action on one of three files of an article, in any order.
#[derive(Clone, Debug)]
enum Deed {
    Open(usize),
    Decide(usize),
    Answer(usize, Relation),
    LoseIndex,
}

fn deed() -> impl Strategy<Value = Deed> {
    let relation = proptest::sample::select(Relation::ALL.to_vec());
    prop_oneof![
        (0..3usize).prop_map(Deed::Open),
        (0..3usize).prop_map(Deed::Decide),
        (0..3usize, relation).prop_map(|(file, relation)| Deed::Answer(file, relation)),
        Just(Deed::LoseIndex),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Three files with similar texts: in any order of opening, deciding and answering, no notes file ever loses an annotation, none is
    /// changed by work on a file that does not share it, and a file shows notes of another only after the answer that they are the same, or
    /// as marked copies.
    #[test]
    fn notes_never_stray(deeds in prop::collection::vec(deed(), 1..14)) {
        let desk = Desk::new();
        let files = ["a.txt", "b.txt", "c.txt"].map(|name| desk.article(name));
        let texts = [document(), second(), third()];
        // The creator of each annotation, by its id.
        let mut made: Vec<(u128, usize)> = Vec::new();
        let mut same: Vec<usize> = Vec::new();
        for (n, deed) in deeds.into_iter().enumerate() {
            let (file, relation) = match deed {
                Deed::Open(file) | Deed::Decide(file) => (file, None),
                Deed::Answer(file, relation) => (file, Some(relation)),
                Deed::LoseIndex => {
                    desk.lose_index();
                    continue;
                }
            };
            let mut opened = match relation {
                None => desk.open(&texts[file], &files[file]),
                Some(relation) => answered(&desk, &texts[file], &files[file], relation),
            };
            if opened.why == MatchReason::SaidSame {
                same.push(file);
            }
            let seen = opened.notebook.annotations().filter(|a| a.carried.is_none());
            for annotation in seen {
                let by = made.iter().find(|(n, _)| id(*n) == annotation.id).map(|(_, by)| *by);
                prop_assert!(by == Some(file) || !same.is_empty(), "{file} shows {by:?}'s");
            }
            if matches!(deed, Deed::Decide(_)) {
                let n = 1000 + n as u128;
                claim(&mut opened.notebook, &texts[file], n, "the mayor said");
                match opened.session.save(&opened.notebook) {
                    Ok(_) => made.push((n, file)),
                    Err(_) => prop_assert_eq!(opened.why, MatchReason::Undecided),
                }
            }
            kept_all(&desk, opened)?;
            let all = all_notes(&desk);
            for (n, _) in &made {
                prop_assert!(all.contains(&id(*n).to_string()), "{n} is gone");
            }
        }
    }
}

fn kept_all(_: &Desk, mut opened: Opened) -> Result<(), TestCaseError> {
    if opened.unsaved {
        opened
            .session
            .save(&opened.notebook)
            .map_err(|e| TestCaseError::fail(e.to_string()))?;
    }
    if opened.access == Access::Write {
        opened.session.record(&opened.notebook, at(101)).unwrap();
    }
    Ok(())
}

/// All notes files, one after the other.
fn all_notes(desk: &Desk) -> String {
    let files = fs::read_dir(desk.paths.notes()).into_iter().flatten().flatten();
    let texts = files.map(|file| fs::read_to_string(file.path()).unwrap_or_default());
    texts.collect()
}
