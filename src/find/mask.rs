//! The places of a text where no name is a name: URLs, mail addresses, file and domain names, handles, hashtags, tags.

use crate::span::Span;
use crate::tokenize::tag_len;

/// What gives such a place away. The endings of file and domain names count only between a word and something that is none.
const TRIGGERS: &[&str] = &[
    "://", "hxxp", "www.", "@", "<", "#", "[.]", "(.)", "](", ".asp", ".aspx", ".bat", ".cn", ".co", ".com", ".dll",
    ".doc", ".docx", ".edu", ".eu", ".exe", ".gov", ".htm", ".html", ".info", ".int", ".io", ".jp", ".jpg", ".jsp",
    ".kr", ".lnk", ".mil", ".net", ".onion", ".org", ".pdf", ".php", ".png", ".ps1", ".py", ".rar", ".ru", ".sh",
    ".sys", ".tmp", ".txt", ".uk", ".vbs", ".xls", ".xlsx", ".xyz", ".zip",
];

/// The next places where a trigger may stand, those of each kind of beginning, looked for as they are needed.
struct Beginnings<'t> {
    text: &'t [u8],
    /// Of each of [`SEARCHES`] the next place that it has found; behind the text where there is none.
    next: [usize; SEARCHES.len()],
}

/// Finds the first place of its kind.
type Search = fn(&[u8]) -> Option<usize>;

/// What finds the beginnings of [`TRIGGERS`].
const SEARCHES: [Search; 5] = [
    |text| memchr::memchr3(b'.', b':', b'@', text),
    |text| memchr::memchr3(b'<', b'#', b'[', text),
    |text| memchr::memchr2(b'(', b']', text),
    |text| memchr::memmem::find(text, b"hxxp"),
    |text| memchr::memmem::find(text, b"www."),
];

impl<'t> Beginnings<'t> {
    fn new(text: &'t str) -> Self {
        let text = text.as_bytes();
        Self { text, next: SEARCHES.map(|search| search(text).unwrap_or(text.len())) }
    }

    /// The first one at `from` or later; `from` never decreases.
    fn at_or_behind(&mut self, from: usize) -> Option<usize> {
        for (next, search) in self.next.iter_mut().zip(SEARCHES) {
            if *next < from {
                *next = search(&self.text[from..]).map_or(self.text.len(), |at| from + at);
            }
        }
        self.next.into_iter().min().filter(|&at| at < self.text.len())
    }

    /// The next trigger that starts at `from` or later, the longest of those that start at one place.
    fn trigger(&mut self, from: usize) -> Option<(usize, &'static str)> {
        let mut at = from;
        loop {
            at = self.at_or_behind(at)?;
            let rest = &self.text[at..];
            // most dots end a sentence
            if rest[0] != b'.' || rest.get(1).is_some_and(u8::is_ascii_lowercase) {
                let here = TRIGGERS.iter().filter(|t| rest.starts_with(t.as_bytes()));
                if let Some(trigger) = here.max_by_key(|t| t.len()) {
                    return Some((at, trigger));
                }
            }
            at += 1;
        }
    }
}

/// The masked spans of `text`, sorted, none overlapping another.
pub(super) fn masked(text: &str, spans: &mut Vec<Span>) {
    spans.clear();
    let mut beginnings = Beginnings::new(text);
    let mut from = 0;
    while let Some((start, trigger)) = beginnings.trigger(from) {
        let end = start + trigger.len();
        from = end;
        if spans.last().is_some_and(|s| s.end as usize > start) {
            continue;
        }
        let (before, after) = (&text[..start], &text[end..]);
        let glued = before.ends_with(|c: char| c.is_alphanumeric());
        let span = match trigger {
            "<" => tag_len(&text[start..]).map(|length| Span::new(start, start + length)),
            "#" | "@" if !glued => {
                let run = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
                // a handle, or an ordinal of numbering (`# 1`, `#1`), which hides nothing
                (run > 0).then(|| Span::new(start, end + run))
            }
            "@" => Some(chunk(text, start, end)).filter(|_| after.starts_with(|c: char| c.is_alphanumeric())),
            "#" => None,
            // the target of a Markdown link; what is no path hides nothing
            "](" => {
                let target = after.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(after.len());
                after[..target].contains('/').then(|| Span::new(end, end + target))
            }
            trigger if trigger.starts_with('.') => {
                let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                (glued && ends).then(|| chunk(text, start, end))
            }
            _ => Some(chunk(text, start, end)),
        };
        if let Some(span) = span {
            spans.push(match spans.last() {
                Some(last) if last.end > span.start => Span { start: last.end, end: span.end.max(last.end) },
                _ => span,
            });
        }
    }
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
        let mut spans = Vec::new();
        masked(text, &mut spans);
        spans.iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn every_trigger_is_found() {
        for trigger in TRIGGERS {
            assert!(Beginnings::new(trigger).trigger(0).is_some_and(|found| found == (0, trigger)), "{trigger}");
        }
    }

    #[test]
    fn masks_what_is_no_text() {
        assert_eq!(
            parts("see https://www.gov.uk/a_b, or mail press@fbi.gov."),
            ["https://www.gov.uk/a_b", "press@fbi.gov"]
        );
        assert_eq!(parts("[APT28](/blog/apt28-uk \"UK\") [sic](see UK)"), ["/blog/apt28-uk"]);
        assert_eq!(
            parts("run evil.exe from lead[.]com, @FBI #APT28 <a href=\"UK\">UK</a>"),
            ["evil.exe", "lead[.]com", "@FBI", "#APT28", "<a href=\"UK\">", "</a>"]
        );
        assert_eq!(parts("an act.The judge, 3 < 4 and No. # 5, the Co. said"), Vec::<&str>::new());
    }
}
