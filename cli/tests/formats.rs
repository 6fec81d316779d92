//! Formats of the output: what their readers see, in the readers' own unit. `make formats` has the readers themselves.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{Run, folder, gazet, gazet_in, root};
use serde_json::Value;

/// Texts with what goes wrong: characters beyond the BMP, CRLF, tabs, nested spans, nothing at all, and one that cannot be read.
const TEXTS: &str = "cli/tests/formats/texts.jsonl";
const FORMATS: [&str; 10] =
    ["brat", "conll", "csv", "displacy", "json", "jsonl", "labelstudio", "spacy", "stix", "timeml"];
/// Those of bytes that are no text.
const BINARY: [&str; 2] = ["arrow", "parquet"];

/// A run over all texts, one of which fails.
fn annotate(options: &[&str]) -> Run {
    gazet(&[&["annotate", "-q", TEXTS], options].concat(), b"").code(3)
}

fn text_of(id: &str) -> String {
    let lines = std::fs::read_to_string(root().join(TEXTS)).unwrap();
    let line = common::records(&lines).into_iter().find(|line| line["id"] == id).unwrap();
    line["text"].as_str().unwrap_or("").to_owned()
}

/// The slice between two code points.
fn slice(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

/// Start, end, label and text of a record's spans.
fn spans(record: &Value) -> Vec<(u64, u64, String, String)> {
    let word = |span: &Value, key: &str| span[key].as_str().unwrap().to_owned();
    let list = record["spans"].as_array().map_or(&[][..], Vec::as_slice);
    let span =
        |s: &Value| (s["start"].as_u64().unwrap(), s["end"].as_u64().unwrap(), word(s, "label"), word(s, "text"));
    list.iter().map(span).collect()
}

/// Files of a folder, by name; hidden ones are the program's own.
fn files(path: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(path).unwrap().map(Result::unwrap);
    let entries = entries.filter(|e| !e.file_name().as_encoded_bytes().starts_with(b"."));
    entries
        .map(|e| (e.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(e.path()).unwrap()))
        .collect()
}

#[test]
fn convert_writes_what_annotate_writes() {
    let here = folder(&[]);
    let path = |name: &str| here.path().join(name).to_string_lossy().into_owned();
    let (with, without) = (path("with.jsonl"), path("without.jsonl"));
    for options in [vec![], vec!["--offsets", "byte"], vec!["--offsets", "utf16"], vec!["--overlap", "all"]] {
        annotate(&[&options[..], &["--explain", "--text", "-o", &with]].concat());
        annotate(&[&options[..], &["--explain", "-o", &without]].concat());
        for format in BINARY.iter().filter(|_| cfg!(feature = "parquet")) {
            let (direct, converted) = (path(&format!("direct.{format}")), path(&format!("converted.{format}")));
            annotate(&[&options[..], &["-f", format, "-o", &direct]].concat());
            gazet(&["convert", "-q", "-f", format, &without, "-o", &converted], b"").code(3);
            assert!(std::fs::read(converted).unwrap() == std::fs::read(direct).unwrap(), "{format} {options:?}");
        }
        for format in FORMATS {
            let counts = !matches!(format, "brat" | "displacy" | "labelstudio" | "spacy");
            let unit = if counts || !options.contains(&"--offsets") { &options[..] } else { &[] };
            let tree = format!("{}/", path(&format!("{format}{}", options.concat())));
            if matches!(format, "brat" | "timeml") {
                let press = ["--dates", "press"];
                annotate(&[unit, &press, &["-f", format, "-o", &tree]].concat());
                let other = format!("{}.converted/", tree.trim_end_matches('/'));
                gazet(&["convert", "-q", &without, "--texts", TEXTS, "-f", format, "-o", &other], b"").code(3);
                assert_eq!(files(other.as_ref()), files(tree.as_ref()), "{format} {options:?}");
                continue;
            }
            let explain: &[&str] = if format.starts_with("json") { &["--explain"] } else { &[] };
            let direct = annotate(&[unit, explain, &["-f", format]].concat()).out;
            let converted = gazet(&["convert", &without, "--texts", TEXTS, "-f", format], b"").code(3);
            assert_eq!(converted.out, direct, "{format} {options:?}");
            if !format.starts_with("json") {
                let converted = gazet(&["convert", "-f", format, &with], b"").code(3);
                assert_eq!(converted.out, direct, "{format} {options:?}");
            }
        }
    }
}

#[test]
fn csv_has_every_span_in_a_row() {
    let run = annotate(&["-f", "csv"]);
    let records = annotate(&[]).records();
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let (failed, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| !row["error"].is_empty());
    assert_eq!((failed.len(), failed[0]["doc"].as_str(), failed[0]["start"].as_str()), (1, "broken", ""));
    let expected: Vec<_> = records.iter().flat_map(|r| r["spans"].as_array().into_iter().flatten()).collect();
    assert_eq!(rows.len(), expected.len());
    for (row, span) in rows.iter().zip(expected) {
        assert_eq!(row["offsets"], "codepoint");
        for key in ["start", "end", "score"] {
            assert_eq!(row[key], span[key].to_string());
        }
        for key in ["text", "label", "id", "name", "country", "type", "value", "kind", "role", "source"] {
            assert_eq!(row[key], span[key].as_str().unwrap_or(""), "{key} of {span}");
        }
        assert_eq!(slice(&text_of(&row["doc"]), &span["start"], &span["end"]), row["text"]);
    }
    let open = rows.iter().find(|row| !row["candidates"].is_empty()).unwrap();
    assert!(open["candidates"].contains("gb/ncsc=0.") && open["id"].is_empty(), "{open:?}");
}

#[test]
fn spacy_and_displacy_count_code_points() {
    let records = annotate(&[]).records();
    for format in ["spacy", "displacy"] {
        let docs = annotate(&["-f", format]).records();
        assert_eq!(docs.len(), records.len());
        for (doc, record) in docs.iter().zip(&records) {
            let (id, text) = (record["id"].as_str().unwrap(), doc["text"].as_str().unwrap());
            assert_eq!(text, text_of(id));
            let all = spans(record);
            // those that lie in no other
            let outer: Vec<_> =
                all.iter().filter(|a| !all.iter().any(|b| a != &b && b.0 <= a.0 && a.1 <= b.1)).collect();
            let ents: Vec<_> = doc["ents"].as_array().unwrap().iter().collect();
            assert_eq!(ents.len(), outer.len(), "{format} {id}");
            for (ent, (start, end, label, text)) in ents.iter().zip(outer) {
                assert_eq!((ent["start"].as_u64(), ent["end"].as_u64()), (Some(*start), Some(*end)));
                assert_eq!(
                    (ent["label"].as_str(), slice(&text_of(id), &ent["start"], &ent["end"])),
                    (Some(&**label), text.clone())
                );
            }
            let error = if format == "spacy" { &doc["gazet"]["error"] } else { &doc["error"] };
            assert_eq!(error, &record["error"], "{id}");
            if format == "spacy" {
                assert_eq!(doc["spans"]["gazet"].as_array().unwrap().len(), all.len());
                words_are_the_text(doc, text);
            }
        }
    }
}

/// Words and single blanks behind them are the text, and every span has words of its own.
fn words_are_the_text(doc: &Value, text: &str) {
    let (mut at, mut borders) = (0, BTreeSet::new());
    let chars: Vec<char> = text.chars().collect();
    for token in doc["tokens"].as_array().unwrap() {
        let (start, end) = (token["start"].as_u64().unwrap() as usize, token["end"].as_u64().unwrap() as usize);
        assert!(start == at || start == at + 1 && chars[at] == ' ', "{token}");
        assert!(start < end);
        borders.extend([start, end]);
        at = end;
    }
    assert!(at == chars.len() || at + 1 == chars.len() && chars[at] == ' ');
    for span in doc["spans"]["gazet"].as_array().unwrap() {
        assert!([&span["start"], &span["end"]].iter().all(|p| borders.contains(&(p.as_u64().unwrap() as usize))));
    }
}

#[test]
fn label_studio_counts_utf16() {
    let records = annotate(&["--offsets", "utf16"]).records();
    let tasks: Vec<Value> = serde_json::from_str(&annotate(&["-f", "labelstudio"]).out).unwrap();
    assert_eq!(tasks.len(), records.len());
    let mut beyond = 0;
    for (task, record) in tasks.iter().zip(&records) {
        let units: Vec<u16> = task["data"]["text"].as_str().unwrap().encode_utf16().collect();
        let result = task["predictions"][0]["result"].as_array().unwrap();
        let regions: Vec<_> = result.iter().filter(|r| r["type"] == "labels").collect();
        assert_eq!(regions.len(), spans(record).len());
        for (region, (start, end, label, text)) in regions.iter().zip(spans(record)) {
            let value = &region["value"];
            assert_eq!((value["start"].as_u64(), value["end"].as_u64()), (Some(start), Some(end)));
            assert_eq!(String::from_utf16(&units[start as usize..end as usize]).unwrap(), text);
            assert_eq!((value["text"].as_str(), value["labels"][0].as_str()), (Some(&*text), Some(&*label)));
            beyond +=
                usize::from(slice(task["data"]["text"].as_str().unwrap(), &value["start"], &value["end"]) != text);
        }
        let ids: BTreeSet<_> = regions.iter().map(|r| r["id"].as_str().unwrap()).collect();
        for link in result.iter().filter(|r| r["type"] == "relation") {
            assert!(ids.contains(link["from_id"].as_str().unwrap()) && ids.contains(link["to_id"].as_str().unwrap()));
        }
    }
    assert!(beyond > 10, "no span stands behind a character outside the BMP");
}

/// What `gazet eval` says of a form against the records that it was made of: nothing is wrong.
fn is_equal(here: &Path, gold: &str, form: &str) {
    let run = gazet_in(here, &["eval", gold, form, "--min", "100", "--errors", "all"]).code(0);
    assert!(!run.out.contains("missed") && !run.out.contains("wrong"), "{run:#?}");
}

#[test]
fn brat_comes_back_by_its_reader() {
    let here = folder(&[]);
    let texts = root().join(TEXTS);
    let lines: Vec<String> = std::fs::read_to_string(texts).unwrap().lines().map(str::to_owned).collect();
    let whole: Vec<String> = lines.into_iter().filter(|l| !l.contains("\"broken\"")).collect();
    std::fs::write(here.path().join("texts.jsonl"), whole.join("\n")).unwrap();
    gazet_in(here.path(), &["annotate", "-q", "texts.jsonl", "-o", "gold.jsonl"]).code(0);
    gazet_in(here.path(), &["annotate", "-q", "texts.jsonl", "-f", "brat", "-o", "brat/"]).code(0);
    is_equal(here.path(), "gold.jsonl", "brat");
    let crlf = files(&here.path().join("brat"))["crlf.ann"].clone();
    assert!(crlf.contains("T1\tEVENT 4 18;20 54\tUnited Kingdom – Republic of Korea Cyber Dialogue\n"), "{crlf}");
    assert!(crlf.contains("N2\tReference T2 gazet:GB\tUnited Kingdom\n"), "{crlf}");
    let emoji = files(&here.path().join("brat"))["emoji.ann"].clone();
    assert!(emoji.contains("\nR1\tholds Arg1:T1 Arg2:T2\nR2\tof Arg1:T2 Arg2:T4\n"), "{emoji}");
    assert!(
        emoji.contains("\n#1\tAnnotatorNotes T1\tscore 0.") && emoji.contains("\tValue T8 2024-11-07\n"),
        "{emoji}"
    );
    // CoNLL has neither nested spans nor ids
    gazet_in(here.path(), &["annotate", "-q", "texts.jsonl", "--overlap", "flat", "-o", "flat.jsonl"]).code(0);
    gazet_in(here.path(), &["annotate", "-q", "texts.jsonl", "-f", "conll", "-o", "conll/"]).code(0);
    for id in ["emoji", "crlf", "undated"] {
        let record = std::fs::read_to_string(here.path().join("flat.jsonl")).unwrap();
        let record = record.lines().find(|l| l.contains(&format!("\"id\":\"{id}\",\"date\""))).unwrap().to_owned();
        let name = format!("{id}.jsonl");
        std::fs::write(here.path().join(&name), record).unwrap();
        let text = here.path().join(format!("conll/{id}.txt"));
        std::fs::write(&text, text_of(id)).unwrap();
        gazet_in(here.path(), &["eval", &name, &format!("conll/{id}.conll"), "--min", "100"]).code(0);
    }
}

#[test]
fn conll_is_four_columns() {
    let out = annotate(&["-f", "conll"]).out;
    assert_eq!(out.matches("-DOCSTART- -X- O O\n\n").count(), 7);
    let mut before = String::new();
    for line in out.lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        assert!(cells.is_empty() || cells.len() == 4, "{line:?}");
        let tag = cells.last().copied().unwrap_or("");
        // IOB2: nothing goes on that has not begun in the same sentence
        if let Some(label) = tag.strip_prefix("I-") {
            assert!(before == tag || before == format!("B-{label}"), "{line:?} behind {before:?}");
        }
        tag.clone_into(&mut before);
    }
    assert!(out.contains("\nUnited -X- O B-EVENT\nKingdom -X- O I-EVENT\n– -X- O I-EVENT\n"), "{out}");
}

