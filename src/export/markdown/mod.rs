//! Notes as Markdown ready to publish: what was checked and by whom, a summary, each claim as prose with its verdict, the reasons and the
//! evidence; then highlights and notes, then entities, and finally undecided suggestions.
//!
//! No text of the article or the notes acts as Markdown: it is escaped (CommonMark 0.31, section 2.4), so each quote reads unchanged. Each
//! annotation is a section of its own, so that an edited file can be updated around the edits.

pub(super) mod escape;

use std::fmt::Write as _;

use super::iri::encoded;
use super::rendered::{NO_CHECKSUM, Section};
use super::report::{Report, ReportItem, ReportSource, ReportSuggested};
use super::{Form, Input, Join, Rendered};
use crate::analysis::EntityKind;
use escape::{inline, quote, within, yaml};

pub(super) const COMMON: Form = Form {
    name: "markdown",
    ending: "md",
    about: "a fact-check in Markdown that every program reads",
    lacks: "prefix and suffix of a passage, and earlier versions",
    marked: true,
    join: Join::Apart,
    render: |input| Ok(render(input, Flavour::Common)),
};

pub(super) const OBSIDIAN: Form = Form {
    name: "obsidian",
    ending: "md",
    about: "the same with the properties, links, tags and callouts of Obsidian",
    lacks: "prefix and suffix of a passage, and earlier versions",
    marked: true,
    join: Join::Apart,
    render: |input| Ok(render(input, Flavour::Obsidian)),
};

/// A line of the front matter that no other program writes.
pub(super) const GENERATOR: &str = "generator: postil";

/// The dialect of Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavour {
    /// CommonMark, for every program.
    Common,
    /// With Obsidian's additions: names as links between notes, tags, and claims as callouts.
    Obsidian,
}

fn render(input: &Input<'_>, flavour: Flavour) -> Rendered {
    let report = Report::of(input);
    let mut page = Page {
        sections: Vec::new(),
        out: String::new(),
        flavour,
    };
    page.front_matter(&report);
    page.line(&format!("# {}", inline(&report.article.title)));
    page.end("title");
    page.head(&report);
    page.summary(&report);
    if !report.claims.is_empty() {
        page.heading("Claims");
        for claim in &report.claims {
            page.claim(claim);
            page.end(&claim.full.record.id);
        }
    }
    if !report.passages.is_empty() {
        page.heading("Highlights and notes");
        for item in &report.passages {
            page.passage(item);
            page.end(&item.full.record.id);
        }
    }
    page.entities(&report);
    if let Some(suggested) = &report.suggested {
        page.suggested(suggested);
    }
    Rendered::new(page.sections)
}

/// The output so far.
struct Page {
    sections: Vec<Section>,
    /// The section being written.
    out: String,
    flavour: Flavour,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Adds a paragraph and an empty line.
    fn paragraph(&mut self, text: &str) {
        self.line(text);
        self.line("");
    }

    /// Ends the section being written; an empty line separates it from the one before.
    fn end(&mut self, key: &str) {
        let text = std::mem::take(&mut self.out);
        self.push(key, format!("\n{}\n", text.trim_matches('\n')));
    }

    /// Adds a section directly after the one before, without an empty line.
    fn push(&mut self, key: &str, text: String) {
        self.sections.push(Section {
            key: key.to_owned(),
            text,
        });
    }

    fn heading(&mut self, text: &str) {
        self.line(&format!("## {text}"));
        self.end(text);
    }

    /// Adds a line of the front matter as its own section, because properties are edited one by one.
    fn property(&mut self, name: &str, value: &str) {
        self.push(&format!("front {name}"), format!("{name}: {value}\n"));
    }

