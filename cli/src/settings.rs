//! Settings of `gazet annotate`: what the command line says, then what `gazet.toml` says, then the defaults.
//!
//! The keys of the file are the long options; a key that does not exist is an error, so that a slip of the pen does not pass for a
//! setting. Paths in the file count from the file's folder.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use gazet_decode::encoding::Choice;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::args::{
    AnnotateArgs, DateChoice, DateOrderName, DateRules, FormatName, InputForm, OffsetUnit, OverlapRule, PreferName,
    date_choice,
};
use crate::decode::Reading;
use crate::messages::{Fatal, io_error};
use crate::sources::Sources;

/// The keys of `gazet.toml`.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    lists: Option<Vec<PathBuf>>,
    names: Option<Vec<PathBuf>>,
    exceptions: Option<Vec<PathBuf>>,
    builtin: Option<bool>,
    names_only: Option<bool>,
    only: Option<Vec<String>>,
    format: Option<Spanned<String>>,
    input: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    max_bytes: Option<u64>,
    input_offsets: Option<bool>,
    offsets: Option<Spanned<String>>,
    text: Option<bool>,
    overlap: Option<Spanned<String>>,
    explain: Option<bool>,
    date: Option<Spanned<String>>,
    dates: Option<Spanned<String>>,
    date_order: Option<Spanned<String>>,
    prefer: Option<Spanned<String>>,
    fiscal_year_start: Option<Spanned<u8>>,
    threads: Option<NonZeroUsize>,
    quiet: Option<bool>,
}

/// What `--dump-config` writes, in its order.
#[derive(Serialize, Debug)]
#[serde(rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "settings that are on or off")]
struct Dump<'a> {
    lists: &'a [PathBuf],
    names: &'a [PathBuf],
    exceptions: &'a [PathBuf],
    builtin: bool,
    names_only: bool,
    only: &'a [String],
    format: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_bytes: Option<u64>,
    input_offsets: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    offsets: Option<String>,
    text: bool,
    overlap: String,
    explain: bool,
    date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<String>,
    date_order: String,
    prefer: String,
    fiscal_year_start: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    threads: Option<NonZeroUsize>,
    quiet: bool,
}

/// Everything that is settled before a document is read.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "settings that are on or off")]
pub(crate) struct Settings {
    pub(crate) lists: Vec<PathBuf>,
    pub(crate) names: Vec<PathBuf>,
    pub(crate) exceptions: Vec<PathBuf>,
    pub(crate) builtin: bool,
    /// No rules.
    pub(crate) names_only: bool,
    /// Compiled lists are compared with their checksum; said on the command line only.
    pub(crate) verify: bool,
    pub(crate) only: Vec<String>,
    pub(crate) format: FormatName,
    pub(crate) input: Option<InputForm>,
    /// As it was named, and what it is.
    pub(crate) encoding: Option<(String, Choice)>,
    pub(crate) max_bytes: Option<u64>,
    pub(crate) input_offsets: bool,
    /// What the output's format asks for where there is none.
    pub(crate) offsets: Option<OffsetUnit>,
    pub(crate) text: bool,
    pub(crate) overlap: OverlapRule,
    pub(crate) explain: bool,
    pub(crate) date: DateChoice,
    /// What the output's format asks for where there is none.
    pub(crate) dates: Option<DateRules>,
    pub(crate) date_order: DateOrderName,
    pub(crate) prefer: PreferName,
    pub(crate) fiscal_year_start: u8,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) quiet: bool,
}

impl Settings {
    /// Reads the file, if there is one, and puts the command line over it. Lists add up: those of the file come first.
    pub(crate) fn new(args: &AnnotateArgs) -> Result<Self, Fatal> {
        let file = args.config.as_deref().map(File::read).transpose()?.unwrap_or_default();
        let config = &file.config;
        let paths = |of_file: &Option<Vec<PathBuf>>, of_line: &[PathBuf]| {
            let of_file = of_file.iter().flatten().map(|p| file.folder.join(p));
            of_file.chain(of_line.iter().cloned()).collect()
        };
        let start = match (&args.fiscal_year_start, &config.fiscal_year_start) {
            (Some(month), _) => *month,
            (None, None) => 10,
            (None, Some(month)) if (1..=12).contains(month.get_ref()) => *month.get_ref(),
            (None, Some(month)) => return Err(file.wrong(&month.span(), "fiscal-year-start is a month, 1 to 12")),
        };
        let date = match (args.date, &config.date) {
            (Some(date), _) => date,
            (None, None) => DateChoice::Auto,
            (None, Some(text)) => {
                date_choice(text.get_ref()).map_err(|wanted| file.wrong(&text.span(), &format!("date is {wanted}")))?
            }
        };
        let format = file.choice("format", args.format, config.format.as_ref())?.unwrap_or(FormatName::Jsonl);
        // a report shows what lost as well
        let overlap = if format == FormatName::Html { OverlapRule::All } else { OverlapRule::Nested };
        let encoding = match (&args.form.encoding, &config.encoding) {
            (Some(name), _) => Some((name, encoding(name).map_err(Fatal)?)),
            (None, Some(name)) => {
                let choice = encoding(name.get_ref()).map_err(|message| file.wrong(&name.span(), &message))?;
                Some((name.get_ref(), choice))
            }
            (None, None) => None,
        };
        let encoding = encoding.map(|(name, choice)| (name.clone(), choice));
        Ok(Self {
            lists: paths(&config.lists, &args.lists.gazetteers),
            names: paths(&config.names, &args.lists.tables.names),
            exceptions: paths(&config.exceptions, &args.lists.tables.exceptions),
            builtin: !args.lists.no_builtin && config.builtin.unwrap_or(true),
            names_only: args.names_only || config.names_only.unwrap_or(false),
            verify: args.verify,
            only: if args.only.is_empty() { config.only.clone().unwrap_or_default() } else { args.only.clone() },
            format,
            input: file.choice("input", args.form.input, config.input.as_ref())?,
            encoding,
            max_bytes: args.max_bytes.or(config.max_bytes),
            input_offsets: args.input_offsets || config.input_offsets.unwrap_or(false),
            offsets: file.choice("offsets", args.offsets, config.offsets.as_ref())?,
            text: args.text || config.text.unwrap_or(false),
            overlap: file.choice("overlap", args.overlap, config.overlap.as_ref())?.unwrap_or(overlap),
            explain: args.explain || config.explain.unwrap_or(false),
            date,
            dates: file.choice("dates", args.dates, config.dates.as_ref())?,
            date_order: file
                .choice("date-order", args.date_order, config.date_order.as_ref())?
                .unwrap_or(DateOrderName::Auto),
            prefer: file.choice("prefer", args.prefer, config.prefer.as_ref())?.unwrap_or(PreferName::Auto),
            fiscal_year_start: start,
            threads: args.threads.or(config.threads),
            quiet: args.quiet || config.quiet.unwrap_or(false),
        })
    }

