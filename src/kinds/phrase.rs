//! Capitalised phrases: how far a name reaches to the left and to the right of its head word.

use crate::find::Context;
use crate::find::words::WordSet;
use crate::gazetteer::Surface;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// Words that no name of a body, event, agreement or person begins with, whatever their case: articles, pronouns, prepositions,
/// conjunctions and the like. A closed class of English grammar, sorted.
const FUNCTION_WORDS: &[&str] = &[
    "a",
    "about",
    "above",
    "according",
    "across",
    "after",
    "against",
    "all",
    "alongside",
    "also",
    "although",
    "am",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "around",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "behind",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "can",
    "could",
    "despite",
    "did",
    "do",
    "does",
    "during",
    "each",
    "either",
    "every",
    "few",
    "following",
    "for",
    "former",
    "from",
    "given",
    "had",
    "has",
    "have",
    "he",
    "her",
    "here",
    "hers",
    "him",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "its",
    "just",
    "last",
    "let",
    "like",
    "many",
    "may",
    "meanwhile",
    "might",
    "more",
    "most",
    "must",
    "my",
    "near",
    "neither",
    "new",
    "next",
    "no",
    "none",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "on",
    "once",
    "one",
    "only",
    "onto",
    "or",
    "other",
    "others",
    "our",
    "ours",
    "out",
    "over",
    "own",
    "per",
    "regarding",
    "said",
    "same",
    "several",
    "shall",
    "she",
    "should",
    "since",
    "so",
    "some",
    "such",
    "than",
    "thanks",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "though",
    "three",
    "through",
    "throughout",
    "thus",
    "to",
    "today",
    "together",
    "tomorrow",
    "toward",
    "towards",
    "two",
    "under",
    "unlike",
    "until",
    "up",
    "upon",
    "us",
    "via",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "whereas",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yesterday",
    "yet",
    "you",
    "your",
];

static FUNCTION: WordSet<512> = WordSet::new(FUNCTION_WORDS);

/// True for a word of grammar.
pub(crate) fn is_function_word(word: impl AsRef<[u8]>) -> bool {
    FUNCTION.has(word)
}

/// True where token `i` can be a word inside a name: capitalised, and no word of grammar.
pub(crate) fn is_name_word(context: &Context<'_>, i: usize) -> bool {
    context.is_capitalised(i)
        && (!context.is_function_word(i)
            || context.is(i, "New") && (context.at(i, Label::LOCATION).is_some() || is_new_subject(context, i))
            || context.tokens.shape(i) == Shape::Upper && context.line_has_lower_case(i))
}

/// "Innovation and New Technologies".
fn is_new_subject(context: &Context<'_>, i: usize) -> bool {
    i > 1
        && context.is_any(i - 1, &["and", "on", "for", "of"])
        && context.is_capitalised(i - 2)
        && context.gap(i) == Gap::Space
        && context.gap(i + 1) == Gap::Space
        && context.is_capitalised(i + 1)
}

/// The token behind the phrase that starts at `start`: capitalised words, joined by spaces, hyphens, `&`, by `of`, `and`, `for`, `the` between them,
/// and by commas where the last part is joined by `and` ("Science, Innovation and Technology"). `stops` ends it before a token.
/// Equal to `start` where no capitalised word stands there.
pub(crate) fn right(context: &Context<'_>, start: usize, stops: impl Fn(usize) -> bool) -> usize {
    const LONGEST: usize = 16;
    let mut end = start;
    // the end of the phrase if no further part of a comma list is joined by "and"
    let mut before_commas = None;
    while end < context.tokens.len() && end - start < LONGEST {
        let part = run(context, end, end == start || context.gap(end) != Gap::Hyphen, &stops);
        if part == end {
            break;
        }
        end = part;
        match next_part(context, end) {
            Some((next, Joint::Comma)) => {
                if stops(next) || !is_name_word(context, next) {
                    break;
                }
                before_commas.get_or_insert(end);
                end = next;
            }
            Some((next, joint)) => {
                if stops(next) || !is_name_word(context, next) {
                    break;
                }
                // a comma before "and" joins the last of three parts or more; else it ends the phrase
                if joint == Joint::CommaAnd && before_commas.is_none() {
                    break;
                }
                if joint != Joint::Other
                    && let Some(from) = before_commas.take()
                {
                    // parts of a list of names are short; a longer part after "and" is something else
                    let last = run(context, next, true, &stops);
                    return if last - next > 4 { from } else { last };
                }
                end = next;
            }
            None => break,
        }
    }
    before_commas.unwrap_or(end)
}

/// The token behind the capitalised words that start at `start`, joined by nothing but spaces and hyphens.
pub(crate) fn run(context: &Context<'_>, start: usize, fresh: bool, stops: impl Fn(usize) -> bool) -> usize {
    let mut end = start;
    while end < context.tokens.len()
        && end - start < LONGEST_RUN
        && is_name_word(context, end)
        && !stops(end)
        && (end == start && fresh || context.is_joined(end) || context.gap(end) == Gap::Ampersand)
    {
        end += 1;
    }
    if end > start + 1 && is_field(context, end - 1) { end - 1 } else { end }
}

