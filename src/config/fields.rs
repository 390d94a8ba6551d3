//! Reads a RON structure field by field, so that one invalid field does not affect the others.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use ron::extensions::Extensions;
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::text::nearest::did_you_mean;

/// An error in a configuration file, and its position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1, if known.
    pub at: Option<(usize, usize)>,
    /// What is wrong, on one line.
    pub message: String,
}

impl Problem {
    /// A problem of the whole file.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            at: None,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.at {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// A value with valid syntax that cannot be used, and the names that lead to it: `keys`, `read`, `gg`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The names, the outermost first.
    pub path: Vec<String>,
    /// What is wrong, on one line.
    pub message: String,
}

impl Fault {
    /// A fault of the value under these names.
    pub fn new<const N: usize>(path: [&str; N], message: impl Into<String>) -> Self {
        Self {
            path: path.map(str::to_owned).into(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.join(", "), self.message)
    }
}

impl From<ron::error::SpannedError> for Problem {
    fn from(error: ron::error::SpannedError) -> Self {
        // The end of the span is where parsing stopped; its start may be the start of the file.
        let at = error.span.end;
        let message = crate::text::clean::one_line(&error.code.to_string());
        Self {
            at: Some((at.line, at.col)),
            message,
        }
    }
}

/// The RON options for all configuration files: `Some(…)` may be omitted.
pub(super) fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// The field `name` of the structure `text`, if it exists. `check` may reject a value, and says why.
pub(super) fn field<'de, T: Deserialize<'de>>(
    text: &'de str,
    name: &'static str,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<Option<T>, Problem> {
    Ok(options().from_str_seed(
        text,
        Field {
            name,
            check,
            value: PhantomData,
        },
    )?)
}

/// Line and column, both from 1, of the name that `path` ends in.
pub(super) fn place(text: &str, path: &[String]) -> Option<(usize, usize)> {
    let mut found = false;
    let seed = Locate {
        path,
        found: &mut found,
    };
    let error = options().from_str_seed(text, seed).err()?;
    let name = path.last()?;
    let at = Problem::from(error).at.filter(|_| found)?;
    // The parser is past the name.
    Some((at.0, at.1.saturating_sub(name.chars().count()).max(1)))
}

/// Whether the structure as a whole can be parsed, whatever its fields contain.
pub(super) fn whole(text: &str) -> Result<(), Problem> {
    field::<IgnoredAny>(text, "", |_| Ok(())).map(|_| ())
}

/// Reports each field of the structure `text` that is not among `known`, with its position.
pub(super) fn unknown(text: &str, known: &[&str]) -> Vec<Problem> {
    let mut told = BTreeSet::new();
    let mut out = Vec::new();
    loop {
        let mut found = None;
        let seed = Unknown {
            known,
            told: &told,
            found: &mut found,
        };
        let Err(error) = options().from_str_seed(text, seed) else {
            return out;
        };
        // Without a name the file itself is broken, and reading its fields has reported that.
        let Some(name) = found else { return out };
        let clean = crate::text::clean::one_line(&name);
        let problem = Problem::from(error);
        out.push(Problem {
            message: format!(
                "'{clean}' is not a setting and is ignored{}",
                did_you_mean(&clean, known.iter().copied())
            ),
            ..problem
        });
        told.insert(name);
    }
}

/// Empty parentheses are a structure without fields, which RON parses as a tuple.
pub(super) fn nothing<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<(), A::Error> {
    match seq.next_element::<IgnoredAny>()? {
        None => Ok(()),
        Some(_) => Err(de::Error::custom("expected fields with names: (name: value, …)")),
    }
}

struct Field<T, C> {
    name: &'static str,
    check: C,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, C: Fn(&T) -> Result<(), String>> DeserializeSeed<'de> for Field<T, C> {
    type Value = Option<T>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de>, C: Fn(&T) -> Result<(), String>> Visitor<'de> for Field<T, C> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields in parentheses: (name: value, …)")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        nothing(seq).map(|()| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut out = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == self.name {
                out = Some(map.next_value_seed(Checked {
                    name: self.name,
                    check: &self.check,
                    value: PhantomData,
                })?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(out)
    }
}

/// Checks a value while the parser is at it; its position is lost when the map advances to the next field.
struct Checked<'c, T, C> {
    name: &'static str,
    check: &'c C,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, C: Fn(&T) -> Result<(), String>> DeserializeSeed<'de> for Checked<'_, T, C> {
    type Value = T;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let value = T::deserialize(deserializer)?;
        (self.check)(&value).map_err(|why| de::Error::custom(format!("{}: {why}", self.name)))?;
        Ok(value)
    }
}

struct Unknown<'a> {
    known: &'a [&'a str],
    told: &'a BTreeSet<String>,
    found: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Unknown<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unknown<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields in parentheses")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        nothing(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if !self.known.contains(&key.as_str()) && !self.told.contains(&key) {
                *self.found = Some(key);
                return Err(de::Error::custom("unknown"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

struct Locate<'a> {
    path: &'a [String],
    found: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Locate<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Locate<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((name, rest)) = self.path.split_first() else {
            return Err(de::Error::custom("no names"));
        };
        while let Some(key) = map.next_key::<String>()? {
            if key != *name {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if rest.is_empty() {
                *self.found = true;
                return Err(de::Error::custom("here"));
            }
            return map.next_value_seed(Locate {
                path: rest,
                found: self.found,
            });
        }
        Err(de::Error::custom("not here"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "(\n    one: 1,\n    two: \"x\",\n    odd: (a: [1, 2], b: some, c: {\"k\": (1, 2)}),\n    three: 3,\n)\n";

    #[test]
    fn each_field_stands_for_itself() {
        assert_eq!(field::<u8>(TEXT, "one", |_| Ok(())), Ok(Some(1)));
        assert_eq!(field::<u8>(TEXT, "three", |_| Ok(())), Ok(Some(3)));
        assert_eq!(field::<u8>(TEXT, "four", |_| Ok(())), Ok(None));
        assert_eq!(field::<u8>("()", "four", |_| Ok(())), Ok(None));
        assert_eq!(field::<u8>(TEXT, "two", |_| Ok(())).unwrap_err().at.unwrap().0, 3);
        let refused = field::<u8>(TEXT, "three", |_| Err("too odd".into())).unwrap_err();
        assert_eq!(
            (refused.at.unwrap().0, refused.message.as_str()),
            (5, "three: too odd")
        );
    }

    #[test]
    fn unknown_fields_are_named_with_their_place() {
        let problems = unknown(TEXT, &["one", "three"]);
        let lines: Vec<usize> = problems.iter().map(|p| p.at.unwrap().0).collect();
        assert_eq!(lines, [3, 4]);
        assert!(problems[1].message.starts_with("'odd'"));
        assert!(unknown("(broken", &[]).is_empty());
    }

    #[test]
    fn names_are_found_where_they_stand() {
        let text =
            "(\n    theme: \"x\",\n    keys: {\"read\": {\"gg\": \"quit\",\n        \"Q\": \"odd\"}},\n)";
        let at = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|p| (*p).to_owned()).collect();
            place(text, &path)
        };
        assert_eq!(at(&["theme"]), Some((2, 5)));
        assert_eq!(at(&["keys"]).map(|(line, _)| line), Some(3));
        assert_eq!(at(&["keys", "read", "gg"]).map(|(line, _)| line), Some(3));
        assert_eq!(at(&["keys", "read", "Q"]).map(|(line, _)| line), Some(4));
        assert_eq!(at(&["keys", "queue"]), None);
        assert_eq!(at(&["measure"]), None);
        assert_eq!(at(&[]), None);
    }
}
