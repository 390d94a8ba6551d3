//! Takes the terminal, and restores it in all cases.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
    KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::colours;
use super::encoder::Encoder;
use super::pictures::Drawable;

type Output = Encoder<BufWriter<Stdout>>;

/// The maximum number of columns and rows drawn: several times what a wall of screens shows in the smallest type. If a terminal reports a
/// larger size (the protocol allows 65,535 by 65,535), only its upper left part is drawn, and memory is used only for that.
pub(super) const LARGEST: (u16, u16) = (2000, 600);

/// The terminal's columns and rows, limited to [`LARGEST`].
pub(super) fn size() -> io::Result<(u16, u16)> {
    crossterm::terminal::size().map(clamp)
}

/// The terminal's columns and rows, if it reports them.
pub fn terminal_size() -> Option<(u16, u16)> {
    size().ok()
}

/// A size limited to [`LARGEST`].
pub(super) fn clamp((width, height): (u16, u16)) -> (u16, u16) {
    (width.min(LARGEST.0), height.min(LARGEST.1))
}

/// Whether this program holds the terminal: for the panic hook, which cannot reach the guard.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The terminal while this program holds it. Dropping it restores the terminal.
pub(super) struct Guard {
    output: Output,
    /// The cells of the frame.
    frame: Buffer,
    mouse: bool,
    /// The sequence that removes the picture drawn over the cells.
    picture: Option<&'static [u8]>,
}

impl Guard {
    /// Takes the terminal, to draw in `frame`.
    pub(super) fn take(frame: Buffer, mouse: bool) -> io::Result<Self> {
        hook();
        enter(mouse)?;
        Ok(Self {
            output: output(),
            frame,
            mouse,
            picture: None,
        })
    }

    /// Draws a frame of this many columns and rows as one synchronized update, and a `picture` over it. `view` fills the empty frame and
    /// returns the position of the cursor, if it is visible.
    pub(super) fn draw(
        &mut self,
        size: (u16, u16),
        view: impl FnOnce(&mut Buffer) -> Option<(u16, u16)>,
        picture: Option<&Drawable>,
    ) -> io::Result<()> {
        if !TAKEN.load(Ordering::SeqCst) {
            // It was restored for good because the program is ending.
            return Ok(());
        }
        if picture.is_none() && self.picture.is_some() {
            self.redraw()?;
        }
        self.frame.resize(area(size));
        self.frame.reset();
        let cursor = view(&mut self.frame);
        self.output.show(&self.frame, cursor.map(Into::into))?;
        if let Some(picture) = picture.filter(|_| self.picture.is_none()) {
            self.picture = Some(picture.remove);
            self.output.write_all(&picture.show)?;
            self.output.flush()?;
        }
        Ok(())
    }

    /// Clears the screen: the next frame is drawn completely.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        if let Some(remove) = self.picture.take() {
            self.output.write_all(remove)?;
        }
        execute!(self.output, Clear(ClearType::All))?;
        self.output = output();
        Ok(())
    }

    /// Restores the terminal, runs `during`, and takes it again.
    pub(super) fn lend<T>(&mut self, during: impl FnOnce() -> T) -> io::Result<T> {
        self.output.flush()?;
        let result = super::signals::lending(|| {
            give_back();
            during()
        });
        enter(self.mouse)?;
        self.redraw()?;
        Ok(result)
    }

    /// Output for sequences that draw nothing.
    pub(super) fn raw(&mut self) -> &mut impl Write {
        &mut self.output
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.output.flush();
        give_back();
    }
}

/// An empty frame of this many columns and rows.
pub(super) fn frame(size: (u16, u16)) -> Buffer {
    Buffer::empty(area(size))
}

fn area((width, height): (u16, u16)) -> Rect {
    Rect::new(0, 0, width, height)
}

/// The output to a terminal that was just cleared. Its buffer is large enough for a frame of a large screen, so that it is written in one
/// piece.
fn output() -> Output {
    let out = BufWriter::with_capacity(64 * 1024, io::stdout());
    Encoder::new(out, colours::erased_too())
}

fn enter(mouse: bool) -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(
        out,
        EnterAlternateScreen,
        EnableBracketedPaste,
        // Distinguishes Ctrl-i from Tab and Esc from the start of a sequence if the terminal can; others ignore it.
        PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES),
        cursor::Hide
    )?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

/// Restores the terminal, once. A failure cannot be reported here.
pub(super) fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        PopKeyboardEnhancementFlags,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// A panic restores the terminal before its message is printed.
fn hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
    });
}
