//! `gazet annotate`: arguments to things built, then documents through a pool of threads, records out in the order of the input.
//!
//! One thread makes batches of jobs, the pool's threads read, annotate and encode them, the main thread writes what is done. At most
//! [`BATCHES_A_THREAD`] batches a thread are under way, so memory holds a few megabytes and the largest documents among them. A line
//! that comes alone through a pipe is a batch of its own: its record is written before the next line is there.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use gazet::document::{DocumentError, GivenBy};
use gazet::gazetteer::List;
use gazet::record::{ErrorRecord, RecordOptions, record};
use gazet::{Document, Gazetteer, Label, Options, annotate as annotate_document};
use jiff::civil::Date;
use rayon::{ThreadPool, ThreadPoolBuilder};
use serde_json::{Map, Value};

use crate::Exit;
use crate::args::{AnnotateArgs, DateChoice, DateRules, FormatName, day};
use crate::inputs::{Failure, Identity, Inputs, Job, Line};
use crate::memory;
use crate::messages::{Fatal, io_error};
use crate::outputs::{self, Format, Outcome};
use crate::progress::Progress;
use crate::settings::Settings;
use crate::sink::Sink;
use crate::summary::{Clock, Summary, Tally};

/// A batch is full with so many documents ...
const BATCH_DOCUMENTS: usize = 64;
/// ... or so many bytes.
const BATCH_BYTES: u64 = 256 << 10;
const BATCHES_A_THREAD: usize = 4;

const ONE_DOCUMENT: &str =
    "-f timeml writes one document, and the input has more: run it for each, or take -f jsonl --dates timeml";

/// Runs `gazet annotate`.
pub(crate) fn annotate(args: &AnnotateArgs) -> Result<Exit, Fatal> {
    let clock = Clock::start();
    let settings = Settings::new(args)?;
    if args.dump_config {
        let mut sink = Sink::open(args.output.as_deref())?;
        sink.write(settings.dump()?.as_bytes())?;
        sink.finish()?;
        return Ok(Exit::Done);
    }
    let inputs = inputs(args, &settings)?;
    let gazetteer = gazetteer(&settings)?;
    let worker = Worker::new(&settings, &gazetteer)?;
    let pool = pool(settings.threads.map(Into::into))?;
    let mut sink = Sink::open(args.output.as_deref())?;
    let progress = Progress::start(&inputs, args.output.is_some(), settings.quiet);
    let clock = clock.lists_are_built();
    let mut tally = Tally::default();
    work(&worker, &pool, &inputs, &progress, &mut sink, &mut tally)?;
    sink.finish()?;
    progress.finish();
    if tally.documents == 0 {
        crate::messages::line("no documents in the input");
    }
    if !settings.quiet {
        Summary::new(&tally, &clock).print();
    }
    Ok(if tally.failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

/// Everything between opening and closing the output.
fn work(
    worker: &Worker<'_>,
    pool: &ThreadPool,
    inputs: &Inputs,
    progress: &Progress,
    sink: &mut Sink,
    tally: &mut Tally,
) -> Result<(), Fatal> {
    sink.write(worker.format.begin().as_bytes())?;
    // the receivers of batches, in the order of the input; the channel's size is what bounds the batches under way
    let (order, batches) = mpsc::sync_channel(pool.current_num_threads() * BATCHES_A_THREAD);
    thread::scope(|threads| {
        threads.spawn(move || pool.in_place_scope(|scope| dispatch(worker, scope, inputs, progress, &order)));
        for receiver in batches {
            let receiver: mpsc::Receiver<Batch> = receiver;
            let Ok(done) = receiver.recv() else { break };
            if worker.format.one_document() && tally.documents + done.tally.documents > 1 {
                return Err(Fatal(ONE_DOCUMENT.to_owned()));
            }
            if tally.documents > 0 {
                sink.write(worker.format.between().as_bytes())?;
            }
            sink.write(&done.bytes)?;
            done.messages.iter().for_each(|m| progress.message(m));
            progress.advance(done.tally.documents, done.tally.bytes);
            tally.add(&done.tally);
        }
        Ok(())
    })?;
    sink.write(worker.format.end().as_bytes())
}

/// Reads jobs and gives them to the pool, batch by batch, until there are no more or nobody wants the result.
fn dispatch<'s>(
    worker: &'s Worker<'_>,
    scope: &rayon::Scope<'s>,
    inputs: &Inputs,
    progress: &Progress,
    order: &mpsc::SyncSender<mpsc::Receiver<Batch>>,
) {
    let warn = |message: &str| progress.message(message);
    let mut jobs = inputs.jobs(&warn);
    loop {
        let batch = batch(&mut jobs);
        if batch.is_empty() {
            break;
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        scope.spawn(move |_| {
            // nobody listens any more where the output broke
            let _ = sender.send(worker.batch(batch));
        });
        if order.send(receiver).is_err() {
            break;
        }
    }
}

/// Takes the next jobs: no more than a batch has, and none that would have to be waited for.
fn batch(jobs: &mut impl Iterator<Item = Job>) -> Vec<Job> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        let Some(job) = jobs.next() else { break };
        let wait = matches!(&job, Job::Line(line) if line.last_at_hand);
        bytes += job.size();
        batch.push(job);
        if wait {
            break;
        }
    }
    batch
}

