//! Columns that Arrow's builders make only by way of names: words of a closed set, lists of structs, structs that may be missing.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{Array as _, ArrayRef, DictionaryArray, ListArray, StringArray, StructArray};
use arrow_buffer::{NullBuffer, NullBufferBuilder, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields};

pub(crate) fn utf8(name: &str, nullable: bool) -> Field {
    Field::new(name, DataType::Utf8, nullable)
}

/// The field of a column of [`Words`].
pub(crate) fn words(name: &str, nullable: bool, plain: bool) -> Field {
    if plain { utf8(name, nullable) } else { Field::new_dictionary(name, DataType::Int32, DataType::Utf8, nullable) }
}

/// The field of a column of [`Lists`]. The name of its items is that of Parquet's standard.
pub(crate) fn list(name: &str, items: Fields, nullable: bool) -> Field {
    Field::new_list(name, Arc::new(Field::new("element", DataType::Struct(items), false)), nullable)
}

/// Words of a set that is known before the first one comes: every batch has the same dictionary. Or plain texts, where a reader knows
/// no dictionaries.
#[derive(Debug)]
pub(crate) enum Words {
    Dictionary { keys: Int32Builder, set: Arc<StringArray>, numbers: HashMap<Box<str>, i32> },
    Plain(StringBuilder),
}

impl Words {
    pub(crate) fn new<'a>(set: impl Iterator<Item = &'a str>, plain: bool) -> Self {
        if plain {
            return Self::Plain(StringBuilder::new());
        }
        let set = Arc::new(StringArray::from_iter_values(set));
        let numbers = (0..set.len()).map(|i| (set.value(i).into(), i as i32)).collect();
        Self::Dictionary { keys: Int32Builder::new(), set, numbers }
    }

    /// Appends a word of the set, or nothing.
    pub(crate) fn push(&mut self, word: Option<&str>) {
        match self {
            Self::Plain(words) => words.append_option(word),
            Self::Dictionary { keys, numbers, .. } => {
                let number = word.and_then(|w| numbers.get(w)).copied();
                debug_assert_eq!(number.is_some(), word.is_some(), "{word:?} is not of the set");
                keys.append_option(number);
            }
        }
    }

    pub(crate) fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Plain(words) => Arc::new(words.finish()),
            Self::Dictionary { keys, set, .. } => {
                Arc::new(DictionaryArray::<Int32Type>::new(keys.finish(), Arc::clone(set) as _))
            }
        }
    }
}

/// Structs on their way into an array.
pub(crate) trait Items {
    fn finish(&mut self) -> StructArray;
}

/// Lists of structs: the structs are pushed into `items`, then the list is ended.
#[derive(Debug)]
pub(crate) struct Lists<T> {
    pub(crate) items: T,
    lengths: Vec<usize>,
    valid: Nullable,
}

impl<T: Items> Lists<T> {
    pub(crate) fn new(items: T) -> Self {
        Self { items, lengths: Vec::new(), valid: Nullable::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Ends a list that has the last so many items, or appends none.
    pub(crate) fn end(&mut self, length: Option<usize>) {
        self.lengths.push(length.unwrap_or(0));
        self.valid.push(length.is_some());
    }

    pub(crate) fn finish(&mut self) -> ListArray {
        let items = self.items.finish();
        let offsets = OffsetBuffer::from_lengths(self.lengths.drain(..));
        let field = Arc::new(Field::new("element", items.data_type().clone(), false));
        ListArray::new(field, offsets, Arc::new(items), self.valid.finish())
    }
}

/// Which rows of a column are there.
#[derive(Debug)]
pub(crate) struct Nullable(NullBufferBuilder);

impl Default for Nullable {
    fn default() -> Self {
        Self(NullBufferBuilder::new(0))
    }
}

impl Nullable {
    pub(crate) fn push(&mut self, valid: bool) {
        self.0.append(valid);
    }

    pub(crate) fn finish(&mut self) -> Option<NullBuffer> {
        self.0.finish()
    }
}
