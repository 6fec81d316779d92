//! What recognizers see: the text, its tokens, and what the lists have in it.
//!
//! A recognizer asks the same few things of token after token, and mostly hears no: is there a match with this label, is the word
//! capitalised, is it one of grammar. So each is a bit in a column by token, set once when the document's context is made.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::{Candidate, Evidence, Meaning, mask};
use crate::dates::Timex;
use crate::gazetteer::{About, Entities, Entity, Gazetteer, Name, Surface, Surfaces};
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::{Gap, Shape, Tokens};

/// One document as recognizers see it.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Tokens,
    pub(crate) gazetteer: &'a Gazetteer,
    pub(crate) timexes: Vec<Timex>,
    surfaces: Surfaces,
    columns: Columns,
    masked: Vec<Span>,
    /// The end of each line, and whether it has a small letter; found when somebody asks.
    lines: OnceCell<Vec<(u32, bool)>>,
    /// See [`Context::is_about_cyber`].
    cyber: OnceCell<bool>,
    /// The capitalised words that were looked through last: the first, the one behind the last, and whether those are all.
    pub(crate) run: Cell<(usize, usize, bool)>,
}

/// What a context keeps its findings in.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    surfaces: Surfaces,
    columns: Columns,
    masked: Vec<Span>,
}

/// What is known of each token.
#[derive(Debug, Default)]
struct Columns {
    /// Where the matches that start at each token begin; one more than there are tokens.
    starts: Vec<u32>,
    /// The labels of the matches that start at each token, a bit each; one more than there are tokens.
    starting: Vec<u64>,
    /// The labels of the matches whose last token is the one before.
    ending: Vec<u64>,
    /// The number of tokens of the longest of those, [`LONGEST`] at most.
    lengths: Vec<u8>,
    /// What stands before each token, as recognizers see it.
    gaps: Vec<Gap>,
    /// [`CAPITALISED`] and [`FUNCTION`].
    flags: Vec<u8>,
}

/// No name in a list has more words, and one that has only fails to end where somebody looks back.
const LONGEST: u32 = 12;

/// The token starts with a capital.
const CAPITALISED: u8 = 1;
/// The token is a word of grammar.
const FUNCTION: u8 = 2;

/// The bit of a label; those of users' lists share the last one, since no recognizer asks for them.
const fn bit(label: Label) -> u64 {
    if label.0 < Label::FIRST_CUSTOM { 1 << label.0 } else { 1 << 63 }
}

/// A set of labels to ask for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labels(u64);

impl Labels {
    pub(crate) const fn new(labels: &[Label]) -> Self {
        let (mut bits, mut i) = (0, 0);
        while i < labels.len() {
            assert!(Label::FIRST_CUSTOM < 64 && labels[i].0 < Label::FIRST_CUSTOM, "a label with a constant");
            bits |= bit(labels[i]);
            i += 1;
        }
        Self(bits)
    }
}

/// Of each line where it ends, its line break included, and whether it has a small letter.
fn lines(text: &str) -> Vec<(u32, bool)> {
    let mut at = 0;
    let all = text.split_inclusive('\n').map(|line| {
        at += line.len() as u32;
        // most lines tell within a few words
        (at, line.chars().any(char::is_lowercase))
    });
    all.collect()
}

impl<'a> Context<'a> {
    /// Matches the lists, in memory that an earlier document's context has left.
    pub(crate) fn new(
        text: &'a str,
        tokens: Tokens,
        gazetteer: &'a Gazetteer,
        timexes: Vec<Timex>,
        memory: Memory,
    ) -> Self {
        let Memory { mut surfaces, mut columns, mut masked } = memory;
        gazetteer.surfaces(text, &tokens, &mut surfaces);
        mask::masked(text, &mut masked);
        if !masked.is_empty() {
            surfaces.list.retain(|m| !mask::hits(&masked, m.span));
        }
        columns.fill(text, &tokens, &surfaces.list);
        Self {
            text,
            tokens,
            gazetteer,
            timexes,
            surfaces,
            columns,
            masked,
            lines: OnceCell::new(),
            cyber: OnceCell::new(),
            run: Cell::default(),
        }
    }

    /// Takes the context apart: the expressions of time, the words, and the memory for the next one.
    pub(crate) fn into_parts(self) -> (Vec<Timex>, Tokens, Memory) {
        let Self { surfaces, columns, masked, .. } = self;
        (self.timexes, self.tokens, Memory { surfaces, columns, masked })
    }

    /// All matches of lists.
    pub(crate) fn matches(&self) -> &[Surface] {
        &self.surfaces.list
    }

