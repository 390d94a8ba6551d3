//! Which names are one speaker's.
//!
//! Names are one speaker's if their [common form](crate::analysis::common_name) is the same, or if one is an acronym that stands for exactly
//! one long name in the articles that spell it out, or, if none does, for a [well-known one](crate::analysis::well_known_names). Everything
//! else stays apart until the user merges it. Corrections of the user count more than these rules.
//!
//! Invariant: the result does not depend on the order of names and corrections, except that of two names for one group the later
//! correction gives the shown one.

use std::collections::{HashMap, HashSet};

use super::table::LedgerTable;
use crate::analysis::{common_name, is_acronym, well_known_names};
use crate::app::SpeakerChange;
use crate::index::{ArticleNumber, Index, IndexError, SaidBy, SpeakerNumber};
use crate::store::speakers::{self, MergedName, Namesake, SpeakerCorrections};
use crate::store::{Paths, library};
use crate::text::clean::one_line;
use crate::text::fold::{SEARCH, folded};

/// A speaker: one or more names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SpeakerGroup {
    /// Identifies it: the smallest form of its names.
    pub(super) key: String,
    /// The name that the user gave it.
    pub(super) shown: Option<String>,
    /// Its names, folded.
    pub(super) names: Vec<String>,
    /// The forms of its names, without those that the user set apart.
    pub(super) forms: Vec<String>,
}

/// The speakers of the library.
#[derive(Debug, Default)]
pub(super) struct SpeakerGroups {
    pub(super) groups: Vec<SpeakerGroup>,
    of_name: HashMap<SpeakerNumber, u32>,
    /// Namesakes: the groups of articles whose speaker of another group is somebody else.
    elsewhere: HashMap<(ArticleNumber, u32), u32>,
    /// The full form for which a short one stands.
    pub(super) full_names: HashMap<String, String>,
}

/// The full form for which each short one stands: in the articles of the library, if they agree, otherwise as is well known.
fn full_names(index: &Index) -> Result<HashMap<String, String>, IndexError> {
    let mut spelled_out: HashMap<String, HashSet<String>> = HashMap::new();
    index.each_short_alias(|alias, form| {
        let short = common_name(alias);
        if is_acronym(alias) && short != form {
            spelled_out.entry(short).or_default().insert(form.to_owned());
        }
    })?;
    Ok(agreed(spelled_out))
}

/// The full forms on which the articles of the library agree, and the well-known ones of which they say nothing.
fn agreed(spelled_out: HashMap<String, HashSet<String>>) -> HashMap<String, String> {
    let mut out: HashMap<String, String> = well_known_names()
        .filter(|(short, _)| !spelled_out.contains_key(short))
        .collect();
    for (short, full) in spelled_out {
        let mut full = full.into_iter();
        if let (Some(one), None) = (full.next(), full.next()) {
            out.insert(short, one);
        }
    }
    out
}

/// A mark that no name contains: the name is compared exactly.
const EXACT: char = '\u{1}';

/// The forms of names as the corrections see them.
struct Forms {
    apart: HashSet<String>,
}

impl Forms {
    fn under(corrections: &SpeakerCorrections) -> Self {
        let apart = corrections.apart.iter().map(|name| folded(name, SEARCH));
        Self {
            apart: apart.collect(),
        }
    }

    fn of(&self, name: &str) -> String {
        let name = folded(&one_line(name), SEARCH);
        if self.apart.contains(&name) {
            format!("{EXACT}{name}")
        } else {
            common_name(&name)
        }
    }
}

/// Disjoint sets of names, each known by its smallest form.
#[derive(Default)]
struct Sets {
    of: HashMap<String, String>,
}

impl Sets {
    fn root(&self, form: &str) -> String {
        let mut at = form;
        while let Some(next) = self.of.get(at) {
            at = next;
        }
        at.to_owned()
    }

    fn join(&mut self, a: &str, b: &str) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            let (small, large) = if a < b { (a, b) } else { (b, a) };
            self.of.insert(large, small);
        }
    }
}

impl SpeakerGroups {
    /// Groups the names of an index.
    pub(super) fn of(index: &Index, corrections: &SpeakerCorrections) -> Result<Self, IndexError> {
        let names = index.speakers()?;
        let mut groups = Self::grouped(&names, full_names(index)?, corrections);
        for namesake in &corrections.namesakes {
            groups.add_namesake(namesake, corrections, index)?;
        }
        Ok(groups)
    }

