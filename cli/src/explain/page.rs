//! A document as a page: its paragraphs with the spans in brackets, and below each the reasons.

use super::found::{Found, Shown};
use super::line;
use super::plain::counts;
use super::style::{Ink, Style};
use super::wrap::{Line, Word, words, wrap};
use crate::messages::printable;

/// From so many columns on, what a span is and why stand side by side.
const WIDE: usize = 100;
/// Blanks before an entry below a paragraph.
const ENTRY: usize = 2;
/// Columns of the labels, where they stand below each other.
const LABEL: usize = 12;

/// Writes a document.
pub(super) fn write(out: &mut String, text: &str, found: &Found, style: Style) {
    let mut head = words(&found.id, &Ink::Strong);
    head.extend(words(&format!("\u{b7} {} \u{b7} {}", found.date, counts(found)), &Ink::Faint));
    put(out, &wrap(&head, style, 0));
    let digits = found.spans.len().to_string().len();
    for block in blocks(text) {
        line(out, "");
        for (start, end) in block.lines {
            put(out, &wrap(&marked(text, start, end, &found.spans), style, 0));
        }
        let starts_here = |s: &Shown| block.start <= s.bytes.0 && s.bytes.0 < block.end;
        let mut gap = true;
        let mut entry = |out: &mut String, entry: &Entry| {
            if std::mem::take(&mut gap) {
                line(out, "");
            }
            entry.write(out, style);
        };
        let mut shown = vec![false; found.lost.len()];
        for (i, span) in found.spans.iter().enumerate().filter(|(_, s)| starts_here(s)) {
            entry(out, &Entry { number: Some(i + 1), digits, span });
            for (l, lost) in found.lost.iter().enumerate() {
                if !shown[l] && span.start < lost.end && lost.start < span.end {
                    shown[l] = true;
                    entry(out, &Entry { number: None, digits, span: lost });
                }
            }
        }
        for (l, lost) in found.lost.iter().enumerate() {
            let covered = || found.spans.iter().any(|s| s.start < lost.end && lost.start < s.end);
            if !shown[l] && starts_here(lost) && !covered() {
                entry(out, &Entry { number: None, digits, span: lost });
            }
        }
    }
    if !found.relations.is_empty() {
        line(out, "");
        put(out, &wrap(&words("persons in their posts", &Ink::Faint), style, 0));
        for relation in &found.relations {
            let narrow = Style { width: style.width - ENTRY, ..style };
            put(out, &hang(wrap(&words(relation, &Ink::Text), narrow, ENTRY), ENTRY));
        }
    }
}

/// A paragraph: bytes of the text, with its lines.
struct Block {
    start: usize,
    end: usize,
    lines: Vec<(usize, usize)>,
}

/// The paragraphs of a text: lines without a blank one between them.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut open, mut start) = (false, 0);
    for part in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let end = start + part.len();
        // a line break of two characters is no blank line
        let is_blank = part.trim().is_empty() && !(part == "\n" && text[..start].ends_with('\r'));
        match blocks.last_mut().filter(|_| open) {
            _ if is_blank => open = false,
            Some(block) => {
                block.lines.extend((!part.trim().is_empty()).then_some((start, end)));
                block.end = end;
            }
            None if part.trim().is_empty() => {}
            None => {
                blocks.push(Block { start, end, lines: vec![(start, end)] });
                open = true;
            }
        }
        start = end;
    }
    blocks
}

/// The words of a line of the text, the spans in them marked.
fn marked(text: &str, start: usize, end: usize, spans: &[Shown]) -> Vec<Word> {
    let mut writer = Writer::default();
    let mut open: Vec<(usize, &Shown)> = Vec::new();
    // a span may reach over a line's end: it has brackets on both lines
    let mut here = spans.iter().enumerate().filter(|(_, s)| s.bytes.0 < end && s.bytes.1 > start).peekable();
    for (at, c) in text[start..end].char_indices().map(|(at, c)| (start + at, c)) {
        while let Some((i, span)) = open.pop_if(|(_, s)| s.bytes.1 <= at) {
            writer.close(i, span);
        }
        while let Some((i, span)) = here.next_if(|(_, s)| s.bytes.0.max(start) <= at) {
            writer.open(span);
            open.push((i, span));
        }
        let ink = open.last().map_or(Ink::Text, |(_, s)| Ink::Span(s.label.clone()));
        if c.is_whitespace() { writer.blank() } else { writer.text(&printable(c.encode_utf8(&mut [0; 4])), ink) }
    }
    while let Some((i, span)) = open.pop() {
        writer.close(i, span);
    }
    writer.blank();
    writer.words
}

