//! Makes a library of so many articles in the user's folders, for measuring: `XDG_DATA_HOME=… XDG_STATE_HOME=… make_library
//! COUNT`. The same count gives the same library each time. Each article has a text of some 250 words and up to three claims; every twentieth is in Chinese.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use postil::document::{BlockKind, Builder, Document, Fingerprint, Metadata, TextRange};
use postil::notes::{Annotation, AnnotationKind, Id, Speech, Status, Timestamp, anchor};
use postil::store::format::{Article, NotesFile, write};
use postil::store::library::{Counts, Entry, Progress, record};
use postil::store::{Paths, texts};

/// Marsaglia's xorshift.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % sides
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len())]
    }
}

const FIRST: [&str; 12] = [
    "Ann", "Ida", "Zoë", "Jan", "Maria", "Omar", "Li", "Peter", "Nora", "Hugo", "Eve", "Tom",
];
const PLACES: [&str; 10] = [
    "Ostby",
    "Säby",
    "Norwick",
    "Lund",
    "Harbour Street",
    "Port Ellis",
    "Vale",
    "Kirk",
    "Dale",
    "Holm",
];
const THINGS: [&str; 12] = [
    "boats", "houses", "jobs", "voters", "tickets", "schools", "buses", "trees", "firms", "patients",
    "guests", "trains",
];
const DEEDS: [&str; 10] = [
    "were lost",
    "were sold",
    "arrived late",
    "were counted twice",
    "have closed",
    "will be rebuilt",
    "were inspected",
    "cost more than planned",
    "were moved",
    "are missing",
];
const SOURCES: [&str; 6] = [
    "Courier",
    "Daily Post",
    "Reuters",
    "The Harbour News",
    "Evening Star",
    "Observer",
];
const VERDICTS: [&str; 4] = ["supported", "disputed", "refuted", "unverifiable"];

/// A made-up word for a number; small numbers are frequent.
fn word(dice: &mut Dice) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "lo", "mi", "ter", "ran", "vos", "el", "ni", "sta", "bru", "do", "fe", "gor", "hul", "ip",
        "jus",
    ];
    let mut n = (60_000_f64.powf(dice.roll(1 << 20) as f64 / f64::from(1 << 20))) as usize;
    let mut out = String::new();
    loop {
        out.push_str(SYLLABLES[n % 16]);
        n /= 16;
        if n == 0 {
            return out;
        }
    }
}

fn sentence(dice: &mut Dice) -> (Option<String>, String) {
    let name = format!("{} {}son", dice.of(&FIRST), capital(&word(dice)));
    let claim = format!(
        "{} {} in {} {}",
        2 + dice.roll(900),
        dice.of(&THINGS),
        dice.of(&PLACES),
        dice.of(&DEEDS)
    );
    if dice.roll(3) == 0 {
        (Some(name.clone()), format!("{name} said that {claim}."))
    } else {
        let words: Vec<String> = (0..14).map(|_| word(dice)).collect();
        (
            None,
            format!("{} {}, and {claim}.", capital(&words[0]), words[1..].join(" ")),
        )
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn chinese(dice: &mut Dice) -> String {
    let mut out = String::new();
    for _ in 0..24 {
        let c = 0x4e00 + dice.roll(3000).min(dice.roll(3000)) as u32;
        out.extend(char::from_u32(c));
    }
    out.push('。');
    out
}

fn article(n: usize) -> (Document, Vec<(Option<String>, String)>) {
    let mut dice = Dice((n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let sentences: Vec<(Option<String>, String)> = (0..16)
        .map(|_| {
            if n % 20 == 7 {
                (None, chinese(&mut dice))
            } else {
                sentence(&mut dice)
            }
        })
        .collect();
    let mut builder = Builder::new();
    let (year, month, day) = (2015 + dice.roll(12), 1 + dice.roll(12), 1 + dice.roll(28));
    builder.metadata(Metadata {
        title: format!(
            "{} {} in {} ({n})",
            capital(&word(&mut dice)),
            dice.of(&THINGS),
            dice.of(&PLACES)
        ),
        source: Some(dice.of(&SOURCES).to_owned()),
        date: format!("{year}-{month:02}-{day:02}").parse().ok(),
        ..Metadata::default()
    });
    for paragraph in sentences.chunks(4) {
        let words: Vec<&str> = paragraph.iter().map(|(_, s)| s.as_str()).collect();
        builder.block(BlockKind::Paragraph, &words.join(" "));
    }
    (builder.finish(), sentences)
}

fn main() {
    let count: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let paths = Paths::of_user().unwrap();
    std::fs::create_dir_all(paths.notes()).unwrap();
    for n in 0..count {
        let (document, sentences) = article(n);
        let print = Fingerprint::of(document.text());
        texts::keep(&paths, print, document.text()).unwrap();
        let mut dice = Dice(n as u64 * 7919 + 3);
        let day = |hours: usize| Timestamp::from_second(1_700_000_000 + hours as i64 * 600).unwrap();
        let claims = sentences
            .iter()
            .enumerate()
            .step_by(6)
            .filter_map(|(k, (speaker, words))| {
                let start = document.text().find(words.as_str())?;
                let range = TextRange::new(start, start + words.len());
                let id = Id(uuid(n * 16 + k));
                let mut claim = Annotation::new(id, AnnotationKind::Claim, anchor(&document, range), day(n));
                claim.speech = speaker.as_ref().map(|speaker| Speech {
                    speaker: speaker.clone(),
                    cue: Some("said".to_owned()),
                });
                if dice.roll(2) == 0 {
                    claim.verdict = Some(dice.of(&VERDICTS).to_owned());
                    claim.status = Status::Checked;
                    claim.tags = vec![dice.of(&THINGS).to_owned()];
                    claim.note = (dice.roll(3) == 0)
                        .then(|| format!("ask {} about {}", dice.of(&FIRST), word(&mut dice)));
                }
                Some(claim)
            });
        let annotations: Vec<Annotation> = claims.collect();
        let metadata = document.metadata();
        let notes = paths.notes().join(format!("article-{n}.ron"));
        let entry = Entry {
            title: metadata.title.clone(),
            source: metadata.source.clone(),
            date: metadata.date.map(|date| date.to_string()),
            paths: vec![paths.data.join(format!("articles/{n}.txt"))],
            fingerprint: Some(print),
            notes: Some(notes.clone()),
            counts: Counts::of(&annotations),
            progress: Some(Progress {
                decided: annotations.iter().filter(|a| a.verdict.is_some()).count(),
                claims: 5,
            }),
            opened: Some(day(n)),
            ..Entry::default()
        };
        let file = NotesFile {
            article: Article {
                title: entry.title.clone(),
                paths: entry.paths.iter().map(|p| p.display().to_string()).collect(),
                fingerprint: Some(print),
                ..Article::default()
            },
            annotations,
            ..NotesFile::default()
        };
        std::fs::write(&notes, write(&file)).unwrap();
        record(&paths, &entry).unwrap();
    }
    println!("{count} articles in {}", paths.data.display());
}

fn uuid(n: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n as u128)
}