    fn grouped(
        names: &[SaidBy],
        full_names: HashMap<String, String>,
        corrections: &SpeakerCorrections,
    ) -> Self {
        let forms = Forms::under(corrections);
        let of_names: Vec<String> = names.iter().map(|name| forms.of(&name.folded)).collect();
        let mut sets = Sets::default();
        for form in &of_names {
            if let Some(full) = full_names.get(form) {
                sets.join(form, full);
            }
        }
        for MergedName { name, into } in &corrections.merged {
            sets.join(&forms.of(name), &forms.of(into));
        }
        let mut shown: HashMap<String, &str> = HashMap::new();
        for MergedName { into, .. } in &corrections.merged {
            shown.insert(sets.root(&forms.of(into)), into);
        }
        let mut out = Self {
            full_names,
            ..Self::default()
        };
        let mut at: HashMap<String, u32> = HashMap::new();
        for (name, form) in names.iter().zip(of_names) {
            let key = sets.root(&form);
            let group = *at.entry(key.clone()).or_insert_with(|| {
                out.groups.push(SpeakerGroup {
                    shown: shown.get(&key).map(|name| one_line(name)),
                    key,
                    ..SpeakerGroup::default()
                });
                (out.groups.len() - 1) as u32
            });
            let of = &mut out.groups[group as usize];
            of.names.push(name.folded.clone());
            if !form.starts_with(EXACT) && !of.forms.contains(&form) {
                of.forms.push(form);
            }
            out.of_name.insert(name.number, group);
        }
        out
    }

    fn add_namesake(
        &mut self,
        namesake: &Namesake,
        corrections: &SpeakerCorrections,
        index: &Index,
    ) -> Result<(), IndexError> {
        let Some(text) = namesake.print() else {
            return Ok(());
        };
        let forms = Forms::under(corrections);
        let form = forms.of(&namesake.name);
        let is_of = |group: &SpeakerGroup| group.names.iter().any(|name| forms.of(name) == form);
        let Some(from) = self.groups.iter().position(is_of) else {
            return Ok(());
        };
        let shown = one_line(&namesake.shown);
        let mut sets = Sets::default();
        for MergedName { name, into } in &corrections.merged {
            sets.join(&forms.of(name), &forms.of(into));
        }
        let key = sets.root(&forms.of(&shown));
        let to = match self.groups.iter().position(|group| group.key == key) {
            Some(at) => at,
            None => {
                self.groups.push(SpeakerGroup {
                    key,
                    names: vec![folded(&shown, SEARCH)],
                    shown: Some(shown),
                    forms: Vec::new(),
                });
                self.groups.len() - 1
            }
        };
        for article in index.articles_with_text(text)? {
            self.elsewhere.insert((article, from as u32), to as u32);
        }
        Ok(())
    }

    /// The speaker of that name in that article.
    pub(super) fn group(&self, name: SpeakerNumber, article: ArticleNumber) -> Option<u32> {
        let group = *self.of_name.get(&name)?;
        Some(*self.elsewhere.get(&(article, group)).unwrap_or(&group))
    }
}

/// Keeps that `name` is the speaker `into`.
///
/// # Errors
/// Why it cannot be kept.
pub fn merge(paths: &Paths, name: &str, into: &str) -> Result<(), String> {
    let (name, into) = (one_line(name), one_line(into));
    if folded(&name, SEARCH) == folded(&into, SEARCH) {
        return Err(format!("‘{name}’ is the same name"));
    }
    let kept = speakers::change(paths, |corrections| {
        corrections
            .merged
            .retain(|merged| merged.name != name || merged.into != into);
        corrections.merged.push(MergedName { name, into });
    });
    kept.map_err(|why| why.to_string())
}

/// Keeps that the names in the speaker with this key are different speakers: what the user merged in it is taken back, or, where only the
/// rules merged them, each name is set apart. Gives the names.
///
/// # Errors
/// Why it cannot be kept, or that it has one name only.
pub fn separate(paths: &Paths, table: &LedgerTable, key: &str) -> Result<Vec<String>, String> {
    let group = table.speaker(key).ok_or("the speaker is not known any more")?;
    let names = group.names.clone();
    let kept = speakers::read(paths).map_err(|why| why.to_string())?;
    let is_here = |name: &str| names.contains(&folded(&one_line(name), SEARCH));
    let is_merged = |merged: &MergedName| is_here(&merged.name) || is_here(&merged.into);
    let by_user = kept.merged.iter().any(is_merged);
    if names.len() < 2 && !by_user {
        return Err(
            "it has one name only; open its claims and press S on one that somebody else of that name made"
                .to_owned(),
        );
    }
    speakers::change(paths, |corrections| {
        if by_user {
            corrections.merged.retain(|merged| !is_merged(merged));
            return;
        }
        for name in &names {
            if !corrections
                .apart
                .iter()
                .any(|apart| folded(apart, SEARCH) == *name)
            {
                corrections.apart.push(name.clone());
            }
        }
    })
    .map_err(|why| why.to_string())?;
    Ok(names)
}

