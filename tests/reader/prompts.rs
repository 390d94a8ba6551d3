//! Prompts of one line, the note editor, the command line, the help, and the preview of themes.

use postil::app::{Effect, Mode, Overlay, Prompt};
use postil::export::{ExportRequest, Format};
use postil::notes::Stance;

use crate::article::tram as tram_article;
use crate::script::{Reader, script, tram};

fn prompt(reader: &Reader) -> &Prompt {
    match reader.overlay() {
        Some(Overlay::Prompt(prompt)) => prompt,
        other => panic!("no prompt: {other:?}"),
    }
}

#[test]
fn a_speaker_is_typed_or_completed() {
    tram("s ‘Somebody Else’ enter", |r| {
        let note = r.note_on("“the largest");
        assert_eq!(note.speech.as_ref().unwrap().speaker, "Somebody Else");
        assert_eq!(
            note.speech.as_ref().unwrap().cue.as_deref(),
            Some("calls"),
            "the cue stays"
        );
        assert_eq!(r.says(), "speaker: Somebody Else");
        assert!(
            r.focus_words().starts_with("“the largest"),
            "a speaker does not go on"
        );
    });
    tram("s ‘falk’ tab enter", |r| {
        assert_eq!(
            r.note_on("“the largest").speech.as_ref().unwrap().speaker,
            "Runa Falk"
        );
    });
    tram("s ‘the author’ enter", |r| {
        assert_eq!(r.note_on("“the largest").speech, None)
    });
    tram("s enter", |r| {
        assert!(r.article().notebook().is_empty());
        assert_eq!(r.says(), "the speaker is unchanged");
    });
    tram("s ‘X’ esc", |r| {
        assert!(r.article().notebook().is_empty() && r.overlay().is_none())
    });
}

#[test]
fn proposals_are_those_named_here_best_first() {
    let mut r = Reader::open(&tram_article());
    r.press("s");
    let all: Vec<_> = prompt(&r).proposals.iter().map(|p| p.text.clone()).collect();
    for name in [
        "Edda Lorne",
        "Piet Aalders",
        "Runa Falk",
        "Halden Bay",
        "the author",
    ] {
        assert!(all.iter().any(|p| p == name), "{name} in {all:?}");
    }
    r.press("‘aald’");
    assert_eq!(prompt(&r).proposals[0].text, "Piet Aalders");
    r.press("tab");
    assert_eq!(prompt(&r).field.text(), "Piet Aalders");
    r.press("C-u ‘zzz’");
    let all: Vec<_> = prompt(&r)
        .proposals
        .iter()
        .map(|p| (p.text.as_str(), p.as_typed))
        .collect();
    assert_eq!(
        all,
        [("zzz", true)],
        "a name that nobody here has can still be given"
    );
    r.press("esc e tab");
    assert_eq!(r.says(), "nothing to propose");
}

#[test]
fn a_digit_takes_a_speaker_and_enter_the_one_marked() {
    let speaker = |keys: &str| {
        let mut r = Reader::open(&tram_article());
        r.press("s");
        let first: Vec<_> = prompt(&r).proposals.iter().map(|p| p.text.clone()).collect();
        r.press(keys);
        let speech = r.note_on("“the largest").speech.clone();
        (first, speech.map(|s| s.speaker))
    };
    let (all, taken) = speaker("2");
    assert_eq!(taken.as_ref(), Some(&all[1]));
    // Never half a name: the selected proposal, which the screen shows.
    assert_eq!(speaker("‘aald’ enter").1.as_deref(), Some("Piet Aalders"));
    assert_eq!(speaker("‘aald’ 1").1.as_deref(), Some("Piet Aalders"));
    // The typed text is accepted on request: with the key, or with the last proposal.
    assert_eq!(speaker("‘aald’ A-enter").1.as_deref(), Some("aald"));
    assert_eq!(speaker("‘aald’ S-tab enter").1.as_deref(), Some("aald"));
    // A digit without a proposal is typed.
    assert_eq!(speaker("‘Channel 4’ enter").1.as_deref(), Some("Channel 4"));
}

