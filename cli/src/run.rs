//! `gazet annotate`: arguments to things built, then documents through a pool of threads, records out in the order of the input.
//!
//! One thread makes batches of jobs, the pool's threads read, annotate and encode them, the main thread writes what is done. At most
//! [`BATCHES_A_THREAD`] batches a thread are under way, so memory holds a few megabytes and the largest documents among them. A line
//! that comes alone through a pipe is a batch of its own: its record is written before the next line is there.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use gazet::{Gazetteer, Label};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::Exit;
use crate::args::AnnotateArgs;
use crate::inputs::{Inputs, Job};
use crate::messages::Fatal;
use crate::outputs;
use crate::progress::Progress;
use crate::settings::Settings;
use crate::sink::Sink;
use crate::sink::records::Output;
use crate::sink::tree;
use crate::sources::Lists;
use crate::summary::{Clock, Summary, Tally};
use crate::worker::{Batch, Worker};

/// A batch is full with so many documents ...
const BATCH_DOCUMENTS: usize = 64;
/// ... or so many bytes.
const BATCH_BYTES: u64 = 256 << 10;
const BATCHES_A_THREAD: usize = 4;

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
    let mut inputs = inputs(args, &settings)?;
    let lists = Lists::read(&settings.sources())?;
    let gazetteer = lists.gazetteer()?;
    let format = outputs::format(settings.format, &lists.entities(), &lists.names());
    let worker = Worker::new(&settings, format, args.output.as_deref().is_some_and(tree::is_meant), &gazetteer)?;
    let pool = pool(settings.threads.map(Into::into))?;
    let mut output = Output::open(args.output.as_deref(), format)?;
    inputs.output = output.identity();
    let progress = Progress::start(&inputs, args.output.is_some(), settings.quiet);
    let clock = clock.lists_are_built();
    let mut tally = Tally::default();
    work(&worker, &pool, &inputs, &progress, &mut output, &mut tally)?;
    output.finish()?;
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
    output: &mut Output,
    tally: &mut Tally,
) -> Result<(), Fatal> {
    // the receivers of batches, in the order of the input; the channel's size is what bounds the batches under way
    let (order, batches) = mpsc::sync_channel(pool.current_num_threads() * BATCHES_A_THREAD);
    thread::scope(|threads| {
        threads.spawn(move || pool.in_place_scope(|scope| dispatch(worker, scope, inputs, progress, &order)));
        for receiver in batches {
            let receiver: mpsc::Receiver<Batch> = receiver;
            let Ok(done) = receiver.recv() else { break };
            let lost = output.write(&done.records)?;
            tally.failed += lost.len() as u64;
            done.messages.iter().chain(&lost).for_each(|m| progress.message(m));
            progress.advance(done.tally.documents, done.tally.bytes);
            tally.add(&done.tally);
        }
        Ok(())
    })
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
    let inputs = Inputs { paths, form: settings.input, output: None };
    if let Some(output) = &args.output
        && output.is_file()
        && let Some(reader) = inputs.reader_of(output)
    {
        let message = format!("is an input as well (by way of {}), and is not overwritten", reader.display());
        return Err(Fatal::at(output.to_string_lossy(), message));
    }
    Ok(inputs)
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
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let known = labels(gazetteer);
    let label = |word: &String| {
        let list = || known.keys().copied().collect::<Vec<_>>().join(", ");
        let label = known.get(word.trim()).copied();
        label.ok_or_else(|| Fatal(format!("--only {word}: no such label; there are {}", list())))
    };
    words.iter().map(label).collect()
}