/// A pool of our own, never the global one.
pub(crate) fn pool(threads: Option<usize>) -> Result<ThreadPool, Fatal> {
    let builder = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).thread_name(|i| format!("gazet-{i}"));
    builder.build().map_err(|e| Fatal(format!("the threads cannot be started: {e}")))
}

fn inputs(args: &AnnotateArgs, settings: &Settings) -> Result<Inputs, Fatal> {
    let paths = if args.paths.is_empty() { vec![PathBuf::from("-")] } else { args.paths.clone() };
    let output = if args.output.is_none() { Identity::of_stdout() } else { None };
    let inputs = Inputs { paths, form: settings.input, output };
    if let Some(output) = &args.output
        && output.is_file()
        && let Some(reader) = inputs.reader_of(output)
    {
        let message = format!("is an input as well (by way of {}), and is not overwritten", reader.display());
        return Err(Fatal::at(output.to_string_lossy(), message));
    }
    Ok(inputs)
}

/// The bytes of the user's lists, with their names.
pub(crate) fn read_lists(paths: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Fatal> {
    let read = |path: &PathBuf| {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            return Err(Fatal::at(name, "is a folder; -g needs a list, a TSV file"));
        }
        match std::fs::read(path) {
            Ok(bytes) => Ok((name, bytes)),
            Err(e) => Err(Fatal::at(name, io_error(&e))),
        }
    };
    memory::check(paths.iter().map(PathBuf::as_path), memory::TO_BUILD)?;
    paths.iter().map(read).collect()
}

/// The gazetteer of the built-in lists and those of the user.
pub(crate) fn build(lists: &[(String, Vec<u8>)], builtin: bool) -> Result<Gazetteer, Fatal> {
    builder(lists, builtin).build().map_err(|e| Fatal(e.to_string()))
}

fn builder(lists: &[(String, Vec<u8>)], builtin: bool) -> gazet::gazetteer::Builder<'_> {
    let start = if builtin { gazet_lists::builder() } else { Gazetteer::builder() };
    lists.iter().fold(start, |b, (file, bytes)| b.list(List { file, bytes }))
}

/// The gazetteer that settings ask for, with the user's tables of names and exceptions.
fn gazetteer(settings: &Settings) -> Result<Gazetteer, Fatal> {
    let [lists, names, exceptions] =
        [&settings.lists, &settings.names, &settings.exceptions].map(|paths| read_lists(paths));
    let (lists, names, exceptions) = (lists?, names?, exceptions?);
    let builder = builder(&lists, settings.builtin);
    let builder = names.iter().fold(builder, |b, (file, bytes)| b.names(List { file, bytes }));
    let builder = exceptions.iter().fold(builder, |b, (file, bytes)| b.exceptions(List { file, bytes }));
    builder.build().map_err(|e| Fatal(e.to_string()))
}

