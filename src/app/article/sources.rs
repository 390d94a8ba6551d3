//! What is kept of the sources that the evidence of the article names.
//!
//! Invariants: each piece of evidence is looked for once; a source is only read if it was named since the article was opened.

use std::collections::HashMap;

use super::super::sources::{CheckedSource, NamedBy, SourceQuery, SourceText};
use super::Article;
use crate::config::settings::KeepEvidence;
use crate::notes::Evidence;
use crate::text::address::is_url;

/// The sources, and what is known about them.
#[derive(Debug, Default)]
pub(super) struct EvidenceSources {
    /// The sources named since the article was opened.
    named: HashMap<String, Named>,
    /// What is kept, by source and quote; `None` until the answer comes.
    known: HashMap<String, HashMap<Option<String>, Option<SourceText>>>,
}

/// A source that was named since the article was opened.
#[derive(Clone, Copy, Debug)]
struct Named {
    by: NamedBy,
    /// Whether the reader asked for its text, whatever the settings say.
    asked: bool,
}

impl EvidenceSources {
    /// Forgets that a source is not kept, so that it is looked for again.
    fn look_again(&mut self, source: &str) {
        if let Some(quotes) = self.known.get_mut(source) {
            quotes
                .retain(|_, text| matches!(text, None | Some(SourceText::Kept { .. } | SourceText::Reading)));
        }
    }
}

impl Article {
    /// Records that a source was named: its text is kept, if the settings allow it.
    pub(in crate::app) fn name_source(&mut self, source: &str, by: NamedBy) {
        let sources = &mut self.sources;
        let named = sources.named.entry(source.to_owned());
        let named = named.or_insert(Named { by, asked: false });
        if by == NamedBy::Reader {
            named.by = by;
        }
        sources.look_again(source);
    }

    /// Records that the texts of all evidence are to be kept, and returns the number of sources whose text is not.
    pub(in crate::app) fn name_all_sources(&mut self) -> usize {
        let sources = &mut self.sources;
        let mut count = 0;
        for (source, quotes) in &sources.known {
            let mut texts = quotes.values().flatten();
            if texts.any(|text| matches!(text, SourceText::NotKept | SourceText::Failed(_))) {
                let by = NamedBy::Others;
                let named = sources.named.entry(source.clone());
                named.or_insert(Named { by, asked: true }).asked = true;
                count += 1;
            }
        }
        let all: Vec<String> = sources.known.keys().cloned().collect();
        for source in all {
            sources.look_again(&source);
        }
        count
    }

    /// Returns the pieces of evidence that were not looked for yet, and marks them as looked for.
    pub(in crate::app) fn sources_to_check(&mut self, keeping: KeepEvidence) -> Vec<SourceQuery> {
        let EvidenceSources { named, known } = &mut self.sources;
        let mut out = Vec::new();
        for evidence in self.notebook.annotations().flat_map(|a| &a.evidence) {
            let source = evidence.source.as_str();
            if known
                .get(source)
                .is_some_and(|quotes| quotes.contains_key(&evidence.quote))
            {
                continue;
            }
            let quotes = known.entry(source.to_owned()).or_default();
            quotes.insert(evidence.quote.clone(), None);
            let may_keep = |named: &&Named| {
                named.asked
                    || match keeping {
                        KeepEvidence::Everything => true,
                        KeepEvidence::Files => !is_url(source),
                        KeepEvidence::Nothing => false,
                    }
            };
            out.push(SourceQuery {
                source: source.to_owned(),
                quote: evidence.quote.clone(),
                keep: named.get(source).filter(may_keep).map(|named| named.by),
            });
        }
        out
    }

    /// Stores what is kept of sources.
    pub(in crate::app) fn take_sources(&mut self, checked: Vec<CheckedSource>) {
        for CheckedSource { query, text } in checked {
            if matches!(text, SourceText::Kept { .. }) {
                // The text is there for other quotes too.
                self.sources.look_again(&query.source);
            }
            let quotes = self.sources.known.entry(query.source).or_default();
            quotes.insert(query.quote, Some(text));
        }
    }

    /// What is kept of the source of a piece of evidence; `None` until that is known.
    pub(in crate::app) fn source_text(&self, evidence: &Evidence) -> Option<&SourceText> {
        let quotes = self.sources.known.get(&evidence.source)?;
        quotes.get(&evidence.quote)?.as_ref()
    }
}
