//! Web pages: what is the article, what is around it, and the block for each element. The pages are written for the tests; they have the
//! structure of real ones, but not their words.

#![allow(clippy::unwrap_used, missing_docs)]

use postil::document::BlockKind::{
    self, Byline, Caption, Dateline, Heading, Item, Paragraph, Preformatted, Quote, Standfirst, Title,
};
use postil::document::Metadata;
use postil::import::{Format, Options, import};

/// Sentences that make a page an article.
const BODY: [&str; 4] = [
    "The harbour board closed the old iron bridge on Monday after divers found cracks in two of its piers, the harbour master said.",
    "Repairs will take until spring, and the ferry runs every twenty minutes meanwhile, from the fish market to the mill, until ten.",
    "The town paid for the last repair in 1987, when a barge had struck the middle pier, and has asked the county to share the cost.",
    "Shopkeepers on the eastern bank fear for their trade, for few of their customers will wait for a boat in the rain, they told the board.",
];

fn page(inside: &str) -> (Metadata, Vec<(BlockKind, String)>) {
    let html = format!(
        "<html lang=en><head><title>Bridge closes - The Gazette</title><meta property='og:site_name' content='The Gazette'>\
         <meta name=author content='Ruth Tarrant'><meta property='article:published_time' content='2026-03-02'></head>\
         <body>{inside}</body></html>"
    );
    let options = Options {
        format: Some(Format::Html),
        ..Options::default()
    };
    let document = import(html.as_bytes(), &options).unwrap().document;
    let blocks = document.blocks().iter();
    let blocks = blocks
        .map(|b| (b.kind, document.block_text(b).to_owned()))
        .collect();
    (document.metadata().clone(), blocks)
}

/// The blocks of an article with `between` after its second paragraph, without the title and the sentences of [`BODY`], all of which must
/// be there.
fn within(between: &str) -> Vec<(BlockKind, String)> {
    let [a, b, c, d] = BODY;
    let (_, mut blocks) = page(&format!(
        "<article><h1>Bridge closes</h1><div class=article-body><p>{a}</p><p>{b}</p>{between}<p>{c}</p><p>{d}</p></div></article>"
    ));
    let count = blocks.len();
    blocks.retain(|(kind, text)| !BODY.contains(&text.as_str()) && *kind != Title);
    assert_eq!(count - blocks.len(), 5, "{blocks:?}");
    blocks
}

fn says(kind: BlockKind, text: &str) -> (BlockKind, String) {
    (kind, text.to_owned())
}

#[test]
fn what_elements_are_called_tells_boilerplate() {
    for around in [
        "<div class='related-content'><h3>Harbour news</h3><p>Mill to reopen as a museum, says the owner, after years.</p></div>",
        "<section id=newsletterSignup><p>All the news of the harbour in one letter a week, free of charge.</p></section>",
        "<div class=author-box><p>Ruth Tarrant grew up by the sea and keeps bees on the roof of the mill.</p></div>",
        "<nav><ol><li>Home</li><li>Harbour</li></ol></nav>",
        "<div role=dialog><p>Make this page your first page and see it whenever you open a window.</p></div>",
        "<ul class='share-buttons'><li>Letterbox</li><li>Pigeon post</li></ul>",
        "<div class=comments><p>I have always said so, and nobody has ever listened to me in this town.</p></div>",
        "<div class='post__tags'><span>bridges</span> <span>harbours</span></div>",
        "<article><h3><a href=/mill>Mill to reopen</a></h3><p>The old mill becomes a museum.</p></article>",
        "<p>Facebook Twitter WhatsApp Pin</p>",
        "<p>Image 2 of 7</p>",
        "<h3><a href=/a>Mill to reopen</a></h3><p><a href=/a>The old mill becomes a museum</a></p><h3><a href=/b>Ferry late</a></h3>",
        "<p>More harbour stories</p><ul><li>The <a href=/a>mill</a> reopens</li><li>A <a href=/b>ferry</a> is late</li></ul>",
    ] {
        assert_eq!(within(around), [], "{around}");
    }
}

