//! The constructions: the named rules by which statements, their speakers and names are found.
//!
//! Each can be listed, counted, switched off and tested alone. A construction that walks the parse or compares candidates stays code; this
//! table gives it a name, says what it does, and holds an example that a test runs.
//!
//! Invariants: names are unique; the example of a construction needs it. Only `words-themselves`, what is left where nothing else names a
//! speaker, cannot be switched off.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::Hash;
use std::ops::Range;

use super::{Analysis, attribution, entities, language, tokens};
use crate::document::{Document, TextRange};

/// What a construction finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// The content of a claim.
    Statement,
    /// Who makes a claim.
    Speaker,
    /// A name, or its kind.
    Name,
}

impl Family {
    /// The name used in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Speaker => "speaker",
            Self::Name => "name",
        }
    }
}

macro_rules! constructions {
    ($($family:ident { $($variant:ident $name:literal $about:literal $example:literal => $finds:literal;)* })*) => {
        /// A named rule of the analysis.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Construction {
            $($(#[doc = $about] $variant,)*)*
        }

        impl Construction {
            /// All constructions, in the order of the table.
            pub const ALL: &[Self] = &[$($(Self::$variant,)*)*];

            /// The name by which it is listed and switched off.
            pub fn name(self) -> &'static str {
                match self { $($(Self::$variant => $name,)*)* }
            }

            /// What it finds, in words.
            pub fn about(self) -> &'static str {
                match self { $($(Self::$variant => $about,)*)* }
            }

            /// A text for which it is needed. Paragraphs are separated by `¶`.
            pub fn example(self) -> &'static str {
                match self { $($(Self::$variant => $example,)*)* }
            }

            /// What it finds in the example: the words of a statement, the name of a speaker, or a kind and a name.
            pub fn finds(self) -> &'static str {
                match self { $($(Self::$variant => $finds,)*)* }
            }

            /// What kind of thing it finds.
            pub fn family(self) -> Family {
                match self { $($(Self::$variant => Family::$family,)*)* }
            }
        }
    };
}

