//! Records of gazet as Apache Arrow: one row a document, its spans a list of structs.
//!
//! [`Records`] takes records one by one and gives a [`RecordBatch`]. Its columns have the names of the JSON record, and the same
//! meaning. Offsets are signed, because Spark makes 64-bit numbers of unsigned ones; labels and other words of a closed set are dictionaries,
//! the same ones in every batch of a gazetteer, so that batches of many threads go into one file.
//!
//! ```
//! use gazet::record::{RecordOptions, record};
//! use gazet::{Document, Options, annotate};
//! use gazet_arrow::{Columns, Records};
//!
//! let gazetteer = gazet_lists::gazetteer()?;
//! let document = Document::new("a.txt", "The FBI spoke on 7 November 2024.")?;
//! let annotation = annotate(&document, &gazetteer, &Options::default());
//! let mut records = Records::new(&gazetteer, Columns::default());
//! records.record(&record(&document, &annotation, &gazetteer, &RecordOptions::default(), None));
//! records.error("b.txt", "missing", "b.txt: no such file or folder");
//! let batch = records.finish();
//! assert_eq!((batch.num_rows(), batch.column_by_name("spans").map(|c| c.null_count())), (2, Some(1)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod spans;

use std::sync::Arc;

use arrow_array::builder::{Date32Builder, Int32Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};
use gazet::Gazetteer;
use gazet::record::{DATE_SOURCES, Record};
use jiff::civil::{Date, date};

use columns::{Lists, Nullable, Words, list, utf8, words};
use spans::Spans;

/// Which columns there are beside those that always are.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Columns {
    /// Every span has `why`.
    pub explain: bool,
    /// The fields of the input that pass through, as one text of JSON: `input`.
    pub input: bool,
    /// Labels and other words of a closed set are plain texts, no dictionaries, as Spark's Arrow wants them.
    pub plain: bool,
}

/// Rows on their way into a batch.
#[derive(Debug)]
pub struct Records {
    schema: SchemaRef,
    bytes: usize,
    id: StringBuilder,
    date: Date32Builder,
    date_source: Words,
    error: Errors,
    spans: Lists<Spans>,
    relations: Lists<Relations>,
    input: Option<StringBuilder>,
}

impl Records {
    /// Starts with no row, for the labels of a gazetteer.
    pub fn new(gazetteer: &Gazetteer, columns: Columns) -> Self {
        Self::with_labels(gazetteer.labels(), columns)
    }

