//! The errors, by kind: each with its document, place and context.

use serde_json::{Value, json};

use super::align::Pair;
use super::args::By;
use super::model::{Item, Role};
use super::score::{Matches, Roles};

/// Kinds of errors, in the order in which they are listed.
pub(super) const KINDS: [(&str, &str); 7] = [
    ("missed", "in GOLD, and nothing found there"),
    ("extra", "found, and nothing in GOLD there"),
    ("boundary", "the right label, from or to another place"),
    ("label", "another label"),
    ("id", "another id"),
    ("value", "another value of a date"),
    ("relation", "person, title and agency"),
];

/// How much text stands before and behind a span that is listed; what is cut is cut between words.
const CONTEXT: usize = 28;

/// One difference between gold and prediction.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Error {
    pub(super) kind: &'static str,
    pub(super) document: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: String,
    pub(super) text: String,
    /// What gold has, and what was found; empty where there is nothing.
    pub(super) gold: String,
    pub(super) pred: String,
    pub(super) before: String,
    pub(super) behind: String,
}

impl Error {
    /// The error as JSON.
    pub(super) fn json(&self) -> Value {
        json!({
            "kind": self.kind, "document": self.document, "start": self.start, "end": self.end, "label": self.label,
            "text": self.text, "gold": self.gold, "pred": self.pred, "before": self.before, "behind": self.behind,
        })
    }
}

/// Writes down the errors of one document.
pub(super) struct Listing<'a> {
    pair: &'a Pair,
    /// Ids and values are compared only where the prediction has any.
    has_ids: bool,
    has_values: bool,
    chars: Vec<char>,
    errors: &'a mut Vec<Error>,
}

impl<'a> Listing<'a> {
    pub(super) fn new(pair: &'a Pair, has_ids: bool, has_values: bool, errors: &'a mut Vec<Error>) -> Self {
        let chars = pair.gold.text().or(pair.pred.text()).unwrap_or("").chars().collect();
        Self { pair, has_ids, has_values, chars, errors }
    }

    /// Those of spans: what is not matched, and what matched spans mean.
    pub(super) fn spans(&mut self, matches: &Matches, by: By) {
        let (gold, pred) = (&self.pair.gold.spans, &self.pair.pred.spans);
        let aside = if by == By::Exact { &matches.exact_aside } else { &matches.overlap_aside };
        let mut free: (Vec<bool>, Vec<bool>) =
            (gold.iter().map(|g| !g.optional).collect(), aside.iter().map(|a| !a).collect());
        for &(g, p) in matches.by(by) {
            (free.0[g], free.1[p]) = (false, false);
            self.meaning(&gold[g], &pred[p]);
        }
        for &(g, p) in &matches.overlap {
            if free.0[g] && free.1[p] {
                (free.0[g], free.1[p]) = (false, false);
                let found = format!("{}..{} {:?}", pred[p].start, pred[p].end, text(&pred[p]));
                self.add("boundary", &gold[g], String::new(), found);
            }
        }
        for (g, item) in gold.iter().enumerate() {
            let overlaps = |p: &usize| free.1[*p] && item.shared(&pred[*p]) > 0;
            if free.0[g]
                && let Some(p) = (0..pred.len()).filter(overlaps).max_by_key(|p| item.shared(&pred[*p]))
            {
                (free.0[g], free.1[p]) = (false, false);
                let other = &pred[p];
                let place = format!("{} {}", other.label, other.meaning());
                let same = (item.start, item.end) == (other.start, other.end);
                let found =
                    if same { place } else { format!("{place} at {}..{} {:?}", other.start, other.end, text(other)) };
                self.add("label", item, format!("{} {}", item.label, item.meaning()), found);
            }
        }
        for (item, _) in gold.iter().zip(free.0).filter(|(_, free)| *free) {
            self.add("missed", item, item.meaning().to_owned(), String::new());
        }
        for (item, _) in pred.iter().zip(free.1).filter(|(_, free)| *free) {
            self.add("extra", item, String::new(), item.meaning().to_owned());
        }
    }

    /// Those of relations.
    pub(super) fn roles(&mut self, roles: &Roles<'_>) {
        // the same person in the same post, with another agency, is one error
        let same = |a: &Role, b: &Role| (&a.person, &a.title) == (&b.person, &b.title);
        let mut extra = roles.extra.clone();
        for role in &roles.missed {
            let other = extra.iter().position(|e| same(role, e)).map(|at| extra.remove(at));
            self.relation(&role.person, role.to_string(), other.map(ToString::to_string).unwrap_or_default());
        }
        for role in extra {
            self.relation(&role.person, String::new(), role.to_string());
        }
    }

    fn meaning(&mut self, gold: &Item, pred: &Item) {
        let shown = |i: &Item| i.id.clone().unwrap_or_else(|| "-".to_owned());
        if self.has_ids && gold.id.is_some() && gold.id != pred.id {
            self.add("id", gold, shown(gold), shown(pred));
        } else if gold.open && pred.id.is_some() {
            self.add("id", gold, "left open".to_owned(), shown(pred));
        }
        let timex =
            |i: &Item| format!("{} {}", i.timex.as_deref().unwrap_or(&i.label), i.value.as_deref().unwrap_or("-"));
        if self.has_values && gold.is_timex() && gold.value.is_some() && gold.value != pred.value {
            self.add("value", gold, timex(gold), timex(pred));
        }
    }

    fn add(&mut self, kind: &'static str, item: &Item, gold: String, pred: String) {
        let part = |from: usize, to: usize| self.chars.get(from..to).unwrap_or(&[]).iter().collect::<String>();
        let end = self.chars.len();
        let before = part(item.start.saturating_sub(CONTEXT), item.start.min(end));
        let behind = part(item.end.min(end), (item.end + CONTEXT).min(end));
        self.errors.push(Error {
            kind,
            document: self.pair.gold.id.clone(),
            start: item.start,
            end: item.end,
            label: item.label.clone(),
            text: text(item).to_owned(),
            gold,
            pred,
            before: if item.start > CONTEXT { from_a_word(&before) } else { before },
            behind: if item.end + CONTEXT < end { to_a_word(&behind) } else { behind },
        });
    }

    /// A relation stands where its person is first named.
    fn relation(&mut self, person: &str, gold: String, pred: String) {
        let spans = || self.pair.gold.spans.iter().chain(&self.pair.pred.spans);
        let first = spans().filter(|i| i.id.as_deref() == Some(person)).min_by_key(|i| i.start);
        let item = first.cloned().unwrap_or_else(|| Item { label: "PERSON".to_owned(), ..Item::default() });
        self.add("relation", &item, gold, pred);
    }
}

/// The text behind its first blank, where it has one.
fn from_a_word(text: &str) -> String {
    text.split_once(char::is_whitespace).map_or(text, |(_, rest)| rest).to_owned()
}

/// The text before its last blank, where it has one.
fn to_a_word(text: &str) -> String {
    text.rsplit_once(char::is_whitespace).map_or(text, |(rest, _)| rest).to_owned()
}

fn text(item: &Item) -> &str {
    item.text.as_deref().unwrap_or("")
}
