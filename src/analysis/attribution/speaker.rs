//! Resolves a subject to its speaker: a name, the antecedent of a pronoun, the author of a document, or the noun phrase itself.
//!
//! Invariants: statements are resolved in reading order, and only earlier text decides (for a pronoun at the start, nothing does); if no
//! antecedent agrees, the words stand for themselves.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use super::Resolved;
use super::cue::{
    Pronoun, are_several, is_body, is_person, is_source_noun, may_be_person, possessor, pronoun,
};
use super::gender::{Gender, by_name, by_noun};
use super::joint::joint_name;
use super::view::View;
use crate::analysis::constructions::Construction;
use crate::analysis::{EntityKind, Speaker};
use crate::document::TextRange;
use crate::lexicon::WordClass;

/// The number of preceding mentions that count as near, however long the paragraph is.
pub(super) const NEAR: usize = 500;

/// A speaker or topic that 'he', 'it' or 'the filing' may refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Antecedent {
    pub(super) name: String,
    pub(super) entity: Option<usize>,
    pub(super) kind: Option<EntityKind>,
    pub(super) plural: bool,
    /// The noun of the document it was named by: 'filing'.
    pub(super) noun: Option<String>,
    /// The gender of its pronoun, if known.
    pub(super) gender: Option<Gender>,
    /// Whether the words that name it, if they are not a known name, may denote one person: 'the plumber', not 'the accounts'.
    pub(super) someone: bool,
    /// The place of its last mention.
    pub(super) range: Option<TextRange>,
}

impl Antecedent {
    /// Whether it may be a person to whom 'he' or 'she' can refer.
    fn is_person(&self, gender: Gender) -> bool {
        let person = self.kind == Some(EntityKind::Person)
            || self.kind.is_none()
                && !self.plural
                && self.noun.is_none()
                && self.entity.is_none()
                && self.someone
                && self.is_named();
        person && self.gender.is_none_or(|own| own == gender)
    }

    /// Whether a pronoun can refer to it.
    fn agrees_with(&self, pronoun: PronounKind) -> bool {
        match pronoun {
            PronounKind::He => self.is_person(Gender::Masculine),
            PronounKind::She => self.is_person(Gender::Feminine),
            PronounKind::It => {
                matches!(
                    self.kind,
                    Some(
                        EntityKind::Organization | EntityKind::Place | EntityKind::Product | EntityKind::Work
                    )
                ) || self.noun.is_some() && !self.plural
            }
            PronounKind::They => self.plural || self.kind == Some(EntityKind::Organization),
        }
    }

    /// The place of its last mention, in bytes.
    fn at(&self) -> usize {
        self.range.map_or(0, |r| r.start)
    }

    /// Whether it is more than a pronoun.
    fn is_named(&self) -> bool {
        pronoun(&self.name.to_lowercase()).is_none()
    }
}

/// The holder of an office.
#[derive(Clone, Copy, Debug)]
pub(super) struct Office {
    /// The first known holder.
    pub(super) entity: usize,
    pub(super) at: usize,
    /// The first token at which another holder was named.
    pub(super) other: Option<usize>,
}

/// Kinds of pronouns that refer to a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PronounKind {
    He,
    She,
    It,
    They,
}

/// The speakers of a document so far.
pub(super) struct Speakers<'v, 'a> {
    pub(super) view: &'v View<'a>,
    spoken: Vec<Antecedent>,
    /// The last of them to which each [kind of pronoun](PronounKind) can refer.
    last_spoken: [Option<usize>; 4],
    /// The topics of sentences so far, whether they speak or not.
    salient: Vec<Antecedent>,
    /// The last of them to which 'he' and 'she' can refer.
    last_salient: [Option<usize>; 2],
    /// The holders of offices, by noun: 'mayor'.
    pub(super) offices: HashMap<String, Office>,
    /// Positions before which no mention is a man, a woman, and an organization.
    no_mention: [Cell<usize>; 3],
    /// A block, by its first token, and a token before which it contains no noun for 'it', and none for 'they'.
    no_noun: [Cell<(usize, usize)>; 2],
    /// The pronouns that have referred to each entity so far.
    genders: HashMap<usize, Gender>,
    /// Documents that were named: by noun, the entity and name they stand for, and where.
    sources: HashMap<String, Vec<(Antecedent, usize)>>,
    /// The first token not yet searched for documents.
    read: usize,
}

