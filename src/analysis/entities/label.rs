//! The labels that the tagger gives to tokens: outside, or the beginning, inside, last or only token of a name, for each
//! of four classes of names.

/// How many labels there are.
pub const LABELS: usize = 17;
/// Outside of names.
pub const OUTSIDE: usize = 0;

/// The classes of names that the tagger tells apart; what is [`Class::Other`] gets its kind by rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Persons.
    Person,
    /// Organisations.
    Organization,
    /// Places.
    Place,
    /// Groups, products, works, events, laws.
    Other,
}

impl Class {
    /// All, in the order of their labels.
    pub const ALL: [Self; 4] = [Self::Person, Self::Organization, Self::Place, Self::Other];
}

/// Where in a name a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// First of several.
    Begin,
    /// Neither first nor last.
    Inside,
    /// Last of several.
    Last,
    /// The only one.
    Unit,
}

/// The label of `part` of a name of `class`.
pub fn label(class: Class, part: Part) -> usize {
    1 + class as usize * 4 + part as usize
}

/// The class and part that `label` stands for; `None` outside.
pub fn parts(label: usize) -> Option<(Class, Part)> {
    let at = label.checked_sub(1)?;
    let class = *Class::ALL.get(at / 4)?;
    Some((class, [Part::Begin, Part::Inside, Part::Last, Part::Unit][at % 4]))
}

/// Whether label `to` may follow label `from`.
pub fn may_follow(from: usize, to: usize) -> bool {
    let open = |l: usize| {
        parts(l)
            .filter(|(_, p)| matches!(p, Part::Begin | Part::Inside))
            .map(|(c, _)| c)
    };
    let continues = |l: usize| {
        parts(l)
            .filter(|(_, p)| matches!(p, Part::Inside | Part::Last))
            .map(|(c, _)| c)
    };
    open(from) == continues(to)
}
