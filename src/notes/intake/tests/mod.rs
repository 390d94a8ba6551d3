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
fn intake(text: &str, document: &Document, notebook: &Notebook) -> Intake {
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

fn fresh(text: &str) -> Intake {
    intake(text, &document(), &Notebook::default())
}

fn classes(intake: &Intake) -> Vec<IntakeClass> {
    intake.items.iter().map(|i| i.class).collect()
}

fn made(intake: &Intake) -> Vec<&Annotation> {
    intake.changes.iter().filter_map(|c| c.after.as_ref()).collect()
}

/// A notebook with an imported file.
fn with(notebook: &Notebook, intake: &Intake) -> Notebook {
    let mut notebook = notebook.clone();
    notebook.apply(Step {
        label: "bring in".into(),
        at: now(),
        changes: intake.changes.clone(),
    });
    notebook
}
