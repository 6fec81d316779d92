//! Verbs that say that somebody holds a post: "Jane Roe was appointed Director", "Jane Roe, who becomes Director", "thanked Jane Roe as Director".

use super::Places;
use crate::find::Context;
use crate::label::Label;
use crate::tokenize::Gap;

/// Verbs between a holder and the post.
const HOLDS: &[&str] = &[
    "appointed",
    "became",
    "becomes",
    "elected",
    "is",
    "named",
    "nominated",
    "reappointed",
    "remains",
    "served",
    "serves",
    "was",
];

/// Words beside them that change nothing.
const BESIDE: &[&str] = &[
    "also",
    "be",
    "become",
    "been",
    "currently",
    "had",
    "has",
    "have",
    "its",
    "new",
    "now",
    "the",
    "then",
    "who",
    "will",
];

/// The person before token `start`, where title `t` begins with what is its own, who holds it by a verb.
pub(super) fn holder(context: &Context<'_>, places: &Places<'_, '_>, start: usize, t: usize) -> Option<usize> {
    const LONGEST: usize = 7;
    let mut at = start;
    let (mut holds, mut role) = (false, false);
    while at > 0 && start - at < LONGEST && context.gap(at) == Gap::Space {
        let before = at - 1;
        if context.is_any(before, HOLDS) {
            holds = true;
        } else if context.is(before, "as") && !holds {
            role = true;
        } else if context.is(before, "in") && before > 0 && context.is(before - 1, "sworn") {
            holds = true;
            at -= 1;
        } else if !context.is_any(before, BESIDE) {
            break;
        }
        at -= 1;
    }
    // "thanked Jane Roe as Director": nothing else between
    let direct = role && start - at <= 2;
    let joined =
        context.gap(at) == Gap::Space || context.gap(at) == Gap::Comma && context.is_any(at, &["is", "was", "who"]);
    (at < start && joined && (holds || direct)).then(|| places.ending(at, t, &[Label::PERSON])).flatten()
}
