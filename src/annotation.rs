//! The result: what a document's spans mean, before any format.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use crate::dates::{DateSource, Timex};
use crate::find::Evidence;
use crate::gazetteer::Country;
use crate::label::Label;
use crate::record::{CandidateRecord, Score};
use crate::span::Span;
use crate::tokenize::tag_len;

/// Everything that was found in one document.
#[derive(Clone, Debug)]
pub struct Annotation<'a> {
    /// Sorted by start, then longer first.
    pub mentions: Vec<Mention<'a>>,
    /// Who holds which post where.
    pub relations: Vec<Relation>,
    /// The date that relative expressions were resolved against.
    pub date: Option<Date>,
    /// Where that date comes from.
    pub date_source: DateSource,
    /// The temporal expressions that mentions point at.
    pub timexes: Vec<Timex>,
}

/// A span with its meaning.
#[derive(Clone, Debug)]
pub struct Mention<'a> {
    /// Where it stands, in bytes of the text.
    pub span: Span,
    /// Its first token.
    pub first: u32,
    /// The token behind its last one.
    pub last: u32,
    /// What kind of thing it is.
    pub label: Label,
    /// The canonical id, where the text and the lists decide it.
    pub id: Option<Cow<'a, str>>,
    /// The name in common use, where a list has one.
    pub name: Option<&'a str>,
    /// The country that it belongs to.
    pub country: Option<Country>,
    /// `group`, `descriptive`, `forum`, `rank` ..., or nothing.
    pub kind: &'a str,
    /// True for the acronym of a definition, in its parentheses.
    pub is_acronym_of_definition: bool,
    /// `former`, `acting`, `designate`, or nothing.
    pub status: &'a str,
    /// True where a state or service is named as a threat.
    pub threat: bool,
    /// Between whom the text does not decide, best first.
    pub candidates: Choice<'a>,
    /// The number of the temporal expression it is.
    pub timex: Option<u32>,
    /// The class of evidence for the span.
    pub evidence: Evidence,
    /// The class of evidence for the id.
    pub link: Link,
    /// Where that evidence stands: the definition, the country, the body or the earlier mention that decided, if one did.
    pub link_site: Option<Span>,
    /// Why it does not stand, among the spans of [`Overlap::All`](crate::resolve::Overlap::All); `None` for those that do.
    pub dropped: Option<Dropped>,
}

/// The entities between whom the text does not decide, best first. Mentions of one name share them.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Choice<'a>(Option<Arc<[CandidateRecord<'a>]>>);

impl<'a> Choice<'a> {
    /// A choice between entities that are as likely as each other.
    pub(crate) fn equal(ids: &[&'a str]) -> Self {
        let score = Score::new(1.0 / ids.len() as f32);
        ids.iter().map(|id| CandidateRecord { id, score }).collect()
    }
}

impl<'a> FromIterator<CandidateRecord<'a>> for Choice<'a> {
    fn from_iter<I: IntoIterator<Item = CandidateRecord<'a>>>(all: I) -> Self {
        let mut all = all.into_iter().peekable();
        Self(all.peek().is_some().then(|| all.collect()))
    }
}

impl Serialize for Choice<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&**self)
    }
}

impl<'a> Deref for Choice<'a> {
    type Target = [CandidateRecord<'a>];

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or_default()
    }
}

/// Why a candidate does not stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dropped {
    /// Its name needs evidence beside it, and has none.
    Unsupported,
    /// A longer span, or a better reading of the same words, stands in its place.
    Covered,
}

/// What ties a mention to its id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Link {
    /// The words themselves: a title, a person, a date.
    Words,
    /// The only one with that name.
    Unique,
    /// The document's own definition.
    Definition,
    /// The country directly before.
    Head,
    /// The country directly behind.
    Behind,
    /// The country that heads the phrase or list.
    Scope,
    /// The body that it is a part of.
    Parent,
    /// An earlier mention in the document.
    Memory,
    /// A country named before in the sentence.
    Sentence,
    /// The country of the document's issuer.
    Issuer,
    /// Nothing: the id is left open.
    Open,
}

/// A person in a post: indices of mentions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Relation {
    /// The person.
    pub person: u32,
    /// The post.
    pub title: u32,
    /// The body, where the text says.
    pub agency: Option<u32>,
    /// The country of the post, where the text says.
    pub country: Option<Country>,
}

/// A text as a slug: lower-case letters without accents, digits, and single hyphens; apostrophes, dots, soft hyphens and HTML tags vanish.
pub(crate) fn kebab(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    push_kebab(text, &mut slug);
    slug
}

/// Appends the slug of a text.
pub(crate) fn push_kebab(text: &str, slug: &mut String) {
    let start = slug.len();
    let mut gap = false;
    let mut behind = 0;
    for (at, c) in text.char_indices() {
        if at < behind {
            continue;
        }
        if c == '<'
            && let Some(length) = tag_len(&text[at..])
        {
            behind = at + length;
            continue;
        }
        match plain(c) {
            Some(letter) => {
                if gap && slug.len() > start {
                    slug.push('-');
                }
                gap = false;
                slug.push(letter);
            }
            None => gap |= !matches!(c, '\'' | '’' | '‘' | '.' | '\u{ad}' | 'ʼ'),
        }
    }
}

/// A letter or digit in lower case and without its accent, for the accents of Latin-1 and Latin Extended-A; other letters as they are.
fn plain(c: char) -> Option<char> {
    const FROM: &str = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżž";
    const INTO: &str = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzz";
    if c.is_ascii() {
        return c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase());
    }
    if !c.is_alphanumeric() {
        return None;
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    FROM.chars().position(|from| from == lower).and_then(|at| INTO.chars().nth(at)).or(Some(lower))
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn slugs() {
        assert_eq!(kebab("Cho Hyun-woo"), "cho-hyun-woo");
        assert_eq!(kebab("Clare O’Neil"), "clare-oneil");
        assert_eq!(kebab("François Müller, Łódź"), "francois-muller-lodz");
        assert_eq!(kebab("U.S. Attorney"), "us-attorney");
        assert_eq!(kebab("Foreign, Common\u{ad}wealth & X"), "foreign-commonwealth-x");
        assert_eq!(kebab("ñžŷ"), "nzy");
    }
}