/// The same where nothing ends it before: what many rules ask at the same places.
pub(crate) fn plain_run(context: &Context<'_>, start: usize, fresh: bool) -> usize {
    let joined = |i: usize| context.is_joined(i) || context.gap(i) == Gap::Ampersand;
    if !is_name_word(context, start) || !fresh && !joined(start) {
        return start;
    }
    // a long run is looked through once and not from each of its words
    let (from, mut end, whole) = context.run.get();
    if !(from..end).contains(&start) || !whole && start + LONGEST_RUN > end {
        const FAR: usize = 4 * LONGEST_RUN;
        let fits = |&i: &usize| is_name_word(context, i) && joined(i);
        end = start + 1 + (start + 1..(start + FAR).min(context.tokens.len())).take_while(fits).count();
        context.run.set((start, end, end < start + FAR));
    }
    let end = end.min(start + LONGEST_RUN);
    if end > start + 1 && is_field(context, end - 1) { end - 1 } else { end }
}

/// No name is longer, and a text of nothing but capitals is not looked through from each of its words.
const LONGEST_RUN: usize = 24;

/// The token behind the words of names that start at `start`, joined by spaces and hyphens, `most` at most. Equal to `start` where no such
/// word stands there.
pub(super) fn words(context: &Context<'_>, start: usize, most: usize) -> usize {
    let fits = |&i: &usize| is_name_word(context, i) && (i == start || context.is_joined(i));
    start + (start..(start + most).min(context.tokens.len())).take_while(fits).count()
}

/// True where token `i` begins a line and names what stands behind its colon: "Date: 29 March 2024".
fn is_field(context: &Context<'_>, i: usize) -> bool {
    const FIELDS: &[&str] =
        &["contact", "date", "location", "participants", "place", "source", "subject", "time", "topic", "venue"];
    context.is_any(i, FIELDS)
        && context.tokens.gap_text(context.text, i + 1).starts_with(':')
        && context.is_behind_break(i)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Comma,
    CommaAnd,
    And,
    Other,
}

/// The first token of the part behind a joint at token `i`, and what joins it.
fn next_part(context: &Context<'_>, i: usize) -> Option<(usize, Joint)> {
    let gap = context.gap(i);
    if i >= context.tokens.len() {
        return None;
    }
    if gap == Gap::Ampersand {
        return Some((i, Joint::And));
    }
    let comma = gap == Gap::Comma;
    if !comma && gap != Gap::Space {
        return None;
    }
    if context.is_any(i, &["and"]) {
        // an article behind "and" begins another name
        let next = i + 1 + usize::from(context.is(i + 1, "of"));
        let joint = if comma { Joint::CommaAnd } else { Joint::And };
        return (context.gap(i + 1) == Gap::Space).then_some((next, joint));
    }
    if comma {
        let next = i + usize::from(context.is(i, "the"));
        return Some((next, Joint::Comma));
    }
    if context.is_any(i, &["of", "for", "on", "to", "in"]) && !context.is_any(i, &["In", "On", "To"]) {
        if context.is_any(i, &["to", "in"]) {
            return None;
        }
        let next = i + 1 + usize::from(context.is(i + 1, "the"));
        return (context.gap(i + 1) == Gap::Space).then_some((next, Joint::Other));
    }
    None
}

/// True where the line that token `i` is in is a headline: short, not closed by a full stop, most of its words capitalised.
pub(crate) fn is_headline(context: &Context<'_>, i: usize) -> bool {
    const WIDEST: usize = 26;
    let breaks = |k: usize| {
        k == 0 || k >= context.tokens.len() || context.gap(k) == Gap::Paragraph || context.is_behind_break(k)
    };
    let mut start = i;
    while !breaks(start) {
        start -= 1;
        if i - start > WIDEST {
            return false;
        }
    }
    let mut end = i + 1;
    while !breaks(end) {
        end += 1;
        if end - start > WIDEST {
            return false;
        }
    }
    if context.tokens.gap_text(context.text, end).trim_start().starts_with(['.', '!', '?', ';', ',']) {
        return false;
    }
    let (mut long, mut small) = (0, 0);
    for k in start..end {
        let letters = !matches!(context.tokens.shape(k), Shape::Digits | Shape::Alnum | Shape::Other);
        if letters && context.word(k).len() > 2 && !context.is_function_word(k) {
            long += 1;
            small += usize::from(context.tokens.shape(k) == Shape::Lower);
        }
    }
    long >= 4 && small * 6 < long
}

/// The country match (longest) that ends before token `i`, directly or with a possessive `s` between; also whether there is one.
pub(crate) fn country_before<'c>(context: &'c Context<'_>, i: usize) -> Option<(&'c Surface, bool)> {
    if i == 0 {
        return None;
    }
    if context.is_joined(i)
        && let Some(found) = context.ending_at(i, Label::COUNTRY)
    {
        return Some((found, false));
    }
    if i >= 2 && context.is_possessive(i - 1) && context.gap(i) == Gap::Space {
        return context.ending_at(i - 1, Label::COUNTRY).map(|found| (found, true));
    }
    let lost = matches!(context.tokens.gap_text(context.text, i), "' " | "’ ");
    lost.then(|| context.ending_at(i, Label::COUNTRY)).flatten().map(|found| (found, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_sorted() {
        assert!(FUNCTION_WORDS.is_sorted(), "{:?}", FUNCTION_WORDS.windows(2).find(|w| w[0] > w[1]));
        assert!(is_function_word("The") && !is_function_word("Treasury"));
    }
}