impl PronounKind {
    fn of(gender: Gender) -> Self {
        match gender {
            Gender::Masculine => Self::He,
            Gender::Feminine => Self::She,
        }
    }
}

impl<'v, 'a> Speakers<'v, 'a> {
    pub(super) fn new(view: &'v View<'a>) -> Self {
        Self {
            view,
            spoken: Vec::new(),
            last_spoken: [None; 4],
            salient: Vec::new(),
            last_salient: [None; 2],
            offices: HashMap::new(),
            no_mention: std::array::from_fn(|_| Cell::new(0)),
            no_noun: std::array::from_fn(|_| Cell::new((0, 0))),
            genders: HashMap::new(),
            sources: HashMap::new(),
            read: 0,
        }
    }

    /// The speaker that `subject` names, remembered for later pronouns.
    pub(super) fn resolve(&mut self, subject: &Range<usize>) -> Resolved {
        self.read_sources(subject.start);
        let (mut found, by) = self.find(subject);
        found.range = Some(self.view.range(subject));
        // 'he' gives the gender of its antecedent.
        let gender = match pronoun(&self.view.lower(subject.start)) {
            Some(Pronoun::He) => Some(Gender::Masculine),
            Some(Pronoun::She) => Some(Gender::Feminine),
            _ => None,
        };
        if let (Some(gender), Some(e)) = (gender, found.entity) {
            self.genders.entry(e).or_insert(gender);
        }
        found.gender = found.gender.or(gender);
        let speaker = Speaker {
            name: found.name.clone(),
            entity: found.entity,
            range: Some(self.view.range(subject)),
        };
        for pronoun in [
            PronounKind::He,
            PronounKind::She,
            PronounKind::It,
            PronounKind::They,
        ] {
            if found.agrees_with(pronoun) {
                self.last_spoken[pronoun as usize] = Some(self.spoken.len());
            }
        }
        self.spoken.push(found);
        (speaker, by)
    }

    /// Remembers the topic of a sentence.
    pub(super) fn add_topic(&mut self, antecedent: Antecedent) {
        for gender in [Gender::Masculine, Gender::Feminine] {
            if antecedent.is_person(gender) {
                self.last_salient[PronounKind::of(gender) as usize] = Some(self.salient.len());
            }
        }
        self.salient.push(antecedent);
    }

    /// The last speaker to whom a pronoun can refer.
    fn spoke(&self, pronoun: PronounKind) -> Option<&Antecedent> {
        self.spoken.get(self.last_spoken[pronoun as usize]?)
    }

    /// The last speaker again, for text that continues without naming one.
    pub(super) fn last(&self) -> Option<Resolved> {
        let last = self
            .spoken
            .last()
            .filter(|_| self.view.uses(Construction::LastSpeaker))?;
        let speaker = Speaker {
            name: last.name.clone(),
            entity: last.entity,
            range: last.range,
        };
        Some((speaker, Construction::LastSpeaker))
    }

    /// The likely speaker at token `at`, if the text does not name one: the last speaker or person of the surrounding paragraphs.
    pub(super) fn nearby(&self, at: usize) -> Option<Speaker> {
        let view = self.view;
        let before = view
            .before(at, 2)
            .filter(|_| view.uses(Construction::NearbySpeaker))?;
        let person = view
            .mentions_in(before)
            .rev()
            .take(NEAR)
            .find(|&(_, e)| view.entities[e].kind == EntityKind::Person)
            .map(|(range, e)| Antecedent {
                range: Some(range),
                ..self.of_entity(e)
            });
        let spoke = self
            .spoken
            .last()
            .filter(|p| p.range.is_some_and(|r| r.start >= before.start));
        let found = spoke.cloned().or(person)?;
        Some(Speaker {
            name: found.name,
            entity: found.entity,
            range: found.range,
        })
    }

