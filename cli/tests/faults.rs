//! Faults on purpose: kills, signals, a full disk, limits, closed pipes, permissions that change.
//!
//! `GAZET_KILLS` sets how many kills there are; `make kills` takes 600.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{folder, gazet_in, records};

#[allow(clippy::disallowed_methods, reason = "the switch for long runs")]
fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }
}

/// A folder of releases with some that fail among them, and the same as JSON lines.
fn corpus(documents: usize) -> tempfile::TempDir {
    let folder = folder(&[("ship.tsv", b"id\tname\nship/a\tHMS Resolute\nship/b\tNorth Star\n")]);
    let mut lines = String::new();
    for i in 0..documents {
        let text = format!("Release {i}. The HMS Resolute met the North Star on {} March 2024.\n", i % 28 + 1);
        let text = text.repeat(20 + i % 150);
        let path = folder.path().join(format!("in/{:02}/{i:05}.txt", i % 7));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes = if i % 37 == 5 { b"\xff\xfe\xfd".to_vec() } else { text.clone().into_bytes() };
        std::fs::write(path, bytes).unwrap();
        lines.push_str(&serde_json::json!({"id": format!("line/{i}"), "text": text}).to_string());
        lines.push_str(if i % 41 == 7 { "nonsense\n" } else { "\n" });
    }
    std::fs::write(folder.path().join("in.jsonl"), lines).unwrap();
    folder
}

fn start(folder: &Path, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_gazet"))
        .args(["annotate", "--no-builtin", "-g", "ship.tsv", "-q"])
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// All files below a path with their bytes, journals of folders left out.
fn all(path: &Path) -> BTreeMap<String, Vec<u8>> {
    if !path.exists() {
        // killed before it was made
        return BTreeMap::new();
    }
    let files = walkdir::WalkDir::new(path).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    files
        .filter(|e| e.file_name() != ".gazet-journal")
        .map(|e| (e.path().strip_prefix(path).unwrap().display().to_string(), std::fs::read(e.path()).unwrap()))
        .collect()
}

#[test]
fn what_was_killed_goes_on() {
    let kills = number("GAZET_KILLS", 20);
    let folder = corpus(if kills > 100 { 1500 } else { 300 });
    let mut random = Random(number("GAZET_SEED", 7) as u64);
    let (mut killed, mut rounds) = (0, 0);
    let forms: [(&[&str], bool); 5] = [
        (&["in", "-o", "out/x.jsonl"], false),
        (&["in", "-f", "json", "-o", "out/x.json", "--errors-to", "out/errors.jsonl"], false),
        (&["in", "-o", "out/"], true),
        (&["in.jsonl", "-j", "1", "-o", "out/x.jsonl", "--errors-to", "out/errors.jsonl"], false),
        (&["in.jsonl", "-o", "out/", "--shard", "2/3"], true),
    ];
    while killed < kills {
        let (args, tree) = forms[rounds % forms.len()];
        rounds += 1;
        let out = folder.path().join("out");
        let fresh = || {
            let _ = std::fs::remove_dir_all(&out);
            if !tree {
                std::fs::create_dir(&out).unwrap();
            }
        };
        fresh();
        let begun = Instant::now();
        let whole = start(folder.path(), args).wait_with_output().unwrap();
        let time = begun.elapsed().as_micros() as u64;
        assert_eq!(whole.status.code(), Some(3), "{whole:?}");
        let wanted = all(&out);
        fresh();
        let mut resume = false;
        loop {
            let again = [args, &["--resume"]].concat();
            let mut child = start(folder.path(), if resume { &again } else { args });
            resume = true;
            std::thread::sleep(Duration::from_micros(random.below(time + time / 5)));
            let _ = child.kill();
            let ended = child.wait_with_output().unwrap();
            if ended.status.signal() == Some(9) {
                killed += 1;
                // what looks finished is finished
                for (name, bytes) in all(&out).iter().filter(|(name, _)| !name.contains(".gazet-")) {
                    assert!(wanted.get(name) == Some(bytes), "{args:?}: {name} is there and is not whole");
                }
                // a folder that was made and not begun has no journal yet: the command begins it anew
                continue;
            }
            let err = String::from_utf8_lossy(&ended.stderr).into_owned();
            assert_eq!(ended.status.code(), Some(3), "{args:?}: {err}");
            break;
        }
        let got = all(&out);
        let names = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&got), names(&wanted), "{args:?}");
        assert!(got == wanted, "{args:?}: other bytes than a run that was not killed");
    }
    println!("{killed} kills in {rounds} runs: the bytes of runs that were not killed");
}

