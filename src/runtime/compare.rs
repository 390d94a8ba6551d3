//! Comparing an article with an earlier text of it, on a thread of its own.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;

use super::run::Happened;
use crate::analysis::revision::{earlier, revision};
use crate::analysis::{Analysis, analyse};
use crate::app::{Comparison, Message};
use crate::document::{Document, Fingerprint};
use crate::store::{Paths, texts};

/// The article at hand, and the texts with which its notes were saved before, the last one read first.
pub(super) struct Versions {
    pub(super) document: Arc<Document>,
    pub(super) earlier: Vec<Fingerprint>,
}

impl Versions {
    /// Compares with the text of that number, from 1, and tells `to` what it came to. `analysis` is of the article at
    /// hand, where it is there already.
    pub(super) fn compare(
        &self,
        generation: u64,
        number: usize,
        analysis: Option<Arc<Analysis>>,
        paths: &Paths,
        to: &Sender<Happened>,
    ) {
        let (now, kept) = (self.document.clone(), self.earlier.clone());
        let (paths, to) = (paths.clone(), to.clone());
        let work = move || {
            // Texts that are lost do not count.
            let there: Vec<Fingerprint> = kept.into_iter().filter(|f| texts::is_kept(&paths, *f)).collect();
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
                    Ok(Comparison {
                        number,
                        of,
                        changes,
                        at: 0,
                    })
                }
                None if of == 0 => Err("no other text is kept: the notes were made on this one".to_owned()),
                None if number > of => Err(format!("{of} earlier texts are kept")),
                None => Err("the text as it was cannot be read any more".to_owned()),
            };
            let _ = to.send(Happened::Message(Message::Compared { generation, result }));
        };
        let _ = thread::Builder::new().name("compare".into()).spawn(work);
    }
}
