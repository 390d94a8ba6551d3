//! Reads archives of fact-checks: JSON lines, schema.org `ClaimReview` as JSON-LD (one object, an array, a `@graph`, a `DataFeed`), and CSV
//! with a header line.
//!
//! Invariants: an invalid entry is reported with its place, and the rest is read; ids are unique within an archive; only the current entry
//! and the ids are held in memory.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::entry::Checked;
use crate::text::formula;

/// An invalid entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveFault {
    /// Its place: `line 3`, `entry 7`.
    pub place: String,
    /// The error, and what to do about it.
    pub why: String,
}

/// Calls `each` with every entry of an archive, or its error.
///
/// # Errors
/// When the bytes are not an archive; says why.
pub fn read_archive(bytes: &[u8], each: &mut dyn FnMut(Result<Checked, ArchiveFault>)) -> Result<(), String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = ArchiveReader {
        ids: HashSet::new(),
        count: 0,
        each,
    };
    match bytes.trim_ascii_start().first() {
        None => Err("it is empty".to_owned()),
        Some(b'[') => reader.whole(bytes),
        Some(b'{') => {
            let mut lines = bytes.trim_ascii().split(|b| *b == b'\n');
            let first = lines.next().unwrap_or_default();
            let is_first_of_many =
                lines.next().is_some() && serde_json::from_slice::<&RawValue>(first).is_ok();
            if !is_first_of_many && serde_json::from_slice::<&RawValue>(bytes).is_ok() {
                return reader.whole(bytes);
            }
            reader.lines(bytes);
            Ok(())
        }
        Some(_) => reader.table(bytes),
    }
}

struct ArchiveReader<'a> {
    ids: HashSet<String>,
    /// The number of entries so far, valid or not.
    count: usize,
    each: &'a mut dyn FnMut(Result<Checked, ArchiveFault>),
}

/// The parts of an object that can contain others.
#[derive(Deserialize)]
struct Holder<'a> {
    #[serde(borrow, rename = "dataFeedElement")]
    elements: Option<&'a RawValue>,
    #[serde(borrow, rename = "@graph")]
    graph: Option<&'a RawValue>,
    #[serde(borrow)]
    item: Option<&'a RawValue>,
}

/// The maximum nesting of objects.
const DEEPEST: usize = 6;

impl ArchiveReader<'_> {
    fn fault(&mut self, place: String, why: String) {
        (self.each)(Err(ArchiveFault { place, why }));
    }

    fn lines(&mut self, bytes: &[u8]) {
        for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let place = format!("line {}", number + 1);
            match serde_json::from_slice::<&RawValue>(line) {
                Ok(raw) => self.object(raw, Some(&place), false, 0),
                Err(why) => self.fault(place, format!("it is not a JSON object: {why}")),
            }
        }
    }

    fn whole(&mut self, bytes: &[u8]) -> Result<(), String> {
        let raw: &RawValue = serde_json::from_slice(bytes).map_err(|why| format!("it is not JSON: {why}"))?;
        self.object(raw, None, false, 0);
        Ok(())
    }

    /// Reads the object `raw`. `inside`: whether it is among objects that need not be fact-checks.
    fn object(&mut self, raw: &RawValue, place: Option<&str>, inside: bool, depth: usize) {
        let next = |count: usize| place.map_or_else(|| format!("entry {}", count + 1), str::to_owned);
        let items: Result<Vec<&RawValue>, _> = serde_json::from_str(raw.get());
        if let Ok(items) = items.as_ref()
            && depth < DEEPEST
        {
            for item in items {
                self.object(item, place, inside, depth + 1);
            }
            return;
        }
        let holder = serde_json::from_str::<Holder<'_>>(raw.get())
            .ok()
            .filter(|_| depth < DEEPEST);
        let held = holder.and_then(|h| Some((h.elements.or(h.item).or(h.graph)?, h.graph.is_some())));
        if let Some((held, is_graph)) = held {
            self.object(held, place, is_graph, depth + 1);
            return;
        }
        let place = next(self.count);
        let Ok(Value::Object(object)) = serde_json::from_str(raw.get()) else {
            self.count += 1;
            self.fault(place, "it is not a JSON object".to_owned());
            return;
        };
        let kinds = names(object.get("@type"));
        let is_review =
            object.contains_key("claimReviewed") || kinds.iter().any(|k| k.ends_with("ClaimReview"));
        if inside && !is_review {
            return;
        }
        self.count += 1;
        let value = Value::Object(object);
        let entry = match (is_review, kinds.first()) {
            (true, _) => claim_review(&value, self.count),
            (false, Some(kind)) => Err(format!("it is a {kind}, not a ClaimReview")),
            (false, None) => line(&value),
        };
        match entry {
            Ok(entry) => self.take(entry, place, is_review),
            Err(why) => self.fault(place, why),
        }
    }

    /// Adds an entry under its id; a generated id gets a number if it is taken already.
    fn take(&mut self, mut entry: Checked, place: String, made_up: bool) {
        if entry.claim.trim().is_empty() {
            return self.fault(place, "the claim is empty".to_owned());
        }
        if self.ids.contains(&entry.id) {
            if !made_up {
                let why = format!("the id '{}' is that of an earlier entry", entry.id);
                return self.fault(place, why);
            }
            entry.id = format!("{}#{}", entry.id, self.count);
        }
        self.ids.insert(entry.id.clone());
        (self.each)(Ok(entry));
    }

    fn table(&mut self, bytes: &[u8]) -> Result<(), String> {
        let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |sign: u8| memchr::memchr_iter(sign, head).count();
        let delimiter = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|sign| count(*sign))
            .unwrap_or(b',');
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(bytes);
        let no_table = |why: csv::Error| format!("it is neither JSON nor CSV: {why}");
        let headers = rows.headers().map_err(no_table)?.clone();
        let column = |known: &[&str]| {
            let is = |header: &str| {
                let plain: String = header.chars().filter(|c| c.is_alphanumeric()).collect();
                known.contains(&plain.to_lowercase().as_str())
            };
            headers.iter().position(is)
        };
        let Some(claim) = column(&["claim", "claimreviewed", "statement", "text"]) else {
            return Err(
                "it is neither JSON nor CSV with a column called 'claim' in its first line".to_owned(),
            );
        };
        let id = column(&["id"]);
        let columns = [
            column(&["title", "headline", "name"]),
            column(&["url", "link", "address", "reviewurl"]),
            column(&["verdict", "rating", "ratingname", "label", "conclusion"]),
            column(&["publisher", "source", "factchecker"]),
            column(&["date", "datepublished", "published", "reviewdate"]),
            column(&["speaker", "claimant", "claimauthor", "saidby"]),
        ];
        for (number, row) in rows.records().enumerate() {
            self.count += 1;
            let row = match row {
                Ok(row) => row,
                Err(why) => {
                    self.fault(format!("row {}", number + 2), why.to_string());
                    continue;
                }
            };
            let place = row.position().map_or(number as u64 + 2, csv::Position::line);
            let cell = |at: Option<usize>| {
                let cell = formula::unguarded(row.get(at?)?).trim().to_owned();
                (!cell.is_empty()).then_some(cell)
            };
            let [title, url, verdict, publisher, date, speaker] = columns.map(cell);
            let given = cell(id);
            let entry = Checked {
                id: given.clone().unwrap_or_else(|| (number + 2).to_string()),
                claim: cell(Some(claim)).unwrap_or_default(),
                title,
                url,
                verdict,
                publisher,
                date,
                speaker,
            };
            self.take(entry, format!("line {place}"), given.is_none());
        }
        Ok(())
    }
}