constructions! {
    Statement {
        QuotationBefore "quotation-before" "a quotation before its speaker, with the rest of it after the cue"
            "“The pier is closed,” Nora Hale said." => "“The pier is closed,”";
        AsClause "as-clause" "everything except 'as X said'"
            "As Nora Hale said, the pier had closed in May." => "the pier had closed in May";
        Interrupted "interrupted" "a clause that its speaker interrupts before the verb"
            "The pier, Nora Hale said, would be closed in May." => "The pier, Nora Hale said, would be closed in May";
        BeforeNarrator "before-narrator" "a clause before its speaker, where the narrator continues"
            "The pier had closed in May, warned Nora Hale." => "The pier had closed in May";
        ThatClause "that-clause" "a clause with 'that' after the cue, an addressee or a time"
            "Nora Hale said on Monday that the pier had closed in May." => "the pier had closed in May";
        Complement "complement" "the clause that the parse attaches to the cue"
            "Nora Hale said the pier had closed in May." => "the pier had closed in May";
        AfterAddressee "after-addressee" "a clause after 'told' and an addressee"
            "Nora Hale told reporters the pier had closed in May." => "the pier had closed in May";
        MixedClause "mixed-clause" "a clause that begins before a quotation and continues with it"
            "Nora Hale said the pier “had been a danger to everybody for years”." => "the pier “had been a danger to everybody for years”";
        QuotationAfter "quotation-after" "a quotation after its cue"
            "Nora Hale said: “The pier has been closed.”" => "“The pier has been closed.”";
        ClauseBefore "clause-before" "a clause before its speaker"
            "The pier had closed in May, Nora Hale said." => "The pier had closed in May";
        BareClause "bare-clause" "a clause without 'that' after a plain cue, which the parse does not attach"
            "Nora Hale said Monday the pier had closed in May." => "the pier had closed in May";
        Promise "promise" "a promise or threat with 'to'"
            "Nora Hale vowed to cut the taxes of the town." => "to cut the taxes of the town";
        Denial "denial" "a denial with a gerund or a noun of involvement"
            "Nora Hale denied taking money from the company." => "taking money from the company";
        Admission "admission" "an admission with a gerund"
            "Nora Hale admitted to taking money from the company." => "taking money from the company";
        Warning "warning" "a warning with 'of' and a noun"
            "Nora Hale warned of a deep recession next year." => "a deep recession next year";
        Forecast "forecast" "a forecast with a noun"
            "Nora Hale predicted a mild winter in the north." => "a mild winter in the north";
        Expectation "expectation" "an expectation with an infinitive"
            "Nora Hale expects prices to fall next year." => "prices to fall next year";
        PaperFigure "paper-figure" "a figure that a document gives"
            "The accounts show a loss of $2m last year." => "a loss of $2m last year";
        AccordingTo "according-to" "a sentence with 'according to'"
            "The pier closed in May, according to Nora Hale." => "The pier closed in May";
        Passive "passive" "a clause whose source follows 'by'"
            "It was argued by Nora Hale that the pier had closed in May." => "the pier had closed in May";
        Impersonal "impersonal" "a clause of 'it is said' without a source"
            "It is alleged that the pier had closed in May." => "the pier had closed in May";
        NounClaim "noun-claim" "what a noun such as 'claim' holds, if somebody holds or denies it"
            "Nora Hale repeated her claim that the pier had failed." => "the pier had failed";
        Accusation "accusation" "what somebody is accused of"
            "Nora Hale accused the board of hiding the report." => "the board of hiding the report";
        InTheWordsOf "in-the-words-of" "a quotation with 'in the words of'"
            "In the words of Nora Hale, “the pier is a danger to everybody”." => "“the pier is a danger to everybody”";
        QuotationLedTo "quotation-led-to" "a quotation after a colon or an unusual verb and a comma"
            "Nora Hale was blunt: “The pier is a danger to everybody.”" => "“The pier is a danger to everybody.”";
        QuotationFollowed "quotation-followed" "a quotation before a speaker and an unusual verb"
            "“The pier is a danger to everybody,” Nora Hale beamed." => "“The pier is a danger to everybody,”";
        QuotationGoesOn "quotation-goes-on" "a second quotation of the same sentence"
            "Nora Hale called it “a sad day for the town” and “we will not forget it”." => "“we will not forget it”";
        WordOrder "word-order" "a plain cue that the parse cannot explain, by the order of words alone"
            "Nora Hale said that the pier had closed in May." => "the pier had closed in May";
        HeadlineColon "headline-colon" "a headline with a colon between speaker and statement"
            "# Nora Hale: the pier must close at once" => "the pier must close at once";
        Signature "signature" "a quotation with a dash and a name behind it"
            "“The pier is a danger to everybody.” — Nora Hale" => "“The pier is a danger to everybody.”";
        Announced "announced" "a quotation that the sentence before announces with a colon"
            "Nora Hale had two questions for the board:¶“The pier is a danger to everybody.”" => "“The pier is a danger to everybody.”";
        ContinuedParagraph "continued-paragraph" "a quotation that goes on from the paragraph before"
            "“The pier is a danger to everybody,” said Nora Hale. “It must close.¶“It will close in May.”" => "“It must close.\n\n“It will close in May.”";
        ContinuedQuotation "continued-quotation" "a quotation directly after another one of the same speaker"
            "“The pier is closed,” said Nora Hale. “It is a danger to everybody.”" => "“It is a danger to everybody.”";
        TopicQuotation "topic-quotation" "a quotation after a sentence about its speaker"
            "Nora Hale looked at the closed door. “It is a danger to everybody.”" => "“It is a danger to everybody.”";
        LoneQuotation "lone-quotation" "a quotation by itself, whose speaker is a guess"
            "The council met Nora Hale in May.¶The pier was old.¶“It is a danger to everybody who walks on it.”" => "“It is a danger to everybody who walks on it.”";
        DialogueTurn "dialogue-turn" "a sentence in a turn of an interview, hearing or chat"
            "Krogh: Why has it closed?¶Hale: The pier closed in the month of May.¶Krogh: Who will pay?¶Hale: The town will pay for all of it." => "The pier closed in the month of May";
        OtherLanguageOrder "other-language-order" "a statement in German or Spanish, by the order of words"
            "„Der Steg bleibt gesperrt“, sagte die Bürgermeisterin Nora Hale am Montag der Zeitung, und die Polizei war nicht dabei." => "„Der Steg bleibt gesperrt“";
        OwnSentence "own-sentence" "a sentence of the author with a figure that can be looked up"
            "The council spent $40 million on the new bridge in 2019, more than in any year before." => "The council spent $40 million on the new bridge in 2019, more than in any year before";
    }
    Speaker {
        WordsThemselves "words-themselves" "the words of the subject, if they stand for nobody named"
            "Officials said that the pier had closed in May." => "Officials";
        NamedSpeaker "named-speaker" "the name in the subject"
            "The mayor of Lund, Nora Hale, said that the pier had closed in May." => "Nora Hale";
        JointSpeakers "joint-speakers" "several names in one subject"
            "Nora Hale and Omar Diaz said that the pier had closed in May." => "Nora Hale and Omar Diaz";
        PronounSpeaker "pronoun-speaker" "the antecedent of 'he', 'she', 'it' or 'they'"
            "Nora Hale came late. She said that the pier had closed in May." => "Nora Hale";
        OwnerSpeaker "owner-speaker" "the owner of a claim or a document: 'his claim', 'its statement'"
            "Nora Hale came late. The board heard her warning that the pier had failed." => "Nora Hale";
        DocumentAuthor "document-author" "the author of a document named before: 'the report'"
            "The Ministry of Posts published a report in May. The report said that the pier had closed." => "Ministry of Posts";
        DescribedSpeaker "described-speaker" "the one named holder of an office, or the one company, that a description fits"
            "Mayor Nora Hale came late. The mayor said that the pier had closed in May." => "Nora Hale";
        NameEnd "name-end" "the one organization whose name ends in these words"
            "Ferry authority says the pier has closed.¶The Ellery Ferry Authority met in May." => "Ellery Ferry Authority";
        LastSpeaker "last-speaker" "the last speaker, where the text goes on without naming one"
            "“The pier is closed,” said Nora Hale. “It is a danger to everybody.”" => "Nora Hale";
        NearbySpeaker "nearby-speaker" "a guess: the last person named near a quotation by itself"
            "The council met Nora Hale in May.¶The pier was old.¶“It is a danger to everybody who walks on it.”" => "Nora Hale";
        TurnSpeaker "turn-speaker" "the label of a turn, or the only guest of an interview"
            "Krogh: Why has it closed?¶Hale: The pier closed in the month of May.¶Krogh: Who will pay?¶Hale: The town will pay for all of it." => "Hale";
    }
    Name {
        DateRule "date" "dates by rules"
            "They met on 4 May 2019 in the hall." => "date 4 May 2019";
        FigureRule "figure" "sums, shares and quantities by rules"
            "They paid $40 million for the hall." => "money $40 million";
        NameTagger "tagger" "names by the trained tagger"
            "The hall belongs to Microsoft in London." => "organization Microsoft";
        ForeignRule "other-language" "names and dates in languages other than English, by script and shape"
            "Der Bürgermeister der Stadt hat am Montag mit Frau Ingrid Maler gesprochen, und die Polizei war nicht dabei." => "person Ingrid Maler";
        Partners "partners" "'Halden & Rask' is one firm"
            "Oyelaran & Fisk won the case." => "organization Oyelaran & Fisk";
        Nicknames "nicknames" "'Tobias \"Tubs\" Achebe' is one person"
            "The report was written by Tobias \"Tubs\" Achebe in May." => "person Tobias \"Tubs\" Achebe";
        Initials "initials" "initials before a surname belong to it"
            "The report was written by J. P. Quennick in May." => "person J. P. Quennick";
        OrganizationHeads "organization-heads" "'Port of Skarvik Authority': the head before 'of' belongs to the name"
            "Port of Skarvik Authority closed the quay." => "organization Port of Skarvik Authority";
        NameLists "name-lists" "the names of one list have one kind"
            "BP, Lund and Shell met." => "organization Shell";
        NameContext "name-context" "the words around a name that tell a firm or a place"
            "They bought shares in Quennick in May." => "organization Quennick";
        CommonAbbreviations "common-abbreviations" "the abbreviation of common words is no name"
            "They spoke of sea level rise (SLR) in May. The effects of SLR are known." => "no SLR";
        OneClass "one-class" "one name has one class in a document, and its parts and short forms have it too"
            "The shares of Norvale Holdings Ltd fell. Norvale came late. They met Norvale in May." => "organization Norvale Holdings Ltd";
        Teams "teams" "a country's or town's name in the report of a match is its team"
            "Sweden scored a late goal in the football match. Sweden won the league final. Sweden beat Norway 2-1." => "organization Sweden";
        PassedOver "passed-over" "unknown words that act like organizations or places, and their other occurrences"
            "Zorvik employs 400 people in the town." => "organization Zorvik";
        Repeated "repeated" "other occurrences of a name"
            "They asked for an RFP from IBM. The RFP was late." => "product RFP";
        ShortNames "short-names" "bare surnames and first words of names that occur in full elsewhere"
            "The firm Zubrowka Systems Inc. was sold. Zubrowka!" => "organization Zubrowka Systems Inc.";
        Described "described-names" "a description or a second script of a name: 'the justice department'"
            "The Justice Department sued. The justice department won in May." => "organization Justice Department";
    }
}

