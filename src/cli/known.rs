//! `postil match`: finds earlier claims and fact-checks that say the same as a claim.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use clap::ValueEnum;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::article::{Annotated, Purpose};
use super::library::{SOON, showing_progress};
use super::output::{self, Output};
use super::{Failure, Options, Outcome};
use crate::export::json;
use crate::files;
use crate::matching::{Checked, IndexBuilder, Match, MatchQuery, read_archive};
use crate::notes::{AnnotationKind, speaker};
use crate::runtime::{Completion, Known, KnownBuilder, KnownFrom, full_names};
use crate::store::{Paths, archives};
use crate::text::clean::{harmless, one_line};
use crate::text::scalar::ScalarIndex;

/// Find what is already known about claims: earlier claims of the library, and entries of archives; exit code 1 if nothing is found
///
/// For each claim of an article, yours and suggested ones, up to five matches are shown that are certain enough (nine in ten of those are
/// right); with -k the best N are shown, certain or not. The score is the probability that both claims say the same.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The articles; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "input")]
    files: Vec<OsString>,

    /// An archive of fact-checks, instead of all added ones: a file (JSON lines with "id" and "claim", claim reviews of schema.org as
    /// JSON-LD, or CSV), or the name of an added archive (postil archive add). May be given several times
    #[arg(long, value_name = "ARCHIVE")]
    against: Vec<OsString>,

    /// Show the best N matches of each claim, whatever their score
    #[arg(short = 'k', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=100))]
    count: Option<u16>,

    /// The files (or standard input) hold one JSON object a line with an "id" and a "text", each a claim; each is answered with a line that
    /// has the "id" and the "matches". A line without a claim is answered with an "error"
    #[arg(long, value_enum, value_name = "FORMAT", requires = "against")]
    input: Option<Input>,

    /// Compare claims by their words only, even if a model is installed (postil model)
    #[arg(long)]
    words_only: bool,

    /// Print an array of JSON objects, one for each claim
    #[arg(long, conflicts_with = "input")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Input {
    Jsonl,
}

/// How many matches of a claim are shown.
const SHOWN: usize = 5;
/// How many claims are processed at once.
const BATCH: usize = 256;

pub(super) fn run(args: &Args, options: &Options) -> Result<Outcome, Failure> {
    let paths = options.paths()?;
    let mut known = KnownBuilder::new();
    if args.input.is_none() {
        showing_progress(|watch| known.library(&paths, watch));
    }
    if args.against.is_empty() {
        known.archives(&paths);
    }
    for archive in &args.against {
        add(archive, &paths, &mut known)?;
    }
    if !args.words_only {
        known.meanings(&paths);
    }
    let mut known = known.build();
    by_meaning(&mut known);
    known
        .problems
        .iter()
        .for_each(|problem| output::complain(problem));
    match args.input {
        Some(Input::Jsonl) => lines(args, &known),
        None => articles(args, options, &paths, &known),
    }
}

/// Lets `known` compare by meaning, if a model is installed; missing vectors are computed first.
fn by_meaning(known: &mut Known) {
    let begun = Instant::now();
    let mut shown = false;
    let done = known.compare_by_meaning(usize::MAX, &mut |done, all| {
        if begun.elapsed() > SOON {
            shown = true;
            output::passing(&format!(
                "encoding claims: {done} of {all}, once (Ctrl-C stops; the next time goes on from here)"
            ));
        }
        ControlFlow::Continue(())
    });
    if shown {
        output::passing("");
    }
    match done {
        Ok(Completion::Complete) => {}
        Ok(Completion::Interrupted | Completion::Elsewhere) => output::warn(
            "another Postil is encoding the claims; until it is done they are compared by their words only",
        ),
        Err(why) => output::warn(&format!(
            "the encoded claims cannot be stored, so claims are compared by their words only: {why}"
        )),
    }
}

