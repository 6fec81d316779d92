//! Groups that no list has, by the noun that says what they are: "SableHeron, a China-nexus espionage group", "the Brightjackal gang",
//! "the threat actor HydroQuill", "this campaign, Pale Lantern,".
//!
//! A noun of hackers ("threat actor", "ransomware group") is evidence by itself; one of any band ("gang", "crew") only in a document about
//! hackers or malware. The name is odd, or capitalised and known to no list.

use std::ops::Range;

use super::introduced::{Names, is_free, is_odd, name_at, stands_apart};
use super::phrase::{self, is_headline, is_name_word};
use crate::find::{Context, Labels};
use crate::gazetteer::Surface;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

pub(super) fn find(names: &mut Names<'_, '_>) {
    let context = names.context;
    for noun in context.matches_of(Labels::new(&[Label::CUE_ACTOR_NOUN])) {
        if is_people(context, noun) && context.tokens.shape(noun.last as usize - 1) != Shape::Capital {
            explained(names, noun);
            before_noun(names, noun);
            behind_noun(names, noun);
        }
    }
    let cyber = names.is_about_cyber();
    if !cyber && !context.has("ersona") {
        return;
    }
    for i in 0..context.tokens.len() {
        if context.is_any(i, &["persona", "personas"]) && is_odd_at(context, i + 1) {
            names.add(i + 1..i + 2, Label::THREAT_ACTOR);
        }
        // what follows is of hackers only where the document is
        if !cyber {
            continue;
        }
        if context.is_any(i, &["active", "operating"]) {
            long_active(names, i);
        }
        if context.is(i, "as") {
            tracked(names, i);
        }
        if context.is(i, "Operation") {
            operation(names, i);
        }
        if context.is_any(i, ACTIVITIES) {
            beside_activity(names, i);
        }
    }
}

/// "X, a China-nexus espionage group", "we assess X as a capable APT group", "X (also Y) is a threat actor that".
fn explained(names: &mut Names<'_, '_>, noun: &Surface) {
    let context = names.context;
    let Some(article) = article_before(context, noun) else { return };
    let sentence = context.tokens.sentence_of(article);
    let mut end = article;
    let comma = context.gap(article) == Gap::Comma;
    if !comma {
        if article == 0
            || context.gap(article) != Gap::Space
            || !context.is_any(article - 1, &["as", "is", "remains", "was"])
        {
            return;
        }
        end = article - 1;
        // "Velmora (also known as UNC1) is", "Velmora, is"
        if context.gap(end) == Gap::Close {
            let Some(open) = (sentence.start..end).rev().take(8).find(|&k| context.gap(k) == Gap::Open) else { return };
            end = open;
        } else if !matches!(context.gap(end), Gap::Space | Gap::Comma) {
            return;
        }
    }
    let Some(name) = name_before(context, end).filter(|name| name.start >= sentence.start) else { return };
    let starts = context.tokens.starts_sentence(name.start);
    // "Recently, a ransomware group": no name
    let word = comma && starts && name.len() == 1;
    let fine = is_odd(context, &name)
        || (!word || names.stands_again(name.start)) && !names.stands_small(name.start) && is_plain(context, &name);
    if fine && (is_of_hackers(context, noun) || is_band(context, noun) && names.is_about_cyber()) {
        names.add(name, Label::THREAT_ACTOR);
    }
}

/// "the ReconHellcat group", "the Brightjackal gang", "Velmora attackers": the name directly before the noun.
fn before_noun(names: &mut Names<'_, '_>, noun: &Surface) {
    let context = names.context;
    let first = noun.first as usize;
    if first == 0 || context.gap(first) != Gap::Space || context.is_capitalised(first) && !context.is(first, "APT") {
        return;
    }
    let Some(name) = name_before(context, first) else { return };
    let again = names.stands_again(name.start);
    let group = context.is_any(first, &["group", "gang", "actor", "actors", "APT", "hackers"]);
    let hostile = || is_of_hackers(context, noun) || names.is_about_cyber();
    if name.len() == 1 && group && is_odd(context, &name) && again && hostile() {
        names.add(name, Label::THREAT_ACTOR);
        return;
    }
    let band = is_of_hackers(context, noun) || context.is_any(first, &["attackers", "crew", "gang"]);
    let led = name.start > 0 && context.is_any(name.start - 1, &["the", "with", "by", "and", "of", "from", "as"]);
    if band
        && led
        && again
        && !context.tokens.starts_sentence(name.start)
        && !names.stands_small(name.start)
        && is_plain(context, &name)
        && names.is_about_cyber()
    {
        names.add(name, Label::THREAT_ACTOR);
    }
}

