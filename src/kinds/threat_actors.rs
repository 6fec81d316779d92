//! Threat actors that no list has: code names by their schemes, numbered military units, and descriptive phrases of sponsor and
//! hostile actor noun ("Russian state-sponsored cyber actors").

use std::sync::LazyLock;

use regex::Regex;

use crate::find::{Candidate, Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::{Country, Surface};
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::Gap;

/// The code schemes that vendors number actors with. Left out on purpose: ATT&CK's ids (T1059, G0007, S0154) and its tactics TA0001 to
/// TA0043, which `TA[1-9]` excludes.
static CODES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u:\b)(?:APT-C-[0-9]{1,3}|APT-Q-[0-9]{1,3}|(?:APT|FIN)[- ]?[0-9]{1,2}|(?:UNC|UAT-?)[0-9]{3,5}|TA[- ]?[1-9][0-9]{2,3}|(?:Storm|STORM|DEV|Dev|UAC)-[0-9]{4}|TAG-[0-9]{2,3}|CL-(?:STA|CRI|UNK)-[0-9]{4}|T-APT-[0-9]{2}|UTA[0-9]{4}|UTG-Q-[0-9]{3}|ITG[0-9]{2}|TG-[0-9]{4}|CTG-[0-9]{4}|REF[0-9]{4}|WIP[0-9]{2}|UNK_[A-Z][A-Za-z]+)(?-u:\b)",
    )
    .ok()
});

/// The names that Microsoft gives: a word, and the weather of where they are from.
static WEATHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)[A-Z][a-z]{2,14} (?:Blizzard|Sandstorm|Sleet|Tempest|Tsunami|Typhoon)(?-u:\b)").ok()
});

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let codes = codes(context, out);
    for found in context.matches_of(NAMED) {
        match found.label {
            Label::CUE_ACTOR_NOUN => descriptive(context, found, &codes, out),
            // "Sofacy Group": a capitalised head word belongs to the name
            Label::THREAT_ACTOR
                if context.is_joined(found.last as usize)
                    && ["Group", "Team", "Gang"].contains(&context.word(found.last as usize)) =>
            {
                let range = found.first as usize..found.last as usize + 1;
                let meaning = Meaning::Listed { entities: found.entities, context: false };
                out.push(context.candidate(range, Label::THREAT_ACTOR, meaning, Evidence::List));
            }
            Label::MALWARE => brand(context, found, out),
            Label::AGENCY if context.about(found).is_kind("service") => {
                unit(context, found.first as usize, found.last as usize, out);
            }
            _ => {}
        }
    }
    let units = if context.has("Unit") { context.tokens.len() } else { 0 };
    for i in 0..units {
        if context.is(i, "Unit") {
            unit(context, i, i, out);
        }
    }
}

/// The labels of what an actor's name is made of.
const NAMED: Labels = Labels::new(&[Label::AGENCY, Label::CUE_ACTOR_NOUN, Label::MALWARE, Label::THREAT_ACTOR]);

/// Proposes the code names; the first tokens of all of them, ascending.
fn codes(context: &Context<'_>, out: &mut Candidates) -> Vec<u32> {
    let mut firsts = Vec::new();
    let Some(regex) = &*CODES else { return firsts };
    let mut propose = |span: Span, fine: &dyn Fn(usize) -> bool| {
        let (first, last) = (context.tokens.at_byte(span.start), context.tokens.at_byte(span.end));
        // whole tokens only: no part of a longer code
        if first < last && context.tokens.span_of(first..last) == span && fine(first) {
            out.push(Candidate {
                span,
                first: first as u32,
                last: last as u32,
                label: Label::THREAT_ACTOR,
                meaning: Meaning::Shaped(None),
                evidence: Evidence::Code,
            });
            firsts.push(first as u32);
        }
    };
    for found in regex.find_iter(context.text) {
        propose(Span::new(found.start(), found.end()), &|_| true);
    }
    // "Super Typhoon", "Pacific Typhoon": the weather itself
    let coined = |first: usize| {
        let weather = [
            "big", "great", "ocean", "perfect", "severe", "super", "the", "tropical", "violent", "winter", "this",
            "that",
        ];
        let known = [Label::COUNTRY, Label::LOCATION].into_iter().any(|l| context.at(first, l).is_some());
        !context.is_any(first, &weather) && !known
    };
    for found in WEATHER.iter().filter(|_| context.is_about_cyber()).flat_map(|regex| regex.find_iter(context.text)) {
        propose(Span::new(found.start(), found.end()), &coined);
    }
    firsts.sort_unstable();
    firsts
}

/// "the LockBit gang", "Play ransomware operators", "the TrickBot group": the brand as the group behind it.
fn brand(context: &Context<'_>, found: &Surface, out: &mut Candidates) {
    let mut at = found.last as usize;
    let ransomware = context.about(found).is_kind("ransomware");
    if ransomware && context.is_joined(at) && context.is_any(at, &["ransomware", "RaaS", "extortion", "cybercrime"]) {
        at += 1;
    }
    let people = context.is_any(at, &["gang", "group", "crew", "syndicate", "cartel"])
        && (!context.is_capitalised(at) || !context.name(found).context)
        || ransomware
            && context
                .is_any(at, &["operators", "affiliates", "affiliate", "actors", "members", "operator", "hackers"]);
    let people = people && context.is_joined(at) && (ransomware || !context.name(found).context);
    if people && context.is_capitalised(found.first as usize) {
        out.push(context.candidate(
            found.first as usize..found.last as usize,
            Label::THREAT_ACTOR,
            Meaning::Shaped(None),
            Evidence::Neighbour,
        ));
    }
}