#[test]
fn an_interrupt_finishes_what_is_in_flight() {
    let folder = corpus(1500);
    let args = ["in", "-o", "x.jsonl"];
    assert_eq!(start(folder.path(), &args).wait().unwrap().code(), Some(3));
    let wanted = std::fs::read(folder.path().join("x.jsonl")).unwrap();
    std::fs::remove_file(folder.path().join("x.jsonl")).unwrap();
    let mut interrupted = 0;
    for wait in [40, 60, 90, 130, 180, 240] {
        let child = start(folder.path(), &[&args[..], &["--resume"]].concat());
        std::thread::sleep(Duration::from_millis(wait));
        let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let ended = child.wait_with_output().unwrap();
        let err = String::from_utf8(ended.stderr).unwrap();
        match ended.status.code() {
            Some(130) => {
                interrupted += 1;
                assert!(kill.success() && err.contains("interrupted after "), "{err}");
                assert!(err.contains("the same command with --resume goes on"), "{err}");
                assert!(!folder.path().join("x.jsonl").exists());
            }
            // it was through before
            Some(3) => std::fs::remove_file(folder.path().join("x.jsonl")).unwrap(),
            // before anybody listened
            None => {}
            code => panic!("{code:?}: {err}"),
        }
    }
    assert!(interrupted > 0);
    start(folder.path(), &[&args[..], &["--resume"]].concat()).wait().unwrap();
    assert!(std::fs::read(folder.path().join("x.jsonl")).unwrap() == wanted);
}

#[test]
fn an_interrupt_while_standard_input_waits() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gazet"))
        .args(["annotate", "--no-builtin", "-q", "--input", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().write_all(b"{\"text\":\"on 3 May 2024\"}\n").unwrap();
    let mut line = String::new();
    std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("2024-05-03"), "{line}");
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let ended = child.wait().unwrap();
    assert_eq!(ended.code(), Some(130));
}

#[test]
fn a_run_goes_on_only_as_it_began() {
    let folder = corpus(400);
    let args = ["in", "-o", "x.jsonl", "--max-errors", "3"];
    let stopped = start(folder.path(), &args).wait_with_output().unwrap();
    let err = String::from_utf8(stopped.stderr).unwrap();
    assert_eq!(stopped.status.code(), Some(3));
    assert!(err.contains("stopped, since more than 3 documents failed; what is done is kept"), "{err}");
    assert!(!folder.path().join("x.jsonl").exists());
    let run = |more: &[&str]| {
        let ended =
            start(folder.path(), &[&["in", "-o", "x.jsonl", "--resume"], more].concat()).wait_with_output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, err) = run(&["--offsets", "byte"]);
    assert!(code == Some(2) && err.contains("was begun with other options, lists or inputs"), "{err}");
    // another list of the same name
    let list = std::fs::read(folder.path().join("ship.tsv")).unwrap();
    std::fs::write(folder.path().join("ship.tsv"), b"id\tname\nship/a\tHMS Other\n").unwrap();
    assert_eq!(run(&[]).0, Some(2));
    std::fs::write(folder.path().join("ship.tsv"), list).unwrap();
    // a new document in front of the others
    std::fs::write(folder.path().join("in/00/00000.a.txt"), b"").unwrap();
    let (code, err) = run(&[]);
    assert!(code == Some(2) && err.contains("the inputs have changed: document "), "{err}");
    std::fs::remove_file(folder.path().join("in/00/00000.a.txt")).unwrap();
    let (code, err) = run(&["-j", "1"]);
    assert_eq!(code, Some(3), "{err}");
    let part = std::fs::read(folder.path().join("x.jsonl")).unwrap();
    start(folder.path(), &["in", "-o", "y.jsonl"]).wait().unwrap();
    assert!(part == std::fs::read(folder.path().join("y.jsonl")).unwrap());
    let left: Vec<_> = all(folder.path()).into_keys().filter(|name| name.contains("gazet")).collect();
    assert!(left.is_empty(), "{left:?}");
    // nothing to go on with, and nowhere
    let (code, err) = run(&[]);
    assert!(code == Some(3) && err.contains("nothing to go on with"), "{err}");
    gazet_in(folder.path(), &["annotate", "--no-builtin", "in", "--resume"])
        .code(2)
        .says("--resume goes on with a file");
}

