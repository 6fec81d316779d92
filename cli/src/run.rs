//! `gazet annotate`: arguments to things built, then documents through a pool of threads, records out in the order of the input.
//!
//! One thread makes batches of jobs, the pool's threads read, annotate and encode them, the main thread writes what is done. At most
//! [`BATCHES_A_THREAD`] batches a thread are under way, so memory holds a few megabytes and the largest documents among them. A line
//! that comes alone through a pipe is a batch of its own: its record is written before the next line is there.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use gazet::{Gazetteer, Label};
use rayon::{ThreadPool, ThreadPoolBuilder};
use xxhash_rust::xxh3::xxh3_64;

use crate::Exit;
use crate::args::{AnnotateArgs, InputForm};
use crate::inputs::{Inputs, Job};
use crate::interrupt;
use crate::messages::{self, Fatal};
use crate::outputs;
use crate::progress::Progress;
use crate::settings::{Settings, word};
use crate::sink::Sink;
use crate::sink::records::{Output, Wanted};
use crate::sink::tree;
use crate::sources::Lists;
use crate::summary::{Clock, Summary, Tally};
use crate::worker::{Batch, Plan, Worker};

/// A batch is full with so many documents ...
const BATCH_DOCUMENTS: usize = 64;
/// ... or so many bytes.
const BATCH_BYTES: u64 = 256 << 10;
const BATCHES_A_THREAD: usize = 4;
/// How long the main thread waits for a batch before it looks for signals.
const PATIENCE: Duration = Duration::from_millis(200);

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
    let format = outputs::format(settings.format, &lists.entities(), &lists.names())?;
    let path = args.output.as_deref();
    if path.is_none() && format.is_binary() && std::io::stdout().is_terminal() {
        let message = format!("-f {} is not for a terminal: -o FILE, or a pipe", word(&settings.format));
        return Err(Fatal(message));
    }
    let plan = Plan {
        tree: path.is_some_and(tree::is_meant),
        errors_apart: args.course.errors_to.is_some(),
        shard: args.course.shard,
    };
    let worker = Worker::new(&settings, format, plan, &gazetteer)?;
    let pool = pool(settings.threads.map(Into::into))?;
    let fingerprint = fingerprint(&settings, &inputs, plan, lists.hash() ^ gazetteer.names() as u64)?;
    let errors = args.course.errors_to.as_deref();
    let mut output =
        Output::open(Wanted { path, errors, format, resume: args.course.resume, fingerprint: Some(fingerprint) })?;
    interrupt::watch();
    inputs.output = output.identity();
    let progress = Progress::start(&inputs, args.output.is_some(), settings.quiet);
    let clock = clock.lists_are_built();
    let most = if args.course.fail_fast { Some(0) } else { args.course.max_errors };
    let end = work(&worker, &pool, &inputs, &progress, &mut output, most);
    progress.finish();
    let tally = output.tally().clone();
    let exit = match end? {
        End::Done => {
            output.finish()?;
            if tally.failed == 0 { Exit::Done } else { Exit::SomeFailed }
        }
        End::TooManyFailed => {
            messages::line(&output.pause(&too_many(most))?);
            Exit::SomeFailed
        }
        End::Interrupted => {
            messages::line(&output.pause(&interrupted(&tally))?);
            Exit::Interrupted
        }
    };
    if tally.documents == 0 && exit == Exit::Done {
        messages::line("no documents in the input");
    }
    if !settings.quiet {
        Summary::new(&tally, &clock).print();
    }
    Ok(exit)
}

/// How the work ended.
enum End {
    Done,
    TooManyFailed,
    Interrupted,
}

fn too_many(most: Option<u64>) -> String {
    match most {
        Some(0) | None => "stopped, since a document failed".to_owned(),
        Some(most) => format!("stopped, since more than {most} documents failed"),
    }
}

fn interrupted(tally: &Tally) -> String {
    let plural = if tally.documents == 1 { "" } else { "s" };
    format!("interrupted after {} document{plural}", tally.documents)
}

/// A hash of all that decides the bytes of the output: a run goes on only where another with the same one began.
fn fingerprint(settings: &Settings, inputs: &Inputs, plan: Plan, lists: u64) -> Result<u64, Fatal> {
    let version = env!("CARGO_PKG_VERSION");
    let text = format!("{version} {lists} {plan:?} {:?} {}", inputs.paths, settings.that_decide().dump()?);
    Ok(xxh3_64(text.as_bytes()))
}

