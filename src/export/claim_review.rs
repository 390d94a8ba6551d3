//! Claims with a verdict as schema.org's `ClaimReview` (<https://schema.org/ClaimReview>), an array of JSON-LD objects for the page of the
//! review. It requires `claimReviewed`, `reviewRating` and `url`
//! (<https://developers.google.com/search/docs/appearance/structured-data/factcheck>).
//!
//! Invariant: nothing is invented. Data that the notes do not contain comes from the settings; if it is missing there, the export fails
//! with a list of what is missing.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::iri::encoded;
use super::json::pretty;
use super::report::{Report, ReportItem, ReportSource};
use super::{Form, Input, Join, NotExported, Rendered};
use crate::analysis::EntityKind;
use crate::config::ClaimReviewSettings;
use crate::notes::NamedEntity;
use crate::text::clean::one_line;
use crate::text::file_name;

pub(super) const FORM: Form = Form {
    name: "claim-review",
    ending: "json",
    about: "claims with a verdict for publishing, as schema.org ClaimReview",
    lacks: "all but claims with a verdict; and of those status, tags, cue, colour, stance and day of evidence, and place",
    marked: false,
    join: Join::Array,
    render,
};

fn render(input: &Input<'_>) -> Result<Rendered, NotExported> {
    let report = Report::of(input);
    let speakers = Speakers {
        entities: input.entities,
        publisher: report.article.source.as_deref(),
    };
    let decided: Vec<(&ReportItem, &str)> = report
        .claims
        .iter()
        .filter_map(|claim| Some((claim, claim.full.record.verdict.as_deref()?)))
        .collect();
    let (publisher, address) = match (&input.review.publisher, &input.review.address) {
        (Some(publisher), Some(address)) if unrated(&decided, input.review).is_empty() => {
            (publisher, address)
        }
        _ if decided.is_empty() => return Ok(Rendered::whole(pretty(&json!([])))),
        _ => return Err(missing(&decided, input.review)),
    };
    let publisher = publisher_object(publisher, input.review);
    let reviews: Vec<Value> = decided
        .iter()
        .map(|(claim, verdict)| {
            let item = item_reviewed(claim, &report, &speakers);
            review(claim, verdict, item, &report, &publisher, address, input.review)
        })
        .collect();
    Ok(Rendered::whole(pretty(&reviews)))
}

/// The verdicts that have no rating and are not listed as unrated.
fn unrated<'a>(decided: &[(&ReportItem, &'a str)], settings: &ClaimReviewSettings) -> BTreeSet<&'a str> {
    let is_set = |verdict: &str| {
        settings.unrated.iter().any(|v| one_line(v) == verdict)
            || settings.ratings.keys().any(|v| one_line(v) == verdict)
    };
    decided.iter().map(|(_, v)| *v).filter(|v| !is_set(v)).collect()
}

/// What must be added to the settings.
fn missing(decided: &[(&ReportItem, &str)], settings: &ClaimReviewSettings) -> NotExported {
    let mut add = Vec::new();
    if settings.publisher.is_none() {
        add.push("publisher: \"who publishes it\"".to_owned());
    }
    if settings.address.is_none() {
        add.push("address: \"https://…/{id}\"".to_owned());
    }
    let (worst, best) = settings.scale;
    add.extend(
        unrated(decided, settings)
            .iter()
            .map(|v| format!("ratings: {{\"{v}\": a number from {worst} to {best}}}")),
    );
    NotExported(format!(
        "ClaimReview needs more than the notes hold; add to the setting claim_review: {} (postil config shows an example)",
        add.join("; ")
    ))
}

fn publisher_object(name: &str, settings: &ClaimReviewSettings) -> Value {
    object([
        ("@type", Some(json!("Organization"))),
        ("name", Some(json!(one_line(name)))),
        (
            "url",
            settings
                .publisher_url
                .as_deref()
                .map(|u| json!(encoded(&one_line(u)))),
        ),
    ])
}

