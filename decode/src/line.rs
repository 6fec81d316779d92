//! The fields of a line of JSON: its text is the line's own bytes where it has no escapes.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
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
                        "text" => fields.text = Some(map.next_value()?),
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

impl<'de> Deserialize<'de> for LineText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = LineText<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(LineText::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(LineText::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(LineText::Text(Cow::Owned(text)))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
                Ok(other(&Value::Bool(value)))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
                Ok(other(&value.into()))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
                Ok(other(&value.into()))
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
                Ok(other(&value.into()))
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(other(&Value::Null))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Value::deserialize(SeqAccessDeserializer::new(seq)).map(|value| other(&value))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Value::deserialize(MapAccessDeserializer::new(map)).map(|value| other(&value))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

fn other(value: &Value) -> LineText<'static> {
    LineText::Other(kind_of(value))
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
