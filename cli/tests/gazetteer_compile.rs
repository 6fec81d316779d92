//! `gazet gazetteer compile`: a file that annotate finds the same with as with the texts, and that is refused where it is damaged.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{folder, gazet_in, texts};

const SHIPS: &[u8] =
    b"id\tname\tlabel\tcountry\nship/a\tNorth Star\tSHIP\tGB\ngb/ncsc\tNational Cyber Star\tAGENCY\tGB\n";
const TEXT: &[u8] = b"The North Star of the National Cyber Star sailed with the FBI on 7 November 2024.\n";

#[test]
fn a_compiled_list_is_the_list() {
    let folder = folder(&[("ship.tsv", SHIPS), ("a.txt", TEXT), ("gazet.toml", b"lists = [\"ship.gazet\"]\n")]);
    let run = gazet_in(folder.path(), &["gazetteer", "compile", "ship.tsv", "-o", "ship.gazet"]).code(0);
    assert!(run.err.contains(" entities, "), "{run:#?}");
    let as_text = gazet_in(folder.path(), &["annotate", "-g", "ship.tsv", "a.txt"]).code(0);
    let compiled = gazet_in(folder.path(), &["annotate", "-g", "ship.gazet", "--verify", "a.txt"]).code(0);
    assert_eq!(as_text.out, compiled.out);
    assert_eq!(texts(&compiled.records()[0], "SHIP"), ["North Star"]);
    assert_eq!(texts(&compiled.records()[0], "AGENCY"), ["National Cyber Star", "FBI"]);
    let by_config = gazet_in(folder.path(), &["annotate", "--config", "gazet.toml", "a.txt"]).code(0);
    assert_eq!(by_config.out, compiled.out);
    let run = gazet_in(folder.path(), &["gazetteer", "check", "ship.gazet"]).code(0);
    assert!(run.err.contains("ship.gazet: ") && run.err.contains("as they were written"), "{run:#?}");

    // alone: without the built-in lists there is no FBI
    gazet_in(folder.path(), &["gazetteer", "compile", "--no-builtin", "ship.tsv", "-o", "bare.gazet"]).code(0);
    let bare = gazet_in(folder.path(), &["annotate", "-g", "bare.gazet", "a.txt"]).code(0);
    let as_text = gazet_in(folder.path(), &["annotate", "--no-builtin", "-g", "ship.tsv", "a.txt"]).code(0);
    assert_eq!(bare.out, as_text.out);
    assert_eq!(texts(&bare.records()[0], "AGENCY"), ["National Cyber Star"]);
}

#[test]
fn what_is_damaged_is_refused() {
    let folder = folder(&[("ship.tsv", SHIPS), ("a.txt", TEXT)]);
    gazet_in(folder.path(), &["gazetteer", "compile", "--no-builtin", "ship.tsv", "-o", "ship.gazet"]).code(0);
    let good = std::fs::read(folder.path().join("ship.gazet")).unwrap();
    let mut changed = good.clone();
    *changed.last_mut().unwrap() ^= 1;
    let mut newer = good.clone();
    newer[8] = 99;
    for (name, bytes) in [("cut.gazet", &good[..good.len() - 1]), ("changed.gazet", &changed), ("newer.gazet", &newer)]
    {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    for (name, reason) in [
        ("cut.gazet", "is a compiled gazetteer of "),
        ("newer.gazet", "is a compiled gazetteer of version 99, this gazet reads version "),
        ("changed.gazet", "is a compiled gazetteer that is damaged: its checksum is wrong"),
    ] {
        let run = gazet_in(folder.path(), &["annotate", "--verify", "-g", name, "a.txt"]).code(2);
        assert!(run.err.starts_with(&format!("gazet: {name}: {reason}")) && run.out.is_empty(), "{run:#?}");
        gazet_in(folder.path(), &["gazetteer", "check", name]).code(2);
    }
    // two at once, a list on top, and commands that look at texts
    for args in [
        &["annotate", "-g", "ship.gazet", "-g", "ship.tsv", "a.txt"][..],
        &["gazetteer", "stats", "ship.gazet"],
        &["gazetteer", "compile", "ship.gazet", "-o", "out.gazet"],
    ] {
        let run = gazet_in(folder.path(), args).code(2);
        assert!(run.err.starts_with("gazet: ship.gazet: is ") && run.err.contains("compiled"), "{run:#?}");
    }
}
