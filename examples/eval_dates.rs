//! Measures the date engine with TempEval-3's arithmetic: `eval_dates [-v] (timeml|press) PATH...`, a folder of `.tml` files or a
//! `.jsonl` file of texts with their expressions.
//!
//! Strict: same span. Relaxed: overlapping, one to one. Type and value: relaxed F1 times the share of relaxed pairs that agree.

#![allow(clippy::print_stdout, clippy::cast_precision_loss)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gazet::dates::{self, Convention, Options};
use gazet::document::GivenBy;
use gazet::tokenize::Tokens;
use jiff::civil::Date;

#[derive(Clone, Debug)]
struct Item {
    start: usize,
    end: usize,
    kind: String,
    value: String,
}

struct Doc {
    id: String,
    date: Option<Date>,
    text: String,
    gold: Vec<Item>,
}

fn attribute(tag: &str, name: &str) -> String {
    let key = format!(" {name}=\"");
    tag.find(&key).map_or(String::new(), |at| tag[at + key.len()..].split('"').next().unwrap_or("").to_owned())
}

fn timeml(id: &str, source: &str) -> Doc {
    let date = source
        .split("<DCT>")
        .nth(1)
        .map(|s| attribute(s.split('>').next().unwrap_or(""), "value"))
        .and_then(|v| v.get(..10).and_then(|d| d.parse().ok()));
    let body = source.split("<TEXT>").nth(1).and_then(|s| s.split("</TEXT>").next()).unwrap_or("");
    let (mut text, mut gold, mut open) = (String::new(), Vec::new(), None);
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        text.push_str(&unescape(&rest[..at]));
        let Some(close) = rest[at..].find('>') else { break };
        let tag = &rest[at..=at + close];
        if tag.starts_with("<TIMEX3") {
            open =
                Some(Item { start: text.len(), end: 0, kind: attribute(tag, "type"), value: attribute(tag, "value") });
        } else if tag == "</TIMEX3>"
            && let Some(mut item) = open.take()
        {
            item.end = text.len();
            gold.push(item);
        }
        rest = &rest[at + close + 1..];
    }
    text.push_str(&unescape(rest));
    Doc { id: id.to_owned(), date, text, gold }
}

