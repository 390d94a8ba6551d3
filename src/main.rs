//! The program: a thin wrapper around the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    postil::cli::main()
}