    /// The matches whose label is one of these, in the order of all.
    pub(crate) fn matches_of(&self, labels: Labels) -> impl Iterator<Item = &Surface> {
        self.surfaces.list.iter().filter(move |m| bit(m.label) & labels.0 != 0)
    }

    /// The numbers of the matches that start at token `i`.
    fn range_at(&self, i: usize) -> Range<usize> {
        match self.columns.starts.get(i..i + 2) {
            Some(&[from, to]) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// The matches that start at token `i`, longer first.
    pub(crate) fn matches_at(&self, i: usize) -> &[Surface] {
        &self.surfaces.list[self.range_at(i)]
    }

    /// The longest match with this label that starts at token `i`.
    pub(crate) fn at(&self, i: usize, label: Label) -> Option<&Surface> {
        if self.columns.starting.get(i).is_none_or(|bits| bits & bit(label) == 0) {
            return None;
        }
        self.matches_at(i).iter().find(|m| m.label == label)
    }

    /// The states of federations whose name is the tokens `first..last`.
    pub(crate) fn states_at(&self, first: usize, last: usize) -> impl Iterator<Item = Entity<'a>> {
        let named =
            self.matches_at(first).iter().filter(move |m| m.label == Label::LOCATION && m.last as usize == last);
        named.flat_map(|m| self.entities(&m.entities)).filter(|entity| entity.kind() == "state")
    }

    /// The longest match with this label whose last token is `i - 1`.
    pub(crate) fn ending_at(&self, i: usize, label: Label) -> Option<&Surface> {
        if self.columns.ending.get(i).is_none_or(|bits| bits & bit(label) == 0) {
            return None;
        }
        (i - usize::from(self.columns.lengths[i])..i)
            .filter(|&first| self.columns.starting[first] & bit(label) != 0)
            .find_map(|first| self.matches_at(first).iter().find(|m| m.label == label && m.last as usize == i))
    }

    /// The entity of a match, of several the first.
    pub(crate) fn entity(&self, found: &Surface) -> Entity<'a> {
        self.gazetteer.first_entity(found)
    }

