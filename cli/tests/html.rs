//! `--input html`: pages as they come, from every input to every output.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::io::Write as _;

use common::{folder, gazet, gazet_in, records, texts};
use serde_json::Value;

const PAGE: &str = "<!doctype html><html><head><title>News &amp; views</title><style>.FBI{}</style><script>var x = 'NATO';</script>\
    </head><body><!-- The CIA --><nav hidden>The KGB</nav><p>The <b>Federal&nbsp;Bureau of</b>\r\n Investigation &#40;FBI&#41; met the \
    <span style=\"display:none\">OECD</span><em>N</em>CSC of the UK.</p><table><tr><td>Federal Bureau<td>of Investigation</table>\
    <p aria-hidden=true>The IMF<p>On 3 May&#32;2024.<noscript>The WTO</noscript></body></html>";

const TEXT: &str = "News & views\n\nThe Federal\u{a0}Bureau of Investigation (FBI) met the NCSC of the UK.\n\nFederal Bureau\n\n\
    of Investigation\n\nOn 3 May 2024.";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_text_that_a_reader_sees() {
    let run = gazet(&["annotate", "--input", "html", "--text", "--input-offsets"], PAGE.as_bytes()).code(0);
    let record = &run.records()[0];
    assert_eq!(record["text"], TEXT);
    assert_eq!(texts(record, "AGENCY"), ["Federal\u{a0}Bureau of Investigation", "FBI", "NCSC"]);
    assert_eq!(texts(record, "DATE"), ["3 May 2024"]);
    let characters: Vec<char> = TEXT.chars().collect();
    let places = record["input_offsets"].as_array().unwrap();
    let found: Vec<(String, &str)> = record["spans"]
        .as_array()
        .unwrap()
        .iter()
        .zip(places)
        .map(|(span, place)| {
            let [start, end] = ["start", "end"].map(|at| span[at].as_u64().unwrap() as usize);
            let [from, to] = [0, 1].map(|i| place[i].as_u64().unwrap() as usize);
            assert_eq!(span["text"], characters[start..end].iter().collect::<String>());
            (span["text"].as_str().unwrap().to_owned(), &PAGE[from..to])
        })
        .collect();
    for (text, there) in [
        ("Federal\u{a0}Bureau of Investigation", "Federal&nbsp;Bureau of</b>\r\n Investigation"),
        ("FBI", "FBI"),
        ("NCSC", "N</em>CSC"),
        ("UK", "UK"),
        ("3 May 2024", "3 May&#32;2024"),
    ] {
        assert!(found.contains(&(text.to_owned(), there)), "{text}: {found:?}");
    }
    // without the option a page is a text like any other
    let run = gazet(&["annotate", "--text"], PAGE.as_bytes()).code(0);
    assert_eq!(run.records()[0]["text"], PAGE);
}

