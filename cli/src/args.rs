//! Arguments: what the user typed, its text checked, nothing opened yet.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};
use gazet::document::day;
use jiff::civil::Date;

use crate::convert::ConvertArgs;
use crate::eval::args::EvalArgs;
use crate::explain::ExplainArgs;
use crate::gazetteer::args::GazetteerArgs;
use crate::report::ReportArgs;
use crate::shard::Shard;
use crate::sources::Sources;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Finds agencies, titles, persons, dates, threat actors, countries, places, events and agreements in press releases
#[derive(Parser, Debug)]
#[command(name = "gazet", version, styles = STYLES, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Example:\n  gazet annotate seeds -o seeds.jsonl\n\n'gazet COMMAND --help' says more about a command."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Annotate(AnnotateArgs),
    Bench(BenchArgs),
    Convert(ConvertArgs),
    Eval(EvalArgs),
    Explain(ExplainArgs),
    Gazetteer(GazetteerArgs),
    /// Print the licences and notices of gazet and of the lists in it
    Notices,
    Report(ReportArgs),
    /// Print the JSON Schema of the record
    Schema,
}

const ANNOTATE_AFTER: &str = "\
Examples:
  gazet annotate seeds                         all files of a folder
  gazet annotate seeds -o seeds.jsonl          the same, into a file
  gazet annotate --only AGENCY,DATE seeds      two labels
  gazet annotate -g ship.tsv report.txt        with a list of your own
  gazet annotate --config gazet.toml seeds     with the settings of a file
  echo 'The FBI said on Tuesday' | gazet annotate --date 2024-11-07

Exit code: 0 all read; 2 could not start or write (option, list, output); 3 some documents failed; 130 interrupted (Ctrl-C: the documents in flight are done and written).";

