//! Documents built from XML, compared with what their program shows.

use super::*;
use crate::import::archive::tests::packed;

fn blocks(bytes: &[u8]) -> Vec<(BlockKind, String)> {
    let document = document(bytes, &mut Vec::new()).unwrap();
    document
        .blocks()
        .iter()
        .map(|b| (b.kind, document.block_text(b).to_owned()))
        .collect()
}

fn expected() -> Vec<(BlockKind, String)> {
    [
        (BlockKind::Title, "Bridge closes"),
        (BlockKind::Paragraph, "Engineers & mayors[1] met."),
        (BlockKind::Heading, "Costs"),
        (BlockKind::Item, "ferries"),
        (BlockKind::Table, "Day\tCars"),
        (BlockKind::Footnote, "[1] In March."),
    ]
    .map(|(k, t)| (k, t.to_owned()))
    .to_vec()
}

#[test]
fn word() {
    let text = r#"<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>Bridge closes</w:t></w:r></w:p>
<w:p><w:r><w:t>Engineers &amp; </w:t></w:r><w:r><w:t>mayors</w:t><w:footnoteReference w:id="1"/></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> met.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Costs</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>ferries</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Day</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Cars</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"#;
    let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>In March.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let file = packed(&[
        ("word/document.xml", text.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ]);
    assert_eq!(blocks(&file), expected());
    for cut in (0..file.len()).step_by(11) {
        let _ = document(&file[..cut], &mut Vec::new());
    }
}

#[test]
fn open_document() {
    let text = r#"<office:text xmlns:office="o" xmlns:text="t" xmlns:table="b"><text:h text:outline-level="1">Bridge closes</text:h>
<text:p>Engineers &amp;<text:s/>mayors<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In March.</text:p></text:note-body></text:note> met.</text:p>
<text:h text:outline-level="2">Costs</text:h><text:list><text:list-item><text:p>ferries</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell><table:table-cell><text:p>Cars</text:p></table:table-cell></table:table-row></table:table></office:text>"#;
    assert_eq!(blocks(&packed(&[("content.xml", text.as_bytes())])), expected());
}

const W: &str = r#"xmlns:w="w" xmlns:mc="mc" xmlns:m="m" xmlns:r="r""#;

/// A DOCX with the body `body` and other parts.
fn docx(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let text = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let mut files: Vec<(&str, &[u8])> = vec![("word/document.xml", text.as_bytes())];
    files.extend(parts.iter().map(|(name, content)| (*name, content.as_bytes())));
    packed(&files)
}

fn odt(body: &str, styles: &str) -> Vec<u8> {
    let text = format!(
        "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b' xmlns:style='s' xmlns:fo='f' xmlns:draw='d' \
         xmlns:xlink='x' xmlns:svg='v'><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}\
         </office:text></office:body></office:document-content>"
    );
    packed(&[("content.xml", text.as_bytes())])
}

fn text(bytes: &[u8]) -> String {
    document(bytes, &mut Vec::new()).unwrap().text().to_owned()
}

fn warnings(bytes: &[u8]) -> Vec<String> {
    let mut warnings = Vec::new();
    let _ = document(bytes, &mut warnings);
    warnings.iter().map(ToString::to_string).collect()
}

/// A paragraph of `runs`.
fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

/// One paragraph of these runs, as text.
fn line(runs: &str) -> String {
    text(&docx(&p(runs), &[]))
}

#[test]
fn characters_that_are_elements() {
    for (runs, expected) in [
        (
            "<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>15 million</w:t></w:r>",
            "12\u{2011}15 million",
        ),
        (
            "<w:r><w:t>co</w:t><w:softHyphen/><w:t>operate</w:t></w:r>",
            "co\u{ad}operate",
        ),
        (
            "<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>",
            "one\ntwo\nthree",
        ),
        (
            "<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:ptab/><w:t>3</w:t></w:r>",
            "1 2 3",
        ),
        (
            "<w:r><w:t>5 </w:t><w:sym w:font=\"Symbol\" w:char=\"F06D\"/><w:t>g</w:t></w:r>",
            "5 μg",
        ),
        (
            "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:t> done</w:t></w:r>",
            "☑ done",
        ),
        (
            "<w:r><w:t>5 </w:t></w:r><w:r><w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr><w:t>m</w:t></w:r><w:r><w:t>g</w:t></w:r>",
            "5 μg",
        ),
        (
            "<w:r><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>6</w:t></w:r><w:r><w:t> m</w:t></w:r>",
            "10⁶ m",
        ),
        (
            "<w:r><w:t>the 1</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>st</w:t></w:r>",
            "the 1st",
        ),
        (
            "<w:r><w:t>a</w:t></w:r><w:r><w:sym w:font=\"Odd\" w:char=\"F041\"/></w:r>",
            "a\u{fffd}",
        ),
    ] {
        assert_eq!(line(runs), expected, "{runs}");
    }
}

#[test]
fn tracked_changes_are_accepted() {
    let del = |words: &str| format!("<w:del><w:r><w:delText>{words}</w:delText></w:r></w:del>");
    for (runs, expected) in [
        (
            format!(
                "{}{}{}",
                r("He "),
                del("stole"),
                "<w:ins><w:r><w:t>lost</w:t></w:r></w:ins>"
            ),
            "He lost",
        ),
        (
            format!(
                "{}<w:moveFrom>{}</w:moveFrom>{}<w:moveTo>{}</w:moveTo>",
                r("A"),
                r("X"),
                r("B"),
                r("X")
            ),
            "ABX",
        ),
        (
            format!("<w:ins>{}<w:del>{}</w:del></w:ins>", r("kept"), r("gone")),
            "kept",
        ),
        (
            format!(
                "<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr></w:pPrChange></w:pPr>{}",
                r("Words.")
            ),
            "Words.",
        ),
    ] {
        assert_eq!(line(&runs), expected, "{runs}");
    }
    assert_eq!(
        blocks(&docx(
            &p(&format!(
                "<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr></w:pPrChange></w:pPr>{}",
                r("Words.")
            )),
            &[]
        ))[0]
            .0,
        BlockKind::Paragraph
    );
    // A deleted end of a paragraph, and a deleted row.
    let joined = format!(
        "{}{}",
        p(&format!("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}", r("One "))),
        p(&r("two."))
    );
    assert_eq!(text(&docx(&joined, &[])), "One two.");
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p(&r(words)));
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}{}</w:tr></w:tbl>",
        cell("a"),
        cell("b"),
        cell("c"),
        cell("d")
    );
    assert_eq!(text(&docx(&table, &[])), "a\tb");
    assert!(warnings(&docx(&p(&(r("x") + &del("y"))), &[]))[0].contains("deleted"));
}

