//! Lists as files: what is read, in which order, and what each file is.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use gazet::gazetteer::{Builder, List};
use gazet::{Gazetteer, gazetteer};

use crate::memory;
use crate::messages::{Fatal, io_error};

/// The bytes of a file, or of a list that is compiled in.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) file: String,
    pub(crate) bytes: Cow<'static, [u8]>,
}

impl Text {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Fatal> {
        let file = path.to_string_lossy().into_owned();
        if path.is_dir() {
            return Err(Fatal::at(file, "is a folder, not a list"));
        }
        match std::fs::read(path) {
            Ok(bytes) if bytes.starts_with(&gazetteer::MAGIC) => {
                Err(Fatal::at(file, "is a compiled gazetteer, where the text of a list is needed"))
            }
            Ok(bytes) => Ok(Self { file, bytes: bytes.into() }),
            Err(e) => Err(Fatal::at(file, io_error(&e))),
        }
    }

    fn built_in(list: &List<'static>) -> Self {
        Self { file: list.file.to_owned(), bytes: Cow::Borrowed(list.bytes) }
    }

    /// As the library takes it.
    pub(crate) fn list(&self) -> List<'_> {
        List { file: &self.file, bytes: &self.bytes }
    }

    /// The file's name without its folder.
    pub(crate) fn base(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or(&self.file)
    }

    /// The names of its columns.
    fn header(&self) -> impl Iterator<Item = &[u8]> {
        let line = self.bytes.split(|&b| b == b'\n').next().unwrap_or(&[]);
        line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii_end().split(|&b| b == b'\t')
    }

    fn has_column(&self, column: &str) -> bool {
        self.header().any(|c| c == column.as_bytes())
    }

    /// True where rows say where they are from.
    pub(crate) fn has_sources(&self) -> bool {
        self.has_column("source")
    }
}

/// Texts of the three sorts that make a gazetteer.
#[derive(Clone, Default, Debug)]
pub(crate) struct Lists {
    pub(crate) entities: Vec<Text>,
    pub(crate) names: Vec<Text>,
    pub(crate) exceptions: Vec<Text>,
}

impl Lists {
    /// The lists that are compiled in.
    pub(crate) fn built_in() -> Self {
        let texts = |lists: &[List<'static>]| lists.iter().map(Text::built_in).collect();
        Self {
            entities: texts(gazet_lists::LISTS),
            names: texts(gazet_lists::NAMES),
            exceptions: texts(gazet_lists::EXCEPTIONS),
        }
    }

    /// Files; their columns tell a table of names or exceptions from a list.
    pub(crate) fn read(files: &[PathBuf]) -> Result<Self, Fatal> {
        let mut all = Self::default();
        memory::check(files.iter().map(PathBuf::as_path), memory::TO_CHECK)?;
        for file in files {
            all.push(Text::read(file)?);
        }
        Ok(all)
    }

    /// A list, or all lists of a folder.
    pub(crate) fn read_any(path: &Path) -> Result<Self, Fatal> {
        if !path.is_dir() {
            return Self::read(&[path.to_owned()]);
        }
        let fatal = |e: &std::io::Error| Fatal::at(path.to_string_lossy(), io_error(e));
        let mut files = BTreeSet::new();
        for entry in std::fs::read_dir(path).map_err(|e| fatal(&e))? {
            let path = entry.map_err(|e| fatal(&e))?.path();
            if path.extension().is_some_and(|e| e == "tsv") && path.is_file() {
                files.insert(path);
            }
        }
        let mut all = Self::read(&files.into_iter().collect::<Vec<_>>())?;
        all.entities.retain(|text| !text.has_column("word"));
        if all.entities.is_empty() {
            return Err(Fatal::at(path.to_string_lossy(), "there is no list in it, a TSV file"));
        }
        Ok(all)
    }

    fn push(&mut self, text: Text) {
        if text.has_column("surface") {
            self.exceptions.push(text);
        } else if text.has_column("type") {
            self.names.push(text);
        } else {
            self.entities.push(text);
        }
    }

    /// These lists, then those of `top`: a file that is named as one that is there takes its place.
    pub(crate) fn with(mut self, top: Self) -> Self {
        let replace = |below: &mut Vec<Text>, top: Vec<Text>| {
            for text in top {
                match below.iter_mut().find(|t| t.base() == text.base()) {
                    Some(same) => *same = text,
                    None => below.push(text),
                }
            }
        };
        replace(&mut self.entities, top.entities);
        replace(&mut self.names, top.names);
        replace(&mut self.exceptions, top.exceptions);
        self
    }

    /// A builder that has all of them.
    pub(crate) fn builder(&self) -> Builder<'_> {
        let builder = self.entities.iter().fold(Gazetteer::builder(), |b, text| b.list(text.list()));
        let builder = self.names.iter().fold(builder, |b, text| b.names(text.list()));
        self.exceptions.iter().fold(builder, |b, text| b.exceptions(text.list()))
    }

    /// Compiles them.
    pub(crate) fn build(&self) -> Result<Gazetteer, Fatal> {
        self.builder().build().map_err(|e| Fatal(e.to_string()))
    }
}

/// The rows of a list; the first mistake ends the command.
pub(crate) fn rows(text: &Text) -> Result<Vec<gazetteer::Row<'_>>, Fatal> {
    let fatal = |e: gazetteer::ListError| Fatal(e.to_string());
    gazetteer::rows(text.list()).map_err(fatal)?.into_iter().collect::<Result<_, _>>().map_err(fatal)
}

/// The rows of a table of names.
pub(crate) fn name_rows(text: &Text) -> Result<Vec<gazetteer::NameRow<'_>>, Fatal> {
    let fatal = |e: gazetteer::ListError| Fatal(e.to_string());
    gazetteer::name_rows(text.list()).map_err(fatal)?.into_iter().collect::<Result<_, _>>().map_err(fatal)
}

/// The rows of a table of exceptions.
pub(crate) fn exception_rows(text: &Text) -> Result<Vec<gazetteer::ExceptionRow<'_>>, Fatal> {
    let fatal = |e: gazetteer::ListError| Fatal(e.to_string());
    gazetteer::exception_rows(text.list()).map_err(fatal)?.into_iter().collect::<Result<_, _>>().map_err(fatal)
}
