//! Notes written to a file, from inside the reader.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::app::Model;
use crate::export::{Format, Input, export, is_own};

/// Writes the notes to `path`, or beside the article under its name. A file that an export did not make is not
/// overwritten.
pub(super) fn write(model: &Model, path: Option<PathBuf>) -> Result<PathBuf, String> {
    let path = path.map_or_else(|| default_path(model), |p| expand(&p));
    let said = |what: &str| {
        format!(
            "{}: {what}",
            crate::text::clean::one_line(&path.display().to_string())
        )
    };
    if let Ok(before) = std::fs::read(&path)
        && !before.is_empty()
        && !is_own(&before)
    {
        return Err(said(
            "there is a file already that does not say it is an export; `:export NAME` takes another name",
        ));
    }
    let annotations: Vec<_> = model
        .article()
        .notebook()
        .annotations()
        .map(|a| (a.clone(), model.article().located(a)))
        .collect();
    let verdicts: Vec<&str> = model
        .settings()
        .verdicts
        .iter()
        .map(|v| v.name.as_str())
        .collect();
    let input = Input {
        document: model.article().document(),
        annotations: &annotations,
        entities: model.article().entities(),
        verdicts: &verdicts,
    };
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let bytes = export(Format::parse(ending).unwrap_or(Format::Markdown), &input);
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| said(&e.to_string()))?;
    file.write_all(&bytes).map_err(|e| said(&e.to_string()))?;
    file.persist(&path).map_err(|e| said(&e.error.to_string()))?;
    Ok(path)
}

fn default_path(model: &Model) -> PathBuf {
    match model.article().path() {
        Some(article) => article.with_extension("notes.md"),
        None => {
            let title: String = model
                .article()
                .document()
                .metadata()
                .title
                .chars()
                .map(|c| if c.is_alphanumeric() { c } else { '-' })
                .take(60)
                .collect();
            PathBuf::from(format!("{}.notes.md", title.trim_matches('-')))
        }
    }
}

/// `~/` at the start is the home folder, as a shell would have it.
pub(super) fn expand(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), directories::BaseDirs::new()) {
        (Ok(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => path.to_owned(),
    }
}
