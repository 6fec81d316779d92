//! Prints texts with what was found in them marked up, one after another: `cargo run --example mark -- FILE...`

use std::io::Write as _;

use gazet::{Document, Options, annotate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gazetteer = gazet_lists::gazetteer()?;
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let document = Document::decode(path.as_str(), &bytes)?;
        let text = document.text();
        let annotation = annotate(&document, &gazetteer, &Options::default());
        let mut at = 0;
        writeln!(out, "== {path} ({:?} {:?})", annotation.date, annotation.date_source)?;
        for mention in &annotation.mentions {
            let (start, end) = (mention.span.start as usize, mention.span.end as usize);
            // a country inside an event is shown with the event
            if start < at {
                continue;
            }
            let value = mention.timex.map(|i| annotation.timexes[i as usize].value.as_str());
            let id = value.or(mention.id.as_deref()).unwrap_or("?");
            write!(out, "{}[{}|{} {id}]", &text[at..start], &text[start..end], gazetteer.label(mention.label))?;
            at = end;
        }
        writeln!(out, "{}", &text[at..])?;
    }
    Ok(())
}
