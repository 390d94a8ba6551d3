//! A text field of one line or more.
//!
//! It wraps ratatui-textarea, which is as much a state machine for text as a widget; only its state is used here, and the view draws it.

use ratatui_textarea::{CursorMove, Input, Key as TextKey, TextArea, WrapMode};

use crate::config::key::{Code, Key};
use crate::text::clean::{harmless, normalise};
use crate::text::grapheme::floor;

/// The maximum length in bytes of a field of one line: enough for a long address with a long quotation.
pub const LINE_LIMIT: usize = 4 << 10;
/// The maximum length in bytes of a note.
pub const NOTE_LIMIT: usize = 1 << 20;

/// A text field. It never grows beyond its limit, so that the work per key is bounded; a longer initial text can only shrink.
#[derive(Clone, Debug, Default)]
pub struct Field {
    area: TextArea<'static>,
    single: bool,
    /// Bytes of the text.
    length: usize,
    /// The number of changes by the reader.
    revision: u64,
}

/// The result of typing or pasting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Whether the text changed.
    pub changed: bool,
    /// The limit in bytes, if not everything fitted.
    pub full: Option<usize>,
}

impl Typed {
    fn changed(changed: bool) -> Self {
        Self { changed, full: None }
    }
}

impl Field {
    /// A field of one line, with the cursor at the end of `text`. A space at its end is kept, because the next text is another word.
    pub fn line(text: &str) -> Self {
        let mut line = crate::text::clean::one_line(text);
        if text.ends_with(' ') && !line.is_empty() {
            line.push(' ');
        }
        Self::new(vec![line], true)
    }

    /// A field of several lines, with the cursor at the end of `text`.
    pub fn lines(text: &str) -> Self {
        let text = normalise(text);
        let lines = harmless(&text).split('\n').map(str::to_owned).collect();
        let mut field = Self::new(lines, false);
        field.area.set_wrap_mode(WrapMode::Word);
        field
    }

