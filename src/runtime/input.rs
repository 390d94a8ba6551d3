//! Converts terminal events to messages.
//!
//! A thread reads events, but only on request, so that it never takes a key meant for an editor or a shell.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use super::run::ReaderEvent;
use super::terminal;
use crate::app::{Message, Mouse, MouseKind};
use crate::config::key::{Code, Key};

/// With a zero timeout `crossterm` does not look at what was already read.
const AT_ONCE: Duration = Duration::from_micros(20);

/// The thread that reads events. It starts with the first request.
pub(super) struct Input {
    to: Sender<ReaderEvent>,
    go: Option<Sender<()>>,
}

impl Input {
    /// Messages go to `to`.
    pub(super) fn new(to: Sender<ReaderEvent>) -> Self {
        Self { to, go: None }
    }

    /// Requests one read.
    pub(super) fn next(&mut self) {
        let go = self.go.get_or_insert_with(|| {
            let (go, going) = channel();
            let to = self.to.clone();
            let thread = thread::Builder::new().name("input".into());
            if thread.spawn(move || read(&going, &to)).is_err() {
                // Without the thread there are no keys.
                let _ = self.to.send(ReaderEvent::Message(Message::Terminate));
            }
            go
        });
        let _ = go.send(());
    }
}

fn read(going: &Receiver<()>, to: &Sender<ReaderEvent>) {
    let mut replies = Replies::default();
    let mut clicks = Clicks::default();
    while going.recv().is_ok() {
        let Ok(first) = event::read() else {
            let _ = to.send(ReaderEvent::Message(Message::Terminate));
            return;
        };
        let mut batch: Vec<Message> = message(first, &mut replies, &mut clicks).into_iter().collect();
        // Everything else that is already there belongs to the same frame.
        while matches!(event::poll(AT_ONCE), Ok(true)) {
            match event::read() {
                Ok(more) => batch.extend(message(more, &mut replies, &mut clicks)),
                Err(_) => break,
            }
        }
        if to.send(ReaderEvent::Input(batch)).is_err() {
            return;
        }
    }
}

/// This many characters at once were not typed but pasted, by a terminal that does not mark pastes.
const PASTED: usize = 64;

