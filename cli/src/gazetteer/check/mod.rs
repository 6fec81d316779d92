//! `gazet gazetteer check`: the mistakes in lists, each with its file, line and reason.
//!
//! A rule is a function from all rows to findings; none stops at the first one. Where the rules find no error, the gazetteer is built as
//! annotate would build it, so that what passes is what can be used.

mod links;
mod names;
mod rows;
mod sources;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::args::CheckArgs;
use super::lists::{Lists, Text};
use super::{counted, grouped};
use crate::Exit;
use crate::messages::{self, Fatal, printable};
use crate::sink::show;
use crate::sources::{is_compiled, open};
use rows::{All, Mine};

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Level {
    Error,
    Note,
}

/// Something found in a list.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Finding {
    file: String,
    line: usize,
    level: Level,
    rule: &'static str,
    message: String,
}

/// What rules add to.
#[derive(Debug, Default)]
struct Findings(BTreeSet<Finding>);

impl Findings {
    fn add(&mut self, level: Level, rule: &'static str, file: &str, line: usize, message: impl Into<String>) {
        self.0.insert(Finding { file: file.to_owned(), line, level, rule, message: message.into() });
    }

    fn error(&mut self, rule: &'static str, file: &str, line: usize, message: impl Into<String>) {
        self.add(Level::Error, rule, file, line, message);
    }

    fn note(&mut self, rule: &'static str, file: &str, line: usize, message: impl Into<String>) {
        self.add(Level::Note, rule, file, line, message);
    }

    fn count(&self, level: Level) -> usize {
        self.0.iter().filter(|f| f.level == level).count()
    }
}

/// Runs `gazet gazetteer check`.
pub(super) fn check(args: &CheckArgs) -> Result<Exit, Fatal> {
    let (compiled, files): (Vec<_>, Vec<_>) = args.files.iter().cloned().partition(|path| is_compiled(path));
    for path in &compiled {
        let gazetteer = open(path, true)?;
        let (entities, names) = (grouped(gazetteer.entities().len()), grouped(gazetteer.names()));
        messages::line(&format!("{}: {entities} entities, {names} names, as they were written", path.display()));
    }
    if !compiled.is_empty() && files.is_empty() && args.tables.exceptions.is_empty() && args.tables.names.is_empty() {
        return Ok(Exit::Done);
    }
    let built_in = if args.no_builtin { Lists::default() } else { Lists::built_in() };
    let (lists, mine) = if files.is_empty() && args.tables.exceptions.is_empty() && args.tables.names.is_empty() {
        (built_in, Mine::All)
    } else {
        let mut own = Lists::read(&files)?;
        for path in &args.tables.exceptions {
            own.exceptions.push(Text::read(path)?);
        }
        for path in &args.tables.names {
            own.names.push(Text::read(path)?);
        }
        let files =
            [&own.entities, &own.names, &own.exceptions].into_iter().flatten().map(|t| t.file.clone()).collect();
        (built_in.with(own), Mine::These(files))
    };
    let mut findings = Findings::default();
    let all = All::new(&lists, &mine, &mut findings);
    links::check(&all, &mut findings);
    names::check(&all, args.notes, &mut findings);
    sources::check(&all, &lists, &mut findings)?;
    if findings.count(Level::Error) == 0
        && let Err(e) = lists.builder().build()
    {
        findings.error("build", e.file(), e.line(), e.message());
    }
    if !args.notes {
        findings.0.retain(|f| f.level == Level::Error);
    }
    show(&if args.json { json(&findings) } else { text(&findings) })?;
    let (errors, notes) = (findings.count(Level::Error), findings.count(Level::Note));
    let rows = all.entries.iter().filter(|e| e.mine).count();
    let names: usize = all.entries.iter().filter(|e| e.mine).map(|e| e.surfaces.len()).sum();
    let notes = if args.notes { format!(", {}", counted(notes, "note")) } else { String::new() };
    let (rows, names) = (counted(rows, "row"), counted(names, "name"));
    messages::line(&format!("{rows}, {names}: {}{notes}", counted(errors, "error")));
    Ok(if errors == 0 { Exit::Done } else { Exit::Errors })
}

fn text(findings: &Findings) -> String {
    let mut out = String::new();
    for Finding { file, line, level, rule, message } in &findings.0 {
        let level = if *level == Level::Error { "error" } else { "note" };
        let _ = writeln!(out, "{}:{line}: {level}: {} [{rule}]", printable(file), printable(message));
    }
    out
}

fn json(findings: &Findings) -> String {
    let mut out = String::new();
    for Finding { file, line, level, rule, message } in &findings.0 {
        let level = if *level == Level::Error { "error" } else { "note" };
        let object = serde_json::json!({"file": file, "line": line, "level": level, "rule": rule, "message": message});
        let _ = writeln!(out, "{object}");
    }
    out
}
