//! Random keys in random order on random screens: no panic, and the invariants hold.
//!
//! `PROPTEST_CASES=2000 cargo test --test reader random` presses more keys than the ordinary run.

use std::collections::BTreeSet;

use postil::app::sidebar::Row;
use postil::app::{Editing, Message, Mode, Mouse, MouseKind, Overlay, Seen};
use postil::config::key::{Code, Key};
use postil::document::TextRange;
use postil::notes::{Annotation, AnnotationKind, Id, Notebook, Timestamp, anchor};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::article::{Article, tram as tram_article};
use crate::elsewhere::elsewhere;
use crate::script::{Opening, Reader};

/// The invariants of a reader.
fn sound(r: &Reader) -> Result<(), TestCaseError> {
    let text = r.article().text();
    prop_assert!(
        r.reading().cursor() <= text.len() && text.is_char_boundary(r.reading().cursor()),
        "cursor {}",
        r.reading().cursor()
    );
    if let Some(focus) = r.article().focus() {
        prop_assert!(
            focus < r.article().claims().len(),
            "focus {focus} of {}",
            r.article().claims().len()
        );
    }
    if let Some(entity) = r.article().chosen_entity() {
        prop_assert!(entity < r.article().entities().len());
    }
    prop_assert!(r.sidebar().rows().is_empty() || r.sidebar().chosen() < r.sidebar().rows().len());
    prop_assert!(r.reading().lines().len() <= usize::from(r.panes().text.height));
    if !text.is_empty() && r.panes().text.height > 0 {
        prop_assert!(!r.reading().lines().is_empty(), "an article always shows");
        if r.reading().selection().is_none() {
            let v = r.reading().visible();
            let shown = r.reading().cell_of(r.reading().cursor()).is_some();
            let inside = r.reading().cursor() >= v.start && r.reading().cursor() < v.end.max(v.start + 1);
            prop_assert!(
                inside && (shown || r.reading().fold().is_none()) || v.is_empty(),
                "cursor {} outside of the page {v:?}",
                r.reading().cursor()
            );
        }
    }
    for line in r.reading().lines().windows(2) {
        prop_assert!(line[0].y < line[1].y);
    }
    let inside = |range: TextRange| {
        range.end <= text.len() && text.is_char_boundary(range.start) && text.is_char_boundary(range.end)
    };
    if let Some(range) = r.reading().selected() {
        prop_assert!(
            inside(range) && (text.is_empty() || !range.is_empty()),
            "selection {range:?}"
        );
    }
    let mut ids = BTreeSet::new();
    for a in r.article().notebook().all() {
        prop_assert!(ids.insert(a.id));
        prop_assert!(inside(a.anchor.range), "{a:?}");
        if !a.deleted {
            prop_assert_eq!(&a.anchor.quote, r.article().document().slice(a.anchor.range));
            prop_assert!(!a.anchor.range.is_empty());
        }
    }
    for claim in r.article().claims() {
        prop_assert!(inside(claim.range));
    }
    prop_assert!(r.article().claims().is_sorted_by_key(|c| c.range.start));
    Ok(())
}

/// Drawing must succeed at any screen size.
fn draw(r: &Reader) {
    let screen = r.panes().screen;
    let mut frame = Buffer::empty(Rect::new(0, 0, screen.width, screen.height));
    postil::ui::view(&r.model, postil::ui::Terminal::default(), &mut frame);
}

/// The keymap's keys, and some others; common keys are more likely.
fn key() -> impl Strategy<Value = Vec<Key>> {
    let bound: Vec<Vec<Key>> = postil::app::keys::action::TABLE
        .iter()
        // Leaving ends a run; the keys after it would never be reached.
        .filter(|s| s.action != postil::app::keys::action::Action::Quit)
        .flat_map(|s| s.keys.iter().flat_map(|(_, keys)| keys.iter()))
        .filter_map(|k| Key::parse_sequence(k))
        .collect();
    prop_oneof![
        8 => prop::sample::select(bound),
        1 => prop::sample::select(vec!["1", "2", "3", "9", "0", "5", "7"]).prop_map(|k| Key::parse_sequence(k).unwrap()),
        1 => any::<char>().prop_map(|c| vec![Key::char(c)]),
        1 => prop::sample::select(vec!["a", "m", "w", "Lorne", "the", "claim", "note x", "theme", "50%", "é騰"])
            .prop_map(|w| w.chars().map(Key::char).collect()),
        1 => Just(vec![Key::plain(Code::Enter)]),
        1 => Just(vec![Key::plain(Code::Esc)]),
    ]
}

