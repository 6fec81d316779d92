//! `gazet gazetteer search`, `stats`, `diff` and `words`.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{folder, gazet, gazet_in, shared};

/// The ids of a search, in order.
fn ids(args: &[&str]) -> Vec<String> {
    let run = gazet(&[&["gazetteer", "search", "--json"], args].concat(), b"").code(0);
    run.records().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_whole_name_comes_before_a_part_of_one() {
    assert_eq!(ids(&["fancy bear"]), ["ta/apt28", "ta/fancy-bears-hack-team"]);
    let ncsc = ids(&["NCSC", "-n", "100"]);
    assert!(ncsc.contains(&"gb/ncsc".to_owned()) && ncsc.contains(&"kr/ncsc".to_owned()), "{ncsc:?}");
    let found = ids(&["fancy", "-n1"]);
    assert_eq!(found, ["ta/apt28"]);
    let table = gazet(&["gazetteer", "search", "sofacy", "-n9"], b"").code(0).out;
    assert!(table.starts_with("id ") && table.contains("ta/apt28"), "{table}");
}

#[test]
fn ids_and_cross_references() {
    assert_eq!(ids(&["--id", "ta/apt28"]), ["ta/apt28"]);
    assert_eq!(ids(&["--id", "G0007"]), ["ta/apt28"]);
    let units = ids(&["--id", "us/fbi", "-n", "50"]);
    assert_eq!(units[0], "us/fbi");
    assert!(units.len() > 1 && units.iter().all(|id| id.starts_with("us/fbi")), "{units:?}");
}

#[test]
fn names_spelled_wrong() {
    assert_eq!(ids(&["--fuzzy", "Fansy Baer", "-n1"]), ["ta/apt28"]);
    assert_eq!(ids(&["--fuzzy", "zzzzzzzzzz"]), [""; 0]);
    gazet(&["gazetteer", "search", "zyxwvut"], b"").code(0).says("gazet: nothing found");
    gazet(&["gazetteer", "search", "..."], b"").code(2).says("the query has no word");
}

#[test]
fn a_search_shows_what_exceptions_say() {
    let run = gazet(&["gazetteer", "search", "--json", "Silence", "-n", "50"], b"").code(0);
    let found = run.records();
    let actor = found.iter().find(|r| r["label"] == "THREAT_ACTOR" && r["found"] == "Silence").unwrap();
    assert_eq!(actor["exception"]["rule"], "context");
    assert!(actor["line"].as_u64() > Some(1) && actor["file"] == "threat_actors.tsv");
}

#[test]
fn own_lists_are_searched_too() {
    let folder = folder(&[("ship.tsv", b"id\tname\nship/zyxw\tZyxw of Man\nta/apt28\tNot That\n")]);
    let run = gazet_in(folder.path(), &["gazetteer", "search", "zyxw", "-g", "ship.tsv"]).code(0);
    assert!(run.out.contains("ship/zyxw") && run.out.contains("ship.tsv:2"), "{run:#?}");
    let run = gazet_in(folder.path(), &["gazetteer", "search", "--id", "ta/apt28", "-g", "ship.tsv"]).code(0);
    assert!(run.out.contains("Not That") && !run.out.contains("APT28  "), "{run:#?}");
}

#[test]
fn counts() {
    let list = b"id\tname\taliases\tcountry\tlabel\txref\nb/a\tBureau of Zyxw\tBOZ|Zyxws\tGB\tBODY\tq:1\nb/b\tOther Bureau\t\t\tBODY\t\n";
    let folder = folder(&[("my.tsv", list), ("names.tsv", b"id\tname\ttype\nb/a\tZyxws\tshort\nb/b\tThird\tshort\n")]);
    let run = gazet_in(folder.path(), &["gazetteer", "stats", "--json", "my.tsv", "names.tsv"]).code(0);
    let record = &run.records()[0];
    let counts = ["rows", "names", "country", "acronym", "xref", "source"].map(|key| record[key].as_u64().unwrap());
    assert_eq!(counts, [2, 5, 1, 1, 1, 0]);
    let table = gazet_in(folder.path(), &["gazetteer", "stats", "my.tsv"]).code(0).out;
    assert!(table.contains("my.tsv  BODY      2      4     50 %     50 %  50 %     0 %"), "{table}");
    let all = gazet(&["gazetteer", "stats"], b"").code(0).out;
    assert!(all.contains("agencies.tsv") && all.lines().last().unwrap().starts_with("all "), "{all}");
}

#[test]
fn what_each_country_has() {
    let list = b"id\tlabel\tname\taliases\tcountry\tstatus\nzz/mfa\tAGENCY\tMinistry of Foreign Affairs\tMFA\tGB\t\nzz/old\tAGENCY\tNational Police\t\tGB\tformer\n";
    let folder = folder(&[("my.tsv", list)]);
    let run = gazet_in(folder.path(), &["gazetteer", "stats", "--coverage", "--json", "my.tsv"]).code(0);
    let record = &run.records()[0];
    assert_eq!((record["country"].as_str(), record["bodies"].as_u64()), (Some("GB"), Some(1)));
    assert_eq!(record["duties"]["foreign affairs"], serde_json::json!(["zz/mfa"]));
    assert_eq!(record["duties"]["police"], serde_json::json!([]));
    // the built-in lists: eighty countries and more have nearly every body that a release names
    let table = gazet(&["gazetteer", "stats", "--coverage"], b"").code(0).out;
    let of = |line: &str| -> usize {
        let found = table.lines().find(|l| l.starts_with(line)).unwrap();
        found.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert!(of("12 or more") >= 80, "{table}");
    assert!(of("foreign affairs") >= 130 && of("defence") >= 130 && of("police") >= 130, "{table}");
}

#[test]
fn the_documents_table_is_that_of_stats() {
    let stats = gazet(&["gazetteer", "stats", "--markdown"], b"").code(0).out;
    let page = std::fs::read_to_string(common::root().join("docs/lists.md")).unwrap();
    // the columns of a row, whatever the counts: they change with every name
    let heads = |text: &str| -> Vec<String> {
        text.lines().filter(|l| l.starts_with("| list |") || l.starts_with("| source |")).map(str::to_owned).collect()
    };
    assert_eq!(heads(&page), heads(&stats));
    for line in stats.lines().filter(|l| l.starts_with("| ")) {
        let list = line.split(" | ").take(2).collect::<Vec<_>>().join(" | ");
        assert!(
            page.contains(&list),
            "docs/lists.md has no row {list}: gazet gazetteer stats --markdown makes it anew"
        );
    }
}

#[test]
fn what_differs_by_entity_and_name() {
    let old = b"id\tname\taliases\tcountry\nb/a\tBureau of Zyxw\tBOZ|Zyxws\tGB\nb/b\tOther Bureau\t\t\n";
    let new = b"id\tname\taliases\tcountry\nb/a\tBureau of Zyxw\tBOZ|Zyxwers\tFR\nb/c\tNew Bureau\t\t\n";
    let exceptions = b"surface\tid\trule\treason\nBOZ\t*\tcontext\tx\n";
    let folder = folder(&[("old/my.tsv", old), ("new/my.tsv", new), ("new/exceptions.tsv", exceptions)]);
    let run = gazet_in(folder.path(), &["gazetteer", "diff", "old", "new"]).code(0);
    assert_eq!(
        run.out.lines().collect::<Vec<_>>(),
        [
            "~ *: exception + \"BOZ\" context",
            "~ b/a: alias + Zyxwers",
            "~ b/a: alias - Zyxws",
            "~ b/a: country GB -> FR",
            "- b/b: Other Bureau",
            "+ b/c: New Bureau",
        ]
    );
    assert_eq!(run.err, "gazet: 1 entities added, 1 removed, 4 other changes\n");
    let run = gazet_in(folder.path(), &["gazetteer", "diff", "--json", "old/my.tsv", "new/my.tsv"]).code(0);
    assert_eq!(run.records().len(), 5);
    assert_eq!(gazet_in(folder.path(), &["gazetteer", "diff", "old", "old"]).code(0).out, "");
    gazet_in(folder.path(), &["gazetteer", "diff", "old", "no"]).code(2).says("no: no such file or folder");
}

#[test]
fn what_differs_in_texts() {
    let folder = folder(&[
        ("old/ship.tsv", b"id\tname\nship/a\tHMS Resolute\nship/b\tNorth Star\n"),
        ("new/ship.tsv", b"id\tname\tlabel\nboat/b\tNorth Star\tBOAT\nship/c\tSouth Star\t\n"),
        ("text.txt", b"HMS Resolute and the North Star sailed.\n\nHMS Resolute met the South Star.\n"),
    ]);
    let args = ["gazetteer", "diff", "old/ship.tsv", "new/ship.tsv", "--corpus", "text.txt"];
    let run = gazet_in(folder.path(), &args).code(0).says("1 documents: 1 spans appeared, 2 vanished, 1 changed");
    for line in [
        "2  vanished  HMS Resolute SHIP ship/a                               text.txt@0",
        "1  appeared                            South Star SHIP ship/c",
        "1  changed   North Star SHIP ship/b    North Star BOAT boat/b",
    ] {
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeeze(&run.out).contains(&squeeze(line)), "{line} is not in {}", run.out);
    }
}

#[test]
fn words_are_counted_in_small_letters() {
    let text = b"Lead the lead; leading lead. See www.lead.gov, lead-free, lead@example.org.\n";
    let folder = folder(&[("a.txt", text), ("b.jsonl", b"{\"text\":\"a lead\"}\n{\"text\":3}\n")]);
    let run = gazet_in(folder.path(), &["gazetteer", "words", "a.txt", "b.jsonl", "--min", "2"]).code(3);
    assert_eq!(run.out, "word\tcount\nlead\t3\n");
    assert!(
        run.err.contains("b.jsonl:2: no \"text\"") && run.err.contains("1 words in 2 documents, 1 failed"),
        "{run:#?}"
    );
}

#[test]
fn the_committed_words_are_those_of_the_releases() {
    let words = std::fs::read_to_string(common::root().join("gazetteers/words.tsv")).unwrap();
    assert!(words.len() < 200_000 && words.lines().count() > 3_000);
    assert!(words.lines().skip(1).is_sorted());
    let Some(path) = shared("corpora/press.jsonl") else { return };
    let run = gazet(&["gazetteer", "words", path.to_str().unwrap()], b"").code(0);
    assert!(run.out == words, "gazet gazetteer words {} gives other counts", path.display());
}
