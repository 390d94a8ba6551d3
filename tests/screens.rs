//! Snapshots of the screen at three sizes, for each view of the reader.
//!
//! After an intended change, `INSTA_UPDATE=always cargo test --test screens` rewrites the screens; review the diff before you commit.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::assigning_clones,
    missing_docs,
    unreachable_pub,
    dead_code
)]

#[path = "reader/article.rs"]
mod article;
#[path = "reader/script.rs"]
mod script;

use std::fmt::Write;

use postil::app::{
    Arrival, Effect, Elsewhere, ElsewherePlace, ElsewhereRelation, LedgerClaim, LedgerGroup, LedgerPage,
    LedgerRow, LibraryEntry, LibraryPage, Message, OtherNotes,
};
use postil::config::Depth;
use postil::document::Fingerprint;
use postil::notes::{
    AnchorState, Annotation, AnnotationKind, Evidence, Id, Located, Lookalike, Notebook, Timestamp, anchor,
};
use postil::ui::{Terminal, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use article::{Article, tram};
use script::{Opening, Reader};

const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (160, 50)];

/// The cells, and the position of a visible cursor.
fn draw(reader: &Reader) -> (Buffer, Option<(u16, u16)>) {
    let screen = reader.panes().screen;
    let mut buffer = Buffer::empty(Rect::new(0, 0, screen.width, screen.height));
    let drawn = view(&reader.model, Terminal::default(), &mut buffer);
    (buffer, drawn.cursor)
}

/// The rows as text; the blank cell after a wide character is left out, as in a terminal.
fn rows(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    (area.top()..area.bottom())
        .map(|y| {
            let mut row = String::new();
            let mut x = area.left();
            while x < area.right() {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(symbol);
                x += postil::text::grapheme::width(symbol).max(1) as u16;
            }
            row.trim_end().to_owned()
        })
        .collect()
}

/// The screens of all sizes, one below the other.
fn screens(open: impl Fn((u16, u16)) -> Reader) -> String {
    let mut out = String::new();
    for (width, height) in SIZES {
        let reader = open((width, height));
        let (buffer, cursor) = draw(&reader);
        let cursor = cursor.map_or(String::new(), |(x, y)| format!(", cursor at {x},{y}"));
        writeln!(out, "──── {width}x{height}{cursor}").unwrap();
        for row in rows(&buffer) {
            writeln!(out, "{row}").unwrap();
        }
    }
    out
}

fn after(article: &Article, keys: &str) -> String {
    screens(|size| {
        let mut reader = Reader::with(
            article,
            Opening {
                size,
                ..Opening::default()
            },
        );
        reader.press(keys);
        // A message disappears with the next key; the snapshot shows what stays.
        reader
    })
}

/// Some decided claims, so that each glyph is shown.
const DECIDED: &str = "]c [c ,1 a ,3 x ,2 ";

#[test]
fn reading() {
    insta::assert_snapshot!(after(&tram(), &format!("{DECIDED} gg esc")));
}

#[test]
fn reading_further_down() {
    insta::assert_snapshot!(after(&tram(), &format!("{DECIDED} G k")));
}

#[test]
fn the_queue() {
    let keys =
        format!("{DECIDED} enter e ‘+https://example.org/budget \"310 million\"’ enter t ‘money’ enter K");
    insta::assert_snapshot!(after(&tram(), &keys));
}

#[test]
fn a_decided_claim_in_the_queue() {
    let keys = format!("{DECIDED} enter k k k n ‘Both studies name it.’ C-s");
    insta::assert_snapshot!(after(&tram(), &keys));
}

#[test]
fn the_card_of_a_claim() {
    let keys = format!(
        "{DECIDED} [c e ‘-https://example.org/budget \"12,000 a day\"’ enter n ‘Ask both institutes.’ C-s t ‘money’ enter o j j"
    );
    insta::assert_snapshot!(after(&tram(), &keys));
}

#[test]
fn the_card_of_an_entity() {
    insta::assert_snapshot!(after(&tram(), "ge tab o j j j"));
}

#[test]
fn the_card_beside_the_list() {
    let mut reader = Reader::sized(&tram(), 200, 60);
    reader.press(&format!("{DECIDED} [c n ‘Ask both institutes.’ C-s"));
    insta::assert_snapshot!(rows(&draw(&reader).0).join("\n"));
}

