//! The places of a text where no name is a name: URLs, mail addresses, file and domain names, handles, hashtags, tags.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::span::Span;
use crate::tokenize::tag_len;

/// What gives such a place away. The endings of file and domain names count only between a word and something that is none.
const TRIGGERS: &[&str] = &[
    "://", "hxxp", "www.", "@", "<", "#", "[.]", "(.)", ".asp", ".aspx", ".bat", ".cn", ".co", ".com", ".dll", ".doc",
    ".docx", ".edu", ".eu", ".exe", ".gov", ".htm", ".html", ".info", ".int", ".io", ".jp", ".jpg", ".jsp", ".kr",
    ".lnk", ".mil", ".net", ".onion", ".org", ".pdf", ".php", ".png", ".ps1", ".py", ".rar", ".ru", ".sh", ".sys",
    ".tmp", ".txt", ".uk", ".vbs", ".xls", ".xlsx", ".xyz", ".zip",
];

static AUTOMATON: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(TRIGGERS).ok());

/// The masked spans of `text`, sorted, none overlapping another.
pub(super) fn masked(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let Some(automaton) = &*AUTOMATON else { return spans };
    for found in automaton.find_iter(text) {
        if spans.last().is_some_and(|s| s.end as usize > found.start()) {
            continue;
        }
        let (before, after) = (&text[..found.start()], &text[found.end()..]);
        let glued = before.ends_with(|c: char| c.is_alphanumeric());
        let span = match TRIGGERS[found.pattern().as_usize()] {
            "<" => tag_len(&text[found.start()..]).map(|length| Span::new(found.start(), found.start() + length)),
            "#" | "@" if !glued => {
                let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
                // a handle, or an ordinal of numbering (`# 1`, `#1`), which hides nothing
                (end > 0).then(|| Span::new(found.start(), found.end() + end))
            }
            "@" => Some(chunk(text, found.start(), found.end()))
                .filter(|_| after.starts_with(|c: char| c.is_alphanumeric())),
            "#" => None,
            trigger if trigger.starts_with('.') => {
                let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                (glued && ends).then(|| chunk(text, found.start(), found.end()))
            }
            _ => Some(chunk(text, found.start(), found.end())),
        };
        if let Some(span) = span {
            spans.push(match spans.last() {
                Some(last) if last.end > span.start => Span { start: last.end, end: span.end.max(last.end) },
                _ => span,
            });
        }
    }
    spans
}

/// True where `span` begins or ends inside a masked one. A name may hold a whole tag: `National <b>Crime</b> Agency`.
pub(super) fn hits(masked: &[Span], span: Span) -> bool {
    let inside =
        |offset: u32| masked.get(masked.partition_point(|m| m.end <= offset)).is_some_and(|m| m.start <= offset);
    !span.is_empty() && (inside(span.start) || inside(span.end - 1))
}

/// The run without white space, quotes, brackets or commas around `start..end`, without the punctuation that ends a sentence. A run is
/// looked for over a limited stretch, so that a text without a space costs linear time.
fn chunk(text: &str, start: usize, end: usize) -> Span {
    const FAR: usize = 2048;
    let stop =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | ',' | '|' | '(' | ')' | '\u{200b}');
    let from = text[..start].char_indices().rev().take(FAR).find(|&(_, c)| stop(c)).map_or_else(
        || text[..start].char_indices().rev().take(FAR).last().map_or(start, |(i, _)| i),
        |(i, c)| i + c.len_utf8(),
    );
    let to = text[end..].char_indices().take(FAR).find(|&(_, c)| stop(c)).map_or_else(
        || text[end..].char_indices().take(FAR).last().map_or(end, |(i, c)| end + i + c.len_utf8()),
        |(i, _)| end + i,
    );
    let trimmed = text[end..to].trim_end_matches(['.', ':', ';', '!', '?', '\'', '’']);
    Span::new(from, end + trimmed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<&str> {
        masked(text).iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn masks_what_is_no_text() {
        assert_eq!(
            parts("see https://www.gov.uk/a_b, or mail press@fbi.gov."),
            ["https://www.gov.uk/a_b", "press@fbi.gov"]
        );
        assert_eq!(
            parts("run evil.exe from lead[.]com, @FBI #APT28 <a href=\"UK\">UK</a>"),
            ["evil.exe", "lead[.]com", "@FBI", "#APT28", "<a href=\"UK\">", "</a>"]
        );
        assert_eq!(parts("an act.The judge, 3 < 4 and No. # 5, the Co. said"), Vec::<&str>::new());
    }
}
