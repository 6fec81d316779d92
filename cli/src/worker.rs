//! What a thread of the pool does: jobs become the encoded records of a batch.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use gazet::annotation::Annotation;
use gazet::document::{DocumentError, GivenBy, day};
use gazet::record::{ErrorRecord, Offsets, RecordOptions, record};
use gazet::{Document, Gazetteer, Options, Scratch, annotate_with};
use gazet_decode::encoding::Map as InputMap;
use gazet_decode::line::{LineError, LineFields, LineText, kind_of};
use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::args::{DateChoice, DateRules, FormatName};
use crate::decode::Reading;
use crate::inputs::{Failure, Job};
use crate::lines::Line;
use crate::messages::Fatal;
use crate::outputs::{self, Format, Outcome};
use crate::run::only;
use crate::settings::{Settings, word};
use crate::shard::Shard;
use crate::sink::tree;
use crate::summary::Tally;

/// What threads share: how a job becomes bytes.
pub(crate) struct Worker<'a> {
    gazetteer: &'a Gazetteer,
    options: Options,
    record: RecordOptions,
    date: DateChoice,
    format: &'static dyn Format,
    /// How documents are handed out.
    plan: Plan,
    reading: Reading,
    /// Those that no batch is worked on at.
    desks: Mutex<Vec<Desk>>,
}

/// Which documents are done here, and where their records go.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Plan {
    /// Every document gets a file of its own.
    pub(crate) tree: bool,
    /// The records of failures go apart.
    pub(crate) errors_apart: bool,
    /// Only the documents of one shard.
    pub(crate) shard: Option<Shard>,
}

/// A batch that is done.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) records: Records,
    /// Lines of JSON: the records of failures, where they go apart.
    pub(crate) errors: Vec<u8>,
    /// Jobs that are done; documents of other shards among them.
    pub(crate) jobs: u64,
    /// Where the last one comes from.
    pub(crate) last: String,
    pub(crate) messages: Vec<String>,
    pub(crate) tally: Tally,
    desk: Desk,
}

/// The memory that the documents of a batch are worked on in, one after the other.
#[derive(Default)]
struct Desk {
    scratch: Scratch,
    json: Vec<u8>,
}

/// Encoded records, one behind the other.
#[derive(Default)]
pub(crate) struct Records {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Where each goes in a folder; empty where there is one output for all.
    files: Vec<DocumentFile>,
}

/// The file of one document in a folder.
pub(crate) struct DocumentFile {
    /// Below the folder, without the format's ending.
    pub(crate) path: PathBuf,
    /// A second file, with its ending.
    pub(crate) beside: Option<(&'static str, Vec<u8>)>,
}

impl Records {
    /// Encodes what became of a document; `path` is its place where every document has a file of its own. That the record is there is
    /// the last step.
    pub(crate) fn push(&mut self, format: &dyn Format, outcome: &Outcome<'_>, path: Option<&Path>) {
        format.record(outcome, &mut self.bytes);
        if let Some(path) = path {
            self.files.push(DocumentFile { path: tree::path_of(path), beside: format.beside(outcome) });
        }
        self.ends.push(self.bytes.len());
    }

    /// The bytes of each record.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }

    /// The file of each record, where every document has one.
    pub(crate) fn files(&self) -> &[DocumentFile] {
        &self.files
    }
}

impl<'a> Worker<'a> {
    pub(crate) fn new(
        settings: &Settings,
        format: &'static dyn Format,
        plan: Plan,
        gazetteer: &'a Gazetteer,
    ) -> Result<Self, Fatal> {
        let implied = if settings.format == FormatName::Timeml { DateRules::Timeml } else { DateRules::Press };
        let rules = settings.dates.unwrap_or(implied);
        let dates = gazet::dates::Options {
            convention: rules.into(),
            order: settings.date_order.into(),
            prefer: settings.prefer.into(),
            fiscal_year_start: settings.fiscal_year_start,
            undated: settings.date == DateChoice::None,
        };
        Ok(Self {
            gazetteer,
            options: Options { dates, overlap: settings.overlap.into(), names_only: settings.names_only },
            record: RecordOptions {
                offsets: offsets(settings, format)?,
                text: settings.text,
                only: only(&settings.only, gazetteer)?,
                timeml: rules == DateRules::Timeml,
                explain: settings.explain || format.wants_reasons(),
            },
            date: settings.date,
            format,
            plan,
            reading: settings.reading(),
            desks: Mutex::default(),
        })
    }

    /// A worker that writes records as `gazet annotate` does with these options and no other.
    pub(crate) fn plain(gazetteer: &'a Gazetteer, options: Options) -> Self {
        Self {
            gazetteer,
            options,
            record: RecordOptions::default(),
            date: DateChoice::Auto,
            format: &outputs::Jsonl,
            plan: Plan::default(),
            reading: Reading::default(),
            desks: Mutex::default(),
        }
    }

