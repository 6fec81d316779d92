//! What is measured: each stage over all documents, in one thread or many.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use gazet::gazetteer::Match;
use gazet::record::{RecordOptions, record};
use gazet::tokenize::Tokens;
use gazet::{Document, Gazetteer, Options, Scratch, Stage as Step, annotate_observed, annotate_with};
use rayon::ThreadPool;
use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;

use crate::decode::Reading;
use crate::inputs::{Inputs, Job};
use crate::messages::Fatal;
use crate::run::{batch, through};
use crate::worker::Worker;

/// A thread takes so many documents at a time.
const CHUNK: usize = 64;

/// What is measured, in the order of a round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// The files' bytes, and nothing done with them.
    Read,
    /// Words and sentence starts.
    Words,
    /// The aho-corasick crate on the same names.
    AhoCorasick,
    /// Words and the names at them.
    Match,
    /// Everything, to JSON in memory.
    Pipeline,
    /// Files to JSON that goes nowhere.
    Files,
}

impl Stage {
    pub(super) const ALL: [Self; 6] =
        [Self::Read, Self::Words, Self::AhoCorasick, Self::Match, Self::Pipeline, Self::Files];

    /// The key in JSON.
    pub(super) fn key(self) -> &'static str {
        ["read", "words", "aho_corasick", "match", "pipeline", "files"][self as usize]
    }

    /// The row of the table, and what it counts.
    pub(super) fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Read => ("read only", "documents"),
            Self::Words => ("words", "words"),
            Self::AhoCorasick => ("aho-corasick", "spans"),
            Self::Match => ("words and match", "spans"),
            Self::Pipeline => ("all, to JSON in memory", "spans"),
            Self::Files => ("files to JSON", "documents"),
        }
    }
}

/// Texts, names, and what looks for them.
pub(super) struct Material<'a> {
    inputs: &'a Inputs,
    texts: &'a [String],
    gazetteer: &'a Gazetteer,
    options: Options,
    peer: AhoCorasick,
}

impl<'a> Material<'a> {
    pub(super) fn new(
        inputs: &'a Inputs,
        texts: &'a [String],
        gazetteer: &'a Gazetteer,
        options: Options,
        names: &[String],
    ) -> Result<Self, Fatal> {
        let peer = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(names)
            .map_err(|e| Fatal(format!("aho-corasick: {e}")))?;
        Ok(Self { inputs, texts, gazetteer, options, peer })
    }

    /// Runs a stage once; how long it took, and what it counted.
    pub(super) fn run(&self, stage: Stage, pool: &ThreadPool) -> (Duration, usize) {
        let start = Instant::now();
        let count = match stage {
            Stage::Read => {
                self.read(pool, |jobs| jobs.into_iter().filter(|job| read(job, &self.inputs.reading) > 0).count())
            }
            Stage::Words => self.in_memory(pool, |texts| {
                let mut tokens = Tokens::default();
                texts.iter().map(|text| words(text, &mut tokens)).sum()
            }),
            Stage::AhoCorasick => self.in_memory(pool, |texts| texts.iter().map(|text| self.peer_spans(text)).sum()),
            Stage::Match => self.in_memory(pool, |texts| {
                let (mut tokens, mut found) = (Tokens::default(), Vec::new());
                texts.iter().map(|text| spans(text, self.gazetteer, &mut tokens, &mut found)).sum()
            }),
            Stage::Pipeline => self.in_memory(pool, |texts| {
                let (mut scratch, mut json) = (Scratch::default(), Vec::new());
                texts.iter().map(|text| annotated(text, self, &mut scratch, &mut json)).sum()
            }),
            Stage::Files => {
                let (worker, mut count) = (Worker::plain(self.gazetteer, self.options.clone()), 0);
                through(&worker, pool, self.inputs, |batch| {
                    black_box(&batch.records);
                    count += (batch.tally.documents - batch.tally.failed) as usize;
                });
                count
            }
        };
        (start.elapsed(), count)
    }

