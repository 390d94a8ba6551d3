//! What a PDF holds, page by page: pieces of text and where they stand. This is the side that may crash, hang or eat
//! memory, for the crates that parse the file do; so it runs in a process of its own ([`super::apart`]), takes the
//! file from standard input, and says what it finds one JSON value a line, as soon as it is found.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::content::Content;
use pdf_extract::{Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Transform, output_doc_page};
use serde::{Deserialize, Serialize};

use super::apart;

/// Pieces of one page that are kept; real pages stay under 5,000.
const MOST: usize = 50_000;
/// Gaps between two letters from which a space stands between them, in sizes of the type. The narrowest space of a
/// justified line is about 0.2, and kerning stays under 0.1.
const SPACE: f64 = 0.15;
/// Where the spaces are written down, a gap must be so wide to be one: some programs get the widths of letters wrong.
const WIDE_SPACE: f64 = 0.9;
/// Stands for a gap between the two until it is known which.
const PERHAPS: char = '\u{1}';
/// Gaps from which two pieces begin, in sizes of the type.
const APART: f64 = 1.0;

/// One line of what the process says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Told {
    /// What the file says about itself; comes first.
    Book {
        title: Option<String>,
        author: Option<String>,
        pages: u32,
    },
    /// A page.
    Page(Page),
    /// A page on which the parser gave up; its number.
    Lost(u32),
    /// The file wants a password.
    Locked,
    /// It cannot be parsed at all.
    Damaged,
    /// That was all.
    Done,
}

/// The text of a page. Lengths are in points, x to the right and y downwards from a corner that is left open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    /// From 1, as the file counts.
    pub(super) number: u32,
    pub(super) pieces: Vec<Piece>,
}

/// Text on one base line in one size, without wide gaps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// Where it begins and ends.
    pub(super) left: f32,
    pub(super) right: f32,
    /// Its base line.
    pub(super) base: f32,
    /// The size of the type.
    pub(super) size: f32,
    pub(super) text: String,
}

/// Reads a PDF from `input` and says on `output` what is in it. The process that calls this limits its own memory
/// before, and may die any time.
///
/// # Errors
/// When `input` cannot be read or `output` cannot be written.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    limit(bytes.len());
    let mut say = |told: &Told| -> io::Result<()> {
        serde_json::to_writer(&mut output, told)?;
        output.write_all(b"\n")?;
        output.flush()
    };
    let loaded = catch_unwind(|| Document::load_mem(&bytes));
    let Ok(Ok(mut document)) = loaded else {
        return say(&if is_locked(&bytes) {
            Told::Locked
        } else {
            Told::Damaged
        });
    };
    let locked = document.trailer.has(b"Encrypt") && !document.was_encrypted();
    if locked && document.decrypt("").is_err() {
        return say(&Told::Locked);
    }
    let pages = document.get_pages();
    say(&Told::Book {
        title: known(&document, b"Title"),
        author: known(&document, b"Author"),
        pages: pages.len() as u32,
    })?;
    for (number, id) in pages {
        let mut collector = Collector::default();
        // The parser panics on what it does not expect; a page more or less should not cost the others.
        let done = catch_unwind(AssertUnwindSafe(|| {
            output_doc_page(&document, &mut collector, number)
        }));
        let whole = matches!(done, Ok(Ok(()))) || shows_nothing(&document, id);
        let page = collector.page(number);
        if whole || !page.pieces.is_empty() {
            say(&Told::Page(page))?;
        }
        if !whole {
            say(&Told::Lost(number))?;
        }
    }
    say(&Told::Done)
}

/// Lets this process have no more memory than 1 GB and four times the file's size, and no more time than
/// [`apart::seconds`].
fn limit(size: usize) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = |current, maximum| Rlimit {
            current: Some(current),
            maximum: Some(maximum),
        };
        let (memory, seconds) = ((1 << 30) + 4 * size as u64, apart::seconds(size));
        let _ = setrlimit(Resource::As, most(memory, memory));
        let _ = setrlimit(Resource::Cpu, most(seconds, seconds + 1));
        let _ = setrlimit(Resource::Core, most(0, 0));
    }
    #[cfg(not(unix))]
    let _ = size;
}

fn is_locked(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"/Encrypt").is_some()
}

/// Whether nothing on a page shows text: an empty page, or pictures that the parser stumbles over.
fn shows_nothing(document: &Document, page: ObjectId) -> bool {
    let Ok(content) = document.get_page_content(page) else {
        return false;
    };
    let blank = content.trim_ascii().is_empty();
    blank
        || Content::decode(&content).is_ok_and(|content| {
            let operators = content.operations.iter().map(|o| o.operator.as_str());
            // A form that is placed may hold text.
            !operators.clone().any(|o| ["Tj", "TJ", "'", "\""].contains(&o))
                && operators.clone().all(|o| o != "BT")
        })
}

