//! Files as programs write them, and damaged ones.

use super::*;

fn blocks(rtf: &str) -> Vec<(BlockKind, String)> {
    let document = document(rtf.as_bytes(), &mut Vec::new()).unwrap();
    let blocks = document.blocks().iter();
    blocks
        .map(|b| (b.kind, document.block_text(b).to_owned()))
        .collect()
}

const ARTICLE: &str = r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\froman Times;}{\f1\fcharset204 Arial Cyr;}}{\colortbl;\red0;}
{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\*\cs10 Default;}}{\info{\title The Bridge}{\author Ruth Tarrant}{\creatim\yr2026\mo3\dy4}}
{\header Page \chpgn}\pard\s1\b Bridge closes\b0\par
\pard\s0 The caf\'e9 by the pier \u8212? {\i said} the mayor \emdash{} stays open.{\footnote\pard In \'84March\'93.}\par
\pard{\pntext 1.\tab}First {\field{\*\fldinst HYPERLINK x}{\fldrslt link}}\par{\pntext 2.\tab}Second\par
\pard\intbl Day\cell Cars\cell\row\pard\intbl Mon\cell 12\cell\row
\pard\f1 \'cf\'f0\'e8\f0  \u-10179?\u-8704? {\v hidden}{\deleted gone\deleted0 }\{x\}{\*\unknown junk}{\pict 00ff}\line end\par}";

#[test]
fn an_article() {
    let kinds = blocks(ARTICLE);
    let expected = [
        (BlockKind::Title, "Bridge closes"),
        (
            BlockKind::Paragraph,
            "The café by the pier — said the mayor — stays open.[1]",
        ),
        (BlockKind::Item, "First link"),
        (BlockKind::Item, "Second"),
        (BlockKind::Table, "Day\tCars"),
        (BlockKind::Table, "Mon\t12"),
        (BlockKind::Paragraph, "При 😀 {x}\nend"),
        (BlockKind::Footnote, "[1] In „March“."),
    ];
    assert_eq!(kinds, expected.map(|(k, t)| (k, t.to_owned())));
    let document = document(ARTICLE.as_bytes(), &mut Vec::new()).unwrap();
    assert_eq!(document.blocks()[3].ordinal, Some(2));
    let metadata = document.metadata();
    assert_eq!(metadata.byline.as_deref(), Some("Ruth Tarrant"));
    assert_eq!(
        metadata.date.map(|d| d.to_string()).as_deref(),
        Some("2026-03-04")
    );
}

fn text(body: &str) -> String {
    let rtf = format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fcharset0 Arial;}}{{\\f1\\fcharset2 Symbol;}}{{\\f2\\fcharset238 Arial CE;}}{{\\f3\\fcharset128 MS Mincho;}}}}\n{body}}}"
    );
    document(rtf.as_bytes(), &mut Vec::new())
        .unwrap()
        .text()
        .to_owned()
}

#[test]
fn characters_keep_their_place() {
    for (body, expected) in [
        (
            "Fund audited\\\n\\\nNo fault.\\\r\nWelcome.\\\n",
            "Fund audited\n\nNo fault.\n\nWelcome.",
        ),
        (
            r"Pier 9\~km, 12\_15 co\-operate",
            "Pier 9\u{a0}km, 12\u{2011}15 co\u{ad}operate",
        ),
        (
            r"a\u8211 \'96b {\uc0\u8217 s} \uc2\u8364 \'a4\'a4 5",
            "a–b ’s € 5",
        ),
        (r"5 {\f1 m}g, {\f1\'b3}9, {\f1\u61619 ?}8", "5 μg, ≥9, ≥8"),
        (r"{\f2 Wa\'b3\'easa} said", "Wałęsa said"),
        (r"{\f3\'8d\'60}!", "港!"),
        (r"10{\super 6} m{\super 2}, 1{\super st}", "10⁶ m², 1st"),
        (r"{\upr{caf?}{\*\ud{caf\u233 e}}} x", "café x"),
        (
            r#"{\field{\*\fldinst SYMBOL 176 \\f "Symbol"}{\fldrslt}} C"#,
            "° C",
        ),
        ("one\\\ttwo\\line three", "one two\nthree"),
        (
            r"{\*\annotation A remark.}Kept {\v hidden}{\deleted gone }text",
            "Kept text",
        ),
        (r"half \u-10179? of it", "half \u{fffd} of it"),
    ] {
        assert_eq!(text(body), expected, "{body}");
    }
}

#[test]
fn boxes_tables_and_groups() {
    let shape = r"Report on the pier.{\shp{\*\shpinst{\shptxt \pard The tide table.\par}}{\shprslt{\*\do\dptxbx{\dptxbxtext\pard The tide table.\par}}}} More.\par End.\par";
    assert_eq!(
        text(shape),
        "The tide table.\n\nReport on the pier. More.\n\nEnd."
    );
    // Cells whose paragraphs are not marked as part of a table; and properties that end with their group.
    assert_eq!(
        text(r"\trowd\pard Day\cell Cars\cell\row\pard Behind.\par"),
        "Day\tCars\n\nBehind."
    );
    let grouped = r"{\stylesheet{\s1 heading 1;}{\s2\sbasedon1 Chapter;}}Words first.\par{\pard\s2 Head\par}Body text.\par";
    assert_eq!(
        blocks(&format!("{{\\rtf1 {grouped}}}"))
            .iter()
            .map(|(kind, _)| *kind)
            .collect::<Vec<_>>(),
        [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph]
    );
    assert_eq!(
        text(r"{\pard\dropcapli3\dropcapt1 T\par}\pard he boat.\par"),
        "The boat."
    );
}

#[test]
fn damaged_and_hostile_files_give_their_text() {
    for cut in (0..ARTICLE.len()).step_by(3) {
        let mut warnings = Vec::new();
        let read = document(&ARTICLE.as_bytes()[..cut], &mut warnings);
        assert!(read.is_err() || !warnings.is_empty(), "{cut}");
    }
    let deep = format!(
        "{{\\rtf1 {}deep{} after}}",
        "{".repeat(100_000),
        "}".repeat(100_000)
    );
    assert_eq!(blocks(&deep), [(BlockKind::Paragraph, "deep after".to_owned())]);
    assert_eq!(
        blocks("{\\rtf1 a\\bin99999999999 b\\bin3 xyz c\\u99999999999 d}"),
        [(BlockKind::Paragraph, "ab c".to_owned())]
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let mut warnings = Vec::new();
    let body = r"{\rtf1 {\header\pard For release\par{\shp{\*\shpinst{\shptxt on 3 May}}}}{\footer\chpgn 7}Kept {\v so\'e9 hidden}{\deleted gone}{\*\annotation{\*\atnref 1}A remark.} text.\par}";
    let document = document(body.as_bytes(), &mut warnings).unwrap();
    assert_eq!(document.text(), "Kept text.");
    let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "left out page headers and footers (5 words)",
            "left out hidden text (2 words)",
            "left out text that is marked as deleted (1 word)",
            "left out comments (2 words)"
        ]
    );
}
