//! The marked texts of `fixtures/`. `GAZET_BLESS=1` (`make bless`) rewrites the marks from what is found.

mod common;

use std::fmt::Write as _;

use common::{Case, GAZETTEER, Mark, Role, fixtures, mark_up, marks};
use gazet::{Document, annotate};

fn find(case: &Case) -> (Vec<Mark>, Vec<Role>) {
    let options = common::options(case);
    let timeml = options.dates.convention == gazet::dates::Convention::Timeml;
    let document = common::given(
        Document::new(case.name.as_str(), &case.text).expect("short"),
        case.options.get("date").map(String::as_str),
    );
    let annotation = annotate(&document, &GAZETTEER, &options);
    marks(&case.text, &annotation, &GAZETTEER, timeml)
}

fn write(case: &Case, marks: &[Mark], roles: &[Role]) -> String {
    let mut out = format!("=== {}", case.name);
    for (key, value) in &case.options {
        let _ = write!(out, " | {key}={value}");
    }
    let _ = write!(out, "\n{}\n", mark_up(&case.text, marks));
    for role in roles {
        let _ = writeln!(out, "> {}", role.join(" | "));
    }
    out
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the switch of `make bless`")]
fn fixtures_hold() {
    let bless = std::env::var_os("GAZET_BLESS").is_some();
    let (mut wrong, mut cases) = (String::new(), 0);
    for fixture in fixtures(|folder| folder != common::DEVELOPMENT) {
        let mut file = fixture.head.trim_end().to_owned();
        for case in &fixture.cases {
            cases += 1;
            let (found, mut roles) = find(case);
            let mut wanted_roles = case.roles.clone();
            roles.sort();
            wanted_roles.sort();
            // only cases that list relations, and those without marks, say something about relations
            let (wanted, got) = (write(case, &case.marks, &wanted_roles), write(case, &found, &roles));
            if wanted != got {
                let path = fixture.path.strip_prefix(common::root()).unwrap_or(&fixture.path);
                let _ = writeln!(wrong, "{}: {}", path.display(), differences(case, &found, &wanted_roles, &roles));
            }
            let _ = write!(file, "{}{}", if file.is_empty() { "" } else { "\n\n" }, got.trim_end());
        }
        if bless {
            std::fs::write(&fixture.path, format!("{file}\n")).expect("writable");
        }
    }
    println!("{cases} cases");
    assert!(bless || wrong.is_empty(), "\n{wrong}");
    assert!(cases >= 150);
}

fn differences(case: &Case, found: &[Mark], wanted_roles: &[Role], roles: &[Role]) -> String {
    let slice = |m: &Mark| case.text.chars().skip(m.start).take(m.end.0 - m.start).collect::<String>();
    let mut out = case.name.clone();
    for mark in case.marks.iter().filter(|m| !found.contains(m)) {
        let _ = write!(out, "\n    - {:?} {} {} {}", slice(mark), mark.label, mark.value, mark.flags.join(" "));
    }
    for mark in found.iter().filter(|m| !case.marks.contains(m)) {
        let _ = write!(out, "\n    + {:?} {} {} {}", slice(mark), mark.label, mark.value, mark.flags.join(" "));
    }
    for role in wanted_roles.iter().filter(|r| !roles.contains(r)) {
        let _ = write!(out, "\n    - > {}", role.join(" | "));
    }
    for role in roles.iter().filter(|r| !wanted_roles.contains(r)) {
        let _ = write!(out, "\n    + > {}", role.join(" | "));
    }
    out
}
