//! spaCy's EntityRuler: JSON lines of `{"label", "pattern", "id"}`. A pattern is a phrase, or a list of tokens that each ask for a text.

use std::path::Path;

use serde_json::{Map, Value};

use super::Row;
use super::report::Report;
use super::rows::Rows;
use super::source::{at_line, read as read_text};
use crate::messages::Fatal;

/// A pattern that stands for more names than this is not written out.
const MOST: usize = 64;

/// Reads a file.
pub(super) fn read(file: &Path, rows: &mut Rows, report: &mut Report) -> Result<(), Fatal> {
    for (i, line) in read_text(file)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let value: Value = serde_json::from_str(line).map_err(|e| at_line(file, i + 1, format!("not JSON: {e}")))?;
        let (Some(label), Some(pattern)) = (value["label"].as_str(), value.get("pattern")) else {
            return Err(at_line(file, i + 1, "an object with \"label\" and \"pattern\" expected"));
        };
        for field in value.as_object().into_iter().flat_map(Map::keys) {
            if !["label", "pattern", "id"].contains(&field.as_str()) {
                report.note(format!("EntityRuler: fields without a column: {field}"), line);
            }
        }
        let names = match names(pattern) {
            Ok(names) => names,
            Err(reason) => {
                report.note(format!("EntityRuler: patterns left out: {reason}"), line);
                continue;
            }
        };
        // spaCy compares a phrase letter for letter; here the shape of a word says how it is compared
        if pattern.as_str().is_some_and(|p| !p.chars().any(char::is_uppercase)) {
            report.note("EntityRuler: phrases in small letters, which match in any case here", line);
        }
        let id = value["id"].as_str().unwrap_or_default();
        let mut names = names.into_iter();
        let name = names.next().unwrap_or_default();
        let row = Row { id: id.to_owned(), label: label.to_owned(), name, aliases: names.collect(), ..Row::default() };
        rows.add(row, report);
    }
    Ok(())
}

/// The names that a pattern stands for, or why it stands for none.
fn names(pattern: &Value) -> Result<Vec<String>, String> {
    match pattern {
        Value::String(phrase) => Ok(vec![phrase.clone()]),
        Value::Array(tokens) if !tokens.is_empty() => {
            let mut names = vec![String::new()];
            for token in tokens {
                let words = words(token)?;
                let longer = |name: &String| {
                    let joined = words.iter().map(|w| format!("{name} {w}").trim().to_owned());
                    joined.collect::<Vec<_>>()
                };
                names = names.iter().flat_map(longer).collect();
                if names.len() > MOST {
                    return Err("they stand for too many names".to_owned());
                }
            }
            Ok(names)
        }
        _ => Err("neither a phrase nor tokens".to_owned()),
    }
}

/// The texts that a token asks for. `LOWER` gives small letters, which match in any case.
fn words(token: &Value) -> Result<Vec<String>, String> {
    let Some(fields) = token.as_object() else { return Err("a token that is no object".to_owned()) };
    let mut entries = fields.iter();
    let (Some((key, value)), None) = (entries.next(), entries.next()) else {
        let keys: Vec<&str> = fields.keys().map(String::as_str).collect();
        return Err(format!(
            "tokens that ask for {}",
            if keys.is_empty() { "anything".to_owned() } else { keys.join(" and ") }
        ));
    };
    if !["LOWER", "ORTH", "TEXT"].contains(&key.to_uppercase().as_str()) {
        return Err(format!("tokens that ask for {key}"));
    }
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Object(choice) if choice.len() == 1 => match choice.get("IN").and_then(Value::as_array) {
            Some(texts) => {
                texts.iter().map(|t| t.as_str().map(str::to_owned).ok_or("IN with no texts".to_owned())).collect()
            }
            None => Err(format!("tokens that ask for {key} {}", choice.keys().next().map_or("", |k| k))),
        },
        _ => Err(format!("tokens that ask for {key} in another way")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tokens_are_written_out() {
        assert_eq!(names(&json!("North Star")).unwrap(), ["North Star"]);
        let pattern = json!([{"LOWER": "north"}, {"TEXT": {"IN": ["Star", "Sea"]}}]);
        assert_eq!(names(&pattern).unwrap(), ["north Star", "north Sea"]);
        for (pattern, reason) in [
            (json!([{"LOWER": "a", "OP": "?"}]), "tokens that ask for LOWER and OP"),
            (json!([{"IS_PUNCT": true}]), "tokens that ask for IS_PUNCT"),
            (json!([{"TEXT": {"REGEX": "a+"}}]), "tokens that ask for TEXT REGEX"),
            (json!([{}]), "tokens that ask for anything"),
            (json!(3), "neither a phrase nor tokens"),
        ] {
            assert_eq!(names(&pattern).unwrap_err(), reason);
        }
    }
}