/// The labels that `--only` may name: those of the record, and what the lists bring.
fn labels(gazetteer: &Gazetteer) -> BTreeMap<&str, Label> {
    let of_record = [Label::PERSON, Label::DATE, Label::TIME, Label::DURATION, Label::SET];
    let of_shapes = [Label::AGENCY, Label::AGREEMENT, Label::EVENT, Label::THREAT_ACTOR, Label::TITLE];
    let of_lists = gazetteer.entities().map(gazet::gazetteer::Entity::label).filter(|l| !l.is_cue());
    of_record.into_iter().chain(of_shapes).chain(of_lists).map(|l| (gazetteer.label(l), l)).collect()
}

/// The labels that `--only` names.
pub(crate) fn only(words: &[String], gazetteer: &Gazetteer) -> Result<Vec<Label>, Fatal> {
    let known = labels(gazetteer);
    let label = |word: &String| {
        let list = || known.keys().copied().collect::<Vec<_>>().join(", ");
        let label = known.get(word.trim()).copied();
        label.ok_or_else(|| Fatal(format!("--only {word}: no such label; there are {}", list())))
    };
    words.iter().map(label).collect()
}

/// What threads share: how a job becomes bytes.
struct Worker<'a> {
    gazetteer: &'a Gazetteer,
    options: Options,
    record: RecordOptions,
    date: DateChoice,
    format: &'static dyn Format,
}

/// A batch that is done.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    messages: Vec<String>,
    tally: Tally,
}

