//! `gazet gazetteer check`: every rule has a list that breaks it, and the built-in lists break none.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{Run, folder, gazet, gazet_in};

/// Checks one list by itself.
fn check(list: &str) -> Run {
    let folder = folder(&[("ship.tsv", list.as_bytes())]);
    gazet_in(folder.path(), &["gazetteer", "check", "--no-builtin", "--notes", "ship.tsv"])
}

/// One finding, and no other.
#[track_caller]
fn finds(list: &str, finding: &str) {
    let run = check(list);
    assert_eq!(run.out.lines().collect::<Vec<_>>(), [finding], "{run:#?}");
    assert_eq!(run.code, i32::from(finding.contains(": error: ")), "{run:#?}");
}

#[test]
fn the_built_in_lists_have_no_error() {
    let run = gazet(&["gazetteer", "check"], b"").code(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains(": 0 errors"), "{run:#?}");
    let notes = gazet(&["gazetteer", "check", "--notes"], b"").code(0).out;
    for rule in ["[countries]", "[successor]", "[covered]"] {
        assert!(notes.lines().any(|l| l.contains(": note: ") && l.ends_with(rule)), "{rule}");
    }
}

#[test]
fn a_good_list_is_good() {
    let run = check("id\tname\taliases\nship/a\tHMS Resolute\tResolutes\nship/b\tNorth Star\n").code(0);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", "gazet: 2 rows, 3 names: 0 errors, 0 notes\n"));
}

#[test]
fn malformed_rows_are_all_told() {
    let run = check("id\tname\tcountry\na\t\nb\tBoat\tGBR\nc\tCanoe\tGB\tmore\nd\tRaft of Kon\n").code(1);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(
        lines,
        [
            "ship.tsv:2: error: no name [malformed]",
            "ship.tsv:3: error: \"GBR\" is no country code of two capitals [malformed]",
            "ship.tsv:4: error: 4 cells, but the header has 3 columns [malformed]"
        ]
    );
    finds("name\nBoat\n", "ship.tsv:1: error: no column \"id\" in the header row [malformed]");
}

#[test]
fn ids_stand_once_and_in_order() {
    finds(
        "id\tname\nship/a\tHMS Resolute\nship/a\tNorth Star\n",
        "ship.tsv:3: error: id \"ship/a\" stands in line 2 already [id]",
    );
    finds(
        "id\tname\nship/b\tHMS Resolute\nship/a\tNorth Star\n",
        "ship.tsv:3: error: \"ship/a\" is not sorted: it comes before \"ship/b\" [sorted]",
    );
    finds(
        "id\tname\taliases\nship/b\tHMS Resolute\tHMS Resolute\n",
        "ship.tsv:2: error: the name \"HMS Resolute\" stands twice [twice]",
    );
}

#[test]
fn names_that_can_never_match() {
    finds(
        "id\tname\taliases\nship/a\tHMS Resolute\t$$$\n",
        "ship.tsv:2: error: \"$$$\" of ship/a has no word: it can never match [never]",
    );
}

#[test]
fn names_that_two_share() {
    let list = |a: &str, b: &str| {
        format!("id\tname\taliases\tcountry\nship/a\tHMS Resolute\tThe Resolute\t{a}\nship/b\tthe Resolute\t\t{b}\n")
    };
    finds(
        &list("GB", "GB"),
        "ship.tsv:3: error: SHIP \"the Resolute\" is a name of ship/b and of ship/a (ship.tsv:2) [shared]",
    );
    finds(
        &list("GB", "US"),
        "ship.tsv:2: note: SHIP \"The Resolute\" is a name of 2 entities: ship/a, ship/b [countries]",
    );
    // sources disagree on actors; ids tell namesakes apart
    finds(
        "id\tname\tlabel\taliases\nta/a\tDusty Vole\tTHREAT_ACTOR\tZyxw\nta/b\tGrim Otter\tTHREAT_ACTOR\tZyxw\n",
        "ship.tsv:3: note: THREAT_ACTOR \"Zyxw\" is a name of ta/b and of ta/a (ship.tsv:2) [shared]",
    );
    finds(
        "id\tname\nship/star\tNorth Star\nship/star-us\tNorth Star\n",
        "ship.tsv:3: note: SHIP \"North Star\" is a name of ship/star-us and of ship/star (ship.tsv:2) [shared]",
    );
}