/// Annotate texts: one JSON record a document
///
/// Every document gives one record: its spans with offsets, labels, ids, normalised dates, and who holds which post. What cannot be
/// read gives a record with "error" in place of spans, a line on standard error, and exit code 3; all other documents are done.
/// Records come in the order of the input, the same bytes for any number of threads.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = ANNOTATE_AFTER, after_long_help = ANNOTATE_AFTER)]
#[allow(clippy::struct_excessive_bools, reason = "options that are on or off")]
pub(crate) struct AnnotateArgs {
    /// Files and folders; '-' or nothing is standard input
    ///
    /// Folders are walked recursively, in sorted order. Hidden files and folders (names that begin with a dot) in them are passed
    /// over, and links to folders are not followed. A document's id is its path as given. Standard input is one text with the id '-'.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Write to a file, or to a folder with a file for each document, not to standard output
    ///
    /// FILE is written beside its place under another name and gets its own when it is complete and on the disk. A folder that is
    /// there, or a name that ends in '/', gets one file a document, which stands where the document's id says: -o out/ makes
    /// out/seeds/a.txt.jsonl of seeds/a.txt. It must be new or empty, and nothing in it is overwritten.
    #[arg(short, long, value_name = "FILE|DIR/", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Form of the output
    ///
    /// jsonl: a record a line. json: one array of them. csv: a row a span. parquet, arrow: a row a document. spacy, displacy: what spaCy's Doc.from_json and its displaCy
    /// read, a document a line. labelstudio: tasks with predictions. conll: CoNLL-2003, a word a line with its IOB2 tag. stix: one
    /// bundle of STIX 2.1. html: a report to read in a browser, as 'gazet report' writes it. brat: stand-off annotations, in a folder with the texts (-o DIR/). timeml: the text of one document with
    /// TIMEX3 tags in it (several documents need a folder); dates follow TimeML unless --dates press is given. docs/formats.md has them
    /// all, and 'gazet convert' writes them from records.
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true, help_heading = "Output")]
    #[arg(
        help = "Form of the output: jsonl, json, csv, parquet, arrow, spacy, displacy, labelstudio, conll, stix, html, brat or timeml [default: jsonl]"
    )]
    pub(crate) format: Option<FormatName>,

    #[command(flatten)]
    pub(crate) form: FormArgs,

    /// Refuse documents, and lines of JSON, of more than N bytes [default: 4294967294; unpacked 1073741824]
    ///
    /// gzip and zstd are known by their content and unpacked; N counts what comes out.
    #[arg(long, value_name = "N", help_heading = "Input")]
    pub(crate) max_bytes: Option<u64>,

    /// Also write where each span stands in the bytes of the input, before they were decoded
    ///
    /// As "input_offsets", a pair for each of "spans". Not for JSON lines.
    #[arg(long, help_heading = "Output")]
    pub(crate) input_offsets: bool,

    /// The documents' date: auto, none, or a day as YYYY-MM-DD [default: auto]
    ///
    /// auto: that of the input record, else the one that the text tells (a header, the dateline, the lead). A day: that day for all.
    /// none: no date is taken from anywhere, so that "last year" stays open.
    #[arg(long, value_name = "DATE", value_parser = date_choice, help_heading = "Dates")]
    pub(crate) date: Option<DateChoice>,

    #[command(flatten)]
    pub(crate) lists: ListArgs,

    /// Find the names of the lists and nothing else
    ///
    /// The longest name at the first word where one stands, then on behind it, as keyword replacers do: no rule, no date, no choice by
    /// what stands around. Names that need evidence beside them are left out; one that several entities share has candidates and no id.
    #[arg(long, help_heading = "Lists", conflicts_with_all = ["overlap", "dates"])]
    pub(crate) names_only: bool,

    /// Compare a compiled list with its checksum before it is used
    #[arg(long, help_heading = "Lists")]
    pub(crate) verify: bool,

    /// Take settings from a TOML file; what the command line says goes before
    ///
    /// Its keys are the long options: lists, exceptions, names, builtin, only, offsets, overlap and so on. Its paths count from its
    /// own folder. An unknown key is an error.
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,

    /// Print all settings as such a file, and do nothing else
    #[arg(long, help_heading = "Settings")]
    pub(crate) dump_config: bool,

    /// Only spans with these labels, separated by commas, in any case
    #[arg(long, value_name = "LABELS", value_delimiter = ',', help_heading = "Output")]
    pub(crate) only: Vec<String>,

    /// What start and end count: codepoint, byte or utf16 [default: codepoint]
    #[arg(long, value_name = "UNIT", hide_possible_values = true, help_heading = "Output")]
    pub(crate) offsets: Option<OffsetUnit>,

    /// The record has the text as well
    ///
    /// 'gazet convert' needs it for the formats that have the text in them.
    #[arg(long, help_heading = "Output")]
    pub(crate) text: bool,

    /// Which spans may overlap: nested, flat or all [default: nested]
    ///
    /// nested: none, but for a country inside an event, an agreement or a descriptive threat actor. flat: none at all. all: every
    /// candidate, chosen or not; with --explain each says why it was dropped.
    #[arg(long, value_name = "RULE", hide_possible_values = true, help_heading = "Output")]
    pub(crate) overlap: Option<OverlapRule>,

    /// What counts as a date: press or timeml [default: press; timeml with -f timeml]
    ///
    /// press: expressions with a place in the calendar, the article outside, a range one span. timeml: TimeML in every respect, with
    /// TIME, DURATION and SET.
    #[arg(long, value_name = "RULES", hide_possible_values = true, help_heading = "Dates")]
    pub(crate) dates: Option<DateRules>,

    /// How 03/07/2024 is read: auto, mdy or dmy [default: auto]
    ///
    /// auto: as the document's other dates tell, month first where none does.
    #[arg(long, value_name = "ORDER", hide_possible_values = true, help_heading = "Dates")]
    pub(crate) date_order: Option<DateOrderName>,

    /// Where a date without a year lies when no verb tells: auto, past, future or nearest [default: auto]
    ///
    /// auto: weekdays in the past, the rest nearest to the document's date.
    #[arg(long, value_name = "SIDE", hide_possible_values = true, help_heading = "Dates")]
    pub(crate) prefer: Option<PreferName>,

    /// The month, 1 to 12, in which a fiscal year begins [default: 10]
    #[arg(long, value_name = "MONTH", value_parser = clap::value_parser!(u8).range(1..=12))]
    #[arg(help_heading = "Dates")]
    pub(crate) fiscal_year_start: Option<u8>,

    /// Threads that annotate [default: one a core]
    #[arg(short = 'j', long = "threads", value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Every span says why it stands
    #[arg(long, help_heading = "Output")]
    pub(crate) explain: bool,

    /// No progress and no summary; warnings and errors stay
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) course: CourseArgs,
}