fn unescape(s: &str) -> String {
    s.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

fn jsonl(source: &str) -> Vec<Doc> {
    source
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .map(|v| {
            let text = v["text"].as_str().unwrap_or("").to_owned();
            let bytes: Vec<usize> = text.char_indices().map(|c| c.0).chain([text.len()]).collect();
            let at = |e: &serde_json::Value, key: &str| bytes[e[key].as_u64().unwrap_or(0) as usize];
            let string = |e: &serde_json::Value, key: &str| e[key].as_str().unwrap_or("").to_owned();
            let gold = v["entities"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|e| matches!(e["label"].as_str(), Some("DATE" | "TIME" | "DURATION" | "SET")));
            let either =
                |e: &serde_json::Value, a: &str, b: &str| if e[a].is_string() { string(e, a) } else { string(e, b) };
            let item = |e: &serde_json::Value| Item {
                start: at(e, "start"),
                end: at(e, "end"),
                kind: either(e, "type", "label"),
                value: either(e, "value", "norm"),
            };
            let gold = gold.map(item).collect();
            Doc { id: string(&v, "id"), date: v["date"].as_str().and_then(|d| d.parse().ok()), text, gold }
        })
        .collect()
}

fn docs(path: &Path) -> Vec<Doc> {
    if path.is_dir() {
        let mut files: Vec<_> =
            fs::read_dir(path).into_iter().flatten().filter_map(|e| e.ok().map(|e| e.path())).collect();
        files.sort();
        let name = |p: &Path| p.file_stem().map_or(String::new(), |n| n.to_string_lossy().into_owned());
        return files
            .iter()
            .filter(|p| p.extension().is_some_and(|e| e == "tml"))
            .filter_map(|p| fs::read_to_string(p).ok().map(|s| timeml(&name(p), &s)))
            .collect();
    }
    jsonl(&fs::read_to_string(path).unwrap_or_default())
}

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let verbose = args.iter().any(|a| a == "-v");
    args.retain(|a| a != "-v");
    let Some(mode) = args.first().cloned() else { return println!("usage: eval_dates [-v] timeml|press PATH...") };
    let convention = if mode == "press" { Convention::Press } else { Convention::Timeml };
    let options = Options { convention, ..Options::default() };
    for path in &args[1..] {
        let (mut gold_n, mut sys_n, mut strict, mut relaxed, mut kind, mut value) = (0, 0, 0, 0, 0, 0);
        let mut tally: BTreeMap<String, usize> = BTreeMap::new();
        for doc in docs(Path::new(path)) {
            let tokens = Tokens::new(&doc.text);
            let found = dates::find(&doc.text, &tokens, &options);
            let given = doc.date.map(|d| (d, GivenBy::Record));
            let (date, _) = dates::document_date(&doc.text, &tokens, &found, given, &options);
            let mut sys = dates::resolve(&doc.text, &tokens, &found, date, &options);
            if convention == Convention::Press {
                sys.retain(|t| t.kind == dates::TimexType::Date);
            }
            // a press range is a pair for those who annotate both ends
            let pairs = !doc.gold.iter().any(|g| g.value.contains('/'));
            let both: Vec<_> = sys.iter().filter(|t| pairs && t.value.contains('/')).cloned().collect();
            for t in both {
                let (Some(begin), Some(end)) = (t.begin.clone(), t.end.clone()) else { continue };
                sys.retain(|s| s.span != t.span);
                let middle = usize::midpoint(t.first, t.last).max(t.first + 1);
                if middle >= t.last {
                    sys.push(t);
                    continue;
                }
                sys.push(dates::Timex { span: tokens.span_of(t.first..middle), value: begin, ..t.clone() });
                sys.push(dates::Timex { span: tokens.span_of(middle..t.last), value: end, ..t });
            }
            sys.sort_by_key(|t| t.span);
            gold_n += doc.gold.len();
            sys_n += sys.len();
            let mut used = vec![false; sys.len()];
            let context = |a: usize, b: usize| {
                let mut from = a.saturating_sub(60);
                while !doc.text.is_char_boundary(from) {
                    from -= 1;
                }
                let mut to = (b + 40).min(doc.text.len());
                while !doc.text.is_char_boundary(to) {
                    to += 1;
                }
                format!("{}[{}]{}", &doc.text[from..a], &doc.text[a..b], &doc.text[b..to]).replace('\n', " ")
            };
            let dct = doc.date.map_or(String::new(), |d| d.to_string());
            for g in &doc.gold {
                let same = |t: &dates::Timex| t.span.start as usize == g.start && t.span.end as usize == g.end;
                let overlaps = |t: &dates::Timex| (t.span.start as usize) < g.end && g.start < t.span.end as usize;
                let at = (0..sys.len())
                    .find(|&i| !used[i] && same(&sys[i]))
                    .or_else(|| (0..sys.len()).find(|&i| !used[i] && overlaps(&sys[i])));
                let Some(at) = at else {
                    *tally.entry("MISS".into()).or_default() += 1;
                    if verbose {
                        println!("MISS {} {dct} {}/{} {}", doc.id, g.kind, g.value, context(g.start, g.end));
                    }
                    continue;
                };
                used[at] = true;
                let t = &sys[at];
                relaxed += 1;
                let exact = same(t);
                strict += usize::from(exact);
                kind += usize::from(t.kind.as_str() == g.kind);
                let right = t.value == g.value;
                if verbose && right {
                    println!("RIGHT {} {dct} {} {}", doc.id, t.value, context(g.start, g.end));
                }
                value += usize::from(right);
                if verbose && !exact {
                    println!("SPAN {} {dct} {:?} for {}", doc.id, t.span.of(&doc.text), context(g.start, g.end));
                }
                if verbose && !right {
                    println!(
                        "VALUE {} {dct} {} for {}/{} {}",
                        doc.id,
                        t.value,
                        g.kind,
                        g.value,
                        context(g.start, g.end)
                    );
                } else if verbose && t.kind.as_str() != g.kind {
                    println!("TYPE {} {} for {} {}", doc.id, t.kind.as_str(), g.kind, context(g.start, g.end));
                }
            }
            for (t, _) in sys.iter().zip(&used).filter(|(_, u)| !**u) {
                if verbose {
                    println!(
                        "EXTRA {} {dct} {}/{} {}",
                        doc.id,
                        t.kind.as_str(),
                        t.value,
                        context(t.span.start as usize, t.span.end as usize)
                    );
                }
            }
        }
        let f = |n: usize| 200.0 * n as f64 / (gold_n + sys_n).max(1) as f64;
        println!(
            "{path}: strict {:.2} relaxed {:.2} type {:.2} value {:.2} | gold {gold_n} system {sys_n} strict {strict} relaxed {relaxed} value {value} | recall of values {:.2}",
            f(strict),
            f(relaxed),
            f(kind),
            f(value),
            100.0 * value as f64 / gold_n.max(1) as f64,
        );
    }
}
