//! The README's examples do what they show.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{folder, root};
use serde_json::Value;
use std::process::Command;

/// Takes out what measurements change: scores.
fn without_scores(mut record: Value) -> Value {
    for span in record["spans"].as_array_mut().unwrap() {
        span.as_object_mut().unwrap().remove("score");
    }
    record
}

#[test]
fn examples_give_what_they_show() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut examples = 0;
    for part in readme.split("<!-- tests run this: cli/tests/readme.rs -->\n").skip(1) {
        let script = part.strip_prefix("```sh\n").unwrap().split("```\n").next().unwrap();
        let shown = part.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
        let folder = folder(&[]);
        let binary = std::path::Path::new(env!("CARGO_BIN_EXE_gazet")).parent().unwrap();
        let path = format!("{}:{}", binary.display(), env!("PATH"));
        let run =
            Command::new("sh").args(["-ec", script]).current_dir(folder.path()).env("PATH", path).output().unwrap();
        assert!(run.status.success(), "{run:?}");
        let found: Value = serde_json::from_slice(&run.stdout).unwrap();
        let shown: Value = serde_json::from_str(shown).unwrap();
        assert_eq!(without_scores(found), without_scores(shown), "{script}");
        examples += 1;
    }
    assert_eq!(examples, 2);
}

/// The blocks of a page that are run, with what they print. They share a folder.
#[test]
fn pages_print_what_they_show() {
    for (page, expected) in [("quickstart", 4), ("gazetteers", 5), ("formats", 5)] {
        let text = std::fs::read_to_string(root().join(format!("docs/{page}.md"))).unwrap();
        let here = folder(&[]);
        let mut blocks = 0;
        for part in text.split("<!-- run -->\n```sh\n").skip(1) {
            let (script, rest) = part.split_once("```\n").unwrap();
            let shown = rest.strip_prefix("```\n").map(|shown| shown.split("```\n").next().unwrap());
            let binary = std::path::Path::new(env!("CARGO_BIN_EXE_gazet")).parent().unwrap();
            let path = format!("{}:{}", binary.display(), env!("PATH"));
            let run =
                Command::new("sh").args(["-ec", script]).current_dir(here.path()).env("PATH", path).output().unwrap();
            assert!(run.status.success(), "{page}: {script}{run:?}");
            if let Some(shown) = shown {
                let printed = String::from_utf8(run.stdout).unwrap().replace("\r\n", "\n");
                assert_eq!(printed, shown, "{page}: {script}");
            }
            blocks += 1;
        }
        assert_eq!(blocks, expected, "{page}");
    }
}

#[test]
fn options_that_the_readme_names_exist() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let lists = ["check", "diff", "import", "search", "stats", "words"].map(|command| ["gazetteer", command, "--help"]);
    let lists = lists.map(|args| common::gazet(&args, b"").out).concat();
    let help =
        ["annotate", "eval", "explain"].map(|command| common::gazet(&[command, "--help"], b"").out).concat() + &lists;
    let options =
        readme.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|w| w.starts_with("--") && w.len() > 3);
    for option in options.filter(|o| !["--release", "--path", "--open", "--help"].contains(o)) {
        assert!(help.contains(option), "{option}");
    }
}