#[test]
fn text_boxes_are_read_once_and_behind_their_paragraph() {
    let content = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(&r(words)));
    let both = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        content("The box."),
        content("The box.")
    );
    let body = format!(
        "{}{}",
        p(&format!("{}{both}{}", r("Before "), r("after."))),
        p(&r("End."))
    );
    assert_eq!(text(&docx(&body, &[])), "Before after.\n\nThe box.\n\nEnd.");
    // A choice without text is replaced by its fallback.
    let empty = "<w:r><mc:AlternateContent><mc:Choice Requires=\"x\"><w:drawing/></mc:Choice><mc:Fallback><w:t>seen</w:t></mc:Fallback></mc:AlternateContent></w:r>";
    assert_eq!(line(empty), "seen");
    assert_eq!(
        text(&docx(
            &p(&format!("<w:r><w:pict>{}</w:pict></w:r>", content("Old box."))),
            &[]
        )),
        "Old box."
    );
}

#[test]
fn fields_show_their_result() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let (begin, separate, end) = (field("begin"), field("separate"), field("end"));
    let simple = format!(
        "{}{begin}<w:r><w:instrText>PAGE</w:instrText></w:r>{separate}{}{end}{}",
        r("p. "),
        r("9"),
        r(" of it")
    );
    assert_eq!(line(&simple), "p. 9 of it");
    let nested = format!(
        "{begin}<w:r><w:instrText>IF </w:instrText></w:r>{begin}{separate}{}{end}{separate}{}{end}",
        r("hidden"),
        r("shown")
    );
    assert_eq!(line(&nested), "shown");
    assert_eq!(
        line(&format!(
            "<w:fldSimple w:instr=\"DATE\">{}</w:fldSimple>",
            r("May 3")
        )),
        "May 3"
    );
    let wrapped = format!(
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt><w:smartTag>{}</w:smartTag><w:hyperlink r:id=\"r1\">{}</w:hyperlink>",
        r("a"),
        r("b"),
        r("c")
    );
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/hyperlink" Target="https://e.example/a" TargetMode="External"/></Relationships>"#;
    let linked = document(
        &docx(&p(&wrapped), &[("word/_rels/document.xml.rels", relations)]),
        &mut Vec::new(),
    )
    .unwrap();
    assert_eq!(linked.text(), "abc");
    assert_eq!(
        linked.marks()[0].kind,
        crate::document::MarkKind::Link("https://e.example/a".to_owned())
    );
}