    /// What the lists know of the entity of a match beyond its names; of several, all but country and parent is that of each.
    #[inline]
    pub(crate) fn about(&self, found: &Surface) -> About<'a> {
        self.gazetteer.about_first(found)
    }

    /// The numbers of the entities that a name may mean.
    pub(crate) fn numbers<'s>(&'s self, entities: &'s Entities) -> &'s [u32] {
        self.surfaces.entities(entities)
    }

    /// The entities that a name may mean.
    pub(crate) fn entities<'s>(&'s self, entities: &'s Entities) -> impl Iterator<Item = Entity<'a>> + use<'s, 'a> {
        self.numbers(entities).iter().map(|&number| self.gazetteer.at(number))
    }

    pub(crate) fn name(&self, found: &Surface) -> Name {
        self.gazetteer.rules(found)
    }

    /// True where the document speaks of hackers or malware at all: two different words that are used of nothing else.
    pub(crate) fn is_about_cyber(&self) -> bool {
        *self.cyber.get_or_init(|| self.has_words_of_cyber())
    }

    fn has_words_of_cyber(&self) -> bool {
        let mut first = None;
        self.matches_of(TELLING).any(|m| {
            let telling = match m.label {
                Label::CUE_ACTOR_NOUN => self.about(m).is_kind("strong"),
                Label::CUE_ACTOR_CONTEXT => {
                    matches!(
                        self.entity(m).name(),
                        "malware"
                            | "ransomware"
                            | "botnet"
                            | "backdoor"
                            | "trojan"
                            | "spyware"
                            | "cyberattack"
                            | "phishing"
                            | "threat actor"
                            | "threat group"
                            | "intrusion set"
                            | "APT"
                            | "espionage"
                            | "spear-phishing"
                            | "DDoS"
                            | "infostealer"
                            | "wiper"
                            | "rootkit"
                            | "loader"
                            | "implant"
                    )
                }
                Label::MALWARE | Label::THREAT_ACTOR => !self.name(m).context,
                _ => false,
            };
            telling && self.entities(&m.entities).any(|entity| *first.get_or_insert(entity.id()) != entity.id())
        })
    }

    /// The temporal expression that token `i` is a part of.
    pub(crate) fn timex_at(&self, i: usize) -> Option<&Timex> {
        let at = self.timexes.partition_point(|t| t.last <= i);
        self.timexes.get(at).filter(|t| t.first <= i)
    }

    pub(crate) fn word(&self, i: usize) -> &'a str {
        self.tokens.text(self.text, i)
    }

    /// The bytes of token `i`; none where it is not there.
    fn bytes(&self, i: usize) -> &'a [u8] {
        let span = self.tokens.spans().get(i).copied().unwrap_or_default();
        &self.text.as_bytes()[span.start as usize..span.end as usize]
    }

    /// True where the text has these characters anywhere: asked before each of its words is.
    pub(crate) fn has(&self, text: &str) -> bool {
        memchr::memmem::find(self.text.as_bytes(), text.as_bytes()).is_some()
    }

    /// True where token `i` is there and this very word.
    #[inline]
    pub(crate) fn is(&self, i: usize, word: &str) -> bool {
        self.bytes(i) == word.as_bytes() && i < self.tokens.len()
    }

    /// True where token `i` is one of these lower-case words, in any case.
    #[inline]
    pub(crate) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        let bytes = self.bytes(i);
        let Some(first) = bytes.first() else { return false };
        words.iter().map(|w| w.as_bytes()).any(|w| {
            // length and first letter tell nearly all apart
            w.len() == bytes.len() && (w[0] ^ first) & !0x20 == 0 && w.eq_ignore_ascii_case(bytes)
        })
    }

    /// True where token `i` starts with a capital.
    pub(crate) fn is_capitalised(&self, i: usize) -> bool {
        self.columns.flags.get(i).is_some_and(|flags| flags & CAPITALISED != 0)
    }

    /// True where token `i` is a word of grammar.
    pub(crate) fn is_function_word(&self, i: usize) -> bool {
        self.columns.flags.get(i).is_some_and(|flags| flags & FUNCTION != 0)
    }

    /// What stands before token `i`, as recognizers see it: a line break behind a short line is no mere space. In text wrapped at a
    /// column only the last line of a paragraph is short; in letterheads, lists and signature blocks every line is.
    pub(crate) fn gap(&self, i: usize) -> Gap {
        self.columns.gaps.get(i).copied().unwrap_or(Gap::Paragraph)
    }

    /// True where a line break stands before token `i`.
    pub(crate) fn is_behind_break(&self, i: usize) -> bool {
        let spans = self.tokens.spans();
        let start = i.checked_sub(1).map_or(0, |before| spans[before].end as usize);
        let end = spans.get(i).map_or(self.text.len(), |span| span.start as usize);
        self.text.as_bytes()[start..end].contains(&b'\n')
    }

    /// True where the gap before token `i` is a plain one, as inside a name: a space or a hyphen.
    pub(crate) fn is_joined(&self, i: usize) -> bool {
        i < self.tokens.len() && matches!(self.gap(i), Gap::Space | Gap::Hyphen)
    }

    /// True where token `i` is the `s` of a possessive.
    pub(crate) fn is_possessive(&self, i: usize) -> bool {
        matches!(self.tokens.gap(i), Gap::Apostrophe | Gap::None) && self.is(i, "s")
    }

    /// The token behind `i`, a possessive `s` left behind as well; also whether there was one. A possessive of a plural has no `s`
    /// ("the States’ envoy").
    pub(crate) fn after_possessive(&self, i: usize) -> (usize, bool) {
        if self.is_possessive(i) {
            (i + 1, true)
        } else {
            (i, i < self.tokens.len() && matches!(self.tokens.gap_text(self.text, i), "' " | "’ "))
        }
    }

    /// True where a word of the whole line that token `i` is in has small letters: false in headlines in capitals.
    pub(crate) fn line_has_lower_case(&self, i: usize) -> bool {
        let lines = self.lines.get_or_init(|| lines(self.text));
        let at = self.tokens.span(i).start;
        lines.get(lines.partition_point(|line| line.0 <= at)).is_some_and(|line| line.1)
    }

    /// A candidate over whole tokens.
    pub(crate) fn candidate(
        &self,
        tokens: Range<usize>,
        label: Label,
        meaning: Meaning,
        evidence: Evidence,
    ) -> Candidate {
        let mut span = self.tokens.span_of(tokens.clone());
        // symbols behind the last word that a list has belong to it: the full stop of `Sens.`
        if self.columns.ending_anywhere(tokens.end) {
            let ends =
                tokens.clone().rev().take(3).flat_map(|i| self.matches_at(i)).filter(|m| m.last as usize == tokens.end);
            span.end = ends.map(|m| m.span.end).max().unwrap_or(0).max(span.end);
        }
        Candidate { span, first: tokens.start as u32, last: tokens.end as u32, label, meaning, evidence }
    }

    /// True where a URL, a mail address, a file name or a tag stands in the text.
    pub(crate) fn has_masked(&self) -> bool {
        !self.masked.is_empty()
    }

    /// True where the span touches a URL, a mail address, a file name or a tag.
    pub(crate) fn is_masked(&self, span: Span) -> bool {
        mask::hits(&self.masked, span)
    }
}

