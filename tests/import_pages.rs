//! Web pages: what is the article, what is around it, and what each element is as a block. The pages are written for the
//! tests; they have the shapes of real ones, not their words.

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

/// The blocks of an article with `between` after its second paragraph, but for title and the sentences of [`BODY`], all of
/// which have to be there.
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
fn what_elements_are_called_tells_furniture() {
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
    // What holds most of the text is the article, be it called 'related'.
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
    // Without a headline the longest is the page's own, if it is much longer.
    let (_, blocks) = page(&format!(
        "<main><article>{body}</article>{}</main>",
        other.repeat(3)
    ));
    assert_eq!(blocks.len(), 5, "{blocks:?}");
}
