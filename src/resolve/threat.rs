//! Threats: states and services that are named as one.
//!
//! A country is a threat where it owns or does something hostile ("North Korea's illicit cyber activities"), where something hostile
//! is linked to it, or where it is named again, in a sentence of threats, after one of these; never as a partner of a dialogue.

use rustc_hash::FxHashSet;

use crate::annotation::Mention;
use crate::find::{Context, Evidence};
use crate::gazetteer::Country;
use crate::label::Label;
use crate::tokenize::Gap;

pub(super) fn mark(context: &Context<'_>, mentions: &mut [Mention<'_>]) {
    let mut known: FxHashSet<Country> = FxHashSet::default();
    let actors: Vec<(u32, u32)> = mentions
        .iter()
        .filter(|m| m.label == Label::THREAT_ACTOR && m.evidence == Evidence::Shape)
        .map(|m| (m.first, m.last))
        .collect();
    for mention in mentions.iter_mut() {
        if mention.label != Label::COUNTRY {
            continue;
        }
        let Some(country) = country_of(context, mention) else { continue };
        let (first, last) = (mention.first as usize, mention.last as usize);
        let before = actors.partition_point(|a| a.0 <= mention.first);
        if actors[..before].iter().rev().take(8).any(|a| mention.last <= a.1) {
            known.insert(country);
            continue;
        }
        let direct = does_harm(context, last) || is_blamed(context, first);
        let again = known.contains(&country) && in_sentence_of_threats(context, first) && !is_partner(context, first)
            || joined_to_known(context, &known, first, last);
        if direct {
            known.insert(country);
        }
        mention.threat = direct || again;
    }
}

fn country_of(context: &Context<'_>, mention: &Mention<'_>) -> Option<Country> {
    context
        .at(mention.first as usize, Label::COUNTRY)
        .filter(|m| m.last == mention.last)
        .and_then(|m| context.about(m).country())
}

fn hostile(context: &Context<'_>, i: usize, strong: bool) -> bool {
    [Label::CUE_HOSTILE, Label::CUE_ACTOR_NOUN].into_iter().any(|label| {
        context
            .at(i, label)
            .is_some_and(|m| (!strong && label == Label::CUE_HOSTILE) || context.about(m).is_kind("strong"))
    })
}

/// "Russia's ongoing war", "Iranian cyberattacks", "DPRK's malicious use", "North Korea's cyber activities": the words behind the
/// country, up to the noun they modify.
fn does_harm(context: &Context<'_>, last: usize) -> bool {
    let (start, possessive) = context.after_possessive(last);
    if start >= context.tokens.len() || context.gap(start) != Gap::Space && !possessive {
        return false;
    }
    let mut i = start;
    while i < context.tokens.len() && i < start + 5 {
        if i > start && context.gap(i) != Gap::Space && context.gap(i) != Gap::Hyphen && context.gap(i) != Gap::Comma {
            return false;
        }
        // what opens a new phrase ends the one of the country
        if context.is_any(
            i,
            &[
                "to", "of", "in", "on", "with", "for", "by", "from", "the", "its", "is", "are", "was", "has", "have",
                "said", "agreed", "will", "that", "at",
            ],
        ) {
            return false;
        }
        // a name of its own ("U.S. Counter Ransomware Initiative", "South Korea's Cyber Operations Command") does no harm
        if crate::kinds::phrase::is_name_word(context, i) || context.is_any(i, &["counter", "anti"]) {
            return false;
        }
        if hostile(context, i, true) {
            return true;
        }
        if hostile(context, i, false) && possessive {
            return true;
        }
        if possessive
            && context.is_any(i, &["cyber"])
            && context.is_any(i + 1, &["activities", "activity", "operations", "programme", "program"])
        {
            return true;
        }
        if context.is(i, "and") && i == start {
            return false;
        }
        i += 1;
    }
    false
}

/// "malicious activity linked to China", "attacks attributed to the DPRK": a hostile word and a verb of blame before the country.
fn is_blamed(context: &Context<'_>, first: usize) -> bool {
    let mut at = first;
    while at > 0 && context.is_any(at - 1, &["the", "to", "by", "from", "with"]) && context.gap(at) == Gap::Space {
        at -= 1;
    }
    let blamed = at > 0
        && at < first
        && context.is_any(
            at - 1,
            &[
                "linked",
                "attributed",
                "tied",
                "traced",
                "attributable",
                "sponsored",
                "backed",
                "directed",
                "posed",
                "conducted",
                "perpetrated",
                "launched",
                "emanating",
                "originating",
                "threat",
                "threats",
                "attacks",
                "cyberattacks",
                "aggression",
                "stolen",
            ],
        );
    let sentence = context.tokens.sentence_of(first);
    blamed && (sentence.start.max(first.saturating_sub(14))..first).any(|i| hostile(context, i, false))
}

/// A hostile word stands in the sentence, with the country not just listed as its victim.
fn in_sentence_of_threats(context: &Context<'_>, first: usize) -> bool {
    let sentence = context.tokens.sentence_of(first);
    let from = sentence.start.max(first.saturating_sub(40));
    (from..sentence.end.min(first + 40)).any(|i| hostile(context, i, false))
}

/// "dialogue with China", "talks with", "together with": a partner.
fn is_partner(context: &Context<'_>, first: usize) -> bool {
    let mut at = first;
    while at > 0 && context.is_any(at - 1, &["the"]) {
        at -= 1;
    }
    at > 0 && context.is_any(at - 1, &["with", "against", "in", "into", "targeting", "on"])
}

/// "cooperation between North Korea and Russia": beside a country that is a threat by now, both in one phrase.
fn joined_to_known(context: &Context<'_>, known: &FxHashSet<Country>, first: usize, last: usize) -> bool {
    let partner = |i: usize| {
        context.at(i, Label::COUNTRY).and_then(|m| context.about(m).country()).is_some_and(|c| known.contains(&c))
    };
    let partner_before = |i: usize| {
        context
            .ending_at(i, Label::COUNTRY)
            .and_then(|m| context.about(m).country())
            .is_some_and(|c| known.contains(&c))
    };
    let behind = context.is(last, "and") && partner(last + 1);
    let before = first >= 2 && context.is(first - 1, "and") && partner_before(first - 1);
    // "cyber cooperation between North Korea and Russia": what the two do together
    let from = if before {
        (first.saturating_sub(8)..first).rev().find(|&i| context.is(i, "between"))
    } else {
        (first > 0 && context.is(first - 1, "between")).then(|| first - 1)
    };
    let joint = from.is_some_and(|i| {
        i > 0
            && context.is_any(
                i - 1,
                &[
                    "cooperation",
                    "collaboration",
                    "ties",
                    "links",
                    "alignment",
                    "partnership",
                    "coordination",
                    "alliance",
                ],
            )
    });
    let own =
        context.at(first, Label::COUNTRY).and_then(|m| context.about(m).country()).is_some_and(|c| known.contains(&c));
    (behind || before) && (joint || own && !is_partner(context, first) && in_sentence_of_threats(context, first))
}
