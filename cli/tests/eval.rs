//! `gazet eval`: every form of gold with known counts, what is optional or left out, comparison, floors, texts that differ.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{Run, folder, gazet, gazet_in, root, shared};
use serde_json::{Value, json};

const TEXT: &str = "The FBI met Jane Roe in Seoul on 7 November 2024.";

/// One error of each kind: id, boundary, label, value, and an extra span.
const PRED: &str = r#"{"schema":"gazet/1","id":"a","date":null,"date_source":"none","offsets":"codepoint","spans":[
{"start":0,"end":3,"text":"The","label":"TOOL","id":"tool/the"},
{"start":4,"end":7,"text":"FBI","label":"AGENCY","id":"us/cia"},
{"start":12,"end":16,"text":"Jane","label":"PERSON","id":"person/jane"},
{"start":24,"end":29,"text":"Seoul","label":"COUNTRY","id":"KR"},
{"start":33,"end":48,"text":"7 November 2024","label":"DATE","type":"DATE","value":"2024-11-08"}],"relations":[]}"#;

const GOLD: &str = r#"{"id":"a","date":null,"text":"The FBI met Jane Roe in Seoul on 7 November 2024.","entities":[
{"start":4,"end":7,"text":"FBI","label":"AGENCY","canonical":"us/fbi"},
{"start":12,"end":20,"text":"Jane Roe","label":"PERSON","canonical":"person/jane-roe"},
{"start":24,"end":29,"text":"Seoul","label":"LOCATION","canonical":"loc/seoul"},
{"start":33,"end":48,"text":"7 November 2024","label":"DATE","canonical":"date/2024-11-07","norm":"2024-11-07"}],"relations":[]}"#;

const MARKED: &str = "# What it shows.\n\n=== a\nThe [[FBI|AGENCY|us/fbi]] met [[Jane Roe|PERSON|person/jane-roe]] in \
    [[Seoul|LOCATION|loc/seoul]] on [[7 November 2024|DATE|2024-11-07]].\n";

const ANN: &str = "T1\tAGENCY 4 7\tFBI\nN1\tReference T1 gazet:us/fbi\tFBI\nT2\tPERSON 12 20\tJane Roe\nT3\tLOCATION 24 29\tSeoul\n\
    T4\tDATE 33 48\t7 November 2024\nA1\tvalue T4 2024-11-07\nA2\ttype T4 DATE\n";

const CONLL: &str = "The DT O\nFBI NNP B-AGENCY\nmet VBD O\nJane NNP B-PERSON\nRoe NNP I-PERSON\nin IN O\nSeoul NNP B-LOCATION\non IN O\n\
    7 CD B-DATE\nNovember NNP I-DATE\n2024 CD I-DATE\n. . O\n";

/// On one line, as JSON lines want it.
fn flat(json: &str) -> String {
    json.replace('\n', "")
}

/// A run in a folder with these files.
fn eval(files: &[(&str, &str)], args: &[&str]) -> Run {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    gazet_in(folder(&files).path(), &[&["eval"], args].concat())
}