#[test]
fn hidden_text_readings_and_comments_are_told() {
    let hidden = format!(
        "{}<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
        r("Shown.")
    );
    assert_eq!(line(&hidden), "Shown.");
    assert_eq!(
        warnings(&docx(&p(&hidden), &[])),
        ["left out hidden text (1 word)"]
    );
    assert_eq!(
        line(&hidden.replace("<w:vanish/>", "<w:vanish w:val=\"0\"/>")),
        "Shown.secret"
    );
    let ruby = "<w:r><w:ruby><w:rt><w:r><w:t>みなと</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>港</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    assert_eq!(line(ruby), "港");
    let comment = format!("{}<w:r><w:commentReference w:id=\"1\"/></w:r>", r("Words."));
    assert_eq!(warnings(&docx(&p(&comment), &[])), ["left out comments"]);
    let said = format!(
        "<w:comments><w:comment>{}{}</w:comment></w:comments>",
        p(&(r("Is thi") + &r("s so?"))),
        p(&r("No."))
    );
    assert_eq!(
        warnings(&docx(&p(&comment), &[("word/comments.xml", &said)])),
        ["there is 1 comment inside the file; postil import-notes FILE takes it in as a note"]
    );
    let deleted = "<w:del w:author=\"Ann\"><w:r><w:delText>He stole </w:delText></w:r><w:r><w:delText>12 boats</w:delText></w:r></w:del>";
    assert_eq!(
        warnings(&docx(&p(&(r("Words.") + deleted)), &[])),
        ["left out text that is marked as deleted (4 words)"]
    );
}

#[test]
fn equations_stand_on_one_line() {
    let mr = |words: &str| format!("<m:r><m:t>{words}</m:t></m:r>");
    for (math, expected) in [
        (
            format!(
                "<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>",
                mr("10"),
                mr("6")
            ),
            "10⁶",
        ),
        (
            format!(
                "<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>",
                mr("a+b"),
                mr("2")
            ),
            "(a+b)/2",
        ),
        (format!("<m:rad><m:deg/><m:e>{}</m:e></m:rad>", mr("n")), "√n"),
        (
            format!(
                "<m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e>{}</m:e></m:d>",
                mr("x")
            ),
            "[x]",
        ),
        (
            format!(
                "<m:sSub><m:e>{}</m:e><m:sub>{}</m:sub></m:sSub>",
                mr("x"),
                mr("i")
            ),
            "x_i",
        ),
    ] {
        assert_eq!(line(&format!("<m:oMath>{math}</m:oMath>")), expected, "{math}");
    }
}

#[test]
fn styles_are_known_by_name_outline_and_descent() {
    let styles = r#"<w:styles><w:style w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="k"><w:name w:val="Chapter Head"/><w:basedOn w:val="1"/></w:style><w:style w:styleId="o"><w:name w:val="My Part"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="q"><w:name w:val="Quote"/></w:style><w:style w:styleId="t"><w:name w:val="Title"/></w:style><w:style w:styleId="by"><w:name w:val="Author"/><w:basedOn w:val="t"/></w:style>
<w:style w:styleId="toc"><w:name w:val="TOC Heading"/><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:styleId="li"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let styled = |id: &str, words: &str| p(&format!("<w:pPr><w:pStyle w:val=\"{id}\"/></w:pPr>{}", r(words)));
    let numbered = p(&format!(
        "<w:pPr><w:pStyle w:val=\"1\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>{}",
        r("Costs")
    ));
    let outlined = p(&format!(
        "<w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>{}",
        r("By outline")
    ));
    let body = [
        styled("t", "The title"),
        styled("by", "Ruth Tarrant wrote this."),
        styled("k", "One"),
        styled("o", "Two"),
        styled("q", "Said."),
        styled("toc", "Contents"),
        styled("li", "item"),
        numbered,
        outlined,
        styled("Heading2", "No style of that id"),
    ]
    .concat();
    let kinds: Vec<(BlockKind, String)> = blocks(&docx(&body, &[("word/styles.xml", styles)]));
    let expected = [
        (BlockKind::Title, "The title"),
        (BlockKind::Paragraph, "Ruth Tarrant wrote this."),
        (BlockKind::Heading, "One"),
        (BlockKind::Heading, "Two"),
        (BlockKind::Quote, "Said."),
        (BlockKind::Paragraph, "Contents"),
        (BlockKind::Item, "item"),
        (BlockKind::Heading, "Costs"),
        (BlockKind::Heading, "By outline"),
        (BlockKind::Heading, "No style of that id"),
    ];
    assert_eq!(kinds, expected.map(|(k, t)| (k, t.to_owned())));
}

