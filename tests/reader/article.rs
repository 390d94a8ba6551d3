//! Test articles: a text in a small notation, and an analysis made by hand, so that changes of the importers or of the analysis do not
//! affect these tests.

use std::sync::Arc;

use postil::analysis::{Analysis, Claim, ClaimKind, Entity, EntityKind, Form, FoundBy, Mention, Speaker};
use postil::document::{BlockKind, Builder, Document, Metadata, TextRange};

/// A document with its analysis.
#[derive(Clone, Debug)]
pub struct Article {
    pub document: Arc<Document>,
    pub analysis: Analysis,
}

/// The prefix of each kind of block.
const SIGNS: [(&str, BlockKind); 8] = [
    ("# ", BlockKind::Title),
    ("! ", BlockKind::Standfirst),
    ("~ ", BlockKind::Byline),
    ("## ", BlockKind::Heading),
    ("- ", BlockKind::Item),
    ("> ", BlockKind::Quote),
    ("^ ", BlockKind::Caption),
    ("| ", BlockKind::Preformatted),
];

impl Article {
    /// Blocks separated by empty lines; their prefix gives their kind. There are no entities and claims yet.
    pub fn new(text: &str) -> Self {
        let mut builder = Builder::new();
        let mut metadata = Metadata {
            source: Some("Bay Post".to_owned()),
            date: Some("2026-05-21".parse().unwrap()),
            ..Metadata::default()
        };
        for block in text.split("\n\n").map(str::trim).filter(|b| !b.is_empty()) {
            let found = SIGNS
                .iter()
                .find_map(|(sign, kind)| Some((*kind, block.strip_prefix(sign)?)));
            let (kind, text) = found.unwrap_or((BlockKind::Paragraph, block));
            if kind == BlockKind::Title {
                metadata.title = text.to_owned();
            }
            builder.block(kind, text);
        }
        builder.metadata(metadata);
        Self {
            document: Arc::new(builder.finish()),
            analysis: Analysis::default(),
        }
    }

    /// Adds an entity: every occurrence of one of `forms` is a mention, unless it is part of a longer form.
    pub fn entity(mut self, kind: EntityKind, name: &str, forms: &[&str]) -> Self {
        let text = self.document.text();
        let mut mentions: Vec<TextRange> = Vec::new();
        let taken: Vec<TextRange> = self
            .analysis
            .entities
            .iter()
            .flat_map(|e| e.mentions.iter().map(|m| m.range))
            .collect();
        for form in forms {
            for (at, found) in text.match_indices(form) {
                let range = TextRange::new(at, at + found.len());
                if !mentions.iter().chain(&taken).any(|m| m.overlaps(range)) {
                    mentions.push(range);
                }
            }
        }
        assert!(!mentions.is_empty(), "{name} is not in the text");
        mentions.sort();
        self.analysis.entities.push(Entity {
            kind,
            name: name.to_owned(),
            mentions: mentions.into_iter().map(|range| Mention { range }).collect(),
            value: None,
            found_by: FoundBy::OWN,
        });
        self.analysis
            .entities
            .sort_by_key(|e| e.mentions.first().map(|m| m.range));
        self
    }

    /// Adds a claim: its words, its speaker (empty: the author), the cue before or after it (empty: none), its check-worthiness.
    pub fn claim(mut self, words: &str, speaker: &str, cue: &str, worth: f32) -> Self {
        let text = self.document.text();
        let start = text
            .find(words)
            .unwrap_or_else(|| panic!("‘{words}’ is not in the text"));
        let range = TextRange::new(start, start + words.len());
        let cue = (!cue.is_empty()).then(|| {
            let behind = text[range.end..].find(cue).map(|i| range.end + i);
            let before = text[..start].rfind(cue);
            let nearest = [before, behind]
                .into_iter()
                .flatten()
                .min_by_key(|at| at.abs_diff(start))
                .unwrap();
            TextRange::new(nearest, nearest + cue.len())
        });
        self.analysis.claims.push(Claim {
            range,
            speaker: (!speaker.is_empty()).then(|| Speaker {
                name: speaker.to_owned(),
                entity: None,
                range: None,
            }),
            cue,
            form: match (words.starts_with('“'), speaker.is_empty()) {
                (true, _) => Form::Direct,
                (false, false) => Form::Indirect,
                (false, true) => Form::Plain,
            },
            kind: if words.contains(|c: char| c.is_ascii_digit()) {
                ClaimKind::Quantity
            } else {
                ClaimKind::Other
            },
            check_worthiness: worth,
            found_by: FoundBy::OWN,
            reasons: if worth > 0.8 {
                vec!["names a number".into()]
            } else {
                Vec::new()
            },
        });
        self.analysis.claims.sort_by_key(|c| c.range);
        self
    }
}

