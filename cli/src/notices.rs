//! `gazet notices`: the licences of the code and of the lists that are compiled in.

use crate::Exit;
use crate::messages::Fatal;
use crate::sink::show;

/// Prints all notices.
pub(crate) fn print() -> Result<Exit, Fatal> {
    show(&gazet_lists::NOTICES.join("\n"))?;
    Ok(Exit::Done)
}
