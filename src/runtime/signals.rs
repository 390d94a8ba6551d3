//! Signals as messages: the end, a stop asked for by somebody else, the way back.

use std::sync::mpsc::Sender;

use super::run::Happened;
use crate::app::Message;

#[cfg(unix)]
pub(super) fn start(to: Sender<Happened>) {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT])
    else {
        return;
    };
    let listen = move || {
        for signal in signals.forever() {
            let happened = match signal {
                SIGTSTP => Happened::Suspend,
                SIGCONT => Happened::Continued,
                _ => Happened::Message(Message::Terminate),
            };
            if to.send(happened).is_err() {
                return;
            }
        }
    };
    let _ = std::thread::Builder::new().name("signals".into()).spawn(listen);
}

#[cfg(not(unix))]
pub(super) fn start(_to: Sender<Happened>) {}

/// Stops the program as the shell's Ctrl-Z would; returns when it is continued.
pub(super) fn stop_here() {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
}
