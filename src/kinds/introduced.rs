//! Actors and malware that no list has, by what introduces them: "a group tracked as ReconHellcat", "a backdoor dubbed WINELOADER".
//!
//! Two witnesses are asked for: the words of introduction with a noun of actors or malware before them in the sentence, and a name that
//! does not look like a word of the language, or stands in quotation marks in a document about such things. Once introduced, the name stands throughout it.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::phrase::is_name_word;
use crate::find::{Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::Match;
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
    let small: OnceCell<FxHashSet<&str>> = OnceCell::new();
    let stands_small = |word: &str| {
        let small = small.get_or_init(|| {
            let all = (0..context.tokens.len()).filter(|&i| context.tokens.shape(i) == Shape::Lower);
            all.map(|i| context.word(i)).collect()
        });
        small.contains(word.to_lowercase().as_str())
    };
    let mut add = |range: Range<usize>, label: Label| {
        // "the botnet takedown known as Operation X"
        if label == Label::MALWARE && context.is(range.start, "Operation") {
            return;
        }
        names.entry(context.tokens.span_of(range).of(context.text)).or_insert(label);
    };
    for found in context.matches_of(INTRODUCING) {
        let (first, last) = (found.first as usize, found.last as usize);
        // "the threat actor HydroQuill": an odd word directly behind the noun
        let noun = context.entity(found).label() == Label::CUE_ACTOR_NOUN && is_people(context, found)
            || context.is_any(first, &["persona", "personas"]);
        if noun && context.gap(last) == Gap::Space && last < context.tokens.len() {
            let name = last..last + 1;
            let code = context.tokens.shape(last) == Shape::Alnum;
            if !code && is_free(context, &name) && is_odd(context, &name) && stands_apart(context, last..last + 1) {
                add(name, Label::THREAT_ACTOR);
            }
        }
        match context.entity(found).label() {
            Label::CUE_INTRODUCTION => {
                // "dubbed the campaign “HydroQuill”": what it is stands behind the verb
                let (last, own) = noun_behind(context, last);
                let Some(label) = own.or_else(|| noun_before(context, first)) else { continue };
                let sure = |name: &Range<usize>| {
                    is_odd(context, name)
                        || context.is_about_cyber() && (is_quoted(context, name) || is_coined(context, name, first))
                };
                let mut at = last;
                // "known by the names “Hydro” and “JiiN”"
                for _ in 0..6 {
                    let Some(name) = name_at(context, at).filter(|name| sure(name)) else { break };
                    let end = name.end;
                    add(name, label);
                    let and = context.is_any(end, &["and", "or", "also"]);
                    if !and && context.gap(end) != Gap::Comma {
                        break;
                    }
                    at = end + usize::from(and);
                    if !is_quoted(context, &(at..at + 1)) {
                        break;
                    }
                }
            }
            // "Ares RAT": of no list
            Label::CUE_ACTOR_CONTEXT
                if context.is(first, "RAT")
                    && first > 0
                    && context.gap(first) == Gap::Space
                    && context.tokens.shape(first - 1) != Shape::Upper
                    && !context.tokens.starts_sentence(first - 1)
                    && is_free(context, &(first - 1..first))
                    && stands_apart(context, first - 1..last) =>
            {
                add(first - 1..last, Label::MALWARE);
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
                let odd = (malware || actor) && is_odd(context, &name);
                // "the Brightjackal gang", "Brightjackal ransomware": a capital that no list explains
                let band = context.is_any(last - 1, &["gang", "crew"]) || malware || context.is(first, "ransomware");
                let coined = band
                    && context.tokens.shape(first - 1) == Shape::Capital
                    && context.word(first - 1).len() > 4
                    && !context.tokens.starts_sentence(first - 1)
                    && stands_apart(context, first - 1..first)
                    && context.is_about_cyber();
                if small
                    && (odd || coined)
                    && is_free(context, &name)
                    && stands_again(context.word(first - 1))
                    && (odd || !stands_small(context.word(first - 1)))
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
        if kind && is_free(context, &(i..i + 1)) && stands_apart(context, i..i + 1) {
            names.entry(word).or_insert(Label::MALWARE);
        }
    }
    beside_malware(context, &mut names);
    in_apposition(context, &mut names);
    operations(context, &mut names);
    if names.is_empty() {
        return;
    }
    for i in 0..context.tokens.len() {
        if !context.is_capitalised(i) {
            continue;
        }
        let longest = (1..=4usize)
            .rev()
            .filter(|n| i + n <= context.tokens.len())
            .find_map(|n| names.get(context.tokens.span_of(i..i + n).of(context.text)).map(|&label| (n, label)));
        if let Some((length, label)) = longest {
            out.push(context.candidate(i..i + length, label, Meaning::Shaped(None), Evidence::Introduced));
        }
    }
}

/// "SableHeron, a China-nexus espionage group", "we assess SableHeron as a capable APT group", "SableHeron is a threat actor that": an odd
/// word, or several capitals in a row, that a strong noun of actors explains.
fn in_apposition<'a>(context: &Context<'a>, names: &mut FxHashMap<&'a str, Label>) {
    const FAR: usize = 7;
    for noun in context.matches_of(Labels::new(&[Label::CUE_ACTOR_NOUN])) {
        let (first, end) = (noun.first as usize, noun.last as usize);
        let one = !context.word(end - 1).ends_with('s');
        if !one || context.tokens.shape(end - 1) != Shape::Lower || !is_band(context, noun) {
            continue;
        }
        let sentence = context.tokens.sentence_of(first);
        // back over the words that describe, to the article
        let from = sentence.start.max(first.saturating_sub(FAR));
        let plain = |k: usize| matches!(context.gap(k), Gap::Space | Gap::Hyphen);
        let adjective = |k: usize| plain(k + 1) && (k + 1 == first || !context.is_function_word(k + 1));
        let Some(article) =
            (from..first).rev().take_while(|&k| adjective(k)).find(|&k| context.is_any(k, &["a", "an", "the"]))
        else {
            continue;
        };
        let describes = context.gap(article) == Gap::Comma
            || context.gap(article) == Gap::Space && article > 0 && context.is_any(article - 1, &["as", "is", "was"]);
        let name_end = if context.gap(article) == Gap::Comma { article } else { article.saturating_sub(1) };
        if !describes || name_end <= sentence.start || context.gap(article) != Gap::Comma && !plain(name_end) {
            continue;
        }
        let mut start = name_end;
        while start > sentence.start
            && name_end - start < 4
            && is_name_word(context, start - 1)
            && (start == name_end || context.is_joined(start))
        {
            start -= 1;
        }
        let name = start..name_end;
        let fits = (1..=3).contains(&name.len()) && is_free(context, &name);
        let several = name.len() > 1 && !context.tokens.starts_sentence(start);
        if fits && (is_odd(context, &name) || several && context.gap(article) == Gap::Comma && context.is_about_cyber())
        {
            names.entry(context.tokens.span_of(name).of(context.text)).or_insert(Label::THREAT_ACTOR);
        }
    }
}

/// "the campaign Operation Ghost Ledger", "Operation Ghost Ledger, a campaign against": an operation of hackers; those of the police have
/// no such noun beside them.
fn operations<'a>(context: &Context<'a>, names: &mut FxHashMap<&'a str, Label>) {
    let campaign = |i: usize| context.is_any(i, &["campaign", "campaigns"]);
    for i in (0..context.tokens.len()).filter(|&i| context.is(i, "Operation")) {
        let mut end = i + 1;
        while end < context.tokens.len() && end - i < 4 && context.is_joined(end) && is_name_word(context, end) {
            end += 1;
        }
        let before = i > 0 && context.is_joined(i) && campaign(i - 1);
        let behind = context.gap(end) == Gap::Space && campaign(end)
            || context.gap(end) == Gap::Comma && context.is_any(end, &["a", "the"]) && (end + 1..end + 5).any(campaign);
        if end > i + 1 && (before || behind) && context.is_about_cyber() {
            names.entry(context.tokens.span_of(i..end).of(context.text)).or_insert(Label::THREAT_ACTOR);
        }
    }
}

