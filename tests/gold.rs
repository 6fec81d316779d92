//! The gold of `../shared`: the two seeds to the last span, and the short cases of one hard phenomenon each.

mod common;

use common::{GAZETTEER, Tally, compare, gold, marks, shared};
use gazet::{Document, Options, annotate};

#[test]
fn seeds_are_perfect() {
    let Some(path) = shared("gold/seeds.jsonl") else { return };
    let (mut lines, mut spans) = (Vec::new(), 0);
    for gold in gold(&path) {
        // the raw file, no option: the text's own date
        let Some(raw) = shared(&format!("seeds/{}", gold.id)) else { return };
        let text = std::fs::read_to_string(raw).expect("readable");
        let document = Document::new(gold.id.as_str(), &text).expect("short");
        let annotation = annotate(&document, &GAZETTEER, &Options::default());
        let (found, roles) = marks(&text, &annotation, &GAZETTEER, false);
        let (tally, differences) = compare(&gold, &found);
        spans += tally.right;
        lines.extend(differences);
        if annotation.date.map(|d| d.to_string()) != gold.date {
            lines.push(format!("date    {}: {:?} is {:?}", gold.id, annotation.date, gold.date));
        }
        for (relation, required) in &gold.relations {
            if *required && !roles.iter().any(|r| r[..3] == relation[..]) {
                lines.push(format!("missed  {} {relation:?} among {roles:?}", gold.id));
            }
        }
        for role in &roles {
            if !gold.relations.iter().any(|(r, _)| r[..] == role[..3]) {
                lines.push(format!("extra   {} {role:?}", gold.id));
            }
        }
    }
    println!("{spans} spans exact");
    assert!(lines.is_empty(), "{}", lines.join("\n"));
    assert_eq!(spans, 119);
}

#[test]
fn micro_cases() {
    let Some(path) = shared("gold/micro.jsonl") else { return };
    let (mut total, mut lines) = (Tally::default(), Vec::new());
    for gold in gold(&path) {
        let document = common::given(Document::new(gold.id.as_str(), &gold.text).expect("short"), gold.date.as_deref());
        let annotation = annotate(&document, &GAZETTEER, &Options::default());
        let (tally, differences) = compare(&gold, &marks(&gold.text, &annotation, &GAZETTEER, false).0);
        total.right += tally.right;
        total.found += tally.found;
        total.wanted += tally.wanted;
        lines.extend(differences);
    }
    println!("{}\n{total:?} exact F1 {:.1}", lines.join("\n"), total.f1());
    assert!(total.f1() >= 85.0, "{}", lines.join("\n"));
}
