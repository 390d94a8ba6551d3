//! What the analysis says: entities with their mentions, claims with speaker, cue and reasons.

use serde::{Deserialize, Serialize};

use crate::document::{Date, Document, TextRange};

/// All that was found in one document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// By first mention.
    pub entities: Vec<Entity>,
    /// By start.
    pub claims: Vec<Claim>,
    /// ISO 639-1 code of the language as recognised, where the text was long enough to tell.
    pub language: Option<String>,
    /// Names of the engines that were asked besides Postil's own, each on one line.
    pub engines: Vec<String>,
}

impl Analysis {
    /// The names of the engines that `found_by` stands for; none where no engine but Postil's own was asked.
    pub fn names_of(&self, found_by: FoundBy) -> impl Iterator<Item = &str> {
        let own = (!self.engines.is_empty()).then_some(OWN_ENGINE);
        let names = own.into_iter().chain(self.engines.iter().map(String::as_str));
        names
            .enumerate()
            .filter(move |(number, _)| found_by.has(*number))
            .map(|(_, name)| name)
    }

    /// Whether all of it lies in `document`, on character borders, and speakers are among the entities: what comes from
    /// a file may be about another text.
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

/// The name of Postil's own engine where others were asked too.
pub const OWN_ENGINE: &str = "Postil";

/// Which engines found a thing: Postil's own is number 0, the first of [`Analysis::engines`] number 1.
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
    /// How many engines can be told apart, Postil's own included.
    pub const MOST: usize = 64;

    /// The engine of that number; from [`FoundBy::MOST`] on none.
    pub fn engine(number: usize) -> Self {
        let bit = u32::try_from(number).ok().and_then(|n| 1u64.checked_shl(n));
        Self(bit.unwrap_or(0))
    }

    /// These and those.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    fn has(self, number: usize) -> bool {
        self.0 & Self::engine(number).0 != 0
    }

    /// The same engines under other numbers: `numbers` holds the new number of each engine but Postil's own.
    #[must_use]
    pub(super) fn renumbered(self, numbers: &[usize]) -> Self {
        let own = Self(self.0 & 1);
        let others = numbers.iter().enumerate().filter(|(old, _)| self.has(old + 1));
        others.fold(own, |all, (_, new)| all.and(Self::engine(*new)))
    }
}

/// What an entity is.
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
    /// All kinds, in the order in which lists group them.
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

    /// What a list of entities of this kind is headed by.
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

    /// The name that JSON, files and keys use.
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

    /// The kind that a label of another program stands for, in whatever case: a [name](EntityKind::name), or a label of
    /// `CoNLL` 2003 or `OntoNotes` 5, which most programs use.
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

/// One place where the text names something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Where.
    pub range: TextRange,
}

/// Something that is named, under its fullest name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Its canonical name, on one line.
    pub name: String,
    /// All places that name it, ordered.
    pub mentions: Vec<Mention>,
    /// What a date, sum or quantity amounts to, where that could be told.
    pub value: Option<Value>,
    /// Which engines found it.
    pub found_by: FoundBy,
}

/// What a date, sum or quantity amounts to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A day.
    Date(Date),
    /// A number with its unit ('USD', 'percent', 'kilometre'), empty where there is none.
    Number(f64, String),
}

/// Something that is asserted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The content, without cue and speaker.
    pub range: TextRange,
    /// Who asserts it; `None` is the author's own voice.
    pub speaker: Option<Speaker>,
    /// The words that attribute it: 'said', 'according to'.
    pub cue: Option<TextRange>,
    /// How it is given.
    pub form: Form,
    /// What it is about.
    pub kind: ClaimKind,
    /// How much it is worth checking, 0 to 1.
    pub check_worthiness: f32,
    /// Why, and by which rule or evidence it was found, in words.
    pub reasons: Vec<Reason>,
    /// Which engines found it.
    pub found_by: FoundBy,
}

/// Why something was suggested, in words for the reader: 'names a number'.
pub type Reason = std::borrow::Cow<'static, str>;

/// Who asserts a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The canonical name; for a pronoun the name of who it stands for.
    pub name: String,
    /// Index into [`Analysis::entities`], where the speaker is one of them.
    pub entity: Option<usize>,
    /// Where the text names the speaker for this claim, where it does.
    pub range: Option<TextRange>,
}

/// How a claim is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// In quotation marks as a whole.
    Direct,
    /// Reported.
    Indirect,
    /// Reported, with words in quotation marks.
    Mixed,
    /// Asserted by the author.
    #[default]
    Plain,
}

impl Form {
    /// The name that JSON and files use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::Plain => "plain",
        }
    }
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimKind {
    /// A figure, past or present.
    Quantity,
    /// One thing brings about another.
    Causal,
    /// A law or rule in force.
    Law,
    /// What will happen.
    Prediction,
    /// What the speaker lived through.
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

    /// The name that JSON and files use.
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
