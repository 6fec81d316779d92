//! Reading: the bytes of a document, no more than it may have, and what text they are.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use gazet::document::DocumentError;
use gazet_decode::compression;
use gazet_decode::encoding::{self, Choice, Map};
use gazet_decode::html;

use crate::inputs::Failure;

/// What comes out of compressed bytes has a limit where none is given, so that a small file cannot fill the memory.
const UNPACKED: u64 = 1 << 30;
/// So many bytes of a file are read at first, and most have no more.
const START: usize = 16 << 10;
/// A document's offsets are 32 bits.
const MOST: u64 = u32::MAX as u64 - 1;

/// How files begin that have a text in them and are none.
const NO_TEXT: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP, as .docx, .odt and .xlsx are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, as .doc and .msg are"),
    (b"{\\rtf", "RTF"),
];

/// True where a text begins as HTML does.
fn is_page(text: &str) -> bool {
    let start = text.trim_start().as_bytes();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with.as_bytes()));
    begins("<!doctype html") || begins("<html")
}

/// Opens a file and reads how it starts: all of it, where that does not fill the memory.
fn begin<'m>(path: &Path, memory: &'m mut [u8; START]) -> io::Result<(File, &'m [u8])> {
    let mut file = File::open(path)?;
    let mut length = 0;
    while length < START {
        match file.read(&mut memory[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok((file, &memory[..length]))
}

/// How documents are read.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Reading {
    /// UTF-8 and nothing else where there is none.
    pub(crate) encoding: Option<Choice>,
    /// The bytes that a document may have, unpacked.
    pub(crate) most: Option<u64>,
    /// Where characters stand in the input is asked for.
    pub(crate) map: bool,
    /// They are pages, of which the text is taken.
    pub(crate) html: bool,
    /// What they are was said, not guessed from their names.
    pub(crate) told: bool,
}

/// A document's text.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Where it was not UTF-8.
    pub(crate) encoding: Option<&'static str>,
    pub(crate) replaced: u64,
    pub(crate) map: Option<Map>,
    /// It looks like a page, and nobody said what it is.
    pub(crate) is_page: bool,
}

impl Reading {
    /// The same for lines that come out of compressed bytes.
    pub(crate) fn of_unpacked(self) -> Self {
        Self { most: self.most.or(Some(UNPACKED)), ..self }
    }

    /// The most bytes that a line of JSON may have.
    pub(crate) fn longest_line(&self) -> u64 {
        self.most.unwrap_or(MOST)
    }

    /// The bytes of a file, unpacked where they were compressed.
    pub(crate) fn file(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        let failure = |e: io::Error| Failure::io(&e);
        let mut memory = [0; START];
        let (file, start) = begin(path, &mut memory).map_err(failure)?;
        if compression::is_compressed(start) {
            return self.unpacked(BufReader::new(start.chain(file)));
        }
        let is_all = start.len() < START;
        let length = if is_all { start.len() as u64 } else { file.metadata().map_err(failure)?.len() };
        if length > self.longest_line() {
            return Err(self.too_long(Some(length)));
        }
        let mut bytes = Vec::with_capacity(length as usize + 1);
        bytes.extend_from_slice(start);
        if !is_all {
            let rest = self.longest_line().saturating_add(1).saturating_sub(START as u64);
            file.take(rest).read_to_end(&mut bytes).map_err(failure)?;
        }
        self.checked(bytes)
    }

    /// The same of a small file that has nothing special to it; of others nothing.
    pub(crate) fn small_file(&self, path: &Path) -> Option<Vec<u8>> {
        let mut memory = [0; START];
        let (_, start) = begin(path, &mut memory).ok()?;
        let is_plain = start.len() < START && !compression::is_compressed(start);
        (is_plain && start.len() as u64 <= self.longest_line()).then(|| start.to_vec())
    }

    /// All bytes of a stream, unpacked where they were compressed.
    pub(crate) fn stream(&self, mut reader: impl io::BufRead) -> Result<Vec<u8>, Failure> {
        if compression::is_compressed(reader.fill_buf().map_err(|e| Failure::io(&e))?) {
            return self.unpacked(reader);
        }
        let mut bytes = Vec::new();
        reader.take(self.longest_line().saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Failure::io(&e))?;
        self.checked(bytes)
    }

    fn unpacked(&self, reader: impl io::BufRead) -> Result<Vec<u8>, Failure> {
        let broken = |e: io::Error| Failure::new("compressed", format!("gzip or zstd that cannot be unpacked: {e}"));
        let most = self.most.unwrap_or(UNPACKED);
        let mut bytes = Vec::new();
        let reader = compression::reader(reader).map_err(broken)?;
        reader.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 > most {
            return Err(Failure::new(
                "too_long",
                format!("more than {most} bytes when unpacked; --max-bytes says how many may be"),
            ));
        }
        Ok(bytes)
    }

    fn checked(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
        if bytes.len() as u64 > self.longest_line() { Err(self.too_long(None)) } else { Ok(bytes) }
    }

    /// The failure of a document with so many bytes, or with more than it may have.
    pub(crate) fn too_long(&self, bytes: Option<u64>) -> Failure {
        match (self.most, bytes) {
            (Some(most), Some(bytes)) => {
                Failure::new("too_long", format!("{bytes} bytes, and a document may have {most} (--max-bytes)"))
            }
            (Some(most), None) => Failure::new("too_long", format!("more than {most} bytes (--max-bytes)")),
            (None, bytes) => {
                let bytes = bytes.unwrap_or(MOST + 1) as usize;
                Failure::new("too_long", DocumentError::TooLong { bytes }.to_string())
            }
        }
    }

    /// The text of a document's bytes.
    pub(crate) fn text<'b>(&self, bytes: &'b [u8]) -> Result<Decoded<'b>, Failure> {
        if let Some((_, what)) = NO_TEXT.iter().find(|(start, _)| bytes.starts_with(start)) {
            return Err(Failure::new("not_text", format!("{what}, not text: take the text out of it first")));
        }
        if !self.html {
            let decoded = self.decoded(bytes, self.encoding)?;
            return Ok(Decoded { is_page: !self.told && is_page(&decoded.text), ..decoded });
        }
        // a page that says it is UTF-8 is held to it, as texts are
        let declared = || html::declared(bytes).filter(|e| e.name() != "UTF-8" || self.encoding.is_some());
        let encoding = match self.encoding {
            Some(Choice::Named(_)) => self.encoding,
            None | Some(Choice::Auto) => declared().map(Choice::Named).or(self.encoding),
        };
        let decoded = self.decoded(bytes, encoding)?;
        let page = html::page(&decoded.text, self.map);
        let map = decoded.map.map(|map| map.of_page(page.pieces));
        Ok(Decoded { text: page.text.into(), map, ..decoded })
    }

    fn decoded<'b>(&self, bytes: &'b [u8], encoding: Option<Choice>) -> Result<Decoded<'b>, Failure> {
        Ok(match encoding {
            None => {
                let text = std::str::from_utf8(bytes).map_err(|e| {
                    let error = DocumentError::NotUtf8 { offset: e.valid_up_to() };
                    Failure::new("not_utf8", error.to_string())
                })?;
                let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
                let map = || Map::behind((text.len() - plain.len()) as u32);
                Decoded { text: plain.into(), encoding: None, replaced: 0, map: self.map.then(map), is_page: false }
            }
            Some(choice) => {
                let decoded = encoding::decode(bytes, choice);
                let map = self.map.then(|| Map::new(bytes, &decoded));
                let encoding = Some(decoded.encoding).filter(|name| *name != "UTF-8");
                Decoded { text: decoded.text, encoding, replaced: decoded.replaced, map, is_page: false }
            }
        })
    }
}
