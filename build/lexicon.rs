//! Compiles the word lists of `assets/lang/en/*.lex` into one table that is looked up at run time.
//!
//! The format is described in `docs/lexicon.md`. In short: `[class]` opens a class, the comment above it becomes its
//! documentation, and the words below belong to it. `[verbs]` opens a list of verbs, one a line:
//! `lemma forms | classes`. In a word `_` stands for a space.
//!
//! Invariants: the output depends on the files alone; a class without words or without a comment, a class that a verb
//! names and nobody declared, a word that stands twice in one class, and a verb with a form missing are errors that
//! give the file and the line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The name of the section whose lines are verbs.
const VERBS: &str = "verbs";

/// The class that only the first two forms of a verb belong to.
const NOUN_TOO: &str = "noun-too";

/// The classes that are features of the tagger of names. Its weights hold for exactly these words.
const TRAINED: [&str; 7] = [
    "business-word",
    "function-word",
    "month",
    "organization-noun",
    "product-noun",
    "sport-word",
    "weekday",
];

/// What the files say.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// The comment of each class, in the order in which the classes were declared.
    classes: Vec<(String, String)>,
    /// The classes of each word.
    words: BTreeMap<String, BTreeSet<usize>>,
    /// Classes that verbs name, with where: they may be declared in a later file.
    verbs: Vec<(String, usize, Vec<String>, Vec<String>)>,
    /// Files in which each class has a section.
    opened: BTreeSet<(usize, String)>,
}