    fn in_memory(&self, pool: &ThreadPool, stage: impl Fn(&[String]) -> usize + Sync + Send) -> usize {
        if pool.current_num_threads() == 1 {
            return self.texts.chunks(CHUNK).map(stage).sum();
        }
        pool.install(|| self.texts.par_chunks(CHUNK).map(&stage).sum())
    }

    fn read(&self, pool: &ThreadPool, stage: impl Fn(Vec<Job>) -> usize + Sync) -> usize {
        let mut jobs = self.inputs.jobs(&|_| ());
        let batches = std::iter::from_fn(|| Some(batch(&mut jobs)).filter(|batch| !batch.is_empty()));
        if pool.current_num_threads() == 1 {
            return batches.map(stage).sum();
        }
        let count = AtomicUsize::new(0);
        pool.in_place_scope(|scope| {
            for batch in batches {
                let (stage, count) = (&stage, &count);
                scope.spawn(move |_| {
                    count.fetch_add(stage(batch), Ordering::Relaxed);
                });
            }
        });
        count.into_inner()
    }

    /// The names that aho-corasick finds with no letter or digit on either side.
    fn peer_spans(&self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let inside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        self.peer.find_iter(text).filter(|m| !inside(m.start().checked_sub(1)) && !inside(Some(m.end()))).count()
    }
}

/// The bytes of a job, taken from the disk where they are there.
fn read(job: &Job, reading: &Reading) -> u64 {
    match job {
        Job::File { path, .. } => reading.file(path).map_or(0, |bytes| black_box(bytes).len() as u64),
        job => job.size(),
    }
}

fn words(text: &str, tokens: &mut Tokens) -> usize {
    tokens.refill(text);
    black_box(&*tokens).len()
}

/// The number of names in a text, leftmost and longest, none overlapping another.
fn spans(text: &str, gazetteer: &Gazetteer, tokens: &mut Tokens, found: &mut Vec<Match>) -> usize {
    tokens.refill(text);
    gazetteer.matches(text, tokens, found);
    let (mut end, mut count) = (0, 0);
    for name in found.iter() {
        if name.first >= end {
            (end, count) = (name.last, count + 1);
        }
    }
    count
}

/// The number of spans in a text, their record written to memory on the way.
fn annotated(text: &str, material: &Material<'_>, scratch: &mut Scratch, json: &mut Vec<u8>) -> usize {
    let Ok(document) = Document::new("", text) else { return 0 };
    let annotation = annotate_with(scratch, &document, material.gazetteer, &material.options);
    let record = record(&document, &annotation, material.gazetteer, &RecordOptions::default(), None);
    json.clear();
    record.write_json(json);
    black_box(&*json);
    record.spans.len()
}

/// The steps of the pipeline with their shares of its time, in one thread.
pub(super) fn shares(material: &Material<'_>) -> Vec<(&'static str, f64)> {
    const STEPS: [&str; 7] = ["words", "dates", "match", "find", "resolve", "relate", "record"];
    let mut times = [Duration::ZERO; 7];
    let (mut scratch, mut json) = (Scratch::default(), Vec::new());
    for text in material.texts {
        let Ok(document) = Document::new("", text) else { continue };
        let mut last = Instant::now();
        let mut lap = |step: usize| {
            let now = Instant::now();
            times[step] += now - std::mem::replace(&mut last, now);
        };
        let annotation =
            annotate_observed(&mut scratch, &document, material.gazetteer, &material.options, |step: Step| {
                lap(step as usize);
            });
        json.clear();
        record(&document, &annotation, material.gazetteer, &RecordOptions::default(), None).write_json(&mut json);
        lap(6);
    }
    let sum = times.iter().sum::<Duration>().as_secs_f64();
    STEPS.into_iter().zip(times.map(|time| time.as_secs_f64() / sum)).collect()
}
