//! Actors and malware that no list has, by what introduces them: "a group tracked as ReconHellcat", "a backdoor dubbed WINELOADER".
//!
//! Two witnesses are asked for: the words of introduction with a noun of actors or malware before them in the sentence, and a name that
//! does not look like a word of the language, or stands in quotation marks in a document about such things. Once introduced, the name stands throughout it.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bands;
use super::phrase::{self, is_headline, is_name_word};
use crate::find::{Candidates, Context, Evidence, Labels, Meaning};
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let mut names = Names::new(context);
    for found in context.matches_of(INTRODUCING) {
        let (first, last) = (found.first as usize, found.last as usize);
        match found.label {
            Label::CUE_INTRODUCTION => introduced(&mut names, first, last),
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
                names.add(first - 1..last, Label::MALWARE);
            }
            // "Crimson RAT": a kind of malware in capitals belongs to the name
            Label::MALWARE if context.is_joined(last) && ["RAT", "Stealer", "Loader"].contains(&context.word(last)) => {
                let meaning = Meaning::Listed { entities: found.entities, context: false };
                out.push(context.candidate(first..last + 1, Label::MALWARE, meaning, Evidence::List));
            }
            Label::CUE_ACTOR_CONTEXT
                if first > 0 && context.gap(first) == Gap::Space && is_malware_noun(context, first) =>
            {
                before_malware(&mut names, first);
            }
            _ => {}
        }
    }
    for i in (0..context.tokens.len()).filter(|&i| context.tokens.shape(i) == Shape::Mixed) {
        // "ElizaRAT": the kind of malware is a part of the word
        let word = context.word(i);
        let kind = ["RAT", "Stealer", "Wiper", "Loader"].iter().any(|k| word.len() > k.len() + 2 && word.ends_with(k));
        if kind && is_free(context, &(i..i + 1)) && stands_apart(context, i..i + 1) {
            names.add(i..i + 1, Label::MALWARE);
        }
    }
    beside_malware(&mut names);
    bands::find(&mut names);
    names.propose(out);
}

/// The names that a document introduces, and what it tells of its words.
pub(super) struct Names<'c, 'a> {
    pub(super) context: &'c Context<'a>,
    found: FxHashMap<&'a str, Label>,
    /// How often each capitalised word stands in the document; counted when first asked for, as what follows.
    counts: OnceCell<FxHashMap<&'a str, u32>>,
    /// The words that stand in small letters.
    small: OnceCell<FxHashSet<&'a str>>,
    cyber: OnceCell<bool>,
}

impl<'c, 'a> Names<'c, 'a> {
    fn new(context: &'c Context<'a>) -> Self {
        Self {
            context,
            found: FxHashMap::default(),
            counts: OnceCell::new(),
            small: OnceCell::new(),
            cyber: OnceCell::new(),
        }
    }

    pub(super) fn add(&mut self, tokens: Range<usize>, label: Label) {
        // "the botnet takedown known as Operation X"
        if label == Label::MALWARE && self.context.is(tokens.start, "Operation") {
            return;
        }
        self.found.entry(self.context.tokens.span_of(tokens).of(self.context.text)).or_insert(label);
    }

    pub(super) fn stands_again(&self, i: usize) -> bool {
        let context = self.context;
        let counts = self.counts.get_or_init(|| {
            let mut counts = FxHashMap::default();
            for i in (0..context.tokens.len()).filter(|&i| context.is_capitalised(i)) {
                *counts.entry(context.word(i)).or_default() += 1;
            }
            counts
        });
        counts.get(context.word(i)).is_some_and(|&n| n > 1)
    }

    pub(super) fn stands_small(&self, i: usize) -> bool {
        let context = self.context;
        let small = self.small.get_or_init(|| {
            let all = (0..context.tokens.len()).filter(|&i| context.tokens.shape(i) == Shape::Lower);
            all.map(|i| context.word(i)).collect()
        });
        small.contains(context.word(i).to_lowercase().as_str())
    }

    pub(super) fn is_about_cyber(&self) -> bool {
        *self.cyber.get_or_init(|| self.context.is_about_cyber())
    }

    /// Once introduced, a name stands throughout the document.
    fn propose(&self, out: &mut Candidates) {
        let context = self.context;
        if self.found.is_empty() {
            return;
        }
        // "Loader.HydroQuill": the name of a signature
        let glued = |i: usize| i > 0 && context.gap(i) == Gap::Dot && context.is_capitalised(i - 1);
        for i in (0..context.tokens.len()).filter(|&i| context.is_capitalised(i) && !glued(i)) {
            let known = |n: &usize| {
                let words = context.tokens.span_of(i..i + n).of(context.text);
                self.found.get(words).map(|&label| (*n, label))
            };
            let longest = (1..=4usize).rev().filter(|n| i + n <= context.tokens.len()).find_map(|n| known(&n));
            if let Some((length, label)) = longest {
                out.push(context.candidate(i..i + length, label, Meaning::Shaped(None), Evidence::Introduced));
            }
        }
    }
}