/// "GRU Unit 29155", "Unit 74455": a numbered unit, with the service directly before it; `first..unit` is the service.
fn unit(context: &Context<'_>, first: usize, unit: usize, out: &mut Candidates) {
    if !(context.is(unit, "Unit") && unit + 1 < context.tokens.len() && context.gap(unit + 1) == Gap::Space) {
        return;
    }
    let number = context.word(unit + 1);
    let fine = number.len() == 5 && number.bytes().all(|b| b.is_ascii_digit());
    if fine && (first == unit || context.gap(unit) == Gap::Space) {
        out.push(context.candidate(first..unit + 2, Label::THREAT_ACTOR, Meaning::Shaped(None), Evidence::Code));
    }
}

/// How a sponsor's name goes on before the noun.
const PARTICIPLES: &[&str] =
    &["affiliated", "aligned", "backed", "controlled", "directed", "linked", "nexus", "sponsored"];

/// From the first word of a sponsor to the noun: "PRC-affiliated cyber actors".
fn descriptive(context: &Context<'_>, noun: &Surface, codes: &[u32], out: &mut Candidates) {
    let end = noun.last as usize;
    // "Advanced Persistent Threat Actor 28": the noun is a part of a group's own name
    let named = |i: usize| context.at(i, Label::THREAT_ACTOR).is_some_and(|m| m.last > noun.first);
    if (noun.first.saturating_sub(4)..=noun.first).any(|i| named(i as usize)) {
        return;
    }
    let text = noun.span.of(context.text);
    let mut at = noun.first as usize;
    let mut first = None;
    let mut country: Option<Country> = None;
    let mut firm = false;
    let (mut sponsor, mut hostile) = (false, context.about(noun).is_kind("strong"));
    for _ in 0..8 {
        // "People's Republic of China (PRC) state-sponsored cyber actors"
        if at > 0
            && context.gap(at) == Gap::Close
            && let Some(short) =
                context.ending_at(at, Label::COUNTRY).filter(|m| context.gap(m.first as usize) == Gap::Open)
            && let Some(long) = context.ending_at(short.first as usize, Label::COUNTRY)
        {
            country = country.or(context.about(long).country());
            at = long.first as usize;
            first = Some(at);
            break;
        }
        if at == 0 || !matches!(context.gap(at), Gap::Space | Gap::Hyphen) {
            break;
        }
        if let Some(found) = context.ending_at(at, Label::COUNTRY).filter(|m| context.is_capitalised(m.first as usize))
        {
            country = country.or(context.about(found).country());
            at = found.first as usize;
            first = Some(at);
        } else if let Some(found) = context
            .ending_at(at, Label::AGENCY)
            .filter(|m| context.about(m).is_kind("service") && context.is_capitalised(m.first as usize))
        {
            country = country.or(context.about(found).country());
            sponsor = true;
            at = found.first as usize;
            first = Some(at);
        } else if let Some(found) = context.ending_at(at, Label::CUE_SPONSOR) {
            at = found.first as usize;
            if let Some(inside) = context.at(at, Label::COUNTRY).filter(|m| m.last < found.last) {
                country = country.or(context.about(inside).country());
                sponsor = true;
            }
            if context.about(found).is_kind("strong") || found.last - found.first > 1 {
                sponsor = true;
                firm = true;
                first = Some(at);
            } else if PARTICIPLES.contains(&context.word(at)) {
                sponsor = true;
                // "nation-sponsored", "Wagner-linked": of whom stands before
                let whose = at > 0 && context.gap(at) == Gap::Hyphen && context.is_capitalised(at - 1);
                if whose && context.ending_at(at, Label::COUNTRY).is_none() {
                    first = Some(at - 1);
                }
            }
        } else if let Some(found) = context.ending_at(at, Label::CUE_HOSTILE) {
            // "targeted Ukrainian entities": what is done to the country's is behind it
            if first.is_some() && !context.about(found).is_kind("strong") {
                break;
            }
            hostile = true;
            at = found.first as usize;
        } else if context.is_any(at - 1, &["cyber", "threat", "advanced", "persistent", "APT", "hacking", "espionage"])
        {
            hostile = true;
            at -= 1;
        } else if context.is(at - 1, "and")
            && first.is_some()
            && context.ending_at(at - 1, Label::COUNTRY).is_some_and(|m| context.name(m).adjective)
        {
            // "Chinese and Russian hackers"; not "Iran and Iranian-backed groups"
            at -= 1;
        } else {
            break;
        }
    }
    let Some(first) = first else { return };
    // "Chinese APT TA413": the name of a group follows, and the country stands by itself
    let named = context.is_joined(end)
        && context.gap(end) == Gap::Space
        && (context.at(end, Label::THREAT_ACTOR).is_some() || codes.binary_search(&(end as u32)).is_ok());
    // "Russian government entities" are ministries
    let entities = context.is_any(end - 1, &["entities", "entity"]) && !hostile && !firm;
    let enough = sponsor && (hostile || country.is_some())
        || country.is_some() && hostile
        || country.is_some() && text.starts_with("APT");
    if !enough || named || entities {
        return;
    }
    out.push(context.candidate(first..end, Label::THREAT_ACTOR, Meaning::Shaped(country), Evidence::Shape));
}
