//! The user's own templates, in the Jinja language (<https://docs.rs/minijinja/latest/minijinja/syntax/>).
//!
//! A template receives a [`Report`], with a filter for each format of text. If its name ends in `.html` or `.xml`, text is escaped by
//! default.
//!
//! Invariants: a template reads only the report, runs for a bounded time, and its output contains no character that controls a terminal.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};

use super::markdown::escape::{inline, quote, yaml};
use super::report::Report;
use super::{Input, Rendered};
use crate::text::clean::{harmless, one_line};
use crate::text::formula::guarded;

/// A built-in template.
#[derive(Debug)]
pub struct Example {
    /// Its name, with the extension of its output.
    pub name: &'static str,
    /// Its output.
    pub about: &'static str,
    /// The template itself.
    pub source: &'static str,
}

/// The built-in templates.
pub const EXAMPLES: [Example; 3] = [
    Example {
        name: "article.md",
        about: "a fact-check as running text, claim by claim",
        source: include_str!("../../examples/templates/article.md"),
    },
    Example {
        name: "cards.html",
        about: "one card for each verdict, for a web page or a newsletter",
        source: include_str!("../../examples/templates/cards.html"),
    },
    Example {
        name: "sources.txt",
        about: "the list of sources, by claim",
        source: include_str!("../../examples/templates/sources.txt"),
    },
];

/// The step limit of a template: some seconds.
const FUEL: u64 = 50_000_000;

/// A compiled template.
#[derive(Debug)]
pub struct Template {
    engine: Environment<'static>,
    name: String,
    source: String,
}

/// An error in a template, with line and column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

impl Template {
    /// Compiles the template `source` called `name`; the extension of the name decides whether text is escaped for HTML.
    ///
    /// # Errors
    /// When it is invalid, with line and column.
    pub fn parse(name: &str, source: &str) -> Result<Self, TemplateError> {
        Self::parse_for(name, source, FUEL)
    }

    /// [`Template::parse`] with a limit of `fuel` steps.
    fn parse_for(name: &str, source: &str, fuel: u64) -> Result<Self, TemplateError> {
        let mut engine = Environment::new();
        engine.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut syntax = SyntaxConfig::builder();
        syntax
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true);
        // Only custom markers could be invalid.
        if let Ok(syntax) = syntax.build() {
            engine.set_syntax(syntax);
        }
        engine.set_debug(true);
        engine.set_fuel(Some(fuel));
        engine.set_auto_escape_callback(|name| {
            let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            if matches!(ending.as_str(), "html" | "htm" | "xml" | "xhtml") {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        engine.add_filter("md", |text: &str| inline(text));
        engine.add_filter("md_lines", |text: &str, prefix: Option<&str>| {
            let mut out = String::new();
            quote(&mut out, prefix.unwrap_or_default(), text);
            out.truncate(out.trim_end().len());
            out
        });
        engine.add_filter("yaml", |text: &str| yaml(text));
        engine.add_filter("line", |text: &str| one_line(text));
        engine.add_filter("csv", |text: &str| {
            format!("\"{}\"", guarded(text).replace('"', "\"\""))
        });
        let (name, source) = (one_line(name), source.to_owned());
        engine
            .add_template_owned(name.clone(), source.clone())
            .map_err(|error| TemplateError(told(&name, &source, &error)))?;
        Ok(Self { engine, name, source })
    }

    /// Renders the notes.
    ///
    /// # Errors
    /// When the template refers to something unknown, or takes too long, with line and column.
    pub fn render(&self, input: &Input<'_>) -> Result<Rendered, TemplateError> {
        let failed = |error: minijinja::Error| TemplateError(told(&self.name, &self.source, &error));
        let template = self.engine.get_template(&self.name).map_err(failed)?;
        let report = Report::of(input);
        let text = template.render(Serde(&report)).map_err(failed)?;
        let mut text = harmless(&text).into_owned();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Ok(Rendered::whole(text))
    }
}

/// `name:line:column: what`.
fn told(name: &str, source: &str, error: &minijinja::Error) -> String {
    let place = match (error.range(), error.line()) {
        (Some(range), _) => {
            let before = source.get(..range.start).unwrap_or(source);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!(":{line}:{column}")
        }
        (None, Some(line)) => format!(":{line}"),
        (None, None) => String::new(),
    };
    let what = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "it does not come to an end".to_owned(),
        (ErrorKind::UndefinedError, detail) => format!(
            "there is no such field{}; docs/formats.md lists them",
            detail.map(|d| format!(" ({})", one_line(d))).unwrap_or_default()
        ),
        (_, Some(detail)) => one_line(detail),
        (kind, None) => one_line(&kind.to_string()),
    };
    format!("{name}{place}: {what}")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn error(source: &str) -> String {
        let sample = sample::usual();
        let rendered = Template::parse_for("a.md", source, 10_000).and_then(|t| t.render(&sample.input()));
        rendered.unwrap_err().to_string()
    }

    #[test]
    fn the_examples_render() {
        let mut sample = sample::usual();
        sample.rename("A <b>title</b> & *more*");
        for example in &EXAMPLES {
            let template = Template::parse(example.name, example.source).unwrap();
            let rendered = template.render(&sample.input()).unwrap();
            let text = rendered.text();
            assert!(
                text.contains("The Säby ferry lost 4 million kronor in 2025."),
                "{text}"
            );
            assert!(text.contains("accounts_2025"), "{text}");
            assert_eq!(text.contains("<b>title"), example.name == "sources.txt", "{text}");
            insta::with_settings!({ snapshot_suffix => example.name }, {
                insta::assert_snapshot!(text);
            });
        }
    }

    #[test]
    fn errors_have_line_and_column() {
        assert_eq!(
            error("a\n{% for x %}"),
            "a.md:2:10: unexpected end of block, expected in"
        );
        assert!(
            error("a\n  {{ article.titel.x }}").starts_with("a.md:2:"),
            "{}",
            error("a\n  {{ article.titel.x }}")
        );
        assert!(error("{{ nothing }}").contains("no such field"));
        assert!(error("{{ article.title | shout }}").starts_with("a.md:1:"));
    }

    #[test]
    fn a_template_comes_to_an_end_and_reads_no_file() {
        let endless = "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}";
        assert!(error(endless).starts_with("a.md:1:"));
        let long = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}";
        assert!(error(long).contains("does not come to an end"), "{}", error(long));
        assert!(error("{% include '/etc/passwd' %}").starts_with("a.md:1:"));
    }
}