/// "the threat actor HydroQuill", "the hacking group Pale Lantern has": the name directly behind the noun.
fn behind_noun(names: &mut Names<'_, '_>, noun: &Surface) {
    let context = names.context;
    let last = noun.last as usize;
    if last >= context.tokens.len() || context.gap(last) != Gap::Space {
        return;
    }
    if is_odd_at(context, last) && (is_of_hackers(context, noun) || names.is_about_cyber()) {
        names.add(last..last + 1, Label::THREAT_ACTOR);
        return;
    }
    let one = !context.word(last - 1).ends_with('s') && context.tokens.shape(last - 1) == Shape::Lower;
    let Some(name) = name_at(context, last).filter(|_| one && is_of_hackers(context, noun)) else { return };
    // "the threat actor Acme tracks as": who speaks of it
    let speaks = context.at(name.end, Label::CUE_INTRODUCTION).is_some()
        || context.at(name.end, Label::CUE_SAYING).is_some()
        || context
            .is_any(name.end, &["tracks", "calls", "named", "names", "dubs", "dubbed", "refers", "has", "identified"]);
    let code = context.tokens.shape(last) == Shape::Alnum;
    if !speaks
        && !code
        && is_plain(context, &name)
        && !names.stands_small(name.start)
        && context.gap(name.start) == Gap::Space
    {
        names.add(name, Label::THREAT_ACTOR);
    }
}

/// "Velmora has been active since 2011".
fn long_active(names: &mut Names<'_, '_>, i: usize) {
    let context = names.context;
    if i < 3 || !context.is(i - 1, "been") || !context.is(i - 2, "has") || !context.is(i + 1, "since") {
        return;
    }
    let Some(name) = name_before(context, i - 2).filter(|_| context.gap(i - 2) == Gap::Space) else { return };
    if is_plain(context, &name) && !names.stands_small(name.start) && names.is_about_cyber() {
        names.add(name, Label::THREAT_ACTOR);
    }
}

/// "refers to this activity as Velmora", "tracks the cluster behind these attacks as": a verb of naming and a noun before "as".
fn tracked(names: &mut Names<'_, '_>, at: usize) {
    const FAR: usize = 10;
    const VERBS: &[&str] =
        &["monitors", "refer", "referred", "referring", "refers", "track", "tracked", "tracking", "tracks"];
    let context = names.context;
    let from = context.tokens.sentence_of(at).start.max(at.saturating_sub(FAR));
    let mut noun = false;
    for k in (from..at).rev() {
        noun |= context.is_any(k, ACTIVITIES)
            || context.at(k, Label::CUE_ACTOR_NOUN).is_some_and(|m| is_people(context, m));
        if context.is_any(k, VERBS) {
            let name = name_at(context, at + 1).filter(|_| noun && names.is_about_cyber());
            if let Some(name) = name.filter(|name| is_odd(context, name) || is_plain(context, name)) {
                names.add(name, Label::THREAT_ACTOR);
            }
            return;
        }
    }
}

/// "the campaign Operation Ghost Ledger", "Operation Ghost Ledger, a campaign against": an operation of hackers; those of the police have
/// no such noun beside them.
fn operation(names: &mut Names<'_, '_>, i: usize) {
    let context = names.context;
    let campaign = |i: usize| context.is_any(i, &["campaign", "campaigns"]);
    let end = if context.is_joined(i + 1) { phrase::words(context, i + 1, 3) } else { i + 1 };
    let before = i > 0 && context.is_joined(i) && campaign(i - 1);
    let behind = context.gap(end) == Gap::Space && campaign(end)
        || context.gap(end) == Gap::Comma && context.is_any(end, &["a", "the"]) && (end + 1..end + 5).any(campaign);
    if end > i + 1 && (before || behind) && names.is_about_cyber() {
        names.add(i..end, Label::THREAT_ACTOR);
    }
}

/// "this campaign, Pale Lantern, uses", "the group, Velmora, has": a name between commas behind what has one.
fn beside_activity(names: &mut Names<'_, '_>, i: usize) {
    let context = names.context;
    let start = i + 1;
    if context.gap(start) != Gap::Comma || !is_name_word(context, start) {
        return;
    }
    let end = phrase::words(context, start, 3);
    let name = start..end;
    let this = i > 0 && (i.saturating_sub(3)..i).any(|k| context.is_any(k, &["the", "this"]));
    if this
        && context.gap(end) == Gap::Comma
        && is_free(context, &name)
        && is_plain(context, &name)
        && !names.stands_small(start)
        && names.is_about_cyber()
    {
        names.add(name, Label::THREAT_ACTOR);
    }
}

/// What has a name as an actor has.
const ACTIVITIES: &[&str] = &["activity", "adversary", "campaign", "cluster", "gang", "group", "operation"];

/// True where a noun of hackers stands shortly before token `i`, with nothing between but a pronoun and "be".
pub(super) fn is_near(context: &Context<'_>, i: usize) -> bool {
    let mut at = i;
    while at > 0 && i - at < 3 && context.is_any(at - 1, &["that", "which", "is", "are", "being", "has", "been", "we"])
    {
        at -= 1;
    }
    context.ending_at(at, Label::CUE_ACTOR_NOUN).is_some_and(|m| is_of_hackers(context, m))
}

