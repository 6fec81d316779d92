//! The document's own definitions: "Ministry of Foreign Affairs (MOFA)", then MOFA throughout the document.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::words::Lookup;
use super::{Candidate, Candidates, Context, Evidence, Meaning};
use crate::gazetteer::Surface;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// The candidates before each opening parenthesis, by the token behind it.
type Ends = FxHashMap<u32, SmallVec<[usize; 4]>>;

/// Proposes the short form of every definition, in its parentheses and wherever it stands again.
pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let mut by_end: Ends = FxHashMap::default();
    for (i, candidate) in out.list.iter().enumerate() {
        let label = candidate.label;
        let names = matches!(
            label,
            Label::AGENCY | Label::EVENT | Label::AGREEMENT | Label::THREAT_ACTOR | Label::MALWARE | Label::TOOL
        );
        if names && opens(context, candidate.last as usize) {
            by_end.entry(candidate.last).or_default().push(i);
        }
    }
    defined_away(context, &by_end, out);
    let mut shorts: Lookup<'_, Vec<(u32, usize)>> = Lookup::default();
    // how many tokens they have, a bit each
    let mut lengths = 0u8;
    let mut ends: Vec<_> = by_end.into_iter().collect();
    ends.sort_unstable_by_key(|(end, _)| *end);
    for (end, longs) in ends {
        let at = end as usize;
        let Some(short) = short_form(context, at) else { continue };
        // of the names that end here: the one whose initials the short form has, else the longest
        let length = |i: &usize| (out.list[*i].last - out.list[*i].first, out.list[*i].evidence == Evidence::List);
        // one name may be that of very many bodies
        let mut firsts: SmallVec<[u32; 8]> = longs.iter().map(|&i| out.list[i].first).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let text = context.tokens.span_of(short.clone()).of(context.text);
        firsts.retain(|first| initials_fit(context, *first as usize..at, text));
        let fits = |i: &usize| firsts.contains(&out.list[*i].first);
        let Some(long) = longs
            .iter()
            .copied()
            .filter(fits)
            .max_by_key(length)
            .or_else(|| longs.iter().copied().filter(|i| length(i).0 > 1).max_by_key(length))
        else {
            continue;
        };
        if !fits(&long) && out.list[long].evidence == Evidence::Shape && out.list[long].label != Label::AGENCY {
            continue;
        }
        if !fits(&long) && is_of_longer(context, &out.list[long], short.clone()) {
            out.defined_away.push(context.tokens.span_of(short));
            continue;
        }
        let label = out.list[long].label;
        out.push(context.candidate(short.clone(), label, Meaning::Same(long as u32), Evidence::Definition));
        lengths |= 1 << short.len();
        shorts.entry(text).push((end, long));
    }
    if shorts.is_empty() {
        return;
    }
    // a short form stands for the definition before it that is nearest, or the first one behind it
    for i in 0..context.tokens.len() {
        if !context.is_capitalised(i) {
            continue;
        }
        for length in (1..=3).filter(|length| lengths >> length & 1 != 0) {
            if i + length > context.tokens.len() {
                break;
            }
            let text = context.tokens.span_of(i..i + length).of(context.text);
            let Some(all) = shorts.get(text) else { continue };
            // in the order of the text
            let behind = all.partition_point(|(end, _)| *end as usize <= i);
            let nearest = if behind > 0 { &all[behind - 1] } else { &all[0] };
            let inside = nearest.0 as usize == i;
            if let Some(&(_, long)) = Some(nearest).filter(|_| !inside) {
                let label = out.list[long].label;
                out.push(context.candidate(i..i + length, label, Meaning::Same(long as u32), Evidence::Definition));
            }
        }
    }
}

/// Notes the acronyms that stand in parentheses behind words of which they are the initials, where those words name nothing:
/// "Cybersecurity Advisory (CSA)" makes CSA no agency in this document.
fn defined_away(context: &Context<'_>, by_end: &Ends, out: &mut Candidates) {
    for i in 1..context.tokens.len() {
        if context.gap(i) != Gap::Open
            || by_end.contains_key(&(i as u32))
            || context.ending_at(i, Label::COUNTRY).is_some()
        {
            continue;
        }
        // "Nationally Determined Contributions (NDCs)": the plural's s is no letter of it
        let short =
            short_form(context, i).map(|s| if s.len() == 2 && context.is_possessive(i + 1) { i..i + 1 } else { s });
        let Some(short) = short.filter(|s| s.len() == 1) else { continue };
        let letters = context.word(i).chars().filter(|c| c.is_alphabetic()).count();
        let fits = (i.saturating_sub(letters * 2)..i).any(|first| {
            first + 1 < i
                && (first..i).skip(1).all(|k| context.is_joined(k))
                && initials_fit(context, first..i, context.word(i))
        });
        if fits {
            out.defined_away.push(context.tokens.span_of(short));
        }
    }
}

