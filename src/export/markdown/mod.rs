//! Notes as Markdown: front matter, claims in document order, then highlights and notes, then entities.
//!
//! Nothing from the article or the notes can act as Markdown: what would is escaped (CommonMark 0.31, section 2.4),
//! so that each quote reads as it stood. Each annotation carries a block id that stays the same in every export,
//! `^postil-` and its id, which Obsidian can link to. Each is a section of its own, so that a file to which somebody
//! added words can be brought up to date around them.

mod escape;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Input;
use super::rendered::{NO_CHECKSUM, Rendered, Section};
use super::selection::in_order;
use crate::analysis::EntityKind;
use crate::document::Metadata;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Evidence, Located, NamedEntity};
use crate::text::clean::one_line;
use escape::{inline, quote, yaml};

/// A line of the front matter that no other program writes.
pub(super) const GENERATOR: &str = "generator: postil";

/// Whose Markdown it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    /// CommonMark that every program reads.
    Common,
    /// With what Obsidian adds: names as links between notes, tags, and claims as callouts.
    Obsidian,
}

pub(super) fn render(input: &Input<'_>, flavour: Flavour) -> Rendered {
    let shown = in_order(input.annotations);
    let of = |kinds: &[AnnotationKind]| -> Vec<&(Annotation, Located)> {
        shown
            .iter()
            .copied()
            .filter(|(a, _)| kinds.contains(&a.kind))
            .collect()
    };
    let claims = of(&[AnnotationKind::Claim]);
    let meta = input.document.metadata();
    let mut page = Page {
        sections: Vec::new(),
        out: String::new(),
        flavour,
    };
    page.front_matter(meta, &claims, input.verdicts);
    page.line(&format!("# {}", inline(&meta.title)));
    page.end("title");
    let date = meta.date.map(|d| d.to_string());
    let origin: Vec<&str> = [meta.byline.as_deref(), meta.source.as_deref(), date.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if !origin.is_empty() {
        page.line(&inline(&origin.join(" · ")));
        page.end("origin");
    }
    if !claims.is_empty() {
        page.heading("Claims");
        for (annotation, at) in claims {
            page.claim(annotation, at);
            page.end(&annotation.id.to_string());
        }
    }
    let passages = of(&[AnnotationKind::Highlight, AnnotationKind::Note]);
    if !passages.is_empty() {
        page.heading("Highlights and notes");
        for (annotation, at) in passages {
            if annotation.anchor.is_whole() {
                page.line("*On the article as a whole*");
            } else {
                page.quote(&annotation.anchor.quote);
            }
            page.identity(annotation, at);
            page.details(annotation);
            page.end(&annotation.id.to_string());
        }
    }
    page.entities(input);
    Rendered::new(page.sections)
}

/// What is written so far.
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

    /// Ends the section being written; an empty line stands between it and the one before.
    fn end(&mut self, key: &str) {
        let text = std::mem::take(&mut self.out);
        self.push(key, format!("\n{}\n", text.trim_matches('\n')));
    }

    /// A section that follows the one before without an empty line.
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

    /// A line of the front matter, which is a section of its own: properties are edited one by one.
    fn property(&mut self, name: &str, value: &str) {
        self.push(&format!("front {name}"), format!("{name}: {value}\n"));
    }

    fn front_matter(&mut self, meta: &Metadata, claims: &[&(Annotation, Located)], verdicts: &[&str]) {
        let mut counts: Vec<(String, usize)> = verdicts.iter().map(|v| (one_line(v), 0)).collect();
        let mut without = 0;
        for (annotation, _) in claims {
            let Some(verdict) = annotation.verdict.as_deref().map(one_line) else {
                without += 1;
                continue;
            };
            match counts.iter_mut().find(|(name, _)| *name == verdict) {
                Some((_, n)) => *n += 1,
                None => counts.push((verdict, 1)),
            }
        }
        // By the line of the generator an export is known again.
        self.push("front", format!("---\n{GENERATOR}\n"));
        self.property("checksum", NO_CHECKSUM);
        self.property("title", &yaml(&meta.title));
        let date = meta.date.map(|d| d.to_string());
        let fields = [
            ("byline", &meta.byline),
            ("source", &meta.source),
            ("date", &date),
            ("url", &meta.url),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                // A date is one only without quotation marks.
                let value = if name == "date" {
                    value.clone()
                } else {
                    yaml(value)
                };
                self.property(name, &value);
            }
        }
        self.property("claims", &claims.len().to_string());
        self.property("without_verdict", &without.to_string());
        if counts.is_empty() {
            self.property("verdicts", "{}");
        } else {
            let mut text = "verdicts:\n".to_owned();
            for (name, n) in &counts {
                let _ = writeln!(text, "  {}: {n}", yaml(name));
            }
            self.push("front verdicts", text);
        }
        if self.flavour == Flavour::Obsidian {
            self.property("tags", "[postil]");
        }
        self.push("front end", "---\n".to_owned());
    }

    fn claim(&mut self, annotation: &Annotation, at: &Located) {
        let verdict = annotation.verdict.as_deref().map(one_line);
        let speaker = annotation
            .speech
            .as_ref()
            .map(|s| one_line(&s.speaker))
            .filter(|s| !s.is_empty());
        let heading: Vec<&str> = [verdict.as_deref(), speaker.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        let heading = if heading.is_empty() {
            "no verdict".to_owned()
        } else {
            heading.join(" — ")
        };
        self.line(&format!("### {}\n", inline(&heading)));
        if self.flavour == Flavour::Obsidian {
            self.line(&format!("> [!quote] {}", inline(&heading)));
        }
        self.quote(&annotation.anchor.quote);
        self.identity(annotation, at);
        match &speaker {
            Some(name) => {
                let name = self.name(name);
                self.item("Speaker", &name);
            }
            None => self.item("Speaker", "the author's own voice"),
        }
        let text = |text: &Option<String>| text.as_deref().map(inline).unwrap_or_default();
        self.item(
            "Cue",
            &text(&annotation.speech.as_ref().and_then(|s| s.cue.clone())),
        );
        self.item("Verdict", &verdict.as_deref().map_or("none".to_owned(), inline));
        self.item("Status", annotation.standing());
        self.item("Restatement", &text(&annotation.restatement));
        self.details(annotation);
    }

    fn quote(&mut self, text: &str) {
        quote(&mut self.out, "> ", text);
    }

    /// The block id, and the state of the anchor where there is something to say.
    fn identity(&mut self, annotation: &Annotation, at: &Located) {
        self.line(&format!("\n^postil-{}\n", annotation.id));
        let state = match at.state {
            AnchorState::Ok => return,
            AnchorState::Moved => "The passage has moved since it was marked.",
            AnchorState::Changed => "The passage has changed since it was marked: it needs review.",
            AnchorState::Ambiguous => "More than one passage could be meant: it needs review.",
            AnchorState::Orphan => "Orphan: the passage is not in the article as it is now.",
        };
        self.line(&format!("*{state}*\n"));
    }

    /// Evidence, tags and note: what every kind may carry.
    fn details(&mut self, annotation: &Annotation) {
        for evidence in &annotation.evidence {
            self.item("Evidence", &evidence_line(evidence));
        }
        let tags: Vec<String> = annotation
            .tags
            .iter()
            .map(|t| self.tag(t))
            .filter(|t| !t.is_empty())
            .collect();
        self.item("Tags", &tags.join(", "));
        if let Some(note) = annotation
            .note
            .as_deref()
            .map(str::trim)
            .filter(|n| !n.is_empty())
        {
            if note.contains('\n') {
                self.line("- **Note:**\n");
                quote(&mut self.out, "  ", note);
            } else {
                self.item("Note", &inline(note));
            }
        }
        if !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn item(&mut self, name: &str, markdown: &str) {
        if !markdown.is_empty() {
            self.line(&format!("- **{name}:** {markdown}"));
        }
    }

    fn entities(&mut self, input: &Input<'_>) {
        let by_kind = listed(input);
        if by_kind.is_empty() {
            return;
        }
        self.heading("Entities");
        for (kind, list) in by_kind {
            self.push(kind.heading(), format!("\n### {}\n\n", kind.heading()));
            for (entity, annotations) in list {
                let mentions = match entity.mentions.len() {
                    0 => String::new(),
                    1 => " — 1 mention".to_owned(),
                    n => format!(" — {n} mentions"),
                };
                let name = self.name(&entity.name);
                self.line(&format!("- {name}{mentions}"));
                for (annotation, at) in annotations {
                    let mut line = format!("  - tagged “{}”", inline(&annotation.anchor.quote));
                    if at.state != AnchorState::Ok {
                        let _ = write!(line, " ({})", at.state.name());
                    }
                    if let Some(note) = annotation.note.as_deref().filter(|n| !n.trim().is_empty()) {
                        let _ = write!(line, ": {}", inline(note));
                    }
                    self.line(&format!("{line} ^postil-{}", annotation.id));
                }
                let text = std::mem::take(&mut self.out);
                self.push(&format!("{} {}", kind.name(), entity.name), text);
            }
        }
    }

    /// The name of a person or thing: in Obsidian a link to the note of that name.
    fn name(&self, name: &str) -> String {
        // What may not stand in a link or a file name there, and what could be read as code or mathematics.
        let forbidden = |c: char| "[]#^|\\/:*\"<>?%`$".contains(c);
        if self.flavour == Flavour::Common || name.contains(forbidden) || name.trim().is_empty() {
            return inline(name);
        }
        format!("[[{name}]]")
    }

    fn tag(&self, tag: &str) -> String {
        if self.flavour == Flavour::Common {
            return inline(tag);
        }
        // A tag of Obsidian has neither spaces nor punctuation, and is not a number.
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
        let words: Vec<String> = tag
            .split_whitespace()
            .map(|w| w.chars().filter(|c| allowed(*c)).collect())
            .collect();
        let tag = words.join("-");
        let levels: Vec<&str> = tag.split('/').filter(|level| !level.is_empty()).collect();
        let tag = levels.join("/");
        match tag.chars().all(|c| c.is_ascii_digit()) {
            true if tag.is_empty() => tag,
            true => format!("#n{tag}"),
            false => format!("#{tag}"),
        }
    }
}

fn evidence_line(evidence: &Evidence) -> String {
    let mut parts = vec![format!(
        "{}: {}",
        evidence.stance.name(),
        inline(&evidence.source)
    )];
    if let Some(quote) = &evidence.quote {
        parts.push(format!("“{}”", inline(quote)));
    }
    if let Some(seen) = evidence.seen {
        parts.push(format!("seen {seen}"));
    }
    parts.join(" — ")
}

/// An entity, with the annotations taken that tag it.
pub(super) type Listed<'a> = (&'a NamedEntity, Vec<&'a (Annotation, Located)>);

/// The entities of the article by kind.
pub(super) fn listed<'a>(input: &Input<'a>) -> BTreeMap<EntityKind, Vec<Listed<'a>>> {
    let shown = in_order(input.annotations);
    let mut by_kind = BTreeMap::<_, Vec<_>>::new();
    for entity in input.entities {
        let tags: Vec<_> = shown
            .iter()
            .copied()
            .filter(|(a, _)| entity.tagged.contains(&a.id))
            .collect();
        if !entity.mentions.is_empty() || !tags.is_empty() {
            by_kind.entry(entity.kind).or_default().push((entity, tags));
        }
    }
    by_kind
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::text::clean::harmless;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    /// All but the one that changes the words: `--` to a dash.
    fn extensions() -> Options {
        Options::all() - Options::ENABLE_SMART_PUNCTUATION
    }

    /// What a reader of the Markdown sees inside block quotations.
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
    fn obsidian_gets_links_tags_and_callouts() {
        let rendered = render(&sample::usual().input(), Flavour::Obsidian);
        let text = rendered.text();
        assert!(
            text.contains("> [!quote] refuted — Ida Lund\n> the ferry lost"),
            "{text}"
        );
        assert!(text.contains("- **Speaker:** [[Ida Lund]]"));
        assert!(text.contains("- **Tags:** #money, #two-words"));
        assert!(text.contains("- [[Ida Lund]] — 1 mention"));
        let page = Page {
            sections: Vec::new(),
            out: String::new(),
            flavour: Flavour::Obsidian,
        };
        assert_eq!(page.tag("2026"), "#n2026");
        assert_eq!(page.tag("#a, b!"), "#a-b");
        assert_eq!(page.tag("!?"), "");
        assert_eq!(page.tag("///"), "");
        assert_eq!(page.tag("/a//b/"), "#a/b");
        assert_eq!(page.name("a]] [[b"), "a\\]\\] \\[\\[b");
        assert_eq!(page.name("`= this.file`"), "\\`= this.file\\`");
        assert_eq!(page.name("$x$"), "\\$x\\$");
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
