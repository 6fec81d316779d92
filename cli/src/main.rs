//! `gazet`: the command line. `main` reads the arguments, a command does its work, its result becomes the exit code.
//!
//! Data goes to standard output only; progress, warnings and the summary to standard error.

mod args;
mod bench;
mod convert;
mod decode;
mod eval;
mod explain;
mod gazetteer;
mod inputs;
mod interrupt;
mod lines;
mod memory;
mod messages;
mod notices;
mod outputs;
mod progress;
mod report;
mod run;
mod schema;
mod settings;
mod shard;
mod sink;
mod sources;
mod summary;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use args::{Args, Command};
use messages::Fatal;

/// How a command that could start ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Exit {
    /// Everything was done.
    Done,
    /// A check found errors.
    Errors,
    /// Some documents failed; each has its record.
    SomeFailed,
    /// Ctrl-C, or another signal that asks for an end.
    Interrupted,
}

/// What the user typed; of a file in the place of a command, the message tells the command that is meant.
fn arguments() -> Args {
    Args::try_parse().unwrap_or_else(|mut error| {
        if error.kind() == ErrorKind::InvalidSubcommand
            && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
            && Path::new(word).exists()
        {
            let tip =
                StyledStr::from(messages::printable(&format!("'gazet annotate {word}' annotates it")).into_owned());
            error.remove(ContextKind::SuggestedSubcommand);
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
        }
        error.exit()
    })
}

fn main() -> ExitCode {
    let result = match arguments().command {
        Command::Annotate(args) => run::annotate(&args),
        Command::Bench(args) => bench::bench(&args),
        Command::Convert(args) => convert::convert(&args),
        Command::Eval(args) => eval::eval(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Gazetteer(args) => gazetteer::run(&args),
        Command::Notices => notices::print(),
        Command::Report(args) => report::report(args),
        Command::Schema => schema::print(),
    };
    match result {
        Ok(Exit::Done) => ExitCode::SUCCESS,
        Ok(Exit::Errors) => ExitCode::from(1),
        Ok(Exit::SomeFailed) => ExitCode::from(3),
        Ok(Exit::Interrupted) => ExitCode::from(interrupt::EXIT),
        Err(Fatal(message)) => {
            messages::line(&message);
            ExitCode::from(2)
        }
    }
}