#[test]
fn short_and_ordinary_names_need_an_exception() {
    let short = |name: &str| format!("id\tname\nship/a\t{name}\n");
    let told = |name: &str| {
        format!(
            "ship.tsv:2: error: {name:?} of ship/a is so short that it means other things: no exception says when it is this [short]"
        )
    };
    finds(&short("QX"), &told("QX"));
    finds(&short("Zup"), &told("Zup"));
    check(&short("QXY")).code(0);
    let run = check(&short("Lead")).code(1);
    assert!(run.out.starts_with("ship.tsv:2: error: \"Lead\" of ship/a is an ordinary word ("), "{run:#?}");
    check(&short("Resolutely")).code(0);
    // with a row that says what to do about it, and with one that says it for all
    for id in ["ship/a", "*"] {
        let exceptions = format!("surface\tid\trule\treason\nLead\t{id}\tcontext\tthe word\n");
        let folder = folder(&[("ship.tsv", short("Lead").as_bytes()), ("e.tsv", exceptions.as_bytes())]);
        let args = ["gazetteer", "check", "--no-builtin", "ship.tsv", "--exceptions", "e.tsv"];
        let run = gazet_in(folder.path(), &args).code(0);
        assert_eq!(run.out, "");
    }
}

#[test]
fn what_points_at_nothing() {
    let folder = folder(&[
        ("ship.tsv", b"id\tname\tparent\tsuccessor\tstatus\nship/a\tHMS Resolute\tship/x\tship/y\tformer\n"),
        ("e.tsv", b"surface\tid\trule\treason\nHMS Resolute\tship/b\tnever\tx\nResolute\t*\tnever\tx\nResolute\tship/a\tnever\tx\n"),
        ("n.tsv", b"id\tname\ttype\nship/a\tOld Lady\tshort\nship/c\tQE2\tshort\n"),
    ]);
    let args = ["gazetteer", "check", "--no-builtin", "ship.tsv", "--exceptions", "e.tsv", "--names", "n.tsv"];
    let run = gazet_in(folder.path(), &args).code(1).says("1 row, 2 names: 6 errors");
    assert_eq!(
        run.out.lines().collect::<Vec<_>>(),
        [
            "e.tsv:2: error: no list has the id \"ship/b\" [points]",
            "e.tsv:3: error: no entity has the name \"Resolute\" [points]",
            "e.tsv:4: error: ship/a has no name \"Resolute\" [points]",
            "n.tsv:3: error: no list has the id \"ship/c\" [points]",
            "ship.tsv:2: error: no list has the parent \"ship/x\" [points]",
            "ship.tsv:2: error: no list has the successor \"ship/y\" [points]",
        ]
    );
    // the columns of a file say what it is
    let run = gazet_in(folder.path(), &["gazetteer", "check", "--no-builtin", "ship.tsv", "e.tsv", "n.tsv"]).code(1);
    assert_eq!(run.out.lines().count(), 6);
}

#[test]
fn circles() {
    finds("id\tname\tparent\nship/a\tHMS Resolute\tship/a\n", "ship.tsv:2: error: ship/a is its own parent [circle]");
    finds(
        "id\tname\tparent\nship/a\tHMS Resolute\tship/c\nship/b\tNorth Star\tship/a\nship/c\tSouth Star\tship/b\nship/d\tEast Star\tship/c\n",
        "ship.tsv:2: error: parents go round in a circle: ship/a, ship/c, ship/b, ship/a [circle]",
    );
    finds(
        "id\tname\tstatus\tsuccessor\nship/a\tHMS Resolute\tformer\tship/b\nship/b\tNorth Star\tformer\tship/a\n",
        "ship.tsv:2: error: successors go round in a circle: ship/a, ship/b, ship/a [circle]",
    );
}

