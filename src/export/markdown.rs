//! Notes as Markdown: front matter, claims in document order, then highlights and notes, then entities.
//!
//! Nothing from the article or the notes can act as Markdown: what would is escaped (CommonMark 0.31, section 2.4),
//! so that each quote reads as it stood. Each annotation carries a block id that stays the same in every export,
//! `^postil-` and its id, which Obsidian can link to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Input;
use super::selection::in_order;
use crate::analysis::{Entity, EntityKind};
use crate::document::Metadata;
use crate::notes::{AnchorState, Annotation, AnnotationKind, Evidence, Located};
use crate::text::clean::{harmless, one_line};

pub(super) fn render(input: &Input<'_>) -> String {
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
    let mut out = String::new();
    front_matter(&mut out, meta, &claims, input.verdicts);
    let _ = writeln!(out, "\n# {}\n", inline(&meta.title));
    let origin: Vec<String> = [
        meta.byline.clone(),
        meta.source.clone(),
        meta.date.map(|d| d.to_string()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !origin.is_empty() {
        let _ = writeln!(out, "{}\n", inline(&origin.join(" · ")));
    }
    if !claims.is_empty() {
        out.push_str("## Claims\n\n");
        for (number, (annotation, at)) in claims.iter().enumerate() {
            claim(&mut out, number + 1, annotation, at);
        }
    }
    let passages = of(&[AnnotationKind::Highlight, AnnotationKind::Note]);
    if !passages.is_empty() {
        out.push_str("## Highlights and notes\n\n");
        for (annotation, at) in passages {
            passage(&mut out, annotation, at);
            details(&mut out, annotation);
        }
    }
    entities(&mut out, input.entities, &of(&[AnnotationKind::Entity]));
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

fn front_matter(out: &mut String, meta: &Metadata, claims: &[&(Annotation, Located)], verdicts: &[&str]) {
    let mut counts: Vec<(String, usize)> = verdicts.iter().map(|v| (one_line(v), 0)).collect();
    let mut unchecked = 0;
    for (annotation, _) in claims {
        let Some(verdict) = annotation.verdict.as_deref().map(one_line) else {
            unchecked += 1;
            continue;
        };
        match counts.iter_mut().find(|(name, _)| *name == verdict) {
            Some((_, n)) => *n += 1,
            None => counts.push((verdict, 1)),
        }
    }
    out.push_str("---\n");
    let _ = writeln!(out, "title: {}", yaml(&meta.title));
    for (name, value) in [("byline", &meta.byline), ("source", &meta.source)] {
        if let Some(value) = value {
            let _ = writeln!(out, "{name}: {}", yaml(value));
        }
    }
    if let Some(date) = meta.date {
        let _ = writeln!(out, "date: {date}");
    }
    if let Some(url) = &meta.url {
        let _ = writeln!(out, "url: {}", yaml(url));
    }
    let _ = writeln!(out, "claims: {}\nwithout_verdict: {unchecked}", claims.len());
    out.push_str(if counts.is_empty() {
        "verdicts: {}\n"
    } else {
        "verdicts:\n"
    });
    for (name, n) in &counts {
        let _ = writeln!(out, "  {}: {n}", yaml(name));
    }
    out.push_str("---\n");
}

fn claim(out: &mut String, number: usize, annotation: &Annotation, at: &Located) {
    let verdict = annotation.verdict.as_deref().map(one_line);
    let speaker = annotation
        .speech
        .as_ref()
        .map(|s| one_line(&s.speaker))
        .filter(|s| !s.is_empty());
    let heading = [verdict.as_deref(), speaker.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" — ");
    let heading = if heading.is_empty() {
        "no verdict".to_owned()
    } else {
        heading
    };
    let _ = writeln!(out, "### {number}. {}\n", inline(&heading));
    passage(out, annotation, at);
    item(
        out,
        "Speaker",
        Some(speaker.as_deref().unwrap_or("the author's own voice")),
    );
    item(
        out,
        "Cue",
        annotation.speech.as_ref().and_then(|s| s.cue.as_deref()),
    );
    item(out, "Verdict", Some(verdict.as_deref().unwrap_or("none")));
    item(out, "Status", Some(annotation.status.name()));
    item(out, "Restatement", annotation.restatement.as_deref());
    details(out, annotation);
}

/// The quote, the state of its anchor where there is something to say, and the block id.
fn passage(out: &mut String, annotation: &Annotation, at: &Located) {
    quote(out, "> ", &annotation.anchor.quote);
    let _ = writeln!(out, "\n^postil-{}\n", annotation.id);
    let state = match at.state {
        AnchorState::Ok => return,
        AnchorState::Moved => "The passage has moved since it was marked.",
        AnchorState::Changed => "The passage has changed since it was marked: it needs review.",
        AnchorState::Ambiguous => "More than one passage could be meant: it needs review.",
        AnchorState::Orphan => "Orphan: the passage is not in the article as it is now.",
    };
    let _ = writeln!(out, "*{state}*\n");
}

/// Evidence, tags and note: what every kind may carry.
fn details(out: &mut String, annotation: &Annotation) {
    for evidence in &annotation.evidence {
        item_raw(out, "Evidence", &evidence_line(evidence));
    }
    let tags: Vec<String> = annotation
        .tags
        .iter()
        .map(|t| inline(t))
        .filter(|t| !t.is_empty())
        .collect();
    if !tags.is_empty() {
        item_raw(out, "Tags", &tags.join(", "));
    }
    if let Some(note) = annotation.note.as_deref().filter(|n| !n.trim().is_empty()) {
        if note.trim().contains('\n') {
            out.push_str("- **Note:**\n\n");
            quote(out, "  ", note);
        } else {
            item(out, "Note", Some(note));
        }
    }
    if !out.ends_with("\n\n") {
        out.push('\n');
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

/// An entity as it is listed: its name, how often it is mentioned, and the annotations on it.
type Listed<'a> = (String, usize, Vec<&'a (Annotation, Located)>);

fn entities(out: &mut String, found: &[Entity], tagged: &[&(Annotation, Located)]) {
    // By kind, then name: how often it is mentioned, and what the reader wrote on it.
    let mut by_kind: BTreeMap<EntityKind, Vec<Listed<'_>>> = BTreeMap::new();
    for entity in found {
        by_kind.entry(entity.kind).or_default().push((
            one_line(&entity.name),
            entity.mentions.len(),
            Vec::new(),
        ));
    }
    for pair in tagged {
        let kind = pair.0.entity_kind.unwrap_or(EntityKind::Person);
        let name = one_line(pair.0.name.as_deref().unwrap_or(&pair.0.anchor.quote));
        let list = by_kind.entry(kind).or_default();
        match list.iter_mut().find(|(known, ..)| *known == name) {
            Some((.., annotations)) => annotations.push(pair),
            None => list.push((name, 0, vec![pair])),
        }
    }
    if by_kind.is_empty() {
        return;
    }
    out.push_str("## Entities\n");
    for (kind, list) in by_kind {
        let _ = writeln!(out, "\n### {}\n", heading_of(kind));
        for (name, mentions, annotations) in list {
            let _ = write!(out, "- {}", inline(&name));
            match mentions {
                0 => {}
                1 => out.push_str(" — 1 mention"),
                n => _ = write!(out, " — {n} mentions"),
            }
            out.push('\n');
            for (annotation, at) in annotations {
                let quote = inline(&annotation.anchor.quote);
                let _ = write!(out, "  - tagged “{quote}”");
                if at.state != AnchorState::Ok {
                    let _ = write!(out, " ({})", at.state.name());
                }
                if let Some(note) = annotation.note.as_deref().filter(|n| !n.trim().is_empty()) {
                    let _ = write!(out, ": {}", inline(note));
                }
                let _ = writeln!(out, " ^postil-{}", annotation.id);
            }
        }
    }
}

fn heading_of(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Person => "Persons",
        EntityKind::Organization => "Organizations",
        EntityKind::Place => "Places",
        EntityKind::Group => "Groups",
        EntityKind::Product => "Products",
        EntityKind::Work => "Works",
        EntityKind::Event => "Events",
        EntityKind::Law => "Laws",
        EntityKind::Date => "Dates",
        EntityKind::Money => "Money",
        EntityKind::Quantity => "Quantities",
    }
}

fn item(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        item_raw(out, name, &inline(value));
    }
}

fn item_raw(out: &mut String, name: &str, markdown: &str) {
    if !markdown.is_empty() {
        let _ = writeln!(out, "- **{name}:** {markdown}");
    }
}

/// `text` as paragraphs, each line behind `prefix`; line breaks inside a paragraph stay.
fn quote(out: &mut String, prefix: &str, text: &str) {
    let text = harmless(text);
    let lines: Vec<String> = text.lines().map(inline).collect();
    let first = lines.iter().position(|l| !l.is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|l| !l.is_empty()).map_or(first, |l| l + 1);
    let lines = lines.get(first..last).unwrap_or_default();
    for (i, line) in lines.iter().enumerate() {
        out.push_str(if line.is_empty() {
            prefix.trim_end()
        } else {
            prefix
        });
        out.push_str(line);
        // A backslash at the end of a line is a line break.
        if !line.is_empty() && lines.get(i + 1).is_some_and(|next| !next.is_empty()) {
            out.push('\\');
        }
        out.push('\n');
    }
    if lines.is_empty() {
        let _ = writeln!(out, "{prefix}…");
    }
}

/// `text` on one line, with a backslash before everything that Markdown would take for its own. Web addresses become
/// links.
fn inline(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len() + 8);
    for (i, word) in line.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        match address(word) {
            Some(end) => {
                let _ = write!(out, "<{}>", &word[..end]);
                escape(&mut out, &word[end..], false);
            }
            None => escape(&mut out, word, i == 0),
        }
    }
    out
}

