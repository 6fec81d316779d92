//! What cannot be read: a message, a record, the other documents done, the exit code.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{Run, folder, gazet, gazet_in, texts};
use serde_json::Value;

/// One error record of the kind, one other record that is fine, exit code 3, the message on both sides.
#[track_caller]
fn one_failed(run: &Run, id: &str, kind: &str, message: &str) {
    assert_eq!(run.code, 3, "{run:#?}");
    let records = run.records();
    let (bad, good): (Vec<&Value>, Vec<&Value>) = records.iter().partition(|r| r["error"].is_object());
    assert_eq!((bad.len(), good.len()), (1, 1), "{run:#?}");
    assert_eq!((bad[0]["id"].as_str().unwrap(), bad[0]["error"]["kind"].as_str().unwrap()), (id, kind));
    assert!(bad[0]["error"]["message"].as_str().unwrap().contains(message), "{run:#?}");
    assert!(run.err.lines().any(|l| l.starts_with("gazet: ") && l.contains(message)), "{run:#?}");
    assert!(run.err.contains("2 documents, 1 failed"), "{run:#?}");
    assert_eq!(texts(good[0], "AGENCY"), ["NATO"]);
}

#[test]
fn an_empty_file_is_a_document() {
    let folder = folder(&[("a.txt", b""), ("b.txt", b"\xef\xbb\xbf")]);
    let run = gazet_in(folder.path(), &["annotate", "a.txt", "b.txt"]).code(0);
    assert!(run.records().iter().all(|r| r["spans"].as_array().unwrap().is_empty()));
    assert_eq!(run.records().len(), 2);
}

#[test]
fn an_empty_folder_is_said() {
    let folder = folder(&[]);
    gazet_in(folder.path(), &["annotate", "."]).code(0).says("no documents in the input");
}

#[test]
fn a_missing_path() {
    let folder = folder(&[("z.txt", b"NATO")]);
    let run = gazet_in(folder.path(), &["annotate", "nope.txt", "z.txt"]);
    one_failed(&run, "nope.txt", "missing", "nope.txt: no such file or folder");
    let run = gazet_in(folder.path(), &["annotate", "nope.jsonl", "z.txt"]);
    one_failed(&run, "nope.jsonl", "missing", "nope.jsonl: no such file or folder");
}

#[test]
fn not_utf8() {
    let folder = folder(&[("a.txt", b"The FB\xffI"), ("z.txt", b"NATO")]);
    let run = gazet_in(folder.path(), &["annotate", "."]);
    one_failed(&run, "./a.txt", "not_utf8", "./a.txt: not UTF-8: bad byte at offset 6");
    let run = run.says("gazet: ./a.txt: not UTF-8: bad byte at offset 6; --encoding auto reads others\n");
    assert!(!run.out.contains("--encoding"), "the record's message is for all who read it: {run:#?}");
    let run = gazet(&["annotate", "--input", "jsonl"], b"{\"text\":\"NATO\"}\n{\"text\":\"\xe9\"}\n");
    one_failed(&run, "-:2", "not_utf8", "-:2: not UTF-8: bad byte at offset 25");
}