fn event() -> impl Strategy<Value = Vec<Message_>> {
    prop_oneof![
        20 => key().prop_map(|keys| keys.into_iter().map(Message_::Key).collect()),
        2 => (size(), size()).prop_map(|(w, h)| vec![Message_::Size(w, h)]),
        2 => (0u16..130, 0u16..50, 0usize..5).prop_map(|(x, y, k)| vec![Message_::Mouse(x, y, k)]),
        1 => Just(vec![Message_::Paste]),
    ]
}

fn size() -> impl Strategy<Value = u16> {
    prop_oneof![3 => 20u16..140, 1 => 0u16..12]
}

/// The events, in a form that can be copied and printed.
#[derive(Clone, Copy, Debug)]
enum Message_ {
    Key(Key),
    Size(u16, u16),
    Mouse(u16, u16, usize),
    Paste,
}

fn message(m: Message_) -> Message {
    match m {
        Message_::Key(key) => Message::Key(key),
        Message_::Size(w, h) => Message::Resized(w, h),
        Message_::Mouse(x, y, k) => Message::Mouse(Mouse {
            kind: [
                MouseKind::Press,
                MouseKind::Drag,
                MouseKind::Release,
                MouseKind::WheelDown,
                MouseKind::WheelUp,
            ][k],
            x,
            y,
            clicks: (x % 6) as u8,
        }),
        Message_::Paste => Message::Paste("pasted\n\u{1b}[2J text".into()),
    }
}

fn articles() -> [Article; 4] {
    [
        tram_article(),
        Article::new(""),
        Article::new("騰訊 👩‍👩‍👧 e\u{301}! 「你好。」 x\n\n- 一\n\n| code  with\tspace"),
        Article::new(&"An endless sentence without a full stop ".repeat(60)),
    ]
}

/// `ordinary` cases, unless another number is requested.
fn cases(ordinary: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked { config.cases } else { ordinary },
        max_shrink_iters: 400,
        ..config
    }
}

/// A change of another instance: it annotates a block, or changes or deletes an existing annotation.
fn interfere(r: &mut Reader, what: u8, number: u128) {
    let n = usize::from(what / 3);
    let now = Timestamp::from_second(1_790_000_000 + number as i64).unwrap();
    let document = r.article().document().clone();
    elsewhere(r, |mut all| {
        let count = all.len();
        match (what % 3, count) {
            (0, _) | (_, 0) => {
                let filled: Vec<_> = document.blocks().iter().filter(|b| !b.range.is_empty()).collect();
                if let Some(block) = filled.get(n % filled.len().max(1)) {
                    let place = anchor(&document, block.range);
                    let kind = if n % 2 == 0 {
                        AnnotationKind::Claim
                    } else {
                        AnnotationKind::Rejection
                    };
                    all.push(Annotation::new(
                        Id(uuid::Uuid::from_u128(number)),
                        kind,
                        place,
                        now,
                    ));
                }
            }
            (1, _) if !all[n % count].deleted => {
                all[n % count].note = Some(format!("theirs {number}"));
                all[n % count].updated = now;
            }
            _ => all[n % count] = all[n % count].tombstone(now),
        }
        all
    });
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn any_keys_leave_a_sound_reader(
        article in 0usize..4,
        width in size(),
        height in size(),
        analysed in prop::bool::weighted(0.9),
        events in prop::collection::vec(event(), 1..60),
    ) {
        let article = &articles()[article];
        let mut r = Reader::with(article, Opening { size: (width, height), analysed, ..Opening::default() });
        sound(&r)?;
        for (i, m) in events.into_iter().flatten().enumerate() {
            r.send(message(m));
            sound(&r)?;
            if i % 8 == 0 {
                draw(&r);
            }
        }
        draw(&r);
        if !analysed {
            r.analysed(&article.analysis);
            sound(&r)?;
        }
        // Everything can be undone, and then nothing is left.
        r.press("esc esc esc");
        let steps = r.article().notebook().history().len();
        for _ in 0..steps {
            r.press("u");
            sound(&r)?;
        }
        prop_assert_eq!(r.notes().len(), 0);
        prop_assert!(r.article().notebook().history().is_empty());
        // The saved data is enough to continue.
        let again = Notebook::new(r.article().notebook().all().cloned());
        prop_assert_eq!(again.annotations().count(), 0);
    }
}

