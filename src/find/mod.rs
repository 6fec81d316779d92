//! Finding: everything that a list or a recognizer proposes, overlapping and ambiguous, each with its evidence.
//!
//! First the lists are matched, then the recognizers of [`crate::kinds`] run in the order of their table. Nothing is chosen here; what is
//! left out from the start is only what stands inside a URL, a mail address, a file name, a hash or a tag.

pub(crate) mod definitions;
mod mask;

use std::cell::OnceCell;
use std::ops::Range;

use crate::dates::{Timex, TimexType};
use crate::gazetteer::{Country, Entity, Gazetteer, Match, Name};
use crate::kinds::KINDS;
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::{Gap, Shape, Tokens};

/// Something that a list or a recognizer proposes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Candidate {
    /// Where it stands, in bytes.
    pub(crate) span: Span,
    /// Its first token.
    pub(crate) first: u32,
    /// The token behind its last one.
    pub(crate) last: u32,
    /// What kind of thing it would be.
    pub(crate) label: Label,
    /// What it would name.
    pub(crate) meaning: Meaning,
    /// Why it is proposed.
    pub(crate) evidence: Evidence,
}

/// What a candidate would name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// A row of a list, through one of its names.
    Listed {
        /// The entity's number.
        entity: u32,
        /// True where the name may only stand with evidence beside it.
        context: bool,
    },
    /// The same as another candidate of the document (a definition's long form), by its number.
    Same(u32),
    /// A temporal expression, by its number.
    Timex(u32),
    /// Something that no list has, named by its own words; a country where its own words tell one.
    Shaped(Option<Country>),
}

/// The class of evidence for a candidate: what `source` and `score` of the record say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Evidence {
    /// A name of a list.
    List,
    /// A scheme of code names, a numbered unit.
    Code,
    /// The document's own definition, "Name (ACRONYM)".
    Definition,
    /// The shape of the words: a head word with what belongs to it.
    Shape,
    /// Words that introduce a new name ("tracked as", "dubbed").
    Introduced,
    /// A person beside a title, an honorific, an age or a verb of saying.
    Neighbour,
    /// A later mention of a person named before.
    Repeated,
    /// A rule of the calendar.
    Calendar,
}

impl Candidate {
    /// The tokens of the candidate.
    pub(crate) fn tokens(&self) -> Range<usize> {
        self.first as usize..self.last as usize
    }
}

/// All candidates of one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// In the order of their finding.
    pub(crate) list: Vec<Candidate>,
    /// Acronyms that the document defines as something that is no candidate: "denial of service (DoS)".
    pub(crate) defined_away: Vec<Span>,
}

impl Candidates {
    /// Adds one.
    pub(crate) fn push(&mut self, candidate: Candidate) {
        self.list.push(candidate);
    }
}