/// Makes a correction that was asked for in the ledger; gives what was done, in words.
///
/// # Errors
/// Why it was not done.
pub(super) fn change(paths: &Paths, table: &LedgerTable, change: &SpeakerChange) -> Result<String, String> {
    match change {
        SpeakerChange::Merge { from, into } => {
            merge(paths, &from.1, &into.1)?;
            Ok(format!("{} is {}, in all articles", from.1, into.1))
        }
        SpeakerChange::Separate { key, .. } => {
            let names = separate(paths, table, key)?;
            Ok(format!("different speakers now: {}", names.join(", ")))
        }
        SpeakerChange::Namesake { id } => namesake(paths, id),
    }
}

/// Keeps that the speaker of a claim is somebody else of the same name, in its article.
fn namesake(paths: &Paths, id: &str) -> Result<String, String> {
    let claim = library::as_it_is(paths).and_then(|index| index.claim(id));
    let claim = claim
        .map_err(|why| why.to_string())?
        .ok_or("the claim is not known any more")?;
    let name = claim.claim.speaker.as_deref().map(one_line).unwrap_or_default();
    if name.is_empty() {
        return Err("the claim is the author's: there is no other speaker of that name".to_owned());
    }
    let text = claim
        .article
        .fingerprint
        .ok_or("its text is not known; open the article once")?;
    let of = claim.article.source.as_deref().unwrap_or(&claim.article.title);
    let shown = one_line(&format!("{name} ({of})"));
    let namesake = Namesake {
        name: name.clone(),
        text: text.to_string(),
        shown: shown.clone(),
    };
    speakers::change(paths, |corrections| {
        corrections
            .namesakes
            .retain(|other| other.text != namesake.text || other.name != namesake.name);
        corrections.namesakes.push(namesake);
    })
    .map_err(|why| why.to_string())?;
    Ok(format!("in this article {name} is somebody else: {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(names: &[&str], corrections: &SpeakerCorrections) -> Vec<Vec<String>> {
        let said: Vec<SaidBy> = (1..)
            .zip(names)
            .map(|(number, name)| SaidBy {
                number,
                folded: folded(name, SEARCH),
            })
            .collect();
        let who = common_name("World Health Organization");
        let spelled_out = HashMap::from([
            (
                "fsb".to_owned(),
                HashSet::from(["financial stability board".to_owned()]),
            ),
            ("who".to_owned(), HashSet::from([who])),
            (
                "ap".to_owned(),
                HashSet::from(["associated press".to_owned(), "action party".to_owned()]),
            ),
        ]);
        let groups = SpeakerGroups::grouped(&said, agreed(spelled_out), corrections);
        let mut names: Vec<Vec<String>> = groups.groups.into_iter().map(|group| group.names).collect();
        names.sort();
        names
    }

    #[test]
    fn names_merge_only_where_nobody_else_can_be_meant() {
        let names = [
            "Ida Lund",
            "Mayor Ida Lund",
            "Lund",
            "WHO",
            "World Health Organization",
            "AP",
            "Associated Press",
        ];
        let found = grouped(&names, &SpeakerCorrections::default());
        let expected: Vec<Vec<&str>> = vec![
            vec!["ap"],
            vec!["associated press"],
            vec!["ida lund", "mayor ida lund"],
            vec!["lund"],
            vec!["who", "world health organization"],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn acronyms_stand_for_what_articles_or_everybody_say() {
        let names = [
            "FSB",
            "Financial Stability Board",
            "US",
            "USA",
            "UN",
            "EPA",
            "Estates of Paris Authority",
        ];
        let expected: Vec<Vec<&str>> = vec![
            vec!["epa"],
            vec!["estates of paris authority"],
            vec!["fsb", "financial stability board"],
            vec!["un"],
            vec!["us", "usa"],
        ];
        assert_eq!(grouped(&names, &SpeakerCorrections::default()), expected);
        // An article that says otherwise counts more than the list.
        let otherwise = HashMap::from([(
            "epa".to_owned(),
            HashSet::from(["estates of paris authority".to_owned()]),
        )]);
        assert_eq!(agreed(otherwise)["epa"], "estates of paris authority");
    }

    #[test]
    fn the_user_merges_and_sets_apart() {
        let merged = |name: &str, into: &str| MergedName {
            name: name.into(),
            into: into.into(),
        };
        let corrections = SpeakerCorrections {
            merged: vec![merged("Lund", "Ida Lund"), merged("Ida Lund", "Lund")],
            apart: vec!["WHO".into(), "mayor ida lund".into()],
            namesakes: Vec::new(),
        };
        let names = [
            "Ida Lund",
            "Mayor Ida Lund",
            "Lund",
            "WHO",
            "World Health Organization",
        ];
        let expected: Vec<Vec<&str>> = vec![
            vec!["ida lund", "lund"],
            vec!["mayor ida lund"],
            vec!["who"],
            vec!["world health organization"],
        ];
        assert_eq!(grouped(&names, &corrections), expected);
    }
}
