//! `-o DIR`: a folder that mirrors the inputs, one file a document.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::path::Path;

use common::{folder, gazet, gazet_in, records};

/// The files below a folder, sorted, with `/` between their parts; not the journal of the run.
fn files(folder: &Path) -> Vec<String> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = walk.filter(|e| !e.file_type().is_dir() && e.file_name() != ".gazet-journal");
    files.map(|e| e.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn the_tree_is_mirrored() {
    let folder = folder(&[
        ("in/a.txt", b"NATO"),
        ("in/sub/b.txt", b"The FBI"),
        ("in/c.jsonl", b"{\"id\":\"x/y\",\"text\":\"\"}\n[]"),
    ]);
    let run = gazet_in(folder.path(), &["annotate", "in", "-o", "out/", "-j", "2"]).code(3);
    assert_eq!(run.out, "");
    let out = folder.path().join("out");
    assert_eq!(files(&out), ["in/a.txt.jsonl", "in/c.jsonl:2.jsonl", "in/sub/b.txt.jsonl", "x/y.jsonl"]);
    let one = |name: &str| records(&std::fs::read_to_string(out.join(name)).unwrap()).remove(0);
    assert_eq!(one("in/sub/b.txt.jsonl")["id"], "in/sub/b.txt");
    assert_eq!(one("in/c.jsonl:2.jsonl")["error"]["kind"], "json");
    // the same files as the lines of one output
    let all = gazet_in(folder.path(), &["annotate", "in"]).code(3).out;
    let parts: Vec<String> = ["in/a.txt", "x/y", "in/c.jsonl:2", "in/sub/b.txt"]
        .map(|name| std::fs::read_to_string(out.join(format!("{name}.jsonl"))).unwrap())
        .into();
    assert_eq!(all, parts.concat());
    // what is there stays
    gazet_in(folder.path(), &["annotate", "in", "-o", "out"]).code(2).says("out: has the files of a run in it");
}

#[test]
fn an_output_among_the_inputs_is_passed_over() {
    let folder = folder(&[("a.txt", b"NATO")]);
    gazet_in(folder.path(), &["annotate", ".", "-o", "out/"]).code(0);
    assert_eq!(files(folder.path()), ["a.txt", "out/a.txt.jsonl"]);
}

#[test]
fn ids_stay_in_the_folder_and_each_has_one_place() {
    let folder = folder(&[("keep.txt", b"old")]);
    let out = folder.path().join("out").to_str().unwrap().to_owned() + "/";
    let lines = br#"{"id":"../keep.txt","text":"NATO"}
{"id":"/etc/x","text":"NATO"}
{"id":"same","text":"NATO"}
{"id":"same","text":"The FBI"}
{"id":"a","text":""}
{"id":"a.jsonl/b","text":""}
"#;
    let run = gazet(&["annotate", "--input", "jsonl", "-o", &out], lines).code(3);
    let run =
        run.says("same.jsonl: not written: another document is in its place already").says("6 documents, 2 failed");
    run.says("a.jsonl/b.jsonl: not written: ");
    assert_eq!(
        files(folder.path()),
        ["keep.txt", "out/%2E%2E/keep.txt.jsonl", "out/a.jsonl", "out/etc/x.jsonl", "out/same.jsonl"]
    );
    assert!(std::fs::read_to_string(folder.path().join("out/same.jsonl")).unwrap().contains("NATO"));
    assert_eq!(std::fs::read_to_string(folder.path().join("keep.txt")).unwrap(), "old");
}

#[test]
fn standard_input_and_formats_of_one_document() {
    let folder = folder(&[("a.txt", b"On Monday"), ("b.txt", b"On Tuesday")]);
    gazet_in(folder.path(), &["annotate", ".", "-f", "timeml", "-o", "out/"]).code(0);
    gazet_in(folder.path(), &["annotate", "-f", "json", "-o", "std/"]).code(0);
    assert_eq!(files(folder.path()), ["a.txt", "b.txt", "out/a.txt.tml", "out/b.txt.tml", "std/stdin.json"]);
}
