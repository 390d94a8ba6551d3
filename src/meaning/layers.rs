//! The layers of a transformer. Several texts run through them together; each attends to itself only.

use std::ops::Range;

use ndarray::{Array2, ArrayView2, Axis, Slice};

use super::matrix::{Linear, Rows};

/// The weight and the bias of a layer normalization.
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Norm {
    /// Normalizes each row to mean 0 and variance 1, then scales and moves it.
    fn apply(&self, rows: &mut Array2<f32>) {
        for mut row in rows.rows_mut() {
            let size = row.len() as f32;
            let mean = row.sum() / size;
            let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / size;
            let scale = 1.0 / (variance + 1e-12).sqrt();
            for ((x, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
                *x = (*x - mean) * scale * weight + bias;
            }
        }
    }
}

/// One layer: attention, then a feed-forward part.
pub(super) struct Layer {
    /// Query, key and value, one after the other.
    pub(super) attention: Linear,
    pub(super) attended: Linear,
    pub(super) attended_norm: Norm,
    pub(super) widen: Linear,
    pub(super) narrow: Linear,
    pub(super) norm: Norm,
}

impl Layer {
    fn run(&self, mut rows: Array2<f32>, texts: &[Range<usize>], heads: usize) -> Array2<f32> {
        let attention = self.attention.apply(&rows.view());
        rows += &self.attended.apply(&attend(&attention, texts, heads).view());
        self.attended_norm.apply(&mut rows);
        let mut wide = self.widen.apply(&rows.view());
        wide.iter_mut().for_each(|x| *x = gelu(*x));
        rows += &self.narrow.apply(&wide.view());
        self.norm.apply(&mut rows);
        rows
    }
}

/// All layers.
pub(super) struct Layers {
    words: Rows,
    positions: Rows,
    norm: Norm,
    all: Vec<Layer>,
    heads: usize,
}

impl Layers {
    pub(super) fn new(words: Rows, positions: Rows, norm: Norm, all: Vec<Layer>, heads: usize) -> Self {
        Self {
            words,
            positions,
            norm,
            all,
            heads,
        }
    }

    /// For each text, given as its pieces, the mean of what the layers make of them, as a vector of length 1.
    pub(super) fn run(&self, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
        let size = self.norm.weight.len();
        let mut parts = Vec::with_capacity(texts.len());
        let mut rows = Array2::zeros((texts.iter().map(Vec::len).sum(), size));
        let mut all = rows.rows_mut().into_iter();
        let mut start = 0;
        for text in texts {
            for ((position, piece), mut row) in text.iter().enumerate().zip(all.by_ref()) {
                let values = self.words.row(*piece as usize).zip(self.positions.row(position));
                row.iter_mut()
                    .zip(values)
                    .for_each(|(x, (word, position))| *x = word + position);
            }
            parts.push(start..start + text.len());
            start += text.len();
        }
        self.norm.apply(&mut rows);
        let run = |rows, layer: &Layer| layer.run(rows, &parts, self.heads);
        let last = self.all.iter().fold(rows, run);
        let mean = |part: &Range<usize>| {
            let mut rows = last.view();
            rows.slice_axis_inplace(Axis(0), Slice::from(part.clone()));
            let sums: Vec<f32> = rows.columns().into_iter().map(|column| column.sum()).collect();
            let length = sums.iter().map(|x| x * x).sum::<f32>().sqrt();
            sums.iter()
                .map(|x| if length > 0.0 { x / length } else { 0.0 })
                .collect()
        };
        parts.iter().map(mean).collect()
    }
}

/// What each row takes from the others of its text: `all` holds query, key and value of each row, each of them divided among the heads;
/// `texts` are the rows of each text.
fn attend(all: &Array2<f32>, texts: &[Range<usize>], heads: usize) -> Array2<f32> {
    let size = all.ncols() / 3;
    let width = size / heads;
    let scale = 1.0 / (width as f32).sqrt();
    let mut out = Array2::zeros((all.nrows(), size));
    let parts = texts
        .iter()
        .flat_map(|text| (0..heads).map(move |head| (text.clone(), head)));
    for (text, head) in parts {
        let part = |which: usize| {
            let start = which * size + head * width;
            block(all.view(), &text, start..start + width)
        };
        let mut weights = part(0).dot(&part(1).t());
        for mut row in weights.rows_mut() {
            let most = row.iter().copied().fold(f32::MIN, f32::max);
            row.iter_mut().for_each(|x| *x = exp((*x - most) * scale));
            let total = row.sum();
            row.iter_mut().for_each(|x| *x /= total);
        }
        let mut to = out.view_mut();
        to.slice_axis_inplace(Axis(0), Slice::from(text.clone()));
        to.slice_axis_inplace(Axis(1), Slice::from(head * width..(head + 1) * width));
        to.assign(&weights.dot(&part(2)));
    }
    out
}

/// A part of a matrix.
fn block<'a>(mut of: ArrayView2<'a, f32>, rows: &Range<usize>, columns: Range<usize>) -> ArrayView2<'a, f32> {
    of.slice_axis_inplace(Axis(0), Slice::from(rows.clone()));
    of.slice_axis_inplace(Axis(1), Slice::from(columns));
    of
}

/// The Gaussian error linear unit.
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// The error function, to seven digits: the rational approximation that Eigen and XLA use. Without branches, so that a loop over it is
/// vectorized.
fn erf(x: f32) -> f32 {
    const TOP: [f32; 7] = [
        -2.726_142_3e-10,
        2.770_681_4e-8,
        -2.101_024e-6,
        -5.692_506_5e-5,
        -7.349_906e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ];
    const BOTTOM: [f32; 5] = [
        -1.456_607_2e-5,
        -2.133_740_6e-4,
        -1.682_827e-3,
        -7.373_329e-3,
        -1.426_474e-2,
    ];
    let x = x.clamp(-4.0, 4.0);
    let square = x * x;
    let sum = |of: &[f32]| of.iter().fold(0.0, |sum, factor| sum * square + factor);
    x * sum(&TOP) / sum(&BOTTOM)
}

/// `e` to the power of `x`, to seven digits, for `x` that is not positive: a power of two times a polynomial (Cephes). Without branches.
fn exp(x: f32) -> f32 {
    const SERIES: [f32; 7] = [
        1.987_569_1e-4,
        1.398_2e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
        1.0,
    ];
    let x = x.clamp(-87.0, 0.0);
    let power = (x * std::f32::consts::LOG2_E - 0.5) as i32;
    let twos = power as f32;
    let rest = x - twos * 0.693_359_4 + twos * 2.121_944_4e-4;
    let sum = SERIES.iter().fold(0.0, |sum, factor| sum * rest + factor);
    (sum * rest + 1.0) * f32::from_bits(((power + 127) << 23).cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_approximations_are_close() {
        for step in 0..=1000 {
            let x = step as f32 / -50.0;
            assert!((exp(x) - x.exp()).abs() <= 2e-7 * x.exp().max(1e-6), "{x}");
        }
        // Values of the error function, from Abramowitz and Stegun, table 7.1.
        for (x, value) in [
            (0.0, 0.0),
            (0.5, 0.520_499_9),
            (1.0, 0.842_700_8),
            (2.0, 0.995_322_3),
            (5.0, 1.0),
        ] {
            assert!(
                (erf(x) - value).abs() < 5e-7 && (erf(-x) + value).abs() < 5e-7,
                "{x}"
            );
        }
    }
}
