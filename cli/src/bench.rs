//! `gazet bench`: how fast the stages are, on texts of your own.

use std::hint::black_box;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use gazet::record::{RecordOptions, record};
use gazet::tokenize::Tokens;
use gazet::{Document, Gazetteer, Options, annotate};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::Exit;
use crate::args::BenchArgs;
use crate::inputs::{Inputs, Job};
use crate::messages::{self, Fatal, io_error};
use crate::run::pool;
use crate::summary::rate;

/// Less than this is repeated.
const ENOUGH: usize = 4 << 20;

/// Runs `gazet bench`.
pub(crate) fn bench(args: &BenchArgs) -> Result<Exit, Fatal> {
    let start = Instant::now();
    let gazetteer = gazet_lists::gazetteer().map_err(|e| Fatal(e.to_string()))?;
    let lists = start.elapsed();
    let mut texts = texts(&args.paths, &messages::line);
    let once = (texts.len(), size(&texts));
    if once.1 == 0 {
        return Err(Fatal("nothing to measure: no text in the input".to_owned()));
    }
    for _ in 1..ENOUGH.div_ceil(once.1) {
        texts.extend_from_within(..once.0);
    }
    let bytes = size(&texts);
    let single = pool(Some(1))?;
    let all = pool(args.threads.map(Into::into))?;
    let threads = all.current_num_threads();

    let (megabytes, names) = (rate(bytes as u64, 1.0), gazetteer.names());
    say(&format!("{} documents, {megabytes:.1} MB; {names} names in {:.2} s", texts.len(), lists.as_secs_f64()))?;
    say(&format!("{:<28}{:>10}{:>14}", "stage", "MB/s", "counted"))?;
    let rounds = args.rounds.get();
    if args.paths.iter().all(|p| p.as_os_str() != "-") {
        row("read", "documents", once.1, rounds, &|| self::texts(&args.paths, &|_| ()).len())?;
    }
    row("words", "words", bytes, rounds, &|| texts.iter().map(|t| black_box(Tokens::new(t)).len()).sum())?;
    row("words and match", "matches", bytes, rounds, &|| {
        let mut found = Vec::new();
        let mut count = 0;
        for text in &texts {
            gazetteer.matches(text, &Tokens::new(text), &mut found);
            count += found.len();
        }
        count
    })?;
    for pool in [single, all] {
        let name = match pool.current_num_threads() {
            1 => "all, to JSON, 1 thread".to_owned(),
            threads => format!("all, to JSON, {threads} threads"),
        };
        row(&name, "spans", bytes, rounds, &|| pool.install(|| texts.par_iter().map(|t| spans(t, &gazetteer)).sum()))?;
        if threads == 1 {
            break;
        }
    }
    Ok(Exit::Done)
}

/// Runs a stage several times and prints its best speed; each time it must count the same.
fn row(name: &str, unit: &str, bytes: usize, rounds: usize, stage: &dyn Fn() -> usize) -> Result<(), Fatal> {
    let (mut best, mut counted) = (f64::INFINITY, None);
    for _ in 0..rounds {
        let start = Instant::now();
        let count = stage();
        best = best.min(start.elapsed().as_secs_f64());
        let first = *counted.get_or_insert(count);
        if first != count {
            return Err(Fatal(format!("{name}: one round found {first} {unit}, another {count}")));
        }
    }
    say(&format!("{name:<28}{:>10.1}{:>14} {unit}", rate(bytes as u64, best), counted.unwrap_or(0)))
}

fn size(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

/// The number of spans in a text, their record written to memory on the way.
fn spans(text: &str, gazetteer: &Gazetteer) -> usize {
    let Ok(document) = Document::new("", text) else { return 0 };
    let annotation = annotate(&document, gazetteer, &Options::default());
    let record = record(&document, &annotation, gazetteer, &RecordOptions::default(), None);
    black_box(serde_json::to_vec(&record)).ok();
    record.labels().count()
}

/// All texts; what cannot be read is named and left out.
fn texts(paths: &[PathBuf], warn: &dyn Fn(&str)) -> Vec<String> {
    let inputs = Inputs { paths: paths.to_vec(), form: None, output: None };
    let read = |job: Job| {
        let place = job.place();
        job.into_text().map_err(|failure| warn(&format!("{place}: {}", failure.message))).ok()
    };
    inputs.jobs(warn).filter_map(read).collect()
}

fn say(line: &str) -> Result<(), Fatal> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(|e| Fatal::at("standard output", io_error(&e)))
}
