//! Finds templates, and lists the formats and templates.

use std::path::Path;

use serde::Serialize;

use crate::cli::output::Output;
use crate::cli::{Failure, Outcome};
use crate::export::{EXAMPLES, Format, Template, TemplateError, json};
use crate::files;
use crate::store::Paths;
use crate::text::clean::one_line;

/// The folder of the user's templates, within the settings folder.
const TEMPLATES: &str = "templates";
/// Bytes of the largest template that is read.
const LARGEST: u64 = 1 << 20;

/// The template in the file `name`, else the user's template of that name, else the built-in one.
pub(super) fn template(name: &Path, paths: &Paths) -> Result<Template, Failure> {
    let failed = |error: TemplateError| Failure::Input(error.to_string());
    let own = paths.config.join(TEMPLATES).join(name);
    for path in [name, &own] {
        match files::read_text(path, LARGEST) {
            Ok(source) => return Template::parse(&path.display().to_string(), &source).map_err(failed),
            Err(error) if error.is_missing() => {}
            Err(error) => return Err(Failure::Input(error.to_string())),
        }
    }
    let example = EXAMPLES.iter().find(|e| Path::new(e.name) == name);
    let Some(example) = example else {
        let names: Vec<&str> = EXAMPLES.iter().map(|e| e.name).collect();
        return Err(Failure::Usage(format!(
            "{}: there is no such template, neither here nor in {}; the built-in ones are {}",
            one_line(&name.display().to_string()),
            one_line(&paths.config.join(TEMPLATES).display().to_string()),
            names.join(", ")
        )));
    };
    Template::parse(example.name, example.source).map_err(failed)
}

/// The extension of the file that a template makes: the extension of the template itself.
pub(super) fn ending(name: &Path) -> &str {
    name.extension().and_then(|e| e.to_str()).unwrap_or("txt")
}

/// The formats and templates.
#[derive(Serialize)]
struct Choices {
    formats: Vec<FormatChoice>,
    templates: Vec<TemplateChoice>,
}

#[derive(Serialize)]
struct FormatChoice {
    name: &'static str,
    ending: &'static str,
    about: &'static str,
    lacks: &'static str,
    /// Whether the exports of several articles can be joined into one file.
    joined: bool,
}

#[derive(Serialize)]
struct TemplateChoice {
    name: String,
    about: &'static str,
}

/// Prints the formats and templates.
pub(super) fn list(paths: &Paths, as_json: bool) -> Result<Outcome, Failure> {
    let formats = Format::ALL.map(|format| FormatChoice {
        name: format.name(),
        ending: format.extension(),
        about: format.about(),
        lacks: format.lacks(),
        joined: format.can_be_joined(),
    });
    let examples = EXAMPLES.iter().map(|example| TemplateChoice {
        name: example.name.to_owned(),
        about: example.about,
    });
    let own = own(paths).into_iter();
    let templates = examples.chain(own.map(|name| TemplateChoice {
        name,
        about: "your own",
    }));
    let choices = Choices {
        formats: formats.into(),
        templates: templates.collect(),
    };
    let mut out = Output::new();
    if as_json {
        out.text(&json::pretty(&choices))?;
    } else {
        for format in &choices.formats {
            out.line(&format!(
                "{:<14}.{:<8}{}",
                format.name, format.ending, format.about
            ))?;
            if !format.lacks.is_empty() {
                out.line(&format!("{:23}cannot hold {}", "", format.lacks))?;
            }
        }
        out.line("")?;
        for template in &choices.templates {
            out.line(&format!("--template {:<12}{}", template.name, template.about))?;
        }
    }
    out.finish()?;
    Ok(Outcome::Done)
}

/// The names of the user's templates.
pub(in crate::cli) fn own(paths: &Paths) -> Vec<String> {
    let entries = std::fs::read_dir(paths.config.join(TEMPLATES))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<String> = entries
        .map(|entry| one_line(&entry.file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}
