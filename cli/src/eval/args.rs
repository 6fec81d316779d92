//! The arguments of `gazet eval`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::args::DateRules;

const AFTER: &str = "\
Examples:
  gazet eval fixtures/development                      what gazet finds now
  gazet eval gold.jsonl out.jsonl --errors all         every difference
  gazet eval gold.jsonl new.jsonl --compare old.jsonl  what is won and lost
  gazet eval gold/ --labels DATE,TIME,DURATION,SET     a folder of TimeML
  gazet eval reports.jsonl --map GROUP=THREAT_ACTOR --labels THREAT_ACTOR \\
      --leave-out descriptive,services

Exit code: 0 measured; 1 --min or --min-linking not reached; 2 could not start, or the texts are not the same.";

/// Measure annotations against a gold standard
///
/// Spans count as exact (same place, same label) and as overlapping (same label, one to one). Ids count over matched spans that
/// have one in GOLD; values and types of dates by TempEval-3's arithmetic; relations by the ids of person, title and agency. Spans
/// that GOLD has as optional are neither asked for nor held against PRED.
///
/// GOLD and PRED are files or folders, each in one of these forms, told by their content: gazet's records (JSON lines or an array),
/// gold in JSON lines ("entities"), marked text ([[text|LABEL|value]]), brat (.ann beside .txt), CoNLL with IOB2 tags, TimeML.
#[derive(clap::Args, Debug)]
#[command(after_help = AFTER, after_long_help = AFTER)]
pub(crate) struct EvalArgs {
    /// What is right
    #[arg(value_name = "GOLD")]
    pub(crate) gold: PathBuf,

    /// What is measured; without it gazet annotates GOLD's own texts, each with the date that GOLD has for it
    #[arg(value_name = "PRED")]
    pub(crate) pred: Option<PathBuf>,

    /// Only these labels, separated by commas; 'all' for every label of both sides
    ///
    /// Without it: every label where GOLD follows gazet's guidelines (records, marked text, entities with ids), so that what is found
    /// beside them counts as extra; else those that GOLD has.
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub(crate) labels: Vec<String>,

    /// Read a label as another, on both sides: GROUP=THREAT_ACTOR (repeatable, or separated by commas)
    #[arg(long, value_name = "FROM=TO", value_delimiter = ',', value_parser = renaming)]
    pub(crate) map: Vec<(String, String)>,

    /// Set threat actors aside, on both sides: descriptive ("Russian hackers"), services (names of state bodies), or both
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) leave_out: Vec<LeaveOut>,

    /// Which matches count for the errors, the ids and --min: exact or overlap
    #[arg(long, value_name = "MATCH", default_value = "exact", hide_possible_values = true)]
    pub(crate) by: By,

    /// Errors of each kind to list: a number or 'all'
    #[arg(long, value_name = "N", default_value = "5", value_parser = number_or_all)]
    pub(crate) errors: usize,

    /// Another prediction: show what PRED gains and loses against it
    #[arg(long, value_name = "OTHER")]
    pub(crate) compare: Option<PathBuf>,

    /// One JSON object in place of tables
    #[arg(long)]
    pub(crate) json: bool,

    /// Exit with 1 where the F1 over all labels is less, in percent
    #[arg(long, value_name = "F1", value_parser = percent)]
    pub(crate) min: Option<f64>,

    /// Exit with 1 where less of the ids are right, in percent
    #[arg(long, value_name = "SHARE", value_parser = percent)]
    pub(crate) min_linking: Option<f64>,

    /// Read GOLD as this: record, gold, marked, brat, conll or timeml [default: told by the content]
    #[arg(long, value_name = "FORM", hide_possible_values = true)]
    pub(crate) gold_format: Option<Form>,

    /// Read PRED and OTHER as this [default: told by the content]
    #[arg(long, value_name = "FORM", hide_possible_values = true)]
    pub(crate) pred_format: Option<Form>,

    /// Without PRED: what counts as a date, press or timeml [default: timeml where GOLD is TimeML]
    #[arg(long, value_name = "RULES", hide_possible_values = true)]
    pub(crate) dates: Option<DateRules>,
}

/// The forms of annotations, sorted; each is a file of `forms/`, but for the two of JSON, which share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub(crate) enum Form {
    Brat,
    Conll,
    Gold,
    Marked,
    Record,
    Timeml,
}

/// Which matches count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum By {
    Exact,
    Overlap,
}

impl By {
    /// The word of the option.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Overlap => "overlap",
        }
    }
}

/// Threat actors that other guidelines treat otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum LeaveOut {
    Descriptive,
    Services,
}

fn renaming(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((from, to)) if !from.trim().is_empty() && !to.trim().is_empty() => {
            Ok((from.trim().to_owned(), to.trim().to_owned()))
        }
        _ => Err("two labels as FROM=TO".to_owned()),
    }
}

fn number_or_all(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        _ => text.parse().map_err(|_| "a number, or 'all'".to_owned()),
    }
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(value) if (0.0..=100.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 100".to_owned()),
    }
}