#[test]
fn what_is_written_beside_its_passage() {
    let keys = "f a M 2 n ‘Two studies, one line: which one counts the ferry passengers too?’ C-s t ‘method’ enter p";
    insta::assert_snapshot!(after(&tram(), keys));
}

#[test]
fn the_end_of_the_queue() {
    let keys = "enter x 1 3 1 1 2 1 1 1 1 4";
    insta::assert_snapshot!(after(&tram(), keys));
}

#[test]
fn the_list_of_claims() {
    insta::assert_snapshot!(after(&tram(), &format!("{DECIDED} tab j esc tab")));
}

#[test]
fn the_list_of_entities() {
    insta::assert_snapshot!(after(&tram(), "ge tab j j"));
}

#[test]
fn the_list_of_notes() {
    let keys = format!("{DECIDED} / ‘harbour’ enter esc v e m gg n ‘Ask Falk.’ C-s gn tab");
    insta::assert_snapshot!(after(&tram(), &keys));
}

#[test]
fn the_outline() {
    insta::assert_snapshot!(after(&tram(), "go tab j"));
}

#[test]
fn a_selection() {
    insta::assert_snapshot!(after(&tram(), "] c V"));
}

#[test]
fn letters_on_sentences() {
    insta::assert_snapshot!(after(&tram(), "f"));
}

#[test]
fn a_search_while_it_is_typed() {
    insta::assert_snapshot!(after(&tram(), "/ ‘two s’"));
}

#[test]
fn matches() {
    insta::assert_snapshot!(after(&tram(), "/ ‘the line’ enter n"));
}

#[test]
fn a_prompt_with_proposals() {
    insta::assert_snapshot!(after(&tram(), "]c [c s ‘a’ tab"));
}

#[test]
fn the_command_line() {
    insta::assert_snapshot!(after(&tram(), ": ‘theme ’"));
}

#[test]
fn the_help() {
    insta::assert_snapshot!(after(&tram(), "? ‘claim’"));
}

#[test]
fn the_note_editor() {
    insta::assert_snapshot!(after(
        &tram(),
        "n ‘The largest, says who?’ enter enter ‘Compare with the harbour of 1961.’"
    ));
}

#[test]
fn what_changed_since_the_last_reading() {
    use postil::analysis::analyse;
    use postil::analysis::revision::{earlier, revision};
    let article = tram();
    let old = article
        .document
        .text()
        .replace("24,000 passengers", "31,000 passengers")
        .replace("310 million", "280 million");
    insta::assert_snapshot!(screens(|size| {
        let mut reader = Reader::with(
            &article,
            Opening {
                size,
                ..Opening::default()
            },
        );
        let then = earlier(&old, &article.document);
        let changes = revision(
            (&then, &analyse(&then)),
            (&article.document, &analyse(&article.document)),
        );
        reader.send(Message::Compared {
            generation: 1,
            result: Ok(postil::app::Comparison {
                number: 1,
                of: 3,
                changes,
            }),
        });
        reader
    }));
}

/// What two readers' notes on one article differ in: one claim decided twice, and one that only the other has.
#[test]
fn differences_that_are_settled() {
    let text = |keys: &'static str| {
        screens(move |size| {
            let mut reader = Reader::with(
                &tram(),
                Opening {
                    size,
                    ..Opening::default()
                },
            );
            reader.press(", 3");
            let notes = others_notes(&reader);
            reader.press(": ‘agree ben.postil.ron’ enter");
            reader.send(Message::OtherNotes(1, Ok(notes)));
            reader.press(keys);
            reader
        })
    };
    insta::assert_snapshot!("the_first_difference_of_two_readers", text(""));
    insta::assert_snapshot!("a_claim_that_only_the_other_has", text("m"));
}

/// What Ben decided: the first claim otherwise, with note and evidence, and one more.
fn others_notes(reader: &Reader) -> OtherNotes {
    let article = reader.article();
    let claim = |n: usize, verdict: &str| {
        let range = article.claims()[n].range;
        let claim = Annotation {
            verdict: Some(verdict.to_owned()),
            note: Some("The council's minutes say 12.".to_owned()),
            author: Some("Ben".to_owned()),
            tags: vec!["money".to_owned()],
            evidence: vec![Evidence::parse(
                "-https://ben.example/minutes",
                Timestamp::UNIX_EPOCH,
            )],
            ..Annotation::new(
                Id(uuid::Uuid::from_u128(900 + n as u128)),
                AnnotationKind::Claim,
                anchor(article.document(), range),
                Timestamp::UNIX_EPOCH,
            )
        };
        let at = Located {
            state: AnchorState::Ok,
            range: Some(range),
        };
        (claim, at)
    };
    OtherNotes {
        name: "ben.postil.ron".to_owned(),
        annotations: vec![claim(0, "disputed"), claim(2, "misleading")],
    }
}