/// Adds the archive `name`: a file, or an archive that was added before.
fn add(name: &OsStr, paths: &Paths, known: &mut KnownBuilder) -> Result<(), Failure> {
    let path = Path::new(name);
    let shown = one_line(&name.to_string_lossy());
    if !path.exists() && archives::exists(paths, &shown) {
        let archive = archives::open(paths, &shown).map_err(|error| Failure::Input(error.to_string()))?;
        known.index(archive.info.name, archive.index);
        return Ok(());
    }
    let read = ReadArchive::of(path, &shown)?;
    read.warn(&shown);
    known.add(Some(archives::name_of(path)), Box::new(read.index.finish("")));
    Ok(())
}

/// An archive read from a file.
pub(super) struct ReadArchive {
    pub(super) index: IndexBuilder,
    pub(super) left_out: usize,
    /// Descriptions of the first entries that were left out.
    faults: Vec<String>,
}

/// How many left-out entries are listed.
const NAMED: usize = 20;

impl ReadArchive {
    /// Reads the archive at `path`; messages call it `shown`.
    ///
    /// # Errors
    /// If it cannot be read, is not an archive, or has no entry.
    pub(super) fn of(path: &Path, shown: &str) -> Result<Self, Failure> {
        let bytes = files::read_up_to(path, LARGEST).map_err(|error| Failure::Input(error.to_string()))?;
        let mut read = Self {
            index: IndexBuilder::new(),
            left_out: 0,
            faults: Vec::new(),
        };
        let mut passing = false;
        let result = read_archive(&bytes, &mut |entry| match entry {
            Ok(entry) => {
                read.index.add(entry);
                if read.index.len().is_multiple_of(20_000) {
                    passing = true;
                    output::passing(&format!("{shown}: {} entries", read.index.len()));
                }
            }
            Err(fault) => {
                read.left_out += 1;
                if read.faults.len() < NAMED {
                    read.faults
                        .push(one_line(&format!("{}: {}", fault.place, fault.why)));
                }
            }
        });
        if passing {
            output::passing("");
        }
        let no_archive = |why: &str| Failure::Input(format!("{shown}: not an archive: {why}"));
        result.map_err(|why| no_archive(&why))?;
        if read.index.is_empty() {
            read.warn(shown);
            return Err(no_archive("no entry is valid"));
        }
        Ok(read)
    }

    /// Lists on standard error what was left out.
    pub(super) fn warn(&self, shown: &str) {
        for fault in &self.faults {
            output::warn(&format!("{shown}: {fault}"));
        }
        if self.left_out > self.faults.len() {
            let more = self.left_out - self.faults.len();
            output::warn(&format!("{shown}: {more} more entries are not valid"));
        }
    }
}

/// Bytes of the largest archive that is read (2 GB).
const LARGEST: u64 = 2 << 30;

/// A match as the JSON output shows it.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    claim: &'a str,
    title: Option<&'a str>,
    url: Option<&'a str>,
    verdict: Option<&'a str>,
    score: f64,
    reasons: &'a [String],
}

impl<'a> Shown<'a> {
    fn of(found: &'a Match) -> Self {
        let Checked {
            id,
            claim,
            title,
            url,
            verdict,
            publisher: _,
            date: _,
            speaker: _,
        } = &found.entry;
        Self {
            id,
            claim,
            title: title.as_deref(),
            url: url.as_deref(),
            verdict: verdict.as_deref(),
            score: rounded(found.confidence),
            reasons: &found.reasons,
        }
    }
}

/// Rounds to four digits, enough to keep the order.
fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// The matches to show for one claim: with a count all of them, otherwise the certain ones, and none twice.
fn chosen(found: Vec<(Match, KnownFrom)>, count: Option<u16>) -> Vec<(Match, KnownFrom)> {
    if count.is_some() {
        return found;
    }
    let mut out: Vec<(Match, KnownFrom)> = Vec::new();
    for (found, from) in found.into_iter().filter(|(found, _)| found.is_shown) {
        let repeats =
            |(other, _): &(Match, KnownFrom)| other.archive == found.archive && other.repeats(&found);
        if matches!(from, KnownFrom::Library(_)) || !out.iter().any(repeats) {
            out.push((found, from));
        }
    }
    out
}

