//! `gazet gazetteer compile`: lists to one file that is mapped, not read.

use super::args::CompileArgs;
use super::grouped;
use crate::Exit;
use crate::messages::{self, Fatal};
use crate::sink::Sink;
use crate::sources::{Sources, is_compiled};

/// Runs `gazet gazetteer compile`.
pub(super) fn compile(args: &CompileArgs) -> Result<Exit, Fatal> {
    let all = args.files.iter().chain(&args.tables.names).chain(&args.tables.exceptions);
    if let Some(path) = all.into_iter().find(|path| is_compiled(path)) {
        return Err(Fatal::at(path.to_string_lossy(), "is compiled already"));
    }
    let mut sink = Sink::open(Some(&args.output))?;
    let sources = Sources {
        lists: &args.files,
        names: &args.tables.names,
        exceptions: &args.tables.exceptions,
        builtin: !args.no_builtin,
        verify: false,
    };
    let gazetteer = sources.gazetteer()?;
    let bytes = gazetteer.as_bytes();
    sink.write(bytes)?;
    sink.finish()?;
    messages::line(&format!(
        "{} entities, {} names, {} bytes",
        grouped(gazetteer.entities().len()),
        grouped(gazetteer.names()),
        grouped(bytes.len())
    ));
    Ok(Exit::Done)
}