#[test]
fn a_pending_key() {
    insta::assert_snapshot!(after(&tram(), "]"));
}

#[test]
fn read_only() {
    insta::assert_snapshot!(screens(|size| {
        Reader::with(
            &tram(),
            Opening {
                size,
                read_only: Some("another Postil has these notes open".into()),
                ..Opening::default()
            },
        )
    }));
}

#[test]
fn which_article_is_this() {
    let known = |place: &str, opened: i64, alike| Lookalike {
        notes: format!("/home/ann/.local/share/postil/notes/{place}.ron").into(),
        title: "City to close its oldest tram line".to_owned(),
        place: format!("/home/ann/articles/{place}"),
        opened: Timestamp::from_second(opened).ok(),
        annotations: 7,
        claims: 5,
        checked: 3,
        alike: Some(alike),
    };
    insta::assert_snapshot!(screens(|size| {
        Reader::with(
            &tram(),
            Opening {
                size,
                read_only: Some("it is not decided yet whether this is a known article".into()),
                lookalikes: vec![
                    known("tram-yesterday.txt", 1_779_900_000, 0.97),
                    known("the other paper.txt", 1_779_000_000, 0.52),
                ],
                ..Opening::default()
            },
        )
    }));
}

#[test]
fn leaving_while_notes_are_not_on_disk() {
    insta::assert_snapshot!(screens(|(width, height)| {
        let mut reader = Reader::sized(&tram(), width, height);
        reader.press("a q");
        reader.send(Message::NotSaved {
            generation: 1,
            why: "notes are NOT saved: cannot write /home/ada/.local/share/postil/notes/council-weighs-a-tram-line-b1946ac92492d234.ron: No space left on device (os error 28)".into(),
        });
        reader
    }));
}

fn library() -> Vec<LibraryEntry> {
    let entry = |title: &str, source: &str, date: &str| LibraryEntry {
        title: title.into(),
        source: source.into(),
        date: date.into(),
        opened: "3 Jan".into(),
        opens: format!(
            "/home/ada/articles/{}.txt",
            title.to_lowercase().replace(' ', "-")
        ),
        ..LibraryEntry::default()
    };
    vec![
        LibraryEntry {
            decided: Some((7, 10)),
            opened: "today".into(),
            ..entry(
                "Council weighs a tram line along the old harbour",
                "Courier",
                "2026-09-26",
            )
        },
        LibraryEntry {
            below: true,
            decided: Some((2, 2)),
            opened: "yesterday".into(),
            remark: "tram-1.txt".into(),
            ..entry("Council weighs a tram line", "Courier", "2026-09-24")
        },
        entry(
            "Ferry company cuts evening boats",
            "The Weekly Harbour Gazette",
            "2026-03-14",
        ),
        LibraryEntry {
            decided: Some((0, 4)),
            remark: "file missing".into(),
            ..entry("Nine boats lost", "", "")
        },
        LibraryEntry {
            decided: Some((0, 0)),
            ..entry("騰訊和微信的官司", "騰訊", "2026-01-09")
        },
    ]
}

/// The library, after keys.
fn in_library(keys: &str) -> String {
    screens(|(width, height)| {
        let mut reader = Reader::sized(&tram(), width, height);
        let preview = "7 of 10 claims decided, 5 checked, 12 annotations · tags: tram harbour\nThe council will \
            decide in June whether a tram line is to run along the old harbour, where until the war a railway ran."
            .to_owned();
        reader.press("gl");
        reader.send(Message::Library(Ok(LibraryPage {
            number: 1,
            total: library().len(),
            rows: library(),
            whole: true,
            preview,
            ..LibraryPage::default()
        })));
        reader.press(keys);
        reader
    })
}

