//! Articles with notes for the tests of all formats.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Input, Selection, Suggested};
use crate::analysis::{Analysis, Claim, ClaimKind, Entity, EntityKind, Form, FoundBy, Mention, Speaker};
use crate::config::ClaimReviewSettings;
use crate::document::{BlockKind, Builder, Document, Metadata, TextRange};
use crate::notes::{
    AnchorState, Annotation, AnnotationKind, Evidence, Id, Located, NamedEntity, Notebook, Speech, Stance,
    Status, anchor, named,
};

static NO_TITLES: BTreeMap<String, String> = BTreeMap::new();

/// Settings for publishing, with ratings for the verdicts of all samples.
static REVIEW: LazyLock<ClaimReviewSettings> = LazyLock::new(|| ClaimReviewSettings {
    publisher: Some("The Harbour Post".into()),
    publisher_url: Some("https://post.example".into()),
    address: Some("https://post.example/checks/{article}#{id}".into()),
    ratings: [
        ("refuted".to_owned(), 1),
        ("supported".to_owned(), 5),
        ("a b".to_owned(), 4),
        (EVIL.to_owned(), 3),
    ]
    .into(),
    ..ClaimReviewSettings::default()
});

/// Hostile text as it might occur in a foreign notes file: terminal codes, bidirectional overrides and tag characters.
const EVIL: &str = "a\u{1b}]0;x\u{7}b\u{202e}c\u{9b}2J\u{0}\u{85}d\u{e0041}\u{e0020}";

pub(crate) struct Sample {
    pub(crate) document: Document,
    pub(crate) annotations: Vec<(Annotation, Located)>,
    pub(crate) notebook: Notebook,
    found: Vec<Entity>,
    entities: Vec<NamedEntity>,
}

impl Sample {
    pub(crate) fn input(&self) -> Input<'_> {
        Input {
            document: &self.document,
            annotations: &self.annotations,
            notebook: &self.notebook,
            entities: &self.entities,
            suggested: None,
            verdicts: &["supported", "disputed", "refuted"],
            checker: None,
            place: Some("säby ferry.txt"),
            review: &REVIEW,
            titles: &NO_TITLES,
        }
    }

    /// Adds a person found by the analysis, and a claim of that person.
    pub(crate) fn suggest(&mut self, name: &str, quote: &str) {
        let start = self.document.text().find(quote).unwrap();
        let range = TextRange::new(start, start + quote.len());
        self.found.push(Entity {
            kind: EntityKind::Person,
            name: name.into(),
            mentions: vec![Mention { range }],
            value: None,
            found_by: FoundBy::OWN,
        });
        self.name_entities();
    }

    /// The suggestions beside the annotations, and one invented claim.
    pub(crate) fn suggested(&self) -> Suggested {
        let names = self.found.iter().map(|e| e.name.clone());
        let claims = names.map(|speaker| Claim {
            range: TextRange::new(0, 9),
            speaker: Some(Speaker {
                name: speaker,
                entity: None,
                range: None,
            }),
            cue: None,
            form: Form::Direct,
            kind: ClaimKind::Other,
            check_worthiness: 0.5,
            reasons: Vec::new(),
            found_by: FoundBy::OWN,
        });
        let analysis = Analysis {
            claims: claims.collect(),
            ..Analysis::default()
        };
        Suggested::of(
            &self.document,
            &analysis,
            &self.annotations,
            &self.entities,
            &Selection::default(),
        )
    }

    fn name_entities(&mut self) {
        let annotations = self.annotations.iter().map(|(a, at)| (a, at.range));
        self.entities = named(&self.found, annotations);
    }

    pub(crate) fn rename(&mut self, title: &str) {
        let metadata = Metadata {
            title: title.to_owned(),
            ..self.document.metadata().clone()
        };
        self.document = self.document.clone().with_metadata(metadata);
    }

    pub(crate) fn shown(&self) -> usize {
        super::selection::in_order(&self.annotations).len()
    }

    pub(crate) fn new(title: &str, paragraphs: &[&str]) -> Self {
        let mut b = Builder::new();
        b.metadata(Metadata {
            title: title.to_owned(),
            source: Some("The Harbour Post".into()),
            date: Some("2026-03-14".parse().unwrap()),
            url: Some("https://example.org/a".into()),
            ..Metadata::default()
        });
        b.block(BlockKind::Title, title);
        for paragraph in paragraphs {
            b.block(BlockKind::Paragraph, paragraph);
        }
        Self {
            document: b.finish(),
            annotations: Vec::new(),
            found: Vec::new(),
            notebook: Notebook::default(),
            entities: Vec::new(),
        }
    }

    pub(crate) fn annotate(
        &mut self,
        kind: AnnotationKind,
        quote: &str,
        change: impl FnOnce(&mut Annotation),
    ) {
        let start = self.document.text().find(quote).unwrap();
        self.annotate_at(kind, TextRange::new(start, start + quote.len()), change);
    }

    pub(crate) fn annotate_at(
        &mut self,
        kind: AnnotationKind,
        range: TextRange,
        change: impl FnOnce(&mut Annotation),
    ) {
        let id = Id(uuid::Uuid::from_u128(
            0x0198_0000_0000_7000_8000_0000_0000_0001 + self.annotations.len() as u128,
        ));
        let created = "2026-11-25T03:21:00.123Z".parse().unwrap();
        let mut annotation = Annotation::new(id, kind, anchor(&self.document, range), created);
        change(&mut annotation);
        self.annotations.push((
            annotation,
            Located {
                state: AnchorState::Ok,
                range: Some(range),
            },
        ));
    }
}

