//! The counts: spans, ids, dates and relations of pairs of gold and prediction.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Pair;
use super::args::By;
use super::errors::{self, Error};
use super::model::{Item, Role};

/// Right ones among those found and those wanted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Count {
    pub(super) right: usize,
    pub(super) found: usize,
    pub(super) wanted: usize,
}

impl Count {
    /// Precision in percent; `None` where nothing was found.
    pub(super) fn precision(self) -> Option<f64> {
        percent(self.right, self.found)
    }

    /// Recall in percent; `None` where nothing is wanted.
    pub(super) fn recall(self) -> Option<f64> {
        percent(self.right, self.wanted)
    }

    /// F1 in percent; `None` where nothing was found and nothing is wanted.
    pub(super) fn f1(self) -> Option<f64> {
        percent(2 * self.right, self.found + self.wanted)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.wanted += other.wanted;
    }
}

/// A share in percent, of something.
pub(super) fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// The counts of a label, or of all.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Spans {
    pub(super) exact: Count,
    pub(super) overlap: Count,
    /// Matched spans that have an id in gold, and those whose id is right.
    pub(super) asked: usize,
    pub(super) linked: usize,
}

impl Spans {
    fn add(&mut self, other: &Self) {
        self.exact.add(other.exact);
        self.overlap.add(other.overlap);
        self.asked += other.asked;
        self.linked += other.linked;
    }

    /// The count of one way of matching.
    pub(super) fn by(&self, by: By) -> Count {
        match by {
            By::Exact => self.exact,
            By::Overlap => self.overlap,
        }
    }
}

/// Dates, times, durations and sets as one class, by TempEval-3's arithmetic.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Dates {
    pub(super) strict: Count,
    pub(super) relaxed: Count,
    /// Relaxed pairs with the same type and with the same value; `wanted` and `found` are those of the spans.
    pub(super) types: Count,
    pub(super) values: Count,
}

/// What one prediction is worth.
#[derive(Debug)]
pub(super) struct Score {
    pub(super) documents: usize,
    pub(super) labels: BTreeMap<String, Spans>,
    pub(super) total: Spans,
    /// `None` where the prediction has no ids at all.
    pub(super) has_ids: bool,
    /// `None` where gold has no values of dates, or the prediction has none.
    pub(super) dates: Option<Dates>,
    /// `None` where gold has no relations.
    pub(super) relations: Option<Count>,
    pub(super) errors: Vec<Error>,
}

/// Measures all pairs. Their spans are those that are asked for; what is `optional` counts on neither side.
pub(super) fn score(pairs: &[Pair], by: By) -> Score {
    let preds = || pairs.iter().flat_map(|p| &p.pred.spans);
    let golds = || pairs.iter().flat_map(|p| &p.gold.spans);
    let has_ids = preds().any(|i| i.id.is_some());
    let has_values = preds().any(|i| i.is_timex() && i.value.is_some());
    let wants_values = golds().any(|i| i.is_timex() && i.value.is_some());
    let wants_relations = pairs.iter().any(|p| !p.gold.roles.is_empty());
    let mut score = Score {
        documents: pairs.len(),
        labels: BTreeMap::new(),
        total: Spans::default(),
        has_ids,
        dates: (wants_values && has_values).then(Dates::default),
        relations: wants_relations.then(Count::default),
        errors: Vec::new(),
    };
    for pair in pairs {
        let (gold, pred) = (&pair.gold.spans, &pair.pred.spans);
        let matches = Matches::new(gold, pred, |item| &item.label);
        spans(&mut score, pair, &matches, by);
        if let Some(dates) = &mut score.dates {
            add_dates(dates, gold, pred);
        }
        let mut listing = errors::Listing::new(pair, has_ids, score.dates.is_some(), &mut score.errors);
        listing.spans(&matches, by);
        if let Some(relations) = &mut score.relations {
            let roles = Roles::new(&pair.gold.roles, &pair.pred.roles);
            relations.add(roles.count());
            listing.roles(&roles);
        }
    }
    score.labels.values().for_each(|s| score.total.add(s));
    score
}

fn spans(score: &mut Score, pair: &Pair, matches: &Matches, by: By) {
    let (gold, pred) = (&pair.gold.spans, &pair.pred.spans);
    let mut of = |label: &str, change: &dyn Fn(&mut Spans)| {
        if let Some(spans) = score.labels.get_mut(label) {
            change(spans);
        } else {
            change(score.labels.entry(label.to_owned()).or_default());
        }
    };
    for item in gold.iter().filter(|i| !i.optional) {
        of(&item.label, &|s| {
            s.exact.wanted += 1;
            s.overlap.wanted += 1;
        });
    }
    for (p, item) in pred.iter().enumerate() {
        of(&item.label, &|s| {
            s.exact.found += usize::from(!matches.exact_aside[p]);
            s.overlap.found += usize::from(!matches.overlap_aside[p]);
        });
    }
    matches.exact.iter().for_each(|&(g, _)| of(&gold[g].label, &|s| s.exact.right += 1));
    matches.overlap.iter().for_each(|&(g, _)| of(&gold[g].label, &|s| s.overlap.right += 1));
    for &(g, p) in matches.by(by).iter().filter(|&&(g, _)| gold[g].id.is_some()) {
        of(&gold[g].label, &|s| {
            s.asked += 1;
            s.linked += usize::from(gold[g].id == pred[p].id);
        });
    }
}

