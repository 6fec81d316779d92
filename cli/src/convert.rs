//! `gazet convert`: records that are there already, in another format.
//!
//! A record is read as a page and written by the same code as in `gazet annotate`, byte for byte the same. Formats that have the text
//! in them take it from the record (`annotate --text`), or from the texts that were annotated (`--texts`), which are read side by
//! side with the records: those come in the order of their texts.

use std::path::PathBuf;

use crate::Exit;
use crate::args::{FormatName, InputForm};
use crate::decode::Reading;
use crate::inputs::{Failure, Inputs, Job};
use crate::lines::Line;
use crate::messages::{self, Fatal};
use crate::outputs::{self, Format, Outcome, Page};
use crate::sink::records::{Output, Wanted};
use crate::sink::tree;
use crate::sources::{Lists, Sources};
use crate::worker::{Batch, Records, error_record};

const CONVERT_AFTER: &str = "\
Examples:
  gazet annotate --text seeds -o seeds.jsonl
  gazet convert seeds.jsonl -f spacy -o seeds.spacy.jsonl
  gazet convert seeds.jsonl --texts seeds -f brat -o seeds.brat/
  gazet annotate releases.jsonl | gazet convert -f stix -o releases.stix.json

Exit code: 0 all written; 2 could not start or write; 3 some records could not be converted, or are records of failures.";

/// Write records in another format
///
/// Reads the JSON lines of 'gazet annotate' and writes what 'gazet annotate -f FORMAT' would have written.
#[derive(clap::Args, Debug)]
#[command(after_help = CONVERT_AFTER, after_long_help = CONVERT_AFTER)]
pub(crate) struct ConvertArgs {
    /// Files of records, JSON lines; '-' or nothing is standard input
    #[arg(value_name = "RECORDS")]
    pub(crate) records: Vec<PathBuf>,

    /// Form of the output, as annotate has them
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: FormatName,

    /// Write to a file, or to a folder with a file for each document, not to standard output
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(crate) output: Option<PathBuf>,

    /// The files and folders that were annotated, where the records have no text (repeatable)
    ///
    /// Formats that have the text in them need it: all but arrow, csv, json, jsonl, parquet and stix. The texts are read in the order in which annotate
    /// read them.
    #[arg(long, value_name = "PATH")]
    pub(crate) texts: Vec<PathBuf>,

    /// A list of your own, for the aliases that stix has (repeatable)
    #[arg(short, long = "gazetteer", value_name = "LIST")]
    pub(crate) gazetteers: Vec<PathBuf>,

    /// A table of further names, for the same (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) names: Vec<PathBuf>,

