//! `gazet bench`: its figures are there and hang together; how large they are is no test's business.

mod common;

use serde_json::Value;

use common::{folder, gazet_in};

#[test]
fn bench_tells_its_figures_to_programs() {
    let files = [
        ("a.txt", &b"The FBI and the Widget Office spoke on Tuesday."[..]),
        ("ship.tsv", b"id\tname\nship/a\tWidget Office\n"),
    ];
    let folder = folder(&files);
    let run = gazet_in(folder.path(), &["bench", "a.txt", "-g", "ship.tsv", "-n", "1", "-j", "2", "--json"]).code(0);
    let report: Value = serde_json::from_str(&run.out).expect("one JSON object");
    assert_eq!((&report["names"], &report["threads"]), (&1.into(), &2.into()), "{report}");
    let documents = report["documents"].as_u64().expect("a number");
    // repeated to four megabytes, each time with the one name
    assert_eq!(report["bytes"], documents * 47);
    assert_eq!(
        (&report["counted"]["match"], &report["counted"]["aho_corasick"]),
        (&documents.into(), &documents.into())
    );
    let speeds = report["mb_s"].as_object().expect("an object");
    assert_eq!(speeds.keys().collect::<Vec<_>>(), ["read", "words", "aho_corasick", "match", "pipeline", "files"]);
    assert!(speeds.values().all(|speed| speed.as_f64().is_some_and(|s| s > 0.0)), "{report}");
    for (key, of, than) in
        [("match", "match", "aho_corasick"), ("pipeline", "pipeline", "aho_corasick"), ("files", "files", "read")]
    {
        let ratio = speeds[of].as_f64().expect("a number") / speeds[than].as_f64().expect("a number");
        let told = report["ratio"][key].as_f64().expect("a number");
        assert!((told - ratio).abs() < 0.05 * ratio.max(0.1), "{key}: {told}, {ratio}");
    }
}

#[test]
fn bench_has_a_table_for_people_and_needs_files() {
    let folder = folder(&[("a.txt", b"The FBI spoke on Tuesday.")]);
    let run = gazet_in(folder.path(), &["bench", "a.txt", "-n", "1", "-j", "1"]).code(0);
    for row in ["1 thread", "read only", "aho-corasick", "files / read only", "shares of one thread: words"] {
        assert!(run.out.contains(row), "{row}: {}", run.out);
    }
    gazet_in(folder.path(), &["bench", "-"]).code(2);
}
