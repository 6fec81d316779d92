//! `-f timeml`: well-formed XML from which the text comes back as it was, with the spans of the JSON lines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says where it fails")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{folder, gazet, gazet_in, root};

type Attributes = BTreeMap<String, String>;

/// What a strict reader of XML sees: the texts of elements, and the TIMEX3 of TEXT with their offsets in code points.
#[derive(Default, Debug)]
struct Parsed {
    id: String,
    text: String,
    created: Option<Attributes>,
    spans: Vec<(usize, usize, Attributes)>,
    empty: Vec<Attributes>,
}

/// A character or a reference, as a reader that knows no DTD takes it; line ends become line feeds first, as XML says.
fn character(rest: &mut &str) -> char {
    let c = rest.chars().next().unwrap();
    assert!(matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..), "{c:?} cannot stand in XML");
    if c == '\r' {
        *rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        return '\n';
    }
    if c != '&' {
        assert!(!rest.starts_with("]]>"));
        *rest = &rest[c.len_utf8()..];
        return c;
    }
    let (name, after) = rest[1..].split_once(';').expect("a reference has an end");
    *rest = after;
    match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        other => char::from_u32(other.strip_prefix('#').unwrap().parse().unwrap()).unwrap(),
    }
}

fn attributes(mut tag: &str) -> Attributes {
    let mut out = Attributes::new();
    while !tag.is_empty() {
        let (name, rest) = tag.strip_prefix(' ').unwrap().split_once("=\"").unwrap();
        let (value, rest) = rest.split_once('"').unwrap();
        let (mut value, mut plain) = (value, String::new());
        while !value.is_empty() {
            plain.push(character(&mut value));
        }
        assert!(out.insert(name.to_owned(), plain).is_none(), "{name} twice");
        tag = rest;
    }
    out
}

fn parse(source: &str) -> Parsed {
    let mut rest = source.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let (mut out, mut count) = (Parsed::default(), 0);
    let mut open: Vec<(String, Attributes, usize)> = Vec::new();
    while !rest.is_empty() {
        let inside = |name: &str| open.iter().any(|o| o.0 == name);
        if !rest.starts_with('<') {
            let c = character(&mut rest);
            assert!(!open.is_empty() || c == '\n', "text outside the root");
            if inside("TEXT") {
                out.text.push(c);
                count += 1;
            } else if inside("DOCID") {
                out.id.push(c);
            }
            continue;
        }
        let (tag, after) = rest[1..].split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let (opened, attributes, start) = open.pop().expect("something is open");
            assert_eq!(opened, name);
            if name == "TIMEX3" && inside_text(&open) {
                out.spans.push((start, count, attributes));
            } else if name == "TIMEX3" {
                out.created = Some(attributes);
            }
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |t| (t, true));
        let (name, list) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        assert!(!open.is_empty() || name == "TimeML");
        match (name, is_empty) {
            ("TIMEX3", true) => out.empty.push(attributes(list)),
            (_, true) => {}
            _ => open.push((name.to_owned(), attributes(list), count)),
        }
    }
    assert!(open.is_empty());
    out
}

fn inside_text(open: &[(String, Attributes, usize)]) -> bool {
    open.iter().any(|o| o.0 == "TEXT")
}

/// The document in both formats; the spans, types, values and mods must be the same, the text the input's.
fn both(text: &str, options: &[&str]) -> Parsed {
    let xml = gazet(&[&["annotate", "-q", "-f", "timeml"], options].concat(), text.as_bytes()).code(0);
    let parsed = parse(&xml.out);
    let rules: &[&str] = if options.contains(&"--dates") { &[] } else { &["--dates", "timeml"] };
    let json = gazet(&[&["annotate", "-q"], options, rules].concat(), text.as_bytes()).code(0);
    let record = &json.records()[0];
    assert_eq!(parsed.text, text);
    let key = |v: &serde_json::Value, k: &str| v[k].as_str().map(str::to_owned);
    let spans: Vec<_> = record["spans"].as_array().unwrap().iter().filter(|s| s["type"].is_string()).collect();
    assert_eq!(spans.len(), parsed.spans.len(), "{spans:?} {parsed:?}");
    for (span, (start, end, attributes)) in spans.iter().zip(&parsed.spans) {
        assert_eq!((span["start"].as_u64(), span["end"].as_u64()), (Some(*start as u64), Some(*end as u64)));
        for name in ["type", "value", "mod"] {
            assert_eq!(key(span, name), attributes.get(name).cloned(), "{name} of {span}");
        }
    }
    assert_eq!(key(record, "date"), parsed.created.as_ref().map(|c| c["value"].clone()));
    // every tid once, and every reference to one that is there
    let all = || parsed.created.iter().chain(parsed.spans.iter().map(|s| &s.2)).chain(&parsed.empty);
    let tids: BTreeSet<&str> = all().map(|a| a["tid"].as_str()).collect();
    assert_eq!(tids.len(), all().count());
    for name in ["beginPoint", "endPoint", "anchorTimeID"] {
        assert!(all().filter_map(|a| a.get(name)).all(|tid| tids.contains(tid.as_str())), "{parsed:?}");
    }
    parsed
}