/// "a group tracked as ReconHellcat", "dubbed the campaign “HydroQuill”", "known by the names “Hydro” and “JiiN”".
fn introduced(names: &mut Names<'_, '_>, first: usize, last: usize) {
    let context = names.context;
    // what it is stands behind the verb, or before it, or is what the parenthesis is about: "APT41 (aka"
    let (last, own) = noun_behind(context, last);
    let about = || {
        let of = |label: Label| context.ending_at(first, label).is_some_and(|m| !context.name(m).context);
        let open = first > 0 && context.gap(first) == Gap::Open;
        [Label::THREAT_ACTOR, Label::MALWARE].into_iter().find(|&label| open && of(label))
    };
    let own = own.or_else(about);
    let Some(label) = own.or_else(|| noun_before(context, first)) else { return };
    let close = own.is_some() || bands::is_near(context, first) || noun_before_within(context, first, 2).is_some();
    let (mut at, mut listed) = (last, false);
    for _ in 0..8 {
        let end = if let Some(known) = context.at(at, label) {
            listed |= !context.name(known).context;
            known.last as usize
        } else {
            let Some(name) = name_at(context, at).or_else(|| listed_name(context, at).filter(|_| at > last)) else {
                return;
            };
            let coined = || {
                let plain = is_quoted(context, &name) || (close || listed) && is_coined(context, &name);
                plain && (names.is_about_cyber() || bands::is_near(context, first))
            };
            if !is_odd(context, &name) && !coined() {
                return;
            }
            let end = name.end;
            names.add(name, label);
            end
        };
        let and = context.is_any(end, &["and", "or", "also"]);
        if !and && context.gap(end) != Gap::Comma {
            return;
        }
        at = end + usize::from(and);
        if !is_quoted(context, &(at..at + 1)) && !(listed || own.is_some()) {
            return;
        }
    }
}

/// A name of one to three capitalised words behind a comma or "and" in a list of names.
fn listed_name(context: &Context<'_>, i: usize) -> Option<Range<usize>> {
    let start = i + usize::from(context.is(i, "and"));
    let end = phrase::words(context, start, 3);
    let name = start..end;
    let closes = matches!(context.gap(end), Gap::Comma | Gap::Close | Gap::Stop) || context.is_any(end, &["and", "or"]);
    (end > start && closes && is_free(context, &name)).then_some(name)
}

/// "the NimbleQuill loader": an odd word, not only here; or a capital that no list explains and that is no word of the document.
fn before_malware(names: &mut Names<'_, '_>, noun: usize) {
    let context = names.context;
    let name = noun - 1..noun;
    if context.is_capitalised(noun) || !is_free(context, &name) || !names.stands_again(noun - 1) {
        return;
    }
    let led = noun > 1
        && context.gap(noun - 1) == Gap::Space
        && (context.is_function_word(noun - 2) || context.is_any(noun - 2, DELIVERS) || context.is(noun - 2, "using"));
    let coined = led
        && context.tokens.shape(noun - 1) == Shape::Capital
        && context.word(noun - 1).len() > 4
        && stands_apart(context, name.clone())
        && !names.stands_small(noun - 1)
        && names.is_about_cyber();
    if is_odd(context, &name) || coined {
        names.add(name, Label::MALWARE);
    }
}

/// True for a name of capitalised words that might be ordinary ones, outside headlines.
fn is_coined(context: &Context<'_>, name: &Range<usize>) -> bool {
    !is_headline(context, name.start) && context.line_has_lower_case(name.start) && context.word(name.start).len() > 3
}

