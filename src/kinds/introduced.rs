//! Actors and malware that no list has, by what introduces them: "a group tracked as ReconHellcat", "a backdoor dubbed WINELOADER".
//!
//! Two witnesses are asked for: the words of introduction with a noun of actors or malware before them in the sentence, and a name that
//! does not look like a word of the language, or stands in quotation marks in a document about such things. Once introduced, the name stands throughout it.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::phrase::is_name_word;
use crate::find::{Candidates, Context, Evidence, Labels, Meaning};
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let mut names: FxHashMap<&str, Label> = FxHashMap::default();
    // how often each capitalised word stands in the document; counted when first asked for
    let counts: OnceCell<FxHashMap<&str, u32>> = OnceCell::new();
    let stands_again = |word: &str| {
        let counts = counts.get_or_init(|| {
            let mut counts = FxHashMap::default();
            for i in (0..context.tokens.len()).filter(|&i| context.is_capitalised(i)) {
                *counts.entry(context.word(i)).or_default() += 1;
            }
            counts
        });
        counts.get(word).is_some_and(|&n| n > 1)
    };
    let mut add = |range: Range<usize>, label: Label| {
        names.entry(context.tokens.span_of(range).of(context.text)).or_insert(label);
    };
    for found in context.matches_of(INTRODUCING) {
        let (first, last) = (found.first as usize, found.last as usize);
        // "the threat actor HydroQuill": an odd word directly behind the noun
        if context.entity(found).label() == Label::CUE_ACTOR_NOUN
            && context.gap(last) == Gap::Space
            && last < context.tokens.len()
        {
            let name = last..last + 1;
            let code = context.tokens.shape(last) == Shape::Alnum;
            if !code && is_free(context, &name) && is_odd(context, &name) && stands_apart(context, last) {
                add(name, Label::THREAT_ACTOR);
            }
        }
        match context.entity(found).label() {
            Label::CUE_INTRODUCTION => {
                // "dubbed the campaign “HydroQuill”": what it is stands behind the verb
                let (last, own) = noun_behind(context, last);
                let label = own.or_else(|| noun_before(context, first));
                if let Some((name, label)) = name_at(context, last)
                    .zip(label)
                    .filter(|(name, _)| is_odd(context, name) || is_quoted(context, name) && context.is_about_cyber())
                {
                    add(name, label);
                }
            }
            // "Crimson RAT": a kind of malware in capitals belongs to the name
            Label::MALWARE if context.is_joined(last) && ["RAT", "Stealer", "Loader"].contains(&context.word(last)) => {
                if let Some(entity) = context.gazetteer.index_of(context.entity(found).id()) {
                    let meaning = Meaning::Listed { entity, context: false };
                    out.push(context.candidate(first..last + 1, Label::MALWARE, meaning, Evidence::List));
                }
            }
            // "the ReconHellcat group", "the NimbleQuill loader": an odd word, not only here
            label @ (Label::CUE_ACTOR_NOUN | Label::CUE_ACTOR_CONTEXT)
                if first > 0 && context.gap(first) == Gap::Space =>
            {
                let malware = label == Label::CUE_ACTOR_CONTEXT && is_malware_noun(context, first);
                let name = first - 1..first;
                let small = !context.is_capitalised(first);
                let actor = label == Label::CUE_ACTOR_NOUN
                    && context.is_any(first, &["group", "gang", "actor", "actors", "APT", "hackers"]);
                if small
                    && (malware || actor)
                    && is_free(context, &name)
                    && is_odd(context, &name)
                    && stands_again(context.word(first - 1))
                {
                    add(name, if malware { Label::MALWARE } else { Label::THREAT_ACTOR });
                }
            }
            _ => {}
        }
    }
    for i in (0..context.tokens.len()).filter(|&i| context.tokens.shape(i) == Shape::Mixed) {
        // "ElizaRAT": the kind of malware is a part of the word
        let word = context.word(i);
        let kind = ["RAT", "Stealer", "Wiper", "Loader"].iter().any(|k| word.len() > k.len() + 2 && word.ends_with(k));
        if kind && is_free(context, &(i..i + 1)) && stands_apart(context, i) {
            names.entry(word).or_insert(Label::MALWARE);
        }
    }
    beside_malware(context, &mut names);
    if names.is_empty() {
        return;
    }
    for i in 0..context.tokens.len() {
        if !context.is_capitalised(i) {
            continue;
        }
        let longest = (1..=3usize)
            .rev()
            .filter(|n| i + n <= context.tokens.len())
            .find_map(|n| names.get(context.tokens.span_of(i..i + n).of(context.text)).map(|&label| (n, label)));
        if let Some((length, label)) = longest {
            out.push(context.candidate(i..i + length, label, Meaning::Shaped(None), Evidence::Introduced));
        }
    }
}