/// Everything between opening and closing the output.
fn work(
    worker: &Worker<'_>,
    pool: &ThreadPool,
    inputs: &Inputs,
    progress: &Progress,
    output: &mut Output,
    most: Option<u64>,
) -> Result<End, Fatal> {
    // the receivers of batches, in the order of the input; the channel's size is what bounds the batches under way
    let (order, batches) = mpsc::sync_channel(pool.current_num_threads() * BATCHES_A_THREAD);
    if output.state().finished {
        return Ok(End::Done);
    }
    let done = (output.state().jobs, output.state().last.clone());
    thread::scope(|threads| {
        // gone with this block, so that the thread that reads does not wait for room in it where the output broke
        let batches = batches;
        threads.spawn(move || {
            let warn = |message: &str| progress.message(message);
            let mut jobs = inputs.jobs(&warn);
            match pass_over(&mut jobs, done) {
                Ok(()) => dispatch(worker, pool, &mut jobs, |batch| order.send(Ok(batch)).is_ok()),
                Err(e) => drop(order.send(Err(e))),
            }
        });
        loop {
            let receiver: mpsc::Receiver<Batch> = match batches.recv_timeout(PATIENCE) {
                Ok(receiver) => receiver?,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) if interrupt::is_wanted() && inputs.has_stdin() => leave(output),
                Err(RecvTimeoutError::Timeout) => continue,
            };
            let Ok(done) = receiver.recv() else { break };
            let lost = output.write(&done)?;
            done.messages.iter().chain(&lost).for_each(|m| progress.message(m));
            progress.advance(done.tally.documents, done.tally.bytes);
            if most.is_some_and(|most| output.tally().failed > most) {
                return Ok(End::TooManyFailed);
            }
        }
        Ok(if interrupt::is_wanted() { End::Interrupted } else { End::Done })
    })
}

/// Ends the program where everything that came is written, and the thread that reads standard input waits for more.
#[allow(clippy::disallowed_methods, reason = "a thread that waits for standard input cannot be woken")]
fn leave(output: &mut Output) -> ! {
    let reason = interrupted(output.tally());
    match output.pause(&reason) {
        Ok(message) | Err(Fatal(message)) => messages::line(&message),
    }
    std::process::exit(interrupt::EXIT.into())
}

/// Annotates everything in the inputs. `take` gets the batches, in their order.
pub(crate) fn through(worker: &Worker<'_>, pool: &ThreadPool, inputs: &Inputs, mut take: impl FnMut(&Batch)) {
    let (order, batches) = mpsc::sync_channel(pool.current_num_threads() * BATCHES_A_THREAD);
    thread::scope(|threads| {
        threads.spawn(move || {
            dispatch(worker, pool, &mut inputs.jobs(&|_| ()), |batch| order.send(batch).is_ok());
        });
        batches.into_iter().filter_map(|batch: mpsc::Receiver<Batch>| batch.recv().ok()).for_each(|batch| take(&batch));
    });
}

/// Passes over what an earlier run has done: so many jobs, up to that place.
fn pass_over(jobs: &mut impl Iterator<Item = Job>, (done, last): (u64, String)) -> Result<(), Fatal> {
    let Some(before) = done.checked_sub(1) else { return Ok(()) };
    let place = jobs.nth(before as usize).map(|job| job.place());
    if place.as_ref() == Some(&last) {
        return Ok(());
    }
    let now = place.map_or_else(|| "there are fewer".to_owned(), |place| format!("it is {place} now"));
    Err(Fatal(format!(
        "the inputs have changed: document {done} was {last}, and {now}; without --resume it begins anew"
    )))
}

/// Reads jobs and gives them to the pool, batch by batch, until there are no more or `give`, which gets each batch to be, wants none.
/// As long as every thread has work, small files are read, and lines taken apart, here.
fn dispatch(
    worker: &Worker<'_>,
    pool: &ThreadPool,
    jobs: &mut impl Iterator<Item = Job>,
    give: impl Fn(mpsc::Receiver<Batch>) -> bool,
) {
    // batches that no thread has begun
    let waiting = &AtomicUsize::new(0);
    pool.in_place_scope(|scope| {
        while !interrupt::is_wanted() {
            let all_busy = waiting.load(Ordering::Relaxed) >= pool.current_num_threads();
            let batch = batch(&mut jobs.by_ref().map(|job| if all_busy { worker.read_ahead(job) } else { job }));
            if batch.is_empty() {
                break;
            }
            let (sender, receiver) = mpsc::sync_channel(1);
            waiting.fetch_add(1, Ordering::Relaxed);
            scope.spawn(move |_| {
                waiting.fetch_sub(1, Ordering::Relaxed);
                // nobody listens any more where the output broke
                let _ = sender.send(worker.batch(batch));
            });
            if !give(receiver) {
                break;
            }
        }
    });
}

/// Takes the next jobs: no more than a batch has, and none that would have to be waited for.
pub(crate) fn batch(jobs: &mut impl Iterator<Item = Job>) -> Vec<Job> {
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
    let inputs = Inputs { paths, form: settings.input, output: None, reading: settings.reading() };
    if settings.input_offsets && settings.input == Some(InputForm::Jsonl) {
        return Err(Fatal("--input-offsets: the texts of jsonl do not stand in their input as bytes".to_owned()));
    }
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
        let label = known.get(word.trim().to_uppercase().as_str()).copied();
        label.ok_or_else(|| Fatal(format!("--only {word}: no such label; there are {}", list())))
    };
    // a comma at the end is none too many
    words.iter().filter(|word| !word.trim().is_empty()).map(label).collect()
}