#[test]
fn lines_that_are_no_documents() {
    for (line, id, kind, message) in [
        ("nonsense", "a.jsonl:2", "json", "a.jsonl:2: not JSON"),
        (r#"{"text":"x""#, "a.jsonl:2", "json", "not JSON: EOF while parsing an object at column"),
        (r#"["text"]"#, "a.jsonl:2", "json", "a.jsonl:2: an array in place of an object"),
        (r#"{"id":"x"}"#, "x", "text", "a.jsonl:2: no \"text\""),
        (r#"{"id":"x","text":null}"#, "x", "text", "a.jsonl:2: \"text\" is null, not a string"),
        (r#"{"id":"x","text":["NATO"]}"#, "x", "text", "\"text\" is an array, not a string"),
        (r#"{"id":7.5,"text":"x"}"#, "a.jsonl:2", "id", "a.jsonl:2: \"id\" is a number, not a string"),
        (
            r#"{"id":"x","text":"x","date":"yesterday"}"#,
            "x",
            "date",
            "a.jsonl:2: \"date\" is \"yesterday\", not a day as YYYY-MM-DD",
        ),
        (r#"{"id":"x","text":"x","date":"2023-02-29"}"#, "x", "date", "\"2023-02-29\""),
        (r#"{"id":"x","text":"x","date":20230227}"#, "x", "date", "\"date\" is 20230227"),
        (r#"{"text":"\ud800"}"#, "a.jsonl:2", "json", "not JSON"),
    ] {
        let folder = folder(&[("a.jsonl", format!("\n{line}\n{{\"text\":\"NATO\"}}\n").as_bytes())]);
        one_failed(&gazet_in(folder.path(), &["annotate", "a.jsonl"]), id, kind, message);
    }
    // a depth that a careless parser would not survive
    let deep = format!("{{\"text\":{}\n{{\"text\":\"NATO\"}}", "[".repeat(100_000));
    one_failed(
        &gazet(&["annotate", "--input", "jsonl"], deep.as_bytes()),
        "-:1",
        "json",
        "not JSON: recursion limit exceeded",
    );
}

#[test]
fn lists_that_are_none() {
    let folder = folder(&[
        ("three.tsv", b"id\tname\na/b\tThe Ship\na/c\n"),
        ("cells.tsv", b"id\tname\na/b\tThe Ship\tmore\n"),
        ("head.tsv", b"name\nThe Ship\n"),
        ("twice.tsv", b"id\tname\na/b\tThe Ship\na/b\tOther\n"),
        ("bytes.tsv", b"id\tname\na/b\t\xff\n"),
        ("empty.tsv", b""),
        ("lists/x.tsv", b"id\tname\n"),
    ]);
    for (list, message) in [
        ("three.tsv", "gazet: three.tsv:3: no name"),
        ("cells.tsv", "gazet: cells.tsv:2: 3 cells, but the header has 2 columns"),
        ("head.tsv", "gazet: head.tsv:1: no column \"id\""),
        ("twice.tsv", "gazet: twice.tsv:3: id \"a/b\" stands in line 2 already"),
        ("bytes.tsv", "gazet: bytes.tsv:2: not UTF-8"),
        ("empty.tsv", "gazet: empty.tsv:1: "),
        ("nope.tsv", "gazet: nope.tsv: no such file or folder"),
        ("lists", "gazet: lists: is a folder; -g needs a list"),
    ] {
        let run = gazet_in(folder.path(), &["annotate", "-g", list, "."]).code(2).says(message);
        assert_eq!((run.out.as_str(), run.err.lines().count()), ("", 1), "{list}: {run:#?}");
    }
}

#[test]
fn the_output_is_whole_or_not_there() {
    let folder = folder(&[("in/a.txt", b"NATO"), ("out.jsonl", b"old"), ("d/x", b"")]);
    let names = || {
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    // could not start: nothing is touched, nothing is left
    gazet_in(folder.path(), &["annotate", "in", "-o", "out.jsonl", "--only", "X"]).code(2);
    assert_eq!(read("out.jsonl"), "old");
    gazet_in(folder.path(), &["annotate", "in", "-o", "d"])
        .code(2)
        .says("gazet: d: is not empty, and nothing in it is overwritten");
    gazet_in(folder.path(), &["annotate", "in", "-o", "no/out"])
        .code(2)
        .says("no/out: cannot be written: no such file or folder");
    assert_eq!(names(), ["d", "in", "out.jsonl"]);
    // an input is not overwritten
    let run = gazet_in(folder.path(), &["annotate", "in/a.txt", "-o", "./in/../in/a.txt"])
        .code(2)
        .says("is an input as well");
    assert_eq!((run.out.as_str(), read("in/a.txt").as_str()), ("", "NATO"));
    gazet_in(folder.path(), &["annotate", ".", "-o", "out.jsonl"])
        .code(2)
        .says("out.jsonl: is an input as well (by way of .)");
    // done, with and without failures
    let run = gazet_in(folder.path(), &["annotate", "in", "-o", "out.jsonl"]).code(0);
    assert_eq!(run.out, "");
    assert_eq!(common::records(&read("out.jsonl"))[0]["id"], "in/a.txt");
    gazet_in(folder.path(), &["annotate", "in", "nope", "-o", "new.jsonl"]).code(3);
    assert_eq!(common::records(&read("new.jsonl")).len(), 2);
    assert_eq!(names(), ["d", "in", "new.jsonl", "out.jsonl"]);
}

/// Pipes, devices, links, permissions, names that are no text.
#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    #[test]
    fn a_pipe_or_device_does_not_block() {
        let folder = folder(&[("z.txt", b"NATO")]);
        assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
        one_failed(
            &gazet_in(folder.path(), &["annotate", "."]),
            "./pipe",
            "not_a_file",
            "./pipe: neither a file nor a folder",
        );
        one_failed(
            &gazet_in(folder.path(), &["annotate", "/dev/zero", "z.txt"]),
            "/dev/zero",
            "not_a_file",
            "through '-'",
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_unreadable_file() {
        // readable for nobody, not even for root
        let folder = folder(&[("z.txt", b"NATO")]);
        let run = gazet_in(folder.path(), &["annotate", "/proc/self/mem", "z.txt"]);
        one_failed(&run, "/proc/self/mem", "unreadable", "/proc/self/mem: input/output error");
        let run = gazet_in(folder.path(), &["annotate", "--input", "jsonl", "/proc/self/mem"]).code(3);
        assert_eq!(run.records()[0]["error"]["kind"], "unreadable");
    }

    #[test]
    fn a_file_without_permission() {
        let folder = folder(&[("a.txt", b"FBI"), ("z.txt", b"NATO")]);
        let path = folder.path().join("a.txt");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
        let run = gazet_in(folder.path(), &["annotate", "."]);
        if std::fs::read(&path).is_ok() {
            // root reads everything
            assert_eq!(run.code, 0);
        } else {
            one_failed(&run, "./a.txt", "unreadable", "./a.txt: permission denied");
        }
    }

    #[test]
    fn links() {
        let folder = folder(&[("in/z.txt", b"NATO"), ("else/a.txt", b"NATO")]);
        let link = |to: &str, name: &str| symlink(to, folder.path().join(name)).unwrap();
        link("../else/a.txt", "in/file.txt");
        link("../else", "in/folder");
        link("..", "in/loop");
        link("in", "start");
        let run = gazet_in(folder.path(), &["annotate", "start"])
            .code(0)
            .says("start/folder: a link to a folder, not followed");
        let ids: Vec<_> = run.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids, ["start/file.txt", "start/z.txt"]);
        // a broken one is a missing file
        link("nowhere", "in/gone.txt");
        let run = gazet_in(folder.path(), &["annotate", "in/gone.txt", "in/z.txt"]);
        one_failed(&run, "in/gone.txt", "missing", "in/gone.txt: no such file");
        // the output goes to where a link points, not in its place
        link("else/out.jsonl", "out.jsonl");
        std::fs::write(folder.path().join("else/out.jsonl"), "").unwrap();
        gazet_in(folder.path(), &["annotate", "in/z.txt", "-o", "out.jsonl"]).code(0);
        assert!(std::fs::symlink_metadata(folder.path().join("out.jsonl")).unwrap().is_symlink());
        assert!(std::fs::metadata(folder.path().join("else/out.jsonl")).unwrap().len() > 0);
    }

    #[test]
    fn a_read_only_output_stays() {
        let folder = folder(&[("out.jsonl", b"old")]);
        let path = folder.path().join("out.jsonl");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
        gazet_in(folder.path(), &["annotate", "-o", "out.jsonl"]).code(2).says("gazet: out.jsonl: is read-only");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    }

    #[test]
    fn standard_input_that_is_a_folder() {
        let input = std::fs::File::open(common::root()).unwrap();
        let run = Command::new(env!("CARGO_BIN_EXE_gazet")).arg("annotate").stdin(input).output().unwrap();
        assert_eq!(run.status.code(), Some(3), "{run:?}");
        let record: Value = serde_json::from_slice(&run.stdout).unwrap();
        assert_eq!((&record["id"], &record["error"]["kind"]), (&"-".into(), &"unreadable".into()));
    }

    #[test]
    fn a_device_is_written_to_and_stays() {
        use std::os::unix::fs::FileTypeExt as _;
        gazet(&["annotate", "-o", "/dev/null"], b"NATO").code(0);
        assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    }

    #[test]
    fn output_into_its_own_folder_is_no_input() {
        let folder = folder(&[("z.txt", b"NATO")]);
        let out = std::fs::File::create(folder.path().join("a.jsonl")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gazet"));
        let run = command
            .args(["annotate", "."])
            .current_dir(folder.path())
            .stdout(out)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let err = String::from_utf8(run.stderr).unwrap();
        assert!(run.status.success() && err.contains("./a.jsonl: is the output, passed over"), "{err}");
        assert_eq!(common::records(&std::fs::read_to_string(folder.path().join("a.jsonl")).unwrap()).len(), 1);
    }

    #[test]
    fn names_move_no_cursor() {
        let folder = folder(&[("z.txt", b"NATO")]);
        std::fs::write(folder.path().join(OsStr::from_bytes(b"a\x1b[31m\n\xff.txt")), b"\xff").unwrap();
        let run =
            gazet_in(folder.path(), &["annotate", "."]).code(3).says("gazet: ./a\\u{1b}[31m\\n\u{fffd}.txt: not UTF-8");
        assert!(!run.err.contains('\u{1b}'), "{}", run.err);
        assert_eq!(run.records()[0]["id"], "./a\u{1b}[31m\n\u{fffd}.txt");
    }

    #[test]
    fn a_reader_that_leaves() {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gazet"))
            .args(["annotate", "seeds"])
            .current_dir(common::root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert_eq!(err, "gazet: standard output: closed before everything was written\n");
    }

    /// More than is under way at once is left when the output breaks, or when a document has failed.
    #[test]
    fn what_ends_early_ends() {
        let line = format!("{{\"text\": \"{}\"}}\n", "The FBI spoke. ".repeat(70));
        let folder = common::folder(&[("long.jsonl", format!("{{}}\n{}", line.repeat(4000)).as_bytes())]);
        for (option, code) in [("--quiet", 2), ("--fail-fast", 3)] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_gazet"))
                .args(["annotate", "long.jsonl", "--names-only", "-j", "1", option])
                .current_dir(folder.path())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let out = child.stdout.take().filter(|_| code == 3);
            let reader = std::thread::spawn(|| out.map(|mut out| std::io::copy(&mut out, &mut std::io::sink())));
            let end = Instant::now() + Duration::from_secs(60);
            while child.try_wait().unwrap().is_none() && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(20));
            }
            child.kill().unwrap();
            reader.join().unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(code), "{option}");
        }
    }
}
