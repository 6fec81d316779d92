//! Which prediction is about which gold text: by id, by the file's name in it, else by the text itself.

use std::collections::HashMap;

use super::model::{Annotated, Words};
use crate::messages::{Fatal, line};

/// A gold text and what was predicted for it, over the same text.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) gold: Annotated,
    pub(super) pred: Annotated,
}

/// Pairs every gold text with its prediction. One without is paired with nothing found, and said so; texts that differ are an error.
pub(super) fn pairs(gold: Vec<Annotated>, pred: Vec<Annotated>, what: &str) -> Result<Vec<Pair>, Fatal> {
    let index = Index::new(&pred);
    let mut preds: Vec<Option<Annotated>> = pred.into_iter().map(Some).collect();
    let alone = gold.len() == 1 && preds.len() == 1;
    let names = keys(gold.iter());
    let mut missing = Vec::new();
    let mut pairs = Vec::with_capacity(gold.len());
    for (document, name) in gold.into_iter().zip(names) {
        let at = index.find(&document, name.as_deref(), &preds).or(alone.then_some(0));
        let pred = at.and_then(|at| preds[at].take()).unwrap_or_else(|| {
            missing.push(document.id.clone());
            Annotated { id: document.id.clone(), ..Annotated::default() }
        });
        let place = document.id.clone();
        let pair = fit(document, pred).map_err(|e| Fatal::at(place, format!("{e} ({what})")))?;
        pairs.push(pair);
    }
    if missing.len() == pairs.len() {
        return Err(Fatal(format!("{what}: no document of GOLD is in it; ids or texts must be the same")));
    }
    if let Some(first) = missing.first() {
        let count = missing.len();
        line(&format!(
            "{what}: {count} of {} documents of GOLD are not in it, nothing is found in them: {first} ...",
            pairs.len()
        ));
    }
    let spare = preds.iter().flatten().count();
    if spare > 0 {
        line(&format!("{what}: {spare} documents are not in GOLD, passed over"));
    }
    Ok(pairs)
}

/// Brings the two over one text: that of the side which has it from a file and not from tokens, gold first.
fn fit(mut gold: Annotated, mut pred: Annotated) -> Result<Pair, String> {
    match (&gold.words, &pred.words) {
        (Words::Exact(text), _) => pred.fit(&text.clone())?,
        (_, Words::Exact(text)) => gold.fit(&text.clone()).map_err(|e| format!("GOLD: {e}"))?,
        (Words::Spaced(text), _) => pred.fit(&text.clone())?,
        (Words::Unknown, Words::Spaced(text)) => gold.fit(&text.clone()).map_err(|e| format!("GOLD: {e}"))?,
        (Words::Unknown, Words::Unknown) if gold.unit != pred.unit && !pred.spans.is_empty() => {
            return Err("neither side has the text, and their offsets count in different units".to_owned());
        }
        (Words::Unknown, Words::Unknown) => {
            let differ = |a: &&super::model::Item| {
                pred.spans.iter().any(|b| (a.start, a.end) == (b.start, b.end) && a.text != b.text)
            };
            if let Some(span) = gold.spans.iter().find(differ) {
                return Err(format!("the two texts are not the same at {}..{}", span.start, span.end));
            }
        }
    }
    Ok(Pair { gold, pred })
}

/// Predictions by what they may be found by.
struct Index {
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

impl Index {
    fn new(preds: &[Annotated]) -> Self {
        let by_id = preds.iter().enumerate().rev().map(|(i, d)| (d.id.clone(), i)).collect();
        let by_name = keys(preds.iter()).into_iter().enumerate().filter_map(|(i, k)| Some((k?, i))).collect();
        Self { by_id, by_name }
    }

    fn find(&self, gold: &Annotated, name: Option<&str>, preds: &[Option<Annotated>]) -> Option<usize> {
        let free = |at: &usize| preds[*at].is_some();
        let of_id = self.by_id.get(&gold.id).copied().filter(free);
        of_id.or_else(|| self.by_name.get(name?).copied().filter(free)).or_else(|| {
            let text = gold.text()?;
            preds.iter().position(|p| p.as_ref().is_some_and(|p| p.text() == Some(text)))
        })
    }
}

/// The file names in ids, without folder and ending, where each is the only one.
fn keys<'a>(documents: impl Iterator<Item = &'a Annotated>) -> Vec<Option<String>> {
    let names: Vec<String> = documents.map(|d| name(&d.id).to_owned()).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in &names {
        *counts.entry(name).or_default() += 1;
    }
    names.iter().map(|n| (counts[n.as_str()] == 1).then(|| n.clone())).collect()
}

fn name(id: &str) -> &str {
    let file = id.rsplit(['/', '\\']).next().unwrap_or(id);
    let endings = [".txt", ".tml", ".ann", ".conll", ".iob2", ".html", ".xml", ".md", ".jsonl"];
    endings.iter().find_map(|e| file.strip_suffix(e)).unwrap_or(file)
}
