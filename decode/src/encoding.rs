//! Encodings: all that the web has (`encoding_rs`), one found in the bytes where none is given (`chardetng`).

use std::borrow::Cow;

use encoding_rs::{CoderResult, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::html::Piece;

/// Which encoding bytes are in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// The one that the bytes show: a byte order mark, else UTF-8 where they are that, else UTF-16 where every second byte is zero, else
    /// the likeliest of the old ones.
    Auto,
    /// This one; a byte order mark of another goes before.
    Named(&'static Encoding),
}

impl Choice {
    /// The encoding of a name: `auto`, or a label of the web's encoding standard, such as `utf-16le`, `windows-1252`, `shift_jis`.
    pub fn new(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("auto") {
            return Some(Self::Auto);
        }
        Encoding::for_label(name.as_bytes()).map(Self::Named)
    }
}

/// A text, and what it was.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding's name, as the standard writes it: `UTF-8`, `EUC-KR`.
    pub encoding: &'static str,
    /// How many sequences of bytes are none in that encoding; each is U+FFFD in the text.
    pub replaced: u64,
    /// Bytes in front of the text: its byte order mark.
    mark: usize,
}

/// Decodes bytes. It cannot fail: what is no text becomes U+FFFD and is counted.
pub fn decode(bytes: &[u8], choice: Choice) -> Decoded<'_> {
    let (encoding, mark) = match (Encoding::for_bom(bytes), choice) {
        (Some(found), _) => found,
        (None, Choice::Named(encoding)) => (encoding, 0),
        (None, Choice::Auto) => (guess(bytes), 0),
    };
    let rest = &bytes[mark..];
    if encoding == UTF_8
        && let Ok(text) = std::str::from_utf8(rest)
    {
        return Decoded { text: text.into(), encoding: encoding.name(), replaced: 0, mark };
    }
    let (text, replaced) = convert(rest, encoding, |_, _| ());
    Decoded { text: text.into(), encoding: encoding.name(), replaced, mark }
}

/// Where characters of the text stand in the bytes that it was decoded from.
#[derive(Clone, Debug)]
pub struct Map {
    /// Pairs of offsets in the text and in the input, of every character; empty where the two differ by `mark` only.
    pairs: Vec<(u32, u32)>,
    mark: u32,
    /// Of a text that was taken out of a page: where in the page, which is what was decoded.
    pieces: Option<Vec<Piece>>,
}

impl Map {
    /// Makes the map of bytes that were decoded. It decodes once more, byte by byte.
    pub fn new(bytes: &[u8], decoded: &Decoded<'_>) -> Self {
        let mark = decoded.mark as u32;
        let encoding = Encoding::for_label(decoded.encoding.as_bytes()).unwrap_or(UTF_8);
        let mut pairs = Vec::new();
        if matches!(decoded.text, Cow::Owned(_)) {
            let rest = &bytes[decoded.mark..];
            convert(rest, encoding, |text, input| pairs.push((text as u32, mark + input as u32)));
            pairs.push((decoded.text.len() as u32, bytes.len() as u32));
        }
        Self { pairs, mark, pieces: None }
    }

    /// The map of a text that stands in its input as it is, behind so many bytes.
    pub fn behind(mark: u32) -> Self {
        Self { pairs: Vec::new(), mark, pieces: None }
    }

    /// The map of the text that was taken out of the text of this one.
    #[must_use]
    pub fn of_page(self, pieces: Vec<Piece>) -> Self {
        Self { pieces: Some(pieces), ..self }
    }

    /// Where a part of the text stands in the input, tags inside it included; both are half-open.
    pub fn range(&self, start: u32, end: u32) -> [u32; 2] {
        let Some(pieces) = &self.pieces else { return [self.at(start), self.at(end)] };
        let inside = |piece: &Piece, offset: u32, otherwise: u32| {
            if piece.verbatim { piece.page + (offset - piece.text) } else { otherwise }
        };
        let first = pieces.get(pieces.partition_point(|p| p.text + p.length <= start));
        let last = pieces[..pieces.partition_point(|p| p.text < end)].last();
        let start = first.map_or(0, |p| inside(p, start.max(p.text), p.page));
        let end = last.map_or(start, |p| inside(p, end.min(p.text + p.length), p.page + p.page_length));
        [self.at(start), self.at(end.max(start))]
    }

    /// The offset in the input of a character that begins at this offset of what was decoded, or of the end of both.
    fn at(&self, offset: u32) -> u32 {
        if self.pairs.is_empty() {
            return offset + self.mark;
        }
        // the first character of several that came from the same bytes
        let at = self.pairs.partition_point(|pair| pair.0 < offset);
        self.pairs.get(at).or(self.pairs.last()).map_or(offset, |pair| pair.1)
    }
}

