//! Metadata of the article on a page: from JSON-LD, OpenGraph and other `<meta>`, `<time>`, `<html lang>` and `<h1>`.

use std::collections::HashSet;

use dom_query::{Document as Dom, Matcher, NodeRef};
use dom_smoothie::Article;
use serde_json::Value;

use super::signs;
use crate::document::{Date, Metadata};
use crate::import::date;
use crate::text::clean::one_line;

/// The metadata known before the article is extracted from the page.
#[derive(Debug, Default)]
pub(super) struct Known {
    headline: Option<String>,
    shared_title: Option<String>,
    page_title: Option<String>,
    headings: Vec<String>,
    authors: Option<String>,
    date: Option<Date>,
    site: Option<String>,
    language: Option<String>,
    url: Option<String>,
    description: Option<String>,
}

impl Known {
    pub(super) fn of(page: &Dom) -> Self {
        let mut known = Self::default();
        known.linked_data(page);
        let fields = MetaFields::of(page);
        let meta = |names: &[&str]| fields.first(names);
        known.shared_title = meta(&[
            "og:title",
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
        ]);
        known.page_title = text_of(page, "title");
        known.headings = page
            .select("h1")
            .iter()
            .take(8)
            .map(|h| {
                one_line(&h.text())
                    .trim_end_matches(['¶', '§', '#', ' '])
                    .to_owned()
            })
            .filter(|t| !t.is_empty())
            .collect();
        known.description = meta(&["og:description", "description", "twitter:description"]);
        known.site = meta(&["og:site_name"])
            .or(known.site)
            .or_else(|| meta(&["application-name", "dc.publisher"]));
        let author = meta(&[
            "author",
            "article:author",
            "dc.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
        ]);
        known.authors = known.authors.take().or(author).filter(|a| !a.contains("://"));
        known.date = known.date.or_else(|| published(page, &fields));
        known.url = page
            .select("link[rel=canonical]")
            .attr("href")
            .map(|h| h.to_string())
            .or_else(|| meta(&["og:url"]))
            .filter(|u| u.starts_with("http"));
        known.date = known.date.or_else(|| known.url.as_deref().and_then(date_in_path));
        known.language = page
            .select("html")
            .attr("lang")
            .or_else(|| page.select("html").attr("xml:lang"))
            .map(|l| l.to_string())
            .or_else(|| meta(&["og:locale", "content-language", "language", "dc.language"]))
            .and_then(|l| language(&l));
        known
    }

    /// Reads the first article described in JSON-LD.
    fn linked_data(&mut self, page: &Dom) {
        for script in page.select("script[type='application/ld+json']").iter().take(20) {
            let text = script.text();
            let text = text
                .trim()
                .trim_start_matches("<![CDATA[")
                .trim_end_matches("]]>");
            if text.len() > 400_000 {
                continue;
            }
            // Line feeds inside strings are invalid, but common.
            let value = serde_json::from_str::<Value>(text)
                .or_else(|_| serde_json::from_str(&text.replace(|c: char| c.is_control(), " ")));
            let Ok(value) = value else { continue };
            let mut found = Vec::new();
            articles(&value, 0, &mut found);
            for article in found {
                let text = |key: &str| {
                    article
                        .get(key)
                        .and_then(Value::as_str)
                        .map(unescaped)
                        .filter(|t| !t.is_empty())
                };
                self.headline = self
                    .headline
                    .take()
                    .or_else(|| text("headline"))
                    .or_else(|| text("name"));
                self.date = self.date.or_else(|| {
                    ["datePublished", "dateCreated", "uploadDate"]
                        .iter()
                        .find_map(|k| date::machine(&text(k)?))
                });
                self.authors = self.authors.take().or_else(|| names(article.get("author")));
                self.site = self.site.take().or_else(|| names(article.get("publisher")));
            }
        }
    }