/// Merges every long run of characters in a batch into one paste, so that a field takes it in one step. `lines`: whether the field accepts
/// line breaks; otherwise Enter ends the run.
pub(super) fn gathered(batch: Vec<Message>, lines: bool) -> Vec<Message> {
    if batch.len() < PASTED {
        return batch;
    }
    let character = |message: &Message| match message {
        Message::Key(Key {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }) => match code {
            Code::Char(c) => Some(*c),
            Code::Enter if lines => Some('\n'),
            Code::Tab if lines => Some('\t'),
            _ => None,
        },
        _ => None,
    };
    let mut out = Vec::new();
    let mut run = Vec::new();
    let flush = |run: &mut Vec<Message>, out: &mut Vec<Message>| {
        if run.len() < PASTED {
            out.append(run);
        } else {
            out.push(Message::Paste(
                run.drain(..).filter_map(|m| character(&m)).collect(),
            ));
        }
    };
    for message in batch {
        if character(&message).is_some() {
            run.push(message);
        } else {
            flush(&mut run, &mut out);
            out.push(message);
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Filters out a terminal's late answer about its colours (`ESC ] 11 ; rgb:… BEL`, or with `ESC \` at its end), which arrives as keys. Its
/// digits would act as verdicts.
#[derive(Debug, Default)]
struct Replies {
    /// The number of keys of the answer so far.
    inside: Option<usize>,
}

/// A longer sequence is not an answer.
const LONGEST_REPLY: usize = 48;

impl Replies {
    fn takes(&mut self, key: Key) -> bool {
        match self.inside {
            None if key.alt && key.code == Code::Char(']') => self.inside = Some(0),
            None => return false,
            Some(count) => {
                let ends = key.ctrl && key.code == Code::Char('g') || key.alt && key.code == Code::Char('\\');
                let belongs =
                    !key.ctrl && !key.alt && matches!(key.code, Code::Char(_)) && count < LONGEST_REPLY;
                self.inside = belongs.then_some(count + 1);
                return ends || belongs;
            }
        }
        true
    }
}

/// A press in the same place within this time continues the previous click.
const AGAIN: Duration = Duration::from_millis(400);

/// Counts clicks in one place, because terminals report each press separately.
#[derive(Debug, Default)]
struct Clicks {
    last: Option<(Instant, (u16, u16), u8)>,
}

impl Clicks {
    /// The number of presses in the same place, from 1 to 4 and then 1 again; 0 if it is not a press.
    fn count(&mut self, kind: MouseKind, at: (u16, u16), now: Instant) -> u8 {
        if kind != MouseKind::Press {
            return 0;
        }
        let before = self
            .last
            .filter(|(when, place, _)| *place == at && now.duration_since(*when) <= AGAIN);
        let count = before.map_or(1, |(_, _, count)| count % 4 + 1);
        self.last = Some((now, at, count));
        count
    }
}

fn message(event: Event, replies: &mut Replies, clicks: &mut Clicks) -> Option<Message> {
    match event {
        Event::Key(event) if event.kind != KeyEventKind::Release => {
            key(event).filter(|k| !replies.takes(*k)).map(Message::Key)
        }
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(width, height) => {
            let (width, height) = terminal::clamp((width, height));
            Some(Message::Resized(width, height))
        }
        Event::Mouse(event) => {
            let kind = match event.kind {
                MouseEventKind::Down(MouseButton::Left) => MouseKind::Press,
                MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
                MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
                MouseEventKind::ScrollDown => MouseKind::WheelDown,
                MouseEventKind::ScrollUp => MouseKind::WheelUp,
                _ => return None,
            };
            Some(Message::Mouse(Mouse {
                kind,
                x: event.column,
                y: event.row,
                clicks: clicks.count(kind, (event.column, event.row), Instant::now()),
            }))
        }
        Event::Key(_) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        // With some layouts, terminals that report Shift separately still send the lower-case letter.
        KeyCode::Char(c) if shift => Code::Char(c.to_uppercase().next().unwrap_or(c)),
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab | KeyCode::BackTab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let shift = (shift || event.code == KeyCode::BackTab) && !matches!(code, Code::Char(_));
    Some(Key {
        code,
        ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
        alt: event.modifiers.contains(KeyModifiers::ALT),
        shift,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_the_keymap_names_them() {
        let press = |code, modifiers| key(KeyEvent::new(code, modifiers)).map(|k| k.to_string());
        assert_eq!(
            press(KeyCode::Char('g'), KeyModifiers::SHIFT).as_deref(),
            Some("G")
        );
        assert_eq!(
            press(KeyCode::BackTab, KeyModifiers::SHIFT).as_deref(),
            Some("S-tab")
        );
        assert_eq!(
            press(KeyCode::Char('o'), KeyModifiers::CONTROL).as_deref(),
            Some("C-o")
        );
        assert_eq!(press(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn presses_in_one_place_are_counted() {
        let mut clicks = Clicks::default();
        let start = Instant::now();
        let mut press =
            |x, millis| clicks.count(MouseKind::Press, (x, 5), start + Duration::from_millis(millis));
        let counted = [
            press(3, 0),
            press(3, 100),
            press(3, 300),
            press(3, 600),
            press(3, 900),
        ];
        assert_eq!(counted, [1, 2, 3, 4, 1]);
        assert_eq!([press(4, 950), press(4, 1400), press(4, 1500)], [1, 1, 2]);
        assert_eq!(clicks.count(MouseKind::Release, (4, 5), start), 0);
    }

    #[test]
    fn many_characters_at_once_are_a_paste() {
        let keys = |text: &str| -> Vec<Message> {
            let code = |c| match c {
                '\n' => Code::Enter,
                c => Code::Char(c),
            };
            text.chars().map(|c| Message::Key(Key::plain(code(c)))).collect()
        };
        let long = "x".repeat(PASTED);
        let shown = |batch: Vec<Message>| -> Vec<String> {
            let word = |m: &Message| match m {
                Message::Paste(text) => text.clone(),
                Message::Key(key) => key.to_string(),
                other => panic!("{other:?}"),
            };
            batch.iter().map(word).collect()
        };
        assert_eq!(shown(gathered(keys("ab\n"), true)), ["a", "b", "enter"]);
        assert_eq!(
            shown(gathered(keys(&format!("{long}\nab")), false)),
            [long.as_str(), "enter", "a", "b"]
        );
        assert_eq!(
            shown(gathered(keys(&format!("{long}\nab")), true)),
            [format!("{long}\nab")]
        );
    }

    #[test]
    fn a_late_answer_of_the_terminal_is_no_key() {
        let mut replies = Replies::default();
        let alt = |c| Key {
            alt: true,
            ..Key::char(c)
        };
        let mut typed: Vec<Key> = vec![Key::char('j'), alt(']')];
        typed.extend("11;rgb:1616/1818/1d1d".chars().map(Key::char));
        typed.extend([
            alt('\\'),
            Key::char('a'),
            alt(']'),
            Key::char('1'),
            Key::ctrl('g'),
            Key::char('x'),
        ]);
        let kept: Vec<String> = typed
            .into_iter()
            .filter(|k| !replies.takes(*k))
            .map(|k| k.to_string())
            .collect();
        assert_eq!(kept, ["j", "a", "x"]);
    }
}
