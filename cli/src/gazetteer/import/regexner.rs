//! CoreNLP's RegexNER mapping: `pattern TAB class [TAB classes that it may overwrite [TAB priority]]`. A pattern is a regular expression for
//! each word; those that stand for a few words are written out.

use std::path::Path;

use super::Row;
use super::report::Report;
use super::rows::Rows;
use super::source::{at_line, read as read_text};
use crate::messages::Fatal;

/// A pattern that stands for more names than this is not written out.
const MOST: usize = 64;

/// Reads a file.
pub(super) fn read(file: &Path, rows: &mut Rows, report: &mut Report) -> Result<(), Fatal> {
    for (i, line) in read_text(file)?.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut cells = line.split('\t').map(str::trim);
        let (Some(pattern), Some(class)) =
            (cells.next().filter(|p| !p.is_empty()), cells.next().filter(|c| !c.is_empty()))
        else {
            return Err(at_line(file, i + 1, "PATTERN, a tab and CLASS expected"));
        };
        for (cell, what) in cells.zip(["classes that may be overwritten", "priorities", "groups"]) {
            if !cell.is_empty() {
                report.note(format!("RegexNER: {what}, which no column carries"), line);
            }
        }
        match names(pattern) {
            Ok(names) => {
                let mut names = names.into_iter();
                let name = names.next().unwrap_or_default();
                let row = Row { label: class.to_owned(), name, aliases: names.collect(), ..Row::default() };
                rows.add(row, report);
            }
            Err(reason) => report.note(format!("RegexNER: patterns left out: {reason}"), line),
        }
    }
    Ok(())
}

/// The names that a pattern stands for.
fn names(pattern: &str) -> Result<Vec<String>, String> {
    let mut names = vec![String::new()];
    for word in pattern.split_whitespace() {
        let mut chars = word.chars().collect::<Vec<_>>();
        chars.reverse();
        let words = choices(&mut chars, 0)?;
        let longer = |name: &String| words.iter().map(|w| format!("{name} {w}").trim().to_owned()).collect::<Vec<_>>();
        names = names.iter().flat_map(longer).collect();
        limit(&names)?;
    }
    Ok(names)
}

fn limit(names: &[String]) -> Result<(), String> {
    if names.len() > MOST { Err("they stand for too many names".to_owned()) } else { Ok(()) }
}

/// What an expression stands for, up to its end or a closing bracket; the next character is the last one.
fn choices(rest: &mut Vec<char>, depth: usize) -> Result<Vec<String>, String> {
    let (mut all, mut here) = (Vec::new(), vec![String::new()]);
    while let Some(c) = rest.pop() {
        let mut atom = match c {
            '|' => {
                all.append(&mut here);
                here.push(String::new());
                continue;
            }
            ')' if depth > 0 => {
                rest.push(c);
                break;
            }
            '(' => group(rest, depth)?,
            '[' => class(rest)?,
            '\\' => match rest.pop() {
                Some(c) if !c.is_alphanumeric() => vec![c.to_string()],
                _ => return Err("a class of characters".to_owned()),
            },
            '.' | '^' | '$' | '*' | '+' | '?' | '{' | '}' | ')' | ']' => return Err(format!("the sign {c}")),
            c => vec![c.to_string()],
        };
        if rest.last() == Some(&'?') {
            rest.pop();
            atom.push(String::new());
        }
        here = here.iter().flat_map(|a| atom.iter().map(move |b| format!("{a}{b}"))).collect();
        limit(&here)?;
    }
    all.append(&mut here);
    limit(&all)?;
    Ok(all)
}

fn group(rest: &mut Vec<char>, depth: usize) -> Result<Vec<String>, String> {
    const DEEPEST: usize = 16;
    if rest.ends_with(&[':', '?']) {
        rest.truncate(rest.len() - 2);
    } else if rest.last() == Some(&'?') {
        return Err("a group that looks around or sets options".to_owned());
    }
    if depth >= DEEPEST {
        return Err("groups too deep".to_owned());
    }
    let choices = choices(rest, depth + 1)?;
    match rest.pop() {
        Some(')') => Ok(choices),
        _ => Err("an open group".to_owned()),
    }
}

/// A class of a few characters: `[Ss]`.
fn class(rest: &mut Vec<char>) -> Result<Vec<String>, String> {
    let mut all = Vec::new();
    loop {
        match rest.pop() {
            Some(']') if !all.is_empty() => return Ok(all),
            Some(c) if c.is_alphanumeric() || matches!(c, '\'' | '’') => all.push(c.to_string()),
            Some('.' | '&' | ',') => return Err("a class of signs".to_owned()),
            _ => return Err("a class of characters".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn expressions_are_written_out() {
        for (pattern, wanted) in [
            ("North Star", &["North Star"][..]),
            ("[Nn]orth Stars?", &["North Stars", "North Star", "north Stars", "north Star"]),
            ("(Los|San) (?:Angeles|Diego)", &["Los Angeles", "Los Diego", "San Angeles", "San Diego"]),
            ("St\\. Ives", &["St. Ives"]),
            ("A(b(c|d))?", &["Abc", "Abd", "A"]),
        ] {
            assert_eq!(names(pattern).unwrap(), wanted, "{pattern}");
        }
        for pattern in ["a.b", "a*", "[a-z]x", "\\w", "(a", "(?i)a", "^a", "[ab][cd][ef][gh][ij][kl][mn]", "a)"] {
            assert!(names(pattern).is_err(), "{pattern}");
        }
    }
}
