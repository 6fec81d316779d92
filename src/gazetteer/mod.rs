//! Gazetteers: lists of names, compiled, and where each name stands in a text.
//!
//! An *entity* is a row of a list: a body, place, actor, title. A *name* is one of its surface forms. A *match* is a place where
//! the words of a name stand in a text, with everything that may stand between them (`gazetteers/README.md` has the rules).
//! Matching proposes every name everywhere, overlapping and ambiguous: choosing is the business of
//! `resolve`.

mod beginnings;
mod compile;
mod entities;
mod flat;
mod hash;
mod matcher;
mod name;
mod pattern;
pub mod plain;
mod rows;
mod surface;
mod table;
mod tree;
mod tsv;

use std::any::Any;
use std::cmp::Reverse;
use std::fmt;

use crate::label::{BUILT_IN, Label};
use crate::span::Span;
use crate::tokenize::{Spans, Tokens};

pub use compile::Builder;
use compile::stem_label;
use flat::{Layout, Section, str_in, u32_at};
pub use flat::{MAGIC, OpenError, VERSION};
use matcher::Matcher;
pub(crate) use name::fold;
use pattern::{Head, Record};
pub use rows::{ExceptionRow, NameRow, Row, exception_rows, name_rows, rows};
pub(crate) use surface::{Entities, Surface, Surfaces};
use table::Table;
pub use tsv::{List, ListError};

/// A row of a list, as the gazetteer has it: a few words of memory, passed by value. The texts are those of the row; empty where the
/// row has none.
#[derive(Clone, Copy, Debug)]
pub struct Entity<'g> {
    gazetteer: &'g Gazetteer,
    number: u32,
}

impl<'g> Entity<'g> {
    #[inline]
    fn head(self) -> Head<'g> {
        self.record().and_then(|record| record.head).unwrap_or_default()
    }

    /// That of its first name.
    #[inline]
    fn record(self) -> Option<Record<'g>> {
        pattern::at(self.gazetteer.section(Section::Records), self.number)
    }

    /// What its row says of it beyond names, read once for all that is asked.
    #[inline]
    pub(crate) fn about(self) -> About<'g> {
        self.gazetteer.about(self.head().attributes)
    }

    /// The canonical id: `gb/ncsc`, `KR`, `ta/apt28`.
    pub fn id(self) -> &'g str {
        flat::text(self.head().id)
    }
    /// The name in common use.
    pub fn name(self) -> &'g str {
        self.record().map_or("", |record| record.text())
    }
    /// What kind of thing it is.
    pub fn label(self) -> Label {
        self.about().label()
    }
    /// The country it belongs to, where it belongs to one.
    pub fn country(self) -> Option<Country> {
        self.about().country()
    }
    /// The list's own finer kind (`forum`, `head`, `capital`), or nothing.
    pub fn kind(self) -> &'g str {
        self.about().kind()
    }
    /// True for bodies that are no more.
    pub fn is_former(self) -> bool {
        self.about().is_former()
    }
    /// The id of the body that it is a part of, or nothing.
    pub fn parent(self) -> &'g str {
        self.about().parent()
    }
}

/// What the row of an entity says of it beyond names: label, country and status; where kind and parent start; where they end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'g> {
    texts: &'g [u8],
    row: [u32; 4],
}

impl<'g> About<'g> {
    #[inline]
    pub(crate) fn label(self) -> Label {
        Label(self.row[0] as u16)
    }
    #[inline]
    pub(crate) fn country(self) -> Option<Country> {
        let [a, b] = ((self.row[0] >> 16) as u16).to_le_bytes();
        // the status is the bit that small letters have
        let code = [a & !compile::FORMER, b];
        code.iter().all(u8::is_ascii_uppercase).then_some(Country(code))
    }
    pub(crate) fn kind(self) -> &'g str {
        str_in(self.texts, self.row[1], self.row[2])
    }
    /// True where this is the kind.
    #[inline]
    pub(crate) fn is_kind(self, kind: &str) -> bool {
        self.texts.get(self.row[1] as usize..self.row[2] as usize).unwrap_or_default() == kind.as_bytes()
    }
    /// True where label and kind are those of `other`.
    fn is_like(self, other: Self) -> bool {
        let kind = |about: Self| about.texts.get(about.row[1] as usize..about.row[2] as usize);
        self.label() == other.label() && (self.row[1..3] == other.row[1..3] || kind(self) == kind(other))
    }
    #[inline]
    pub(crate) fn is_former(self) -> bool {
        (self.row[0] >> 16) as u8 & compile::FORMER != 0
    }
    pub(crate) fn parent(self) -> &'g str {
        str_in(self.texts, self.row[2], self.row[3])
    }
}

