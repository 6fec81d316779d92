//! brat: stand-off annotations (.ann) beside their text (.txt).

use std::collections::BTreeMap;

use crate::eval::model::{Annotated, Item, Role, Words, is_timex};

/// Reads the annotations of a text.
///
/// Read are spans (T; of one in parts, from the first to the last), ids (N, what stands behind the first colon), attributes (A: type,
/// value, kind, optional), and relations (R) between a person and a title, and a title or person and an agency, whatever their names.
pub(super) fn read(annotations: &str, text: &str, id: &str) -> Result<Annotated, String> {
    let chars: Vec<char> = text.chars().collect();
    let mut spans: BTreeMap<&str, Item> = BTreeMap::new();
    let mut links = Vec::new();
    let lines = || annotations.lines().enumerate().map(|(i, line)| (i + 1, line.trim_end_matches('\r')));
    for (number, line) in lines().filter(|(_, l)| l.starts_with('T')) {
        let (key, item) = span(line, &chars).map_err(|e| format!("line {number}: {e}"))?;
        spans.insert(key, item);
    }
    for (_, line) in lines() {
        let mut parts = line.split('\t');
        let (key, body) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let words: Vec<&str> = body.split_whitespace().collect();
        match (key.chars().next(), words.as_slice()) {
            (Some('N'), [_, target, reference, ..]) => {
                if let Some(item) = spans.get_mut(target) {
                    let id = reference.split_once(':').map_or(*reference, |(_, id)| id);
                    item.id = Some(id.to_owned()).filter(|_| !is_timex(&item.label));
                }
            }
            (Some('A' | 'M'), [name, target, rest @ ..]) => {
                if let Some(item) = spans.get_mut(target) {
                    attribute(item, name, &rest.join(" "));
                }
            }
            (Some('R'), [_, one, two]) => links.push((argument(one), argument(two))),
            _ => {}
        }
    }
    let roles = roles(&links, &spans);
    let words = Words::Exact(text.to_owned());
    Ok(Annotated { id: id.to_owned(), words, spans: spans.into_values().collect(), roles, ..Annotated::default() })
}

fn span<'a>(line: &'a str, chars: &[char]) -> Result<(&'a str, Item), String> {
    let mut parts = line.splitn(3, '\t');
    let (key, body, own) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next());
    let (label, places) = body.split_once(' ').ok_or_else(|| format!("no offsets in {line:?}"))?;
    let numbers: Vec<usize> = places
        .split([' ', ';'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| format!("no offsets in {line:?}"))?;
    let (Some(&start), Some(&end)) = (numbers.first(), numbers.last()) else {
        return Err(format!("no offsets in {line:?}"));
    };
    let slice = chars
        .get(start..end)
        .ok_or_else(|| format!("{start}..{end} is no place in a text of {} characters", chars.len()))?;
    let blank = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
    if let Some(own) = own.filter(|_| numbers.len() == 2)
        && !slice.iter().map(|&c| blank(c)).eq(own.chars().map(blank))
    {
        return Err(format!("the text at {start}..{end} is {:?}, not {own:?}", slice.iter().collect::<String>()));
    }
    Ok((key, Item { start, end, label: label.to_owned(), ..Item::default() }))
}

fn attribute(item: &mut Item, name: &str, value: &str) {
    let value = value.to_owned();
    match name.to_lowercase().as_str() {
        "type" => item.timex = Some(value),
        "value" | "norm" => item.value = Some(value),
        "kind" => item.kind = value,
        "optional" => item.optional = true,
        "id" | "canonical" if !is_timex(&item.label) => item.id = Some(value),
        _ => {}
    }
}

/// The span that `Arg1:T3` names.
fn argument(word: &str) -> &str {
    word.split_once(':').map_or(word, |(_, key)| key)
}

/// Pairs of a person and a title, with the agency that either of them is tied to.
fn roles(links: &[(&str, &str)], spans: &BTreeMap<&str, Item>) -> Vec<Role> {
    let both = || links.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
    let has = |key: &str, label: &str| spans.get(key).is_some_and(|s| s.label == label);
    let name = |key: &str| {
        spans.get(key).and_then(|s| s.id.clone().or_else(|| s.text.clone())).unwrap_or_else(|| key.to_owned())
    };
    let agency = |of: &str| both().find(|&(a, b)| a == of && has(b, "AGENCY")).map(|(_, b)| name(b));
    let pairs = both().filter(|&(a, b)| has(a, "PERSON") && has(b, "TITLE"));
    let mut roles: Vec<Role> = pairs
        .map(|(person, title)| {
            let agency = agency(title).or_else(|| agency(person));
            Role { person: name(person), title: name(title), agency, optional: false }
        })
        .collect();
    roles.sort();
    roles.dedup();
    roles
}