    /// All metadata, combined with those found when the article was extracted.
    pub(super) fn with(&self, article: Option<&Article>) -> Metadata {
        let byline = self
            .authors
            .clone()
            .or_else(|| article.and_then(|a| a.byline.clone()));
        let site = self
            .site
            .clone()
            .or_else(|| article.and_then(|a| a.site_name.clone()))
            .filter(|s| s.len() < 80);
        let title = self.title(article);
        let published = article
            .and_then(|a| a.published_time.as_deref())
            .and_then(date::machine);
        Metadata {
            title,
            byline: byline
                .map(|b| author(&b))
                .filter(|b| !b.is_empty() && b.len() < 200),
            date: self.date.or(published),
            source: site.map(|s| unescaped(&s)),
            language: self.language.clone(),
            url: self.url.clone(),
        }
    }

    /// The heading that matches one of the page's titles, otherwise the best title.
    fn title(&self, article: Option<&Article>) -> String {
        let found = article.map(|a| unescaped(&a.title)).filter(|t| !t.is_empty());
        let claimed: Vec<String> = [&self.headline, &self.shared_title, &found, &self.page_title]
            .into_iter()
            .flatten()
            .map(|t| unescaped(t))
            .collect();
        let key = |t: &str| {
            t.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        for heading in &self.headings {
            let wanted = key(heading);
            let long = wanted.chars().count() >= 8;
            // 'Site: Headline' begins with the site, 'Headline - Site' with the headline.
            let is_label = |t: &String| t.get(heading.len()..).is_some_and(|rest| rest.starts_with(':'));
            let alike = |t: &String| {
                key(t) == wanted
                    || long
                        && key(t).starts_with(&wanted)
                        && !(t.starts_with(heading.as_str()) && is_label(t))
            };
            if !wanted.is_empty() && claimed.iter().any(alike) && !self.is_site(heading) {
                return heading.clone();
            }
        }
        if let Some(heading) = self.only_heading() {
            return heading.to_owned();
        }
        let usable = |t: &&String| !self.is_site(t);
        let best = claimed
            .iter()
            .find(usable)
            .or(claimed.first())
            .cloned()
            .unwrap_or_default();
        let best = if best.is_empty() {
            self.headings.first().cloned().unwrap_or_default()
        } else {
            best
        };
        self.without_site(&best)
    }

    /// The headline of a page whose only title is that of its window, if the two are similar.
    fn only_heading(&self) -> Option<&str> {
        let ([heading], None, None, Some(title)) = (
            self.headings.as_slice(),
            &self.headline,
            &self.shared_title,
            &self.page_title,
        ) else {
            return None;
        };
        let words = |t: &str| -> HashSet<String> {
            let parts = t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
            parts.map(str::to_lowercase).collect()
        };
        let (ours, theirs) = (words(heading), words(title));
        (ours.intersection(&theirs).count() * 3 > ours.len().max(theirs.len()) * 2).then_some(heading)
    }

    /// If there is no machine-readable date: a visible one, found by the names of elements.
    pub(super) fn find_date(&mut self, page: &Dom) {
        self.date = self.date.or_else(|| visible_date(page));
    }

    fn is_site(&self, title: &str) -> bool {
        self.site
            .as_deref()
            .is_some_and(|s| s.eq_ignore_ascii_case(title))
    }

    /// 'Bridge closes - The Gazette' without the newspaper.
    fn without_site(&self, title: &str) -> String {
        let Some(site) = self.site.as_deref() else {
            return title.to_owned();
        };
        for bar in [" | ", " - ", " – ", " — ", " :: ", " « ", " · "] {
            if let Some((before, after)) = title.rsplit_once(bar)
                && !before.is_empty()
                && after.trim().eq_ignore_ascii_case(site)
            {
                return before.trim().to_owned();
            }
        }
        title.to_owned()
    }
}

/// The lines under the headline, if the page marks them and they are not part of the body.
pub(super) fn standfirst(page: &Dom, known: &Known) -> Option<String> {
    const MARKS: &[&str] = &[
        "standfirst",
        "subtitle",
        "sub-title",
        "subheadline",
        "sub-headline",
        "dek",
        "deck",
        "summary",
        "description",
    ];
    let description = known.description.as_deref().map(unescaped)?;
    let selection = page.select("h2, h3, p, div, span");
    let found = selection.nodes().iter().take(4000).find(|node| {
        let class = node.class().unwrap_or_default().to_ascii_lowercase();
        MARKS.iter().any(|m| class.contains(m)) && one_line(&node.text()) == description
    })?;
    Some(one_line(&found.text())).filter(|t| (20..500).contains(&t.len()))
}

fn articles<'a>(value: &'a Value, depth: usize, out: &mut Vec<&'a Value>) {
    if depth > 6 || out.len() > 20 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|v| articles(v, depth + 1, out)),
        Value::Object(fields) => {
            let kind = fields.get("@type").map(Value::to_string).unwrap_or_default();
            let other = ["WebPage\"", "Blog\"", "Review\""];
            let other = other.iter().any(|k| kind.contains(k));
            if other
                || ["Article", "Posting", "Report\""]
                    .iter()
                    .any(|k| kind.contains(k))
            {
                // Their text counts only if no article is described.
                if other {
                    out.push(value);
                } else {
                    out.insert(0, value);
                }
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                fields
                    .get(key)
                    .into_iter()
                    .for_each(|v| articles(v, depth + 1, out));
            }
        }
        _ => {}
    }
}

