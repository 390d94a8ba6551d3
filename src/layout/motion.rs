//! Motions and text objects: byte offsets of the canonical text to byte offsets.
