//! Marked text: cases of `[[text|LABEL|value]]`, as the project's fixtures have them (`fixtures/README.md`).

use crate::eval::model::{Annotated, Item, Role, Words, is_timex};
use gazet::document::day;

/// Reads the cases of a file; `stem` stands before their names.
pub(super) fn read(source: &str, stem: &str) -> Result<Vec<Annotated>, String> {
    let source = source.replace("\r\n", "\n");
    let body = match source.strip_prefix("=== ") {
        Some(body) => body,
        None => source.split_once("\n=== ").map(|(_, body)| body).ok_or("no case: a line that starts with '=== '")?,
    };
    body.split("\n=== ").map(|part| case(part, stem)).collect()
}

fn case(part: &str, stem: &str) -> Result<Annotated, String> {
    let (title, body) = part.split_once('\n').unwrap_or((part, ""));
    let mut fields = title.split('|').map(str::trim);
    let name = fields.next().unwrap_or("");
    let place = |message: String| format!("case {name}: {message}");
    let mut document = Annotated { id: format!("{stem}/{name}"), complete: true, ..Annotated::default() };
    for field in fields {
        match field.split_once('=') {
            Some(("date", date)) => {
                document.date = Some(day(date).ok_or_else(|| place(format!("date {date:?} is no day as YYYY-MM-DD")))?);
            }
            Some(("dates", rules)) => document.timeml = rules == "timeml",
            Some(_) => {}
            None => return Err(place(format!("option {field:?} is no key=value"))),
        }
    }
    let at = if body.starts_with("> ") { Some(0) } else { body.find("\n> ").map(|i| i + 1) };
    let (marked, relations) = body.split_at(at.unwrap_or(body.len()));
    for line in relations.lines().filter_map(|l| l.strip_prefix("> ")) {
        document.roles.push(role(line).ok_or_else(|| place(format!("a relation has four cells: {line:?}")))?);
    }
    document.roles.sort();
    document.roles.dedup();
    let (text, spans) = unmark(marked.trim_end_matches('\n')).map_err(place)?;
    document.words = Words::Exact(text);
    document.spans = spans;
    Ok(document)
}

fn role(line: &str) -> Option<Role> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let &[person, title, agency, _country] = cells.as_slice() else { return None };
    let agency = Some(agency.to_owned()).filter(|a| a != "-");
    Some(Role { person: person.to_owned(), title: title.to_owned(), agency, optional: false })
}

/// Marked text to text and spans.
fn unmark(marked: &str) -> Result<(String, Vec<Item>), String> {
    let (mut text, mut count) = (String::new(), 0);
    let (mut open, mut spans) = (Vec::new(), Vec::new());
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("[[") {
            open.push(count);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("\\u{") {
            let (code, after) = after.split_once('}').ok_or("\\u{ without }")?;
            let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            text.push(c.ok_or_else(|| format!("{code:?} is no character"))?);
            count += 1;
            rest = after;
        } else if let Some(start) = open.pop_if(|_| c == '|') {
            let (fields, after) =
                rest[1..].split_once("]]").ok_or_else(|| format!("a mark is not closed: {rest:.40}"))?;
            spans.push(item(start, count, fields)?);
            rest = after;
        } else {
            text.push(c);
            count += 1;
            rest = &rest[c.len_utf8()..];
        }
    }
    if open.is_empty() { Ok((text, spans)) } else { Err("a mark is not closed".to_owned()) }
}

fn item(start: usize, end: usize, fields: &str) -> Result<Item, String> {
    let mut fields = fields.split('|');
    let label = fields.next().unwrap_or_default().to_owned();
    let value = fields.next().ok_or_else(|| format!("a mark of {label} has no value"))?;
    let meaning = Some(value.to_owned()).filter(|v| v != "-" && !v.starts_with('?'));
    let mut item = Item { start, end, open: value.starts_with('?'), ..Item::default() };
    if is_timex(&label) {
        (item.timex, item.value) = (Some(label.clone()), meaning);
    } else {
        item.id = meaning;
    }
    for flag in fields {
        match flag {
            "optional" => item.optional = true,
            _ => item.kind = flag.strip_prefix("kind=").map_or(item.kind, str::to_owned),
        }
    }
    item.label = label;
    Ok(item)
}