#[test]
fn the_editor_saves_with_esc_and_gives_up_after_asking() {
    tram("n ‘abc’ C-c", |r| {
        assert!(matches!(r.overlay(), Some(Overlay::Editor(..))), "it asks first");
        assert!(r.says().starts_with("discard what you typed?"), "{}", r.says());
    });
    tram("n ‘abc’ C-c C-c", |r| {
        assert!(r.overlay().is_none() && r.article().notebook().is_empty());
        assert_eq!(r.says(), "the note is unchanged");
    });
    tram("n ‘abc’ C-c ‘d’ C-c", |r| {
        assert!(matches!(r.overlay(), Some(Overlay::Editor(..))), "typing goes on");
    });
    tram("n ‘abc’ esc n backspace C-c C-c", |r| {
        assert_eq!(r.note_on("“the largest").note.as_deref(), Some("abc"));
    });
    tram("n C-c", |r| {
        assert!(r.overlay().is_none(), "nothing typed, nothing asked")
    });
}

#[test]
fn proposals_go_round() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘verdict ’ tab");
    assert_eq!(prompt(&r).field.text(), "verdict supported");
    r.press("tab S-tab S-tab");
    assert_eq!(prompt(&r).field.text(), "verdict misleading");
    r.press("tab");
    assert_eq!(prompt(&r).field.text(), "verdict supported");
}

#[test]
fn evidence_has_a_stance_a_source_and_words() {
    tram("e ‘-https://example.org/a \"it was not\"’ enter", |r| {
        let note = r.note_on("“the largest");
        let e = &note.evidence[0];
        assert_eq!(
            (e.source.as_str(), e.quote.as_deref(), e.stance),
            ("https://example.org/a", Some("it was not"), Stance::Refutes)
        );
        assert!(e.seen.is_some());
        assert_eq!(note.verdict, None);
    });
    tram("e ‘+a’ enter e ‘b’ enter", |r| {
        let stances: Vec<_> = r
            .note_on("“the largest")
            .evidence
            .iter()
            .map(|e| e.stance)
            .collect();
        assert_eq!(stances, [Stance::Supports, Stance::Context]);
    });
    for keys in ["e enter", "e ‘+’ enter", "e ‘ ’ enter"] {
        tram(keys, |r| {
            assert_eq!(r.says(), "no evidence added", "{keys}");
            assert!(r.article().notebook().is_empty());
        });
    }
}

#[test]
fn tags_are_set_and_proposed_from_those_used() {
    tram("t ‘law harbour’ enter ]c t ‘har’ tab enter", |r| {
        assert_eq!(r.note_on("“the largest").tags, ["law", "harbour"]);
        assert_eq!(r.note_on("the line will").tags, ["harbour"]);
    });
    tram("t ‘law’ enter t C-u enter", |r| {
        assert!(r.note_on("“the largest").tags.is_empty());
        assert_eq!(r.says(), "no tags");
    });
}

#[test]
fn a_note_is_written_changed_and_taken_away() {
    tram("n ‘First line’ enter ‘second’ C-s", |r| {
        assert_eq!(
            r.note_on("“the largest").note.as_deref(),
            Some("First line\nsecond")
        );
        assert_eq!(r.says(), "note saved");
    });
    tram("n ‘abc’ esc", |r| {
        assert_eq!(
            r.note_on("“the largest").note.as_deref(),
            Some("abc"),
            "Esc keeps what was written"
        )
    });
    tram("n ‘abc’ esc n ‘d’ esc", |r| {
        assert_eq!(r.note_on("“the largest").note.as_deref(), Some("abcd"))
    });
    tram("n ‘abc’ esc n backspace backspace backspace esc", |r| {
        assert_eq!(r.note_on("“the largest").note, None);
        assert_eq!(r.says(), "note removed");
    });
    tram("n esc", |r| {
        assert!(r.article().notebook().is_empty());
        assert!(!r.says().is_empty());
    });
    tram("n ‘abc’ C-o", |r| {
        assert!(matches!(r.effects.last(), Some(Effect::Edit(text)) if text == "abc"));
        assert!(matches!(r.overlay(), Some(Overlay::Editor(..))));
    });
}

#[test]
fn leaving_keeps_a_note_that_is_being_written() {
    let mut r = Reader::open(&tram_article());
    r.press("n ‘abc’").send(postil::app::Message::Terminate);
    assert_eq!(r.note_on("“the largest").note.as_deref(), Some("abc"));
    assert!(matches!(r.effects.last(), Some(Effect::Quit)));
    assert!(r.saves() > 0);
}

