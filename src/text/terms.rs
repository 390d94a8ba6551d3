//! Splits a typed filter or search into terms: words, quoted phrases, and fields as in `speaker:beeler`.
//!
//! Invariants: every text can be parsed, though it may have no terms; their meaning is up to the caller.

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedTerm {
    /// Whether it is negated by a leading `-`.
    pub not: bool,
    /// The field name as typed, the letters before a colon.
    pub field: Option<String>,
    /// The words searched for, without quotation marks. For a field, the values between commas, possibly none.
    pub values: Vec<String>,
    /// Whether it contained quotation marks.
    pub quoted: bool,
}

/// The terms of the typed text. White space outside quotation marks separates them.
pub fn terms(typed: &str) -> Vec<TypedTerm> {
    parts(typed).iter().filter_map(|part| term(part)).collect()
}

fn term(part: &str) -> Option<TypedTerm> {
    let (not, part) = match part.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, part),
    };
    let bare = |text: &str| text.replace('"', "").trim().to_owned();
    let named = part.split_once(':').filter(|(name, _)| {
        !name.is_empty() && name.chars().all(char::is_alphabetic) && !part.starts_with('"')
    });
    let (field, values) = match named {
        Some((name, values)) => (Some(name.to_owned()), values.split(',').map(bare).collect()),
        None => (None, vec![bare(part)]),
    };
    let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
    (field.is_some() || !values.is_empty()).then(|| TypedTerm {
        not,
        field,
        values,
        quoted: part.contains('"'),
    })
}

/// The typed text, split at white space outside quotation marks.
fn parts(typed: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in typed.chars() {
        match c {
            '"' | '“' | '”' => {
                quoted = !quoted;
                if let Some(part) = parts.last_mut() {
                    part.push('"');
                }
            }
            c if c.is_whitespace() && !quoted => parts.push(String::new()),
            c => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_phrases_and_fields_are_told_apart() {
        let shown = |typed: &str| -> Vec<String> {
            let show = |t: TypedTerm| {
                let not = if t.not { "-" } else { "" };
                let field = t.field.map_or(String::new(), |f| format!("{f}:"));
                format!("{not}{field}[{}]", t.values.join("|"))
            };
            terms(typed).into_iter().map(show).collect()
        };
        assert_eq!(shown("ferry  -boat"), ["[ferry]", "-[boat]"]);
        assert_eq!(shown("“nine boats” lost"), ["[nine boats]", "[lost]"]);
        assert_eq!(
            shown("tag:law,\"app store\" -verdict:"),
            ["tag:[law|app store]", "-verdict:[]"]
        );
        assert_eq!(shown("10:30 - \" \""), ["[10:30]", "[-]"]);
        assert!(terms("\"a b\"")[0].quoted && !terms("a")[0].quoted);
    }
}