/// The first claims are known ones.
fn known(mut reader: Reader) -> Reader {
    let claims: Vec<_> = reader.article().claims().iter().map(|c| c.range).collect();
    let same = Elsewhere {
        name: "one".into(),
        relation: ElsewhereRelation::Same,
        claim: "A tram line costs 90 million".into(),
        title: "The Daily".into(),
        day: "21 Sep 2025".into(),
        verdict: Some("refuted".into()),
        evidence: vec![Evidence::default(), Evidence::default()],
        place: ElsewherePlace::Article("daily.txt".into(), "one".into()),
    };
    let figure = Elsewhere {
        name: "two".into(),
        relation: ElsewhereRelation::Figures {
            here: "90 million".into(),
            there: "9 million".into(),
        },
        claim: "The line costs 9 million".into(),
        verdict: None,
        evidence: Vec::new(),
        ..same.clone()
    };
    let found = vec![
        (claims[0], vec![same.clone(), figure.clone()]),
        (claims[1], vec![figure]),
        (claims[2], vec![same]),
    ];
    reader.send(Message::Elsewhere(1, found));
    reader
}

#[test]
fn what_is_known_of_claims() {
    insta::assert_snapshot!(screens(|(width, height)| known(Reader::sized(
        &tram(),
        width,
        height
    ))));
}

#[test]
fn what_is_known_on_the_card() {
    insta::assert_snapshot!(screens(|(width, height)| {
        let mut reader = known(Reader::sized(&tram(), width, height));
        reader.press("o");
        reader
    }));
}

#[test]
fn the_library() {
    insta::assert_snapshot!(in_library(""));
}

/// The hits of a search over all articles.
fn in_findings(keys: &str) -> String {
    use postil::app::{Arrival, FoundArticle, FoundPassage};
    let passage = |what: &str, words: &str| FoundPassage {
        what: what.into(),
        words: words.into(),
        marks: words
            .match_indices("tram")
            .map(|(at, w)| at..at + w.len())
            .collect(),
        arrival: Arrival::Annotation("0190".into()),
    };
    let found = vec![
        FoundArticle {
            title: "Council weighs a tram line".into(),
            about: "Courier, 2026-09-24".into(),
            opens: "/texts/tram.txt".into(),
            hits: vec![
                passage(
                    "claim",
                    "the tram would cost 40 million crowns, twice what was planned in spring",
                ),
                passage(
                    "text",
                    "…nobody asked those who live along the tram line, or those who…",
                ),
            ],
        },
        FoundArticle {
            title: "騰訊和微信的官司".into(),
            opens: "/texts/wechat.txt".into(),
            hits: vec![passage("note", "微信 is not the tram company")],
            ..FoundArticle::default()
        },
    ];
    screens(|(width, height)| {
        let mut reader = Reader::sized(&tram(), width, height);
        reader.send(Message::FoundInLibrary("tram".into(), Ok(found.clone())));
        reader.press(keys);
        reader
    })
}

#[test]
fn a_search_over_all_articles() {
    insta::assert_snapshot!(in_findings("down"));
}

#[test]
fn the_library_searched_and_sorted() {
    insta::assert_snapshot!(in_library("tab down ‘gazette’"));
}

/// A rescue copy of a note on the first words of an article.
fn kept(draft: bool) -> Message {
    use postil::app::KeptCopy;
    use postil::notes::{Annotation, AnnotationKind, Id, Recovered, Timestamp, anchor};
    let document = tram().document;
    let at = Timestamp::from_second(1_790_000_000).unwrap();
    let id = Id(uuid::Uuid::from_u128(1));
    let place = anchor(&document, postil::document::TextRange::new(0, 7));
    let mut note = Annotation::new(id, AnnotationKind::Note, place, at);
    note.note = Some("half a thought".into());
    let recovered = Recovered {
        at,
        draft,
        changed: vec![note],
        base: Vec::new(),
    };
    Message::Kept(
        1,
        vec![KeptCopy {
            path: "/home/ada/.local/share/postil/rescue/postil-draft-council-weighs-b1946ac92492d234.ron"
                .into(),
            recovered,
            located: Vec::new(),
        }],
    )
}

#[test]
fn what_an_earlier_run_left() {
    insta::assert_snapshot!(screens(|(width, height)| {
        let mut reader = Reader::sized(&tram(), width, height);
        reader.send(kept(true));
        reader
    }));
}

#[test]
fn notes_that_are_carried_over_from_an_earlier_version() {
    insta::assert_snapshot!(screens(|size| {
        let mut first = Reader::open(&tram());
        first.press("]c a ]c 2 … V m");
        let [from, to] = ["old", "new"].map(Fingerprint::of);
        let copies = first.article().notebook().all().map(|a| a.carried_over(from, to));
        Reader::with(
            &tram(),
            Opening {
                size,
                notebook: Notebook::new(copies.collect::<Vec<_>>()),
                ..Opening::default()
            },
        )
    }));
}

