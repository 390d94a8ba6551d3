//! Matrices with 8-bit weights, and their product with the vectors of a text.
//!
//! Weights are stored with one scale a row. Those that every text is multiplied with are unpacked once, when the model is read.

use ndarray::{Array2, ArrayView2};

/// Rows of signed bytes, each with a scale.
pub(super) struct Rows {
    scales: Vec<f32>,
    bytes: Vec<i8>,
    columns: usize,
}

impl Rows {
    pub(super) fn new(scales: Vec<f32>, bytes: Vec<i8>, columns: usize) -> Self {
        Self {
            scales,
            bytes,
            columns,
        }
    }

    /// The values of the row with that number; without it, none.
    pub(super) fn row(&self, number: usize) -> impl Iterator<Item = f32> + '_ {
        let scale = self.scales.get(number).copied().unwrap_or_default();
        let start = number * self.columns;
        let bytes = self.bytes.get(start..start + self.columns).unwrap_or_default();
        bytes.iter().map(move |byte| f32::from(*byte) * scale)
    }
}

/// A matrix and a bias.
pub(super) struct Linear {
    weights: Array2<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// `None` if the bias does not fit.
    pub(super) fn new(rows: &Rows, bias: Vec<f32>) -> Option<Self> {
        let values = (0..rows.scales.len()).flat_map(|row| rows.row(row)).collect();
        let weights = Array2::from_shape_vec((bias.len(), rows.columns), values).ok()?;
        Some(Self { weights, bias })
    }

    /// The product of each row of `rows` with the matrix, plus the bias.
    pub(super) fn apply(&self, rows: &ArrayView2<'_, f32>) -> Array2<f32> {
        let mut out = rows.dot(&self.weights.t());
        for mut row in out.rows_mut() {
            row.iter_mut()
                .zip(&self.bias)
                .for_each(|(value, bias)| *value += bias);
        }
        out
    }
}