    fn new(lines: Vec<String>, single: bool) -> Self {
        let mut field = Self {
            area: TextArea::new(lines),
            single,
            length: 0,
            revision: 0,
        };
        field.area.move_cursor(CursorMove::Bottom);
        field.area.move_cursor(CursorMove::End);
        field.measure();
        field
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Replaces its text.
    pub fn set(&mut self, text: &str) {
        let revision = self.revision + 1;
        *self = if self.single {
            Self::line(text)
        } else {
            Self::lines(text)
        };
        self.revision = revision;
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// The number of changes since the field was made, which identifies its state.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Its limit in bytes.
    fn limit(&self) -> usize {
        if self.single { LINE_LIMIT } else { NOTE_LIMIT }
    }

    /// Inserts `text` as pasted, sanitized. In a field of one line, line breaks and tabs become spaces. Text that does not fit is cut off.
    pub fn paste(&mut self, text: &str) -> Typed {
        let text = normalise(text);
        let mut part = harmless(&text).into_owned();
        if self.single {
            part = part.trim_end_matches('\n').replace(['\n', '\t'], " ");
        }
        let room = self.limit().saturating_sub(self.length);
        let cut = part.len() > room;
        part.truncate(floor(&part, room));
        if !part.is_empty() {
            self.area.insert_str(&part);
            self.changed();
        }
        Typed {
            changed: !part.is_empty(),
            full: cut.then(|| self.limit()),
        }
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Typed {
        let plain = !key.ctrl && !key.alt;
        let full = Typed {
            changed: false,
            full: Some(self.limit()),
        };
        let code = match key.code {
            Code::Enter if self.single => return Typed::default(),
            Code::Char('h') if key.ctrl => TextKey::Backspace,
            Code::Char('u') if key.ctrl => {
                let changed = self.area.delete_line_by_head();
                return self.after(changed);
            }
            Code::Char(c) if plain && self.length + c.len_utf8() > self.limit() => return full,
            Code::Enter | Code::Tab if self.length >= self.limit() => return full,
            Code::Char(c) => TextKey::Char(c),
            Code::Enter => TextKey::Enter,
            Code::Tab => TextKey::Tab,
            Code::Backspace => TextKey::Backspace,
            Code::Delete => TextKey::Delete,
            Code::Up => TextKey::Up,
            Code::Down => TextKey::Down,
            Code::Left => TextKey::Left,
            Code::Right => TextKey::Right,
            Code::Home => TextKey::Home,
            Code::End => TextKey::End,
            Code::PageUp => TextKey::PageUp,
            Code::PageDown => TextKey::PageDown,
            Code::Esc | Code::Insert | Code::F(_) => return Typed::default(),
        };
        // Ctrl-h is Backspace, not Ctrl-Backspace, which deletes a word.
        let ctrl = key.ctrl && key.code != Code::Char('h');
        let changed = self.area.input(Input {
            key: code,
            ctrl,
            alt: key.alt,
            shift: key.shift,
        });
        if let (true, true, Code::Char(c)) = (changed, plain, key.code) {
            self.length += c.len_utf8();
            self.revision += 1;
            return Typed::changed(true);
        }
        self.after(changed)
    }

    fn after(&mut self, changed: bool) -> Typed {
        if changed {
            self.changed();
        }
        Typed::changed(changed)
    }

    fn changed(&mut self) {
        self.revision += 1;
        self.measure();
    }

    fn measure(&mut self) {
        let lines = self.area.lines();
        self.length = lines.iter().map(|l| l.len() + 1).sum::<usize>().saturating_sub(1);
    }

    /// The state to draw.
    pub fn area(&self) -> &TextArea<'static> {
        &self.area
    }

    /// The cursor: line and column, in lines and scalar values.
    pub fn cursor(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_pastes_harmlessly() {
        let mut field = Field::line("ab");
        assert!(field.press(Key::char('c')).changed);
        field.paste("\u{1b}[31m d\ne\r\nf\rg\r\n");
        assert_eq!(field.text(), "abc d e f g");
        assert!(!field.press(Key::plain(Code::Enter)).changed);
        let mut field = Field::lines("one");
        field.press(Key::plain(Code::Enter));
        field.press(Key::char('2'));
        assert_eq!(field.text(), "one\n2");
        field.paste("\r3\r\n4\n\u{1b}]0;x\u{7}5");
        assert_eq!(field.text(), "one\n2\n3\n4\n5");
    }

    #[test]
    fn a_field_takes_no_more_than_its_limit() {
        for (mut field, limit) in [(Field::line(""), LINE_LIMIT), (Field::lines(""), NOTE_LIMIT)] {
            assert_eq!(field.paste(&"é".repeat(limit)).full, Some(limit));
            assert_eq!(field.text().len(), limit);
            assert_eq!(field.press(Key::char('x')).full, Some(limit));
            assert_eq!(field.paste("x").full, Some(limit));
            assert!(field.press(Key::plain(Code::Backspace)).changed);
            assert!(field.press(Key::char('é')).changed);
            assert_eq!(field.text().len(), limit);
        }
    }

    #[test]
    fn what_is_longer_from_the_start_is_kept_and_can_be_shortened() {
        let text = "x".repeat(LINE_LIMIT + 10);
        let mut field = Field::line(&text);
        assert_eq!(field.text(), text);
        assert_eq!(field.press(Key::char('x')).full, Some(LINE_LIMIT));
        assert!(field.press(Key::plain(Code::Backspace)).changed);
        assert_eq!(field.text().len(), LINE_LIMIT + 9);
    }

    #[test]
    fn every_change_is_another_revision() {
        let mut field = Field::lines("a");
        let mut seen = vec![field.revision()];
        field.press(Key::char('b'));
        seen.push(field.revision());
        field.press(Key::plain(Code::Left));
        assert_eq!(field.revision(), seen[1]);
        field.press(Key::ctrl('u'));
        seen.push(field.revision());
        field.paste("x\ny");
        seen.push(field.revision());
        field.set("z");
        seen.push(field.revision());
        assert!(seen.windows(2).all(|w| w[0] < w[1]), "{seen:?}");
    }
}
