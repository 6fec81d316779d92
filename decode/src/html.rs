//! HTML: the text that a reader of the page sees, with its title in front.
//!
//! What is not shown is left out: scripts, styles, templates, comments, form controls, elements that are hidden. White space is one space, as
//! browsers have it, except in `pre`; `br` is a line break. A block ends in a blank line, which no name or date reaches over, and so do
//! cells and items.
//!
//! No tree is made: a byte is kept for each open element, and only so many of them are looked through for the one that ends. Time is
//! linear however deep a page is. Styles outside of the element itself are not read.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use html5gum::{DefaultEmitter, Emitter, ForwardingEmitter, StartTag, State, Token, Tokenizer};

use crate::elements::{self, ELEMENTS, Element};

/// How many open elements are looked through for the one that ends.
const LOOK_BACK: usize = 512;

/// How much of a page is looked at for its encoding.
const DECLARED_IN: usize = 1024;

/// The text of a page.
#[derive(Clone, Default, Debug)]
pub struct Page {
    /// What a reader sees.
    pub text: String,
    /// Where it stands in the page, in order; empty where that was not asked for.
    pub pieces: Vec<Piece>,
}

/// A part of the text, and the part of the page that it is from, both in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Where it begins in the text.
    pub text: u32,
    /// Where it begins in the page.
    pub page: u32,
    /// Its length in the text.
    pub length: u32,
    /// Its length in the page.
    pub page_length: u32,
    /// It stands in the page as it is, byte for byte; else as an entity, a line end with a carriage return, or a NUL.
    pub verbatim: bool,
}

/// Reads a page; `map` asks for the places of its text.
pub fn page(html: &str, map: bool) -> Page {
    let mut reader = Reader {
        html: html.as_bytes(),
        at: 0,
        from: 0,
        text: Text { map, ..Text::default() },
        open: Vec::new(),
        counts: [0; ELEMENTS.len()],
        hidden: None,
        foreign: None,
    };
    let tokens = Tokenizer::new_with_emitter(html, Events { reader: &mut reader, inner: DefaultEmitter::default() });
    // there are no tokens: what happens is done at once
    for Ok(token) in tokens {
        drop(token);
    }
    let text =
        String::from_utf8(reader.text.out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    Page { text, pieces: reader.text.pieces }
}

/// The encoding that a page declares: its byte order mark, else that of a `meta` in its first 1,024 bytes.
pub fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some(encoding);
    }
    let start: String = bytes.iter().take(DECLARED_IN).map(|&b| char::from(b)).collect();
    Tokenizer::new(start.as_str()).find_map(|Ok(token)| match token {
        Token::StartTag(tag) if **tag.name == *b"meta" => of_meta(&tag),
        _ => None,
    })
}

fn of_meta(tag: &StartTag<()>) -> Option<&'static Encoding> {
    let of_content = || {
        let content = attribute(tag, b"content")?;
        if attribute(tag, b"http-equiv")?.trim() != "content-type" {
            return None;
        }
        let (_, rest) = content.split_once("charset")?;
        let name = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        name.split(['"', '\'', ';', ' ', '\t', '\n']).next().map(str::to_owned)
    };
    let encoding = Encoding::for_label(attribute(tag, b"charset").or_else(of_content)?.as_bytes())?;
    // what could be read so far is not in it
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The value of an attribute, in small letters.
fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).to_ascii_lowercase())
}

/// Gives the reader what the tokenizer finds, while it finds it.
struct Events<'r, 'h> {
    reader: &'r mut Reader<'h>,
    inner: DefaultEmitter<()>,
}

