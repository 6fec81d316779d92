//! The gazetteer that a command works with: the built-in lists, the user's on top of them, or a compiled file in their place.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use gazet::Gazetteer;
use gazet::gazetteer::{List, MAGIC};
use gazet_raw::Map;
use xxhash_rust::xxh3::Xxh3;

use crate::memory;
use crate::messages::{Fatal, io_error};

/// Where names come from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sources<'a> {
    /// Lists of entities, or one compiled file.
    pub(crate) lists: &'a [PathBuf],
    /// Tables of further names.
    pub(crate) names: &'a [PathBuf],
    /// Tables of exceptions.
    pub(crate) exceptions: &'a [PathBuf],
    /// The built-in lists are below.
    pub(crate) builtin: bool,
    /// A compiled file is compared with its checksum.
    pub(crate) verify: bool,
}

impl Sources<'_> {
    /// Reads what is text and opens what is compiled; see [`Lists::gazetteer`].
    pub(crate) fn gazetteer(&self) -> Result<Gazetteer, Fatal> {
        Lists::read(self)?.gazetteer()
    }
}

/// The lists and tables of a command, as they were read. What is compiled is not read: nothing of it is among the texts.
pub(crate) struct Lists {
    builtin: bool,
    entities: Vec<Text>,
    names: Vec<Text>,
    exceptions: Vec<Text>,
    compiled: Option<PathBuf>,
    verify: bool,
}

impl Lists {
    /// Reads the user's.
    pub(crate) fn read(sources: &Sources<'_>) -> Result<Self, Fatal> {
        let compiled = sources.lists.iter().find(|path| is_compiled(path)).cloned();
        let count = sources.lists.len() + sources.names.len() + sources.exceptions.len();
        if let Some(path) = compiled.as_deref().filter(|_| count > 1) {
            return Err(Fatal::at(
                path.to_string_lossy(),
                "is compiled and stands alone, with all that it was compiled of; compile the other lists with those",
            ));
        }
        let lists = if compiled.is_some() { &[] } else { sources.lists };
        let (builtin, verify) = (sources.builtin, sources.verify);
        let (names, exceptions) = (texts(sources.names)?, texts(sources.exceptions)?);
        Ok(Self { builtin, entities: texts(lists)?, names, exceptions, compiled, verify })
    }

    /// The gazetteer of all of them. What is compiled already is mapped; texts are compiled here.
    pub(crate) fn gazetteer(&self) -> Result<Gazetteer, Fatal> {
        if let Some(path) = &self.compiled {
            return open(path, self.verify);
        }
        if self.builtin && self.entities.len() + self.names.len() + self.exceptions.len() == 0 {
            return gazet_lists::gazetteer().map_err(|e| Fatal(format!("the built-in lists: {e}")));
        }
        let builder = if self.builtin { gazet_lists::builder() } else { Gazetteer::builder() };
        let builder = self.entities.iter().fold(builder, |b, text| b.list(text.list()));
        let builder = self.names.iter().fold(builder, |b, text| b.names(text.list()));
        let builder = self.exceptions.iter().fold(builder, |b, text| b.exceptions(text.list()));
        builder.build().map_err(|e| Fatal(e.to_string()))
    }

    /// A hash of what they say: of the texts, and of the beginning of a compiled file, which has the checksum of the rest.
    pub(crate) fn hash(&self) -> u64 {
        let mut hash = Xxh3::new();
        for text in [&self.entities, &self.names, &self.exceptions].into_iter().flatten() {
            hash.update(text.list().bytes);
        }
        let mut start = Vec::new();
        if let Some(file) = self.compiled.as_ref().and_then(|path| File::open(path).ok()) {
            let _ = file.take(4096).read_to_end(&mut start);
        }
        hash.update(&start);
        hash.digest()
    }

    /// Those of entities, the built-in ones first.
    pub(crate) fn entities(&self) -> Vec<List<'_>> {
        self.with(gazet_lists::LISTS, &self.entities)
    }

    /// The tables of names, the built-in one first.
    pub(crate) fn names(&self) -> Vec<List<'_>> {
        self.with(gazet_lists::NAMES, &self.names)
    }

    fn with<'a>(&self, builtin: &[List<'a>], own: &'a [Text]) -> Vec<List<'a>> {
        let builtin = if self.builtin { builtin } else { &[] };
        builtin.iter().copied().chain(own.iter().map(Text::list)).collect()
    }
}

/// Opens a compiled file.
pub(crate) fn open(path: &Path, verify: bool) -> Result<Gazetteer, Fatal> {
    let fatal = |message: String| Fatal::at(path.to_string_lossy(), message);
    let file = File::open(path).map_err(|e| fatal(io_error(&e)))?;
    let map = gazet_raw::map(&file).map_err(|e| fatal(io_error(&e)))?;
    let gazetteer = Gazetteer::open(map).map_err(|e| fatal(e.to_string()))?;
    if verify {
        gazetteer.verify().map_err(|e| fatal(e.to_string()))?;
    }
    Ok(gazetteer)
}

/// True for files that start as compiled ones do.
pub(crate) fn is_compiled(path: &Path) -> bool {
    let mut start = [0; MAGIC.len()];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == MAGIC
}

/// A list as it was read.
struct Text {
    name: String,
    bytes: Bytes,
}

/// Files are mapped; what cannot be, a pipe, is read.
enum Bytes {
    Mapped(Map),
    Read(Vec<u8>),
}

impl Text {
    fn list(&self) -> List<'_> {
        let bytes = match &self.bytes {
            Bytes::Mapped(map) => map.as_ref(),
            Bytes::Read(bytes) => bytes,
        };
        List { file: &self.name, bytes }
    }
}

/// Files with their names.
fn texts(paths: &[PathBuf]) -> Result<Vec<Text>, Fatal> {
    let read = |path: &PathBuf| {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            return Err(Fatal::at(name, "is a folder; -g needs a list, a TSV file"));
        }
        let mut file = File::open(path).map_err(|e| Fatal::at(&name, io_error(&e)))?;
        let bytes = match gazet_raw::map(&file) {
            Ok(map) if path.is_file() => Bytes::Mapped(map),
            Ok(_) | Err(_) => {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map_err(|e| Fatal::at(&name, io_error(&e)))?;
                Bytes::Read(bytes)
            }
        };
        Ok(Text { name, bytes })
    };
    memory::check(paths.iter().map(PathBuf::as_path), memory::TO_BUILD)?;
    paths.iter().map(read).collect()
}