fn json_of(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{run:#?}");
    serde_json::from_str(&run.out).unwrap()
}

/// Right, found and wanted.
fn count(count: &Value) -> [u64; 3] {
    ["right", "found", "wanted"].map(|key| count[key].as_u64().unwrap())
}

#[test]
fn every_form_of_gold_with_known_counts() {
    let pred = flat(PRED);
    let gold = flat(GOLD);
    let record = flat(PRED).replace("us/cia", "us/fbi").replace("2024-11-08", "2024-11-07");
    let array = format!("[\n{gold}\n]\n");
    // form, files of GOLD, exact and overlapping matches over all labels, ids right and asked, values right
    let complete = ([2, 5, 4], [3, 5, 4]);
    for (name, files, (exact, overlap), ids, values) in [
        ("gold.jsonl", vec![("gold.jsonl", gold.as_str())], complete, [0, 1], Some(0)),
        ("gold.json", vec![("gold.json", array.as_str())], complete, [0, 1], Some(0)),
        ("record.jsonl", vec![("record.jsonl", record.as_str())], ([5, 5, 5], [5, 5, 5]), [3, 4], Some(0)),
        ("a.txt", vec![("a.txt", MARKED)], complete, [0, 1], Some(0)),
        // without ids of its own guidelines a gold asks for its own labels only: COUNTRY and TOOL do not count
        ("brat", vec![("brat/a.ann", ANN), ("brat/a.txt", TEXT)], ([2, 3, 4], [3, 3, 4]), [0, 1], Some(0)),
        ("conll", vec![("conll/a.conll", CONLL), ("conll/a.txt", TEXT)], ([2, 3, 4], [3, 3, 4]), [0, 0], None),
    ] {
        let files = [files, vec![("pred.jsonl", pred.as_str())]].concat();
        let report = json_of(&eval(&files, &[name, "pred.jsonl", "--json"]));
        assert_eq!(count(&report["total"]["exact"]), exact, "{name}");
        assert_eq!(count(&report["total"]["overlap"]), overlap, "{name}");
        let linking = &report["total"]["linking"];
        assert_eq!([linking["right"].as_u64(), linking["asked"].as_u64()], ids.map(Some), "{name}");
        assert_eq!(report["dates"]["value"]["right"].as_u64(), values, "{name} {}", report["dates"]);
    }
}

#[test]
fn percentages_and_kinds_of_errors() {
    let (gold, pred) = (flat(GOLD), flat(PRED));
    let files = [("gold.jsonl", gold.as_str()), ("pred.jsonl", pred.as_str())];
    let report = json_of(&eval(&files, &["gold.jsonl", "pred.jsonl", "--json"]));
    let exact = &report["total"]["exact"];
    assert_eq!([&exact["precision"], &exact["recall"], &exact["f1"]], [&json!(40.0), &json!(50.0), &json!(44.44)]);
    assert_eq!(report["total"]["overlap"]["f1"], json!(66.67));
    assert_eq!(report["labels"]["AGENCY"]["linking"]["accuracy"], json!(0.0));
    assert_eq!(report["relations"], Value::Null, "GOLD has none");
    let kinds = json!({"missed": 0, "extra": 1, "boundary": 1, "label": 1, "id": 1, "value": 1, "relation": 0});
    assert_eq!(report["error_counts"], kinds);
    let run = eval(&files, &["gold.jsonl", "pred.jsonl"]).code(0);
    for line in [
        "  a 0..3 TOOL \"The\" tool/the\n      [The] FBI met Jane Roe in Seoul\n",
        "  a 12..20 PERSON \"Jane Roe\", found 12..16 \"Jane\"\n",
        "  a 24..29 \"Seoul\" LOCATION loc/seoul, found COUNTRY KR\n",
        "  a 4..7 AGENCY \"FBI\" us/fbi, found us/cia\n      The [FBI] met Jane Roe in Seoul on 7\n",
        "  a 33..48 DATE \"7 November 2024\" DATE 2024-11-07, found DATE 2024-11-08\n      met Jane Roe in Seoul on [7 November 2024].\n",
    ] {
        assert!(run.out.contains(line), "{line:?} is not in {}", run.out);
    }
    let overlap = json_of(&eval(&files, &["gold.jsonl", "pred.jsonl", "--json", "--by", "overlap"]));
    assert_eq!(overlap["error_counts"]["boundary"], 0);
    assert_eq!(overlap["error_counts"]["id"], 2, "Jane is not Jane Roe: {overlap}");
}

#[test]
fn what_is_optional_is_neither_asked_nor_punished() {
    let optional = |label: &str| {
        let entity = format!("\"label\":\"{label}\",");
        flat(GOLD).replace(&entity, &format!("{entity}\"optional\":true,"))
    };
    for (label, right, found, wanted) in [
        // asked for before and found: no longer counted on either side
        ("AGENCY", 1, 4, 3),
        // found from another place, and as another label: not held against it
        ("PERSON", 2, 4, 3),
        ("LOCATION", 2, 4, 3),
    ] {
        let (gold, pred) = (optional(label), flat(PRED));
        let report = json_of(&eval(&[("g.jsonl", &gold), ("p.jsonl", &pred)], &["g.jsonl", "p.jsonl", "--json"]));
        assert_eq!(count(&report["total"]["exact"]), [right, found, wanted], "{label}");
    }
    let roles = r#""relations":[{"person":"p/a","title":"t/b","agency":"us/fbi"},{"person":"p/c","title":"t/d","agency":null,"optional":true}]"#;
    let gold = flat(GOLD).replace("\"relations\":[]", roles);
    let found = r#""relations":[{"person":"p/a","title":"t/b","agency":"us/fbi"},{"person":"p/c","title":"t/d","agency":"us/fbi"},
        {"person":"p/e","title":"t/d","agency":null}]"#;
    let pred = flat(GOLD).replace("\"relations\":[]", &flat(found));
    let report = json_of(&eval(&[("g.jsonl", &gold), ("p.jsonl", &pred)], &["g.jsonl", "p.jsonl", "--json"]));
    assert_eq!(count(&report["relations"]), [1, 2, 1]);
    assert_eq!(report["error_counts"]["relation"], 1);
}

