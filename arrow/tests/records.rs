//! Arrow's rows say what the JSON record says.
#![allow(clippy::unwrap_used, reason = "a test")]

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float32Type, Int32Type};
use arrow_array::{Array as _, RecordBatch, StructArray};
use gazet::record::{RecordOptions, record};
use gazet::{Document, Gazetteer, Options, Overlap, annotate};
use gazet_arrow::{Columns, Records};
use serde_json::{Map, Value, json};

const TEXT: &str =
    "😀 Jane Roe, Director of the UK's National Cyber Security Centre (NCSC), met the MOFA on 6-7 November 2024.";

fn lists() -> Gazetteer {
    gazet_lists::gazetteer().unwrap()
}

/// The rows of a text and an error, and the text's record as JSON.
fn rows(text: &str, explain: bool, overlap: Overlap) -> (RecordBatch, Value) {
    rows_of(text, Columns { explain, input: true, plain: false }, overlap)
}

fn rows_of(text: &str, columns: Columns, overlap: Overlap) -> (RecordBatch, Value) {
    let gazetteer = lists();
    let document = Document::new("a.txt", text).unwrap();
    let annotation = annotate(&document, &gazetteer, &Options { overlap, ..Options::default() });
    let input: Map<String, Value> = [("office".to_owned(), json!("Ω"))].into_iter().collect();
    let options = RecordOptions { explain: columns.explain, ..RecordOptions::default() };
    let record = record(&document, &annotation, &gazetteer, &options, Some(&input));
    let mut records = Records::new(&gazetteer, columns);
    records.error("b.txt", "not_utf8", "b.txt: not UTF-8: bad byte at offset 12");
    records.record(&record);
    assert!(records.rows() == 2 && records.bytes() > 50);
    let batch = records.finish();
    assert_eq!((records.rows(), records.bytes(), records.finish().num_rows()), (0, 0, 0));
    (batch, serde_json::to_value(&record).unwrap())
}

/// One row of an array of structs as JSON: what is null, false or empty is absent, as in the record.
fn value(array: &dyn arrow_array::Array, row: usize) -> Value {
    use arrow_schema::DataType as T;
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        T::Int32 => json!(array.as_primitive::<Int32Type>().value(row)),
        T::Float32 => json!((f64::from(array.as_primitive::<Float32Type>().value(row)) * 100.0).round() / 100.0),
        T::Date32 => json!(array.as_primitive::<Date32Type>().value(row)),
        T::Boolean => json!(array.as_boolean().value(row)),
        T::Utf8 => json!(array.as_string::<i32>().value(row)),
        T::Dictionary(..) => {
            let words = array.as_dictionary::<Int32Type>();
            value(words.values(), words.keys().value(row) as usize)
        }
        T::List(_) => {
            let items = array.as_list::<i32>().value(row);
            (0..items.len()).map(|i| value(&items, i)).collect()
        }
        T::Struct(fields) => {
            let columns = fields.iter().zip(array.as_struct().columns());
            let values = columns.map(|(field, column)| (field.name().clone(), value(column, row)));
            values.filter(|(_, v)| !matches!(v, Value::Null | Value::Bool(false)) && *v != json!([])).collect()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_row_is_its_record() {
    for (explain, overlap) in [(false, Overlap::Nested), (true, Overlap::Nested), (true, Overlap::All)] {
        let (batch, mut record) = rows(TEXT, explain, overlap);
        let row = value(&StructArray::from(batch), 1);
        assert_eq!((&record["date"], &row["date"]), (&json!("2024-11-06"), &json!(20033)), "days since 1970");
        assert_eq!(row["input"], json!("{\"office\":\"Ω\"}"));
        let record = record.as_object_mut().unwrap();
        // what Arrow has in another form, or says in the schema
        for key in ["date", "input", "schema", "offsets"] {
            record.remove(key);
        }
        for relation in record["relations"].as_array_mut().unwrap() {
            relation.as_object_mut().unwrap().retain(|_, v| !v.is_null());
        }
        for (key, value) in record {
            assert_eq!(&row[key.as_str()], value, "{key}");
        }
    }
}

#[test]
fn plain_columns_have_the_same_values() {
    let columns = Columns { explain: true, input: true, plain: false };
    let (words, _) = rows_of(TEXT, columns, Overlap::Nested);
    let (plain, _) = rows_of(TEXT, Columns { plain: true, ..columns }, Overlap::Nested);
    assert!(!format!("{:?}", plain.schema()).contains("Dictionary"));
    assert_eq!(value(&StructArray::from(words), 1), value(&StructArray::from(plain), 1));
}

#[test]
fn an_error_is_a_row_with_its_words() {
    let (batch, _) = rows(TEXT, false, Overlap::Nested);
    let error = json!({"kind": "not_utf8", "message": "b.txt: not UTF-8: bad byte at offset 12"});
    assert_eq!(value(&StructArray::from(batch), 0), json!({"id": "b.txt", "error": error}));
}

#[test]
fn batches_of_one_gazetteer_have_the_same_dictionaries() {
    let dictionary = |text: &str| {
        let (batch, _) = rows(text, false, Overlap::Nested);
        let spans = batch.column_by_name("spans").unwrap().as_list::<i32>().values().clone();
        let labels = spans.as_struct().column_by_name("label").unwrap().clone();
        labels.as_dictionary::<Int32Type>().values().as_string::<i32>().iter().flatten().map(str::to_owned).collect()
    };
    let labels: Vec<String> = dictionary(TEXT);
    assert_eq!(labels, dictionary("Nothing."));
    assert!(labels.iter().any(|l| l == "AGENCY") && !labels.iter().any(|l| l.starts_with("CUE_")), "{labels:?}");
}