    /// What `subject` stands for, and the construction that says so.
    fn find(&self, subject: &Range<usize>) -> (Antecedent, Construction) {
        let view = self.view;
        let text = phrase(view, subject);
        let plain = |name: String| Antecedent {
            name,
            ..Antecedent::default()
        };
        if subject.len() <= 2
            && let Some(p) = pronoun(&view.lower(subject.start))
        {
            let found = self
                .antecedent(p, subject.start)
                .filter(|_| view.uses(Construction::PronounSpeaker));
            return match found {
                Some(found) => (found, Construction::PronounSpeaker),
                None => (plain(text), Construction::WordsThemselves),
            };
        }
        // 'his claim'
        let owned = view.uses(Construction::OwnerSpeaker);
        let owner = possessor(&view.lower(subject.start)).filter(|_| subject.len() == 1 && owned);
        if let Some(antecedent) = owner.and_then(|p| self.antecedent(p, subject.start)) {
            return (antecedent, Construction::OwnerSpeaker);
        }
        if view.uses(Construction::JointSpeakers)
            && let Some(name) = joint_name(view, subject)
        {
            let joint = Antecedent {
                plural: true,
                ..plain(name)
            };
            return (joint, Construction::JointSpeakers);
        }
        let head = head_noun(view, subject);
        let noun = head
            .map(|h| view.lower(h).into_owned())
            .filter(|n| is_source_noun(n));
        let range = view.range(subject);
        let named = view.uses(Construction::NamedSpeaker);
        let mention = self.mention(range, head).filter(|_| named);
        if let (Some(noun), Some(h)) = (&noun, head) {
            // The head is not part of a name itself ('Justice Department').
            let inside = view
                .mentions_in(range)
                .any(|(m, _)| m.contains(view.tokens[h].range.start));
            if !inside {
                return self.document(subject, noun, mention);
            }
        }
        match mention {
            Some((_, e)) => {
                let named = Antecedent {
                    noun,
                    ..self.of_entity(e)
                };
                (named, Construction::NamedSpeaker)
            }
            None => {
                let word = head.map(|h| view.lower(h)).unwrap_or_default();
                if view.uses(Construction::DescribedSpeaker)
                    && let Some(known) = self.described(subject, &word)
                {
                    return (known, Construction::DescribedSpeaker);
                }
                if view.uses(Construction::NameEnd)
                    && let Some(e) = self.end_of_name(&text)
                {
                    let named = Antecedent {
                        noun,
                        ..self.of_entity(e)
                    };
                    return (named, Construction::NameEnd);
                }
                let kind = is_body(&word).then_some(EntityKind::Organization);
                let someone = Antecedent {
                    gender: by_noun(&word),
                    plural: word.ends_with('s'),
                    // An unknown name may be anyone's.
                    someone: may_be_person(&word)
                        || head.is_some_and(|h| view.word(h).starts_with(char::is_uppercase)),
                    kind,
                    ..plain(text)
                };
                (someone, Construction::WordsThemselves)
            }
        }
    }

    /// The author of the document, or the person, that `subject` with the head `noun` stands for; `mention` is a name in it.
    fn document(
        &self,
        subject: &Range<usize>,
        noun: &str,
        mention: Option<(TextRange, usize)>,
    ) -> (Antecedent, Construction) {
        let view = self.view;
        let start = view.range(subject).start;
        // 'a study in the journal Ice' is not by the journal.
        let made = mention.filter(|(m, _)| {
            let before = view.tokens_in(TextRange::new(start, m.start));
            before.is_empty() || !matches!(view.word(before.end - 1), "journal" | "magazine")
        });
        if let Some((_, e)) = made {
            let entity = &view.entities[e];
            let maker = Antecedent {
                name: entity.name.clone(),
                entity: Some(e),
                kind: Some(entity.kind),
                noun: Some(noun.to_owned()),
                ..Antecedent::default()
            };
            return (maker, Construction::NamedSpeaker);
        }
        let definite = matches!(&*view.lower(subject.start), "the" | "that" | "this") && subject.len() <= 3;
        let before = self
            .sources
            .get(noun)
            .and_then(|named| named.iter().rfind(|(_, at)| *at < subject.start));
        let known = definite && view.uses(Construction::DocumentAuthor);
        if let Some((antecedent, _)) = before.filter(|_| known) {
            let author = Antecedent {
                noun: Some(noun.to_owned()),
                ..antecedent.clone()
            };
            return (author, Construction::DocumentAuthor);
        }
        // 'its statement' is by 'it', 'his lawyers' are other people.
        let own = !matches!(
            noun,
            "lawyer" | "lawyers" | "author" | "authors" | "official" | "officials" | "police" | "researchers"
        );
        if let Some(owner) = possessor(&view.lower(subject.start))
            .filter(|_| own && view.uses(Construction::OwnerSpeaker))
            .and_then(|p| self.antecedent(p, subject.start))
        {
            let owner = Antecedent {
                noun: Some(noun.to_owned()),
                ..owner
            };
            return (owner, Construction::OwnerSpeaker);
        }
        let plural = noun.ends_with('s') && noun != "news" || noun == "police";
        let document = Antecedent {
            noun: Some(noun.to_owned()),
            plural,
            name: phrase(view, subject),
            ..Antecedent::default()
        };
        (document, Construction::WordsThemselves)
    }

