//! Lists that are broken, not text, go round in circles or are huge: a message with the row, or a result; never half of one.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use common::{folder, gazet_in, texts};

#[test]
fn nothing_is_built_of_half_a_list() {
    let folder = folder(&[
        ("a.txt", b"The North Star sailed.\n"),
        ("cells.tsv", b"id\tname\nship/a\tNorth Star\nship/b\tSouth Star\tmore\n"),
        ("bytes.tsv", b"id\tname\nship/a\tNorth Star\nship/b\t\xc3\x28\n"),
        ("name.tsv", b"id\tname\nship/a\tNorth Star\nship/b\t\xe2\x80\x94\n"),
        ("label.tsv", b"id\tname\tlabel\nship/a\tNorth Star\tSHIP\nship/b\tSouth Star\ta ship\n"),
        ("nul.bin", &[0u8; 4096]),
    ]);
    for (list, place) in [
        ("cells.tsv", "cells.tsv:3: 3 cells, but the header has 2 columns"),
        ("bytes.tsv", "bytes.tsv:3: not UTF-8"),
        ("name.tsv", "name.tsv:3: the name \"—\" has no word that could match"),
        ("label.tsv", "label.tsv:3: \"a ship\" is no label"),
        ("nul.bin", "nul.bin:1: unknown column"),
    ] {
        for args in [&["annotate", "-g", list, "a.txt", "-o", "out"][..], &["gazetteer", "stats", list]] {
            let run = gazet_in(folder.path(), args);
            if args[0] == "annotate" || list != "name.tsv" {
                assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:#?}");
                assert!(run.err.starts_with(&format!("gazet: {place}")), "{run:#?}");
            }
        }
        assert!(!folder.path().join("out").exists());
        let run = gazet_in(folder.path(), &["gazetteer", "check", list]).code(1);
        let line: String = place.split(':').take(2).collect::<Vec<_>>().join(":");
        assert!(run.out.starts_with(&format!("{line}: error: ")), "{run:#?}");
    }
}

#[test]
fn circles_end() {
    let folder = folder(&[
        ("self.tsv", b"id\tname\tlabel\tparent\nxx/a\tBureau of Zyxw\tAGENCY\txx/a\n"),
        ("two.tsv", b"id\tname\tlabel\tparent\nxx/a\tBureau of Zyxw\tAGENCY\txx/b\nxx/b\tZyxw Office\tAGENCY\txx/a\n"),
        ("a.txt", b"The Bureau of Zyxw and the Zyxw Office met the Bureau of Zyxw Office.\n"),
    ]);
    for list in ["self.tsv", "two.tsv"] {
        let run = gazet_in(folder.path(), &["annotate", "-g", list, "a.txt"]).code(0);
        assert!(texts(&run.records()[0], "AGENCY").contains(&"Bureau of Zyxw"), "{run:#?}");
        let run = gazet_in(folder.path(), &["gazetteer", "check", list]).code(1);
        assert!(run.out.starts_with(&format!("{list}:2: error: ")) && run.out.contains("[circle]"), "{run:#?}");
    }
    // a chain as long as a list, and a circle of that length
    let mut list = String::from("id\tname\tlabel\tparent\n");
    for i in 0..50_000 {
        let _ = writeln!(list, "xx/{i:06}\tZyxw Office {i}\tAGENCY\txx/{:06}", (i + 1) % 50_000);
    }
    std::fs::write(folder.path().join("long.tsv"), list).unwrap();
    let run = gazet_in(folder.path(), &["gazetteer", "check", "--no-builtin", "long.tsv"]).code(1);
    assert!(run.out.starts_with("long.tsv:2: error: parents go round in a circle: "), "{}", run.out);
    assert!(run.out.len() < 300, "{}", run.out.len());
}

/// A hundredth of a list of ten million rows, every name its own, in a time and a memory that grow with the list alone.
#[test]
fn a_large_list_is_read_to_its_end() {
    let mut list = String::from("id\tname\tlabel\n");
    for i in 0..100_000 {
        let _ = writeln!(list, "ship/{i:06}\tZyxw{i} Number {}\tSHIP", i * 7);
    }
    let folder = folder(&[("huge.tsv", list.as_bytes()), ("a.txt", b"Zyxw99999 Number 699993 sailed.\n")]);
    let start = Instant::now();
    let run = gazet_in(folder.path(), &["annotate", "--no-builtin", "-g", "huge.tsv", "a.txt"]).code(0);
    assert_eq!(texts(&run.records()[0], "SHIP"), ["Zyxw99999 Number 699993"]);
    for args in [&["gazetteer", "check", "--no-builtin", "huge.tsv"][..], &["gazetteer", "stats", "huge.tsv"]] {
        gazet_in(folder.path(), args).code(0);
    }
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    // its last row is wrong
    std::fs::write(folder.path().join("bad.tsv"), list + "ship/000000\tTwice\tSHIP\n").unwrap();
    let run = gazet_in(folder.path(), &["annotate", "--no-builtin", "-g", "bad.tsv", "a.txt"]).code(2);
    assert_eq!(run.err, "gazet: bad.tsv:100002: id \"ship/000000\" stands in line 2 already\n");
}
