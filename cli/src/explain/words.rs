//! Why a span stands, in words.

use super::flat;

/// The classes of evidence of a span, as its record has them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Classes<'a> {
    pub(crate) dropped: Option<&'a str>,
    pub(crate) span: &'a str,
    pub(crate) link: &'a str,
    /// It is a date or the like.
    pub(crate) timed: bool,
}

impl Classes<'_> {
    /// What was dropped says so first; then the evidence for the span, then that for its id.
    pub(crate) fn parts(self) -> Vec<String> {
        let mut parts: Vec<String> = self.dropped.map(flat).into_iter().collect();
        parts.push(evidence(self.span));
        // one definition is reason enough for both, and a date has no id that something could tie it to
        if self.span != self.link && !self.timed {
            parts.extend(link(self.link));
        }
        parts
    }
}

/// The class of evidence for a span, in words.
fn evidence(class: &str) -> String {
    match class {
        "gazetteer" => "its name is in the lists",
        "code" => "by a scheme of names in code",
        "definition" => "by a definition in the document",
        "shape" => "by the shape of the phrase",
        "context" => "by the words beside it",
        "coreference" => "as named elsewhere in the document",
        "introduced" => "by the words that introduce it",
        "calendar" => "by the rules of the calendar",
        other => return flat(other),
    }
    .to_owned()
}

/// The class of evidence for an id, in words; nothing where the words of the span are all there is to it.
fn link(class: &str) -> Option<String> {
    let words = match class {
        "words" => return None,
        "unique" => "the only one with that name",
        "definition" => "as the document defines it",
        "head" => "the country directly before decides",
        "behind" => "the country directly behind decides",
        "scope" => "the country at the head of the phrase or list decides",
        "parent" => "the body that it is a part of decides",
        "memory" => "as in an earlier mention",
        "sentence" => "a country before it in the sentence decides",
        "issuer" => "the country of the issuer decides",
        "open" => "nothing decides who is meant",
        other => return Some(flat(other)),
    };
    Some(words.to_owned())
}