/// True for a noun of a hostile group: of the weaker ones ("group", "crew") only those that a word of crime or hacking stands before.
fn is_band(context: &Context<'_>, noun: &Match) -> bool {
    let hostile = |k: usize| {
        [Label::CUE_HOSTILE, Label::CUE_ACTOR_CONTEXT].into_iter().any(|l| context.ending_at(k, l).is_some())
            || context.is_any(k.wrapping_sub(1), &["crime", "cybercrime", "criminal", "APT", "threat", "hacking"])
    };
    let first = noun.first as usize;
    let strong = context.entity(noun).kind() == "strong";
    let people =
        ["group", "gang", "crew", "cluster", "collective", "syndicate", "actor"].contains(&noun_word(context, noun));
    strong && !["fraudster", "scammer", "money launderer"].contains(&context.entity(noun).name())
        || people && first > 0 && hostile(first)
}

/// True for a noun of hostile people, not of what may be a thing ("proxy", "agent", "bots") or a firm ("team", "entity").
fn is_people(context: &Context<'_>, noun: &Match) -> bool {
    let things = ["proxy", "proxies", "agent", "agents", "bots", "entity", "entities", "operator", "team", "unit"];
    !things.contains(&noun_word(context, noun))
}

fn noun_word<'a>(context: &Context<'a>, noun: &Match) -> &'a str {
    context.word(noun.last as usize - 1)
}