fn review(
    claim: &ReportItem,
    verdict: &str,
    item: Value,
    report: &Report,
    publisher: &Value,
    address: &str,
    settings: &ClaimReviewSettings,
) -> Value {
    let (record, article) = (&claim.full.record, &report.article);
    let address = one_line(address)
        .replace("{id}", &record.id)
        .replace("{article}", &file_name::of_title(&article.title, 60));
    let claimed = claim.full.restatement.as_deref().unwrap_or(&record.quote);
    let checker = record.author.as_ref();
    object([
        ("@context", Some(json!("https://schema.org"))),
        ("@type", Some(json!("ClaimReview"))),
        ("identifier", Some(json!(format!("urn:uuid:{}", record.id)))),
        ("url", Some(json!(encoded(&address)))),
        (
            "datePublished",
            Some(json!(super::report::day_of(record.changed))),
        ),
        ("inLanguage", article.language.as_ref().map(|l| json!(l))),
        ("author", Some(publisher.clone())),
        (
            "creator",
            checker.map(|name| json!({"@type": "Person", "name": name})),
        ),
        ("claimReviewed", Some(json!(one_line(claimed)))),
        ("reviewRating", Some(rating(verdict, &claim.label, settings))),
        ("reviewBody", record.note.as_ref().map(|n| json!(n))),
        ("citation", citations(&claim.sources)),
        ("itemReviewed", Some(item)),
    ])
}

fn rating(verdict: &str, label: &str, settings: &ClaimReviewSettings) -> Value {
    let value = settings
        .ratings
        .iter()
        .find(|(v, _)| one_line(v) == verdict)
        .map(|(_, r)| *r);
    let (worst, best) = settings.scale;
    object([
        ("@type", Some(json!("Rating"))),
        ("ratingValue", value.map(|v| json!(v))),
        ("worstRating", value.map(|_| json!(worst))),
        ("bestRating", value.map(|_| json!(best))),
        ("alternateName", Some(json!(label))),
    ])
}

/// What is known about speakers.
struct Speakers<'a> {
    entities: &'a [NamedEntity],
    /// The publisher of the article. As an organization it would be the article's own voice.
    publisher: Option<&'a str>,
}

impl Speakers<'_> {
    /// A speaker as a person or an organization; without a type if it is unknown which.
    fn object(&self, name: &str) -> Value {
        let known = self
            .entities
            .iter()
            .filter(|e| self.publisher != Some(name) && one_line(&e.name) == name);
        let kind = known.map(|entity| entity.kind).find_map(|kind| match kind {
            EntityKind::Person => Some("Person"),
            EntityKind::Organization | EntityKind::Place => Some("Organization"),
            EntityKind::Group
            | EntityKind::Product
            | EntityKind::Work
            | EntityKind::Event
            | EntityKind::Law
            | EntityKind::Date
            | EntityKind::Money
            | EntityKind::Quantity => None,
        });
        object([
            ("@type", kind.map(|kind| json!(kind))),
            ("name", Some(json!(name))),
        ])
    }
}

/// The claim as it was made: by whom, when, and where it can be read.
fn item_reviewed(claim: &ReportItem, report: &Report, speakers: &Speakers<'_>) -> Value {
    let (record, article) = (&claim.full.record, &report.article);
    let source = article
        .source
        .as_ref()
        .map(|s| json!({"@type": "Organization", "name": s}));
    let author = match &record.speaker {
        Some(name) => Some(speakers.object(name)),
        None => source.clone(),
    };
    let date = article.date.map(|d| json!(d));
    let appearance = object([
        ("@type", Some(json!("Article"))),
        (
            "headline",
            Some(json!(article.title)).filter(|_| !article.title.is_empty()),
        ),
        ("url", article.url.as_deref().map(|u| json!(encoded(u)))),
        ("datePublished", date.clone()),
        ("publisher", source),
    ]);
    object([
        ("@type", Some(json!("Claim"))),
        ("text", Some(json!(record.quote))),
        ("author", author),
        ("datePublished", date),
        ("appearance", Some(appearance)),
    ])
}

