//! The development gold: longer passages in the styles of many issuers, measured, not demanded to the last span.
//!
//! `make development` prints every difference. The floor below is what was reached; it only ever goes up.

mod common;

use std::collections::BTreeMap;

use common::{DEVELOPMENT, GAZETTEER, Mark, Tally, fixtures, marks};
use gazet::{Document, annotate};

/// Exact F1 over all labels, in percent.
const FLOOR: f64 = 96.0;

#[test]
fn development_gold() {
    let mut total = Tally::default();
    let mut by_label: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut linked, mut linkable) = (0, 0);
    for fixture in fixtures(|folder| folder == DEVELOPMENT) {
        for case in &fixture.cases {
            let document = Document::new(case.name.as_str(), &case.text).expect("short");
            let document = common::given(document, case.options.get("date").map(String::as_str));
            let annotation = annotate(&document, &GAZETTEER, &common::options(case));
            let (found, roles) = marks(&case.text, &annotation, &GAZETTEER, false);
            let same = |a: &Mark, b: &Mark| (a.start, a.end, &a.label) == (b.start, b.end, &b.label);
            let slice = |m: &Mark| case.text.chars().skip(m.start).take(m.end.0 - m.start).collect::<String>();
            let name = format!("{}/{}", fixture.path.file_stem().unwrap_or_default().to_string_lossy(), case.name);
            for mark in &case.marks {
                let tally = by_label.entry(mark.label.clone()).or_default();
                tally.wanted += 1;
                match found.iter().find(|f| same(f, mark)) {
                    Some(hit) => {
                        tally.right += 1;
                        linkable += 1;
                        linked += usize::from(hit.value == mark.value);
                        if hit.value != mark.value || hit.flags != mark.flags {
                            println!(
                                "value  {name}: {:?} {}: {} {} should be {} {}",
                                slice(mark),
                                mark.label,
                                hit.value,
                                hit.flags.join(" "),
                                mark.value,
                                mark.flags.join(" ")
                            );
                        }
                    }
                    None => println!("missed {name}: {:?} {} {}", slice(mark), mark.label, mark.value),
                }
            }
            for mark in &found {
                by_label.entry(mark.label.clone()).or_default().found += 1;
                if !case.marks.iter().any(|m| same(m, mark)) {
                    println!("extra  {name}: {:?} {} {}", slice(mark), mark.label, mark.value);
                }
            }
            for role in case.roles.iter().filter(|r| !roles.contains(r)) {
                println!("missed {name}: > {}", role.join(" | "));
            }
            for role in roles.iter().filter(|r| !case.roles.contains(r)) {
                println!("extra  {name}: > {}", role.join(" | "));
            }
        }
    }
    for (label, tally) in &by_label {
        println!("{label:13} {tally:?} exact F1 {:.1}", tally.f1());
        total.right += tally.right;
        total.found += tally.found;
        total.wanted += tally.wanted;
    }
    println!("total         {total:?} exact F1 {:.1}; values {linked} of {linkable} right", total.f1());
    assert!(total.f1() >= FLOOR, "exact F1 {:.1}", total.f1());
}
