//! `gazet notices`: the licences of the code and of the lists that are compiled in.

use std::io::Write as _;

use crate::Exit;
use crate::messages::{Fatal, io_error};

/// Prints all notices.
pub(crate) fn print() -> Result<Exit, Fatal> {
    let mut out = std::io::stdout().lock();
    out.write_all(gazet_lists::NOTICES.join("\n").as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Fatal::at("standard output", io_error(&e)))?;
    Ok(Exit::Done)
}
