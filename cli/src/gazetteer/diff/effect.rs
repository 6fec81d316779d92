//! What a difference of lists does to texts: which spans appear, vanish or change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gazet::span::Span;
use gazet::{Document, Gazetteer, Options, annotate};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::decode::Reading;
use crate::gazetteer::args::DiffArgs;
use crate::gazetteer::lists::Lists;
use crate::gazetteer::{columns, grouped};
use crate::inputs::{Inputs, Job};
use crate::messages::{self, Fatal, printable};
use crate::run::pool;
use crate::sink::show;

/// So many documents are in memory at a time.
const BATCH: usize = 512;

/// A span as it is compared: its text, label, and the ids that it may have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Seen {
    text: String,
    label: String,
    id: String,
}

/// What became of spans: before, behind; the count and the first place.
type Effects = BTreeMap<(Option<Seen>, Option<Seen>), (usize, String)>;

/// Annotates texts with both states, and prints what differs.
pub(super) fn effect(old: &Lists, new: &Lists, args: &DiffArgs) -> Result<(), Fatal> {
    let (old, new) = (old.build()?, new.build()?);
    let pool = pool(None)?;
    let inputs = Inputs { paths: args.corpus.clone(), form: None, output: None, reading: Reading::default() };
    let (mut effects, mut documents) = (Effects::new(), 0);
    let mut jobs = inputs.jobs(&messages::line);
    loop {
        let batch: Vec<(String, String)> = jobs.by_ref().filter_map(read).take(BATCH).collect();
        if batch.is_empty() {
            break;
        }
        documents += batch.len();
        let found: Vec<Effects> = pool.install(|| batch.par_iter().map(|(id, t)| compare(id, t, &old, &new)).collect());
        for (change, (count, place)) in found.into_iter().flatten() {
            effects.entry(change).or_insert((0, place)).0 += count;
        }
    }
    let mut sorted: Vec<_> = effects.iter().collect();
    sorted.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    show(&if args.json { json(&sorted) } else { table(&sorted) })?;
    let sum = |sort: &str| -> usize {
        sorted.iter().filter(|((o, n), _)| kind(o.as_ref(), n.as_ref()) == sort).map(|(_, (c, _))| c).sum()
    };
    let [appeared, vanished, changed] = ["appeared", "vanished", "changed"].map(|sort| grouped(sum(sort)));
    let documents = grouped(documents);
    messages::line(&format!(
        "{documents} documents: {appeared} spans appeared, {vanished} vanished, {changed} changed"
    ));
    Ok(())
}

fn read(job: Job) -> Option<(String, String)> {
    let place = job.place();
    match job.into_text(&Reading::default()) {
        Ok(text) => Some((place, text)),
        Err(failure) => {
            messages::line(&format!("{place}: {}", failure.message));
            None
        }
    }
}

/// The spans of a text with one state.
fn spans(document: &Document<'_>, gazetteer: &Gazetteer) -> BTreeSet<(Span, Seen)> {
    let seen = |m: &gazet::annotation::Mention<'_>| {
        let ids = m.candidates.iter().map(|c| c.id).collect::<Vec<_>>().join("|");
        let id = m.id.as_deref().map_or(ids, str::to_owned);
        let text = m.span.of(document.text()).to_owned();
        (m.span, Seen { text, label: gazetteer.label(m.label).to_owned(), id })
    };
    annotate(document, gazetteer, &Options::default()).mentions.iter().map(seen).collect()
}

fn compare(id: &str, text: &str, old: &Gazetteer, new: &Gazetteer) -> Effects {
    let mut effects = Effects::new();
    let Ok(document) = Document::new(id, text) else { return effects };
    let (old, new) = (spans(&document, old), spans(&document, new));
    let mut gone: Vec<_> = old.difference(&new).cloned().map(Some).collect();
    let mut add = |old: Option<Seen>, new: Option<Seen>, span: Span| {
        effects.entry((old, new)).or_insert_with(|| (0, format!("{id}@{}", span.start))).0 += 1;
    };
    for (span, seen) in new.difference(&old) {
        // the old span in whose place it stands
        let overlaps = |o: &&mut Option<(Span, Seen)>| {
            o.as_ref().is_some_and(|(old, _)| old.start < span.end && span.start < old.end)
        };
        let before = gone.iter_mut().find(overlaps).and_then(Option::take).map(|(_, seen)| seen);
        add(before, Some(seen.clone()), *span);
    }
    gone.into_iter().flatten().for_each(|(span, seen)| add(Some(seen), None, span));
    effects
}

fn kind(old: Option<&Seen>, new: Option<&Seen>) -> &'static str {
    match (old, new) {
        (None, _) => "appeared",
        (_, None) => "vanished",
        _ => "changed",
    }
}

type Sorted<'a> = [(&'a (Option<Seen>, Option<Seen>), &'a (usize, String))];

fn table(sorted: &Sorted<'_>) -> String {
    if sorted.is_empty() {
        return String::new();
    }
    let shown = |seen: &Option<Seen>| {
        seen.as_ref().map_or(String::new(), |s| {
            let text = s.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut shown = format!("{} {}", printable(&text), s.label);
            if !s.id.is_empty() {
                let _ = write!(shown, " {}", s.id);
            }
            shown
        })
    };
    let mut table = vec![["count", "effect", "old", "new", "first"].map(str::to_owned).to_vec()];
    for ((old, new), (count, place)) in sorted {
        let kind = kind(old.as_ref(), new.as_ref()).to_owned();
        table.push(vec![grouped(*count), kind, shown(old), shown(new), printable(place).into_owned()]);
    }
    columns(&table)
}

fn json(sorted: &Sorted<'_>) -> String {
    let seen =
        |seen: &Option<Seen>| seen.as_ref().map(|s| serde_json::json!({"text": s.text, "label": s.label, "id": s.id}));
    let mut out = String::new();
    for ((old, new), (count, place)) in sorted {
        let object = serde_json::json!({
            "effect": kind(old.as_ref(), new.as_ref()), "count": count, "old": seen(old), "new": seen(new), "first": place,
        });
        let _ = writeln!(out, "{object}");
    }
    out
}
