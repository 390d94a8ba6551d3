//! The result of an analysis: entities with their mentions, claims with speaker, cue and reasons.

use serde::{Deserialize, Serialize};

use crate::document::{Date, Document, TextRange};

/// Everything found in one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// Ordered by first mention.
    pub entities: Vec<Entity>,
    /// Ordered by start.
    pub claims: Vec<Claim>,
    /// ISO 639-1 code of the detected language, if the text was long enough.
    pub language: Option<String>,
    /// Names of engines other than Postil's own, each on one line.
    pub engines: Vec<String>,
}

impl Analysis {
    /// The names of the engines in `found_by`; empty if only Postil's own engine was used.
    pub fn names_of(&self, found_by: FoundBy) -> impl Iterator<Item = &str> {
        let own = (!self.engines.is_empty()).then_some(OWN_ENGINE);
        let names = own.into_iter().chain(self.engines.iter().map(String::as_str));
        names
            .enumerate()
            .filter(move |(number, _)| found_by.has(*number))
            .map(|(_, name)| name)
    }

    /// Whether all ranges are in `document`, on character boundaries, and speakers are among the entities. Results read from a file may
    /// belong to another text.
    pub fn fits(&self, document: &Document) -> bool {
        let text = document.text();
        let lies = |range: &TextRange| text.get(range.start..range.end).is_some();
        let known = |speaker: &Speaker| {
            speaker.entity.is_none_or(|e| e < self.entities.len()) && speaker.range.iter().all(lies)
        };
        let mut mentions = self.entities.iter().flat_map(|e| &e.mentions);
        mentions.all(|m| lies(&m.range))
            && self
                .claims
                .iter()
                .all(|c| lies(&c.range) && c.cue.iter().all(lies) && c.speaker.iter().all(known))
    }
}

/// The name of Postil's own engine if others were used too.
pub const OWN_ENGINE: &str = "Postil";

/// The set of engines that found something: Postil's own is number 0, the first of [`Analysis::engines`] number 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FoundBy(u64);

impl Default for FoundBy {
    fn default() -> Self {
        Self::OWN
    }
}

impl FoundBy {
    /// Postil's own engine alone.
    pub const OWN: Self = Self(1);
    /// No engine.
    pub const NONE: Self = Self(0);
    /// The maximum number of engines, including Postil's own.
    pub const MOST: usize = 64;

    /// The engine with that number; the empty set from [`FoundBy::MOST`] on.
    pub fn engine(number: usize) -> Self {
        let bit = u32::try_from(number).ok().and_then(|n| 1u64.checked_shl(n));
        Self(bit.unwrap_or(0))
    }

    /// The union of both sets.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    fn has(self, number: usize) -> bool {
        self.0 & Self::engine(number).0 != 0
    }

    /// The same engines renumbered: `numbers` contains the new number of each engine except Postil's own.
    #[must_use]
    pub(super) fn renumbered(self, numbers: &[usize]) -> Self {
        let own = Self(self.0 & 1);
        let others = numbers.iter().enumerate().filter(|(old, _)| self.has(old + 1));
        others.fold(own, |all, (_, new)| all.and(Self::engine(*new)))
    }
}

/// The kind of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// 'Laurel Beeler'
    Person,
    /// 'US Department of Justice'
    Organization,
    /// 'San Francisco', 'the US'
    Place,
    /// 'Americans', 'Republicans', 'Muslims', and adjectives of nations
    Group,
    /// 'WeChat'
    Product,
    /// 'Nature Climate Change', 'Easy Rider'
    Work,
    /// 'the Vietnam War'
    Event,
    /// 'First Amendment'
    Law,
    /// 'Sept. 17', 'yesterday'
    Date,
    /// 'US$ 20,000'
    Money,
    /// '19 million', '10%'
    Quantity,
}