    /// The one organization whose name ends in the `words`, at least two, as in a headline before the full name: 'ferry authority' for
    /// 'Ellery Ferry Authority'.
    fn end_of_name(&self, words: &str) -> Option<usize> {
        let words = words.to_lowercase();
        if !words.contains(' ') {
            return None;
        }
        let ends = |name: &str| {
            let name = name.to_lowercase();
            name.strip_suffix(words.as_str())
                .is_some_and(|before| before.ends_with(' '))
        };
        let mut named = (0..self.view.entities.len()).filter(|&e| {
            let entity = &self.view.entities[e];
            entity.kind == EntityKind::Organization && ends(&entity.name)
        });
        let first = named.next()?;
        named.next().is_none().then_some(first)
    }

    /// The mention in `range` that names the speaker: a person first, otherwise the one at the head, otherwise the last organization.
    fn mention(&self, range: TextRange, head: Option<usize>) -> Option<(TextRange, usize)> {
        let view = self.view;
        let speaks = |k: EntityKind| {
            matches!(
                k,
                EntityKind::Person
                    | EntityKind::Organization
                    | EntityKind::Place
                    | EntityKind::Group
                    | EntityKind::Product
                    | EntityKind::Work
            )
        };
        let all: Vec<_> = view
            .mentions_in(range)
            .filter(|&(_, e)| speaks(view.entities[e].kind))
            .collect();
        let at_head = head
            .and_then(|h| all.iter().find(|(m, _)| m.contains(view.tokens[h].range.start)))
            .copied();
        // 'team member Rodaba Noori', 'Tom Birch, a fisherman': a person anywhere near; but 'a lawyer for Lund' is not Lund.
        let head_word = head.map(|h| view.lower(h)).unwrap_or_default();
        let linked = |m: TextRange| {
            let before = view.tokens_in(TextRange::new(range.start, m.start));
            let link = before
                .rev()
                .find(|&i| !matches!(view.word(i), "the" | "The" | "US" | "U.S."));
            let owner = view
                .text
                .get(m.end..)
                .is_some_and(|t| t.starts_with("'s") || t.starts_with("’s"));
            !owner && link.is_none_or(|i| !WordClass::LinksName.has(view.word(i)))
        };
        if let Some(person) = all
            .iter()
            .find(|&&(m, e)| view.entities[e].kind == EntityKind::Person && linked(m))
        {
            return Some(*person);
        }
        if at_head.is_some() {
            return at_head;
        }
        // 'the ministry', 'officials in Paris': a place or group beside another head is not the speaker.
        if !is_source_noun(&head_word) && head.is_some() {
            return None;
        }
        // 'the justice department filing', 'a report by the commission', but not 'a memo seen by the Herald'.
        let at = head.map_or(range.start, |h| view.tokens[h].range.start);
        let maker = |m: TextRange| {
            m.end <= at || {
                let between = view.tokens_in(TextRange::new(at, m.start)).skip(1);
                let words: Vec<&str> = between
                    .map(|i| view.word(i))
                    .filter(|w| !matches!(*w, "the" | "The"))
                    .collect();
                matches!(words.as_slice(), ["by" | "of" | "from" | "for"])
            }
        };
        let speaks = |k: EntityKind| matches!(k, EntityKind::Organization | EntityKind::Person);
        all.iter()
            .find(|&&(m, e)| speaks(view.entities[e].kind) && maker(m))
            .copied()
    }

    fn antecedent(&self, p: Pronoun, at: usize) -> Option<Antecedent> {
        let view = self.view;
        match p {
            Pronoun::Speaker => None,
            Pronoun::Who => {
                let before = view.before(at, 0)?;
                let (m, e) = view.mentions_in(before).next_back()?;
                let near = view.tokens_in(TextRange::new(m.end, before.end)).len() <= 2;
                near.then(|| self.of_entity(e))
            }
            Pronoun::He => self.person(Gender::Masculine, at),
            Pronoun::She => self.person(Gender::Feminine, at),
            Pronoun::It => self
                .spoke(PronounKind::It)
                .cloned()
                .or_else(|| self.last_noun(at, &self.no_noun[0], is_body))
                .or_else(|| {
                    let organization = |e: usize| view.entities[e].kind == EntityKind::Organization;
                    self.last_mention(at, &self.no_mention[2], organization)
                }),
            Pronoun::They => self
                .spoke(PronounKind::They)
                .cloned()
                .or_else(|| self.last_noun(at, &self.no_noun[1], are_several)),
        }
    }

