//! `gazet report` and `-f html`: one file that holds all of it, and nothing of a text as markup.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use common::{folder, gazet};
use flate2::read::ZlibDecoder;
use serde_json::Value;

fn data(page: &str, id: &str) -> Value {
    let open = format!("<script type=\"text/plain\" id=\"{id}\">");
    let rest = page.split_once(&open).unwrap_or_else(|| panic!("{id} is not in the page")).1;
    let bytes = base64::engine::general_purpose::STANDARD.decode(rest.split('<').next().unwrap()).unwrap();
    let mut json = String::new();
    ZlibDecoder::new(&bytes[..]).read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn report(args: &[&str], input: &str, at: &Path) -> String {
    let file = at.join("report.html");
    gazet(&[&["report", "-q", "-o", file.to_str().unwrap()], args].concat(), input.as_bytes());
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_report_has_texts_spans_and_reasons() {
    let folder = folder(&[]);
    let text = "😀 GCHQ of the UK and the National Security Agency (NSA) met Jane Roe, Director of the NSA, on 7 November 2024.";
    let page = report(&[], text, folder.path());
    let index = data(&page, "index");
    assert_eq!(index["schema"], "gazet-report/1");
    assert_eq!(index["documents"]["id"][0], "-");
    assert_eq!(index["documents"]["length"][0], text.encode_utf16().count());
    let ids: Vec<_> = index["entities"]["id"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(ids.contains(&"us/nsa") && ids.contains(&"2024-11-07"), "{ids:?}");
    let references = index["entities"]["references"].as_array().unwrap();
    assert!(references.iter().any(|r| ids[r[0].as_u64().unwrap() as usize] == "GB"), "{references:?}");
    let chunk = data(&page, "chunk-0");
    assert_eq!(chunk[0][0], text);
    // offsets count as browsers do: the emoji is two units
    let span: Vec<_> = chunk[1][0]["spans"].as_array().unwrap()[..2].iter().filter_map(Value::as_u64).collect();
    assert_eq!(span, [3, 4], "GCHQ");
    assert!(index["classes"].as_array().unwrap().iter().any(|c| c["why"].as_str().unwrap().contains("definition")));
}

#[test]
fn nothing_of_a_text_is_markup() {
    let folder = folder(&[]);
    let attack = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
    let line = serde_json::json!({"id": attack, "text": format!("{attack} The FBI said."), "x": attack}).to_string();
    let page = report(&["--input", "jsonl"], &line, folder.path());
    assert!(!page.contains("alert(1)") && !page.contains("onerror=alert"));
    assert_eq!(data(&page, "index")["documents"]["id"][0], attack);
    assert_eq!(data(&page, "chunk-0")[1][0]["input"]["x"], attack);
}

#[test]
fn the_file_is_the_same_for_any_number_of_threads() {
    let folder = folder(&[]);
    let one = report(&["-j", "1", "seeds"], "", folder.path());
    assert_eq!(one, report(&["-j", "4", "seeds"], "", folder.path()));
    let run = gazet(&["annotate", "-q", "-f", "html", "seeds"], b"").code(0);
    assert_eq!(one, run.out);
}

#[test]
fn what_could_not_be_read_is_told() {
    let folder = folder(&[]);
    let bad = folder.path().join("bad.txt");
    std::fs::write(&bad, b"caf\xe9").unwrap();
    let file = folder.path().join("r.html");
    gazet(&["report", "-o", file.to_str().unwrap(), bad.to_str().unwrap(), "missing.txt"], b"").code(3);
    let index = data(&std::fs::read_to_string(file).unwrap(), "index");
    let errors = &index["documents"]["errors"];
    assert_eq!((&errors[0][1], &errors[1][1]), (&Value::from("not_utf8"), &Value::from("missing")));
}