/// A line of the input: its id, and its text or what is wrong with it.
type Line = (Value, Result<String, String>);

fn line(bytes: &[u8]) -> Line {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(mut object)) => {
            let id = object.remove("id").unwrap_or_default();
            let text = match object.remove("text") {
                Some(Value::String(text)) => Ok(text),
                _ => Err("it has no 'text'; a line is {\"id\": …, \"text\": \"…\"}".to_owned()),
            };
            match text {
                Ok(_) if id.is_null() => (id, Err("it has no 'id'".to_owned())),
                text => (id, text),
            }
        }
        Ok(_) => (Value::Null, Err("it is not a JSON object".to_owned())),
        Err(why) => (Value::Null, Err(format!("it is not a JSON object: {why}"))),
    }
}

/// Answers each line of the input with a line.
fn lines(args: &Args, known: &Known) -> Result<Outcome, Failure> {
    let mut out = Output::new();
    let (mut any, mut unread) = (false, false);
    let standard = [OsString::from("-")];
    let files: &[OsString] = if args.files.is_empty() {
        &standard
    } else {
        &args.files
    };
    for file in files {
        let shown = one_line(&file.to_string_lossy());
        let input: Box<dyn BufRead> = if file == "-" {
            Box::new(BufReader::new(std::io::stdin()))
        } else {
            match files::open(Path::new(file), std::fs::OpenOptions::new().read(true)) {
                Ok((file, _)) => Box::new(BufReader::new(file)),
                Err(error) => {
                    output::complain(&error.to_string());
                    unread = true;
                    continue;
                }
            }
        };
        let mut numbered = input.split(b'\n').zip(1_u64..);
        loop {
            let batch: Vec<(Line, u64)> = numbered
                .by_ref()
                .filter_map(|(bytes, number)| match bytes {
                    Ok(bytes) if bytes.trim_ascii().is_empty() => None,
                    Ok(bytes) => Some((line(&bytes), number)),
                    Err(error) => Some(((Value::Null, Err(error.to_string())), number)),
                })
                .take(BATCH)
                .collect();
            if batch.is_empty() {
                break;
            }
            let texts: Vec<&str> = batch
                .iter()
                .map(|((_, text), _)| text.as_deref().unwrap_or_default())
                .collect();
            let vectors = known.encode(&texts);
            let answers: Vec<(String, Option<String>, bool)> = batch
                .par_iter()
                .enumerate()
                .map(|(i, ((id, text), number))| {
                    let vector = vectors.get(i).map(Vec::as_slice);
                    answer(
                        args,
                        known,
                        id,
                        text.as_deref().map(|text| (text, vector)),
                        *number,
                    )
                })
                .collect();
            for (answer, fault, found) in answers {
                any |= found;
                if let Some(fault) = fault {
                    output::complain(&format!("{shown}: {fault}"));
                    unread = true;
                }
                out.line(&answer)?;
            }
        }
    }
    out.finish()?;
    Ok(outcome(unread, any))
}

fn outcome(unread: bool, any: bool) -> Outcome {
    match (unread, any) {
        (true, _) => Outcome::SomeUnread,
        (false, true) => Outcome::Done,
        (false, false) => Outcome::No,
    }
}

