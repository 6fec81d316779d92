//! One bench a stage, each with the count that it must find; they guard the speed of words, matching and the whole pipeline on
//! `seeds/`, repeated. `make bench` is the quick way to a number; this one compares with the run before.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros have no documentation")]

use std::cell::RefCell;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gazet::record::{RecordOptions, record};
use gazet::tokenize::Tokens;
use gazet::{Document, Options, Scratch, annotate, annotate_with, dates};

fn texts() -> Vec<String> {
    let mut paths: Vec<_> =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds")).unwrap().map(|f| f.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|p| std::fs::read_to_string(p).unwrap()).collect()
}

fn stages(c: &mut Criterion) {
    let gazetteer = gazet_lists::gazetteer().unwrap();
    let texts = texts();
    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
    let mut bench = |name: &str, stage: &dyn Fn(&str) -> usize| {
        let all = || texts.iter().map(|t| stage(t)).sum::<usize>();
        let count = all();
        // a stage that finds nothing would be fast
        assert!(count > 100, "{name}: {count}");
        group.bench_function(name, |b| b.iter(|| assert_eq!(black_box(all()), count)));
    };
    bench("words", &|text| Tokens::new(text).len());
    bench("words, dates", &|text| dates::find(text, &Tokens::new(text), &dates::Options::default()).len());
    bench("words, match", &|text| {
        let mut found = Vec::new();
        gazetteer.matches(text, &Tokens::new(text), &mut found);
        found.len()
    });
    // every document in memory of its own, as a single call does
    bench("annotate", &|text| {
        annotate(&Document::new("", text).unwrap(), &gazetteer, &Options::default()).mentions.len()
    });
    // in memory that is kept, as a thread of the command line does; more allocations show as a smaller distance to the one before
    let memory = RefCell::new((Scratch::default(), Vec::new()));
    bench("annotate, record, JSON", &|text| {
        let (scratch, json) = &mut *memory.borrow_mut();
        let document = Document::new("", text).unwrap();
        let annotation = annotate_with(scratch, &document, &gazetteer, &Options::default());
        json.clear();
        record(&document, &annotation, &gazetteer, &RecordOptions::default(), None).write_json(json);
        assert!(json.len() > text.len());
        annotation.mentions.len()
    });
    group.finish();
}

/// Sentences of releases, reports and log files, and their expressions in each convention.
const SENTENCES: &[(&str, usize, usize)] = &[
    ("SEOUL, Nov. 7 (Newswire) -- The two sides met on Tuesday and will meet again next month. ", 3, 3),
    ("The 6th dialogue, held in London on 6-7 November 2024, followed that of 3 July 2023. ", 2, 3),
    ("Since early 2019 the group has used 24 tools; version 2.4.2019 fixes CVE-2021-44228. ", 1, 1),
    (
        "Officials of the ministry thanked their hosts for the warm welcome and the frank exchange of views on many matters. ",
        0,
        0,
    ),
    ("2020-03-23 12:01:22 sshd[1999]: connection closed by 192.168.20.19 port 2020\n", 1, 1),
    ("Revenue rose in Q3 2024, twice a week and for two weeks. ", 1, 3),
];

/// The date stage alone, words given: find, then anchor.
fn date_stage(c: &mut Criterion) {
    let text: String = SENTENCES.iter().map(|s| s.0).collect::<String>().repeat(50);
    let tokens = Tokens::new(&text);
    let given = text_date();
    let mut group = c.benchmark_group("dates");
    group.throughput(Throughput::Bytes(text.len() as u64));
    let press = SENTENCES.iter().map(|s| s.1).sum::<usize>() * 50;
    let timeml = SENTENCES.iter().map(|s| s.2).sum::<usize>() * 50;
    for (name, convention, count) in
        [("press", dates::Convention::Press, press), ("timeml", dates::Convention::Timeml, timeml)]
    {
        let options = dates::Options { convention, ..dates::Options::default() };
        let all = || {
            let found = dates::find(&text, &tokens, &options);
            let resolved = dates::resolve(&text, &tokens, &found, given, &options);
            let wanted =
                |t: &&dates::Timex| convention == dates::Convention::Timeml || t.kind == dates::TimexType::Date;
            resolved.iter().filter(wanted).count()
        };
        assert_eq!(all(), count, "{name}");
        group.bench_function(name, |b| b.iter(|| assert_eq!(black_box(all()), count)));
    }
    // words that are no dates cost next to nothing
    let plain = SENTENCES[3].0.repeat(500);
    let tokens = Tokens::new(&plain);
    group.throughput(Throughput::Bytes(plain.len() as u64));
    let options = dates::Options::default();
    group.bench_function("no date", |b| {
        b.iter(|| assert!(black_box(dates::find(&plain, &tokens, &options)).is_empty()));
    });
    group.finish();
}

fn text_date() -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(2024, 11, 7).ok()
}

fn lists(c: &mut Criterion) {
    let names = gazet_lists::gazetteer().unwrap().names();
    assert!(names > 10_000);
    c.bench_function("build the lists", |b| b.iter(|| assert_eq!(gazet_lists::gazetteer().unwrap().names(), names)));
}

criterion_group!(benches, stages, date_stage, lists);
criterion_main!(benches);