    /// The last noun of a kind in the block before token `at`, with its modifiers: 'the two countries'. `none` caches where there is none.
    fn last_noun(
        &self,
        at: usize,
        none: &Cell<(usize, usize)>,
        fits: fn(&str) -> bool,
    ) -> Option<Antecedent> {
        let view = self.view;
        let block = view.tokens_in(view.before(at, 0)?);
        let (known, upto) = none.get();
        let from = if known == block.start {
            upto.max(known)
        } else {
            block.start
        };
        let Some(noun) = (from..block.end).rev().find(|&i| fits(&view.lower(i))) else {
            none.set((block.start, from.max(block.end)));
            return None;
        };
        let opens = |i: usize| {
            matches!(
                &*view.lower(i),
                "the" | "a" | "an" | "its" | "their" | "some" | "many" | "several"
            )
        };
        let near = block.start.max(noun.saturating_sub(3));
        let from = (near..noun).rev().find(|&i| opens(i)).unwrap_or(noun);
        let phrase = from..noun + 1;
        match self.mention(view.range(&phrase), Some(noun)) {
            Some((_, e)) => Some(self.of_entity(e)),
            None => Some(Antecedent {
                name: self::phrase(view, &phrase),
                kind: is_body(&view.lower(noun)).then_some(EntityKind::Organization),
                plural: are_several(&view.lower(noun)),
                ..Antecedent::default()
            }),
        }
    }

    /// The last fitting entity before token `at`. `none` caches a position before which no mention fits.
    fn last_mention(
        &self,
        at: usize,
        none: &Cell<usize>,
        fits: impl Fn(usize) -> bool,
    ) -> Option<Antecedent> {
        let view = self.view;
        let end = view.tokens.get(at)?.range.start;
        let upto = view.mentions.partition_point(|(m, _)| m.end <= end);
        let searched = view.mentions.get(none.get().min(upto)..upto)?;
        match searched.iter().rfind(|(_, e)| fits(*e)) {
            Some((_, e)) => Some(self.of_entity(*e)),
            None => {
                none.set(none.get().max(upto));
                None
            }
        }
    }

    /// The antecedent of 'he' or 'she' at token `at`: of those who agree, the last speaker or topic, otherwise the last person named.
    fn person(&self, gender: Gender, at: usize) -> Option<Antecedent> {
        let before = self.view.tokens.get(at)?.range.start;
        let pronoun = PronounKind::of(gender);
        let spoke = self.spoke(pronoun);
        let topics = self.last_salient[pronoun as usize].and_then(|last| self.salient.get(..=last));
        let topic = topics.and_then(|t| t.iter().rfind(|p| p.is_person(gender) && p.at() < before));
        let last = match (spoke, topic) {
            (Some(s), Some(h)) if h.at() > s.at() => Some(h),
            (Some(s), _) => Some(s),
            (None, h) => h,
        };
        // 'Peter Lund met James Hale. He said': ambiguous.
        let is_topic = last.is_some_and(|l| spoke.is_none_or(|s| s.at() < l.at()));
        if let Some(rival) = last
            .filter(|_| is_topic)
            .and_then(|l| self.rival(l, gender, before))
        {
            // 'Kim Lund met Ruth Hale. She said': the one known to be a woman.
            let sure = last.is_some_and(|l| l.gender.is_none());
            return sure.then(|| self.of_entity(rival));
        }
        last.cloned().or_else(|| {
            self.last_mention(at, &self.no_mention[pronoun as usize], |e| {
                self.view.entities[e].kind == EntityKind::Person && self.of_entity(e).is_person(gender)
            })
        })
    }