/// The answer to a line, what is wrong with the line, and whether a match was found.
fn answer(
    args: &Args,
    known: &Known,
    id: &Value,
    text: Result<(&str, Option<&[f32]>), &String>,
    number: u64,
) -> (String, Option<String>, bool) {
    let found = text.map_err(Clone::clone).and_then(|(text, vector)| {
        let query = MatchQuery {
            text,
            vector,
            ..MatchQuery::default()
        };
        let count = args.count.map_or(SHOWN, usize::from);
        known
            .find(query, count, |_| false)
            .map_err(|error| format!("the archive cannot be read: {error}"))
    });
    match found {
        Ok(found) => {
            let found = chosen(found, args.count);
            let matches: Vec<Shown<'_>> = found.iter().map(|(found, _)| Shown::of(found)).collect();
            let any = !matches.is_empty();
            (
                serde_json::json!({"id": id, "matches": matches}).to_string(),
                None,
                any,
            )
        }
        Err(why) => {
            let fault = format!("line {number}: {why}");
            (
                serde_json::json!({"id": id, "error": why}).to_string(),
                Some(fault),
                false,
            )
        }
    }
}

/// A claim of an article with its matches.
#[derive(Serialize)]
struct ClaimKnown {
    file: String,
    /// The annotation; `null` for a suggestion.
    id: Option<String>,
    /// Unicode scalar values in the text.
    start: Option<usize>,
    end: Option<usize>,
    text: String,
    speaker: Option<String>,
    matches: Vec<KnownMatch>,
}

/// A match of a claim of an article as the JSON output shows it.
#[derive(Serialize)]
struct KnownMatch {
    /// `library` or `archive`.
    from: &'static str,
    archive: Option<String>,
    /// The last known path of the article's file.
    file: Option<String>,
    id: String,
    claim: String,
    title: Option<String>,
    url: Option<String>,
    verdict: Option<String>,
    publisher: Option<String>,
    date: Option<String>,
    speaker: Option<String>,
    /// The number of pieces of evidence in the library.
    evidence: usize,
    score: f64,
    reasons: Vec<String>,
}

impl KnownMatch {
    fn of((found, from): (Match, KnownFrom)) -> Self {
        let line = |text: Option<String>| text.map(|t| one_line(&t));
        let score = rounded(found.confidence);
        let Checked {
            id,
            claim,
            title,
            url,
            verdict,
            publisher,
            date,
            speaker,
        } = found.entry;
        let (from, archive, file, evidence) = match from {
            KnownFrom::Library(known) => {
                let file = known.article.paths.first();
                let file = file.map(|file| one_line(&file.display().to_string()));
                ("library", None, file, known.claim.evidence.len())
            }
            KnownFrom::Archive(name) => ("archive", Some(name), None, 0),
            KnownFrom::Given => ("archive", None, None, 0),
        };
        Self {
            from,
            archive,
            file,
            id: one_line(&id),
            claim: harmless(&claim).into_owned(),
            title: line(title),
            url: line(url),
            verdict: line(verdict),
            publisher: line(publisher),
            date: line(date),
            speaker: line(speaker),
            evidence,
            score,
            reasons: found.reasons,
        }
    }

    /// Two lines: the match, and its origin and the reasons for it.
    fn in_words(&self) -> String {
        let mut out = format!("  ≈ {:.0}%", self.score * 100.0);
        if let Some(verdict) = &self.verdict {
            let _ = write!(out, "  {verdict}");
        }
        let _ = write!(out, "  {}\n    ", one_line(&self.claim));
        let place = [
            self.title.as_deref(),
            self.publisher.as_deref(),
            self.date.as_deref(),
            self.url.as_deref(),
        ];
        let archive = self.archive.as_ref().map(|name| format!("archive {name}"));
        let sources = match self.evidence {
            0 => None,
            1 => Some("1 source".to_owned()),
            n => Some(format!("{n} sources")),
        };
        let place: Vec<&str> = place
            .into_iter()
            .flatten()
            .chain(self.file.as_deref().filter(|_| self.url.is_none()))
            .chain(archive.as_deref())
            .chain(sources.as_deref())
            .filter(|part| !part.is_empty())
            .collect();
        out.push_str(&place.join(" · "));
        if !self.reasons.is_empty() {
            let _ = write!(out, "\n    {}", self.reasons.join("; "));
        }
        out
    }
}

