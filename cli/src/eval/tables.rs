//! The report: tables and lists for people, one JSON object for programs.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Report;
use super::errors::{Error, KINDS};
use super::score::{Count, Score, Spans, percent};
use crate::messages::printable;

const RULE: &str = "                                 exact              overlap";

impl Report<'_> {
    /// The report for people.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let score = &self.score;
        let plural = if score.documents == 1 { "" } else { "s" };
        line(&mut out, &format!("{} document{plural}", score.documents));
        self.spans(&mut out);
        if !self.left_out.is_empty() {
            let labels: Vec<String> = self.left_out.iter().map(|(l, n)| format!("{} {n}", printable(l))).collect();
            line(&mut out, &format!("\nnot asked for: {}", labels.join(", ")));
        }
        self.dates(&mut out);
        if let Some(count) = score.relations {
            let what = "relations (person, title, agency)";
            line(
                &mut out,
                &format!("\n{what}: {} in GOLD, {} found, {} right", count.wanted, count.found, count.right),
            );
            line(&mut out, &format!("  {}", three(count)));
        }
        self.listing(&mut out, "", &score.errors.iter().collect::<Vec<_>>());
        if let Some(other) = &self.other {
            self.comparison(&mut out, other);
        }
        out
    }

    fn spans(&self, out: &mut String) {
        let score = &self.score;
        line(out, &format!("\n{RULE}"));
        let ids = if score.has_ids && score.total.asked > 0 { "    ids right" } else { "" };
        line(
            out,
            &format!(
                "{:<12}{:>6}{:>6} {:>6}{:>6}{:>6}  {:>6}{:>6}{:>6}{ids}",
                "label", "GOLD", "PRED", "P", "R", "F1", "P", "R", "F1"
            ),
        );
        for (label, spans) in &score.labels {
            line(out, &self.row(label, spans));
        }
        if score.labels.len() > 1 {
            line(out, &self.row("all", &score.total));
        }
        if self.lacks_ids() {
            line(out, "\nPRED has no ids: linking is not measured");
        }
    }

    /// True where gold has ids to ask for, and the prediction has none at all.
    fn lacks_ids(&self) -> bool {
        !self.score.has_ids && self.score.total.asked > 0
    }

    fn row(&self, label: &str, spans: &Spans) -> String {
        let Spans { exact, overlap, asked, linked } = spans;
        let ids = match percent(*linked, *asked).filter(|_| self.score.has_ids) {
            Some(share) => format!("  {share:>5.1} {linked}/{asked}"),
            None => String::new(),
        };
        let label = printable(label);
        let numbers = |c: &Count| [c.precision(), c.recall(), c.f1()].map(|v| format!("{:>6}", number(v))).concat();
        format!("{label:<12}{:>6}{:>6} {}  {}{ids}", exact.wanted, exact.found, numbers(exact), numbers(overlap))
    }

    fn dates(&self, out: &mut String) {
        let Some(dates) = &self.score.dates else { return };
        let (gold, pred) = (dates.relaxed.wanted, dates.relaxed.found);
        line(
            out,
            &format!(
                "\ndates by TempEval-3's arithmetic: {gold} in GOLD, {pred} found, {} values right",
                dates.values.right
            ),
        );
        line(out, &format!("  strict   {}", three(dates.strict)));
        line(out, &format!("  relaxed  {}", three(dates.relaxed)));
        let f1 = |count: Count| number(count.f1());
        line(out, &format!("  type     {:>19}{}", "F1 ", f1(dates.types)));
        line(out, &format!("  value    {:>19}{}", "F1 ", f1(dates.values)));
    }

    /// The errors, as many of each kind as are asked for.
    fn listing(&self, out: &mut String, indent: &str, errors: &[&Error]) {
        if self.args.errors == 0 {
            return;
        }
        for (kind, meaning) in KINDS {
            let of_kind: Vec<&&Error> = errors.iter().filter(|e| e.kind == kind).collect();
            if of_kind.is_empty() {
                continue;
            }
            line(out, &format!("\n{indent}{kind} ({}): {meaning}", of_kind.len()));
            for error in of_kind.iter().take(self.args.errors) {
                line(out, &format!("{indent}  {}", entry(error)));
                if let Some(context) = context(error) {
                    line(out, &format!("{indent}      {context}"));
                }
            }
            if of_kind.len() > self.args.errors {
                line(out, &format!("{indent}  and {} more; --errors all lists them", of_kind.len() - self.args.errors));
            }
        }
    }

    fn comparison(&self, out: &mut String, other: &Score) {
        line(out, &format!("\nagainst {}", printable(&self.other_name())));
        line(
            out,
            &format!("{:<13}{:>10}{:>10}{:>10}   {} F1", "label", "PRED", "OTHER", "change", self.args.by.word()),
        );
        for (label, pred, other) in self.changes(other) {
            let change = match (pred, other) {
                (Some(a), Some(b)) => format!("{:+.1}", a - b),
                _ => "-".to_owned(),
            };
            line(out, &format!("{:<13}{:>10}{:>10}{change:>10}", printable(&label), number(pred), number(other)));
        }
        let (gained, lost) = self.difference(other);
        for (word, errors, meaning) in
            [("gained", gained, "errors that OTHER has and PRED has not"), ("lost", lost, "errors that only PRED has")]
        {
            line(out, &format!("\n{word} ({}): {meaning}", errors.len()));
            self.listing(out, "  ", &errors);
        }
    }

    fn other_name(&self) -> String {
        self.args.compare.as_deref().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// F1 by label of both predictions, and that over all.
    fn changes(&self, other: &Score) -> Vec<(String, Option<f64>, Option<f64>)> {
        let by = self.args.by;
        let f1 = |score: &Score, label: &str| score.labels.get(label).and_then(|s| s.by(by).f1());
        let mut labels: Vec<&String> = self.score.labels.keys().chain(other.labels.keys()).collect();
        labels.sort();
        labels.dedup();
        let rows = labels.into_iter().map(|l| (l.clone(), f1(&self.score, l), f1(other, l)));
        let all = ("all".to_owned(), self.score.total.by(by).f1(), other.total.by(by).f1());
        rows.chain([all]).collect()
    }

    /// Errors that only the other prediction has, and those that only this one has.
    fn difference<'a>(&'a self, other: &'a Score) -> (Vec<&'a Error>, Vec<&'a Error>) {
        let only = |a: &'a [Error], b: &'a [Error]| {
            let b: std::collections::BTreeSet<&Error> = b.iter().collect();
            a.iter().filter(|e| !b.contains(e)).collect()
        };
        (only(&other.errors, &self.score.errors), only(&self.score.errors, &other.errors))
    }

    /// The report for programs.
    pub(super) fn json(&self) -> String {
        let score = &self.score;
        let labels: Map<String, Value> =
            score.labels.iter().map(|(l, s)| (l.clone(), spans_json(s, score.has_ids))).collect();
        let counts: Map<String, Value> = KINDS
            .iter()
            .map(|(kind, _)| ((*kind).to_owned(), json!(score.errors.iter().filter(|e| e.kind == *kind).count())))
            .collect();
        let mut report = json!({
            "documents": score.documents,
            "by": self.args.by.word(),
            "labels": labels,
            "total": spans_json(&score.total, score.has_ids),
            "dates": score.dates.map(|d| json!({
                "strict": count_json(d.strict), "relaxed": count_json(d.relaxed),
                "type": count_json(d.types), "value": count_json(d.values),
            })),
            "relations": score.relations.map(count_json),
            "not_asked": self.left_out,
            "error_counts": counts,
            "errors": self.errors_json(&score.errors.iter().collect::<Vec<_>>()),
        });
        if let Some(other) = &self.other {
            let (gained, lost) = self.difference(other);
            let changes: Map<String, Value> = self
                .changes(other)
                .into_iter()
                .map(|(label, pred, other)| (label, json!({"pred": round(pred), "other": round(other)})))
                .collect();
            report["compare"] = json!({
                "other": self.other_name(), "f1": changes, "gained_count": gained.len(), "lost_count": lost.len(),
                "gained": self.errors_json(&gained), "lost": self.errors_json(&lost),
            });
        }
        format!("{report}\n")
    }

    fn errors_json(&self, errors: &[&Error]) -> Vec<Value> {
        let of_kind = |kind: &'static str| errors.iter().filter(move |e| e.kind == kind).take(self.args.errors);
        KINDS.iter().flat_map(|(kind, _)| of_kind(kind)).map(|e| e.json()).collect()
    }
}

