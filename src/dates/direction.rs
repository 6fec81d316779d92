//! Past or future: the verb that governs an expression.

use crate::tokenize::{Gap, Shape, Tokens};

/// Words looked at, most, before an expression.
const REACH: usize = 40;

const PAST: &[&str] = &[
    "been", "began", "bought", "broke", "brought", "built", "came", "caught", "chose", "did", "drew", "fell", "felt",
    "flew", "fought", "found", "gave", "got", "grew", "had", "held", "kept", "killed", "knew", "led", "left", "lost",
    "made", "met", "paid", "ran", "rose", "said", "sat", "saw", "sent", "shot", "sold", "sought", "spent", "spoke",
    "stood", "struck", "swore", "taken", "taught", "thought", "threw", "told", "took", "was", "went", "were",
    "withdrew", "won", "wrote",
];

/// Words in -ed that are no verbs in the past.
const NOT_PAST: &[&str] = &[
    "advanced",
    "alleged",
    "armed",
    "based",
    "combined",
    "concerned",
    "continued",
    "detailed",
    "embed",
    "exceed",
    "experienced",
    "feed",
    "fixed",
    "hundred",
    "increased",
    "indeed",
    "interested",
    "limited",
    "need",
    "proceed",
    "proposed",
    "related",
    "sacred",
    "seed",
    "shared",
    "skilled",
    "so-called",
    "speed",
    "succeed",
    "united",
    "unprecedented",
    "used",
    "weed",
];

const FUTURE: &[&str] =
    &["due", "expected", "forthcoming", "planned", "planning", "plans", "scheduled", "slated", "upcoming"];

/// Verbs whose object has its own time: "announced a meeting in May".
const REPORT: &[&str] = &["added", "announced", "confirmed", "declared", "noted", "reported", "said", "stated", "told"];

/// Words before "to" and a verb of what is still to be done.
const INTENT: &[&str] = &[
    "agree", "agreed", "aim", "aims", "expect", "expects", "going", "hope", "hopes", "intend", "intends", "likely",
    "plan", "planned", "planning", "plans", "prepare", "prepares", "ready", "set", "vowed",
];

const MODAL: &[&str] = &["can", "could", "may", "might", "must", "shall", "should", "will", "would"];

/// Where the verb that governs the expression of tokens `first..last` points: one before it in the sentence, else one after it.
pub(super) fn around(text: &str, tokens: &Tokens, first: usize, last: usize) -> i8 {
    match of(text, tokens, first, false) {
        Some(side) => side,
        None => after(text, tokens, first, last, false),
    }
}

/// True where the words before a weekday say that it is still to come: "will be held on Monday", "until Monday".
pub(super) fn ahead(text: &str, tokens: &Tokens, first: usize, last: usize) -> bool {
    // "Monday's ruling" has been made
    if tokens.gap(last) == Gap::Apostrophe && last < tokens.len() && tokens.text(text, last) == "s" {
        return false;
    }
    let start = tokens.sentence_of(first).start;
    let word = |back: usize| if first >= start + back { tokens.text(text, first - back) } else { "" };
    if matches!(word(1), "until" | "till")
        || word(1) == "as" && matches!(word(2), "soon" | "early")
        || word(1) == "starting"
    {
        return true;
    }
    match of(text, tokens, first, true) {
        Some(side) => side == 1,
        // "On Monday, the two sides will meet"
        None => after(text, tokens, first, last, true) == 1,
    }
}

/// The first verb behind a sentence's opening expression: "In January, the company was hit".
fn after(text: &str, tokens: &Tokens, first: usize, last: usize, precise: bool) -> i8 {
    let sentence = tokens.sentence_of(first);
    let end = sentence.end.min(last + REACH / 2);
    for i in last..end {
        if tokens.shape(i) != Shape::Lower {
            continue;
        }
        let word = tokens.text(text, i);
        match word {
            "would" if precise => return 0,
            "will" | "shall" | "would" => return 1,
            "ll" if tokens.gap(i) == Gap::Apostrophe => return 1,
            "is" | "are" => {
                return i8::from(
                    i + 1 < end
                        && (tokens.text(text, i + 1) == "to"
                            || FUTURE.binary_search(&tokens.text(text, i + 1)).is_ok()),
                );
            }
            "has" | "have" => return -1,
            _ if PAST.binary_search(&word).is_ok()
                || word.len() > 4 && word.ends_with("ed") && NOT_PAST.binary_search(&word).is_err() =>
            {
                return -1;
            }
            _ => {}
        }
    }
    0
}