/// What inputs are, for every command that reads texts.
#[derive(clap::Args, Debug, Default, Clone)]
#[command(next_help_heading = "Input")]
pub(crate) struct FormArgs {
    /// Read every input as this: text, jsonl or html [default: jsonl for *.jsonl and *.ndjson, else text]
    ///
    /// text: a file is a document. jsonl: a line is a document, {"id", "text", "date"}; only "text" must be there, a line without
    /// an id gets PATH:LINE, and other fields pass through under "input". html: a file is a page, and the document is the text that a
    /// reader of it sees, in the encoding that the page declares; offsets count in that text, which --text writes.
    #[arg(long, value_name = "FORM", hide_possible_values = true)]
    pub(crate) input: Option<InputForm>,

    /// The encoding of texts: auto, or a name such as utf-16le, windows-1252, euc-kr, shift_jis, gb18030
    ///
    /// auto finds it in the bytes. Offsets count in the decoded text. Bytes that are no text become U+FFFD and are counted, in the record
    /// ("replaced") and in the summary. Without this option texts are UTF-8, and a document that is not has failed. JSON lines are always UTF-8.
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
}

/// The lists of every command that annotates.
#[derive(clap::Args, Debug, Default, Clone)]
#[command(next_help_heading = "Lists")]
pub(crate) struct ListArgs {
    /// A list of your own: a TSV with the columns id and name (repeatable)
    ///
    /// Further columns as in gazetteers/README.md. Rows without a label have the file's name in capitals as theirs: ship.tsv gives
    /// SHIP. A row with the id of a built-in one takes its place. A file of `gazet gazetteer compile` stands alone, in the place of the
    /// built-in lists.
    #[arg(short, long = "gazetteer", value_name = "LIST")]
    pub(crate) gazetteers: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) tables: TableArgs,

    /// Leave out the built-in lists
    #[arg(long)]
    pub(crate) no_builtin: bool,
}

/// The tables that stand beside lists.
#[derive(clap::Args, Debug, Default, Clone)]
pub(crate) struct TableArgs {
    /// A table of exceptions: surface, id, rule, reason (repeatable)
    ///
    /// It says which names of the lists match only as they are written (exact), only with evidence beside them (context), or not at
    /// all (never), as gazetteers/README.md has it. A row takes the place of a built-in one of the same surface and id.
    #[arg(long, value_name = "FILE")]
    pub(crate) exceptions: Vec<PathBuf>,

    /// A table of further names: id, name, type, source (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) names: Vec<PathBuf>,
}

impl ListArgs {
    /// Where names come from.
    pub(crate) fn sources(&self) -> Sources<'_> {
        Sources {
            lists: &self.gazetteers,
            names: &self.tables.names,
            exceptions: &self.tables.exceptions,
            builtin: !self.no_builtin,
            verify: false,
        }
    }
}

/// How a run goes on, stops and shares its work.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Long runs")]
pub(crate) struct CourseArgs {
    /// Go on with an output that a run with the same command began
    ///
    /// A run that was killed, or that found the disk full, has left a part of its output beside its place. The finished output has the
    /// bytes that an uninterrupted run would have given it. Needs -o; where there is nothing to go on with, it begins at the beginning.
    #[arg(long)]
    pub(crate) resume: bool,

    /// Only every nth document, by its id: i/n, with i from 1 to n
    ///
    /// n machines, each with its own i, do together every document once, whatever order they have them in.
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    pub(crate) shard: Option<Shard>,

    /// Stop when more than N documents have failed
    #[arg(long, value_name = "N")]
    pub(crate) max_errors: Option<u64>,

    /// Stop when a document has failed: --max-errors 0
    #[arg(long, conflicts_with = "max_errors")]
    pub(crate) fail_fast: bool,

    /// Write the records of failures to FILE, as JSON lines, and not to the output
    #[arg(long, value_name = "FILE")]
    pub(crate) errors_to: Option<PathBuf>,
}

