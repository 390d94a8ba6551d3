//! The user's request for an export: a format and a file, both optional.

use std::path::{Path, PathBuf};

use super::Format;

/// A requested export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    /// The format.
    pub format: Format,
    /// The file; `None`: one named after the article.
    pub path: Option<PathBuf>,
    /// Whether any other existing file should be replaced.
    pub force: bool,
    /// Whether to include undecided suggestions, under their own heading.
    pub suggested: bool,
}

/// Neither a format nor a known extension was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}; use {}, or give the format: {}", shown(.path), ending(.path), endings(), names())]
pub struct NoFormat {
    path: PathBuf,
}

impl ExportRequest {
    /// Parses a typed request: `[--force] [--suggested] [FORMAT] [FILE]`. Without a format the file's extension decides, without both it is
    /// Markdown.
    ///
    /// # Errors
    /// When the file has no extension of a known format.
    pub fn parse(typed: &str) -> Result<Self, NoFormat> {
        let mut rest = typed.trim();
        let (mut force, mut suggested) = (false, false);
        loop {
            if let Some(after) = word(rest, "--force") {
                (force, rest) = (true, after);
            } else if let Some(after) = word(rest, "--suggested") {
                (suggested, rest) = (true, after);
            } else {
                break;
            }
        }
        let first = rest.split_whitespace().next().unwrap_or_default();
        let named = Format::named(first);
        if named.is_some() {
            rest = rest[first.len()..].trim_start();
        }
        let path = (!rest.is_empty()).then(|| PathBuf::from(rest));
        let format = match (named, &path) {
            (Some(format), _) => format,
            (None, Some(path)) => Format::of_path(path)?,
            (None, None) => Format::Markdown,
        };
        Ok(Self {
            format,
            path,
            force,
            suggested,
        })
    }
}

impl Format {
    /// The format for the extension of `path`, in any case.
    ///
    /// # Errors
    /// When it has none, or an unknown one.
    pub fn of_path(path: &Path) -> Result<Self, NoFormat> {
        let ending = path.extension().and_then(|e| e.to_str());
        ending.and_then(Self::parse).ok_or_else(|| NoFormat {
            path: path.to_owned(),
        })
    }
}

/// The rest of `text` after `word` at its start.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

fn shown(path: &Path) -> String {
    crate::text::clean::one_line(&path.display().to_string())
}

fn ending(path: &Path) -> String {
    path.extension().map_or_else(
        || "a name without an extension implies no format".to_owned(),
        |e| {
            format!(
                "the extension .{} belongs to no format",
                crate::text::clean::one_line(&e.to_string_lossy())
            )
        },
    )
}

/// The extensions of all formats, each once.
fn endings() -> String {
    let first = Format::ALL.iter().filter(|f| f.is_first_of_ending());
    let all: Vec<String> = first.map(|f| format!(".{}", f.extension())).collect();
    all.join(", ")
}

/// The names of all formats.
fn names() -> String {
    Format::ALL.map(Format::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_a_file_or_both() {
        let parse = |typed: &str| {
            let request = ExportRequest::parse(typed).unwrap();
            let path = request.path.map(|p| p.display().to_string());
            (request.format.name(), path.unwrap_or_default(), request.force)
        };
        assert_eq!(parse(""), ("markdown", String::new(), false));
        assert_eq!(parse("html"), ("html", String::new(), false));
        assert_eq!(
            parse("Obsidian my notes/a.md"),
            ("obsidian", "my notes/a.md".into(), false)
        );
        assert_eq!(parse("a b.HTML"), ("html", "a b.HTML".into(), false));
        assert_eq!(parse("--force csv"), ("csv", String::new(), true));
        assert_eq!(parse("--force a.csv"), ("csv", "a.csv".into(), true));
        assert_eq!(parse("csv x.txt"), ("csv", "x.txt".into(), false));
        assert_eq!(parse("--suggested --force org"), ("org", String::new(), true));
        assert!(ExportRequest::parse("--suggested org").unwrap().suggested);
    }

    #[test]
    fn an_ending_of_no_format_is_told_with_those_there_are() {
        let why = ExportRequest::parse("x.docx").unwrap_err().to_string();
        assert!(
            why.starts_with("x.docx: the extension .docx belongs to no format; use .md, .org, .html, .csv, ")
                && why.contains("or give the format: markdown, obsidian, "),
            "{why}"
        );
        let why = ExportRequest::parse("./html").unwrap_err().to_string();
        assert!(
            why.starts_with("./html: a name without an extension implies no format; use .md"),
            "{why}"
        );
    }
}