    /// Another person named between `antecedent` and byte `before` to whom the same pronoun is known to refer.
    fn rival(&self, antecedent: &Antecedent, gender: Gender, before: usize) -> Option<usize> {
        let view = self.view;
        let from = antecedent.range.map_or(before, |r| r.end);
        let between = TextRange::new(from.min(before), before);
        let agrees = |e: usize| {
            Some(e) != antecedent.entity
                && view.entities[e].kind == EntityKind::Person
                && self.of_entity(e).gender == Some(gender)
        };
        view.mentions_in(between)
            .rev()
            .take(8)
            .map(|(_, e)| e)
            .find(|&e| agrees(e))
    }

    pub(super) fn of_entity(&self, e: usize) -> Antecedent {
        let entity = &self.view.entities[e];
        Antecedent {
            name: entity.name.clone(),
            entity: Some(e),
            kind: Some(entity.kind),
            plural: entity.kind == EntityKind::Group,
            gender: self
                .genders
                .get(&e)
                .copied()
                .or_else(|| by_name(&entity.name))
                .or_else(|| self.titled(entity)),
            ..Antecedent::default()
        }
    }

    /// Searches for documents with an author ('commerce department memo', 'the company's letter') up to token `to`.
    fn read_sources(&mut self, to: usize) {
        let view = self.view;
        for i in self.read.min(to)..to {
            let word = view.word(i);
            let capital = word.starts_with(char::is_uppercase);
            let noun: Cow<'_, str> = if capital {
                word.to_lowercase().into()
            } else {
                word.into()
            };
            if is_person(&noun)
                && let Some(e) = self.holder(i)
            {
                let first = Office {
                    entity: e,
                    at: i,
                    other: None,
                };
                let office = self.offices.entry(noun.into_owned()).or_insert(first);
                if office.entity != e {
                    office.other.get_or_insert(i);
                }
            }
            if !word.starts_with(|c: char| c.is_ascii_lowercase()) || !is_source_noun(word) || i == 0 {
                continue;
            }
            // A name right before it, or its possessive.
            let mut before = i;
            while before > 0
                && i - before < 3
                && matches!(
                    view.word(before - 1),
                    "'s" | "’s" | "latest" | "new" | "own" | "court" | "annual"
                )
            {
                before -= 1;
            }
            if before == 0 {
                continue;
            }
            if let Some(e) = self.publisher(before) {
                let antecedent = self.of_entity(e);
                self.sources
                    .entry(word.to_string())
                    .or_default()
                    .push((antecedent, i));
                continue;
            }
            let at = view.tokens[before - 1].range.start;
            let m = view.mentions.partition_point(|m| m.0.start <= at);
            let named = view.mentions[..m].iter().rev().take(3).find(|(r, e)| {
                r.contains(at)
                    && matches!(
                        view.entities[*e].kind,
                        EntityKind::Organization | EntityKind::Person
                    )
            });
            if let Some(&(_, e)) = named {
                let antecedent = self.of_entity(e);
                self.sources
                    .entry(word.to_string())
                    .or_default()
                    .push((antecedent, i));
            }
        }
        self.read = self.read.max(to);
    }
}

/// The head of a noun phrase: its last word before a comma, 'of', 'for', 'in' and the like.
pub(super) fn head_noun(view: &View<'_>, subject: &Range<usize>) -> Option<usize> {
    let mut last = None;
    for i in subject.clone() {
        let word = view.word(i);
        let stop = matches!(
            word,
            "," | "("
                | "of"
                | "for"
                | "in"
                | "at"
                | "from"
                | "to"
                | "with"
                | "on"
                | "who"
                | "which"
                | "that"
                | "seen"
                | "by"
        );
        let source = last.is_some_and(|l| is_source_noun(&view.lower(l)) || is_body(&view.lower(l)));
        let participle =
            source && (word.ends_with("ed") || word.ends_with("ing")) && word.starts_with(char::is_lowercase);
        if (stop || participle) && last.is_some() {
            break;
        }
        if word.starts_with(char::is_alphanumeric) {
            last = Some(i);
        }
    }
    last
}

/// The words of `subject` without a leading article, on one line.
pub(super) fn phrase(view: &View<'_>, subject: &Range<usize>) -> String {
    let mut start = subject.start;
    if subject.len() > 1 && matches!(&*view.lower(start), "the" | "a" | "an") {
        start += 1;
    }
    on_one_line(view, &(start..subject.end))
}

/// The text of tokens, with single spaces.
pub(super) fn on_one_line(view: &View<'_>, tokens: &Range<usize>) -> String {
    let words = view.range(tokens).slice(view.text).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
