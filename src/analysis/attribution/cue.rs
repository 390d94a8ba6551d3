//! The words that attribute: verbs of speech and thought, nouns for sources, and the small words around them.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

/// How a verb attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CueClass {
    /// Introduces words or a clause alike: 'said'.
    Say,
    /// Takes a hearer first: 'told reporters that'.
    Tell,
    /// Introduces a clause only with 'that', or words in quotation marks: 'stressed'.
    Report,
    /// What findings do: 'showed that'.
    Show,
    /// What minds do: 'believes'.
    Think,
}

/// A form of a verb that attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// How it attributes.
    pub class: CueClass,
    /// Whether the same form is as often a noun: 'claims', 'report'.
    pub noun_like: bool,
    /// Whether it ends in -ing.
    pub participle: bool,
    /// Whether it denies what follows.
    pub denies: bool,
}

/// Lemmas by class; irregular forms follow a colon.
const LEMMAS: &[(CueClass, &str)] = &[
    (
        CueClass::Say,
        "say:says:said:saying add claim:* state:* write:writes:wrote:written:writing note:* argue explain report:* insist \
         announce warn:warns:warned:warning allege contend assert declare admit:admits:admitted:admitting \
         acknowledge concede confirm maintain recall stress:* remark:* reveal conclude estimate:* predict testify \
         tweet:* reiterate joke:* quip:quips:quipped:quipping caution:* complain boast:* suggest counter:* \
         exclaim lament proclaim opine muse emphasise emphasize disclose speculate \
         clarify elaborate shout:* whisper:* affirm attest intimate purport posit theorise theorize \
         profess confess plead gush yell:* mutter reckon retort:* concur:concurs:concurred:concurring \
         summarise summarize recount vow:* pledge:* promise:* swear:swears:swore:swearing",
    ),
    (
        CueClass::Tell,
        "tell:tells:told:telling inform assure remind notify advise convince persuade",
    ),
    (
        CueClass::Report,
        "read:reads:read:reading continue agree:agrees:agreed:agreeing respond answer:* comment:* repeat observe reply:* post:* cry:* guess:* rant:* hint:* project:* term:* forecast:forecasts:forecast:forecasting describe call:* deny:denies:denied:denying dismiss criticise criticize accuse blame:* praise:* condemn label:labels:labelled:labeled:labelling \
         dub:dubs:dubbed:dubbing quote:* cite urge:* demand:* hail:* denounce propose recommend ask:asks:asked:asking request:* mention:* \
         express signal:signals:signalled:signaled:signalling brand:* rule:* charge:* threaten decry defend",
    ),
    (
        CueClass::Show,
        "show:shows:showed:shown:showing find:finds:found:finding indicate imply demonstrate prove",
    ),
    (
        CueClass::Think,
        "believe think:thinks:thought:thinking hope:* fear:* feel:feels:felt:feeling suspect:* expect doubt:* know:knows:knew:known:knowing \
         understand:understands:understood:understanding assume realise realize worry:*",
    ),
];

static CUES: LazyLock<HashMap<String, Cue, FixedState>> = LazyLock::new(|| {
    let mut out = HashMap::default();
    for &(class, lemmas) in LEMMAS {
        for entry in lemmas.split_whitespace() {
            let mut parts = entry.split(':');
            let lemma = parts.next().unwrap_or_default();
            let rest: Vec<&str> = parts.collect();
            // '*' marks a regular verb whose forms are also nouns.
            let noun = rest.first() == Some(&"*");
            let forms: Vec<String> = if rest.is_empty() || noun {
                regular(lemma)
            } else {
                std::iter::once(lemma).chain(rest).map(String::from).collect()
            };
            for form in forms {
                let participle = form.ends_with("ing") && form.len() > 4;
                let noun_like =
                    (noun && !form.ends_with("ed") && !participle) || form == "warning" || form == "finding";
                out.entry(form).or_insert(Cue {
                    class,
                    noun_like,
                    participle,
                    denies: lemma == "deny",
                });
            }
        }
    }
    out
});

/// The forms of a regular verb: base, -s, -ed, -ing.
fn regular(lemma: &str) -> Vec<String> {
    let (s, ed, ing) = if let Some(stem) = lemma.strip_suffix('e') {
        (format!("{lemma}s"), format!("{lemma}d"), format!("{stem}ing"))
    } else if let Some(stem) = lemma.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
        (format!("{stem}ies"), format!("{stem}ied"), format!("{lemma}ing"))
    } else if lemma.ends_with(['s', 'x']) || lemma.ends_with("sh") || lemma.ends_with("ch") {
        (format!("{lemma}es"), format!("{lemma}ed"), format!("{lemma}ing"))
    } else {
        (format!("{lemma}s"), format!("{lemma}ed"), format!("{lemma}ing"))
    };
    vec![lemma.to_string(), s, ed, ing]
}

/// What `word`, in lower case as it stands, attributes as.
pub(super) fn cue(word: &str) -> Option<Cue> {
    if word.len() < 3 || word.len() > 13 || !word.as_bytes()[0].is_ascii_lowercase() {
        return None;
    }
    CUES.get(word).copied()
}

