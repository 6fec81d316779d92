//! `gazet eval`: annotations against a gold standard.
//!
//! Read ([`forms`]), pair text with text ([`align`]), take out what is not asked for ([`scope`]), count ([`score`], [`errors`]), print
//! ([`tables`]). A comparison with another prediction is the difference of two lists of errors.

mod align;
pub(crate) mod args;
mod errors;
mod forms;
mod model;
mod produce;
mod scope;
mod score;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gazet::Gazetteer;

use crate::Exit;
use crate::messages::{Fatal, line};
use crate::sink::show;
use args::EvalArgs;
use model::Annotated;
use score::Score;

/// Everything that was measured.
struct Report<'a> {
    args: &'a EvalArgs,
    score: Score,
    /// Spans of labels that were not asked for, of both sides together.
    left_out: BTreeMap<String, usize>,
    other: Option<Score>,
}

/// Runs `gazet eval`.
pub(crate) fn eval(args: &EvalArgs) -> Result<Exit, Fatal> {
    let mut gold = forms::read(&args.gold, args.gold_format)?;
    unique(&gold, &args.gold)?;
    scope::rename(&mut gold, &args.map);
    let labels = scope::labels(args, &gold)?;
    let lists = if args.pred.is_none() || !args.leave_out.is_empty() { Some(gazetteer()?) } else { None };
    let pred = match (&args.pred, &lists) {
        (Some(path), _) => forms::read(path, args.pred_format)?,
        (None, Some(gazetteer)) => produce::annotations(&gold, gazetteer, args.dates)?,
        (None, None) => return Err(Fatal("neither a prediction nor lists to make one".to_owned())),
    };
    let mut left_out = scope::restrict(&mut gold, labels.as_ref());
    let what = args.pred.as_deref().map_or_else(|| "gazet".into(), Path::to_string_lossy);
    let measure = |pred, what: &str| measure(args, &gold, pred, what, labels.as_ref(), lists.as_ref());
    let (score, of_pred) = measure(pred, &what)?;
    for (label, count) in of_pred {
        *left_out.entry(label).or_default() += count;
    }
    let other = match &args.compare {
        Some(path) => Some(measure(forms::read(path, args.pred_format)?, &path.to_string_lossy())?.0),
        None => None,
    };
    let report = Report { args, score, left_out, other };
    let text = if args.json { report.json() } else { report.text() };
    show(&text)?;
    Ok(report.exit())
}

/// Measures one prediction; also says which of its spans were not asked for.
fn measure(
    args: &EvalArgs,
    gold: &[Annotated],
    mut pred: Vec<Annotated>,
    what: &str,
    labels: Option<&BTreeSet<String>>,
    lists: Option<&Gazetteer>,
) -> Result<(Score, BTreeMap<String, usize>), Fatal> {
    scope::rename(&mut pred, &args.map);
    let left_out = scope::restrict(&mut pred, labels);
    let mut pairs = align::pairs(gold.to_vec(), pred, what)?;
    scope::set_aside(&mut pairs, &args.leave_out, lists);
    Ok((score::score(&pairs, args.by), left_out))
}

fn gazetteer() -> Result<Gazetteer, Fatal> {
    gazet_lists::gazetteer().map_err(|e| Fatal(e.to_string()))
}

/// Two gold texts with one id cannot be told apart.
fn unique(gold: &[Annotated], path: &Path) -> Result<(), Fatal> {
    let mut seen = BTreeSet::new();
    match gold.iter().find(|d| !seen.insert(&d.id)) {
        Some(twice) => Err(Fatal::at(path.to_string_lossy(), format!("two documents have the id {}", twice.id))),
        None => Ok(()),
    }
}

impl Report<'_> {
    /// 1 where a floor is not reached, with a message that says which.
    fn exit(&self) -> Exit {
        let total = &self.score.total;
        let by = self.args.by;
        let checks = [
            (self.args.min, total.by(by).f1(), format!("{} F1", by.word())),
            (self.args.min_linking, score::percent(total.linked, total.asked), "linking".to_owned()),
        ];
        let mut exit = Exit::Done;
        for (floor, value, name) in checks {
            let Some(floor) = floor else { continue };
            // nothing to find and nothing found is no failure
            let value = value.unwrap_or(if name == "linking" && total.by(by).wanted > 0 { 0.0 } else { 100.0 });
            if value < floor {
                line(&format!("{name} is {value:.2}, less than {floor}"));
                exit = Exit::Errors;
            }
        }
        exit
    }
}
