//! Splits RTF into tokens: groups, control words and symbols, and bytes of text. Line ends between them have no meaning and are dropped,
//! binary data is skipped.
//!
//! Each byte is examined once, and damaged input is treated as text.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Begin,
    End,
    /// A control word, and its numeric parameter.
    Word(&'a str, Option<i32>),
    /// A control symbol: a backslash and this byte.
    Symbol(u8),
    /// A byte of text in some code page, written directly or as `\\'hh`.
    Byte(u8),
}

/// The tokens of a file in order.
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next `length` bytes, or all that are left.
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// The token after a backslash; `None` if it has no meaning.
    fn control(&mut self) -> Option<Token<'a>> {
        let [first, ..] = self.rest else { return None };
        if first.is_ascii_alphabetic() {
            return self.word();
        }
        let symbol = *self.take(1).first()?;
        match symbol {
            b'\'' => {
                let hex = self.rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
                let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())?;
                self.take(2);
                Some(Token::Byte(byte))
            }
            b'\\' | b'{' | b'}' => Some(Token::Byte(symbol)),
            symbol => Some(Token::Symbol(symbol)),
        }
    }

    /// A control word; `None` if it only introduces binary data.
    fn word(&mut self) -> Option<Token<'a>> {
        let count = |bytes: &[u8], is: fn(&u8) -> bool| bytes.iter().take_while(|b| is(b)).count();
        let name = self.take(count(self.rest, u8::is_ascii_alphabetic));
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits = count(self.rest.get(minus..).unwrap_or_default(), u8::is_ascii_digit);
        let number = self.take(if digits == 0 { 0 } else { minus + digits });
        let value = std::str::from_utf8(number).ok().and_then(|n| n.parse().ok());
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if name == b"bin" {
            self.take(usize::try_from(value.unwrap_or(0)).unwrap_or(0));
            return None;
        }
        Some(Token::Word(std::str::from_utf8(name).ok()?, value))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while let [byte, ..] = self.take(1) {
            let token = match byte {
                b'{' => Some(Token::Begin),
                b'}' => Some(Token::End),
                b'\\' => self.control(),
                b'\r' | b'\n' => None,
                byte => Some(Token::Byte(*byte)),
            };
            if token.is_some() {
                return token;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let tokens: Vec<_> =
            Tokens::new(b"{\\b0 x\r\n\\'e9\\*\\{\\u-10179?\\bin2 }}\\up\\f99999999999 \\'zz}\\").collect();
        assert_eq!(
            tokens,
            [
                Token::Begin,
                Token::Word("b", Some(0)),
                Token::Byte(b'x'),
                Token::Byte(0xe9),
                Token::Symbol(b'*'),
                Token::Byte(b'{'),
                Token::Word("u", Some(-10179)),
                Token::Byte(b'?'),
                Token::Word("up", None),
                Token::Word("f", None),
                Token::Byte(b'z'),
                Token::Byte(b'z'),
                Token::End,
            ]
        );
    }
}
