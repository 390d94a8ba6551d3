//! From a document to the entities it names and the claims it makes or reports.
//!
//! Always true here: an [`Analysis`] is made of suggestions, never of decisions; every range lies on character borders and
//! inside one block, but for quotations that run over several; entities are ordered by their first mention, mentions and claims by their start; the same
//! document gives the same analysis on every machine.

pub mod attribution;
pub mod compare;
pub mod entities;
mod model;
mod parts;
pub mod revision;
pub mod syntax;
pub mod token;
pub mod worth;

pub use model::{Analysis, Claim, ClaimKind, Entity, EntityKind, Form, Mention, Reason, Speaker, Value};
pub use parts::{PART, Parts};

use crate::document::Document;
use token::Token;

/// Names the state of the engine, its models included: two builds of the same name find the same.
pub const STATE: &str = env!("POSTIL_ANALYSIS");

/// Everything the engine finds in `document`; in a long one, [part](Parts) by part.
pub fn analyse(document: &Document) -> Analysis {
    let mut parts = Parts::of(document);
    for index in 0..parts.count() {
        parts.analyse(document, index);
    }
    parts.joined(document)
}

/// Everything the engine finds in `document`, taken as one however long it is.
pub fn analyse_whole(document: &Document) -> Analysis {
    let tokens = tokens(document);
    let entities = entities::entities(document, &tokens);
    let claims = attribution::claims(document, &tokens, &entities);
    Analysis {
        entities,
        claims,
        language: language(document),
    }
}

/// The tokens of all blocks in order, as byte ranges of the canonical text; none crosses from one block into another.
/// In a text that is mostly written without spaces between words, each Chinese sign is one, and so is each run of kana.
pub fn tokens(document: &Document) -> Vec<Token> {
    let mut out = Vec::with_capacity(document.text().len() / 5);
    for block in document.blocks() {
        let base = block.range.start;
        let tokens = token::tokenise(document.block_text(block));
        out.extend(tokens.into_iter().map(|t| Token {
            range: t.range.shifted(base),
            ..t
        }));
    }
    if token::is_eastern(document.text(), &out) {
        out = token::split(document.text(), &out, entities::particle);
    }
    out
}

/// ISO 639-1 code of the language of `document`, where it is long enough to tell.
pub fn language(document: &Document) -> Option<String> {
    // The opening is enough, and keeps this from growing with the text.
    let text = document.text();
    let mut end = text.len().min(4000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if is_plain_english(&text[..end]) {
        return Some("en".to_owned());
    }
    let info = whatlang::detect(&text[..end]).filter(whatlang::Info::is_reliable)?;
    iso_639_1(info.lang()).map(str::to_owned)
}

/// Whether a tenth of the words at the start of `text` are small words of English and a thirtieth is 'the', as no other language has
/// them; looking for its letters is a tenth of the work of an article's analysis.
fn is_plain_english(text: &str) -> bool {
    let (mut words, mut small, mut articles) = (0, 0, 0);
    for word in text.split_ascii_whitespace().take(150) {
        words += 1;
        small += usize::from(matches!(
            word,
            "the" | "of" | "and" | "to" | "that" | "for" | "with" | "was" | "is"
        ));
        articles += usize::from(word == "the");
    }
    words >= 60 && small * 10 >= words && articles * 30 >= words
}

fn iso_639_1(lang: whatlang::Lang) -> Option<&'static str> {
    use whatlang::Lang;
    Some(match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Bul => "bg",
        Lang::Ell => "el",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Pes => "fa",
        Lang::Urd => "ur",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Vie => "vi",
        Lang::Tha => "th",
        Lang::Ind => "id",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Slv => "sl",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Cat => "ca",
        Lang::Afr => "af",
        Lang::Epo => "eo",
        Lang::Lat => "la",
        _ => return None,
    })
}
