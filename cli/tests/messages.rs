//! What a beginner meets: a slip of the pen, a file that is no text, a list with commas; each message tells what to do.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a test says where it fails, and what it skips")]

mod common;

use std::process::{Command, Stdio};

use common::{folder, gazet, gazet_in, texts};

#[test]
fn a_file_in_the_place_of_a_command() {
    let folder = folder(&[("a.txt", b"NATO"), ("bench.txt", b"NATO")]);
    for name in ["a.txt", "bench.txt"] {
        let run = gazet_in(folder.path(), &[name]).code(2);
        assert!(run.err.contains(&format!("tip: 'gazet annotate {name}' annotates it\n")), "{run:#?}");
    }
    let run = gazet_in(folder.path(), &["anotate"]).code(2).says("similar");
    assert!(!run.err.contains("annotates it"), "{run:#?}");
}

#[test]
fn files_that_are_no_text() {
    let files: [(&str, &[u8], &str); 4] = [
        ("a.pdf", b"%PDF-1.4\nThe FBI", "a.pdf: a PDF, not text: take the text out of it first"),
        ("a.docx", b"PK\x03\x04 The FBI", "a.docx: a ZIP, as .docx, .odt and .xlsx are, not text"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 The FBI", "a.doc: an old Office file"),
        ("a.rtf", b"{\\rtf1\\ansi The FBI}", "a.rtf: RTF, not text"),
    ];
    for (name, bytes, message) in files {
        let folder = folder(&[(name, bytes)]);
        for more in [&[][..], &["--encoding", "auto"], &["--input", "html"]] {
            let run = gazet_in(folder.path(), &[&["annotate", name], more].concat()).code(3).says(message);
            assert_eq!(run.records()[0]["error"]["kind"], "not_text");
        }
        gazet_in(folder.path(), &["explain", name]).code(3).says(message);
    }
    // what only speaks of such files is a text
    let run = gazet(&["annotate", "-q"], b"A %PDF-1.4 header, said the FBI").code(0);
    assert_eq!(texts(&run.records()[0], "AGENCY"), ["FBI"]);
}

#[test]
fn pages_that_are_read_as_texts_are_counted() {
    let page = b"\n<!DOCTYPE HTML><html><body>The FBI</body></html>";
    let folder = folder(&[("a.html", page), ("b.txt", b"The <b>FBI</b>"), ("c", b"<HTML lang=en>The FBI")]);
    let hint = "2 documents look like HTML; --input html takes the text of them that readers see";
    gazet_in(folder.path(), &["annotate", "."]).code(0).says(hint);
    let one = "1 document looks like HTML; --input html takes the text of it that readers see";
    gazet_in(folder.path(), &["annotate", "a.html", "b.txt"]).code(0).says(one);
    for form in ["text", "html"] {
        let run = gazet_in(folder.path(), &["annotate", "--input", form, "."]).code(0);
        assert!(!run.err.contains("HTML"), "{run:#?}");
    }
}

#[test]
fn labels_are_asked_for_in_any_case() {
    let run = gazet(&["annotate", "-q", "--only", "agency, Country,"], b"The FBI in the UK on 3 May 2024").code(0);
    let record = &run.records()[0];
    assert_eq!((texts(record, "AGENCY"), texts(record, "COUNTRY")), (vec!["FBI"], vec!["UK"]));
    assert_eq!(record["spans"].as_array().unwrap().len(), 2);
    gazet(&["annotate", "--only", "ships"], b"").code(2).says("--only ships: no such label; there are AGENCY, ");
}

#[test]
fn a_summary_counts_what_stands_and_tells_no_rate_of_a_word() {
    let text = b"The FBI";
    let run = gazet(&["annotate"], text).code(0).says("gazet: 1 document, 0 failed; 7 B in ");
    assert!(run.err.ends_with("gazet: 1 span: AGENCY 1\n") && !run.err.contains("MB/s"), "{run:#?}");
    // the name that lost is shown, and not counted
    let text = b"the UK's National Cyber Security Centre (NCSC)";
    let spans = |run: &common::Run| run.err.lines().last().unwrap().to_owned();
    let shown = gazet(&["annotate", "--overlap", "all"], text).code(0);
    assert_eq!(spans(&shown), spans(&gazet(&["annotate"], text)));
    assert!(shown.records()[0]["spans"].as_array().unwrap().len() > 3, "{shown:#?}");
}

#[test]
fn whole_numbers_are_ids() {
    let lines = b"{\"id\":7,\"text\":\"NATO\"}\n{\"id\":-3,\"text\":\"NATO\"}\n{\"id\":18446744073709551615,\"text\":\"NATO\"}\n";
    let run = gazet(&["annotate", "-q", "--input", "jsonl"], lines).code(0);
    let ids: Vec<_> = run.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["7", "-3", "18446744073709551615"]);
}