    /// The front matter is flat, because a property of Obsidian cannot contain properties.
    fn front_matter(&mut self, report: &Report) {
        // The generator line identifies an export.
        self.push("front", format!("---\n{GENERATOR}\n"));
        self.property("checksum", NO_CHECKSUM);
        let article = &report.article;
        self.property("title", &yaml(&article.title));
        let checkers = (!report.checkers.is_empty()).then(|| report.checkers.join(", "));
        let date = article.date.map(|d| d.to_string());
        let fields = [
            ("byline", &article.byline),
            ("source", &article.source),
            ("date", &date),
            ("url", &article.url),
            ("checked_by", &checkers),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                // A date must not be in quotation marks.
                let value = if name == "date" {
                    value.clone()
                } else {
                    yaml(value)
                };
                self.property(name, &value);
            }
        }
        if let Some(last) = report.last {
            self.property("last_change", &last.to_string());
        }
        self.property("claims", &report.claims.len().to_string());
        self.property("without_verdict", &report.without_verdict.to_string());
        let mut names: Vec<String> = Vec::new();
        for count in &report.verdicts {
            let mut name = format!("verdict_{}", slug(&count.verdict));
            while names.contains(&name) {
                name.push('_');
            }
            self.property(&name, &count.count.to_string());
            names.push(name);
        }
        if self.flavour == Flavour::Obsidian {
            self.property("tags", "[postil]");
        }
        self.push("front end", "---\n".to_owned());
    }

    /// The source of the article, and who checked it.
    fn head(&mut self, report: &Report) {
        let mut origin: Vec<String> = report.origin().into_iter().map(inline).collect();
        origin.extend(report.article.url.as_deref().map(inline));
        if !origin.is_empty() {
            self.line(&origin.join(" · "));
            self.end("origin");
        }
        let credit = report.credit();
        if !credit.is_empty() {
            self.line(&format!("*{}*", inline(&credit)));
            self.end("credit");
        }
    }

    /// All verdicts at a glance.
    fn summary(&mut self, report: &Report) {
        if report.claims.is_empty() {
            return;
        }
        self.paragraph(&format!("**In short:** {}", inline(&report.summary)));
        for claim in &report.claims {
            let speaker = claim.full.record.speaker.as_deref();
            let speaker = speaker.map(|s| format!(" ({})", inline(s))).unwrap_or_default();
            self.line(&format!(
                "- **{}:** {}{speaker}",
                inline(&claim.label),
                inline(&claim.headline)
            ));
        }
        self.end("summary");
    }

    fn claim(&mut self, item: &ReportItem) {
        let record = &item.full.record;
        let heading = format!("{}: {}", inline(&item.label), inline(&item.headline));
        self.paragraph(&format!("### {heading}"));
        let said = match (&record.speaker, self.flavour) {
            (Some(speaker), Flavour::Obsidian) => {
                let rest = item.said.strip_prefix(speaker.as_str()).unwrap_or_default();
                format!("{}{}", self.speaker(speaker), inline_behind(rest))
            }
            _ => inline(&item.said),
        };
        self.paragraph(&format!("{said}:"));
        if self.flavour == Flavour::Obsidian {
            let verdict = record.verdict.as_deref();
            let slug = verdict.map_or_else(|| "none".to_owned(), slug);
            self.line(&format!(
                "> [!{}|{slug}] {}",
                callout(verdict),
                inline(&item.label)
            ));
        }
        quote(&mut self.out, "> ", &record.quote);
        self.identity(item);
        let verdict = match &record.verdict {
            Some(verdict) => format!("Verdict: {}.", inline(verdict)),
            None => "No verdict yet.".to_owned(),
        };
        // A verdict sets the status; any other combination is worth mentioning.
        let plain = match item.standing {
            Some(standing) => {
                standing
                    == if record.verdict.is_some() {
                        "checked"
                    } else {
                        "to check"
                    }
            }
            None => true,
        };
        let standing = match item.standing {
            Some(standing) if !plain => format!(" Status: {standing}."),
            _ => String::new(),
        };
        self.paragraph(&format!("**{verdict}**{standing}"));
        if self.flavour == Flavour::Obsidian {
            let verdict = record.verdict.as_deref().map_or("none".to_owned(), inline);
            self.line(&format!("- verdict:: {verdict}"));
            if let Some(speaker) = &record.speaker {
                let speaker = self.speaker(speaker);
                self.line(&format!("- speaker:: {speaker}"));
            }
            self.line("");
        }
        self.details(item);
    }

    fn passage(&mut self, item: &ReportItem) {
        if item.whole {
            self.line("*On the article as a whole*");
        } else {
            quote(&mut self.out, "> ", &item.full.record.quote);
        }
        self.identity(item);
        self.details(item);
    }

    /// The block id of Obsidian, and a remark on the state of the passage if needed.
    fn identity(&mut self, item: &ReportItem) {
        self.line("");
        if self.flavour == Flavour::Obsidian {
            self.paragraph(&format!("^postil-{}", item.full.record.id));
        }
        if let Some(note) = item.state_note {
            self.paragraph(&format!("*{note}*"));
        }
    }

    /// Note, evidence, tags and the command to open it, for every kind.
    fn details(&mut self, item: &ReportItem) {
        let record = &item.full.record;
        // Not repeated if it is the headline, which is on one line.
        if let Some(words) = &item.full.restatement
            && crate::text::clean::one_line(words) != item.headline
        {
            quote(&mut self.out, "", words);
            self.line("");
        }
        if let Some(note) = record.note.as_deref().filter(|n| !n.trim().is_empty()) {
            quote(&mut self.out, "", note);
            self.line("");
        }
        if !item.sources.is_empty() {
            self.paragraph("Evidence:");
            for source in &item.sources {
                self.line(&format!("- {}", evidence(source)));
            }
            self.line("");
        }
        let mut last: Vec<String> = Vec::new();
        if !record.tags.is_empty() {
            let tags: Vec<String> = record.tags.iter().map(|t| self.tag(t)).collect();
            last.push(format!("Tags: {}", tags.join(", ")));
        }
        last.extend(item.full.colour.iter().map(|c| format!("Colour: {}", inline(c))));
        last.push(way_back(item));
        self.line(&last.join(" · "));
    }

    fn entities(&mut self, report: &Report) {
        if report.entities.is_empty() {
            return;
        }
        self.heading("Entities");
        for group in &report.entities {
            self.push(group.heading, format!("\n### {}\n\n", group.heading));
            for entity in &group.entities {
                let name = self.name(&entity.name, EntityKind::parse(group.kind));
                self.line(&format!("- {name}"));
                for item in &entity.tagged {
                    let record = &item.full.record;
                    let mut line = format!("  - tagged “{}”", within(&record.quote));
                    if record.state != "ok" {
                        let _ = write!(line, " ({})", record.state);
                    }
                    if let Some(note) = record.note.as_deref().filter(|n| !n.trim().is_empty()) {
                        let _ = write!(line, ": {}", within(note));
                    }
                    for source in &item.sources {
                        let _ = write!(line, " · {}", evidence(source));
                    }
                    if !record.tags.is_empty() {
                        let tags: Vec<String> = record.tags.iter().map(|t| self.tag(t)).collect();
                        let _ = write!(line, " · Tags: {}", tags.join(", "));
                    }
                    let _ = write!(line, " · {}", way_back(item));
                    if self.flavour == Flavour::Obsidian {
                        let _ = write!(line, " ^postil-{}", record.id);
                    }
                    self.line(&line);
                }
                let text = std::mem::take(&mut self.out);
                self.push(&format!("{} {}", group.kind, entity.name), text);
            }
        }
    }

    fn suggested(&mut self, suggested: &ReportSuggested) {
        self.heading("Suggested by Postil, not checked");
        for claim in &suggested.claims {
            let speaker = claim.speaker.as_deref().map(inline);
            let speaker = speaker.map(|s| format!(" ({s})")).unwrap_or_default();
            self.line(&format!("- “{}”{speaker}", within(&claim.quote)));
        }
        if !suggested.claims.is_empty() {
            self.end("suggested claims");
        }
        for group in &suggested.entities {
            let names: Vec<String> = group.names.iter().map(|n| inline(n)).collect();
            self.line(&format!("- {}: {}", group.heading, names.join(", ")));
        }
        if !suggested.entities.is_empty() {
            self.end("suggested entities");
        }
    }

    /// A speaker: in Obsidian a link, unless it is not a name (`a spokesman`).
    fn speaker(&self, name: &str) -> String {
        let is_name = name.chars().next().is_some_and(|c| !c.is_lowercase());
        self.name(name, is_name.then_some(EntityKind::Person))
    }

    /// The name of an entity: in Obsidian a link to the note of that name, if such a note is possible.
    fn name(&self, name: &str, kind: Option<EntityKind>) -> String {
        // Characters not allowed in links or file names there, and those that could be read as code or mathematics.
        let forbidden = |c: char| "[]#^|\\/:*\"<>?%`$".contains(c);
        let links = matches!(
            kind,
            Some(EntityKind::Person | EntityKind::Organization | EntityKind::Place | EntityKind::Work)
        );
        if self.flavour == Flavour::Common || !links || name.contains(forbidden) || name.trim().is_empty() {
            return inline(name);
        }
        format!("[[{name}]]")
    }

    /// A tag; in Obsidian a real tag if no letter is lost, with hyphens for spaces.
    fn tag(&self, tag: &str) -> String {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/') || is_pictograph(c);
        let words: Vec<&str> = tag.split_whitespace().collect();
        let joined = words.join("-");
        let fits = joined.chars().all(allowed)
            && joined.split('/').all(|level| !level.is_empty())
            && !joined.chars().all(|c| c.is_ascii_digit());
        if self.flavour == Flavour::Common || !fits {
            return inline(tag);
        }
        format!("#{joined}")
    }
}