/// An article with one annotation of each kind, an orphan, a rejection and a tombstone.
pub(crate) fn usual() -> Sample {
    let mut s = Sample::new(
        "The ferry to Säby stops",
        &[
            "Ida Lund said the ferry lost 4 million kronor last year.",
            "The harbour is *old* and_deep. Nobody swims there.",
        ],
    );
    s.annotate(AnnotationKind::Highlight, "The harbour is *old* and_deep.", |a| {
        a.tags = vec!["harbour".into()];
    });
    s.annotate(
        AnnotationKind::Claim,
        "the ferry lost 4 million kronor last year",
        |a| {
            a.speech = Some(Speech {
                speaker: "Ida Lund".into(),
                cue: Some("said".into()),
            });
            a.verdict = Some("refuted".into());
            a.status = Status::Checked;
            a.restatement = Some("The Säby ferry lost 4 million kronor in 2025.".into());
            a.note =
                Some("See the accounts:\nhttps://example.org/accounts_2025 says 3.\n\n# No heading".into());
            a.tags = vec!["money".into(), "two words".into()];
            a.evidence = vec![Evidence {
                source: "https://example.org/accounts_2025".into(),
                quote: Some("a loss of 3.1 million".into()),
                stance: Stance::Refutes,
                seen: Some("2026-03-15".parse().unwrap()),
            }];
        },
    );
    s.annotate(AnnotationKind::Note, "Nobody swims there", |a| {
        a.note = Some("Who counts?".into());
    });
    s.annotate(AnnotationKind::Entity, "Ida Lund", |a| {
        a.entity_kind = Some(EntityKind::Person);
        a.name = Some("Ida Lund".into());
        a.tags = vec!["who".into()];
        a.note = Some("Head of the harbour.".into());
    });
    s.annotate(AnnotationKind::Claim, "Nobody swims there", |_| {});
    s.annotate(AnnotationKind::Rejection, "4 million kronor", |_| {});
    s.annotate(AnnotationKind::Highlight, "harbour", |a| a.deleted = true);
    s.annotate(AnnotationKind::Claim, "Ida", |a| {
        "The town will pay".clone_into(&mut a.anchor.quote);
    });
    s.annotations.last_mut().unwrap().1 = Located {
        state: AnchorState::Orphan,
        range: None,
    };
    let ida = s.document.text().find("Ida Lund").unwrap();
    s.found = vec![Entity {
        kind: EntityKind::Person,
        name: "Ida Lund".into(),
        mentions: vec![Mention {
            range: TextRange::new(ida, ida + 8),
        }],
        value: None,
        found_by: FoundBy::OWN,
    }];
    s.name_entities();
    s
}

/// Notes with [`EVIL`] in every field.
pub(crate) fn hostile() -> Sample {
    let evil = EVIL;
    let mut s = usual();
    for (annotation, _) in &mut s.annotations {
        let text = || Some(evil.to_owned());
        annotation.anchor.quote = evil.into();
        annotation.anchor.prefix = evil.into();
        annotation.anchor.suffix = evil.into();
        annotation.speech = Some(Speech {
            speaker: evil.into(),
            cue: text(),
        });
        annotation.verdict = text();
        annotation.note = text();
        annotation.restatement = text();
        annotation.name = text();
        annotation.colour = text();
        annotation.author = text();
        annotation.tags = vec![evil.into()];
        annotation.evidence = vec![Evidence {
            source: evil.into(),
            quote: text(),
            stance: Stance::Context,
            seen: None,
        }];
    }
    for entity in &mut s.found {
        entity.name = evil.into();
    }
    s.name_entities();
    s
}
