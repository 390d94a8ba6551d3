//! What the ledger screen asks for and what it gets: who said what, over all articles.
//!
//! Invariants: everything in an answer is on one line and safe to draw; an answer names the question that it answers.

use super::arrival::Arrival;

/// How the claims of all articles are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LedgerView {
    /// By who makes them.
    #[default]
    Speakers,
    /// By the people, organizations and things that they contain.
    Entities,
    /// By verdict.
    Verdicts,
    /// By the month in which the article was published.
    Months,
}

impl LedgerView {
    /// All of them, in the order in which a key steps through them.
    pub const ALL: [Self; 4] = [Self::Speakers, Self::Entities, Self::Verdicts, Self::Months];

    /// The name on the screen and the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speakers => "speaker",
            Self::Entities => "entity",
            Self::Verdicts => "verdict",
            Self::Months => "month",
        }
    }
}

/// How groups of claims are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LedgerSort {
    /// The group with the most claims first.
    #[default]
    Claims,
    /// By name; months with the latest first.
    Name,
    /// The group with the latest claim first.
    Latest,
}

impl LedgerSort {
    /// The next one, for the key.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Claims => Self::Name,
            Self::Name => Self::Latest,
            Self::Latest => Self::Claims,
        }
    }

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Claims => "number of claims",
            Self::Name => "name",
            Self::Latest => "latest claim",
        }
    }
}

/// What is shown: groups, or the claims of one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerScope {
    /// How claims are grouped.
    pub view: LedgerView,
    /// How groups are sorted.
    pub sort: LedgerSort,
    /// Whether suggested claims count too.
    pub suggested: bool,
    /// What groups must hold: words of their names, and fields of their claims.
    pub filter: String,
    /// The key of the group whose claims are shown, and what they must hold.
    pub group: Option<(String, String)>,
}

/// Which rows of the ledger are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerQuery {
    /// Counts the questions of one opened ledger.
    pub number: u64,
    /// What is shown.
    pub scope: LedgerScope,
    /// The first row that is wanted, from 0.
    pub from: usize,
    /// How many.
    pub rows: usize,
}

/// Rows of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerPage {
    /// The question that they answer.
    pub number: u64,
    /// The first of them, from 0.
    pub from: usize,
    /// The rows.
    pub rows: Vec<LedgerRow>,
    /// How many there are in all.
    pub total: usize,
    /// How many claims there are in all.
    pub claims: usize,
    /// Whether the index is up to date.
    pub whole: bool,
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerRow {
    /// A group of claims.
    Group(LedgerGroup),
    /// A claim.
    Claim(LedgerClaim),
}

/// A group of claims: those of a speaker, an entity, a verdict or a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerGroup {
    /// Identifies it in its view.
    pub key: String,
    /// Its name.
    pub name: String,
    /// For speakers and entities: their kinds, the most frequent first.
    pub kinds: Vec<String>,
    /// For speakers and entities: other names for them.
    pub aliases: Vec<String>,
    /// How many of the speaker's names in claims are merged here, 1 for one that is only spelled one way.
    pub spellings: usize,
    /// The number of claims.
    pub claims: usize,
    /// The number of claims with each verdict, the most frequent first.
    pub verdicts: Vec<(String, usize)>,
    /// The number of pairs of claims that contradict each other; `None` until it is known.
    pub contradictions: Option<usize>,
    /// The latest day of publication of an article with such a claim; empty if unknown.
    pub latest: String,
}

/// A claim of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerClaim {
    /// The id of its annotation; `None` for a suggestion.
    pub id: Option<String>,
    /// What is claimed.
    pub words: String,
    /// Who makes it, as the article names them; empty for the author.
    pub speaker: String,
    /// Its verdict; empty without one.
    pub verdict: String,
    /// How far its check is, in words.
    pub status: String,
    /// The day of publication of its article; empty if unknown.
    pub day: String,
    /// The title of its article.
    pub title: String,
    /// The publisher of its article; empty if unknown.
    pub source: String,
    /// By what its article is opened; empty if it cannot be.
    pub opens: String,
    /// Where in the article it is.
    pub arrival: Arrival,
    /// How other claims of the speaker contradict it.
    pub contradicts: Vec<String>,
}

/// A correction of the speakers, to be kept for the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpeakerChange {
    /// The first speaker is the second one. Both by the key and the name of their group.
    Merge {
        /// The key and the name of the first.
        from: (String, String),
        /// The key and the name of the second.
        into: (String, String),
    },
    /// The names that are merged in the group with this key and name are different speakers.
    Separate {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
    },
    /// The speaker of this claim only has the same name as the others of its group.
    Namesake {
        /// The id of the claim.
        id: String,
    },
}
