//! Where sentences start.

use super::Shape;
use super::gap::is_dash;

/// Abbreviations that end in a full stop and are followed by a capital inside a sentence. A closed class of English writing, not a
/// list of names; single capitals (initials) and dotted abbreviations are recognised by their shape.
const ABBREVIATIONS: &[&str] = &[
    "adm", "amb", "apr", "art", "asst", "atty", "aug", "ave", "brig", "capt", "cmdr", "co", "col", "corp", "cpl", "ct",
    "dec", "dept", "det", "dr", "ed", "eds", "feb", "fig", "fri", "ft", "gen", "gov", "govs", "hon", "inc", "insp",
    "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "messrs", "mon", "mr", "mrs", "ms", "mt", "no", "nos", "nov", "oct",
    "op", "para", "pg", "pp", "pres", "prof", "rep", "reps", "ret", "rev", "rt", "sat", "sec", "sen", "sens", "sep",
    "sept", "sgt", "sr", "st", "supt", "thu", "thur", "thurs", "tue", "tues", "univ", "vol", "vs", "wed",
];

/// Words that begin a sentence after a dotted abbreviation, which by itself ends none.
const STARTERS: &[&str] = &[
    "A", "An", "As", "At", "For", "He", "If", "In", "It", "On", "She", "The", "These", "They", "This", "Those", "To",
    "We",
];

pub(super) fn is_starter(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
}

pub(super) fn sentence_starts(before: &str, between: &str, shape: Shape, word: &str) -> bool {
    let Some(mark) = between.rfind(['.', '!', '?', '•', '▪', '‣', '·', '*', '|', '#', '>', '\n']) else {
        return false;
    };
    let c = between.as_bytes()[mark];
    if c == b'.' || c == b'!' || c == b'?' {
        let glued = mark + 1 == between.len();
        if shape == Shape::Lower || (glued && c == b'.' && !matches!(shape, Shape::Capital | Shape::Mixed)) {
            return false;
        }
        if c == b'.' && between.starts_with('.') && !before.is_empty() {
            let initial = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
            let lower = before.to_ascii_lowercase();
            if initial || (before.len() <= 6 && ABBREVIATIONS.binary_search(&lower.as_str()).is_ok()) {
                return false;
            }
            if before.ends_with('.') {
                return is_starter(word);
            }
        }
        return true;
    }
    // a bullet or a heading mark on a line of its own, or a bullet or a table bar in the middle of a fused line
    let bullet = between[mark..].trim_start().starts_with(is_dash);
    between.contains('\n') && (c != b'\n' || bullet) || between[mark..].starts_with(['•', '▪', '‣', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted() && STARTERS.is_sorted());
    }
}