#[test]
fn a_claim_is_put_in_the_readers_words() {
    tram("r C-u ‘The tram is a big decision’ enter", |r| {
        assert_eq!(
            r.note_on("“the largest").restatement.as_deref(),
            Some("The tram is a big decision")
        );
    });
    tram("r", |r| {
        assert_eq!(prompt(r).field.text(), "“the largest decision of a generation.”")
    });
}

#[test]
fn a_paste_is_typed_and_harmless() {
    let mut r = Reader::open(&tram_article());
    r.press("n")
        .send(postil::app::Message::Paste("a\u{1b}[31mb\nc".into()));
    r.press("esc");
    assert_eq!(r.note_on("“the largest").note.as_deref(), Some("ab\nc"));
    r.send(postil::app::Message::Paste("q".into()));
    assert!(!r.says().is_empty(), "pasted keys are no commands");
    assert_eq!(r.notes().len(), 1);
}

#[test]
fn the_command_line_does_what_keys_do() {
    tram(": ‘accept’ enter", |r| assert_eq!(r.notes().len(), 1));
    tram(": ‘verdict misleading’ enter", |r| {
        assert_eq!(r.notes()[0].verdict.as_deref(), Some("misleading"))
    });
    tram(": ‘acc’ enter", |r| {
        assert_eq!(r.notes().len(), 1, "the start of a name is enough")
    });
    tram(": ‘50%’ enter", |r| {
        assert!(r.says().is_empty() && r.reading().visible().start > 0)
    });
    tram(": ‘page-down’ enter", |r| {
        assert!(r.reading().visible().start > 0)
    });
    tram(": ‘note so it is’ enter", |r| {
        assert_eq!(r.notes()[0].note.as_deref(), Some("so it is"))
    });
    tram(": ‘zzz’ enter", |r| {
        assert!(r.says().contains("zzz"), "{}", r.says())
    });
    tram(": enter", |r| assert!(r.overlay().is_none()));
    tram(": ‘w’ enter", |r| {
        assert!(r.says().contains("saved"), "{}", r.says())
    });
    tram(": ‘q’ enter", |r| {
        assert!(matches!(r.effects.last(), Some(Effect::Quit)))
    });
    let exports = |keys: &str, format: Format, path: Option<&str>, force: bool| {
        tram(keys, |r| match r.effects.last() {
            Some(Effect::Export(request)) => {
                let wanted = ExportRequest {
                    format,
                    path: path.map(Into::into),
                    force,
                    suggested: false,
                };
                assert_eq!(*request, wanted, "{keys}");
            }
            other => panic!("{keys}: {other:?}"),
        });
    };
    exports("E", Format::Markdown, None, false);
    exports(": ‘export out.md’ enter", Format::Markdown, Some("out.md"), false);
    exports(": ‘export html’ enter", Format::Html, None, false);
    exports(
        ": ‘export obsidian a b.md’ enter",
        Format::Obsidian,
        Some("a b.md"),
        false,
    );
    exports(": ‘export --force csv’ enter", Format::Csv, None, true);
    exports(": ‘export obs’ tab enter", Format::Obsidian, None, false);
    tram(": ‘export x.docx’ enter", |r| {
        assert!(
            !r.effects.iter().any(|e| matches!(e, Effect::Export(_)))
                && r.says()
                    .contains(".docx belongs to no format; use .md, .org, .html"),
            "{}",
            r.says()
        );
    });
    tram("q", |r| {
        let last: Vec<_> = r.effects.iter().rev().take(2).collect();
        assert!(matches!(last[..], [Effect::Quit, Effect::RememberPlace]));
    });
}

#[test]
fn a_theme_is_shown_while_it_is_named_and_goes_back() {
    tram(": ‘theme pap’", |r| {
        assert_eq!(r.theme().name, "paper", "shown while it is typed")
    });
    tram(": ‘theme pap’ esc", |r| {
        assert_eq!(r.theme().name, "ink", "and put back")
    });
    tram(": ‘theme paper’ enter", |r| {
        assert_eq!(r.theme().name, "paper");
        assert!(r.says().contains("paper"));
    });
    tram(": ‘theme’ enter ‘dus’", |r| {
        assert_eq!(r.theme().name, "dusk")
    });
    tram(": ‘theme’ enter ‘dus’ enter", |r| {
        assert_eq!(r.theme().name, "dusk")
    });
    tram(": ‘theme’ enter ‘dus’ esc", |r| {
        assert_eq!(r.theme().name, "ink")
    });
    tram(": ‘theme’ enter tab tab esc", |r| {
        assert_eq!(r.theme().name, "ink")
    });
    tram(": ‘theme nosuch’ enter", |r| {
        assert_eq!(r.theme().name, "ink");
        assert!(r.says().contains("nosuch"), "{}", r.says());
    });
    tram(": ‘theme paper’ enter : ‘theme ink’ esc", |r| {
        assert_eq!(r.theme().name, "paper")
    });
    tram(": ‘theme pap’ C-u ‘accept’ enter", |r| {
        assert_eq!(r.theme().name, "ink", "another command leaves no preview behind");
        assert_eq!(r.notes().len(), 1);
    });
}

