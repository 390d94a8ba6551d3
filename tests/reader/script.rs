//! The notation of the tests: an article, keys as the keymap writes them, and the expectations.
//!
//! Keys are separated by blanks (`]c 5j C-o space`); several plain characters may be adjacent. `‘words’` types each character between the
//! quotation marks, including blanks.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};

use postil::analysis::Analysis;
use postil::app::{Effect, Loaded, Message, Model, Mouse, MouseKind, Stamps, update};
use postil::config::Themes;
use postil::config::key::Key;
use postil::config::settings::Settings;
use postil::document::TextRange;
use postil::notes::{Annotation, AnnotationKind, Id, Located, Locator, Lookalike, Notebook, Timestamp};

use crate::article::Article;

/// Times one second apart from a fixed start, and ids that count.
#[derive(Debug)]
pub struct Fixed {
    moments: i64,
    ids: u128,
}

impl Fixed {
    /// `from` separates the ids of one run from those of another.
    pub fn from(from: u128) -> Self {
        Self {
            moments: 1_780_000_000 + i64::try_from(from).unwrap(),
            ids: from,
        }
    }
}

impl Stamps for Fixed {
    fn now(&mut self) -> Timestamp {
        self.moments += 1;
        Timestamp::from_second(self.moments).unwrap()
    }

    fn id(&mut self) -> Id {
        self.ids += 1;
        Id(uuid::Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0000 + self.ids,
        ))
    }
}

/// A reader without a terminal.
#[derive(Debug)]
pub struct Reader {
    pub model: Model,
    /// All requests to the outside since the article was opened.
    pub effects: Vec<Effect>,
}

impl Deref for Reader {
    type Target = Model;
    fn deref(&self) -> &Model {
        &self.model
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Model {
        &mut self.model
    }
}

/// How an article is opened.
pub struct Opening {
    pub size: (u16, u16),
    pub notebook: Notebook,
    pub read_only: Option<String>,
    /// Known articles that the question lists.
    pub lookalikes: Vec<Lookalike>,
    pub place: Option<usize>,
    /// The start of the claim that was in focus.
    pub focus: Option<usize>,
    pub settings: Settings,
    pub theme: &'static str,
    /// Whether the analysis has ended.
    pub analysed: bool,
    /// The first number for the ids of annotations.
    pub ids: Option<u128>,
}

impl Default for Opening {
    fn default() -> Self {
        Self {
            size: (100, 24),
            notebook: Notebook::default(),
            read_only: None,
            lookalikes: Vec::new(),
            place: None,
            focus: None,
            settings: Settings::default(),
            theme: "ink",
            analysed: true,
            ids: None,
        }
    }
}

impl Reader {
    /// Opens an article on a screen of 100x24 without decisions.
    pub fn open(article: &Article) -> Self {
        Self::with(article, Opening::default())
    }

    /// On a screen of that size.
    pub fn sized(article: &Article, width: u16, height: u16) -> Self {
        Self::with(
            article,
            Opening {
                size: (width, height),
                ..Opening::default()
            },
        )
    }

    pub fn with(article: &Article, opening: Opening) -> Self {
        static THEMES: LazyLock<Themes> = LazyLock::new(Themes::built_in);
        let themes = THEMES.clone();
        let theme = themes.get(opening.theme).unwrap().clone();
        let ids = opening.ids.unwrap_or(1000 * opening.notebook.len() as u128);
        let stamps = Box::new(Fixed::from(ids));
        let model = Model::new(opening.size, opening.settings, themes, theme, stamps);
        let mut reader = Self {
            model,
            effects: Vec::new(),
        };
        let locator = Locator::new(&article.document);
        let located: Vec<(Id, Located)> = opening
            .notebook
            .annotations()
            .map(|a| (a.id, locator.locate(&a.anchor)))
            .collect();
        reader.send(Message::Loaded(Box::new(Loaded {
            notebook: opening.notebook,
            located,
            place: opening.place,
            focus: opening.focus,
            read_only: opening.read_only,
            lookalikes: opening.lookalikes,
            path: Some("tram.txt".into()),
            label: "tram.txt".into(),
            ..Loaded::new(1, article.document.clone())
        })));
        if opening.analysed {
            reader.analysed(&article.analysis);
        }
        reader
    }

    /// The analysis ends.
    pub fn analysed(&mut self, analysis: &Analysis) {
        self.send(Message::Analysed(1, Arc::new(analysis.clone())));
    }

    pub fn send(&mut self, message: Message) -> &mut Self {
        self.effects.extend(update(&mut self.model, message));
        self
    }