/// Where the verb that governs the expression at token `first` points: -1 to the past, 1 to the future, 0 nowhere;
/// `None` where none stands before it.
fn of(text: &str, tokens: &Tokens, first: usize, precise: bool) -> Option<i8> {
    let start = tokens.sentence_of(first).start.max(first.saturating_sub(REACH));
    let token = |i: usize| tokens.text(text, i);
    let mut i = first;
    while i > start {
        // another clause
        if i < first && tokens.gap(i) == Gap::Other && tokens.gap_text(text, i).contains(';') {
            return None;
        }
        i -= 1;
        let shape = tokens.shape(i);
        if !matches!(shape, Shape::Lower | Shape::Capital | Shape::Upper) {
            continue;
        }
        let word = token(i);
        if word == "ll" && tokens.gap(i) == Gap::Apostrophe {
            return Some(1);
        }
        if shape != Shape::Lower {
            if matches!(word, "Will" | "WILL") && i == start {
                return Some(1);
            }
            continue;
        }
        match word {
            "will" | "shall" => return Some(1),
            // "opens tomorrow and closes on Sunday"
            "tomorrow" => return Some(1),
            "may" | "might" | "must" | "should" | "would" if !precise => return Some(1),
            "be" => {
                if let Some(side) = before_be(text, tokens, i, start, precise) {
                    return Some(side);
                }
                continue;
            }
            "is" | "are" | "has" | "have" | "does" | "do" => {
                // "is to meet"
                if matches!(word, "is" | "are") && i + 1 < first && token(i + 1) == "to" {
                    return Some(1);
                }
                if i + 1 < first && word.starts_with('h') {
                    return Some(-1);
                }
                return Some(0);
            }
            _ => {}
        }
        // "agreed to meet", "did not plan to remove"
        let next = if i + 1 < first { token(i + 1) } else { "" };
        if next == "to" && INTENT.binary_search(&word).is_ok() || word == "set" && next == "for" {
            return Some(1);
        }
        if FUTURE.binary_search(&word).is_ok() {
            // "was scheduled for" tells of a plan in the past
            let past = i > start
                && (token(i - 1) == "had"
                    || token(i - 1) == "been" && i > start + 1 && token(i - 2) == "had"
                    || !precise && matches!(token(i - 1), "was" | "were"));
            return Some(i8::from(!past));
        }
        let verb = PAST.binary_search(&word).is_ok()
            || word.len() > 4 && word.ends_with("ed") && NOT_PAST.binary_search(&word).is_err();
        if !verb {
            continue;
        }
        // what was said, on no day that is named beside it
        if REPORT.binary_search(&word).is_ok() && first - i > 3 {
            continue;
        }
        // the auxiliary before the participle
        let mut k = i;
        while k > start
            && k + 4 > i
            && (token(k - 1).ends_with("ly") || matches!(token(k - 1), "also" | "not" | "first" | "again" | "jointly"))
        {
            k -= 1;
        }
        if k > start {
            match token(k - 1) {
                "be" => {
                    if let Some(side) = before_be(text, tokens, k - 1, start, precise) {
                        return Some(side);
                    }
                    return Some(1);
                }
                "will" | "shall" | "to" => return Some(1),
                "is" | "are" | "being" => return Some(0),
                _ => {}
            }
        }
        return Some(-1);
    }
    None
}

/// "will be", "to be", "must be" point to the future.
fn before_be(text: &str, tokens: &Tokens, be: usize, start: usize, precise: bool) -> Option<i8> {
    let mut k = be;
    while k > start && k + 3 > be {
        k -= 1;
        let word = tokens.text(text, k);
        if word == "to" || MODAL.binary_search(&word).is_ok() {
            return Some(i8::from(!precise || !matches!(word, "can" | "could" | "may" | "might" | "should" | "would")));
        }
        if !(word.ends_with("ly") || matches!(word, "also" | "not" | "then" | "now")) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_point() {
        let side = |text: &str| {
            let tokens = Tokens::new(text);
            around(text, &tokens, tokens.len() - 1, tokens.len())
        };
        assert_eq!(side("The dialogue will be hosted in Seoul for the first time in February"), 1);
        assert_eq!(side("It was held on Friday"), -1);
        assert_eq!(side("The talks, to be held in May"), 1);
        assert_eq!(side("The talks are due in May"), 1);
        assert_eq!(side("He announced that it will meet in May"), 1);
        assert_eq!(side("In the first week of May"), 0);
        assert_eq!(side("They will publish the results of the survey conducted in May"), -1);
    }

    #[test]
    fn tables_are_sorted() {
        assert!(
            PAST.is_sorted()
                && NOT_PAST.is_sorted()
                && FUTURE.is_sorted()
                && REPORT.is_sorted()
                && INTENT.is_sorted()
                && MODAL.is_sorted()
        );
    }
}