#[test]
fn items_are_counted_as_word_counts_them() {
    let level = |at: u8, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl=\"{at}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:numbering><w:abstractNum w:abstractNumId=\"0\">{}{}</w:abstractNum><w:abstractNum w:abstractNumId=\"1\">{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num></w:numbering>",
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "%2)"),
        level(0, "bullet", "\u{f0b7}")
    );
    let item = |list: u8, level: u8, words: &str| {
        p(&format!(
            "<w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>{}",
            r(words)
        ))
    };
    let body = [
        item(1, 0, "one"),
        item(1, 1, "under"),
        item(1, 1, "under too"),
        item(1, 0, "two"),
        item(1, 1, "again"),
        item(2, 0, "dot"),
        item(3, 0, "five"),
        item(0, 0, "no item"),
    ]
    .concat();
    let document = document(
        &docx(&body, &[("word/numbering.xml", &numbering)]),
        &mut Vec::new(),
    )
    .unwrap();
    let items: Vec<(Option<u32>, &str)> = document
        .blocks()
        .iter()
        .map(|b| (b.ordinal, document.block_text(b)))
        .collect();
    let expected = [
        (Some(1), "one"),
        (None, "a) under"),
        (None, "b) under too"),
        (Some(2), "two"),
        (None, "a) again"),
        (None, "dot"),
        (Some(5), "five"),
        (None, "no item"),
    ];
    assert_eq!(items, expected);
    assert_eq!(document.blocks()[7].kind, BlockKind::Paragraph);
}

#[test]
fn notes_of_both_kinds_stand_at_the_end() {
    let body = p(&format!(
        "{}<w:r><w:footnoteReference w:id=\"7\"/></w:r>{}<w:r><w:endnoteReference w:id=\"2\"/></w:r><w:del><w:r><w:footnoteReference w:id=\"8\"/></w:r></w:del>",
        r("First"),
        r(" second")
    ));
    let note =
        |kind: &str, id: &str, words: &str| format!("<w:{kind} w:id=\"{id}\">{}</w:{kind}>", p(&r(words)));
    let footnotes = format!(
        "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:t>_</w:t></w:r></w:p></w:footnote>{}{}</w:footnotes>",
        note("footnote", "7", "At the foot."),
        note("footnote", "8", "Deleted.")
    );
    let endnotes = format!(
        "<w:endnotes>{}</w:endnotes>",
        note("endnote", "2", "At the end, 10<w:noBreakHyphen/>.")
    );
    let file = docx(
        &body,
        &[
            ("word/footnotes.xml", &footnotes),
            ("word/endnotes.xml", &endnotes),
        ],
    );
    assert_eq!(
        text(&file),
        "First[1] second[2]\n\n[1] At the foot.\n\n[2] At the end, 10\u{2011}."
    );
}

#[test]
fn a_drop_cap_belongs_to_its_paragraph() {
    let cap = |kind: &str, letter: &str| {
        p(&format!(
            "<w:pPr><w:framePr w:dropCap=\"{kind}\" w:lines=\"3\"/></w:pPr>{}",
            r(letter)
        ))
    };
    let body = format!(
        "{}{}{}{}",
        cap("drop", "T"),
        p(&r("he harbour froze.")),
        cap("margin", "“I"),
        p(&r(" left,” he said."))
    );
    assert_eq!(
        text(&docx(&body, &[])),
        "The harbour froze.\n\n“I left,” he said."
    );
    assert_eq!(text(&docx(&cap("drop", "Z"), &[])), "Z");
    assert_eq!(
        text(&docx(&(cap("none", "A frame.") + &p(&r("Words."))), &[])),
        "A frame.\n\nWords."
    );
}

#[test]
fn the_main_part_is_the_one_that_is_named() {
    let text_of = |target: &str, path: &str| {
        let relations = format!(
            r#"<Relationships><Relationship Id="r" Type="http://purl.oclc.org/x/officeDocument" Target="{target}"/></Relationships>"#
        );
        let main = format!(
            "<w:document {W}><w:body>{}</w:body></w:document>",
            p(&r("Words."))
        );
        let file = packed(&[("_rels/.rels", relations.as_bytes()), (path, main.as_bytes())]);
        document(&file, &mut Vec::new()).map(|d| d.text().to_owned())
    };
    assert_eq!(
        text_of("word/document2.xml", "word/document2.xml").unwrap(),
        "Words."
    );
    assert_eq!(text_of("/story/main.xml", "story/main.xml").unwrap(), "Words.");
    assert_eq!(
        text_of("Word/Document.xml", "word\\document.xml").unwrap(),
        "Words."
    );
    assert!(text_of("word/none.xml", "word/other.xml").is_err());
    // A workbook is not a document.
    let book = packed(&[
        ("_rels/.rels", br#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
        ("xl/workbook.xml", b"<workbook><t>x</t></workbook>"),
    ]);
    assert!(document(&book, &mut Vec::new()).is_err());
}

#[test]
fn tables_keep_their_cells() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", p(&r(words)));
    let head = format!(
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>",
        cell("Day"),
        cell("Cars")
    );
    let inner = format!(
        "<w:tc><w:tbl><w:tr>{}{}</w:tr></w:tbl>{}</w:tc>",
        cell("x"),
        cell("y"),
        p(&r("z"))
    );
    let table = format!(
        "<w:tbl>{head}<w:tr>{}<w:tc><w:p/></w:tc></w:tr><w:tr>{}{inner}</w:tr></w:tbl>",
        cell("Mon"),
        cell("Tue")
    );
    let read = document(&docx(&(table + &p(&r("Behind."))), &[]), &mut Vec::new()).unwrap();
    assert_eq!(read.text(), "Day\tCars\nMon\nTue\tx y z\n\nBehind.");
    assert!(
        read.marks()
            .iter()
            .any(|m| m.kind == crate::document::MarkKind::Strong)
    );
    // A table with one cell per row is a frame.
    let frame = format!(
        "<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>",
        p(&r("One.")),
        p(&r("Two."))
    );
    let expected = [(BlockKind::Paragraph, "One."), (BlockKind::Paragraph, "Two.")];
    assert_eq!(
        blocks(&docx(&frame, &[])),
        expected.map(|(k, t)| (k, t.to_owned()))
    );
}

