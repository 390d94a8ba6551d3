//! From the terminal's events to messages.
//!
//! A thread reads, but only when it is asked to: so no key that is meant for an editor or a shell is swallowed.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{
    self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind,
};

use super::run::Happened;
use super::terminal;
use crate::app::{Message, Mouse, MouseKind};
use crate::config::key::{Code, Key};

/// No time at all, to `crossterm`, is too little to look at what was read already.
const AT_ONCE: Duration = Duration::from_micros(20);

/// The reading thread: each word through the sender lets it read once.
pub(super) fn start(to: Sender<Happened>) -> Sender<()> {
    let (go, going): (Sender<()>, Receiver<()>) = channel();
    let mut replies = Replies::default();
    let mut clicks = Clicks::default();
    let read = move || {
        while going.recv().is_ok() {
            let Ok(first) = event::read() else {
                let _ = to.send(Happened::Message(Message::Terminate));
                return;
            };
            let mut batch: Vec<Message> = message(first, &mut replies, &mut clicks).into_iter().collect();
            // Whatever else is there already belongs to the same frame.
            while matches!(event::poll(AT_ONCE), Ok(true)) {
                match event::read() {
                    Ok(more) => batch.extend(message(more, &mut replies, &mut clicks)),
                    Err(_) => break,
                }
            }
            if to.send(Happened::Input(batch)).is_err() {
                return;
            }
        }
    };
    // Without the thread there are no keys: the sender then fails, and the program ends.
    let _ = thread::Builder::new().name("input".into()).spawn(read);
    go
}

/// So many characters that came at once were not typed but pasted, by a terminal that does not say where a paste begins.
const PASTED: usize = 64;

/// Makes of every long run of characters in a batch one paste, so that a field takes it in one step. `lines` says whether
/// the field takes line breaks; where it does not, Enter ends the run.
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

/// Takes out what is no key although it comes as keys: a terminal's answer about its colours that comes after nobody
/// waits for it any more (`ESC ] 11 ; rgb:… BEL`, or `ESC \` at its end). Its digits would be verdicts.
#[derive(Debug, Default)]
struct Replies {
    /// Keys of an answer so far.
    inside: Option<usize>,
}

/// A longer answer is none.
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

/// Within this time a press in the same place belongs to the one before.
const AGAIN: Duration = Duration::from_millis(400);

/// Presses of the mouse in one place: terminals report each as if it were the first.
#[derive(Debug, Default)]
struct Clicks {
    last: Option<(Instant, (u16, u16), u8)>,
}

impl Clicks {
    /// How many presses this is in the same place, from 1 to 4 and round again; 0 for what is no press.
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
        // Terminals that tell Shift apart still send the small letter with some layouts.
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