/// Odd words that stand as malware does: "NimbleQuill, a loader", "its payload, LightlessCan,", "dropped ROOTSAW", and those joined to such
/// a word or to listed malware by a comma or "and".
fn beside_malware(names: &mut Names<'_, '_>) {
    let context = names.context;
    let odd = |i: usize| {
        i < context.tokens.len()
            && context.tokens.shape(i) != Shape::Alnum
            && context.word(i).len() > 5
            && is_odd(context, &(i..i + 1))
            && is_free(context, &(i..i + 1))
            && stands_apart(context, i..i + 1)
    };
    let about = || names.is_about_cyber();
    let mut found: Vec<usize> = Vec::new();
    // most capitals are neither behind a comma nor of an odd shape
    let worth = |i: usize| {
        context.gap(i) == Gap::Comma || matches!(context.tokens.shape(i), Shape::Mixed | Shape::Alnum | Shape::Upper)
    };
    for i in (0..context.tokens.len()).filter(|&i| context.is_capitalised(i) && worth(i)) {
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
    if found.is_empty() && context.matches_of(Labels::new(&[Label::MALWARE])).next().is_none() {
        return;
    }
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
        names.add(i..i + 1, Label::MALWARE);
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
const INTRODUCING: Labels = Labels::new(&[Label::CUE_ACTOR_CONTEXT, Label::CUE_INTRODUCTION, Label::MALWARE]);

/// True where no capitalised word is joined to these tokens.
pub(super) fn stands_apart(context: &Context<'_>, tokens: Range<usize>) -> bool {
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
    for k in (start..i).rev() {
        let made = k > 0 && context.is_any(k - 1, &["create", "created", "creates", "creating"]);
        if context.at(k, Label::CUE_ACTOR_NOUN).is_some() || context.is_any(k, CAMPAIGNS) {
            // "created a group named": of users
            return (!made && !context.is_any(k.wrapping_sub(2), &["creating", "created", "create"]))
                .then_some(Label::THREAT_ACTOR);
        }
        if context.is_any(k, &["worm", "strain"]) || is_malware_noun(context, k) {
            return Some(Label::MALWARE);
        }
        // "the actor employs a script known as": the phrase before is of another thing
        if context.is_any(k, &["a", "an", "the", "by", "their", "its"]) {
            return None;
        }
    }
    None
}

/// What has a name as an actor has.
const CAMPAIGNS: &[&str] = &["broker", "campaign", "campaigns", "cluster", "persona"];

fn is_malware_noun(context: &Context<'_>, i: usize) -> bool {
    // the other words of this kind are verbs: deployed, encrypted
    context.at(i, Label::CUE_ACTOR_CONTEXT).is_some_and(|m| {
        let (kind, name) = (context.about(m).kind(), context.entity(m).name());
        kind == "malware"
            && !name.ends_with("ed")
            && !["exploit", "payload", "ransomware variant", "strain", "worm", "decryptor"].contains(&name)
    })
}

/// The name behind words of introduction: one to three capitalised words that no list has, perhaps in quotation marks.
pub(super) fn name_at(context: &Context<'_>, i: usize) -> Option<Range<usize>> {
    let start = i + usize::from(context.is(i, "the"));
    let gap = context.tokens.gap_text(context.text, start);
    let plain =
        matches!(context.gap(start), Gap::Space) || matches!(gap, " “" | " \"" | " ‘" | " '" | " *" | " **" | ": ");
    let end = if plain { phrase::words(context, start, 3) } else { start };
    let name = start..end;
    (end > start && !(context.is_joined(end) && is_name_word(context, end)) && is_free(context, &name)).then_some(name)
}

/// True where no list has a word of the name, an ordinary one of grammar or portfolios among them.
pub(super) fn is_free(context: &Context<'_>, name: &Range<usize>) -> bool {
    // "Water Kumiho": the first of several words may be a subject
    let subject = |i: usize| {
        name.len() > 1 && i == name.start && context.matches_at(i).iter().all(|m| m.label == Label::CUE_SUBJECT)
    };
    let unknown = |i: usize| context.matches_at(i).is_empty() || subject(i);
    name.clone().all(|i| is_name_word(context, i) && context.timex_at(i).is_none() && unknown(i))
}

/// True for a word that is none of the language: capitals inside, letters with digits, or five capitals and more in a line with small letters.
pub(super) fn is_odd(context: &Context<'_>, name: &Range<usize>) -> bool {
    let i = name.start;
    let upper = || context.word(i).chars().filter(|c| c.is_uppercase()).count();
    match context.tokens.shape(i) {
        // "SeDebugPrivilege", "InternetConnectA": words of code
        Shape::Mixed => upper() >= 2 && humps(context.word(i)) < 3,
        Shape::Alnum => upper() >= 1 && context.word(i).len() >= 4,
        Shape::Upper => upper() >= 5 && context.line_has_lower_case(i),
        _ => false,
    }
}

/// How often a capital stands behind a small letter, and one more.
fn humps(word: &str) -> usize {
    1 + word.bytes().zip(word.bytes().skip(1)).filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase()).count()
}

/// True where quotation marks open before the name.
pub(super) fn is_quoted(context: &Context<'_>, name: &Range<usize>) -> bool {
    context.tokens.gap_text(context.text, name.start).ends_with(['“', '"', '‘', '\''])
}
