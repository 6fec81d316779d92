//! Faults of the place where a run writes: a disk that fills under way, permissions that change under way.
//!
//! Both need root: the one to mount a small disk, the other to be somebody else, who may not read everything.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test says where it fails, or why it does nothing")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::{folder, records};

const BINARY: &str = env!("CARGO_BIN_EXE_gazet");

/// A folder `in` of so many releases.
fn corpus(documents: usize) -> tempfile::TempDir {
    let folder = folder(&[("ship.tsv", b"id\tname\nship/a\tHMS Resolute\n")]);
    for i in 0..documents {
        let path = folder.path().join(format!("in/{}/{i:05}.txt", i * 7 / documents));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("Release {i}. The HMS Resolute sailed on {} March 2024.\n", i % 28 + 1).repeat(60))
            .unwrap();
    }
    folder
}

/// A script of bash in a folder, where `$gazet` is a run over `in`.
fn script(folder: &Path, text: &str) -> Output {
    let text = format!("gazet='{BINARY} annotate --no-builtin -g ship.tsv -q in'\n{text}");
    Command::new("unshare").args(["--mount", "bash", "-c", &text]).current_dir(folder).output().unwrap()
}

#[test]
fn a_disk_that_fills() {
    for (output, what) in [("out/x.jsonl", "out/x.jsonl"), ("out/tree/", "out/tree")] {
        let folder = corpus(400);
        let ended = script(
            folder.path(),
            &format!(
                "mkdir out && mount -t tmpfs -o size=256k tmpfs out || exit 77\n\
                 $gazet -o {output} 2> full; echo $? > code; find out -type f -name '*.jsonl' ! -name '.*' -exec cat {{}} + > finished\n\
                 mount -o remount,size=64m out || exit 77\n\
                 $gazet -o {output} --resume 2> again || exit 1\n\
                 cp -r {what} got"
            ),
        );
        if ended.status.code() == Some(77) {
            println!("skipped: no small disk can be mounted here: {}", String::from_utf8_lossy(&ended.stderr));
            return;
        }
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(ended.status.success(), "{ended:?} {}", read("again"));
        assert_eq!(read("code").trim(), "2", "{}", read("full"));
        assert!(read("full").contains("no space left on device"), "{}", read("full"));
        // what has its name is whole
        assert!(read("finished").lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
        assert!(!(read("finished").ends_with(|c| c != '\n')));
        let ended =
            script(folder.path(), &format!("mkdir out; $gazet -o {output} && diff -r -x .gazet-journal {what} got"));
        assert!(ended.status.success(), "{ended:?}");
    }
}

#[test]
fn permissions_that_change_under_way() {
    let folder = corpus(3000);
    let (inputs, out) = (folder.path().join("in"), folder.path().join("out"));
    let mode = |path: &Path, mode: u32| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    fs::create_dir(&out).unwrap();
    mode(folder.path(), 0o755);
    mode(&out, 0o777);
    let run = |args: &[&str]| {
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", BINARY, "annotate", "--no-builtin"];
        let rest = ["-g", "ship.tsv", "-q", "-j", "1", "in", "-o", "out/x.jsonl"];
        let mut command = Command::new("setpriv");
        command.args(nobody).args(rest).args(args).current_dir(folder.path());
        command.stdin(Stdio::null()).stderr(Stdio::piped()).stdout(Stdio::null()).spawn()
    };
    let first = run(&[]).unwrap().wait_with_output().unwrap();
    if first.status.code() != Some(0) {
        println!("skipped: nobody else can be had here: {}", String::from_utf8_lossy(&first.stderr));
        return;
    }
    let whole = fs::read_to_string(out.join("x.jsonl")).unwrap();
    fs::remove_file(out.join("x.jsonl")).unwrap();

    let child = run(&[]).unwrap();
    let (part, begun) = (out.join(".x.jsonl.gazet-part"), Instant::now());
    while !part.exists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_micros(100));
    }
    // nothing may get a name here any more, and the last documents are nobody's
    mode(&out, 0o555);
    for file in fs::read_dir(inputs.join("6")).unwrap() {
        mode(&file.unwrap().path(), 0);
    }
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{err}");
    assert!(err.contains("permission denied") && !out.join("x.jsonl").exists(), "{err}");

    mode(&out, 0o777);
    let ended = run(&["--resume"]).unwrap().wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(3), "{}", String::from_utf8_lossy(&ended.stderr));
    let (got, whole) = (records(&fs::read_to_string(out.join("x.jsonl")).unwrap()), records(&whole));
    assert_eq!(got.len(), whole.len());
    let mut refused = 0;
    for (got, whole) in got.iter().zip(&whole) {
        if got["error"].is_object() {
            assert_eq!((&got["id"], &got["error"]["kind"]), (&whole["id"], &"unreadable".into()));
            refused += 1;
        } else {
            assert_eq!(got, whole);
        }
    }
    assert!(refused > 0 && refused < 1000, "{refused}");
}