/// Whether `word` (lower case) names something that speaks for whoever made it: 'filing', 'memo', 'study'.
pub(super) fn is_source_noun(word: &str) -> bool {
    SOURCE_NOUNS.binary_search(&word).is_ok()
}

static SOURCE_NOUNS: &[&str] = &[
    "affidavit",
    "agency",
    "agreement",
    "analysis",
    "announcement",
    "article",
    "assessment",
    "author",
    "authors",
    "bill",
    "book",
    "brief",
    "bulletin",
    "complaint",
    "contract",
    "court",
    "data",
    "decision",
    "declaration",
    "department",
    "document",
    "documents",
    "editorial",
    "email",
    "estimate",
    "estimates",
    "filing",
    "filings",
    "findings",
    "forecast",
    "guidance",
    "indictment",
    "judgement",
    "judgment",
    "lawsuit",
    "lawyer",
    "lawyers",
    "letter",
    "manifesto",
    "memo",
    "memorandum",
    "message",
    "ministry",
    "motion",
    "newspaper",
    "note",
    "notice",
    "official",
    "officials",
    "opinion",
    "order",
    "paper",
    "petition",
    "police",
    "poll",
    "polls",
    "post",
    "record",
    "records",
    "release",
    "report",
    "reports",
    "researchers",
    "resolution",
    "review",
    "ruling",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "statement",
    "studies",
    "study",
    "submission",
    "suit",
    "survey",
    "surveys",
    "testimony",
    "transcript",
    "tweet",
    "verdict",
    "website",
];

/// Whether 'according to' `word` speaks of a measure rather than of somebody who says so.
pub(super) fn is_no_speaker(word: &str) -> bool {
    matches!(
        word,
        "theory"
            | "plan"
            | "plans"
            | "schedule"
            | "size"
            | "age"
            | "criteria"
            | "type"
            | "need"
            | "needs"
            | "taste"
            | "rank"
            | "height"
            | "weight"
            | "season"
            | "instructions"
            | "principles"
            | "procedure"
    )
}

/// Whether `word` (lower case) names an organization without its name: 'it' may stand for it.
pub(super) fn is_body(word: &str) -> bool {
    matches!(
        word,
        "agency"
            | "airline"
            | "alliance"
            | "army"
            | "association"
            | "authority"
            | "bank"
            | "board"
            | "broadcaster"
            | "bureau"
            | "business"
            | "campaign"
            | "carmaker"
            | "charity"
            | "club"
            | "commission"
            | "committee"
            | "company"
            | "corporation"
            | "council"
            | "country"
            | "court"
            | "department"
            | "embassy"
            | "firm"
            | "foundation"
            | "fund"
            | "government"
            | "group"
            | "hospital"
            | "institute"
            | "institution"
            | "maker"
            | "military"
            | "ministry"
            | "movement"
            | "network"
            | "newspaper"
            | "office"
            | "organisation"
            | "organization"
            | "outlet"
            | "panel"
            | "party"
            | "regulator"
            | "retailer"
            | "school"
            | "service"
            | "team"
            | "union"
            | "university"
            | "utility"
            | "watchdog"
            | "website"
    )
}

/// Whether `word` (lower case) names one person by office, trade or kin: 'he' or 'she' may stand for them.
pub(super) fn is_person(word: &str) -> bool {
    PERSONS.binary_search(&word).is_ok()
}

/// Whether 'he' or 'she' may stand for what `word` (lower case) names: by office, trade or kin, or by its ending.
pub(super) fn may_be_person(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "er", "or", "ist", "ian", "man", "woman", "ant", "ee", "yst", "mate", "hand", "smith", "chief",
        "critic", "head", "official", "witness", "resident", "source", "expert", "victim", "student",
        "patient", "friend", "boss", "veteran", "child", "boy", "girl", "survivor", "cousin", "twin",
        "guide", "cook", "guard", "monk", "nun", "pilot",
    ];
    is_person(word) || super::agreement::by_noun(word).is_some() || ENDINGS.iter().any(|e| word.ends_with(e))
}