#[test]
fn fail_fast_and_errors_apart() {
    let folder = folder(&[("a.txt", b"on 3 May 2024"), ("b.txt", b"\xff"), ("c.txt", b"on 4 May 2024")]);
    let run = |args: &[&str]| {
        gazet_in(folder.path(), &[&["annotate", "--no-builtin", "a.txt", "b.txt", "c.txt"], args].concat())
    };
    let run_apart = run(&["--errors-to", "e.jsonl"]).code(3);
    assert_eq!(run_apart.records().len(), 2);
    let errors = records(&std::fs::read_to_string(folder.path().join("e.jsonl")).unwrap());
    assert_eq!((errors.len(), errors[0]["id"].as_str()), (1, Some("b.txt")));
    run(&["--fail-fast", "-o", "x.jsonl"]).code(3).says("stopped, since a document failed");
    assert!(!folder.path().join("x.jsonl").exists());
    run(&["--max-errors", "1"]).code(3).says("3 documents, 1 failed");
}

#[test]
fn shards_make_the_whole() {
    let folder = corpus(120);
    for input in ["in", "in.jsonl"] {
        let lines = |args: &[&str]| {
            let run = gazet_in(folder.path(), &[&["annotate", "--no-builtin", input], args].concat());
            assert!(matches!(run.code, 0 | 3), "{}", run.err);
            let mut lines: Vec<String> = run.out.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let shards: Vec<Vec<String>> = ["1/3", "2/3", "3/3"].map(|shard| lines(&["--shard", shard])).into();
        assert!(shards.iter().all(|s| s.len() > 20), "{:?}", shards.iter().map(Vec::len).collect::<Vec<_>>());
        let mut together = shards.concat();
        together.sort();
        assert_eq!(together, lines(&[]));
    }
    gazet_in(folder.path(), &["annotate", "--shard", "4/3"]).code(2).says("a shard is i/n");
}

#[test]
fn a_file_that_may_not_grow() {
    let folder = corpus(300);
    let limited = |args: &str| {
        let binary = env!("CARGO_BIN_EXE_gazet");
        let script = format!("ulimit -f 64; exec {binary} annotate --no-builtin -g ship.tsv -q {args}");
        let ended = Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
    };
    let (code, err) = limited("in -o x.jsonl");
    assert!(code == Some(2) && err.contains("x.jsonl: file too large"), "{code:?} {err}");
    assert!(!folder.path().join("x.jsonl").exists());
    // with room it goes on
    assert_eq!(start(folder.path(), &["in", "-o", "x.jsonl", "--resume"]).wait().unwrap().code(), Some(3));
    start(folder.path(), &["in", "-o", "y.jsonl"]).wait().unwrap();
    assert!(
        std::fs::read(folder.path().join("x.jsonl")).unwrap() == std::fs::read(folder.path().join("y.jsonl")).unwrap()
    );
}

#[test]
fn a_full_disk() {
    // a device that takes nothing is a full disk without the need for a mount
    let run = gazet_in(common::root(), &["annotate", "--no-builtin", "seeds", "-o", "/dev/full"]).code(2);
    run.says("/dev/full: no space left on device");
}

#[test]
fn a_second_run_on_the_same_output() {
    let folder = corpus(1500);
    let mut first = start(folder.path(), &["in", "-o", "x.jsonl"]);
    let part = folder.path().join(".x.jsonl.gazet-part");
    let begun = Instant::now();
    while !part.exists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(1));
    }
    let second = start(folder.path(), &["in", "-o", "x.jsonl"]).wait_with_output().unwrap();
    if first.try_wait().unwrap().is_none() {
        let err = String::from_utf8(second.stderr).unwrap();
        assert!(second.status.code() == Some(2) && err.contains("another run of gazet is writing it"), "{err}");
    }
    assert_eq!(first.wait().unwrap().code(), Some(3));
}