/// A country as its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Country([u8; 2]);

impl Country {
    pub(crate) const GB: Self = Self(*b"GB");
    pub(crate) const US: Self = Self(*b"US");

    /// Reads two capital letters.
    pub fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some(Self([*a, *b])),
            _ => None,
        }
    }

    /// The code: `KR`.
    pub fn code(&self) -> &str {
        // two ASCII capitals, checked in `new`
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

/// What a list knows of one name of an entity beyond its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    pub(crate) entity: u32,
    /// Stands only with evidence beside it.
    pub(crate) context: bool,
    /// An adjective or demonym of a country.
    pub(crate) adjective: bool,
    /// One word in capitals: the name is an acronym.
    pub(crate) acronym: bool,
}

impl Name {
    fn new(entity: u32, flags: u8) -> Self {
        Self {
            entity,
            context: flags & pattern::CONTEXT != 0,
            adjective: flags & pattern::ADJECTIVE != 0,
            acronym: flags & pattern::ACRONYM != 0,
        }
    }
}

/// One name standing in a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Match {
    /// The bytes, symbols that belong to the name included.
    pub span: Span,
    /// The first token.
    pub first: u32,
    /// The token behind the last one.
    pub last: u32,
    /// The name's number.
    pub(crate) name: u32,
    /// The entity's.
    entity: u32,
    /// What the list knows of the name, as [`pattern`] has it.
    flags: u8,
}

impl Match {
    /// By first word, then longer first, then by place, then in the order of the lists.
    fn order(&self) -> (u32, Reverse<u32>, Span, u32) {
        (self.first, Reverse(self.last), self.span, self.name)
    }
}

/// Lists, compiled: entities, their names, and a matcher for all of them.
///
/// It is one run of bytes, which is read where it lies, be that in memory or in a mapped file, and never changed: all threads share one.
pub struct Gazetteer {
    bytes: Bytes,
    layout: Layout,
    /// Where the words of the labels that lists brought stand in their section.
    own_labels: Vec<Span>,
}

/// The compiled form, wherever it lies.
enum Bytes {
    Static(&'static [u8]),
    Own(Vec<u8>),
    /// A mapped file, or whatever else the caller keeps.
    Other(Box<dyn AsRef<[u8]> + Send + Sync>),
}

impl Bytes {
    fn new(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Self {
        match (&bytes as &dyn Any).downcast_ref() {
            Some(&bytes) => Self::Static(bytes),
            None => Self::Other(Box::new(bytes)),
        }
    }
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer").field("bytes", &self.as_bytes().len()).finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// Starts with no list.
    pub fn builder<'a>() -> Builder<'a> {
        Builder::default()
    }

    /// Takes the compiled form, as [`Gazetteer::as_bytes`] gives it. Its header is checked, nothing is read beyond that: this takes as
    /// long for a million names as for ten. Bytes that were damaged behind the header give wrong names or none; [`Gazetteer::verify`]
    /// tells.
    ///
    /// ```
    /// use gazet::Gazetteer;
    /// use gazet::gazetteer::List;
    ///
    /// let list = List { file: "ships.tsv", bytes: b"id\tname\nship/north-star\tNorth Star\n" };
    /// let bytes = Gazetteer::builder().list(list).build()?.as_bytes().to_vec();
    /// let gazetteer = Gazetteer::open(bytes)?;
    /// assert_eq!(gazetteer.get("ship/north-star").map(|e| e.name()), Some("North Star"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where the bytes are no compiled gazetteer, one of another version, or cut off.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, OpenError> {
        let layout = Layout::new(bytes.as_ref())?;
        let gazetteer = Self::new(Bytes::new(bytes), layout);
        if !BUILT_IN.iter().copied().eq(gazetteer.all_labels().take(BUILT_IN.len())) {
            return Err(OpenError::Section { name: "labels" });
        }
        Ok(gazetteer)
    }

    /// What the builder has put together.
    fn of(bytes: Vec<u8>, layout: Layout) -> Self {
        Self::new(Bytes::Own(bytes), layout)
    }

