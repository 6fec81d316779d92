//! `gazet gazetteer import`: what each form becomes, what is told of what it cannot become, and that the result is a list.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::{Run, folder, gazet, gazet_in, root, shared, texts};

/// Imports one file, and annotates nothing with the result: it must at least be a list.
fn import(form: &str, name: &str, content: &str, more: &[&str]) -> Run {
    let folder = folder(&[(name, content.as_bytes()), ("empty.txt", b"")]);
    let args = [&["gazetteer", "import", "--from", form, name], more].concat();
    let run = gazet_in(folder.path(), &args);
    if run.code == 0 {
        std::fs::write(folder.path().join("out.tsv"), &run.out).unwrap();
        gazet_in(folder.path(), &["annotate", "--no-builtin", "-g", "out.tsv", "empty.txt"]).code(0);
    }
    run
}

/// The cells id, label, name, aliases, country, kind of every row.
fn rows(run: &Run) -> Vec<String> {
    run.out.lines().skip(1).map(|l| l.split('\t').take(6).collect::<Vec<_>>().join(";")).collect()
}

#[test]
fn entity_ruler() {
    let patterns = r#"{"label":"ORG","pattern":"North Star Ltd","id":"north-star"}
{"label":"ORG","pattern":[{"LOWER":"north"},{"LOWER":"star"}],"id":"north-star"}
{"label":"product line","pattern":[{"TEXT":{"IN":["Alpha","Beta"]}},{"ORTH":"One"}]}
{"label":"ORG","pattern":[{"LOWER":"very","OP":"*"},{"LOWER":"big"}]}
{"label":"ORG","pattern":"...", "weight": 2}
"#;
    let run = import("entityruler", "patterns.jsonl", patterns, &[])
        .code(0)
        .says("gazet: 2 rows, 4 names")
        .says("gazet: EntityRuler: patterns left out: tokens that ask for LOWER and OP: 1")
        .says("gazet: names without a word, left out: 1")
        .says("gazet: EntityRuler: fields without a column: weight: 1")
        .says("gazet: labels written in capitals: 1");
    assert_eq!(
        rows(&run),
        ["north-star;ORG;North Star Ltd;north star;;", "product-line/alpha-one;PRODUCT_LINE;Alpha One;Beta One;;"]
    );
}

#[test]
fn an_imported_list_is_found_in_texts() {
    let folder = folder(&[
        ("p.jsonl", b"{\"label\":\"SHIP\",\"pattern\":\"North Star\"}\n{\"label\":\"SHIP\",\"pattern\":[{\"LOWER\":\"the\"},{\"LOWER\":\"resolute\"}]}\n"),
        ("a.txt", b"The Resolute and the North Star sailed."),
    ]);
    let run = gazet_in(folder.path(), &["gazetteer", "import", "--from", "entityruler", "p.jsonl", "-o", "my.tsv"]);
    assert_eq!(run.code(0).out, "");
    let run = gazet_in(folder.path(), &["annotate", "-g", "my.tsv", "a.txt"]).code(0);
    assert_eq!(texts(&run.records()[0], "SHIP"), ["The Resolute", "North Star"]);
}

#[test]
fn gate() {
    let folder = folder(&[
        ("lists.def", b"bodies.lst:organization:government:en\ndays.lst:date::: Day\n"),
        ("bodies.lst", "Bureau of Zyxw&country=GB&weight=3\nRhein & Ruhr Amt\nBureau of Zyxw\n".as_bytes()),
        ("days.lst", b"Zyxwday\tid=day/zyxw\n"),
    ]);
    let run = gazet_in(folder.path(), &["gazetteer", "import", "--from", "gate", "lists.def"])
        .code(0)
        .says("GATE: languages of lists, which no column carries: 1")
        .says("GATE: features without a column: weight: 1");
    assert_eq!(
        rows(&run),
        [
            "day/zyxw;DAY;Zyxwday;;;",
            "organization/bureau-of-zyxw;ORGANIZATION;Bureau of Zyxw;;GB;government",
            "organization/rhein-ruhr-amt;ORGANIZATION;Rhein & Ruhr Amt;;;government",
        ]
    );
    let run =
        gazet_in(folder.path(), &["gazetteer", "import", "--from", "gate", "days.lst", "--label", "WEEKDAY"]).code(0);
    assert_eq!(rows(&run), ["day/zyxw;WEEKDAY;Zyxwday;;;"]);
    std::fs::remove_file(folder.path().join("days.lst")).unwrap();
    gazet_in(folder.path(), &["gazetteer", "import", "--from", "gate", "lists.def"])
        .code(2)
        .says("days.lst: no such file");
}