    /// Presses keys; see above.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for step in steps(keys) {
            self.send(Message::Key(step));
        }
        self
    }

    pub fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> &mut Self {
        let clicks = u8::from(kind == MouseKind::Press);
        self.send(Message::Mouse(Mouse { kind, x, y, clicks }))
    }

    /// Clicks the mouse `clicks` times at one position.
    pub fn clicks(&mut self, clicks: u8, x: u16, y: u16) -> &mut Self {
        for clicks in 1..=clicks {
            let kind = MouseKind::Press;
            self.send(Message::Mouse(Mouse { kind, x, y, clicks }));
            self.mouse(MouseKind::Release, x, y);
        }
        self
    }

    /// The message in the status line; empty without one.
    pub fn says(&self) -> &str {
        self.status().notice().as_ref().map_or("", |n| n.text.as_str())
    }

    /// The first words at the reading position.
    pub fn at(&self) -> &str {
        head(&self.model.article().document().text()[self.reading().cursor()..])
    }

    /// The first words of the topmost row of text.
    pub fn top_words(&self) -> &str {
        let start = self
            .reading()
            .lines()
            .iter()
            .find_map(|l| l.row())
            .map_or(0, |r| r.range.start);
        head(&self.model.article().document().text()[start..])
    }

    /// The words of the claim in focus.
    pub fn focus_words(&self) -> &str {
        self.article()
            .focused()
            .map_or("", |c| self.model.article().document().slice(c.range))
    }

    /// The selected words.
    pub fn selected_words(&self) -> &str {
        self.reading()
            .selected()
            .map_or("", |r| self.model.article().document().slice(r))
    }

    /// All annotations, in document order.
    pub fn notes(&self) -> Vec<&Annotation> {
        self.article().notebook().annotations().collect()
    }

    /// The annotation on the passage that begins with `words`.
    pub fn note_on(&self, words: &str) -> &Annotation {
        let starts = |a: &&Annotation| a.anchor.quote.starts_with(words);
        self.article()
            .notebook()
            .annotations()
            .find(starts)
            .unwrap_or_else(|| panic!("nothing on ‘{words}’: {:#?}", self.notes()))
    }

    /// How many annotations of a kind there are.
    pub fn count(&self, kind: AnnotationKind) -> usize {
        self.article()
            .notebook()
            .annotations()
            .filter(|a| a.kind == kind)
            .count()
    }

    /// The number of requested saves.
    pub fn saves(&self) -> usize {
        let save = |e: &&Effect| matches!(e, Effect::Save { .. });
        self.effects.iter().filter(save).count()
    }

    /// The last copied text.
    pub fn copied(&self) -> Option<&str> {
        self.effects.iter().rev().find_map(|e| match e {
            Effect::Copy(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The cell at which `words` begin, which must be in view.
    pub fn cell(&self, words: &str) -> (u16, u16) {
        let at = self.find_words(words).start;
        let (row, column) = self
            .reading()
            .cell_of(at)
            .unwrap_or_else(|| panic!("‘{words}’ is not in view"));
        (self.panes().text.x + column, self.panes().text.y + row)
    }

    /// The range of `words`.
    pub fn find_words(&self, words: &str) -> TextRange {
        let start = self
            .article()
            .text()
            .find(words)
            .unwrap_or_else(|| panic!("‘{words}’"));
        TextRange::new(start, start + words.len())
    }
}

fn head(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    let end = line.char_indices().nth(40).map_or(line.len(), |(i, _)| i);
    &line[..end]
}

/// The key presses of a notation.
pub fn steps(keys: &str) -> Vec<Key> {
    let mut out = Vec::new();
    let mut rest = keys;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        rest = &rest[start..];
        if let Some((typed, behind)) = rest.strip_prefix('‘').and_then(|r| r.split_once('’')) {
            out.extend(typed.chars().map(Key::char));
            rest = behind;
            continue;
        }
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (token, behind) = rest.split_at(end);
        rest = behind;
        let keys = Key::parse_sequence(token).unwrap_or_else(|| panic!("‘{token}’ is no key"));
        out.extend(keys);
    }
    out
}

/// Opens a text without an analysis, presses keys, and checks.
pub fn script(text: &str, keys: &str, check: impl FnOnce(&Reader)) {
    let mut article = Article::new(text);
    article.analysis = Analysis::default();
    let mut reader = Reader::open(&article);
    reader.press(keys);
    check(&reader);
}

/// Opens the tram article, presses keys, and checks.
pub fn tram(keys: &str, check: impl FnOnce(&Reader)) {
    let mut reader = Reader::open(&crate::article::tram());
    reader.press(keys);
    check(&reader);
}
