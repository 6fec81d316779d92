//! `gazet gazetteer import`: lists of other forms as gazet's.
//!
//! A form is a module with one function from a file to rows. What the format cannot carry goes into the [`Report`], never nowhere.

mod actors;
mod columns;
mod entityruler;
mod gate;
mod microsoft;
mod misp;
mod regexner;
mod report;
mod row;
mod rows;
mod source;
mod stix;

use std::path::Path;

use super::args::{Form, ImportArgs};
use super::counted;
use crate::Exit;
use crate::messages::{self, Fatal};
use crate::sink::Sink;
use report::Report;
use row::Row;
use rows::Rows;

/// So many examples of each loss stand on standard error.
const EXAMPLES: usize = 3;

/// Runs `gazet gazetteer import`.
pub(super) fn import(args: &ImportArgs) -> Result<Exit, Fatal> {
    let label = args.label.as_deref().map(label).transpose()?;
    let whole = args.report.as_deref().map(|path| Sink::open(Some(path))).transpose()?;
    let mut report = Report::default();
    if args.from == Form::Actors {
        actors::build(args, &mut report)?;
    } else {
        if args.misp.is_some() || args.attack.is_some() || args.microsoft.is_some() || args.corrections.is_some() {
            return Err(Fatal("--misp, --attack, --microsoft and --corrections belong to --from actors".to_owned()));
        }
        let mut sink = Sink::open(args.output.as_deref())?;
        let mut rows = Rows::new(label);
        for file in &args.files {
            read(args, file, &mut rows, &mut report)?;
        }
        let rows = rows.finish(&mut report);
        if rows.is_empty() {
            report.render(Some(EXAMPLES)).lines().for_each(messages::line);
            return Err(Fatal("no entity in the input that could be carried over".to_owned()));
        }
        sink.write(row::list(&rows)?.as_bytes())?;
        sink.finish()?;
        let names: usize = rows.iter().map(|r| r.aliases.len() + 1).sum();
        messages::line(&format!("{}, {}", counted(rows.len(), "row"), counted(names, "name")));
    }
    if let Some(mut sink) = whole {
        sink.write(report.render(None).as_bytes())?;
        sink.finish()?;
    }
    report.render(Some(EXAMPLES)).lines().for_each(messages::line);
    Ok(Exit::Done)
}

fn read(args: &ImportArgs, file: &Path, rows: &mut Rows, report: &mut Report) -> Result<(), Fatal> {
    match args.from {
        Form::Actors => Ok(()),
        Form::Csv | Form::Jsonl | Form::Tsv => columns::read(args, file, rows, report),
        Form::Entityruler => entityruler::read(file, rows, report),
        Form::Gate => gate::read(file, rows, report),
        Form::Microsoft => {
            for actor in microsoft::read_actors(file)? {
                rows.add(actor.row(report), report);
            }
            Ok(())
        }
        Form::Misp => {
            for row in misp::rows(file, report)? {
                rows.add(row, report);
            }
            Ok(())
        }
        Form::Regexner => regexner::read(file, rows, report),
        Form::Stix => {
            for object in stix::read_objects(file, report)? {
                rows.add(object.row(), report);
            }
            Ok(())
        }
    }
}

/// A label as the user gives it.
fn label(word: &str) -> Result<String, Fatal> {
    if as_label(word) == word {
        return Ok(word.to_owned());
    }
    Err(Fatal(format!("--label {word:?} is no label: a word in capitals, with digits and _")))
}

/// The label that a word of another system stands for.
fn as_label(word: &str) -> String {
    let mut label: String = word
        .trim()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .skip_while(|c| !c.is_ascii_alphabetic())
        .collect();
    if label.is_empty() {
        label.push_str("NAME");
    }
    label
}

/// The label that a file's name stands for.
fn stem_label(path: &Path) -> String {
    as_label(&path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned()))
}