impl fmt::Display for Construction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The construction called `name`.
pub fn construction(name: &str) -> Option<Construction> {
    Construction::ALL.iter().copied().find(|c| c.name() == name)
}

/// The constructions in use, and optionally a record of what each found.
#[derive(Debug, Default)]
pub struct Constructions {
    /// One bit for each that is switched off.
    off: u128,
    record: Option<RefCell<Vec<Use>>>,
}

/// What a construction found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The construction.
    pub construction: Construction,
    /// For statements and speakers the words of the claim, for names those of the mention.
    pub range: TextRange,
}

impl Constructions {
    /// All of them.
    pub const fn all() -> Self {
        Self { off: 0, record: None }
    }

    /// All of them, with a record.
    pub fn recorded() -> Self {
        Self {
            off: 0,
            record: Some(RefCell::default()),
        }
    }

    /// These without `construction`.
    #[must_use]
    pub fn without(mut self, construction: Construction) -> Self {
        self.off |= 1 << construction as u8;
        self
    }

    /// These without all others of the same family.
    #[must_use]
    pub fn alone(self, construction: Construction) -> Self {
        let family = |c: &&Construction| c.family() == construction.family() && **c != construction;
        Construction::ALL
            .iter()
            .filter(family)
            .fold(self, |these, other| these.without(*other))
    }

