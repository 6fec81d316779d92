//! What an evaluation compares: annotated texts, whatever form they were read from.

use std::borrow::Cow;
use std::fmt;

use gazet::record::Offsets;
use jiff::civil::Date;

/// A text with its annotation. Offsets count code points, once [`Annotated::fit`] or [`Annotated::settle`] has been called.
#[derive(Clone, Default, Debug)]
pub(crate) struct Annotated {
    pub(crate) id: String,
    pub(crate) date: Option<Date>,
    pub(crate) words: Words,
    /// The unit of the spans' offsets, as read.
    pub(crate) unit: Offsets,
    pub(crate) spans: Vec<Item>,
    pub(crate) roles: Vec<Role>,
    /// It follows gazet's own guidelines: what it does not have marked is none of their labels.
    pub(crate) complete: bool,
    /// Its dates follow TimeML.
    pub(crate) timeml: bool,
}

/// The text that offsets are about.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) enum Words {
    /// A record without its text.
    #[default]
    Unknown,
    /// Tokens with blanks between them, which may have been others.
    Spaced(String),
    /// The text.
    Exact(String),
}

/// A span with its meaning, as far as the form has it.
#[derive(Clone, Default, Debug)]
pub(crate) struct Item {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The text between the two, where the form repeats it.
    pub(crate) text: Option<String>,
    pub(crate) label: String,
    pub(crate) id: Option<String>,
    /// TIMEX3 type and value.
    pub(crate) timex: Option<String>,
    pub(crate) value: Option<String>,
    pub(crate) kind: String,
    /// Neither asked for nor held against anybody.
    pub(crate) optional: bool,
    /// The text does not decide the id, and nobody may guess.
    pub(crate) open: bool,
}

impl Item {
    /// True for the labels whose meaning is a value.
    pub(crate) fn is_timex(&self) -> bool {
        is_timex(&self.label)
    }

    /// How many code points the two share.
    pub(crate) fn shared(&self, other: &Self) -> usize {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// What it means: the value of a date, the id of anything else.
    pub(crate) fn meaning(&self) -> &str {
        let meaning = if self.is_timex() { &self.value } else { &self.id };
        meaning.as_deref().unwrap_or("-")
    }
}

/// True for DATE, TIME, DURATION and SET.
pub(crate) fn is_timex(label: &str) -> bool {
    matches!(label, "DATE" | "TIME" | "DURATION" | "SET")
}

/// Who holds which post where, by ids.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Role {
    pub(crate) person: String,
    pub(crate) title: String,
    pub(crate) agency: Option<String>,
    pub(crate) optional: bool,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {} | {}", self.person, self.title, self.agency.as_deref().unwrap_or("-"))
    }
}

impl Annotated {
    /// The text, where it is known or can be told from tokens.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.words {
            Words::Unknown => None,
            Words::Spaced(text) | Words::Exact(text) => Some(text),
        }
    }

    /// Brings the spans onto a text that is known to be this document's, or says why they are not about it.
    pub(crate) fn fit(&mut self, text: &str) -> Result<(), String> {
        match &self.words {
            Words::Exact(own) if own != text => return Err(difference(own, text)),
            Words::Exact(_) => {}
            Words::Unknown => self.count_code_points(text)?,
            Words::Spaced(own) => {
                let map = across(own, text)?;
                for span in &mut self.spans {
                    (span.start, span.end) = (map[span.start], map[span.end.max(span.start + 1) - 1] + 1);
                    span.text = None;
                }
            }
        }
        self.words = Words::Exact(text.to_owned());
        self.settle()
    }

    /// Makes code points of the offsets and holds every span against the text, as far as the document has one.
    pub(crate) fn settle(&mut self) -> Result<(), String> {
        let Some(text) = self.text().map(str::to_owned) else { return Ok(()) };
        self.count_code_points(&text)?;
        let chars: Vec<char> = text.chars().collect();
        for span in &mut self.spans {
            let Some(slice) = chars.get(span.start..span.end) else {
                return Err(format!(
                    "{}..{} is no place in its text of {} characters",
                    span.start,
                    span.end,
                    chars.len()
                ));
            };
            let slice: String = slice.iter().collect();
            match &span.text {
                Some(own) if *own != slice => {
                    return Err(format!("the text at {}..{} is {slice:?}, not {own:?}", span.start, span.end));
                }
                _ => span.text = Some(slice),
            }
        }
        self.spans.sort_by(|a, b| (a.start, b.end, &a.label).cmp(&(b.start, a.end, &b.label)));
        Ok(())
    }

    fn count_code_points(&mut self, text: &str) -> Result<(), String> {
        let offsets: Vec<usize> = match self.unit {
            Offsets::Codepoint => return Ok(()),
            Offsets::Byte => text.char_indices().map(|(i, _)| i).chain([text.len()]).collect(),
            Offsets::Utf16 => {
                let starts = text.chars().scan(0, |at, c| {
                    *at += c.len_utf16();
                    Some(*at)
                });
                std::iter::once(0).chain(starts).collect()
            }
        };
        for span in &mut self.spans {
            for end in [&mut span.start, &mut span.end] {
                *end = offsets.binary_search(end).map_err(|_| format!("offset {end} is no boundary of a character"))?;
            }
        }
        self.unit = Offsets::Codepoint;
        Ok(())
    }
}

