//! `gazet report`: one HTML file with the texts, what was found in them, and why.
//!
//! A document's record becomes [`document::Document`]; [`data`] puts all of them into tables and packs them; [`page`] puts the page
//! around that.

pub(crate) mod data;
pub(crate) mod document;
pub(crate) mod page;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::Exit;
use crate::args::{AnnotateArgs, DateChoice, DateRules, FormArgs, FormatName, ListArgs, date_choice};
use crate::messages::{self, Fatal};
use crate::run;

const AFTER: &str = "\
Examples:
  gazet report seeds                     writes report.html
  gazet report releases.jsonl -o releases.html
  gazet annotate -f html --dates timeml releases.jsonl -o releases.html

The last one takes all options of annotate. The file holds everything: open it in a browser; it needs no network and no server.

Exit code: 0 all read; 2 could not start or write; 3 some documents failed, which the report tells as well.";

/// Write a report to read in a browser: texts, spans and reasons in one HTML file
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER, after_long_help = AFTER)]
pub(crate) struct ReportArgs {
    /// Files and folders; '-' or nothing is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// The report
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    output: PathBuf,

    #[command(flatten)]
    form: FormArgs,

    /// The documents' date: auto, none, or a day as YYYY-MM-DD [default: auto]
    #[arg(long, value_name = "DATE", value_parser = date_choice)]
    date: Option<DateChoice>,

    /// What counts as a date: press or timeml [default: press]
    #[arg(long, value_name = "RULES", hide_possible_values = true)]
    dates: Option<DateRules>,

    /// Only spans with these labels, separated by commas, in any case
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    only: Vec<String>,

    #[command(flatten)]
    lists: ListArgs,

    /// Take settings from a TOML file, as for annotate
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Threads that annotate [default: one a core]
    #[arg(short = 'j', long = "threads", value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// No progress and no summary; warnings and errors stay
    #[arg(short, long)]
    quiet: bool,
}

/// Runs `gazet report`: an annotation that is written as HTML.
pub(crate) fn report(args: ReportArgs) -> Result<Exit, Fatal> {
    let done = format!("wrote {}, to open in a browser", args.output.display());
    let quiet = args.quiet;
    let exit = run::annotate(&AnnotateArgs {
        paths: args.paths,
        output: Some(args.output),
        format: Some(FormatName::Html),
        form: args.form,
        date: args.date,
        dates: args.dates,
        only: args.only,
        lists: args.lists,
        config: args.config,
        threads: args.threads,
        quiet,
        ..AnnotateArgs::default()
    })?;
    if !quiet {
        messages::line(&done);
    }
    Ok(exit)
}