#[test]
fn regexner() {
    let mapping =
        "[Bb]ureau of Zyxw\tORGANIZATION\tMISC\t2.0\nStar(ship)? One\tSHIP\n.* Company\tORGANIZATION\n# a note\n";
    let run = import("regexner", "map.tsv", mapping, &[])
        .code(0)
        .says("RegexNER: patterns left out: the sign .: 1")
        .says("RegexNER: priorities, which no column carries: 1")
        .says("RegexNER: classes that may be overwritten, which no column carries: 1");
    assert_eq!(
        rows(&run),
        [
            "organization/bureau-of-zyxw;ORGANIZATION;Bureau of Zyxw;bureau of Zyxw;;",
            "ship/starship-one;SHIP;Starship One;Star One;;"
        ]
    );
    import("regexner", "map.tsv", "alone\n", &[]).code(2).says("map.tsv:1: PATTERN, a tab and CLASS expected");
}

#[test]
fn columns() {
    let csv = "Key,Title,Other names,Land,Note\n1,\"Bureau of Zyxw, East\",BOZ; Zyxw Bureau,Germany,old\n2,Office,,Atlantis,\n3,,,FR,\n";
    let map = "id=Key,name=Title,aliases=Other names,country=Land";
    let run = import("csv", "bodies.csv", csv, &["--map", map, "--separator", ";", "--label", "BODY"])
        .code(0)
        .says("fields without a column: Note: 1")
        .says("countries that are no code and no known name: 1")
        .says("Atlantis of Office")
        .says("rows without a name, left out: 1");
    assert_eq!(rows(&run), ["1;BODY;Bureau of Zyxw, East;BOZ|Zyxw Bureau;DE;", "2;BODY;Office;;;"]);
    let run = import("tsv", "bodies.tsv", "name\taliases\nBureau \"Zyxw\"\tA|B\n", &[]).code(0);
    assert_eq!(rows(&run), ["bodies/bureau-zyxw;BODIES;Bureau \"Zyxw\";A|B;;"]);
    let jsonl = "{\"name\":\"Bureau\",\"aliases\":[\"A\",\"B|C\",{}],\"label\":\"Body\",\"size\":3}\n\n{\"name\":\"Bureau\",\"kind\":\"x\"}\n";
    let run = import("jsonl", "b.jsonl", jsonl, &["--label", "BODY"])
        .code(0)
        .says("values that are no text: aliases: 1")
        .says("fields without a column: size: 1");
    assert_eq!(rows(&run), ["body/bureau;BODY;Bureau;A|B\\|C;;x"]);
    import("csv", "b.csv", "name,id\nx\n", &[]).code(2).says("b.csv:2: 1 cells, but the header has 2 columns");
    import("csv", "b.csv", "name\nx\n", &["--map", "nam=x"]).code(2).says("no such column; the columns are id label");
    import("csv", "b.csv", "title\nx\n", &[]).code(2).says("no entity in the input that could be carried over");
    import("csv", "b.csv", "name\nx\n", &["--label", "ship"]).code(2).says("--label \"ship\" is no label");
    import("jsonl", "b.jsonl", "{}\nx\n", &[]).code(2).says("b.jsonl:2: not JSON");
}

#[test]
fn actors_of_other_systems() {
    let misp = r#"{"type":"threat-actor","values":[{"uuid":"u-1","value":"Dusty Vole","meta":{"synonyms":["APT9999"],"country":"KP","refs":["x"]}}]}"#;
    let run = import("misp", "c.json", misp, &[]).code(0).says("MISP: fields without a column: refs: 1");
    assert_eq!(rows(&run), ["ta/dusty-vole;THREAT_ACTOR;Dusty Vole;APT9999;KP;"]);
    assert!(run.out.contains("\tmisp:u-1\t"), "{}", run.out);
    let stix = r#"{"objects":[{"type":"malware","name":"Zyxwbot","x_mitre_aliases":["Zyxwbot","ZB"],"external_references":[{"source_name":"mitre-attack","external_id":"S9999"}]},
        {"type":"tool","name":"Old","revoked":true},{"type":"campaign","name":"C"}]}"#;
    let run = import("stix", "b.json", stix, &[])
        .code(0)
        .says("STIX: objects of a type that is not imported: campaign: 1")
        .says("STIX: revoked or deprecated, left out: 1");
    assert_eq!(rows(&run), ["mal/zyxwbot;MALWARE;Zyxwbot;ZB;;"]);
    assert!(run.out.contains("\tattack:S9999\t"), "{}", run.out);
    let microsoft = r#"[{"Threat actor name":"Zyxw Sleet","Origin/Threat":"North Korea, Influence operations","Other names":"DEV-9999, Dusty Vole"}]"#;
    let run = import("microsoft", "m.json", microsoft, &[])
        .code(0)
        .says("Microsoft: origins that are no country, which no column carries: 1");
    assert_eq!(rows(&run), ["ta/zyxw-sleet;THREAT_ACTOR;Zyxw Sleet;DEV-9999|Dusty Vole;KP;"]);
    for (form, text, message) in [
        ("misp", "{}", "f.json: values: an array expected"),
        ("misp", "{\"values\":[{}]}", "f.json: values[0].uuid: a string expected"),
        ("stix", "[", "f.json: not JSON"),
        ("microsoft", "{}", "f.json: the file: an array expected"),
    ] {
        let run = import(form, "f.json", text, &[]).code(2).says(message);
        assert_eq!(run.out, "");
    }
}

