//! `gazet gazetteer words`: how often texts write each word in lower case.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use gazet::tokenize::Tokens;

use super::args::WordsArgs;
use crate::Exit;
use crate::decode::Reading;
use crate::inputs::Inputs;
use crate::messages::{self, Fatal};
use crate::sink::Sink;

/// The counts that are compiled in.
const COUNTS: &str = gazet_lists::WORDS;

/// Runs `gazet gazetteer words`.
pub(crate) fn words(args: &WordsArgs) -> Result<Exit, Fatal> {
    let mut sink = Sink::open(args.output.as_deref())?;
    let inputs = Inputs { paths: args.paths.clone(), form: None, output: None, reading: Reading::default() };
    let (mut counts, mut failed, mut read) = (HashMap::new(), 0u64, 0u64);
    for job in inputs.jobs(&messages::line) {
        let place = job.place();
        match job.into_text(&inputs.reading) {
            Ok(text) => {
                read += 1;
                count(&text, &mut counts);
            }
            Err(failure) => {
                failed += 1;
                messages::line(&format!("{place}: {}", failure.message));
            }
        }
    }
    let table: BTreeMap<&str, u64> =
        counts.iter().filter(|(_, n)| **n >= args.min).map(|(word, n)| (word.as_str(), *n)).collect();
    let mut text = String::from("word\tcount\n");
    for (word, count) in &table {
        let _ = writeln!(text, "{word}\t{count}");
    }
    sink.write(text.as_bytes())?;
    sink.finish()?;
    messages::line(&format!("{} words in {read} documents, {failed} failed", table.len()));
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

/// Adds the words of a text that are nothing but small letters and stand by themselves: no part of an address or a compound.
fn count(text: &str, counts: &mut HashMap<String, u64>) {
    let tokens = Tokens::new(text);
    for i in 0..tokens.len() {
        let (word, span) = (tokens.text(text, i), tokens.span(i));
        let (before, behind) = (&text[..span.start as usize], &text[span.end as usize..]);
        if word.bytes().all(|b| b.is_ascii_lowercase()) && is_free(before.chars().next_back(), behind) {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_owned(), 1)),
            }
        }
    }
}

/// True where a word has space or a bracket or quote before it, and behind it space, or punctuation that no word follows directly.
fn is_free(before: Option<char>, behind: &str) -> bool {
    let opens = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '\'' | '“' | '‘' | '—' | '–');
    let closes = |c: char| c.is_whitespace() || matches!(c, '—' | '–');
    let mut behind = behind.chars();
    before.is_none_or(opens)
        && match behind.next() {
            None => true,
            Some(c) if closes(c) => true,
            Some('.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '"' | '\'' | '”' | '’') => {
                behind.next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '-'))
            }
            Some(_) => false,
        }
}

/// The counts that are compiled in, by word.
pub(super) fn counts() -> HashMap<&'static str, u64> {
    COUNTS
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(w, n)| Some((w, n.parse().ok()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_addresses_are_no_words() {
        let mut counts = HashMap::new();
        count(
            "the lead (lead, \"lead\") lead. Lead www.lead.gov a/lead lead-free lead@x lead:8080 lead’s lead",
            &mut counts,
        );
        assert_eq!(counts.get("lead"), Some(&5));
    }
}
