//! The two halves of an encoder: the vocabulary, and the layers.

use super::layers::Layers;
use super::wordpiece::WordPiece;

/// Splits texts into pieces and runs the layers over them.
pub(super) struct Engine {
    pub(super) words: WordPiece,
    pub(super) layers: Layers,
}

impl Engine {
    /// The vector of each text, of at most `longest` pieces.
    pub(super) fn encode(&self, texts: &[&str], longest: usize) -> Vec<Vec<f32>> {
        let pieces: Vec<Vec<u32>> = texts
            .iter()
            .map(|text| self.words.pieces(text, longest))
            .collect();
        self.layers.run(&pieces)
    }
}
