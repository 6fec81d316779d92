//! The fields of a line of JSON: its text is the line's own bytes where it has no escapes.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// What a line has; of a field that stands twice the last one counts.
#[derive(Default, Debug)]
pub struct LineFields<'a> {
    /// The document's name; a string, where it is right.
    pub id: Option<Value>,
    /// Its text.
    pub text: Option<LineText<'a>>,
    /// Its day; a string, where it is right.
    pub date: Option<Value>,
    /// The other fields, in their order.
    pub rest: Map<String, Value>,
}

/// Why a line has no fields.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineError {
    /// It is not UTF-8 from this byte on.
    NotUtf8(usize),
    /// It is not JSON, or no object, as the message says.
    Json(String),
}

/// The field `text`.
#[derive(Debug)]
pub enum LineText<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// Something else, and what it is.
    Other(&'static str),
}

impl<'a> LineFields<'a> {
    /// Reads the fields of a line.
    ///
    /// # Errors
    /// Where it is not UTF-8, not JSON, or no object.
    pub fn read(line: &'a [u8]) -> Result<Self, LineError> {
        let text = std::str::from_utf8(line).map_err(|e| LineError::NotUtf8(e.valid_up_to()))?;
        serde_json::from_str(text).map_err(|_| match serde_json::from_str::<Value>(text) {
            Ok(other) => LineError::Json(format!("{} in place of an object", kind_of(&other))),
            Err(e) => {
                let message = e.to_string();
                let (column, message) = (e.column(), message.split(" at line ").next().unwrap_or(&message));
                LineError::Json(format!("not JSON: {message} at column {column}"))
            }
        })
    }

    /// The same without the line: a text that was a part of it is copied.
    pub fn into_owned(self) -> LineFields<'static> {
        let text = self.text.map(|text| match text {
            LineText::Text(text) => LineText::Text(Cow::Owned(text.into_owned())),
            LineText::Other(kind) => LineText::Other(kind),
        });
        LineFields { text, ..self }
    }
}

impl<'de> Deserialize<'de> for LineFields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = LineFields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = LineFields::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "id" => fields.id = Some(map.next_value()?),
                        "text" => {
                            let raw: &RawValue = map.next_value()?;
                            fields.text = Some(text(raw.get()).map_err(Error::custom)?);
                        }
                        "date" => fields.date = Some(map.next_value()?),
                        _ => drop(fields.rest.insert(key, map.next_value()?)),
                    }
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_any(Fields)
    }
}

/// The text that a value is, from its JSON, which was read to its end; an error where that has half a character.
fn text(raw: &str) -> serde_json::Result<LineText<'_>> {
    let Some(escaped) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else {
        return serde_json::from_str(raw).map(|value: Value| LineText::Other(kind_of(&value)));
    };
    // one escape often stands directly behind another: the two line breaks of a blank line
    let escape = |rest: &str| if rest.starts_with('\\') { Some(0) } else { memchr::memchr(b'\\', rest.as_bytes()) };
    if escape(escaped).is_none() {
        return Ok(LineText::Text(Cow::Borrowed(escaped)));
    }
    let (mut text, mut rest) = (String::with_capacity(escaped.len()), escaped);
    while let Some(at) = escape(rest) {
        let Some((character, length)) = unescaped(&rest[at + 1..]) else {
            return serde_json::from_str(raw).map(|text| LineText::Text(Cow::Owned(text)));
        };
        text.push_str(&rest[..at]);
        text.push(character);
        rest = &rest[at + 1 + length..];
    }
    text.push_str(rest);
    Ok(LineText::Text(Cow::Owned(text)))
}

/// The character that stands behind a backslash, and how long it is written there; `None` for a half of one.
fn unescaped(behind: &str) -> Option<(char, usize)> {
    let character = match behind.as_bytes()[0] {
        b'b' => '\x08',
        b'f' => '\x0c',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return Some((char::from_u32(u32::from_str_radix(behind.get(1..5)?, 16).ok()?)?, 5)),
        // a quotation mark, a slash or a backslash is itself
        own => char::from(own),
    };
    Some((character, 1))
}

/// What a value is, for messages.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_escapes_is_not_copied() {
        let of = |line: &'static str| serde_json::from_str::<LineFields<'_>>(line).expect("an object");
        assert!(matches!(of(r#"{"text":"plain “text”"}"#).text, Some(LineText::Text(Cow::Borrowed(_)))));
        assert!(
            matches!(of(r#"{"text":"two\nlines"}"#).text, Some(LineText::Text(Cow::Owned(text))) if text == "two\nlines")
        );
        for escaped in [r#"\b\f\n\r\t\/\\\""#, r"a\\nb", r"\u00e9 \ud83d\ude00\n", r"\n\u0000", "", r"é\n”"] {
            let line = format!("{{\"text\": \"{escaped}\" }}");
            let same: Value = serde_json::from_str(&line).expect("JSON");
            let fields = LineFields::read(line.as_bytes()).expect("an object");
            assert!(
                matches!(fields.text, Some(LineText::Text(text)) if text == *same["text"].as_str().unwrap_or_default())
            );
        }
        for broken in [r"\ud83d", r"\ud83d\n", r"\x", "\n", r"\u12"] {
            let line = format!("{{\"text\": \"{broken}\" }}");
            assert!(matches!(LineFields::read(line.as_bytes()), Err(LineError::Json(_))), "{line}");
        }
        for (line, kind) in [
            ("{\"text\":[1,{}]}", "an array"),
            ("{\"text\":{\"a\":null}}", "an object"),
            ("{\"text\":-1.5}", "a number"),
        ] {
            assert!(matches!(of(line).text, Some(LineText::Other(found)) if found == kind), "{line}");
        }
    }

    #[test]
    fn the_last_of_two_fields_counts_and_the_rest_keeps_its_order() {
        let fields: LineFields<'_> =
            serde_json::from_str(r#"{"z":1,"text":"a","id":"x","a":2,"text":"b","z":3}"#).expect("an object");
        assert!(matches!(fields.text, Some(LineText::Text(text)) if text == "b"));
        assert_eq!(serde_json::to_string(&fields.rest).expect("JSON"), r#"{"z":3,"a":2}"#);
    }
}