    /// Starts with no row, for these labels, where there is no gazetteer at hand. No record may have others, unless the columns are plain.
    pub fn with_labels<'a>(labels: impl Iterator<Item = &'a str>, columns: Columns) -> Self {
        let spans = Lists::new(Spans::new(labels, columns));
        let mut fields = vec![
            utf8("id", false),
            Field::new("date", DataType::Date32, true),
            words("date_source", true, columns.plain),
            Field::new("error", DataType::Struct(Errors::fields()), true),
            list("spans", Spans::fields(columns), true),
            list("relations", Relations::fields(), true),
        ];
        if columns.input {
            fields.push(utf8("input", true));
        }
        Self {
            schema: Arc::new(Schema::new(fields)),
            bytes: 0,
            id: StringBuilder::new(),
            date: Date32Builder::new(),
            date_source: Words::new(DATE_SOURCES.iter().copied(), columns.plain),
            error: Errors::default(),
            spans,
            relations: Lists::new(Relations::default()),
            input: columns.input.then(StringBuilder::new),
        }
    }

    /// The columns.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Appends the row of a record. Where an offset does not fit 31 bits, that is the row of an error.
    pub fn record(&mut self, record: &Record<'_>) {
        if record.spans.iter().any(|s| i32::try_from(s.end).is_err()) {
            return self.error(
                record.id,
                "too_long",
                "offsets over 2,147,483,647 have no place in Arrow's form of the record",
            );
        }
        self.bytes += record.id.len() + record.spans.iter().map(spans::bytes).sum::<usize>();
        self.id.append_value(record.id);
        self.date.append_option(record.date.map(day));
        self.date_source.push(Some(record.date_source));
        self.error.push(None);
        record.spans.iter().for_each(|s| self.spans.items.push(s));
        self.spans.end(Some(record.spans.len()));
        record.relations.iter().for_each(|r| self.relations.items.push(r));
        self.relations.end(Some(record.relations.len()));
        if let Some(input) = &mut self.input {
            let fields = record.input.map(|fields| serde_json::Value::Object(fields.clone()).to_string());
            self.bytes += fields.as_ref().map_or(0, String::len);
            input.append_option(fields);
        }
    }

    /// Appends the row of a document that could not be read.
    pub fn error(&mut self, id: &str, kind: &str, message: &str) {
        self.bytes += id.len() + kind.len() + message.len();
        self.id.append_value(id);
        self.date.append_null();
        self.date_source.push(None);
        self.error.push(Some((kind, message)));
        self.spans.end(None);
        self.relations.end(None);
        if let Some(input) = &mut self.input {
            input.append_null();
        }
    }

    /// The number of rows that the next batch has.
    pub fn rows(&self) -> usize {
        self.spans.len()
    }

    /// The bytes of text that the next batch has, about. A batch can hold 2 GiB of them at most: finish it well before.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The batch of all rows since the last one.
    ///
    /// # Panics
    /// Never: the columns are those of the schema, and of one length.
    pub fn finish(&mut self) -> RecordBatch {
        self.bytes = 0;
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.id.finish()),
            Arc::new(self.date.finish()),
            self.date_source.finish(),
            Arc::new(self.error.finish()),
            Arc::new(self.spans.finish()),
            Arc::new(self.relations.finish()),
        ];
        if let Some(input) = &mut self.input {
            columns.push(Arc::new(input.finish()));
        }
        RecordBatch::try_new(self.schema(), columns).expect("the columns are those of the schema")
    }
}

/// Days since 1970-01-01.
fn day(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// `error`.
#[derive(Debug, Default)]
struct Errors {
    kind: StringBuilder,
    message: StringBuilder,
    valid: Nullable,
}

impl Errors {
    fn fields() -> Fields {
        [utf8("kind", false), utf8("message", false)].into_iter().collect()
    }

    fn push(&mut self, error: Option<(&str, &str)>) {
        let (kind, message) = error.unwrap_or_default();
        self.kind.append_value(kind);
        self.message.append_value(message);
        self.valid.push(error.is_some());
    }

    fn finish(&mut self) -> StructArray {
        let columns: Vec<ArrayRef> = vec![Arc::new(self.kind.finish()), Arc::new(self.message.finish())];
        StructArray::new(Self::fields(), columns, self.valid.finish())
    }
}

/// The structs in `relations`.
#[derive(Debug, Default)]
struct Relations {
    kind: StringBuilder,
    person: Int32Builder,
    title: Int32Builder,
    agency: Int32Builder,
    country: StringBuilder,
}

impl Relations {
    fn fields() -> Fields {
        let number = |name, nullable| Field::new(name, DataType::Int32, nullable);
        let fields = [number("person", false), number("title", false), number("agency", true)];
        std::iter::once(utf8("type", false)).chain(fields).chain([utf8("country", true)]).collect()
    }

    fn push(&mut self, relation: &gazet::record::RelationRecord) {
        self.kind.append_value(relation.kind);
        self.person.append_value(relation.person as i32);
        self.title.append_value(relation.title as i32);
        self.agency.append_option(relation.agency.map(|a| a as i32));
        self.country.append_option(relation.country.as_ref().map(gazet::gazetteer::Country::code));
    }
}

impl columns::Items for Relations {
    fn finish(&mut self) -> StructArray {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.kind.finish()),
            Arc::new(self.person.finish()),
            Arc::new(self.title.finish()),
            Arc::new(self.agency.finish()),
            Arc::new(self.country.finish()),
        ];
        StructArray::new(Self::fields(), columns, None)
    }
}
