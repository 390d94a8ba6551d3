//! Fact-checks as schema.org's `ClaimReview` (<https://schema.org/ClaimReview>), JSON-LD: one, several, a graph or a feed; what
//! `postil export` writes, and what fact-checkers publish.
//!
//! What was claimed is looked for in the article by the words of the claim (`itemReviewed.text`), or as the review says it
//! (`claimReviewed`). A review by somebody else is evidence for the claim that it is about.

use serde_json::Value;
use serde_json::value::RawValue;

use super::item::{
    Content, Draft, Field, IntakeItem, ItemSource, Reason, Spot, beginning, line, lines, moment,
};
use super::json::{Frame, value};
use super::{IntakeError, within_limit};
use crate::notes::{AnnotationKind, Evidence, Speech, Stance, Status, Timestamp};

/// Whether a file holds reviews.
pub(super) fn is_reviews(frame: &Frame<'_>) -> bool {
    let is_one = |said: &Value| is_review(said) || many(&said["item"]).iter().any(is_review);
    is_review(&serde_json::json!({"@type": frame.field("@type")}))
        || reviews(frame)
            .first()
            .is_some_and(|raw| value(raw).is_ok_and(|first| is_one(&first)))
}

fn is_review(value: &Value) -> bool {
    many(&value["@type"]).iter().any(|t| t == "ClaimReview")
}

/// The reviews of a file: an array, a graph, the elements of a feed, or one alone.
fn reviews<'a>(frame: &Frame<'a>) -> Vec<&'a RawValue> {
    match frame {
        Frame::List(list) => list.clone(),
        Frame::Object(_) => ["@graph", "dataFeedElement"]
            .iter()
            .find_map(|key| frame.list(key))
            .unwrap_or_default(),
    }
}

fn many(value: &Value) -> &[Value] {
    match value {
        Value::Null => &[],
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

pub(super) fn read(text: &str, now: Timestamp) -> Result<Vec<IntakeItem>, IntakeError> {
    let frame = Frame::of(text)?;
    let mut all = reviews(&frame);
    if let (true, Frame::Object(_)) = (all.is_empty(), &frame) {
        all = serde_json::from_str(text).into_iter().collect();
    }
    within_limit(all.len())?;
    let mut out = Vec::new();
    for raw in all {
        match value(raw) {
            Ok(said) if said["@type"] == "DataFeedItem" => {
                for review in many(&said["item"]) {
                    out.push(item(review, out.len(), now));
                }
            }
            Ok(said) => out.push(item(&said, out.len(), now)),
            Err(why) => out.push(IntakeItem {
                spot: Spot::Index(out.len() as u64 + 1),
                words: beginning(raw.get()),
                source: ItemSource::default(),
                content: Err(Reason::NotUnderstood(why)),
            }),
        }
    }
    Ok(out)
}

fn item(review: &Value, before: usize, now: Timestamp) -> IntakeItem {
    let claim = &review["itemReviewed"];
    let said = |value: &Value| value.as_str().and_then(line);
    let appearance = ["appearance", "firstAppearance"]
        .iter()
        .find_map(|key| many(&claim[*key]).first())
        .unwrap_or(&Value::Null);
    let claimed = said(&review["claimReviewed"]);
    let quote = claim["text"].as_str().and_then(lines).or_else(|| claimed.clone());
    let content = match &quote {
        _ if !is_review(review) => Err(Reason::NotUnderstood("it is no ClaimReview".to_owned())),
        None => Err(Reason::WithoutPassage("it does not say what was claimed")),
        Some(quote) => Ok(Content::Passage(draft(
            review,
            appearance,
            quote,
            claimed.as_deref(),
            now,
        ))),
    };
    IntakeItem {
        spot: Spot::Index(before as u64 + 1),
        words: beginning(&quote.unwrap_or_else(|| review.to_string())),
        source: ItemSource {
            address: said(&appearance["url"]).or_else(|| said(appearance)),
            title: said(&appearance["headline"]),
        },
        content,
    }
}

fn draft(review: &Value, appearance: &Value, quote: &str, claimed: Option<&str>, now: Timestamp) -> Draft {
    let said = |value: &Value| value.as_str().and_then(line);
    let claim = &review["itemReviewed"];
    let own = review["identifier"]
        .as_str()
        .filter(|id| id.starts_with("urn:uuid:"));
    let address = said(&review["url"]);
    let name = own.map_or_else(
        || format!("review {}", address.as_deref().unwrap_or_default()),
        str::to_owned,
    );
    let created = review["datePublished"].as_str().and_then(moment);
    let mut draft = Draft::new(AnnotationKind::Claim, &name, quote, created, now);
    draft.told = vec![
        Field::Kind,
        Field::Speech,
        Field::Verdict,
        Field::Note,
        Field::Restatement,
    ];
    let out = &mut draft.annotation;
    let person = |value: &Value| {
        many(value)
            .iter()
            .find(|a| a["@type"] == "Person")
            .and_then(|a| said(&a["name"]))
    };
    let publisher = many(&appearance["publisher"])
        .first()
        .and_then(|p| said(&p["name"]));
    // In a review of our own, the publisher as the claim's author is the article's own voice.
    let is_own_voice = |a: &Value| {
        own.is_some() && a["@type"] == "Organization" && publisher.is_some() && said(&a["name"]) == publisher
    };
    let speakers = many(&claim["author"]);
    out.speech = person(&claim["author"])
        .or_else(|| said(&speakers.iter().find(|a| !is_own_voice(a))?["name"]))
        .map(|speaker| Speech { speaker, cue: None });
    let rating = &review["reviewRating"];
    out.verdict = said(&rating["alternateName"])
        .or_else(|| said(&rating["name"]))
        .map(|v| small(&v));
    if out.verdict.is_some() {
        out.status = Status::Checked;
    }
    out.note = review["reviewBody"].as_str().and_then(lines);
    out.restatement = claimed
        .filter(|c| line(quote).as_deref() != Some(*c))
        .and_then(lines);
    out.author = person(&review["creator"]);
    if out.author.is_some() {
        draft.told.push(Field::Author);
    }
    let cited = many(&review["citation"])
        .iter()
        .filter_map(|c| evidence(&c["name"], &c["url"], &c["text"]));
    out.evidence = cited.collect();
    if own.is_none() {
        let publisher = many(&review["author"])
            .first()
            .map_or(&Value::Null, |a| &a["name"]);
        out.evidence
            .extend(evidence(publisher, &review["url"], &Value::Null));
    }
    draft
}

/// A verdict as it is written among others: reviews begin it with a capital.
fn small(verdict: &str) -> String {
    let mut letters = verdict.chars();
    match letters.next() {
        Some(first) if letters.clone().any(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => verdict.to_owned(),
    }
}

fn evidence(name: &Value, address: &Value, quote: &Value) -> Option<Evidence> {
    let said = |value: &Value| value.as_str().and_then(line);
    let source = match (said(name), said(address)) {
        (Some(name), Some(address)) if name != address => format!("{name}, {address}"),
        (name, address) => address.or(name)?,
    };
    Some(Evidence {
        source,
        quote: quote.as_str().and_then(lines),
        stance: Stance::Context,
        seen: None,
    })
}
