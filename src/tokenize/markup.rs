//! HTML that stands in a text: tags and entities, whose words are none of the text's.

use crate::span::Span;

/// The tags and entities of a text, in order.
pub(super) fn all(text: &str) -> impl Iterator<Item = Span> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + memchr::memchr2(b'<', b'&', &text.as_bytes()[from..])?;
            let rest = &text[start..];
            let length = if rest.starts_with('<') { tag_len(rest) } else { entity_len(rest) };
            from = start + length.unwrap_or(1);
            if length.is_some() {
                return Some(Span::new(start, from));
            }
        }
    })
}

/// The length of the HTML entity that `text` begins with. `&#38;5` is none: digits on both sides of a semicolon are one word.
fn entity_len(text: &str) -> Option<usize> {
    let (entity, _) = ENTITIES.iter().find(|(entity, _)| text.starts_with(entity))?;
    let joined = entity.starts_with("&#") && text[entity.len()..].starts_with(|c: char| c.is_ascii_digit());
    (!joined).then_some(entity.len())
}

/// The length of the HTML tag that `text` begins with: `<`, a letter, `/` or `!`, and all up to the first `>`, which is not far.
pub(crate) fn tag_len(text: &str) -> Option<usize> {
    const LONGEST: usize = 2048;
    let bytes = text.as_bytes();
    if !bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/' || *b == b'!') {
        return None;
    }
    let end = bytes.iter().take(LONGEST).skip(1).position(|&b| b == b'>' || b == b'<')? + 1;
    (bytes[end] == b'>').then_some(end + 1)
}

/// The characters that press releases write as HTML entities between words, where HTML was turned into text carelessly.
const ENTITIES: &[(&str, &str)] = &[
    ("&#160;", " "),
    ("&#38;", "&"),
    ("&#39;", "'"),
    ("&#8211;", "–"),
    ("&#8217;", "’"),
    ("&amp;", "&"),
    ("&apos;", "'"),
    ("&mdash;", "—"),
    ("&nbsp;", " "),
    ("&ndash;", "–"),
    ("&quot;", "\""),
    ("&rsquo;", "’"),
];

/// What stands between two tokens without its tags, the characters of its entities in their place.
pub(super) fn without_markup(between: &str) -> String {
    ENTITIES.iter().fold(
        without_tags(between),
        |text, (entity, c)| {
            if text.contains('&') { text.replace(entity, c) } else { text }
        },
    )
}

/// A gap without its HTML tags; what only becomes a tag by this stays.
fn without_tags(between: &str) -> String {
    let mut plain = String::with_capacity(between.len());
    let mut rest = between;
    while let Some(open) = rest.find('<') {
        let length = tag_len(&rest[open..]).unwrap_or(0);
        plain.push_str(&rest[..open + usize::from(length == 0)]);
        rest = &rest[open + length.max(1)..];
    }
    plain.push_str(rest);
    plain
}