/// True where the words behind a name, from token `last` on, say that it is a band: ", is a group of", ", a threat actor". The name is of a
/// list, so that any noun of people does.
pub(crate) fn is_explained(context: &Context<'_>, last: usize) -> bool {
    const FAR: usize = 8;
    let comma = context.gap(last) == Gap::Comma;
    let verb = context.is_any(last, &["is", "are", "was", "remains"]);
    let article = last + usize::from(verb);
    if !(verb && (comma || context.gap(last) == Gap::Space) || comma)
        || !context.is_any(article, &["a", "an", "the", "one"])
    {
        return false;
    }
    for k in article + 1..article + FAR {
        let plain = matches!(context.gap(k), Gap::Space | Gap::Hyphen | Gap::Dash | Gap::Comma);
        if !plain || context.is_function_word(k) {
            return false;
        }
        if let Some(noun) = context.at(k, Label::CUE_ACTOR_NOUN) {
            return is_people(context, noun) && !context.is_capitalised(k) || is_of_hackers(context, noun);
        }
    }
    false
}

/// The article of the phrase that a noun in the singular ends: "a | China-nexus espionage group".
fn article_before(context: &Context<'_>, noun: &Surface) -> Option<usize> {
    const FAR: usize = 8;
    let (first, end) = (noun.first as usize, noun.last as usize);
    if context.word(end - 1).ends_with('s') {
        return None;
    }
    let from = context.tokens.sentence_of(first).start.max(first.saturating_sub(FAR));
    let plain = |k: usize| matches!(context.gap(k), Gap::Space | Gap::Hyphen | Gap::Dash | Gap::Comma);
    let adjective = |k: usize| plain(k + 1) && (k + 1 == first || !context.is_function_word(k + 1));
    (from..first).rev().take_while(|&k| adjective(k)).find(|&k| context.is_any(k, &["a", "an", "the"]))
}

/// One to three capitalised words that no list knows, up to token `end`.
fn name_before(context: &Context<'_>, end: usize) -> Option<Range<usize>> {
    let mut start = end;
    while start > 0 && end - start < 4 && is_name_word(context, start - 1) && (start == end || context.is_joined(start))
    {
        start -= 1;
    }
    let name = start..end;
    ((1..=3).contains(&name.len()) && is_free(context, &name)).then_some(name)
}

fn is_odd_at(context: &Context<'_>, i: usize) -> bool {
    let name = i..i + 1;
    i < context.tokens.len()
        && context.gap(i) == Gap::Space
        && context.tokens.shape(i) != Shape::Alnum
        && is_free(context, &name)
        && is_odd(context, &name)
        && stands_apart(context, name)
}

/// True for words that are written as a name is, outside headlines.
fn is_plain(context: &Context<'_>, name: &Range<usize>) -> bool {
    let letters = context.tokens.shape(name.start) != Shape::Upper || context.word(name.start).len() > 4;
    letters
        && (name.len() > 1 || context.word(name.start).len() > 3)
        && context.line_has_lower_case(name.start)
        && !is_headline(context, name.start)
}

/// True for a noun of hackers: "threat actor", "ransomware group", "eCrime gang".
fn is_of_hackers(context: &Context<'_>, noun: &Surface) -> bool {
    const WORDS: &[&str] = &[
        "apt",
        "apts",
        "cyber",
        "cybercrime",
        "cybercriminal",
        "cyberespionage",
        "ecrime",
        "espionage",
        "extortion",
        "hacker",
        "hackers",
        "hacking",
        "hacktivist",
        "hacktivists",
        "intrusion",
        "malware",
        "persistent",
        "ransomware",
        "threat",
    ];
    let (first, last) = (noun.first as usize, noun.last as usize);
    let from = (first.saturating_sub(2)..first).rev().take_while(|&k| context.is_joined(k + 1)).last().unwrap_or(first);
    is_people(context, noun) && (from..last).any(|k| context.is_any(k, WORDS))
}

/// True for a noun of a hostile group: of the weaker ones ("group", "crew") only those that a word of crime stands before.
fn is_band(context: &Context<'_>, noun: &Surface) -> bool {
    let first = noun.first as usize;
    let hostile =
        [Label::CUE_HOSTILE, Label::CUE_ACTOR_CONTEXT].into_iter().any(|l| context.ending_at(first, l).is_some())
            || first > 0 && context.is_any(first - 1, &["crime", "criminal", "attack"]);
    let people = ["actor", "adversary", "cluster", "collective", "crew", "gang", "group", "syndicate"]
        .contains(&noun_word(context, noun));
    let strong = context.about(noun).is_kind("strong");
    strong && !["fraudster", "scammer", "launderer"].contains(&noun_word(context, noun))
        || people && (hostile || ["gang", "adversary"].contains(&noun_word(context, noun)))
}

/// True for a noun of hostile people, not of what may be a thing ("proxy", "agent", "bots") or a firm ("team", "entity").
fn is_people(context: &Context<'_>, noun: &Surface) -> bool {
    const THINGS: &[&str] = &[
        "agent",
        "agents",
        "bots",
        "contractor",
        "contractors",
        "entities",
        "entity",
        "operator",
        "proxies",
        "proxy",
        "team",
        "worker",
        "workers",
    ];
    !context.is_any(noun.last as usize - 1, THINGS)
}

fn noun_word<'a>(context: &Context<'a>, noun: &Surface) -> &'a str {
    context.word(noun.last as usize - 1)
}