/// The usual test article: ten blocks of news with eleven claims.
pub fn tram() -> Article {
    use EntityKind as K;
    Article::new(include_str!("article.txt"))
        .entity(K::Person, "Iris Kemp", &["Iris Kemp"])
        .entity(K::Person, "Edda Lorne", &["Edda Lorne", "Lorne"])
        .entity(K::Person, "Piet Aalders", &["Piet Aalders", "Aalders"])
        .entity(K::Person, "Runa Falk", &["Runa Falk"])
        .entity(
            K::Organization,
            "Institute for Regional Transport",
            &[
                "Institute for Regional Transport",
                "the institute",
                "The institute",
            ],
        )
        .entity(K::Organization, "Halden Bay Archive", &["Halden Bay Archive"])
        .entity(K::Organization, "finance office", &["finance office"])
        .entity(K::Place, "Halden Bay", &["Halden Bay", "HALDEN BAY"])
        .entity(K::Place, "Quay Street", &["Quay Street"])
        .entity(K::Date, "Thursday", &["Thursday"])
        .entity(K::Date, "2029", &["2029"])
        .entity(K::Money, "310 million crowns", &["310 million crowns"])
        .entity(
            K::Quantity,
            "24,000 passengers a day",
            &["24,000 passengers a day"],
        )
        .entity(K::Quantity, "11,000", &["11,000"])
        .claim(
            "“the largest decision of a generation.”",
            "Edda Lorne",
            "calls",
            0.35,
        )
        .claim(
            "the line will carry 24,000 passengers a day",
            "the city’s own study",
            "says",
            0.93,
        )
        .claim(
            "puts the figure at 11,000",
            "Institute for Regional Transport",
            "",
            0.88,
        )
        .claim(
            "“Somebody is wrong, and it is not a rounding error,”",
            "Piet Aalders",
            "said",
            0.3,
        )
        .claim(
            "the institute had left out the new hospital",
            "Edda Lorne",
            "said",
            0.62,
        )
        .claim("The hospital opens in 2029", "Piet Aalders", "said", 0.81)
        .claim(
            "the line costs 310 million crowns, of which the state pays half",
            "finance office",
            "According to",
            0.95,
        )
        .claim(
            "the works would close Quay Street for two summers",
            "Runa Falk",
            "said",
            0.7,
        )
        .claim("“shops do not survive two summers.”", "Runa Falk", "said", 0.4)
        .claim(
            "the state’s offer lapses at the end of the year",
            "Edda Lorne",
            "warned",
            0.66,
        )
        .claim(
            "both numbers will turn out to be too high",
            "Piet Aalders",
            "expects",
            0.5,
        )
}

/// An article of `paragraphs` paragraphs with four numbered sentences each, without entities and claims.
pub fn long(paragraphs: usize) -> Article {
    let paragraph = |p: usize| {
        (1..=4)
            .map(|s| {
                format!("Sentence {s} of paragraph {p} speaks at some length about nothing in particular.")
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    Article::new(&(1..=paragraphs).map(paragraph).collect::<Vec<_>>().join("\n\n"))
}

/// An article of thirty paragraphs whose only claim is in the last one.
pub fn late_claim() -> Article {
    let mut text: Vec<String> = (0..30)
        .map(|n| format!("Paragraph {n} of the introduction tells nothing that could be checked."))
        .collect();
    text.push("At last the mayor says that the bridge cost nine million crowns.".into());
    Article::new(&text.join("\n\n")).claim("the bridge cost nine million crowns", "the mayor", "says", 0.9)
}
