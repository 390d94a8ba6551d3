//! The ledger: groups of claims, the claims of one, corrections of speakers, and the way to a passage and back.

use postil::app::{
    Arrival, Effect, Ledger, LedgerClaim, LedgerGroup, LedgerPage, LedgerQuery, LedgerRow, LedgerSort,
    LedgerView, Message, Overlay, SpeakerChange,
};

use crate::article::tram;
use crate::script::Reader;

/// A ledger of a thousand groups, each with a hundred claims.
struct Opened(Reader);

impl Opened {
    fn open(keys: &str) -> Self {
        let mut opened = Self(Reader::open(&tram()));
        opened.0.press(keys);
        opened.answered()
    }

    fn ledger(&self) -> &Ledger {
        match self.0.overlay() {
            Some(Overlay::Ledger(ledger)) => ledger,
            other => panic!("{other:?}"),
        }
    }

    fn asked(&self) -> LedgerQuery {
        let asked = |e: &Effect| match e {
            Effect::ListLedger(query) | Effect::ChangeSpeakers { then: query, .. } => Some(query.clone()),
            _ => None,
        };
        self.0.effects.iter().rev().find_map(asked).unwrap()
    }

    /// Answers what was asked last.
    fn answered(mut self) -> Self {
        let query = self.asked();
        let group = |n: usize| {
            LedgerRow::Group(LedgerGroup {
                key: format!("speaker {n}"),
                name: format!("Speaker {n}"),
                spellings: 1 + n % 2,
                claims: 100,
                ..LedgerGroup::default()
            })
        };
        let claim = |n: usize| {
            LedgerRow::Claim(LedgerClaim {
                id: (n != 3).then(|| format!("id {n}")),
                words: format!("Claim {n}"),
                speaker: "Speaker".into(),
                verdict: String::new(),
                status: "to check".into(),
                day: String::new(),
                title: "Article".into(),
                source: String::new(),
                opens: if n == 2 { String::new() } else { "other.txt".into() },
                arrival: Arrival::Annotation(format!("id {n}")),
                contradicts: Vec::new(),
            })
        };
        let of_claims = query.scope.group.is_some();
        let total = if of_claims { 100 } else { 1000 };
        let rows = query.from..(query.from + query.rows).min(total);
        let page = LedgerPage {
            number: query.number,
            from: query.from,
            rows: rows
                .map(|n| if of_claims { claim(n) } else { group(n) })
                .collect(),
            total,
            claims: 100_000,
            whole: true,
        };
        self.0.send(Message::Ledger(Ok(page)));
        self
    }

    fn press(mut self, keys: &str) -> Self {
        self.0.press(keys);
        self
    }

    fn changes(&self) -> Vec<SpeakerChange> {
        let change = |e: &Effect| match e {
            Effect::ChangeSpeakers { change, .. } => Some(change.clone()),
            _ => None,
        };
        self.0.effects.iter().filter_map(change).collect()
    }
}

#[test]
fn it_is_shown_at_once_and_asks_only_for_the_rows_around_those_in_view() {
    let mut r = Reader::open(&tram());
    r.press("gw");
    let Some(Overlay::Ledger(ledger)) = r.overlay() else {
        panic!()
    };
    assert!(!ledger.has_come() && ledger.total() == 0);
    let opened = Opened::open("gw");
    let first = opened.asked();
    assert!(first.from == 0 && first.rows < 100, "{first:?}");
    let opened = opened.press("G").answered();
    assert!(opened.asked().from > 900);
    assert_eq!(opened.ledger().chosen(), 999);
    // An answer to an earlier question is dropped.
    let late = LedgerPage {
        number: first.number,
        total: 1,
        ..LedgerPage::default()
    };
    let mut opened = opened;
    opened.0.send(Message::Ledger(Ok(late)));
    assert_eq!(opened.ledger().total(), 1000);
}

#[test]
fn it_is_grouped_sorted_and_filtered() {
    let opened = Opened::open("gw").press("tab").answered();
    assert_eq!(opened.asked().scope.view, LedgerView::Entities);
    let opened = opened.press("S-tab S-tab").answered();
    assert_eq!(opened.asked().scope.view, LedgerView::Months);
    let opened = opened.press("s").answered();
    assert_eq!(opened.asked().scope.sort, LedgerSort::Name);
    let opened = opened.press("a").answered();
    assert!(opened.asked().scope.suggested);
    let opened = opened.press("/ ‘verdict:refuted’").answered();
    assert_eq!(opened.asked().scope.filter, "verdict:refuted");
    let opened = opened.press("enter / ‘ x’ esc").answered();
    assert_eq!(
        opened.asked().scope.filter,
        "verdict:refuted",
        "esc takes the change back"
    );
    let with_filter = Opened::open(": ‘ledger speaker:lund’ enter");
    assert_eq!(with_filter.asked().scope.filter, "speaker:lund");
}

#[test]
fn enter_leads_to_claims_and_to_a_passage_and_back() {
    let opened = Opened::open("gw").press("j j enter").answered();
    assert_eq!(opened.asked().scope.group.unwrap().0, "speaker 2");
    assert_eq!(opened.ledger().group().unwrap().name, "Speaker 2");
    // One without a file stays.
    let opened = opened.press("j j enter");
    assert!(matches!(opened.0.overlay(), Some(Overlay::Ledger(_))));
    let back = opened.press("esc").answered();
    assert_eq!((back.ledger().chosen(), back.ledger().group()), (2, None));
    let mut r = back.press("enter").answered().press("j enter").0;
    assert!(r.overlay().is_none());
    assert!(
        r.effects
            .iter()
            .any(|e| matches!(e, Effect::Open(name) if name == "other.txt"))
    );
    // The ledger opens again where it was left.
    r.press("gw");
    let again = Opened(r).answered();
    assert_eq!(again.ledger().group().unwrap().name, "Speaker 2");
    assert_eq!(again.ledger().chosen(), 1);
}

#[test]
fn speakers_are_merged_by_two_keys_and_split() {
    let opened = Opened::open("gw").press("M");
    assert_eq!(opened.ledger().merging(), Some("Speaker 0"));
    let opened = opened.press("M");
    assert!(opened.changes().is_empty(), "twice on one takes it back");
    let opened = opened.press("M esc j M j M");
    let pair = |n: usize| (format!("speaker {n}"), format!("Speaker {n}"));
    let (from, into) = (pair(1), pair(2));
    assert_eq!(opened.changes(), [SpeakerChange::Merge { from, into }]);
    let opened = opened.answered().press("k S");
    let (key, name) = pair(1);
    assert_eq!(opened.changes()[1], SpeakerChange::Separate { key, name });
    let opened = opened.answered().press("enter").answered().press("j S");
    let id = "id 1".to_owned();
    assert_eq!(opened.changes()[2], SpeakerChange::Namesake { id });
    let opened = opened.answered().press("j j S");
    assert_eq!(opened.changes().len(), 3, "a suggestion has no id");
    let opened = opened
        .press("esc")
        .answered()
        .press("tab")
        .answered()
        .press("M S");
    assert_eq!(opened.changes().len(), 3, "entities are not merged here");
}

#[test]
fn what_is_shown_is_exported() {
    let mut opened = Opened::open("gw").press("E");
    opened.0.press("C-u ‘who.json’ enter");
    let exported = opened.0.effects.iter().find_map(|e| match e {
        Effect::ExportLedger(scope, file) => Some((scope.view, file.clone())),
        _ => None,
    });
    let (view, file) = exported.unwrap();
    assert!(
        view == LedgerView::Speakers && file.ends_with("who.json"),
        "{file}"
    );
}
