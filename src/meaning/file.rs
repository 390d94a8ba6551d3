//! Reads the file of a model.
//!
//! The bytes, all numbers little-endian: [`MAGIC`]; the length of the header as `u32`; the header, a JSON object ([`SentenceModelInfo`]); the
//! vocabulary, one piece a line; the word vectors and the vectors of positions; the weight and the bias of a normalization; for each layer
//! the matrices and biases of query, key and value (as one), of the attention's output, a normalization, the two matrices and biases of the
//! feed-forward part, and a normalization; last the CRC-32 of everything before, as `u32`.
//! A matrix is its rows, each a scale as `f32` and one signed byte for each column; a bias or a weight of a normalization is `f32`s.

use super::engine::Engine;
use super::layers::{Layer, Layers, Norm};
use super::matrix::{Linear, Rows};
use super::wordpiece::WordPiece;
use super::{SentenceModelError, SentenceModelInfo};

const MAGIC: &[u8; 16] = b"postil encoder 1";

/// Reads the parts of a file in order.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], SentenceModelError> {
        let (part, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(SentenceModelError::Damaged)?;
        self.0 = rest;
        Ok(part)
    }

    fn number(&mut self) -> Result<u32, SentenceModelError> {
        let bytes = self
            .take(4)?
            .try_into()
            .map_err(|_| SentenceModelError::Damaged)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, SentenceModelError> {
        let bytes = self.take(count * 4)?.chunks_exact(4);
        let floats: Vec<f32> = bytes
            .filter_map(|bytes| Some(f32::from_le_bytes(bytes.try_into().ok()?)))
            .collect();
        if floats.iter().all(|number| number.is_finite()) {
            Ok(floats)
        } else {
            Err(SentenceModelError::Damaged)
        }
    }

    fn rows(&mut self, rows: usize, columns: usize) -> Result<Rows, SentenceModelError> {
        let mut scales = Vec::new();
        let mut bytes = Vec::new();
        for _ in 0..rows {
            scales.extend(self.floats(1)?);
            bytes.extend(self.take(columns)?.iter().map(|byte| byte.cast_signed()));
        }
        Ok(Rows::new(scales, bytes, columns))
    }

    fn linear(&mut self, from: usize, to: usize) -> Result<Linear, SentenceModelError> {
        let rows = self.rows(to, from)?;
        Linear::new(&rows, self.floats(to)?).ok_or(SentenceModelError::Damaged)
    }

    fn norm(&mut self, size: usize) -> Result<Norm, SentenceModelError> {
        Ok(Norm {
            weight: self.floats(size)?,
            bias: self.floats(size)?,
        })
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<(SentenceModelInfo, Engine), SentenceModelError> {
    let content = bytes.strip_prefix(MAGIC).ok_or(SentenceModelError::NotAModel)?;
    let end = bytes.len().checked_sub(4).ok_or(SentenceModelError::Damaged)?;
    let (checked, sum) = bytes.split_at_checked(end).ok_or(SentenceModelError::Damaged)?;
    let mut crc = flate2::Crc::new();
    crc.update(checked);
    if sum != crc.sum().to_le_bytes() {
        return Err(SentenceModelError::Damaged);
    }
    let mut parts = Parts(content);
    let length = parts.number()? as usize;
    let mut info: SentenceModelInfo =
        serde_json::from_slice(parts.take(length)?).map_err(|_| SentenceModelError::Damaged)?;
    info.checksum = crc.sum();
    let SentenceModelInfo {
        size,
        longest,
        inner,
        layers,
        heads,
        words,
        vocabulary,
        ..
    } = info;
    if size > 1024 || inner > 8192 || layers > 48 || longest > 1024 || words > 1 << 20 {
        return Err(SentenceModelError::TooLarge);
    }
    if size == 0 || heads == 0 || !size.is_multiple_of(heads) || longest < 3 {
        return Err(SentenceModelError::Damaged);
    }
    let pieces = std::str::from_utf8(parts.take(vocabulary)?).map_err(|_| SentenceModelError::Damaged)?;
    if pieces.split('\n').count() != words {
        return Err(SentenceModelError::Damaged);
    }
    let vectors = parts.rows(words, size)?;
    let positions = parts.rows(longest, size)?;
    let norm = parts.norm(size)?;
    let layers = (0..layers).map(|_| {
        Ok(Layer {
            attention: parts.linear(size, 3 * size)?,
            attended: parts.linear(size, size)?,
            attended_norm: parts.norm(size)?,
            widen: parts.linear(size, inner)?,
            narrow: parts.linear(inner, size)?,
            norm: parts.norm(size)?,
        })
    });
    let layers = layers.collect::<Result<Vec<_>, SentenceModelError>>()?;
    let engine = Engine {
        words: WordPiece::read(pieces)?,
        layers: Layers::new(vectors, positions, norm, layers, heads),
    };
    Ok((info, engine))
}

#[cfg(test)]
mod tests {
    use super::super::SentenceEncoder;
    use super::*;

    const TINY: &[u8] = include_bytes!("../../tests/fixtures/matching/tiny.model");

    /// The bytes of a model with the checksum that belongs to them.
    fn summed(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.truncate(bytes.len() - 4);
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        bytes.extend(crc.sum().to_le_bytes());
        bytes
    }

    /// A model with random weights, and the vectors that another implementation, in Python with numpy, computed with it.
    #[test]
    fn vectors_are_those_of_another_implementation_alone_and_together() {
        let encoder = SentenceEncoder::read(TINY).unwrap();
        let expected: [(&str, [f32; 8]); 2] = [
            (
                "Ferrymen lost the night 水",
                [
                    -0.53784, -0.42149, 0.28661, 0.28953, -0.27166, 0.04991, 0.53282, 0.08315,
                ],
            ),
            (
                "boats",
                [
                    -0.53532, -0.35364, 0.32865, 0.26943, -0.34361, 0.06816, 0.53139, 0.05168,
                ],
            ),
        ];
        let together = encoder.encode(&expected.map(|(text, _)| text));
        for ((text, vector), together) in expected.iter().zip(together) {
            let alone = encoder.encode(&[text]).remove(0);
            for ((value, alone), together) in vector.iter().zip(alone).zip(together) {
                assert!((value - alone).abs() < 2e-5, "{text}: {value} {alone}");
                assert!((value - together).abs() < 2e-5, "{text}: {value} {together}");
            }
        }
        assert_eq!(encoder.info().name, "all-MiniLM-L6-v2");
    }

    #[test]
    fn bytes_that_are_no_model_are_an_error_and_never_a_panic() {
        assert_eq!(read(b"PK").err(), Some(SentenceModelError::NotAModel));
        for length in 16..TINY.len() {
            assert!(read(&TINY[..length]).is_err(), "{length} bytes");
        }
        for at in (16..TINY.len() - 4).step_by(3) {
            let mut damaged = TINY.to_vec();
            damaged[at] ^= 0x11;
            assert_eq!(
                read(&damaged).err(),
                Some(SentenceModelError::Damaged),
                "byte {at}"
            );
            // With a checksum that fits, any content is an error or a model that gives some vector.
            if let Ok((_, engine)) = read(&summed(damaged)) {
                assert!(engine.encode(&["the night"], 8).len() == 1);
            }
        }
    }
}