#[test]
fn sources_have_a_licence() {
    let rows = "id\tname\tsource\nship/a\tHMS Resolute\tlloyds\nship/b\tNorth Star\thttps://example.org/star\nship/c\tSouth Star\t\nship/d\tWest Star\trumour|hearsay\n";
    // a column that nobody filled is none
    let rows_of_an_import = "id\tname\tsource\nship/a\tHMS Resolute\t\nship/b\tNorth Star\t\n";
    let unfilled = folder(&[("ship.tsv", rows_of_an_import.as_bytes())]);
    gazet_in(unfilled.path(), &["gazetteer", "check", "ship.tsv"]).code(0).says("2 rows, 2 names: 0 errors");
    std::fs::write(unfilled.path().join("SOURCES.md"), "").unwrap();
    gazet_in(unfilled.path(), &["gazetteer", "check", "ship.tsv"]).code(1).says("2 errors");
    // without a table of sources, only that there is one
    finds(rows, "ship.tsv:4: error: no source [source]");
    let table = "# Sources\n\n| key | what | licence |\n|---|---|---|\n| hearsay | what people say | |\n| lloyds | a register | CC0 |\n";
    let folder = folder(&[("ship.tsv", rows.as_bytes()), ("SOURCES.md", table.as_bytes())]);
    let run = gazet_in(folder.path(), &["gazetteer", "check", "ship.tsv"]).code(1);
    assert_eq!(
        run.out.lines().collect::<Vec<_>>(),
        [
            "ship.tsv:4: error: no source [source]",
            "ship.tsv:5: error: SOURCES.md has no row with a licence for the source \"hearsay\" [source]",
            "ship.tsv:5: error: SOURCES.md has no row with a licence for the source \"rumour\" [source]",
        ]
    );
}

#[test]
fn notes_do_not_count() {
    finds(
        "id\tname\tstatus\nship/a\tHMS Resolute\tformer\n",
        "ship.tsv:2: note: ship/a is former, and nothing says what came after it [successor]",
    );
    finds(
        "id\tname\taliases\nship/a\tStar and Moon\tStar & Moon\n",
        "ship.tsv:2: note: \"Star & Moon\" of ship/a need not stand here: \"Star and Moon\" finds it [covered]",
    );
    // two that find each other: one of them may go
    let list = "id\tname\taliases\nship/a\tHMS Resolute\tNorth-Star|North Star\n";
    let run = gazet_in(folder(&[("ship.tsv", list.as_bytes())]).path(), &["gazetteer", "check", "--notes", "ship.tsv"])
        .code(0);
    assert_eq!(
        run.out,
        "ship.tsv:2: note: \"North Star\" of ship/a need not stand here: \"North-Star\" finds it [covered]\n"
    );
    let folder = folder(&[("ship.tsv", b"id\tname\tstatus\nship/a\tHMS Resolute\tformer\n")]);
    assert_eq!(gazet_in(folder.path(), &["gazetteer", "check", "ship.tsv"]).code(0).out, "");
}

#[test]
fn a_list_stands_on_the_built_in_ones() {
    let list = b"id\tname\tlabel\tcountry\tparent\nus/fbi-x\tOffice of the Zyxw Attache\tAGENCY\tUS\tus/fbi\nus/nasa-x\tNASA\tAGENCY\tUS\t\n";
    let folder = folder(&[("my.tsv", list)]);
    let run = gazet_in(folder.path(), &["gazetteer", "check", "my.tsv"]).code(1);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines.len(), 1, "{run:#?}");
    assert!(
        lines[0].starts_with("my.tsv:3: error: AGENCY \"NASA\" is a name of us/nasa-x and of us/nasa (agencies.tsv:"),
        "{run:#?}"
    );
}

#[test]
fn findings_for_programs() {
    let folder = folder(&[("ship.tsv", b"id\tname\nship/a\tHMS Resolute\nship/a\tNorth Star\n")]);
    let run = gazet_in(folder.path(), &["gazetteer", "check", "--json", "ship.tsv"]).code(1);
    assert_eq!(
        run.records(),
        [serde_json::json!({
            "file": "ship.tsv", "line": 3, "level": "error", "rule": "id", "message": "id \"ship/a\" stands in line 2 already"
        })]
    );
}

#[test]
fn what_cannot_start() {
    let folder = folder(&[("d/x.tsv", b"id\tname\n")]);
    for (args, message) in [
        (&["gazetteer", "check", "no.tsv"][..], "gazet: no.tsv: no such file or folder"),
        (&["gazetteer", "check", "d"], "gazet: d: is a folder, not a list"),
    ] {
        let run = gazet_in(folder.path(), args).code(2).says(message);
        assert_eq!(run.out, "");
    }
}
