//! `gazet explain`: brackets, reasons, widths, colours, and nothing of the text that a terminal would obey.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{Run, folder, gazet, gazet_in};

const TEXT: &str = "Jane Roe, Director of the UK's National Cyber Security Centre (NCSC), met officials of the ROK in Seoul.\n\n\
    The NCSC spoke on 7 November 2024.\n";

fn explain(args: &[&str], text: &str) -> Run {
    gazet(&[&["explain"], args].concat(), text.as_bytes())
}

#[test]
fn spans_stand_in_brackets_and_reasons_below() {
    let run = explain(&["--width", "120"], TEXT).code(0);
    for part in [
        "[Jane Roe|PERSON 1], [Director|TITLE 2] of the [UK|COUNTRY 3]'s [National Cyber Security Centre|AGENCY 4]\n",
        "([NCSC|AGENCY 5]), met",
        "The [NCSC|AGENCY 8] spoke on [7 November 2024|DATE 9].\n",
        "DATE         7 November 2024 → 2024-11-07",
        "by the rules of the calendar\n",
        "→ gb/ncsc",
        "by a definition in the document:",
        "“UK” at 26..28",
        "Jane Roe: Director, National Cyber Security Centre (gb/ncsc), GB\n",
    ] {
        assert!(run.out.contains(part), "{part:?} is not in {}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'), "colours where there is no terminal: {}", run.out);
    assert_eq!(run.err, "");
}

#[test]
fn no_line_is_wider_than_asked_and_brackets_hold_together() {
    for width in [20, 40, 60, 99, 100, 140] {
        let wide = width.to_string();
        for all in [&["--all"][..], &[]] {
            let run = explain(&[&["--width", &wide, "seeds"], all].concat(), "").code(0);
            assert!(run.out.lines().count() > 100, "{}", run.out);
            for line in run.out.lines() {
                assert!(line.chars().count() <= width, "{width}: {line:?}");
            }
        }
        let run = explain(&["--width", &wide], "xxxx xxxx in the Ministry of Foreign Affairs of Japan.").code(0);
        if width >= 40 {
            assert!(run.out.contains("[Ministry of Foreign Affairs|AGENCY 1]"), "{}", run.out);
        }
    }
}

#[test]
fn plain_is_a_line_a_span() {
    let run = explain(&["--plain", "--only", "DATE,AGENCY"], TEXT).code(0);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines.len(), 5, "{}", run.out);
    assert!(lines[0].starts_with("-: ") && lines[0].ends_with("4 spans"), "{}", lines[0]);
    assert!(lines[1].starts_with("31 to 61: National Cyber Security Centre, AGENCY, gb/ncsc"), "{}", lines[1]);
    assert!(lines[4].starts_with("124 to 139: 7 November 2024, DATE, 2024-11-07; score 0."), "{}", lines[4]);
    assert!(lines[4].ends_with(", by the rules of the calendar"), "{}", lines[4]);
}

#[test]
fn all_shows_what_lost_and_why() {
    let text = "The Ministry of Foreign Affairs of the Republic of Korea spoke.";
    let (some, all) = (explain(&["--plain"], text).code(0), explain(&["--plain", "--all"], text).code(0));
    let standing: Vec<_> = all.out.lines().skip(1).filter(|l| !l.contains(", lost ")).collect();
    assert_eq!(standing, some.out.lines().skip(1).collect::<Vec<_>>(), "what stands is the same");
    assert!(!some.out.contains(", lost "), "{}", some.out);
    assert!(all.out.contains("Korea, lost COUNTRY, KR"), "{}", all.out);
    assert!(all.out.contains("stands in its place"), "{}", all.out);
    assert!(explain(&["--all", "--width", "80"], text).out.contains("× COUNTRY lost: Korea → KR"));
}

#[test]
fn colours_are_asked_for_and_refused() {
    let colour = "\u{1b}[1;38;5;32mNCSC\u{1b}[0m";
    let run = explain(&["--color", "always"], TEXT).code(0);
    assert!(run.out.contains(colour), "{}", run.out);
    // the same words, whatever their colour
    let mut bare = String::new();
    let mut rest = run.out.as_str();
    while let Some((before, behind)) = rest.split_once("\u{1b}[") {
        bare.push_str(before);
        rest = behind.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    assert_eq!(bare, explain(&["--color", "never"], TEXT).out);
}

/// Through a terminal, made by `script`: colours and its width, but for NO_COLOR and TERM=dumb.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_has_colours_unless_the_environment_says_no() {
    use std::process::Command;
    if Command::new("script").arg("--version").output().is_err() {
        println!("skipped: there is no program `script` to make a terminal with");
        return;
    }
    let folder = folder(&[("a.txt", TEXT.as_bytes())]);
    let on_terminal = |variable: &str, value: &str| {
        let command = format!("stty cols 50 rows 20; {} explain a.txt", env!("CARGO_BIN_EXE_gazet"));
        let mut script = Command::new("script");
        script.args(["-qec", &command, "/dev/null"]).current_dir(folder.path());
        script.env_remove("NO_COLOR").env("TERM", "xterm").env(variable, value).stdin(std::process::Stdio::null());
        String::from_utf8(script.output().unwrap().stdout).unwrap()
    };
    let seen = on_terminal("UNUSED", "");
    assert!(seen.contains("\u{1b}[1;38;5;32mNCSC\u{1b}[0m"), "{seen:?}");
    for (variable, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let seen = on_terminal(variable, value);
        assert!(!seen.contains('\u{1b}') && seen.contains("[NCSC|AGENCY 5]"), "{variable}: {seen:?}");
        assert!(seen.lines().all(|l| l.trim_end().chars().count() <= 50), "{seen}");
    }
    assert!(on_terminal("NO_COLOR", "").contains('\u{1b}'), "an empty NO_COLOR is none");
}

#[test]
fn nothing_of_the_text_reaches_the_terminal_raw() {
    let text = "A \u{1b}[31m red, \u{202e}turned\u{202c} \u{2066}x\u{2069} \u{61c} \u{9b}2J \u{7} bell, \u{0} nul\ttab; the FBI\u{1b}]0;title\u{7} and [brackets].\r\nX";
    for args in [&["--width", "30"][..], &["--plain"], &["--all", "--plain"], &["--all", "--width", "140"]] {
        let run = explain(args, text).code(0);
        let raw = |c: char| {
            (c.is_control() && c != '\n') || matches!(c, '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!run.out.contains(raw), "{:?}", run.out);
    }
    let run = explain(&["--width", "140"], text).code(0);
    assert!(run.out.contains("\\u{1b}[31m red, \\u{202e}turned\\u{202c}"), "{}", run.out);
}

#[test]
fn dates_lists_and_lines_of_json() {
    let run = explain(&["--date", "2024-11-08"], "They met on Tuesday.").code(0);
    assert!(run.out.contains("2024-11-08 as asked for") && run.out.contains("→ 2024-11-05"), "{}", run.out);
    assert!(
        run.out.replace("\n    ", " ").contains("; counted from 2024-11-08; may be 2024-11-05 or 2024-11-12\n"),
        "{}",
        run.out
    );
    let run = explain(&["--plain"], "They met on Tuesday in May 2023.").code(0);
    assert!(
        run.out.contains("Tuesday, DATE, XXXX-WXX-2; score 0.99, by the rules of the calendar; what is X is open"),
        "{}",
        run.out
    );
    let run = explain(&["--plain"], "The Ministry of Foreign Affairs said no.").code(0);
    assert!(run.out.contains("undecided: ") && run.out.contains(" more; score") && run.out.len() < 400, "{}", run.out);
    let files: [(&str, &[u8]); 2] = [
        (
            "a.jsonl",
            b"{\"id\":\"x\",\"text\":\"HMS Resolute sailed on Tuesday.\",\"date\":\"2024-11-08\"}\n{\"id\":\"y\"}\n",
        ),
        ("ship.tsv", b"id\tname\nship/resolute\tHMS Resolute\n"),
    ];
    let folder = folder(&files);
    let run = gazet_in(folder.path(), &["explain", "-g", "ship.tsv", "a.jsonl"]).code(3).says("a.jsonl:2: no \"text\"");
    assert!(run.out.contains("2024-11-08 from its record"), "{}", run.out);
    assert!(run.out.contains("[HMS Resolute|SHIP 1]"), "{}", run.out);
    explain(&["--only", "NOTHING"], "x").code(2).says("no such label");
    explain(&["--width", "5"], "x").code(2);
    gazet_in(folder.path(), &["explain", "none.txt"]).code(3).says("none.txt: no such file or folder");
    let empty = explain(&[], "").code(0);
    assert!(empty.out.contains("0 spans"), "{}", empty.out);
}