fn add_dates(dates: &mut Dates, gold: &[Item], pred: &[Item]) {
    let timexes = |items: &[Item]| -> Vec<Item> { items.iter().filter(|i| i.is_timex()).cloned().collect() };
    let (gold, pred) = (timexes(gold), timexes(pred));
    let matches = Matches::new(&gold, &pred, |_| "");
    let wanted = gold.iter().filter(|i| !i.optional).count();
    let found = |aside: &[bool]| aside.iter().filter(|a| !**a).count();
    let same = |what: &dyn Fn(&Item) -> Option<String>| {
        matches.overlap.iter().filter(|&&(g, p)| what(&gold[g]) == what(&pred[p])).count()
    };
    let types = |i: &Item| i.timex.clone().or_else(|| Some(i.label.clone()));
    let relaxed = found(&matches.overlap_aside);
    dates.strict.add(Count { right: matches.exact.len(), found: found(&matches.exact_aside), wanted });
    dates.relaxed.add(Count { right: matches.overlap.len(), found: relaxed, wanted });
    dates.types.add(Count { right: same(&types), found: relaxed, wanted });
    dates.values.add(Count { right: same(&|i| i.value.clone()), found: relaxed, wanted });
}

/// Which spans of gold and prediction belong together, by their indices.
#[derive(Debug)]
pub(super) struct Matches {
    pub(super) exact: Vec<(usize, usize)>,
    /// The exact ones first, then those that overlap, one to one, the longest common part first.
    pub(super) overlap: Vec<(usize, usize)>,
    /// Of the prediction: what belongs to nothing that is wanted, and lies upon something optional.
    pub(super) exact_aside: Vec<bool>,
    pub(super) overlap_aside: Vec<bool>,
}

impl Matches {
    /// Matches the spans of one class with each other; `class` tells it.
    pub(super) fn new(gold: &[Item], pred: &[Item], class: impl Fn(&Item) -> &str) -> Self {
        let fits = |g: &Item, p: &Item| !g.optional && class(g) == class(p);
        let mut used = (vec![false; gold.len()], vec![false; pred.len()]);
        let mut exact = Vec::new();
        for (g, item) in gold.iter().enumerate() {
            let same =
                |(p, q): (usize, &Item)| !used.1[p] && fits(item, q) && (item.start, item.end) == (q.start, q.end);
            if let Some(p) = pred.iter().enumerate().position(same) {
                (used.0[g], used.1[p]) = (true, true);
                exact.push((g, p));
            }
        }
        let aside = |used: &[bool]| -> Vec<bool> {
            let on_optional = |q: &Item| gold.iter().any(|g| g.optional && g.shared(q) > 0);
            pred.iter().zip(used).map(|(q, used)| !used && on_optional(q)).collect()
        };
        let exact_aside = aside(&used.1);
        let mut left: Vec<(usize, usize, usize)> = Vec::new();
        for (g, item) in gold.iter().enumerate().filter(|(g, _)| !used.0[*g]) {
            for (p, q) in pred.iter().enumerate().filter(|(p, q)| !used.1[*p] && fits(item, q)) {
                let shared = item.shared(q);
                if shared > 0 {
                    left.push((shared, g, p));
                }
            }
        }
        left.sort_by_key(|&(shared, g, p)| (std::cmp::Reverse(shared), g, p));
        let mut overlap = exact.clone();
        for (_, g, p) in left {
            if !used.0[g] && !used.1[p] {
                (used.0[g], used.1[p]) = (true, true);
                overlap.push((g, p));
            }
        }
        let overlap_aside = aside(&used.1);
        Self { exact, overlap, exact_aside, overlap_aside }
    }

    /// The pairs of one way of matching.
    pub(super) fn by(&self, by: By) -> &[(usize, usize)] {
        match by {
            By::Exact => &self.exact,
            By::Overlap => &self.overlap,
        }
    }
}

/// The relations of one document that are right, missed and too many.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    pub(super) right: Vec<&'a Role>,
    pub(super) missed: Vec<&'a Role>,
    pub(super) extra: Vec<&'a Role>,
}

impl<'a> Roles<'a> {
    fn new(gold: &'a [Role], pred: &'a [Role]) -> Self {
        let key = |r: &'a Role| (&r.person, &r.title, &r.agency);
        let found: BTreeSet<_> = pred.iter().map(key).collect();
        let wanted: BTreeSet<_> = gold.iter().filter(|r| !r.optional).map(key).collect();
        let optional: BTreeSet<_> = gold.iter().filter(|r| r.optional).map(|r| (&r.person, &r.title)).collect();
        let (right, missed) = gold.iter().filter(|r| !r.optional).partition(|r| found.contains(&key(r)));
        let extra = pred.iter().filter(|r| !wanted.contains(&key(r)) && !optional.contains(&(&r.person, &r.title)));
        Self { right, missed, extra: extra.collect() }
    }

    fn count(&self) -> Count {
        let right = self.right.len();
        Count { right, found: right + self.extra.len(), wanted: right + self.missed.len() }
    }
}