/// A symbol allowed in Obsidian tags.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{200d}' | '\u{fe0f}')
}

/// [`inline`] for text that follows other text on its line.
fn inline_behind(text: &str) -> String {
    match text.strip_prefix(' ') {
        Some(rest) => format!(" {}", inline(rest)),
        None => inline(text),
    }
}

/// The type of callout for a verdict: one of Obsidian's types, by the default names of verdicts.
fn callout(verdict: Option<&str>) -> &'static str {
    match verdict {
        Some("supported" | "true") => "success",
        Some("refuted" | "false") => "failure",
        Some("disputed") => "question",
        Some("misleading") => "warning",
        Some(_) => "info",
        None => "todo",
    }
}

/// A name of lower-case letters, digits and underscores.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join("_")
}

/// The command that opens the article at this annotation; if unknown, its id.
fn way_back(item: &ReportItem) -> String {
    match &item.open {
        Some(open) => code(open),
        None => code(&format!("postil-{}", item.full.record.id)),
    }
}

/// `text` as code, unchanged: the fence is longer than any run of backticks in it (CommonMark 6.1).
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A piece of evidence: its title, which links to its address, its words and its day.
fn evidence(source: &ReportSource) -> String {
    let title = within(&source.title);
    let name = match &source.url {
        None => title,
        Some(url) if source.title.is_empty() => within(url),
        Some(url) => format!("[{title}]({})", destination(url)),
    };
    let mut line = format!("{}: {name}", source.label);
    if let Some(words) = &source.quote {
        let _ = write!(line, ": “{}”", within(words));
    }
    if let Some(seen) = &source.seen_day {
        let _ = write!(line, " (seen on {seen})");
    }
    line
}