#[test]
fn encodings_of_pages() {
    let page = |head: &str| format!("<html><head>{head}</head><p>The FBI said in Z\u{1}rich on 3 May 2024.</html>");
    let latin = |head: &str| -> Vec<u8> { page(head).bytes().map(|b| if b == 1 { 0xfc } else { b }).collect() };
    let unicode = |head: &str| page(head).replace('\u{1}', "ü").into_bytes();
    let wide: Vec<u8> = b"\xff\xfe"
        .iter()
        .copied()
        .chain(String::from_utf8(unicode("")).unwrap().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let (declared, http) =
        ("<meta charset=iso-8859-1>", "<META http-equiv=Content-Type content='text/html; charset=windows-1252'>");
    for (bytes, options, name) in [
        (latin(declared), &[][..], Some("windows-1252")),
        (latin(http), &[], Some("windows-1252")),
        (latin(http), &["--encoding", "auto"], Some("windows-1252")),
        (latin(""), &["--encoding", "auto"], Some("windows-1252")),
        (latin("<meta charset=euc-kr>"), &["--encoding", "latin1"], Some("windows-1252")),
        (unicode(""), &[], None),
        (unicode("<meta charset=utf-8>"), &[], None),
        (unicode("<meta charset=utf-16>"), &["--encoding", "auto"], None),
        (wide, &[], Some("UTF-16LE")),
    ] {
        let run =
            gazet(&[&["annotate", "--input", "html", "--text", "--input-offsets"], options].concat(), &bytes).code(0);
        let record = &run.records()[0];
        assert_eq!(record["text"], "The FBI said in Zürich on 3 May 2024.", "{options:?}");
        assert_eq!(record["encoding"].as_str(), name);
        let [start, end] = [0, 1].map(|i| record["input_offsets"][0][i].as_u64().unwrap() as usize);
        let there: String = bytes[start..end].iter().filter(|b| **b != 0).map(|&b| char::from(b)).collect();
        assert_eq!(there, "FBI");
    }
    // what is no text in the declared encoding is refused or counted, as for texts
    for head in ["", "<meta charset=utf-8>"] {
        let run = gazet(&["annotate", "--input", "html"], &latin(head)).code(3);
        assert_eq!(run.records()[0]["error"]["kind"], "not_utf8");
    }
    let run = gazet(&["annotate", "--input", "html", "--encoding", "utf-8"], &latin("")).code(0);
    assert_eq!(run.records()[0]["replaced"], 1);
}

/// Folders, compressed pages, a folder of outputs, --resume, limits, reports and explanations.
#[test]
fn everywhere_that_texts_go() {
    let folder = folder(&[
        ("in/a.html", PAGE.as_bytes()),
        ("in/b.htm.gz", &gzip(PAGE.as_bytes())),
        ("in/c/d.jsonl", b"<p>The FBI"),
        ("in/e.html", b"\x00\xff\xfe\x80binary"),
        ("in/f.html", b""),
        ("gazet.toml", b"input = \"html\"\n"),
    ]);
    let of = |args: &[&str]| gazet_in(folder.path(), args);
    let plain = of(&["annotate", "in", "--input", "html"]).code(3);
    let agencies: Vec<usize> =
        plain.records().iter().map(|r| if r["error"].is_null() { texts(r, "AGENCY").len() } else { 99 }).collect();
    assert_eq!(agencies, [3, 3, 1, 99, 0], "{}", plain.out);
    assert_eq!(of(&["annotate", "in", "--config", "gazet.toml"]).code(3).out, plain.out);
    of(&["annotate", "--config", "gazet.toml", "--dump-config"]).code(0);
    of(&["annotate", "in", "--input", "html", "-o", "out/"]).code(3);
    let of_tree = |name: &str| records(&std::fs::read_to_string(folder.path().join("out/in").join(name)).unwrap());
    assert_eq!(of_tree("a.html.jsonl")[0], plain.records()[0]);
    assert_eq!(of_tree("c/d.jsonl.jsonl").len(), 1);
    of(&["annotate", "in", "--input", "html", "-o", "all.jsonl", "--resume"]).code(3);
    assert_eq!(std::fs::read_to_string(folder.path().join("all.jsonl")).unwrap(), plain.out);
    // the same file read in another way is another run
    of(&["annotate", "in", "-o", "all2.jsonl", "--resume", "--input", "html", "--max-bytes", "100"])
        .code(3)
        .says("in/a.html: ");
    let brat = of(&["annotate", "in/a.html", "--input", "html", "-f", "brat", "-o", "brat/"]).code(0);
    assert_eq!(std::fs::read_to_string(folder.path().join("brat/in/a.html.txt")).unwrap(), TEXT, "{}", brat.err);
    of(&["report", "in/a.html", "--input", "html", "-o", "report.html"]).code(0);
    let explained = of(&["explain", "--plain", "--input", "html", "in/b.htm.gz"]).code(0);
    assert!(explained.out.contains("us/fbi") && !explained.out.contains("int/nato"), "{}", explained.out);
    let long = of(&["annotate", "in/a.html", "in/b.htm.gz", "--input", "html", "--max-bytes", "300"]).code(3);
    assert!(long.records().iter().all(|r: &Value| r["error"]["kind"] == "too_long"), "{}", long.out);
}