impl EntityKind {
    /// All kinds, in the order of lists.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Organization,
        Self::Place,
        Self::Group,
        Self::Product,
        Self::Work,
        Self::Event,
        Self::Law,
        Self::Date,
        Self::Money,
        Self::Quantity,
    ];

    /// The heading of a list of this kind.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Person => "People",
            Self::Organization => "Organizations",
            Self::Place => "Places",
            Self::Group => "Groups",
            Self::Product => "Products",
            Self::Work => "Works",
            Self::Event => "Events",
            Self::Law => "Laws",
            Self::Date => "Dates",
            Self::Money => "Money",
            Self::Quantity => "Quantities",
        }
    }

    /// The name used in JSON, files and keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Place => "place",
            Self::Group => "group",
            Self::Product => "product",
            Self::Work => "work",
            Self::Event => "event",
            Self::Law => "law",
            Self::Date => "date",
            Self::Money => "money",
            Self::Quantity => "quantity",
        }
    }

    /// The kind with that [`EntityKind::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// The kind for a label of another program, in any case: a [name](EntityKind::name), or a label of `CoNLL` 2003 or `OntoNotes` 5, which
    /// most programs use.
    pub fn of_label(label: &str) -> Option<Self> {
        let label = label.to_lowercase();
        Self::parse(&label).or(match label.as_str() {
            "per" => Some(Self::Person),
            "org" | "organisation" | "company" => Some(Self::Organization),
            "gpe" | "loc" | "location" | "fac" | "facility" => Some(Self::Place),
            "norp" => Some(Self::Group),
            "prod" => Some(Self::Product),
            "work_of_art" => Some(Self::Work),
            "evt" => Some(Self::Event),
            "time" => Some(Self::Date),
            "percent" | "cardinal" | "ordinal" | "number" => Some(Self::Quantity),
            _ => None,
        })
    }
}

/// A mention of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The bytes of the mention.
    pub range: TextRange,
}

/// An entity, under its fullest name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Its kind.
    pub kind: EntityKind,
    /// Its canonical name, on one line.
    pub name: String,
    /// All mentions, ordered.
    pub mentions: Vec<Mention>,
    /// The value of a date, amount or quantity, if known.
    pub value: Option<Value>,
    /// Which engines found it.
    pub found_by: FoundBy,
}

/// The value of a date, amount or quantity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A day.
    Date(Date),
    /// A number with its unit ('USD', 'percent', 'kilometre'), or an empty unit.
    Number(f64, String),
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The content, without cue and speaker.
    pub range: TextRange,
    /// Who makes it; `None` is the author's own voice.
    pub speaker: Option<Speaker>,
    /// The words that attribute it: 'said', 'according to'.
    pub cue: Option<TextRange>,
    /// How it is presented.
    pub form: Form,
    /// What it is about.
    pub kind: ClaimKind,
    /// Check-worthiness, 0 to 1.
    pub check_worthiness: f32,
    /// Why it is worth checking, and by which rule or evidence it was found, in words.
    pub reasons: Vec<Reason>,
    /// Which engines found it.
    pub found_by: FoundBy,
}

/// Why something was suggested, in words for the reader: 'names a number'.
pub type Reason = std::borrow::Cow<'static, str>;

/// The speaker of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The canonical name; for a pronoun, the name of its antecedent.
    pub name: String,
    /// Index into [`Analysis::entities`], if the speaker is one of them.
    pub entity: Option<usize>,
    /// The words that name the speaker of this claim, if there are any.
    pub range: Option<TextRange>,
}

/// How a claim is presented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Completely in quotation marks.
    Direct,
    /// In reported speech.
    Indirect,
    /// In reported speech, with some quoted words.
    Mixed,
    /// Stated by the author.
    #[default]
    Plain,
}

impl Form {
    /// The name used in JSON and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::Plain => "plain",
        }
    }
}

/// The subject of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// A figure, past or present.
    Quantity,
    /// Cause and effect.
    Causal,
    /// A law or rule in force.
    Law,
    /// A future event.
    Prediction,
    /// The speaker's experience.
    Experience,
    /// Anything else.
    #[default]
    Other,
}

impl ClaimKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Quantity,
        Self::Causal,
        Self::Law,
        Self::Prediction,
        Self::Experience,
        Self::Other,
    ];

    /// The name used in JSON and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quantity => "quantity",
            Self::Causal => "causal",
            Self::Law => "law",
            Self::Prediction => "prediction",
            Self::Experience => "experience",
            Self::Other => "other",
        }
    }
}
