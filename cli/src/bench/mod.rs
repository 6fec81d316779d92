//! `gazet bench`: how fast the stages are, on texts and a list of your own, beside the aho-corasick crate on the same.
//!
//! Machines differ, and one machine differs from minute to minute; so all stages run in one process, a round of each after the other,
//! and what counts are the medians and the ratios between them.

mod report;
mod stages;

use gazet::Options;
use gazet::gazetteer::{ListError, name_rows, rows};

use crate::Exit;
use crate::args::BenchArgs;
use crate::decode::Reading;
use crate::inputs::{Inputs, Job};
use crate::messages::{self, Fatal};
use crate::run::pool;
use crate::sources::{Lists, Sources};
use report::{Figures, Report};
use stages::Material;

/// Less than this is repeated.
const ENOUGH: usize = 4 << 20;

/// Runs `gazet bench`.
pub(crate) fn bench(args: &BenchArgs) -> Result<Exit, Fatal> {
    if args.paths.iter().any(|p| p.as_os_str() == "-") {
        return Err(Fatal("bench reads its input again and again: give it files or folders".to_owned()));
    }
    let lists = Lists::read(&Sources { lists: &args.lists, builtin: args.lists.is_empty(), ..Sources::default() })?;
    let gazetteer = lists.gazetteer()?;
    let names = surfaces(&lists)?;
    if names.is_empty() {
        return Err(Fatal("bench needs a list as text, which aho-corasick can be built of as well".to_owned()));
    }
    let inputs = Inputs { paths: args.paths.clone(), form: None, output: None, reading: Reading::default() };
    let read = texts(&inputs);
    let once = read.iter().map(String::len).sum::<usize>();
    if once == 0 {
        return Err(Fatal("nothing to measure: no text in the input".to_owned()));
    }
    let times = ENOUGH.div_ceil(once).max(1);
    let texts: Vec<String> = std::iter::repeat_n(&read, times).flatten().cloned().collect();
    let paths = std::iter::repeat_n(&inputs.paths, times).flatten().cloned().collect();
    let inputs = Inputs { paths, ..inputs };
    let options = Options { names_only: args.names_only, ..Options::default() };
    let material = Material::new(&inputs, &texts, &gazetteer, options, &names)?;

    let asked = args.threads.map(usize::from);
    let mut figures = Vec::new();
    for threads in [asked.or(Some(1)), None] {
        let pool = pool(threads)?;
        let threads = pool.current_num_threads();
        if figures.iter().all(|f: &Figures| f.threads != threads) {
            figures.push(Figures::measure(&material, &pool, args.rounds.get())?);
        }
        if asked.is_some() {
            break;
        }
    }
    let report = Report {
        bytes: texts.iter().map(String::len).sum(),
        documents: texts.len(),
        names: names.len(),
        shares: stages::shares(&material),
        figures,
    };
    report.print(args.json)?;
    Ok(Exit::Done)
}

/// All texts; what cannot be read is named and left out.
fn texts(inputs: &Inputs) -> Vec<String> {
    let read = |job: Job| {
        let place = job.place();
        job.into_text(&inputs.reading).map_err(|failure| messages::line(&format!("{place}: {}", failure.message))).ok()
    };
    inputs.jobs(&messages::line).filter_map(read).collect()
}

/// The surface forms of the lists, each once.
fn surfaces(lists: &Lists) -> Result<Vec<String>, Fatal> {
    let fatal = |e: ListError| Fatal(e.to_string());
    let mut all: Vec<String> = Vec::new();
    for list in lists.entities() {
        for row in rows(list).map_err(fatal)? {
            let row = row.map_err(fatal)?;
            all.push(row.name.to_owned());
            all.extend(row.aliases.into_iter().map(std::borrow::Cow::into_owned));
        }
    }
    for table in lists.names() {
        for row in name_rows(table).map_err(fatal)? {
            all.push(row.map_err(fatal)?.name.to_owned());
        }
    }
    all.sort_unstable();
    all.dedup();
    all.retain(|name| !name.is_empty());
    Ok(all)
}