    /// Does the jobs of one batch.
    pub(crate) fn batch(&self, jobs: Vec<Job>) -> Batch {
        let last = jobs.last().map(Job::place).unwrap_or_default();
        let desk = self.desks().pop().unwrap_or_default();
        let mut batch = Batch { jobs: jobs.len() as u64, last, desk, ..Batch::default() };
        for job in jobs {
            self.job(job, &mut batch);
        }
        self.desks().push(std::mem::take(&mut batch.desk));
        batch
    }

    /// The desks; a fault leaves no desk behind that is half used.
    fn desks(&self) -> MutexGuard<'_, Vec<Desk>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn job(&self, job: Job, batch: &mut Batch) {
        match job {
            Job::Failed { id, .. } | Job::Text { id, .. } | Job::File { id, .. } if !self.is_ours(&id) => {}
            Job::Failed { id, path, failure } => {
                let origin = Origin { place: &id, path: path.as_deref() };
                self.failed(&id, origin, &failure, batch);
            }
            Job::Text { id, path, bytes } => {
                self.text(&id, Origin { place: &id, path: path.as_deref() }, &bytes, batch);
            }
            Job::Line(line) => self.line(line, batch),
            Job::File { id, path } => {
                let origin = Origin { place: &id, path: Some(&path) };
                match self.reading.file(&path) {
                    Ok(bytes) => self.text(&id, origin, &bytes, batch),
                    Err(failure) => self.failed(&id, origin, &failure, batch),
                }
            }
        }
    }

    /// Reads of a job what can be read ahead, a file only if it belongs to this shard.
    pub(crate) fn read_ahead(&self, job: Job) -> Job {
        match &job {
            Job::File { id, .. } if !self.is_ours(id) => job,
            _ => job.read_ahead(&self.reading),
        }
    }

    /// True for the documents of this shard.
    fn is_ours(&self, id: &str) -> bool {
        self.plan.shard.is_none_or(|shard| shard.has(id))
    }

    /// A document that is a text and nothing else.
    fn text(&self, id: &str, origin: Origin<'_>, bytes: &[u8], batch: &mut Batch) {
        batch.tally.bytes += bytes.len() as u64;
        let text = match self.reading.text(bytes) {
            Ok(text) => text,
            Err(failure) => {
                self.failed(id, origin, &failure, batch);
                if let Some(message) = batch.messages.last_mut().filter(|_| failure.kind == "not_utf8") {
                    message.push_str("; --encoding auto reads others");
                }
                return;
            }
        };
        batch.tally.pages += u64::from(text.is_page);
        let source = Source { encoding: text.encoding, replaced: text.replaced, map: text.map, ..Source::default() };
        match Document::new(id, &text.text) {
            Ok(document) => self.document(document, &source, origin, batch),
            Err(e) => self.failed(id, origin, &not_a_document(&e), batch),
        }
    }

    /// A document that is a line of JSON.
    fn line(&self, mut line: Line, batch: &mut Batch) {
        let (place, offset, length) = (line.place(), line.offset, line.bytes().len() as u64);
        let origin = Origin { place: &place, path: None };
        let (id, fields) = match line.fields() {
            Ok(mut fields) => (id(fields.id.take(), &place), Ok(fields)),
            Err(error) => (Ok(place.clone()), Err(not_a_line(error, offset))),
        };
        if !self.is_ours(id.as_ref().unwrap_or(&place)) {
            return;
        }
        batch.tally.bytes += length;
        let (id, LineFields { text, date, rest, .. }) = match (id, fields) {
            (Ok(id), Ok(fields)) => (id, fields),
            (Err(failure), _) | (_, Err(failure)) => return self.failed(&place, origin, &failure, batch),
        };
        let text = match text {
            Some(LineText::Text(text)) => text,
            other => {
                let message = match other {
                    Some(LineText::Other(kind)) => format!("\"text\" is {kind}, not a string"),
                    _ => "no \"text\"".to_owned(),
                };
                return self.failed(&id, origin, &Failure::new("text", message), batch);
            }
        };
        let date = match (date, self.date) {
            (None | Some(Value::Null), _) | (_, DateChoice::None | DateChoice::Day(_)) => None,
            (Some(value), DateChoice::Auto) => {
                let date = value.as_str().and_then(day);
                if date.is_none() {
                    let message = format!("\"date\" is {value}, not a day as YYYY-MM-DD");
                    return self.failed(&id, origin, &Failure::new("date", message), batch);
                }
                date
            }
        };
        match Document::new(id.as_str(), &text) {
            Ok(document) => {
                let rest = Some(&rest).filter(|f| !f.is_empty());
                self.document(document, &Source { date, rest, ..Source::default() }, origin, batch);
            }
            Err(e) => self.failed(&id, origin, &not_a_document(&e), batch),
        }
    }