/// Prints the matches for the claims of each article.
fn articles(args: &Args, options: &Options, paths: &Paths, known: &Known) -> Result<Outcome, Failure> {
    let mut all = Vec::new();
    let mut unread = !known.problems.is_empty();
    for file in &args.files {
        match of_article(file, args, options, paths, known) {
            Ok(claims) => all.extend(claims),
            Err(failure) if args.files.len() > 1 && failure.code() == 3 => {
                output::complain(&failure.to_string());
                unread = true;
            }
            Err(failure) => return Err(failure),
        }
    }
    let any = all.iter().any(|claim| !claim.matches.is_empty());
    let mut out = Output::new();
    if args.json {
        out.text(&json::pretty(&all))?;
    } else {
        for claim in all.iter().filter(|claim| !claim.matches.is_empty()) {
            let by = claim
                .speaker
                .as_ref()
                .map(|speaker| format!("{speaker}: "))
                .unwrap_or_default();
            out.line(&format!("{by}{}", one_line(&claim.text)))?;
            for found in &claim.matches {
                out.line(&found.in_words())?;
            }
            out.line("")?;
        }
    }
    out.finish()?;
    Ok(outcome(unread, any))
}

fn of_article(
    file: &OsStr,
    args: &Args,
    options: &Options,
    paths: &Paths,
    known: &Known,
) -> Result<Vec<ClaimKnown>, Failure> {
    let article = Annotated::read(file, options, paths, Purpose::Look)?;
    let document = &article.article.document;
    let (text, metadata) = (document.text(), document.metadata());
    let located = article.located();
    let analysis = article.article.analysis();
    let date = metadata.date.map(|date| date.to_string());
    let mut claims = Vec::new();
    let mut decided = Vec::new();
    for (annotation, at) in located.iter().filter(|(a, _)| !a.deleted) {
        if annotation.kind == AnnotationKind::Claim || annotation.rejects_claim() {
            decided.extend(at.range);
        }
        if annotation.kind == AnnotationKind::Claim {
            let words = at
                .range
                .map_or(annotation.anchor.quote.as_str(), |range| range.slice(text));
            claims.push((
                Some(annotation.id),
                at.range,
                words.to_owned(),
                speaker(annotation),
            ));
        }
    }
    for claim in &analysis.claims {
        if !decided.iter().any(|range| range.overlaps(claim.range)) {
            let speaker = claim.speaker.as_ref().map(|s| one_line(&s.name));
            claims.push((
                None,
                Some(claim.range),
                claim.range.slice(text).to_owned(),
                speaker,
            ));
        }
    }
    claims.sort_by_key(|(_, range, ..)| range.map_or(usize::MAX, |range| range.start));
    let own: Vec<String> = located.iter().map(|(a, _)| a.id.to_string()).collect();
    let index = ScalarIndex::new(text);
    let of_claim =
        |(id, range, words, speaker): (Option<crate::notes::Id>, Option<_>, String, Option<String>)| {
            let names = range
                .map(|range| full_names(&analysis, text, range))
                .unwrap_or_default();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let query = MatchQuery {
                text: &words,
                speaker: speaker.as_deref(),
                names: &names,
                date: date.as_deref(),
                vector: None,
            };
            let found = known
                .find(query, args.count.map_or(SHOWN, usize::from), |id| {
                    own.iter().any(|o| o == id)
                })
                .map_err(|error| Failure::Input(format!("an archive cannot be read: {error}")))?;
            Ok(ClaimKnown {
                file: one_line(&file.to_string_lossy()),
                id: id.map(|id| id.to_string()),
                start: range.map(|range| index.scalar(text, range.start)),
                end: range.map(|range| index.scalar(text, range.end)),
                text: words,
                speaker,
                matches: chosen(found, args.count)
                    .into_iter()
                    .map(KnownMatch::of)
                    .collect(),
            })
        };
    claims.into_par_iter().map(of_claim).collect()
}
