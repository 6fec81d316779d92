//! Formats of the output, one file each.
//!
//! Workers encode records, each by itself; the main thread hands them in order to a [`Writer`], which knows what stands around and
//! between them. So a format knows nothing of threads, and a new one is a file here, a line in [`format`] and a name in [`FormatName`].

mod brat;
#[cfg(feature = "parquet")]
mod columns;
mod conll;
mod csv;
mod displacy;
mod html;
mod json;
mod jsonl;
mod labelstudio;
mod page;
mod spacy;
mod stix;
mod timeml;
pub(crate) mod units;
mod words;
mod xml;

use std::io::{self, Write};

use gazet::gazetteer::List;
use gazet::record::Offsets;

use crate::args::FormatName;
use crate::messages::Fatal;
pub(crate) use jsonl::Jsonl;
pub(crate) use page::Page;

/// What one document became.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome<'a> {
    /// The record, or that of a failure: JSON on one line, without the line's end.
    pub(crate) json: &'a [u8],
    /// The text that it is about. It must be there for a format that [wants](Format::wants_text) it, unless the document failed.
    pub(crate) text: Option<&'a str>,
}

impl<'a> Outcome<'a> {
    /// The record as a page that has not met its text.
    fn page(&self) -> Page {
        // gazet's own record, or one that `gazet convert` has read as a page already
        serde_json::from_slice(self.json).expect("a record is a page")
    }

    /// The page and its text, which is empty where the document failed.
    fn page_and_text(&self) -> (Page, &'a str) {
        let mut page = self.page();
        let text = self.text.unwrap_or("");
        page.meet(text).expect("a record is about its text");
        (page, text)
    }
}

/// How many records one output of a format has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Holds {
    /// Any number.
    Many,
    /// One and no more: several documents need a folder.
    One,
}

/// How records become bytes.
pub(crate) trait Format: Sync {
    /// The ending of a document's own file in a folder, without the dot.
    fn extension(&self) -> &'static str;
    /// How many records one output has.
    fn holds(&self) -> Holds {
        Holds::Many
    }
    /// Appends one record, as this format's [`Writer`] takes it. Runs in the workers' threads.
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>);
    /// A second file of the document, with its ending, where a folder has one file a document.
    fn beside(&self, _outcome: &Outcome<'_>) -> Option<(&'static str, Vec<u8>)> {
        None
    }
    /// Why a text cannot have a record in this format, if it cannot: a word for programs and a message.
    fn refuses(&self, _text: &str) -> Option<(&'static str, String)> {
        None
    }
    /// True where the output has the text in it.
    fn wants_text(&self) -> bool {
        true
    }
    /// The unit in which the format's readers count; `None` where they take the one that the record declares.
    fn counts(&self) -> Option<Offsets> {
        None
    }
    /// True where records have to say why each span stands.
    fn wants_reasons(&self) -> bool {
        false
    }
    /// True where the output is no text that a terminal could show.
    fn is_binary(&self) -> bool {
        false
    }
    /// A writer for one output.
    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Plain)
    }
}

/// One output that is being written, from its first byte to its last. The bytes may be kept back, but not beyond `finish`.
pub(crate) trait Writer {
    /// Goes on behind so many records of an earlier run, in place of `begin`; false where a format cannot, because what it has
    /// written so far is not in the number of its records.
    fn resume(&mut self, _records: u64) -> bool {
        false
    }
    /// Writes what stands before the first record.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
    /// Writes one record, as the format encoded it.
    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()>;
    /// Writes what stands behind the last record.
    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Records as they are, one behind the other.
struct Plain;

impl Writer for Plain {
    fn resume(&mut self, _records: u64) -> bool {
        true
    }

    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(record)
    }
}

/// The format with this name. `lists` and `names` are what the gazetteer was built from; they are asked for where a format says more
/// about an entity than the record does. Fails where the program was built without the format.
#[cfg_attr(
    feature = "parquet",
    expect(clippy::unnecessary_wraps, reason = "two formats are missing where the feature is")
)]
pub(crate) fn format<'l>(
    name: FormatName,
    lists: &[List<'l>],
    names: &[List<'l>],
) -> Result<&'static dyn Format, Fatal> {
    // what is leaked is made once a run, and needed until its end
    Ok(match name {
        #[cfg(feature = "parquet")]
        FormatName::Arrow => Box::leak(Box::new(columns::Arrow::new(lists))),
        FormatName::Brat => &brat::Brat,
        FormatName::Conll => &conll::Conll,
        FormatName::Csv => &csv::Csv,
        FormatName::Displacy => &displacy::Displacy,
        FormatName::Html => Box::leak(Box::new(html::Html::new(lists))),
        FormatName::Json => &json::Json,
        FormatName::Jsonl => &Jsonl,
        FormatName::LabelStudio => &labelstudio::LabelStudio,
        #[cfg(feature = "parquet")]
        FormatName::Parquet => &columns::Parquet,
        FormatName::Spacy => &spacy::Spacy,
        FormatName::Stix => Box::leak(Box::new(stix::Stix::new(lists, names))),
        FormatName::Timeml => &timeml::Timeml,
        #[cfg(not(feature = "parquet"))]
        FormatName::Arrow | FormatName::Parquet => {
            let word = crate::settings::word(&name);
            let message =
                format!("-f {word} is not in this build of gazet; 'cargo install --path cli' makes one that has it");
            return Err(Fatal(message));
        }
    })
}