fn citations(sources: &[ReportSource]) -> Option<Value> {
    let citation = |source: &ReportSource| {
        object([
            ("@type", Some(json!("CreativeWork"))),
            (
                "name",
                Some(json!(source.title)).filter(|_| !source.title.is_empty()),
            ),
            ("url", source.url.as_deref().map(|u| json!(encoded(u)))),
            ("text", source.quote.as_ref().map(|q| json!(q))),
        ])
    };
    (!sources.is_empty()).then(|| sources.iter().map(citation).collect())
}

/// An object of the known fields, in their order.
fn object<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(known.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::analysis::FoundBy;

    #[test]
    fn a_claim_with_a_verdict_is_a_review_with_what_is_required() {
        let sample = sample::usual();
        let reviews: Value = serde_json::from_str(render(&sample.input()).unwrap().text()).unwrap();
        let [review] = reviews.as_array().unwrap().as_slice() else {
            panic!("{reviews}")
        };
        assert_eq!(
            review["claimReviewed"],
            "The Säby ferry lost 4 million kronor in 2025."
        );
        assert_eq!(
            review["reviewRating"],
            json!({"@type": "Rating", "ratingValue": 1, "worstRating": 1, "bestRating": 5, "alternateName": "Refuted"})
        );
        assert_eq!(
            review["url"],
            "https://post.example/checks/The-ferry-to-Säby-stops#01980000-0000-7000-8000-000000000002"
        );
        assert_eq!(review["author"]["name"], "The Harbour Post");
        assert_eq!(review["itemReviewed"]["author"]["name"], "Ida Lund");
        assert_eq!(
            review["itemReviewed"]["appearance"]["url"],
            "https://example.org/a"
        );
        assert_eq!(review["citation"][0]["url"], "https://example.org/accounts_2025");
    }

    #[test]
    fn a_speaker_has_a_type_only_if_it_is_known() {
        let named = |name: &str, kind| NamedEntity {
            kind,
            name: name.to_owned(),
            mentions: Vec::new(),
            tagged: Vec::new(),
            found_by: FoundBy::OWN,
        };
        let known = [
            named("Ida Lund", EntityKind::Person),
            named("The Ferry Board", EntityKind::Organization),
        ];
        let speakers = Speakers {
            entities: &known,
            publisher: None,
        };
        let kind = |name: &str| speakers.object(name).get("@type").cloned();
        assert_eq!(kind("Ida Lund"), Some(json!("Person")));
        assert_eq!(kind("The Ferry Board"), Some(json!("Organization")));
        assert_eq!(kind("Bo Ek"), None);
    }

    #[test]
    fn what_is_missing_is_named_with_its_setting() {
        let sample = sample::usual();
        let nothing = ClaimReviewSettings::default();
        let input = Input {
            review: &nothing,
            ..sample.input()
        };
        let why = render(&input).unwrap_err().to_string();
        for setting in [
            "publisher: ",
            "address: ",
            "ratings: {\"refuted\": a number from 1 to 5}",
        ] {
            assert!(why.contains(setting), "{why}");
        }
        let named = ClaimReviewSettings {
            unrated: vec!["refuted".into()],
            ratings: std::collections::BTreeMap::new(),
            ..input_settings()
        };
        let input = Input {
            review: &named,
            ..sample.input()
        };
        let reviews: Value = serde_json::from_str(render(&input).unwrap().text()).unwrap();
        assert_eq!(
            reviews[0]["reviewRating"],
            json!({"@type": "Rating", "alternateName": "Refuted"})
        );
    }

    fn input_settings() -> ClaimReviewSettings {
        sample::usual().input().review.clone()
    }
}
