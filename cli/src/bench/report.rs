//! What was measured, as a table or as JSON.

use rayon::ThreadPool;
use serde_json::{Map, Value, json};

use super::stages::{Material, Stage};
use crate::messages::Fatal;
use crate::sink::show;
use crate::summary::rate;

/// The rounds of all stages with one number of threads.
pub(super) struct Figures {
    pub(super) threads: usize,
    stages: Vec<Rounds>,
}

/// The rounds of one stage.
struct Rounds {
    stage: Stage,
    /// Seconds, the fastest first.
    seconds: Vec<f64>,
    counted: usize,
}

impl Figures {
    /// Runs all stages so many times, one after the other in each round. Every round must find what the first one found.
    pub(super) fn measure(material: &Material<'_>, pool: &ThreadPool, rounds: usize) -> Result<Self, Fatal> {
        // a first run that does not count: the files get into the system's memory
        let mut stages: Vec<Rounds> = Stage::ALL
            .into_iter()
            .map(|stage| Rounds { stage, seconds: Vec::new(), counted: material.run(stage, pool).1 })
            .collect();
        for _ in 0..rounds {
            for Rounds { stage, seconds, counted } in &mut stages {
                let (time, count) = material.run(*stage, pool);
                if count != *counted {
                    let ((title, unit), first) = (stage.title(), *counted);
                    return Err(Fatal(format!("{title}: one round found {first} {unit}, another {count}")));
                }
                seconds.push(time.as_secs_f64());
            }
        }
        for stage in &mut stages {
            stage.seconds.sort_by(f64::total_cmp);
        }
        Ok(Self { threads: pool.current_num_threads(), stages })
    }

    fn of(&self, stage: Stage) -> &Rounds {
        &self.stages[stage as usize]
    }

    /// How many times faster one stage is than another.
    fn ratio(&self, stage: Stage, than: Stage) -> f64 {
        self.of(than).median() / self.of(stage).median()
    }

    fn json(&self, bytes: usize) -> (Value, Value, Value) {
        let all = |value: &dyn Fn(&Rounds) -> Value| -> Value {
            self.stages
                .iter()
                .map(|rounds| (rounds.stage.key().to_owned(), value(rounds)))
                .collect::<Map<_, _>>()
                .into()
        };
        let speed = |seconds: f64| rounded(rate(bytes as u64, seconds), 1);
        let medians = all(&|rounds| speed(rounds.median()).into());
        let ranges = all(&|rounds| json!([speed(rounds.slowest()), speed(rounds.fastest())]));
        let ratio = |stage, than| rounded(self.ratio(stage, than), 3);
        let ratios = json!({
            "match": ratio(Stage::Match, Stage::AhoCorasick),
            "pipeline": ratio(Stage::Pipeline, Stage::AhoCorasick),
            "files": ratio(Stage::Files, Stage::Read),
        });
        (medians, ranges, ratios)
    }
}

impl Rounds {
    fn median(&self) -> f64 {
        let middle = self.seconds.len() / 2;
        match self.seconds.len() % 2 {
            1 => self.seconds[middle],
            _ => f64::midpoint(self.seconds[middle - 1], self.seconds[middle]),
        }
    }

    fn fastest(&self) -> f64 {
        self.seconds[0]
    }

    fn slowest(&self) -> f64 {
        self.seconds[self.seconds.len() - 1]
    }
}

/// Everything that was measured.
pub(super) struct Report {
    pub(super) bytes: usize,
    pub(super) documents: usize,
    pub(super) names: usize,
    /// The steps of the pipeline and their shares of its time.
    pub(super) shares: Vec<(&'static str, f64)>,
    /// Of the number of threads that was asked for, or one; then of all.
    pub(super) figures: Vec<Figures>,
}

impl Report {
    /// Prints the report to standard output.
    pub(super) fn print(&self, json: bool) -> Result<(), Fatal> {
        let text = if json { format!("{}\n", self.json()) } else { self.table() };
        show(&text).map(drop)
    }

    fn json(&self) -> Value {
        let first = &self.figures[0];
        let (medians, ranges, ratios) = first.json(self.bytes);
        let mut report = json!({
            "bytes": self.bytes,
            "documents": self.documents,
            "names": self.names,
            "spans": first.of(Stage::Pipeline).counted,
            "threads": first.threads,
            "mb_s": medians,
            "ratio": ratios,
            "mb_s_range": ranges,
            "counted": first.stages.iter().map(|r| (r.stage.key().to_owned(), r.counted.into())).collect::<Map<_, _>>(),
            "shares": self.shares.iter().map(|&(step, share)| (step.to_owned(), rounded(share, 3).into())).collect::<Map<_, _>>(),
        });
        if let Some(all) = self.figures.get(1) {
            let (medians, ranges, ratios) = all.json(self.bytes);
            report["all_threads"] =
                json!({ "threads": all.threads, "mb_s": medians, "ratio": ratios, "mb_s_range": ranges });
        }
        report
    }

    fn table(&self) -> String {
        let megabytes = rate(self.bytes as u64, 1.0);
        let mut lines = vec![format!("{} documents, {megabytes:.1} MB; {} names", self.documents, self.names)];
        for figures in &self.figures {
            let threads =
                if figures.threads == 1 { "1 thread".to_owned() } else { format!("{} threads", figures.threads) };
            lines.push(String::new());
            lines.push(format!("{threads:<26}{:>10}{:>10}{:>10}{:>12}", "MB/s", "min", "max", "counted"));
            for rounds in &figures.stages {
                let (title, unit) = rounds.stage.title();
                let [median, min, max] =
                    [rounds.median(), rounds.slowest(), rounds.fastest()].map(|s| rate(self.bytes as u64, s));
                lines.push(format!("{title:<26}{median:>10.1}{min:>10.1}{max:>10.1}{:>12} {unit}", rounds.counted));
            }
            for (name, stage, than) in [
                ("match / aho-corasick", Stage::Match, Stage::AhoCorasick),
                ("all / aho-corasick", Stage::Pipeline, Stage::AhoCorasick),
                ("files / read only", Stage::Files, Stage::Read),
            ] {
                lines.push(format!("{name:<26}{:>9.2}x", figures.ratio(stage, than)));
            }
        }
        lines.push(String::new());
        let shares: Vec<String> =
            self.shares.iter().map(|(step, share)| format!("{step} {:.0} %", share * 100.0)).collect();
        lines.push(format!("shares of one thread: {}", shares.join(", ")));
        lines.join("\n") + "\n"
    }
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}
