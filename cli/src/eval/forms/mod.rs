//! The forms that annotations are read from, one file each, and how a file's form is told by its content.

mod brat;
mod conll;
pub(super) mod json;
mod marked;
mod timeml;

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::args::Form;
use super::model::Annotated;
use crate::messages::{self, Fatal, io_error};

/// What ends the names of files that may hold annotations, sorted.
const ENDINGS: [&str; 14] =
    ["ann", "bio", "conll", "conllu", "iob", "iob2", "json", "jsonl", "ndjson", "sgml", "tml", "tsv", "txt", "xml"];

/// All annotated texts of a file or folder.
pub(super) fn read(path: &Path, form: Option<Form>) -> Result<Vec<Annotated>, Fatal> {
    let is_folder = std::fs::metadata(path).map_err(|e| Fatal::at(name(path), io_error(&e)))?.is_dir();
    let mut documents = Vec::new();
    if is_folder {
        for file in files(path)? {
            // a folder may have other things in it
            match read_file(&file, &relative(&file, path), form)? {
                Some(read) => documents.extend(read),
                None => messages::line(&format!("{}: no form of annotations, passed over", name(&file))),
            }
        }
    } else {
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        let nothing =
            || Fatal::at(name(path), "no form of annotations that is known; --gold-format and --pred-format name one");
        documents = read_file(path, &id, form)?.ok_or_else(nothing)?;
    }
    if documents.is_empty() {
        return Err(Fatal::at(name(path), "no annotated text in it"));
    }
    Ok(documents)
}

/// The files of a folder that may hold annotations, in sorted order; the texts beside .ann and CoNLL files are none.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Fatal> {
    let mut files = Vec::new();
    let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().first() == Some(&b'.');
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|e| e.depth() == 0 || !hidden(e.file_name())) {
        let entry = entry.map_err(|e| Fatal(format!("{}: {e}", name(folder))))?;
        let known = entry.path().extension().is_some_and(|e| ENDINGS.iter().any(|k| e.eq_ignore_ascii_case(k)));
        let is_text_of_other = || {
            entry.path().extension().is_some_and(|e| e == "txt")
                && ["ann", "conll", "iob2", "iob", "bio"].iter().any(|e| entry.path().with_extension(e).is_file())
        };
        if entry.file_type().is_file() && known && !is_text_of_other() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn read_file(path: &Path, id: &str, form: Option<Form>) -> Result<Option<Vec<Annotated>>, Fatal> {
    let fatal = |message: String| Fatal::at(name(path), message);
    let source = text_of(path)?;
    let Some(form) = form.or_else(|| form_of(path, &source)) else { return Ok(None) };
    let documents = match form {
        Form::Record | Form::Gold => json::read(&source),
        Form::Marked => marked::read(&source, id),
        Form::Conll => conll::read(&source, id).map(|documents| beside(path, documents)),
        Form::Timeml => timeml::read(&source, id).map(|d| vec![d]),
        Form::Brat => {
            let text = path.with_extension("txt");
            let annotations = path.with_extension("ann");
            let annotations = if annotations == path { source } else { text_of(&annotations)? };
            brat::read(&annotations, &text_of(&text)?, id).map(|d| vec![d])
        }
    };
    let mut documents = documents.map_err(fatal)?;
    for document in &mut documents {
        document.settle().map_err(|e| fatal(format!("{}: {e}", document.id)))?;
    }
    Ok(Some(documents))
}

/// One document's tokens come onto the text beside their file, where there is one.
fn beside(path: &Path, mut documents: Vec<Annotated>) -> Vec<Annotated> {
    if let ([document], Ok(text)) = (documents.as_mut_slice(), std::fs::read_to_string(path.with_extension("txt"))) {
        let mut fitted = document.clone();
        match fitted.fit(text.strip_prefix('\u{feff}').unwrap_or(&text)) {
            Ok(()) => *document = fitted,
            Err(e) => messages::line(&format!("{}: not the tokens of the text beside it: {e}", name(path))),
        }
    }
    documents
}

fn form_of(path: &Path, source: &str) -> Option<Form> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let start = source.trim_start();
    if ending == "ann" {
        Some(Form::Brat)
    } else if start.starts_with('{') || (ending == "json" && start.starts_with('[')) {
        Some(Form::Record)
    } else if source.contains("<TIMEX3 ") || source.contains("<TimeML") {
        Some(Form::Timeml)
    } else if source.starts_with("=== ") || source.contains("\n=== ") {
        Some(Form::Marked)
    } else if start.starts_with('[') && serde_json::from_str::<Vec<serde_json::Value>>(source).is_ok() {
        Some(Form::Record)
    } else if conll::is(source) {
        Some(Form::Conll)
    } else if path.with_extension("ann").is_file() {
        Some(Form::Brat)
    } else {
        None
    }
}

fn text_of(path: &Path) -> Result<String, Fatal> {
    let bytes = std::fs::read(path).map_err(|e| Fatal::at(name(path), io_error(&e)))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        Fatal::at(name(path), format!("not UTF-8: bad byte at offset {}", e.utf8_error().valid_up_to()))
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A file's place in its folder, without its ending.
fn relative(file: &Path, folder: &Path) -> String {
    let place = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    place.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_by_content() {
        let of = |file: &str, source: &str| form_of(Path::new(file), source);
        assert_eq!(of("a.jsonl", "{\"id\":\"a\",\"spans\":[]}"), Some(Form::Record));
        assert_eq!(of("a", "[\n{\"id\":\"a\",\"spans\":[]}\n]"), Some(Form::Record));
        assert_eq!(of("a.txt", "# What it shows.\n\n=== one\n[[FBI|AGENCY|us/fbi]]\n"), Some(Form::Marked));
        assert_eq!(of("a.txt", "[[FBI|AGENCY|us/fbi]] no case"), None);
        assert_eq!(of("a.ann", "T1\tAGENCY 0 3\tFBI\n"), Some(Form::Brat));
        assert_eq!(of("a.xml", "<?xml version=\"1.0\"?><TimeML>x</TimeML>"), Some(Form::Timeml));
        assert_eq!(of("a.txt", "The DT O\nFBI NNP B-AGENCY\n\nIt PRP O\n"), Some(Form::Conll));
        assert_eq!(of("a.txt", "The FBI said\nnothing B-AGENCY\n"), None);
    }
}