/// What the file says about itself.
fn known(document: &Document, key: &[u8]) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let info = match info {
        Object::Reference(id) => document.get_dictionary(*id).ok()?,
        object => object.as_dict().ok()?,
    };
    let value = info.get(key).ok()?;
    pdf_extract::decode_text_string(value)
        .ok()
        .filter(|v| !v.trim().is_empty() && v.len() < 1000)
}

/// Which way a text runs, in quarters of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    None,
    Up,
    Half,
    Down,
}

/// Collects the letters of a page.
#[derive(Default)]
struct Collector {
    done: Vec<(Turn, Piece)>,
    open: Option<(Turn, Piece)>,
}

impl Collector {
    /// The page, as its majority runs: other directions are notes along the margin or across the page.
    fn page(mut self, number: u32) -> Page {
        self.done.extend(self.open.take());
        let count = |turn| -> usize {
            let of_turn = self.done.iter().filter(|(t, _)| *t == turn);
            of_turn.map(|(_, p)| p.text.len()).sum()
        };
        let main = [Turn::None, Turn::Up, Turn::Down, Turn::Half]
            .into_iter()
            .rev()
            .max_by_key(|turn| count(*turn));
        let pieces = self.done.into_iter().filter(|(turn, _)| Some(*turn) == main);
        let mut pieces: Vec<Piece> = pieces.map(|(_, p)| p).collect();
        let (mut letters, mut spaces) = (0usize, 0usize);
        for c in pieces.iter().flat_map(|p| p.text.chars()) {
            letters += 1;
            spaces += usize::from(c == ' ');
        }
        // Words are five or six letters long: whoever writes spaces writes them that often.
        let gap = if spaces * 14 > letters { "" } else { " " };
        for piece in &mut pieces {
            if piece.text.contains(PERHAPS) {
                piece.text = piece.text.replace(PERHAPS, gap);
            }
        }
        Page { number, pieces }
    }

    fn letter(&mut self, turn: Turn, at: Piece) {
        let Some((_, open)) = self.open.as_mut().filter(|(t, p)| {
            *t == turn && (p.base - at.base).abs() < 0.02 * p.size && (p.size - at.size).abs() < 0.02 * p.size
        }) else {
            self.begin(turn, at);
            return;
        };
        let gap = f64::from(at.left - open.right) / f64::from(open.size);
        if !(-0.6..APART).contains(&gap) {
            self.begin(turn, at);
            return;
        }
        if gap > SPACE && !open.text.ends_with(' ') && !at.text.starts_with(' ') {
            open.text.push(if gap > WIDE_SPACE { ' ' } else { PERHAPS });
        }
        open.text.push_str(&at.text);
        open.right = open.right.max(at.right);
    }

    fn begin(&mut self, turn: Turn, at: Piece) {
        if self.done.len() < MOST {
            self.done.extend(self.open.replace((turn, at)));
        }
    }
}

impl OutputDev for Collector {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        trm: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        char: &str,
    ) -> Result<(), OutputError> {
        let along = trm.m11.hypot(trm.m12);
        let size = trm.m21.hypot(trm.m22) * font_size.abs();
        let advance = (width * font_size + spacing.min(font_size.abs())) * along;
        let turn = if trm.m12.abs() * 4.0 < trm.m11.abs() {
            if trm.m11 > 0.0 { Turn::None } else { Turn::Half }
        } else if trm.m11.abs() * 4.0 < trm.m12.abs() {
            if trm.m12 > 0.0 { Turn::Up } else { Turn::Down }
        } else {
            return Ok(());
        };
        let (x, y) = match turn {
            Turn::None => (trm.m31, -trm.m32),
            Turn::Up => (trm.m32, trm.m31),
            Turn::Half => (-trm.m31, trm.m32),
            Turn::Down => (-trm.m32, -trm.m31),
        };
        let text: String = char.chars().filter(|c| !c.is_control()).collect();
        let right = x + advance.max(0.0);
        let finite = [x, y, right, size].iter().all(|v| v.is_finite() && v.abs() < 1e6);
        if text.is_empty() || !finite || size < 0.5 {
            return Ok(());
        }
        self.letter(
            turn,
            Piece {
                left: rounded(x),
                right: rounded(right),
                base: rounded(y),
                size: rounded(size),
                text,
            },
        );
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// To a hundredth of a point.
fn rounded(value: f64) -> f32 {
    ((value * 100.0).round() / 100.0) as f32
}