/// The annotations that a decision may change now: those of visible claims, of the selected row of the sidebar, of the claim in hand, and
/// the one being typed about.
fn in_sight(r: &Reader) -> Vec<Id> {
    let article = r.article();
    let mut out: Vec<Id> = r.in_hand().map(|hand| hand.id).into_iter().collect();
    let typed = r.overlay().and_then(Overlay::editing);
    out.extend(
        typed
            .and_then(|editing| article.annotation_of(editing.target()))
            .map(|a| a.id),
    );
    let page = r.reading().seen();
    let seen = |a: &&Annotation| article.located(a).range.is_some_and(|range| page.overlaps(range));
    out.extend(article.notebook().annotations().filter(seen).map(|a| a.id));
    // In the queue and the sidebar the claim in focus is shown completely, wherever its passage is.
    if r.mode() != Mode::Read {
        out.extend(article.focused().and_then(postil::app::ClaimItem::id));
        if let Some(Row::Note(id)) = r.sidebar().chosen_row() {
            out.push(*id);
        }
    }
    // The annotation under review is shown above the status line.
    if let Some(Overlay::Review(review)) = r.overlay() {
        out.extend(review.annotation(article.notebook()).map(|a| a.id));
    }
    out
}

/// The new annotations between two states that are on no visible passage.
fn unseen_changes(r: &Reader, seen: &[Id], page: &Seen, before: &[Annotation]) -> Vec<Annotation> {
    let known = |a: &Annotation| before.iter().find(|b| b.id == a.id);
    let now = r.article().notebook().all();
    let changed = now.filter(|a| known(a) != Some(a));
    let unseen = |a: &&Annotation| match known(a) {
        Some(_) => !seen.contains(&a.id),
        None => !page.overlaps(a.anchor.range),
    };
    changed.filter(unseen).cloned().collect()
}

proptest! {
    #![proptest_config(cases(40))]

    /// The same while another instance changes the notes too: its changes arrive between any two keys.
    #[test]
    fn any_keys_leave_a_sound_reader_while_another_writes(
        which in 0usize..4,
        events in prop::collection::vec((event(), prop::option::weighted(0.4, any::<u8>())), 1..60),
    ) {
        let mut r = Reader::open(&articles()[which]);
        for (number, (messages, other)) in events.into_iter().enumerate() {
            if let Some(what) = other {
                interfere(&mut r, what, 1 + number as u128);
                sound(&r)?;
            }
            for m in messages {
                r.send(message(m));
                sound(&r)?;
            }
        }
        draw(&r);
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// No key decides about a claim that was not visible. Undo and redo show what they change; merging entities changes mentions
    /// everywhere, and says how many.
    #[test]
    fn no_key_changes_what_is_out_of_sight(
        which in 0usize..4,
        (w, h) in (size(), size()),
        events in prop::collection::vec(key(), 1..60),
    ) {
        let article = &articles()[which];
        let mut r = Reader::sized(article, w, h);
        for keys in events {
            for key in keys {
                let before: Vec<Annotation> = r.article().notebook().all().cloned().collect();
                let (seen, page, mode) = (in_sight(&r), r.reading().seen().clone(), r.mode());
                let focus = r.article().focused().map(|c| c.range);
                // The note editor and the prompts name their subject, even if no row of text is visible.
                let typed = r.overlay().and_then(Overlay::editing).and_then(Editing::range);
                let history = r.article().notebook().history().len();
                let undone = r.article().notebook().undone().first().cloned();
                r.send(Message::Key(key));
                let step = r.article().notebook().history().last().map(|s| s.label.clone()).unwrap_or_default();
                let everywhere = step.starts_with("merge") || step.starts_with("split") || step.starts_with("reject entity");
                if r.article().notebook().history().len() <= history || everywhere {
                    continue;
                }
                // A redone change is shown.
                let again = undone.is_some_and(|u| {
                    let last = r.article().notebook().history().last();
                    last.is_some_and(|last| std::sync::Arc::ptr_eq(last, &u))
                });
                let (seen, page) = if again { (in_sight(&r), r.reading().seen().clone()) } else { (seen, page) };
                let mut wrong = unseen_changes(&r, &seen, &page, &before);
                wrong.retain(|a| !typed.is_some_and(|t| t.overlaps(a.anchor.range)));
                if mode != Mode::Read {
                    wrong.retain(|a| Some(a.anchor.range) != focus && !focus.is_some_and(|f| f.overlaps(a.anchor.range)));
                }
                prop_assert!(wrong.is_empty(), "{key:?} ({step}) changed {wrong:#?}");
            }
        }
    }
}