#[test]
fn lists_that_are_no_tsv() {
    let folder = folder(&[
        ("commas.tsv", b"id,name\nship/a,HMS Argus\n"),
        ("blanks.tsv", b"id name\nship/a HMS Argus\n"),
        ("empty.tsv", b""),
        ("other.tsv", b"id\tname\tcolour\n"),
    ]);
    for (list, message) in [
        ("commas.tsv", "commas.tsv:1: unknown column \"id,name\"; the columns are id name label aliases"),
        ("commas.tsv", "source; tabs stand between columns\n"),
        ("blanks.tsv", "source; tabs stand between columns\n"),
        ("empty.tsv", "empty.tsv:1: no header row\n"),
        ("other.tsv", "other.tsv:1: unknown column \"colour\"; the columns are id name"),
        ("other.tsv", " source\n"),
    ] {
        gazet_in(folder.path(), &["annotate", "-g", list]).code(2).says(message);
    }
}

#[test]
fn what_people_read_may_be_left_early() {
    for args in [&["gazetteer", "search", "--id", "gb/", "-n", "2000"][..], &["gazetteer", "stats"], &["notices"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gazet"))
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !err.contains("closed"), "{args:?} {err}");
    }
}

/// Through a terminal, made by `script`.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_no_bytes_and_no_line_that_is_too_long() {
    if Command::new("script").arg("--version").output().is_err() {
        println!("skipped: there is no program `script` to make a terminal with");
        return;
    }
    let on_terminal = |args: &str| {
        let command = format!("stty cols 80 rows 20; {} {args}; echo code $?", env!("CARGO_BIN_EXE_gazet"));
        let mut script = Command::new("script");
        script.args(["-qec", &command, "/dev/null"]).current_dir(common::root()).stdin(Stdio::null());
        String::from_utf8(script.output().unwrap().stdout).unwrap()
    };
    for format in ["parquet", "arrow"] {
        let said = on_terminal(&format!("annotate seeds -f {format}"));
        assert_eq!(said, format!("gazet: -f {format} is not for a terminal: -o FILE, or a pipe\r\ncode 2\r\n"));
    }
    for args in ["gazetteer search NCSC", "gazetteer stats", "gazetteer search --id gb/"] {
        let seen = on_terminal(args);
        assert!(seen.lines().count() > 10 && seen.contains("\r\ncode 0"), "{seen}");
        assert!(seen.lines().all(|l| l.trim_end().chars().count() <= 80), "{args}: {seen}");
    }
}

#[test]
fn explain_and_report_take_the_tables_and_encodings_of_annotate() {
    let folder = folder(&[
        ("ship.tsv", b"id\tname\taliases\nship/a\tHMS Resolute\tResolute\n"),
        ("exceptions.tsv", b"surface\tid\trule\treason\nResolute\tship/a\tnever\tan adjective\n"),
        ("names.tsv", b"id\tname\ttype\tsource\nship/a\tThe Grey Lady\tshort\tx\n"),
        ("a.txt", b"Resolute men of The Grey Lady met in M\xe1laga."),
    ]);
    let tables = ["-g", "ship.tsv", "--exceptions", "exceptions.tsv", "--names", "names.tsv", "--encoding", "latin1"];
    let run = gazet_in(folder.path(), &[&["explain", "--plain", "a.txt"], &tables[..]].concat()).code(0);
    let found: Vec<&str> = run.out.lines().skip(1).filter_map(|l| l.split([':', ',']).nth(1)).collect();
    assert_eq!(found, [" The Grey Lady", " Málaga"], "{run:#?}");
    let report = gazet_in(folder.path(), &[&["report", "a.txt", "-o", "r.html"], &tables[..]].concat()).code(0);
    assert!(report.err.contains("gazet: 2 spans: LOCATION 1, SHIP 1\n"), "{report:#?}");
    gazet_in(folder.path(), &["explain", "--encoding", "latin9", "a.txt"])
        .code(2)
        .says("there is no encoding \"latin9\"");
}

#[test]
fn a_kind_of_a_list_of_your_own_is_in_the_record() {
    let folder = folder(&[
        ("ship.tsv", b"id\tname\tkind\nship/a\tHMS Argus\tfrigate\nship/b\tNorth Star\t\n"),
        ("a.txt", b"HMS Argus and the North Star; the Argus Ship (ARS)."),
    ]);
    let run = gazet_in(folder.path(), &["annotate", "-q", "-g", "ship.tsv", "a.txt"]).code(0);
    let record = &run.records()[0];
    assert_eq!(texts(record, "SHIP"), ["HMS Argus", "North Star"]);
    assert_eq!(
        (&record["spans"][0]["kind"], &record["spans"][1]["kind"]),
        (&"frigate".into(), &serde_json::Value::Null)
    );
}
