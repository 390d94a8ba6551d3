//! How much a claim is worth checking, what kind it is, and why, in words.

use crate::analysis::token::Token;
use crate::analysis::{Claim, Entity};
use crate::document::Document;

/// Sets kind, check-worthiness and reasons of `claim`; reasons are added behind those it has.
pub(crate) fn judge(document: &Document, tokens: &[Token], entities: &[Entity], claim: &mut Claim) {
    let _ = (tokens, entities);
    let text = document.slice(claim.range);
    claim.check_worthiness = 0.5;
    if text.contains(|c: char| c.is_ascii_digit()) {
        claim.kind = crate::analysis::ClaimKind::Quantity;
        claim.check_worthiness = 0.7;
        claim.reasons.push("names a number".into());
    }
}