/// An address as the destination of a link, in pointed brackets where parentheses or backslashes would end or change it.
fn destination(url: &str) -> String {
    let url = encoded(url);
    if url.contains(['(', ')', '\\']) {
        return format!("<{url}>");
    }
    url
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::text::clean::{harmless, one_line};
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// All extensions except the one that changes text: `--` to a dash.
    fn extensions() -> Options {
        Options::all() - Options::ENABLE_SMART_PUNCTUATION
    }

    /// The visible text of block quotations in the Markdown.
    fn quotes(markdown: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut depth = 0;
        for event in Parser::new_ext(markdown, extensions()) {
            match event {
                Event::Start(Tag::BlockQuote(_)) => {
                    depth += 1;
                    if depth == 1 {
                        out.push(String::new());
                    }
                }
                Event::End(TagEnd::BlockQuote(_)) => depth -= 1,
                Event::Text(text) if depth > 0 => out.last_mut().unwrap().push_str(&text),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) if depth > 0 => {
                    out.last_mut().unwrap().push(' ');
                }
                Event::Start(tag) if depth > 0 => {
                    assert!(
                        matches!(tag, Tag::Paragraph | Tag::Link { .. }),
                        "{tag:?} in {markdown}"
                    );
                }
                Event::Code(text) if depth == 0 && text.starts_with("postil 'säby ferry.txt' --at ") => {}
                Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) | Event::Rule => {
                    panic!("{event:?} in {markdown}")
                }
                _ => {}
            }
        }
        out
    }

    fn plain(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_export_reads_as_designed() {
        let sample = sample::usual();
        insta::assert_snapshot!(render(&sample.input(), Flavour::Common).text());
    }

    #[test]
    fn evidence_reads_as_a_link_with_its_words() {
        let of = |title: &str, url: Option<&str>, quote: Option<&str>| {
            evidence(&ReportSource {
                label: "For",
                stance: "supports",
                title: title.to_owned(),
                url: url.map(str::to_owned),
                quote: quote.map(str::to_owned),
                seen: None,
                seen_day: None,
            })
        };
        let url = Some("https://a.example/x");
        assert_eq!(of("Report", url, None), "For: [Report](https://a.example/x)");
        assert_eq!(
            of("", url, Some("19.2 million")),
            "For: <https://a.example/x>: “19.2 million”"
        );
        assert_eq!(of("Minutes [2]", None, None), "For: Minutes \\[2\\]");
        let strange = Some("https://a.example/x_(y) z>");
        assert_eq!(
            of("A] (b", strange, None),
            "For: [A\\] (b](<https://a.example/x_(y)%20z%3E>)"
        );
    }

    #[test]
    fn obsidian_gets_links_tags_and_callouts() {
        let rendered = render(&sample::usual().input(), Flavour::Obsidian);
        let text = rendered.text();
        assert!(
            text.contains("> [!failure|refuted] Refuted\n> the ferry lost"),
            "{text}"
        );
        assert!(text.contains("> [!todo|none] Not decided\n> Nobody swims there"));
        assert!(text.contains("[[Ida Lund]] said in The Harbour Post on 14 March 2026:"));
        assert!(text.contains("- verdict:: refuted\n- speaker:: [[Ida Lund]]\n"));
        assert!(text.contains("Tags: #money, #two-words"));
        assert!(text.contains("verdict_refuted: 1\ntags: [postil]\n---\n"));
        assert!(text.contains("- [[Ida Lund]]\n  - tagged"));
        assert!(text.contains("#who · "), "the tags of entities too");
        let page = Page {
            sections: Vec::new(),
            out: String::new(),
            flavour: Flavour::Obsidian,
        };
        assert_eq!(page.tag("two words"), "#two-words");
        assert_eq!(page.tag("a/b"), "#a/b");
        assert_eq!(page.tag("😀"), "#😀");
        for no_tag in ["2026", "a, b!", "!?", "///", "/a//b/"] {
            assert_eq!(page.tag(no_tag), inline(no_tag));
        }
        let person = Some(EntityKind::Person);
        assert_eq!(page.name("Ida Lund", person), "[[Ida Lund]]");
        assert_eq!(page.name("a]] [[b", person), "a\\]\\] \\[\\[b");
        assert_eq!(page.name("`= this.file`", person), "\\`= this.file\\`");
        assert_eq!(page.name("$x$", person), "\\$x\\$");
        assert_eq!(page.name("yesterday", Some(EntityKind::Date)), "yesterday");
        assert_eq!(
            page.name("-5 per cent", Some(EntityKind::Quantity)),
            "-5 per cent".replacen('-', "\\-", 1)
        );
        assert_eq!(page.speaker("a spokesman"), "a spokesman");
    }

    #[test]
    fn code_holds_any_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
    }

    #[test]
    fn markdown_in_an_article_stays_text() {
        for text in [
            "# no heading",
            "- no item",
            "1. no item",
            "12) no item",
            "> no quote",
            "```",
            "~~~ no fence",
            "*no* __emphasis__ ~~struck~~",
            "[no](link) ![no](image) [no]: x",
            "<b>no</b> <!-- no --> <https://no.example>",
            "&amp; &#x41; AT&T R & D",
            "a\\",
            "| a | b |\n|---|---|",
            "Title\n=====",
            "text\n---",
            "    no code",
            "\tno code",
            "$no$ math ^no id",
            "+ x\n+ y",
            "[^1] and [^1]: note",
            "see https://example.org/a_b_c(d), and http://x.",
            "[ ] no task",
            ": no definition",
        ] {
            let mut out = String::new();
            quote(&mut out, "> ", text);
            assert_eq!(plain(&quotes(&out).concat()), plain(text), "{out}");
        }
    }

    proptest! {
        #[test]
        fn every_quote_is_found_again(text in "(\\PC|[\n\t #*_<>\\[\\]`~|&;.)(+=:!$^\\\\-]|[0-9]{1,3}[.)]|https?://){1,60}") {
            let mut sample = sample::usual();
            sample.annotations[1].0.anchor.quote = text.clone();
            sample.annotations[1].0.note = Some(text.clone());
            let rendered = render(&sample.input(), Flavour::Common);
            let markdown = rendered.text();
            let wanted = plain(&harmless(&text));
            prop_assert!(!markdown.chars().any(crate::text::clean::is_unsafe));
            let body = markdown.split_once("\n---\n").unwrap().1;
            let found = quotes(body);
            prop_assert_eq!(found.len(), 5);
            if !wanted.is_empty() {
                prop_assert!(found.iter().any(|q| plain(q) == wanted), "{:?} not in {:?}\n{}", wanted, found, markdown);
            }
            let headings = Parser::new_ext(body, extensions()).filter(|e| matches!(e, Event::Start(Tag::Heading { .. })));
            prop_assert_eq!(headings.count(), 1 + 1 + 3 + 1 + 1 + 1);
        }

        #[test]
        fn front_matter_cannot_be_left(title in "\\PC{0,40}") {
            let quoted = yaml(&title);
            prop_assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), one_line(&title));
            prop_assert!(!quoted.contains('\n'));
        }
    }
}