/// Odd words that stand as malware does: "NimbleQuill, a loader", "its payload, LightlessCan,", "dropped ROOTSAW", and those joined to such
/// a word or to listed malware by a comma or "and".
fn beside_malware<'a>(context: &Context<'a>, names: &mut FxHashMap<&'a str, Label>) {
    let odd = |i: usize| {
        i < context.tokens.len()
            && context.tokens.shape(i) != Shape::Alnum
            && context.word(i).len() > 5
            && is_odd(context, &(i..i + 1))
            && is_free(context, &(i..i + 1))
            && stands_apart(context, i)
    };
    let about = OnceCell::new();
    let mut found: Vec<usize> = Vec::new();
    for i in (0..context.tokens.len()).filter(|&i| context.is_capitalised(i) && odd(i)) {
        let sentence = context.tokens.sentence_of(i);
        let comma = context.gap(i + 1) == Gap::Comma;
        let behind = comma
            && context.is_any(i + 1, &["a", "an", "the", "its"])
            && (i + 2..(i + 6).min(sentence.end)).any(|k| is_malware_noun(context, k));
        let payload =
            i > sentence.start && (is_malware_noun(context, i - 1) || context.is_any(i - 1, &["payload", "implant"]));
        let verb = i > sentence.start && context.gap(i) == Gap::Space && context.is_any(i - 1, DELIVERS);
        if behind
            || payload && matches!(context.gap(i), Gap::Space | Gap::Comma)
            || verb && *about.get_or_init(|| context.is_about_cyber())
        {
            found.push(i);
        }
    }
    // along the lists that they and listed malware stand in
    let known = |i: usize, found: &[usize]| {
        found.contains(&i) || context.ending_at(i + 1, Label::MALWARE).is_some_and(|m| !context.name(m).context)
    };
    let mut more: Vec<usize> = Vec::new();
    for i in (1..context.tokens.len()).filter(|&i| context.is_capitalised(i) && odd(i)) {
        let before = if context.is(i - 1, "and") {
            i.checked_sub(2)
        } else {
            Some(i - 1).filter(|_| context.gap(i) == Gap::Comma)
        };
        if let Some(before) = before
            && (known(before, more.last().map_or(&[], std::slice::from_ref)) || found.binary_search(&before).is_ok())
        {
            more.push(i);
        }
    }
    for i in found.into_iter().chain(more) {
        names.entry(context.word(i)).or_insert(Label::MALWARE);
    }
}

/// What is done with malware, and with little else that has such a name.
const DELIVERS: &[&str] = &[
    "deliver",
    "delivered",
    "delivering",
    "delivers",
    "deploy",
    "deployed",
    "deploying",
    "deploys",
    "download",
    "downloaded",
    "downloads",
    "drop",
    "dropped",
    "dropping",
    "drops",
    "execute",
    "executed",
    "executes",
    "fetch",
    "fetched",
    "fetches",
    "install",
    "installed",
    "installing",
    "installs",
    "load",
    "loaded",
    "loads",
    "placed",
    "sideloaded",
    "spread",
    "spreading",
    "spreads",
];

/// The labels of what introduces a new name, or belongs to one.
const INTRODUCING: Labels =
    Labels::new(&[Label::CUE_ACTOR_CONTEXT, Label::CUE_ACTOR_NOUN, Label::CUE_INTRODUCTION, Label::MALWARE]);