impl Lexicon {
    /// Reads `source`, the content of `file`.
    ///
    /// # Errors
    ///
    /// A sentence with the file and the line that is wrong.
    pub(crate) fn read(&mut self, file: &str, source: &str) -> Result<(), String> {
        let mut comment: Vec<&str> = Vec::new();
        let mut section: Option<Option<usize>> = None;
        for (n, line) in source.lines().enumerate().map(|(n, line)| (n + 1, line.trim())) {
            if let Some(text) = line
                .strip_prefix('#')
                .filter(|t| t.is_empty() || t.starts_with(' '))
            {
                comment.push(text.trim());
            } else if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = Some(self.section(file, n, name, &comment)?);
                comment.clear();
            } else if line.is_empty() {
                comment.clear();
            } else {
                match section {
                    None => return Err(format!("{file}:{n}: words before the first [class]")),
                    Some(None) => self.verb(file, n, line)?,
                    Some(Some(class)) => {
                        for word in line.split_whitespace() {
                            self.add(file, n, word, class)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The class that a section holds words of; `None` for the section of verbs.
    fn section(
        &mut self,
        file: &str,
        n: usize,
        name: &str,
        comment: &[&str],
    ) -> Result<Option<usize>, String> {
        if name == VERBS {
            return Ok(None);
        }
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            return Err(format!(
                "{file}:{n}: [{name}]: a class is named in small letters and hyphens"
            ));
        }
        let known = self.classes.iter().position(|(class, _)| class == name);
        if known.is_none() && comment.is_empty() {
            return Err(format!(
                "{file}:{n}: [{name}] has no comment above it that says what it holds"
            ));
        }
        if known.is_some() && !comment.is_empty() {
            return Err(format!(
                "{file}:{n}: [{name}] is declared twice; a continued class has no comment"
            ));
        }
        let class = known.unwrap_or_else(|| {
            self.classes.push((name.to_owned(), comment.join("\n")));
            self.classes.len() - 1
        });
        if !self.opened.insert((class, file.to_owned())) {
            return Err(format!("{file}:{n}: [{name}] has two sections in this file"));
        }
        Ok(Some(class))
    }

    fn add(&mut self, file: &str, n: usize, word: &str, class: usize) -> Result<(), String> {
        if self
            .words
            .entry(word.replace('_', " "))
            .or_default()
            .insert(class)
        {
            Ok(())
        } else {
            Err(format!(
                "{file}:{n}: '{word}' is in [{}] already",
                self.classes[class].0
            ))
        }
    }

    /// A line `lemma forms | classes`.
    fn verb(&mut self, file: &str, n: usize, line: &str) -> Result<(), String> {
        let (forms, classes) = line
            .split_once('|')
            .ok_or_else(|| format!("{file}:{n}: a verb has its classes behind '|'"))?;
        let forms: Vec<String> = forms.split_whitespace().map(str::to_owned).collect();
        let forms = match forms.as_slice() {
            [] => return Err(format!("{file}:{n}: no verb before '|'")),
            [lemma] => regular(lemma),
            [_, third, past @ .., last]
                if !past.is_empty() && third.ends_with('s') && last.ends_with("ing") =>
            {
                forms
            }
            _ => {
                return Err(format!(
                    "{file}:{n}: an irregular verb is given as 'lemma, form in -s, past forms, form in -ing'"
                ));
            }
        };
        let classes: Vec<String> = classes.split_whitespace().map(str::to_owned).collect();
        if classes.is_empty() {
            return Err(format!("{file}:{n}: '{}' has no class", forms[0]));
        }
        self.verbs.push((file.to_owned(), n, forms, classes));
        Ok(())
    }

    /// Gives each form of the verbs its classes. All files have been read.
    ///
    /// The class `noun-too` is given to the first two forms only: 'claim', 'claims', but not 'claimed'.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong, and where if that can be told.
    pub(crate) fn finish(&mut self) -> Result<(), String> {
        for (file, n, forms, classes) in std::mem::take(&mut self.verbs) {
            for name in &classes {
                let class = self
                    .classes
                    .iter()
                    .position(|(known, _)| known == name)
                    .ok_or_else(|| format!("{file}:{n}: no class is called [{name}]"))?;
                let until = if name == NOUN_TOO { 2 } else { forms.len() };
                for form in forms.iter().take(until).collect::<BTreeSet<_>>() {
                    self.add(&file, n, form, class)?;
                }
            }
        }
        for (class, (name, _)) in self.classes.iter().enumerate() {
            if !self.words.values().any(|classes| classes.contains(&class)) {
                return Err(format!("[{name}] has no words"));
            }
        }
        Ok(())
    }

    /// A number that changes with every change of the words that the tagger of names was trained with.
    pub(crate) fn fingerprint(&self) -> u32 {
        let mut listed = String::new();
        for name in TRAINED {
            let class = self.classes.iter().position(|(known, _)| known == name);
            let words = self
                .words
                .iter()
                .filter(|(_, classes)| class.is_some_and(|class| classes.contains(&class)));
            for word in std::iter::once(name).chain(words.map(|(word, _)| word.as_str())) {
                listed.push_str(word);
                listed.push('\n');
            }
        }
        super::hash::bytes(listed.as_bytes()) as u32
    }

    /// The table as Rust code, for `src/lexicon/mod.rs` to include.
    pub(crate) fn code(&self) -> String {
        let units = self.classes.len().div_ceil(64);
        let sets: BTreeSet<&BTreeSet<usize>> = self.words.values().collect();
        let sets: Vec<&BTreeSet<usize>> = sets.into_iter().collect();
        let mut out = String::from("/// A class of words.\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\n");
        out.push_str("#[repr(u8)]\npub enum WordClass {\n");
        for (name, comment) in &self.classes {
            for line in comment.lines() {
                let _ = writeln!(out, "    /// {}", self.linked(line));
            }
            let _ = writeln!(out, "    {},", camel(name));
        }
        out.push_str(
            "}\n/// What [`crate::analysis::entities::weights`] of the tagger must have been trained with.\n",
        );
        let _ = writeln!(out, "pub(crate) const TRAINED: u32 = {:#x};", self.fingerprint());
        let text: String = self.words.keys().map(String::as_str).collect();
        let _ = writeln!(
            out,
            "pub(super) const UNITS: usize = {units};\npub(super) static TEXT: &str = {text:?};"
        );
        let mut end = 0;
        let ends = self.words.keys().map(|word| {
            end += word.len();
            end
        });
        array(&mut out, "ENDS", "u32", ends);
        let set_of = self
            .words
            .values()
            .map(|set| sets.partition_point(|other| *other < set));
        array(&mut out, "SET_OF", "u16", set_of);
        let _ = writeln!(out, "pub(super) static SETS: [[u64; UNITS]; {}] = [", sets.len());
        for set in sets {
            let mut bits = vec![0_u64; units];
            for class in set {
                bits[class / 64] |= 1 << (class % 64);
            }
            let _ = writeln!(out, "    {bits:?},");
        }
        out.push_str("];\n");
        array(&mut out, "SLOTS", "u16", self.slots());
        out
    }

    /// A line of a comment with links to the classes that it names in brackets.
    fn linked(&self, line: &str) -> String {
        let mut out = line.to_owned();
        for (name, _) in &self.classes {
            out = out.replace(&format!("[{name}]"), &format!("[`WordClass::{}`]", camel(name)));
        }
        out
    }

    /// The open hash table: in each slot the number of a word plus one, or 0.
    fn slots(&self) -> impl ExactSizeIterator<Item = usize> {
        let size = (self.words.len() * 2 + 1).next_power_of_two();
        let mut slots = vec![0; size];
        for (index, word) in self.words.keys().enumerate() {
            let mut slot = super::hash::bytes(word.as_bytes()) as usize & (size - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = index + 1;
        }
        slots.into_iter()
    }
}

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
    vec![lemma.to_owned(), s, ed, ing]
}

/// `short-rank` as `ShortRank`.
fn camel(name: &str) -> String {
    let mut out = String::new();
    for part in name.split('-') {
        let mut chars = part.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

fn array(out: &mut String, name: &str, of: &str, items: impl ExactSizeIterator<Item = usize>) {
    let _ = write!(out, "pub(super) static {name}: [{of}; {}] = [", items.len());
    for (i, item) in items.enumerate() {
        let _ = write!(out, "{}{item},", if i % 16 == 0 { "\n    " } else { " " });
    }
    out.push_str("\n];\n");
}
