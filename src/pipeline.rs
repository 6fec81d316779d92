//! The pipeline: a document in, its annotation out. A stage a line or two; everything else is in them.

use crate::annotation::Annotation;
use crate::dates::{self, DateSource};
use crate::document::Document;
use crate::find::{self, Candidates, Context, Memory};
use crate::gazetteer::Gazetteer;
use crate::names;
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
    /// The names of the lists and nothing else: the longest at each place, no rule, no date but a given one, no choice by context.
    pub names_only: bool,
}

/// The memory that extraction works in. Kept from one document to the next, it spares each its allocations; it holds nothing of a
/// document that another one's annotation could show.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Tokens,
    memory: Memory,
    candidates: Candidates,
    names: names::Memory,
}

/// The stages of an extraction, in the order in which they are done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// Words and sentence starts.
    Words,
    /// Expressions of time and the document's date.
    Dates,
    /// Names of the lists, and what is known of each word.
    Match,
    /// Recognizers.
    Find,
    /// The choice among candidates, and their ids.
    Resolve,
    /// Who holds which post.
    Relate,
}

/// Finds everything in one document. It cannot fail, and does the same for the same document, lists and options, always.
///
/// Labels that are TimeML's own (TIME, DURATION, SET) are among the mentions; whether they are written is the writer's business.
pub fn annotate<'a>(document: &Document<'a>, gazetteer: &'a Gazetteer, options: &Options) -> Annotation<'a> {
    annotate_with(&mut Scratch::default(), document, gazetteer, options)
}

/// The same as [`annotate`], in the memory of `scratch`: for many documents, one after the other.
pub fn annotate_with<'a>(
    scratch: &mut Scratch,
    document: &Document<'a>,
    gazetteer: &'a Gazetteer,
    options: &Options,
) -> Annotation<'a> {
    annotate_observed(scratch, document, gazetteer, options, |_| ())
}

/// The same as [`annotate_with`], and calls `done` behind each stage, for those who measure.
pub fn annotate_observed<'a>(
    scratch: &mut Scratch,
    document: &Document<'a>,
    gazetteer: &'a Gazetteer,
    options: &Options,
    mut done: impl FnMut(Stage),
) -> Annotation<'a> {
    let text = document.text();
    if options.names_only {
        let mentions = names::find(text, gazetteer, &mut scratch.names);
        let (date, date_source) =
            dates::given_date(document.date(), &options.dates).unwrap_or((None, DateSource::None));
        done(Stage::Match);
        return Annotation { mentions, relations: Vec::new(), date, date_source, timexes: Vec::new() };
    }
    let mut tokens = std::mem::take(&mut scratch.tokens);
    tokens.refill(text);
    done(Stage::Words);
    let expressions = dates::find(text, &tokens, &options.dates);
    let (date, date_source) = dates::document_date(text, &tokens, &expressions, document.date(), &options.dates);
    let timexes = dates::resolve(text, &tokens, &expressions, date, &options.dates);
    done(Stage::Dates);
    let context = Context::new(text, tokens, gazetteer, timexes, std::mem::take(&mut scratch.memory));
    done(Stage::Match);
    find::find(&context, &mut scratch.candidates);
    done(Stage::Find);
    let mentions = resolve::resolve(&context, &scratch.candidates, options.overlap, options.dates.convention);
    done(Stage::Resolve);
    let relations = relate::relate(&context, &mentions);
    done(Stage::Relate);
    let (timexes, tokens, memory) = context.into_parts();
    (scratch.tokens, scratch.memory) = (tokens, memory);
    Annotation { mentions, relations, date, date_source, timexes }
}
