//! Signals: the end, a stop and the way back become messages; what would kill the program on the spot first gives the
//! terminal back.
//!
//! Always true here: a signal that asks for the end ends the program within a second, also while the reader's own thread
//! is in the middle of something long or waits for a disk that does not answer.

use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::time::Duration;

use super::run::Happened;
#[cfg(unix)]
use crate::app::Message;

/// Lets a write beyond the size that the user allows a file fail, like one to a full disk, instead of ending the program on
/// the spot (SIGXFSZ).
pub fn let_large_writes_fail() {
    #[cfg(unix)]
    {
        let noted = std::sync::Arc::default();
        // Where it cannot be done, such a write ends the program, as anywhere else.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, noted);
    }
}

/// So long after a signal that asks for the end the reader has time to leave in good order.
#[cfg(unix)]
const GRACE: Duration = Duration::from_millis(700);

/// Listens for signals. `last_resort` does what must be done before the program is ended from here.
#[cfg(unix)]
pub(super) fn start(to: Sender<Happened>, last_resort: impl Fn() + Clone + Send + 'static) {
    use signal_hook::consts::{
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP,
        SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
    };
    let Ok(mut signals) = signal_hook::iterator::Signals::new([
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP,
        SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
    ]) else {
        return;
    };
    let mut ending = false;
    let listen = move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => {
                    let _ = to.send(Happened::Suspend);
                }
                SIGCONT => {
                    let _ = to.send(Happened::Continued);
                }
                // Ctrl-C and Ctrl-\ in the editor that has the terminal: they are not meant for the reader.
                SIGINT | SIGQUIT if super::terminal::is_lent() => {}
                // A file grew beyond what the user allows: the write that did it fails, and says so.
                SIGXFSZ => {}
                SIGTERM | SIGHUP | SIGINT => {
                    // The loop may have ended already: then the countdown alone counts.
                    let _ = to.send(Happened::Message(Message::Terminate));
                    if !ending {
                        ending = true;
                        count_down(signal, last_resort.clone());
                    }
                }
                deadly => end(deadly, &last_resort),
            }
        }
    };
    let _ = std::thread::Builder::new().name("signals".into()).spawn(listen);
}

#[cfg(not(unix))]
pub(super) fn start(_to: Sender<Happened>, _last_resort: impl Fn() + Clone + Send + 'static) {}

/// Ends the program after the time of grace, if it has not ended by itself.
#[cfg(unix)]
fn count_down(signal: i32, last_resort: impl Fn() + Send + 'static) {
    let wait = move || {
        std::thread::sleep(GRACE);
        end(signal, &last_resort);
    };
    let _ = std::thread::Builder::new().name("countdown".into()).spawn(wait);
}

/// Ends the program as `signal` would have if nobody had listened for it.
#[cfg(unix)]
fn end(signal: i32, last_resort: &impl Fn()) {
    last_resort();
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    // Only reached for a signal whose default does not end the program.
    std::process::exit(128 + signal);
}

/// Stops the program as the shell's Ctrl-Z would; returns when it is continued.
pub(super) fn stop_here() {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}