    /// Only warnings and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Runs `gazet convert`.
pub(crate) fn convert(args: &ConvertArgs) -> Result<Exit, Fatal> {
    let sources = Sources { lists: &args.gazetteers, names: &args.names, builtin: true, ..Sources::default() };
    let lists = Lists::read(&sources)?;
    let format = outputs::format(args.format, &lists.entities(), &lists.names())?;
    let paths = if args.records.is_empty() { vec![PathBuf::from("-")] } else { args.records.clone() };
    let mut records = Inputs { paths, form: Some(InputForm::Jsonl), output: None, reading: Reading::default() };
    let texts = Inputs { paths: args.texts.clone(), form: None, output: None, reading: Reading::default() };
    if let Some(output) = args.output.as_deref().filter(|o| o.is_file()) {
        for inputs in [&records, &texts] {
            if let Some(reader) = inputs.reader_of(output) {
                let message = format!("is an input as well (by way of {}), and is not overwritten", reader.display());
                return Err(Fatal::at(output.to_string_lossy(), message));
            }
        }
    }
    let path = args.output.as_deref();
    let mut output = Output::open(Wanted { path, errors: None, format, resume: false, fingerprint: None })?;
    records.output = output.identity();
    let warn = |message: &str| messages::line(message);
    let mut converter = Converter {
        format,
        tree: args.output.as_deref().is_some_and(tree::is_meant),
        texts: (!args.texts.is_empty()).then(|| Texts(Box::new(texts.jobs(&warn)))),
    };
    let (mut documents, mut failed) = (0_u64, 0_u64);
    for job in records.jobs(&warn) {
        let mut batch = Batch::default();
        let message = converter.job(job, &mut batch.records)?;
        let lost = output.write(&batch)?;
        documents += 1;
        failed += u64::from(message.is_some() || !lost.is_empty());
        message.iter().chain(&lost).for_each(|m| messages::line(m));
    }
    output.finish()?;
    if documents == 0 {
        messages::line("no records in the input");
    }
    if !args.quiet && args.output.is_some() {
        let failures = if failed == 0 { String::new() } else { format!(", {failed} failed") };
        messages::line(&format!("{documents} record{}{failures}", if documents == 1 { "" } else { "s" }));
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

struct Converter<'a> {
    format: &'static dyn Format,
    /// Every document gets a file of its own.
    tree: bool,
    texts: Option<Texts<'a>>,
}

impl Converter<'_> {
    /// Converts one record; returns a message where it is, or becomes, the record of a failure.
    fn job(&mut self, job: Job, batch: &mut Records) -> Result<Option<String>, Fatal> {
        let place = job.place();
        let line = match job {
            Job::Line(line) => line,
            Job::Failed { failure, .. } => return Err(Fatal::at(place, failure.message)),
            Job::File { .. } | Job::Text { .. } => return Err(Fatal::at(place, "no JSON lines")),
        };
        let json = line.bytes().trim_ascii();
        let mut page = match page(&line) {
            Ok(page) => page,
            Err(failure) => return Ok(Some(self.failed(&place, &place, &failure, batch))),
        };
        let tree = self.tree.then(|| page.id.clone());
        if let Some(error) = &page.error {
            let message = error.message.clone();
            batch.push(self.format, &Outcome { json, text: None }, tree.as_deref().map(str::as_ref));
            return Ok(Some(message));
        }
        let text = if self.format.wants_text() { Some(self.text(&mut page, &place)?) } else { None };
        let met = match text {
            None => Ok(None),
            Some(Err(failure)) => Err(failure),
            Some(Ok(text)) => match (self.format.refuses(&text), page.meet(&text)) {
                (Some((kind, message)), _) => Err(Failure::new(kind, message)),
                (None, Err(message)) => Err(Failure::new("text", message)),
                (None, Ok(())) => Ok(Some(text)),
            },
        };
        match met {
            Ok(text) => {
                let outcome = Outcome { json, text: text.as_deref() };
                batch.push(self.format, &outcome, tree.as_deref().map(str::as_ref));
                Ok(None)
            }
            Err(failure) => Ok(Some(self.failed(&page.id, &place, &failure, batch))),
        }
    }

    /// The text that a record is about.
    fn text(&mut self, page: &mut Page, place: &str) -> Result<Result<String, Failure>, Fatal> {
        match (page.text.take(), &mut self.texts) {
            (Some(text), _) => Ok(Ok(text)),
            (None, Some(texts)) => Ok(texts.of(&page.id)),
            (None, None) => {
                let message = "the record has no text, which the format needs: annotate with --text, or name the texts \
                               that were annotated, --texts PATH";
                Err(Fatal::at(place, message))
            }
        }
    }

    fn failed(&self, id: &str, place: &str, failure: &Failure, batch: &mut Records) -> String {
        let message = format!("{place}: {}", failure.message);
        let json = error_record(id, failure.kind, &message);
        let path = self.tree.then_some(id.as_ref());
        batch.push(self.format, &Outcome { json: &json, text: None }, path);
        message
    }
}

/// A line as the record that it is.
fn page(line: &Line) -> Result<Page, Failure> {
    let page: Page = serde_json::from_slice(line.bytes()).map_err(|e| {
        let message = e.to_string();
        Failure::new("json", format!("no record of gazet: {}", message.split(" at line ").next().unwrap_or(&message)))
    })?;
    if page.is_record() { Ok(page) } else { Err(Failure::new("json", "no record of gazet: its schema is not gazet/1")) }
}

/// The texts that were annotated, from the one that no record has asked for yet.
struct Texts<'a>(Box<dyn Iterator<Item = Job> + 'a>);

impl Texts<'_> {
    /// The next text with this id. What stands before it has no record and is passed over.
    fn of(&mut self, id: &str) -> Result<String, Failure> {
        let mut named = self.0.by_ref().map(|job| job.into_named_text(&Reading::default()));
        let message = "its text is not among those of --texts that are left; they are read in the order of the records";
        named.find(|(found, _)| found == id).map_or_else(|| Err(Failure::new("text", message)), |(_, text)| text)
    }
}
