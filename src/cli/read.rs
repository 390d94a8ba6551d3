//! `postil [FILE|-]`: reads an article on the screen.

use std::ffi::OsStr;

use super::{Failure, Options, Outcome};

pub(super) fn run(file: Option<&OsStr>, options: &Options) -> Result<Outcome, Failure> {
    let _ = (file, options);
    Err(Failure::Usage(
        "reading on the screen is not there yet".to_owned(),
    ))
}
