//! Keys in the notation of the keymap: `j`, `C-o`, `space`, `]c`, `A-enter`.

use std::fmt;

/// One key press. Shift is part of a character (`G`), and is written only with keys that are not characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key without modifiers.
    pub code: Code,
    /// Control is held.
    pub ctrl: bool,
    /// Alt is held.
    pub alt: bool,
    /// Shift is held, for keys other than characters.
    pub shift: bool,
}

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

const NAMES: &[(&str, Code)] = &[
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("del", Code::Delete),
    ("ins", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
            shift: false,
        }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with Control.
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: Code::Char(c),
            ctrl: true,
            alt: false,
            shift: false,
        }
    }

    /// Parses one key: `C-`, `A-` and `S-` before a character or a name.
    pub fn parse(name: &str) -> Option<Self> {
        let mut key = Self::plain(Code::Esc);
        let mut rest = name;
        loop {
            match rest.as_bytes() {
                [b'C', b'-', _, ..] => key.ctrl = true,
                [b'A', b'-', _, ..] => key.alt = true,
                [b'S', b'-', _, ..] => key.shift = true,
                _ => break,
            }
            rest = &rest[2..];
        }
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) => Code::Char(c),
            _ => match NAMES.iter().find(|(n, _)| rest.eq_ignore_ascii_case(n)) {
                Some((_, code)) => *code,
                None => Code::F(
                    rest.strip_prefix(['F', 'f'])?
                        .parse()
                        .ok()
                        .filter(|n| (1..=24).contains(n))?,
                ),
            },
        };
        Some(key)
    }

    /// Parses a sequence of keys: names separated by spaces; plain characters may be joined (`]c`, `gg`).
    pub fn parse_sequence(text: &str) -> Option<Vec<Self>> {
        let mut out = Vec::new();
        for part in text.split_whitespace() {
            match Self::parse(part) {
                Some(key) => out.push(key),
                None if part.chars().count() <= 4 => out.extend(part.chars().map(Self::char)),
                None => return None,
            }
        }
        (!out.is_empty()).then_some(out)
    }

    /// A sequence in the notation that [`Key::parse_sequence`] reads.
    pub fn format_sequence(keys: &[Self]) -> String {
        let plain = keys
            .iter()
            .all(|k| matches!(k.code, Code::Char(c) if c != ' ') && !k.ctrl && !k.alt);
        let names: Vec<String> = keys.iter().map(Self::to_string).collect();
        names.join(if plain { "" } else { " " })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "C-"), (self.alt, "A-"), (self.shift, "S-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, Code::F(n)) => write!(f, "F{n}"),
            (None, _) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in [
            "j", "G", "C-o", "space", "A-enter", "S-tab", "F5", "]", "-", "C-space",
        ] {
            let key = Key::parse(name).unwrap();
            assert_eq!(key.to_string(), name);
        }
        assert_eq!(
            Key::parse_sequence("]c").unwrap(),
            [Key::char(']'), Key::char('c')]
        );
        assert_eq!(Key::format_sequence(&Key::parse_sequence("g g").unwrap()), "gg");
        assert_eq!(
            Key::format_sequence(&Key::parse_sequence("C-o space").unwrap()),
            "C-o space"
        );
        assert!(Key::parse_sequence("nonsense").is_none());
    }
}