/// Where each character of tokens with blanks between them stands in the text that they were cut from; white space is free.
fn across(spaced: &str, text: &str) -> Result<Vec<usize>, String> {
    let mut places = Vec::with_capacity(spaced.len());
    let mut rest = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace());
    let mut last = 0;
    for c in spaced.chars() {
        if c.is_whitespace() {
            places.push(last);
            continue;
        }
        match rest.next() {
            Some((at, other)) if other == c => last = at,
            Some((at, other)) => return Err(format!("a token has {c:?} where the text has {other:?}, at {at}")),
            None => return Err(format!("the text ends where a token has {c:?}")),
        }
        places.push(last);
    }
    match rest.next() {
        Some((at, c)) => Err(format!("the tokens end where the text goes on with {c:?}, at {at}")),
        None => Ok(places),
    }
}

/// Where two texts begin to differ.
fn difference(pred: &str, gold: &str) -> String {
    let at = pred.chars().zip(gold.chars()).take_while(|(a, b)| a == b).count();
    let part = |text: &str| -> Cow<'static, str> {
        let part: String = text.chars().skip(at).take(24).collect();
        if part.is_empty() { "its end".into() } else { format!("{part:?}").into() }
    };
    format!("the two texts are not the same: at {at} PRED has {} and GOLD {}", part(pred), part(gold))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(document: &Annotated) -> Vec<(usize, usize, &str)> {
        document.spans.iter().map(|s| (s.start, s.end, s.text.as_deref().unwrap_or(""))).collect()
    }

    fn item(start: usize, end: usize, text: Option<&str>) -> Item {
        Item { start, end, text: text.map(str::to_owned), label: "AGENCY".to_owned(), ..Item::default() }
    }

    #[test]
    fn tokens_come_onto_the_text_they_were_cut_from() {
        let words = Words::Spaced("The FBI 's office .".to_owned());
        let mut document =
            Annotated { words, spans: vec![item(4, 7, None), item(4, 17, None)], ..Annotated::default() };
        document.fit("The\n\nFBI's\u{a0}office.").expect("the same words");
        assert_eq!(spans(&document), [(5, 17, "FBI's\u{a0}office"), (5, 8, "FBI")]);
        assert!(across("The FBI", "The FBIs").is_err() && across("The FBIs", "The FBI").is_err());
    }

    #[test]
    fn units_become_code_points_and_slices_are_checked() {
        for (unit, start, end) in [(Offsets::Codepoint, 2, 3), (Offsets::Byte, 6, 7), (Offsets::Utf16, 3, 4)] {
            let mut document = Annotated { unit, spans: vec![item(start, end, Some("x"))], ..Annotated::default() };
            document.fit("é😀x").expect("the same text");
            assert_eq!(spans(&document), [(2, 3, "x")]);
        }
        let mut document = Annotated { spans: vec![item(0, 1, Some("x"))], ..Annotated::default() };
        assert_eq!(document.fit("yx"), Err("the text at 0..1 is \"y\", not \"x\"".to_owned()));
        let mut document = Annotated { spans: vec![item(0, 9, Some("x"))], ..Annotated::default() };
        assert!(document.fit("x").is_err());
    }
}
