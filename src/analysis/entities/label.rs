//! The labels of the tagger: outside, or the beginning, inside, last or only token of a name, for each of four classes of names.

/// The number of labels.
pub const LABELS: usize = 17;
/// Outside names.
pub const OUTSIDE: usize = 0;

/// The classes of names distinguished by the tagger; the kind of [`Class::Other`] is found by rules.
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

/// The position of a token in a name.
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

/// The class and part of `label`; `None` for outside.
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