#[test]
fn relations_of_records_point_at_spans() {
    let record = r#"{"schema":"gazet/1","id":"a","offsets":"codepoint","spans":[
{"start":4,"end":7,"text":"FBI","label":"AGENCY","id":"us/fbi"},{"start":12,"end":20,"text":"Jane Roe","label":"PERSON","id":"p/jr"},
{"start":8,"end":11,"text":"met","label":"TITLE","id":"t/x"}],"relations":[{"type":"role","person":1,"title":2,"agency":0,"country":"US"}]}"#;
    let gold =
        flat(GOLD).replace("\"relations\":[]", r#""relations":[{"person":"p/jr","title":"t/x","agency":"us/fbi"}]"#);
    let report = json_of(&eval(&[("g.jsonl", &gold), ("p.jsonl", &flat(record))], &["g.jsonl", "p.jsonl", "--json"]));
    assert_eq!(count(&report["relations"]), [1, 1, 1]);
}

#[test]
fn timeml_by_the_arithmetic_of_tempeval() {
    let gold = "<?xml version=\"1.0\" ?>\n<TimeML>\n<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2013-03-22\" \
        functionInDocument=\"CREATION_TIME\">March 22, 2013</TIMEX3></DCT>\n<TEXT>\nIt <EVENT eid=\"e1\">came</EVENT> \
        <TIMEX3 tid=\"t1\" type=\"DATE\" value=\"2013-03-21\">yesterday</TIMEX3> &amp; stayed \
        <TIMEX3 tid=\"t2\" type=\"DURATION\" value=\"P2D\">the two days</TIMEX3>, till \
        <TIMEX3 tid=\"t3\" type=\"DATE\" value=\"2013-W13\">next week</TIMEX3>.\n</TEXT>\n</TimeML>\n";
    // yesterday right; "two days" overlaps, of another type, with the right value; next week missed; "It" too many
    let pred = r#"{"id":"a","spans":[{"start":1,"end":3,"text":"It","label":"DATE","type":"DATE","value":"x"},
{"start":9,"end":18,"text":"yesterday","label":"DATE","type":"DATE","value":"2013-03-21"},
{"start":32,"end":40,"text":"two days","label":"TIME","type":"TIME","value":"P2D"}],"relations":[]}"#;
    let report = json_of(&eval(&[("a.tml", gold), ("p.jsonl", &flat(pred))], &["a.tml", "p.jsonl", "--json"]));
    let dates = &report["dates"];
    assert_eq!(count(&dates["strict"]), [1, 3, 3]);
    assert_eq!(count(&dates["relaxed"]), [2, 3, 3]);
    assert_eq!(count(&dates["type"]), [1, 3, 3]);
    assert_eq!(count(&dates["value"]), [2, 3, 3]);
    assert_eq!(dates["value"]["f1"], json!(66.67));
    // without PRED: TimeML's rules, from the creation time
    let report = json_of(&eval(&[("a.tml", gold)], &["a.tml", "--json"]));
    assert_eq!(count(&report["dates"]["value"]), [3, 3, 3], "{report}");
}

#[test]
fn the_timeml_that_gazet_writes_is_read_back() {
    let text = "They met <on> Tuesday & for two days, at 5 p.m. on 7 November 2024.";
    let options = ["--dates", "timeml", "--date", "2024-11-08", "-q"];
    let write = |form: &str| gazet(&[&["annotate", "-f", form], &options[..]].concat(), text.as_bytes()).code(0).out;
    let (tml, records) = (write("timeml"), write("jsonl"));
    let report = json_of(&eval(&[("-.tml", &tml), ("r.jsonl", &records)], &["./-.tml", "r.jsonl", "--json"]));
    assert_eq!(report["total"]["exact"]["f1"], json!(100.0), "{report}");
    assert_eq!(report["dates"]["value"]["f1"], json!(100.0), "{report}");
    assert!(report["dates"]["value"]["right"].as_u64().unwrap() >= 3, "{report}");
}

