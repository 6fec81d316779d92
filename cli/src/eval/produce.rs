//! A prediction of our own: gazet annotates gold's texts.

use gazet::document::GivenBy;
use gazet::record::{RecordOptions, record};
use gazet::{Document, Gazetteer, Options, annotate};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::forms::json;
use super::model::Annotated;
use crate::args::DateRules;
use crate::messages::Fatal;
use crate::run::pool;

/// Annotates every text as `gazet annotate` does, with the date that gold has for it. A document that is marked as TimeML, or is in
/// that form, is read by its rules unless others are asked for.
pub(super) fn annotations(
    gold: &[Annotated],
    gazetteer: &Gazetteer,
    rules: Option<DateRules>,
) -> Result<Vec<Annotated>, Fatal> {
    let one = |gold: &Annotated| {
        let fatal = |message: String| Fatal::at(&gold.id, message);
        let text = gold.text().ok_or_else(|| fatal("GOLD has no text to annotate; name a PRED".to_owned()))?;
        let document = Document::new(gold.id.as_str(), text).map_err(|e| fatal(e.to_string()))?;
        let document = match gold.date {
            Some(date) => document.with_date(date, GivenBy::Record),
            None => document,
        };
        let timeml = rules.map_or(gold.timeml, |r| r == DateRules::Timeml);
        let mut options = Options::default();
        options.dates.convention = if timeml { DateRules::Timeml } else { DateRules::Press }.into();
        let annotation = annotate(&document, gazetteer, &options);
        let options = RecordOptions { timeml, ..RecordOptions::default() };
        let record = record(&document, &annotation, gazetteer, &options, None);
        let value = serde_json::to_value(&record).map_err(|e| fatal(e.to_string()))?;
        json::document(&value).map_err(fatal)
    };
    pool(None)?.install(|| gold.par_iter().map(one).collect())
}
