//! What is asked for: which labels, under which names, and what is set aside.

use std::collections::{BTreeMap, BTreeSet};

use gazet::gazetteer::Match;
use gazet::tokenize::Tokens;
use gazet::{Gazetteer, Label};

use super::align::Pair;
use super::args::{EvalArgs, LeaveOut};
use super::model::{Annotated, Item};
use crate::messages::Fatal;

/// Renames labels.
pub(super) fn rename(documents: &mut [Annotated], map: &[(String, String)]) {
    for item in documents.iter_mut().flat_map(|d| &mut d.spans) {
        if let Some((_, to)) = map.iter().find(|(from, _)| *from == item.label) {
            item.label.clone_from(to);
        }
    }
}

/// The labels that are asked for; `None` for all.
pub(super) fn labels(args: &EvalArgs, gold: &[Annotated]) -> Result<Option<BTreeSet<String>>, Fatal> {
    if args.labels.iter().any(|l| l == "all") {
        return Ok(None);
    }
    if !args.labels.is_empty() {
        let labels: BTreeSet<String> = args.labels.iter().map(|l| l.trim().to_owned()).collect();
        let known = |l: &&String| has(gold, l) || Label::built_in(l).is_some();
        return match labels.iter().find(|l| !known(l)) {
            Some(label) => Err(Fatal(format!("--labels {label}: neither GOLD nor gazet has such a label"))),
            None => Ok(Some(labels)),
        };
    }
    if gold.iter().any(|d| d.complete) {
        return Ok(None);
    }
    let mut labels: BTreeSet<String> = gold.iter().flat_map(|d| &d.spans).map(|i| i.label.clone()).collect();
    if gold.iter().any(|d| d.timeml) {
        labels.extend(["DATE", "DURATION", "SET", "TIME"].map(str::to_owned));
    }
    Ok(Some(labels))
}

fn has(documents: &[Annotated], label: &str) -> bool {
    documents.iter().flat_map(|d| &d.spans).any(|i| i.label == label)
}

/// Takes out what is not asked for, and says how much of which label that was.
pub(super) fn restrict(documents: &mut [Annotated], labels: Option<&BTreeSet<String>>) -> BTreeMap<String, usize> {
    let mut left_out = BTreeMap::new();
    let Some(labels) = labels else { return left_out };
    for document in documents {
        document.spans.retain(|item| {
            let asked = labels.contains(&item.label);
            if !asked {
                *left_out.entry(item.label.clone()).or_default() += 1;
            }
            asked
        });
        if !["PERSON", "TITLE"].iter().all(|l| labels.contains(*l)) {
            document.roles.clear();
        }
    }
    left_out
}

/// Sets threat actors aside: those of gold become optional, those of the prediction are gone.
pub(super) fn set_aside(pairs: &mut [Pair], kinds: &[LeaveOut], gazetteer: Option<&Gazetteer>) {
    let Some(gazetteer) = gazetteer.filter(|_| !kinds.is_empty()) else { return };
    let is = |item: &Item| {
        item.label == "THREAT_ACTOR"
            && kinds.iter().any(|kind| match kind {
                LeaveOut::Descriptive => is_descriptive(item, gazetteer),
                LeaveOut::Services => is_service(item, gazetteer),
            })
    };
    for pair in pairs {
        pair.gold.spans.iter_mut().for_each(|item| item.optional |= is(item));
        pair.pred.spans.retain(|item| !is(item));
    }
}

/// True for a phrase that describes, by its own word where it has one, else by its words: a sponsor first and an actor's noun last.
fn is_descriptive(item: &Item, gazetteer: &Gazetteer) -> bool {
    if !item.kind.is_empty() || item.id.is_some() {
        return item.kind == "descriptive";
    }
    let text = item.text.as_deref().unwrap_or("");
    let (tokens, mut found) = (Tokens::new(text), Vec::new());
    gazetteer.matches(text, &tokens, &mut found);
    let is = |m: &Match, labels: &[Label]| labels.contains(&gazetteer.entity(m).label());
    let sponsor = [Label::COUNTRY, Label::AGENCY, Label::CUE_SPONSOR, Label::CUE_ACTOR_CONTEXT];
    found.iter().any(|m| m.first == 0 && is(m, &sponsor))
        && found.iter().any(|m| m.first > 0 && m.last as usize == tokens.len() && is(m, &[Label::CUE_ACTOR_NOUN]))
}

/// True for the name of a state body that is no group's.
fn is_service(item: &Item, gazetteer: &Gazetteer) -> bool {
    let text = item.text.as_deref().unwrap_or("");
    is_named(text, &[Label::AGENCY], gazetteer) && !is_named(text, &[Label::THREAT_ACTOR], gazetteer)
}

fn is_named(surface: &str, labels: &[Label], gazetteer: &Gazetteer) -> bool {
    gazetteer.lookup(surface).any(|e| labels.contains(&gazetteer.at(e).label()))
}