/// The labels of the words that tell that a document is about hackers or malware.
const TELLING: Labels =
    Labels::new(&[Label::CUE_ACTOR_NOUN, Label::CUE_ACTOR_CONTEXT, Label::MALWARE, Label::THREAT_ACTOR]);

impl Columns {
    fn fill(&mut self, text: &str, tokens: &Tokens, matches: &[Surface]) {
        let count = tokens.len();
        let columns = self;
        for bits in [&mut columns.starting, &mut columns.ending] {
            bits.clear();
            bits.resize(count + 1, 0);
        }
        columns.lengths.clear();
        columns.lengths.resize(count + 1, 0);
        columns.starts.clear();
        columns.flags.clear();
        columns.gaps.clear();
        for (at, found) in matches.iter().enumerate() {
            while columns.starts.len() <= found.first as usize {
                columns.starts.push(at as u32);
            }
            columns.starting[found.first as usize] |= bit(found.label);
            columns.ending[found.last as usize] |= bit(found.label);
            let length = &mut columns.lengths[found.last as usize];
            *length = (*length).max((found.last - found.first).min(LONGEST) as u8);
        }
        columns.starts.resize(count + 1, matches.len() as u32);
        let bytes = text.as_bytes();
        columns.flags.extend(tokens.spans().iter().enumerate().map(|(i, span)| {
            let word = &bytes[span.start as usize..span.end as usize];
            let capitalised = match tokens.shape(i) {
                Shape::Capital | Shape::Upper => true,
                Shape::Mixed | Shape::Alnum => span.of(text).starts_with(char::is_uppercase),
                Shape::Lower | Shape::Digits | Shape::Other => false,
            };
            let function = crate::kinds::phrase::is_function_word(word);
            (u8::from(capitalised) * CAPITALISED) | (u8::from(function) * FUNCTION)
        }));
        let mut end = 0;
        columns.gaps.extend(tokens.spans().iter().enumerate().map(|(i, span)| {
            let start = std::mem::replace(&mut end, span.end as usize);
            match tokens.gap(i) {
                // most gaps
                Gap::Space if bytes[start..span.start as usize] == *b" " => Gap::Space,
                Gap::Space
                    if i > 0
                        && columns.flags[i] & CAPITALISED != 0
                        && columns.flags[i - 1] & FUNCTION == 0
                        && (is_behind_short_line(text, start, span.start as usize)
                            || columns.starting[i] & HEADING.0 != 0
                                && is_behind_capitals(text, start, span.start as usize)) =>
                {
                    Gap::Other
                }
                // a link or a styled piece begins: what it names does not begin before it
                Gap::Space if opens_tag(&text[start..span.start as usize]) => Gap::Other,
                gap => gap,
            }
        }));
    }

    fn ending_anywhere(&self, i: usize) -> bool {
        self.ending.get(i).is_some_and(|&bits| bits != 0)
    }
}

/// True where a gap has a tag with an attribute: `<a href="...">`. Plain `<b>` stands inside names as well.
fn opens_tag(between: &str) -> bool {
    between.len() > 4 && between.contains('<') && between.contains('=')
}

/// The labels of what begins a line of a letterhead.
const HEADING: Labels = Labels::new(&[Label::AGENCY, Label::COUNTRY, Label::CUE_AGENCY_HEAD, Label::TITLE]);

/// True where the gap `start..end` has a line break that ends a line of nothing but capitals.
fn is_behind_capitals(text: &str, start: usize, end: usize) -> bool {
    let Some(line_end) = text[start..end].find('\n') else { return false };
    let line = text[..start + line_end].rsplit('\n').next().unwrap_or_default();
    line.len() < 120 && line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase)
}

/// True where the gap `start..end` has a line break that ends a short line.
fn is_behind_short_line(text: &str, start: usize, end: usize) -> bool {
    const SHORT: usize = 45;
    let bytes = text.as_bytes();
    let Some(line_end) = bytes[start..end].iter().position(|&b| b == b'\n') else { return false };
    let end = start + line_end;
    end < SHORT || bytes[end - SHORT..end].contains(&b'\n')
}
