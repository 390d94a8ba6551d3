//! Parts of speech and relations, named as in the treebanks used for training.

macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $count:ident, $other:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the scheme's own names")]
        pub enum $name { $($variant),* }

        impl $name {
            /// All of them, in the order of the models.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the scheme.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The one with that name; the rest class if it is unknown.
            pub fn parse(name: &str) -> Self {
                match name { $($text => Self::$variant,)* _ => Self::$other }
            }

            /// The one with that number in the models.
            pub fn from_index(index: usize) -> Self {
                Self::ALL.get(index).copied().unwrap_or(Self::$other)
            }
        }
    };
}

named! {
    /// A part of speech: the Penn treebank's tags.
    Tag, TAGS, Other {
        Other = "XX", Noun = "NN", Nouns = "NNS", Name = "NNP", Names = "NNPS", Preposition = "IN", Determiner = "DT",
        Adjective = "JJ", Comparative = "JJR", Superlative = "JJS", Pronoun = "PRP", Possessive = "PRP$", Adverb = "RB",
        AdverbMore = "RBR", AdverbMost = "RBS", Particle = "RP", Base = "VB", Past = "VBD", Present = "VBP", Third = "VBZ",
        Gerund = "VBG", Participle = "VBN", Modal = "MD", To = "TO", And = "CC", Number = "CD", Which = "WDT", Who = "WP",
        Whose = "WP$", When = "WRB", Genitive = "POS", There = "EX", Interjection = "UH", Predeterminer = "PDT", Stop = ".",
        Comma = ",", Colon = ":", Quote = "''", Open = "-LRB-", Close = "-RRB-", Hyphen = "HYPH", Noise = "NFP", Symbol = "SYM",
        Currency = "$", Foreign = "FW", Address = "ADD", Item = "LS",
    }
}

named! {
    /// How a word depends on its head: Universal Dependencies' relations, subtypes merged.
    Label, LABELS, Dep {
        Dep = "dep", Root = "root", Subject = "nsubj", ClausalSubject = "csubj", Object = "obj", Indirect = "iobj", Oblique = "obl",
        Complement = "ccomp", Open = "xcomp", Adverbial = "advcl", Adnominal = "acl", Relative = "acl:relcl", Mark = "mark",
        Case = "case", Det = "det", Amod = "amod", Nmod = "nmod", Poss = "nmod:poss", Compound = "compound", Flat = "flat",
        Appos = "appos", Conj = "conj", Cc = "cc", Aux = "aux", Cop = "cop", Advmod = "advmod", Nummod = "nummod",
        Parataxis = "parataxis", Punct = "punct", Fixed = "fixed", Expletive = "expl", Prt = "compound:prt",
        Discourse = "discourse", Vocative = "vocative", List = "list",
    }
}

impl Tag {
    /// A tag as written in corpora, with rare ones merged.
    pub fn read(name: &str) -> Self {
        match name {
            "``" => Self::Quote,
            "#" => Self::Currency,
            name => Self::parse(name),
        }
    }

    /// Whether it is a finite verb form: past, present or modal.
    pub fn is_finite(self) -> bool {
        matches!(self, Self::Past | Self::Present | Self::Third | Self::Modal)
    }

    /// Whether it is any form of a verb.
    pub fn is_verb(self) -> bool {
        self.is_finite() || matches!(self, Self::Base | Self::Gerund | Self::Participle)
    }

    /// Whether it is a noun or a name.
    pub fn is_noun(self) -> bool {
        matches!(self, Self::Noun | Self::Nouns | Self::Name | Self::Names)
    }

    /// Whether it is punctuation.
    pub fn is_sign(self) -> bool {
        matches!(
            self,
            Self::Stop
                | Self::Comma
                | Self::Colon
                | Self::Quote
                | Self::Open
                | Self::Close
                | Self::Hyphen
                | Self::Noise
        )
    }
}

impl Label {
    /// A relation as written in corpora, with subtypes merged.
    pub fn read(name: &str) -> Self {
        match name {
            "nmod:poss" => Self::Poss,
            "acl:relcl" => Self::Relative,
            "compound:prt" => Self::Prt,
            "nmod:desc" => Self::Compound,
            "goeswith" => Self::Flat,
            "advcl:relcl" => Self::Adverbial,
            name => Self::parse(name.split(':').next().unwrap_or(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for (i, &t) in Tag::ALL.iter().enumerate() {
            assert_eq!((Tag::parse(t.name()), Tag::from_index(i), t as usize), (t, t, i));
        }
        for (i, &l) in Label::ALL.iter().enumerate() {
            assert_eq!(
                (Label::parse(l.name()), Label::from_index(i), l as usize),
                (l, l, i)
            );
        }
        assert!(Tag::ALL.len() <= super::super::WIDTH && Label::ALL.len() <= super::super::WIDTH);
        assert_eq!(Label::read("nsubj:pass"), Label::Subject);
        assert_eq!(Tag::read("GW"), Tag::Other);
    }
}