/// Decodes and counts what had to be replaced. `step` hears where each piece of the text begins, and the bytes that it is from; a
/// function that does nothing makes pieces as large as they can be.
fn convert<S: FnMut(usize, usize)>(bytes: &[u8], encoding: &'static Encoding, mut step: S) -> (String, u64) {
    let each = std::mem::size_of::<S>() > 0;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut text, mut replaced) = (String::new(), 0);
    let (mut read, mut begun) = (0, 0);
    loop {
        let end = if each { (read + 1).min(bytes.len()) } else { bytes.len() };
        let last = end == bytes.len();
        let before = text.len();
        let wanted = decoder.max_utf8_buffer_length_without_replacement(end - read).unwrap_or(16);
        text.reserve(wanted.max(16));
        let (result, length) = decoder.decode_to_string_without_replacement(&bytes[read..end], &mut text, last);
        read += length;
        if let DecoderResult::Malformed(_, _) = result {
            text.push('\u{fffd}');
            replaced += 1;
        }
        if text.len() > before {
            let mut at = before;
            for c in text[before..].chars() {
                step(at, begun);
                at += c.len_utf8();
            }
            begun = read;
        }
        if last && result == DecoderResult::InputEmpty {
            return (text, replaced);
        }
    }
}

/// The encoding that bytes without a byte order mark show.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) {
        return UTF_8;
    }
    let start = &bytes[..bytes.len().min(4096)];
    let zeros = |first: usize| start.iter().skip(first).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), start.len() / 2);
    // Latin letters, digits and spaces have a zero byte in UTF-16; a tenth of them is enough in texts of other scripts
    if half > 0 && odd > even * 4 && odd * 10 > half {
        return UTF_16LE;
    }
    if half > 0 && even > odd * 4 && even * 10 > half {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// True where an encoder would write a text without loss; for tests of round trips.
pub fn encodes(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let mut encoder = encoding.new_encoder();
    let mut out = vec![0; encoder.max_buffer_length_from_utf8_if_no_unmappables(text.len())?];
    let (result, read, written, lost) = encoder.encode_from_utf8(text, &mut out, true);
    out.truncate(written);
    (result == CoderResult::InputEmpty && read == text.len() && !lost).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_from_every_encoding() {
        for (label, text) in [
            ("windows-1252", "Größe der Behörde in Zürich – “François” said on 3 May."),
            ("iso-8859-2", "Ministerstwo Spraw Zagranicznych w Łodzi ogłosiło że współpraca będzie kontynuowana."),
            ("windows-1251", "Министерство иностранных дел сообщило о переговорах в Москве."),
            ("euc-kr", "외교부는 5월 3일 서울에서 회의를 열었다고 밝혔다."),
            ("shift_jis", "外務省は五月三日に東京で会議を開いたと発表しました。"),
            ("euc-jp", "外務省は五月三日に東京で会議を開いたと発表しました。"),
            ("gb18030", "外交部发言人五月三日在北京举行记者会回答了记者的提问。"),
            ("big5", "外交部發言人五月三日在臺北舉行記者會回答了記者的提問。"),
        ] {
            let Some(Choice::Named(encoding)) = Choice::new(label) else { panic!("{label}") };
            let bytes = encodes(text, encoding).unwrap();
            let named = decode(&bytes, Choice::Named(encoding));
            assert_eq!((&*named.text, named.replaced), (text, 0), "{label}");
            let auto = decode(&bytes, Choice::Auto);
            assert_eq!((&*auto.text, auto.replaced), (text, 0), "{label} was taken for {}", auto.encoding);
            // the map says which bytes each character is from
            let map = Map::new(&bytes, &named);
            for (at, c) in text.char_indices() {
                let (start, end) = (map.at(at as u32) as usize, map.at((at + c.len_utf8()) as u32) as usize);
                assert_eq!(*decode(&bytes[start..end], Choice::Named(encoding)).text, *c.to_string(), "{label} {at}");
            }
        }
    }

    #[test]
    fn utf_16_and_marks() {
        let text = "The FBI 😀 서울";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|u| u.to_be_bytes()).collect();
        for (bytes, name) in [(&little, "UTF-16LE"), (&big, "UTF-16BE")] {
            let mark: &[u8] = if name == "UTF-16LE" { b"\xff\xfe" } else { b"\xfe\xff" };
            let marked = [mark, bytes].concat();
            for (bytes, mark) in [(&marked, 2), (bytes, 0)] {
                let decoded = decode(bytes, Choice::Auto);
                assert_eq!((&*decoded.text, decoded.encoding, decoded.replaced), (text, name, 0));
                let map = Map::new(bytes, &decoded);
                // F of FBI, the emoji, what is behind it
                assert_eq!([4, 8, 12].map(|at| map.at(at)), [8 + mark, 16 + mark, 20 + mark]);
            }
        }
        let decoded = decode("\u{feff}é".as_bytes(), Choice::Auto);
        assert_eq!((&*decoded.text, Map::new("\u{feff}é".as_bytes(), &decoded).at(2)), ("é", 5));
    }

    #[test]
    fn what_is_replaced_is_counted() {
        let named = |label| Choice::new(label).unwrap();
        for (bytes, label, text, replaced) in [
            (&b"a\xffb\xc3"[..], "utf-8", "a\u{fffd}b\u{fffd}", 2),
            (b"a\0\x00\xd8b\0", "utf-16le", "a\u{fffd}b", 1),
            (b"a\0b", "utf-16le", "a\u{fffd}", 1),
            (b"\x81", "shift_jis", "\u{fffd}", 1),
            (b"plain", "windows-1252", "plain", 0),
        ] {
            let decoded = decode(bytes, named(label));
            assert_eq!((&*decoded.text, decoded.replaced), (text, replaced), "{label}");
            let map = Map::new(bytes, &decoded);
            assert_eq!(map.at(decoded.text.len() as u32) as usize, bytes.len());
        }
        assert!(Choice::new("no-such-encoding").is_none());
    }
}
