//! Parses JSON files lazily: first the frame, then one annotation at a time, so that a large file needs little more memory than its own
//! size.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::IntakeError;

/// The outermost value of a file, with its content still unparsed.
pub(super) enum Frame<'a> {
    List(Vec<&'a RawValue>),
    Object(BTreeMap<Cow<'a, str>, &'a RawValue>),
}

/// The size limit of one annotation in bytes: no person writes more.
const LARGEST: usize = 4 << 20;

impl<'a> Frame<'a> {
    /// Parses the frame of a JSON text.
    ///
    /// # Errors
    /// When it is not JSON, with the position; or neither an array nor an object.
    pub(super) fn of(text: &'a str) -> Result<Self, IntakeError> {
        let wrong = |e: &serde_json::Error| {
            IntakeError::Wrong(format!(
                "line {}, column {}: not the JSON of annotations",
                e.line(),
                e.column()
            ))
        };
        if text.trim_start().starts_with('[') {
            serde_json::from_str(text).map(Self::List).map_err(|e| wrong(&e))
        } else {
            serde_json::from_str(text)
                .map(Self::Object)
                .map_err(|e| wrong(&e))
        }
    }

    /// The field of an object as raw JSON.
    pub(super) fn raw(&self, key: &str) -> Option<&'a RawValue> {
        match self {
            Self::List(_) => None,
            Self::Object(fields) => fields.get(key).copied(),
        }
    }

    /// The field of an object; `Null` if it is missing or too large.
    pub(super) fn field(&self, key: &str) -> Value {
        self.raw(key)
            .and_then(|raw| value(raw).ok())
            .unwrap_or(Value::Null)
    }

    /// The list in a field of an object.
    pub(super) fn list(&self, key: &str) -> Option<Vec<&'a RawValue>> {
        serde_json::from_str(self.raw(key)?.get()).ok()
    }
}

/// Parses one annotation.
///
/// # Errors
/// When it is too large or nested too deeply, in words.
pub(super) fn value(raw: &RawValue) -> Result<Value, String> {
    if raw.get().len() > LARGEST {
        return Err(format!("larger than {} MB", LARGEST >> 20));
    }
    serde_json::from_str(raw.get()).map_err(|_| "it is nested too deeply".to_owned())
}
