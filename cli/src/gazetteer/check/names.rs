//! Names: those that can never match, those that two entities share, those that are too short or too ordinary to stand alone.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use gazet::gazetteer::List;
use gazet::tokenize::Tokens;
use gazet::{Gazetteer, Label};

use super::Findings;
use super::rows::{All, Entry, Surface};
use crate::gazetteer::words;

/// So many ids stand in one message.
const MOST: usize = 5;

/// Runs all rules about names.
pub(super) fn check(all: &All<'_>, notes: bool, findings: &mut Findings) {
    let counts = words::counts();
    for entry in &all.entries {
        for surface in entry.surfaces.iter().filter(|s| s.mine) {
            alone(all, entry, surface, &counts, findings);
        }
    }
    shared(all, findings);
    matching(all, notes, findings);
}

/// A name of one word that texts have in another sense needs a row that says what to do about it.
fn alone(
    all: &All<'_>,
    entry: &Entry<'_>,
    surface: &Surface<'_>,
    counts: &HashMap<&str, u64>,
    findings: &mut Findings,
) {
    // words of titles and cues are ordinary words, and mean just that
    if entry.is_cue() || entry.row.label == "TITLE" || all.rule(&surface.text, entry.row.id).is_some() {
        return;
    }
    let text = surface.text.as_ref();
    if !text.chars().all(char::is_alphabetic) || text.is_empty() {
        return;
    }
    let (letters, capitals) = (text.chars().count(), text.chars().filter(|c| c.is_uppercase()).count());
    let id = entry.row.id;
    // acronyms match in capitals only: NATO, MoD; two letters of them are enough for a body that is known by them, as its id shows
    let acronym = capitals > 1 && capitals * 2 > letters;
    let known = matches!(Label::built_in(&entry.row.label), Some(Label::COUNTRY | Label::LOCATION))
        || id.rsplit('/').next().is_some_and(|last| last == text.to_lowercase());
    let short = if acronym { letters <= 2 } else { letters <= 3 };
    if short && !known {
        let message =
            format!("{text:?} of {id} is so short that it means other things: no exception says when it is this");
        findings.error("short", surface.file, surface.line, message);
    }
    if !acronym && let Some(count) = counts.get(text.to_lowercase().as_str()) {
        let message = format!(
            "{text:?} of {id} is an ordinary word ({count} times in small letters): no exception says when it is this"
        );
        findings.error("ordinary", surface.file, surface.line, message);
    }
}

/// A name that entities of one country and label share can never be told apart.
fn shared(all: &All<'_>, findings: &mut Findings) {
    let mut bearers: HashMap<(String, String), Vec<(usize, &Surface<'_>)>> = HashMap::new();
    for (index, entry) in all.entries.iter().enumerate().filter(|(_, e)| !e.is_cue()) {
        for surface in &entry.surfaces {
            let same = bearers.entry((entry.row.label.to_string(), key(&surface.text))).or_default();
            if same.last().is_none_or(|(i, _)| *i != index) {
                same.push((index, surface));
            }
        }
    }
    for ((label, _), same) in bearers.iter().filter(|(_, same)| same.len() > 1) {
        clashes(all, label, same, findings);
        // one note for all bearers, at the first that is looked at
        let Some((_, first)) = same.iter().find(|(_, s)| s.mine) else { continue };
        let countries: BTreeSet<_> = same.iter().map(|(i, _)| &all.entries[*i].row.countries).collect();
        if countries.len() > 1 {
            let mut ids: Vec<&str> = same.iter().take(MOST).map(|(i, _)| all.entries[*i].row.id).collect();
            if same.len() > MOST {
                ids.push("...");
            }
            let message = format!("{label} {:?} is a name of {} entities: {}", first.text, same.len(), ids.join(", "));
            findings.note("countries", first.file, first.line, message);
        }
    }
}

/// Tells of bearers of a name that have the same country, each with the one before it.
fn clashes(all: &All<'_>, label: &str, same: &[(usize, &Surface<'_>)], findings: &mut Findings) {
    let mut last: HashMap<&[Cow<'_, str>], (usize, &Surface<'_>)> = HashMap::new();
    for &(index, surface) in same {
        let entry = &all.entries[index];
        let Some((before, other)) = last.insert(&entry.row.countries, (index, surface)) else { continue };
        let before = &all.entries[before];
        let (at, than) = if surface.mine { (surface, before) } else { (other, entry) };
        if !at.mine {
            continue;
        }
        let (this, that) = if surface.mine { (entry, than) } else { (before, than) };
        let message = format!(
            "{label} {:?} is a name of {} and of {} ({}:{})",
            at.text, this.row.id, that.row.id, that.file, that.row.line
        );
        if is_contested(label, this, that) {
            findings.note("shared", at.file, at.line, message);
        } else {
            findings.error("shared", at.file, at.line, message);
        }
    }
}