#[test]
fn the_report_has_every_case() {
    let mut patterns = String::new();
    for i in 0..10 {
        let _ = writeln!(patterns, "{{\"label\":\"ORG\",\"pattern\":[{{\"SHAPE\":\"X{i}\"}}]}}");
    }
    patterns += "{\"label\":\"ORG\",\"pattern\":\"North Star\"}\n";
    let folder = folder(&[("p.jsonl", patterns.as_bytes())]);
    let args = ["gazetteer", "import", "--from", "entityruler", "p.jsonl", "-o", "o.tsv", "--report", "r.txt"];
    let run = gazet_in(folder.path(), &args).code(0).says("gazet:     and 7 more");
    assert!(!run.err.contains("X9"), "{run:#?}");
    let report = std::fs::read_to_string(folder.path().join("r.txt")).unwrap();
    assert!((0..10).all(|i| report.contains(&format!("\"X{i}\""))), "{report}");
}

#[test]
fn what_is_not_utf_8_names_its_line() {
    let folder = folder(&[("b.csv", b"name\nx\n\xff\n")]);
    for form in ["csv", "gate", "regexner", "entityruler", "misp"] {
        gazet_in(folder.path(), &["gazetteer", "import", "--from", form, "b.csv", "-o", "o.tsv"])
            .code(2)
            .says("gazet: b.csv:3: not UTF-8");
        assert!(!folder.path().join("o.tsv").exists());
    }
}

/// The lines of a list by id.
fn lines(text: &str) -> BTreeMap<&str, &str> {
    text.lines().skip(1).map(|l| (l.split('\t').next().unwrap(), l)).collect()
}

#[test]
fn the_built_in_actors_are_those_of_their_sources() {
    let Some(sources) = shared("sources") else { return };
    let at = |path: &str| sources.join(path).to_str().unwrap().to_owned();
    let out = tempfile::tempdir().unwrap();
    let [misp, attack, microsoft] = ["misp", "attack/attack.json", "microsoft/MicrosoftMapping.json"].map(at);
    let mut args = vec!["gazetteer", "import", "--from", "actors", "--misp", &misp, "--attack", &attack];
    args.extend(["--microsoft", &microsoft, "--corrections", "gazetteers/import/corrections.tsv"]);
    args.extend(["-o", out.path().to_str().unwrap()]);
    let run = gazet(&args, b"").code(0);
    assert!(!run.err.contains("corrections that met nothing"), "{}", run.err);
    let made = |file: &str| std::fs::read_to_string(out.path().join(file)).unwrap();
    let committed = |file: &str| std::fs::read_to_string(root().join("gazetteers").join(file)).unwrap();
    let mut ids = BTreeSet::new();
    for file in ["threat_actors.tsv", "malware.tsv", "tools.tsv"] {
        let (made, committed) = (made(file), committed(file));
        let (made, committed) = (lines(&made), lines(&committed));
        for (id, line) in &made {
            assert_eq!(committed.get(id), Some(line), "{file}");
        }
        // rows that no source has are written by hand
        for (id, line) in committed.iter().filter(|(id, _)| !made.contains_key(*id)) {
            assert_eq!(line.split('\t').nth(10), Some("general"), "{file}: {id}");
        }
        ids.extend(made.keys().map(|id| (*id).to_owned()));
    }
    let of_actors = |text: String| -> BTreeSet<String> {
        let by_hand = |l: &&str| l.ends_with("\tgeneral");
        let of_them = |l: &&str| ids.contains(l.split('\t').next().unwrap());
        text.lines().filter(of_them).filter(|l| !by_hand(l)).map(str::to_owned).collect()
    };
    assert_eq!(of_actors(made("names.tsv")), of_actors(committed("names.tsv")));
}