    /// Where names come from.
    pub(crate) fn sources(&self) -> Sources<'_> {
        Sources {
            lists: &self.lists,
            names: &self.names,
            exceptions: &self.exceptions,
            builtin: self.builtin,
            verify: self.verify,
        }
    }

    /// The same without those that decide nothing about the records.
    pub(crate) fn that_decide(&self) -> Self {
        Self { threads: None, quiet: false, ..self.clone() }
    }

    /// How documents are read.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            encoding: self.encoding.as_ref().map(|(_, choice)| *choice),
            most: self.max_bytes,
            map: self.input_offsets,
            html: self.input == Some(InputForm::Html),
            told: self.input.is_some(),
        }
    }

    /// The settings as a `gazet.toml` that gives the same.
    pub(crate) fn dump(&self) -> Result<String, Fatal> {
        let dump = Dump {
            lists: &self.lists,
            names: &self.names,
            exceptions: &self.exceptions,
            builtin: self.builtin,
            names_only: self.names_only,
            only: &self.only,
            format: word(&self.format),
            input: self.input.as_ref().map(word),
            encoding: self.encoding.as_ref().map(|(name, _)| name.as_str()),
            max_bytes: self.max_bytes,
            input_offsets: self.input_offsets,
            offsets: self.offsets.as_ref().map(word),
            text: self.text,
            overlap: word(&self.overlap),
            explain: self.explain,
            date: match self.date {
                DateChoice::Auto => "auto".to_owned(),
                DateChoice::None => "none".to_owned(),
                DateChoice::Day(day) => day.to_string(),
            },
            dates: self.dates.as_ref().map(word),
            date_order: word(&self.date_order),
            prefer: word(&self.prefer),
            fiscal_year_start: self.fiscal_year_start,
            threads: self.threads,
            quiet: self.quiet,
        };
        toml::to_string(&dump).map_err(|e| Fatal(format!("the settings cannot be written: {e}")))
    }
}

/// The encoding with that name, or what to say of it.
pub(crate) fn encoding(name: &str) -> Result<Choice, String> {
    Choice::new(name).ok_or_else(|| {
        format!("there is no encoding {name:?}; names are those of the web (iso-8859-15, windows-1252), and auto finds it in the bytes")
    })
}

/// A value's word on the command line.
pub(crate) fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned())
}

/// A file that was read, for messages.
#[derive(Default)]
struct File {
    name: String,
    folder: PathBuf,
    text: String,
    config: Config,
}

impl File {
    fn read(path: &Path) -> Result<Self, Fatal> {
        let name = path.to_string_lossy().into_owned();
        let bytes = std::fs::read(path).map_err(|e| Fatal::at(&name, io_error(&e)))?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let good = e.utf8_error().valid_up_to();
            let line = e.as_bytes()[..good].iter().filter(|&&b| b == b'\n').count() + 1;
            Fatal(format!("{name}:{line}: not UTF-8"))
        })?;
        let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        let mut file = Self { name, folder, text, config: Config::default() };
        file.config = toml::from_str(&file.text).map_err(|e| {
            let message = match e.message().strip_prefix("unknown field `").and_then(|m| m.split_once('`')) {
                Some((key, rest)) => {
                    let keys = rest.trim_start_matches(", expected one of ").replace('`', "");
                    format!("unknown key {key:?}; the keys are {keys}")
                }
                None => e.message().replace('\n', " "),
            };
            file.wrong(&e.span().unwrap_or_default(), &message)
        })?;
        Ok(file)
    }

    /// The option, or what the file says in its place.
    fn choice<T: ValueEnum>(
        &self,
        key: &str,
        option: Option<T>,
        text: Option<&Spanned<String>>,
    ) -> Result<Option<T>, Fatal> {
        let (None, Some(text)) = (&option, text) else { return Ok(option) };
        T::from_str(text.get_ref(), false).map(Some).map_err(|_| {
            let words: Vec<String> = T::value_variants().iter().map(word).collect();
            self.wrong(&text.span(), &format!("{key} is one of {}, not {:?}", words.join(", "), text.get_ref()))
        })
    }

    fn wrong(&self, span: &Range<usize>, message: &str) -> Fatal {
        let before = self.text.get(..span.start).unwrap_or_default();
        Fatal(format!("{}:{}: {message}", self.name, before.matches('\n').count() + 1))
    }
}