#[test]
fn what_an_open_document_leaves_out() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>He stole.</text:p></text:deletion></text:changed-region></text:tracked-changes>\
        <text:p>The clerk<office:annotation><text:p>A remark.</text:p></office:annotation> was cleared.<text:change/></text:p>\
        <text:section text:display='none'><text:p>Hidden.</text:p></text:section>\
        <text:p>Pier<text:s text:c='3'/>9<text:tab/>north<text:line-break/>and <text:span text:style-name='T1'>gone</text:span>south</text:p>\
        <text:p>m<text:span text:style-name='T2'>2</text:span> at 5 <text:span text:style-name='T3'>m</text:span>g</text:p>\
        <text:p>Ends.<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box><svg:desc>A picture</svg:desc></draw:frame></text:p>";
    let styles = "<style:style style:name='T1'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='T2'><style:text-properties style:text-position='super 58%'/></style:style>\
        <style:style style:name='T3'><style:text-properties style:font-name='Symbol'/></style:style>";
    let file = odt(body, styles);
    assert_eq!(
        text(&file),
        "The clerk was cleared.\n\nPier 9 north\nand south\n\nm² at 5 μg\n\nEnds.\n\nIn a box."
    );
    assert_eq!(
        warnings(&file),
        [
            "left out text that is marked as deleted (2 words)",
            "there is 1 comment inside the file; postil import-notes FILE takes it in as a note",
            "left out hidden text (2 words)"
        ]
    );
}

#[test]
fn structure_of_an_open_document() {
    let body = "<text:p text:style-name='P1'>The title</text:p><text:p text:style-name='P2'>Said.</text:p>\
        <text:list text:style-name='L1'><text:list-item><text:p>one</text:p><text:p>more of it</text:p></text:list-item>\
        <text:list-item><text:p>two</text:p><text:list><text:list-item><text:p>under</text:p></text:list-item></text:list></text:list-item></text:list>\
        <text:list text:style-name='L1'><text:list-item><text:h text:outline-level='2'>Costs</text:h></text:list-item></text:list>\
        <text:p>See<text:note text:note-class='endnote'><text:note-citation>i</text:note-citation><text:note-body><text:p>Page 12.</text:p></text:note-body></text:note> it.</text:p>\
        <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Day</text:p></table:table-cell><table:table-cell><text:p>Cars</text:p></table:table-cell></table:table-row></table:table-header-rows>\
        <table:table-row><table:table-cell><text:p>Mon</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>";
    let styles = "<style:style style:name='P1' style:parent-style-name='Title'/><style:style style:name='P2' style:parent-style-name='Quotations'/>\
        <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>\
        <text:list-level-style-number text:level='2' style:num-format='a' style:num-suffix=')'/></text:list-style>";
    let read = document(&odt(body, styles), &mut Vec::new()).unwrap();
    let got: Vec<(BlockKind, Option<u32>, &str)> = read
        .blocks()
        .iter()
        .map(|b| (b.kind, b.ordinal, read.block_text(b)))
        .collect();
    let expected = [
        (BlockKind::Title, None, "The title"),
        (BlockKind::Quote, None, "Said."),
        (BlockKind::Item, Some(1), "one"),
        (BlockKind::Paragraph, None, "more of it"),
        (BlockKind::Item, Some(2), "two"),
        (BlockKind::Item, None, "a) under"),
        (BlockKind::Heading, None, "Costs"),
        (BlockKind::Paragraph, None, "See[i] it."),
        (BlockKind::Table, None, "Day\tCars"),
        (BlockKind::Table, None, "Mon\t12"),
        (BlockKind::Footnote, None, "[i] Page 12."),
    ];
    assert_eq!(got, expected);
}

