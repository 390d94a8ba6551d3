//! Signals: termination, suspend and continue become messages; other signals that would kill the program restore the terminal first.
//!
//! Invariants: a termination signal ends the program within a second, even if the main thread is busy or waits for a disk that does not
//! respond. Ctrl-C and Ctrl-\ in a program that the terminal is lent to never end this one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
#[cfg(unix)]
use std::time::Duration;

use super::run::ReaderEvent;
#[cfg(unix)]
use crate::app::Message;

/// Makes a write beyond the user's file size limit fail, like a write to a full disk, instead of killing the program (SIGXFSZ).
pub fn let_large_writes_fail() {
    #[cfg(unix)]
    {
        let noted = std::sync::Arc::default();
        // If this cannot be set up, such a write kills the program, as usual.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, noted);
    }
}

/// How often the terminal was lent to another program.
static LOANS: AtomicUsize = AtomicUsize::new(0);
/// How many of these loans are over.
static RETURNS: AtomicUsize = AtomicUsize::new(0);

/// Runs `during` while the terminal belongs to another program: the signals that keys send then are meant for that program.
pub(super) fn lending<T>(during: impl FnOnce() -> T) -> T {
    LOANS.fetch_add(1, Ordering::SeqCst);
    let result = during();
    RETURNS.fetch_add(1, Ordering::SeqCst);
    // A key's signal may have arrived that the thread has not looked at yet. So the loan ends with a signal too.
    #[cfg(unix)]
    let _ = signal_hook::low_level::raise(signal_hook::consts::SIGURG);
    result
}

/// How long the program may take to exit normally after a termination signal.
#[cfg(unix)]
const GRACE: Duration = Duration::from_millis(700);

/// Starts listening for signals. `last_resort` is called before the program is ended from here.
#[cfg(unix)]
pub(super) fn start(to: Sender<ReaderEvent>, last_resort: impl Fn() + Clone + Send + 'static) {
    use signal_hook::consts::{
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP,
        SIGTSTP, SIGURG, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
    };
    let Ok(mut signals) = signal_hook::iterator::Signals::new([
        SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGSYS, SIGTERM, SIGTRAP,
        SIGTSTP, SIGURG, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU, SIGXFSZ,
    ]) else {
        return;
    };
    let mut ending = false;
    // The loans whose end this thread has seen.
    let mut returned = 0;
    let listen = move || {
        loop {
            let mut batch: Vec<i32> = signals.wait().collect();
            let (mut seen, mut over) = (0, returned);
            // Signals that arrived before the end of a loan may be listed after the signal of its end.
            while batch[seen..].contains(&SIGURG) {
                over = RETURNS.load(Ordering::SeqCst);
                seen = batch.len();
                batch.extend(signals.pending());
            }
            for signal in batch {
                match signal {
                    SIGTSTP => {
                        let _ = to.send(ReaderEvent::Suspend);
                    }
                    SIGCONT => {
                        let _ = to.send(ReaderEvent::Continued);
                    }
                    SIGINT | SIGQUIT if LOANS.load(Ordering::SeqCst) != returned => {}
                    // A file exceeded the user's size limit: the write fails and reports it. Or a loan is over.
                    SIGXFSZ | SIGURG => {}
                    SIGTERM | SIGHUP | SIGINT => {
                        // The loop may have ended already: then only the countdown matters.
                        let _ = to.send(ReaderEvent::Message(Message::Terminate));
                        if !ending {
                            ending = true;
                            count_down(signal, last_resort.clone());
                        }
                    }
                    deadly => end(deadly, &last_resort),
                }
            }
            returned = over;
        }
    };
    let _ = std::thread::Builder::new().name("signals".into()).spawn(listen);
}

#[cfg(not(unix))]
pub(super) fn start(_to: Sender<ReaderEvent>, _last_resort: impl Fn() + Clone + Send + 'static) {}

/// Ends the program after the grace period, if it has not ended by itself.
#[cfg(unix)]
fn count_down(signal: i32, last_resort: impl Fn() + Send + 'static) {
    let wait = move || {
        std::thread::sleep(GRACE);
        end(signal, &last_resort);
    };
    let _ = std::thread::Builder::new().name("countdown".into()).spawn(wait);
}

/// Ends the program the way `signal` would by default.
#[cfg(unix)]
fn end(signal: i32, last_resort: &impl Fn()) {
    last_resort();
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    // Only reached for a signal whose default action does not end the program.
    std::process::exit(128 + signal);
}

/// Suspends the program like Ctrl-Z in a shell; returns when it is continued.
pub(super) fn stop_here() {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}
