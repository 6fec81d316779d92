//! Inputs as they come: encodings, compression, lengths, and the schema that every record keeps to.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::io::Write as _;
use std::sync::LazyLock;

use common::{Run, folder, gazet, gazet_in, root, texts};
use serde_json::{Value, json};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(&gazet(&["schema"], b"").code(0).out).unwrap();
    jsonschema::validator_for(&schema).unwrap()
});

#[track_caller]
fn keeps_to_the_schema(record: &Value) {
    let errors: Vec<String> = SCHEMA.iter_errors(record).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{record:#}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One frame of zstd with one block that is not compressed.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len() as u32;
    let block = (length << 3 | 1).to_le_bytes();
    [&[0x28, 0xb5, 0x2f, 0xfd, 0xa0][..], &length.to_le_bytes(), &block[..3], bytes].concat()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn records_keep_to_the_schema() {
    let lines = concat!(
        "{\"id\":\"a\",\"text\":\"The FBI and the NCSC met Minister Jane Roe of France last week, on 3/4/2024.\",\"more\":[1]}\n",
        "{\"text\":7}\nnonsense\n{\"id\":\"b\",\"text\":\"\",\"date\":\"2024-01-01\"}\n"
    );
    let all = ["--overlap", "all", "--explain", "--text"];
    for options in
        [&[][..], &all, &["--dates", "timeml", "--offsets", "utf16"], &["--date", "none"], &["--input-offsets"]]
    {
        let run = gazet(&[&["annotate"], options, &["seeds", "fixtures"]].concat(), b"");
        assert!(run.records().len() > 30 && run.code == 0, "{}", run.err);
        run.records().iter().for_each(keeps_to_the_schema);
        if options != ["--input-offsets"] {
            let run = gazet(&[&["annotate", "--input", "jsonl"], options].concat(), lines.as_bytes()).code(3);
            run.records().iter().for_each(keeps_to_the_schema);
        }
    }
    for bad in [
        json!({}),
        json!({"schema": "gazet/1", "id": "x", "error": {"kind": "x"}}),
        json!({"schema": "gazet/2", "id": "x", "error": {"kind": "x", "message": "x"}}),
    ] {
        assert!(!SCHEMA.is_valid(&bad), "{bad}");
    }
}

/// The one record of a run, valid.
#[track_caller]
fn record(run: &Run) -> Value {
    let record = run.records().remove(0);
    keeps_to_the_schema(&record);
    record
}

#[test]
fn encodings() {
    let text = "The “FBI” said in Zürich on 3 May 2024.";
    let latin: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '“' => 0x93,
            '”' => 0x94,
            c => c as u8,
        })
        .collect();
    let marked = [b"\xff\xfe".to_vec(), utf16(text)].concat();
    for (bytes, option, name) in [
        (&latin, "auto", "windows-1252"),
        (&latin, "iso-8859-1", "windows-1252"),
        (&marked, "auto", "UTF-16LE"),
        (&utf16(text), "auto", "UTF-16LE"),
        (&utf16(text), "utf-16le", "UTF-16LE"),
    ] {
        let run = gazet(&["annotate", "--encoding", option, "--text", "--input-offsets"], bytes).code(0);
        let record = record(&run);
        assert_eq!((&record["text"], &record["encoding"]), (&text.into(), &name.into()), "{option}");
        assert!(record["replaced"].is_null());
        assert_eq!(texts(&record, "DATE"), ["3 May 2024"]);
        for (span, place) in record["spans"].as_array().unwrap().iter().zip(record["input_offsets"].as_array().unwrap())
        {
            let [start, end] = [0, 1].map(|i| place[i].as_u64().unwrap() as usize);
            let part = &bytes[start..end];
            let slice = if name == "UTF-16LE" {
                String::from_utf16(&part.chunks(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect::<Vec<_>>())
                    .unwrap()
            } else {
                part.iter().map(|&b| char::from(b)).collect()
            };
            assert_eq!(span["text"], slice);
        }
    }
    // what is no text is counted, in the record and the summary
    let run = gazet(&["annotate", "--encoding", "utf-8", "--text"], b"a\xff FBI \xff\xff").code(0);
    assert_eq!(
        (&record(&run)["replaced"], &record(&run)["text"]),
        (&3.into(), &"a\u{fffd} FBI \u{fffd}\u{fffd}".into())
    );
    run.says("3 sequences of bytes were no text");
    gazet(&["annotate", "--encoding", "nope"], b"").code(2).says("there is no encoding \"nope\"");
}

#[test]
fn odd_characters_stay_where_they_are() {
    for text in [
        "FBI\r\nNATO\rUN",
        "FBI\0NATO",
        "\u{202e}FBI \u{202c}",
        "the FBI\u{200f}, NATO\u{202c} and",
        &format!("e{} FBI", "\u{301}".repeat(5000)),
        "\u{feff}\u{feff}FBI",
    ] {
        let record = record(&gazet(&["annotate", "--text"], text.as_bytes()).code(0));
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        assert_eq!(record["text"], plain);
        let characters: Vec<char> = plain.chars().collect();
        for span in record["spans"].as_array().unwrap() {
            let [start, end] = ["start", "end"].map(|at| span[at].as_u64().unwrap() as usize);
            assert_eq!(span["text"], characters[start..end].iter().collect::<String>());
        }
        assert!(texts(&record, "AGENCY").contains(&"FBI"), "{record}");
    }
}

#[test]
fn compressed_by_content() {
    let lines = b"{\"id\":\"x\",\"text\":\"The FBI\"}\n";
    let folder = folder(&[
        ("a.txt", &gzip(b"The FBI")),
        ("b.txt.gz", &[gzip(b"The "), gzip(b"FBI")].concat()),
        ("c.zst", &zstd(b"The FBI")),
        ("d.txt", &[zstd(b"The "), zstd(b"FBI")].concat()),
        ("e.jsonl.gz", &gzip(lines)),
        ("f.jsonl", &zstd(lines)),
    ]);
    let run = gazet_in(folder.path(), &["annotate", "."]).code(0);
    assert!(run.records().len() == 6 && run.records().iter().all(|r| texts(r, "AGENCY") == ["FBI"]), "{}", run.out);
    let run = gazet(&["annotate"], &gzip(b"The FBI")).code(0);
    assert_eq!(texts(&run.records()[0], "AGENCY"), ["FBI"]);
    // a bomb, and what is broken
    let bomb = gzip(&vec![b' '; 20 << 20]);
    assert!(bomb.len() < 1 << 20);
    let run = gazet(&["annotate", "--max-bytes", "1000000"], &bomb).code(3);
    assert_eq!(record(&run)["error"]["kind"], "too_long");
    for broken in [&gzip(b"The FBI")[..12], &zstd(b"The FBI")[..9], &[0x1f, 0x8b, 0xff][..]] {
        assert_eq!(record(&gazet(&["annotate"], broken).code(3))["error"]["kind"], "compressed");
    }
}

#[test]
fn what_is_too_long_is_refused_and_not_cut() {
    let folder = folder(&[
        ("a.txt", b"The FBI said."),
        ("b.txt", b"The FBI"),
        ("c.jsonl", b"{\"text\":\"The FBI, and more\"}\n{\"text\":\"x\"}\n"),
    ]);
    let run = gazet_in(folder.path(), &["annotate", ".", "--max-bytes", "12"]).code(3);
    let kinds: Vec<_> = run.records().iter().map(|r| r["error"]["kind"].as_str().map(str::to_owned)).collect();
    let long = Some("too_long".to_owned());
    assert_eq!(kinds, [long.clone(), None, long, None], "{}", run.out);
    assert_eq!(run.records()[2]["id"], "./c.jsonl:1");
    let run = gazet(&["annotate", "--max-bytes", "6"], b"The FBI").code(3).says("-: more than 6 bytes (--max-bytes)");
    keeps_to_the_schema(&run.records()[0]);
    // nothing but holes: it is refused by its length and never read
    let sparse = folder.path().join("sparse.txt");
    std::fs::File::create(&sparse).unwrap().set_len(6 << 30).unwrap();
    let run = gazet_in(folder.path(), &["annotate", "sparse.txt"]).code(3);
    assert_eq!(record(&run)["error"]["kind"], "too_long");
}

/// Real files with bits turned, pieces cut out and put elsewhere. `GAZET_MUTATIONS` sets how many; `make mutations` takes 10,000.
#[test]
fn mutations_of_real_files() {
    #[allow(clippy::disallowed_methods, reason = "the switch for long runs")]
    let times: usize = std::env::var("GAZET_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(300);
    let mut files: Vec<Vec<u8>> = Vec::new();
    for path in ["seeds", "fixtures/mixed", "gazetteers/README.md", "README.md"] {
        let walk = walkdir::WalkDir::new(root().join(path)).sort_by_file_name().into_iter().map(Result::unwrap);
        files.extend(walk.filter(|e| e.file_type().is_file()).map(|e| std::fs::read(e.path()).unwrap()));
    }
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % most.max(1) as u64) as usize
    };
    let (mut done, mut failed) = (0, 0);
    while done < times {
        let batch = (times - done).min(250);
        let mut mutated = Vec::new();
        for i in 0..batch {
            let mut bytes = files[random(files.len())].clone();
            let start = random(bytes.len());
            bytes = bytes[start..(start + 3000).min(bytes.len())].to_vec();
            for _ in 0..=random(12) {
                let (at, to) = (random(bytes.len()), random(bytes.len()));
                match random(5) {
                    0 if !bytes.is_empty() => bytes[at] ^= 1 << random(8),
                    1 => bytes.truncate(at.max(1)),
                    2 => drop(bytes.drain(at.min(to)..at.max(to))),
                    3 => {
                        let other = &files[random(files.len())];
                        let from = random(other.len());
                        let piece = other[from..(from + random(400)).min(other.len())].to_vec();
                        bytes.splice(at..at, piece);
                    }
                    _ => bytes
                        .splice(at..at, [0, 0xff, b'<', 0xe2, 0x1f, b'&', b'\n', 0xf0][random(8)..].to_vec())
                        .for_each(drop),
                }
            }
            mutated.push((format!("{i:04}.{}", ["txt", "txt", "jsonl", "txt.gz"][random(4)]), bytes));
        }
        let named: Vec<(&str, &[u8])> = mutated.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let folder = folder(&named);
        let option = [&[][..], &["--encoding", "auto"]][done / 250 % 2];
        let run = gazet_in(folder.path(), &[&["annotate", ".", "--explain"], option].concat());
        assert!(run.code == 0 || run.code == 3, "{}", run.err);
        for record in run.records() {
            keeps_to_the_schema(&record);
            assert_ne!(record["error"]["kind"], "internal", "{record}");
            failed += usize::from(record["error"].is_object());
        }
        done += batch;
    }
    println!("{done} mutated files, {failed} refused with a record");
}
