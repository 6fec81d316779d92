//! `gazet explain`: the text with its spans marked, and for each why it stands: for people, on a terminal or read out.
//!
//! A document's record, with its reasons, becomes [`found::Found`]; [`page`] sets it for a terminal, [`plain`] a line a span.

mod found;
mod page;
mod plain;
mod style;
pub(crate) mod words;
mod wrap;

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::ValueEnum;
use gazet::document::{GivenBy, day};
use gazet::record::{RecordOptions, record};
use gazet::{Document, Gazetteer, Options, annotate};
use jiff::civil::Date;

use crate::Exit;
use crate::args::{DateChoice, DateRules, FormArgs, InputForm, ListArgs, date_choice};
use crate::decode::Reading;
use crate::inputs::{Inputs, Job};
use crate::messages::{self, Fatal, printable};
use crate::run::only;
use crate::settings::encoding;
use crate::sink::show;

const AFTER: &str = "\
Examples:
  gazet explain release.txt
  gazet explain --all --only AGENCY release.txt    with what lost, and why
  gazet explain --plain release.txt                a line a span
  gazet explain --color always release.txt | less -R

In the text every span stands in brackets with its label and its number: [Seoul|LOCATION 5]. Below each paragraph, a line for each number: the id or the value, the score, and why. --plain is for screen readers and for grep.

Exit code: 0 all read; 2 could not start; 3 some documents failed.";

/// Show a text with its spans, and why each one stands
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER, after_long_help = AFTER)]
pub(crate) struct ExplainArgs {
    /// Files and folders; '-' or nothing is standard input
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    form: FormArgs,

    /// The documents' date: auto, none, or a day as YYYY-MM-DD
    #[arg(long, value_name = "DATE", default_value = "auto", value_parser = date_choice)]
    date: DateChoice,

    /// What counts as a date: press or timeml
    #[arg(long, value_name = "RULES", default_value = "press", hide_possible_values = true)]
    dates: DateRules,

    /// Only spans with these labels, separated by commas, in any case
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    only: Vec<String>,

    #[command(flatten)]
    lists: ListArgs,

    /// Also what was proposed and lost, and why
    #[arg(long)]
    all: bool,

    /// A line a span, without brackets, columns and colours
    #[arg(long)]
    plain: bool,

    /// Columns of the output [default: those of the terminal, else 80]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..))]
    width: Option<u16>,

    /// Colours: auto, always or never; auto is a terminal without NO_COLOR
    #[arg(long, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: When,
}

/// When there are colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

/// Runs `gazet explain`.
pub(crate) fn explain(args: &ExplainArgs) -> Result<Exit, Fatal> {
    let gazetteer = args.lists.sources().gazetteer()?;
    let options = RecordOptions {
        only: only(&args.only, &gazetteer)?,
        timeml: args.dates == DateRules::Timeml,
        explain: true,
        ..RecordOptions::default()
    };
    let paths = if args.paths.is_empty() { vec![PathBuf::from("-")] } else { args.paths.clone() };
    let encoding = args.form.encoding.as_deref().map(encoding).transpose().map_err(Fatal)?;
    let reading = Reading { encoding, html: args.form.input == Some(InputForm::Html), ..Reading::default() };
    let inputs = Inputs { paths, form: args.form.input, output: None, reading };
    let style = style::Style { colours: colours(args.color), width: width(args.width) };
    let mut exit = Exit::Done;
    let mut first = true;
    for job in inputs.jobs(&messages::line) {
        let place = job.place();
        let page = source(job, &reading).and_then(|source| page(&source, args, &gazetteer, &options, style));
        match page {
            Ok(page) => {
                let gap = if first || args.plain { "" } else { "\n" };
                first = false;
                if !show(&format!("{gap}{page}"))? {
                    return Ok(exit);
                }
            }
            Err(message) => {
                messages::line(&format!("{place}: {message}"));
                exit = Exit::SomeFailed;
            }
        }
    }
    Ok(exit)
}

/// A text to explain.
struct Source {
    id: String,
    text: String,
    date: Option<Date>,
}

fn source(job: Job, reading: &Reading) -> Result<Source, String> {
    if let Job::Line(line) = &job {
        let json: serde_json::Value = serde_json::from_slice(line.bytes()).map_err(|e| format!("not JSON: {e}"))?;
        let text = json["text"].as_str().ok_or("no \"text\"")?.to_owned();
        let id = json["id"].as_str().map_or_else(|| line.place(), str::to_owned);
        return Ok(Source { id, text, date: json["date"].as_str().and_then(day) });
    }
    let id = job.place();
    let text = job.into_text(reading).map_err(|failure| failure.message)?;
    Ok(Source { id, text, date: None })
}

fn page(
    source: &Source,
    args: &ExplainArgs,
    gazetteer: &Gazetteer,
    options: &RecordOptions,
    style: style::Style,
) -> Result<String, String> {
    let document = Document::new(source.id.as_str(), &source.text).map_err(|e| e.to_string())?;
    let document = match (args.date, source.date) {
        (DateChoice::Day(date), _) => document.with_date(date, GivenBy::Option),
        (DateChoice::Auto, Some(date)) => document.with_date(date, GivenBy::Record),
        _ => document,
    };
    let mut extraction = Options::default();
    extraction.dates.convention = args.dates.into();
    extraction.dates.undated = args.date == DateChoice::None;
    if args.all {
        extraction.overlap = gazet::Overlap::All;
    }
    let annotation = annotate(&document, gazetteer, &extraction);
    let record = record(&document, &annotation, gazetteer, options, None);
    let json = serde_json::to_value(&record).map_err(|e| e.to_string())?;
    let found = found::Found::new(&json, &source.text);
    let mut out = String::new();
    if args.plain {
        plain::write(&mut out, &found);
    } else {
        page::write(&mut out, &source.text, &found, style);
    }
    Ok(out)
}

/// Appends a line without blanks at its end.
fn line(out: &mut String, text: &str) {
    // a String takes every line
    let _ = writeln!(out, "{}", text.trim_end());
}

/// A text on one line, with nothing that moves a cursor or turns the direction of writing.
fn flat(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

#[allow(
    clippy::disallowed_methods,
    reason = "whether a terminal shows colours is what the environment says; no result hangs on it"
)]
fn colours(when: When) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    let dumb = || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => std::io::stdout().is_terminal() && !set("NO_COLOR") && !dumb(),
    }
}

fn width(asked: Option<u16>) -> usize {
    let terminal = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0);
    // a terminal that does not know its width says 0
    usize::from(asked.or_else(terminal).filter(|w| *w >= 20).unwrap_or(80))
}