#[test]
fn a_comparison_shows_what_is_gained_and_lost() {
    let (gold, old) = (flat(GOLD), flat(PRED));
    // the agency and the person are right now, the date is gone
    let new = old.replace("us/cia", "us/fbi").replace(
        r#""start":12,"end":16,"text":"Jane","label":"PERSON","id":"person/jane""#,
        r#""start":12,"end":20,"text":"Jane Roe","label":"PERSON","id":"person/jane-roe""#,
    );
    let at = new.find(",{\"start\":33").unwrap();
    let new = format!("{}],\"relations\":[]}}", &new[..at]);
    let files = [("g.jsonl", gold.as_str()), ("old.jsonl", &old), ("new.jsonl", &new)];
    let args = ["g.jsonl", "new.jsonl", "--compare", "old.jsonl"];
    let report = json_of(&eval(&files, &[&args[..], &["--json"]].concat()));
    let compare = &report["compare"];
    let kinds =
        |list: &str| -> Vec<Value> { compare[list].as_array().unwrap().iter().map(|e| e["kind"].clone()).collect() };
    assert_eq!(kinds("gained"), ["boundary", "id", "value"], "{compare}");
    assert_eq!(kinds("lost"), ["missed"]);
    assert_eq!(compare["f1"]["PERSON"], json!({"pred": 100.0, "other": 0.0}));
    let run = eval(&files, &args).code(0);
    assert!(run.out.contains("PERSON            100.0       0.0    +100.0\n"), "{}", run.out);
    assert!(run.out.contains("\ngained (3): ") && run.out.contains("\nlost (1): "), "{}", run.out);
}

#[test]
fn a_text_that_differs_is_an_error_that_names_the_document() {
    let gold = flat(GOLD);
    let shifted = flat(PRED).replace("\"FBI\"", "\"BI \"");
    let other = flat(GOLD).replace("The FBI", "the FBI");
    let conll = CONLL.replace("FBI", "CIA");
    for (pred, words) in [
        (("p.jsonl", shifted.as_str()), "a: the text at 4..7 is \"FBI\", not \"BI \" (p.jsonl)"),
        (("p.jsonl", other.as_str()), "a: the two texts are not the same: at 0 PRED has \"the FBI"),
        (("a.conll", conll.as_str()), "a: a token has 'C' where the text has 'F', at 4"),
    ] {
        let run = eval(&[("g.jsonl", &gold), pred], &["g.jsonl", pred.0]).code(2).says(words);
        assert_eq!(run.out, "");
    }
    // nothing in common, nothing there, nothing known
    let elsewhere = format!(
        "{}\n{}",
        flat(PRED).replace("\"id\":\"a\"", "\"id\":\"b\""),
        flat(PRED).replace("\"id\":\"a\"", "\"id\":\"c\"")
    );
    eval(&[("g.jsonl", &gold), ("p.jsonl", &elsewhere)], &["g.jsonl", "p.jsonl"])
        .code(2)
        .says("no document of GOLD is in it");
    eval(&[("g.jsonl", &gold)], &["g.jsonl", "p.jsonl"]).code(2).says("p.jsonl: no such file or folder");
    eval(&[("g.txt", TEXT)], &["g.txt"]).code(2).says("g.txt: no form of annotations that is known");
    eval(&[("g.jsonl", "{\"id\":1}")], &["g.jsonl"]).code(2).says("g.jsonl: line 1: no \"id\"");
}

#[test]
fn a_document_without_prediction_is_missed() {
    let gold = format!("{}\n{}", flat(GOLD), flat(GOLD).replace("\"id\":\"a\"", "\"id\":\"b\""));
    let run = eval(&[("g.jsonl", &gold), ("p.jsonl", &flat(PRED))], &["g.jsonl", "p.jsonl", "--json"]);
    let report = json_of(&run.says("p.jsonl: 1 of 2 documents of GOLD are not in it"));
    assert_eq!(count(&report["total"]["exact"]), [2, 5, 8]);
}

