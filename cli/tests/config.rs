//! `gazet.toml`: settings of a file, the command line before them, and mistakes with their line.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{folder, gazet_in, texts};

const TEXT: &[u8] = b"HMS Resolute met the FBI in Silence on Tuesday.\n";

#[test]
fn a_file_stands_for_options() {
    let config = b"lists = [\"ship.tsv\"]\nexceptions = [\"never.tsv\"]\nonly = [\"SHIP\", \"AGENCY\"]\noffsets = \"byte\"\nquiet = true\n";
    let folder = folder(&[
        ("conf/gazet.toml", config),
        ("conf/ship.tsv", b"id\tname\nship/a\tHMS Resolute\nship/b\tSilence\n"),
        ("conf/never.tsv", b"surface\tid\trule\treason\nSilence\tship/b\tnever\tthe word\n"),
        ("a.txt", TEXT),
    ]);
    let run = gazet_in(folder.path(), &["annotate", "--config", "conf/gazet.toml", "a.txt"]).code(0);
    let record = &run.records()[0];
    assert_eq!((texts(record, "SHIP"), texts(record, "AGENCY")), (vec!["HMS Resolute"], vec!["FBI"]));
    assert_eq!((texts(record, "DATE").len(), &record["offsets"], run.err.as_str()), (0, &"byte".into(), ""));
    // the command line goes before; lists add up
    let args = [
        "annotate",
        "--config",
        "conf/gazet.toml",
        "--only",
        "DATE,BOAT",
        "--offsets",
        "utf16",
        "-g",
        "boat.tsv",
        "a.txt",
    ];
    std::fs::write(folder.path().join("boat.tsv"), "id\tname\tlabel\nship/a\tHMS Resolute\tBOAT\n").unwrap();
    let run = gazet_in(folder.path(), &args).code(0);
    let record = &run.records()[0];
    assert_eq!((texts(record, "DATE"), texts(record, "BOAT")), (vec!["Tuesday"], vec!["HMS Resolute"]));
    assert_eq!(record["offsets"], "utf16");
}

#[test]
fn a_dump_gives_the_same_settings() {
    let folder = folder(&[("a.txt", TEXT), ("ship.tsv", b"id\tname\nship/a\tHMS Resolute\n")]);
    let options = [
        "--no-builtin",
        "--names-only",
        "-g",
        "ship.tsv",
        "--date",
        "2024-11-07",
        "--prefer",
        "past",
        "-j2",
        "-f",
        "json",
        "--explain",
    ];
    let dump = gazet_in(folder.path(), &[&["annotate", "--dump-config"][..], &options].concat()).code(0).out;
    for line in [
        "lists = [\"ship.tsv\"]",
        "builtin = false",
        "names-only = true",
        "date = \"2024-11-07\"",
        "prefer = \"past\"",
        "threads = 2",
    ] {
        assert!(dump.lines().any(|l| l == line), "{line} is not in {dump}");
    }
    std::fs::write(folder.path().join("gazet.toml"), &dump).unwrap();
    let again = gazet_in(folder.path(), &["annotate", "--config", "gazet.toml", "--dump-config"]).code(0).out;
    assert_eq!(again, dump);
    let direct = gazet_in(folder.path(), &[&["annotate", "a.txt"][..], &options].concat()).code(0).out;
    let by_file = gazet_in(folder.path(), &["annotate", "--config", "gazet.toml", "a.txt"]).code(0).out;
    assert_eq!(by_file, direct);
    // the defaults are a configuration as well
    let defaults = gazet_in(folder.path(), &["annotate", "--dump-config"]).code(0).out;
    std::fs::write(folder.path().join("gazet.toml"), &defaults).unwrap();
    let by_file = gazet_in(folder.path(), &["annotate", "--config", "gazet.toml", "a.txt"]).code(0).out;
    assert_eq!(by_file, gazet_in(folder.path(), &["annotate", "a.txt"]).code(0).out);
}

#[test]
fn mistakes_name_key_and_line() {
    for (config, message) in [
        (
            "quiet = true\nlist = [\"x\"]\n",
            "gazet: c.toml:2: unknown key \"list\"; the keys are lists, names, exceptions",
        ),
        ("\n\n[lists]\n", "gazet: c.toml:3: "),
        ("offsets = \"bytes\"\n", "gazet: c.toml:1: offsets is one of codepoint, byte, utf16, not \"bytes\""),
        ("quiet = true\nquiet = true\n", "gazet: c.toml:2: duplicate key"),
        ("explain = 3\n", "gazet: c.toml:1: invalid type: integer `3`, expected a boolean"),
        ("# one\nfiscal-year-start = 13\n", "gazet: c.toml:2: fiscal-year-start is a month, 1 to 12"),
        ("date = \"tomorrow\"\n", "gazet: c.toml:1: date is auto, none, or a day as YYYY-MM-DD"),
        ("only = [\"NOPE\"]\n", "gazet: --only NOPE: no such label"),
        ("lists = [\"no.tsv\"]\n", "gazet: no.tsv: no such file or folder"),
        ("= 3\n", "gazet: c.toml:1: "),
    ] {
        let folder = folder(&[("c.toml", config.as_bytes()), ("a.txt", TEXT)]);
        let run = gazet_in(folder.path(), &["annotate", "--config", "c.toml", "a.txt"]).code(2).says(message);
        assert_eq!((run.out.as_str(), run.err.lines().count()), ("", 1), "{config}: {run:#?}");
    }
    let folder = folder(&[("c.toml", b"quiet = true\n\xff")]);
    gazet_in(folder.path(), &["annotate", "--config", "c.toml"]).code(2).says("gazet: c.toml:2: not UTF-8");
    gazet_in(folder.path(), &["annotate", "--config", "d.toml"]).code(2).says("gazet: d.toml: no such file or folder");
}

#[test]
fn a_row_of_ones_own_takes_the_place_of_the_built_in_one() {
    let folder = folder(&[
        ("my.tsv", b"id\tname\tlabel\nus/fbi\tZyxw Bureau\tBODY\n"),
        ("a.txt", b"The FBI met the Zyxw Bureau.\n"),
    ]);
    let run = gazet_in(folder.path(), &["annotate", "a.txt"]).code(0);
    assert_eq!(run.records()[0]["spans"][0]["id"], "us/fbi");
    let run = gazet_in(folder.path(), &["annotate", "-g", "my.tsv", "a.txt"]).code(0);
    let record = &run.records()[0];
    assert_eq!(texts(record, "BODY"), ["Zyxw Bureau"]);
    assert!(!texts(record, "AGENCY").contains(&"FBI"), "the names of the built-in row are gone: {record}");
}

#[test]
fn exceptions_of_ones_own() {
    let folder = folder(&[
        ("e.tsv", b"surface\tid\trule\treason\nFBI\t*\tnever\tanother bureau here\n"),
        ("bad.tsv", b"surface\tid\trule\treason\nFBI\t*\tsometimes\tx\n"),
        ("a.txt", b"The FBI and the CIA met.\n"),
    ]);
    let run = gazet_in(folder.path(), &["annotate", "--exceptions", "e.tsv", "a.txt"]).code(0);
    assert_eq!(texts(&run.records()[0], "AGENCY"), ["CIA"]);
    gazet_in(folder.path(), &["annotate", "--exceptions", "bad.tsv", "a.txt"])
        .code(2)
        .says("gazet: bad.tsv:2: unknown rule \"sometimes\"; it is exact, context or never");
}