#[test]
fn an_open_document_in_one_file_and_a_locked_one() {
    let flat = "<?xml version='1.0'?><office:document xmlns:office='o' xmlns:text='t'><office:body><office:text><text:p>Words.</text:p></office:text></office:body></office:document>";
    assert_eq!(text(flat.as_bytes()), "Words.");
    let locked = packed(&[
        ("META-INF/manifest.xml", b"<m><encryption-data/></m>"),
        ("content.xml", b"\x01\x02"),
    ]);
    assert!(
        document(&locked, &mut Vec::new())
            .unwrap_err()
            .to_string()
            .contains("password")
    );
}

#[test]
fn what_stands_at_the_head_and_foot_of_each_page_is_counted() {
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/header" Target="header1.xml"/><Relationship Id="r2" Type="x/footer" Target="footer1.xml"/><Relationship Id="r3" Type="x/header" Target="header2.xml"/></Relationships>"#;
    let body = p(&r("Words."))
        + "<w:sectPr><w:headerReference r:id=\"r1\"/><w:footerReference r:id=\"r2\"/><w:footerReference r:id=\"r2\"/></w:sectPr>";
    let header = format!("<w:hdr>{}</w:hdr>", p(&r("For release on 3 May")));
    let footer = format!("<w:ftr>{}</w:ftr>", p(&r("12")));
    let unused = format!("<w:hdr>{}</w:hdr>", p(&r("Never shown")));
    let parts = [
        ("word/_rels/document.xml.rels", relations),
        ("word/header1.xml", &header),
        ("word/header2.xml", &unused),
        ("word/footer1.xml", &footer),
    ];
    let file = docx(&body, &parts);
    assert_eq!(text(&file), "Words.");
    assert_eq!(warnings(&file), ["left out page headers and footers (5 words)"]);

    let styles = "<office:document-styles><office:master-styles><style:master-page><style:header><text:p>Harbour <text:span>News</text:span></text:p></style:header>\
        <style:footer><text:p><text:page-number>1</text:page-number></text:p></style:footer></style:master-page></office:master-styles></office:document-styles>";
    let content = "<office:text><text:p>Words.</text:p></office:text>";
    let file = packed(&[
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
    ]);
    assert_eq!(text(&file), "Words.");
    assert_eq!(warnings(&file), ["left out page headers and footers (2 words)"]);
    let flat = format!("<office:document>{styles}<office:body>{content}</office:body></office:document>");
    assert_eq!(
        warnings(flat.as_bytes()),
        ["left out page headers and footers (2 words)"]
    );
}

#[test]
fn charts_and_diagrams_are_read_behind_their_paragraph() {
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/chart" Target="charts/chart1.xml"/><Relationship Id="r2" Type="x/diagramData" Target="diagrams/data1.xml"/><Relationship Id="r3" Type="x/chartEx" Target="charts/chartEx1.xml"/></Relationships>"#;
    let point = |at: usize, value: &str| format!("<c:pt idx=\"{at}\"><c:v>{value}</c:v></c:pt>");
    let title = |words: &str| {
        format!("<c:title><c:tx><c:rich><a:p><a:r><a:t>{words}</a:t></a:r></a:p></c:rich></c:tx></c:title>")
    };
    let series = |name: &str, format: &str, values: &str| {
        format!(
            "<c:ser><c:tx><c:strRef><c:strCache>{}</c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache>{}{}</c:strCache></c:strRef></c:cat>\
             <c:val><c:numRef><c:numCache><c:formatCode>{format}</c:formatCode>{values}</c:numCache></c:numRef></c:val></c:ser>",
            point(0, name),
            point(0, "2024"),
            point(1, "R&amp;D 2025"),
        )
    };
    let chart = format!(
        "<c:chartSpace><c:chart>{}<c:plotArea><c:barChart>{}{}</c:barChart><c:catAx>{}</c:catAx><c:valAx>{}</c:valAx></c:plotArea></c:chart></c:chartSpace>",
        title("Boats &amp; ferries"),
        series("Boats", "General", &(point(0, "12.5") + &point(1, "9"))),
        series("Share", "0.0%", &point(1, "0.125")),
        title("Year"),
        title("thousands")
    );
    let diagram = "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Build</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>";
    let drawing =
        |inner: &str| format!("<w:r><w:drawing><a:graphicData>{inner}</a:graphicData></w:drawing></w:r>");
    let newer = "<w:r><mc:AlternateContent><mc:Choice Requires=\"cx1\"><w:drawing><cx:chart r:id=\"r3\"/></w:drawing></mc:Choice>\
        <mc:Fallback><w:t>This chart is not available.</w:t></mc:Fallback></mc:AlternateContent></w:r>";
    let body = p(&(r("Before ") + &drawing("<c:chart r:id=\"r1\"/>") + &r("after.")))
        + &p(&drawing("<dgm:relIds r:dm=\"r2\"/>"))
        + &p(&(r("End.") + newer));
    let file = docx(
        &body,
        &[
            ("word/_rels/document.xml.rels", relations),
            ("word/charts/chart1.xml", &chart),
            ("word/diagrams/data1.xml", diagram),
        ],
    );
    assert_eq!(
        text(&file),
        "Before after.\n\nBoats & ferries (thousands)\n\nYear\tBoats\tShare\n2024\t12.5\nR&D 2025\t9\t12.5%\n\nPlan\n\nBuild\n\nEnd."
    );
    assert_eq!(warnings(&file), ["left out charts"]);

    let chart = "<office:document-content><office:body><office:chart><chart:chart><chart:title><text:p>Boats</text:p></chart:title><table:table>\
        <table:table-header-rows><table:table-row><table:table-cell><text:p/></table:table-cell><table:table-cell><text:p>Boats</text:p></table:table-cell></table:table-row></table:table-header-rows>\
        <table:table-rows><table:table-row><table:table-cell><text:p>2024</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table-rows>\
        </table:table></chart:chart></office:chart></office:body></office:document-content>";
    let content = "<office:text><text:p>Before<draw:frame><draw:object xlink:href=\"./Object 1\"/></draw:frame> after.</text:p><text:p>End.</text:p></office:text>";
    let file = packed(&[
        ("content.xml", content.as_bytes()),
        ("Object 1/content.xml", chart.as_bytes()),
    ]);
    assert_eq!(text(&file), "Before after.\n\nBoats\n\n\tBoats\n2024\t12\n\nEnd.");
}