#[test]
fn the_help_holds_every_key_of_the_mode_and_is_searched() {
    let mut r = Reader::open(&tram_article());
    r.press("?");
    let page = match r.overlay() {
        Some(Overlay::Page(page)) => page.clone(),
        other => panic!("{other:?}"),
    };
    assert!(page.title.contains("read"), "{}", page.title);
    assert!(page.lines.len() > 60);
    r.press("‘jump’");
    match r.overlay() {
        Some(Overlay::Page(page)) => {
            let shown = page.shown();
            assert!(!shown.is_empty() && shown.len() < page.lines.len());
            assert!(
                shown
                    .iter()
                    .filter(|l| !l.heading)
                    .all(|l| format!("{}{}", l.left, l.right).to_lowercase().contains("jump"))
            );
        }
        other => panic!("{other:?}"),
    }
    r.press("esc");
    assert!(r.overlay().is_none());
    assert_eq!(r.mode(), Mode::Read);
    tram("enter ?", |r| {
        assert!(matches!(r.overlay(), Some(Overlay::Page(p)) if p.title.contains("queue")))
    });
    tram("V ?", |r| {
        assert!(matches!(r.overlay(), Some(Overlay::Page(p)) if p.title.contains("select")))
    });
    tram("? pagedown", |r| {
        assert!(
            matches!(r.overlay(), Some(Overlay::Page(p)) if p.scroll > 0),
            "a page can be turned"
        )
    });
    tram("? end", |r| {
        assert!(matches!(r.overlay(), Some(Overlay::Page(p)) if p.scroll > 0))
    });
}

#[test]
fn a_verdict_by_name_is_asked_for() {
    tram(": ‘verdict’ enter ‘ref’ enter", |r| {
        assert_eq!(r.notes()[0].verdict.as_deref(), Some("refuted"))
    });
    tram(": ‘verdict’ enter ‘zzz’ enter", |r| {
        assert!(r.article().notebook().is_empty());
        assert!(!r.says().is_empty());
    });
    script("No claim.", ": ‘verdict’ enter", |r| {
        assert!(!r.says().is_empty())
    });
}

#[test]
fn a_prompt_takes_some_kilobytes_and_says_so() {
    use postil::app::Message;
    use postil::app::overlay::field::LINE_LIMIT;
    for keys in ["/", ":", "s", "e", "t", ": ‘note ’"] {
        let mut r = Reader::open(&tram_article());
        r.press(keys);
        r.send(Message::Paste("tram ".repeat(200_000)));
        assert_eq!(prompt(&r).field.text().len(), LINE_LIMIT, "{keys}");
        assert_eq!(r.says(), "full: no more than 4 KB can be typed here");
        r.press("x");
        assert_eq!(r.says(), "full: no more than 4 KB can be typed here");
        r.press("backspace y");
        assert!(prompt(&r).field.text().ends_with('y'));
    }
    let mut r = Reader::open(&tram_article());
    r.press("e")
        .send(Message::Paste("one\r\ntwo\rthree\nfour\r\n".into()));
    assert_eq!(prompt(&r).field.text(), "one two three four");
}

#[test]
fn line_breaks_of_a_paste_are_line_breaks_of_the_note() {
    use postil::app::Message;
    let mut r = Reader::open(&tram_article());
    r.press("n")
        .send(Message::Paste("one\r\ntwo\rthree\nfour".into()))
        .press("C-s");
    assert_eq!(
        r.note_on("“the largest").note.as_deref(),
        Some("one\ntwo\nthree\nfour")
    );
}

