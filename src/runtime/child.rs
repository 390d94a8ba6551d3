//! Starts programs, and kills them together with their own children.

use std::process::{Child, Command};

/// Puts the command into its own process group, so that [`kill`] reaches everything it starts.
pub(super) fn apart(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

/// Kills a program that was started with [`apart`](apart()), and everything it started.
pub(super) fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = rustix::process::Pid::from_raw(child.id() as i32) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}