/// Where the web address ends with which `word` begins, without the punctuation behind it.
fn address(word: &str) -> Option<usize> {
    if !(word.starts_with("https://") || word.starts_with("http://")) || word.contains(['<', '>', '\\', '`'])
    {
        return None;
    }
    let end = word
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’'])
        .len();
    (end > "https://".len()).then_some(end)
}

fn escape(out: &mut String, word: &str, starts_line: bool) {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    for (i, c) in word.char_indices() {
        let next = word[i + c.len_utf8()..].chars().next();
        let acts = match c {
            // `$` and `^` mean mathematics and superscripts in many dialects.
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '^' | '$' => true,
            // Only where it would be read as the name of a character.
            '&' => next.is_some_and(|c| c == '#' || c.is_ascii_alphabetic()),
            // A heading, or a tag.
            '#' => i == 0,
            '+' | '-' | ':' => starts_line && i == 0,
            // A heading; highlights and comments of Obsidian.
            '=' => starts_line && i == 0 || next == Some('='),
            '%' => next == Some('%'),
            '.' | ')' => starts_line && digits > 0 && i == digits,
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
    }
}

/// `text` as a double-quoted string of YAML, whose escapes are those of JSON.
fn yaml(text: &str) -> String {
    serde_json::to_string(&one_line(text)).unwrap_or_else(|_| "\"\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
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
        insta::assert_snapshot!(render(&sample.input()));
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
            let markdown = render(&sample.input());
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