#[test]
fn a_reader_at_work_is_told_in_a_line() {
    insta::assert_snapshot!(screens(|(width, height)| {
        let mut reader = Reader::sized(&tram(), width, height);
        reader.send(Message::Opening("https://e.example/a".into()));
        reader.press("j");
        reader.send(Message::OpeningReady).send(kept(false));
        reader
    }));
}

#[test]
fn while_the_analysis_runs() {
    insta::assert_snapshot!(screens(|size| {
        Reader::with(
            &tram(),
            Opening {
                size,
                analysed: false,
                ..Opening::default()
            },
        )
    }));
}

#[test]
fn an_article_without_text() {
    insta::assert_snapshot!(after(&Article::new(""), ""));
}

#[test]
fn wide_characters_and_joined_ones() {
    let article = Article::new(
        "# 騰訊：微信不會離開應用商店\n\nTencent, 騰訊 in Chinese, said “微信は使えます” 👩‍👩‍👧‍👦 on Thursday. 中文沒有空格，但是每一行都必須在正確的地方斷開，而且標點不能出現在行首。\n\n\
         - 한국어 항목\n\n- e\u{301}te\u{301} 👍🏽 ok\n\n| let x = \"値\";\tdone",
    )
    .claim("“微信は使えます”", "Tencent", "said", 0.5);
    insta::assert_snapshot!(after(&article, "a ]c [c"));
}

/// Modifiers by letter, one a cell: bold, dim, italic, underlined, reversed, struck out; the last one that is set.
fn modifiers(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    let letter = |m: Modifier| {
        [
            (Modifier::REVERSED, 'r'),
            (Modifier::CROSSED_OUT, 's'),
            (Modifier::UNDERLINED, 'u'),
            (Modifier::BOLD, 'b'),
            (Modifier::ITALIC, 'i'),
            (Modifier::DIM, 'd'),
        ]
        .into_iter()
        .find(|(modifier, _)| m.contains(*modifier))
        .map_or(' ', |(_, c)| c)
    };
    (area.top()..area.bottom())
        .map(|y| {
            let row: String = (area.left()..area.right())
                .map(|x| letter(buffer[(x, y)].modifier))
                .collect();
            row.trim_end().to_owned()
        })
        .collect()
}

