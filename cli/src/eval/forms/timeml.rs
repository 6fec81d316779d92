//! TimeML: a text with TIMEX3 tags around its temporal expressions.

use crate::eval::model::{Annotated, Item, Words};
use gazet::document::day;

/// Reads a document. What is inside TEXT counts, where there is one; the date is that of the TIMEX3 which is the creation time.
pub(super) fn read(source: &str, id: &str) -> Result<Annotated, String> {
    let all = read_part(source)?;
    let date = all.created;
    let part = match (source.find("<TEXT>"), source.rfind("</TEXT>")) {
        (Some(start), Some(end)) if start < end => read_part(&source[start + "<TEXT>".len()..end])?,
        _ => all,
    };
    let words = Words::Exact(part.text);
    Ok(Annotated { id: id.to_owned(), date, words, spans: part.spans, timeml: true, ..Annotated::default() })
}

#[derive(Default)]
struct Part {
    text: String,
    spans: Vec<Item>,
    created: Option<jiff::civil::Date>,
}

fn read_part(source: &str) -> Result<Part, String> {
    let mut part = Part::default();
    let mut count = 0;
    // spans that are open, with whether they are the creation time, which is no part of the text
    let mut open: Vec<(Item, bool)> = Vec::new();
    let mut rest = source.strip_prefix('\u{feff}').unwrap_or(source);
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").ok_or("a comment is not closed")?.1;
        } else if c == '<' && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '?' | '!')) {
            let (tag, after) = rest[1..].split_once('>').ok_or("a tag is not closed")?;
            rest = after;
            if tag.starts_with("TIMEX3") && !tag.ends_with('/') {
                let item = Item {
                    start: count,
                    timex: attribute(tag, "type"),
                    value: attribute(tag, "value"),
                    ..Item::default()
                };
                let created = attribute(tag, "functionInDocument").is_some_and(|f| f == "CREATION_TIME");
                if created {
                    part.created = part.created.or(item.value.as_deref().and_then(day));
                }
                open.push((item, created));
            } else if tag.trim_end() == "/TIMEX3" {
                let (item, created) = open.pop().ok_or("</TIMEX3> without its start")?;
                if item.start < count && !created {
                    let label = item.timex.clone().unwrap_or_else(|| "DATE".to_owned());
                    part.spans.push(Item { end: count, label, ..item });
                }
            }
        } else {
            let (c, length) = entity(rest).unwrap_or((c, c.len_utf8()));
            part.text.push(c);
            count += 1;
            rest = &rest[length..];
        }
    }
    if open.is_empty() { Ok(part) } else { Err("a TIMEX3 is not closed".to_owned()) }
}

/// An attribute of a tag, in either kind of quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (at, _) = tag.match_indices(name).find(|(at, _)| {
        tag[..*at].ends_with(char::is_whitespace) && tag[at + name.len()..].trim_start().starts_with('=')
    })?;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value[1..].split_once(quote)?.0.to_owned())
}

/// The character of an entity at the start of a text, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let (name, _) = text.strip_prefix('&')?.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
            char::from_u32(code)?
        }
    };
    Some((c, name.len() + 2))
}
