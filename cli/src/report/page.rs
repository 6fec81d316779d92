//! The page around the data: one HTML file that opens from disk.
//!
//! Its program and style are `report/dist/report.html`, which Vite builds from `report/src`; it stops at two comments, which the
//! data takes the place of. Nothing of a document, a list or a file's name is in the page but as base64.

use super::data::Packed;

const PAGE: &str = include_str!("report.html");
const INDEX: &str = "<!--index-->";
const CHUNKS: &str = "<!--chunks-->";

/// Writes the page: the index before the program, the texts behind it, so that the tables stand before the texts are there.
pub(crate) fn write(packed: &Packed, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let (head, rest) = PAGE.split_once(INDEX).expect("the page has a place for the index");
    let (program, foot) = rest.split_once(CHUNKS).expect("the page has a place for the chunks");
    write!(out, "{head}<script type=\"text/plain\" id=\"index\">{}</script>{program}", packed.index)?;
    for (i, chunk) in packed.chunks.iter().enumerate() {
        writeln!(out, "<script type=\"text/plain\" id=\"chunk-{i}\">{chunk}</script>")?;
    }
    out.write_all(foot.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_one_place_for_each_part() {
        assert_eq!(PAGE.matches(INDEX).count(), 1);
        assert_eq!(PAGE.matches(CHUNKS).count(), 1);
        assert!(PAGE.find(INDEX) < PAGE.find(CHUNKS));
    }
}
