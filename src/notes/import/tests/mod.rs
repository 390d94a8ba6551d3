mod formats;
mod places;
mod properties;
mod revisions;

use IntakeClass::*;

use super::*;
use crate::document::{BlockKind, Builder, Document};
use crate::notes::{AnchorState, Annotation, AnnotationKind, Locator, Notebook, Step};

pub(super) fn document() -> Document {
    let mut b = Builder::new();
    b.block(BlockKind::Title, "Über den Hafen");
    b.block(
        BlockKind::Paragraph,
        "Ida Lund said the ferry lost 4 million kronor. Nobody swims there.",
    );
    b.finish()
}

pub(super) fn now() -> Timestamp {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

/// The result of importing a file into an article with these notes.
fn imported(text: &str, document: &Document, notebook: &Notebook) -> NotesImport {
    let format = IntakeFormat::detect(text).expect("a known format");
    let items = read(format, text, now()).unwrap();
    let names = ArticleNames::new(document, None, None);
    account(
        items,
        &names,
        &Placing::new(document),
        notebook,
        IntakeChoice::default(),
    )
}

fn fresh(text: &str) -> NotesImport {
    imported(text, &document(), &Notebook::default())
}

fn classes(imported: &NotesImport) -> Vec<IntakeClass> {
    imported.items.iter().map(|i| i.class).collect()
}

fn made(imported: &NotesImport) -> Vec<&Annotation> {
    imported.changes.iter().filter_map(|c| c.after.as_ref()).collect()
}

/// A notebook with an imported file.
fn with(notebook: &Notebook, imported: &NotesImport) -> Notebook {
    let mut notebook = notebook.clone();
    notebook.apply(Step {
        label: "bring in".into(),
        at: now(),
        changes: imported.changes.clone(),
    });
    notebook
}
