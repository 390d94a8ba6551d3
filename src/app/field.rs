//! A field of text that is being typed, of one line or more.
//!
//! It wraps ratatui-textarea, which is a state machine over text as much as a widget; only its state is used here, and
//! the view draws it.

use ratatui_textarea::{CursorMove, Input, Key as TextKey, TextArea, WrapMode};

use crate::config::key::{Code, Key};
use crate::text::clean::harmless;

/// Text that is being typed.
#[derive(Clone, Debug, Default)]
pub struct Field {
    area: TextArea<'static>,
    single: bool,
}

impl Field {
    /// A field of one line, with the cursor at the end of `text`.
    pub fn line(text: &str) -> Self {
        let mut field = Self {
            area: TextArea::new(vec![crate::text::clean::one_line(text)]),
            single: true,
        };
        field.area.move_cursor(CursorMove::End);
        field
    }

    /// A field of several lines, with the cursor at the end of `text`.
    pub fn lines(text: &str) -> Self {
        let lines: Vec<String> = harmless(text).split('\n').map(str::to_owned).collect();
        let mut area = TextArea::new(lines);
        area.set_wrap_mode(WrapMode::Word);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, single: false }
    }

    /// What stands in it.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Replaces what stands in it.
    pub fn set(&mut self, text: &str) {
        *self = if self.single {
            Self::line(text)
        } else {
            Self::lines(text)
        };
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Types `text` as pasted: without what could steer a terminal, and on one line where the field has one.
    pub fn paste(&mut self, text: &str) {
        let text = harmless(text);
        if self.single {
            self.area
                .insert_str(text.split_whitespace().collect::<Vec<_>>().join(" "));
        } else {
            self.area.insert_str(text);
        }
    }

    /// Takes a key; whether the text changed.
    pub fn press(&mut self, key: Key) -> bool {
        if self.single && matches!(key.code, Code::Enter) {
            return false;
        }
        let code = match key.code {
            Code::Char('h') if key.ctrl => TextKey::Backspace,
            Code::Char('u') if key.ctrl => return self.area.delete_line_by_head(),
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
            Code::Esc | Code::Insert | Code::F(_) => return false,
        };
        // Ctrl-h is Backspace, not Ctrl-Backspace, which takes a word.
        let ctrl = key.ctrl && key.code != Code::Char('h');
        let before = self.text();
        self.area.input(Input {
            key: code,
            ctrl,
            alt: key.alt,
            shift: key.shift,
        });
        self.text() != before
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
        assert!(field.press(Key::char('c')));
        field.paste("\u{1b}[31m d\ne");
        assert_eq!(field.text(), "abcd e");
        assert!(!field.press(Key::plain(Code::Enter)));
        let mut field = Field::lines("one");
        field.press(Key::plain(Code::Enter));
        field.press(Key::char('2'));
        assert_eq!(field.text(), "one\n2");
    }
}
