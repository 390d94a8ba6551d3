//! Turns a text into a vector of its meaning, with a sentence encoder that the user installed: a BERT-like transformer (Devlin et al.,
//! "BERT", 2019) with mean pooling (Reimers and Gurevych, "Sentence-BERT", 2019), such as all-MiniLM-L6-v2.
//!
//! Invariants: no file, clock or random source is used; no bytes of a model cause a panic, and nothing is allocated for a length that the
//! bytes do not have; a vector has length 1 and depends only on the model and the text; the work for a text is bounded, because a longer
//! text is cut.

#[cfg(feature = "semantic")]
mod engine;
#[cfg(feature = "semantic")]
mod file;
#[cfg(feature = "semantic")]
mod layers;
#[cfg(feature = "semantic")]
mod matrix;
#[cfg(feature = "semantic")]
mod wordpiece;

#[cfg(feature = "semantic")]
use engine::Engine;
#[cfg(not(feature = "semantic"))]
use std::convert::Infallible as Engine;

use serde::Deserialize;

/// The maximum size of a model file in bytes.
pub const LARGEST: u64 = 256 << 20;

/// Facts about a model: the header of its file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SentenceModelInfo {
    /// The name of the model.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// The length of a vector.
    pub size: usize,
    /// The maximum number of pieces of a text.
    pub longest: usize,
    /// The length of a vector inside the feed-forward part of a layer.
    pub inner: usize,
    /// The number of layers.
    pub layers: usize,
    /// The number of parts into which attention is divided.
    pub heads: usize,
    /// The number of pieces of the vocabulary.
    pub words: usize,
    /// The length of the vocabulary in bytes.
    pub vocabulary: usize,
    /// Identifies the weights: the checksum of the file.
    #[serde(skip)]
    pub checksum: u32,
}

/// Why bytes are not a model that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SentenceModelError {
    /// They are something else.
    #[error("it is not a model of Postil; examples/make_model.py makes one")]
    NotAModel,
    /// They are damaged.
    #[error("the model is damaged; make or copy it again")]
    Damaged,
    /// The model is larger than this program supports.
    #[error("the model is larger than Postil supports")]
    TooLarge,
    /// This program was built without the feature.
    #[error("this program was built without support for models (the cargo feature 'semantic')")]
    NoSupport,
}

/// A sentence encoder.
pub struct SentenceEncoder {
    info: SentenceModelInfo,
    engine: Engine,
}

impl SentenceEncoder {
    /// Reads the bytes of a model file, as `examples/make_model.py` writes them.
    ///
    /// # Errors
    /// When they are not a model, are damaged, or describe a model that is too large, and in a program without support for models.
    #[cfg(feature = "semantic")]
    pub fn read(bytes: &[u8]) -> Result<Self, SentenceModelError> {
        let (info, engine) = file::read(bytes)?;
        Ok(Self { info, engine })
    }

    /// Reads the bytes of a model file.
    ///
    /// # Errors
    /// Always: this program was built without support for models.
    #[cfg(not(feature = "semantic"))]
    pub fn read(_: &[u8]) -> Result<Self, SentenceModelError> {
        Err(SentenceModelError::NoSupport)
    }

    /// Facts about the model.
    pub fn info(&self) -> &SentenceModelInfo {
        &self.info
    }

    /// The vector of each text; of a long text, that of its beginning. A few texts together take less time than one by one.
    pub fn encode(&self, texts: &[&str]) -> Vec<Vec<f32>> {
        #[cfg(feature = "semantic")]
        return self.engine.encode(texts, self.info.longest);
        #[cfg(not(feature = "semantic"))]
        match (self.engine, texts) {}
    }
}