#[test]
fn stix_is_one_bundle_of_known_objects() {
    let run = annotate(&["-f", "stix"]);
    assert_eq!(run.out, annotate(&["-f", "stix", "-j", "1"]).out);
    let bundle: Value = serde_json::from_str(&run.out).unwrap();
    let objects = bundle["objects"].as_array().unwrap();
    let ids: BTreeSet<&str> = objects.iter().map(|o| o["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), objects.len(), "an object stands there twice");
    let named = |name: &str| objects.iter().find(|o| o["name"] == name).unwrap();
    assert_eq!(named("APT28")["type"], "intrusion-set");
    assert!(named("APT28")["aliases"].as_array().unwrap().iter().any(|a| a == "Fancy Bear"));
    assert_eq!(
        (&named("Scattered Spider")["type"], &named("Scattered Spider")["threat_actor_types"][0]),
        (&"threat-actor".into(), &"crime-syndicate".into())
    );
    assert_eq!((&named("NotPetya")["type"], &named("NotPetya")["is_family"]), (&"malware".into(), &true.into()));
    assert_eq!(named("Federal Bureau of Investigation")["identity_class"], "organization");
    assert_eq!((&named("South Korea")["type"], &named("South Korea")["country"]), (&"location".into(), &"KR".into()));
    // two texts have a Jane Roe; that the two are one person, no text says
    assert_eq!(objects.iter().filter(|o| o["name"] == "Jane Roe").count(), 2);
    // what is open has no object
    assert!(objects.iter().all(|o| o["type"] != "relationship" && o["name"] != "Ministry of Foreign Affairs"
        || o["id"] == named("Ministry of Foreign Affairs")["id"]));
    let reports: Vec<_> = objects.iter().filter(|o| o["object_refs"].is_array()).collect();
    let shown: Vec<_> = reports
        .iter()
        .map(|r| (r["type"].as_str().unwrap(), r["name"].as_str().unwrap(), r["published"].as_str()))
        .collect();
    let day = |day: &'static str| Some(day);
    assert_eq!(
        shown,
        [
            ("report", "emoji", day("2024-11-07T00:00:00.000Z")),
            ("report", "crlf", day("2023-05-03T00:00:00.000Z")),
            ("grouping", "undated", None),
        ]
    );
    for report in &reports {
        assert!(report["object_refs"].as_array().unwrap().iter().all(|id| ids.contains(id.as_str().unwrap())));
    }
    let nothing = gazet(&["annotate", "-q", "-f", "stix"], b"Nothing of note.").code(0).out;
    let nothing: Value = serde_json::from_str(&nothing).unwrap();
    assert!(nothing.get("objects").is_none() && nothing["id"].as_str().unwrap().starts_with("bundle--"));
}

#[test]
fn a_users_list_gives_aliases() {
    let list =
        b"id\tname\tlabel\taliases\tkind\nta/grey-heron\tGrey Heron\tTHREAT_ACTOR\tUNC99001|Silent Reed\tcriminal\n";
    let here = folder(&[("mine.tsv", list), ("a.txt", "The hackers of Silent Reed 😀 attacked.".as_bytes())]);
    let direct = gazet_in(here.path(), &["annotate", "-q", "-g", "mine.tsv", "-f", "stix", "a.txt"]).code(0).out;
    assert!(direct.contains("\"name\":\"Grey Heron\",\"aliases\":[\"UNC99001\",\"Silent Reed\"],\"threat_actor_types\":[\"crime-syndicate\"]"), "{direct}");
    gazet_in(here.path(), &["annotate", "-q", "-g", "mine.tsv", "a.txt", "-o", "a.jsonl"]).code(0);
    let converted = gazet_in(here.path(), &["convert", "-g", "mine.tsv", "-f", "stix", "a.jsonl"]).code(0).out;
    assert_eq!(converted, direct);
}

#[test]
fn convert_says_what_is_missing() {
    let here = folder(&[("a.txt", b"The FBI said so."), ("b.txt", b"The CIA said so.")]);
    let annotate = |file: &str, out: &str| gazet_in(here.path(), &["annotate", "-q", file, "-o", out]).code(0);
    annotate("a.txt", "a.jsonl");
    let run = |args: &[&str]| gazet_in(here.path(), &[&["convert", "-f"], args].concat());
    run(&["spacy", "a.jsonl"]).code(2).says("a.jsonl:1: the record has no text").says("--texts");
    run(&["spacy", "a.jsonl", "--texts", "b.txt"]).code(3).says("a.jsonl:1: its text is not among those of --texts");
    std::fs::write(here.path().join("a.txt"), "An FBI said so.").unwrap();
    let moved = run(&["spacy", "a.jsonl", "--texts", "a.txt"]).code(3);
    moved.says("a.jsonl:1: \"FBI\" does not stand at 4..7 of the text");
    std::fs::write(here.path().join("x.jsonl"), "{\"id\":\"x\",\"text\":\"FBI\"}\nno\n").unwrap();
    let run = run(&["csv", "x.jsonl"]).code(3);
    let run = run.says("x.jsonl:1: no record of gazet").says("x.jsonl:2: no record of gazet");
    assert_eq!(run.out.lines().count(), 3);
    gazet_in(here.path(), &["convert", "-f", "csv", "a.jsonl", "-o", "a.jsonl"]).code(2).says("is an input as well");
    gazet_in(here.path(), &["convert", "a.jsonl"]).code(2).says("--format");
}

#[test]
#[cfg(feature = "parquet")]
fn arrow_has_the_labels_of_lists() {
    let list = b"id\tname\tlabel\nx/kelp\tKelp Harbour\tHARBOUR\n";
    let here = folder(&[("mine.tsv", list), ("a.txt", "😀 The ship left Kelp Harbour.".as_bytes())]);
    let run = |args: &[&str]| gazet_in(here.path(), args);
    run(&["annotate", "-q", "-g", "mine.tsv", "-f", "arrow", "a.txt", "-o", "a.arrow"]).code(0);
    run(&["annotate", "-q", "-g", "mine.tsv", "a.txt", "-o", "a.jsonl"]).code(0);
    run(&["convert", "-q", "-g", "mine.tsv", "-f", "arrow", "a.jsonl", "-o", "b.arrow"]).code(0);
    let read = |name: &str| std::fs::read(here.path().join(name)).unwrap();
    assert!(read("a.arrow") == read("b.arrow") && read("a.arrow").starts_with(b"ARROW1"));
    let unknown = run(&["convert", "-q", "-f", "arrow", "a.jsonl", "-o", "c.arrow"]).code(2);
    unknown.says("HARBOUR is a label of no list; name its list with -g");
    run(&["convert", "-q", "-f", "parquet", "a.jsonl", "-o", "c.parquet"]).code(0);
}

#[test]
#[cfg(not(feature = "parquet"))]
fn formats_that_are_not_built_say_so() {
    for format in BINARY {
        let run = gazet(&["annotate", "-f", format], b"x").code(2);
        run.says(&format!("-f {format} is not in this build of gazet; 'cargo install --path cli'"));
        gazet(&["convert", "-f", format], b"").code(2).says("cargo install");
    }
}

#[test]
fn a_format_counts_as_its_readers_do() {
    for (format, words) in [("spacy", "code points"), ("brat", "code points"), ("labelstudio", "UTF-16 units")] {
        let run = gazet(&["annotate", "-f", format, "--offsets", "byte"], b"x").code(2);
        run.says(&format!("the readers of -f {format} count {words}"));
    }
    gazet(&["annotate", "-q", "-f", "displacy", "--offsets", "codepoint"], b"x").code(0);
    gazet(&["annotate", "-q", "-f", "csv", "--offsets", "byte"], b"x").code(0);
}