fn spans_json(spans: &Spans, has_ids: bool) -> Value {
    let share = percent(spans.linked, spans.asked).filter(|_| has_ids);
    json!({
        "exact": count_json(spans.exact), "overlap": count_json(spans.overlap),
        "linking": {"right": spans.linked, "asked": spans.asked, "accuracy": round(share)},
    })
}

fn count_json(count: Count) -> Value {
    json!({
        "right": count.right, "found": count.found, "wanted": count.wanted,
        "precision": round(count.precision()), "recall": round(count.recall()), "f1": round(count.f1()),
    })
}

fn round(percent: Option<f64>) -> Option<f64> {
    percent.map(|p| (p * 100.0).round() / 100.0)
}

fn number(percent: Option<f64>) -> String {
    percent.map_or("-".to_owned(), |p| format!("{p:.1}"))
}

fn three(count: Count) -> String {
    format!("P {:>5}  R {:>5}  F1 {:>5}", number(count.precision()), number(count.recall()), number(count.f1()))
}

/// An error in a line: where, what, and what was found.
fn entry(error: &Error) -> String {
    let Error { document, start, end, label, text, gold, pred, .. } = error;
    let what = match error.kind {
        "missed" => format!("{label} {text:?} {gold}"),
        "extra" => format!("{label} {text:?} {pred}"),
        "boundary" => format!("{label} {text:?}, found {pred}"),
        "label" => format!("{text:?} {gold}, found {pred}"),
        "relation" if gold.is_empty() => format!("found {pred}"),
        "relation" if pred.is_empty() => format!("missed {gold}"),
        "relation" => format!("{gold}, found {pred}"),
        _ => format!("{label} {text:?} {gold}, found {pred}"),
    };
    printable(&format!("{document} {start}..{end} {what}")).into_owned()
}

/// The words around a span on one line, the span in brackets.
fn context(error: &Error) -> Option<String> {
    let known = !error.before.is_empty() || !error.behind.is_empty();
    let flat = |text: &str| printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    let gap = |text: &str, at_end: bool| {
        let edge = if at_end { text.chars().next_back() } else { text.chars().next() };
        if edge.is_some_and(char::is_whitespace) { " " } else { "" }
    };
    let Error { before, text, behind, .. } = error;
    (known && error.kind != "relation")
        .then(|| format!("{}{}[{}]{}{}", flat(before), gap(before, true), flat(text), gap(behind, false), flat(behind)))
}

/// Appends a line.
fn line(out: &mut String, text: &str) {
    // a String takes every line
    let _ = writeln!(out, "{}", text.trim_end());
}