/// True where a name of capitalised words that might be ordinary ones stands directly behind its introduction, which a noun stands
/// directly before: "a cluster tracked as Water Kumiho", "a worm dubbed Wainscot".
fn is_coined(context: &Context<'_>, name: &Range<usize>, introduction: usize) -> bool {
    const SURE: &[&str] =
        &["tracked", "track", "tracks", "dubbed", "codenamed", "calling", "calls", "we", "which", "that"];
    let close = introduction > 0
        && (context.is_any(introduction, SURE) || noun_before_within(context, introduction, 2).is_some());
    let quiet = !crate::kinds::phrase::is_headline(context, name.start) && context.line_has_lower_case(name.start);
    close && quiet && context.word(name.start).len() > 3
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
            && stands_apart(context, i..i + 1)
    };
    let about = OnceCell::new();
    let about = || *about.get_or_init(|| context.is_about_cyber());
    let mut found: Vec<usize> = Vec::new();
    for i in (0..context.tokens.len()).filter(|&i| context.is_capitalised(i)) {
        // "a Go backdoor, Wainscot, in": a capital between commas behind the noun
        let between = context.gap(i) == Gap::Comma
            && matches!(context.gap(i + 1), Gap::Comma | Gap::Stop | Gap::Open)
            && i > 0
            && is_malware_noun(context, i - 1)
            && context.word(i).len() > 4
            && is_free(context, &(i..i + 1))
            && about();
        // "LummaC2, a stealer"
        let code = context.tokens.shape(i) == Shape::Alnum
            && context.word(i).len() > 5
            && context.word(i).bytes().filter(u8::is_ascii_uppercase).count() > 1
            && context.word(i).bytes().any(|b| b.is_ascii_lowercase())
            && is_free(context, &(i..i + 1))
            && stands_apart(context, i..i + 1);
        if !between && !code && !odd(i) {
            continue;
        }
        let sentence = context.tokens.sentence_of(i);
        let comma = context.gap(i + 1) == Gap::Comma;
        let behind = comma
            && context.is_any(i + 1, &["a", "an", "the", "its"])
            && (i + 2..(i + 6).min(sentence.end)).any(|k| is_malware_noun(context, k));
        let payload = i > sentence.start
            && (is_malware_noun(context, i - 1) || context.is_any(i - 1, &["payload", "implant", "stage"]));
        // "TINDERBOX is a dropper"
        let is = context.is_any(i + 1, &["is", "was"])
            && context.is_any(i + 2, &["a", "an", "the"])
            && (i + 3..(i + 7).min(sentence.end)).any(|k| is_malware_noun(context, k));
        let verb = i > sentence.start && context.gap(i) == Gap::Space && context.is_any(i - 1, DELIVERS);
        if behind
            || is
            || between
            || payload && matches!(context.gap(i), Gap::Space | Gap::Comma)
            || verb && !code && about()
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

/// True where no capitalised word is joined to these tokens.
fn stands_apart(context: &Context<'_>, tokens: Range<usize>) -> bool {
    let (i, end) = (tokens.start, tokens.end);
    let behind = context.is_joined(end) && is_name_word(context, end);
    !behind && !(i > 0 && context.is_joined(i) && is_name_word(context, i - 1))
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
    noun_before_within(context, i, 5)
}

fn noun_before_within(context: &Context<'_>, i: usize, far: usize) -> Option<Label> {
    let start = context.tokens.sentence_of(i.saturating_sub(1)).start.max(i.saturating_sub(far));
    (start..i).rev().find_map(|k| {
        if context.at(k, Label::CUE_ACTOR_NOUN).is_some() || context.is_any(k, CAMPAIGNS) {
            Some(Label::THREAT_ACTOR)
        } else {
            let worm = context.is_any(k, &["worm", "strain"]);
            (worm || is_malware_noun(context, k)).then_some(Label::MALWARE)
        }
    })
}

/// What has a name as an actor has.
const CAMPAIGNS: &[&str] = &["broker", "campaign", "campaigns", "cluster", "persona"];

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
    // "Water Kumiho": the first of several words may be a subject
    let subject = |i: usize| {
        name.len() > 1
            && i == name.start
            && context.matches_at(i).iter().all(|m| context.entity(m).label() == Label::CUE_SUBJECT)
    };
    let unknown = |i: usize| context.matches_at(i).is_empty() || subject(i);
    name.clone().all(|i| is_name_word(context, i) && context.timex_at(i).is_none() && unknown(i))
}

/// True for a word that is none of the language: capitals inside, letters with digits, or five capitals and more in a line with small letters.
fn is_odd(context: &Context<'_>, name: &Range<usize>) -> bool {
    let i = name.start;
    let upper = || context.word(i).chars().filter(|c| c.is_uppercase()).count();
    match context.tokens.shape(i) {
        Shape::Mixed => upper() >= 2,
        Shape::Alnum => upper() >= 1 && context.word(i).len() >= 4,
        Shape::Upper => upper() >= 5 && context.line_has_lower_case(i),
        _ => false,
    }
}

/// True where quotation marks open before the name.
fn is_quoted(context: &Context<'_>, name: &Range<usize>) -> bool {
    context.tokens.gap_text(context.text, name.start).ends_with(['“', '"', '‘', '\''])
}
