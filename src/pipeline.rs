//! The pipeline: a document in, its annotation out. Nine lines of stages; everything else is in them.

use crate::annotation::Annotation;
use crate::dates;
use crate::document::Document;
use crate::find::{self, Context};
use crate::gazetteer::Gazetteer;
use crate::relate;
use crate::resolve::{self, Overlap};
use crate::tokenize::Tokens;

/// What can be chosen about an extraction.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How dates are read and written.
    pub dates: dates::Options,
    /// Which spans may overlap.
    pub overlap: Overlap,
}

/// Finds everything in one document. It cannot fail, and does the same for the same document, lists and options, always.
///
/// Labels that are TimeML's own (TIME, DURATION, SET) are among the mentions; whether they are written is the writer's business.
pub fn annotate<'a>(document: &Document<'a>, gazetteer: &'a Gazetteer, options: &Options) -> Annotation<'a> {
    let text = document.text();
    let tokens = Tokens::new(text);
    let expressions = dates::find(text, &tokens, &options.dates);
    let (date, date_source) = dates::document_date(text, &tokens, &expressions, document.date(), &options.dates);
    let timexes = dates::resolve(text, &tokens, &expressions, date, &options.dates);
    let context = Context::new(text, tokens, gazetteer, timexes);
    let candidates = find::find(&context);
    let mentions = resolve::resolve(&context, &candidates, options.overlap, options.dates.convention);
    let relations = relate::relate(&context, &mentions);
    Annotation { mentions, relations, timexes: context.timexes, date, date_source }
}