#[test]
fn text_in_shapes_cuts_no_paragraph() {
    let shape = "<draw:custom-shape><text:p>In a shape.</text:p></draw:custom-shape>";
    let body = format!("<text:p>Before{shape} after.</text:p><text:p>End.</text:p>");
    assert_eq!(text(&odt(&body, "")), "Before after.\n\nIn a shape.\n\nEnd.");
}

#[test]
fn lists_deeper_than_any_keep_their_words_and_end() {
    let open = "<text:list><text:list-item><text:p>x</text:p>".repeat(500);
    let close = "</text:list-item></text:list>".repeat(500);
    let behind = "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list><text:p>Behind.</text:p>";
    let read = document(&odt(&format!("{open}{close}{behind}"), ""), &mut Vec::new()).unwrap();
    assert_eq!(read.text().matches('x').count(), 500);
    let kinds: Vec<_> = read
        .blocks()
        .iter()
        .rev()
        .take(2)
        .map(|b| (b.kind, b.level))
        .collect();
    assert_eq!(kinds, [(BlockKind::Paragraph, 0), (BlockKind::Item, 0)]);
}

#[test]
fn parts_that_cannot_be_read_are_told() {
    let body = p(&(r("It opens in May.") + "<w:r><w:footnoteReference w:id='2'/></w:r>"));
    // Unpacked, it is too large for a small file.
    let huge = " ".repeat(9_000_000);
    let file = docx(&body, &[("word/footnotes.xml", huge.as_str())]);
    assert_eq!(
        warnings(&file),
        ["incomplete: its part word/footnotes.xml cannot be read"]
    );
    let body = p(&r("It opens in May.")) + "<w:altChunk r:id='c'/>";
    let relations = "<Relationships><Relationship Id='c' Type='t/aFChunk' Target='c.rtf'/></Relationships>";
    let parts = [
        ("word/_rels/document.xml.rels", relations),
        ("word/c.rtf", "{\\rtf1 Closed.}"),
    ];
    assert_eq!(warnings(&docx(&body, &parts)), ["left out embedded objects"]);
}

#[test]
fn one_piece_is_not_read_without_end() {
    let body = "<w:altChunk r:id='c'/>".repeat(1100);
    let relations = "<Relationships><Relationship Id='c' Type='t/aFChunk' Target='c.html'/></Relationships>";
    let parts = [
        ("word/_rels/document.xml.rels", relations),
        ("word/c.html", "<p>It opens in May.</p>"),
    ];
    let file = docx(&body, &parts);
    assert_eq!(text(&file).matches("It opens in May.").count(), 1000);
    assert_eq!(warnings(&file), ["left out embedded objects"]);
}

/// The description of each picture of a document, the text of the block below it, and its entry.
fn pictures(bytes: &[u8]) -> Vec<(String, String, Option<String>)> {
    let document = document(bytes, &mut Vec::new()).unwrap();
    let blocks = document.blocks();
    let pictures = document.pictures().iter().map(|p| {
        (
            p.description.clone(),
            document.block_text(&blocks[p.block]).to_owned(),
            p.place.name().map(str::to_owned),
        )
    });
    pictures.collect()
}

