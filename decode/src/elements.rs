//! The elements of HTML that a reader of its text has to tell apart.

/// Its text is seen nowhere, or elsewhere, or is a form's.
pub(crate) const LEFT_OUT: u8 = 1;
/// It stands inside a line.
pub(crate) const INLINE: u8 = 2;
/// It has no content and no end.
pub(crate) const VOID: u8 = 4;
/// It ends a paragraph where it begins.
pub(crate) const ENDS_P: u8 = 8;
/// A part of a table.
pub(crate) const TABLE: u8 = 16;
/// Around all others: its end is often in a wrong place, and it hides nothing.
pub(crate) const ROOT: u8 = 32;
/// Another language begins.
pub(crate) const FOREIGN: u8 = 64;

/// An element as its name tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    flags: u8,
}

impl Element {
    pub(crate) fn is(self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// The number of an element in [`ELEMENTS`]; those that are not there are all the first, which stands inside a line.
pub(crate) fn of(name: &[u8]) -> u8 {
    ELEMENTS.binary_search_by(|element| element.name.as_bytes().cmp(name)).unwrap_or(0) as u8
}

const fn element(name: &'static str, flags: u8) -> Element {
    Element { name, flags }
}

/// All of them, sorted.
pub(crate) const ELEMENTS: &[Element] = &[
    element("", INLINE),
    element("a", INLINE),
    element("abbr", INLINE),
    element("acronym", INLINE),
    element("address", ENDS_P),
    element("area", INLINE | VOID),
    element("article", ENDS_P),
    element("aside", ENDS_P),
    element("audio", LEFT_OUT | INLINE),
    element("b", INLINE),
    element("base", INLINE | VOID),
    element("basefont", INLINE | VOID),
    element("bdi", INLINE),
    element("bdo", INLINE),
    element("bgsound", INLINE | VOID),
    element("big", INLINE),
    element("blockquote", ENDS_P),
    element("body", ROOT),
    element("br", VOID),
    element("button", INLINE),
    element("canvas", LEFT_OUT | INLINE),
    element("caption", TABLE),
    element("center", ENDS_P),
    element("cite", INLINE),
    element("code", INLINE),
    element("col", VOID),
    element("colgroup", 0),
    element("data", INLINE),
    element("datalist", LEFT_OUT | INLINE),
    element("dd", ENDS_P),
    element("del", INLINE),
    element("details", ENDS_P),
    element("dfn", INLINE),
    element("dialog", ENDS_P),
    element("dir", ENDS_P),
    element("div", ENDS_P),
    element("dl", ENDS_P),
    element("dt", ENDS_P),
    element("em", INLINE),
    element("embed", INLINE | VOID),
    element("fieldset", ENDS_P),
    element("figcaption", ENDS_P),
    element("figure", ENDS_P),
    element("font", INLINE),
    element("footer", ENDS_P),
    element("form", ENDS_P),
    element("frame", VOID),
    element("frameset", 0),
    element("h1", ENDS_P),
    element("h2", ENDS_P),
    element("h3", ENDS_P),
    element("h4", ENDS_P),
    element("h5", ENDS_P),
    element("h6", ENDS_P),
    element("head", ROOT),
    element("header", ENDS_P),
    element("hgroup", ENDS_P),
    element("hr", VOID | ENDS_P),
    element("html", ROOT),
    element("i", INLINE),
    element("iframe", LEFT_OUT | INLINE),
    element("img", INLINE | VOID),
    element("input", INLINE | VOID),
    element("ins", INLINE),
    element("kbd", INLINE),
    element("label", INLINE),
    element("legend", 0),
    element("li", ENDS_P),
    element("link", INLINE | VOID),
    element("listing", ENDS_P),
    element("main", ENDS_P),
    element("map", INLINE),
    element("mark", INLINE),
    element("marquee", 0),
    element("math", INLINE | FOREIGN),
    element("menu", ENDS_P),
    element("meta", INLINE | VOID),
    element("meter", INLINE),
    element("nav", ENDS_P),
    element("nobr", INLINE),
    element("noembed", LEFT_OUT | INLINE),
    element("noframes", LEFT_OUT | INLINE),
    element("noscript", LEFT_OUT | INLINE),
    element("object", LEFT_OUT | INLINE),
    element("ol", ENDS_P),
    element("optgroup", 0),
    element("option", INLINE),
    element("output", INLINE),
    element("p", ENDS_P),
    element("param", INLINE | VOID),
    element("picture", INLINE),
    element("plaintext", ENDS_P),
    element("pre", ENDS_P),
    element("progress", INLINE),
    element("q", INLINE),
    element("rp", LEFT_OUT | INLINE),
    element("rt", INLINE),
    element("ruby", INLINE),
    element("s", INLINE),
    element("samp", INLINE),
    element("script", LEFT_OUT | INLINE),
    element("search", ENDS_P),
    element("section", ENDS_P),
    element("select", LEFT_OUT | INLINE),
    element("slot", INLINE),
    element("small", INLINE),
    element("source", INLINE | VOID),
    element("span", INLINE),
    element("strike", INLINE),
    element("strong", INLINE),
    element("style", LEFT_OUT | INLINE),
    element("sub", INLINE),
    element("summary", ENDS_P),
    element("sup", INLINE),
    element("svg", LEFT_OUT | INLINE | FOREIGN),
    element("table", ENDS_P | TABLE),
    element("tbody", TABLE),
    element("td", TABLE),
    element("template", LEFT_OUT | INLINE),
    element("textarea", LEFT_OUT | INLINE),
    element("tfoot", TABLE),
    element("th", TABLE),
    element("thead", TABLE),
    element("time", INLINE),
    element("title", 0),
    element("tr", TABLE),
    element("track", INLINE | VOID),
    element("tt", INLINE),
    element("u", INLINE),
    element("ul", ENDS_P),
    element("var", INLINE),
    element("video", LEFT_OUT | INLINE),
    element("wbr", INLINE | VOID),
    element("xmp", ENDS_P),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted_and_found() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.name < b.name) && ELEMENTS.len() < 256);
        assert_eq!((ELEMENTS[usize::from(of(b"svg"))].name, of(b"x-own"), of(b"")), ("svg", 0, 0));
    }
}