#[test]
fn help_is_searched_by_pasting_too() {
    use postil::app::Message;
    let mut r = Reader::open(&tram_article());
    r.press("?").send(Message::Paste("undo".into()));
    match r.overlay() {
        Some(Overlay::Page(page)) => {
            assert!(page.filter.text() == "undo" && page.shown().len() < page.lines.len())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn lines_typed_before_are_called_up_again() {
    let mut r = Reader::open(&tram_article());
    r.press(": ‘theme ink’ enter : ‘50%’ enter : ‘theme dusk’ enter : ‘zzz’ enter / ‘line’ enter esc");
    r.press(": up");
    assert_eq!(
        prompt(&r).field.text(),
        "zzz",
        "also one that was none, to mend it"
    );
    r.press("up up");
    assert_eq!(prompt(&r).field.text(), "50%");
    r.press("down down");
    assert_eq!(prompt(&r).field.text(), "zzz");
    r.press("down");
    assert_eq!(prompt(&r).field.text(), "");
    // Those that begin with the typed text.
    r.press("‘the’ up");
    assert_eq!(prompt(&r).field.text(), "theme dusk");
    r.press("up");
    assert_eq!(prompt(&r).field.text(), "theme ink");
    r.press("up");
    assert_eq!(prompt(&r).field.text(), "theme ink");
    assert_eq!(r.says(), "no earlier line begins like this");
    r.press("down down");
    assert_eq!(prompt(&r).field.text(), "the");
    r.press("esc / up");
    assert_eq!(
        prompt(&r).field.text(),
        "line",
        "a search is called up where one searches"
    );
    let kept: Vec<_> = r
        .effects
        .iter()
        .filter_map(|e| match e {
            Effect::Remember(_, line) => Some(line.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(kept, ["theme ink", "50%", "theme dusk", "zzz", "line"]);
    // As in a shell, a line that begins with a blank is not recorded.
    r.press("esc esc : ‘ messages’ enter esc : up");
    assert_eq!(prompt(&r).field.text(), "zzz");
}

#[test]
fn the_palette_finds_actions_by_what_they_do_and_shows_their_keys() {
    let mut r = Reader::open(&tram_article());
    r.press("C-p ‘wider’");
    let first = &prompt(&r).proposals[0];
    assert_eq!(first.text, "wider");
    assert!(
        first.about.starts_with("+  Make the text column wider"),
        "{}",
        first.about
    );
    let before = r.settings().measure;
    r.press("enter");
    assert_eq!(r.settings().measure, before + 2);
    r.press("C-p ‘bring it to the middle’");
    assert!(prompt(&r).proposals.len() < 5);
    r.press("C-u ‘half a page up’");
    assert_eq!(prompt(&r).proposals[0].text, "half-up");
    r.press("esc C-p ‘speaker’ enter");
    assert!(
        prompt(&r).label().starts_with("speaker"),
        "what it still needs is asked for"
    );
    r.press("esc C-p ‘set-mark’ enter x");
    assert!(r.reading().marks().contains_key(&'x'));
    r.press("C-p enter");
    assert_eq!(r.says(), "no action was chosen");
}

#[test]
fn names_of_files_are_completed() {
    use postil::app::Message;
    let mut r = Reader::open(&tram_article());
    r.press(": ‘open ../ar’");
    let asked = r.effects.iter().rev().find_map(|e| match e {
        Effect::ListFolder(folder) => Some(folder.clone()),
        _ => None,
    });
    assert_eq!(asked.as_deref(), Some("../"));
    let names = ["arch/", "article.txt", ".art", "b.txt"].map(String::from);
    r.send(Message::Folder("../".into(), names.into()));
    r.press("tab");
    assert_eq!(prompt(&r).field.text(), "open ../arch/");
    r.press("tab");
    assert_eq!(prompt(&r).field.text(), "open ../article.txt");
    r.press("enter");
    assert!(matches!(r.effects.last(), Some(Effect::Open(name)) if name == "../article.txt"));
    // An export also goes to a file, with or without a format.
    for before in ["export ", "export html "] {
        let mut r = Reader::open(&tram_article());
        r.press(&format!(": ‘{before}notes/m’"));
        r.send(Message::Folder(
            "notes/".into(),
            ["march.html", "b.md"].map(String::from).into(),
        ));
        r.press("tab");
        assert_eq!(prompt(&r).field.text(), format!("{before}notes/march.html"));
    }
    let mut r = Reader::open(&tram_article());
    r.press(": ‘export ht’ tab");
    assert_eq!(
        prompt(&r).field.text(),
        "export html",
        "formats are proposed as before"
    );
}