/// `value` as text, if it is text or a number.
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// One text or a list of texts.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(all)) => all.iter().filter_map(|v| text(Some(v))).collect(),
        one => text(one).into_iter().collect(),
    }
}

/// The entry on a line of Postil's own format.
fn line(value: &Value) -> Result<Checked, String> {
    let field = |name: &str| match value.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(_) | Value::Number(_)) => Ok(text(value.get(name))),
        Some(_) => Err(format!("'{name}' is neither text nor a number")),
    };
    Ok(Checked {
        id: field("id")?.ok_or("it has no 'id'")?,
        claim: field("claim")?.ok_or("it has no 'claim'")?,
        title: field("title")?,
        url: field("url")?,
        verdict: field("verdict")?,
        publisher: field("publisher")?,
        date: field("date")?,
        speaker: field("speaker")?,
    })
}

/// The entry of a `ClaimReview`; `number` identifies it if nothing else does.
fn claim_review(value: &Value, number: usize) -> Result<Checked, String> {
    // Of several values the first counts.
    let inside = |value: Option<&Value>, name: &str| {
        let value = value?;
        let value = value.as_array().map_or(Some(value), |all| all.first())?;
        value.get(name).cloned()
    };
    let name_of = |value: Option<&Value>| text(value).or_else(|| text(inside(value, "name").as_ref()));
    let item = value.get("itemReviewed");
    let rating = value.get("reviewRating");
    let url = text(value.get("url"));
    let rated = || {
        let number = text(inside(rating, "ratingValue").as_ref())?;
        let best = text(inside(rating, "bestRating").as_ref());
        Some(best.map_or(number.clone(), |best| format!("{number} of {best}")))
    };
    let name =
        || text(inside(rating, "alternateName").as_ref()).or_else(|| text(inside(rating, "name").as_ref()));
    Ok(Checked {
        id: text(value.get("@id"))
            .or_else(|| url.clone())
            .unwrap_or_else(|| format!("entry {number}")),
        claim: text(value.get("claimReviewed")).ok_or("it has no 'claimReviewed'")?,
        title: text(value.get("headline")).or_else(|| text(value.get("name"))),
        url,
        verdict: name().or_else(rated),
        publisher: name_of(value.get("publisher")).or_else(|| name_of(value.get("author"))),
        date: text(value.get("datePublished")),
        speaker: name_of(inside(item, "author").as_ref()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(archive: &str) -> (Vec<Checked>, Vec<String>) {
        let (mut entries, mut faults) = (Vec::new(), Vec::new());
        read_archive(archive.as_bytes(), &mut |read| match read {
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.push(format!("{}: {}", fault.place, fault.why)),
        })
        .unwrap();
        (entries, faults)
    }

    #[test]
    fn lines_of_json() {
        let (entries, faults) = read(
            "\u{feff}{\"id\": 7, \"claim\": \"Boats fly\", \"verdict\": \"false\", \"date\": null}\n\n{\"id\": \"b\"}\n[1]\nno\n\
             {\"id\": \"7\", \"claim\": \"Again\"}\n{\"id\": \"c\", \"claim\": {}}\n{\"id\": \"d\", \"claim\": \" \"}\n",
        );
        let [entry] = entries.as_slice() else {
            panic!("{entries:?}")
        };
        assert_eq!(
            (entry.id.as_str(), entry.verdict.as_deref()),
            ("7", Some("false"))
        );
        assert_eq!(
            faults,
            [
                "line 3: it has no 'claim'",
                "line 4: it is not a JSON object",
                "line 5: it is not a JSON object: expected ident at line 1 column 2",
                "line 6: the id '7' is that of an earlier entry",
                "line 7: 'claim' is neither text nor a number",
                "line 8: it has no 'claim'",
            ]
        );
    }

    #[test]
    fn claim_reviews_alone_in_arrays_graphs_and_feeds() {
        let review = r#"{"@type": "ClaimReview", "claimReviewed": "Boats fly", "url": "https://a.example/1",
            "author": {"name": "The Daily"}, "datePublished": "2026-01-02", "reviewRating": {"alternateName": "False"},
            "itemReviewed": {"author": [{"name": "Ida Lund"}]}}"#;
        let other = r#"{"@type": ["Review", "ClaimReview"], "claimReviewed": "Ships dive", "reviewRating": {"ratingValue": 1, "bestRating": "5"}}"#;
        let (entries, faults) = read(review);
        assert_eq!((entries.len(), faults.len()), (1, 0));
        assert_eq!(entries[0].id, "https://a.example/1");
        assert_eq!(entries[0].speaker.as_deref(), Some("Ida Lund"));
        assert_eq!(entries[0].publisher.as_deref(), Some("The Daily"));
        for archive in [
            format!("[{review}, {other}, 4]"),
            format!(
                r#"{{"@context": "https://schema.org", "@graph": [{{"@type": "WebPage"}}, {review}, {other}]}}"#
            ),
            format!(
                r#"{{"@type": "DataFeed", "dataFeedElement": [{{"@type": "DataFeedItem", "item": [{review}]}}, {{"item": {other}}}, {{"@type": "DataFeedItem", "item": null}}]}}"#
            ),
        ] {
            let (entries, faults) = read(&archive);
            assert_eq!(entries.len(), 2, "{archive}: {faults:?}");
            assert_eq!(entries[1].verdict.as_deref(), Some("1 of 5"));
            let wrong = usize::from(!archive.contains("@graph"));
            assert_eq!(faults.len(), wrong, "{faults:?}");
        }
        let feed = r#"{"@type": "DataFeed", "dataFeedElement": [{"item": {"claimReviewed": "Boats fly"}}, {"item": {"claimReviewed": ""}}, {"item": 3}]}"#;
        let (entries, faults) = read(&format!("{feed}\n"));
        assert_eq!(entries.len(), 1);
        assert_eq!(
            faults,
            [
                "entry 2: it has no 'claimReviewed'",
                "entry 3: it is not a JSON object"
            ]
        );
        let (entries, faults) = read(&format!("[{review}, {review}, {{\"@type\": \"NewsArticle\"}}]"));
        assert_eq!(entries[1].id, "https://a.example/1#2");
        assert_eq!(faults, ["entry 3: it is a NewsArticle, not a ClaimReview"]);
    }

    #[test]
    fn tables_by_the_names_of_their_columns() {
        let (entries, faults) = read(
            "Rating;Claim Reviewed;ID;Date\nfalse;\"Boats; they fly\";x;2026-01-02\ntrue;;y;\nno;Ships;x;\n",
        );
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].claim, "Boats; they fly");
        assert_eq!(entries[0].verdict.as_deref(), Some("false"));
        assert_eq!(
            faults,
            [
                "line 3: the claim is empty",
                "line 4: the id 'x' is that of an earlier entry"
            ]
        );
        let (entries, _) = read("claim\nBoats fly\n");
        assert_eq!(entries[0].id, "2");
        let wrong = read_archive(b"a,b\n1,2\n", &mut |_| {}).unwrap_err();
        assert!(wrong.contains("column called 'claim'"), "{wrong}");
        assert!(read_archive(b"", &mut |_| {}).is_err());
        assert!(read_archive(b"[{]", &mut |_| {}).is_err());
    }
}