impl<'a> Worker<'a> {
    fn new(settings: &Settings, gazetteer: &'a Gazetteer) -> Result<Self, Fatal> {
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
            options: Options { dates, overlap: settings.overlap.into() },
            record: RecordOptions {
                offsets: settings.offsets.into(),
                only: only(&settings.only, gazetteer)?,
                timeml: rules == DateRules::Timeml,
                explain: settings.explain,
            },
            date: settings.date,
            format: outputs::format(settings.format),
        })
    }

    fn batch(&self, jobs: Vec<Job>) -> Batch {
        let mut batch = Batch::default();
        for job in jobs {
            if batch.tally.documents > 0 {
                batch.bytes.extend_from_slice(self.format.between().as_bytes());
            }
            batch.tally.documents += 1;
            self.job(job, &mut batch);
        }
        batch
    }

    fn job(&self, job: Job, batch: &mut Batch) {
        match job {
            Job::Failed { id, failure } => self.failed(&id, &id, &failure, batch),
            Job::Text { id, bytes } => self.text(&id, &bytes, batch),
            Job::Line(line) => self.line(&line, batch),
            Job::File { id, path, bytes } => match read(&path, bytes) {
                Ok(bytes) => self.text(&id, &bytes, batch),
                Err(failure) => self.failed(&id, &id, &failure, batch),
            },
        }
    }

    /// A document that is a text and nothing else.
    fn text(&self, id: &str, bytes: &[u8], batch: &mut Batch) {
        batch.tally.bytes += bytes.len() as u64;
        match Document::decode(id, bytes) {
            Ok(document) => self.document(document, None, None, id, batch),
            Err(e) => self.failed(id, id, &not_a_document(&e), batch),
        }
    }

    /// A document that is a line of JSON.
    fn line(&self, line: &Line, batch: &mut Batch) {
        batch.tally.bytes += line.bytes.len() as u64;
        let place = line.place();
        let mut fields = match fields(line) {
            Ok(fields) => fields,
            Err(failure) => return self.failed(&place, &place, &failure, batch),
        };
        let id = match fields.shift_remove("id") {
            None | Some(Value::Null) => place.clone(),
            Some(Value::String(id)) => id,
            Some(other) => {
                let message = format!("\"id\" is {}, not a string", kind_of(&other));
                return self.failed(&place, &place, &Failure::new("id", message), batch);
            }
        };
        let text = match fields.shift_remove("text") {
            Some(Value::String(text)) => text,
            other => {
                let message =
                    other.map_or("no \"text\"".to_owned(), |v| format!("\"text\" is {}, not a string", kind_of(&v)));
                return self.failed(&id, &place, &Failure::new("text", message), batch);
            }
        };
        let date = match (fields.shift_remove("date"), self.date) {
            (None | Some(Value::Null), _) | (_, DateChoice::None | DateChoice::Day(_)) => None,
            (Some(value), DateChoice::Auto) => {
                let date = value.as_str().and_then(day);
                if date.is_none() {
                    let message = format!("\"date\" is {value}, not a day as YYYY-MM-DD");
                    return self.failed(&id, &place, &Failure::new("date", message), batch);
                }
                date
            }
        };
        match Document::new(id.as_str(), &text) {
            Ok(document) => self.document(document, date, Some(&fields).filter(|f| !f.is_empty()), &place, batch),
            Err(e) => self.failed(&id, &place, &not_a_document(&e), batch),
        }
    }

    fn document(
        &self,
        document: Document<'_>,
        date: Option<Date>,
        rest: Option<&Map<String, Value>>,
        place: &str,
        batch: &mut Batch,
    ) {
        let document = match (self.date, date) {
            (DateChoice::Day(day), _) => document.with_date(day, GivenBy::Option),
            (DateChoice::Auto, Some(date)) => document.with_date(date, GivenBy::Record),
            _ => document,
        };
        if let Some(reason) = self.format.refuses(&document) {
            return self.failed(document.id(), place, &Failure::new("not_xml", reason), batch);
        }
        let before = batch.bytes.len();
        // extraction does not panic; if it does all the same, that is one document's loss, not the folder's
        let result = panic::catch_unwind(AssertUnwindSafe(|| {
            let annotation = annotate_document(&document, self.gazetteer, &self.options);
            let record = record(&document, &annotation, self.gazetteer, &self.record, rest);
            let (annotation, options) = (&annotation, &self.record);
            let outcome = Outcome::Record { record: &record, document: &document, annotation, options };
            self.format.record(&outcome, &mut batch.bytes);
            record.labels().for_each(|label| batch.tally.span(label));
        }));
        if result.is_err() {
            batch.bytes.truncate(before);
            self.failed(document.id(), place, &Failure::new("internal", "gazet has a fault with this text"), batch);
        }
    }

    /// Writes what could not be read as a record, and a message that names its place.
    fn failed(&self, id: &str, place: &str, failure: &Failure, batch: &mut Batch) {
        let message = format!("{place}: {}", failure.message);
        let error = ErrorRecord::new(id, failure.kind, message.as_str());
        let outcome = Outcome::Error { record: &error, id, kind: failure.kind, message: &message };
        self.format.record(&outcome, &mut batch.bytes);
        batch.tally.failed += 1;
        batch.messages.push(message);
    }
}

/// The fields of a line.
fn fields(line: &Line) -> Result<Map<String, Value>, Failure> {
    let text = std::str::from_utf8(&line.bytes).map_err(|e| {
        let offset = line.offset as usize + e.valid_up_to();
        not_a_document(&DocumentError::NotUtf8 { offset })
    })?;
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(Failure::new("json", format!("{} in place of an object", kind_of(&other)))),
        Err(e) => {
            let column = e.column();
            let message = e.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            Err(Failure::new("json", format!("not JSON: {message} at column {column}")))
        }
    }
}

fn read(path: &Path, bytes: u64) -> Result<Vec<u8>, Failure> {
    if bytes >= u64::from(u32::MAX) {
        return Err(not_a_document(&DocumentError::TooLong { bytes: bytes as usize }));
    }
    std::fs::read(path).map_err(|e| Failure::io(&e))
}

fn not_a_document(error: &DocumentError) -> Failure {
    let kind = if matches!(error, DocumentError::NotUtf8 { .. }) { "not_utf8" } else { "too_long" };
    Failure::new(kind, error.to_string())
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
