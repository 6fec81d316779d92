//! One bench a stage, each with the count that it must find; they guard the speed of words, matching and the whole pipeline on
//! `seeds/`, repeated. `make bench` is the quick way to a number; this one compares with the run before.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros have no documentation")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gazet::record::{RecordOptions, record};
use gazet::tokenize::Tokens;
use gazet::{Document, Options, annotate, dates};

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
    bench("annotate", &|text| {
        annotate(&Document::new("", text).unwrap(), &gazetteer, &Options::default()).mentions.len()
    });
    bench("annotate, record, JSON", &|text| {
        let document = Document::new("", text).unwrap();
        let annotation = annotate(&document, &gazetteer, &Options::default());
        let json =
            serde_json::to_vec(&record(&document, &annotation, &gazetteer, &RecordOptions::default(), None)).unwrap();
        assert!(json.len() > text.len());
        annotation.mentions.len()
    });
    group.finish();
}

fn lists(c: &mut Criterion) {
    let names = gazet_lists::gazetteer().unwrap().names();
    assert!(names > 10_000);
    c.bench_function("build the lists", |b| b.iter(|| assert_eq!(gazet_lists::gazetteer().unwrap().names(), names)));
}

criterion_group!(benches, stages, lists);
criterion_main!(benches);
