//! The installed sentence encoder at work: it loads the model, and computes the vectors of claims that have none yet.
//!
//! Invariants: vectors are stored in small parts, so that work that was interrupted is continued and not repeated; without a model nothing
//! is read or computed.

use std::io;
use std::ops::ControlFlow;

use rayon::prelude::*;

use crate::matching::{ClaimKey, Matcher, MissingVector, Vectors, without_addresses};
use crate::meaning::{self, SentenceEncoder};
use crate::store::vectors::{self, VectorWriter, VectorsOf};
use crate::store::{Paths, models};

/// The number of texts that one thread encodes together.
const TOGETHER: usize = 8;
/// The number of vectors that are stored at a time.
const STORED: usize = 128;

/// An encoder and the place of its vectors.
pub(super) struct Meanings {
    encoder: SentenceEncoder,
    paths: Paths,
}

/// How the computation of missing vectors ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// All entries have a vector.
    Complete,
    /// It was interrupted.
    Interrupted,
    /// Another process is computing vectors.
    Elsewhere,
}

impl Meanings {
    /// The installed encoder; `None` if there is none.
    ///
    /// # Errors
    /// When it cannot be read; says why.
    pub(super) fn installed(paths: &Paths) -> Result<Option<Self>, String> {
        let failed = |why: &dyn std::fmt::Display| {
            format!("the installed model cannot be used, so claims are compared by their words only: {why}")
        };
        let bytes = models::read(paths, meaning::LARGEST).map_err(|why| failed(&why))?;
        let Some(bytes) = bytes else { return Ok(None) };
        Ok(Some(Self {
            encoder: SentenceEncoder::read(&bytes).map_err(|why| failed(&why))?,
            paths: paths.clone(),
        }))
    }

    fn of(&self) -> VectorsOf {
        let info = self.encoder.info();
        VectorsOf {
            checksum: info.checksum,
            size: info.size,
        }
    }

    /// The vectors computed so far.
    ///
    /// # Errors
    /// When they cannot be read.
    pub(super) fn vectors(&self) -> io::Result<Vectors> {
        vectors::read(&self.paths, self.of())
    }

    /// The vectors of claims that are looked up.
    pub(super) fn of_queries(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        let encode = |some: &[&str]| {
            let texts: Vec<_> = some.iter().map(|text| without_addresses(text)).collect();
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            self.encoder.encode(&texts)
        };
        texts.par_chunks(TOGETHER).flat_map_iter(encode).collect()
    }

    fn encoded(&self, matcher: &Matcher, some: &[MissingVector]) -> io::Result<Vec<(ClaimKey, Vec<f32>)>> {
        let claims = some.iter().map(|missing| matcher.claim(missing));
        let claims = claims.collect::<io::Result<Vec<String>>>()?;
        let texts: Vec<&str> = claims.iter().map(String::as_str).collect();
        let keys = some.iter().map(|missing| missing.key);
        Ok(keys.zip(self.encoder.encode(&texts)).collect())
    }

    /// Computes the vectors of `missing` entries and stores them. `watch` is told how many are done.
    ///
    /// # Errors
    /// When an archive cannot be read, and when vectors cannot be written.
    pub(super) fn complete(
        &self,
        matcher: &Matcher,
        missing: &[MissingVector],
        watch: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> io::Result<Completion> {
        if missing.is_empty() {
            return Ok(Completion::Complete);
        }
        let Some(mut writer) = VectorWriter::open(&self.paths, self.of())? else {
            return Ok(Completion::Elsewhere);
        };
        let mut done = 0;
        for part in missing.chunks(STORED) {
            let encoded = part.par_chunks(TOGETHER).map(|some| self.encoded(matcher, some));
            let encoded = encoded.collect::<io::Result<Vec<_>>>()?.concat();
            writer.add(&encoded)?;
            done += encoded.len();
            if watch(done).is_break() && done < missing.len() {
                return Ok(Completion::Interrupted);
            }
        }
        Ok(Completion::Complete)
    }
}