#[test]
fn without_colours_attributes_tell() {
    let mut reader = Reader::sized(&tram(), 80, 24);
    reader.set_depth(Depth::None);
    reader.press(&format!(
        "{DECIDED} / ‘harbour’ enter esc v e m gg / ‘tram’ enter"
    ));
    let (buffer, _) = draw(&reader);
    for cell in buffer.content() {
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{cell:?}");
    }
    let mut out = String::new();
    for (row, marks) in rows(&buffer).iter().zip(modifiers(&buffer)) {
        writeln!(out, "{row}\n{marks}").unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn every_theme_draws_the_same_words() {
    let words = |theme: &'static str| {
        let mut reader = Reader::with(
            &tram(),
            Opening {
                size: (120, 36),
                theme,
                ..Opening::default()
            },
        );
        reader.press(DECIDED);
        // If the backgrounds are equal, a rule is drawn between text and sidebar, and a bar beside the selected row.
        rows(&draw(&reader).0)
            .iter()
            .map(|row| row.replace(['│', '▌'], " ").trim_end().to_owned() + "\n")
            .collect::<String>()
    };
    let ink = words("ink");
    for theme in [
        "paper",
        "dusk",
        "linen",
        "high-contrast",
        "high-contrast-light",
        "terminal",
    ] {
        assert_eq!(words(theme), ink, "{theme}");
    }
}

#[test]
fn any_size_is_drawn() {
    let sizes = [
        (0, 0),
        (0, 5),
        (5, 0),
        (1, 1),
        (2, 2),
        (7, 1),
        (8, 2),
        (9, 3),
        (20, 5),
        (12, 40),
        (300, 3),
        (79, 4),
        (300, 100),
    ];
    for (width, height) in sizes {
        for keys in [
            "",
            "enter",
            "tab",
            "ge tab",
            "v e",
            "f",
            "/ ‘the’",
            ": ‘theme ’",
            "?",
            "n ‘words’",
            "a q C-c",
            "] ",
            "/ ‘the’ enter",
        ] {
            let mut reader = Reader::sized(&tram(), 100, 30);
            reader.press(keys);
            reader.send(Message::Resized(width, height));
            draw(&reader);
            let mut reader = Reader::sized(&tram(), width, height);
            reader.press(keys);
            draw(&reader);
        }
    }
}

#[test]
fn a_frame_that_is_smaller_than_the_model_thinks_is_drawn() {
    // A frame may be drawn between a resize and its message.
    for keys in ["", "enter", "tab", "?", "n ‘x’", "s", "v e"] {
        let mut reader = Reader::sized(&tram(), 120, 40);
        reader.press(keys);
        for (width, height) in [(30, 8), (1, 1), (119, 39), (200, 60)] {
            let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
            view(&reader.model, Terminal::default(), &mut frame);
        }
    }
}

#[test]
fn nothing_that_steers_a_terminal_is_drawn() {
    let article =
        Article::new("A\u{1b}[31mred\u{9b}1m \u{202e}reversed\u{7} x\u{200b}y. \u{1b}]0;title\u{7}End.");
    let mut reader = Reader::sized(&article, 80, 24);
    reader.press("V n ‘x’ C-s gn tab");
    reader.send(Message::Told(postil::app::Tone::Failure, "\u{1b}[2Jgone".into()));
    for cell in draw(&reader).0.content() {
        assert!(
            !cell.symbol().chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{:?}",
            cell.symbol()
        );
    }
}

fn ledger_group(name: &str, claims: usize, verdicts: &[(&str, usize)]) -> LedgerRow {
    LedgerRow::Group(LedgerGroup {
        key: name.to_lowercase(),
        name: name.into(),
        spellings: 1,
        claims,
        verdicts: verdicts
            .iter()
            .map(|(name, count)| ((*name).into(), *count))
            .collect(),
        latest: "2026-09-26".into(),
        ..LedgerGroup::default()
    })
}

/// The ledger with these rows, after keys.
fn in_ledger(keys: &str, rows: &[LedgerRow], then: &str) -> String {
    screens(|(width, height)| {
        let mut reader = Reader::sized(&tram(), width, height);
        let answer = |reader: &mut Reader, rows: &[LedgerRow]| {
            let number = reader.effects.iter().rev().find_map(|e| match e {
                Effect::ListLedger(query) => Some(query.number),
                _ => None,
            });
            reader.send(Message::Ledger(Ok(LedgerPage {
                number: number.unwrap(),
                from: 0,
                rows: rows.to_vec(),
                total: rows.len(),
                claims: 1290,
                whole: true,
            })));
        };
        let groups = [
            LedgerRow::Group(LedgerGroup {
                kinds: vec!["person".into(), "organization".into()],
                aliases: vec!["Mayor Ida Lund".into(), "Lund".into()],
                contradictions: Some(2),
                ..match ledger_group("Ida Lund", 12, &[("supported", 7), ("refuted", 3), ("own", 1)]) {
                    LedgerRow::Group(group) => group,
                    LedgerRow::Claim(_) => unreachable!(),
                }
            }),
            ledger_group("Jan Berg", 1, &[]),
            ledger_group("騰訊", 3, &[("disputed", 3)]),
        ];
        reader.press("gw");
        answer(&mut reader, &groups);
        reader.press(keys);
        if !rows.is_empty() {
            answer(&mut reader, rows);
        }
        reader.press(then);
        reader
    })
}

#[test]
fn the_ledger() {
    insta::assert_snapshot!(in_ledger("", &[], "j M"));
}

#[test]
fn the_claims_of_a_speaker() {
    let claim = |words: &str, verdict: &str, contradicts: &[&str]| {
        LedgerRow::Claim(LedgerClaim {
            id: Some("one".into()),
            words: words.into(),
            speaker: "Mayor Ida Lund".into(),
            verdict: verdict.into(),
            status: "to check".into(),
            day: "2026-09-26".into(),
            title: "Council weighs a tram line along the old harbour".into(),
            source: "Courier".into(),
            opens: "tram.txt".into(),
            arrival: Arrival::Annotation("one".into()),
            contradicts: contradicts.iter().map(|c| (*c).into()).collect(),
        })
    };
    let rows = [
        claim(
            "The line will cost 90 million and carry 40,000 people on every working day",
            "refuted",
            &["90 million here, 9 million there (Daily, 2026-03-14): The line costs 9 million"],
        ),
        claim("Nobody will lose a garden", "", &[]),
    ];
    insta::assert_snapshot!(in_ledger("enter", &rows, ""));
}