    /// Whether `construction` is in use.
    pub fn has(&self, construction: Construction) -> bool {
        self.off & (1 << construction as u8) == 0
    }

    /// Whether there is a record.
    pub(super) fn records(&self) -> bool {
        self.record.is_some()
    }

    /// Records that `construction` found `range`.
    pub(super) fn note(&self, construction: Construction, range: TextRange) {
        if let Some(record) = &self.record {
            record.borrow_mut().push(Use { construction, range });
        }
    }

    /// Records that `construction` found each item of `after` that is not in `before`.
    pub(super) fn note_changes<T: Eq + Hash>(
        &self,
        construction: Construction,
        before: &HashSet<T>,
        after: impl Iterator<Item = (T, TextRange)>,
    ) {
        for (item, range) in after {
            if !before.contains(&item) {
                self.note(construction, range);
            }
        }
    }

    fn into_record(self) -> Vec<Use> {
        self.record.map(RefCell::into_inner).unwrap_or_default()
    }
}

/// The tokens of a range, in bytes.
pub(super) fn bytes(tokens: &[super::token::Token], span: &Range<usize>) -> TextRange {
    let last = span.end.checked_sub(1).and_then(|i| tokens.get(i));
    match (tokens.get(span.start), last) {
        (Some(first), Some(last)) => TextRange::new(first.range.start, last.range.end),
        _ => TextRange::default(),
    }
}

/// An analysis, and what each construction contributed to it.
#[derive(Debug)]
pub struct Explained {
    /// The analysis.
    pub analysis: Analysis,
    /// Of each claim the construction of its statement and, if it has a speaker, that of the speaker, in the order of the claims; then of each mention
    /// of a name the construction that found it or changed it last, in the order of the text.
    pub uses: Vec<Use>,
}