static PERSONS: &[&str] = &[
    "activist",
    "actor",
    "actress",
    "adviser",
    "advisor",
    "aide",
    "ambassador",
    "analyst",
    "archbishop",
    "artist",
    "attorney",
    "author",
    "bishop",
    "brother",
    "candidate",
    "captain",
    "chairman",
    "chairwoman",
    "chancellor",
    "chef",
    "chief",
    "coach",
    "colleague",
    "colonel",
    "commander",
    "commissioner",
    "coroner",
    "councillor",
    "counsel",
    "curator",
    "daughter",
    "dealer",
    "defendant",
    "deputy",
    "detective",
    "diplomat",
    "director",
    "doctor",
    "economist",
    "editor",
    "engineer",
    "envoy",
    "executive",
    "expert",
    "farmer",
    "father",
    "fisherman",
    "founder",
    "general",
    "governor",
    "historian",
    "husband",
    "inspector",
    "investigator",
    "journalist",
    "judge",
    "king",
    "lawmaker",
    "lawyer",
    "leader",
    "lecturer",
    "lieutenant",
    "magistrate",
    "man",
    "manager",
    "mayor",
    "minister",
    "mother",
    "neighbor",
    "neighbour",
    "nurse",
    "officer",
    "official",
    "organiser",
    "organizer",
    "owner",
    "pilot",
    "planner",
    "player",
    "politician",
    "pope",
    "premier",
    "president",
    "priest",
    "prince",
    "princess",
    "producer",
    "professor",
    "prosecutor",
    "queen",
    "reporter",
    "researcher",
    "resident",
    "rival",
    "scientist",
    "secretary",
    "senator",
    "sheriff",
    "singer",
    "sister",
    "soldier",
    "son",
    "speaker",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "student",
    "superintendent",
    "survivor",
    "suspect",
    "teacher",
    "treasurer",
    "uncle",
    "victim",
    "wife",
    "witness",
    "woman",
    "worker",
    "writer",
];

/// Auxiliaries and adverbs that may stand between a subject and its verb.
pub(super) fn is_between(word: &str) -> bool {
    matches!(
        word,
        "has"
            | "have"
            | "had"
            | "also"
            | "later"
            | "then"
            | "did"
            | "does"
            | "do"
            | "not"
            | "n't"
            | "n’t"
            | "will"
            | "would"
            | "could"
            | "can"
            | "may"
            | "might"
            | "should"
            | "must"
            | "further"
            | "already"
            | "once"
            | "earlier"
            | "himself"
            | "herself"
            | "itself"
            | "themselves"
            | "is"
            | "was"
            | "are"
            | "were"
            | "been"
            | "being"
            | "even"
            | "still"
            | "again"
            | "today"
            | "yesterday"
            | "both"
            | "all"
            | "just"
            | "now"
            | "never"
            | "often"
            | "always"
            | "'s"
            | "’s"
            | "'ve"
            | "’ve"
            | "'d"
            | "’d"
            | "separately"
            | "meanwhile"
            | "ever"
            | "soon"
    ) || (word.len() > 4 && word.ends_with("ly") && word != "family" && word != "italy" && word != "july")
}

/// Pronouns that may be the subject of a cue.
pub(super) fn pronoun(word: &str) -> Option<Pronoun> {
    Some(match word {
        "he" => Pronoun::He,
        "she" => Pronoun::She,
        "it" => Pronoun::It,
        "they" => Pronoun::They,
        "who" | "which" => Pronoun::Who,
        "i" | "we" | "you" => Pronoun::Speaker,
        _ => return None,
    })
}

/// Whether `word` (lower case) names several people or bodies that may speak: 'they' may stand for them.
pub(super) fn are_several(word: &str) -> bool {
    matches!(
        word,
        "activists"
            | "analysts"
            | "authorities"
            | "authors"
            | "companies"
            | "countries"
            | "critics"
            | "doctors"
            | "economists"
            | "engineers"
            | "experts"
            | "families"
            | "farmers"
            | "firms"
            | "governments"
            | "investigators"
            | "journalists"
            | "lawmakers"
            | "lawyers"
            | "leaders"
            | "ministers"
            | "officers"
            | "officials"
            | "parents"
            | "parties"
            | "police"
            | "prosecutors"
            | "protesters"
            | "researchers"
            | "residents"
            | "scientists"
            | "sources"
            | "states"
            | "students"
            | "survivors"
            | "teachers"
            | "unions"
            | "witnesses"
            | "workers"
    )
}

/// The pronoun that a possessive stands for: 'its website'.
pub(super) fn possessor(word: &str) -> Option<Pronoun> {
    Some(match word {
        "his" => Pronoun::He,
        "her" => Pronoun::She,
        "its" => Pronoun::It,
        "their" => Pronoun::They,
        _ => return None,
    })
}

/// A pronoun that speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    /// 'he'
    He,
    /// 'she'
    She,
    /// 'it'
    It,
    /// 'they'
    They,
    /// 'who', 'which'
    Who,
    /// 'I', 'we', 'you'
    Speaker,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_cues() {
        assert!(SOURCE_NOUNS.is_sorted() && PERSONS.is_sorted());
        for (word, class) in [
            ("said", CueClass::Say),
            ("told", CueClass::Tell),
            ("wrote", CueClass::Say),
            ("denies", CueClass::Report),
            ("found", CueClass::Show),
            ("believes", CueClass::Think),
            ("announced", CueClass::Say),
            ("replied", CueClass::Report),
        ] {
            assert_eq!(cue(word).map(|c| c.class), Some(class), "{word}");
        }
        assert!(cue("claims").unwrap().noun_like && !cue("claimed").unwrap().noun_like);
        assert!(cue("adding").unwrap().participle);
        assert!(cue("denied").unwrap().denies);
        assert_eq!(cue("States"), None);
        assert_eq!(cue("decline"), None);
    }
}
