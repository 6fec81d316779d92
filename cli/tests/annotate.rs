//! `gazet annotate`: inputs, options, order and the same bytes for any number of threads.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{folder, gazet, gazet_in, records, root, texts};
use serde_json::Value;
use std::fmt::Write as _;

const TEXT: &str = "The FBI and the NCSC met in Séoul 😀 on 7 November 2024, said NATO.\n";

#[test]
fn a_folder_gives_a_record_a_file_in_sorted_order() {
    let run = gazet(&["annotate", "seeds"], b"").code(0);
    let ids: Vec<_> = run.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    let mut files: Vec<_> = std::fs::read_dir(root().join("seeds"))
        .unwrap()
        .map(|f| format!("seeds/{}", f.unwrap().file_name().to_str().unwrap()))
        .collect();
    files.sort();
    assert_eq!(ids, files);
    assert!(run.err.contains(&format!("{} documents, 0 failed", files.len())), "{}", run.err);
    assert!(run.err.contains("AGENCY "), "{}", run.err);
}

#[test]
fn every_text_is_the_slice_that_the_offsets_name() {
    for (unit, slice) in [
        ("codepoint", (|t, s, e| t.chars().skip(s).take(e - s).collect()) as fn(&str, usize, usize) -> String),
        ("byte", |t, s, e| t[s..e].to_owned()),
        ("utf16", |t, s, e| String::from_utf16(&t.encode_utf16().skip(s).take(e - s).collect::<Vec<_>>()).unwrap()),
    ] {
        let run = gazet(&["annotate", "--offsets", unit], TEXT.as_bytes()).code(0);
        let record = &run.records()[0];
        assert_eq!(record["offsets"], unit);
        let spans = record["spans"].as_array().unwrap();
        assert!(texts(record, "AGENCY").contains(&"NATO") && texts(record, "DATE") == ["7 November 2024"], "{record}");
        for span in spans {
            let at = |key: &str| usize::try_from(span[key].as_u64().unwrap()).unwrap();
            assert_eq!(slice(TEXT, at("start"), at("end")), span["text"].as_str().unwrap(), "{unit}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let seeds: Vec<_> =
        std::fs::read_dir(root().join("seeds")).unwrap().map(|f| std::fs::read(f.unwrap().path()).unwrap()).collect();
    let files: Vec<(String, Vec<u8>)> = (0..300)
        .map(|i| match i % 50 {
            7 => (format!("{}/{i}.txt", i % 9), Vec::new()),
            13 => (format!("{}/{i}.txt", i % 9), b"not \xff utf-8".to_vec()),
            // sizes from a line to many documents' worth
            n => (format!("{}/{i}.txt", i % 9), seeds[i % seeds.len()].repeat(if n == 3 { 100 } else { 1 })),
        })
        .collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let folder = folder(&files);
    for format in ["jsonl", "json"] {
        let one = gazet_in(folder.path(), &["annotate", "-q", "-f", format, "-j1", "."]).code(3);
        let two = gazet_in(folder.path(), &["annotate", "-q", "-f", format, "-j2", "."]).code(3);
        let seven = gazet_in(folder.path(), &["annotate", "-q", "-f", format, "-j", "7", "."]).code(3);
        assert!(one.out == two.out && one.out == seven.out, "{format}");
        // messages keep the order as well
        assert_eq!(one.err, two.err);
        assert_eq!(one.err.lines().count(), 6);
        if format == "json" {
            let all: serde_json::Value = serde_json::from_str(&one.out).unwrap();
            assert_eq!(all.as_array().unwrap().len(), 300);
        } else {
            let records = one.records();
            assert_eq!(records.len(), 300);
            assert_eq!(records.iter().filter(|r| r["error"].is_object()).count(), 6);
            let ids: Vec<_> = records.iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
            // by folder, then by name: the order of the parts, not of the characters
            assert!(ids.is_sorted_by_key(|id| id.split('/').map(str::to_owned).collect::<Vec<_>>()));
        }
    }
    let one = gazet(&["annotate", "-q", "-j1", "seeds"], b"").code(0);
    assert_eq!(one.out, gazet(&["annotate", "-q", "-j2", "seeds"], b"").code(0).out);
    assert_eq!(one.err, "");
}

#[test]
fn standard_input_is_one_text() {
    for args in [&["annotate"][..], &["annotate", "-"]] {
        let run = gazet(args, TEXT.as_bytes()).code(0).says("1 document, 0 failed");
        let records = run.records();
        assert_eq!(records.len(), 1);
        assert_eq!(
            (&records[0]["id"], &records[0]["date"], &records[0]["date_source"]),
            (&"-".into(), &"2024-11-07".into(), &"lead".into())
        );
    }
    let run = gazet(&["annotate", "-q", "seeds/rok-uk-cyber-dialogue-2023.txt", "-"], b"").code(0);
    assert_eq!(
        run.records()[1],
        serde_json::json!({"schema":"gazet/1","id":"-","date":null,"date_source":"none","offsets":"codepoint","spans":[],"relations":[]})
    );
}

#[test]
fn jsonl_fields_pass_through() {
    let lines = concat!(
        r#"{"z":1,"id":"a","b":{"k":[1.50,null]},"text":"The FBI spoke on Tuesday.","date":"2024-11-07","n":12345678901234567}"#,
        "\n\n",
        r#"{"text":"NATO"}"#,
        "\r\n",
        r#"{"id":null,"date":null,"text":""}"#,
    );
    let run = gazet(&["annotate", "--input", "jsonl"], lines.as_bytes()).code(0).says("3 documents, 0 failed");
    let found = run.records();
    assert!(run.out.contains(r#""input":{"z":1,"b":{"k":[1.5,null]},"n":12345678901234567}}"#), "{}", run.out);
    assert_eq!((&found[0]["id"], &found[0]["date_source"]), (&"a".into(), &"record".into()));
    assert_eq!(found[0]["spans"][1]["value"], "2024-11-05");
    assert_eq!((&found[1]["id"], found[1].get("input")), (&"-:3".into(), None));
    assert_eq!(found[2]["id"], "-:4");

    // by its name, in a folder, and not where the user says that it is a text
    let folder = folder(&[("b.txt", b"NATO"), ("a/x.NDJSON", lines.as_bytes())]);
    let run = gazet_in(folder.path(), &["annotate", "."]).code(0);
    let ids: Vec<_> = run.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, ["a", "./a/x.NDJSON:3", "./a/x.NDJSON:4", "./b.txt"]);
    let run = gazet_in(folder.path(), &["annotate", "--input", "text", "."]).code(0);
    assert_eq!(run.records().len(), 2);
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_gazet"))
        .args(["annotate", "-q", "--input", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for id in ["a", "b", "c"] {
        writeln!(stdin, r#"{{"id":"{id}","text":"The FBI"}}"#).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(records(&line)[0]["id"], id);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn dates_come_from_where_the_option_says() {
    let line = br#"{"text":"It began on Tuesday.","date":"2024-11-07"}"#;
    let value = |args: &[&str]| {
        let run = gazet(&[&["annotate", "--input", "jsonl"], args].concat(), line).code(0);
        let record = run.records().remove(0);
        (record["date_source"].as_str().unwrap().to_owned(), record["spans"][0]["value"].as_str().unwrap().to_owned())
    };
    assert_eq!(value(&[]), ("record".to_owned(), "2024-11-05".to_owned()));
    assert_eq!(value(&["--date", "2023-02-27"]), ("option".to_owned(), "2023-02-21".to_owned()));
    assert_eq!(value(&["--date", "none"]).0, "none");
    let run = gazet(&["annotate", "--date", "none"], b"Published 7 November 2024\n\nIt began last year.").code(0);
    let record = &run.records()[0];
    assert_eq!((&record["date"], &record["date_source"]), (&serde_json::Value::Null, &"none".into()));
    assert_eq!(texts(record, "DATE"), ["7 November 2024", "last year"]);
    assert_eq!(record["spans"][1]["value"], "XXXX");
    let run = gazet(&["annotate", "--date", "2024-02-30"], b"").code(2);
    assert!(run.err.contains("YYYY-MM-DD"), "{}", run.err);
}

#[test]
fn dates_follow_the_options() {
    let values = |args: &[&str]| {
        let run = gazet(
            &[&["annotate", "--date", "2024-11-07"], args].concat(),
            b"On 03/07/2024, the board met in FY2024 for two weeks.",
        )
        .code(0);
        let record = run.records().remove(0);
        let spans = record["spans"].as_array().unwrap().iter().filter(|s| s["type"].is_string());
        spans.map(|s| s["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(values(&["--date-order", "mdy"])[0], "2024-03-07");
    assert_eq!(values(&["--date-order", "dmy"])[0], "2024-07-03");
    assert!(values(&["--dates", "timeml"]).contains(&"P2W".to_owned()));
    assert!(!values(&["--prefer", "past", "--fiscal-year-start", "4"]).contains(&"P2W".to_owned()));
    gazet(&["annotate", "--fiscal-year-start", "13"], b"").code(2).says("13 is not in 1..=12");
}

#[test]
fn only_some_labels() {
    let run = gazet(&["annotate", "--only", "DATE,AGENCY"], TEXT.as_bytes()).code(0);
    let record = &run.records()[0];
    let found: Vec<_> = record["spans"].as_array().unwrap().iter().map(|s| s["label"].as_str().unwrap()).collect();
    assert!(found.contains(&"DATE") && found.contains(&"AGENCY"));
    assert!(found.iter().all(|l| ["DATE", "AGENCY"].contains(l)));
    gazet(&["annotate", "--only", "AGENCIES"], b"")
        .code(2)
        .says("--only AGENCIES: no such label; there are AGENCY, AGREEMENT, COUNTRY, DATE,");
}

#[test]
fn spans_may_overlap_and_say_why() {
    let spans = |rule: &str, text: &str| {
        let run = gazet(&["annotate", "--explain", "--overlap", rule], text.as_bytes()).code(0);
        let spans = run.records()[0]["spans"].as_array().unwrap().clone();
        assert!(spans.iter().all(|s| s["why"]["span"].is_string()), "{spans:?}");
        spans
    };
    let text = "The 3rd UK-Japan Cyber Dialogue took place at the Bank of England.";
    let (flat, nested, all) = (spans("flat", text), spans("nested", text), spans("all", text));
    assert!(flat.len() < nested.len() && nested.len() < all.len(), "{flat:?} {nested:?} {all:?}");
    assert!(all.iter().any(|s| s["text"] == "England" && s["why"]["dropped"].is_string()), "{all:?}");
    assert!(!gazet(&["annotate"], TEXT.as_bytes()).out.contains("\"why\""));
}

#[test]
fn a_list_of_ones_own() {
    let list = b"id\tname\nship/resolute\tHMS Resolute\nship/north-star\tNorth Star\n";
    let text = b"HMS Resolute and the North Star left port with the FBI.";
    let folder = folder(&[("ship.tsv", list), ("a.txt", text)]);
    let run = gazet_in(folder.path(), &["annotate", "-g", "ship.tsv", "a.txt"]).code(0);
    let record = &run.records()[0];
    assert_eq!(texts(record, "SHIP"), ["HMS Resolute", "North Star"]);
    assert_eq!(record["spans"][0]["id"], "ship/resolute");
    assert_eq!(texts(record, "AGENCY"), ["FBI"]);
    // its label can be asked for, and it can stand alone
    let run = gazet_in(folder.path(), &["annotate", "-g", "ship.tsv", "--only", "SHIP", "a.txt"]).code(0);
    assert_eq!(run.records()[0]["spans"].as_array().unwrap().len(), 2);
    let run = gazet_in(folder.path(), &["annotate", "-g", "ship.tsv", "--no-builtin", "a.txt"]).code(0);
    assert!(texts(&run.records()[0], "AGENCY").is_empty());
}

#[test]
fn hidden_files_are_passed_over_in_folders_only() {
    let folder = folder(&[(".h/a.txt", b"NATO"), ("b/.c.txt", b"NATO"), ("b/d.txt", b"NATO")]);
    let ids = |args: &[&str]| {
        let run = gazet_in(folder.path(), args).code(0);
        run.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["annotate", "."]), ["./b/d.txt"]);
    assert_eq!(ids(&["annotate", ".h", "b/.c.txt"]), [".h/a.txt", "b/.c.txt"]);
}

#[test]
fn a_large_folder_of_lines_comes_out_whole() {
    let mut lines = String::new();
    for i in 0..5_000 {
        let _ = writeln!(lines, r#"{{"id":"{i}","text":"The FBI said so."}}"#);
    }
    let run = gazet(&["annotate", "--input", "jsonl", "-j3"], lines.as_bytes()).code(0);
    assert!(run.records().iter().enumerate().all(|(i, r)| r["id"].as_str() == Some(&i.to_string())));
    assert_eq!(run.records().len(), 5_000);
}

#[test]
fn notices_name_the_sources() {
    let run = gazet(&["notices"], b"").code(0);
    for words in [
        "The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation.",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        "CC BY 4.0",
        "Unicode",
        "MIT",
    ] {
        assert!(run.out.contains(words), "{words}");
    }
}

#[test]
fn help_has_a_summary_defaults_and_examples() {
    for (args, words) in [
        (&["--help"][..], "Finds agencies"),
        (&["annotate", "-h"], "[default: codepoint]"),
        (&["annotate", "--help"], "Exit code: 0"),
        (&["bench", "--help"], "gazet bench"),
    ] {
        let run = gazet(args, b"").code(0);
        assert!(run.out.contains(words), "{}", run.out);
    }
    gazet(&["annotate", "--nothing"], b"").code(2);
    gazet(&["annotate", "-j", "0"], b"").code(2);
}

#[test]
fn names_only_finds_the_names_of_the_lists_and_nothing_else() {
    let list =
        b"id\tname\tlabel\nship/a\tHMS Resolute\tSHIP\nport/a\tKelp\tPORT\nport/b\tKelp\tPORT\nbay/a\tKelp Bay\tBAY\n";
    let exceptions = b"surface\tid\trule\treason\nHMS Resolute\t*\texact\ta ship\n";
    let here = folder(&[("mine.tsv", list), ("exceptions.tsv", exceptions)]);
    let run = |args: &[&str]| {
        std::fs::write(
            here.path().join("a.txt"),
            "hms resolute left Kelp for KELP BAY on 7 November 2024, HMS Resolute too.",
        )
        .unwrap();
        let base = ["annotate", "-q", "--no-builtin", "-g", "mine.tsv", "--exceptions", "exceptions.tsv", "a.txt"];
        gazet_in(here.path(), &[&base[..], args].concat())
    };
    let all = run(&["--names-only", "--explain"]).code(0).records().remove(0);
    let found: Vec<_> =
        all["spans"].as_array().unwrap().iter().map(|s| (s["text"].as_str().unwrap(), s["id"].as_str())).collect();
    assert_eq!(found, [("Kelp", None), ("KELP BAY", Some("bay/a")), ("HMS Resolute", Some("ship/a"))]);
    assert_eq!(
        all["spans"][0]["candidates"],
        serde_json::json!([{"id": "port/a", "score": 0.5}, {"id": "port/b", "score": 0.5}])
    );
    assert_eq!((&all["date"], &all["date_source"]), (&Value::Null, &Value::from("none")));
    let dated = run(&["--names-only", "--date", "2024-11-08", "--only", "BAY"]).code(0).records().remove(0);
    assert_eq!((texts(&dated, "BAY"), &dated["date"]), (vec!["KELP BAY"], &Value::from("2024-11-08")));
    assert_eq!(texts(&dated, "SHIP"), Vec::<&str>::new());
    assert_eq!(texts(&run(&[]).code(0).records()[0], "DATE"), ["7 November 2024"]);
    run(&["--names-only", "--overlap", "all"]).code(2).says("--names-only");
    // the cues of the built-in rules and the parts of titles are no names
    let run = gazet(&["annotate", "-q", "--names-only"], b"The Minister met the FBI in Kenya; a spokesperson said so.")
        .code(0);
    let labels: Vec<String> =
        run.records()[0]["spans"].as_array().unwrap().iter().map(|s| s["label"].to_string()).collect();
    assert_eq!(labels, ["\"AGENCY\"", "\"COUNTRY\""]);
}