/// True where two entities have one name on purpose: sources disagree on who an alias of an actor or of its software is, and ids
/// tell namesakes apart (`loc/springfield`, `loc/springfield-us-il`).
fn is_contested(label: &str, one: &Entry<'_>, other: &Entry<'_>) -> bool {
    let namesake = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('-'));
    // an id with a tail is a unit among bodies
    (label != "AGENCY" && (namesake(one.row.id, other.row.id) || namesake(other.row.id, one.row.id)))
        || (matches!(Label::built_in(label), Some(Label::THREAT_ACTOR | Label::MALWARE | Label::TOOL))
            && key(one.row.name) != key(other.row.name))
}

/// Matches every name against itself: what does not match there matches nowhere, and what another name of the same entity matches
/// there need not be in the list.
fn matching(all: &All<'_>, notes: bool, findings: &mut Findings) {
    let mut surfaces = Vec::new();
    let mut list = String::from("id\tname\tlabel\n");
    for (index, entry) in all.entries.iter().enumerate() {
        for surface in &entry.surfaces {
            let wordless = Tokens::new(&surface.text).is_empty();
            if wordless && surface.mine {
                let message = format!("{:?} of {} has no word: it can never match", surface.text, entry.row.id);
                findings.error("never", surface.file, surface.line, message);
            }
            if wordless || !entry.mine && !surface.mine {
                continue;
            }
            let _ = writeln!(list, "{}\t{}\t{}", surfaces.len(), surface.text, entry.row.label);
            surfaces.push((index, surface));
        }
    }
    let gazetteer = match Gazetteer::builder().list(List { file: "names", bytes: list.as_bytes() }).build() {
        Ok(gazetteer) => gazetteer,
        Err(e) => {
            let place = surfaces.get(e.line().saturating_sub(2)).map_or(("names", e.line()), |(_, s)| (s.file, s.line));
            findings.error("never", place.0, place.1, e.message());
            return;
        }
    };
    let mut found = Vec::new();
    // of each alias another name of its entity that finds it
    let mut covered: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, (index, surface)) in surfaces.iter().enumerate().filter(|(_, (_, s))| s.mine) {
        gazetteer.matches(&surface.text, &Tokens::new(&surface.text), &mut found);
        let numbers = found.iter().map(|m| (m, gazetteer.entity(m).id().parse().unwrap_or(usize::MAX)));
        let id = all.entries[*index].row.id;
        let whole = |span: gazet::span::Span| span.start == 0 && span.end as usize == surface.text.len();
        let (mut itself, mut other) = (false, None);
        for (found, number) in numbers {
            itself |= number == at;
            if number != at && whole(found.span) && surfaces[number].0 == *index {
                other = Some(other.map_or(number, |first: usize| first.min(number)));
            }
        }
        if !itself {
            let message = format!("{:?} of {id} does not match even where a text has just that", surface.text);
            findings.error("never", surface.file, surface.line, message);
        }
        let aliased = at > 0 && surfaces[at - 1].0 == *index;
        if let (true, true, Some(other)) = (notes, aliased, other) {
            covered.insert(at, other);
        }
    }
    for (&at, &other) in &covered {
        // of two that find each other, the first one stays
        if other > at && covered.get(&other) == Some(&at) {
            continue;
        }
        let (index, surface) = surfaces[at];
        let (id, other) = (all.entries[index].row.id, &surfaces[other].1.text);
        let message = format!("{:?} of {id} need not stand here: {other:?} finds it", surface.text);
        findings.note("covered", surface.file, surface.line, message);
    }
}

/// A name without case and punctuation.
fn key(surface: &str) -> String {
    let tokens = Tokens::new(surface);
    let words = (0..tokens.len()).map(|i| tokens.text(surface, i).to_lowercase().replace('.', ""));
    let key = words.collect::<Vec<_>>().join(" ");
    // LAPSUS$ and Lapsus, C and C++ are two names
    let symbols: String = surface.chars().filter(|c| matches!(c, '$' | '+' | '#' | '@' | '!')).collect();
    key + &symbols
}