#[test]
fn what_belongs_to_the_article_stays_whatever_it_is_called() {
    let sentence = "The county has until Friday to answer, and the board meets again the week after that.";
    for (inside, expected) in [
        (
            "<div class='social-embed'><blockquote>We close the bridge today.</blockquote></div>".to_owned(),
            vec![says(Quote, "We close the bridge today.")],
        ),
        (
            "<pre><span class='token comment'>// open</span>\nopen(bridge)</pre>".to_owned(),
            vec![says(Preformatted, "// open\nopen(bridge)")],
        ),
        (
            format!("<div class=cell><p>{}</p></div>", sentence.replace("Friday", "<a href=/f>Friday the first</a>")),
            vec![says(Paragraph, &sentence.replace("Friday", "Friday the first"))],
        ),
        (
            "<p>The <a class=popup href=/x>harbour master</a> signed it.</p>".to_owned(),
            vec![says(Paragraph, "The harbour master signed it.")],
        ),
        (
            "<p>The <span class=rollover><a href=/x>mayor</a><span class='rollover-box'>Five articles on the mayor</span></span> agreed.</p>"
                .to_owned(),
            vec![says(Paragraph, "The mayor agreed.")],
        ),
        (
            "<p>The ferry company said that it would sign up more crew, and that subscribers to its cards wait less.</p>".to_owned(),
            vec![says(
                Paragraph,
                "The ferry company said that it would sign up more crew, and that subscribers to its cards wait less.",
            )],
        ),
        (
            "<p>What is needed now is this:</p><ul><li><a href=/a>a survey of the piers</a></li><li><a href=/b>a second ferry</a></li></ul>"
                .to_owned(),
            vec![
                says(Paragraph, "What is needed now is this:"),
                says(Item, "a survey of the piers"),
                says(Item, "a second ferry"),
            ],
        ),
        ("<h3>10 p.m.</h3>".to_owned(), vec![says(Heading, "10 p.m.")]),
    ] {
        assert_eq!(within(&inside), expected, "{inside}");
    }
    // The element with most of the text is the article, even if it is named 'related'.
    let body = BODY.map(|s| format!("<p>{s}</p>")).concat();
    let (_, blocks) = page(&format!(
        "<h1>Bridge closes</h1><div class='related newsletter'>{body}</div>"
    ));
    assert_eq!(blocks.len(), 5, "{blocks:?}");
}

#[test]
fn captions_are_told_from_the_text_and_stand_once() {
    let caption = "The bridge on Sunday, before it closed.";
    for picture in [
        format!("<figure><img src=b.jpg><div class=text>{caption}</div></figure>"),
        format!("<div class=wp-caption><img src=b.jpg><p>{caption}</p></div>"),
        format!("<div class='photo-wrap'><img src=b.jpg><p>{caption}</p></div>"),
        format!("<span class=image><img src=b.jpg><span class='caption-source'>{caption}</span></span>"),
        format!(
            "<div class=gallery><div class=caption>{caption}</div><div class=caption>The bridge on Sunday, before ... more</div>\
             <div class=caption>{caption}</div></div>"
        ),
    ] {
        assert_eq!(within(&picture), [says(Caption, caption)], "{picture}");
    }
}