/// The name or names in a JSON-LD value.
fn names(value: Option<&Value>) -> Option<String> {
    let name = |v: &Value| {
        v.as_str()
            .or_else(|| v.get("name").and_then(Value::as_str))
            .map(unescaped)
    };
    let all = match value? {
        Value::Array(values) => values
            .iter()
            .filter_map(name)
            .take(12)
            .collect::<Vec<_>>()
            .join(", "),
        value => name(value)?,
    };
    Some(all).filter(|a| !a.trim().is_empty() && !a.contains("://"))
}

/// The `meta` elements of a page, collected once because many names are looked up.
struct MetaFields(Vec<MetaField>);

struct MetaField {
    /// Its names, from each attribute that can name it, in lower case.
    names: Vec<String>,
    content: String,
}

impl MetaFields {
    fn of(page: &Dom) -> Self {
        let named = |node: &NodeRef<'_>| {
            let names = ["property", "name", "http-equiv", "itemprop"];
            let names = names.iter().filter_map(|by| node.attr(by));
            MetaField {
                names: names.map(|name| name.to_ascii_lowercase()).collect(),
                content: node.attr("content").map(|c| unescaped(&c)).unwrap_or_default(),
            }
        };
        let elements = page.select("meta");
        let fields = elements.nodes().iter().map(named);
        Self(fields.filter(|field| !field.content.is_empty()).collect())
    }

    /// The value of the first of `names` that has one.
    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let mut named = self
                .0
                .iter()
                .filter(|field| field.names.iter().any(|n| n.eq_ignore_ascii_case(name)));
            named.next().map(|field| field.content.clone())
        })
    }
}

fn text_of(page: &Dom, selector: &str) -> Option<String> {
    Some(one_line(&page.select_single(selector).text())).filter(|t| !t.is_empty())
}

fn published(page: &Dom, fields: &MetaFields) -> Option<Date> {
    const NAMES: &[&str] = &[
        "article:published_time",
        "og:published_time",
        "datePublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "dcterms.issued",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "cxenseparse:recs:publishtime",
        "ptime",
        "display-date",
        "displaydate",
        "lastmod",
        "article:modified_time",
    ];
    let by_meta = NAMES
        .iter()
        .find_map(|name| fields.first(&[name]).and_then(|v| date::machine(&v)));
    let by_item = || {
        let found = page.select("[itemprop=datePublished]");
        found.iter().find_map(|n| {
            n.attr("datetime")
                .or_else(|| n.attr("content"))
                .and_then(|d| date::machine(&d))
                .or_else(|| date::machine(&n.text()))
        })
    };
    let by_time = || {
        /// Ordered by reliability, the most reliable first.
        const ORDER: &[&str] = &[
            "time[pubdate]",
            "article header time",
            "article time",
            "main time",
            "time",
            "abbr.published",
            ".published",
        ];
        let times = page.select("time, .published");
        ORDER.iter().find_map(|selector| {
            let selector = Matcher::new(selector).ok()?;
            let found = times.nodes().iter().filter(|n| n.is_match(&selector));
            found.take(3).find_map(|n| {
                let machine = n.attr("datetime").or_else(|| n.attr("title"));
                machine
                    .and_then(|d| date::machine(&d))
                    .or_else(|| date::machine(&n.text()))
            })
        })
    };
    by_meta.or_else(by_item).or_else(by_time)
}