#[test]
fn the_text_comes_back_with_its_expressions() {
    let text = "They met on Tuesday 😀, twice a week & \"early\" in late 2021 <b>3 to 5 May</b>,\r\nfor the past two weeks ]]> and\rnow.\n\n";
    let parsed = both(text, &["--date", "2024-11-07"]);
    assert_eq!(parsed.id, "-");
    let created = parsed.created.as_ref().unwrap();
    assert_eq!((created["tid"].as_str(), created["functionInDocument"].as_str()), ("t0", "CREATION_TIME"));
    let chars: Vec<char> = text.chars().collect();
    let by = |words: &str| {
        let of = |s: &&(usize, usize, Attributes)| chars[s.0..s.1].iter().collect::<String>() == words;
        parsed.spans.iter().find(of).unwrap_or_else(|| panic!("{words}: {parsed:?}")).2.clone()
    };
    assert_eq!(by("twice a week")["freq"], "2X");
    assert_eq!(by("late 2021")["mod"], "END");
    assert_eq!(by("Tuesday")["anchorTimeID"], "t0");
    let weeks = by("the past two weeks");
    let begin = parsed.empty.iter().find(|e| e["tid"] == weeks["beginPoint"]).unwrap();
    assert_eq!((begin["type"].as_str(), begin["value"].as_str()), ("DATE", "2024-10-24"));
    assert_eq!(weeks["endPoint"], "t0");
}

#[test]
fn without_dates_or_without_anything() {
    for text in ["", "\n", "Nothing & <nothing>.", "It was then."] {
        let parsed = both(text, &[]);
        assert!(parsed.created.is_none() && parsed.spans.is_empty());
    }
    assert!(both("On Tuesday.", &["--date", "none"]).created.is_none());
}

#[test]
fn the_convention_is_timemls_unless_said() {
    let text = "It ran from 3 to 5 May for two weeks.";
    let values = |options: &[&str]| {
        let parsed = both(text, &[&["--date", "2024-11-07"], options].concat());
        parsed.spans.iter().map(|s| s.2["value"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(&[]), ["2024-05-03", "2024-05-05", "P2W"]);
    assert_eq!(values(&["--dates", "press"]), ["2024-05-03/2024-05-05"]);
    assert_eq!(values(&["--only", "DURATION", "--dates", "timeml"]), ["P2W"]);
}

#[test]
fn every_sample_comes_back() {
    for file in std::fs::read_dir(root().join("seeds")).unwrap() {
        both(&std::fs::read_to_string(file.unwrap().path()).unwrap(), &[]);
    }
}

#[test]
fn one_document_an_output() {
    let folder = folder(&[("a.txt", b"On 3 May 2021."), ("b.txt", b"On 4 May 2021.")]);
    let run = gazet_in(folder.path(), &["annotate", "-f", "timeml", "-o", "out.tml", "."]).code(2);
    run.says("the format holds one document and the input has more");
    assert!(!folder.path().join("out.tml").exists());
    gazet_in(folder.path(), &["annotate", "-f", "timeml", "-o", "a.tml", "a.txt"]).code(0);
    let parsed = parse(&std::fs::read_to_string(folder.path().join("a.tml")).unwrap());
    assert_eq!((parsed.id.as_str(), parsed.spans.len()), ("a.txt", 1));
}

#[test]
fn what_xml_cannot_have_is_refused_with_its_place() {
    for (c, name) in [('\u{8}', "U+0008"), ('\0', "U+0000"), ('\u{ffff}', "U+FFFF"), ('\u{fffe}', "U+FFFE")] {
        let run = gazet(&["annotate", "-f", "timeml"], format!("é\nOn 😀{c}3 May.").as_bytes()).code(3);
        let message = format!("-: {name} at line 2, column 5 (byte 10) cannot stand in XML");
        assert_eq!(
            run.out,
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error id=\"-\" kind=\"not_xml\">{message}</error>\n")
        );
        run.says(&message).says("1 document, 1 failed");
    }
    // the same text is fine as JSON, and what XML merely advises against is fine here
    gazet(&["annotate"], "On\u{8} 3 May.".as_bytes()).code(0);
    both("On 3 May 2021\u{7f}\u{85}\u{9f}\u{2028}\u{fdd0}\u{fffd}.", &[]);
    let run = gazet(&["annotate", "-f", "timeml"], b"\xff").code(3);
    assert!(run.out.contains("<error id=\"-\" kind=\"not_utf8\">"), "{}", run.out);
}