impl ForwardingEmitter for Events<'_, '_> {
    type Token = Token<()>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.inner
    }

    fn move_position(&mut self, offset: isize) {
        self.reader.at = self.reader.at.saturating_add_signed(offset);
    }

    fn init_string(&mut self) {
        self.reader.from = self.reader.at;
    }

    fn emit_string(&mut self, part: &[u8]) {
        self.reader.text(part);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.reader.from = self.reader.at;
        let state = Emitter::emit_current_tag(&mut self.inner);
        while let Some(token) = Emitter::pop_token(&mut self.inner) {
            match token {
                Token::StartTag(tag) => return self.reader.start(&tag).or(state),
                Token::EndTag(tag) => self.reader.end(elements::of(&tag.name)),
                _ => {}
            }
        }
        state
    }

    /// Asked where a CDATA section begins: it is one only in another language than HTML.
    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.reader.from = self.reader.at;
        self.reader.foreign.is_some()
    }

    fn pop_token(&mut self) -> Option<Self::Token> {
        None
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: html5gum::Error) {}

    fn init_comment(&mut self) {}

    fn push_comment(&mut self, _: &[u8]) {}

    fn emit_current_comment(&mut self) {}

    fn emit_current_doctype(&mut self) {}
}

/// Which elements are open, and the text so far.
struct Reader<'h> {
    html: &'h [u8],
    /// How far the tokenizer is in the page.
    at: usize,
    /// Where the next part of a text begins in it.
    from: usize,
    text: Text,
    open: Vec<u8>,
    /// How many of each element are open.
    counts: [usize; ELEMENTS.len()],
    /// Which of the open elements is the first below which nothing is shown.
    hidden: Option<usize>,
    /// Which of them is the first of another language than HTML.
    foreign: Option<usize>,
}

