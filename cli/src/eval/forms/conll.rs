//! CoNLL: a token a line, its tag in a column of its own, IOB2; blank lines between sentences.

use crate::eval::model::{Annotated, Item, Words};

/// True where most lines have a tag in one column.
pub(super) fn is(source: &str) -> bool {
    let mut lines =
        source.lines().filter(|l| !l.trim().is_empty() && !is_comment(l) && !l.starts_with("-DOCSTART-")).take(200);
    source.lines().any(|l| cells(l).len() > 1) && lines.all(|l| cells(l).iter().skip(1).any(|c| tag(c).is_some()))
}

/// Reads the documents of a file. They begin at `-DOCSTART-` or `# newdoc id = ...`; one without a name is called after the file.
pub(super) fn read(source: &str, stem: &str) -> Result<Vec<Annotated>, String> {
    let column = column(source)?;
    let mut documents: Vec<Annotated> = Vec::new();
    let mut reader = Reader::default();
    for (number, line) in source.lines().enumerate() {
        let line = line.trim_end_matches('\r');
        if let Some(name) = start(line) {
            documents.extend(reader.finish());
            reader.id = name;
        } else if line.trim().is_empty() {
            reader.pause();
        } else if !(is_comment(line) && cells(line).get(column).is_none_or(|c| tag(c).is_none())) {
            let cells = cells(line);
            let tag = cells.get(column).and_then(|c| tag(c));
            let tag = tag.ok_or_else(|| format!("line {}: no IOB2 tag in column {}", number + 1, column + 1))?;
            reader.token(cells[0], tag);
        }
    }
    documents.extend(reader.finish());
    let several = documents.len() > 1;
    for (i, document) in documents.iter_mut().enumerate().filter(|(_, d)| d.id.is_empty()) {
        document.id = if several { format!("{stem}#{}", i + 1) } else { stem.to_owned() };
    }
    Ok(documents)
}

/// The name of the document that begins in this line, empty where it has none.
fn start(line: &str) -> Option<String> {
    if let Some(rest) = line.strip_prefix("-DOCSTART-") {
        let name = rest.split_whitespace().next().unwrap_or("").trim_matches(['(', ')']);
        return Some(if tag(name).is_some() || name == "-X-" { String::new() } else { name.to_owned() });
    }
    let rest = line.strip_prefix('#')?.trim_start();
    let name = rest.strip_prefix("newdoc id").or_else(|| rest.strip_prefix("id"))?.trim_start().strip_prefix('=')?;
    Some(name.trim().to_owned())
}

fn is_comment(line: &str) -> bool {
    line.starts_with("# ")
}

/// Cells of a line: between tabs where it has any, so that a token may have a blank in it.
fn cells(line: &str) -> Vec<&str> {
    if line.contains('\t') { line.split('\t').map(str::trim).collect() } else { line.split_whitespace().collect() }
}

/// A tag's letter and label.
fn tag(cell: &str) -> Option<(char, &str)> {
    match cell.split_once('-') {
        None if cell == "O" => Some(('O', "")),
        Some(("B", label)) if !label.is_empty() => Some(('B', label)),
        Some(("I", label)) if !label.is_empty() => Some(('I', label)),
        _ => None,
    }
}

/// The column that has a tag in every line of tokens: the last one that does.
fn column(source: &str) -> Result<usize, String> {
    let lines = || source.lines().filter(|l| !l.trim().is_empty() && !is_comment(l) && start(l).is_none()).map(cells);
    let widest = lines().map(|c| c.len()).max().unwrap_or(0);
    let fits = |column: &usize| lines().all(|c| c.get(*column).is_some_and(|cell| tag(cell).is_some()));
    (1..widest).rev().find(fits).ok_or_else(|| "no column has an IOB2 tag (O, B-X, I-X) in every line".to_owned())
}

#[derive(Default)]
struct Reader {
    id: String,
    text: String,
    count: usize,
    spans: Vec<Item>,
    /// What stands before the next token.
    gap: Option<char>,
    open: bool,
}

impl Reader {
    fn token(&mut self, word: &str, (letter, label): (char, &str)) {
        if let Some(gap) = self.gap {
            self.text.push(gap);
            self.count += 1;
        }
        let start = self.count;
        self.text.push_str(word);
        self.count += word.chars().count();
        self.gap = Some(' ');
        match self.spans.last_mut().filter(|s| self.open && letter == 'I' && s.label == label) {
            Some(span) => span.end = self.count,
            None if letter == 'O' => {}
            None => self.spans.push(Item { start, end: self.count, label: label.to_owned(), ..Item::default() }),
        }
        self.open = letter != 'O';
    }

    /// Ends a sentence.
    fn pause(&mut self) {
        self.gap = self.gap.map(|_| '\n');
        self.open = false;
    }

    /// Ends a document: it is there where it had a token.
    fn finish(&mut self) -> Option<Annotated> {
        let done = std::mem::take(self);
        let words = Words::Spaced(done.text);
        let document = Annotated { id: done.id, words, spans: done.spans, ..Annotated::default() };
        (done.count > 0).then_some(document)
    }
}