#[test]
fn what_stands_under_the_headline_is_no_running_text() {
    let body = BODY.map(|s| format!("<p>{s}</p>")).concat();
    let head = |inside: &str| {
        let (_, blocks) = page(&format!(
            "<article><h1>Bridge closes</h1>{inside}{body}</article>"
        ));
        let head = blocks.into_iter().filter(|(_, t)| !BODY.contains(&t.as_str()));
        head.collect::<Vec<_>>()
    };
    let title = || says(Title, "Bridge closes");
    let words = "Divers have found cracks in two of the piers of the oldest bridge of the town.";
    for standfirst in [
        format!("<div class=article__dek>{words}</div>"),
        format!("<header><h2>{words}</h2></header>"),
    ] {
        assert_eq!(
            head(&standfirst),
            [title(), says(Standfirst, words)],
            "{standfirst}"
        );
    }
    let lines = head(
        "<div class=entry-meta>Ruth Tarrant and others</div><div class=timestamp>Noon, 2 March 2026</div>",
    );
    let expected = [
        title(),
        says(Byline, "Ruth Tarrant and others"),
        says(Dateline, "Noon, 2 March 2026"),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn other_articles_of_the_page_are_not_this_one() {
    let body = BODY.map(|s| format!("<p>{s}</p>")).concat();
    let other = "<article><h2>Mill to reopen</h2><p>The old mill by the weir becomes a museum of bread, its new owner told the town.</p></article>";
    let (metadata, blocks) = page(&format!(
        "<main><article><h1>Bridge closes</h1>{body}</article>{}</main>",
        other.repeat(3)
    ));
    assert_eq!(blocks.len(), 5, "{blocks:?}");
    assert_eq!(metadata.title, "Bridge closes");
    // Without a headline the longest one is the page's own, if it is much longer.
    let (_, blocks) = page(&format!(
        "<main><article>{body}</article>{}</main>",
        other.repeat(3)
    ));
    assert_eq!(blocks.len(), 5, "{blocks:?}");
}

fn metadata(html: &str) -> Metadata {
    let body = BODY.map(|s| format!("<p>{s}</p>")).concat();
    let html = html.replace("BODY", &body);
    let options = Options {
        format: Some(Format::Html),
        ..Options::default()
    };
    import(html.as_bytes(), &options)
        .unwrap()
        .document
        .metadata()
        .clone()
}

#[test]
fn a_date_that_only_stands_in_the_page_is_found() {
    for (line, expected) in [
        (
            "<span class=storyDate>Mon 6:45 PM, March 2, 2026</span>",
            Some("2026-03-02"),
        ),
        (
            "<p>First Published on Mar 2, 2026 01:38 pm</p>",
            Some("2026-03-02"),
        ),
        (
            "<div class=pub_date>Last Updated: Mar 5, 2026</div><div class=pub_date>Published: Mar 2, 2026</div>",
            Some("2026-03-02"),
        ),
        (
            "<div class=pub_date>Last Updated: Mar 5, 2026</div>",
            Some("2026-03-05"),
        ),
        ("BODY<p class=tweet-date>March 2, 2026, 10:54 am</p>", None),
        ("<p>The board met on March 2, 2026</p>", None),
        (
            "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"description\": \"two\nlines\", \"datePublished\": \"2026-03-02\"}</script>",
            Some("2026-03-02"),
        ),
        (
            "<script type='application/ld+json'>{\"@type\": \"ClaimReview\", \"datePublished\": \"2026-03-02T10:00:00Z\"}</script>",
            Some("2026-03-02"),
        ),
    ] {
        let metadata = metadata(&format!(
            "<title>Bridge closes</title><article><h1>Bridge closes</h1>{line}BODY</article>"
        ));
        assert_eq!(
            metadata.date.map(|d| d.to_string()).as_deref(),
            expected,
            "{line}"
        );
    }
}

#[test]
fn the_headline_is_the_title_where_the_window_has_nearly_the_same() {
    let title = |window: &str, headline: &str| {
        metadata(&format!(
            "<title>{window}</title><article><h1>{headline}</h1>BODY</article>"
        ))
        .title
    };
    assert_eq!(
        title("Old iron bridge closes", "Old (iron) bridge finally closes"),
        "Old (iron) bridge finally closes"
    );
    assert_eq!(
        title("Old iron bridge closes", "The Harbour Gazette"),
        "Old iron bridge closes"
    );
}

/// The text of an imported page, and the warnings.
fn import_page(html: &str, whole_page: bool) -> (String, Vec<String>) {
    let options = Options {
        format: Some(Format::Html),
        whole_page,
        ..Options::default()
    };
    let imported = import(html.as_bytes(), &options).unwrap();
    let warnings = imported.warnings.iter().map(ToString::to_string).collect();
    (imported.document.text().to_owned(), warnings)
}

fn paragraphs() -> String {
    BODY.map(|s| format!("<p>{s}</p>")).concat()
}

/// All of [`BODY`] is in `html`, and nothing of `lacks`.
fn keeps(html: &str, lacks: &[&str]) {
    let (text, _) = import_page(html, false);
    for sentence in BODY {
        assert!(text.contains(sentence), "lost {sentence:?} of {html}\n{text}");
    }
    for words in lacks {
        assert!(!text.contains(words), "{words:?} in {html}\n{text}");
    }
}

/// Running text that is not part of the article.
const ASIDE: &str = "Many of the offers on this site are from companies that pay us, and where they stand may depend on what they pay.";

#[test]
fn a_wrapper_of_the_article_is_kept_whatever_it_is_called() {
    let body = paragraphs();
    for (open, close) in [
        ("<div class=above-footer>", "</div>"),
        ("<div id=menu-wrap>", "</div>"),
        ("<div class='sticky-header-offset'>", "</div>"),
        ("<div class='layout--sidebar-right'>", "</div>"),
        ("<section class='widget widget_text'>", "</section>"),
        ("<div class='social-share-enabled-content'>", "</div>"),
        ("<div id=sponsor-wrapper>", "</div>"),
        ("<div class='community-post'>", "</div>"),
        ("<div class='media-story'>", "</div>"),
        ("<aside class=wide>", "</aside>"),
        ("<footer class=x>", "</footer>"),
        ("<form id=aspnetForm action=/x>", "</form>"),
        ("<div role=complementary>", "</div>"),
        (
            "<div class='popup-page scroll-area'><div class='extra banner-below'>",
            "</div></div>",
        ),
    ] {
        keeps(
            &format!(
                "<title>Bridge closes</title><body>{open}<h1>Bridge closes</h1>{body}{close}<div class=x><p>{ASIDE}</p></div>"
            ),
            &[],
        );
    }
}

#[test]
fn the_notice_for_readers_without_scripts_is_no_article() {
    let body = paragraphs();
    let notice = "Your browser runs no scripts, or they are switched off. Most pages today use scripts, small programs that run in the \
                  browser of the visitor, and where they are off a page may show less than it could, or nothing at all.";
    for page in [
        format!(
            "<head><title>Bridge closes</title><noscript>{notice}</noscript></head><body><div style='display: none'><h1>Bridge closes</h1>{body}</div>"
        ),
        format!(
            "<head><title>Bridge closes</title></head><body><noscript><p>{notice}</p></noscript><h1>Bridge closes</h1>{body}"
        ),
        format!(
            "<head><title>Bridge closes</title></head><body><noscript><div class=warn>{notice}</div></noscript><div hidden><h1>Bridge closes</h1>{body}</div>"
        ),
    ] {
        keeps(&page, &["runs no scripts"]);
    }
    for page in [
        format!("<head><title>Bridge closes</title></head><body><noscript><h1>Bridge closes</h1>{body}"),
        format!("<head><title>Bridge closes</title><noscript></head><body><h1>Bridge closes</h1>{body}"),
        format!("<head><title>Bridge closes</title></head><body><h1>Bridge closes</h1></noscript>{body}"),
        format!(
            "<head><title>Bridge closes</title></head><body><div id=root></div><noscript><h1>Bridge closes</h1>{body}</noscript>"
        ),
    ] {
        keeps(&page, &[]);
    }
}

#[test]
fn what_waits_behind_a_click_belongs_to_the_article() {
    let [a, b, c, d] = BODY;
    for rest in [
        format!("<button>Read more</button><div id=rest style='display: none;'><p>{c}</p><p>{d}</p></div>"),
        format!("<div style='DISPLAY:none'><p>{c}</p><p>{d}</p></div>"),
        format!("<div hidden><p>{c}</p><p>{d}</p></div>"),
        format!("<div aria-hidden=true><p>{c}</p><p>{d}</p></div>"),
        format!("<div class='more hidden'><p>{c}</p><p>{d}</p></div>"),
        format!("<section class=collapse><p>{c}</p><p>{d}</p></section>"),
        format!("<p hidden>{c}</p><p style='visibility: hidden'>{d}</p>"),
        format!("<details><summary>More</summary><p>{c}</p><p>{d}</p></details>"),
        format!("<div class='read-more-content'><p>{c}</p><p>{d}</p></div>"),
        format!("<div class=show-more><p>{c}</p><p>{d}</p></div>"),
        format!("<div style='display:none'><p>{b}</p><p>{c}</p><p>{d}</p></div>"),
    ] {
        let page = format!(
            "<title>Bridge closes</title><main><article><h1>Bridge closes</h1><p>{a}</p><p>{b}</p>{rest}</article></main>"
        );
        keeps(&page, &[]);
        let (text, _) = import_page(&page, false);
        assert_eq!(text.matches(b).count(), 1, "{rest}");
    }
    for asked in [
        "<div style='display:none'><p>We use cookies to see how you read this page and what you may want to read next on it.</p></div>",
        "<div class=hidden><p>Subscribe to our letter, and read all that is new of the harbour every Friday morning.</p></div>",
    ] {
        keeps(
            &format!(
                "<title>Bridge closes</title><article><h1>Bridge closes</h1><p>{a}</p><p>{b}</p>{asked}<p>{c}</p><p>{d}</p></article>"
            ),
            &["cookies", "Subscribe"],
        );
    }
}

#[test]
fn a_long_table_does_not_win_over_the_text() {
    let body = paragraphs();
    let row = |i: usize| {
        format!(
            "<tr><td>Ward {i}, North and West</td><td>Member {i}, Surname</td><td>m{i}@council.example</td></tr>"
        )
    };
    let rows: String = (0..60).map(row).collect();
    for table in [
        format!("<table><tr><th>Ward</th><th>Member</th><th>Address</th></tr>{rows}</table>"),
        format!("<table width='100%'><caption>Members</caption><tbody>{rows}</tbody></table>"),
        format!(
            "<div class=news><table>{}</table></div>",
            rows.replace("<td>", "<td><p>").replace("</td>", "</p></td>")
        ),
    ] {
        let page = format!(
            "<title>Bridge closes</title><div id=w><h1>Bridge closes</h1><div itemprop=articleBody>{body}{table}</div></div>"
        );
        keeps(&page, &["WestMember", "WardMember", "Surnamem1"]);
    }
    let (_, blocks) = page(&format!(
        "<article><h1>Bridge closes</h1>{body}<table><tr><th>Ward</th><th>Votes</th></tr><tr><td>North</td><td>12</td></tr><tr><td>South</td><td>9</td></tr></table></article>"
    ));
    let rows: Vec<_> = blocks
        .iter()
        .filter(|(kind, _)| *kind == BlockKind::Table)
        .collect();
    assert_eq!(rows.len(), 3, "{blocks:?}");
    // A layout table is not a table: the contents of its cells are read in order.
    keeps(
        &format!(
            "<title>Bridge closes</title><table><tr><td><ul><li><a href=/>Home</a></li></ul></td><td><h1>Bridge closes</h1>{body}</td></tr></table>"
        ),
        &[],
    );
}

#[test]
fn an_element_that_html_does_not_know_does_not_cut_a_sentence() {
    for (inside, expected) in [
        (
            "<p>A survey found fewer floods (<x-source note=a><a href=/18 class=link>18</a></x-source>). The board agreed.</p>",
            "fewer floods (18). The board agreed.",
        ),
        (
            "<p>The board <my-term>closed</my-term> the bridge in the morning of Monday, it said.</p>",
            "The board closed the bridge in the morning of Monday, it said.",
        ),
        (
            "<p>The price is <amp-fit-text>12</amp-fit-text> pounds for each of the boats, they said.</p>",
            "The price is 12 pounds for each of the boats, they said.",
        ),
        (
            "<p>The man of <st1:place>Port Elder</st1:place> spoke for an hour in the rain, he said.</p>",
            "The man of Port Elder spoke for an hour in the rain, he said.",
        ),
        (
            "<div>The board met <x-date>on Monday</x-date> and spoke of nothing but the bridge, it said.</div>",
            "The board met on Monday and spoke of nothing but the bridge, it said.",
        ),
        (
            "<blockquote>We <x-b><x-i>close</x-i></x-b> it today.</blockquote>",
            "We close it today.",
        ),
        ("<h3>The <x-y>second</x-y> bridge</h3>", "The second bridge"),
    ] {
        let found = within(inside);
        assert!(
            found.iter().any(|(_, text)| text.contains(expected)),
            "{inside}: {found:?}"
        );
    }
    // Those that contain blocks, or are outside a sentence, are blocks.
    let [a, b, c, d] = BODY;
    let (_, blocks) = page(&format!(
        "<x-page><x-story><h1>Bridge closes</h1><x-p>{a}</x-p><x-p>{b}</x-p><x-part><p>{c}</p><p>{d}</p></x-part></x-story></x-page>"
    ));
    assert_eq!(blocks.len(), 5, "{blocks:?}");
}

#[test]
fn a_caption_and_its_credit_are_two_things() {
    let (caption, credit) = ("The road to the quay is not easy.", "Karin Zoller/Agency");
    for picture in [
        format!(
            "<figure><img src=a.jpg><span class=caption-source><span class=caption>{caption}</span><span class=source><span>{credit}</span></span></span></figure>"
        ),
        format!(
            "<figure><img src=a.jpg><figcaption>{caption}<span class=credit>{credit}</span></figcaption></figure>"
        ),
        format!(
            "<figure><img src=a.jpg><figcaption><span>{caption}</span><small class=photo-copyright>{credit}</small></figcaption></figure>"
        ),
        format!(
            "<div class=wp-caption><img src=a.jpg><p class=wp-caption-text>{caption}<span class=media-credit>{credit}</span></p></div>"
        ),
        format!("<figure><img src=a.jpg><figcaption>{caption}<cite>{credit}</cite></figcaption></figure>"),
        format!(
            "<figure><img src=a.jpg><div class=caption>{caption}</div><div class=photographer>{credit}</div></figure>"
        ),
    ] {
        let found = within(&picture);
        let text = found
            .iter()
            .map(|(_, t)| t.as_str())
            .collect::<Vec<_>>()
            .join("\n");
        assert!(
            found.iter().all(|(kind, _)| *kind == Caption),
            "{picture}: {found:?}"
        );
        assert!(
            !text.contains("easy.Karin") && text.contains(caption) && text.contains(credit),
            "{picture}: {found:?}"
        );
    }
}

#[test]
fn what_was_left_out_is_told_and_can_be_seen() {
    let body = paragraphs();
    let aside = format!("<div class=related><p>{ASIDE}</p><p>{ASIDE}</p></div>").repeat(4);
    let html = format!("<title>Bridge closes</title><article><h1>Bridge closes</h1>{body}</article>{aside}");
    let (text, warnings) = import_page(&html, false);
    assert!(!text.contains(ASIDE));
    assert!(
        warnings
            .iter()
            .any(|w| w.contains("left out") && w.contains("--whole-page") && w.contains('%')),
        "{warnings:?}"
    );
    let (text, warnings) = import_page(&html, true);
    assert!(text.contains(ASIDE) && BODY.iter().all(|s| text.contains(s)));
    assert!(warnings.is_empty(), "{warnings:?}");
    let (_, warnings) = import_page(
        &format!("<title>Bridge closes</title><nav><a href=/>Home</a></nav><article>{body}</article>"),
        false,
    );
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[test]
fn the_language_is_that_of_the_text() {
    let english = paragraphs();
    let german = "<p>Die Hafenbehörde hat die alte Brücke am Montag gesperrt, nachdem Taucher Risse in zwei Pfeilern gefunden hatten, sagte der Hafenmeister.</p>\
                  <p>Die Arbeiten dauern bis zum Frühjahr, und die Fähre fährt alle zwanzig Minuten vom Fischmarkt zur Mühle, bis zehn Uhr am Abend.</p>";
    let language = |declared: &str, body: &str| {
        metadata(&format!(
            "<html lang={declared}><title>x</title><article>{body}</article>"
        ))
        .language
    };
    assert_eq!(language("de", &english).as_deref(), Some("en"));
    assert_eq!(language("en", german).as_deref(), Some("de"));
    assert_eq!(language("''", german).as_deref(), Some("de"));
    assert_eq!(language("xx", "<p>Ja.</p>").as_deref(), Some("xx"));
}

#[test]
fn definitions_and_their_terms_are_told_apart() {
    let found = within(
        "<dl><dt>Pier</dt><dd>What carries the bridge.</dd><dt>Span</dt><dd>What lies between two of them.</dd></dl>",
    );
    let texts: Vec<&str> = found.iter().map(|(_, t)| t.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Pier",
            "What carries the bridge.",
            "Span",
            "What lies between two of them."
        ]
    );
}

#[test]
fn pictures_stand_between_blocks_and_are_no_text() {
    let [a, b, c, d] = BODY;
    let html = format!(
        "<html lang=en><head><title>Bridge closes</title></head><body><article><h1>Bridge closes</h1><div class=article-body><p>{a}</p>\
         <figure><a href='/big'><img src='/p/pier.jpg?w=800' alt='Divers at the middle pier'></a>\
         <figcaption>The middle pier on Monday.</figcaption></figure><p>{b}</p><p><img src='/p/ferry.jpg'></p><p>{c}</p>\
         <img src='/p/dot.gif' width=1 height=1 alt=count><img src='/p/line.png' alt=''><img src='data:image/gif;base64,R0'>\
         <p>{d}</p></div></article></body></html>"
    );
    let options = Options {
        format: Some(Format::Html),
        ..Options::default()
    };
    let document = import(html.as_bytes(), &options).unwrap().document;
    assert!(!document.text().contains("Divers at") && !document.text().contains("ferry.jpg"));
    let pictures = document.pictures().iter().map(|picture| {
        let below = document.block_text(&document.blocks()[picture.block]);
        (picture.description.as_str(), picture.place.name().unwrap(), below)
    });
    let expected = [
        (
            "Divers at the middle pier",
            "/p/pier.jpg?w=800",
            "The middle pier on Monday.",
        ),
        ("ferry.jpg", "/p/ferry.jpg", c),
    ];
    assert_eq!(pictures.collect::<Vec<_>>(), expected);
}
