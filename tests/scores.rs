//! Scores are measured: the precision of each class of evidence over the development texts (the other fixtures are held to the last span and would flatter), and the table in `resolve/score.rs` beside it.
//!
//! `make scores` prints the counts. Where a class has at least thirty spans, its figure in the table may not stray from the measured one.

mod common;

use std::collections::BTreeMap;

use common::{GAZETTEER, Mark, fixtures, marks};
use gazet::annotation::Link;
use gazet::{Document, Evidence, annotate};

#[test]
fn scores_are_the_measured_precision() {
    let mut spans: BTreeMap<Evidence, (usize, usize)> = BTreeMap::new();
    let mut links: BTreeMap<Link, (usize, usize)> = BTreeMap::new();
    for case in fixtures(|folder| folder == common::DEVELOPMENT).iter().flat_map(|f| &f.cases) {
        let document = Document::new(case.name.as_str(), &case.text).expect("short");
        let document = common::given(document, case.options.get("date").map(String::as_str));
        let annotation = annotate(&document, &GAZETTEER, &common::options(case));
        let timeml = case.options.contains_key("dates");
        let (found, _) = marks(&case.text, &annotation, &GAZETTEER, timeml);
        for mark in &found {
            let same = |m: &&Mark| (m.start, m.end, &m.label) == (mark.start, mark.end, &mark.label);
            let wanted = case.marks.iter().find(same);
            let offset = |n: usize| case.text.char_indices().nth(n).map_or(case.text.len(), |(i, _)| i) as u32;
            let mention = annotation
                .mentions
                .iter()
                .find(|m| {
                    m.span.start == offset(mark.start)
                        && m.span.end == offset(mark.end.0)
                        && GAZETTEER.label(m.label) == mark.label
                })
                .expect("every mark is a mention");
            let span = spans.entry(mention.evidence).or_default();
            span.0 += usize::from(wanted.is_some());
            span.1 += 1;
            // an open mention claims no id
            if let Some(wanted) = wanted.filter(|_| mention.link != Link::Open) {
                let link = links.entry(mention.link).or_default();
                link.0 += usize::from(wanted.value == mark.value);
                link.1 += 1;
            }
        }
    }
    let mut wrong = Vec::new();
    let mut check = |class: String, (right, all): (usize, usize), table: f32| {
        let measured = right as f32 / all as f32;
        println!("{class:24} {right:5} of {all:5} right: {measured:.3}, table {table:.2}");
        if all >= 30 && (measured - table).abs() > 0.025 {
            wrong.push(format!("{class}: {measured:.3} measured, {table:.2} in the table"));
        }
    };
    for (evidence, counts) in spans {
        check(format!("{evidence:?}"), counts, evidence.precision());
    }
    for (link, counts) in links {
        check(format!("link {link:?}"), counts, link.precision());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