#[test]
fn floors_are_exit_codes() {
    let (gold, pred) = (flat(GOLD), flat(PRED));
    let files = [("g.jsonl", gold.as_str()), ("p.jsonl", pred.as_str())];
    eval(&files, &["g.jsonl", "p.jsonl", "--min", "44"]).code(0);
    eval(&files, &["g.jsonl", "p.jsonl", "--min", "45"]).code(1).says("exact F1 is 44.44, less than 45");
    eval(&files, &["g.jsonl", "p.jsonl", "--min", "60", "--by", "overlap"]).code(0);
    eval(&files, &["g.jsonl", "p.jsonl", "--min-linking", "90"]).code(1).says("linking is 0.00, less than 90");
    eval(&files, &["g.jsonl", "p.jsonl", "--min", "101"]).code(2);
    eval(&files, &["g.jsonl", "p.jsonl", "--labels", "NOTHING"])
        .code(2)
        .says("neither GOLD nor gazet has such a label");
}

#[test]
fn labels_are_chosen_renamed_and_left_out() {
    let text = "GRU, FSB and Russian hackers of APT28.";
    let gold = json!({"id": "a", "text": text, "entities": [
        {"start": 0, "end": 3, "text": "GRU", "label": "GROUP"}, {"start": 32, "end": 37, "text": "APT28", "label": "GROUP"},
        {"start": 13, "end": 28, "text": "Russian hackers", "label": "GROUP"}, {"start": 5, "end": 8, "text": "FSB", "label": "ORG"},
    ]})
    .to_string();
    let map = ["--map", "GROUP=THREAT_ACTOR", "--labels", "THREAT_ACTOR", "--json"];
    let run = |more: &[&str]| json_of(&eval(&[("g.jsonl", &gold)], &[&["g.jsonl"], &map[..], more].concat()));
    assert_eq!(run(&[])["total"]["exact"]["wanted"], 3);
    assert_eq!(run(&["--leave-out", "services"])["total"]["exact"]["wanted"], 2);
    let report = run(&["--leave-out", "descriptive,services"]);
    assert_eq!(count(&report["total"]["exact"]), [1, 1, 1], "{report}");
    assert_eq!(report["not_asked"]["ORG"], 1);
}

#[test]
fn the_report_moves_no_cursor() {
    let text = "\u{1b}[31mX\u{202e} met.";
    let gold = json!({"id": "a\u{1b}[2J", "text": text, "entities": [
        {"start": 5, "end": 7, "text": "X\u{202e}", "label": "AGENCY\u{7}", "canonical": "\u{1b}x"}]});
    let run = eval(&[("g.jsonl", &gold.to_string())], &["g.jsonl"]).code(0);
    assert!(!run.out.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", run.out);
    assert!(run.out.contains("\\u{1b}"), "{}", run.out);
}

#[test]
fn the_projects_own_gold_and_records() {
    let report = json_of(&gazet(&["eval", "fixtures/development", "--json"], b""));
    assert!(report["total"]["exact"]["f1"].as_f64().unwrap() > 50.0, "{}", report["total"]);
    assert!(report["documents"].as_u64().unwrap() >= 60);
    // what gazet writes, read back, is what it finds
    let records = gazet(&["annotate", "-q", "seeds"], b"").code(0).out;
    let folder = folder(&[("records.jsonl", records.as_bytes())]);
    let path = folder.path().join("records.jsonl");
    let path = path.to_str().unwrap();
    let report = json_of(&gazet(&["eval", path, path, "--json"], b""));
    assert_eq!(report["total"]["exact"]["f1"], json!(100.0));
    assert_eq!(
        report["documents"].as_u64().unwrap() as usize,
        std::fs::read_dir(root().join("seeds")).unwrap().count()
    );
}

#[test]
fn seeds_are_perfect_and_short_cases_nearly() {
    let (Some(seeds), Some(micro)) = (shared("gold/seeds.jsonl"), shared("gold/micro.jsonl")) else { return };
    let all = ["--min", "100", "--min-linking", "100", "--json"];
    let run = |path: &std::path::Path, args: &[&str]| gazet(&[&["eval", path.to_str().unwrap()], args].concat(), b"");
    let report = json_of(&run(&seeds, &all));
    assert_eq!(report["relations"]["f1"], json!(100.0));
    assert_eq!(report["dates"]["value"]["f1"], json!(100.0));
    run(&micro, &["--min", "97"]).code(0);
}