/// Analyses `document` as a whole with the given constructions, and says which found what.
pub fn explain(document: &Document, constructions: Constructions) -> Explained {
    let tokens = tokens(document);
    let entities = entities::entities_using(document, &tokens, &constructions);
    let model = super::syntax::Model::shipped();
    let claims = attribution::claims_using(document, &tokens, &entities, model, &constructions);
    let noted = constructions.into_record();
    let (names, mut uses): (Vec<Use>, Vec<Use>) = noted
        .into_iter()
        .partition(|used| used.construction.family() == Family::Name);
    let mut mentions: Vec<TextRange> = entities
        .iter()
        .flat_map(|entity| entity.mentions.iter().map(|m| m.range))
        .collect();
    mentions.sort_unstable();
    // The last one that changed this very name, or else the last one that found its end or its start.
    let last = |place: fn(&Use) -> usize| -> HashMap<usize, Construction> {
        names
            .iter()
            .map(|used| (place(used), used.construction))
            .collect()
    };
    let whole: HashMap<TextRange, Construction> =
        names.iter().map(|used| (used.range, used.construction)).collect();
    let (ends, starts) = (last(|used| used.range.end), last(|used| used.range.start));
    for range in mentions {
        let part = || ends.get(&range.end).or_else(|| starts.get(&range.start));
        let found = whole.get(&range).or_else(part);
        uses.extend(found.map(|&construction| Use { construction, range }));
    }
    Explained {
        analysis: Analysis {
            entities,
            claims,
            language: language(document),
            engines: Vec::new(),
        },
        uses,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Claim, Entity, analyse_whole};
    use crate::document::{BlockKind, Builder};

    fn document(example: &str) -> Document {
        let mut builder = Builder::new();
        for paragraph in example.split('¶') {
            match paragraph.strip_prefix("# ") {
                Some(title) => builder.block(BlockKind::Title, title),
                None => builder.block(BlockKind::Paragraph, paragraph),
            }
        }
        builder.finish()
    }

    /// Whether the analysis of `text` with these constructions has what the example of `construction` is to give.
    fn gives(construction: Construction, constructions: Constructions) -> bool {
        let (text, expected) = (construction.example(), construction.finds());
        let document = document(text);
        let Explained { analysis, uses } = explain(&document, constructions);
        let by = |range: TextRange| {
            uses.iter()
                .any(|u| u.construction == construction && u.range == range)
        };
        let mut claims = analysis.claims.iter();
        let mut entities = analysis.entities.iter();
        match construction.family() {
            Family::Statement => claims.any(|c| document.slice(c.range) == expected && by(c.range)),
            Family::Speaker => {
                let named = |c: &Claim| c.speaker.as_ref().is_some_and(|s| s.name == expected);
                claims.any(|c| named(c) && by(c.range))
            }
            Family::Name => {
                let (kind, name) = expected.split_once(' ').unwrap();
                let first = name.split(' ').next().unwrap();
                // A name must be found wherever it is.
                let times = text.to_lowercase().matches(&first.to_lowercase()).count();
                let whole = |e: &Entity| e.mentions.len() >= times;
                match kind {
                    "no" => !entities.any(|e| e.name == name),
                    _ => entities.any(|e| e.kind.name() == kind && e.name == name && whole(e)),
                }
            }
        }
    }

    #[test]
    fn every_construction_does_what_its_example_says() {
        let mut wrong = Vec::new();
        for &construction in Construction::ALL {
            let all = Constructions::recorded;
            // Many do without the others of their family; some go on from what another one found, and a name has first to be found.
            let alone =
                construction.family() != Family::Name && gives(construction, all().alone(construction));
            if !alone && !gives(construction, all()) {
                wrong.push(format!("{construction} does not give '{}'", construction.finds()));
            }
            // The words themselves are what is left.
            let last = construction == Construction::WordsThemselves;
            if !last && gives(construction, all().without(construction)) {
                wrong.push(format!(
                    "'{}' is found without {construction}",
                    construction.finds()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_of_constructions_are_unique_and_find_them() {
        for &c in Construction::ALL {
            assert_eq!(construction(c.name()), Some(c));
        }
        assert!(Construction::ALL.len() <= 128);
    }

    #[test]
    fn every_claim_has_the_construction_of_its_statement() {
        let document = document(
            "The Ministry of Posts published a report. “The pier is closed,” said Nora Hale, who added that it would stay closed. \
             Officials say it cost $40 million.",
        );
        let Explained { analysis, uses } = explain(&document, Constructions::recorded());
        assert_eq!(analysis, analyse_whole(&document));
        for claim in &analysis.claims {
            let by = |family| {
                uses.iter()
                    .filter(|u| u.construction.family() == family && u.range == claim.range)
                    .count()
            };
            assert_eq!(by(Family::Statement), 1);
            assert_eq!(by(Family::Speaker), usize::from(claim.speaker.is_some()));
        }
        let mentions = analysis.entities.iter().map(|e| e.mentions.len()).sum::<usize>();
        let named = uses.iter().filter(|u| u.construction.family() == Family::Name);
        assert_eq!(named.count(), mentions);
    }
}