/// Collects words, each with the number of brackets that are open where it begins.
#[derive(Default)]
struct Writer {
    words: Vec<Word>,
    word: Word,
    depth: usize,
}

impl Writer {
    fn text(&mut self, text: &str, ink: Ink) {
        if self.word.pieces.is_empty() {
            self.word.depth = self.depth;
        }
        match self.word.pieces.last_mut().filter(|(_, i)| *i == ink) {
            Some((piece, _)) => piece.push_str(text),
            None => self.word.pieces.push((text.to_owned(), ink)),
        }
    }

    fn open(&mut self, span: &Shown) {
        self.text("[", Ink::Mark(span.label.clone()));
        self.depth += 1;
    }

    fn close(&mut self, i: usize, span: &Shown) {
        let ink = Ink::Mark(span.label.clone());
        if self.word.pieces.is_empty()
            && let Some(last) = self.words.pop()
        {
            // the span ended before a blank that is inside brackets of nothing
            self.word = last;
        }
        self.text(&format!("|{}", span.label), ink.clone());
        self.blank();
        self.text(&format!("{}]", i + 1), ink);
        self.depth = self.depth.saturating_sub(1);
    }

    fn blank(&mut self) {
        if !self.word.pieces.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

/// What is said about one span.
struct Entry<'a> {
    /// Nothing for one that lost.
    number: Option<usize>,
    /// Columns of the longest number.
    digits: usize,
    span: &'a Shown,
}

impl Entry<'_> {
    fn write(&self, out: &mut String, style: Style) {
        let why = words(&format!("{:.2} {}", self.span.score, self.span.why), &Ink::Faint);
        let rest = ENTRY + self.digits + 1;
        if style.width < WIDE {
            let narrow = Style { width: style.width - (rest - ENTRY), ..style };
            put(out, &hang(wrap(&self.head(0), narrow, ENTRY), rest - ENTRY));
            put(out, &wrap(&why, style, rest));
            return;
        }
        let column = (style.width * 11 / 20).min(96);
        let rest = rest + LABEL + 1;
        let left = Style { width: column - (rest - ENTRY) - 2, ..style };
        let heads = hang(wrap(&self.head(LABEL), left, ENTRY), rest - ENTRY);
        let whys = wrap(&why, Style { width: style.width - column, ..style }, 0);
        for i in 0..heads.len().max(whys.len()) {
            let (head, taken) = heads.get(i).map_or(("", 0), |l| (l.text.as_str(), l.columns));
            let gap = " ".repeat(column.saturating_sub(taken));
            line(out, &format!("{head}{gap}{}", whys.get(i).map_or("", |l| l.text.as_str())));
        }
    }

    /// Number, label (in at least so many columns), text and meaning.
    fn head(&self, label: usize) -> Vec<Word> {
        let (span, digits) = (self.span, self.digits);
        let mark = Ink::Mark(span.label.clone());
        let number = self.number.map_or_else(|| format!("{:>digits$}", "\u{d7}"), |n| format!("{n:>digits$}"));
        let ink = if self.number.is_some() { Ink::Span(span.label.clone()) } else { Ink::Text };
        let word = |text: String| Word { pieces: vec![(text, mark.clone())], depth: 0 };
        let mut head = vec![word(number), word(format!("{:<label$}", span.label))];
        if self.number.is_none() {
            head.extend(words("lost:", &Ink::Text));
        }
        head.extend(words(&span.text, &ink));
        head.extend(words("\u{2192}", &Ink::Faint));
        head.extend(words(&span.meaning, &Ink::Strong));
        if !span.more.is_empty() {
            head.extend(words(&format!("({})", span.more), &Ink::Text));
        }
        head
    }
}

/// Moves all lines but the first to the right.
fn hang(mut lines: Vec<Line>, step: usize) -> Vec<Line> {
    for line in lines.iter_mut().skip(1) {
        line.text.insert_str(0, &" ".repeat(step));
        line.columns += step;
    }
    lines
}

fn put(out: &mut String, lines: &[Line]) {
    for text in lines {
        line(out, &text.text);
    }
}
