//! The engine: lists and options, and what they make of a text. It owns what it gives, so that Python can hold it.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use gazet::document::GivenBy;
use gazet::record::{Record, RecordOptions, record};
use gazet::{Annotation, Document, Gazetteer, Options, Scratch, annotate_with};
use jiff::civil::Date;
use self_cell::self_cell;

use crate::errors::Failure;

/// Where documents get their date from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateChoice {
    Auto,
    None,
    Day(Date),
}

/// Lists and options.
#[derive(Debug)]
pub(crate) struct Engine {
    pub(crate) gazetteer: Gazetteer,
    pub(crate) options: Options,
    pub(crate) record: RecordOptions,
    pub(crate) date: DateChoice,
}

/// A text on its way in.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) date: Option<Date>,
}

impl Engine {
    /// The record of a document, with everything that it points at. `scratch` is memory kept from one document to the next.
    pub(crate) fn annotate(self: &Arc<Self>, scratch: &mut Scratch, input: Input) -> Result<Arc<Held>, Failure> {
        let source = Source { input, engine: Arc::clone(self) };
        let result = Found::try_new(source, |source| {
            let Input { id, text, date } = &source.input;
            let document = Document::new(id.as_str(), text).map_err(|e| Failure::not_a_document(id, &e))?;
            let document = source.engine.dated(document, *date);
            let annotation = source.engine.guarded(scratch, &document)?;
            Ok(Annotated { document, annotation })
        });
        Ok(Arc::new(Held::new(result?, |found| {
            let engine = &found.borrow_owner().engine;
            let Annotated { document, annotation } = found.borrow_dependent();
            record(document, annotation, &engine.gazetteer, &engine.record, None)
        })))
    }

    /// Gives a document's record to `take`, and forgets it.
    pub(crate) fn visit(
        &self,
        scratch: &mut Scratch,
        document: Document<'_>,
        date: Option<Date>,
        take: impl FnOnce(&Record<'_>),
    ) -> Result<(), Failure> {
        let document = self.dated(document, date);
        let annotation = self.guarded(scratch, &document)?;
        take(&record(&document, &annotation, &self.gazetteer, &self.record, None));
        Ok(())
    }

    fn dated<'a>(&self, document: Document<'a>, date: Option<Date>) -> Document<'a> {
        match (self.date, date) {
            (DateChoice::Day(day), _) => document.with_date(day, GivenBy::Option),
            (DateChoice::Auto, Some(day)) => document.with_date(day, GivenBy::Record),
            _ => document,
        }
    }

    /// Extraction does not panic; if it does all the same, that is one document's loss, not the job's.
    fn guarded<'a>(&'a self, scratch: &mut Scratch, document: &Document<'a>) -> Result<Annotation<'a>, Failure> {
        let work = || annotate_with(scratch, document, &self.gazetteer, &self.options);
        panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
            *scratch = Scratch::default();
            Failure::new("internal", document.id(), "gazet has a fault with this text")
        })
    }
}

/// What an annotation points at.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) input: Input,
    engine: Arc<Engine>,
}

/// What a record points at.
#[derive(Debug)]
pub(crate) struct Annotated<'a> {
    document: Document<'a>,
    annotation: Annotation<'a>,
}

self_cell!(
    /// An annotation with its text.
    pub(crate) struct Found {
        owner: Source,
        #[covariant]
        dependent: Annotated,
    }
    impl {Debug}
);

self_cell!(
    /// A record with its annotation.
    pub(crate) struct Held {
        owner: Found,
        #[covariant]
        dependent: Record,
    }
    impl {Debug}
);

impl Held {
    /// The record.
    pub(crate) fn record(&self) -> &Record<'_> {
        self.borrow_dependent()
    }

    /// The document's text.
    pub(crate) fn text(&self) -> &str {
        &self.borrow_owner().borrow_owner().input.text
    }
}
