//! Compares an article with an earlier text of it, on a separate thread.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use super::run::ReaderEvent;
use crate::analysis::revision::{earlier, revision};
use crate::analysis::{Analysis, analyse};
use crate::app::{Comparison, Message, OtherNotes};
use crate::document::{Document, Fingerprint};
use crate::files;
use crate::notes::{Annotation, Locator};
use crate::store::{Paths, format, readings, texts};
use crate::text::clean::one_line;

/// The notes in the file at `path`, and the place of each in `document`.
///
/// # Errors
/// When they cannot be read, in words.
pub(super) fn other_notes(path: &Path, document: &Document) -> Result<OtherNotes, String> {
    let shown = one_line(&path.display().to_string());
    let bytes = files::read_up_to(path, format::LARGEST).map_err(|e| e.to_string())?;
    let text = std::str::from_utf8(&bytes).map_err(|_| format!("{shown}: not a notes file: not UTF-8"))?;
    let (file, _) = format::read(text).map_err(|why| format!("{shown}: {why}"))?;
    let live: Vec<Annotation> = file.annotations.into_iter().filter(|a| !a.deleted).collect();
    let located = Locator::new(document).locate_all(live.iter().map(|a| &a.anchor));
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    Ok(OtherNotes {
        name: one_line(&name),
        annotations: live.into_iter().zip(located).collect(),
    })
}

/// The open article, and where to find its earlier texts.
pub(super) struct Versions {
    pub(super) document: Arc<Document>,
    /// The fingerprint of the article's text.
    pub(super) print: Fingerprint,
    /// Its place in the list of readings.
    pub(super) place: Option<String>,
    /// The fingerprints of the texts with which its notes were saved before, latest first.
    pub(super) earlier: Vec<Fingerprint>,
}

impl Versions {
    /// The fingerprints of all earlier texts that are kept, the last one read first.
    fn kept(&self, paths: &Paths) -> Vec<Fingerprint> {
        let mut all = readings::known(paths, self.place.as_deref(), &self.earlier);
        all.retain(|print| *print != self.print && texts::is_kept(paths, *print));
        all
    }

    /// Compares with the text of that number, from 1, and sends `to` the result. `analysis` is that of the open article, if it is complete.
    pub(super) fn compare(
        &self,
        generation: u64,
        number: usize,
        analysis: Option<Arc<Analysis>>,
        paths: &Paths,
        to: &Sender<ReaderEvent>,
    ) {
        let now = self.document.clone();
        // Lost texts are not counted.
        let there = self.kept(paths);
        let (paths, to) = (paths.clone(), to.clone());
        let work = move || {
            let of = there.len();
            let text = number
                .checked_sub(1)
                .and_then(|n| there.get(n))
                .and_then(|f| texts::read(&paths, *f));
            let result = match text {
                Some(text) => {
                    let then = earlier(&text, &now);
                    let analysis = analysis.unwrap_or_else(|| Arc::new(analyse(&now)));
                    let changes = revision((&then, &analyse(&then)), (&now, &analysis));
                    Ok(Comparison { number, of, changes })
                }
                None if of == 0 => Err("no other text of this article is stored".to_owned()),
                None if number > of => Err(format!("{of} earlier texts are stored")),
                None => Err("the earlier text cannot be read any more".to_owned()),
            };
            let _ = to.send(ReaderEvent::Message(Message::Compared { generation, result }));
        };
        let _ = thread::Builder::new().name("compare".into()).spawn(work);
    }
}