const BENCH_AFTER: &str = "\
Examples:
  gazet bench                      the samples in seeds/
  gazet bench press.jsonl -n 5     five rounds over a file
  gazet bench texts -g ship.tsv    a list of your own, not the built-in ones
  gazet bench press.jsonl --json   the figures for a program";

/// Measure the speed of the stages
///
/// Reading, words, the aho-corasick crate on the same names (any case, leftmost-longest, whole words), words and match, everything to
/// JSON in memory, files to JSON: all in one process, one after the other in each round, with one thread and with all. Documents are
/// repeated to about 4 MB where they are less; every round must find what the first one found. Figures are MB of text a second: the
/// median, the slowest and the fastest round.
#[derive(clap::Args, Debug)]
#[command(after_help = BENCH_AFTER, after_long_help = BENCH_AFTER)]
pub(crate) struct BenchArgs {
    /// Files and folders, as annotate reads them
    #[arg(value_name = "PATH", default_value = "seeds")]
    pub(crate) paths: Vec<PathBuf>,

    /// A list to match in place of the built-in ones, as annotate takes it
    #[arg(short = 'g', long = "gazetteer", value_name = "LIST")]
    pub(crate) lists: Vec<PathBuf>,

    /// Find the names of the list and nothing else, as annotate does with this option
    #[arg(long)]
    pub(crate) names_only: bool,

    /// One JSON object in place of the table
    #[arg(long)]
    pub(crate) json: bool,

    /// Rounds of each stage
    #[arg(short = 'n', long, value_name = "N", default_value = "3")]
    pub(crate) rounds: NonZeroUsize,

    /// Threads [default: one, then one a core]
    #[arg(short = 'j', long = "threads", value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// Where documents get their date from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateChoice {
    Auto,
    None,
    Day(Date),
}

pub(crate) fn date_choice(text: &str) -> Result<DateChoice, String> {
    match text {
        "auto" => Ok(DateChoice::Auto),
        "none" => Ok(DateChoice::None),
        _ => day(text).map(DateChoice::Day).ok_or_else(|| "auto, none, or a day as YYYY-MM-DD".to_owned()),
    }
}

/// The formats of the output, sorted; each is a file of `outputs/`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum FormatName {
    Arrow,
    Brat,
    Conll,
    Csv,
    Displacy,
    Html,
    Json,
    Jsonl,
    #[value(name = "labelstudio")]
    LabelStudio,
    Parquet,
    Spacy,
    Stix,
    Timeml,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum InputForm {
    Text,
    Jsonl,
    Html,
}

/// Declares an argument's values together with those of the library that they stand for.
macro_rules! values {
    ($(#[$doc:meta])* $name:ident => $of:ty { $($word:ident),* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
        pub(crate) enum $name { $($word),* }
        impl From<$name> for $of {
            fn from(name: $name) -> Self {
                match name { $($name::$word => Self::$word),* }
            }
        }
    };
}

values!(OffsetUnit => gazet::record::Offsets { Codepoint, Byte, Utf16 });
values!(OverlapRule => gazet::Overlap { Nested, Flat, All });
values!(DateRules => gazet::dates::Convention { Press, Timeml });
values!(DateOrderName => gazet::dates::DateOrder { Auto, Mdy, Dmy });
values!(PreferName => gazet::dates::Prefer { Auto, Past, Future, Nearest });

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    /// The command and those below it.
    fn all(command: &clap::Command) -> Vec<&clap::Command> {
        std::iter::once(command).chain(command.get_subcommands().flat_map(all)).collect()
    }

    #[test]
    fn examples_fit_a_terminal_and_paragraphs_have_no_line_ends_in_them() {
        for command in all(&Args::command()) {
            let help = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
            for line in help.iter().flat_map(|help| help.lines()).filter(|line| !line.is_empty()) {
                let name = command.get_name();
                if line.starts_with(' ') {
                    assert!(line.chars().count() <= 80, "{name}: {line}");
                } else {
                    assert!(line.ends_with(['.', ':']), "{name}: a line that ends in a sentence: {line}");
                }
            }
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