impl Reader<'_> {
    /// Opens an element; returns how its content is read, where that is not as usual.
    fn start(&mut self, tag: &StartTag<()>) -> Option<State> {
        let name = elements::of(&tag.name);
        let element = ELEMENTS[usize::from(name)];
        if element.is(elements::ROOT) {
            return None;
        }
        let in_foreign = self.foreign.is_some();
        if !in_foreign {
            self.end_implied(element);
        }
        let hides = element.is(elements::LEFT_OUT) || is_hidden(tag);
        if self.hidden.is_none() && !hides {
            self.text.edge(element);
        }
        self.text.pre_begins = false;
        let is_foreign = element.is(elements::FOREIGN);
        if element.is(elements::VOID) || (tag.self_closing && (in_foreign || is_foreign)) {
            return None;
        }
        if hides {
            self.hidden.get_or_insert(self.open.len());
        }
        if is_foreign {
            self.foreign.get_or_insert(self.open.len());
        }
        if element.name == "pre" {
            self.text.preformatted += 1;
            self.text.pre_begins = self.hidden.is_none();
        }
        self.open.push(name);
        self.counts[usize::from(name)] += 1;
        if in_foreign { None } else { content(element.name) }
    }

    /// Ends the elements that have no end of their own where an element like this begins.
    fn end_implied(&mut self, element: Element) {
        let (ended, within): (&[&str], &[&str]) = match element.name {
            "li" => (&["li"], &["menu", "ol", "ul"]),
            "dd" | "dt" => (&["dd", "dt"], &["dl"]),
            "option" => (&["option"], &["select"]),
            "rp" | "rt" => (&["rp", "rt"], &["ruby"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tr" => (&["tr"], &["table"]),
            "tbody" | "tfoot" | "thead" => (&["tbody", "tfoot", "thead"], &["table"]),
            _ => (&[], &[]),
        };
        if !ended.is_empty() {
            self.close(ended, |open| within.contains(&open.name));
        }
        if element.is(elements::ENDS_P) {
            let stops =
                |open: Element| open.is(elements::TABLE) || matches!(open.name, "button" | "object" | "template");
            self.close(&["p"], stops);
        }
    }

    fn end(&mut self, name: u8) {
        let element = ELEMENTS[usize::from(name)];
        if self.hidden.is_none() {
            self.text.edge(element);
        }
        self.text.pre_begins = false;
        let anywhere = self.foreign.is_some() || element.is(elements::LEFT_OUT);
        let stops = |open: Element| match element {
            _ if anywhere => false,
            _ if element.is(elements::TABLE) => open.name == "table",
            _ if element.is(elements::INLINE) => !open.is(elements::INLINE),
            _ => open.is(elements::TABLE) || open.name == "template",
        };
        self.close(&[element.name], stops);
    }

    /// Closes the last open element that has one of the names, with all in it; none behind one that stops the search.
    fn close(&mut self, names: &[&str], stops: impl Fn(Element) -> bool) {
        if names.iter().all(|name| self.counts[usize::from(elements::of(name.as_bytes()))] == 0) {
            return;
        }
        for (at, &name) in self.open.iter().enumerate().rev().take(LOOK_BACK) {
            let open = ELEMENTS[usize::from(name)];
            if names.contains(&open.name) {
                for name in self.open.drain(at..).map(usize::from) {
                    self.counts[name] -= 1;
                    self.text.preformatted -= usize::from(ELEMENTS[name].name == "pre");
                }
                self.hidden = self.hidden.filter(|&hidden| hidden < at);
                self.foreign = self.foreign.filter(|&foreign| foreign < at);
                return;
            }
            if stops(open) {
                return;
            }
        }
    }

    /// Takes the part of a text that begins at `from`. It need not be whole characters.
    ///
    /// Nothing is skipped between two parts, so that the page says how each is written: as it is, or as a line end, a NUL, or an entity.
    /// Only the end of an entity is where the tokenizer is; it reads some bytes ahead of other parts, and holds some back.
    fn text(&mut self, part: &[u8]) {
        if self.hidden.is_some() || part.is_empty() {
            return;
        }
        let rest = self.html.get(self.from..).unwrap_or_default();
        let read = self.at.saturating_sub(self.from);
        // an entity for an ampersand begins with one as well
        let verbatim = rest.starts_with(part) && (part[0] != b'&' || read == part.len());
        let page_length = match rest {
            _ if verbatim => part.len(),
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\0', ..] => 1,
            _ => read,
        };
        self.text.push(part, self.from, page_length, verbatim);
        self.from += page_length;
    }
}

/// How the content of an element is read in which there are no tags.
fn content(name: &str) -> Option<State> {
    match name {
        "textarea" | "title" => Some(State::RcData),
        "iframe" | "noembed" | "noframes" | "noscript" | "style" | "xmp" => Some(State::RawText),
        "script" => Some(State::ScriptData),
        "plaintext" => Some(State::PlainText),
        _ => None,
    }
}

/// True where an element's own attributes hide it.
fn is_hidden(tag: &StartTag<()>) -> bool {
    let hides = |rule: &str| {
        let (property, value) = rule.split_once(':').unwrap_or_default();
        let value = value.split('!').next().unwrap_or_default();
        matches!((property.trim(), value.trim()), ("display", "none") | ("visibility", "hidden" | "collapse"))
    };
    attribute(tag, b"hidden").is_some()
        || attribute(tag, b"aria-hidden").is_some_and(|v| v.trim() == "true")
        || attribute(tag, b"style").is_some_and(|style| style.split(';').any(hides))
        || **tag.name == *b"dialog" && attribute(tag, b"open").is_none()
}

/// A text that grows by what is between the tags.
#[derive(Default)]
struct Text {
    out: Vec<u8>,
    pieces: Vec<Piece>,
    /// The places are asked for.
    map: bool,
    /// How many `pre` are open.
    preformatted: usize,
    /// The last of them has just begun: a line break here is not shown.
    pre_begins: bool,
    /// What stands before the next letter.
    gap: Gap,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Block,
}

impl Text {
    /// Adds what is from so many bytes of the page.
    fn push(&mut self, part: &[u8], from: usize, page_length: usize, verbatim: bool) {
        let begins = std::mem::take(&mut self.pre_begins);
        let is_preformatted = self.preformatted > 0;
        let is_gap = |byte: u8| !is_preformatted && byte.is_ascii_whitespace();
        let mut at = usize::from(begins && part.first() == Some(&b'\n'));
        while at < part.len() {
            if part[at] == 0 {
                // no browser shows it
                at += 1;
            } else if is_gap(part[at]) {
                self.gap = self.gap.max(Gap::Space);
                at += 1;
            } else {
                let length = part[at..].iter().take_while(|&&b| b != 0 && !is_gap(b)).count();
                self.fill();
                let (page, page_length) = if verbatim { (from + at, length) } else { (from, page_length) };
                self.piece(page, length, page_length, verbatim);
                self.out.extend_from_slice(&part[at..at + length]);
                at += length;
            }
        }
    }

    /// Notes where the next bytes of the text are from.
    fn piece(&mut self, page: usize, length: usize, page_length: usize, verbatim: bool) {
        if !self.map {
            return;
        }
        let next = Piece {
            text: self.out.len() as u32,
            page: page as u32,
            length: length as u32,
            page_length: page_length as u32,
            verbatim,
        };
        match self.pieces.last_mut() {
            Some(last)
                if last.verbatim
                    && verbatim
                    && last.text + last.length == next.text
                    && last.page + last.length == next.page =>
            {
                last.length += next.length;
                last.page_length += next.page_length;
            }
            _ => self.pieces.push(next),
        }
    }

    /// An element begins or ends here.
    fn edge(&mut self, element: Element) {
        let gap = match element.name {
            "br" => Gap::Line,
            _ if element.is(elements::INLINE) => Gap::None,
            _ => Gap::Block,
        };
        self.gap = self.gap.max(gap);
    }

    fn fill(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        if !self.out.is_empty() {
            self.out.extend_from_slice(match gap {
                Gap::None => b"",
                Gap::Space => b" ",
                Gap::Line => b"\n",
                Gap::Block => b"\n\n",
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_a_reader_sees() {
        for (html, shown) in [
            ("<p>The <b>FBI</b>\n  said.<p>NATO&amp;EU", "The FBI said.\n\nNATO&EU"),
            ("<title>x</title><script>FBI</script><style>p{}</style>a<!-- NATO -->b", "x\n\nab"),
            ("<head><meta charset=utf-8><link><title>A &amp; B</title></head><body>c", "A & B\n\nc"),
            ("<div hidden>FBI<p>x</div><p style='DISPLAY: none'>y<p aria-hidden=true>w<p>z", "z"),
            ("<b style='color:red;display : none !important'>a</b><b style='display:nonesuch'>b</b>", "b"),
            ("<table><tr><td>Federal Bureau<td>of Investigation</table>", "Federal Bureau\n\nof Investigation"),
            ("a<br>b<pre>c\n  d</pre>", "a\nb\n\nc\n  d"),
            ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
            ("no tags", "no tags"),
            ("a < b && c </ d", "a < b && c"),
            ("<p hidden>secret<p>seen", "seen"),
            ("<div hidden><p>a</span></div>b<ul><li hidden>c<ul><li>d</ul><li>e</ul>", "b\n\ne"),
            ("<table><tr><td hidden>a</div><td>b<tr hidden><td>c<tr><td>d</table>e", "b\n\nd\n\ne"),
            ("<svg><title/><style/><path>a</svg>b<textarea>c<p></textarea><script>'</p>'</script >d", "bd"),
            ("<svg><![CDATA[a</svg>b]]></svg><![CDATA[c]]>d", "d"),
            ("<body hidden>a</body></html>b<pre>\nc</pre><xmp><b></xmp><a", "a\n\nb\n\nc\n\n<b>"),
            ("a<pre hidden>\nb</pre>\nc<pre><b>\nd</b></pre>", "a c\n\n\nd"),
            ("a\r\nb\0c<p>😀서울&nbsp;<B>\u{301}é</B", "a bc\n\n😀서울\u{a0}\u{301}é"),
            ("<ruby>東<rp>(<rt>a<rp>)</ruby><select><option>b<option>c</select><noscript><p>d</noscript>", "東a"),
            ("<dialog>a</dialog><dialog open>b</dialog><x-y hidden>c</x-y>d", "b\n\nd"),
            ("<template><div></template>a<details><summary>b</summary>c</details>", "a\n\nb\n\nc"),
            ("<title>a\0b</title>c", "a\u{fffd}b\n\nc"),
            ("<title>a</titl&amp;</title><xmp></x</xmp>", "a</titl&\n\n</x"),
            ("&eacute;&#1234567890;&notanentity;&lt;b&gt;<", "é\u{fffd}¬anentity;<b><"),
            ("", ""),
        ] {
            assert_eq!(page(html, false).text, shown, "{html}");
            places_are_right(html);
        }
    }

    /// Each byte of a page's text is a gap or in a piece, in order; the piece's place has the same bytes, or reads as these.
    fn places_are_right(html: &str) {
        let page = page(html, true);
        assert_eq!(page.text, super::page(html, false).text, "{html:?}");
        let (mut text, mut place) = (0, 0);
        for piece in &page.pieces {
            let [from, start] = [piece.text as usize, piece.page as usize];
            let gap = page.text.get(text..from).unwrap_or_else(|| panic!("{html:?}: {piece:?}"));
            assert!(matches!(gap, "" | " " | "\n" | "\n\n") && place <= start, "{html:?}: {piece:?} after {gap:?}");
            (text, place) = (from + piece.length as usize, start + piece.page_length as usize);
            let (shown, there) = (&page.text[from..text], &html[start..place]);
            let reads_as = |there: &str| super::page(&format!("<pre>.{there}"), false).text;
            let is_right = if piece.verbatim {
                shown == there
            } else {
                (shown, there) == ("\u{fffd}", "\0") || reads_as(there) == format!(".{shown}")
            };
            assert!(is_right, "{html:?}: {shown:?} is from {there:?}");
        }
        assert_eq!(text, page.text.len(), "{html:?}");
    }

    #[test]
    fn places_of_what_is_read_ahead_or_held_back() {
        // a bracket and a line end at once; more of them than end a section; a tag that is none, its letters as they are
        for html in ["<math>", "<pre>", "<title>", "<xmp>", "<plaintext>", "<p>"] {
            let parts =
                ["<![CDATA[", "]", ">", "\r", "\n", "\0", "&", "&amp", "&nGg;", "&#x", "</tiTle", "<", "!", "é"];
            for a in parts {
                for b in parts {
                    for c in parts {
                        for d in parts {
                            places_are_right(&[html, a, b, c, d].concat());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn encodings_that_a_page_declares() {
        for (page, name) in [
            (&b"<meta charset=windows-1251>"[..], Some("windows-1251")),
            (b"<html><head><META http-equiv='Content-Type' content='text/html; charset=EUC-KR'>", Some("EUC-KR")),
            (b"<meta http-equiv=content-type content=\"text/html;charset = 'shift_jis'\">", Some("Shift_JIS")),
            (b"<!-- <meta charset=big5> --><meta charset=utf-16le>", Some("UTF-8")),
            (b"\xff\xfe<\0", Some("UTF-16LE")),
            (b"\xef\xbb\xbf<meta charset=big5>", Some("UTF-8")),
            (b"<meta content='text/html; charset=big5'><meta charset=nonesuch>", None),
            (b"<p>charset=big5", None),
        ] {
            assert_eq!(declared(page).map(Encoding::name), name, "{}", String::from_utf8_lossy(page));
        }
        let late = format!("<p>{}<meta charset=big5>", " ".repeat(1024));
        assert_eq!(declared(late.as_bytes()), None);
    }

    /// The processor's time of this thread, which other work on the machine does not lengthen.
    #[cfg(unix)]
    fn now() -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
    }

    #[test]
    #[cfg(unix)]
    fn time_is_linear() {
        let repeated = |part: &str, times: usize| part.repeat(times) + "<p>x";
        for part in [
            "<div>",
            "<b><p>",
            "<ul><li>",
            "<p><table><td>",
            "</p></div>",
            "<b></i>",
            "<div hidden></div>",
            "<svg><g>",
            "<pre>",
            "<div></p>",
            "<a ",
            "<!--",
            "<![CDATA[",
            "&am",
            "<script>",
            "</",
            "<dl><dd>",
            "<x a=1 a=1>",
        ] {
            let time = |times| {
                let html = repeated(part, times);
                let one = || {
                    let start = now();
                    page(&html, true);
                    now().saturating_sub(start)
                };
                (0..3).map(|_| one()).min().unwrap_or_default()
            };
            let mut tries = (0..3).map(|_| (time(2_000), time(32_000)));
            let is_linear = |(short, long): &(Duration, Duration)| *long < *short.max(&Duration::from_micros(200)) * 64;
            assert!(tries.any(|times| is_linear(&times)), "{part}: {:?}", (time(2_000), time(32_000)));
        }
        // so many attributes, one element
        let tag = (0..50_000).fold(String::new(), |tag, i| tag + " a" + &i.to_string() + "=x");
        assert_eq!(page(&format!("<p{tag}>x"), false).text, "x");
        assert_eq!(page(&repeated("<div>", 100_000), false).text, "x");
    }
}