    fn new(bytes: Bytes, layout: Layout) -> Self {
        let mut gazetteer = Self { bytes, layout, own_labels: Vec::new() };
        let mut next = 0;
        let places = gazetteer.all_labels().map(|word| {
            let start = next;
            next += word.len() + 1;
            Span::new(start, start + word.len())
        });
        // a label's number has 16 bits
        gazetteer.own_labels = places.take(1 << 16).skip(BUILT_IN.len()).collect();
        gazetteer
    }

    /// Reads everything and compares it with its checksum.
    ///
    /// # Errors
    /// [`OpenError::Checksum`] where the bytes are not those that were written.
    pub fn verify(&self) -> Result<(), OpenError> {
        if flat::is_whole(self.as_bytes()) { Ok(()) } else { Err(OpenError::Checksum) }
    }

    /// The compiled form, to be written to a file.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Static(bytes) => bytes,
            Bytes::Own(bytes) => bytes,
            Bytes::Other(bytes) => (**bytes).as_ref(),
        }
    }

    #[inline]
    fn section(&self, section: Section) -> &[u8] {
        self.layout.of(self.as_bytes(), section)
    }

    #[inline]
    fn matcher(&self) -> Matcher<'_> {
        let bytes = self.as_bytes();
        let of = |section| self.layout.of(bytes, section);
        Matcher {
            counts: self.layout.counts,
            records: of(Section::Records),
            ends: of(Section::Ends),
            table: Table::new(of(Section::Table), self.layout.counts.bits),
            firsts: of(Section::Firsts),
            singles: of(Section::Singles),
            pairs: of(Section::Pairs),
            unspaced: of(Section::Unspaced),
        }
    }

    /// What a row of attributes says.
    #[inline]
    fn about(&self, row: u32) -> About<'_> {
        let row = row as usize * 16;
        let bytes = self.section(Section::Attributes).get(row..row + 16).unwrap_or(&[]);
        About { texts: self.section(Section::Texts), row: [0, 1, 2, 3].map(|i| u32_at(bytes, i)) }
    }

    /// All entities, in the order of their lists.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = Entity<'_>> {
        let (matcher, mut next) = (self.matcher(), 0);
        (0..matcher.counts.entities).map(move |_| {
            let number = next;
            next = matcher.behind(number);
            self.at(number)
        })
    }

    /// The entity with this number, as [`Gazetteer::lookup`] gives numbers, which ascend in the order of [`Gazetteer::entities`]. All its
    /// texts are empty where there is none.
    pub fn at(&self, number: u32) -> Entity<'_> {
        Entity { gazetteer: self, number }
    }

    /// The number of names over all entities.
    pub fn names(&self) -> usize {
        self.layout.counts.names as usize
    }

    /// The entity with this id.
    pub fn get(&self, id: &str) -> Option<Entity<'_>> {
        self.index_of(id).map(|number| self.at(number))
    }

    /// The words of all labels that a record may have: the constants, then those that lists brought.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.all_labels().enumerate().filter(|(i, _)| !Label(*i as u16).is_cue()).map(|(_, word)| word)
    }

    /// The words of all labels, in the order of their numbers.
    fn all_labels(&self) -> impl Iterator<Item = &str> {
        flat::text(self.section(Section::Labels)).split_terminator('\n')
    }

    /// The word of a label: `AGENCY`, or what a user's list brought.
    pub fn label(&self, label: Label) -> &str {
        let number = usize::from(label.0);
        let own = || self.own_labels.get(number - BUILT_IN.len());
        let text = |at: &Span| str_in(self.section(Section::Labels), at.start, at.end);
        BUILT_IN.get(number).copied().or_else(|| own().map(text)).unwrap_or("")
    }

    /// The label with this word, if a list or the record has it.
    pub fn find_label(&self, word: &str) -> Option<Label> {
        self.all_labels().position(|l| l == word).map(|i| Label(i as u16))
    }

    /// Every name at every place where it stands, sorted by start, then longer first, then by the order of the lists. `out` is
    /// emptied first.
    pub fn matches(&self, text: &str, tokens: &Tokens, out: &mut Vec<Match>) {
        out.clear();
        self.matcher().find(text, tokens, out);
        out.dedup();
    }

    /// The longest name at the first word where one stands, then the longest behind its end, and so on: no two overlap, but that several
    /// entities with one name follow one another, in the order of the lists. `out` is emptied first. This is what replacing or counting
    /// names asks for; choosing by meaning is what [`annotate`](crate::annotate) does.
    pub fn longest(&self, text: &str, words: &Spans, out: &mut Vec<Match>) {
        out.clear();
        self.matcher().find_longest(text, words, |_| true, out);
        out.dedup();
    }

    /// The same of those names that need nothing beside them: no cue of a rule, no part of a title, none that asks for evidence.
    pub(crate) fn longest_names(&self, text: &str, words: &Spans, out: &mut Vec<Match>) {
        out.clear();
        let stands = |m: &Match| {
            let name = self.name(m);
            let label = self.at(name.entity).label();
            !name.context && !label.is_cue() && label != Label::TITLE
        };
        self.matcher().find_longest(text, words, stands, out);
        out.dedup();
    }

    /// The entity that a match names.
    pub fn entity(&self, found: &Match) -> Entity<'_> {
        self.at(found.entity)
    }

    #[allow(clippy::unused_self, reason = "a match means nothing without its gazetteer")]
    pub(crate) fn name(&self, found: &Match) -> Name {
        Name::new(found.entity, found.flags)
    }

    /// The entities that have `surface` as a name, in the order of the lists, whatever its case and punctuation.
    pub fn lookup(&self, surface: &str) -> impl Iterator<Item = u32> {
        let tokens = Tokens::new(surface);
        let words: Vec<&str> = tokens.spans().iter().map(|span| span.of(surface)).collect();
        let mut found: Vec<u32> = Vec::new();
        self.with_words(&words, |count, entity| {
            if count == words.len() && found.last() != Some(&entity.number) {
                found.push(entity.number);
            }
        });
        found.into_iter()
    }

    /// Of the names that are the first of these words, `least` or more, and name something with this label, the longest: the number of its
    /// words, and whose it is, in the order of the lists.
    pub(crate) fn longest_beginning(&self, words: &[&str], least: usize, label: Label) -> Option<(usize, Vec<u32>)> {
        let mut longest: Option<(usize, Vec<u32>)> = None;
        self.with_words(words, |count, entity| {
            let best = longest.as_ref().map_or(least, |best| best.0);
            if count < best || entity.label() != label {
                return;
            }
            let (_, found) = longest.take_if(|best| best.0 == count).unwrap_or_default();
            let found = longest.insert((count, found));
            if found.1.last() != Some(&entity.number) {
                found.1.push(entity.number);
            }
        });
        longest
    }

    /// Calls `with` with every entity of which the first of these words are a name, and their number, whatever their case. Cues are never
    /// looked up by name.
    fn with_words(&self, words: &[&str], mut with: impl FnMut(usize, Entity<'_>)) {
        self.matcher().with_words(words, |number, record, known| {
            if record.flags & pattern::FURTHER != 0 {
                return;
            }
            let mut count = 0;
            for part in record.words() {
                if !words.get(count).is_some_and(|word| name::fold_eq(flat::text(part.text), word)) {
                    return;
                }
                count += 1;
            }
            let entity = self.at(number.saturating_sub(record.owner));
            // longer names than one word stand in the slots of two and more
            let here = if known == 1 { count == 1 } else { count >= known };
            if here && !entity.label().is_cue() {
                with(count, entity);
            }
        });
    }

    pub(crate) fn index_of(&self, id: &str) -> Option<u32> {
        let identities = self.section(Section::Identities);
        let (hash, mark) = (hash::id(id), Mark::new(self.section(Section::Records).len()));
        for at in compile::probe(identities.len() / 4, hash) {
            let known = u32_at(identities, at);
            if known == 0 {
                return None;
            }
            let entity = mark.number(known, hash).filter(|&entity| self.at(entity).id() == id);
            if entity.is_some() {
                return entity;
            }
        }
        None
    }
}

/// How a table of ids has numbers of entities: one more than the number, and in the bits that no number needs some of the id's hash, which
/// tell most ids apart that stand side by side.
#[derive(Clone, Copy)]
struct Mark {
    /// The bits of numbers.
    numbers: u32,
}

impl Mark {
    /// For numbers that are less than `records`.
    fn new(records: usize) -> Self {
        Self { numbers: u32::MAX.checked_shr((records as u32).leading_zeros()).unwrap_or(0) }
    }

    fn write(self, entity: u32, hash: u64) -> u32 {
        (entity + 1) | (hash as u32 & !self.numbers)
    }

    /// The number, if it may be that of an id with this hash.
    fn number(self, known: u32, hash: u64) -> Option<u32> {
        if (known ^ hash as u32) & !self.numbers == 0 { (known & self.numbers).checked_sub(1) } else { None }
    }
}