/// What recognizers see: the text, its tokens, and what the lists have in it.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Tokens,
    pub(crate) gazetteer: &'a Gazetteer,
    pub(crate) timexes: Vec<Timex>,
    /// Sorted by first token, then longer first.
    matches: Vec<Match>,
    /// Where the matches that start at each token begin in `matches`; one more than there are tokens.
    starts: Vec<u32>,
    masked: Vec<Span>,
    /// The end of each line, and whether it has a small letter; found when somebody asks.
    lines: OnceCell<Vec<(u32, bool)>>,
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
    pub(crate) fn new(text: &'a str, tokens: Tokens, gazetteer: &'a Gazetteer, timexes: Vec<Timex>) -> Self {
        let mut matches = Vec::new();
        gazetteer.matches(text, &tokens, &mut matches);
        let masked = mask::masked(text);
        if !masked.is_empty() {
            matches.retain(|m| !mask::hits(&masked, m.span));
        }
        let mut starts = Vec::with_capacity(tokens.len() + 1);
        let mut at = 0;
        for token in 0..=tokens.len() {
            while at < matches.len() && (matches[at].first as usize) < token {
                at += 1;
            }
            starts.push(at as u32);
        }
        Self { text, tokens, gazetteer, timexes, matches, starts, masked, lines: OnceCell::new() }
    }

    /// All matches of lists.
    pub(crate) fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The matches that start at token `i`, longer first.
    pub(crate) fn matches_at(&self, i: usize) -> &[Match] {
        if i >= self.tokens.len() {
            return &[];
        }
        &self.matches[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// The longest match with this label that starts at token `i`.
    pub(crate) fn at(&self, i: usize, label: Label) -> Option<&Match> {
        self.matches_at(i).iter().find(|m| self.entity(m).label() == label)
    }

    /// The longest match with this label whose last token is `i - 1`.
    pub(crate) fn ending_at(&self, i: usize, label: Label) -> Option<&Match> {
        // no name in a list is longer than a dozen words, and a longer one only fails to end where somebody looks back
        (i.saturating_sub(12)..i)
            .flat_map(|first| self.matches_at(first))
            .find(|m| m.last as usize == i && self.entity(m).label() == label)
    }

    pub(crate) fn entity(&self, found: &Match) -> Entity<'a> {
        self.gazetteer.entity(found)
    }

    pub(crate) fn name(&self, found: &Match) -> Name {
        self.gazetteer.name(found)
    }

    /// True where the document speaks of hackers or malware at all: two different words that are used of nothing else.
    pub(crate) fn is_about_cyber(&self) -> bool {
        let mut first = None;
        self.matches.iter().any(|m| {
            let entity = self.entity(m);
            let telling = match entity.label() {
                Label::CUE_ACTOR_NOUN => entity.kind() == "strong",
                Label::CUE_ACTOR_CONTEXT => {
                    matches!(
                        entity.name(),
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
                Label::THREAT_ACTOR => !self.name(m).context,
                _ => false,
            };
            telling && *first.get_or_insert(entity.id()) != entity.id()
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

    /// True where token `i` is there and this very word.
    pub(crate) fn is(&self, i: usize, word: &str) -> bool {
        i < self.tokens.len() && self.word(i) == word
    }

    /// True where token `i` is one of these lower-case words, in any case.
    pub(crate) fn is_any(&self, i: usize, words: &[&str]) -> bool {
        i < self.tokens.len() && words.iter().any(|w| self.word(i).eq_ignore_ascii_case(w))
    }

    /// True where token `i` starts with a capital.
    pub(crate) fn is_capitalised(&self, i: usize) -> bool {
        i < self.tokens.len()
            && match self.tokens.shape(i) {
                Shape::Capital | Shape::Upper => true,
                Shape::Mixed | Shape::Alnum => self.word(i).starts_with(char::is_uppercase),
                Shape::Lower | Shape::Digits | Shape::Other => false,
            }
    }

    /// What stands before token `i`, as recognizers see it: a line break behind a short line is no mere space. In text wrapped at a
    /// column only the last line of a paragraph is short; in letterheads, lists and signature blocks every line is.
    pub(crate) fn gap(&self, i: usize) -> Gap {
        match self.tokens.gap(i) {
            Gap::Space if i > 0 && self.is_behind_short_line(i) => Gap::Other,
            gap => gap,
        }
    }

    fn is_behind_short_line(&self, i: usize) -> bool {
        const SHORT: usize = 45;
        let Some(line_end) = self.tokens.gap_text(self.text, i).find('\n') else { return false };
        let end = self.tokens.span(i - 1).end as usize + line_end;
        let start = self.text.as_bytes()[end.saturating_sub(SHORT)..end].iter().rposition(|&b| b == b'\n');
        let short = start.is_some() || end < SHORT;
        short && self.is_capitalised(i) && !crate::kinds::phrase::is_function_word(self.word(i - 1))
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
        let ends =
            tokens.clone().rev().take(3).flat_map(|i| self.matches_at(i)).filter(|m| m.last as usize == tokens.end);
        span.end = ends.map(|m| m.span.end).max().unwrap_or(0).max(span.end);
        Candidate { span, first: tokens.start as u32, last: tokens.end as u32, label, meaning, evidence }
    }

    /// True where the span touches a URL, a mail address, a file name or a tag.
    pub(crate) fn is_masked(&self, span: Span) -> bool {
        mask::hits(&self.masked, span)
    }
}

/// Proposes everything for one document.
pub(crate) fn find(context: &Context<'_>) -> Candidates {
    let mut candidates = Candidates::default();
    for found in context.matches() {
        let name = context.name(found);
        let entity = context.gazetteer.at(name.entity);
        let label = entity.label();
        // the parts of titles are put together by their recognizer
        if label.is_cue() || label == Label::TITLE {
            continue;
        }
        candidates.push(Candidate {
            span: found.span,
            first: found.first,
            last: found.last,
            label,
            meaning: Meaning::Listed { entity: name.entity, context: name.context },
            evidence: Evidence::List,
        });
    }
    for (i, timex) in context.timexes.iter().enumerate() {
        candidates.push(Candidate {
            span: timex.span,
            first: timex.first as u32,
            last: timex.last as u32,
            label: timex_label(timex),
            meaning: Meaning::Timex(i as u32),
            evidence: Evidence::Calendar,
        });
    }
    for kind in KINDS {
        (kind.find)(context, &mut candidates);
    }
    definitions::find(context, &mut candidates);
    candidates.list.retain(|c| !context.is_masked(c.span));
    candidates
}

fn timex_label(timex: &Timex) -> Label {
    match timex.kind {
        TimexType::Date => Label::DATE,
        TimexType::Time => Label::TIME,
        TimexType::Duration => Label::DURATION,
        TimexType::Set => Label::SET,
    }
}