    fn document(&self, document: Document<'_>, source: &Source<'_>, origin: Origin<'_>, batch: &mut Batch) {
        let document = match (self.date, source.date) {
            (DateChoice::Day(day), _) => document.with_date(day, GivenBy::Option),
            (DateChoice::Auto, Some(date)) => document.with_date(date, GivenBy::Record),
            _ => document,
        };
        if let Some((kind, reason)) = self.format.refuses(document.text()) {
            return self.failed(document.id(), origin, &Failure::new(kind, reason), batch);
        }
        let before = batch.records.bytes.len();
        // extraction does not panic; if it does all the same, that is one document's loss, not the folder's
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            // a fault leaves no desk behind, and the next document gets a new one
            let Desk { mut scratch, mut json } = std::mem::take(&mut batch.desk);
            let annotation = annotate_with(&mut scratch, &document, self.gazetteer, &self.options);
            let mut record = record(&document, &annotation, self.gazetteer, &self.record, source.rest);
            record.encoding = source.encoding;
            record.replaced = source.replaced;
            record.input_offsets = source.map.as_ref().map(|map| self.input_offsets(&annotation, map));
            json.clear();
            record.write_json(&mut json);
            let outcome = Outcome { json: &json, text: Some(document.text()) };
            self.write(&outcome, document.id(), origin, batch);
            // what lost against another is no span that was found
            let stands = annotation.mentions.iter().filter(|m| m.dropped.is_none() && self.record.shows(m.label));
            stands.for_each(|m| batch.tally.span(self.gazetteer.label(m.label)));
            batch.tally.replaced += source.replaced;
            batch.desk = Desk { scratch, json };
        }));
        if result.is_err() {
            batch.records.bytes.truncate(before);
            self.failed(document.id(), origin, &Failure::new("internal", "gazet has a fault with this text"), batch);
        }
    }

    /// Where the spans of the record stand in the bytes of the input.
    fn input_offsets(&self, annotation: &Annotation<'_>, map: &InputMap) -> Vec<[u32; 2]> {
        let shown = annotation.mentions.iter().filter(|m| self.record.shows(m.label));
        shown.map(|m| map.range(m.span.start, m.span.end)).collect()
    }

    /// Encodes what became of a document; its place in the batch is taken as the last step.
    fn write(&self, outcome: &Outcome<'_>, id: &str, origin: Origin<'_>, batch: &mut Batch) {
        let path = self.plan.tree.then(|| origin.path.unwrap_or(Path::new(id)));
        batch.records.push(self.format, outcome, path);
        batch.tally.documents += 1;
    }

    /// Writes what could not be read as a record, and a message that names its place.
    fn failed(&self, id: &str, origin: Origin<'_>, failure: &Failure, batch: &mut Batch) {
        let message = format!("{}: {}", origin.place, failure.message);
        let json = error_record(id, failure.kind, &message);
        if self.plan.errors_apart {
            batch.errors.extend_from_slice(&json);
            batch.errors.push(b'\n');
            batch.tally.documents += 1;
        } else {
            self.write(&Outcome { json: &json, text: None }, id, origin, batch);
        }
        batch.tally.failed += 1;
        batch.messages.push(message);
    }
}

/// What is known about a document beside its text.
#[derive(Default)]
struct Source<'a> {
    date: Option<Date>,
    /// Fields of its line that pass through.
    rest: Option<&'a Map<String, Value>>,
    encoding: Option<&'static str>,
    replaced: u64,
    map: Option<InputMap>,
}

/// Where a document comes from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    /// For messages: a path, or a path and a line.
    place: &'a str,
    /// Its file, where it has one of its own.
    path: Option<&'a Path>,
}

/// The unit of offsets: that of the format's readers, else the one that was asked for.
fn offsets(settings: &Settings, format: &dyn Format) -> Result<Offsets, Fatal> {
    let asked = settings.offsets.map(Offsets::from);
    match (format.counts(), asked) {
        (Some(fixed), Some(asked)) if fixed != asked => {
            let unit = if fixed == Offsets::Utf16 { "UTF-16 units" } else { "code points" };
            Err(Fatal(format!("the readers of -f {} count {unit}; --offsets has no say there", word(&settings.format))))
        }
        (fixed, asked) => Ok(fixed.or(asked).unwrap_or_default()),
    }
}

/// The record of a failure on one line.
pub(crate) fn error_record(id: &str, kind: &str, message: &str) -> Vec<u8> {
    // a record has neither keys that are no strings nor numbers that are none
    serde_json::to_vec(&ErrorRecord::new(id, kind, message)).expect("a record is JSON")
}

/// The id that a line gives its document, or its place.
fn id(given: Option<Value>, place: &str) -> Result<String, Failure> {
    match given {
        None | Some(Value::Null) => Ok(place.to_owned()),
        Some(Value::String(id)) => Ok(id),
        // the key of a table
        Some(Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        Some(other) => Err(Failure::new("id", format!("\"id\" is {}, not a string", kind_of(&other)))),
    }
}

/// The failure of a line that begins at this offset of its input.
fn not_a_line(error: LineError, offset: u64) -> Failure {
    match error {
        LineError::NotUtf8(at) => not_a_document(&DocumentError::NotUtf8 { offset: offset as usize + at }),
        LineError::Json(message) => Failure::new("json", message),
    }
}

fn not_a_document(error: &DocumentError) -> Failure {
    let kind = if matches!(error, DocumentError::NotUtf8 { .. }) { "not_utf8" } else { "too_long" };
    Failure::new(kind, error.to_string())
}