/// A date in a short element that is named for it or contains only a date; the date of publication rather than of a change.
fn visible_date(page: &Dom) -> Option<Date> {
    let body = page.body()?;
    let mut changed = None;
    let elements = body.descendants_it().filter(NodeRef::is_element);
    for node in elements.take(20_000) {
        let (class, id) = (
            node.class().unwrap_or_default(),
            node.id_attr().unwrap_or_default(),
        );
        let named = signs::is_dated(&class, &id);
        if !named && node.first_element_child().is_some() {
            continue;
        }
        let Some(text) = short_text(&node) else { continue };
        let found = date::leading(&text).or_else(|| date::trailing(&text).filter(|_| named));
        let Some(found) = found.filter(|f| named || f.labelled) else {
            continue;
        };
        let lower = text.to_lowercase();
        if !["updated", "modified"].iter().any(|w| lower.contains(w)) {
            return Some(found.date);
        }
        changed = changed.or(Some(found.date));
    }
    changed
}

/// The text of an element, if it is short.
fn short_text(node: &NodeRef<'_>) -> Option<String> {
    const MOST: usize = 120;
    let mut out = String::new();
    for part in node.descendants_it().filter(NodeRef::is_text) {
        out.push_str(&part.text());
        if out.len() > MOST * 4 {
            return None;
        }
        out.push(' ');
    }
    Some(one_line(&out)).filter(|t| (8..=MOST).contains(&t.len()))
}

/// `/2020/09/26/` in an address.
fn date_in_path(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '-']).collect();
    parts.windows(3).find_map(|w| {
        let [y, m, d] = w else { return None };
        let digits = |s: &str, n: std::ops::RangeInclusive<usize>| {
            n.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
        };
        let fits = digits(y, 4..=4) && digits(m, 2..=2) && digits(d, 2..=2);
        fits.then(|| date::machine(&format!("{y}-{m}-{d}"))).flatten()
    })
}

fn language(tag: &str) -> Option<String> {
    let code = tag
        .split(['-', '_', ','])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    Some(code).filter(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Months as written after a name.
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
];

/// A name without 'By' and without anything after a bar.
fn author(byline: &str) -> String {
    let line = unescaped(byline);
    let bare = ["By ", "by ", "BY ", "By: ", "Von ", "Par ", "Por "]
        .iter()
        .find_map(|b| line.strip_prefix(b))
        .unwrap_or(&line);
    let bare = bare.split(" | ").next().unwrap_or(bare);
    // Some pages append the date to the name.
    let bare = bare.split(|c: char| c.is_ascii_digit()).next().unwrap_or(bare);
    let edges = [' ', ',', '|', '·', '•', '(', '-', '–'];
    let mut bare = bare.trim_matches(edges);
    for word in ["Published", "Updated", "Posted", "on"].iter().chain(MONTHS) {
        if let Some(name) = bare.strip_suffix(word).filter(|n| n.ends_with(edges)) {
            bare = name.trim_matches(edges);
        }
    }
    bare.to_owned()
}

/// The text on one line, with doubly escaped entities resolved, which are common.
fn unescaped(text: &str) -> String {
    let mut out = one_line(text);
    if out.contains('&') {
        for (entity, plain) in [
            ("&amp;", "&"),
            ("&quot;", "\""),
            ("&#039;", "'"),
            ("&#39;", "'"),
            ("&apos;", "'"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&nbsp;", " "),
            ("&#8217;", "’"),
            ("&rsquo;", "’"),
            ("&lsquo;", "‘"),
            ("&ldquo;", "“"),
            ("&rdquo;", "”"),
            ("&mdash;", "—"),
            ("&ndash;", "–"),
        ] {
            out = out.replace(entity, plain);
        }
    }
    out
}