/// True where no capitalised word is joined to token `i`.
fn stands_apart(context: &Context<'_>, i: usize) -> bool {
    let joined = |k: usize| context.is_joined(k) && is_name_word(context, k);
    !joined(i + 1) && !(i > 0 && context.is_joined(i) && is_name_word(context, i - 1))
}

/// The token behind "the campaign", "this group" and the like at token `i`, and the label that it gives; token `i` where there is none.
fn noun_behind(context: &Context<'_>, i: usize) -> (usize, Option<Label>) {
    let noun = i + 1;
    if !context.is_any(i, &["the", "this"]) || noun >= context.tokens.len() || context.gap(noun) != Gap::Space {
        return (i, None);
    }
    if is_malware_noun(context, noun) {
        return (noun + 1, Some(Label::MALWARE));
    }
    let actor = context.is_any(noun, &["campaign", "cluster", "operation"])
        || context.at(noun, Label::CUE_ACTOR_NOUN).is_some();
    // "this campaign and actor"
    let pair = context.is(noun + 1, "and") && context.at(noun + 2, Label::CUE_ACTOR_NOUN).is_some();
    if actor { (noun + 1 + 2 * usize::from(pair), Some(Label::THREAT_ACTOR)) } else { (i, None) }
}

/// The label that the nearest noun of actors or malware shortly before token `i` in its sentence gives: "a group that we | call".
fn noun_before(context: &Context<'_>, i: usize) -> Option<Label> {
    const FAR: usize = 5;
    let start = context.tokens.sentence_of(i.saturating_sub(1)).start.max(i.saturating_sub(FAR));
    (start..i).rev().find_map(|k| {
        if context.at(k, Label::CUE_ACTOR_NOUN).is_some() {
            Some(Label::THREAT_ACTOR)
        } else {
            is_malware_noun(context, k).then_some(Label::MALWARE)
        }
    })
}

fn is_malware_noun(context: &Context<'_>, i: usize) -> bool {
    // the other words of this kind are verbs: deployed, encrypted
    context.at(i, Label::CUE_ACTOR_CONTEXT).is_some_and(|m| {
        let (kind, name) = (context.entity(m).kind(), context.entity(m).name());
        kind == "malware"
            && !name.ends_with("ed")
            && !["exploit", "payload", "ransomware variant", "strain", "worm", "decryptor"].contains(&name)
    })
}

/// The name behind words of introduction: one to three capitalised words that no list has, perhaps in quotation marks.
fn name_at(context: &Context<'_>, i: usize) -> Option<Range<usize>> {
    let start = i + usize::from(context.is(i, "the"));
    let gap = context.tokens.gap_text(context.text, start);
    let plain =
        matches!(context.gap(start), Gap::Space) || matches!(gap, " “" | " \"" | " ‘" | " '" | " *" | " **" | ": ");
    let mut end = start;
    while plain
        && end < context.tokens.len()
        && end - start < 3
        && (end == start || context.is_joined(end))
        && is_name_word(context, end)
    {
        end += 1;
    }
    let name = start..end;
    (end > start && !(context.is_joined(end) && is_name_word(context, end)) && is_free(context, &name)).then_some(name)
}

/// True where no list has a word of the name, an ordinary one of grammar or portfolios among them.
fn is_free(context: &Context<'_>, name: &Range<usize>) -> bool {
    name.clone().all(|i| is_name_word(context, i) && context.timex_at(i).is_none() && context.matches_at(i).is_empty())
}

/// True for a word that is none of the language: capitals inside, letters with digits, or five capitals and more in a line with small letters.
fn is_odd(context: &Context<'_>, name: &Range<usize>) -> bool {
    let i = name.start;
    let upper = context.word(i).chars().filter(|c| c.is_uppercase()).count();
    match context.tokens.shape(i) {
        Shape::Mixed => upper >= 2,
        Shape::Alnum => upper >= 1 && context.word(i).len() >= 4,
        Shape::Upper => upper >= 5 && context.line_has_lower_case(i),
        _ => false,
    }
}

/// True where quotation marks open before the name.
fn is_quoted(context: &Context<'_>, name: &Range<usize>) -> bool {
    context.tokens.gap_text(context.text, name.start).ends_with(['“', '"', '‘', '\''])
}