#[test]
fn pictures_stand_between_paragraphs() {
    let picture = |words: &str| {
        let description = format!("<wp:docPr id='1' name='Picture 1' descr='{words}'/>");
        format!(
            "<w:r><w:drawing><wp:inline>{description}<a:graphic><pic:pic><a:blip r:embed='r'/></pic:pic></a:graphic>\
             </wp:inline></w:drawing></w:r>"
        )
    };
    let body = p(&r("The ferry"))
        + &p(&picture("A ferry at the quay"))
        + &p(&r("It sails in May."))
        + &p(&picture(""));
    let relations = (
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id='r' Type='t/image' Target='media/1.png'/></Relationships>",
    );
    let (last, entry) = ("It sails in May.".to_owned(), Some("word/media/1.png".to_owned()));
    let expected = [
        ("A ferry at the quay".to_owned(), last.clone(), entry.clone()),
        ("1.png".to_owned(), last, entry),
    ];
    assert_eq!(pictures(&docx(&body, &[relations])), expected);

    let frame = |inside: &str| format!("<text:p><draw:frame>{inside}</draw:frame></text:p>");
    let body = "<text:p>The ferry</text:p>".to_owned()
        + &frame(
            "<draw:image xlink:href='Pictures/1.png'/><svg:title>A ferry</svg:title><svg:desc>at the quay</svg:desc>",
        )
        + "<text:p>It sails in May.</text:p>"
        + &frame("<draw:image xlink:href='./ObjectReplacements/Object 1'/>");
    let expected = [(
        "A ferry at the quay".to_owned(),
        "It sails in May.".to_owned(),
        Some("Pictures/1.png".to_owned()),
    )];
    assert_eq!(pictures(&odt(&body, "")), expected);
}

#[test]
fn comments_are_found_with_passage_author_and_moment() {
    let body = format!(
        "{}{}{}",
        p(&r("The first words.")),
        p(&format!(
            "{}<w:commentRangeStart w:id=\"0\"/>{}{}<w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>{}",
            r("The pier "),
            r("costs 3 "),
            "<w:del w:id=\"9\"><w:r><w:delText>or 4 </w:delText></w:r></w:del><w:r><w:t>million</w:t></w:r>",
            r(" in all.")
        )),
        p(&format!(
            "{}<w:r><w:commentReference w:id=\"2\"/></w:r>",
            r("It opens in May.")
        )),
    );
    let said = "<w:comments><w:comment w:id=\"0\" w:author=\"Ann\" w:date=\"2026-03-14T09:26:00Z\"><w:p><w:r><w:t>Who says so?</w:t></w:r></w:p>\
        <w:p><w:r><w:t>Ask them.</w:t></w:r></w:p></w:comment><w:comment w:id=\"2\" w:author=\"Ben\"><w:p><w:r><w:t>Of which year?</w:t></w:r></w:p></w:comment>\
        <w:comment w:id=\"7\"><w:p><w:r><w:t>Lost.</w:t></w:r></w:p></w:comment></w:comments>";
    let found = super::remarks(&docx(&body, &[("word/comments.xml", said)]));
    let short: Vec<_> = found
        .iter()
        .map(|r| {
            (
                r.quote.as_deref(),
                r.text.as_str(),
                r.author.as_deref(),
                r.date.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            (
                Some("costs 3 million"),
                "Who says so?\nAsk them.",
                Some("Ann"),
                Some("2026-03-14T09:26:00Z")
            ),
            (Some("It opens in May."), "Of which year?", Some("Ben"), None),
            (None, "Lost.", None, None),
        ]
    );
    assert!(found[0].before.ends_with("The pier ") && found[0].after.starts_with(" in all."));

    let body = "<text:p>Before.</text:p><text:p>The pier <office:annotation office:name='a'><dc:creator>Ann</dc:creator>\
        <dc:date>2026-03-14T09:26:00.120000000</dc:date><text:p>Who says so?</text:p></office:annotation>costs 3<text:s/>million\
        <office:annotation-end office:name='a'/> in all.<office:annotation><text:p>Odd.</text:p></office:annotation></text:p>";
    let found = super::remarks(&odt(body, ""));
    let short: Vec<_> = found
        .iter()
        .map(|r| (r.quote.as_deref(), r.text.as_str(), r.author.as_deref()))
        .collect();
    assert_eq!(
        short,
        [
            (Some("costs 3 million"), "Who says so?", Some("Ann")),
            (Some("The pier costs 3 million in all."), "Odd.", None),
        ]
    );
    for broken in [&b"PK\x03\x04"[..], b"", b"<office:document><office:annotation>"] {
        let _ = super::remarks(broken);
    }
}