/// True where the letters of a short form are the initials of more words than those of a name: "Free Application for Federal Student Aid
/// (FAFSA)" is no name of the body that gives that aid. A short form that a list has of that very body is its own, and so is one whose
/// longer name has the head of a body in it: "Major Fraud | Investigations Division (MFID)".
fn is_of_longer(context: &Context<'_>, long: &Candidate, short: Range<usize>) -> bool {
    const FAR: usize = 6;
    let name = long.tokens();
    // of bodies that share the name, the last
    let named = match &long.meaning {
        Meaning::Listed { entities, .. } => context.numbers(entities).last(),
        _ => None,
    };
    let own = |m: &Surface| named.is_some_and(|entity| context.numbers(&m.entities).contains(entity));
    if context.matches_at(short.start).iter().any(own) || context.ending_at(name.end, Label::CUE_AGENCY_HEAD).is_some()
    {
        return false;
    }
    let text = context.tokens.span_of(short).of(context.text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 2
        && (name.start.saturating_sub(FAR)..name.start).rev().take_while(|&i| context.is_joined(i + 1)).any(|i| {
            // "United States Department of Agriculture (USDA)": the country is no part of another name
            let country = context.at(i, Label::COUNTRY).is_some_and(|m| m.last as usize == name.start);
            let start = !context.is_function_word(i) && context.is_capitalised(i) && !country;
            let headed = (i..name.start).any(|k| context.at(k, Label::CUE_AGENCY_HEAD).is_some());
            start && !headed && initials_fit(context, i..name.end, text)
        })
}

fn opens(context: &Context<'_>, i: usize) -> bool {
    i < context.tokens.len()
        && (context.gap(i) == Gap::Open || matches!(context.tokens.gap_text(context.text, i), " (“" | " (\"" | "("))
}

/// The tokens of an acronym in the parentheses that open before token `i`: one to three tokens that look like one.
fn short_form(context: &Context<'_>, i: usize) -> Option<Range<usize>> {
    let end = (i + 1..(i + 4).min(context.tokens.len() + 1))
        .find(|&e| context.tokens.gap_text(context.text, e).trim_start_matches(['"', '”', ',']).starts_with(')'))?;
    let text = context.tokens.span_of(i..end).of(context.text);
    let joined = (i + 1..end).all(|k| {
        // "TICAD 9": the number of the meeting
        let number = k + 1 == end && context.gap(k) == Gap::Space && context.tokens.shape(k) == Shape::Digits;
        number || matches!(context.gap(k), Gap::Hyphen | Gap::Slash | Gap::Ampersand | Gap::None)
    });
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    let shape = matches!(context.tokens.shape(i), Shape::Upper | Shape::Mixed | Shape::Alnum | Shape::Capital);
    (joined && shape && (2..=12).contains(&letters) && upper * 2 >= letters && upper >= 2).then_some(i..end)
}

/// True where the letters of `short` are initials of the words of a name, in order: every capital of the short form begins a word or
/// follows in the one before, and the first letter is the name's own.
pub(crate) fn initials_fit(context: &Context<'_>, name: Range<usize>, short: &str) -> bool {
    let letters: SmallVec<[char; 16]> =
        short.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let mut at = 0;
    for i in name.clone() {
        let word: SmallVec<[char; 32]> = context.word(i).chars().flat_map(char::to_lowercase).collect();
        // "Cybersecurity Advisory (CSA)": a compound written as one word has two initials
        let compound = word.starts_with(&['c', 'y', 'b', 'e', 'r']) && word.len() > 5;
        if at < letters.len() && word.first() == Some(&letters[at]) {
            at += 1;
            // further letters of the same word: MOLIT has none, MoFA none, KISDI none, but InfoSec has
            let mut inside = 1;
            while at < letters.len()
                && inside < word.len().min(4)
                && word[inside] == letters[at]
                && !next_word_starts(context, i + 1..name.end, letters[at])
            {
                at += 1;
                inside += 1;
            }
            if compound
                && at < letters.len()
                && inside == 1
                && word[5] == letters[at]
                && letters.len() - at >= name.end - i
            {
                at += 1;
            }
        } else if i == name.start && !context.is_function_word(i) {
            return false;
        }
    }
    at == letters.len()
}

fn next_word_starts(context: &Context<'_>, rest: Range<usize>, letter: char) -> bool {
    rest.into_iter()
        .next()
        .is_some_and(|i| context.word(i).chars().next().is_some_and(|c| c.to_lowercase().eq(std::iter::once(letter))))
}

/// The edition that a short form adds to an event's initials: the 4 of DCM4.
pub(crate) fn edition<'a>(candidate: &Candidate, text: &'a str) -> Option<&'a str> {
    let short = candidate.span.of(text);
    let letters = short.trim_end_matches(|c: char| c.is_ascii_digit());
    (candidate.evidence == Evidence::Definition && letters.len() < short.len()).then(|| &short[letters.len()..])
}
